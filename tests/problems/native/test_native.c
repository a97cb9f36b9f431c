/* The native format: what good files become, and what is said about bad ones. */
#include "base/buffer.h"
#include "problems/limits.h"
#include "problems/package.h"
#include "tests/problems/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* What the problems below name. */
static struct folder package;

static int make_package(void **state)
{
    static const char *const tests[] = {"1", "2", "10"};
    char path[64];

    (void)state;
    folder_make(&package);
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof(path), "data/secret/%s.in", tests[i]);
        folder_write_text(&package, path, tests[i]);
        snprintf(path, sizeof(path), "data/secret/%s.%s", tests[i], i == 1 ? "out" : "ans");
        folder_write_text(&package, path, "answer\n");
    }
    folder_write_text(&package, "data/big.in", "big");
    folder_write_text(&package, "data/big.ans", "BIG\n");
    folder_write_text(&package, "other/big.in", "other");
    folder_write_text(&package, "orphan/1.in", "1");
    folder_write_text(&package, "orphan/1.ans", "1");
    folder_write_text(&package, "orphan/2.ans", "2");
    folder_write_text(&package, "lonely/1.in", "1");
    folder_write_text(&package, "two/1.in", "1");
    folder_write_text(&package, "two/1.ans", "1");
    folder_write_text(&package, "two/1.out", "1");
    folder_write_text(&package, "odd/\x1b[31m.in", "1");
    folder_write_text(&package, "harness.py", "pass\n");
    folder_write_text(&package, "check.cpp", "");
    folder_write_text(&package, "beside.py", "pass\n");
    folder_write_text(&package, "submissions/good.py", "pass\n");
    folder_write_text(&package, ".hidden/x.in", "x");
    folder_write_text(&package, "backup.in~", "x");
    assert_int_equal(mkfifoat(package.fd, "fifo", 0600), 0);
    assert_int_equal(symlinkat("/etc/passwd", package.fd, "outside"), 0);
    assert_int_equal(symlinkat("../../etc/passwd", package.fd, "data/outside"), 0);
    assert_int_equal(symlinkat("big.in", package.fd, "data/inside"), 0);
    return 0;
}

static int remove_package(void **state)
{
    (void)state;
    folder_remove(&package);
    return 0;
}

static void test_minimal(void **state)
{
    struct problem *problem =
        folder_load_good(&package, "assay: 1\ncases: [{in: \"1 2\\n\", out: \"3\\n\"}]\n");

    (void)state;
    assert_string_equal(problem->name, "p");
    assert_string_equal(problem->folder, "p");
    assert_null(problem->languages);
    assert_null(problem->entry);
    assert_int_equal(problem->checker.kind, CHECKER_TOKENS);
    assert_false(problem->checker.case_sensitive);
    assert_int_equal(problem->feedback, FEEDBACK_VERDICT);
    assert_int_equal(problem->stop, STOP_UNSTATED);
    assert_int_equal(problem->stop_after_tle, 0);
    assert_int_equal(problem->stop_after_total_us, 0);
    assert_false(problem->has_points);
    assert_int_equal(problem->case_count, 1);
    assert_string_equal(problem->cases[0].name, "1");
    assert_memory_equal(problem->cases[0].in.data, "1 2\n", 4);
    assert_int_equal(problem->cases[0].in.size, 4);
    assert_memory_equal(problem->cases[0].out.data, "3\n", 2);
    assert_null(problem->cases[0].hint);
    assert_true(problem->cases[0].points == 1);
    assert_int_equal(problem->group_count, 1);
    assert_string_equal(problem->groups[0].name, "");
    assert_int_equal(problem->groups[0].parent, PROBLEM_NO_GROUP);
    assert_int_equal(problem->groups[0].score, SCORE_SUM);
    assert_int_equal(problem->groups[0].end_case, 1);
    assert_int_equal(strlen(problem->version), 64);
    problem_free(problem);
}

static void test_stop_after(void **state)
{
    struct problem *problem = folder_load_good(
        &package, "assay: 1\nstop_after: {TLE: 3, total: 1min}\ncases: [{in: a, out: b}]\n");

    (void)state;
    assert_int_equal(problem->stop_after_tle, 3);
    assert_int_equal(problem->stop_after_total_us, 60000000);
    problem_free(problem);
}

/* Every key once; also what the tests of truncation and mutation start from. */
static const char FULL[] =
    "assay: 1\n"
    "name: no            # text, though YAML 1.1 would call it false\n"
    "languages: [python3, c]\n"
    "limits: {time: 1s, wall: 3s, memory: 64MiB, output: 1MiB, stack: 8MiB, "
    "processes: 2}\n"
    "language_limits: {python3: {time: 2.5s}}\n"
    "checker: {tokens: {case_sensitive: yes, space_change_sensitive: no}}\n"
    "include: {python3: [./harness.py]}\n"
    "entry: harness.py\n"
    "feedback: first_difference\n"
    "stop: never\n"
    "cases:\n"
    "  - {in: \"2000\\n\", out: \"leap\\n\", points: 2, hint: \"divisible by "
    "400\"}\n"
    "  - {name: 7, in_file: data//big.in, out: \"a\\0b\", feedback: none}\n"
    "  - group: large\n"
    "    points: 6\n"
    "    score: min\n"
    "    stop: first\n"
    "    feedback: verdict\n"
    "    cases:\n"
    "      - {glob: \"data/secret/*.in\", points: 1.5}\n"
    "      - group: inner\n"
    "        score: sum\n"
    "        cases: [{in_file: data/big.in, out_file: data/big.ans}]\n"
    "  - out: |\n"
    "      last\n"
    "submissions:\n"
    "  good.py: AC\n"
    "  beside.py: WA\n";

