/* The queue and its writes: submit, start, cases, and the ways an attempt ends (store_claim.c
 * claims).
 *
 * Why a judge that lost its claim cannot spoil the result: `attempt` only ever grows, every write
 * names it, and writes that match no row leave nothing but an event. */
#include "base/buffer.h"
#include "base/clock.h"
#include "base/memory.h"
#include "db/sqlite/sqlite.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FENCED_DETAIL_MAX = 64 * 1024 };

/* ---- submitting ---- */

/* The larger of the queue's current turn and the user's last turn + 1, within the priority; it
 * becomes the user's last turn. */
static int take_turn(struct store *store, const char *user, int32_t priority, int64_t *ret_turn,
                     struct error *err)
{
    struct query q;
    int64_t turn = 0;

    query_start(&q, store, SQL_NEXT_TURN);
    query_text(&q, user);
    query_int(&q, priority);
    if (query_step(&q, err) < 0)
        return err->code;
    turn = query_column_int(&q, 0);
    query_end(&q);

    query_start(&q, store, SQL_SET_USER_TURN);
    query_text(&q, user);
    query_int(&q, priority);
    query_int(&q, turn);
    if (query_run(&q, err) < 0)
        return err->code;
    *ret_turn = turn;
    return 0;
}

int store_queue_judging(struct store *store, const struct store_queued *queued,
                        int64_t *ret_judging, struct error *err)
{
    struct query q;
    int64_t turn = 0;

    if (take_turn(store, queued->user, queued->priority, &turn, err) < 0)
        return err->code;
    query_start(&q, store, SQL_QUEUE_JUDGING);
    query_int(&q, queued->submission);
    query_int(&q, queued->priority);
    query_int(&q, turn);
    query_int(&q, queued->now_ms);
    query_optional_text(&q, queued->version);
    query_optional_int(&q, queued->set);
    query_optional_int(&q, queued->deadline_ms);
    if (query_run(&q, err) < 0)
        return err->code;
    *ret_judging = sqlite3_last_insert_rowid(store->db);
    return 0;
}

static int submit(struct store *store, const struct store_submission *submission, int64_t *ret_id,
                  struct error *err)
{
    struct query q;
    int64_t judging;

    if (submission
            ->version) { /* pruning it comes before this transaction, or sees its submission */
        int kept = store_has_version(store, submission->version, err);

        if (kept <= 0)
            return kept < 0 ? kept
                            : error_set(err, -ESTALE, "the version %.12s of %s is not kept",
                                        submission->version, submission->problem_name);
    }
    query_start(&q, store, SQL_SUBMIT);
    query_int(&q, submission->now_ms);
    query_text(&q, submission->problem);
    query_text(&q, submission->problem_name);
    query_text(&q, submission->user);
    query_text(&q, submission->language);
    query_text(&q, submission->file_name);
    query_blob(&q, submission->source, submission->source_size);
    if (query_run(&q, err) < 0)
        return err->code;
    *ret_id = sqlite3_last_insert_rowid(store->db);
    return store_queue_judging(store,
                               &(struct store_queued){.submission = *ret_id,
                                                      .user = submission->user,
                                                      .version = submission->version,
                                                      .priority = submission->priority,
                                                      .deadline_ms = submission->deadline_ms,
                                                      .now_ms = submission->now_ms},
                               &judging, err);
}

int store_submit(struct store *store, const struct store_submission *submission, int64_t *ret_id,
                 struct error *err)
{
    int64_t id = 0;
    int rc = store_begin(store, err);

    if (rc < 0)
        return error_prefix(err, "submitting");
    rc = store_end(store, submit(store, submission, &id, err), err);
    if (rc < 0)
        return error_prefix(err, "submitting");
    *ret_id = id;
    return 0;
}

/* ---- keys ---- */

static int is_bytes(const struct query *q, int column, const void *data, size_t size)
{
    return (size_t)sqlite3_column_bytes(q->stmt, column) == size &&
           (size == 0 || memcmp(sqlite3_column_blob(q->stmt, column), data, size) == 0);
}

