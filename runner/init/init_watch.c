/* The init of a watched interpreter's cell (docs/watched.md): starts the interpreter as a child,
 * has it fork once per run, and watches each of these as it does a program. It passes on what the
 * interpreter says while it starts, and nothing else: between a submission and the interpreter
 * there is no way that leads through here.
 *
 * Whatever goes wrong ends init, and so the cell: the runner takes another way. */
#include "runner/init/init_watch.h"

#include "base/fd.h"
#include "runner/host/layers.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/mount.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef OPEN_TREE_CLOEXEC
#define OPEN_TREE_CLOEXEC O_CLOEXEC
#endif

/* Its number, so that number 2 is free: a program's own, whichever way it is run. */
#define INTERPRETER_BEFORE "299"

/* Kept by the interpreter: what its children need to become the program's user (and, where they
 * take a cgroup namespace, for that). */
enum { KEPT = 1U << CAP_SETUID | 1U << CAP_SETGID | 1U << CAP_SYS_ADMIN };

static int set_capabilities(const struct __user_cap_data_struct data[2])
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};

    return (int)syscall(SYS_capset, &header, data);
}

int init_watch_inherit(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2];

    if (syscall(SYS_capget, &header, data) < 0)
        return -1;
    data[0].inheritable |= KEPT;
    return set_capabilities(data);
}

/* An exec gives root what it inherits, within what it has (capabilities(7), no_new_privs). */
static int keep_capabilities(void)
{
    const struct __user_cap_data_struct data[2] = {{KEPT, KEPT, KEPT}, {0}};

    return set_capabilities(data);
}

/* ---- the start ---- */

static int place_descriptors(const int fds[3], int socket)
{
    /* filter, input, output; all of them are above 4 by now */
    if (dup2(fds[1], 0) < 0 || dup2(fds[2], 1) < 0 || dup2(fds[2], 2) < 0 ||
        dup2(socket, WATCHED_SOCKET) < 0 || dup2(fds[0], WATCHED_FILTER) < 0 ||
        close_range(WATCHED_FILTER + 1, ~0U, 0) < 0)
        return -errno;
    return 0;
}

/* In the child that becomes the interpreter. */
_Noreturn static void become_interpreter(const struct init *init, char *const argv[],
                                         const int fds[3], int socket)
{
    struct rlimit stack;
    int high[4];

    for (int i = 0; i < 4; i++) {
        high[i] = fcntl(i < 3 ? fds[i] : socket, F_DUPFD, 16);
        if (high[i] < 0)
            _exit(126);
    }
    /* what is above the stack is decided at exec, and must leave room for that of any child */
    getrlimit(RLIMIT_STACK, &stack);
    stack.rlim_cur = stack.rlim_max < WATCHED_STACK_MAX ? stack.rlim_max : WATCHED_STACK_MAX;
    if (setrlimit(RLIMIT_STACK, &stack) < 0 || setsid() < 0 || chdir("/") < 0 ||
        prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 ||
        (init->setup->host->is_root && keep_capabilities() < 0) ||
        place_descriptors(high, high[3]) < 0)
        _exit(126);
    execve(argv[0], argv, init->setup->profile->environment);
    _exit(127);
}

/* The vector of the message at hand; its strings stay there. */
static void read_vector(char *argv[ARGV_MAX + 1])
{
    struct text text = {init_inbox.bytes + sizeof(init_inbox.watch_start),
                        init_inbox.bytes + init_inbox.size};
    uint32_t argc = init_inbox.watch_start.argc;

    if (init_inbox.size < sizeof(init_inbox.watch_start) || argc == 0 || argc > ARGV_MAX)
        init_leave();
    for (uint32_t i = 0; i < argc; i++) {
        argv[i] = (char *)text_next(&text);
        if (!argv[i])
            init_leave();
    }
    if (text.at != text.end)
        init_leave();
    argv[argc] = NULL;
}

static void fork_interpreter(struct init *init)
{
    char *argv[ARGV_MAX + 1];
    int pair[2];

    read_vector(argv);
    if (packet_pair(pair) < 0)
        init_leave();
    init_reset_pids(init, INTERPRETER_BEFORE);
    /* its children have its score: they are the first to go when memory is short */
    if (init->oom_fd >= 0 && pwrite(init->oom_fd, "1000", 4, 0) != 4)
        init_leave();
    init->watch.pid = fork();
    if (init->watch.pid == 0)
        become_interpreter(init, argv, init_inbox.fds, pair[1]);
    if (init->oom_fd >= 0 && pwrite(init->oom_fd, init->oom_score, strlen(init->oom_score), 0) < 0)
        init_leave();
    close(pair[1]);
    init->watch.socket = pair[0];
    init->watch.pidfd = init->watch.pid < 0 ? -1 : (int)syscall(SYS_pidfd_open, init->watch.pid, 0);
    if (init->watch.pidfd < 0 || fd_set_cloexec(init->watch.pidfd, 1) < 0)
        init_leave();
}

