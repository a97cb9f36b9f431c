using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

class P
{
    static void Main()
    {
        using (var reader = new StreamReader(Console.OpenStandardInput()))
        using (var writer = new StreamWriter(Console.OpenStandardOutput()))
        {
            var sums = new Dictionary<string, int>();
            string line = reader.ReadLine();
            int total = 0;
            while ((line = reader.ReadLine()) != null)
            {
                var at = line.IndexOf(' ');
                var name = line.Substring(0, at);
                var number = Int32.Parse(line.Substring(at + 1));
                if (!sums.ContainsKey(name)) sums.Add(name, 0);
                sums[name] += number;
                total += number;
            }
            var names = new List<string>(sums.Keys);
            names.Sort(string.CompareOrdinal);
            var text = new StringBuilder();
            names.ForEach(name => text.Append(name).Append(' ').Append(sums[name]).AppendLine());
            writer.Write(text.ToString());
            writer.WriteLine("total " + total);
        }
    }
}
