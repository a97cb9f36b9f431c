/* Scores, skipping and the verdict of a judging, by tables of small problems. */
#include "judge/rules/score.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CASES_MAX = 1000, GROUPS_MAX = 40 };

/* A problem written as one line: words are cases and groups in order.
 *   "+2.5"        a case with that many points ("+" alone: 1)
 *   "(all 6 first" opens a group: its rule, its points (-: none stated), its stop (- : none stated)
 *   ")"           closes it */
struct builder {
    struct problem problem;
    struct problem_case cases[CASES_MAX];
    struct problem_group groups[GROUPS_MAX];
};

static enum problem_stop stop_of(const char *word)
{
    return strcmp(word, "first") == 0   ? STOP_FIRST
           : strcmp(word, "never") == 0 ? STOP_NEVER
                                        : STOP_UNSTATED;
}

static size_t open_group(struct builder *builder, size_t parent, char **rest)
{
    struct problem *problem = &builder->problem;
    struct problem_group *group = &builder->groups[problem->group_count];
    const char *rule = strsep(rest, " ") + 1;
    const char *points = strsep(rest, " ");

    group->parent = (ptrdiff_t)parent;
    group->score = strcmp(rule, "sum") == 0   ? SCORE_SUM
                   : strcmp(rule, "min") == 0 ? SCORE_MIN
                                              : SCORE_ALL;
    group->points = strcmp(points, "-") == 0 ? -1 : strtod(points, NULL);
    group->stop = stop_of(strsep(rest, " "));
    group->first_case = problem->case_count;
    return problem->group_count++;
}

static const struct problem *build(struct builder *builder, const char *words, int has_points,
                                   enum problem_stop stop)
{
    struct problem *problem = &builder->problem;
    char copy[400], *rest = copy;
    size_t group = 0;

    memset(builder, 0, sizeof(*builder));
    snprintf(copy, sizeof(copy), "%s", words);
    problem->cases = builder->cases;
    problem->groups = builder->groups;
    problem->group_count = 1;
    problem->has_points = has_points;
    problem->stop = stop;
    builder->groups[0] =
        (struct problem_group){.parent = PROBLEM_NO_GROUP, .points = -1, .score = SCORE_SUM};
    while (rest != NULL && *rest != '\0') {
        if (*rest == '(') {
            group = open_group(builder, group, &rest);
            continue;
        }
        if (*rest == ')') {
            builder->groups[group].end_case = problem->case_count;
            group = (size_t)builder->groups[group].parent;
        } else {
            builder->cases[problem->case_count].points =
                rest[1] == ' ' || rest[1] == '\0' ? 1 : strtod(rest + 1, NULL);
            builder->cases[problem->case_count].group = group;
            problem->case_count++;
        }
        strsep(&rest, " ");
    }
    builder->groups[0].end_case = problem->case_count;
    return problem;
}

/* "A" AC, "W" WA, "T" TLE, "I" IE, "C" CE, "S" SK, a digit: PA with that many tenths. */
static void results_of(const char *letters, struct score_case *cases)
{
    static const char known[] = "AWTICS";
    static const enum verdict verdicts[] = {VERDICT_AC, VERDICT_WA, VERDICT_TLE,
                                            VERDICT_IE, VERDICT_CE, VERDICT_SK};

    for (size_t i = 0; letters[i] != '\0'; i++) {
        const char *at = strchr(known, letters[i]);

        cases[i].verdict = at == NULL ? VERDICT_PA : verdicts[at - known];
        /* What is not AC or PA earns nothing, whatever stands here; an AC that gives nothing earns
         * all. */
        cases[i].given = letters[i] == 'A' ? GIVEN_NOTHING : GIVEN_FACTOR;
        cases[i].value = at == NULL ? (letters[i] - '0') / 10.0 : 0.5;
    }
}

struct row {
    const char *problem, *results;
    double score, max;
    const char *verdict;
    int decides; /* index of the case, or -1 */
};

