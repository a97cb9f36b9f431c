/* The compiled filters, run through a small interpreter of classic BPF: what each call gets with
 * these arguments, in a cell for one process and in one for several. */
#include "base/fd.h"
#include "runner/filter/filter.h"
#include "runner/filter/filter_image.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

enum { PID = 4321 };
#define LENGTH            (5ULL << 30)
/* Clocks as the kernel numbers them; `which` is 0 to 2, and 4 more for a thread's. */
#define CLOCK(pid, which) (0xffffffff & (~(uint64_t)(pid) << 3 | (which)))

/* The subset that libseccomp uses; anything else fails the test. */
static uint32_t run_bpf(const struct filter_program *program, const struct seccomp_data *data)
{
    uint32_t a = 0;

    for (size_t at = 0; at < program->count; at++) {
        const struct sock_filter *step = &program->code[at];
        int taken = 0;

        switch (step->code) {
        case BPF_LD | BPF_W | BPF_ABS:
            assert_true(step->k + 4 <= sizeof(*data));
            memcpy(&a, (const char *)data + step->k, 4);
            continue;
        case BPF_ALU | BPF_AND | BPF_K:
            a &= step->k;
            continue;
        case BPF_JMP | BPF_JA:
            at += step->k;
            continue;
        case BPF_JMP | BPF_JEQ | BPF_K:
            taken = a == step->k;
            break;
        case BPF_JMP | BPF_JGT | BPF_K:
            taken = a > step->k;
            break;
        case BPF_JMP | BPF_JGE | BPF_K:
            taken = a >= step->k;
            break;
        case BPF_RET | BPF_K:
            return step->k;
        default:
            fail_msg("instruction %zu has code %#x", at, step->code);
        }
        at += taken ? step->jt : step->jf;
    }
    fail_msg("the program has no end");
    return 0;
}

static struct filter_image image;

#define ALLOWED     SECCOMP_RET_ALLOW
#define REPORTED    SECCOMP_RET_USER_NOTIF
#define KILLED      SECCOMP_RET_KILL_PROCESS
#define REFUSED(no) (SECCOMP_RET_ERRNO | (no))
#define UNKNOWN     REFUSED(ENOSYS)

struct row {
    const char *what;
    int number;
    uint64_t args[6];
    uint32_t single, multi;
};

