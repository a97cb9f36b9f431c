/* base/fd: what leads out of a folder is refused, what is sealed stays. */
#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct error err;

static void assert_closed(int fd)
{
    assert_int_equal(fcntl(fd, F_GETFD), -1);
    assert_int_equal(errno, EBADF);
}

/* ---- the small ones ---- */

static void test_close(void **state)
{
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC), copy = fd;

    (void)state;
    errno = ENOTTY;
    fd_close(&fd);
    assert_int_equal(errno, ENOTTY);
    assert_int_equal(fd, -1);
    assert_closed(copy);
    fd_close(&fd);
    assert_int_equal(fd, -1);

    fd = 1000000; /* not open: close fails, errno stays */
    errno = ENOTTY;
    fd_close(&fd);
    assert_int_equal(errno, ENOTTY);
}

static void test_flags(void **state)
{
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

    (void)state;
    assert_int_equal(fd_set_cloexec(fd, 0), 0);
    assert_int_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
    assert_int_equal(fd_set_cloexec(fd, 1), 0);
    assert_int_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    assert_int_equal(fd_set_nonblock(fd, 1), 0);
    assert_int_equal(fcntl(fd, F_GETFL) & O_NONBLOCK, O_NONBLOCK);
    assert_int_equal(fd_set_nonblock(fd, 0), 0);
    assert_int_equal(fcntl(fd, F_GETFL) & O_NONBLOCK, 0);
    fd_close(&fd);
    assert_int_equal(fd_set_cloexec(-1, 1), -EBADF);
    assert_int_equal(fd_set_nonblock(-1, 1), -EBADF);
}

/* ---- reading and writing ---- */

/* A pipe that hands out and takes in less than asked for: full transfers need several calls. */
static void test_full_transfers_over_a_pipe(void **state)
{
    enum { SIZE = 300 * 1000 }; /* several pipes full */
    char *sent = malloc(SIZE), *got = malloc(SIZE + 10);
    int ends[2], status;
    pid_t pid;

    (void)state;
    for (int i = 0; i < SIZE; i++)
        sent[i] = (char)(i * 7);
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        _exit(fd_write_full(ends[1], sent, SIZE) == 0 ? 0 : 1);
    fd_close(&ends[1]);
    assert_int_equal(fd_read_full(ends[0], got, SIZE + 10), SIZE); /* short only at the end */
    assert_memory_equal(got, sent, SIZE);
    assert_int_equal(fd_read_full(ends[0], got, 10), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    fd_close(&ends[0]);
    free(sent);
    free(got);
}

static void test_transfer_errors(void **state)
{
    char byte = 0;
    int ends[2];

    (void)state;
    assert_int_equal(fd_read_full(-1, &byte, 1), -EBADF);
    assert_int_equal(fd_write_full(-1, &byte, 1), -EBADF);
    assert_int_equal(fd_read_full(-1, &byte, 0), 0); /* nothing asked for, nothing done */
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    fd_close(&ends[0]);
    signal(SIGPIPE, SIG_IGN);
    assert_int_equal(fd_write_full(ends[1], &byte, 1), -EPIPE);
    fd_close(&ends[1]);
}

static void test_read_all(void **state)
{
    enum { SIZE = 200 * 1000 };
    char *bytes = calloc(1, SIZE);
    struct buffer out = BUFFER_INIT;
    int fd = fd_memfd_with("test", bytes, SIZE);

    (void)state;
    assert_true(fd >= 0);
    buffer_append_text(&out, "before");
    assert_int_equal(fd_read_all(fd, SIZE, &out, "the file", &err), 0); /* exactly the limit */
    assert_int_equal(out.size, 6 + SIZE);
    assert_memory_equal(out.data, "before", 6);
    assert_int_equal(out.data[out.size], '\0');
    assert_int_equal(fd_read_all(fd, 0, &out, "the file", &err), 0); /* at the end */

    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    buffer_clear(&out);
    assert_int_equal(fd_read_all(fd, SIZE - 1, &out, "the file", &err), -EFBIG);
    assert_string_equal(err.text, "the file is larger than the limit of 199999 bytes");
    assert_true(out.size > SIZE - 1);
    fd_close(&fd);

    assert_int_equal(fd_read_all(-1, 10, &out, "the file", &err), -EBADF);
    assert_string_equal(err.text, "cannot read the file: Bad file descriptor");
    buffer_release(&out);
    free(bytes);
}

/* ---- a folder and what leads out of it ---- */

struct folder {
    char base[64];
    int dir; /* base/in */
};

static void in_base(const struct folder *folder, const char *name, char path[PATH_MAX])
{
    snprintf(path, PATH_MAX, "%s/%s", folder->base, name);
}

static void put_file(const struct folder *folder, const char *name, const char *text)
{
    char path[PATH_MAX];
    int fd;

    in_base(folder, name, path);
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    assert_true(fd >= 0);
    assert_int_equal(fd_write_full(fd, text, strlen(text)), 0);
    fd_close(&fd);
}

static void put_link(const struct folder *folder, const char *name, const char *target)
{
    char path[PATH_MAX];

    in_base(folder, name, path);
    assert_int_equal(symlink(target, path), 0);
}

static const char *const names[] = {
    "in/sub/file", "in/sub/up", "in/file",    "in/good",  "in/round", "in/out",
    "in/out_abs",  "in/in_abs", "in/out_dir", "in/chain", "in/loop",  "in/fifo",
    "in/proc",     "in/leased", "in/sub",     "in",       "secret",
};

static int set_up(void **state)
{
    struct folder *folder = calloc(1, sizeof(*folder));
    char path[PATH_MAX];

    snprintf(folder->base, sizeof(folder->base), "/tmp/assay-fd-XXXXXX");
    assert_non_null(mkdtemp(folder->base));
    in_base(folder, "in", path);
    assert_int_equal(mkdir(path, 0755), 0);
    in_base(folder, "in/sub", path);
    assert_int_equal(mkdir(path, 0755), 0);
    put_file(folder, "secret", "secret");
    put_file(folder, "in/file", "inside");
    put_file(folder, "in/leased", "leased");
    put_file(folder, "in/sub/file", "below");
    put_link(folder, "in/sub/up", "../file");
    put_link(folder, "in/good", "sub/file");
    put_link(folder, "in/round", "../in/file"); /* out and in again is out */
    put_link(folder, "in/out", "../secret");
    put_link(folder, "in/out_abs", "/etc/passwd");
    in_base(folder, "in/file", path);
    put_link(folder, "in/in_abs", path); /* an absolute link is refused wherever it leads */
    put_link(folder, "in/out_dir", "..");
    put_link(folder, "in/chain", "out");
    put_link(folder, "in/loop", "loop");
    put_link(folder, "in/proc", "/proc/self/root/etc/passwd");
    in_base(folder, "in/fifo", path);
    assert_int_equal(mkfifo(path, 0644), 0);
    in_base(folder, "in", path);
    folder->dir = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    assert_true(folder->dir >= 0);
    *state = folder;
    return 0;
}

static int tear_down(void **state)
{
    struct folder *folder = *state;
    char path[PATH_MAX];

    fd_close(&folder->dir);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        in_base(folder, names[i], path);
        assert_int_equal(remove(path), 0);
    }
    assert_int_equal(rmdir(folder->base), 0);
    free(folder);
    return 0;
}

