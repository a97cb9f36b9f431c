/* base/loop: who is called, how often, and that a callback may take away what is due. */
#include "base/loop.h"

#include "base/clock.h"
#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <cmocka.h>

enum { ENDS = 3 };

struct world {
    struct loop *loop;
    int ends[ENDS][2]; /* pipes */
    struct loop_timer *timers[2];
    int calls[ENDS]; /* of whatever has this number */
    int stop_after;  /* calls of number 0 */
    uint32_t events;
    int value;
};

static struct error err;

static int set_up(void **state)
{
    struct world *world = calloc(1, sizeof(*world));

    assert_int_equal(loop_open(&world->loop, &err), 0);
    for (int i = 0; i < ENDS; i++)
        assert_int_equal(pipe2(world->ends[i], O_CLOEXEC | O_NONBLOCK), 0);
    *state = world;
    return 0;
}

static int tear_down(void **state)
{
    struct world *world = *state;

    loop_close(world->loop);
    for (int i = 0; i < ENDS; i++) {
        fd_close(&world->ends[i][0]);
        fd_close(&world->ends[i][1]);
    }
    free(world);
    return 0;
}

static int number_of(const struct world *world, int fd)
{
    for (int i = 0; i < ENDS; i++) {
        if (world->ends[i][0] == fd || world->ends[i][1] == fd)
            return i;
    }
    fail_msg("descriptor %d is none of ours", fd);
    return -1;
}

static void make_readable(struct world *world, int number)
{
    assert_int_equal(write(world->ends[number][1], "x", 1), 1);
}

static void watch(struct world *world, int number, loop_fd_fn *fn)
{
    assert_int_equal(loop_add_fd(world->loop, world->ends[number][0], EPOLLIN, fn, world, &err), 0);
}

static void run(struct world *world)
{
    assert_int_equal(loop_run(world->loop, &err), 0);
}

/* ---- stopping without a race ---- */

static void stop_on_timer(struct loop *loop, struct loop_timer *timer, void *arg)
{
    (void)timer;
    (void)arg;
    loop_stop(loop);
}

struct rounds {
    int left;
};

static void stop_after_rounds(struct loop *loop, struct loop_timer *timer, void *arg)
{
    struct rounds *rounds = arg;

    if (--rounds->left == 0)
        loop_stop(loop);
    else
        loop_set_timer(timer, 0);
}

/* Serves everything that is ready, several times over: between two calls of a timer that is always
 * due lies a whole round, in which every ready descriptor has its turn. */
static void run_what_is_due(struct world *world)
{
    struct rounds rounds = {.left = 10};
    struct loop_timer *timer;

    usleep(1000); /* timers armed for now have expired then */
    assert_int_equal(loop_add_timer(world->loop, stop_after_rounds, &rounds, &timer, &err), 0);
    loop_set_timer(timer, 0);
    run(world);
    loop_remove_timer(world->loop, timer);
}

/* ---- descriptors ---- */

static void read_one(struct loop *loop, int fd, uint32_t events, void *arg)
{
    struct world *world = arg;
    char byte;

    assert_ptr_equal(loop, world->loop);
    world->events = events;
    world->calls[number_of(world, fd)]++;
    assert_int_equal(read(fd, &byte, 1), 1);
}

static void test_only_what_is_ready_is_called(void **state)
{
    struct world *world = *state;

    for (int i = 0; i < ENDS; i++)
        watch(world, i, read_one);
    make_readable(world, 0);
    make_readable(world, 2);
    make_readable(world, 2);
    run_what_is_due(world);
    assert_int_equal(world->calls[0], 1);
    assert_int_equal(world->calls[1], 0);
    assert_int_equal(world->calls[2], 2); /* level-triggered: a byte was left */
    assert_int_equal(world->events, EPOLLIN);
}

static void count_and_stop(struct loop *loop, int fd, uint32_t events, void *arg)
{
    struct world *world = arg;

    world->events = events;
    if (++world->calls[number_of(world, fd)] >= world->stop_after)
        loop_stop(loop);
}

static void test_unread_data_is_told_again(void **state)
{
    struct world *world = *state;

    world->stop_after = 5;
    watch(world, 0, count_and_stop);
    make_readable(world, 0);
    run(world);
    assert_int_equal(world->calls[0], 5);
    world->stop_after = 7;
    run(world); /* stopping is not the end of the loop */
    assert_int_equal(world->calls[0], 7);
}

static void test_hang_up_and_writable(void **state)
{
    struct world *world = *state;

    world->stop_after = 1;
    watch(world, 0, count_and_stop);
    fd_close(&world->ends[0][1]);
    run(world);
    assert_int_equal(world->events, EPOLLHUP);
    loop_remove_fd(world->loop, world->ends[0][0]);
    assert_int_equal(
        loop_add_fd(world->loop, world->ends[1][1], EPOLLOUT, count_and_stop, world, &err), 0);
    run(world);
    assert_int_equal(world->events, EPOLLOUT);
    assert_int_equal(world->calls[1], 1);
}

