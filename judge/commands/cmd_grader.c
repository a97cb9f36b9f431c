/* assay grader: the worker process (judge/grader/grader.h). Not for people. */
#include "base/log.h"
#include "judge/commands/command.h"
#include "judge/grader/loop.h"

#include <fcntl.h>
#include <unistd.h>

static int run(int argc, char **argv)
{
    struct error err;

    (void)argv;
    if (argc != 1 || fcntl(GRADER_JUDGE_SOCKET, F_GETFD) < 0 ||
        fcntl(GRADER_RUNNER_SOCKET, F_GETFD) < 0) {
        log_error("assay itself starts this command; use assay grade or assay judge");
        return EXIT_USAGE;
    }
    if (grader_loop(&err) < 0) {
        log_error("%s", err.text);
        return EXIT_INTERNAL;
    }
    /* a leak checker's end would need calls that no grader may make */
    _exit(EXIT_DONE);
}

const struct command cmd_grader = {
    .name = "grader", .summary = "the worker process", .hidden = 1, .run = run};
