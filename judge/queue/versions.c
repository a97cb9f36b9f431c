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
    LOOK_GOOD_US = 5 * 1000 * 1000,
    LATER = 1,
};

enum phase {
    IDLE,
    READING, /* the folder, into the store */
    LAYING,  /* the store's version, into a folder */
    READY,
    FAILED,
};

/* A problem's folder, or a version that was asked for by name. */
struct place {
    char *problem, *name; /* the key: `problem`; NULL: the version alone */
    enum phase phase;
    char version[65];
    struct snapshot snapshot;
    struct version_folder laying;
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
    struct place places[PLACES_MAX];
};

/* ---- places ---- */

static int is_working(const struct place *place)
{
    return place->phase == READING || place->phase == LAYING;
}

static void stop_work(struct place *place)
{
    if (place->phase == LAYING)
        version_folder_end(&place->laying);
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

static void work(struct versions *versions, struct place *place, int64_t until_us)
{
    while (is_working(place) && clock_monotonic_us() < until_us) {
        if (place->phase == READING)
            read_on(versions, place, until_us);
        else
            lay_on(versions, place, until_us);
    }
}

static struct place *next_work(struct versions *versions)
{
    struct place *place = NULL; /* the one that was asked for longest ago */

    for (size_t i = 0; i < PLACES_MAX; i++)
        if (is_working(&versions->places[i]) && (!place || versions->places[i].used < place->used))
            place = &versions->places[i];
    return place;
}

static void on_timer(struct loop *loop, struct loop_timer *timer, void *arg)
{
    struct versions *versions = arg;
    struct place *place = next_work(versions);

    (void)loop;
    if (!place)
        return;
    work(versions, place, clock_monotonic_us() + STEP_US);
    if (!is_working(place)) {
        versions->on_ready(versions->arg);
        if (place->phase == FAILED) /* those who waited have heard of it */
            place->phase = IDLE;
    }
    if (next_work(versions))
        loop_set_timer(timer, 0);
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
        loop_set_timer(versions->timer, 0);
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

struct checking {
    struct store *store;
    const char *version;
};

static int check_blob(const char *blob, int64_t bytes, void *arg)
{
    struct checking *checking = arg;
    struct error err;

    (void)bytes;
    if (store_check_blob(checking->store, blob, &err) < 0)
        log_warning("version %.12s: %s", checking->version, err.text);
    return 0;
}

void versions_damaged(struct versions *versions, const char *version)
{
    struct checking checking = {.store = versions->store, .version = version};
    struct error err;

    log_warning("the files of version %.12s of a problem were changed where the judge keeps them; "
                "they are laid out again",
                version);
    version_folder_discard(versions->root, version);
    if (store_blobs(versions->store, version, check_blob, &checking, &err) < 0)
        log_warning("%s", err.text);
    for (size_t i = 0; i < PLACES_MAX; i++) {
        struct place *place = &versions->places[i];

        if (place->used == 0 || strcmp(place->version, version) != 0 || is_working(place))
            continue;
        snapshot_forget(&place->snapshot);
        fd_close(&place->dir);
        place->phase = IDLE;
    }
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
