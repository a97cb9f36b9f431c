/* The attacks, as one static program that runs in a cell: `attack NAME [ARGUMENT...]`. Each tries
 * its thing and prints "held" when it was stopped in the documented way, or "ESCAPED: what" when it
 * was not; where it ought to be killed, it prints nothing more. tests/sandbox/test_sandbox.c holds
 * what the runner must have seen meanwhile.
 */
#include "tests/sandbox/attack.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static int escapes;

void escaped(const char *format, ...)
{
    va_list args;

    escapes++;
    printf("ESCAPED: ");
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n");
}

void must_fail(const char *what, long result, int expected)
{
    int error = errno;

    if (result >= 0)
        escaped("%s worked", what);
    else if (expected != 0 && error != expected)
        escaped("%s failed with %s, not %s", what, strerror(error), strerror(expected));
}

/* ---- processes ---- */

static void fork_once(char **argv)
{
    (void)argv;
    must_fail("fork", fork(), EAGAIN);
    must_fail("raw fork", syscall(SYS_fork), EAGAIN);
    must_fail("raw vfork", syscall(SYS_vfork), EAGAIN);
    must_fail("clone", syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0), EAGAIN);
    must_fail("clone with its memory shared",
              syscall(SYS_clone, CLONE_VM | CLONE_FILES, 0, 0, 0, 0), EAGAIN);
    must_fail("clone3", syscall(SYS_clone3, NULL, 0), ENOSYS);
}

/* With several processes: until there are no more, and none of them ever ends. */
static void fork_bomb(char **argv)
{
    int made = 0;

    (void)argv;
    for (;;) {
        pid_t pid = fork();

        if (pid == 0) {
            for (;;)
                pause();
        }
        if (pid < 0)
            break;
        made++;
    }
    printf("%d children\n", made);
}

/* Every process forks for ever: the run has no end of its own. */
static void fork_storm(char **argv)
{
    (void)argv;
    for (;;)
        (void)!fork();
}

static void daemonize(char **argv)
{
    (void)argv;
    if (fork() == 0) {
        setsid();
        if (fork() == 0) {
            signal(SIGHUP, SIG_IGN);
            signal(SIGTERM, SIG_IGN);
            for (;;)
                sleep(1000);
        }
        _exit(0);
    }
    wait(NULL);
}

/* The child keeps the pipes open after the program has ended. */
static void keep_pipes(char **argv)
{
    (void)argv;
    if (fork() == 0)
        for (;;)
            sleep(1000);
}

/* More orphans, one after another, than may live at once: init must reap them. */
static void orphans(char **argv)
{
    (void)argv;
    for (int i = 0; i < 40; i++) {
        pid_t pid;

        for (int tries = 0; (pid = fork()) < 0 && tries < 200; tries++)
            usleep(5000);
        if (pid < 0)
            escaped("orphan %d could not be made: zombies are left lying", i);
        if (pid < 0)
            return;
        if (pid == 0) {
            (void)!fork();
            _exit(0);
        }
        waitpid(pid, NULL, 0);
    }
}

static void *sleeper(void *arg)
{
    for (;;)
        pause();
    return arg;
}

static void thread_bomb(char **argv)
{
    pthread_attr_t attr;
    pthread_t thread;
    int made = 0;

    (void)argv;
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, 64 * 1024);
    while (made < 10000 && pthread_create(&thread, &attr, sleeper, NULL) == 0)
        made++;
    printf("%d threads\n", made);
    fflush(stdout);
    _exit(0);
}

static void exec_loop(char **argv)
{
    execv("/prog/attack", argv);
    escaped("exec: %s", strerror(errno));
}

static void signal_others(char **argv)
{
    (void)argv;
    must_fail("kill(-1)", kill(-1, SIGKILL), ENOSYS);
    must_fail("kill(1)", kill(1, SIGKILL), ENOSYS);
    must_fail("kill(parent)", kill(getppid() ? getppid() : 1, SIGTERM), ENOSYS);
    must_fail("tgkill(1)", syscall(SYS_tgkill, 1, 1, SIGKILL), ENOSYS);
    must_fail("tkill(1)", syscall(SYS_tkill, 1, SIGKILL), ENOSYS);
    must_fail("rt_sigqueueinfo(1)", syscall(SYS_rt_sigqueueinfo, 1, SIGTERM, NULL), ENOSYS);
    must_fail("pidfd_open(1)", syscall(SYS_pidfd_open, 1, 0), ENOSYS);
    /* the upper half of the register is not the kernel's business, nor may it be the filter's */
    must_fail("kill(high bits | 1)", syscall(SYS_kill, 0x700000001L, SIGKILL), ENOSYS);
    if (kill(getpid(), 0) < 0 || kill(0, 0) < 0)
        escaped("a program may not even signal itself: %s", strerror(errno));
}

