/* What can be decided again without a run, and what comes of it. */
#include "judge/rules/rescore.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* A problem of two cases, and what may change in it. */
struct small {
    struct problem problem;
    struct problem_case cases[2];
    struct problem_group root;
    const char *languages[2];
};

static void make(struct small *small)
{
    static const char text[] = "1\n";

    memset(small, 0, sizeof(*small));
    small->languages[0] = "c";
    small->root = (struct problem_group){
        .name = "", .parent = PROBLEM_NO_GROUP, .points = -1, .score = SCORE_SUM, .end_case = 2};
    for (size_t i = 0; i < 2; i++)
        small->cases[i] = (struct problem_case){.name = "1",
                                                .in = {.data = text, .size = 2},
                                                .out = {.data = text, .size = 2},
                                                .points = 1,
                                                .same_as = i};
    small->problem = (struct problem){.name = "p",
                                      .languages = small->languages,
                                      .limits = {1000000, -1, 65536, -1, -1, -1},
                                      .checker = {.kind = CHECKER_FLOATS, .absolute = "0.1"},
                                      .cases = small->cases,
                                      .case_count = 2,
                                      .groups = &small->root,
                                      .group_count = 1,
                                      .has_points = 1};
}

/* Each changes one thing. */
static void points(struct small *small)
{
    small->cases[1].points = 7;
}
static void score_rule(struct small *small)
{
    small->root.score = SCORE_MIN;
}
static void time_limit(struct small *small)
{
    small->problem.limits.time_us = 5;
}
static void tolerance(struct small *small)
{
    small->problem.checker.absolute = "1";
}
static void words(struct small *small)
{
    small->problem.name = small->cases[0].hint = "new";
}
static void memory(struct small *small)
{
    small->problem.limits.memory_kib++;
}
static void checker(struct small *small)
{
    small->problem.checker.kind = CHECKER_TOKENS;
}
static void stops_after(struct small *small)
{
    small->problem.stop_after_tle = 2;
}

static void language(struct small *small)
{
    small->languages[0] = "c\tpp\n";
}
static void input(struct small *small)
{
    small->cases[1].in.data = "2\n";
}
static void call(struct small *small)
{
    static const struct problem_call_text text = {"", "", "f(1)"};
    static const struct problem_call one = {.texts = &text, .text_count = 1, .returns = "2"};

    small->cases[1].call = &one;
}
static void answer(struct small *small)
{
    small->cases[0].out.data = "2\n";
}
static void fewer(struct small *small)
{
    small->problem.case_count = 1;
}

static void test_what_may_change(void **state)
{
    static const struct {
        void (*change)(struct small *);
        const char *why; /* NULL: nothing that a run depends on */
    } rows[] = {{points, NULL},
                {score_rule, NULL},
                {time_limit, NULL},
                {tolerance, NULL},
                {words, NULL},
                {stops_after, "stop_after is in force"},
                {memory, "the limits changed"},
                {checker, "the checker changed"},
                {language, "the languages changed"},
                {input, "the data of case 2 changed"},
                {call, "the data of case 2 changed"},
                {answer, "the data of case 1 changed"},
                {fewer, "the number of cases changed"}};
    struct small old, now;
    char why[RESCORE_WHY_MAX];

    (void)state;
    make(&old);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        make(&now);
        rows[i].change(&now);
        why[0] = '\0';
        assert_int_equal(rescore_is_same_shape(&old.problem, &now.problem, why), !rows[i].why);
        assert_string_equal(why, rows[i].why ? rows[i].why : "");
    }
}

