/* The folder of a package whose archive was unpacked into it.
 *
 * problems/ runs no program, so whoever opens a package lays the members of its archive into a
 * folder of its own first (judge/packages/), where a plain file of the package wins over a member
 * of the same name. A hidden file there lists the members, because DMOJ looks for cases among them
 * alone; it is a part of that package (problems/package.h), and so of its version.
 */
#ifndef PROBLEMS_UNPACKED_H
#define PROBLEMS_UNPACKED_H

#include "base/arena.h"
#include "base/error.h"
#include "problems/package.h"

/* The names of the members, in the archive's order, in `arena`. -ENOENT: nothing was unpacked. */
int unpacked_members(int dir_fd, struct arena *arena, const char *const **ret_names,
                     size_t *ret_count, struct error *err);

#endif
