#include "problems/yaml/schema.h"

#include "base/buffer.h"
#include "problems/yaml/units.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_MAX = 60 }; /* bytes of a value in a message */

int schema_mismatch(const struct schema *schema, const struct yaml_node *node, const char *what)
{
    struct buffer found = BUFFER_INIT;

    switch (node->kind) {
    case YAML_KIND_BAD:
        goto out;
    case YAML_KIND_SEQUENCE:
        buffer_append_text(&found, node->count == 0 ? "an empty list" : "a list");
        break;
    case YAML_KIND_MAPPING:
        buffer_append_text(&found, node->count == 0 ? "an empty mapping" : "a mapping");
        break;
    case YAML_KIND_SCALAR:
        if (node->size == 0) {
            buffer_append_text(&found, node->plain ? "nothing" : "empty text");
        } else {
            buffer_append_char(&found, '"');
            buffer_append_escaped(&found, node->text, node->size, SHOWN_MAX);
            buffer_append_char(&found, '"');
        }
        break;
    }
    report_error_at(schema->report, schema->source, node->index, "found %s, expected %s",
                    found.data, what);
out:
    buffer_release(&found);
    return -EINVAL;
}

int schema_bytes(const struct schema *schema, const struct yaml_node *node, const char *what)
{
    if (node->kind != YAML_KIND_SCALAR || (node->plain && node->size == 0))
        return schema_mismatch(schema, node, what);
    return 0;
}

int schema_text(const struct schema *schema, const struct yaml_node *node, const char *what,
                size_t max, const char **ret_text)
{
    if (node->kind != YAML_KIND_SCALAR || node->size == 0)
        return schema_mismatch(schema, node, what);
    if (memchr(node->text, '\0', node->size)) {
        report_error_at(schema->report, schema->source, node->index,
                        "found text with a NUL byte in it, expected %s", what);
        return -EINVAL;
    }
    if (node->size > max) {
        report_error_at(schema->report, schema->source, node->index,
                        "found %zu bytes of text, expected %s of at most %zu bytes", node->size,
                        what, max);
        return -EINVAL;
    }
    *ret_text = node->text;
    return 0;
}

int schema_is_line(const char *text, size_t size)
{
    struct buffer escaped = BUFFER_INIT;
    size_t expected = size;
    int is_line;

    for (size_t i = 0; i < size; i++)
        expected += text[i] == '\\'; /* shown doubled; every other escape is longer */
    buffer_append_escaped(&escaped, text, size, size);
    is_line = escaped.size == expected;
    buffer_release(&escaped);
    return is_line;
}

int schema_line(const struct schema *schema, const struct yaml_node *node, const char *what,
                size_t max, const char **ret_text)
{
    const char *text;

    if (schema_text(schema, node, what, max, &text) < 0)
        return -EINVAL;
    if (!schema_is_line(text, node->size))
        return schema_mismatch(schema, node, what);
    *ret_text = text;
    return 0;
}

/* Digits, with one point and an exponent allowed; strtod(3) alone would also take "inf", "nan" and
 * "0x1p3", and the decimal comma of the user's locale. */
static int parse_number(const char *text, double *ret_number)
{
    locale_t plain;
    double number;
    char *end;

    if (text[0] == '\0' || text[strspn(text, "0123456789+-.eE")] != '\0')
        return -EINVAL;
    plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (plain == (locale_t)0)
        return -ENOMEM;
    number = strtod_l(text, &end, plain);
    freelocale(plain);
    if (end == text || *end != '\0' || !isfinite(number))
        return -EINVAL;
    *ret_number = number;
    return 0;
}

int schema_number(const struct schema *schema, const struct yaml_node *node, const char *what,
                  double min, double max, double *ret_number)
{
    double number;

    if (node->kind != YAML_KIND_SCALAR || strlen(node->text) != node->size ||
        parse_number(node->text, &number) < 0 || number < min || number > max)
        return schema_mismatch(schema, node, what);
    *ret_number = number;
    return 0;
}

int schema_integer(const struct schema *schema, const struct yaml_node *node, const char *what,
                   int64_t min, int64_t max, int64_t *ret_number)
{
    int64_t number = 0;

    if (node->kind != YAML_KIND_SCALAR || node->size == 0 || node->size > 18)
        return schema_mismatch(schema, node, what);
    for (size_t i = 0; i < node->size; i++) {
        if (node->text[i] < '0' || node->text[i] > '9')
            return schema_mismatch(schema, node, what);
        number = number * 10 + (node->text[i] - '0');
    }
    if (number < min || number > max)
        return schema_mismatch(schema, node, what);
    *ret_number = number;
    return 0;
}

int schema_boolean(const struct schema *schema, const struct yaml_node *node, const char *what,
                   int *ret_value)
{
    static const char *const names[] = {"no", "yes", "false", "true", NULL};

    if (node->kind == YAML_KIND_SCALAR)
        for (size_t i = 0; names[i]; i++)
            if (strcmp(node->text, names[i]) == 0) {
                *ret_value = i % 2 == 1;
                return 0;
            }
    return schema_mismatch(schema, node, what);
}

static int read_unit(const struct schema *schema, const struct yaml_node *node, const char *what,
                     int (*parse)(const char *, int64_t *, struct error *), int64_t *ret_value)
{
    struct error err;
    const char *text;

    if (schema_text(schema, node, what, 64, &text) < 0)
        return -EINVAL;
    if (parse(text, ret_value, &err) == 0)
        return 0;
    report_error_at(schema->report, schema->source, node->index, "%s", err.text);
    return -EINVAL;
}

