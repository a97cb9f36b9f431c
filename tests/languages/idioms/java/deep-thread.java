import java.util.*;

public class Main implements Runnable {
    long f(int n) { return n == 0 ? 0 : n + f(n - 1); }

    @Override
    public void run() {
        System.out.println(f(new Scanner(System.in).nextInt()));
    }

    public static void main(String[] args) throws InterruptedException {
        Thread t = new Thread(null, new Main(), "", 1 << 28);
        t.setUncaughtExceptionHandler((thread, e) -> { e.printStackTrace(); System.exit(1); });
        t.start();
        t.join();
    }
}
