/* The child is made with CLONE_VM | CLONE_VFORK | CLONE_FILES: it borrows init's memory and its
 * table of descriptors while init stands still, and exec gives it its own of both. So nothing is
 * copied, failures are handed over in memory, and the seccomp listener, which the kernel installs
 * in the caller's table, is init's the moment it exists. Exec closes the child's copy of everything
 * but the program's descriptors, because the whole table is marked close-on-exec first. Only
 * async-signal-safe calls, and raw ones where glibc would do more than the call.
 *
 * The child does all that does not depend on the order before it waits for it, so that a run starts
 * with a wake-up and an exec. The kernel spares a process that waits in vfork for its child, and
 * the child, when it looks for one to kill for memory (in_vfork, mm/oom_kill.c).
 */
#include "runner/init/spawn.h"

#include "base/crash_point.h"
#include "base/limits.h"
#include "runner/arch/arch.h"
#include "runner/host/host.h"
#include "runner/host/landlock.h"
#include "runner/host/layers.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { STACK_BYTES = 64 * 1024 };

static int set_limit(int resource, rlim_t soft, rlim_t hard)
{
    const struct rlimit limit = {.rlim_cur = soft, .rlim_max = hard};

    return setrlimit((__rlimit_resource_t)resource, &limit) < 0 ? -errno : 0;
}

/* At most `most`; less where whoever started us had less. For limits that only protect the host:
 * raising a hard limit takes a capability of the host's (getrlimit(2)). */
static int cap_limit(int resource, rlim_t most)
{
    struct rlimit limit;

    if (getrlimit((__rlimit_resource_t)resource, &limit) < 0)
        return -errno;
    if (limit.rlim_max < most)
        most = limit.rlim_max;
    return set_limit(resource, most, most);
}

static rlim_t bytes_of_kib(int64_t kib)
{
    return (rlim_t)kib * 1024;
}

static int set_limits(const struct spawn *spawn)
{
    const struct run_limits *limits = spawn->limits;
    rlim_t address = spawn->address_bytes == UINT64_MAX ? RLIM_INFINITY : spawn->address_bytes;
    rlim_t cpu_s = (rlim_t)spawn->backstop_s;
    rlim_t stack = bytes_of_kib(limits->stack_kib);
    rlim_t file = bytes_of_kib(limits->memory_kib);
    rlim_t tasks = (rlim_t)spawn->tasks;
    int failed;

    if ((failed = set_limit(RLIMIT_AS, address, address)) < 0 ||
        (failed = set_limit(RLIMIT_CPU, cpu_s, cpu_s + 1)) < 0 ||
        (failed = set_limit(RLIMIT_STACK, stack, stack)) < 0 ||
        (failed = set_limit(RLIMIT_FSIZE, file, file)) < 0 ||
        (failed = set_limit(RLIMIT_NPROC, tasks, tasks)) < 0 ||
        (failed = set_limit(RLIMIT_NOFILE, LIMIT_DESCRIPTORS, LIMIT_DESCRIPTORS)) < 0 ||
        /* 1, not 0: with a pipe in core_pattern the kernel starts the host's helper, as root,
         * whatever the limit is, except at 1 (fs/coredump.c) */
        (failed = cap_limit(RLIMIT_CORE, 1)) < 0 ||
        (failed = cap_limit(RLIMIT_MEMLOCK, 64 * 1024)) < 0 ||
        (failed = set_limit(RLIMIT_MSGQUEUE, 0, 0)) < 0 ||
        (failed = set_limit(RLIMIT_NICE, 0, 0)) < 0 ||
        (failed = set_limit(RLIMIT_RTPRIO, 0, 0)) < 0)
        return failed;
    /* POSIX timers take one each */
    return cap_limit(RLIMIT_SIGPENDING, 256);
}

static int join_groups(const struct spawn *spawn)
{
    for (int i = 0; i < spawn->join_count; i++)
        if (write(spawn->join[i], "0", 1) != 1)
            return -errno;
    return 0;
}

/* For groups of version 2 here and not when the cell was cloned: a namespace's root is the group of
 * whoever makes it, and where namespaces are boundaries of delegation (nsdelegate, systemd's
 * default) an init with another root than the host's could start nothing in the run's group. */
static int own_group_root(void)
{
    return syscall(SYS_unshare, CLONE_NEWCGROUP) < 0 ? -errno : 0;
}

/* Gives init its shield back, which it laid down for the clone: the child has inherited that. (With
 * CLONE_VFORK the kernel does not pass a change on to those who share the memory: __set_oom_adj.)
 */
static int restore_shield(const struct spawn *spawn)
{
    return spawn->oom_fd >= 0 &&
                   pwrite(spawn->oom_fd, spawn->oom_score, strlen(spawn->oom_score), 0) < 0
               ? -errno
               : 0;
}

static int set_descriptors(const struct spawn *spawn)
{
    /* the sources are above these: init keeps the first SPAWN_DESCRIPTORS taken */
    for (int i = 0; i < spawn->descriptor_count; i++)
        if (dup2(spawn->descriptors[i], i) < 0)
            return -errno;
    return close_range((unsigned)spawn->descriptor_count, ~0U, CLOSE_RANGE_CLOEXEC) < 0 ? -errno
                                                                                        : 0;
}

