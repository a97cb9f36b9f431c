/* What the page of a submission is made from, as one JSON object (docs/json.md, "report"): the
 * result of the judging that counts with all judgings, and what the store knows around it. */
#ifndef JUDGE_STORED_REPORT_H
#define JUDGE_STORED_REPORT_H

#include "db/store.h"

#include <jansson.h>

/* All judgings of a submission, newest first, each a result with its `events`: a new reference.
 * `is_public`: without those of sets of rejudges that are not applied. */
int stored_judgings(struct store *store, int64_t submission, int is_public, json_t **ret_judgings,
                    struct error *err);
/* The place of the judging that counts, or of the one of that number, among them; -ENOENT, and
 * which there are. */
int stored_find_judging(const json_t *judgings, int64_t number, size_t *ret_index,
                        struct error *err);
/* Their numbers, "1, 4 and 7", the oldest first. */
struct buffer;
void stored_name_judgings(const json_t *judgings, struct buffer *text);

/* What differs between two versions of a problem that are kept: an array of `path`, `change`
 * (added, removed, changed), `before`, `after`: a new reference. */
int stored_version_changes(struct store *store, const char *before, const char *after,
                           json_t **ret_changes, struct error *err);

/* The report of a submission, without its source and the data of its cases. */
int stored_report(struct store *store, int64_t submission, int is_public, json_t **ret_report,
                  struct error *err);

/* What the page of a problem is made from, by its name: -ENOENT where nothing was submitted to it.
 */
int stored_problem_report(struct store *store, const char *problem_name, json_t **ret_report,
                          struct error *err);
/* What a user handed in: the newest USER_SHOWN, oldest first. -ENOENT: nothing. */
enum { USER_SHOWN = 1000 };
int stored_user_report(struct store *store, const char *user, json_t **ret_report,
                       struct error *err);

#endif
