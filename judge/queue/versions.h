/* Which version of its problem a judging is judged by, and the folder of that version for a grader.
 *
 *     versions_open(loop, store, &handlers, &versions, &err);
 *     rc = versions_get(versions, claim, &version, &fault, &err);
 *         0: version.dir is the caller's; 1: later, on_ready says when to ask again
 *
 * A judging that asks for no version of its own gets what its problem's folder holds at some moment
 * after it was queued, and before it is handed out (snapshot.h). So an edit, or the end, of the
 * folder changes nothing for what is being judged; and many that are queued together cost one look.
 * Work is done in short steps on the loop's timer: a problem of several hundred MB keeps those
 * waiting that are for it, and takes no heartbeat from the judge. */
#ifndef JUDGE_VERSIONS_H
#define JUDGE_VERSIONS_H

#include "base/loop.h"
#include "db/store.h"

struct versions;

/* on_ready: some of what was to come later is there, or has failed; those who wait ask again. */
typedef void versions_ready_fn(void *arg);

int versions_open(struct loop *loop, struct store *store, versions_ready_fn *on_ready, void *arg,
                  struct versions **ret_versions, struct error *err);
void versions_close(struct versions *versions); /* NULL is allowed */

struct judged_version {
    char name[65];
    int dir; /* the caller's */
};
/* *ret_fault on failure: "problem", when its folder is at fault; "version", when the version that
 * is asked for cannot be had; else NULL: the store or the host. */
int versions_get(struct versions *versions, const struct store_claim *claim,
                 struct judged_version *ret_version, const char **ret_fault, struct error *err);

/* The problem is at fault, or was mended: its folder is looked at again, whenever what comes next
 * was queued. */
void versions_look_again(struct versions *versions, const char *problem);

/* A grader found something else in the folder of this version: it is laid out again, from blobs
 * that are found to be right, and where they are not, from the problem's folder. */
void versions_damaged(struct versions *versions, const char *version);

#endif
