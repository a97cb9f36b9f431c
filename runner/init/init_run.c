#include "runner/init/init_run.h"

#include "base/crash_point.h"
#include "base/fd.h"
#include "base/limits.h"
#include "runner/host/landlock.h"
#include "runner/host/layers.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { REFUSALS_MAX = 10000 };

struct inbox init_inbox;

_Noreturn void init_leave(void)
{
    /* the kernel kills the rest of the namespace */
    syscall(SYS_exit_group, 1);
    __builtin_unreachable();
}

void init_receive(const struct init *init)
{
    ssize_t got;

    init_inbox.fd_count = PACKET_FDS_MAX;
    got = packet_recv(init->setup->socket, init_inbox.bytes, sizeof(init_inbox.bytes),
                      init_inbox.fds, &init_inbox.fd_count);
    if (got < (ssize_t)sizeof(init_inbox.kind))
        init_leave();
    init_inbox.size = (size_t)got;
}

void init_drop_message(void)
{
    while (init_inbox.fd_count > 0)
        close(init_inbox.fds[--init_inbox.fd_count]);
    init_inbox.size = 0;
}

void init_drop_plain(void)
{
    if (init_inbox.size != sizeof(init_inbox.plain) || init_inbox.fd_count != 0)
        init_leave();
    init_drop_message();
}

void init_send(const struct init *init, const void *message, size_t size, const int *fds,
               size_t count)
{
    if (packet_send(init->setup->socket, message, size, fds, count) < 0)
        init_leave();
}

void init_run_fail(struct run *run, const char *stage, int error)
{
    run->spawn.failed_stage = stage;
    run->spawn.failed_errno = error;
}

