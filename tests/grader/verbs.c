/* What a grader that was taken over can do: each verb of a script. */
#include "tests/grader/taken.h"

#include "base/fd.h"
#include "base/packet.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LIMITS                                                                                     \
    "{\"time_us\":1000000,\"wall_us\":3000000,\"memory_kib\":65536,\"stack_kib\":65536,"           \
    "\"output_bytes\":1048576,\"processes\":1}"

/* ---- events ---- */
static void send_text(struct act *act, const char *text, int fd)
{
    packet_send(act->judge, text, strlen(text), &fd, fd >= 0 ? 1 : 0);
}

static void act_say(struct act *act)
{
    send_text(act, act->text, -1);
}

/* "TIMES TEXT" */
static void act_flood(struct act *act)
{
    char *text;
    long times = strtol(act->text, &text, 10);

    for (long i = 0; i < times; i++)
        send_text(act, text + 1, -1);
}

/* An honest event, with some of its keys changed: {"verdict":"ZZ"}, or removed: {"verdict":null}
 * where `-` stands before it. */
static void send_changed(struct act *act, json_t *event, json_t *object, const char *changes)
{
    int removes = changes[0] == '-';
    json_t *keys = json_loads(changes + removes, 0, NULL), *value;
    const char *key;
    char *text;

    json_object_foreach(keys, key, value)
    {
        if (removes)
            json_object_del(object, key);
        else
            json_object_set(object, key, value);
    }
    text = json_dumps(event, JSON_COMPACT);
    send_text(act, text, -1);
    free(text);
    json_decref(keys);
    json_decref(event);
}

static void act_started(struct act *act)
{
    json_t *event = json_loads("{\"event\":\"started\",\"problem_version\":\"v\",\"problem_name\":"
                               "\"Double\",\"language_version\":\"L 1\",\"feedback\":\"verdict\","
                               "\"max_score\":1.0,\"case_count\":2,\"limits\":" LIMITS "}",
                               0, NULL);

    send_changed(act, event, event, act->text);
}

/* "NUMBER CHANGES" */
static void act_case(struct act *act)
{
    char *changes;
    long number = strtol(act->text, &changes, 10);
    json_t *event = json_loads(
        "{\"event\":\"case\",\"case\":{\"name\":\"n\",\"group\":\"\",\"hint\":\"\",\"feedback\":"
        "\"verdict\",\"verdict\":\"AC\",\"reason\":\"\",\"cpu_us\":1,\"wall_us\":2,\"memory_kib\":"
        "3,"
        "\"path\":\"exec\",\"message\":\"\",\"score\":0,\"max_score\":1,\"evidence\":{}}}",
        0, NULL);
    json_t *test = json_object_get(event, "case");

    json_object_set_new(test, "number", json_integer(number));
    send_changed(act, event, test, changes + 1);
}

static void act_finished(struct act *act)
{
    json_t *event = json_loads("{\"event\":\"finished\",\"result\":{\"verdict\":\"AC\",\"reason\":"
                               "\"\",\"message\":\"\",\"score\":0,\"max_score\":1.0,\"cpu_us\":1,"
                               "\"wall_us\":2,\"memory_kib\":3,\"compile\":null}}",
                               0, NULL);

    send_changed(act, event, json_object_get(event, "result"), act->text);
}

/* Bytes that are no event: "COUNT BYTE". */
static void act_bytes(struct act *act)
{
    char *byte;
    size_t count = (size_t)strtol(act->text, &byte, 10);
    char *bytes = malloc(count + 1);

    memset(bytes, (int)strtol(byte, NULL, 10), count);
    send(act->judge, bytes, count, MSG_NOSIGNAL);
    free(bytes);
}

/* A key of any length: "COUNT". */
static void act_long_key(struct act *act)
{
    size_t count = (size_t)strtol(act->text, NULL, 10);
    char *text = malloc(count + 32);

    snprintf(text, count + 32, "{\"event\":\"step\",\"%0*d\":1}", (int)count, 0);
    send_text(act, text, -1);
    free(text);
}

/* Many keys: "COUNT". */
static void act_many_keys(struct act *act)
{
    json_t *event = json_pack("{s:s}", "event", "step");
    char key[32], *text;

    for (long i = 0; i < strtol(act->text, NULL, 10); i++) {
        snprintf(key, sizeof(key), "k%ld", i);
        json_object_set_new(event, key, json_integer(i));
    }
    text = json_dumps(event, JSON_COMPACT);
    send_text(act, text, -1);
    free(text);
    json_decref(event);
}

