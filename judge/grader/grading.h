/* Grading one submission against a problem, from request to verdict. */
#ifndef JUDGE_GRADING_H
#define JUDGE_GRADING_H

#include "base/error.h"
#include "judge/grader/session.h"

/* Serves a "grade" request: source and problem folder are `fds`. On failure the caller sends
 * "failed". */
int grade_submission(struct grader_session *session, const json_t *request, const int *fds,
                     struct error *err);

#endif
