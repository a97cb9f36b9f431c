import java.io.*;
import java.math.*;

public class Main {
    public static void main(String[] args) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in));
        BigDecimal a = new BigDecimal(in.readLine()), b = new BigDecimal(in.readLine());
        System.out.println(a.add(b).toPlainString());
        System.out.println(a.multiply(b, MathContext.UNLIMITED).setScale(0, RoundingMode.HALF_UP));
    }
}
