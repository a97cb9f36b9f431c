/* What native.c and native_cases.c share: the state of one reading, and readers of the values that
 * stand in a problem as well as in its cases. */
#ifndef PROBLEMS_NATIVE_PARTS_H
#define PROBLEMS_NATIVE_PARTS_H

#include "problems/limits.h"
#include "problems/problem.h"
#include "problems/yaml/schema.h"

/* What the readers of one problem.yaml share. */
struct native {
    const struct source *source;
    struct report *report;
    int dir_fd;
    struct problem *problem;
};

/* What the readers of problems/yaml/schema.h take. */
struct schema native_schema(const struct native *native);

/* Readers of single values; each adds its errors to the report and goes on. */
void native_read_feedback(const struct native *native, const struct yaml_node *node,
                          enum problem_feedback *feedback);
void native_read_stop(const struct native *native, const struct yaml_node *node,
                      enum problem_stop *stop);

/* A value that the package asks for, in the unit of the maximum: -EINVAL, and an error that names
 * the operator's maximum, where it is more. */
int native_check_maximum(const struct native *native, const struct yaml_node *node,
                         enum problem_maximum which, int64_t value);

/* The most bytes that a file which the package names may have: `max`, or what the operator gives.
 */
int64_t native_file_max(int64_t max);

/* A path of the package: a regular file of at most `max` bytes that can be opened. */
int native_read_path(const struct native *native, const struct yaml_node *node, int64_t max,
                     const char **ret_path, int64_t *ret_size);

/* A mapping of limits; those that are not stated, or wrong, are left as they are. */
void native_read_limits(const struct native *native, const struct yaml_node *node,
                        struct problem_limits *limits);

#endif
