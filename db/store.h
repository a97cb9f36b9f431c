/* The store: the queue and the results. Operations cross this interface, SQL never does.
 *
 *     store_open(uri, STORE_OPEN_CREATE, &store, &err);
 *     store_submit(store, &submission, &id, &err);                      a client
 *     store_name_acquire(store, NULL, &err); store_claim(...);          a judge
 *     store_record_cases(...); store_finish(...);
 *     store_close(store);
 *
 * Invariants:
 * - A submission is immutable. Each grading of it is a judging; a judging is tried in attempts.
 * - `attempt` is the fencing token: every write after the claim names judging and attempt and
 *   returns -ESTALE, changing nothing that anyone reads as the result, when another attempt
 *   has taken over. The late result is kept as an event.
 * - What returned 0 survives power loss (submit, claim, finish).
 * - Every time that is recorded or compared is passed in. `now_ms` is CLOCK_REALTIME in ms: it is
 *   recorded, or compared with a retry's not-before. `boot_ms` is CLOCK_BOOTTIME in ms: it decides
 *   leases. A back end reads a clock of its own only to space its housekeeping (store_maintain),
 *   never for what it stores or hands out.
 * - Not thread-safe; must not cross a fork.
 *
 * The conformance suite tests/db/test_store.c is the specification: any back end has to pass it.
 * It knows nothing of processes, problems' contents or verdict rules: verdicts are text here.
 */
#ifndef DB_STORE_H
#define DB_STORE_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

struct store;

enum store_open_flags {
    STORE_OPEN_CREATE = 1, /* create and migrate; without it a missing database is -ENOENT */
    STORE_OPEN_READ = 2,   /* readers (list, show): never writes, never migrates */
    STORE_OPEN_OLD = 4,    /* with READ: an older schema is no error; only store_backup and
                              store_check may be called then */
};

/* `uri` is a path or "sqlite:PATH", or ":memory:". Errors, each with a message that says what to
 * do: -ENOENT no such database, -EACCES / -EROFS not readable or writable, -EMEDIUMTYPE a database
 * of another program, -EPROTO a newer schema than this program's, -EUCLEAN corrupt, -ENOSPC disk
 * full. */
int store_open(const char *uri, int flags, struct store **ret_store, struct error *err);
void store_close(struct store *store); /* NULL is allowed */

/* The user that a judge must become so that everybody who works on the database can still do so
 * afterwards; -1: any user will do. Ask before you open anything, so that a judge started by root
 * becomes that user first (in SQLite's case root would leave -wal and -shm files that only root can
 * write). */
int64_t store_judge_uid(const char *uri);
/* Looks whether anybody but their owner may open the files that the store keeps on this host, or
 * replace them: -EACCES, with the file and what to do. `group`: a group of users that may
 * (getgrnam(3)); -1: none. 0 as well where the store keeps no files on this host. */
int store_refuse_shared(const struct store *store, int64_t group, struct error *err);
/* Whether others may enter the folder of those files. If only their owner may open the files,
 * others learn no more than names and sizes there. */
int store_may_be_entered(const struct store *store);
/* A place for a judge's own files on this host, next to the store's files: a path that ends in
 * `suffix`, which the caller frees. NULL: the store keeps no files on this host. */
char *store_local_path(const struct store *store, const char *suffix);

/* Whether what the store keeps on this host still is what it opened: call it every second or so. 0,
 * or -ENXIO: the database was removed, replaced or cut off, or a part of it was; then nothing more
 * may be written, and store_close writes nothing either. Cheap, and takes no lock. */
int store_check_file(struct store *store, struct error *err);

/* ---- submitting ---- */
struct store_submission {
    const char *problem;      /* the problem's folder, an absolute path; of one that has none
                                 "version:" and its version */
    const char *problem_name; /* what people call it */
    const char *user;         /* "" when not given */
    const char *language;
    const char *file_name; /* the source's base name, for show */
    const void *source;
    size_t source_size;
    int32_t priority; /* higher first */
    int64_t now_ms;
    int64_t deadline_ms; /* when it has waited for too long, which judges say; 0: never */
    const char *version; /* a version that is kept (else -ESTALE), by which it is judged; NULL: the
                            folder's when its turn comes */
};

/* The version of a problem that has no folder ("version:" and it); NULL: `problem` is a folder. */
const char *store_own_version(const char *problem);

/* Records the submission with its first judging, queued. `turn` makes users take turns within a
 * priority: the larger of the queue's current turn and the user's last turn + 1. */
int store_submit(struct store *store, const struct store_submission *submission, int64_t *ret_id,
                 struct error *err);

