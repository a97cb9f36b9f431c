/* Finds the public class of a Java source, as far as its words tell (JLS 17, chapter 3): a carriage
 * return alone ends a line, and \u0041 is an A wherever it stands. */
#include "judge/submissions/source_class.h"

#include "base/buffer.h"

#include <ctype.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SOURCE_MAX = 1024 * 1024, NAME_SIZE = 200 };

/* The end of a quoted text that starts at `at`; a text block has three quotes. */
static const char *skip_quoted(const char *at)
{
    size_t quotes = strncmp(at, "\"\"\"", 3) == 0 ? 3 : 1;
    const char *quote = at;

    for (at += quotes; *at && strncmp(at, quotes == 3 ? "\"\"\"" : quote, quotes) != 0; at++) {
        if (*at == '\\' && at[1])
            at++;
        else if ((*at == '\n' || *at == '\r') && quotes == 1)
            return at; /* not closed: the compiler will say so */
    }
    return *at ? at + quotes : at;
}

/* The next place that is neither space nor comment nor quoted. */
static const char *skip_silence(const char *at)
{
    for (;;) {
        const char *end;

        if (isspace((unsigned char)*at)) {
            at++;
        } else if (strncmp(at, "//", 2) == 0) {
            at += strcspn(at, "\r\n");
        } else if (strncmp(at, "/*", 2) == 0) {
            end = strstr(at + 2, "*/");
            at = end ? end + 2 : at + strlen(at);
        } else if (*at == '"' || *at == '\'') {
            at = skip_quoted(at);
        } else {
            return at;
        }
    }
}

static size_t word_length(const char *at)
{
    size_t size = 0;

    while (isalnum((unsigned char)at[size]) || at[size] == '_' || at[size] == '$' ||
           (unsigned char)at[size] >= 0x80)
        size++;
    return size;
}

static int is_one_of(const char *word, size_t size, const char *const *words)
{
    for (; *words; words++)
        if (strlen(*words) == size && memcmp(*words, word, size) == 0)
            return 1;
    return 0;
}

static const char *find_class(const char *text, struct arena *arena)
{
    static const char *const visible[] = {"public", NULL};
    static const char *const kinds[] = {"class", "interface", "enum", "record", NULL};
    int depth = 0, is_public = 0;

    for (const char *at = skip_silence(text); *at; at = skip_silence(at)) {
        size_t size = word_length(at);

        if (size == 0) {
            /* outside of braces parentheses belong to annotations, which may contain X.class */
            depth += (*at == '{' || *at == '(') - (*at == '}' || *at == ')');
            if (depth == 0 && (*at == '}' || *at == ';'))
                is_public = 0;
            at++;
            continue;
        }
        if (depth == 0 && is_one_of(at, size, visible)) {
            is_public = 1;
        } else if (depth == 0 && is_public && is_one_of(at, size, kinds)) {
            const char *name = skip_silence(at + size);

            size = word_length(name);
            return size > 0 && size <= NAME_SIZE ? arena_memdup(arena, name, size) : NULL;
        }
        at += size;
    }
    return NULL;
}

static void append_utf8(struct buffer *text, unsigned code)
{
    if (code < 0x80) {
        buffer_append_char(text, (char)code);
        return;
    }
    if (code < 0x800) {
        buffer_append_char(text, (char)(0xc0 | code >> 6));
    } else {
        buffer_append_char(text, (char)(0xe0 | code >> 12));
        buffer_append_char(text, (char)(0x80 | (code >> 6 & 0x3f)));
    }
    buffer_append_char(text, (char)(0x80 | (code & 0x3f)));
}

/* The code of the Unicode escape at `at`, and its length; -1 when there is none. */
static int escaped_code(const char *at, size_t *ret_length)
{
    size_t size = 1;
    int code = 0;

    if (at[0] != '\\' || at[1] != 'u')
        return -1;
    size += strspn(at + 1, "u");
    for (size_t end = size + 4; size < end; size++) {
        if (!isxdigit((unsigned char)at[size]))
            return -1;
        code = code * 16 + (isdigit((unsigned char)at[size])
                                ? at[size] - '0'
                                : tolower((unsigned char)at[size]) - 'a' + 10);
    }
    *ret_length = size;
    return code;
}

/* The source without its byte order mark and with its Unicode escapes translated (JLS 3.3). */
static void translate(const char *source, struct buffer *text)
{
    size_t length;
    int code;

    if (strncmp(source, "\xef\xbb\xbf", 3) == 0)
        source += 3;
    while (*source) {
        code = escaped_code(source, &length);
        if (code > 0) {
            append_utf8(text, (unsigned)code);
        } else {
            /* a backslash behind a backslash starts no escape */
            length = source[0] == '\\' && source[1] ? 2 : 1;
            buffer_append(text, source, length);
        }
        source += length;
    }
}

const char *source_class(int fd, struct arena *arena, const char *otherwise)
{
    struct buffer translated = BUFFER_INIT;
    struct stat info;
    const char *found;
    char *text;
    ssize_t got;

    if (fstat(fd, &info) < 0 || info.st_size > SOURCE_MAX)
        return otherwise;
    text = arena_alloc(arena, (size_t)info.st_size + 1);
    got = pread(fd, text, (size_t)info.st_size, 0);
    if (got != info.st_size)
        return otherwise;
    translate(text, &translated);
    found = translated.data ? find_class(translated.data, arena) : NULL;
    buffer_release(&translated);
    return found ? found : otherwise;
}
