#include "judge/commands/interrupt.h"

#include <signal.h>

static volatile sig_atomic_t seen;

static void note(int number)
{
    (void)number;
    seen = 1;
}

void interrupt_watch(void)
{
    const struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART};

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

int interrupt_seen(void)
{
    return seen;
}
