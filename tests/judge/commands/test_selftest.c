/* What the self-test of languages makes of the verdicts that came of its acts. */
#include "judge/commands/selftest.h"

#include "base/fd.h"
#include "problems/load.h"
#include "tests/judge/built_in.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const char *const acts[] = {"add-1", "add-2", "add-3", "add-4", "add-5", "wrong", "spin",
                                   "eat",   "crash", "read",  "write", "mul",   "deep"};
static const char *const expected[] = {"AC",  "AC",  "AC", "AC", "AC", "WA", "TLE",
                                       "MLE", "RTE", "AC", "AC", "AC", "AC"};
enum { ACTS = sizeof(acts) / sizeof(acts[0]) };

static const char *const none[] = {NULL};
static const char *const compiler[] = {"/usr/bin/cc", NULL};

/* A result in which every act came out as it should. `figures`: of the starts, in ms. */
static json_t *good_result(void)
{
    static const int figures[] = {50, 10, 30, 20, 90};
    json_t *cases = json_array();

    for (size_t i = 0; i < ACTS; i++)
        json_array_append_new(
            cases, json_pack("{s:s,s:s,s:s,s:s,s:i,s:i,s:i}", "name", acts[i], "verdict",
                             expected[i], "reason", "", "path", i == 0 ? "watched" : "exec",
                             "cpu_us", i < 5 ? figures[i] : 999, "wall_us",
                             i < 5 ? 2 * figures[i] : 999, "memory_kib", i < 5 ? 7 : 999));
    return json_pack("{s:s,s:s,s:o,s:{s:i}}", "verdict", "WA", "message", "", "cases", cases,
                     "compile", "wall_us", 1234);
}

/* The verdict of one act is another. */
static json_t *bad_result(const char *name, const char *verdict, const char *reason)
{
    json_t *result = good_result(), *test;
    size_t i;

    json_array_foreach(json_object_get(result, "cases"), i, test)
    {
        if (strcmp(acts[i], name) != 0)
            continue;
        json_object_set_new(test, "verdict", json_string(verdict));
        json_object_set_new(test, "reason", json_string(reason));
    }
    return result;
}

/* The report of a language; both are released. */
static json_t *report_of(const struct language *language, json_t *result, const char *garbage)
{
    json_t *rejected = json_pack("{s:s}", "verdict", garbage);
    json_t *report = selftest_report(language, result, rejected);

    json_decref(result);
    json_decref(rejected);
    assert_non_null(report);
    /* it is well when nothing is wrong, and only then */
    assert_int_equal(json_is_true(json_object_get(report, "ok")),
                     json_array_size(json_object_get(report, "wrong")) == 0);
    return report;
}

static void expect_well(json_t *report)
{
    if (!json_is_true(json_object_get(report, "ok")))
        fail_msg("%s", json_dumps(report, 0));
    json_decref(report);
}

static void expect_wrong(json_t *report, const char *line)
{
    json_t *wrong = json_object_get(report, "wrong");

    assert_int_equal(json_array_size(wrong), 1);
    assert_string_equal(json_string_value(json_array_get(wrong, 0)), line);
    json_decref(report);
}

static void test_all_as_it_should_be(void **state)
{
    const struct language language = {.cannot = none, .compile = compiler};
    json_t *report = report_of(&language, good_result(), "CE"), *said;

    (void)state;
    said = json_object_get(report, "acts");
    assert_int_equal(json_object_size(said), ACTS + 1);
    for (size_t i = 0; i < ACTS; i++)
        assert_string_equal(json_string_value(json_object_get(said, acts[i])), expected[i]);
    assert_string_equal(json_string_value(json_object_get(said, "garbage")), "CE");
    assert_string_equal(json_string_value(json_object_get(report, "path")), "watched");
    assert_int_equal(json_integer_value(json_object_get(report, "compile_us")), 1234);
    /* the medians of the starts alone */
    assert_int_equal(json_integer_value(json_object_get(report, "start_cpu_us")), 30);
    assert_int_equal(json_integer_value(json_object_get(report, "start_wall_us")), 60);
    assert_int_equal(json_integer_value(json_object_get(report, "start_memory_kib")), 7);
    expect_well(report);
}

