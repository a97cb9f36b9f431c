#include "judge/rules/score.h"

#include "base/memory.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* ---- one case ---- */
static const struct problem_group *group_of(const struct problem *problem, size_t index)
{
    return &problem->groups[problem->cases[index].group];
}

/* Whether the case may earn more than its points. */
static int is_open(const struct problem *problem, size_t index)
{
    enum problem_case_score kind = group_of(problem, index)->case_score;

    return problem->has_points && (kind == CASE_SCORE_POINTS || kind == CASE_SCORE_NEEDED);
}

static double worth_of(const struct problem *problem, size_t index)
{
    return problem->has_points ? problem->cases[index].points : 1;
}

/* A factor as far as it is one: a NaN is 0. */
static double share(double factor)
{
    return factor > 0 ? fmin(factor, 1) : 0;
}

static int is_case_accepted(const struct problem *problem, size_t index,
                            const struct score_case *result)
{
    const struct problem_group *group = group_of(problem, index);

    if (group->case_score == CASE_SCORE_UP_TO && result->given != GIVEN_NOTHING)
        return (result->verdict == VERDICT_AC || result->verdict == VERDICT_PA) &&
               result->value > 0 && result->value <= group->case_most;
    if (group->case_score == CASE_SCORE_FACTOR && result->given == GIVEN_FACTOR)
        return result->verdict == VERDICT_AC || result->verdict == VERDICT_PA;
    return result->verdict == VERDICT_AC;
}

/* What its validator said, as far as the group takes its word. */
static enum verdict verdict_of(const struct problem *problem, size_t index,
                               const struct score_case *result)
{
    if (is_case_accepted(problem, index, result))
        return VERDICT_AC;
    return result->verdict == VERDICT_AC ? VERDICT_WA : result->verdict;
}

double score_case_points(const struct problem *problem, size_t index,
                         const struct score_case *result)
{
    enum problem_case_score kind = group_of(problem, index)->case_score;
    double worth = worth_of(problem, index);

    if (result->verdict == VERDICT_SK)
        return 0;
    if (result->verdict != VERDICT_AC && result->verdict != VERDICT_PA)
        return problem->has_points ? problem->cases[index].reject_points : 0;
    if (result->given == GIVEN_NOTHING || kind == CASE_SCORE_UP_TO)
        return is_case_accepted(problem, index, result) ? worth : 0;
    if (result->given == GIVEN_FACTOR || !problem->has_points)
        return worth * share(result->value);
    if (!isfinite(result->value))
        return 0;
    return is_open(problem, index) ? result->value : fmin(fmax(result->value, 0), worth);
}

double score_case_max(const struct problem *problem, size_t index)
{
    return is_open(problem, index) ? INFINITY : worth_of(problem, index);
}

const char *score_refusal(const struct problem *problem, size_t index,
                          const struct score_case *result)
{
    enum problem_case_score kind = group_of(problem, index)->case_score;
    int is_accepted = result->verdict == VERDICT_AC || result->verdict == VERDICT_PA;

    if (result->given == GIVEN_NOTHING)
        return kind == CASE_SCORE_NEEDED && is_accepted
                   ? "accepted and gave no score, which a group without a maximum needs"
                   : NULL;
    if (kind == CASE_SCORE_NONE)
        return "gave a score, and the cases of this group have none";
    if (!is_accepted)
        return "gave a score and did not accept";
    if (!isfinite(result->value))
        return "gave a score that is no number";
    if (kind == CASE_SCORE_UP_TO)
        return NULL;
    if (result->given == GIVEN_FACTOR) {
        if (kind == CASE_SCORE_POINTS || kind == CASE_SCORE_NEEDED)
            return "gave a factor, and there is no maximum to multiply";
        return result->value < 0 || result->value > 1 ? "gave a factor that is not from 0 to 1"
                                                      : NULL;
    }
    if (kind == CASE_SCORE_FACTOR)
        return "gave points, and a factor is expected";
    if (kind != CASE_SCORE_POINTS && result->value < 0)
        return "gave a score below 0";
    if (kind == CASE_SCORE_EITHER && result->value > worth_of(problem, index) * (1 + 1e-9))
        return "gave more points than the case has";
    return NULL;
}

