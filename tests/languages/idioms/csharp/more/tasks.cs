using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

class Tasks
{
    static async Task<int> Total(ConcurrentDictionary<string, int> sums)
    {
        await Task.Delay(1);
        return await Task.Run(() => sums.Values.Sum());
    }

    static void Main()
    {
        var watch = Stopwatch.StartNew();
        var now = DateTime.Now;
        var random = new Random(Environment.TickCount);
        int n = int.Parse(Console.ReadLine());
        var lines = Enumerable.Range(0, n).Select(i => Console.ReadLine()).ToArray();
        lines = lines.OrderBy(line => random.Next()).ThenBy(line => Guid.NewGuid()).ToArray();
        var sums = new ConcurrentDictionary<string, int>();
        Parallel.ForEach(lines, line =>
        {
            var p = line.Split(' ');
            sums.AddOrUpdate(p[0], int.Parse(p[1]), (key, old) => old + int.Parse(p[1]));
        });
        foreach (var name in sums.Keys.AsParallel().OrderBy(s => s)) Console.WriteLine(name + " " + sums[name]);
        Console.WriteLine("total " + Total(sums).Result);
        Console.Error.WriteLine(watch.ElapsedMilliseconds + " ms since " + now);
        Interlocked.MemoryBarrier();
        Environment.Exit(0);
    }
}
