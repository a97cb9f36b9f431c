/* The types that the parts of a grader share: a job, the program that a submission becomes, and one
 * run of it. */
#ifndef JUDGE_JOB_H
#define JUDGE_JOB_H

#include "base/arena.h"
#include "base/error.h"
#include "judge/grader/session.h"
#include "judge/languages/vector.h"
#include "problems/problem.h"
#include "runner/runner.h"

/* A submission on its way to runs. */
struct program {
    struct cell_file *files; /* what is laid at /prog: sources first, products afterwards */
    size_t count;
    int fds[RUNNER_OPEN_MAX]; /* opened for it, or come with it */
    size_t fd_count;
    int code; /* what a watched compile step made, sealed; -1: nothing */
    struct execute_names names;
    const char *laid_name; /* of a single source, which gets a name of ours; NULL: of several */
    const char *own_file;  /* names.file without the problem's `entry`: the submission's */
    int64_t own_bytes;     /* of its files, without the problem's */
};

/* One job. What it points to lives in its arena, or is its caller's. */
struct job {
    struct grader_session *session;
    const struct problem *problem; /* NULL: there is none (`assay run`, versions) */
    int dir;                       /* the package */
    int source;                    /* the submission */
    const char *entry;     /* the file of several, or class, to start with; NULL: not stated */
    const char *file_name; /* what it was handed in as; "" where that is not known */
    const struct language *language;
    struct arena arena;
    struct run_limits limits; /* of its runs: what decides */
    struct run_limits stop;   /* when they are ended: the same, or more (`margin` of requests) */
    int64_t image_kib;        /* what the program is before it runs: an executable's segments, or
                                 all files laid for it; 0: not known yet */
    struct program *program;
    struct outputs *outputs; /* what was handed in, where that is no program (outputs.h) */
    int wants_watched;       /* runs may be in a watched interpreter */
    int is_watched;          /* the open cell is one's */
    enum cell_slot slot;     /* which its cells are opened in */
    size_t cell_profile;     /* what the open cell was opened with */
    int64_t cell_memory_kib;
    int64_t record_bytes; /* of each conversation; 0: none */
    int puts_constants;   /* the problem's constants are put into the submission, an example */
    int is_authors;       /* it is no submission: a program of the problem's author (author.h) */
    /* Of cases with files (laid.h): which case's are in the cell, where they begin in the program's
     * files (0: there are none yet), and the helper, one of the program's descriptors. */
    size_t laid_case, laid_after;
    int laid_helper;
    /* What the package gives a compile step; 0: what the language does. */
    int64_t compile_us, compile_memory_kib;
    const char *const *flags; /* for the compiler, behind those of the language; NULL: none */
    int doubted_steps;        /* compile steps that failed and were done again for it */
    json_t *compile;          /* what the compile step came to, owned; NULL: there is none */
};

/* A run in the open cell. */
struct program_call {
    enum run_action action;
    const char *const *argv;
    int stdin_fd;            /* -1: empty; with `files` it is not looked at */
    struct run_files *files; /* made ahead, and taken; or NULL */
    const struct run_limits *limits;
    run_output_fn *fn;
    void *arg;
    run_output_fn *feedback; /* as in struct run_request */
    void *feedback_arg;
    int64_t feedback_bytes;
    /* Called once the program runs, and before its end is waited for: what can be done meanwhile.
     * It must send the judge an event with this patience. NULL: a sign of life is sent. */
    void (*meanwhile)(int64_t patience_us, void *arg);
    void *meanwhile_arg;
};

/* What the request says that the submission was handed in as, "" where it does not. Borrowed. */
const char *job_file_name(const json_t *request);

/* Adds a file, or puts it in the place of one of the same path. -EINVAL: there are too many. */
int program_add_file(struct program *program, const struct cell_file *file, struct error *err);

/* The bytes of the files that are there now. */
int64_t program_size(const struct program *program);

/* Closes what was opened for it. */
void program_close(struct program *program);

/* Whether the request lets runs go to a watched interpreter. Only one process, which can be ended
 * by its pidfd, is ever watched. */
int job_wants_watched(const struct job *job, const json_t *request);

#endif
