#include "problems/yaml/units.h"

#include "base/buffer.h"
#include "base/limits.h"

#include <errno.h>
#include <string.h>

struct unit {
    const char *name;
    int64_t factor; /* of the base unit: microseconds, bytes */
};

static int fail_value(struct error *err, const char *text, const char *expected)
{
    struct buffer found = BUFFER_INIT;

    buffer_append_escaped(&found, text, strlen(text), 60);
    error_set(err, -EINVAL, "found \"%s\", expected %s", found.data, expected);
    buffer_release(&found);
    return -EINVAL;
}

/* Reads "1.5s" into whole base units, exactly: 9 digits before the point and 6 after it cannot
 * overflow with the factors here. `expected` names the units. */
static int parse_value(const char *text, const struct unit *units, const char *expected,
                       int64_t *ret_value, struct error *err)
{
    enum { WHOLE_DIGITS = 9, FRACTION_DIGITS = 6 };
    int64_t whole = 0, fraction = 0, scale = 1;
    const char *at = text;

    for (; *at >= '0' && *at <= '9' && at - text < WHOLE_DIGITS; at++)
        whole = whole * 10 + (*at - '0');
    if (at == text)
        return fail_value(err, text, expected);
    if (*at == '.') {
        const char *point = at++;

        for (; *at >= '0' && *at <= '9' && at - point <= FRACTION_DIGITS; at++) {
            fraction = fraction * 10 + (*at - '0');
            scale *= 10;
        }
        if (scale == 1)
            return fail_value(err, text, expected);
    }
    if (*at == ' ')
        at++;
    for (const struct unit *unit = units; unit->name; unit++) {
        if (strcmp(at, unit->name) != 0)
            continue;
        if (fraction * unit->factor % scale != 0)
            return fail_value(err, text, "fewer digits after the point");
        *ret_value = whole * unit->factor + fraction * unit->factor / scale;
        return 0;
    }
    return fail_value(err, text, expected);
}

int units_parse_time(const char *text, int64_t *ret_us, struct error *err)
{
    static const struct unit units[] = {
        {"ms", 1000}, {"s", 1000000}, {"min", (int64_t)60 * 1000000}, {NULL, 0}};
    int64_t value;

    if (parse_value(text, units, "a time with the unit ms, s or min, as in 1.5s", &value, err) < 0)
        return -EINVAL;
    if (value < LIMIT_TIME_MIN_US || value > LIMIT_TIME_MAX_US)
        return fail_value(err, text, "a time from " LIMIT_TIME_WORDS);
    *ret_us = value;
    return 0;
}

int units_parse_size(const char *text, int64_t *ret_kib, struct error *err)
{
    static const struct unit units[] = {
        {"KiB", (int64_t)1 << 10}, {"MiB", (int64_t)1 << 20}, {"GiB", (int64_t)1 << 30}, {NULL, 0}};
    int64_t value;

    if (parse_value(text, units, "a size with the unit KiB, MiB or GiB, as in 64MiB", &value, err) <
        0)
        return -EINVAL;
    if (value < 1024 || value / 1024 > LIMIT_MEMORY_MAX_KIB)
        return fail_value(err, text, "a size from 1KiB to 1024GiB");
    if (value % 1024 != 0)
        return fail_value(err, text, "a whole number of KiB");
    *ret_kib = value / 1024;
    return 0;
}
