#include "judge/grader/outputs.h"

#include "base/fd.h"
#include "base/memory.h"
#include "judge/grader/build.h"
#include "judge/submissions/products.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a file may be called for a case, without what stands around it ("NAME.out"). */
struct key {
    const char *name; /* NAME, what follows its last slash, or GROUP/NAME */
    size_t index;     /* the case */
    int is_whole;     /* it is GROUP/NAME: no other case has it */
};

struct outputs {
    const struct cell_file **of_case; /* NULL: there is none */
    int *is_whole;                    /* it was found by GROUP/NAME */
    struct cell_file only;            /* of a submission that is one file */
    int unpacked;                     /* the stream of an archive, or -1 */
};

static int compare_keys(const void *left, const void *right)
{
    return strcmp(((const struct key *)left)->name, ((const struct key *)right)->name);
}

/* Sorted by name; the caller's to free. */
static struct key *list_keys(struct job *job, size_t *ret_count)
{
    const struct problem *problem = job->problem;
    struct key *keys = memory_alloc(3 * problem->case_count * sizeof(*keys) + 1);
    size_t count = 0;

    for (size_t i = 0; i < problem->case_count; i++) {
        const struct problem_case *kase = &problem->cases[i];
        const char *group = problem->groups[kase->group].name;
        const char *slash = strrchr(kase->name, '/'); /* of a folder that is no group */

        keys[count++] = (struct key){kase->name, i, 0};
        if (slash)
            keys[count++] = (struct key){slash + 1, i, 0};
        if (group[0])
            keys[count++] =
                (struct key){arena_format(&job->arena, "%s/%s", group, kase->name), i, 1};
    }
    if (count > 0)
        qsort(keys, count, sizeof(*keys), compare_keys);
    *ret_count = count;
    return keys;
}

/* Gives the file to the case that is called so, if there is one. */
static void offer(struct outputs *outputs, const struct key *keys, size_t count, const char *name,
                  const struct cell_file *file)
{
    const struct key wanted = {.name = name};
    const struct key *found = bsearch(&wanted, keys, count, sizeof(*keys), compare_keys);
    const struct key *own = NULL;
    size_t plain = 0;

    if (!found)
        return;
    while (found > keys && strcmp(found[-1].name, name) == 0)
        found--;
    for (; found < keys + count && strcmp(found->name, name) == 0; found++) {
        own = !own || found->is_whole ? found : own;
        plain += !found->is_whole;
    }
    if ((!own->is_whole && plain > 1) || (outputs->of_case[own->index] && !own->is_whole))
        return;
    if (outputs->of_case[own->index] && outputs->is_whole[own->index])
        return; /* the first of two */
    outputs->of_case[own->index] = file;
    outputs->is_whole[own->index] = own->is_whole;
}

/* "a/b/1" of "a/b/1.out" and "a/b/output_1.txt"; NULL: the file is no output. */
static const char *stem_of(struct arena *arena, const char *path)
{
    static const char prefix[] = "output_";
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    size_t folder = (size_t)(name - path);

    if (!dot)
        return NULL;
    if (strcmp(dot, ".out") == 0)
        return arena_memdup(arena, path, (size_t)(dot - path));
    if (strcmp(dot, ".txt") != 0 || strncmp(name, prefix, strlen(prefix)) != 0)
        return NULL;
    name += strlen(prefix);
    return arena_format(arena, "%.*s%.*s", (int)folder, path, (int)(dot - name), name);
}

/* Its whole path first, then less and less of it. */
static void place(struct job *job, const struct key *keys, size_t count,
                  const struct cell_file *file)
{
    const char *name = stem_of(&job->arena, file->path);

    while (name) {
        offer(job->outputs, keys, count, name, file);
        name = strchr(name, '/');
        name = name ? name + 1 : NULL;
    }
}

