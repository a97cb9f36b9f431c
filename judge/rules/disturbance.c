#include "judge/rules/disturbance.h"

#include <signal.h>
#include <stddef.h>

static const struct {
    const char *reason, *words;
} names[] = {
    [DISTURBANCE_NONE] = {"", ""},
    [DISTURBANCE_KILLED] = {"killed_from_outside",
                            "a signal from outside of the cell ended the program"},
    [DISTURBANCE_BACKSTOP] = {"backstop",
                              "the kernel's coarse count of CPU time ended the program, which had "
                              "not used up its limit"},
    [DISTURBANCE_MEMORY] = {"host_memory",
                            "the kernel killed the program because the host was short of memory, "
                            "within the program's own limit"},
    [DISTURBANCE_PAUSED] = {"paused", "the run stood still meanwhile: it, or who watches it, was "
                                      "stopped, frozen or suspended"},
};

int disturbance_can_be_sent(int number)
{
    switch (number) {
    case SIGHUP:
    case SIGINT:
    case SIGQUIT:
    case SIGABRT:
    case SIGKILL:
    case SIGUSR1:
    case SIGUSR2:
    case SIGTERM:
    case SIGSTKFLT:
    case SIGXCPU:
    case SIGPWR:
        return 1;
    default:
        return 0;
    }
}

int disturbance_is_own(const struct run_evidence *run, int number)
{
    return (run->own_signals >> (number - 1) & 1) != 0;
}

/* A pause takes nothing from a program that exits with 0 in spite of it, and gives it nothing; of
 * CPU time, memory and output no pause adds any. But a program may have waited with a clock of its
 * own. */
static int is_spoilt_by_pause(const struct run_evidence *run)
{
    if (run->pauses == 0)
        return 0;
    return run->end == RUN_ENDED_WALL || run->end == RUN_ENDED_HARD ||
           (run->end == RUN_ENDED_ITSELF && run->oom_kills == 0 && run->exec_errno == 0 &&
            run->exit_status != 0);
}

enum disturbance disturbance_of(const struct run_evidence *run, int64_t cpu_limit_us)
{
    if (run->syscall >= 0 || run->foreign_abi)
        return DISTURBANCE_NONE;
    if (is_spoilt_by_pause(run))
        return DISTURBANCE_PAUSED;
    if (run->end != RUN_ENDED_ITSELF || run->oom_kills > 0)
        return DISTURBANCE_NONE;
    if (run->host_oom_kills > 0)
        return DISTURBANCE_MEMORY;
    if (!disturbance_can_be_sent(run->term_signal) || disturbance_is_own(run, run->term_signal) ||
        run->ended_by_init)
        return DISTURBANCE_NONE;
    /* over its limit it is TLE, however it ended */
    if (run->cpu_user_us + run->cpu_system_us > cpu_limit_us)
        return DISTURBANCE_NONE;
    return run->term_signal == SIGXCPU ? DISTURBANCE_BACKSTOP : DISTURBANCE_KILLED;
}

const char *disturbance_reason(enum disturbance disturbance)
{
    return names[disturbance].reason;
}

const char *disturbance_words(enum disturbance disturbance)
{
    return names[disturbance].words;
}
