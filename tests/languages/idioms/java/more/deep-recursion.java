import java.util.function.*;

public class Deep {
    static IntToLongFunction f;

    public static void main(String[] args) {
        f = n -> n == 0 ? 0 : n + f.applyAsLong(n - 1);
        System.out.println(f.applyAsLong(Integer.parseInt(System.console() == null ? new java.util.Scanner(System.in).nextLine().strip() : "0")));
    }
}
