import java.math.BigInteger;
import java.util.Scanner;

public class Big {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        BigInteger a = in.nextBigInteger(), b = new BigInteger(in.next());
        System.out.println(a.add(b));
        System.out.println(a.multiply(b).toString());
        assert a.modPow(b, BigInteger.valueOf(1_000_000_007)).signum() > 0;
    }
}
