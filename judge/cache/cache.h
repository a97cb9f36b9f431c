/* The cache of compile steps' products: files in one folder, named by the hash of everything that
 * went into them (judge/grader/compile.c), with a bound on their total size.
 *
 *     cache_open(folder, bytes_max, &cache, &err);
 *     fd = cache_get(cache, key);                 a hit: for reading, the caller's
 *     cache_put(cache, key, memfd, &err);
 *
 * Several processes may share the folder, and any may die at any moment: a file appears under its
 * name only when it is whole and on the disk (fsync, then rename), and is never changed after that.
 * Graders do not see the folder; they ask the judge (judge/dispatch/graders.c). The folder must
 * belong to the process's own user, and nobody else may write to it, because whoever can write to
 * it can forge programs.
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

/* Returns a descriptor for reading, -ENOENT when there is no such file. Notes that the file was
 * used. */
int cache_get(struct cache *cache, const char *key);

/* Keeps a copy of the whole of `fd`; a file that is there already stays. Removes the least recently
 * used files while the total is over the bound. */
int cache_put(struct cache *cache, const char *key, int fd, struct error *err);

/* Removes a file that turned out to be damaged, so that the next compile step makes it anew. */
void cache_remove(struct cache *cache, const char *key);

/* Makes the name in the cache of what a grader calls `key`, for a grader to which the judge gave
 * the source `source`. We do not trust graders: with such names one that an attacker has taken over
 * can forge only products of the very source that it had (attack:
 * tests/judge/dispatch/test_graders.c). */
int cache_key_of_source(const char *key, int source, char ret_key[CACHE_KEY_SIZE]);

/* Writes the digits of a key from what was hashed; the hash starts anew. */
struct sha256_ctx;
void cache_key_digest(struct sha256_ctx *hash, char ret_key[CACHE_KEY_SIZE]);

/* Whether it looks like a key: 64 of 0-9a-f. */
int cache_key_is_plain(const char *key);

/* The cache's folder: `option`, else $ASSAY_CACHE, else `otherwise`, else $XDG_CACHE_HOME/assay or
 * ~/.cache/assay. NULL: no cache ("none", or nothing is set). The caller frees it. */
char *cache_folder(const char *option, const char *otherwise);

/* Whether the user named this folder: then it is an error when it cannot be used. */
int cache_is_named(const char *option);

#endif
