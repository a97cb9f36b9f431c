/* Attacks by system calls: to other programs, to the network, to the kernel. */
#include "tests/sandbox/attack.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

/* ---- sockets ---- */

static void socket_families(char **argv)
{
    static const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET};

    (void)argv;
    for (int family = 0; family < 64; family++)
        for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
            char name[48];
            int pair[2];

            snprintf(name, sizeof(name), "socket(%d, %d)", family, types[i]);
            must_fail(name, socket(family, types[i], 0), EPERM);
            if (family != AF_UNIX)
                must_fail(name, socketpair(family, types[i], 0, pair), ENOSYS);
        }
    must_fail("socketcall's high bits", syscall(SYS_socket, 0x700000000L | AF_INET, 1, 0), EPERM);
}

static socklen_t unix_address(struct sockaddr_un *address, const char *name, int is_abstract)
{
    memset(address, 0, sizeof(*address));
    address->sun_family = AF_UNIX;
    snprintf(address->sun_path + is_abstract, sizeof(address->sun_path) - 1, "%s", name);
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + (size_t)is_abstract + strlen(name) +
                       !is_abstract);
}

/* `reach_sockets PORT PATH ABSTRACT`: the one kind of socket it may have is a pair, and a datagram
 * of that can be addressed to others. */
static void reach_sockets(char **argv)
{
    struct sockaddr_in loopback = {.sin_family = AF_INET,
                                   .sin_addr = {htonl(INADDR_LOOPBACK)},
                                   .sin_port = htons((in_port_t)strtol(argv[2], NULL, 10))};
    struct sockaddr_un local;
    socklen_t size;
    int pair[2];

    if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) < 0)
        escaped("socketpair: %s", strerror(errno));
    size = unix_address(&local, argv[3], 0);
    must_fail("a datagram to a socket of the host",
              sendto(pair[0], "x", 1, 0, (struct sockaddr *)&local, size), ENOENT);
    must_fail("connecting a pair to it", connect(pair[0], (struct sockaddr *)&local, size), EPERM);
    size = unix_address(&local, argv[4], 1);
    must_fail("a datagram to an abstract socket",
              sendto(pair[0], "x", 1, 0, (struct sockaddr *)&local, size), ECONNREFUSED);
    must_fail("connecting a pair to it", connect(pair[0], (struct sockaddr *)&local, size), EPERM);
    must_fail("a datagram to the loopback",
              sendto(pair[0], "x", 1, 0, (struct sockaddr *)&loopback, sizeof(loopback)), EINVAL);
    must_fail("TCP", socket(AF_INET, SOCK_STREAM, 0), EPERM);
    must_fail("UDP", socket(AF_INET, SOCK_DGRAM, 0), EPERM);
}

/* A descriptor in flight outlives its sender, and with it what it holds. */
static void rights_in_flight(char **argv)
{
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr header;
    } control = {0};
    struct iovec part = {(char[]){"x"}, 1};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof(control.bytes)};
    struct mmsghdr many = {.msg_hdr = message};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    int fd = memfd_create("cargo", 0), pair[2];

    (void)argv;
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &fd, sizeof(fd));
    for (int i = 0; i < 32 && write(fd, control.bytes, sizeof(control)) > 0; i++)
        (void)!ftruncate(fd, 32 << 20);
    (void)!fallocate(fd, 0, 0, 32 << 20);
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0)
        escaped("socketpair: %s", strerror(errno));
    must_fail("SCM_RIGHTS", sendmsg(pair[0], &message, 0), EPERM);
    must_fail("SCM_RIGHTS by sendmmsg", sendmmsg(pair[0], &many, 1, 0), EPERM);
    if (send(pair[0], "x", 1, 0) != 1)
        escaped("a byte cannot be sent: %s", strerror(errno));
}

