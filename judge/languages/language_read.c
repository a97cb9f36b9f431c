/* languages.yaml: one reader for the built-in definitions and the operator's. */
#include "base/buffer.h"
#include "base/limits.h"
#include "judge/languages/cause.h"
#include "judge/languages/language.h"
#include "judge/languages/maxima.h"
#include "judge/languages/watch_kinds.h"
#include "problems/limits.h"
#include "problems/yaml/schema.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A vector with its placeholders filled in must fit into what a runner takes (runner/protocol.h),
 * and the name of a class, up to 200 bytes long, into a file's name. */
enum { VECTOR_MAX = 64, VECTOR_BYTES = 16 * 1024, TEXT_MAX = 4096, LIST_MAX = 64, SOURCE_MAX = 50 };

/* Definitions live as long as the process. */
static struct arena arena = ARENA_INIT;

struct reading {
    struct schema schema;
    struct language *table;
    size_t *count;
    struct problem_maxima maxima;
};

/* All programs have these variables; a language adds its own. PYTHONHASHSEED and the like are in
 * the definitions. */
static const char *const common_environment[] = {"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/tmp",
                                                 "TMPDIR=/tmp", "LANG=C.UTF-8", "USER=nobody"};
enum { COMMON_COUNT = sizeof(common_environment) / sizeof(common_environment[0]) };

static const char *const nothing[] = {NULL};
static const char *const compile_paths[] = {
    "/bin", "/usr/bin", "/usr/lib",   "/usr/include",      "/usr/libexec",
    "/lib", "/lib64",   "/usr/lib64", "/etc/alternatives", "/etc/ld.so.cache",
    NULL};

/* The utilities that shell programs use: the language's `tools`. */
static const char *const tools[] = {"/bin/sh",           "/usr/bin/awk",
                                    "/usr/bin/basename", "/usr/bin/bc",
                                    "/usr/bin/cat",      "/usr/bin/cmp",
                                    "/usr/bin/column",   "/usr/bin/comm",
                                    "/usr/bin/cp",       "/usr/bin/cut",
                                    "/usr/bin/date",     "/usr/bin/dc",
                                    "/usr/bin/diff",     "/usr/bin/dirname",
                                    "/usr/bin/echo",     "/usr/bin/egrep",
                                    "/usr/bin/env",      "/usr/bin/expand",
                                    "/usr/bin/expr",     "/usr/bin/factor",
                                    "/usr/bin/false",    "/usr/bin/fgrep",
                                    "/usr/bin/fmt",      "/usr/bin/fold",
                                    "/usr/bin/grep",     "/usr/bin/head",
                                    "/usr/bin/join",     "/usr/bin/ls",
                                    "/usr/bin/mkdir",    "/usr/bin/mktemp",
                                    "/usr/bin/mv",       "/usr/bin/nl",
                                    "/usr/bin/numfmt",   "/usr/bin/od",
                                    "/usr/bin/paste",    "/usr/bin/printf",
                                    "/usr/bin/rev",      "/usr/bin/rm",
                                    "/usr/bin/sed",      "/usr/bin/seq",
                                    "/usr/bin/sh",       "/usr/bin/shuf",
                                    "/usr/bin/sleep",    "/usr/bin/sort",
                                    "/usr/bin/split",    "/usr/bin/tac",
                                    "/usr/bin/tail",     "/usr/bin/tee",
                                    "/usr/bin/test",     "/usr/bin/touch",
                                    "/usr/bin/tr",       "/usr/bin/true",
                                    "/usr/bin/tsort",    "/usr/bin/uniq",
                                    "/usr/bin/uname",    "/usr/bin/which",
                                    "/usr/bin/unexpand", "/usr/bin/wc",
                                    "/usr/bin/xargs",    "/usr/bin/yes",
                                    "/usr/bin/[",        NULL};

/* Before a language's own patterns come our words about a limit, which stand after what a compiler
 * said. After them come the linker's words, and what most compilers write. */
static const char *const causes_of_steps[] = {"^the compile step .*$", NULL};
static const char *const causes_of_compilers[] = {
    "^.*(undefined reference to|multiple definition of|undefined symbol).*$",
    "^.*[Ee]rror(:|\\[| [A-Z]*[0-9]+:).*$", NULL};