static const struct row rows[] = {
    {"read", SYS_read, {0}, ALLOWED, ALLOWED},
    {"a call from the future", 5000, {0}, UNKNOWN, UNKNOWN},
    {"a negative call", -1, {0}, UNKNOWN, UNKNOWN},
    {"fork", SYS_fork, {0}, REPORTED, ALLOWED},
    {"vfork", SYS_vfork, {0}, REPORTED, ALLOWED},
    {"clone of a process", SYS_clone, {17}, REPORTED, ALLOWED},
    {"clone as posix_spawn", SYS_clone, {CLONE_VM | CLONE_VFORK | 17}, REPORTED, ALLOWED},
    {"clone without a signal at its end", SYS_clone, {CLONE_VM | CLONE_VFORK}, REPORTED, ALLOWED},
    {"clone that ends its parent", SYS_clone, {SIGKILL}, REPORTED, UNKNOWN},
    {"clone that stops its parent", SYS_clone, {CLONE_VM | SIGSTOP}, REPORTED, UNKNOWN},
    {"clone with a signal of real time", SYS_clone, {64}, REPORTED, UNKNOWN},
    {"clone with no signal that there is", SYS_clone, {0x91}, REPORTED, UNKNOWN},
    {"clone of a thread", SYS_clone, {0x3d0f00}, ALLOWED, ALLOWED},
    {"clone NEWUSER", SYS_clone, {CLONE_NEWUSER | 17}, REPORTED, REPORTED},
    {"clone NEWNS", SYS_clone, {CLONE_NEWNS}, REPORTED, REPORTED},
    {"clone NEWPID", SYS_clone, {CLONE_NEWPID}, REPORTED, REPORTED},
    {"clone NEWNET", SYS_clone, {CLONE_NEWNET}, REPORTED, REPORTED},
    {"clone NEWIPC", SYS_clone, {CLONE_NEWIPC}, REPORTED, REPORTED},
    {"clone NEWUTS", SYS_clone, {CLONE_NEWUTS}, REPORTED, REPORTED},
    {"clone NEWCGROUP", SYS_clone, {CLONE_NEWCGROUP}, REPORTED, REPORTED},
    {"clone of a thread in a namespace",
     SYS_clone,
     {CLONE_THREAD | CLONE_NEWUSER},
     REPORTED,
     REPORTED},
    {"clone of all namespaces", SYS_clone, {0x7e020000}, REPORTED, REPORTED},
    {"clone3", SYS_clone3, {0}, UNKNOWN, UNKNOWN},
    {"kill self", SYS_kill, {PID, 9}, REPORTED, REPORTED},
    {"kill 0", SYS_kill, {0, 9}, REPORTED, REPORTED},
    {"kill 1", SYS_kill, {1, 9}, UNKNOWN, REPORTED},
    {"kill -1", SYS_kill, {0xffffffffffffffff, 9}, UNKNOWN, REPORTED},
    {"kill 1 with an upper half", SYS_kill, {0x1000000001, 9}, UNKNOWN, REPORTED},
    {"kill self with an upper half", SYS_kill, {0x1000000000 | PID, 9}, REPORTED, REPORTED},
    {"kill with a signal's upper half", SYS_kill, {PID, 0x1700000009}, REPORTED, REPORTED},
    {"kill 1 by SIGURG", SYS_kill, {1, 23}, UNKNOWN, REPORTED},
    {"tkill self", SYS_tkill, {PID, 9}, REPORTED, REPORTED},
    {"tgkill self", SYS_tgkill, {PID, 99, 9}, REPORTED, REPORTED},
    {"tgkill another", SYS_tgkill, {PID + 1, PID, 9}, UNKNOWN, REPORTED},
    {"tgkill self with a signal's upper half",
     SYS_tgkill,
     {PID, 99, 0x1700000009},
     REPORTED,
     REPORTED},
    {"tgkill SIGTERM", SYS_tgkill, {PID, 99, 15}, REPORTED, REPORTED},
    {"tgkill SIGSTOP", SYS_tgkill, {PID, 99, 19}, REPORTED, REPORTED},
    {"tgkill SIGTSTP", SYS_tgkill, {PID, 99, 20}, REPORTED, REPORTED},
    {"tgkill SIGTTOU", SYS_tgkill, {PID, 99, 22}, REPORTED, REPORTED},
    {"tgkill SIGXCPU", SYS_tgkill, {PID, 99, 24}, REPORTED, REPORTED},
    {"tgkill SIGPWR", SYS_tgkill, {PID, 99, 30}, REPORTED, REPORTED},
    {"tgkill another by SIGURG", SYS_tgkill, {1, 1, 23}, UNKNOWN, ALLOWED},
    {"tgkill by a signal of real time", SYS_tgkill, {PID, 99, 34}, ALLOWED, ALLOWED},
    {"tgkill by the last signal", SYS_tgkill, {PID, 99, 64}, ALLOWED, ALLOWED},
    {"SIGURG to a thread", SYS_tgkill, {PID, 99, 23}, ALLOWED, ALLOWED},
    {"sigqueue self", SYS_rt_sigqueueinfo, {PID, 9}, REPORTED, REPORTED},
    {"sigqueue another", SYS_rt_sigqueueinfo, {1, 9}, UNKNOWN, UNKNOWN},
    {"sigqueue a thread", SYS_rt_tgsigqueueinfo, {PID, 99, 9}, REPORTED, REPORTED},
    {"pidfd_send_signal", SYS_pidfd_send_signal, {3, 9}, UNKNOWN, UNKNOWN},
    {"prlimit self", SYS_prlimit64, {PID, 7}, REPORTED, REPORTED},
    {"prlimit of descriptors", SYS_prlimit64, {0, 7}, ALLOWED, ALLOWED},
    {"prlimit of memory", SYS_prlimit64, {0, 2}, ALLOWED, ALLOWED},
    {"prlimit of pending signals", SYS_prlimit64, {0, 11}, ALLOWED, ALLOWED},
    {"prlimit of core", SYS_prlimit64, {0, 4}, ALLOWED, ALLOWED},
    {"prlimit of messages", SYS_prlimit64, {0, 12}, ALLOWED, ALLOWED},
    {"prlimit of locked memory", SYS_prlimit64, {0, 8}, ALLOWED, ALLOWED},
    {"prlimit of the stack", SYS_prlimit64, {0, 3}, ALLOWED, ALLOWED},
    {"prlimit 1", SYS_prlimit64, {1, 7}, UNKNOWN, UNKNOWN},
    {"prlimit of CPU time", SYS_prlimit64, {0, 0x100000000}, REPORTED, REPORTED},
    {"prlimit of CPU time of 1", SYS_prlimit64, {1, 0}, UNKNOWN, UNKNOWN},
    {"setrlimit", SYS_setrlimit, {15}, REPORTED, REPORTED},
    {"timer of its own", SYS_timer_create, {0}, REPORTED, REPORTED},
    {"clock of the system's", SYS_clock_gettime, {11}, ALLOWED, ALLOWED},
    {"clock of the caller", SYS_clock_gettime, {CLOCK(0, 2)}, ALLOWED, ALLOWED},
    {"clock of the caller by number", SYS_clock_gettime, {CLOCK(PID, 2)}, ALLOWED, ALLOWED},
    {"clock of a thread", SYS_clock_gettime, {CLOCK(PID + 5, 6)}, ALLOWED, ALLOWED},
    {"clock of init", SYS_clock_gettime, {CLOCK(1, 2)}, UNKNOWN, UNKNOWN},
    {"clock of init, sign-extended", SYS_clock_gettime, {~1ULL << 3 | 2}, UNKNOWN, UNKNOWN},
    {"another clock of init", SYS_clock_gettime, {CLOCK(1, 0)}, UNKNOWN, UNKNOWN},
    {"clock of a descriptor", SYS_clock_gettime, {CLOCK(3, 3)}, UNKNOWN, UNKNOWN},
    {"clock of another process", SYS_clock_getres, {CLOCK(PID + 1, 2)}, UNKNOWN, UNKNOWN},
    {"sleep by init's clock", SYS_clock_nanosleep, {CLOCK(1, 2)}, UNKNOWN, UNKNOWN},
    {"sleep by the system's", SYS_clock_nanosleep, {0}, ALLOWED, ALLOWED},
    {"timer of init's clock", SYS_timer_create, {CLOCK(1, 2)}, UNKNOWN, UNKNOWN},
    {"setpriority", SYS_setpriority, {0, 0, 5}, REFUSED(EPERM), REFUSED(EPERM)},
    {"getpriority self", SYS_getpriority, {0, 0}, ALLOWED, ALLOWED},
    {"getpriority of a user", SYS_getpriority, {2, 0}, UNKNOWN, UNKNOWN},
    {"sched_setaffinity", SYS_sched_setaffinity, {0}, REFUSED(EPERM), REFUSED(EPERM)},
    {"sched_setattr", SYS_sched_setattr, {0}, REFUSED(EPERM), REFUSED(EPERM)},
    {"mmap of the cap", SYS_mmap, {0, LENGTH}, ALLOWED, ALLOWED},
    {"mmap of huge pages", SYS_mmap, {0, 1 << 21, 0, 0x40022}, UNKNOWN, UNKNOWN},
    {"mmap of too many huge pages", SYS_mmap, {0, LENGTH + 1, 0, 0x40022}, REPORTED, REPORTED},
    {"mmap of a byte more", SYS_mmap, {0, LENGTH + 1}, REPORTED, REPORTED},
    {"mmap of 4 GiB more", SYS_mmap, {0, LENGTH + (4ULL << 30)}, REPORTED, REPORTED},
    {"mmap with a low upper half", SYS_mmap, {0, 0xffffffff}, ALLOWED, ALLOWED},
    {"mmap of everything", SYS_mmap, {0, UINT64_MAX}, REPORTED, REPORTED},
    {"mmap of a page at a high address", SYS_mmap, {UINT64_MAX, 4096}, ALLOWED, ALLOWED},
    {"mremap of a byte more", SYS_mremap, {0, 4096, LENGTH + 1}, REPORTED, REPORTED},
    {"mremap of a huge old size", SYS_mremap, {0, UINT64_MAX, 4096}, ALLOWED, ALLOWED},
    {"isatty", SYS_ioctl, {0, 0x5401}, ALLOWED, ALLOWED},
    {"TIOCSTI", SYS_ioctl, {0, 0x5412}, UNKNOWN, UNKNOWN},
    {"FS_IOC_SETFLAGS", SYS_ioctl, {0, 0x40086602}, UNKNOWN, UNKNOWN},
    {"F_GETFD", SYS_fcntl, {0, F_GETFD}, ALLOWED, ALLOWED},
    {"F_SETLK", SYS_fcntl, {0, F_SETLK}, REFUSED(ENOLCK), REFUSED(ENOLCK)},
    {"F_OFD_SETLKW", SYS_fcntl, {0, F_OFD_SETLKW}, REFUSED(ENOLCK), REFUSED(ENOLCK)},
    {"F_SETLEASE", SYS_fcntl, {0, F_SETLEASE}, REFUSED(ENOLCK), REFUSED(ENOLCK)},
    {"F_SETOWN", SYS_fcntl, {0, F_SETOWN, 1}, UNKNOWN, UNKNOWN},
    {"F_NOTIFY", SYS_fcntl, {0, F_NOTIFY}, UNKNOWN, UNKNOWN},
    {"flock", SYS_flock, {0}, REFUSED(ENOLCK), REFUSED(ENOLCK)},
    {"PR_SET_NAME", SYS_prctl, {PR_SET_NAME}, ALLOWED, ALLOWED},
    {"PR_SET_DUMPABLE", SYS_prctl, {PR_SET_DUMPABLE}, UNKNOWN, UNKNOWN},
    {"PR_SET_SECCOMP", SYS_prctl, {PR_SET_SECCOMP}, UNKNOWN, UNKNOWN},
    {"PR_SET_SECUREBITS", SYS_prctl, {PR_SET_SECUREBITS}, UNKNOWN, UNKNOWN},
    {"socket", SYS_socket, {1, 1, 0}, REFUSED(EPERM), REFUSED(EPERM)},
    {"socketpair", SYS_socketpair, {1, 1, 0}, ALLOWED, ALLOWED},
    {"socketpair of TIPC", SYS_socketpair, {30, 1, 0}, UNKNOWN, UNKNOWN},
    {"SO_SNDBUF", SYS_setsockopt, {0, 1, 7}, ALLOWED, ALLOWED},
    {"SO_ATTACH_FILTER", SYS_setsockopt, {0, 1, 26}, UNKNOWN, UNKNOWN},
    {"sendmsg", SYS_sendmsg, {0}, REFUSED(EPERM), REFUSED(EPERM)},
    {"sendmmsg", SYS_sendmmsg, {0}, REFUSED(EPERM), REFUSED(EPERM)},
    {"fsync", SYS_fsync, {0}, REFUSED(0), REFUSED(0)},
    {"msync", SYS_msync, {0}, REFUSED(0), REFUSED(0)},
    {"fadvise64", SYS_fadvise64, {0}, REFUSED(0), REFUSED(0)},
#ifdef SYS_open
    {"open", SYS_open, {0, O_CREAT | O_RDWR}, ALLOWED, ALLOWED},
    {"open past the cache", SYS_open, {0, O_DIRECT}, REFUSED(EINVAL), REFUSED(EINVAL)},
#endif
    {"openat", SYS_openat, {0, 0, O_CREAT | O_RDWR | O_CLOEXEC}, ALLOWED, ALLOWED},
    {"openat past the cache",
     SYS_openat,
     {0, 0, O_RDWR | O_DIRECT},
     REFUSED(EINVAL),
     REFUSED(EINVAL)},
    {"F_SETFL", SYS_fcntl, {0, F_SETFL, O_NONBLOCK | O_APPEND}, ALLOWED, ALLOWED},
    {"F_SETFL past the cache", SYS_fcntl, {0, F_SETFL, O_DIRECT}, REFUSED(EINVAL), REFUSED(EINVAL)},
    {"preadv2", SYS_preadv2, {0, 0, 0, 0, 0, 0}, ALLOWED, ALLOWED},
    {"preadv2 that must not wait", SYS_preadv2, {0, 0, 0, 0, 0, 8}, UNKNOWN, UNKNOWN},
    {"memfd_create to be sealed", SYS_memfd_create, {0, 3}, ALLOWED, ALLOWED},
    {"memfd_create of huge pages", SYS_memfd_create, {0, 4}, UNKNOWN, UNKNOWN},
    {"memfd_create of huge pages of 1 GiB", SYS_memfd_create, {0, 0x78000004}, UNKNOWN, UNKNOWN},
    {"personality asked", SYS_personality, {0xffffffff}, ALLOWED, ALLOWED},
    {"personality set", SYS_personality, {0x40000}, REPORTED, REPORTED},
    {"personality set with the top bit", SYS_personality, {0x80040000}, UNKNOWN, UNKNOWN},
    {"sync", SYS_sync, {0}, REFUSED(0), REFUSED(0)},
    {"seccomp", SYS_seccomp, {0}, UNKNOWN, UNKNOWN},
    {"ptrace", SYS_ptrace, {0}, REPORTED, REPORTED},
    {"unshare", SYS_unshare, {0}, REPORTED, REPORTED},
    {"bpf", SYS_bpf, {0}, REPORTED, REPORTED},
    {"shmget", SYS_shmget, {0}, UNKNOWN, UNKNOWN},
    {"x32 read", 0x40000000, {0}, KILLED, KILLED},
    {"x32 ptrace", 0x40000000 | 521, {0}, KILLED, KILLED},
};

