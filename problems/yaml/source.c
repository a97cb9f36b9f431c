#include "problems/yaml/source.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What is known at one byte of the text: a walk from here finds any later place. */
struct source_point {
    size_t byte, index; /* of a character's first byte */
    size_t line_index;  /* of the first character of its line */
    int line;
};
enum { POINT_DISTANCE = 4096 };

/* The character at `data`: its length, and its code point in *ret_point; 0 when it is not UTF-8
 * (RFC 3629). `size` is at least 1. */
static size_t decode(const unsigned char *data, size_t size, uint32_t *ret_point)
{
    size_t length = data[0] < 0x80                      ? 1
                    : data[0] >= 0xc2 && data[0] < 0xe0 ? 2
                    : (data[0] & 0xf0) == 0xe0          ? 3
                    : data[0] >= 0xf0 && data[0] < 0xf5 ? 4
                                                        : 0;
    uint32_t point = length == 1 ? data[0] : data[0] & (0x7fu >> length);

    if (length == 0 || length > size)
        return 0;
    for (size_t i = 1; i < length; i++) {
        if ((data[i] & 0xc0) != 0x80)
            return 0;
        point = point << 6 | (data[i] & 0x3fu);
    }
    if ((length == 3 && point < 0x800) || (length == 4 && point < 0x10000) || point > 0x10ffff ||
        (point >= 0xd800 && point <= 0xdfff))
        return 0;
    *ret_point = point;
    return length;
}

/* YAML 1.1, "c-printable", as libyaml's reader has it. */
static int is_allowed(uint32_t point)
{
    if (point < 0x20)
        return point == '\t' || point == '\n' || point == '\r';
    if (point >= 0x7f && point < 0xa0)
        return point == 0x85;
    return point != 0xfffe && point != 0xffff && point != 0xfeff;
}

/* Moves `at` over one character. Bytes that are not UTF-8 count one character each, so that the
 * place of the first bad one is right. */
static void step(const struct source *source, struct source_point *at)
{
    const unsigned char *bytes = (const unsigned char *)source->text;
    uint32_t point;
    size_t length = decode(bytes + at->byte, source->size - at->byte, &point);
    int ends_line =
        bytes[at->byte] == '\n' ||
        (bytes[at->byte] == '\r' && (at->byte + 1 == source->size || bytes[at->byte + 1] != '\n'));

    at->byte += length > 0 ? length : 1;
    at->index++;
    if (ends_line) {
        at->line++;
        at->line_index = at->index;
    }
}

void source_init(struct source *source, const char *file, const char *text, size_t size)
{
    struct source_point at = {.line = 1};

    if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3;
        size -= 3;
    }
    *source = (struct source){.file = file, .text = text, .size = size};
    source->points = memory_alloc((size / POINT_DISTANCE + 1) * sizeof(*source->points));
    for (; at.byte < size; step(source, &at))
        if (at.byte >= source->point_count * POINT_DISTANCE)
            source->points[source->point_count++] = at;
    if (source->point_count == 0)
        source->points[source->point_count++] = at;
}

void source_release(struct source *source)
{
    free(source->points);
    *source = (struct source){0};
}

int source_check(const struct source *source, struct report *report)
{
    const unsigned char *bytes = (const unsigned char *)source->text;
    size_t index = 0;
    uint32_t point;
    size_t length;

    if (source->size >= 2 &&
        (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0)) {
        report_error_at(report, source, 0, "found UTF-16 text, expected UTF-8; save it as UTF-8");
        return -EINVAL;
    }
    for (size_t used = 0; used < source->size; used += length, index++) {
        length = decode(bytes + used, source->size - used, &point);
        if (length == 0) {
            report_error_at(report, source, index,
                            "found the byte 0x%02x, which is not UTF-8, expected UTF-8 text; "
                            "keep binary data in files (in_file, out_file)",
                            bytes[used]);
            return -EINVAL;
        }
        if (!is_allowed(point)) {
            report_error_at(report, source, index,
                            "found the control character U+%04X, expected text; write it as an "
                            "escape in double quotes, or keep binary data in files",
                            (unsigned)point);
            return -EINVAL;
        }
    }
    return 0;
}

/* The place of character `index`, or of the end. */
static struct source_point locate(const struct source *source, size_t index)
{
    size_t low = 0, high = source->point_count;
    struct source_point at;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (source->points[middle].index <= index)
            low = middle;
        else
            high = middle;
    }
    at = source->points[low];
    while (at.index < index && at.byte < source->size)
        step(source, &at);
    return at;
}

void source_locate(const struct source *source, size_t index, int *ret_line, int *ret_column)
{
    struct source_point at = locate(source, index);

    *ret_line = at.line;
    *ret_column = (int)(at.index - at.line_index) + 1;
}

/* Appends bytes of a source line as they would look in an editor, but safe to print: a tab is one
 * column, a backslash is itself (buffer_append_escaped would double it, which reads as something
 * the author did not write). Returns the columns used. */
static size_t append_line(struct buffer *out, const char *text, size_t size)
{
    size_t start = out->size, columns = 0;

    while (size > 0) {
        size_t plain = 0;

        while (plain < size && text[plain] != '\t' && text[plain] != '\\')
            plain++;
        buffer_append_escaped(out, text, plain, plain);
        if (plain < size) {
            buffer_append_char(out, text[plain] == '\t' ? ' ' : '\\');
            plain++;
        }
        text += plain;
        size -= plain;
    }
    for (size_t i = start; i < out->size; i++)
        columns += (out->data[i] & 0xc0) != 0x80;
    return columns;
}