static void check_full_head(const struct problem *problem)
{
    struct problem_limits limits = problem_limits_for(problem, "python3");

    assert_string_equal(problem->name, "no");
    assert_string_equal(problem->languages[0], "python3");
    assert_string_equal(problem->languages[1], "c");
    assert_null(problem->languages[2]);
    assert_int_equal(limits.time_us, 2500000);
    assert_int_equal(limits.wall_us, 3000000);
    assert_int_equal(limits.memory_kib, 65536);
    assert_int_equal(limits.output_kib, 1024);
    assert_int_equal(limits.stack_kib, 8192);
    assert_int_equal(limits.processes, 2);
    assert_int_equal(problem_limits_for(problem, "c").time_us, 1000000);
    assert_true(problem->checker.case_sensitive);
    assert_false(problem->checker.space_change_sensitive);
    assert_int_equal(problem->include_count, 1);
    assert_string_equal(problem->includes[0].language, "python3");
    assert_string_equal(problem->includes[0].paths[0], "harness.py");
    assert_null(problem->includes[0].paths[1]);
    assert_string_equal(problem->entry, "harness.py");
    assert_int_equal(problem->feedback, FEEDBACK_FIRST_DIFFERENCE);
    assert_int_equal(problem->stop, STOP_NEVER);
    assert_true(problem->has_points);
    assert_int_equal(problem->submission_count, 2);
    assert_string_equal(problem->submissions[0].path, "submissions/good.py");
    assert_string_equal(problem->submissions[0].label, "AC");
    assert_int_equal(problem->submissions[0].line, 27);
    assert_true(problem->submissions[0].points == -1);
    assert_string_equal(problem->submissions[1].path, "beside.py");
}

static void test_label_with_points(void **state)
{
    struct problem *problem = folder_load_good(
        &package, "assay: 1\ncases: [{in: a, out: b, points: 100}]\n"
                  "submissions: {good.py: PA 12.5, beside.py: WA 0, check.cpp: AC}\n");

    (void)state;
    assert_int_equal(problem->submission_count, 3);
    assert_string_equal(problem->submissions[0].label, "PA");
    assert_true(problem->submissions[0].points == 12.5);
    assert_string_equal(problem->submissions[1].label, "WA");
    assert_true(problem->submissions[1].points == 0);
    assert_string_equal(problem->submissions[2].label, "AC");
    assert_true(problem->submissions[2].points == -1);
    problem_free(problem);
}

static void test_full(void **state)
{
    static const struct {
        const char *name;
        size_t group;
        double points;
        enum problem_feedback feedback;
        const char *in_path;
    } cases[] = {
        {"1", 0, 2, FEEDBACK_FIRST_DIFFERENCE, NULL},
        {"7", 0, 1, FEEDBACK_NONE, "data/big.in"},
        {"1", 1, 1.5, FEEDBACK_VERDICT, "data/secret/1.in"},
        {"2", 1, 1.5, FEEDBACK_VERDICT, "data/secret/2.in"},
        {"10", 1, 1.5, FEEDBACK_VERDICT, "data/secret/10.in"},
        {"big", 2, 1, FEEDBACK_VERDICT, "data/big.in"},
        {"3", 0, 1, FEEDBACK_FIRST_DIFFERENCE, NULL},
    };
    struct problem *problem = folder_load_good(&package, FULL);
    const struct problem_group *large = &problem->groups[1], *inner = &problem->groups[2];

    (void)state;
    check_full_head(problem);
    assert_int_equal(problem->case_count, sizeof(cases) / sizeof(cases[0]));
    for (size_t i = 0; i < problem->case_count; i++) {
        assert_string_equal(problem->cases[i].name, cases[i].name);
        assert_int_equal(problem->cases[i].group, cases[i].group);
        assert_true(problem->cases[i].points == cases[i].points);
        assert_int_equal(problem->cases[i].feedback, cases[i].feedback);
        assert_int_equal(problem->cases[i].same_as, i);
        if (cases[i].in_path)
            assert_string_equal(problem->cases[i].in.path, cases[i].in_path);
        else
            assert_null(problem->cases[i].in.path);
    }
    assert_string_equal(problem->cases[0].hint, "divisible by 400");
    assert_int_equal(problem->cases[1].out.size, 3);
    assert_memory_equal(problem->cases[1].out.data, "a\0b", 3);
    assert_string_equal(problem->cases[3].out.path, "data/secret/2.out");
    assert_int_equal(problem->cases[3].out.size, 7);
    assert_int_equal(problem->cases[6].in.size, 0);
    assert_memory_equal(problem->cases[6].out.data, "last\n", 5);
    assert_int_equal(problem->group_count, 3);
    assert_string_equal(large->name, "large");
    assert_int_equal(large->parent, 0);
    assert_true(large->points == 6);
    assert_int_equal(large->score, SCORE_MIN);
    assert_int_equal(large->stop, STOP_FIRST);
    assert_int_equal(large->first_case, 2);
    assert_int_equal(large->end_case, 6);
    assert_string_equal(inner->name, "large/inner");
    assert_int_equal(inner->parent, 1);
    assert_true(inner->points == -1);
    assert_int_equal(inner->score, SCORE_SUM);
    assert_int_equal(inner->stop, STOP_UNSTATED);
    assert_int_equal(inner->first_case, 5);
    assert_int_equal(problem->groups[0].end_case, 7);
    problem_free(problem);
}

/* An entry runs where it is included, under the name that it has there. */
static void test_entry(void **state)
{
    struct problem *problem = folder_load_good(
        &package, "assay: 1\ninclude: {python3: [submissions/good.py], c: [check.cpp]}\n"
                  "entry: submissions/good.py\ncases: [{out: x}]\n");

    (void)state;
    assert_string_equal(problem->includes[0].paths[0], "submissions/good.py");
    assert_string_equal(problem_entry_for(problem, "python3"), "good.py");
    assert_null(problem_entry_for(problem, "c"));
    assert_null(problem_entry_for(problem, "rust"));
    problem_free(problem);
    problem = folder_load_good(&package, "assay: 1\ninclude: {python3: [harness.py]}\n"
                                         "cases: [{out: x}]\n");
    assert_null(problem_entry_for(problem, "python3"));
    problem_free(problem);
}

