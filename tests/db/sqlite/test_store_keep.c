/* Keeping what is stored: copies made while others write, checks that find what is planted, pruning
 * that leaves verdicts, and listings that do not grow with what they list. */
#include "base/memory.h"
#include "lab.h"

#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct error err;

static int set_up(void **state)
{
    (void)state;
    lab_clear();
    return 0;
}

static int64_t size_of(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 ? status.st_size : -1;
}

/* What a check finds first. */
struct faults {
    int count;
    char kind[16], message[300];
};

static void take_fault(const struct store_fault *fault, void *arg)
{
    struct faults *faults = arg;

    if (faults->count++ == 0) {
        snprintf(faults->kind, sizeof(faults->kind), "%s", fault->kind);
        snprintf(faults->message, sizeof(faults->message), "%s", fault->message);
    }
}

/* ---- backup ---- */

static int64_t submit_large(struct store *store)
{
    static char source[300000];
    const struct store_submission submission = {.problem = "/p",
                                                .problem_name = "p",
                                                .user = "eve",
                                                .language = "c",
                                                .file_name = "large.c",
                                                .source = source,
                                                .source_size = sizeof(source),
                                                .now_ms = 1000};
    int64_t id;

    memset(source, 'x', sizeof(source));
    if (store_submit(store, &submission, &id, &err) < 0)
        fail_msg("%s", err.text);
    return id;
}

struct others {
    struct store *store;
    int64_t submitted, calls;
    int64_t interrupt_at;
};

/* Somebody submits between any two steps of the copying. */
static int others_write(int64_t done, int64_t total, void *arg)
{
    struct others *others = arg;

    if (total == 0)
        return 0;
    assert_true(done <= total);
    others->calls++;
    submit_large(others->store);
    others->submitted++;
    return others->calls == others->interrupt_at;
}

static void a_copy_is_that_of_one_moment_and_whole(void **state)
{
    struct others others = {0};
    struct store_backup backup = {
        .path = lab_path("copy.db"), .progress = others_write, .arg = &others};
    struct lab_acks acks = {
        .submitted = {1, 2, 9}, .submitted_count = 3, .finished = {1, 2}, .finished_count = 2};
    struct store *reader = NULL, *copy = NULL;
    struct stat status;
    int64_t bytes = 0;

    (void)state;
    lab_make_database();
    others.store = lab_open();
    for (int i = 0; i < 10; i++)
        submit_large(others.store);
    assert_int_equal(store_open(lab_database, STORE_OPEN_READ, &reader, &err), 0);
    if (store_backup(reader, &backup, &bytes, &err) < 0)
        fail_msg("%s", err.text);
    assert_true(others.submitted >= 3);
    assert_int_equal(stat(backup.path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    assert_int_equal(status.st_size, bytes);
    assert_int_equal(size_of(lab_path("copy.db-wal")), -1);
    assert_int_equal(store_open(backup.path, STORE_OPEN_READ, &copy, &err), 0);
    lab_check_store(copy, &acks);
    assert_int_equal(lab_ask(copy->db, "SELECT count(*) FROM submission"), 19);
    assert_string_not_equal(copy->generation, reader->generation);
    store_close(copy);
    /* the reader is not left in a transaction, and judges merge the log again */
    assert_int_equal(sqlite3_get_autocommit(reader->db), 1);
    store_close(reader);
    assert_int_equal(store_maintain(others.store, 1, &err), 0);
    assert_int_equal(size_of(lab_path("a.db-wal")), 0);
    store_close(others.store);
}

/* Neither the copy, nor what it was called before. */
static int is_nothing_left(void)
{
    DIR *dir = opendir(lab_folder);
    int found = 0;

    assert_non_null(dir);
    for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir))
        found += strncmp(entry->d_name, "copy.db", strlen("copy.db")) == 0;
    closedir(dir);
    return !found;
}

