/* Removing what nobody needs any more, and giving the space back.
 *
 * Everything is chosen by when a judging was over, a range of ids in a transaction, so that writers
 * wait for no longer than for any other commit. `pruning` has a row within each of them, which lets
 * the triggers pass that keep history (migration 0012). Interrupted, it has removed whole ranges.
 */
#include "db/sqlite/sqlite.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { RANGE = 500 };

/* In all of these: ?1 after this id, ?2 up to this id, ?3 the date, ?4 now. */
#define IN_RANGE(column) column " > ?1 AND " column " <= ?2"
#define OVER             "state IN ('done', 'cancelled') AND finished_ms < ?3"
#define OVER_JUDGINGS    "(SELECT id FROM judging WHERE " IN_RANGE("id") " AND " OVER ")"

/* Submissions of which nobody has anything to do any more. */
#define OVER_SUBMISSION(submission)                                                                \
    "EXISTS (SELECT 1 FROM judging j WHERE j.submission = " submission ")"                         \
    " AND NOT EXISTS (SELECT 1 FROM judging j WHERE j.submission = " submission                    \
    " AND NOT (j.state IN ('done', 'cancelled') AND j.finished_ms < ?3))"
#define SOURCES                                                                                    \
    " FROM submission s WHERE " IN_RANGE(                                                          \
        "s.id") " AND s.id NOT IN"                                                                 \
                " (SELECT submission FROM pruned_source) AND " OVER_SUBMISSION("s.id")
#define LOGS                                                                                       \
    " WHERE " IN_RANGE("submission") " AND iif(json_valid(compile_json),"                          \
                                     " ifnull(json_extract(compile_json, '$.log'), ''), '') <> ''" \
                                     " AND " OVER_SUBMISSION("judging.submission")

/* The words of a program or of a checker among what was measured of a case. */
#define SPOKEN "'$.explanation', '$.output', '$.output_base64', '$.judge_message', '$.conversation'"
#define SILENT "iif(json_valid(evidence_json), json_remove(evidence_json, " SPOKEN "), '')"
#define OUTPUTS                                                                                    \
    " FROM case_result WHERE " IN_RANGE(                                                           \
        "judging") " AND judging IN " OVER_JUDGINGS                                                \
                   " AND (length(stderr_tail) > 0 OR message <> '' OR evidence_json <> " SILENT    \
                   ")"
#define BYTES(text) "length(CAST(" text " AS BLOB))"

#define EVENTS                                                                                     \
    " FROM event WHERE " IN_RANGE("judging") " AND at_ms < ?3 AND judging IN " OVER_JUDGINGS

static const char count_sources[] = "SELECT count(*), ifnull(sum(length(s.source)), 0)" SOURCES;
static const char count_logs[] = "SELECT count(*), ifnull(sum(" BYTES(
    "json_extract(compile_json, '$.log')") "), 0) FROM judging" LOGS;
static const char count_outputs[] = "SELECT count(*), ifnull(sum(length(stderr_tail) + " BYTES(
    "message") " + " BYTES("evidence_json") " - " BYTES(SILENT) "), 0)" OUTPUTS;
static const char count_events[] = "SELECT count(*), 0" EVENTS;

static const char *const remove_sources[] = {
    "UPDATE judging SET compile_json = json_set(compile_json, '$.log', '')" LOGS,
    "INSERT INTO pruned_source (submission, pruned_ms, bytes) SELECT s.id, ?4, "
    "length(s.source)" SOURCES,
    "UPDATE submission SET source = x'' WHERE " IN_RANGE(
        "id") " AND length(source) > 0 AND id IN (SELECT submission FROM pruned_source)",
    NULL,
};
static const char *const remove_outputs[] = {
    "UPDATE case_result SET stderr_tail = x'', message = '', evidence_json = " SILENT
    " WHERE (judging, number) IN (SELECT judging, number" OUTPUTS ")",
    NULL,
};
static const char *const remove_events[] = {"DELETE" EVENTS, NULL};

static int run(struct store *store, const char *sql, const struct store_prune *prune, int64_t after,
               int64_t upto, int64_t ret_row[2], struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL);
    const int64_t values[] = {after, upto, prune->before_ms, prune->now_ms};

    for (int i = 0; rc == SQLITE_OK && i < sqlite3_bind_parameter_count(stmt); i++)
        rc = sqlite3_bind_int64(stmt, i + 1, values[i]);
    while (rc == SQLITE_OK || rc == SQLITE_ROW) {
        rc = sqlite3_step(stmt);
        for (int i = 0; rc == SQLITE_ROW && ret_row != NULL && i < sqlite3_column_count(stmt); i++)
            ret_row[i] = sqlite3_column_int64(stmt, i);
    }
    if (rc == SQLITE_INTERRUPT)
        error_set(err, -EINTR, "interrupted");
    else if (rc != SQLITE_DONE)
        sqlite_error(store->db, rc, err, "pruning");
    sqlite3_finalize(stmt);
    return rc == SQLITE_DONE ? 0 : err->code;
}

/* What is removed together, by ranges of the ids of one table. */
struct part {
    int kind;
    const char *last,
        *range_end; /* the table's last id; the end of the range that begins after ?1 */
    const char *counts[2];
    size_t offsets[2]; /* in struct store_removed, of the number; the bytes come after it */
    const char *const *removes;
};

#define LAST(table) "SELECT ifnull(max(id), 0) FROM " table
#define RANGE_END(table)                                                                           \
    "SELECT ifnull(max(id), 0) FROM (SELECT id FROM " table " WHERE id > ?1 ORDER BY id LIMIT "    \
    "500)"

