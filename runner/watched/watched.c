#include "runner/watched/watched.h"

#include "base/fd.h"
#include "base/memory.h"
#include "base/packet.h"
#include "runner/filter/filter_image.h"
#include "runner/host/cgroup.h"
#include "runner/host/host.h"
#include "runner/init/spawn.h"
#include "runner/protocol.h"
#include "runner/watched/watched_pages.h"

#include <errno.h>
#include <limits.h>
#include <link.h>
#include <linux/close_range.h>
#include <linux/sched.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What the C library keeps of a thread and fork(2) tells it about; it has no clone with
 * CLONE_PARENT, so the two that matter to a process of one thread are set here. */
static struct {
    int *tid; /* where its own number stands: the kernel was told at its start */
    void *robust_list;
    size_t robust_size;
} thread;

static struct filter_image filter;
static int maps = -1; /* of this process */

/* ---- the start ---- */

static int find_thread(struct error *err)
{
    if (prctl(PR_GET_TID_ADDRESS, &thread.tid, 0, 0, 0) < 0 || !thread.tid ||
        *thread.tid != (int)syscall(SYS_gettid))
        return error_set(err, -ENOTSUP,
                         "the kernel does not tell where the C library keeps a "
                         "thread's number (CONFIG_CHECKPOINT_RESTORE)");
    if (syscall(SYS_get_robust_list, 0, &thread.robust_list, &thread.robust_size) < 0)
        return error_set_errno(err, errno, "cannot find the list of robust mutexes");
    return 0;
}

static int send_plain(uint32_t kind)
{
    const struct msg_plain message = {.kind = kind};

    return packet_send(WATCHED_SOCKET, &message, sizeof(message), NULL, 0);
}

/* The kernel told this process, at its start, that it is root of the cell; its children are not,
 * and tell their programs what an exec would have told them. */
static void tell_user(void)
{
    char **end = environ;

    while (*end)
        end++;
    for (Elf64_auxv_t *entry = (Elf64_auxv_t *)(void *)(end + 1); entry->a_type != AT_NULL; entry++)
        if (entry->a_type == AT_UID || entry->a_type == AT_EUID || entry->a_type == AT_GID ||
            entry->a_type == AT_EGID)
            entry->a_un.a_val = CELL_UID;
}

int watched_boot(const char *const **ret_names, struct error *err)
{
    static char message[sizeof(struct msg_plain) + ARGV_BYTES];
    static const char *names[ARGV_MAX + 1];
    struct text text;
    struct stat info;
    size_t count = 1;
    ssize_t got;
    int fd = WATCHED_FILTER;
    int failed = find_thread(err);

    if (failed < 0)
        return failed;
    if (fstat(WATCHED_SOCKET, &info) < 0 || !S_ISSOCK(info.st_mode))
        return error_set(err, -ENOTSOCK, "nobody watches this interpreter");
    tell_user();
    failed = filter_image_load(fd, &filter, err);
    fd_close(&fd);
    if (failed < 0)
        return failed;
    watched_pages_touch_segments();
    if (fd_set_cloexec(WATCHED_SOCKET, 1) < 0 || send_plain(MSG_WATCH_BOOTED) < 0)
        return error_set(err, -EPIPE, "the cell's init is gone");
    got = packet_recv(WATCHED_SOCKET, message, sizeof(message), &maps, &count);
    if (got < (ssize_t)sizeof(struct msg_plain) || count != 1 ||
        ((struct msg_plain *)message)->kind != MSG_WATCH_PRELOAD)
        return error_set(err, -EPROTO, "the cell's init said something else than what to preload");
    text = (struct text){message + sizeof(struct msg_plain), message + got};
    count = 0;
    while (count < ARGV_MAX && (names[count] = text_next(&text)))
        count++;
    names[count] = NULL;
    *ret_names = names;
    return 0;
}

