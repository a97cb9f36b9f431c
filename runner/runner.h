/* The client side of the runner: what a grader uses to build cells and run programs in them.
 *
 *     runner_parent_start(&config, &parent, &err);            assay, before it drops privilege
 *     runner_parent_spawn(&parent, ...);                      a grader with its runner
 *     cell_open(socket, &cell_request, &err);                 the grader, per submission
 *     cell_run(socket, &run_request, on_output, arg, &evidence, &err);    per case
 *     cell_close(socket, &err);                               and cell_close_slot()
 *
 * The grader is unprivileged and the runner believes nothing it says beyond limits, argument
 * vectors and files: roots, binds, filters and users come from the profiles that `assay` gave the
 * parent at start. What comes back of a run is evidence (numbers the kernel gave us), never a
 * verdict.
 */
#ifndef RUNNER_RUNNER_H
#define RUNNER_RUNNER_H

#include "base/error.h"
#include "runner/evidence.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
    RUNNER_FILES_MAX = 1040, /* 1,000 of a submission, and those laid over them */
    RUNNER_OPEN_MAX = 32,    /* descriptors that they are in */
    RUNNER_PROFILES_MAX = 128,
    RUNNER_FILTERS_MAX = 8,
    RUNNER_BINDS_MAX = 128,
    RUNNER_WATCHES_MAX = 4,
    RUNNER_THREADS_MAX = 1024, /* of a profile */
};

/* ---- the parent ---- */
/* A run-time profile: what a language needs of its cells. */
struct runner_profile {
    const char *name;
    const char *const *binds;       /* NULL-terminated host paths, read-only at the same place; one
                                       that does not exist is left out */
    const char *const *environment; /* NULL-terminated, NAME=VALUE: all the program gets */
    size_t filter;                  /* index into the filters */
    int32_t threads;                /* most tasks at once, when a run asks for 1 process */
    int64_t address_kib;            /* address space beyond the memory limit; -1: no cap */
    int has_proc;                   /* a /proc of its own, with nothing but the cell's processes */
    /* Whether it may have several processes on a host without control groups as well: each has the
     * memory limit for its address space then, and their sum has none but `processes`. For compile
     * steps, whose memory decides no verdict. */
    int is_build;
    /* A watched interpreter (docs/watched.md), where there is one: which of the configuration's;
     * the name below /prog that its start has, a program's own; the vector that starts it, a
     * program's own as well; modules to preload. NULL: none. */
    const char *watch_source;
    size_t watch;
    const char *const *watch_argv;
    const char *const *preload;
};

/* What a watched interpreter is made of: memfds. */
struct runner_watch {
    int start;  /* the source that it is started with */
    int module; /* its module, ".watched.so" beside that */
};

#define RUNNER_OWN_ID ((uid_t)-1)

struct runner_config {
    const char *runner_path; /* the assay-runner executable */
    const char *grader_path; /* the executable of graders, argv[0] "assay", argv[1] "grader" */
    uid_t grader_uid; /* used when started by root; RUNNER_OWN_ID: each has one that nobody else has
                       */
    gid_t grader_gid;
    const int *grader_files; /* what graders find on descriptor 5 and above, for reading */
    size_t grader_file_count;
    const int *filters; /* memfds of compiled seccomp BPF (runner/filter/filter.h) */
    size_t filter_count;
    const struct runner_watch *watches;
    size_t watch_count;
    const struct runner_profile *profiles;
    size_t profile_count;
    const char *const *allow_missing; /* layers that may be missing, NULL-terminated names (see
                                         isolation_layers in runner/evidence.h) */
    int examine; /* only look, harder than a start does, and refuse nothing: for doctor */
};

struct runner_parent {
    int socket; /* to the parent process; readable when it has news */
    pid_t pid;
    struct isolation isolation; /* what this host enforces, probed at start */
};

/* Starts the runner parent and waits for its probe. A layer that is missing and not allowed is
 * -ENOTSUP with its name and how to mend it. */
int runner_parent_start(const struct runner_config *config, struct runner_parent *ret_parent,
                        struct error *err);
/* Ends everything the parent started: graders, runners, cells, cgroups. */
void runner_parent_stop(struct runner_parent *parent);

