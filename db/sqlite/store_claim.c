/* Claiming: which judging is next, whether its row may be believed, and what is put aside on the
 * way.
 *
 * Why two judges never hold one judging: all of this happens inside BEGIN IMMEDIATE, so claims come
 * one after the other. Why a claim is one index step however long the queue is: it reads the first
 * entry of a partial index. What is held back leaves that index when its turn comes, once, and
 * comes back when its hold is over; nothing is ever looked over twice. */
#include "base/clock.h"
#include "base/memory.h"
#include "db/sqlite/sqlite.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    ASIDE_MAX = 200,      /* put aside in one transaction */
    SWEEP_US = 50 * 1000, /* how long one claim goes on putting aside */
    CLAIMED = 1,
    PUT_ASIDE = 2, /* look again */
};

/* Columns of CLAIMABLE (statements.c). */
enum {
    COLUMN_ID,
    COLUMN_SUBMISSION,
    COLUMN_ATTEMPT,
    COLUMN_COUNTED,
    COLUMN_LOST,
    COLUMN_PRIORITY,
    COLUMN_TURN,
    COLUMN_PROBLEM_HOLD,
    COLUMN_LANGUAGE_HOLD,
    COLUMN_FOUND,
    COLUMN_PROBLEM,
    COLUMN_PROBLEM_NAME,
    COLUMN_USER,
    COLUMN_LANGUAGE,
    COLUMN_FILE_NAME,
    COLUMN_QUEUED,
    COLUMN_WANTED,
    COLUMN_SOURCE,
};

/* ---- whether the row is one that this program can have written ---- */

static int is_number(const struct query *q, int column, int64_t low, int64_t high)
{
    int64_t value = query_column_int(q, column);

    return sqlite3_column_type(q->stmt, column) == SQLITE_INTEGER && value >= low && value <= high;
}

static int is_text(const struct query *q, int column)
{
    const char *text;

    if (sqlite3_column_type(q->stmt, column) != SQLITE_TEXT)
        return 0;
    text = (const char *)sqlite3_column_text(q->stmt, column);
    return text != NULL && strlen(text) == (size_t)sqlite3_column_bytes(q->stmt, column);
}

/* NULL, or what is wrong. */
static const char *fault_of(const struct query *q)
{
    static const struct {
        int column;
        const char *name;
    } texts[] = {{COLUMN_PROBLEM, "problem"},
                 {COLUMN_PROBLEM_NAME, "problem_name"},
                 {COLUMN_USER, "user"},
                 {COLUMN_LANGUAGE, "language"},
                 {COLUMN_FILE_NAME, "file_name"}};
    static const struct {
        int column;
        int64_t low, high;
        const char *name;
    } numbers[] = {{COLUMN_ATTEMPT, 0, INT32_MAX - 1, "attempt"},
                   {COLUMN_COUNTED, 0, INT32_MAX - 1, "attempts_counted"},
                   {COLUMN_LOST, 0, INT32_MAX - 1, "judges_lost"},
                   {COLUMN_PRIORITY, INT32_MIN, INT32_MAX, "priority"},
                   {COLUMN_TURN, 0, 1LL << 53, "turn"},
                   {COLUMN_QUEUED, 0, INT64_MAX, "queued_ms"}};

    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        if (!is_number(q, numbers[i].column, numbers[i].low, numbers[i].high))
            return numbers[i].name;
    }
    if (sqlite3_column_type(q->stmt, COLUMN_FOUND) == SQLITE_NULL)
        return "submission";
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (!is_text(q, texts[i].column))
            return texts[i].name;
    }
    if (sqlite3_column_type(q->stmt, COLUMN_WANTED) != SQLITE_NULL && !is_text(q, COLUMN_WANTED))
        return "wanted_version";
    return sqlite3_column_type(q->stmt, COLUMN_SOURCE) == SQLITE_BLOB ? NULL : "source";
}

/* ---- one judging ---- */

static int note_attempt(struct store *store, const struct store_claim *claim, int64_t turn,
                        int64_t now_ms, struct error *err)
{
    struct query q;

    query_start(&q, store, SQL_ADD_ATTEMPT);
    query_int(&q, claim->judging);
    query_int(&q, claim->attempt);
    query_text(&q, store->name);
    query_int(&q, now_ms);
    if (query_run(&q, err) < 0)
        return err->code;
    query_start(&q, store, SQL_SET_QUEUE_TURN);
    query_int(&q, claim->priority);
    query_int(&q, turn);
    if (query_run(&q, err) < 0)
        return err->code;
    return store_add_event(store, claim->judging, claim->attempt, now_ms, "claimed",
                           claim->is_trial   ? "trial"
                           : claim->is_alone ? "alone"
                                             : "",
                           err);
}

