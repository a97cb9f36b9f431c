/* Damaged copies: random bytes anywhere in the file, and every column of every table with what it
 * cannot hold. Everything that reads or judges gives the right answer or a clear error; nothing
 * crashes or hangs; rows that are not damaged are listed and judged.
 *
 * ASSAY_AMOUNT copies (ctest: some hundreds), from ASSAY_SEED; a failure names its own seed. */
#include "base/log.h"
#include "base/memory.h"
#include "lab.h"
#include "tests/slowness.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { AMOUNT = 240, SUBMISSIONS = 9, CLAIMS_MAX = 60, HANGS_AFTER_S = 20, COLUMNS_MAX = 300 };

static uint64_t seed;
static struct lab_bytes template;

/* Judgings of the template that a judge finishes when none is damaged: those that are queued, wait,
 * or are left running. */
static const int64_t to_be_judged[] = {3, 6, 8, 9};
enum { TO_BE_JUDGED = sizeof(to_be_judged) / sizeof(to_be_judged[0]) };

/* ---- damage ---- */

static void damage_bytes(void)
{
    unsigned char *data = memory_alloc(template.size);
    uint64_t places = 1 + lab_chance(&seed, 6);

    memcpy(data, template.data, template.size);
    for (uint64_t i = 0; i < places; i++) {
        size_t at = (size_t)lab_chance(&seed, template.size);
        size_t size = 1 + (size_t)lab_chance(&seed, lab_chance(&seed, 4) == 0 ? 4096 : 16);

        for (size_t k = at; k < at + size && k < template.size; k++)
            data[k] = (unsigned char)lab_chance(&seed, 256);
    }
    lab_write(lab_database, data, template.size);
    free(data);
}

static struct column {
    char table[40], name[40], key[80]; /* the columns that name a row */
    int is_needed;
} columns[COLUMNS_MAX];
static size_t column_count;

static void list_columns(sqlite3 *db)
{
    sqlite3_stmt *stmt = NULL;

    LAB_CHECK(sqlite3_prepare_v2(
                  db,
                  "SELECT t.name, c.name, c.\"notnull\" OR c.pk > 0, iif(t.wr, (SELECT"
                  " group_concat(k.name) FROM pragma_table_info(t.name) k WHERE k.pk > 0), 'rowid')"
                  " FROM pragma_table_list t JOIN pragma_table_info(t.name) c"
                  " WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite%'",
                  -1, &stmt, NULL) == SQLITE_OK);
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        struct column *column = &columns[column_count++];

        LAB_CHECK(column_count < COLUMNS_MAX);
        snprintf(column->table, sizeof(column->table), "%s", sqlite3_column_text(stmt, 0));
        snprintf(column->name, sizeof(column->name), "%s", sqlite3_column_text(stmt, 1));
        snprintf(column->key, sizeof(column->key), "%s", sqlite3_column_text(stmt, 3));
        column->is_needed = sqlite3_column_int(stmt, 2);
    }
    sqlite3_finalize(stmt);
}

static const char *const values[] = {"NULL",
                                     "9223372036854775807",
                                     "-9223372036854775807 - 1",
                                     "-1",
                                     "4294967296",
                                     "9e999",
                                     "-0.5",
                                     "'text'",
                                     "''",
                                     "x'00ff'",
                                     "CAST(x'610062' AS TEXT)",
                                     "CAST(x'ff' AS TEXT)",
                                     "CAST(zeroblob(100000) AS TEXT)"};
enum { VALUES = sizeof(values) / sizeof(values[0]) };

