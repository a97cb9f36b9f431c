using System;
using System.Collections.Generic;
using System.Threading;

class Heap {
    static void Main() {
        var kept = new List<object>();
        switch (Console.ReadLine()) {
        case "grow":
            while (true)
                kept.Add(new int[10000]);
        case "boxes":
            var map = new Dictionary<int, string>();
            for (int i = 0;; i++)
                map[i] = "number " + i;
        case "huge":
            kept.Add(new long[int.MaxValue - 8]);
            break;
        case "large":
            kept.Add(new byte[1 << 30]);
            break;
        case "says":
            Console.Error.WriteLine("[ERROR] FATAL UNHANDLED EXCEPTION: System.OutOfMemoryException");
            Environment.Exit(1);
            break;
        case "most":
            for (int i = 0; i < 179 * 16; i++)
                kept.Add(new byte[1 << 16]);
            Console.WriteLine(kept.Count);
            break;
        case "object":
            var one = new byte[178257920];
            Console.WriteLine(one.Length);
            break;
        case "threads":
            var sums = new long[4];
            var threads = new Thread[4];
            for (int i = 0; i < 4; i++) {
                int mine = i;
                threads[i] = new Thread(() => {
                    for (int n = 0; n < 1000; n++)
                        sums[mine] += n;
                });
                threads[i].Start();
            }
            long sum = 0;
            for (int i = 0; i < 4; i++) {
                threads[i].Join();
                sum += sums[i];
            }
            Console.WriteLine(sum);
            break;
        }
    }
}
