/* The constants of a package: {{name}} in its programs, submissions and included files stands for a
 * value that problem.yaml gives (ICPC 2025-09). Pure: no I/O. */
#ifndef PROBLEMS_CONSTANTS_H
#define PROBLEMS_CONSTANTS_H

#include "base/buffer.h"
#include "problems/problem.h"

/* Puts the values of the problem's constants into `text`; a name that is none of them stays. What
 * comes of it has at most PROBLEM_CONSTANTS_TEXT_MAX bytes; further names stay. Returns how many
 * were put in. */
enum { PROBLEM_CONSTANTS_TEXT_MAX = 64 << 20 };
size_t problem_put_constants(const struct problem *problem, struct buffer *text);

/* Whether `name` may be the name of a constant, or "name.variant". */
int problem_is_constant_name(const char *name, size_t size);

#endif
