#include "lab.h"

#include "base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char lab_folder[64], lab_database[80], lab_trial[200];
struct error lab_err;

void lab_fail(const char *file, int line, const char *condition)
{
    fprintf(stderr, "%s:%d: %s\n  trial: %s\n  last error: %s\n", file, line, condition, lab_trial,
            lab_err.text);
    exit(1);
}

/* ---- files ---- */

const char *lab_path(const char *name)
{
    static char paths[8][160];
    static unsigned next;
    char *path = paths[next++ % 8];

    snprintf(path, sizeof(paths[0]), "%s/%s", lab_folder, name);
    return path;
}

void lab_set_up(void)
{
    snprintf(lab_folder, sizeof(lab_folder), "/tmp/assay-lab-XXXXXX");
    LAB_CHECK(mkdtemp(lab_folder) != NULL);
    snprintf(lab_database, sizeof(lab_database), "%s/a.db", lab_folder);
}

void lab_clear(void)
{
    DIR *dir = opendir(lab_folder);

    LAB_CHECK(dir != NULL);
    for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
        if (entry->d_name[0] != '.')
            unlink(lab_path(entry->d_name));
    }
    closedir(dir);
}

void lab_tear_down(void)
{
    lab_clear();
    LAB_CHECK(rmdir(lab_folder) == 0);
}

struct lab_bytes lab_read(const char *path)
{
    struct lab_bytes bytes = {0};
    FILE *file = fopen(path, "rbe");

    LAB_CHECK(file != NULL && fseek(file, 0, SEEK_END) == 0);
    bytes.size = (size_t)ftell(file);
    rewind(file);
    bytes.data = memory_alloc(bytes.size);
    LAB_CHECK(fread(bytes.data, 1, bytes.size, file) == bytes.size);
    fclose(file);
    return bytes;
}

void lab_write(const char *path, const void *data, size_t size)
{
    FILE *file = fopen(path, "wbe");

    LAB_CHECK(file != NULL);
    LAB_CHECK(fwrite(data, 1, size, file) == size);
    LAB_CHECK(fclose(file) == 0);
}

int64_t lab_number(const char *variable, int64_t otherwise)
{
    const char *text = getenv(variable);

    return text != NULL && *text != '\0' ? strtoll(text, NULL, 10) : otherwise;
}

/* splitmix64 */
uint64_t lab_chance(uint64_t *seed, uint64_t below)
{
    uint64_t value = (*seed += 0x9e3779b97f4a7c15u);

    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
    return (value ^ (value >> 31)) % below;
}

/* ---- SQL ---- */

void lab_sql(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        error_set(&lab_err, -EINVAL, "%s: %s", sql, sqlite3_errmsg(db));
        LAB_CHECK(!"SQL of the test works");
    }
}

int64_t lab_ask(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    int64_t value;

    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK ||
        sqlite3_step(stmt) != SQLITE_ROW) {
        error_set(&lab_err, -EINVAL, "%s: %s", sql, sqlite3_errmsg(db));
        LAB_CHECK(!"SQL of the test has an answer");
    }
    value = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return value;
}

/* ---- work ---- */

const char *lab_verdict(int64_t submission)
{
    return submission % 2 != 0 ? "AC" : "WA";
}

static const struct store_submission a_submission = {.problem = "/p",
                                                     .problem_name = "p",
                                                     .user = "ada",
                                                     .language = "c",
                                                     .file_name = "a.c",
                                                     .source = "int main;",
                                                     .source_size = 9,
                                                     .now_ms = 1000};

static void note_submitted(struct lab_acks *acks, int64_t id)
{
    LAB_CHECK(acks->submitted_count < LAB_ACKS);
    acks->submitted[acks->submitted_count++] = id;
}

int lab_submit(struct store *store, struct lab_acks *acks)
{
    int64_t id;
    int rc = store_submit(store, &a_submission, &id, &lab_err);

    if (rc == 0)
        note_submitted(acks, id);
    return rc;
}

static int next_of_batch(size_t index, struct store_submission *ret_submission, void *arg,
                         struct error *err)
{
    static const char *const users[] = {"bob", "cyd", "bob"};

    (void)arg;
    (void)err;
    *ret_submission = a_submission;
    ret_submission->user = users[index];
    return 0;
}

int lab_submit_batch(struct store *store, struct lab_acks *acks)
{
    int64_t ids[3];
    int rc = store_submit_all(store, "key", 3, next_of_batch, NULL, ids, &lab_err);

    for (int i = 0; rc == 0 && i < 3; i++)
        note_submitted(acks, ids[i]);
    return rc;
}

