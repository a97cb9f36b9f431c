/* How fast the store claims and finishes, and whether a long history or queue slows it down.
 *
 *     bench_store FOLDER HISTORY QUEUED ROUNDS PAIRS
 *     bench_store --fill DATABASE HISTORY QUEUED PROBLEM PRIORITY
 *
 * Two databases in FOLDER (which must be empty): "short" with nothing judged, "long" with HISTORY
 * judged submissions; QUEUED queued ones wait in the long one. ROUNDS times, PAIRS claim+finish
 * pairs are timed on each, in turns, and which goes first alternates; just before, PAIRS
 * submissions are queued in it, so that its queue keeps its length. Beside them the bare cost of
 * being durable: 2 x PAIRS appends with fdatasync to a file in the same folder.
 *
 * Then PAIRS times submit + claim + finish on the short one, and as often what SQLite alone takes:
 * three transactions with rows of the same sizes, in a table without indexes, at synchronous=FULL.
 *
 * stdout: one JSON object a round: seconds for the pairs (and of them the processor's, and those of
 * the claims alone), and for store_maintain after them (the checkpoint, which a judge does once a
 * second). scripts/bench makes figures of it.
 *
 * --fill makes one database with a history and a queue of a problem, for the sections that run the
 * whole program.
 *
 * The history is written by SQL, because a million submissions one by one would take half an hour;
 * this file alone may do so outside db/. */
#include "base/clock.h"
#include "base/error.h"
#include "base/fd.h"
#include "base/log.h"
#include "db/store.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PATH_SIZE = 4096, USERS = 100, BARE_SIZE = 16 * 1024 };

struct bench {
    const char *folder;
    int64_t history, queued, rounds, pairs;
    struct store *stores[2]; /* short, long */
    int bare_fd;
    sqlite3 *bare;
    sqlite3_stmt *bare_put;
    int64_t clock_ms;    /* the dates written; only their order matters */
    const char *problem; /* of the history and the queue */
    int64_t priority;    /* of the queue */
};

/* ---- the history, by SQL ---- */

#define NUMBERS(from, to)                                                                          \
    "WITH RECURSIVE n (i) AS (SELECT " from " UNION ALL SELECT i + 1 FROM n WHERE i < " to ") "
#define SOURCE                                                                                     \
    "CAST('import sys' || char(10) || 'a, b = map(int, sys.stdin.read().split())' || char(10) ||"  \
    " 'print(a + b)  # ' || i || char(10) AS BLOB)"
#define USER_TEXT "'user' || (i % 100)"

/* ?1 history, ?2 history + queued, ?3 the problem, ?4 the queue's priority. What store_submit,
 * store_claim, store_start, store_record_cases and store_finish would have written, with two cases
 * a judging. */
static const char *const history_sql[] = {
    "INSERT INTO problem_version (version, problem, problem_name, first_judged_ms)"
    " VALUES ('00', ?3, 'A+B', 1)",
    NUMBERS("1", "?2") "INSERT INTO submission (id, submitted_ms, problem, problem_name, user,"
                       " language, file_name, source) SELECT i, i, ?3, 'A+B',"
                       " " USER_TEXT ", 'python3', 'good.py', " SOURCE " FROM n",
    NUMBERS("1", "?1") "INSERT INTO judging (id, submission, state, priority, turn, queued_ms,"
                       " attempt, attempts_counted, judge_name, heartbeat_count, claimed_ms,"
                       " started_ms, finished_ms, problem_version, language_version, feedback,"
                       " limits_json, isolation_json, case_count, verdict, score, max_score,"
                       " cpu_us, wall_us, memory_kib)"
                       " SELECT i, i, 'done', 0, 1 + (i - 1) / 100, i, 1, 1, 'bench', 3, i, i, i,"
                       " '00', '3.11', 'verdict', '{\"cpu_us\":1000000,\"memory_kib\":65536}',"
                       " '{\"cgroup\":2,\"seccomp\":true}', 2, iif(i % 3, 'AC', 'WA'), i % 2, 2,"
                       " 10000, 12000, 9000 FROM n",
    NUMBERS("1", "?1") "INSERT INTO attempt (judging, attempt, judge_name, claimed_ms, started_ms,"
                       " ended_ms, outcome) SELECT i, 1, 'bench', i, i, i, 'finished' FROM n",
    NUMBERS("2", "2 * ?1 + 1") "INSERT INTO event (judging, attempt, at_ms, kind, judge_name,"
                               " detail) SELECT i / 2, 1, i, iif(i % 2, 'finished', 'claimed'),"
                               " 'bench', '' FROM n",
    NUMBERS("2", "2 * ?1 + 1") "INSERT INTO case_result SELECT i / 2, 1 + i % 2, 1,"
                               " 'secret/' || (i % 2), 'secret', 'AC', '', '', 'verdict', '',"
                               " 'exec', 1, 1, 10000, 12000, 9000, 4,"
                               " '{\"cpu_us\":10000,\"wall_us\":12000}', x'' FROM n",
    NUMBERS("1 + ?1", "?2") "INSERT INTO judging (id, submission, state, priority, turn,"
                            " queued_ms) SELECT i, i, 'queued', ?4, 1 + (i - 1) / 100, i FROM n"
                            " WHERE ?2 > ?1",
    "INSERT INTO queue_turn (priority, current_turn) VALUES (?4, 1 + ?1 / 100)",
    "INSERT INTO user_turn (user, priority, last_turn)"
    " SELECT user, ?4, 1 + (max(id) - 1) / 100 FROM submission GROUP BY user",
};

