#include "tests/slowness.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static _Noreturn void give_up(const char *text)
{
    fprintf(stderr, "the slowness of this machine is \"%s\", expected 1 to 100\n", text);
    exit(3);
}

/* What scripts/slowness says; it measures. */
static void measure(char text[8])
{
    char *const argv[] = {SLOWNESS, NULL};
    posix_spawn_file_actions_t actions;
    ssize_t got = -1;
    int out[2];
    pid_t pid;

    if (pipe2(out, O_CLOEXEC) < 0)
        give_up("not to be asked for: pipe2 failed");
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    if (posix_spawn(&pid, SLOWNESS, &actions, NULL, argv, environ) == 0) {
        close(out[1]);
        got = read(out[0], text, 7);
        waitpid(pid, NULL, 0);
    }
    posix_spawn_file_actions_destroy(&actions);
    close(out[0]);
    text[got < 0 ? 0 : got] = '\0';
}

int slowness(void)
{
    static int factor;
    const char *text = getenv("ASSAY_SLOWNESS");
    char measured[8] = "";

    if (factor)
        return factor;
    if (!text) {
        measure(measured);
        text = measured;
    }
    factor = (int)strtol(text, NULL, 10);
    if (factor < 1 || factor > 100)
        give_up(text);
    return factor;
}
