#include "judge/grader/sources.h"

#include "base/fd.h"
#include "judge/grader/build.h"
#include "judge/submissions/products.h"
#include "judge/submissions/shadow.h"
#include "judge/submissions/source_class.h"
#include "judge/submissions/source_text.h"
#include "problems/constants.h"
#include "problems/limits.h"
#include "problems/package.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* What the problem lays over submissions in the job's language; NULL: nothing. */
static const struct problem_include *include_of(const struct job *job)
{
    const struct problem *problem = job->problem;

    return problem ? problem_include_for(problem, language_name_in(job->language, problem)) : NULL;
}

/* The files of it by number: those of the package, then those of its reader's own making. */
struct include_file {
    const char *name;
    const char *path;                /* NULL: made */
    const struct problem_data *data; /* of one that is made */
};

static int find_include(const struct problem_include *include, size_t index,
                        struct include_file *ret_file)
{
    const char *const *path = include ? include->paths : NULL;

    for (; path && *path && index > 0; path++)
        index--;
    if (path && *path)
        *ret_file = (struct include_file){.name = base_name(*path), .path = *path};
    else if (include && index < include->made_count)
        *ret_file = (struct include_file){.name = include->made[index].name,
                                          .data = &include->made[index].data};
    else
        return 0;
    return 1;
}

/* Where the include files are laid: beside the file that is started, because that is where a
 * module or header is looked for first. "" or a path that ends in a slash. */
static const char *include_folder(struct job *job, const struct program *program, const char *entry)
{
    const char *file = entry ? NULL : program->names.file;

    return file ? arena_format(&job->arena, "%.*s", (int)(base_name(file) - file), file) : "";
}

/* Takes away what of the submission would be found where an include file is meant. */
static int remove_shadows(struct job *job, struct program *program, const char *folder,
                          struct error *err)
{
    const struct problem_include *include = include_of(job);
    struct include_file file;

    for (size_t at = 0; find_include(include, at, &file); at++) {
        size_t kept = 0;

        for (size_t i = 0; i < program->count; i++) {
            const char *own = program->files[i].path;

            if (!shadow_hides(own, folder, file.name))
                program->files[kept++] = program->files[i];
            else if (own == program->names.file)
                return error_set(err, -EINVAL,
                                 "%s, which is the file to start with, would be taken for %s, a "
                                 "file of the problem",
                                 own, file.name);
        }
        program->count = kept;
    }
    return 0;
}

int sources_put_constants(const struct problem *problem, int fd, const char *path,
                          struct error *err)
{
    struct buffer text = BUFFER_INIT;
    int failed;
    int made;

    if (problem->constant_count == 0 || fd < 0)
        return fd;
    made = failed = fd_read_all(fd, PACKAGE_SOURCE_MAX, &text, path, err);
    fd_close(&fd);
    if (failed == 0) {
        problem_put_constants(problem, &text);
        made = fd_memfd_with("include", text.data, text.size);
        if (made < 0)
            error_set_errno(err, -made, "cannot make a memory file of %zu bytes", text.size);
    }
    buffer_release(&text);
    return made;
}

/* Opens a file of the include: the caller's. */
static int open_include(const struct job *job, const struct include_file *include,
                        struct error *err)
{
    const struct problem *problem = job->problem;
    int fd;

    if (!include->path) {
        fd = fd_memfd_with("include", include->data->data, include->data->size);
        return fd < 0 ? error_set_errno(err, -fd, "cannot make a file for %s", include->name) : fd;
    }
    fd = fd_open_beneath(job->dir, include->path, 0);
    if (fd < 0)
        return error_set(err, error_is_host(fd) ? fd : -EINVAL, "cannot open %s: %s", include->path,
                         strerrordesc_np(-fd));
    return sources_put_constants(problem, fd, include->path, err);
}

static int add_includes(struct job *job, struct program *program, const char *folder,
                        struct error *err)
{
    const struct problem *problem = job->problem;
    const struct problem_include *all = include_of(job);
    /* the builder, the submission, its archive, mended and prefixed sources need one each */
    const size_t most = all && all->prefix ? RUNNER_OPEN_MAX - 5 : RUNNER_OPEN_MAX - 4;
    struct include_file include;

    for (size_t at = 0; find_include(all, at, &include); at++) {
        struct cell_file file = {.size = -1};

        if (program->fd_count == most)
            return error_set(err, -EINVAL, "problem %s: more than %zu include files",
                             problem->folder, most);
        file.path = arena_format(&job->arena, "%s%s", folder, include.name);
        file.fd = open_include(job, &include, err);
        if (file.fd < 0)
            return error_prefix(err, "problem %s", problem->folder);
        program->fds[program->fd_count++] = file.fd;
        if (program_add_file(program, &file, err) < 0)
            return error_prefix(err, "problem %s", problem->folder);
    }
    return 0;
}