static const struct language defaults = {
    .title = "",
    .aliases = nothing,
    .extensions = nothing,
    .shebangs = nothing,
    .environment = nothing,
    .paths = nothing,
    .compile_paths = compile_paths,
    .memory_errors = nothing,
    .compile_causes = nothing,
    .run_causes = nothing,
    .packages = nothing,
    .needs = nothing,
    .cannot = nothing,
    .preload = nothing,
    .highlight = "",
    .compile_us = 10 * 1000000,
    .compile_wall_us = 30 * 1000000,
    .compile_memory_kib = 512 * 1024,
    .compile_output_kib = 64 * 1024,
    .compile_processes = 32,
    .time_factor = 1,
    .threads = 64,
    .address_kib = 4 * 1024 * 1024,
    .judge0_id = -1,
    .skips_bom = 1,
};

/* ---- values ---- */

static int fail_at(const struct reading *reading, const struct yaml_node *node, const char *found,
                   const char *expected)
{
    struct buffer shown = BUFFER_INIT;

    buffer_append_escaped(&shown, found, strlen(found), 60);
    report_error_at(reading->schema.report, reading->schema.source, node->index,
                    "found \"%s\", expected %s", shown.data, expected);
    buffer_release(&shown);
    return -EINVAL;
}

static int read_line(const struct reading *reading, const struct yaml_node *node, const char *what,
                     const char **ret_text)
{
    const char *text;

    if (schema_line(&reading->schema, node, what, TEXT_MAX, &text) < 0)
        return -EINVAL;
    *ret_text = arena_strdup(&arena, text);
    return 0;
}

/* A list of lines of text. `[]` is an empty one. */
static int read_list(const struct reading *reading, const struct yaml_node *node, const char *what,
                     const char *const **ret_list)
{
    const char **list;
    size_t count = 0;

    if (schema_list(&reading->schema, node, what) < 0)
        return -EINVAL;
    if (node->count > LIST_MAX)
        return fail_at(reading, node, "a long list", "at most 64 entries");
    list = arena_alloc(&arena, (node->count + 1) * sizeof(*list));
    for (const struct yaml_node *item = node->first; item; item = item->next)
        if (read_line(reading, item, what, &list[count]) == 0)
            count++;
    *ret_list = list;
    return 0;
}

static int is_name(const char *text)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "_+.#-";

    return *text && text[strspn(text, allowed)] == '\0' && strlen(text) <= LANGUAGE_NAME_MAX;
}

static void read_names(const struct reading *reading, const struct yaml_node *node,
                       const char *const **ret_list)
{
    static const char what[] = "a list of names such as [c++, g++]";
    const char *const *list;

    if (read_list(reading, node, what, &list) < 0)
        return;
    for (const char *const *name = list; *name; name++)
        if (!is_name(*name))
            fail_at(reading, node, *name, what);
    *ret_list = list;
}

static void read_extensions(const struct reading *reading, const struct yaml_node *node,
                            const char *const **ret_list)
{
    static const char what[] = "a list of extensions with their dots such as [.py]";
    const char *const *list;

    if (read_list(reading, node, what, &list) < 0)
        return;
    for (const char *const *text = list; *text; text++)
        if ((*text)[0] != '.' || (*text)[1] == '\0' || strpbrk(*text + 1, "./ "))
            fail_at(reading, node, *text, what);
    *ret_list = list;
}

/* A path of the host may not lie where cells have their own folders. */
static void read_paths(const struct reading *reading, const struct yaml_node *node,
                       const char *const **ret_list)
{
    static const char what[] = "a list of absolute paths such as [/usr/lib/x]";
    static const char *const own[] = {"/tmp", "/prog", "/dev", "/proc"};
    const char *const *list;

    if (read_list(reading, node, what, &list) < 0)
        return;
    for (const char *const *path = list; *path; path++) {
        if ((*path)[0] != '/' || (*path)[1] == '\0')
            fail_at(reading, node, *path, what);
        for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
            size_t size = strlen(own[i]);

            if (strncmp(*path, own[i], size) == 0 &&
                ((*path)[size] == '\0' || (*path)[size] == '/'))
                fail_at(reading, node, *path,
                        "a path outside of /tmp, /prog, /dev and /proc, which a cell has of its "
                        "own");
        }
    }
    *ret_list = list;
}

