/* What a problem's folder holds now, as a version that the store keeps (db/store.h), read in steps
 * so that the judge's loop goes on meanwhile.
 *
 *     snapshot_init(&snapshot, store);
 *     snapshot_begin(&snapshot, dir, folder, name, &err);
 *     while ((rc = snapshot_step(&snapshot, until_us, &err)) == 1) ...
 *     snapshot.version                       0: the store keeps this version
 *
 * Only files that changed since the last time are read: those of which size, mtime, ctime, inode or
 * device differ. We trust the kernel's ctime: every write sets it, also one that leaves size and
 * mtime as they were, and no program can set it back, but whoever sets the clock back can, and
 * writing through a shared mapping sets it only when the kernel writes back. A file that was
 * changed within RACY_NS of the moment we looked is read again the next time, because two writes
 * within one tick of the kernel's clock leave the same ctime.
 *
 * All files are those of one moment: after the last was read, all are looked at again, and what
 * changed meanwhile is read again. */
#ifndef JUDGE_SNAPSHOT_H
#define JUDGE_SNAPSHOT_H

#include "db/store.h"
#include "problems/package.h"

struct sha256_ctx;

struct snapshot {
    struct store *store;
    char *folder, *name; /* of the problem */
    int dir;
    char version[65]; /* "" before the first */
    struct package_files files;
    uint8_t *digests; /* PACKAGE_DIGEST_SIZE each */
    uint8_t *states;  /* of each: enum file_state (snapshot.c) */
    size_t at;        /* the file that is being read */
    int rounds;
    int is_changed;   /* something was read, or is gone, since the version was put */
    int is_syncing;   /* the last step left the disk at work: there is nothing to do for a while */
    int is_our_fault; /* the last failure was the store's or the host's, not the folder's */
    int fd;           /* of the file that is being read, -1 */
    int64_t left;     /* bytes of it */
    struct sha256_ctx *hash;
    struct store_blob *blob; /* while it is copied */
};

void snapshot_init(struct snapshot *snapshot, struct store *store);
void snapshot_release(struct snapshot *snapshot);

/* Looks at the folder. `dir` stays the caller's and has to stay open until the last step. -EFBIG:
 * the operator's maximum. */
int snapshot_begin(struct snapshot *snapshot, int dir, const char *folder, const char *name,
                   struct error *err);

/* 1: there is more to do, for which one may come back later (`until_us` INT64_MAX: never); 0: the
 * version is kept; negative: ours (is_our_fault) or the folder's. */
int snapshot_step(struct snapshot *snapshot, int64_t until_us, struct error *err);

/* Forgets what it has read, so that every file is read again. */
void snapshot_forget(struct snapshot *snapshot);

#endif
