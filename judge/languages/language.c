#include "judge/languages/language.h"

#include "base/buffer.h"
#include "base/fd.h"
#include "base/memory.h"
#include "judge/languages/embedded.h"
#include "problems/problem.h"
#include "problems/yaml/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MAX = 1024 * 1024 };

static struct language table[LANGUAGES_MAX];
static size_t table_count;
static struct buffer operators = BUFFER_INIT;

/* ---- loading ---- */

int language_load_text(const char *file, const char *text, size_t size, struct report *report)
{
    size_t count = 0;
    int failed = language_read("languages.yaml (built in)", embedded_languages,
                               embedded_languages_size, table, &count, report);

    if (failed == 0 && size > 0)
        failed = language_read(file, text, size, table, &count, report);
    table_count = failed < 0 ? 0 : count;
    language_settle(table, table_count);
    return failed;
}

/* Reads the whole of the operator's file into `operators`. */
static int read_file(const char *path, struct report *report)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat info;
    ssize_t got;
    int failed = fd < 0 || fstat(fd, &info) < 0 ? -errno : 0;

    if (failed == 0 && !S_ISREG(info.st_mode))
        failed = -EINVAL;
    if (failed == 0 && info.st_size > FILE_MAX)
        failed = -EFBIG;
    if (failed == 0) {
        got = fd_read_full(fd, buffer_reserve(&operators, (size_t)info.st_size),
                           (size_t)info.st_size);
        if (got < 0)
            failed = (int)got;
        else
            operators.size += (size_t)got;
    }
    fd_close(&fd);
    if (failed < 0)
        report_error_file(report, path, "cannot read it: %s", strerrordesc_np(-failed));
    return failed;
}

int language_load(const char *path, struct report *report)
{
    int failed;

    if (!path) {
        path = "/etc/assay/languages.yaml";
        if (access(path, F_OK) < 0 && errno == ENOENT)
            path = NULL;
    }
    buffer_clear(&operators);
    failed = path ? read_file(path, report) : 0;
    return failed < 0
               ? failed
               : language_load_text(path ? path : "", operators.data, operators.size, report);
}

const char *language_text(size_t *ret_size)
{
    *ret_size = operators.size;
    return operators.data;
}

/* ---- the table ---- */

size_t language_count(void)
{
    return table_count;
}

const struct language *language_at(size_t index)
{
    return &table[index];
}

size_t language_index(const struct language *language)
{
    return (size_t)(language - table);
}

static int is_listed(const char *const *list, const char *name, size_t size)
{
    for (; *list; list++) {
        if (strlen(*list) == size && strncasecmp(*list, name, size) == 0)
            return 1;
    }
    return 0;
}

const struct language *language_outputs(void)
{
    static const char *const none[] = {NULL};
    static const struct language outputs = {.name = PROBLEM_OUTPUTS,
                                            .title = "Outputs",
                                            .aliases = none,
                                            .extensions = none,
                                            .shebangs = none,
                                            .source_name = "output",
                                            .environment = none,
                                            .paths = none,
                                            .compile_paths = none,
                                            .memory_errors = none,
                                            .compile_causes = none,
                                            .run_causes = none,
                                            .packages = none,
                                            .needs = none,
                                            .cannot = none,
                                            .highlight = "",
                                            .time_factor = 1,
                                            .judge0_id = -1,
                                            .preload = none};

    return &outputs;
}

const struct language *language_find(const char *name)
{
    if (strcasecmp(name, PROBLEM_OUTPUTS) == 0)
        return language_outputs();
    for (size_t i = 0; i < table_count; i++) {
        if (strcasecmp(table[i].name, name) == 0 || is_listed(table[i].aliases, name, strlen(name)))
            return &table[i];
    }
    return NULL;
}

const char *language_nearest(const char *name)
{
    const char **names = NULL;
    const char *nearest;
    size_t count = 0;

    for (size_t i = 0; i < table_count; i++) {
        if (!language_is_one(&table[i]))
            continue;
        names = memory_grow(names, count + 1, sizeof(*names));
        names[count++] = table[i].name;
        for (const char *const *alias = table[i].aliases; *alias; alias++) {
            names = memory_grow(names, count + 1, sizeof(*names));
            names[count++] = *alias;
        }
    }
    names = memory_grow(names, count + 1, sizeof(*names));
    names[count] = NULL;
    nearest = schema_nearest(name, names);
    free(names);
    return nearest;
}