static void check(const struct row *row, const struct filter_program *program, uint32_t expected)
{
    struct seccomp_data data = {.nr = row->number, .arch = AUDIT_ARCH_X86_64};
    uint32_t got;

    for (size_t i = 0; i < 6; i++)
        data.args[i] = row->args[i];
    got = run_bpf(program, &data);
    if (got != expected)
        fail_msg("%s: %#x, expected %#x", row->what, got, expected);
}

static void test_rows(void **state)
{
    (void)state;
    filter_program_patch(&image.single, PID, LENGTH);
    filter_program_patch(&image.multi, PID, LENGTH);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        check(&rows[i], &image.single, rows[i].single);
        check(&rows[i], &image.multi, rows[i].multi);
    }
}

/* Each run patches anew: nothing of an earlier pid or cap may stay. */
static void test_patched_again(void **state)
{
    const struct row self = {"kill self", SYS_kill, {PID, 9}, 0, 0};
    const struct row other = {"kill another", SYS_kill, {77, 9}, 0, 0};
    const struct row clock = {"clock", SYS_clock_gettime, {CLOCK(PID, 2)}, 0, 0};
    const struct row map = {"mmap", SYS_mmap, {0, 1ULL << 62}, 0, 0};

    (void)state;
    filter_program_patch(&image.single, PID, LENGTH);
    filter_program_patch(&image.single, 77, UINT64_MAX);
    check(&self, &image.single, UNKNOWN);
    check(&other, &image.single, REPORTED);
    check(&clock, &image.single, UNKNOWN);
    check(&map, &image.single, ALLOWED);
    filter_program_patch(&image.single, PID, LENGTH);
    check(&self, &image.single, REPORTED);
    check(&map, &image.single, REPORTED);
}

