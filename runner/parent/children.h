/* What the runner parent forks: a grader, who loses all privilege, and the runner beside it, who
 * keeps it. docs/runner.md ("What a grader has") lists what a grader is left with.
 *
 *     pid = child_start_grader(&host, slot, is_crowded, &sockets, &err);
 *     pid = child_start_runner(&host, slot, is_crowded, socket);
 *
 * Both are children of the caller, who kills and reaps them. */
#ifndef RUNNER_CHILDREN_H
#define RUNNER_CHILDREN_H

#include "base/error.h"
#include "runner/host/host.h"

#include <sys/types.h>

/* The ends that a grader gets; they stay the caller's. */
struct grader_sockets {
    int judge, runner;
    int errors; /* the write end of a pipe: its stderr */
};

/* `is_crowded`: it stays on the slot's processor (runner_parent_spawn says when). The grader is pid
 * 1 of a namespace of its own, so what it may have started dies with it. Returns its pid or a
 * negative errno. */
pid_t child_start_grader(struct host *host, unsigned slot, int is_crowded,
                         const struct grader_sockets *sockets, struct error *err);

/* `socket` is the runner's end and stays the caller's. Returns the pid or a negative errno. */
pid_t child_start_runner(struct host *host, unsigned slot, int is_crowded, int socket);

#endif
