/* Whether what is stored is what this program can have stored. SQLite looks at the file's
 * structure, the types, the CHECKs and the references; the rules below say the rest, as data.
 *
 * All of it is asked within one read transaction, so that judges at work are no faults. */
#include "db/sqlite/sqlite.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

/* ---- the rules ---- */

/* Rows of a table that cannot be: how people find the row, and what is wrong with it. */
struct rule {
    const char *table, *row, *is_wrong, *words;
};

#define JSON_IS_BAD(column)   column " <> '' AND NOT json_valid(" column ")"
#define HAS_NUL(column)       "instr(CAST(" column " AS BLOB), x'00') > 0"
#define NEITHER_INT32(column) column " NOT BETWEEN 0 AND 2147483646"
#define ATTEMPTS              "(SELECT count(*) FROM attempt a WHERE a.judging = judging.id)"

static const struct rule rules[] = {
    {"submission", "'submission ' || id",
     "NOT EXISTS (SELECT 1 FROM judging j WHERE j.submission = submission.id)",
     "it has no judging"},
    {"submission", "'submission ' || id",
     HAS_NUL("problem") " OR " HAS_NUL("problem_name") " OR " HAS_NUL("user") " OR " HAS_NUL(
         "language") " OR " HAS_NUL("file_name"),
     "a name holds a NUL byte"},
    {"submission", "'submission ' || id", "problem = '' OR language = ''",
     "it names no problem or no language"},
    {"submission", "'submission ' || id",
     "length(source) > 0 AND id IN (SELECT submission FROM pruned_source)",
     "its source is there and counts as pruned"},
    {"judging", "'judging ' || id",
     "rescored_from IS NOT NULL AND rescored_from NOT IN (SELECT id FROM judging)",
     "it was computed from a judging that is not there"},
    {"judging", "'judging ' || id",
     NEITHER_INT32("attempt") " OR " NEITHER_INT32("attempts_counted") " OR " NEITHER_INT32(
         "judges_lost") " OR " NEITHER_INT32("case_count"),
     "a number is out of range"},
    {"judging", "'judging ' || id",
     "priority NOT BETWEEN -2147483648 AND 2147483647 OR turn NOT BETWEEN 0 AND 1 << 53",
     "its place in the queue is out of range"},
    {"judging", "'judging ' || id",
     "cpu_us < 0 OR wall_us < 0 OR memory_kib < 0 OR score NOT BETWEEN -1e300 AND 1e300 OR "
     "max_score NOT BETWEEN -1e300 AND 1e300",
     "a figure is out of range"},
    {"judging", "'judging ' || id",
     JSON_IS_BAD("limits_json") " OR " JSON_IS_BAD("isolation_json") " OR " JSON_IS_BAD(
         "compile_json"),
     "it holds JSON that is none"},
    {"judging", "'judging ' || id", "attempt BETWEEN 0 AND 2147483646 AND attempt <> " ATTEMPTS,
     "its attempts are not those that it counts"},
    {"judging", "'judging ' || id",
     "hold IS NOT NULL AND hold NOT IN (SELECT id FROM hold) AND hold NOT IN"
     " (SELECT hold FROM hold_release)",
     "it is held by a hold that is not there"},
    {"judging", "'judging ' || id",
     "state NOT IN ('running', 'done') AND EXISTS"
     " (SELECT 1 FROM case_result c WHERE c.judging = judging.id)",
     "it is not judged and has results"},
    {"attempt", "'judging ' || judging || ', attempt ' || attempt",
     "(outcome = 'running') <> EXISTS (SELECT 1 FROM judging j WHERE j.id = attempt.judging"
     " AND j.state = 'running' AND j.attempt = attempt.attempt)",
     "whether it runs, it and its judging do not agree"},
    {"case_result", "'judging ' || judging || ', case ' || number",
     "cpu_us < 0 OR wall_us < 0 OR memory_kib < 0 OR output_bytes < 0 OR score NOT BETWEEN -1e300 "
     "AND 1e300"
     " OR max_score NOT BETWEEN -1e300 AND 1e300 OR " NEITHER_INT32("number"),
     "a figure is out of range"},
    {"case_result", "'judging ' || judging || ', case ' || number", JSON_IS_BAD("evidence_json"),
     "it holds JSON that is none"},
};

