import java.text.*;
import java.util.*;

public class Format {
    public static void main(String[] args) {
        Locale.setDefault(Locale.US);
        Scanner in = new Scanner(System.in).useLocale(Locale.ENGLISH);
        double a = in.nextDouble(), b = in.nextDouble();
        System.out.println(String.format("%.3f", a + b));
        System.out.println(new DecimalFormat("0.000", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(a * b));
        System.out.println((int) Math.floor(Math.sqrt(a)));
    }
}
