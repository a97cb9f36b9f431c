/* Times runs in cells beside the bare thing, in turns: one JSON object a round on stdout.
 *
 * usage: bench_cell SECTION ROUNDS RUNS FOLDER
 *   back     RUNS of a static C `return 0`, back to back; bare: posix_spawn and waitpid
 *   idle     the same with 100 ms of idling before each
 *   python   RUNS of python3 on a program that adds two numbers; bare: posix_spawn of the same
 *   overrun  one run of a loop under a CPU limit of 1 s: how far past it the program came
 *   rss      what the runner keeps resident after RUNS runs
 *
 * A cell serves RUNS_A_CELL runs and is closed; opening and closing are within the timed span, and
 * so is preparing the spare cell: the last open of the span starts a spare as the first one used
 * up, and the span ends when the runner says that it is ready again. FOLDER is a place to write to,
 * which user 65534 may enter.
 */
#include "base/clock.h"
#include "base/fd.h"
#include "tests/bench/bench_spawn.h"
#include "tests/runner/lab.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { RUNS_A_CELL = 20, IDLE_MS = 100, CPU_LIMIT_US = 1000000 };

static const char *const nothing_argv[] = {"/prog/bench_nothing", NULL};
static const char *const spin_argv[] = {"/prog/bench_nothing", "spin", NULL};
static const char *const python_argv[] = {"/usr/bin/python3", "/prog/add.py", NULL};
static const char add_text[] = "a, b = map(int, input().split())\nprint(a + b)\n";

static const char *folder;
static struct lab lab;

static void idle(void)
{
    const struct timespec pause = {.tv_nsec = IDLE_MS * 1000 * 1000};

    nanosleep(&pause, NULL);
}

_Noreturn static void give_up(const char *what, const char *why)
{
    fprintf(stderr, "bench_cell: %s: %s\n", what, why);
    exit(1);
}

/* ---- bare ---- */

static int64_t time_bare(const char *const *argv, const char *input, int runs, int with_idle)
{
    int64_t sum = 0;

    for (int i = 0; i < runs; i++) {
        if (with_idle)
            idle();
        sum += bench_spawn((char *const *)argv, bench_python_environment, input);
    }
    return sum;
}

/* ---- in a cell ---- */

static void open_cell(const char *name, int fd)
{
    struct cell_file file = {name, fd, 0, -1};
    const struct cell_request request = {
        .profile = LAB_PLAIN, .files = &file, .file_count = 1, .memory_kib = 64 * 1024};
    struct error err;

    if (cell_open(lab.runner, &request, &err) < 0)
        give_up("cannot open a cell", err.text);
}

static void run_once(const char *const *argv, const char *says, int input)
{
    const struct run_request request = {.argv = argv, .stdin_fd = input, .limits = lab_limits()};
    struct lab_result result;
    struct error err;

    buffer_init(&result.output);
    if (cell_run(lab.runner, &request, lab_collect, &result.output, &result.evidence, &err) < 0)
        give_up(argv[0], err.text);
    if (result.evidence.exit_status != 0 || result.output.size != strlen(says) ||
        (says[0] && memcmp(result.output.data, says, strlen(says)) != 0))
        give_up(argv[0], "did not run to success in a cell");
    lab_release(&result);
}

static int64_t time_cell(const char *name, int fd, const char *const *argv, const char *says,
                         int runs, int with_idle)
{
    /* as a grader does: the input is there once, however many runs read it */
    int input = fd_memfd_with("input", "20 22\n", 6);
    int64_t start = clock_monotonic_us();
    int64_t idled = 0;

    for (int i = 0; i < runs; i++) {
        if (with_idle) {
            int64_t from = clock_monotonic_us();

            idle();
            idled += clock_monotonic_us() - from;
        }
        if (i % RUNS_A_CELL == 0)
            open_cell(name, fd);
        run_once(argv, says, input);
        if ((i + 1) % RUNS_A_CELL == 0 || i + 1 == runs)
            lab_cell_close(&lab);
    }
    start += idled;
    idled = clock_monotonic_us() - start;
    fd_close(&input);
    return idled;
}

/* ---- sections ---- */

