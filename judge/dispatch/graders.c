#include "judge/dispatch/graders.h"

#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/packet.h"
#include "judge/dispatch/door.h"
#include "judge/dispatch/grader_log.h"
#include "judge/dispatch/terms.h"
#include "judge/report/events.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

/* Graders lost in a row that never had a job: the host is at fault, give up. */
enum { DEATHS_MAX = 5 };

/* A deadline that the judge sees this long after its time was missed by the judge itself, which did
 * not run: a host that paused, a machine asleep, a debugger. */
enum { LATE_US = 2 * 1000 * 1000 };

/* The life of a grader. */
enum grader_state {
    GRADER_ABSENT, /* no process */
    GRADER_IDLE,
    GRADER_BUSY,
    GRADER_DYING, /* killed, its exit notice is awaited */
    GRADER_STATE_COUNT,
};
enum grader_event {
    EVENT_SPAWNED,
    EVENT_JOB,    /* a job was handed over */
    EVENT_DONE,   /* it finished or failed its job */
    EVENT_LOST,   /* garbage, a closed socket or silence */
    EVENT_EXITED, /* the parent's notice */
    GRADER_EVENT_COUNT,
};

struct grader {
    struct graders *graders;
    uint32_t id;
    enum grader_state state;
    int socket;
    struct grader_log *log; /* of its stderr; NULL: none */
    void *job;              /* while BUSY, and while DYING until it is dead */
    int had_job;            /* since it was spawned */
    struct door door;       /* what of its job may come now */
    json_t *request;        /* of its job, or NULL */
    struct loop_timer *deadline;
    int64_t due_us, patience_us; /* when it is, and how long it was set for; while BUSY */
    int is_deaf;                 /* what was sent to it did not get through: its deadline is now */
    int is_refused;              /* what it said is of no use (graders_lose): the same */
    int source;  /* of its job, until it has asked for what was compiled of it; or -1 */
    int problem; /* the folder of its job's problem, until it has started; or -1 */
    /* Keys of the cache: what it compiles, what it waits for somebody else to compile, and what it
     * was given. */
    char builds[CACHE_KEY_SIZE], awaits[CACHE_KEY_SIZE], given[CACHE_KEY_SIZE];
    const char *lost_reason;
    char lost_message[192];
};

struct graders {
    struct loop *loop;
    struct runner_parent *parent;
    struct cache *cache; /* or NULL */
    struct graders_handlers handlers;
    struct terms_memory terms;
    struct grader *list;
    int count;
    int deaths;
    int broken;
    int closing;
};

static void step(struct grader *grader, enum grader_event event);

static void declare_broken(struct graders *graders, const char *message)
{
    if (graders->broken)
        return;
    graders->broken = 1;
    graders->handlers.on_broken(message, graders->handlers.arg);
}

static void forget_socket(struct grader *grader)
{
    if (grader->socket >= 0)
        loop_remove_fd(grader->graders->loop, grader->socket);
    fd_close(&grader->socket);
    loop_set_timer(grader->deadline, -1);
}

static void end_job_as_lost(struct grader *grader)
{
    void *job = grader->job;

    grader->job = NULL;
    if (job)
        grader->graders->handlers.on_lost(job, grader->lost_reason, grader->lost_message,
                                          grader->graders->handlers.arg);
}

/* ---- compiled programs ---- */

/* Answers what a grader has asked for. One whose socket takes no more does not read; it is lost
 * from the loop, because others are being served here. One that is gone is noticed where its socket
 * is read. */
static void answer_cached(struct grader *grader, int fd)
{
    const char *text = fd >= 0 ? "{\"found\":true}" : "{\"found\":false}";

    grader->awaits[0] = '\0';
    if (packet_send(grader->socket, text, strlen(text), &fd, fd >= 0 ? 1 : 0) == -EAGAIN) {
        grader->is_deaf = 1;
        loop_set_timer(grader->deadline, 0);
    }
}