#define COUNTED                                                                                    \
    "WITH counted (kind, name, state, n) AS (SELECT kind, name, state, count(*) FROM"              \
    " (SELECT 'priority' AS kind, CAST(priority AS TEXT) AS name, state FROM judging"              \
    " UNION ALL SELECT 'problem', s.problem, j.state FROM judging j"                               \
    " JOIN submission s ON s.id = j.submission"                                                    \
    " UNION ALL SELECT 'user', s.user, j.state FROM judging j"                                     \
    " JOIN submission s ON s.id = j.submission)"                                                   \
    " WHERE state NOT IN ('done', 'cancelled') GROUP BY 1, 2, 3),"                                 \
    " either AS (SELECT kind, name, state FROM counted UNION SELECT kind, name, state FROM tally)"

static const char tally_sql[] =
    COUNTED " SELECT kind || ' ''' || name || ''', ' || state || ': ' || ifnull(t.count, 0) ||"
            " ' are tallied, ' || ifnull(c.n, 0) || ' are there' FROM either"
            " LEFT JOIN tally t USING (kind, name, state) LEFT JOIN counted c"
            " USING (kind, name, state) WHERE ifnull(t.count, 0) <> ifnull(c.n, 0)";

/* ---- asking ---- */

struct check {
    struct store *store;
    store_fault_fn *fn;
    store_progress_fn *progress;
    void *arg;
    struct store_census census;
};

static void found(struct check *check, const char *kind, const char *message)
{
    const struct store_fault fault = {.kind = kind, .message = message};

    check->census.faults++;
    check->fn(&fault, check->arg);
}

static int on_step(void *arg)
{
    struct check *check = arg;

    return check->progress != NULL && check->progress(0, 0, check->arg) != 0;
}

/* What a statement of ours may come to: damage is a fault like others, and the rest goes on. */
static int ended(struct check *check, int rc, struct error *err)
{
    struct error damage;

    if (rc == SQLITE_DONE || rc == SQLITE_ROW || rc == SQLITE_OK)
        return 0;
    if (rc == SQLITE_INTERRUPT)
        return error_set(err, -EINTR, "interrupted");
    if (sqlite_error(check->store->db, rc, &damage, "reading the database") == -EUCLEAN) {
        found(check, "structure", damage.text);
        return 0;
    }
    *err = damage;
    return err->code;
}

typedef void row_fn(struct check *check, sqlite3_stmt *stmt, const void *arg);

/* Calls `fn` for the first rows. */
static int each(struct check *check, const char *sql, int most, row_fn *fn, const void *arg,
                struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(check->store->db, sql, -1, &stmt, NULL), failed;

    for (int i = 0; i < most && (rc == SQLITE_OK || rc == SQLITE_ROW); i++) {
        rc = sqlite3_step(stmt);
        if (rc == SQLITE_ROW)
            fn(check, stmt, arg);
    }
    failed = ended(check, rc, err);
    sqlite3_finalize(stmt);
    return failed;
}

static const char *text_at(sqlite3_stmt *stmt, int column)
{
    const char *text = (const char *)sqlite3_column_text(stmt, column);

    return text != NULL ? text : "(nothing)";
}

static void on_structure(struct check *check, sqlite3_stmt *stmt, const void *arg)
{
    (void)arg;
    if (strcmp(text_at(stmt, 0), "ok") != 0)
        found(check, "structure", text_at(stmt, 0));
}

static void on_reference(struct check *check, sqlite3_stmt *stmt, const void *arg)
{
    char message[300];

    (void)arg;
    snprintf(message, sizeof(message),
             "%.60s, row %lld: the row of %.60s that it names is not there", text_at(stmt, 0),
             (long long)sqlite3_column_int64(stmt, 1), text_at(stmt, 2));
    found(check, "reference", message);
}

static void on_wrong(struct check *check, sqlite3_stmt *stmt, const void *arg)
{
    const struct rule *rule = arg;
    char message[300];

    snprintf(message, sizeof(message), "%.100s: %s", text_at(stmt, 0), rule->words);
    found(check, "row", message);
}

