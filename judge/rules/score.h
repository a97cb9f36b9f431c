/* Scoring and the verdict of a judging (docs/problem-format.md, "Scoring"). Pure: no I/O.
 *
 * A case earns `fraction` (0 to 1) of its points. A group with `score: all` earns its points when
 * all its cases are AC, `min` the smallest fraction of what is directly in it times its points,
 * `sum` the share that its cases and groups earn, scaled to its points. A group without stated
 * points is worth the sum of what is in it. Without points in the problem the first case in order
 * that is not AC decides.
 */
#ifndef JUDGE_SCORE_H
#define JUDGE_SCORE_H

#include "judge/rules/verdict.h"
#include "problems/problem.h"

#include <stddef.h>

struct score_case {
    enum verdict verdict; /* VERDICT_SK: not run */
    double fraction;      /* of a PA case, 0 to 1; an AC case counts 1 and any other 0 */
};

/* The most the problem gives; 0 for a problem without points. */
double score_max(const struct problem *problem);

/* What the cases earn; `cases` has problem->case_count entries. Rounded to 9 decimals, so that sums
 * of tenths come out as people write them. 0 for a problem without points. */
double score_total(const struct problem *problem, const struct score_case *cases);

struct score_group {
    double score, max_score; /* 0 or 1 of 1 in a problem without points */
    enum verdict verdict;    /* as score_verdict, of the cases in it (its subgroups' included) */
};

/* What each group comes to: `ret_groups` has problem->group_count entries, the first is the root.
 */
void score_groups(const struct problem *problem, const struct score_case *cases,
                  struct score_group *ret_groups);

/* Whether case `index` need not run any more, given the cases before it (later entries of `cases`
 * are not looked at). An IE ends the judging. Otherwise, for each earlier case that failed, the
 * innermost group that holds both decides: its `stop`, or its parent's where it states none; at the
 * root `never` with points and `first` without. */
int score_skips(const struct problem *problem, const struct score_case *cases, size_t index);

/* The index of the case that decides where no score does: the first CE or IE, else the first that
 * failed, else the first that was not run; -1 when all are AC. */
ptrdiff_t score_decider(const struct score_case *cases, size_t count);

/* The verdict of the judging goes to *ret_verdict. Returns the index of the case that decides it,
 * or -1 when all are AC or the score decides (AC at the maximum, PA between 0 and it). CE and IE of
 * a case come before everything. A problem without cases is IE, -1: nothing was judged. */
ptrdiff_t score_verdict(const struct problem *problem, const struct score_case *cases,
                        enum verdict *ret_verdict);

#endif
