/* Java's classes: what a source file must be called, and which of the compiled classes has main.
 * The class files are made here byte by byte (JVMS 17, chapter 4), good ones and garbage. */
#include "base/buffer.h"
#include "base/fd.h"
#include "judge/submissions/products.h"
#include "judge/submissions/source_class.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROWS(rows) (sizeof(rows) / sizeof((rows)[0]))

/* ---- class files ---- */

static void add_number(struct buffer *out, size_t bytes, uint64_t value)
{
    for (size_t i = bytes; i > 0; i--)
        buffer_append_char(out, (char)(value >> (8 * (i - 1))));
}

static void add_text(struct buffer *out, const char *text)
{
    add_number(out, 1, 1); /* CONSTANT_Utf8 */
    add_number(out, 2, strlen(text));
    buffer_append_text(out, text);
}

#define MAIN_TYPE     "([Ljava/lang/String;)V"
#define PUBLIC_STATIC 0x0009

/* A class with one field and one method. Zeroes and NULLs stand for what is usual. */
struct shape {
    const char *label;
    const char *name, *path;    /* "Main", "Main.class" */
    const char *method, *type;  /* "main", MAIN_TYPE */
    unsigned flags;             /* PUBLIC_STATIC; 0x10000: none at all */
    unsigned magic, pool, self; /* what to write for them */
    unsigned tag;               /* a constant of this tag before all others */
    unsigned attribute_size;    /* of the field's attribute; there are so many bytes of it */
    unsigned class_name_index;  /* what the class constant points at */
    const char *expected;       /* NULL: no main */
    int is_field;               /* "main" is a field */
};

static unsigned either(unsigned value, unsigned usual)
{
    return value ? value : usual;
}

static void add_member(struct buffer *out, unsigned flags, unsigned name, unsigned type)
{
    add_number(out, 2, flags);
    add_number(out, 2, name);
    add_number(out, 2, type);
}

/* Constants: 1 and 2 are of the tag, or as good as none; 3 the class, 4 its name, 5 the method's
 * name, 6 its type, 7 "other". */
static void make_class(struct buffer *out, const struct shape *shape)
{
    static const unsigned char sizes[] = {
        [3] = 4,  [4] = 4,  [5] = 8,  [6] = 8,  [8] = 2,  [9] = 4,  [10] = 4, [11] = 4,
        [12] = 4, [15] = 3, [16] = 2, [17] = 4, [18] = 4, [19] = 2, [20] = 2};
    unsigned tag = either(shape->tag, 6), flags = either(shape->flags, PUBLIC_STATIC) & 0xffff;

    buffer_clear(out);
    add_number(out, 4, either(shape->magic, 0xcafebabe));
    add_number(out, 4, 61);
    add_number(out, 2, either(shape->pool, 8));
    add_number(out, 1, tag);
    add_number(out, tag < sizeof(sizes) ? sizes[tag] : 0, 0);
    if (tag != 5 && tag != 6)
        add_text(out, "second");
    add_number(out, 1, 7); /* CONSTANT_Class */
    add_number(out, 2, either(shape->class_name_index, 4));
    add_text(out, shape->name ? shape->name : "Main");
    add_text(out, shape->method ? shape->method : "main");
    add_text(out, shape->type ? shape->type : MAIN_TYPE);
    add_text(out, "other");
    add_number(out, 2, 0x21);
    add_number(out, 2, either(shape->self, 3));
    add_number(out, 2, 3);
    add_number(out, 2, 1); /* interfaces */
    add_number(out, 2, 3);
    add_number(out, 2, 1); /* fields */
    add_member(out, PUBLIC_STATIC, shape->is_field ? 5 : 7, 6);
    add_number(out, 2, 1);
    add_number(out, 2, 7);
    add_number(out, 4, either(shape->attribute_size, 3));
    buffer_append_text(out, "abc");
    add_number(out, 2, 1); /* methods */
    add_member(out, flags, shape->is_field ? 7 : 5, 6);
    add_number(out, 2, 0);
}

struct compiled {
    struct buffer bytes;
    struct cell_file file;
};

static void keep(struct compiled *compiled, const char *path, size_t size)
{
    /* some bytes before it, as in a stream */
    struct buffer stream = BUFFER_INIT;

    buffer_append_text(&stream, "before");
    buffer_append(&stream, compiled->bytes.data, size);
    compiled->file = (struct cell_file){.path = path,
                                        .fd = fd_memfd_with("class", stream.data, stream.size),
                                        .offset = 6,
                                        .size = (int64_t)size};
    assert_true(compiled->file.fd >= 0);
    buffer_release(&stream);
}

