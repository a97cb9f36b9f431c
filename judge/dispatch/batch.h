/* Grading without a database: a list of submissions through graders, results in the list's order.
 * What `assay grade`, `verify`, `run` and `languages` share. */
#ifndef JUDGE_BATCH_H
#define JUDGE_BATCH_H

#include "judge/dispatch/tree.h"

#include <jansson.h>

enum { BATCH_FDS_MAX = 3, BATCH_ATTEMPTS_MAX = 3 };

struct batch_item;
/* Fills an item's descriptors (which become the item's) when its turn has come, so that a batch of
 * thousands does not hold thousands open. An error ends the item as IE, one of this host
 * (error_is_host) after BATCH_ATTEMPTS_MAX tries; those that were filled by then (fd_count; -1 is
 * none) are closed for it. */
typedef int batch_open_fn(struct batch_item *item, struct error *err);

struct batch_item {
    json_t *request; /* judge/grader/grader.h; owned */
    int fds[BATCH_FDS_MAX];
    size_t fd_count;     /* the caller's, unless `open` is set */
    batch_open_fn *open; /* NULL: the descriptors are there */
    void *arg;           /* open's */
    json_t *result;      /* in: from result_new; out: complete. Owned */
    enum { ITEM_WAITING, ITEM_TAKEN, ITEM_DONE } state;
    int attempts;
};

/* Called once an item and all before it are done. */
typedef void batch_done_fn(struct batch_item *item, size_t index, void *arg);

/* Grades `count` items by `jobs` graders. Our failures are retried, BATCH_ATTEMPTS_MAX attempts in
 * all, then the item's result is IE. 0; or negative when the tree cannot be started or breaks down.
 */
int batch_run(const struct tree_options *options, int jobs, struct batch_item *items, size_t count,
              batch_done_fn *fn, void *arg, struct error *err);

/* The same for several lists, one after the other: the graders stay, with the problem and the
 * interpreters that they keep warm. The tree and its cache (NULL: none) stay the caller's. After a
 * failure nothing but batch_close is left to do. */
struct batch;
int batch_open(struct runner_parent *parent, struct cache *cache, int jobs,
               struct batch **ret_batch, struct error *err);
int batch_go(struct batch *batch, struct batch_item *items, size_t count, batch_done_fn *fn,
             void *arg, struct error *err);
void batch_close(struct batch *batch); /* NULL is allowed */

/* The number of graders to start when none is asked for: one a CPU. */
int batch_default_jobs(void);

#endif
