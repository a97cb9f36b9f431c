/* What the jury's submissions of ICPC and Kattis packages are to get. */
#include "problems/icpc/icpc_glob.h"
#include "problems/load.h"
#include "tests/problems/folder.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BIT(label) (1u << LABEL_##label)
enum {
    AC = BIT(AC) | BIT(PA),
    WA = BIT(WA) | BIT(OLE),
    TLE = BIT(TLE),
    RTE = BIT(RTE) | BIT(MLE) | BIT(OLE) | BIT(SV),
};
#define V "problem_format_version: 2025-09\nname: x\n"

static struct folder package;

static int setup(void **state)
{
    (void)state;
    folder_make(&package);
    for (int i = 0; i < 3; i++) {
        static const char *const names[] = {"sample/s", "secret/easy-1", "secret/hard-1"};
        char path[64];

        snprintf(path, sizeof(path), "data/%s.in", names[i]);
        folder_write_text(&package, path, names[i]);
        snprintf(path, sizeof(path), "data/%s.ans", names[i]);
        folder_write_text(&package, path, "");
    }
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    folder_remove(&package);
    return 0;
}

static void put(const char *path, const char *text)
{
    folder_write_text(&package, path, text);
}

static struct problem *load(const char *yaml)
{
    return folder_load_good(&package, yaml);
}

static const struct problem_submission *find(const struct problem *problem, const char *path)
{
    for (size_t i = 0; i < problem->submission_count; i++)
        if (strcmp(problem->submissions[i].path, path) == 0)
            return &problem->submissions[i];
    fail_msg("there is no submission %s", path);
    return NULL;
}

static void assert_reports(const char *yaml, const char *expected)
{
    struct report report = REPORT_INIT;
    struct problem *problem = NULL;
    char *text;

    folder_load(&package, yaml, &problem, &report);
    text = report_text(&report);
    if (!strstr(text, expected))
        fail_msg("expected \"%s\" in:\n%s", expected, text);
    free(text);
    report_release(&report);
    problem_free(problem);
}

static void test_legacy_folders(void **state)
{
    struct problem *problem;

    (void)state;
    put("submissions/accepted/a.py", "");
    put("submissions/accepted/a.pyc", "");
    put("submissions/accepted/a.out", "");
    put("submissions/accepted/two/Main.java", "");
    put("submissions/accepted/two/Other.java", "");
    put("submissions/accepted/none/README", "");
    put("submissions/wrong_answer/b.cpp", "");
    put("submissions/time_limit_exceeded/c.c", "");
    put("submissions/run_time_error/d.c", "");
    put("submissions/README.md", "");
    problem = load("{}");
    assert_int_equal(problem->submission_count, 5);
    assert_string_equal(find(problem, "submissions/accepted/a.py")->label, "AC");
    assert_int_equal(find(problem, "submissions/accepted/a.py")->finals, BIT(AC));
    find(problem, "submissions/accepted/two");
    assert_int_equal(find(problem, "submissions/wrong_answer/b.cpp")->finals, WA);
    assert_int_equal(find(problem, "submissions/time_limit_exceeded/c.c")->finals, TLE);
    assert_int_equal(find(problem, "submissions/run_time_error/d.c")->finals,
                     BIT(RTE) | BIT(MLE) | BIT(SV));
    assert_int_equal(find(problem, "submissions/wrong_answer/b.cpp")->permitted, 0);
    problem_free(problem);
    put("submissions/partially_accepted/e.py", "");
    problem = load("type: scoring\n");
    assert_int_equal(find(problem, "submissions/partially_accepted/e.py")->finals, AC);
    assert_int_equal(find(problem, "submissions/accepted/a.py")->finals, AC);
    problem_free(problem);
}

static void test_tags(void **state)
{
    const struct problem_submission *submission;
    struct problem *problem;
    char *far;

    (void)state;
    put("submissions/mixed/a.py", "# @EXPECTED_RESULTS@: TIMELIMIT, WRONG-ANSWER\n");
    put("submissions/mixed/b.c", "/* @EXPECTED_RESULTS@: run_time_error */\n");
    put("submissions/mixed/c.py", "# @EXPECTED_SCORE@: 40.5\n# @EXPECTED_RESULTS@: CORRECT\n");
    put("submissions/wrong_answer/d.py", "# @EXPECTED_RESULTS@: CORRECT\n");
    put("submissions/mixed/folder/x.py", "# @EXPECTED_RESULTS@: COMPILER-ERROR\n");
    problem = load("{}");
    submission = find(problem, "submissions/mixed/a.py");
    assert_int_equal(submission->finals, TLE | WA);
    assert_string_equal(submission->label, "TLE");
    assert_int_equal(find(problem, "submissions/mixed/b.c")->finals, BIT(RTE) | BIT(MLE) | BIT(SV));
    assert_true(find(problem, "submissions/mixed/c.py")->points == 40.5);
    assert_int_equal(find(problem, "submissions/wrong_answer/d.py")->finals, WA);
    assert_int_equal(find(problem, "submissions/mixed/folder")->finals, BIT(CE));
    problem_free(problem);

    put("submissions/mixed/e.py", "# @EXPECTED_RESULTS@: GREAT\n");
    assert_reports("{}", "p/submissions/mixed/e.py: warning: found no result that is known");
    far = calloc(1, 20001);
    memset(far, '#', 20000);
    memcpy(far + 19000, "\n@EXPECTED_RESULTS@: CORRECT\n", 29);
    put("submissions/mixed/e.py", far);
    assert_reports("{}", "p/submissions/mixed: warning: found 1 submission without an expected");
    free(far);
}

