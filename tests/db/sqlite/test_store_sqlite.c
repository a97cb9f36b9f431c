/* What the SQLite back end promises beyond the conformance suite: that the statements use their
 * indexes however long the history, what it says about databases it cannot use, and that
 * docs/schema.md describes the schema there is. */
#include "base/memory.h"
#include "db/sqlite/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* Enough rows that a statement which reads them all takes a thousand times its steps. */
enum { HISTORY_ROWS = 20000, CHILD_SKIPS = 77 };

static struct error err;

/* Usable in a forked child too, where cmocka's asserts are not. */
#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: %s (last error: %s)\n", __FILE__, __LINE__, #condition,        \
                    err.text);                                                                     \
            _exit(1);                                                                              \
        }                                                                                          \
    } while (0)

/* ---- a folder for each test ---- */

static char dir[64], database[80], sub[80], sub_database[96];

/* Valid until the next call. */
static const char *in_dir(const char *name)
{
    static char path[160];

    snprintf(path, sizeof(path), "%s/%s", dir, name);
    return path;
}

static int set_up(void **state)
{
    (void)state;
    snprintf(dir, sizeof(dir), "/tmp/assay-sqlite-XXXXXX");
    assert_non_null(mkdtemp(dir));
    snprintf(database, sizeof(database), "%s/a.db", dir);
    snprintf(sub, sizeof(sub), "%s/sub", dir);
    snprintf(sub_database, sizeof(sub_database), "%s/a.db", sub);
    return 0;
}

static int tear_down(void **state)
{
    static const char *const names[] = {"a.db",
                                        "a.db-wal",
                                        "a.db-shm",
                                        "a.db-journal",
                                        "a.db.judge.alpha.lock",
                                        "sub/a.db",
                                        "sub/a.db-wal",
                                        "sub/a.db-shm",
                                        "sub/a.db.judge.alpha.lock"};

    (void)state;
    chmod(sub, 0700);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        unlink(in_dir(names[i]));
    rmdir(sub);
    assert_int_equal(rmdir(dir), 0);
    return 0;
}

static struct store *open_judge(const char *uri)
{
    struct store *store = NULL;

    CHECK(store_open(uri, STORE_OPEN_CREATE, &store, &err) == 0);
    CHECK(store_name_acquire(store, "alpha", 1, NULL, &err) == 0);
    return store;
}

static const struct store_submission a_submission = {
    .problem = "/p",
    .problem_name = "p",
    .user = "u",
    .language = "c",
    .file_name = "a.c",
    .source = "int main;",
    .source_size = 9,
    .now_ms = 1000,
};

static int64_t submit(struct store *store)
{
    int64_t id = 0;

    CHECK(store_submit(store, &a_submission, &id, &err) == 0);
    return id;
}

static struct store_case a_case(int32_t number)
{
    return (struct store_case){.number = number,
                               .name = "1",
                               .verdict = "AC",
                               .path = "exec",
                               .reason = "",
                               .evidence_json = "{}"};
}

static const struct store_start a_start = {.version = "v1", .case_count = 1, .now_ms = 1200};

static const struct store_finish a_finish = {
    .verdict = "AC",
    .reason = "",
    .message = "",
    .groups = &(const struct store_group){1, "easy", "AC", "verdict", 4, 4},
    .group_count = 1,
    .now_ms = 1300};

static int64_t ask(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    int64_t value;

    CHECK(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK);
    CHECK(sqlite3_step(stmt) == SQLITE_ROW);
    value = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return value;
}

static char *text_of(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    char *text;

    CHECK(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK);
    CHECK(sqlite3_step(stmt) == SQLITE_ROW);
    text = memory_strdup((const char *)sqlite3_column_text(stmt, 0));
    sqlite3_finalize(stmt);
    return text;
}

static void run_sql(sqlite3 *db, const char *sql)
{
    char *message = NULL;

    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK) {
        fprintf(stderr, "%s: %s\n", sql, message);
        abort();
    }
}

/* What is counted beforehand is what a count would give. */
static void check_tally(sqlite3 *db)
{
    static const char counts[] =
        "(SELECT kind, name, state, count(*) FROM (SELECT 'priority' AS kind, CAST(priority AS "
        "TEXT)"
        " AS name, state FROM judging UNION ALL SELECT 'problem', problem, state FROM judging j "
        "JOIN"
        " submission s ON s.id = j.submission UNION ALL SELECT 'user', user, state FROM judging j"
        " JOIN submission s ON s.id = j.submission) WHERE state NOT IN ('done', 'cancelled')"
        " GROUP BY 1, 2, 3)";
    char sql[1024];

    snprintf(sql, sizeof(sql), "SELECT count(*) FROM (SELECT * FROM %s EXCEPT SELECT * FROM tally)",
             counts);
    CHECK(ask(db, sql) == 0);
    snprintf(sql, sizeof(sql), "SELECT count(*) FROM (SELECT * FROM tally EXCEPT SELECT * FROM %s)",
             counts);
    CHECK(ask(db, sql) == 0);
}

