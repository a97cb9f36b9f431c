#include "judge/rules/score.h"

#include "base/memory.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* What is directly in one group, its cases and its subgroups alike. */
struct tally {
    double worth;                           /* the sum of the items' points */
    double earned;                          /* of it */
    double smallest, largest, sum, product; /* of the items' fractions */
    size_t items;
    int all_accepted;
};

static void tally_add(struct tally *tally, double points, double earned, double fraction,
                      int accepted)
{
    tally->worth += points;
    tally->earned += earned;
    tally->smallest = fmin(tally->smallest, fraction);
    tally->largest = fmax(tally->largest, fraction);
    tally->sum += fraction;
    tally->product *= fraction;
    tally->items++;
    tally->all_accepted = tally->all_accepted && accepted;
}

static double case_fraction(const struct score_case *result)
{
    if (result->verdict == VERDICT_AC)
        return 1;
    if (result->verdict != VERDICT_PA || !(result->fraction > 0)) /* a NaN earns nothing */
        return 0;
    return fmin(result->fraction, 1);
}

/* The share of its points that a group has earned, 0 to 1. */
static double group_fraction(const struct problem_group *group, const struct tally *tally)
{
    switch (group->score) {
    case SCORE_MIN:
        return tally->smallest;
    case SCORE_MAX:
        return tally->largest;
    case SCORE_AVERAGE:
        return tally->items > 0 ? tally->sum / (double)tally->items : 0;
    case SCORE_PRODUCT:
        return tally->product;
    case SCORE_SUM:
        if (tally->worth > 0)
            return tally->earned / tally->worth;
        return tally->all_accepted; /* nothing in it is worth anything: no share to scale */
    case SCORE_ALL:
        break;
    }
    return tally->all_accepted;
}

/* Doubles carry 15 decimal digits, so from 1e6 on the tenth decimal is noise anyway and the product
 * with 1e9 would lose digits of its own. */
static double rounded(double points)
{
    return fabs(points) < 1e6 ? round(points * 1e9) / 1e9 : points;
}

/* Points only; `cases` NULL: what could be earned. */
static void compute(const struct problem *problem, const struct score_case *cases,
                    struct score_group *ret_groups)
{
    struct tally *tallies = memory_alloc(problem->group_count * sizeof(*tallies));

    for (size_t i = 0; i < problem->group_count; i++) {
        tallies[i].smallest = tallies[i].product = 1;
        tallies[i].all_accepted = 1;
    }
    for (size_t i = 0; i < problem->case_count; i++) {
        const struct problem_case *one = &problem->cases[i];
        double fraction = cases == NULL ? 0 : case_fraction(&cases[i]);
        int accepted = cases != NULL && cases[i].verdict == VERDICT_AC;

        tally_add(&tallies[one->group], one->points, one->points * fraction, fraction, accepted);
    }
    for (size_t i = problem->group_count; i-- > 0;) { /* parents come before their children */
        const struct problem_group *group = &problem->groups[i];
        double fraction = group_fraction(group, &tallies[i]);
        double worth = group->points < 0 ? tallies[i].worth : group->points;
        double earned = worth * fraction;

        ret_groups[i].max_score = rounded(worth);
        ret_groups[i].score = rounded(earned);
        if (group->parent != PROBLEM_NO_GROUP)
            tally_add(&tallies[group->parent], worth, earned, fraction, tallies[i].all_accepted);
    }
    free(tallies);
}

/* The whole, which is the root group. */
static struct score_group compute_root(const struct problem *problem,
                                       const struct score_case *cases)
{
    struct score_group *groups, root = {0};

    if (problem->has_points) {
        groups = memory_alloc(problem->group_count * sizeof(*groups));
        compute(problem, cases, groups);
        root = groups[0];
        free(groups);
    }
    return root;
}

double score_max(const struct problem *problem)
{
    return compute_root(problem, NULL).max_score;
}

double score_total(const struct problem *problem, const struct score_case *cases)
{
    return compute_root(problem, cases).score;
}