static int is_same(const struct query *q, const struct store_submission *submission)
{
    return is_bytes(q, 1, submission->problem, strlen(submission->problem)) &&
           is_bytes(q, 2, submission->user, strlen(submission->user)) &&
           is_bytes(q, 3, submission->language, strlen(submission->language)) &&
           is_bytes(q, 4, submission->file_name, strlen(submission->file_name)) &&
           (sqlite3_column_type(q->stmt, 6) == SQLITE_NULL
                ? is_bytes(q, 5, submission->source, submission->source_size)
                : query_column_int(q, 6) == (int64_t)submission->source_size); /* it was pruned */
}

/* The submission that the key has at this place; -EEXIST when that is another. */
static int check_keyed(struct store *store, const char *key, size_t index,
                       const struct store_submission *submission, int64_t *ret_id,
                       struct error *err)
{
    struct arena arena = ARENA_INIT;
    struct query q;
    int rc;

    query_start(&q, store, SQL_KEYED);
    query_text(&q, key);
    query_int(&q, (int64_t)index + 1);
    rc = query_step(&q, err);
    if (rc == 1 && is_same(&q, submission)) {
        *ret_id = query_column_int(&q, 0);
        rc = 0;
    } else if (rc == 1) {
        rc = error_set(err, -EEXIST,
                       "the key '%s' belongs to submission %lld: %s in %s by '%s' to %s, %d bytes; "
                       "this is %s in %s by '%s' to %s, %zu bytes",
                       key, (long long)query_column_int(&q, 0), query_column_text(&q, 4, &arena),
                       query_column_text(&q, 3, &arena), query_column_text(&q, 2, &arena),
                       query_column_text(&q, 1, &arena), sqlite3_column_bytes(q.stmt, 5),
                       submission->file_name, submission->language, submission->user,
                       submission->problem, submission->source_size);
    }
    query_end(&q);
    arena_release(&arena);
    return rc;
}

/* Returns 1 when the key was used before for as many, 0 when it is new. */
static int count_keyed(struct store *store, const char *key, size_t count, struct error *err)
{
    int64_t before, first, last;
    struct query q;

    query_start(&q, store, SQL_COUNT_KEYED);
    query_text(&q, key);
    if (query_step(&q, err) < 0)
        return err->code;
    before = query_column_int(&q, 0);
    first = query_column_int(&q, 1);
    last = query_column_int(&q, 2);
    query_end(&q);
    if (before != 0 && before != (int64_t)count)
        return error_set(err, -EEXIST,
                         "the key '%s' belongs to %lld submissions, %lld to %lld; here are %zu",
                         key, (long long)before, (long long)first, (long long)last, count);
    return before != 0;
}

static int add_key(struct store *store, const char *key, size_t index, int64_t id,
                   struct error *err)
{
    struct query q;

    query_start(&q, store, SQL_ADD_KEY);
    query_text(&q, key);
    query_int(&q, (int64_t)index + 1);
    query_int(&q, id);
    return query_run(&q, err) < 0 ? err->code : 0;
}

static int submit_all(struct store *store, const char *key, size_t count, store_next_fn *next,
                      void *arg, int64_t *ids, struct error *err)
{
    int is_repeated = key != NULL ? count_keyed(store, key, count, err) : 0;
    int rc = is_repeated;

    for (size_t i = 0; rc >= 0 && i < count; i++) {
        struct store_submission submission;

        rc = next(i, &submission, arg, err);
        if (rc >= 0 && is_repeated)
            rc = check_keyed(store, key, i, &submission, &ids[i], err);
        else if (rc >= 0)
            rc = submit(store, &submission, &ids[i], err);
        if (rc >= 0 && key != NULL && !is_repeated)
            rc = add_key(store, key, i, ids[i], err);
    }
    return rc < 0 ? rc : is_repeated;
}

int store_submit_all(struct store *store, const char *key, size_t count, store_next_fn *next,
                     void *arg, int64_t *ret_ids, struct error *err)
{
    int64_t *ids;
    int rc;

    if (key != NULL && (*key == '\0' || strlen(key) > STORE_KEY_SIZE_MAX))
        return error_set(err, -EINVAL, "a key has 1 to %d bytes, this one has %zu",
                         STORE_KEY_SIZE_MAX, strlen(key));
    rc = store_begin(store, err);
    if (rc < 0)
        return error_prefix(err, "submitting");
    ids = memory_alloc(count * sizeof(*ids));
    rc = store_end(store, submit_all(store, key, count, next, arg, ids, err), err);
    if (rc >= 0)
        memcpy(ret_ids, ids, count * sizeof(*ids));
    free(ids);
    return rc < 0 ? error_prefix(err, "submitting, of which nothing is queued") : rc;
}