static int sql_failed(sqlite3 *db, const char *sql, struct error *err)
{
    return error_set(err, -EIO, "filling the history: %s, at: %.100s", sqlite3_errmsg(db), sql);
}

static int run_sql(const struct bench *bench, sqlite3 *db, const char *sql, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    int failed = 0;

    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
        return sql_failed(db, sql, err);
    if (sqlite3_bind_parameter_count(stmt) >= 1)
        sqlite3_bind_int64(stmt, 1, bench->history);
    if (sqlite3_bind_parameter_count(stmt) >= 2)
        sqlite3_bind_int64(stmt, 2, bench->history + bench->queued);
    if (sqlite3_bind_parameter_count(stmt) >= 3)
        sqlite3_bind_text(stmt, 3, bench->problem, -1, SQLITE_STATIC);
    if (sqlite3_bind_parameter_count(stmt) >= 4)
        sqlite3_bind_int64(stmt, 4, bench->priority);
    while ((failed = sqlite3_step(stmt)) == SQLITE_ROW)
        ;
    failed = failed == SQLITE_DONE ? 0 : sql_failed(db, sql, err);
    sqlite3_finalize(stmt);
    return failed;
}

static int fill(const struct bench *bench, const char *path, struct error *err)
{
    static const char *const settings[] = {"PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF",
                                           "PRAGMA cache_size = -262144", "BEGIN"};
    sqlite3 *db = NULL;
    int failed = 0;

    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        failed = sql_failed(db, "opening", err);
    for (size_t i = 0; failed == 0 && i < sizeof(settings) / sizeof(settings[0]); i++)
        failed = run_sql(bench, db, settings[i], err);
    for (size_t i = 0; failed == 0 && i < sizeof(history_sql) / sizeof(history_sql[0]); i++)
        failed = run_sql(bench, db, history_sql[i], err);
    if (failed == 0)
        failed = run_sql(bench, db, "COMMIT", err);
    if (sqlite3_close(db) != SQLITE_OK && failed == 0)
        failed = sql_failed(db, "closing", err);
    return failed;
}

/* ---- the two databases ---- */

static int open_store(struct bench *bench, int which, struct error *err)
{
    char path[PATH_SIZE];

    snprintf(path, sizeof(path), "%s/%s.db", bench->folder, which ? "long" : "short");
    if (store_open(path, STORE_OPEN_CREATE, &bench->stores[which], err) < 0)
        return err->code;
    if (which == 1) { /* the schema is there now; fill it with nobody looking */
        store_close(bench->stores[which]);
        bench->stores[which] = NULL;
        if (fill(bench, path, err) < 0 ||
            store_open(path, STORE_OPEN_CREATE, &bench->stores[which], err) < 0)
            return err->code;
    }
    return store_name_acquire(bench->stores[which], "bench", bench->clock_ms, NULL, err);
}

