#include "judge/rules/stop_after.h"

#include "judge/rules/figures.h"

#include <assert.h>
#include <stdio.h>

enum stop_after stop_after_case(const struct problem *problem, const struct score_case *cases,
                                size_t index, int64_t spent_us)
{
    int64_t slow = 0;

    assert(index < problem->case_count);
    if (problem->stop_after_total_us > 0 && spent_us >= problem->stop_after_total_us)
        return STOP_AFTER_TOTAL;
    for (size_t i = 0; i < index; i++)
        slow += cases[i].verdict == VERDICT_TLE;
    return problem->stop_after_tle > 0 && slow >= problem->stop_after_tle ? STOP_AFTER_TLE
                                                                          : STOP_AFTER_NONE;
}

const char *stop_after_reason(enum stop_after why)
{
    static const char *const reasons[] = {"", "not_run:tle", "not_run:total"};

    return reasons[why];
}

void stop_after_explain(const struct problem *problem, enum stop_after why,
                        char text[STOP_AFTER_TEXT_MAX])
{
    text[0] = '\0';
    if (why == STOP_AFTER_TLE)
        snprintf(text, STOP_AFTER_TEXT_MAX, "not run: %lld case%s before it reached %s time limit",
                 (long long)problem->stop_after_tle, problem->stop_after_tle == 1 ? "" : "s",
                 problem->stop_after_tle == 1 ? "its" : "their");
    if (why == STOP_AFTER_TOTAL)
        snprintf(text, STOP_AFTER_TEXT_MAX,
                 "not run: the cases before it used up the %s that all cases have together",
                 figure_seconds(problem->stop_after_total_us).text);
}
