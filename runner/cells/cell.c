#include "runner/cells/cell.h"

#include "base/crash_point.h"
#include "base/fd.h"
#include "base/packet.h"
#include "runner/host/layers.h"
#include "runner/init/init.h"
#include "runner/protocol.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BUILD_TIMEOUT_MS = 20000 };

/* user_namespaces(7): as root two ids that own nothing outside; as a user the one it may map. */
static int map_ids(const struct host *host, unsigned slot, pid_t pid, struct error *err)
{
    char uids[96], gids[96];
    int failed = 0;

    if (host->is_root) {
        unsigned long first = host->first_id + 2UL * slot;

        snprintf(uids, sizeof(uids), "0 %lu 1\n%d %lu 1\n", first, CELL_UID, first + 1);
        memcpy(gids, uids, sizeof(gids));
    } else {
        snprintf(uids, sizeof(uids), "%d %u 1\n", CELL_UID, geteuid());
        snprintf(gids, sizeof(gids), "%d %u 1\n", CELL_UID, getegid());
        failed = host_write_proc(pid, "setgroups", "deny");
    }
    if (failed == 0)
        failed = host_write_proc(pid, "uid_map", uids);
    if (failed == 0)
        failed = host_write_proc(pid, "gid_map", gids);
    return failed < 0 ? error_set_errno(err, -failed, "cannot map the ids of a cell") : 0;
}

/* As root init cannot reach its own oom_score_adj (the file is the host root's), so it gets a
 * descriptor; as a user it has no shield to lose, but its programs get +1000 all the same. */
static int let_go(struct cell *cell, struct error *err)
{
    struct msg_plain message = {.kind = MSG_INIT_GO};
    char path[64];
    int fd, failed;

    snprintf(path, sizeof(path), "/proc/%d/oom_score_adj", (int)cell->init);
    fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return error_set_errno(err, errno, "cannot open %s", path);
    failed = packet_send(cell->socket, &message, sizeof(message), &fd, 1);
    close(fd);
    return failed < 0 ? error_set_errno(err, -failed, "cannot talk to a cell's init") : 0;
}

/* Init's word that the cell stands. */
static int wait_ready(struct cell *cell, struct error *err)
{
    struct pollfd polled = {.fd = cell->socket, .events = POLLIN};
    struct msg_reply ready;
    size_t count = 1;
    int got;

    do
        got = poll(&polled, 1, BUILD_TIMEOUT_MS);
    while (got < 0 && errno == EINTR);
    if (got <= 0)
        return error_set(err, -ETIMEDOUT, "a cell's init did not finish building within %d ms",
                         BUILD_TIMEOUT_MS);
    if (packet_recv(cell->socket, &ready, sizeof(ready), &cell->prog, &count) !=
            (ssize_t)sizeof(ready) ||
        ready.kind != MSG_INIT_READY)
        return error_set(err, -EIO, "a cell's init died while building");
    ready.text[sizeof(ready.text) - 1] = '\0';
    if (count == 0)
        cell->prog = -1;
    if (ready.code >= 0 && count == 0)
        return error_set(err, -EPROTO, "a cell's init sent no /prog");
    return ready.code < 0 ? error_set(err, ready.code, "%s", ready.text) : 0;
}

/* With version 2 init has a group of its own beside its programs', which take that namespace
 * themselves (runner/init/spawn.c says why). */
static int choose_group(const struct cgroup_leaf *leaf, struct clone_args *args, int *ret_group,
                        struct error *err)
{
    int group = cgroup_leaf_init(leaf);

    if (group == -ENOTSUP)
        return 0;
    if (group < 0)
        return error_set_errno(err, -group, "cannot open the control group of a cell's init");
    args->flags &= ~(__u64)CLONE_NEWCGROUP;
    args->flags |= CLONE_INTO_CGROUP;
    args->cgroup = (__u64)group;
    *ret_group = group;
    return 0;
}

static uint64_t namespaces_of(const struct host *host, const struct host_profile *profile)
{
    uint64_t namespaces = host->namespaces;

    /* /proc/net would show the sockets of the runner and of other cells */
    if (host->shares_network && profile->has_proc)
        namespaces |= CLONE_NEWNET;
    return namespaces & ~((LAYER_ON(net_namespace) ? 0ULL : CLONE_NEWNET) |
                          (LAYER_ON(ipc_namespace) ? 0ULL : CLONE_NEWIPC));
}

