#include "problems/native/native_groups.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { STEPS_MAX = 1000 };

void native_read_counts(const struct native *native, const struct yaml_node *bonus,
                        const struct yaml_node *optional, struct native_counts *ret_counts)
{
    struct schema schema = native_schema(native);

    *ret_counts = (struct native_counts){0};
    if (bonus)
        schema_boolean(&schema, bonus, "yes or no", &ret_counts->is_bonus);
    if (optional)
        schema_boolean(&schema, optional, "yes or no", &ret_counts->is_optional);
}

void native_read_score(const struct native *native, const struct yaml_node *node,
                       enum problem_score *score)
{
    /* in the order of enum problem_score */
    static const char *const names[] = {"all", "sum", "min", "max", "average", "product", NULL};
    struct schema schema = native_schema(native);
    size_t index;

    if (node && schema_choice(&schema, node, "how a group scores", names, &index) == 0)
        *score = (enum problem_score)index;
}

void native_read_group_stop(const struct native *native, const struct yaml_node *stop,
                            const struct yaml_node *on_reject, enum problem_stop *ret_stop)
{
    static const char *const names[] = {"break", "continue", NULL};
    struct schema schema = native_schema(native);
    size_t index;

    native_read_stop(native, stop, ret_stop);
    if (!on_reject)
        return;
    if (stop)
        report_error_at(native->report, native->source, on_reject->index,
                        "found both \"stop\" and \"on_reject\", expected one of them");
    else if (schema_choice(&schema, on_reject, "what follows a failure", names, &index) == 0)
        *ret_stop = index == 0 ? STOP_FIRST : STOP_NEVER;
}

/* ---- requires ---- */

/* The groups by their full names. */
struct names {
    const struct problem_group *groups;
    size_t *order; /* of all groups but the root */
    size_t count;
};

static int compare_groups(const void *left, const void *right, void *arg)
{
    const struct problem_group *groups = arg;

    return strcmp(groups[*(const size_t *)left].name, groups[*(const size_t *)right].name);
}

static struct names names_open(const struct problem_group *groups, size_t count)
{
    struct names names = {.groups = groups,
                          .order = memory_alloc((count + 1) * sizeof(*names.order)),
                          .count = count - 1};

    for (size_t i = 1; i < count; i++)
        names.order[i - 1] = i;
    qsort_r(names.order, names.count, sizeof(*names.order), compare_groups, (void *)groups);
    return names;
}

