#include "judge/queue/daemon.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "base/crash_point.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/memory.h"
#include "judge/dispatch/graders.h"
#include "judge/dispatch/tree.h"
#include "judge/languages/language.h"
#include "judge/queue/service.h"
#include "judge/queue/versions.h"
#include "judge/report/events.h"
#include "judge/report/result.h"
#include "judge/report/stored.h"
#include "judge/report/table.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum {
    TICK_US = 50 * 1000, /* the safety net beside the doorbell, and flushing */
    SECOND_US = 1000 * 1000,
    ATTEMPTS_MAX = 3,
    BACKOFF_FIRST_US = 100 * 1000,
    BACKOFF_LONGEST_US = 5 * 1000 * 1000,
    LATER = 1,        /* of a write: it is to be tried again */
    REFUSALS_MAX = 2, /* of what is said about one work, before it is the work's row */
    SOURCE_FDS = 2,
    BEAT_BUSY_US = 2 * 1000 * 1000,
    BEAT_IDLE_US = 5 * 1000 * 1000,
};

/* A claimed submission in a grader's hands. */
struct work {
    struct work *next;
    struct daemon *daemon;
    struct store_claim claim;
    int64_t claimed_us;
    json_t *pending;    /* cases reported and not written yet */
    json_t *groups;     /* reported; written with the verdict */
    json_t *owed;       /* events that could not be written yet: what comes next joins them */
    char version[65];   /* of its problem: what its grader was given */
    int awaits_version; /* no grader has it yet */
    int is_started;     /* its grader has loaded the problem */
    int fenced;         /* another judge has it, or a later attempt: what still comes is ignored */
    int refused;        /* how often the store took no more of what is said */
};

/* Who, in the events of a work (judge/report/events.h). */
#define ATTEMPT_FIELDS(work)                                                                       \
    LOG_NUMBER("submission", (work)->claim.submission),                                            \
        LOG_NUMBER("judging", (work)->claim.judging), LOG_NUMBER("attempt", (work)->claim.attempt)
#define WORK_FIELDS(work)                                                                          \
    ATTEMPT_FIELDS(work), LOG_TEXT("user", (work)->claim.user),                                    \
        LOG_TEXT("problem", (work)->claim.problem), LOG_TEXT("language", (work)->claim.language)

struct daemon {
    const struct daemon_options *options;
    struct store *store;
    struct loop *loop;
    struct graders *graders;
    struct versions *versions;
    struct loop_timer *tick, *second;
    struct work *works;
    json_t *isolation;
    char *isolation_text;
    int has_cgroup;
    int stopping;       /* SIGTERM: no more claims */
    int64_t stop_by_us; /* what runs is given back then; 0: it is finished */
    int returned;       /* given back, for being told to stop */
    struct service service;
    int failed;
    int64_t stalled_us;   /* since when the store or the host cannot serve us, or 0 */
    int64_t retry_us;     /* when that is tried again, and */
    int64_t backoff_us;   /* how long after that */
    int is_trying;        /* one claim, to see whether it goes again */
    int said_damage;      /* of a part of the database */
    int wrong_file;       /* the database is gone: nothing more is written */
    int64_t next_look_us; /* when the queue is looked at without being told */
    int64_t done, accepted;
    struct store_judge beat; /* what is said of us */
    char host[64], trouble[256];
    int64_t next_beat_us;
    int64_t now_ms; /* of the second that is being worked on */
    struct error err;
};

static void stop_with(struct daemon *daemon, const struct error *err)
{
    if (!daemon->failed)
        daemon->err = *err;
    daemon->failed = 1;
    loop_stop(daemon->loop);
}

/* ---- when the store or the host cannot serve us ---- */

/* Waiting mends no damaged database, none of another program and none that is gone. */
static int is_for_ever(int code)
{
    return code == -EUCLEAN || code == -EMEDIUMTYPE || code == -EPROTO || code == -ENXIO;
}

/* Takes no new work for a while; graders go on with theirs, and what they report is kept. Said
 * once, however often it is tried again. */
static void stall(struct daemon *daemon, const struct error *err)
{
    if (is_for_ever(err->code)) {
        daemon->wrong_file |= err->code == -ENXIO;
        stop_with(daemon, err);
        return;
    }
    if (daemon->stalled_us == 0) {
        log_write(&event_stalled, LOG_FIELDS({.name = NULL}),
                  "no new work is taken until this is over: %s", err->text);
        daemon->stalled_us = clock_monotonic_us();
        snprintf(daemon->trouble, sizeof(daemon->trouble), "%.255s", err->text);
        daemon->next_beat_us = 0;
        daemon->backoff_us = BACKOFF_FIRST_US;
    } else if (daemon->backoff_us < BACKOFF_LONGEST_US) {
        daemon->backoff_us *= 2;
    }
    daemon->retry_us = clock_monotonic_us() + daemon->backoff_us;
}

