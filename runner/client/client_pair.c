/* The grader's side of a run of two: both stderr and the report are drained here, and nothing of
 * what the two say to each other. */
#include "base/buffer.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/packet.h"
#include "runner/build/notice.h"
#include "runner/client/client_parts.h"
#include "runner/protocol.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

struct pair_drain {
    int socket;
    const struct pair_request *request;
    int errors[2][2]; /* pipes; end 1 is the program's */
    int report[2];
    int is_reporting; /* the author's program has ended: until then the runner reads the report */
    struct client_tail tails[2];
    int64_t feedback_bytes;
};

static void give_feedback(struct pair_drain *drain, const char *data, size_t size)
{
    const struct pair_request *request = drain->request;
    int64_t room = request->feedback_bytes - drain->feedback_bytes;

    if (room > 0)
        request->feedback(data, (int64_t)size < room ? size : (size_t)room, request->feedback_arg);
    drain->feedback_bytes += (int64_t)size;
}

static int add_vector(struct buffer *message, const char *const *argv, uint32_t *ret_count,
                      struct error *err)
{
    size_t before = message->size;

    for (*ret_count = 0; argv[*ret_count]; ++*ret_count)
        buffer_append(message, argv[*ret_count], strlen(argv[*ret_count]) + 1);
    if (*ret_count == 0 || *ret_count > ARGV_MAX || message->size - before > ARGV_BYTES ||
        argv[0][0] != '/')
        return error_set(err, -E2BIG,
                         "an argument vector of %u strings in %zu bytes: expected 1 to %d in at "
                         "most %d, the first an absolute path",
                         *ret_count, message->size - before, ARGV_MAX, ARGV_BYTES);
    return 0;
}

static int send_pair(const struct pair_drain *drain, struct error *err)
{
    const struct pair_request *request = drain->request;
    struct msg_pair head = {.kind = MSG_PAIR,
                            .has_report = request->feedback != NULL,
                            .has_material = request->feedback && request->material >= 0,
                            .record_bytes = request->record_bytes};
    struct buffer message = BUFFER_INIT;
    int fds[5] = {drain->errors[0][1], drain->errors[1][1], drain->report[1], drain->report[0],
                  request->material};
    int failed = 0;

    memcpy(head.accepts, request->accepts, sizeof(head.accepts));
    buffer_append(&message, &head, sizeof(head));
    for (int i = 0; failed == 0 && i < 2; i++) {
        head.limits[i] = request->sides[i].limits;
        failed = add_vector(&message, request->sides[i].argv, &head.argc[i], err);
    }
    memcpy(message.data, &head, sizeof(head));
    if (failed == 0 && (failed = packet_send(drain->socket, message.data, message.size, fds,
                                             2 + 2 * head.has_report + head.has_material)) < 0)
        error_set_errno(err, -failed, "cannot ask the runner for a run of two");
    buffer_release(&message);
    return failed;
}

/* The next message; 1: it was the last. */
static int hear_runner(struct pair_drain *drain, struct msg_pair_done *done, int *ret_conversation,
                       struct error *err)
{
    union {
        struct msg_pair_ended ended;
        struct msg_pair_done done;
    } message;
    size_t count = 1;
    ssize_t got = packet_recv(drain->socket, &message, sizeof(message), ret_conversation, &count);

    if (count == 0)
        *ret_conversation = -1;
    if (got == (ssize_t)sizeof(message.ended) && message.ended.kind == MSG_PAIR_ENDED &&
        drain->request->feedback && !drain->is_reporting) {
        const struct author_notice notice = {AUTHOR_NOTICE, message.ended.status};

        drain->is_reporting = 1;
        give_feedback(drain, (const char *)&notice, sizeof(notice));
        return 0;
    }
    if (got != (ssize_t)sizeof(message.done) || message.done.kind != MSG_PAIR_DONE)
        return error_set(err, -EIO, "the runner died during a run of two");
    *done = message.done;
    if (done->code < 0)
        return error_set(err, done->code, "%.*s", (int)sizeof(done->text), done->text);
    return 1;
}

/* What there is; whether there was something. */
static int take(struct pair_drain *drain)
{
    char data[64 * 1024];
    size_t got, all = 0;

    for (int i = 0; i < 2; i++) {
        got = client_read(&drain->errors[i][0], data, sizeof(data));
        client_tail_take(&drain->tails[i], data, got);
        all += got;
    }
    got = drain->is_reporting ? client_read(&drain->report[0], data, sizeof(data)) : 0;
    if (got > 0)
        give_feedback(drain, data, got);
    return all + got > 0;
}

static int drain_pair(struct pair_drain *drain, struct msg_pair_done *done, int *ret_conversation,
                      struct error *err)
{
    int heard = 0;

    while (heard == 0) {
        struct pollfd polled[4] = {
            {.fd = drain->socket, .events = POLLIN},
            {.fd = drain->errors[0][0], .events = POLLIN},
            {.fd = drain->errors[1][0], .events = POLLIN},
            {.fd = drain->is_reporting ? drain->report[0] : -1, .events = POLLIN},
        };

        if (poll(polled, 4, -1) < 0 && errno != EINTR)
            return error_set_errno(err, errno, "cannot wait for a run of two");
        take(drain);
        if (polled[0].revents)
            heard = hear_runner(drain, done, ret_conversation, err);
    }
    while (heard > 0 && take(drain))
        ;
    return heard < 0 ? heard : 0;
}

static void fill_result(const struct pair_drain *drain, const struct msg_pair_done *done,
                        struct pair_result *result)
{
    for (int i = 0; i < 2; i++) {
        memset(&result->evidence[i], 0, sizeof(result->evidence[i]));
        memcpy(&result->evidence[i], done->evidence[i], EVIDENCE_NUMBERS);
        client_tail_put(&drain->tails[i], &result->evidence[i]);
    }
    result->outcome = done->outcome;
}

static int run(struct pair_drain *drain, struct pair_result *result, struct error *err)
{
    struct msg_pair_done done;
    int failed = send_pair(drain, err);

    for (int i = 0; i < 2; i++)
        fd_close(&drain->errors[i][1]);
    fd_close(&drain->report[1]);
    if (failed < 0)
        return failed;
    if (drain->request->meanwhile)
        drain->request->meanwhile(drain->request->meanwhile_arg);
    failed = drain_pair(drain, &done, &result->conversation, err);
    if (failed == 0)
        fill_result(drain, &done, result);
    return failed;
}

int cell_pair(int socket, const struct pair_request *request, struct pair_result *ret_result,
              struct error *err)
{
    struct pair_drain drain = {
        .socket = socket, .request = request, .errors = {{-1, -1}, {-1, -1}}, .report = {-1, -1}};
    int failed = 0;

    ret_result->conversation = -1;
    for (int i = 0; failed == 0 && i < 2; i++) {
        client_tail_init(&drain.tails[i], &request->sides[i].limits);
        failed = client_pipe(drain.errors[i], err);
    }
    if (failed == 0 && request->feedback)
        failed = client_pipe(drain.report, err);
    if (failed == 0)
        failed = run(&drain, ret_result, err);
    for (int end = 0; end < 2; end++) {
        fd_close(&drain.errors[0][end]);
        fd_close(&drain.errors[1][end]);
        fd_close(&drain.report[end]);
    }
    if (failed == 0 && ret_result->conversation >= 0 &&
        lseek(ret_result->conversation, 0, SEEK_SET) < 0)
        failed = error_set_errno(err, errno, "cannot read a conversation");
    if (failed < 0)
        fd_close(&ret_result->conversation);
    return failed;
}
