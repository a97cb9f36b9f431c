/* Deciding submissions again without running them (`assay rejudge --rescore`): the problem's
 * versions of then and of now, and what was kept of each judging (judge/rules/rescore.h).
 *
 *     rescorer = rescorer_open(store);
 *     rc = rescorer_try(rescorer, submission, &rescored, why, &err);
 *         1: rescored has the new result; 0: why it cannot be told; negative: the store
 *     rescorer_close(rescorer);                      and all that it returned with it */
#ifndef JUDGE_COMMANDS_RESCORE_H
#define JUDGE_COMMANDS_RESCORE_H

#include "db/store.h"
#include "judge/rules/rescore.h"

struct rescorer;

int rescorer_open(struct store *store, struct rescorer **ret_rescorer, struct error *err);
void rescorer_close(struct rescorer *rescorer); /* NULL is allowed */

int rescorer_try(struct rescorer *rescorer, int64_t submission,
                 const struct store_rescored **ret_rescored, char why[static RESCORE_WHY_MAX],
                 struct error *err);

#endif
