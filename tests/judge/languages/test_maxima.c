/* The operator's maxima: as a list, in the operator's file, and on their way to graders. */
#include "judge/languages/language.h"
#include "judge/languages/maxima.h"
#include "problems/limits.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct problem_maxima unlimited;
static struct error err;

static int reset(void **state)
{
    (void)state;
    problem_maxima = unlimited;
    return 0;
}

static void test_lists(void **state)
{
    (void)state;
    assert_int_equal(maxima_set_list("time=10s,memory=1GiB,,processes=4,cases=100", &err), 0);
    assert_int_equal(problem_maxima.values[PROBLEM_LIMIT_TIME], 10000000);
    assert_int_equal(problem_maxima.values[PROBLEM_LIMIT_MEMORY], 1 << 20);
    assert_int_equal(problem_maxima.values[PROBLEM_LIMIT_PROCESSES], 4);
    assert_int_equal(problem_maxima.values[PROBLEM_MAXIMUM_CASES], 100);
    assert_int_equal(maxima_set_list("time=2s", &err), 0); /* one replaces one */
    assert_int_equal(problem_maxima.values[PROBLEM_LIMIT_TIME], 2000000);
    assert_int_equal(problem_maxima.values[PROBLEM_LIMIT_MEMORY], 1 << 20);
    assert_int_equal(maxima_set_list("", &err), 0);
}

static void test_wrong_lists(void **state)
{
    static const char *const rows[][2] = {
        {"time", "expected as in time=10s"},
        {"tim=10s", "did you mean \"time\"?"},
        {"time=10", "time: found \"10\", expected a time with the unit"},
        {"memory=1GiB,wall=x", "wall: found \"x\""},
        {"cases=0", "cases: found \"0\", expected from 1 to 100000"},
        {"cases=12x", "expected a whole number"},
        {"processes=513", "expected from 1 to 512"},
        {"file=2GiB", "expected from 1KiB to 1GiB"},
        {"memory=1KiB", "expected from 1MiB to 1024GiB"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(maxima_set_list(rows[i][0], &err), -EINVAL);
        if (!strstr(err.text, rows[i][1]))
            fail_msg("%s: %s", rows[i][0], err.text);
        assert_memory_equal(&problem_maxima, &unlimited, sizeof(unlimited));
    }
}

static int load(const char *text, struct report *report)
{
    return language_load_text("file.yaml", text, strlen(text), report);
}

static void test_the_operators_file(void **state)
{
    struct report report = REPORT_INIT;

    (void)state;
    assert_int_equal(
        load("assay_languages: 1\nmaxima: {time: 5s, package: 2GiB, cases: 7}\n", &report), 0);
    assert_int_equal(problem_maxima.values[PROBLEM_LIMIT_TIME], 5000000);
    assert_int_equal(problem_maxima.values[PROBLEM_MAXIMUM_PACKAGE], 2 << 20);
    assert_int_equal(problem_maxima.values[PROBLEM_MAXIMUM_CASES], 7);
    problem_maxima = unlimited;
    assert_int_equal(load("assay_languages: 1\nmaxima: {time: 5, casess: 7}\n", &report), -EINVAL);
    assert_int_equal(report.errors, 2);
    assert_memory_equal(&problem_maxima, &unlimited, sizeof(unlimited));
    report_release(&report);
}

static void test_lines(void **state)
{
    static const char *const wrong[] = {"",
                                        "\n",
                                        "1 2 3\n",
                                        "5000000 6000000 1024 1 64 1 1 1 1",
                                        "0 0 0 0 0 0 0 0 0\n",
                                        "5000000 6000000 1024 1 64 1 1 1 1 1\n",
                                        "5000000 6000000 1024 1 64 1 1 1 1 -2 -1\n",
                                        "5000000 6000000 1024 1 64 1 1 1 1 -1 -1 1\n",
                                        "assay_languages: 1\n"};
    struct buffer line = BUFFER_INIT;
    struct problem_maxima sent;

    (void)state;
    assert_int_equal(maxima_set_list("time=5s,stack=1MiB,file=3KiB", &err), 0);
    sent = problem_maxima;
    problem_given = (struct problem_given){.time_us = 1500000, .memory_kib = -1};
    maxima_write_line(&line);
    problem_given.time_us = problem_given.memory_kib = 7;
    buffer_append_text(&line, "languages");
    problem_maxima = unlimited;
    assert_int_equal(maxima_take_line(line.data, line.size), strcspn(line.data, "\n") + 1);
    assert_memory_equal(&problem_maxima, &sent, sizeof(sent));
    assert_int_equal(problem_given.time_us, 1500000);
    assert_int_equal(problem_given.memory_kib, -1);
    problem_given.time_us = -1;
    buffer_release(&line);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_int_equal(maxima_take_line(wrong[i], strlen(wrong[i])), -EINVAL);
    assert_memory_equal(&problem_maxima, &sent, sizeof(sent));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, reset, reset)
    const struct CMUnitTest tests[] = {
        TEST(test_lists),
        TEST(test_wrong_lists),
        TEST(test_the_operators_file),
        TEST(test_lines),
    };

    unlimited = problem_maxima;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
