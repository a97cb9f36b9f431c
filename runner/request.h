/* What a grader may ask for, as pure checks. */
#ifndef RUNNER_REQUEST_H
#define RUNNER_REQUEST_H

#include "runner/runner.h"

/* "a/b.py": relative, no empty component, no "." or "..", at most FILE_PATH_MAX bytes. */
int request_path_is_plain(const char *path);

/* NULL when the limits can be offered in a cell opened for `memory_kib`, else what is wrong. */
const char *request_limits_fault(const struct run_limits *limits, int64_t memory_kib,
                                 int has_cgroups);

/* The memory that a cell can be opened for. */
int request_memory_is_sane(int64_t memory_kib);

#endif
