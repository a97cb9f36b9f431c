/* The messages between `assay`, the runner parent, runners, graders and the init of a cell: one
 * datagram each (base/packet.h), a fixed part that starts with its kind, then text (NUL-terminated
 * strings, one after another) where the comment says so. Who may say what to whom is the order
 * below; a message that is not expected, or not exactly right, ends the receiver (the level above
 * notices). All of these processes come from one build on one machine, so the structs travel as
 * they are in memory.
 */
#ifndef RUNNER_PROTOCOL_H
#define RUNNER_PROTOCOL_H

#include "runner/evidence.h"
#include "runner/runner.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/sysinfo.h>

enum {
    PROTOCOL_VERSION = 1,
    PARENT_FD = 3,       /* in the runner parent: its socket to the judge */
    GRADER_JUDGE_FD = 3, /* in a grader */
    GRADER_RUNNER_FD = 4,
    GRADER_FIRST_FILE_FD = 5, /* and the next ones, as many files as there are */
    GRADER_FILES_MAX = 2,
    SPAWN_FDS = 2,      /* with MSG_SPAWN: the grader's end of its socket, and what is its stderr */
    WATCHED_SOCKET = 3, /* in a watched interpreter, to init; in a child, the one for its order */
    WATCHED_FILTER = 4, /* a memfd; gone once it has been read */
    WATCHED_LISTENER = 4,   /* in a child: of the filter's reports, until init has taken it */
    ARGV_MAX = 256,         /* strings */
    ARGV_BYTES = 64 * 1024, /* with their NULs */
    FILE_PATH_MAX = 255,
    RUN_FILE_MAX = FILE_PATH_MAX + 15, /* a path in the cell */
    REPLY_TEXT = 1024,
};

/* The most stack that a watched interpreter's child can be given: what is above it was laid out at
 * exec. */
#define WATCHED_STACK_MAX (64ULL << 30)

enum message_kind {
    MSG_START = 1, /* judge -> parent, once: struct msg_start, text; the filters, graders' files */
    MSG_STARTED,   /* parent -> judge: struct msg_started */
    MSG_SPAWN,     /* judge -> parent: struct msg_id; SPAWN_FDS descriptors */
    MSG_KILL,      /* judge -> parent: struct msg_id */
    MSG_EXITED,    /* parent -> judge: struct msg_exited */

    MSG_CELL_OPEN,  /* grader -> runner: struct msg_cell_open, struct msg_cell_file for each,
                       text: paths; what the files are in */
    MSG_CELL_CLOSE, /* grader -> runner: struct msg_cell_close */
    MSG_REPLY,      /* runner -> grader, to the two above: struct msg_reply */
    MSG_RUN,     /* grader -> runner: struct msg_run, text: file, argv; stdin, stdout, stderr, then
                    code and what is to be descriptor 3, when there is some */
    MSG_RUN_END, /* grader -> runner, during a run: struct msg_plain; the output passed its cap */
    MSG_DONE,    /* runner -> grader: struct msg_done */
    MSG_PAIR,    /* grader -> runner: struct msg_pair, text: argv of the submission, of the author's
                    program; stderr of each, both ends of the author's descriptor 3 and its
                    descriptor 4 when there are any */
    MSG_PAIR_ENDED, /* runner -> grader, during it: struct msg_pair_ended; the author's program has
                       ended, and what is to be read from its descriptor 3 may be */
    MSG_PAIR_DONE,  /* runner -> grader: struct msg_pair_done; what was recorded, if anything */

    MSG_INIT_GO,    /* runner -> init: struct msg_plain; the id maps are written; oom_score_adj */
    MSG_INIT_READY, /* init -> runner, when its root stands: struct msg_reply; /prog, to write to */
    MSG_INIT_PREPARE, /* runner -> init: struct msg_init_prepare; the group's files */
    MSG_INIT_STANDBY, /* init -> runner: struct msg_plain; pidfd of a process that waits to become
                         the program, none when the run has failed already (MSG_INIT_DONE tells) */
    MSG_INIT_RUN,     /* runner -> that process: struct msg_init_run, text: argv; 0, 1, 2 */
    MSG_INIT_FINISH,  /* runner -> init: struct msg_plain; end the run. It may cross its end */
    MSG_INIT_DONE,    /* init -> runner: struct msg_init_done */

    /* A watched interpreter (docs/watched.md). */
    MSG_WATCH_START,   /* runner -> init: struct msg_watch_start, text: argv, what to preload; the
                          filter, an empty input, the write end of a pipe */
    MSG_WATCH_BOOTED,  /* interpreter -> init -> runner: struct msg_plain; its pidfd from init on */
    MSG_WATCH_PRELOAD, /* runner -> init -> interpreter: struct msg_plain, text: names; fd: its
                        /proc/PID/maps */
    MSG_WATCH_READY,   /* interpreter -> init -> runner: struct msg_reply */
    MSG_WATCH_LAY,     /* runner -> init: struct msg_plain; a fresh /prog. MSG_INIT_READY answers */
    MSG_WATCH_CLEAR,  /* runner -> init: struct msg_plain; the submission is over, its /prog goes */
    MSG_WATCH_FORK,   /* init -> interpreter: struct msg_watch_fork; its socket for the order,
                         Landlock's ruleset, the group's files */
    MSG_WATCH_FORKED, /* interpreter -> init: struct msg_watch_forked */
    MSG_WATCH_LIMITED, /* child -> init, over the socket for its order: struct msg_plain; it is
                          under all limits, and waits */
    MSG_WATCH_ORDER,   /* runner -> child: struct msg_watch_order, text: file, argv; 0, 1, 2, then
                          code and what is to be 3, when there is some */
    MSG_WATCH_FAILED,  /* child -> whoever has the other end: struct msg_watch_failed */
};

