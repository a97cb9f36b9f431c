import java.util.Scanner;

public class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        double a = in.nextDouble();
        double b = in.nextDouble();
        System.out.printf("%.3f\n", a + b);
        System.out.printf("%.3f%n", a * b);
        System.out.println(Math.round(Math.sqrt(a) - 0.5));
    }
}