/* The schema lets nobody write such a thing, so it is another one meanwhile. */
static void damage_field(const struct column *column, const char *value)
{
    char sql[1000];
    sqlite3 *db = NULL;

    lab_write(lab_database, template.data, template.size);
    LAB_CHECK(sqlite3_open(lab_database, &db) == SQLITE_OK);
    lab_sql(db, "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;"
                "PRAGMA writable_schema = ON;"
                "CREATE TEMP TABLE kept AS SELECT * FROM main.sqlite_schema;"
                "DELETE FROM main.sqlite_schema WHERE type = 'trigger';"
                "UPDATE main.sqlite_schema SET sql = replace(replace(replace(sql, ') STRICT, ', "
                "') '), ') STRICT', ')'), 'NOT NULL', '') WHERE type = 'table';"
                "PRAGMA writable_schema = RESET");
    snprintf(sql, sizeof(sql),
             "UPDATE %s SET %s = %s WHERE (%s) IN (SELECT %s FROM %s LIMIT 1 OFFSET"
             " %llu %% max(1, (SELECT count(*) FROM %s)))",
             column->table, column->name, value, column->key, column->key, column->table,
             (unsigned long long)lab_chance(&seed, 1000), column->table);
    sqlite3_exec(db, sql, NULL, NULL, NULL); /* what not even this schema takes is not tried */
    lab_sql(db, "PRAGMA writable_schema = ON;"
                "UPDATE main.sqlite_schema AS s SET sql = (SELECT k.sql FROM kept k"
                " WHERE k.type = s.type AND k.name = s.name) WHERE type = 'table';"
                "INSERT INTO main.sqlite_schema SELECT * FROM kept WHERE type = 'trigger';"
                "PRAGMA writable_schema = RESET");
    LAB_CHECK(sqlite3_close(db) == SQLITE_OK);
}

/* ---- reading ---- */

struct reading {
    int is_listed[SUBMISSIONS + 1];
    int wrong;
};

/* What may come of a damaged database: an answer, or an error that says something. */
static int is_clear(int rc)
{
    if (rc >= 0)
        return 1;
    if (strlen(lab_err.text) < 10)
        return 0;
    return rc == -EUCLEAN || rc == -ENOENT || rc == -ENODATA || rc == -EINVAL || rc == -ESTALE ||
           rc == -EIO || rc == -EFBIG || rc == -EMEDIUMTYPE || rc == -EPROTO || rc == -EAGAIN ||
           rc == -EALREADY || rc == -ENOMEM || rc == -ENXIO || rc == -ENOTSUP;
}

static int on_row(const struct store_row *row, void *arg)
{
    struct reading *reading = arg;

    if (row->submission < 1 || row->submission > SUBMISSIONS)
        return 0;
    reading->is_listed[row->submission] = 1;
    if (strcmp(row->state, "done") == 0 && row->submission <= 2 &&
        strcmp(row->verdict, lab_verdict(row->submission)) != 0)
        reading->wrong++;
    return 0;
}

/* Touches every byte that it is given. */
static size_t sum;
static int take_row(const struct store_row *row, void *arg)
{
    (void)arg;
    sum += strlen(row->problem) + strlen(row->user) + strlen(row->message) + strlen(row->state) +
           strlen(row->limits_json) + strlen(row->compile_json) + strlen(row->version);
    return 0;
}

static int take_case(const struct store_case *row, void *arg)
{
    (void)arg;
    sum += strlen(row->name) + strlen(row->evidence_json) + row->stderr_size +
           (row->stderr_size > 0 ? *(const unsigned char *)row->stderr_tail : 0);
    return 0;
}

static int take_group(const struct store_group *row, void *arg)
{
    (void)arg;
    sum += strlen(row->name) + strlen(row->verdict);
    return 0;
}

static int take_event(const struct store_event *row, void *arg)
{
    (void)arg;
    sum += strlen(row->kind) + strlen(row->detail);
    return 0;
}

static int take_tally(const struct store_tally *row, void *arg)
{
    (void)arg;
    sum += strlen(row->name);
    return 0;
}

static int take_hold(const struct store_hold *row, void *arg)
{
    (void)arg;
    sum += strlen(row->name) + strlen(row->message);
    return 0;
}

