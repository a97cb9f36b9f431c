/* Looks up in the store what a person calls a problem, a user or a language. A listing that found
 * nothing asks this, so that nobody takes an unknown name for one without submissions. */
#ifndef JUDGE_LOOKUP_H
#define JUDGE_LOOKUP_H

#include "db/store.h"

/* Returns 0 when the store knows every name in `filter`, so that an empty listing is right. Returns
 * 1 when the filter names a problem by its folder: `filter` then has the folder's path,
 * *ret_folder, which the caller frees (NULL otherwise). -ENOENT: a name is unknown; `err` has the
 * nearest known one. -EINVAL: several folders have this name. */
int lookup_filter(struct store *store, struct store_filter *filter, char **ret_folder,
                  struct error *err);

/* The folder of the problem that `text` means: a folder that is there, or one that has submissions,
 * by its path, its own name or the problem's name. *ret_folder is the caller's to free. -ENOENT:
 * there is none; -EINVAL: there are several. */
int lookup_problem(struct store *store, const char *text, char **ret_folder, struct error *err);

#endif