int lab_claim(struct store *store, struct lab_acks *acks, struct store_claim *claim)
{
    int rc = store_claim(store, 100000, claim, &lab_err);

    if (rc == 1) {
        LAB_CHECK(acks->claimed_count < LAB_ACKS);
        acks->claimed[acks->claimed_count].judging = claim->judging;
        acks->claimed[acks->claimed_count++].attempt = claim->attempt;
    }
    return rc;
}

int lab_start(struct store *store, const struct store_claim *claim)
{
    const struct store_start start = {.version = "v1", .case_count = 2, .now_ms = 1200};

    return store_start(store, claim, &start, &lab_err);
}

static struct store_case a_case(int64_t submission, int32_t number)
{
    return (struct store_case){.number = number,
                               .name = "1",
                               .verdict = lab_verdict(submission),
                               .path = "exec",
                               .message = "said",
                               .evidence_json = "{\"output\":\"5\",\"signal\":0}",
                               .stderr_tail = "tail",
                               .stderr_size = 4};
}

int lab_record(struct store *store, const struct store_claim *claim)
{
    struct store_case first = a_case(claim->submission, 1);

    return store_record_cases(store, claim, &first, 1, &lab_err);
}

int lab_finish(struct store *store, struct lab_acks *acks, const struct store_claim *claim)
{
    const struct store_case cases[] = {a_case(claim->submission, 1), a_case(claim->submission, 2)};
    const struct store_group group = {1, "easy", lab_verdict(claim->submission), "verdict", 4, 4};
    const struct store_finish finish = {.verdict = lab_verdict(claim->submission),
                                        .reason = "",
                                        .message = "",
                                        .compile_json = "{\"status\":\"ok\",\"log\":\"words\"}",
                                        .cases = cases,
                                        .case_count = 2,
                                        .groups = &group,
                                        .group_count = 1,
                                        .now_ms = 1300};
    int rc = store_finish(store, claim, &finish, &lab_err);

    if (rc == 0) {
        LAB_CHECK(acks->finished_count < LAB_ACKS);
        acks->finished[acks->finished_count++] = claim->submission;
    }
    return rc;
}

/* ---- databases ---- */

struct store *lab_open(void)
{
    struct store *store = NULL;

    LAB_CHECK(store_open(lab_database, STORE_OPEN_CREATE, &store, &lab_err) == 0);
    LAB_CHECK(store_name_acquire(store, "alpha", 1, NULL, &lab_err) == 0);
    return store;
}

static void finish_one(struct store *store, struct lab_acks *acks)
{
    struct store_claim claim;

    LAB_CHECK(lab_claim(store, acks, &claim) == 1);
    LAB_CHECK(lab_start(store, &claim) == 0 && lab_record(store, &claim) == 0);
    LAB_CHECK(lab_finish(store, acks, &claim) == 0);
    store_claim_release(&claim);
}

void lab_make_database(void)
{
    struct store *store;
    struct lab_acks acks = {0};
    struct store_claim claim;

    lab_clear();
    store = lab_open();
    for (int i = 0; i < 9; i++)
        LAB_CHECK(lab_submit(store, &acks) == 0);
    finish_one(store, &acks);
    finish_one(store, &acks);
    LAB_CHECK(lab_claim(store, &acks, &claim) == 1); /* 3 waits for its retry */
    LAB_CHECK(store_fail(store, &claim, "grader_died", "signal:9", 3, 200000, NULL, &lab_err) == 0);
    store_claim_release(&claim);
    LAB_CHECK(lab_claim(store, &acks, &claim) == 1); /* 4 is held with its problem's failure */
    LAB_CHECK(store_hold_claim(store, &claim, "problem", 0, "checker", "it fails", 100000, NULL,
                               &lab_err) == 0);
    store_claim_release(&claim);
    LAB_CHECK(store_cancel(store, 5, 1, &lab_err) == 0);
    LAB_CHECK(lab_claim(store, &acks, &claim) == 1); /* 6 runs, half of it recorded */
    LAB_CHECK(lab_start(store, &claim) == 0 && lab_record(store, &claim) == 0);
    store_claim_release(&claim);
    LAB_CHECK(store_hold(store, 7, "by hand", 1, &lab_err) == 0);
    LAB_CHECK(store_maintain(store, 1, &lab_err) == 0);
    store_close(store); /* 8 and 9 are queued */
}