static void assert_same_text(const char *one, const char *other)
{
    assert_int_equal(one == NULL, other == NULL);
    if (one != NULL)
        assert_string_equal(one, other);
}

static void test_checkers(void **state)
{
    static const struct {
        const char *yaml;
        struct problem_checker checker;
    } rows[] = {
        {"tokens", {.kind = CHECKER_TOKENS, .absolute = "1e-6", .relative = "1e-6"}},
        {"exact", {.kind = CHECKER_EXACT, .absolute = "1e-6", .relative = "1e-6"}},
        {"{lines: {}}", {.kind = CHECKER_LINES, .absolute = "1e-6", .relative = "1e-6"}},
        {"unordered", {.kind = CHECKER_UNORDERED, .absolute = "1e-6", .relative = "1e-6"}},
        {"floats", {.kind = CHECKER_FLOATS, .absolute = "1e-6", .relative = "1e-6"}},
        {"{floats: {absolute: 0.5}}", {.kind = CHECKER_FLOATS, .absolute = "0.5"}},
        {"{floats: {relative: 1e-9, absolute: 0}}",
         {.kind = CHECKER_FLOATS, .absolute = "0", .relative = "1e-9"}},
        {"{floats: {absolute: +.10E-400}}", {.kind = CHECKER_FLOATS, .absolute = "+.10E-400"}},
        {"{floats: {case_sensitive: true, space_change_sensitive: yes}}",
         {.kind = CHECKER_FLOATS,
          .case_sensitive = 1,
          .space_change_sensitive = 1,
          .absolute = "1e-6",
          .relative = "1e-6"}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char yaml[200];
        struct problem *problem;

        snprintf(yaml, sizeof(yaml), "assay: 1\nchecker: %s\ncases: [{out: x}]\n", rows[i].yaml);
        problem = folder_load_good(&package, yaml);
        assert_int_equal(problem->checker.kind, rows[i].checker.kind);
        assert_int_equal(problem->checker.case_sensitive, rows[i].checker.case_sensitive);
        assert_int_equal(problem->checker.space_change_sensitive,
                         rows[i].checker.space_change_sensitive);
        assert_same_text(problem->checker.absolute, rows[i].checker.absolute);
        assert_same_text(problem->checker.relative, rows[i].checker.relative);
        problem_free(problem);
    }
}

/* An answer at the limit fits; one byte more does not, and the language that is short is named. */
static void test_answers_that_no_program_can_print(void **state)
{
    static const struct {
        const char *head, *part; /* NULL: good */
        size_t size;
    } rows[] = {
        {"limits: {output: 1KiB}\n", NULL, 1024},
        {"limits: {output: 1KiB}\n",
         "3:9: error: the answer of the case \"big\" has 1025 bytes, but the output limit is 1 KiB "
         "(1024 bytes), so no program can print it; expected a shorter answer or a higher limit "
         "\"output\"",
         1025},
        {"language_limits: {c: {output: 1KiB}}\n", "the output limit of c is 1 KiB", 1025},
        {"limits: {output: 1KiB}\nlanguage_limits: {c: {output: 2KiB}}\n",
         "the output limit is 1 KiB", 1025},
        {"languages: [c]\nlimits: {output: 1KiB}\nlanguage_limits: {c: {output: 2KiB}}\n", NULL,
         2048},
        {"languages: [c]\nlimits: {output: 1KiB}\n", "the output limit of c is 1 KiB", 1025},
    };
    char *answer = malloc(4096), yaml[300];

    (void)state;
    memset(answer, 'x', 4096);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct report report = REPORT_INIT;
        struct problem *problem = NULL;
        char *text;

        folder_write(&package, "long/long.ans", answer, rows[i].size);
        snprintf(yaml, sizeof(yaml), "assay: 1\n%scases: [{name: big, out_file: long/long.ans}]\n",
                 rows[i].head);
        assert_int_equal(folder_load(&package, yaml, &problem, &report),
                         rows[i].part == NULL ? 0 : -EINVAL);
        text = report_text(&report);
        if (rows[i].part != NULL && strstr(text, rows[i].part) == NULL)
            fail_msg("row %zu: \"%s\" lacks \"%s\"", i, text, rows[i].part);
        free(text);
        report_release(&report);
        problem_free(problem);
    }
    free(answer);
}

/* Stems and numbers give way to stated names, and to each other in a fixed order. */
static void test_names(void **state)
{
    static const char *const names[] = {"1-1", "big", "big-3", "1", "other"};
    struct problem *problem = folder_load_good(&package, "assay: 1\n"
                                                         "cases:\n"
                                                         "  - {in: a, out: x}\n"
                                                         "  - {in_file: data/big.in, out: x}\n"
                                                         "  - {in_file: other/big.in, out: x}\n"
                                                         "  - {name: 1, in: b, out: x}\n"
                                                         "  - {name: other, in: c, out: x}\n");

    (void)state;
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(problem->cases[i].name, names[i]);
    problem_free(problem);
}

static void test_same_as(void **state)
{
    static const size_t same[] = {0, 1, 0, 3, 4, 3, 6, 0};
    struct problem *problem =
        folder_load_good(&package, "assay: 1\n"
                                   "cases:\n"
                                   "  - {in: a, out: x}\n"
                                   "  - {in: a, out: y}\n"
                                   "  - {in: \"a\", out: x, name: again}\n"
                                   "  - {in_file: data/big.in, out_file: data/big.ans}\n"
                                   "  - {in_file: other/big.in, out_file: data/big.ans}\n"
                                   "  - {in_file: ./data//big.in, out_file: data/big.ans}\n"
                                   "  - {in: big, out_file: data/big.ans}\n"
                                   "  - group: g\n"
                                   "    cases: [{in: a, out: x}]\n");

    (void)state;
    assert_int_equal(problem->case_count, 8);
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(problem->cases[i].same_as, same[i]);
    problem_free(problem);
}

