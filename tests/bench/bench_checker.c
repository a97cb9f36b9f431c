/* The token checker on large outputs, beside cmp(1) on files of that size: in turns, for an output
 * that is equal to the answer and for one that differs in white space alone. And the memory that
 * the checker takes for a small and for the large output.
 *
 * usage: bench_checker FOLDER [ROUNDS [MIB]]
 *
 * Makes the files in FOLDER. Prints one JSON object for each round, with microseconds and KiB. */
#include "base/clock.h"
#include "judge/checkers/checker.h"
#include "tests/bench/bench_spawn.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATH_SIZE = 4096, ROUNDS_MAX = 1000 };

static char answer[PATH_SIZE], equal[PATH_SIZE], spaced[PATH_SIZE], small[PATH_SIZE];

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

/* Numbers of one to seven digits, ten in a line; the other file has them apart by other blanks. */
static void make(const char *path, int64_t size, const char *between, const char *end)
{
    FILE *file = fopen(path, "w");
    uint64_t state = 1;

    if (!file)
        fail(path);
    for (int64_t at = 0, count = 1; at < size; count++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        at += fprintf(file, "%u", (unsigned)(state >> 40) % 10000000);
        at += 1; /* as the answer has it: both files have the same tokens */
        fputs(count % 10 == 0 ? end : between, file);
    }
    if (fclose(file) != 0)
        fail(path);
}

static int64_t spawn_us(const char *left, const char *right)
{
    char *argv[] = {"/usr/bin/cmp", "-s", (char *)left, (char *)right, NULL};
    char *environment[] = {"LC_ALL=C", NULL};

    return bench_spawn(argv, environment, "/dev/null");
}

static void check(const char *output, const char *against)
{
    static char data[64 * 1024];
    const struct problem_checker options = {.kind = CHECKER_TOKENS};
    struct checker *checker;
    struct checker_result result;
    struct error err;
    int expected = open(against, O_RDONLY | O_CLOEXEC), got = open(output, O_RDONLY | O_CLOEXEC);
    ssize_t size;

    if (expected < 0 || got < 0 || checker_open(&options, expected, &checker, &err) < 0)
        fail("cannot open the checker");
    while ((size = read(got, data, sizeof(data))) > 0)
        if (checker_feed(checker, data, (size_t)size, &err) < 0)
            fail("cannot feed the checker");
    if (checker_finish(checker, &result, &err) < 0)
        fail("cannot end the checker");
    if (!result.accepted) {
        fprintf(stderr, "bench_checker: %s\n", result.message);
        exit(1);
    }
    checker_close(checker);
    close(expected);
    close(got);
}

/* In a process of its own, so that its memory is the checker's. */
static int64_t check_us(const char *output, const char *against, long *ret_kib)
{
    int64_t start_us = clock_monotonic_us();
    struct rusage usage;
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        check(output, against);
        _exit(0);
    }
    if (pid < 0 || wait4(pid, &status, 0, &usage) < 0 || status != 0)
        fail("the checker");
    *ret_kib = usage.ru_maxrss;
    return clock_monotonic_us() - start_us;
}

int main(int argc, char **argv)
{
    long rounds = argc > 2 ? strtol(argv[2], NULL, 10) : 5;
    long mib = argc > 3 ? strtol(argv[3], NULL, 10) : 200, kib, small_kib;

    if (argc < 2 || rounds < 1 || rounds > ROUNDS_MAX || mib < 1 || mib > 4096)
        return 2;
    snprintf(answer, sizeof(answer), "%s/answer", argv[1]);
    snprintf(equal, sizeof(equal), "%s/equal", argv[1]);
    snprintf(spaced, sizeof(spaced), "%s/spaced", argv[1]);
    snprintf(small, sizeof(small), "%s/small", argv[1]);
    make(answer, (int64_t)mib << 20, " ", "\n");
    make(equal, (int64_t)mib << 20, " ", "\n");
    make(spaced, (int64_t)mib << 20, "\n", " ");
    make(small, 1024, " ", "\n");
    check_us(equal, answer, &kib); /* the files are in memory from here on */
    for (long i = 0; i < rounds; i++) {
        int64_t cmp_us = spawn_us(answer, equal), equal_us = check_us(equal, answer, &kib);
        int64_t spaced_us = check_us(spaced, answer, &kib);

        check_us(small, small, &small_kib);
        printf("{\"cmp_us\": %lld, \"equal_us\": %lld, \"spaced_us\": %lld, \"kib\": %ld, "
               "\"small_kib\": %ld}\n",
               (long long)cmp_us, (long long)equal_us, (long long)spaced_us, kib, small_kib);
        fflush(stdout);
    }
    return 0;
}
