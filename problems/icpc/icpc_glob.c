#include "problems/icpc/icpc_glob.h"

#include <errno.h>
#include <string.h>

/* One name of the pattern against one of the path; neither has a '/'. The last star alone need be
 * tried again, so the time is the product of the two sizes at most. */
static int matches_name(const char *pattern, size_t pattern_size, const char *name, size_t size)
{
    size_t p = 0, n = 0, star = pattern_size, from = 0;

    while (n < size) {
        if (p < pattern_size && pattern[p] == '*') {
            star = p++;
            from = n;
        } else if (p < pattern_size && pattern[p] == name[n]) {
            p++;
            n++;
        } else if (star < pattern_size) {
            p = star + 1;
            n = ++from;
        } else {
            return 0;
        }
    }
    while (p < pattern_size && pattern[p] == '*')
        p++;
    return p == pattern_size;
}

int icpc_glob_matches(const char *pattern, const char *path)
{
    while (*pattern) {
        size_t pattern_size = strcspn(pattern, "/"), size = strcspn(path, "/");

        if (!matches_name(pattern, pattern_size, path, size))
            return 0;
        pattern += pattern_size + (pattern[pattern_size] == '/');
        if (*pattern == '\0')
            return 1; /* the whole path, or a folder above it */
        if (path[size] == '\0')
            return 0;
        path += size + 1;
    }
    return 0;
}

/* The brace that closes the one at `open`, or NULL. */
static const char *closing(const char *open)
{
    int depth = 0;

    for (const char *at = open; *at; at++) {
        depth += (*at == '{') - (*at == '}');
        if (depth == 0)
            return at;
    }
    return NULL;
}

/* Blanks at both ends of an alternative do not count. */
static void trim(const char **start, const char **end)
{
    while (*start < *end && (**start == ' ' || **start == '\t'))
        (*start)++;
    while (*end > *start && ((*end)[-1] == ' ' || (*end)[-1] == '\t'))
        (*end)--;
}

/* Replaces list[index] by what its first braces stand for. */
static int expand_one(struct arena *arena, const char **list, size_t *count, size_t index)
{
    const char *pattern = list[index], *open = strchr(pattern, '{'), *close = closing(open);
    const char *start = open + 1;
    int depth = 0, is_first = 1;

    if (!close)
        return -EINVAL;
    for (const char *at = open + 1; at <= close; at++) {
        if ((*at == ',' && depth == 0) || at == close) {
            const char *end = at, *made;

            trim(&start, &end);
            made = arena_format(arena, "%.*s%.*s%s", (int)(open - pattern), pattern,
                                (int)(end - start), start, close + 1);

            if (is_first)
                list[index] = made;
            else if (*count == ICPC_GLOB_MAX)
                return -E2BIG;
            else
                list[(*count)++] = made;
            is_first = 0;
            start = at + 1;
        }
        depth += (*at == '{') - (*at == '}');
    }
    return 0;
}

int icpc_glob_expand(struct arena *arena, const char *pattern, const char *const **ret_patterns,
                     size_t *ret_count)
{
    const char **list = arena_alloc(arena, ICPC_GLOB_MAX * sizeof(*list));
    size_t count = 1;

    if (strlen(pattern) > 4096)
        return -E2BIG;
    list[0] = pattern;
    for (size_t i = 0; i < count; i++)
        while (strchr(list[i], '{')) {
            int failed = expand_one(arena, list, &count, i);

            if (failed < 0)
                return failed;
        }
    *ret_patterns = list;
    *ret_count = count;
    return 0;
}
