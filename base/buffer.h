/* A growable run of bytes. `data` is always NUL-terminated one past `size`, so a buffer of text is
 * a C string; bytes may contain NULs all the same.
 *
 *     struct buffer out = BUFFER_INIT;
 *     buffer_format(&out, "%d", 42);
 *     buffer_release(&out);
 */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include <stddef.h>

struct buffer {
    char *data;
    size_t size;
    size_t capacity; /* 0 while data points at a shared empty string */
};

extern char buffer_empty[];
#define BUFFER_INIT                                                                                \
    {                                                                                              \
        .data = buffer_empty                                                                       \
    }

/* buffer_release frees and leaves an empty, usable buffer; buffer_clear only sets the size to 0. */
void buffer_init(struct buffer *buffer);
void buffer_release(struct buffer *buffer);
void buffer_clear(struct buffer *buffer);

/* Makes room for `extra` more bytes and returns where they go; `size` is unchanged. */
char *buffer_reserve(struct buffer *buffer, size_t extra);

void buffer_append(struct buffer *buffer, const void *data, size_t size);
void buffer_append_text(struct buffer *buffer, const char *text);
void buffer_append_char(struct buffer *buffer, char byte);
void buffer_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Ownership moves to the caller (free()); the buffer is empty afterwards. */
char *buffer_take(struct buffer *buffer);

/* Appends at most `limit` bytes of `data` made safe to print: characters that a person can see as
 * they are; \n, \t, \r; \xNN for a byte that is no character; \uNNNN and \u{NNNNN} for a character
 * that is not seen or that changes how others are seen (controls, bidirectional marks, what has no
 * width, blanks other than U+0020 and U+3000). A cut is marked with "...". No terminal escape gets
 * through. A backslash is doubled, so that the text can be read back. */
void buffer_append_escaped(struct buffer *buffer, const void *data, size_t size, size_t limit);

/* The same for a name or a line that is shown whole and is not read back: a backslash is itself. */
void buffer_append_shown(struct buffer *buffer, const void *data, size_t size);
/* The same for at most `limit` bytes; a cut is marked with "...". */
void buffer_append_shown_most(struct buffer *buffer, const void *data, size_t size, size_t limit);

/* Appends the first character of `data` (`size` bytes, at least one) in the same way, a backslash
 * as itself. Returns how many bytes it is; *ret_is_itself: a person can see it as it is, and it was
 * appended so; else as an escape. */
size_t buffer_append_next(struct buffer *buffer, const void *data, size_t size, int *ret_is_itself);

#endif
