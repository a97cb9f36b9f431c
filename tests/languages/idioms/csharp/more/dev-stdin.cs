using System;
using System.IO;
using System.Linq;

class P
{
    static void Main()
    {
        var rows = File.ReadLines("/dev/stdin").Skip(1).Select(l => l.Split(' ')).ToList();
        foreach (var g in rows.GroupBy(r => r[0]).OrderBy(g => g.Key, StringComparer.Ordinal))
            Console.WriteLine(g.Key + " " + g.Sum(r => int.Parse(r[1])));
        Console.WriteLine("total " + rows.Sum(r => int.Parse(r[1])));
    }
}
