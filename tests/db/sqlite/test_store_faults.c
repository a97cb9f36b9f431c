/* The disk fails at the Nth call, N = 1, 2, 3, ... until a run is clean: on everything that the
 * store does, by every kind of fault, once or from then on. Whatever happens, nothing that was
 * acknowledged is lost, no verdict is a false one, and the file is sound.
 *
 * The short form (ctest) takes the kinds in turns for what has hundreds of places; ASSAY_FULL=1
 * tries every kind at each. */
#include "fault_vfs.h"
#include "lab.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { PLACES_MAX = 5000, FAULTS = 2 * FAULT_KINDS }; /* once, and from then on */

/* A store that is open and sound, and what was acknowledged on the way. */
struct bench {
    struct store *store;
    struct store_claim claim;
    struct lab_acks acks;
};

static int act_submit(struct bench *bench)
{
    return lab_submit(bench->store, &bench->acks);
}

static int act_submit_batch(struct bench *bench)
{
    return lab_submit_batch(bench->store, &bench->acks);
}

static int act_claim(struct bench *bench)
{
    struct store_claim claim;
    int rc = lab_claim(bench->store, &bench->acks, &claim);

    if (rc == 1)
        store_claim_release(&claim);
    return rc < 0 ? rc : 0;
}

static void have_claim(struct bench *bench)
{
    LAB_CHECK(lab_claim(bench->store, &bench->acks, &bench->claim) == 1);
}

static int act_start(struct bench *bench)
{
    return lab_start(bench->store, &bench->claim);
}

static void have_started(struct bench *bench)
{
    have_claim(bench);
    LAB_CHECK(lab_start(bench->store, &bench->claim) == 0);
}

static int act_record(struct bench *bench)
{
    return lab_record(bench->store, &bench->claim);
}

static void have_recorded(struct bench *bench)
{
    have_started(bench);
    LAB_CHECK(lab_record(bench->store, &bench->claim) == 0);
}

static int act_finish(struct bench *bench)
{
    return lab_finish(bench->store, &bench->acks, &bench->claim);
}

static int act_fail(struct bench *bench)
{
    return store_fail(bench->store, &bench->claim, "disk", "words", 3, 1, NULL, &lab_err);
}

static int act_give_back(struct bench *bench)
{
    return store_give_back(bench->store, &bench->claim, 1, &lab_err);
}

static int act_hold(struct bench *bench)
{
    return store_hold_claim(bench->store, &bench->claim, "problem", 1, "load", "words", 1, NULL,
                            &lab_err);
}

static int act_heartbeat(struct bench *bench)
{
    int rc = store_heartbeat(bench->store, &lab_err);

    return rc < 0 ? rc : 0;
}

static int act_cancel(struct bench *bench)
{
    return store_cancel(bench->store, bench->claim.submission, 1, &lab_err);
}

static int act_rejudge(struct bench *bench)
{
    int64_t judging;
    int rc = store_rejudge(bench->store, 1, -300, 1, &judging, &lab_err);

    return rc < 0 ? rc : 0;
}

static int act_maintain(struct bench *bench)
{
    return store_maintain(bench->store, 1, &lab_err);
}

static void have_log(struct bench *bench)
{
    LAB_CHECK(lab_submit(bench->store, &bench->acks) == 0);
}

/* The copy is there whole, or not at all. */
static int act_backup(struct bench *bench)
{
    const struct store_backup backup = {.path = lab_path("copy.db")};
    int rc;

    unlink(backup.path);
    rc = store_backup(bench->store, &backup, NULL, &lab_err);
    LAB_CHECK((access(backup.path, F_OK) == 0) == (rc == 0));
    return rc;
}

static int act_prune(struct bench *bench)
{
    const struct store_prune prune = {.kinds = STORE_PRUNE_SOURCES | STORE_PRUNE_OUTPUTS |
                                               STORE_PRUNE_EVENTS,
                                      .before_ms = 150000,
                                      .now_ms = 1};
    struct store_removed removed;

    return store_prune(bench->store, &prune, &removed, &lab_err);
}

static const struct op {
    const char *name;
    void (*prepare)(struct bench *bench); /* before the disk fails; NULL: nothing */
    int (*act)(struct bench *bench);
    int step; /* of the short form */
} ops[] = {
    {"submit", NULL, act_submit, 1},
    {"submit a batch", NULL, act_submit_batch, 1},
    {"claim", NULL, act_claim, 1},
    {"start", have_claim, act_start, 1},
    {"record", have_started, act_record, 1},
    {"finish", have_recorded, act_finish, 1},
    {"finish all at once", have_started, act_finish, 1},
    {"fail", have_recorded, act_fail, 1},
    {"give back", have_recorded, act_give_back, 1},
    {"hold", have_claim, act_hold, 1},
    {"heartbeat", have_claim, act_heartbeat, 1},
    {"cancel", have_recorded, act_cancel, 1},
    {"rejudge", NULL, act_rejudge, 1},
    {"merge the log", have_log, act_maintain, 3},
    {"backup", have_log, act_backup, 3},
    {"prune", NULL, act_prune, 3},
};

