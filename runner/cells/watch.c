/* One run, the runner's part: the process that stands by (standby.c) is given the order, and
 * watched until the run is over. With one process init sees the end of it; otherwise, and when a
 * limit is passed or the grader says so, the runner tells init to finish: to kill, reap and count.
 */
#include "base/clock.h"
#include "base/fd.h"
#include "base/packet.h"
#include "runner/cells/stillness.h"
#include "runner/host/layers.h"
#include "runner/protocol.h"
#include "runner/request.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    STACK_LOOKS_US = 100 * 1000, /* so long it is looked at the stack on purpose */
    CPU_GRAIN_US = 500,          /* the CPU clock is not read more often than this */
    SAMPLE_US = 10 * 1000,       /* of resident memory, where there is no control group */
};

/* ---- the program's figures ---- */

static int64_t number_in(int fd, int index)
{
    char text[256];
    ssize_t got = fd < 0 ? -1 : pread(fd, text, sizeof(text) - 1, 0);
    char *at = text;
    long long number = 0;

    if (got <= 0)
        return 0;
    text[got] = '\0';
    for (int i = 0; i <= index; i++)
        number = strtoll(at, &at, 10);
    return number;
}

static void note_delay(struct cell_run *run, int64_t delay_us)
{
    if (delay_us > run->delay_us)
        run->delay_us = delay_us;
}

/* Runnable but without a CPU: the largest figure of its threads, since the one that computes may be
 * any, and the largest seen so far, since a thread that is gone has taken its figure with it.
 * Whoever inflates it with threads of its own pays in CPU time. */
static void note_threads_delay(struct cell_run *run)
{
    char path[64];
    const struct dirent *entry;
    DIR *tasks;

    snprintf(path, sizeof(path), "/proc/%d/task", (int)run->cell->standby.pid);
    tasks = opendir(path);
    while (tasks && (entry = readdir(tasks))) {
        char file[sizeof(path) + sizeof(entry->d_name) + 16];
        int fd;

        if (entry->d_name[0] == '.')
            continue;
        snprintf(file, sizeof(file), "%s/%s/schedstat", path, entry->d_name);
        fd = open(file, O_RDONLY | O_CLOEXEC);
        note_delay(run, number_in(fd, 1) / 1000);
        fd_close(&fd);
    }
    if (tasks)
        closedir(tasks);
}

/* The main thread's alone: cheap. */
static void note_main_delay(struct cell_run *run)
{
    note_delay(run, number_in(run->cell->standby.schedstat, 1) / 1000);
}

/* What is left of the wall limit, without the time that does not count; the threads are asked when
 * it seems over. A program that is stopped at this moment may have done it itself: its stops do
 * count then, until init has told. */
static int64_t wall_left_us(struct cell_run *run, int64_t wall_us)
{
    struct stillness *stillness = &run->stillness;
    int64_t still = stillness->is_stopped ? stillness->still_us : stillness_us(stillness);
    int64_t left;

    note_main_delay(run);
    if (wall_us - still - run->delay_us > run->limits->wall_us)
        note_threads_delay(run);
    still += run->waited_us;
    left = run->limits->wall_us - (wall_us - still - run->delay_us);
    return left < 0 ? left + stillness_stolen_us(stillness) : left;
}

static int64_t kib_of(const char *status, const char *key)
{
    const char *found = strstr(status, key);

    return found ? strtoll(found + strlen(key), NULL, 10) : 0;
}

/* A recursion without end takes what memory there is within a moment, and when the kernel has
 * killed the program nobody can tell any more what took it. */