/* Starts a grader process with a runner of its own. `id` is the caller's. The grader finds its
 * socket to the judge on descriptor 3 and its runner's on 4. *ret_socket is the judge's end, and
 * *ret_errors the nonblocking read end of the pipe that is the grader's stderr.
 * `graders`: how many there are to be in all. Where that is one for each processor or more, each
 * stays on one, with its runner, and with its programs as far as they are a single process: what
 * serves a run takes turns, and on one processor nothing has to be woken on another. */
int runner_parent_spawn(struct runner_parent *parent, uint32_t id, uint32_t graders,
                        int *ret_socket, int *ret_errors, struct error *err);
/* Kills grader `id` and its runner (and so its cells); an exit notice follows. */
int runner_parent_kill(struct runner_parent *parent, uint32_t id, struct error *err);

struct runner_exit {
    uint32_t id;
    int grader_status; /* as waitpid(2) */
    int runner_died;   /* the runner went first */
};
/* The next notice, when the socket is readable: 1 and *ret_exit, 0 when there is none
 * (nonblocking), -EPIPE when the parent itself is gone. */
int runner_parent_next(struct runner_parent *parent, struct runner_exit *ret_exit,
                       struct error *err);

/* ---- the grader ---- */
/* For a grader to call first, before it reads anything that is not ours: limits, undumpable (exec
 * undoes what the parent could do), no writing to any path where the kernel has Landlock, and the
 * filter, a memfd of filter_compile_grader's. A call that it does not allow is the process's end.
 */
int runner_grader_protect(int filter, struct error *err);

/* A runner has two cells open at once at most: the submission's, and that of a program of the
 * problem's author. They know nothing of each other. */
enum cell_slot { SLOT_SUBMISSION, SLOT_AUTHOR };

struct cell_file {
    const char
        *path; /* relative, no "..": below /prog in the cell, made read-only (and executable) */
    int fd;    /* where its bytes are; several may share one */
    int64_t offset, size; /* where in it; size -1: all that follows */
};
struct cell_request {
    uint32_t profile; /* index into the profiles */
    const struct cell_file *files;
    size_t file_count;
    int64_t memory_kib; /* the largest limit its runs will ask for */
    int wants_watched;  /* in the profile's watched interpreter, where there is one to be had; a
                           submission alone */
    enum cell_slot slot;
};
/* Builds a fresh cell (an earlier one of that slot must be closed) and lays the files into it.
 * Returns 1 when it is a watched interpreter's, 0 when it is the submission's own, or negative.
 * Where it wants a watched interpreter and there is none, err->text says why all the same. */
int cell_open(int socket, const struct cell_request *request, struct error *err);
/* Closes the submission's; the other one stays. */
int cell_close(int socket, struct error *err);
int cell_close_slot(int socket, enum cell_slot slot, struct error *err);

/* What a run may not write to. */
enum run_read_only {
    RUN_WRITES,          /* its working directory is /tmp */
    RUN_READS_DIRECTORY, /* that is /prog; /tmp is there for what runtimes keep */
    RUN_READS,           /* it is /tmp, which cannot be written to */
};
struct run_limits {
    int64_t cpu_us, wall_us; /* wall: counted wall time; the hard stop is 10 x */
    int64_t memory_kib;
    int64_t stack_kib;
    int64_t output_bytes; /* stdout: the run is ended when it passes this */
    int64_t stderr_bytes; /* only this much of the end is kept; never ends a run */
    int32_t processes;
    int32_t read_only; /* enum run_read_only */
};
/* What a run's program gets: a copy of its input, and pipes. Made ahead they cost no time between
 * two runs. All -1: there are none. */
struct run_files {
    int input;
    int out[2], errs[2];
};
#define RUN_FILES_NONE ((struct run_files){-1, {-1, -1}, {-1, -1}})
/* `stdin_fd` is a sealed memfd and stays the caller's. */
int run_files_open(int stdin_fd, struct run_files *ret_files, struct error *err);
void run_files_close(struct run_files *files);