static struct grader *find_builder(const struct graders *graders, const char *key)
{
    for (int i = 0; i < graders->count; i++)
        if (strcmp(graders->list[i].builds, key) == 0)
            return &graders->list[i];
    return NULL;
}

/* Gives the grader what is kept under the key, or the work of making it. */
static void serve_key(struct grader *grader, const char *key)
{
    struct cache *cache = grader->graders->cache;
    int fd = cache ? cache_get(cache, key) : -ENOENT;

    if (fd < 0 && cache && !find_builder(grader->graders, key))
        memcpy(grader->builds, key, CACHE_KEY_SIZE);
    if (fd >= 0)
        memcpy(grader->given, key, CACHE_KEY_SIZE);
    answer_cached(grader, fd);
    fd_close(&fd);
}

/* The grader compiles no more: those who wait for it are served, all at once. When it made nothing,
 * all of them compile: one after the other would keep them waiting for as many steps as they are
 * (attack: many copies of a submission whose compile step does not end). */
static void end_build(struct grader *grader)
{
    struct graders *graders = grader->graders;
    char key[CACHE_KEY_SIZE];

    if (!grader->builds[0])
        return;
    memcpy(key, grader->builds, CACHE_KEY_SIZE);
    grader->builds[0] = '\0';
    for (int i = 0; i < graders->count; i++)
        if (strcmp(graders->list[i].awaits, key) == 0)
            serve_key(&graders->list[i], key);
}

/* Lets go of what was kept of it. */
static void end_job_unheard(struct grader *grader)
{
    fd_close(&grader->source);
    fd_close(&grader->problem);
    json_decref(grader->request);
    grader->request = NULL;
}

static void end_job(struct grader *grader)
{
    end_job_unheard(grader);
    grader->awaits[0] = grader->given[0] = '\0';
    end_build(grader);
}

/* ---- actions of the table ---- */
static void act_nothing(struct grader *grader)
{
    (void)grader;
}

static void act_idle(struct grader *grader)
{
    loop_set_timer(grader->deadline, -1);
    end_job(grader);
    grader->job = NULL;
    grader->graders->handlers.on_idle(grader->graders->handlers.arg);
}

/* What it had in hand is lost when the parent says that it is dead. Where the parent died, and its
 * graders of that, it says no more, and all that was in hand goes back uncharged. */
static void act_kill(struct grader *grader)
{
    struct error err;

    forget_socket(grader);
    end_job(grader);
    if (runner_parent_kill(grader->graders->parent, grader->id, &err) < 0)
        declare_broken(grader->graders, err.text);
}

static void spawn(struct grader *grader);

static void act_replace(struct grader *grader)
{
    struct graders *graders = grader->graders;

    forget_socket(grader);
    grader_log_close(grader->log);
    grader->log = NULL;
    end_job(grader);
    if (!grader->had_job && ++graders->deaths >= DEATHS_MAX)
        declare_broken(graders, "graders die again and again before they had any work");
    end_job_as_lost(grader);
    if (!graders->broken && !graders->closing)
        spawn(grader);
}

static void act_impossible(struct grader *grader)
{
    log_error("grader %u: an event that state %d cannot have", grader->id, grader->state);
    assert(!"grader life cycle");
}

