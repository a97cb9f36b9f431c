#include "problems/native/native_tests.h"

#include <string.h>

struct scan {
    struct arena *arena;
    const char **names;
    size_t count, room;
    const char *class;   /* whose methods are tests; NULL: none */
    size_t class_indent; /* of its methods; 0: not known yet */
    const char *quotes;  /* within a text of several lines: how it ends; NULL: not */
};

static void add_name(struct scan *scan, const char *name)
{
    if (scan->count == scan->room) {
        size_t room = scan->room ? 2 * scan->room : 16;
        const char **names = arena_alloc(scan->arena, room * sizeof(*names));

        if (scan->count > 0)
            memcpy(names, scan->names, scan->count * sizeof(*names));
        scan->names = names;
        scan->room = room;
    }
    scan->names[scan->count++] = name;
}

static size_t name_size(const char *at)
{
    size_t size = 0;

    while ((at[size] >= 'a' && at[size] <= 'z') || (at[size] >= 'A' && at[size] <= 'Z') ||
           (at[size] >= '0' && at[size] <= '9') || at[size] == '_' || (at[size] & 0x80))
        size++;
    return size;
}

/* The name behind "def" or "class"; "" where the line defines none. */
static const char *defined_name(struct scan *scan, const char *line, const char *keyword)
{
    size_t size = strlen(keyword);

    if (strncmp(line, keyword, size) != 0 || (line[size] != ' ' && line[size] != '\t'))
        return "";
    line += size + strspn(line + size, " \t");
    return arena_memdup(scan->arena, line, name_size(line));
}

static int is_test_class(const char *name, const char *line)
{
    return strstr(line, "TestCase") != NULL || strncmp(name, "Test", 4) == 0;
}

/* Whether a text of several lines begins, or ends, in the line. */
static void note_quotes(struct scan *scan, const char *line)
{
    while (*line) {
        const char *end = scan->quotes ? strstr(line, scan->quotes) : NULL;

        if (scan->quotes && !end)
            return;
        if (scan->quotes) {
            scan->quotes = NULL;
            line = end + 3;
        } else if (strncmp(line, "\"\"\"", 3) == 0 || strncmp(line, "'''", 3) == 0) {
            scan->quotes = *line == '"' ? "\"\"\"" : "'''";
            line += 3;
        } else if (*line == '#') {
            return;
        } else {
            line++;
        }
    }
}

static void scan_line(struct scan *scan, const char *line)
{
    size_t indent = strspn(line, " \t");
    const char *start = line + indent;
    const char *class = defined_name(scan, start, "class");
    const char *name =
        defined_name(scan, strncmp(start, "async ", 6) == 0 ? start + 6 : start, "def");

    if (indent == 0 && *start && *start != '#' && *start != '@' && *start != ')')
        scan->class = NULL;
    if (indent == 0 && *class) {
        scan->class = is_test_class(class, line) ? class : NULL;
        scan->class_indent = 0;
    } else if (indent > 0 && *name && scan->class && scan->class_indent == 0) {
        scan->class_indent = indent;
    }
    if (strncmp(name, "test", 4) != 0)
        return;
    if (indent == 0)
        add_name(scan, name);
    else if (scan->class && indent == scan->class_indent)
        add_name(scan, arena_format(scan->arena, "%s.%s", scan->class, name));
}

size_t native_find_tests(struct arena *arena, const char *text, size_t size,
                         const char *const **ret_names)
{
    struct scan scan = {.arena = arena};

    for (size_t at = 0; at < size;) {
        const char *newline = memchr(text + at, '\n', size - at);
        size_t end = newline ? (size_t)(newline - text) : size;
        const char *line = arena_memdup(arena, text + at, end - at);

        if (!scan.quotes)
            scan_line(&scan, line);
        note_quotes(&scan, line);
        at = end + 1;
    }
    *ret_names = scan.names;
    return scan.count;
}
