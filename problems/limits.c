#include "problems/limits.h"

#include "base/limits.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const struct problem_limit_range PROBLEM_LIMIT_RANGES[PROBLEM_LIMIT_COUNT] = {
    {"time", LIMIT_TIME_MIN_US, LIMIT_TIME_MAX_US, "a time limit from " LIMIT_TIME_WORDS},
    {"wall", LIMIT_TIME_MIN_US, LIMIT_TIME_MAX_US, "a wall limit from " LIMIT_TIME_WORDS},
    {"memory", LIMIT_MEMORY_MIN_KIB, LIMIT_MEMORY_MAX_KIB,
     "a memory limit from " LIMIT_MEMORY_WORDS},
    {"output", LIMIT_OUTPUT_MIN_KIB, LIMIT_OUTPUT_MAX_KIB,
     "an output limit from " LIMIT_OUTPUT_WORDS},
    {"stack", LIMIT_STACK_MIN_KIB, LIMIT_STACK_MAX_KIB, "a stack limit from " LIMIT_STACK_WORDS},
    {"processes", LIMIT_PROCESSES_MIN, LIMIT_PROCESSES_MAX,
     "a number of processes from " LIMIT_PROCESSES_WORDS},
};

#define MAXIMA                                                                                     \
    X("time", PROBLEM_UNIT_TIME, LIMIT_TIME_MIN_US, LIMIT_TIME_MAX_US)                             \
    X("wall", PROBLEM_UNIT_TIME, LIMIT_TIME_MIN_US, LIMIT_WALL_MAX_US)                             \
    X("memory", PROBLEM_UNIT_SIZE, LIMIT_MEMORY_MIN_KIB, LIMIT_MEMORY_MAX_KIB)                     \
    X("output", PROBLEM_UNIT_SIZE, LIMIT_OUTPUT_MIN_KIB, LIMIT_OUTPUT_MAX_KIB)                     \
    X("stack", PROBLEM_UNIT_SIZE, LIMIT_STACK_MIN_KIB, LIMIT_STACK_MAX_KIB)                        \
    X("processes", PROBLEM_UNIT_NUMBER, LIMIT_PROCESSES_MIN, LIMIT_PROCESSES_MAX)                  \
    X("cases", PROBLEM_UNIT_NUMBER, 1, PROBLEM_CASES_MAX)                                          \
    X("file", PROBLEM_UNIT_SIZE, 1, INT64_C(1) << 20)     /* PACKAGE_FILE_MAX */                   \
    X("package", PROBLEM_UNIT_SIZE, 1, INT64_C(64) << 20) /* PACKAGE_TOTAL_MAX */

const struct problem_maximum_range PROBLEM_MAXIMUM_RANGES[PROBLEM_MAXIMUM_COUNT] = {
#define X(key, unit, least, most) {key, unit, least, most},
    MAXIMA
#undef X
};

struct problem_maxima problem_maxima = {{
#define X(key, unit, least, most) most,
    MAXIMA
#undef X
}};

struct problem_given problem_given = {-1, -1};

void problem_limits_give(struct problem_limits *limits)
{
    if (problem_given.memory_kib >= 0)
        limits->memory_kib = problem_given.memory_kib;
    if (problem_given.time_us < 0)
        return;
    limits->time_us = problem_given.time_us;
    if (limits->wall_us < 2 * limits->time_us + 1000000)
        limits->wall_us = -1;
}

void problem_maximum_show(size_t which, int64_t value, char *text, size_t size)
{
    static const struct {
        int64_t factor;
        const char *name;
    } units[][3] = {[PROBLEM_UNIT_TIME] = {{60 * 1000000, "min"}, {1000000, "s"}, {1000, "ms"}},
                    [PROBLEM_UNIT_SIZE] = {{1 << 20, "GiB"}, {1 << 10, "MiB"}, {1, "KiB"}},
                    [PROBLEM_UNIT_NUMBER] = {{1, ""}, {1, ""}, {1, ""}}};
    enum problem_unit unit = PROBLEM_MAXIMUM_RANGES[which].unit;
    size_t i = 0;

    while (i < 2 && value % units[unit][i].factor != 0)
        i++;
    snprintf(text, size, "%" PRId64 "%s", value / units[unit][i].factor, units[unit][i].name);
}

/* A default is no wish of the package's: it keeps to what the operator gives. */
static int64_t least_of(int64_t value, enum problem_limit which)
{
    int64_t most = problem_maxima.values[which];

    return value < most ? value : most;
}

