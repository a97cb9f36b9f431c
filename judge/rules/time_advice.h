/* What the times of labelled submissions say about a time limit (docs/problem-format.md, "Labelled
 * submissions"). Pure: no I/O. */
#ifndef JUDGE_TIME_ADVICE_H
#define JUDGE_TIME_ADVICE_H

#include <stdint.h>

/* Twice `slowest_ac_us`, rounded up to a whole 0.1 s (from 1 s on: 0.5 s, from 10 s on: 1 s), at
 * least 0.1 s. */
int64_t time_advice_limit(int64_t slowest_ac_us);

/* Whether `limit_us` parts the two: at least the slowest AC and below the fastest TLE. -1 stands
 * for a side without a submission, which any limit fits. */
int time_advice_parts(int64_t limit_us, int64_t slowest_ac_us, int64_t fastest_tle_us);

#endif
