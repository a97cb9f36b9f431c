using System;
using System.Numerics;

class Big
{
    static void Main()
    {
        BigInteger a = BigInteger.Parse(Console.ReadLine()), b = BigInteger.Parse(Console.ReadLine());
        Console.WriteLine(a + b);
        Console.WriteLine(BigInteger.Multiply(a, b));
    }
}
