#include "runner/filter/filter_table.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/prctl.h>
#include <linux/sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>

/* One line each; what has no reason beside it is what any program does to its own memory,
 * descriptors and files. The tests: tests/runner/filter/test_filter.c runs the compiled filters
 * through an interpreter; tests/sandbox attacks through them. */

#define ALLOW(name)                                                                                \
    {                                                                                              \
        .syscall = (name), .action = FILTER_ALLOW                                                  \
    }
#define REFUSE(name, number)                                                                       \
    {                                                                                              \
        .syscall = (name), .action = FILTER_ERRNO, .error = (number)                               \
    }
/* What a file system without O_DIRECT says of it. */
#define REFUSE_DIRECT(name, index)                                                                 \
    {                                                                                              \
        .syscall = (name), .action = FILTER_ERRNO, .error = EINVAL, .test = TEST_EQUAL,            \
        .arg = (index), .mask = O_DIRECT, .value = O_DIRECT                                        \
    }
#define REPORT(name)                                                                               \
    {                                                                                              \
        .syscall = (name), .action = FILTER_REPORT                                                 \
    }
#define ALLOW_IF(name, index, bits, number)                                                        \
    {                                                                                              \
        .syscall = (name), .action = FILTER_ALLOW, .test = TEST_EQUAL, .arg = (index),             \
        .mask = (bits), .value = (number)                                                          \
    }
#define REPORT_IF(name, index, bits, number)                                                       \
    {                                                                                              \
        .syscall = (name), .action = FILTER_REPORT, .test = TEST_EQUAL, .arg = (index),            \
        .mask = (bits), .value = (number)                                                          \
    }
#define ALLOW_SELF(name, index)                                                                    \
    {                                                                                              \
        .syscall = (name), .action = FILTER_ALLOW, .test = TEST_SELF, .arg = (index)               \
    }
/* Who sends itself a signal is noted, so that one from outside can be told apart
 * (runner/init/init_run.c). By tgkill runtimes send their threads SIGURG and signals of real time
 * all the time: these are not. In blocks, because no rule may test an argument twice. */
#define THREAD_SIGNALS(what, bits, number)                                                         \
    {.syscall = "tgkill",                                                                          \
     .action = (what),                                                                             \
     .when = FILTER_SINGLE,                                                                        \
     .test = TEST_PID,                                                                             \
     .also_arg = 2,                                                                                \
     .also_mask = (bits),                                                                          \
     .also_value = (number)},                                                                      \
    {                                                                                              \
        .syscall = "tgkill", .action = (what), .when = FILTER_MULTI, .test = TEST_EQUAL, .arg = 2, \
        .mask = (bits), .value = (number)                                                          \
    }
/* The caller's own; 0 is RLIMIT_CPU, which sends signals. */
#define OWN_LIMIT(what, bits, number)                                                              \
    {                                                                                              \
        .syscall = "prlimit64", .action = (what), .test = TEST_EQUAL, .mask = ALL, .also_arg = 1,  \
        .also_mask = (bits), .also_value = (number)                                                \
    }
#define ALLOW_CLOCK(name, index)                                                                   \
    {                                                                                              \
        .syscall = (name), .action = FILTER_ALLOW, .test = TEST_CLOCK, .arg = (index)              \
    }
#define ALLOW_LENGTH(name, index, ...)                                                             \
    {                                                                                              \
        .syscall = (name), .action = FILTER_ALLOW, .test = TEST_LENGTH, .arg = (index),            \
        ##__VA_ARGS__                                                                              \
    }
#define LOCK(number)                                                                               \
    {.syscall = "fcntl",                                                                           \
     .action = FILTER_ERRNO,                                                                       \
     .when = FILTER_NO_LOCKS,                                                                      \
     .error = ENOLCK,                                                                              \
     .test = TEST_EQUAL,                                                                           \
     .arg = 1,                                                                                     \
     .mask = ALL,                                                                                  \
     .value = (number)},                                                                           \
    {                                                                                              \
        .syscall = "fcntl", .action = FILTER_ALLOW, .when = FILTER_LOCKS, .test = TEST_EQUAL,      \
        .arg = 1, .mask = ALL, .value = (number)                                                   \
    }

