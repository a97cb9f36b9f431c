/* The patterns of submissions.yaml: `*` matches within a name, {a,b} is either. Pure: no I/O. */
#ifndef PROBLEMS_ICPC_GLOB_H
#define PROBLEMS_ICPC_GLOB_H

#include "base/arena.h"

#include <stddef.h>

enum { ICPC_GLOB_MAX = 256 }; /* patterns without braces that one with braces may stand for */

/* Whether the pattern without braces matches the path or a folder above it. */
int icpc_glob_matches(const char *pattern, const char *path);

/* The patterns without braces that `pattern` stands for, in `arena`. -E2BIG: more than
 * ICPC_GLOB_MAX; -EINVAL: a brace is not closed. */
int icpc_glob_expand(struct arena *arena, const char *pattern, const char *const **ret_patterns,
                     size_t *ret_count);

#endif
