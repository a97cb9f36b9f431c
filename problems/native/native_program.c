#include "problems/native/native_program.h"

#include "base/fd.h"
#include "problems/package.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

enum { ARG_SIZE_MAX = 1000, FILES_MAX = 100 };

/* The elements of a list, each checked for by `read`; NULL where it is no list. */
static const char **begin_list(const struct native *native, const struct yaml_node *node,
                               const char *what, size_t max)
{
    struct schema schema = native_schema(native);

    if (schema_list(&schema, node, what) < 0)
        return NULL;
    if (node->count > max) {
        report_error_at(native->report, native->source, node->index,
                        "found %zu of them, expected at most %zu", node->count, max);
        return NULL;
    }
    return arena_alloc(&native->problem->arena, (node->count + 1) * sizeof(const char *));
}

static void read_args(const struct native *native, const struct yaml_node *node,
                      const char *const **ret_args)
{
    struct schema schema = native_schema(native);
    const char **args =
        begin_list(native, node, "a list of arguments such as [a, b]", PROBLEM_ARGS_MAX);
    size_t count = 0;

    if (!args)
        return;
    for (const struct yaml_node *item = node->first; item; item = item->next)
        if (schema_text(&schema, item, "an argument", ARG_SIZE_MAX, &args[count]) == 0)
            count++;
    *ret_args = args;
}

static void read_files(const struct native *native, const struct yaml_node *node,
                       const char *const **ret_files)
{
    const char **files = begin_list(native, node, "a list of files such as [testlib.h]", FILES_MAX);
    size_t count = 0;

    if (!files)
        return;
    for (const struct yaml_node *item = node->first; item; item = item->next)
        if (native_read_path(native, item, PACKAGE_SOURCE_MAX, &files[count], NULL) == 0)
            count++;
    *ret_files = files;
}

/* A folder of sources, or a file. */
static void read_path(const struct native *native, const struct yaml_node *node,
                      const char **ret_path)
{
    struct schema schema = native_schema(native);
    const char *path;
    struct error err;
    int folder;

    if (schema_line(&schema, node, "the path of a program in the package", 4096, &path) < 0)
        return;
    if (package_path(&native->problem->arena, path, &path, &err) == 0 &&
        (folder = fd_open_beneath(native->dir_fd, path, O_DIRECTORY)) >= 0) {
        fd_close(&folder);
        *ret_path = path;
        return;
    }
    native_read_path(native, node, PACKAGE_SOURCE_MAX, ret_path, NULL);
}

/* The keys that all programs have. */
enum { PROGRAM, PROTOCOL, LANGUAGE, ARGS, FILES, LIMITS, RECORD, KEYS };

static void read_keys(const struct native *native, const struct yaml_node *const values[KEYS],
                      struct problem_program *program, enum problem_protocol *ret_protocol,
                      const char *const **ret_args)
{
    static const char *const protocols[] = {"icpc", "testlib", NULL};
    struct schema schema = native_schema(native);
    size_t protocol = PROTOCOL_ICPC;

    *program =
        (struct problem_program){.path = "", .limits = {-1, -1, -1, -1, -1, -1}, .compile_us = -1};
    read_path(native, values[PROGRAM], &program->path);
    if (values[PROTOCOL])
        schema_choice(&schema, values[PROTOCOL], "a protocol", protocols, &protocol);
    if (values[LANGUAGE])
        schema_line(&schema, values[LANGUAGE], "the name of a language, such as python3", 32,
                    &program->language);
    if (values[ARGS])
        read_args(native, values[ARGS], ret_args);
    if (values[FILES])
        read_files(native, values[FILES], &program->files);
    if (values[LIMITS])
        native_read_limits(native, values[LIMITS], &program->limits);
    *ret_protocol = (enum problem_protocol)protocol;
}

void native_read_program(const struct native *native, const struct yaml_node *node,
                         struct problem_checker *checker)
{
    static const char *const names[] = {"program", "protocol", "language", "args",
                                        "files",   "limits",   NULL};
    const struct yaml_node *values[KEYS] = {NULL};
    struct schema schema = native_schema(native);
    struct problem_program *program = arena_alloc(&native->problem->arena, sizeof(*program));

    if (schema_fields(&schema, node, "a checker", names, values) < 0)
        return;
    checker->kind = CHECKER_PROGRAM;
    read_keys(native, values, program, &checker->protocol, &checker->args);
    checker->programs = program;
    checker->program_count = 1;
    checker->gives_score = 1;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static void read_laid(const struct native *native, const struct yaml_node *node,
                      struct problem_case *kase)
{
    struct problem_laid *laid;
    size_t count = 0;

    if (!begin_list(native, node, "a list of files such as [words.txt]", FILES_MAX))
        return;
    laid = arena_alloc(&native->problem->arena, (node->count + 1) * sizeof(*laid));
    for (const struct yaml_node *item = node->first; item; item = item->next) {
        struct problem_laid *one = &laid[count];
        int64_t size;

        if (native_read_path(native, item, PACKAGE_FILE_MAX, &one->data.path, &size) < 0)
            continue;
        one->data.size = (size_t)size;
        one->name = base_name(one->data.path);
        for (size_t i = 0; i < count; i++)
            if (strcmp(laid[i].name, one->name) == 0)
                report_error_at(native->report, native->source, item->index,
                                "found the file name \"%s\" again, expected each once", one->name);
        count++;
    }
    kase->laid = laid;
    kase->laid_count = count;
}

void native_read_furnishing(const struct native *native, const struct yaml_node *args,
                            const struct yaml_node *files, struct problem_case *kase)
{
    if (args)
        read_args(native, args, &kase->args);
    if (files)
        read_laid(native, files, kase);
}

void native_read_interactor(const struct native *native, const struct yaml_node *node,
                            const struct yaml_node *checker)
{
    static const char *const names[] = {"program", "protocol", "language", "args",
                                        "files",   "limits",   "record",   NULL};
    struct problem *problem = native->problem;
    struct problem_interaction *interaction = &problem->interaction;
    const struct yaml_node *values[KEYS] = {NULL};
    struct schema schema = native_schema(native);
    int record = 0;

    if (schema_fields(&schema, node, "an interactor", names, values) < 0)
        return;
    if (!values[PROGRAM]) {
        report_error_at(native->report, native->source, node->index,
                        "found an interactor without \"program\", expected the path of one");
        return;
    }
    read_keys(native, values, &interaction->program, &interaction->protocol, &interaction->args);
    if (values[RECORD])
        schema_boolean(&schema, values[RECORD], "yes or no", &record);
    interaction->record_bytes = record ? CONVERSATION_RECORD_BYTES : 0;
    interaction->processes = 1;
    interaction->kind = INTERACTION_TESTLIB;
    if (interaction->protocol == PROTOCOL_TESTLIB)
        return;
    interaction->kind = INTERACTION_ICPC;
    if (checker)
        report_error_at(native->report, native->source, checker->index,
                        "found a checker beside an interactor of the protocol icpc, expected none: "
                        "the interactor itself decides");
    problem->checker = (struct problem_checker){.kind = CHECKER_PROGRAM,
                                                .programs = &interaction->program,
                                                .program_count = 1,
                                                .protocol = PROTOCOL_ICPC,
                                                .args = interaction->args,
                                                .gives_score = 1};
}