static void go_on(struct daemon *daemon)
{
    if (daemon->stalled_us == 0)
        return;
    log_write(
        &event_resumed,
        LOG_FIELDS(LOG_NUMBER("stalled_ms", (clock_monotonic_us() - daemon->stalled_us) / 1000)),
        "new work is taken again, after %lld ms",
        (long long)(clock_monotonic_us() - daemon->stalled_us) / 1000);
    daemon->stalled_us = 0;
    daemon->trouble[0] = '\0';
    daemon->next_look_us = daemon->next_beat_us = 0;
}

/* One row may be damaged and all others be in order. */
static int is_usable(const struct daemon *daemon)
{
    struct error unused;

    return store_check_usable(daemon->store, &unused) == 0;
}

/* ---- writing ---- */
static int record_failure(struct work *work, const char *reason, const char *message);

/* Nothing that is said of it can be written: it is set aside, and its grader is of use elsewhere.
 */
static int put_aside(struct work *work, const struct error *why)
{
    struct daemon *daemon = work->daemon;
    struct error err;
    int result = store_put_aside(daemon->store, &work->claim, why->text, clock_realtime_ms(), &err);

    if (result < 0 && result != -EINVAL && result != -EUCLEAN) {
        stall(daemon, &err);
        return daemon->failed ? 0 : LATER;
    }
    if (result < 0)
        log_write(&event_let_go, LOG_FIELDS(ATTEMPT_FIELDS(work)),
                  "submission %lld cannot be recorded, nor set aside: %s; it is let go",
                  (long long)work->claim.submission, err.text);
    work->fenced = 1;
    work->refused = REFUSALS_MAX; /* on_lost follows, if a grader has it */
    graders_lose(daemon->graders, work);
    return 0;
}

/* What its grader says is of no use: the grader is lost, and the attempt has failed. */
static int lose_grader(struct work *work, const char *message)
{
    int result;

    work->refused++;
    graders_lose(work->daemon->graders, work);
    result = record_failure(work, "grader_lost", message);
    if (result == LATER) /* on_lost comes, and is written then */
        return 0;
    work->fenced = !work->daemon->failed;
    return 0;
}

/* The store refuses a value, not us: it came from the grader. Its own words on that may quote what
 * it refuses, so it is told again without; when that is refused as well, it is the row. */
static int take_refusal(struct work *work, const struct error *err)
{
    char message[sizeof(err->text) + 64] = "the store refuses what the grader said, and to say why";

    if (work->refused == REFUSALS_MAX)
        return put_aside(work, err);
    if (work->refused == 0)
        snprintf(message, sizeof(message), "the store refuses what the grader said: %s", err->text);
    return lose_grader(work, message);
}

/* Takes what a store operation on `work` returned: fenced work is dropped, and what the store
 * refuses loses its grader (the door should have; whatever gets past it ends no judge). Returns
 * LATER when the same is to be tried again. */
static int after_write(struct work *work, int result, const struct error *err)
{
    if (result >= 0)
        return 0;
    if (result == -ESTALE) {
        log_write(&event_overtaken, LOG_FIELDS(ATTEMPT_FIELDS(work)),
                  "submission %lld: another judge has taken it over, or it was cancelled",
                  (long long)work->claim.submission);
        work->fenced = 1;
        return 0;
    }
    if (result == -EINVAL || result == -EFBIG)
        return take_refusal(work, err);
    if (result == -EUCLEAN && is_usable(work->daemon))
        return put_aside(work, err);
    stall(work->daemon, err);
    return work->daemon->failed ? 0 : LATER;
}

static void free_work(struct work *work)
{
    struct work **at = &work->daemon->works;

    while (*at != work)
        at = &(*at)->next;
    *at = work->next;
    store_claim_release(&work->claim);
    json_decref(work->pending);
    json_decref(work->groups);
    json_decref(work->owed);
    free(work);
}

struct case_batch {
    struct store_case *cases;
    char **evidence;
    size_t count;
};

static struct case_batch batch_of(const json_t *pending)
{
    struct case_batch batch = {.count = json_array_size(pending)};

    batch.cases = memory_alloc(sizeof(*batch.cases) * batch.count);
    batch.evidence = memory_alloc(sizeof(*batch.evidence) * batch.count);
    for (size_t i = 0; i < batch.count; i++)
        result_case_to_store(json_array_get(pending, i), &batch.cases[i], &batch.evidence[i]);
    return batch;
}

static void batch_release(struct case_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++)
        free(batch->evidence[i]);
    free(batch->evidence);
    free(batch->cases);
}

/* The caller's to free. */
static struct store_group *groups_of(const json_t *groups)
{
    struct store_group *rows = memory_alloc(sizeof(*rows) * json_array_size(groups));

    for (size_t i = 0; i < json_array_size(groups); i++)
        result_group_to_store(json_array_get(groups, i), &rows[i]);
    return rows;
}

static void flush(struct work *work)
{
    struct case_batch batch;
    struct error err;
    int result;

    if (work->fenced || json_array_size(work->pending) == 0 || json_array_size(work->owed) > 0)
        return;
    batch = batch_of(work->pending);
    result = after_write(
        work, store_record_cases(work->daemon->store, &work->claim, batch.cases, batch.count, &err),
        &err);
    batch_release(&batch);
    if (result != LATER)
        json_array_clear(work->pending);
}

