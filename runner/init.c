#include "runner/init.h"

#include "base/clock.h"
#include "base/fd.h"
#include "base/packet.h"
#include "runner/landlock.h"
#include "runner/protocol.h"
#include "runner/spawn.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* The state of a run. */
struct run {
    struct spawn spawn;
    struct msg_init_done done;
    int is_single; /* one process: no orphans to reap meanwhile */
    int has_tmp;
    int64_t start_us;
};

struct init {
    struct init_setup *setup;
    int null, root, dev; /* /dev/null, and "/" and /dev for Landlock */
    int oom_fd;
    char oom_score[16];
};

/* What a message of the runner must fit. */
static union {
    struct msg_init_run run;
    char bytes[sizeof(struct msg_init_run) + ARGV_BYTES];
} inbox;

_Noreturn static void leave(void)
{
    /* the kernel kills the rest of the namespace */
    syscall(SYS_exit_group, 1);
    __builtin_unreachable();
}

static void send_message(const struct init *init, const void *message, size_t size, const int *fds,
                         size_t count)
{
    if (packet_send(init->setup->socket, message, size, fds, count) < 0)
        leave();
}

/* ---- building ---- */

/* Keeps 0, 1, 2 (on /dev/null), the socket, the files and the trees; the rest of what the runner
 * had open is closed. */
static void close_others(const struct init_setup *setup)
{
    int top = (int)sysconf(_SC_OPEN_MAX);

    /* the runner's own descriptors are few and low, so this is a short loop and one call */
    for (int fd = 3; fd < top && fd < 1024; fd++) {
        int keep = fd == setup->socket;

        for (size_t i = 0; i < setup->file_count && !keep; i++)
            keep = fd == setup->files[i].fd;
        for (size_t i = 0; i < ROOT_ENTRIES_MAX && !keep; i++)
            keep = fd == setup->trees[i];
        if (!keep)
            close(fd);
    }
    close_range(1024, ~0U, 0);
}

/* Waits for the runner to have written the id maps, and takes its first message's descriptor. */
static int wait_for_maps(struct init *init, struct error *err)
{
    struct msg_plain message;
    size_t count = 1;
    ssize_t got =
        packet_recv(init->setup->socket, &message, sizeof(message), &init->oom_fd, &count);
    ssize_t size;

    if (got != (ssize_t)sizeof(message) || message.kind != MSG_INIT_GO)
        leave();
    if (count == 0) {
        init->oom_fd = -1;
        return 0;
    }
    size = pread(init->oom_fd, init->oom_score, sizeof(init->oom_score) - 1, 0);
    if (size <= 0)
        return error_set_errno(err, errno, "cannot read init's oom_score_adj");
    init->oom_score[size] = '\0';
    return 0;
}

static int become_root_inside(const struct host *host, struct error *err)
{
    if (host->is_root &&
        (setgroups(0, NULL) < 0 || setresgid(0, 0, 0) < 0 || setresuid(0, 0, 0) < 0))
        return error_set_errno(err, errno, "cannot become the cell's own user");
    return 0;
}

/* What programs inherit from init and need not be done per run. */
static int set_process_state(const struct host *host, struct error *err)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return error_set_errno(err, errno, "cannot set up a cell's init");
    for (int cap = 0; cap <= CAP_LAST_CAP; cap++)
        if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) < 0 && errno != EINVAL)
            return error_set_errno(err, errno, "cannot drop capability %d from a cell's bounds",
                                   cap);
    umask(022);
    if (host->namespaces & CLONE_NEWUTS)
        if (sethostname("cell", 4) < 0 || setdomainname("", 0) < 0)
            return error_set_errno(err, errno, "cannot set a cell's host name");
    return 0;
}