static void overlay(struct problem_limits *limits, const struct problem_limits *over)
{
    if (over->time_us >= 0)
        limits->time_us = over->time_us;
    if (over->wall_us >= 0)
        limits->wall_us = over->wall_us;
    if (over->memory_kib >= 0)
        limits->memory_kib = over->memory_kib;
    if (over->output_kib >= 0)
        limits->output_kib = over->output_kib;
    if (over->stack_kib >= 0)
        limits->stack_kib = over->stack_kib;
    if (over->processes >= 0)
        limits->processes = over->processes;
}

/* What holds where a package of its format states nothing. */
static struct problem_limits defaults_of(const struct problem *problem)
{
    int is_icpc = problem->format == PROBLEM_ICPC_LEGACY || problem->format == PROBLEM_ICPC_2025;

    return (struct problem_limits){
        .time_us =
            least_of(problem->calibration.factor > 0 ? PROBLEM_UNCALIBRATED_US : PROBLEM_TIME_US,
                     PROBLEM_LIMIT_TIME),
        .wall_us = -1,
        .memory_kib =
            least_of(is_icpc ? PROBLEM_ICPC_MEMORY_KIB : PROBLEM_MEMORY_KIB, PROBLEM_LIMIT_MEMORY),
        .output_kib =
            least_of(is_icpc ? PROBLEM_ICPC_OUTPUT_KIB : PROBLEM_OUTPUT_KIB, PROBLEM_LIMIT_OUTPUT),
        .stack_kib = -1,
        .processes = 1,
    };
}

struct problem_limits problem_limits_for(const struct problem *problem, const char *language)
{
    return problem_limits_timed(problem, language, 0);
}

int problem_is_uncalibrated(const struct problem *problem)
{
    return problem->calibration.factor > 0 && problem->limits.time_us < 0;
}

struct problem_limits problem_limits_timed(const struct problem *problem, const char *language,
                                           int64_t time_us)
{
    struct problem_limits limits = defaults_of(problem);

    overlay(&limits, &problem->limits);
    for (size_t i = 0; i < problem->language_limit_count; i++)
        if (strcmp(problem->language_limits[i].language, language) == 0)
            overlay(&limits, &problem->language_limits[i].limits);
    if (time_us > 0)
        limits.time_us = least_of(time_us, PROBLEM_LIMIT_TIME);
    if (limits.wall_us < 0)
        limits.wall_us = least_of(2 * limits.time_us + 1000000, PROBLEM_LIMIT_WALL);
    if (limits.stack_kib < 0)
        limits.stack_kib = least_of(limits.memory_kib, PROBLEM_LIMIT_STACK);
    return limits;
}

struct problem_limits problem_program_limits(const struct problem_program *program)
{
    struct problem_limits limits = {
        .time_us = least_of(60 * 1000000, PROBLEM_LIMIT_TIME),
        .wall_us = -1,
        .memory_kib = least_of(2 * 1024 * 1024, PROBLEM_LIMIT_MEMORY),
        .output_kib = least_of(8 * 1024, PROBLEM_LIMIT_OUTPUT),
        .stack_kib = -1,
        .processes = 1,
    };

    overlay(&limits, &program->limits);
    if (limits.wall_us < 0)
        limits.wall_us = least_of(2 * limits.time_us + 1000000, PROBLEM_LIMIT_WALL);
    if (limits.stack_kib < 0)
        limits.stack_kib = least_of(limits.memory_kib, PROBLEM_LIMIT_STACK);
    return limits;
}

int problem_allows_language(const struct problem *problem, const char *language)
{
    if (!problem->languages)
        return strcmp(language, PROBLEM_OUTPUTS) != 0;
    for (size_t i = 0; problem->languages[i]; i++)
        if (strcmp(problem->languages[i], language) == 0)
            return 1;
    return 0;
}

const struct problem_include *problem_include_for(const struct problem *problem,
                                                  const char *language)
{
    const struct problem_include *usual = NULL;

    for (size_t i = 0; i < problem->include_count; i++) {
        if (strcmp(problem->includes[i].language, language) == 0)
            return &problem->includes[i];
        if (problem->includes[i].language[0] == '\0')
            usual = &problem->includes[i];
    }
    return usual;
}

const char *problem_entry_for(const struct problem *problem, const char *language)
{
    const struct problem_include *include = problem_include_for(problem, language);

    if (include && include->entry)
        return include->entry;
    for (const char *const *path = include && problem->entry ? include->paths : NULL; path && *path;
         path++) {
        const char *slash = strrchr(*path, '/');

        if (strcmp(slash ? slash + 1 : *path, problem->entry) == 0)
            return problem->entry;
    }
    return NULL;
}

const char *problem_feedback_name(enum problem_feedback feedback)
{
    switch (feedback) {
    case FEEDBACK_NONE:
        return "none";
    case FEEDBACK_VERDICT:
        return "verdict";
    case FEEDBACK_FIRST_DIFFERENCE:
        return "first_difference";
    }
    return "verdict";
}