/* ---- descriptors ---- */
static int lingering_socket(void)
{
    const struct linger linger = {.l_onoff = 1, .l_linger = 600};
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof(address);
    static const char bytes[65536];
    int listener = socket(AF_INET, SOCK_STREAM, 0), fd = socket(AF_INET, SOCK_STREAM, 0);

    if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) < 0 ||
        listen(listener, 1) < 0 || getsockname(listener, (struct sockaddr *)&address, &size) < 0 ||
        connect(fd, (struct sockaddr *)&address, size) < 0)
        return open("/dev/null", O_RDONLY);
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
    while (send(fd, bytes, sizeof(bytes), MSG_DONTWAIT) > 0)
        ;
    return fd;
}

static int descriptor_of(const char *kind)
{
    int ends[2], fd;

    if (strncmp(kind, "pipe", 4) == 0 && pipe(ends) == 0)
        return ends[0];
    if (strncmp(kind, "folder", 6) == 0)
        return open("/", O_RDONLY | O_DIRECTORY);
    if (strncmp(kind, "socket", 6) == 0 && socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0)
        return ends[0];
    if (strncmp(kind, "linger", 6) == 0)
        return lingering_socket();
    fd = fd_memfd("sent");
    if (strncmp(kind, "huge", 4) == 0)
        ftruncate(fd, (off_t)1 << 42);
    if (strncmp(kind, "open", 4) != 0)
        fd_seal(fd);
    return fd;
}

/* "KIND TEXT": an event with a descriptor, which the grader closes then. */
static void act_pass(struct act *act)
{
    int fd = descriptor_of(act->text);

    send_text(act, strchr(act->text, ' ') + 1, fd);
    fd_close(&fd);
}

/* "KIND COUNT": an event with many. */
static void act_pass_many(struct act *act)
{
    int count = (int)strtol(strchr(act->text, ' '), NULL, 10), fds[PACKET_FDS_MAX];

    for (int i = 0; i < count; i++)
        fds[i] = descriptor_of(act->text);
    packet_send(act->judge, "{\"event\":\"step\"}", 16, fds, (size_t)count);
    for (int i = 0; i < count; i++)
        fd_close(&fds[i]);
}

/* ---- time and silence ---- */
static void act_hang(struct act *act)
{
    (void)act;
    for (;;)
        pause();
}

/* "MS TEXT": says it again and again, for ever. */
static void act_drip(struct act *act)
{
    char *text;
    useconds_t pause_us = (useconds_t)strtol(act->text, &text, 10) * 1000;

    for (;;) {
        if (send(act->judge, text + 1, strlen(text + 1), MSG_NOSIGNAL) < 0)
            pause();
        usleep(pause_us);
    }
}

/* Ends this job, and then each that it is given, without reading any. */
static void act_deaf(struct act *act)
{
    static const char failed[] =
        "{\"event\":\"failed\",\"reason\":\"internal\",\"message\":\"deaf\"}";

    send_text(act, failed, -1);
    for (;;) {
        char byte;

        if (recv(act->judge, &byte, 1, MSG_PEEK) <= 0)
            pause();
        send_text(act, failed, -1);
        usleep(10000);
    }
}

static void act_exit(struct act *act)
{
    _exit((int)strtol(act->text, NULL, 10));
}

static void act_raise(struct act *act)
{
    kill(getpid(), (int)strtol(act->text, NULL, 10));
}

static void act_close(struct act *act)
{
    close((int)strtol(act->text, NULL, 10));
}

static void act_shutdown(struct act *act)
{
    char *how;
    int fd = (int)strtol(act->text, &how, 10);

    shutdown(fd, (int)strtol(how, NULL, 10));
    (void)act;
}