/* In a cell for several processes signals are free, and init must live. */
static void signal_init(char **argv)
{
    (void)argv;
    signal(SIGTERM, SIG_IGN);
    for (int i = 1; i < 32; i++)
        kill(1, i);
    for (int i = 1; i < 100; i++)
        if (i != getpid())
            kill(i, SIGKILL);
}

static void limit_others(char **argv)
{
    struct rlimit limit = {0, 0};
    struct sched_param param = {0};
    cpu_set_t set;

    (void)argv;
    CPU_ZERO(&set);
    CPU_SET(0, &set);
    must_fail("prlimit(1)", prlimit(1, RLIMIT_NOFILE, &limit, NULL), ENOSYS);
    must_fail("prlimit(3)", prlimit(3, RLIMIT_NOFILE, &limit, NULL), ENOSYS);
    must_fail("sched_setaffinity(1)", sched_setaffinity(1, sizeof(set), &set), EPERM);
    must_fail("sched_setscheduler(1)", sched_setscheduler(1, SCHED_BATCH, &param), EPERM);
    must_fail("setpriority(1)", setpriority(PRIO_PROCESS, 1, 19), EPERM);
    must_fail("setpriority(user)", setpriority(PRIO_USER, 0, 19), EPERM);
    must_fail("setpriority(group)", setpriority(PRIO_PGRP, 0, 19), EPERM);
    must_fail("ioprio_set(1)", syscall(SYS_ioprio_set, 1, 1, 0), ENOSYS);
    if (prlimit(0, RLIMIT_NOFILE, NULL, &limit) < 0 || prlimit(getpid(), 0, NULL, &limit) < 0)
        escaped("a program may not read its own limits: %s", strerror(errno));
}

static void raise_limits(char **argv)
{
    static const int limits[] = {RLIMIT_AS,      RLIMIT_NPROC, RLIMIT_NOFILE,
                                 RLIMIT_CORE,    RLIMIT_CPU,   RLIMIT_FSIZE,
                                 RLIMIT_MEMLOCK, RLIMIT_NICE,  RLIMIT_RTPRIO};
    const struct sched_param param = {1};
    struct rlimit limit;

    (void)argv;
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        getrlimit((__rlimit_resource_t)limits[i], &limit);
        if (limit.rlim_max == RLIM_INFINITY)
            escaped("limit %d is infinite", limits[i]);
        limit.rlim_cur = ++limit.rlim_max;
        must_fail("raising a limit", setrlimit((__rlimit_resource_t)limits[i], &limit), EPERM);
    }
    errno = 0;
    must_fail("nice(-1)", setpriority(PRIO_PROCESS, 0, -1), EPERM);
    must_fail("nice(1)", setpriority(PRIO_PROCESS, 0, 1), EPERM);
    must_fail("SCHED_FIFO", sched_setscheduler(0, SCHED_FIFO, &param), EPERM);
}

/* ---- memory ---- */

static void memory_touch(char **argv)
{
    (void)argv;
    for (;;) {
        char *some = malloc(1 << 20);

        if (!some)
            exit(3);
        memset(some, 1, 1 << 20);
    }
}

