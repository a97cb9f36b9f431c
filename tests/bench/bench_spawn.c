/* The bare baseline of a submission: posix_spawn and waitpid of a program, its input from a file,
 * its output to /dev/null, nothing kept and nothing compared.
 *
 * usage: bench_spawn TIMES PROGRAM INPUT...
 *
 * Every input TIMES times; prints the microseconds that all of it took. */
#include "base/clock.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

static void spawn_once(char *program, const char *input)
{
    static char path[] = "PATH=/usr/bin:/bin";
    char *environment[] = {path, NULL}, *argv[] = {program, NULL};
    posix_spawn_file_actions_t actions;
    int status;
    pid_t pid;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    if (posix_spawn(&pid, program, &actions, NULL, argv, environment) != 0 ||
        waitpid(pid, &status, 0) != pid || status != 0) {
        fprintf(stderr, "bench_spawn: %s did not run to success on %s\n", program, input);
        exit(1);
    }
    posix_spawn_file_actions_destroy(&actions);
}

int main(int argc, char **argv)
{
    int64_t start = clock_monotonic_us();
    long times;

    if (argc < 4 || (times = strtol(argv[1], NULL, 10)) < 1) {
        fprintf(stderr, "usage: bench_spawn TIMES PROGRAM INPUT...\n");
        return 2;
    }
    for (long i = 0; i < times; i++)
        for (int j = 3; j < argc; j++)
            spawn_once(argv[2], argv[j]);
    printf("%lld\n", (long long)(clock_monotonic_us() - start));
    return 0;
}
