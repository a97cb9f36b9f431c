/* What the host did to a run, so that it does not count: no verdict may come of it. The grader does
 * such a run again, and rule R1 makes an internal error of it where that does not help.
 *
 * Pure: looks at the evidence alone. A program must not be able to bring a disturbance about, since
 * an internal error is nobody's fault; so whatever it may have done itself is held to be its own.
 */
#ifndef JUDGE_DISTURBANCE_H
#define JUDGE_DISTURBANCE_H

#include "runner/evidence.h"

enum disturbance {
    DISTURBANCE_NONE,
    DISTURBANCE_KILLED,   /* a signal from outside of the cell */
    DISTURBANCE_BACKSTOP, /* RLIMIT_CPU, which counts by samples, before the CPU limit */
    DISTURBANCE_MEMORY,   /* the host was short of memory, not the program */
    DISTURBANCE_PAUSED,   /* it stood still meanwhile, and did not simply come to a good end */
};

enum disturbance disturbance_of(const struct run_evidence *run, int64_t cpu_limit_us);

/* "killed_from_outside"; "" for none. */
const char *disturbance_reason(enum disturbance disturbance);
/* "a signal that came from outside of the cell ended it" */
const char *disturbance_words(enum disturbance disturbance);

/* Whether a signal ends a program only when somebody sends it: SIGKILL, but not SIGSEGV, which the
 * kernel sends for what the program did. The filter notes each of these that it sends itself. */
int disturbance_can_be_sent(int number);
/* Whether the program, or a process of its, may have sent itself this signal. */
int disturbance_is_own(const struct run_evidence *run, int number);

#endif