static void test_foreign_abis(void **state)
{
    static const uint32_t abis[] = {AUDIT_ARCH_I386, AUDIT_ARCH_AARCH64, AUDIT_ARCH_ARM, 0};

    (void)state;
    for (size_t i = 0; i < sizeof(abis) / sizeof(abis[0]); i++) {
        const struct seccomp_data data = {.nr = SYS_read, .arch = abis[i]};

        assert_int_equal(run_bpf(&image.single, &data), KILLED);
        assert_int_equal(run_bpf(&image.multi, &data), KILLED);
    }
}

static void test_locks_allowed(void **state)
{
    const struct row lock = {"F_SETLK", SYS_fcntl, {0, F_SETLK}, 0, 0};
    const struct row flock = {"flock", SYS_flock, {0}, 0, 0};
    struct filter_image locking;
    struct error err;
    int fd = filter_compile(&(struct filter_options){.allow_locks = 1}, &err);

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(filter_image_load(fd, &locking, &err), 0);
    check(&lock, &locking.single, ALLOWED);
    check(&flock, &locking.single, ALLOWED);
    filter_image_release(&locking);
    fd_close(&fd);
}

static void refuse(const void *bytes, size_t size)
{
    struct filter_image unused;
    struct error err;
    int fd = fd_memfd_with("bad", bytes, size);

    assert_true(fd >= 0);
    assert_true(filter_image_load(fd, &unused, &err) < 0);
    fd_close(&fd);
}