static void check_sound(sqlite3 *db)
{
    check_tally(db);
    CHECK(ask(db, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'") ==
          0);
    CHECK(ask(db, "SELECT count(*) FROM pragma_foreign_key_check") == 0);
}

/* ---- connections ---- */

static void every_connection_has_the_settings(void **state)
{
    struct store *store = open_judge(database);

    (void)state;
    assert_int_equal(ask(store->db, "PRAGMA synchronous"), 2); /* FULL */
    assert_int_equal(ask(store->db, "PRAGMA wal_autocheckpoint"), 0);
    assert_int_equal(ask(store->db, "PRAGMA foreign_keys"), 1);
    assert_int_equal(store->busy_limit_ms, STORE_JUDGE_BUSY_MS);
    assert_int_equal(ask(store->db, "PRAGMA user_version"), store_migration_count);
    assert_int_equal(ask(store->db, "PRAGMA application_id"), STORE_APPLICATION_ID);
    assert_int_equal(ask(store->db, "SELECT journal_mode = 'wal' FROM pragma_journal_mode"), 1);
    assert_int_equal(ask(store->db, "SELECT count(*) FROM pragma_table_list WHERE type = 'table'"
                                    " AND schema = 'main' AND name NOT LIKE 'sqlite%'"
                                    " AND NOT strict"),
                     0);
    store_close(store);
}

static int64_t size_of(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 ? status.st_size : -1;
}

static void only_judges_merge_the_log(void **state)
{
    struct store *client = NULL, *judge;

    (void)state;
    assert_int_equal(store_open(database, STORE_OPEN_CREATE, &client, &err), 0);
    submit(client);
    assert_int_equal(store_maintain(client, 1, &err), 0);
    assert_true(size_of(in_dir("a.db-wal")) > 0);
    store_close(client);
    assert_true(size_of(in_dir("a.db-wal")) > 0);
    judge = open_judge(database);
    assert_int_equal(store_maintain(judge, 0, &err), 0); /* neither large nor idle */
    assert_true(size_of(in_dir("a.db-wal")) > 0);
    assert_int_equal(store_maintain(judge, 1, &err), 0);
    assert_int_equal(size_of(in_dir("a.db-wal")), 0);
    submit(judge);
    store_close(judge);
    assert_int_equal(size_of(in_dir("a.db-wal")), -1); /* the last judge leaves one file */
}

static void a_reader_that_lingers_does_not_block_judges_for_long(void **state)
{
    struct store *judge = open_judge(database);
    sqlite3 *reader = NULL;

    (void)state;
    submit(judge);
    assert_int_equal(sqlite3_open(database, &reader), SQLITE_OK);
    run_sql(reader, "BEGIN");
    assert_int_equal(ask(reader, "SELECT count(*) FROM submission"), 1);
    submit(judge);
    assert_int_equal(store_maintain(judge, 1, &err), 0); /* waits in vain: not an error */
    assert_true(judge->checkpoint_after_us > 0);
    assert_true(size_of(in_dir("a.db-wal")) > 0);
    submit(judge);
    sqlite3_close(reader);
    judge->checkpoint_after_us = 0; /* as if the pause were over */
    assert_int_equal(store_maintain(judge, 1, &err), 0);
    assert_int_equal(size_of(in_dir("a.db-wal")), 0);
    store_close(judge);
}

/* ---- query plans ---- */

/* What a plan may contain besides searches by an index: each is a walk over partial indexes that
 * hold open judgings only, or the names and statistics, which read everything that is there. */
static int is_allowed_scan(enum store_statement id, const char *step)
{
    static const struct {
        enum store_statement id;
        const char *step;
    } allowed[] = {
        {SQL_READY, "SCAN judging USING INDEX judging_age"},
        {SQL_READY, "SCAN judging USING COVERING INDEX judging_age"},
        {SQL_READY, "SCAN judging USING INDEX judging_waiting"},
        {SQL_READY, "SCAN judging USING INDEX judging_alone"},
        {SQL_READY, "SCAN hold_release"},
        {SQL_READY, "SCAN hold USING INDEX hold_to_try"},
        {SQL_PROMOTE, "SCAN judging USING INDEX judging_waiting"},
        {SQL_TOP_PRIORITY, "SCAN judging USING INDEX judging_age"}, /* its first entry */
        {SQL_TOP_PRIORITY, "SCAN judging USING COVERING INDEX judging_age"},
        {SQL_LIST_RUNNING, "SCAN j USING INDEX judging_running"},
        {SQL_LIST_HELD, "SCAN j USING INDEX judging_held"},
        {SQL_HEAD_ALONE, "SCAN j USING INDEX judging_alone"},
        {SQL_HEAD_ALONE_IDS, "SCAN judging USING INDEX judging_alone"},
        {SQL_TRIAL_DUE, "SCAN hold USING INDEX hold_to_try"},
        {SQL_HOLDS, "SCAN hold"},
        {SQL_JUDGES, "SCAN judge"},
        {SQL_GENERATION, "SCAN generation"},
        {SQL_TRY_ALL, "SCAN hold USING INDEX hold_to_try"},
        {SQL_RUNNING_OTHERS, "SCAN judging USING INDEX judging_running"},
        {SQL_RUNNING_OTHERS_IDS, "SCAN judging USING INDEX judging_running"},
        {SQL_COUNT_LATE, "SCAN (subquery-1)"}, /* of what a LIMIT lets through */
        {SQL_COUNT_LATE, "SCAN (subquery-2)"},
        {SQL_COUNT_LATE, "SCAN (subquery-3)"},
        {SQL_SETS, "SCAN r"},
        {SQL_BLOBS, "SCAN blob"},
        {SQL_BLOBS_OF_NONE, "SCAN b"},
        {SQL_NAMES_PROBLEM, "SCAN submission USING COVERING INDEX submission_by_problem"},
        {SQL_NAMES_FOLDER, "SCAN submission"},
        {SQL_NAMES_LANGUAGE, "SCAN submission"},
        {SQL_NAMES_USER, "SCAN submission USING COVERING INDEX submission_by_user"},
        {SQL_STATS_PROBLEM, "SCAN j"},
        {SQL_STATS_LANGUAGE, "SCAN j"},
        {SQL_STATS_USER, "SCAN j"},
        {SQL_STATS_VERDICT, "SCAN j"},
    };

    if (strcmp(step, "SCAN CONSTANT ROW") == 0 ||
        id == SQL_VERSIONS) /* of all judgings, and says so */
        return 1;
    for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++) {
        if (allowed[i].id == id && strcmp(allowed[i].step, step) == 0)
            return 1;
    }
    return 0;
}

/* What sorts: also those few that run, or are held. */
static int reads_everything(enum store_statement id)
{
    return id == SQL_TALLY || id == SQL_TALLY_PRIORITY || id == SQL_LIST_RUNNING ||
           id == SQL_LIST_HELD || id == SQL_VERSIONS || id == SQL_CASE_STATS ||
           id == SQL_NEAR_LIMITS || /* all of a problem */
           (id >= SQL_NAMES_PROBLEM && id <= SQL_STATS_VERDICT);
}

static void check_plan(sqlite3 *db, enum store_statement id)
{
    sqlite3_stmt *stmt = NULL;
    char *sql = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", store_sql[id].text);

    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
        fail_msg("%s: %s", store_sql[id].name, sqlite3_errmsg(db));
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        const char *step = (const char *)sqlite3_column_text(stmt, 3);

        if (strncmp(step, "SCAN", 4) == 0 && !is_allowed_scan(id, step))
            fail_msg("%s reads a whole table: %s", store_sql[id].name, step);
        if (strstr(step, "TEMP B-TREE") != NULL && !reads_everything(id))
            fail_msg("%s sorts: %s", store_sql[id].name, step);
    }
    sqlite3_finalize(stmt);
    sqlite3_free(sql);
}

static void every_statement_uses_its_index(void **state)
{
    struct store *store = open_judge(":memory:");

    (void)state;
    for (int id = 0; id < SQL_STATEMENT_COUNT; id++) {
        assert_non_null(store_sql[id].text);
        assert_non_null(store_sql[id].name);
        check_plan(store->db, (enum store_statement)id);
    }
    store_close(store);
}

static int skip_row(const struct store_row *row, void *arg)
{
    (void)row;
    (void)arg;
    return 0;
}

/* One turn of everything a judge and a waiting client do, with 20 others queued. */
static void one_turn(struct store *store)
{
    struct store_filter newest = {.limit = 5}, running = {.state = "running", .limit = 5};
    struct store_case row = a_case(1);
    struct store_backlog backlog;
    struct store_claim claim;
    int64_t id = submit(store);

    CHECK(store_claim(store, 5000000, &claim, &err) == 1);
    CHECK(store_start(store, &claim, &a_start, &err) == 0);
    CHECK(store_record_cases(store, &claim, &row, 1, &err) == 0);
    CHECK(store_heartbeat(store, &err) >= 0);
    CHECK(store_reclaim(store, 1, 1000, 1, NULL, &err) == 0);
    CHECK(store_backlog(store, 1, &backlog, &err) == 0);
    CHECK(store_list(store, &newest, skip_row, NULL, &err) == 0);
    CHECK(store_list(store, &running, skip_row, NULL, &err) == 0);
    CHECK(store_judgings(store, id, skip_row, NULL, &err) == 0);
    CHECK(store_finish(store, &claim, &a_finish, &err) == 0);
    store_claim_release(&claim);
    CHECK(store_claim(store, 5000000, &claim, &err) == 1);
    CHECK(store_fail(store, &claim, "x", "y", 3, 1, NULL, &err) == 0);
    store_claim_release(&claim);
}

static int steps_of(sqlite3_stmt *stmt)
{
    return stmt != NULL ? sqlite3_stmt_status(stmt, SQLITE_STMTSTATUS_VM_STEP, 1) : 0;
}

/* The virtual machine's steps of each statement during one turn. */
static void count_steps(struct store *store, int steps[SQL_STATEMENT_COUNT])
{
    for (int i = 0; i < 20; i++)
        submit(store);
    one_turn(store); /* prepares the statements */
    for (int i = 0; i < SQL_STATEMENT_COUNT; i++)
        steps_of(store->statements[i]);
    one_turn(store);
    for (int i = 0; i < SQL_STATEMENT_COUNT; i++)
        steps[i] = steps_of(store->statements[i]);
}