static const struct shape shapes[] = {
    {.label = "plain", .expected = "Main"},
    {.label = "in a package", .name = "a/b/C", .path = "a/b/C.class", .expected = "a.b.C"},
    {.label = "in a class", .name = "A$B", .path = "A$B.class", .expected = "A$B"},
    {.label = "of odd letters",
     .name = "\xc3\xa9",
     .path = "\xc3\xa9.class",
     .expected = "\xc3\xa9"},
    {.label = "final and with varargs", .flags = 0x0099, .expected = "Main"},
    {.label = "not public", .flags = 0x0008},
    {.label = "not static", .flags = 0x0001},
    {.label = "no flags", .flags = 0x10000},
    {.label = "another name", .method = "Main"},
    {.label = "a longer name", .method = "main2"},
    {.label = "a shorter name", .method = "mai"},
    {.label = "no arguments", .type = "()V"},
    {.label = "returns a number", .type = "([Ljava/lang/String;)I"},
    {.label = "a field", .is_field = 1},
    {.label = "elsewhere than its name says", .name = "a/Main", .path = "Main.class"},
    {.label = "called otherwise", .name = "Mainly", .path = "Main.class"},
    {.label = "called more shortly", .name = "Mai", .path = "Main.class"},
    {.label = "an empty name", .name = "", .path = ".class"},
    {.label = "no class file by its name", .path = "Main.clas"},
    {.label = "a text", .path = "Main.class.txt"},
    {.label = "no magic", .magic = 0xcafebabf},
    {.label = "a pool that ends early", .pool = 7},
    {.label = "a pool that goes on", .pool = 9},
    {.label = "a pool without end", .pool = 65535},
    {.label = "a pool of one", .pool = 1},
    {.label = "no such class", .self = 8},
    {.label = "the last class", .self = 65535},
    {.label = "a class that is a text", .self = 4},
    {.label = "a class of a class", .class_name_index = 3},
    {.label = "a class of a number", .class_name_index = 1},
    {.label = "a class of nothing", .class_name_index = 65535},
    {.label = "another text of the class", .class_name_index = 7},
    {.label = "an attribute of 4 GiB", .attribute_size = 0xffffffff},
    {.label = "an attribute of 2 GiB", .attribute_size = 0x80000000},
    {.label = "an attribute a byte longer", .attribute_size = 4},
    {.label = "an attribute a byte shorter", .attribute_size = 2},
};

static void test_shapes(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(shapes); i++) {
        struct compiled compiled = {.bytes = BUFFER_INIT};
        struct arena arena = ARENA_INIT;
        const char *found;

        make_class(&compiled.bytes, &shapes[i]);
        keep(&compiled, shapes[i].path ? shapes[i].path : "Main.class", compiled.bytes.size);
        found = products_main_class(&compiled.file, 1, NULL, &arena);
        if (!found != !shapes[i].expected || (found && strcmp(found, shapes[i].expected) != 0))
            fail_msg("%s: %s", shapes[i].label, found ? found : "none");
        arena_release(&arena);
        fd_close(&compiled.file.fd);
        buffer_release(&compiled.bytes);
    }
}

static void test_tags(void **state)
{
    static const unsigned char known[] = {3, 4, 5, 6, 8, 9, 10, 11, 12, 15, 16, 17, 18, 19, 20};

    (void)state;
    for (unsigned tag = 2; tag < 256; tag++) {
        struct shape shape = {.tag = tag};
        struct compiled compiled = {.bytes = BUFFER_INIT};
        struct arena arena = ARENA_INIT;
        const char *found;

        if (tag == 7)
            continue; /* the class itself */
        make_class(&compiled.bytes, &shape);
        keep(&compiled, "Main.class", compiled.bytes.size);
        found = products_main_class(&compiled.file, 1, NULL, &arena);
        if ((found != NULL) != (memchr(known, (int)tag, sizeof(known)) != NULL))
            fail_msg("tag %u", tag);
        arena_release(&arena);
        fd_close(&compiled.file.fd);
        buffer_release(&compiled.bytes);
    }
}

