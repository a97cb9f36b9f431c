/* The cells of a job, and runs in the open one. A session has one cell open at a time in each slot
 * (runner/runner.h): a submission's, and that of a program of the problem's author. Opening another
 * closes nothing: program_close_cell() comes first. Whatever fails here is ours: -EIO. */
#ifndef JUDGE_CELL_H
#define JUDGE_CELL_H

#include "judge/grader/job.h"

/* Opens a cell with the program's files: profile 0 is that of runs, 1 that of compile steps. */
int program_open_profile(struct job *job, size_t profile, int64_t memory_kib, struct error *err);

/* Closes the cell in the job's slot, if there is one. It does not fail: the next
 * program_open_profile will say if the runner is ill. */
void program_close_cell(struct job *job);

/* Opens a cell of the language for its runs with the program's files. */
int program_open_cell(struct job *job, struct error *err);

/* Opens a cell that has the compiler, or the interpreter, for its version command. */
int program_open_version_cell(struct job *job, struct error *err);

/* How a program of the open cell is run, whichever kind it is. */
enum run_action program_action(const struct job *job);

/* -EAGAIN: the run does not count, and nothing that it was given to says anything about the
 * submission: the host has disturbed it (judge/rules/disturbance.h), its cell is broken, or it was
 * a watched interpreter's, which failed. program_try_again() and run it once more, from the start:
 * what call->fn has heard is void. */
int program_run(struct job *job, const struct program_call *call, struct run_evidence *ret_run,
                struct error *err);

/* After -EAGAIN, with the error that came with it: closes the cell and opens another of its kind
 * (a submission whose watched interpreter failed gets a cell of its own). `*tries` is the run's, 0
 * at first; when there have been enough it is -EIO: the fault is the host's, and lasts. */
int program_try_again(struct job *job, int *tries, struct error *err);

/* program_run() for a run of the compiled program itself, whose files count as its memory: the
 * kernel charges them to the runner, which laid them, so a program of 60 MiB of tables would have
 * them for nothing. Whole MiB of them are taken off the group's limit and added to what it used. */
int program_run_counted(struct job *job, const struct program_call *call,
                        struct run_evidence *ret_run, struct error *err);

/* program_run_counted() beside a program of the author's in its cell: the limits of the
 * submission's side are filled here. */
int program_run_pair(struct job *job, struct pair_request *request, struct pair_result *ret_result,
                     struct error *err);

/* Once the files are what a run will see: whether they alone exceed the memory limit (R3b), so that
 * there is nothing to run. */
int program_is_too_large(struct job *job);

/* The language's own argument vector for a run. Lives in the job's arena. */
const char *const *program_argv(struct job *job);

#endif
