/* The round trip of messages between a submission and an interactor, beside that between two bare
 * processes on pipes: 100,000 of a byte each, in turns of one and the other.
 *
 * usage: bench_pair [ROUNDS [MESSAGES]]
 *
 * Prints for each round a JSON object with the microseconds of both, and of a conversation that is
 * recorded. */
#include "base/clock.h"
#include "tests/runner/lab.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS_MAX = 100 };

static struct lab lab;

static pid_t start(const char *const argv[], int in, int out)
{
    pid_t pid = fork();

    if (pid == 0) {
        if (dup2(in, 0) < 0 || dup2(out, 1) < 0)
            _exit(126);
        execv(argv[0], (char *const *)argv);
        _exit(127);
    }
    return pid;
}

static int64_t bare_us(const char *messages)
{
    const char *const ping[] = {TALK_PATH, "ping", messages, NULL};
    const char *const pong[] = {TALK_PATH, "pong", NULL};
    int64_t start_us = clock_monotonic_us();
    int there[2], back[2], status, failed = 0;
    pid_t sides[2];

    if (pipe2(there, O_CLOEXEC) < 0 || pipe2(back, O_CLOEXEC) < 0)
        exit(1);
    sides[0] = start(ping, back[0], there[1]);
    sides[1] = start(pong, there[0], back[1]);
    close(there[0]);
    close(there[1]);
    close(back[0]);
    close(back[1]);
    for (int i = 0; i < 2; i++)
        failed |= waitpid(sides[i], &status, 0) < 0 || status != 0;
    if (failed)
        exit(1);
    return clock_monotonic_us() - start_us;
}

static int64_t pair_us(const char *messages, int64_t record_bytes)
{
    const char *const ping[] = {"/prog/bench_talk", "ping", messages, NULL};
    const char *const pong[] = {"/prog/bench_talk", "pong", NULL};
    struct run_limits limits = lab_limits();
    struct pair_request request = {.record_bytes = record_bytes, .material = -1};
    struct pair_result result;
    struct error err;
    int64_t start_us;

    limits.cpu_us = limits.wall_us = (int64_t)60 * 1000 * 1000;
    limits.output_bytes = 1 << 30;
    request.sides[SLOT_SUBMISSION] = (struct pair_side){ping, limits};
    request.sides[SLOT_AUTHOR] = (struct pair_side){pong, limits};
    start_us = clock_monotonic_us();
    if (cell_pair(lab.runner, &request, &result, &err) < 0 || result.evidence[0].exit_status != 0 ||
        result.evidence[1].exit_status != 0) {
        fprintf(stderr, "bench_pair: a conversation failed\n");
        exit(1);
    }
    start_us = clock_monotonic_us() - start_us;
    if (result.conversation >= 0)
        close(result.conversation);
    return start_us;
}

int main(int argc, char **argv)
{
    static const char *const files[] = {TALK_PATH, NULL};
    const char *messages = argc > 2 ? argv[2] : "100000";
    long rounds;

    lab_grader(argc, argv);
    rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 9;
    if (rounds < 1 || rounds > ROUNDS_MAX)
        return 2;
    lab_open(&lab);
    lab_cell(&lab, LAB_BARE, files);
    lab_author_cell(&lab, LAB_BARE, files);
    for (long i = 0; i < rounds; i++) {
        int64_t bare = bare_us(messages), pair = pair_us(messages, 0);

        printf("{\"bare_us\": %lld, \"pair_us\": %lld, \"recorded_us\": %lld}\n", (long long)bare,
               (long long)pair, (long long)pair_us(messages, 1000));
    }
    lab_close(&lab);
    return 0;
}
