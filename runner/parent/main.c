/* assay-runner: the runner parent. The privileged part of assay; docs/runner.md says on one page
 * which process holds what.
 *
 * Descriptor 3 is the socket to the judge. It is told once what there is to know (MSG_START),
 * probes the host, then forks graders (dropping privilege) and runners (keeping it) in pairs, kills
 * a pair when told to, and reports when one is gone. A pair lives and dies together. When the
 * judge's socket closes, everything goes: each child has PDEATHSIG, each cell dies with its runner,
 * and the control groups are removed.
 */
#include "base/crash_point.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/packet.h"
#include "runner/host/host.h"
#include "runner/host/layers.h"
#include "runner/parent/children.h"
#include "runner/protocol.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A grader with its runner; the place in the table is its slot. pid 0: gone (or never there). */
struct pair {
    int used;
    uint32_t id;
    pid_t grader, runner;
    int grader_status, runner_died;
};

struct parent {
    struct host host;
    struct loop *loop;
    struct pair pairs[SLOTS_MAX];
};

/* What the parent reports of a grader that could not be started: as if it had exited so. */
enum { STATUS_NOT_STARTED = 127 << 8 };

static void report_exit(const struct pair *pair)
{
    struct msg_exited message = {
        .kind = MSG_EXITED,
        .id = pair->id,
        .grader_status = pair->grader_status,
        .runner_died = pair->runner_died,
    };

    /* a judge that is gone is seen in the loop */
    packet_send(PARENT_FD, &message, sizeof(message), NULL, 0);
}

static void kill_pair(const struct pair *pair)
{
    /* both are our own, unreaped children: the pids cannot be anybody else's */
    if (pair->grader > 0)
        kill(pair->grader, SIGKILL);
    if (pair->runner > 0)
        kill(pair->runner, SIGKILL);
}

static int start_pair(struct parent *parent, unsigned slot, const struct msg_id *message,
                      const int fds[SPAWN_FDS], struct error *err)
{
    int is_crowded = message->graders >= (uint32_t)parent->host.processors;
    struct pair *pair = &parent->pairs[slot];
    struct grader_sockets sockets = {.judge = fds[0], .errors = fds[1]};
    int ends[2];
    int failed = packet_pair(ends);

    if (failed < 0)
        return error_set_errno(err, -failed, "cannot make a socket for a grader");
    sockets.runner = ends[0];
    pair->grader = child_start_grader(&parent->host, slot, is_crowded, &sockets, err);
    if (pair->grader > 0)
        pair->runner = child_start_runner(&parent->host, slot, is_crowded, ends[1]);
    if (pair->grader < 0)
        failed = pair->grader;
    else if (pair->runner < 0)
        failed = error_set_errno(err, -pair->runner, "cannot fork a runner");
    close(ends[0]);
    close(ends[1]);
    return failed;
}

static void spawn_pair(struct parent *parent, const struct msg_id *message,
                       const int fds[SPAWN_FDS])
{
    struct error err;
    unsigned slot = 0;
    struct pair refused = {.id = message->id, .grader_status = STATUS_NOT_STARTED};
    struct pair *pair;

    while (slot < SLOTS_MAX && parent->pairs[slot].used)
        slot++;
    if (slot == SLOTS_MAX) {
        log_error("more than %d graders at once", SLOTS_MAX);
        report_exit(&refused);
        return;
    }
    pair = &parent->pairs[slot];
    *pair = (struct pair){.used = 1, .id = message->id, .grader_status = STATUS_NOT_STARTED};
    if (start_pair(parent, slot, message, fds, &err) < 0) {
        log_error("%s", err.text);
        kill_pair(pair);
        if (pair->grader <= 0) {
            pair->used = 0;
            report_exit(pair);
        }
        pair->runner = 0; /* never was; the grader's death is reported when it is reaped */
    }
}

