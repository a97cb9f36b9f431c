#include "runner/cells/pair.h"

#include "base/clock.h"
#include "base/fd.h"
#include "base/packet.h"
#include "runner/build/notice.h"
#include "runner/cells/conversation.h"
#include "runner/cells/stillness.h"
#include "runner/cells/waits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct pair {
    const struct pair_order *order;
    int grader;
    struct cell_run runs[2]; /* by enum cell_slot, as all that follows */
    struct run_evidence evidence[2];
    struct conversation talk;
    struct waits waits[2];
    int has_ended[2]; /* the program: the author's own, where one of ours has started it */
    int is_over[2];   /* its run, with all figures */
    struct pair_outcome outcome;
};

enum {
    NOBODY = -1,
    NO_STATUS = -1, /* it was ended, or gave no account of itself */
};

/* What is polled. */
enum {
    POLL_PROCESS, /* two each */
    POLL_INIT = POLL_PROCESS + 2,
    POLL_CHANNEL = POLL_INIT + 2,
    POLL_GRADER = POLL_CHANNEL + 2,
    POLL_REPORT,
    POLL_COUNT,
};

static int is_wrapped(const struct pair *pair)
{
    return pair->order->report_end >= 0;
}

/* ---- the start ---- */

static int start_side(struct pair *pair, struct cell *cells[2], enum cell_slot slot,
                      struct error *err)
{
    struct cell_run_order order = pair->order->sides[slot];
    int fds[5];

    conversation_fds(&pair->talk, slot, fds);
    fds[2] = pair->order->errors[slot];
    fds[3] = pair->order->report;
    fds[4] = pair->order->material;
    order.descriptors = fds;
    order.descriptor_count = 3;
    if (slot == SLOT_AUTHOR && fds[3] >= 0)
        order.descriptor_count = fds[4] >= 0 ? 5 : 4;
    return cell_run_start(cells[slot], &order, &pair->runs[slot], err);
}

/* Both are ready before either starts. The author's goes first: it has more to do before it can
 * speak. */
static int start(struct pair *pair, struct cell *cells[2], struct error *err)
{
    int failed = conversation_open(&pair->talk, pair->order->record_bytes, err);

    for (int i = 0; failed == 0 && i < 2; i++)
        failed = cell_make_ready(cells[i], pair->order->sides[i].limits, err);
    for (int i = SLOT_AUTHOR; failed == 0 && i >= SLOT_SUBMISSION; i--)
        failed = start_side(pair, cells, (enum cell_slot)i, err);
    for (int i = 0; i < 2; i++)
        pair->waits[i].looked_us = clock_monotonic_us();
    pair->waits[SLOT_AUTHOR].is_wrapped = is_wrapped(pair);
    return failed;
}

/* ---- ends ---- */

static void note_first(struct pair *pair, enum cell_slot slot)
{
    pair->has_ended[slot] = 1;
    if (pair->outcome.first == NOBODY)
        pair->outcome.first = (int32_t)slot;
}

