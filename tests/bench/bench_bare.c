/* The bare baseline of submissions: a program on each of its inputs, as often as told, by as many
 * workers as there are graders.
 *
 * usage: bench_bare WORKERS TIMES INPUT... -- PROGRAM [ARGUMENT...]
 *
 * Every input TIMES times in all; prints the microseconds that all of it took. A python3 gets the
 * environment that it has in a cell. */
#include "base/clock.h"
#include "tests/bench/bench_spawn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORKERS_MAX = 64 };

static void run_all(long times, char **inputs, char *const program[])
{
    for (long i = 0; i < times; i++)
        for (char **input = inputs; strcmp(*input, "--") != 0; input++)
            bench_spawn(program, bench_python_environment, *input);
}

int main(int argc, char **argv)
{
    long workers = argc > 2 ? strtol(argv[1], NULL, 10) : 0;
    long times = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
    int64_t start = clock_monotonic_us();
    int dashes = 3, status, failed = 0;

    while (dashes < argc && strcmp(argv[dashes], "--") != 0)
        dashes++;
    if (workers < 1 || workers > WORKERS_MAX || times < workers || dashes == 3 ||
        dashes + 1 >= argc) {
        fprintf(stderr, "usage: bench_bare WORKERS TIMES INPUT... -- PROGRAM [ARGUMENT...]\n");
        return 2;
    }
    for (long i = 0; i < workers; i++) {
        pid_t pid = fork();

        if (pid == 0) {
            run_all(times / workers + (i < times % workers), argv + 3, argv + dashes + 1);
            _exit(0);
        }
        failed |= pid < 0;
    }
    while (wait(&status) > 0)
        failed |= status != 0;
    if (!failed)
        printf("%lld\n", (long long)(clock_monotonic_us() - start));
    return failed;
}
