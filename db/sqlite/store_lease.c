/* Leases: who is alive is decided by a counter that the holder raises and a clock of the observer,
 * CLOCK_BOOTTIME, so that no jump of anybody's date can expire a lease. */
#include "base/memory.h"
#include "db/sqlite/sqlite.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A row that cannot be read must not end the leases of the others. */
static int raise_each(struct store *store, struct error *err)
{
    struct query ids, one;
    int running = 0, rc;

    query_start(&ids, store, SQL_RUNNING_OF_IDS);
    query_text(&ids, store->name);
    while ((rc = query_step(&ids, err)) == 1) {
        query_start(&one, store, SQL_HEARTBEAT_ONE);
        query_int(&one, query_column_int(&ids, 0));
        rc = query_run(&one, err);
        if (rc < 0 && rc != -EUCLEAN)
            break;
        running++;
    }
    query_end(&ids);
    return rc < 0 ? rc : running;
}

int store_heartbeat(struct store *store, struct error *err)
{
    struct query q;
    int running;

    if (store->name == NULL)
        return error_set(err, -EINVAL, "heartbeat: take a judge's name first (store_name_acquire)");
    query_start(&q, store, SQL_HEARTBEAT);
    query_text(&q, store->name);
    running = query_run(&q, err);
    if (running == -EUCLEAN)
        running = raise_each(store, err);
    return running < 0 ? error_prefix(err, "heartbeat") : running;
}

int store_beat(struct store *store, const struct store_judge *judge, struct error *err)
{
    struct query q;

    query_start(&q, store, SQL_BEAT);
    query_text(&q, store->name);
    query_text(&q, judge->host);
    query_int(&q, judge->pid);
    query_int(&q, judge->graders);
    query_int(&q, judge->started_ms);
    query_int(&q, judge->beat_ms);
    query_int(&q, judge->judged);
    query_real(&q, judge->mean_ms);
    query_text(&q, judge->trouble);
    return query_run(&q, err) < 0 ? error_prefix(err, "giving a sign of life") : 0;
}

int store_leave(struct store *store, struct error *err)
{
    struct query q;

    query_start(&q, store, SQL_LEAVE);
    query_text(&q, store->name);
    return query_run(&q, err) < 0 ? error_prefix(err, "leaving") : 0;
}

int store_is_held(struct store *store, const struct store_claim *claim, struct error *err)
{
    struct query q;
    int rc;

    query_start_held(&q, store, SQL_HELD_SINCE, claim);
    rc = query_step(&q, err);
    query_end(&q);
    if (rc < 0)
        return error_prefix(err, "looking whether a judging is still held");
    if (rc == 0 && store->alone == claim->judging)
        store->alone = 0;
    return rc;
}

struct sightings {
    struct sighting *list;
    size_t count, capacity;
    int64_t boot_ms;
};

static void add_sighting(struct sightings *seen, const struct query *q)
{
    if (seen->count == seen->capacity) {
        seen->capacity = seen->capacity == 0 ? 16 : seen->capacity * 2;
        seen->list = memory_grow(seen->list, seen->capacity, sizeof(*seen->list));
    }
    seen->list[seen->count++] = (struct sighting){.judging = query_column_int(q, 0),
                                                  .attempt = query_column_int32(q, 1),
                                                  .heartbeat_count = query_column_int(q, 2),
                                                  .first_seen_boot_ms = seen->boot_ms};
}

/* One by one, without those that cannot be read. */
static int look_each(struct store *store, enum store_statement id, struct sightings *seen,
                     struct error *err)
{
    struct query ids, one;
    int rc;

    query_start(&ids, store, id);
    query_text(&ids, store->name);
    while ((rc = query_step(&ids, err)) == 1) {
        query_start(&one, store, SQL_RUNNING_ONE);
        query_int(&one, query_column_int(&ids, 0));
        rc = query_step(&one, err);
        if (rc == 1)
            add_sighting(seen, &one);
        query_end(&one);
        if (rc < 0 && rc != -EUCLEAN)
            break;
    }
    query_end(&ids);
    return rc < 0 ? rc : 0;
}

/* The running judgings of this name (SQL_RUNNING_OF) or of all others, as sightings of `boot_ms`;
 * *ret_list is the caller's to free. */
static int look(struct store *store, enum store_statement id, int64_t boot_ms,
                struct sighting **ret_list, size_t *ret_count, struct error *err)
{
    struct sightings seen = {.boot_ms = boot_ms};
    struct query q;
    int rc;

    query_start(&q, store, id);
    query_text(&q, store->name);
    while ((rc = query_step(&q, err)) == 1)
        add_sighting(&seen, &q);
    if (rc == -EUCLEAN) {
        seen.count = 0;
        rc = look_each(store, id == SQL_RUNNING_OF ? SQL_RUNNING_OF_IDS : SQL_RUNNING_OTHERS_IDS,
                       &seen, err);
    }
    if (rc < 0) {
        free(seen.list);
        return rc;
    }
    *ret_list = seen.list;
    *ret_count = seen.count;
    return 0;
}

/* Returns the number of rows changed; *ret_held: whether it is set aside. */
static int requeue(struct store *store, const struct sighting *seen, int *ret_held,
                   struct error *err)
{
    char message[160];
    struct query q;
    int rc;

