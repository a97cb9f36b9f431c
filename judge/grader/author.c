#include "judge/grader/author.h"

#include "base/fd.h"
#include "base/memory.h"
#include "judge/grader/build.h"
#include "judge/grader/cell.h"
#include "judge/grader/compile.h"
#include "judge/grader/evidence.h"
#include "judge/grader/sources.h"
#include "judge/languages/embedded.h"
#include "judge/submissions/products.h"
#include "problems/limits.h"
#include "problems/package.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int is_header(const char *name)
{
    static const char *const endings[] = {".h", ".hh", ".hpp", ".hxx", ".h++", ".inc"};
    const char *dot = strrchr(name, '.');

    for (size_t i = 0; dot && i < sizeof(endings) / sizeof(endings[0]); i++)
        if (strcmp(dot, endings[i]) == 0)
            return 1;
    return 0;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* A folder's sources on their way into one stream. */
struct gathering {
    struct job *job;
    const struct problem *problem; /* whose constants are put into them */
    int dir;                       /* the package */
    int to;                        /* the stream */
    size_t count;
};

static int gather_file(struct gathering *gathering, const char *path, const char *name,
                       struct error *err)
{
    struct stat info;
    int fd = package_open(gathering->dir, path, PACKAGE_SOURCE_MAX, NULL, err);
    int failed;

    fd = sources_put_constants(gathering->problem, fd, path, err);
    if (fd < 0)
        return fd;
    if (fstat(fd, &info) < 0 || lseek(fd, 0, SEEK_SET) < 0)
        failed = -errno;
    else
        failed = products_write_file(gathering->to, name, fd, info.st_size);
    fd_close(&fd);
    gathering->count++;
    return failed < 0 ? error_set_errno(err, -failed, "cannot copy %s", path) : 0;
}

/* What the reader of the package adds to the program. */
static int gather_made(struct gathering *gathering, const struct problem_laid *made,
                       struct error *err)
{
    int fd = fd_memfd_with("source", made->data.data, made->data.size);
    int failed =
        fd < 0 ? fd : products_write_file(gathering->to, made->name, fd, (int64_t)made->data.size);

    fd_close(&fd);
    return failed < 0 ? error_set_errno(err, -failed, "cannot copy %s", made->name) : 0;
}

static int gather_folder(struct gathering *gathering, const char *folder, const char *prefix,
                         int depth, struct error *err)
{
    struct arena *arena = &gathering->job->arena;
    const char *const *names;
    size_t count;
    int failed = package_list(gathering->dir, folder, arena, &names, &count, err);

    for (size_t i = 0; failed == 0 && i < count; i++) {
        const char *path = arena_format(arena, "%s/%s", folder, names[i]);
        const char *name = arena_format(arena, "%s%s", prefix, names[i]);
        struct stat info;
        int fd = fd_open_beneath(gathering->dir, path, O_NONBLOCK | O_NOCTTY);
        int is_folder = fd >= 0 && fstat(fd, &info) == 0 && S_ISDIR(info.st_mode);

        fd_close(&fd);
        if (gathering->count == PRODUCTS_FILES_MAX || (is_folder && depth == PACKAGE_DEPTH_MAX))
            failed = error_set(err, -EINVAL, "%s holds too many files", folder);
        else if (is_folder)
            failed =
                gather_folder(gathering, path, arena_format(arena, "%s/", name), depth + 1, err);
        else
            failed = gather_file(gathering, path, name, err);
    }
    return failed;
}

/* A single source, with the headers that lie in its folder. */
static int gather_single(struct gathering *gathering, const char *path, struct error *err)
{
    struct arena *arena = &gathering->job->arena;
    const char *folder = path == base_name(path)
                             ? "."
                             : arena_format(arena, "%.*s", (int)(base_name(path) - path - 1), path);
    const char *const *names;
    size_t count;
    int failed = gather_file(gathering, path, base_name(path), err);

    if (failed == 0)
        failed = package_list(gathering->dir, folder, arena, &names, &count, err);
    for (size_t i = 0; failed == 0 && i < count && gathering->count < PRODUCTS_FILES_MAX; i++)
        if (is_header(names[i]) && strcmp(names[i], base_name(path)) != 0)
            failed = gather_file(gathering, arena_format(arena, "%s/%s", folder, names[i]),
                                 names[i], err);
    return failed;
}

/* Whether gather_single has taken a file that the package names besides. */
static int is_gathered(const struct problem_program *program, const char *file)
{
    size_t folder = (size_t)(base_name(program->path) - program->path);

    return is_header(file) && folder == (size_t)(base_name(file) - file) &&
           strncmp(file, program->path, folder) == 0;
}

/* The files of a program as one stream: the caller's. */
static int gather(struct job *job, const struct problem *problem,
                  const struct problem_program *program, int is_folder, struct error *err)
{
    struct gathering gathering = {
        .job = job, .problem = problem, .dir = job->dir, .to = fd_memfd("sources")};
    int failed;

    if (gathering.to < 0)
        return error_set_errno(err, -gathering.to, "cannot make a file for sources");
    failed = products_write_magic(gathering.to);
    if (failed < 0)
        error_set_errno(err, -failed, "cannot copy sources");
    else
        failed = is_folder ? gather_folder(&gathering, program->path, "", 0, err)
                           : gather_single(&gathering, program->path, err);
    for (const char *const *file = program->files; failed == 0 && file && *file; file++)
        if (is_folder || !is_gathered(program, *file))
            failed = gather_file(&gathering, *file, base_name(*file), err);
    for (size_t i = 0; failed == 0 && i < program->made_count; i++)
        failed = gather_made(&gathering, &program->made[i], err);
    if (failed == 0 && (failed = products_write_end(gathering.to)) < 0)
        error_set_errno(err, -failed, "cannot copy sources");
    if (failed == 0 && (failed = fd_seal(gathering.to)) < 0)
        error_set_errno(err, -failed, "cannot seal sources");
    if (failed < 0)
        fd_close(&gathering.to);
    return failed < 0 ? failed : gathering.to;
}

static const struct language *detect(int fd, int64_t offset, const char *name)
{
    char head[256];
    ssize_t got = pread(fd, head, sizeof(head), offset);

    return language_detect(name, head, got > 0 ? (size_t)got : 0);
}

static int is_script(const char *path)
{
    return strcmp(path, "build") == 0 || strcmp(path, "run") == 0;
}

/* The language of what `source` holds: as stated, scripts, or the first that a file in it has. */
static int find_language(struct job *job, const struct problem_program *program, struct error *err)
{
    struct cell_file *files;
    size_t count;

    if (program->language)
        return language_find_named(program->language, &job->language, err);
    if (!products_are_in(job->source)) {
        job->language = detect(job->source, 0, program->path);
    } else {
        if (products_read(job->source, &job->arena, &files, &count, err) < 0)
            return err->code;
        for (size_t i = 0; i < count && !job->language; i++)
            if (is_script(files[i].path))
                job->language = language_scripts();
        for (size_t i = 0; i < count && !job->language; i++)
            if (!is_header(files[i].path))
                job->language = detect(files[i].fd, files[i].offset, files[i].path);
    }
    if (!job->language || job->language->is_archive)
        return error_set(err, -EINVAL,
                         "its language cannot be told from its name; expected an ending such as "
                         ".cpp or .py, or `language`");
    return 0;
}

/* Each run has a second process, ours. */
static struct run_limits limits_of(const struct job *job, const struct problem_program *program)
{
    struct problem_limits limits = problem_program_limits(program);
    struct run_limits run = execute_limits(job->language, &limits, job->session->has_cgroup);

    run.processes++;
    return run;
}

static int open_source(struct job *job, const struct problem *problem,
                       const struct problem_program *program, struct error *err)
{
    int fd = fd_open_beneath(job->dir, program->path, O_NONBLOCK | O_NOCTTY);
    struct stat info;
    int is_folder = fd >= 0 && fstat(fd, &info) == 0 && S_ISDIR(info.st_mode);
    const struct language *own = fd < 0 || is_folder ? NULL : detect(fd, 0, program->path);

    fd_close(&fd);
    /* an executable has no sources */
    if (own && own->is_image)
        job->source = package_open(job->dir, program->path, PACKAGE_SOURCE_MAX, NULL, err);
    else
        job->source = gather(job, problem, program, is_folder, err);
    return job->source < 0 ? job->source : 0;
}

/* Compiles what was gathered. The failure of a step is the package's. */
static int compile(struct job *job, struct program *program, struct error *err)
{
    const char *reason, *log;
    int result = program_open(job, program, &reason, err);

    if (result < 0)
        return result;
    result = program_compile(job, err);
    program_close_cell(job);
    if (result == 0) {
        log = json_string_value(json_object_get(job->compile, "log"));
        return error_set(err, -EINVAL, "it cannot be compiled: %.700s", log ? log : "");
    }
    return result < 0 ? result : 0;
}

/* The list may have no room for one more. */
static int add_helper(struct job *job, struct program *program, struct error *err)
{
    struct cell_file helper = {.path = AUTHOR_HELPER, .size = -1};
    struct cell_file *files = arena_alloc(&job->arena, (program->count + 1) * sizeof(*files));

    helper.fd = fd_memfd_with("validate", embedded_validate, embedded_validate_size);
    if (helper.fd < 0)
        return error_set_errno(err, -helper.fd, "cannot make a file for a validator");
    program->fds[program->fd_count++] = helper.fd;
    memcpy(files, program->files, program->count * sizeof(*files));
    program->files = files;
    return program_add_file(program, &helper, err);
}

static void author_free(struct author *author)
{
    program_close(&author->program);
    fd_close(&author->job.source);
    json_decref(author->job.compile);
    arena_release(&author->job.arena);
    free(author);
}

int author_build_here(struct job *job, const struct problem_program *program, int *ret_missing,
                      struct error *err)
{
    struct author *author;
    int failed;

    *ret_missing = 0;
    if (author_find(job->session, program))
        return 0;
    author_close_cell(job->session);
    author = memory_alloc(sizeof(*author));

    *author = (struct author){.source = program,
                              .job = {.session = job->session,
                                      .dir = job->dir,
                                      .source = -1,
                                      .file_name = base_name(program->path),
                                      .is_authors = 1,
                                      .compile_us = program->compile_us,
                                      .compile_memory_kib = program->compile_memory_kib,
                                      .flags = program->flags,
                                      .slot = SLOT_AUTHOR,
                                      .arena = ARENA_INIT},
                              .program = {.code = -1}};
    failed = open_source(&author->job, job->problem, program, err);
    if (failed == 0)
        failed = find_language(&author->job, program, err);
    if (failed == 0) {
        failed = language_require(author->job.language, err);
        *ret_missing = failed < 0;
    }
    if (failed == 0) {
        author->job.limits = limits_of(&author->job, program);
        failed = compile(&author->job, &author->program, err);
    }
    if (failed == 0)
        failed = add_helper(&author->job, &author->program, err);
    if (failed == 0)
        author->argv = program_argv(&author->job);
    if (failed < 0) {
        author_free(author);
        /* what is wrong with a package stays so */
        return error_is_host(failed) || failed == -EIO || failed == -EAGAIN ? failed
                                                                            : (err->code = -EINVAL);
    }
    author->next = job->session->authors;
    job->session->authors = author;
    return 0;
}

int author_build(struct job *job, const struct problem_program *program, struct error *err)
{
    int unused;

    return author_build_here(job, program, &unused, err);
}

struct author *author_find(const struct grader_session *session,
                           const struct problem_program *program)
{
    struct author *author = session->authors;

    while (author && author->source != program)
        author = author->next;
    return author;
}

void author_close_cell(struct grader_session *session)
{
    if (session->author_in_cell)
        program_close_cell(&session->author_in_cell->job);
    session->author_in_cell = NULL;
}

/* Without control groups only the cell of a build may have several processes. A little more memory
 * than is asked for keeps the cell of good use to the next case. */
int author_open_cell(struct author *author, int64_t memory_kib, struct error *err)
{
    enum { STEP_KIB = 64 * 1024 };
    struct grader_session *session = author->job.session;
    int failed;

    if (session->author_in_cell == author && author->job.cell_memory_kib >= memory_kib)
        return 0;
    author_close_cell(session);
    failed = program_open_profile(&author->job, session->has_cgroup ? 0 : 1,
                                  (memory_kib / STEP_KIB + 1) * STEP_KIB, err);
    if (failed == 0)
        session->author_in_cell = author;
    return failed;
}

void authors_drop(struct grader_session *session)
{
    author_close_cell(session);
    while (session->authors) {
        struct author *next = session->authors->next;

        author_free(session->authors);
        session->authors = next;
    }
}