/* Several in one transaction: all of them, or none. `next` fills in the one at `index`, whose
 * contents have to stay until it is called again; what it returns below 0 ends the whole. Keep it
 * short: nobody else can submit meanwhile. *ret_ids has room for `count`.
 *
 * `key` (NULL: none) is the client's name for the whole: when it was used before, nothing is
 * submitted, 1 is returned, and the ids are those of then. -EEXIST when it was used for something
 * else (problem, user, language, file name, source or their number differ), and says both. */
enum { STORE_KEY_SIZE_MAX = 200 };
typedef int store_next_fn(size_t index, struct store_submission *ret_submission, void *arg,
                          struct error *err);
int store_submit_all(struct store *store, const char *key, size_t count, store_next_fn *next,
                     void *arg, int64_t *ret_ids, struct error *err);

/* Queues a new judging of an old submission, which counts at once: 0. If one is queued already that
 * nobody has claimed yet, returns 1, queues nothing, and *ret_judging is that one. -ENOENT when
 * there is no such submission, -ENODATA when its source was pruned. */
int store_rejudge(struct store *store, int64_t submission, int32_t priority, int64_t now_ms,
                  int64_t *ret_judging, struct error *err);

/* Sets of rejudges: what is judged again stays aside, and the old verdicts count, until the set is
 * applied; a discarded one counts never. A submission is in one open set at most. */
struct store_rejudge {
    const char *selectors; /* what was asked for, in the user's words */
    int32_t priority;
    int is_same_version; /* by the versions that they were judged by, which must be kept: -EINVAL */
    int applies;         /* by itself, as soon as all of it is judged and none ended as IE */
    int is_dry;          /* say what would become of each, and queue nothing */
    int64_t now_ms;
};
/* A result that was computed from what the judging `from` had kept: nothing is run. */
struct store_start;
struct store_finish;
struct store_rescored {
    int64_t from;
    const struct store_start *start; /* by the version that it names, which is kept */
    const struct store_finish *finish;
};
enum store_rejudge_outcome {
    STORE_REJUDGED,
    STORE_STILL_QUEUED, /* it waits for its first verdict, or for a rejudge that counts at once */
    STORE_IN_OPEN_SET,
};
struct store_rejudged {
    int64_t submission;                    /* given */
    const struct store_rescored *rescored; /* given; NULL: it is queued to be run. Where `from` is
                                              not the judging that counts any more: -EAGAIN */
    enum store_rejudge_outcome outcome;
    int64_t judging; /* the new one; where there is none, the one that counts */
    int64_t set;     /* of an open set: that one */
};
/* One transaction. -ENOENT: there is no such submission, -ENODATA: the source of one was pruned;
 * then nothing is queued. *ret_set 0: none was to
 * be queued, and no set is made. */
int store_rejudge_set(struct store *store, const struct store_rejudge *what,
                      struct store_rejudged *rows, size_t count, int64_t *ret_set,
                      struct error *err);

/* In one transaction all of its judgings count. -ENOENT: no such set; -EALREADY: it is applied or
 * discarded; -EBUSY: some are not judged yet, or ended as IE where there was another verdict,
 * unless `is_partial`: then these stay aside, and what is open is cancelled. */
int store_apply_set(struct store *store, int64_t set, int is_partial, int64_t now_ms,
                    int64_t *ret_applied, struct error *err);
/* What of it is open is cancelled. */
int store_discard_set(struct store *store, int64_t set, int64_t now_ms, struct error *err);

/* One set (-ENOENT), or with 0 all, the oldest first. */
struct store_set {
    int64_t id;
    const char *selectors, *state; /* open | applied | discarded */
    int is_same_version, applies;
    int64_t made_ms, ended_ms;
    int64_t submissions, judged, changed; /* of those judged: with another verdict or score */
};
typedef int store_set_fn(const struct store_set *row, void *arg);
int store_sets(struct store *store, int64_t set, store_set_fn *fn, void *arg, struct error *err);

/* What the set judges, by submission: what counted when it was made, and the new judging. */
struct store_set_item {
    int64_t submission, old_judging, new_judging;
    const char *problem_name, *user, *language;
    const char *old_verdict, *old_version; /* "" where there was none */
    const char *new_state, *new_verdict, *new_version;
    int is_rescored;
    double old_score, new_score;
};
typedef int store_set_item_fn(const struct store_set_item *row, void *arg);
int store_set_items(struct store *store, int64_t set, store_set_item_fn *fn, void *arg,
                    struct error *err);

/* ---- judging ---- */
/* Takes a judge's name, which a lock file next to the database holds until store_close. `name`
 * NULL: the first free of HOST-1, HOST-2, ... -EBUSY when `name` is held by a living judge.
 * Requeues what an earlier judge of the same name left running, as store_reclaim does;
 * *ret_requeued (may be NULL) says how many. Holds that judges made are tried again at once. */
int store_name_acquire(struct store *store, const char *name, int64_t now_ms, int *ret_requeued,
                       struct error *err);
const char *store_name(const struct store *store); /* the name held, or NULL */

