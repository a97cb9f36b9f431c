#include "judge/queue/versions.h"

#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/memory.h"
#include "judge/queue/snapshot.h"
#include "judge/queue/version_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    PLACES_MAX = 32,
    AT_ONCE_US = 5 * 1000, /* of work while somebody asks: enough for a small problem */
    STEP_US = 20 * 1000,
    /* A look is good for all that was queued before it, but not for ever: clocks are set back. */
    SYNC_LOOK_US = 2 * 1000, /* while only the disk is at work */
    CHECK_BYTES = 256 * 1024,
    LOOK_GOOD_US = 5 * 1000 * 1000,
    LATER = 1,
};

enum phase {
    IDLE,
    READING,  /* the folder, into the store */
    LAYING,   /* the store's version, into a folder */
    CHECKING, /* its blobs: a grader found others */
    READY,
    FAILED,
};

/* The blobs that are looked over, one after the other. */
struct looking_over {
    char (*names)[STORE_BLOB_NAME_SIZE];
    size_t count, at;
    struct store_blob_check *check; /* of the one at `at`, or NULL: not begun */
};

/* A problem's folder, or a version that was asked for by name. */
struct place {
    char *problem, *name; /* the key: `problem`; NULL: the version alone */
    enum phase phase;
    char version[65];
    struct snapshot snapshot;
    struct version_folder laying;
    struct looking_over over;
    int folder;        /* the problem's, while READING */
    int dir;           /* of the version; READY */
    int64_t looked_ms; /* when what is there was looked at: date, and */
    int64_t looked_us; /* monotonic; 0: look in any case */
    int64_t used;      /* the larger, the later */
    const char *fault;
    struct error err; /* FAILED */
};

struct versions {
    struct store *store;
    struct loop *loop;
    struct loop_timer *timer;
    versions_ready_fn *on_ready;
    void *arg;
    int root;
    int64_t uses;
    size_t turn; /* the place that was worked at last */
    struct place places[PLACES_MAX];
};

/* ---- places ---- */

static int is_working(const struct place *place)
{
    return place->phase == READING || place->phase == LAYING || place->phase == CHECKING;
}

static void stop_work(struct place *place)
{
    if (place->phase == LAYING)
        version_folder_end(&place->laying);
    store_blob_check_end(place->over.check);
    free(place->over.names);
    place->over = (struct looking_over){.count = 0};
    place->phase = IDLE;
    fd_close(&place->folder);
}

static void release_place(struct place *place)
{
    stop_work(place);
    fd_close(&place->dir);
    snapshot_release(&place->snapshot);
    free(place->problem);
    free(place->name);
}

static void init_place(struct place *place, struct store *store)
{
    *place = (struct place){.folder = -1, .dir = -1};
    snapshot_init(&place->snapshot, store);
}

static struct place *find_place(struct versions *versions, const struct store_claim *claim)
{
    for (size_t i = 0; i < PLACES_MAX; i++) {
        struct place *place = &versions->places[i];

        if (place->used == 0)
            continue;
        if (claim->version ? !place->problem && strcmp(place->version, claim->version) == 0
                           : place->problem && strcmp(place->problem, claim->problem) == 0)
            return place;
    }
    return NULL;
}

/* In the place of the one used longest ago that nobody waits for; NULL: there is none. */
static struct place *make_place(struct versions *versions, const struct store_claim *claim)
{
    struct place *place = NULL;

    for (size_t i = 0; i < PLACES_MAX; i++) {
        struct place *at = &versions->places[i];

        if (!is_working(at) && (!place || at->used < place->used))
            place = at;
    }
    if (!place)
        return NULL;
    release_place(place);
    init_place(place, versions->store);
    if (claim->version) {
        snprintf(place->version, sizeof(place->version), "%s", claim->version);
    } else {
        place->problem = memory_strdup(claim->problem);
        place->name = memory_strdup(claim->problem_name);
    }
    return place;
}

/* ---- work ---- */

static int fail(struct place *place, const char *fault, const struct error *err)
{
    stop_work(place);
    place->phase = FAILED;
    place->fault = fault;
    place->err = *err;
    place->looked_us = 0;
    return err->code;
}

/* The version is in the store: its folder, at once or in steps. */
static int begin_laying(struct versions *versions, struct place *place)
{
    struct error err;
    int failed;

    fd_close(&place->folder);
    fd_close(&place->dir);
    place->dir = version_folder_find(versions->root, place->version);
    if (place->dir >= 0) {
        place->phase = READY;
        return 0;
    }
    if (place->dir != -ENOENT) {
        error_set_errno(&err, -place->dir, "cannot open the folder of version %.12s",
                        place->version);
        place->dir = -1;
        return fail(place, NULL, &err);
    }
    place->dir = -1;
    place->phase = IDLE; /* nothing to end yet */
    failed = version_folder_begin(&place->laying, versions->store, versions->root, -1,
                                  place->version, &err);
    if (failed < 0) {
        snapshot_forget(&place->snapshot); /* if it was pruned, it is put again */
        return fail(place, failed == -ENOENT && !place->problem ? "version" : NULL, &err);
    }
    place->phase = LAYING;
    return 0;
}