/* With points. */
static const struct row scored[] = {
    {"+2 +3", "AA", 5, 5, "AC", -1},
    {"+2 +3", "AW", 2, 5, "PA", -1},
    {"+2 +3", "WT", 0, 5, "WA", 0},
    {"+2 +3", "TW", 0, 5, "TLE", 0},
    {"+ + +", "AAW", 2, 3, "PA", -1}, /* points not stated count 1 */
    {"+ + +", "5AA", 2.5, 3, "PA", -1},
    {"+0 +2", "AW", 0, 2, "WA", 1},
    {"+0 +2", "WA", 2, 2, "AC", -1}, /* the score is the maximum */
    {"+0 +0", "WA", 0, 0, "WA", 0},  /* no maximum to reach: the cases decide */
    {"+0 +0", "AA", 0, 0, "AC", -1},
    {"+2 +3", "SW", 0, 5, "WA", 1},
    {"+2 +3", "0W", 0, 5, "PA", 0},
    /* tenths come out as people write them */
    {"+.1 +.1 +.1", "AAA", 0.3, 0.3, "AC", -1},
    {"+.1 +.1 +.1 +.1 +.1 +.1 +.1 +.1 +.1 +.1", "AAAAAAAAAA", 1, 1, "AC", -1},
    {"+.1 +.2 +.7", "AAW", 0.3, 1, "PA", -1},
    {"+1 +1 +1", "777", 2.1, 3, "PA", -1},
    {"+1234567.1 +.2", "AA", 1234567.3, 1234567.3, "AC", -1},
    /* IE and CE first */
    {"+2 +3", "AI", 2, 5, "IE", 1},
    {"+2 +3", "WI", 0, 5, "IE", 1},
    {"+2 +3", "CW", 0, 5, "CE", 0},
    /* all */
    {"(all 6 - + + )", "AA", 6, 6, "AC", -1},
    {"(all 6 - + + )", "A9", 0, 6, "PA", 1},
    {"+4 (all 6 - + + )", "AAW", 4, 10, "PA", -1},
    {"+4 (all 6 - + + )", "WAA", 6, 10, "PA", -1},
    {"+4 (all - - +2 +3 )", "WAA", 5, 9, "PA", -1}, /* worth the sum of what is in it */
    {"(all 6 - + + )", "AS", 0, 6, "SK", 1},
    /* sum: the share, scaled */
    {"(sum 6 - + + )", "AW", 3, 6, "PA", -1},
    {"(sum 6 - +1 +3 )", "WA", 4.5, 6, "PA", -1},
    {"(sum 1 - + + + )", "AWW", 0.333333333, 1, "PA", -1},
    {"(sum 1 - + + + )", "AAA", 1, 1, "AC", -1},
    {"(sum 6 - + + )", "25", 2.1, 6, "PA", -1},
    {"(sum - - +2 +3 )", "AW", 2, 5, "PA", -1},
    {"(sum 6 - +0 +0 )", "AA", 6, 6, "AC", -1}, /* nothing to scale by: all or nothing */
    {"(sum 6 - +0 +0 )", "AW", 0, 6, "WA", 1},
    /* min: the smallest share */
    {"(min 10 - + + + )", "A58", 5, 10, "PA", -1},
    {"(min 10 - +1 +9 )", "5A", 5, 10, "PA", -1}, /* the cases' own points do not weigh */
    {"(min 10 - + + )", "AW", 0, 10, "WA", 1},
    {"(min 10 - + + )", "AA", 10, 10, "AC", -1},
    {"(min - - +2 +3 )", "5A", 2.5, 5, "PA", -1},
    /* nested */
    {"(sum - - (all 4 - + + ) (all 6 - + + ) )", "AAAW", 4, 10, "PA", -1},
    {"(sum 100 - (all 4 - + + ) (all 6 - + + ) )", "AAAW", 40, 100, "PA", -1},
    {"(all 10 - (all 4 - + + ) (all 6 - + + ) )", "AAAW", 0, 10, "WA", 3},
    {"(all 10 - (sum 4 - + + ) + )", "AAA", 10, 10, "AC", -1},
    {"(all 10 - (sum 4 - + + ) + )", "A9A", 0, 10, "PA", 1}, /* every case below must be AC */
    {"(min 10 - (sum 4 - + + ) + )", "AWA", 5, 10, "PA", -1},
    {"(min 10 - (min 4 - + + ) (sum - - + + ) )", "A4AW", 4, 10, "PA", -1},
    {"(min 10 - (all 0 - + ) + )", "AA", 10, 10, "AC", -1}, /* a share of nothing is a share */
    {"(min 10 - (all 0 - + ) + )", "WA", 0, 10, "WA", 0},
    {"(sum - - (sum - - (sum - - +1 +2 ) +3 ) +4 ) +5", "AWAWA", 9, 15, "PA", -1},
};

