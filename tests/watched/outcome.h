/* What a run came to, as far as it must not depend on the path it took: verdict, reason, exit
 * status, signal, stdout, stderr, and what the compiler said. Figures (time, memory) may differ.
 *
 * One normalisation: in stderr, and where a program says so in stdout, memory addresses (`0x` and
 * hexadecimal digits) become `0x*`. */
#ifndef TESTS_WATCHED_OUTCOME_H
#define TESTS_WATCHED_OUTCOME_H

#include "base/buffer.h"

#include <jansson.h>
#include <stdio.h>

struct outcome {
    struct buffer words; /* verdict, reason, exit status, ...: a line each */
    struct buffer output, errors;
    char verdict[8], path[16];
};

/* From a result of a request of kind "run" and the file that its stdout went to; `addresses`: in
 * which parts they are normalised. */
void outcome_init(struct outcome *outcome, const json_t *result, int stdout_fd, int addresses);
void outcome_release(struct outcome *outcome);

/* Prints what differs outside of the parts (PART_ bits) that may vary, and returns whether anything
 * does. */
int outcome_differs(const struct outcome *left, const struct outcome *right, int varies,
                    FILE *stream);

/* Whether the parts are the same. */
int outcome_equals_in(const struct outcome *left, const struct outcome *right, int parts);

#endif