static const struct {
    enum grader_state next;
    void (*act)(struct grader *grader);
} life[GRADER_STATE_COUNT][GRADER_EVENT_COUNT] = {
    [GRADER_ABSENT] =
        {
            [EVENT_SPAWNED] = {GRADER_IDLE, act_idle},
            [EVENT_JOB] = {GRADER_ABSENT, act_impossible},
            [EVENT_DONE] = {GRADER_ABSENT, act_impossible},
            [EVENT_LOST] = {GRADER_ABSENT, act_nothing},
            [EVENT_EXITED] = {GRADER_ABSENT, act_nothing},
        },
    [GRADER_IDLE] =
        {
            [EVENT_SPAWNED] = {GRADER_IDLE, act_impossible},
            [EVENT_JOB] = {GRADER_BUSY, act_nothing},
            [EVENT_DONE] = {GRADER_DYING, act_kill}, /* it speaks out of turn */
            [EVENT_LOST] = {GRADER_DYING, act_kill},
            [EVENT_EXITED] = {GRADER_ABSENT, act_replace},
        },
    [GRADER_BUSY] =
        {
            [EVENT_SPAWNED] = {GRADER_BUSY, act_impossible},
            [EVENT_JOB] = {GRADER_BUSY, act_impossible},
            [EVENT_DONE] = {GRADER_IDLE, act_idle},
            [EVENT_LOST] = {GRADER_DYING, act_kill},
            [EVENT_EXITED] = {GRADER_ABSENT, act_replace},
        },
    [GRADER_DYING] =
        {
            [EVENT_SPAWNED] = {GRADER_DYING, act_impossible},
            [EVENT_JOB] = {GRADER_DYING, act_impossible},
            [EVENT_DONE] = {GRADER_DYING, act_nothing},
            [EVENT_LOST] = {GRADER_DYING, act_nothing},
            [EVENT_EXITED] = {GRADER_ABSENT, act_replace},
        },
};

static void step(struct grader *grader, enum grader_event event)
{
    enum grader_state before = grader->state;

    grader->state = life[before][event].next;
    life[before][event].act(grader);
}

static void lose(struct grader *grader, const char *reason, const char *message)
{
    grader->lost_reason = reason;
    snprintf(grader->lost_message, sizeof(grader->lost_message), "%s", message);
    step(grader, EVENT_LOST);
}

static void lose_refused(struct grader *grader)
{
    lose(grader, "grader_lost", "the grader said what cannot be recorded");
}

void graders_lose(struct graders *graders, const void *job)
{
    for (int i = 0; i < graders->count; i++)
        if (job && graders->list[i].job == job) {
            graders->list[i].is_refused = 1;
            loop_set_timer(graders->list[i].deadline, 0);
        }
}

/* ---- what graders say ---- */

/* "cached": once a job (the door sees to it), or it could wait for what nobody makes and hold up
 * those who wait for it. */
static void handle_question(struct grader *grader, const json_t *event)
{
    const char *asked = json_string_value(json_object_get(event, "key"));
    char key[CACHE_KEY_SIZE];

    if (grader->source < 0 || cache_key_of_source(asked, grader->source, key) < 0) {
        lose(grader, "grader_lost", "the grader asked for what it may not ask for");
        return;
    }
    fd_close(&grader->source);
    if (find_builder(grader->graders, key))
        memcpy(grader->awaits, key, CACHE_KEY_SIZE);
    else
        serve_key(grader, key);
}

/* "compiled". What is no sealed memfd could change, or hang, while it is copied. */
static void handle_compiled(struct grader *grader, int fd)
{
    const char *key = grader->builds[0] ? grader->builds : grader->given;
    struct error err;

    if (fd < 0 || !fd_is_sealed(fd)) {
        lose(grader, "grader_lost", "the grader sent no sealed file");
        return;
    }
    if (grader->given[0])
        cache_remove(grader->graders->cache, grader->given); /* it was of no use to it */
    if (key[0] && cache_put(grader->graders->cache, key, fd, &err) < 0)
        log_warning("a compiled program is not kept: %s", err.text);
    grader->given[0] = '\0';
    end_build(grader);
}

/* Whether there is something that was sent to the grader and that it has not read. An honest one
 * has read all when it says its last word; the others would fill their sockets, and with them the
 * kernel's count of descriptors in flight, which is the judge's. */
static int has_unread(const struct grader *grader)
{
    int bytes = 0;

    return ioctl(grader->socket, SIOCOUTQ, &bytes) == 0 && bytes > 0;
}

