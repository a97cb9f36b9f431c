/* What a call in a cell came to, and whether that is what the function test expects
 * (docs/function-tests.md). What crosses is text that a hostile program may have written: it is
 * read here, outside, and compared with a value that no cell has seen. */
#ifndef JUDGE_CALLED_H
#define JUDGE_CALLED_H

#include "base/buffer.h"
#include "judge/checkers/checker.h"
#include "problems/problem.h"

#include <jansson.h>
#include <stddef.h>

enum {
    CALLED_BYTES_MAX = 1024 * 1024 + 64 * 1024, /* of what crosses; a value has less */
    CALLED_EXIT = 1, /* with which a caller ends whose call has raised an exception */
};

/* A run_output_fn of runner/runner.h: collects into a struct buffer. */
void called_take(const void *data, size_t size, void *arg);

struct called_result {
    struct buffer got; /* for people; "" where nothing came back. The caller's to release */
    int has_raised;    /* an exception that is expected: its exit status is right */
};

/* `check` holds what the checker found of stdout and becomes what is found of it all. */
void called_decide(const struct problem_call *call, const struct buffer *text,
                   struct checker_result *check, struct called_result *ret_result);

/* Adds the call and what is expected of it to a case's JSON; nothing where there is no call. */
void called_set_head(const struct problem_case *kase, const char *language, json_t *head);

#endif