/* The run's own tmpfs, owned by the program's user. Returns a descriptor of it or -1. */
static int mount_tmp(struct init *init, struct run *run)
{
    int owner = LAYER_ON(own_uid) ? CELL_UID : 0;
    char options[128];
    int tmp;

    snprintf(options, sizeof(options), "mode=0755,uid=%d,gid=%d,size=%lldk,nr_inodes=%d", owner,
             owner, LAYER_ON(tmpfs_size) ? (long long)run->limits.memory_kib : 1 << 20,
             LIMIT_TMP_FILES);
    if (mount("tmp", "/tmp", "tmpfs",
              MS_NOSUID | MS_NODEV | (run->limits.read_only == RUN_READS ? MS_RDONLY : 0UL),
              options) < 0) {
        init_run_fail(run, "mount_tmp", errno);
        return -1;
    }
    init->has_tmp = 1;
    tmp = open("/tmp", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (tmp < 0)
        init_run_fail(run, "mount_tmp", errno);
    return tmp;
}

/* Nothing holds it any more. */
void init_release_tmp(struct init *init)
{
    crash_point("clean_up_in_cell");
    if (init->has_tmp && umount2("/tmp", MNT_DETACH) < 0)
        init_leave(); /* a cell whose next run would see this one's files is no cell */
    init->has_tmp = 0;
}

void init_reset_pids(const struct init *init, const char *last)
{
    ssize_t size = (ssize_t)strlen(last);

    if (init->last_pid_fd >= 0 && pwrite(init->last_pid_fd, last, (size_t)size, 0) != size)
        init_leave();
}

/* Over what is in "/", and a submission's /prog that is mounted, or will be while the program
 * stands by: such a one is another inode than the cell's own. */
static int make_ruleset(const struct init *init, int abi, int tmp)
{
    int read[INIT_READ_MAX + INIT_SUBMISSIONS];
    struct landlock_places places = {init->root, init->dev, tmp, read, init->read_count};

    memcpy(read, init->read, init->read_count * sizeof(int));
    if (init->submission >= 0)
        read[places.read_count++] = init->submission;
    if (init->next_submission >= 0)
        read[places.read_count++] = init->next_submission;
    return landlock_ruleset(abi, &places);
}

int init_run_furnish(struct init *init, struct run *run)
{
    int abi = init->setup->host->landlock_abi;
    int tmp = mount_tmp(init, run);

    if (abi > 0 && tmp >= 0)
        run->spawn.ruleset = make_ruleset(init, abi, tmp);
    if (abi > 0 && tmp >= 0 && run->spawn.ruleset < 0)
        init_run_fail(run, "landlock", -run->spawn.ruleset);
    fd_close(&tmp);
    return run->spawn.failed_stage ? -1 : 0;
}

void init_run_begin(struct init *init, struct run *run, int join[CGROUP_JOIN_MAX],
                    size_t *ret_count)
{
    const struct msg_init_prepare *prepare = &init_inbox.prepare;
    struct host_profile *profile = init->setup->profile;

    if (init_inbox.size != sizeof(*prepare) || prepare->join_count < 0 ||
        prepare->join_count > CGROUP_JOIN_MAX || prepare->in_group < 0 || prepare->in_group > 1 ||
        (prepare->in_group && prepare->join_count > 0) ||
        init_inbox.fd_count != (size_t)(prepare->join_count + prepare->in_group))
        init_leave();
    *ret_count = init_inbox.fd_count;
    memcpy(join, init_inbox.fds, *ret_count * sizeof(int));
    *run = (struct run){.init = init,
                        .done = {.kind = MSG_INIT_DONE, .wait_status = -1, .syscall = -1},
                        .limits = prepare->limits,
                        .is_single = prepare->limits.processes == 1};
    run->spawn = (struct spawn){
        .environment = (const char *const *)profile->environment,
        .join = join,
        .join_count = prepare->join_count,
        .group = prepare->in_group ? join[0] : -1,
        /* with version 1 only where /proc would name the group */
        .own_group_root = (prepare->in_group || (prepare->join_count > 0 && profile->has_proc)) &&
                          (init->setup->host->namespaces & CLONE_NEWCGROUP),
        .oom_fd = init->oom_fd,
        .oom_score = init->oom_score,
        .ruleset = -1,
        .filter = run->is_single ? &profile->filter->single : &profile->filter->multi,
        .limits = &run->limits,
        .address_bytes = prepare->address_bytes,
        .length_max = prepare->length_max,
        .backstop_s = prepare->backstop_s,
        .no_memfds = init->setup->host->cgroup.version == CGROUP_NONE,
        .tasks = prepare->tasks,
        /* several processes have work for several */
        .cpus = init->setup->host->on_one && !run->is_single ? &init->setup->host->cpus : NULL,
        .drop_user = init->setup->host->is_root,
        .descriptor_count = 3,
        .pidfd = -1,
        .listener = -1,
    };
    /* the descriptors are the caller's; the child may fill it again */
    init_inbox.size = init_inbox.fd_count = 0;
}

/* All that runs. In a watched interpreter's cell that is one process. */
static void kill_run(const struct run *run)
{
    if (run->init->watch.pid)
        syscall(SYS_pidfd_send_signal, run->spawn.pidfd, SIGKILL, NULL, 0);
    else
        kill(-1, SIGKILL);
}

/* Lets the call fail with `error`. 0 when its caller is gone. */
static int answer(const struct run *run, const struct seccomp_notif *report, int error)
{
    struct seccomp_notif_resp answer;

    memset(&answer, 0, sizeof(answer));
    answer.id = report->id;
    answer.error = -error;
    return ioctl(run->spawn.listener, SECCOMP_IOCTL_NOTIF_SEND, &answer) == 0;
}

/* The call is made after all. For calls whose arguments are numbers alone: what a pointer leads to
 * could be changed after we have looked (seccomp_unotify(2)). */
static void let_through(const struct run *run, const struct seccomp_notif *report)
{
    struct seccomp_notif_resp answer = {.id = report->id,
                                        .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};

    ioctl(run->spawn.listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}

/* With a stop comes SIGHUP: the kernel sends it to a group of processes with a stopped one in it
 * when the group loses its last tie to the session (setpgid(2)), which a program can arrange. */
static uint64_t signal_bit(uint64_t number)
{
    int stops = number == SIGSTOP || number == SIGTSTP || number == SIGTTIN || number == SIGTTOU;

    if (number < 1 || number > 64)
        return 0;
    return 1ULL << (number - 1) | (stops ? 1ULL << (SIGHUP - 1) : 0);
}

/* The signals that a call may send the program itself, now or later; 0: it is none of these calls.
 * (Where a timer's signal stands cannot be trusted, so a timer may send any.) */
static uint64_t signals_of(const struct seccomp_data *call, int *ret_is_one)
{
    *ret_is_one = 1;
    switch (call->nr) {
    case SYS_kill:
    case SYS_tkill:
    case SYS_rt_sigqueueinfo:
        return signal_bit((uint32_t)call->args[1]);
    case SYS_tgkill:
    case SYS_rt_tgsigqueueinfo:
        return signal_bit((uint32_t)call->args[2]);
    case SYS_setrlimit:
    case SYS_prlimit64:
        return (uint32_t)call->args[call->nr == SYS_prlimit64] == RLIMIT_CPU
                   ? signal_bit(SIGXCPU) | signal_bit(SIGKILL)
                   : 0;
    case SYS_timer_create:
        return ~0ULL;
    default:
        *ret_is_one = 0;
        return 0;
    }
}

static int asks_for_memory(const struct seccomp_data *call)
{
    return call->nr == SYS_mmap || call->nr == SYS_mremap;
}

/* Whether the call would make a process, and nothing worse: a clone into namespaces is no such.
 * (clone takes 32 bits of flags, and its number for a new time namespace is a signal's.) */
static int asks_for_process(const struct seccomp_data *call)
{
    const uint32_t namespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
                                CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;

#ifdef SYS_fork
    if (call->nr == SYS_fork || call->nr == SYS_vfork)
        return 1;
#endif
    return call->nr == SYS_clone && ((uint32_t)call->args[0] & namespaces) == 0;
}

/* A length beyond the cap. The program runs on, unless it makes a habit of it: answering costs init
 * time that is not the run's. */
static void refuse_memory(struct run *run, const struct seccomp_notif *report)
{
    uint64_t length = report->data.args[report->data.nr == SYS_mmap ? 1 : 2];

    if (++run->refusals > REFUSALS_MAX) {
        run->done.ended_by_init = 1;
        kill_run(run);
        return;
    }
    if (length > INT64_MAX)
        length = INT64_MAX;
    if ((int64_t)length > run->done.refused_bytes)
        run->done.refused_bytes = (int64_t)length;
    answer(run, report, ENOMEM);
}

/* A second process. The program runs on and may try as often as it likes: it waits for each answer,
 * so that its wall limit bounds what answering costs. */
static void refuse_process(struct run *run, const struct seccomp_notif *report)
{
    if (answer(run, report, EAGAIN) && run->done.refused_processes < REFUSALS_MAX)
        run->done.refused_processes++;
}

/* A call that the filter reported. What is only refused or noted is answered; anything else ends
 * the run. */
static void serve_report(struct run *run)
{
    struct seccomp_notif report;
    uint64_t signals;
    int sends_signal;

    memset(&report, 0, sizeof(report)); /* the kernel insists */
    if (ioctl(run->spawn.listener, SECCOMP_IOCTL_NOTIF_RECV, &report) < 0)
        return; /* the caller is gone */
    signals = signals_of(&report.data, &sends_signal);
    if (sends_signal) {
        run->done.own_signals |= signals;
        let_through(run, &report);
    } else if (asks_for_memory(&report.data)) {
        refuse_memory(run, &report);
    } else if (run->is_single && asks_for_process(&report.data)) {
        refuse_process(run, &report);
    } else {
        if (run->done.syscall < 0)
            run->done.syscall = report.data.nr;
        kill_run(run);
    }
}

static int64_t microseconds(struct timeval time)
{
    return (int64_t)time.tv_sec * 1000000 + time.tv_usec;
}

/* Adds a reaped process to the sums. */
static void account(struct run *run, pid_t pid, int status, const struct rusage *usage)
{
    run->done.user_us += microseconds(usage->ru_utime);
    run->done.system_us += microseconds(usage->ru_stime);
    run->done.voluntary_switches += usage->ru_nvcsw;
    run->done.involuntary_switches += usage->ru_nivcsw;
    if (usage->ru_maxrss > run->done.max_rss_kib)
        run->done.max_rss_kib = usage->ru_maxrss;
    if (pid == run->spawn.pid)
        run->done.wait_status = status;
}

/* With several processes orphans become init's, and a zombie takes a place under the limit. Stops
 * at the program itself, which stays a zombie until the runner has read its last figures. */
static void reap_orphans(struct run *run)
{
    for (;;) {
        siginfo_t info = {0};
        struct rusage usage;
        int status;

        if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT | __WALL) < 0 || info.si_pid == 0 ||
            info.si_pid == run->spawn.pid)
            return;
        if (wait4(info.si_pid, &status, WNOHANG | __WALL, &usage) == info.si_pid)
            account(run, info.si_pid, status, &usage);
    }
}