static void socket_options(char **argv)
{
    struct sock_filter code[] = {BPF_STMT(BPF_RET | BPF_K, 0)};
    struct sock_fprog program = {1, code};
    int pair[2], one = 1;

    (void)argv;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0)
        escaped("socketpair: %s", strerror(errno));
    must_fail("SO_ATTACH_FILTER",
              setsockopt(pair[0], SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)), ENOSYS);
    must_fail("SO_ATTACH_BPF", setsockopt(pair[0], SOL_SOCKET, SO_ATTACH_BPF, &one, 4), ENOSYS);
    must_fail("SO_SNDBUFFORCE", setsockopt(pair[0], SOL_SOCKET, SO_SNDBUFFORCE, &one, 4), ENOSYS);
    must_fail("SO_PASSCRED", setsockopt(pair[0], SOL_SOCKET, SO_PASSCRED, &one, 4), ENOSYS);
    must_fail("SO_PEERSEC of another level", getsockopt(pair[0], 6, 11, &one, &(socklen_t){4}),
              ENOSYS);
    must_fail("SIOCGIFCONF", ioctl(pair[0], 0x8912, &one), ENOSYS);
}

/* ---- signals, and others' processes ---- */

static void signals_aimed(char **argv)
{
    int pair[2];

    (void)argv;
    if (pipe(pair) < 0)
        escaped("pipe: %s", strerror(errno));
    must_fail("F_SETOWN", fcntl(pair[0], F_SETOWN, 1), ENOSYS);
    must_fail("F_SETSIG", fcntl(pair[0], F_SETSIG, SIGKILL), ENOSYS);
    must_fail("F_NOTIFY", fcntl(pair[0], F_NOTIFY, 0), ENOSYS);
    must_fail("FIOASYNC", ioctl(pair[0], 0x5452, &pair), ENOSYS);
    must_fail("TIOCSTI", ioctl(0, 0x5412, "x"), ENOSYS);
    must_fail("pidfd_send_signal", syscall(SYS_pidfd_send_signal, 0, SIGKILL, NULL, 0), ENOSYS);
    must_fail("rt_tgsigqueueinfo(1)", syscall(SYS_rt_tgsigqueueinfo, 1, 1, SIGTERM, NULL), ENOSYS);
}

/* Nobody else is to be seen: every process that there may be, by calls that only ask. */
static void see_others(char **argv)
{
    (void)argv;
    for (int pid = 3; pid < 3000; pid++) {
        if (getpgid(pid) >= 0 || getsid(pid) >= 0)
            escaped("process %d is seen", pid);
        if (sched_getscheduler(pid) >= 0 || getpriority(PRIO_PROCESS, (id_t)pid) >= 0)
            escaped("process %d is seen by its scheduling", pid);
    }
}

/* Less than its share draws a run out to the hard stop, which is our fault and is tried again. */
static void slow_itself(char **argv)
{
    struct {
        uint32_t size, policy;
        uint64_t flags;
        int32_t nice;
        uint32_t priority;
        uint64_t runtime, deadline, period;
    } attr = {.size = sizeof(attr), .policy = SCHED_IDLE};
    const struct sched_param param = {0};
    cpu_set_t set;

    (void)argv;
    CPU_ZERO(&set);
    CPU_SET(0, &set);
    must_fail("sched_setaffinity", sched_setaffinity(0, sizeof(set), &set), EPERM);
    must_fail("setpriority", setpriority(PRIO_PROCESS, 0, 19), EPERM);
    must_fail("SCHED_IDLE", sched_setscheduler(0, SCHED_IDLE, &param), EPERM);
    must_fail("sched_setparam", sched_setparam(0, &param), EPERM);
    must_fail("sched_setattr", syscall(SYS_sched_setattr, 0, &attr, 0), EPERM);
    must_fail("ioprio_set", syscall(SYS_ioprio_set, 1, 0, 3 << 13), ENOSYS);
}

/* ---- corners of the kernel ---- */

static void io_uring(char **argv)
{
    char params[120] = {0};

    (void)argv;
    for (unsigned entries = 0; entries < 4; entries++)
        must_fail("io_uring_setup", syscall(SYS_io_uring_setup, entries, params), ENOSYS);
    for (int fd = 0; fd < 4; fd++) {
        must_fail("io_uring_enter", syscall(SYS_io_uring_enter, fd, 1, 0, 0, NULL, 0), ENOSYS);
        must_fail("io_uring_register", syscall(SYS_io_uring_register, fd, 0, NULL, 0), ENOSYS);
    }
}