static void memory_reserve(char **argv)
{
    (void)argv;
    if (mmap(NULL, 100UL << 30, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED)
        escaped("100 GiB in one mapping");
    if (errno != ENOMEM)
        escaped("refused with %s, not ENOMEM", strerror(errno));
}

static void memory_remap(char **argv)
{
    void *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    (void)argv;
    if (mremap(page, 4096, 100UL << 30, MREMAP_MAYMOVE) != MAP_FAILED)
        escaped("100 GiB by mremap");
}

/* Piece by piece, each below what the filter refuses: RLIMIT_AS must hold. */
static void memory_reserve_pieces(char **argv)
{
    int pieces = 0;

    (void)argv;
    while (pieces < 1000 &&
           mmap(NULL, 1UL << 30, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED)
        pieces++;
    if (pieces > 5)
        escaped("%d GiB of address space", pieces);
    if (sbrk(64L << 30) != (void *)-1)
        escaped("64 GiB by brk");
}

static void memory_files(char **argv)
{
    (void)argv;
    for (int i = 0; i < 100; i++) {
        int fd = memfd_create("flood", 0);
        static char data[1 << 20];

        for (int j = 0; j < 64; j++)
            if (write(fd, data, sizeof(data)) < 0)
                exit(3);
    }
    escaped("6 GiB in memfds");
}

static void memory_pipes(char **argv)
{
    int64_t total = 0;

    (void)argv;
    for (;;) {
        static char data[1 << 20];
        int ends[2];
        ssize_t put;

        if (pipe2(ends, O_NONBLOCK) < 0)
            break;
        fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
        while ((put = write(ends[1], data, sizeof(data))) > 0)
            total += put;
    }
    if (total > 128 << 20)
        escaped("%lld bytes in pipes", (long long)total);
}

static void memory_sockets(char **argv)
{
    int64_t total = 0;

    (void)argv;
    for (;;) {
        static char data[1 << 16];
        int ends[2], size = 1 << 30;
        ssize_t put;

        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) < 0)
            break;
        setsockopt(ends[1], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
        while ((put = send(ends[1], data, sizeof(data), MSG_NOSIGNAL)) > 0)
            total += put;
    }
    if (total > 128 << 20)
        escaped("%lld bytes in sockets", (long long)total);
}

static void lock_memory(char **argv)
{
    void *some = mmap(NULL, 32 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    (void)argv;
    must_fail("mlock", mlock(some, 32 << 20), ENOMEM);
    must_fail("mlockall", mlockall(MCL_CURRENT | MCL_FUTURE), ENOSYS);
}

static int recurse(volatile char *above)
{
    volatile char here[4096];

    here[0] = above ? above[0] : 1;
    if (here[0] == 0)
        return 0; /* never; so that the compiler believes that it ends */
    return recurse(here) + here[0];
}

static void stack_overflow(char **argv)
{
    (void)argv;
    exit(recurse(NULL));
}

/* ---- files ---- */

static void tmpfs_fill(char **argv)
{
    static char data[1 << 20];
    int fd = open("/tmp/fill", O_WRONLY | O_CREAT, 0600);

    (void)argv;
    for (int i = 0; i < 4096; i++)
        if (write(fd, data, sizeof(data)) < 0)
            exit(3);
    escaped("4 GiB in /tmp");
}

static void tmpfs_inodes(char **argv)
{
    (void)argv;
    for (int i = 0; i < 1000000; i++) {
        char name[32];

        snprintf(name, sizeof(name), "/tmp/%d", i);
        if (mkdir(name, 0700) < 0)
            exit(3);
    }
    escaped("a million directories");
}

static void sparse_file(char **argv)
{
    int fd = open("/tmp/sparse", O_RDWR | O_CREAT, 0600);

    (void)argv;
    signal(SIGXFSZ, SIG_IGN);
    must_fail("a sparse file beyond the limit", ftruncate(fd, 1L << 40), EFBIG);
}

static void read_host(char **argv)
{
    static const char *const paths[] = {"/etc/passwd",
                                        "/etc/shadow",
                                        "/etc/hostname",
                                        "/proc",
                                        "/proc/self/status",
                                        "/proc/1/environ",
                                        "/sys",
                                        "/sys/fs/cgroup",
                                        "/root",
                                        "/home",
                                        "/var",
                                        "/run",
                                        "/boot",
                                        "/dev/mem",
                                        "/dev/kmsg",
                                        "/dev/sda",
                                        "/dev/vda",
                                        "/dev/pts",
                                        "/dev/ptmx",
                                        "/dev/tty",
                                        "/dev/fuse",
                                        "/dev/net/tun",
                                        "/../etc/passwd",
                                        "/tmp/../../etc/passwd",

                                        "/usr/../etc/shadow"};
    int fd;

    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
        if ((fd = open(paths[i], O_RDONLY)) >= 0)
            escaped("%s can be opened", paths[i]);
    for (; argv[2]; argv++)
        if ((fd = open(argv[2], O_RDONLY)) >= 0 || access(argv[2], F_OK) == 0)
            escaped("%s can be reached", argv[2]);
    (void)fd;
}

/* Through descriptors and the working directory rather than names. */
static void walk_out(char **argv)
{
    struct stat root, above;

    (void)argv;
    for (int i = 0; i < 100; i++)
        if (chdir("..") < 0)
            break;
    stat(".", &above);
    stat("/", &root);
    if (above.st_ino != root.st_ino || above.st_dev != root.st_dev)
        escaped("the working directory left the root");
    for (int fd = 0; fd < 3; fd++)
        if (openat(fd, "..", O_RDONLY) >= 0 || fchdir(fd) == 0)
            escaped("descriptor %d leads to a directory", fd);
}

static void inherited_descriptors(char **argv)
{
    struct stat info;

    (void)argv;
    for (int fd = 3; fd < 4096; fd++)
        if (fcntl(fd, F_GETFD) >= 0)
            escaped("descriptor %d is open", fd);
    if (fstat(0, &info) < 0 || !S_ISREG(info.st_mode) || fstat(1, &info) < 0 ||
        !S_ISFIFO(info.st_mode) || fstat(2, &info) < 0 || !S_ISFIFO(info.st_mode))
        escaped("0, 1 and 2 are not a file and two pipes");
    must_fail("writing to the input", write(0, "x", 1), EBADF);
    must_fail("truncating the input", ftruncate(0, 0), EINVAL);
    if (fcntl(0, F_ADD_SEALS, F_SEAL_SEAL) == 0)
        escaped("the input's seals can be changed");
    must_fail("mapping the input for writing",
              mmap(NULL, 1, PROT_WRITE, MAP_SHARED, 0, 0) == MAP_FAILED ? -1 : 0, EACCES);
}

static void write_outside(char **argv)
{
    static const char *const files[] = {"/x",     "/prog/x",    "/usr/x",
                                        "/dev/x", "/usr/lib/x", "/bin/x"};

    (void)argv;
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        if (open(files[i], O_WRONLY | O_CREAT, 0600) >= 0 || mkdir(files[i], 0700) == 0 ||
            symlink("/tmp", files[i]) == 0 || mkfifo(files[i], 0600) == 0)
            escaped("%s can be made", files[i]);
        if (rename("/prog/attack", files[i]) == 0 || link("/prog/attack", files[i]) == 0)
            escaped("/prog/attack can be moved to %s", files[i]);
    }
    if (chmod("/prog/attack", 0777) == 0 || truncate("/prog/attack", 0) == 0 ||
        unlink("/prog/attack") == 0 || open("/prog/attack", O_WRONLY) >= 0)
        escaped("/prog/attack can be changed");
    if (rmdir("/tmp") == 0 || rename("/tmp", "/tmp2") == 0 || unlink("/dev/null") == 0)
        escaped("the root can be changed");
}

static void devices(char **argv)
{
    (void)argv;
    must_fail("a memory device", mknod("/tmp/mem", S_IFCHR | 0600, (dev_t)(1 << 8 | 1)), EPERM);
    must_fail("a disk", mknod("/tmp/disk", S_IFBLK | 0600, (dev_t)(8 << 8)), EPERM);
    if (mkfifo("/tmp/fifo", 0600) < 0)
        escaped("a FIFO in /tmp is refused");
}

static void leave_things(char **argv)
{
    (void)argv;
    if (symlink("/etc/passwd", "/tmp/link") < 0 || mkfifo("/tmp/fifo", 0600) < 0 ||
        mkdir("/tmp/dir", 0000) < 0 || open("/dev/shm/file", O_CREAT | O_WRONLY, 0600) < 0)
        escaped("nothing can be left in /tmp: %s", strerror(errno));
}

static void find_things(char **argv)
{
    static const char *const places[] = {"/tmp", "/dev/shm/"};

    (void)argv;
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        DIR *list = opendir(places[i]);
        const struct dirent *entry;

        while (list && (entry = readdir(list)))
            if (entry->d_name[0] != '.')
                escaped("%s%s is left of another run", places[i], entry->d_name);
        if (!list)
            escaped("%s cannot be listed", places[i]);
    }
}

