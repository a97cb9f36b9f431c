using System;
using System.Globalization;
using System.Linq;
using System.Numerics;

class Program
{
    static void Main()
    {
        var n = Console.In.ReadToEnd().Split(new[] { '\n' }, StringSplitOptions.RemoveEmptyEntries)
            .Select(s => BigInteger.Parse(s.Trim(), NumberStyles.Integer, CultureInfo.InvariantCulture)).ToArray();
        Console.WriteLine(n.Aggregate(BigInteger.Zero, (a, b) => a + b));
        Console.WriteLine((n[0] * n[1]).ToString("D"));
        if (BigInteger.ModPow(n[0], n[1], 1000000007).IsZero || new Complex(3, 4).Magnitude != 5) throw new Exception();
    }
}
