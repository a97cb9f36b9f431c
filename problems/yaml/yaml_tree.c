#include "problems/yaml/yaml_tree.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <yaml.h>

const struct yaml_bounds YAML_BOUNDS = {.depth = 32, .bytes = (size_t)64 << 20, .cpu_us = 1000000};

/* An open list or mapping. */
struct level {
    struct yaml_node *node;
    struct yaml_node **tail; /* where its next child goes */
};

struct builder {
    yaml_parser_t parser;
    const struct source *source;
    const struct yaml_bounds *bounds;
    struct arena *arena;
    struct report *report;
    size_t arena_start;
    size_t read; /* bytes of the source given to libyaml */
    int64_t deadline_us;
    int timed_out;
    struct yaml_tree tree;
    struct level *levels; /* bounds->depth of them */
    size_t depth;
};

static int64_t thread_cpu_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* libyaml reads through this, 16 KiB at a time, so the deadline also holds where one event takes
 * for ever (%TAG directives are compared with each other: quadratic). */
static int read_source(void *data, unsigned char *out, size_t size, size_t *ret_size)
{
    struct builder *builder = data;
    size_t left = builder->source->size - builder->read;

    if (thread_cpu_us() >= builder->deadline_us) {
        builder->timed_out = 1;
        return 0;
    }
    if (size > left)
        size = left;
    if (size > 0)
        memcpy(out, builder->source->text + builder->read, size);
    builder->read += size;
    *ret_size = size;
    return 1;
}

static int fail_time(struct builder *builder, size_t index)
{
    report_error_at(builder->report, builder->source, index,
                    "reading took more than %lld ms, expected a file that loads faster; keep "
                    "large data in files (in_file, out_file, glob)",
                    (long long)(builder->bounds->cpu_us / 1000));
    return -EINVAL;
}

/* What libyaml says, in our form. */
static int fail_syntax(struct builder *builder)
{
    const yaml_parser_t *parser = &builder->parser;
    const char *problem = parser->problem ? parser->problem : "the file cannot be read as YAML";
    int line, column;

    if (builder->timed_out)
        return fail_time(builder, parser->mark.index);
    if (parser->error == YAML_MEMORY_ERROR) {
        report_error_file(builder->report, builder->source->file, "out of memory");
        return -ENOMEM;
    }
    if (parser->error == YAML_READER_ERROR) {
        report_error_at(builder->report, builder->source, parser->mark.index, "YAML: %s", problem);
        return -EINVAL;
    }
    if (strstr(problem, "cannot start any token") || strstr(problem, "tab character"))
        problem = "found a character that cannot stand here (text that starts with one of "
                  "@ ` % needs quotes; a tab cannot indent, use spaces)";
    if (!parser->context) {
        report_error_at(builder->report, builder->source, parser->problem_mark.index, "YAML: %s",
                        problem);
        return -EINVAL;
    }
    source_locate(builder->source, parser->context_mark.index, &line, &column);
    report_error_at(builder->report, builder->source, parser->problem_mark.index,
                    "YAML: %s, %s (line %d, column %d)", problem, parser->context, line, column);
    return -EINVAL;
}

/* Appends a node to the list or mapping that is open, or makes it the root. */
static struct yaml_node *add_node(struct builder *builder, enum yaml_kind kind, size_t index)
{
    struct yaml_node *node = arena_alloc(builder->arena, sizeof(*node));

    node->kind = kind;
    node->index = index;
    builder->tree.nodes++;
    if (builder->depth > 0) {
        struct level *level = &builder->levels[builder->depth - 1];

        *level->tail = node;
        level->tail = &node->next;
        level->node->count++;
    } else {
        builder->tree.root = node;
    }
    return node;
}