/* ---- rejudging ---- */

/* The judging of a submission that nobody has claimed yet, 0 when there is none. */
static int still_queued(struct store *store, int64_t submission, int64_t *ret_judging,
                        struct error *err)
{
    struct query q;

    query_start(&q, store, SQL_STILL_QUEUED);
    query_int(&q, submission);
    if (query_step(&q, err) < 0)
        return err->code;
    *ret_judging = query_column_int(&q, 0);
    query_end(&q);
    return 0;
}

const char *store_own_version(const char *problem)
{
    static const char prefix[] = "version:";

    return strncmp(problem, prefix, sizeof(prefix) - 1) == 0 ? problem + sizeof(prefix) - 1 : NULL;
}

static int rejudge(struct store *store, int64_t submission, int32_t priority, int64_t now_ms,
                   int64_t *ret_judging, struct error *err)
{
    struct store_queued queued = {.submission = submission, .priority = priority, .now_ms = now_ms};
    struct arena arena = ARENA_INIT;
    struct query q;
    int rc;

    query_start(&q, store, SQL_SUBMISSION_USER);
    query_int(&q, submission);
    rc = query_step(&q, err);
    if (rc == 1 && query_column_int(&q, 2)) {
        query_end(&q);
        rc = error_set(err, -ENODATA,
                       "the source of submission %lld was pruned: it cannot be judged again",
                       (long long)submission);
    } else if (rc == 1) {
        queued.user = query_column_text(&q, 0, &arena);
        queued.version = store_own_version(query_column_text(&q, 1, &arena));
        query_end(&q);
        rc = still_queued(store, submission, ret_judging, err);
        if (rc == 0 && *ret_judging != 0)
            rc = 1;
        else if (rc == 0)
            rc = store_queue_judging(store, &queued, ret_judging, err);
    } else if (rc == 0) {
        rc = error_set(err, -ENOENT, "there is no submission %lld", (long long)submission);
    }
    arena_release(&arena);
    return rc;
}

int store_rejudge(struct store *store, int64_t submission, int32_t priority, int64_t now_ms,
                  int64_t *ret_judging, struct error *err)
{
    int64_t judging;
    int rc = store_begin(store, err);

    if (rc < 0)
        return error_prefix(err, "rejudging");
    rc = store_end(store, rejudge(store, submission, priority, now_ms, &judging, err), err);
    if (rc < 0)
        return error_prefix(err, "rejudging");
    *ret_judging = judging;
    return rc;
}

/* ---- fencing ---- */

/* The judging that was tried alone is no longer. */
static void end_alone(struct store *store, const struct store_claim *claim)
{
    if (store->alone == claim->judging)
        store->alone = 0;
}

int store_fenced(struct store *store, const struct store_claim *claim, int64_t now_ms,
                 const char *late, struct error *err)
{
    struct arena arena = ARENA_INIT;
    struct error event_err;
    struct query q;
    int rc;

    end_alone(store, claim);
    query_start(&q, store, SQL_CURRENT);
    query_int(&q, claim->judging);
    rc = query_step(&q, err);
    if (rc < 0)
        return rc;
    if (rc == 0)
        return error_set(err, -ESTALE, "there is no judging %lld", (long long)claim->judging);
    rc = error_set(err, -ESTALE,
                   "judging %lld: attempt %d is over (it is %s now, attempt %d, judge '%s'): its "
                   "late result is kept as an event only",
                   (long long)claim->judging, claim->attempt, query_column_text(&q, 0, &arena),
                   query_column_int32(&q, 1), query_column_text(&q, 2, &arena));
    query_end(&q);
    arena_release(&arena);
    if (store_add_event(store, claim->judging, claim->attempt, now_ms, "fenced", late, &event_err) <
        0) {
        *err = event_err;
        return err->code;
    }
    return rc;
}

static void describe_cases(struct buffer *text, const struct store_case *cases, size_t count)
{
    for (size_t i = 0; i < count && text->size < FENCED_DETAIL_MAX; i++)
        buffer_format(text, "; case %d %s%s%s", cases[i].number, cases[i].verdict,
                      *cases[i].reason != '\0' ? " " : "", cases[i].reason);
}