static void a_copy_that_is_interrupted_leaves_nothing(void **state)
{
    struct others others = {.interrupt_at = 2};
    const struct store_backup backup = {
        .path = lab_path("copy.db"), .progress = others_write, .arg = &others};
    struct store *reader = NULL;

    (void)state;
    lab_make_database();
    others.store = lab_open();
    for (int i = 0; i < 10; i++)
        submit_large(others.store);
    assert_int_equal(store_open(lab_database, STORE_OPEN_READ, &reader, &err), 0);
    assert_int_equal(store_backup(reader, &backup, NULL, &err), -EINTR);
    assert_int_equal(others.calls, 2);
    assert_true(is_nothing_left());
    assert_int_equal(sqlite3_get_autocommit(reader->db), 1);
    store_close(reader);
    store_close(others.store);
}

static void a_copy_never_replaces_what_it_must_not(void **state)
{
    static const char text[] = "somebody's";
    struct store *store;
    struct store_backup backup = {.path = lab_path("copy.db")};
    struct lab_bytes bytes;

    (void)state;
    lab_make_database();
    store = lab_open();
    lab_write(lab_path("copy.db"), text, sizeof(text));
    assert_int_equal(store_backup(store, &backup, NULL, &err), -EEXIST);
    bytes = lab_read(lab_path("copy.db"));
    assert_int_equal(bytes.size, sizeof(text));
    free(bytes.data);
    lab_write(lab_path("copy.db-wal"), text, sizeof(text)); /* it would be merged into the copy */
    backup.replace = 1;
    assert_int_equal(store_backup(store, &backup, NULL, &err), -EBUSY);
    unlink(lab_path("copy.db-wal"));
    assert_int_equal(store_backup(store, &backup, NULL, &err), 0);
    backup.path = lab_database;
    assert_int_equal(store_backup(store, &backup, NULL, &err), -EBUSY);
    backup.path = lab_folder;
    assert_int_equal(store_backup(store, &backup, NULL, &err), -EISDIR);
    backup.path = lab_path("none/copy.db");
    assert_int_equal(store_backup(store, &backup, NULL, &err), -ENOENT);
    store_close(store);
}

/* A version of a problem with one file; the blob's name. */
static void keep_version(struct store *store, const char *bytes, char name[STORE_BLOB_NAME_SIZE])
{
    struct store_file file = {
        .path = "problem.yaml", .kind = "file", .bytes = (int64_t)strlen(bytes)};
    const struct store_version version = {.version = bytes,
                                          .problem = "/p",
                                          .problem_name = "p",
                                          .now_ms = 1,
                                          .files = &file,
                                          .file_count = 1};
    struct store_blob *blob;

    assert_int_equal(store_blob_begin(store, &blob, &err), 0);
    assert_int_equal(store_blob_write(blob, bytes, strlen(bytes), &err), 0);
    assert_int_equal(store_blob_end(blob, name, &err), 0);
    file.blob = name;
    if (store_put_version(store, &version, &err) < 0)
        fail_msg("%s", err.text);
}

static void clear_blobs(const char *database, const char *const *names)
{
    char path[300];

    for (; *names; names++) {
        snprintf(path, sizeof(path), "%s.blobs/%.2s/%s", database, *names, *names + 2);
        unlink(path);
        snprintf(path, sizeof(path), "%s.blobs/%.2s", database, *names);
        rmdir(path);
    }
    snprintf(path, sizeof(path), "%s.blobs", database);
    assert_return_code(rmdir(path), errno);
}

static void a_copy_has_the_versions_of_problems(void **state)
{
    const struct store_backup backup = {.path = lab_path("copy.db")};
    char first[STORE_BLOB_NAME_SIZE], second[STORE_BLOB_NAME_SIZE], path[300];
    const char *const names[] = {first, second, NULL};
    struct store *store, *copy = NULL;
    struct store_census census;

    (void)state;
    lab_make_database();
    store = lab_open();
    keep_version(store, "one version", first);
    keep_version(store, "another version", second);
    if (store_backup(store, &backup, NULL, &err) < 0)
        fail_msg("%s", err.text);
    assert_int_equal(store_open(backup.path, STORE_OPEN_READ, &copy, &err), 0);
    assert_int_equal(store_check_blob(copy, first, &err), 0);
    assert_int_equal(store_check_blob(copy, second, &err), 0);
    assert_int_equal(store_has_version(copy, "one version", &err), 1);
    /* one that is damaged is found, and nothing is changed by looking */
    snprintf(path, sizeof(path), "%s.blobs/%.2s/%s", backup.path, first, first + 2);
    unlink(path);
    lab_write(path, "one versiom", 11);
    for (int i = 0; i < 2; i++) {
        struct faults faults = {0};

        assert_int_equal(store_check(copy, take_fault, NULL, &faults, &census, &err), 0);
        assert_int_equal(census.faults, 1);
        assert_string_equal(faults.kind, "blob");
        assert_true(size_of(path) == 11);
    }
    store_close(copy);
    store_close(store);
    clear_blobs(backup.path, names);
    clear_blobs(lab_database, names);
}

