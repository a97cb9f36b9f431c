/* The power is cut, at some moment of a judge's work, on a disk that has written of the unsynced
 * bytes what it liked, in the order that it liked. After each cut the database opens, is sound, and
 * has everything that was acknowledged before.
 *
 * ASSAY_AMOUNT images (ctest: some hundreds), from ASSAY_SEED; a failure names the run's own seed,
 * with which it comes again: ASSAY_SEED=N ASSAY_AMOUNT=1. */
#include "lab.h"
#include "power_vfs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { AMOUNT = 300, IMAGES_MAX = 24, ONE_IN = 12 };

static struct {
    uint64_t seed;
    struct lab_acks acks;
    struct lab_acks at[IMAGES_MAX]; /* what was acknowledged when an image was made */
    size_t images;
    char folder[80]; /* of the images */
} cut;

static const char *image_folder(size_t index)
{
    static char path[120];

    snprintf(path, sizeof(path), "%s/%zu", cut.folder, index);
    return path;
}

static void make_image(void)
{
    if (cut.images == IMAGES_MAX)
        return;
    LAB_CHECK(mkdir(image_folder(cut.images), 0700) == 0);
    power_vfs_image(&cut.seed, image_folder(cut.images));
    cut.at[cut.images++] = cut.acks;
}

static void on_change(void *arg)
{
    (void)arg;
    if (lab_chance(&cut.seed, ONE_IN) == 0)
        make_image();
}

/* ---- the work ---- */

static void judge_one(struct store *store)
{
    struct store_claim claim;
    uint64_t end = lab_chance(&cut.seed, 8);

    if (lab_claim(store, &cut.acks, &claim) != 1)
        return;
    LAB_CHECK(lab_start(store, &claim) == 0);
    if (end > 0)
        LAB_CHECK(lab_record(store, &claim) == 0);
    if (end == 1)
        LAB_CHECK(store_give_back(store, &claim, 1, &lab_err) == 0);
    else if (end == 2)
        LAB_CHECK(store_fail(store, &claim, "x", "y", 3, 1, NULL, &lab_err) == 0);
    else if (end > 2)
        LAB_CHECK(lab_finish(store, &cut.acks, &claim) == 0);
    store_claim_release(&claim);
}

static void back_up(struct store *store)
{
    const struct store_backup backup = {.path = lab_path("copy.db"), .replace = 1};

    LAB_CHECK(store_backup(store, &backup, NULL, &lab_err) == 0);
}

static void work(void)
{
    struct store *store = lab_open();
    uint64_t steps = 4 + lab_chance(&cut.seed, 16);

    for (uint64_t i = 0; i < steps; i++) {
        switch (lab_chance(&cut.seed, 8)) {
        case 0:
        case 1:
            LAB_CHECK(lab_submit(store, &cut.acks) == 0);
            break;
        case 2:
            LAB_CHECK(store_maintain(store, 1, &lab_err) == 0);
            break;
        case 3:
            if (lab_chance(&cut.seed, 4) == 0)
                back_up(store);
            break;
        default:
            judge_one(store);
        }
    }
    if (lab_chance(&cut.seed, 2))
        make_image(); /* before the last judge merges the log */
    store_close(store);
    make_image();
}

/* Begins with nothing, an older program's database, or one with something in every state. */
static void begin(const struct lab_bytes *template)
{
    switch (lab_chance(&cut.seed, 4)) {
    case 0:
        lab_clear();
        return;
    case 1:
        lab_make_old_database(1 + (int)lab_chance(&cut.seed, (uint64_t)store_migration_count - 1));
        cut.acks = (struct lab_acks){
            .submitted = {1, 2}, .submitted_count = 2, .finished = {1}, .finished_count = 1};
        return;
    default:
        lab_clear();
        lab_write(lab_database, template->data, template->size);
        cut.acks = (struct lab_acks){.submitted = {1, 2, 3, 4, 5, 6, 7, 8, 9},
                                     .submitted_count = 9,
                                     .finished = {1, 2},
                                     .finished_count = 2};
    }
}

/* ---- after the cut ---- */

static void check_image(size_t index)
{
    char folder[sizeof(lab_folder)], database[sizeof(lab_database)];

    memcpy(folder, lab_folder, sizeof(folder));
    memcpy(database, lab_database, sizeof(database));
    snprintf(lab_folder, sizeof(lab_folder), "%s", image_folder(index));
    snprintf(lab_database, sizeof(lab_database), "%s/a.db", image_folder(index));
    lab_check(&cut.at[index]);
    lab_tear_down();
    memcpy(lab_folder, folder, sizeof(folder));
    memcpy(lab_database, database, sizeof(database));
}

static size_t one_run(uint64_t seed, const struct lab_bytes *template)
{
    cut.seed = seed;
    cut.images = 0;
    cut.acks = (struct lab_acks){0};
    snprintf(lab_trial, sizeof(lab_trial), "ASSAY_SEED=%llu ASSAY_AMOUNT=1, at work",
             (unsigned long long)seed);
    begin(template);
    power_vfs_start(on_change, NULL);
    work();
    power_vfs_stop();
    for (size_t i = 0; i < cut.images; i++) {
        snprintf(lab_trial, sizeof(lab_trial), "ASSAY_SEED=%llu ASSAY_AMOUNT=1, image %zu",
                 (unsigned long long)seed, i);
        check_image(i);
    }
    return cut.images;
}

static void what_was_acknowledged_survives_a_power_cut(void **state)
{
    const struct lab_bytes *template = *state;
    uint64_t seed = (uint64_t)lab_number("ASSAY_SEED", 20261130);
    int64_t amount = lab_number("ASSAY_AMOUNT", AMOUNT), images = 0, runs = 0;

    for (; images < amount; runs++)
        images += (int64_t)one_run(seed + (uint64_t)runs, template);
    print_message("%lld images of %lld runs\n", (long long)images, (long long)runs);
}

static int synced_before_it_was_acknowledged(struct lab_acks *acks)
{
    struct store *store = lab_open();
    int synced;

    LAB_CHECK(lab_submit(store, acks) == 0);
    synced = power_vfs_is_synced("a.db-wal");
    store_close(store);
    return synced;
}

static void ignore(void *arg)
{
    (void)arg;
}

static void a_commit_is_synced_before_it_is_acknowledged(void **state)
{
    struct lab_acks acks = {0};
    const struct lab_bytes *template = *state;

    lab_clear();
    lab_write(lab_database, template->data, template->size);
    power_vfs_start(ignore, NULL);
    assert_true(synced_before_it_was_acknowledged(&acks));
    power_vfs_stop();
}

int main(void)
{
    struct lab_bytes template;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(a_commit_is_synced_before_it_is_acknowledged, &template),
        cmocka_unit_test_prestate(what_was_acknowledged_survives_a_power_cut, &template),
    };
    int failed;

    lab_set_up();
    lab_make_database();
    template = lab_read(lab_database);
    snprintf(cut.folder, sizeof(cut.folder), "/tmp/assay-cut-XXXXXX");
    LAB_CHECK(mkdtemp(cut.folder) != NULL);
    power_vfs_install(lab_folder);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    rmdir(cut.folder);
    lab_tear_down();
    free(template.data);
    return failed;
}
