/* Holds, and what operators do to judgings that nobody runs.
 *
 * A closed hold is asked for when a judging's turn comes (store_claim.c), so making one costs the
 * same with any queue. Ending one writes down that it is over; its judgings go back to the queue
 * some hundred at a time, by whoever claims next, so that nobody holds the writer's lock for long.
 */
#include "base/log.h"
#include "base/memory.h"
#include "db/sqlite/sqlite.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int run_one(struct store *store, enum store_statement id, int64_t value, struct error *err)
{
    struct query q;

    query_start(&q, store, id);
    query_int(&q, value);
    return query_run(&q, err);
}

static int is_held_by(struct store *store, const struct store_claim *claim, int64_t *ret_claimed_ms,
                      struct error *err)
{
    struct query q;
    int rc;

    query_start_held(&q, store, SQL_HELD_SINCE, claim);
    rc = query_step(&q, err);
    if (rc == 1) {
        *ret_claimed_ms = query_column_int(&q, 0);
        query_end(&q);
    }
    return rc;
}

/* ---- one judging ---- */

int store_hold_one(struct store *store, int64_t judging, int32_t attempt, int64_t hold,
                   const char *reason, const char *message, int64_t now_ms, struct error *err)
{
    struct query q;
    int changed;

    query_start(&q, store, SQL_HOLD_ONE);
    query_int(&q, judging);
    query_optional_int(&q, hold);
    query_text(&q, reason);
    query_text(&q, message);
    changed = query_run(&q, err);
    if (changed == 0)
        return error_set(err, -EINVAL, "it cannot be held");
    return changed < 0 ? changed
                       : store_add_event(store, judging, attempt, now_ms, "held", reason, err);
}

int store_is_bad(const struct store *store, int64_t judging)
{
    for (size_t i = 0; i < store->bad_count; i++) {
        if (store->bad[i] == judging)
            return 1;
    }
    return 0;
}

void store_note_bad(struct store *store, int64_t judging)
{
    if (store_is_bad(store, judging))
        return;
    store->bad = memory_grow(store->bad, store->bad_count + 1, sizeof(*store->bad));
    store->bad[store->bad_count++] = judging;
}

/* A row that breaks a CHECK can be written only while checks are off. */
static int write_aside(struct store *store, int64_t judging, const char *message, struct error *err)
{
    struct query q;
    int changed;

    sqlite3_exec(store->db, "PRAGMA ignore_check_constraints = ON", NULL, NULL, NULL);
    query_start(&q, store, SQL_SET_ASIDE);
    query_int(&q, judging);
    query_text(&q, message);
    changed = query_run(&q, err);
    sqlite3_exec(store->db, "PRAGMA ignore_check_constraints = OFF", NULL, NULL, NULL);
    return changed;
}

int store_set_aside(struct store *store, int64_t judging, const char *why, int64_t now_ms,
                    struct error *err)
{
    char message[300];
    int written;

    snprintf(message, sizeof(message), "the row of this judging is damaged: %.200s", why);
    written = write_aside(store, judging, message, err);
    if (written < 0 && written != -EINVAL)
        return written;
    log_error("judging %lld is set aside: its row in the database is damaged (%.200s); "
              "`assay rejudge` judges its submission anew",
              (long long)judging, why);
    if (written == 1)
        return store_add_event(store, judging, 0, now_ms, "held", message, err);
    store_note_bad(store, judging);
    return 0;
}

/* In a transaction of its own: one that stumbles over a damaged page is rolled back whole. */
int store_pass_damaged(struct store *store, int64_t now_ms, struct error *err)
{
    const struct error why = *err;
    int64_t judging = store->damaged;
    int rc;

    store->damaged = 0;
    if (judging == 0 || store_is_bad(store, judging))
        return err->code;
    rc = store_begin(store, err);
    if (rc == 0)
        rc = store_end(store, store_set_aside(store, judging, why.text, now_ms, err), err);
    if (rc != -EUCLEAN)
        return rc;
    log_error("judging %lld is passed over: its row in the database cannot be read (%.200s), nor "
              "marked as such; `assay rejudge` judges its submission anew",
              (long long)judging, why.text);
    store_note_bad(store, judging);
    return 0;
}

