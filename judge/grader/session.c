#include "judge/grader/session.h"

#include "base/fd.h"
#include "base/log.h"
#include "base/packet.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_JUDGE_GONE = 3 }; /* as every failure of ours (docs/operators-guide.md, "Exit codes") */

void grader_send(struct grader_session *session, json_t *event, int64_t patience_us)
{
    grader_send_file(session, event, patience_us, -1);
}

void grader_send_file(struct grader_session *session, json_t *event, int64_t patience_us, int fd)
{
    char *text;
    int sent;

    if (patience_us > 0)
        json_object_set_new(event, "next_within_us", json_integer(patience_us));
    text = json_dumps(event, JSON_COMPACT);
    json_decref(event);
    if (!text)
        abort(); /* every text in an event was made valid UTF-8: a bug of ours */
    sent = packet_send(session->judge, text, strlen(text), &fd, fd >= 0 ? 1 : 0);
    free(text);
    if (sent < 0) {
        log_debug("the judge is gone: %s", strerrordesc_np(-sent));
        _exit(EXIT_JUDGE_GONE);
    }
}

int grader_ask_cached(struct grader_session *session, const char *key, int64_t patience_us)
{
    char answer[64];
    size_t count = 1;
    int fd = -1;

    grader_send(session, json_pack("{s:s,s:s}", "event", "cached", "key", key), patience_us);
    if (packet_recv(session->judge, answer, sizeof(answer), &fd, &count) <= 0)
        _exit(EXIT_JUDGE_GONE); /* the judge is gone */
    return count == 1 ? fd : -1;
}
