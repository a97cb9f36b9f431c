#include "problems/dmoj/dmoj.h"

#include "base/buffer.h"
#include "base/fd.h"
#include "problems/dmoj/dmoj_parts.h"
#include "problems/limits.h"
#include "problems/package.h"
#include "problems/unpacked.h"

#include <errno.h>
#include <math.h>
#include <string.h>

int dmoj_is_nothing(const struct yaml_node *node)
{
    return node->kind == YAML_KIND_SCALAR && node->plain &&
           (node->size == 0 || strcmp(node->text, "~") == 0 || strcmp(node->text, "null") == 0);
}

static int is_named(const struct yaml_node *key, const char *name)
{
    size_t i = 0;

    if (key->kind != YAML_KIND_SCALAR)
        return 0;
    while (name[i] && (key->text[i] == name[i] || (key->text[i] == '-' && name[i] == '_')))
        i++;
    return name[i] == '\0' && i == key->size;
}

const struct yaml_node *dmoj_find_here(const struct yaml_node *mapping, const char *name)
{
    if (mapping->kind == YAML_KIND_MAPPING)
        for (const struct yaml_node *key = mapping->first; key; key = key->next->next)
            if (is_named(key, name))
                return key->next;
    return NULL;
}

const struct yaml_node *dmoj_find(const struct dmoj_scope *scope, const char *name)
{
    for (; scope; scope = scope->outer) {
        const struct yaml_node *found = dmoj_find_here(scope->mapping, name);

        if (found)
            return dmoj_is_nothing(found) ? NULL : found;
    }
    return NULL;
}

void dmoj_check_keys(const struct dmoj *dmoj, const struct yaml_node *mapping, const char *what,
                     const char *const *names)
{
    for (const struct yaml_node *key = mapping->first; key; key = key->next->next) {
        const char *const *name = names;
        const char *nearest;
        struct buffer shown = BUFFER_INIT;

        if (key->kind != YAML_KIND_SCALAR)
            continue; /* already reported */
        while (*name && !is_named(key, *name))
            name++;
        if (*name)
            continue;
        buffer_append_escaped(&shown, key->text, key->size, 60);
        nearest = schema_nearest(key->text, names);
        if (key->size > 0 && key->text[key->size - 1] == '+')
            report_error_at(dmoj->report, dmoj->source, key->index,
                            "found the key \"%s\": its value is Python that DMOJ runs inside the "
                            "judge, which assay does not do; write the cases out, or use a "
                            "generator",
                            shown.data);
        else
            report_warning_at(dmoj->report, dmoj->source, key->index,
                              "the unknown key \"%s\" in %s is ignored%s%s%s", shown.data, what,
                              nearest ? "; did you mean \"" : "", nearest ? nearest : "",
                              nearest ? "\"?" : "");
        buffer_release(&shown);
    }
}

int dmoj_read_path(const struct dmoj *dmoj, const struct yaml_node *node, int64_t max,
                   const char **ret_path, int64_t *ret_size)
{
    int64_t given = problem_maxima.values[PROBLEM_MAXIMUM_FILE] * 1024;
    const char *path;
    struct error err;

    if (schema_line(&dmoj->schema, node, "the name of a file in the package", 4096, &path) < 0)
        return -EINVAL;
    if (package_find(dmoj->arena, dmoj->dir_fd, path, given < max ? given : max, ret_path, ret_size,
                     &err) == 0)
        return 0;
    report_failure_at(dmoj->report, dmoj->source, node->index, &err);
    return -EINVAL;
}

void dmoj_read_boolean(const struct dmoj *dmoj, const struct yaml_node *node, int *value)
{
    static const char *const names[] = {"no", "yes", "false", "true", "off", "on"};

    for (size_t i = 0; node->kind == YAML_KIND_SCALAR && i < 6; i++)
        if (strcasecmp(node->text, names[i]) == 0) {
            *value = i % 2 == 1;
            return;
        }
    schema_mismatch(&dmoj->schema, node, "yes or no");
}

/* ---- programs of the author ---- */

const char *dmoj_language(const struct dmoj *dmoj, const struct yaml_node *node)
{
    static const struct {
        const char *prefix, *language;
    } names[] = {{"CPP17", "cpp17"},
                 {"CPP", "cpp20"},
                 {"CLANGX", "cpp20"},
                 {"C11", "c"},
                 {"CLANG", "c"},
                 {"PYPY", "pypy3"},
                 {"PY", "python3"},
                 {"JAVA", "java"},
                 {"KOTLIN", "kotlin"},
                 {"RUST", "rust"},
                 {"GO", "go"},
                 {"PAS", "pascal"},
                 {"RUBY", "ruby"},
                 {"PERL", "perl"},
                 {"HASK", "haskell"},
                 {"OCAML", "ocaml"},
                 {"MONOCS", "csharp"},
                 {"V8JS", "javascript"},
                 {"NODEJS", "javascript"}};
    const char *name;

    if (!node || schema_line(&dmoj->schema, node, "the name of a language", 32, &name) < 0)
        return NULL;
    if (strcasecmp(name, "C") == 0)
        return "c";
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strncasecmp(name, names[i].prefix, strlen(names[i].prefix)) == 0)
            return names[i].language;
    return name;
}