static int set_processors(const cpu_set_t *cpus)
{
    return syscall(SYS_sched_setaffinity, 0, sizeof(*cpus), cpus) < 0 ? -errno : 0;
}

static int drop_privilege(const struct spawn *spawn)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[2] = {{0}};

    if (LAYER_ON(own_uid) && spawn->drop_user &&
        (syscall(SYS_setresgid, CELL_UID, CELL_UID, CELL_UID) < 0 ||
         syscall(SYS_setresuid, CELL_UID, CELL_UID, CELL_UID) < 0))
        return -errno;
    return LAYER_ON(no_capabilities) && syscall(SYS_capset, &header, none) < 0 ? -errno : 0;
}

static int reset_signals(void)
{
    /* dispositions are the defaults already: the parent reset them, and none of ours sets any */
    unsigned long long none = 0;

    return syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, 8) < 0 ? -errno : 0;
}

/* A filter of its own on top: the strictest answer counts (seccomp(2)). */
static int refuse_memfds(void)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_memfd_create, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {.len = sizeof(code) / sizeof(code[0]), .filter = code};

    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) < 0 ? -errno : 0;
}

static int load_filter(struct spawn *spawn)
{
    struct sock_fprog program = {.len = spawn->filter->count, .filter = spawn->filter->code};
    int failed = spawn->no_memfds ? refuse_memfds() : 0;
    long fd;

    if (failed < 0)
        return failed;
    filter_program_patch(spawn->filter, (uint32_t)syscall(SYS_getpid), spawn->length_max);
    fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
    if (fd < 0)
        return -errno;
    spawn->listener = (int)fd;
    return 0;
}

/* Each stage names itself in the evidence when it fails. */
int spawn_prepare(struct spawn *spawn)
{
    int failed;

#define STAGE(name, call)                                                                          \
    if ((failed = (call)) < 0) {                                                                   \
        spawn->failed_stage = (name);                                                              \
        return failed;                                                                             \
    }
    STAGE("oom_score", restore_shield(spawn))
    STAGE("session", syscall(SYS_setsid) < 0 ? -errno : 0)
    STAGE("join_group", join_groups(spawn))
    STAGE("cgroup_namespace", spawn->own_group_root ? own_group_root() : 0)
    STAGE("processors", spawn->cpus ? set_processors(spawn->cpus) : 0)
    STAGE("limits", LAYER_ON(rlimits) ? set_limits(spawn) : 0)
    STAGE("privilege", drop_privilege(spawn))
    STAGE("directory", chdir(spawn->limits->read_only == RUN_READS_DIRECTORY ? "/prog" : "/tmp") < 0
                           ? -errno
                           : 0)
    STAGE("signals", reset_signals())
    STAGE("landlock",
          LAYER_ON(landlock) && spawn->ruleset >= 0 ? landlock_restrict(spawn->ruleset) : 0)
    spawn->standby(spawn);
    crash_point("before_exec");
    STAGE("seccomp", LAYER_ON(seccomp) ? load_filter(spawn) : 0)
    if (!spawn->await(spawn))
        return -ECANCELED;
    spawn->has_order = 1;
    STAGE("descriptors", set_descriptors(spawn))
#undef STAGE
    return 0;
}

static int child(void *arg)
{
    struct spawn *spawn = arg;
    int failed = spawn_prepare(spawn);

    if (failed < 0) {
        spawn->failed_errno = -failed;
    } else {
        execve(spawn->argv[0], spawn->argv, (char *const *)spawn->environment);
        spawn->exec_errno = errno;
    }
    syscall(SYS_exit_group, 127);
    __builtin_unreachable();
}

int spawn_program(struct spawn *spawn)
{
    static _Alignas(64) char stack[STACK_BYTES];
    struct clone_args args = {
        .flags = CLONE_VM | CLONE_VFORK | CLONE_FILES | CLONE_PIDFD,
        .exit_signal = SIGCHLD,
        .pidfd = (uint64_t)(uintptr_t)&spawn->pidfd,
        .stack = (uint64_t)(uintptr_t)stack,
        .stack_size = sizeof(stack),
    };

    spawn->listener = -1;
    spawn->pidfd = -1;
    spawn->failed_stage = NULL;
    spawn->failed_errno = spawn->exec_errno = 0;
    spawn->has_order = 0;
    /* The child inherits oom_score_adj. A program with the shield in a full group would hang it
     * (nothing killable). */
    if (spawn->oom_fd >= 0 && pwrite(spawn->oom_fd, "1000", 4, 0) != 4)
        return -errno;
    if (spawn->group >= 0) {
        args.flags |= CLONE_INTO_CGROUP;
        args.cgroup = (__u64)spawn->group;
    }
    spawn->pid = arch_clone(&args, child, spawn);
    if (spawn->pid < 0) {
        restore_shield(spawn);
        return spawn->pid;
    }
    return 0;
}