/* Copies what the claim needs of the row; the source too, before the commit: once it is committed,
 * the claim is with the caller. */
static void take_row(const struct query *q, struct store_claim *claim)
{
    claim->judging = query_column_int(q, COLUMN_ID);
    claim->submission = query_column_int(q, COLUMN_SUBMISSION);
    claim->attempt = query_column_int32(q, COLUMN_ATTEMPT) + 1;
    claim->attempts_counted = query_column_int32(q, COLUMN_COUNTED) + 1;
    claim->judges_lost = query_column_int32(q, COLUMN_LOST);
    claim->priority = query_column_int32(q, COLUMN_PRIORITY);
    claim->queued_ms = query_column_int(q, COLUMN_QUEUED);
    if (sqlite3_column_type(q->stmt, COLUMN_WANTED) != SQLITE_NULL)
        claim->version = query_column_strdup(q, COLUMN_WANTED);
    claim->problem = query_column_strdup(q, COLUMN_PROBLEM);
    claim->problem_name = query_column_strdup(q, COLUMN_PROBLEM_NAME);
    claim->user = query_column_strdup(q, COLUMN_USER);
    claim->language = query_column_strdup(q, COLUMN_LANGUAGE);
    claim->file_name = query_column_strdup(q, COLUMN_FILE_NAME);
    claim->source_size = (size_t)sqlite3_column_bytes(q->stmt, COLUMN_SOURCE);
    claim->source = memory_alloc(claim->source_size);
    if (claim->source_size > 0)
        memcpy(claim->source, sqlite3_column_blob(q->stmt, COLUMN_SOURCE), claim->source_size);
}

static int run_claim(struct store *store, const struct store_claim *claim, int64_t now_ms,
                     struct error *err)
{
    struct query q;

    query_start(&q, store, SQL_CLAIM);
    query_int(&q, claim->judging);
    query_text(&q, store->name);
    query_int(&q, now_ms);
    return query_run(&q, err);
}

/* Claims the row that `q` stands on, which this ends. */
static int claim_row(struct store *store, struct query *q, int64_t now_ms,
                     struct store_claim *claim, struct error *err)
{
    int64_t turn = query_column_int(q, COLUMN_TURN);
    int64_t judging;
    int rc;

    take_row(q, claim);
    query_end(q);
    rc = run_claim(store, claim, now_ms, err);
    if (rc == 1)
        rc = note_attempt(store, claim, turn, now_ms, err);
    else if (rc == 0)
        rc = error_set(err, -EINVAL, "it cannot be claimed");
    if (rc == 0)
        return CLAIMED;
    judging = claim->judging;
    store_claim_release(claim);
    if (rc == -EINVAL)
        rc = store_set_aside(store, judging, err->text, now_ms, err);
    return rc < 0 ? rc : PUT_ASIDE;
}

static int64_t hold_of(const struct query *q)
{
    int64_t problem = query_column_int(q, COLUMN_PROBLEM_HOLD);

    return problem != 0 ? problem : query_column_int(q, COLUMN_LANGUAGE_HOLD);
}

/* Holds the judging `q` stands on, which this ends, for the reason of the hold. */
static int put_aside(struct store *store, struct query *q, int64_t now_ms, struct error *err)
{
    int64_t judging = query_column_int(q, COLUMN_ID), hold = hold_of(q);
    int32_t attempt = query_column_int32(q, COLUMN_ATTEMPT);
    struct arena arena = ARENA_INIT;
    int rc;

    query_end(q);
    query_start(q, store, SQL_HOLD_WORDS);
    query_int(q, hold);
    rc = query_step(q, err);
    if (rc == 1) {
        const char *reason = query_column_text(q, 0, &arena);
        const char *message = query_column_text(q, 1, &arena);

        query_end(q);
        rc = store_hold_one(store, judging, attempt, hold, reason, message, now_ms, err);
    }
    arena_release(&arena);
    if (rc == -EINVAL)
        rc = store_set_aside(store, judging, err->text, now_ms, err);
    return rc < 0 ? rc : PUT_ASIDE;
}

/* Claims the judging `q` (CLAIMABLE) stands on, or puts it aside. */
static int claim_or_put_aside(struct store *store, struct query *q, int64_t now_ms,
                              struct store_claim *claim, struct error *err)
{
    const char *fault = fault_of(q);

    if (fault != NULL) {
        int64_t judging = query_column_int(q, COLUMN_ID);
        int rc;

        query_end(q);
        rc = store_set_aside(store, judging, fault, now_ms, err);
        return rc < 0 ? rc : PUT_ASIDE;
    }
    if (!claim->is_trial && hold_of(q) != 0)
        return put_aside(store, q, now_ms, err);
    return claim_row(store, q, now_ms, claim, err);
}

