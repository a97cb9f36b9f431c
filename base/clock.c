#include "base/clock.h"

#include "base/crash_point.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int64_t read_us(clockid_t id)
{
    struct timespec now;

    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t clock_monotonic_us(void)
{
    return read_us(CLOCK_MONOTONIC);
}

int64_t clock_boottime_ms(void)
{
    return read_us(CLOCK_BOOTTIME) / 1000;
}

int64_t clock_realtime_ms(void)
{
    return read_us(CLOCK_REALTIME) / 1000 + crash_jump_ms();
}

int64_t clock_delay_us(void)
{
    static int fd = -1;
    char text[128];
    ssize_t got;

    if (fd < 0)
        fd = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
    got = fd < 0 ? -1 : pread(fd, text, sizeof(text) - 1, 0);
    if (got <= 0)
        return 0;
    text[got] = '\0';
    return strtoll(text + strcspn(text, " "), NULL, 10) / 1000;
}

int64_t clock_busy_us(void)
{
    return read_us(CLOCK_THREAD_CPUTIME_ID) + clock_delay_us();
}
