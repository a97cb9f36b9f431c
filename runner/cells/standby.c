/* The process that will become the next program: asked for ahead, under the limits of the run that
 * is expected, and taken note of when it stands by. */
#include "base/fd.h"
#include "base/packet.h"
#include "runner/cells/cell.h"
#include "runner/host/layers.h"
#include "runner/protocol.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    ANSWER_TIMEOUT_MS =
        30000, /* for init to answer; at the end of a run, to kill and reap it all */
    /* What a program's address space takes beyond what it uses: libraries, locales, thread stacks.
     * Where RLIMIT_AS is the memory limit it is added to it (docs/runner.md). */
    BARE_ADDRESS_KIB = 64 * 1024,
};

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

int cell_hear(const struct cell *cell, void *message, size_t size, uint32_t kind, int *fds,
              size_t *fd_count, struct error *err)
{
    struct pollfd polled = {.fd = cell->socket, .events = POLLIN};
    uint32_t got_kind;
    ssize_t size_got;
    int got;

    do
        got = poll(&polled, 1, ANSWER_TIMEOUT_MS);
    while (got < 0 && errno == EINTR);
    if (got <= 0)
        return error_set(err, -ETIMEDOUT, "a cell's init did not answer within %d ms",
                         ANSWER_TIMEOUT_MS);
    size_got = packet_recv(cell->socket, message, size, fds, fd_count);
    memcpy(&got_kind, message, sizeof(got_kind));
    if (size_got == (ssize_t)size && got_kind == kind)
        return 0;
    while (size_got > 0 && fd_count && *fd_count > 0)
        fd_close_foreign(&fds[--*fd_count]);
    if (size_got != (ssize_t)size)
        return error_set(err, -EIO, "a cell's init died");
    return error_set(err, -EPROTO, "a cell's init said %u, expected %u", got_kind, kind);
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

/* RLIMIT_CPU, for a runner that is gone or stands still. The kernel counts for it what runs at each
 * tick, so that a program which wakes with the tick is charged many times what it used. At most it
 * is charged all the time that passes, once for each processor that it can be on: beyond the hard
 * stop on all of them no such error leads. */
static int64_t backstop_s(const struct cell *cell, const struct run_limits *limits)
{
    enum { SLACK_S = 2 }; /* for who ends a run at the hard stop */
    int64_t parallel = cell_parallel(cell, limits);

    return (CELL_HARD_FACTOR * limits->wall_us / 1000000 + SLACK_S) * parallel;
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

int32_t cell_task_limit(const struct cell *cell, const struct run_limits *limits)
{
    return cell->profile->threads + limits->processes - 1;
}

int cell_parallel(const struct cell *cell, const struct run_limits *limits)
{
    int32_t tasks = cell_task_limit(cell, limits);

    return tasks < cell->host->processors ? tasks : cell->host->processors;
}

/* Gives the group its limits and tells init of them. */
static int send_prepare(struct cell *cell, struct msg_init_prepare *prepare, struct error *err)
{
    const struct run_limits *limits = &prepare->limits;
    int32_t tasks = cell_task_limit(cell, limits);
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
    int32_t tasks = cell_task_limit(cell, limits);
    /* a group tells what it refused, RLIMIT_NPROC does not: let the group be the first */
    int others =
        !cell->host->is_root || cgroup_counts_tasks(&cell->host->cgroup, limits->processes == 1);
    struct msg_init_prepare prepare = {
        .kind = MSG_INIT_PREPARE,
        .tasks = cell->rlimit_tasks > 0 ? cell->rlimit_tasks : tasks + others,
        .limits = *limits,
        .address_bytes = address_bytes(cell, limits),
        .length_max = length_max(cell, limits),
        .backstop_s = backstop_s(cell, limits),
    };
    struct standby old;
    int failed;

    if (standby->is_asked && !standby->is_stale &&
        memcmp(&standby->asked.limits, limits, sizeof(*limits)) == 0)
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
int cell_make_ready(struct cell *cell, const struct run_limits *limits, struct error *err)
{
    int failed = stand_by(cell, limits, err);
    struct cgroup_leaf old;

    if (failed < 0 || cgroup_leaf_is_clean(&cell->leaf))
        return failed;
    old = cell->leaf;
    failed = cgroup_leaf_open(&cell->host->cgroup, old.slot, &cell->leaf, err);
    if (failed < 0)
        return failed;
    cell->standby.is_stale = 1;
    failed = stand_by(cell, limits, err);
    cgroup_leaf_close(&old);
    return failed;
}
