import java.util.*;
import java.util.regex.*;

public class Delimiter {
    public static void main(String[] args) {
        String text = new Scanner(System.in).useDelimiter("\\A").next();
        Matcher m = Pattern.compile("^([a-z]+) (-?\\d+)$", Pattern.MULTILINE).matcher(text);
        NavigableMap<String, Long> sums = new TreeMap<>();
        long total = 0;
        while (m.find()) {
            long x = Long.parseLong(m.group(2));
            sums.put(m.group(1), sums.containsKey(m.group(1)) ? sums.get(m.group(1)) + x : x);
            total += x;
        }
        Iterator<Map.Entry<String, Long>> it = sums.entrySet().iterator();
        while (it.hasNext()) {
            Map.Entry<String, Long> e = it.next();
            System.out.println(e.getKey() + " " + e.getValue());
        }
        System.out.println("total " + total);
    }
}
