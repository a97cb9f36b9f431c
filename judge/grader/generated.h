/* Data that a generator of the problem's author makes (struct problem_generator): it runs in a cell
 * of its own, as a validator does, once for a case, and what it made stays with the session.
 *
 *     generated_prepare(&job, index, &err);             before the case's run; nothing to do for
 * most input = inputs_open(&job, index, &err);           both take what was made answer =
 * inputs_open_answer(&job, index, &err);
 */
#ifndef JUDGE_GENERATED_H
#define JUDGE_GENERATED_H

#include "judge/grader/job.h"

/* What was made for one case. */
struct generated {
    int in, answer; /* sealed memfds; -1: nothing was */
    int64_t bytes;
};

/* Makes what is not there yet. -EINVAL: the generator failed, the package's fault. */
int generated_prepare(struct job *job, size_t index, struct error *err);

/* What was made for the case; NULL: nothing. Borrowed. */
const struct generated *generated_find(const struct job *job, size_t index);

/* With the problem. */
void generated_drop(struct grader_session *session);

#endif
