/* The compile step: a check in the cell of the runs, or products made in a cell of its own, or
 * taken from the cache. */
#ifndef JUDGE_COMPILE_H
#define JUDGE_COMPILE_H

#include "judge/grader/job.h"

/* Compiles or checks, and opens the cell that the runs have (of an author's program it may be left
 * closed). Returns 1 when it compiles, 0 when not
 * (job->compile says why, and no cell need be open), negative: ours. */
int program_compile(struct job *job, struct error *err);

#endif
