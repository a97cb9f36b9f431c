#include "problems/polygon/xml_tree.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

struct open_node {
    struct xml_node *node;
    struct xml_node **tail; /* where its next child goes */
    struct buffer text;
};

struct builder {
    XML_Parser parser;
    const struct source *source;
    struct arena *arena;
    struct report *report;
    struct xml_node *root;
    struct open_node open[XML_DEPTH_MAX];
    size_t depth, nodes, text;
    size_t byte, index; /* a place that was counted, to count on from */
    int failed;
};

/* The character at the parser's place: expat counts bytes, and only forwards. */
static size_t place(struct builder *builder)
{
    XML_Index at = XML_GetCurrentByteIndex(builder->parser);
    size_t end = at < 0 ? builder->byte : (size_t)at;

    if (end > builder->source->size)
        end = builder->source->size;
    for (; builder->byte < end; builder->byte++)
        builder->index += ((unsigned char)builder->source->text[builder->byte] & 0xc0) != 0x80;
    return builder->index;
}

static void fail(struct builder *builder, const char *what)
{
    if (!builder->failed)
        report_error_at(builder->report, builder->source, place(builder), "%s", what);
    builder->failed = 1;
    XML_StopParser(builder->parser, XML_FALSE);
}

static void XMLCALL on_doctype(void *data, const XML_Char *name, const XML_Char *system_id,
                               const XML_Char *public_id, int has_subset)
{
    (void)name, (void)system_id, (void)public_id, (void)has_subset;
    fail(data, "found a document type, expected none: a package may define no entities");
}

static const struct xml_attribute *copy_attributes(struct builder *builder, const XML_Char **pairs)
{
    struct xml_attribute *attributes;
    size_t count = 0;

    while (pairs[2 * count])
        count++;
    attributes = arena_alloc(builder->arena, (count + 1) * sizeof(*attributes));
    for (size_t i = 0; i < count; i++) {
        builder->text += strlen(pairs[2 * i]) + strlen(pairs[2 * i + 1]);
        attributes[i].name = arena_strdup(builder->arena, pairs[2 * i]);
        attributes[i].value = arena_strdup(builder->arena, pairs[2 * i + 1]);
    }
    return attributes;
}

static void XMLCALL on_start(void *data, const XML_Char *name, const XML_Char **pairs)
{
    struct builder *builder = data;
    struct xml_node *node;

    if (builder->failed)
        return;
    if (builder->depth == XML_DEPTH_MAX) {
        fail(builder, "elements are nested deeper than 32 levels");
        return;
    }
    if (++builder->nodes > XML_NODES_MAX) {
        fail(builder, "found more than 400000 elements");
        return;
    }
    node = arena_alloc(builder->arena, sizeof(*node));
    node->name = arena_strdup(builder->arena, name);
    node->text = "";
    node->index = place(builder);
    node->attributes = copy_attributes(builder, pairs);
    if (builder->depth > 0) {
        *builder->open[builder->depth - 1].tail = node;
        builder->open[builder->depth - 1].tail = &node->next;
    } else {
        builder->root = node;
    }
    builder->open[builder->depth].node = node;
    builder->open[builder->depth].tail = &node->first;
    buffer_init(&builder->open[builder->depth++].text);
}

static void XMLCALL on_end(void *data, const XML_Char *name)
{
    struct builder *builder = data;
    struct open_node *open;
    const char *start;
    size_t size;

    (void)name;
    if (builder->failed || builder->depth == 0)
        return;
    open = &builder->open[--builder->depth];
    start = open->text.data + strspn(open->text.data, " \t\r\n");
    size = strlen(start);
    while (size > 0 && strchr(" \t\r\n", start[size - 1]))
        size--;
    if (!open->node->first && size > 0)
        open->node->text = arena_memdup(builder->arena, start, size);
    buffer_release(&open->text);
}

static void XMLCALL on_text(void *data, const XML_Char *text, int size)
{
    struct builder *builder = data;

    if (builder->failed || builder->depth == 0 || builder->open[builder->depth - 1].node->first)
        return;
    builder->text += (size_t)size;
    if (builder->text > XML_TEXT_MAX * 16 ||
        builder->open[builder->depth - 1].text.size + (size_t)size > XML_TEXT_MAX) {
        fail(builder, "found more text than a package needs");
        return;
    }
    buffer_append(&builder->open[builder->depth - 1].text, text, (size_t)size);
}

static int parse(struct builder *builder)
{
    const char *text = builder->source->text;
    size_t left = builder->source->size;
    enum XML_Status status = XML_STATUS_OK;

    do {
        int piece = left > 1 << 20 ? 1 << 20 : (int)left;

        status = XML_Parse(builder->parser, text, piece, (size_t)piece == left);
        text += piece;
        left -= (size_t)piece;
    } while (status == XML_STATUS_OK && left > 0);
    if (status != XML_STATUS_OK && !builder->failed) {
        report_error_at(builder->report, builder->source, place(builder), "XML: %s",
                        XML_ErrorString(XML_GetErrorCode(builder->parser)));
        builder->failed = 1;
    }
    while (builder->depth > 0)
        buffer_release(&builder->open[--builder->depth].text);
    return builder->failed;
}

const struct xml_node *xml_tree_parse(const struct source *source, struct arena *arena,
                                      struct report *report)
{
    struct builder *builder = memory_alloc(sizeof(*builder));
    struct xml_node *root = NULL;

    builder->source = source;
    builder->arena = arena;
    builder->report = report;
    builder->parser = XML_ParserCreate("UTF-8");
    if (!builder->parser) {
        report_error_file(report, source->file, "out of memory");
    } else {
        XML_SetUserData(builder->parser, builder);
        XML_SetElementHandler(builder->parser, on_start, on_end);
        XML_SetCharacterDataHandler(builder->parser, on_text);
        XML_SetStartDoctypeDeclHandler(builder->parser, on_doctype);
        root = parse(builder) ? NULL : builder->root;
        XML_ParserFree(builder->parser);
    }
    free(builder);
    return root;
}

const struct xml_node *xml_find(const struct xml_node *node, const char *name)
{
    for (node = node ? node->first : NULL; node; node = node->next)
        if (strcmp(node->name, name) == 0)
            return node;
    return NULL;
}

const struct xml_node *xml_next(const struct xml_node *node)
{
    for (const struct xml_node *next = node->next; next; next = next->next)
        if (strcmp(next->name, node->name) == 0)
            return next;
    return NULL;
}

const char *xml_attribute(const struct xml_node *node, const char *name)
{
    for (const struct xml_attribute *at = node ? node->attributes : NULL; at && at->name; at++)
        if (strcmp(at->name, name) == 0)
            return at->value;
    return NULL;
}
