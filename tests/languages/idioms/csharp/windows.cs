using System;
using System.Collections.Generic;

class Program
{
    static void Main(string[] args)
    {
        int n = int.Parse(Console.ReadLine());
        var sums = new SortedDictionary<string, long>(StringComparer.Ordinal);
        long total = 0;
        for (int i = 0; i < n; i++)
        {
            string[] parts = Console.ReadLine().Split(' ');
            long sum;
            sums.TryGetValue(parts[0], out sum);
            sums[parts[0]] = sum + Convert.ToInt64(parts[1]);
            total += long.Parse(parts[1]);
        }
        foreach (KeyValuePair<string, long> pair in sums)
            Console.WriteLine("{0} {1}", pair.Key, pair.Value);
        Console.WriteLine($"total {total}");
    }
}
