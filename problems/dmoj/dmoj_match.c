/* Cases found by their names in the archive: two patterns of Python's `re`, with the groups `batch`
 * and `case` in them. PCRE2 reads the same syntax; matching is bounded, as a pattern of an author
 * may take exponential time. */
#include "base/memory.h"
#include "problems/dmoj/dmoj_parts.h"
#include "problems/limits.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PATTERN_SIZE_MAX = 4096, STEPS_MAX = 200000, HEAP_KIB_MAX = 8192, CPU_US_MAX = 2000000 };

static const char DEFAULT_INPUT[] = "^(?=.*?\\.in|in).*?(?:(?:^|\\W)(?P<batch>\\d+)[^\\d\\s]+)?"
                                    "(?P<case>\\d+)[^\\d\\s]*$";
static const char DEFAULT_OUTPUT[] = "^(?=.*?\\.out|out).*?(?:(?:^|\\W)(?P<batch>\\d+)[^\\d\\s]+)?"
                                     "(?P<case>\\d+)[^\\d\\s]*$";

/* A batch's or case's key: a number, or text. Texts come before numbers. */
struct key {
    const char *text; /* NULL: a number */
    int64_t number;
};

static int compare_keys(const struct key *left, const struct key *right)
{
    if (!left->text != !right->text)
        return left->text ? -1 : 1;
    if (left->text)
        return strcmp(left->text, right->text);
    return left->number < right->number ? -1 : left->number > right->number;
}

struct entry {
    struct key batch, kase;
    int is_batched; /* the name has a batch in it */
    int is_output;
    size_t order; /* of the name in the archive: a later one wins */
    const char *name;
};

static int compare_entries(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    int order = compare_keys(&a->batch, &b->batch);

    if (order == 0)
        order = compare_keys(&a->kase, &b->kase);
    if (order == 0)
        order = a->is_output - b->is_output;
    return order != 0 ? order : a->order < b->order ? -1 : 1;
}

struct matching {
    const struct dmoj *dmoj;
    const struct yaml_node *place; /* for messages */
    struct entry *entries;
    size_t count;
    int64_t deadline_us;
};

static int64_t thread_cpu_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int fail(const struct matching *matching, const struct yaml_node *node, const char *what)
{
    const struct dmoj *dmoj = matching->dmoj;

    report_error_at(dmoj->report, dmoj->source, node ? node->index : matching->place->index, "%s",
                    what);
    return -EINVAL;
}

/* The text of a group, as Python's int() would take it or as it is; 0 where it took no part. */
static int take_group(const struct dmoj *dmoj, pcre2_match_data *data, pcre2_code *code,
                      const char *group, const char *name, struct key *ret_key)
{
    int number = pcre2_substring_number_from_name(code, (PCRE2_SPTR)group);
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(data);
    const char *text;
    size_t size;

    if (number < 0 || (uint32_t)number >= pcre2_get_ovector_count(data) ||
        ends[2 * number] == PCRE2_UNSET)
        return 0;
    size = ends[2 * number + 1] - ends[2 * number];
    text = arena_memdup(dmoj->arena, name + ends[2 * number], size);
    *ret_key = (struct key){.text = text};
    if (size > 0 && size <= 18 && text[strspn(text, "0123456789")] == '\0')
        *ret_key = (struct key){.number = strtoll(text, NULL, 10)};
    return 1;
}

static int take_name(struct matching *matching, const struct yaml_node *node, pcre2_code *code,
                     pcre2_match_data *data, pcre2_match_context *bounds, size_t index,
                     int is_output)
{
    const struct dmoj *dmoj = matching->dmoj;
    const char *name = dmoj->members[index];
    struct entry entry = {.is_output = is_output, .order = index, .name = name};
    int found = pcre2_match(code, (PCRE2_SPTR)name, strlen(name), 0, PCRE2_ANCHORED, data, bounds);

    if (found == PCRE2_ERROR_MATCHLIMIT || found == PCRE2_ERROR_DEPTHLIMIT ||
        found == PCRE2_ERROR_HEAPLIMIT || thread_cpu_us() >= matching->deadline_us)
        return fail(matching, node,
                    "looking for cases with this pattern took too long, expected a simpler one");
    if (found < 0)
        return 0; /* also a name that is no UTF-8 */
    if (!take_group(dmoj, data, code, "case", name, &entry.kase))
        return fail(matching, node,
                    "the pattern matches a name without its group \"case\", expected a number or "
                    "name of a case in it: (?P<case>\\d+)");
    entry.is_batched = take_group(dmoj, data, code, "batch", name, &entry.batch);
    if (!entry.is_batched)
        entry.batch = entry.kase;
    if ((matching->count & (matching->count + 1)) == 0)
        matching->entries =
            memory_grow(matching->entries, 2 * matching->count + 2, sizeof(*matching->entries));
    matching->entries[matching->count++] = entry;
    return 0;
}

static int fail_pattern(const struct matching *matching, const struct yaml_node *node, int code,
                        size_t at)
{
    const struct dmoj *dmoj = matching->dmoj;
    PCRE2_UCHAR text[200] = "";

    pcre2_get_error_message(code, text, sizeof(text));
    report_error_at(dmoj->report, dmoj->source, node ? node->index : matching->place->index,
                    "this is no regular expression: %s (at character %zu)", (const char *)text,
                    at + 1);
    return -EINVAL;
}

