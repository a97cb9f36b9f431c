/* The arithmetic of a time limit that the package leaves to its submissions (struct
 * problem_calibration; docs/packages.md, "Verifying"). Pure: no I/O. Times are CPU time in
 * microseconds, of a submission's slowest case.
 */
#ifndef JUDGE_CALIBRATION_H
#define JUDGE_CALIBRATION_H

#include "problems/problem.h"

#include <stdint.h>

/* The smallest multiple of the resolution, and not 0, that is at least factor x slowest_us; never
 * more than `most_us`. */
int64_t calibration_limit(const struct problem_calibration *calibration, int64_t slowest_us,
                          int64_t most_us);

/* A time as if the language gave nothing to the limit: (time - more) / factor, at least 0. */
int64_t calibration_without_language(int64_t time_us, double factor, int64_t more_us);

/* What the time of a submission's slowest case says about a limit. */
enum calibration_says {
    CALIBRATION_CLEAR,
    CALIBRATION_CLOSE, /* it should end in time, and needs more than limit / factor */
    CALIBRATION_OPEN,  /* it should not, and needs the limit, but not `margin` times as much */
};
/* `of_time` as expectation_of_time says it. */
enum calibration_says calibration_says(const struct problem_calibration *calibration,
                                       int64_t limit_us, int64_t time_us, int of_time);

/* Whether the time lies so near to the limit that another host, or another run, may find the other
 * verdict: between limit / margin and limit x margin. */
int calibration_is_near(const struct problem_calibration *calibration, int64_t limit_us,
                        int64_t time_us);

#endif