/* Without points: the score is 0 of 0, the first case that is not AC decides. */
static const struct row unscored[] = {
    {"+ +", "AA", 0, 0, "AC", -1},    {"+ + +", "AWT", 0, 0, "WA", 1},
    {"+ + +", "ATW", 0, 0, "TLE", 1}, {"+ + +", "5WA", 0, 0, "PA", 0},
    {"+ + +", "WSS", 0, 0, "WA", 0},  {"+ + +", "WSI", 0, 0, "IE", 2},
    {"+ + +", "ASA", 0, 0, "SK", 1}, /* a case that was never run is not accepted */
    {"+ + +", "ASW", 0, 0, "WA", 2},  {"+2 (all 6 - + + )", "AAW", 0, 0, "WA", 2},
    {"", "", 0, 0, "IE", -1}, /* nothing was judged */
};

static void check_rows(const struct row *rows, size_t count, int has_points)
{
    static struct builder builder;

    for (size_t i = 0; i < count; i++) {
        const struct problem *problem = build(&builder, rows[i].problem, has_points, STOP_UNSTATED);
        struct score_case cases[CASES_MAX];
        enum verdict verdict;
        ptrdiff_t decides;
        double total, max;

        assert_int_equal(problem->case_count, strlen(rows[i].results));
        results_of(rows[i].results, cases);
        total = score_total(problem, cases);
        max = score_max(problem);
        decides = score_verdict(problem, cases, &verdict);
        /* Equal, not nearly so. */
        if (total != rows[i].score || max != rows[i].max || decides != rows[i].decides ||
            strcmp(verdict_name(verdict), rows[i].verdict) != 0)
            fail_msg("\"%s\" %s: %.17g of %.17g, %s by %d", rows[i].problem, rows[i].results, total,
                     max, verdict_name(verdict), (int)decides);
    }
}

static void test_with_points(void **state)
{
    (void)state;
    check_rows(scored, sizeof(scored) / sizeof(scored[0]), 1);
}

static void test_without_points(void **state)
{
    (void)state;
    check_rows(unscored, sizeof(unscored) / sizeof(unscored[0]), 0);
}

/* The groups in order, each as "score/max verdict". */
static const struct {
    const char *problem;
    int has_points;
    const char *results, *groups;
} grouped[] = {
    {"+ (all 6 - + + ) (sum 4 - + + )", 1, "AAAAW", "9/11 PA, 6/6 AC, 2/4 PA"},
    {"(all 6 - + + ) (all 4 - + )", 1, "AWT", "0/10 WA, 0/6 WA, 0/4 TLE"},
    {"(all 6 first + + + ) (min 4 - + + )", 1, "WSS59", "2/10 PA, 0/6 WA, 2/4 PA"},
    {"(all 6 - + + )", 1, "SS", "0/6 SK, 0/6 SK"},
    {"(all 6 - + ) (all 4 - + )", 1, "AI", "6/10 IE, 6/6 AC, 0/4 IE"}, /* ours are never a score */
    /* nested: the parent before what is in it */
    {"(sum 10 - (all 3 - + + ) (all 2 - + ) ) +5", 1, "WAAW", "4/15 PA, 4/10 PA, 0/3 WA, 2/2 AC"},
    {"(sum - - (all 3 - + + ) (all 2 - + ) ) +5", 1, "WAAA", "7/10 PA, 2/5 PA, 0/3 WA, 2/2 AC"},
    {"(all 9 - (all - - +2 +3 ) + )", 1, "AAW", "0/9 WA, 0/9 WA, 5/5 AC"},
    {"(all 0 - + ) +", 1, "AW", "0/1 WA, 0/0 AC"},
    {"(sum - - +.1 +.2 ) +", 1, "AAA", "1.3/1.3 AC, 0.3/0.3 AC"},
    /* without points the verdict is all, and 1 stands for it */
    {"(all - - + + ) (all - - (sum - - + ) + )", 0, "AAAW", "0/1 WA, 1/1 AC, 0/1 WA, 1/1 AC"},
    {"(all - - + + ) (all - - + )", 0, "WSS", "0/1 WA, 0/1 WA, 0/1 SK"},
};

