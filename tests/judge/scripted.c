#include "tests/judge/scripted.h"

#include "base/fd.h"
#include "base/memory.h"
#include "base/packet.h"
#include "db/store.h"
#include "runner/protocol.h"

#include <jansson.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { GRADERS_MAX = 8, SCRIPTS_MAX = 64, REQUEST_MAX = 4096 };

struct grader {
    int is_alive; /* its exit was not told yet */
    int socket;   /* -1: none */
    char request[REQUEST_MAX];
    char *script, *at; /* NULL: it has no job */
    int time;          /* how often this script has come, with this time */
};

static struct {
    int judge;
    pid_t test;
    const char *database;
    struct grader graders[GRADERS_MAX];
    char *seen[SCRIPTS_MAX];
    size_t seen_count;
    int ended;
} play;

static void end_job(struct grader *grader)
{
    free(grader->script);
    grader->script = grader->at = NULL;
    play.ended++;
}

/* The version "v1" stands for the one of the request, where it has one. The caller frees it. */
static char *with_version(const struct grader *grader, const char *text)
{
    static const char named[] = "\"problem_version\":\"v1\"";
    json_t *request = json_loads(grader->request, 0, NULL);
    const char *version = json_string_value(json_object_get(request, "version"));
    const char *at = strstr(text, named);
    char *said = NULL;

    if (!version || !at)
        said = memory_strdup(text);
    else if (asprintf(&said, "%.*s\"problem_version\":\"%s\"%s", (int)(at - text), text, version,
                      at + sizeof(named) - 1) < 0)
        _exit(1);
    json_decref(request);
    return said;
}

static void say(struct grader *grader, const char *text)
{
    char *said = with_version(grader, text);

    packet_send(grader->socket, said, strlen(said), NULL, 0);
    free(said);
    if (strstr(text, "\"event\":\"finished\"") || strstr(text, "\"event\":\"failed\""))
        end_job(grader);
}

static void die(struct grader *grader)
{
    const struct msg_exited exited = {
        .kind = MSG_EXITED, .id = (uint32_t)(grader - play.graders), .grader_status = SIGKILL};

    fd_close(&grader->socket);
    if (grader->script)
        end_job(grader);
    if (grader->is_alive) /* else the order to kill it comes late */
        packet_send(play.judge, &exited, sizeof(exited), NULL, 0);
    grader->is_alive = 0;
}

static void say_request(struct grader *grader)
{
    json_t *event = json_loads(SCRIPT_FINISHED("AC"), 0, NULL);
    char *text;

    json_object_set_new(json_object_get(event, "result"), "message", json_string(grader->request));
    text = json_dumps(event, JSON_COMPACT);
    say(grader, SCRIPT_STARTED_WITH("0"));
    say(grader, text);
    free(text);
    json_decref(event);
}

static void check(int result, const struct error *err)
{
    if (result >= 0)
        return;
    fprintf(stderr, "takeover: %s\n", err->text);
    _exit(1);
}

static void take_over(void)
{
    const struct store_finish finish = {
        .verdict = "WA", .reason = "", .message = "theirs", .compile_json = "", .now_ms = 2};
    struct store_claim claim;
    struct store *store;
    struct error err;
    int count;

    check(store_open(play.database, 0, &store, &err), &err);
    check(store_name_acquire(store, "other", 1, NULL, &err), &err);
    /* between two looks no time passes, but for the leases */
    for (int64_t boot_ms = 1, got = 0; got == 0; boot_ms += 1000 * 1000) {
        check(store_reclaim(store, boot_ms, 1000, 1, &count, &err), &err);
        got = count;
    }
    check(store_claim(store, INT64_MAX / 2, &claim, &err), &err);
    check(store_finish(store, &claim, &finish, &err), &err);
    store_claim_release(&claim);
    store_close(store);
}

/* The test stands still meanwhile, so that both ends are there at once, the grader's first. */
static _Noreturn void collapse(struct grader *grader)
{
    char path[32], stat[256] = "";

    snprintf(path, sizeof(path), "/proc/%d/stat", (int)play.test);
    kill(play.test, SIGSTOP);
    while (!strstr(stat, ") T ")) {
        FILE *file = fopen(path, "re");

        if (!file || !fgets(stat, sizeof(stat), file))
            _exit(1);
        fclose(file);
    }
    fd_close(&grader->socket);
    fd_close(&play.judge);
    kill(play.test, SIGCONT);
    _exit(0);
}

