#include "judge/language.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LIST(...)                                                                                  \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

/* Says what `python3 FILE` would say of a file that does not compile, and nothing else. */
#define PYTHON_CHECK                                                                               \
    "import sys\n"                                                                                 \
    "name = sys.argv[1]\n"                                                                         \
    "try:\n"                                                                                       \
    "    compile(open(name, 'rb').read(), name, 'exec', dont_inherit=True)\n"                      \
    "except BaseException as failure:\n"                                                           \
    "    import traceback\n"                                                                       \
    "    sys.stderr.write(''.join(traceback.format_exception_only(type(failure), failure)))\n"     \
    "    sys.exit(1)\n"

/* PYTHONHASHSEED is fixed so that a verdict can be reproduced (design: both paths set it). */
#define COMMON_ENVIRONMENT                                                                         \
    "PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/tmp", "TMPDIR=/tmp", "LANG=C.UTF-8", "USER=nobody"

static const struct language table[] = {
    {
        .name = "python3",
        .title = "Python 3 (CPython)",
        .aliases = LIST("python", "py", "py3", "cpython"),
        .extensions = LIST(".py", ".py3"),
        .source_name = "solution.py",
        .compile = LIST("/usr/bin/python3", "-I", "-S", "-c", PYTHON_CHECK, "{file}"),
        .run = LIST("/usr/bin/python3", "{file}"),
        .version = LIST("/usr/bin/python3", "--version"),
        .environment = LIST(COMMON_ENVIRONMENT, "PYTHONHASHSEED=0", "PYTHONDONTWRITEBYTECODE=1"),
        .binds = LIST("/usr/bin/python3", "{python}", "{python-lib}", "/usr/lib/python3",
                      "/usr/share/zoneinfo", "/etc/alternatives", "/usr/lib/locale", "/lib",
                      "/lib64", "/usr/lib64",
                      "/usr/lib/"
                      "x86_64-linux-gnu",
                      "/etc/ld.so.cache"),
        .memory_error = "MemoryError",
        .threads = 64,
        .address_kib = 4 * 1024 * 1024,
    },
    {
        .name = "executable",
        .title = "Executable (x86-64 ELF)",
        .aliases = LIST("elf", "binary"),
        .extensions = LIST(".elf", ".bin"),
        .source_name = "solution",
        .run = LIST("{file}"),
        .environment = LIST(COMMON_ENVIRONMENT),
        .binds = LIST("/lib", "/lib64", "/usr/lib64",
                      "/usr/lib/"
                      "x86_64-linux-gnu",
                      "/etc/ld.so.cache", "/usr/lib/locale"),
        .memory_error = "terminate called after throwing an instance of 'std::bad_alloc'",
        .threads = 64,
        .address_kib = 4 * 1024 * 1024,
        .is_image = 1,
    },
};
enum { TABLE_COUNT = sizeof(table) / sizeof(table[0]), BINDS_MAX = 32 };

size_t language_count(void)
{
    return TABLE_COUNT;
}

const struct language *language_at(size_t index)
{
    return &table[index];
}

size_t language_index(const struct language *language)
{
    return (size_t)(language - table);
}

static int is_listed(const char *const *list, const char *name)
{
    for (; *list; list++) {
        if (strcasecmp(*list, name) == 0)
            return 1;
    }
    return 0;
}

const struct language *language_find(const char *name)
{
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        if (strcasecmp(table[i].name, name) == 0 || is_listed(table[i].aliases, name))
            return &table[i];
    }
    return NULL;
}

static const struct language *detect_by_content(const char *head, size_t size)
{
    const char *line_end;

    if (size >= 4 && memcmp(head, "\177ELF", 4) == 0)
        return language_find("executable");
    if (size < 2 || memcmp(head, "#!", 2) != 0)
        return NULL;
    line_end = memchr(head, '\n', size);
    if (line_end && memmem(head, (size_t)(line_end - head), "python", strlen("python")))
        return language_find("python3");
    return NULL;
}

const struct language *language_detect(const char *path, const void *head, size_t size)
{
    const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    const char *extension = strrchr(base, '.');

    for (size_t i = 0; extension && i < TABLE_COUNT; i++) {
        if (is_listed(table[i].extensions, extension))
            return &table[i];
    }
    return detect_by_content(head, size);
}

/* The installed interpreter's real path ("/usr/bin/python3.11"), or NULL. */
static const char *python_path(void)
{
    static char path[PATH_MAX];

    if (!path[0] && !realpath("/usr/bin/python3", path))
        return NULL;
    return path;
}

static const char *fill_in(const char *bind)
{
    const char *python = python_path();
    struct buffer text = BUFFER_INIT;

    if (bind[0] != '{')
        return bind;
    if (!python)
        return NULL;
    if (strcmp(bind, "{python}") == 0)
        return python;
    buffer_format(&text, "/usr/lib/%s", strrchr(python, '/') + 1);
    return buffer_take(&text);
}

const char *const *language_binds(const struct language *language)
{
    static const char *filled[TABLE_COUNT][BINDS_MAX];
    const char **list = filled[language_index(language)];
    size_t count = 0;

    if (list[0])
        return list;
    for (size_t i = 0; language->binds[i] && count + 1 < BINDS_MAX; i++) {
        const char *path = fill_in(language->binds[i]);

        if (path)
            list[count++] = path;
    }
    return list;
}

int language_installed(const struct language *language)
{
    return language->is_image || access(language->run[0], X_OK) == 0;
}