/* Line, column and text of every error; the load must find exactly these. */
struct bad {
    const char *yaml;
    const char *errors[6];
};

#define HEAD      "assay: 1\n"
#define CASES     "cases: [{in: a, out: b}]\n"
#define TIME_WHAT "expected a time with the unit ms, s or min, as in 1.5s"

static const struct bad BAD_HEAD[] = {
    {"assay: 2\n" CASES,
     {"1:8: error: found \"2\", expected 1, the version of the format that this version of assay "
      "reads"}},
    {"asay: 1\n" CASES, {"1:1: error: unknown key \"asay\" in a problem; did you mean \"assay\"?"}},
    {"just text\n",
     {"1:1: error: found \"just text\", expected a problem: a mapping with the key \"assay\""}},
    {"- assay: 1\n",
     {"1:1: error: found a list, expected a problem: a mapping with the key \"assay\""}},
    {HEAD, {"1:1: error: found no key \"cases\", expected at least one test case"}},
    {HEAD "nmae: x\n" CASES,
     {"2:1: error: unknown key \"nmae\" in a problem; did you mean \"name\"?"}},
    {HEAD "zzzzzzzzzz: x\n" CASES,
     {"2:1: error: unknown key \"zzzzzzzzzz\" in a problem, expected assay, name, languages, "
      "limits, language_limits, checker, interactor, include, entry, feedback, stop, stop_after, "
      "cases, submissions, file or compare"}},
    {HEAD "name: \"a\\nb\"\n" CASES, {"2:7: error: found \"a\\nb\", expected a name on one line"}},
    {HEAD "name: \"a\\0b\"\n" CASES,
     {"2:7: error: found text with a NUL byte in it, expected a name on one line"}},
    {HEAD "name:\n" CASES, {"2:6: error: found nothing, expected a name on one line"}},
    {HEAD "name: [a]\n" CASES, {"2:7: error: found a list, expected a name on one line"}},
    {HEAD "languages: python3\n" CASES,
     {"2:12: error: found \"python3\", expected a list of languages such as [python3, c]"}},
    {HEAD "languages: []\n" CASES,
     {"2:12: error: found an empty list, expected at least one language; leave the key out to "
      "allow all"}},
    {HEAD "languages: [c, c]\n" CASES,
     {"2:16: error: found the language c again, expected each once"}},
    {HEAD "languages: [../c]\n" CASES,
     {"2:13: error: found \"../c\", expected the name of a language, such as python3"}},
    {HEAD "limits: {time: 1, memory: 64MB, wall: [], processes: 0}\n" CASES,
     {"2:16: error: found \"1\", " TIME_WHAT,
      "2:27: error: found \"64MB\", expected a size with the unit KiB, MiB or GiB, as in 64MiB",
      "2:39: error: found an empty list, expected a time such as 1.5s",
      "2:54: error: found \"0\", expected a number of processes from 1 to 512"}},
    {HEAD "limits: {processes: 600, memory: 512KiB, stack: 32KiB}\n" CASES,
     {"2:21: error: found \"600\", expected a number of processes from 1 to 512",
      "2:34: error: found \"512KiB\", expected a memory limit from 1MiB to 1024GiB",
      "2:49: error: found \"32KiB\", expected a stack limit from 64KiB to 1024GiB"}},
    {HEAD "languages: [c]\nlanguage_limits: {c: {stack: 63KiB, processes: 513}}\n" CASES,
     {"3:30: error: found \"63KiB\", expected a stack limit from 64KiB to 1024GiB",
      "3:48: error: found \"513\", expected a number of processes from 1 to 512"}},
    {HEAD "limits: {memmory: 64MiB}\n" CASES,
     {"2:10: error: unknown key \"memmory\" in limits; did you mean \"memory\"?"}},
    {HEAD "languages: [python3]\nlanguage_limits: {pyton3: {time: 1s}, c: {}}\n" CASES,
     {"3:19: error: found the language pyton3, expected one of those in \"languages\"; did you "
      "mean \"python3\"?",
      "3:39: error: found the language c, expected one of those in \"languages\""}},
    {HEAD "checker: token\n" CASES,
     {"2:10: error: found \"token\", expected a checker: tokens, exact, lines, unordered, "
      "floats or none; did you mean \"tokens\"?"}},
    {HEAD "checker: {exact: {case_sensitive: yes}}\n" CASES,
     {"2:18: error: found options, expected none: the checker exact has no options"}},
    {HEAD "checker: {tokens: {case_sensitive: maybe}}\n" CASES,
     {"2:36: error: found \"maybe\", expected yes or no"}},
    {HEAD "checker: {tokens: {case_sensetive: yes}}\n" CASES,
     {"2:20: error: unknown key \"case_sensetive\" in the options of tokens; did you mean "
      "\"case_sensitive\"?"}},
    {HEAD "checker: {floats: {absolute: -1, relative: .inf}}\n" CASES,
     {"2:30: error: found \"-1\", expected a tolerance: a number, 0 or more, such as 1e-6",
      "2:44: error: found \".inf\", expected a tolerance: a number, 0 or more, such as 1e-6"}},
    {HEAD "checker: {tokens: {}, exact: {}}\n" CASES,
     {"2:10: error: found a mapping, expected one checker, such as {floats: {absolute: 1e-6, "
      "relative: 1e-6}}"}},
    {HEAD "checker: {program: none.cpp, protocol: kattis}\n" CASES,
     {"2:20: error: the file \"none.cpp\" does not exist",
      "2:40: error: found \"kattis\", expected a protocol: icpc or testlib"}},
    {HEAD "include: {python3: [none.py]}\n" CASES,
     {"2:21: error: the file \"none.py\" does not exist"}},
    {HEAD "include: {python3: harness.py}\n" CASES,
     {"2:20: error: found \"harness.py\", expected a list of files such as [harness.py]"}},
    {HEAD "include: {python3: [harness.py, ./harness.py]}\n" CASES,
     {"2:33: error: found the file name \"harness.py\" again, expected each once in a language"}},
    {HEAD "include: {python3: [harness.py]}\nentry: beside.py\n" CASES,
     {"3:8: error: found the entry \"beside.py\", expected one of the files in \"include\""}},
    {HEAD "feedback: all\n" CASES,
     {"2:11: error: found \"all\", expected a feedback level: none, verdict or "
      "first_difference"}},
    {HEAD "stop: frist\n" CASES,
     {"2:7: error: found \"frist\", expected when to stop: first or never; did you mean "
      "\"first\"?"}},
    {HEAD "stop_after: {TLE: 0, total: 60}\n" CASES,
     {"2:19: error: found \"0\", expected a number of cases from 1 to 100000",
      "2:29: error: found \"60\", expected a time with the unit ms, s or min, as in 1.5s"}},
    {HEAD "stop_after: {total: 1999ms}\n" CASES,
     {"2:21: error: found a total of 1999 ms, expected at least the time limit of one case, "
      "2000 ms"}},
    {HEAD "stop_after: 3\n" CASES,
     {"2:13: error: found \"3\", expected when to stop a judging, such as {TLE: 3, total: 60s}"}},
    {HEAD CASES "submissions: {good.py: ok}\n",
     {"3:24: error: found \"ok\", expected a verdict: AC, PA, WA, TLE, MLE, OLE, RTE, SV or CE"}},
    {HEAD CASES "submissions: {good.py: PA 50, beside.py: ok 5}\n",
     {"3:24: error: found \"PA 50\", expected a verdict alone: the problem has no points",
      "3:42: error: found \"ok\", expected a verdict: AC, PA, WA, TLE, MLE, OLE, RTE, SV or CE"}},
    {HEAD "cases: [{in: a, out: b, points: 100}]\nsubmissions: {good.py: PA 0, beside.py: WA 5}\n",
     {"3:24: error: found \"PA 0\", expected more than 0 points after AC or PA, else 0 points",
      "3:41: error: found \"WA 5\", expected more than 0 points after AC or PA, else 0 points"}},
    {HEAD "cases: [{in: a, out: b, points: 100}]\n"
          "submissions: {good.py: PA half, beside.py: 'PA '}\n",
     {"3:24: error: found \"half\", expected the points after the verdict: a number from 0 to "
      "1000000000",
      "3:44: error: found empty text, expected the points after the verdict: a number from 0 to "
      "1000000000"}},
    {HEAD "cases: [{in: a, out: b, points: 100}]\nsubmissions: {good.py: PA -1}\n",
     {"3:24: error: found \"-1\", expected the points after the verdict: a number from 0 to "
      "1000000000"}},
    {HEAD CASES "submissions: {none.py: AC, ../x.py: AC, good.py: AC}\n",
     {"3:15: error: the file \"none.py\" does not exist, neither in the package nor in its folder "
      "submissions",
      "3:28: error: found \"../x.py\", a path with \"..\", expected a path inside the package"}},
    {HEAD CASES "submissions: [good.py]\n",
     {"3:14: error: found a list, expected a mapping such as {good.py: AC}"}},
};

