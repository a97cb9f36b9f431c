// The caller of a function test in Java: AssayCall NUMBER (docs/function-tests.md). The tests
// themselves, AssayCallTests, are written below it.
import java.io.FileOutputStream;
import java.lang.reflect.Array;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

public final class AssayCall {
    private static final int SIZE_MAX = 1 << 20, DEPTH_MAX = 100;

    private static final class TooLarge extends RuntimeException {
        TooLarge() { super(null, null, false, false); }
    }

    static boolean isSetup; // what fails meanwhile is no exception of the call

    private final StringBuilder text = new StringBuilder();

    private void add(String part) {
        if (part.length() > SIZE_MAX - text.length()) throw new TooLarge();
        text.append(part);
    }

    private void addText(String value) {
        StringBuilder out = new StringBuilder("'");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x20 || c == '\'' || c == '\\' || c == 0x7f)
                out.append(String.format("\\x%02x", (int) c));
            else if (Character.isSurrogate(c) && !(Character.isHighSurrogate(c) && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))))
                out.append(String.format("\\u%04x", (int) c));
            else if (Character.isSurrogate(c))
                out.append(c).append(value.charAt(++i));
            else
                out.append(c);
        }
        add(out.append("'").toString());
    }

    private void addOther(Class<?> cls) {
        add("<");
        addText(cls.getName());
        add(">");
    }

    private void addNumber(String value) {
        add(value.equals("NaN") ? "nan" : value.replace("Infinity", "inf"));
    }

    private void addItems(Iterable<?> items, String ends, int depth) {
        add(ends.substring(0, 1));
        for (Object item : items) {
            put(item, depth + 1);
            add(",");
        }
        add(ends.substring(1));
    }

    private void addArray(Object array, int depth) {
        add("[");
        for (int i = 0; i < Array.getLength(array); i++) {
            put(Array.get(array, i), depth + 1);
            add(",");
        }
        add("]");
    }

    // Classes of Java's own alone: no method of the submission's is called.
    private void put(Object value, int depth) {
        Class<?> cls = value == null ? null : value.getClass();
        if (cls == null) add("None");
        else if (depth > DEPTH_MAX) add("<'too many, nested in each other'>");
        else if (cls == Boolean.class) add((Boolean) value ? "True" : "False");
        else if (cls == Integer.class || cls == Long.class || cls == Short.class || cls == Byte.class
                || cls == BigInteger.class)
            add(value.toString());
        else if (cls == Double.class || cls == Float.class) addNumber(value.toString());
        else if (cls == Character.class || cls == String.class) addText(value.toString());
        else if (cls.isArray()) addArray(value, depth);
        else if (cls.getClassLoader() != null) addOther(cls);
        else if (value instanceof List) addItems((List<?>) value, "[]", depth);
        else if (value instanceof Set && ((Set<?>) value).isEmpty()) add("set()");
        else if (value instanceof Set) addItems((Set<?>) value, "{}", depth);
        else if (value instanceof Map) {
            add("{");
            for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                put(entry.getKey(), depth + 1);
                add(":");
                put(entry.getValue(), depth + 1);
                add(",");
            }
            add("}");
        } else addOther(cls);
    }

    private static boolean isJavas(String name) {
        for (String where : new String[] {"java.lang.", "java.util.", "java.io."})
            try {
                Class.forName(where + name, false, null);
                return true;
            } catch (ClassNotFoundException none) {
                continue;
            }
        return false;
    }

    private static String nameOf(Class<?> cls) {
        if (cls.getClassLoader() == null) return cls.getName();
        return "submission" + (isJavas(cls.getSimpleName()) ? ":" : ".") + cls.getName();
    }

    private static void end(String said, int status) {
        System.out.flush();
        System.err.flush();
        try (FileOutputStream out = new FileOutputStream("/proc/self/fd/3")) {
            out.write(said.getBytes(StandardCharsets.UTF_8));
        } catch (java.io.IOException nobody) {
            status = 2;
        }
        Runtime.getRuntime().halt(status);
    }

    private static void fail(Throwable failure) {
        AssayCall names = new AssayCall();
        System.err.print("Exception in thread \"main\" ");
        failure.printStackTrace();
        if (isSetup) end("", 1);
        names.add("raised [");
        for (Class<?> cls = failure.getClass(); cls != Object.class; cls = cls.getSuperclass()) {
            names.addText(nameOf(cls));
            names.add(",");
        }
        names.add("] ");
        String message = failure.getClass().getClassLoader() == null ? failure.getMessage() : null;
        names.addText(message == null ? "" : message.substring(0, Math.min(1000, message.length())));
        end(names.text.toString(), 1);
    }

    public static void main(String[] arguments) {
        AssayCall told = new AssayCall();
        Object value = null;
        try {
            value = AssayCallTests.call(Integer.parseInt(arguments[0]));
        } catch (Throwable failure) {
            fail(failure);
        }
        told.add("returned ");
        try {
            told.put(value, 1);
        } catch (TooLarge large) {
            told.text.setLength(0);
            told.text.append("returned <'more than fits into 1 MiB'>");
        }
        end(told.text.toString(), 0);
    }
}
