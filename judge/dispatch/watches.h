/* Watched interpreters, as the judge sees them (docs/watched.md): their files, for the runner's
 * configuration, and asking a grader whether one can be used on this host. */
#ifndef JUDGE_WATCHES_H
#define JUDGE_WATCHES_H

#include "base/error.h"
#include "judge/dispatch/batch.h"
#include "judge/languages/language.h"
#include "runner/runner.h"

/* An item of a batch that tries whether the language can be watched on this host; and what came of
 * it, {"watched":true,"watched_why":""}, a new reference. */
void watches_ask(const struct language *language, struct batch_item *ret_item);
json_t *watches_answer(const struct batch_item *item);

/* Memfds of all kinds, in order; the caller's. 0 or negative. */
int watches_open(struct runner_watch watches[RUNNER_WATCHES_MAX], struct error *err);
void watches_close(struct runner_watch watches[RUNNER_WATCHES_MAX]);

#endif