int store_put_aside(struct store *store, const struct store_claim *claim, const char *why,
                    int64_t now_ms, struct error *err)
{
    int64_t unused;
    int rc = store_begin(store, err);

    if (rc == 0)
        rc = store_end(store,
                       is_held_by(store, claim, &unused, err) != 1
                           ? 0
                           : store_set_aside(store, claim->judging, why, now_ms, err),
                       err);
    if (rc < 0)
        return error_prefix(err, "setting a judging aside");
    if (store->alone == claim->judging)
        store->alone = 0;
    return 0;
}

/* ---- ending holds ---- */

int store_release_some(struct store *store, int64_t now_ms, struct error *err)
{
    struct query q;
    int64_t hold;
    int released;

    query_start(&q, store, SQL_NEXT_RELEASE);
    if (query_step(&q, err) < 0)
        return err->code;
    hold = query_column_int(&q, 0);
    query_end(&q);
    if (hold == 0)
        return 0;
    query_start(&q, store, SQL_NOTE_RELEASED);
    query_int(&q, hold);
    query_int(&q, now_ms);
    query_text(&q, store->name);
    if (query_run(&q, err) < 0)
        return err->code;
    released = run_one(store, SQL_RELEASE_SOME, hold, err);
    if (released == 0 && run_one(store, SQL_DROP_RELEASE, hold, err) < 0)
        return err->code;
    return released;
}

static int end_hold(struct store *store, int64_t hold, int64_t now_ms, struct error *err)
{
    int rc = run_one(store, SQL_DROP_HOLD, hold, err);

    if (rc >= 0)
        rc = run_one(store, SQL_ADD_RELEASE, hold, err);
    if (rc >= 0)
        rc = store_release_some(store, now_ms, err);
    return rc < 0 ? rc : 0;
}

struct found_hold {
    int64_t id; /* 0: none */
    int is_closed;
    int64_t tries;
};

static int find_hold(struct store *store, const char *kind, const char *name, const char *origin,
                     struct found_hold *ret_found, struct error *err)
{
    struct query q;
    int rc;

    *ret_found = (struct found_hold){0};
    query_start(&q, store, SQL_FIND_HOLD);
    query_text(&q, kind);
    query_text(&q, name);
    query_text(&q, origin);
    rc = query_step(&q, err);
    if (rc == 1) {
        ret_found->id = query_column_int(&q, 0);
        ret_found->is_closed = query_column_int32(&q, 1);
        ret_found->tries = query_column_int(&q, 2);
        query_end(&q);
    }
    return rc < 0 ? rc : 0;
}

/* A trial that got a verdict ends the hold. Any other verdict says that not everything fails. */
static int after_finish(struct store *store, const struct store_claim *claim, const char *kind,
                        const char *name, int64_t now_ms, struct error *err)
{
    struct found_hold found;

    if (find_hold(store, kind, name, "judge", &found, err) < 0)
        return err->code;
    if (found.id == 0)
        return 0;
    if (claim->is_trial)
        return end_hold(store, found.id, now_ms, err);
    if (found.is_closed)
        return 0;
    return run_one(store, SQL_HOLD_PASSED, found.id, err) < 0 ? err->code : 0;
}

int store_holds_after_finish(struct store *store, const struct store_claim *claim, int64_t now_ms,
                             struct error *err)
{
    int rc = claim->problem == NULL
                 ? 0
                 : after_finish(store, claim, "problem", claim->problem, now_ms, err);

    return rc < 0 || claim->language == NULL
               ? rc
               : after_finish(store, claim, "language", claim->language, now_ms, err);
}

/* ---- what judges hold ---- */

struct hold_words {
    const char *kind, *name, *origin, *reason, *message;
    int is_closed;
    int64_t now_ms, next_try_ms; /* 0: none */
};

static int put_hold(struct store *store, const struct hold_words *words, int64_t *ret_hold,
                    int *ret_closed, struct error *err)
{
    struct query q;
    int rc;

    query_start(&q, store, SQL_PUT_HOLD);
    query_text(&q, words->kind);
    query_text(&q, words->name);
    query_text(&q, words->origin);
    query_int(&q, words->is_closed);
    query_text(&q, words->reason);
    query_text(&q, words->message);
    query_int(&q, words->now_ms);
    query_int(&q, STORE_FAILURES_THAT_CLOSE);
    query_optional_int(&q, words->next_try_ms);
    rc = query_step(&q, err);
    if (rc != 1)
        return rc;
    *ret_hold = query_column_int(&q, 0);
    *ret_closed = query_column_int32(&q, 1);
    query_end(&q);
    return 0;
}

