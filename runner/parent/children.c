#include "runner/parent/children.h"

#include "base/crash_point.h"
#include "base/fd.h"
#include "runner/cells/serve.h"
#include "runner/protocol.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Binds the calling process, a new grader or runner, to one processor: the slot's, counted round
 * those that we may use. So a grader and its runner share one, and pairs spread over all. Where the
 * kernel refuses, it runs anywhere, as before. */
static void bind_to_processor(struct host *host, unsigned slot)
{
    unsigned left = slot % (unsigned)host->processors;
    cpu_set_t one;
    size_t cpu = 0;

    while (!CPU_ISSET(cpu, &host->cpus) || left-- > 0)
        cpu++;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    host->on_one = sched_setaffinity(0, sizeof(one), &one) == 0;
}

static void unblock_signals(void)
{
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* ---- a grader ---- */

/* Everything that a new grader needs to know. */
struct grader {
    const struct host *host;
    int program; /* opened by the parent: the way to it may be closed to the grader's user (a clone
                    in root's home) */
    int parent;  /* a pidfd of the parent */
    int group;   /* of cgroup_open_grader, -1: none */
    int go[2];   /* a pipe: a byte says that the id maps are written */
    uid_t uid;
    gid_t gid;
    const struct grader_sockets *sockets;
};

/* The descriptors of a grader, and no others. 0 and 1 are /dev/null (the parent's). */
static int take_descriptors(const struct grader *grader)
{
    const struct host *host = grader->host;
    int from[GRADER_FIRST_FILE_FD + GRADER_FILES_MAX] = {
        0, 1, grader->sockets->errors, grader->sockets->judge, grader->sockets->runner};
    int count = GRADER_FIRST_FILE_FD + (int)host->grader_file_count;

    for (int i = GRADER_FIRST_FILE_FD; i < count; i++)
        from[i] = host->grader_files[i - GRADER_FIRST_FILE_FD];
    /* first out of the way of what they replace */
    for (int i = 2; i < count; i++)
        if ((from[i] = fcntl(from[i], F_DUPFD_CLOEXEC, 64)) < 0)
            return -errno;
    for (int i = 2; i < count; i++)
        if (dup2(from[i], i) < 0)
            return -errno;
    return close_range((unsigned)count, ~0U, CLOSE_RANGE_CLOEXEC) < 0 ? -errno : 0;
}

/* No capability now or after any exec, no group but its own, the user that is mapped. */
static int drop_privilege(const struct grader *grader)
{
    /* in its user namespace a new process has all of them */
    for (int capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; capability++)
        if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) < 0)
            return -errno;
    /* who is not root keeps the groups that he has (user_namespaces(7), setgroups) */
    if (grader->host->is_root && setgroups(0, NULL) < 0)
        return -errno;
    if (setresgid(grader->gid, grader->gid, grader->gid) < 0 ||
        setresuid(grader->uid, grader->uid, grader->uid) < 0 ||
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return -errno;
    return 0;
}

/* After the ids have changed, which clears it. A parent that died before it was asked for would
 * never be noticed. */
static int die_with_parent(const struct grader *grader)
{
    struct pollfd parent = {.fd = grader->parent, .events = POLLIN};

    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
        return -errno;
    return poll(&parent, 1, 0) == 0 ? 0 : -ESRCH;
}

_Noreturn static void become_grader(const struct grader *grader)
{
    char *const argv[] = {"assay", "grader", NULL};
    /* the operator's may hold secrets (attack: a grader that was taken over reads its own) */
    char *const environment[] = {crash_environment(), NULL};
    char byte;

    close(grader->go[1]);
    if (read(grader->go[0], &byte, 1) != 1)
        _exit(127);
    if (grader->group >= 0 && grader->host->cgroup.version == CGROUP_V1 &&
        write(grader->group, "0", 1) != 1)
        _exit(127);
    unblock_signals();
    /* out of the parent's process group: signals to it would reach others of this user */
    if (setsid() < 0 || drop_privilege(grader) < 0 || die_with_parent(grader) < 0 ||
        take_descriptors(grader) < 0)
        _exit(127);
    execveat(grader->program, "", argv, environment, AT_EMPTY_PATH);
    dprintf(STDERR_FILENO, "cannot run %s: %s\n", grader->host->grader_path, strerror(errno));
    _exit(127);
}

