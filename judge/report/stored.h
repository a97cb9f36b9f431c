/* Results to and from the store: beside stored_report.h the one file of judge/report that knows
 * db/store.h. */
#ifndef JUDGE_STORED_H
#define JUDGE_STORED_H

#include "db/store.h"

#include <jansson.h>

/* The result (judge/report/result.h) of a stored judging, with its cases; a new reference. */
int result_from_store(struct store *store, const struct store_row *row, json_t **ret_result,
                      struct error *err);

/* The notes of a submission, the oldest first: an array of {note, judging, verdict, written_ms,
 * author, text}; a new reference. They are the operator's: no submitter's view shows them. */
int stored_notes(struct store *store, int64_t submission, json_t **ret_notes, struct error *err);

/* The stored form of a case; the strings are borrowed from `test`, *ret_evidence is to be freed. */
void result_case_to_store(const json_t *test, struct store_case *ret_case, char **ret_evidence);

/* The stored form of a group; the strings are borrowed from `group`. */
void result_group_to_store(const json_t *group, struct store_group *ret_group);

/* This host, as calibrations are stored by it. Borrowed, the same until the process ends. */
const char *stored_host(void);
/* The time limits measured on this host for the last versions of the package in a folder, as grade
 * requests have them: {VERSION: TIME_US}, a new reference; NULL where there are none. */
int stored_calibrations(struct store *store, const char *folder, json_t **ret_calibrations,
                        struct error *err);

#endif
