/* Scoring and the verdict of a judging (docs/problem-format.md, "Scoring"). Pure: no I/O.
 *
 * A case earns `fraction` (0 to 1) of its points. A group with `score: all` earns its points when
 * all its cases are AC, `min` the smallest fraction times its points, `sum` its cases' share scaled
 * to its points. Without points: the first case in order that is not AC decides. */
#ifndef JUDGE_SCORE_H
#define JUDGE_SCORE_H

#include "judge/verdict.h"
#include "problems/problem.h"

struct score_case {
    enum verdict verdict; /* VERDICT_SK: not run */
    double fraction;      /* 1 for AC; 0 to 1 for PA; 0 otherwise */
};

/* The most the problem gives. */
double score_max(const struct problem *problem);

/* What the cases earn; `cases` has problem->case_count entries. Rounded to 9 decimals, so that sums
 * of tenths come out as people write them. */
double score_total(const struct problem *problem, const struct score_case *cases);

/* Whether case `index` need not run any more, given the cases before it. */
int score_skips(const struct problem *problem, const struct score_case *cases, size_t index);

/* The index of the case that decides the judging's verdict, or -1 when it is AC or PA by score.
 * *ret_verdict is the judging's. */
ptrdiff_t score_verdict(const struct problem *problem, const struct score_case *cases,
                        enum verdict *ret_verdict);

#endif
