#include "runner/cells/waits.h"

#include "base/clock.h"
#include "base/fd.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    TASKS_MAX = 64, /* of a program of more nothing is said */
    PIDS_MAX = 64,
};

/* ---- one task ---- */

static enum wait_kind kind_of_futex(const unsigned long long args[6])
{
    unsigned long long command = args[1] & 127;

    return (command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET) && args[3] == 0 ? WAIT_OTHER
                                                                                   : WAIT_NONE;
}

static enum wait_kind kind_of_poll(long number, const unsigned long long args[6])
{
    int is_for_ever = 0;

    switch (number) {
#ifdef SYS_poll
    case SYS_poll:
        is_for_ever = (int)args[2] < 0;
        break;
    case SYS_select:
        is_for_ever = args[4] == 0;
        break;
    case SYS_epoll_wait:
#endif
    case SYS_epoll_pwait:
        is_for_ever = (int)args[3] < 0;
        break;
    case SYS_ppoll:
        is_for_ever = args[2] == 0;
        break;
    case SYS_pselect6:
        is_for_ever = args[4] == 0;
        break;
    default:
        break;
    }
    return is_for_ever ? WAIT_POLL : WAIT_NONE;
}

static enum wait_kind kind_of(long number, const unsigned long long args[6], int *ret_fd)
{
    *ret_fd = (int)args[0];
    switch (number) {
    case SYS_read:
    case SYS_readv:
        return WAIT_READ;
    case SYS_write:
    case SYS_writev:
        return WAIT_WRITE;
    case SYS_futex:
        return kind_of_futex(args);
    case SYS_wait4:
        return args[2] & WNOHANG ? WAIT_NONE : WAIT_OTHER;
    case SYS_waitid:
        return args[3] & WNOHANG ? WAIT_NONE : WAIT_OTHER;
    default:
        return kind_of_poll(number, args);
    }
}

enum wait_kind waits_parse(const char *text, int *ret_fd)
{
    unsigned long long args[6];
    long number;

    *ret_fd = -1;
    /* "running", "-1 SP PC" outside of a call */
    if (sscanf(text, "%ld %llx %llx %llx %llx %llx %llx", &number, &args[0], &args[1], &args[2],
               &args[3], &args[4], &args[5]) != 7 ||
        number < 0)
        return WAIT_NONE;
    return kind_of(number, args, ret_fd);
}

/* A file of /proc/PID/task/TASK, or of /proc/PID with task 0; its length, 0 when it cannot be read.
 */
static size_t read_of(pid_t pid, pid_t task, const char *name, char *text, size_t size)
{
    char path[96];
    ssize_t got;
    int fd;

    if (task > 0)
        snprintf(path, sizeof(path), "/proc/%d/task/%d/%s", (int)pid, (int)task, name);
    else
        snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    got = fd < 0 ? -1 : read(fd, text, size - 1);
    fd_close(&fd);
    text[got > 0 ? got : 0] = '\0';
    return got > 0 ? (size_t)got : 0;
}

static int sleeps(pid_t pid, pid_t task)
{
    char text[512];
    const char *bracket;

    read_of(pid, task, "stat", text, sizeof(text));
    bracket = strrchr(text, ')');
    return bracket && strncmp(bracket, ") S ", 4) == 0;
}

/* How often it was on a processor: the third figure. */
static uint64_t runs_of(pid_t pid, pid_t task)
{
    char text[128];
    unsigned long long runs = 0;

    read_of(pid, task, "schedstat", text, sizeof(text));
    return sscanf(text, "%*u %*u %llu", &runs) == 1 ? runs : 0;
}

static int is_pipe(pid_t pid, int fd)
{
    char path[64], target[64];
    ssize_t size;

    snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)pid, fd);
    size = readlink(path, target, sizeof(target) - 1);
    return size > 5 && memcmp(target, "pipe:", 5) == 0;
}

/* Where the kernel does not say which call it is (a seccomp listener, or a kernel without): the
 * name of where it sleeps tells reads of pipes at least. */
static enum wait_kind kind_by_place(pid_t pid, pid_t task, int *ret_fd)
{
    char place[64];

    *ret_fd = 0;
    read_of(pid, task, "wchan", place, sizeof(place));
    return strcmp(place, "pipe_read") == 0 || strcmp(place, "anon_pipe_read") == 0 ? WAIT_READ
                                                                                   : WAIT_NONE;
}

/* Whether the task waits for ever; *ret_on_pipe is set where it does so on a pipe of the
 * conversation: stdin or stdout (what waits to write to stderr waits for the grader). */
static int task_waits(pid_t pid, pid_t task, int *ret_on_pipe)
{
    char text[256];
    enum wait_kind kind;
    int fd;

    if (!sleeps(pid, task))
        return 0;
    if (read_of(pid, task, "syscall", text, sizeof(text)) > 0)
        kind = waits_parse(text, &fd);
    else
        kind = kind_by_place(pid, task, &fd);
    if (kind == WAIT_WRITE && (fd == 2 || !is_pipe(pid, fd)))
        return 0;
    if (kind == WAIT_POLL || kind == WAIT_WRITE || (kind == WAIT_READ && is_pipe(pid, fd)))
        *ret_on_pipe = 1;
    return kind != WAIT_NONE;
}

/* ---- one program ---- */

