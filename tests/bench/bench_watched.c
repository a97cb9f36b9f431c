/* Times runs in a watched interpreter beside the bare thing: one JSON object a run on stdout.
 *
 * usage: bench_watched BLOCKS RUNS PROGRAM INPUT SAYS
 *
 * BLOCKS times, RUNS of PROGRAM (a file, python3 or lua) in a cell and RUNS of posix_spawn and
 * waitpid of the same, in turns; which goes first alternates. INPUT is a file, SAYS what must come
 * out. The tree is the one that `assay grade` starts, with the operator's definitions
 * ($ASSAY_LANGUAGES); a block is one submission, opened and compiled as a grader does. A run is
 * timed by whoever asks for it, from the request to the evidence, back to back: so what has to be
 * made ready for the next run is in. Opening and compiling are not: "open_us" tells what they took
 * for the block. A run that is not watched ends this.
 */
#include "base/clock.h"
#include "base/fd.h"
#include "judge/dispatch/tree.h"
#include "judge/grader/evidence.h"
#include "judge/languages/language.h"
#include "judge/languages/vector.h"
#include "tests/bench/bench_spawn.h"
#include "tests/runner/lab.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct bench {
    struct lab lab;
    const struct language *language;
    struct execute_names names;
    const char *file;        /* in the cell */
    const char *const *argv; /* of a run */
    const char *program, *input_path, *says;
    int source, input;
};

_Noreturn static void give_up(const char *what, const char *why)
{
    fprintf(stderr, "bench_watched: %s: %s\n", what, why);
    exit(1);
}

static struct run_limits run_limits(void)
{
    return (struct run_limits){.cpu_us = 2000000,
                               .wall_us = 5000000,
                               .memory_kib = 256 * 1024,
                               .stack_kib = 256 * 1024,
                               .output_bytes = 1 << 20,
                               .stderr_bytes = 4096,
                               .processes = 1};
}

static void run(struct bench *bench, struct run_request *request, struct buffer *output,
                const char *what)
{
    struct run_evidence evidence;
    struct error err;

    if (cell_run(bench->lab.runner, request, lab_collect, output, &evidence, &err) < 0)
        give_up(what, err.text);
    if (evidence.exit_status != 0)
        give_up(what, evidence.stderr_tail_size ? evidence.stderr_tail : "did not succeed");
}

/* Opens a cell with the program and compiles it, as a grader does. Returns the code. */
static int open_submission(struct bench *bench, struct arena *arena)
{
    const struct cell_file file = {bench->language->source_name, bench->source, 0, -1};
    const struct cell_request request = {
        .profile = (uint32_t)(2 * language_index(bench->language)),
        .files = &file,
        .file_count = 1,
        .memory_kib = bench->language->compile_memory_kib,
        .wants_watched = 1,
    };
    struct buffer code = BUFFER_INIT;
    struct run_request compile = {.action = RUN_WATCHED_COMPILE,
                                  .argv =
                                      execute_argv(arena, bench->language->compile, &bench->names),
                                  .file = bench->file,
                                  .code_fd = -1,
                                  .stdin_fd = bench->input,
                                  .limits = execute_compile_limits(bench->language)};
    struct error err;
    int opened = cell_open(bench->lab.runner, &request, &err), fd;

    if (opened != 1)
        give_up("no watched interpreter", opened < 0 ? err.text : "see the warnings");
    run(bench, &compile, &code, "compiling");
    fd =
        code.size ? fd_memfd_with("code", code.data, code.size) : -1; /* without: from the source */
    if (code.size && fd < 0)
        give_up("code", strerror(-fd));
    buffer_release(&code);
    return fd;
}