/* `event` NULL: nothing was said yet. */
static void set_deadline(struct grader *grader, const json_t *event)
{
    int64_t now_us = clock_monotonic_us();

    grader->patience_us = door_patience_us(&grader->door, event, now_us);
    grader->due_us = now_us + grader->patience_us;
    loop_set_timer(grader->deadline, grader->patience_us);
}

/* Whether nobody could run meanwhile. Then the deadline starts again, and that time counts for
 * nothing. */
static int forgive_pause(struct grader *grader)
{
    int64_t now_us = clock_monotonic_us(), late_us = now_us - grader->due_us;

    if (late_us < LATE_US)
        return 0;
    log_write(&event_judge_stood_still,
              LOG_FIELDS(LOG_NUMBER("grader", grader->id), LOG_NUMBER("for_ms", late_us / 1000)),
              "the judge did not run for %lld ms; grader %u gets its time again",
              (long long)(late_us / 1000), grader->id);
    grader->door.began_us += late_us + grader->patience_us;
    grader->due_us = now_us + grader->patience_us;
    loop_set_timer(grader->deadline, grader->patience_us);
    return 1;
}

/* An event that has passed the door. */
static void take_event(struct grader *grader, enum door_word word, const json_t *event, int fd)
{
    if (!grader->is_deaf)
        set_deadline(grader, event);
    switch (word) {
    case DOOR_STEP:
        return;
    case DOOR_CACHED:
        handle_question(grader, event);
        return;
    case DOOR_COMPILED:
        handle_compiled(grader, fd);
        return;
    default:
        break;
    }
    grader->graders->handlers.on_event(grader->job, event, grader->graders->handlers.arg);
    if (grader->is_refused) {
        lose_refused(grader);
    } else if (word == DOOR_FINISHED || word == DOOR_FAILED) {
        grader->graders->deaths = 0;
        step(grader, EVENT_DONE);
    }
}

static void handle_event(struct grader *grader, const json_t *event, int fd)
{
    const char *kind = json_string_value(json_object_get(event, "event"));
    char why[DOOR_WHY_SIZE], message[sizeof(grader->lost_message)];
    enum door_word word;

    if (!grader->job) {
        lose(grader, "grader_lost", "the grader spoke without a job");
        return;
    }
    if (grader->is_refused) {
        lose_refused(grader);
        return;
    }
    if (kind && strcmp(kind, "started") == 0 && !grader->door.has_started) {
        terms_add_problem(&grader->graders->terms, grader->problem, grader->request, event,
                          &grader->door.terms);
        fd_close(&grader->problem);
    }
    word = door_check(&grader->door, event, why);
    if (word == DOOR_REFUSED) {
        snprintf(message, sizeof(message), "the grader said what it may not: %s", why);
        lose(grader, "grader_lost", message);
    } else if (grader->door.has_ended && has_unread(grader)) {
        lose(grader, "grader_lost", "the grader ended a job that it had not read");
    } else {
        take_event(grader, word, event, fd);
    }
}

static void on_message(struct loop *loop, int fd, uint32_t events, void *arg)
{
    static char bytes[PACKET_SIZE_MAX];
    struct grader *grader = arg;
    size_t file_count = 1;
    int file = -1;
    ssize_t got = packet_recv(fd, bytes, sizeof(bytes), &file, &file_count);
    json_t *event;

    (void)loop;
    (void)events;
    if (got == -EAGAIN)
        return;
    if (got <= 0) {
        lose(grader, "grader_lost",
             got == 0 ? "the grader died" : "the grader sent what is no message");
        return;
    }
    event = json_loadb(bytes, (size_t)got, JSON_REJECT_DUPLICATES, NULL);
    if (!event) {
        lose(grader, "grader_lost", "the grader said something that is not JSON");
    } else {
        handle_event(grader, event, file_count > 0 ? file : -1);
        json_decref(event);
    }
    if (file_count > 0)
        fd_close_foreign(&file);
}

