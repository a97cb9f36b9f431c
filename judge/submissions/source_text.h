/* What editors on other systems put into sources, and a language chokes on: a byte order mark at
 * the start (skip_bom), carriage returns at the ends of lines (skip_cr). */
#ifndef JUDGE_SOURCE_TEXT_H
#define JUDGE_SOURCE_TEXT_H

#include "base/error.h"
#include "judge/languages/language.h"
#include "runner/runner.h"

/* Leaves them out of those of the files that are the language's sources. *ret_fd is what the
 * changed files are in afterwards, to be closed by the caller, or -1. Returns 0 or a negative errno
 * with `err` set; the files are then as they were, or without the mark. */
int source_text_mend(const struct language *language, struct cell_file *files, size_t count,
                     int *ret_fd, struct error *err);

#endif