/* What the file of a case should be called. */
static const char *name_for(struct job *job, size_t index)
{
    const struct problem *problem = job->problem;
    const struct problem_case *kase = &problem->cases[index];
    const char *group = problem->groups[kase->group].name;

    if (problem->format == PROBLEM_CMS)
        return arena_format(&job->arena, "output_%s.txt", kase->name);
    return arena_format(&job->arena, "%s%s%s.out", group, group[0] ? "/" : "", kase->name);
}

static int find_all(struct job *job, const struct cell_file *files, size_t count, struct error *err)
{
    const struct problem *problem = job->problem;
    struct outputs *outputs = job->outputs;
    size_t key_count, found = 0;
    struct key *keys;

    if (problem->case_count == 1 && count == 1) {
        outputs->of_case[0] = files;
        return 0;
    }
    keys = list_keys(job, &key_count);
    for (size_t i = 0; i < count; i++)
        place(job, keys, key_count, &files[i]);
    free(keys);
    for (size_t i = 0; i < problem->case_count; i++)
        found += outputs->of_case[i] != NULL;
    if (found > 0)
        return 0;
    return error_set(err, -EINVAL,
                     "no file of the submission has the name of a case's output, expected names "
                     "such as %s",
                     name_for(job, problem->case_count - 1));
}

/* The files of a stream, or the one that the submission is. */
static int list_files(struct job *job, struct cell_file **ret_files, size_t *ret_count,
                      struct error *err)
{
    struct outputs *outputs = job->outputs;
    const char *slash = strrchr(job->file_name, '/');
    int source = job->source;
    struct stat info;

    if (products_is_archive(source)) {
        source = outputs->unpacked = program_unpack(job, source, err);
        if (source < 0)
            return source;
    }
    if (products_are_in(source))
        return products_read(source, &job->arena, ret_files, ret_count, err);
    if (fstat(source, &info) < 0)
        return error_set_errno(err, errno, "cannot look at the submission");
    outputs->only = (struct cell_file){
        .path = slash ? slash + 1 : job->file_name, .fd = source, .size = info.st_size};
    *ret_files = &outputs->only;
    *ret_count = 1;
    return 0;
}

int outputs_open(struct job *job, const char **ret_reason, struct error *err)
{
    size_t cases = job->problem->case_count, count;
    struct cell_file *files;
    int failed;

    job->outputs = arena_alloc(&job->arena, sizeof(*job->outputs));
    *job->outputs = (struct outputs){
        .of_case = arena_alloc(&job->arena, cases * sizeof(const struct cell_file *)),
        .is_whole = arena_alloc(&job->arena, cases * sizeof(int)),
        .unpacked = -1};
    failed = list_files(job, &files, &count, err);
    if (failed == 0)
        failed = find_all(job, files, count, err);
    *ret_reason = failed == -EINVAL ? "files" : NULL;
    return failed;
}

void outputs_close(struct job *job)
{
    if (job->outputs)
        fd_close(&job->outputs->unpacked);
}

int64_t outputs_size(const struct job *job, size_t index)
{
    const struct cell_file *file = job->outputs->of_case[index];

    return file ? file->size : -1;
}

int outputs_read(struct job *job, size_t index, run_output_fn *fn, void *arg, struct error *err)
{
    const struct cell_file *file = job->outputs->of_case[index];
    char block[64 * 1024];
    int64_t at = 0;

    while (at < file->size) {
        int64_t left = file->size - at;
        ssize_t got =
            pread(file->fd, block, left < (int64_t)sizeof(block) ? (size_t)left : sizeof(block),
                  file->offset + at);

        if (got <= 0)
            return error_set_errno(err, got < 0 ? errno : EIO, "cannot read an output");
        fn(block, (size_t)got, arg);
        at += got;
    }
    return 0;
}

const char *outputs_missing(struct job *job, size_t index)
{
    return arena_format(&job->arena, "no answer: the submission has no file %s",
                        name_for(job, index));
}
