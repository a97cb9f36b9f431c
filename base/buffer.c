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

/* The length of the valid, printable UTF-8 sequence at `data` (RFC 3629), or 0. The C1 controls
 * (U+0080 to U+009F) are terminal escapes to some terminals and count as not printable; so do
 * the bidirectional overrides, which can make a line read as something else. */
static size_t printable_sequence(const unsigned char *data, size_t size)
{
    uint32_t point;
    size_t length;

    if (data[0] < 0x80)
        return data[0] >= 0x20 && data[0] != 0x7f;
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
    if ((point >= 0xd800 && point <= 0xdfff) || point < 0xa0)
        return 0;
    if ((point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069))
        return 0;
    return length;
}

void buffer_append_escaped(struct buffer *buffer, const void *data, size_t size, size_t limit)
{
    const unsigned char *bytes = data;
    size_t used = 0;

    while (used < size && used < limit) {
        size_t length = printable_sequence(bytes + used, size - used);

        if (bytes[used] == '\\') {
            buffer_append_text(buffer, "\\\\");
            length = 1;
        } else if (length > limit - used) {
            break; /* half a sequence is not valid, the whole would pass the limit */
        } else if (length > 0) {
            buffer_append(buffer, bytes + used, length);
        } else {
            if (bytes[used] == '\n')
                buffer_append_text(buffer, "\\n");
            else if (bytes[used] == '\t')
                buffer_append_text(buffer, "\\t");
            else if (bytes[used] == '\r')
                buffer_append_text(buffer, "\\r");
            else
                buffer_format(buffer, "\\x%02x", bytes[used]);
            length = 1;
        }
        used += length;
    }
    if (used < size)
        buffer_append_text(buffer, "...");
}
