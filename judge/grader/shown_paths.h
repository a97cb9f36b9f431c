/* The names of files in what compilers, interpreters and dying programs say, as the submitter knows
 * them: a cell lays a single source under a name of its own (solution.py) in folders of its own
 * (/prog), and nobody outside has heard of either.
 *
 *     shown_paths(&text, log, size, &(struct shown_names){"solution.py", "main.py"}, 1);
 *
 * Pure: no file, no process; the text is hostile, and bytes that are not part of such a name stay.
 */
#ifndef JUDGE_SHOWN_PATHS_H
#define JUDGE_SHOWN_PATHS_H

#include "base/buffer.h"

#include <stddef.h>

/* The folders that a compile step has. */
#define BUILD_OUT  "/tmp/out"
#define BUILD_FROM "/tmp/src"

struct shown_names {
    const char *laid;  /* what the source is called in the cell; NULL: each file has its own name */
    const char *given; /* what it was handed in as, with folders or without; NULL or "": unknown */
};

/* Appends the text to `shown` without the cell's folders, and with the given name in the place of
 * the laid one (also where a `c` follows, as in a compiled solution.luac). `is_build`: a compile
 * step said it, whose files are all its own, so that /tmp/ goes as well; what a program says of
 * files in /tmp is left alone. `names` may be NULL. */
void shown_paths(struct buffer *shown, const char *text, size_t size,
                 const struct shown_names *names, int is_build);

#endif
