using System;
using System.IO;
using System.Collections.Generic;
using System.Text;

static class Input
{
    static readonly Stream stream = Console.OpenStandardInput();
    static readonly byte[] buffer = new byte[1 << 12];
    static int size, at;

    static int Read()
    {
        if (at == size) { at = 0; size = stream.Read(buffer, 0, buffer.Length); if (size <= 0) return -1; }
        return buffer[at++];
    }

    public static string Word()
    {
        int c = Read();
        var s = new StringBuilder();
        while (c <= 32) c = Read();
        for (; c > 32; c = Read()) s.Append((char)c);
        return s.ToString();
    }

    public static int Int()
    {
        int c = Read(), x = 0, sign = 1;
        while (c <= 32) c = Read();
        if (c == '-') { sign = -1; c = Read(); }
        for (; c >= '0'; c = Read()) x = x * 10 + c - '0';
        return x * sign;
    }
}

class MainClass
{
    public static void Main()
    {
        var sums = new Dictionary<string, int>();
        var names = new SortedSet<string>(Comparer<string>.Create((a, b) => string.CompareOrdinal(a, b)));
        int total = 0;
        for (int n = Input.Int(); n > 0; n--)
        {
            string s = Input.Word();
            int x = Input.Int();
            sums[s] = names.Add(s) ? x : sums[s] + x;
            total += x;
        }
        using (var stdout = Console.OpenStandardOutput())
        {
            foreach (var s in names)
            {
                var line = Encoding.ASCII.GetBytes(s + " " + sums[s] + "\n");
                stdout.Write(line, 0, line.Length);
            }
            var last = Encoding.UTF8.GetBytes("total " + total + Environment.NewLine);
            stdout.Write(last, 0, last.Length);
        }
    }
}
