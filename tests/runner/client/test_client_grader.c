/* What a grader can still do once it has protected itself: each act in a process of its own, looked
 * at from outside. */
#include "base/fd.h"
#include "runner/filter/filter_grader.h"
#include "runner/runner.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static int filter = -1;
static char place[] = "/tmp/test-grader-XXXXXX"; /* a file that everybody may write to */

/* Answers what the call left: 0 or an errno. */
static int answer(long result)
{
    return result < 0 ? errno : 0;
}

/* ---- what ends it ---- */
static int make_socket(void)
{
    return answer(socket(AF_INET, SOCK_STREAM, 0));
}
static int make_socket_pair(void)
{
    int ends[2];

    return answer(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
}
static int reach_out(void)
{
    return answer(syscall(SYS_connect, 0, NULL, 0));
}
static int multiply(void)
{
    return answer(syscall(SYS_fork));
}
static int multiply_by_clone3(void)
{
    return answer(syscall(SYS_clone3, NULL, 0));
}
static int start_thread(void)
{
    return answer(syscall(SYS_clone, 0x10f00, 0, 0, 0, 0));
}
static int run_other(void)
{
    char *const argv[] = {"true", NULL};

    return answer(execve("/bin/true", argv, environ));
}
static int signal_parent(void)
{
    return answer(kill(getppid(), 0));
}
static int signal_group(void)
{
    return answer(kill(0, 0));
}
static int trace(void)
{
    return answer(ptrace(PTRACE_ATTACH, 1, 0, 0));
}
static int open_to_write(void)
{
    return answer(open(place, O_WRONLY | O_CLOEXEC));
}
static int open_to_create(void)
{
    return answer(open("/tmp/test-grader-new", O_CREAT | O_CLOEXEC, 0600));
}
static int open_to_empty(void)
{
    return answer(open(place, O_TRUNC | O_CLOEXEC));
}
static int remove_file(void)
{
    return answer(unlink(place));
}
static int change_mode(void)
{
    return answer(fchmod(open(place, O_RDONLY | O_CLOEXEC), 0777));
}
static int change_mode_as_of_a_pipe(void)
{
    return answer(fchmod(open(place, O_RDONLY | O_CLOEXEC), 0622));
}
static int take_huge_pages(void)
{
    return answer(memfd_create("huge", MFD_HUGETLB));
}
static int lock_file(void)
{
    struct flock lock = {.l_type = F_RDLCK};

    return answer(fcntl(open(place, O_RDONLY | O_CLOEXEC), F_SETLK, &lock));
}
static int map_code(void)
{
    return answer((long)(intptr_t)mmap(NULL, 4096, PROT_READ | PROT_EXEC,
                                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}
static int make_namespace(void)
{
    return answer(syscall(SYS_unshare, 0x10000000));
}
static int mount_over(void)
{
    return answer(syscall(SYS_mount, "x", "/tmp", "tmpfs", 0, NULL));
}
static int use_io_uring(void)
{
    return answer(syscall(SYS_io_uring_setup, 1, NULL));
}
static int keep_key(void)
{
    return answer(syscall(SYS_add_key, "user", "x", "x", 1, -3));
}
static int become_root(void)
{
    return answer(setuid(0));
}
static int leave_session(void)
{
    return answer(setsid());
}

/* ---- what is refused ---- */
static int open2_to_write(void)
{
    struct open_how how = {.flags = O_WRONLY | O_CLOEXEC};

    return answer(syscall(SYS_openat2, AT_FDCWD, place, &how, sizeof(how)));
}
static int type_into_terminal(void)
{
    char byte = 'x';

    return answer(ioctl(0, TIOCSTI, &byte));
}
static int raise_limit(void)
{
    const struct rlimit more = {100, 100};

    return answer(setrlimit(RLIMIT_NPROC, &more));
}
static int become_dumpable(void)
{
    return answer(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));
}
static int open_too_many(void)
{
    for (int i = 0; i < 1100; i++)
        if (fcntl(0, F_DUPFD_CLOEXEC, 3) < 0)
            return errno;
    return 0;
}
static int write_beyond_file_size(void)
{
    int fd = fd_memfd("large");

    return answer(ftruncate(fd, (1LL << 40) + 1));
}

/* ---- what its work needs ---- */
static int work(void)
{
    struct open_how how = {.flags = O_RDONLY | O_CLOEXEC, .resolve = RESOLVE_BENEATH};
    int file = fd_memfd_with("x", "abc", 3);
    int dir = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int ends[2];
    char *memory = malloc(64 << 20);
    char bytes[3];

    if (file < 0 || dir < 0 || !memory || pread(file, bytes, 3, 0) != 3)
        return 1;
    memset(memory, 1, 64 << 20);
    free(memory);
    if (pipe2(ends, O_CLOEXEC) < 0 || write(ends[1], "x", 1) != 1)
        return 2;
    if (syscall(SYS_openat2, dir, "usr", &how, sizeof(how)) < 0 || !fd_is_sealed(file))
        return 3;
    return 0;
}

enum { ENDS_IT = 1000 };
static const struct {
    const char *name;
    int (*act)(void);
    int expected; /* 0: works; ENDS_IT; an errno */
} acts[] = {
    {"socket", make_socket, ENDS_IT},
    {"socketpair", make_socket_pair, ENDS_IT},
    {"connect", reach_out, ENDS_IT},
    {"fork", multiply, ENDS_IT},
    {"clone3", multiply_by_clone3, ENDS_IT},
    {"thread", start_thread, ENDS_IT},
    {"exec", run_other, ENDS_IT},
    {"kill the parent", signal_parent, ENDS_IT},
    {"kill the group", signal_group, ENDS_IT},
    {"ptrace", trace, ENDS_IT},
    {"open to write", open_to_write, ENDS_IT},
    {"open to create", open_to_create, ENDS_IT},
    {"open to empty", open_to_empty, ENDS_IT},
    {"unlink", remove_file, ENDS_IT},
    {"chmod", change_mode, ENDS_IT},
    {"chmod as of a pipe", change_mode_as_of_a_pipe, ENDS_IT},
    {"huge pages", take_huge_pages, ENDS_IT},
    {"lock", lock_file, ENDS_IT},
    {"map code", map_code, ENDS_IT},
    {"unshare", make_namespace, ENDS_IT},
    {"mount", mount_over, ENDS_IT},
    {"io_uring", use_io_uring, ENDS_IT},
    {"key", keep_key, ENDS_IT},
    {"setuid", become_root, ENDS_IT},
    {"setsid", leave_session, ENDS_IT},
    {"ioctl", type_into_terminal, ENOTTY},
    {"raise a limit", raise_limit, EPERM},
    {"dumpable", become_dumpable, EPERM},
    {"file size", write_beyond_file_size, EFBIG},
    {"its work", work, 0},
};

/* The wait status of a process that protects itself and then acts. */
static int try(int (*act)(void))
{
    struct error err;
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        signal(SIGXFSZ, SIG_IGN);
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || runner_grader_protect(filter, &err) < 0)
            _exit(255);
        _exit(act());
    }
    assert_true(pid > 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static void test_acts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
        int status = try(acts[i].act);

        if (acts[i].expected == ENDS_IT
                ? !WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS
                : !WIFEXITED(status) || WEXITSTATUS(status) != acts[i].expected)
            fail_msg("%s: status 0x%x, expected %d", acts[i].name, (unsigned)status,
                     acts[i].expected);
    }
}

