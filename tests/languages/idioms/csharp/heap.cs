using System;
using System.Collections.Generic;
using System.Linq;

class PriorityQueue<T>
{
    readonly List<T> a = new List<T>();
    readonly Comparison<T> compare;
    public PriorityQueue(Comparison<T> compare) { this.compare = compare; }
    public int Count => a.Count;
    void Swap(int i, int j) { T t = a[i]; a[i] = a[j]; a[j] = t; }
    public T Peek() => a[0];
    public void Enqueue(T item)
    {
        a.Add(item);
        for (int i = a.Count - 1, p; i > 0 && compare(a[i], a[p = (i - 1) / 2]) < 0; i = p) Swap(i, p);
    }
    public T Dequeue()
    {
        T top = a[0];
        a[0] = a[a.Count - 1];
        a.RemoveAt(a.Count - 1);
        for (int i = 0, c; (c = 2 * i + 1) < a.Count; i = c)
        {
            if (c + 1 < a.Count && compare(a[c + 1], a[c]) < 0) c++;
            if (compare(a[c], a[i]) >= 0) break;
            Swap(i, c);
        }
        return top;
    }
}

class P
{
    static string Read() => Console.ReadLine();
    static (string name, int number) Parse(string line)
    {
        var p = line.Split();
        return (p[0], int.Parse(p[1]));
    }

    static void Main()
    {
        var q = new PriorityQueue<(string name, int number)>((x, y) => string.CompareOrdinal(x.name, y.name));
        foreach (var i in Enumerable.Range(0, int.Parse(Read()))) q.Enqueue(Parse(Read()));
        int total = 0;
        while (q.Count > 0)
        {
            var (name, sum) = q.Dequeue();
            while (q.Count > 0 && q.Peek().name == name) sum += q.Dequeue().number;
            Console.WriteLine($"{name} {sum}");
            total += sum;
        }
        Console.WriteLine(nameof(total) + " " + total);
    }
}
