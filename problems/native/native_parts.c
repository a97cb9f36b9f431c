#include "problems/native/native_parts.h"

#include "base/fd.h"
#include "problems/package.h"

#include <errno.h>

struct schema native_schema(const struct native *native)
{
    return (struct schema){.source = native->source, .report = native->report};
}

void native_read_feedback(const struct native *native, const struct yaml_node *node,
                          enum problem_feedback *feedback)
{
    static const char *const names[] = {"none", "verdict", "first_difference", NULL};
    struct schema schema = native_schema(native);
    size_t index;

    if (node && schema_choice(&schema, node, "a feedback level", names, &index) == 0)
        *feedback = (enum problem_feedback)index;
}

void native_read_stop(const struct native *native, const struct yaml_node *node,
                      enum problem_stop *stop)
{
    static const char *const names[] = {"first", "never", NULL};
    struct schema schema = native_schema(native);
    size_t index;

    if (node && schema_choice(&schema, node, "when to stop", names, &index) == 0)
        *stop = index == 0 ? STOP_FIRST : STOP_NEVER;
}

int native_check_maximum(const struct native *native, const struct yaml_node *node,
                         enum problem_maximum which, int64_t value)
{
    char asked[32], most[32];

    if (value <= problem_maxima.values[which])
        return 0;
    problem_maximum_show(which, value, asked, sizeof(asked));
    problem_maximum_show(which, problem_maxima.values[which], most, sizeof(most));
    report_error_at(native->report, native->source, node->index,
                    "the package asks for %s of %s, and the operator gives at most %s (`maxima`)",
                    asked, PROBLEM_MAXIMUM_RANGES[which].key, most);
    return -EINVAL;
}

int64_t native_file_max(int64_t max)
{
    int64_t given = problem_maxima.values[PROBLEM_MAXIMUM_FILE] * 1024;

    return given < max ? given : max;
}

int native_read_path(const struct native *native, const struct yaml_node *node, int64_t max,
                     const char **ret_path, int64_t *ret_size)
{
    struct schema schema = native_schema(native);
    const char *path;
    struct error err;

    if (schema_line(&schema, node, "the path of a file in the package", 4096, &path) < 0)
        return -EINVAL;
    if (package_find(&native->problem->arena, native->dir_fd, path, native_file_max(max), ret_path,
                     ret_size, &err) == 0)
        return 0;
    report_failure_at(native->report, native->source, node->index, &err);
    return -EINVAL;
}

/* A limit that the runner takes; `limit` is untouched where it is not one. */
static void read_limit(const struct native *native, const struct yaml_node *node,
                       enum problem_limit which, int64_t *limit)
{
    const struct problem_limit_range *range = &PROBLEM_LIMIT_RANGES[which];
    struct schema schema = native_schema(native);
    int64_t value;
    int failed;

    if (!node)
        return;
    if (which == PROBLEM_LIMIT_PROCESSES)
        failed = schema_integer(&schema, node, range->what, range->least, range->most, &value);
    else if (which == PROBLEM_LIMIT_TIME || which == PROBLEM_LIMIT_WALL)
        failed = schema_time(&schema, node, &value);
    else
        failed = schema_size(&schema, node, &value);
    if (failed < 0)
        return;
    if (value < range->least || value > range->most)
        schema_mismatch(&schema, node, range->what);
    else if (native_check_maximum(native, node, (enum problem_maximum)which, value) == 0)
        *limit = value;
}

void native_read_limits(const struct native *native, const struct yaml_node *node,
                        struct problem_limits *limits)
{
    int64_t *const fields[PROBLEM_LIMIT_COUNT] = {&limits->time_us,    &limits->wall_us,
                                                  &limits->memory_kib, &limits->output_kib,
                                                  &limits->stack_kib,  &limits->processes};
    const struct yaml_node *values[PROBLEM_LIMIT_COUNT] = {NULL};
    const char *names[PROBLEM_LIMIT_COUNT + 1] = {NULL};
    struct schema schema = native_schema(native);

    for (size_t i = 0; i < PROBLEM_LIMIT_COUNT; i++)
        names[i] = PROBLEM_LIMIT_RANGES[i].key;
    if (schema_fields(&schema, node, "limits", names, values) < 0)
        return;
    for (size_t i = 0; i < PROBLEM_LIMIT_COUNT; i++)
        read_limit(native, values[i], (enum problem_limit)i, fields[i]);
}
