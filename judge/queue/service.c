#include "judge/queue/service.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "base/notify.h"

#include <string.h>

enum { STATUS_US = 5 * 1000 * 1000 };

/* A line of its own is another message: what is quoted must stay in the line. */
static void say_status(int64_t judged, int in_hand, const char *trouble)
{
    struct buffer text = BUFFER_INIT;

    buffer_format(&text, "STATUS=%lld judged, %d in hand", (long long)judged, in_hand);
    if (*trouble) {
        buffer_append_text(&text, "; takes no new work: ");
        buffer_append_shown(&text, trouble, strlen(trouble));
    }
    notify_say(text.data);
    buffer_release(&text);
}

void service_turn(struct service *service, int64_t judged, int in_hand, const char *trouble)
{
    int64_t now_us = clock_monotonic_us(), every_us = notify_watchdog_us();

    if (every_us > 0 && now_us >= service->next_beat_us) {
        notify_say("WATCHDOG=1");
        service->next_beat_us = now_us + every_us;
    }
    if (now_us >= service->next_status_us) {
        say_status(judged, in_hand, trouble);
        service->next_status_us = now_us + STATUS_US;
    }
}

void service_ready(void)
{
    notify_say("READY=1");
}

void service_reloading(void)
{
    notify_reloading();
}

void service_stopping(int in_hand)
{
    struct buffer text = BUFFER_INIT;

    buffer_format(&text, "STOPPING=1\nSTATUS=stopping: %d in hand", in_hand);
    notify_say(text.data);
    buffer_release(&text);
}