/* openat2's flags are in memory: writing by it is Landlock's to refuse. */
static void test_landlock(void **state)
{
    int status;

    (void)state;
    if (syscall(SYS_landlock_create_ruleset, NULL, 0, 1) < 1) {
        print_message("test_landlock: skipped: this kernel has no Landlock\n");
        skip();
    }
    status = try(open2_to_write);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), EACCES);
}

static void test_descriptors(void **state)
{
    int status = try(open_too_many);

    (void)state;
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), EMFILE);
}

static void test_no_filter(void **state)
{
    struct error err;
    int fd = fd_memfd_with("x", "", 0);
    int status;
    pid_t pid = fork();

    (void)state;
    if (pid == 0)
        _exit(runner_grader_protect(fd, &err) == -EINVAL ? 0 : 1);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    fd_close(&fd);
}

static int start(void **state)
{
    struct error err;
    int fd = mkstemp(place);

    (void)state;
    if (fd < 0)
        return -1;
    fd_close(&fd);
    filter = filter_compile_grader(&err);
    return filter < 0 ? -1 : 0;
}

static int end(void **state)
{
    (void)state;
    fd_close(&filter);
    return unlink(place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_acts),
        cmocka_unit_test(test_landlock),
        cmocka_unit_test(test_descriptors),
        cmocka_unit_test(test_no_filter),
    };

    return cmocka_run_group_tests_name("client_grader", tests, start, end);
}