static void assert_holds(int fd, const char *text)
{
    char got[64] = "";

    assert_true(fd >= 0);
    assert_int_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    assert_int_equal(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDONLY);
    assert_int_equal(fd_read_full(fd, got, sizeof(got) - 1), strlen(text));
    assert_string_equal(got, text);
    fd_close(&fd);
}

static void test_beneath_opens_what_is_inside(void **state)
{
    struct folder *folder = *state;

    assert_holds(fd_open_beneath(folder->dir, "file", 0), "inside");
    assert_holds(fd_open_beneath(folder->dir, "sub/file", 0), "below");
    assert_holds(fd_open_beneath(folder->dir, "sub/../file", 0), "inside");
    assert_holds(fd_open_beneath(folder->dir, "./sub//file", 0), "below");
    assert_holds(fd_open_beneath(folder->dir, "good", 0), "below");
    assert_holds(fd_open_beneath(folder->dir, "sub/up", 0), "inside");
}

static void test_beneath_refuses_what_leads_out(void **state)
{
    static const char *const outside[] = {
        "..",
        "../secret",
        "../in/file",
        "sub/../../secret",
        "/etc/passwd",
        "/",
        "out",
        "out_abs",
        "in_abs",
        "round",
        "out_dir",
        "out_dir/secret",
        "out_dir/in/file",
        "chain",
        "proc",
    };
    struct folder *folder = *state;

    for (size_t i = 0; i < sizeof(outside) / sizeof(outside[0]); i++) {
        int fd = fd_open_beneath(folder->dir, outside[i], 0);

        if (fd != -EXDEV)
            fail_msg("\"%s\": got %d, expected %d", outside[i], fd, -EXDEV);
        assert_int_equal(fd_open_beneath(folder->dir, outside[i], O_PATH), -EXDEV);
    }
}

static void test_beneath_errors(void **state)
{
    struct folder *folder = *state;

    assert_int_equal(fd_open_beneath(folder->dir, "none", 0), -ENOENT);
    assert_int_equal(fd_open_beneath(folder->dir, "", 0), -ENOENT);
    assert_int_equal(fd_open_beneath(folder->dir, "loop", 0), -ELOOP);
    assert_int_equal(fd_open_beneath(folder->dir, "file/x", 0), -ENOTDIR);
    assert_int_equal(fd_open_beneath(folder->dir, "file", O_DIRECTORY), -ENOTDIR);
    assert_int_equal(fd_open_beneath(-1, "file", 0), -EBADF);
}

