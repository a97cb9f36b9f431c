/* From a submission to the files of a program: unpacked, named, with the problem's files over them.
 */
#ifndef JUDGE_SOURCES_H
#define JUDGE_SOURCES_H

#include "judge/grader/job.h"

/* Whether a source is several files, or an archive of them. */
int program_has_files(int source);

/* Gathers the sources and the problem's include files; `program` becomes the job's, and is closed
 * by program_close() whatever comes of it. -EINVAL: the problem's fault or, with *ret_reason set,
 * the submission's (and err says what is wrong with it). */
int program_open(struct job *job, struct program *program, const char **ret_reason,
                 struct error *err);

/* The file `fd` with the values of the problem's constants in it; closes `fd`, which is returned
 * where the problem has none. Negative: why not. */
int sources_put_constants(const struct problem *problem, int fd, const char *path,
                          struct error *err);

#endif
