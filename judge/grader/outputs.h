/* Submissions that are the outputs themselves (problem.is_output_only): files, one for each case,
 * which checkers look at. No program is run.
 *
 *     outputs_open(&job, &reason, &err);         finds the file of each case
 *     if (outputs_size(&job, index) >= 0)
 *         outputs_read(&job, index, fn, arg, &err);
 *     outputs_close(&job);
 *
 * A file belongs to the case GROUP/NAME when its path is, or ends with, GROUP/NAME.out, or only
 * NAME.out where no other case has that name. CMS calls it output_NAME.txt. Where the problem has
 * one case, a single file is that one's, whatever it is called.
 */
#ifndef JUDGE_OUTPUTS_H
#define JUDGE_OUTPUTS_H

#include "judge/grader/job.h"

/* job->source is one file, a stream of files or an archive. *ret_reason: NULL, or why it is a
 * compile error, which err explains. Other failures are ours. */
int outputs_open(struct job *job, const char **ret_reason, struct error *err);
void outputs_close(struct job *job);

/* The bytes of the case's file; -1: the submission has none. */
int64_t outputs_size(const struct job *job, size_t index);

/* Hands the bytes of the file, which is there, to `fn`. Failures are ours. */
int outputs_read(struct job *job, size_t index, run_output_fn *fn, void *arg, struct error *err);

/* What is told of a case without a file: how it should be called. The arena's. */
const char *outputs_missing(struct job *job, size_t index);

#endif
