#include "judge/languages/cause.h"

#include <errno.h>
#include <regex.h>
#include <stdio.h>
#include <string.h>

enum { LINE_SEEN_MAX = 400, PATTERN_MAX = 4096 };

#define SEPARATOR " >> "

/* ---- patterns ---- */

struct pattern {
    regex_t place, message;
    int has_message;
};

static int compile_one(regex_t *regex, const char *text, size_t size, char why[CAUSE_WHY_MAX])
{
    char copy[PATTERN_MAX + 1];
    size_t length = 0;
    int failed;

    if (size == 0 || size > PATTERN_MAX) {
        snprintf(why, CAUSE_WHY_MAX, "a part of it is empty or too long");
        return -EINVAL;
    }
    for (size_t i = 0; i < size; i++) {
        int is_newline = text[i] == '\\' && i + 1 < size && text[i + 1] == 'n';
        int is_escape = text[i] == '\\' && i + 1 < size && !is_newline;

        if (is_escape)
            copy[length++] = text[i++];
        copy[length++] = text[i];
        if (is_newline) {
            copy[length - 1] = '\n';
            i++;
        }
    }
    copy[length] = '\0';
    failed = regcomp(regex, copy, REG_EXTENDED | REG_NEWLINE);
    if (failed)
        regerror(failed, regex, why, CAUSE_WHY_MAX);
    return failed ? -EINVAL : 0;
}

static int pattern_compile(struct pattern *pattern, const char *text, char why[CAUSE_WHY_MAX])
{
    const char *separator = strstr(text, SEPARATOR);
    size_t place = separator ? (size_t)(separator - text) : strlen(text);

    pattern->has_message = separator != NULL;
    if (compile_one(&pattern->place, text, place, why) < 0)
        return -EINVAL;
    if (separator) {
        const char *message = separator + strlen(SEPARATOR);

        if (compile_one(&pattern->message, message, strlen(message), why) < 0) {
            regfree(&pattern->place);
            return -EINVAL;
        }
    }
    return 0;
}

static void pattern_free(struct pattern *pattern)
{
    regfree(&pattern->place);
    if (pattern->has_message)
        regfree(&pattern->message);
}

int cause_check(const char *text, char why[CAUSE_WHY_MAX])
{
    struct pattern pattern;

    if (pattern_compile(&pattern, text, why) < 0)
        return -EINVAL;
    pattern_free(&pattern);
    return 0;
}

/* ---- finding ---- */

/* Makes the text that is searched: every line cut to LINE_SEEN_MAX bytes (not within a character),
 * a NUL as a blank. */
static void copy_seen(const char *text, size_t size, struct buffer *seen)
{
    for (size_t at = 0; at < size;) {
        const char *newline = memchr(text + at, '\n', size - at);
        size_t line = newline ? (size_t)(newline - text) - at : size - at;
        size_t used = line < LINE_SEEN_MAX ? line : LINE_SEEN_MAX;

        while (used < line && used > 0 && ((unsigned char)text[at + used] & 0xc0) == 0x80)
            used--;
        for (size_t i = 0; i < used; i++)
            buffer_append_char(seen, text[at + i] ? text[at + i] : ' ');
        if (newline)
            buffer_append_char(seen, '\n');
        at += line + (newline != NULL);
    }
}

static int is_line_start(const char *text, const char *at)
{
    return at == text || at[-1] == '\n';
}

/* Finds the pattern in the text; returns 1 and where it is, or 0. */
static int match(const struct pattern *pattern, enum cause_which which, const char *text,
                 const char **ret_start, const char **ret_end)
{
    regmatch_t found, message;
    const char *at = text;
    int is_found = 0;

    while (regexec(&pattern->place, at, 1, &found, is_line_start(text, at) ? 0 : REG_NOTBOL) == 0) {
        const char *start = at + found.rm_so, *end = at + found.rm_eo;

        if (pattern->has_message && regexec(&pattern->message, start, 1, &message,
                                            is_line_start(text, start) ? 0 : REG_NOTBOL) == 0) {
            end = start + message.rm_eo;
            start += message.rm_so;
        } else if (pattern->has_message) {
            end = start;
        }
        if (end > start) {
            *ret_start = start;
            *ret_end = end;
            is_found = 1;
        }
        if ((is_found && which == CAUSE_FIRST) || at[found.rm_eo] == '\0')
            break;
        at += found.rm_eo > 0 ? found.rm_eo : 1;
    }
    return is_found;
}

