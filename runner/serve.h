/* A runner: serves one grader, whom it does not believe, until the grader is gone. */
#ifndef RUNNER_SERVE_H
#define RUNNER_SERVE_H

#include "runner/host.h"

/* Never returns. `socket` is the runner's end; everything else but 0, 1, 2 is closed. */
_Noreturn void runner_serve(struct host *host, unsigned slot, int socket);

/* "a/b.py": relative, no empty component, no "." or "..", at most FILE_PATH_MAX bytes. */
int runner_path_is_plain(const char *path);

/* NULL when the limits can be offered with this much memory, else what is wrong. */
const char *runner_limits_fault(const struct run_limits *limits, int64_t memory_kib,
                                int has_cgroups);

#endif
