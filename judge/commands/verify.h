/* The jury submissions of one package, run and compared with what the package says they should come
 * to; its time limit measured where it states none; its inputs and answers looked at by its
 * author's programs. `assay verify` is this, package by package.
 *
 *     verify_open(path, &verify, &err);                the package is loaded, languages are found
 *     verify_run(&verify, batch, &err);                its submissions are run
 *     ... verify.submissions, verify.time_us ...
 *     verify_close(&verify);
 */
#ifndef JUDGE_VERIFY_H
#define JUDGE_VERIFY_H

#include "base/arena.h"
#include "judge/commands/problem_folder.h"
#include "judge/rules/calibration.h"

#include <jansson.h>

struct batch;

struct verify_submission {
    const struct problem_submission *labelled;
    json_t *result;   /* as of `assay grade`, with what verify adds (docs/json.md); owned */
    const char *path; /* of its file or folder on this host, links followed; NULL: not run */
    int is_folder;
    int is_run;
    int fits;
    int is_borderline;
    int64_t
        slowest_us; /* CPU time of its slowest case, as if its language gave nothing; -1: none */
};

enum verify_limit {
    VERIFY_LIMIT_STATED,   /* by the package, or the default of its format */
    VERIFY_LIMIT_MEASURED, /* by its accepted submissions */
    VERIFY_LIMIT_DEFAULT,  /* it should have been measured, and no submission gave a time */
};

struct verify {
    struct problem_folder package;
    struct verify_submission *submissions;
    size_t count;
    enum verify_limit limit;
    int64_t time_us;          /* the limit that decided, without what languages add */
    size_t slowest;           /* VERIFY_LIMIT_MEASURED: the submission that was slowest */
    int64_t slowest_us;       /* in its slowest case */
    const char *slowest_case; /* "group/name"; the package's */
    size_t as_expected, differing, not_run, borderline, internal;
    int records;     /* in: conversations, also where the package does not ask for it */
    int leaves_data; /* in: inputs and answers are not to be looked at */
    json_t *data;    /* what was found in them (docs/json.md, `verify`); NULL: the package has no
                        program that looks at them. Owned */
    size_t findings; /* in it; those that are only warned of are counted apart */
    size_t warnings;
    struct arena arena;
    /* Called for each submission once it is compared, in the order in which they are run. */
    void (*on_done)(struct verify *verify, size_t index, void *arg);
    void *arg;
    size_t done;
};

/* On failure the errors are on stderr already; the code is problem_folder_open's. */
int verify_open(const char *path, struct verify *ret_verify, struct error *err);
int verify_run(struct verify *verify, struct batch *batch, struct error *err);
void verify_close(struct verify *verify);

#endif