int watched_ready(const char *text, struct error *err)
{
    struct msg_reply ready = {.kind = MSG_WATCH_READY, .code = text ? -EIO : 0};

    snprintf(ready.text, sizeof(ready.text), "%s", text ? text : "");
    if (!text)
        watched_pages_join(maps);
    fd_close(&maps);
    /* with one mapped uid a program is another process of the same user, and may find this one in
     * the cell's proc (tests/watched/attacks.bats, "the interpreter's descriptors") */
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
        return error_set_errno(err, errno, "cannot hide the interpreter");
    return packet_send(WATCHED_SOCKET, &ready, sizeof(ready), NULL, 0) < 0
               ? error_set(err, -EPIPE, "the cell's init is gone")
               : 0;
}

/* ---- in a child ---- */

/* Says where it went wrong, with a call that the filter lets through, and ends. */
_Noreturn static void fail(const char *stage, int error)
{
    struct msg_watch_failed message = {.kind = MSG_WATCH_FAILED, .error = error};

    snprintf(message.stage, sizeof(message.stage), "%s", stage);
    send(WATCHED_SOCKET, &message, sizeof(message), MSG_NOSIGNAL);
    syscall(SYS_exit_group, 127);
    __builtin_unreachable();
}

/* The last before the filter: nothing is open but the program's and the order's, so that the
 * filter's listener gets the number at which init looks for it. */
static void close_others(struct spawn *spawn)
{
    (void)spawn;
    /* the interpreter's, which an exec would have given back */
    if (prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) < 0 || close_range(WATCHED_SOCKET + 1, ~0U, 0) < 0)
        fail("descriptors", errno);
}

/* Thread stacks are as large as the limit says, as after an exec. */
static int set_thread_stack(const struct run_limits *limits)
{
    size_t size = (size_t)limits->stack_kib * 1024;
    pthread_attr_t attributes;
    int failed = pthread_attr_init(&attributes);

    if (size < (size_t)PTHREAD_STACK_MIN)
        size = (size_t)PTHREAD_STACK_MIN;
    if (failed == 0)
        failed = pthread_attr_setstacksize(&attributes, size);
    if (failed == 0)
        failed = pthread_setattr_default_np(&attributes);
    return -failed;
}

static union {
    struct msg_watch_order order;
    char bytes[sizeof(struct msg_watch_order) + RUN_FILE_MAX + 1 + ARGV_BYTES];
} message;
static size_t message_size;
static int code_fd = -1, feedback_fd = -1;

/* Under the filter. */
static int await_order(struct spawn *spawn)
{
    const struct msg_plain limited = {.kind = MSG_WATCH_LIMITED};
    int fds[5];
    size_t count = 5, with_code;
    ssize_t got;

    if (send(WATCHED_SOCKET, &limited, sizeof(limited), MSG_NOSIGNAL) != (ssize_t)sizeof(limited))
        return 0;
    got = packet_recv(WATCHED_SOCKET, message.bytes, sizeof(message.bytes), fds, &count);
    if (got < (ssize_t)sizeof(message.order) || message.order.kind != MSG_WATCH_ORDER ||
        message.order.argc > ARGV_MAX)
        return 0;
    with_code = 3 + (message.order.has_code != 0);
    if (count != with_code + (message.order.has_feedback != 0))
        return 0;
    message_size = (size_t)got;
    memcpy(spawn->descriptors, fds, 3 * sizeof(int));
    spawn->descriptor_count = 3;
    code_fd = message.order.has_code ? fds[3] : -1;
    feedback_fd = count > with_code ? fds[with_code] : -1;
    return 1;
}

static void read_code(struct watched_order *order)
{
    struct stat info;
    char *code;

    if (code_fd < 0)
        return;
    if (fstat(code_fd, &info) < 0 || info.st_size <= 0)
        fail("code", EINVAL);
    code = memory_alloc((size_t)info.st_size);
    if (pread(code_fd, code, (size_t)info.st_size, 0) != info.st_size)
        fail("code", EIO);
    order->code = code;
    order->code_size = (size_t)info.st_size;
}

static void read_order(struct watched_order *order)
{
    static const char *argv[ARGV_MAX + 1];
    struct text text = {message.bytes + sizeof(message.order), message.bytes + message_size};

    *order = (struct watched_order){.is_compile = message.order.action == RUN_WATCHED_COMPILE,
                                    .file = text_next(&text),
                                    .argv = argv,
                                    .argc = message.order.argc};
    for (size_t i = 0; i < order->argc; i++)
        if (!(argv[i] = text_next(&text)))
            fail("order", EPROTO);
    if (!order->file || order->argc == 0)
        fail("order", EPROTO);
    read_code(order);
}

