#include "tests/bench/bench_spawn.h"

#include "base/clock.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

char *const bench_python_environment[] = {(char *)"PATH=/usr/bin:/bin",
                                          (char *)"PYTHONHASHSEED=0",
                                          (char *)"PYTHONDONTWRITEBYTECODE=1",
                                          (char *)"OPENBLAS_NUM_THREADS=1",
                                          (char *)"LC_ALL=C.UTF-8",
                                          NULL};

int64_t bench_spawn(char *const argv[], char *const environment[], const char *input)
{
    posix_spawn_file_actions_t actions;
    int64_t start = clock_monotonic_us();
    int status;
    pid_t pid;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    if (posix_spawn(&pid, argv[0], &actions, NULL, argv, environment) != 0 ||
        waitpid(pid, &status, 0) != pid || status != 0) {
        fprintf(stderr, "bench: %s did not run to success on %s\n", argv[0], input);
        exit(1);
    }
    posix_spawn_file_actions_destroy(&actions);
    return clock_monotonic_us() - start;
}
