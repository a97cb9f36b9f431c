using System;
using System.IO;
using System.Linq;

public static class Solution
{
    public static void Main()
    {
        var rows = Console.In.ReadToEnd().Split(new[] { '\n' }, StringSplitOptions.RemoveEmptyEntries)
            .Skip(1).Select(line => line.Split()).Select(p => new { Name = p[0], Number = int.Parse(p[1]) }).ToList();
        foreach (var group in rows.GroupBy(r => r.Name).OrderBy(g => g.Key, StringComparer.Ordinal))
            Console.WriteLine(group.Key + " " + group.Sum(r => r.Number));
        Console.WriteLine("total " + rows.Sum(r => r.Number));
    }
}
