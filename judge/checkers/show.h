/* How a difference is shown: two texts that look the same to the eye are never shown alike.
 *
 * Characters that nobody sees (spaces other than the ASCII one, zero-width characters, a byte order
 * mark, controls, overrides of the direction of writing) are always written as escapes: \ufeff,
 * \u00a0, \t, \x1b. Look-alikes (a Cyrillic letter for a Latin one, a combining mark for an
 * accented letter) and characters whose looks show.c does not know are written as escapes where
 * they are the difference; all other text stays as it is. Pure. */
#ifndef JUDGE_CHECKER_SHOW_H
#define JUDGE_CHECKER_SHOW_H

#include "base/buffer.h"

#include <stddef.h>

struct show_text {
    const unsigned char *bytes;
    size_t size;
};

enum { SHOW_TEXT_MAX = 256 }; /* bytes of a text */

/* Appends both texts, at most `limit` bytes of each; a cut is marked with "...". `folds`: A and a
 * are the same letter, and so not the difference. */
void show_difference(struct show_text expected, struct show_text got, int folds, size_t limit,
                     struct buffer *expected_out, struct buffer *got_out);

#endif
