/* What /proc/PID/syscall says about a task that waits. */
#include "runner/cells/waits.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>

#include <cmocka.h>

static void assert_kind(enum wait_kind kind, int fd, long number, const char *args)
{
    char text[256];
    int got_fd;

    snprintf(text, sizeof(text), "%ld %s 0x7ffe 0x7f00\n", number, args);
    assert_int_equal(waits_parse(text, &got_fd), kind);
    if (kind == WAIT_READ || kind == WAIT_WRITE)
        assert_int_equal(got_fd, fd);
}

static void test_reads_and_writes(void **state)
{
    (void)state;
    assert_kind(WAIT_READ, 0, SYS_read, "0x0 0x7f 0x1000 0x0 0x0 0x0");
    assert_kind(WAIT_READ, 5, SYS_readv, "0x5 0x7f 0x1 0x0 0x0 0x0");
    assert_kind(WAIT_WRITE, 1, SYS_write, "0x1 0x7f 0x1000 0x0 0x0 0x0");
    assert_kind(WAIT_WRITE, 2, SYS_writev, "0x2 0x7f 0x1 0x0 0x0 0x0");
}

static void test_times(void **state)
{
    (void)state;
    assert_kind(WAIT_POLL, 0, SYS_ppoll, "0x7f 0x1 0x0 0x0 0x0 0x0");
    assert_kind(WAIT_NONE, 0, SYS_ppoll, "0x7f 0x1 0x7f 0x0 0x0 0x0");
#ifdef SYS_poll
    assert_kind(WAIT_POLL, 0, SYS_poll, "0x7f 0x1 0xffffffff 0x0 0x0 0x0");
    assert_kind(WAIT_NONE, 0, SYS_poll, "0x7f 0x1 0x64 0x0 0x0 0x0");
    assert_kind(WAIT_POLL, 0, SYS_select, "0x1 0x7f 0x0 0x0 0x0 0x0");
    assert_kind(WAIT_NONE, 0, SYS_select, "0x1 0x7f 0x0 0x0 0x7f 0x0");
    assert_kind(WAIT_NONE, 0, SYS_epoll_wait, "0x4 0x7f 0x8 0xbb8 0x0 0x0");
#endif
    assert_kind(WAIT_POLL, 0, SYS_epoll_pwait, "0x4 0x7f 0x8 0xffffffffffffffff 0x0 0x8");
    assert_kind(WAIT_OTHER, 0, SYS_futex, "0x7f 0x80 0x0 0x0 0x0 0x0");
    assert_kind(WAIT_NONE, 0, SYS_futex, "0x7f 0x80 0x0 0x7f 0x0 0x0");
    assert_kind(WAIT_NONE, 0, SYS_futex, "0x7f 0x81 0x1 0x0 0x0 0x0"); /* a wake */
    assert_kind(WAIT_OTHER, 0, SYS_wait4, "0xffffffff 0x7f 0x0 0x0 0x0 0x0");
    assert_kind(WAIT_NONE, 0, SYS_clock_nanosleep, "0x0 0x0 0x7f 0x7f 0x0 0x0");
    assert_kind(WAIT_NONE, 0, SYS_nanosleep, "0x7f 0x7f 0x0 0x0 0x0 0x0");
}

static void test_no_call(void **state)
{
    static const char *const texts[] = {"", "running\n", "-1 0x7ffe 0x7f00\n", "0 0x0\n", "x"};
    int fd;

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_int_equal(waits_parse(texts[i], &fd), WAIT_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reads_and_writes),
                                       cmocka_unit_test(test_times),
                                       cmocka_unit_test(test_no_call)};

    return cmocka_run_group_tests_name("waits", tests, NULL, NULL);
}