static int build(struct init *init, struct error *err)
{
    struct init_setup *setup = init->setup;
    int failed = wait_for_maps(init, err);

    if (failed == 0)
        failed = become_root_inside(setup->host, err);
    if (failed == 0 && !setup->host->is_root)
        failed = root_open_trees(&setup->profile->plan, setup->trees, err);
    if (failed == 0)
        failed =
            root_build(&setup->profile->plan, setup->trees, setup->files, setup->file_count, err);
    if (failed == 0)
        failed = set_process_state(setup->host, err);
    if (failed < 0)
        return failed;
    for (size_t i = 0; i < setup->file_count; i++)
        close(setup->files[i].fd);
    init->null = open("/dev/null", O_RDWR | O_CLOEXEC);
    init->root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    init->dev = open("/dev", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (init->null < 0 || init->root < 0 || init->dev < 0)
        return error_set_errno(err, errno, "cannot open what a cell's init needs");
    return 0;
}

/* ---- one run ---- */

static void fail_run(struct spawn *spawn, const char *stage, int error)
{
    spawn->failed_stage = stage;
    spawn->failed_errno = error;
}

/* The run's own tmpfs, owned by the program's user. Returns a descriptor of it or -1. */
static int mount_tmp(struct run *run)
{
    struct spawn *spawn = &run->spawn;
    char options[128];
    int tmp;

    snprintf(options, sizeof(options), "mode=0755,uid=%d,gid=%d,size=%lldk,nr_inodes=16384",
             CELL_UID, CELL_UID, (long long)spawn->limits->memory_kib);
    if (mount("tmp", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, options) < 0) {
        fail_run(spawn, "mount_tmp", errno);
        return -1;
    }
    run->has_tmp = 1;
    tmp = open("/tmp", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (tmp < 0)
        fail_run(spawn, "mount_tmp", errno);
    return tmp;
}

/* Puts /dev/null back where the program's pipes are, so that only the program holds them. */
static void take_back_descriptors(const struct init *init)
{
    for (int fd = 0; fd < 3; fd++)
        if (dup2(init->null, fd) < 0)
            leave();
}

static void start(struct init *init, struct run *run)
{
    struct spawn *spawn = &run->spawn;
    int abi = init->setup->host->landlock_abi;
    int tmp = mount_tmp(run);
    int failed;

    spawn->ruleset = -1;
    if (spawn->failed_stage)
        return;
    if (abi > 0)
        spawn->ruleset = landlock_ruleset(abi, init->root, init->dev, tmp);
    fd_close(&tmp);
    if (abi > 0 && spawn->ruleset < 0) {
        fail_run(spawn, "landlock", -spawn->ruleset);
        return;
    }
    run->start_us = clock_monotonic_us();
    failed = spawn_program(spawn);
    if (failed < 0)
        fail_run(spawn, "clone", -failed);
    take_back_descriptors(init);
    fd_close(&spawn->ruleset);
}

/* A call that the filter reported. A length that passes the cap is refused and noted, and the
 * program runs on; anything else ends the run. */
static void serve_report(struct run *run)
{
    struct seccomp_notif report;
    struct seccomp_notif_resp answer;
    uint64_t length;

    memset(&report, 0, sizeof(report)); /* the kernel insists */
    if (ioctl(run->spawn.listener, SECCOMP_IOCTL_NOTIF_RECV, &report) < 0)
        return; /* the caller is gone */
    if (report.data.nr != SYS_mmap && report.data.nr != SYS_mremap) {
        if (run->done.syscall < 0)
            run->done.syscall = report.data.nr;
        kill(-1, SIGKILL);
        return;
    }
    length = report.data.args[report.data.nr == SYS_mmap ? 1 : 2];
    if (length > INT64_MAX)
        length = INT64_MAX;
    if ((int64_t)length > run->done.refused_bytes)
        run->done.refused_bytes = (int64_t)length;
    memset(&answer, 0, sizeof(answer));
    answer.id = report.id;
    answer.error = -ENOMEM;
    ioctl(run->spawn.listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
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

/* Kills and reaps until nothing is left. A process that is being forked cannot slip through: fork
 * checks for a pending SIGKILL under the lock that kill(-1) takes. */
static void finish(struct run *run)
{
    for (;;) {
        struct rusage usage;
        int status;
        pid_t pid;

        kill(-1, SIGKILL);
        pid = wait4(-1, &status, __WALL, &usage);
        if (pid < 0 && errno == EINTR)
            continue;
        if (pid < 0)
            return; /* ECHILD: all are gone */
        account(run, pid, status, &usage);
        if (pid != run->spawn.pid)
            run->done.stray_processes++;
    }
}

/* Whether the tmpfs was full; then lets it go. Nothing holds it any more. */
static void release_tmp(struct run *run)
{
    struct statvfs info;

    if (!run->has_tmp)
        return;
    if (statvfs("/tmp", &info) == 0)
        run->done.tmpfs_full = info.f_bfree == 0 || info.f_ffree == 0;
    if (umount2("/tmp", MNT_DETACH) < 0)
        leave(); /* a cell whose next run would see this one's files is no cell */
}

/* Serves the running program until the runner says that it is over. */
static void watch(struct init *init, struct run *run)
{
    for (;;) {
        struct pollfd polled[2] = {
            {.fd = init->setup->socket, .events = POLLIN},
            {.fd = run->spawn.listener, .events = POLLIN},
        };
        struct msg_plain message;
        /* orphans are looked for now and then: there is no hurry, only a limit */
        int ready = poll(polled, 2, run->is_single ? -1 : 20);

        if (ready < 0 && errno != EINTR)
            leave();
        if (ready < 0)
            continue;
        if (polled[1].revents & POLLIN)
            serve_report(run);
        else if (polled[1].revents)
            fd_close(&run->spawn.listener); /* nobody is left under the filter */
        if (!run->is_single)
            reap_orphans(run);
        if (!polled[0].revents)
            continue;
        if (packet_recv(init->setup->socket, &message, sizeof(message), NULL, NULL) !=
                (ssize_t)sizeof(message) ||
            message.kind != MSG_INIT_FINISH)
            leave();
        return;
    }
}

static void report_start(struct init *init, const struct run *run)
{
    const struct spawn *spawn = &run->spawn;
    struct msg_init_started started = {
        .kind = MSG_INIT_STARTED,
        .failed_errno = spawn->failed_errno,
        .exec_errno = spawn->exec_errno,
        .start_us = run->start_us,
    };

    if (spawn->failed_stage)
        snprintf(started.failed_stage, sizeof(started.failed_stage), "%s", spawn->failed_stage);
    send_message(init, &started, sizeof(started), &spawn->pidfd, spawn->pidfd >= 0);
}

/* `fds` came with the message; closed as soon as the program has its own of them. */
static void serve_run(struct init *init, struct run *run, const int *fds, size_t count)
{
    start(init, run);
    for (size_t i = 0; i < count; i++)
        close(fds[i]);
    report_start(init, run);
    watch(init, run);
    finish(run);
    release_tmp(run);
    fd_close(&run->spawn.listener);
    fd_close(&run->spawn.pidfd);
    send_message(init, &run->done, sizeof(run->done), NULL, 0);
}

/* Takes the next run from the runner. */
static void receive_run(struct init *init)
{
    enum { FDS = 3 + CGROUP_JOIN_MAX };
    static char *argv[ARGV_MAX + 1];
    struct host_profile *profile = init->setup->profile;
    int fds[FDS];
    size_t count = FDS;
    ssize_t got = packet_recv(init->setup->socket, &inbox, sizeof(inbox), fds, &count);
    struct text text = {inbox.bytes + sizeof(inbox.run), inbox.bytes + (got < 0 ? 0 : got)};
    struct run run = {
        .done = {.kind = MSG_INIT_DONE, .syscall = -1},
        .start_us = clock_monotonic_us(), /* until the program starts: a stage may fail */
    };

    if (got < (ssize_t)sizeof(inbox.run) || inbox.run.kind != MSG_INIT_RUN ||
        count != 3 + (size_t)inbox.run.join_count || inbox.run.argc > ARGV_MAX)
        leave();
    for (uint32_t i = 0; i < inbox.run.argc; i++)
        argv[i] = (char *)text_next(&text);
    argv[inbox.run.argc] = NULL;
    run.is_single = inbox.run.limits.processes == 1;
    run.spawn = (struct spawn){
        .path = argv[0],
        .argv = argv,
        .environment = profile->environment,
        .descriptors = {fds[0], fds[1], fds[2]},
        .join = fds + 3,
        .join_count = inbox.run.join_count,
        .oom_fd = init->oom_fd,
        .oom_score = init->oom_score,
        .filter = run.is_single ? &profile->filter.single : &profile->filter.multi,
        .limits = &inbox.run.limits,
        .address_bytes = inbox.run.address_bytes,
        .tasks = inbox.run.tasks,
        .drop_user = init->setup->host->is_root,
        .pidfd = -1,
        .listener = -1,
    };
    serve_run(init, &run, fds, count);
}

_Noreturn void init_main(struct init_setup *setup)
{
    struct init init = {.setup = setup, .null = -1, .root = -1, .dev = -1, .oom_fd = -1};
    struct msg_reply ready = {.kind = MSG_INIT_READY};
    struct error err = {0};

    if (getpid() != 1)
        leave(); /* kill(-1) would mean somebody else */
    close_others(setup);
    ready.code = build(&init, &err);
    snprintf(ready.text, sizeof(ready.text), "%s", ready.code < 0 ? err.text : "");
    send_message(&init, &ready, sizeof(ready), NULL, 0);
    while (ready.code == 0)
        receive_run(&init);
    leave();
}
