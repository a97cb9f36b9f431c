/* Control groups, one interface over version 1, version 2 and none (cgroup_parts.h says which file
 * does what).
 *
 *     cgroup_host_open(&host);                       the parent, once: assay-PID in each hierarchy
 *     cgroup_sweep_slot(&host, slot);                a runner, once: what an earlier one left
 *     cgroup_leaf_open(&host, slot, &leaf, &err);    for a cell, and again when it is not clean
 *     cgroup_leaf_prepare(&leaf, ...);               before a run: limits, what to join
 *     cgroup_leaf_start(&leaf, &err);                just before it: the counters
 *     cgroup_leaf_is_clean(&leaf);                   then: nothing is charged to it from before
 *     cgroup_leaf_cpu_us(&leaf);                     during it
 *     cgroup_leaf_read(&leaf, &usage, &err);         after it, when everything in it is dead
 *     cgroup_leaf_close(&leaf);
 *     cgroup_host_close(&host);                      removes all of assay-PID
 *
 * Only groups named assay-PID are ever touched. The parent holds a lock on its own; one that
 * nobody holds is what a killed parent left, and is removed at the next start.
 *
 * Version 1: the child joins by writing 0 to `tasks` through a descriptor the runner opened: 33 us,
 * where cgroup.procs or another's pid would wait 5 to 14 ms for RCU.
 *
 * Version 2: init starts the program inside of its group (CLONE_INTO_CGROUP), a fresh one per run,
 * because memory.peak cannot be reset before Linux 6.12:
 *
 *     assay-PID/grader-SLOT  a grader (with version 1 as well)
 *     assay-PID/SLOT/init    the inits of the slot's cells, unlimited
 *     assay-PID/SLOT/RUN     one run's program; removed when the next one is prepared
 *
 * The kernel lets init do that only when it may write the cgroup.procs of RUN and of SLOT, the
 * nearest group above both, so these two files are given to init's host id. It can reach no others,
 * the limits stay root's, and the program, another id without a path to them, cannot reach these.
 */
#ifndef RUNNER_CGROUP_H
#define RUNNER_CGROUP_H

#include "base/error.h"

#include <stdint.h>

enum { CGROUP_PATH_MAX = 512, CGROUP_JOIN_MAX = 3 };
enum cgroup_version { CGROUP_NONE, CGROUP_V1, CGROUP_V2 };
enum cgroup_part { CGROUP_MEMORY, CGROUP_PIDS, CGROUP_CPU, CGROUP_PARTS };

struct cgroup_host {
    enum cgroup_version version;
    /* v1: assay-PID in each hierarchy, "" where it cannot be had; v2: one path, three times */
    char base[CGROUP_PARTS][CGROUP_PATH_MAX];
    int lock[CGROUP_PARTS];
    char why[CGROUP_PARTS][96]; /* why one is "" */
    uint32_t first_id; /* v2, set by the caller: the init of a slot has this + 2 x slot; 0: ours */
};

struct cgroup_leaf {
    const struct cgroup_host *host;
    unsigned slot;
    uint64_t serial;        /* in the name; v2: of the last run */
    int above;              /* v2: the slot's group */
    int dir[CGROUP_PARTS];  /* -1: not there; v2: the run's, between prepare and read */
    int join[CGROUP_PARTS]; /* v1: tasks */
    int peak, oom, usage;   /* memory peak; oom counter; CPU time */
    int64_t memory_kib;     /* as written last, 0: nothing yet */
    int32_t tasks;
    int64_t oom_before, cpu_before_us, refused_before;
};

struct cgroup_usage {
    int64_t peak_kib;       /* -1: unknown */
    int64_t oom_kills;      /* because the group itself was full */
    int64_t host_oom_kills; /* because a group above it, or the host, was short of memory */
    int64_t cpu_us;         /* of the group since start; -1: unknown */
    /* Processes and threads beyond the limit, which the kernel did not make; 0 where they are not
     * counted (version 1, one process). */
    int64_t refused_tasks;
};

/* Finds what this host offers and makes the parent's groups. Having none is no error: the version
 * is CGROUP_NONE and `why` is filled. */
void cgroup_host_open(struct cgroup_host *host);
void cgroup_host_close(struct cgroup_host *host);

/* The memory group of the grader of a slot, with the limit of grader_memory_bytes: its address
 * space does not count the memfds that it makes. Returns a descriptor to be closed: version 1 that
 * of `tasks`, into which the grader writes "0", version 2 the group's, to start it in. -ENOTSUP
 * where the host has no groups. */
int cgroup_open_grader(const struct cgroup_host *host, unsigned slot, struct error *err);

/* A runner, at its start: removes what an earlier runner of its slot left. */
void cgroup_sweep_slot(const struct cgroup_host *host, unsigned slot);

int cgroup_leaf_open(const struct cgroup_host *host, unsigned slot, struct cgroup_leaf *ret_leaf,
                     struct error *err);
void cgroup_leaf_close(struct cgroup_leaf *leaf);

/* v2: the group to start a cell's init in, to be closed; -ENOTSUP with others. */
int cgroup_leaf_init(const struct cgroup_leaf *leaf);

/* Sets the limits; v2: makes the run's group. `single`: one process, whose CPU time its own clock
 * tells and whose tasks RLIMIT_NPROC counts, so that it joins memory alone. ret_join gets the
 * descriptors (the leaf's): v1 those that the child writes "0" to, v2 the directory of the group to
 * start it in. */
int cgroup_leaf_prepare(struct cgroup_leaf *leaf, int64_t memory_kib, int32_t tasks, int single,
                        int ret_join[CGROUP_JOIN_MAX], int *ret_count, struct error *err);
/* Whether the group counts the tasks of such a run, and so what it refuses. */
int cgroup_counts_tasks(const struct cgroup_host *host, int single);
/* Starts the counters: when what ran before is gone and what will run has joined. */
int cgroup_leaf_start(struct cgroup_leaf *leaf, struct error *err);
/* After start: whether earlier runs left no memory charged to the group. What is freed late (files
 * that were in flight through a socket) would count against the next run: it needs a fresh group.
 */
int cgroup_leaf_is_clean(const struct cgroup_leaf *leaf);
/* CPU time of the group since start, in microseconds; -1 when it is not known. */
int64_t cgroup_leaf_cpu_us(const struct cgroup_leaf *leaf);
/* After everything in the group is dead. */
int cgroup_leaf_read(struct cgroup_leaf *leaf, struct cgroup_usage *ret_usage, struct error *err);

#endif