static void note_death(struct parent *parent, pid_t pid, int status)
{
    for (unsigned slot = 0; slot < SLOTS_MAX; slot++) {
        struct pair *pair = &parent->pairs[slot];

        if (!pair->used || (pid != pair->grader && pid != pair->runner))
            continue;
        if (pid == pair->grader) {
            pair->grader = 0;
            pair->grader_status = status;
        } else {
            pair->runner_died = pair->grader != 0;
            pair->runner = 0;
        }
        kill_pair(pair);
        if (pair->grader == 0 && pair->runner == 0) {
            pair->used = 0;
            report_exit(pair);
        }
        return;
    }
}

static void on_child(struct loop *loop, const struct signalfd_siginfo *info, void *arg)
{
    int status;
    pid_t pid;

    (void)loop;
    (void)info;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        note_death(arg, pid, status);
}

/* ---- the judge ---- */

static void on_judge(struct loop *loop, int fd, uint32_t events, void *arg)
{
    struct parent *parent = arg;
    struct msg_id message;
    int fds[SPAWN_FDS];
    size_t count = SPAWN_FDS;
    ssize_t got = packet_recv(fd, &message, sizeof(message), fds, &count);

    (void)events;
    if (got != (ssize_t)sizeof(message)) {
        if (got != 0)
            log_error("the judge sent something malformed");
        loop_stop(loop);
    } else if (message.kind == MSG_SPAWN && count == SPAWN_FDS) {
        spawn_pair(parent, &message, fds);
    } else if (message.kind == MSG_KILL && count == 0) {
        for (unsigned slot = 0; slot < SLOTS_MAX; slot++)
            if (parent->pairs[slot].used && parent->pairs[slot].id == message.id)
                kill_pair(&parent->pairs[slot]);
    } else {
        log_error("the judge sent a message of kind %u, which is not expected", message.kind);
        loop_stop(loop);
    }
    for (size_t i = 0; got > 0 && i < count; i++)
        close(fds[i]);
}

static void end_everything(struct parent *parent)
{
    int status;

    for (unsigned slot = 0; slot < SLOTS_MAX; slot++)
        if (parent->pairs[slot].used)
            kill_pair(&parent->pairs[slot]);
    while (waitpid(-1, &status, 0) > 0 || errno == EINTR)
        ;
    cgroup_host_close(&parent->host.cgroup);
}

/* ---- starting ---- */

/* What somebody's shell or service lowered, as far as we may raise it again: hard limits of
 * programs come from ours. Where it may not be, the probe says so (look_at_hard_limits). */
static void raise_limits(void)
{
    enum { DESCRIPTORS = 65536 };
    static const int endless[] = {RLIMIT_AS, RLIMIT_DATA, RLIMIT_STACK, RLIMIT_FSIZE, RLIMIT_CPU};
    static const struct rlimit none = {RLIM_INFINITY, RLIM_INFINITY};
    struct rlimit files;

    for (size_t i = 0; i < sizeof(endless) / sizeof(endless[0]); i++) {
        struct rlimit now;

        if (getrlimit((__rlimit_resource_t)endless[i], &now) == 0 && now.rlim_max != RLIM_INFINITY)
            setrlimit((__rlimit_resource_t)endless[i], &none);
    }
    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_max < DESCRIPTORS) {
        const struct rlimit more = {DESCRIPTORS, DESCRIPTORS};

        setrlimit(RLIMIT_NOFILE, &more);
    }
    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max) {
        files.rlim_cur = files.rlim_max < DESCRIPTORS ? files.rlim_max : DESCRIPTORS;
        setrlimit(RLIMIT_NOFILE, &files);
    }
}

/* 0 and 1 on /dev/null, 2 for talk; the defaults for signals, whatever was inherited: programs
 * inherit them from here. */
