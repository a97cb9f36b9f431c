#include "judge/commands/given_limits.h"

#include "base/error.h"
#include "problems/yaml/units.h"

enum { KEY_TIME = 700, KEY_MEMORY };

static const struct argp_option options[] = {
    {"time", KEY_TIME, "TIME", 0,
     "CPU time limit in place of the package's, with its unit: 500ms, 2s (a language's own limits "
     "still hold)",
     0},
    {"memory", KEY_MEMORY, "SIZE", 0, "Memory limit in place of the package's: 64MiB", 0},
    {0},
};

void given_limits_time(const char *option, const char *text, int64_t *ret_us,
                       struct argp_state *state)
{
    struct error err;

    if (units_parse_time(text, ret_us, &err) < 0)
        argp_error(state, "%s: %s", option, err.text);
}

void given_limits_size(const char *option, const char *text, enum problem_limit which,
                       int64_t *ret_kib, struct argp_state *state)
{
    const struct problem_limit_range *range = &PROBLEM_LIMIT_RANGES[which];
    struct error err;

    if (units_parse_size(text, ret_kib, &err) < 0)
        argp_error(state, "%s: %s", option, err.text);
    else if (*ret_kib < range->least || *ret_kib > range->most)
        argp_error(state, "%s: found \"%s\", expected %s", option, text, range->what);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    switch (key) {
    case KEY_TIME:
        given_limits_time("--time", arg, &problem_given.time_us, state);
        return 0;
    case KEY_MEMORY:
        given_limits_size("--memory", arg, PROBLEM_LIMIT_MEMORY, &problem_given.memory_kib, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp given_limits_argp = {.options = options, .parser = parse};