static void a_damaged_database_gives_no_copy(void **state)
{
    const struct store_backup backup = {.path = lab_path("copy.db")};
    struct lab_bytes bytes;
    struct store *store = NULL;

    (void)state;
    lab_make_database();
    bytes = lab_read(lab_database);
    store = lab_open();
    lab_sql(store->db, "PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF;"
                       "UPDATE judging SET submission = 4711 WHERE id = 9");
    assert_int_equal(store_backup(store, &backup, NULL, &err), -EUCLEAN);
    assert_non_null(strstr(err.text, "judging"));
    assert_true(is_nothing_left());
    store_close(store);
    free(bytes.data);
}

static void an_older_programs_database_is_copied_as_it_is(void **state)
{
    for (int version = 1; version < store_migration_count; version++) {
        const struct store_backup backup = {.path = lab_path("copy.db")};
        struct lab_acks acks = {
            .submitted = {1, 2}, .submitted_count = 2, .finished = {1}, .finished_count = 1};
        struct store_census census;
        struct store *store = NULL;

        (void)state;
        lab_make_old_database(version);
        assert_int_equal(store_open(lab_database, STORE_OPEN_READ, &store, &err), -EPROTO);
        assert_int_equal(store_open(lab_database, STORE_OPEN_READ | STORE_OPEN_OLD, &store, &err),
                         0);
        if (store_backup(store, &backup, NULL, &err) < 0)
            fail_msg("version %d: %s", version, err.text);
        assert_int_equal(store_check(store, NULL, NULL, NULL, &census, &err), 0);
        assert_int_equal(census.schema_version, version);
        assert_int_equal(census.submissions, 2);
        store_close(store);
        assert_int_equal(rename(backup.path, lab_database), 0);
        unlink(lab_path("a.db-wal"));
        unlink(lab_path("a.db-shm"));
        lab_check(&acks);
    }
}

/* ---- check ---- */

static struct faults check(struct store *store, struct store_census *ret_census)
{
    struct faults faults = {0};

    if (store_check(store, take_fault, NULL, &faults, ret_census, &err) < 0)
        fail_msg("%s", err.text);
    assert_int_equal(ret_census->faults, faults.count);
    return faults;
}

static void a_check_counts_and_finds_nothing_in_a_sound_database(void **state)
{
    struct store_census census;
    struct store *store;
    struct faults faults;

    (void)state;
    lab_make_database();
    store = lab_open();
    faults = check(store, &census);
    if (faults.count > 0)
        fail_msg("%s: %s", faults.kind, faults.message);
    assert_int_equal(census.schema_version, store_migration_count);
    assert_int_equal(census.submissions, 9);
    assert_int_equal(census.judgings, 9);
    assert_int_equal(census.done, 2);
    assert_int_equal(census.queued, 4); /* 3 waits, 6 was requeued by lab_open */
    assert_int_equal(census.held, 2);
    assert_int_equal(census.cancelled, 1);
    assert_int_equal(census.running, 0);
    assert_int_equal(census.cases, 4);
    assert_true(census.bytes > 0 && census.events > 10);
    store_close(store);
}

