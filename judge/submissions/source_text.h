/* Takes out of sources what editors on other systems put in and a language chokes on: a byte order
 * mark at the start (skip_bom), carriage returns at the ends of lines (skip_cr). */
#ifndef JUDGE_SOURCE_TEXT_H
#define JUDGE_SOURCE_TEXT_H

#include "base/error.h"
#include "judge/languages/language.h"
#include "runner/runner.h"

/* Takes both out of those files that are sources of the language. *ret_fd is a descriptor with the
 * changed files, which the caller closes, or -1. Returns 0 or a negative errno with `err` set; the
 * files are then unchanged, or only lack the mark. */
int source_text_mend(const struct language *language, struct cell_file *files, size_t count,
                     int *ret_fd, struct error *err);

#endif
