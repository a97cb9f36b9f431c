#include "runner/cells/pool.h"

#include "base/fd.h"
#include "base/log.h"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { TWIN_RUNS = 2 }; /* a submission of more gets a twin */

/* Takes away those that are gone; `wait`: all. */
static void reap_dying(struct pool *pool, int wait)
{
    for (size_t i = 0; i < pool->dying_count;)
        if (cell_is_gone(&pool->dying[i], wait))
            pool->dying[i] = pool->dying[--pool->dying_count];
        else
            i++;
}

static void bury(struct pool *pool, struct cell *cell)
{
    reap_dying(pool, pool->dying_count == POOL_DYING_MAX);
    /* what is left of it has time */
    setpriority(PRIO_PROCESS, (id_t)cell->init, 19);
    cell_end(cell);
    pool->dying[pool->dying_count++] = *cell;
    *cell = CELL_NONE;
}

static void forget_laid(struct pool_laid *laid)
{
    while (laid->fd_count > 0)
        close(laid->fds[--laid->fd_count]);
    laid->count = 0;
}

/* Keeps what the cell was opened with. Large files are not worth a twin. */
static void keep_laid(struct pool *pool, const struct pool_files *from)
{
    enum { TWIN_BYTES_MAX = 8 * 1024 * 1024 };
    struct pool_laid *laid = &pool->laid;
    char *path = laid->paths;
    int64_t bytes = 0;

    for (size_t i = 0; i < from->count; i++) {
        const struct root_file *file = &from->files[i];
        size_t size = strlen(file->path) + 1;

        laid->files[i] = *file;
        laid->files[i].path = memcpy(path, file->path, size);
        path += size;
        bytes += file->size;
    }
    laid->count = from->count;
    memcpy(laid->fds, from->fds, from->fd_count * sizeof(int));
    laid->fd_count = from->fd_count;
    if (bytes > TWIN_BYTES_MAX)
        forget_laid(laid);
}

/* ---- watched interpreters ---- */

/* Several in a row mean that it is no use. Those of the second are counted apart: the first serves
 * without it. */
static void note_failure(struct pool *pool, struct pool_interpreter *place, unsigned which,
                         const struct error *err)
{
    const char *kind = which == 0 ? "" : " (as the second of two)";
    int is_last = ++place->failures[which] >= POOL_FAILURES_MAX;

    if (which == 0)
        place->last_failure = *err;
    log_warning("runner %u: %s%s%s", pool->slot, err->text, kind,
                is_last ? "; it is not tried again" : "");
}

static int is_there(const struct interpreter *interpreter)
{
    return interpreter->cell.socket >= 0;
}

static void drop_interpreter(struct pool *pool, struct interpreter *interpreter)
{
    struct cell cell = interpreter->cell;

    if (!is_there(interpreter))
        return;
    fd_close(&interpreter->status);
    *interpreter = INTERPRETER_NONE;
    bury(pool, &cell); /* the descriptors went with the copy */
}

static void drop_pair(struct pool *pool, struct pool_interpreter *place)
{
    drop_interpreter(pool, &place->pair[0]);
    drop_interpreter(pool, &place->pair[1]);
}

/* The place of the profile's interpreter; if need be the one that was not used for longest. */
static struct pool_interpreter *find_place(struct pool *pool, struct host_profile *profile)
{
    struct pool_interpreter *oldest = &pool->interpreters[0];

    for (size_t i = 0; i < POOL_INTERPRETERS_MAX; i++) {
        struct pool_interpreter *place = &pool->interpreters[i];

        if (place->profile == profile)
            return place;
        if (place->used < oldest->used)
            oldest = place;
    }
    if (oldest->profile)
        drop_pair(pool, oldest);
    *oldest =
        (struct pool_interpreter){.profile = profile, .pair = {INTERPRETER_NONE, INTERPRETER_NONE}};
    return oldest;
}

static int start_interpreter(struct pool *pool, struct pool_interpreter *place, unsigned which,
                             struct error *err)
{
    int failed =
        interpreter_start(pool->host, pool->slot, place->profile, &place->pair[which], err);

    if (failed < 0)
        note_failure(pool, place, which, err);
    return failed;
}

