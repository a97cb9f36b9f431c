/* Programs of a problem's author (validators, interactors): each is built once for a version of the
 * problem, in cells, and stays with the session until another problem is loaded.
 *
 *     author_build(&job, program, &err);          does nothing the second time
 *     author = author_find(session, program);
 *     author_open_cell(author, memory_kib, &err); a cell with its files, and assay-validate
 *     program_run(&author->job, &call, ...);      call.argv below "/prog/" AUTHOR_HELPER
 *
 * A program is a file (with the headers beside it), a folder of sources, or an executable. It is
 * believed as little as a submission: it has no network, and nothing of the package but what is
 * laid for it.
 */
#ifndef JUDGE_AUTHOR_H
#define JUDGE_AUTHOR_H

#include "judge/grader/job.h"

#define AUTHOR_HELPER ".assay-validate" /* runner/build/validate.h */

struct author {
    struct author *next;
    const struct problem_program *source;
    struct job job; /* its limits are those of one run, the helper's process included */
    struct program program;
    const char *const *argv; /* of the program itself, without arguments; NULL-terminated */
};

/* -EINVAL: the package's fault; others are ours. The caller says in front of it what the program
 * is.
 */
int author_build(struct job *job, const struct problem_program *program, struct error *err);

/* The same; *ret_missing: it failed because this host does not have the program's language. */
int author_build_here(struct job *job, const struct problem_program *program, int *ret_missing,
                      struct error *err);

struct author *author_find(const struct grader_session *session,
                           const struct problem_program *program);

/* Opens a cell for it, unless it has one that will do; another author's is closed. memory_kib: the
 * largest limit that its runs will ask for. */
int author_open_cell(struct author *author, int64_t memory_kib, struct error *err);

/* When the submission is over: no cell serves two of them. */
void author_close_cell(struct grader_session *session);

/* Forgets all of them, with the problem that they are of. */
void authors_drop(struct grader_session *session);

#endif
