/* What a judge tells the manager of its service (base/notify.h) from its event loop: that it is
 * ready, what it does, and, as long as the loop turns, that it lives. */
#ifndef JUDGE_SERVICE_H
#define JUDGE_SERVICE_H

#include <stdint.h>

struct service {
    int64_t next_beat_us; /* all zero at the start */
    int64_t next_status_us;
};

/* Each turn of the loop that a timer makes; nothing else may call it, or the watchdog would not see
 * a loop that hangs. `trouble`: why no work is taken, or "". */
void service_turn(struct service *service, int64_t judged, int in_hand, const char *trouble);

void service_ready(void);
/* Around reading the settings again. */
void service_reloading(void);
void service_stopping(int in_hand);

#endif