int cell_start(const struct host *host, unsigned slot, struct host_profile *profile, int is_watched,
               struct cell *ret_cell, struct error *err)
{
    struct cell cell = CELL_NONE;
    struct init_setup setup = {.host = host, .profile = profile, .is_watched = is_watched};
    struct clone_args args = {.flags = namespaces_of(host, profile) | CLONE_PIDFD,
                              .exit_signal = SIGCHLD};
    int pair[2] = {-1, -1};
    int group = -1;
    long pid;
    int failed = host_profile_plan(profile, err);

    if (failed == 0)
        failed = cgroup_leaf_open(&host->cgroup, slot, &cell.leaf, err);
    if (failed < 0)
        return failed;
    cell.host = host;
    cell.profile = profile;
    cell.is_watched = is_watched;
    cell.standby = (struct standby){.pidfd = -1, .order = -1, .schedstat = -1, .statm = -1};
    for (size_t i = 0; i < ROOT_ENTRIES_MAX; i++)
        setup.trees[i] = -1;
    failed = choose_group(&cell.leaf, &args, &group, err);
    if (failed < 0)
        goto out;
    failed = packet_pair(pair);
    if (failed < 0) {
        error_set_errno(err, -failed, "cannot make a socket for a cell");
        goto out;
    }
    if (host->is_root && (failed = root_open_trees(profile->plan, setup.trees, err)) < 0)
        goto out;
    args.pidfd = (uint64_t)(uintptr_t)&cell.pidfd;
    setup.socket = pair[1];
    pid = syscall(SYS_clone3, &args, sizeof(args));
    if (pid < 0) {
        failed = error_set_errno(err, errno, "cannot clone into new namespaces");
        goto out;
    }
    if (pid == 0) {
        crash_set_role("init");
        init_main(&setup);
    }
    cell.init = (pid_t)pid;
    cell.socket = pair[0];
    pair[0] = -1;
    failed = map_ids(host, slot, cell.init, err);
    if (failed == 0)
        failed = let_go(&cell, err);
out:
    fd_close(&group);
    root_close_trees(setup.trees);
    fd_close(&pair[0]);
    fd_close(&pair[1]);
    if (failed == 0) {
        *ret_cell = cell;
    } else if (cell.socket >= 0) {
        cell_end(&cell);
        cell_is_gone(&cell, 1);
    } else {
        cgroup_leaf_close(&cell.leaf);
    }
    return failed;
}

/* As the user of the cell's init: as another the kernel makes no file in there (EOVERFLOW: the file
 * system belongs to the cell's user namespace). */
static int lay_as_owner(const struct cell *cell, const struct root_file *files, size_t count,
                        struct error *err)
{
    unsigned owner = (unsigned)(cell->host->first_id + 2UL * cell->leaf.slot);
    int signal = 0;
    int failed;

    if (!cell->host->is_root)
        return root_lay(cell->prog, files, count, err);
    /* a change of user takes it away; and it is no answer of setfsuid(2) whether it worked: making
     * a file will tell */
    prctl(PR_GET_PDEATHSIG, &signal);
    syscall(SYS_setfsuid, owner);
    syscall(SYS_setfsgid, owner);
    failed = root_lay(cell->prog, files, count, err);
    syscall(SYS_setfsuid, 0);
    syscall(SYS_setfsgid, 0);
    prctl(PR_SET_PDEATHSIG, signal);
    return failed;
}

int cell_lay(struct cell *cell, const struct root_file *files, size_t file_count,
             int64_t memory_kib, struct error *err)
{
    int failed = wait_ready(cell, err);

    if (failed == 0)
        failed = lay_as_owner(cell, files, file_count, err);
    fd_close(&cell->prog);
    cell->memory_kib = memory_kib;
    return failed;
}

void cell_end(struct cell *cell)
{
    fd_close(&cell->socket);
    fd_close(&cell->prog);
    fd_close(&cell->standby.pidfd);
    fd_close(&cell->standby.order);
    fd_close(&cell->standby.schedstat);
    fd_close(&cell->standby.statm);
    syscall(SYS_pidfd_send_signal, cell->pidfd, SIGKILL, NULL, 0);
}

int cell_is_gone(struct cell *cell, int wait)
{
    pid_t got;

    crash_point("clean_up_of_cell");
    /* the kernel lets pid 1 go only when its whole namespace is dead */
    do
        got = waitpid(cell->init, NULL, wait ? 0 : WNOHANG);
    while (got < 0 && errno == EINTR);
    if (got == 0)
        return 0;
    fd_close(&cell->pidfd);
    cgroup_leaf_close(&cell->leaf);
    return 1;
}