static void a_check_finds_what_is_planted(void **state)
{
    static const struct {
        const char *sql, *kind, *words;
    } rows[] = {
        {"DELETE FROM tally WHERE kind = 'user'", "tally", "0 are tallied"},
        {"UPDATE tally SET count = count + 1 WHERE kind = 'priority'", "tally", "are there"},
        {"UPDATE judging SET submission = 77 WHERE id = 8", "reference", "judging"},
        {"UPDATE judging SET attempt = 1 << 40 WHERE id = 8", "row", "judging 8: a number"},
        {"UPDATE judging SET priority = 1 << 40 WHERE id = 8", "row", "judging 8: its place"},
        {"UPDATE judging SET turn = -1 WHERE id = 8", "row", "judging 8: its place"},
        {"UPDATE judging SET attempt = 3, attempts_counted = 3 WHERE id = 8", "row",
         "judging 8: its attempts"},
        {"UPDATE judging SET limits_json = '{' WHERE id = 8", "row", "judging 8: it holds JSON"},
        {"UPDATE judging SET hold = 4711 WHERE id = 7", "row", "judging 7: it is held by a hold"},
        {"UPDATE judging SET state = 'nonsense' WHERE id = 8", "structure", "CHECK"},
        {"UPDATE judging SET verdict = 'AC' WHERE id = 8", "structure", "CHECK"},
        {"UPDATE attempt SET outcome = 'running', ended_ms = NULL WHERE judging = 1", "row",
         "judging 1, attempt 1"},
        {"UPDATE case_result SET cpu_us = -1 WHERE judging = 1 AND number = 1", "row",
         "judging 1, case 1: a figure"},
        {"UPDATE case_result SET evidence_json = 'no' WHERE judging = 1 AND number = 2", "row",
         "judging 1, case 2: it holds JSON"},
        {"UPDATE case_result SET attempt = 9 WHERE judging = 1", "reference", "case_result"},
        {"INSERT INTO submission (submitted_ms, problem, problem_name, user, language, file_name,"
         " source) VALUES (1, '/p', 'p', 'u', 'c', 'a.c', x'')",
         "row", "submission 10: it has no judging"},
        {"INSERT INTO submission (id, submitted_ms, problem, problem_name, user, language,"
         " file_name, source) VALUES (20, 1, '/p', 'p', CAST(x'610062' AS TEXT), 'c', 'a.c', x'');"
         "INSERT INTO judging (submission, state, priority, turn, queued_ms, finished_ms) VALUES"
         " (20, 'cancelled', 0, 1, 1, 1)",
         "row", "submission 20: a name holds a NUL"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct store_census census;
        struct store *store;
        struct faults faults;

        lab_make_database();
        store = lab_open();
        lab_sql(store->db, "PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF");
        lab_sql(store->db, rows[i].sql);
        lab_sql(store->db, "PRAGMA ignore_check_constraints = OFF");
        faults = check(store, &census);
        if (faults.count == 0 || strcmp(faults.kind, rows[i].kind) != 0 ||
            strstr(faults.message, rows[i].words) == NULL)
            fail_msg("%s: found %d, first %s: %s", rows[i].sql, faults.count, faults.kind,
                     faults.message);
        store_close(store);
    }
}

/* ---- prune ---- */

static struct store_removed prune(struct store *store, int kinds, int64_t before_ms, int is_dry_run)
{
    const struct store_prune what = {
        .kinds = kinds, .before_ms = before_ms, .now_ms = 5000, .is_dry_run = is_dry_run};
    struct store_removed pruned;

    if (store_prune(store, &what, &pruned, &err) < 0)
        fail_msg("%s", err.text);
    return pruned;
}

enum { ALL_KINDS = STORE_PRUNE_SOURCES | STORE_PRUNE_OUTPUTS | STORE_PRUNE_EVENTS };

static void pruning_leaves_verdicts_and_what_is_open(void **state)
{
    struct lab_acks acks = {
        .submitted = {1, 2, 9}, .submitted_count = 3, .finished = {1, 2}, .finished_count = 2};
    struct store_removed dry, pruned;
    struct store *store;

    (void)state;
    lab_make_database();
    store = lab_open();
    dry = prune(store, ALL_KINDS, 150000, 1);
    assert_int_equal(lab_ask(store->db, "SELECT count(*) FROM pruned_source"), 0);
    pruned = prune(store, ALL_KINDS, 150000, 0);
    assert_int_equal(pruned.sources, 3); /* 1 and 2 are done, 5 was cancelled */
    assert_int_equal(pruned.source_bytes, 27);
    assert_int_equal(pruned.compile_logs, 2);
    assert_int_equal(pruned.compile_log_bytes, 10);
    assert_int_equal(pruned.cases, 4);
    assert_true(pruned.case_bytes >= 4 * 8);
    assert_true(pruned.events >= 5);
    dry.bytes_after = pruned.bytes_after;
    assert_memory_equal(&dry, &pruned, sizeof(dry));
    lab_check_store(store, &acks);
    assert_int_equal(lab_ask(store->db, "SELECT count(*) FROM submission WHERE length(source) = 9"),
                     6);
    assert_int_equal(lab_ask(store->db, "SELECT count(*) FROM event e JOIN judging j ON j.id ="
                                        " e.judging WHERE j.state IN ('done', 'cancelled')"),
                     0);
    assert_true(lab_ask(store->db, "SELECT count(*) FROM event") > 5);
    assert_int_equal(lab_ask(store->db, "SELECT count(*) FROM case_result WHERE verdict <> ''"
                                        " AND evidence_json = '{\"signal\":0}' AND stderr_tail ="
                                        " x'' AND message = ''"),
                     4);
    assert_int_equal(lab_ask(store->db, "SELECT count(*) FROM judging WHERE compile_json ="
                                        " '{\"status\":\"ok\",\"log\":\"\"}'"),
                     2);
    pruned = prune(store, ALL_KINDS, 150000, 0); /* again: nothing */
    assert_int_equal(pruned.sources + pruned.cases + pruned.events + pruned.compile_logs, 0);
    store_close(store);
}

static void each_kind_is_pruned_alone(void **state)
{
    static const int kinds[] = {STORE_PRUNE_SOURCES, STORE_PRUNE_OUTPUTS, STORE_PRUNE_EVENTS};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct store_removed pruned;
        struct store *store;

        lab_make_database();
        store = lab_open();
        pruned = prune(store, kinds[i], 1300, 0); /* the two verdicts came at 1300 */
        assert_int_equal(pruned.cases, 0);
        assert_int_equal(pruned.sources, i == 0 ? 1 : 0); /* cancelled at 1 */
        pruned = prune(store, kinds[i], 1301, 0);
        assert_int_equal(pruned.sources, i == 0 ? 2 : 0);
        assert_int_equal(pruned.cases, i == 1 ? 4 : 0);
        assert_int_equal(pruned.events > 0, i == 2);
        store_close(store);
    }
}

