#include "judge/languages/maxima.h"

#include "base/memory.h"
#include "problems/limits.h"
#include "problems/yaml/units.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char *const *names(void)
{
    static const char *list[PROBLEM_MAXIMUM_COUNT + 1];

    for (size_t i = 0; i < PROBLEM_MAXIMUM_COUNT; i++)
        list[i] = PROBLEM_MAXIMUM_RANGES[i].key;
    return list;
}

/* A number, or a value with its unit, within what there is. */
static int parse_value(size_t which, const char *text, int64_t *ret_value, struct error *err)
{
    const struct problem_maximum_range *range = &PROBLEM_MAXIMUM_RANGES[which];
    char least[32], most[32], *end;
    int64_t value = 0;
    int failed = 0;

    if (range->unit == PROBLEM_UNIT_TIME) {
        failed = units_parse_time(text, &value, err);
    } else if (range->unit == PROBLEM_UNIT_SIZE) {
        failed = units_parse_size(text, &value, err);
    } else {
        errno = 0;
        value = strtoll(text, &end, 10);
        if (errno || end == text || *end)
            failed = error_set(err, -EINVAL, "found \"%.60s\", expected a whole number", text);
    }
    if (failed == 0 && (value < range->least || value > range->most)) {
        problem_maximum_show(which, range->least, least, sizeof(least));
        problem_maximum_show(which, range->most, most, sizeof(most));
        failed =
            error_set(err, -EINVAL, "found \"%.60s\", expected from %s to %s", text, least, most);
    }
    if (failed == 0)
        *ret_value = value;
    return failed;
}

static int set_one(struct problem_maxima *maxima, char *entry, struct error *err)
{
    char *value = strchr(entry, '=');
    const char *nearest;

    if (!value)
        return error_set(err, -EINVAL, "found \"%.60s\", expected as in time=10s,memory=1GiB",
                         entry);
    *value++ = '\0';
    for (size_t i = 0; i < PROBLEM_MAXIMUM_COUNT; i++) {
        if (strcmp(entry, PROBLEM_MAXIMUM_RANGES[i].key) != 0)
            continue;
        if (parse_value(i, value, &maxima->values[i], err) < 0)
            return error_prefix(err, "%s", entry);
        return 0;
    }
    nearest = schema_nearest(entry, names());
    return error_set(err, -EINVAL,
                     "found \"%.60s\", expected time, wall, memory, output, stack, processes, "
                     "cases, file or package%s%s%s",
                     entry, nearest ? "; did you mean \"" : "", nearest ? nearest : "",
                     nearest ? "\"?" : "");
}

int maxima_set_list(const char *list, struct error *err)
{
    struct problem_maxima maxima = problem_maxima;
    char *copy = memory_strdup(list);
    char *rest = copy;
    int failed = 0;

    for (char *entry = strsep(&rest, ","); entry && failed == 0; entry = strsep(&rest, ","))
        failed = *entry ? set_one(&maxima, entry, err) : 0;
    free(copy);
    if (failed == 0)
        problem_maxima = maxima;
    return failed;
}

void maxima_read(const struct schema *schema, const struct yaml_node *node,
                 struct problem_maxima *maxima)
{
    const struct yaml_node *values[PROBLEM_MAXIMUM_COUNT] = {NULL};
    struct error err;

    if (schema_fields(schema, node, "maxima", names(), values) < 0)
        return;
    for (size_t i = 0; i < PROBLEM_MAXIMUM_COUNT; i++) {
        const char *text;

        if (values[i] &&
            schema_line(schema, values[i], "a value such as 10s, 1GiB or 100", 60, &text) == 0 &&
            parse_value(i, text, &maxima->values[i], &err) < 0)
            report_error_at(schema->report, schema->source, values[i]->index, "%s", err.text);
    }
}

void maxima_write_line(struct buffer *text)
{
    for (size_t i = 0; i < PROBLEM_MAXIMUM_COUNT; i++)
        buffer_format(text, "%s%" PRId64, i > 0 ? " " : "", problem_maxima.values[i]);
    buffer_format(text, " %" PRId64 " %" PRId64 "\n", problem_given.time_us,
                  problem_given.memory_kib);
}

/* The next number of the line: 0, or -EINVAL. */
static int take_number(const char **at, const char *end, int64_t least, int64_t most,
                       int64_t *ret_value)
{
    char *after;

    *ret_value = strtoll(*at, &after, 10);
    if (after == *at || after > end || *ret_value < least || *ret_value > most)
        return -EINVAL;
    *at = after;
    return 0;
}

ssize_t maxima_take_line(const char *text, size_t size)
{
    const struct problem_maximum_range *ranges = PROBLEM_MAXIMUM_RANGES;
    const char *end = memchr(text, '\n', size);
    struct problem_maxima maxima;
    struct problem_given given;
    const char *at = text;

    for (size_t i = 0; end && i < PROBLEM_MAXIMUM_COUNT; i++)
        if (take_number(&at, end, ranges[i].least, ranges[i].most, &maxima.values[i]) < 0)
            return -EINVAL;
    if (!end || take_number(&at, end, -1, ranges[PROBLEM_LIMIT_TIME].most, &given.time_us) < 0 ||
        take_number(&at, end, -1, ranges[PROBLEM_LIMIT_MEMORY].most, &given.memory_kib) < 0 ||
        at != end)
        return -EINVAL;
    problem_maxima = maxima;
    problem_given = given;
    return end + 1 - text;
}
