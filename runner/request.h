/* What a grader may ask for, as pure checks. Every number of a message is compared with its bound
 * before anything is added to it or subtracted from it.
 *
 *     fault = request_read_open(bytes, size, fd_count, files);      a malformed message: the runner
 *     fault = request_read_run(bytes, size, fd_count, &run);        ends
 *     failed = request_find_range(&from, file_size, most, &total, &size);   a grader's honest
 *     fault = request_limits_fault(&limits, memory_kib, groups);            mistakes: it is told
 */
#ifndef RUNNER_REQUEST_H
#define RUNNER_REQUEST_H

#include "runner/protocol.h"
#include "runner/runner.h"

#include <stddef.h>
#include <stdint.h>

/* "a/b.py": relative, no empty component, no "." or "..", at most FILE_PATH_MAX bytes. */
int request_path_is_plain(const char *path);

/* NULL when the limits can be offered in a cell opened for `memory_kib`, else what is wrong. */
const char *request_limits_fault(const struct run_limits *limits, int64_t memory_kib,
                                 int has_cgroups);

/* The memory that a cell can be opened for. */
int request_memory_is_sane(int64_t memory_kib);

/* A file of a request to open a cell, as it is said to be. */
struct request_file {
    const char *path; /* borrowed from the message */
    uint32_t fd;      /* which of the descriptors */
    int64_t offset, size;
};

/* Reads all of a MSG_CELL_OPEN. NULL, or what is malformed; `files` is defined up to the message's
 * file_count when NULL is returned. `bytes` are aligned for the message's struct. Each of the
 * descriptors is some file's, so that what the files are checked for holds for all of them. */
const char *request_read_open(const char *bytes, size_t size, size_t fd_count,
                              struct request_file files[RUNNER_FILES_MAX]);

/* Where the file lies in what has `file_size` bytes: 0 and its size, -EINVAL when it does not lie
 * there, -EFBIG when it is more than `most` with those before it. *total is what those come to, and
 * includes it when 0 is returned. */
int request_find_range(const struct request_file *file, int64_t file_size, int64_t most,
                       int64_t *total, int64_t *ret_size);

/* A MSG_RUN; borrowed from the message. */
struct request_run {
    const struct msg_run *head;
    const char *file;
    const char *argv; /* head->argc strings, an absolute path the first */
    size_t argv_size;
};
const char *request_read_run(const char *bytes, size_t size, size_t fd_count,
                             struct request_run *ret_run);

/* NULL when a cell's init can have measured this, else what is wrong: init has less privilege than
 * the runner, which adds its numbers to others and tells them to graders. */
const char *request_done_fault(const struct msg_init_done *done);

#endif