static void become_child(void (*after_fork)(void), struct spawn *spawn, int order,
                         struct watched_order *ret_order)
{
    int failed;

    syscall(SYS_set_robust_list, thread.robust_list, thread.robust_size);
    if (dup2(order, WATCHED_SOCKET) < 0)
        _exit(127);
    if (after_fork)
        after_fork();
    failed = set_thread_stack(spawn->limits);
    if (failed < 0)
        fail("thread_stack", -failed);
    failed = spawn_prepare(spawn);
    if (failed < 0)
        fail(spawn->failed_stage ? spawn->failed_stage : "order", -failed);
    read_order(ret_order);
    /* before a byte of the program runs; from here on nobody hears a failure */
    if (feedback_fd >= 0 && dup2(feedback_fd, WATCHED_SOCKET) < 0)
        _exit(127);
    if (close_range(WATCHED_SOCKET + (feedback_fd >= 0), ~0U, 0) < 0)
        _exit(127);
}

/* ---- in the parent ---- */

/* A child of init's. Returns 0 in it; in the parent its number or a negative errno. */
static long clone_child(int group)
{
    struct clone_args args = {
        /* it is init's to wait for; and the C library in it knows its own number */
        .flags = CLONE_PARENT | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID,
        .child_tid = (uint64_t)(uintptr_t)thread.tid,
    };
    long pid;

    if (group >= 0) {
        args.flags |= CLONE_INTO_CGROUP;
        args.cgroup = (__u64)group;
    }
    pid = syscall(SYS_clone3, &args, sizeof(args));
    return pid < 0 ? -errno : pid;
}

/* One order of init's. 1 in a child, 0 in the parent, negative when init is gone. */
static int serve_fork(void (*after_fork)(void), struct watched_order *ret_order)
{
    enum { FDS_MAX = CGROUP_JOIN_MAX + 2 };
    struct msg_watch_forked forked = {.kind = MSG_WATCH_FORKED};
    struct msg_watch_fork fork;
    struct spawn spawn = {.oom_fd = -1, .group = -1, .filter = &filter.single};
    int fds[FDS_MAX], first;
    size_t count = FDS_MAX;
    long pid;

    if (packet_recv(WATCHED_SOCKET, &fork, sizeof(fork), fds, &count) != (ssize_t)sizeof(fork) ||
        fork.kind != MSG_WATCH_FORK || fork.join_count < 0 || fork.join_count > CGROUP_JOIN_MAX ||
        count != (size_t)(1 + (fork.has_ruleset != 0) + fork.join_count + (fork.in_group != 0)))
        return -EPIPE;
    first = 1 + (fork.has_ruleset != 0);
    spawn.ruleset = fork.has_ruleset ? fds[1] : -1;
    spawn.join = fds + first;
    spawn.join_count = fork.join_count;
    spawn.group = fork.in_group ? fds[first] : -1;
    spawn.own_group_root = fork.own_group_root;
    spawn.no_memfds = fork.no_memfds;
    spawn.drop_user = fork.drop_user;
    spawn.limits = &fork.limits;
    spawn.address_bytes = fork.address_bytes;
    spawn.length_max = fork.length_max;
    spawn.backstop_s = fork.backstop_s;
    spawn.tasks = fork.tasks;
    spawn.standby = close_others;
    spawn.await = await_order;
    pid = clone_child(spawn.group);
    if (pid == 0) {
        become_child(after_fork, &spawn, fds[0], ret_order);
        return 1;
    }
    while (count > 0)
        close(fds[--count]);
    forked.pid = (int32_t)pid;
    return packet_send(WATCHED_SOCKET, &forked, sizeof(forked), NULL, 0);
}

void watched_serve(void (*after_fork)(void), struct watched_order *ret_order)
{
    int result;

    do
        result = serve_fork(after_fork, ret_order);
    while (result == 0);
    if (result < 0)
        _exit(0); /* init is gone, and the kernel is about to kill this */
}