static void test_groups(void **state)
{
    static struct builder builder;

    (void)state;
    for (size_t i = 0; i < sizeof(grouped) / sizeof(grouped[0]); i++) {
        const struct problem *problem =
            build(&builder, grouped[i].problem, grouped[i].has_points, STOP_UNSTATED);
        struct score_group groups[GROUPS_MAX];
        struct score_case cases[CASES_MAX];
        char written[400] = "";

        results_of(grouped[i].results, cases);
        score_groups(problem, cases, groups);
        for (size_t j = 0; j < problem->group_count; j++)
            snprintf(written + strlen(written), sizeof(written) - strlen(written),
                     "%s%.15g/%.15g %s", j > 0 ? ", " : "", groups[j].score, groups[j].max_score,
                     verdict_name(groups[j].verdict));
        if (strcmp(written, grouped[i].groups) != 0)
            fail_msg("\"%s\" %s: %s", grouped[i].problem, grouped[i].results, written);
    }
}

static const struct {
    const char *problem;
    int has_points;
    enum problem_stop stop;
    const char *results;
    const char *runs; /* a digit for each case: whether it is run, given those before it */
} skips[] = {
    {"+ + +", 0, STOP_UNSTATED, "AAA", "111"},
    {"+ + +", 0, STOP_UNSTATED, "WAA", "100"},
    {"+ + +", 0, STOP_UNSTATED, "A5A", "110"},
    {"+ + +", 0, STOP_NEVER, "WAA", "111"},
    {"+ + +", 0, STOP_FIRST, "WAA", "100"},
    {"+ + +", 1, STOP_UNSTATED, "WAA", "111"},
    {"+ + +", 1, STOP_FIRST, "WAA", "100"},
    {"+ + +", 1, STOP_NEVER, "WIA", "110"}, /* after an IE nothing */
    {"+ + +", 0, STOP_UNSTATED, "WSS", "100"},
    {"+ +", 0, STOP_UNSTATED, "SA", "11"}, /* what was skipped has not failed */
    /* a group of its own */
    {"(all 6 first + + ) + +", 1, STOP_UNSTATED, "WAWA", "1011"},
    {"(all 6 first + + ) (all 6 first + + )", 1, STOP_UNSTATED, "AWWA", "1110"},
    {"(all 6 first + + ) (all 6 first + + )", 1, STOP_UNSTATED, "WSWA", "1010"},
    {"(all 6 - + + ) +", 1, STOP_UNSTATED, "WAA", "111"},
    {"(all 6 - + + ) +", 0, STOP_UNSTATED, "WAA", "100"}, /* the root's, not stated here */
    {"(all 6 never + + ) +", 0, STOP_UNSTATED, "WAA", "110"},
    {"(all 6 first + + ) +", 0, STOP_NEVER, "WAA", "101"},
    /* nested: the innermost group that holds both */
    {"(all 9 first (all 3 never + + ) + ) +", 1, STOP_UNSTATED, "WAAA", "1101"},
    {"(all 9 never (all 3 first + + ) + ) +", 1, STOP_FIRST, "WAAA", "1010"},
    {"(all 9 first (all 3 - + + ) + ) +", 1, STOP_UNSTATED, "WAAA", "1001"}, /* inherited */
    {"(all 9 first (all 3 - + ) (all 3 - + + ) )", 1, STOP_UNSTATED, "AWA", "110"},
    {"(all 9 never (all 3 - + ) (all 3 - + + ) )", 0, STOP_UNSTATED, "WWA", "111"},
};

