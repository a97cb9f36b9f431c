import java.util.HashMap;
import java.util.Scanner;
import java.util.ArrayList;
import java.util.Collections;

class solution {
    public static void main(String args[]) throws Exception {
        try (Scanner in = new Scanner(System.in)) {
            in.nextLine();
            HashMap<String, Long> sums = new HashMap<String, Long>();
            long total = 0;
            while (in.hasNextLine()) {
                String line = in.nextLine().trim();
                if (line.isEmpty()) continue;
                String[] parts = line.split("\\s+");
                long x = Long.parseLong(parts[1]);
                sums.merge(parts[0], x, Long::sum);
                total += x;
            }
            ArrayList<String> names = new ArrayList<String>(sums.keySet());
            Collections.sort(names);
            for (String name : names) System.out.printf("%s %d%n", name, sums.get(name));
            System.out.printf("total %d\n", total);
        }
    }
}
