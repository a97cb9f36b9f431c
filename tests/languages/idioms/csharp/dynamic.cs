using System;
using System.Collections.Generic;
using System.Dynamic;
using System.Linq;

class Loose
{
    static void Main()
    {
        dynamic sums = new ExpandoObject();
        var members = (IDictionary<string, object>)sums;
        sums.total = 0;
        int n = int.Parse(Console.ReadLine());
        while (n --> 0)
        {
            string[] p = Console.ReadLine().Split(' ');
            dynamic old = members.TryGetValue(p[0], out object found) ? found : 0;
            members[p[0]] = old + int.Parse(p[1]);
            sums.total += int.Parse(p[1]);
        }
        foreach (var key in members.Keys.Where(k => k != "total").OrderBy(k => k)) Console.WriteLine($"{key} {members[key]}");
        Console.WriteLine("total " + sums.total);
    }
}