int schema_time(const struct schema *schema, const struct yaml_node *node, int64_t *ret_us)
{
    return read_unit(schema, node, "a time such as 1.5s", units_parse_time, ret_us);
}

int schema_size(const struct schema *schema, const struct yaml_node *node, int64_t *ret_kib)
{
    return read_unit(schema, node, "a size such as 64MiB", units_parse_size, ret_kib);
}

/* How many insertions, deletions, replacements and swaps of neighbours apart two words are
 * (optimal string alignment); both are shorter than `WORD_MAX`. */
enum { WORD_MAX = 40 };
static size_t distance(const char *left, const char *right)
{
    size_t rows[3][WORD_MAX];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];
    size_t width = strlen(right);

    for (size_t j = 0; j <= width; j++)
        above[j] = j;
    for (size_t i = 1; left[i - 1]; i++) {
        size_t *free_row = before;

        row[0] = i;
        for (size_t j = 1; j <= width; j++) {
            size_t best = above[j - 1] + (left[i - 1] != right[j - 1]);

            if (above[j] + 1 < best)
                best = above[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1] &&
                before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            row[j] = best;
        }
        before = above;
        above = row;
        row = free_row;
    }
    return above[width];
}

const char *schema_nearest(const char *text, const char *const *names)
{
    const char *nearest = NULL;
    size_t best = SIZE_MAX, length = strlen(text);

    if (length >= WORD_MAX)
        return NULL;
    for (size_t i = 0; names[i]; i++) {
        size_t longer = strlen(names[i]) > length ? strlen(names[i]) : length;
        size_t allowed = longer <= 3 ? 1 : longer <= 7 ? 2 : 3, got;

        if (strlen(names[i]) >= WORD_MAX)
            continue;
        got = strcasecmp(text, names[i]) == 0 ? 0 : distance(text, names[i]);
        if (got <= allowed && got < longer && got < best) {
            best = got;
            nearest = names[i];
        }
    }
    return nearest;
}

/* "a, b or c" */
static void append_names(struct buffer *out, const char *const *names)
{
    for (size_t i = 0; names[i]; i++)
        buffer_format(out, "%s%s", i == 0 ? "" : names[i + 1] ? ", " : " or ", names[i]);
}

int schema_choice(const struct schema *schema, const struct yaml_node *node, const char *what,
                  const char *const *names, size_t *ret_index)
{
    struct buffer expected = BUFFER_INIT;
    const char *nearest = NULL;

    if (node->kind == YAML_KIND_SCALAR && strlen(node->text) == node->size) {
        for (size_t i = 0; names[i]; i++)
            if (strcmp(node->text, names[i]) == 0) {
                *ret_index = i;
                return 0;
            }
        nearest = schema_nearest(node->text, names);
    }
    buffer_format(&expected, "%s: ", what);
    append_names(&expected, names);
    if (nearest)
        buffer_format(&expected, "; did you mean \"%s\"?", nearest);
    schema_mismatch(schema, node, expected.data);
    buffer_release(&expected);
    return -EINVAL;
}

int schema_list(const struct schema *schema, const struct yaml_node *node, const char *what)
{
    return node->kind == YAML_KIND_SEQUENCE ? 0 : schema_mismatch(schema, node, what);
}

int schema_mapping(const struct schema *schema, const struct yaml_node *node, const char *what)
{
    return node->kind == YAML_KIND_MAPPING ? 0 : schema_mismatch(schema, node, what);
}

static int is_named(const struct yaml_node *key, const char *name)
{
    return key->kind == YAML_KIND_SCALAR && strlen(name) == key->size &&
           memcmp(key->text, name, key->size) == 0;
}

const struct yaml_node *schema_find(const struct yaml_node *mapping, const char *name)
{
    if (mapping->kind == YAML_KIND_MAPPING)
        for (const struct yaml_node *key = mapping->first; key; key = key->next->next)
            if (is_named(key, name))
                return key->next;
    return NULL;
}

static void report_unknown(const struct schema *schema, const struct yaml_node *key,
                           const char *what, const char *const *names)
{
    struct buffer found = BUFFER_INIT, expected = BUFFER_INIT;
    struct buffer message = BUFFER_INIT;
    const char *nearest = schema_nearest(key->text, names);

    buffer_append_escaped(&found, key->text, key->size, SHOWN_MAX);
    append_names(&expected, names);
    buffer_format(&message, "unknown key \"%s\" in %s", found.data, what);
    if (nearest)
        buffer_format(&message, "; did you mean \"%s\"?", nearest);
    else if (!schema->warns_of_unknown)
        buffer_format(&message, ", expected %s", expected.data);
    if (schema->warns_of_unknown)
        report_warning_at(schema->report, schema->source, key->index, "%s%s", message.data,
                          nearest ? "" : "; it is left out");
    else
        report_error_at(schema->report, schema->source, key->index, "%s", message.data);
    buffer_release(&message);
    buffer_release(&found);
    buffer_release(&expected);
}

int schema_fields(const struct schema *schema, const struct yaml_node *node, const char *what,
                  const char *const *names, const struct yaml_node **values)
{
    if (schema_mapping(schema, node, what) < 0)
        return -EINVAL;
    for (const struct yaml_node *key = node->first; key; key = key->next->next) {
        size_t i = 0;

        if (key->kind != YAML_KIND_SCALAR)
            continue; /* already reported */
        while (names[i] && !is_named(key, names[i]))
            i++;
        if (names[i])
            values[i] = key->next;
        else
            report_unknown(schema, key, what, names);
    }
    return 0;
}
