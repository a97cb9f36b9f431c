using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

unsafe class Pointers
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int Parse(char* p)
    {
        int x = 0, sign = *p == '-' ? -1 : 1;
        for (; *p != 0 && *p != '\n'; p++) if (*p >= '0') x = 10 * x + *p - '0';
        return sign * x;
    }

    static void Main()
    {
        var sums = new SortedDictionary<string, int>(StringComparer.Ordinal);
        int* total = stackalloc int[1];
        *total = 0;
        Console.ReadLine();
        for (string line; !string.IsNullOrEmpty(line = Console.ReadLine());)
        {
            int space = line.IndexOf(' ');
            fixed (char* p = line)
            {
                int x = Parse(p + space + 1);
                string name = new string(p, 0, space);
                sums[name] = x + (sums.ContainsKey(name) ? sums[name] : 0);
                *total += x;
            }
        }
        foreach (var pair in sums) Console.WriteLine("{0} {1}", pair.Key, pair.Value);
        Console.WriteLine("total " + *total);
    }
}