/* Gives the first of the pair the submission. */
static int lay_first(struct pool *pool, struct pool_interpreter *place,
                     const struct pool_files *files, int64_t memory_kib, struct error *err)
{
    struct interpreter *first = &place->pair[0];
    int is_fresh, failed;

    do {
        is_fresh = !is_there(first);
        if (is_fresh && (failed = start_interpreter(pool, place, 0, err)) < 0)
            return failed;
        failed = interpreter_lay(first, files->files, files->count, memory_kib, err);
        if (failed == 0)
            return 0;
        /* no failure of its own: it has died since the last run, or the files cannot be laid */
        drop_interpreter(pool, first);
    } while (!is_fresh);
    return failed;
}

int pool_open_watched(struct pool *pool, struct host_profile *profile,
                      const struct pool_files *files, int64_t memory_kib, struct error *why)
{
    struct pool_interpreter *place;
    struct error err;

    if (!profile->watch_argv)
        return error_say(why, "it is turned off");
    if (!host_can_watch(pool->host, why))
        return 0;
    place = find_place(pool, profile);
    if (place->failures[0] >= POOL_FAILURES_MAX)
        return error_say(why, "%s", place->last_failure.text);
    place->used = ++pool->submissions;
    if (lay_first(pool, place, files, memory_kib, &err) < 0)
        return error_say(why, "%s", err.text);
    /* on one processor the two would only be in each other's way */
    if (place->runs_before > TWIN_RUNS && !pool->host->on_one && !is_there(&place->pair[1]) &&
        place->failures[1] < POOL_FAILURES_MAX)
        start_interpreter(pool, place, 1, &err);
    place->turn = place->run_count = 0;
    place->twin_is_laid = 0;
    pool->watched = place;
    keep_laid(pool, files);
    if (!is_there(&place->pair[1]))
        forget_laid(&pool->laid);
    return 1;
}

/* The interpreter whose turn it is; NULL when the submission is in none. */
static struct interpreter *watched_now(struct pool *pool)
{
    return pool->watched ? &pool->watched->pair[pool->watched->turn] : NULL;
}

struct cell *pool_cell(struct pool *pool)
{
    if (pool->watched)
        return &watched_now(pool)->cell;
    return pool->cell.socket >= 0 ? &pool->cell : NULL;
}

int pool_check(struct pool *pool, struct error *err)
{
    int failed = pool->watched ? interpreter_check(watched_now(pool), err) : 0;

    if (pool->watched && failed == 0)
        pool->watched->failures[pool->watched->turn] = 0;
    return failed < 0 ? (err->code = -EAGAIN) : 0;
}

void pool_fail(struct pool *pool, const struct error *err)
{
    if (pool->watched) {
        note_failure(pool, pool->watched, pool->watched->turn, err);
        drop_interpreter(pool, watched_now(pool));
    }
    pool_close(pool);
}

/* Gives the second of the pair the submission, which the first has already. */
static void lay_twin(struct pool *pool)
{
    struct pool_interpreter *place = pool->watched;
    struct interpreter *twin = &place->pair[1];
    struct error err;

    if (pool->laid.count == 0 || !is_there(twin))
        return;
    if (interpreter_lay(twin, pool->laid.files, pool->laid.count, place->pair[0].cell.memory_kib,
                        &err) < 0)
        drop_interpreter(pool, twin);
    place->twin_is_laid = is_there(twin);
    forget_laid(&pool->laid);
}

/* Between submissions: children for the next one's first runs. */
static void close_watched(struct pool *pool)
{
    struct pool_interpreter *place = pool->watched;

    pool->watched = NULL;
    place->runs_before = place->run_count;
    if (!is_there(&place->pair[0])) {
        place->pair[0] = place->pair[1];
        place->pair[1] = INTERPRETER_NONE;
    }
    for (size_t i = 0; i < 2; i++)
        if (is_there(&place->pair[i]))
            interpreter_rest(&place->pair[i]);
}

/* ---- */

void pool_close(struct pool *pool)
{
    if (pool->watched)
        close_watched(pool);
    if (pool->cell.socket >= 0) {
        pool->runs_before = pool->run_count;
        bury(pool, &pool->cell);
    }
    if (pool->twin.socket >= 0)
        bury(pool, &pool->twin);
    forget_laid(&pool->laid);
}

