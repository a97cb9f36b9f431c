/* The grader's main loop: requests in, events out (judge/grader/grader.h). */
#ifndef JUDGE_LOOP_H
#define JUDGE_LOOP_H

#include "base/error.h"
#include "judge/grader/grader.h"

/* Serves the judge until it hangs up: 0. Negative, with err: the process cannot be a grader. */
int grader_loop(struct error *err);

#endif
