/* A submission's files, its cells and its runs. */
#include "judge/grader/grading.h"

#include "base/fd.h"
#include "judge/submissions/products.h"
#include "judge/submissions/source_class.h"
#include "problems/limits.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- files ---- */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

int program_add_file(struct program *program, const struct cell_file *file, struct error *err)
{
    size_t i = 0;

    while (i < program->count && strcmp(program->files[i].path, file->path) != 0)
        i++;
    if (i == RUNNER_FILES_MAX - 1)
        return error_set(err, -EINVAL, "there are more than %d files", RUNNER_FILES_MAX - 1);
    program->files[i] = *file;
    program->count += i == program->count;
    return 0;
}

static int add_includes(struct grading *grading, struct program *program, struct error *err)
{
    const struct problem *problem = grading->problem;
    const char *language = problem ? language_name_in(grading->language, problem) : NULL;

    for (size_t i = 0; problem && i < problem->include_count; i++) {
        if (strcmp(problem->includes[i].language, language) != 0)
            continue;
        for (const char *const *path = problem->includes[i].paths; *path; path++) {
            struct cell_file file = {.path = base_name(*path), .size = -1};

            /* the builder, the submission and its archive need one each */
            if (program->fd_count == RUNNER_OPEN_MAX - 3)
                return error_set(err, -EINVAL, "problem %s: more than %d include files",
                                 problem->folder, RUNNER_OPEN_MAX - 3);
            file.fd = fd_open_beneath(grading->dir, *path, 0);
            if (file.fd < 0)
                return error_set(err, -EINVAL, "problem %s: cannot open %s: %s", problem->folder,
                                 *path, strerrordesc_np(-file.fd));
            program->fds[program->fd_count++] = file.fd;
            if (program_add_file(program, &file, err) < 0)
                return error_prefix(err, "problem %s", problem->folder);
        }
    }
    return 0;
}

/* The name that a single file gets. */
static const char *source_name(struct grading *grading)
{
    const char *pattern =
        language_source_name(grading->language, grading->file_name, &grading->arena);
    const char *place = strstr(pattern, "{class}");

    if (!place)
        return pattern;
    return arena_format(&grading->arena, "%.*s%s%s", (int)(place - pattern), pattern,
                        source_class(grading->source, &grading->arena, "Main"),
                        place + strlen("{class}"));
}

/* Leaves out the byte order mark of a source whose language chokes on it. */
static void skip_bom(const struct language *language, struct cell_file *file)
{
    enum { BOM_SIZE = 3 };
    char start[BOM_SIZE];

    if (!language->skips_bom || !language_is_source(language, file->path) ||
        (file->size >= 0 && file->size < BOM_SIZE) ||
        pread(file->fd, start, BOM_SIZE, file->offset) != BOM_SIZE ||
        memcmp(start, "\xef\xbb\xbf", BOM_SIZE) != 0)
        return;
    file->offset += BOM_SIZE;
    file->size -= file->size >= 0 ? BOM_SIZE : 0;
}

static const char *extension_of(const char *path)
{
    const char *dot = strrchr(base_name(path), '.');

    return dot ? dot : "";
}

static const struct cell_file *find_file(const struct program *program, const char *name)
{
    for (size_t i = 0; i < program->count; i++)
        if (strcmp(base_name(program->files[i].path), name) == 0)
            return &program->files[i];
    return NULL;
}

/* The first source that is called `stem`, whichever extension of the language it has. */
static const struct cell_file *find_stem(const struct language *language,
                                         const struct program *program, const char *stem)
{
    for (size_t i = 0; i < program->count; i++) {
        const char *name = base_name(program->files[i].path);
        size_t size = strlen(name) - strlen(extension_of(name));

        if (size == strlen(stem) && strncmp(name, stem, size) == 0 &&
            language_is_source(language, name))
            return &program->files[i];
    }
    return NULL;
}

/* Which of several files is the one to start with: the one that has the name of a single source,
 * else "main" or "__main__" or "Main", else the only source. NULL: nothing tells. */
