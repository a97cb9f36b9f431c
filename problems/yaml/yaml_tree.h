/* One YAML document as a bounded tree of nodes with their places.
 *
 * Built from libyaml's events, not its documents: the document API shares the nodes of aliases, and
 * libyaml 0.2.5 has no nesting cap while its time grows with the square of the depth. The tree says
 * nothing about types: a scalar is text, and whether `no` is a word or a boolean is the schema's
 * business. Anchors, aliases, tags, directives, duplicate keys and a second document are errors,
 * because each of them lets a file mean something else than it shows.
 */
#ifndef PROBLEMS_YAML_TREE_H
#define PROBLEMS_YAML_TREE_H

#include "problems/yaml/source.h"

#include <stdint.h>

enum yaml_kind {
    YAML_KIND_SCALAR,
    YAML_KIND_SEQUENCE,
    YAML_KIND_MAPPING,
    YAML_KIND_BAD, /* stands for something already reported: readers fail on it in silence */
};
struct yaml_node {
    enum yaml_kind kind;
    int plain;               /* a scalar without quotes; plain and empty: nothing was written */
    size_t index;            /* of its first character in the source */
    const char *text;        /* scalars: NUL-terminated, but NULs may also stand in it */
    size_t size;             /* of the text */
    struct yaml_node *first; /* of the items, or of key, value, key, value, ... */
    struct yaml_node *next;
    size_t count; /* items or pairs */
};

struct yaml_bounds {
    size_t depth;   /* of lists and mappings in each other */
    size_t bytes;   /* of the tree */
    int64_t cpu_us; /* of this thread: a busy machine must not fail a good file */
};
extern const struct yaml_bounds YAML_BOUNDS; /* 32, 64 MiB, 1 s */

struct yaml_tree {
    struct yaml_node *root;
    size_t nodes, depth;
};

/* Fills *ret_tree with nodes in `arena`. Returns 0 when there is a whole tree; it may hold
 * YAML_KIND_BAD nodes and duplicate keys, and then `report` has their errors. Returns -EINVAL when
 * there is no tree (`report` says why); *ret_tree then only has the counts of what was read. */
int yaml_tree_parse(const struct source *source, const struct yaml_bounds *bounds,
                    struct arena *arena, struct yaml_tree *ret_tree, struct report *report);

#endif
