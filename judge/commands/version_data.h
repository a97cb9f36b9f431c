/* The data of cases, as a version of the problem that the store keeps has them. */
#ifndef JUDGE_VERSION_DATA_H
#define JUDGE_VERSION_DATA_H

#include "db/store.h"

#include <jansson.h>

/* Of the first cases of a result (docs/json.md) that are neither AC nor SK, by the version that it
 * was judged by: an array of `number`, `input`, `input_bytes`, `answer`, `answer_bytes` (bytes as
 * judge/report/bytes.h has them, the start of each), `is_program`, and in `difference` where what
 * the program printed parts from the answer; a new reference. NULL where there is nothing to show;
 * *ret_missing (the caller's) then says why, or is NULL. */
json_t *version_data(struct store *store, const json_t *result, char **ret_missing);

#endif
