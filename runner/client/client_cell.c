/* The grader's side of its runner: opens cells, and drains a run's pipes while the runner watches
 * its limits. */
#include "runner/runner.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "base/crash_point.h"
#include "base/fd.h"
#include "base/packet.h"
#include "runner/client/client_parts.h"
#include "runner/protocol.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- cells ---- */

static int take_reply(int socket, struct error *err)
{
    struct msg_reply reply;
    ssize_t got = packet_recv(socket, &reply, sizeof(reply), NULL, NULL);

    if (got != (ssize_t)sizeof(reply) || reply.kind != MSG_REPLY)
        return error_set(err, -EIO, "the runner is gone");
    if (reply.code < 0)
        return error_set(err, reply.code, "%.*s", (int)sizeof(reply.text), reply.text);
    error_say(err, "%.*s", (int)sizeof(reply.text), reply.text); /* why not watched, say */
    return reply.code;
}

/* The place of `fd` among the descriptors to send, added when it is not there; -1: no room. */
static int place_of(int fd, int fds[RUNNER_OPEN_MAX], size_t *count)
{
    for (size_t i = 0; i < *count; i++)
        if (fds[i] == fd)
            return (int)i;
    if (*count == RUNNER_OPEN_MAX)
        return -1;
    fds[*count] = fd;
    return (int)(*count)++;
}

/* The whole message; `fds` and *ret_count get what goes with it. */
static int write_open(const struct cell_request *request, struct buffer *message,
                      int fds[RUNNER_OPEN_MAX], size_t *ret_count, struct error *err)
{
    const struct msg_cell_open head = {
        .kind = MSG_CELL_OPEN,
        .profile = request->profile,
        .file_count = (uint32_t)request->file_count,
        .wants_watched = request->wants_watched != 0,
        .slot = request->slot,
        .memory_kib = request->memory_kib,
    };

    *ret_count = 0;
    if (request->file_count > RUNNER_FILES_MAX)
        return error_set(err, -E2BIG, "%zu files for a cell: %d is the most", request->file_count,
                         RUNNER_FILES_MAX);
    buffer_append(message, &head, sizeof(head));
    for (size_t i = 0; i < request->file_count; i++) {
        const struct cell_file *file = &request->files[i];
        int place = place_of(file->fd, fds, ret_count);
        struct msg_cell_file entry = {(uint32_t)place, 0, file->offset, file->size};

        if (place < 0)
            return error_set(err, -E2BIG, "the files for a cell are in more than %d descriptors",
                             RUNNER_OPEN_MAX);
        if (strlen(file->path) > FILE_PATH_MAX)
            return error_set(err, -ENAMETOOLONG, "a file of a cell has a name of over %d bytes",
                             FILE_PATH_MAX);
        buffer_append(message, &entry, sizeof(entry));
    }
    for (size_t i = 0; i < request->file_count; i++)
        buffer_append(message, request->files[i].path, strlen(request->files[i].path) + 1);
    return message->size <= PACKET_SIZE_MAX
               ? 0
               : error_set(err, -E2BIG,
                           "the names of a cell's files take %zu bytes, %d is the most",
                           message->size, PACKET_SIZE_MAX);
}

int cell_open(int socket, const struct cell_request *request, struct error *err)
{
    struct buffer message = BUFFER_INIT;
    int fds[RUNNER_OPEN_MAX];
    size_t count;
    int failed = write_open(request, &message, fds, &count, err);

    if (failed == 0 && (failed = packet_send(socket, message.data, message.size, fds, count)) < 0)
        error_set_errno(err, -failed, "cannot ask the runner for a cell");
    buffer_release(&message);
    return failed < 0 ? failed : take_reply(socket, err);
}

int cell_close_slot(int socket, enum cell_slot slot, struct error *err)
{
    const struct msg_cell_close message = {.kind = MSG_CELL_CLOSE, .slot = slot};
    int failed = packet_send(socket, &message, sizeof(message), NULL, 0);

    if (failed < 0)
        return error_set_errno(err, -failed, "cannot ask the runner to close a cell");
    return take_reply(socket, err);
}

int cell_close(int socket, struct error *err)
{
    return cell_close_slot(socket, SLOT_SUBMISSION, err);
}

/* ---- a run ---- */

/* More output than this is kept until the run is over: a program must not wait in a full pipe for
 * the one who looks at what it wrote, since that is wall time of its. */