static int check_room(struct builder *builder, size_t more, size_t index)
{
    size_t used = builder->arena->total - builder->arena_start;

    if (used + more + sizeof(struct yaml_node) <= builder->bounds->bytes)
        return 0;
    report_error_at(builder->report, builder->source, index,
                    "the file needs more than %zu MiB in memory; keep large data in files "
                    "(in_file, out_file, glob)",
                    builder->bounds->bytes >> 20);
    return -EINVAL;
}

static void refuse_properties(struct builder *builder, size_t index, const yaml_char_t *anchor,
                              const yaml_char_t *tag)
{
    if (anchor)
        report_error_at(builder->report, builder->source, index,
                        "found the anchor &%.40s, expected a plain value; anchors and aliases are "
                        "not allowed, write the value out",
                        (const char *)anchor);
    if (tag)
        report_error_at(builder->report, builder->source, index,
                        "found the tag %.60s, expected a plain value; remove the tag",
                        (const char *)tag);
}

static int open_level(struct builder *builder, enum yaml_kind kind, const yaml_event_t *event)
{
    struct yaml_node *node;

    if (builder->depth == builder->bounds->depth) {
        report_error_at(builder->report, builder->source, event->start_mark.index,
                        "lists and mappings are nested deeper than %zu levels",
                        builder->bounds->depth);
        return -EINVAL;
    }
    node = add_node(builder, kind, event->start_mark.index);
    builder->levels[builder->depth].node = node;
    builder->levels[builder->depth].tail = &node->first;
    builder->depth++;
    if (builder->depth > builder->tree.depth)
        builder->tree.depth = builder->depth;
    return 0;
}

static int compare_keys(const void *left, const void *right)
{
    const struct yaml_node *a = *(const struct yaml_node *const *)left;
    const struct yaml_node *b = *(const struct yaml_node *const *)right;
    int order = memcmp(a->text, b->text, a->size < b->size ? a->size : b->size);

    if (order != 0)
        return order;
    if (a->size != b->size)
        return a->size < b->size ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

/* Called when a mapping is complete: its keys must be text, each once. */
static void check_keys(struct builder *builder, struct yaml_node *mapping)
{
    struct yaml_node **keys = memory_alloc(mapping->count * sizeof(*keys));
    size_t count = 0;
    int line, column;

    for (struct yaml_node *key = mapping->first; key; key = key->next->next) {
        if (key->kind == YAML_KIND_SCALAR)
            keys[count++] = key;
        else if (key->kind != YAML_KIND_BAD)
            report_error_at(builder->report, builder->source, key->index,
                            "found a %s as a key, expected text",
                            key->kind == YAML_KIND_SEQUENCE ? "list" : "mapping");
    }
    qsort(keys, count, sizeof(*keys), compare_keys);
    for (size_t i = 1; i < count; i++) {
        struct buffer name = BUFFER_INIT;

        if (keys[i - 1]->size != keys[i]->size ||
            memcmp(keys[i - 1]->text, keys[i]->text, keys[i]->size) != 0)
            continue;
        source_locate(builder->source, keys[i - 1]->index, &line, &column);
        buffer_append_escaped(&name, keys[i]->text, keys[i]->size, 60);
        report_error_at(builder->report, builder->source, keys[i]->index,
                        "found the key \"%s\" again, expected each key once; it also stands in "
                        "line %d, column %d",
                        name.data, line, column);
        buffer_release(&name);
    }
    free(keys);
}

static void close_level(struct builder *builder)
{
    struct yaml_node *node = builder->levels[--builder->depth].node;

    if (node->kind != YAML_KIND_MAPPING)
        return;
    node->count /= 2;
    if (node->count > 0)
        check_keys(builder, node);
}

static int add_scalar(struct builder *builder, const yaml_event_t *event)
{
    struct yaml_node *node;

    if (check_room(builder, event->data.scalar.length, event->start_mark.index) < 0)
        return -EINVAL;
    node = add_node(builder, YAML_KIND_SCALAR, event->start_mark.index);
    node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    node->size = event->data.scalar.length;
    node->text = arena_memdup(builder->arena, event->data.scalar.value, node->size);
    return 0;
}

static int start_document(struct builder *builder, const yaml_event_t *event)
{
    if (builder->tree.root) {
        report_error_at(builder->report, builder->source, event->start_mark.index,
                        "found a second document, expected the end of the file");
        return -EINVAL;
    }
    if (event->data.document_start.version_directive ||
        event->data.document_start.tag_directives.start !=
            event->data.document_start.tag_directives.end)
        report_error_at(builder->report, builder->source, event->start_mark.index,
                        "found a %% directive above, expected none; remove it");
    return 0;
}

static int take_event(struct builder *builder, const yaml_event_t *event)
{
    size_t index = event->start_mark.index;

    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        return start_document(builder, event);
    case YAML_SCALAR_EVENT:
        refuse_properties(builder, index, event->data.scalar.anchor, event->data.scalar.tag);
        return add_scalar(builder, event);
    case YAML_ALIAS_EVENT:
        report_error_at(builder->report, builder->source, index,
                        "found the alias *%.40s, expected a plain value; anchors and aliases are "
                        "not allowed, write the value out",
                        (const char *)event->data.alias.anchor);
        add_node(builder, YAML_KIND_BAD, index);
        return check_room(builder, 0, index);
    case YAML_SEQUENCE_START_EVENT:
        refuse_properties(builder, index, event->data.sequence_start.anchor,
                          event->data.sequence_start.tag);
        if (check_room(builder, 0, index) < 0)
            return -EINVAL;
        return open_level(builder, YAML_KIND_SEQUENCE, event);
    case YAML_MAPPING_START_EVENT:
        refuse_properties(builder, index, event->data.mapping_start.anchor,
                          event->data.mapping_start.tag);
        if (check_room(builder, 0, index) < 0)
            return -EINVAL;
        return open_level(builder, YAML_KIND_MAPPING, event);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        close_level(builder);
        return 0;
    default:
        return 0;
    }
}