/* ---- what is in a group ---- */

/* One number of many: sums, extremes and products at once. */
struct figures {
    size_t count;
    double sum, smallest, largest, product;
};

static void figures_add(struct figures *figures, double value)
{
    int is_first = figures->count == 0;

    figures->smallest = is_first ? value : fmin(figures->smallest, value);
    figures->largest = is_first ? value : fmax(figures->largest, value);
    figures->product = is_first ? value : figures->product * value;
    figures->sum += value;
    figures->count++;
}

/* Of no values at all: nothing. SCORE_ALL asks for verdicts, not for values; what it can come to is
 * the sum. */
static double figures_reduce(const struct figures *figures, enum problem_score score)
{
    if (figures->count == 0)
        return 0;
    switch (score) {
    case SCORE_MIN:
        return figures->smallest;
    case SCORE_MAX:
        return figures->largest;
    case SCORE_AVERAGE:
        return figures->sum / (double)figures->count;
    case SCORE_PRODUCT:
        return figures->product;
    case SCORE_ALL:
    case SCORE_SUM:
        break;
    }
    return figures->sum;
}

/* What a case or a group comes to in the group around it. */
struct item {
    double worth, earned, share;
    enum verdict verdict; /* VERDICT_SK: all of it was skipped */
    size_t at;            /* the case that decides its verdict, else its first */
    int is_accepted, is_sample, is_bonus, is_optional;
    int is_required; /* it requires others: where it was skipped, it earns 0 */
};

/* What is directly in one group, its cases and its subgroups alike. */
struct tally {
    struct figures shares, points;
    double worth, earned; /* sums; the worth without what is a bonus */
    size_t run;           /* items that were not skipped */
    int all_accepted, any_accepted;
    int rank; /* of the worst verdict */
    enum verdict worst, first;
    size_t worst_at, first_at;
};

/* The worse, the higher: of the groups of foreign formats (GROUP_VERDICT_WORST). */
static int rank_of(enum verdict verdict)
{
    static const enum verdict worst_first[] = {
        VERDICT_IE,  VERDICT_CE,  VERDICT_SV, VERDICT_RTE, VERDICT_MLE,
        VERDICT_TLE, VERDICT_OLE, VERDICT_WA, VERDICT_PA,
    };
    enum { COUNT = sizeof(worst_first) / sizeof(worst_first[0]) };

    for (int i = 0; i < COUNT; i++)
        if (verdict == worst_first[i])
            return COUNT - i;
    return 0;
}

static void tally_verdict(struct tally *tally, const struct item *item)
{
    int rank = rank_of(item->verdict);

    if (item->is_accepted || item->is_optional || item->is_bonus || rank == 0)
        return;
    if (rank > tally->rank || (rank == tally->rank && item->at < tally->worst_at)) {
        tally->rank = rank;
        tally->worst = item->verdict;
        tally->worst_at = item->at;
    }
    if (tally->first == VERDICT_AC || item->at < tally->first_at) {
        tally->first = item->verdict;
        tally->first_at = item->at;
    }
}

static void tally_add(struct tally *tally, const struct item *item)
{
    tally_verdict(tally, item);
    if (item->verdict != VERDICT_SK)
        tally->run++;
    if (!item->is_optional && !item->is_bonus)
        tally->all_accepted = tally->all_accepted && item->is_accepted;
    tally->any_accepted = tally->any_accepted || item->is_accepted;
    tally->earned += item->earned;
    if (item->is_bonus)
        return;
    tally->worth += item->worth;
    figures_add(&tally->shares, item->share);
    if (item->verdict != VERDICT_SK || item->is_required)
        figures_add(&tally->points, item->earned);
}

/* ---- the most that there is to earn ---- */
struct most {
    struct figures all, samples;
};

