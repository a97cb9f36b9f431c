/* Rejudging in sets. What a set judges is aside: the column `aside` is all that says which judgings
 * count, so applying a set is one statement over its items, in one transaction with the set's new
 * state. A submission is in one open set at most, so that sets are applied in the order in which
 * their judgings were made, and the newest that is not aside is the one that was applied last. */
#include "base/memory.h"
#include "db/sqlite/sqlite.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- making a set ---- */

/* What there is of a submission when it is to be judged again; texts stand in `arena`. */
struct facts {
    const char *user, *problem, *state, *version;
    int64_t counting; /* the judging that counts */
    int64_t open_set; /* the open set that it is in, or 0 */
    int is_kept;      /* the version */
    int is_pruned;    /* its source */
};

static int read_facts(struct store *store, int64_t submission, struct arena *arena,
                      struct facts *ret_facts, struct error *err)
{
    struct query q;
    int rc;

    query_start(&q, store, SQL_REJUDGE_FACTS);
    query_int(&q, submission);
    rc = query_step(&q, err);
    if (rc == 0)
        return error_set(err, -ENOENT, "there is no submission %lld", (long long)submission);
    if (rc < 0)
        return rc;
    *ret_facts = (struct facts){.user = query_column_text(&q, 0, arena),
                                .problem = query_column_text(&q, 1, arena),
                                .counting = query_column_int(&q, 2),
                                .state = query_column_text(&q, 3, arena),
                                .version = query_column_text(&q, 4, arena),
                                .is_kept = query_column_int32(&q, 5),
                                .open_set = query_column_int(&q, 6),
                                .is_pruned = query_column_int32(&q, 7)};
    query_end(&q);
    return 0;
}

static int is_waiting(const char *state)
{
    return strcmp(state, "queued") == 0 || strcmp(state, "waiting") == 0 ||
           strcmp(state, "alone") == 0 || strcmp(state, "held") == 0;
}

static int add_item(struct store *store, int64_t set, const struct store_rejudge *what,
                    const struct facts *facts, struct store_rejudged *row, struct error *err)
{
    const char *own = store_own_version(facts->problem);
    const struct store_queued queued = {.submission = row->submission,
                                        .user = facts->user,
                                        .version = row->rescored ? row->rescored->start->version
                                                   : own         ? own
                                                   : what->is_same_version ? facts->version
                                                                           : NULL,
                                        .priority = what->priority,
                                        .now_ms = what->now_ms,
                                        .set = set};
    struct query q;

    if (store_queue_judging(store, &queued, &row->judging, err) < 0)
        return err->code;
    query_start(&q, store, SQL_ADD_SET_ITEM);
    query_int(&q, set);
    query_int(&q, row->submission);
    query_int(&q, facts->counting);
    query_int(&q, row->judging);
    return query_run(&q, err) < 0 ? err->code : 0;
}

static int rejudge_one(struct store *store, int64_t set, const struct store_rejudge *what,
                       struct store_rejudged *row, struct error *err)
{
    struct arena arena = ARENA_INIT;
    struct facts facts;
    int rc = read_facts(store, row->submission, &arena, &facts, err);

    row->judging = rc == 0 ? facts.counting : 0;
    row->set = set;
    if (rc < 0) {
        arena_release(&arena);
        return rc;
    }
    if (facts.open_set != 0) {
        row->outcome = STORE_IN_OPEN_SET;
        row->set = facts.open_set;
    } else if (is_waiting(facts.state)) {
        row->outcome = STORE_STILL_QUEUED;
    } else if (facts.is_pruned) {
        rc = error_set(err, -ENODATA,
                       "the source of submission %lld was pruned: it cannot be judged again",
                       (long long)row->submission);
    } else if (row->rescored && row->rescored->from != facts.counting) {
        rc = error_set(err, -EAGAIN, "submission %lld was judged again meanwhile",
                       (long long)row->submission);
    } else if (what->is_same_version && !facts.is_kept) {
        rc = error_set(err, -EINVAL,
                       *facts.version ? "submission %lld was judged with version %.12s of its "
                                        "problem, which is not kept"
                                      : "submission %lld was judged with no version%.12s",
                       (long long)row->submission, facts.version);
    } else {
        row->outcome = STORE_REJUDGED;
        rc = add_item(store, set, what, &facts, row, err);
    }
    arena_release(&arena);
    return rc;
}

static int add_set(struct store *store, const struct store_rejudge *what, int64_t *ret_set,
                   struct error *err)
{
    struct query q;

    query_start(&q, store, SQL_ADD_SET);
    query_text(&q, what->selectors);
    query_int(&q, what->now_ms);
    query_int(&q, what->is_same_version);
    query_int(&q, what->applies);
    if (query_run(&q, err) < 0)
        return err->code;
    *ret_set = sqlite3_last_insert_rowid(store->db);
    return 0;
}

