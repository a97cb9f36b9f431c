/* Function tests: which languages have a caller, and what a call's program is started with
 * (docs/function-tests.md).
 *
 *     calls_furnish(problem, own_name);                the reader of a format, once all is read
 *     text = calls_text(kase->call, language);         the grader, per case
 *     count = calls_arguments(..., arguments);
 *
 * A caller is a program of ours that is laid beside the submission and started in its place: it has
 * the submission's code in its own process, makes the call and writes what that came to, as text,
 * on descriptor 3. No caller is given the value that is expected.
 */
#ifndef PROBLEMS_CALLS_H
#define PROBLEMS_CALLS_H

#include "problems/problem.h"

enum { CALLS_ARGUMENTS_MAX = 4, CALLS_TEXT_MAX = 32 * 1024 };

int calls_know_language(const char *language);

/* Whether its exceptions have names that `raises` can state. */
int calls_has_exceptions(const char *language);

/* Lays the callers over the submissions of the languages that the problem takes, in front of the
 * files that it includes by itself. `own_name`: what a submission of one file is called, without
 * its ending; NULL: as its language says. */
void calls_furnish(struct problem *problem, const char *own_name);

/* NULL: the call has none for that language. */
const struct problem_call_text *calls_text(const struct problem_call *call, const char *language);

/* What follows the caller in the vector of a case. `file` is the submission's, in the cell. The
 * texts are the problem's, or live in `arena`. Returns how many. */
size_t calls_arguments(const struct problem *problem, size_t index, const char *language,
                       const char *file, struct arena *arena,
                       const char *ret_arguments[CALLS_ARGUMENTS_MAX]);

#endif
