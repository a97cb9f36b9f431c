import java.util.*;

public class Iterative {
    public static void main(String[] args) {
        int n = new Scanner(System.in).nextInt();
        Deque<Integer> stack = new ArrayDeque<>();
        long[] memo = new long[5_000_001];
        Arrays.fill(memo, -1);
        memo[0] = 0;
        stack.push(n);
        while (!stack.isEmpty()) {
            int v = stack.peek();
            if (memo[v] >= 0) stack.pop();
            else if (memo[v - 1] >= 0) { memo[v] = v + memo[v - 1]; stack.pop(); }
            else stack.push(v - 1);
        }
        System.out.println(memo[n]);
    }
}