/* ---- waking judges ---- */
/* A client rings after it has committed; every judge of the database that listens is woken. Ringing
 * is best effort: a judge that misses a ring finds the commit by store_changed. */
/* A judge's descriptor, readable when somebody rang, or -1 where nobody else can reach the database
 * (:memory:). Needs a name, and is the store's: store_close closes it. */
int store_listen(struct store *store, int *ret_fd, struct error *err);
/* Reads the rings that have come; of a flood only some, and the descriptor stays readable. */
void store_take_rings(struct store *store);
/* Returns how many judges heard it. */
int store_ring(const struct store *store);

struct store_claim {
    int64_t judging;
    int64_t submission;
    int32_t attempt;          /* the fencing token */
    int32_t attempts_counted; /* with this one */
    int32_t priority;
    int32_t judges_lost; /* judges that died in a row with it in hand */
    int is_trial;        /* one of those held for its problem or language, to see whether that
                            is in order again */
    int is_alone;        /* nothing else is claimed until it is over: judges died of it */
    int64_t queued_ms;
    char *problem, *problem_name, *user, *language, *file_name;
    char *version; /* that it is to be judged by; NULL: the folder's now */
    void *source;
    size_t source_size;
};

/* Claims the next queued judging whose not-before has passed: highest priority, lowest turn, lowest
 * id; the attempt is counted. Returns 1 and fills `ret_claim` (to be released), 0 when there is
 * nothing to do, or negative. One index step, whatever the history and the queue. Needs a name.
 *
 * - No priority starves: of eight claims of this store object the eighth is of a lower priority
 *   where anything is queued in one, of each of them in its turn.
 * - What is held back by its problem or language (closed holds, see below) is put aside when its
 *   turn comes, state "held"; nothing is claimed while all is paused.
 * - When a hold's next trial is due, one of what it holds is claimed before all else (is_trial).
 * - What was in the hands of STORE_DEATHS_BEFORE_ALONE judges that died, one after the other, is
 *   claimed only when nothing else is queued and this judge has nothing else in hand (is_alone);
 *   then nothing more is claimed until it is over.
 * - A row that this program cannot have written, or that cannot be read, is set aside ("held",
 *   reason "bad_row"), and said in the log; the others are claimed. One that cannot even be marked
 *   is passed over by this store object. -EUCLEAN only when the queue itself cannot be read. */
int store_claim(struct store *store, int64_t now_ms, struct store_claim *ret_claim,
                struct error *err);
void store_claim_release(struct store_claim *claim);

/* Raises the heartbeat of everything this judge's name has running. Returns how much that is: less
 * than the judge has in hand when some of it was cancelled, or taken over (store_is_held). */
int store_heartbeat(struct store *store, struct error *err);

/* Whether the claim still holds its judging: 1 or 0. What it does not hold any more is over for
 * this judge. */
int store_is_held(struct store *store, const struct store_claim *claim, struct error *err);

/* Requeues judgings of other judges whose heartbeat this store object saw unchanged for `lease_ms`
 * of `boot_ms`; call it every few seconds. The attempt that was lost does not count. One more judge
 * has died in a row with the judging in hand. Where the attempt had started, the third such death
 * in a row means that it is tried alone at the end of the queue, the sixth that it is held, reason
 * "judge_lost". One that had not started costs nothing, as long as it does not happen for ever: at
 * the 30th death in a row, started or not, it is tried alone, at the 60th it is held. (Every other
 * end of an attempt ends the row.) *ret_count: how many. */
int store_reclaim(struct store *store, int64_t boot_ms, int64_t lease_ms, int64_t now_ms,
                  int *ret_count, struct error *err);

/* What a judge knows when an attempt begins: the version judged and what was in force. JSON texts
 * are stored as they are. `version` is the problem version (hex). */
struct store_start {
    const char *version;
    const char *limits_json;
    const char *isolation_json;
    const char *language_version;
    const char *feedback; /* none | verdict | first_difference, of the problem */
    double max_score;
    int32_t case_count;
    int32_t grader; /* of the judge's, counted from 1; 0: not known */
    int64_t now_ms;
};
int store_start(struct store *store, const struct store_claim *claim,
                const struct store_start *start, struct error *err);

struct store_case {
    int32_t number; /* 1-based, in the problem's order */
    const char *name;
    const char *group;    /* "" when in none */
    const char *verdict;  /* AC, WA, ... */
    const char *reason;   /* "" when none */
    const char *message;  /* the checker's words, "" when none */
    const char *feedback; /* none | verdict | first_difference: what a submitter may see */
    const char *hint;     /* "" when none */
    const char *path;     /* "exec", "watched", "shared", or "" when not run */
    double score, max_score;
    int64_t cpu_us, wall_us, memory_kib, output_bytes;
    const char *evidence_json; /* everything measured, with the limits in force */
    const void *stderr_tail;   /* the last bytes of stderr, any bytes */
    size_t stderr_size;
};

