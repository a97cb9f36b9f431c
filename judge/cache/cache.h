/* The cache of what compile steps made: files in one folder, named by the hash of all that went
 * into them (judge/grader/compile.c), with a bound on their sum.
 *
 *     cache_open(folder, bytes_max, &cache, &err);
 *     fd = cache_get(cache, key);                 a hit: for reading, the caller's
 *     cache_put(cache, key, memfd, &err);
 *
 * Several processes may share the folder, and any may die at any moment: a file appears under its
 * name only when it is whole and on the disk (fsync, then rename), and is never changed after that.
 * Graders do not see the folder; they ask the judge (judge/dispatch/graders.c). The folder must
 * belong to the process's own user, and nobody else may write to it: who can, can forge programs.
 */
#ifndef JUDGE_CACHE_H
#define JUDGE_CACHE_H

#include "base/error.h"

#include <stdint.h>

enum { CACHE_KEY_SIZE = 65 };                /* 64 digits and a NUL */
#define CACHE_BYTES_MAX (INT64_C(1) << 30)   /* of the folder, unless stated */
#define CACHE_ENTRY_MAX (INT64_C(256) << 20) /* of one file */

struct cache;

/* Makes the folder when there is none. -EPERM when it is somebody else's. */
int cache_open(const char *folder, int64_t bytes_max, struct cache **ret_cache, struct error *err);
void cache_close(struct cache *cache); /* NULL is allowed */

/* A descriptor for reading, -ENOENT when there is none. Notes that it was used. */
int cache_get(struct cache *cache, const char *key);

/* Keeps a copy of the whole of `fd`; one that is there stays. Removes the least recently used files
 * while all are over the bound. */
int cache_put(struct cache *cache, const char *key, int fd, struct error *err);

/* Removes what turned out to be damaged, so that it can be made anew. */
void cache_remove(struct cache *cache, const char *key);

/* The name for what a grader calls `key`, when the judge gave it the source in `source`. Graders
 * are not believed: one that has been taken over can so forge only what was made of the very source
 * that it had (attack: tests/judge/dispatch/test_graders.c). */
int cache_key_of_source(const char *key, int source, char ret_key[CACHE_KEY_SIZE]);

/* Digits of a key from what was hashed; the hash starts anew. */
struct sha256_ctx;
void cache_key_digest(struct sha256_ctx *hash, char ret_key[CACHE_KEY_SIZE]);

/* Whether it looks like a key: 64 of 0-9a-f. */
int cache_key_is_plain(const char *key);

/* The folder that is meant: `option`, else $ASSAY_CACHE, else `otherwise`, else
 * $XDG_CACHE_HOME/assay or ~/.cache/assay. NULL: none ("none", or nothing is set). The caller's. */
char *cache_folder(const char *option, const char *otherwise);

/* Whether that is one that the user named: then not being able to use it is an error. */
int cache_is_named(const char *option);

#endif
