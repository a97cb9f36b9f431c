/* The checkers once more, naive and in memory, to compare the streaming ones with: both texts
 * whole, cut into pieces, and the pieces compared one by one. */
#ifndef TESTS_JUDGE_REFERENCE_H
#define TESTS_JUDGE_REFERENCE_H

#include "problems/problem.h"

#include <stddef.h>
#include <stdint.h>

struct bytes {
    const unsigned char *data;
    size_t size;
};

struct reference_result {
    int accepted;
    int64_t line, column; /* as in checker_result; 0 when accepted */
};

struct reference_result reference_check(const struct problem_checker *options, struct bytes answer,
                                        struct bytes output);

#endif