#define POINTS_WHAT "expected points: a number from 0 to 1000000000"
#define CASE_KEYS                                                                                  \
    "name, in, in_file, out, out_file, points, bonus, optional, hint, feedback, args, "            \
    "files, description, requires, call, setup, returns, returns_literal, raises, prints or "      \
    "compare"

static const struct bad BAD_CASES[] = {
    {HEAD "cases: []\n", {"2:8: error: found no cases, expected at least one"}},
    {HEAD "cases: {in: a, out: b}\n",
     {"2:8: error: found a mapping, expected a list of cases, such as [{in: \"1 2\\n\", out: "
      "\"3\\n\"}]"}},
    {HEAD "cases: [{in: a}]\n",
     {"2:9: error: found a case without an answer, expected \"out\" or \"out_file\""}},
    {HEAD "checker: none\ncases: [{in: a, out: b}]\n",
     {"3:22: error: found an answer, expected none: the problem's checker is none, which compares "
      "nothing"}},
    {HEAD "cases:\n  - in:\n    out: b\n",
     {"3:8: error: found nothing, expected text; write \"\" where it is empty"}},
    {HEAD "cases: [{in: a, out: b, out_file: data/big.ans}]\n",
     {"2:35: error: found both \"out\" and \"out_file\", expected one of them"}},
    {HEAD "cases: [{inn: a, out: b}, {xyzzyx: 1, out: b}]\n",
     {"2:10: error: unknown key \"inn\" in a test case (or, with the key \"group\" or \"glob\", a "
      "group or files); did you mean \"in\"?",
      "2:28: error: unknown key \"xyzzyx\" in a test case (or, with the key \"group\" or \"glob\", "
      "a group or files), expected " CASE_KEYS}},
    {HEAD "cases: [{out: b, points: .nan}, {out: b, points: -1}, {out: b, points: inf}, {out: b, "
          "points: 1e400}, {out: b, points: two}, {out: b, points: 0x10}]\n",
     {"2:26: error: found \".nan\", " POINTS_WHAT, "2:50: error: found \"-1\", " POINTS_WHAT,
      "2:72: error: found \"inf\", " POINTS_WHAT, "2:95: error: found \"1e400\", " POINTS_WHAT,
      "2:120: error: found \"two\", " POINTS_WHAT, "2:143: error: found \"0x10\", " POINTS_WHAT}},
    {HEAD "cases: [{out: b, points: 0}]\n",
     {"2:8: error: all cases and groups together have 0 points, expected more"}},
    {HEAD "cases: [{out: b, name: x}, {out: b, name: x}]\n",
     {"2:28: error: found the case name \"x\" again, expected each name once in its group"}},
    {HEAD "cases: [{in_file: ../x, out_file: /etc/passwd}, {in_file: a/../../x, out: b}]\n",
     {"2:19: error: found \"../x\", a path with \"..\", expected a path inside the package",
      "2:35: error: found \"/etc/passwd\", an absolute path, expected a path inside the package",
      "2:59: error: found \"a/../../x\", a path with \"..\", expected a path inside the package"}},
    {HEAD "cases: [{in_file: outside, out_file: data/outside}]\n",
     {"2:19: error: the link \"outside\" leads out of the package",
      "2:38: error: the link \"data/outside\" leads out of the package"}},
    {HEAD "cases: [{in_file: .hidden/x.in, out_file: backup.in~}]\n",
     {"2:19: error: found \".hidden/x.in\", a hidden file or a backup, which is not part of a "
      "package, expected a path inside the package",
      "2:43: error: found \"backup.in~\", a hidden file or a backup, which is not part of a "
      "package, expected a path inside the package"}},
    {HEAD "cases: [{in_file: fifo, out_file: data}]\n",
     {"2:19: error: \"fifo\" is a FIFO, expected a regular file",
      "2:35: error: \"data\" is a folder, expected a regular file"}},
    {HEAD "cases: [{in_file: data/none.in, out_file: data/none.ans}]\n",
     {"2:19: error: the file \"data/none.in\" does not exist",
      "2:43: error: the file \"data/none.ans\" does not exist"}},
    {HEAD "cases: [{glob: \"data/none/*.in\"}, {glob: \"data/x*.in\"}]\n",
     {"2:16: error: the folder \"data/none\" does not exist",
      "2:42: error: found \"data/x*.in\", expected a pattern that matches at least one file of the "
      "package"}},
    {HEAD "cases: [{glob: \"lonely/*.in\"}, {glob: \"two/*.in\"}]\n",
     {"2:16: error: found no answer to \"lonely/1.in\", expected \"1.ans\" or \"1.out\" beside it",
      "2:39: error: found two answers to \"two/1.in\", expected one of \"1.ans\" and \"1.out\""}},
    {HEAD "cases: [{glob: \"odd/*.in\"}]\n",
     {"2:16: error: found the file name \"\\x1b[31m.in\", expected printable UTF-8 without a "
      "backslash"}},
    {HEAD "cases: [{glob: \"*/1.in\"}, {glob: \"data/*\"}, {glob: \"../*.in\"}, {glob: []}]\n",
     {"2:16: error: found \"*/1.in\", expected a pattern with wildcards in the file name only",
      "2:34: error: found \"data/*\", expected a pattern that ends with \".in\" (the answers are "
      "NAME.ans or NAME.out beside each NAME.in)",
      "2:52: error: found \"../*.in\", a path with \"..\", expected a path inside the package",
      "2:71: error: found an empty list, expected a pattern such as data/secret/*.in"}},
    {HEAD "cases: [{group: a/b, cases: [{out: x}]}, {group: , cases: [{out: x}]}]\n",
     {"2:17: error: found \"a/b\", expected the name of a group: one line without \"/\"",
      "2:50: error: found nothing, expected the name of a group: one line without \"/\""}},
    {HEAD "cases: [{group: a, cases: []}, {group: b}]\n",
     {"2:9: error: found a group without cases, expected at least one in \"cases\"",
      "2:32: error: found a group without cases, expected at least one in \"cases\""}},
    {HEAD "cases: [{group: a, cases: [{out: x}]}, {group: a, cases: [{out: x}]}]\n",
     {"2:48: error: found the group \"a\" again, expected each name once"}},
    {HEAD "cases: [{group: a, score: avg, pionts: 1, cases: [{out: x}]}]\n",
     {"2:27: error: found \"avg\", expected how a group scores: all, sum, min, max, average or "
      "product",
      "2:32: error: unknown key \"pionts\" in a group; did you mean \"points\"?"}},
    {HEAD "cases: [{group: a, score: sum, points: 5, cases: [{out: x, points: 0}]}]\n",
     {"2:17: error: the cases of the group \"a\" share its points but have none themselves, "
      "expected points above 0"}},
};