/* When to try again: later each time, and so that trials that take long still take no more than
 * their share. */
static int64_t next_trial_ms(int64_t tries, int64_t took_ms, int64_t now_ms)
{
    int64_t pause_ms = STORE_TRIAL_FIRST_MS;

    while (tries-- > 0 && pause_ms < STORE_TRIAL_LONGEST_MS)
        pause_ms *= 2;
    if (pause_ms > STORE_TRIAL_LONGEST_MS)
        pause_ms = STORE_TRIAL_LONGEST_MS;
    if (took_ms > 0 && took_ms < STORE_TRIAL_UNHEARD_MS && pause_ms < took_ms * STORE_TRIAL_SHARE)
        pause_ms = took_ms * STORE_TRIAL_SHARE;
    return now_ms + (pause_ms < STORE_TRIAL_UNHEARD_MS ? pause_ms : STORE_TRIAL_UNHEARD_MS);
}

static int hold_running(struct store *store, const struct store_claim *claim, int64_t hold,
                        const struct hold_words *words, struct error *err)
{
    struct query q;
    int rc;

    query_start_held(&q, store, SQL_HOLD_RUNNING, claim);
    query_int(&q, hold);
    query_text(&q, words->reason);
    query_text(&q, words->message);
    if (query_run(&q, err) < 0 || store_drop_cases(store, claim->judging, err) < 0)
        return err->code;
    rc = store_end_attempt(store, claim, "failed", words->now_ms, words->reason, words->message,
                           err);
    return rc < 0 ? rc
                  : store_add_event(store, claim->judging, claim->attempt, words->now_ms, "held",
                                    words->message, err);
}

static int hold_claim(struct store *store, const struct store_claim *claim,
                      struct hold_words *words, int *ret_closed, struct error *err)
{
    struct found_hold found;
    int64_t claimed_ms = 0, hold = 0;
    int rc = is_held_by(store, claim, &claimed_ms, err);

    if (rc < 0)
        return rc;
    if (rc == 0)
        return store_fenced(store, claim, words->now_ms, words->message, err);
    if (find_hold(store, words->kind, words->name, words->origin, &found, err) < 0)
        return err->code;
    words->next_try_ms = next_trial_ms(found.tries, words->now_ms - claimed_ms, words->now_ms);
    rc = put_hold(store, words, &hold, ret_closed, err);
    return rc < 0 ? rc : hold_running(store, claim, hold, words, err);
}

int store_hold_claim(struct store *store, const struct store_claim *claim, const char *kind,
                     int is_fatal, const char *reason, const char *message, int64_t now_ms,
                     int *ret_closed, struct error *err)
{
    struct hold_words words = {.kind = kind,
                               .name =
                                   strcmp(kind, "problem") == 0 ? claim->problem : claim->language,
                               .origin = "judge",
                               .reason = reason,
                               .message = message,
                               .is_closed = is_fatal,
                               .now_ms = now_ms};
    int closed = 0;
    int rc = store_begin(store, err);

    if (rc == 0)
        rc = store_end(store, hold_claim(store, claim, &words, &closed, err), err);
    if (rc < 0)
        return error_prefix(err, "holding a judging");
    if (store->alone == claim->judging)
        store->alone = 0;
    if (ret_closed != NULL)
        *ret_closed = closed;
    return 0;
}

/* ---- what operators hold ---- */

static int pause_it(struct store *store, const struct hold_words *words, struct error *err)
{
    struct found_hold found;
    int64_t hold;
    int closed, rc;

    if (find_hold(store, words->kind, words->name, words->origin, &found, err) < 0)
        return err->code;
    rc = put_hold(store, words, &hold, &closed, err);
    return rc < 0 ? rc : found.id != 0;
}

int store_pause(struct store *store, const char *kind, const char *name, const char *message,
                int64_t now_ms, struct error *err)
{
    const struct hold_words words = {.kind = kind,
                                     .name = name,
                                     .origin = "operator",
                                     .reason = "paused",
                                     .message = message,
                                     .is_closed = 1,
                                     .now_ms = now_ms};
    int rc = store_begin(store, err);

    if (rc == 0)
        rc = store_end(store, pause_it(store, &words, err), err);
    return rc < 0 ? error_prefix(err, "pausing") : rc;
}