/* So many submissions with one judging each, as a user's or many users' that were judged long ago,
 * or that wait. */
static void add_history(struct store *store, const char *state)
{
    int is_done = strcmp(state, "done") == 0;
    char sql[1024], *counted;

    counted = text_of(store->db, "SELECT sql FROM sqlite_schema WHERE name = 'judging_is_counted'");
    run_sql(store->db, "PRAGMA foreign_keys = OFF; BEGIN; DROP TRIGGER judging_is_counted");
    snprintf(sql, sizeof(sql),
             "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
             " INSERT INTO submission (submitted_ms, problem, problem_name, user, language,"
             " file_name, source) SELECT i, '/p', 'p', 'u' || (i %% 200), 'c', 'a.c', x'00' FROM n",
             HISTORY_ROWS);
    run_sql(store->db, sql);
    snprintf(
        sql, sizeof(sql),
        "INSERT INTO judging (submission, state, priority, turn, queued_ms, attempt,"
        " attempts_counted, judge_name, finished_ms, verdict) SELECT id, '%s', 0, 1 + id / 200,"
        " 1, 1, 1, %s FROM submission WHERE NOT EXISTS"
        " (SELECT 1 FROM judging WHERE submission = submission.id)",
        state, is_done ? "'old', 2, 'AC'" : "'', NULL, NULL");
    run_sql(store->db, sql);
    if (!is_done) {
        run_sql(store->db, "INSERT INTO tally SELECT 'priority', '0', 'queued', count(*)"
                           " FROM judging UNION ALL SELECT 'problem', '/p', 'queued', count(*)"
                           " FROM judging UNION ALL SELECT 'user', user, 'queued', count(*)"
                           " FROM submission GROUP BY user");
    }
    run_sql(store->db, counted);
    run_sql(store->db, "COMMIT; PRAGMA foreign_keys = ON");
    free(counted);
}

static void check_steps(const int before[SQL_STATEMENT_COUNT], struct store *store,
                        const char *behind)
{
    int after[SQL_STATEMENT_COUNT];

    count_steps(store, after);
    for (int i = 0; i < SQL_STATEMENT_COUNT; i++) {
        if (after[i] > 2 * before[i])
            fail_msg("%s takes %d steps behind %d %s, %d behind none", store_sql[i].name, after[i],
                     HISTORY_ROWS, behind, before[i]);
    }
    print_message("head and claim: %d steps behind none, %d behind %d %s\n",
                  before[SQL_HEAD] + before[SQL_CLAIM], after[SQL_HEAD] + after[SQL_CLAIM],
                  HISTORY_ROWS, behind);
}

static void a_claim_costs_the_same_behind_a_long_history(void **state)
{
    static const char *const kinds[] = {"done", "queued"};
    struct store *fresh = open_judge(":memory:");
    int before[SQL_STATEMENT_COUNT];

    (void)state;
    count_steps(fresh, before);
    assert_true(before[SQL_CLAIM] > 0 && before[SQL_HEAD] > 0 && before[SQL_FINISH] > 0 &&
                before[SQL_SUBMIT] > 0 && before[SQL_LIST] > 0 && before[SQL_LIST_RUNNING] > 0 &&
                before[SQL_RETRY] > 0 && before[SQL_BACKLOG] > 0);
    for (size_t i = 0; i < 2; i++) {
        struct store *old = open_judge(":memory:");

        add_history(old, kinds[i]);
        assert_int_equal(ask(old->db, "SELECT count(*) FROM judging"), HISTORY_ROWS);
        check_steps(before, old, kinds[i]);
        store_close(old);
    }
    store_close(fresh);
}

/* ---- migrations ---- */

/* A database as the program of that schema version left it. */
static void make_old_database(int version)
{
    sqlite3 *db = NULL;
    char stamp[96];

    CHECK(sqlite3_open(database, &db) == SQLITE_OK);
    for (int i = 0; i < version; i++)
        run_sql(db, store_migrations[i].sql);
    snprintf(stamp, sizeof(stamp), "PRAGMA application_id = %d; PRAGMA user_version = %d",
             STORE_APPLICATION_ID, version);
    run_sql(db, stamp);
    run_sql(db,
            "INSERT INTO submission VALUES (1, 5, '/p', 'p', 'u', 'c', 'a.c', x'00'),"
            " (2, 6, '/p', 'p', 'v', 'c', 'b.c', x'01');"
            "INSERT INTO problem_version VALUES ('v1', '/p', 'p', 7);"
            "INSERT INTO judging (id, submission, state, priority, turn, queued_ms, attempt,"
            " attempts_counted, judge_name, finished_ms, verdict, problem_version)"
            " VALUES (3, 1, 'done', 0, 1, 5, 1, 1, 'old', 9, 'WA', 'v1');"
            "INSERT INTO judging (id, submission, state, priority, turn, queued_ms)"
            " VALUES (8, 2, 'queued', 0, 2, 6);"
            "INSERT INTO attempt VALUES (3, 1, 'old', 7, 8, 9, 'finished', '', '');"
            "INSERT INTO event VALUES (4, 3, 1, 9, 'finished', 'old', 'WA');"
            "INSERT INTO case_result VALUES (3, 1, 1, '1', '', 'WA', '', '', '', '', 'exec', 0, 1,"
            " 1, 1, 1, 1, '{}', x'');"
            "INSERT INTO user_turn VALUES ('v', 0, 2)");
    CHECK(sqlite3_close(db) == SQLITE_OK);
}

static void what_an_older_program_stored_is_all_there(void **state)
{
    static const char *const refused[] = {
        "UPDATE judging SET verdict = 'AC' WHERE id = 3", "DELETE FROM judging",
        "DELETE FROM event", "DELETE FROM case_result WHERE judging = 3",
        "INSERT INTO attempt VALUES (77, 1, 'x', 1, 1, NULL, 'running', '', '')"};
    struct store *store;
    struct store_claim claim;

    (void)state;
    make_old_database(4);
    assert_int_equal(store_open(database, 0, &store, &err), -EPROTO);
    store = open_judge(database);
    check_sound(store->db);
    assert_int_equal(ask(store->db, "PRAGMA foreign_keys"), 1);
    assert_int_equal(ask(store->db, "SELECT count(*) FROM verdict_table WHERE submission = 1"
                                    " AND judging = 3 AND verdict = 'WA' AND state = 'done'"),
                     1);
    assert_int_equal(ask(store->db, "SELECT count(*) FROM event WHERE id = 4 AND judging = 3"), 1);
    assert_int_equal(ask(store->db, "SELECT count(*) FROM case_table WHERE judging = 3"), 1);
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        if ((sqlite3_exec(store->db, refused[i], 0, 0, 0) & 0xff) != SQLITE_CONSTRAINT)
            fail_msg("%s: %s", refused[i], sqlite3_errmsg(store->db));
    }
    assert_int_equal(store_claim(store, 10, &claim, &err), 1);
    assert_int_equal(claim.judging, 8);
    assert_int_equal(store_start(store, &claim, &a_start, &err), 0);
    assert_int_equal(store_finish(store, &claim, &a_finish, &err), 0);
    store_claim_release(&claim);
    assert_int_equal(submit(store), 3);
    assert_int_equal(ask(store->db, "SELECT max(id) FROM judging"), 9); /* ids only grow */
    store_close(store);
}

/* ---- databases that cannot be used ---- */

struct bytes {
    char *data;
    size_t size;
};

static struct bytes read_file(const char *path)
{
    struct bytes bytes = {0};
    FILE *file = fopen(path, "rb");

    CHECK(file != NULL);
    CHECK(fseek(file, 0, SEEK_END) == 0);
    bytes.size = (size_t)ftell(file);
    rewind(file);
    bytes.data = memory_alloc(bytes.size);
    CHECK(fread(bytes.data, 1, bytes.size, file) == bytes.size);
    fclose(file);
    return bytes;
}

