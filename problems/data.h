/* What is odd in the data of a problem's cases and can be seen only by reading all of it: for
 * `assay check`, not for every load. */
#ifndef PROBLEMS_DATA_H
#define PROBLEMS_DATA_H

#include "problems/problem.h"
#include "problems/yaml/source.h"

/* Adds a warning, at its place in problem.yaml, for the first case whose input or answer starts
 * with a byte order mark, and for the first with Windows line ends where a program sees them: in
 * any input, and in an answer whose checker compares white space. 0, or negative when something
 * cannot be read (and an error in the report). */
int problem_check_data(int dir_fd, const struct problem *problem, struct report *report);

#endif
