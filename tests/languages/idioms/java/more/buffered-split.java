package contest.round1;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;

public class Solution {
    private final String name;
    private int sum;

    Solution(String name) { this.name = name; }

    public static void main(String[] args) {
        try {
            BufferedReader reader = new BufferedReader(new InputStreamReader(System.in, "UTF-8"), 1 << 16);
            int n = Integer.valueOf(reader.readLine().trim());
            Solution[] all = new Solution[n];
            int count = 0, total = 0;
            String line;
            while ((line = reader.readLine()) != null && !"".equals(line)) {
                String[] part = line.split(" ");
                Solution found = null;
                for (int i = 0; i < count; i++) if (all[i].name.equals(part[0])) found = all[i];
                if (found == null) found = all[count++] = new Solution(part[0]);
                found.sum += Integer.parseInt(part[1]);
                total += Integer.parseInt(part[1]);
            }
            Arrays.sort(all, 0, count, new Comparator<Solution>() {
                @Override
                public int compare(Solution a, Solution b) { return a.name.compareTo(b.name); }
            });
            StringBuilder sb = new StringBuilder();
            for (int i = 0; i < count; i++) sb.append(all[i].name).append(' ').append(all[i].sum).append("\n");
            System.out.print(sb);
            System.out.println("total " + total);
        } catch (IOException e) {
            e.printStackTrace();
        }
    }
}
