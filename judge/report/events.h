/* The judge's log: the closed list of its events (docs/log.md has the same list, and says what each
 * field is; tests/judge/report/test_events.c compares them). base/log.h writes them.
 *
 *     log_write(&event_held, LOG_FIELDS(LOG_NUMBER("submission", id), ...), "submission ...");
 *
 * One line here is an event: name, level, whether it is routine, its fields. */
#ifndef JUDGE_EVENTS_H
#define JUDGE_EVENTS_H

#include "base/log.h"

/* clang-format off */
#define EVENTS_OF_THE_JUDGE(EVENT)                                                                  \
    EVENT(started,          INFO,    0, "judge version database graders config")                    \
    EVENT(stopping,         INFO,    0, "signal in_hand returned grace_ms")                         \
    EVENT(stopped,          INFO,    0, "judged accepted returned")                                 \
    EVENT(reloaded,         INFO,    0, "config changed restart")                                   \
    EVENT(reload_refused,   WARNING, 0, "config")                                                   \
    EVENT(bad_setting,      ERROR,   0, "file line column")                                         \
    EVENT(failed,           ERROR,   0, "")                                                         \
    EVENT(claimed,          INFO,    1, "submission judging attempt user problem language")         \
    EVENT(judged,           INFO,    1, "submission judging attempt user problem language verdict " \
                                        "reason score max_score cpu_us wall_us memory_kib took_ms") \
    EVENT(retried,          WARNING, 0, "submission judging attempt user problem language reason")  \
    EVENT(gave_up,          WARNING, 0, "submission judging attempt user problem language verdict " \
                                        "reason")                                                   \
    EVENT(held,             WARNING, 0, "submission judging attempt user problem language reason "  \
                                        "all_of")                                                   \
    EVENT(returned,         INFO,    0, "submission judging attempt user problem language")         \
    EVENT(return_failed,    WARNING, 0, "submission judging")                                       \
    EVENT(overtaken,        WARNING, 0, "submission judging attempt")                               \
    EVENT(dropped,          INFO,    0, "submission judging attempt")                               \
    EVENT(no_time_limit,    WARNING, 0, "submission problem")                                       \
    EVENT(let_go,           ERROR,   0, "submission judging attempt")                               \
    EVENT(damaged,          ERROR,   0, "")                                                         \
    EVENT(stalled,          WARNING, 0, "")                                                         \
    EVENT(resumed,          INFO,    0, "stalled_ms")                                               \
    EVENT(requeued,         WARNING, 0, "count")                                                    \
    EVENT(late,             WARNING, 0, "submission judging user problem waited_ms deadline_ms")    \
    EVENT(left_held,        WARNING, 0, "count")                                                    \
    EVENT(grader_lost,      WARNING, 0, "grader")                                                   \
    EVENT(grader_attacked,  ERROR,   0, "grader")                                                   \
    EVENT(grader_said,      WARNING, 0, "grader")                                                   \
    EVENT(judge_stood_still, INFO,   0, "grader for_ms")
/* clang-format on */

#define EVENT_DECLARE(name, level, is_routine, fields) extern const struct log_event event_##name;
EVENTS_OF_THE_JUDGE(EVENT_DECLARE)
#undef EVENT_DECLARE

/* All of them and log_message, NULL at the end. */
extern const struct log_event *const events_all[];

#endif
