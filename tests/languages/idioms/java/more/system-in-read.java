import java.util.*;

final class ReadBytes {
    static int peeked = -2;

    static int read() {
        try {
            return System.in.read();
        } catch (java.io.IOException e) {
            throw new RuntimeException(e);
        }
    }

    static String word() {
        int c;
        do c = read(); while (Character.isWhitespace(c));
        String s = "";
        for (; c != -1 && !Character.isWhitespace(c); c = read()) s += (char) c;
        return s;
    }

    public static void main(String... args) {
        var sums = new TreeMap<String, Integer>();
        for (int n = Integer.parseInt(word()); n > 0; n--) sums.merge(word(), Integer.parseInt(word()), Integer::sum);
        for (var e : sums.entrySet()) System.out.println(e.getKey() + ' ' + e.getValue());
        System.out.println("total " + sums.values().stream().mapToInt(Integer::intValue).sum());
        System.exit(0);
    }
}