static void test_removed_is_not_called(void **state)
{
    struct world *world = *state;

    watch(world, 0, read_one);
    make_readable(world, 0);
    loop_remove_fd(world->loop, world->ends[0][0]);
    loop_remove_fd(world->loop, world->ends[0][0]); /* not watched: nothing happens */
    run_what_is_due(world);
    assert_int_equal(world->calls[0], 0);
    watch(world, 0, read_one);
    run_what_is_due(world);
    assert_int_equal(world->calls[0], 1);
}

static void test_refusals(void **state)
{
    struct world *world = *state;
    int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);

    watch(world, 0, read_one);
    assert_int_equal(loop_add_fd(world->loop, world->ends[0][0], EPOLLIN, read_one, world, &err),
                     -EEXIST);
    assert_int_equal(loop_add_fd(world->loop, -1, EPOLLIN, read_one, world, &err), -EBADF);
    assert_string_equal(err.text, "cannot watch descriptor -1: Bad file descriptor");
    assert_int_equal(loop_add_fd(world->loop, file, EPOLLIN, read_one, world, &err), -EPERM);
    fd_close(&file);
    make_readable(world, 0); /* the first watch is still there */
    run_what_is_due(world);
    assert_int_equal(world->calls[0], 1);
    loop_close(NULL);
}

/* ---- taking away in a callback ---- */

static void remove_self(struct loop *loop, int fd, uint32_t events, void *arg)
{
    struct world *world = arg;

    (void)events;
    world->calls[number_of(world, fd)]++;
    loop_remove_fd(loop, fd);
}

static void test_remove_itself(void **state)
{
    struct world *world = *state;

    watch(world, 0, remove_self);
    make_readable(world, 0);
    run_what_is_due(world); /* the byte stays unread */
    assert_int_equal(world->calls[0], 1);
}

static void remove_all(struct loop *loop, int fd, uint32_t events, void *arg)
{
    struct world *world = arg;

    (void)events;
    world->calls[number_of(world, fd)]++;
    for (int i = 0; i < ENDS; i++)
        loop_remove_fd(loop, world->ends[i][0]);
}

/* All are ready in one round; the first that is served takes away the others. */
static void test_remove_others_that_are_due(void **state)
{
    struct world *world = *state;

    for (int i = 0; i < ENDS; i++) {
        watch(world, i, remove_all);
        make_readable(world, i);
    }
    run_what_is_due(world);
    assert_int_equal(world->calls[0] + world->calls[1] + world->calls[2], 1);
}

static void replace_others(struct loop *loop, int fd, uint32_t events, void *arg)
{
    struct world *world = arg;
    int self = number_of(world, fd);

    (void)events;
    world->calls[self]++;
    loop_remove_fd(loop, fd);
    for (int i = 0; i < ENDS; i++) {
        if (i == self)
            continue;
        loop_remove_fd(loop, world->ends[i][0]);
        fd_close(&world->ends[i][0]);
        fd_close(&world->ends[i][1]);
        /* most likely the same numbers again, not ready: events due for the old must not reach it
         */
        assert_int_equal(pipe2(world->ends[i], O_CLOEXEC | O_NONBLOCK), 0);
        assert_int_equal(loop_add_fd(loop, world->ends[i][0], EPOLLIN, read_one, world, &err), 0);
    }
}

static void test_replaced_descriptors_get_no_old_events(void **state)
{
    struct world *world = *state;

    for (int i = 0; i < ENDS; i++) {
        watch(world, i, replace_others);
        make_readable(world, i);
    }
    run_what_is_due(world);
    assert_int_equal(world->calls[0] + world->calls[1] + world->calls[2], 1);
}

/* ---- timers ---- */

static void count_timer(struct loop *loop, struct loop_timer *timer, void *arg)
{
    struct world *world = arg;

    (void)loop;
    assert_ptr_equal(timer, world->timers[0]);
    world->calls[0]++;
}

static void test_timer_fires_once_and_not_early(void **state)
{
    struct world *world = *state;
    int64_t start_us;

    assert_int_equal(loop_add_timer(world->loop, count_timer, world, &world->timers[0], &err), 0);
    run_what_is_due(world);
    assert_int_equal(world->calls[0], 0); /* not armed yet */

    loop_set_timer(world->timers[0], 0);
    run_what_is_due(world);
    run_what_is_due(world);
    assert_int_equal(world->calls[0], 1);

    assert_int_equal(loop_add_timer(world->loop, stop_on_timer, NULL, &world->timers[1], &err), 0);
    start_us = clock_monotonic_us();
    loop_set_timer(world->timers[1], 5000);
    run(world);
    assert_true(clock_monotonic_us() - start_us >= 5000);
}

