/* How many columns of a terminal a text takes: two for CJK and emoji, none for what joins the
 * character before it. `text` is UTF-8 that was made safe to print (buffer_append_escaped). */
#ifndef JUDGE_WIDTH_H
#define JUDGE_WIDTH_H

#include <stddef.h>

int width_of(const char *text);

/* The bytes at the start of `text` that take at most `columns` columns (-1: all), with what joins
 * the last character; *ret_width (may be NULL): how many they take. */
size_t width_fit(const char *text, int columns, int *ret_width);

#endif
