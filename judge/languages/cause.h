/* Finds the line that says what is wrong in what a compiler or a dying program wrote, by patterns
 * that the languages' definitions have as data (`causes`, docs/languages.md). Compilers print a
 * summary after that line, and runtimes their stacks, so it is seldom the last one.
 *
 *     cause_find(language->compile_causes, CAUSE_FIRST, log, size, &message);
 *
 * A pattern is a POSIX extended regular expression over the whole text, in which `^` and `$` match
 * at each line, `.` matches no line end and `\n` matches one. "PLACE >> MESSAGE" are two patterns:
 * the search for the second starts where the first matched. Pure: no file, no process. The text is
 * hostile: only a bounded part of each line is searched, so the time is bounded. */
#ifndef JUDGE_CAUSE_H
#define JUDGE_CAUSE_H

#include "base/buffer.h"

#include <stddef.h>

enum { CAUSE_MAX = 300, CAUSE_WHY_MAX = 128 };

/* Which match of a pattern counts: a compiler's first error causes the others; a program writes
 * what ended it at the end. */
enum cause_which { CAUSE_FIRST, CAUSE_LAST };

/* Checks a pattern: returns 0, or -EINVAL and what is wrong with it. */
int cause_check(const char *pattern, char why[CAUSE_WHY_MAX]);

/* Appends the message: the match of the first of `patterns` (NULL-terminated; each of them checked)
 * that matches anywhere, else the last line that is not blank; nothing for a blank text. It is one
 * line of at most CAUSE_MAX bytes and "...": line ends are blanks, control characters and
 * characters that nobody sees are escaped, and no character is cut. */
void cause_find(const char *const *patterns, enum cause_which which, const char *text, size_t size,
                struct buffer *message);

#endif
