/* Private to db/: the connection, its prepared statements, transactions and errors. Only this
 * folder and its white-box test include it.
 *
 *     struct query q;
 *     query_start(&q, store, SQL_GIVE_BACK);
 *     query_int(&q, claim->judging);
 *     changed = query_run(&q, err);          or: while ((rc = query_step(&q, err)) == 1) ...
 *                                                query_end(&q);
 *
 * Binding never fails on its own: the first failure is kept and reported by query_step/query_run.
 */
#ifndef DB_SQLITE_H
#define DB_SQLITE_H

#include "base/arena.h"
#include "db/store.h"

#include <sqlite3.h>
#include <time.h>

enum {
    STORE_APPLICATION_ID = 0x41535359, /* "ASSY" */
    STORE_BUSY_MS = 120 * 1000,        /* how long a client waits for other writers */
    STORE_JUDGE_BUSY_MS = 1000,        /* a judge has other things to do meanwhile */
    STORE_BUSY_SAID_MS = 2000,         /* after this long it is said */
    STORE_CHECKPOINT_BUSY_MS = 2000,   /* shorter: see store_maintain */
    STORE_BACKOFF_FIRST_MS = 1000,     /* doubled twice for each attempt */
    STORE_BACKOFF_LONGEST_MS = 256000,
    STORE_TRIAL_FIRST_MS = 2000, /* doubled for each trial of a hold that failed */
    STORE_TRIAL_LONGEST_MS = 30000,
    STORE_TRIAL_SHARE = 10,           /* trials take at most the tenth part of a grader */
    STORE_TRIAL_UNHEARD_MS = 3600000, /* when the next trial comes if this one is never heard of */
    STORE_LOWER_SHARE = 8,
    STORE_FAILURES_THAT_CLOSE = 3, /* of a problem, in a row */
    /* of judges, in a row, with the same judging in hand that had started (store.h says what then)
     */
    STORE_DEATHS_BEFORE_ALONE = 3,
    STORE_DEATHS_MAX = 6,
    /* the same, started or not: far more, for they cost nothing otherwise */
    STORE_DEATHS_IN_HAND_BEFORE_ALONE = 30,
    STORE_DEATHS_IN_HAND_MAX = 60,
    STORE_PROGRESS_STEPS = 1000000, /* of SQLite's machine between two calls of a progress_fn */
};

/* Embedded at build from db/sqlite/migrations; migration i takes the schema from version i to i
 * + 1. */
struct store_migration {
    const char *name;
    const char *sql;
};
extern const struct store_migration store_migrations[];
extern const int store_migration_count;