static int parse_events(struct builder *builder)
{
    enum { CLOCK_EVERY = 256 };
    yaml_event_type_t type = YAML_NO_EVENT;
    yaml_event_t event;

    for (size_t events = 1; type != YAML_STREAM_END_EVENT; events++) {
        int failed;

        if (!yaml_parser_parse(&builder->parser, &event))
            return fail_syntax(builder);
        type = event.type;
        failed = take_event(builder, &event);
        if (failed == 0 && events % CLOCK_EVERY == 0 && thread_cpu_us() >= builder->deadline_us)
            failed = fail_time(builder, event.start_mark.index);
        yaml_event_delete(&event);
        if (failed < 0)
            return failed;
    }
    if (!builder->tree.root) {
        report_error_at(builder->report, builder->source, 0,
                        "the file is empty, expected a problem (a mapping with the key \"assay\")");
        return -EINVAL;
    }
    return 0;
}

int yaml_tree_parse(const struct source *source, const struct yaml_bounds *bounds,
                    struct arena *arena, struct yaml_tree *ret_tree, struct report *report)
{
    struct builder builder = {
        .source = source,
        .bounds = bounds,
        .arena = arena,
        .report = report,
        .arena_start = arena->total,
        .deadline_us = thread_cpu_us() + bounds->cpu_us,
    };
    int failed;

    *ret_tree = builder.tree;
    failed = source_check(source, report);
    if (failed < 0)
        return failed;
    if (!yaml_parser_initialize(&builder.parser)) {
        report_error_file(report, source->file, "out of memory");
        return -ENOMEM;
    }
    yaml_parser_set_encoding(&builder.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input(&builder.parser, read_source, &builder);
    builder.levels = memory_alloc(bounds->depth * sizeof(*builder.levels));
    failed = parse_events(&builder);
    yaml_parser_delete(&builder.parser);
    free(builder.levels);
    if (failed < 0)
        builder.tree.root = NULL;
    *ret_tree = builder.tree;
    return failed;
}
