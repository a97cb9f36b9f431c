using System;
using System.Linq;

class Format
{
    static void Main()
    {
        decimal[] v = Console.ReadLine().Split(' ').Select(decimal.Parse).ToArray();
        Console.WriteLine($"{v[0] + v[1]:f3}");
        Console.WriteLine(Math.Round(v[0] * v[1], 3, MidpointRounding.AwayFromZero));
        Console.WriteLine(Math.Truncate(Math.Sqrt((double)v[0])));
    }
}
