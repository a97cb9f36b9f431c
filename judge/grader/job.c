#include "judge/grader/job.h"

#include "base/fd.h"
#include "judge/languages/language.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

const char *job_file_name(const json_t *request)
{
    const char *name = json_string_value(json_object_get(request, "file_name"));

    return name ? name : "";
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

int64_t program_size(const struct program *program)
{
    int64_t bytes = 0;

    for (size_t i = 0; i < program->count; i++) {
        const struct cell_file *file = &program->files[i];
        struct stat info;

        if (file->size >= 0)
            bytes += file->size;
        else if (fstat(file->fd, &info) == 0)
            bytes += info.st_size - file->offset;
    }
    return bytes;
}

void program_close(struct program *program)
{
    fd_close(&program->code);
    while (program->fd_count > 0)
        fd_close(&program->fds[--program->fd_count]);
}

int job_wants_watched(const struct job *job, const json_t *request)
{
    /* a run beside another program is one by exec */
    if (job->problem && job->problem->interaction.kind != INTERACTION_NONE)
        return 0;
    return job->language->watch > 0 && job->limits.processes == 1 &&
           !json_is_true(json_object_get(request, "exec"));
}
