import java.io.*;
import java.util.*;

public class B {
    static BufferedReader br = new BufferedReader(new InputStreamReader(System.in));
    static StringTokenizer st;

    static String next() throws IOException {
        while (st == null || !st.hasMoreTokens()) st = new StringTokenizer(br.readLine());
        return st.nextToken();
    }

    public static void main(String[] args) throws IOException {
        PrintWriter out = new PrintWriter(new BufferedWriter(new OutputStreamWriter(System.out)));
        int n = Integer.parseInt(next());
        PriorityQueue<Pair> pq = new PriorityQueue<>();
        for (int i = 0; i < n; i++) pq.add(new Pair(next(), Integer.parseInt(next())));
        int total = 0;
        while (!pq.isEmpty()) {
            Pair p = pq.poll();
            int sum = p.x;
            while (!pq.isEmpty() && pq.peek().s.equals(p.s)) sum += pq.poll().x;
            out.println(p.s + " " + sum);
            total += sum;
        }
        out.println("total " + total);
        out.flush();
        out.close();
    }

    static class Pair implements Comparable<Pair> {
        String s; int x;
        Pair(String s, int x) { this.s = s; this.x = x; }
        public int compareTo(Pair o) { return s.compareTo(o.s); }
    }
}
