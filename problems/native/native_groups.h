/* What groups of the native format say of one another and of their points: `requires` and
 * `thresholds`, which can be read only when all groups are known. */
#ifndef PROBLEMS_NATIVE_GROUPS_H
#define PROBLEMS_NATIVE_GROUPS_H

#include "problems/native/native_parts.h"

/* Where a group says what; NULL: it does not. */
struct native_group {
    const struct yaml_node *name, *requires, *thresholds, *bonus;
};

/* What all cases, globs and groups can say of how they count. */
struct native_counts {
    int is_bonus, is_optional;
};
void native_read_counts(const struct native *native, const struct yaml_node *bonus,
                        const struct yaml_node *optional, struct native_counts *ret_counts);

/* `score:` */
void native_read_score(const struct native *native, const struct yaml_node *node,
                       enum problem_score *score);

/* `stop: first` or `never`, or `on_reject: break` or `continue`, which is the same. */
void native_read_group_stop(const struct native *native, const struct yaml_node *stop,
                            const struct yaml_node *on_reject, enum problem_stop *ret_stop);

/* Fills `requires` of each group; `nodes` has as many entries as there are groups. */
void native_read_requires(const struct native *native, struct problem_group *groups,
                          const struct native_group *nodes, size_t count);

/* Fills the thresholds of a group that is worth `worth`. */
void native_read_thresholds(const struct native *native, const struct native_group *node,
                            double worth, struct problem_group *group);

#endif
