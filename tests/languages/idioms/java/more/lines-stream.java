import java.io.*;
import java.util.*;
import java.util.function.*;
import java.util.stream.*;
import static java.util.stream.Collectors.*;

interface Solve {
    static void main(String[] args) {
        Stream<String> lines = new BufferedReader(new InputStreamReader(System.in)).lines();
        List<String[]> rows = lines.skip(1).map(s -> s.split(" ")).collect(toList());
        BinaryOperator<Integer> plus = (a, b) -> a + b;
        rows.stream().collect(toMap(r -> r[0], r -> Integer.valueOf(r[1]), plus)).entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByKey().thenComparing(Map.Entry.comparingByValue()))
            .forEachOrdered(e -> System.out.println(String.join(" ", e.getKey(), String.valueOf(e.getValue()))));
        System.out.println("total " + rows.stream().map(r -> r[1]).map(Integer::parseInt).reduce(0, plus));
    }
}