static void locks(char **argv)
{
    struct flock lock = {.l_type = F_RDLCK};
    int fd = open("/prog/attack", O_RDONLY);

    (void)argv;
    must_fail("flock", flock(fd, LOCK_SH), ENOLCK);
    must_fail("F_SETLK", fcntl(fd, F_SETLK, &lock), ENOLCK);
    must_fail("F_OFD_SETLK", fcntl(fd, F_OFD_SETLK, &lock), ENOLCK);
    must_fail("F_GETLK", fcntl(fd, F_GETLK, &lock), ENOLCK);
    must_fail("F_SETLEASE", fcntl(fd, F_SETLEASE, F_RDLCK), ENOLCK);
}

/* ---- privilege ---- */

static void become_root(char **argv)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct all[2] = {{~0U, ~0U, ~0U}, {~0U, ~0U, ~0U}};

    (void)argv;
    must_fail("setuid", setuid(0), EPERM);
    must_fail("setresuid", setresuid(0, 0, 0), EPERM);
    must_fail("setgid", setgid(0), EPERM);
    must_fail("setgroups", syscall(SYS_setgroups, 0, NULL), EPERM);
    must_fail("capset", syscall(SYS_capset, &header, all), EPERM);
    if (getuid() != 1000 || geteuid() != 1000 || getgid() != 1000 || getegid() != 1000)
        escaped("it is %d:%d", getuid(), getgid());
    if (getgroups(0, NULL) > 0 && getenv("ONE_UID") == NULL)
        escaped("it has supplementary groups");
}

