/* What a person calls a problem, a user or a language, looked up in the store: for a listing that
 * found nothing, so that nobody takes a name that is nowhere for one without submissions. */
#ifndef JUDGE_LOOKUP_H
#define JUDGE_LOOKUP_H

#include "db/store.h"

/* 0: all that `filter` names is there, and a listing that is empty is right. 1: its problem is
 * named by its folder, and `filter` names the folder now: *ret_folder, which the caller frees (NULL
 * otherwise). -ENOENT: something is nowhere, with the nearest name that there is;
 * -EINVAL: several folders are called so. */
int lookup_filter(struct store *store, struct store_filter *filter, char **ret_folder,
                  struct error *err);

#endif
