/* What a run leaves behind: numbers of the kernel's, and which layers were in force. The verdict
 * rules (judge/rules/verdict.h) decide on these alone. */
#ifndef RUNNER_EVIDENCE_H
#define RUNNER_EVIDENCE_H

#include <stdint.h>

enum { EVIDENCE_STDERR_MAX = 8192 };

enum run_end {
    RUN_ENDED_ITSELF, /* exit or a signal that was not ours */
    RUN_ENDED_CPU,    /* we ended it at the CPU limit */
    RUN_ENDED_WALL,
    RUN_ENDED_HARD,   /* 10 x the wall limit: ours, IE */
    RUN_ENDED_OUTPUT, /* the output cap */
    RUN_ENDED_SYSCALL,
    RUN_ENDED_IDLE, /* it and who it spoke with waited for each other */
    RUN_ENDED_PEER, /* who it spoke with had ended, and said that this was all */
};

struct run_evidence {
    enum run_end end;
    int exit_status; /* 0 to 255, or -1 when ended by a signal */
    int term_signal; /* 0 when it exited */
    int64_t cpu_user_us, cpu_system_us;
    int64_t wall_us;      /* start of the program to its end */
    int64_t run_delay_us; /* runnable but waiting for a CPU: taken off the wall time that counts */
    /* The run stood still, because the host had it so (runner/cells/stillness.h): taken off as
     * well; and how often, of what is no mere delay. */
    int64_t paused_us;
    int pauses;
    int64_t waited_us; /* for who it spoke with, which did not wait for it: taken off as well */
    /* Of the main thread's stack when it was looked at last, where that was most of what the
     * program had; 0: it was not, or not seen. */
    int64_t stack_kib;
    int64_t memory_kib;     /* peak */
    int64_t oom_kills;      /* in the group during the run, because the group was full */
    int64_t host_oom_kills; /* in the group, because somebody else was short of memory */
    /* The signals that the program, or a process of its, may have sent itself: bit N - 1 for signal
     * N; all of them where no filter has looked. */
    uint64_t own_signals;
    int ended_by_init;        /* it made a habit of refused calls */
    int64_t refused_bytes;    /* the largest request refused because of the limit; 0: none */
    int64_t tmpfs_full;       /* whether the tmpfs was full at the end */
    int64_t tmpfs_files_full; /* ... because it held as many files as it may */
    int64_t tmpfs_kib;        /* what the tmpfs held at the end */
    int64_t output_bytes;     /* stdout, all of it */
    int64_t stderr_bytes;
    int64_t voluntary_switches, involuntary_switches;
    int syscall;         /* the reported call's number, -1: none; runner/filter/filter.h names it */
    int foreign_abi;     /* a call through another ABI */
    int stray_processes; /* how many it left behind */
    /* Tasks are processes and threads. What was refused is counted where it can be: with one
     * process the filter sees each call for a second, and nobody sees a thread that RLIMIT_NPROC
     * refuses; with several, and with version 2 of control groups, the group counts both. */
    int task_limit;        /* at once */
    int refused_processes; /* calls for a second process */
    int64_t refused_tasks; /* by the group */
    int threads_started;   /* of one process, besides its first; 0: none, or not known */
    int tasks_seen;        /* of the process when its wall time was over; 0: not looked */
    int descriptors_seen;  /* open in it at that moment */
    /* A failure of ours before the program ran: the stage and errno; stage "" when there was none.
     * exec of the program itself failing is `exec_errno`, which is the submission's fault. */
    char failed_stage[32];
    int failed_errno;
    int exec_errno;
    char stderr_tail[EVIDENCE_STDERR_MAX]; /* the end of stderr, any bytes */
    uint32_t stderr_tail_size;
};

/* The layers, by the names that the configuration, doctor and the stored JSON use. */
enum isolation_layer {
    LAYER_USER_NAMESPACE,
    LAYER_PID_NAMESPACE,
    LAYER_MOUNT_NAMESPACE,
    LAYER_NET_NAMESPACE,
    LAYER_IPC_NAMESPACE,
    LAYER_UTS_NAMESPACE,
    LAYER_CGROUP_NAMESPACE,
    LAYER_OWN_ROOT,
    LAYER_OWN_UID,
    LAYER_NO_CAPABILITIES,
    LAYER_NO_NEW_PRIVS,
    LAYER_RLIMITS,
    LAYER_SECCOMP,
    LAYER_LANDLOCK,
    LAYER_CGROUP_MEMORY,
    LAYER_CGROUP_PIDS,
    LAYER_CGROUP_CPU,
    LAYER_COUNT,
};
extern const char *const isolation_layers[LAYER_COUNT]; /* "user_namespace", ... */

/* What is known of a layer beforehand; the acts themselves are in runner/probe*.c. */
struct isolation_fact {
    const char *act;  /* the forbidden act that the probe tries, and what must come of it */
    const char *mend; /* what to do when the layer is missing */
    int is_needed;    /* no configuration can do without it */
};
extern const struct isolation_fact isolation_facts[LAYER_COUNT];

/* UNKNOWN: not tried, because an earlier layer failed. It counts as missing. */
enum isolation_state { ISOLATION_MISSING, ISOLATION_ENFORCED, ISOLATION_UNKNOWN };
struct isolation {
    unsigned char state[LAYER_COUNT];
    char cgroup[8];             /* "v1", "v2" or "none" */
    int32_t swap_is_capped;     /* the memory group limits swap too */
    char why[LAYER_COUNT][160]; /* why a layer is missing or unknown; "" otherwise */
};

#endif
