using System;

class Deep
{
    static void Main()
    {
        Func<int, long> f = null;
        f = n => n == 0 ? 0 : n + f(n - 1);
        Console.WriteLine(f(int.Parse(Console.ReadLine())));
    }
}