static int record_start(struct work *work, const json_t *event)
{
    struct daemon *daemon = work->daemon;
    char *limits = json_dumps(json_object_get(event, "limits"), JSON_COMPACT | JSON_ENCODE_ANY);
    struct store_start start = {
        .version = result_text(event, "problem_version"),
        .limits_json = limits ? limits : "",
        .isolation_json = daemon->isolation_text,
        .language_version = result_text(event, "language_version"),
        .feedback = result_text(event, "feedback"),
        .max_score = json_number_value(json_object_get(event, "max_score")),
        .case_count = (int32_t)result_number(event, "case_count"),
        .grader = graders_number_of(daemon->graders, work),
        .now_ms = clock_realtime_ms(),
    };
    struct error err;
    int result;

    if (strcmp(start.version, work->version) != 0) { /* it lies, or the files were changed */
        free(limits);
        versions_damaged(daemon->versions, work->version);
        return lose_grader(work,
                           "the grader found another version of the problem than it was given");
    }
    work->is_started = 1;
    result = after_write(work, store_start(daemon->store, &work->claim, &start, &err), &err);
    free(limits);
    if (result != LATER && json_is_true(json_object_get(event, "uncalibrated")))
        log_write(&event_no_time_limit,
                  LOG_FIELDS(LOG_NUMBER("submission", work->claim.submission),
                             LOG_TEXT("problem", work->claim.problem)),
                  "submission %lld: %s states no time limit, and none was measured on this host, "
                  "so that a default decides; `assay verify --db` measures it",
                  (long long)work->claim.submission, work->claim.problem);
    return result;
}

static void log_judged(const struct work *work, const struct store_finish *finish, int64_t took_ms)
{
    log_write(
        &event_judged,
        LOG_FIELDS(WORK_FIELDS(work), LOG_TEXT("verdict", finish->verdict),
                   LOG_TEXT("reason", finish->reason),
                   LOG_TEXT("score", format_score(finish->score)),
                   LOG_TEXT("max_score", format_score(finish->max_score)),
                   LOG_NUMBER("cpu_us", finish->cpu_us), LOG_NUMBER("wall_us", finish->wall_us),
                   LOG_NUMBER("memory_kib", finish->memory_kib), LOG_NUMBER("took_ms", took_ms)),
        "submission %lld: %s %s", (long long)work->claim.submission, finish->verdict,
        finish->reason);
}

static int record_finish(struct work *work, const json_t *result)
{
    struct daemon *daemon = work->daemon;
    struct case_batch batch = batch_of(work->pending);
    struct store_group *groups = groups_of(work->groups);
    const json_t *compile = json_object_get(result, "compile");
    char *compile_text = json_is_object(compile) ? json_dumps(compile, JSON_COMPACT) : NULL;
    struct store_finish finish = {
        .verdict = result_text(result, "verdict"),
        .reason = result_text(result, "reason"),
        .message = result_text(result, "message"),
        .score = json_number_value(json_object_get(result, "score")),
        .max_score = json_number_value(json_object_get(result, "max_score")),
        .cpu_us = result_number(result, "cpu_us"),
        .wall_us = result_number(result, "wall_us"),
        .memory_kib = result_number(result, "memory_kib"),
        .compile_json = compile_text ? compile_text : "",
        .cases = batch.cases,
        .case_count = batch.count,
        .groups = groups,
        .group_count = json_array_size(work->groups),
        .now_ms = clock_realtime_ms(),
    };
    struct error err;
    int written = store_finish(daemon->store, &work->claim, &finish, &err);

    int later = after_write(work, written, &err);

    if (written == 0) { /* what another judge has taken over is for that one to count */
        double took_ms = (double)(clock_monotonic_us() - work->claimed_us) / 1000;

        daemon->beat.mean_ms =
            daemon->beat.mean_ms == 0 ? took_ms : daemon->beat.mean_ms * 0.9 + took_ms * 0.1;
        daemon->done++;
        daemon->accepted += strcmp(finish.verdict, "AC") == 0;
        log_judged(work, &finish, (int64_t)took_ms);
    }
    free(compile_text);
    free(groups);
    batch_release(&batch);
    return later;
}

static int record_failure(struct work *work, const char *reason, const char *message)
{
    struct error err;
    int is_final = 0;
    int result = store_fail(work->daemon->store, &work->claim, reason, message, ATTEMPTS_MAX,
                            clock_realtime_ms(), &is_final, &err);

    if (result == 0 && is_final)
        log_write(
            &event_gave_up,
            LOG_FIELDS(WORK_FIELDS(work), LOG_TEXT("verdict", "IE"), LOG_TEXT("reason", reason)),
            "submission %lld, attempt %d: %s (%s); it ends as IE",
            (long long)work->claim.submission, work->claim.attempt, message, reason);
    else if (result >= 0 || !work->daemon->stalled_us)
        log_write(&event_retried, LOG_FIELDS(WORK_FIELDS(work), LOG_TEXT("reason", reason)),
                  "submission %lld, attempt %d: %s (%s)%s", (long long)work->claim.submission,
                  work->claim.attempt, message, reason,
                  result < 0 ? "" : "; it will be tried again");
    if (result == 0 && is_final)
        work->daemon->done++;
    return after_write(work, result, &err);
}

