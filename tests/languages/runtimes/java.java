import java.util.*;

public class Heap {
    public static void main(String[] args) throws Exception {
        long sum = 0;
        List<Object> kept = new ArrayList<>();
        switch (new Scanner(System.in).next()) {
        case "grow":
            while (true)
                kept.add(new int[10_000]);
        case "boxes":
            Map<Integer, String> map = new HashMap<>();
            for (int i = 0;; i++)
                map.put(i, "number " + i);
        case "huge":
            kept.add(new long[Integer.MAX_VALUE - 8]);
            break;
        case "large":
            kept.add(new byte[1 << 30]);
            break;
        case "says":
            System.err.println("java.lang.OutOfMemoryError: Java heap space");
            System.exit(1);
        case "most":
            for (int i = 0; i < 179 * 16; i++)
                kept.add(new byte[1 << 16]);
            System.out.println(kept.size());
            break;
        case "object":
            byte[] object = new byte[178257920];
            System.out.println(object.length);
            break;
        case "threads":
            long[] sums = new long[4];
            Thread[] threads = new Thread[4];
            for (int i = 0; i < 4; i++) {
                int mine = i;
                threads[i] = new Thread(() -> {
                    for (int n = 0; n < 1000; n++)
                        sums[mine] += n;
                });
                threads[i].start();
            }
            for (int i = 0; i < 4; i++) {
                threads[i].join();
                sum += sums[i];
            }
            System.out.println(sum);
        }
    }
}
