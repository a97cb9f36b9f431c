/* A cell, from the runner's side: makes its init in fresh namespaces and talks to it. */
#ifndef RUNNER_CELL_H
#define RUNNER_CELL_H

#include "base/error.h"
#include "runner/cgroup.h"
#include "runner/host.h"
#include "runner/root.h"

#include <sys/types.h>

struct cell {
    const struct host *host;
    struct host_profile *profile;
    pid_t init;
    int pidfd;
    int socket; /* to init; -1: there is no cell */
    int64_t memory_kib;
};

/* Builds a cell: clones init, maps its ids, waits until its root stands. The files stay the
 * caller's. */
int cell_build(const struct host *host, unsigned slot, struct host_profile *profile,
               const struct root_file *files, size_t file_count, struct cell *ret_cell,
               struct error *err);

/* Kills init and so everything in the cell; returns when the last of it is gone. */
void cell_destroy(struct cell *cell);

/* What a run needs beside the cell; descriptors 0, 1, 2 stay the caller's. */
struct cell_run_order {
    const struct run_limits *limits;
    const char *argv; /* the text of MSG_RUN */
    size_t argv_size;
    uint32_t argc;
    const int *descriptors;
};

/* Runs one program to its end. `grader` is watched for MSG_RUN_END meanwhile (-1: nobody is).
 * -EPIPE: the grader is gone; other errors mean that the cell must be destroyed. */
int cell_run_program(struct cell *cell, struct cgroup_leaf *leaf, int grader,
                     const struct cell_run_order *order, struct run_evidence *ret_evidence,
                     struct error *err);

#endif