static void compare(const char *name, int fd, const char *const *argv, const char *const *bare_argv,
                    const char *says, int rounds, int runs, int with_idle)
{
    char input[PATH_MAX];
    FILE *file;

    snprintf(input, sizeof(input), "%s/input", folder);
    file = fopen(input, "we");
    if (!file || fputs("20 22\n", file) < 0 || fclose(file) != 0)
        give_up(input, strerror(errno));
    for (int i = -1; i < rounds; i++) {
        int few = i < 0 ? RUNS_A_CELL : runs; /* the first warms up and is not told */
        int64_t bare = 0, cell;

        if (i % 2 == 0)
            bare = time_bare(bare_argv, input, few, with_idle && i >= 0);
        cell = time_cell(name, fd, argv, says, few, with_idle && i >= 0);
        if (i % 2 != 0)
            bare = time_bare(bare_argv, input, few, with_idle && i >= 0);
        if (i < 0)
            continue;
        printf("{\"runs\": %d, \"cell_us\": %lld, \"bare_us\": %lld}\n", few, (long long)cell,
               (long long)bare);
        fflush(stdout);
    }
}

static void overrun(int fd, int rounds)
{
    struct lab_program program = {.argv = spin_argv, .limits = lab_limits(), .input = ""};

    program.limits.cpu_us = CPU_LIMIT_US;
    open_cell("bench_nothing", fd);
    for (int i = 0; i < rounds; i++) {
        struct lab_result result;

        lab_run(&lab, &program, &result);
        if (result.evidence.end != RUN_ENDED_CPU)
            give_up("the loop", "was not ended at its CPU limit");
        printf("{\"limit_us\": %d, \"cpu_us\": %lld}\n", CPU_LIMIT_US,
               (long long)(result.evidence.cpu_user_us + result.evidence.cpu_system_us));
        fflush(stdout);
        lab_release(&result);
    }
    lab_cell_close(&lab);
}

/* The number after `key` in a process's status file; -1 when there is none. */
static long status_number(pid_t pid, const char *key)
{
    char path[64], line[256];
    long found = -1;
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
    file = fopen(path, "re");
    while (file && fgets(line, sizeof(line), file))
        if (strncmp(line, key, strlen(key)) == 0)
            found = strtol(line + strlen(key), NULL, 10);
    if (file)
        fclose(file);
    return found;
}

/* The largest resident set of the parent's children that are the same program: the runner. */
static void resident(int fd, int runs)
{
    long most = -1;
    struct dirent *entry;
    DIR *list = opendir("/proc");

    time_cell("bench_nothing", fd, nothing_argv, "", runs, 0);
    while (list && (entry = readdir(list))) {
        pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

        if (pid > 0 && status_number(pid, "PPid:") == lab.parent.pid && lab_is_runners(pid)) {
            long rss = status_number(pid, "VmRSS:");

            most = rss > most ? rss : most;
        }
    }
    if (list)
        closedir(list);
    if (most < 0)
        give_up("the runner", "not found among the parent's children");
    printf("{\"runner_rss_kib\": %ld}\n", most);
}

int main(int argc, char **argv)
{
    static const char *const bare_nothing[] = {NOTHING_PATH, NULL};
    char script[PATH_MAX];
    const char *bare_python[] = {"/usr/bin/python3", script, NULL};
    int rounds, runs, nothing, add;
    FILE *file;

    lab_grader(argc, argv);
    if (argc != 5)
        give_up("usage", "bench_cell SECTION ROUNDS RUNS FOLDER");
    rounds = (int)strtol(argv[2], NULL, 10);
    runs = (int)strtol(argv[3], NULL, 10);
    folder = argv[4];
    snprintf(script, sizeof(script), "%s/add.py", folder);
    file = fopen(script, "we");
    if (!file || fputs(add_text, file) < 0 || fclose(file) != 0)
        give_up(script, strerror(errno));
    nothing = open(NOTHING_PATH, O_RDONLY | O_CLOEXEC);
    add = open(script, O_RDONLY | O_CLOEXEC);
    if (nothing < 0 || add < 0)
        give_up(NOTHING_PATH, strerror(errno));
    lab_open(&lab);
    if (strcmp(argv[1], "back") == 0 || strcmp(argv[1], "idle") == 0)
        compare("bench_nothing", nothing, nothing_argv, bare_nothing, "", rounds, runs,
                argv[1][0] == 'i');
    else if (strcmp(argv[1], "python") == 0)
        compare("add.py", add, python_argv, bare_python, "42\n", rounds, runs, 0);
    else if (strcmp(argv[1], "overrun") == 0)
        overrun(nothing, rounds);
    else if (strcmp(argv[1], "rss") == 0)
        resident(nothing, runs);
    else
        give_up(argv[1], "unknown section");
    lab_close(&lab);
    return 0;
}
