import java.io.*;
import java.nio.file.*;
import java.util.*;

public class Main {
    public static void main(String[] args) throws IOException {
        BufferedReader in = Files.newBufferedReader(Paths.get("/dev/stdin"));
        TreeMap<String, Integer> sums = new TreeMap<>();
        int n = Integer.parseInt(in.readLine()), total = 0;
        for (String[] p; n > 0; n--) {
            p = in.readLine().split(" ");
            sums.merge(p[0], Integer.parseInt(p[1]), Integer::sum);
            total += Integer.parseInt(p[1]);
        }
        sums.forEach((k, v) -> System.out.println(k + " " + v));
        System.out.println("total " + total);
    }
}