enum { AT_ONCE_BYTES = 128 * 1024 };

/* And no more than this is kept, because it is the grader's memory, which no control group of the
 * run holds: a program that writes more waits while the grader looks at what there is. It is what
 * a problem's outputs may have unless it says more. */
enum { SPOOL_BYTES = 64 * 1024 * 1024 };

struct drain {
    int socket;
    int out, err, feedback; /* read ends, -1 after their end */
    const struct run_request *request;
    int64_t feedback_bytes;
    const struct run_limits *limits;
    run_output_fn *fn;
    void *arg;
    int64_t output_bytes;
    int spool; /* what is kept, -1: nothing yet */
    int64_t spooled;
    int failed;        /* a negative errno: it could not be kept */
    int told;          /* the runner, that the cap was passed */
    int64_t looked_us; /* at the pipes, last */
    int64_t busy_us;   /* clock_busy_us then */
    int64_t paused_us; /* nobody looked, because this process did not run */
    int pauses;
    struct client_tail tail;
};

/* A copy of the input, the run's own: its times and its mode would carry what a program does to
 * them to whoever got the same file next. */
static int copy_input(int fd, struct error *err)
{
    off_t from = 0;
    int copy = fd_memfd("input");
    int failed = copy < 0 ? copy : 0;
    int input = -1;
    char path[64];
    struct stat info;

    if (failed == 0 && fstat(fd, &info) < 0)
        failed = -errno;
    while (failed == 0 && from < info.st_size) {
        ssize_t sent = sendfile(copy, fd, &from, (size_t)(info.st_size - from));

        if (sent < 0 && errno != EINTR)
            failed = -errno;
        else if (sent == 0)
            failed = -ENODATA;
    }
    if (failed == 0)
        failed = fd_seal(copy);
    /* for reading alone: a sealed file could still be "truncated" to the size it has */
    snprintf(path, sizeof(path), "/proc/self/fd/%d", copy);
    if (failed == 0 && (input = open(path, O_RDONLY | O_CLOEXEC)) < 0)
        failed = -errno;
    fd_close(&copy);
    return failed < 0 ? error_set_errno(err, -failed, "cannot copy a run's input") : input;
}

static int send_run(int socket, const struct run_request *request, const int *fds, size_t fd_count,
                    int has_code, struct error *err)
{
    struct msg_run head = {.kind = MSG_RUN,
                           .action = request->action,
                           .has_code = (uint32_t)has_code,
                           .slot = request->slot,
                           .has_feedback = fd_count > 3 + (size_t)has_code,
                           .limits = request->limits};
    const char *file = request->action == RUN_EXEC ? "" : request->file;
    struct buffer message = BUFFER_INIT;
    int failed = 0;

    buffer_append(&message, &head, sizeof(head));
    buffer_append(&message, file, strlen(file) + 1);
    for (; request->argv[head.argc]; head.argc++)
        buffer_append(&message, request->argv[head.argc], strlen(request->argv[head.argc]) + 1);
    memcpy(message.data, &head, sizeof(head));
    if (strlen(file) > RUN_FILE_MAX)
        failed =
            error_set(err, -ENAMETOOLONG, "the name of a source has over %d bytes", RUN_FILE_MAX);
    else if (head.argc == 0 || head.argc > ARGV_MAX || message.size - sizeof(head) > ARGV_BYTES ||
             request->argv[0][0] != '/')
        failed = error_set(err, -E2BIG,
                           "an argument vector of %u strings in %zu bytes: expected 1 to %d in at "
                           "most %d, the first an absolute path",
                           head.argc, message.size - sizeof(head), ARGV_MAX, ARGV_BYTES);
    if (failed == 0 &&
        (failed = packet_send(socket, message.data, message.size, fds, fd_count)) < 0)
        error_set_errno(err, -failed, "cannot ask the runner for a run");
    buffer_release(&message);
    return failed;
}

/* What is kept, in order; the spool is empty then. */
static void hand_over_kept(struct drain *drain)
{
    char data[64 * 1024];
    ssize_t got = 1;

    if (drain->spool < 0 || drain->failed < 0)
        return;
    if (lseek(drain->spool, 0, SEEK_SET) < 0)
        drain->failed = -errno;
    while (drain->failed == 0 && got > 0) {
        got = read(drain->spool, data, sizeof(data));
        if (got < 0)
            drain->failed = -errno;
        else if (got > 0)
            drain->fn(data, (size_t)got, drain->arg);
    }
    if (drain->failed == 0 &&
        (lseek(drain->spool, 0, SEEK_SET) < 0 || ftruncate(drain->spool, 0) < 0))
        drain->failed = -errno;
    drain->spooled = 0;
}