static int end_named(struct store *store, const char *kind, const char *name, const char *origin,
                     int64_t now_ms, struct error *err)
{
    struct found_hold found;

    if (find_hold(store, kind, name, origin, &found, err) < 0)
        return err->code;
    if (found.id == 0)
        return error_set(err, -ENOENT, "%s%s%s is not %s",
                         strcmp(kind, "all") == 0 ? "judging" : kind, *name ? " " : "", name,
                         strcmp(origin, "judge") == 0 ? "held" : "paused");
    return end_hold(store, found.id, now_ms, err);
}

int store_resume(struct store *store, const char *kind, const char *name, int64_t now_ms,
                 struct error *err)
{
    int rc = store_begin(store, err);

    if (rc == 0)
        rc = store_end(store, end_named(store, kind, name, "operator", now_ms, err), err);
    return rc < 0 ? error_prefix(err, "resuming") : 0;
}

int store_release_problem(struct store *store, const char *problem, int64_t now_ms,
                          struct error *err)
{
    int rc = store_begin(store, err);

    if (rc == 0)
        rc = store_end(store, end_named(store, "problem", problem, "judge", now_ms, err), err);
    return rc < 0 ? error_prefix(err, "releasing") : 0;
}

/* ---- what operators do to one submission ---- */

struct open_judging {
    int64_t judging, hold;
    int32_t attempt;
    char state[16];
};

static int find_open(struct store *store, int64_t submission, struct open_judging *ret_open,
                     struct error *err)
{
    struct arena arena = ARENA_INIT;
    struct query q;
    int rc;

    query_start(&q, store, SQL_OPEN_OF);
    query_int(&q, submission);
    rc = query_step(&q, err);
    if (rc == 1) {
        ret_open->judging = query_column_int(&q, 0);
        snprintf(ret_open->state, sizeof(ret_open->state), "%s", query_column_text(&q, 1, &arena));
        ret_open->attempt = query_column_int32(&q, 2);
        ret_open->hold = query_column_int(&q, 3);
        query_end(&q);
        arena_release(&arena);
        return 0;
    }
    if (rc < 0)
        return rc;
    query_start(&q, store, SQL_SUBMISSION_USER);
    query_int(&q, submission);
    rc = query_step(&q, err);
    query_end(&q);
    if (rc < 0)
        return rc;
    return error_set(err, rc == 0 ? -ENOENT : -EALREADY,
                     rc == 0 ? "there is no submission %lld" : "submission %lld is judged already",
                     (long long)submission);
}

static int hold_submission(struct store *store, int64_t submission, const char *message,
                           int64_t now_ms, struct error *err)
{
    struct open_judging open;

    if (find_open(store, submission, &open, err) < 0)
        return err->code;
    if (strcmp(open.state, "running") == 0)
        return error_set(err, -EBUSY, "submission %lld is being judged", (long long)submission);
    if (strcmp(open.state, "held") == 0)
        return error_set(err, -EALREADY, "submission %lld is held already", (long long)submission);
    return store_hold_one(store, open.judging, open.attempt, 0, "held", message, now_ms, err);
}

int store_hold(struct store *store, int64_t submission, const char *message, int64_t now_ms,
               struct error *err)
{
    int rc = store_begin(store, err);

    return rc < 0 ? rc
                  : store_end(store, hold_submission(store, submission, message, now_ms, err), err);
}

/* Whether the hold of a judging still keeps everything of its problem back: releasing one of them
 * would only put it aside again. */
static int check_hold_is_open(struct store *store, int64_t submission, int64_t hold,
                              struct error *err)
{
    struct arena arena = ARENA_INIT;
    struct query q;
    int rc;

    query_start(&q, store, SQL_HOLD_WORDS);
    query_int(&q, hold);
    rc = query_step(&q, err);
    if (rc == 1) {
        int is_closed = query_column_int32(&q, 2);
        const char *message = query_column_text(&q, 1, &arena);

        query_end(&q);
        rc = is_closed ? error_set(err, -EBUSY,
                                   "submission %lld is held with its problem or language: %s",
                                   (long long)submission, message)
                       : 0;
    }
    arena_release(&arena);
    return rc;
}

static int release_submission(struct store *store, int64_t submission, int64_t now_ms,
                              struct error *err)
{
    struct open_judging open;

