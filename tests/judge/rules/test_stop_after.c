/* Which cases a judging that costs too much does not run, and that they never make it better. */
#include "judge/rules/stop_after.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CASES = 4 };

static const struct problem_case cases[CASES] = {
    {.name = "1", .points = 1, .same_as = 0},
    {.name = "2", .points = 1, .same_as = 1},
    {.name = "3", .points = 1, .same_as = 2},
    {.name = "4", .points = 1, .same_as = 3},
};

/* One letter a case: A AC, T TLE, W WA, R RTE, S SK. */
static void read_verdicts(const char *letters, struct score_case *scores)
{
    memset(scores, 0, CASES * sizeof(*scores));
    for (size_t i = 0; i < CASES; i++)
        scores[i].verdict = letters[i] == 'A'   ? VERDICT_AC
                            : letters[i] == 'T' ? VERDICT_TLE
                            : letters[i] == 'W' ? VERDICT_WA
                            : letters[i] == 'R' ? VERDICT_RTE
                                                : VERDICT_SK;
}

static void test_which(void **state)
{
    static const struct {
        int64_t tle, total_us;
        const char *verdicts;
        size_t index;
        int64_t spent_us;
        enum stop_after why;
    } rows[] = {
        {0, 0, "TTTS", 3, 1LL << 60, STOP_AFTER_NONE}, /* nothing is stated */
        {1, 0, "TSSS", 0, 0, STOP_AFTER_NONE},         /* it looks back only */
        {1, 0, "TSSS", 1, 0, STOP_AFTER_TLE},          /* the first is enough */
        {2, 0, "TATS", 2, 0, STOP_AFTER_NONE},         /* one is not */
        {2, 0, "TATS", 3, 0, STOP_AFTER_TLE},          /* two need not follow each other */
        {2, 0, "WRTS", 3, 0, STOP_AFTER_NONE},         /* other failures do not count */
        {0, 5000, "AASS", 2, 4999, STOP_AFTER_NONE},   /* just below */
        {0, 5000, "AASS", 2, 5000, STOP_AFTER_TOTAL},  /* at it */
        {1, 5000, "TASS", 2, 5000, STOP_AFTER_TOTAL},  /* both: the time is over */
        {1, 5000, "TSSS", 1, 10, STOP_AFTER_TLE},      /* whichever comes first */
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct problem problem = {.cases = cases,
                                  .case_count = CASES,
                                  .stop_after_tle = rows[i].tle,
                                  .stop_after_total_us = rows[i].total_us};
        struct score_case scores[CASES];

        read_verdicts(rows[i].verdicts, scores);
        if (stop_after_case(&problem, scores, rows[i].index, rows[i].spent_us) != rows[i].why)
            fail_msg("row %zu", i);
    }
}

/* Whatever the rule of the group: a case that is not run earns at most what a failure does, and
 * gives no better verdict. */
static void test_never_better(void **state)
{
    static const char *const run[] = {"AATT", "TATA", "ATTT", "AAAT", "TTTT", "WTTA"};
    static const char *const cut[] = {"AATS", "TATS", "ATSS", "AASS", "TTSS", "WTSS"};

    (void)state;
    for (int rule = SCORE_ALL; rule <= SCORE_PRODUCT; rule++)
        for (size_t i = 0; i < sizeof(run) / sizeof(run[0]); i++) {
            const struct problem_group groups[] = {
                {.name = "",
                 .parent = PROBLEM_NO_GROUP,
                 .points = -1,
                 .score = SCORE_SUM,
                 .end_case = CASES},
                {.name = "g", .points = 8, .score = (enum problem_score)rule, .end_case = CASES},
            };
            struct problem_case in_group[CASES];
            struct problem problem = {.cases = in_group,
                                      .case_count = CASES,
                                      .groups = groups,
                                      .group_count = 2,
                                      .has_points = 1};
            struct score_case scores[CASES];
            enum verdict full, short_of;
            double whole;

            memcpy(in_group, cases, sizeof(cases));
            for (size_t j = 0; j < CASES; j++)
                in_group[j].group = 1;
            read_verdicts(run[i], scores);
            whole = score_total(&problem, scores);
            score_verdict(&problem, scores, &full);
            read_verdicts(cut[i], scores);
            score_verdict(&problem, scores, &short_of);
            if (score_total(&problem, scores) > whole ||
                (short_of == VERDICT_AC && full != VERDICT_AC))
                fail_msg("rule %d, %s: %g points, %s: %g", rule, run[i], whole, cut[i],
                         score_total(&problem, scores));
        }
}

static void test_words(void **state)
{
    struct problem problem = {.stop_after_tle = 1, .stop_after_total_us = 90000000};
    char text[STOP_AFTER_TEXT_MAX];

    (void)state;
    stop_after_explain(&problem, STOP_AFTER_NONE, text);
    assert_string_equal(text, "");
    assert_string_equal(stop_after_reason(STOP_AFTER_NONE), "");
    stop_after_explain(&problem, STOP_AFTER_TLE, text);
    assert_string_equal(text, "not run: 1 case before it reached its time limit");
    assert_string_equal(stop_after_reason(STOP_AFTER_TLE), "not_run:tle");
    problem.stop_after_tle = 3;
    stop_after_explain(&problem, STOP_AFTER_TLE, text);
    assert_string_equal(text, "not run: 3 cases before it reached their time limit");
    stop_after_explain(&problem, STOP_AFTER_TOTAL, text);
    assert_string_equal(
        text, "not run: the cases before it used up the 90 s that all cases have together");
    assert_string_equal(stop_after_reason(STOP_AFTER_TOTAL), "not_run:total");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_which),
        cmocka_unit_test(test_never_better),
        cmocka_unit_test(test_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
