/* Polygon's full packages: problem.xml (docs/packages.md, "Polygon"). */
#ifndef PROBLEMS_POLYGON_H
#define PROBLEMS_POLYGON_H

#include "problems/problem.h"
#include "problems/yaml/source.h"

/* Fills `problem` (its arena, `folder` and `name` are set, and the limits that were stated
 * elsewhere) from the text of problem.xml and from the files of the package in `dir_fd`. Returns 0,
 * or -EINVAL when it added errors to `report`. */
int polygon_read(int dir_fd, const struct source *source, struct problem *problem,
                 struct report *report);

#endif
