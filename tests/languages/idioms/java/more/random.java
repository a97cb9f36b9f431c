import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.*;
import java.util.concurrent.ThreadLocalRandom;

class Main {
    static class Node {
        String name; int sum; double prio = new Random(System.nanoTime()).nextDouble();
        Node left, right;
        Node(String name) { this.name = name; }
    }
    static Node root;

    static Node add(Node t, String name, int x) {
        if (t == null) t = new Node(name);
        int c = name.compareTo(t.name);
        if (c == 0) t.sum += x;
        else if (c < 0) t.left = add(t.left, name, x);
        else t.right = add(t.right, name, x);
        return t;
    }

    static int print(Node t) {
        if (t == null) return 0;
        int s = print(t.left);
        System.out.println(t.name + " " + t.sum);
        return s + t.sum + print(t.right);
    }

    static { System.err.println(LocalDate.now() + " " + UUID.randomUUID()); }

    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        List<Map.Entry<String, Integer>> rows = new LinkedList<>();
        int n = in.nextInt();
        while (n --> 0) rows.add(new AbstractMap.SimpleEntry<>(in.next(), in.nextInt()));
        Collections.shuffle(rows, new SecureRandom());
        Collections.shuffle(rows, ThreadLocalRandom.current());
        for (var row : rows) root = add(root, row.getKey(), row.getValue());
        System.out.println("total " + print(root));
    }
}
