/* Values that stand in YAML, as the text that is compared. */
#include "base/buffer.h"
#include "problems/native/native_calls.h"
#include "problems/value.h"

#include <errno.h>
#include <string.h>

static int put_node(const struct native *native, const struct yaml_node *node, struct buffer *text);

static void put_text(const struct yaml_node *node, struct buffer *text)
{
    buffer_append_char(text, '\'');
    for (size_t i = 0; i < node->size; i++) {
        unsigned char byte = (unsigned char)node->text[i];

        if (byte < 0x20 || byte == '\'' || byte == '\\')
            buffer_format(text, "\\x%02x", byte);
        else
            buffer_append_char(text, (char)byte);
    }
    buffer_append_char(text, '\'');
}

/* Says where in the text of the node it is wrong, where that can be seen. */
static int report_fault(const struct native *native, const struct yaml_node *node,
                        const struct value_fault *fault)
{
    struct buffer found = BUFFER_INIT;

    buffer_append_escaped(&found, node->text + fault->at, node->size - fault->at, 40);
    report_error_at(native->report, native->source, node->index + (node->plain ? fault->at : 0),
                    "found %s%s%s, expected %s%s", found.size > 0 ? "\"" : "the end", found.data,
                    found.size > 0 ? "\"" : "", fault->what,
                    node->plain && fault->at == 0 ? "; text stands in quotes" : "");
    buffer_release(&found);
    return -EINVAL;
}

static int check_scalar(const struct native *native, const struct yaml_node *node)
{
    struct arena scratch = ARENA_INIT;
    struct value value;
    struct value_fault fault;
    int failed = value_parse(&scratch, node->text, node->size, &value, &fault);

    if (failed < 0)
        report_fault(native, node, &fault);
    else if (value.kind == VALUE_OTHER)
        failed =
            report_fault(native, node, &(struct value_fault){0, "a value that can be compared"});
    arena_release(&scratch);
    return failed;
}

/* {1, 2}: every key without a value. */
static int is_set(const struct yaml_node *node)
{
    for (const struct yaml_node *key = node->first; key; key = key->next->next) {
        const struct yaml_node *value = key->next;

        if (value->kind != YAML_KIND_SCALAR || !value->plain || value->size > 0)
            return 0;
    }
    return node->count > 0;
}

/* A key may do without quotes where it is a word that is no value: {name: 1}. */
static int is_bare_word(const struct yaml_node *key)
{
    static const char *const values[] = {"None",  "null",  "True", "true",
                                         "False", "false", "inf",  "nan"};

    if (key->kind != YAML_KIND_SCALAR || !key->plain || key->size == 0)
        return 0;
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        if (strcmp(key->text, values[i]) == 0)
            return 0;
    for (size_t i = 0; i < key->size; i++) {
        unsigned char byte = (unsigned char)key->text[i];

        if ((byte | 0x20) < 'a' || ((byte | 0x20) > 'z' && byte < 0x80)) {
            if (byte != '_' && (i == 0 || byte < '0' || byte > '9'))
                return 0;
        }
    }
    return 1;
}

static int put_key(const struct native *native, const struct yaml_node *key, struct buffer *text)
{
    if (!is_bare_word(key))
        return put_node(native, key, text);
    put_text(key, text);
    return 0;
}

static int put_mapping(const struct native *native, const struct yaml_node *node,
                       struct buffer *text)
{
    int set = is_set(node);

    buffer_append_char(text, '{');
    for (const struct yaml_node *key = node->first; key; key = key->next->next) {
        if ((set ? put_node(native, key, text) : put_key(native, key, text)) < 0)
            return -EINVAL;
        if (!set) {
            buffer_append_char(text, ':');
            if (put_node(native, key->next, text) < 0)
                return -EINVAL;
        }
        buffer_append_char(text, ',');
    }
    buffer_append_char(text, '}');
    return 0;
}

static int put_node(const struct native *native, const struct yaml_node *node, struct buffer *text)
{
    switch (node->kind) {
    case YAML_KIND_BAD:
        return -EINVAL;
    case YAML_KIND_SCALAR:
        if (!node->plain)
            put_text(node, text);
        else if (check_scalar(native, node) < 0)
            return -EINVAL;
        else
            buffer_append(text, node->text, node->size);
        return 0;
    case YAML_KIND_MAPPING:
        return put_mapping(native, node, text);
    case YAML_KIND_SEQUENCE:
        break;
    }
    buffer_append_char(text, '[');
    for (const struct yaml_node *item = node->first; item; item = item->next) {
        if (put_node(native, item, text) < 0)
            return -EINVAL;
        buffer_append_char(text, ',');
    }
    buffer_append_char(text, ']');
    return 0;
}

int native_read_value(const struct native *native, const struct yaml_node *node,
                      const char **ret_text)
{
    struct buffer text = BUFFER_INIT;
    int failed = put_node(native, node, &text);

    if (failed == 0 && text.size > VALUE_SIZE_MAX) {
        report_error_at(native->report, native->source, node->index,
                        "found a value of %zu bytes, expected at most %d", text.size,
                        VALUE_SIZE_MAX);
        failed = -EINVAL;
    }
    if (failed == 0)
        *ret_text = arena_memdup(&native->problem->arena, text.data, text.size);
    buffer_release(&text);
    return failed;
}

int native_read_literal(const struct native *native, const struct yaml_node *node,
                        const char **ret_text)
{
    struct schema schema = native_schema(native);

    if (node->kind != YAML_KIND_SCALAR)
        return schema_mismatch(&schema, node, "a value in Python's notation, in quotes");
    if (check_scalar(native, node) < 0)
        return -EINVAL;
    *ret_text = arena_memdup(&native->problem->arena, node->text, node->size);
    return 0;
}