static int append_file(int to, const struct cell_file *file, int64_t *ret_size)
{
    int64_t size = file->size;
    struct stat info;
    off_t from = file->offset;

    if (size < 0 && fstat(file->fd, &info) < 0)
        return -errno;
    size = size < 0 ? info.st_size - from : size;
    for (int64_t left = size; left > 0;) {
        ssize_t sent = sendfile(to, file->fd, &from, (size_t)left);

        if (sent <= 0)
            return sent < 0 ? -errno : -EIO;
        left -= sent;
    }
    *ret_size = size;
    return 0;
}

/* Puts the problem's text in front of each of the submission's sources. */
static int put_prefix(struct job *job, struct program *program, const char *prefix,
                      struct error *err)
{
    int to = fd_memfd("prefixed");
    int64_t offset = 0, size = 0;
    int failed = to < 0 ? to : 0;

    if (to >= 0)
        program->fds[program->fd_count++] = to;
    for (size_t i = 0; failed == 0 && i < program->count; i++) {
        struct cell_file *file = &program->files[i];

        if (!language_is_source(job->language, file->path))
            continue;
        failed = fd_write_full(to, prefix, strlen(prefix));
        if (failed == 0)
            failed = append_file(to, file, &size);
        size += (int64_t)strlen(prefix);
        *file = (struct cell_file){.path = file->path, .fd = to, .offset = offset, .size = size};
        offset += size;
    }
    return failed < 0 ? error_set_errno(err, -failed, "cannot copy a source") : 0;
}

static const char *extension_of(const char *path)
{
    const char *dot = strrchr(base_name(path), '.');

    return dot ? dot : "";
}