static int take_judge(const struct store_judge *row, void *arg)
{
    (void)arg;
    sum += strlen(row->name) + strlen(row->trouble);
    return 0;
}

static int take_name(const char *name, void *arg)
{
    (void)arg;
    sum += strlen(name);
    return 0;
}

static int take_stat(const struct store_stat *row, void *arg)
{
    (void)arg;
    sum += strlen(row->key);
    return 0;
}

static void read_each(struct store *store)
{
    for (int64_t id = 1; id <= SUBMISSIONS + 1; id++) {
        void *source = NULL;
        size_t size;

        LAB_CHECK(is_clear(store_judgings(store, id, take_row, NULL, &lab_err)));
        LAB_CHECK(is_clear(store_cases(store, id, take_case, NULL, &lab_err)));
        LAB_CHECK(is_clear(store_groups(store, id, take_group, NULL, &lab_err)));
        LAB_CHECK(is_clear(store_events(store, id, take_event, NULL, &lab_err)));
        if (store_source(store, id, &source, &size, &lab_err) == 0)
            free(source);
    }
}

static void read_summaries(struct store *store)
{
    static const char *const kinds[] = {"priority", "problem", "user"};
    static const char *const names[] = {"problem", "folder", "language", "user"};
    static const char *const stats[] = {"problem", "language", "user", "verdict"};
    static const char *const states[] = {"queued", "held", "running", "done", "cancelled"};
    struct store_backlog backlog;

    for (size_t i = 0; i < 3; i++)
        LAB_CHECK(is_clear(store_tallies(store, kinds[i], 10, take_tally, NULL, &lab_err)));
    for (size_t i = 0; i < 4; i++) {
        LAB_CHECK(is_clear(store_names(store, names[i], take_name, NULL, &lab_err)));
        LAB_CHECK(is_clear(store_stats(store, stats[i], take_stat, NULL, &lab_err)));
    }
    for (size_t i = 0; i < 5; i++) {
        const struct store_filter filter = {.state = states[i]};

        LAB_CHECK(is_clear(store_list(store, &filter, take_row, NULL, &lab_err)));
    }
    LAB_CHECK(is_clear(store_holds(store, take_hold, NULL, &lab_err)));
    LAB_CHECK(is_clear(store_judges(store, take_judge, NULL, &lab_err)));
    LAB_CHECK(is_clear(store_backlog(store, 1, &backlog, &lab_err)));
}

static void count_fault(const struct store_fault *fault, void *arg)
{
    sum += strlen(fault->kind) + strlen(fault->message);
    ++*(int *)arg;
}

/* Returns how many faults a check finds; -1 where the database does not even open. */
static int read_all(struct reading *reading)
{
    struct store_census census;
    struct store *store = NULL;
    int faults = 0;
    int rc = store_open(lab_database, STORE_OPEN_READ, &store, &lab_err);

    LAB_CHECK(is_clear(rc));
    if (rc < 0)
        return -1;
    LAB_CHECK(is_clear(store_list(store, NULL, on_row, reading, &lab_err)));
    read_each(store);
    read_summaries(store);
    rc = store_check(store, count_fault, NULL, &faults, &census, &lab_err);
    LAB_CHECK(is_clear(rc));
    store_close(store);
    return rc < 0 ? 1 : faults;
}

/* ---- judging ---- */

static void judge_one(struct store *store, const struct store_claim *claim, int is_done[])
{
    struct lab_acks acks = {0};
    int rc = lab_start(store, claim);

    if (rc == 0)
        rc = lab_record(store, claim);
    if (rc == 0)
        rc = lab_finish(store, &acks, claim);
    LAB_CHECK(is_clear(rc));
    if (rc == 0 && claim->submission >= 1 && claim->submission <= SUBMISSIONS)
        is_done[claim->submission] = 1;
    if (rc < 0)
        LAB_CHECK(is_clear(store_fail(store, claim, "x", "y", 3, 1, NULL, &lab_err)));
}