static void most_add(struct most *mosts, const struct problem_group *group, size_t parent,
                     double worth, int is_sample, int is_bonus)
{
    if (is_bonus)
        return;
    figures_add(group->leaves_samples && is_sample ? &mosts[parent].samples : &mosts[parent].all,
                worth);
}

/* A group that takes shares is worth the sum of what is in it, whatever its rule. */
static double group_most(const struct problem_group *group, const struct most *most)
{
    const struct figures *figures = most->all.count > 0 ? &most->all : &most->samples;
    double worth = group->points;

    if (worth < 0)
        worth = figures_reduce(figures, group->is_unscaled ? group->score : SCORE_SUM);
    return worth;
}

/* Of each group; all 0 in a problem without points. */
static double *find_most(const struct problem *problem)
{
    struct most *mosts = memory_alloc(problem->group_count * sizeof(*mosts));
    double *worths = memory_alloc(problem->group_count * sizeof(*worths));

    for (size_t i = 0; problem->has_points && i < problem->case_count; i++) {
        const struct problem_case *one = &problem->cases[i];

        most_add(mosts, &problem->groups[one->group], one->group, score_case_max(problem, i),
                 one->is_sample, one->is_bonus);
    }
    for (size_t i = problem->group_count; problem->has_points && i-- > 0;) {
        const struct problem_group *group = &problem->groups[i]; /* before those in it */

        worths[i] = group_most(group, &mosts[i]);
        if (group->parent != PROBLEM_NO_GROUP && group->first_case < group->end_case)
            most_add(mosts, &problem->groups[group->parent], (size_t)group->parent, worths[i],
                     group->is_sample, group->is_bonus);
    }
    free(mosts);
    return worths;
}

/* ---- one group ---- */

/* What the whole computation needs. */
struct scoring {
    const struct problem *problem;
    const struct score_case *cases;
    struct score_group *groups;
    double *worths;
    struct came_to {
        double earned, share; /* not rounded, unlike the group's score */
    } * came;
    struct tally *tallies; /* two a group: of what counts, and of samples that are left out */
};

/* Doubles carry 15 decimal digits, so from 1e6 on the tenth decimal is noise anyway and the product
 * with 1e9 would lose digits of its own. */
static double rounded(double points)
{
    return fabs(points) < 1e6 ? round(points * 1e9) / 1e9 : points;
}

/* The share of its points that a group has earned, 0 to 1. */
static double group_share(const struct problem_group *group, const struct tally *tally)
{
    switch (group->score) {
    case SCORE_SUM:
        if (tally->worth > 0)
            return share(tally->earned / tally->worth);
        return tally->all_accepted; /* nothing in it is worth anything: no share to scale */
    case SCORE_MIN:
    case SCORE_MAX:
    case SCORE_AVERAGE:
    case SCORE_PRODUCT:
        return figures_reduce(&tally->shares, group->score);
    case SCORE_ALL:
        break;
    }
    return tally->all_accepted;
}

/* The largest step that is reached. */
static double step_down(const struct problem_group *group, double earned)
{
    double reached = 0;

    if (group->threshold_count == 0)
        return earned;
    for (size_t i = 0; i < group->threshold_count; i++)
        if (rounded(earned) >= group->thresholds[i])
            reached = group->thresholds[i];
    return reached;
}

static double group_earned(const struct problem_group *group, const struct tally *tally,
                           double worth)
{
    double earned;

    if (!group->is_unscaled || group->score == SCORE_ALL)
        earned = worth * group_share(group, tally);
    else
        earned = group->score == SCORE_SUM ? tally->earned
                                           : figures_reduce(&tally->points, group->score);
    return step_down(group, isfinite(earned) ? earned : 0);
}

/* What share of its points a group has: of a worth of 0 it is what is in it that tells. */
static double came_share(const struct problem_group *group, const struct tally *tally, double worth,
                         double earned)
{
    if (worth > 0 && isfinite(worth))
        return share(earned / worth);
    return group_share(group, tally);
}

