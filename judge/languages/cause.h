/* The line that says what is wrong: out of what a compiler or a dying program wrote, by patterns
 * that the languages' definitions have as data (`causes`, docs/languages.md). Compilers sum up
 * after it, and runtimes print their stacks, so it is seldom the last line.
 *
 *     cause_find(language->compile_causes, CAUSE_FIRST, log, size, &message);
 *
 * A pattern is a POSIX extended regular expression over the whole text, in which `^` and `$` stand
 * at each line, `.` for no line end and `\n` for one. "PLACE >> MESSAGE" are two: the second is
 * looked for from where the first matched. Pure: no file, no process. The text is hostile; what is
 * looked at of a line is bounded, so that the time is. */
#ifndef JUDGE_CAUSE_H
#define JUDGE_CAUSE_H

#include "base/buffer.h"

#include <stddef.h>

enum { CAUSE_MAX = 300, CAUSE_WHY_MAX = 128 };

/* Which match of a pattern: a compiler's first error led to the others; what ended a program is at
 * the end of what it wrote. */
enum cause_which { CAUSE_FIRST, CAUSE_LAST };

/* Whether it is a pattern: 0, or -EINVAL and what is wrong with it. */
int cause_check(const char *pattern, char why[CAUSE_WHY_MAX]);

/* Appends the message: what the first of `patterns` (NULL-terminated; each of them checked) that
 * matches at all is found at, else the last line that is not blank; nothing for a blank text. It is
 * one line of at most CAUSE_MAX bytes and "...": line ends are blanks, control characters and
 * characters that nobody sees are escaped, and no character is cut. */
void cause_find(const char *const *patterns, enum cause_which which, const char *text, size_t size,
                struct buffer *message);

#endif
