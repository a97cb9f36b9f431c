#include "problems/load.h"

#include "base/fd.h"
#include "base/memory.h"
#include "problems/cms/cms.h"
#include "problems/dmoj/dmoj.h"
#include "problems/icpc/icpc.h"
#include "problems/limits.h"
#include "problems/native/native.h"
#include "problems/package.h"
#include "problems/polygon/polygon.h"
#include "problems/same.h"
#include "problems/yaml/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_SIZE_MAX = 64 << 20 };
#define SIDECAR "assay.yaml"

/* "problems/leap" of "problems/leap/". */
static size_t folder_size(const char *folder)
{
    size_t size = strlen(folder);

    while (size > 1 && folder[size - 1] == '/')
        size--;
    return size;
}

/* How messages name a file of the package. */
static char *file_name(struct arena *arena, const char *folder, const char *file)
{
    size_t size = folder_size(folder);

    if (size == 0 || strcmp(folder, ".") == 0)
        return arena_strdup(arena, file);
    return arena_format(arena, "%.*s%s%s", (int)size, folder, folder[size - 1] == '/' ? "" : "/",
                        file);
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

static int exists(int dir_fd, const char *path)
{
    int fd = fd_open_beneath(dir_fd, path, O_PATH);
    int found = fd >= 0;

    fd_close(&fd);
    return found;
}

/* Whether problem.yaml is one of assay's own: 1; 0: of an ICPC or Kattis package; -EINVAL: a slip
 * of the pen, reported. */
static int is_native(const struct source *source, const struct yaml_node *root,
                     struct report *report)
{
    static const char *const names[] = {"assay", NULL};
    struct schema schema = {.source = source, .report = report};

    if (schema_mapping(&schema, root, "a problem: a mapping with the key \"assay\"") < 0)
        return -EINVAL;
    if (schema_find(root, "assay"))
        return 1;
    for (const struct yaml_node *key = root->first; key; key = key->next->next)
        if (key->kind == YAML_KIND_SCALAR && schema_nearest(key->text, names)) {
            report_error_at(report, source, key->index,
                            "unknown key \"%s\" in a problem; did you mean \"assay\"?", key->text);
            return -EINVAL;
        }
    return 0;
}

/* Whether anything but the name of problem.yaml says that this is an ICPC or Kattis package. */
static int looks_like_icpc(int dir_fd, const struct yaml_node *root)
{
    static const char *const folders[] = {"data",
                                          "submissions",
                                          "problem_statement",
                                          "statement",
                                          "input_validators",
                                          "output_validators",
                                          "output_validator"};

    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
        if (exists(dir_fd, folders[i]))
            return 1;
    return root && schema_find(root, "problem_format_version") != NULL;
}

/* A package of another system, or a folder with a problem.yaml that is not finished. */
static int read_icpc(int dir_fd, const struct source *source, const struct yaml_node *root,
                     struct problem *problem, struct report *report)
{
    if (!looks_like_icpc(dir_fd, root)) {
        report_error_at(
            report, source, root ? root->index : 0,
            "found no key \"assay\" and no folder \"data\", so this is neither a "
            "problem in assay's own format, which starts with \"assay: 1\", nor an ICPC "
            "or Kattis package");
        return -EINVAL;
    }
    return icpc_read(dir_fd, source, root, problem, report);
}

/* Comments and white space alone are a package too, of which nothing is said. */
static int says_nothing(const struct source *source)
{
    const char *at = source->text, *end = source->text + source->size;

    while (at < end) {
        if (*at == '#')
            while (at < end && *at != '\n')
                at++;
        else if (*at != ' ' && *at != '\t' && *at != '\r' && *at != '\n')
            return 0;
        else
            at++;
    }
    return 1;
}

/* problem.yaml: assay's own format, or a package of ICPC's. */
static int read_problem_yaml(int dir_fd, const struct source *source, struct problem *problem,
                             struct report *report)
{
    struct yaml_tree tree = {0};
    int failed, native;

    if (says_nothing(source) && exists(dir_fd, "data"))
        return read_icpc(dir_fd, source, NULL, problem, report);
    failed = yaml_tree_parse(source, &YAML_BOUNDS, &problem->arena, &tree, report);
    native = failed < 0 ? failed : is_native(source, tree.root, report);
    if (native < 0)
        return native;
    return native ? native_read(dir_fd, source, tree.root, problem, report)
                  : read_icpc(dir_fd, source, tree.root, problem, report);
}

/* The formats: a package is of the first whose file is in its folder. The reader fills `problem`
 * (its arena, `folder`, `name` and `file` are set) from the text of that file and from what else is
 * in `dir_fd`; it returns 0, or a negative errno when it added errors to `report`. */
struct format {
    const char *file;
    int (*read)(int dir_fd, const struct source *source, struct problem *problem,
                struct report *report);
};
static const struct format FORMATS[] = {
    {"problem.yaml", read_problem_yaml},
    {"init.yml", dmoj_read},
    {"problem.xml", polygon_read},
    {"task.yaml", cms_read},
};
enum { FORMAT_COUNT = sizeof(FORMATS) / sizeof(FORMATS[0]) };

/* What a package of a foreign format cannot say stands in assay.yaml beside its file. */
static int read_sidecar(int dir_fd, struct problem *problem, struct report *report)
{
    struct buffer text = BUFFER_INIT;
    struct yaml_tree tree = {0};
    struct source source;
    struct error err;
    int fd = strcmp(problem->file, "problem.yaml") == 0
                 ? -ENOENT
                 : package_open(dir_fd, SIDECAR, FILE_SIZE_MAX, NULL, &err);
    int failed = fd < 0 ? fd : fd_read_all(fd, FILE_SIZE_MAX, &text, SIDECAR, &err);
    const char *name = file_name(&problem->arena, problem->folder, SIDECAR);

    fd_close(&fd);
    if (failed < 0 && failed != -ENOENT) {
        report_failure_file(report, name, &err);
    } else if (failed == 0) {
        source_init(&source, name, text.data, text.size);
        failed = yaml_tree_parse(&source, &YAML_BOUNDS, &problem->arena, &tree, report);
        if (failed == 0)
            failed = native_read_sidecar(dir_fd, &source, tree.root, problem, report);
        source_release(&source);
    }
    buffer_release(&text);
    return failed == -ENOENT ? 0 : failed;
}

/* Nothing is run, so there is no time to measure, and there is one language. */
static void settle_outputs(struct problem *problem)
{
    static const char *const languages[] = {PROBLEM_OUTPUTS, NULL};

    problem->languages = languages;
    problem->calibration.factor = 0;
}

int problem_load_text(int dir_fd, const char *folder, const char *file, const char *text,
                      size_t size, struct problem **ret_problem, struct report *report)
{
    struct problem *problem = memory_alloc(sizeof(*problem));
    size_t errors = report->errors, which = 0;
    struct source source;
    int failed;

    while (strcmp(FORMATS[which].file, file) != 0)
        which++;
    problem->passes = problem->may_write = 1;
    problem->interaction.processes = 1;
    problem->code_kib = problem->compile_us = problem->compile_memory_kib = -1;
    problem->folder = arena_strdup(&problem->arena, folder);
    problem->name = default_name(&problem->arena, dir_fd, folder);
    problem->file = FORMATS[which].file;
    problem->limits = (struct problem_limits){-1, -1, -1, -1, -1, -1};
    problem->feedback = FEEDBACK_VERDICT;
    source_init(&source, file_name(&problem->arena, folder, file), text, size);
    failed = read_sidecar(dir_fd, problem, report);
    problem_limits_give(&problem->limits); /* in time for what a foreign format makes of them */
    if (failed == 0)
        failed = FORMATS[which].read(dir_fd, &source, problem, report);
    if (failed == 0 && which == 0) /* problem.yaml states its own */
        problem_limits_give(&problem->limits);
    if (failed == 0 && report->errors > errors)
        failed = -EINVAL;
    if (failed == 0 && problem->is_output_only)
        settle_outputs(problem);
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

/* DOMjudge takes packages without problem.yaml. */
static int is_bare_package(int dir_fd)
{
    return (exists(dir_fd, "domjudge-problem.ini") || exists(dir_fd, ".timelimit") ||
            exists(dir_fd, "submissions/accepted")) &&
           (exists(dir_fd, "data/secret") || exists(dir_fd, "data/sample"));
}

static int fail_missing(int dir_fd, const char *file, struct report *report)
{
    if (exists(dir_fd, "problem.yml")) {
        report_error_file(report, file, "found problem.yml, expected problem.yaml; rename it");
        return -EINVAL;
    }
    report_error_file(report, file,
                      "the file does not exist, expected a folder with a problem.yaml in it");
    return -ENOENT;
}

/* The content of the file that says what the package is, and which of FORMATS it is of. */
static int read_file(int dir_fd, const char *folder, struct buffer *text, const char **ret_file,
                     struct report *report)
{
    struct arena names = ARENA_INIT;
    struct error err;
    size_t which = 0;
    int fd = -ENOENT, failed;

    for (; which < FORMAT_COUNT && fd == -ENOENT; which++)
        fd = package_open(dir_fd, FORMATS[which].file, FILE_SIZE_MAX, NULL, &err);
    *ret_file = FORMATS[which - 1].file;
    failed = fd < 0 ? fd : fd_read_all(fd, FILE_SIZE_MAX, text, *ret_file, &err);
    if (fd == -ENOENT && is_bare_package(dir_fd)) {
        *ret_file = "problem.yaml"; /* an empty one */
        failed = 0;
    } else if (fd == -ENOENT) {
        failed = fail_missing(dir_fd, file_name(&names, folder, "problem.yaml"), report);
    } else if (failed < 0) {
        report_failure_file(report, file_name(&names, folder, *ret_file), &err);
    }
    fd_close(&fd);
    arena_release(&names);
    return failed;
}

const char *problem_archive(int dir_fd, struct arena *arena)
{
    struct report unheard = REPORT_INIT;
    struct buffer text = BUFFER_INIT;
    const char *file, *archive = NULL;
    struct source source;

    if (read_file(dir_fd, "", &text, &file, &unheard) == 0 && strcmp(file, "init.yml") == 0) {
        source_init(&source, file, text.data, text.size);
        archive = dmoj_archive(&source, arena);
        source_release(&source);
    }
    buffer_release(&text);
    report_release(&unheard);
    return archive;
}

int problem_load_unversioned(int dir_fd, const char *folder, struct problem **ret_problem,
                             struct report *report)
{
    struct buffer text = BUFFER_INIT;
    const char *file;
    int failed = read_file(dir_fd, folder, &text, &file, report);

    if (failed == 0)
        failed = problem_load_text(dir_fd, folder, file, text.data, text.size, ret_problem, report);
    buffer_release(&text);
    return failed;
}

int problem_load(int dir_fd, const char *folder, struct problem **ret_problem,
                 struct report *report)
{
    struct problem *problem = NULL;
    struct error err;
    int failed = problem_load_unversioned(dir_fd, folder, &problem, report);

    /* each case of outputs has one of its own */
    if (failed == 0 && problem->format != PROBLEM_NATIVE && !problem->is_output_only) {
        failed = problem_share_runs(dir_fd, problem, &err);
        if (failed < 0)
            report_failure_file(report, file_name(&problem->arena, folder, problem->file), &err);
    }
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
            report_failure_file(report, file_name(&problem->arena, folder, problem->file), &err);
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
