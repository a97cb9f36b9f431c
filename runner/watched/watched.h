/* The part of a watched interpreter that lives in the interpreter's own process (docs/watched.md):
 * it speaks with the cell's init, forks a child for each run, and puts that under its limits. It
 * knows nothing of any language. A module of the interpreter's, written for it, does the rest:
 *
 *     watched_boot(&names, &err);         as early as it can; says that the bare interpreter is up
 *     ... loads the modules called `names` ...
 *     watched_ready(&err);                or what went wrong
 *     watched_serve(after_fork, &order);  returns in each child, with what it is to do, and with
 *                                         nothing open but 0, 1, 2, and 3 where the run has a
 *                                         third output
 *     ... does it, and ends the process as the interpreter would ...
 *
 * Invariants: no byte of a submission and none that a child has written reaches the process that
 * watched_serve() never returns in. A child has closed every socket before watched_serve() returns
 * in it. Linked into modules, so it must work with any allocator and without exceptions; it has one
 * thread and keeps it so.
 */
#ifndef RUNNER_WATCHED_H
#define RUNNER_WATCHED_H

#include "base/error.h"

#include <stddef.h>

struct watched_order {
    int is_compile;
    const char *file;        /* the main source */
    const char *const *argv; /* what would be executed, NULL-terminated */
    size_t argc;
    const void *code; /* what an earlier compile step wrote; NULL: none */
    size_t code_size;
};

/* `*ret_names`: a NULL-terminated list of what to preload. Whoever started this as something else
 * than a watched interpreter gets -ENOTSOCK. */
int watched_boot(const char *const **ret_names, struct error *err);

/* `text` NULL: ready; otherwise why not, and the process should end. */
int watched_ready(const char *text, struct error *err);

/* In the parent this never returns: it ends with its socket. `after_fork`, NULL for nothing, is
 * called in each child: the parent should write as little as it can, since that parts its pages
 * from a child's. */
void watched_serve(void (*after_fork)(void), struct watched_order *ret_order);

#endif
