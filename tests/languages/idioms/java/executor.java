import java.time.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;

public class Parallel {
    public static void main(String[] args) throws Exception {
        Instant start = Instant.now();
        Scanner in = new Scanner(new java.io.BufferedInputStream(System.in));
        int n = in.nextInt();
        ConcurrentMap<String, LongAdder> sums = new ConcurrentSkipListMap<>();
        ExecutorService pool = Executors.newFixedThreadPool(2);
        List<Future<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            String name = in.next();
            int x = in.nextInt();
            futures.add(pool.submit(() -> {
                sums.computeIfAbsent(name, k -> new LongAdder()).add(x);
                return x;
            }));
        }
        AtomicInteger total = new AtomicInteger();
        for (Future<Integer> f : futures) total.addAndGet(f.get());
        pool.shutdown();
        pool.awaitTermination(10, TimeUnit.SECONDS);
        sums.forEach((name, sum) -> System.out.println(name + " " + sum.sum()));
        System.out.println(CompletableFuture.supplyAsync(() -> "total " + total).get());
        if (Duration.between(start, Instant.now()).isNegative()) throw new IllegalStateException();
    }
}
