/* Rows that cannot be read, because a page of theirs is damaged: each is set aside or passed over,
 * by itself, and all others are claimed, requeued and judged. (Rows with wrong contents:
 * test_store_sqlite.c.) */
#include "db/sqlite/sqlite.h"
#include "tests/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { PAGE = 4096, SOURCE_SIZE = 64 * 1024, MARK_SIZE = 16 };

struct lab {
    struct folder folder;
    char database[80];
    struct store *store;
    struct error err;
};

static void open_judge(struct lab *lab, int64_t now_ms)
{
    assert_int_equal(store_open(lab->database, STORE_OPEN_CREATE, &lab->store, &lab->err), 0);
    if (store_name_acquire(lab->store, "alpha", now_ms, NULL, &lab->err) < 0)
        fail_msg("%s", lab->err.text);
}

static int set_up(void **state)
{
    struct lab *lab = calloc(1, sizeof(*lab));

    assert_non_null(lab);
    folder_make(&lab->folder);
    snprintf(lab->database, sizeof(lab->database), "%s/db", lab->folder.path);
    open_judge(lab, 1);
    *state = lab;
    return 0;
}

static int tear_down(void **state)
{
    struct lab *lab = *state;

    store_close(lab->store);
    folder_remove(&lab->folder);
    free(lab);
    return 0;
}

/* A source that fills pages of its own, each marked. */
static int64_t submit(struct lab *lab, const char *mark)
{
    static char source[SOURCE_SIZE];
    struct store_submission submission = {.problem = "/p",
                                          .problem_name = "p",
                                          .user = "u",
                                          .language = "c",
                                          .file_name = "a.c",
                                          .source = source,
                                          .source_size = sizeof(source),
                                          .now_ms = 1};
    int64_t id = 0;

    for (size_t i = 0; i < sizeof(source); i++)
        source[i] = mark[i % MARK_SIZE];
    assert_int_equal(store_submit(lab->store, &submission, &id, &lab->err), 0);
    return id;
}

/* Makes the pages of the source lead to a page that there is not. */
static void damage_source(struct lab *lab, const char *mark)
{
    unsigned char page[PAGE];
    int fd, damaged = 0;

    store_close(lab->store);
    fd = open(lab->database, O_RDWR | O_CLOEXEC);
    assert_true(fd >= 0);
    for (off_t at = 0; pread(fd, page, PAGE, at) == PAGE; at += PAGE) {
        if (memmem(page + 4, 2 * MARK_SIZE, mark, MARK_SIZE) == NULL)
            continue;
        memset(page, 0x7f, 4);
        assert_int_equal(pwrite(fd, page, 4, at), 4);
        damaged++;
    }
    close(fd);
    assert_true(damaged > 2);
}

static int64_t claim_one(struct lab *lab, int64_t now_ms)
{
    const struct store_finish finish = {
        .verdict = "AC", .reason = "", .message = "", .now_ms = now_ms};
    struct store_claim claim;
    int64_t submission;
    int rc = store_claim(lab->store, now_ms, &claim, &lab->err);

    if (rc < 0)
        fail_msg("%s", lab->err.text);
    if (rc == 0)
        return 0;
    submission = claim.submission;
    assert_int_equal(store_finish(lab->store, &claim, &finish, &lab->err), 0);
    store_claim_release(&claim);
    return submission;
}