/* A set of nothing, and a dry run, are rolled back: -ECANCELED. */
static int make_set(struct store *store, const struct store_rejudge *what,
                    struct store_rejudged *rows, size_t count, int64_t *ret_set, struct error *err)
{
    size_t queued = 0;
    int rc = add_set(store, what, ret_set, err);

    for (size_t i = 0; i < count && rc == 0; i++) {
        rc = rejudge_one(store, *ret_set, what, &rows[i], err);
        queued += rows[i].outcome == STORE_REJUDGED;
    }
    /* when all items are there: the last that ends may apply the set */
    for (size_t i = 0; i < count && rc == 0 && !what->is_dry; i++)
        if (rows[i].rescored && rows[i].outcome == STORE_REJUDGED)
            rc = store_put_rescored(store, rows[i].judging, rows[i].rescored, err);
    if (rc == 0 && (queued == 0 || what->is_dry))
        rc = error_set(err, -ECANCELED, "nothing is queued");
    return rc;
}

int store_rejudge_set(struct store *store, const struct store_rejudge *what,
                      struct store_rejudged *rows, size_t count, int64_t *ret_set,
                      struct error *err)
{
    int64_t set = 0;
    int rc = store_begin(store, err);

    if (rc == 0)
        rc = store_end(store, make_set(store, what, rows, count, &set, err), err);
    if (rc == -ECANCELED) {
        set = 0;
        rc = 0;
    }
    if (rc < 0)
        return error_prefix(err, "nothing is queued");
    *ret_set = set;
    return 0;
}

/* ---- applying and discarding ---- */

static int check_open(struct store *store, int64_t set, struct error *err)
{
    struct arena arena = ARENA_INIT;
    struct query q;
    int rc;

    query_start(&q, store, SQL_SET_STATE);
    query_int(&q, set);
    rc = query_step(&q, err);
    if (rc == 1) {
        const char *state = query_column_text(&q, 0, &arena);

        rc = strcmp(state, "open") == 0
                 ? 0
                 : error_set(err, -EALREADY, "the set %lld is %s already", (long long)set, state);
        query_end(&q);
    } else if (rc == 0) {
        rc = error_set(err, -ENOENT, "there is no set %lld of rejudges", (long long)set);
    }
    arena_release(&arena);
    return rc;
}

/* The items whose judgings are open, or ended as IE. */
static int count_unfit(struct store *store, int64_t set, int64_t *ret_open, int64_t *ret_failed,
                       struct error *err)
{
    struct query q;

    query_start(&q, store, SQL_SET_UNFIT);
    query_int(&q, set);
    if (query_step(&q, err) < 0)
        return err->code;
    *ret_open = query_column_int(&q, 0);
    *ret_failed = query_column_int(&q, 1);
    query_end(&q);
    return 0;
}

static int end_set(struct store *store, int64_t set, const char *state, int64_t now_ms,
                   struct error *err)
{
    struct query q;

    query_start(&q, store, SQL_END_SET);
    query_int(&q, set);
    query_text(&q, state);
    query_int(&q, now_ms);
    return query_run(&q, err) < 0 ? err->code : 0;
}

struct open_item {
    int64_t judging;
    int32_t attempt;
    int is_running;
};

/* Cancels what of the set is not over. */
static int cancel_rest(struct store *store, int64_t set, int64_t now_ms, struct error *err)
{
    struct open_item *items = NULL;
    size_t count = 0;
    struct query q;
    int rc;

    query_start(&q, store, SQL_SET_OPEN);
    query_int(&q, set);
    while ((rc = query_step(&q, err)) == 1) {
        if ((count & (count + 1)) == 0)
            items = memory_grow(items, 2 * count + 2, sizeof(*items));
        items[count++] = (struct open_item){.judging = query_column_int(&q, 0),
                                            .attempt = query_column_int32(&q, 1),
                                            .is_running = query_column_int32(&q, 2)};
    }
    for (size_t i = 0; i < count && rc == 0; i++)
        rc = store_cancel_judging(store, items[i].judging, items[i].attempt, items[i].is_running,
                                  now_ms, err);
    free(items);
    return rc;
}

static int64_t run_apply(struct store *store, int64_t set, struct error *err)
{
    struct query q;

    query_start(&q, store, SQL_APPLY_SET);
    query_int(&q, set);
    return query_run(&q, err);
}

static int apply(struct store *store, int64_t set, int is_partial, int64_t now_ms,
                 int64_t *ret_applied, struct error *err)
{
    int64_t open, failed;

    if (check_open(store, set, err) < 0 || count_unfit(store, set, &open, &failed, err) < 0)
        return err->code;
    if (!is_partial && open + failed > 0)
        return error_set(err, -EBUSY,
                         "of the set %lld %lld are not judged yet, and %lld ended as IE: wait, or "
                         "apply it with --partial, which leaves these their old verdicts",
                         (long long)set, (long long)open, (long long)failed);
    if (cancel_rest(store, set, now_ms, err) < 0)
        return err->code;
    *ret_applied = run_apply(store, set, err);
    return *ret_applied < 0 ? err->code : end_set(store, set, "applied", now_ms, err);
}

