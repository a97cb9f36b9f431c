/* Watching one run: the runner's part between sending it to init and reporting it. The runner
 * decides when a run is over (the program's pidfd, a limit, the grader's word); init then kills,
 * reaps and counts. */
#include "base/clock.h"
#include "base/fd.h"
#include "base/packet.h"
#include "runner/cell.h"
#include "runner/protocol.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

struct watch {
    struct cell *cell;
    struct cgroup_leaf *leaf;
    int grader;
    const struct run_limits *limits;
    struct run_evidence *evidence;

    int is_single;
    int parallel;    /* tasks that can run at once */
    pid_t pid;       /* the program's, in our namespace */
    clockid_t clock; /* its CPU time, all threads */
    int pidfd;
    int schedstat; /* of its main thread, -1 when there is none */
    int statm;     /* -1 unless resident memory is sampled */
    int64_t start_us, end_us;
    int grader_gone;
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

/* Runnable but without a CPU: the main thread's (a thread that is gone has taken its figure with
 * it). Whoever inflates it with threads of its own pays in CPU time. */
static int64_t run_delay_us(const struct watch *watch)
{
    return number_in(watch->schedstat, 1) / 1000;
}

static int64_t resident_kib(const struct watch *watch)
{
    return number_in(watch->statm, 1) * (sysconf(_SC_PAGESIZE) / 1024);
}

static int64_t cpu_us(const struct watch *watch)
{
    struct timespec time;

    if (!watch->is_single) {
        int64_t of_group = cgroup_leaf_cpu_us(watch->leaf);

        if (of_group >= 0)
            return of_group;
    }
    if (clock_gettime(watch->clock, &time) < 0)
        return 0;
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

/* The pid that a pidfd stands for, here: "Pid:\t123" in fdinfo (pidfd_open(2)). */
static pid_t pid_of(int pidfd)
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

static int open_of(pid_t pid, const char *name)
{
    char path[64];

    snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
    return open(path, O_RDONLY | O_CLOEXEC);
}

/* ---- starting ---- */

static int wait_init(const struct watch *watch, void *message, size_t size, uint32_t kind, int *fd,
                     size_t *fd_count, struct error *err)
{
    struct pollfd polled = {.fd = watch->cell->socket, .events = POLLIN};
    uint32_t got_kind;
    int got;

    do
        got = poll(&polled, 1, FINISH_TIMEOUT_MS);
    while (got < 0 && errno == EINTR);
    if (got <= 0)
        return error_set(err, -ETIMEDOUT, "a cell's init did not answer within %d ms",
                         FINISH_TIMEOUT_MS);
    if (packet_recv(watch->cell->socket, message, size, fd, fd_count) != (ssize_t)size)
        return error_set(err, -EIO, "a cell's init died");
    memcpy(&got_kind, message, sizeof(got_kind));
    if (got_kind != kind)
        return error_set(err, -EPROTO, "a cell's init said %u, expected %u", got_kind, kind);
    return 0;
}

static uint64_t address_bytes(const struct watch *watch)
{
    int64_t beyond = watch->cell->profile->address_kib;

    if (watch->leaf->host->version == CGROUP_NONE)
        beyond = BARE_ADDRESS_KIB;
    return beyond < 0 ? UINT64_MAX : (uint64_t)(watch->limits->memory_kib + beyond) * 1024;
}

static int send_run(struct watch *watch, const struct cell_run_order *order, struct error *err)
{
    static union {
        struct msg_init_run run;
        char bytes[sizeof(struct msg_init_run) + ARGV_BYTES];
    } out;
    int fds[3 + CGROUP_JOIN_MAX];
    /* with one mapped uid init is one of the user's processes in there */
    int32_t tasks = watch->cell->profile->threads + watch->limits->processes - 1;
    int join_count = 0;
    int failed = cgroup_leaf_prepare(watch->leaf, watch->limits->memory_kib, tasks,
                                     watch->is_single, fds + 3, &join_count, err);

    if (failed < 0)
        return failed;
    memcpy(fds, order->descriptors, 3 * sizeof(int));
    out.run = (struct msg_init_run){
        .kind = MSG_INIT_RUN,
        .argc = order->argc,
        .limits = *watch->limits,
        .address_bytes = address_bytes(watch),
        .tasks = tasks + (watch->cell->host->is_root ? 0 : 1),
        .join_count = join_count,
    };
    memcpy(out.bytes + sizeof(out.run), order->argv, order->argv_size);
    watch->parallel = tasks < watch->cell->host->processors ? tasks : watch->cell->host->processors;
    failed = packet_send(watch->cell->socket, &out, sizeof(out.run) + order->argv_size, fds,
                         3 + (size_t)join_count);
    return failed < 0 ? error_set_errno(err, -failed, "cannot talk to a cell's init") : 0;
}

/* Takes init's word that the program runs; 0 and pidfd -1 when it does not. */
static int take_start(struct watch *watch, struct error *err)
{
    struct msg_init_started started;
    size_t count = 1;
    int failed =
        wait_init(watch, &started, sizeof(started), MSG_INIT_STARTED, &watch->pidfd, &count, err);

    if (failed < 0)
        return failed;
    watch->start_us = started.start_us;
    started.failed_stage[sizeof(started.failed_stage) - 1] = '\0';
    memcpy(watch->evidence->failed_stage, started.failed_stage, sizeof(started.failed_stage));
    watch->evidence->failed_errno = started.failed_errno;
    watch->evidence->exec_errno = started.exec_errno;
    if (count == 0)
        watch->pidfd = -1;
    if (watch->pidfd < 0 || started.failed_stage[0] || started.exec_errno != 0)
        return 0;
    watch->pid = pid_of(watch->pidfd);
    /* -1: it is over and reaped by nobody but init, which waits for us; so it is a real failure */
    if (watch->pid <= 0 || clock_getcpuclockid(watch->pid, &watch->clock) != 0)
        return error_set(err, -EIO, "cannot find the program's process");
    watch->schedstat = open_of(watch->pid, "schedstat");
    if (watch->leaf->host->version == CGROUP_NONE)
        watch->statm = open_of(watch->pid, "statm");
    return 0;
}

/* ---- the limits ---- */

/* Ends the run when a limit has been passed; otherwise how long it cannot be, in microseconds. */
static int64_t check_limits(struct watch *watch, int *ret_over)
{
    const struct run_limits *limits = watch->limits;
    int64_t wall = clock_monotonic_us() - watch->start_us;
    int64_t counted = wall - run_delay_us(watch);
    int64_t cpu_left = limits->cpu_us - cpu_us(watch);
    int64_t wall_left = limits->wall_us - counted;
    int64_t hard_left = limits->wall_us * HARD_FACTOR - wall;
    int64_t wait = cpu_left / watch->parallel;

    *ret_over = 1;
    if (watch->statm >= 0 && resident_kib(watch) > limits->memory_kib)
        watch->evidence->oom_kills = 1; /* ours, in the kernel's stead */
    else if (cpu_left < 0)
        watch->evidence->end = RUN_ENDED_CPU;
    else if (wall_left < 0)
        watch->evidence->end = RUN_ENDED_WALL;
    else if (hard_left < 0)
        watch->evidence->end = RUN_ENDED_HARD;
    else
        *ret_over = 0;
    if (wait < CPU_GRAIN_US)
        wait = CPU_GRAIN_US;
    if (wall_left + 1 < wait)
        wait = wall_left + 1;
    if (hard_left + 1 < wait)
        wait = hard_left + 1;
    if (watch->statm >= 0 && wait > SAMPLE_US)
        wait = SAMPLE_US;
    return wait;
}

/* The grader's word during a run. 1: the run is to end. */
static int hear_grader(struct watch *watch, struct error *err)
{
    struct msg_plain message;
    ssize_t got = packet_recv(watch->grader, &message, sizeof(message), NULL, NULL);

    if (got == 0)
        return error_set(err, -EPIPE, "the grader is gone");
    if (got != (ssize_t)sizeof(message) || message.kind != MSG_RUN_END)
        return error_set(err, -EPROTO, "the grader said something else than to end the run");
    watch->evidence->end = RUN_ENDED_OUTPUT;
    return 1;
}

/* Until the run is over, for whatever reason. */
static int watch_program(struct watch *watch, struct error *err)
{
    for (;;) {
        struct pollfd polled[3] = {
            {.fd = watch->pidfd, .events = POLLIN},
            {.fd = watch->cell->socket, .events = POLLIN},
            {.fd = watch->grader, .events = POLLIN},
        };
        int over = 0;
        int64_t wait_us = check_limits(watch, &over);
        const struct timespec wait = {wait_us / 1000000, (wait_us % 1000000) * 1000};
        int failed = 0;

        if (over)
            return 0;
        if (ppoll(polled, 3, &wait, NULL) < 0 && errno != EINTR)
            return error_set_errno(err, errno, "cannot watch a run");
        if (polled[0].revents)
            return 0;
        if (polled[1].revents)
            return error_set(err, -EIO, "a cell's init died during a run");
        if (polled[2].revents)
            failed = hear_grader(watch, err);
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

static void take_done(struct watch *watch, const struct msg_init_done *done)
{
    struct run_evidence *evidence = watch->evidence;

    evidence->exit_status = WIFEXITED(done->wait_status) ? WEXITSTATUS(done->wait_status) : -1;
    evidence->term_signal = WIFSIGNALED(done->wait_status) ? WTERMSIG(done->wait_status) : 0;
    evidence->cpu_user_us = done->user_us;
    evidence->cpu_system_us = done->system_us;
    evidence->wall_us = watch->end_us - watch->start_us;
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
}

static int finish(struct watch *watch, struct error *err)
{
    const struct msg_plain message = {.kind = MSG_INIT_FINISH};
    struct run_evidence *evidence = watch->evidence;
    struct msg_init_done done;
    struct cgroup_usage usage;
    int failed;

    watch->end_us = clock_monotonic_us();
    /* now: the zombie still has it, and init has not reaped it */
    evidence->run_delay_us = run_delay_us(watch);
    failed = packet_send(watch->cell->socket, &message, sizeof(message), NULL, 0);
    if (failed < 0)
        return error_set_errno(err, -failed, "cannot talk to a cell's init");
    failed = wait_init(watch, &done, sizeof(done), MSG_INIT_DONE, NULL, NULL, err);
    if (failed < 0)
        return failed;
    take_done(watch, &done);
    failed = cgroup_leaf_read(watch->leaf, &usage, err);
    if (failed < 0)
        return failed;
    evidence->oom_kills += usage.oom_kills;
    if (usage.peak_kib >= 0)
        evidence->memory_kib = usage.peak_kib;
    if (!watch->is_single)
        split_cpu(evidence, usage.cpu_us);
    if (watch->leaf->host->version == CGROUP_NONE && done.max_rss_kib > watch->limits->memory_kib)
        evidence->oom_kills = 1;
    return 0;
}

int cell_run_program(struct cell *cell, struct cgroup_leaf *leaf, int grader,
                     const struct cell_run_order *order, struct run_evidence *ret_evidence,
                     struct error *err)
{
    struct run_evidence evidence = {.syscall = -1, .exit_status = -1};
    struct watch watch = {
        .cell = cell,
        .leaf = leaf,
        .grader = grader,
        .limits = order->limits,
        .evidence = &evidence,
        .is_single = order->limits->processes == 1,
        .pidfd = -1,
        .schedstat = -1,
        .statm = -1,
    };
    int failed = send_run(&watch, order, err);

    if (failed == 0)
        failed = take_start(&watch, err);
    if (failed == 0 && watch.pid > 0)
        failed = watch_program(&watch, err);
    if (failed == 0)
        failed = finish(&watch, err);
    if (failed == 0)
        *ret_evidence = evidence;
    fd_close(&watch.pidfd);
    fd_close(&watch.schedstat);
    fd_close(&watch.statm);
    return failed;
}
