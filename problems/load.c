#include "problems/load.h"

#include "base/fd.h"
#include "base/memory.h"
#include "problems/limits.h"
#include "problems/native/native.h"
#include "problems/package.h"
#include "problems/yaml/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_SIZE_MAX = 64 << 20 };

/* "problems/leap" of "problems/leap/". */
static size_t folder_size(const char *folder)
{
    size_t size = strlen(folder);

    while (size > 1 && folder[size - 1] == '/')
        size--;
    return size;
}

/* How messages name problem.yaml. */
static char *file_name(struct arena *arena, const char *folder)
{
    size_t size = folder_size(folder);

    if (size == 0 || strcmp(folder, ".") == 0)
        return arena_strdup(arena, "problem.yaml");
    return arena_format(arena, "%.*s%sproblem.yaml", (int)size, folder,
                        folder[size - 1] == '/' ? "" : "/");
}

/* The base name of the folder, also where `folder` is "." or ends in "..". */
static const char *default_name(struct arena *arena, int dir_fd, const char *folder)
{
    char link[64], target[PATH_MAX];
    struct buffer shown = BUFFER_INIT;
    size_t size = folder_size(folder);
    const char *slash, *name;
    ssize_t got;

    name = arena_memdup(arena, folder, size);
    slash = strrchr(name, '/');
    name = slash && slash[1] ? slash + 1 : name;
    if (name[0] == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
        snprintf(link, sizeof(link), "/proc/self/fd/%d", dir_fd);
        got = readlink(link, target, sizeof(target) - 1);
        target[got > 0 ? got : 0] = '\0';
        slash = strrchr(target, '/');
        name = slash && slash[1] ? slash + 1 : "problem";
    }
    buffer_append_escaped(&shown, name, strlen(name), 200);
    name = arena_strdup(arena, shown.data);
    buffer_release(&shown);
    return name;
}

/* problem.yaml without the key `assay`: another format, or a slip of the pen. */
static int check_format(const struct source *source, const struct yaml_node *root,
                        struct report *report)
{
    static const char *const names[] = {"assay", NULL};
    struct schema schema = {.source = source, .report = report};

    if (schema_mapping(&schema, root, "a problem: a mapping with the key \"assay\"") < 0)
        return -EINVAL;
    if (schema_find(root, "assay"))
        return 0;
    for (const struct yaml_node *key = root->first; key; key = key->next->next)
        if (key->kind == YAML_KIND_SCALAR && schema_nearest(key->text, names)) {
            report_error_at(report, source, key->index,
                            "unknown key \"%s\" in a problem; did you mean \"assay\"?", key->text);
            return -EINVAL;
        }
    report_error_at(report, source, root->index,
                    "found no key \"assay\", so this is an ICPC or Kattis package, which this "
                    "version of assay cannot read yet; a problem in assay's own format starts "
                    "with \"assay: 1\"");
    return -EINVAL;
}

int problem_load_text(int dir_fd, const char *folder, const char *text, size_t size,
                      struct problem **ret_problem, struct report *report)
{
    struct problem *problem = memory_alloc(sizeof(*problem));
    size_t errors = report->errors;
    struct yaml_tree tree = {0};
    struct source source;
    int failed;

    problem->folder = arena_strdup(&problem->arena, folder);
    problem->name = default_name(&problem->arena, dir_fd, folder);
    source_init(&source, file_name(&problem->arena, folder), text, size);
    failed = yaml_tree_parse(&source, &YAML_BOUNDS, &problem->arena, &tree, report);
    if (failed == 0)
        failed = check_format(&source, tree.root, report);
    if (failed == 0)
        failed = native_read(dir_fd, &source, tree.root, problem, report);
    if (failed == 0 && report->errors > errors)
        failed = -EINVAL;
    if (failed < 0 && report->host_failed < 0)
        failed = report->host_failed;
    source_release(&source);
    if (failed < 0) {
        problem_free(problem);
        return failed;
    }
    *ret_problem = problem;
    return 0;
}

static int exists(int dir_fd, const char *path)
{
    int fd = fd_open_beneath(dir_fd, path, O_PATH);
    int found = fd >= 0;

    fd_close(&fd);
    return found;
}

static int fail_missing(int dir_fd, const char *file, struct report *report)
{
    if (exists(dir_fd, "init.yml")) {
        report_error_file(report, file,
                          "found init.yml and no problem.yaml, so this is a DMOJ package, which "
                          "this version of assay cannot read yet");
        return -EINVAL;
    }
    if (exists(dir_fd, "problem.yml")) {
        report_error_file(report, file, "found problem.yml, expected problem.yaml; rename it");
        return -EINVAL;
    }
    report_error_file(report, file,
                      "the file does not exist, expected a folder with a problem.yaml in it");
    return -ENOENT;
}

/* The content of problem.yaml. */
static int read_file(int dir_fd, const char *file, struct buffer *text, struct report *report)
{
    struct error err;
    int failed = 0;
    int fd = package_open(dir_fd, "problem.yaml", FILE_SIZE_MAX, NULL, &err);

    if (fd == -ENOENT)
        return fail_missing(dir_fd, file, report);
    if (fd >= 0)
        failed = fd_read_all(fd, FILE_SIZE_MAX, text, "problem.yaml", &err);
    if (fd < 0 || failed < 0) {
        report_failure_file(report, file, &err);
        failed = fd < 0 ? fd : failed;
    }
    fd_close(&fd);
    return failed;
}

int problem_load_unversioned(int dir_fd, const char *folder, struct problem **ret_problem,
                             struct report *report)
{
    struct buffer text = BUFFER_INIT;
    struct arena names = ARENA_INIT;
    int failed = read_file(dir_fd, file_name(&names, folder), &text, report);

    if (failed == 0)
        failed = problem_load_text(dir_fd, folder, text.data, text.size, ret_problem, report);
    buffer_release(&text);
    arena_release(&names);
    return failed;
}

int problem_load(int dir_fd, const char *folder, struct problem **ret_problem,
                 struct report *report)
{
    struct problem *problem = NULL;
    struct error err;
    int failed = problem_load_unversioned(dir_fd, folder, &problem, report);

    if (failed == 0) {
        failed = package_version(dir_fd, problem_maxima.values[PROBLEM_MAXIMUM_PACKAGE],
                                 problem->version, &err);
        if (failed < 0) {
            char most[32];

            problem_maximum_show(PROBLEM_MAXIMUM_PACKAGE,
                                 problem_maxima.values[PROBLEM_MAXIMUM_PACKAGE], most,
                                 sizeof(most));
            if (failed == -EFBIG)
                error_set(&err, failed,
                          "the files of the package have more than %s together, the operator's "
                          "maximum (`maxima`)",
                          most);
            else
                error_prefix(&err, "cannot hash the package");
            report_failure_file(report, file_name(&problem->arena, folder), &err);
        }
    }
    if (failed < 0) {
        problem_free(problem);
        return failed;
    }
    *ret_problem = problem;
    return 0;
}

void problem_free(struct problem *problem)
{
    if (!problem)
        return;
    arena_release(&problem->arena);
    free(problem);
}