/* Where judgings are looked for: in the first entries of an index. */
struct place {
    enum store_statement rows, ids;
    int64_t value; /* the parameter of both, if there is one */
    int has_value;
};

static void start_at(struct query *q, struct store *store, const struct place *place,
                     enum store_statement id)
{
    query_start(q, store, id);
    if (place->has_value)
        query_int(q, place->value);
}

/* By the index alone, then each row for itself: one that cannot be read hides no other. */
static int claim_readable(struct store *store, const struct place *place, int64_t now_ms,
                          struct store_claim *claim, struct error *err)
{
    struct query ids, row;
    int64_t judging = 0;
    int rc;

    start_at(&ids, store, place, place->ids);
    do {
        rc = query_step(&ids, err);
        judging = rc == 1 ? query_column_int(&ids, 0) : 0;
    } while (rc == 1 && store_is_bad(store, judging));
    query_end(&ids);
    if (rc != 1)
        return rc;
    query_start(&row, store, SQL_HEAD_ONE);
    query_int(&row, judging);
    rc = query_step(&row, err);
    if (rc == 1)
        rc = claim_or_put_aside(store, &row, now_ms, claim, err);
    else if (rc == 0) /* the index has it, the table has not */
        rc = error_set(err, -EUCLEAN, "it is in the index alone");
    store->damaged = rc == -EUCLEAN ? judging : 0;
    return rc;
}

static int claim_first(struct store *store, const struct place *place, int64_t now_ms,
                       struct store_claim *claim, struct error *err)
{
    struct query q;
    int rc = -EUCLEAN;

    if (store->bad_count == 0) {
        start_at(&q, store, place, place->rows);
        rc = query_step(&q, err);
        if (rc == 1)
            rc = claim_or_put_aside(store, &q, now_ms, claim, err);
    }
    return rc == -EUCLEAN ? claim_readable(store, place, now_ms, claim, err) : rc;
}

/* ---- the order ---- */

static int promote_waiting(struct store *store, int64_t now_ms, struct error *err)
{
    struct query q;

    query_start(&q, store, SQL_PROMOTE);
    query_int(&q, now_ms);
    query_int(&q, STORE_BACKOFF_LONGEST_MS);
    return query_run(&q, err) < 0 ? err->code : 0;
}

static int run_with(struct store *store, enum store_statement id, int64_t first, int64_t second,
                    int has_second, struct error *err)
{
    struct query q;

    query_start(&q, store, id);
    query_int(&q, first);
    if (has_second)
        query_int(&q, second);
    return query_run(&q, err) < 0 ? err->code : 0;
}

/* One of those that are held by a hold whose trial is due. A hold that holds nothing is over: the
 * next submission will show whether there still is a reason for it. */
static int claim_trial(struct store *store, int64_t now_ms, struct store_claim *claim,
                       struct error *err)
{
    struct query q;
    int64_t hold;
    int rc;

    query_start(&q, store, SQL_TRIAL_DUE);
    query_int(&q, now_ms);
    query_int(&q, STORE_TRIAL_UNHEARD_MS);
    rc = query_step(&q, err);
    if (rc != 1)
        return rc;
    hold = query_column_int(&q, 0);
    query_end(&q);
    claim->is_trial = 1;
    rc = claim_first(store, &(struct place){SQL_HEAD_HELD, SQL_HEAD_HELD_IDS, hold, 1}, now_ms,
                     claim, err);
    if (rc == CLAIMED &&
        run_with(store, SQL_TRIAL_BEGINS, hold, now_ms + STORE_TRIAL_UNHEARD_MS, 1, err) < 0)
        return err->code;
    if (rc == 0)
        rc = run_with(store, SQL_DROP_HOLD, hold, 0, 0, err) < 0 ? err->code : PUT_ASIDE;
    if (rc != CLAIMED)
        claim->is_trial = 0;
    return rc;
}

static int claim_up_to(struct store *store, int64_t priority, int64_t now_ms,
                       struct store_claim *claim, struct error *err)
{
    return claim_first(store, &(struct place){SQL_HEAD, SQL_HEAD_IDS, priority, 1}, now_ms, claim,
                       err);
}

/* Of the lower priorities in which something is queued, each in its turn, downwards. */
static int claim_lower(struct store *store, int64_t now_ms, struct store_claim *claim,
                       struct error *err)
{
    struct query q;
    int64_t top;
    int rc;

