import java.util.*;
import java.io.*;

public class Main {
    static class FastReader {
        BufferedReader br;
        StringTokenizer st;
        public FastReader() { br = new BufferedReader(new InputStreamReader(System.in)); }
        String next() {
            while (st == null || !st.hasMoreElements()) {
                try { st = new StringTokenizer(br.readLine()); }
                catch (IOException e) { e.printStackTrace(); }
            }
            return st.nextToken();
        }
        int nextInt() { return Integer.parseInt(next()); }
    }

    static class Task {
        void solve(FastReader in, PrintWriter out) {
            int n = in.nextInt();
            String[] names = new String[n];
            Integer[] order = new Integer[n];
            int[] numbers = new int[n];
            for (int i = 0; i < n; i++) { names[i] = in.next(); numbers[i] = in.nextInt(); order[i] = i; }
            Arrays.sort(order, (a, b) -> names[a].equals(names[b]) ? Integer.compare(numbers[a], numbers[b]) : names[a].compareTo(names[b]));
            int sum = 0, total = 0;
            for (int i = 0; i < n; i++) {
                sum += numbers[order[i]];
                total += numbers[order[i]];
                if (i + 1 == n || !names[order[i]].equals(names[order[i + 1]])) {
                    out.printf("%s %d\n", names[order[i]], sum);
                    sum = 0;
                }
            }
            out.println("total " + total);
        }
    }

    public static void main(String[] args) {
        long start = System.currentTimeMillis();
        if (System.getProperty("ONLINE_JUDGE") != null) System.err.println("online");
        PrintWriter out = new PrintWriter(new BufferedOutputStream(System.out), false);
        new Task().solve(new FastReader(), out);
        out.flush();
        System.err.println(System.currentTimeMillis() - start + " ms, " + Runtime.getRuntime().totalMemory());
    }
}
