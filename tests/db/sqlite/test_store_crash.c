/* A judge is killed at some twenty places, seeded but arbitrary, while it submits, claims, records
 * and finishes. What it was told is stored must be there afterwards, and the rest in one piece.
 *
 * The child says over a pipe what the store acknowledged; the parent kills it after a seeded number
 * of these messages, while the next writes are under way. Nothing depends on time. */
#include "base/fd.h"
#include "db/sqlite/sqlite.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { ROUNDS = 20, ACKNOWLEDGED_MAX = 20000 };

struct message { /* written whole: smaller than PIPE_BUF */
    char kind;   /* S submitted, C claimed, R cases recorded, F finished */
    int64_t id;
};

static struct {
    int64_t submitted[ACKNOWLEDGED_MAX], finished[ACKNOWLEDGED_MAX];
    size_t submitted_count, finished_count;
} acknowledged;

static char directory[] = "/tmp/assay-crash-XXXXXX";
static char database[64];
static struct error err;

static void say(int pipe_fd, char kind, int64_t id)
{
    struct message message = {.kind = kind, .id = id};

    if (fd_write_full(pipe_fd, &message, sizeof(message)) < 0)
        _exit(3);
}

static void give_up(const char *what)
{
    fprintf(stderr, "child: %s: %s\n", what, err.text);
    _exit(4);
}

static void submit_one(struct store *store, int pipe_fd)
{
    struct store_submission submission = {.problem = "/p",
                                          .problem_name = "p",
                                          .user = "u",
                                          .language = "c",
                                          .file_name = "a.c",
                                          .source = "int main;",
                                          .source_size = 9};
    int64_t id;

    if (store_submit(store, &submission, &id, &err) < 0)
        give_up("submit");
    say(pipe_fd, 'S', id);
}

static void judge_one(struct store *store, int pipe_fd)
{
    struct store_case row = {.number = 1,
                             .name = "1",
                             .group = "",
                             .verdict = "AC",
                             .reason = "",
                             .message = "",
                             .feedback = "",
                             .hint = "",
                             .path = "exec",
                             .evidence_json = "{}"};
    struct store_start start = {.version = "v", .case_count = 2, .now_ms = 5};
    struct store_finish finish = {.verdict = "AC", .reason = "", .message = "", .now_ms = 9};
    struct store_case last = row;
    struct store_claim claim;
    int rc = store_claim(store, 1, &claim, &err);

    if (rc == 0)
        return;
    if (rc < 0)
        give_up("claim");
    say(pipe_fd, 'C', claim.submission);
    if (store_start(store, &claim, &start, &err) < 0 ||
        store_record_cases(store, &claim, &row, 1, &err) < 0)
        give_up("judge");
    say(pipe_fd, 'R', claim.submission);
    last.number = 2;
    finish.cases = &last;
    finish.case_count = 1;
    if (store_finish(store, &claim, &finish, &err) < 0)
        give_up("finish");
    say(pipe_fd, 'F', claim.submission);
    store_claim_release(&claim);
}

static _Noreturn void child(int pipe_fd)
{
    struct store *store;

    if (store_open(database, STORE_OPEN_CREATE, &store, &err) < 0 ||
        store_name_acquire(store, "victim", 1, NULL, &err) < 0)
        give_up("open");
    for (unsigned step = 0;; step++) {
        submit_one(store, pipe_fd);
        if (step % 4 != 3)
            judge_one(store, pipe_fd);
        if (step % 8 == 7 && store_maintain(store, 1, &err) < 0)
            give_up("maintain");
    }
}

static void note(const struct message *message)
{
    assert_true(acknowledged.submitted_count < ACKNOWLEDGED_MAX);
    if (message->kind == 'S')
        acknowledged.submitted[acknowledged.submitted_count++] = message->id;
    else if (message->kind == 'F')
        acknowledged.finished[acknowledged.finished_count++] = message->id;
}

/* Runs a child until it has said `messages` things, lets it go on for a bit (`spins` turns of a
 * loop: long enough to be inside a write or between two), kills it, and hears what else it said. */