/* `requires`, `stop`, `thresholds`, `bonus`, `optional`. */
#define GROUPS HEAD "cases:\n  - {group: small, points: 5, cases: [{out: x}]}\n"
static const struct bad BAD_SCORING[] = {
    {GROUPS "  - {group: large, requires: [smal], cases: [{out: x}]}\n",
     {"4:31: error: found no group \"smal\", expected the name of an earlier group; did you mean "
      "\"small\"?"}},
    {GROUPS "  - {group: large, requires: zzz, cases: [{out: x}]}\n",
     {"4:30: error: found no group \"zzz\", expected the name of an earlier group"}},
    {GROUPS "  - {group: large, requires: large, cases: [{out: x}]}\n",
     {"4:30: error: the group \"large\" requires itself, \"large\", so nobody can reach it; "
      "expected "
      "a group that ends before it begins"}},
    {GROUPS "  - {group: b, requires: [c], cases: [{out: x}]}\n  - {group: c, cases: [{out: x}]}\n",
     {"4:27: error: the group \"b\" requires a later group, \"c\", so nobody can reach it; "
      "expected a "
      "group that ends before it begins"}},
    {GROUPS "  - group: b\n    cases: [{group: c, requires: b, cases: [{out: x}]}]\n",
     {"5:34: error: the group \"b/c\" requires a group that it stands in, \"b\", so nobody can "
      "reach "
      "it; expected a group that ends before it begins"}},
    {GROUPS "  - group: b\n    requires: b/c\n    cases: [{group: c, cases: [{out: x}]}]\n",
     {"5:15: error: the group \"b\" requires a group that stands in it, \"b/c\", so nobody can "
      "reach "
      "it; expected a group that ends before it begins"}},
    {GROUPS "  - {group: b, requires: [small, small], cases: [{out: x}]}\n",
     {"4:34: error: found the group \"small\" again, expected each once"}},
    {GROUPS "  - {group: b, requires: {small: 1}, cases: [{out: x}]}\n",
     {"4:26: error: found a mapping, expected a list of earlier groups, such as [small, medium]"}},
    {GROUPS "  - {group: b, require: small, cases: [{out: x}]}\n",
     {"4:16: error: unknown key \"require\" in a group; did you mean \"requires\"?"}},
    {GROUPS "  - {group: b, stop: first, on_reject: break, cases: [{out: x}]}\n",
     {"4:40: error: found both \"stop\" and \"on_reject\", expected one of them"}},
    {GROUPS "  - {group: b, on_reject: stop, cases: [{out: x}]}\n",
     {"4:27: error: found \"stop\", expected what follows a failure: break or continue"}},
    {GROUPS "  - {group: b, points: 9, thresholds: [3, 3, 9], cases: [{out: x}]}\n",
     {"4:43: error: found 3 after 3, expected thresholds that rise"}},
    {GROUPS "  - {group: b, points: 9, thresholds: [0, 9], cases: [{out: x}]}\n",
     {"4:40: error: found 0, expected points above 0"}},
    {GROUPS "  - {group: b, points: 9, thresholds: [5, 10], cases: [{out: x}]}\n",
     {"4:43: error: nobody can reach the threshold 10 of a group of 9 points, expected at most its "
      "points"}},
    {GROUPS "  - {group: b, points: 9, thresholds: [5, 7], cases: [{out: x}]}\n",
     {"4:43: error: nobody can get more than the last threshold, 7, and the group has 9 points; "
      "expected them as the last threshold"}},
    {GROUPS "  - {group: b, thresholds: [1], score: sum, cases: [{out: x}, {out: y}]}\n",
     {"4:29: error: nobody can get more than the last threshold, 1, and the group has 2 points; "
      "expected them as the last threshold"}},
    {GROUPS "  - {group: b, points: 9, thresholds: [], cases: [{out: x}]}\n",
     {"4:39: error: found an empty list, expected a list of points that rise, such as [10, 25, "
      "50]"}},
    {HEAD "cases: [{group: b, thresholds: [1], cases: [{out: x}]}]\n",
     {"2:32: error: found thresholds in a problem without points, expected \"points\" somewhere"}},
    {HEAD "cases: [{out: x}, {out: y, bonus: yes}]\n",
     {"2:35: error: found a bonus in a problem without points, expected \"points\" somewhere"}},
    {GROUPS "  - {group: b, cases: [{out: x}, {out: y, bonus: yes}]}\n",
     {"4:50: error: found a bonus in the group \"b\", expected it in a group with \"score: sum\" "
      "or "
      "in none"}},
    {HEAD
     "cases: [{out: x, points: 2, bonus: yes}, {group: b, optional: yes, cases: [{out: x}]}]\n",
     {"2:8: error: all cases are optional or a bonus, so that every submission is accepted; "
      "expected one that is neither"}},
    {HEAD "cases: [{out: x, optional: maybe}, {out: x, optoinal: yes}]\n",
     {"2:28: error: found \"maybe\", expected yes or no",
      "2:45: error: unknown key \"optoinal\" in a test case (or, with the key \"group\" or "
      "\"glob\", "
      "a group or files); did you mean \"optional\"?"}},
};

