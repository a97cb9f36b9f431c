/* The cells of one runner: the open one with its twin, the author's, spare ones, and those being
 * torn down.
 *
 *     pool_init(&pool, host, slot);
 *     pool_open(&pool, profile, files, memory, &err);   a spare takes the submission's files; or
 *     pool_open_watched(&pool, ...);                    a watched interpreter does
 *     pool_stand_by(&pool);                             when the grader has its answer
 *       pool_note_limits(&pool, &limits);               for each run: before it,
 *       cell = pool_cell(&pool);                        the cell whose turn it is,
 *       pool_work_ahead(&pool);                         while its program runs,
 *       pool_check(&pool, &err);                        after it, where it is watched,
 *       pool_after_run(&pool);                          when the grader has its figures
 *     pool_close(&pool);
 *     pool_author_open(&pool, ...);                     beside it, and with its own functions
 *     pool_end(&pool);
 *
 * What can be done before a grader asks for it is done while nobody waits: failing at it is no
 * error, the request itself will say.
 */
#ifndef RUNNER_POOL_H
#define RUNNER_POOL_H

#include "base/error.h"
#include "runner/cells/cell.h"
#include "runner/cells/interpreter.h"

#include <stddef.h>
#include <stdint.h>

enum {
    POOL_SPARES_MAX = 4,
    POOL_DYING_MAX = 6,
    POOL_INTERPRETERS_MAX = 4,
    POOL_FAILURES_MAX = 3, /* of an interpreter in a row; after that its language has none here, or
                              no twin */
};

/* The watched interpreters of a profile. Where submissions have many runs there are two, which take
 * turns: while a program runs in one, the other has a child ready for the next. */
struct pool_interpreter {
    struct host_profile *profile;    /* NULL: a free place */
    struct interpreter pair[2];      /* a cell's socket -1: it is not there. The first has all of a
                                        submission's runs, or every other one */
    unsigned turn;                   /* whose run is next: an index in `pair` */
    int twin_is_laid;                /* the second has the submission's files */
    unsigned run_count, runs_before; /* of the submission, and of the one before it */
    unsigned failures[2];            /* of each in a row */
    struct error last_failure;       /* of the first */
    unsigned used;                   /* when, in submissions */
};

/* What a cell is opened with. */
struct pool_files {
    const struct root_file *files;
    size_t count;
    const int *fds; /* what they are in */
    size_t fd_count;
};

/* A copy of that, for the cell's twin. */
struct pool_laid {
    struct root_file files[RUNNER_FILES_MAX];
    size_t count;
    int fds[RUNNER_OPEN_MAX];
    size_t fd_count;
    char paths[RUNNER_FILES_MAX * (FILE_PATH_MAX + 1)];
};

struct pool {
    const struct host *host;
    unsigned slot;
    struct cell cell; /* whose turn it is; socket -1: none is open */
    /* A submission of many cases gets a second cell, and the two take turns: while a program runs
     * in one, the other gets ready for the next. Where the submission before had many, it is a
     * spare, furnished during the first run; otherwise it is started during the second, and
     * furnished during the third. */
    struct cell twin;
    int twin_is_laid;
    struct pool_laid laid;
    unsigned run_count, runs_before; /* of the submission, and of the one before it */
    /* Cells that stand without a submission, each with a process that stands by where its limits
     * can be guessed, the latest first; and those that were killed and are not gone yet. */
    struct cell spares[POOL_SPARES_MAX], dying[POOL_DYING_MAX];
    size_t spare_count, dying_count;
    struct host_profile *wanted; /* spares of this profile are to be built, */
    unsigned wanted_count;       /* so many */
    /* The limits that the next run is likely to have: those of the first run of the cell before,
     * which may be a compile step; after that those of the last run. */
    struct run_limits first_limits, later_limits;
    struct host_profile *limits_of; /* whose runs had them */
    struct pool_interpreter interpreters[POOL_INTERPRETERS_MAX];
    struct pool_interpreter *watched; /* whose /prog has the submission; NULL: `cell` is open, or
                                         none */
    unsigned submissions;
    /* That of a program of the problem's author; socket -1: none is open. Its runs are between
     * those of the submission, or beside them, so it gets ready while nobody waits. */
    struct cell author;
    struct run_limits author_limits; /* of its last run, */
    struct host_profile *author_limits_of;
};

void pool_init(struct pool *pool, const struct host *host, unsigned slot);
/* Ends all cells and waits until they are gone. */
void pool_end(struct pool *pool);

/* Opens a cell with these files, whose descriptors become the pool's on success; the paths are
 * copied. */
int pool_open(struct pool *pool, struct host_profile *profile, const struct pool_files *files,
              int64_t memory_kib, struct error *err);
/* The same in the profile's watched interpreter: 1. 0: there is none to be had, `*why` says why,
 * nothing is open, and the descriptors stay the caller's. */
int pool_open_watched(struct pool *pool, struct host_profile *profile,
                      const struct pool_files *files, int64_t memory_kib, struct error *why);
/* The cell that the next run is in, NULL when none is open. */
struct cell *pool_cell(struct pool *pool);
/* After a run in a watched interpreter's cell: -EAGAIN when the interpreter is not as it was. */
int pool_check(struct pool *pool, struct error *err);
/* A run failed for reasons of ours. */
void pool_fail(struct pool *pool, const struct error *err);

/* After pool_open has been answered: a process stands by for the first run. */
void pool_stand_by(struct pool *pool);
/* Ends the open cell; nothing when there is none. */
void pool_close(struct pool *pool);

/* Before a run: its limits, which the next will most likely have. */
void pool_note_limits(struct pool *pool, const struct run_limits *limits);
/* While a program runs in pool->cell: builds what will be wanted next. */
void pool_work_ahead(struct pool *pool);
/* After a run has been answered: its cell gets ready again, and turns change. */
void pool_after_run(struct pool *pool);

/* The same for the author's: the descriptors stay the caller's, and nothing is copied. */
int pool_author_open(struct pool *pool, struct host_profile *profile,
                     const struct pool_files *files, int64_t memory_kib, struct error *err);
struct cell *pool_author_cell(struct pool *pool);
void pool_author_note_limits(struct pool *pool, const struct run_limits *limits);
/* After it was opened, and after a run of its was answered: a process stands by for the next. */
void pool_author_stand_by(struct pool *pool);
void pool_author_close(struct pool *pool);

#endif