/* The `stop` in force in a group, by the nearest group that states one. */
static int stops_at_first(const struct problem *problem, const struct problem_group *group)
{
    for (;;) {
        if (group->stop != STOP_UNSTATED)
            return group->stop == STOP_FIRST;
        if (group->parent == PROBLEM_NO_GROUP)
            break;
        group = &problem->groups[group->parent];
    }
    if (problem->stop != STOP_UNSTATED)
        return problem->stop == STOP_FIRST;
    return !problem->has_points;
}

/* The innermost group of case `later` that holds the earlier one too. */
static const struct problem_group *common_group(const struct problem *problem, size_t earlier,
                                                size_t later)
{
    const struct problem_group *group = &problem->groups[problem->cases[later].group];

    while (group->parent != PROBLEM_NO_GROUP && earlier < group->first_case)
        group = &problem->groups[group->parent];
    return group;
}

int score_skips(const struct problem *problem, const struct score_case *cases, size_t index)
{
    assert(index < problem->case_count);
    for (size_t i = 0; i < index; i++) {
        if (cases[i].verdict == VERDICT_IE)
            return 1;
        if (cases[i].verdict == VERDICT_AC || cases[i].verdict == VERDICT_SK)
            continue; /* what was skipped has not failed */
        if (stops_at_first(problem, common_group(problem, i, index)))
            return 1;
    }
    return 0;
}

static ptrdiff_t first_of(const struct score_case *cases, size_t count,
                          int (*fits)(enum verdict verdict))
{
    for (size_t i = 0; i < count; i++) {
        if (fits(cases[i].verdict))
            return (ptrdiff_t)i;
    }
    return -1;
}

static int is_unjudged(enum verdict verdict)
{
    return verdict == VERDICT_CE || verdict == VERDICT_IE;
}

static int is_failure(enum verdict verdict)
{
    return verdict != VERDICT_AC && verdict != VERDICT_SK;
}

static int is_skipped(enum verdict verdict)
{
    return verdict == VERDICT_SK;
}

ptrdiff_t score_decider(const struct score_case *cases, size_t count)
{
    ptrdiff_t decider = first_of(cases, count, is_unjudged);

    if (decider < 0)
        decider = first_of(cases, count, is_failure);
    if (decider < 0) /* nothing failed, but something was not run: that is not accepted */
        decider = first_of(cases, count, is_skipped);
    return decider;
}

/* The verdict of `count` cases that earned the score of `group`, which is 0 without points. */
static ptrdiff_t decide(const struct score_case *cases, size_t count,
                        const struct score_group *group, enum verdict *ret_verdict)
{
    ptrdiff_t decider = score_decider(cases, count);

    if (group->score > 0 && (decider < 0 || !is_unjudged(cases[decider].verdict))) {
        *ret_verdict = group->score >= group->max_score ? VERDICT_AC : VERDICT_PA;
        return -1;
    }
    *ret_verdict = decider < 0 ? VERDICT_AC : cases[decider].verdict;
    return decider;
}

ptrdiff_t score_verdict(const struct problem *problem, const struct score_case *cases,
                        enum verdict *ret_verdict)
{
    struct score_group root;

    if (problem->case_count == 0) {
        *ret_verdict = VERDICT_IE;
        return -1;
    }
    root = compute_root(problem, cases);
    return decide(cases, problem->case_count, &root, ret_verdict);
}

void score_groups(const struct problem *problem, const struct score_case *cases,
                  struct score_group *ret_groups)
{
    if (problem->has_points)
        compute(problem, cases, ret_groups);
    for (size_t i = 0; i < problem->group_count; i++) {
        const struct problem_group *group = &problem->groups[i];

        if (!problem->has_points)
            ret_groups[i] = (struct score_group){.max_score = 1};
        decide(cases + group->first_case, group->end_case - group->first_case, &ret_groups[i],
               &ret_groups[i].verdict);
        if (!problem->has_points)
            ret_groups[i].score = ret_groups[i].verdict == VERDICT_AC;
    }
}