static void test_timer_disarmed_and_armed_again(void **state)
{
    struct world *world = *state;

    assert_int_equal(loop_add_timer(world->loop, count_timer, world, &world->timers[0], &err), 0);
    loop_set_timer(world->timers[0], 0);
    loop_set_timer(world->timers[0], -1);
    run_what_is_due(world);
    assert_int_equal(world->calls[0], 0);
    loop_set_timer(world->timers[0], 0);
    loop_set_timer(world->timers[0], INT64_C(3600) * 1000000); /* put off */
    run_what_is_due(world);
    assert_int_equal(world->calls[0], 0);
    loop_set_timer(world->timers[0], 1);
    run_what_is_due(world);
    assert_int_equal(world->calls[0], 1);
}

static void disarm_the_other(struct loop *loop, struct loop_timer *timer, void *arg)
{
    struct world *world = arg;

    (void)loop;
    world->calls[0]++;
    loop_set_timer(world->timers[timer == world->timers[0]], -1);
}

/* Both have expired when the loop wakes up; the one served first disarms the other. */
static void test_timer_disarmed_when_due(void **state)
{
    struct world *world = *state;

    for (int i = 0; i < 2; i++) {
        assert_int_equal(
            loop_add_timer(world->loop, disarm_the_other, world, &world->timers[i], &err), 0);
        loop_set_timer(world->timers[i], 0);
    }
    run_what_is_due(world);
    assert_int_equal(world->calls[0], 1);
}

static void remove_the_timers(struct loop *loop, struct loop_timer *timer, void *arg)
{
    struct world *world = arg;

    (void)timer;
    world->calls[0]++;
    for (int i = 0; i < 2; i++)
        loop_remove_timer(loop, world->timers[i]); /* itself among them */
}

static void test_timers_removed_when_due(void **state)
{
    struct world *world = *state;

    for (int i = 0; i < 2; i++) {
        assert_int_equal(
            loop_add_timer(world->loop, remove_the_timers, world, &world->timers[i], &err), 0);
        loop_set_timer(world->timers[i], 0);
    }
    run_what_is_due(world);
    assert_int_equal(world->calls[0], 1);
}

/* ---- signals ---- */

static void on_signal(struct loop *loop, const struct signalfd_siginfo *info, void *arg)
{
    struct world *world = arg;

    world->calls[info->ssi_signo == SIGUSR2]++;
    world->value = info->ssi_int;
    if (info->ssi_signo == SIGUSR2)
        loop_stop(loop);
}

static void test_signals(void **state)
{
    struct world *world = *state;
    sigset_t blocked;

    assert_int_equal(loop_add_signal(world->loop, SIGUSR1, on_signal, world, &err), 0);
    assert_int_equal(loop_add_signal(world->loop, SIGUSR2, on_signal, world, &err), 0);
    assert_int_equal(sigprocmask(SIG_BLOCK, NULL, &blocked), 0);
    assert_true(sigismember(&blocked, SIGUSR1) && sigismember(&blocked, SIGUSR2));
    assert_int_equal(sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = 42}), 0);
    run_what_is_due(world);
    assert_int_equal(world->calls[0], 1);
    assert_int_equal(world->value, 42);
    assert_int_equal(kill(getpid(), SIGUSR2), 0);
    run(world);
    assert_int_equal(world->calls[1], 1);
    assert_int_equal(world->calls[0], 1);
}

/* What was not served because of a stop is served by the next run. */
static void test_stop_leaves_signals(void **state)
{
    struct world *world = *state;

    assert_int_equal(loop_add_signal(world->loop, SIGUSR2, on_signal, world, &err), 0);
    assert_int_equal(loop_add_signal(world->loop, SIGRTMIN, on_signal, world, &err), 0);
    assert_int_equal(kill(getpid(), SIGUSR2), 0); /* lower numbers are delivered first */
    assert_int_equal(kill(getpid(), SIGRTMIN), 0);
    run(world);
    assert_int_equal(world->calls[1], 1);
    assert_int_equal(world->calls[0], 0);
    run_what_is_due(world);
    assert_int_equal(world->calls[0], 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_only_what_is_ready_is_called),
        TEST(test_unread_data_is_told_again),
        TEST(test_hang_up_and_writable),
        TEST(test_removed_is_not_called),
        TEST(test_refusals),
        TEST(test_remove_itself),
        TEST(test_remove_others_that_are_due),
        TEST(test_replaced_descriptors_get_no_old_events),
        TEST(test_timer_fires_once_and_not_early),
        TEST(test_timer_disarmed_and_armed_again),
        TEST(test_timer_disarmed_when_due),
        TEST(test_timers_removed_when_due),
        TEST(test_signals),
        TEST(test_stop_leaves_signals),
    };

    return cmocka_run_group_tests_name("loop", tests, NULL, NULL);
}
