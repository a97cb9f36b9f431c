import java.util.*;

public class Main {
    public static void main(String[] args) {
        Scanner sc = new Scanner(System.in);
        int n = sc.nextInt();
        Map<String, Integer> sums = new TreeMap<>();
        int total = 0;
        for (int i = 0; i < n; i++) {
            String name = sc.next();
            int number = sc.nextInt();
            sums.put(name, sums.getOrDefault(name, 0) + number);
            total += number;
        }
        for (Map.Entry<String, Integer> e : sums.entrySet()) {
            System.out.println(e.getKey() + " " + e.getValue());
        }
        System.out.println("total " + total);
        sc.close();
    }
}
