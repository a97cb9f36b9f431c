/* Results to and from the store: the one file of judge/report that knows db/store.h. */
#ifndef JUDGE_STORED_H
#define JUDGE_STORED_H

#include "db/store.h"

#include <jansson.h>

/* The result (judge/report/result.h) of a stored judging, with its cases; a new reference. */
int result_from_store(struct store *store, const struct store_row *row, json_t **ret_result,
                      struct error *err);

/* The stored form of a case; the strings are borrowed from `test`, *ret_evidence is to be freed. */
void result_case_to_store(const json_t *test, struct store_case *ret_case, char **ret_evidence);

/* The stored form of a group; the strings are borrowed from `group`. */
void result_group_to_store(const json_t *group, struct store_group *ret_group);

#endif
