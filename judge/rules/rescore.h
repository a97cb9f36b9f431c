/* Deciding a judging again from what was kept of it, without running anything. Pure: no I/O.
 *
 * That is possible where the problem has changed in nothing but what a decision is made with: its
 * points and how they add up, the tolerance of floats, and a time limit (and what only people read:
 * names, hints, feedback, the jury's submissions). A run under a lower limit would have gone the
 * same way until the limit ended it, so its figures tell how; the same holds under a higher one for
 * a run that no time limit has ended. */
#ifndef JUDGE_RESCORE_H
#define JUDGE_RESCORE_H

#include "judge/rules/score.h"
#include "judge/rules/verdict.h"
#include "problems/problem.h"

enum { RESCORE_WHY_MAX = 300 };

/* Whether `now` differs from `old` in nothing else: 1; or 0, and what else in `why`. The files that
 * they name are the caller's to compare. */
int rescore_is_same_shape(const struct problem *old, const struct problem *now,
                          char why[static RESCORE_WHY_MAX]);

/* What becomes of an output under another tolerance when it was accepted, or was not. */
enum rescore_tolerance {
    TOLERANCE_SAME,
    TOLERANCE_WIDER,    /* what was accepted still is */
    TOLERANCE_NARROWER, /* what was wrong still is */
    TOLERANCE_OTHER,
};
enum rescore_tolerance rescore_compare_tolerance(const struct problem_checker *old,
                                                 const struct problem_checker *now);

/* The verdict of a case by other limits: `input` is what was kept, with the limits of then; `kept`
 * the verdict that it led to. 1; or 0, and why it cannot be told. */
int rescore_decide(const struct verdict_input *input, enum verdict kept,
                   const struct verdict_limits *now, struct verdict_result *ret_result,
                   char why[static RESCORE_WHY_MAX]);

/* What its validator gave for case `index` of `old`, which earned `points` with this verdict. 1; or
 * 0: that cannot be told any more. */
int rescore_given(const struct problem *old, const struct problem *now, size_t index,
                  enum verdict verdict, double points, struct score_case *ret_case);

#endif
