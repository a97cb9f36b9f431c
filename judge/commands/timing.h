/* What on this host makes measured times and memory vary: read from /sys and /proc, for `assay
 * doctor`. Nothing here changes anything; the operator's guide says how much each matters. */
#ifndef JUDGE_TIMING_H
#define JUDGE_TIMING_H

#include <jansson.h>

/* An array of {"source","state","found","advice"}, a new reference. state is "quiet", "noisy" (then
 * there is advice), or "unknown" where the host does not say. `swap_is_capped`: the programs'
 * control groups limit swap too. */
json_t *timing_examine(int swap_is_capped);

#endif