    query_start(&q, store, SQL_TOP_PRIORITY);
    rc = query_step(&q, err);
    if (rc != 1)
        return rc;
    top = query_column_int(&q, 0);
    query_end(&q);
    if (top <= INT32_MIN) /* there is none below (fault_of) */
        return 0;
    rc = 0;
    if (store->lower_priority <= top && store->lower_priority > INT32_MIN)
        rc = claim_up_to(store, store->lower_priority - 1, now_ms, claim, err);
    if (rc == 0)
        rc = claim_up_to(store, top - 1, now_ms, claim, err);
    if (rc == CLAIMED)
        store->lower_priority = claim->priority;
    return rc;
}

static int claim_queued(struct store *store, int64_t now_ms, struct store_claim *claim,
                        struct error *err)
{
    int rc = 0;

    if (store->claims % STORE_LOWER_SHARE == STORE_LOWER_SHARE - 1)
        rc = claim_lower(store, now_ms, claim, err);
    return rc != 0 ? rc : claim_up_to(store, INT64_MAX, now_ms, claim, err);
}

/* When nothing is queued and this judge has nothing in hand. */
static int claim_alone(struct store *store, int64_t now_ms, struct store_claim *claim,
                       struct error *err)
{
    struct query q;
    int rc;

    query_start(&q, store, SQL_RUNNING_OF);
    query_text(&q, store->name);
    rc = query_step(&q, err);
    query_end(&q);
    if (rc != 0)
        return rc < 0 ? rc : 0;
    claim->is_alone = 1;
    rc = claim_first(store, &(struct place){SQL_HEAD_ALONE, SQL_HEAD_ALONE_IDS, 0, 0}, now_ms,
                     claim, err);
    if (rc == CLAIMED)
        store->alone = claim->judging;
    else
        claim->is_alone = 0;
    return rc;
}

/* In one transaction: CLAIMED, PUT_ASIDE when there is more to look at, 0, or negative. */
static int claim_next(struct store *store, int64_t now_ms, struct store_claim *claim,
                      struct error *err)
{
    int rc = promote_waiting(store, now_ms, err);

    if (rc == 0)
        rc = store_release_some(store, now_ms, err);
    if (rc < 0)
        return rc;
    rc = claim_trial(store, now_ms, claim, err);
    for (int i = 0; i < ASIDE_MAX && (rc == 0 || rc == PUT_ASIDE); i++) {
        rc = claim_queued(store, now_ms, claim, err);
        if (rc == 0)
            return claim_alone(store, now_ms, claim, err);
    }
    return rc;
}

/* Looks without a lock, so that an idle judge's polling takes no writer's lock. */
static int something_is_due(struct store *store, int64_t now_ms, struct error *err)
{
    struct query q;
    int due;

    query_start(&q, store, SQL_READY);
    query_int(&q, now_ms);
    query_int(&q, STORE_BACKOFF_LONGEST_MS);
    query_int(&q, STORE_TRIAL_UNHEARD_MS);
    if (query_step(&q, err) < 0)
        return err->code;
    due = query_column_int32(&q, 0);
    query_end(&q);
    return due;
}

int store_claim(struct store *store, int64_t now_ms, struct store_claim *ret_claim,
                struct error *err)
{
    int64_t until_us = clock_monotonic_us() + SWEEP_US;
    struct store_claim claim = {0};
    int rc;

    if (store->name == NULL)
        return error_set(err, -EINVAL, "claiming: take a judge's name first (store_name_acquire)");
    store->is_sweeping = 0;
    rc = store->alone != 0 ? 0 : something_is_due(store, now_ms, err);
    if (rc == 0)
        return 0;
    do {
        if (rc > 0)
            rc = store_begin(store, err);
        if (rc < 0)
            break;
        store->damaged = 0;
        rc = store_end(store, claim_next(store, now_ms, &claim, err), err);
        if (rc == -EUCLEAN && store_pass_damaged(store, now_ms, err) == 0)
            rc = PUT_ASIDE;
    } while (rc == PUT_ASIDE && clock_monotonic_us() < until_us);
    if (rc == CLAIMED) {
        store->claims++;
        *ret_claim = claim;
        return 1;
    }
    if (store->alone == claim.judging)
        store->alone = 0; /* the commit failed */
    store_claim_release(&claim);
    if (rc < 0)
        return error_prefix(err, "claiming");
    store->is_sweeping = rc == PUT_ASIDE;
    return 0;
}

void store_claim_release(struct store_claim *claim)
{
    free(claim->problem);
    free(claim->problem_name);
    free(claim->version);
    free(claim->user);
    free(claim->language);
    free(claim->file_name);
    free(claim->source);
    memset(claim, 0, sizeof(*claim));
}