/* The name that a single file gets. */
static const char *source_name(struct job *job)
{
    const char *pattern = language_source_name(job->language, job->file_name, &job->arena);
    const char *place = strstr(pattern, "{class}");
    const struct problem_include *include = include_of(job);

    if (include && include->own_name)
        return arena_format(&job->arena, "%s%s", include->own_name, extension_of(pattern));
    if (!place)
        return pattern;
    return arena_format(&job->arena, "%.*s%s%s", (int)(place - pattern), pattern,
                        source_class(job->source, &job->arena, "Main"), place + strlen("{class}"));
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

/* The file that the jury calls the entry point: by its path, its name, or the class that it
 * becomes ("MainKt" of main.kt). */
static const struct cell_file *find_entry(const struct job *job, const struct program *program)
{
    const struct cell_file *found = find_file(program, job->entry);
    size_t size = strlen(job->entry);

    for (size_t i = 0; i < program->count && !found; i++)
        if (strcmp(program->files[i].path, job->entry) == 0)
            found = &program->files[i];
    if (!found)
        found = find_stem(job->language, program, job->entry);
    for (size_t i = 0; i < program->count && !found && size > 2; i++) {
        const char *name = base_name(program->files[i].path);

        if (strcmp(job->entry + size - 2, "Kt") == 0 &&
            strlen(name) - strlen(extension_of(name)) == size - 2 &&
            strncasecmp(name, job->entry, size - 2) == 0)
            found = &program->files[i];
    }
    return found;
}

/* Which of several files is the one to start with: the one that is stated, or that has the name of
 * a single source, else "main" or "__main__" or "Main", else the only source. NULL: nothing tells.
 */
static const char *main_file(struct job *job, const struct program *program)
{
    static const char *const names[] = {"main",     "__main__",  "Main",    "index",     "solution",
                                        "validate", "validator", "checker", "interactor"};
    const struct cell_file *found = job->entry ? find_entry(job, program) : NULL;
    size_t sources = 0, known = job->is_authors ? sizeof(names) / sizeof(names[0]) : 5;

    if (!found)
        found = find_file(program, job->language->source_name);
    for (size_t i = 0; !found && i < known; i++)
        found = find_stem(job->language, program, names[i]);
    if (found)
        return found->path;
    for (size_t i = 0; i < program->count; i++) {
        if (language_is_source(job->language, program->files[i].path)) {
            found = found ? found : &program->files[i];
            sources++;
        }
    }
    /* an author's program has the names that its author likes; a script needs no ending: the first
     * file is the one that the package names */
    if (!found && job->is_authors && program->count > 0)
        return program->files[0].path;
    return sources == 1 || (found && job->is_authors) ? found->path : NULL;
}

/* A language that starts with all sources starts with the main one alone where one is known: it
 * loads the others itself. */
static void list_sources(struct job *job, struct program *program)
{
    const char **list = arena_alloc(&job->arena, (program->count + 1) * sizeof(*list));
    int is_alone = job->language->loads_sources && program->names.file;
    int is_taken_in = include_of(job) && include_of(job)->takes_in;
    size_t count = 0;

    if (is_alone)
        list[count++] = program->names.file;
    for (size_t i = 0; i < program->count && !is_alone; i++)
        if (language_is_source(job->language, program->files[i].path) &&
            !(is_taken_in && program->files[i].path == program->own_file))
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
static int add_sources(struct job *job, struct program *program, struct error *err)
{
    struct cell_file *files;
    int source = job->source;
    size_t count;
    int failed = 0;

    if (!job->language->is_image && products_is_archive(source)) {
        source = program_unpack(job, source, err);
        if (source < 0)
            return source;
        program->fds[program->fd_count++] = source;
    }
    if (!products_are_in(source)) {
        struct cell_file only = {.fd = job->source, .size = -1};

        only.path = program->names.file = program->laid_name = source_name(job);
        return program_add_file(program, &only, err);
    }
    if (products_read(source, &job->arena, &files, &count, err) < 0)
        return err->code;
    for (size_t i = 0; i < count && failed == 0; i++) {
        if ((failed = refuse_hidden(files[i].path, err)) == 0)
            failed = program_add_file(program, &files[i], err);
    }
    if (failed < 0)
        return failed;
    program->names.file = main_file(job, program);
    /* where the class with main is looked for, no file needs to tell */
    if (!program->names.file && !job->language->has_main_class && !job->language->is_scripts &&
        !job->language->loads_sources)
        return error_set(err, -EINVAL,
                         "nothing tells which of the %zu files to start with: call one of them "
                         "%s or main%s",
                         count, job->language->source_name,
                         extension_of(job->language->source_name));
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

/* An example submission of the package: the files in which constants stand become others. */
static int put_own_constants(struct job *job, struct program *program, struct error *err)
{
    for (size_t i = 0; i < program->count; i++) {
        struct cell_file *file = &program->files[i];
        struct buffer text = BUFFER_INIT;
        int64_t size = file->size;
        struct stat info;
        int failed = 0;

        if (size < 0 && fstat(file->fd, &info) == 0)
            size = info.st_size;
        if (size <= 0 || size > PACKAGE_SOURCE_MAX)
            continue;
        buffer_reserve(&text, (size_t)size);
        if (pread(file->fd, text.data, (size_t)size, file->size < 0 ? 0 : file->offset) != size)
            failed = error_set(err, -EIO, "cannot read the submission");
        text.size = (size_t)size;
        if (failed == 0 && problem_put_constants(job->problem, &text) > 0) {
            failed = program->fd_count == RUNNER_OPEN_MAX - 5
                         ? error_set(err, -EINVAL, "constants stand in too many files")
                         : fd_memfd_with("source", text.data, text.size);
            if (failed >= 0) {
                *file = (struct cell_file){.path = file->path, .fd = failed, .size = -1};
                program->fds[program->fd_count++] = failed;
            }
        }
        buffer_release(&text);
        if (failed < 0)
            return failed;
    }
    return 0;
}

int program_open(struct job *job, struct program *program, const char **ret_reason,
                 struct error *err)
{
    const char *entry =
        job->problem
            ? problem_entry_for(job->problem, language_name_in(job->language, job->problem))
            : NULL;
    const char *folder;
    size_t sources;
    int mended;

    *program = (struct program){
        .code = -1, .files = arena_alloc(&job->arena, RUNNER_FILES_MAX * sizeof(*program->files))};
    *ret_reason = NULL;
    if (add_sources(job, program, err) < 0) {
        if (err->code == -EINVAL)
            *ret_reason = "files";
        return err->code;
    }
    if (job->puts_constants && put_own_constants(job, program, err) < 0)
        return err->code;
    folder = include_folder(job, program, entry);
    if (remove_shadows(job, program, folder, err) < 0) {
        *ret_reason = "files";
        return err->code;
    }
    sources = program->count;
    program->own_bytes = program_size(program);
    if (include_of(job) && include_of(job)->prefix &&
        put_prefix(job, program, include_of(job)->prefix, err) < 0)
        return err->code;
    if (add_includes(job, program, folder, err) < 0)
        return err->code;
    if (find_clash(program, sources, err) < 0) {
        *ret_reason = "files";
        return err->code;
    }
    if (source_text_mend(job->language, program->files, program->count, &mended, err) < 0)
        return err->code;
    if (mended >= 0)
        program->fds[program->fd_count++] = mended;
    program->own_file = program->names.file;
    if (entry)
        program->names.file = entry;
    list_sources(job, program);
    job->program = program;
    return 0;
}