static void test_each_act_counts(void **state)
{
    const struct language language = {.cannot = none, .compile = compiler};

    (void)state;
    for (size_t i = 0; i < ACTS; i++) {
        json_t *report = report_of(&language, bad_result(acts[i], "OLE", "why"), "CE");
        char line[64];

        snprintf(line, sizeof(line), "%s: expected %s, found OLE (why)", acts[i], expected[i]);
        expect_wrong(report, line);
    }
    expect_wrong(report_of(&language, bad_result("spin", "AC", ""), "CE"),
                 "spin: expected TLE, found AC");
}

static void test_an_act_that_was_not_judged(void **state)
{
    const struct language language = {.cannot = none, .compile = compiler};
    json_t *result = good_result();

    (void)state;
    json_array_remove(json_object_get(result, "cases"), ACTS - 1);
    expect_wrong(report_of(&language, result, "CE"), "deep: expected AC, found nothing");
}

static void test_what_a_language_cannot_do_is_left_out(void **state)
{
    static const char *const cannot[] = {"deep", "garbage", NULL};
    const struct language language = {.cannot = cannot, .compile = compiler};
    json_t *report = report_of(&language, bad_result("deep", "RTE", ""), "AC");

    (void)state;
    assert_string_equal(json_string_value(json_object_get(json_object_get(report, "acts"), "deep")),
                        "-");
    expect_well(report);
}

static void test_garbage(void **state)
{
    const struct language compiled = {.cannot = none, .compile = compiler};
    const struct language interpreted = {.cannot = none};

    (void)state;
    expect_wrong(report_of(&compiled, good_result(), "RTE"), "garbage: expected CE, found RTE");
    expect_well(report_of(&interpreted, good_result(), "RTE"));
    expect_well(report_of(&interpreted, good_result(), "CE"));
    expect_wrong(report_of(&interpreted, good_result(), "AC"),
                 "garbage: expected CE or RTE, found AC");
}

/* One line, and not one for each act that was not judged. */
static void test_what_did_not_compile(void **state)
{
    const struct language language = {.cannot = none, .compile = compiler};

    (void)state;
    expect_wrong(report_of(&language,
                           json_pack("{s:s,s:s,s:[],s:n}", "verdict", "CE", "message", "no header",
                                     "cases", "compile"),
                           "CE"),
                 "CE: no header");
    expect_wrong(report_of(&language,
                           json_pack("{s:s,s:s,s:[],s:n}", "verdict", "IE", "message", "no cell",
                                     "cases", "compile"),
                           "CE"),
                 "IE: no cell");
}

/* ---- programs and problem ---- */

static void test_programs(void **state)
{
    struct language unknown = {.name = "unknown", .source_name = "unknown.x"};
    char start[32] = "";
    int program;

    (void)state;
    assert_true(selftest_has(language_find("c")));
    assert_true(selftest_has(language_find("python3.8"))); /* that of python3 */
    assert_false(selftest_has(&unknown));
    assert_int_equal(selftest_program(&unknown), -ENOENT);
    program = selftest_program(language_find("executable"));
    assert_true(program >= 0);
    assert_int_equal(pread(program, start, 4, 0), 4);
    assert_string_equal(start, "\x7f"
                               "ELF");
    fd_close(&program);
}

/* Graders are other users, and the problem is one that loads, with a case for each act. */
static void test_problem(void **state)
{
    char path[SELFTEST_PATH_MAX];
    struct report report = REPORT_INIT;
    struct problem *problem;
    struct error err;
    struct stat info;
    int dir;

    (void)state;
    assert_int_equal(selftest_write(path, &err), 0);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0755);
    dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_int_equal(fstatat(dir, "read.in", &info, 0), 0);
    assert_int_equal(info.st_mode & 0777, 0644);
    assert_int_equal(problem_load(dir, path, &problem, &report), 0);
    assert_int_equal(report.errors, 0);
    assert_int_equal(problem->case_count, ACTS);
    for (size_t i = 0; i < ACTS; i++)
        assert_string_equal(problem->cases[i].name, acts[i]);
    problem_free(problem);
    report_release(&report);
    fd_close(&dir);
    selftest_remove(path);
    assert_int_equal(stat(path, &info), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_as_it_should_be),
        cmocka_unit_test(test_each_act_counts),
        cmocka_unit_test(test_an_act_that_was_not_judged),
        cmocka_unit_test(test_what_a_language_cannot_do_is_left_out),
        cmocka_unit_test(test_garbage),
        cmocka_unit_test(test_what_did_not_compile),
        cmocka_unit_test(test_programs),
        cmocka_unit_test(test_problem),
    };

    return cmocka_run_group_tests(tests, load_built_in_languages, NULL);
}