/* Runs a statement that starts with HELD's two parameters and binds nothing more. */
static int run_held(struct store *store, enum store_statement id, const struct store_claim *claim,
                    struct error *err)
{
    struct query q;

    query_start(&q, store, id);
    query_int(&q, claim->judging);
    query_int(&q, claim->attempt);
    return query_run(&q, err);
}

void query_start_held(struct query *q, struct store *store, enum store_statement id,
                      const struct store_claim *claim)
{
    query_start(q, store, id);
    query_int(q, claim->judging);
    query_int(q, claim->attempt);
}

int store_end_attempt(struct store *store, const struct store_claim *claim, const char *outcome,
                      int64_t now_ms, const char *reason, const char *message, struct error *err)
{
    struct query q;

    query_start_held(&q, store, SQL_END_ATTEMPT, claim);
    query_text(&q, outcome);
    query_int(&q, now_ms);
    query_text(&q, reason);
    query_text(&q, message);
    return query_run(&q, err) < 0 ? err->code : 0;
}

int store_drop_cases(struct store *store, int64_t judging, struct error *err)
{
    struct query q;

    query_start(&q, store, SQL_DROP_CASES);
    query_int(&q, judging);
    return query_run(&q, err) < 0 ? err->code : 0;
}

/* ---- the life of an attempt ---- */

static int add_version(struct store *store, const struct store_claim *claim,
                       const struct store_start *start, struct error *err)
{
    struct query q;

    query_start(&q, store, SQL_ADD_VERSION);
    query_text(&q, start->version);
    query_text(&q, claim->problem);
    query_text(&q, claim->problem_name);
    query_int(&q, start->now_ms);
    return query_run(&q, err) < 0 ? err->code : 0;
}

static int start_attempt(struct store *store, const struct store_claim *claim,
                         const struct store_start *start, struct error *err)
{
    char where[32] = "";
    struct query q;
    int changed = run_held(store, SQL_FENCE, claim, err);

    if (changed < 0)
        return changed;
    if (changed != 1)
        return store_fenced(store, claim, start->now_ms, "start", err);
    if (add_version(store, claim, start, err) < 0)
        return err->code;
    query_start_held(&q, store, SQL_START, claim);
    query_text(&q, start->version);
    query_text(&q, start->limits_json);
    query_text(&q, start->isolation_json);
    query_text(&q, start->language_version);
    query_text(&q, start->feedback);
    query_real(&q, start->max_score);
    query_int(&q, start->case_count);
    query_int(&q, start->now_ms);
    if (query_run(&q, err) < 0)
        return err->code;
    if (start->grader > 0)
        snprintf(where, sizeof(where), "grader %d", start->grader);
    query_start_held(&q, store, SQL_START_ATTEMPT, claim);
    query_int(&q, start->now_ms);
    query_text(&q, where);
    return query_run(&q, err) < 0 ? err->code : 0;
}

int store_start(struct store *store, const struct store_claim *claim,
                const struct store_start *start, struct error *err)
{
    int rc = store_begin(store, err);

    if (rc == 0)
        rc = store_end(store, start_attempt(store, claim, start, err), err);
    return rc < 0 ? error_prefix(err, "starting an attempt") : 0;
}

static int put_case(struct store *store, const struct store_claim *claim,
                    const struct store_case *row, struct error *err)
{
    struct query q;

    query_start_held(&q, store, SQL_PUT_CASE, claim);
    query_int(&q, row->number);
    query_text(&q, row->name);
    query_text(&q, row->group);
    query_text(&q, row->verdict);
    query_text(&q, row->reason);
    query_text(&q, row->message);
    query_text(&q, row->feedback);
    query_text(&q, row->hint);
    query_text(&q, row->path);
    query_real(&q, row->score);
    query_real(&q, row->max_score);
    query_int(&q, row->cpu_us);
    query_int(&q, row->wall_us);
    query_int(&q, row->memory_kib);
    query_int(&q, row->output_bytes);
    query_text(&q, row->evidence_json);
    query_blob(&q, row->stderr_tail, row->stderr_size);
    if (query_run(&q, err) < 0)
        return error_prefix(err, "case %d", row->number);
    return 0;
}

