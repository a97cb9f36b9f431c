#include "runner/init/init.h"

#include "base/fd.h"
#include "runner/host/layers.h"
#include "runner/init/init_exec.h"
#include "runner/init/init_run.h"
#include "runner/init/init_watch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* Off the numbers that are a program's. */
static void lift(int *fd)
{
    if (*fd >= SPAWN_DESCRIPTORS)
        return;
    *fd = fcntl(*fd, F_DUPFD_CLOEXEC, SPAWN_DESCRIPTORS);
    if (*fd < 0)
        init_leave();
}

/* Keeps 0, 1, 2 (on /dev/null), the socket and the trees; whatever else the runner had open, other
 * cells' sockets among it, is closed. What can be a program's descriptor stays taken: to the
 * child that shares our table a message's descriptors must not come under such a number. */
static void close_others(struct init_setup *setup)
{
    int keep[ROOT_ENTRIES_MAX + 1];
    size_t count = 1;

    lift(&setup->socket);
    keep[0] = setup->socket;
    for (size_t i = 0; i < ROOT_ENTRIES_MAX; i++)
        if (setup->trees[i] >= 0) {
            lift(&setup->trees[i]);
            keep[count++] = setup->trees[i];
        }
    if (fd_close_all_but(3, keep, count) < 0)
        init_leave();
    for (int fd = 3; fd < SPAWN_DESCRIPTORS; fd++)
        if (dup3(0, fd, O_CLOEXEC) < 0)
            init_leave();
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
        init_leave();
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
static int set_process_state(const struct init_setup *setup, struct error *err)
{
    const struct host *host = setup->host;

    if (setup->is_watched && host->is_root && init_watch_inherit() < 0)
        return error_set_errno(err, errno, "cannot keep what a watched interpreter needs");
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return error_set_errno(err, errno, "cannot set up a cell's init");
    for (int cap = 0; cap <= CAP_LAST_CAP && LAYER_ON(no_capabilities); cap++)
        if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) < 0 && errno != EINVAL)
            return error_set_errno(err, errno, "cannot drop capability %d from a cell's bounds",
                                   cap);
    umask(022);
    if (host->namespaces & CLONE_NEWUTS)
        if (sethostname("cell", 4) < 0 || setdomainname("", 0) < 0)
            return error_set_errno(err, errno, "cannot set a cell's host name");
    return 0;
}

static int is_left_out(const struct dirent *entry)
{
    static const char *const names[] = {".", "..", ROOT_FD_PROC, "dev", "tmp"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(entry->d_name, names[i]) == 0)
            return 1;
    return entry->d_type != DT_DIR && entry->d_type != DT_REG;
}

/* Has programs read what is in "/", folders and files, but the proc file system that only /dev/fd
 * is for. /dev and /tmp have rules of their own. */
static int open_places(struct init *init)
{
    int copy = openat(init->root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = copy < 0 ? NULL : fdopendir(copy);
    const struct dirent *entry;
    int failed = list ? 0 : -errno;

    while (list && failed == 0 && (entry = readdir(list))) {
        int fd;

        if (is_left_out(entry))
            continue;
        if (init->read_count == INIT_READ_MAX) {
            failed = -E2BIG;
            break;
        }
        fd = openat(init->root, entry->d_name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0)
            failed = -errno;
        else
            init->read[init->read_count++] = fd;
    }
    if (list)
        closedir(list);
    else
        fd_close(&copy);
    return failed;
}

static int build(struct init *init, struct error *err)
{
    struct init_setup *setup = init->setup;
    int failed = wait_for_maps(init, err);
    /* of the host's /proc while it is there; a container may have it read-only */
    int last_pid = open("/proc/sys/kernel/ns_last_pid", O_RDWR | O_CLOEXEC);

    if (failed == 0)
        failed = become_root_inside(setup->host, err);
    if (failed == 0 && !setup->host->is_root)
        failed = root_open_trees(setup->profile->plan, setup->trees, err);
    if (failed == 0)
        failed = root_build(setup->profile->plan, setup->trees, setup->profile->has_proc,
                            &init->prog, err);
    if (failed == 0)
        failed = set_process_state(setup, err);
    if (failed < 0)
        return failed;
    init->null = open("/dev/null", O_RDWR | O_CLOEXEC);
    init->root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    init->dev = open("/dev", O_PATH | O_DIRECTORY | O_CLOEXEC);
    init->last_pid_fd = last_pid;
    if (init->null < 0 || init->root < 0 || init->dev < 0)
        return error_set_errno(err, errno, "cannot open what a cell's init needs");
    failed = open_places(init);
    if (failed < 0)
        return error_set_errno(err, -failed, "cannot open the directories of a cell's root");
    return 0;
}

static void send_ready(struct init *init, int code, const struct error *err)
{
    struct msg_reply ready = {.kind = MSG_INIT_READY, .code = code};

    snprintf(ready.text, sizeof(ready.text), "%s", code < 0 ? err->text : "");
    init_send(init, &ready, sizeof(ready), &init->prog, code < 0 ? 0 : 1);
    if (code < 0)
        init_leave();
    fd_close(&init->prog);
}

static void serve(struct init *init)
{
    for (;;) {
        if (init_inbox.size == 0)
            init_receive(init);
        if (init->zombie)
            init_reap_all(init);
        switch (init_inbox.kind) {
        case MSG_INIT_PREPARE:
            if (init->watch.pid)
                init_watch_run(init);
            else
                init_exec_run(init);
            break;
        case MSG_WATCH_START:
            init_watch_start(init);
            break;
        case MSG_WATCH_LAY:
            init_watch_lay(init);
            break;
        case MSG_WATCH_CLEAR:
            init_watch_clear(init);
            break;
        case MSG_INIT_FINISH: /* it crossed the end of the run */
            init_drop_plain();
            break;
        default:
            init_leave();
        }
    }
}

_Noreturn void init_main(struct init_setup *setup)
{
    struct init init = {.setup = setup,
                        .null = -1,
                        .root = -1,
                        .dev = -1,
                        .prog = -1,
                        .oom_fd = -1,
                        .last_pid_fd = -1,
                        .submission = -1,
                        .next_submission = -1,
                        .watch = {.pidfd = -1, .socket = -1}};
    struct error err = {0};
    int failed;

    if (getpid() != 1)
        init_leave(); /* kill(-1) would mean somebody else */
    /* the runner's own is not for programs; EACCES: assay was started by nice(1), and that stays */
    if (setpriority(PRIO_PROCESS, 0, 0) < 0 && errno != EACCES)
        init_leave();
    close_others(setup);
    failed = build(&init, &err);
    send_ready(&init, failed, &err);
    serve(&init);
    init_leave();
}