/* Upserts cases by number, one transaction for the batch. */
int store_record_cases(struct store *store, const struct store_claim *claim,
                       const struct store_case *cases, size_t count, struct error *err);

struct store_group {
    int32_t number;   /* 1-based, in the problem's order: outer groups before those in them */
    const char *name; /* "outer/inner" when nested */
    const char *verdict;
    const char *feedback; /* none | verdict | first_difference: what a submitter may see */
    double score, max_score;
};

struct store_finish {
    const char *verdict;
    const char *reason;
    const char *message; /* e.g. why IE; "" when none */
    double score, max_score;
    int64_t cpu_us, wall_us, memory_kib; /* the largest of the cases */
    const char *compile_json;            /* "" when there was no compile step */
    const struct store_case *cases;      /* those not recorded yet, in the same transaction */
    size_t case_count;
    const struct store_group *groups; /* all of them, in the same transaction */
    size_t group_count;
    int64_t now_ms;
};
int store_finish(struct store *store, const struct store_claim *claim,
                 const struct store_finish *finish, struct error *err);

/* Our fault: queued again, not before now + backoff (1 s, 4 s, ...), or, after `max_attempts`
 * attempts, judged IE with `reason` and `message`. Cases recorded by this attempt are removed.
 * *ret_final: whether it ended as IE. */
int store_fail(struct store *store, const struct store_claim *claim, const char *reason,
               const char *message, int32_t max_attempts, int64_t now_ms, int *ret_final,
               struct error *err);

/* Gives a claim back untouched, e.g. at shutdown: queued at once, the attempt is not counted. (The
 * number is never used again, so that fencing holds: the count and the token are two columns.) */
int store_give_back(struct store *store, const struct store_claim *claim, int64_t now_ms,
                    struct error *err);

/* ---- holding ---- */
/* A hold keeps judgings back: all (only an operator's), those of a problem (`name` is its folder)
 * or those in a language. An operator's lasts until it is resumed. A judge's is tried again now and
 * then: one of its judgings is claimed (is_trial), and when that gets a verdict, the hold is over.
 * Where it is over, what it held is queued again at its old place. */
struct store_hold {
    int64_t id;
    const char *kind;   /* all | problem | language */
    const char *name;   /* "" of all */
    const char *origin; /* judge | operator */
    int is_closed;      /* else it holds only those that failed */
    const char *reason, *message;
    int64_t made_ms, next_try_ms; /* 0: none */
};
typedef int store_hold_fn(const struct store_hold *row, void *arg);
int store_holds(struct store *store, store_hold_fn *fn, void *arg, struct error *err);

/* A judge's: the claim came to nothing by a fault of its problem (`kind` "problem") or because this
 * judge cannot take its language ("language"). It is held, and costs no attempt. `is_fatal`: no
 * other of that problem could fare better (it cannot be loaded), so the hold is closed; else it
 * closes after three failures in a row. *ret_closed (may be NULL): whether it is closed now. */
int store_hold_claim(struct store *store, const struct store_claim *claim, const char *kind,
                     int is_fatal, const char *reason, const char *message, int64_t now_ms,
                     int *ret_closed, struct error *err);

/* A judge's: nothing that could be said about the claim's end is taken by the store. It is set
 * aside (state "held", reason "bad_row"). 0 as well when the claim does not hold its judging any
 * more. */
int store_put_aside(struct store *store, const struct store_claim *claim, const char *why,
                    int64_t now_ms, struct error *err);
/* Whether the database as a whole can still be read and written, after -EUCLEAN: 0, or -EUCLEAN. */
int store_check_usable(struct store *store, struct error *err);

/* An operator's. Returns 1 when it was there already (its message is replaced), else 0. */
int store_pause(struct store *store, const char *kind, const char *name, const char *message,
                int64_t now_ms, struct error *err);
/* -ENOENT: that is not paused. */
int store_resume(struct store *store, const char *kind, const char *name, int64_t now_ms,
                 struct error *err);
/* Ends what judges hold for a problem, as if its trial had passed. -ENOENT: nothing is held for it.
 */
int store_release_problem(struct store *store, const char *problem, int64_t now_ms,
                          struct error *err);

/* The open judging of one submission. -ENOENT: no such submission; -EALREADY: its judgings are over
 * (store_release: it is not held); -EBUSY: it is being judged (store_hold), or its problem or
 * language is still held (store_release). */
int store_hold(struct store *store, int64_t submission, const char *message, int64_t now_ms,
               struct error *err);
int store_release(struct store *store, int64_t submission, int64_t now_ms, struct error *err);
/* Also one that runs: what its judge still writes is fenced. The judging is over without a verdict;
 * an earlier one counts again for the submission. */
