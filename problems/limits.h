/* What a problem says for one language: its limits, whether it is allowed, which file is started.
 * Pure: no I/O. */
#ifndef PROBLEMS_LIMITS_H
#define PROBLEMS_LIMITS_H

#include "problems/problem.h"

/* The limits for a language: its own, then the problem's, then the defaults; no field is -1. */
struct problem_limits problem_limits_for(const struct problem *problem, const char *language);
int problem_allows_language(const struct problem *problem, const char *language);

/* The file that is run instead of the submission in a language that includes the problem's entry;
 * NULL: the submission itself. Borrowed from the problem. */
const char *problem_entry_for(const struct problem *problem, const char *language);

/* What each key of `limits` may be (base/limits.h), in the order of problem.yaml. */
struct problem_limit_range {
    const char *key;
    int64_t least, most; /* in the unit of its field in struct problem_limits */
    const char *what;    /* "a memory limit from 1MiB to 1024GiB" */
};
enum problem_limit {
    PROBLEM_LIMIT_TIME,
    PROBLEM_LIMIT_WALL,
    PROBLEM_LIMIT_MEMORY,
    PROBLEM_LIMIT_OUTPUT,
    PROBLEM_LIMIT_STACK,
    PROBLEM_LIMIT_PROCESSES,
    PROBLEM_LIMIT_COUNT,
};
extern const struct problem_limit_range PROBLEM_LIMIT_RANGES[PROBLEM_LIMIT_COUNT];

/* As problem.yaml and the database spell it. */
const char *problem_feedback_name(enum problem_feedback feedback);

#endif