/* "{word}" in an argument must be one of `names`. */
static int check_placeholders(const struct reading *reading, const struct yaml_node *node,
                              const char *text, const char *const *names)
{
    for (const char *open = strchr(text, '{'); open; open = strchr(open + 1, '{')) {
        const char *const *name = names;
        size_t size = strspn(open + 1, "abcdefghijklmnopqrstuvwxyz_");

        if (size == 0 || open[1 + size] != '}')
            continue; /* a brace of the program's own */
        while (*name && strncmp(open, *name, strlen(*name)) != 0)
            name++;
        if (!*name)
            return fail_at(reading, node, text,
                           "a placeholder that stands here (docs/languages.md lists them)");
        if (strcmp(*name, "{sources}") == 0 && strcmp(text, *name) != 0)
            return fail_at(reading, node, text, "{sources} as a whole argument");
    }
    return 0;
}

static const char *const run_places[] = {"{program}",    "{file}",      "{stem}",
                                         "{dir}",        "{sources}",   "{main}",
                                         "{memory_mib}", "{stack_kib}", NULL};
static const char *const compile_places[] = {"{program}",    "{file}",      "{stem}",
                                             "{dir}",        "{sources}",   "{out}",
                                             "{memory_mib}", "{stack_kib}", NULL};
static const char *const version_places[] = {"{program}", NULL};

/* An argument vector. The program is an absolute path, of the host or below /prog. */
static void read_vector(const struct reading *reading, const struct yaml_node *node,
                        const char *const *places, const char *const **ret_vector)
{
    static const char what[] =
        "an argument vector such as [/usr/bin/python3, \"{file}\"] (there is no shell)";
    const char **vector;
    size_t count = 0, bytes = 0;

    if (schema_list(&reading->schema, node, what) < 0)
        return;
    if (node->count == 0 || node->count > VECTOR_MAX) {
        fail_at(reading, node, "a list", "1 to 64 arguments");
        return;
    }
    vector = arena_alloc(&arena, (node->count + 1) * sizeof(*vector));
    for (const struct yaml_node *item = node->first; item; item = item->next) {
        const char *text;

        if (schema_text(&reading->schema, item, what, TEXT_MAX, &text) < 0)
            continue;
        if (check_placeholders(reading, item, text, places) < 0)
            continue;
        if (item == node->first && text[0] != '/' && strcmp(text, "{file}") != 0 &&
            strcmp(text, "{program}") != 0)
            fail_at(reading, item, text, "the absolute path of a program");
        vector[count++] = arena_strdup(&arena, text);
        bytes += strlen(text);
    }
    if (bytes > VECTOR_BYTES)
        fail_at(reading, node, "a long vector", "at most 16 KiB of arguments");
    *ret_vector = vector;
}

static int has_place(const char *const *vector, const char *place)
{
    for (; vector && *vector; vector++)
        if (strstr(*vector, place))
            return 1;
    return 0;
}

/* Puts the entry "NAME=VALUE" into a list that has room, in the place of an entry with that
 * name. */
static void set_variable(const char **list, const char *entry)
{
    size_t name = strcspn(entry, "=") + 1;

    while (*list && strncmp(*list, entry, name) != 0)
        list++;
    *list = entry;
}

/* Puts each variable over the language's own of that name: like every mapping this one is read key
 * by key. */
static void read_environment(const struct reading *reading, const struct yaml_node *node,
                             const char *const **list_io)
{
    const char **list;
    size_t had = 0;

    if (schema_mapping(&reading->schema, node, "a mapping such as {LC_ALL: C}") < 0)
        return;
    if (node->count > LIST_MAX) {
        fail_at(reading, node, "a long mapping", "at most 64 variables");
        return;
    }
    while ((*list_io)[had])
        had++;
    list = arena_alloc(&arena, (had + node->count + 1) * sizeof(*list));
    memcpy(list, *list_io, had * sizeof(*list));
    for (const struct yaml_node *key = node->first; key; key = key->next->next) {
        const char *value = "";

        if (key->kind != YAML_KIND_SCALAR)
            continue; /* reported by the tree */
        if (!*key->text || strchr(key->text, '=') || strlen(key->text) != key->size) {
            fail_at(reading, key, key->text, "the name of a variable");
            continue;
        }
        if (key->next->kind != YAML_KIND_SCALAR || key->next->size > 0)
            if (schema_line(&reading->schema, key->next, "its value", TEXT_MAX, &value) < 0)
                continue;
        set_variable(list, arena_format(&arena, "%s=%s", key->text, value));
    }
    *list_io = list;
}