static int each_number(const char *folder, pid_t *list, int most)
{
    const struct dirent *entry;
    DIR *open = opendir(folder);
    int count = 0;

    while (open && (entry = readdir(open)))
        if (isdigit((unsigned char)entry->d_name[0])) {
            if (count == most)
                break;
            list[count++] = (pid_t)strtol(entry->d_name, NULL, 10);
        }
    if (open)
        closedir(open);
    return open && !entry ? count : -1;
}

/* Signals that a timer of the process's may send it while it waits. */
static int has_timers(pid_t pid)
{
    const uint64_t alarms = 1ULL << (SIGALRM - 1) | 1ULL << (SIGVTALRM - 1) | 1ULL << (SIGPROF - 1);
    char text[4096];
    const char *caught;

    if (read_of(pid, 0, "timers", text, sizeof(text)) > 0)
        return 1;
    read_of(pid, 0, "status", text, sizeof(text));
    caught = strstr(text, "\nSigCgt:");
    return !caught || (strtoull(caught + 8, NULL, 16) & alarms) != 0;
}

/* Whether a descriptor of the process is what the words stand in the name of; 1 as well where that
 * is not to be known. */
static int has_descriptor(pid_t pid, const char *words)
{
    char folder[64], path[96], target[64];
    pid_t fds[256];
    int count;

    snprintf(folder, sizeof(folder), "/proc/%d/fd", (int)pid);
    count = each_number(folder, fds, 256);
    for (int i = 0; i < count; i++) {
        ssize_t size;

        snprintf(path, sizeof(path), "%s/%d", folder, (int)fds[i]);
        size = readlink(path, target, sizeof(target) - 1);
        target[size > 0 ? size : 0] = '\0';
        if (strstr(target, words))
            return 1;
    }
    return count < 0;
}

/* Adds the process's runs; whether all of its tasks wait for ever. */
static int process_waits(pid_t pid, int *ret_on_pipe, uint64_t *runs)
{
    char folder[64];
    pid_t tasks[TASKS_MAX];
    int count;

    snprintf(folder, sizeof(folder), "/proc/%d/task", (int)pid);
    count = each_number(folder, tasks, TASKS_MAX);
    for (int i = 0; i < count; i++) {
        if (!task_waits(pid, tasks[i], ret_on_pipe))
            return 0;
        *runs += runs_of(pid, tasks[i]);
    }
    return count > 0 && !has_timers(pid);
}

/* The processes of a run; -1: too many, or not to be known. */
static int processes_of(const struct cell_run *run, pid_t list[PIDS_MAX])
{
    int group = run->cell->leaf.dir[CGROUP_MEMORY];
    char text[PIDS_MAX * 8 + 1], *at = text, *end;
    ssize_t got;
    int fd, count = 0;

    list[0] = run->cell->standby.pid;
    if (run->limits->processes == 1)
        return 1;
    fd = group < 0 ? -1 : openat(group, "cgroup.procs", O_RDONLY | O_CLOEXEC);
    got = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
    fd_close(&fd);
    if (got <= 0 || got == (ssize_t)sizeof(text) - 1)
        return -1;
    text[got] = '\0';
    while (count < PIDS_MAX) {
        pid_t pid = (pid_t)strtol(at, &end, 10);

        if (end == at || *end != '\n')
            break;
        at = end;
        list[count++] = pid;
    }
    return count;
}

static int program_waits(const struct cell_run *run, int is_wrapped, uint64_t *runs)
{
    pid_t pids[PIDS_MAX];
    int on_pipe = 0, of_ours = 0;
    int count;

    /* most often this is all */
    if (!sleeps(run->cell->standby.pid, 0))
        return 0;
    count = processes_of(run, pids);
    for (int i = 0; i < count; i++)
        if (!process_waits(pids[i],
                           is_wrapped && pids[i] == run->cell->standby.pid ? &of_ours : &on_pipe,
                           runs))
            return 0;
    return count > 0 && on_pipe;
}

static int program_has_descriptor(const struct cell_run *run, const char *words)
{
    pid_t pids[PIDS_MAX];
    int count = processes_of(run, pids);

    for (int i = 0; i < count; i++)
        if (has_descriptor(pids[i], words))
            return 1;
    return count <= 0;
}

int waits_has_closed(const struct cell_run *run, int fd)
{
    char words[64];
    struct stat info;

    if (fd < 0 || fstat(fd, &info) < 0)
        return 0;
    snprintf(words, sizeof(words), "pipe:[%llu]", (unsigned long long)info.st_ino);
    return !program_has_descriptor(run, words);
}

/* ---- both ---- */

static void look_at(struct waits *side, const struct cell_run *run, int64_t now)
{
    uint64_t runs = 0;
    int is_waiting = program_waits(run, side->is_wrapped, &runs);

    side->has_not_run = is_waiting && side->is_waiting && runs == side->runs && runs > 0;
    side->is_waiting = is_waiting;
    side->runs = runs;
    side->looked_us = now;
}

int waits_look(struct waits sides[2], const struct cell_run runs[2])
{
    int64_t now = clock_monotonic_us();
    int64_t passed = now - sides[0].looked_us;
    int waited[2] = {sides[0].is_waiting, sides[1].is_waiting};

    if (passed < WAITS_LOOK_US)
        return 0;
    for (int i = 0; i < 2; i++)
        look_at(&sides[i], &runs[i], now);
    for (int i = 0; i < 2; i++)
        if (waited[i] && sides[i].is_waiting && !sides[!i].is_waiting)
            sides[i].waited_us += passed;
    return sides[0].has_not_run && sides[1].has_not_run &&
           !program_has_descriptor(&runs[0], "timerfd") &&
           !program_has_descriptor(&runs[1], "timerfd");
}