static int is_line_end(char byte)
{
    return byte == '\n' || byte == '\r';
}

/* Where the line of byte `at` starts, or `most` bytes before it; and likewise its end. */
static size_t line_start(const struct source *source, size_t at, size_t most)
{
    const char *text = source->text;
    size_t start = at;

    while (start > 0 && !is_line_end(text[start - 1]) && at - start < most)
        start--;
    while (start < at && (text[start] & 0xc0) == 0x80)
        start++;
    return start;
}

static size_t line_end(const struct source *source, size_t at, size_t most)
{
    const char *text = source->text;
    size_t end = at;

    while (end < source->size && !is_line_end(text[end]) && end - at < most)
        end++;
    while (end < source->size && (text[end] & 0xc0) == 0x80)
        end++;
    return end;
}

/* The line of `at` with a caret below; a line too long for a terminal is cut around it. */
static void append_excerpt(struct buffer *out, const struct source *source, struct source_point at)
{
    enum { WIDTH = 100, BEFORE = 40 };
    const char *text = source->text;
    size_t start = line_start(source, at.byte, WIDTH), end = line_end(source, at.byte, WIDTH);
    size_t column = 4;

    if (end - start > WIDTH) {
        start = line_start(source, at.byte, BEFORE);
        end = line_end(source, at.byte, WIDTH - BEFORE);
    }
    buffer_append_text(out, "\n    ");
    if (start > 0 && !is_line_end(text[start - 1])) {
        buffer_append_text(out, "...");
        column += 3;
    }
    column += append_line(out, text + start, at.byte - start);
    append_line(out, text + at.byte, end - at.byte);
    if (end < source->size && !is_line_end(text[end]))
        buffer_append_text(out, "...");
    buffer_format(out, "\n%*s^\n", (int)column, "");
}

/* Inserts `entry` after all entries of its file whose places come before it. */
static void link_entry(struct report *report, struct report_entry *entry)
{
    struct report_entry **slot = &report->first;

    while (*slot && !(strcmp((*slot)->file, entry->file) == 0 &&
                      ((*slot)->line > entry->line ||
                       ((*slot)->line == entry->line && (*slot)->column > entry->column))))
        slot = &(*slot)->next;
    entry->next = *slot;
    *slot = entry;
    if (!entry->next)
        report->last = entry;
}

/* `source` is NULL for a message about a whole file. */
__attribute__((format(printf, 6, 0))) static void add(struct report *report, int is_warning,
                                                      const char *file, const struct source *source,
                                                      size_t index, const char *format,
                                                      va_list args)
{
    size_t *count = is_warning ? &report->warnings : &report->errors;
    struct buffer text = BUFFER_INIT;
    struct report_entry *entry;
    char message[1024];

    if ((*count)++ >= REPORT_SHOWN_MAX)
        return;
    vsnprintf(message, sizeof(message), format, args);
    entry = arena_alloc(&report->arena, sizeof(*entry));
    entry->is_warning = is_warning;
    entry->file = arena_strdup(&report->arena, file);
    entry->message = arena_strdup(&report->arena, message);
    buffer_append_text(&text, file);
    if (source) {
        source_locate(source, index, &entry->line, &entry->column);
        buffer_format(&text, ":%d:%d", entry->line, entry->column);
    }
    buffer_format(&text, ": %s: %s", is_warning ? "warning" : "error", message);
    if (source)
        append_excerpt(&text, source, locate(source, index));
    else
        buffer_append_char(&text, '\n');
    entry->text = arena_strdup(&report->arena, text.data);
    buffer_release(&text);
    link_entry(report, entry);
}

void report_error_at(struct report *report, const struct source *source, size_t index,
                     const char *format, ...)
{
    va_list args;

    va_start(args, format);
    add(report, 0, source->file, source, index, format, args);
    va_end(args);
}

void report_warning_at(struct report *report, const struct source *source, size_t index,
                       const char *format, ...)
{
    va_list args;

    va_start(args, format);
    add(report, 1, source->file, source, index, format, args);
    va_end(args);
}

void report_error_file(struct report *report, const char *file, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    add(report, 0, file, NULL, 0, format, args);
    va_end(args);
}

void report_warning_file(struct report *report, const char *file, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    add(report, 1, file, NULL, 0, format, args);
    va_end(args);
}

void report_release(struct report *report)
{
    arena_release(&report->arena);
    *report = (struct report)REPORT_INIT;
}

void report_print(const struct report *report, FILE *stream)
{
    for (const struct report_entry *entry = report->first; entry; entry = entry->next)
        fputs(entry->text, stream);
    if (report->errors > REPORT_SHOWN_MAX)
        fprintf(stream, "... and %zu more errors\n", report->errors - REPORT_SHOWN_MAX);
    if (report->warnings > REPORT_SHOWN_MAX)
        fprintf(stream, "... and %zu more warnings\n", report->warnings - REPORT_SHOWN_MAX);
}

static void note_host(struct report *report, const struct error *err)
{
    if (report->host_failed == 0 && error_is_host(err->code))
        report->host_failed = err->code;
}

void report_failure_at(struct report *report, const struct source *source, size_t index,
                       const struct error *err)
{
    note_host(report, err);
    report_error_at(report, source, index, "%s", err->text);
}

void report_failure_file(struct report *report, const char *file, const struct error *err)
{
    note_host(report, err);
    report_error_file(report, file, "%s", err->text);
}
