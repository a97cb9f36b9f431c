#include "base/buffer.h"

#include "base/memory.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char buffer_empty[1] = "";

void buffer_init(struct buffer *buffer)
{
    *buffer = (struct buffer)BUFFER_INIT;
}

void buffer_release(struct buffer *buffer)
{
    if (buffer->capacity > 0)
        free(buffer->data);
    buffer_init(buffer);
}

void buffer_clear(struct buffer *buffer)
{
    buffer->size = 0;
    if (buffer->capacity > 0)
        buffer->data[0] = '\0';
}

char *buffer_reserve(struct buffer *buffer, size_t extra)
{
    size_t wanted;

    assert(extra < SIZE_MAX / 4 && buffer->size < SIZE_MAX / 4); /* a size that went below 0 */
    wanted = buffer->size + extra + 1;
    if (wanted > buffer->capacity) {
        size_t capacity = buffer->capacity * 2 > wanted ? buffer->capacity * 2 : wanted + 32;
        void *old = buffer->capacity > 0 ? buffer->data : NULL;

        buffer->data = memory_grow(old, capacity, 1);
        buffer->capacity = capacity;
        buffer->data[buffer->size] = '\0';
    }
    return buffer->data + buffer->size;
}

void buffer_append(struct buffer *buffer, const void *data, size_t size)
{
    if (size == 0)
        return;
    memcpy(buffer_reserve(buffer, size), data, size);
    buffer->size += size;
    buffer->data[buffer->size] = '\0';
}

void buffer_append_text(struct buffer *buffer, const char *text)
{
    buffer_append(buffer, text, strlen(text));
}

void buffer_append_char(struct buffer *buffer, char byte)
{
    buffer_append(buffer, &byte, 1);
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
    va_list args;
    int length;

    va_start(args, format);
    length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length <= 0)
        return;
    buffer_reserve(buffer, (size_t)length);
    va_start(args, format);
    vsnprintf(buffer->data + buffer->size, (size_t)length + 1, format, args);
    va_end(args);
    buffer->size += (size_t)length;
}

char *buffer_take(struct buffer *buffer)
{
    char *data = buffer->capacity > 0 ? buffer->data : memory_strdup("");

    buffer_init(buffer);
    return data;
}

/* The code point of the valid UTF-8 sequence at `data` (RFC 3629) and its length, or 0. */
static size_t read_sequence(const unsigned char *data, size_t size, uint32_t *ret_point)
{
    uint32_t point;
    size_t length;

    if (data[0] < 0x80) {
        *ret_point = data[0];
        return 1;
    }
    if (data[0] >= 0xc2 && data[0] <= 0xdf)
        length = 2;
    else if ((data[0] & 0xf0) == 0xe0)
        length = 3;
    else if (data[0] >= 0xf0 && data[0] <= 0xf4)
        length = 4;
    else
        return 0;
    if (length > size)
        return 0;
    point = data[0] & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((data[i] & 0xc0) != 0x80)
            return 0;
        point = point << 6 | (data[i] & 0x3fu);
    }
    if ((length == 3 && point < 0x800) || (length == 4 && point < 0x10000) || point > 0x10ffff)
        return 0;
    if (point >= 0xd800 && point <= 0xdfff)
        return 0;
    *ret_point = point;
    return length;
}

/* What a person cannot see, or what changes how the rest of the line is seen: the C1 controls
 * (terminal escapes to some terminals), blanks that are not the blank, the marks of direction, what
 * has no width and no ink, what stands for no character (Unicode 15, Default_Ignorable_Code_Point
 * and the categories Cc, Cf, Zl, Zp, Zs without U+0020 and U+3000, which shows by its width). */
static const struct {
    uint32_t first, last;
} unseen[] = {
    {0x80, 0xa0},       {0xad, 0xad},       {0x34f, 0x34f},     {0x600, 0x605},
    {0x61c, 0x61c},     {0x6dd, 0x6dd},     {0x70f, 0x70f},     {0x890, 0x891},
    {0x8e2, 0x8e2},     {0x115f, 0x1160},   {0x1680, 0x1680},   {0x17b4, 0x17b5},
    {0x180b, 0x180f},   {0x2000, 0x200f},   {0x2028, 0x202f},   {0x205f, 0x206f},
    {0x2800, 0x2800},   {0x3164, 0x3164},   {0xfdd0, 0xfdef},   {0xfe00, 0xfe0f},
    {0xfeff, 0xfeff},   {0xffa0, 0xffa0},   {0xfff0, 0xfffb},   {0xfffe, 0xffff},
    {0x110bd, 0x110bd}, {0x110cd, 0x110cd}, {0x13430, 0x1343f}, {0x1bca0, 0x1bca3},
    {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
};

static int is_seen(uint32_t point)
{
    if (point < 0x80)
        return point >= 0x20 && point != 0x7f;
    if ((point & 0xfffe) == 0xfffe)
        return 0;
    for (size_t i = 0; i < sizeof(unseen) / sizeof(unseen[0]); i++)
        if (point >= unseen[i].first && point <= unseen[i].last)
            return 0;
    return 1;
}

/* A byte that is part of no character, or a control character of ASCII. */
static void append_byte_escape(struct buffer *buffer, unsigned char byte)
{
    if (byte == '\n')
        buffer_append_text(buffer, "\\n");
    else if (byte == '\t')
        buffer_append_text(buffer, "\\t");
    else if (byte == '\r')
        buffer_append_text(buffer, "\\r");
    else
        buffer_format(buffer, "\\x%02x", byte);
}

size_t buffer_append_next(struct buffer *buffer, const void *data, size_t size, int *ret_is_itself)
{
    const unsigned char *bytes = data;
    uint32_t point = 0;
    size_t length = read_sequence(bytes, size, &point);

    *ret_is_itself = length > 0 && is_seen(point);
    if (*ret_is_itself)
        buffer_append(buffer, bytes, length);
    else if (length <= 1)
        append_byte_escape(buffer, bytes[0]);
    else
        buffer_format(buffer, point > 0xffff ? "\\u{%x}" : "\\u%04x", point);
    return length > 0 ? length : 1;
}

static void append_escaped(struct buffer *buffer, const void *data, size_t size, size_t limit,
                           const char *backslash)
{
    const char *bytes = data;
    size_t used = 0;

    while (used < size && used < limit) {
        size_t before = buffer->size, length;
        int is_itself;

        length = buffer_append_next(buffer, bytes + used, size - used, &is_itself);
        if (length > limit - used) { /* half of a sequence is not valid */
            buffer->size = before;
            buffer->data[before] = '\0';
            break;
        }
        if (bytes[used] == '\\') {
            buffer->size = before;
            buffer_append_text(buffer, backslash);
        }
        used += length;
    }
    if (used < size)
        buffer_append_text(buffer, "...");
}

void buffer_append_escaped(struct buffer *buffer, const void *data, size_t size, size_t limit)
{
    append_escaped(buffer, data, size, limit, "\\\\");
}

void buffer_append_shown(struct buffer *buffer, const void *data, size_t size)
{
    buffer_append_shown_most(buffer, data, size, size);
}

void buffer_append_shown_most(struct buffer *buffer, const void *data, size_t size, size_t limit)
{
    append_escaped(buffer, data, size, limit, "\\");
}
