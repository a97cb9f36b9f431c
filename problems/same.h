/* Finds cases that need one run between them: equal input, answer, arguments and files. */
#ifndef PROBLEMS_SAME_H
#define PROBLEMS_SAME_H

#include "base/error.h"
#include "problems/problem.h"

/* Sets `same_as` of every case to the first with equal contents. Reads those files alone whose
 * sizes let them be equal. 0, or a negative errno. */
int problem_share_runs(int dir_fd, struct problem *problem, struct error *err);

#endif
