#include "base/packet.h"

#include "base/fd.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int packet_pair(int ret_fds[2])
{
    return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ret_fds) < 0 ? -errno : 0;
}

int packet_send(int socket, const void *data, size_t size, const int *fds, size_t fd_count)
{
    union {
        char space[CMSG_SPACE(sizeof(int) * PACKET_FDS_MAX)];
        struct cmsghdr align;
    } control = {0};
    struct iovec part = {.iov_base = (void *)data, .iov_len = size};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    ssize_t sent;

    assert(size > 0 && size <= PACKET_SIZE_MAX && fd_count <= PACKET_FDS_MAX);
    if (fd_count > 0) {
        struct cmsghdr *header;

        message.msg_control = control.space;
        message.msg_controllen = CMSG_SPACE(sizeof(int) * fd_count);
        header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int) * fd_count);
        memcpy(CMSG_DATA(header), fds, sizeof(int) * fd_count);
    }
    do
        sent = sendmsg(socket, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    if (sent < 0) /* ECONNRESET: the peer closed with messages of ours unread */
        return errno == ECONNRESET ? -EPIPE : -errno;
    return 0;
}

/* What the kernel lets a message carry (SCM_MAX_FD). All are taken, because those that it closes
 * for want of room it closes as fd_close would (attack: a socket that lingers). */
enum { CARRIED_MAX = 253 };

/* The descriptors that came with a message. */
static size_t take_fds(struct msghdr *message, int fds[CARRIED_MAX])
{
    size_t total = 0;

    for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header;
         header = CMSG_NXTHDR(message, header)) {
        size_t count;

        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
            continue;
        count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        assert(total + count <= CARRIED_MAX);
        memcpy(fds + total, CMSG_DATA(header), count * sizeof(int));
        total += count;
    }
    return total;
}

ssize_t packet_recv(int socket, void *data, size_t size, int *fds, size_t *fd_count)
{
    union {
        char space[CMSG_SPACE(sizeof(int) * CARRIED_MAX)];
        struct cmsghdr align;
    } control;
    struct iovec part = {.iov_base = data, .iov_len = size};
    struct msghdr message = {
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = control.space,
        .msg_controllen = sizeof(control.space),
    };
    int got_fds[CARRIED_MAX];
    size_t room = fd_count ? *fd_count : 0;
    size_t count;
    ssize_t got;

    /* A peer that closed with messages of ours unread makes one recvmsg fail with ECONNRESET, even
     * when its own last messages still wait to be read: the next call returns those, or 0. */
    do
        got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    while (got < 0 && (errno == EINTR || errno == ECONNRESET));
    if (got < 0)
        return -errno;
    count = take_fds(&message, got_fds);
    if (got == 0 || count > room || message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) {
        while (count > 0)
            fd_close_foreign(&got_fds[--count]);
        if (got > 0)
            return -EMSGSIZE; /* got 0: the end, or an empty datagram, which none of ours sends */
    }
    if (count > 0)
        memcpy(fds, got_fds, count * sizeof(int));
    if (fd_count)
        *fd_count = count;
    return got;
}
