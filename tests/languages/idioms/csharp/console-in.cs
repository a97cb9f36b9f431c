using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

class Program
{
    static void Main()
    {
        TextReader reader = Console.In;
        TextWriter writer = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 1 << 16) { AutoFlush = false };
        int n = Convert.ToInt32(reader.ReadLine());
        var list = new SortedList<string, int>();
        for (; n > 0; n--)
        {
            var line = reader.ReadLine().Trim().Split(new char[] { ' ', '\t' }, StringSplitOptions.RemoveEmptyEntries);
            if (list.ContainsKey(line[0])) list[line[0]] += int.Parse(line[1]);
            else list.Add(line[0], int.Parse(line[1]));
        }
        foreach (var pair in list) writer.WriteLine($"{pair.Key} {pair.Value}");
        writer.WriteLine("total {0}", list.Values.Sum());
        writer.Flush();
    }
}
