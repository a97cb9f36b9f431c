#include "judge/commands/inline_problem.h"

#include "base/buffer.h"
#include "base/fd.h"
#include "base/log.h"
#include "judge/queue/snapshot.h"
#include "problems/limits.h"
#include "problems/package.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEXT_SIZE_MAX = 64 << 20 }; /* as much as a problem.yaml may have */
static const char text_file[] = "problem.yaml", input_file[] = "stdin", folder_name[] = "inline";

/* ---- the temporary folder ---- */

/* A folder called `folder_name`, which is the name of a problem that states none, in one of ours.
 */
static int make_folder(struct inline_problem *inlined, struct error *err)
{
    const char *base = getenv("TMPDIR");
    char path[sizeof(inlined->path) + sizeof(folder_name)];
    int *dir = &inlined->package.dir;

    snprintf(inlined->path, sizeof(inlined->path), "%s/assay-inline-XXXXXX",
             base && *base == '/' && strlen(base) < 90 ? base : "/tmp");
    if (!mkdtemp(inlined->path)) {
        error_set_errno(err, errno, "cannot make the folder %s", inlined->path);
        inlined->path[0] = '\0';
        return err->code;
    }
    snprintf(path, sizeof(path), "%s/%s", inlined->path, folder_name);
    if (mkdir(path, 0700) < 0 || (*dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
        return error_set_errno(err, errno, "cannot make the folder %s", path);
    return 0;
}

static int write_file(int dir, const char *name, const struct buffer *text, struct error *err)
{
    int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    int failed = fd < 0 ? -errno : fd_write_full(fd, text->data, text->size);

    fd_close(&fd);
    return failed < 0
               ? error_set_errno(err, -failed, "cannot write \"%s\" into a temporary folder", name)
               : 0;
}

static void remove_folder(const struct inline_problem *inlined)
{
    static const char *const names[] = {text_file, input_file};
    char path[sizeof(inlined->path) + sizeof(folder_name)];

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && inlined->package.dir >= 0; i++)
        unlinkat(inlined->package.dir, names[i], 0);
    snprintf(path, sizeof(path), "%s/%s", inlined->path, folder_name);
    rmdir(path);
    rmdir(inlined->path);
}

void inline_problem_close(struct inline_problem *inlined)
{
    if (inlined->path[0])
        remove_folder(inlined);
    inlined->path[0] = '\0';
    problem_folder_close(&inlined->package);
}

/* ---- reading ---- */

static int read_all(const char *file, int64_t most, struct buffer *text, struct error *err)
{
    int is_stdin = strcmp(file, "-") == 0;
    int fd = is_stdin ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    int failed;

    if (fd < 0)
        return error_set_errno(err, errno, "cannot open %s", file);
    failed = fd_read_all(fd, (size_t)most, text, is_stdin ? "the standard input" : file, err);
    if (!is_stdin)
        fd_close(&fd);
    return failed;
}

/* Each error with the file that the user named in the place of ours. */
static void print_errors(const struct report *report, const char *called)
{
    for (const struct report_entry *entry = report->first; entry; entry = entry->next) {
        int is_ours = strncmp(entry->text, text_file, sizeof(text_file) - 1) == 0;

        fprintf(stderr, "%s%s\n", is_ours ? called : "",
                entry->text + (is_ours ? sizeof(text_file) - 1 : 0));
    }
}

static int load(struct inline_problem *inlined, const char *called, struct error *err)
{
    struct report report = REPORT_INIT;
    int failed = problem_load(inlined->package.dir, ".", &inlined->package.problem, &report);

    print_errors(&report, called);
    if (failed < 0 && error_is_host(failed))
        error_set_errno(err, -failed, "cannot read the problem %s", called);
    else if (failed < 0)
        error_set(err, -EINVAL, "the problem %s has %zu error%s", called, report.errors,
                  report.errors == 1 ? "" : "s");
    report_release(&report);
    if (failed < 0)
        return err->code;
    if (inlined->package.problem->format != PROBLEM_NATIVE)
        return error_set(err, -EINVAL,
                         "the problem %s is a package of another system, which is a folder; "
                         "expected a text with the key \"assay\"",
                         called);
    snprintf(inlined->called, sizeof(inlined->called), "version:%s",
             inlined->package.problem->version);
    inlined->package.opened = inlined->called;
    return 0;
}

/* Of a text, and an input that it names, or NULL. */
static int open_text(const struct buffer *text, const struct buffer *input, const char *called,
                     struct inline_problem *ret_inlined, struct error *err)
{
    struct inline_problem *inlined = ret_inlined;

    *inlined = (struct inline_problem){.package = {.dir = -1}};
    if (make_folder(inlined, err) == 0 &&
        write_file(inlined->package.dir, text_file, text, err) == 0 &&
        (!input || write_file(inlined->package.dir, input_file, input, err) == 0) &&
        load(inlined, called, err) == 0)
        return 0;
    log_error("%s", err->text);
    inline_problem_close(inlined);
    return err->code;
}

int inline_problem_open(const char *file, struct inline_problem *ret_inlined, struct error *err)
{
    const char *called = strcmp(file, "-") == 0 ? "stdin" : file;
    struct buffer text = BUFFER_INIT;
    int failed = read_all(file, TEXT_SIZE_MAX, &text, err);

    if (failed < 0)
        log_error("%s", err->text);
    else
        failed = open_text(&text, NULL, called, ret_inlined, err);
    buffer_release(&text);
    return failed;
}

int inline_problem_free(const char *input, const struct inline_limits *limits,
                        struct inline_problem *ret_inlined, struct error *err)
{
    struct buffer text = BUFFER_INIT, bytes = BUFFER_INIT;
    int failed = input ? read_all(input, PACKAGE_FILE_MAX, &bytes, err) : 0;

    buffer_append_text(&text, "assay: 1\nname: free run\nchecker: none\n"
                              "feedback: first_difference\n"
                              "cases: [{name: run, in_file: stdin}]\n");
    if (limits->time_us > 0 || limits->memory_kib > 0)
        buffer_append_text(&text, "limits:\n");
    if (limits->time_us > 0)
        buffer_format(&text, "  time: %lld.%06llds\n", (long long)limits->time_us / 1000000,
                      (long long)limits->time_us % 1000000);
    if (limits->memory_kib > 0)
        buffer_format(&text, "  memory: %lldKiB\n", (long long)limits->memory_kib);
    if (failed < 0)
        log_error("%s", err->text);
    else
        failed = open_text(&text, &bytes, "of the free run", ret_inlined, err);
    buffer_release(&text);
    buffer_release(&bytes);
    return failed;
}

/* ---- keeping ---- */

int inline_problem_keep(const struct inline_problem *inlined, struct store *store,
                        struct error *err)
{
    struct snapshot snapshot;
    int result;

    snapshot_init(&snapshot, store);
    result = snapshot_begin(&snapshot, inlined->package.dir, inlined->called,
                            inlined->package.problem->name, err);
    while (result >= 0 && (result = snapshot_step(&snapshot, INT64_MAX, err)) == 1)
        ;
    if (result == 0 && strcmp(snapshot.version, inlined->package.problem->version) != 0)
        result = error_set(err, -EAGAIN, "the files of the problem in %s changed meanwhile",
                           inlined->path);
    snapshot_release(&snapshot);
    return result < 0 ? error_prefix(err, "keeping the problem") : 0;
}