static void hand_over(struct drain *drain, const char *data, size_t size)
{
    if (drain->spool < 0 && drain->output_bytes < AT_ONCE_BYTES) {
        drain->fn(data, size, drain->arg);
        return;
    }
    if (drain->spool < 0 && drain->failed == 0) {
        drain->spool = fd_memfd("output");
        drain->failed = drain->spool < 0 ? drain->spool : 0;
    }
    if (drain->spooled + (int64_t)size > SPOOL_BYTES)
        hand_over_kept(drain);
    if (drain->failed == 0)
        drain->failed = fd_write_full(drain->spool, data, size);
    drain->spooled += (int64_t)size;
}

/* When the run is over. */
static int hand_over_rest(struct drain *drain, struct error *err)
{
    hand_over_kept(drain);
    return drain->failed < 0 ? error_set_errno(err, -drain->failed, "cannot keep a run's output")
                             : 0;
}

static void take_output(struct drain *drain, const char *data, size_t size)
{
    const struct msg_plain end = {.kind = MSG_RUN_END};
    int64_t room = drain->limits->output_bytes - drain->output_bytes;

    crash_point("mid_output");
    if (room > 0)
        hand_over(drain, data, (int64_t)size < room ? size : (size_t)room);
    drain->output_bytes += (int64_t)size;
    if (drain->output_bytes > drain->limits->output_bytes && !drain->told) {
        drain->told = 1;
        /* a runner that is gone is noticed where its answer is awaited */
        packet_send(drain->socket, &end, sizeof(end), NULL, 0);
    }
}

static void take_feedback(struct drain *drain, const char *data, size_t size)
{
    int64_t room = drain->request->feedback_bytes - drain->feedback_bytes;

    if (room > 0)
        drain->request->feedback(data, (int64_t)size < room ? size : (size_t)room,
                                 drain->request->feedback_arg);
    drain->feedback_bytes += (int64_t)size;
}

/* Reads once; -1 in *fd after the end. Returns whether there was something. */
static int drain_one(struct drain *drain, int *fd)
{
    char data[64 * 1024];
    size_t got = client_read(fd, data, sizeof(data));

    if (got == 0)
        return 0;
    if (fd == &drain->out)
        take_output(drain, data, got);
    else if (fd == &drain->feedback)
        take_feedback(drain, data, got);
    else
        client_tail_take(&drain->tail, data, got);
    return 1;
}

enum { LOOK_MS = 50 };

/* A program waits for a grader that does not look at its pipes: stopped or frozen, or busy with
 * what it wrote (attack: much output, which takes long to check, so that the run is done again and
 * again as one that stood still), it is the fault of neither. The runner cannot see it. */
static void note_pause(struct drain *drain)
{
    enum { PAUSE_US = 500 * 1000 };
    int64_t now = clock_monotonic_us(), busy = clock_busy_us();
    int64_t late = now - drain->looked_us - LOOK_MS * 1000;
    int64_t worked = busy - drain->busy_us;

    drain->looked_us = now;
    drain->busy_us = busy;
    if (late < PAUSE_US)
        return;
    drain->paused_us += late;
    drain->pauses += late - worked >= PAUSE_US;
}

/* Until the runner says that the run is over; what the pipes still hold is taken afterwards. The
 * end of the pipes is never waited for. */
static int drain_run(struct drain *drain, struct msg_done *done, struct error *err)
{
    ssize_t got;

    for (;;) {
        struct pollfd polled[4] = {
            {.fd = drain->socket, .events = POLLIN},
            {.fd = drain->out, .events = POLLIN},
            {.fd = drain->err, .events = POLLIN},
            {.fd = drain->feedback, .events = POLLIN},
        };

        if (poll(polled, drain->feedback < 0 ? 3 : 4, LOOK_MS) < 0 && errno != EINTR)
            return error_set_errno(err, errno, "cannot wait for a run");
        note_pause(drain);
        if (polled[1].revents)
            drain_one(drain, &drain->out);
        if (polled[2].revents)
            drain_one(drain, &drain->err);
        if (polled[3].revents)
            drain_one(drain, &drain->feedback);
        if (polled[0].revents)
            break;
    }
    got = packet_recv(drain->socket, done, sizeof(*done), NULL, NULL);
    if (got != (ssize_t)sizeof(*done) || done->kind != MSG_DONE)
        return error_set(err, -EIO, "the runner died during a run");
    if (done->code < 0)
        return error_set(err, done->code, "%.*s", (int)sizeof(done->text), done->text);
    while (drain_one(drain, &drain->out))
        ;
    while (drain_one(drain, &drain->err))
        ;
    while (drain_one(drain, &drain->feedback))
        ;
    return hand_over_rest(drain, err);
}

