/* How long after it was submitted a verdict is there, while a judge is idle.
 *
 *     bench_latency DATABASE PROBLEM PROGRAM COUNT
 *
 * COUNT times PROGRAM (python3) is submitted to PROBLEM, a folder, the judges are rung, and the
 * database is asked again and again until the verdict is there. stdout: one JSON object for each:
 * the microseconds until then, and those of the run itself. */
#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "db/store.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ASK_US = 200, PAUSE_US = 100 * 1000, PATIENCE_US = 60 * 1000 * 1000, PROGRAM_MAX = 1 << 20 };

struct verdict {
    char text[8];
    int64_t wall_us;
};

static int take(const struct store_row *row, void *arg)
{
    struct verdict *verdict = arg;

    snprintf(verdict->text, sizeof(verdict->text), "%s", row->verdict);
    verdict->wall_us = row->wall_us;
    return 1;
}

static int one(struct store *store, const struct store_submission *submission, struct error *err)
{
    int64_t start_us = clock_monotonic_us(), id;
    struct verdict verdict = {0};

    if (store_submit(store, submission, &id, err) < 0)
        return err->code;
    store_ring(store);
    while (*verdict.text == '\0') {
        usleep(ASK_US);
        if (store_judgings(store, id, take, &verdict, err) < 0)
            return err->code;
        if (clock_monotonic_us() - start_us > PATIENCE_US)
            return error_set(err, -ETIME, "submission %" PRId64 " has no verdict", id);
    }
    if (strcmp(verdict.text, "AC") != 0)
        return error_set(err, -EINVAL, "submission %" PRId64 " is %s", id, verdict.text);
    printf("{\"latency_us\":%" PRId64 ",\"run_us\":%" PRId64 "}\n", clock_monotonic_us() - start_us,
           verdict.wall_us);
    fflush(stdout);
    usleep(PAUSE_US); /* the judge is idle again */
    return 0;
}

static int run(char **argv, struct error *err)
{
    struct buffer program = BUFFER_INIT;
    struct store *store = NULL;
    int fd = open(argv[3], O_RDONLY | O_CLOEXEC);
    int failed = fd < 0 ? error_set_errno(err, errno, "cannot open %s", argv[3])
                        : fd_read_all(fd, PROGRAM_MAX, &program, argv[3], err);
    struct store_submission submission = {.problem = argv[2],
                                          .problem_name = "bench",
                                          .user = "bench",
                                          .language = "python3",
                                          .file_name = "program.py"};

    if (failed == 0)
        failed = store_open(argv[1], 0, &store, err);
    submission.source = program.data;
    submission.source_size = program.size;
    for (long i = strtol(argv[4], NULL, 10); failed == 0 && i > 0; i--) {
        submission.now_ms = clock_realtime_ms();
        failed = one(store, &submission, err);
    }
    store_close(store);
    fd_close(&fd);
    buffer_release(&program);
    return failed;
}

int main(int argc, char **argv)
{
    struct error err;

    if (argc != 5) {
        fprintf(stderr, "usage: bench_latency DATABASE PROBLEM PROGRAM COUNT\n");
        return 2;
    }
    log_setup("bench_latency", LOG_LEVEL_WARNING, 0);
    if (run(argv, &err) == 0)
        return 0;
    log_error("%s", err.text);
    return 3;
}