static void write_file(const char *path, const void *data, size_t size)
{
    FILE *file = fopen(path, "wb");

    CHECK(file != NULL);
    CHECK(fwrite(data, 1, size, file) == size);
    CHECK(fclose(file) == 0);
}

/* Opening fails with `code` and these words, whichever way it is opened, and the file stays as it
 * was. `code` 0 stands for any. */
static void assert_refused(const char *path, int code, const char *words)
{
    static const int ways[] = {STORE_OPEN_CREATE, 0, STORE_OPEN_READ};
    struct bytes before = read_file(path), after;
    struct store *store = NULL;

    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
        int rc = store_open(path, ways[i], &store, &err);

        if (rc >= 0)
            fail_msg("opened %s (flags %d), expected: %s", path, ways[i], words);
        assert_null(store);
        if (rc != code || strstr(err.text, words) == NULL)
            fail_msg("flags %d: got %d: %s; expected %d: %s", ways[i], rc, err.text, code, words);
        assert_int_equal(err.code, rc);
    }
    after = read_file(path);
    assert_int_equal(before.size, after.size);
    assert_memory_equal(before.data, after.data, after.size);
    free(before.data);
    free(after.data);
}

/* A database with one finished submission, in one file. */
static void make_database(void)
{
    struct store *store = open_judge(database);
    struct store_claim claim;

    submit(store);
    CHECK(store_claim(store, 1, &claim, &err) == 1);
    CHECK(store_finish(store, &claim, &a_finish, &err) == 0);
    store_claim_release(&claim);
    store_close(store);
}

static void change_database(const char *path, const char *sql)
{
    sqlite3 *db = NULL;

    CHECK(sqlite3_open(path, &db) == SQLITE_OK);
    run_sql(db, sql);
    CHECK(sqlite3_close(db) == SQLITE_OK);
}

static void another_programs_database_is_refused(void **state)
{
    (void)state;
    change_database(database, "CREATE TABLE t (x); PRAGMA application_id = 252006673");
    assert_refused(database, -EMEDIUMTYPE, "belongs to another program");
    change_database(database, "PRAGMA application_id = 0"); /* most programs set none */
    assert_refused(database, -EMEDIUMTYPE, "belongs to another program");
}

static void a_newer_schema_is_refused(void **state)
{

    (void)state;
    make_database();
    change_database(database, "PRAGMA user_version = 99");
    assert_refused(database, -EPROTO, "schema version 99, newer than this program's");
}

static void what_is_no_database_is_refused(void **state)
{
    static const char text[] =
        "#!/bin/sh\necho this is long enough to be looked at by SQLite, which"
        " wants to see a header of one hundred bytes first\n";

    (void)state;
    write_file(database, text, sizeof(text));
    assert_refused(database, -EUCLEAN, "is not a database");
    assert_null(strstr(err.text, "PRAGMA"));
    assert_null(strstr(err.text, "SELECT"));
    assert_non_null(strstr(err.text, "another kind of file"));
}

static void a_corrupt_header_is_refused(void **state)
{
    struct bytes bytes;

    (void)state;
    make_database();
    bytes = read_file(database);
    memset(bytes.data, 0x5a, 16);
    write_file(database, bytes.data, bytes.size);
    assert_refused(database, -EUCLEAN, "header is damaged");
    free(bytes.data);
}

static void a_corrupt_schema_is_refused(void **state)
{
    struct bytes bytes;

    (void)state;
    make_database();
    bytes = read_file(database);
    memset(bytes.data + 100, 0x5a, 3996); /* the rest of page 1, the root of sqlite_schema */
    write_file(database, bytes.data, bytes.size);
    assert_refused(database, -EUCLEAN, "is damaged");
    free(bytes.data);
}

static void a_truncated_database_is_refused(void **state)
{
    struct bytes bytes;

    (void)state;
    make_database();
    bytes = read_file(database);
    for (size_t size = 4096; size < bytes.size; size += 5 * 4096) {
        write_file(database, bytes.data, size);
        assert_refused(database, -EUCLEAN, "is damaged");
    }
    free(bytes.data);
}

static void a_missing_table_is_refused(void **state)
{

    (void)state;
    make_database();
    change_database(database, "DROP TABLE event");
    assert_refused(database, -EUCLEAN, "no such table");
}

/* Overwrites one page after the other: whatever the store then does, it does with a clear error
 * or not at all; it neither crashes nor tells of a submission that is not there. */
static void a_damaged_page_never_does_worse_than_an_error(void **state)
{
    struct bytes bytes;
    int errors = 0;

    (void)state;
    make_database();
    bytes = read_file(database);
    for (size_t page = 1; page < bytes.size / 4096; page++) {
        char *damaged = memory_alloc(bytes.size);
        struct store *store = NULL;
        int64_t id = 0;
        int rc;

        memcpy(damaged, bytes.data, bytes.size);
        memset(damaged + page * 4096, 0xa5, 4096);
        write_file(database, damaged, bytes.size);
        free(damaged);
        rc = store_open(database, 0, &store, &err);
        if (rc == 0)
            rc = store_list(store, NULL, skip_row, NULL, &err);
        if (rc == 0)
            rc = store_submit(store, &a_submission, &id, &err);
        store_close(store);
        unlink(in_dir("a.db-wal"));
        unlink(in_dir("a.db-shm"));
        if (rc < 0) {
            errors++;
            if (rc != -EUCLEAN)
                fail_msg("page %zu: got %d: %s", page + 1, rc, err.text);
        }
    }
    assert_true(errors >= 5);
    free(bytes.data);
}

static void an_empty_file_is_new_when_creating(void **state)
{
    struct store *store = NULL;

    (void)state;
    write_file(database, "", 0);
    assert_int_equal(store_open(database, 0, &store, &err), -ENOENT);
    assert_non_null(strstr(err.text, "the file is empty"));
    assert_int_equal(store_open(database, STORE_OPEN_READ, &store, &err), -ENOENT);
    assert_null(store);
    assert_int_equal(store_open(database, STORE_OPEN_CREATE, &store, &err), 0);
    submit(store);
    store_close(store);
}

static void missing_files_and_folders_are_named(void **state)
{
    struct store *store = NULL;

    (void)state;
    assert_int_equal(store_open(database, 0, &store, &err), -ENOENT);
    assert_non_null(strstr(err.text, "assay init"));
    assert_int_equal(store_open(database, STORE_OPEN_READ, &store, &err), -ENOENT);
    assert_int_equal(size_of(database), -1); /* asking does not make it */
    assert_int_equal(store_open(in_dir("none/a.db"), STORE_OPEN_CREATE, &store, &err), -ENOENT);
    assert_non_null(strstr(err.text, in_dir("none")));
    assert_int_equal(store_open(dir, STORE_OPEN_CREATE, &store, &err), -EISDIR);
    assert_non_null(strstr(err.text, "is a folder"));
    assert_int_equal(store_open("/dev/null", STORE_OPEN_CREATE, &store, &err), -EINVAL);
    assert_null(store);
}

static void odd_file_names_are_only_names(void **state)
{
    static const char *const names[] = {":memory:", "file:x?mode=memory", "a b%20'\".db"};
    char here[512];

    (void)state;
    assert_non_null(getcwd(here, sizeof(here)));
    assert_int_equal(chdir(dir), 0);
    for (size_t i = 1; i < sizeof(names) / sizeof(names[0]); i++) {
        struct store *store = NULL;
        char beside[128];

        assert_int_equal(store_open(names[i], STORE_OPEN_CREATE, &store, &err), 0);
        assert_true(size_of(names[i]) >= 0);
        assert_true(store->path[0] == '/');
        store_close(store);
        snprintf(beside, sizeof(beside), "%s-wal", names[i]);
        unlink(beside);
        snprintf(beside, sizeof(beside), "%s-shm", names[i]);
        unlink(beside);
        assert_int_equal(unlink(names[i]), 0);
    }
    assert_int_equal(chdir(here), 0);
}

