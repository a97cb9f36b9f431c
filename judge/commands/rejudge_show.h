/* What `assay rejudge list` and `show` print. */
#ifndef JUDGE_REJUDGE_SHOW_H
#define JUDGE_REJUDGE_SHOW_H

#include "db/store.h"

/* One set, or with 0 all. */
int rejudge_show_sets(struct store *store, int64_t set, int json, struct error *err);

/* Old verdicts against new, and what changed. */
int rejudge_show_set(struct store *store, int64_t set, int json, struct error *err);

#endif
