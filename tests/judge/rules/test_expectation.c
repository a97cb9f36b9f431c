/* What jury submissions should come to, row by row: a problem with the groups "a" (cases 1, 2) and
 * "b" (cases 3, 4). */
#include "judge/rules/expectation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define BIT(label) (1U << LABEL_##label)
enum { AC = VERDICT_AC, WA = VERDICT_WA, TLE = VERDICT_TLE, RTE = VERDICT_RTE, SK = VERDICT_SK };

static const struct problem_case CASES[] = {
    {.name = "1", .group = 1},
    {.name = "2", .group = 1},
    {.name = "3", .group = 2},
    {.name = "4", .group = 2},
};
static const struct problem_group GROUPS[] = {
    {.name = "", .parent = PROBLEM_NO_GROUP, .end_case = 4},
    {.name = "a", .parent = 0, .first_case = 0, .end_case = 2},
    {.name = "b", .parent = 0, .first_case = 2, .end_case = 4},
};
static const struct problem PROBLEM = {
    .cases = CASES, .case_count = 4, .groups = GROUPS, .group_count = 3, .has_points = 1};
static const double GROUP_SCORES[] = {30, 10, 20};

struct row {
    struct problem_submission submission;
    enum verdict verdict;
    double score;
    int cases[4];
    const char *message; /* of case 3 */
    const char *why;     /* "": it fits */
};

static void check_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct expectation_case cases[4];
        struct expectation_result result = {rows[i].verdict, rows[i].score, cases, GROUP_SCORES};
        struct buffer why = BUFFER_INIT;
        int fits;

        for (size_t j = 0; j < 4; j++)
            cases[j] = (struct expectation_case){(enum verdict)rows[i].cases[j],
                                                 j == 2 && rows[i].message ? rows[i].message : ""};
        if (rows[i].verdict == VERDICT_CE || rows[i].verdict == VERDICT_IE)
            result.cases = NULL;
        fits = expectation_fits(&PROBLEM, &rows[i].submission, &result, &why);
        assert_string_equal(why.data, rows[i].why);
        assert_int_equal(fits, rows[i].why[0] == '\0');
        buffer_release(&why);
    }
}

static void test_finals(void **state)
{
    static const struct row rows[] = {
        {{.label = "AC", .points = -1}, VERDICT_AC, 100, {AC, AC, AC, AC}, NULL, ""},
        {{.label = "AC", .points = -1},
         VERDICT_WA,
         0,
         {WA, SK, SK, SK},
         NULL,
         "got WA, expected AC"},
        {{.label = "CE", .points = -1}, VERDICT_CE, 0, {SK, SK, SK, SK}, NULL, ""},
        {{.label = "AC", .points = -1},
         VERDICT_CE,
         0,
         {SK, SK, SK, SK},
         NULL,
         "got CE, expected AC"},
        /* what could not be judged fits nothing, not even where anything goes */
        {{.points = -1}, VERDICT_IE, 0, {SK, SK, SK, SK}, NULL, "it could not be judged"},
        {{.points = -1}, VERDICT_TLE, 0, {TLE, SK, SK, SK}, NULL, ""},
        /* the set says more than the label */
        {{.label = "RTE", .finals = BIT(RTE) | BIT(MLE), .points = -1},
         VERDICT_MLE,
         0,
         {VERDICT_MLE, SK, SK, SK},
         NULL,
         ""},
        {{.label = "RTE", .finals = BIT(RTE) | BIT(MLE) | BIT(SV), .points = -1},
         VERDICT_WA,
         0,
         {WA, SK, SK, SK},
         NULL,
         "got WA, expected MLE, RTE or SV"},
    };

    (void)state;
    check_rows(rows, sizeof(rows) / sizeof(rows[0]));
}

static void test_points(void **state)
{
    static const struct row rows[] = {
        {{.label = "PA", .points = 30}, VERDICT_PA, 30 + 1e-9, {AC, AC, WA, AC}, NULL, ""},
        {{.label = "PA", .points = 30},
         VERDICT_PA,
         50,
         {AC, AC, WA, AC},
         NULL,
         "got 50 points, expected 30"},
        {{.label = "AC", .points = 30},
         VERDICT_PA,
         50.5,
         {AC, AC, WA, AC},
         NULL,
         "got PA, expected AC; got 50.5 points, expected 30"},
        {{.points = -1, .has_points_range = 1, .least_points = 10, .most_points = 20},
         VERDICT_PA,
         20,
         {AC, AC, WA, AC},
         NULL,
         ""},
        {{.points = -1, .has_points_range = 1, .least_points = 10, .most_points = 20},
         VERDICT_PA,
         21,
         {AC, AC, WA, AC},
         NULL,
         "got 21 points, expected 10 to 20"},
    };

    (void)state;
    check_rows(rows, sizeof(rows) / sizeof(rows[0]));
}