/* The package is at fault, or this judge cannot take the language: the submission waits, held with
 * its reason, and no attempt is counted. What fails before it has started fails for every
 * submission to that problem; later failures may be due to what one submission printed. */
static int record_hold(struct work *work, const char *kind, const char *reason, const char *message)
{
    int is_language = strcmp(kind, "language") == 0;
    const char *name = is_language ? work->claim.language : work->claim.problem;
    struct error err;
    int closed = 0;
    int result = store_hold_claim(work->daemon->store, &work->claim, kind, !work->is_started,
                                  reason, message, clock_realtime_ms(), &closed, &err);

    if (!is_language)
        versions_look_again(work->daemon->versions, name);
    if (result == 0)
        log_write(&event_held,
                  LOG_FIELDS(WORK_FIELDS(work), LOG_TEXT("reason", reason),
                             LOG_TEXT("all_of", closed ? kind : "")),
                  "submission %lld is held: %s (%s)%s%s%s", (long long)work->claim.submission,
                  message, reason, closed ? "; so are all others of the " : "",
                  closed ? (is_language ? "language " : "problem ") : "", closed ? name : "");
    return after_write(work, result, &err);
}

static int record_failed(struct work *work, const char *reason, const char *message)
{
    if (strcmp(reason, "bad_problem") == 0)
        return record_hold(work, "problem", reason, message);
    return record_failure(work, reason, message);
}

static int give_back(struct work *work)
{
    struct error err;

    return after_write(
        work, store_give_back(work->daemon->store, &work->claim, clock_realtime_ms(), &err), &err);
}

/* ---- what graders report ---- */
static void claim_more(struct daemon *daemon);

/* Writes what an event says. Besides those of graders there are "lost" (with reason and message),
 * "hold" (the same, with the kind) and "give_back". Returns LATER when the store cannot take it
 * now. */
static int write_event(struct work *work, const json_t *event)
{
    const char *kind = result_text(event, "event");

    if (work->fenced)
        return 0; /* what still comes is nobody's */
    if (strcmp(kind, "started") == 0)
        return record_start(work, event);
    if (strcmp(kind, "case") == 0)
        json_array_append(work->pending, json_object_get(event, "case"));
    else if (strcmp(kind, "group") == 0)
        json_array_append(work->groups, json_object_get(event, "group"));
    else if (strcmp(kind, "finished") == 0)
        return record_finish(work, json_object_get(event, "result"));
    else if (strcmp(kind, "failed") == 0)
        return record_failed(work, result_text(event, "reason"), result_text(event, "message"));
    else if (strcmp(kind, "lost") == 0)
        return record_failure(work, result_text(event, "reason"), result_text(event, "message"));
    else if (strcmp(kind, "hold") == 0)
        return record_hold(work, result_text(event, "kind"), result_text(event, "reason"),
                           result_text(event, "message"));
    else if (strcmp(kind, "give_back") == 0)
        return give_back(work);
    return 0;
}

/* Whether this is the last that comes of a work. After "finished" and "failed" that the store
 * refused, on_lost follows. */
static int is_last(const struct work *work, const json_t *event)
{
    static const char *const ends[] = {"lost", "hold", "give_back", NULL};
    const char *kind = result_text(event, "event");

    for (const char *const *end = ends; *end; end++) {
        if (strcmp(kind, *end) == 0)
            return 1;
    }
    return !work->refused && (strcmp(kind, "finished") == 0 || strcmp(kind, "failed") == 0);
}

/* Writes the event now, or owes it. The work is gone after its last. */
static void take_event(struct work *work, const json_t *event)
{
    struct daemon *daemon = work->daemon;

    if (json_array_size(work->owed) > 0 || write_event(work, event) == LATER) {
        json_array_append(work->owed, (json_t *)event);
        return;
    }
    if (is_last(work, event)) {
        free_work(work);
        daemon->next_look_us = 0; /* our own commits are no news to look() */
    }
}

/* Returns LATER when something is still owed. */
static int write_owed(struct work *work)
{
    while (json_array_size(work->owed) > 0) {
        json_t *event = json_array_get(work->owed, 0);
        int ends;

        if (write_event(work, event) == LATER)
            return LATER;
        /* its grader has another job by now: no on_lost comes for what was refused */
        work->refused = 0;
        ends = is_last(work, event);
        if (ends) {
            free_work(work);
            return 0;
        }
        json_array_remove(work->owed, 0);
    }
    return 0;
}

static void on_event(void *job, const json_t *event, void *arg)
{
    (void)arg;
    take_event(job, event);
}

