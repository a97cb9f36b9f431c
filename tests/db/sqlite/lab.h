/* What the tests of a failing disk share: a folder, databases with something in every state, work
 * whose right outcome is known, and the oracle that looks whether all of it is there.
 *
 *     lab_set_up(); lab_make_database();
 *     store = lab_open(); lab_work(store, &acks, ...); store_close(store);
 *     lab_check(&acks);
 *
 * A failed check ends the process, after a line that says which, where, and `lab_trial`. */
#ifndef TESTS_DB_LAB_H
#define TESTS_DB_LAB_H

#include "db/sqlite/sqlite.h"

enum { LAB_ACKS = 160 };

/* What the store said is done. */
struct lab_acks {
    int64_t submitted[LAB_ACKS];
    size_t submitted_count;
    int64_t finished[LAB_ACKS]; /* submissions */
    size_t finished_count;
    struct {
        int64_t judging;
        int32_t attempt;
    } claimed[LAB_ACKS];
    size_t claimed_count;
};

extern char lab_folder[64], lab_database[80];
extern char lab_trial[200]; /* what is being tried, for the line */
extern struct error lab_err;

#define LAB_CHECK(condition) ((condition) ? (void)0 : lab_fail(__FILE__, __LINE__, #condition))
void lab_fail(const char *file, int line, const char *condition) __attribute__((noreturn));

void lab_set_up(void);                  /* the folder */
void lab_tear_down(void);               /* removes it */
void lab_clear(void);                   /* removes the files in it */
const char *lab_path(const char *name); /* in the folder; valid for some more calls */

/* An amount or a seed that the environment asks for, else `otherwise`. */
int64_t lab_number(const char *variable, int64_t otherwise);
/* Repeatable chance: 0 to `below` - 1. */
uint64_t lab_chance(uint64_t *seed, uint64_t below);

struct lab_bytes {
    unsigned char *data;
    size_t size;
};
struct lab_bytes lab_read(const char *path);
void lab_write(const char *path, const void *data, size_t size);

/* A database with judgings that are done, running, waiting, held, cancelled and queued, merged into
 * one file; and one as the program of an older schema version left it, with two submissions. */
void lab_make_database(void);
void lab_make_old_database(int version);

/* A judge on lab_database; ends the test when it cannot be had. */
struct store *lab_open(void);

/* Runs SQL, which has to work; what it asks for. */
void lab_sql(sqlite3 *db, const char *sql);
int64_t lab_ask(sqlite3 *db, const char *sql);

/* What the right verdict of a submission is. */
const char *lab_verdict(int64_t submission);

/* The parts of a judge's work; each notes what was acknowledged, and returns what the store did. */
int lab_submit(struct store *store, struct lab_acks *acks);
int lab_submit_batch(struct store *store, struct lab_acks *acks);
int lab_claim(struct store *store, struct lab_acks *acks, struct store_claim *claim);
int lab_start(struct store *store, const struct store_claim *claim);
int lab_record(struct store *store, const struct store_claim *claim);
int lab_finish(struct store *store, struct lab_acks *acks, const struct store_claim *claim);

/* The failure is one that store.h promises for a disk that fails, and says something. */
void lab_check_disk_error(int rc);

/* Integrity, foreign keys, every rule of store_check; what was acknowledged is there; what is done
 * has the right verdict and all its cases. */
void lab_check_store(struct store *store, const struct lab_acks *acks);
/* The same of lab_database, after a judge has opened it, as after a restart. */
void lab_check(const struct lab_acks *acks);

#endif
