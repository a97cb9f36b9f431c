/* Scores, skipping and the verdict of a judging, by tables of small problems.
 */
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
 *   "+2.5"        a case with that many points ("+" alone: 1); after a comma
 * letters: a sample (s), a bonus (b), optional (o), ends everything when it
 * fails (x); "r.5" what it earns then
 *   "(all 6 first" opens a group: its rule, its points (-: none stated), its
 * stop (- : none stated)
 *   ")"           closes it
 *   "root,... - -" first, with the same words: the root itself
 * A rule is followed by what flag_group() knows, each after a comma:
 * "sum,unscaled,worst". */
struct builder {
    struct problem problem;
    struct problem_case cases[CASES_MAX];
    struct problem_group groups[GROUPS_MAX];
    double thresholds[GROUPS_MAX];
    size_t requires[GROUPS_MAX], threshold_count, require_count;
};

static enum problem_stop stop_of(const char *word)
{
    return strcmp(word, "first") == 0   ? STOP_FIRST
           : strcmp(word, "never") == 0 ? STOP_NEVER
                                        : STOP_UNSTATED;
}

/* The index of a word among others. */
static int find_word(const char *word, const char *const *words)
{
    for (int i = 0; words[i] != NULL; i++)
        if (strcmp(words[i], word) == 0)
            return i;
    return -1;
}

/* "needs=2": a number after the sign; the same key again adds another. */
static void flag_number(struct builder *builder, struct problem_group *group, const char *key,
                        double number)
{
    if (strcmp(key, "needs") == 0) {
        builder->requires[builder->require_count++] = (size_t)number;
        group->requires = &builder->requires[builder->require_count - ++group->require_count];
    } else if (strcmp(key, "step") == 0) {
        builder->thresholds[builder->threshold_count++] = number;
        group->thresholds =
            &builder->thresholds[builder->threshold_count - ++group->threshold_count];
    } else if (strcmp(key, "upto") == 0) {
        group->case_score = CASE_SCORE_UP_TO;
        group->case_most = number;
    } else if (strcmp(key, "reject") == 0) {
        group->has_reject_points = 1;
        group->reject_points = number;
    } else if (strcmp(key, "least") == 0) {
        group->least = number;
    } else if (strcmp(key, "most") == 0) {
        group->most = number;
    } else {
        fail_msg("there is no flag \"%s\"", key);
    }
}

static void flag_group(struct builder *builder, struct problem_group *group, char *flag)
{
    static const char *const verdicts[] = {"decider", "worst", "first", "accept", NULL};
    static const char *const kinds[] = {"none", "points", "factor", "either", "needed", NULL};
    static const char *const flags[] = {"unscaled", "any",   "leave", "sample",
                                        "bonus",    "maybe", NULL};
    char *value = strchr(flag, '=');

    if (value != NULL) {
        *value = '\0';
        flag_number(builder, group, flag, strtod(value + 1, NULL));
    } else if (find_word(flag, verdicts) >= 0) {
        group->verdict = (enum problem_group_verdict)find_word(flag, verdicts);
    } else if (find_word(flag, kinds) >= 0) {
        group->case_score = (enum problem_case_score)find_word(flag, kinds);
    } else {
        int which = find_word(flag, flags);

        assert_true(which >= 0);
        *(int *[]){&group->is_unscaled, &group->any_accepted, &group->leaves_samples,
                   &group->is_sample,   &group->is_bonus,     &group->is_optional}[which] = 1;
    }
}

static void fill_group(struct builder *builder, struct problem_group *group, char **rest)
{
    static const char *const rules[] = {"all", "sum", "min", "max", "average", "product", NULL};
    char *flags = strsep(rest, " ") + 1;
    const char *rule = strsep(&flags, ",");
    const char *points = strsep(rest, " ");

    group->score =
        strcmp(rule, "oot") == 0 ? group->score : (enum problem_score)find_word(rule, rules);
    group->points = strcmp(points, "-") == 0 ? -1 : strtod(points, NULL);
    group->stop = stop_of(strsep(rest, " "));
    while (flags != NULL)
        flag_group(builder, group, strsep(&flags, ","));
}

static size_t open_group(struct builder *builder, size_t parent, char **rest)
{
    struct problem *problem = &builder->problem;
    struct problem_group *group = &builder->groups[problem->group_count];

    group->parent = (ptrdiff_t)parent;
    fill_group(builder, group, rest);
    group->first_case = problem->case_count;
    return problem->group_count++;
}