/* Cut anywhere before the end of its methods, a class has no main. */
static void test_cut_classes(void **state)
{
    static const struct shape plain = {0};
    struct compiled compiled = {.bytes = BUFFER_INIT};
    struct arena arena = ARENA_INIT;

    (void)state;
    make_class(&compiled.bytes, &plain);
    for (size_t size = 0; size <= compiled.bytes.size; size++) {
        keep(&compiled, "Main.class", size);
        if ((products_main_class(&compiled.file, 1, NULL, &arena) != NULL) !=
            (size == compiled.bytes.size))
            fail_msg("cut at %zu of %zu", size, compiled.bytes.size);
        /* a size that the descriptor does not have */
        compiled.file.size = (int64_t)compiled.bytes.size + 1;
        assert_null(products_main_class(&compiled.file, 1, NULL, &arena));
        compiled.file.size = INT64_MAX; /* and one that nobody reads */
        assert_null(products_main_class(&compiled.file, 1, NULL, &arena));
        fd_close(&compiled.file.fd);
    }
    arena_release(&arena);
    buffer_release(&compiled.bytes);
}

/* Names of compiled classes, all with main but those in capitals, and which is started. */
static const struct {
    const char *classes[4];
    const char *main_file, *expected;
} several[] = {
    {{"A", "B"}, NULL, "A"},
    {{"A", "B"}, "B.java", "B"},
    {{"A", "B"}, "src/b.java", "B"},
    {{"A$I", "B"}, NULL, "B"},
    {{"A$I"}, NULL, "A$I"},
    {{"A", "p/B"}, "p/B.java", "p.B"},
    {{"A", "AppKt"}, "app.kt", "AppKt"},
    {{"A", "Apple"}, "app.kt", "A"},
    {{"A", "B"}, ".java", "A"},
    {{NULL}, "A.java", NULL},
};

static void test_several_classes(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(several); i++) {
        struct compiled compiled[4] = {0};
        struct cell_file files[5] = {{.path = "README", .fd = -1, .size = 3}};
        struct arena arena = ARENA_INIT;
        size_t count = 0;
        const char *found;

        for (; count < 4 && several[i].classes[count]; count++) {
            struct shape shape = {.name = several[i].classes[count]};

            compiled[count].bytes = (struct buffer)BUFFER_INIT;
            make_class(&compiled[count].bytes, &shape);
            keep(&compiled[count], arena_format(&arena, "%s.class", shape.name),
                 compiled[count].bytes.size);
            files[count + 1] = compiled[count].file;
        }
        found = products_main_class(files, count + 1, several[i].main_file, &arena);
        if (!found != !several[i].expected || (found && strcmp(found, several[i].expected) != 0))
            fail_msg("row %zu: %s", i, found ? found : "none");
        while (count > 0) {
            fd_close(&compiled[--count].file.fd);
            buffer_release(&compiled[count].bytes);
        }
        arena_release(&arena);
    }
}

/* ---- sources ---- */

