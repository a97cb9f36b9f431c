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
 * that the operator may; NULL: the operator named the path. -ENOENT, -EACCES, -EISDIR, -ELOOP,
 * -EINVAL with a message. */
int submission_open(const char *path, const char *folder, const char *language,
                    struct submission *ret_submission, struct error *err);
/* The same for a folder that is one submission: all of its files but hidden ones and __pycache__.
 * Links are not followed, and refused. Its language is that of all its sources, unless named. */
int submission_open_folder(const char *path, const char *language,
                           struct submission *ret_submission, struct error *err);

/* One submission, be `path` a file or a folder. */
int submission_open_any(const char *path, const char *language, struct submission *ret_submission,
                        struct error *err);

/* The language alone; the same errors. */
int submission_language(const char *path, const char *folder, const char *language,
                        const struct language **ret_language, struct error *err);
void submission_close(struct submission *source);

/* What forbids submitting it: empty, or over the size limit. 0 or -EINVAL / -EFBIG. */
int submission_check(const struct submission *source, const char *path, struct error *err);

/* Calls `fn` for `path` itself when it is not a folder, else for every file below it whose language
 * is known, in sorted order; hidden files are passed over. `folder` is `path` then, else NULL.
 * Symbolic links are not followed; one with the name of a program is found all the same, so that
 * opening it tells. *ret_passed_over counts the files of no known language. */
typedef int submission_found_fn(const char *path, const char *folder, void *arg, struct error *err);
int submission_walk(const char *path, submission_found_fn *fn, void *arg, size_t *ret_passed_over,
                    struct error *err);

#endif