/* An event of our own, about how a work ends. */
static void end_work(struct work *work, const char *event, const char *kind, const char *reason,
                     const char *message)
{
    json_t *object = json_pack("{s:s,s:s,s:s}", "event", event, "kind", kind, "reason", reason);
    struct buffer shown = BUFFER_INIT;
    json_t *text = json_string(message);

    if (!text) { /* it quotes what is no text */
        buffer_append_shown(&shown, message, strlen(message));
        text = json_string(shown.data ? shown.data : "");
    }
    json_object_set_new(object, "message", text);
    take_event(work, object);
    buffer_release(&shown);
    json_decref(object);
}

static void on_lost(void *job, const char *reason, const char *message, void *arg)
{
    const struct daemon *daemon = arg;

    if (!daemon->failed) /* else the tree broke down: give_back_all, and no attempt is counted */
        end_work(job, "lost", "", reason, message);
}

static void hand_waiting(struct daemon *daemon);

static void on_idle(void *arg)
{
    hand_waiting(arg);
    claim_more(arg);
}

static void on_version(void *arg)
{
    hand_waiting(arg);
    claim_more(arg);
}

static void on_broken(const char *message, void *arg)
{
    struct error err;

    error_set(&err, -EIO, "%s", message);
    stop_with(arg, &err);
}

/* ---- handing out ---- */
static int request_of(const struct work *work, json_t **ret_request, struct error *err)
{
    const struct daemon *daemon = work->daemon;
    const struct store_claim *claim = &work->claim;
    json_t *calibrations;

    if (stored_calibrations(daemon->store, claim->problem, &calibrations, err) < 0)
        return err->code;
    *ret_request =
        json_pack("{s:s,s:s,s:s,s:s,s:s,s:b,s:o*}", "kind", "grade", "problem", claim->problem,
                  "version", work->version, "language", claim->language, "file_name",
                  claim->file_name, "has_cgroup", daemon->has_cgroup, "calibrations", calibrations);
    if (daemon->options->records)
        json_object_set_new(*ret_request, "record", json_true());
    return 0;
}

/* The request with its descriptors: 0, or LATER when its version is not there yet. *ret_fault: what
 * is at fault when that fails, "problem", "version", "language" or NULL, the submission itself. */
static int prepare(struct work *work, json_t **ret_request, int fds[SOURCE_FDS],
                   const char **ret_fault, struct error *err)
{
    const struct store_claim *claim = &work->claim;
    struct judged_version version;
    int result;

    *ret_fault = NULL;
    if (!language_find(claim->language)) {
        *ret_fault = "language";
        return error_set(err, -EINVAL, "this judge knows no language \"%s\"", claim->language);
    }
    result = versions_get(work->daemon->versions, claim, &version, ret_fault, err);
    if (result != 0)
        return result < 0 ? result : LATER;
    fds[1] = version.dir;
    memcpy(work->version, version.name, sizeof(work->version));
    if (request_of(work, ret_request, err) < 0)
        return err->code;
    fds[0] = fd_memfd_with("source", claim->source, claim->source_size);
    return fds[0] < 0 ? error_set_errno(err, -fds[0], "cannot pass the source on") : 0;
}

/* Hands `work` to an idle grader. A submission that cannot be handed over fails; a grader that
 * cannot be reached costs the submission nothing. */
static void hand_over(struct work *work)
{
    struct daemon *daemon = work->daemon;
    int fds[SOURCE_FDS] = {-1, -1};
    const char *fault;
    json_t *request = NULL;
    struct error err;
    int result = prepare(work, &request, fds, &fault, &err);

    work->awaits_version = result == LATER;
    if (result == 0)
        result = graders_dispatch(daemon->graders, request, fds, SOURCE_FDS, work, &err);
    if (result == 0) {
        log_write(&event_claimed, LOG_FIELDS(WORK_FIELDS(work)),
                  "submission %lld is with a grader, attempt %d", (long long)work->claim.submission,
                  work->claim.attempt);
        go_on(daemon);
    }
    if (!fault && (result == -EPIPE || result == -ECONNRESET)) {
        end_work(work, "give_back", "", "", "");
    } else if (result < 0 && fault && strcmp(fault, "version") == 0) {
        end_work(work, "lost", "", "no_version", err.text);
    } else if (result < 0 && fault) {
        end_work(work, "hold", fault, strcmp(fault, "problem") == 0 ? "bad_problem" : "no_language",
                 err.text);
    } else if (result < 0 && result != -EINVAL) { /* the host has no room, or the store */
        stall(daemon, &err);
        end_work(work, "give_back", "", "", "");
    } else if (result < 0) {
        end_work(work, "lost", "", "internal", err.text);
    }
    json_decref(request);
    fd_close(&fds[0]);
    fd_close(&fds[1]);
}

/* Those whose problem is being read: each of them will need a grader. */
static int count_waiting(const struct daemon *daemon)
{
    int count = 0;

    for (const struct work *work = daemon->works; work; work = work->next)
        count += work->awaits_version;
    return count;
}