/* All bytes that the process wrote, wherever to; 0 where the kernel does not count them. */
static int64_t written_bytes(const struct cell_run *run)
{
    char path[64], text[512];
    const char *found;
    ssize_t got;
    int fd;

    snprintf(path, sizeof(path), "/proc/%d/io", (int)run->cell->standby.pid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    got = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
    fd_close(&fd);
    text[got > 0 ? got : 0] = '\0';
    found = strstr(text, "\nwchar: ");
    return found ? strtoll(found + 8, NULL, 10) : 0;
}

static int conclude(struct pair *pair, enum cell_slot slot, struct error *err)
{
    int failed;

    if (pair->is_over[slot])
        return 0;
    pair->evidence[slot].output_bytes = written_bytes(&pair->runs[slot]);
    failed = cell_run_conclude(&pair->runs[slot], &pair->evidence[slot], err);
    pair->is_over[slot] = 1;
    return failed;
}

static int lets_go_on(const struct pair *pair, int status)
{
    return status != NO_STATUS && WIFEXITED(status) &&
           pair->order->accepts[WEXITSTATUS(status) / 8] >> WEXITSTATUS(status) % 8 & 1;
}

/* The submission has ended, by itself or for a reason that its evidence has. */
static int end_submission(struct pair *pair, struct error *err)
{
    note_first(pair, SLOT_SUBMISSION);
    conversation_ended(&pair->talk, SLOT_SUBMISSION);
    return conclude(pair, SLOT_SUBMISSION, err);
}

static int is_readable(int fd)
{
    struct pollfd polled = {.fd = fd, .events = POLLIN};

    return fd >= 0 && poll(&polled, 1, 0) > 0;
}

/* The author's program has ended. Unless it lets the submission go on, nothing that that does
 * counts any more. */
static int end_author(struct pair *pair, int status, struct error *err)
{
    int failed = 0;

    note_first(pair, SLOT_AUTHOR);
    pair->outcome.author_status = status;
    /* before it can read an end of file */
    if (!pair->is_over[SLOT_SUBMISSION] && !lets_go_on(pair, status)) {
        if (!is_readable(pair->runs[SLOT_SUBMISSION].cell->standby.pidfd))
            pair->evidence[SLOT_SUBMISSION].end = RUN_ENDED_PEER;
        failed = end_submission(pair, err);
    }
    conversation_ended(&pair->talk, SLOT_AUTHOR);
    return failed;
}

static int author_run_over(struct pair *pair, struct error *err)
{
    const struct run_evidence *evidence = &pair->evidence[SLOT_AUTHOR];
    int status = NO_STATUS;
    int failed;

    /* first: who it was is decided, whatever takes long now */
    if (!pair->has_ended[SLOT_AUTHOR])
        note_first(pair, SLOT_AUTHOR);
    failed = conclude(pair, SLOT_AUTHOR, err);
    if (failed < 0 || pair->outcome.author_status != NO_STATUS)
        return failed;
    if (!is_wrapped(pair) && evidence->end == RUN_ENDED_ITSELF)
        status = evidence->term_signal ? W_EXITCODE(0, evidence->term_signal)
                                       : W_EXITCODE(evidence->exit_status, 0);
    return end_author(pair, status, err);
}

/* ---- the author's program below one of ours ---- */

/* Hears that it has ended, and tells the grader, who may read the rest of the report now. */
static int hear_report(struct pair *pair, struct error *err)
{
    struct author_notice notice;
    struct msg_pair_ended message = {.kind = MSG_PAIR_ENDED, .status = NO_STATUS};
    int failed;

    if (read(pair->order->report_end, &notice, sizeof(notice)) == (ssize_t)sizeof(notice) &&
        notice.magic == AUTHOR_NOTICE)
        message.status = notice.wait_status;
    failed = end_author(pair, message.status, err);
    if (failed == 0 && packet_send(pair->grader, &message, sizeof(message), NULL, 0) < 0)
        failed = error_set(err, -EPIPE, "the grader is gone");
    return failed;
}

/* Whether a child of our program's has ended of which it has not told yet. */
static int has_dead_child(pid_t pid)
{
    char path[96], text[256];
    const char *bracket;
    ssize_t got;
    long child;
    int fd;

    snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)pid, (int)pid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    got = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
    fd_close(&fd);
    text[got > 0 ? got : 0] = '\0';
    child = strtol(text, NULL, 10);
    if (child <= 0)
        return 0;
    fd = cell_open_of((pid_t)child, "stat");
    got = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
    fd_close(&fd);
    text[got > 0 ? got : 0] = '\0';
    bracket = strrchr(text, ')');
    return bracket && (bracket[2] == 'Z' || bracket[2] == 'X');
}

/* Asked when the submission has ended: whether the author's program has as well, and was only not
 * heard of yet. */