/* What the filling left to be written would be paid for by the first fdatasync that is timed. */
static int settle(const struct bench *bench, struct error *err)
{
    int fd = open(bench->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int failed = 0;

    if (fd < 0 || syncfs(fd) < 0)
        failed = error_set_errno(err, errno, "cannot sync %s", bench->folder);
    fd_close(&fd);
    return failed;
}

static int check_backlog(struct store *store, int64_t expected, struct error *err)
{
    struct store_backlog backlog;

    if (store_backlog(store, INT64_MAX / 2, &backlog, err) < 0)
        return err->code;
    if (backlog.queued != expected || backlog.running != 0)
        return error_set(err, -EUCLEAN,
                         "found %" PRId64 " queued and %" PRId64 " running, expected %" PRId64
                         " and 0",
                         backlog.queued, backlog.running, expected);
    return 0;
}

/* A table without an index, in a database with the same settings as the store's. */
static int open_bare(struct bench *bench, struct error *err)
{
    static const char settings[] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                                   "PRAGMA wal_autocheckpoint = 0;"
                                   "CREATE TABLE bare (id INTEGER PRIMARY KEY, data BLOB NOT NULL)";
    char path[PATH_SIZE];

    snprintf(path, sizeof(path), "%s/bare.db", bench->folder);
    if (sqlite3_open(path, &bench->bare) != SQLITE_OK ||
        sqlite3_exec(bench->bare, settings, NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(bench->bare, "INSERT INTO bare (data) VALUES (zeroblob(?1))", -1,
                           &bench->bare_put, NULL) != SQLITE_OK)
        return sql_failed(bench->bare, "the bare database", err);
    return 0;
}

static int open_all(struct bench *bench, struct error *err)
{
    char path[PATH_SIZE];

    for (int which = 0; which < 2; which++) {
        if (open_store(bench, which, err) < 0 ||
            check_backlog(bench->stores[which], which ? bench->queued : 0, err) < 0)
            return err->code;
    }
    snprintf(path, sizeof(path), "%s/bare", bench->folder);
    bench->bare_fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
    if (bench->bare_fd < 0)
        return error_set_errno(err, errno, "cannot create %s", path);
    return open_bare(bench, err) < 0 ? err->code : settle(bench, err);
}

/* ---- what is timed ---- */

static const char source[] = "a, b = map(int, input().split())\nprint(a + b)\n";

static int queue_one(struct bench *bench, struct store *store, int64_t number, struct error *err)
{
    char user[32];
    const struct store_submission submission = {
        .problem = bench->problem,
        .problem_name = "A+B",
        .user = user,
        .language = "python3",
        .file_name = "good.py",
        .source = source,
        .source_size = sizeof(source) - 1,
        .now_ms = ++bench->clock_ms,
    };
    int64_t id;

    snprintf(user, sizeof(user), "user%d", (int)(number % USERS));
    return store_submit(store, &submission, &id, err);
}

static int queue_some(struct bench *bench, struct store *store, struct error *err)
{
    for (int64_t i = 0; i < bench->pairs; i++) {
        if (queue_one(bench, store, i, err) < 0)
            return err->code;
    }
    return 0;
}

/* Of the processor, in microseconds. */
static int64_t cpu_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static const struct store_case one_case = {.number = 1,
                                           .name = "secret/1",
                                           .group = "secret",
                                           .verdict = "AC",
                                           .path = "exec",
                                           .score = 1,
                                           .max_score = 1,
                                           .evidence_json = "{\"cpu_us\":10000,\"wall_us\":12000}"};

static int claim_and_finish(struct bench *bench, struct store *store,
                            const struct store_case *cases, int64_t *claims_us, struct error *err)
{
    const struct store_finish finish = {.verdict = "AC",
                                        .reason = "",
                                        .message = "",
                                        .compile_json = "",
                                        .cases = cases,
                                        .case_count = cases ? 1 : 0,
                                        .now_ms = ++bench->clock_ms};
    int64_t start_us = cpu_us();
    struct store_claim claim;
    int got = store_claim(store, bench->clock_ms, &claim, err);

    *claims_us += cpu_us() - start_us;
    if (got < 0)
        return got;
    if (got == 0)
        return error_set(err, -ENODATA, "nothing to claim");
    got = store_finish(store, &claim, &finish, err);
    store_claim_release(&claim);
    return got;
}

struct times {
    double pairs_s[2], pairs_cpu_s[2], claims_cpu_s[2], maintain_s[2], bare_s, three_s,
        bare_three_s;
};

static double since(int64_t start_us)
{
    return (double)(clock_monotonic_us() - start_us) / 1e6;
}

static int time_store(struct bench *bench, int which, struct times *times, struct error *err)
{
    struct store *store = bench->stores[which];
    int64_t start_us, start_cpu_us, claims_us = 0;

    if (queue_some(bench, store, err) < 0)
        return err->code;
    start_us = clock_monotonic_us();
    start_cpu_us = cpu_us();
    for (int64_t i = 0; i < bench->pairs; i++) {
        if (claim_and_finish(bench, store, NULL, &claims_us, err) < 0)
            return err->code;
    }
    times->pairs_s[which] = since(start_us);
    times->pairs_cpu_s[which] = (double)(cpu_us() - start_cpu_us) / 1e6;
    times->claims_cpu_s[which] = (double)claims_us / 1e6;
    start_us = clock_monotonic_us();
    if (store_maintain(store, 0, err) < 0)
        return err->code;
    times->maintain_s[which] = since(start_us);
    return 0;
}

/* Submit, claim, record: three commits. */
static int time_three(struct bench *bench, struct times *times, struct error *err)
{
    int64_t start_us = clock_monotonic_us(), unused = 0;

    for (int64_t i = 0; i < bench->pairs; i++) {
        if (queue_one(bench, bench->stores[0], i, err) < 0 ||
            claim_and_finish(bench, bench->stores[0], &one_case, &unused, err) < 0)
            return err->code;
    }
    times->three_s = since(start_us);
    return store_maintain(bench->stores[0], 1, err);
}

/* Bytes of the rows that the three write: submission, judging, turn; judging, attempt, turn, event;
 * judging, case, attempt, event. */
enum { ROWS_MAX = 5 };
static const int row_bytes[3][ROWS_MAX] = {
    {120, 60, 16},
    {90, 40, 12, 50},
    {140, 160, 60, 60},
};

static int bare_transaction(struct bench *bench, const int *bytes, struct error *err)
{
    int rc = sqlite3_exec(bench->bare, "BEGIN IMMEDIATE", NULL, NULL, NULL);

    for (int i = 0; rc == SQLITE_OK && i < ROWS_MAX && bytes[i] > 0; i++) {
        sqlite3_bind_int(bench->bare_put, 1, bytes[i]);
        sqlite3_step(bench->bare_put);
        rc = sqlite3_reset(bench->bare_put);
    }
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(bench->bare, "COMMIT", NULL, NULL, NULL);
    return rc == SQLITE_OK ? 0 : sql_failed(bench->bare, "a bare transaction", err);
}

static int time_bare_three(struct bench *bench, struct times *times, struct error *err)
{
    int64_t start_us = clock_monotonic_us();

    for (int64_t i = 0; i < bench->pairs; i++) {
        for (int k = 0; k < 3; k++) {
            if (bare_transaction(bench, row_bytes[k], err) < 0)
                return err->code;
        }
    }
    times->bare_three_s = since(start_us);
    sqlite3_wal_checkpoint_v2(bench->bare, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return 0;
}

static int time_bare(struct bench *bench, struct times *times, struct error *err)
{
    static const char bytes[BARE_SIZE];
    int64_t start_us = clock_monotonic_us();

    for (int64_t i = 0; i < 2 * bench->pairs; i++) {
        int failed = fd_write_full(bench->bare_fd, bytes, sizeof(bytes));

        if (failed == 0 && fdatasync(bench->bare_fd) < 0)
            failed = -errno;
        if (failed < 0)
            return error_set_errno(err, -failed, "appending to the bare file");
    }
    times->bare_s = since(start_us);
    return 0;
}

static int run_three(struct bench *bench, int first, struct times *times, struct error *err)
{
    if (first)
        return time_bare_three(bench, times, err) < 0 ? err->code : time_three(bench, times, err);
    return time_three(bench, times, err) < 0 ? err->code : time_bare_three(bench, times, err);
}

static int run_round(struct bench *bench, int64_t number, struct error *err)
{
    int first = (int)(number % 2);
    struct times times;

    if (time_store(bench, first, &times, err) < 0 || time_store(bench, !first, &times, err) < 0 ||
        time_bare(bench, &times, err) < 0 || run_three(bench, first, &times, err) < 0)
        return error_prefix(err, "round %" PRId64, number + 1);
    printf("{\"pairs\":%" PRId64 ",\"short_s\":%.6f,\"long_s\":%.6f,\"bare_s\":%.6f,"
           "\"short_maintain_s\":%.6f,\"long_maintain_s\":%.6f,\"short_cpu_s\":%.6f,"
           "\"long_cpu_s\":%.6f,\"short_claims_cpu_s\":%.6f,\"long_claims_cpu_s\":%.6f,"
           "\"three_s\":%.6f,\"bare_three_s\":%.6f}\n",
           bench->pairs, times.pairs_s[0], times.pairs_s[1], times.bare_s, times.maintain_s[0],
           times.maintain_s[1], times.pairs_cpu_s[0], times.pairs_cpu_s[1], times.claims_cpu_s[0],
           times.claims_cpu_s[1], times.three_s, times.bare_three_s);
    fflush(stdout);
    return 0;
}

static int run(struct bench *bench, struct error *err)
{
    if (open_all(bench, err) < 0)
        return err->code;
    for (int64_t i = 0; i < bench->rounds; i++) {
        if (run_round(bench, i, err) < 0)
            return err->code;
    }
    for (int which = 0; which < 2; which++) {
        if (check_backlog(bench->stores[which], which ? bench->queued : 0, err) < 0)
            return err->code;
    }
    return 0;
}

static int parse_number(const char *text, int64_t lowest, int64_t *ret_number)
{
    char *end;
    long long number;

    errno = 0;
    number = strtoll(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || number < lowest || number > 100000000)
        return -EINVAL;
    *ret_number = number;
    return 0;
}

static int fill_one(struct bench *bench, const char *path, struct error *err)
{
    struct store *store;

    if (store_open(path, STORE_OPEN_CREATE, &store, err) < 0)
        return err->code;
    store_close(store);
    return fill(bench, path, err);
}

/* Returns whether the command line is one of the two. */
static int parse(int argc, char **argv, struct bench *bench)
{
    int is_fill = argc == 7 && strcmp(argv[1], "--fill") == 0;
    char **numbers = argv + (is_fill ? 3 : 2);

    if ((!is_fill && argc != 6) || parse_number(numbers[0], 1, &bench->history) < 0 ||
        parse_number(numbers[1], 0, &bench->queued) < 0)
        return 0;
    bench->clock_ms = bench->history + bench->queued;
    if (is_fill) {
        bench->problem = argv[5];
        bench->priority = strtoll(argv[6], NULL, 10);
        return 1;
    }
    bench->folder = argv[1];
    return parse_number(argv[4], 1, &bench->rounds) == 0 &&
           parse_number(argv[5], 1, &bench->pairs) == 0;
}

int main(int argc, char **argv)
{
    struct bench bench = {.bare_fd = -1, .problem = "/problems/aplusb"};
    struct error err;
    int failed;

    if (!parse(argc, argv, &bench)) {
        fprintf(stderr, "usage: bench_store FOLDER HISTORY QUEUED ROUNDS PAIRS\n"
                        "       bench_store --fill DATABASE HISTORY QUEUED PROBLEM PRIORITY\n");
        return 2;
    }
    log_setup("bench_store", LOG_LEVEL_WARNING, 0);
    failed = bench.folder ? run(&bench, &err) : fill_one(&bench, argv[2], &err);
    if (failed < 0)
        log_error("%s", err.text);
    for (int which = 0; which < 2; which++)
        store_close(bench.stores[which]);
    sqlite3_finalize(bench.bare_put);
    sqlite3_close(bench.bare);
    fd_close(&bench.bare_fd);
    return failed < 0 ? 3 : 0;
}