static void test_folders_of_2025(void **state)
{
    const struct problem_submission *submission;
    struct problem *problem;

    (void)state;
    put("submissions/accepted/a.py", "");
    put("submissions/rejected/b.py", "");
    put("submissions/brute_force/c.py", "");
    put("submissions/time_limit_exceeded/d.py", "");
    put("submissions/own/e.py", "");
    problem = load(V);
    submission = find(problem, "submissions/accepted/a.py");
    assert_null(submission->label);
    assert_int_equal(submission->permitted, AC);
    assert_int_equal(submission->required, 0);
    assert_int_equal(submission->time_bounds, 1u << TIME_BOUND_LOWER);
    submission = find(problem, "submissions/rejected/b.py");
    assert_int_equal(submission->permitted, 0);
    assert_int_equal(submission->required, RTE | TLE | WA);
    assert_int_equal(submission->time_bounds, 0);
    submission = find(problem, "submissions/brute_force/c.py");
    assert_int_equal(submission->permitted, AC | RTE | TLE);
    assert_int_equal(submission->required, RTE | TLE);
    assert_int_equal(submission->time_bounds, 0);
    submission = find(problem, "submissions/time_limit_exceeded/d.py");
    assert_int_equal(submission->time_bounds, 1u << TIME_BOUND_UPPER);
    assert_int_equal(find(problem, "submissions/own/e.py")->permitted, 0);
    problem_free(problem);
}

static void test_submissions_yaml(void **state)
{
    const struct problem_submission *submission;
    struct problem *problem;

    (void)state;
    put("submissions/accepted/a.py", "");
    put("submissions/time_limit_exceeded/b.py", "");
    put("submissions/time_limit_exceeded/c.py", "");
    put("submissions/own/d.py", "");
    put("submissions/submissions.yaml",
        "time_limit_exceeded:\n  permitted: [AC, WA, TLE]\n"
        "time_limit_exceeded/{b,x}.py:\n"
        "  permitted: [AC, TLE]\n"
        "  use_for_time_limit: false\n"
        "  sample: {permitted: [AC]}\n"
        "  secret/*-1: {required: [TLE], message: slow}\n"
        "own/*:\n  permitted: [AC, RTE]\n  required: [RTE]\n  language: python3\n"
        "  authors: Somebody\n  message: boom\n"
        "accepted:\n  model_solution: true\n");
    problem = load(V);
    assert_int_equal(find(problem, "submissions/time_limit_exceeded/c.py")->permitted,
                     AC | WA | TLE);
    assert_int_equal(find(problem, "submissions/time_limit_exceeded/c.py")->required, TLE);
    submission = find(problem, "submissions/time_limit_exceeded/b.py");
    assert_int_equal(submission->permitted, AC | TLE);
    assert_true(submission->is_left_out);
    assert_int_equal(submission->expectation_count, 2);
    assert_string_equal(problem->groups[submission->expectations[0].group].name, "sample");
    assert_null(submission->expectations[0].cases);
    assert_int_equal(submission->expectations[0].permitted, AC);
    assert_int_equal(submission->expectations[1].case_count, 2);
    assert_int_equal(submission->expectations[1].cases[0], 1);
    assert_int_equal(submission->expectations[1].required, TLE);
    assert_string_equal(submission->expectations[1].message, "slow");
    submission = find(problem, "submissions/own/d.py");
    assert_int_equal(submission->permitted, AC | RTE);
    assert_string_equal(submission->language, "python3");
    assert_string_equal(submission->message, "boom");
    assert_int_equal(find(problem, "submissions/accepted/a.py")->permitted, AC);
    problem_free(problem);
}