static void add_case(struct builder *builder, size_t group, const char *word)
{
    struct problem_case *one = &builder->cases[builder->problem.case_count++];
    char *end;

    one->points = strtod(word + 1, &end);
    if (end == word + 1)
        one->points = 1;
    one->group = group;
    if (*end == ',')
        end++;
    while (*end != '\0' && *end != ' ') {
        one->is_sample |= *end == 's';
        one->is_bonus |= *end == 'b';
        one->is_optional |= *end == 'o';
        one->stops_all |= *end == 'x';
        if (*end++ == 'r')
            one->reject_points = strtod(end, &end);
    }
}

static const struct problem *build(struct builder *builder, const char *words, int has_points,
                                   enum problem_stop stop)
{
    struct problem *problem = &builder->problem;
    char copy[600], *rest = copy;
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
    if (*rest == 'r')
        fill_group(builder, &builder->groups[0], &rest);
    while (rest != NULL && *rest != '\0') {
        if (*rest == '(') {
            group = open_group(builder, group, &rest);
            continue;
        }
        if (*rest == ')') {
            builder->groups[group].end_case = problem->case_count;
            group = (size_t)builder->groups[group].parent;
        } else {
            add_case(builder, group, rest);
        }
        strsep(&rest, " ");
    }
    builder->groups[0].end_case = problem->case_count;
    return problem;
}

/* "A" AC, "W" WA, "T" TLE, "R" RTE, "O" OLE, "I" IE, "C" CE, "S" SK, a digit:
 * PA with that many tenths; after it "=12" points or "*.5" a factor that the
 * validator gave. Returns how many. */
