/* Starts the program in a cell: what happens between init's clone and the program's first
 * instruction. Called by init (pid 1 of the cell) and by nothing else. */
#ifndef RUNNER_SPAWN_H
#define RUNNER_SPAWN_H

#include "runner/filter_image.h"
#include "runner/runner.h"

#include <stdint.h>
#include <sys/types.h>

struct spawn {
    /* what to run; all borrowed */
    const char *path;
    char *const *argv, *const *environment;
    int descriptors[3]; /* become 0, 1, 2 */
    const int *join;    /* "0" is written to each: the control groups */
    int join_count;
    int oom_fd;            /* init's own oom_score_adj, or -1 */
    const char *oom_score; /* what init's is outside of the spawn */
    int ruleset;           /* Landlock, or -1 */
    struct filter_program *filter;
    /* limits */
    const struct run_limits *limits;
    uint64_t address_bytes; /* UINT64_MAX: no cap */
    int32_t tasks;
    int drop_user; /* to CELL_UID; otherwise there is one uid, and it has it already */

    /* results */
    pid_t pid;
    int pidfd;                /* init's, O_CLOEXEC */
    int listener;             /* of the filter's reports; init's, O_CLOEXEC */
    const char *failed_stage; /* NULL: the program runs, or exec_errno says why not */
    int failed_errno;
    int exec_errno;
};

/* Returns 0 when a child was started, whatever became of it before exec: the fields above say. The
 * child must be reaped. A negative errno when there is none. Init's descriptors 0, 1 and 2 are the
 * program's afterwards; the caller puts its own back. */
int spawn_program(struct spawn *spawn);

#endif
