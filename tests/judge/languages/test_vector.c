/* What a language's definition makes of an argument vector. */
#include "judge/languages/vector.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ROWS(rows) (sizeof(rows) / sizeof((rows)[0]))

static const char *const no_sources[] = {NULL};
static const char *const two_sources[] = {"a.c", "lib/b c.c", NULL};

static const struct {
    const char *label;
    const char *pattern[4];
    struct execute_names names;
    const char *joined; /* with | between */
} vectors[] = {
    {"plain", {"/bin/x", "-a", ""}, {.file = "s"}, "/bin/x|-a|"},
    {"the file", {"{file}"}, {.file = "solution.py"}, "/prog/solution.py"},
    {"within an argument", {"-f{file}:{file}"}, {.file = "s"}, "-f/prog/s:/prog/s"},
    {"in another folder",
     {"{dir}", "{file}"},
     {.dir = "/tmp/src", .file = "s"},
     "/tmp/src|/tmp/src/s"},
    {"a stem", {"{stem}"}, {.file = "solution.py"}, "solution"},
    {"a stem of several dots", {"{stem}"}, {.file = "a.b.py"}, "a.b"},
    {"a stem in a folder", {"{stem}"}, {.file = "a/b.py"}, "a/b"},
    {"a stem without extension", {"{stem}"}, {.file = "a.d/b"}, "a.d/b"},
    {"no file", {"{file}", "{stem}"}, {0}, "/prog/|"},
    {"out and main",
     {"{out}/s", "{main}"},
     {.out = "/tmp/out", .main_class = "a.B"},
     "/tmp/out/s|a.B"},
    {"memory", {"-Xmx{memory_mib}m"}, {.memory_kib = 65536 + 1023}, "-Xmx64m"},
    {"stack", {"{stack_kib}"}, {.stack_kib = 16 * 1024}, "15360"},
    {"a stack beyond all", {"{stack_kib}"}, {.stack_kib = 64 * 1024 * 1024}, "1000000"},
    {"braces", {"{", "}", "{}{fil}{file"}, {.file = "s"}, "{|}|{}{fil}{file"},
    {"a brace before", {"{{file}}"}, {.file = "s"}, "{/prog/s}"},
    {"what is filled in stays", {"{file}"}, {.file = "{out}{dir}"}, "/prog/{out}{dir}"},
    {"sources",
     {"cc", "{sources}", "-o"},
     {.sources = two_sources},
     "cc|/prog/a.c|/prog/lib/b c.c|-o"},
    {"sources twice",
     {"{sources}", "{sources}"},
     {.dir = "/s", .sources = two_sources},
     "/s/a.c|/s/lib/b c.c|/s/a.c|/s/lib/b c.c"},
    {"no sources", {"cc", "{sources}"}, {.sources = no_sources}, "cc"},
    {"none given", {"cc", "{sources}"}, {0}, "cc"},
    {"empty", {NULL}, {0}, ""},
};

static void test_vectors(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(vectors); i++) {
        struct arena arena = ARENA_INIT;
        const char *const *argv = execute_argv(&arena, vectors[i].pattern, &vectors[i].names);
        char joined[300] = "";

        for (size_t at = 0; argv[at]; at++)
            snprintf(joined + strlen(joined), sizeof(joined) - strlen(joined), "%s%s",
                     at > 0 ? "|" : "", argv[at]);
        if (strcmp(joined, vectors[i].joined) != 0)
            fail_msg("%s: %s", vectors[i].label, joined);
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_vectors)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
