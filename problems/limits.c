#include "problems/limits.h"

#include "base/limits.h"

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

struct problem_limits problem_limits_for(const struct problem *problem, const char *language)
{
    struct problem_limits limits = {
        .time_us = PROBLEM_TIME_US,
        .wall_us = -1,
        .memory_kib = PROBLEM_MEMORY_KIB,
        .output_kib = PROBLEM_OUTPUT_KIB,
        .stack_kib = -1,
        .processes = 1,
    };

    overlay(&limits, &problem->limits);
    for (size_t i = 0; i < problem->language_limit_count; i++)
        if (strcmp(problem->language_limits[i].language, language) == 0)
            overlay(&limits, &problem->language_limits[i].limits);
    if (limits.wall_us < 0)
        limits.wall_us = 2 * limits.time_us + 1000000;
    if (limits.stack_kib < 0)
        limits.stack_kib = limits.memory_kib;
    return limits;
}

int problem_allows_language(const struct problem *problem, const char *language)
{
    if (!problem->languages)
        return 1;
    for (size_t i = 0; problem->languages[i]; i++)
        if (strcmp(problem->languages[i], language) == 0)
            return 1;
    return 0;
}

const char *problem_entry_for(const struct problem *problem, const char *language)
{
    for (size_t i = 0; problem->entry && i < problem->include_count; i++) {
        if (strcmp(problem->includes[i].language, language) != 0)
            continue;
        for (const char *const *path = problem->includes[i].paths; *path; path++) {
            const char *slash = strrchr(*path, '/');

            if (strcmp(slash ? slash + 1 : *path, problem->entry) == 0)
                return problem->entry;
        }
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