static const struct part parts[] = {
    {STORE_PRUNE_SOURCES,
     LAST("submission"),
     RANGE_END("submission"),
     {count_sources, count_logs},
     {offsetof(struct store_removed, sources), offsetof(struct store_removed, compile_logs)},
     remove_sources},
    {STORE_PRUNE_OUTPUTS,
     LAST("judging"),
     RANGE_END("judging"),
     {count_outputs},
     {offsetof(struct store_removed, cases)},
     remove_outputs},
    {STORE_PRUNE_EVENTS,
     LAST("judging"),
     RANGE_END("judging"),
     {count_events},
     {offsetof(struct store_removed, events)},
     remove_events},
};
_Static_assert(RANGE == 500, "RANGE_END says it as text");

static void add(struct store_removed *pruned, size_t offset, const int64_t row[2])
{
    int64_t sums[2];
    size_t size = offset == offsetof(struct store_removed, events) ? sizeof(sums[0]) : sizeof(sums);

    memcpy(sums, (char *)pruned + offset, size);
    sums[0] += row[0];
    sums[1] += row[1];
    memcpy((char *)pruned + offset, sums, size);
}

static int count(struct store *store, const struct part *part, const struct store_prune *prune,
                 int64_t after, int64_t upto, struct store_removed *pruned, struct error *err)
{
    for (size_t i = 0; i < 2 && part->counts[i] != NULL; i++) {
        int64_t row[2] = {0};

        if (run(store, part->counts[i], prune, after, upto, row, err) < 0)
            return err->code;
        add(pruned, part->offsets[i], row);
    }
    return 0;
}

static int remove_all(struct store *store, const struct part *part, const struct store_prune *prune,
                      int64_t after, int64_t upto, struct error *err)
{
    static const char begin[] = "INSERT INTO pruning (started_ms) VALUES (?4)";

    if (run(store, begin, prune, after, upto, NULL, err) < 0)
        return err->code;
    for (const char *const *sql = part->removes; *sql != NULL; sql++) {
        if (run(store, *sql, prune, after, upto, NULL, err) < 0)
            return err->code;
    }
    return run(store, "DELETE FROM pruning", prune, after, upto, NULL, err);
}

static int prune_range(struct store *store, const struct part *part,
                       const struct store_prune *prune, int64_t after, int64_t upto,
                       struct store_removed *pruned, struct error *err)
{
    struct store_removed more = *pruned;
    int rc;

    if (prune->is_dry_run)
        return count(store, part, prune, after, upto, pruned, err);
    rc = store_begin(store, err);
    if (rc < 0)
        return rc;
    rc = count(store, part, prune, after, upto, &more, err);
    if (rc == 0 && memcmp(&more, pruned, sizeof(more)) != 0)
        rc = remove_all(store, part, prune, after, upto, err);
    rc = store_end(store, rc, err);
    if (rc == 0)
        *pruned = more;
    return rc;
}

static int prune_part(struct store *store, const struct part *part, const struct store_prune *prune,
                      struct store_removed *pruned, struct error *err)
{
    int64_t last[2] = {0}, after = 0;

    if (run(store, part->last, prune, 0, 0, last, err) < 0)
        return err->code;
    while (after < last[0]) {
        int64_t upto[2] = {0};

        if (prune->progress != NULL && prune->progress(after, last[0], prune->arg) != 0)
            return error_set(err, -EINTR, "interrupted");
        if (run(store, part->range_end, prune, after, 0, upto, err) < 0 ||
            prune_range(store, part, prune, after, upto[0], pruned, err) < 0)
            return err->code;
        after = upto[0];
    }
    return 0;
}

/* ---- the space ---- */

static int64_t file_bytes(const struct store *store)
{
    struct stat status;

    return store->path != NULL && stat(store->path, &status) == 0 ? status.st_size : 0;
}

static int on_step(void *arg)
{
    const struct store_prune *prune = arg;

    return prune->progress != NULL && prune->progress(0, 0, prune->arg) != 0;
}

/* The checkpoint is one with TRUNCATE, as judges make it: it holds the writer's lock, so that no
 * commit can race it. Where readers are in its way a judge will do it. */
static int give_back(struct store *store, const struct store_prune *prune, struct error *err)
{
    int rc;

    sqlite3_progress_handler(store->db, STORE_PROGRESS_STEPS, on_step, (void *)(uintptr_t)prune);
    rc = sqlite3_exec(store->db, "VACUUM", NULL, NULL, NULL);
    sqlite3_progress_handler(store->db, 0, NULL, NULL);
    if (rc == SQLITE_INTERRUPT)
        return error_set(err, -EINTR, "interrupted; all is removed, but the file has not shrunk");
    if (rc != SQLITE_OK) {
        sqlite_error(store->db, rc, err, "making the file smaller");
        return error_prefix(err, "all is removed, but the file has not shrunk");
    }
    store->busy_limit_ms = STORE_CHECKPOINT_BUSY_MS;
    sqlite3_wal_checkpoint_v2(store->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    store->busy_limit_ms = STORE_BUSY_MS;
    return 0;
}

int store_prune(struct store *store, const struct store_prune *prune,
                struct store_removed *ret_removed, struct error *err)
{
    struct store_removed pruned = {.bytes_before = file_bytes(store)};
    int failed = 0;

    for (size_t i = 0; failed == 0 && i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (prune->kinds & parts[i].kind)
            failed = prune_part(store, &parts[i], prune, &pruned, err);
    }
    if (failed == 0 && !prune->is_dry_run && !prune->keep_space)
        failed = give_back(store, prune, err);
    pruned.bytes_after = file_bytes(store);
    *ret_removed = pruned;
    return failed < 0 ? error_prefix(err, "pruning the database") : 0;
}