/* Does what a line says; whether it is done. */
static int act(struct grader *grader, const char *line)
{
    if (line[0] == '{')
        say(grader, line);
    else if (strcmp(line, "request") == 0)
        say_request(grader);
    else if (strncmp(line, "until ", 6) == 0)
        return play.ended >= strtol(line + 6, NULL, 10);
    else if (strcmp(line, "takeover") == 0)
        take_over();
    else if (strcmp(line, "signal TERM") == 0)
        kill(play.test, SIGTERM);
    else if (strcmp(line, "signal INT") == 0)
        kill(play.test, SIGINT);
    else if (strcmp(line, "unlink") == 0)
        unlink(play.database);
    else if (strcmp(line, "die") == 0)
        die(grader);
    else if (strcmp(line, "break") == 0)
        _exit(0);
    else if (strcmp(line, "collapse") == 0)
        collapse(grader);
    else
        say(grader, line); /* what is no event at all */
    return 1;
}

/* One line of its script; whether anything was done. */
static int step(struct grader *grader)
{
    char line[REQUEST_MAX];
    const char *text = line;
    size_t size;
    char *after;

    if (!grader->at || !*grader->at)
        return 0;
    size = strcspn(grader->at, "\n");
    snprintf(line, sizeof(line), "%.*s", (int)size, grader->at);
    if (line[0] >= '1' && line[0] <= '9' && line[1] == ':')
        text = line[0] - '0' == grader->time ? line + 2 : NULL;
    after = grader->at + size + (grader->at[size] == '\n');
    grader->at = after;
    if (text && !act(grader, text)) {
        grader->at = after - size - 1;
        return 0;
    }
    return 1;
}

static int count_seen(const char *script)
{
    int count = 0;

    for (size_t i = 0; i < play.seen_count; i++)
        count += strcmp(play.seen[i], script) == 0;
    return count;
}

static void take_job(struct grader *grader)
{
    int fds[PACKET_FDS_MAX];
    size_t count = PACKET_FDS_MAX;
    struct stat info;
    ssize_t got = packet_recv(grader->socket, grader->request, REQUEST_MAX - 1, fds, &count);

    if (got <= 0) { /* the judge has closed it, and MSG_KILL follows */
        fd_close(&grader->socket);
        return;
    }
    grader->request[got] = '\0';
    if (play.seen_count == SCRIPTS_MAX || count == 0 || fstat(fds[0], &info) < 0)
        _exit(1);
    grader->at = grader->script = memory_alloc((size_t)info.st_size + 1);
    if (pread(fds[0], grader->script, (size_t)info.st_size, 0) != info.st_size)
        _exit(1);
    play.seen[play.seen_count++] = memory_strdup(grader->script);
    grader->time = count_seen(grader->script);
    for (size_t i = 0; i < count; i++)
        fd_close(&fds[i]);
}

static void take_order(void)
{
    struct msg_id order;
    size_t count = SPAWN_FDS;
    int fds[SPAWN_FDS];

    if (packet_recv(play.judge, &order, sizeof(order), fds, &count) <= 0)
        _exit(0);
    if (order.kind == MSG_SPAWN && count == SPAWN_FDS) {
        play.graders[order.id].is_alive = 1;
        play.graders[order.id].socket = fds[0];
        close(fds[1]); /* they have nothing to say */
    } else if (order.kind == MSG_KILL) {
        die(&play.graders[order.id]);
    }
}

static _Noreturn void play_all(void)
{
    for (int i = 0; i < GRADERS_MAX; i++)
        play.graders[i].socket = -1;
    for (;;) {
        struct pollfd polled[GRADERS_MAX + 1] = {{.fd = play.judge, .events = POLLIN}};
        int more = 0;

        for (int i = 0; i < GRADERS_MAX; i++)
            polled[i + 1] = (struct pollfd){.fd = play.graders[i].socket, .events = POLLIN};
        for (int i = 0; i < GRADERS_MAX; i++)
            more |= step(&play.graders[i]);
        if (poll(polled, GRADERS_MAX + 1, more ? 0 : -1) <= 0)
            continue;
        for (int i = 0; i < GRADERS_MAX; i++)
            if (polled[i + 1].revents && polled[i + 1].fd == play.graders[i].socket)
                take_job(&play.graders[i]);
        if (polled[0].revents)
            take_order();
    }
}

void scripted_start(const char *database, struct runner_parent *ret_parent)
{
    int ends[2];

    *ret_parent = (struct runner_parent){.isolation.cgroup = "v2"};
    memset(ret_parent->isolation.state, ISOLATION_ENFORCED, LAYER_COUNT);
    assert_int_equal(packet_pair(ends), 0);
    play.test = getpid();
    play.database = database;
    play.judge = ends[1];
    ret_parent->pid = fork();
    assert_true(ret_parent->pid >= 0);
    if (ret_parent->pid == 0) {
        close(ends[0]);
        play_all();
    }
    close(ends[1]);
    ret_parent->socket = ends[0];
}

void scripted_stop(struct runner_parent *parent)
{
    int status;

    fd_close(&parent->socket);
    assert_int_equal(waitpid(parent->pid, &status, 0), parent->pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}
