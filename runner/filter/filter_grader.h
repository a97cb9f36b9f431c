/* The filter of graders, compiled once, in `assay` (libseccomp); each grader loads it into itself
 * before it reads anything that is not ours (runner_grader_protect in runner/runner.h).
 *
 * An allow-list: a grader that makes another call has been taken over, or has a bug. It is killed,
 * and the judge sees a grader that was ended by SIGSYS. docs/threat-model.md says what is left.
 */
#ifndef RUNNER_FILTER_GRADER_H
#define RUNNER_FILTER_GRADER_H

#include "base/error.h"

/* A sealed memfd, the caller's, with the instructions alone; or a negative errno. */
int filter_compile_grader(struct error *err);

#endif
