#include "base/notify.h"

#include "base/clock.h"
#include "base/fd.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static struct sockaddr_un manager;
static socklen_t manager_size;
static int notify_fd = -1;
static int64_t watchdog_us;

/* A leading "@" stands for the NUL of an abstract name, whose length counts. */
static void take_address(const char *name)
{
    size_t size = strlen(name);

    if ((name[0] != '/' && name[0] != '@') || size < 2 || size >= sizeof(manager.sun_path))
        return;
    manager = (struct sockaddr_un){.sun_family = AF_UNIX};
    memcpy(manager.sun_path, name, size);
    if (name[0] == '@')
        manager.sun_path[0] = '\0';
    manager_size =
        (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size + (name[0] == '@' ? 0 : 1));
    notify_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

static void take_watchdog(const char *period, const char *pid)
{
    char *end;
    long long value;

    if (!period || (pid && *pid && strtoll(pid, NULL, 10) != getpid()))
        return;
    errno = 0;
    value = strtoll(period, &end, 10);
    if (errno == 0 && end != period && *end == '\0' && value > 0)
        watchdog_us = value / 2;
}

void notify_open(void)
{
    const char *name = getenv("NOTIFY_SOCKET");

    notify_close();
    if (name)
        take_address(name);
    take_watchdog(getenv("WATCHDOG_USEC"), getenv("WATCHDOG_PID"));
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
}

void notify_close(void)
{
    fd_close(&notify_fd);
    watchdog_us = 0;
}

void notify_say(const char *state)
{
    if (notify_fd >= 0)
        sendto(notify_fd, state, strlen(state), MSG_NOSIGNAL, (const struct sockaddr *)&manager,
               manager_size);
}

void notify_reloading(void)
{
    char state[64];

    snprintf(state, sizeof(state), "RELOADING=1\nMONOTONIC_USEC=%lld",
             (long long)clock_monotonic_us());
    notify_say(state);
}

int64_t notify_watchdog_us(void)
{
    return notify_fd >= 0 ? watchdog_us : 0;
}
