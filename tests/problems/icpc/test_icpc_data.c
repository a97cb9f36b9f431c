/* The groups and scores of ICPC and Kattis packages. */
#include "problems/load.h"
#include "tests/problems/folder.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct folder package;

static int setup(void **state)
{
    (void)state;
    folder_make(&package);
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

static void put_case(const char *name)
{
    char path[128];

    snprintf(path, sizeof(path), "data/%s.in", name);
    put(path, name);
    snprintf(path, sizeof(path), "data/%s.ans", name);
    put(path, "1\n");
}

static struct problem *load(const char *yaml)
{
    return folder_load_good(&package, yaml);
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

static const struct problem_group *group_of(const struct problem *problem, const char *name)
{
    for (size_t i = 0; i < problem->group_count; i++)
        if (strcmp(problem->groups[i].name, name) == 0)
            return &problem->groups[i];
    fail_msg("there is no group %s", name);
    return NULL;
}

static void test_pass_fail_legacy(void **state)
{
    struct problem *problem;

    (void)state;
    put_case("sample/1");
    put_case("secret/1");
    problem = load("{}");
    assert_false(problem->has_points);
    assert_int_equal(problem->stop, STOP_FIRST);
    for (size_t i = 0; i < problem->group_count; i++) {
        assert_int_equal(problem->groups[i].stop, STOP_FIRST);
        assert_int_equal(problem->groups[i].verdict, GROUP_VERDICT_WORST);
        assert_false(problem->groups[i].is_unscaled);
    }
    problem_free(problem);
    put("data/testdata.yaml", "on_reject: continue\n");
    problem = load("{}");
    assert_int_equal(problem->stop, STOP_NEVER);
    assert_int_equal(group_of(problem, "secret")->stop, STOP_NEVER);
    problem_free(problem);
}

/* As olympiads write it: what is said is inherited, and what is said below wins. */
static void test_scoring_legacy(void **state)
{
    const struct problem_group *group;
    struct problem *problem;

    (void)state;
    put_case("sample/1");
    put_case("secret/1-easy/a");
    put_case("secret/1-easy/b");
    put_case("secret/2-hard/deep/c");
    put("data/testdata.yaml", "on_reject: continue\nrange: 0 100\ngrader_flags: ignore_sample\n");
    put("data/secret/testdata.yaml", "range: 0 100\ngrader_flags: first_error "
                                     "accept_if_any_accepted\n");
    put("data/secret/1-easy/testdata.yaml",
        "on_reject: break\naccept_score: 30\nrange: 0 30\ngrader_flags: min\n");
    put("data/secret/2-hard/testdata.yaml",
        "accept_score: 70\nreject_score: 5\nrange: -inf +inf\ngrader_flags: max always_accept\n");
    problem = load("type: scoring\n");
    assert_true(problem->has_points);
    group = group_of(problem, "");
    assert_true(group->leaves_samples && group->is_unscaled && group->has_reject_points);
    assert_true(group->points == 100 && group->least == 0 && group->most == 100);
    assert_int_equal(group->stop, STOP_NEVER);
    group = group_of(problem, "secret");
    assert_int_equal(group->verdict, GROUP_VERDICT_FIRST);
    assert_true(group->any_accepted);
    assert_false(group->leaves_samples);
    group = group_of(problem, "secret/1-easy");
    assert_int_equal(group->score, SCORE_MIN);
    assert_int_equal(group->verdict, GROUP_VERDICT_WORST);
    assert_false(group->any_accepted); /* the flags are one value */
    assert_int_equal(group->stop, STOP_FIRST);
    assert_true(group->points == 30);
    assert_true(problem->cases[group->first_case].points == 30);
    group = group_of(problem, "secret/2-hard/deep");
    assert_int_equal(group->score, SCORE_MAX);
    assert_int_equal(group->verdict, GROUP_VERDICT_ACCEPT);
    assert_int_equal(group->stop, STOP_NEVER);
    assert_true(group->points == -1 && isinf(group->most));
    assert_true(problem->cases[group->first_case].points == 70);
    assert_true(problem->cases[group->first_case].reject_points == 5);
    problem_free(problem);
}

static void test_old_keys_of_grading(void **state)
{
    struct problem *problem;

    (void)state;
    put_case("secret/1");
    problem = load("type: scoring\ngrading: {accept_score: 7, on_reject: grade, range: 0 14}\n");
    assert_true(problem->cases[0].points == 7);
    assert_int_equal(problem->stop, STOP_NEVER);
    assert_true(group_of(problem, "secret")->most == 14);
    problem_free(problem);
    assert_reports("type: scoring\ngrading: {objective: min}\n",
                   "p/problem.yaml:2:22: warning: the least score is the best");
    assert_reports("type: scoring\ngrading: {range: much}\n", "error: found something else than");
}

static void test_faults_of_testdata(void **state)
{
    (void)state;
    put_case("secret/1");
    put("data/secret/testdata.yaml", "grading: custom\n");
    assert_reports("type: scoring\n", "p/data/secret/testdata.yaml:1:10: error: found \"grading: "
                                      "custom\"");
    put("data/secret/testdata.yaml", "grader_flags: min subtask_score=5\n");
    assert_reports("type: scoring\n", "p/data/secret/testdata.yaml:1:15: warning: unknown grader "
                                      "flag \"subtask_score=5\"");
    put("data/secret/testdata.yaml", "range: 5 1\n");
    assert_reports("type: scoring\n", "p/data/secret/testdata.yaml:1:8: error:");
    put("data/secret/testdata.yaml", "accept_score: lots\n");
    assert_reports("type: scoring\n", "p/data/secret/testdata.yaml:1:15: error:");
    put("data/secret/testdata.yaml", "grader_flags: ignore_sample\n");
    assert_reports("type: scoring\n", "warning: found \"ignore_sample\"");
    put("data/secret/testdata.yaml", "[");
    assert_reports("{}", "p/data/secret/testdata.yaml:1:");
}

static void test_empty_folders_are_no_groups(void **state)
{
    struct problem *problem;

    (void)state;
    put_case("secret/1");
    put("data/sample/readme.txt", "");
    put("data/secret/empty/inner/readme.txt", "");
    problem = load("{}");
    assert_int_equal(problem->group_count, 2);
    problem_free(problem);
}

#define V "problem_format_version: 2025-09\nname: x\n"

static void test_scoring_2025(void **state)
{
    const struct problem_group *group;
    struct problem *problem;

    (void)state;
    put_case("sample/1");
    put_case("secret/a/1");
    put_case("secret/a/sub/2");
    put_case("secret/b/1");
    put_case("secret/c/1");
    put("data/secret/a/test_group.yaml", "max_score: 40\nscore_aggregation: sum\n");
    put("data/secret/b/test_group.yaml", "max_score: 30\nrequire_pass: sample\n");
    put("data/secret/c/test_group.yaml",
        "max_score: 30\nscore_aggregation: min\nrequire_pass: [secret/b, sample]\n");
    problem = load(V "type: scoring\n");
    group = group_of(problem, "");
    assert_true(group->leaves_samples && group->is_unscaled);
    group = group_of(problem, "secret");
    assert_true(group->points == 100 && group->most == 100 && group->is_unscaled);
    assert_int_equal(group->score, SCORE_SUM);
    group = group_of(problem, "secret/a");
    assert_true(group->points == 40 && group->case_score == CASE_SCORE_FACTOR);
    assert_int_equal(group->end_case - group->first_case, 2);
    assert_string_equal(problem->cases[group->first_case + 1].name, "sub/2");
    assert_true(problem->cases[group->first_case + 1].points == 20);
    group = group_of(problem, "secret/b");
    assert_int_equal(group->score, SCORE_ALL);
    assert_int_equal(group->case_score, CASE_SCORE_NONE);
    assert_int_equal(group->stop, STOP_FIRST);
    assert_int_equal(group->require_count, 1);
    assert_string_equal(problem->groups[group->requires[0]].name, "sample");
    group = group_of(problem, "secret/c");
    assert_int_equal(group->score, SCORE_MIN);
    assert_true(problem->cases[group->first_case].points == 30);
    assert_int_equal(group->require_count, 2);
    assert_string_equal(problem->groups[group->requires[0]].name, "secret/b");
    problem_free(problem);
}

static void test_unbounded_2025(void **state)
{
    struct problem *problem;

    (void)state;
    put_case("secret/1");
    put("data/secret/test_group.yaml", "max_score: unbounded\n");
    problem = load(V "type: scoring\n");
    assert_true(group_of(problem, "secret")->points == -1);
    assert_int_equal(group_of(problem, "secret")->case_score, CASE_SCORE_POINTS);
    assert_true(problem->cases[0].points == 0);
    problem_free(problem);
}

static void test_cases_of_secret_2025(void **state)
{
    struct problem *problem;

    (void)state;
    put_case("secret/1");
    put_case("secret/2");
    put_case("secret/x/3");
    put_case("secret/x/4");
    problem = load(V "type: scoring\n");
    assert_int_equal(problem->group_count, 2);
    for (size_t i = 0; i < 4; i++)
        assert_true(problem->cases[i].points == 25);
    assert_string_equal(problem->cases[3].name, "x/4");
    problem_free(problem);
}

static void test_faults_of_groups_2025(void **state)
{
    (void)state;
    put_case("secret/a/1");
    put_case("secret/b/1");
    put("data/secret/b/test_group.yaml", "max_score: 100\n");
    put("data/secret/a/test_group.yaml", "max_score: 0\nrequire_pass: secret/b\n");
    assert_reports(V "type: scoring\n",
                   "p/data/secret/a: error: found \"require_pass: secret/b\", expected sample or "
                   "the name of a group before this one");
    put("data/secret/a/test_group.yaml", "max_score: -1\n");
    assert_reports(V "type: scoring\n", "p/data/secret/a/test_group.yaml:1:12: error:");
    put("data/secret/a/test_group.yaml", "static_validation_score: 5\n");
    assert_reports(V "type: scoring\n", "error: found a static validation test case");
    put("data/secret/a/test_group.yaml", "max_score: 5\n");
    assert_reports(V, "p/data/secret/a/test_group.yaml:1:12: warning: found a score in a problem "
                      "whose type is not scoring");
    put("data/secret/a/in/test_group.yaml", "{}\n");
    put_case("secret/a/in/2");
    assert_reports(V, "p/data/secret/a/in: error: found a group in a group");
}

/* problemtools scores the drafts by testdata.yaml. */
static void test_draft_with_testdata(void **state)
{
    struct problem *problem;

    (void)state;
    put_case("secret/g/1");
    put("data/testdata.yaml", "on_reject: continue\n");
    put("data/secret/g/testdata.yaml", "accept_score: 9\ngrader_flags: min\n");
    problem = load("problem_format_version: 2023-07-draft\nname: x\ntype: scoring\n");
    assert_int_equal(problem->format, PROBLEM_ICPC_2025);
    assert_int_equal(group_of(problem, "secret/g")->score, SCORE_MIN);
    assert_int_equal(group_of(problem, "secret/g")->verdict, GROUP_VERDICT_WORST);
    assert_true(problem->cases[0].points == 9);
    problem_free(problem);
}

/* The examples beside the specification still have it. */
static void test_scoring_of_first_drafts(void **state)
{
    const struct problem_group *group;
    struct problem *problem;

    (void)state;
    put_case("secret/a/1");
    put_case("secret/a/2");
    put_case("secret/b/1");
    put_case("secret/b/2");
    put("data/secret/testdata.yaml", "scoring: {aggregation: sum}\n");
    put("data/secret/a/testdata.yaml", "scoring:\n  score: 30\n  aggregation: min\n");
    put("data/secret/b/testdata.yaml", "scoring:\n  score: 35\n  aggregation: sum\n");
    problem = load(V "type: scoring\n");
    group = group_of(problem, "secret/a");
    assert_int_equal(group->score, SCORE_MIN);
    assert_true(problem->cases[group->first_case].points == 30);
    group = group_of(problem, "secret/b");
    assert_int_equal(group->score, SCORE_SUM);
    assert_true(problem->cases[group->first_case].points == 35);
    assert_true(group->is_unscaled);
    problem_free(problem);
}

static const char *arg(const struct problem *problem, size_t index, size_t program, size_t which)
{
    const char *const *const *lists = problem->cases[index].input_args;

    return lists && lists[program] ? lists[program][which] : NULL;
}

static void test_arguments_of_input_validators(void **state)
{
    struct problem *problem;

    (void)state;
    put_case("sample/1");
    put_case("secret/1/1");
    put_case("secret/2/1");
    put("input_validators/first.py", "");
    put("input_validators/second/run", "");
    put("data/secret/testdata.yaml", "input_validator_flags: a  b\n");
    put("data/secret/2/testdata.yaml", "input_validator_flags: {name: second, flags: c}\n");
    problem = load("{}");
    assert_int_equal(problem->input_validator_count, 2);
    assert_int_equal(problem->input_protocol, PROTOCOL_INPUT);
    assert_string_equal(problem->input_validators[1].path, "input_validators/second");
    assert_null(problem->cases[0].input_args);
    for (size_t i = 0; i < 2; i++) {
        assert_string_equal(arg(problem, 1, i, 0), "a");
        assert_string_equal(arg(problem, 1, i, 1), "b");
    }
    assert_null(arg(problem, 2, 0, 0));
    assert_string_equal(arg(problem, 2, 1, 0), "c");
    problem_free(problem);
    put("data/secret/2/testdata.yaml", "input_validator_flags: {name: third, flags: c}\n");
    assert_reports("{}", "found arguments for \"third\", and no input validator has this name");
}

static void test_arguments_of_input_validators_in_2025(void **state)
{
    struct problem *problem;

    (void)state;
    put_case("secret/1");
    put_case("secret/2");
    put("input_validators/first.py", "");
    put("input_validators/second.py", "");
    put("data/secret/test_group.yaml", "input_validator_args: [a b]\n");
    put("data/secret/2.yaml", "input_validator_args: {second: [c, d], first.py: []}\n");
    problem = load("problem_format_version: 2025-09");
    assert_string_equal(arg(problem, 0, 0, 0), "a b");
    assert_string_equal(arg(problem, 0, 1, 0), "a b");
    assert_null(arg(problem, 1, 0, 0));
    assert_string_equal(arg(problem, 1, 1, 0), "c");
    assert_string_equal(arg(problem, 1, 1, 1), "d");
    problem_free(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        T(test_pass_fail_legacy),
        T(test_arguments_of_input_validators),
        T(test_arguments_of_input_validators_in_2025),
        T(test_scoring_legacy),
        T(test_old_keys_of_grading),
        T(test_faults_of_testdata),
        T(test_empty_folders_are_no_groups),
        T(test_scoring_2025),
        T(test_unbounded_2025),
        T(test_cases_of_secret_2025),
        T(test_faults_of_groups_2025),
        T(test_draft_with_testdata),
        T(test_scoring_of_first_drafts),
#undef T
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
