/* What is odd in the data of a problem's cases and can be seen only by reading all of it: for
 * `assay check`, not for every load. */
#ifndef PROBLEMS_DATA_H
#define PROBLEMS_DATA_H

#include "problems/problem.h"
#include "problems/yaml/source.h"

/* Whether the problem's checker takes the answer in `answer_fd` for right. Returns 1; 0, and `err`
 * says what it finds (error_say); -ENOTSUP where it cannot be tried here; or another negative errno
 * when the answer cannot be read. Handed in, because checkers are not known here. */
typedef int problem_accepts_fn(const struct problem *problem, int answer_fd, struct error *err);

/* Reports, at the case's place in problem.yaml, what keeps right programs from being accepted. Of
 * each kind the first case is named: who has it in one file has it in all.
 *
 * - A byte order mark in a file is an error: programs read it as part of the first word of an
 * input, and no checker overlooks it in an answer.
 * - A carriage return in the file of an answer is an error where the checker sees it, or no program
 *   that ends its lines with \n is right; where the checker overlooks it, a warning. In an input it
 *   is a warning: most languages read it as white space, so the problem can be solved.
 * - Both are warnings in data that stands in problem.yaml: who writes "\r\n" or "\ufeff" there
 *   means it.
 * - An answer that the problem's own checker refuses is an error.
 *
 * 0 when there was no error, else negative; a code of error_is_host: something could not be read.
 */
int problem_check_data(int dir_fd, const struct problem *problem, problem_accepts_fn *accepts,
                       struct report *report);

#endif