static void its_files_are_their_owners_alone(void **state)
{
    static const char *const names[] = {"a.db", "a.db-wal", "a.db-shm", "a.db.judge.alpha.lock",
                                        "a.db.judge.alpha.sock"};
    mode_t before = umask(0);
    struct store *store = open_judge(database);
    struct stat status;
    int bell;

    (void)state;
    submit(store);
    assert_int_equal(store_listen(store, &bell, &err), 0);
    assert_int_equal(umask(before), 0); /* it is put back */
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        assert_return_code(stat(in_dir(names[i]), &status), errno);
        if ((status.st_mode & 07777) != 0600)
            fail_msg("%s has the mode %o", names[i], status.st_mode & 07777);
    }
    store_close(store);
}

/* What an earlier version made, or an operator opened. */
static void what_others_may_open_is_refused(void **state)
{
    static const struct {
        const char *name; /* "": the folder */
        mode_t mode;
        int is_group_enough;
    } wide[] = {{"a.db", 0644, 0},
                {"a.db", 0660, 1},
                {"a.db", 0604, 0},
                {"a.db-wal", 0640, 1},
                {"a.db-shm", 0664, 0},
                {"a.db.judge.alpha.lock", 0644, 0},
                {"a.db.judge.beta.sock", 0622, 0},
                {"", 0702, 0},
                {"", 01777, 0}};
    struct store *store = open_judge(database);
    FILE *file = fopen(in_dir("a.db.judge.beta.sock"), "w");
    struct stat status;

    (void)state;
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(in_dir("a.db.judge.beta.sock"), 0600), 0);
    submit(store);
    assert_int_equal(store_refuse_shared(store, -1, &err), 0);
    assert_int_equal(stat(in_dir("a.db"), &status), 0);
    for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++) {
        char *path = strdup(*wide[i].name ? in_dir(wide[i].name) : dir);

        assert_int_equal(chmod(path, wide[i].mode), 0);
        assert_int_equal(store_refuse_shared(store, -1, &err), -EACCES);
        if (*wide[i].name)
            assert_non_null(strstr(err.text, wide[i].name));
        assert_int_equal(store_refuse_shared(store, status.st_gid, &err),
                         wide[i].is_group_enough ? 0 : -EACCES);
        assert_int_equal(store_refuse_shared(store, status.st_gid + 1, &err), -EACCES);
        assert_int_equal(chmod(path, *wide[i].name ? 0600 : 0700), 0);
        free(path);
    }
    assert_int_equal(store_refuse_shared(store, -1, &err), 0);
    assert_false(store_may_be_entered(store));
    assert_int_equal(chmod(dir, 0755), 0); /* is told of, and no more */
    assert_int_equal(store_refuse_shared(store, -1, &err), 0);
    assert_true(store_may_be_entered(store));
    assert_int_equal(unlink(in_dir("a.db.judge.beta.sock")), 0);
    store_close(store);
}

