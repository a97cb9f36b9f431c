import java.io.*;
import java.util.*;

public class Tokens {
    public static void main(String[] args) throws IOException {
        StreamTokenizer in = new StreamTokenizer(new BufferedReader(new InputStreamReader(System.in)));
        in.nextToken();
        int n = (int) in.nval;
        SortedMap<String, Integer> sums = new TreeMap<>(Comparator.naturalOrder());
        int total = 0;
        while (n-- > 0) {
            in.nextToken();
            String name = in.sval;
            in.nextToken();
            sums.compute(name, (k, v) -> (v == null ? 0 : v) + (int) in.nval);
            total += (int) in.nval;
        }
        if (in.nextToken() != StreamTokenizer.TT_EOF) throw new AssertionError();
        sums.forEach((k, v) -> System.out.println(k + " " + v));
        System.out.println("total " + total);
    }
}
