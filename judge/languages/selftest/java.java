import java.io.*;
import java.util.*;

public class Acts {
    static long depth(long n) {
        return n == 0 ? 0 : 1 + depth(n - 1);
    }

    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        PrintWriter out = new PrintWriter(new BufferedWriter(new OutputStreamWriter(System.out)));
        StringTokenizer words = new StringTokenizer(in.readLine());
        String act = words.nextToken();
        long[] numbers = new long[2];
        for (int i = 0; words.hasMoreTokens(); i++)
            numbers[i] = Long.parseLong(words.nextToken());
        switch (act) {
        case "add":
            out.println(numbers[0] + numbers[1]);
            break;
        case "spin":
            for (long i = 0; true; i++)
                if (i == Long.MIN_VALUE)
                    out.println(i);
        case "eat":
            List<byte[]> blocks = new ArrayList<>();
            while (true)
                blocks.add(new byte[1_000_000]);
        case "crash":
            out.println(new int[0][1]);
            throw new IllegalStateException("nothing there");
        case "read":
            long sum = 0;
            for (String line = in.readLine(); line != null; line = in.readLine())
                sum += Long.parseLong(line);
            out.println(sum);
            break;
        case "write":
            for (long i = 0; i < numbers[0]; i++)
                out.println("0123456789abcdef");
            break;
        case "mul":
            out.println(numbers[0] * numbers[1]);
            break;
        case "deep":
            out.println(depth(numbers[0]));
            break;
        }
        out.flush();
    }
}