/* The last line that is not blank; 0 when there is none. */
static int last_line(const char *text, const char **ret_start, const char **ret_end)
{
    const char *end = text + strlen(text);

    while (end > text && strchr(" \t\r\n\v\f", end[-1]))
        end--;
    *ret_start = *ret_end = end;
    while (*ret_start > text && (*ret_start)[-1] != '\n')
        (*ret_start)--;
    return end > text;
}

/* ---- showing ---- */

/* Characters that nobody sees, or that change how others are shown. */
static const struct {
    unsigned first, last;
} unseen[] = {
    {0x80, 0xa0},     {0xad, 0xad},     {0x34f, 0x34f},     {0x61c, 0x61c},      {0x115f, 0x1160},
    {0x17b4, 0x17b5}, {0x180b, 0x180f}, {0x2000, 0x200f},   {0x2028, 0x202f},    {0x205f, 0x206f},
    {0x3000, 0x3000}, {0x3164, 0x3164}, {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},    {0xffa0, 0xffa0},
    {0xfff0, 0xfffb}, {0xe000, 0xf8ff}, {0xe0000, 0xe0fff}, {0xf0000, 0x10ffff},
};

/* The character at `text` and its length in bytes; 0 when it is none. */
static size_t decode(const unsigned char *text, size_t size, unsigned *ret_code)
{
    static const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = text[0] < 0x80   ? 1
                    : text[0] < 0xc2 ? 0
                    : text[0] < 0xe0 ? 2
                    : text[0] < 0xf0 ? 3
                    : text[0] < 0xf5 ? 4
                                     : 0;
    unsigned code = length < 2 ? text[0] : text[0] & (0x7fU >> length);

    if (length == 0 || length > size)
        return 0;
    for (size_t i = 1; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (text[i] & 0x3fU);
    }
    if (code < least[length] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
        return 0;
    *ret_code = code;
    return length;
}

static int is_unseen(unsigned code)
{
    for (size_t i = 0; i < sizeof(unseen) / sizeof(unseen[0]); i++)
        if (code >= unseen[i].first && code <= unseen[i].last)
            return 1;
    return code < 0x20 || code == 0x7f;
}

/* One character, escaped where it must be; returns how many bytes it was. */
static size_t append_one(const char *text, size_t size, struct buffer *message)
{
    unsigned code = 0;
    size_t length = decode((const unsigned char *)text, size, &code);

    if (length == 0)
        buffer_format(message, "\\x%02x", (unsigned char)text[0]);
    else if (code == '\t')
        buffer_append_text(message, "\\t");
    else if (code == '\r')
        buffer_append_text(message, "\\r");
    else if (code < 0x20 || code == 0x7f)
        buffer_format(message, "\\x%02x", code);
    else if (is_unseen(code))
        buffer_format(message, "\\u{%x}", code);
    else
        buffer_append(message, text, length);
    return length > 0 ? length : 1;
}

static void show(const char *start, const char *end, struct buffer *message)
{
    size_t before = message->size;

    while (start < end && strchr(" \t\r\n", *start))
        start++;
    while (end > start && strchr(" \t\r\n", end[-1]))
        end--;
    while (start < end) {
        if (message->size - before >= CAUSE_MAX) {
            buffer_append_text(message, "...");
            return;
        }
        if (*start != '\n' && !(*start == '\r' && end - start > 1 && start[1] == '\n')) {
            start += append_one(start, (size_t)(end - start), message);
            continue;
        }
        buffer_append_char(message, ' ');
        while (start < end && strchr(" \t\r\n", *start))
            start++;
    }
}

void cause_find(const char *const *patterns, enum cause_which which, const char *text, size_t size,
                struct buffer *message)
{
    struct buffer seen = BUFFER_INIT;
    const char *start = NULL, *end = NULL;
    char why[CAUSE_WHY_MAX];
    int is_found = 0;

    copy_seen(text, size, &seen);
    for (; *patterns && !is_found; patterns++) {
        struct pattern pattern;

        if (pattern_compile(&pattern, *patterns, why) < 0)
            continue; /* the pattern was checked before: memory is short */
        is_found = match(&pattern, which, seen.data, &start, &end);
        pattern_free(&pattern);
    }
    if (is_found || last_line(seen.data, &start, &end))
        show(start, end, message);
    buffer_release(&seen);
}
