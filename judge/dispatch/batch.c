#include "judge/dispatch/batch.h"

#include "base/fd.h"
#include "base/loop.h"
#include "base/memory.h"
#include "judge/dispatch/graders.h"
#include "judge/report/result.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

struct batch {
    struct loop *loop;
    struct graders *graders;
    struct batch_item *items;
    size_t count;
    size_t told; /* how many were passed to fn */
    batch_done_fn *fn;
    void *arg;
    json_t *isolation;
    int has_cgroup;
    int failed;
    struct error err;
};

int batch_default_jobs(void)
{
    cpu_set_t set;

    return sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;
}

static void stop_with(struct batch *batch, int code, const char *message)
{
    if (!batch->failed)
        error_set(&batch->err, code, "%s", message);
    batch->failed = 1;
    loop_stop(batch->loop);
}

static void tell(struct batch *batch)
{
    while (batch->told < batch->count && batch->items[batch->told].state == ITEM_DONE) {
        batch->fn(&batch->items[batch->told], batch->told, batch->arg);
        batch->told++;
    }
    if (batch->told == batch->count)
        loop_stop(batch->loop);
}

/* Items whose attempts are not used up and that nobody works on are those not done and not taken.
 */
static struct batch_item *next_item(struct batch *batch)
{
    for (size_t i = batch->told; i < batch->count; i++) {
        if (batch->items[i].state == ITEM_WAITING)
            return &batch->items[i];
    }
    return NULL;
}

/* What `open` brought. */
static void close_item(struct batch_item *item)
{
    for (size_t i = 0; item->open && i < item->fd_count; i++)
        fd_close(&item->fds[i]);
}

static void end_item(struct batch *batch, struct batch_item *item)
{
    item->state = ITEM_DONE;
    tell(batch);
}

/* An item that no grader has seen. Where this host has no descriptor or no memory left, the end of
 * what runs may give some back: -EAGAIN then, and the item goes on waiting. */
static int fail_unsent(struct batch *batch, struct batch_item *item, const struct error *err)
{
    if (error_is_host(err->code) && ++item->attempts < BATCH_ATTEMPTS_MAX)
        return graders_busy(batch->graders) > 0 ? -EAGAIN : 0;
    result_fail(item->result, "internal", err->text);
    end_item(batch, item);
    return 0;
}

/* Hands an item to a free grader. -EINVAL: it never can be; -EAGAIN: not before a grader is done;
 * any other failure: that grader is being replaced. */
static int dispatch(struct batch *batch, struct batch_item *item, struct error *err)
{
    int result = 0;

    if (item->open && item->open(item, err) < 0) {
        close_item(item); /* those that it had opened by then */
        return fail_unsent(batch, item, err);
    }
    json_object_set_new(item->request, "has_cgroup", json_boolean(batch->has_cgroup));
    result = graders_dispatch(batch->graders, item->request, item->fds, item->fd_count, item, err);
    close_item(item);
    if (result == 0) {
        item->state = ITEM_TAKEN;
        item->attempts++;
    }
    return result < 0 && error_is_host(result) ? fail_unsent(batch, item, err) : result;
}

static void dispatch_waiting(struct batch *batch)
{
    while (batch->graders && !batch->failed && graders_idle(batch->graders) > 0) {
        struct batch_item *item = next_item(batch);
        struct error err;
        int result = item ? dispatch(batch, item, &err) : -EAGAIN;

        if (result == -EINVAL)
            stop_with(batch, err.code, err.text);
        if (result == -EINVAL || result == -EAGAIN)
            return;
    }
}

/* A grader that is free gets its next item before anybody is told of the last one: telling takes
 * time. */
static void on_idle(void *arg)
{
    dispatch_waiting(arg);
    tell(arg);
}

/* Our fault: once more, unless it had its attempts. */
static void retry_item(struct batch *batch, struct batch_item *item, const char *reason,
                       const char *message)
{
    if (item->attempts < BATCH_ATTEMPTS_MAX) {
        item->state = ITEM_WAITING;
        dispatch_waiting(batch);
        return;
    }
    result_fail(item->result, reason, message);
    end_item(batch, item);
}