static int author_ended_too(const struct pair *pair)
{
    enum { TELL_MS = 200 };
    struct pollfd polled = {.fd = pair->order->report_end, .events = POLLIN};

    if (!is_wrapped(pair) || pair->has_ended[SLOT_AUTHOR] ||
        !has_dead_child(pair->runs[SLOT_AUTHOR].cell->standby.pid))
        return 0;
    return poll(&polled, 1, TELL_MS) > 0;
}

/* ---- while both run ---- */

/* The grader has nothing to say during a run of two. */
static int hear_grader(const struct pair *pair, struct error *err)
{
    struct msg_plain message;

    if (packet_recv(pair->grader, &message, sizeof(message), NULL, NULL) == 0)
        return error_set(err, -EPIPE, "the grader is gone");
    return error_set(err, -EPROTO, "the grader spoke during a run of two");
}

static int check_output(struct pair *pair, struct error *err)
{
    const struct cell_run *run = &pair->runs[SLOT_SUBMISSION];

    if (written_bytes(run) <= run->limits->output_bytes)
        return 0;
    pair->evidence[SLOT_SUBMISSION].end = RUN_ENDED_OUTPUT;
    return end_submission(pair, err);
}

/* They wait for each other, but one has closed its stdout for good, as a program may to say that
 * this was all: the other reads the end of file now. Whether there was one. */
static int hang_up(struct pair *pair)
{
    int found = 0;

    for (int slot = 0; slot < 2; slot++) {
        int end = conversation_end(&pair->talk, (enum cell_slot)slot);

        if (end < 0 || !waits_has_closed(&pair->runs[slot], end))
            continue;
        conversation_hang_up(&pair->talk, (enum cell_slot)slot);
        found = 1;
    }
    return found;
}

/* What both wait for. */
static int look_at_waits(struct pair *pair, struct error *err)
{
    int64_t looked_us = pair->waits[0].looked_us;
    int is_deadlock = waits_look(pair->waits, pair->runs);

    for (int i = 0; i < 2; i++)
        pair->runs[i].waited_us = pair->waits[i].waited_us;
    if (is_deadlock && !hang_up(pair)) {
        pair->outcome.is_deadlock = 1;
        pair->evidence[SLOT_SUBMISSION].end = RUN_ENDED_IDLE;
        return end_submission(pair, err);
    }
    return pair->waits[0].looked_us != looked_us ? check_output(pair, err) : 0;
}

/* Ends whom a limit has caught. Otherwise how long nobody can be, in *ret_wait_us. */
static int check_limits(struct pair *pair, int64_t *ret_wait_us, struct error *err)
{
    int failed = 0;

    *ret_wait_us = WAITS_LOOK_US;
    for (int i = 0; failed == 0 && i < 2; i++) {
        int is_over = 0;
        int64_t wait_us;

        if (pair->is_over[i])
            continue;
        wait_us = cell_run_check(&pair->runs[i], &pair->evidence[i], &is_over);
        if (is_over)
            failed = i == SLOT_AUTHOR ? author_run_over(pair, err) : end_submission(pair, err);
        else if (wait_us < *ret_wait_us)
            *ret_wait_us = wait_us;
    }
    return failed;
}

static void fill_polled(const struct pair *pair, struct pollfd polled[POLL_COUNT])
{
    for (int i = 0; i < 2; i++) {
        const struct cell *cell = pair->runs[i].cell;
        int is_over = pair->is_over[i];

        polled[POLL_PROCESS + i] =
            (struct pollfd){.fd = is_over ? -1 : cell->standby.pidfd, .events = POLLIN};
        polled[POLL_INIT + i] =
            (struct pollfd){.fd = is_over ? -1 : cell->socket, .events = POLLIN};
    }
    conversation_poll(&pair->talk, &polled[POLL_CHANNEL]);
    polled[POLL_GRADER] = (struct pollfd){.fd = pair->grader, .events = POLLIN};
    polled[POLL_REPORT] = (struct pollfd){
        .fd = pair->has_ended[SLOT_AUTHOR] ? -1 : pair->order->report_end, .events = POLLIN};
}

