/* A cell, from the runner's side: makes its init in fresh namespaces and talks to it.
 *
 *     cell_start(host, slot, profile, &cell, &err);     clones init, which builds by itself
 *     cell_prepare(&cell, &limits, &err);               a process that stands by; may be left out,
 *                                                       or come after the next
 *     cell_lay(&cell, files, count, memory, &err);      waits until it stands; lays the files
 *     cell_run_start(&cell, &order, &run, &err);
 *     cell_run_finish(&run, grader, &evidence, &err);
 *     cell_end(&cell);                                  kills it; cell_is_gone() follows
 *
 * What can be done before it is asked for is: none of start, prepare and end waits for the cell.
 * cell.c makes and ends cells, standby.c has a process stand by, watch.c runs it.
 */
#ifndef RUNNER_CELL_H
#define RUNNER_CELL_H

#include "base/error.h"
#include "runner/host/cgroup.h"
#include "runner/host/host.h"
#include "runner/host/root.h"

#include <sys/types.h>
#include <time.h>

enum { CELL_HARD_FACTOR = 10 }; /* the hard stop, in wall limits */

/* The process that will become the next program. */
struct standby {
    int is_asked; /* init was told to prepare it, by `ask` */
    int is_there; /* init has answered */
    struct msg_init_prepare asked;
    int pidfd;       /* -1: preparing it failed, and the run will say why */
    pid_t pid;       /* in our namespace */
    clockid_t clock; /* its CPU time, all threads */
    int order;       /* watched: its socket; init's hears the order otherwise; or -1 */
    int schedstat;   /* of its main thread */
    int statm;       /* -1 unless resident memory is sampled */
    int is_stale;    /* no run may have it: another one is to be asked for */
    int lay_count;   /* watched: the submissions that were laid since it was asked for */
};

struct cell {
    const struct host *host;
    struct host_profile *profile;
    pid_t init;
    int pidfd;
    int socket;         /* to init; -1: there is no cell */
    int prog;           /* its /prog, to write to until the submission's files are laid; or -1 */
    int64_t memory_kib; /* the most that its runs may ask for */
    /* 0: as many as the limits say. The probe sets RLIMIT_NPROC apart, to meet the group's limit.
     */
    int32_t rlimit_tasks;
    struct cgroup_leaf leaf;
    struct standby standby;
    /* A watched interpreter's: what a run has for nothing, of the limits and of address space. */
    int is_watched;
    int64_t base_kib, base_address_kib;
};
#define CELL_NONE ((struct cell){.pidfd = -1, .socket = -1, .prog = -1})

/* `is_watched`: it will have a watched interpreter (runner/cells/interpreter.h). */
int cell_start(const struct host *host, unsigned slot, struct host_profile *profile, int is_watched,
               struct cell *ret_cell, struct error *err);
/* The files stay the caller's. Once in a cell's life. */
int cell_lay(struct cell *cell, const struct root_file *files, size_t file_count,
             int64_t memory_kib, struct error *err);

/* The most processes and threads that a run may have at once, and how many of them can be on a
 * processor at once. */
int32_t cell_task_limit(const struct cell *cell, const struct run_limits *limits);
int cell_parallel(const struct cell *cell, const struct run_limits *limits);

/* Asks for a process that stands by for a run with these limits; nothing when there is one. Before
 * cell_lay only once. */
int cell_prepare(struct cell *cell, const struct run_limits *limits, struct error *err);

/* Waits for a message of init's of exactly this size and kind. */
int cell_hear(const struct cell *cell, void *message, size_t size, uint32_t kind, int *fds,
              size_t *fd_count, struct error *err);
/* The pid that a pidfd stands for, in our namespace, or -1; and a file of its in /proc. */
pid_t cell_pid_of(int pidfd);
int cell_open_of(pid_t pid, const char *name);

/* Takes note of who stands by, when somebody does (`wait`: when somebody was asked for): so much
 * less to do when a run is asked for. */
int cell_greet_standby(struct cell *cell, int wait, struct error *err);

/* Somebody stands by for a run with these limits, in a group that holds nothing of an earlier run
 * and whose counters have been started. */
int cell_make_ready(struct cell *cell, const struct run_limits *limits, struct error *err);

/* Kills init and so everything in the cell. */
void cell_end(struct cell *cell);
/* After cell_end: 1 when the last of it is gone, and its group with it. `wait`: not before. */
int cell_is_gone(struct cell *cell, int wait);

/* What a run needs beside the cell; the descriptors stay the caller's. */
struct cell_run_order {
    const struct run_limits *limits;
    enum run_action action;
    const char *file; /* watched */
    const char *argv; /* the text of MSG_RUN */
    size_t argv_size;
    uint32_t argc;
    const int *descriptors; /* 0, 1, 2; then code; then what is to be 3 */
    size_t descriptor_count;
    int has_code;
};

/* How long a run stood still (runner/cells/stillness.h). */
struct stillness {
    const struct cell *cell;
    int is_single;
    int64_t start_us, looked_us, sampled_us; /* monotonic */
    int64_t boot_offset_us, delay_us, steal_us;
    int64_t still_us;   /* held by others, or seen too late */
    int64_t stopped_us; /* by signals: perhaps its own */
    int64_t init_stopped_us;
    int pauses, stops; /* how often: for certain; by signals */
    int is_held, is_stopped;
};

struct cell_run {
    struct cell *cell;
    const struct run_limits *limits;
    int64_t start_us, end_us; /* monotonic: the order was sent; its end was seen */
    int64_t delay_us;         /* runnable without a CPU, as seen so far */
    int64_t waited_us;        /* as in evidence, so far */
    int parallel;             /* tasks that can run at once */
    struct stillness stillness;
    int64_t stack_kib, stack_look_us; /* as in evidence; when to look next, since the start */
};

/* Whether a run can have these limits: not all that other cells give can a watched interpreter. */
int cell_can_give(const struct cell *cell, const struct run_limits *limits);

/* An error means that the cell must be ended; -EAGAIN from either of these two: it was a watched
 * interpreter's, which failed. */
int cell_run_start(struct cell *cell, const struct cell_run_order *order, struct cell_run *ret_run,
                   struct error *err);
/* What cell_run_finish() is made of, for who watches two at once. Ends the run when a limit has
 * been passed (*ret_over); otherwise how long it cannot be, in microseconds. */
int64_t cell_run_check(struct cell_run *run, struct run_evidence *evidence, int *ret_over);
#define CELL_RUN_EVIDENCE ((struct run_evidence){.syscall = -1, .exit_status = -1})
/* The run is over, or is to be: what has been noted is `evidence`, and is completed. */
int cell_run_conclude(struct cell_run *run, struct run_evidence *evidence, struct error *err);

/* Watches the program to its end. `grader` is heard for MSG_RUN_END meanwhile (-1: nobody is).
 * -EPIPE: the grader is gone, -EBADMSG: it said what it may not; other errors mean that the cell
 * must be ended. */
int cell_run_finish(struct cell_run *run, int grader, struct run_evidence *ret_evidence,
                    struct error *err);

#endif