static void no_new_privs(char **argv)
{
    (void)argv;
    if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)
        escaped("no_new_privs is off");
    for (int cap = 0; cap <= CAP_LAST_CAP; cap++)
        if (prctl(PR_CAPBSET_READ, cap, 0, 0, 0) > 0)
            escaped("capability %d is within its bounds", cap);
    must_fail("PR_SET_DUMPABLE", prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), ENOSYS);
    must_fail("PR_SET_PTRACER", prctl(0x59616d61, -1, 0, 0, 0), ENOSYS);
    must_fail("PR_SET_MM", prctl(PR_SET_MM, 1, 0, 0, 0), ENOSYS);
    must_fail("PR_SET_KEEPCAPS", prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0), ENOSYS);
    must_fail("PR_CAP_AMBIENT", prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, 0, 0, 0), ENOSYS);
    must_fail("a filter of its own", syscall(SYS_seccomp, 1, 0, NULL), ENOSYS);
}

/* The layer alone: device ioctls are Landlock's from ABI 5 on; without it this is ENOTTY. */
static void landlock_device(char **argv)
{
    struct termios mode;
    int fd = open("/dev/null", O_RDWR);

    (void)argv;
    must_fail("an ioctl on /dev/null", ioctl(fd, TCGETS, &mode), EACCES);
    if (write(fd, "x", 1) != 1)
        escaped("/dev/null cannot be written: %s", strerror(errno));
}

/* ---- system calls ---- */

/* `call NUMBER [ARGUMENT...]`: expected to be the last thing it does. */
static void call(char **argv)
{
    long args[6] = {0};

    for (int i = 0; i < 6 && argv[3 + i]; i++)
        args[i] = strtol(argv[3 + i], NULL, 0);
    syscall(strtol(argv[2], NULL, 0), args[0], args[1], args[2], args[3], args[4], args[5]);
    escaped("it was let through to say: %s", strerror(errno));
}

