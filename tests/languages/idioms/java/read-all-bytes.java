import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

public class ReadAll {
    record Row(String name, int number) {
        static Row of(String line) {
            var p = line.split(" ");
            return new Row(p[0], Integer.parseInt(p[1]));
        }
    }

    public static void main(String[] args) throws IOException {
        String text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        var rows = text.lines().skip(1).map(Row::of).toList();
        Map<String, Integer> sums = rows.stream()
            .collect(Collectors.groupingBy(Row::name, TreeMap::new, Collectors.summingInt(Row::number)));
        System.out.println(sums.entrySet().stream().map(e -> e.getKey() + " " + e.getValue())
            .collect(Collectors.joining(System.lineSeparator())));
        System.out.println("""
            total %d""".formatted(rows.parallelStream().mapToInt(Row::number).sum()));
    }
}