static int match_all(struct matching *matching, const struct yaml_node *node, const char *standard,
                     int is_output)
{
    const uint32_t options = PCRE2_CASELESS | PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C;
    pcre2_match_context *bounds = NULL;
    pcre2_match_data *data = NULL;
    const char *pattern = standard;
    pcre2_code *code;
    size_t at = 0;
    int error = 0, failed = 0;

    if (node &&
        schema_text(&matching->dmoj->schema, node, "a pattern", PATTERN_SIZE_MAX, &pattern) < 0)
        return -EINVAL;
    code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, options, &error, &at, NULL);
    if (!code)
        return fail_pattern(matching, node, error, at);
    data = pcre2_match_data_create_from_pattern(code, NULL);
    bounds = pcre2_match_context_create(NULL);
    if (data && bounds) {
        pcre2_set_match_limit(bounds, STEPS_MAX);
        pcre2_set_heap_limit(bounds, HEAP_KIB_MAX);
        for (size_t i = 0; i < matching->dmoj->member_count && failed == 0; i++)
            failed = take_name(matching, node, code, data, bounds, i, is_output);
    } else {
        failed = fail(matching, node, "there is no memory to match names with this pattern");
    }
    pcre2_match_context_free(bounds);
    pcre2_match_data_free(data);
    pcre2_code_free(code);
    return failed;
}

/* Each batch, or case without one, has its points in turn. */
struct point_list {
    const struct yaml_node *node, *next; /* NULL: all have `points` */
    double points;
};

static int next_points(const struct matching *matching, struct point_list *list, double *ret_points)
{
    *ret_points = list->points;
    if (!list->node)
        return 0;
    if (!list->next)
        return fail(matching, list->node,
                    "there are fewer points than batches and cases, expected one number for each");
    schema_number(&matching->dmoj->schema, list->next, "points: a number from 0 to 1000000000", 0,
                  1e9, ret_points);
    list->next = list->next->next;
    return 0;
}

/* The entries of one batch, or of one case without a batch: first .. end - 1. */
static int add_batch(const struct matching *matching, size_t first, size_t end, size_t *batches,
                     struct point_list *points, struct dmoj_match *matches, size_t *count)
{
    int is_batched = 0;
    double worth;

    for (size_t i = first; i < end; i++)
        is_batched |= matching->entries[i].is_batched;
    if (next_points(matching, points, &worth) < 0)
        return -EINVAL;
    *batches += is_batched != 0;
    for (size_t i = first; i < end; i++) {
        const struct entry *entry = &matching->entries[i];

        if (i == first || compare_keys(&entry[-1].kase, &entry->kase) != 0)
            matches[(*count)++] =
                (struct dmoj_match){.batch = is_batched ? *batches : 0, .points = worth};
        if (entry->is_output)
            matches[*count - 1].out = entry->name;
        else
            matches[*count - 1].in = entry->name;
    }
    return 0;
}

static int make_matches(const struct matching *matching, struct point_list *points,
                        struct dmoj_match **ret_matches, size_t *ret_count)
{
    struct dmoj_match *matches = memory_alloc(matching->count * sizeof(*matches));
    size_t count = 0, batches = 0, end;
    int failed = 0;

    for (size_t first = 0; first < matching->count && failed == 0; first = end) {
        end = first + 1;
        while (end < matching->count &&
               compare_keys(&matching->entries[end].batch, &matching->entries[first].batch) == 0)
            end++;
        failed = add_batch(matching, first, end, &batches, points, matches, &count);
    }
    if (failed < 0) {
        free(matches);
        return failed;
    }
    *ret_matches = matches;
    *ret_count = count;
    return 0;
}

int dmoj_match_cases(const struct dmoj *dmoj, const struct yaml_node *node,
                     struct dmoj_match **ret_matches, size_t *ret_count)
{
    static const char *const keys[] = {"input_format", "output_format", "case_points", NULL};
    const struct yaml_node *points = dmoj_find(&dmoj->top, "points");
    struct matching matching = {.dmoj = dmoj,
                                .place = node            ? node
                                         : dmoj->archive ? dmoj->archive
                                                         : dmoj->top.mapping,
                                .deadline_us = thread_cpu_us() + CPU_US_MAX};
    struct dmoj_scope patterns = {.mapping = node ? node : dmoj->top.mapping};
    struct point_list list = {.points = 1};
    int failed;

    if (!dmoj->archive)
        return fail(&matching, NULL,
                    "found no list of cases in \"test_cases\" and no \"archive\" whose names could "
                    "tell them, expected one of them");
    if (node)
        dmoj_check_keys(dmoj, node, "the patterns of cases", keys);
    if (points)
        schema_number(&dmoj->schema, points, "points: a number from 0 to 1000000000", 0, 1e9,
                      &list.points);
    list.node = node ? dmoj_find(&patterns, "case_points") : NULL;
    if (list.node && schema_list(&dmoj->schema, list.node, "a list of points") < 0)
        return -EINVAL;
    list.next = list.node ? list.node->first : NULL;
    failed =
        match_all(&matching, node ? dmoj_find(&patterns, "input_format") : NULL, DEFAULT_INPUT, 0);
    if (failed == 0)
        failed = match_all(&matching, node ? dmoj_find(&patterns, "output_format") : NULL,
                           DEFAULT_OUTPUT, 1);
    if (failed == 0 && matching.count > 0)
        qsort(matching.entries, matching.count, sizeof(*matching.entries), compare_entries);
    if (failed == 0)
        failed = make_matches(&matching, &list, ret_matches, ret_count);
    free(matching.entries);
    return failed;
}