static const char *main_file(struct grading *grading, const struct program *program)
{
    static const char *const names[] = {"main", "__main__", "Main", "index", "solution"};
    const struct cell_file *found = find_file(program, grading->language->source_name);
    size_t sources = 0;

    for (size_t i = 0; !found && i < sizeof(names) / sizeof(names[0]); i++)
        found = find_stem(grading->language, program, names[i]);
    if (found)
        return found->path;
    for (size_t i = 0; i < program->count; i++) {
        if (language_is_source(grading->language, program->files[i].path)) {
            found = &program->files[i];
            sources++;
        }
    }
    return sources == 1 ? found->path : NULL;
}

static void list_sources(struct grading *grading, struct program *program)
{
    const char **list = arena_alloc(&grading->arena, (program->count + 1) * sizeof(*list));
    size_t count = 0;

    for (size_t i = 0; i < program->count; i++)
        if (language_is_source(grading->language, program->files[i].path))
            list[count++] = program->files[i].path;
    program->names.sources = list;
}

int program_has_files(int source)
{
    return products_are_in(source) || products_is_archive(source);
}

/* Such names are ours (the builder of a compile step has one). */
static int refuse_hidden(const char *path, struct error *err)
{
    if (path[0] != '.' && !strstr(path, "/."))
        return 0;
    return error_set(err, -EINVAL, "%s is a hidden file", path);
}

/* The submission's own files. */
static int add_sources(struct grading *grading, struct program *program, struct error *err)
{
    struct cell_file *files;
    int source = grading->source;
    size_t count;
    int failed = 0;

    if (!grading->language->is_image && products_is_archive(source)) {
        source = program_unpack(grading, source, err);
        if (source < 0)
            return source;
        program->fds[program->fd_count++] = source;
    }
    if (!products_are_in(source)) {
        struct cell_file only = {.fd = grading->source, .size = -1};

        only.path = program->names.file = source_name(grading);
        skip_bom(grading->language, &only);
        return program_add_file(program, &only, err);
    }
    if (products_read(source, &grading->arena, &files, &count, err) < 0)
        return err->code;
    for (size_t i = 0; i < count && failed == 0; i++) {
        skip_bom(grading->language, &files[i]);
        if ((failed = refuse_hidden(files[i].path, err)) == 0)
            failed = program_add_file(program, &files[i], err);
    }
    if (failed < 0)
        return failed;
    program->names.file = main_file(grading, program);
    /* where the class with main is looked for, no file needs to tell */
    if (!program->names.file && !grading->language->has_main_class)
        return error_set(err, -EINVAL,
                         "nothing tells which of the %zu files to start with: call one of them "
                         "%s or main%s",
                         count, grading->language->source_name,
                         extension_of(grading->language->source_name));
    return 0;
}

/* An include file goes over a source of its name, but cannot go over a folder. */
static int find_clash(const struct program *program, size_t sources, struct error *err)
{
    for (size_t i = sources; i < program->count; i++)
        for (size_t j = 0; j < sources; j++)
            if (products_clash(program->files[i].path, program->files[j].path))
                return error_set(err, -EINVAL,
                                 "the submission has a folder called %s, as a file "
                                 "of the problem is",
                                 program->files[i].path);
    return 0;
}

int program_open(struct grading *grading, struct program *program, const char **ret_reason,
                 struct error *err)
{
    const char *entry =
        grading->problem ? problem_entry_for(grading->problem,
                                             language_name_in(grading->language, grading->problem))
                         : NULL;
    size_t sources;

    *program = (struct program){
        .code = -1,
        .files = arena_alloc(&grading->arena, RUNNER_FILES_MAX * sizeof(*program->files))};
    *ret_reason = NULL;
    if (add_sources(grading, program, err) < 0) {
        if (err->code == -EINVAL)
            *ret_reason = "files";
        return err->code;
    }
    sources = program->count;
    if (add_includes(grading, program, err) < 0)
        return err->code;
    if (find_clash(program, sources, err) < 0) {
        *ret_reason = "files";
        return err->code;
    }
    program->own_file = program->names.file;
    if (entry)
        program->names.file = entry;
    list_sources(grading, program);
    grading->program = program;
    return 0;
}

