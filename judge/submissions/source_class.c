#include "judge/submissions/source_class.h"

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
        else if (*at == '\n' && quotes == 1)
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
            at += strcspn(at, "\n");
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
            /* parentheses are those of annotations, in which X.class may stand */
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

const char *source_class(int fd, struct arena *arena, const char *otherwise)
{
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
    found = find_class(text, arena);
    return found ? found : otherwise;
}