static void huge_pages(char **argv)
{
    (void)argv;
    must_fail("MFD_HUGETLB", memfd_create("huge", MFD_HUGETLB), ENOSYS);
    must_fail("MFD_HUGETLB of 1 GiB", memfd_create("huge", MFD_HUGETLB | (30U << 26)), ENOSYS);
    must_fail("memfd_secret", syscall(SYS_memfd_secret, 0), ENOSYS);
}

static void prctl_others(char **argv)
{
    static const struct {
        const char *name;
        int option;
    } options[] = {{"PR_SET_CHILD_SUBREAPER", 36},
                   {"PR_SET_SECCOMP", 22},
                   {"PR_SET_SECUREBITS", 28},
                   {"PR_SET_TSC", 26},
                   {"PR_SET_UNALIGN", 6},
                   {"PR_TASK_PERF_EVENTS_DISABLE", 31},
                   {"PR_MCE_KILL", 33},
                   {"PR_SET_IO_FLUSHER", 57},
                   {"PR_SCHED_CORE", 62},
                   {"PR_SET_SYSCALL_USER_DISPATCH", 59},
                   {"PR_SET_SPECULATION_CTRL", 53},
                   {"PR_SET_MDWE", 65}};

    (void)argv;
    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
        must_fail(options[i].name, prctl(options[i].option, 1, 0, 0, 0), ENOSYS);
}

/* All numbers there are and many that are not, with arguments that make no sense: whatever is let
 * through must refuse them, and the program live. Left out is what ends a program, waits or forks,
 * and what the filter reports. */
static void unknown_calls(char **argv)
{
    (void)argv;
    for (long number = 424; number < 1024; number++) {
        /* pidfd_getfd, mount's family, quotactl_fd; what works without sense: close_range,
           epoll_pwait2, faccessat2, openat2 */
        static const long left_out[] = {428, 429, 430, 431, 432, 433, 436, 438, 442, 443};
        int is_left_out = 0;

        for (size_t i = 0; i < sizeof(left_out) / sizeof(left_out[0]); i++)
            is_left_out |= number == left_out[i];
        if (is_left_out)
            continue;
        if (syscall(number, -1L, -1L, -1L, -1L, -1L, -1L) >= 0)
            escaped("call %ld works", number);
        else if (number >= 444 && errno != ENOSYS)
            escaped("call %ld is known: %s", number, strerror(errno));
    }
}

static void asynchronous_io(char **argv)
{
    unsigned long context = 0;

    (void)argv;
    must_fail("io_setup", syscall(SYS_io_setup, 128, &context), ENOSYS);
    must_fail("io_submit", syscall(SYS_io_submit, context, 0, NULL), ENOSYS);
    must_fail("vmsplice", syscall(SYS_vmsplice, 1, NULL, 0, 0), ENOSYS);
    must_fail("splice", syscall(SYS_splice, 0, NULL, 1, NULL, 1, 0), ENOSYS);
    must_fail("tee", syscall(SYS_tee, 0, 1, 1, 0), ENOSYS);
    must_fail("process_mrelease", syscall(448, 0, 0), ENOSYS);
}

/* The second argument's upper half, and lengths at the edges of what a filter can compare. */
static void lengths_at_the_edge(char **argv)
{
    static const size_t lengths[] = {1UL << 33, 1UL << 40, 1UL << 62, 1UL << 63, ~0UL, ~0UL - 4095};

    (void)argv;
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
        if (mmap(NULL, lengths[i], PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) !=
            MAP_FAILED)
            escaped("%zu bytes of address space", lengths[i]);
}

const struct attack_entry attacks_on_kernel[] = {
    {"socket_families", socket_families},
    {"reach_sockets", reach_sockets},
    {"rights_in_flight", rights_in_flight},
    {"socket_options", socket_options},
    {"signals_aimed", signals_aimed},
    {"see_others", see_others},
    {"slow_itself", slow_itself},
    {"io_uring", io_uring},
    {"huge_pages", huge_pages},
    {"prctl_others", prctl_others},
    {"unknown_calls", unknown_calls},
    {"asynchronous_io", asynchronous_io},
    {"lengths_at_the_edge", lengths_at_the_edge},
    {0},
};
