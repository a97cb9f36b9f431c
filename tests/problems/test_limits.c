/* Values with units, and which limit wins. */
#include "problems/limits.h"
#include "problems/yaml/units.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct row {
    const char *text;
    int64_t value;       /* -1: an error */
    const char *message; /* the whole of it */
};

static void check_rows(const struct row *rows, size_t count,
                       int (*parse)(const char *, int64_t *, struct error *))
{
    for (size_t i = 0; i < count; i++) {
        int64_t value = -7;
        struct error err = {0};
        int failed = parse(rows[i].text, &value, &err);

        if (rows[i].value >= 0) {
            if (failed < 0)
                fail_msg("%s: %s", rows[i].text, err.text);
            assert_int_equal(value, rows[i].value);
        } else {
            assert_int_equal(failed, -EINVAL);
            assert_int_equal(value, -7);
            assert_string_equal(err.text, rows[i].message);
        }
    }
}

#define TIME_WHAT "expected a time with the unit ms, s or min, as in 1.5s"
#define SIZE_WHAT "expected a size with the unit KiB, MiB or GiB, as in 64MiB"

static void test_times(void **state)
{
    static const struct row rows[] = {
        {"1s", 1000000, NULL},
        {"1.5s", 1500000, NULL},
        {"0.1s", 100000, NULL},
        {"1.1s", 1100000, NULL},
        {"500ms", 500000, NULL},
        {"1ms", 1000, NULL},
        {"2.5ms", 2500, NULL},
        {"2min", 120000000, NULL},
        {"60min", (int64_t)3600 * 1000000, NULL},
        {"2 s", 2000000, NULL},
        {"2", -1, "found \"2\", " TIME_WHAT},
        {"", -1, "found \"\", " TIME_WHAT},
        {"s", -1, "found \"s\", " TIME_WHAT},
        {"1.s", -1, "found \"1.s\", " TIME_WHAT},
        {".5s", -1, "found \".5s\", " TIME_WHAT},
        {"-1s", -1, "found \"-1s\", " TIME_WHAT},
        {"1e3s", -1, "found \"1e3s\", " TIME_WHAT},
        {"1sec", -1, "found \"1sec\", " TIME_WHAT},
        {"1s ", -1, "found \"1s \", " TIME_WHAT},
        {"inf", -1, "found \"inf\", " TIME_WHAT},
        {"99999999999999999999s", -1, "found \"99999999999999999999s\", " TIME_WHAT},
        {"0s", -1, "found \"0s\", expected a time from 1ms to 60min"},
        {"0.5ms", -1, "found \"0.5ms\", expected a time from 1ms to 60min"},
        {"61min", -1, "found \"61min\", expected a time from 1ms to 60min"},
        {"1.00001ms", -1, "found \"1.00001ms\", expected fewer digits after the point"},
        {"\x1b[31m", -1, "found \"\\x1b[31m\", " TIME_WHAT},
    };

    (void)state;
    check_rows(rows, sizeof(rows) / sizeof(rows[0]), units_parse_time);
}

static void test_sizes(void **state)
{
    static const struct row rows[] = {
        {"64MiB", 64 * 1024, NULL},
        {"1KiB", 1, NULL},
        {"1GiB", 1024 * 1024, NULL},
        {"1.5MiB", 1536, NULL},
        {"0.5GiB", 512 * 1024, NULL},
        {"64 MiB", 64 * 1024, NULL},
        {"1024GiB", (int64_t)1 << 30, NULL},
        {"64MB", -1, "found \"64MB\", " SIZE_WHAT},
        {"64", -1, "found \"64\", " SIZE_WHAT},
        {"64mib", -1, "found \"64mib\", " SIZE_WHAT},
        {"1025GiB", -1, "found \"1025GiB\", expected a size from 1KiB to 1024GiB"},
        {"0KiB", -1, "found \"0KiB\", expected a size from 1KiB to 1024GiB"},
        {"1.5KiB", -1, "found \"1.5KiB\", expected a whole number of KiB"},
    };

    (void)state;
    check_rows(rows, sizeof(rows) / sizeof(rows[0]), units_parse_size);
}

