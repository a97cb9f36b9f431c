using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Contest
{
    struct Row
    {
        public readonly string Name;
        public readonly int Number;
        public Row(string name, int number) { Name = name; Number = number; }
    }

    internal sealed class Program
    {
        private static IEnumerable<Row> Rows()
        {
            string line;
            while ((line = Console.ReadLine()) != null)
            {
                Match m = Regex.Match(line, @"^(?<name>\w+) (?<number>-?\d+)$");
                if (m.Success) yield return new Row(m.Groups["name"].Value, int.Parse(m.Groups["number"].Value));
            }
        }

        private static void Main(string[] args)
        {
            var rows = Rows().ToList();
            var query = from row in rows
                        group row.Number by row.Name into g
                        orderby g.Key
                        select new { g.Key, Sum = g.Sum() };
            Console.Write(string.Concat(query.Select(x => x.Key + " " + x.Sum + "\n")));
            Console.WriteLine("total " + rows.Aggregate(0, (a, r) => a + r.Number));
            if (System.Diagnostics.Debugger.IsAttached) Console.ReadKey();
        }
    }
}