static void hand_waiting(struct daemon *daemon)
{
    struct work *next;

    for (struct work *work = daemon->works; work && !daemon->failed; work = next) {
        next = work->next;
        if (work->awaits_version && work->fenced)
            free_work(work);
        else if (work->awaits_version && daemon->graders && graders_idle(daemon->graders) > 0)
            hand_over(work);
    }
}

static void claim_more(struct daemon *daemon)
{
    while (daemon->graders && !daemon->stopping && !daemon->failed &&
           (!daemon->stalled_us || daemon->is_trying) &&
           graders_idle(daemon->graders) > count_waiting(daemon)) {
        struct work *work = memory_alloc(sizeof(*work));
        struct error err;
        int claimed;

        claimed = store_claim(daemon->store, clock_realtime_ms(), &work->claim, &err);
        if (claimed <= 0) {
            free(work);
            if (claimed < 0)
                stall(daemon, &err);
            else
                go_on(daemon);
            return;
        }
        work->daemon = daemon;
        work->claimed_us = clock_monotonic_us();
        work->pending = json_array();
        work->groups = json_array();
        work->owed = json_array();
        work->next = daemon->works;
        daemon->works = work;
        crash_point("claimed");
        hand_over(work);
        crash_point("handed_over");
        if (daemon->stalled_us)
            return;
    }
}

/* ---- the clock ---- */
/* Looks at the queue when somebody committed, or when a retry falls due. */
static void look(struct daemon *daemon)
{
    int64_t now_us = clock_monotonic_us();
    struct store_backlog backlog;
    struct error err;
    int changed = store_changed(daemon->store, &err);

    if (changed < 0) {
        stall(daemon, &err);
        return;
    }
    if (!changed && now_us < daemon->next_look_us)
        return;
    claim_more(daemon);
    if (daemon->failed || daemon->stalled_us)
        return;
    if (store_backlog(daemon->store, clock_realtime_ms(), &backlog, &err) < 0) {
        stall(daemon, &err);
        return;
    }
    daemon->next_look_us = now_us + SECOND_US;
    if (backlog.next_delay_ms >= 0 && backlog.next_delay_ms < 1000)
        daemon->next_look_us = now_us + backlog.next_delay_ms * 1000;
    if (daemon->options->drain)
        progress_show("judged", daemon->done, daemon->done + backlog.queued + backlog.running);
    if (daemon->options->drain && backlog.queued + backlog.running == 0 &&
        backlog.next_delay_ms != 0) { /* 0: a trial is due */
        if (backlog.held > 0)
            log_write(&event_left_held, LOG_FIELDS(LOG_NUMBER("count", backlog.held)),
                      "%lld submissions are held and stay unjudged (`assay list --state held`)",
                      (long long)backlog.held);
        loop_stop(daemon->loop);
    }
}

static int owes(const struct daemon *daemon)
{
    for (const struct work *work = daemon->works; work; work = work->next) {
        if (json_array_size(work->owed) > 0)
            return 1;
    }
    return 0;
}

/* Tries again what could not be written, then to write at all, and then to hand out one job. */
static void try_again(struct daemon *daemon)
{
    struct work *next;
    struct error err;

    if (clock_monotonic_us() < daemon->retry_us)
        return;
    for (struct work *work = daemon->works; work && !daemon->failed; work = next) {
        next = work->next;
        if (write_owed(work) == LATER)
            return;
    }
    if (store_heartbeat(daemon->store, &err) < 0) {
        stall(daemon, &err);
        return;
    }
    daemon->retry_us = clock_monotonic_us() + daemon->backoff_us;
    daemon->is_trying = 1;
    claim_more(daemon);
    daemon->is_trying = 0;
    if (daemon->stopping || graders_idle(daemon->graders) == 0)
        go_on(daemon);
}

static void on_tick(struct loop *loop, struct loop_timer *timer, void *arg)
{
    struct daemon *daemon = arg;

    if (daemon->stalled_us && !daemon->failed)
        try_again(daemon);
    for (struct work *work = daemon->works; work && !daemon->failed && !daemon->stalled_us;
         work = work->next)
        flush(work);
    if (!daemon->failed && !daemon->stopping && !daemon->stalled_us)
        look(daemon);
    if (daemon->stopping &&
        ((graders_busy(daemon->graders) == 0 && !owes(daemon)) ||
         (daemon->stop_by_us > 0 && clock_monotonic_us() >= daemon->stop_by_us)))
        loop_stop(loop);
    service_turn(&daemon->service, daemon->done, graders_busy(daemon->graders), daemon->trouble);
    loop_set_timer(timer, TICK_US);
}

/* Some of what is in hand was cancelled, or another judge has taken it over: its graders are of use
 * elsewhere. */
