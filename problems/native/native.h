/* The native format: problem.yaml with the key `assay` (docs/problem-format.md). */
#ifndef PROBLEMS_NATIVE_H
#define PROBLEMS_NATIVE_H

#include "problems/problem.h"
#include "problems/yaml/yaml_tree.h"

/* Fills `problem` (its arena is the one the tree lives in, and `folder` is set) from the tree.
 * Returns 0, or -EINVAL when it added errors to `report`. */
int native_read(int dir_fd, const struct source *source, const struct yaml_node *root,
                struct problem *problem, struct report *report);

/* The same for assay.yaml beside a package of a foreign format: what it says of the name, the
 * limits, languages and submissions holds in place of what the package says. */
int native_read_sidecar(int dir_fd, const struct source *source, const struct yaml_node *root,
                        struct problem *problem, struct report *report);

#endif