static void check_bad(const struct bad *bad)
{
    struct problem *problem = NULL;
    struct report report = REPORT_INIT;
    const struct report_entry *entry;
    size_t count = 0;
    int failed = folder_load(&package, bad->yaml, &problem, &report);

    assert_null(problem);
    assert_int_equal(failed, -EINVAL);
    for (entry = report.first; entry; entry = entry->next, count++) {
        char expected[600];

        snprintf(expected, sizeof(expected), "p/problem.yaml:%s\n",
                 count < 6 && bad->errors[count] ? bad->errors[count] : "no more errors");
        if (strncmp(entry->text, expected, strlen(expected)) != 0)
            fail_msg("%s\ngave\n%sexpected\n%s", bad->yaml, entry->text, expected);
    }
    if (count < 6 && bad->errors[count])
        fail_msg("%s\ndid not give\n%s", bad->yaml, bad->errors[count]);
    assert_int_equal(report.errors, count);
    report_release(&report);
}

static void test_scoring(void **state)
{
    struct problem *problem = folder_load_good(
        &package, "assay: 1\n"
                  "cases:\n"
                  "  - {group: easy, points: 10, on_reject: break, cases: [{out: x}, {out: y, "
                  "optional: yes}]}\n"
                  "  - group: hard\n"
                  "    score: sum\n"
                  "    on_reject: continue\n"
                  "    requires: easy\n"
                  "    cases:\n"
                  "      - {group: a, score: max, points: 4, cases: [{out: x}]}\n"
                  "      - {group: b, score: average, points: 4, requires: [a, easy], thresholds: "
                  "[1, 2.5, 4],\n"
                  "         cases: [{glob: \"data/secret/*.in\"}]}\n"
                  "      - {group: easy, score: product, bonus: yes, cases: [{out: x}]}\n"
                  "      - {group: c, requires: easy, optional: yes, cases: [{out: x}]}\n");
    const struct problem_group *groups = problem->groups;

    (void)state;
    assert_int_equal(problem->group_count, 7);
    assert_int_equal(groups[1].stop, STOP_FIRST);
    assert_true(problem->cases[1].is_optional);
    assert_false(problem->cases[0].is_optional);
    assert_int_equal(groups[2].stop, STOP_NEVER);
    assert_int_equal(groups[2].require_count, 1);
    assert_int_equal(groups[2].requires[0], 1);
    assert_int_equal(groups[3].score, SCORE_MAX);
    assert_int_equal(groups[4].score, SCORE_AVERAGE);
    assert_int_equal(groups[4].require_count, 2); /* the one beside it, else the one of that name */
    assert_int_equal(groups[4].requires[0], 3);
    assert_int_equal(groups[4].threshold_count, 3);
    assert_true(groups[4].thresholds[1] == 2.5);
    assert_int_equal(groups[5].score, SCORE_PRODUCT);
    assert_true(groups[5].is_bonus);
    assert_int_equal(groups[6].requires[0], 5); /* the innermost of that name */
    assert_true(groups[6].is_optional);
    problem_free(problem);
}

