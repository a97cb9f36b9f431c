/* The interpreters that can be watched (docs/watched.md): what each of them starts with, which the
 * program carries in itself. */
#ifndef JUDGE_WATCHES_H
#define JUDGE_WATCHES_H

#include "base/error.h"
#include "judge/dispatch/batch.h"
#include "judge/languages/language.h"
#include "runner/runner.h"

struct watch_kind {
    const char *name; /* as `watched` in the definitions has it */
    const char *start, *module;
    const size_t *start_size, *module_size;
    /* Whether it takes the step of this vector, and may make code of it. NULL: none. */
    int (*compiles)(const char *const *vector);
    int preloads; /* it knows `preload` */
};

extern const struct watch_kind watch_kinds[];
enum { WATCH_KINDS = 2 };

/* "off" and the names, for readers of definitions: index 0 is off, i + 1 is watch_kinds[i]. */
extern const char *const watch_names[WATCH_KINDS + 2];

/* An item of a batch that tries whether the language can be watched on this host; and what came of
 * it, {"watched":true,"watched_why":""}, a new reference. */
void watches_ask(const struct language *language, struct batch_item *ret_item);
json_t *watches_answer(const struct batch_item *item);

/* Memfds of all kinds, in order; the caller's. 0 or negative. */
int watches_open(struct runner_watch watches[RUNNER_WATCHES_MAX], struct error *err);
void watches_close(struct runner_watch watches[RUNNER_WATCHES_MAX]);

#endif