/* The longest database and judge that fit the 255 bytes of a file's name. */
static void long_names_are_judged_and_rung(void **state)
{
    char file[181], name[65], uri[512], *path;
    struct store *store = NULL;
    int bell;

    (void)state;
    memset(file, 'd', sizeof(file) - 1);
    file[sizeof(file) - 1] = '\0';
    memset(name, 'j', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    file[255 - strlen(".judge.") - strlen(name) - strlen(".lock")] = '\0';
    snprintf(uri, sizeof(uri), "%s/%s", dir, file);
    assert_int_equal(store_open(uri, STORE_OPEN_CREATE, &store, &err), 0);
    if (store_name_acquire(store, name, 1, NULL, &err) < 0 || store_listen(store, &bell, &err) < 0)
        fail_msg("%s", err.text);
    assert_int_equal(store_ring(store), 1);
    path = store_local_path(store, "");
    store_close(store);
    assert_return_code(unlink(path), errno);
    free(path);
    snprintf(uri, sizeof(uri), "%s/%s.judge.%s.lock", dir, file, name);
    assert_return_code(unlink(uri), errno);
}

static void two_processes_may_create_it_at_once(void **state)
{
    enum { CREATORS = 4 };
    int ready[2], go[2], status;
    char byte;

    (void)state;
    assert_int_equal(pipe(ready), 0);
    assert_int_equal(pipe(go), 0);
    for (int i = 0; i < CREATORS; i++) {
        fflush(NULL);
        if (fork() == 0) {
            struct store *store = NULL;

            close(go[1]);
            CHECK(write(ready[1], "r", 1) == 1);
            close(ready[1]);
            CHECK(read(go[0], &byte, 1) == 0); /* until the parent lets all of them go */
            CHECK(store_open(database, STORE_OPEN_CREATE, &store, &err) == 0);
            submit(store);
            store_close(store);
            _exit(0);
        }
    }
    close(ready[1]); /* a creator that dies before it is ready ends the wait below */
    close(go[0]);
    for (int i = 0; i < CREATORS; i++)
        assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_true(size_of(database) < 0); /* none has begun */
    close(go[1]);
    close(ready[0]);
    for (int i = 0; i < CREATORS; i++) {
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    struct store *store = open_judge(database);

    assert_int_equal(ask(store->db, "SELECT count(*) FROM judging WHERE state = 'queued'"),
                     CREATORS);
    store_close(store);
}

/* ---- permissions and space: in a child that may give things up ---- */

static void run_child(void (*fn)(void))
{
    int status;
    pid_t pid;

    fflush(NULL);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        fn();
        _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (WIFEXITED(status) && WEXITSTATUS(status) == CHILD_SKIPS)
        skip(); /* the child has said why */
    assert_int_equal(status, 0);
}

static void become_nobody(void)
{
    if (geteuid() != 0)
        return; /* permissions bind already */
    CHECK(setresgid(65534, 65534, 65534) == 0);
    CHECK(setresuid(65534, 65534, 65534) == 0);
}

static void try_read_only(void)
{
    struct store *store = NULL;

    become_nobody();
    /* the file is read-only */
    CHECK(store_open(sub_database, 0, &store, &err) == -EACCES);
    CHECK(strstr(err.text, "not readable and writable") != NULL);
    CHECK(store_open(sub_database, STORE_OPEN_CREATE, &store, &err) == -EACCES);
    /* so is the folder: nowhere to create, and no shared memory to read with */
    CHECK(store_open(in_dir("sub/b.db"), STORE_OPEN_CREATE, &store, &err) == -EACCES);
    CHECK(strstr(err.text, "writable") != NULL);
    CHECK(store_open(sub_database, STORE_OPEN_READ, &store, &err) == -EACCES);
    CHECK(strstr(err.text, "read a copy") != NULL);
    CHECK(store == NULL);
}

static void try_read_only_folder(void)
{
    struct store *store = NULL;

    become_nobody();
    CHECK(store_open(sub_database, 0, &store, &err) ==
          -EACCES); /* the file is writable, no log is */
    CHECK(strstr(err.text, "sub") != NULL && strstr(err.text, "writable") != NULL);
    CHECK(store == NULL);
}

static void try_reading_beside_a_judge(void)
{
    struct store *store = NULL;

    become_nobody();
    CHECK(store_open(sub_database, STORE_OPEN_READ, &store, &err) == 0);
    CHECK(ask(store->db, "SELECT count(*) FROM submission") == 2);
    store_close(store);
}

static void read_only_files_and_folders_are_said_to_be(void **state)
{
    struct store *store;

    (void)state;
    assert_int_equal(chmod(dir, 0755), 0);
    assert_int_equal(mkdir(sub, 0755), 0);
    store = open_judge(sub_database);
    submit(store);
    store_close(store);
    assert_int_equal(chmod(sub_database, 0444), 0);
    assert_int_equal(chmod(sub, 0555), 0);
    run_child(try_read_only);
    assert_int_equal(chmod(sub_database, 0666), 0);
    run_child(try_read_only_folder);

    assert_int_equal(chmod(sub, 0755), 0);
    store = open_judge(sub_database); /* nothing was lost; and a judge is at work */
    assert_int_equal(submit(store), 2);
    assert_int_equal(chmod(sub, 0555), 0);
    run_child(try_reading_beside_a_judge);
    assert_int_equal(chmod(sub, 0755), 0);
    store_close(store);
}

static void write_map(const char *path, unsigned id)
{
    char text[32];

    snprintf(text, sizeof(text), "0 %u 1", id);
    write_file(path, text, strlen(text));
}

/* A private mount namespace, as root or as the root of a user namespace. */
static void enter_mount_namespace(void)
{
    unsigned uid = geteuid(), gid = getegid();
    int flags = uid == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER;

    if (unshare(flags) < 0) {
        fprintf(stderr, "skipped: cannot make a mount namespace here: %s\n", strerror(errno));
        _exit(CHILD_SKIPS);
    }
    if (uid != 0) {
        write_file("/proc/self/setgroups", "deny", 4);
        write_map("/proc/self/uid_map", uid);
        write_map("/proc/self/gid_map", gid);
    }
    if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) {
        fprintf(stderr, "skipped: cannot make mounts private here: %s\n", strerror(errno));
        _exit(CHILD_SKIPS);
    }
}

static void mount_tmpfs(const char *path, const char *options, unsigned long flags)
{
    if (mount("tmpfs", path, "tmpfs", flags, options) < 0) {
        fprintf(stderr, "skipped: cannot mount a tmpfs here: %s\n", strerror(errno));
        _exit(CHILD_SKIPS);
    }
}

static void fill_up(const char *path)
{
    static const char block[4096];
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

    CHECK(fd >= 0);
    while (write(fd, block, sizeof(block)) == (ssize_t)sizeof(block))
        continue;
    close(fd);
}

static void try_full_disk(void)
{
    static char source[16384];
    struct store_submission submission = a_submission;
    struct store *store = NULL;
    int64_t id, stored = 0;

    enter_mount_namespace();
    mount_tmpfs(sub, "size=2m", 0);
    fill_up(in_dir("sub/filler"));
    CHECK(store_open(sub_database, STORE_OPEN_CREATE, &store, &err) ==
          -ENOSPC); /* no room for a new one */
    CHECK(strstr(err.text, "full") != NULL);
    CHECK(store == NULL);
    CHECK(unlink(in_dir("sub/filler")) == 0);

    store = open_judge(sub_database); /* what was left half made is no obstacle */
    submission.source = source;
    submission.source_size = sizeof(source);
    while (store_submit(store, &submission, &id, &err) == 0)
        stored = id;
    CHECK(err.code == -ENOSPC && strstr(err.text, "free some space") != NULL);
    CHECK(stored > 5);
    CHECK(ask(store->db, "SELECT count(*) FROM submission") == stored);
    store_close(store);
    CHECK(mount("tmpfs", sub, "tmpfs", MS_REMOUNT, "size=16m") == 0);
    store = open_judge(sub_database);
    check_sound(store->db);
    CHECK(ask(store->db, "SELECT count(*) FROM judging WHERE state = 'queued'") == stored);
    CHECK(store_submit(store, &submission, &id, &err) == 0 && id == stored + 1);
    store_close(store);
}

static void a_full_disk_is_said_to_be_full_and_loses_nothing(void **state)
{
    (void)state;
    assert_int_equal(mkdir(sub, 0755), 0);
    run_child(try_full_disk);
}

static void try_read_only_medium(void)
{
    struct store *store = NULL;

    enter_mount_namespace();
    mount_tmpfs(sub, "size=2m", 0);
    store = open_judge(sub_database);
    submit(store);
    store_close(store);
    CHECK(mount("tmpfs", sub, "tmpfs", MS_REMOUNT | MS_RDONLY, "size=2m") == 0);
    store = NULL;
    CHECK(store_open(sub_database, 0, &store, &err) == -EROFS);
    CHECK(store_open(sub_database, STORE_OPEN_CREATE, &store, &err) == -EROFS);
    CHECK(store == NULL);
    CHECK(store_open(sub_database, STORE_OPEN_READ, &store, &err) ==
          0); /* e.g. an archive of a contest */
    CHECK(ask(store->db, "SELECT count(*) FROM submission") == 1);
    store_close(store);
}

static void a_read_only_medium_can_be_read(void **state)
{
    (void)state;
    assert_int_equal(mkdir(sub, 0755), 0);
    run_child(try_read_only_medium);
}

static void a_locked_database_is_said_to_be_locked(void **state)
{
    struct store *store = open_judge(database);
    sqlite3 *other = NULL;
    int64_t id = 0;

    (void)state;
    assert_int_equal(sqlite3_open(database, &other), SQLITE_OK);
    run_sql(other, "BEGIN IMMEDIATE");
    store->busy_limit_ms = 1;
    assert_int_equal(store_submit(store, &a_submission, &id, &err), -EAGAIN);
    assert_non_null(strstr(err.text, "locked"));
    run_sql(other, "ROLLBACK");
    sqlite3_close(other);
    assert_int_equal(submit(store), 1);
    store_close(store);
}

/* A judge that writes without a pause does not keep a client from submitting. */
static void a_judge_at_work_does_not_starve_clients(void **state)
{
    int stop[2], status;
    struct store *client = NULL;
    pid_t pid;

    (void)state;
    make_database();
    assert_int_equal(pipe(stop), 0);
    fcntl(stop[0], F_SETFL, O_NONBLOCK);
    fflush(NULL);
    pid = fork();
    if (pid == 0) {
        struct store *judge = open_judge(database);
        char byte;

        close(stop[1]);
        while (read(stop[0], &byte, 1) != 0)
            submit(judge);
        _exit(0);
    }
    close(stop[0]);
    assert_int_equal(store_open(database, 0, &client, &err), 0);
    for (int i = 0; i < 20; i++) {
        client->busy_limit_ms = 20000;
        submit(client);
    }
    close(stop[1]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    store_close(client);
}

/* ---- is it still the file? ---- */

/* What is done to a judge's database, and what it says then. */
static void remove_it(void)
{
    unlink(database);
}

static void replace_it(void)
{
    struct bytes bytes = read_file(database);

    unlink(database);
    write_file(database, bytes.data, bytes.size);
    free(bytes.data);
}

static void overwrite_it(void)
{
    struct bytes bytes = read_file(in_dir("sub/a.db"));

    write_file(database, bytes.data, bytes.size); /* the same inode */
    free(bytes.data);
}

static void cut_it(void)
{
    assert_int_equal(truncate(database, 8192), 0);
}

static void empty_it(void)
{
    assert_int_equal(truncate(database, 0), 0);
}

static void remove_its_log(void)
{
    unlink(in_dir("a.db-wal"));
}

static void a_judge_notices_that_its_file_is_another(void **state)
{
    static const struct {
        void (*act)(void);
        const char *words;
    } rows[] = {{remove_it, "removed or replaced"}, {replace_it, "removed or replaced"},
                {overwrite_it, "another database"}, {cut_it, "cut off"},
                {empty_it, "it is empty"},          {remove_its_log, "its log (-wal) was removed"}};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct store *judge;
        int64_t size;

        assert_return_code(mkdir(sub, 0755), errno);
        store_close(open_judge(sub_database));
        judge = open_judge(database);
        submit(judge);
        assert_int_equal(store_maintain(judge, 1, &err), 0);
        submit(judge);
        for (int k = 0; k < 3; k++)
            assert_int_equal(store_check_file(judge, &err), 0);
        rows[i].act();
        assert_true(store_check_file(judge, &err) == -ENXIO ||
                    store_check_file(judge, &err) == -ENXIO);
        if (strstr(err.text, rows[i].words) == NULL)
            fail_msg("%s: %s", rows[i].words, err.text);
        size = size_of(database);
        store_close(judge); /* leaves what is there now alone */
        assert_int_equal(size_of(database), size);
        unlink(database);
        unlink(in_dir("a.db-wal"));
        unlink(in_dir("a.db-shm"));
        unlink(in_dir("sub/a.db"));
        unlink(in_dir("sub/a.db.judge.alpha.lock"));
        rmdir(sub);
    }
}

/* Nothing was written for so long that the generation is no longer read each time. */
static void a_judge_notices_an_overwritten_file_after_a_quiet_time(void **state)
{
    struct store *judge;

    (void)state;
    assert_return_code(mkdir(sub, 0755), errno);
    store_close(open_judge(sub_database));
    judge = open_judge(database);
    submit(judge);
    assert_int_equal(store_maintain(judge, 1, &err), 0);
    sleep(4);
    for (int k = 0; k < 3; k++)
        assert_int_equal(store_check_file(judge, &err), 0);
    overwrite_it();
    assert_int_equal(store_check_file(judge, &err), -ENXIO);
    assert_non_null(strstr(err.text, "another database"));
    store_close(judge);
    unlink(database);
    unlink(in_dir("a.db-wal"));
    unlink(in_dir("a.db-shm"));
    unlink(in_dir("sub/a.db"));
    unlink(in_dir("sub/a.db.judge.alpha.lock"));
    rmdir(sub);
}

/* Before the judge has looked at its file for the first time. */
static void a_judge_notices_that_its_log_was_taken_at_once(void **state)
{
    (void)state;
    for (int is_replaced = 0; is_replaced < 2; is_replaced++) {
        struct store *judge = open_judge(database);

        remove_its_log();
        if (is_replaced) { /* by another inode: the first one is still open */
            int fd = open(in_dir("a.db-wal"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);

            assert_return_code(fd, errno);
            close(fd);
        }
        assert_int_equal(store_check_file(judge, &err), -ENXIO);
        assert_non_null(strstr(err.text, "its log (-wal) was"));
        store_close(judge);
        unlink(in_dir("a.db-wal"));
    }
}

/* Rows that this program cannot have written are set aside and named; the others are judged. */
static void a_damaged_row_is_set_aside_and_the_others_are_judged(void **state)
{
    static const char *const damages[] = {
        "UPDATE judging SET attempt = -5 WHERE id = 1",
        "UPDATE judging SET attempt = 1 << 40 WHERE id = 1",
        "UPDATE judging SET turn = -9000000000000000000 WHERE id = 1",
        "UPDATE judging SET priority = 1 << 50 WHERE id = 1",
        "UPDATE judging SET attempts_counted = 77 WHERE id = 1",
        "UPDATE judging SET submission = 4711 WHERE id = 1",
        "UPDATE judging SET verdict = 'AC' WHERE id = 1",
        "UPDATE judging SET judge_name = 'x', score = 1 WHERE id = 1",
        "UPDATE judging SET state = 'running', judge_name = 'alpha', attempts_counted = -8 WHERE "
        "id = "
        "1",
        "UPDATE judging SET state = 'running', judge_name = 'alpha', verdict = 'XX' WHERE id = 1",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
        struct store *judge = open_judge(database);
        struct store_claim claim;

        submit(judge);
        submit(judge);
        run_sql(judge->db, "PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF");
        run_sql(judge->db, damages[i]);
        store_close(judge);
        judge = open_judge(database);
        for (int claimed = 0;; claimed++) {
            int rc = store_claim(judge, 5, &claim, &err);

            if (rc < 0)
                fail_msg("%s: %s", damages[i], err.text);
            if (rc == 0) {
                assert_true(claimed >= 1);
                break;
            }
            if (store_finish(judge, &claim, &a_finish, &err) < 0)
                fail_msg("%s: %s", damages[i], err.text);
            store_claim_release(&claim);
        }
        assert_int_equal(ask(judge->db, "SELECT count(*) FROM judging WHERE id = 2"
                                        " AND state = 'done'"),
                         1);
        assert_int_equal(ask(judge->db, "SELECT count(*) FROM judging WHERE id = 1 AND state IN"
                                        " ('done', 'held') OR id = 1 AND submission = 4711"),
                         1);
        assert_int_equal(store_maintain(judge, 1, &err), 0);
        store_close(judge);
        unlink(database);
    }
}

/* ---- the reviewers' interface ---- */

static void a_scenario(struct store *store)
{
    struct store_case row = a_case(1);
    struct store_finish wrong = a_finish;
    struct store_claim first, second;
    int64_t judging;

    submit(store); /* 1: fails once, is accepted, a late result is fenced */
    submit(store); /* 2: IE, then queued again */
    submit(store); /* 3: stays running */
    submit(store); /* 4: stays queued */
    CHECK(store_claim(store, 1, &first, &err) == 1);
    CHECK(store_fail(store, &first, "grader_died", "signal:9", 3, 1, NULL, &err) == 0);
    CHECK(store_claim(store, 1, &second, &err) == 1);
    CHECK(store_fail(store, &second, "disk", "full", 1, 1, NULL, &err) == 0);
    store_claim_release(&second);
    CHECK(store_rejudge(store, 2, -1, 9, &judging, &err) == 0);
    CHECK(store_claim(store, 2000, &second, &err) == 1);
    CHECK(second.judging == first.judging);
    CHECK(store_start(store, &second, &a_start, &err) == 0);
    CHECK(store_record_cases(store, &second, &row, 1, &err) == 0);
    CHECK(store_finish(store, &second, &a_finish, &err) == 0);
    wrong.verdict = "WA";
    CHECK(store_finish(store, &first, &wrong, &err) == -ESTALE);
    store_claim_release(&first);
    store_claim_release(&second);
    CHECK(store_claim(store, 2000, &first, &err) == 1);
    CHECK(first.submission == 3);
    store_claim_release(&first);
}

static void the_views_show_what_happened(void **state)
{
    static const struct {
        const char *sql;
        int64_t value;
    } expected[] = {
        {"SELECT count(*) FROM verdict_table", 4},
        {"SELECT count(*) FROM verdict_table WHERE submission = 1 AND verdict = 'AC'"
         " AND attempts = 2 AND problem_version = 'v1' AND submitted_utc = '1970-01-01 00:00:01'"
         " AND source_bytes = 9",
         1},
        {"SELECT judgings FROM verdict_table WHERE submission = 2 AND state = 'queued'", 2},
        {"SELECT count(*) FROM case_table WHERE submission = 1 AND verdict = 'AC' AND newest"
         " AND attempt = 2",
         1},
        {"SELECT count(*) FROM case_table", 1},
        {"SELECT count(*) FROM group_table WHERE submission = 1 AND judging = 1 AND number = 1"
         " AND name = 'easy' AND verdict = 'AC' AND score = 4 AND max_score = 4 AND newest",
         1},
        {"SELECT count(*) FROM group_table", 1},
        {"SELECT position FROM queue_table WHERE submission = 4", 1},
        {"SELECT position FROM queue_table WHERE submission = 2", 2},
        {"SELECT count(*) FROM queue_table", 2},
        {"SELECT submission FROM running_table WHERE judge_name = 'alpha'", 3},
        {"SELECT count(*) FROM problem_stats WHERE problem_name = 'p' AND submissions = 4"
         " AND users = 1 AND accepted = 1 AND not_done = 3 AND internal_error = 0",
         1},
        {"SELECT count(*) FROM retry_table WHERE submission = 1 AND attempt = 1"
         " AND outcome = 'failed' AND reason = 'grader_died' AND message = 'signal:9'"
         " AND verdict = 'AC'",
         1},
        {"SELECT count(*) FROM retry_table", 2},
        {"SELECT count(*) FROM internal_error_table WHERE submission = 2 AND reason = 'disk'"
         " AND message = 'full' AND NOT newest",
         1},
        {"SELECT count(*) FROM rejudge_table WHERE submission = 2 AND old_verdict = 'IE'"
         " AND new_verdict IS NULL",
         1},
        {"SELECT count(*) FROM late_result_table WHERE submission = 1 AND attempt = 1"
         " AND verdict = 'AC' AND detail LIKE 'finish: WA%'",
         1},
        {"SELECT count(*) FROM problem_version WHERE version = 'v1' AND problem_name = 'p'", 1},
    };
    struct store *store = open_judge(":memory:");

    (void)state;
    a_scenario(store);
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        int64_t value = ask(store->db, expected[i].sql);

        if (value != expected[i].value)
            fail_msg("%s: got %lld, expected %lld", expected[i].sql, (long long)value,
                     (long long)expected[i].value);
    }
    store_close(store);
}

/* The part of docs/schema.md under "### `name`", up to the next heading. */
static char *section_of(const char *doc, const char *name)
{
    char heading[128];
    const char *start, *end;
    char *section;

    snprintf(heading, sizeof(heading), "\n### `%s`", name);
    start = strstr(doc, heading);
    if (start == NULL)
        fail_msg("docs/schema.md has no section ### `%s`", name);
    start += strlen(heading);
    end = strstr(start, "\n##");
    section = memory_strdup(start);
    if (end != NULL)
        section[end - start] = '\0';
    return section;
}

/* By hand, as with the sqlite3 command: no foreign keys are checked. */
static void history_cannot_be_rewritten(void **state)
{
    static const char *const refused[] = {
        "UPDATE submission SET user = 'x'",
        "UPDATE judging SET verdict = 'WA'",
        "DELETE FROM submission",
        "DELETE FROM submission WHERE id = 1",
        "DELETE FROM judging",
        "DELETE FROM attempt",
        "DELETE FROM event",
        "DELETE FROM problem_version",
        "DELETE FROM case_result",
        "DELETE FROM group_result",
        "UPDATE group_result SET score = 5",
        "UPDATE note SET text = 'x'",
        "DELETE FROM note",
    };
    static const char *const tables[] = {"submission",      "judging",     "attempt",      "event",
                                         "problem_version", "case_result", "group_result", "note"};
    struct store *store = open_judge(":memory:");
    int64_t id;

    (void)state;
    a_scenario(store);
    assert_int_equal(
        store_add_note(store,
                       &(struct store_note){.submission = 1, .author = "ada", .text = "mine"}, &id,
                       &err),
        0);
    assert_int_equal(sqlite3_exec(store->db, "PRAGMA foreign_keys = OFF", 0, 0, 0), 0);
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        char count[64];

        snprintf(count, sizeof(count), "SELECT count(*) FROM %s", tables[i]);
        if (ask(store->db, count) == 0)
            fail_msg("there is nothing in %s to be refused", tables[i]);
    }
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        if (sqlite3_exec(store->db, refused[i], 0, 0, 0) != SQLITE_CONSTRAINT_TRIGGER)
            fail_msg("%s: %s", refused[i], sqlite3_errmsg(store->db));
    }
    store_close(store);
}