void lab_make_old_database(int version)
{
    sqlite3 *db = NULL;
    char stamp[96];

    lab_clear();
    LAB_CHECK(sqlite3_open(lab_database, &db) == SQLITE_OK);
    lab_sql(db, "PRAGMA journal_mode = WAL");
    for (int i = 0; i < version; i++)
        lab_sql(db, store_migrations[i].sql);
    snprintf(stamp, sizeof(stamp), "PRAGMA application_id = %d; PRAGMA user_version = %d",
             STORE_APPLICATION_ID, version);
    lab_sql(db, stamp);
    lab_sql(db,
            "INSERT INTO submission (id, submitted_ms, problem, problem_name, user, language,"
            " file_name, source) VALUES (1, 5, '/p', 'p', 'u', 'c', 'a.c', x'00'),"
            " (2, 6, '/p', 'p', 'v', 'c', 'b.c', x'01');"
            "INSERT INTO problem_version (version, problem, problem_name, first_judged_ms)"
            " VALUES ('v1', '/p', 'p', 7);"
            "INSERT INTO judging (id, submission, state, priority, turn, queued_ms, attempt,"
            " attempts_counted, judge_name, finished_ms, verdict, problem_version)"
            " VALUES (3, 1, 'done', 0, 1, 5, 1, 1, 'old', 9, 'AC', 'v1');"
            "INSERT INTO judging (id, submission, state, priority, turn, queued_ms)"
            " VALUES (8, 2, 'queued', 0, 2, 6);"
            "INSERT INTO attempt (judging, attempt, judge_name, claimed_ms, started_ms, ended_ms,"
            " outcome) VALUES (3, 1, 'old', 7, 8, 9, 'finished');"
            "INSERT INTO event (id, judging, attempt, at_ms, kind, judge_name, detail)"
            " VALUES (4, 3, 1, 9, 'finished', 'old', 'AC');"
            "INSERT INTO user_turn (user, priority, last_turn) VALUES ('v', 0, 2)");
    for (int number = 1; number <= 2; number++) {
        char sql[400];

        snprintf(sql, sizeof(sql),
                 "INSERT INTO case_result (judging, number, attempt, name, group_name, verdict,"
                 " reason, message, feedback, hint, path, score, max_score, cpu_us, wall_us,"
                 " memory_kib, output_bytes, evidence_json, stderr_tail) VALUES (3, %d, 1, '1', '',"
                 " 'AC', '', '', '', '', 'exec', 0, 1, 1, 1, 1, 1, '{}', x'')",
                 number);
        lab_sql(db, sql);
    }
    LAB_CHECK(sqlite3_close(db) == SQLITE_OK);
}

/* ---- the oracle ---- */

void lab_check_disk_error(int rc)
{
    LAB_CHECK(rc == -ENOSPC || rc == -EIO || rc == -EUCLEAN);
    LAB_CHECK(lab_err.code == rc && strlen(lab_err.text) > 10);
}

static void fault_is_wrong(const struct store_fault *fault, void *arg)
{
    (void)arg;
    error_set(&lab_err, -EUCLEAN, "%s: %s", fault->kind, fault->message);
    LAB_CHECK(!"nothing is wrong with the database");
}

static void check_acks(sqlite3 *db, const struct lab_acks *acks)
{
    char sql[200];

    for (size_t i = 0; i < acks->submitted_count; i++) {
        snprintf(sql, sizeof(sql), "SELECT count(*) FROM judging WHERE submission = %lld",
                 (long long)acks->submitted[i]);
        LAB_CHECK(lab_ask(db, sql) >= 1);
    }
    for (size_t i = 0; i < acks->finished_count; i++) {
        snprintf(sql, sizeof(sql),
                 "SELECT count(*) FROM judging WHERE submission = %lld AND verdict = '%s'",
                 (long long)acks->finished[i], lab_verdict(acks->finished[i]));
        LAB_CHECK(lab_ask(db, sql) >= 1);
    }
    for (size_t i = 0; i < acks->claimed_count; i++) {
        snprintf(sql, sizeof(sql), "SELECT attempt >= %d FROM judging WHERE id = %lld",
                 acks->claimed[i].attempt, (long long)acks->claimed[i].judging);
        LAB_CHECK(lab_ask(db, sql) == 1);
    }
}

void lab_check_store(struct store *store, const struct lab_acks *acks)
{
    struct store_census census;

    LAB_CHECK(store_check(store, fault_is_wrong, NULL, NULL, &census, &lab_err) == 0);
    check_acks(store->db, acks);
    LAB_CHECK(lab_ask(store->db, "SELECT count(*) FROM judging WHERE verdict IS NOT NULL AND"
                                 " verdict <> iif(submission % 2, 'AC', 'WA')") == 0);
    LAB_CHECK(lab_ask(store->db,
                      "SELECT count(*) FROM judging WHERE state = 'done' AND 2 <>"
                      " (SELECT count(*) FROM case_result WHERE judging = judging.id)") == 0);
}

void lab_check(const struct lab_acks *acks)
{
    struct store *store = lab_open();

    lab_check_store(store, acks);
    LAB_CHECK(lab_ask(store->db, "SELECT count(*) FROM judging WHERE state = 'running'") == 0);
    store_close(store);
}