static size_t results_of(const char *letters, struct score_case *cases)
{
    static const char known[] = "AWTROICS";
    static const enum verdict verdicts[] = {VERDICT_AC,  VERDICT_WA, VERDICT_TLE, VERDICT_RTE,
                                            VERDICT_OLE, VERDICT_IE, VERDICT_CE,  VERDICT_SK};
    size_t count = 0;

    while (*letters != '\0') {
        const char *at = strchr(known, *letters);
        struct score_case *one = &cases[count++];

        one->verdict = at == NULL ? VERDICT_PA : verdicts[at - known];
        /* What is not AC or PA earns nothing, whatever stands here; an AC that
         * gives nothing earns all. */
        one->given = *letters == 'A' ? GIVEN_NOTHING : GIVEN_FACTOR;
        one->value = at == NULL ? (*letters - '0') / 10.0 : 0.5;
        letters++;
        if (*letters == '=' || *letters == '*') {
            char *end;

            one->given = *letters == '=' ? GIVEN_POINTS : GIVEN_FACTOR;
            one->value = strtod(letters + 1, &end);
            letters = end;
        }
    }
    return count;
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

/* Without points: the score is 0 of 0, the first case that is not AC decides.
 */
static const struct row unscored[] = {
    {"+ +", "AA", 0, 0, "AC", -1},    {"+ + +", "AWT", 0, 0, "WA", 1},
    {"+ + +", "ATW", 0, 0, "TLE", 1}, {"+ + +", "5WA", 0, 0, "PA", 0},
    {"+ + +", "WSS", 0, 0, "WA", 0},  {"+ + +", "WSI", 0, 0, "IE", 2},
    {"+ + +", "ASA", 0, 0, "SK", 1}, /* a case that was never run is not
                                        accepted */
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

        assert_int_equal(problem->case_count, results_of(rows[i].results, cases));
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

/* The groups in order, each as "score/max verdict", and "!" where the score is
 * out of its range. */
struct grouped {
    const char *problem;
    int has_points;
    const char *results, *groups;
};
static const struct grouped grouped[] = {
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

static void check_groups(const struct grouped *rows, size_t count)
{
    static struct builder builder;

    for (size_t i = 0; i < count; i++) {
        const struct problem *problem =
            build(&builder, rows[i].problem, rows[i].has_points, STOP_UNSTATED);
        struct score_group groups[GROUPS_MAX];
        struct score_case cases[CASES_MAX];
        char written[400] = "";
        enum verdict verdict;

        assert_int_equal(problem->case_count, results_of(rows[i].results, cases));
        score_groups(problem, cases, groups);
        for (size_t j = 0; j < problem->group_count; j++)
            snprintf(written + strlen(written), sizeof(written) - strlen(written),
                     "%s%.15g/%.15g %s%s", j > 0 ? ", " : "", groups[j].score, groups[j].max_score,
                     verdict_name(groups[j].verdict), groups[j].is_out_of_range ? "!" : "");
        if (strcmp(written, rows[i].groups) != 0)
            fail_msg("\"%s\" %s: %s", rows[i].problem, rows[i].results, written);
        /* the root is the whole, and its maximum does not depend on the results */
        assert_true(score_max(problem) == (rows[i].has_points ? groups[0].max_score : 0));
        assert_true(score_total(problem, cases) == (rows[i].has_points ? groups[0].score : 0));
        assert_int_equal(score_verdict(problem, cases, &verdict), groups[0].decider);
        assert_int_equal(verdict, groups[0].verdict);
    }
}

static void test_groups(void **state)
{
    (void)state;
    check_groups(grouped, sizeof(grouped) / sizeof(grouped[0]));
}

/* What the native format has beside `all`, `sum` and `min`. */
static const struct grouped native[] = {
    {"(max 10 - + + + )", 1, "W58", "8/10 PA, 8/10 PA"},
    {"(max 10 - + + )", 1, "WA", "10/10 AC, 10/10 AC"},
    {"(max 10 - + + )", 1, "WT", "0/10 WA, 0/10 WA"},
    {"(average 10 - + + + + )", 1, "A5WA", "6.25/10 PA, 6.25/10 PA"},
    {"(average 10 - +1 +9 )", 1, "AW", "5/10 PA, 5/10 PA"}, /* the cases' points do not weigh */
    {"(product 10 - + + + )", 1, "5A5", "2.5/10 PA, 2.5/10 PA"},
    {"(product 10 - + + )", 1, "AW", "0/10 WA, 0/10 WA"},
    {"(max 10 - (all 1 - + + ) (average 1 - + + ) )", 1, "AWAW",
     "5/10 PA, 5/10 PA, 0/1 WA, 0.5/1 PA"},
    {"(average 9 - + + + ) (average 3 - + )", 1, "AWW3", "3.9/12 PA, 3/9 PA, 0.9/3 PA"},
    {"(sum 3 - (average 1 - + + + ) (average 1 - + + + ) (average 1 - + + + ) "
     ")",
     1, "AWWAWWAWW", "1/3 PA, 1/3 PA, 0.333333333/1 PA, 0.333333333/1 PA, 0.333333333/1 PA"},
    /* a checker's points are points of the case; more than those it cannot be
     */
    {"(sum,either 10 - +4 +1 )", 1, "5=3A", "8/10 PA, 8/10 PA"},
    {"(sum,either 10 - +4 +1 )", 1, "A=9A", "10/10 AC, 10/10 AC"},
    {"(sum,either 10 - +4 +1 )", 1, "A*.5A", "6/10 PA, 6/10 PA"},
    {"(all,either 10 - + + )", 1, "AA*.5", "10/10 AC, 10/10 AC"},
    /* steps */
    {"(sum,step=3,step=7,step=10 10 - + + + + + )", 1, "AWWWW", "0/10 WA, 0/10 WA"},
    {"(sum,step=3,step=7,step=10 10 - + + + + + )", 1, "AAAWW", "3/10 PA, 3/10 PA"},
    {"(sum,step=3,step=7,step=10 10 - + + + + + )", 1, "AAAA5", "7/10 PA, 7/10 PA"},
    {"(sum,step=3,step=7,step=10 10 - + + + + + )", 1, "AAAAA", "10/10 AC, 10/10 AC"},
    {"(average,step=.3,step=1 1 - + + + + + + + + + + )", 1, "AAAWWWWWWW",
     "0.3/1 PA, 0.3/1 PA"}, /* tenths as people write them */
    {"(min 10 - (sum,step=1,step=2 2 - + + ) + )", 1, "A5A", "5/10 PA, 5/10 PA, 1/2 PA"},
    /* what is a bonus makes up for what was lost, and no more */
    {"+3 +2,b", 1, "AA", "3/3 AC"},
    {"+3 +3 +2,b", 1, "AWA", "5/6 PA"},
    {"+3 +3 +2,b", 1, "AAW", "6/6 AC"},
    {"+3 +3 +9,b", 1, "AWA", "6/6 AC"},
    {"+3 +2,b", 1, "WW", "0/3 WA"},
    {"+3 (all,bonus 2 - + + )", 1, "WAA", "2/3 PA, 2/2 AC"},
    {"+3 (all,bonus 2 - + + )", 1, "AAW", "3/3 AC, 0/2 WA"},
    {"(sum 6 - +1 +1 +1,b )", 1, "AWA", "6/6 AC, 6/6 AC"},
    /* what is optional decides no verdict; its points are lost all the same */
    {"+ +,o", 0, "AW", "1/1 AC"},
    {"+ +,o", 0, "WT", "0/1 WA"},
    {"+,o +", 0, "TW", "0/1 WA"},
    {"+,o +", 0, "IA", "0/1 IE"},
    {"(all,maybe - - + + ) +", 0, "WAA", "1/1 AC, 0/1 WA"},
    {"(all 6 - + +,o )", 1, "AW", "6/6 AC, 6/6 AC"},
    {"+3 +2,o", 1, "AW", "3/5 PA"},
    {"+0 +2,o", 1, "AW", "0/2 PA"},
};

static void test_native(void **state)
{
    (void)state;
    check_groups(native, sizeof(native) / sizeof(native[0]));
}

/* Legacy ICPC packages, by problemtools' default_grader: a group sums,
 * averages, ... the scores of what was judged in it; `sample` and `secret`
 * stand below the root. The last verdict that is not accepted has no score. A
 * full group is AC, an accepted one with less is PA. */
#define LEGACY        "unscaled,worst"
#define SCORED        LEGACY ",points"
#define LEGACY_ROOT   "root," LEGACY ",reject=0 - first "
#define IGNORE_SAMPLE "root," LEGACY ",reject=0,leave - first "
#define SAMPLE        "(sum,sample," LEGACY " - - + ) "
static const struct grouped legacy[] = {
    /* nothing stated: each accepted case is worth 1 */
    {LEGACY_ROOT "(sum,sample," LEGACY " - - + + ) (sum," LEGACY " - - + + + )", 1, "AAAAA",
     "5/5 AC, 2/2 AC, 3/3 AC"},
    {LEGACY_ROOT "(sum,sample," LEGACY " - - + + ) (sum," LEGACY " - - + + + )", 1, "AAAWS",
     "0/5 WA, 2/2 AC, 1/3 WA"},
    {IGNORE_SAMPLE SAMPLE "(sum," LEGACY " - - + + + )", 1, "AAAA", "3/3 AC, 1/1 AC, 3/3 AC"},
    /* a sample that fails ends the judging, and is all there is to grade */
    {IGNORE_SAMPLE SAMPLE "(sum," LEGACY " - - + + + )", 1, "WSSS", "0/3 WA, 0/1 WA, 0/3 SK"},
    {IGNORE_SAMPLE "(sum,sample," LEGACY " - - + + )", 1, "AA", "2/2 AC, 2/2 AC"},
    /* worst_error and first_error, where judging goes on */
    {LEGACY_ROOT "(sum," LEGACY " - never + + + + )", 1, "WTRA", "0/4 RTE, 1/4 RTE"},
    {LEGACY_ROOT "(sum," LEGACY " - never + + + + )", 1, "WOTA", "0/4 TLE, 1/4 TLE"},
    {LEGACY_ROOT "(sum,unscaled,first - never + + + + )", 1, "AWTR", "0/4 WA, 1/4 WA"},
    {LEGACY_ROOT "(sum,unscaled,first - never + (sum,unscaled,first - never + + ) + )", 1, "ATRW",
     "0/4 TLE, 1/4 TLE, 0/2 TLE"},
    {LEGACY_ROOT "(sum," LEGACY " - never + )", 1, "I", "0/1 IE, 0/1 IE"},
    /* what was judged alone counts */
    {LEGACY_ROOT "(average,accept,unscaled - first + + + )", 1, "AWS", "0.5/1 PA, 0.5/1 PA"},
    {LEGACY_ROOT "(max,accept,unscaled - first +3 +3 +3 )", 1, "AWS", "3/3 AC, 3/3 AC"},
    {LEGACY_ROOT "(min,accept,unscaled - first +3 +3 +3 )", 1, "AWS", "0/3 PA, 0/3 PA"},
    {LEGACY_ROOT "(min," LEGACY " - - +30 +30 )", 1, "AA", "30/30 AC, 30/30 AC"},
    {LEGACY_ROOT "(average," LEGACY " - - +30 +10 )", 1, "AA", "20/20 AC, 20/20 AC"},
    {LEGACY_ROOT "(sum,accept,unscaled - never +1,r.25 +1,r.25 )", 1, "AW", "1.25/2 PA, 1.25/2 PA"},
    /* always_accept */
    {LEGACY_ROOT "(sum,accept,unscaled - never + + )", 1, "WT", "0/2 PA, 0/2 PA"},
    /* accept_if_any_accepted */
    {LEGACY_ROOT "(sum,first,any,unscaled - never + + + )", 1, "WAT", "1/3 PA, 1/3 PA"},
    {LEGACY_ROOT "(sum,first,any,unscaled - never + + + )", 1, "TWW", "0/3 TLE, 0/3 TLE"},
    /* subtasks as most real packages have them */
    {IGNORE_SAMPLE SAMPLE "(sum,first,any,unscaled - never (min," LEGACY " - first +30 +30 ) "
                          "(min," LEGACY " - first +70 +70 +70 ) )",
     1, "AAAAWS", "30/100 PA, 1/1 AC, 30/100 PA, 30/30 AC, 0/70 WA"},
    {IGNORE_SAMPLE SAMPLE "(sum,first,any,unscaled - never (min," LEGACY " - first +30 +30 ) "
                          "(min," LEGACY " - first +70 +70 +70 ) )",
     1, "ATSAAA", "70/100 PA, 1/1 AC, 70/100 PA, 0/30 TLE, 70/70 AC"},
    {IGNORE_SAMPLE SAMPLE "(sum,first,any,unscaled - never (min," LEGACY " - first +30 +30 ) "
                          "(min," LEGACY " - first +70 +70 +70 ) )",
     1, "ATSWSS", "0/100 TLE, 1/1 AC, 0/100 TLE, 0/30 TLE, 0/70 WA"},
    {IGNORE_SAMPLE SAMPLE "(sum,first,any,unscaled - never (min," LEGACY " - first +30 +30 ) "
                          "(min," LEGACY " - first +70 +70 +70 ) )",
     1, "AAAAAA", "100/100 AC, 1/1 AC, 100/100 AC, 30/30 AC, 70/70 AC"},
    /* scores of the validator, with a range and without */
    {"root," SCORED ",reject=0 - first (sum," SCORED " - first + + )", 1, "A=12.5A=7",
     "19.5/inf AC, 19.5/inf AC"},
    {"root," SCORED ",reject=0 20 first (sum," SCORED " - first + + )", 1, "A=12.5A=7",
     "19.5/20 PA, 19.5/inf AC"},
    {"root," SCORED ",reject=0 20 first (sum," SCORED " 20 first + + )", 1, "A=13A=7",
     "20/20 AC, 20/20 AC"},
    {"root," SCORED ",reject=0 20 first (sum," SCORED ",most=20 20 first + + )", 1, "A=13A=7.5",
     "20/20 AC, 20/20 AC!"},
    {"root," SCORED ",reject=0,least=5,most=20 20 first + +", 1, "A=1A=2", "3/20 PA!"},
    {"root," SCORED ",reject=0 20 first (sum," SCORED " - first + + )", 1, "A=12W",
     "0/20 WA, 12/inf WA"},
    {"root," SCORED ",reject=0 - first (min," SCORED " - first + + )", 1, "A=12A=7",
     "7/inf AC, 7/inf AC"},
    {"root," SCORED ",reject=0 - first (sum," SCORED " - first +5 )", 1, "A", "5/inf AC, 5/inf AC"},
    /* pass-fail: verdicts alone */
    {"root,worst - first (sum,worst,sample - first + ) (sum,worst - first + + "
     ")",
     0, "AAW", "0/1 WA, 1/1 AC, 0/1 WA"},
    {"root,worst - first (sum,worst,any - never + + )", 0, "WA", "1/1 AC, 1/1 AC"},
    {"root,worst - never (sum,worst - never + + ) (sum,worst - never + )", 0, "WTR",
     "0/1 RTE, 0/1 TLE, 0/1 RTE"},
};

static void test_legacy_icpc(void **state)
{
    (void)state;
    check_groups(legacy, sizeof(legacy) / sizeof(legacy[0]));
}

/* 2025-09: `secret` is worth its max_score, each case of a sum its part of it,
 * of a minimum all. */
#define UNSCALED "unscaled,either"
static const struct grouped spec_2025[] = {
    {"root," UNSCALED ",leave - - (sum,sample - - +0 ) (sum," UNSCALED " 100 - +25 +25 +25 +25 )",
     1, "AAWAA", "75/100 PA, 0/0 AC, 75/100 PA"},
    {"root," UNSCALED ",leave - - (sum,sample - - +0 ) (sum," UNSCALED " 100 - +50 +50 )", 1, "WAA",
     "100/100 AC, 0/0 WA, 100/100 AC"},
    /* pass-fail groups, and sums with multipliers and scores */
    {"root," UNSCALED " 100 - (all," UNSCALED " 40 - + + ) (sum," UNSCALED " 60 - +20 +20 +20 )", 1,
     "AAAA*.5W", "70/100 PA, 40/40 AC, 30/60 PA"},
    {"root," UNSCALED " 100 - (all," UNSCALED " 40 - + + ) (sum," UNSCALED " 60 - +20 +20 +20 )", 1,
     "AWAAA=12", "52/100 PA, 0/40 WA, 52/60 PA"},
    {"root," UNSCALED " 30 - (min," UNSCALED " 30 - +30 +30 +30 )", 1, "AA*.5A",
     "15/30 PA, 15/30 PA"},
    {"root," UNSCALED " 30 - (min," UNSCALED " 30 - +30 +30 +30 )", 1, "AA=7.5W",
     "0/30 WA, 0/30 WA"},
    /* secret as a minimum of its groups, or pass-fail over them */
    {"root," UNSCALED " - - (min,unscaled 40 - (sum," UNSCALED " 40 - +20 +20 ) (all 40 - + ) )", 1,
     "AWA", "20/40 PA, 20/40 PA, 20/40 PA, 40/40 AC"},
    {"root," UNSCALED " - - (all,unscaled 100 - (all - - + + ) (all - - + ) )", 1, "AAA",
     "100/100 AC, 100/100 AC, 2/2 AC, 1/1 AC"},
    {"root," UNSCALED " - - (all,unscaled 100 - (all - - + + ) (all - - + ) )", 1, "AAW",
     "0/100 WA, 0/100 WA, 2/2 AC, 0/1 WA"},
    /* unbounded */
    {"root,unscaled - - (sum,unscaled,needed - - +0 +0 )", 1, "A=123.5A=1e6",
     "1000123.5/inf AC, 1000123.5/inf AC"},
    {"root,unscaled - - (min,unscaled,needed - - +0 +0 )", 1, "A=9A=4", "4/inf AC, 4/inf AC"},
    {"root,unscaled - - (sum,unscaled,needed - - +0 +0 )", 1, "A=9W", "9/inf PA, 9/inf PA"},
    /* a group that was not run earns 0, in a minimum as well */
    {"root,unscaled 100 - (all 40 - + + ) (all,needs=1 60 - + )", 1, "AWS",
     "0/100 WA, 0/40 WA, 0/60 SK"},
    {"root,unscaled 100 - (all 40 - + + ) (all 10 - + ) (all,needs=1 50 - + )", 1, "AWAS",
     "10/100 PA, 0/40 WA, 10/10 AC, 0/50 SK"},
    {"root,unscaled - - (min,unscaled 40 - (all 40 - + ) (all 40 - + ) "
     "(all,needs=2 40 - + ) )",
     1, "AWS", "0/40 WA, 0/40 WA, 40/40 AC, 0/40 WA, 0/40 SK"},
    /* secret that asks for the samples */
    {"root," UNSCALED ",leave - - (all,sample 0 - + ) (sum,needs=1," UNSCALED " 100 - +50 +50 )", 1,
     "WSS", "0/100 WA, 0/0 WA, 0/100 SK"},
    /* more than the maximum is the package's fault */
    {"root,unscaled 100 - (all 60 - + ) (all 60 - + )", 1, "AA", "100/100 AC!, 60/60 AC, 60/60 AC"},
    {"root,unscaled 100 - (all 60 - + ) (all 60 - + )", 1, "AW", "60/100 PA, 60/60 AC, 0/60 WA"},
    /* thirds of a maximum add up to it */
    {"root,unscaled - - (sum,unscaled 1 - +.3333333333333333 "
     "+.3333333333333333 "
     "+.3333333333333333 )",
     1, "AAA", "1/1 AC, 1/1 AC"},
};

static void test_icpc_2025(void **state)
{
    (void)state;
    check_groups(spec_2025, sizeof(spec_2025) / sizeof(spec_2025[0]));
}

/* DMOJ: a batch gives its points times the least share of a case; CMS: the
 * outcomes of a subtask's tests are reduced, and multiplied by its points. */
static const struct grouped dmoj_and_cms[] = {
    {"+5,x (min,factor 10 first + + + ) +3", 1, "AAWSA", "8/18 PA, 0/10 WA"},
    {"root,factor - - +5 (min,factor 10 first + + + )", 1, "A*.5AA*.3A", "5.5/15 PA, 3/10 PA"},
    {"(min,factor 10 first + + ) (min,factor,needs=1 20 first + + )", 1, "A*.5AAA",
     "25/30 PA, 5/10 PA, 20/20 AC"},
    {"(min,factor 10 first + + ) (min,factor,needs=1 20 first + + )", 1, "WSSS",
     "0/30 WA, 0/10 WA, 0/20 SK"},
    {"root,factor,unscaled - - +25 +25 +25 +25", 1, "A5*.5AW", "62.5/100 PA"}, /* Sum */
    {"(min,factor 40 - + + ) (min,factor 60 - + + )", 1, "A5AA", "80/100 PA, 20/40 PA, 60/60 AC"},
    {"(product,factor 40 - + + ) (product,factor 60 - + + )", 1, "55A5",
     "40/100 PA, 10/40 PA, 30/60 PA"},
    /* GroupThreshold */
    {"(all,upto=5 40 - + + ) (all,upto=2 60 - + + )", 1, "A*3A*5A*2A*2.5",
     "40/100 PA, 40/40 AC, 0/60 WA"},
    {"(all,upto=5 40 - + + ) (all,upto=2 60 - + + )", 1, "A*0WA*1A*2",
     "60/100 PA, 0/40 WA, 60/60 AC"},
    {"(all,upto=.5 40 - + )", 1, "5", "40/40 AC, 40/40 AC"},
};

static void test_dmoj_and_cms(void **state)
{
    (void)state;
    check_groups(dmoj_and_cms, sizeof(dmoj_and_cms) / sizeof(dmoj_and_cms[0]));
}

/* What a validator may give, by the group's kind: the words that refuse it, or
 * NULL. */
static const struct {
    const char *kind, *result, *refusal;
} given[] = {
    {"none", "A", NULL},
    {"none", "A=1", "gave a score, and the cases of this group have none"},
    {"none", "A*1", "gave a score, and the cases of this group have none"},
    {"points", "A", NULL},
    {"points", "A=50", NULL},
    {"points", "A=-3", NULL},
    {"points", "A*.5", "gave a factor, and there is no maximum to multiply"},
    {"points", "W=1", "gave a score and did not accept"},
    {"points", "A=nan", "gave a score that is no number"},
    {"factor", "A*.5", NULL},
    {"factor", "5", NULL},
    {"factor", "A*1.01", "gave a factor that is not from 0 to 1"},
    {"factor", "A*-1", "gave a factor that is not from 0 to 1"},
    {"factor", "A=1", "gave points, and a factor is expected"},
    {"either", "A=20", NULL},
    {"either", "A*1", NULL},
    {"either", "A", NULL},
    {"either", "A=20.1", "gave more points than the case has"},
    {"either", "A=-1", "gave a score below 0"},
    {"either", "A=inf", "gave a score that is no number"},
    {"either", "W*0", "gave a score and did not accept"},
    {"needed", "A=1e9", NULL},
    {"needed", "A", "accepted and gave no score, which a group without a maximum needs"},
    {"needed", "A=-1", "gave a score below 0"},
    {"needed", "A*.5", "gave a factor, and there is no maximum to multiply"},
    {"upto=3", "A*17", NULL},
};

static void test_refusals(void **state)
{
    static struct builder builder;

    (void)state;
    for (size_t i = 0; i < sizeof(given) / sizeof(given[0]); i++) {
        const char *refusal;
        struct score_case one;
        char words[60];

        snprintf(words, sizeof(words), "(sum,%s - - +20 )", given[i].kind);
        assert_int_equal(results_of(given[i].result, &one), 1);
        refusal = score_refusal(build(&builder, words, 1, STOP_UNSTATED), 0, &one);
        if ((refusal == NULL) != (given[i].refusal == NULL) ||
            (refusal != NULL && strcmp(refusal, given[i].refusal) != 0))
            fail_msg("%s, %s: %s", given[i].kind, given[i].result, refusal ? refusal : "fine");
    }
}

/* A plain WA or a program that failed gave nothing. */
static void test_nothing_given(void **state)
{
    static struct builder builder;
    const struct problem *problem = build(&builder, "(sum,needed - - +20 )", 1, STOP_UNSTATED);
    struct score_case one = {.verdict = VERDICT_WA};

    (void)state;
    assert_null(score_refusal(problem, 0, &one));
    one.verdict = VERDICT_SK;
    assert_null(score_refusal(problem, 0, &one));
    assert_true(isinf(score_case_max(problem, 0)));
    one = (struct score_case){.verdict = VERDICT_AC, .given = GIVEN_POINTS, .value = 1e6};
    assert_true(score_case_points(problem, 0, &one) == 1e6);
    one.value = NAN;
    assert_true(score_case_points(problem, 0, &one) == 0);
}
static const struct {
    const char *problem;
    int has_points;
    enum problem_stop stop;
    const char *results;
    const char *runs; /* a digit for each case: whether it is run, given those
                         before it */
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
    /* what a group requires, itself or by a group around it */
    {"(all 9 - + + ) (all,needs=1 9 - + + ) +", 1, STOP_UNSTATED, "WASSA", "11001"},
    {"(all 9 - + + ) (all,needs=1 9 - + + ) +", 1, STOP_UNSTATED, "AAWAA", "11111"},
    {"(all 9 - + ) (all 9 - + ) (all,needs=1,needs=2 9 - + )", 1, STOP_UNSTATED, "AWS", "110"},
    {"(all 9 - + ) (all 9 - + ) (all,needs=1,needs=2 9 - + )", 1, STOP_UNSTATED, "AAA", "111"},
    {"(all 9 - + ) (sum,needs=1 9 - (all 1 - + ) (all 1 - + ) )", 1, STOP_UNSTATED, "WSS", "100"},
    {"(all 9 - + ) (all,needs=1 9 - + ) (all,needs=2 9 - + )", 1, STOP_UNSTATED, "WSS", "100"},
    {"(max 9 - + + ) (all,needs=1 9 - + )", 1, STOP_UNSTATED, "WAA", "111"},
    {"(sum 9 - + + ) (all,needs=1 9 - + )", 1, STOP_UNSTATED, "A5S", "110"},
    {"(all 9 - + +,o ) (all,needs=1 9 - + )", 1, STOP_UNSTATED, "AWA", "111"},
    {"(all 9 - + ) (all,needs=1 9 - + )", 0, STOP_NEVER, "WS", "10"},
    {"(all 9 - (all 1 - + ) (all,needs=2 1 - + + ) )", 1, STOP_UNSTATED, "WSS", "100"},
    /* what is optional stops nothing */
    {"+,o + +", 0, STOP_UNSTATED, "WWS", "110"},
    {"(all,maybe 9 first + + ) +", 0, STOP_UNSTATED, "WSA", "101"},
    /* a case of no points ends everything, also within a batch */
    {"+0,x (min 5 first + + ) +", 1, STOP_UNSTATED, "WSSS", "1000"},
    {"(min 0 first +0,x +0,x ) (min 5 first + ) +", 1, STOP_UNSTATED, "AWSS", "1100"},
    {"(min 5 first + + ) (min,needs=1 5 first + ) +", 1, STOP_UNSTATED, "WSSA", "1001"},
    {"(min,factor 5 first + + ) (min,factor,needs=1 5 first + )", 1, STOP_UNSTATED, "A*.5AA",
     "111"},
    {"(min,factor 5 first + + ) (min,factor,needs=1 5 first + )", 1, STOP_UNSTATED, "5AA", "111"},
    {"root,factor - - +0,x (min,factor 5 first + + )", 1, STOP_UNSTATED, "3AA", "111"},
    /* on_reject: break goes by the verdict of a group */
    {"root,worst - first (sum,worst,any - never + + ) (sum,worst - first + )", 1, STOP_UNSTATED,
     "WAA", "111"},
    {"root,worst - first (sum,worst,any - never + + ) (sum,worst - first + )", 1, STOP_UNSTATED,
     "WTS", "110"},
    {"root,worst - first (sum,accept - never + + ) (sum,worst - first + )", 1, STOP_UNSTATED, "WWA",
     "111"},
    {"root,worst,leave - first (sum,worst,sample - first + ) (sum,worst - "
     "first + )",
     1, STOP_UNSTATED, "WS", "10"},
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

        assert_int_equal(problem->case_count, results_of(skips[i].results, cases));
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

/* Where all cases are to run, only an IE and a group that lacks another one keep them from it. */
static void test_what_all_cases_forbids(void **state)
{
    static struct builder builder;
    const struct problem *problem =
        build(&builder, "(all - - + + ) (all,needs=1 - - + + )", 0, STOP_FIRST);
    struct score_case cases[4];

    (void)state;
    results_of("WAWA", cases);
    assert_true(score_skips(problem, cases, 1));
    assert_false(score_forbids(problem, cases, 1));
    assert_true(score_forbids(problem, cases, 2));
    results_of("AAWA", cases);
    assert_true(score_skips(problem, cases, 3));
    assert_false(score_forbids(problem, cases, 2));
    assert_false(score_forbids(problem, cases, 3));
    results_of("AIWA", cases);
    assert_true(score_forbids(problem, cases, 3));
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

/* Sums of many parts: 1000 cases of 0.1 are 100, and each one less is 0.1 less.
 */
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
        cmocka_unit_test(test_native),
        cmocka_unit_test(test_legacy_icpc),
        cmocka_unit_test(test_icpc_2025),
        cmocka_unit_test(test_dmoj_and_cms),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_nothing_given),
        cmocka_unit_test(test_skips),
        cmocka_unit_test(test_skipping_looks_back_only),
        cmocka_unit_test(test_what_all_cases_forbids),
        cmocka_unit_test(test_fractions_out_of_range),
        cmocka_unit_test(test_many_tenths),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
