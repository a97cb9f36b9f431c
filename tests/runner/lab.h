/* A runner parent with a grader that lends its runner's socket to the test, so that a test can use
 * the whole client API from one process.
 *
 *     int main(int argc, char **argv)
 *     {
 *         lab_grader(argc, argv);                    the test is its own grader
 *         ...
 *     }
 *
 *     lab_open(&lab, NULL);
 *     lab_cell(&lab, files, count, memory_kib);
 *     lab_run(&lab, &LAB_RUN(.argv = ...), &result);
 *     lab_close(&lab);
 *
 * Failures of the laboratory itself fail the cmocka test (or exit, outside of one).
 */
#ifndef TESTS_RUNNER_LAB_H
#define TESTS_RUNNER_LAB_H

#include <limits.h>

#include "base/buffer.h"
#include "base/error.h"
#include "runner/runner.h"

struct lab {
    struct runner_parent parent;
    int judge;  /* our end of the grader's socket */
    int runner; /* the runner's, lent */
};

struct lab_result {
    struct run_evidence evidence;
    struct buffer output;
};

struct lab_program {
    const char *const *argv;
    const char *input; /* NULL: empty */
    struct run_limits limits;
};

/* Profiles of the laboratory. */
enum { LAB_PLAIN, LAB_THREADS, LAB_NO_CAP, LAB_BARE, LAB_MANY_THREADS, LAB_TIGHT };

/* Another executable in the place of assay-runner; NULL: that. */
extern const char *lab_runner;

/* Does not return when argv says that this process is a grader. */
void lab_grader(int argc, char **argv);

/* How much slower than usual this machine is: $ASSAY_LAB_SLOW, else 1. */
int lab_slowness(void);

/* Limits of 2 s CPU, 10 s wall, 64 MiB, 64 KiB of output, one process. The times are multiplied by
 * $ASSAY_LAB_SLOW where that is set: an emulated machine (tests/qemu) is ten times slower. */
struct run_limits lab_limits(void);

/* Where a program of the build is: `path`, or its copy in $ASSAY_LAB_FOLDER when that is set,
 * because a test that gives up root may not be able to reach the build (elsewhere.sh). The copy's
 * path is written to `moved`. */
const char *lab_path(const char *path, char moved[PATH_MAX]);

/* `allow_missing` as in struct runner_config; NULL: nothing may be missing. -errno with err. */
int lab_start(struct runner_parent *parent, const char *const *allow_missing, struct error *err);
void lab_borrow(struct lab *lab, uint32_t id);
void lab_open(struct lab *lab);
void lab_close(struct lab *lab);

/* Files are host paths, laid in under their last component. */
void lab_cell(struct lab *lab, uint32_t profile, const char *const *files);
/* A file with these bytes, and what the listed ones are. */
void lab_cell_with(struct lab *lab, uint32_t profile, const char *name, const char *text);
void lab_cell_close(struct lab *lab);

/* Runs and collects; result->output must be released. Returns what cell_run did. */
int lab_try_run(struct lab *lab, const struct lab_program *program, struct lab_result *result,
                struct error *err);
void lab_run(struct lab *lab, const struct lab_program *program, struct lab_result *result);
/* The control group of the parent (memory's, with version 1). */
void lab_group(const struct lab *lab, char path[PATH_MAX]);
/* Nobody is in the groups of runs but who stands by for one. */
void lab_assert_groups_empty(const struct lab *lab);
/* The run_output_fn that does it: `arg` is a struct buffer, or NULL to throw the output away. */
void lab_collect(const void *data, size_t size, void *arg);
void lab_release(struct lab_result *result);

/* Whether a process runs the runner's executable. */
int lab_is_runners(pid_t pid);
/* The children of `pid`; with `programs`, only those that are no longer (or were never) the
 * runner's own executable: a process that stands by for a run is the runner's until then. At
 * most 16. */
int lab_children(pid_t pid, int programs, pid_t list[16]);

#endif
