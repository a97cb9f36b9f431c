/* ICPC / Kattis packages, read in place: legacy, legacy-icpc, 2025-09 and its draft names
 * (docs/packages.md; the specification is https://www.kattis.com/problem-package-format/).
 *
 * icpc.c reads problem.yaml, icpc_limits.c its limits and what states a time limit besides,
 * icpc_data.c the cases and groups, icpc_config.c the YAML files among them, icpc_checker.c the
 * default validator's arguments and the author's programs, icpc_include.c languages and included
 * files, icpc_submissions.c the jury's submissions and icpc_expect.c what they are to get.
 */
#ifndef PROBLEMS_ICPC_H
#define PROBLEMS_ICPC_H

#include "problems/problem.h"
#include "problems/yaml/yaml_tree.h"

/* Fills `problem` (its arena is the one the tree lives in; `folder` and a default `name` are set)
 * from the package in `dir_fd`. `root` is what problem.yaml says; NULL: nothing, which is a legacy
 * package too. What a later version of assay may know is a warning, and so is what it can do
 * without. Returns 0, or -EINVAL when it added errors to `report`. */
int icpc_read(int dir_fd, const struct source *source, const struct yaml_node *root,
              struct problem *problem, struct report *report);

#endif