/* The program's figures while it stays a zombie, for the runner to read its own from. */
static int account_zombie(struct init *init, struct run *run)
{
    siginfo_t info = {0};
    struct rusage usage;

    for (;;) {
        /* the raw call: glibc's leaves the usage out */
        if (syscall(SYS_waitid, P_PID, run->spawn.pid, &info, WEXITED | WNOWAIT, &usage) == 0)
            break;
        if (errno != EINTR)
            return 0;
    }
    account(run, run->spawn.pid,
            info.si_code == CLD_EXITED ? W_EXITCODE(info.si_status, 0)
                                       : W_EXITCODE(0, info.si_status),
            &usage);
    init->zombie = run->spawn.pid;
    return 1;
}

/* Kills and reaps until nothing is left. A process that is being forked cannot slip through: fork
 * checks for a pending SIGKILL under the lock that kill(-1) takes. */
static void finish(struct init *init, struct run *run)
{
    kill_run(run);
    if (run->is_single && account_zombie(init, run))
        return;
    if (init->watch.pid)
        init_leave(); /* the one process there was is lost */
    for (;;) {
        struct rusage usage;
        int status;
        pid_t pid = wait4(-1, &status, __WALL, &usage);

        if (pid < 0 && errno == EINTR)
            continue;
        if (pid < 0)
            return; /* ECHILD: all are gone */
        account(run, pid, status, &usage);
        if (pid != run->spawn.pid)
            run->done.stray_processes++;
        kill(-1, SIGKILL);
    }
}

