/* What compilers and interpreters say of files, as the submitter knows them: what each language
 * really writes, and the text around it untouched. */
#include "judge/grader/shown_paths.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *laid, *given;
    int is_build;
    const char *text, *shown;
} rows[] = {
    /* what compile steps say */
    {"solution.c", "a.c", 1, "solution.c:2:43: error: 'x' undeclared",
     "a.c:2:43: error: 'x' undeclared"},
    {"solution.c", "a.c", 1, "/tmp/src/solution.c:1: f", "a.c:1: f"},
    {"solution.c", "a.c", 1, "solution.c:(.text+0x1): undefined reference to `f'",
     "a.c:(.text+0x1): undefined reference to `f'"},
    {"solution.cpp", "b.cc", 1,
     "In file included from /tmp/src/solution.cpp:1:", "In file included from b.cc:1:"},
    {"solution.go", "main.go", 1, "./solution.go:3:2: undefined: x", "./main.go:3:2: undefined: x"},
    {"solution.cs", "p.cs", 1, "solution.cs(1,2): error CS0029", "p.cs(1,2): error CS0029"},
    {"solution.pas", "p.pas", 1, "solution.pas(3,5) Error: x", "p.pas(3,5) Error: x"},
    {"solution.adb", "x.adb", 1, "gnatmake: \"solution.adb\" compilation error",
     "gnatmake: \"x.adb\" compilation error"},
    {"solution.ml", "s.ml", 1,
     "File \"solution.ml\", line 1, characters 8-9:", "File \"s.ml\", line 1, characters 8-9:"},
    {"solution.hs", "s.hs", 1, "solution.hs:2:8: error:", "s.hs:2:8: error:"},
    {"solution.rs", "s.rs", 1, " --> solution.rs:1:5", " --> s.rs:1:5"},
    {"solution.kt", "k.kt", 1, "/prog/solution.kt:1:2: error: x", "k.kt:1:2: error: x"},
    {"solution.ts", "t.ts", 1, "solution.ts(1,5): error TS2322", "t.ts(1,5): error TS2322"},
    {"Main.java", "a.java", 1, "Main.java:3: error: ';' expected", "a.java:3: error: ';' expected"},
    {"solution.sh", "s.sh", 1, "/prog/solution.sh: line 4: syntax error",
     "s.sh: line 4: syntax error"},
    {"solution.py", "a.py", 1, "  File \"/prog/solution.py\", line 1", "  File \"a.py\", line 1"},
    {"solution.lua", "l.lua", 1, "luac5.4: /prog/solution.lua:2: '=' expected",
     "luac5.4: l.lua:2: '=' expected"},
    {"solution.c", "a.c", 1, "/tmp/out/solution: x; /tmp/ccX.o: y", "solution: x; ccX.o: y"},
    /* what programs say */
    {"solution.awk", "m.awk", 0, "mawk: /prog/solution.awk: line 1: syntax error",
     "mawk: m.awk: line 1: syntax error"},
    {"solution.lua", "l.lua", 0, "/usr/bin/lua5.4: /prog/solution.lua:2: attempt",
     "/usr/bin/lua5.4: l.lua:2: attempt"},
    {"solution.lua", "l.lua", 0, "luajit: /prog/solution.luac:0: attempt",
     "luajit: l.luac:0: attempt"},
    {"solution.pl", "p.pl", 0, "bad thing at /prog/solution.pl line 1.",
     "bad thing at p.pl line 1."},
    {"solution.c", "a.c", 0, "solution: /tmp/src/solution.c:2: main: Assertion `1 == 2' failed.",
     "solution: a.c:2: main: Assertion `1 == 2' failed."},
    {"solution.rb", "r.rb", 0, "/prog/solution.rb:1:in `<main>': x (RuntimeError)",
     "r.rb:1:in `<main>': x (RuntimeError)"},
    {"solution.php", "p.php", 0, "PHP Fatal error: x in /prog/solution.php:2",
     "PHP Fatal error: x in p.php:2"},
    {"solution.py", "a.py", 0, "see solution.py.", "see a.py."},
    /* a program's own files stay where they are */
    {"solution.py", "a.py", 0, "no file: '/tmp/data.txt'", "no file: '/tmp/data.txt'"},
    {"solution.py", "a.py", 0, "/srv/prog/solution.py", "/srv/prog/solution.py"},
    {"solution.py", "a.py", 0, "my_solution.py, solution.pyx, solution.py/x, resolution.py",
     "my_solution.py, solution.pyx, solution.py/x, resolution.py"},
    {"solution.py", "a.py", 0, "solution, solution.txt", "solution, solution.txt"},
    /* the name handed in */
    {"solution.py", "students/ada/my prog.py", 0, "/prog/solution.py:3: x", "my prog.py:3: x"},
    {"solution.py", "a\x1b[2J.py", 0, "/prog/solution.py:3", "a\\x1b[2J.py:3"},
    {"solution.py", "solution.py", 0, "/prog/solution.py:3", "solution.py:3"},
    {"solution.py", "", 0, "/prog/solution.py:3", "solution.py:3"},
    {"solution.py", "-", 0, "/prog/solution.py:3", "solution.py:3"},
    {"solution.py", "folder/", 0, "/prog/solution.py:3", "solution.py:3"},
    {"solution.py", NULL, 0, "/prog/solution.py:3", "solution.py:3"},
    /* several files have their own names */
    {NULL, "work", 0, "/prog/lib/twice.py:3", "lib/twice.py:3"},
    {NULL, "work", 1, "/tmp/src/lib/twice.c:3", "lib/twice.c:3"},
    /* parts of names at the ends of a text */
    {"solution.py", "a.py", 0, "solution.py", "a.py"},
    {"solution.py", "a.py", 0, "/prog/solution.p", "solution.p"},
    {"solution.py", "a.py", 0, "/prog", "/prog"},
    {"solution.py", "a.py", 0, "/prog/", ""},
    {"solution.py", "a.py", 0, ".", "."},
    {"solution.py", "a.py", 0, "", ""},
};

static void test_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct shown_names names = {rows[i].laid, rows[i].given};
        struct buffer shown = BUFFER_INIT;
        /* exactly as long as it is, so that a byte too far is seen */
        char *text = strndup(rows[i].text, strlen(rows[i].text));

        shown_paths(&shown, text, strlen(text), &names, rows[i].is_build);
        if (strcmp(shown.size > 0 ? shown.data : "", rows[i].shown) != 0)
            fail_msg("\"%s\": \"%s\", expected \"%s\"", rows[i].text, shown.data, rows[i].shown);
        buffer_release(&shown);
        free(text);
    }
}

static void test_without_names(void **state)
{
    struct buffer shown = BUFFER_INIT;

    (void)state;
    shown_paths(&shown, "/prog/solution.c:1\0x", 20, NULL, 1);
    assert_int_equal(shown.size, 14);
    assert_memory_equal(shown.data, "solution.c:1\0x", 14);
    buffer_release(&shown);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_without_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