static void on_deadline(struct loop *loop, struct loop_timer *timer, void *arg)
{
    struct grader *grader = arg;

    (void)loop;
    (void)timer;
    if (grader->is_deaf)
        lose(grader, "grader_lost", "the grader does not read what it is sent");
    else if (grader->is_refused)
        lose_refused(grader);
    else if (forgive_pause(grader))
        return;
    else if (door_patience_us(&grader->door, NULL, clock_monotonic_us()) == 0)
        lose(grader, "grader_late", "the grader took longer than its job can take and was killed");
    else
        lose(grader, "grader_silent", "the grader was silent past its deadline and was killed");
}

/* ---- spawning and exits ---- */
static void spawn(struct grader *grader)
{
    struct graders *graders = grader->graders;
    struct error err;
    int errors, failed;

    grader->had_job = 0;
    grader->is_deaf = grader->is_refused = 0;
    if (runner_parent_spawn(graders->parent, grader->id, (uint32_t)graders->count, &grader->socket,
                            &errors, &err) < 0) {
        declare_broken(graders, err.text);
        return;
    }
    failed = grader_log_open(graders->loop, grader->id, errors, &grader->log, &err);
    if (failed == 0 && (failed = fd_set_nonblock(grader->socket, 1)) < 0)
        error_set_errno(&err, -failed, "cannot use a grader's socket");
    if (failed < 0 ||
        loop_add_fd(graders->loop, grader->socket, EPOLLIN, on_message, grader, &err) < 0) {
        declare_broken(graders, err.text);
        return;
    }
    step(grader, EVENT_SPAWNED);
}

static void describe_exit(struct grader *grader, const struct runner_exit *exit)
{
    char *message = grader->lost_message;
    size_t size = sizeof(grader->lost_message);

    if (!exit->runner_died && WIFSIGNALED(exit->grader_status) &&
        WTERMSIG(exit->grader_status) == SIGSYS)
        log_write(&event_grader_attacked, LOG_FIELDS(LOG_NUMBER("grader", grader->id)),
                  "grader %u made a system call that no grader may make, and was ended: it was "
                  "taken over, or this is a bug",
                  grader->id);
    if (grader->state == GRADER_DYING)
        return; /* why it was killed says more */
    grader->lost_reason = "grader_lost";
    if (exit->runner_died)
        snprintf(message, size, "the runner died");
    else if (WIFSIGNALED(exit->grader_status))
        snprintf(message, size, "the grader was ended by signal %d", WTERMSIG(exit->grader_status));
    else
        snprintf(message, size, "the grader exited with status %d",
                 WEXITSTATUS(exit->grader_status));
    log_write(&event_grader_lost, LOG_FIELDS(LOG_NUMBER("grader", grader->id)),
              "grader %u: %s; a new one takes its place", grader->id, message);
}

static void on_notice(struct loop *loop, int fd, uint32_t events, void *arg)
{
    struct graders *graders = arg;
    struct runner_exit exit;
    struct error err;
    int got;

    (void)events;
    while ((got = runner_parent_next(graders->parent, &exit, &err)) > 0) {
        struct grader *grader;

        if (exit.id >= (uint32_t)graders->count)
            continue;
        grader = &graders->list[exit.id];
        describe_exit(grader, &exit);
        step(grader, EVENT_EXITED);
    }
    if (got < 0) {
        loop_remove_fd(loop, fd);
        declare_broken(graders, err.text);
    }
}

int graders_open(struct loop *loop, struct runner_parent *parent, struct cache *cache, int count,
                 const struct graders_handlers *handlers, struct graders **ret_graders,
                 struct error *err)
{
    struct graders *graders = memory_alloc(sizeof(*graders));