static void refused_calls(char **argv)
{
    static const struct {
        long number;
        long args[2];
        int error;
        const char *name;
    } calls[] = {
        {SYS_socket, {AF_INET, SOCK_STREAM}, EPERM, "socket(AF_INET)"},
        {SYS_socket, {AF_INET6, SOCK_DGRAM}, EPERM, "socket(AF_INET6)"},
        {SYS_socket, {AF_UNIX, SOCK_STREAM}, EPERM, "socket(AF_UNIX)"},
        {SYS_socket, {AF_NETLINK, SOCK_RAW}, EPERM, "socket(AF_NETLINK)"},
        {SYS_socket, {AF_PACKET, SOCK_RAW}, EPERM, "socket(AF_PACKET)"},
        {SYS_socket, {AF_VSOCK, SOCK_STREAM}, EPERM, "socket(AF_VSOCK)"},
        {SYS_socket, {AF_ALG, SOCK_SEQPACKET}, EPERM, "socket(AF_ALG)"},
        {SYS_socketpair, {AF_INET, SOCK_STREAM}, ENOSYS, "socketpair(AF_INET)"},
        {SYS_bind, {0, 0}, EPERM, "bind"},
        {SYS_connect, {0, 0}, EPERM, "connect"},
        {SYS_io_uring_setup, {1, 0}, ENOSYS, "io_uring_setup"},
        {SYS_io_setup, {1, 0}, ENOSYS, "io_setup"},
        {SYS_shmget, {0, 4096}, ENOSYS, "shmget"},
        {SYS_semget, {0, 1}, ENOSYS, "semget"},
        {SYS_msgget, {0, 0}, ENOSYS, "msgget"},
        {SYS_mq_open, {0, 0}, ENOSYS, "mq_open"},
        {SYS_inotify_init1, {0, 0}, ENOSYS, "inotify_init1"},
        {SYS_memfd_secret, {0, 0}, ENOSYS, "memfd_secret"},
        {SYS_modify_ldt, {0, 0}, ENOSYS, "modify_ldt"},
        {SYS_move_pages, {1, 0}, ENOSYS, "move_pages"},
        {SYS_migrate_pages, {1, 0}, ENOSYS, "migrate_pages"},
        {SYS_process_madvise, {0, 0}, ENOSYS, "process_madvise"},
        {SYS_vmsplice, {1, 0}, ENOSYS, "vmsplice"},
        {SYS_splice, {0, 0}, ENOSYS, "splice"},
        {SYS_landlock_create_ruleset, {0, 0}, ENOSYS, "landlock_create_ruleset"},
        {SYS_lookup_dcookie, {0, 0}, ENOSYS, "lookup_dcookie"},
        {SYS_setxattr, {0, 0}, ENOTSUP, "setxattr"},
        {9999, {0, 0}, ENOSYS, "a call that does not exist"},
    };

    (void)argv;
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
        must_fail(calls[i].name, syscall(calls[i].number, calls[i].args[0], calls[i].args[1], 0, 0),
                  calls[i].error);
}

static void int80(char **argv)
{
    long result = 20; /* getpid there */

    (void)argv;
    __asm__ volatile("int $0x80" : "+a"(result) : : "memory");
    escaped("int 0x80 said %ld", result);
}

static void *int80_thread(void *arg)
{
    int80(NULL);
    return arg;
}

/* A filter that killed the thread alone would let the rest run on. */
static void int80_in_thread(char **argv)
{
    pthread_t thread;

    (void)argv;
    pthread_create(&thread, NULL, int80_thread, NULL);
    sleep(2);
    escaped("the rest of the program lives");
}

static void x32(char **argv)
{
    (void)argv;
    syscall(0x40000000L + 39);
    escaped("x32 said %s", strerror(errno));
}

/* ---- time and output ---- */

static void spin(char **argv)
{
    (void)argv;
    for (int i = 1; i < 65; i++)
        signal(i, SIG_IGN);
    for (volatile int x = 0;; x = x + 1)
        ;
}

static void *spin_thread(void *arg)
{
    for (volatile int x = 0;; x = x + 1)
        ;
    return arg;
}

static void spin_threads(char **argv)
{
    pthread_t thread;

    (void)argv;
    for (int i = 0; i < 4; i++)
        pthread_create(&thread, NULL, spin_thread, NULL);
    pause();
}

/* Time in children that nobody waits for. */
static void spin_children(char **argv)
{
    (void)argv;
    signal(SIGCHLD, SIG_IGN);
    for (int i = 0; i < 3; i++)
        if (fork() == 0)
            for (volatile int x = 0;; x = x + 1)
                ;
    pause();
}

static void idle(char **argv)
{
    (void)argv;
    for (;;)
        sleep(1000);
}

/* Says so and waits: the test then does something to the runner. */
static void speak(char **argv)
{
    printf("here\n");
    fflush(stdout);
    idle(argv);
}

static void stop_itself(char **argv)
{
    (void)argv;
    kill(getpid(), SIGSTOP);
    for (;;)
        pause();
}

static void flood(char **argv)
{
    int fd = argv[2] && strcmp(argv[2], "2") == 0 ? 2 : 1;
    int times = fd == 2 ? 64 : 1 << 30;
    static char data[1 << 16];

    memset(data, 'x', sizeof(data));
    signal(SIGPIPE, SIG_IGN);
    for (int i = 0; i < times; i++)
        (void)!write(fd, data, sizeof(data));
}

static void close_output(char **argv)
{
    (void)argv;
    close(1);
    close(2);
    close(0);
    for (volatile int i = 0; i < 1000000; i = i + 1)
        ;
    _exit(0);
}

static void die(char **argv)
{
    kill(getpid(), (int)strtol(argv[2], NULL, 10));
}