/* Holds what a group earned to what it may; says whether that was not so of itself. */
static int hold(const struct problem_group *group, double *earned)
{
    int is_out = (group->least != 0 || group->most != 0) &&
                 (rounded(*earned) < group->least || rounded(*earned) > group->most);

    if (group->points >= 0 && *earned > group->points) {
        is_out = is_out || rounded(*earned) > group->points * (1 + 1e-9);
        *earned = group->points;
    }
    return is_out;
}

static int is_unjudged(enum verdict verdict)
{
    return verdict == VERDICT_CE || verdict == VERDICT_IE;
}

/* Whether a failure of this case, which stands in `outer` or below, decides nothing there. */
static int is_left_out(const struct problem *problem, size_t outer, size_t index)
{
    const struct problem_case *one = &problem->cases[index];
    int is_sample = one->is_sample;
    size_t at = one->group;

    if (one->is_optional || one->is_bonus)
        return 1;
    for (; at != outer && problem->groups[at].parent != PROBLEM_NO_GROUP;
         at = (size_t)problem->groups[at].parent) {
        const struct problem_group *group = &problem->groups[at];

        if (group->is_optional || group->is_bonus || (group->leaves_samples && is_sample))
            return 1;
        is_sample = group->is_sample;
    }
    return problem->groups[outer].leaves_samples && is_sample;
}

/* AC where there is no such case. */
static enum verdict verdict_at(const struct scoring *scoring, ptrdiff_t index)
{
    return index < 0 ? VERDICT_AC
                     : verdict_of(scoring->problem, (size_t)index, &scoring->cases[index]);
}

/* The first of a group's cases that decides where no score does, or -1. With `everything` also
 * among those that most often decide nothing. */
static ptrdiff_t find_decider(const struct scoring *scoring, size_t index, int everything)
{
    const struct problem_group *group = &scoring->problem->groups[index];
    ptrdiff_t failed = -1, skipped = -1;

    for (size_t i = group->first_case; i < group->end_case; i++) {
        enum verdict verdict = verdict_at(scoring, (ptrdiff_t)i);

        if (is_unjudged(verdict))
            return (ptrdiff_t)i;
        if (verdict == VERDICT_AC)
            continue;
        if (!everything && is_left_out(scoring->problem, index, i))
            continue;
        if (verdict == VERDICT_SK && skipped < 0)
            skipped = (ptrdiff_t)i;
        if (verdict != VERDICT_SK && failed < 0)
            failed = (ptrdiff_t)i;
    }
    return failed >= 0 ? failed : skipped;
}

/* By the score, else by the first case that failed. */
static void decide_by_score(const struct scoring *scoring, size_t index)
{
    struct score_group *ret = &scoring->groups[index];
    ptrdiff_t decider = find_decider(scoring, index, 0);
    int is_failed = is_unjudged(verdict_at(scoring, decider));
    int is_full = isfinite(ret->max_score) ? ret->score >= ret->max_score : decider < 0;

    if (verdict_at(scoring, decider) == VERDICT_SK)
        decider = find_decider(scoring, index, 1); /* what it was skipped for */
    ret->decider = decider;
    ret->verdict = verdict_at(scoring, decider);
    if (ret->score > 0 && !is_failed) {
        ret->verdict = is_full ? VERDICT_AC : VERDICT_PA;
        ret->decider = -1;
    }
    ret->is_accepted = !is_failed && (ret->verdict == VERDICT_AC || decider < 0);
    if (ret->verdict == VERDICT_AC && !is_full)
        ret->verdict = VERDICT_PA; /* what failed decides nothing, and costs all the same */
}

/* By the verdicts of what is directly in it. An accepted group that has not all its points is PA.
 */
