using System;
using System.Collections.Generic;
using System.IO;

public class Solver
{
    static StreamReader sr = new StreamReader(new BufferedStream(Console.OpenStandardInput()));
    static string[] words = new string[0];
    static int at;

    static string Next()
    {
        while (at == words.Length) { words = sr.ReadLine().Split(' '); at = 0; }
        return words[at++];
    }

    class Entry : IComparable<Entry>
    {
        public string Name { get; private set; }
        public long Sum { get; set; }
        public Entry(string name) { Name = name; }
        public int CompareTo(Entry other) { return String.CompareOrdinal(Name, other.Name); }
        public override string ToString() => Name + " " + Sum;
    }

    static int Main(string[] args)
    {
        Console.SetOut(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = false });
        var entries = new Dictionary<string, Entry>();
        int n = int.Parse(Next());
        long total = 0;
        for (int i = 0; i < n; i++)
        {
            string name = Next();
            int x = int.Parse(Next());
            if (!entries.TryGetValue(name, out Entry e)) entries[name] = e = new Entry(name);
            e.Sum += x;
            total += x;
        }
        var sorted = new List<Entry>(entries.Values);
        sorted.Sort();
        sorted.ForEach(Console.WriteLine);
        Console.WriteLine("total " + total);
        Console.Out.Flush();
        return 0;
    }
}