/* Packing changes what a filter costs, never what it says: every number, with arguments around all
 * that the filters compare with. */
static void test_packed(void **state)
{
    static const uint64_t values[] = {
        0x40022,
        0,
        1,
        2,
        3,
        7,
        8,
        26,
        38,
        1024,
        1030,
        0x5401,
        0x5421,
        0x5451,
        CLONE_THREAD,
        PID,
        PID + 1,
        LENGTH,
        LENGTH + 1,
        CLONE_VM,
        0x3d0f00,
        CLONE_NEWUSER,
        1ULL << 32,
        0xffffffff,
        UINT64_MAX,
        CLONE_NEWNS | CLONE_THREAD,
        CLOCK(0, 2),
        CLOCK(PID, 6),
        CLOCK(1, 2),
    };
    enum { VALUES = sizeof(values) / sizeof(values[0]) };
    struct filter_image written;
    struct error err;
    int fd = filter_compile(&(struct filter_options){.as_written = 1}, &err);

    (void)state;
    assert_int_equal(filter_image_load(fd, &written, &err), 0);
    close(fd);
    assert_true(image.single.count < written.single.count * 2 / 3);
    filter_program_patch(&image.single, PID, LENGTH);
    filter_program_patch(&image.multi, PID, LENGTH);
    filter_program_patch(&written.single, PID, LENGTH);
    filter_program_patch(&written.multi, PID, LENGTH);
    for (int number = -2; number < 1100; number++)
        for (size_t i = 0; i < VALUES * VALUES; i++) {
            const uint64_t one = values[i / VALUES], other = values[i % VALUES];
            const struct seccomp_data data = {
                .nr = number,
                .arch = i == 3 ? AUDIT_ARCH_I386 : AUDIT_ARCH_X86_64,
                .args = {one, other, one, other, one, other},
            };

            if (run_bpf(&image.single, &data) != run_bpf(&written.single, &data) ||
                run_bpf(&image.multi, &data) != run_bpf(&written.multi, &data))
                fail_msg("call %d with %llx, %llx is not answered alike", number,
                         (unsigned long long)one, (unsigned long long)other);
        }
    filter_image_release(&written);
}