static void test_beneath_takes_flags(void **state)
{
    struct folder *folder = *state;
    int fd = fd_open_beneath(folder->dir, "sub", O_DIRECTORY);

    assert_true(fd >= 0);
    assert_holds(fd_open_beneath(fd, "file", 0), "below");
    assert_int_equal(fd_open_beneath(fd, "../file", 0), -EXDEV); /* inside `in`, not inside `sub` */
    assert_int_equal(fd_open_beneath(fd, "up", 0), -EXDEV);
    fd_close(&fd);
    fd = fd_open_beneath(folder->dir, "fifo", O_NONBLOCK); /* nobody writes to it, yet no wait */
    assert_true(fd >= 0);
    fd_close(&fd);
    assert_int_equal(fd_open_beneath(folder->dir, "good", O_NOFOLLOW), -ELOOP);
}

/* The owner of a problem's file could keep a loader that opens O_NONBLOCK busy with a lease. */
static void test_beneath_gives_up_on_a_lease(void **state)
{
    struct folder *folder = *state;
    int held = openat(folder->dir, "leased", O_RDWR | O_CLOEXEC), fd;

    assert_true(held >= 0);
    signal(SIGIO, SIG_IGN); /* the holder is told to let go, and does not */
    if (fcntl(held, F_SETLEASE, F_WRLCK) < 0) {
        fd_close(&held);
        skip(); /* a file system without leases */
    }
    fd = fd_open_beneath(folder->dir, "leased", O_NONBLOCK);
    assert_int_equal(fd, -EAGAIN);
    assert_int_equal(fcntl(held, F_SETLEASE, F_UNLCK), 0);
    fd_close(&held);
    assert_holds(fd_open_beneath(folder->dir, "leased", O_NONBLOCK), "leased");
}

/* ---- memfds and seals ---- */

static void test_memfd_with(void **state)
{
    char bytes[] = "a\0b";
    int fd = fd_memfd_with("test", bytes, sizeof(bytes));
    char got[10];

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    assert_int_equal(fd_read_full(fd, got, sizeof(got)), sizeof(bytes)); /* rewound */
    assert_memory_equal(got, bytes, sizeof(bytes));
    fd_close(&fd);
    fd = fd_memfd_with("test", "", 0);
    assert_true(fd >= 0);
    assert_int_equal(fd_read_full(fd, got, sizeof(got)), 0);
    fd_close(&fd);
}

static void test_seals_hold(void **state)
{
    int fd = fd_memfd_with("test", "fixed", 5), again;
    char path[64], got[10];

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "x", 1), -1);
    assert_int_equal(errno, EPERM);
    assert_int_equal(ftruncate(fd, 0), -1);
    assert_int_equal(errno, EPERM);
    assert_int_equal(ftruncate(fd, 100), -1);
    assert_int_equal(errno, EPERM);
    assert_ptr_equal(mmap(NULL, 5, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0), MAP_FAILED);
    assert_int_equal(errno, EPERM);
    assert_int_equal(fcntl(fd, F_ADD_SEALS, 0), -1); /* the seals are sealed too */
    assert_int_equal(errno, EPERM);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd); /* a second way to the same file */
    again = open(path, O_RDWR | O_CLOEXEC);
    if (again >= 0) {
        assert_int_equal(write(again, "x", 1), -1);
        assert_int_equal(errno, EPERM);
    }
    fd_close(&again);
    assert_int_equal(fd_read_full(fd, got, sizeof(got)), 5);
    assert_memory_equal(got, "fixed", 5);
    fd_close(&fd);
}

static void test_seal_later(void **state)
{
    int fd = fd_memfd("test");
    void *map;

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(fd_write_full(fd, "text", 4), 0);
    map = mmap(NULL, 4, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    assert_ptr_not_equal(map, MAP_FAILED);
    assert_int_equal(fd_seal(fd), -EBUSY); /* somebody could still write */
    assert_int_equal(munmap(map, 4), 0);
    assert_int_equal(fd_seal(fd), 0);
    assert_int_equal(lseek(fd, 0, SEEK_CUR), 0);
    assert_int_equal(fd_seal(fd), -EPERM);
    fd_close(&fd);
    assert_int_equal(fd_seal(-1), -EBADF);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_close),
        cmocka_unit_test(test_flags),
        cmocka_unit_test(test_full_transfers_over_a_pipe),
        cmocka_unit_test(test_transfer_errors),
        cmocka_unit_test(test_read_all),
        cmocka_unit_test_setup_teardown(test_beneath_opens_what_is_inside, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_beneath_refuses_what_leads_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_beneath_errors, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_beneath_takes_flags, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_beneath_gives_up_on_a_lease, set_up, tear_down),
        cmocka_unit_test(test_memfd_with),
        cmocka_unit_test(test_seals_hold),
        cmocka_unit_test(test_seal_later),
    };

    return cmocka_run_group_tests_name("fd", tests, NULL, NULL);
}