/* Whether a submission is likely to have runs enough for a twin. */
static int expects_twin(const struct pool *pool)
{
    return pool->runs_before > TWIN_RUNS;
}

static int stands_by_for(const struct cell *cell, const struct run_limits *limits)
{
    return cell->standby.is_asked && !cell->standby.is_stale &&
           memcmp(&cell->standby.asked.limits, limits, sizeof(*limits)) == 0;
}

/* Takes a spare of that profile, rather one with a process for these limits. 0: there is none. */
static int take_spare(struct pool *pool, const struct host_profile *profile,
                      const struct run_limits *limits, struct cell *ret_cell)
{
    size_t best = pool->spare_count;

    for (size_t i = 0; i < pool->spare_count; i++)
        if (pool->spares[i].profile == profile &&
            (best == pool->spare_count || stands_by_for(&pool->spares[i], limits)))
            best = i;
    if (best == pool->spare_count)
        return 0;
    *ret_cell = pool->spares[best];
    pool->spare_count--;
    memmove(&pool->spares[best], &pool->spares[best + 1],
            (pool->spare_count - best) * sizeof(pool->spares[0]));
    return 1;
}

/* A spare or a new cell. Either way more will be wanted. */
static int take_cell(struct pool *pool, struct host_profile *profile, struct error *err)
{
    pool->wanted = profile;
    pool->wanted_count = 1;
    if (take_spare(pool, profile, &pool->first_limits, &pool->cell))
        return 0;
    return cell_start(pool->host, pool->slot, profile, 0, &pool->cell, err);
}

/* Starts a spare that is wanted, for a first run; the next one of the profile for a later one. */
static void make_spare(struct pool *pool)
{
    const struct run_limits *limits = &pool->first_limits;
    struct cell cell;
    struct error err;
    int failed;

    for (size_t i = 0; i < pool->spare_count; i++)
        if (pool->spares[i].profile == pool->wanted)
            limits = &pool->later_limits;
    failed = cell_start(pool->host, pool->slot, pool->wanted, 0, &cell, &err);
    pool->wanted_count--;
    if (failed < 0)
        return;
    if (pool->limits_of == pool->wanted)
        cell_prepare(&cell, limits, &err);
    if (pool->spare_count == POOL_SPARES_MAX)
        bury(pool, &pool->spares[--pool->spare_count]);
    memmove(&pool->spares[1], &pool->spares[0], pool->spare_count * sizeof(pool->spares[0]));
    pool->spares[0] = cell;
    pool->spare_count++;
}

void pool_stand_by(struct pool *pool)
{
    const struct run_limits *limits =
        pool->run_count > 0 ? &pool->later_limits : &pool->first_limits;
    struct error err;

    if (pool->watched)
        interpreter_stand_by(watched_now(pool));
    if (pool->cell.socket >= 0 && pool->limits_of == pool->cell.profile &&
        limits->memory_kib <= pool->cell.memory_kib)
        cell_prepare(&pool->cell, limits, &err);
}

void pool_note_limits(struct pool *pool, const struct run_limits *limits)
{
    if (pool->watched) {
        interpreter_note_limits(watched_now(pool), limits);
        pool->watched->run_count++;
        return;
    }
    if (pool->run_count == 0)
        pool->first_limits = *limits;
    if (pool->run_count > 0 || pool->limits_of != pool->cell.profile)
        pool->later_limits = *limits;
    pool->limits_of = pool->cell.profile;
    pool->run_count++;
}

/* Gives the twin what the open cell has. */
static void furnish_twin(struct pool *pool)
{
    struct error err;
    int failed =
        cell_lay(&pool->twin, pool->laid.files, pool->laid.count, pool->cell.memory_kib, &err);

    if (failed == 0)
        failed = cell_prepare(&pool->twin, &pool->later_limits, &err);
    if (failed < 0)
        bury(pool, &pool->twin);
    pool->twin_is_laid = failed == 0;
    forget_laid(&pool->laid);
}