int init_run_watch(struct init *init, struct run *run)
{
    int listener = run->spawn.listener;

    for (;;) {
        struct pollfd polled[4] = {
            {.fd = init->setup->socket, .events = POLLIN},
            {.fd = listener, .events = POLLIN},
            {.fd = run->is_single ? run->spawn.pidfd : -1, .events = POLLIN},
            {.fd = init->watch.pid ? init->watch.pidfd : -1, .events = POLLIN},
        };
        /* orphans are looked for now and then: there is no hurry, only a limit */
        int ready = poll(polled, 4, run->is_single ? -1 : 20);

        if (polled[3].revents || (ready < 0 && errno != EINTR))
            init_leave();
        if (ready < 0)
            continue;
        if (polled[1].revents & POLLIN)
            serve_report(run);
        else if (polled[1].revents)
            listener = -1; /* nobody is left under the filter; closing it can wait */
        if (!run->is_single)
            reap_orphans(run);
        if (polled[0].revents) {
            init_receive(init);
            if (init_inbox.kind != MSG_INIT_FINISH)
                return 0;
            init_drop_plain();
            return 1;
        }
        if (polled[2].revents)
            return 1;
    }
}

static void note_tmp(const struct init *init, struct run *run)
{
    struct statvfs info;

    if (!init->has_tmp || statvfs("/tmp", &info) < 0)
        return;
    run->done.tmpfs_files_full = info.f_ffree == 0;
    run->done.tmpfs_full = info.f_bfree == 0 || info.f_ffree == 0;
    run->done.tmpfs_kib = (int64_t)((info.f_blocks - info.f_bfree) * (info.f_frsize / 1024));
}

/* How many threads the program made, for as far as it was the only process: its own number is 2,
 * and the kernel gave each the next one. */
static void note_threads(const struct init *init, struct run *run)
{
    char text[16];
    ssize_t got = run->is_single && init->last_pid_fd >= 0
                      ? pread(init->last_pid_fd, text, sizeof(text) - 1, 0)
                      : -1;
    long last;

    if (got <= 0)
        return;
    text[got] = '\0';
    last = strtol(text, NULL, 10);
    run->done.threads_started = last > 2 ? (int32_t)last - 2 : 0;
}

/* Tells the runner how the run ended, or why there was none. */
void init_run_report(const struct init *init, struct run *run)
{
    const struct spawn *spawn = &run->spawn;

    run->done.exec_errno = spawn->exec_errno;
    if (spawn->listener < 0)
        run->done.own_signals = ~0ULL; /* nobody has looked */
    run->done.failed_errno = spawn->failed_errno;
    if (spawn->failed_stage)
        snprintf(run->done.failed_stage, sizeof(run->done.failed_stage), "%s", spawn->failed_stage);
    init_send(init, &run->done, sizeof(run->done), NULL, 0);
}

void init_reap_all(struct init *init)
{
    pid_t pid;

    do
        pid = waitpid(init->watch.pid ? init->zombie : -1, NULL, __WALL);
    while ((pid > 0 && !init->watch.pid) || (pid < 0 && errno == EINTR));
    init->zombie = 0;
}

void init_run_end(struct init *init, struct run *run)
{
    finish(init, run);
    crash_point("after_wait");
    note_tmp(init, run);
    note_threads(init, run);
    init_run_report(init, run);
}
