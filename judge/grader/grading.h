/* Inside of the grader: what grading.c (problems and cases), program.c (files, cells, runs) and
 * compile.c share. */
#ifndef JUDGE_GRADING_H
#define JUDGE_GRADING_H

#include "base/arena.h"
#include "base/buffer.h"
#include "judge/grader/evidence.h"
#include "judge/grader/grader.h"
#include "judge/languages/vector.h"
#include "judge/rules/score.h"

/* One job. */
struct grading {
    struct grader_session *session;
    const struct problem *problem; /* NULL: there is none (`assay run`, versions) */
    int dir;                       /* the package */
    int source;                    /* the submission */
    const char *file_name;         /* what it was handed in as; "" where that is not known */
    const struct language *language;
    struct arena arena;
    struct run_limits limits;
    int64_t image_kib;
    struct program *program;
    int wants_watched;          /* runs may be in a watched interpreter */
    int is_watched;             /* the open cell is one's */
    json_t *compile;            /* NULL: no compile step */
    struct score_case *scores;  /* per case */
    json_t **results;           /* per case, kept for `same_as` */
    size_t told_count;          /* of the results, to the judge */
    struct judged_case *judged; /* the last that ran, until it is among the results */
    struct case_run *running;   /* the case whose program runs, or NULL */
    struct run_files ahead;     /* for the run of case `ahead_index` */
    size_t ahead_index;
    int64_t cpu_us, wall_us, memory_kib; /* the largest so far */
};

/* A submission on its way to runs. */
struct program {
    struct cell_file *files; /* what is laid at /prog: sources first, products afterwards */
    size_t count;
    int fds[RUNNER_OPEN_MAX]; /* opened for it, or come with it */
    size_t fd_count;
    int code; /* what a watched compile step made, sealed; -1: nothing */
    struct execute_names names;
    const char *own_file; /* names.file without the problem's `entry`: the submission's */
};

/* Whether a source is several files, or an archive of them. */
int program_has_files(int source);

/* Gathers the sources and the problem's include files. -EINVAL: the problem's fault or, with
 * *ret_reason set, the submission's (and err says what is wrong with it). */
int program_open(struct grading *grading, struct program *program, const char **ret_reason,
                 struct error *err);
void program_close(struct program *program);

/* Compiles or checks, and opens the cell that the runs have. Returns 1 when it compiles, 0 when not
 * (grading->compile says why, and no cell need be open), negative: ours. */
int program_compile(struct grading *grading, struct error *err);

/* Adds a file, or puts it in the place of one of the same path. */
int program_add_file(struct program *program, const struct cell_file *file, struct error *err);

/* Opens a cell with the program's files: profile 0 for runs, 1 for compile steps. */
int program_open_profile(struct grading *grading, size_t profile, int64_t memory_kib,
                         struct error *err);
/* Unpacks the archive `source` in a cell: a stream of its files, the caller's. -EINVAL: it cannot
 * be unpacked; other errors are ours. */
int program_unpack(struct grading *grading, int source, struct error *err);

/* Opens a cell of the language for its runs with the program's files. */
int program_open_cell(struct grading *grading, struct error *err);

/* Opens a cell that has the compiler, or the interpreter, for its version command. */
int program_open_version_cell(struct grading *grading, struct error *err);

/* While a program runs: does what the grader has to do anyway, and tells the judge what it has not
 * heard of, and how long it may hear nothing now. */
void grading_meanwhile(struct grading *grading, int64_t patience_us);

/* A run in the open cell. */
struct program_call {
    enum run_action action;
    const char *const *argv;
    int stdin_fd;            /* -1: empty; with `files` it is not looked at */
    struct run_files *files; /* made ahead, and taken; or NULL */
    const struct run_limits *limits;
    run_output_fn *fn;
    void *arg;
};
/* -EAGAIN: it was a watched interpreter's, and does not count: program_leave_watched(), and again.
 */
int program_run(struct grading *grading, const struct program_call *call,
                struct run_evidence *ret_run, struct error *err);

/* A program's run in the open cell, whichever kind it is. */
enum run_action program_action(const struct grading *grading);

/* From here on the submission has a cell of its own. */
int program_leave_watched(struct grading *grading, struct error *err);

/* The language's own argument vector for a run. Lives in the grading's arena. */
const char *const *program_argv(struct grading *grading);

#endif
