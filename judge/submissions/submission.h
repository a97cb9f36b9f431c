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
 * language: `language` by name, or NULL: detected. `folder`: what submission_walk found it in, and
 * then no symbolic link below that is followed, because who fills such a folder may not read all
 * that the operator may; NULL: the operator named the path, and it may be a link with `follow`.
 * -ENOENT, -EACCES, -EISDIR, -ELOOP, -EINVAL with a message. */
int submission_open(const char *path, const char *folder, const char *language, int follow,
                    struct submission *ret_submission, struct error *err);
/* The same for a folder that is one submission: all of its files but hidden ones and __pycache__.
 * Links are not followed, and refused. Its language is that of all its sources, unless named. */
int submission_open_folder(const char *path, const char *language, int follow,
                           struct submission *ret_submission, struct error *err);

/* One submission, be `path` a file or a folder. */
int submission_open_any(const char *path, const char *language, int follow,
                        struct submission *ret_submission, struct error *err);

/* The language alone; the same errors. */
int submission_language(const char *path, const char *folder, const char *language, int follow,
                        const struct language **ret_language, struct error *err);
void submission_close(struct submission *source);

/* Whether it is over the size limit: 0 or -EFBIG. An empty one is none to refuse: it is judged, and
 * gets a CE. */
int submission_check(const struct submission *source, const char *path, struct error *err);

/* What submission_walk finds. */
struct submission_found {
    const char *path;
    const char *folder;      /* what was walked, or NULL: the path itself was named */
    const char *passed_over; /* why it cannot be graded: "no known language"; NULL: it can */
    int is_unreadable;       /* it is a folder, and nobody knows what is in it */
};

/* The one meaning of a folder that a command is given as one of many submissions: a folder of
 * submissions, each file one. (--project: the path is one submission, submission_open_any.)
 *
 * Calls `fn` for `path` itself when it is not a folder, else for every file below it, in sorted
 * order; hidden files and __pycache__ are left out. Links are found and not followed, but `path`
 * itself with `follow`; one with the name of a program is not passed over, so that opening it
 * tells. A folder that cannot be listed, or lies too deep, is found too, and the rest goes on. */
typedef int submission_found_fn(const struct submission_found *found, void *arg, struct error *err);
int submission_walk(const char *path, int follow, submission_found_fn *fn, void *arg,
                    struct error *err);

/* Who handed it in, as far as its place tells: the folder below the one that was walked, else the
 * file's name without its extension. Any bytes; the caller frees it. */
char *submission_user(const char *path, const char *folder);

#endif