/* A limit of the compile step, which a runner must take. */
static void read_limit(const struct schema *schema, const struct yaml_node *node,
                       enum problem_limit which, int64_t *limit)
{
    const struct problem_limit_range *range = &PROBLEM_LIMIT_RANGES[which];
    int is_time = which == PROBLEM_LIMIT_TIME || which == PROBLEM_LIMIT_WALL;
    int64_t value;

    if ((is_time ? schema_time(schema, node, &value) : schema_size(schema, node, &value)) < 0)
        return;
    if (value < range->least || value > range->most)
        schema_mismatch(schema, node, range->what);
    else
        *limit = value;
}

static void read_compile_limits(const struct reading *reading, const struct yaml_node *node,
                                struct language *language)
{
    enum { TIME, WALL, MEMORY, OUTPUT, PROCESSES, KEYS };
    static const char *const names[] = {"time", "wall", "memory", "output", "processes", NULL};
    const struct schema *schema = &reading->schema;
    const struct yaml_node *values[KEYS] = {NULL};

    if (schema_fields(schema, node, "limits of the compile step", names, values) < 0)
        return;
    if (values[TIME]) {
        read_limit(schema, values[TIME], PROBLEM_LIMIT_TIME, &language->compile_us);
        language->compile_wall_us = 3 * language->compile_us;
        if (language->compile_wall_us > LIMIT_WALL_MAX_US) /* the runner refuses more */
            language->compile_wall_us = LIMIT_WALL_MAX_US;
    }
    if (values[WALL])
        read_limit(schema, values[WALL], PROBLEM_LIMIT_WALL, &language->compile_wall_us);
    if (values[MEMORY])
        read_limit(schema, values[MEMORY], PROBLEM_LIMIT_MEMORY, &language->compile_memory_kib);
    if (values[OUTPUT])
        read_limit(schema, values[OUTPUT], PROBLEM_LIMIT_OUTPUT, &language->compile_output_kib);
    if (values[PROCESSES])
        schema_integer(schema, values[PROCESSES], "a number of processes, 1 to 512", 1, 512,
                       &language->compile_processes);
}

static void read_allowance(const struct reading *reading, const struct yaml_node *node,
                           struct language *language)
{
    enum { FACTOR, TIME, MEMORY, PROCESSES_MORE, KEYS };
    static const char *const names[] = {"time_factor", "extra_time", "extra_memory",
                                        "extra_processes", NULL};
    const struct schema *schema = &reading->schema;
    const struct yaml_node *values[KEYS] = {NULL};

    if (schema_fields(schema, node, "an allowance", names, values) < 0)
        return;
    if (values[FACTOR])
        schema_number(schema, values[FACTOR], "a factor of the time limit, 0.1 to 100", 0.1, 100,
                      &language->time_factor);
    if (values[TIME])
        schema_time(schema, values[TIME], &language->extra_time_us);
    if (values[MEMORY])
        schema_size(schema, values[MEMORY], &language->extra_memory_kib);
    if (values[PROCESSES_MORE])
        schema_integer(schema, values[PROCESSES_MORE], "a number of processes, 0 to 255", 0, 255,
                       &language->extra_processes);
}

static void read_patterns(const struct reading *reading, const struct yaml_node *node,
                          const char *const **ret_list)
{
    const struct yaml_node *item = node->first;
    const char *const *list;
    char why[CAUSE_WHY_MAX];

    if (read_list(reading, node, "a list of regular expressions such as ['^Error: .*$']", &list) <
        0)
        return;
    for (const char *const *pattern = list; *pattern && item; pattern++, item = item->next)
        if (cause_check(*pattern, why) < 0)
            fail_at(reading, item, *pattern,
                    arena_format(&arena, "a POSIX extended regular expression (%s)", why));
    *ret_list = list;
}

static void read_causes(const struct reading *reading, const struct yaml_node *node,
                        struct language *language)
{
    static const char *const names[] = {"compile", "run", NULL};
    const struct yaml_node *values[2] = {NULL};

    if (schema_fields(&reading->schema, node, "a mapping of compile and run to patterns", names,
                      values) < 0)
        return;
    if (values[0])
        read_patterns(reading, values[0], &language->compile_causes);
    if (values[1])
        read_patterns(reading, values[1], &language->run_causes);
}

static void read_address(const struct reading *reading, const struct yaml_node *node,
                         int64_t *ret_kib)
{
    if (node->kind == YAML_KIND_SCALAR && strcmp(node->text, "none") == 0)
        *ret_kib = -1;
    else
        schema_size(&reading->schema, node, ret_kib);
}