static int put_cases(struct store *store, const struct store_claim *claim,
                     const struct store_case *cases, size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (put_case(store, claim, &cases[i], err) < 0)
            return err->code;
    }
    return 0;
}

static int record_cases(struct store *store, const struct store_claim *claim,
                        const struct store_case *cases, size_t count, struct error *err)
{
    struct buffer late = BUFFER_INIT;
    int rc = run_held(store, SQL_FENCE, claim, err);

    if (rc == 1) {
        rc = put_cases(store, claim, cases, count, err);
    } else if (rc == 0) {
        buffer_append_text(&late, "cases");
        describe_cases(&late, cases, count);
        rc = store_fenced(store, claim, clock_realtime_ms(), late.data, err);
    }
    buffer_release(&late);
    return rc;
}

int store_record_cases(struct store *store, const struct store_claim *claim,
                       const struct store_case *cases, size_t count, struct error *err)
{
    int rc = store_begin(store, err);

    if (rc == 0)
        rc = store_end(store, record_cases(store, claim, cases, count, err), err);
    return rc < 0 ? error_prefix(err, "recording cases") : 0;
}

static int put_groups(struct store *store, const struct store_claim *claim,
                      const struct store_group *groups, size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        struct query q;

        query_start(&q, store, SQL_PUT_GROUP);
        query_int(&q, claim->judging);
        query_int(&q, groups[i].number);
        query_text(&q, groups[i].name);
        query_text(&q, groups[i].verdict);
        query_text(&q, groups[i].feedback);
        query_real(&q, groups[i].score);
        query_real(&q, groups[i].max_score);
        if (query_run(&q, err) < 0)
            return error_prefix(err, "group %d", groups[i].number);
    }
    return 0;
}

static void describe_finish(struct buffer *text, const struct store_finish *finish)
{
    buffer_format(text,
                  "finish: %s%s%s, score %g of %g, cpu_us %lld, wall_us %lld, memory_kib %lld",
                  finish->verdict, *finish->reason != '\0' ? " " : "", finish->reason,
                  finish->score, finish->max_score, (long long)finish->cpu_us,
                  (long long)finish->wall_us, (long long)finish->memory_kib);
    if (*finish->message != '\0')
        buffer_format(text, ", message: %s", finish->message);
    describe_cases(text, finish->cases, finish->case_count);
    for (size_t i = 0; i < finish->group_count && text->size < FENCED_DETAIL_MAX; i++)
        buffer_format(text, "; group %d %s %g of %g", finish->groups[i].number,
                      finish->groups[i].verdict, finish->groups[i].score,
                      finish->groups[i].max_score);
}

static int run_finish(struct store *store, const struct store_claim *claim,
                      const struct store_finish *finish, struct error *err)
{
    struct query q;

    query_start_held(&q, store, SQL_FINISH, claim);
    query_text(&q, finish->verdict);
    query_text(&q, finish->reason);
    query_text(&q, finish->message);
    query_real(&q, finish->score);
    query_real(&q, finish->max_score);
    query_int(&q, finish->cpu_us);
    query_int(&q, finish->wall_us);
    query_int(&q, finish->memory_kib);
    query_text(&q, finish->compile_json);
    query_int(&q, finish->now_ms);
    return query_run(&q, err);
}

static int finish_attempt(struct store *store, const struct store_claim *claim,
                          const struct store_finish *finish, struct error *err)
{
    struct buffer detail = BUFFER_INIT;
    int rc = run_finish(store, claim, finish, err);

    if (rc == 0) {
        describe_finish(&detail, finish);
        rc = store_fenced(store, claim, finish->now_ms, detail.data, err);
        goto out;
    }
    if (rc < 0)
        goto out;
    buffer_format(&detail, "%s%s%s", finish->verdict, *finish->reason != '\0' ? " " : "",
                  finish->reason);
    rc = put_cases(store, claim, finish->cases, finish->case_count, err);
    if (rc == 0)
        rc = put_groups(store, claim, finish->groups, finish->group_count, err);
    if (rc == 0)
        rc = store_end_attempt(store, claim, "finished", finish->now_ms, finish->reason,
                               finish->message, err);
    if (rc == 0)
        rc = store_add_event(store, claim->judging, claim->attempt, finish->now_ms, "finished",
                             detail.data, err);
    if (rc == 0)
        rc = store_holds_after_finish(store, claim, finish->now_ms, err);
    if (rc == 0)
        rc = store_set_after(store, claim->judging, finish->now_ms, err);
out:
    buffer_release(&detail);
    return rc;
}

