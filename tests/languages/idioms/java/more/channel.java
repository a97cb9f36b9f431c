import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.*;

public enum Channel {
    ONE;

    public static void main(String[] args) throws Exception {
        FileChannel channel = new FileInputStream(FileDescriptor.in).getChannel();
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
        while (channel.read(buffer) > 0) { }
        buffer.flip();
        String[] words = StandardCharsets.US_ASCII.decode(buffer).toString().trim().split("[ \n]+");
        Map<String, Integer> sums = new HashMap<>();
        for (int i = 1; i < words.length; i += 2) sums.merge(words[i], Integer.decode(words[i + 1]), Integer::sum);
        String[] names = sums.keySet().toArray(new String[0]);
        Arrays.sort(names, Collections.reverseOrder().reversed());
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, "UTF-8"));
        int total = 0;
        for (String name : names) { System.out.println(name + " " + sums.get(name)); total += sums.get(name); }
        System.out.write(("total " + total + "\n").getBytes());
        System.out.flush();
    }
}
