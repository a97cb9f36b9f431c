/* DMOJ's format: init.yml (docs/packages.md, "DMOJ"). */
#ifndef PROBLEMS_DMOJ_H
#define PROBLEMS_DMOJ_H

#include "problems/problem.h"
#include "problems/yaml/source.h"

/* Fills `problem` (its arena, `folder` and `name` are set, and the limits that were stated
 * elsewhere) from the text of init.yml and from the files of the package in `dir_fd`. An archive
 * must have been unpacked into that folder (problems/unpacked.h). Returns 0, or -EINVAL when it
 * added errors to `report`. */
int dmoj_read(int dir_fd, const struct source *source, struct problem *problem,
              struct report *report);

/* The `archive` of such a file: a path in the package, in `arena`; or NULL. */
const char *dmoj_archive(const struct source *source, struct arena *arena);

#endif
