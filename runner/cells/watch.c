/* One run, the runner's part: a process that stands by is prepared, given the order, and watched
 * until the run is over. With one process init sees the end of it; otherwise, and when a limit is
 * passed or the grader says so, the runner tells init to finish: to kill, reap and count. */
#include "base/clock.h"
#include "base/fd.h"
#include "base/packet.h"
#include "runner/cells/cell.h"
#include "runner/host/layers.h"
#include "runner/protocol.h"
#include "runner/watched/watched.h"

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
    HARD_FACTOR = 10,          /* the hard stop, in wall limits */
    CPU_GRAIN_US = 500,        /* the CPU clock is not read more often than this */
    SAMPLE_US = 10 * 1000,     /* of resident memory, where there is no control group */
    FINISH_TIMEOUT_MS = 30000, /* for init to kill and reap everything */
    /* What a program's address space takes beyond what it uses: libraries, locales, thread stacks.
     * Where RLIMIT_AS is the memory limit it is added to it (docs/runner.md). */
    BARE_ADDRESS_KIB = 64 * 1024,
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

/* What is left of the wall limit, the delay taken off; the threads are asked when it seems over. */
static int64_t wall_left_us(struct cell_run *run, int64_t wall_us)
{
    note_main_delay(run);
    if (wall_us - run->delay_us > run->limits->wall_us)
        note_threads_delay(run);
    return run->limits->wall_us - (wall_us - run->delay_us);
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

/* "Pid:\t123" in fdinfo (pidfd_open(2)). */
pid_t cell_pid_of(int pidfd)
{
    char path[64], text[512];
    const char *found;
    ssize_t got;
    int fd;

    snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", pidfd);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    got = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
    fd_close(&fd);
    if (got <= 0)
        return -1;
    text[got] = '\0';
    found = strstr(text, "\nPid:");
    return found ? (pid_t)strtol(found + 5, NULL, 10) : -1;
}

int cell_open_of(pid_t pid, const char *name)
{
    char path[64];

    snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
    return open(path, O_RDONLY | O_CLOEXEC);
}

/* ---- starting ---- */

int cell_hear(const struct cell *cell, void *message, size_t size, uint32_t kind, int *fds,
              size_t *fd_count, struct error *err)
{
    struct pollfd polled = {.fd = cell->socket, .events = POLLIN};
    uint32_t got_kind;
    int got;

    do
        got = poll(&polled, 1, FINISH_TIMEOUT_MS);
    while (got < 0 && errno == EINTR);
    if (got <= 0)
        return error_set(err, -ETIMEDOUT, "a cell's init did not answer within %d ms",
                         FINISH_TIMEOUT_MS);
    if (packet_recv(cell->socket, message, size, fds, fd_count) != (ssize_t)size)
        return error_set(err, -EIO, "a cell's init died");
    memcpy(&got_kind, message, sizeof(got_kind));
    if (got_kind != kind)
        return error_set(err, -EPROTO, "a cell's init said %u, expected %u", got_kind, kind);
    return 0;
}

/* The longest request for memory that is let through. */
static uint64_t length_max(const struct cell *cell, const struct run_limits *limits)
{
    int64_t beyond = cell->profile->address_kib;

    if (cell->host->cgroup.version == CGROUP_NONE)
        beyond = BARE_ADDRESS_KIB;
    return beyond < 0 ? UINT64_MAX : (uint64_t)(limits->memory_kib + beyond) * 1024;
}

/* Where a group counts memory, a stack for each thread comes on top: glibc reserves as much for one
 * as the stack limit says, which mostly is the memory limit. */
static uint64_t address_bytes(const struct cell *cell, const struct run_limits *limits)
{
    uint64_t length = length_max(cell, limits);

    if (length == UINT64_MAX || cell->host->cgroup.version == CGROUP_NONE)
        return length;
    return length + (uint64_t)limits->stack_kib * 1024 * (uint64_t)(cell->profile->threads - 1) +
           (uint64_t)cell->base_address_kib * 1024;
}

static void forget_standby(struct standby *standby)
{
    fd_close(&standby->pidfd);
    fd_close(&standby->order);
    fd_close(&standby->schedstat);
    fd_close(&standby->statm);
    standby->is_asked = standby->is_there = 0;
}

/* Takes init's word that somebody stands by. */
static int take_standby(struct cell *cell, struct error *err)
{
    struct standby *standby = &cell->standby;
    struct msg_plain message;
    int fds[2] = {-1, -1};
    size_t count = 2;
    int failed;

    if (standby->is_there)
        return 0;
    failed = cell_hear(cell, &message, sizeof(message), MSG_INIT_STANDBY, fds, &count, err);
    if (failed < 0)
        return failed;
    standby->is_there = 1;
    standby->pidfd = count > 0 ? fds[0] : -1;
    standby->order = count > 1 ? fds[1] : -1;
    if (cell->is_watched && standby->order < 0)
        return error_set(err, -EPROTO, "a watched interpreter's child has no socket");
    if (standby->pidfd < 0)
        return 0;
    standby->pid = cell_pid_of(standby->pidfd);
    if (standby->pid <= 0 || clock_getcpuclockid(standby->pid, &standby->clock) != 0)
        return error_set(err, -EIO, "cannot find the program's process");
    standby->schedstat = cell_open_of(standby->pid, "schedstat");
    if (cell->host->cgroup.version == CGROUP_NONE)
        standby->statm = cell_open_of(standby->pid, "statm");
    return 0;
}

int cell_greet_standby(struct cell *cell, int wait, struct error *err)
{
    struct pollfd polled = {.fd = cell->socket, .events = POLLIN};

    if (!cell->standby.is_asked || cell->standby.is_there || (!wait && poll(&polled, 1, 0) <= 0))
        return 0;
    return take_standby(cell, err);
}

/* Gives the group its limits and tells init of them. */
static int send_prepare(struct cell *cell, struct msg_init_prepare *prepare, struct error *err)
{
    const struct run_limits *limits = &prepare->limits;
    int32_t tasks = cell->profile->threads + limits->processes - 1;
    int join[CGROUP_JOIN_MAX];
    int join_count = 0;
    int failed = cgroup_leaf_prepare(
        &cell->leaf, LAYER_ON(cgroup_memory) ? limits->memory_kib - cell->base_kib : 1 << 30,
        LAYER_ON(cgroup_pids) ? tasks : 1 << 15, limits->processes == 1, join, &join_count, err);

    if (failed < 0)
        return failed;
    if (cell->host->cgroup.version == CGROUP_V2)
        prepare->in_group = join_count;
    else
        prepare->join_count = join_count;
    failed = packet_send(cell->socket, prepare, sizeof(*prepare), join, (size_t)join_count);
    return failed < 0 ? error_set_errno(err, -failed, "cannot talk to a cell's init") : 0;
}

int cell_prepare(struct cell *cell, const struct run_limits *limits, struct error *err)
{
    struct standby *standby = &cell->standby;
    /* with one mapped uid init is one of the user's processes in there */
    int32_t tasks = cell->profile->threads + limits->processes - 1;
    struct msg_init_prepare prepare = {
        .kind = MSG_INIT_PREPARE,
        .tasks =
            cell->rlimit_tasks > 0 ? cell->rlimit_tasks : tasks + (cell->host->is_root ? 0 : 1),
        .limits = *limits,
        .address_bytes = address_bytes(cell, limits),
        .length_max = length_max(cell, limits),
    };
    struct standby old;
    int failed;

    if (standby->is_asked && memcmp(&standby->asked.limits, limits, sizeof(*limits)) == 0)
        return 0;
    /* what was asked for is no use: its answer is taken, and the next message makes it go */
    if (standby->is_asked && (failed = take_standby(cell, err)) < 0)
        return failed;
    old = *standby;
    *standby = (struct standby){.pidfd = -1, .order = -1, .schedstat = -1, .statm = -1};
    failed = send_prepare(cell, &prepare, err);
    /* not before: a child that waits for its order ends when nobody can give it any more, and that
     * would be the end of a run to init */
    forget_standby(&old);
    if (failed < 0)
        return failed;
    standby->asked = prepare;
    standby->is_asked = 1;
    return 0;
}

static int stand_by(struct cell *cell, const struct run_limits *limits, struct error *err)
{
    int failed = cell_prepare(cell, limits, err);

    if (failed == 0)
        failed = take_standby(cell, err);
    return failed == 0 ? cgroup_leaf_start(&cell->leaf, err) : failed;
}

/* Somebody stands by in a group that holds nothing of an earlier run. */
static int make_ready(struct cell *cell, const struct run_limits *limits, struct error *err)
{
    int failed = stand_by(cell, limits, err);
    struct cgroup_leaf old;

    if (failed < 0 || cgroup_leaf_is_clean(&cell->leaf))
        return failed;
    old = cell->leaf;
    failed = cgroup_leaf_open(&cell->host->cgroup, old.slot, &cell->leaf, err);
    if (failed < 0)
        return failed;
    cell->standby.asked.limits.processes = 0; /* nobody's: another one is asked for */
    failed = stand_by(cell, limits, err);
    cgroup_leaf_close(&old);
    return failed;
}

/* To the process that stands by: it hears init's socket, or, in a watched interpreter's cell, one
 * of its own. */
static int send_order(const struct cell *cell, const struct cell_run_order *order)
{
    static union {
        struct msg_init_run run;
        struct msg_watch_order watch;
        char bytes[sizeof(struct msg_watch_order) + FILE_PATH_MAX + 16 + ARGV_BYTES];
    } out;
    size_t size = sizeof(out.run);
    size_t file_size = cell->is_watched ? strnlen(order->file, FILE_PATH_MAX + 15) + 1 : 0;

    if (cell->is_watched) {
        out.watch = (struct msg_watch_order){.kind = MSG_WATCH_ORDER,
                                             .action = order->action,
                                             .argc = order->argc,
                                             .has_code = order->has_code != 0};
        size = sizeof(out.watch) + file_size;
        memcpy(out.bytes + sizeof(out.watch), order->file, file_size);
        out.bytes[size - 1] = '\0';
    } else {
        out.run = (struct msg_init_run){.kind = MSG_INIT_RUN, .argc = order->argc};
    }
    memcpy(out.bytes + size, order->argv, order->argv_size);
    return packet_send(cell->is_watched ? cell->standby.order : cell->socket, out.bytes,
                       size + order->argv_size, order->descriptors, order->has_code ? 4 : 3);
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
    int failed = make_ready(cell, order->limits, err);

    if (failed == 0) {
        *ret_run = (struct cell_run){
            .cell = cell,
            .limits = order->limits,
            .parallel = cell->standby.asked.tasks < cell->host->processors
                            ? cell->standby.asked.tasks
                            : cell->host->processors,
            .start_us = clock_monotonic_us(),
        };
        failed = send_order(cell, order);
        if (failed < 0)
            error_set_errno(err, -failed, "cannot give a run's order");
    }
    if (failed < 0 && cell->is_watched)
        return err->code = -EAGAIN;
    return failed;
}

/* ---- the limits ---- */

/* Ends the run when a limit has been passed; otherwise how long it cannot be, in microseconds. */
static int64_t check_limits(struct cell_run *run, struct run_evidence *evidence, int *ret_over)
{
    const struct run_limits *limits = run->limits;
    int sampled = run->cell->standby.statm >= 0;
    int64_t wall = clock_monotonic_us() - run->start_us;
    int64_t cpu_left = LAYER_ON(cpu_clock) ? limits->cpu_us - cpu_us(run) : INT32_MAX;
    int64_t wall_left = LAYER_ON(wall_clock) ? wall_left_us(run, wall) : INT32_MAX;
    int64_t hard_left = limits->wall_us * HARD_FACTOR - wall;
    int64_t wait = cpu_left / run->parallel;

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
        return error_set(err, -EPROTO, "the grader said something else than to end the run");
    evidence->end = RUN_ENDED_OUTPUT;
    return 1;
}

/* Until the run is over, for whatever reason. */
static int watch_program(struct cell_run *run, int grader, struct run_evidence *evidence,
                         struct error *err)
{
    const struct standby *standby = &run->cell->standby;

    for (;;) {
        struct pollfd polled[3] = {
            {.fd = run->limits->processes == 1 ? -1 : standby->pidfd, .events = POLLIN},
            {.fd = run->cell->socket, .events = POLLIN},
            {.fd = grader, .events = POLLIN},
        };
        int over = 0;
        int64_t wait_us = check_limits(run, evidence, &over);
        const struct timespec wait = {wait_us / 1000000, (wait_us % 1000000) * 1000};
        int failed = 0;

        if (over)
            return 0;
        if (ppoll(polled, 3, &wait, NULL) < 0 && errno != EINTR)
            return error_set_errno(err, errno, "cannot watch a run");
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
    evidence->refused_bytes = done->refused_bytes;
    evidence->tmpfs_full = done->tmpfs_full;
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
    struct msg_watch_failed failed;
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
    failed.stage[sizeof(failed.stage) - 1] = '\0';
    return error_set(err, -EAGAIN, "a watched interpreter's child failed at %s (%d)",
                     got == (ssize_t)sizeof(failed) ? failed.stage : "its start", failed.error);
}

static int finish_run(struct cell_run *run, int grader, struct run_evidence *ret_evidence,
                      struct error *err)
{
    struct run_evidence evidence = {.syscall = -1, .exit_status = -1};
    struct cell *cell = run->cell;
    struct msg_init_done done;
    struct cgroup_usage usage;
    int failed = 0;

    if (cell->standby.pidfd >= 0)
        failed = watch_program(run, grader, &evidence, err);
    run->end_us = clock_monotonic_us();
    /* now: a zombie still has it, and init has not reaped it */
    note_main_delay(run);
    evidence.run_delay_us = run->delay_us;
    if (failed == 0)
        failed = end_run(run, err);
    if (failed == 0)
        failed = cell_hear(cell, &done, sizeof(done), MSG_INIT_DONE, NULL, NULL, err);
    if (failed == 0)
        failed = hear_failure(cell, err);
    if (failed == 0)
        failed = cgroup_leaf_read(&cell->leaf, &usage, err);
    /* it is no more; its descriptors are closed when nobody waits */
    cell->standby.is_asked = cell->standby.is_there = 0;
    if (failed == 0 && done.wait_status == -1 && !done.failed_stage[0])
        failed = error_set(err, -EPROTO, "a cell's init lost its program");
    if (failed < 0)
        return failed;
    take_done(run, &done, &evidence);
    evidence.oom_kills += usage.oom_kills;
    if (usage.peak_kib >= 0)
        evidence.memory_kib = usage.peak_kib + cell->base_kib;
    if (run->limits->processes > 1)
        split_cpu(&evidence, usage.cpu_us);
    if (cell->host->cgroup.version == CGROUP_NONE && done.max_rss_kib > run->limits->memory_kib)
        evidence.oom_kills = 1;
    *ret_evidence = evidence;
    return 0;
}

int cell_run_finish(struct cell_run *run, int grader, struct run_evidence *ret_evidence,
                    struct error *err)
{
    int failed = finish_run(run, grader, ret_evidence, err);

    if (failed < 0 && failed != -EPIPE && run->cell->is_watched)
        return err->code = -EAGAIN;
    return failed;
}
