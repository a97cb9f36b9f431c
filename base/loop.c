#include "base/loop.h"

#include "base/clock.h"
#include "base/fd.h"
#include "base/memory.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { SIGNALS_MAX = 65, EVENTS_MAX = 32 };

struct watch {
    struct watch *next;
    int fd;
    loop_fd_fn *fn; /* NULL once removed */
    void *arg;
};

struct loop_timer {
    int fd;
    int64_t due_us; /* by CLOCK_MONOTONIC; negative while disarmed */
    loop_timer_fn *fn;
    void *arg;
};

struct loop {
    int epoll;
    int signals; /* the signalfd, -1 until the first signal */
    int stopped;
    sigset_t mask;
    struct watch *watches;
    struct watch *removed; /* freed between rounds: an event of this round may still name them */
    struct {
        loop_signal_fn *fn;
        void *arg;
    } handlers[SIGNALS_MAX];
    struct loop_timer **timers;
    size_t timer_count;
};

int loop_open(struct loop **ret_loop, struct error *err)
{
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    struct loop *loop;

    if (epoll < 0)
        return error_set_errno(err, errno, "cannot create an event loop");
    loop = memory_alloc(sizeof(*loop));
    loop->epoll = epoll;
    loop->signals = -1;
    sigemptyset(&loop->mask);
    *ret_loop = loop;
    return 0;
}

static void free_watches(struct watch **list)
{
    while (*list) {
        struct watch *next = (*list)->next;

        free(*list);
        *list = next;
    }
}

void loop_close(struct loop *loop)
{
    if (!loop)
        return;
    for (size_t i = 0; i < loop->timer_count; i++) {
        fd_close(&loop->timers[i]->fd);
        free(loop->timers[i]);
    }
    free(loop->timers);
    free_watches(&loop->watches);
    free_watches(&loop->removed);
    fd_close(&loop->signals);
    fd_close(&loop->epoll);
    free(loop);
}

int loop_add_fd(struct loop *loop, int fd, uint32_t events, loop_fd_fn *fn, void *arg,
                struct error *err)
{
    struct watch *watch = memory_alloc(sizeof(*watch));
    struct epoll_event event = {.events = events, .data.ptr = watch};

    if (epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &event) < 0) {
        int saved = errno;

        free(watch);
        return error_set_errno(err, saved, "cannot watch descriptor %d", fd);
    }
    *watch = (struct watch){.next = loop->watches, .fd = fd, .fn = fn, .arg = arg};
    loop->watches = watch;
    return 0;
}

void loop_remove_fd(struct loop *loop, int fd)
{
    for (struct watch **at = &loop->watches; *at; at = &(*at)->next) {
        struct watch *watch = *at;

        if (watch->fd != fd)
            continue;
        epoll_ctl(loop->epoll, EPOLL_CTL_DEL, fd, NULL);
        *at = watch->next;
        watch->fn = NULL;
        watch->next = loop->removed;
        loop->removed = watch;
        return;
    }
}

/* The descriptor is never read: it is watched for edges, and arming it anew makes the next one. Its
 * event may be older than what another callback of this round has set. */
static void on_timer(struct loop *loop, int fd, uint32_t events, void *arg)
{
    struct loop_timer *timer = arg;

    (void)fd;
    (void)events;
    if (timer->due_us < 0 || clock_monotonic_us() < timer->due_us)
        return;
    timer->due_us = -1;
    timer->fn(loop, timer, timer->arg);
}

int loop_add_timer(struct loop *loop, loop_timer_fn *fn, void *arg, struct loop_timer **ret_timer,
                   struct error *err)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    struct loop_timer *timer;

    if (fd < 0)
        return error_set_errno(err, errno, "cannot create a timer");
    timer = memory_alloc(sizeof(*timer));
    *timer = (struct loop_timer){.fd = fd, .due_us = -1, .fn = fn, .arg = arg};
    if (loop_add_fd(loop, fd, EPOLLIN | EPOLLET, on_timer, timer, err) < 0) {
        fd_close(&fd);
        free(timer);
        return err->code;
    }
    loop->timers = memory_grow(loop->timers, loop->timer_count + 1, sizeof(struct loop_timer *));
    loop->timers[loop->timer_count++] = timer;
    *ret_timer = timer;
    return 0;
}

void loop_set_timer(struct loop_timer *timer, int64_t delay_us)
{
    struct itimerspec when = {0};

    timer->due_us = -1;
    if (delay_us >= 0) {
        timer->due_us = clock_monotonic_us() + delay_us;
        when.it_value.tv_sec = delay_us / 1000000;
        when.it_value.tv_nsec = delay_us % 1000000 * 1000;
        if (delay_us == 0)
            when.it_value.tv_nsec = 1; /* all zero would disarm */
    }
    timerfd_settime(timer->fd, 0, &when, NULL);
}

void loop_remove_timer(struct loop *loop, struct loop_timer *timer)
{
    for (size_t i = 0; i < loop->timer_count; i++) {
        if (loop->timers[i] != timer)
            continue;
        loop->timers[i] = loop->timers[--loop->timer_count];
        loop_remove_fd(loop, timer->fd);
        fd_close(&timer->fd);
        free(timer);
        return;
    }
}

static void on_signal(struct loop *loop, int fd, uint32_t events, void *arg)
{
    struct signalfd_siginfo info;

    (void)events;
    (void)arg;
    while (!loop->stopped && read(fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
        if (info.ssi_signo < SIGNALS_MAX && loop->handlers[info.ssi_signo].fn)
            loop->handlers[info.ssi_signo].fn(loop, &info, loop->handlers[info.ssi_signo].arg);
    }
}

int loop_add_signal(struct loop *loop, int signum, loop_signal_fn *fn, void *arg, struct error *err)
{
    int first = loop->signals < 0;
    int fd;

    sigaddset(&loop->mask, signum);
    if (sigprocmask(SIG_BLOCK, &loop->mask, NULL) < 0)
        return error_set_errno(err, errno, "cannot block signal %d", signum);
    fd = signalfd(loop->signals, &loop->mask, SFD_CLOEXEC | SFD_NONBLOCK);
    if (fd < 0)
        return error_set_errno(err, errno, "cannot watch signal %d", signum);
    loop->signals = fd;
    loop->handlers[signum].fn = fn;
    loop->handlers[signum].arg = arg;
    return first ? loop_add_fd(loop, fd, EPOLLIN, on_signal, NULL, err) : 0;
}

int loop_run(struct loop *loop, struct error *err)
{
    loop->stopped = 0;
    while (!loop->stopped) {
        struct epoll_event events[EVENTS_MAX];
        int count = epoll_wait(loop->epoll, events, EVENTS_MAX, -1);

        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return error_set_errno(err, errno, "cannot wait for events");
        for (int i = 0; i < count && !loop->stopped; i++) {
            struct watch *watch = events[i].data.ptr;

            if (watch->fn)
                watch->fn(loop, watch->fd, events[i].events, watch->arg);
        }
        free_watches(&loop->removed);
    }
    return 0;
}

void loop_stop(struct loop *loop)
{
    loop->stopped = 1;
}
