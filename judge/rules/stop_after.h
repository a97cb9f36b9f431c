/* When a judging has cost enough: a problem may say after how many cases at their time limit, or
 * after how much time of all of its runs, no further case is run (`stop_after`). What is left is
 * SK, so it earns nothing, and a judging in which nothing failed is not accepted. Pure: no I/O.
 */
#ifndef JUDGE_STOP_AFTER_H
#define JUDGE_STOP_AFTER_H

#include "judge/rules/score.h"

enum stop_after { STOP_AFTER_NONE, STOP_AFTER_TLE, STOP_AFTER_TOTAL };

enum { STOP_AFTER_TEXT_MAX = 160 };

/* Why case `index` is not to run, given the cases before it and what their runs have cost
 * (verdict_cost_us of each): STOP_AFTER_NONE where it is. Later entries of `cases` are not looked
 * at. */
enum stop_after stop_after_case(const struct problem *problem, const struct score_case *cases,
                                size_t index, int64_t spent_us);

/* The reason of a case that is not run: "not_run:tle", "not_run:total". */
const char *stop_after_reason(enum stop_after why);
/* The same in words: "not run: 3 cases before it reached their time limit". */
void stop_after_explain(const struct problem *problem, enum stop_after why,
                        char text[STOP_AFTER_TEXT_MAX]);

#endif
