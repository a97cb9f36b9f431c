/* The kinds of interpreter that can be watched (docs/watched.md), as data: the files with which
 * each of them starts, which the program carries in itself, and which compile steps it can take. */
#ifndef JUDGE_WATCH_KINDS_H
#define JUDGE_WATCH_KINDS_H

#include <stddef.h>

struct watch_kind {
    const char *name; /* as `watched` in the definitions has it */
    const char *start, *module;
    const size_t *start_size, *module_size;
    /* Whether it can do the compile step of this vector; the step may make code. NULL: it can do
     * none. */
    int (*compiles)(const char *const *vector);
    int preloads; /* it knows `preload` */
};

extern const struct watch_kind watch_kinds[];
enum { WATCH_KINDS = 2 };

/* "off" and the names, for readers of definitions: index 0 is off, i + 1 is watch_kinds[i]. */
extern const char *const watch_names[WATCH_KINDS + 2];

#endif
