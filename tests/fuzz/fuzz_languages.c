/* Fuzz target: any bytes as an operator's file of languages, laid over a small definition. It is
 * read, or there is at least one error; what was read can be run. (Definitions live as long as the
 * process: a long run needs -rss_limit_mb=0.) */
#include "judge/languages/language.h"
#include "judge/languages/vector.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char BASE[] =
    "assay_languages: 1\n"
    "languages:\n"
    "  x: {program: /bin/x, source: x.x, run: [\"{program}\", \"{file}\"]}\n";

static void check_vector(const char *const *vector)
{
    static const char *const sources[] = {"a.x", "b.x", NULL};
    const struct execute_names names = {.file = "a.x",
                                        .sources = sources,
                                        .out = "/tmp/out",
                                        .main_class = "Main",
                                        .memory_kib = 65536,
                                        .stack_kib = 65536};
    struct arena arena = ARENA_INIT;

    if (vector) {
        assert(vector[0]);
        assert(strstr(execute_argv(&arena, vector, &names)[0], "/"));
    }
    arena_release(&arena);
}

static void check_language(const struct language *language)
{
    assert(language->name && *language->name && strlen(language->name) <= LANGUAGE_NAME_MAX);
    assert(language->source_name && !strchr(language->source_name, '/'));
    assert(language->run && language->environment && language->environment[0]);
    check_vector(language->run);
    check_vector(language->compile);
    check_vector(language->version);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct language table[LANGUAGES_MAX];
    struct report report = REPORT_INIT;
    size_t count = 0;
    int failed = language_read("base", BASE, strlen(BASE), table, &count, &report);

    assert(failed == 0 && count == 1);
    failed = language_read("fuzz", (const char *)data, size, table, &count, &report);
    assert((failed < 0) == (report.errors > 0));
    assert(count <= LANGUAGES_MAX);
    if (failed == 0) {
        language_settle(table, count);
        for (size_t i = 0; i < count; i++)
            check_language(&table[i]);
    }
    report_release(&report);
    return 0;
}