int store_cancel(struct store *store, int64_t submission, int64_t now_ms, struct error *err);

/* Whether another connection has committed since the last call: the judge's safety net in case
 * store_listen misses a ring. Returns 1, 0 or negative. */
int store_changed(struct store *store, struct error *err);

/* Queued (also those waiting for a not-before, without those that this store object passes over
 * because they cannot be read), running and held judgings, and the delay in ms until the next
 * not-before or trial (-1: none). */
struct store_backlog {
    int64_t queued, running, held, next_delay_ms;
};
int store_backlog(struct store *store, int64_t now_ms, struct store_backlog *ret_backlog,
                  struct error *err);

/* Judges call this when idle (`idle` 1) and once a second otherwise: checkpoints the log when it is
 * large or the queue idle. Only judges checkpoint (SQLite's WAL-reset bug up to 3.51.2). */
int store_maintain(struct store *store, int idle, struct error *err);

/* ---- keeping what is stored ---- */
/* How far something long is, at least every second; both are 0 where that cannot be told. Nonzero
 * ends it: -EINTR. */
typedef int store_progress_fn(int64_t done, int64_t total, void *arg);

/* Copies the database to a file, as it is at one moment, while judges and clients go on; then opens
 * the copy and looks whether it is whole. The copy is one file, its owner's alone, and there whole
 * and on the disk or not at all; the blobs of problem versions are beside it, as they are beside
 * the database. It is no part of the database's history any more: a judge that finds it in the
 * place of its file ends (store_check_file). -EEXIST when the file is there and `replace` is 0;
 * -EBUSY when it is a database that somebody has open, or this one. */
struct store_backup {
    const char *path;
    int replace;
    store_progress_fn *progress; /* NULL: none */
    void *arg;
};
int store_backup(struct store *store, const struct store_backup *backup, int64_t *ret_bytes,
                 struct error *err);

/* Looks whether everything that is stored is what this program can have stored: the file's
 * structure, references, each row's values, the tallies. `fn` is called for each fault, for at most
 * STORE_FAULTS_MAX of a kind; it may not use the store. Returns 0 however many there are; negative
 * when it could not look. */
enum { STORE_FAULTS_MAX = 20 };
struct store_fault {
    const char *kind; /* structure | reference | row | tally | blob */
    const char *message;
};
typedef void store_fault_fn(const struct store_fault *fault, void *arg);
struct store_census {
    int64_t
        schema_version; /* older than this program's: only structure and references are looked at */
    int64_t submissions, judgings, queued, running, held, done, cancelled, cases, events;
    int64_t bytes, free_bytes; /* of the file; what in it is free to be used again */
    int64_t faults;
};
int store_check(struct store *store, store_fault_fn *fn, store_progress_fn *progress, void *arg,
                struct store_census *ret_census, struct error *err);

/* Removes what nobody needs to know that a verdict is what it is: of judgings that were over before
 * `before_ms`, and of submissions all of whose judgings were. Some hundred at a time, so that
 * writers wait for no long time. Then gives the space back to the file system, for which it holds
 * the database alone, and needs as much space again; -ENOSPC and -EAGAIN say that all is removed
 * but the file has not shrunk, and *ret_removed is filled all the same. */
enum store_prune_kinds {
    STORE_PRUNE_SOURCES = 1, /* sources, and what compilers said of them */
    STORE_PRUNE_OUTPUTS = 2, /* of cases: what they printed, checkers' messages */
    STORE_PRUNE_EVENTS = 4,
};
struct store_prune {
    int kinds;
    int64_t before_ms, now_ms;
    int is_dry_run; /* only counts */
    int keep_space; /* the file stays as large as it is */
    store_progress_fn *progress;
    void *arg;
};
struct store_removed {
    int64_t sources, source_bytes, cases, case_bytes, events, compile_logs, compile_log_bytes;
    int64_t bytes_before, bytes_after; /* of the file */
};
int store_prune(struct store *store, const struct store_prune *prune,
                struct store_removed *ret_removed, struct error *err);

/* ---- deadlines for waiting ---- */
/* What waits beyond its deadline (queued or held; not what runs). */
struct store_late {
    int64_t submission, judging, queued_ms, deadline_ms;
    const char *problem_name, *user;
};
typedef void store_late_fn(const struct store_late *row, void *arg);
/* A judge's: calls back for those that have become late and of which no judge has said it yet, and
 * writes down that it is said; at most STORE_LATE_SAID_MAX of them, those that are late longest
 * first. `fn` may not use the store. Returns how many. */
enum { STORE_LATE_SAID_MAX = 100 };
int store_say_late(struct store *store, int64_t now_ms, store_late_fn *fn, void *arg,
                   struct error *err);
