/* A watched interpreter, from the runner's side (docs/watched.md): a cell that outlives
 * submissions, whose init has an interpreter fork once per run.
 *
 *     interpreter_start(host, slot, profile, &interpreter, &err);   starts it, and tries it out
 *     interpreter_lay(&interpreter, files, count, memory, &err);    per submission: a fresh /prog
 *     cell_run_start(&interpreter.cell, ...); cell_run_finish(...)  per run
 *     interpreter_check(&interpreter, &err);                        after each: is it as it was?
 *     cell_end(&interpreter.cell);
 *
 * It may serve many submissions because nothing of one reaches the interpreter: its children do all
 * that needs their bytes. The check looks from outside whether that held.
 */
#ifndef RUNNER_INTERPRETER_H
#define RUNNER_INTERPRETER_H

#include "runner/cells/cell.h"

#include <sys/resource.h>

enum { INTERPRETER_STATUS_MAX = 2048 };

/* What no run may change. */
struct interpreter_state {
    char status[INTERPRETER_STATUS_MAX]; /* of /proc/PID/status: ids, signals, capabilities, CPUs */
    struct rlimit limits[RLIM_NLIMITS];
    int priority, policy;
    int64_t descriptors;
};

struct interpreter {
    struct cell cell;
    pid_t pid;
    int status; /* /proc/PID/status */
    struct interpreter_state state;
    /* What the next run is likely to have: the first of a submission, and those after it. */
    struct run_limits first_limits, later_limits;
    int has_first, has_later;
    unsigned run_count;   /* of the submission */
    unsigned runs_before; /* of the one before it: how many to expect */
};

#define INTERPRETER_NONE ((struct interpreter){.cell = CELL_NONE, .status = -1})

int interpreter_start(const struct host *host, unsigned slot, struct host_profile *profile,
                      struct interpreter *ret_interpreter, struct error *err);
int interpreter_lay(struct interpreter *interpreter, const struct root_file *files, size_t count,
                    int64_t memory_kib, struct error *err);
/* Asks for a child that stands by for the next run, where its limits can be guessed: after as many
 * runs as the submission before had it is that of the next submission's first. */
void interpreter_stand_by(struct interpreter *interpreter);
/* The submission has no more runs. */
void interpreter_rest(struct interpreter *interpreter);
/* Before a run: its limits, which the next will most likely have. */
void interpreter_note_limits(struct interpreter *interpreter, const struct run_limits *limits);
int interpreter_check(struct interpreter *interpreter, struct error *err);
/* Kills it; cell_is_gone() of its cell follows. */
void interpreter_end(struct interpreter *interpreter);

#endif