static int64_t is_judged_again(struct store *store, int64_t submission)
{
    int64_t judging;

    return store_rejudge(store, submission, -300, 6000, &judging, &err);
}

static void a_submission_that_is_judged_again_keeps_its_source(void **state)
{
    struct store *store;
    void *source;
    size_t size;

    (void)state;
    lab_make_database();
    store = lab_open();
    assert_int_equal(is_judged_again(store, 1), 0);
    prune(store, ALL_KINDS, 2000, 0);
    assert_int_equal(store_source(store, 1, &source, &size, &err), 0);
    assert_int_equal(size, 9);
    free(source);
    assert_int_equal(store_source(store, 2, &source, &size, &err), -ENODATA);
    assert_int_equal(is_judged_again(store, 2), -ENODATA);
    assert_non_null(strstr(err.text, "pruned"));
    /* whoever tries to queue it another way */
    assert_int_equal(sqlite3_exec(store->db,
                                  "INSERT INTO judging (submission, state, priority,"
                                  " turn, queued_ms) VALUES (2, 'queued', 0, 1, 1)",
                                  NULL, NULL, NULL),
                     SQLITE_CONSTRAINT_TRIGGER);
    store_close(store);
}

static void a_key_is_still_the_same_after_pruning(void **state)
{
    struct lab_acks acks = {0}, again = {0};
    struct store_claim claim;
    struct store *store;

    (void)state;
    store = lab_open();
    assert_int_equal(lab_submit_batch(store, &acks), 0);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(lab_claim(store, &acks, &claim), 1);
        assert_int_equal(lab_start(store, &claim), 0);
        assert_int_equal(lab_finish(store, &acks, &claim), 0);
        store_claim_release(&claim);
    }
    assert_int_equal(prune(store, STORE_PRUNE_SOURCES, 2000, 0).sources, 3);
    assert_int_equal(lab_submit_batch(store, &again), 1);
    store_close(store);
}

