/* An event loop: epoll, with timers as timerfds and signals as one signalfd, because our processes
 * wait for nothing but descriptors.
 *
 *     loop_open(&loop, &err);
 *     loop_add_fd(loop, socket, EPOLLIN, on_message, self);
 *     loop_run(loop, &err);              until loop_stop
 *     loop_close(loop);
 *
 * One thread. A callback may add and remove watches, its own among them. The loop owns its timers
 * and the signalfd, never a watched descriptor.
 */
#ifndef BASE_LOOP_H
#define BASE_LOOP_H

#include "base/error.h"

#include <stdint.h>
#include <sys/signalfd.h>

struct loop;
struct loop_timer;

typedef void loop_fd_fn(struct loop *loop, int fd, uint32_t events, void *arg);
typedef void loop_timer_fn(struct loop *loop, struct loop_timer *timer, void *arg);
typedef void loop_signal_fn(struct loop *loop, const struct signalfd_siginfo *info, void *arg);

int loop_open(struct loop **ret_loop, struct error *err);
void loop_close(struct loop *loop); /* NULL is allowed */

/* `events` as in epoll_ctl(2), level-triggered. One watch a descriptor. */
int loop_add_fd(struct loop *loop, int fd, uint32_t events, loop_fd_fn *fn, void *arg,
                struct error *err);
/* Before the descriptor is closed. Events of this round that were still due are dropped. */
void loop_remove_fd(struct loop *loop, int fd);

/* A disarmed timer; freed by loop_remove_timer or loop_close. loop_set_timer arms it `delay_us`
 * from now (0: as soon as possible; negative: disarms); it fires once. */
int loop_add_timer(struct loop *loop, loop_timer_fn *fn, void *arg, struct loop_timer **ret_timer,
                   struct error *err);
void loop_set_timer(struct loop_timer *timer, int64_t delay_us);
void loop_remove_timer(struct loop *loop, struct loop_timer *timer);

/* Blocks `signum` for the process and delivers it here instead. */
int loop_add_signal(struct loop *loop, int signum, loop_signal_fn *fn, void *arg,
                    struct error *err);

/* Runs until loop_stop. Returns 0 or a negative errno. */
int loop_run(struct loop *loop, struct error *err);
void loop_stop(struct loop *loop);

#endif