struct msg_plain {
    uint32_t kind;
};

struct msg_start {
    uint32_t kind, version;
    uint32_t grader_uid, grader_gid;
    uint32_t allow_missing; /* bit per enum isolation_layer */
    uint32_t profile_count, examine;
    uint32_t filter_count, file_count, watch_count;
    /* text: runner path, grader path, then per profile: name, binds, environment, and where it has
       a watched interpreter: source, argv, what to preload. Descriptors: the filters, the files,
       two for each watched interpreter */
    struct start_profile {
        int64_t address_kib;
        int32_t threads;
        uint32_t bind_count, environment_count, filter, has_proc, is_build;
        uint32_t has_watch, watch, watch_argc, preload_count;
    } profiles[RUNNER_PROFILES_MAX];
};

struct msg_started {
    uint32_t kind;
    int32_t code; /* 0 or a negative errno, then `text` says more */
    char text[1024];
    struct isolation isolation;
};

struct msg_id {
    uint32_t kind, id;
    uint32_t graders; /* with MSG_SPAWN: how many there are to be, this one among them */
};

struct msg_exited {
    uint32_t kind, id;
    int32_t grader_status, runner_died;
};

struct msg_cell_open {
    uint32_t kind, profile, file_count;
    uint32_t wants_watched; /* in a watched interpreter where there is one: the reply's code is 1 */
    uint32_t slot, unused;  /* enum cell_slot */
    int64_t memory_kib;
};

struct msg_cell_close {
    uint32_t kind, slot;
};

struct msg_cell_file {
    uint32_t fd, unused; /* which of the descriptors */
    int64_t offset, size;
};

struct msg_reply {
    uint32_t kind;
    int32_t code;
    char text[REPLY_TEXT];
};

struct msg_run {
    uint32_t kind, argc;
    uint32_t action, has_code; /* enum run_action */
    uint32_t slot, has_feedback;
    struct run_limits limits;
};

enum { EVIDENCE_NUMBERS = offsetof(struct run_evidence, stderr_tail) };

struct msg_done {
    uint32_t kind;
    int32_t code;
    char text[REPLY_TEXT];
    _Alignas(8) unsigned char evidence[EVIDENCE_NUMBERS];
};

struct msg_pair {
    uint32_t kind;
    uint32_t has_report, has_material, unused;
    uint32_t argc[2]; /* by enum cell_slot */
    int64_t record_bytes;
    unsigned char accepts[32];
    struct run_limits limits[2];
};

struct msg_pair_ended {
    uint32_t kind;
    int32_t status; /* as waitpid(2), or -1 */
};

struct msg_pair_done {
    uint32_t kind;
    int32_t code;
    char text[REPLY_TEXT];
    struct pair_outcome outcome;
    _Alignas(8) unsigned char evidence[2][EVIDENCE_NUMBERS];
};

/* What must be known before a program can be started, and does not change from case to case. */
struct msg_init_prepare {
    uint32_t kind;
    int32_t tasks;      /* RLIMIT_NPROC */
    int32_t join_count; /* descriptors: the group's files to write 0 to */
    int32_t in_group;   /* 1: the one descriptor is the directory of the group to be started in */
    struct run_limits limits;
    uint64_t address_bytes; /* RLIMIT_AS; UINT64_MAX: no cap */
    uint64_t length_max;    /* of one request for memory, as well */
    int64_t backstop_s;     /* RLIMIT_CPU */
};

struct msg_init_run {
    uint32_t kind, argc;
};

struct msg_init_done {
    uint32_t kind;
    int32_t wait_status;
    int32_t syscall, stray_processes;
    int32_t tmpfs_full, tmpfs_files_full;
    int32_t refused_processes, threads_started;
    int32_t ended_by_init, unused; /* it met no limit of the runner's, but one of init's */
    uint64_t own_signals;
    int64_t tmpfs_kib;
    int64_t refused_bytes;
    int64_t user_us, system_us, max_rss_kib;
    int64_t voluntary_switches, involuntary_switches;
    int32_t exec_errno;
    int32_t failed_errno;
    char failed_stage[32]; /* "": none */
};

struct msg_watch_start {
    uint32_t kind, argc;
};

struct msg_watch_fork {
    uint32_t kind;
    int32_t tasks, join_count, in_group;
    int32_t own_group_root, no_memfds, drop_user, has_ruleset;
    struct run_limits limits;
    uint64_t address_bytes, length_max;
    int64_t backstop_s;
};

struct msg_watch_forked {
    uint32_t kind;
    int32_t pid; /* or a negative errno */
};

struct msg_watch_order {
    uint32_t kind, action, argc, has_code;
    uint32_t has_feedback;
};

struct msg_watch_failed {
    uint32_t kind;
    int32_t error;
    char stage[32];
};

/* The strings of a message, in order. */
struct text {
    const char *at, *end;
};

/* What a grader has in memory at once is bounded by the problem and by the limits of its runs, not
 * by a number of ours: half of the machine's, so that one alone cannot take it. */
static inline int64_t grader_memory_bytes(void)
{
    const int64_t least = INT64_C(2) << 30;
    struct sysinfo info;
    int64_t half = sysinfo(&info) < 0 ? 0 : (int64_t)info.totalram * info.mem_unit / 2;

    return half < least ? least : half;
}

/* The next string, or NULL when no whole one is left. Borrowed from the message. */
static inline const char *text_next(struct text *text)
{
    const char *start = text->at;
    const char *nul = memchr(start, '\0', (size_t)(text->end - start));

    if (!nul)
        return NULL;
    text->at = nul + 1;
    return start;
}

#endif
