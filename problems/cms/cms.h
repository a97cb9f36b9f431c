/* CMS's format of tasks (italy_yaml): task.yaml, gen/GEN, input/, output/ (docs/packages.md,
 * "CMS").
 */
#ifndef PROBLEMS_CMS_H
#define PROBLEMS_CMS_H

#include "problems/problem.h"
#include "problems/yaml/source.h"

/* Fills `problem` (its arena, `folder` and `name` are set, and the limits that were stated
 * elsewhere) from the text of task.yaml and from the files of the package in `dir_fd`. Returns 0,
 * or -EINVAL when it added errors to `report`. */
int cms_read(int dir_fd, const struct source *source, struct problem *problem,
             struct report *report);

#endif