/* In a watched interpreter's cell one of the last two; in any other the first. */
enum run_action {
    RUN_EXEC,
    RUN_WATCHED,         /* what comes of executing the vector, without */
    RUN_WATCHED_COMPILE, /* the same of a compile step; stdout is code, for runs */
};
/* Called with the program's stdout, in order: a little of it as it arrives, the rest when the run
 * is over, so that the verdict does not depend on how fast it is looked at. Until then it is kept,
 * up to the output limit, in memory of the caller's. */
typedef void run_output_fn(const void *data, size_t size, void *arg);

struct run_request {
    enum cell_slot slot; /* whose cell */
    enum run_action action;
    const char *const *argv; /* NULL-terminated; argv[0] is a path in the cell */
    const char *file;        /* watched: the main source, a path in the cell */
    int code_fd;             /* watched: a sealed memfd of code, -1: none */
    int stdin_fd;            /* a sealed memfd */
    struct run_files *files; /* made of one ahead, and taken from the caller; or NULL */
    struct run_limits limits;
    /* Called when the run has been asked for: what else there is to do can be done while the
     * program runs, if it is short (its output waits). NULL: nothing. */
    void (*meanwhile)(void *arg);
    void *meanwhile_arg;
    /* A third output, descriptor 3 in the cell: for a program of ours that closes it to the one
     * that it starts (runner/build), and for the caller of a function test, which has what the call
     * came to cross on it. Called as it arrives, for feedback_bytes at most; what is more is thrown
     * away. NULL: there is none. Not with a compile step. */
    run_output_fn *feedback;
    void *feedback_arg;
    int64_t feedback_bytes;
};

/* Runs a program to its end: a fresh tmpfs at /tmp (also the working directory), stdout and stderr
 * pipes drained here, limits watched by the runner, everything dead before the numbers are read.
 * -EIO and the like: ours; the cell must be closed. -EAGAIN: the watched interpreter cannot be had,
 * or has failed; nothing that was handed over counts, and the run is to be done again in a cell
 * that is opened without. */
int cell_run(int socket, const struct run_request *request, run_output_fn *fn, void *arg,
             struct run_evidence *ret_evidence, struct error *err);

/* ---- two programs that speak with each other ---- */

enum { PAIR_RECORD_MAX = 4 * 1024 * 1024 };

struct pair_request {
    struct pair_side {
        const char *const *argv; /* as in struct run_request */
        struct run_limits limits;
    } sides[2]; /* by enum cell_slot, each in its cell */
    /* Bit I % 8 of byte I / 8: the author's program, where it is the first to end, lets the
     * submission come to its own end by exit status I. Otherwise that is ended. */
    unsigned char accepts[32];
    int64_t record_bytes; /* so much of what they say is recorded; 0: nothing */
    /* The author's program runs below one of ours (runner/build/notice.h): descriptor 3, as in
     * struct run_request, and a sealed memfd that is descriptor 4, -1: none. */
    run_output_fn *feedback;
    void *feedback_arg;
    int64_t feedback_bytes;
    int material;
    void (*meanwhile)(void *arg); /* once both run */
    void *meanwhile_arg;
};

/* Who ended how. */
struct pair_outcome {
    int32_t first;         /* enum cell_slot: whose program ended first */
    int32_t author_status; /* of the author's program itself, as waitpid(2); -1: it was ended */
    int32_t is_deadlock;   /* each waited for the other: the submission was ended for it */
    int32_t unused;
    int64_t unrecorded; /* bytes that there was no room for */
};

/* What a recording is made of: this, and `size` bytes, again and again. */
struct conversation_chunk {
    uint32_t writer; /* enum cell_slot */
    uint32_t size;
    int64_t at_us; /* since the start */
};

struct pair_result {
    struct run_evidence evidence[2]; /* output_bytes: all that the process wrote, also to stderr and
                                        to files, but exact where it was recorded */
    struct pair_outcome outcome;
    int conversation; /* a memfd at its start, the caller's; -1: nothing was recorded */
};

/* Runs the programs of both cells at once, each with the other's stdout as its stdin, to the end of
 * both. -EIO and the like: ours; both cells must be closed. */
int cell_pair(int socket, const struct pair_request *request, struct pair_result *ret_result,
              struct error *err);

#endif