/* By signals that it has the kernel send: its own all the same. */
static void die_by_timer(char **argv)
{
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGKILL};
    const struct itimerspec soon = {.it_value = {.tv_nsec = 1000000}};
    timer_t timer;

    if (timer_create(CLOCK_MONOTONIC, &event, &timer) < 0 ||
        timer_settime(timer, 0, &soon, NULL) < 0)
        exit(1);
    idle(argv);
}

static void die_by_limit(char **argv)
{
    const struct rlimit limit = {.rlim_cur = 1, .rlim_max = 1};

    (void)argv;
    if (setrlimit(RLIMIT_CPU, &limit) < 0)
        exit(1);
    for (;;)
        ;
}

/* The signal that the kernel sends a parent when its child ends is the child's maker's choice. */
static void die_by_child(char **argv)
{
    static const int signals[] = {SIGKILL, SIGSTOP, SIGTERM, 64};

    (void)argv;
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
        must_fail("a child that signals its parent", syscall(SYS_clone, signals[i], 0, 0, 0, 0),
                  ENOSYS);
}

/* A group of processes with a stopped one in it gets SIGHUP from the kernel when its last tie to
 * the session goes. */
static void die_by_orphans(char **argv)
{
    pid_t group = getpid();

    if (fork() == 0) {
        pid_t stopped;

        setpgid(0, 0);
        stopped = fork();
        if (stopped == 0) {
            setpgid(0, group);
            raise(SIGSTOP);
        } else {
            waitpid(stopped, NULL, WUNTRACED);
        }
        _exit(0);
    }
    idle(argv);
}

static void leave_with(char **argv)
{
    _exit((int)strtol(argv[2], NULL, 10));
}

/* ---- the table ---- */

static const struct attack_entry attacks[] = {
    {"fork_once", fork_once},
    {"fork_bomb", fork_bomb},
    {"fork_storm", fork_storm},
    {"daemonize", daemonize},
    {"keep_pipes", keep_pipes},
    {"orphans", orphans},
    {"thread_bomb", thread_bomb},
    {"exec_loop", exec_loop},
    {"signal_others", signal_others},
    {"signal_init", signal_init},
    {"limit_others", limit_others},
    {"raise_limits", raise_limits},
    {"memory_touch", memory_touch},
    {"memory_reserve", memory_reserve},
    {"memory_remap", memory_remap},
    {"memory_reserve_pieces", memory_reserve_pieces},
    {"memory_files", memory_files},
    {"memory_pipes", memory_pipes},
    {"memory_sockets", memory_sockets},
    {"lock_memory", lock_memory},
    {"stack_overflow", stack_overflow},
    {"tmpfs_fill", tmpfs_fill},
    {"tmpfs_inodes", tmpfs_inodes},
    {"sparse_file", sparse_file},
    {"read_host", read_host},
    {"walk_out", walk_out},
    {"inherited_descriptors", inherited_descriptors},
    {"write_outside", write_outside},
    {"devices", devices},
    {"leave_things", leave_things},
    {"find_things", find_things},
    {"locks", locks},
    {"become_root", become_root},
    {"no_new_privs", no_new_privs},
    {"landlock_device", landlock_device},
    {"call", call},
    {"refused_calls", refused_calls},
    {"int80", int80},
    {"int80_in_thread", int80_in_thread},
    {"x32", x32},
    {"spin", spin},
    {"spin_threads", spin_threads},
    {"spin_children", spin_children},
    {"idle", idle},
    {"speak", speak},
    {"stop_itself", stop_itself},
    {"flood", flood},
    {"close_output", close_output},
    {"die", die},
    {"die_by_timer", die_by_timer},
    {"die_by_limit", die_by_limit},
    {"die_by_child", die_by_child},
    {"die_by_orphans", die_by_orphans},
    {"exit", leave_with},
    {0},
};

static const struct attack_entry *const tables[] = {
    attacks,           attacks_on_resources, attacks_on_files,   attacks_on_kernel,
    attacks_on_output, attacks_on_layers,    attacks_on_refusals};

static const struct attack_entry *find(const char *name)
{
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
        for (const struct attack_entry *entry = tables[i]; entry->name; entry++)
            if (strcmp(entry->name, name) == 0)
                return entry;
    return NULL;
}

int main(int argc, char **argv)
{
    const struct attack_entry *entry = argc > 1 ? find(argv[1]) : NULL;

    if (!entry) {
        printf("no such attack\n");
        return 99;
    }
    entry->run(argv);
    if (escapes == 0)
        printf("held\n");
    return escapes > 0;
}
