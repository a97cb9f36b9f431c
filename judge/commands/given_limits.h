/* --time and --memory of the commands that take a package: limits in place of those that it states,
 * for this command and its graders alone (struct problem_given). */
#ifndef JUDGE_GIVEN_LIMITS_H
#define JUDGE_GIVEN_LIMITS_H

#include "problems/limits.h"

#include <argp.h>

/* A child of the command's argp, without an input. */
extern const struct argp given_limits_argp;

/* The value of an option with its unit, or a usage error, which ends the program. */
void given_limits_time(const char *option, const char *text, int64_t *ret_us,
                       struct argp_state *state);
void given_limits_size(const char *option, const char *text, enum problem_limit which,
                       int64_t *ret_kib, struct argp_state *state);

#endif
