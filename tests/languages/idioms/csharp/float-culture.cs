using System;
using System.Globalization;
using System.Threading;

class Format
{
    static void Main()
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        Thread.CurrentThread.CurrentCulture = CultureInfo.GetCultureInfo("en-US");
        var p = Console.ReadLine().Split(' ');
        double a = double.Parse(p[0], CultureInfo.InvariantCulture), b = Convert.ToDouble(p[1]);
        Console.WriteLine((a + b).ToString("F3", CultureInfo.InvariantCulture));
        Console.WriteLine("{0:0.000}", a * b);
        Console.WriteLine((int)Math.Floor(Math.Sqrt(a)));
    }
}
