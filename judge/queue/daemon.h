/* The judge daemon: owns the database connection, hands claimed submissions to graders, writes what
 * they report, in batches, at the latest 200 ms after it happened.
 *
 * Nothing is lost: a claim ends with store_finish, store_fail (ours: retried), store_hold_claim (a
 * fault of the problem: held until it is mended) or store_give_back (shutdown). When the daemon
 * itself dies, its next start under the same name requeues what was running, and another judge does
 * after the lease. A write that the store refuses with -ESTALE was overtaken by another judge; the
 * daemon goes on with something else. One that it refuses as no value for it (-EINVAL, -EFBIG) came
 * from a grader: that grader is lost and the attempt has failed; a judging of which nothing at all
 * can be written is set aside. Where
 * the store or the host cannot serve us for a while (locked, disk full, no descriptors, no memory),
 * the daemon takes no new work, says so once, keeps what graders report, and goes on by itself. It
 * ends for a database that is damaged as a whole, or no longer the one that was opened. */
#ifndef JUDGE_DAEMON_H
#define JUDGE_DAEMON_H

#include "base/error.h"
#include "db/store.h"
#include "judge/cache/cache.h"
#include "runner/runner.h"

#include <stdint.h>

struct daemon_options {
    int jobs;         /* graders */
    int drain;        /* end when nothing is queued or running */
    int records;      /* conversations of all problems, not of those alone that ask for it */
    int64_t lease_ms; /* another judge's work is taken over after this long without a heartbeat */
    int64_t grace_ms; /* after SIGTERM what runs may go on for this long; 0: until it is done */
    /* SIGHUP; it may change records, lease_ms and grace_ms. NULL: nothing is read again. */
    void (*reload)(void *arg);
    void *reload_arg;
};

/* Runs until drained, or until SIGTERM or SIGINT: what no grader has begun is given back at once,
 * what runs is finished within the grace and else given back; a second signal gives it back now.
 * Tells the service manager (base/notify.h) what it does. */
int daemon_run(const struct daemon_options *options, struct store *store,
               struct runner_parent *parent, struct cache *cache, struct error *err);

#endif