static void the_schema_is_documented(void **state)
{
    struct bytes doc = read_file(SCHEMA_DOC);
    struct store *store = open_judge(":memory:");
    sqlite3_stmt *stmt = NULL;
    int columns = 0;

    (void)state;
    doc.data = memory_grow(doc.data, doc.size + 1, 1);
    doc.data[doc.size] = '\0';
    assert_int_equal(sqlite3_prepare_v2(store->db,
                                        "SELECT t.name, c.name FROM pragma_table_list t"
                                        " JOIN pragma_table_info(t.name) c"
                                        " WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite%'",
                                        -1, &stmt, NULL),
                     SQLITE_OK);
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        const char *table = (const char *)sqlite3_column_text(stmt, 0);
        const char *column = (const char *)sqlite3_column_text(stmt, 1);
        char *section = section_of(doc.data, table), quoted[128];

        snprintf(quoted, sizeof(quoted), "`%s`", column);
        if (strstr(section, quoted) == NULL)
            fail_msg("docs/schema.md does not explain %s.%s", table, column);
        free(section);
        columns++;
    }
    assert_true(columns > 150);
    sqlite3_finalize(stmt);
    store_close(store);
    free(doc.data);
}

/* The ```sql examples of docs/schema.md run as they are. */
static void the_documented_queries_run(void **state)
{
    struct bytes doc = read_file(SCHEMA_DOC);
    struct store *store = open_judge(":memory:");
    const char *at;
    int queries = 0;

    (void)state;
    a_scenario(store);
    doc.data = memory_grow(doc.data, doc.size + 1, 1);
    doc.data[doc.size] = '\0';
    at = doc.data;
    while ((at = strstr(at, "\n```sql\n")) != NULL) {
        const char *end = strstr(at + 8, "\n```");
        char *sql, *message = NULL;

        assert_non_null(end);
        sql = memory_strdup(at + 8);
        sql[end - at - 8] = '\0';
        if (sqlite3_exec(store->db, sql, NULL, NULL, &message) != SQLITE_OK)
            fail_msg("docs/schema.md: %s: %s", message, sql);
        free(sql);
        queries++;
        at = end;
    }
    assert_true(queries >= 5);
    store_close(store);
    free(doc.data);
}