static void read_self_test(const struct reading *reading, const struct yaml_node *node,
                           struct language *language)
{
    static const char *const names[] = {"without", NULL};
    const struct yaml_node *values[1] = {NULL};

    if (schema_fields(&reading->schema, node, "what the self-test should know", names, values) ==
            0 &&
        values[0])
        read_list(reading, values[0], "a list of acts such as [deep]", &language->cannot);
}

/* ---- a language ---- */

enum key {
    TITLE,
    ALIASES,
    EXTENSIONS,
    SHEBANG,
    PROGRAM,
    SOURCE,
    COMPILE,
    RUN,
    VERSION,
    COMPILE_LIMITS,
    COMPILE_PATHS,
    PATHS,
    ENVIRONMENT,
    THREADS,
    ADDRESS,
    PROC,
    LOCKS,
    SCHEDULER,
    MEMORY_ERRORS,
    CAUSES,
    ALLOWANCE,
    MAIN_CLASS,
    KEEP_EXTENSION,
    TOOLS,
    SKIP_BOM,
    SKIP_CR,
    IMAGE,
    ARCHIVE,
    SCRIPTS,
    HIGHLIGHT,
    JUDGE0_ID,
    PACKAGES,
    NEEDS,
    SELF_TEST,
    WATCHED,
    PRELOAD,
    LIKE,
    ENABLED,
    KEYS
};
static const char *const key_names[] = {
    "title",         "aliases",  "extensions", "shebang",        "program",        "source",
    "compile",       "run",      "version",    "compile_limits", "compile_paths",  "paths",
    "environment",   "threads",  "address",    "proc",           "locks",          "scheduler",
    "memory_errors", "causes",   "allowance",  "main_class",     "keep_extension", "tools",
    "skip_bom",      "skip_cr",  "image",      "archive",        "scripts",        "highlight",
    "judge0_id",     "packages", "needs",      "self_test",      "watched",        "preload",
    "like",          "enabled",  NULL};

static void read_flags(const struct reading *reading, const struct yaml_node *const *values,
                       struct language *language)
{
    static const char *const procs[] = {"no", "compile", "yes", NULL};
    const struct schema *schema = &reading->schema;
    size_t proc, watch;

    if (values[PROC] &&
        schema_choice(schema, values[PROC], "no, compile or yes", procs, &proc) == 0)
        language->has_proc = (int)proc;
    if (values[WATCHED] &&
        schema_choice(schema, values[WATCHED], "off, cpython or lua", watch_names, &watch) == 0)
        language->watch = watch;
    if (values[SCHEDULER])
        schema_boolean(schema, values[SCHEDULER], "yes or no", &language->has_scheduler);
    if (values[LOCKS])
        schema_boolean(schema, values[LOCKS], "yes or no", &language->has_locks);
    if (values[MAIN_CLASS])
        schema_boolean(schema, values[MAIN_CLASS], "yes or no", &language->has_main_class);
    if (values[KEEP_EXTENSION])
        schema_boolean(schema, values[KEEP_EXTENSION], "yes or no", &language->keeps_extension);
    if (values[TOOLS])
        schema_boolean(schema, values[TOOLS], "yes or no", &language->has_tools);
    if (values[SKIP_BOM])
        schema_boolean(schema, values[SKIP_BOM], "yes or no", &language->skips_bom);
    if (values[SKIP_CR])
        schema_boolean(schema, values[SKIP_CR], "yes or no", &language->skips_cr);
    if (values[ARCHIVE])
        schema_boolean(schema, values[ARCHIVE], "yes or no", &language->is_archive);
    if (values[SCRIPTS])
        schema_boolean(schema, values[SCRIPTS], "yes or no", &language->is_scripts);
    if (values[IMAGE])
        schema_boolean(schema, values[IMAGE], "yes or no", &language->is_image);
}

static void read_programs(const struct reading *reading, const struct yaml_node *const *values,
                          struct language *language)
{
    if (values[COMPILE] && values[COMPILE]->kind == YAML_KIND_SEQUENCE &&
        values[COMPILE]->count == 0)
        language->compile = NULL;
    else if (values[COMPILE])
        read_vector(reading, values[COMPILE], compile_places, &language->compile);
    if (values[RUN])
        read_vector(reading, values[RUN], run_places, &language->run);
    if (values[VERSION] && values[VERSION]->kind == YAML_KIND_SEQUENCE &&
        values[VERSION]->count == 0)
        language->version = NULL;
    else if (values[VERSION])
        read_vector(reading, values[VERSION], version_places, &language->version);
    language->has_products = has_place(language->compile, "{out}");
    language->loads_sources = has_place(language->run, "{sources}");
}