    snprintf(message, sizeof(message),
             "judges in a row died while they had it in hand (%d after it had started, or %d), the "
             "last ones with nothing else",
             STORE_DEATHS_MAX, STORE_DEATHS_IN_HAND_MAX);
    query_start(&q, store, SQL_REQUEUE);
    query_int(&q, seen->judging);
    query_int(&q, seen->attempt);
    query_int(&q, seen->heartbeat_count);
    query_int(&q, STORE_DEATHS_BEFORE_ALONE);
    query_int(&q, STORE_DEATHS_MAX);
    query_text(&q, message);
    query_int(&q, STORE_DEATHS_IN_HAND_BEFORE_ALONE);
    query_int(&q, STORE_DEATHS_IN_HAND_MAX);
    rc = query_step(&q, err);
    if (rc != 1)
        return rc;
    *ret_held = strcmp((const char *)sqlite3_column_text(q.stmt, 0), "held") == 0;
    query_end(&q);
    return 1;
}

static int requeue_lost(struct store *store, const struct sighting *seen, const char *why,
                        int64_t now_ms, struct error *err)
{
    const struct store_claim claim = {.judging = seen->judging, .attempt = seen->attempt};
    int held = 0;
    int rc = requeue(store, seen, &held, err);

    if (rc != 1)
        return rc;
    if (store_drop_cases(store, seen->judging, err) < 0 ||
        store_end_attempt(store, &claim, "lost", now_ms, "judge_lost", why, err) < 0 ||
        store_add_event(store, seen->judging, seen->attempt, now_ms, "reclaimed", why, err) < 0)
        return err->code;
    if (held &&
        store_add_event(store, seen->judging, seen->attempt, now_ms, "held", "judge_lost", err) < 0)
        return err->code;
    return 1;
}

/* One whose row is damaged must not keep the others from being requeued. */
int store_requeue_lost(struct store *store, const struct sighting *seen, const char *why,
                       int64_t now_ms, struct error *err)
{
    int rc = requeue_lost(store, seen, why, now_ms, err);

    if (rc == -EINVAL)
        rc = store_set_aside(store, seen->judging, err->text, now_ms, err) < 0 ? err->code : 1;
    return rc;
}

/* Requeues each of `list` in one transaction. Returns how many were, or a negative errno. */
static int requeue_all(struct store *store, const struct sighting *list, size_t count,
                       const char *why, int64_t now_ms, struct error *err)
{
    int requeued = 0;

    for (size_t i = 0; i < count; i++) {
        int rc = store_is_bad(store, list[i].judging)
                     ? 0
                     : store_requeue_lost(store, &list[i], why, now_ms, err);

        store->damaged = rc == -EUCLEAN ? list[i].judging : 0;
        if (rc < 0)
            return rc;
        requeued += rc;
    }
    return requeued;
}

/* A judge that starts finds problems mended that an earlier one could not load. */
static int try_all_holds(struct store *store, int64_t now_ms, struct error *err)
{
    struct query q;

    query_start(&q, store, SQL_TRY_ALL);
    query_int(&q, now_ms);
    return query_run(&q, err) < 0 ? err->code : 0;
}

static int requeue_own(struct store *store, int64_t now_ms, struct error *err)
{
    struct sighting *list = NULL;
    size_t count = 0;
    int rc = store_begin(store, err);

    if (rc < 0)
        return rc;
    store->damaged = 0;
    rc = look(store, SQL_RUNNING_OF, 0, &list, &count, err);
    if (rc == 0)
        rc = try_all_holds(store, now_ms, err);
    if (rc == 0)
        rc = requeue_all(store, list, count, "left running by an earlier judge of this name",
                         now_ms, err);
    rc = store_end(store, rc, err);
    free(list);
    return rc;
}

int store_requeue_own(struct store *store, int64_t now_ms, int *ret_count, struct error *err)
{
    int rc;

    do
        rc = requeue_own(store, now_ms, err);
    while (rc == -EUCLEAN && store_pass_damaged(store, now_ms, err) == 0);
    if (rc < 0)
        return error_prefix(err, "requeueing earlier work");
    *ret_count = rc;
    return 0;
}

/* For each judging that has not moved since the first sighting, keeps the date of that sighting. */
static void remember(struct store *store, struct sighting *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < store->sighting_count; k++) {
            const struct sighting *old = &store->sightings[k];

            if (old->judging == list[i].judging && old->attempt == list[i].attempt &&
                old->heartbeat_count == list[i].heartbeat_count)
                list[i].first_seen_boot_ms = old->first_seen_boot_ms;
        }
    }
    free(store->sightings);
    store->sightings = list;
    store->sighting_count = count;
}

int store_reclaim(struct store *store, int64_t boot_ms, int64_t lease_ms, int64_t now_ms,
                  int *ret_count, struct error *err)
{
    struct sighting *list, *expired;
    size_t count, expired_count = 0;
    char why[80];
    int rc = 0;

    if (look(store, SQL_RUNNING_OTHERS, boot_ms, &list, &count, err) < 0)
        return error_prefix(err, "looking for lost judges");
    remember(store, list, count);
    expired = memory_alloc(count * sizeof(*expired));
    for (size_t i = 0; i < count; i++) {
        if (boot_ms - list[i].first_seen_boot_ms >= lease_ms)
            expired[expired_count++] = list[i];
    }
    snprintf(why, sizeof(why), "no heartbeat for %lld ms", (long long)lease_ms);
    while (expired_count > 0) {
        rc = store_begin(store, err);
        if (rc == 0)
            rc =
                store_end(store, requeue_all(store, expired, expired_count, why, now_ms, err), err);
        if (rc != -EUCLEAN || store_pass_damaged(store, now_ms, err) < 0)
            break;
    }
    free(expired);
    if (rc < 0)
        return error_prefix(err, "reclaiming the work of lost judges");
    if (ret_count != NULL)
        *ret_count = rc;
    return 0;
}
