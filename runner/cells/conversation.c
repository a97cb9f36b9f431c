#include "runner/cells/conversation.h"

#include "base/clock.h"
#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PIPE_BYTES = 1024 * 1024, /* as much as problemtools gives: who writes ahead need not wait */
    PASS_BYTES = 64 * 1024,   /* at once */
};

/* A program may open its descriptors again, as /dev/stdin and /dev/stdout. Both sides are one user
 * to the host, so each can open either end of its two pipes: what it can do with that is to read
 * what it wrote and to write what it reads. */
static int open_pipe(int ends[2])
{
    if (pipe2(ends, O_CLOEXEC) < 0)
        return -errno;
    fcntl(ends[0], F_SETPIPE_SZ, PIPE_BYTES); /* without it there is less room */
    return fchmod(ends[1], 0666) < 0 ? -errno : 0;
}

static int open_channel(struct channel *channel, int is_relayed)
{
    int failed = open_pipe(channel->from);

    if (failed == 0 && is_relayed)
        failed = open_pipe(channel->to);
    /* these two are ours alone; what a program has as well must block as a pipe does */
    if (failed == 0 && is_relayed && (failed = fd_set_nonblock(channel->from[0], 1)) == 0)
        failed = fd_set_nonblock(channel->to[1], 1);
    return failed;
}

int conversation_open(struct conversation *talk, int64_t record_bytes, struct error *err)
{
    int failed = 0;

    *talk = CONVERSATION_NONE;
    talk->start_us = clock_monotonic_us();
    talk->room = record_bytes;
    if (record_bytes > 0 && (talk->record = fd_memfd("conversation")) < 0)
        failed = talk->record;
    for (int i = 0; failed == 0 && i < 2; i++)
        failed = open_channel(&talk->channels[i], record_bytes > 0);
    if (failed == 0)
        return 0;
    conversation_close(talk);
    return error_set_errno(err, -failed, "cannot make the pipes of a conversation");
}

void conversation_close(struct conversation *talk)
{
    for (int i = 0; i < 2; i++)
        for (int end = 0; end < 2; end++) {
            fd_close(&talk->channels[i].from[end]);
            fd_close(&talk->channels[i].to[end]);
        }
    fd_close(&talk->record);
}

static int is_relayed(const struct channel *channel)
{
    return channel->to[0] >= 0 || channel->to[1] >= 0;
}

void conversation_fds(const struct conversation *talk, enum cell_slot slot, int fds[2])
{
    const struct channel *in = &talk->channels[slot == SLOT_AUTHOR ? SLOT_SUBMISSION : SLOT_AUTHOR];

    fds[0] = is_relayed(in) ? in->to[0] : in->from[0];
    fds[1] = talk->channels[slot].from[1];
}

/* Whether the runner takes what comes: it passes it on, or nobody reads it any more. */
static int is_served(const struct channel *channel)
{
    return channel->from[0] >= 0 && (channel->reader_ended || is_relayed(channel));
}

void conversation_poll(const struct conversation *talk, struct pollfd polled[2])
{
    for (int i = 0; i < 2; i++) {
        const struct channel *channel = &talk->channels[i];

        polled[i] = (struct pollfd){.fd = -1};
        if (is_served(channel) && channel->is_full)
            polled[i] = (struct pollfd){.fd = channel->to[1], .events = POLLOUT};
        else if (is_served(channel))
            polled[i] = (struct pollfd){.fd = channel->from[0], .events = POLLIN};
    }
}

static void record(struct conversation *talk, enum cell_slot writer, const char *data, size_t size)
{
    struct conversation_chunk chunk = {.writer = writer,
                                       .at_us = clock_monotonic_us() - talk->start_us};
    size_t kept = size;

    if (talk->record < 0)
        return;
    if ((int64_t)kept > talk->room)
        kept = (size_t)talk->room;
    talk->unrecorded += (int64_t)(size - kept);
    talk->room -= (int64_t)kept;
    chunk.size = (uint32_t)kept;
    if (kept > 0 && (fd_write_full(talk->record, &chunk, sizeof(chunk)) < 0 ||
                     fd_write_full(talk->record, data, kept) < 0))
        talk->room = 0; /* nobody's verdict hangs on it */
}

/* Takes some of what there is, up to `most`; whether there was something. */
static int take(struct conversation *talk, enum cell_slot writer, size_t most)
{
    static char data[PASS_BYTES];
    struct channel *channel = &talk->channels[writer];
    ssize_t got = read(channel->from[0], data, most);

    if (got <= 0)
        return 0;
    channel->bytes += got;
    record(talk, writer, data, (size_t)got);
    return 1;
}

/* The same, and the reader gets it. */
static int pass(struct conversation *talk, enum cell_slot writer)
{
    struct channel *channel = &talk->channels[writer];
    int keeps = talk->room > 0;
    ssize_t got =
        keeps ? tee(channel->from[0], channel->to[1], PASS_BYTES, SPLICE_F_NONBLOCK)
              : splice(channel->from[0], NULL, channel->to[1], NULL, PASS_BYTES, SPLICE_F_NONBLOCK);

    /* which of the two pipes it was cannot be seen from the error */
    channel->is_full = got < 0 && errno == EAGAIN && conversation_pending(talk, writer) > 0;
    if (got <= 0)
        return 0;
    if (keeps)
        return take(talk, writer, (size_t)got);
    channel->bytes += got;
    talk->unrecorded += got;
    return 1;
}

/* The writer has ended, and all that it wrote has been passed on. */
static void finish(struct channel *channel)
{
    fd_close(&channel->from[0]);
    fd_close(&channel->from[1]);
    fd_close(&channel->to[1]);
}

void conversation_serve(struct conversation *talk)
{
    enum { ROUNDS = 16 }; /* there are limits to be looked at as well */

    for (int i = 0; i < 2; i++) {
        struct channel *channel = &talk->channels[i];

        for (int round = 0; is_served(channel) && round < ROUNDS; round++)
            if (channel->reader_ended ? !take(talk, (enum cell_slot)i, PASS_BYTES)
                                      : !pass(talk, (enum cell_slot)i))
                break;
        if (is_served(channel) && channel->writer_ended &&
            conversation_pending(talk, (enum cell_slot)i) == 0)
            finish(channel);
    }
}

void conversation_ended(struct conversation *talk, enum cell_slot slot)
{
    struct channel *out = &talk->channels[slot];
    struct channel *in = &talk->channels[slot == SLOT_AUTHOR ? SLOT_SUBMISSION : SLOT_AUTHOR];

    out->writer_ended = 1;
    if (!is_relayed(out) && !out->reader_ended)
        fd_close(&out->from[1]);
    /* who writes to somebody that is gone neither waits nor gets SIGPIPE; nobody else has this end
     * now, so that it may be made not to block */
    in->reader_ended = 1;
    in->is_full = 0;
    if (in->from[0] >= 0)
        fd_set_nonblock(in->from[0], 1);
    conversation_serve(talk);
}

void conversation_hang_up(struct conversation *talk, enum cell_slot slot)
{
    struct channel *out = &talk->channels[slot];

    out->writer_ended = 1;
    fd_close(&out->from[1]);
    conversation_serve(talk);
}

int conversation_end(const struct conversation *talk, enum cell_slot slot)
{
    return talk->channels[slot].from[1];
}

int conversation_pending(const struct conversation *talk, enum cell_slot writer)
{
    const struct channel *channel = &talk->channels[writer];
    int bytes = 0;

    if (channel->from[0] < 0 || ioctl(channel->from[0], FIONREAD, &bytes) < 0)
        return 0;
    return bytes;
}