static void read_texts(const struct reading *reading, const struct yaml_node *const *values,
                       struct language *language)
{
    const struct schema *schema = &reading->schema;

    if (values[TITLE])
        read_line(reading, values[TITLE], "a title", &language->title);
    if (values[HIGHLIGHT])
        read_line(reading, values[HIGHLIGHT], "a name that highlight.js knows",
                  &language->highlight);
    if (values[SOURCE]) {
        static const char what[] = "a file name such as solution.py, of at most 50 bytes";

        if (read_line(reading, values[SOURCE], what, &language->source_name) == 0 &&
            (strchr(language->source_name, '/') || language->source_name[0] == '.' ||
             strlen(language->source_name) > SOURCE_MAX))
            schema_mismatch(schema, values[SOURCE], what);
    }
    if (values[PROGRAM] &&
        read_line(reading, values[PROGRAM], "the absolute path of a program", &language->program) ==
            0 &&
        language->program[0] != '/')
        schema_mismatch(schema, values[PROGRAM], "the absolute path of a program");
    if (values[JUDGE0_ID])
        schema_integer(schema, values[JUDGE0_ID], "a number", 0, 1 << 30, &language->judge0_id);
    if (values[THREADS])
        schema_integer(schema, values[THREADS], "a number of threads, 1 to 1024", 1, 1024,
                       &language->threads);
    if (values[ADDRESS])
        read_address(reading, values[ADDRESS], &language->address_kib);
}

static void read_lists(const struct reading *reading, const struct yaml_node *const *values,
                       struct language *language)
{
    if (values[ALIASES])
        read_names(reading, values[ALIASES], &language->aliases);
    if (values[EXTENSIONS])
        read_extensions(reading, values[EXTENSIONS], &language->extensions);
    if (values[SHEBANG])
        read_names(reading, values[SHEBANG], &language->shebangs);
    if (values[PATHS])
        read_paths(reading, values[PATHS], &language->paths);
    if (values[COMPILE_PATHS])
        read_paths(reading, values[COMPILE_PATHS], &language->compile_paths);
    if (values[PACKAGES])
        read_names(reading, values[PACKAGES], &language->packages);
    if (values[NEEDS])
        read_paths(reading, values[NEEDS], &language->needs);
    if (values[PRELOAD])
        read_list(reading, values[PRELOAD], "a list of modules such as [numpy]",
                  &language->preload);
    if (values[MEMORY_ERRORS])
        read_list(reading, values[MEMORY_ERRORS], "a list of texts such as [MemoryError]",
                  &language->memory_errors);
    if (values[ENVIRONMENT])
        read_environment(reading, values[ENVIRONMENT], &language->environment);
}

static struct language *find(const struct reading *reading, const char *name)
{
    for (size_t i = 0; i < *reading->count; i++)
        if (strcmp(reading->table[i].name, name) == 0)
            return &reading->table[i];
    return NULL;
}

/* Makes what a new language starts from: the defaults, or another's definition without what names
 * that one. */
static int start_from(const struct reading *reading, const struct yaml_node *like, const char *name,
                      struct language *ret_language)
{
    const struct language *from = &defaults;

    if (like) {
        if (like->kind != YAML_KIND_SCALAR || !(from = find(reading, like->text)))
            return schema_mismatch(&reading->schema, like,
                                   "the name of a language that is defined before");
    }
    *ret_language = *from;
    ret_language->name = arena_strdup(&arena, name);
    ret_language->aliases = ret_language->extensions = ret_language->shebangs = nothing;
    ret_language->packages = nothing;
    ret_language->judge0_id = -1;
    return 0;
}