static void test_sets(void **state)
{
    static const struct row rows[] = {
        {{.points = -1, .permitted = BIT(AC) | BIT(WA), .required = BIT(WA)},
         VERDICT_WA,
         0,
         {AC, AC, WA, AC},
         NULL,
         ""},
        {{.points = -1, .permitted = BIT(AC) | BIT(WA), .required = BIT(WA)},
         VERDICT_WA,
         0,
         {AC, TLE, WA, TLE},
         NULL,
         "case a/2 got TLE, permitted is AC or WA (and 1 more)"},
        {{.points = -1, .permitted = BIT(AC) | BIT(WA), .required = BIT(WA)},
         VERDICT_AC,
         0,
         {AC, AC, AC, AC},
         NULL,
         "no case got WA, which one must"},
        /* what was skipped is no case that ran, and none that got anything */
        {{.points = -1, .permitted = BIT(AC), .required = 0},
         VERDICT_AC,
         0,
         {AC, AC, SK, SK},
         NULL,
         ""},
        {{.points = -1, .required = BIT(TLE) | BIT(RTE)},
         VERDICT_WA,
         0,
         {AC, WA, SK, SK},
         NULL,
         "no case got TLE or RTE, which one must"},
        {{.points = -1, .required = BIT(TLE) | BIT(RTE)},
         VERDICT_WA,
         0,
         {WA, RTE, AC, AC},
         NULL,
         ""},
        {{.points = -1, .permitted = BIT(AC)},
         VERDICT_CE,
         0,
         {SK, SK, SK, SK},
         NULL,
         "got CE, and no case ran"},
        {{.points = -1, .message = "too many"},
         VERDICT_WA,
         0,
         {AC, AC, WA, AC},
         "found too many numbers",
         ""},
        {{.points = -1, .message = "Too many"},
         VERDICT_WA,
         0,
         {AC, AC, WA, AC},
         "found too many numbers",
         "no validator said \"Too many\""},
    };

    (void)state;
    check_rows(rows, sizeof(rows) / sizeof(rows[0]));
}

static const size_t SOME[] = {1, 3};
static const struct problem_expectation PARTS[] = {
    {.group = 1, .permitted = BIT(AC)},
    {.group = 2, .required = BIT(TLE)},
    {.cases = SOME, .case_count = 2, .required = BIT(AC), .message = NULL},
    {.group = 2, .has_points_range = 1, .least_points = 20, .most_points = 25},
    {.group = 1, .has_points_range = 1, .least_points = 11, .most_points = 11},
    {.group = 2, .message = "words"},
};
static const char *const LABELS[] = {"AC", NULL, "TLE", "SK"};

static void test_parts(void **state)
{
    static const struct row rows[] = {
        {{.points = -1, .expectations = PARTS, .expectation_count = 4},
         VERDICT_TLE,
         0,
         {AC, AC, WA, TLE},
         NULL,
         ""},
        {{.points = -1, .expectations = PARTS, .expectation_count = 3},
         VERDICT_TLE,
         0,
         {RTE, WA, AC, WA},
         NULL,
         "case a/1 got RTE, permitted is AC (and 1 more); no case of group b got TLE, which one "
         "must; no case that its pattern matches got AC, which one must"},
        {{.points = -1, .expectations = PARTS + 4, .expectation_count = 2},
         VERDICT_AC,
         0,
         {AC, AC, AC, AC},
         "some words",
         "group a: got 10 points, expected 11"},
        {{.points = -1, .expectations = PARTS + 5, .expectation_count = 1},
         VERDICT_AC,
         0,
         {AC, AC, AC, AC},
         "nothing",
         "no validator said \"words\" of group b"},
        {{.points = -1, .case_labels = LABELS}, VERDICT_TLE, 0, {AC, WA, TLE, SK}, NULL, ""},
        {{.points = -1, .case_labels = LABELS},
         VERDICT_TLE,
         0,
         {AC, WA, RTE, AC},
         NULL,
         "case b/3 got RTE, expected TLE"},
    };

    (void)state;
    check_rows(rows, sizeof(rows) / sizeof(rows[0]));
}

static void test_words(void **state)
{
    static const struct {
        struct problem_submission submission;
        const char *words;
    } rows[] = {
        {{.label = "AC", .points = -1}, "AC"},
        {{.label = "PA", .points = 50}, "PA 50"},
        {{.finals = BIT(AC) | BIT(PA), .points = -1}, "AC or PA"},
        {{.permitted = BIT(AC) | BIT(WA), .required = BIT(WA), .points = -1},
         "all AC or WA, one WA"},
        {{.required = BIT(WA) | BIT(TLE), .points = -1}, "one WA or TLE"},
        {{.points = -1, .has_points_range = 1, .most_points = 7.5}, "points 0 to 7.5"},
        {{.points = -1}, "any"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct buffer words = BUFFER_INIT;

        expectation_words(&rows[i].submission, &words);
        assert_string_equal(words.data, rows[i].words);
        buffer_release(&words);
    }
}

static void test_runs(void **state)
{
    static const struct {
        struct problem_submission submission;
        int needs_all, of_time;
    } rows[] = {
        {{.label = "AC"}, 0, 1},
        {{.label = "WA"}, 0, 1},
        {{.label = "TLE"}, 0, -1},
        {{.finals = BIT(TLE) | BIT(WA)}, 0, 0},
        {{.case_labels = LABELS}, 0, 0},
        {{.permitted = BIT(AC)}, 1, 1},
        {{.permitted = BIT(AC) | BIT(TLE), .required = BIT(TLE)}, 1, -1},
        {{.permitted = BIT(AC) | BIT(TLE), .required = BIT(TLE) | BIT(RTE)}, 1, 0},
        {{.time_bounds = 1U << TIME_BOUND_LOWER}, 0, 1},
        {{.time_bounds = 1U << TIME_BOUND_UPPER, .permitted = BIT(AC)}, 1, -1},
        {{.expectations = PARTS, .expectation_count = 1}, 1, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(expectation_needs_all(&rows[i].submission), rows[i].needs_all);
        assert_int_equal(expectation_of_time(&rows[i].submission), rows[i].of_time);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finals), cmocka_unit_test(test_points), cmocka_unit_test(test_sets),
        cmocka_unit_test(test_parts),  cmocka_unit_test(test_words),  cmocka_unit_test(test_runs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