    if (find_open(store, submission, &open, err) < 0)
        return err->code;
    if (strcmp(open.state, "held") != 0)
        return error_set(err, -EALREADY, "submission %lld is not held", (long long)submission);
    if (open.hold != 0 && check_hold_is_open(store, submission, open.hold, err) < 0)
        return err->code;
    if (run_one(store, SQL_RELEASE_ONE, open.judging, err) < 0)
        return err->code;
    return store_add_event(store, open.judging, open.attempt, now_ms, "released", "", err);
}

int store_release(struct store *store, int64_t submission, int64_t now_ms, struct error *err)
{
    int rc = store_begin(store, err);

    return rc < 0 ? rc : store_end(store, release_submission(store, submission, now_ms, err), err);
}

int store_cancel_judging(struct store *store, int64_t judging, int32_t attempt, int is_running,
                         int64_t now_ms, struct error *err)
{
    struct store_claim claim = {.judging = judging, .attempt = attempt};
    struct query q;
    int rc;

    query_start(&q, store, SQL_CANCEL);
    query_int(&q, judging);
    query_int(&q, now_ms);
    rc = query_run(&q, err);
    if (rc >= 0)
        rc = store_drop_cases(store, judging, err);
    if (rc == 0 && is_running)
        rc = store_end_attempt(store, &claim, "given_back", now_ms, "cancelled", "", err);
    return rc < 0 ? rc : store_add_event(store, judging, attempt, now_ms, "cancelled", "", err);
}

static int cancel_submission(struct store *store, int64_t submission, int64_t now_ms,
                             struct error *err)
{
    struct open_judging open;

    if (find_open(store, submission, &open, err) < 0 ||
        store_cancel_judging(store, open.judging, open.attempt, strcmp(open.state, "running") == 0,
                             now_ms, err) < 0)
        return err->code;
    return store_set_after(store, open.judging, now_ms, err);
}

int store_cancel(struct store *store, int64_t submission, int64_t now_ms, struct error *err)
{
    int rc = store_begin(store, err);

    return rc < 0 ? rc : store_end(store, cancel_submission(store, submission, now_ms, err), err);
}

/* ---- deadlines ---- */

static int late_is_due(struct store *store, int64_t now_ms, struct error *err)
{
    struct query q;
    int due;

    query_start(&q, store, SQL_LATE_DUE);
    query_int(&q, now_ms);
    if (query_step(&q, err) < 0)
        return err->code;
    due = query_column_int32(&q, 0);
    query_end(&q);
    return due;
}

/* Looks without a lock first: most often none is late. */
int store_say_late(struct store *store, int64_t now_ms, store_late_fn *fn, void *arg,
                   struct error *err)
{
    struct arena arena = ARENA_INIT;
    struct store_late rows[STORE_LATE_SAID_MAX];
    int count = 0, rc = late_is_due(store, now_ms, err);
    struct query q;

    if (rc == 1) {
        query_start(&q, store, SQL_SAY_LATE);
        query_int(&q, now_ms);
        query_int(&q, STORE_LATE_SAID_MAX);
        while ((rc = query_step(&q, err)) == 1 && count < STORE_LATE_SAID_MAX)
            rows[count++] = (struct store_late){.submission = query_column_int(&q, 0),
                                                .judging = query_column_int(&q, 1),
                                                .queued_ms = query_column_int(&q, 2),
                                                .deadline_ms = query_column_int(&q, 3),
                                                .problem_name = query_column_text(&q, 4, &arena),
                                                .user = query_column_text(&q, 5, &arena)};
        query_end(&q);
    }
    for (int i = 0; rc == 0 && i < count; i++) /* it is written: else the next look says it */
        fn(&rows[i], arg);
    arena_release(&arena);
    return rc < 0 ? error_prefix(err, "looking for what waits too long") : count;
}

int store_count_late(struct store *store, int64_t now_ms, int64_t *ret_count, struct error *err)
{
    struct query q;
    int64_t count;

    query_start(&q, store, SQL_COUNT_LATE);
    query_int(&q, now_ms);
    query_int(&q, STORE_LATE_COUNTED_MAX);
    if (query_step(&q, err) < 0)
        return error_prefix(err, "counting what waits too long");
    count = query_column_int(&q, 0);
    query_end(&q);
    *ret_count = count < STORE_LATE_COUNTED_MAX ? count : STORE_LATE_COUNTED_MAX;
    return 0;
}