static const struct {
    const char *source, *name; /* NULL: there is none */
} sources[] = {
    {"public class Main { }", "Main"},
    {"class A { } public class B { }", "B"},
    {"class Main { }", NULL},
    {"", NULL},
    {"public", NULL},
    {"public class", NULL},
    {"public class ;", NULL},
    {"package a.b;\nimport java.util.*;\n\npublic final class Foo<T> extends Bar { }", "Foo"},
    {"public\nabstract\tstrictfp class Foo{}", "Foo"},
    {"public interface Foo { }", "Foo"},
    {"public @interface Foo { }", "Foo"},
    {"public enum Foo { A }", "Foo"},
    {"public record Foo(int a) { }", "Foo"},
    {"public sealed interface Foo permits A { }", "Foo"},
    {"public non-sealed class Foo { }", "Foo"},
    {"// public class A\npublic class B { }", "B"},
    {"/* public class A */ public class B { }", "B"},
    {"/** public class A **/ public /* class A */ class /* A */ B { }", "B"},
    {"/* public class A { }", NULL},
    {"// public class A { }", NULL},
    {"/**/public class B{}", "B"},
    {"/*/ public class A */ public class B { }", "B"},
    {"class A { String s = \"} public class X {\"; } public class B { }", "B"},
    {"class A { String s = \"\\\"} public class X {\"; } public class B { }", "B"},
    {"class A { String s = \"\\\\\"; } public class B { }", "B"},
    {"class A { char c = '\"', d = '\\'', e = '}'; } public class B { }", "B"},
    {"class A { String s = \"\"; } public class B { }", "B"},
    {"class A { String s = \"\"\"\n } public class X { \" \"\" \\\"\"\" \n\"\"\"; } public class B "
     "{ }",
     "B"},
    {"class A { String s = \"not closed\n; } public class B { }", "B"},
    {"class A { String s = \"\"\" not closed; } public class B { }", NULL},
    {"class A { public static class X { } } public class B { }", "B"},
    {"class A { public class X { } }", NULL},
    {"public class Outer { public class X { } }", "Outer"},
    {"@A(X.class) public class B { }", "B"},
    {"public @A(X.class) class B { }", "B"},
    {"public @A({X.class, Y.class}) final @C(d = \"class E\") class B { }", "B"},
    {"public @A(value = {@F(public class X)}) class B { }", "B"},
    {"classy A; public classes X; public class B { }", "B"},
    {"xpublic class A { } public class B { }", "B"},
    {"public static void main() { class X { } } public class B { }", "B"},
    {"public int a; class X { } public class B { }", "B"},
    {"} } public class B { }", NULL},
    {"public class $a_1 { }", "$a_1"},
    {"public class \xc3\xa9t\xc3\xa9 { }", "\xc3\xa9t\xc3\xa9"},
    {"\xef\xbb\xbfpublic class B { }", "B"}, /* it is left out for javac (skip_bom) */
    {"//\xef\xbb\xbf\npublic class B { }", "B"},
    {"// public class A\rpublic class B { }", "B"},
    {"// a\r// b\rimport java.util.*;\rpublic class B {\r}", "B"},
    {"class A { String s = \"not closed\r; } public class B { }", "B"},
    {"public\rclass\rB\r{\r}", "B"},
    {"\\u0070ublic class \\uu0042\\u00e9 \\u007b }", "B\xc3\xa9"},
    {"// \\u000a public class B { }", "B"},
    {"class A { String s = \"\\\\u0022 + \"; } public class B { }", "B"},
    {"public class \\u20acB { }", "\xe2\x82\xac"
                                  "B"},
    {"public class B\\u00g1 { }", "B"},
    {"public class B\\u00", "B"},
    {"public class B", "B"},
    {"public class B\r\n{\r\n}", "B"},
    {"public fun main() { }\nclass A", NULL},
};

static const char *class_in(const char *text, size_t size, struct arena *arena)
{
    int fd = fd_memfd_with("source", text, size);
    const char *found;

    assert_true(fd >= 0);
    found = source_class(fd, arena, NULL);
    fd_close(&fd);
    return found;
}

static void test_sources(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(sources); i++) {
        struct arena arena = ARENA_INIT;
        const char *found = class_in(sources[i].source, strlen(sources[i].source), &arena);

        if (!found != !sources[i].name || (found && strcmp(found, sources[i].name) != 0))
            fail_msg("%s\n: %s", sources[i].source, found ? found : "none");
        arena_release(&arena);
    }
}

/* Cut anywhere it is some name or none, and what is there is read to no byte beyond its end. */
static void test_cut_sources(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(sources); i++) {
        for (size_t size = 0; size < strlen(sources[i].source); size++) {
            struct arena arena = ARENA_INIT;
            const char *found = class_in(sources[i].source, size, &arena);

            if (found && !strstr(sources[i].source, "\\u")) /* these are translated */
                assert_non_null(strstr(sources[i].source, found));
            arena_release(&arena);
        }
    }
}

static void test_source_bounds(void **state)
{
    struct arena arena = ARENA_INIT;
    struct buffer text = BUFFER_INIT;
    int closed = -1;

    (void)state;
    buffer_append_text(&text, "public class ");
    for (int i = 0; i < 200; i++)
        buffer_append_char(&text, 'x');
    assert_int_equal(strlen(class_in(text.data, text.size, &arena)), 200);
    buffer_append_char(&text, 'x');
    assert_null(class_in(text.data, text.size, &arena));
    buffer_clear(&text);
    buffer_append_text(&text, "public class Main { }");
    while (text.size < 1024 * 1024)
        buffer_append_char(&text, ' ');
    assert_string_equal(class_in(text.data, text.size, &arena), "Main");
    buffer_append_char(&text, ' ');
    assert_null(class_in(text.data, text.size, &arena));
    assert_null(class_in("public\0class A", 14, &arena)); /* a NUL ends the text */
    assert_string_equal(source_class(closed, &arena, "Main"), "Main");
    arena_release(&arena);
    buffer_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes),        cmocka_unit_test(test_tags),
        cmocka_unit_test(test_cut_classes),   cmocka_unit_test(test_several_classes),
        cmocka_unit_test(test_sources),       cmocka_unit_test(test_cut_sources),
        cmocka_unit_test(test_source_bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
