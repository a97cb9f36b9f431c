/* A program without a problem (`assay run`): its output goes where the request says. */
#ifndef JUDGE_RUN_ALONE_H
#define JUDGE_RUN_ALONE_H

#include "base/error.h"
#include "judge/grader/session.h"

/* Serves a "run" request: source, stdin and where stdout goes are `fds`. On failure the caller
 * sends "failed". */
int grade_run(struct grader_session *session, const json_t *request, const int *fds,
              struct error *err);

#endif