static void test_skips(void **state)
{
    static struct builder builder;

    (void)state;
    for (size_t i = 0; i < sizeof(skips) / sizeof(skips[0]); i++) {
        const struct problem *problem =
            build(&builder, skips[i].problem, skips[i].has_points, skips[i].stop);
        struct score_case cases[CASES_MAX];
        char runs[CASES_MAX] = "";

        results_of(skips[i].results, cases);
        for (size_t j = 0; j < problem->case_count; j++)
            runs[j] = score_skips(problem, cases, j) ? '0' : '1';
        if (strcmp(runs, skips[i].runs) != 0)
            fail_msg("\"%s\" %s: expected %s, got %s", skips[i].problem, skips[i].results,
                     skips[i].runs, runs);
    }
}

/* What comes later, even garbage, does not change whether a case is run. */
static void test_skipping_looks_back_only(void **state)
{
    static struct builder builder;
    const struct problem *problem = build(&builder, "+ + +", 0, STOP_UNSTATED);
    struct score_case cases[3];

    (void)state;
    results_of("AWI", cases);
    assert_false(score_skips(problem, cases, 0));
    assert_false(score_skips(problem, cases, 1));
}

static void test_fractions_out_of_range(void **state)
{
    static struct builder builder;
    const struct problem *problem = build(&builder, "+4", 1, STOP_UNSTATED);
    struct score_case one = {.verdict = VERDICT_PA, .given = GIVEN_FACTOR, .value = 1.5};

    (void)state;
    assert_true(score_total(problem, &one) == 4);
    one.value = -1;
    assert_true(score_total(problem, &one) == 0);
    one.value = NAN;
    assert_true(score_total(problem, &one) == 0);
    one = (struct score_case){.verdict = VERDICT_AC}; /* AC is all of it, unless it gave a number */
    assert_true(score_total(problem, &one) == 4);
}

/* Sums of many parts: 1000 cases of 0.1 are 100, and each one less is 0.1 less. */
static void test_many_tenths(void **state)
{
    static struct builder builder;
    static struct score_case cases[CASES_MAX];
    struct problem *problem = &builder.problem;

    (void)state;
    build(&builder, "", 1, STOP_UNSTATED);
    problem->case_count = CASES_MAX;
    builder.groups[0].end_case = CASES_MAX;
    for (int i = 0; i < CASES_MAX; i++)
        builder.cases[i].points = 0.1;
    assert_true(score_max(problem) == 100);
    for (int i = 0; i < CASES_MAX; i++) {
        enum verdict verdict;
        char written[40];

        assert_true(score_total(problem, cases) == (1000 - i) / 10.0);
        snprintf(written, sizeof(written), "%.15g", score_total(problem, cases));
        assert_true(strlen(written) <= 4); /* "99.9", not "99.8999999999" */
        score_verdict(problem, cases, &verdict);
        assert_int_equal(verdict, i == 0 ? VERDICT_AC : VERDICT_PA);
        cases[i].verdict = VERDICT_WA;
    }
    assert_true(score_total(problem, cases) == 0);
}

static void test_decider(void **state)
{
    static const struct {
        enum verdict verdicts[4];
        ptrdiff_t decider;
    } rows[] = {
        {{VERDICT_AC, VERDICT_AC, VERDICT_AC, VERDICT_AC}, -1},
        {{VERDICT_AC, VERDICT_WA, VERDICT_WA, VERDICT_SK}, 1},
        {{VERDICT_SK, VERDICT_AC, VERDICT_RTE, VERDICT_WA}, 2},
        {{VERDICT_WA, VERDICT_PA, VERDICT_WA, VERDICT_IE}, 3},
        {{VERDICT_AC, VERDICT_SK, VERDICT_AC, VERDICT_SK}, 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct score_case cases[4] = {{0}};

        for (size_t j = 0; j < 4; j++)
            cases[j].verdict = rows[i].verdicts[j];
        assert_int_equal(score_decider(cases, 4), rows[i].decider);
    }
    assert_int_equal(score_decider(NULL, 0), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decider),
        cmocka_unit_test(test_with_points),
        cmocka_unit_test(test_without_points),
        cmocka_unit_test(test_groups),
        cmocka_unit_test(test_skips),
        cmocka_unit_test(test_skipping_looks_back_only),
        cmocka_unit_test(test_fractions_out_of_range),
        cmocka_unit_test(test_many_tenths),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