static struct lab_bytes template;

/* Returns whether the fault was reached. */
static int try_op(const void *what, enum fault fault, int nth, int persistent)
{
    const struct op *op = what;
    struct bench bench = {0};
    int rc, hit;

    snprintf(lab_trial, sizeof(lab_trial), "%s, %s at call %d%s", op->name, fault_name(fault), nth,
             persistent ? " and on" : "");
    lab_clear();
    lab_write(lab_database, template.data, template.size);
    bench.store = lab_open();
    if (op->prepare != NULL)
        op->prepare(&bench);
    fault_vfs_arm(fault, nth, persistent);
    rc = op->act(&bench);
    hit = fault_vfs_disarm();
    if (rc < 0)
        lab_check_disk_error(rc);
    LAB_CHECK(hit || rc == 0);
    /* the disk is well again, and so is the store */
    lab_check_store(bench.store, &bench.acks);
    LAB_CHECK(lab_submit(bench.store, &bench.acks) == 0);
    store_claim_release(&bench.claim);
    store_close(bench.store);
    lab_check(&bench.acks);
    return hit;
}

typedef int try_fn(const void *what, enum fault fault, int nth, int persistent);

/* Fails call 1, 1 + step, ... until all kinds have been tried in vain. The full form tries each
 * kind at each call; in the short form they take turns. */
static int fail_each(try_fn *try, const void *what, int turn, int step)
{
    int is_full = (int)lab_number("ASSAY_FULL", 0), trials = 0;

    for (int nth = 1, misses = 0; misses < FAULTS; nth += is_full ? 1 : step) {
        LAB_CHECK(nth < PLACES_MAX);
        if (is_full)
            misses = 0;
        for (int i = 0; i < (is_full ? FAULTS : 1); i++, turn++, trials++) {
            int hit = try(what, (enum fault)(turn % FAULTS / 2), nth, turn % 2);

            misses = hit ? 0 : misses + 1;
        }
    }
    return trials;
}

static void whatever_fails_loses_nothing(void **state)
{
    int trials = 0;

    (void)state;
    lab_make_database();
    template = lab_read(lab_database);
    for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++)
        trials += fail_each(try_op, &ops[i], (int)i, 2 * ops[i].step);
    free(template.data);
    print_message("%d trials\n", trials);
    LAB_CHECK(trials > 150);
}

/* ---- creating, and migrating from every older schema ---- */

static int try_migration(const void *what, enum fault fault, int nth, int persistent)
{
    int version = *(const int *)what;
    struct store *store = NULL;
    struct lab_acks acks = {0};
    int rc, hit;

    snprintf(lab_trial, sizeof(lab_trial), "migrating from %d, %s at call %d%s", version,
             fault_name(fault), nth, persistent ? " and on" : "");
    lab_clear();
    if (version > 0) {
        acks = (struct lab_acks){
            .submitted = {1, 2}, .submitted_count = 2, .finished = {1}, .finished_count = 1};
        lab_write(lab_database, template.data, template.size);
    }
    fault_vfs_arm(fault, nth, persistent);
    rc = store_open(lab_database, STORE_OPEN_CREATE, &store, &lab_err);
    hit = fault_vfs_disarm();
    if (rc < 0)
        lab_check_disk_error(rc);
    LAB_CHECK(hit || rc == 0);
    store_close(store);
    lab_check(&acks);
    return hit;
}

static void a_migration_happens_whole_or_not(void **state)
{
    int trials = 0;

    (void)state;
    for (int version = 0; version < store_migration_count; version++) {
        template = (struct lab_bytes){0};
        if (version > 0) {
            lab_make_old_database(version);
            template = lab_read(lab_database);
        }
        trials +=
            fail_each(try_migration, &version, version, 2 + 2 * (store_migration_count - version));
        free(template.data);
    }
    print_message("%d trials\n", trials);
    LAB_CHECK(trials > 100);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_fails_loses_nothing),
        cmocka_unit_test(a_migration_happens_whole_or_not),
    };
    int failed;

    lab_set_up();
    fault_vfs_install();
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    lab_tear_down();
    return failed;
}