static void on_tally(struct check *check, sqlite3_stmt *stmt, const void *arg)
{
    (void)arg;
    found(check, "tally", text_at(stmt, 0));
}

static void on_blob(struct check *check, sqlite3_stmt *stmt, const void *arg)
{
    struct error damage;

    (void)arg;
    if (blobs_compare(check->store, text_at(stmt, 0), &damage) < 0)
        found(check, "blob", damage.text);
}

static int check_rows(struct check *check, struct error *err)
{
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        char sql[1000];

        snprintf(sql, sizeof(sql), "SELECT %s FROM %s WHERE %s", rules[i].row, rules[i].table,
                 rules[i].is_wrong);
        if (each(check, sql, STORE_FAULTS_MAX, on_wrong, &rules[i], err) < 0)
            return err->code;
    }
    if (each(check, "SELECT sha256 FROM blob", INT_MAX, on_blob, NULL, err) < 0)
        return err->code;
    return each(check, tally_sql, STORE_FAULTS_MAX, on_tally, NULL, err);
}

/* ---- counting ---- */

static void on_number(struct check *check, sqlite3_stmt *stmt, const void *arg)
{
    size_t offset = *(const size_t *)arg;

    memcpy((char *)&check->census + offset, &(int64_t){sqlite3_column_int64(stmt, 0)},
           sizeof(int64_t));
}

static int count_all(struct check *check, struct error *err)
{
#define STATES(states) "SELECT count(*) FROM judging WHERE state IN (" states ")"
    static const struct {
        size_t offset;
        const char *sql;
    } numbers[] = {
        {offsetof(struct store_census, submissions), "SELECT count(*) FROM submission"},
        {offsetof(struct store_census, judgings), "SELECT count(*) FROM judging"},
        {offsetof(struct store_census, queued), STATES("'queued', 'waiting', 'alone'")},
        {offsetof(struct store_census, running), STATES("'running'")},
        {offsetof(struct store_census, held), STATES("'held'")},
        {offsetof(struct store_census, done), STATES("'done'")},
        {offsetof(struct store_census, cancelled), STATES("'cancelled'")},
        {offsetof(struct store_census, cases), "SELECT count(*) FROM case_result"},
        {offsetof(struct store_census, events), "SELECT count(*) FROM event"},
        {offsetof(struct store_census, bytes),
         "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"},
        {offsetof(struct store_census, free_bytes),
         "SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size"},
    };
#undef STATES

    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        if (each(check, numbers[i].sql, 1, on_number, &numbers[i].offset, err) < 0)
            return err->code;
    }
    return 0;
}

static int check_all(struct check *check, struct error *err)
{
    static const size_t version = offsetof(struct store_census, schema_version);
    char sql[64];

    snprintf(sql, sizeof(sql), "PRAGMA integrity_check(%d)", STORE_FAULTS_MAX);
    if (each(check, "PRAGMA user_version", 1, on_number, &version, err) < 0 ||
        each(check, sql, STORE_FAULTS_MAX, on_structure, NULL, err) < 0 ||
        each(check, "PRAGMA foreign_key_check", STORE_FAULTS_MAX, on_reference, NULL, err) < 0)
        return err->code;
    if (check->census.schema_version == store_migration_count && check_rows(check, err) < 0)
        return err->code;
    return check->census.schema_version > 0 ? count_all(check, err) : 0;
}

int store_check(struct store *store, store_fault_fn *fn, store_progress_fn *progress, void *arg,
                struct store_census *ret_census, struct error *err)
{
    struct check check = {.store = store, .fn = fn, .progress = progress, .arg = arg};
    int failed;

    sqlite3_exec(store->db, "BEGIN", NULL, NULL, NULL); /* it cannot fail: it reads nothing yet */
    sqlite3_progress_handler(store->db, STORE_PROGRESS_STEPS, on_step, &check);
    failed = check_all(&check, err);
    sqlite3_progress_handler(store->db, 0, NULL, NULL);
    sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    if (failed < 0)
        return error_prefix(err, "checking the database");
    *ret_census = check.census;
    return 0;
}