static int begin_reading(struct place *place)
{
    struct error err;

    place->looked_ms = clock_realtime_ms();
    place->looked_us = clock_monotonic_us();
    place->folder = open(place->problem, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (place->folder < 0) {
        error_set_errno(&err, errno, "cannot open the problem %s", place->problem);
        return fail(place, error_is_host(err.code) ? NULL : "problem", &err);
    }
    if (snapshot_begin(&place->snapshot, place->folder, place->problem, place->name, &err) < 0)
        return fail(place, place->snapshot.is_our_fault ? NULL : "problem", &err);
    place->phase = READING;
    return 0;
}

static void read_on(struct versions *versions, struct place *place, int64_t until_us)
{
    struct error err;
    int result = snapshot_step(&place->snapshot, until_us, &err);

    if (result < 0) {
        fail(place, place->snapshot.is_our_fault ? NULL : "problem", &err);
    } else if (result == 0) {
        int is_same = strcmp(place->version, place->snapshot.version) == 0 && place->dir >= 0;

        snprintf(place->version, sizeof(place->version), "%s", place->snapshot.version);
        fd_close(&place->folder);
        if (is_same)
            place->phase = READY;
        else
            begin_laying(versions, place);
    }
}

static void lay_on(struct versions *versions, struct place *place, int64_t until_us)
{
    struct error err;
    int result = version_folder_step(&place->laying, until_us, &err);

    if (result == -EUCLEAN &&
        place->problem) { /* a blob is gone: all of the folder is read again */
        stop_work(place);
        snapshot_forget(&place->snapshot);
        begin_reading(place);
    } else if (result < 0) {
        fail(place, result == -EUCLEAN ? "version" : NULL, &err);
    } else if (result == 0) {
        version_folder_end(&place->laying);
        place->phase = IDLE;
        place->dir = version_folder_find(versions->root, place->version);
        if (place->dir >= 0) {
            place->phase = READY;
            return;
        }
        error_set_errno(&err, -place->dir, "cannot open the folder of version %.12s",
                        place->version);
        place->dir = -1;
        fail(place, NULL, &err);
    }
}

static int note_blob(const char *blob, int64_t bytes, void *arg)
{
    struct looking_over *over = arg;

    (void)bytes;
    if ((over->count & (over->count + 1)) == 0)
        over->names = memory_grow(over->names, 2 * over->count + 2, sizeof(*over->names));
    snprintf(over->names[over->count++], STORE_BLOB_NAME_SIZE, "%s", blob);
    return 0;
}

/* Its blobs are hashed before anything is laid out from them again; damaged ones are lost by it. */
static void begin_checking(struct versions *versions, struct place *place)
{
    struct error err;

    snapshot_forget(&place->snapshot);
    fd_close(&place->dir);
    place->phase = CHECKING;
    if (store_blobs(versions->store, place->version, note_blob, &place->over, &err) < 0)
        log_warning("%s", err.text);
}

static void check_on(struct versions *versions, struct place *place)
{
    struct looking_over *over = &place->over;
    struct error err;
    int result = 0;

    if (over->at == over->count) {
        stop_work(place);
        return;
    }
    if (!over->check)
        result = store_blob_check_begin(versions->store, over->names[over->at], &over->check, &err);
    if (result == 0)
        result = store_blob_check_step(over->check, CHECK_BYTES, &err);
    if (result == 1)
        return;
    if (result < 0)
        log_warning("version %.12s: %s", place->version, err.text);
    store_blob_check_end(over->check);
    over->check = NULL;
    over->at++;
}

static void work(struct versions *versions, struct place *place, int64_t until_us)
{
    while (is_working(place) && clock_monotonic_us() < until_us) {
        if (place->phase == READING)
            read_on(versions, place, until_us);
        else if (place->phase == LAYING)
            lay_on(versions, place, until_us);
        else
            check_on(versions, place);
        if (place->snapshot.is_syncing)
            break;
    }
}

/* In turn, so that a large problem delays no other. */
static struct place *next_work(struct versions *versions)
{
    for (size_t i = 1; i <= PLACES_MAX; i++) {
        size_t at = (versions->turn + i) % PLACES_MAX;

        if (is_working(&versions->places[at])) {
            versions->turn = at;
            return &versions->places[at];
        }
    }
    return NULL;
}

/* Comes back at once as long as anything but the disk is to be waited for. */
static void set_timer(struct versions *versions)
{
    int64_t after_us = -1;

    for (size_t i = 0; i < PLACES_MAX && after_us != 0; i++)
        if (is_working(&versions->places[i]))
            after_us = versions->places[i].snapshot.is_syncing ? SYNC_LOOK_US : 0;
    if (after_us >= 0)
        loop_set_timer(versions->timer, after_us);
}

static void on_timer(struct loop *loop, struct loop_timer *timer, void *arg)
{
    struct versions *versions = arg;
    struct place *place = next_work(versions);

    (void)loop;
    (void)timer;
    if (!place)
        return;
    work(versions, place, clock_monotonic_us() + STEP_US);
    if (!is_working(place)) {
        versions->on_ready(versions->arg);
        if (place->phase == FAILED) /* those who waited have heard of it */
            place->phase = IDLE;
    }
    set_timer(versions);
}

/* ---- asking ---- */

/* Whether what is there is good enough for this claim. */
static int is_good(const struct place *place, const struct store_claim *claim)
{
    return place->phase == READY &&
           (claim->version || (place->looked_us > 0 && claim->queued_ms < place->looked_ms &&
                               clock_monotonic_us() - place->looked_us < LOOK_GOOD_US));
}

static int take(const struct place *place, struct judged_version *ret_version, struct error *err)
{
    int dir = fcntl(place->dir, F_DUPFD_CLOEXEC, 3);

    if (dir < 0)
        return error_set_errno(err, errno, "cannot pass the problem on");
    memcpy(ret_version->name, place->version, sizeof(ret_version->name));
    ret_version->dir = dir;
    return 0;
}

int versions_get(struct versions *versions, const struct store_claim *claim,
                 struct judged_version *ret_version, const char **ret_fault, struct error *err)
{
    struct place *place = find_place(versions, claim);
    int is_begun = 0;

    *ret_fault = NULL;
    if (!place)
        place = make_place(versions, claim);
    if (!place)
        return error_set(err, -EMFILE, "too many problems are being read at once");
    place->used = ++versions->uses;
    if (!is_working(place) && place->phase != FAILED && !is_good(place, claim)) {
        is_begun = 1;
        if (place->problem)
            begin_reading(place);
        else
            begin_laying(versions, place);
        work(versions, place, clock_monotonic_us() + AT_ONCE_US);
    }
    if (is_working(place)) {
        set_timer(versions);
        return LATER;
    }
    if (place->phase == FAILED) {
        *err = place->err;
        *ret_fault = place->fault;
        if (is_begun) /* nobody else waits to hear of it */
            place->phase = IDLE;
        return err->code;
    }
    return take(place, ret_version, err);
}

void versions_look_again(struct versions *versions, const char *problem)
{
    for (size_t i = 0; i < PLACES_MAX; i++)
        if (versions->places[i].problem && strcmp(versions->places[i].problem, problem) == 0)
            versions->places[i].looked_us = 0;
}

void versions_damaged(struct versions *versions, const char *version)
{
    const struct store_claim alone = {.version = (char *)version};
    struct place *place = NULL;

    log_warning("the files of version %.12s of a problem were changed where the judge keeps them; "
                "they are laid out again",
                version);
    version_folder_discard(versions->root, version);
    for (size_t i = 0; i < PLACES_MAX; i++) {
        struct place *at = &versions->places[i];

        if (at->used == 0 || strcmp(at->version, version) != 0)
            continue;
        place = at;
        if (!is_working(at))
            begin_checking(versions, at);
    }
    if (!place && (place = make_place(versions, &alone))) {
        place->used = ++versions->uses;
        begin_checking(versions, place);
    }
    set_timer(versions);
}

/* ---- the whole ---- */

int versions_open(struct loop *loop, struct store *store, versions_ready_fn *on_ready, void *arg,
                  struct versions **ret_versions, struct error *err)
{
    struct versions *versions = memory_alloc(sizeof(*versions));

    *versions = (struct versions){
        .store = store, .loop = loop, .on_ready = on_ready, .arg = arg, .root = -1};
    for (size_t i = 0; i < PLACES_MAX; i++)
        init_place(&versions->places[i], store);
    if (loop_add_timer(loop, on_timer, versions, &versions->timer, err) < 0 ||
        version_folders_open(store, &versions->root, err) < 0) {
        versions_close(versions);
        return err->code;
    }
    *ret_versions = versions;
    return 0;
}

void versions_close(struct versions *versions)
{
    if (!versions)
        return;
    for (size_t i = 0; i < PLACES_MAX; i++)
        release_place(&versions->places[i]);
    if (versions->timer)
        loop_remove_timer(versions->loop, versions->timer);
    fd_close(&versions->root);
    free(versions);
}