/* How many are late; at most STORE_LATE_COUNTED_MAX are counted. Cheap, whatever the queue. */
enum { STORE_LATE_COUNTED_MAX = 1000 };
int store_count_late(struct store *store, int64_t now_ms, int64_t *ret_count, struct error *err);

/* ---- who is at work, and on what ---- */
struct store_judge {
    const char *name, *host;
    int64_t pid, graders, started_ms;
    int64_t beat_ms; /* its last sign of life */
    int64_t judged;  /* since it started */
    double mean_ms;  /* that a judging took it lately; 0: none yet */
    const char *trouble;
};
/* A judge's sign of life: every few seconds, its own name whatever `judge` says. store_leave: it
 * has ended in order. */
int store_beat(struct store *store, const struct store_judge *judge, struct error *err);
int store_leave(struct store *store, struct error *err);
typedef int store_judge_fn(const struct store_judge *row, void *arg);
int store_judges(struct store *store, store_judge_fn *fn, void *arg, struct error *err);

/* Whether a judge has given a sign of life lately, as somebody sees it whose date is `now_ms`. */
enum { STORE_JUDGE_SILENT_MS = 15000 };
int store_judge_is_alive(const struct store_judge *judge, int64_t now_ms);

/* What is open, by "priority", "problem" (its folder) or "user": those with most that is queued
 * first (by priority: the highest), `most` at most. Costs the same however much that is. */
struct store_tally {
    const char *name;
    const char
        *problem_name; /* by problem, of one without a folder: what people call it; else "" */
    int64_t queued, running, held;
    int64_t oldest_ms; /* by priority: since when the oldest is queued; 0: none, or not told */
};
typedef int store_tally_fn(const struct store_tally *row, void *arg);
int store_tallies(struct store *store, const char *kind, int64_t most, store_tally_fn *fn,
                  void *arg, struct error *err);

/* ---- time limits that were measured ---- */
/* Of one version of a package that leaves its time limit to its submissions, on one host. */
struct store_calibration {
    const char *host;
    const char *problem; /* the package's folder there, an absolute path */
    const char *version;
    int64_t time_us;    /* the limit, without what languages add */
    double factor;      /* it is at least factor x slowest_us */
    int64_t slowest_us; /* CPU time of the slowest case of the slowest submission */
    const char *slowest_path, *slowest_case;
    int64_t measured_ms;
};
/* In the place of what was measured before of this version, in this folder, on this host. */
int store_put_calibration(struct store *store, const struct store_calibration *calibration,
                          struct error *err);
/* Calls back for each version of the package in a folder that was measured on the host, the one
 * measured last first, at most `most`. One index step, whatever else is stored. */
typedef int store_calibration_fn(const struct store_calibration *row, void *arg);
int store_calibrations(struct store *store, const char *host, const char *problem, int64_t most,
                       store_calibration_fn *fn, void *arg, struct error *err);

/* ---- problem versions ---- */
/* A version of a problem is kept by content: the bytes of its files once ("blobs", named by their
 * SHA-256, 64 hex digits), and a manifest that says which file has which. It never changes.
 *
 *     for each file: store_has_blob(name), or store_blob_begin, _write, _end
 *     store_put_version(store, &version, &err);       from here on it survives power loss
 *     store_manifest(store, version, fn, arg, &err);  store_open_blob(store, blob, &fd, &err);
 *
 * A backup has to hold the blobs as well: store_blobs says which there are, store_open_blob and
 * store_blob_begin copy them to another store. */
enum { STORE_BLOB_NAME_SIZE = 65 };

/* Whether it is kept: 1, 0 or negative. */
int store_has_blob(struct store *store, const char *blob, struct error *err);

/* Keeping bytes, of any number in bounded memory. store_blob_end names them; it and store_blob_drop
 * free what store_blob_begin made. What is in no manifest yet may be lost to a power cut. */
struct store_blob;
int store_blob_begin(struct store *store, struct store_blob **ret_blob, struct error *err);
int store_blob_write(struct store_blob *blob, const void *data, size_t size, struct error *err);
int store_blob_end(struct store_blob *blob, char ret_name[STORE_BLOB_NAME_SIZE], struct error *err);
void store_blob_drop(struct store_blob *blob);

/* A descriptor for reading, the caller's; whoever has it can read the bytes, and nobody can change
 * them by it. -ENOENT: it is not kept. */
int store_open_blob(struct store *store, const char *blob, int *ret_fd, struct error *err);

/* All blobs that a version has, or with `version` NULL all that there are; each once. */
typedef int store_blob_fn(const char *blob, int64_t bytes, void *arg);
int store_blobs(struct store *store, const char *version, store_blob_fn *fn, void *arg,
                struct error *err);

/* Whether its bytes are those that its name says: 0, or -EUCLEAN: they are damaged, or gone. Then
 * it counts as not kept, and keeping the same bytes again mends every version that has it. */
int store_check_blob(struct store *store, const char *blob, struct error *err);

