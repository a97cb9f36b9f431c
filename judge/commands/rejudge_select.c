#include "judge/commands/rejudge_select.h"

#include "base/memory.h"
#include "judge/commands/command.h"
#include "judge/commands/lookup.h"
#include "judge/languages/language.h"
#include "judge/rules/verdict.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void rejudge_selectors_release(struct rejudge_selectors *selectors)
{
    free(selectors->ranges);
    buffer_release(&selectors->words);
}

void rejudge_take_range(struct rejudge_selectors *selectors, const char *text,
                        struct argp_state *state)
{
    char *copy = memory_strdup(text), *dash = strchr(copy + (*copy != '\0'), '-');
    struct rejudge_range range;

    if (dash)
        *dash = '\0';
    range.first = command_number("ID", copy, 1, 1LL << 62, state);
    range.last = dash ? command_number("ID", dash + 1, 1, 1LL << 62, state) : range.first;
    free(copy);
    if (range.last < range.first)
        argp_error(state, "found the range %s, expected the smaller id first", text);
    selectors->ranges =
        memory_grow(selectors->ranges, selectors->count + 1, sizeof(*selectors->ranges));
    selectors->ranges[selectors->count++] = range;
}

int64_t rejudge_date(const char *option, const char *text, struct argp_state *state)
{
    static const char *const forms[] = {"%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M",
                                        "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"};

    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        struct tm local = {.tm_isdst = -1};
        const char *end = strptime(text, forms[i], &local);

        if (end && *end == '\0')
            return (int64_t)mktime(&local) * 1000;
    }
    argp_error(state, "%s: found \"%s\", expected a date like 2026-11-30 or \"2026-11-30 19:00\"",
               option, text);
    return 0;
}

const char *rejudge_verdict(const char *text, struct argp_state *state)
{
    const char *names[VERDICT_COUNT + 1] = {NULL};
    char *upper = memory_strdup(text);
    size_t index;

    for (size_t i = 0; i < VERDICT_COUNT; i++)
        names[i] = verdict_name((enum verdict)i);
    for (char *at = upper; *at; at++)
        *at = (char)toupper((unsigned char)*at);
    index = command_choice("--verdict", upper, names, state);
    free(upper);
    return names[index];
}

int rejudge_selects_all(const struct rejudge_selectors *selectors)
{
    const struct store_filter *filter = &selectors->filter;

    return selectors->count == 0 && !filter->user && !filter->problem_name && !filter->language &&
           !filter->verdict && !filter->version && filter->since_ms == 0 && filter->until_ms == 0;
}

struct selecting {
    struct rejudge_selectors *selectors;
    struct store_rejudged *rows;
    size_t count;
};

static int is_in_range(const struct rejudge_selectors *selectors, int64_t id)
{
    for (size_t i = 0; i < selectors->count; i++)
        if (id >= selectors->ranges[i].first && id <= selectors->ranges[i].last)
            return 1;
    return selectors->count == 0;
}

static int take_row(const struct store_row *row, void *arg)
{
    struct selecting *selecting = arg;
    size_t count = selecting->count;

    if (!is_in_range(selecting->selectors, row->submission))
        return 0;
    if ((count & (count + 1)) == 0)
        selecting->rows = memory_grow(selecting->rows, 2 * count + 2, sizeof(*selecting->rows));
    selecting->rows[selecting->count++] = (struct store_rejudged){.submission = row->submission};
    return 0;
}

static int stop(const struct store_row *row, void *arg)
{
    (void)row;
    (void)arg;
    return 1;
}

/* A range may have holes; an id by itself is meant. */
static int check_ids(struct store *store, const struct rejudge_selectors *selectors,
                     struct error *err)
{
    for (size_t i = 0; i < selectors->count; i++) {
        const struct rejudge_range *range = &selectors->ranges[i];

        if (range->first == range->last &&
            store_judgings(store, range->first, stop, NULL, err) < 0) {
            error_prefix(err, "nothing is queued");
            return err->code;
        }
    }
    return 0;
}

static void bound_ids(struct rejudge_selectors *selectors)
{
    for (size_t i = 0; i < selectors->count; i++) {
        const struct rejudge_range *range = &selectors->ranges[i];

        if (i == 0 || range->first - 1 < selectors->filter.after_id)
            selectors->filter.after_id = range->first - 1;
        if (range->last > selectors->filter.until_id)
            selectors->filter.until_id = range->last;
    }
}

int rejudge_select(struct store *store, struct rejudge_selectors *selectors,
                   struct store_rejudged **ret_rows, size_t *ret_count, struct error *err)
{
    struct selecting selecting = {.selectors = selectors};
    struct store_filter *filter = &selectors->filter;
    const struct language *language = filter->language ? language_find(filter->language) : NULL;
    char *folder = NULL;
    int result;

    if (language)
        filter->language = language->name;
    if (check_ids(store, selectors, err) < 0)
        return err->code;
    bound_ids(selectors);
    result = lookup_filter(store, filter, &folder, err);
    if (result >= 0)
        result = store_list(store, filter, take_row, &selecting, err);
    free(folder);
    if (result >= 0 && selecting.count == 0)
        result = error_set(err, -ENOENT, "nothing is queued: no submission is such");
    if (result < 0) {
        free(selecting.rows);
        return result;
    }
    *ret_rows = selecting.rows;
    *ret_count = selecting.count;
    return 0;
}