int store_finish(struct store *store, const struct store_claim *claim,
                 const struct store_finish *finish, struct error *err)
{
    int rc = store_begin(store, err);

    if (rc == 0)
        rc = store_end(store, finish_attempt(store, claim, finish, err), err);
    if (rc < 0)
        return error_prefix(err, "finishing a judging");
    end_alone(store, claim);
    return 0;
}

/* ---- without a run ---- */

/* It goes through the same states as one that runs, within the transaction of its set: nobody sees
 * it run. */
static int begin_rescored(struct store *store, const struct store_claim *claim, int64_t from,
                          int64_t now_ms, struct error *err)
{
    static const char name[] = "rescore"; /* in the place of a judge's */
    struct query q;

    query_start(&q, store, SQL_CLAIM);
    query_int(&q, claim->judging);
    query_text(&q, name);
    query_int(&q, now_ms);
    if (query_run(&q, err) < 0)
        return err->code;
    query_start(&q, store, SQL_ADD_ATTEMPT);
    query_int(&q, claim->judging);
    query_int(&q, claim->attempt);
    query_text(&q, name);
    query_int(&q, now_ms);
    if (query_run(&q, err) < 0)
        return err->code;
    query_start_held(&q, store, SQL_NOTE_RESCORED, claim);
    query_int(&q, from);
    return query_run(&q, err) < 0 ? err->code : 0;
}

int store_put_rescored(struct store *store, int64_t judging, const struct store_rescored *rescored,
                       struct error *err)
{
    const struct store_claim claim = {.judging = judging, .attempt = 1};

    if (begin_rescored(store, &claim, rescored->from, rescored->start->now_ms, err) < 0 ||
        start_attempt(store, &claim, rescored->start, err) < 0)
        return err->code;
    return finish_attempt(store, &claim, rescored->finish, err);
}

/* ---- our fault ---- */

/* 1 s, 4 s, 16 s, ... after the first, second, third attempt. */
static int64_t backoff_ms(int32_t attempts)
{
    int64_t backoff = STORE_BACKOFF_FIRST_MS;

    while (--attempts > 0 && backoff < STORE_BACKOFF_LONGEST_MS)
        backoff *= 4;
    return backoff;
}

/* The counted attempts of a judging this claim still holds; 0 when it does not. */
static int attempts_counted(struct store *store, const struct store_claim *claim, struct error *err)
{
    struct query q;
    int rc;

    query_start_held(&q, store, SQL_ATTEMPTS_COUNTED, claim);
    rc = query_step(&q, err);
    if (rc != 1)
        return rc;
    rc = query_column_int32(&q, 0);
    query_end(&q);
    return rc;
}

static int give_up(struct store *store, const struct store_claim *claim, const char *reason,
                   const char *message, int64_t now_ms, struct error *err)
{
    struct query q;

    query_start_held(&q, store, SQL_GIVE_UP, claim);
    query_text(&q, reason);
    query_text(&q, message);
    query_int(&q, now_ms);
    return query_run(&q, err);
}

static int retry_later(struct store *store, const struct store_claim *claim, int64_t not_before_ms,
                       struct error *err)
{
    struct query q;

    query_start_held(&q, store, SQL_RETRY, claim);
    query_int(&q, not_before_ms);
    return query_run(&q, err);
}

struct failure {
    const char *reason, *message;
    int32_t max_attempts;
    int64_t now_ms;
};

static int end_failed(struct store *store, const struct store_claim *claim,
                      const struct failure *failure, const char *kind, struct error *err)
{
    struct buffer detail = BUFFER_INIT;
    int rc;

    buffer_format(&detail, "%s: %s", failure->reason, failure->message);
    rc = store_end_attempt(store, claim, "failed", failure->now_ms, failure->reason,
                           failure->message, err);
    if (rc == 0)
        rc = store_add_event(store, claim->judging, claim->attempt, failure->now_ms, kind,
                             detail.data, err);
    buffer_release(&detail);
    return rc;
}