void program_close(struct program *program)
{
    fd_close(&program->code);
    while (program->fd_count > 0)
        fd_close(&program->fds[--program->fd_count]);
}

/* ---- cells and runs ---- */

int program_open_profile(struct grading *grading, size_t profile, int64_t memory_kib,
                         struct error *err)
{
    const struct cell_request request = {
        .profile = (uint32_t)(2 * language_index(grading->language) + profile),
        .files = grading->program->files,
        .file_count = grading->program->count,
        .memory_kib = memory_kib,
        .wants_watched = profile == 0 && grading->wants_watched,
    };
    int opened = cell_open(grading->session->runner, &request, err);

    if (opened < 0) {
        error_prefix(err, "building a cell");
        return err->code = -EIO; /* ours, whatever it was */
    }
    grading->is_watched = opened;
    return 0;
}

int program_open_cell(struct grading *grading, struct error *err)
{
    int64_t memory_kib = grading->limits.memory_kib;

    /* a check has its limits in the same cell */
    if (!grading->language->has_products && memory_kib < grading->language->compile_memory_kib)
        memory_kib = grading->language->compile_memory_kib;
    return program_open_profile(grading, 0, memory_kib, err);
}

int program_open_version_cell(struct grading *grading, struct error *err)
{
    return program_open_profile(grading, grading->language->has_products ? 1 : 0,
                                grading->limits.memory_kib, err);
}

int grader_watches(struct grader_session *session, const struct language *language,
                   struct error *why)
{
    struct program none = {.code = -1};
    struct grading grading = {.session = session,
                              .language = language,
                              .limits = execute_compile_limits(language),
                              .wants_watched = 1,
                              .program = &none};
    struct error closing;

    if (program_open_cell(&grading, why) < 0)
        return 0;
    cell_close(session->runner, &closing);
    return grading.is_watched;
}

struct started_run {
    struct grading *grading;
    const struct run_limits *limits;
};

static void on_started(void *arg)
{
    const struct started_run *run = arg;

    grading_meanwhile(run->grading, execute_patience_us(run->limits));
}

enum run_action program_action(const struct grading *grading)
{
    return grading->is_watched ? RUN_WATCHED : RUN_EXEC;
}

int program_leave_watched(struct grading *grading, struct error *err)
{
    struct error closing;

    grading->wants_watched = 0;
    cell_close(grading->session->runner, &closing);
    return program_open_cell(grading, err);
}

int program_run(struct grading *grading, const struct program_call *call,
                struct run_evidence *ret_run, struct error *err)
{
    struct started_run run = {grading, call->limits};
    struct run_request request = {
        .action = call->action,
        .argv = call->argv,
        .file = arena_format(&grading->arena, "/prog/%s",
                             grading->program->names.file ? grading->program->names.file : ""),
        .code_fd = call->action == RUN_WATCHED ? grading->program->code : -1,
        .stdin_fd = call->stdin_fd,
        .files = call->files,
        .limits = *call->limits,
        .meanwhile = on_started,
        .meanwhile_arg = &run};
    int empty = -1;
    int result;

    if (!call->files && call->stdin_fd < 0) {
        empty = fd_memfd_with("empty", "", 0);
        if (empty < 0)
            return error_set_errno(err, -empty, "cannot make an empty input");
        request.stdin_fd = empty;
    }
    result = cell_run(grading->session->runner, &request, call->fn, call->arg, ret_run, err);
    fd_close(&empty);
    if (result == -EAGAIN && call->action != RUN_EXEC)
        return result;
    if (result < 0)
        return err->code = -EIO; /* ours, whatever it was */
    if (ret_run->failed_stage[0])
        return error_set(err, -EIO, "the cell failed at %s: %s", ret_run->failed_stage,
                         strerrordesc_np(ret_run->failed_errno));
    return 0;
}

const char *const *program_argv(struct grading *grading)
{
    struct execute_names *names = &grading->program->names;

    /* the allowance is for what a runtime has beside its heap */
    names->memory_kib = grading->limits.memory_kib - grading->language->extra_memory_kib;
    names->stack_kib = grading->limits.stack_kib;
    return execute_argv(&grading->arena, grading->language->run, names);
}
