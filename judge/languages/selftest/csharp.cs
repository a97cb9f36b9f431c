using System;
using System.Collections.Generic;
using System.IO;

class Acts {
    static long Depth(long n) {
        return n == 0 ? 0 : 1 + Depth(n - 1);
    }

    static void Main() {
        string[] words = Console.ReadLine().Split(' ');
        long a = words.Length > 1 ? long.Parse(words[1]) : 0;
        long b = words.Length > 2 ? long.Parse(words[2]) : 0;
        StreamWriter writer = new StreamWriter(Console.OpenStandardOutput());
        switch (words[0]) {
        case "add":
            writer.WriteLine(a + b);
            break;
        case "spin":
            while (true) {}
        case "eat":
            List<byte[]> blocks = new List<byte[]>();
            while (true) {
                byte[] block = new byte[1000000];
                for (int i = 0; i < block.Length; i++)
                    block[i] = 1;
                blocks.Add(block);
            }
        case "crash":
            writer.WriteLine(new int[0][a + 1]);
            break;
        case "read":
            long sum = 0;
            string line;
            while ((line = Console.ReadLine()) != null)
                sum += long.Parse(line);
            writer.WriteLine(sum);
            break;
        case "write":
            for (long i = 0; i < a; i++)
                writer.WriteLine("0123456789abcdef");
            break;
        case "mul":
            writer.WriteLine(a * b);
            break;
        case "deep":
            writer.WriteLine(Depth(a));
            break;
        }
        writer.Flush();
    }
}
