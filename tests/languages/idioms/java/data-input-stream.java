import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.*;

public class Main {
    static class Reader {
        private static final int BUFFER_SIZE = 1 << 16;
        private final DataInputStream din;
        private final byte[] buffer = new byte[BUFFER_SIZE];
        private int pointer, bytesRead;

        Reader(InputStream in) { din = new DataInputStream(in); }

        private byte read() throws IOException {
            if (pointer == bytesRead) {
                bytesRead = din.read(buffer, pointer = 0, BUFFER_SIZE);
                if (bytesRead == -1) buffer[0] = -1;
            }
            return buffer[pointer++];
        }

        int nextInt() throws IOException {
            int ret = 0;
            byte b = read();
            while (b <= ' ') b = read();
            boolean neg = b == '-';
            if (neg) b = read();
            do ret = ret * 10 + b - '0'; while ((b = read()) >= '0' && b <= '9');
            return neg ? -ret : ret;
        }

        String next() throws IOException {
            StringBuilder s = new StringBuilder();
            byte b = read();
            while (b <= ' ') b = read();
            for (; b > ' '; b = read()) s.append((char) b);
            return s.toString();
        }
    }

    public static void main(String[] args) throws IOException {
        Reader in = new Reader(System.in);
        PrintWriter out = new PrintWriter(System.out);
        int n = in.nextInt();
        TreeSet<String> names = new TreeSet<>();
        Map<String, int[]> sums = new LinkedHashMap<>();
        int total = 0;
        for (int i = 0; i < n; i++) {
            String s = in.next();
            int x = in.nextInt();
            names.add(s);
            sums.computeIfAbsent(s, k -> new int[1])[0] += x;
            total += x;
        }
        while (!names.isEmpty()) {
            String s = names.pollFirst();
            out.println(s + " " + sums.get(s)[0]);
        }
        out.println("total " + total);
        out.close();
    }
}