static void test_limits_for(void **state)
{
    static const struct problem_language_limits own[] = {
        {"python3",
         {.time_us = 5000000,
          .wall_us = -1,
          .memory_kib = -1,
          .output_kib = -1,
          .stack_kib = 4096,
          .processes = -1}},
    };
    struct problem problem = {
        .limits = {-1, -1, -1, -1, -1, -1}, .language_limits = own, .language_limit_count = 1};
    struct problem_limits got = problem_limits_for(&problem, "c");

    (void)state;
    assert_int_equal(got.time_us, PROBLEM_TIME_US);
    assert_int_equal(got.wall_us, 2 * PROBLEM_TIME_US + 1000000);
    assert_int_equal(got.memory_kib, PROBLEM_MEMORY_KIB);
    assert_int_equal(got.stack_kib, PROBLEM_MEMORY_KIB);
    assert_int_equal(got.output_kib, PROBLEM_OUTPUT_KIB);
    assert_int_equal(got.processes, 1);

    problem.limits.memory_kib = 65536;
    problem.limits.time_us = 1000000;
    problem.limits.processes = 3;
    got = problem_limits_for(&problem, "c");
    assert_int_equal(got.time_us, 1000000);
    assert_int_equal(got.wall_us, 3000000);
    assert_int_equal(got.stack_kib, 65536);
    assert_int_equal(got.processes, 3);

    got = problem_limits_for(&problem, "python3");
    assert_int_equal(got.time_us, 5000000);
    assert_int_equal(got.wall_us, 11000000);
    assert_int_equal(got.memory_kib, 65536);
    assert_int_equal(got.stack_kib, 4096);
}

/* What a package does not state keeps to what the operator gives. */
static void test_defaults_keep_to_the_maxima(void **state)
{
    const struct problem_maxima before = problem_maxima;
    struct problem problem = {.limits = {-1, -1, -1, -1, -1, -1}};
    struct problem_limits got;

    (void)state;
    problem_maxima.values[PROBLEM_LIMIT_TIME] = 500000;
    problem_maxima.values[PROBLEM_LIMIT_WALL] = 1200000;
    problem_maxima.values[PROBLEM_LIMIT_MEMORY] = 2048;
    problem_maxima.values[PROBLEM_LIMIT_STACK] = 512;
    problem_maxima.values[PROBLEM_LIMIT_OUTPUT] = 7;
    got = problem_limits_for(&problem, "c");
    problem_maxima = before;
    assert_int_equal(got.time_us, 500000);
    assert_int_equal(got.wall_us, 1200000);
    assert_int_equal(got.memory_kib, 2048);
    assert_int_equal(got.stack_kib, 512);
    assert_int_equal(got.output_kib, 7);
}

static void test_values_are_shown_with_units(void **state)
{
    static const struct {
        size_t which;
        int64_t value;
        const char *text;
    } rows[] = {{PROBLEM_LIMIT_TIME, 3600000000, "60min"}, {PROBLEM_LIMIT_TIME, 90000000, "90s"},
                {PROBLEM_LIMIT_WALL, 1500000, "1500ms"},   {PROBLEM_LIMIT_MEMORY, 1 << 20, "1GiB"},
                {PROBLEM_LIMIT_MEMORY, 1536, "1536KiB"},   {PROBLEM_LIMIT_STACK, 2048, "2MiB"},
                {PROBLEM_LIMIT_PROCESSES, 12, "12"},       {PROBLEM_MAXIMUM_CASES, 100, "100"}};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[32];

        problem_maximum_show(rows[i].which, rows[i].value, text, sizeof(text));
        assert_string_equal(text, rows[i].text);
    }
}

static void test_languages(void **state)
{
    static const char *const languages[] = {"c", "python3", NULL};
    struct problem problem = {0};

    (void)state;
    assert_true(problem_allows_language(&problem, "anything"));
    problem.languages = languages;
    assert_true(problem_allows_language(&problem, "python3"));
    assert_false(problem_allows_language(&problem, "python"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_limits_for),
        cmocka_unit_test(test_defaults_keep_to_the_maxima),
        cmocka_unit_test(test_values_are_shown_with_units),
        cmocka_unit_test(test_languages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