    *graders = (struct graders){
        .loop = loop, .parent = parent, .cache = cache, .handlers = *handlers, .count = count};
    graders->list = memory_alloc(sizeof(struct grader) * (size_t)count);
    for (int i = 0; i < count; i++) {
        struct grader *grader = &graders->list[i];

        *grader = (struct grader){
            .graders = graders, .id = (uint32_t)i, .socket = -1, .source = -1, .problem = -1};
        if (loop_add_timer(loop, on_deadline, grader, &grader->deadline, err) < 0)
            goto fail;
    }
    if (loop_add_fd(loop, parent->socket, EPOLLIN, on_notice, graders, err) < 0)
        goto fail;
    *ret_graders = graders;
    for (int i = 0; i < count && !graders->broken; i++)
        spawn(&graders->list[i]);
    return 0;

fail:
    for (int i = 0; i < count; i++)
        loop_remove_timer(loop, graders->list[i].deadline);
    free(graders->list);
    free(graders);
    return err->code;
}

void graders_close(struct graders *graders)
{
    if (!graders)
        return;
    graders->closing = 1;
    loop_remove_fd(graders->loop, graders->parent->socket);
    for (int i = 0; i < graders->count; i++) {
        forget_socket(&graders->list[i]);
        end_job_unheard(&graders->list[i]);
        grader_log_close(graders->list[i].log);
        loop_remove_timer(graders->loop, graders->list[i].deadline);
    }
    terms_memory_release(&graders->terms);
    free(graders->list);
    free(graders);
}

int graders_number_of(const struct graders *graders, const void *job)
{
    for (int i = 0; i < graders->count; i++)
        if (job && graders->list[i].job == job)
            return i + 1;
    return 0;
}

static int count_state(const struct graders *graders, enum grader_state state)
{
    int count = 0;

    for (int i = 0; i < graders->count; i++)
        count += graders->list[i].state == state;
    return count;
}

int graders_idle(const struct graders *graders)
{
    return graders->broken ? 0 : count_state(graders, GRADER_IDLE);
}

int graders_busy(const struct graders *graders)
{
    return count_state(graders, GRADER_BUSY);
}

/* Sends the job, and keeps what the judge needs of it until it ends. */
static int send_job(struct grader *grader, const json_t *request, const char *text, const int *fds,
                    size_t fd_count, struct error *err)
{
    struct door_terms terms;
    int sent;

    terms_of_request(request, &terms);
    if (fd_count > 0)
        grader->source = fcntl(fds[0], F_DUPFD_CLOEXEC, 3);
    if (terms.job == DOOR_GRADE && fd_count > 1)
        grader->problem = fcntl(fds[1], F_DUPFD_CLOEXEC, 3);
    if ((fd_count > 0 && grader->source < 0) ||
        (terms.job == DOOR_GRADE && fd_count > 1 && grader->problem < 0)) {
        error_set_errno(err, errno, "cannot keep the source and the problem open");
        end_job_unheard(grader);
        return err->code;
    }
    sent = packet_send(grader->socket, text, strlen(text), fds, fd_count);
    if (sent < 0) {
        end_job_unheard(grader);
        lose(grader, "grader_lost", "the grader cannot be reached");
        return error_set_errno(err, sent == -EAGAIN ? EPIPE : -sent, "cannot reach grader %u",
                               grader->id);
    }
    grader->request = json_incref((json_t *)request);
    grader->is_refused = 0;
    door_open(&grader->door, &terms, clock_monotonic_us());
    return 0;
}

int graders_dispatch(struct graders *graders, const json_t *request, const int *fds,
                     size_t fd_count, void *job, struct error *err)
{
    struct grader *grader = NULL;
    char *text;
    int sent;

    for (int i = 0; i < graders->count && !grader; i++) {
        if (graders->list[i].state == GRADER_IDLE)
            grader = &graders->list[i];
    }
    assert(grader);
    text = json_dumps(request, JSON_COMPACT);
    if (!text || strlen(text) > PACKET_SIZE_MAX) {
        free(text);
        return error_set(err, -EINVAL, "the job's description is not text, or too long");
    }
    sent = send_job(grader, request, text, fds, fd_count, err);
    free(text);
    if (sent < 0)
        return sent;
    grader->job = job;
    grader->had_job = 1;
    set_deadline(grader, NULL);
    step(grader, EVENT_JOB);
    return 0;
}
