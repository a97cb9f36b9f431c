/* What a run and a run of two have in common, on the grader's side. */
#ifndef RUNNER_CLIENT_PARTS_H
#define RUNNER_CLIENT_PARTS_H

#include "runner/runner.h"

/* The end of what was written to stderr. */
struct client_tail {
    char bytes[EVIDENCE_STDERR_MAX];
    size_t size, max;
    int64_t total;
};
void client_tail_init(struct client_tail *tail, const struct run_limits *limits);
void client_tail_take(struct client_tail *tail, const char *data, size_t size);
void client_tail_put(const struct client_tail *tail, struct run_evidence *evidence);

/* Reads once; -1 in *fd after the end. What it got, 0: nothing. */
size_t client_read(int *fd, char *data, size_t size);

/* A pipe whose end 1 is for a cell, where it may be opened again for writing. */
int client_pipe(int ends[2], struct error *err);

#endif