int language_find_named(const char *name, const struct language **ret_language, struct error *err)
{
    const struct language *language = language_find(name);
    const char *nearest;

    if (language && language_is_one(language)) {
        *ret_language = language;
        return 0;
    }
    nearest = language_nearest(name);
    return error_set(
        err, -EINVAL, "there is no language \"%s\"%s%s%s; `assay languages` lists them", name,
        nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
}

static int is_called(const struct language *language, const char *name)
{
    return strcmp(language->name, name) == 0 || is_listed(language->aliases, name, strlen(name));
}

const char *language_name_in(const struct language *language, const struct problem *problem)
{
    for (size_t i = 0; problem->languages && problem->languages[i]; i++)
        if (is_called(language, problem->languages[i]))
            return problem->languages[i];
    for (size_t i = 0; i < problem->language_limit_count; i++)
        if (is_called(language, problem->language_limits[i].language))
            return problem->language_limits[i].language;
    for (size_t i = 0; i < problem->include_count; i++)
        if (is_called(language, problem->includes[i].language))
            return problem->includes[i].language;
    return language->name;
}

/* Finds the interpreter that a "#!" line names: the last component of its path, or the name that
 * env(1) gets. Returns the name's length, 0 when there is none. */
static size_t shebang_name(const char *head, size_t size, const char **ret_name)
{
    const char *end = memchr(head, '\n', size);
    const char *at = head + 2, *name;
    size_t length;

    if (size < 2 || memcmp(head, "#!", 2) != 0)
        return 0;
    end = end ? end : head + size;
    do {
        while (at < end && (*at == ' ' || *at == '\t'))
            at++;
        name = at;
        while (at < end && *at != ' ' && *at != '\t' && *at != '\r') {
            if (*at == '/')
                name = at + 1;
            at++;
        }
        length = (size_t)(at - name);
    } while ((length == 3 && memcmp(name, "env", 3) == 0) || (length > 1 && name[0] == '-'));
    *ret_name = name;
    return length;
}

static const struct language *detect_by_content(const char *head, size_t size)
{
    const char *name;
    size_t bom = size >= 3 && memcmp(head, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    size_t length = shebang_name(head + bom, size - bom, &name);
    int is_elf = size >= 4 && memcmp(head, "\177ELF", 4) == 0;

    for (size_t i = 0; i < table_count; i++)
        if ((is_elf && table[i].is_image) ||
            (length > 0 && is_listed(table[i].shebangs, name, length)))
            return &table[i];
    return NULL;
}

const struct language *language_detect(const char *path, const void *head, size_t size)
{
    const struct language *found = detect_by_content(head, size);
    const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    const char *extension = strrchr(base, '.');

    for (size_t i = 0; !found && extension && i < table_count; i++) {
        if (is_listed(table[i].extensions, extension, strlen(extension)))
            found = &table[i];
    }
    return found;
}

const struct language *language_unpacker(void)
{
    size_t i = 0;

    while (i < table_count && !table[i].is_archive)
        i++;
    return i < table_count ? &table[i] : NULL;
}

const struct language *language_scripts(void)
{
    size_t i = 0;

    while (i < table_count && !table[i].is_scripts)
        i++;
    return i < table_count ? &table[i] : NULL;
}

int language_is_one(const struct language *language)
{
    return !language->is_archive && !language->is_scripts;
}

const char *language_source_name(const struct language *language, const char *file_name,
                                 struct arena *arena)
{
    const char *base = strrchr(file_name, '/') ? strrchr(file_name, '/') + 1 : file_name;
    const char *extension = strrchr(base, '.');
    const char *own = strrchr(language->source_name, '.');

    if (!language->keeps_extension || !extension || !own ||
        !is_listed(language->extensions, extension, strlen(extension)))
        return language->source_name;
    return arena_format(arena, "%.*s%s", (int)(own - language->source_name), language->source_name,
                        extension);
}

int language_is_source(const struct language *language, const char *path)
{
    const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    const char *extension = strrchr(base, '.');
    const char *own = strrchr(language->source_name, '.');

    if (!extension || !own)
        return !extension && !own;
    for (size_t i = 0; i < table_count; i++) {
        const char *other = strrchr(table[i].source_name, '.');

        if (other && strcmp(own, other) == 0 &&
            is_listed(table[i].extensions, extension, strlen(extension)))
            return 1;
    }
    return strcmp(own, extension) == 0;
}

/* ---- the host ---- */

const char **language_binds(const char *const *paths)
{
    size_t room = 16, count = 0;
    const char **list = memory_alloc((room + 1) * sizeof(*list));

    for (; *paths; paths++) {
        glob_t found = {0};

        /* a path without a pattern comes back unchanged; paths that do not exist are left out
         * later */
        if (glob(*paths, GLOB_NOSORT | GLOB_NOCHECK, NULL, &found) != 0)
            continue;
        for (size_t i = 0; i < found.gl_pathc; i++) {
            if (count == room)
                list = memory_grow(list, (room *= 2) + 1, sizeof(*list));
            list[count++] = memory_strdup(found.gl_pathv[i]);
        }
        globfree(&found);
    }
    list[count] = NULL;
    return list;
}

/* Whether an argument names a file of the host, and not a file that a cell will have. */
static int is_of_host(const char *argument)
{
    static const char *const own[] = {"/prog/", "/tmp/", "/dev/", "/proc/"};

    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
        if (strncmp(argument, own[i], strlen(own[i])) == 0)
            return 0;
    return argument[0] == '/' && !strchr(argument, '{');
}

/* The first path that the language needs and the host lacks, or NULL. */
static const char *find_missing(const struct language *language)
{
    const char *const *vectors[] = {language->run, language->compile, language->version};

    /* a program that runs on another language's runtime is named by an argument: a compiler's
     * archive, a script */
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++)
        for (const char *const *argument = vectors[i]; argument && *argument; argument++)
            if (is_of_host(*argument) &&
                access(*argument, argument == vectors[i] ? X_OK : F_OK) < 0)
                return *argument;
    for (const char *const *path = language->needs; *path; path++)
        if (access(*path, F_OK) < 0)
            return *path;
    return NULL;
}

int language_installed(const struct language *language)
{
    return find_missing(language) == NULL;
}

int language_require(const struct language *language, struct error *err)
{
    const char *missing = find_missing(language);
    struct buffer packages = BUFFER_INIT;

    if (!missing)
        return 0;
    for (const char *const *package = language->packages; *package; package++)
        buffer_format(&packages, " %s", *package);
    error_set(err, -EINVAL, "%s is not installed on this host: there is no %s%s%s%s%s",
              language->name, missing,
              packages.size ? "; scripts/install-languages " : "; its definition says where it is",
              packages.size ? language->name : "", packages.size ? " installs" : "",
              packages.size ? packages.data : "");
    buffer_release(&packages);
    return err->code;
}
