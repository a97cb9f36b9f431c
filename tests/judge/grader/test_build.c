/* What of compile steps needs no cell: their vectors, and compile errors of our own. */
#include "judge/grader/build.h"
#include "runner/protocol.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* `count` strings that fill `bytes` with their NULs; the first takes what is left over. */
static int fits(size_t count, size_t bytes)
{
    const char **argv = calloc(count + 1, sizeof(*argv));
    char *first = calloc(1, bytes);
    int result;

    assert_non_null(argv);
    assert_non_null(first);
    memset(first, 'x', bytes - 2 * (count - 1) - 1);
    argv[0] = first;
    for (size_t i = 1; i < count; i++)
        argv[i] = "y";
    result = build_fits_cell(argv);
    free(first);
    free((void *)argv);
    return result;
}

static void test_what_a_cell_takes(void **state)
{
    (void)state;
    assert_true(fits(1, 2));
    assert_true(fits(ARGV_MAX, 4096));
    assert_false(fits(ARGV_MAX + 1, 4096));
    assert_true(fits(2, ARGV_BYTES));
    assert_false(fits(2, ARGV_BYTES + 1));
}

/* The builder is told its folders, and the compiler's own limits; names.dir does not stay. */
static void test_the_vector_below_the_builder(void **state)
{
    static const char *const compile[] = {"/bin/cc", "{out}/x", "{file}", "{memory_mib}", NULL};
    static const char *const expected[] = {
        "/prog/.assay-build", "/tmp/src", "/tmp/out", "/bin/cc", "/tmp/out/x", "/tmp/src/a.c", "2"};
    const struct language language = {.compile = compile, .compile_memory_kib = 2048};
    struct program program = {.names = {.file = "a.c"}};
    struct job job = {.language = &language, .program = &program, .arena = ARENA_INIT};
    const char *const *argv = build_argv(&job);
    size_t count = sizeof(expected) / sizeof(expected[0]);

    (void)state;
    for (size_t i = 0; i < count; i++)
        assert_string_equal(argv[i], expected[i]);
    assert_null(argv[count]);
    assert_null(program.names.dir);
    arena_release(&job.arena);
}

static void expect_note(const json_t *note, const char *text)
{
    assert_string_equal(json_string_value(json_object_get(note, "status")), "failed");
    assert_string_equal(json_string_value(json_object_get(note, "log")), text);
    assert_true(json_is_integer(json_object_get(note, "cpu_us")));
    assert_true(json_is_integer(json_object_get(note, "wall_us")));
    assert_true(json_is_integer(json_object_get(note, "memory_kib")));
}

/* Refused before the step, or after it: then what it took stays. */
static void test_a_compile_error_of_ours(void **state)
{
    struct job job = {0};

    (void)state;
    assert_int_equal(build_refuse(&job, "too many \xff"), 0);
    expect_note(job.compile, "too many \\xff");
    json_object_set_new(job.compile, "status", json_string("ok"));
    json_object_set_new(job.compile, "cpu_us", json_integer(7));
    assert_int_equal(build_refuse(&job, "no file"), 0);
    expect_note(job.compile, "no file");
    assert_int_equal(json_integer_value(json_object_get(job.compile, "cpu_us")), 7);
    json_decref(job.compile);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_a_cell_takes),
        cmocka_unit_test(test_the_vector_below_the_builder),
        cmocka_unit_test(test_a_compile_error_of_ours),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
