/* Running compile steps: below the builder in cells of their own (runner/build/stream.h), or as a
 * check in the cell of the runs. What they come to is job->compile. */
#ifndef JUDGE_BUILD_H
#define JUDGE_BUILD_H

#include "judge/grader/job.h"

/* A compile error of ours to tell: what the step left is of no use, or it cannot be started. 0. */
int build_refuse(struct job *job, const char *why);

/* Whether a cell takes the vector: {sources} can be more than it does (the problem's author and the
 * operator wrote the rest). */
int build_fits_cell(const char *const *argv);

/* The limits of the job's compile step: its language's, unless the package states others. */
struct run_limits build_limits(const struct job *job);

/* Runs a compile vector in the open cell. Returns 1 when it passes, 0 when not, negative: ours.
 * What it writes to stdout goes to `products`; where that is -1 it is part of the log. */
int build_run_step(struct job *job, enum run_action action, const char *const *argv, int products,
                   struct error *err);

/* The vector of the language's compile step below the builder. Lives in the job's arena. */
const char *const *build_argv(struct job *job);

/* Compiles in a cell of its own. The products are written to `products`. As build_run_step(). */
int build_products(struct job *job, const char *const *argv, int products, struct error *err);

/* Unpacks the archive `source` in a cell: a stream of its files, the caller's. -EINVAL: it cannot
 * be unpacked; other errors are ours. */
int program_unpack(struct job *job, int source, struct error *err);

#endif