int store_apply_set(struct store *store, int64_t set, int is_partial, int64_t now_ms,
                    int64_t *ret_applied, struct error *err)
{
    int rc = store_begin(store, err);

    return rc < 0 ? rc
                  : store_end(store, apply(store, set, is_partial, now_ms, ret_applied, err), err);
}

static int discard(struct store *store, int64_t set, int64_t now_ms, struct error *err)
{
    if (check_open(store, set, err) < 0 || cancel_rest(store, set, now_ms, err) < 0)
        return err->code;
    return end_set(store, set, "discarded", now_ms, err);
}

int store_discard_set(struct store *store, int64_t set, int64_t now_ms, struct error *err)
{
    int rc = store_begin(store, err);

    return rc < 0 ? rc : store_end(store, discard(store, set, now_ms, err), err);
}

int store_set_after(struct store *store, int64_t judging, int64_t now_ms, struct error *err)
{
    struct query q;
    int64_t set;
    int rc;

    query_start(&q, store, SQL_SET_COMPLETE);
    query_int(&q, judging);
    rc = query_step(&q, err);
    if (rc != 1)
        return rc;
    set = query_column_int(&q, 0);
    query_end(&q);
    return run_apply(store, set, err) < 0 ? err->code : end_set(store, set, "applied", now_ms, err);
}

/* ---- reading ---- */

int store_sets(struct store *store, int64_t set, store_set_fn *fn, void *arg, struct error *err)
{
    struct arena arena = ARENA_INIT;
    struct store_set *rows = NULL;
    size_t count = 0;
    struct query q;
    int rc;

    query_start(&q, store, SQL_SETS);
    query_optional_int(&q, set);
    while ((rc = query_step(&q, err)) == 1) {
        if ((count & (count + 1)) == 0)
            rows = memory_grow(rows, 2 * count + 2, sizeof(*rows));
        rows[count++] = (struct store_set){.id = query_column_int(&q, 0),
                                           .selectors = query_column_text(&q, 1, &arena),
                                           .made_ms = query_column_int(&q, 2),
                                           .is_same_version = query_column_int32(&q, 3),
                                           .applies = query_column_int32(&q, 4),
                                           .state = query_column_text(&q, 5, &arena),
                                           .ended_ms = query_column_int(&q, 6),
                                           .submissions = query_column_int(&q, 7),
                                           .judged = query_column_int(&q, 8),
                                           .changed = query_column_int(&q, 9)};
    }
    if (rc == 0 && set != 0 && count == 0)
        rc = error_set(err, -ENOENT, "there is no set %lld of rejudges", (long long)set);
    else if (rc < 0)
        error_prefix(err, "reading the sets of rejudges");
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = fn(&rows[i], arg);
    free(rows);
    arena_release(&arena);
    return rc;
}

int store_set_items(struct store *store, int64_t set, store_set_item_fn *fn, void *arg,
                    struct error *err)
{
    struct arena arena = ARENA_INIT;
    struct store_set_item *rows = NULL;
    size_t count = 0;
    struct query q;
    int rc;

    query_start(&q, store, SQL_SET_ITEMS);
    query_int(&q, set);
    while ((rc = query_step(&q, err)) == 1) {
        if ((count & (count + 1)) == 0)
            rows = memory_grow(rows, 2 * count + 2, sizeof(*rows));
        rows[count++] = (struct store_set_item){.submission = query_column_int(&q, 0),
                                                .problem_name = query_column_text(&q, 1, &arena),
                                                .user = query_column_text(&q, 2, &arena),
                                                .language = query_column_text(&q, 3, &arena),
                                                .old_judging = query_column_int(&q, 4),
                                                .old_verdict = query_column_text(&q, 5, &arena),
                                                .old_score = query_column_real(&q, 6),
                                                .old_version = query_column_text(&q, 7, &arena),
                                                .new_judging = query_column_int(&q, 8),
                                                .new_state = query_column_text(&q, 9, &arena),
                                                .new_verdict = query_column_text(&q, 10, &arena),
                                                .new_score = query_column_real(&q, 11),
                                                .new_version = query_column_text(&q, 12, &arena),
                                                .is_rescored = query_column_int32(&q, 13)};
    }
    if (rc < 0)
        error_prefix(err, "reading the set %lld of rejudges", (long long)set);
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = fn(&rows[i], arg);
    free(rows);
    arena_release(&arena);
    return rc;
}
