#include "runner/cells/stillness.h"

#include "base/clock.h"
#include "base/fd.h"
#include "runner/host/freezer.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    LOOK_US = 50 * 1000,
    LOOK_AT_MANY_US = 100 * 1000, /* with several processes each look takes longer */
    MANY_MAX = 64,                /* of these, the rest are not looked at */
    LATE_US = 10 * 1000,          /* the runner woke later than it should: not yet worth a note */
    STOP_US = 300 * 1000, /* so late that it did not run at all: load is no reason for that */
    SUSPENDED_US = 100 * 1000,
    STEAL_AFTER_US = 200 * 1000, /* reading that is not cheap */
};

static int64_t boot_offset_us(void)
{
    struct timespec boot;

    clock_gettime(CLOCK_BOOTTIME, &boot);
    return (int64_t)boot.tv_sec * 1000000 + boot.tv_nsec / 1000 - clock_monotonic_us();
}

/* What the hypervisor gave to others, of all processors, for each of them. */
static int64_t steal_us(void)
{
    char text[512];
    long long value = 0;
    int fd = open("/proc/stat", O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
    char *at = text + 3; /* "cpu" */

    fd_close(&fd);
    if (got <= 3)
        return 0;
    text[got] = '\0';
    for (int i = 0; i < 8; i++)
        value = strtoll(at, &at, 10);
    return value * 1000000 / sysconf(_SC_CLK_TCK) / sysconf(_SC_NPROCESSORS_ONLN);
}

/* The letter of /proc/PID/stat, behind the name's last bracket; 0: there is no such process. */
static char state_of(pid_t pid)
{
    char path[64], text[512];
    const char *bracket;
    ssize_t got;
    int fd;

    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    got = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
    fd_close(&fd);
    if (got <= 0)
        return 0;
    text[got] = '\0';
    bracket = strrchr(text, ')');
    return bracket && bracket[1] == ' ' ? bracket[2] : 0;
}

enum still { RUNS, STOPPED, HELD };

/* A stop by a signal, which it may have sent itself; what only others can do: a freezer, a tracer.
 */
static enum still look_at(pid_t pid)
{
    char state = state_of(pid);

    if (state == 't')
        return HELD;
    if (state == 'T')
        return STOPPED;
    return (state == 'S' || state == 'D') && freezer_holds(pid) ? HELD : RUNS;
}

/* The processes of a run of several: any of them may keep the others waiting. */
static enum still look_at_many(const struct cell *cell)
{
    int group = cell->leaf.dir[CGROUP_MEMORY];
    int fd = group < 0 ? -1 : openat(group, "cgroup.procs", O_RDONLY | O_CLOEXEC);
    char text[MANY_MAX * 8 + 1], *at = text, *end;
    ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
    enum still found = RUNS;

    fd_close(&fd);
    if (got <= 0)
        return look_at(cell->standby.pid);
    text[got] = '\0';
    while (found != HELD) {
        pid_t pid = (pid_t)strtol(at, &end, 10);
        enum still still = end == at || *end != '\n' ? RUNS : look_at(pid);

        if (end == at || *end != '\n')
            break;
        at = end;
        if (still > found)
            found = still;
    }
    return found;
}

static int64_t interval_us(const struct stillness *stillness)
{
    return stillness->is_single ? LOOK_US : LOOK_AT_MANY_US;
}

void stillness_begin(struct stillness *stillness, const struct cell *cell, int64_t start_us)
{
    *stillness = (struct stillness){
        .cell = cell,
        .is_single = cell->standby.asked.limits.processes == 1,
        .start_us = start_us,
        .looked_us = start_us,
        .sampled_us = start_us,
        .boot_offset_us = boot_offset_us(),
        .delay_us = clock_delay_us(),
        .steal_us = -1,
    };
}

int64_t stillness_patience_us(const struct stillness *stillness)
{
    return interval_us(stillness);
}

/* Once what was late was the runner itself: whatever the program did meanwhile was seen too late.
 * A runner that was runnable without a processor was late, but not stopped. */
static void note_late(struct stillness *stillness, int64_t late_us)
{
    int64_t delay = clock_delay_us();

    stillness->still_us += late_us;
    if (late_us - (delay - stillness->delay_us) >= STOP_US)
        stillness->pauses++;
    stillness->delay_us = delay;
}

static void sample(struct stillness *stillness, int64_t now)
{
    const struct cell *cell = stillness->cell;
    enum still program = stillness->is_single ? look_at(cell->standby.pid) : look_at_many(cell);
    /* nothing in a cell can stop its pid 1 (pid_namespaces(7)) */
    enum still init = look_at(cell->init);
    int64_t passed = now - stillness->sampled_us;

    stillness->sampled_us = now;
    stillness->init_stopped_us = init == STOPPED ? stillness->init_stopped_us + passed : 0;
    if (program == HELD || init != RUNS) {
        stillness->pauses += !stillness->is_held;
        stillness->still_us += passed;
        stillness->is_held = 1;
    } else if (stillness->is_held) {
        stillness->still_us += passed;
        stillness->is_held = 0;
    } else if (program == STOPPED || stillness->is_stopped) {
        stillness->stops += !stillness->is_stopped;
        stillness->stopped_us += passed;
    }
    stillness->is_stopped = program == STOPPED;
}

void stillness_look(struct stillness *stillness, int64_t waited_us)
{
    int64_t now = clock_monotonic_us();
    int64_t late = now - stillness->looked_us - waited_us;

    stillness->looked_us = now;
    if (late > LATE_US) {
        note_late(stillness, late);
        /* it is taken off once */
        stillness->sampled_us += late;
    }
    if (now - stillness->sampled_us >= interval_us(stillness))
        sample(stillness, now);
    if (stillness->steal_us < 0 && now - stillness->start_us >= STEAL_AFTER_US)
        stillness->steal_us = steal_us();
}

int64_t stillness_us(const struct stillness *stillness)
{
    return stillness->still_us + stillness->stopped_us;
}

int64_t stillness_stolen_us(struct stillness *stillness)
{
    int64_t stolen = stillness->steal_us < 0 ? 0 : steal_us() - stillness->steal_us;

    return stolen > 0 ? stolen : 0;
}

void stillness_end(struct stillness *stillness, uint64_t own_signals)
{
    const uint64_t stops = 1ULL << (SIGSTOP - 1) | 1ULL << (SIGTSTP - 1) | 1ULL << (SIGTTIN - 1) |
                           1ULL << (SIGTTOU - 1);

    if (own_signals & stops)
        stillness->stopped_us = stillness->stops = 0;
    stillness->pauses += stillness->stops;
    if (boot_offset_us() - stillness->boot_offset_us >= SUSPENDED_US)
        stillness->pauses++;
}
