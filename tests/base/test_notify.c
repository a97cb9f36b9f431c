/* base/notify: what arrives at a manager's socket, by path and by abstract name. */
#include "base/notify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

static char said[512];

/* A manager: its socket, bound. `name` as in $NOTIFY_SOCKET. */
static int open_manager(const char *name)
{
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t size = strlen(name);

    assert_true(fd >= 0);
    memcpy(address.sun_path, name, size);
    if (name[0] == '@')
        address.sun_path[0] = '\0';
    size += offsetof(struct sockaddr_un, sun_path) + (name[0] == '@' ? 0 : 1);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, (socklen_t)size), 0);
    setenv("NOTIFY_SOCKET", name, 1);
    return fd;
}

static const char *heard(int fd)
{
    ssize_t got = recv(fd, said, sizeof(said) - 1, 0);

    said[got < 0 ? 0 : got] = '\0';
    return said;
}

static void test_nothing_without_a_manager(void **state)
{
    (void)state;
    unsetenv("NOTIFY_SOCKET");
    setenv("WATCHDOG_USEC", "2000000", 1);
    notify_open();
    notify_say("READY=1");
    assert_int_equal(notify_watchdog_us(), 0);
    setenv("NOTIFY_SOCKET", "relative", 1);
    notify_open();
    notify_say("READY=1");
}

static void tell(const char *name)
{
    int fd = open_manager(name);

    notify_open();
    assert_null(getenv("NOTIFY_SOCKET"));
    notify_say("READY=1");
    assert_string_equal(heard(fd), "READY=1");
    notify_reloading();
    assert_memory_equal(heard(fd), "RELOADING=1\nMONOTONIC_USEC=", 27);
    assert_true(strtoll(said + 27, NULL, 10) > 0);
    for (int i = 0; i < 10000; i++) /* one that does not read keeps nobody waiting */
        notify_say("WATCHDOG=1");
    close(fd);
    notify_say("WATCHDOG=1");
    notify_close();
}

static void test_path(void **state)
{
    char folder[] = "/tmp/notify-XXXXXX", name[64];

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(name, sizeof(name), "%s/socket", folder);
    tell(name);
    unlink(name);
    rmdir(folder);
}

static void test_abstract(void **state)
{
    char name[64];

    (void)state;
    snprintf(name, sizeof(name), "@assay-test-%d", (int)getpid());
    tell(name);
}

static void test_watchdog(void **state)
{
    char name[64], own[32];
    int fd;

    (void)state;
    snprintf(name, sizeof(name), "@assay-test-%d", (int)getpid());
    snprintf(own, sizeof(own), "%d", (int)getpid());
    for (int i = 0; i < 4; i++) {
        static const char *const periods[] = {"3000000", "3000000", "x", "0"};

        fd = open_manager(name);
        setenv("WATCHDOG_USEC", periods[i], 1);
        setenv("WATCHDOG_PID", i == 1 ? "1" : own, 1);
        notify_open();
        assert_null(getenv("WATCHDOG_USEC"));
        assert_null(getenv("WATCHDOG_PID"));
        assert_int_equal(notify_watchdog_us(), i == 0 ? 1500000 : 0);
        notify_close();
        close(fd);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_without_a_manager),
        cmocka_unit_test(test_path),
        cmocka_unit_test(test_abstract),
        cmocka_unit_test(test_watchdog),
    };

    return cmocka_run_group_tests_name("notify", tests, NULL, NULL);
}