enum store_statement {
    SQL_BEGIN,
    SQL_COMMIT,
    SQL_ROLLBACK,
    SQL_PROBE,
    SQL_DATA_VERSION,
    SQL_GENERATION,
    SQL_SUBMIT,
    SQL_NEXT_TURN,
    SQL_SET_USER_TURN,
    SQL_QUEUE_JUDGING,
    SQL_SUBMISSION_USER,
    SQL_STILL_QUEUED,
    SQL_KEYED,
    SQL_ADD_KEY,
    SQL_COUNT_KEYED,
    SQL_READY,
    SQL_PROMOTE,
    SQL_HEAD,
    SQL_TOP_PRIORITY,
    SQL_HEAD_ALONE,
    SQL_HEAD_HELD,
    SQL_HEAD_IDS,
    SQL_HEAD_ALONE_IDS,
    SQL_HEAD_HELD_IDS,
    SQL_HEAD_ONE,
    SQL_CLAIM,
    SQL_NOTE_RESCORED,
    SQL_SET_QUEUE_TURN,
    SQL_ADD_ATTEMPT,
    SQL_FENCE,
    SQL_CURRENT,
    SQL_ADD_EVENT,
    SQL_ADD_VERSION,
    SQL_START,
    SQL_START_ATTEMPT,
    SQL_PUT_CASE,
    SQL_DROP_CASES,
    SQL_PUT_GROUP,
    SQL_FINISH,
    SQL_END_ATTEMPT,
    SQL_ATTEMPTS_COUNTED,
    SQL_RETRY,
    SQL_GIVE_UP,
    SQL_GIVE_BACK,
    SQL_HOLD_RUNNING,
    SQL_HOLD_ONE,
    SQL_RELEASE_ONE,
    SQL_SET_ASIDE,
    SQL_CANCEL,
    SQL_OPEN_OF,
    SQL_HELD_SINCE,
    SQL_FIND_HOLD,
    SQL_PUT_HOLD,
    SQL_HOLD_WORDS,
    SQL_HOLD_PASSED,
    SQL_DROP_HOLD,
    SQL_HOLDS,
    SQL_TRIAL_DUE,
    SQL_TRIAL_BEGINS,
    SQL_TRY_ALL,
    SQL_ADD_RELEASE,
    SQL_NEXT_RELEASE,
    SQL_DROP_RELEASE,
    SQL_NOTE_RELEASED,
    SQL_RELEASE_SOME,
    SQL_HEARTBEAT,
    SQL_RUNNING_OF,
    SQL_RUNNING_OTHERS,
    SQL_RUNNING_OF_IDS,
    SQL_RUNNING_OTHERS_IDS,
    SQL_RUNNING_ONE,
    SQL_HEARTBEAT_ONE,
    SQL_REQUEUE,
    SQL_BACKLOG,
    SQL_LATE_DUE,
    SQL_SAY_LATE,
    SQL_COUNT_LATE,
    SQL_BEAT,
    SQL_LEAVE,
    SQL_JUDGES,
    SQL_TALLY_PRIORITY,
    SQL_TALLY,
    SQL_LIST,
    SQL_LIST_USER,
    SQL_LIST_PROBLEM,
    SQL_LIST_OPEN,
    SQL_LIST_RUNNING,
    SQL_LIST_HELD,
    SQL_PAGE,
    SQL_PAGE_USER,
    SQL_PAGE_PROBLEM,
    SQL_PAGE_OPEN,
    SQL_NEWEST_SUBMISSION,
    SQL_ROW,
    SQL_JUDGINGS,
    SQL_CASES,
    SQL_GROUPS,
    SQL_SOURCE,
    SQL_EVENTS,
    SQL_CASE_STATS,
    SQL_NEAR_LIMITS,
    SQL_EQUAL_SOURCES,
    SQL_ADD_NOTE,
    SQL_NOTES,
    SQL_PUT_CALIBRATION,
    SQL_CALIBRATIONS,
    SQL_REJUDGE_FACTS,
    SQL_ADD_SET,
    SQL_ADD_SET_ITEM,
    SQL_SET_STATE,
    SQL_SET_UNFIT,
    SQL_SET_OPEN,
    SQL_SET_COMPLETE,
    SQL_APPLY_SET,
    SQL_END_SET,
    SQL_SETS,
    SQL_SET_ITEMS,
    SQL_FIND_BLOB,
    SQL_ADD_BLOB,
    SQL_DROP_BLOB,
    SQL_VERSION_KEPT,
    SQL_ADD_VERSION_FILE,
    SQL_KEEP_VERSION,
    SQL_SEE_VERSION,
    SQL_VERSION_FILES,
    SQL_BLOBS_OF_VERSION,
    SQL_UNKEEP_VERSION,
    SQL_DROP_VERSION_FILES,
    SQL_UNSEE_VERSION,
    SQL_BLOBS,
    SQL_BLOBS_OF_NONE,
    SQL_VERSIONS,
    SQL_NAMES_PROBLEM,
    SQL_NAMES_FOLDER,
    SQL_NAMES_LANGUAGE,
    SQL_NAMES_USER,
    SQL_STATS_PROBLEM,
    SQL_STATS_LANGUAGE,
    SQL_STATS_USER,
    SQL_STATS_VERDICT,
    SQL_STATEMENT_COUNT,
};

/* Every statement the store ever prepares, by enum store_statement, so that a test can look at the
 * query plan of each. */
struct store_sql {
    const char *name;
    const char *text;
};
extern const struct store_sql store_sql[SQL_STATEMENT_COUNT];

/* What this store object remembers of another judge's running judging (store_lease.c). */
struct sighting {
    int64_t judging;
    int32_t attempt;
    int64_t heartbeat_count;
    int64_t first_seen_boot_ms;
};