static void history_still_cannot_be_rewritten(void **state)
{
    static const char *const refused[] = {"UPDATE submission SET user = 'x'",
                                          "UPDATE judging SET verdict = 'WA' WHERE id = 1",
                                          "DELETE FROM event", "DELETE FROM pruned_source"};
    struct store *store;

    (void)state;
    lab_make_database();
    store = lab_open();
    prune(store, STORE_PRUNE_SOURCES, 2000, 0);
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        if (sqlite3_exec(store->db, refused[i], 0, 0, 0) != SQLITE_CONSTRAINT_TRIGGER)
            fail_msg("%s: %s", refused[i], sqlite3_errmsg(store->db));
    }
    store_close(store);
}

static int count_calls(int64_t done, int64_t total, void *arg)
{
    struct others *others = arg;

    (void)done;
    if (total > 0 && others->store != NULL) { /* a range is a transaction: others get in between */
        submit_large(others->store);
        others->submitted++;
    }
    return ++others->calls == others->interrupt_at;
}

static void the_file_shrinks_and_others_go_on(void **state)
{
    struct others others = {0};
    const struct store_prune what = {.kinds = STORE_PRUNE_SOURCES,
                                     .before_ms = 2000,
                                     .now_ms = 5000,
                                     .progress = count_calls,
                                     .arg = &others};
    struct lab_acks acks = {0};
    struct store *store = NULL;
    struct store_removed pruned;

    (void)state;
    others.store = lab_open();
    for (int i = 0; i < 20; i++) {
        struct store_claim claim;

        submit_large(others.store);
        assert_int_equal(lab_claim(others.store, &acks, &claim), 1);
        assert_int_equal(lab_start(others.store, &claim), 0);
        assert_int_equal(lab_finish(others.store, &acks, &claim), 0);
        store_claim_release(&claim);
    }
    assert_int_equal(store_maintain(others.store, 1, &err), 0);
    assert_int_equal(store_open(lab_database, 0, &store, &err), 0);
    if (store_prune(store, &what, &pruned, &err) < 0)
        fail_msg("%s", err.text);
    assert_int_equal(pruned.sources, 20);
    assert_true(others.submitted >= 1);
    assert_true(pruned.bytes_before > 20 * 300000);
    assert_true(pruned.bytes_after < pruned.bytes_before / 2);
    /* the judge at work finds its own file */
    for (int i = 0; i < 3; i++)
        assert_int_equal(store_check_file(others.store, &err), 0);
    store_close(store);
    store_close(others.store);
    lab_check(&acks);
}

static void pruning_that_is_interrupted_is_continued(void **state)
{
    struct others others = {.interrupt_at = 2};
    const struct store_prune what = {
        .kinds = ALL_KINDS, .before_ms = 2000, .progress = count_calls, .arg = &others};
    struct lab_acks acks = {.finished = {1, 2}, .finished_count = 2};
    struct store_removed pruned;
    struct store *store;

    (void)state;
    lab_make_database();
    store = lab_open();
    assert_int_equal(store_prune(store, &what, &pruned, &err), -EINTR);
    assert_int_equal(pruned.sources, 3);
    assert_int_equal(pruned.cases, 0);
    lab_check_store(store, &acks);
    assert_int_equal(prune(store, ALL_KINDS, 2000, 0).cases, 4);
    store_close(store);
}

/* ---- listing ---- */

enum { LONG = 10000 };

struct listed {
    struct store *store;
    int64_t first, last, count, steps_at_first, steps;
    int submits;
};

