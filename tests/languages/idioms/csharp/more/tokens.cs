using System;
using System.Collections.Generic;
using System.Text;

class Scanner
{
    public string Next()
    {
        var word = new StringBuilder();
        int c;
        while ((c = Console.Read()) >= 0 && char.IsWhiteSpace((char)c)) { }
        for (; c >= 0 && !char.IsWhiteSpace((char)c); c = Console.Read()) word.Append((char)c);
        return word.Length == 0 ? null : word.ToString();
    }
}

class Program
{
    static void Main()
    {
        var scanner = new Scanner();
        var names = new SortedSet<string>();
        var sums = new Dictionary<string, long>();
        long total = 0;
        for (int n = int.Parse(scanner.Next()); n > 0; n--)
        {
            var name = scanner.Next();
            var number = long.Parse(scanner.Next());
            names.Add(name);
            sums[name] = (sums.TryGetValue(name, out var sum) ? sum : 0) + number;
            total += number;
        }
        foreach (var name in names) Console.WriteLine(name + " " + sums[name]);
        Console.WriteLine("total " + total);
    }
}