static void decide_by_items(const struct scoring *scoring, size_t index, const struct tally *tally)
{
    const struct problem_group *group = &scoring->problem->groups[index];
    struct score_group *ret = &scoring->groups[index];
    int is_first = group->verdict == GROUP_VERDICT_FIRST;
    ptrdiff_t decider = find_decider(scoring, index, tally->run == 0);

    ret->is_accepted = group->verdict == GROUP_VERDICT_ACCEPT ||
                       (group->any_accepted && tally->any_accepted) ||
                       (tally->run > 0 && tally->first == VERDICT_AC);
    ret->decider = -1;
    if (is_unjudged(verdict_at(scoring, decider))) {
        ret->is_accepted = 0;
        ret->decider = decider;
        ret->verdict = verdict_at(scoring, decider);
    } else if (ret->is_accepted) {
        ret->verdict = VERDICT_AC;
        if (isfinite(ret->max_score) && ret->score < ret->max_score)
            ret->verdict = VERDICT_PA;
    } else if (tally->first != VERDICT_AC) {
        ret->verdict = is_first ? tally->first : tally->worst;
        ret->decider = (ptrdiff_t)(is_first ? tally->first_at : tally->worst_at);
    } else { /* nothing that counts was run */
        ret->decider = decider;
        ret->verdict = verdict_at(scoring, decider);
    }
}

static void decide(const struct scoring *scoring, size_t index, const struct tally *tally)
{
    const struct problem_group *group = &scoring->problem->groups[index];

    if (group->verdict == GROUP_VERDICT_DECIDER && !group->any_accepted)
        decide_by_score(scoring, index);
    else
        decide_by_items(scoring, index, tally);
}

static void finish_group(const struct scoring *scoring, size_t index, const struct tally *tally)
{
    const struct problem_group *group = &scoring->problem->groups[index];
    struct score_group *ret = &scoring->groups[index];
    double worth = scoring->worths[index], earned;

    if (!scoring->problem->has_points) {
        *ret = (struct score_group){0};
        decide(scoring, index, tally);
        ret->max_score = 1;
        ret->score = ret->verdict == VERDICT_AC;
        return;
    }
    earned = group_earned(group, tally, worth);
    *ret = (struct score_group){.is_out_of_range = hold(group, &earned)};
    ret->max_score = rounded(worth);
    ret->score = rounded(earned);
    decide(scoring, index, tally);
    if (group->has_reject_points && !ret->is_accepted) {
        earned = group->reject_points;
        ret->score = rounded(earned);
        decide(scoring, index, tally);
    }
    scoring->came[index] =
        (struct came_to){.earned = earned, .share = came_share(group, tally, worth, earned)};
}

/* ---- the tree ---- */
static void add_item(const struct scoring *scoring, size_t parent, const struct item *item)
{
    int is_apart = scoring->problem->groups[parent].leaves_samples && item->is_sample;

    tally_add(&scoring->tallies[2 * parent + (is_apart ? 1 : 0)], item);
}

static void add_case(const struct scoring *scoring, size_t index)
{
    const struct problem_case *one = &scoring->problem->cases[index];
    const struct score_case *result = &scoring->cases[index];
    double worth = worth_of(scoring->problem, index);
    struct item item = {
        .worth = worth,
        .earned = score_case_points(scoring->problem, index, result),
        .verdict = verdict_of(scoring->problem, index, result),
        .at = index,
        .is_accepted = is_case_accepted(scoring->problem, index, result),
        .is_sample = one->is_sample,
        .is_bonus = one->is_bonus,
        .is_optional = one->is_optional,
    };

    item.share = share(item.earned / worth);
    if (!(worth > 0)) /* a share of nothing is a share */
        item.share = result->given == GIVEN_FACTOR ? share(result->value) : item.is_accepted;
    add_item(scoring, one->group, &item);
}

static void add_group(const struct scoring *scoring, size_t index, const struct tally *tally)
{
    const struct problem_group *group = &scoring->problem->groups[index];
    const struct score_group *result = &scoring->groups[index];
    struct item item = {
        .worth = scoring->worths[index],
        .earned = scoring->came[index].earned,
        .share = scoring->came[index].share,
        .verdict = tally->run == 0       ? VERDICT_SK
                   : result->is_accepted ? VERDICT_AC
                                         : result->verdict,
        .at = result->decider >= 0 ? (size_t)result->decider : group->first_case,
        .is_accepted = result->is_accepted && tally->run > 0,
        .is_sample = group->is_sample,
        .is_bonus = group->is_bonus,
        .is_optional = group->is_optional,
        .is_required = group->require_count > 0,
    };

    add_item(scoring, (size_t)group->parent, &item);
}

