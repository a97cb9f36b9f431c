#include "judge/report/events.h"

#include <stddef.h>

#define EVENT_DEFINE(name, level, is_routine, fields)                                              \
    const struct log_event event_##name = {#name, LOG_LEVEL_##level, is_routine, fields};
EVENTS_OF_THE_JUDGE(EVENT_DEFINE)

#define EVENT_POINTER(name, level, is_routine, fields) &event_##name,
const struct log_event *const events_all[] = {&log_message,
                                              EVENTS_OF_THE_JUDGE(EVENT_POINTER) NULL};