static void note_stack(struct cell_run *run, int64_t wall_us)
{
    enum { FIRST_US = 4000 };
    char path[64], status[2048];
    ssize_t got;
    int fd;

    if (run->limits->processes > 1 || wall_us < run->stack_look_us)
        return;
    run->stack_look_us = wall_us < FIRST_US ? FIRST_US : 2 * wall_us;
    if (wall_us < FIRST_US)
        return;
    snprintf(path, sizeof(path), "/proc/%d/status", (int)run->cell->standby.pid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    got = fd < 0 ? -1 : read(fd, status, sizeof(status) - 1);
    fd_close(&fd);
    status[got > 0 ? got : 0] = '\0';
    run->stack_kib = kib_of(status, "\nVmStk:");
    if (2 * run->stack_kib < kib_of(status, "\nVmRSS:"))
        run->stack_kib = 0;
}

static int64_t resident_kib(const struct cell_run *run)
{
    return number_in(run->cell->standby.statm, 1) * (sysconf(_SC_PAGESIZE) / 1024);
}

static int64_t cpu_us(const struct cell_run *run)
{
    struct timespec time;

    if (run->limits->processes > 1) {
        int64_t of_group = cgroup_leaf_cpu_us(&run->cell->leaf);

        if (of_group >= 0)
            return of_group;
    }
    if (clock_gettime(run->cell->standby.clock, &time) < 0)
        return 0;
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

/* ---- starting ---- */

/* To the process that stands by: it hears init's socket, or, in a watched interpreter's cell, one
 * of its own. */
static int send_order(const struct cell *cell, const struct cell_run_order *order)
{
    static union {
        struct msg_init_run run;
        struct msg_watch_order watch;
        char bytes[sizeof(struct msg_watch_order) + RUN_FILE_MAX + 1 + ARGV_BYTES];
    } out;
    size_t size = sizeof(out.run);
    size_t file_size = cell->is_watched ? strnlen(order->file, RUN_FILE_MAX) + 1 : 0;

    if (cell->is_watched) {
        out.watch = (struct msg_watch_order){.kind = MSG_WATCH_ORDER,
                                             .action = order->action,
                                             .argc = order->argc,
                                             .has_code = order->has_code != 0,
                                             .has_feedback = order->descriptor_count >
                                                             3 + (size_t)(order->has_code != 0)};
        size = sizeof(out.watch) + file_size;
        memcpy(out.bytes + sizeof(out.watch), order->file, file_size);
        out.bytes[size - 1] = '\0';
    } else {
        out.run = (struct msg_init_run){.kind = MSG_INIT_RUN, .argc = order->argc};
    }
    memcpy(out.bytes + size, order->argv, order->argv_size);
    return packet_send(cell->is_watched ? cell->standby.order : cell->socket, out.bytes,
                       size + order->argv_size, order->descriptors, order->descriptor_count);
}

int cell_can_give(const struct cell *cell, const struct run_limits *limits)
{
    return !cell->is_watched ||
           (limits->processes == 1 && limits->memory_kib >= 2 * cell->base_kib &&
            (uint64_t)limits->stack_kib * 1024 <= WATCHED_STACK_MAX);
}

int cell_run_start(struct cell *cell, const struct cell_run_order *order, struct cell_run *ret_run,
                   struct error *err)
{
    int failed = cell_make_ready(cell, order->limits, err);

    if (failed == 0) {
        *ret_run = (struct cell_run){
            .cell = cell,
            .limits = order->limits,
            .parallel = cell_parallel(cell, order->limits),
            .start_us = clock_monotonic_us(),
        };
        stillness_begin(&ret_run->stillness, cell, ret_run->start_us);
        failed = send_order(cell, order);
        if (failed < 0)
            error_set_errno(err, -failed, "cannot give a run's order");
    }
    if (failed < 0 && cell->is_watched)
        return err->code = -EAGAIN;
    return failed;
}

/* ---- the limits ---- */

int64_t cell_run_check(struct cell_run *run, struct run_evidence *evidence, int *ret_over)
{
    const struct run_limits *limits = run->limits;
    int sampled = run->cell->standby.statm >= 0;
    int64_t wall = clock_monotonic_us() - run->start_us;
    int64_t cpu_left = LAYER_ON(cpu_clock) ? limits->cpu_us - cpu_us(run) : INT32_MAX;
    int64_t wall_left = LAYER_ON(wall_clock) ? wall_left_us(run, wall) : INT32_MAX;
    int64_t hard_left =
        LAYER_ON(wall_clock) ? limits->wall_us * CELL_HARD_FACTOR - wall : INT32_MAX;
    int64_t wait = cpu_left / run->parallel;

    note_stack(run, wall);
    *ret_over = 1;
    if (sampled && resident_kib(run) > limits->memory_kib)
        evidence->oom_kills = 1; /* ours, in the kernel's stead */
    else if (cpu_left < 0)
        evidence->end = RUN_ENDED_CPU;
    else if (wall_left < 0)
        evidence->end = RUN_ENDED_WALL;
    else if (hard_left < 0)
        evidence->end = RUN_ENDED_HARD;
    else
        *ret_over = 0;
    if (wait < CPU_GRAIN_US)
        wait = CPU_GRAIN_US;
    if (wall_left + 1 < wait)
        wait = wall_left + 1;
    if (hard_left + 1 < wait)
        wait = hard_left + 1;
    if (sampled && wait > SAMPLE_US)
        wait = SAMPLE_US;
    if (wall < STACK_LOOKS_US && run->stack_look_us > wall && wait > run->stack_look_us - wall)
        wait = run->stack_look_us - wall;
    if (wait > stillness_patience_us(&run->stillness))
        wait = stillness_patience_us(&run->stillness);
    return wait;
}

/* The grader's word during a run. 1: the run is to end. */
static int hear_grader(int grader, struct run_evidence *evidence, struct error *err)
{
    struct msg_plain message;
    ssize_t got = packet_recv(grader, &message, sizeof(message), NULL, NULL);

    if (got == 0)
        return error_set(err, -EPIPE, "the grader is gone");
    if (got != (ssize_t)sizeof(message) || message.kind != MSG_RUN_END)
        return error_set(err, -EBADMSG, "the grader said something else than to end the run");
    evidence->end = RUN_ENDED_OUTPUT;
    return 1;
}

/* Until the run is over, for whatever reason. */
static int watch_program(struct cell_run *run, int grader, struct run_evidence *evidence,
                         struct error *err)
{
    enum { AHEAD_US = 250 * 1000, INIT_STOPPED_US = 1000 * 1000 };
    const struct standby *standby = &run->cell->standby;

    /* what was done ahead takes its time */
    stillness_look(&run->stillness, AHEAD_US);
    for (;;) {
        struct pollfd polled[3] = {
            {.fd = run->limits->processes == 1 ? -1 : standby->pidfd, .events = POLLIN},
            {.fd = run->cell->socket, .events = POLLIN},
            {.fd = grader, .events = POLLIN},
        };
        int over = 0;
        int64_t wait_us = cell_run_check(run, evidence, &over);
        const struct timespec wait = {wait_us / 1000000, (wait_us % 1000000) * 1000};
        int failed = 0;

        if (over)
            return 0;
        if (ppoll(polled, 3, &wait, NULL) < 0 && errno != EINTR)
            return error_set_errno(err, errno, "cannot watch a run");
        stillness_look(&run->stillness, wait_us);
        if (run->stillness.init_stopped_us > INIT_STOPPED_US)
            return error_set(err, -EIO, "somebody has stopped a cell's init");
        if (polled[0].revents || polled[1].revents)
            return 0;
        if (polled[2].revents)
            failed = hear_grader(grader, evidence, err);
        if (failed != 0)
            return failed < 0 ? failed : 0;
    }
}

/* ---- the end ---- */

static void split_cpu(struct run_evidence *evidence, int64_t total_us)
{
    int64_t known = evidence->cpu_user_us + evidence->cpu_system_us;

    /* children that nobody waited for are in the group's time alone */
    if (total_us > known)
        evidence->cpu_user_us += total_us - known;
}

static void take_done(const struct cell_run *run, const struct msg_init_done *done,
                      struct run_evidence *evidence)
{
    evidence->exit_status = WIFEXITED(done->wait_status) ? WEXITSTATUS(done->wait_status) : -1;
    evidence->term_signal = WIFSIGNALED(done->wait_status) ? WTERMSIG(done->wait_status) : 0;
    evidence->cpu_user_us = done->user_us;
    evidence->cpu_system_us = done->system_us;
    evidence->wall_us = run->end_us - run->start_us;
    evidence->own_signals = done->own_signals;
    evidence->ended_by_init = done->ended_by_init;
    evidence->refused_bytes = done->refused_bytes;
    evidence->tmpfs_full = done->tmpfs_full;
    evidence->tmpfs_files_full = done->tmpfs_files_full;
    evidence->tmpfs_kib = done->tmpfs_kib;
    evidence->refused_processes = done->refused_processes;
    evidence->threads_started = done->threads_started;
    evidence->voluntary_switches = done->voluntary_switches;
    evidence->involuntary_switches = done->involuntary_switches;
    evidence->stray_processes = done->stray_processes;
    evidence->syscall = done->syscall;
    if (done->syscall >= 0)
        evidence->end = RUN_ENDED_SYSCALL;
    evidence->foreign_abi = done->syscall < 0 && evidence->term_signal == SIGSYS;
    evidence->memory_kib = done->max_rss_kib;
    memcpy(evidence->failed_stage, done->failed_stage, sizeof(evidence->failed_stage));
    evidence->failed_stage[sizeof(evidence->failed_stage) - 1] = '\0';
    evidence->failed_errno = done->failed_errno;
    evidence->exec_errno = done->exec_errno;
}

static int count_entries(pid_t pid, const char *name)
{
    char path[64];
    const struct dirent *entry;
    DIR *list;
    int count = 0;

    snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
    list = opendir(path);
    while (list && (entry = readdir(list)))
        count += entry->d_name[0] != '.';
    if (list)
        closedir(list);
    return count;
}

/* Of a program that is to be ended because it waits: what it has used up may be why. It is alive or
 * a zombie, for init reaps it only when it is told to finish; and its limits bound the counts. */
static void note_holdings(const struct cell_run *run, struct run_evidence *evidence)
{
    if (evidence->end != RUN_ENDED_WALL)
        return;
    evidence->tasks_seen = count_entries(run->cell->standby.pid, "task");
    evidence->descriptors_seen = count_entries(run->cell->standby.pid, "fd");
}

/* The kernel numbers a task before it asks the group. */
static void note_refused(struct run_evidence *evidence, int64_t refused)
{
    evidence->refused_tasks = refused;
    evidence->threads_started =
        refused < evidence->threads_started ? evidence->threads_started - (int)refused : 0;
}

/* Tells init to finish, unless it has by itself: then the message crosses its own. */
static int end_run(const struct cell_run *run, struct error *err)
{
    const struct msg_plain message = {.kind = MSG_INIT_FINISH};
    struct pollfd polled = {.fd = run->cell->socket, .events = POLLIN};
    int failed;

    if (poll(&polled, 1, 0) > 0)
        return 0;
    failed = packet_send(run->cell->socket, &message, sizeof(message), NULL, 0);
    return failed < 0 ? error_set_errno(err, -failed, "cannot talk to a cell's init") : 0;
}

/* A child of a watched interpreter's says so where it could not come to the program; afterwards its
 * end of the socket is closed. */
static int hear_failure(const struct cell *cell, struct error *err)
{
    struct msg_watch_failed failed = {0};
    ssize_t got;

    if (!cell->is_watched)
        return 0;
    /* not packet_recv: a peer that closes with the order unread is told apart (unix(7)) */
    do
        got = recv(cell->standby.order, &failed, sizeof(failed), 0);
    while (got < 0 && errno == EINTR);
    if (got == 0)
        return 0;
    if (got < 0 && errno == ECONNRESET)
        return error_set(err, -EAGAIN, "a watched interpreter's child was gone before its order");
    if (got != (ssize_t)sizeof(failed) || failed.kind != MSG_WATCH_FAILED)
        return error_set(err, -EAGAIN, "a watched interpreter's child failed at its start");
    failed.stage[sizeof(failed.stage) - 1] = '\0';
    return error_set(err, -EAGAIN, "a watched interpreter's child failed at %s (%d)", failed.stage,
                     failed.error);
}

/* Everything that the figures of the run come from, once it is over. */
static void complete(struct cell_run *run, const struct msg_init_done *done,
                     const struct cgroup_usage *usage, struct run_evidence *evidence)
{
    const struct cell *cell = run->cell;

    take_done(run, done, evidence);
    stillness_end(&run->stillness, done->own_signals);
    evidence->paused_us = stillness_us(&run->stillness);
    if (evidence->end == RUN_ENDED_WALL)
        evidence->paused_us += stillness_stolen_us(&run->stillness);
    evidence->pauses = run->stillness.pauses;
    evidence->waited_us = run->waited_us;
    evidence->stack_kib = run->stack_kib;
    evidence->oom_kills += usage->oom_kills;
    evidence->host_oom_kills = usage->host_oom_kills;
    evidence->task_limit = cell_task_limit(cell, run->limits);
    note_refused(evidence, usage->refused_tasks);
    if (usage->peak_kib >= 0)
        evidence->memory_kib = usage->peak_kib + cell->base_kib;
    if (run->limits->processes > 1)
        split_cpu(evidence, usage->cpu_us);
    if (cell->host->cgroup.version == CGROUP_NONE && done->max_rss_kib > run->limits->memory_kib)
        evidence->oom_kills = 1;
}

int cell_run_conclude(struct cell_run *run, struct run_evidence *evidence, struct error *err)
{
    struct cell *cell = run->cell;
    struct msg_init_done done;
    struct cgroup_usage usage;
    const char *fault;
    int failed;

    run->end_us = clock_monotonic_us();
    /* now: a zombie still has it, and init has not reaped it */
    note_main_delay(run);
    evidence->run_delay_us = run->delay_us;
    note_holdings(run, evidence);
    failed = end_run(run, err);
    if (failed == 0)
        failed = cell_hear(cell, &done, sizeof(done), MSG_INIT_DONE, NULL, NULL, err);
    if (failed == 0 && (fault = request_done_fault(&done)))
        failed = error_set(err, -EPROTO, "%s", fault);
    if (failed == 0)
        failed = hear_failure(cell, err);
    if (failed == 0)
        failed = cgroup_leaf_read(&cell->leaf, &usage, err);
    /* it is no more; its descriptors are closed when nobody waits */
    cell->standby.is_asked = cell->standby.is_there = 0;
    if (failed == 0 && done.wait_status == -1 && !done.failed_stage[0])
        failed = error_set(err, -EPROTO, "a cell's init lost its program");
    if (failed == 0)
        complete(run, &done, &usage, evidence);
    return failed;
}

static int finish_run(struct cell_run *run, int grader, struct run_evidence *ret_evidence,
                      struct error *err)
{
    struct run_evidence evidence = CELL_RUN_EVIDENCE;
    int failed = 0;

    if (run->cell->standby.pidfd >= 0)
        failed = watch_program(run, grader, &evidence, err);
    if (failed == 0)
        failed = cell_run_conclude(run, &evidence, err);
    if (failed == 0)
        *ret_evidence = evidence;
    return failed;
}

int cell_run_finish(struct cell_run *run, int grader, struct run_evidence *ret_evidence,
                    struct error *err)
{
    int failed = finish_run(run, grader, ret_evidence, err);

    if (failed < 0 && failed != -EPIPE && failed != -EBADMSG && run->cell->is_watched)
        return err->code = -EAGAIN;
    return failed;
}
