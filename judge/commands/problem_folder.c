#include "judge/commands/problem_folder.h"

#include "base/fd.h"
#include "base/log.h"
#include "judge/commands/command.h"
#include "judge/commands/tree_options.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The folder or zip at `path`: a descriptor. */
static int open_any(const char *path, struct error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    char magic[4];
    struct stat info;

    if (fd < 0 || fstat(fd, &info) < 0) {
        error_set_errno(err, errno, "cannot open the problem %s", path);
        fd_close(&fd);
        return err->code;
    }
    if (S_ISDIR(info.st_mode) ||
        (S_ISREG(info.st_mode) && pread(fd, magic, 4, 0) == 4 && memcmp(magic, "PK\3\4", 4) == 0))
        return fd;
    fd_close(&fd);
    return error_set(err, -ENOTDIR,
                     "%s is neither a folder nor a zip; a problem is a folder with problem.yaml, "
                     "or a package of another system (docs/packages.md)",
                     path);
}

/* Jobs, rows and results name a problem by its path, as text. */
static int refuse_bytes(const char *folder, struct error *err)
{
    json_t *text = json_string(folder);

    if (!text)
        return error_set(err, -EINVAL, "the path of the problem is not UTF-8: %s", folder);
    json_decref(text);
    return 0;
}

int problem_folder_find(const char *path, struct problem_folder *ret_folder, struct error *err)
{
    struct problem_folder package = {.dir = -1};
    int found;

    package.folder = realpath(path, NULL);
    if (!package.folder)
        return error_set_errno(err, errno, "cannot open the problem %s", path);
    if (refuse_bytes(package.folder, err) == 0)
        package.dir = open_any(package.folder, err);
    found = package.dir < 0 ? err->code
                            : unpacked_folder_open(package.folder, package.dir,
                                                   tree_options_given(), &package.unpacked, err);
    package.opened = package.folder;
    if (found > 0) {
        fd_close(&package.dir);
        package.opened = package.unpacked.path;
        package.dir = open(package.opened, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (package.dir < 0)
            found =
                error_set_errno(err, errno, "cannot open the unpacked problem %s", package.opened);
    }
    if (found < 0) {
        problem_folder_close(&package);
        return err->code;
    }
    *ret_folder = package;
    return 0;
}

int problem_folder_open(const char *path, struct problem_folder *ret_folder, struct error *err)
{
    struct problem_folder package;
    struct report report = REPORT_INIT;
    int failed;

    if (problem_folder_find(path, &package, err) < 0) {
        log_error("%s", err->text);
        return err->code;
    }
    failed = problem_load(package.dir, package.folder, &package.problem, &report);
    report_print(&report, stderr);
    if (failed < 0) {
        if (error_is_host(failed))
            error_set_errno(err, -failed, "cannot read the problem %s", path);
        else
            error_set(err, -EINVAL, "the problem %s has %zu error%s", path, report.errors,
                      report.errors == 1 ? "" : "s");
        log_error("%s", err->text);
        problem_folder_close(&package);
    } else {
        *ret_folder = package;
    }
    report_release(&report);
    return failed < 0 ? err->code : 0;
}

int problem_folder_exit(const struct error *err)
{
    return error_is_host(err->code) ? EXIT_INTERNAL : EXIT_USAGE;
}

void problem_folder_close(struct problem_folder *package)
{
    problem_free(package->problem);
    package->problem = NULL;
    free(package->folder);
    package->folder = NULL;
    fd_close(&package->dir);
    unpacked_folder_close(&package->unpacked);
}
