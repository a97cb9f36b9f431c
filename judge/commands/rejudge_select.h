/* Which submissions `assay rejudge` is about. */
#ifndef JUDGE_REJUDGE_SELECT_H
#define JUDGE_REJUDGE_SELECT_H

#include "base/buffer.h"
#include "db/store.h"

#include <argp.h>

struct rejudge_range {
    int64_t first, last; /* a single id: both */
};
struct rejudge_selectors {
    struct store_filter filter;
    struct rejudge_range *ranges; /* none: all that the filter lets through */
    size_t count;
    struct buffer words; /* as the user wrote them */
};
#define REJUDGE_SELECTORS_INIT                                                                     \
    {                                                                                              \
        .words = BUFFER_INIT                                                                       \
    }
void rejudge_selectors_release(struct rejudge_selectors *selectors);

/* "12" or "10-20"; or a usage error that ends the program. So do the next two. */
void rejudge_take_range(struct rejudge_selectors *selectors, const char *text,
                        struct argp_state *state);
/* Local time, in ms since 1970. */
int64_t rejudge_date(const char *option, const char *text, struct argp_state *state);
/* A verdict in capitals; static. */
const char *rejudge_verdict(const char *text, struct argp_state *state);

/* Whether nothing was said at all. */
int rejudge_selects_all(const struct rejudge_selectors *selectors);

/* The submissions, each once, by id; *ret_rows is the caller's to free. -ENOENT: an id that is
 * named by itself is not there, or nothing is chosen. */
int rejudge_select(struct store *store, struct rejudge_selectors *selectors,
                   struct store_rejudged **ret_rows, size_t *ret_count, struct error *err);

#endif