static void test_scores_of_submissions_yaml(void **state)
{
    const struct problem_submission *submission;
    struct problem *problem;

    (void)state;
    put("submissions/own/a.py", "");
    put("submissions/submissions.yaml", "own/a.py:\n  score: [10, 20]\n  secret: {score: 15}\n");
    problem = load(V "type: scoring\n");
    submission = find(problem, "submissions/own/a.py");
    assert_true(submission->has_points_range && submission->least_points == 10 &&
                submission->most_points == 20);
    assert_int_equal(submission->expectation_count, 1);
    assert_true(submission->expectations[0].least_points == 15);
    problem_free(problem);
}

static void test_faults_of_submissions_yaml(void **state)
{
    static const struct {
        const char *yaml, *expected;
    } faults[] = {
        {"accepted: {permitted: [OK]}\n", "submissions.yaml:1:23: error:"},
        {"accepted: {permitted: []}\n", "submissions.yaml:1:23: error:"},
        {"'{a': {permitted: [AC]}\n", "submissions.yaml:1:1: error: the pattern has a brace"},
        {"'{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}': {}\n", "stands for more than 256"},
        {"accepted: {score: [1]}\n", "submissions.yaml:1:19: error:"},
        {"accepted: {use_for_time_limit: often}\n", "submissions.yaml:1:32: error:"},
        {"accepted: {permited: [AC]}\n", "submissions.yaml:1:12: warning: unknown key"},
        {"accepted: 5\n", "submissions.yaml:1:11: error:"},
        {"- a\n", "submissions.yaml:1:1: error:"},
    };

    (void)state;
    put("submissions/accepted/a.py", "");
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        put("submissions/submissions.yaml", faults[i].yaml);
        assert_reports(V, faults[i].expected);
    }
}

static void test_globs(void **state)
{
    static const struct {
        const char *pattern, *path;
        int matches;
    } rows[] = {
        {"accepted", "accepted/a.py", 1},
        {"accepted/*", "accepted/a.py", 1},
        {"accepted/*", "accepted", 0},
        {"*", "accepted/a.py", 1},
        {"*.py", "accepted/a.py", 0},
        {"*/*.py", "accepted/a.py", 1},
        {"*/*.py", "accepted/b/a.py", 0},
        {"a*b*c", "axxbyybzzc", 1},
        {"a*b*c", "axxbyybzz", 0},
        {"acc", "accepted", 0},
        {"", "accepted", 0},
        {"**", "a", 1},
        {"[a]", "a", 0},
        {"a/", "a/b", 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (icpc_glob_matches(rows[i].pattern, rows[i].path) != rows[i].matches)
            fail_msg("%s and %s", rows[i].pattern, rows[i].path);
}

static void test_braces(void **state)
{
    struct arena arena = ARENA_INIT;
    const char *const *patterns;
    size_t count;

    (void)state;
    assert_int_equal(icpc_glob_expand(&arena, "{a,b{1,2}}.{py,cpp}", &patterns, &count), 0);
    assert_int_equal(count, 6);
    assert_string_equal(patterns[0], "a.py");
    assert_int_equal(icpc_glob_expand(&arena, "plain", &patterns, &count), 0);
    assert_int_equal(count, 1);
    assert_int_equal(icpc_glob_expand(&arena, "*{ 4, 5 }{ 2 }", &patterns, &count), 0);
    assert_int_equal(count, 2);
    assert_string_equal(patterns[0], "*42");
    assert_string_equal(patterns[1], "*52");
    assert_int_equal(icpc_glob_expand(&arena, "x}{", &patterns, &count), -EINVAL);
    assert_int_equal(icpc_glob_expand(&arena, "{}", &patterns, &count), 0);
    assert_string_equal(patterns[0], "");
    arena_release(&arena);
}

/* Perl has .pm in the specification's table. */
static void test_a_pl_file_is_prolog(void **state)
{
    struct problem *problem;

    (void)state;
    put("submissions/accepted/a.pl", "main :- write(1).\n");
    put("submissions/accepted/b.pl", "#!/usr/bin/perl\nprint 1;\n");
    put("submissions/accepted/folder/one.pl", "main :- write(1).\n");
    put("submissions/accepted/c.py", "print(1)\n");
    problem = load("name: x");
    assert_string_equal(find(problem, "submissions/accepted/a.pl")->language, "prolog");
    assert_string_equal(find(problem, "submissions/accepted/folder")->language, "prolog");
    assert_null(find(problem, "submissions/accepted/b.pl")->language);
    assert_null(find(problem, "submissions/accepted/c.py")->language);
    problem_free(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        T(test_legacy_folders),
        T(test_a_pl_file_is_prolog),
        T(test_tags),
        T(test_folders_of_2025),
        T(test_submissions_yaml),
        T(test_scores_of_submissions_yaml),
        T(test_faults_of_submissions_yaml),
        T(test_globs),
        T(test_braces),
#undef T
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