/* All of it: `groups` has problem->group_count entries. */
static void compute(const struct problem *problem, const struct score_case *cases,
                    struct score_group *groups)
{
    struct scoring scoring = {.problem = problem, .cases = cases, .groups = groups};
    size_t count = 2 * problem->group_count;

    scoring.worths = find_most(problem);
    scoring.came = memory_alloc(problem->group_count * sizeof(*scoring.came));
    scoring.tallies = memory_alloc(count * sizeof(*scoring.tallies));
    for (size_t i = 0; i < count; i++) {
        scoring.tallies[i].all_accepted = 1;
        scoring.tallies[i].worst = scoring.tallies[i].first = VERDICT_AC;
    }
    for (size_t i = 0; i < problem->case_count; i++)
        add_case(&scoring, i);
    for (size_t i = problem->group_count; i-- > 0;) { /* parents come before their children */
        const struct problem_group *group = &problem->groups[i];
        const struct tally *tally = &scoring.tallies[2 * i];

        if (tally->run == 0 && tally[1].run > 0)
            tally++; /* the samples, where nothing else was run */
        finish_group(&scoring, i, tally);
        if (group->parent != PROBLEM_NO_GROUP && group->first_case < group->end_case)
            add_group(&scoring, i, tally);
    }
    free(scoring.tallies);
    free(scoring.came);
    free(scoring.worths);
}

static struct score_group compute_one(const struct problem *problem, const struct score_case *cases,
                                      size_t index)
{
    struct score_group *groups = memory_alloc(problem->group_count * sizeof(*groups)), one;

    compute(problem, cases, groups);
    one = groups[index];
    free(groups);
    return one;
}

double score_max(const struct problem *problem)
{
    double *worths = find_most(problem);
    double most = rounded(worths[0]);

    free(worths);
    return most;
}

double score_total(const struct problem *problem, const struct score_case *cases)
{
    return problem->has_points ? compute_one(problem, cases, 0).score : 0;
}

void score_groups(const struct problem *problem, const struct score_case *cases,
                  struct score_group *ret_groups)
{
    compute(problem, cases, ret_groups);
    if (problem->case_count == 0)
        ret_groups[0].verdict = VERDICT_IE; /* nothing was judged */
}

ptrdiff_t score_verdict(const struct problem *problem, const struct score_case *cases,
                        enum verdict *ret_verdict)
{
    struct score_group root = {.verdict = VERDICT_IE, .decider = -1};

    if (problem->case_count > 0)
        root = compute_one(problem, cases, 0);
    *ret_verdict = root.verdict;
    return root.decider;
}

/* ---- which case is not run ---- */

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
static size_t common_group(const struct problem *problem, size_t earlier, size_t later)
{
    size_t at = problem->cases[later].group;

    while (problem->groups[at].parent != PROBLEM_NO_GROUP &&
           earlier < problem->groups[at].first_case)
        at = (size_t)problem->groups[at].parent;
    return at;
}

/* Whether a group that has been run is accepted. */
static int was_accepted(const struct problem *problem, const struct score_case *cases, size_t group)
{
    struct score_case *known = memory_alloc((problem->case_count + 1) * sizeof(*known));
    int is_accepted;

    for (size_t i = 0; i < problem->case_count; i++)
        known[i] = i < problem->groups[group].end_case ? cases[i]
                                                       : (struct score_case){.verdict = VERDICT_SK};
    is_accepted = compute_one(problem, known, group).is_accepted;
    free(known);
    return is_accepted;
}

/* The last group that was asked for: its failures come one after the other. */
struct asked {
    size_t group;
    int is_accepted;
};

