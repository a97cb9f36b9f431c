#include "judge/dispatch/grader_log.h"

#include "base/fd.h"
#include "base/log.h"
#include "base/memory.h"
#include "judge/report/events.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { REFILL_US = 1000000, REFILL_BYTES = 1024, READ_BYTES = 512 };

struct grader_log {
    struct loop *loop;
    struct loop_timer *timer; /* armed while nothing may be shown */
    int errors;               /* -1 after its end */
    int is_watched;
    uint32_t id;
    int room;   /* how much may be read now; negative: a debt */
    int is_cut; /* what is left of the line is not shown */
    size_t size;
    char line[GRADER_LOG_LINE_MAX];
};

static void show(struct grader_log *log)
{
    if (log->size == 0)
        return;
    log_write(&event_grader_said, LOG_FIELDS(LOG_NUMBER("grader", log->id)), "grader %u: %.*s%s",
              log->id, (int)log->size, log->line, log->is_cut ? "..." : "");
    log->room -= GRADER_LOG_LINE_COST;
    log->size = 0;
}

/* A NUL would end what is shown. */
static void take_byte(struct grader_log *log, char byte)
{
    if (byte == '\n') {
        show(log);
        log->is_cut = 0;
    } else if (log->size == sizeof(log->line)) {
        log->is_cut = 1;
    } else {
        log->line[log->size++] = byte == '\0' ? '?' : byte;
    }
}

static void end(struct grader_log *log)
{
    show(log);
    if (log->is_watched)
        loop_remove_fd(log->loop, log->errors);
    log->is_watched = 0;
    fd_close(&log->errors);
}

/* Whether there may be more to read now. */
static int read_some(struct grader_log *log)
{
    char bytes[READ_BYTES];
    ssize_t got = log->room <= 0 ? 0 : read(log->errors, bytes, sizeof(bytes));

    if (log->room <= 0 || (got < 0 && (errno == EAGAIN || errno == EINTR)))
        return 0;
    log->room -= got > 0 ? (int)got : 0;
    for (ssize_t i = 0; i < got; i++)
        take_byte(log, bytes[i]);
    if (got <= 0)
        end(log);
    return got > 0;
}

static void on_readable(struct loop *loop, int fd, uint32_t events, void *arg)
{
    struct grader_log *log = arg;

    (void)events;
    read_some(log);
    if (log->errors < 0 || log->room > 0)
        return;
    loop_remove_fd(loop, fd);
    log->is_watched = 0;
    loop_set_timer(log->timer, REFILL_US);
}

static int watch(struct grader_log *log, struct error *err)
{
    int failed = loop_add_fd(log->loop, log->errors, EPOLLIN, on_readable, log, err);

    log->is_watched = failed == 0;
    return failed;
}

static void on_time(struct loop *loop, struct loop_timer *timer, void *arg)
{
    struct grader_log *log = arg;
    struct error err;

    (void)loop;
    log->room += REFILL_BYTES;
    if (log->room <= 0) {
        loop_set_timer(timer, REFILL_US);
        return;
    }
    if (watch(log, &err) < 0) {
        log_warning("grader %u: its words are not shown: %s", log->id, err.text);
        end(log);
    }
}

int grader_log_open(struct loop *loop, uint32_t id, int errors, struct grader_log **ret_log,
                    struct error *err)
{
    struct grader_log *log = memory_alloc(sizeof(*log));
    int failed;

    *log = (struct grader_log){.loop = loop, .errors = errors, .id = id, .room = GRADER_LOG_BYTES};
    failed = loop_add_timer(loop, on_time, log, &log->timer, err);
    if (failed == 0)
        failed = watch(log, err);
    if (failed < 0) {
        grader_log_close(log);
        return failed;
    }
    *ret_log = log;
    return 0;
}

void grader_log_close(struct grader_log *log)
{
    if (!log)
        return;
    while (log->errors >= 0 && read_some(log))
        ;
    if (log->errors >= 0)
        end(log);
    if (log->timer)
        loop_remove_timer(log->loop, log->timer);
    free(log);
}