/* Checks the rules about the definition as a whole. */
static void check(const struct reading *reading, const struct yaml_node *key,
                  const struct language *language)
{
    const char *missing = !language->run           ? "run, the argument vector of a program"
                          : !language->source_name ? "source, the name of the file"
                                                   : NULL;

    if (missing)
        report_error_at(reading->schema.report, reading->schema.source, key->index,
                        "found no %s, expected it in every language (or `like`)", missing);
    if (language->run && has_place(language->run, "{main}") && !language->has_main_class)
        report_error_at(reading->schema.report, reading->schema.source, key->index,
                        "found {main} in `run`, expected `main_class: yes` with it");
    if (!language->program &&
        (has_place(language->run, "{program}") || has_place(language->compile, "{program}") ||
         has_place(language->version, "{program}")))
        report_error_at(reading->schema.report, reading->schema.source, key->index,
                        "found {program}, expected the key `program` with it");
    if (language->watch && language->has_products)
        report_error_at(
            reading->schema.report, reading->schema.source, key->index,
            "found `watched` with {out} in `compile`, expected a language whose sources "
            "are run as they are");
    if (language->watch && *language->preload && !watch_kinds[language->watch - 1].preloads)
        report_error_at(reading->schema.report, reading->schema.source, key->index,
                        "found `preload` with `watched: %s`, expected none: it loads nothing",
                        watch_names[language->watch]);
    if (!language_is_one(language) && !language->has_products)
        report_error_at(reading->schema.report, reading->schema.source, key->index,
                        "found `%s: yes`, expected {out} in `compile` with it",
                        language->is_archive ? "archive" : "scripts");
    if (language->has_main_class && !language->has_products)
        report_error_at(reading->schema.report, reading->schema.source, key->index,
                        "found `main_class: yes`, expected {out} in `compile` with it");
}

static void remove_language(const struct reading *reading, const struct language *language)
{
    size_t index = (size_t)(language - reading->table);

    (*reading->count)--;
    memmove(reading->table + index, reading->table + index + 1,
            (*reading->count - index) * sizeof(*language));
}

static void read_one(const struct reading *reading, const struct yaml_node *key)
{
    const struct yaml_node *values[KEYS] = {NULL};
    struct language *language;
    struct language fresh;
    int enabled = 1;

    if (key->kind != YAML_KIND_SCALAR)
        return; /* reported by the tree */
    if (strlen(key->text) != key->size || !is_name(key->text)) {
        fail_at(reading, key, key->text, "the name of a language: letters, digits, _ + . # -");
        return;
    }
    if (schema_fields(&reading->schema, key->next, "the definition of a language", key_names,
                      values) < 0)
        return;
    language = find(reading, key->text);
    if (language && values[LIKE]) {
        schema_mismatch(&reading->schema, values[LIKE],
                        "no `like` in a language that is defined already");
        return;
    }
    fresh = language ? *language : defaults;
    if (!language && start_from(reading, values[LIKE], key->text, &fresh) < 0)
        return;
    if (values[ENABLED])
        schema_boolean(&reading->schema, values[ENABLED], "yes or no", &enabled);
    read_texts(reading, values, &fresh);
    read_lists(reading, values, &fresh);
    read_programs(reading, values, &fresh);
    read_flags(reading, values, &fresh);
    if (values[COMPILE_LIMITS])
        read_compile_limits(reading, values[COMPILE_LIMITS], &fresh);
    if (values[ALLOWANCE])
        read_allowance(reading, values[ALLOWANCE], &fresh);
    if (values[CAUSES])
        read_causes(reading, values[CAUSES], &fresh);
    if (values[SELF_TEST])
        read_self_test(reading, values[SELF_TEST], &fresh);
    check(reading, key, &fresh);
    if (!enabled && language)
        remove_language(reading, language);
    else if (language)
        *language = fresh;
    else if (enabled && *reading->count == LANGUAGES_MAX)
        fail_at(reading, key, key->text, "at most 64 languages");
    else if (enabled)
        reading->table[(*reading->count)++] = fresh;
}

/* No name may mean two languages. */
static void check_names(const struct reading *reading, const struct yaml_node *node)
{
    static const char taken_words[] =
        "found the name \"%s\", expected another: it stands for submissions that are outputs";

    for (size_t i = 0; i < *reading->count; i++) {
        if (strcasecmp(reading->table[i].name, PROBLEM_OUTPUTS) == 0)
            report_error_at(reading->schema.report, reading->schema.source, node->index,
                            taken_words, PROBLEM_OUTPUTS);
        for (const char *const *alias = reading->table[i].aliases; *alias; alias++) {
            if (strcasecmp(*alias, PROBLEM_OUTPUTS) == 0)
                report_error_at(reading->schema.report, reading->schema.source, node->index,
                                taken_words, *alias);
            for (size_t other = 0; other < *reading->count; other++) {
                const char *const *taken = reading->table[other].aliases;

                while (other > i && *taken && strcasecmp(*taken, *alias) != 0)
                    taken++;
                if ((other != i && strcasecmp(reading->table[other].name, *alias) == 0) ||
                    (other > i && *taken))
                    report_error_at(reading->schema.report, reading->schema.source, node->index,
                                    "found the alias \"%s\" of %s, expected no name of %s", *alias,
                                    reading->table[i].name, reading->table[other].name);
            }
        }
    }
}