static int tidy_process(void)
{
    static const struct rlimit one = {1, 1};
    struct sigaction plain = {.sa_handler = SIG_DFL};
    sigset_t none;
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0)
        return -errno;
    if (fcntl(2, F_GETFD) < 0 && dup2(null, 2) < 0)
        return -errno;
    close(null);
    for (int signal = 1; signal < NSIG; signal++)
        sigaction(signal, &plain, NULL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    /* programs get 1 (runner/init/spawn.c says why); started with 0, only privilege can raise it */
    setrlimit(RLIMIT_CORE, &one);
    raise_limits();
    umask(022);
    /* the inits of a runner that died become ours, so that the end of us is the end of all */
    if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0)
        return -errno;
    setsid(); /* an interrupt at the terminal is the judge's to handle; it then closes the socket */
    return fd_set_cloexec(PARENT_FD, 1);
}

static int take_start(struct parent *parent, struct error *err)
{
    static _Alignas(struct msg_start) char message[PACKET_SIZE_MAX];
    enum { FDS_MAX = RUNNER_FILTERS_MAX + GRADER_FILES_MAX + 2 * RUNNER_WATCHES_MAX };
    int fds[FDS_MAX];
    size_t count = FDS_MAX;
    ssize_t got = packet_recv(PARENT_FD, message, sizeof(message), fds, &count);
    int failed;

    if (got <= 0)
        exit(1); /* whoever started this is gone, or is not assay */
    failed = host_read_start(message, (size_t)got, fds, count, &parent->host, err);
    for (size_t i = 0; i < count; i++)
        if (failed < 0 || i < ((const struct msg_start *)message)->filter_count)
            close(fds[i]);
    if (failed < 0)
        return failed;
    if (parent->host.is_root) {
        /* The OOM killer should find anything else first. Without CAP_SYS_RESOURCE it may not be
         * asked to. */
        host_write_proc(getpid(), "oom_score_adj", "-1000");
        /* nothing of ours lies open to other processes of root's in a container */
        if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
            return error_set_errno(err, errno, "cannot make the runner undumpable");
    }
    failed = host_probe(&parent->host, err);
    layers_read(); /* the probe has all of them */
    return failed;
}

static int serve(struct parent *parent, struct error *err)
{
    int failed = loop_open(&parent->loop, err);

    if (failed == 0)
        failed = loop_add_signal(parent->loop, SIGCHLD, on_child, parent, err);
    if (failed == 0)
        failed = loop_add_fd(parent->loop, PARENT_FD, EPOLLIN, on_judge, parent, err);
    if (failed == 0)
        failed = loop_run(parent->loop, err);
    return failed;
}

int main(int argc, char **argv)
{
    static struct parent parent;
    static struct msg_started started = {.kind = MSG_STARTED};
    const char *log_form = getenv("ASSAY_LOG");
    struct error err = {0};
    struct stat info;

    if (argc > 2 && strcmp(argv[1], "look") == 0)
        return host_probe_inside(argc - 2, argv + 2);
    if (argc != 1 || fstat(PARENT_FD, &info) < 0 || !S_ISSOCK(info.st_mode)) {
        fprintf(stderr, "assay-runner is started by assay; see assay doctor\n");
        return 2;
    }
    crash_points_open();
    crash_set_role("parent");
    log_setup("assay-runner", LOG_LEVEL_WARNING, 0);
    if (log_form && strcmp(log_form, "logfmt") == 0)
        log_use(LOG_FORM_LOGFMT, LOG_LEVEL_WARNING);
    if (tidy_process() < 0)
        return 1;
    started.code = take_start(&parent, &err);
    snprintf(started.text, sizeof(started.text), "%s", started.code < 0 ? err.text : "");
    started.isolation = parent.host.isolation;
    if (packet_send(PARENT_FD, &started, sizeof(started), NULL, 0) < 0 && started.code == 0)
        started.code = -EPIPE;
    if (started.code == 0 && serve(&parent, &err) < 0)
        log_error("%s", err.text);
    end_everything(&parent);
    return started.code == 0 ? 0 : 1;
}
