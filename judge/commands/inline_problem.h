/* A problem that has no folder: a text in the native format that is handed in together with the
 * submissions, or nothing but an input and limits (a free run).
 *
 *     inline_problem_open(file, &inlined, &err);          or inline_problem_free
 *     inline_problem_keep(&inlined, store, &err);         before it is submitted to
 *     ... inlined.package.problem, inlined.package.opened ("version:" and its version)
 *     inline_problem_close(&inlined);
 *
 * Its text is read as that of a folder in which there is no other file. The store keeps it as a
 * version, and judges read it from there as they read every version. */
#ifndef JUDGE_INLINE_PROBLEM_H
#define JUDGE_INLINE_PROBLEM_H

#include "db/store.h"
#include "judge/commands/problem_folder.h"

struct inline_problem {
    struct problem_folder package;
    char path[128];  /* of the temporary folder; "" before there is one */
    char called[80]; /* what the store calls it */
};

/* `file`: a path, or "-" for stdin. As problem_folder_open: the errors are on stderr already. */
int inline_problem_open(const char *file, struct inline_problem *ret_inlined, struct error *err);

/* A free run: what is printed is accepted and kept. `input`: a path, "-", or NULL for no input. */
struct inline_limits {
    int64_t time_us, memory_kib; /* 0: the format's default */
};
int inline_problem_free(const char *input, const struct inline_limits *limits,
                        struct inline_problem *ret_inlined, struct error *err);

int inline_problem_keep(const struct inline_problem *inlined, struct store *store,
                        struct error *err);
void inline_problem_close(struct inline_problem *inlined);

#endif