/* Returns how many of those that are to be judged were not. */
static int judge_all(void)
{
    int is_done[SUBMISSIONS + 1] = {0}, missing = 0, rc;
    struct store_claim claim;
    struct store *store = NULL;

    rc = store_open(lab_database, STORE_OPEN_CREATE, &store, &lab_err);
    if (rc == 0)
        rc = store_name_acquire(store, "alpha", 1, NULL, &lab_err);
    LAB_CHECK(is_clear(rc));
    for (int i = 0; rc >= 0 && i < CLAIMS_MAX; i++) {
        rc = store_claim(store, 300000, &claim, &lab_err);
        LAB_CHECK(is_clear(rc));
        if (rc != 1)
            break;
        judge_one(store, &claim, is_done);
        store_claim_release(&claim);
    }
    if (rc >= 0) {
        LAB_CHECK(is_clear(store_heartbeat(store, &lab_err)));
        LAB_CHECK(is_clear(store_reclaim(store, 1, 1000, 1, NULL, &lab_err)));
        LAB_CHECK(is_clear(store_maintain(store, 1, &lab_err)));
    }
    store_close(store);
    for (size_t i = 0; i < TO_BE_JUDGED; i++)
        missing += !is_done[to_be_judged[i]];
    return missing;
}

/* ---- the trials ---- */

static void try_bytes(int64_t trial)
{
    struct reading reading = {0};

    snprintf(lab_trial, sizeof(lab_trial),
             "ASSAY_SEED=%llu ASSAY_AMOUNT=1: random bytes, trial %lld", (unsigned long long)seed,
             (long long)trial);
    damage_bytes();
    read_all(&reading);
    judge_all();
}

static void try_field(size_t number)
{
    const struct column *column = &columns[number / VALUES % column_count];
    size_t value = number % VALUES;
    struct reading reading = {0};
    int faults, missing = 0;

    snprintf(lab_trial, sizeof(lab_trial), "%s.%s = %s, of seed %llu", column->table, column->name,
             values[value], (unsigned long long)seed);
    damage_field(column, values[value]);
    faults = read_all(&reading);
    LAB_CHECK(faults >= 0 || strcmp(column->table, "generation") == 0);
    for (int i = 1; i <= SUBMISSIONS; i++)
        missing += !reading.is_listed[i];
    /* a row that refers to another submission takes that one's place */
    LAB_CHECK(missing <= 1 && reading.wrong <= 1);
    LAB_CHECK(judge_all() <= 1 || strcmp(column->table, "hold") == 0);
}

static void damage_is_an_answer_or_a_clear_error(void **state)
{
    int64_t amount = lab_number("ASSAY_AMOUNT", AMOUNT);
    uint64_t first = (uint64_t)lab_number("ASSAY_SEED", 20261130);
    size_t fields = column_count * VALUES, stride = fields / (size_t)(amount / 2 + 1) + 1;

    (void)state;
    if (amount >= (int64_t)fields)
        stride = 1;
    else if (stride % 2 == 0)
        stride++;
    for (int64_t i = 0; i < amount; i++) {
        seed = first + (uint64_t)i;
        alarm((unsigned)(HANGS_AFTER_S * slowness()));
        lab_clear();
        if (i % 2 == 0)
            try_bytes(i);
        else
            try_field((size_t)(i / 2) * stride + (size_t)lab_chance(&seed, stride));
    }
    alarm(0);
    print_message("%lld copies, %zu fields by %d values\n", (long long)amount, column_count,
                  (int)VALUES);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(damage_is_an_answer_or_a_clear_error)};
    struct store *store;
    int failed;

    log_setup("test", (enum log_level) - 1, 0); /* each damaged row is an error in the log */
    lab_set_up();
    lab_make_database();
    template = lab_read(lab_database);
    store = lab_open();
    list_columns(store->db);
    store_close(store);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    lab_tear_down();
    free(template.data);
    return failed;
}