static void read_seconds(const struct dmoj *dmoj, const struct yaml_node *node, const char *what,
                         int64_t *ret_us)
{
    double seconds;

    if (node && schema_number(&dmoj->schema, node, what, 0.001, 3600, &seconds) == 0)
        *ret_us = (int64_t)llround(seconds * 1e6);
}

int dmoj_read_program(const struct dmoj *dmoj, const struct yaml_node *mapping,
                      const struct yaml_node *files, struct problem_program *ret_program)
{
    struct problem_program program = {.limits = {-1, -1, -1, -1, -1, -1}, .compile_us = -1};
    const struct yaml_node *item =
        files && files->kind == YAML_KIND_SEQUENCE ? files->first : files;
    const struct yaml_node *memory = dmoj_find_here(mapping, "memory_limit");
    const char **beside = NULL;
    size_t count = 0;

    if (!item || (files->kind == YAML_KIND_SEQUENCE && files->count > PROBLEM_ARGS_MAX))
        return schema_mismatch(&dmoj->schema, files ? files : mapping,
                               "the files of a program, the first of them its source");
    if (dmoj_read_path(dmoj, item, PACKAGE_SOURCE_MAX, &program.path, NULL) < 0)
        return -EINVAL;
    if (files->kind == YAML_KIND_SEQUENCE && files->count > 1)
        beside = arena_alloc(dmoj->arena, files->count * sizeof(*beside));
    for (item = beside ? item->next : NULL; item; item = item->next)
        if (dmoj_read_path(dmoj, item, PACKAGE_SOURCE_MAX, &beside[count++], NULL) < 0)
            return -EINVAL;
    program.files = beside;
    program.language = dmoj_language(dmoj, dmoj_find_here(mapping, "lang"));
    if (!program.language)
        program.language = dmoj_language(dmoj, dmoj_find_here(mapping, "language"));
    read_seconds(dmoj, dmoj_find_here(mapping, "time_limit"), "a time limit in seconds",
                 &program.limits.time_us);
    read_seconds(dmoj, dmoj_find_here(mapping, "compiler_time_limit"), "a time limit in seconds",
                 &program.compile_us);
    if (memory)
        schema_integer(&dmoj->schema, memory, "a memory limit in KiB", 1024, INT64_C(1) << 30,
                       &program.limits.memory_kib);
    if (dmoj_read_flags(dmoj, mapping, &program) < 0)
        return -EINVAL;
    *ret_program = program;
    return 0;
}

int dmoj_read_generator(const struct dmoj *dmoj, const struct yaml_node *node,
                        struct problem_generator *ret_generator)
{
    static const char *const keys[] = {
        "source", "flags", "args", "time_limit", "memory_limit", "language", "compiler_time_limit",
        NULL};
    const struct yaml_node *args = dmoj_find_here(node, "args"), *files = node;
    struct problem_program *program = arena_alloc(dmoj->arena, sizeof(*program));

    if (node->kind == YAML_KIND_MAPPING) {
        dmoj_check_keys(dmoj, node, "a generator", keys);
        files = dmoj_find_here(node, "source");
    }
    if (dmoj_read_program(dmoj, node, files, program) < 0)
        return -EINVAL;
    if (args && !dmoj_is_nothing(args) &&
        dmoj_read_words(dmoj, args, "arguments of the generator: [1, word]", &ret_generator->args) <
            0)
        return -EINVAL;
    ret_generator->program = program;
    return 0;
}

/* ---- the whole ---- */

static const char *const TOP_KEYS[] = {"archive",
                                       "test_cases",
                                       "pretest_test_cases",
                                       "points",
                                       "checker",
                                       "interactive",
                                       "custom_judge",
                                       "signature_grader",
                                       "generator",
                                       "generator_args",
                                       "generator_in",
                                       "output_limit_length",
                                       "output_prefix_length",
                                       "wall_time_factor",
                                       "unbuffered",
                                       "symlinks",
                                       "meta",
                                       "hints",
                                       "binary_data",
                                       "short_circuit",
                                       "dependencies",
                                       "in",
                                       "out",
                                       NULL};

static void read_archive(struct dmoj *dmoj)
{
    const struct yaml_node *node = dmoj_find_here(dmoj->top.mapping, "archive");
    const char *path;
    struct error err;

    if (!node || dmoj_is_nothing(node))
        return;
    dmoj->archive = node;
    if (schema_line(&dmoj->schema, node, "the name of a zip in the package", 4096, &path) < 0)
        return;
    if (unpacked_members(dmoj->dir_fd, dmoj->arena, &dmoj->members, &dmoj->member_count, &err) < 0)
        report_failure_at(dmoj->report, dmoj->source, node->index, &err);
}