/* The same in steps of so many bytes: 1 when there are more, else as above. */
struct store_blob_check;
int store_blob_check_begin(struct store *store, const char *blob,
                           struct store_blob_check **ret_check, struct error *err);
int store_blob_check_step(struct store_blob_check *check, int64_t bytes, struct error *err);
void store_blob_check_end(struct store_blob_check *check); /* NULL is allowed */

/* Brings what was kept to the disk, beside the caller, who asks again a little later: 1 as long as
 * that takes, then 0. store_put_version does it too, and waits for it: the disk may take seconds
 * for what is large. */
int store_sync_blobs(struct store *store, struct error *err);

struct store_file {
    const char *path; /* below the problem's folder; sorted */
    const char *kind; /* file, folder (with nothing in it), nothing (a name that leads nowhere) */
    const char *blob; /* of a file; else NULL */
    int64_t bytes;
};
struct store_version {
    const char *version;
    const char *problem, *problem_name; /* where it was seen; as in struct store_submission */
    int64_t now_ms;
    const struct store_file *files;
    size_t file_count;
};
/* Keeps it, or only notes that it was seen when it is kept already. -ESTALE: one of its blobs is
 * not kept (any more): put that first. */
int store_put_version(struct store *store, const struct store_version *version, struct error *err);

/* Whether it is kept: 1, 0 or negative. */
int store_has_version(struct store *store, const char *version, struct error *err);

/* Its files, sorted by path. -ENOENT: it is not kept. */
typedef int store_file_fn(const struct store_file *row, void *arg);
int store_manifest(struct store *store, const char *version, store_file_fn *fn, void *arg,
                   struct error *err);

/* The versions of a problem's folder (NULL: of all), by folder, those seen last first. */
struct store_version_row {
    const char *problem, *problem_name, *version;
    int64_t seen_ms;
    int64_t kept_ms; /* 0: it is not kept */
    int64_t file_count, bytes;
    int64_t judgings; /* that are done with it */
    int is_used;      /* by a judging that is open or counts, or it is the folder's newest */
};
typedef int store_version_fn(const struct store_version_row *row, void *arg);
int store_versions(struct store *store, const char *problem, store_version_fn *fn, void *arg,
                   struct error *err);

/* Lets go of the versions that nothing uses, and of blobs that are in no version. The judgings made
 * with them stay, and can no longer be repeated. `is_dry`: only counts. */
struct store_pruned {
    int64_t versions, blobs, bytes;
};
int store_prune_versions(struct store *store, const char *problem, int is_dry,
                         struct store_pruned *ret_pruned, struct error *err);

/* ---- reading ---- */
/* One submission with the judging that counts: the newest that is not aside (a set of rejudges that
 * is not applied) and was not cancelled; strings live until the callback ends. */
struct store_row {
    int64_t submission, judging;
    const char *state; /* queued | held | running | done | cancelled */
    const char *problem, *problem_name, *user, *language, *file_name;
    /* "" until done; why, of one that is held, or queued and kept back by a closed hold */
    const char *verdict, *reason, *message;
    double score, max_score;
    int32_t attempts;
    int64_t submitted_ms, started_ms, finished_ms; /* 0: not yet */
    int64_t claimed_ms;                            /* 0: nobody has it */
    int64_t queued_ms;   /* of this judging: for a rejudge later than submitted_ms */
    int64_t deadline_ms; /* 0: none */
    int64_t cpu_us, wall_us, memory_kib;
    int32_t cases_done, case_count;
    int32_t grader;        /* of its judge, that has it; 0: nobody has, or it has not started */
    int64_t rejudge_set;   /* the set that it was made by; 0: none */
    int64_t rescored_from; /* the judging that it was computed from, without a run; 0: it ran */
    int is_aside;          /* of a set that is not applied */
    int counts;            /* it is the judging that counts for its submission */
    const char *feedback, *version, *judge_name, *language_version;
    const char *limits_json, *isolation_json, *compile_json;
};
struct store_filter {
    const char *user, *problem_name, *language, *verdict, *state; /* NULL: any */
    const char *problem;        /* the problem's folder, as it was submitted; NULL: any */
    const char *version;        /* the start of the problem's version that it was judged by */
    int64_t since_ms, until_ms; /* of the submission; 0: any */
    int64_t after_id;           /* only ids above; 0: all */
    int64_t until_id;           /* only ids up to it; 0: all */
    int64_t limit;              /* the newest N, printed oldest first; 0: all */
};
/* Returning nonzero from the callback ends the listing with that value. A callback may be slow and
 * may use the store: nothing stays open while it is called. store_list reads a page of ids and then
 * row by row, so that its memory does not grow with what it lists: each row is as it is when it is
 * called back for, and what is submitted meanwhile is not listed. */