static void test_bad_images(void **state)
{
    static struct {
        struct filter_header header;
        struct sock_filter code[4];
    } bad = {.code = {{BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW}}};

    (void)state;
    refuse("", 0);
    refuse("short", 5);
    refuse(&bad, sizeof(bad)); /* no magic */
    bad.header = (struct filter_header){FILTER_MAGIC, 0, 0};
    refuse(&bad, sizeof(bad));
    bad.header = (struct filter_header){FILTER_MAGIC, FILTER_CODE_MAX + 1, 1};
    refuse(&bad, sizeof(bad));
    bad.header = (struct filter_header){FILTER_MAGIC, 4, 4}; /* more than there is */
    refuse(&bad, sizeof(bad));
    bad.header = (struct filter_header){FILTER_MAGIC, 2, 2}; /* nowhere to put the pid */
    refuse(&bad, sizeof(bad));
}

static void test_sealed(void **state)
{
    struct error err;
    int fd = filter_compile(&(struct filter_options){0}, &err);

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(fcntl(fd, F_GET_SEALS) & F_SEAL_WRITE, F_SEAL_WRITE);
    fd_close(&fd);
}

static void test_names(void **state)
{
    char name[32];

    (void)state;
    filter_syscall_name(SYS_ptrace, name, sizeof(name));
    assert_string_equal(name, "ptrace");
    filter_syscall_name(54321, name, sizeof(name));
    assert_string_equal(name, "syscall_54321");
}

static int load(void **state)
{
    struct error err;
    int fd = filter_compile(&(struct filter_options){0}, &err);
    int failed = fd < 0 ? fd : filter_image_load(fd, &image, &err);

    (void)state;
    fd_close(&fd);
    return failed;
}

static int unload(void **state)
{
    (void)state;
    filter_image_release(&image);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),         cmocka_unit_test(test_patched_again),
        cmocka_unit_test(test_foreign_abis), cmocka_unit_test(test_locks_allowed),
        cmocka_unit_test(test_packed),       cmocka_unit_test(test_bad_images),
        cmocka_unit_test(test_sealed),       cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests_name("filter", tests, load, unload);
}
