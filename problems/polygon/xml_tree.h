/* One XML document as a bounded tree of elements with their places, by expat.
 *
 * A document type is refused, and with it every entity of the author's own: neither files nor
 * addresses are ever opened, and nothing grows beyond what is written (the attacks XXE and
 * "billion laughs", tests/problems/polygon/). Text between elements is dropped but for that of
 * elements without children.
 */
#ifndef PROBLEMS_XML_TREE_H
#define PROBLEMS_XML_TREE_H

#include "problems/yaml/source.h"

struct xml_attribute {
    const char *name, *value;
};
struct xml_node {
    const char *name;
    const struct xml_attribute *attributes; /* the last one has no name */
    const char *text;                       /* directly in it, without white space at both ends */
    size_t index;                           /* of its first character in the source */
    struct xml_node *first, *next;
};

enum { XML_DEPTH_MAX = 32, XML_NODES_MAX = 400000, XML_TEXT_MAX = 1 << 20 };

/* The root, in `arena`; NULL with an error in `report`. */
const struct xml_node *xml_tree_parse(const struct source *source, struct arena *arena,
                                      struct report *report);

/* The first child of this name, or NULL; `node` may be NULL. */
const struct xml_node *xml_find(const struct xml_node *node, const char *name);
/* The next one of the same name after `node`, or NULL. */
const struct xml_node *xml_next(const struct xml_node *node);
/* The value of an attribute, or NULL; `node` may be NULL. */
const char *xml_attribute(const struct xml_node *node, const char *name);

#endif