/* The flags are those of its own end: the judge's must not change with them. */
static void act_nonblock(struct act *act)
{
    fd_set_nonblock(act->judge, 1);
    for (int i = 0; i < 10000; i++)
        send(act->judge, "{\"event\":\"step\"}", 16, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* ---- others ---- */

/* Each process that it can see; only where it is no user of the test's own. */
static void act_signal_all(struct act *act)
{
    int number = (int)strtol(act->text, NULL, 10);
    pid_t self = getpid();

    for (pid_t pid = 2; pid < 100000; pid++)
        if (pid != self && pid != getppid() && kill(pid, 0) == 0 && kill(pid, number) == 0)
            act->harm = "it signalled a process";
    if (getppid() > 0 && kill(getppid(), number) == 0)
        act->harm = "it signalled its parent";
}

/* Its process group may be the judge's as well; this one ends by it in any case. */
static void act_signal_group(struct act *act)
{
    kill(0, (int)strtol(act->text, NULL, 10));
}

/* "PATH": a file that it may not read. */
static void act_read(struct act *act)
{
    int fd = open(act->text, O_RDONLY);

    if (fd >= 0)
        act->harm = "it opened a file";
    fd_close(&fd);
}

/* "PATH": where it may make no file. */
static void act_write(struct act *act)
{
    int fd = open(act->text, O_WRONLY | O_CREAT, 0666);

    if (fd >= 0)
        act->harm = "it made a file";
    fd_close(&fd);
}

/* The memory of whoever started it. */
static void act_trace(struct act *act)
{
    char path[64];

    snprintf(path, sizeof(path), "/proc/%d/mem", (int)getppid());
    act->text = path;
    act_read(act);
}

/* "NAME A B C D": a system call that no grader needs. Whoever lets it through has the harm. */
static void act_call(struct act *act)
{
    static const struct {
        const char *name;
        long number;
    } calls[] = {
        {"socket", SYS_socket},
        {"connect", SYS_connect},
        {"bind", SYS_bind},
        {"clone", SYS_clone},
        {"clone3", SYS_clone3},
        {"execve", SYS_execve},
        {"kill", SYS_kill},
        {"tgkill", SYS_tgkill},
        {"pidfd_open", SYS_pidfd_open},
        {"ptrace", SYS_ptrace},
        {"process_vm_readv", SYS_process_vm_readv},
        {"setpriority", SYS_setpriority},
        {"setuid", SYS_setuid},
        {"setns", SYS_setns},
        {"unshare", SYS_unshare},
        {"mount", SYS_mount},
        {"chroot", SYS_chroot},
        {"bpf", SYS_bpf},
        {"keyctl", SYS_keyctl},
        {"userfaultfd", SYS_userfaultfd},
        {"io_uring_setup", SYS_io_uring_setup},
        {"perf_event_open", SYS_perf_event_open},
        {"shmget", SYS_shmget},
        {"mq_open", SYS_mq_open},
        {"inotify_init1", SYS_inotify_init1},
        {"flock", SYS_flock},
        {"unlinkat", SYS_unlinkat},
        {"renameat2", SYS_renameat2},
        {"fchmod", SYS_fchmod},
        {"fchmodat", SYS_fchmodat},
        {"fchown", SYS_fchown},
        {"personality", SYS_personality},
        {"memfd_secret", 447},
    };
    char name[32], *at;
    size_t size = strcspn(act->text, " ");
    long arguments[4];

    snprintf(name, sizeof(name), "%.*s", (int)size, act->text);
    at = (char *)act->text + size;
    for (size_t i = 0; i < 4; i++)
        arguments[i] = strtol(at, &at, 0);
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
        if (strcmp(calls[i].name, name) == 0) {
            syscall(calls[i].number, arguments[0], arguments[1], arguments[2], arguments[3]);
            act->harm = "it made a call that no grader needs";
            return;
        }
    act->harm = "there is no verb for that call";
}

/* Code of its own, in memory that may be written. */
static void act_write_code(struct act *act)
{
    void *page =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (page != MAP_FAILED)
        act->harm = "it has memory for code";
}

/* ---- the runner ---- */

/* The runner ends, and with it the grader; or the judge hears nothing. */
static void await_end(struct act *act)
{
    send_text(act, "{\"event\":\"step\",\"next_within_us\":10000000}", -1);
    for (;;)
        pause();
}

/* "KIND SIZE BYTE": a message to its runner that is not right. */
static void act_runner(struct act *act)
{
    char bytes[65536], *at;
    unsigned kind = (unsigned)strtol(act->text, &at, 10);
    size_t size = (size_t)strtol(at, &at, 10);

    memset(bytes, (int)strtol(at, NULL, 10), sizeof(bytes));
    memcpy(bytes, &kind, sizeof(kind));
    send(act->runner, bytes, size, MSG_NOSIGNAL);
    await_end(act);
}

/* "KIND COUNT": a message to its runner with descriptors that it did not ask for. */
static void act_runner_pass(struct act *act)
{
    int count = (int)strtol(strchr(act->text, ' '), NULL, 10), fds[PACKET_FDS_MAX];
    const unsigned kind = 6;

    for (int i = 0; i < count; i++)
        fds[i] = descriptor_of(act->text);
    packet_send(act->runner, &kind, sizeof(kind), fds, (size_t)count);
    for (int i = 0; i < count; i++)
        fd_close(&fds[i]);
    await_end(act);
}

const struct verb verbs[] = {
    {"say", act_say},
    {"flood", act_flood},
    {"started", act_started},
    {"case", act_case},
    {"finished", act_finished},
    {"bytes", act_bytes},
    {"long_key", act_long_key},
    {"many_keys", act_many_keys},
    {"pass", act_pass},
    {"pass_many", act_pass_many},
    {"hang", act_hang},
    {"drip", act_drip},
    {"deaf", act_deaf},
    {"exit", act_exit},
    {"raise", act_raise},
    {"close", act_close},
    {"shutdown", act_shutdown},
    {"nonblock", act_nonblock},
    {"signal_all", act_signal_all},
    {"signal_group", act_signal_group},
    {"read", act_read},
    {"write", act_write},
    {"trace", act_trace},
    {"call", act_call},
    {"write_code", act_write_code},
    {"runner", act_runner},
    {"runner_pass", act_runner_pass},
    {NULL, NULL},
};
