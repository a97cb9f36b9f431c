#include "runner/client/client_parts.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void client_tail_init(struct client_tail *tail, const struct run_limits *limits)
{
    tail->size = 0;
    tail->total = 0;
    tail->max = sizeof(tail->bytes);
    if (limits->stderr_bytes >= 0 && limits->stderr_bytes < EVIDENCE_STDERR_MAX)
        tail->max = (size_t)limits->stderr_bytes;
}

void client_tail_take(struct client_tail *tail, const char *data, size_t size)
{
    size_t kept;

    tail->total += (int64_t)size;
    if (size >= tail->max) {
        memcpy(tail->bytes, data + size - tail->max, tail->max);
        tail->size = tail->max;
        return;
    }
    kept = tail->max - size;
    if (kept > tail->size)
        kept = tail->size;
    memmove(tail->bytes, tail->bytes + tail->size - kept, kept);
    memcpy(tail->bytes + kept, data, size);
    tail->size = kept + size;
}

void client_tail_put(const struct client_tail *tail, struct run_evidence *evidence)
{
    evidence->stderr_bytes = tail->total;
    memcpy(evidence->stderr_tail, tail->bytes, tail->size);
    evidence->stderr_tail_size = (uint32_t)tail->size;
}

size_t client_read(int *fd, char *data, size_t size)
{
    ssize_t got = *fd < 0 ? 0 : read(*fd, data, size);

    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    if (got <= 0)
        fd_close(fd);
    return got > 0 ? (size_t)got : 0;
}

int client_pipe(int ends[2], struct error *err)
{
    if (pipe2(ends, O_CLOEXEC) < 0)
        return error_set_errno(err, errno, "cannot make a pipe for a run");
    /* only our end: the program's must block as a pipe does */
    if (fd_set_nonblock(ends[0], 1) < 0)
        return error_set_errno(err, errno, "cannot set up a pipe for a run");
    return 0;
}
