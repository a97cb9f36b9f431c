/* The native format: problem.yaml with the key `assay` (docs/problem-format.md). */
#ifndef PROBLEMS_NATIVE_H
#define PROBLEMS_NATIVE_H

#include "problems/yaml/yaml_tree.h"

/* What the readers of one problem.yaml share. */
struct native {
    const struct source *source;
    struct report *report;
    int dir_fd;
    struct problem *problem;
};

/* Fills `problem` (its arena is the one the tree lives in, and `folder` is set) from the tree.
 * Returns 0, or -EINVAL when it added errors to `report`. */
int native_read(int dir_fd, const struct source *source, const struct yaml_node *root,
                struct problem *problem, struct report *report);

/* The parts of native_read; each adds its errors to the report and goes on. */
void native_read_cases(const struct native *native, const struct yaml_node *node);
void native_read_feedback(const struct native *native, const struct yaml_node *node,
                          enum problem_feedback *feedback);
void native_read_stop(const struct native *native, const struct yaml_node *node,
                      enum problem_stop *stop);

/* A path of the package: a regular file of at most `max` bytes that can be opened. */
int native_read_path(const struct native *native, const struct yaml_node *node, int64_t max,
                     const char **ret_path, int64_t *ret_size);

/* The whole of problem_load but for reading problem.yaml and the version: `text` is its content.
 * What the fuzz target calls. */
int problem_load_text(int dir_fd, const char *folder, const char *text, size_t size,
                      struct problem **ret_problem, struct report *report);

#endif