static int look_at_stillness(struct pair *pair, int64_t wait_us, struct error *err)
{
    enum { INIT_STOPPED_US = 1000 * 1000 };

    for (int i = 0; i < 2; i++) {
        if (pair->is_over[i])
            continue;
        stillness_look(&pair->runs[i].stillness, wait_us);
        if (pair->runs[i].stillness.init_stopped_us > INIT_STOPPED_US)
            return error_set(err, -EIO, "somebody has stopped a cell's init");
    }
    return 0;
}

/* What the poll has found, the author's first. */
static int serve(struct pair *pair, const struct pollfd polled[POLL_COUNT], struct error *err)
{
    int is_over[2];
    int failed = 0;

    for (int i = 0; i < 2; i++)
        is_over[i] = polled[POLL_PROCESS + i].revents || polled[POLL_INIT + i].revents;
    if (polled[POLL_GRADER].revents)
        return hear_grader(pair, err);
    if (polled[POLL_REPORT].revents || (is_over[SLOT_SUBMISSION] && author_ended_too(pair)))
        failed = hear_report(pair, err);
    if (failed == 0 && is_over[SLOT_AUTHOR] && !pair->is_over[SLOT_AUTHOR])
        failed = author_run_over(pair, err);
    if (failed == 0 && is_over[SLOT_SUBMISSION] && !pair->is_over[SLOT_SUBMISSION])
        failed = end_submission(pair, err);
    conversation_serve(&pair->talk);
    return failed;
}

static int watch(struct pair *pair, struct error *err)
{
    struct pollfd polled[POLL_COUNT];
    struct timespec wait;
    int64_t wait_us;
    int failed = 0;

    while (failed == 0) {
        failed = check_limits(pair, &wait_us, err);
        if (failed < 0 || (pair->is_over[0] && pair->is_over[1]))
            break;
        wait = (struct timespec){wait_us / 1000000, (wait_us % 1000000) * 1000};
        fill_polled(pair, polled);
        if (ppoll(polled, POLL_COUNT, &wait, NULL) < 0) {
            if (errno != EINTR)
                return error_set_errno(err, errno, "cannot watch a run of two");
            continue;
        }
        failed = look_at_stillness(pair, wait_us, err);
        if (failed == 0)
            failed = serve(pair, polled, err);
        if (failed == 0 && !pair->has_ended[0] && !pair->has_ended[1])
            failed = look_at_waits(pair, err);
    }
    return failed;
}

/* Those who have written more than they may are counted exactly where it passed by. */
static void count_bytes(struct pair *pair)
{
    pair->outcome.unrecorded = pair->talk.unrecorded;
    if (pair->order->record_bytes > 0)
        for (int i = 0; i < 2; i++)
            pair->evidence[i].output_bytes = pair->talk.channels[i].bytes;
}

int pair_run(struct cell *cells[2], const struct pair_order *order, int grader,
             struct pair_outcome *ret_outcome, struct run_evidence ret_evidence[2],
             int *ret_conversation, struct error *err)
{
    struct pair pair = {.order = order,
                        .grader = grader,
                        .evidence = {CELL_RUN_EVIDENCE, CELL_RUN_EVIDENCE},
                        .talk = CONVERSATION_NONE,
                        .outcome = {.first = NOBODY, .author_status = NO_STATUS}};
    int failed = start(&pair, cells, err);

    if (failed == 0)
        failed = watch(&pair, err);
    if (failed == 0) {
        count_bytes(&pair);
        *ret_outcome = pair.outcome;
        memcpy(ret_evidence, pair.evidence, sizeof(pair.evidence));
        *ret_conversation = pair.talk.record;
        pair.talk.record = -1;
    }
    conversation_close(&pair.talk);
    return failed;
}