/* The common variables, then the language's own, which replace them. Done last, so that a
 * definition like another inherits only what that one added. */
static const char *const *whole_environment(const char *const *own)
{
    const char **list;
    size_t count = 0;

    while (own[count])
        count++;
    list = arena_alloc(&arena, (COMMON_COUNT + count + 1) * sizeof(*list));
    memcpy(list, common_environment, sizeof(common_environment));
    for (; *own; own++)
        set_variable(list, *own);
    return list;
}

/* The argument with the program's path in it. */
static const char *fill_program(const char *argument, const char *program)
{
    static const char place[] = "{program}";
    const char *found = strstr(argument, place);

    if (!found)
        return argument;
    return arena_format(&arena, "%.*s%s%s", (int)(found - argument), argument, program,
                        fill_program(found + strlen(place), program));
}

/* The vector with the program's path in it. */
static const char *const *with_program(const char *const *vector, const char *program)
{
    const char **filled;
    size_t count = 0;

    while (vector && vector[count])
        count++;
    if (!vector || !program)
        return vector;
    filled = arena_alloc(&arena, (count + 1) * sizeof(*filled));
    for (size_t i = 0; i < count; i++)
        filled[i] = fill_program(vector[i], program);
    return filled;
}

/* Both lists after each other. */
static const char *const *joined(const char *const *first, const char *const *second)
{
    size_t before = 0, after = 0;
    const char **list;

    while (first[before])
        before++;
    while (second[after])
        after++;
    list = arena_alloc(&arena, (before + after + 1) * sizeof(*list));
    memcpy(list, first, before * sizeof(*list));
    memcpy(list + before, second, after * sizeof(*list));
    return list;
}

void language_settle(struct language *table, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct language *language = &table[i];

        language->environment = whole_environment(language->environment);
        language->compile_causes =
            joined(joined(causes_of_steps, language->compile_causes), causes_of_compilers);
        if (language->has_tools)
            language->paths = joined(language->paths, tools);
        language->compile = with_program(language->compile, language->program);
        language->run = with_program(language->run, language->program);
        language->version = with_program(language->version, language->program);
    }
}

static void read_document(struct reading *reading, const struct yaml_node *root)
{
    static const char *const names[] = {"assay_languages", "languages", "maxima", NULL};
    const struct yaml_node *values[3] = {NULL};
    const struct schema *schema = &reading->schema;

    if (schema_fields(schema, root, "a file of languages", names, values) < 0)
        return;
    if (!values[0] || values[0]->kind != YAML_KIND_SCALAR || strcmp(values[0]->text, "1") != 0)
        schema_mismatch(schema, values[0] ? values[0] : root,
                        "\"assay_languages: 1\", the version of this format");
    if (values[2])
        maxima_read(schema, values[2], &reading->maxima);
    if (!values[1] && values[2])
        return;
    if (!values[1]) {
        schema_mismatch(schema, root, "the key \"languages\"");
        return;
    }
    if (schema_mapping(schema, values[1], "a mapping of languages by their names") < 0)
        return;
    for (const struct yaml_node *key = values[1]->first; key; key = key->next->next)
        read_one(reading, key);
    check_names(reading, values[1]);
}

int language_read(const char *file, const char *text, size_t size, struct language *table,
                  size_t *count, struct report *report)
{
    struct arena nodes = ARENA_INIT;
    struct yaml_tree tree = {0};
    struct source source;
    struct reading reading = {.schema = {.source = &source, .report = report},
                              .table = table,
                              .count = count,
                              .maxima = problem_maxima};
    size_t errors = report->errors;

    source_init(&source, file, text, size);
    if (source_check(&source, report) == 0 &&
        yaml_tree_parse(&source, &YAML_BOUNDS, &nodes, &tree, report) == 0)
        read_document(&reading, tree.root);
    source_release(&source);
    arena_release(&nodes);
    if (report->errors > errors)
        return -EINVAL;
    problem_maxima = reading.maxima;
    return 0;
}