struct store {
    sqlite3 *db;
    sqlite3_stmt *statements[SQL_STATEMENT_COUNT];
    char *path; /* absolute; NULL for :memory: */
    char generation[40];
    uint64_t wal_inode;       /* 0: not seen yet */
    struct timespec compared; /* the file's time of change when its generation was compared */
    int short_seen;           /* how often the file was found shorter than it says, in a row */
    int64_t busy_limit_ms, busy_since_us;
    int busy_was_said;
    int64_t data_version;        /* as store_changed saw it last */
    int64_t checkpoint_after_us; /* CLOCK_MONOTONIC; set after readers blocked a checkpoint */
    char *name;                  /* the judge's name, or NULL */
    int name_fd;                 /* its lock file; -1 without a name or a file */
    int bell;                    /* its doorbell; -1 until store_listen */
    struct sighting *sightings;
    size_t sighting_count;
    int64_t alone; /* the judging that this judge tries alone, or 0 */
    int64_t *bad;  /* judgings that cannot even be set aside: this judge passes them over */
    size_t bad_count;
    int64_t damaged; /* the judging at whose row the last operation stumbled (-EUCLEAN), or 0 */
    int64_t claims;  /* that succeeded: each STORE_LOWER_SHARE-th is of a lower priority */
    int64_t lower_priority; /* the one that was served so last */
    char *blobs_path;       /* blobs.c; NULL: not looked for yet */
    int blobs_dir;          /* -1: not opened yet */
    int64_t blobs_begun;
    char (*unsynced)[STORE_BLOB_NAME_SIZE]; /* blobs that are not on the disk yet */
    size_t unsynced_count;
    struct blob_sync *sync; /* what a thread brings to the disk now, or NULL */
    int keeps_blobs;        /* while pruning only counts */
    int is_sweeping;        /* the last claim ended before it had put all aside that is held back */
};

/* Fills `err` from a failed SQLite call on `db`: what failed, SQLite's words, what to do. Returns
 * the negative errno that store.h promises for this kind of failure. */
int sqlite_error(sqlite3 *db, int rc, struct error *err, const char *what);

/* Waits for other writers in short steps of chance length: whoever asks often gets in between the
 * writes of a judge at work, and of several that wait none is always the last (open.c). */
int store_wait_busy(void *store, int count);

/* BEGIN IMMEDIATE; and its end: COMMIT when `rc` >= 0 or is -ESTALE (a fenced write leaves an
 * event), otherwise, or when the commit fails, ROLLBACK. store_end returns `rc` or the commit's
 * failure. */
int store_begin(struct store *store, struct error *err);
int store_end(struct store *store, int rc, struct error *err);

struct query {
    struct store *store;
    sqlite3_stmt *stmt;
    enum store_statement id;
    int next; /* the parameter bound last */
    int rc;   /* the first failure */
};

void query_start(struct query *q, struct store *store, enum store_statement id);
void query_int(struct query *q, int64_t value);
void query_optional_int(struct query *q, int64_t value); /* 0 is bound as NULL */
void query_real(struct query *q, double value);
void query_text(struct query *q, const char *text);          /* NULL is bound as '' */
void query_optional_text(struct query *q, const char *text); /* NULL is bound as NULL */
void query_blob(struct query *q, const void *data, size_t size);

/* 1: a row to read with query_column_*; 0: done (the statement is reset); or a negative errno. */
int query_step(struct query *q, struct error *err);

/* Runs to the end. Returns the number of rows changed, or a negative errno. */
int query_run(struct query *q, struct error *err);

/* Resets the statement; needed only when the rows were not read to the end. */
void query_end(struct query *q);

/* Columns of the current row; text and blobs are copies in `arena`. NULL reads as 0 or "". */
int64_t query_column_int(const struct query *q, int column);
int32_t query_column_int32(const struct query *q, int column);
double query_column_real(const struct query *q, int column);
const char *query_column_text(const struct query *q, int column, struct arena *arena);
char *query_column_strdup(const struct query *q, int column); /* free() it */

/* Adds an event of `judging`, at `at_ms`. */
int store_add_event(struct store *store, int64_t judging, int32_t attempt, int64_t at_ms,
                    const char *kind, const char *detail, struct error *err);

/* Writing what comes next of a claim: HELD's two parameters are bound (statements.c). */
void query_start_held(struct query *q, struct store *store, enum store_statement id,
                      const struct store_claim *claim);

/* Inside a transaction, the parts of ending an attempt (store_queue.c). store_fenced: called when a
 * write matched no row; keeps what it wanted to write as an event and returns -ESTALE. */