static int64_t steps_of(struct store *store, enum store_statement id)
{
    return store->statements[id] == NULL
               ? 0
               : sqlite3_stmt_status(store->statements[id], SQLITE_STMTSTATUS_VM_STEP, 0);
}

static int take_listed(const struct store_row *row, void *arg)
{
    struct listed *listed = arg;
    struct lab_acks acks = {0};

    listed->steps = steps_of(listed->store, SQL_PAGE);
    if (listed->count++ == 0) {
        listed->first = row->submission;
        listed->steps_at_first = listed->steps;
    } else {
        assert_true(row->submission > listed->last);
    }
    listed->last = row->submission;
    if (listed->submits && listed->count % 100 == 0) /* a callback may use the store */
        assert_int_equal(lab_submit(listed->store, &acks), 0);
    return 0;
}

static struct listed list(struct store *store, int64_t limit, int64_t after_id, const char *state,
                          int submits)
{
    const struct store_filter filter = {.limit = limit, .after_id = after_id, .state = state};
    struct listed listed = {.store = store, .submits = submits};

    if (store_list(store, &filter, take_listed, &listed, &err) < 0)
        fail_msg("%s", err.text);
    return listed;
}

static void a_listing_is_read_a_page_at_a_time(void **state)
{
    struct store *store = lab_open();
    struct listed listed;
    char sql[500];

    (void)state;
    snprintf(sql, sizeof(sql),
             "BEGIN; WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
             " INSERT INTO submission (submitted_ms, problem, problem_name, user, language,"
             " file_name, source) SELECT i, '/p', 'p', 'u', 'c', 'a.c', x'00' FROM n;"
             "INSERT INTO judging (submission, state, priority, turn, queued_ms)"
             " SELECT id, 'queued', 0, id, 1 FROM submission; COMMIT",
             LONG);
    lab_sql(store->db, sql);
    listed = list(store, 0, 0, NULL, 1);
    assert_int_equal(listed.count, LONG); /* not what came meanwhile */
    assert_int_equal(listed.first, 1);
    assert_true(listed.steps_at_first > 0 && listed.steps_at_first < listed.steps / 10);
    listed = list(store, 3, 0, NULL, 0); /* the short way */
    assert_int_equal(listed.count, 3);
    assert_int_equal(listed.first, LONG + LONG / 100 - 2);
    listed = list(store, 6000, 0, NULL, 0); /* the newest of many */
    assert_int_equal(listed.count, 6000);
    assert_int_equal(listed.last, LONG + LONG / 100);
    listed = list(store, 0, LONG - 5, NULL, 0);
    assert_int_equal(listed.count, LONG / 100 + 5);
    listed = list(store, 0, 0, "queued", 0);
    assert_int_equal(listed.count, LONG + LONG / 100);
    listed = list(store, 0, 0, "held", 0);
    assert_int_equal(listed.count, 0);
    listed = list(store, 100000, 0, "queued", 0);
    assert_int_equal(listed.count, LONG + LONG / 100);
    store_close(store);
}

#define T(f) cmocka_unit_test_setup(f, set_up)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        T(a_copy_is_that_of_one_moment_and_whole),
        T(a_copy_that_is_interrupted_leaves_nothing),
        T(a_copy_never_replaces_what_it_must_not),
        T(a_copy_has_the_versions_of_problems),
        T(a_damaged_database_gives_no_copy),
        T(an_older_programs_database_is_copied_as_it_is),
        T(a_check_counts_and_finds_nothing_in_a_sound_database),
        T(a_check_finds_what_is_planted),
        T(a_listing_is_read_a_page_at_a_time),
        T(pruning_leaves_verdicts_and_what_is_open),
        T(each_kind_is_pruned_alone),
        T(a_submission_that_is_judged_again_keeps_its_source),
        T(a_key_is_still_the_same_after_pruning),
        T(history_still_cannot_be_rewritten),
        T(the_file_shrinks_and_others_go_on),
        T(pruning_that_is_interrupted_is_continued),
    };
    int failed;

    lab_set_up();
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    lab_tear_down();
    return failed;
}
