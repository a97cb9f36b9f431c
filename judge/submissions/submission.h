/* Submissions as files: opening one, and finding them in folders. */
#ifndef JUDGE_SUBMISSION_H
#define JUDGE_SUBMISSION_H

#include "base/error.h"
#include "judge/languages/language.h"

#include <stddef.h>
#include <sys/types.h>

struct submission {
    int fd; /* a sealed copy; the file itself when it is over the size limit */
    off_t size;
    const struct language *language;
    int is_folder; /* several files, as a stream (runner/build/stream.h) */
};

/* Opens `path` (a regular file; a FIFO or device is refused, not waited for) and settles its
 * language: `language` by name, or NULL: detected. `folder` is the folder in which submission_walk
 * found it; then no symbolic link below that is followed, because somebody who may write to such a
 * folder may not read all files that the operator may read. NULL: the operator named the path, and
 * it may be a link with `follow`. -ENOENT, -EACCES, -EISDIR, -ELOOP, -EINVAL with a message. */
int submission_open(const char *path, const char *folder, const char *language, int follow,
                    struct submission *ret_submission, struct error *err);
/* The same for a folder that is one submission: all of its files but hidden ones and __pycache__.
 * Links are refused, not followed. The language is the one that all sources have, unless it is
 * named. */
int submission_open_folder(const char *path, const char *language, int follow,
                           struct submission *ret_submission, struct error *err);

/* Opens one submission; `path` is a file or a folder. */
int submission_open_any(const char *path, const char *language, int follow,
                        struct submission *ret_submission, struct error *err);

/* Finds the language alone; the same errors. */
int submission_language(const char *path, const char *folder, const char *language, int follow,
                        const struct language **ret_language, struct error *err);
void submission_close(struct submission *source);

/* Returns -EFBIG when it is over the size limit, else 0. An empty source is not refused: it is
 * judged, and gets a CE. */
int submission_check(const struct submission *source, const char *path, struct error *err);

/* What submission_walk finds. */
struct submission_found {
    const char *path;
    const char *folder;      /* the folder that was walked, or NULL: the path itself was named */
    const char *passed_over; /* why it cannot be graded: "no known language"; NULL: it can */
    int is_unreadable;       /* it is a folder that cannot be listed */
};

/* Defines what a folder means to a command that takes many submissions: a folder of submissions, in
 * which each file is one. (--project: the path is one submission, submission_open_any.)
 *
 * Calls `fn` for `path` itself when it is not a folder, else for every file below it, in sorted
 * order; hidden files and __pycache__ are left out. It finds links and does not follow them, except
 * `path` itself with `follow`; it does not pass over a link with the name of a program, so that
 * opening the link reports the error. It also finds a folder that cannot be listed or lies too
 * deep, and goes on with the rest. */
typedef int submission_found_fn(const struct submission_found *found, void *arg, struct error *err);
int submission_walk(const char *path, int follow, submission_found_fn *fn, void *arg,
                    struct error *err);

/* The user who handed it in, taken from its place: the name of the folder below the one that was
 * walked, else the file's name without its extension. Any bytes; the caller frees it. */
char *submission_user(const char *path, const char *folder);

#endif