typedef int store_row_fn(const struct store_row *row, void *arg);
typedef int store_case_fn(const struct store_case *row, void *arg);
typedef int store_group_fn(const struct store_group *row, void *arg);
int store_list(struct store *store, const struct store_filter *filter, store_row_fn *fn, void *arg,
               struct error *err);

/* Calls back once for each name that a submission has, in order; `dimension` is "problem" (its
 * name), "folder" (the problem's), "language" or "user". Reads all submissions, so call it only
 * when a listing found none. */
typedef int store_name_fn(const char *name, void *arg);
int store_names(struct store *store, const char *dimension, store_name_fn *fn, void *arg,
                struct error *err);

/* Whether it waits beyond its deadline, or waited beyond it before it was claimed. */
int store_row_is_late(const struct store_row *row, int64_t now_ms);

/* All judgings of a submission, newest first, through `fn`; -ENOENT when there is none. */
int store_judgings(struct store *store, int64_t submission, store_row_fn *fn, void *arg,
                   struct error *err);
int store_cases(struct store *store, int64_t judging, store_case_fn *fn, void *arg,
                struct error *err);
/* The groups of a judging by number: none until it is done, nor of one that ended by store_fail. */
int store_groups(struct store *store, int64_t judging, store_group_fn *fn, void *arg,
                 struct error *err);

/* The source of a submission; free() it. -ENODATA: it was pruned. */
int store_source(struct store *store, int64_t submission, void **ret_data, size_t *ret_size,
                 struct error *err);

struct store_event {
    int64_t at_ms;
    int32_t attempt;
    const char *kind; /* claimed, retried, fenced, reclaimed, given_back, failed, finished, held,
                         released, cancelled */
    const char *judge_name;
    const char *detail;
};
typedef int store_event_fn(const struct store_event *row, void *arg);
int store_events(struct store *store, int64_t judging, store_event_fn *fn, void *arg,
                 struct error *err);

/* The cases of a problem (by its name) by number, over the judging that counts of each submission.
 */
struct store_case_stat {
    int32_t number;
    const char *name, *group;
    int64_t judgings, accepted, failed, skipped; /* together: judgings */
    int64_t max_cpu_us, max_memory_kib;
};
typedef int store_case_stat_fn(const struct store_case_stat *row, void *arg);
int store_case_stats(struct store *store, const char *problem_name, store_case_stat_fn *fn,
                     void *arg, struct error *err);

/* Runs whose CPU time is from `percent` to 200 - `percent` per cent of the limit that was in force,
 * those nearest to it first, `most` at most. */
struct store_near_limit {
    int64_t submission, judging;
    const char *user, *language;
    int32_t number;
    const char *name, *verdict;
    int64_t cpu_us, time_us; /* what it used; the limit */
};
typedef int store_near_limit_fn(const struct store_near_limit *row, void *arg);
int store_near_limits(struct store *store, const char *problem_name, int percent, int64_t most,
                      store_near_limit_fn *fn, void *arg, struct error *err);

/* The submissions to the same problem (by its name) that have the same source, byte for byte: the
 * oldest `most` of them by `fn`, without the one itself. None where the source was pruned or is
 * empty. */
int store_equal_sources(struct store *store, int64_t submission, int64_t most, store_row_fn *fn,
                        void *arg, struct error *err);

/* ---- notes ---- */
/* What people write about a submission: the record of an appeal. A note never changes and is never
 * deleted. */
enum { STORE_NOTE_SIZE_MAX = 64 * 1024 };
struct store_note {
    int64_t submission;
    int64_t written_ms;
    const char *author;
    const char *text; /* not empty, at most STORE_NOTE_SIZE_MAX bytes */

    /* the store fills these in */
    int64_t id;
    int64_t judging;     /* that counted when it was written */
    const char *verdict; /* of that; "" while it has none */
};
/* -ENOENT: there is no such submission; -EINVAL: the text is empty, -EFBIG: it is too long. */
int store_add_note(struct store *store, const struct store_note *note, int64_t *ret_id,
                   struct error *err);
/* The notes of a submission, the oldest first; none where there is no such submission. */
typedef int store_note_fn(const struct store_note *row, void *arg);
int store_notes(struct store *store, int64_t submission, store_note_fn *fn, void *arg,
                struct error *err);

/* Counts for `assay stats`, over all judgings that are done, ordered by key. `dimension` is
 * "problem", "language", "user" or "verdict". */
struct store_stat {
    const char *key;
    int64_t total, accepted, internal_errors;
    double mean_cpu_us, mean_wait_ms; /* wait: queued to started */
    int64_t compiled, from_cache;     /* compile steps that ran; that were not needed */
};
typedef int store_stat_fn(const struct store_stat *row, void *arg);
int store_stats(struct store *store, const char *dimension, store_stat_fn *fn, void *arg,
                struct error *err);

#endif
