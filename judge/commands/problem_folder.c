#include "judge/commands/problem_folder.h"

#include "base/fd.h"
#include "base/log.h"
#include "judge/commands/command.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

int problem_folder_open(const char *path, struct problem_folder *ret_folder, struct error *err)
{
    struct problem_folder package = {.dir = -1};
    struct report report = REPORT_INIT;
    int failed;

    package.folder = realpath(path, NULL);
    if (package.folder)
        package.dir = open(package.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (package.dir < 0) {
        int saved = errno;

        free(package.folder);
        if (saved == ENOTDIR)
            error_set(err, -ENOTDIR, "%s is not a folder; a problem is a folder with problem.yaml",
                      path);
        else
            error_set_errno(err, saved, "cannot open the problem %s", path);
        log_error("%s", err->text);
        return err->code;
    }
    failed = problem_load(package.dir, package.folder, &package.problem, &report);
    if (failed < 0) {
        report_print(&report, stderr);
        if (error_is_host(failed))
            error_set_errno(err, -failed, "cannot read the problem %s", path);
        else
            error_set(err, -EINVAL, "the problem %s has %zu error%s", path, report.errors,
                      report.errors == 1 ? "" : "s");
        log_error("%s", err->text);
        problem_folder_close(&package);
        report_release(&report);
        return err->code;
    }
    report_print(&report, stderr);
    report_release(&report);
    *ret_folder = package;
    return 0;
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
}