static int fail_attempt(struct store *store, const struct store_claim *claim,
                        const struct failure *failure, int *ret_final, struct error *err)
{
    int attempts = attempts_counted(store, claim, err);
    int final = attempts >= failure->max_attempts;
    int rc;

    if (attempts < 0)
        return attempts;
    if (attempts == 0) {
        struct buffer late = BUFFER_INIT;

        buffer_format(&late, "fail: %s: %s", failure->reason, failure->message);
        rc = store_fenced(store, claim, failure->now_ms, late.data, err);
        buffer_release(&late);
        return rc;
    }
    rc =
        store_drop_cases(store, claim->judging, err); /* the cases of a judging that is done stay */
    if (rc < 0)
        return rc;
    if (final)
        rc = give_up(store, claim, failure->reason, failure->message, failure->now_ms, err);
    else
        rc = retry_later(store, claim, failure->now_ms + backoff_ms(attempts), err);
    if (rc < 0)
        return rc;
    rc = end_failed(store, claim, failure, final ? "failed" : "retried", err);
    if (rc == 0 && final)
        rc = store_set_after(store, claim->judging, failure->now_ms, err);
    if (rc == 0)
        *ret_final = final;
    return rc;
}

int store_fail(struct store *store, const struct store_claim *claim, const char *reason,
               const char *message, int32_t max_attempts, int64_t now_ms, int *ret_final,
               struct error *err)
{
    struct failure failure = {reason, message, max_attempts, now_ms};
    int final = 0;
    int rc = store_begin(store, err);

    if (rc == 0)
        rc = store_end(store, fail_attempt(store, claim, &failure, &final, err), err);
    if (rc < 0)
        return error_prefix(err, "recording a failed attempt");
    end_alone(store, claim);
    if (ret_final != NULL)
        *ret_final = final;
    return 0;
}

static int give_back(struct store *store, const struct store_claim *claim, int64_t now_ms,
                     struct error *err)
{
    int changed = run_held(store, SQL_GIVE_BACK, claim, err);

    if (changed < 0)
        return changed;
    if (changed != 1)
        return store_fenced(store, claim, now_ms, "give back", err);
    if (store_drop_cases(store, claim->judging, err) < 0 ||
        store_end_attempt(store, claim, "given_back", now_ms, "", "", err) < 0)
        return err->code;
    return store_add_event(store, claim->judging, claim->attempt, now_ms, "given_back", "", err);
}

int store_give_back(struct store *store, const struct store_claim *claim, int64_t now_ms,
                    struct error *err)
{
    int rc = store_begin(store, err);

    if (rc == 0)
        rc = store_end(store, give_back(store, claim, now_ms, err), err);
    if (rc < 0)
        return error_prefix(err, "giving a claim back");
    end_alone(store, claim);
    return 0;
}

/* The delay until a date that is at most `longest_ms` away unless the clock was set back. */
static int64_t delay_until(int64_t date_ms, int64_t now_ms, int64_t longest_ms)
{
    int64_t delay_ms = date_ms - now_ms;

    return delay_ms < 0 || delay_ms > longest_ms ? 0 : delay_ms;
}

int store_backlog(struct store *store, int64_t now_ms, struct store_backlog *ret_backlog,
                  struct error *err)
{
    struct query q;
    int64_t delay_ms = -1;

    query_start(&q, store, SQL_BACKLOG);
    if (query_step(&q, err) < 0)
        return error_prefix(err, "looking at the queue");
    if (sqlite3_column_type(q.stmt, 3) != SQLITE_NULL)
        delay_ms = delay_until(query_column_int(&q, 3), now_ms, STORE_BACKOFF_LONGEST_MS);
    if (sqlite3_column_type(q.stmt, 4) != SQLITE_NULL) {
        int64_t trial_ms = delay_until(query_column_int(&q, 4), now_ms, STORE_TRIAL_UNHEARD_MS);

        if (delay_ms < 0 || trial_ms < delay_ms)
            delay_ms = trial_ms;
    }
    ret_backlog->queued = query_column_int(&q, 0) - (int64_t)store->bad_count;
    if (ret_backlog->queued < 0)
        ret_backlog->queued = 0;
    ret_backlog->running = query_column_int(&q, 1);
    ret_backlog->held = query_column_int(&q, 2);
    ret_backlog->next_delay_ms = store->is_sweeping ? 0 : delay_ms;
    query_end(&q);
    return 0;
}