static const char *death_of(struct init *init, char *text, size_t size)
{
    int status = 0;

    kill(init->watch.pid, SIGKILL); /* if it only closed its socket */
    waitpid(init->watch.pid, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        return "the interpreter cannot be executed";
    if (WIFEXITED(status))
        snprintf(text, size, "the interpreter exited with status %d while it started",
                 WEXITSTATUS(status));
    else
        snprintf(text, size, "the interpreter ended by signal %d while it started",
                 WTERMSIG(status));
    return text;
}

/* Whether a message of the interpreter's is one of those that it has while it starts, whole. */
static int is_word(const uint32_t *kind, ssize_t size)
{
    if (size == (ssize_t)sizeof(struct msg_plain))
        return *kind == MSG_WATCH_BOOTED;
    return size == (ssize_t)sizeof(struct msg_reply) && *kind == MSG_WATCH_READY;
}

/* Waits for what the interpreter says while it starts, and passes it on. 0: it has died. */
static int pass_on(struct init *init, uint32_t kind)
{
    union {
        uint32_t kind;
        struct msg_reply reply;
    } said;
    struct msg_reply *reply = &said.reply;
    ssize_t got = packet_recv(init->watch.socket, &said, sizeof(said), NULL, NULL);
    char text[128];

    if (!is_word(&said.kind, got) || (said.kind != kind && said.kind != MSG_WATCH_READY)) {
        *reply = (struct msg_reply){.kind = MSG_WATCH_READY, .code = -EIO};
        snprintf(reply->text, sizeof(reply->text), "%s", death_of(init, text, sizeof(text)));
        got = sizeof(*reply);
    }
    init_send(init, &said, (size_t)got, said.kind == MSG_WATCH_BOOTED ? &init->watch.pidfd : NULL,
              said.kind == MSG_WATCH_BOOTED);
    return said.kind == kind && (kind != MSG_WATCH_READY || reply->code == 0);
}

void init_watch_start(struct init *init)
{
    if (init_inbox.fd_count != 3 || init->watch.pid)
        init_leave();
    fork_interpreter(init);
    init_drop_message();
    if (!pass_on(init, MSG_WATCH_BOOTED))
        init_leave();
    init_receive(init);
    if (init_inbox.kind != MSG_WATCH_PRELOAD ||
        packet_send(init->watch.socket, init_inbox.bytes, init_inbox.size, init_inbox.fds,
                    init_inbox.fd_count) < 0)
        init_leave();
    init_drop_message();
    if (!pass_on(init, MSG_WATCH_READY))
        init_leave();
}

/* ---- a submission's files ---- */

/* Mounts the tmpfs `top` over /prog, for reading; *ret_prog is a mount of it to write to, which no
 * namespace has. */
static int mount_prog(int top, int *ret_prog)
{
    struct mount_attr attr = {.attr_set = MOUNT_ATTR_RDONLY};

    if (syscall(SYS_move_mount, top, "", AT_FDCWD, "/prog", MOVE_MOUNT_F_EMPTY_PATH) < 0)
        return -errno;
    *ret_prog = (int)syscall(SYS_open_tree, AT_FDCWD, "/prog", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    if (*ret_prog < 0 ||
        (LAYER_ON(read_only_root) &&
         syscall(SYS_mount_setattr, top, "", AT_EMPTY_PATH, &attr, sizeof(attr)) < 0))
        return -errno;
    return 0;
}

/* The submission's files go. The kernel takes its time over it (umount waits for readers). */
static void let_go(struct init *init)
{
    if (init->submission >= 0 && umount2("/prog", MNT_DETACH) < 0)
        init_leave();
    fd_close(&init->submission);
}

void init_watch_clear(struct init *init)
{
    init_drop_plain();
    let_go(init);
}

void init_watch_lay(struct init *init)
{
    const struct msg_reply ready = {.kind = MSG_INIT_READY};
    int prog = -1;

    init_drop_plain();
    if (!init->watch.pid)
        init_leave();
    let_go(init);
    if (init->next_submission < 0)
        init->next_submission = root_make_tmpfs();
    if (init->next_submission < 0 || mount_prog(init->next_submission, &prog) < 0)
        init_leave();
    init->submission = init->next_submission;
    init->next_submission = -1;
    init_send(init, &ready, sizeof(ready), &prog, 1);
    close(prog);
}

/* ---- a run ---- */

/* Has the interpreter fork. Returns the end of the child's socket that stays here. */
static int ask_for_child(struct init *init, struct run *run, const int *join, size_t join_count)
{
    const struct spawn *spawn = &run->spawn;
    const struct msg_watch_fork fork = {
        .kind = MSG_WATCH_FORK,
        .tasks = spawn->tasks,
        .join_count = spawn->join_count,
        .in_group = spawn->group >= 0,
        .own_group_root = spawn->own_group_root,
        .no_memfds = spawn->no_memfds,
        .drop_user = spawn->drop_user,
        .has_ruleset = spawn->ruleset >= 0,
        .limits = run->limits,
        .address_bytes = spawn->address_bytes,
        .length_max = spawn->length_max,
        .backstop_s = spawn->backstop_s,
    };
    struct msg_watch_forked forked;
    int fds[CGROUP_JOIN_MAX + 2], pair[2];
    size_t count = 0;

    if (packet_pair(pair) < 0)
        init_leave();
    fds[count++] = pair[1];
    if (spawn->ruleset >= 0)
        fds[count++] = spawn->ruleset;
    memcpy(fds + count, join, join_count * sizeof(int));
    count += join_count;
    init_reset_pids(init, "1"); /* each program is number 2 */
    if (packet_send(init->watch.socket, &fork, sizeof(fork), fds, count) < 0)
        init_leave();
    close(pair[1]);
    if (packet_recv(init->watch.socket, &forked, sizeof(forked), NULL, NULL) !=
            (ssize_t)sizeof(forked) ||
        forked.kind != MSG_WATCH_FORKED || forked.pid <= 1)
        init_leave();
    run->spawn.pid = forked.pid;
    return pair[0];
}

/* Takes the filter's listener out of the child, which waits under all of its limits: the filter
 * lets nothing be sent that carries a descriptor. */
static void take_listener(struct run *run, int order)
{
    struct msg_plain message;

    run->spawn.pidfd = (int)syscall(SYS_pidfd_open, run->spawn.pid, 0);
    if (run->spawn.pidfd < 0 || fd_set_cloexec(run->spawn.pidfd, 1) < 0 ||
        packet_recv(order, &message, sizeof(message), NULL, NULL) != (ssize_t)sizeof(message) ||
        message.kind != MSG_WATCH_LIMITED)
        init_leave();
    run->spawn.listener = (int)syscall(SYS_pidfd_getfd, run->spawn.pidfd, WATCHED_LISTENER, 0);
    if (run->spawn.listener < 0)
        init_leave();
}

/* Of a child that is not needed as it is. */
static void abandon(struct init *init, struct run *run)
{
    syscall(SYS_pidfd_send_signal, run->spawn.pidfd, SIGKILL, NULL, 0);
    if (waitpid(run->spawn.pid, NULL, 0) != run->spawn.pid)
        init_leave();
    init_release_tmp(init);
}

/* As init_run_watch, and serves what comes between two runs, while a child stands by. */
static int watch_run(struct init *init, struct run *run)
{
    for (;;) {
        if (init_run_watch(init, run))
            return 1;
        if (init_inbox.kind == MSG_WATCH_LAY)
            init_watch_lay(init);
        else if (init_inbox.kind == MSG_WATCH_CLEAR)
            init_watch_clear(init);
        else
            return 0;
    }
}

void init_watch_run(struct init *init)
{
    const struct msg_plain standby = {.kind = MSG_INIT_STANDBY};
    int join[CGROUP_JOIN_MAX];
    struct run run;
    size_t join_count;
    int order;

    init_run_begin(init, &run, join, &join_count);
    /* a ruleset of Landlock's can only name what is there, and the child stands by under its own
     * before its submission has come */
    if (init->next_submission < 0)
        init->next_submission = root_make_tmpfs();
    if (init->next_submission < 0 || !run.is_single || init_run_furnish(init, &run) < 0)
        init_leave();
    order = ask_for_child(init, &run, join, join_count);
    for (size_t i = 0; i < join_count; i++)
        close(join[i]);
    fd_close(&run.spawn.ruleset);
    take_listener(&run, order);
    init_send(init, &standby, sizeof(standby), (const int[]){run.spawn.pidfd, order}, 2);
    close(order); /* the runner's: it speaks with the child itself */
    if (watch_run(init, &run)) {
        init_run_end(init, &run);
        init_release_tmp(init);
    } else {
        abandon(init, &run);
    }
    fd_close(&run.spawn.pidfd);
    fd_close(&run.spawn.listener);
}