#define CLONE_OF_PROCESS(signal)                                                                   \
    {                                                                                              \
        .syscall = "clone", .action = FILTER_ALLOW, .when = FILTER_MULTI, .test = TEST_EQUAL,      \
        .arg = 0, .mask = CLONE_THREAD | NAMESPACES | CSIGNAL, .value = (signal)                   \
    }

#define ALL 0xffffffffu
#define NAMESPACES                                                                                 \
    (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID |  \
     CLONE_NEWNET)

const struct filter_rule filter_rules[] = {
    /* files */
    ALLOW("read"),
    ALLOW("write"),
    ALLOW("readv"),
    ALLOW("writev"),
    ALLOW("pread64"),
    ALLOW("pwrite64"),
    ALLOW("preadv"),
    ALLOW("pwritev"),
    /* without flags: RWF_NOWAIT would tell what the page cache holds, which earlier cases chose */
    ALLOW_IF("preadv2", 5, ALL, 0),
    ALLOW_IF("pwritev2", 5, ALL, 0),
    /* not past the page cache: reads of the host's disk that cost others theirs */
    ALLOW_IF("open", 1, O_DIRECT, 0),
    REFUSE_DIRECT("open", 1),
    ALLOW_IF("openat", 2, O_DIRECT, 0),
    REFUSE_DIRECT("openat", 2),
    ALLOW("openat2"),
    ALLOW("creat"),
    ALLOW("close"),
    ALLOW("close_range"),
    ALLOW("lseek"),
    ALLOW("dup"),
    ALLOW("dup2"),
    ALLOW("dup3"),
    ALLOW("stat"),
    ALLOW("fstat"),
    ALLOW("lstat"),
    ALLOW("newfstatat"),
    ALLOW("statx"),
    ALLOW("statfs"),
    ALLOW("fstatfs"),
    ALLOW("access"),
    ALLOW("faccessat"),
    ALLOW("faccessat2"),
    ALLOW("readlink"),
    ALLOW("readlinkat"),
    ALLOW("getcwd"),
    ALLOW("chdir"),
    ALLOW("fchdir"),
    ALLOW("getdents"),
    ALLOW("getdents64"),
    ALLOW("mkdir"),
    ALLOW("mkdirat"),
    ALLOW("rmdir"),
    ALLOW("unlink"),
    ALLOW("unlinkat"),
    ALLOW("rename"),
    ALLOW("renameat"),
    ALLOW("renameat2"),
    ALLOW("link"),
    ALLOW("linkat"),
    ALLOW("symlink"),
    ALLOW("symlinkat"),
    ALLOW("chmod"),
    ALLOW("fchmod"),
    ALLOW("fchmodat"),
    ALLOW("umask"),
    ALLOW("truncate"),
    ALLOW("ftruncate"),
    ALLOW("fallocate"),
    ALLOW("utime"),
    ALLOW("utimes"),
    ALLOW("futimesat"),
    ALLOW("utimensat"),
    ALLOW("sendfile"),
    ALLOW("copy_file_range"),
    /* MFD_CLOEXEC, _ALLOW_SEALING, _NOEXEC_SEAL, _EXEC; not huge pages, which no group counts */
    ALLOW_IF("memfd_create", 1, ALL & ~0x1bu, 0),
    ALLOW("chown"),
    ALLOW("fchown"),
    ALLOW("lchown"),
    ALLOW("fchownat"), /* to itself, at most */
    ALLOW("mknod"),
    ALLOW("mknodat"), /* FIFOs; devices take a capability, and the mounts nodev */
    REFUSE("sync", 0),
    REFUSE("syncfs", 0), /* would flush the host's disks, also through a library of its: pretend */
    REFUSE("fsync", 0),
    REFUSE("fdatasync", 0),
    REFUSE("msync", 0),
    REFUSE("fadvise64", 0), /* would throw the host's libraries out of its page cache: pretend */
    /* Python's shutil stops at other errors than this one */
    REFUSE("getxattr", ENOTSUP),
    REFUSE("lgetxattr", ENOTSUP),
    REFUSE("fgetxattr", ENOTSUP),
    REFUSE("setxattr", ENOTSUP),
    REFUSE("lsetxattr", ENOTSUP),
    REFUSE("fsetxattr", ENOTSUP),
    REFUSE("listxattr", ENOTSUP),
    REFUSE("llistxattr", ENOTSUP),
    REFUSE("flistxattr", ENOTSUP),
    REFUSE("removexattr", ENOTSUP),
    REFUSE("lremovexattr", ENOTSUP),
    REFUSE("fremovexattr", ENOTSUP),

    /* descriptors. Terminal ioctls that only ask: isatty(3); there is no terminal */
    ALLOW_IF("ioctl", 1, ALL, 0x5401 /* TCGETS */),
    ALLOW_IF("ioctl", 1, ALL, 0x5413 /* TIOCGWINSZ */),
    ALLOW_IF("ioctl", 1, ALL, 0x541b /* FIONREAD */),
    ALLOW_IF("ioctl", 1, ALL, 0x5421 /* FIONBIO */),
    ALLOW_IF("ioctl", 1, ALL, 0x5450 /* FIONCLEX */),
    ALLOW_IF("ioctl", 1, ALL, 0x5451 /* FIOCLEX */),
    ALLOW_IF("fcntl", 1, ALL, F_DUPFD),
    ALLOW_IF("fcntl", 1, ALL, F_GETFD),
    ALLOW_IF("fcntl", 1, ALL, F_SETFD),
    ALLOW_IF("fcntl", 1, ALL, F_GETFL),
    {.syscall = "fcntl",
     .action = FILTER_ALLOW,
     .test = TEST_EQUAL,
     .arg = 1,
     .mask = ALL,
     .value = F_SETFL,
     .also_arg = 2,
     .also_mask = O_DIRECT},
    {.syscall = "fcntl",
     .action = FILTER_ERRNO,
     .error = EINVAL,
     .test = TEST_EQUAL,
     .arg = 1,
     .mask = ALL,
     .value = F_SETFL,
     .also_arg = 2,
     .also_mask = O_DIRECT,
     .also_value = O_DIRECT},
    ALLOW_IF("fcntl", 1, ALL, F_DUPFD_CLOEXEC),
    ALLOW_IF("fcntl", 1, ALL, F_SETPIPE_SZ),
    ALLOW_IF("fcntl", 1, ALL, F_GETPIPE_SZ),
    ALLOW_IF("fcntl", 1, ALL, F_ADD_SEALS),
    ALLOW_IF("fcntl", 1, ALL, F_GET_SEALS),
    /* Locks on the files of the root would carry a bit from one case to the next. F_SETOWN and
     * F_SETSIG, which aim signals, are not named. */
    LOCK(F_GETLK),
    LOCK(F_SETLK),
    LOCK(F_SETLKW),
    LOCK(F_OFD_GETLK),
    LOCK(F_OFD_SETLK),
    LOCK(F_OFD_SETLKW),
    LOCK(F_SETLEASE),
    LOCK(F_GETLEASE),
    {.syscall = "flock", .action = FILTER_ERRNO, .when = FILTER_NO_LOCKS, .error = ENOLCK},
    {.syscall = "flock", .action = FILTER_ALLOW, .when = FILTER_LOCKS},
    ALLOW("pipe"),
    ALLOW("pipe2"),
    ALLOW("select"),
    ALLOW("pselect6"),
    ALLOW("poll"),
    ALLOW("ppoll"),
    ALLOW("epoll_create"),
    ALLOW("epoll_create1"),
    ALLOW("epoll_ctl"),
    ALLOW("epoll_wait"),
    ALLOW("epoll_pwait"),
    ALLOW("epoll_pwait2"),
    ALLOW("eventfd"),
    ALLOW("eventfd2"),
    ALLOW("timerfd_create"),
    ALLOW("timerfd_settime"),
    ALLOW("timerfd_gettime"),
    ALLOW("signalfd"),
    ALLOW("signalfd4"),

    /* sockets: none, but a connected pair (asyncio wakes itself through one). Without bind, listen
     * and connect it stays among the program's own processes. */
    REFUSE("socket", EPERM),
    REFUSE("bind", EPERM),
    REFUSE("listen", EPERM),
    REFUSE("connect", EPERM),
    REFUSE("accept", EPERM),
    REFUSE("accept4", EPERM),
    ALLOW_IF("socketpair", 0, ALL, AF_UNIX),
    ALLOW_IF("setsockopt", 2, ALL, SO_SNDBUF), /* not SO_ATTACH_FILTER and its like */
    ALLOW_IF("setsockopt", 2, ALL, SO_RCVBUF),
    ALLOW_IF("setsockopt", 2, ALL, SO_RCVTIMEO),
    ALLOW_IF("setsockopt", 2, ALL, SO_SNDTIMEO),
    ALLOW_IF("getsockopt", 1, ALL, SOL_SOCKET),
    ALLOW("sendto"),
    ALLOW("recvfrom"),
    /* a descriptor in flight outlives its sender: the kernel frees it when it pleases, after the
       run was counted. recvmsg is what a process that stands by gets its order with */
    REFUSE("sendmsg", EPERM),
    REFUSE("sendmmsg", EPERM),
    ALLOW("recvmsg"),
    ALLOW("recvmmsg"),
    ALLOW("shutdown"),
    ALLOW("getsockname"),
    ALLOW("getpeername"),

    /* memory. A request beyond the cap is reported and answered ENOMEM: the run goes on, and the
     * refusal is evidence for MLE. brk names an address, not a length: RLIMIT_AS stops it, and
     * malloc then asks mmap for the same size. */
    ALLOW("brk"),
    ALLOW("munmap"),
    ALLOW("mprotect"),
    ALLOW("madvise"),
    ALLOW("mincore"),
    ALLOW("mlock"),
    ALLOW("mlock2"),
    ALLOW("munlock"),
    ALLOW("munlockall"),
    ALLOW("membarrier"),
    ALLOW("get_mempolicy"),
    /* and not huge pages, which come from a pool that no group counts */
    ALLOW_LENGTH("mmap", 1, .also_arg = 3, .also_mask = MAP_HUGETLB),
    ALLOW_LENGTH("mremap", 2),

    /* processes and threads */
    ALLOW("execve"),
    ALLOW("execveat"),
    ALLOW("exit"),
    ALLOW("exit_group"),
    ALLOW("wait4"),
    ALLOW("waitid"),
    ALLOW("getpid"),
    ALLOW("getppid"),
    ALLOW("gettid"),
    ALLOW("getpgrp"),
    ALLOW("getpgid"),
    ALLOW("setpgid"),
    ALLOW("getsid"),
    ALLOW("setsid"),
    ALLOW("getuid"),
    ALLOW("geteuid"),
    ALLOW("getgid"),
    ALLOW("getegid"),
    ALLOW("getresuid"),
    ALLOW("getresgid"),
    ALLOW("getgroups"),
    ALLOW("capget"),
    ALLOW("set_tid_address"),
    ALLOW("set_robust_list"),
    ALLOW("get_robust_list"),
    ALLOW("rseq"),
    ALLOW("arch_prctl"),
    ALLOW("futex"),
    ALLOW("uname"),
    ALLOW("sysinfo"),
    ALLOW("getcpu"),
    ALLOW("getrandom"),
    ALLOW("getrusage"),
    ALLOW("times"),
    ALLOW("restart_syscall"),
    ALLOW("sched_yield"),
    ALLOW("sched_get_priority_max"),
    ALLOW("sched_get_priority_min"),
    ALLOW("getrlimit"),
    /* it has no capability to use these with; refused here as well */
    REFUSE("setuid", EPERM),
    REFUSE("setgid", EPERM),
    REFUSE("setreuid", EPERM),
    REFUSE("setregid", EPERM),
    REFUSE("setresuid", EPERM),
    REFUSE("setresgid", EPERM),
    REFUSE("setfsuid", EPERM),
    REFUSE("setfsgid", EPERM),
    REFUSE("setgroups", EPERM),
    REFUSE("capset", EPERM),
    /* glibc asks clone3 first and falls back; its flags lie in memory, where no filter can see */
    REFUSE("clone3", ENOSYS),
    REFUSE("io_uring_setup", ENOSYS),
    REFUSE("io_uring_enter", ENOSYS),
    REFUSE("io_uring_register", ENOSYS),
    /* With one process a second is refused, and the verdict is to say so. Init answers the report
     * with EAGAIN, "too many processes": what fork(2) documents, so libraries cope. */
    {.syscall = "fork", .action = FILTER_REPORT, .when = FILTER_SINGLE},
    {.syscall = "vfork", .action = FILTER_REPORT, .when = FILTER_SINGLE},
    {.syscall = "fork", .action = FILTER_ALLOW, .when = FILTER_MULTI},
    {.syscall = "vfork", .action = FILTER_ALLOW, .when = FILTER_MULTI},
    ALLOW_IF("clone", 0, CLONE_THREAD | NAMESPACES, CLONE_THREAD),
    {.syscall = "clone",
     .action = FILTER_REPORT,
     .when = FILTER_SINGLE,
     .test = TEST_EQUAL,
     .arg = 0,
     .mask = CLONE_THREAD | NAMESPACES,
     .value = 0},
    /* The lowest byte is the signal that the kernel sends the parent at the child's end: SIGCHLD,
     * as of fork, or none. Any other, SIGKILL or SIGSTOP, would look as if it came from outside. */
    CLONE_OF_PROCESS(SIGCHLD),
    CLONE_OF_PROCESS(0),
    REPORT_IF("clone", 0, CLONE_NEWNS, CLONE_NEWNS),
    REPORT_IF("clone", 0, CLONE_NEWCGROUP, CLONE_NEWCGROUP),
    REPORT_IF("clone", 0, CLONE_NEWUTS, CLONE_NEWUTS),
    REPORT_IF("clone", 0, CLONE_NEWIPC, CLONE_NEWIPC),
    REPORT_IF("clone", 0, CLONE_NEWUSER, CLONE_NEWUSER),
    REPORT_IF("clone", 0, CLONE_NEWPID, CLONE_NEWPID),
    REPORT_IF("clone", 0, CLONE_NEWNET, CLONE_NEWNET),
    /* Calls that name a process: with one mapped uid, init has the program's uid, and a limit
     * lowered there would hit the next run. tgkill's second argument lies in the first's group. */
    /* With several processes a program may signal its children. Nothing else is in the cell but
     * init, which as pid 1 of its namespace takes no signal from inside (pid_namespaces(7)). */
    {.syscall = "kill", .action = FILTER_REPORT, .when = FILTER_SINGLE, .test = TEST_SELF},
    {.syscall = "tkill", .action = FILTER_REPORT, .when = FILTER_SINGLE, .test = TEST_SELF},
    {.syscall = "kill", .action = FILTER_REPORT, .when = FILTER_MULTI},
    {.syscall = "tkill", .action = FILTER_REPORT, .when = FILTER_MULTI},
    THREAD_SIGNALS(FILTER_REPORT, ~15u, 0),
    THREAD_SIGNALS(FILTER_REPORT, ~3u, 16),
    THREAD_SIGNALS(FILTER_REPORT, ~1u, 20),
    THREAD_SIGNALS(FILTER_REPORT, ALL, 22),
    THREAD_SIGNALS(FILTER_ALLOW, ALL, SIGURG),
    THREAD_SIGNALS(FILTER_REPORT, ~7u, 24),
    THREAD_SIGNALS(FILTER_ALLOW, ~31u, 32),
    THREAD_SIGNALS(FILTER_ALLOW, ~63u, 64),
    {.syscall = "rt_sigqueueinfo", .action = FILTER_REPORT, .test = TEST_SELF},
    {.syscall = "rt_tgsigqueueinfo", .action = FILTER_REPORT, .test = TEST_SELF},
    REPORT("setrlimit"), /* the C library has the other for both */
    OWN_LIMIT(FILTER_REPORT, ALL, 0),
    OWN_LIMIT(FILTER_ALLOW, 1, 1),
    OWN_LIMIT(FILTER_ALLOW, 3, 2),
    OWN_LIMIT(FILTER_ALLOW, ~11u, 4),
    OWN_LIMIT(FILTER_ALLOW, ALL, 8),
    {.syscall = "prlimit64", .action = FILTER_REPORT, .test = TEST_PID},
    ALLOW_SELF("sched_getaffinity", 0),
    /* Mono asks for each of its threads, and nothing tells a thread's number from a process's. What
     * is told is harmless: but for init all in the cell is the program's own. */
    {.syscall = "sched_getparam", .action = FILTER_ALLOW, .when = FILTER_SCHEDULER},
    {.syscall = "sched_getscheduler", .action = FILTER_ALLOW, .when = FILTER_SCHEDULER},
    {.syscall = "sched_getparam",
     .action = FILTER_ALLOW,
     .when = FILTER_NO_SCHEDULER,
     .test = TEST_SELF},
    {.syscall = "sched_getscheduler",
     .action = FILTER_ALLOW,
     .when = FILTER_NO_SCHEDULER,
     .test = TEST_SELF},
    ALLOW_SELF("sched_getattr", 0),
    ALLOW_SELF("sched_rr_get_interval", 0),
    /* which (argument 0) PRIO_PROCESS only: groups and users are more than itself */
    {.syscall = "getpriority",
     .action = FILTER_ALLOW,
     .test = TEST_SELF,
     .arg = 1,
     .also_mask = ALL,
     .also_value = 0},
    /* Less of the processor than it would get draws out a run on a busy host, to the hard stop; and
     * hopping from one to another works the kernel, uncharged. */
    REFUSE("setpriority", EPERM),
    REFUSE("sched_setaffinity", EPERM),
    {.syscall = "sched_setscheduler",
     .action = FILTER_ERRNO,
     .when = FILTER_NO_SCHEDULER,
     .error = EPERM},
    /* Mono sets what a thread has anyway, and complains on stdout: nothing is done, and that is
       fine */
    {.syscall = "sched_setscheduler", .action = FILTER_ERRNO, .when = FILTER_SCHEDULER, .error = 0},
    REFUSE("sched_setparam", EPERM),
    REFUSE("sched_setattr", EPERM),
    /* What asks, or concerns the caller alone. Not PR_SET_DUMPABLE, PR_SET_MM, PR_SET_SECCOMP,
     * PR_SET_PTRACER, PR_SET_CHILD_SUBREAPER. */
    ALLOW_IF("prctl", 0, ALL, PR_SET_NAME),
    ALLOW_IF("prctl", 0, ALL, PR_GET_NAME),
    ALLOW_IF("prctl", 0, ALL, PR_SET_PDEATHSIG),
    ALLOW_IF("prctl", 0, ALL, PR_GET_PDEATHSIG),
    ALLOW_IF("prctl", 0, ALL, PR_GET_DUMPABLE),
    ALLOW_IF("prctl", 0, ALL, PR_GET_SECCOMP),
    ALLOW_IF("prctl", 0, ALL, PR_CAPBSET_READ),
    ALLOW_IF("prctl", 0, ALL, PR_SET_TIMERSLACK),
    ALLOW_IF("prctl", 0, ALL, PR_GET_TIMERSLACK),
    ALLOW_IF("prctl", 0, ALL, PR_SET_NO_NEW_PRIVS),
    ALLOW_IF("prctl", 0, ALL, PR_GET_NO_NEW_PRIVS),
    ALLOW_IF("prctl", 0, ALL, PR_GET_TID_ADDRESS),
    ALLOW_IF("prctl", 0, ALL, PR_SET_THP_DISABLE),
    ALLOW_IF("prctl", 0, ALL, PR_GET_THP_DISABLE),
    ALLOW_IF("prctl", 0, ALL, 0x53564d41 /* PR_SET_VMA: glibc names its arenas */),

    /* signals and time */
    ALLOW("rt_sigaction"),
    ALLOW("rt_sigprocmask"),
    ALLOW("rt_sigreturn"),
    ALLOW("rt_sigpending"),
    ALLOW("rt_sigsuspend"),
    ALLOW("rt_sigtimedwait"),
    ALLOW("sigaltstack"),
    ALLOW("pause"),
    ALLOW("alarm"),
    ALLOW("getitimer"),
    ALLOW("setitimer"),
    /* A clock can be another process's CPU time: what init has used tells how much was run before,
     * and by whom. */
    /* It can send any signal. */
    {.syscall = "timer_create", .action = FILTER_REPORT, .test = TEST_CLOCK},
    ALLOW("timer_settime"),
    ALLOW("timer_gettime"),
    ALLOW("timer_getoverrun"),
    ALLOW("timer_delete"),
    ALLOW("nanosleep"),
    ALLOW_CLOCK("clock_nanosleep", 0),
    ALLOW_CLOCK("clock_gettime", 0),
    ALLOW_CLOCK("clock_getres", 0),
    ALLOW("gettimeofday"),
    ALLOW("time"),

    /* System V IPC and POSIX queues outlive their maker: a channel between cases */
    REFUSE("shmget", ENOSYS),
    REFUSE("shmat", ENOSYS),
    REFUSE("shmctl", ENOSYS),
    REFUSE("shmdt", ENOSYS),
    REFUSE("semget", ENOSYS),
    REFUSE("semop", ENOSYS),
    REFUSE("semctl", ENOSYS),
    REFUSE("semtimedop", ENOSYS),
    REFUSE("msgget", ENOSYS),
    REFUSE("msgsnd", ENOSYS),
    REFUSE("msgrcv", ENOSYS),
    REFUSE("msgctl", ENOSYS),
    REFUSE("mq_open", ENOSYS),
    REFUSE("mq_unlink", ENOSYS),

    /* What no program needs and every exploit tries: the verdict names the call. */
    REPORT("ptrace"),
    REPORT("process_vm_readv"),
    REPORT("process_vm_writev"),
    REPORT("kcmp"),
    REPORT("pidfd_getfd"),
    REPORT("mount"),
    REPORT("umount2"),
    REPORT("pivot_root"),
    REPORT("chroot"),
    REPORT("mount_setattr"),
    REPORT("move_mount"),
    REPORT("open_tree"),
    REPORT("fsopen"),
    REPORT("fsconfig"),
    REPORT("fsmount"),
    REPORT("fspick"),
    REPORT("unshare"),
    REPORT("setns"),
    REPORT("bpf"),
    REPORT("perf_event_open"),
    REPORT("userfaultfd"),
    REPORT("keyctl"),
    REPORT("add_key"),
    REPORT("request_key"),
    REPORT("open_by_handle_at"),
    REPORT("name_to_handle_at"),
    REPORT("fanotify_init"),
    REPORT("init_module"),
    REPORT("finit_module"),
    REPORT("delete_module"),
    REPORT("kexec_load"),
    REPORT("kexec_file_load"),
    REPORT("reboot"),
    REPORT("swapon"),
    REPORT("swapoff"),
    REPORT("acct"),
    REPORT("quotactl"),
    REPORT("quotactl_fd"),
    REPORT("syslog"),
    REPORT("iopl"),
    REPORT("ioperm"),
    REPORT("settimeofday"),
    REPORT("clock_settime"),
    REPORT("adjtimex"),
    REPORT("clock_adjtime"),
    REPORT("sethostname"),
    REPORT("setdomainname"),
    REPORT("vhangup"),
    /* asking is harmless; switching off address randomisation, or SVr4 quirks, is not needed */
    ALLOW_IF("personality", 0, ALL, 0xffffffffu),
    REPORT_IF("personality", 0, 0x80000000u, 0),
};
const size_t filter_rule_count = sizeof(filter_rules) / sizeof(filter_rules[0]);
