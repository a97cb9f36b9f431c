/* The graders: worker processes that grade one submission at a time, watched.
 *
 *     graders_open(loop, &parent, cache, count, &handlers, &graders, &err);
 *     while (graders_idle(graders)) graders_dispatch(graders, request, fds, n, job, &err);
 *     loop_run(loop)                 events and losses arrive through the handlers
 *     graders_close(graders);
 *
 * A job is a JSON request with descriptors (judge/grader/grader.h describes both directions). Its
 * events come back through on_event, in order; the last one is "finished" or "failed". What comes
 * through has passed the door (judge/dispatch/door.h) and needs no further check. A grader that
 * dies, says what it may not, does not read what it is sent, stays silent past its deadline or
 * takes longer than its job can take is killed and replaced; its job ends with on_lost instead.
 * Exactly one of these ends every job. Nothing here waits for a grader.
 */
#ifndef JUDGE_GRADERS_H
#define JUDGE_GRADERS_H

#include "base/error.h"
#include "base/loop.h"
#include "judge/cache/cache.h"
#include "runner/runner.h"

#include <jansson.h>

struct graders;

struct graders_handlers {
    void (*on_event)(void *job, const json_t *event, void *arg);
    /* `reason` is a word ("grader_lost", "grader_silent", "grader_late"), `message` says it to
     * people. */
    void (*on_lost)(void *job, const char *reason, const char *message, void *arg);
    /* A grader became free. */
    void (*on_idle)(void *arg);
    /* The tree below cannot be kept up (the runner parent died, or graders die again and again
     * without a job). Nothing more will be graded. */
    void (*on_broken)(const char *message, void *arg);
    void *arg;
};

/* `cache` answers what graders ask about compiled programs (judge/grader/grader.h); it stays the
 * caller's, and NULL keeps none. Of several graders that want to compile the same, one does and the
 * others wait for it. */
int graders_open(struct loop *loop, struct runner_parent *parent, struct cache *cache, int count,
                 const struct graders_handlers *handlers, struct graders **ret_graders,
                 struct error *err);
void graders_close(struct graders *graders); /* NULL is allowed; jobs in flight end unheard */

/* What the job's grader has said is of no use: that grader is lost, after the caller has returned
 * to the loop, and on_lost ends the job, also when on_event has just brought its last word. Nothing
 * when no grader has the job. */
void graders_lose(struct graders *graders, const void *job);

/* Which grader has the job, counted from 1; 0: none. */
int graders_number_of(const struct graders *graders, const void *job);

int graders_idle(const struct graders *graders); /* how many could take a job now */
int graders_busy(const struct graders *graders);

/* Hands a job to an idle grader (there must be one). The request and descriptors stay the caller's.
 * The first descriptor is the source, which nobody may change any more: what graders have kept in
 * the cache is told apart by it. The second, of a job that grades, is the problem's folder.
 * -EINVAL: the request is too long for a packet; a code of error_is_host: this host has no room,
 * and the grader stays idle; any other: that grader could not be reached and is being replaced. */
int graders_dispatch(struct graders *graders, const json_t *request, const int *fds,
                     size_t fd_count, void *job, struct error *err);

#endif
