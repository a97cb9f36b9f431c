/* Starts the program in a cell: what happens between the clone and the program's first instruction.
 *
 *     spawn_program(&spawn);    init, for a program by exec: the clone, spawn_prepare, the exec
 *     spawn_prepare(&spawn);    a watched interpreter's child, for itself
 * (runner/watched/watched.c)
 *
 * Both take the same steps, in the same order. Each process that calls this has no_new_privs and is
 * in the cell's namespaces already.
 */
#ifndef RUNNER_SPAWN_H
#define RUNNER_SPAWN_H

#include "runner/filter/filter_image.h"
#include "runner/runner.h"

#include <sched.h>
#include <stdint.h>
#include <sys/types.h>

/* Most often three: docs/runner.md, "The author's program". */
enum { SPAWN_DESCRIPTORS = 5 };

struct spawn {
    /* known beforehand; all borrowed */
    const char *const *environment;
    const int *join; /* "0" is written to each: control groups of version 1 */
    int join_count;
    int group;             /* of version 2, a directory: the child is made in it; or -1 */
    int own_group_root;    /* a cgroup namespace of its own, with the group as its root */
    int oom_fd;            /* init's own oom_score_adj, or -1 */
    const char *oom_score; /* what init's is outside of the spawn */
    int ruleset;           /* Landlock, or -1 */
    struct filter_program *filter;
    const struct run_limits *limits;
    uint64_t address_bytes; /* RLIMIT_AS; UINT64_MAX: no cap */
    uint64_t length_max;    /* of one request for memory */
    int64_t backstop_s;     /* RLIMIT_CPU: decides nothing */
    int32_t tasks;
    const cpu_set_t *cpus; /* NULL: those that it has */
    int no_memfds;         /* nothing counts them: memfd_create is refused */
    int drop_user;         /* to CELL_UID; otherwise there is one uid, and it has it already */
    /* Called in the child. `standby`: everything but the filter is done, and this is the last
     * moment at which it may send. `await`: waits for the order and fills `argv` and `descriptors`;
     * 0 when there is none to come, and the child ends. Both in init's memory. */
    void (*standby)(struct spawn *spawn);
    int (*await)(struct spawn *spawn);
    void *arg;

    /* the order */
    char *const *argv;                  /* argv[0] is the path */
    int descriptors[SPAWN_DESCRIPTORS]; /* become 0, 1, 2, ... */
    int descriptor_count;

    /* results */
    int has_order;
    pid_t pid;
    int pidfd;                /* init's, O_CLOEXEC */
    int listener;             /* of the filter's reports; init's, O_CLOEXEC */
    const char *failed_stage; /* NULL: the program runs, or exec_errno says why not */
    int failed_errno;
    int exec_errno;
};

/* In the process that is to become the program: all stages from its limits to its descriptors, in
 * order, waiting for the order between. 0, or a negative errno, and `failed_stage` (NULL: there was
 * no order). Everything beyond `descriptor_count` is close-on-exec afterwards. */
int spawn_prepare(struct spawn *spawn);

/* Makes the child and returns when it has become the program or has ended without: the fields above
 * say. Meanwhile the caller stands still and the child has its memory and its descriptors. Returns
 * 0 when there was a child, which must be reaped; a negative errno when there is none. The caller's
 * first `descriptor_count` descriptors may be the program's afterwards. */
int spawn_program(struct spawn *spawn);

#endif
