/* The two pipes between a submission's program and the author's, from the runner's side.
 *
 *     conversation_open(&talk, record_bytes, &err);
 *     conversation_fds(&talk, slot, fds);          0 and 1 of that side; they stay the
 * conversation's
 *     ... poll conversation_poll(); conversation_serve() ...
 *     conversation_ended(&talk, slot);             when it has been noted that this side has ended
 *     conversation_close(&talk);
 *
 * The runner holds both ends of every pipe until it has noted that a side has ended, so that the
 * other one sees neither an end of file nor SIGPIPE before: who ended first is known, and nobody
 * ends because of it. It reads nothing while both sides live, unless the conversation is recorded:
 * then each direction is two pipes, and what passes from one to the other is copied by tee(2).
 */
#ifndef RUNNER_CONVERSATION_H
#define RUNNER_CONVERSATION_H

#include "base/error.h"
#include "runner/protocol.h"

#include <poll.h>
#include <stdint.h>

/* One direction. */
struct channel {
    int from[2]; /* a pipe; the writer has its end 1 */
    int to[2];   /* the reader has end 0 of this one; both -1 where that is the same pipe */
    int writer_ended, reader_ended;
    int is_full;   /* `to`: what is in `from` waits for room */
    int64_t bytes; /* that the runner has seen pass, or thrown away after the reader's end */
};

struct conversation {
    struct channel channels[2]; /* by enum cell_slot of the writer */
    int record;                 /* a memfd, -1: nothing is recorded */
    int64_t room;               /* in it */
    int64_t unrecorded;         /* bytes that had none */
    int64_t start_us;
};
#define CONVERSATION_NONE                                                                          \
    ((struct conversation){                                                                        \
        .channels = {{.from = {-1, -1}, .to = {-1, -1}}, {.from = {-1, -1}, .to = {-1, -1}}},      \
        .record = -1})

int conversation_open(struct conversation *talk, int64_t record_bytes, struct error *err);
void conversation_close(struct conversation *talk);

/* What becomes 0 and 1 of this side. */
void conversation_fds(const struct conversation *talk, enum cell_slot slot, int fds[2]);

/* What the runner has to wait for: an entry for each channel, fd -1 where there is nothing. */
void conversation_poll(const struct conversation *talk, struct pollfd polled[2]);
/* Passes on, or throws away, what there is; never waits. */
void conversation_serve(struct conversation *talk);

/* A side has ended: the other reads the end of file behind what was written, and writes to nobody.
 */
void conversation_ended(struct conversation *talk, enum cell_slot slot);

/* A side that lives on has closed its stdout: the other reads the end of file. */
void conversation_hang_up(struct conversation *talk, enum cell_slot slot);
/* The end of the pipe that this side writes to, as the runner has it; -1: no longer. */
int conversation_end(const struct conversation *talk, enum cell_slot slot);

/* Bytes that wait in a direction. */
int conversation_pending(const struct conversation *talk, enum cell_slot writer);

#endif