static void read_limits(const struct dmoj *dmoj)
{
    const struct yaml_node *factor = dmoj_find_here(dmoj->top.mapping, "wall_time_factor");
    struct problem_limits *limits = &dmoj->problem->limits;
    double times = 3;

    if (limits->time_us < 0)
        report_warning_at(dmoj->report, dmoj->source, dmoj->top.mapping->index,
                          "init.yml states no time limit, as DMOJ keeps it in its site, so %d ms "
                          "hold; write limits into a file assay.yaml beside it (limits: {time: "
                          "1s, memory: 64MiB})",
                          PROBLEM_TIME_US / 1000);
    if (factor)
        schema_number(&dmoj->schema, factor, "a factor of the time limit, 1 to 100", 1, 100,
                      &times);
    if (limits->wall_us < 0) {
        int64_t wall_us = (int64_t)(times * (double)problem_limits_for(dmoj->problem, "").time_us);

        if (wall_us > PROBLEM_LIMIT_RANGES[PROBLEM_LIMIT_WALL].most)
            wall_us = PROBLEM_LIMIT_RANGES[PROBLEM_LIMIT_WALL].most;
        if (wall_us > problem_maxima.values[PROBLEM_LIMIT_WALL])
            wall_us = problem_maxima.values[PROBLEM_LIMIT_WALL];
        limits->wall_us = wall_us;
    }
}

static void refuse(const struct dmoj *dmoj, const char *key, const char *why)
{
    const struct yaml_node *node = dmoj_find_here(dmoj->top.mapping, key);

    if (node && !dmoj_is_nothing(node))
        report_error_at(dmoj->report, dmoj->source, node->index, "%s", why);
}

static void read_judges(const struct dmoj *dmoj)
{
    const struct yaml_node *interactive = dmoj_find_here(dmoj->top.mapping, "interactive");

    refuse(dmoj, "custom_judge",
           "found a custom judge: a Python module that DMOJ loads into the judge, with access to "
           "all of it; assay does not run it. Write it as an interactor (`interactive`) or a "
           "bridged checker, which run in cells");
    if (interactive && !dmoj_is_nothing(interactive))
        dmoj_read_interactor(dmoj, interactive);
}

/* What is laid over submissions. Of the languages only C and C++ can be given what DMOJ gives. */
static void read_includes(const struct dmoj *dmoj)
{
    const struct yaml_node *node = dmoj_find_here(dmoj->top.mapping, "unbuffered");
    const struct yaml_node *signature = dmoj_find_here(dmoj->top.mapping, "signature_grader");
    int is_unbuffered = 0;

    if (node && !dmoj_is_nothing(node))
        dmoj_read_boolean(dmoj, node, &is_unbuffered);
    if (is_unbuffered)
        report_warning_at(dmoj->report, dmoj->source, node->index,
                          "DMOJ gives programs an unbuffered stdout here; assay does so in C and "
                          "C++, and in other languages they must flush what is to be read");
    dmoj_read_includes(dmoj, signature && !dmoj_is_nothing(signature) ? signature : NULL,
                       is_unbuffered);
}

int dmoj_read(int dir_fd, const struct source *source, struct problem *problem,
              struct report *report)
{
    struct dmoj dmoj = {.source = source,
                        .report = report,
                        .schema = {.source = source, .report = report},
                        .arena = &problem->arena,
                        .dir_fd = dir_fd,
                        .problem = problem};
    struct yaml_tree tree = {0};
    size_t errors = report->errors;
    int failed = yaml_tree_parse(source, &YAML_BOUNDS, &problem->arena, &tree, report);

    if (failed < 0)
        return failed;
    if (schema_mapping(&dmoj.schema, tree.root, "a DMOJ problem: a mapping") < 0)
        return -EINVAL;
    dmoj.top.mapping = tree.root;
    problem->format = PROBLEM_DMOJ;
    problem->passes = problem->interaction.processes = 1;
    problem->may_write = 1;
    problem->stop = STOP_NEVER;
    dmoj_check_keys(&dmoj, tree.root, "a DMOJ problem", TOP_KEYS);
    read_limits(&dmoj);
    read_archive(&dmoj);
    read_judges(&dmoj);
    read_includes(&dmoj);
    if (problem->interaction.kind == INTERACTION_NONE)
        dmoj_read_checker(&dmoj, &dmoj.top, &problem->checker);
    if (report->errors == errors)
        dmoj_read_cases(&dmoj);
    return report->errors > errors ? -EINVAL : 0;
}

const char *dmoj_archive(const struct source *source, struct arena *arena)
{
    struct report unheard = REPORT_INIT;
    struct arena nodes = ARENA_INIT;
    struct yaml_tree tree = {0};
    const struct yaml_node *node = NULL;
    const char *path = NULL;
    struct error err;

    if (yaml_tree_parse(source, &YAML_BOUNDS, &nodes, &tree, &unheard) == 0)
        node = dmoj_find_here(tree.root, "archive");
    if (node && node->kind == YAML_KIND_SCALAR && !dmoj_is_nothing(node) &&
        package_path(arena, node->text, &path, &err) < 0)
        path = NULL;
    arena_release(&nodes);
    report_release(&unheard);
    return path;
}