/* Whether the failure of case `index` fails nothing in `outer`: it is optional, or stands in a
 * group that is accepted in spite of it. */
static int is_forgiven(const struct problem *problem, const struct score_case *cases, size_t outer,
                       size_t index, struct asked *asked)
{
    size_t at = problem->cases[index].group;

    if (problem->cases[index].is_optional)
        return 1;
    for (; at != outer; at = (size_t)problem->groups[at].parent) {
        const struct problem_group *group = &problem->groups[at];

        if (group->is_optional || group->verdict == GROUP_VERDICT_ACCEPT)
            return 1;
        if (!group->any_accepted)
            continue;
        if (asked->group != at)
            *asked = (struct asked){at, was_accepted(problem, cases, at)};
        if (asked->is_accepted)
            return 1;
    }
    return 0;
}

/* Whether a group around the case requires one that was not accepted. What a group requires ended
 * before it began, so that its cases are skipped all or none. */
static int lacks_required(const struct problem *problem, const struct score_case *cases,
                          size_t index)
{
    ptrdiff_t at = (ptrdiff_t)problem->cases[index].group;

    for (; at != PROBLEM_NO_GROUP; at = problem->groups[at].parent) {
        const struct problem_group *group = &problem->groups[at];

        if (group->require_count == 0)
            continue;
        if (index > group->first_case && cases[group->first_case].verdict != VERDICT_SK)
            continue; /* it began, so nothing was lacking */
        if (index > group->first_case && cases[index - 1].verdict == VERDICT_SK &&
            problem->cases[index - 1].group == problem->cases[index].group)
            return 1; /* for whatever the one before it in the same group was */
        for (size_t i = 0; i < group->require_count; i++)
            if (!was_accepted(problem, cases, group->requires[i]))
                return 1;
    }
    return 0;
}

static int lacks_required_case(const struct problem *problem, const struct score_case *cases,
                               size_t index)
{
    const struct problem_case *kase = &problem->cases[index];

    for (size_t i = 0; i < kase->require_count; i++)
        if (!is_case_accepted(problem, kase->requires[i], &cases[kase->requires[i]]))
            return 1;
    return 0;
}

int score_skips(const struct problem *problem, const struct score_case *cases, size_t index)
{
    struct asked asked = {.group = problem->group_count};

    assert(index < problem->case_count);
    for (size_t i = 0; i < index; i++) {
        size_t common;

        if (cases[i].verdict == VERDICT_IE)
            return 1;
        if (cases[i].verdict == VERDICT_SK || is_case_accepted(problem, i, &cases[i]))
            continue; /* what was skipped has not failed */
        if (problem->cases[i].stops_all)
            return 1;
        common = common_group(problem, i, index);
        if (stops_at_first(problem, &problem->groups[common]) &&
            !is_forgiven(problem, cases, common, i, &asked))
            return 1;
    }
    return lacks_required(problem, cases, index) || lacks_required_case(problem, cases, index);
}

int score_forbids(const struct problem *problem, const struct score_case *cases, size_t index)
{
    assert(index < problem->case_count);
    for (size_t i = 0; i < index; i++)
        if (cases[i].verdict == VERDICT_IE)
            return 1;
    return lacks_required(problem, cases, index) || lacks_required_case(problem, cases, index);
}

ptrdiff_t score_decider(const struct score_case *cases, size_t count)
{
    ptrdiff_t failed = -1, skipped = -1;

    for (size_t i = 0; i < count; i++) {
        enum verdict verdict = cases[i].verdict;

        if (is_unjudged(verdict))
            return (ptrdiff_t)i;
        if (verdict == VERDICT_SK && skipped < 0)
            skipped = (ptrdiff_t)i;
        if (verdict != VERDICT_SK && verdict != VERDICT_AC && failed < 0)
            failed = (ptrdiff_t)i;
    }
    /* nothing failed, but something was not run: that is not accepted */
    return failed >= 0 ? failed : skipped;
}