static void drop_what_is_gone(struct daemon *daemon, int running)
{
    int in_hand = 0;
    struct error err;

    for (const struct work *work = daemon->works; work; work = work->next)
        in_hand += !work->fenced;
    for (struct work *work = daemon->works; work && running < in_hand; work = work->next) {
        if (work->fenced || store_is_held(daemon->store, &work->claim, &err) != 0)
            continue;
        log_write(&event_dropped, LOG_FIELDS(ATTEMPT_FIELDS(work)),
                  "submission %lld was cancelled, or taken over, while it was judged",
                  (long long)work->claim.submission);
        work->fenced = 1;
        graders_lose(daemon->graders, work);
    }
}

/* An idle judge says less often that it lives: each time the disk has to write. */
static int say_beat(struct daemon *daemon, struct error *err)
{
    int64_t now_us = clock_monotonic_us();

    if (now_us < daemon->next_beat_us)
        return 0;
    daemon->next_beat_us = now_us + (daemon->works ? BEAT_BUSY_US : BEAT_IDLE_US);
    daemon->beat.beat_ms = clock_realtime_ms();
    daemon->beat.judged = daemon->done;
    return store_beat(daemon->store, &daemon->beat, err);
}

static void say_late(const struct store_late *row, void *arg)
{
    const struct daemon *daemon = arg;
    int64_t waited_ms = daemon->now_ms - row->queued_ms;
    int64_t allowed_ms = row->deadline_ms - row->queued_ms;

    log_write(
        &event_late,
        LOG_FIELDS(LOG_NUMBER("submission", row->submission), LOG_NUMBER("judging", row->judging),
                   LOG_TEXT("user", row->user), LOG_TEXT("problem", row->problem_name),
                   LOG_NUMBER("waited_ms", waited_ms), LOG_NUMBER("deadline_ms", allowed_ms)),
        "submission %lld has waited for %lld s, its deadline was %lld s",
        (long long)row->submission, (long long)waited_ms / 1000, (long long)allowed_ms / 1000);
}

static int keep_house(struct daemon *daemon, struct error *err)
{
    int count = 0;
    int running = store_check_file(daemon->store, err);

    if (running == 0)
        running = store_heartbeat(daemon->store, err);
    if (running < 0 || store_reclaim(daemon->store, clock_boottime_ms(), daemon->options->lease_ms,
                                     clock_realtime_ms(), &count, err) < 0)
        return err->code;
    drop_what_is_gone(daemon, running);
    if (say_beat(daemon, err) < 0)
        return err->code;
    if (count > 0)
        log_write(&event_requeued, LOG_FIELDS(LOG_NUMBER("count", count)),
                  "%d submissions of a judge that is gone are queued again", count);
    if (store_maintain(daemon->store, daemon->works == NULL, err) < 0)
        return err->code;
    daemon->now_ms = clock_realtime_ms(); /* last: a damaged row of these keeps nothing else */
    return store_say_late(daemon->store, daemon->now_ms, say_late, daemon, err);
}

static void take_house_fault(struct daemon *daemon, const struct error *err)
{
    if (err->code == -EUCLEAN && is_usable(daemon)) {
        if (!daemon->said_damage)
            log_write(&event_damaged, LOG_FIELDS({.name = NULL}),
                      "a part of the database is damaged, and the judge goes on: %s", err->text);
        daemon->said_damage = 1;
    } else if (daemon->stalled_us == 0 || is_for_ever(err->code)) {
        stall(daemon, err);
    }
}

static void on_second(struct loop *loop, struct loop_timer *timer, void *arg)
{
    struct daemon *daemon = arg;
    struct error err;

    (void)loop;
    if (!daemon->failed && keep_house(daemon, &err) < 0)
        take_house_fault(daemon, &err);
    loop_set_timer(timer, SECOND_US);
}

static void on_ring(struct loop *loop, int fd, uint32_t events, void *arg)
{
    struct daemon *daemon = arg;

    (void)loop;
    (void)fd;
    (void)events;
    store_take_rings(daemon->store);
    claim_more(daemon);
}

/* Back to the queue, its attempt not counted: whether it is there. */
static int return_work(struct work *work)
{
    struct error err;

    crash_point("giving_back");
    if (store_give_back(work->daemon->store, &work->claim, clock_realtime_ms(), &err) < 0) {
        log_write(&event_return_failed,
                  LOG_FIELDS(LOG_NUMBER("submission", work->claim.submission),
                             LOG_NUMBER("judging", work->claim.judging)),
                  "submission %lld could not be given back: %s; it is queued again when this "
                  "judge next starts",
                  (long long)work->claim.submission, err.text);
        return 0;
    }
    work->daemon->returned++;
    log_write(&event_returned, LOG_FIELDS(WORK_FIELDS(work)),
              "submission %lld is back in the queue", (long long)work->claim.submission);
    return 1;
}

/* What no grader has begun with can as well wait in the queue. */
static void return_unstarted(struct daemon *daemon)
{
    for (struct work *work = daemon->works; work && !daemon->stalled_us; work = work->next) {
        if (work->is_started || work->fenced || json_array_size(work->owed) > 0 ||
            !return_work(work))
            continue;
        work->fenced = 1;
        graders_lose(daemon->graders, work);
    }
}