static void run_and_kill(int messages, int spins)
{
    struct message message;
    int fds[2], status;
    pid_t pid;

    assert_int_equal(pipe(fds), 0);
    fflush(NULL);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        close(fds[0]);
        child(fds[1]);
    }
    close(fds[1]);
    for (int i = 0; i < messages; i++) {
        assert_int_equal(fd_read_full(fds[0], &message, sizeof(message)), sizeof(message));
        note(&message);
    }
    for (volatile int i = 0; i < spins; i++)
        continue;
    kill(pid, SIGKILL);
    while (fd_read_full(fds[0], &message, sizeof(message)) == (ssize_t)sizeof(message))
        note(&message);
    close(fds[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static int64_t ask(struct store *store, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    int64_t value;

    assert_int_equal(sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    value = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return value;
}

static int note_verdict(const struct store_row *row, void *arg)
{
    snprintf(arg, 8, "%s", row->verdict);
    return 1;
}

static void check_consistent(struct store *store)
{
    char verdict[8] = "";

    assert_int_equal(ask(store, "SELECT count(*) FROM pragma_integrity_check"
                                " WHERE integrity_check <> 'ok'"),
                     0);
    assert_int_equal(ask(store, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
    for (size_t i = 0; i < acknowledged.submitted_count; i++)
        assert_int_equal(
            store_judgings(store, acknowledged.submitted[i], note_verdict, verdict, &err), 1);
    for (size_t i = 0; i < acknowledged.finished_count; i++) {
        assert_int_equal(
            store_judgings(store, acknowledged.finished[i], note_verdict, verdict, &err), 1);
        assert_string_equal(verdict, "AC");
    }
    assert_int_equal(ask(store, "SELECT count(*) FROM submission s WHERE NOT EXISTS"
                                " (SELECT 1 FROM judging WHERE submission = s.id)"),
                     0);
    assert_int_equal(ask(store, "SELECT count(*) FROM judging j WHERE state = 'done' AND 2 <>"
                                " (SELECT count(*) FROM case_result WHERE judging = j.id)"),
                     0);
    assert_int_equal(ask(store, "SELECT count(*) FROM judging j WHERE state = 'queued' AND EXISTS"
                                " (SELECT 1 FROM case_result WHERE judging = j.id)"),
                     0);
    assert_int_equal(ask(store, "SELECT count(*) FROM judging j WHERE attempt <>"
                                " (SELECT count(*) FROM attempt WHERE judging = j.id)"),
                     0);
    assert_int_equal(ask(store, "SELECT count(*) FROM judging WHERE state = 'running'"), 0);
}

static void nothing_acknowledged_is_lost(void **state)
{
    unsigned seed = 20030617;
    struct store *store = NULL;
    int64_t requeued_total = 0;

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        int requeued = -1;

        seed = seed * 1103515245 + 12345;
        run_and_kill(1 + (int)(seed >> 16) % 100, (int)(seed >> 8) % 2000000);
        if (store_open(database, 0, &store, &err) < 0)
            fail_msg("reopening: %s", err.text);
        /* The dead judge's name is free, and its work queued again. */
        assert_int_equal(store_name_acquire(store, "victim", 1, &requeued, &err), 0);
        requeued_total += requeued;
        check_consistent(store);
        store_close(store);
    }
    assert_true(acknowledged.submitted_count >= ROUNDS);
    assert_true(requeued_total > 0); /* some kills did hit a running judging */
    print_message("%zu submitted, %zu finished, %lld found running and requeued\n",
                  acknowledged.submitted_count, acknowledged.finished_count,
                  (long long)requeued_total);
}

static int set_up(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(directory));
    snprintf(database, sizeof(database), "%s/a.db", directory);
    return 0;
}

static int tear_down(void **state)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", ".judge.victim.lock"};
    char path[128];

    (void)state;
    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        snprintf(path, sizeof(path), "%s%s", database, suffixes[i]);
        unlink(path);
    }
    assert_int_equal(rmdir(directory), 0);
    return 0;
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_acknowledged_is_lost)};

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