static void on_event(void *job, const json_t *event, void *arg)
{
    struct batch_item *item = job;
    const char *kind = result_text(event, "event");

    if (strcmp(kind, "failed") == 0) {
        retry_item(arg, item, result_text(event, "reason"), result_text(event, "message"));
        return;
    }
    result_apply(item->result, event);
    if (strcmp(kind, "finished") == 0)
        item->state = ITEM_DONE; /* on_idle follows */
}

static void on_lost(void *job, const char *reason, const char *message, void *arg)
{
    retry_item(arg, job, reason, message);
}

static void on_broken(const char *message, void *arg)
{
    stop_with(arg, -EIO, message);
}

static void on_interrupt(struct loop *loop, const struct signalfd_siginfo *info, void *arg)
{
    (void)loop;
    (void)info;
    stop_with(arg, -EINTR, "interrupted");
}

static int open_graders(struct batch *batch, struct runner_parent *parent, struct cache *cache,
                        int jobs, struct error *err)
{
    const struct graders_handlers handlers = {.on_event = on_event,
                                              .on_lost = on_lost,
                                              .on_idle = on_idle,
                                              .on_broken = on_broken,
                                              .arg = batch};

    if (loop_open(&batch->loop, err) < 0)
        return err->code;
    if (loop_add_signal(batch->loop, SIGINT, on_interrupt, batch, err) < 0 ||
        loop_add_signal(batch->loop, SIGTERM, on_interrupt, batch, err) < 0)
        return err->code;
    return graders_open(batch->loop, parent, cache, jobs, &handlers, &batch->graders, err);
}

int batch_open(struct runner_parent *parent, struct cache *cache, int jobs,
               struct batch **ret_batch, struct error *err)
{
    struct batch *batch = memory_alloc(sizeof(*batch));

    *batch = (struct batch){.isolation = tree_isolation_json(&parent->isolation),
                            .has_cgroup =
                                parent->isolation.state[LAYER_CGROUP_MEMORY] == ISOLATION_ENFORCED};
    if (open_graders(batch, parent, cache, jobs, err) < 0) {
        batch_close(batch);
        return err->code;
    }
    *ret_batch = batch;
    return 0;
}

int batch_go(struct batch *batch, struct batch_item *items, size_t count, batch_done_fn *fn,
             void *arg, struct error *err)
{
    if (count == 0)
        return 0;
    batch->items = items;
    batch->count = count;
    batch->told = 0;
    batch->fn = fn;
    batch->arg = arg;
    for (size_t i = 0; i < count; i++)
        json_object_set(items[i].result, "isolation", batch->isolation);
    if (!batch->failed)
        on_idle(batch);
    if (!batch->failed && batch->told < batch->count && loop_run(batch->loop, &batch->err) < 0)
        batch->failed = 1;
    batch->items = NULL; /* a grader that is free between two lists finds nothing */
    batch->count = batch->told = 0;
    if (batch->failed)
        *err = batch->err;
    return batch->failed ? err->code : 0;
}

void batch_close(struct batch *batch)
{
    if (!batch)
        return;
    graders_close(batch->graders);
    if (batch->loop)
        loop_close(batch->loop);
    json_decref(batch->isolation);
    free(batch);
}

int batch_run(const struct tree_options *options, int jobs, struct batch_item *items, size_t count,
              batch_done_fn *fn, void *arg, struct error *err)
{
    struct runner_parent parent;
    struct cache *cache;
    struct batch *batch = NULL;
    int result;

    if (count == 0)
        return 0;
    if (tree_start(options, &parent, err) < 0)
        return err->code;
    result = tree_cache(options, NULL, &cache, err);
    if (result == 0) {
        result = batch_open(&parent, cache, (size_t)jobs < count ? jobs : (int)count, &batch, err);
        if (result == 0)
            result = batch_go(batch, items, count, fn, arg, err);
        batch_close(batch);
        cache_close(cache);
    }
    runner_parent_stop(&parent);
    return result;
}