static void fill_evidence(const struct drain *drain, const struct msg_done *done,
                          struct run_evidence *evidence)
{
    memset(evidence, 0, sizeof(*evidence));
    memcpy(evidence, done->evidence, sizeof(done->evidence));
    evidence->output_bytes = drain->output_bytes;
    evidence->paused_us += drain->paused_us;
    evidence->pauses += drain->pauses;
    client_tail_put(&drain->tail, evidence);
}

int run_files_open(int stdin_fd, struct run_files *ret_files, struct error *err)
{
    struct run_files files = RUN_FILES_NONE;
    int failed = 0;

    files.input = copy_input(stdin_fd, err);
    if (files.input < 0)
        return files.input;
    failed = client_pipe(files.out, err);
    if (failed == 0)
        failed = client_pipe(files.errs, err);
    if (failed < 0)
        run_files_close(&files);
    else
        *ret_files = files;
    return failed;
}

void run_files_close(struct run_files *files)
{
    fd_close(&files->input);
    for (int i = 0; i < 2; i++) {
        fd_close(&files->out[i]);
        fd_close(&files->errs[i]);
    }
}

/* Asks for the run and drains it; the read ends of `files` are the drain's. */
static int run_with(int socket, const struct run_request *request, struct run_files *files,
                    int feedback[2], struct drain *drain, struct run_evidence *ret_evidence,
                    struct error *err)
{
    int fds[5] = {files->input, files->out[1], files->errs[1]};
    int has_code = request->action != RUN_EXEC && request->code_fd >= 0;
    size_t count = 3;
    struct msg_done done;
    int failed;

    if (has_code)
        fds[count++] = request->code_fd;
    if (feedback[1] >= 0)
        fds[count++] = feedback[1];
    failed = send_run(socket, request, fds, count, has_code, err);
    fd_close(&files->out[1]);
    fd_close(&files->errs[1]);
    fd_close(&feedback[1]);
    if (failed < 0)
        return failed;
    drain->out = files->out[0];
    drain->err = files->errs[0];
    drain->feedback = feedback[0];
    files->out[0] = files->errs[0] = feedback[0] = -1; /* the drain's to close */
    if (request->meanwhile)
        request->meanwhile(request->meanwhile_arg);
    failed = drain_run(drain, &done, err);
    if (failed == 0)
        fill_evidence(drain, &done, ret_evidence);
    fd_close(&drain->out);
    fd_close(&drain->err);
    fd_close(&drain->feedback);
    fd_close(&drain->spool);
    return failed;
}

int cell_run(int socket, const struct run_request *request, run_output_fn *fn, void *arg,
             struct run_evidence *ret_evidence, struct error *err)
{
    struct run_files files = RUN_FILES_NONE;
    int feedback[2] = {-1, -1};
    struct drain drain = {
        .socket = socket,
        .request = request,
        .limits = &request->limits,
        .fn = fn,
        .arg = arg,
        .spool = -1,
        .looked_us = clock_monotonic_us(),
        .busy_us = clock_busy_us(),
    };
    int failed = 0;

    if (request->files) {
        files = *request->files;
        *request->files = RUN_FILES_NONE;
    } else {
        failed = run_files_open(request->stdin_fd, &files, err);
    }
    client_tail_init(&drain.tail, &request->limits);
    if (failed == 0 && request->feedback && request->action != RUN_WATCHED_COMPILE)
        failed = client_pipe(feedback, err);
    if (failed == 0)
        failed = run_with(socket, request, &files, feedback, &drain, ret_evidence, err);
    run_files_close(&files);
    fd_close(&feedback[0]);
    fd_close(&feedback[1]);
    return failed;
}
