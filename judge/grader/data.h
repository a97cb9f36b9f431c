/* The data of a problem, looked at by its author's programs: input validators say whether each
 * input is right, output validators whether they accept each answer as an output. `assay verify`
 * asks for it; no submission is graded. */
#ifndef JUDGE_DATA_H
#define JUDGE_DATA_H

#include "base/error.h"
#include "judge/grader/session.h"

/* Serves a "data" request: the problem's folder is fds[0]. On failure the caller sends "failed". */
int grade_data(struct grader_session *session, const json_t *request, const int *fds,
               struct error *err);

#endif