static void test_bad_scoring(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(BAD_SCORING) / sizeof(BAD_SCORING[0]); i++)
        check_bad(&BAD_SCORING[i]);
}

static void test_bad_head(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(BAD_HEAD) / sizeof(BAD_HEAD[0]); i++)
        check_bad(&BAD_HEAD[i]);
}

static void test_bad_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(BAD_CASES) / sizeof(BAD_CASES[0]); i++)
        check_bad(&BAD_CASES[i]);
}

/* The whole output for one file, as an author sees it: in the order of the file. */
static void test_all_at_once(void **state)
{
    struct problem *problem = NULL;
    struct report report = REPORT_INIT;
    char *text;

    (void)state;
    assert_int_equal(folder_load(&package,
                                 "assay: 1\n"
                                 "limts: {time: 1s}\n"
                                 "cases:\n"
                                 "  - {in: \"2000\\n\", out: \"leap\\n\", points: -2}\n"
                                 "name: [x]\n",
                                 &problem, &report),
                     -EINVAL);
    text = report_text(&report);
    assert_string_equal(
        text, "p/problem.yaml:2:1: error: unknown key \"limts\" in a problem; did you mean "
              "\"limits\"?\n"
              "    limts: {time: 1s}\n"
              "    ^\n"
              "p/problem.yaml:4:43: error: found \"-2\", " POINTS_WHAT "\n"
              "      - {in: \"2000\\n\", out: \"leap\\n\", points: -2}\n"
              "                                              ^\n"
              "p/problem.yaml:5:7: error: found a list, expected a name on one line\n"
              "    name: [x]\n"
              "          ^\n");
    free(text);
    report_release(&report);
}

static void test_warnings(void **state)
{
    struct problem *problem = NULL;
    struct report report = REPORT_INIT;
    char *text;

    (void)state;
    assert_int_equal(folder_load(&package,
                                 "assay: 1\nlimits: {time: 2s, wall: 1s}\n"
                                 "cases: [{glob: \"orphan/*.in\"}]\n",
                                 &problem, &report),
                     0);
    assert_int_equal(report.errors, 0);
    assert_int_equal(report.warnings, 2);
    text = report_text(&report);
    assert_non_null(strstr(text, "p/problem.yaml:2:9: warning: the wall limit (1000 ms) is below "
                                 "the CPU time limit (2000 ms), so the CPU time limit is never "
                                 "reached\n"));
    assert_non_null(strstr(text, "p/problem.yaml:3:16: warning: found the answer \"orphan/2.ans\" "
                                 "without an input \"2.in\"\n"));
    free(text);
    report_release(&report);
    problem_free(problem);
}

/* 120 errors: 50 are kept, all are counted. */
static void test_many_errors(void **state)
{
    struct buffer yaml = BUFFER_INIT;
    struct problem *problem = NULL;
    struct report report = REPORT_INIT;
    size_t kept = 0;
    char *text;

    (void)state;
    buffer_append_text(&yaml, "assay: 1\ncases:\n");
    for (int i = 0; i < 120; i++)
        buffer_append_text(&yaml, "  - {in: x}\n");
    assert_int_equal(folder_load(&package, yaml.data, &problem, &report), -EINVAL);
    assert_int_equal(report.errors, 120);
    for (const struct report_entry *entry = report.first; entry; entry = entry->next)
        kept++;
    assert_int_equal(kept, 50);
    text = report_text(&report);
    assert_non_null(strstr(text, "\n... and 70 more errors\n"));
    free(text);
    report_release(&report);
    buffer_release(&yaml);
}

static void test_too_many_cases(void **state)
{
    struct buffer yaml = BUFFER_INIT;
    struct problem *problem = NULL;
    struct report report = REPORT_INIT;
    char *text;

    (void)state;
    buffer_append_text(&yaml, "assay: 1\ncases:\n");
    for (int i = 0; i <= PROBLEM_CASES_MAX; i++)
        buffer_append_text(&yaml, "- {out: x}\n");
    assert_int_equal(folder_load(&package, yaml.data, &problem, &report), -EINVAL);
    assert_int_equal(report.errors, 1);
    text = report_text(&report);
    assert_non_null(strstr(
        text, "p/problem.yaml:100003:3: error: the problem has more than 100000 cases, expected "
              "fewer\n"));
    free(text);
    report_release(&report);
    buffer_release(&yaml);
}

/* Cut anywhere, a file loads or is refused with at least one error; it never does neither. */
static void test_truncated(void **state)
{
    size_t loaded = 0;

    (void)state;
    for (size_t size = 0; size < sizeof(FULL); size++) {
        struct problem *problem = NULL;
        struct report report = REPORT_INIT;
        int failed =
            problem_load_text(package.fd, "p", "problem.yaml", FULL, size, &problem, &report);

        assert_true((failed == 0) == (problem != NULL));
        assert_true((failed < 0) == (report.errors > 0));
        loaded += failed == 0;
        problem_free(problem);
        report_release(&report);
    }
    assert_true(loaded > 10); /* e.g. cut right after "submissions" values or whole lines */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_minimal),
        cmocka_unit_test(test_stop_after),
        cmocka_unit_test(test_full),
        cmocka_unit_test(test_label_with_points),
        cmocka_unit_test(test_entry),
        cmocka_unit_test(test_checkers),
        cmocka_unit_test(test_answers_that_no_program_can_print),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_same_as),
        cmocka_unit_test(test_bad_head),
        cmocka_unit_test(test_scoring),
        cmocka_unit_test(test_bad_scoring),
        cmocka_unit_test(test_bad_cases),
        cmocka_unit_test(test_all_at_once),
        cmocka_unit_test(test_warnings),
        cmocka_unit_test(test_many_errors),
        cmocka_unit_test(test_too_many_cases),
        cmocka_unit_test(test_truncated),
    };

    return cmocka_run_group_tests(tests, make_package, remove_package);
}