static void on_signal(struct loop *loop, const struct signalfd_siginfo *info, void *arg)
{
    struct daemon *daemon = arg;
    int in_hand = graders_busy(daemon->graders);
    int64_t grace_ms = daemon->options->grace_ms;

    if (daemon->stopping || (in_hand == 0 && !owes(daemon))) {
        service_stopping(in_hand);
        loop_stop(loop);
        return;
    }
    daemon->stopping = 1;
    daemon->stop_by_us = grace_ms > 0 ? clock_monotonic_us() + grace_ms * 1000 : 0;
    service_stopping(in_hand);
    return_unstarted(daemon);
    log_write(&event_stopping,
              LOG_FIELDS(LOG_TEXT("signal", info->ssi_signo == SIGINT ? "INT" : "TERM"),
                         LOG_NUMBER("in_hand", in_hand - daemon->returned),
                         LOG_NUMBER("returned", daemon->returned),
                         LOG_NUMBER("grace_ms", grace_ms)),
              "stopping: %d submissions are being finished; a second signal gives them back",
              in_hand - daemon->returned);
}

static void on_hangup(struct loop *loop, const struct signalfd_siginfo *info, void *arg)
{
    const struct daemon *daemon = arg;

    (void)loop;
    (void)info;
    if (!daemon->options->reload)
        return;
    service_reloading();
    daemon->options->reload(daemon->options->reload_arg);
    service_ready();
}

/* What is still in graders' hands at the end. */
static void give_back_all(struct daemon *daemon)
{
    while (daemon->works) {
        struct work *work = daemon->works;

        if (!work->fenced && !daemon->wrong_file)
            return_work(work);
        free_work(work);
    }
}

static int set_up(struct daemon *daemon, struct runner_parent *parent, struct cache *cache,
                  struct error *err)
{
    const struct graders_handlers handlers = {.on_event = on_event,
                                              .on_lost = on_lost,
                                              .on_idle = on_idle,
                                              .on_broken = on_broken,
                                              .arg = daemon};
    int bell = -1;

    if (loop_open(&daemon->loop, err) < 0 ||
        loop_add_signal(daemon->loop, SIGTERM, on_signal, daemon, err) < 0 ||
        loop_add_signal(daemon->loop, SIGINT, on_signal, daemon, err) < 0 ||
        loop_add_signal(daemon->loop, SIGHUP, on_hangup, daemon, err) < 0 ||
        loop_add_timer(daemon->loop, on_tick, daemon, &daemon->tick, err) < 0 ||
        loop_add_timer(daemon->loop, on_second, daemon, &daemon->second, err) < 0 ||
        versions_open(daemon->loop, daemon->store, on_version, daemon, &daemon->versions, err) < 0)
        return err->code;
    if (store_listen(daemon->store, &bell, err) < 0 ||
        (bell >= 0 && loop_add_fd(daemon->loop, bell, EPOLLIN, on_ring, daemon, err) < 0))
        return err->code;
    if (graders_open(daemon->loop, parent, cache, daemon->options->jobs, &handlers,
                     &daemon->graders, err) < 0)
        return err->code;
    loop_set_timer(daemon->tick, 0);
    loop_set_timer(daemon->second, SECOND_US);
    return 0;
}

int daemon_run(const struct daemon_options *options, struct store *store,
               struct runner_parent *parent, struct cache *cache, struct error *err)
{
    struct daemon daemon = {.options = options, .store = store};
    struct error unused;
    int result;

    gethostname(daemon.host, sizeof(daemon.host) - 1);
    daemon.beat = (struct store_judge){.host = daemon.host,
                                       .pid = getpid(),
                                       .graders = options->jobs,
                                       .started_ms = clock_realtime_ms(),
                                       .trouble = daemon.trouble};
    daemon.isolation = tree_isolation_json(&parent->isolation);
    daemon.isolation_text = json_dumps(daemon.isolation, JSON_COMPACT);
    daemon.has_cgroup = parent->isolation.state[LAYER_CGROUP_MEMORY] == ISOLATION_ENFORCED;
    result = set_up(&daemon, parent, cache, err);
    if (result == 0 && say_beat(&daemon, &unused) == 0)
        claim_more(&daemon);
    if (result == 0)
        service_ready();
    if (result == 0 && !daemon.failed)
        result = loop_run(daemon.loop, err);
    progress_clear();
    if (daemon.failed) {
        *err = daemon.err;
        result = err->code;
    }
    give_back_all(&daemon);
    if (!daemon.wrong_file) {
        store_leave(store, &unused);
        store_maintain(store, 1, &unused);
    }
    log_write(&event_stopped,
              LOG_FIELDS(LOG_NUMBER("judged", daemon.done), LOG_NUMBER("accepted", daemon.accepted),
                         LOG_NUMBER("returned", daemon.returned)),
              "%lld judged, %lld accepted", (long long)daemon.done, (long long)daemon.accepted);
    graders_close(daemon.graders);
    versions_close(daemon.versions);
    loop_close(daemon.loop);
    free(daemon.isolation_text);
    json_decref(daemon.isolation);
    return result;
}
