#include "judge/grader/laid.h"

#include "base/fd.h"
#include "judge/grader/cell.h"
#include "judge/languages/embedded.h"
#include "problems/calls/calls.h"
#include "problems/package.h"
#include "runner/build/lay.h"

#include <errno.h>
#include <string.h>
#include <sys/sendfile.h>
#include <unistd.h>

#define HELPER ".assay-lay"

static int needs_helper(const struct problem *problem, const struct problem_case *kase)
{
    return kase->laid_count > 0 || kase->input_names || problem->input_name || problem->output_name;
}

int laid_needs_exec(const struct problem *problem)
{
    for (size_t i = 0; i < problem->case_count; i++)
        if (needs_helper(problem, &problem->cases[i]) ||
            (problem->cases[i].args && problem->cases[i].args[0]))
            return 1;
    return 0;
}

int laid_suits(const struct problem *problem, const struct language *language)
{
    int has_links = problem->input_name || problem->output_name;

    for (size_t i = 0; i < problem->case_count && !has_links; i++)
        has_links = problem->cases[i].input_names != NULL;
    return !has_links || strncmp(language->name, "php", 3) != 0;
}

/* All files of a case in one descriptor, of which a cell takes few. */
static int gather(struct job *job, const struct problem_case *kase, struct cell_file *files,
                  int memfd, struct error *err)
{
    int64_t offset = 0;
    int failed = 0;

    for (size_t i = 0; failed == 0 && i < kase->laid_count; i++) {
        const struct problem_laid *laid = &kase->laid[i];
        int fd = problem_data_open(job->dir, &laid->data, err);
        ssize_t sent = 1;

        if (fd < 0)
            return error_prefix(err, "file %s", laid->name);
        files[i] = (struct cell_file){.path = arena_format(&job->arena, LAY_FROM "/%s", laid->name),
                                      .fd = memfd,
                                      .offset = offset,
                                      .size = (int64_t)laid->data.size};
        for (size_t left = laid->data.size; failed == 0 && left > 0; left -= (size_t)sent) {
            sent = sendfile(memfd, fd, NULL, left);
            if (sent <= 0)
                failed = error_set_errno(err, sent < 0 ? errno : EIO, "cannot copy %s", laid->name);
        }
        offset += (int64_t)laid->data.size;
        fd_close(&fd);
    }
    return failed;
}

/* The program's files with those of the case behind them, and the helper. */
static int lay(struct job *job, const struct problem_case *kase, struct error *err)
{
    struct program *program = job->program;
    size_t own = job->laid_after ? job->laid_after : program->count;
    struct cell_file *files =
        arena_alloc(&job->arena, (own + kase->laid_count + 1) * sizeof(*files));
    int failed;

    if (own + kase->laid_count + 1 >= RUNNER_FILES_MAX)
        return error_set(err, -EINVAL, "the case has more files than a cell takes");
    if (!job->laid_after) {
        job->laid_helper = fd_memfd_with("lay", embedded_lay, embedded_lay_size);
        if (job->laid_helper < 0)
            return error_set_errno(err, -job->laid_helper, "cannot make a file for a run");
        program->fds[program->fd_count++] = job->laid_helper;
        job->laid_after = own;
    } else {
        fd_close(&program->fds[--program->fd_count]); /* the last case's */
    }
    program->fds[program->fd_count] = fd_memfd("laid");
    if (program->fds[program->fd_count++] < 0)
        return error_set(err, -EIO, "cannot make a file for a case's files");
    memcpy(files, program->files, own * sizeof(*files));
    failed = gather(job, kase, files + own, program->fds[program->fd_count - 1], err);
    files[own + kase->laid_count] =
        (struct cell_file){.path = HELPER, .fd = job->laid_helper, .size = -1};
    program->files = files;
    program->count = own + kase->laid_count + 1;
    return failed;
}

/* The same files, so that one cell serves both cases. */
static int is_alike(const struct problem_case *left, const struct problem_case *right)
{
    return left->laid_count == right->laid_count &&
           (left->laid == right->laid || left->laid_count == 0);
}

int laid_prepare(struct job *job, size_t index, struct error *err)
{
    const struct problem *problem = job->problem;
    const struct problem_case *kase = &problem->cases[index];

    if (job->laid_after ? is_alike(kase, &problem->cases[job->laid_case])
                        : !needs_helper(problem, kase))
        return 0;
    if (lay(job, kase, err) < 0)
        return err->code;
    job->laid_case = index;
    program_close_cell(job);
    return program_open_profile(job, job->cell_profile, job->cell_memory_kib, err);
}

static size_t count_of(const char *const *list)
{
    size_t count = 0;

    while (list && list[count])
        count++;
    return count;
}

const char *const *laid_argv(struct job *job, size_t index)
{
    const struct problem *problem = job->problem;
    const struct problem_case *kase = &problem->cases[index];
    const char *const *own = program_argv(job), *const *arg = kase->args;
    const char **argv;
    size_t count = 0;

    if (!arg && !kase->call && !needs_helper(problem, kase))
        return own;
    argv = arena_alloc(&job->arena, (count_of(own) + count_of(arg) +
                                     2 * count_of(kase->input_names) + 7 + CALLS_ARGUMENTS_MAX) *
                                        sizeof(*argv));
    if (needs_helper(problem, kase))
        argv[count++] = "/prog/" HELPER;
    if (needs_helper(problem, kase) && !problem->may_write)
        argv[count++] = "-r";
    if (problem->input_name) {
        argv[count++] = "-i";
        argv[count++] = problem->input_name;
    }
    for (const char *const *name = kase->input_names; name && *name; name++) {
        argv[count++] = "-i";
        argv[count++] = *name;
    }
    if (problem->output_name) {
        argv[count++] = "-o";
        argv[count++] = problem->output_name;
    }
    while (*own)
        argv[count++] = *own++;
    if (kase->call)
        count += calls_arguments(problem, index, language_name_in(job->language, problem),
                                 arena_format(&job->arena, "/prog/%s", job->program->own_file),
                                 &job->arena, argv + count);
    while (arg && *arg)
        argv[count++] = *arg++;
    return argv;
}
