/* Finds what is odd in the data of a problem's cases. It has to read all of the data, so `assay
 * check` does this, and not every load. */
#ifndef PROBLEMS_DATA_H
#define PROBLEMS_DATA_H

#include "problems/problem.h"
#include "problems/yaml/source.h"

/* Whether the checker of a case takes the answer in `answer_fd` for right. Returns 1; 0, and `err`
 * says what it finds (error_say); -ENOTSUP where it cannot be tried here; or another negative errno
 * when the answer cannot be read. The caller hands this function in, because problems/ does not
 * know checkers. */
typedef int problem_accepts_fn(const struct problem_checker *checker, int answer_fd,
                               struct error *err);

/* Reports, at the case's place in problem.yaml or at its file, what keeps right programs from being
 * accepted. It names the first case of each kind: a problem with one such file mostly has many.
 *
 * - A byte order mark in a file is an error: programs read it as part of the first word of an
 * input, and no checker overlooks it in an answer.
 * - A carriage return in the file of an answer is an error where the checker sees it, because then
 *   a program that ends its lines with \n is wrong; where the checker overlooks it, it is a
 *   warning. In an input it is a warning: most languages read it as white space, so the problem can
 *   be solved.
 * - Both are warnings in data that stands in problem.yaml: an author who writes "\r\n" or "\ufeff"
 *   there means it.
 * - In packages of other systems all of these are warnings.
 * - That nobody has said or measured a time limit is a warning.
 * - An answer that the problem's own checker refuses is an error.
 *
 * 0 when there was no error, else negative; a code of error_is_host: something could not be read.
 */
int problem_check_data(int dir_fd, const struct problem *problem, problem_accepts_fn *accepts,
                       struct report *report);

#endif
