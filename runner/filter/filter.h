/* Compiles seccomp filters, once, in `assay` (libseccomp); the runner gets the bytes.
 *
 *     fd = filter_compile(&(struct filter_options){0}, &err);    for runner_profile.filter_fd
 *     filter_syscall_name(evidence.syscall, name, sizeof(name));
 *
 * The policy is the table in runner/filter/filter_table.c: an allow-list with a reason beside each
 * odd entry. A filter has holes (the program's own pid, the longest mmap) that the runner fills per
 * run; runner/filter/filter_image.h says how they are carried.
 */
#ifndef RUNNER_FILTER_H
#define RUNNER_FILTER_H

#include "base/error.h"

#include <stddef.h>

struct filter_options {
    int as_written; /* by libseccomp: not packed (runner/filter/filter_pack.h), to compare with */
    int allow_scheduler; /* any thread's scheduling can be asked for; it still cannot be set */
    int allow_locks; /* flock and fcntl locks; they could carry state between the cases of a cell */
};

/* A sealed memfd, the caller's, with the filters for one process and for several; or a negative
 * errno. */
int filter_compile(const struct filter_options *options, struct error *err);

/* The call's name ("ptrace"), or "syscall_NUMBER" when libseccomp does not know it. */
void filter_syscall_name(int number, char *name, size_t size);

#endif
