/* The problem that a grader has, and the inputs of its cases as sealed memfds; both are kept for
 * the next submission (struct grader_session). */
#ifndef JUDGE_INPUTS_H
#define JUDGE_INPUTS_H

#include "judge/grader/job.h"

/* Loads the problem unless it is the one that the session has, unchanged. -EINVAL: it cannot be
 * loaded, and err says where; any other code is our failure. */
int inputs_load_problem(struct grader_session *session, int dir, const char *folder,
                        struct error *err);

/* A sealed memfd with all that is left to read of `from`; the caller's. */
int inputs_copy(int from, struct error *err);

/* A case's input, the caller's. The first small ones are kept for the next submission. */
int inputs_open(struct job *job, size_t index, struct error *err);

/* A case's answer at its start, the caller's. Where a generator makes either, generated_prepare
 * (generated.h) comes first. */
int inputs_open_answer(struct job *job, size_t index, struct error *err);

#endif