static int64_t time_run(struct bench *bench, int code)
{
    struct run_request request = {.action = RUN_WATCHED,
                                  .argv = bench->argv,
                                  .file = bench->file,
                                  .code_fd = code,
                                  .stdin_fd = bench->input,
                                  .limits = run_limits()};
    struct buffer output = BUFFER_INIT;
    int64_t start = clock_monotonic_us(), took;

    run(bench, &request, &output, bench->program);
    took = clock_monotonic_us() - start;
    if (output.size != strlen(bench->says) || memcmp(output.data, bench->says, output.size) != 0)
        give_up(bench->program, "said something else in a cell");
    buffer_release(&output);
    return took;
}

static void run_watched(struct bench *bench, int runs, int64_t *times)
{
    struct arena arena = ARENA_INIT;
    int64_t start = clock_monotonic_us();
    int code = open_submission(bench, &arena);

    times[0] = clock_monotonic_us() - start;
    for (int i = 1; i <= runs; i++)
        times[i] = time_run(bench, code);
    lab_cell_close(&bench->lab);
    fd_close(&code);
    arena_release(&arena);
}

static void run_bare(const struct bench *bench, int runs, int64_t *times)
{
    char *argv[] = {(char *)bench->language->program, (char *)bench->program, NULL};

    for (int i = 0; i < runs; i++)
        times[i] = bench_spawn(argv, bench_python_environment, bench->input_path);
}

static void compare(struct bench *bench, int blocks, int runs)
{
    int64_t *times = calloc((size_t)runs * 2 + 1, sizeof(*times));

    for (int i = -1; times && i < blocks; i++) { /* the first warms up and is not told */
        if (i % 2 == 0)
            run_bare(bench, runs, times + runs + 1);
        run_watched(bench, runs, times);
        if (i % 2 != 0)
            run_bare(bench, runs, times + runs + 1);
        for (int j = 1; i >= 0 && j <= runs; j++)
            printf("{\"open_us\": %" PRId64 ", \"cell_us\": %" PRId64 ", \"bare_us\": %" PRId64
                   "}\n",
                   times[0], times[j], times[runs + j]);
    }
    free(times);
}

static void start(struct bench *bench, const char *program)
{
    struct report report = REPORT_INIT;
    struct tree_options tree = {0};
    struct error err;

    if (language_load(getenv("ASSAY_LANGUAGES"), &report) < 0)
        give_up("the definitions of languages", "see `assay languages`");
    report_release(&report);
    bench->language = language_detect(program, "", 0);
    if (!bench->language || !bench->language->watch)
        give_up(program, "expected a program in a language that is watched");
    bench->program = program;
    if (tree_start(&tree, &bench->lab.parent, &err) < 0)
        give_up("no tree", err.text);
    /* this is in a grader's place now, and no longer in that of who keeps the books */
    sched_setscheduler(0, SCHED_OTHER, &(struct sched_param){0});
    lab_borrow(&bench->lab, 1);
}

/* The file as a grader hands it to programs. */
static int read_input(const char *path)
{
    char text[4096];
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t size = file < 0 ? -1 : read(file, text, sizeof(text));
    int input = size < 0 ? -1 : fd_memfd_with("input", text, (size_t)size);

    if (input < 0)
        give_up(path, "cannot be read");
    fd_close(&file);
    return input;
}

int main(int argc, char **argv)
{
    struct bench bench = {0};
    struct arena arena = ARENA_INIT;

    lab_grader(argc, argv);
    if (argc != 6)
        give_up("usage", "bench_watched BLOCKS RUNS PROGRAM INPUT SAYS");
    start(&bench, argv[3]);
    bench.input_path = argv[4];
    bench.says = argv[5];
    bench.names.file = bench.language->source_name;
    bench.file = arena_format(&arena, "/prog/%s", bench.names.file);
    bench.argv = execute_argv(&arena, bench.language->run, &bench.names);
    bench.source = open(bench.program, O_RDONLY | O_CLOEXEC);
    if (bench.source < 0)
        give_up(bench.program, strerror(errno));
    bench.input = read_input(bench.input_path);
    compare(&bench, (int)strtol(argv[1], NULL, 10), (int)strtol(argv[2], NULL, 10));
    lab_close(&bench.lab);
    arena_release(&arena);
    return 0;
}