static void test_tolerances_are_compared(void **state)
{
    static const struct {
        const char *absolute, *relative;
        enum rescore_tolerance is;
    } rows[] = {{"0.1", "0.1", TOLERANCE_SAME},    {"0.2", "0.1", TOLERANCE_WIDER},
                {"0.2", "0.3", TOLERANCE_WIDER},   {"0.1", "0.01", TOLERANCE_NARROWER},
                {"0.1", NULL, TOLERANCE_NARROWER}, {"0.2", "0.01", TOLERANCE_OTHER},
                {"1e-1", "0.1", TOLERANCE_OTHER}};
    const struct problem_checker old = {
        .kind = CHECKER_FLOATS, .absolute = "0.1", .relative = "0.1"};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct problem_checker now = {
            .kind = CHECKER_FLOATS, .absolute = rows[i].absolute, .relative = rows[i].relative};

        assert_int_equal(rescore_compare_tolerance(&old, &now), rows[i].is);
    }
}

static void test_a_case_is_decided_by_other_limits(void **state)
{
    static const struct {
        int64_t cpu_us, then_us, now_us;
        enum check_outcome check;
        enum verdict kept, is; /* VERDICT_IE: it cannot be told */
    } rows[] = {
        {500, 1000, 1000, CHECK_ACCEPTED, VERDICT_AC, VERDICT_AC},
        {500, 1000, 400, CHECK_ACCEPTED, VERDICT_AC, VERDICT_TLE},
        {500, 1000, 500, CHECK_ACCEPTED, VERDICT_AC, VERDICT_AC}, /* the limit itself is within */
        {500, 1000, 400, CHECK_WRONG, VERDICT_WA, VERDICT_TLE},
        {500, 1000, 2000, CHECK_WRONG, VERDICT_WA, VERDICT_WA},
        {1500, 1000, 700, CHECK_NOT_RUN, VERDICT_TLE, VERDICT_TLE},
        {1500, 1000, 2000, CHECK_NOT_RUN, VERDICT_TLE, VERDICT_IE},
        {500, 1000, 400, CHECK_ACCEPTED, VERDICT_WA, VERDICT_IE}, /* not what was kept */
    };
    char why[RESCORE_WHY_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct verdict_limits limits = {rows[i].then_us, 1000000, 65536, 1000, 1}, now;
        struct verdict_result result;
        struct verdict_input kept;
        int is_told;

        verdict_input_init(&kept);
        kept.run.cpu_user_us = rows[i].cpu_us;
        kept.run.wall_us = rows[i].cpu_us;
        kept.limits = now = limits;
        kept.check = rows[i].check;
        now.cpu_us = rows[i].now_us;
        is_told = rescore_decide(&kept, rows[i].kept, &now, &result, why);
        assert_int_equal(is_told, rows[i].is != VERDICT_IE);
        if (is_told)
            assert_int_equal(result.verdict, rows[i].is);
    }
}

static void test_what_a_validator_gave_is_found_again(void **state)
{
    struct small old, now;
    struct score_case given;

    (void)state;
    make(&old);
    make(&now);
    old.cases[0].points = 4;
    now.cases[0].points = 10;
    assert_int_equal(rescore_given(&old.problem, &now.problem, 0, VERDICT_AC, 4, &given), 1);
    assert_int_equal(given.given, GIVEN_NOTHING);
    old.root.case_score = now.root.case_score = CASE_SCORE_FACTOR;
    assert_int_equal(rescore_given(&old.problem, &now.problem, 0, VERDICT_PA, 1, &given), 1);
    assert_true(score_case_points(&now.problem, 0, &given) > 2.49 &&
                score_case_points(&now.problem, 0, &given) < 2.51);
    old.root.case_score = now.root.case_score = CASE_SCORE_EITHER; /* points, or a share of them? */
    assert_int_equal(rescore_given(&old.problem, &now.problem, 0, VERDICT_PA, 1, &given), 0);
    now.cases[0].points = 4;
    assert_int_equal(rescore_given(&old.problem, &now.problem, 0, VERDICT_PA, 1, &given), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_may_change),
        cmocka_unit_test(test_tolerances_are_compared),
        cmocka_unit_test(test_a_case_is_decided_by_other_limits),
        cmocka_unit_test(test_what_a_validator_gave_is_found_again),
    };

    return cmocka_run_group_tests_name("rescore", tests, NULL, NULL);
}