int store_end_attempt(struct store *store, const struct store_claim *claim, const char *outcome,
                      int64_t now_ms, const char *reason, const char *message, struct error *err);
int store_drop_cases(struct store *store, int64_t judging, struct error *err);
int store_fenced(struct store *store, const struct store_claim *claim, int64_t now_ms,
                 const char *late, struct error *err);

/* Inside a transaction: holds a judging that nobody runs (store_hold.c). `hold` 0: it alone. */
int store_hold_one(struct store *store, int64_t judging, int32_t attempt, int64_t hold,
                   const char *reason, const char *message, int64_t now_ms, struct error *err);
/* Sets aside a judging whose row is not what this program wrote, and logs it. It is held where the
 * row can still be written, else passed over by this judge. */
int store_set_aside(struct store *store, int64_t judging, const char *why, int64_t now_ms,
                    struct error *err);
int store_is_bad(const struct store *store, int64_t judging);
/* From now on this judge passes it over. */
void store_note_bad(struct store *store, int64_t judging);
/* After -EUCLEAN, outside a transaction: where it was one row that cannot be read (store->damaged),
 * that one is set aside, and the same can be tried again: 0. Otherwise -EUCLEAN. */
int store_pass_damaged(struct store *store, int64_t now_ms, struct error *err);
/* Queues some of what a hold held that is over. Returns how many, or a negative errno. */
int store_release_some(struct store *store, int64_t now_ms, struct error *err);
/* What a verdict means for the holds of its problem and language. */
int store_holds_after_finish(struct store *store, const struct store_claim *claim, int64_t now_ms,
                             struct error *err);

/* Inside a transaction: queues a judging (store_queue.c). */
struct store_queued {
    int64_t submission;
    const char *user, *version; /* `version` NULL: the folder's when its turn comes */
    int32_t priority;
    int64_t now_ms;
    int64_t set;         /* of rejudges, in which it stays aside; 0: none */
    int64_t deadline_ms; /* 0: none */
};
int store_queue_judging(struct store *store, const struct store_queued *queued,
                        int64_t *ret_judging, struct error *err);

/* Inside a transaction: writes down what a judging that is queued came to without a run. */
int store_put_rescored(struct store *store, int64_t judging, const struct store_rescored *rescored,
                       struct error *err);

/* Inside a transaction: cancels a judging that is open (store_hold.c). */
int store_cancel_judging(struct store *store, int64_t judging, int32_t attempt, int is_running,
                         int64_t now_ms, struct error *err);
/* Inside the transaction that ends a judging: applies its set of rejudges, if that is to be applied
 * by itself and this was the last of it (store_rejudge.c). */
int store_set_after(struct store *store, int64_t judging, int64_t now_ms, struct error *err);

/* blobs.c. blobs_sync: all that was kept by this object is on the disk. blobs_find_or_add, inside a
 * transaction: the number of a blob whose file is there (-ESTALE: it is not). blobs_remove: inside
 * the transaction that drops the row. blobs_sweep: files of no row, and unfinished ones. */
int blobs_sync(struct store *store, struct error *err);
/* Whether a blob's bytes are those that its name says; changes nothing. -EUCLEAN: damaged, or gone.
 */
int blobs_compare(struct store *store, const char *blob, struct error *err);
int blobs_find_or_add(struct store *store, const char *name, int64_t bytes, int64_t *ret_id,
                      struct error *err);
int blobs_remove(struct store *store, const char *name, struct error *err);
int blobs_sweep(struct store *store, int is_dry, struct store_pruned *pruned, struct error *err);
void blobs_close(struct store *store);

/* Inside a transaction: takes a running judging from a judge that is gone, if its attempt and
 * heartbeat are still those that were seen. Returns 1 when it was requeued, 0 when not, or a
 * negative errno. */
int store_requeue_lost(struct store *store, const struct sighting *seen, const char *why,
                       int64_t now_ms, struct error *err);

/* Remembers which file the log is, for store_check_file, as soon as a judge has used the database.
 */
void store_note_log(struct store *store);

/* Inside a transaction: requeues all that runs under this store's own name. *ret_count: how many.
 */
int store_requeue_own(struct store *store, int64_t now_ms, int *ret_count, struct error *err);

#endif
