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
#include "tests/slowness.h"

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
    const char *file;  /* of a watched interpreter's: the main source, a path in the cell; NULL:
                          argv is executed */
    struct run_limits limits;
    enum cell_slot slot;
    struct buffer *feedback; /* gets what it writes to descriptor 3; NULL: it has none */
    int64_t feedback_bytes;
};

/* Profiles of the laboratory. */
enum {
    LAB_PLAIN,
    LAB_THREADS,
    LAB_NO_CAP,
    LAB_BARE,
    LAB_MANY_THREADS,
    LAB_TIGHT,
    /* Python's, which are there where lab_watches is set. The rest are interpreters that cannot be
       watched. */
    LAB_WATCHED,
    LAB_WATCHED_THREADS,
    LAB_PRELOADS_LOCKS,
    LAB_NO_MODULE,
    LAB_NO_INTERPRETER,
    LAB_NOT_PYTHON,
    LAB_PYTHON_EXITS,
    LAB_PRELOADS_NOTHING,
    LAB_PRELOADS_THREADS,
    LAB_PRELOADS_DEATH,
    LAB_PRELOADS_COSTLY,
    LAB_PROFILES,
};
/* What a program of a watched profile is called in its cell, and the vector that it stands for. */
#define LAB_WATCHED_FILE "main.py"
extern const char *const lab_watched_argv[];

/* Another executable in the place of assay-runner; NULL: that. */
extern const char *lab_runner;

/* Whether the laboratory has watched interpreters. */
extern int lab_watches;

/* Does not return when argv says that this process is a grader. */
void lab_grader(int argc, char **argv);

/* Whether the kernel takes calls by int 0x80 at all: with memory encryption (SEV, TDX) and with
 * ia32_emulation=0 it answers them with SIGSEGV. */
int lab_has_int80(void);

/* Whether $ASSAY_LAB_PART is set: only a representative part is to be run (tests/qemu). */
int lab_is_part(void);

/* `whole`, or the tenth of it where only a part is to be run. */
int lab_rounds(int whole);

/* Limits of 2 s CPU, 10 s wall, 64 MiB, 64 KiB of output, one process. The times are multiplied by
 * slowness(): an emulated machine (tests/qemu) is ten times slower. */
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
/* With one file, LAB_WATCHED_FILE: what cell_open() says. */
int lab_try_watched(struct lab *lab, uint32_t profile, const char *text);
/* The cell of the other slot: `profile` with the same files. */
void lab_author_cell(struct lab *lab, uint32_t profile, const char *const *files);
void lab_cell_close(struct lab *lab);
void lab_author_close(struct lab *lab);

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
/* Whether it is a watched interpreter, which is no child of its. */
int lab_is_interpreter(pid_t pid);
/* The children of `pid`; with `programs`, without those of the runner's own executable (a process
 * that stands by for a run is the runner's until then), interpreters, and those of their children
 * that stand by. At most 16. */
int lab_children(pid_t pid, int programs, pid_t list[16]);
/* The child of `pid` with this name, or any with NULL; 0: none. */
pid_t lab_child_of(pid_t pid, const char *name);
/* How many entries /proc/PID/fd has. */
int lab_descriptors(pid_t pid);
/* Waits until `pid` is no more: bounded, and fails when it stays. */
void lab_assert_dies(pid_t pid);

#endif
