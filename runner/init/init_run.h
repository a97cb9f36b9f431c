/* Inside of a cell's init: what a run by exec (init_exec.h) and one by a watched interpreter's
 * child (init_watch.h) have in common. Neither of these two knows the other; init.c hands each
 * message to one of them.
 *
 *     init_run_begin(init, &run, join, &count);   checks MSG_INIT_PREPARE
 *     init_run_furnish(init, &run);               /tmp, Landlock's ruleset
 *     ... a process stands by, and gets its order ...
 *     init_run_watch(init, &run);                 to its end, or to another message
 *     init_run_end(init, &run);                   kills, reaps, reports
 *     init_release_tmp(init);
 *
 * A message that is none of a run's is never served from here: it stays in the inbox for the
 * caller. What is not as it should be ends init, and with it the cell.
 */
#ifndef RUNNER_INIT_RUN_H
#define RUNNER_INIT_RUN_H

#include "base/packet.h"
#include "runner/init/init.h"
#include "runner/init/spawn.h"
#include "runner/protocol.h"

/* Directories in a cell's "/". */
enum { INIT_READ_MAX = 64, INIT_SUBMISSIONS = 2 };

/* A watched interpreter. */
struct watch {
    pid_t pid; /* 0: there is none */
    int pidfd;
    int socket;
};

struct init {
    struct init_setup *setup;
    int null, root, dev;     /* /dev/null, and "/" and /dev for Landlock */
    int read[INIT_READ_MAX]; /* the other directories in "/", for reading */
    size_t read_count;
    int prog; /* /prog, to write to: the runner's, until it has been sent */
    int oom_fd;
    char oom_score[16];
    int last_pid_fd; /* ns_last_pid, -1 where it cannot be had */
    int has_tmp;
    pid_t zombie; /* the last run's program, kept until the runner has read its figures; 0: none */
    struct watch watch;
    /* a watched interpreter's: the /prog that is mounted and the one that will be next, -1: none */
    int submission, next_submission;
};

/* The state of a run. */
struct run {
    const struct init *init;
    struct spawn spawn;
    struct run_limits limits;
    struct msg_init_done done;
    int is_single; /* one process: no orphans to reap meanwhile */
    int refusals;
    int is_announced; /* the runner was told of its standby */
};

/* The message of the runner's that is at hand; size 0: none is. The child of a spawn, which has
 * init's memory, takes the one that starts the program, and leaves any other to init. */
struct inbox {
    size_t size;
    int fds[PACKET_FDS_MAX];
    size_t fd_count;
    union {
        uint32_t kind;
        struct msg_plain plain;
        struct msg_init_prepare prepare;
        struct msg_init_run run;
        struct msg_watch_start watch_start;
        char bytes[sizeof(struct msg_init_prepare) + sizeof(struct msg_init_run) + ARGV_BYTES];
    };
};
extern struct inbox init_inbox;

/* Ends init: the kernel kills the rest of the namespace. */
_Noreturn void init_leave(void);
/* Waits for a message; the end of the socket is init's own. */
void init_receive(const struct init *init);
void init_drop_message(void);
/* The same of one that is to be a kind and nothing else. */
void init_drop_plain(void);
void init_send(const struct init *init, const void *message, size_t size, const int *fds,
               size_t count);

/* Checks the message that asks for a run, and fills the run from it. The descriptors of its group
 * are the caller's, `join` and *ret_count; the inbox is free again. */
void init_run_begin(struct init *init, struct run *run, int join[CGROUP_JOIN_MAX],
                    size_t *ret_count);
/* A fresh /tmp, and Landlock's ruleset over it. 0, or the run has failed. */
int init_run_furnish(struct init *init, struct run *run);
/* The next process is number `last` + 1: what the kernel numbers must not tell a run how many there
 * were (ns_last_pid: it is per pid namespace). */
void init_reset_pids(const struct init *init, const char *last);

/* Serves the running program until it is over: the runner says so, or, when the program is all
 * there is, it has ended. 0 when another message came instead, which is at hand: the caller's to
 * serve, and then it may go on watching. */
int init_run_watch(struct init *init, struct run *run);
/* Kills, reaps, reports. */
void init_run_end(struct init *init, struct run *run);
/* The run has failed at this stage, before there was a program. */
void init_run_fail(struct run *run, const char *stage, int error);
/* Tells the runner how the run ended, or why there was none. */
void init_run_report(const struct init *init, struct run *run);
/* The last run's program, once the runner has its figures; by exec, all that is left. */
void init_reap_all(struct init *init);
/* The run's /tmp goes. */
void init_release_tmp(struct init *init);

#endif
