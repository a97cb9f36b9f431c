using System;
using System.Collections.Generic;
using System.Linq;
using static System.Console;

class Tuples
{
    static IEnumerable<Tuple<string, int>> Read()
    {
        ReadLine();
        for (string line; (line = ReadLine()) != null;)
        {
            var part = line.Split(' ');
            yield return Tuple.Create(part[0], int.Parse(part[1]));
        }
    }

    static void Main()
    {
        var list = Read().ToArray();
        Array.Sort(list, (a, b) => string.CompareOrdinal(a.Item1, b.Item1));
        foreach (var name in list.Select(t => t.Item1).Distinct())
            WriteLine($"{name} {list.Where(t => t.Item1 == name).Sum(t => t.Item2)}");
        WriteLine($"total {list.Sum(t => t.Item2)}");
    }
}
