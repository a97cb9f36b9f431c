/* Typed readers over a YAML tree: the place that reads a value decides its type, never the value's
 * spelling, so `no` is text where text is expected and `1` is a fine name.
 *
 * Every reader returns 0 and its output, or -EINVAL with an error in the report that says what was
 * found and what was expected (`what`); the output is untouched then. A reader fails on a
 * YAML_KIND_BAD node without a message, because the report has the node's error already. Callers go
 * on after a failure, so that one run shows all errors of a file.
 */
#ifndef PROBLEMS_SCHEMA_H
#define PROBLEMS_SCHEMA_H

#include "problems/yaml/yaml_tree.h"

struct schema {
    const struct source *source;
    struct report *report;
    int warns_of_unknown; /* a key that schema_fields does not know is a warning, no error */
};

/* Bytes, as they stand: may be empty, may hold NULs. Nothing written at all is an error. */
int schema_bytes(const struct schema *schema, const struct yaml_node *node, const char *what);

/* Text without NULs, at most `max` bytes, not empty. */
int schema_text(const struct schema *schema, const struct yaml_node *node, const char *what,
                size_t max, const char **ret_text);

/* Whether text can be shown on one line as it is: UTF-8, no control characters or overrides of the
 * direction of writing. */
int schema_is_line(const char *text, size_t size);

/* Text for which schema_is_line holds. */
int schema_line(const struct schema *schema, const struct yaml_node *node, const char *what,
                size_t max, const char **ret_text);

/* A finite decimal number, min to max. */
int schema_number(const struct schema *schema, const struct yaml_node *node, const char *what,
                  double min, double max, double *ret_number);
int schema_integer(const struct schema *schema, const struct yaml_node *node, const char *what,
                   int64_t min, int64_t max, int64_t *ret_number);

/* yes, no, true or false. */
int schema_boolean(const struct schema *schema, const struct yaml_node *node, const char *what,
                   int *ret_value);

int schema_time(const struct schema *schema, const struct yaml_node *node, int64_t *ret_us);
int schema_size(const struct schema *schema, const struct yaml_node *node, int64_t *ret_kib);

/* One of `names` (NULL-terminated); the output is its index. */
int schema_choice(const struct schema *schema, const struct yaml_node *node, const char *what,
                  const char *const *names, size_t *ret_index);

/* A list or mapping. */
int schema_list(const struct schema *schema, const struct yaml_node *node, const char *what);
int schema_mapping(const struct schema *schema, const struct yaml_node *node, const char *what);

/* A mapping with the keys `names` (NULL-terminated): values[i] is the value of names[i], or NULL.
 * A key that is none of them is an error (or a warning: warns_of_unknown) with the nearest name as
 * a suggestion, but the others are read all the same: returns -EINVAL only when there is no
 * mapping. */
int schema_fields(const struct schema *schema, const struct yaml_node *node, const char *what,
                  const char *const *names, const struct yaml_node **values);

/* The value of a key of a mapping, or NULL. */
const struct yaml_node *schema_find(const struct yaml_node *mapping, const char *name);

/* "found X, expected WHAT" at the node. Returns -EINVAL. */
int schema_mismatch(const struct schema *schema, const struct yaml_node *node, const char *what);

/* The name that `text` may have been meant to be, or NULL. */
const char *schema_nearest(const char *text, const char *const *names);

#endif