/* One step towards a twin; 0 when there is none to take. */
static int make_twin(struct pool *pool)
{
    struct error err;

    if (pool->laid.count == 0)
        return 0;
    if (pool->run_count == 1 && expects_twin(pool) &&
        take_spare(pool, pool->cell.profile, &pool->later_limits, &pool->twin)) {
        pool->wanted_count++;
        furnish_twin(pool);
    } else if (pool->run_count > TWIN_RUNS && pool->twin.socket >= 0) {
        furnish_twin(pool);
    } else if (pool->run_count == TWIN_RUNS) {
        if (cell_start(pool->host, pool->slot, pool->cell.profile, 0, &pool->twin, &err) < 0)
            pool->twin = CELL_NONE;
    } else {
        return 0;
    }
    return 1;
}

void pool_work_ahead(struct pool *pool)
{
    struct error err;

    if (pool->watched) {
        lay_twin(pool);
        return;
    }
    if (!make_twin(pool) && pool->wanted_count > 0)
        make_spare(pool);
    if (pool->twin_is_laid && pool->twin.socket >= 0 &&
        cell_greet_standby(&pool->twin, 0, &err) < 0)
        bury(pool, &pool->twin);
}

static void change_turns(struct pool *pool)
{
    struct cell next = pool->twin;

    if (pool->watched && pool->watched->twin_is_laid)
        pool->watched->turn ^= 1;
    if (next.socket < 0 || !pool->twin_is_laid || pool->cell.socket < 0)
        return;
    pool->twin = pool->cell;
    pool->cell = next;
}

void pool_after_run(struct pool *pool)
{
    struct cell *next;
    struct error err;

    pool_stand_by(pool);
    change_turns(pool);
    next = pool_cell(pool);
    if (next)
        cell_greet_standby(next, 0, &err);
    reap_dying(pool, 0);
}

int pool_open(struct pool *pool, struct host_profile *profile, const struct pool_files *files,
              int64_t memory_kib, struct error *err)
{
    int failed = take_cell(pool, profile, err);

    if (failed == 0)
        failed = cell_lay(&pool->cell, files->files, files->count, memory_kib, err);
    if (failed < 0) {
        pool_close(pool);
        return failed;
    }
    keep_laid(pool, files);
    pool->run_count = 0;
    pool->twin_is_laid = 0;
    return 0;
}

/* ---- the author's ---- */

struct cell *pool_author_cell(struct pool *pool)
{
    return pool->author.socket >= 0 ? &pool->author : NULL;
}

void pool_author_close(struct pool *pool)
{
    if (pool_author_cell(pool))
        bury(pool, &pool->author);
}

int pool_author_open(struct pool *pool, struct host_profile *profile,
                     const struct pool_files *files, int64_t memory_kib, struct error *err)
{
    int failed = 0;

    if (!take_spare(pool, profile, &pool->author_limits, &pool->author))
        failed = cell_start(pool->host, pool->slot, profile, 0, &pool->author, err);
    if (failed < 0) {
        pool->author = CELL_NONE;
        return failed;
    }
    failed = cell_lay(&pool->author, files->files, files->count, memory_kib, err);
    if (failed < 0)
        pool_author_close(pool);
    return failed;
}

void pool_author_note_limits(struct pool *pool, const struct run_limits *limits)
{
    pool->author_limits = *limits;
    pool->author_limits_of = pool->author.profile;
}

void pool_author_stand_by(struct pool *pool)
{
    struct cell *cell = pool_author_cell(pool);
    struct error err;

    if (!cell || pool->author_limits_of != cell->profile ||
        pool->author_limits.memory_kib > cell->memory_kib)
        return;
    if (cell_prepare(cell, &pool->author_limits, &err) == 0)
        cell_greet_standby(cell, 0, &err);
}

/* ---- */

void pool_init(struct pool *pool, const struct host *host, unsigned slot)
{
    memset(pool, 0, sizeof(*pool));
    pool->host = host;
    pool->slot = slot;
    pool->cell = pool->twin = pool->author = CELL_NONE;
}

void pool_end(struct pool *pool)
{
    pool_close(pool);
    pool_author_close(pool);
    for (size_t i = 0; i < POOL_INTERPRETERS_MAX; i++)
        if (pool->interpreters[i].profile)
            drop_pair(pool, &pool->interpreters[i]);
    while (pool->spare_count > 0)
        bury(pool, &pool->spares[--pool->spare_count]);
    reap_dying(pool, 1);
}