/* 0: there is none. */
static size_t find_group(const struct names *names, const char *name)
{
    size_t low = 0, high = names->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(name, names->groups[names->order[middle]].name);

        if (order == 0)
            return names->order[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return 0;
}

/* Whether a group can wait for another: it ends before this one begins. */
static int ends_before(const struct names *names, size_t other, size_t group)
{
    return other < group && names->groups[other].end_case <= names->groups[group].first_case;
}

/* A group beside the one that names it, or around it, or by its full name: the innermost that it
 * can wait for, else the innermost; 0: there is none. */
static size_t resolve(const struct native *native, const struct names *names, size_t group,
                      const char *name)
{
    ptrdiff_t around = names->groups[group].parent;
    size_t innermost = 0;

    for (; around != PROBLEM_NO_GROUP; around = names->groups[around].parent) {
        const char *outer = names->groups[around].name;
        size_t found = find_group(names, arena_format(&native->problem->arena, "%s%s%s", outer,
                                                      outer[0] ? "/" : "", name));

        if (found > 0 && ends_before(names, found, group))
            return found;
        if (innermost == 0)
            innermost = found;
    }
    return innermost;
}

static void refuse_unknown(const struct native *native, const struct names *names, size_t group,
                           const struct yaml_node *node, const char *name)
{
    const char **known = memory_alloc((names->count + 1) * sizeof(*known)), *near;
    size_t count = 0;

    for (size_t i = 1; i < group; i++) /* those before it */
        if (ends_before(names, i, group))
            known[count++] = names->groups[i].name;
    near = schema_nearest(name, known);
    if (near)
        report_error_at(native->report, native->source, node->index,
                        "found no group \"%s\", expected the name of an earlier group; did you "
                        "mean \"%s\"?",
                        name, near);
    else
        report_error_at(native->report, native->source, node->index,
                        "found no group \"%s\", expected the name of an earlier group", name);
    free(known);
}

/* Whether `group` can wait for `other`: only for what ends before it begins. */
static int may_require(const struct native *native, const struct names *names, size_t group,
                       size_t other, const struct yaml_node *node)
{
    const struct problem_group *groups = names->groups;
    const char *what = NULL;

    if (other == group)
        what = "itself";
    else if (groups[other].first_case <= groups[group].first_case &&
             groups[group].end_case <= groups[other].end_case && other < group)
        what = "a group that it stands in";
    else if (groups[other].first_case >= groups[group].first_case && other > group &&
             groups[other].end_case <= groups[group].end_case)
        what = "a group that stands in it";
    else if (other > group)
        what = "a later group";
    if (!what)
        return 1;
    report_error_at(native->report, native->source, node->index,
                    "the group \"%s\" requires %s, \"%s\", so nobody can reach it; expected a "
                    "group that ends before it begins",
                    groups[group].name, what, groups[other].name);
    return 0;
}

static int holds(const size_t *list, size_t count, size_t value)
{
    for (size_t i = 0; i < count; i++)
        if (list[i] == value)
            return 1;
    return 0;
}

static void read_required(const struct native *native, const struct names *names, size_t group,
                          const struct yaml_node *node, size_t *list, size_t *count)
{
    struct schema schema = native_schema(native);
    const char *name;
    size_t other;

    if (schema_line(&schema, node, "the name of an earlier group", 4096, &name) < 0)
        return;
    other = resolve(native, names, group, name);
    if (other == 0)
        refuse_unknown(native, names, group, node, name);
    else if (holds(list, *count, other))
        report_error_at(native->report, native->source, node->index,
                        "found the group \"%s\" again, expected each once", name);
    else if (may_require(native, names, group, other, node))
        list[(*count)++] = other;
}

static void read_requires(const struct native *native, const struct names *names, size_t group,
                          const struct yaml_node *node, struct problem_group *ret_group)
{
    static const char what[] = "a list of earlier groups, such as [small, medium]";
    struct schema schema = native_schema(native);
    size_t *list, count = 0;

    if (node->kind != YAML_KIND_SCALAR && schema_list(&schema, node, what) < 0)
        return;
    if (node->kind != YAML_KIND_SCALAR && node->count > PROBLEM_REQUIRES_MAX) {
        report_error_at(native->report, native->source, node->index,
                        "found %zu groups, expected at most %d", node->count, PROBLEM_REQUIRES_MAX);
        return;
    }
    list = arena_alloc(&native->problem->arena, (node->count + 1) * sizeof(*list));
    if (node->kind == YAML_KIND_SCALAR)
        read_required(native, names, group, node, list, &count);
    else
        for (const struct yaml_node *item = node->first; item; item = item->next)
            read_required(native, names, group, item, list, &count);
    ret_group->requires = list;
    ret_group->require_count = count;
}

void native_read_requires(const struct native *native, struct problem_group *groups,
                          const struct native_group *nodes, size_t count)
{
    struct names names = names_open(groups, count);

    for (size_t i = 1; i < count; i++)
        if (nodes[i].requires)
            read_requires(native, &names, i, nodes[i].requires, &groups[i]);
    free(names.order);
}

/* ---- thresholds ---- */
static int read_step(const struct native *native, const struct yaml_node *node, double before,
                     double *ret_step)
{
    struct schema schema = native_schema(native);

    if (schema_number(&schema, node, "points above 0", 0, 1e9, ret_step) < 0)
        return -1;
    if (*ret_step > before)
        return 0;
    if (before > 0)
        report_error_at(native->report, native->source, node->index,
                        "found %.15g after %.15g, expected thresholds that rise", *ret_step,
                        before);
    else
        report_error_at(native->report, native->source, node->index,
                        "found %.15g, expected points above 0", *ret_step);
    return -1;
}

/* The last step is all there is to get, or nobody could get the rest. */
static void check_last(const struct native *native, const struct yaml_node *node, double last,
                       double worth)
{
    if (last > worth * (1 + 1e-9))
        report_error_at(native->report, native->source, node->index,
                        "nobody can reach the threshold %.15g of a group of %.15g points, "
                        "expected at most its points",
                        last, worth);
    else if (last < worth * (1 - 1e-9))
        report_error_at(native->report, native->source, node->index,
                        "nobody can get more than the last threshold, %.15g, and the group has "
                        "%.15g points; expected them as the last threshold",
                        last, worth);
}

void native_read_thresholds(const struct native *native, const struct native_group *node,
                            double worth, struct problem_group *group)
{
    static const char what[] = "a list of points that rise, such as [10, 25, 50]";
    struct schema schema = native_schema(native);
    const struct yaml_node *last = NULL;
    double *steps, before = 0;
    size_t count = 0;

    if (schema_list(&schema, node->thresholds, what) < 0)
        return;
    if (node->thresholds->count == 0 || node->thresholds->count > STEPS_MAX) {
        schema_mismatch(&schema, node->thresholds, what);
        return;
    }
    steps = arena_alloc(&native->problem->arena, node->thresholds->count * sizeof(*steps));
    for (const struct yaml_node *item = node->thresholds->first; item; item = item->next) {
        if (read_step(native, item, before, &steps[count]) < 0)
            return;
        before = steps[count++];
        last = item;
    }
    check_last(native, last, before, worth);
    group->thresholds = steps;
    group->threshold_count = count;
}