/* One id, itself: of whoever owns nothing, or, started by a user, of that user. */
static int map_ids(const struct grader *grader, pid_t pid)
{
    char uids[64], gids[64];
    int failed = 0;

    snprintf(uids, sizeof(uids), "%u %u 1\n", grader->uid, grader->uid);
    snprintf(gids, sizeof(gids), "%u %u 1\n", grader->gid, grader->gid);
    if (!grader->host->is_root)
        failed = host_write_proc(pid, "setgroups", "deny");
    if (failed == 0)
        failed = host_write_proc(pid, "uid_map", uids);
    if (failed == 0)
        failed = host_write_proc(pid, "gid_map", gids);
    /* When memory is short a grader should go before the judge and after programs. Where the kernel
     * refuses, it stays as the parent is. */
    host_write_proc(pid, "oom_score_adj", "500");
    return failed;
}

static void choose_ids(struct grader *grader, unsigned slot)
{
    const struct host *host = grader->host;
    uid_t own = host->first_id + 2 * (SLOTS_MAX + 1) + slot; /* above the cells' */

    grader->uid = host->grader_uid == RUNNER_OWN_ID ? own : host->grader_uid;
    grader->gid = host->grader_gid == RUNNER_OWN_ID ? own : host->grader_gid;
    if (!host->is_root) {
        grader->uid = geteuid();
        grader->gid = getegid();
    }
}

pid_t child_start_grader(struct host *host, unsigned slot, int is_crowded,
                         const struct grader_sockets *sockets, struct error *err)
{
    /* as far as this host has them; which ones it must have is the probe's to say */
    const uint64_t wanted =
        CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS;
    struct clone_args args = {.flags = host->namespaces & wanted, .exit_signal = SIGCHLD};
    struct grader grader = {
        .host = host, .program = -1, .parent = -1, .group = -1, .go = {-1, -1}, .sockets = sockets};
    pid_t pid = -1;
    int failed = 0;

    choose_ids(&grader, slot);
    grader.program = open(host->grader_path, O_PATH | O_CLOEXEC);
    grader.parent = (int)syscall(SYS_pidfd_open, getpid(), 0);
    if (grader.program < 0)
        failed = error_set_errno(err, errno, "cannot open %s", host->grader_path);
    else if (grader.parent < 0 || pipe2(grader.go, O_CLOEXEC) < 0)
        failed = error_set_errno(err, errno, "cannot prepare a grader");
    if (failed == 0) {
        grader.group = cgroup_open_grader(&host->cgroup, slot, err);
        failed = grader.group == -ENOTSUP || grader.group >= 0 ? 0 : grader.group;
    }
    if (grader.group >= 0 && host->cgroup.version == CGROUP_V2) {
        args.flags |= CLONE_INTO_CGROUP;
        args.cgroup = (unsigned)grader.group;
    }
    if (failed == 0 && (pid = (pid_t)syscall(SYS_clone3, &args, sizeof(args))) < 0)
        failed = error_set_errno(err, errno, "cannot clone a grader into new namespaces");
    if (pid == 0) {
        if (is_crowded)
            bind_to_processor(host, slot);
        become_grader(&grader);
    }
    crash_point("forked_grader");
    if (pid > 0 && (failed = map_ids(&grader, pid)) < 0)
        error_set_errno(err, -failed, "cannot map the ids of a grader");
    if (failed == 0 && write(grader.go[1], "", 1) != 1)
        failed = error_set_errno(err, errno, "cannot start a grader");
    if (failed < 0 && pid > 0)
        kill(pid, SIGKILL); /* the caller reaps it, as any */
    fd_close(&grader.go[0]);
    fd_close(&grader.go[1]);
    fd_close(&grader.group);
    fd_close(&grader.parent);
    fd_close(&grader.program);
    return pid > 0 ? pid : failed;
}

/* ---- a runner ---- */

pid_t child_start_runner(struct host *host, unsigned slot, int is_crowded, int socket)
{
    pid_t parent = getpid();
    pid_t pid = fork();

    if (pid < 0)
        return -errno;
    if (pid > 0) {
        crash_point("forked_runner");
        return pid;
    }
    crash_set_role("runner");
    if (is_crowded)
        bind_to_processor(host, slot);
    unblock_signals();
    /* a parent that died between fork and here would never be noticed */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent)
        _exit(127);
    prctl(PR_SET_NAME, "assay-cell");
    runner_serve(host, slot, socket);
}
