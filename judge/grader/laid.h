/* What a case gives its program beside the input: arguments, and files in the working directory;
 * and what the problem calls the files that it reads and writes in place of stdin and stdout.
 *
 *     if (laid_needs_exec(problem)) ...          no watched interpreter can be given them
 *     laid_prepare(&job, index, &err);           before each run
 *     call.argv = laid_argv(&job, index);
 *
 * A problem with none of it costs nothing. Files need a cell with them: where a case's differ from
 * those of the cell, the cell is opened anew, and no case sees the files of another. A program of
 * ours (runner/build/lay.h) copies them to /tmp and becomes the program.
 */
#ifndef JUDGE_LAID_H
#define JUDGE_LAID_H

#include "judge/grader/job.h"

int laid_needs_exec(const struct problem *problem);

/* Whether programs in the language can open the files that lead to stdin and stdout, where the
 * problem has some. PHP looks for what the links lead to by itself, and finds no file. */
int laid_suits(const struct problem *problem, const struct language *language);

/* -EINVAL: a file of the package cannot be laid; others are ours. */
int laid_prepare(struct job *job, size_t index, struct error *err);

/* The vector of the case's run. Lives in the job's arena. */
const char *const *laid_argv(struct job *job, size_t index);

#endif
