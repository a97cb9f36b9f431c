using System;
using System.Threading;

class Deep
{
    static long F(int n) { return n == 0 ? 0 : n + F(n - 1); }

    static void Solve() { Console.WriteLine(F(int.Parse(Console.ReadLine()))); }

    static void Main()
    {
        var thread = new Thread(Solve, 128 * 1024 * 1024);
        thread.Start();
        thread.Join();
    }
}
