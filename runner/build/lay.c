/* assay-lay: what a program's run begins with where its working directory is not to be empty
 * (runner/build/lay.h). */
#include "runner/build/lay.h"

#include "runner/build/parts.h"
#include "runner/build/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char part_program[] = "assay-lay";

/* NAME may stand in a folder that was copied, or that is not there yet. */
static void link_to(const char *target, const char *name)
{
    if (symlink(target, name) < 0)
        part_fail(name);
}

/* stdout becomes another descriptor, which the link leads to. */
static void divert(const char *name)
{
    char target[32];
    int out = fcntl(1, F_DUPFD, 3);
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

    if (out < 0 || nowhere < 0 || dup2(nowhere, 1) < 0)
        part_fail(name);
    snprintf(target, sizeof(target), "/dev/fd/%d", out);
    link_to(target, name);
}

int main(int argc, char **argv)
{
    int from = open("/prog/" LAY_FROM, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int to = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int is_read_only = argc > 1 && strcmp(argv[1], "-r") == 0;
    int at = is_read_only ? 2 : 1;

    /* the runner has chosen the working directory of who may write to none */
    if (to < 0 || (!is_read_only && fchdir(to) < 0) ||
        (is_read_only && from >= 0 && fchdir(from) < 0))
        part_fail("/tmp");
    if (from >= 0 && !is_read_only)
        part_copy_folder(from, to);
    for (; at + 1 < argc && (strcmp(argv[at], "-i") == 0 || strcmp(argv[at], "-o") == 0); at += 2) {
        if (argv[at][1] == 'i')
            link_to("/dev/stdin", argv[at + 1]);
        else
            divert(argv[at + 1]);
    }
    if (at >= argc) {
        fprintf(stderr, "usage: assay-lay [-r] [-i NAME] [-o NAME] PROGRAM [ARGUMENT...]\n");
        return BUILD_FAILED;
    }
    execv(argv[at], argv + at);
    part_fail(argv[at]);
}
