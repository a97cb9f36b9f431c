/* What a compile step made, as the cache keeps it: a stream of its products (runner/build/stream.h)
 * with the note on the step before them, under the hash of all that it depends on. */
#ifndef JUDGE_KEPT_H
#define JUDGE_KEPT_H

#include "judge/cache/cache.h"
#include "judge/grader/job.h"

/* The key of what a compile step would make: everything that it depends on. The program's size and
 * times stand for what its version does not say (a distribution's patch). */
int kept_find_key(struct job *job, const char *const *argv, char key[CACHE_KEY_SIZE],
                  struct error *err);

/* The products of a step that passed, ready to be kept: a sealed memfd of the note and of what the
 * cell wrote to `made`. The caller's. */
int kept_write(const struct job *job, int made, struct error *err);

/* Lays what is kept in the place of the sources. 1, and `kept` is the program's; 0 when there is
 * nothing to run, or negative when it is not what was kept, and `kept` stays the caller's. */
int kept_take(struct job *job, int kept, int cached, struct error *err);

#endif