static int64_t ask(struct lab *lab, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    int64_t value;

    assert_int_equal(sqlite3_prepare_v2(lab->store->db, sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    value = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return value;
}

static void a_source_that_cannot_be_read_is_set_aside(void **state)
{
    struct lab *lab = *state;
    struct store_backlog backlog;
    int64_t first = submit(lab, "first----first--"), bad = submit(lab, "damaged.damaged.");
    int64_t last = submit(lab, "the last of them");

    damage_source(lab, "damaged.damaged.");
    open_judge(lab, 5);
    assert_int_equal(claim_one(lab, 5), first);
    assert_int_equal(claim_one(lab, 5), last);
    assert_int_equal(claim_one(lab, 5), 0);
    assert_int_equal(ask(lab, "SELECT submission FROM judging WHERE state = 'held'"
                              " AND reason = 'bad_row'"),
                     bad);
    assert_int_equal(store_backlog(lab->store, 5, &backlog, &lab->err), 0);
    assert_int_equal(backlog.queued, 0);
    assert_int_equal(backlog.held, 1);
}

/* Where the row cannot even be written, this judge passes it over, and is not kept by it. */
static void what_cannot_be_set_aside_is_passed_over(void **state)
{
    struct lab *lab = *state;
    struct store_backlog backlog;
    int64_t first = submit(lab, "first----first--"), bad = submit(lab, "damaged.damaged.");
    int64_t last = submit(lab, "the last of them");
    char sql[200];

    damage_source(lab, "damaged.damaged.");
    open_judge(lab, 5);
    snprintf(sql, sizeof(sql),
             "CREATE TEMP TRIGGER kept BEFORE UPDATE ON main.judging WHEN OLD.id = %lld"
             " BEGIN SELECT length(hex(source)) FROM main.submission WHERE id = %lld; END",
             (long long)bad, (long long)bad);
    assert_int_equal(sqlite3_exec(lab->store->db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(claim_one(lab, 5), first);
    assert_int_equal(claim_one(lab, 5), last);
    assert_int_equal(claim_one(lab, 5), 0);
    assert_int_equal(store_backlog(lab->store, 5, &backlog, &lab->err), 0);
    assert_int_equal(backlog.queued, 0);
    assert_int_equal(ask(lab, "SELECT count(*) FROM judging WHERE state = 'queued'"), 1);
}

/* A judge of the same name died with three in hand. */
static void what_was_running_is_requeued_without_the_damaged_one(void **state)
{
    struct lab *lab = *state;
    int64_t ids[3];
    struct store_claim claims[3];

    ids[0] = submit(lab, "first----first--");
    ids[1] = submit(lab, "damaged.damaged.");
    ids[2] = submit(lab, "the last of them");
    for (int i = 0; i < 3; i++) {
        assert_int_equal(store_claim(lab->store, 2, &claims[i], &lab->err), 1);
        store_claim_release(&claims[i]);
    }
    damage_source(lab, "damaged.damaged.");
    open_judge(lab, 5);
    assert_int_equal(store_heartbeat(lab->store, &lab->err), 0);
    assert_int_equal(claim_one(lab, 5), ids[0]);
    assert_int_equal(claim_one(lab, 5), ids[2]);
    assert_int_equal(claim_one(lab, 5), 0);
}

/* All of them: then it is no row's doing. */
static void a_queue_that_cannot_be_read_is_said_to_be_damaged(void **state)
{
    struct lab *lab = *state;
    struct store_claim claim;
    unsigned char page[PAGE];
    int64_t root;
    int fd;

    submit(lab, "first----first--");
    root = ask(lab, "SELECT rootpage FROM sqlite_schema WHERE name = 'judging_queued'");
    store_close(lab->store);
    fd = open(lab->database, O_RDWR | O_CLOEXEC);
    assert_true(fd >= 0);
    memset(page, 0x55, sizeof(page));
    assert_int_equal(pwrite(fd, page, PAGE, (root - 1) * PAGE), PAGE);
    close(fd);
    open_judge(lab, 5);
    assert_int_equal(store_claim(lab->store, 5, &claim, &lab->err), -EUCLEAN);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_source_that_cannot_be_read_is_set_aside),
        TEST(what_cannot_be_set_aside_is_passed_over),
        TEST(what_was_running_is_requeued_without_the_damaged_one),
        TEST(a_queue_that_cannot_be_read_is_said_to_be_damaged),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