#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        T(every_connection_has_the_settings),
        T(only_judges_merge_the_log),
        T(a_reader_that_lingers_does_not_block_judges_for_long),
        T(history_cannot_be_rewritten),
        T(every_statement_uses_its_index),
        T(a_claim_costs_the_same_behind_a_long_history),
        T(what_an_older_program_stored_is_all_there),
        T(another_programs_database_is_refused),
        T(a_newer_schema_is_refused),
        T(what_is_no_database_is_refused),
        T(a_corrupt_header_is_refused),
        T(a_corrupt_schema_is_refused),
        T(a_truncated_database_is_refused),
        T(a_missing_table_is_refused),
        T(a_damaged_page_never_does_worse_than_an_error),
        T(an_empty_file_is_new_when_creating),
        T(missing_files_and_folders_are_named),
        T(odd_file_names_are_only_names),
        T(its_files_are_their_owners_alone),
        T(what_others_may_open_is_refused),
        T(long_names_are_judged_and_rung),
        T(two_processes_may_create_it_at_once),
        T(read_only_files_and_folders_are_said_to_be),
        T(a_full_disk_is_said_to_be_full_and_loses_nothing),
        T(a_read_only_medium_can_be_read),
        T(a_locked_database_is_said_to_be_locked),
        T(a_judge_at_work_does_not_starve_clients),
        T(a_judge_notices_that_its_file_is_another),
        T(a_judge_notices_an_overwritten_file_after_a_quiet_time),
        T(a_judge_notices_that_its_log_was_taken_at_once),
        T(a_damaged_row_is_set_aside_and_the_others_are_judged),
        T(the_views_show_what_happened),
        T(the_schema_is_documented),
        T(the_documented_queries_run),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
