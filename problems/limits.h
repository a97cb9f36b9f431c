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

/* As problem.yaml and the database spell it. */
const char *problem_feedback_name(enum problem_feedback feedback);

#endif
