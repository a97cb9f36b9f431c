/* Messages between our processes: one SOCK_SEQPACKET datagram each, with up to PACKET_FDS_MAX
 * descriptors. A datagram arrives whole or not at all, so there is no framing to get wrong.
 *
 * The receiver owns the descriptors it gets; packet_recv marks them O_CLOEXEC and refuses (closing
 * everything) a datagram that was cut. Large things travel as sealed memfds, not as bytes.
 */
#ifndef BASE_PACKET_H
#define BASE_PACKET_H

#include <stddef.h>
#include <sys/types.h>

enum {
    PACKET_FDS_MAX = 64,
    PACKET_SIZE_MAX = 160 * 1024, /* below the kernel's default SO_SNDBUF (net.core.wmem_default) */
};

/* A connected pair, both ends O_CLOEXEC. Returns 0 or a negative errno. */
int packet_pair(int ret_fds[2]);

/* Sends one datagram; blocks unless the socket is O_NONBLOCK. `fds` may be NULL when fd_count is 0;
 * they stay the caller's. Returns 0 or a negative errno (-EPIPE: the peer is gone; no SIGPIPE). */
int packet_send(int socket, const void *data, size_t size, const int *fds, size_t fd_count);

/* Receives one datagram of at most `size` bytes. Returns its length; 0 when the peer closed; or a
 * negative errno (-EAGAIN on a nonblocking socket, -EMSGSIZE when it was cut or carries more
 * descriptors than there is room for). *fd_count is the room in `fds` on entry and the number
 * received on return. */
ssize_t packet_recv(int socket, void *data, size_t size, int *fds, size_t *fd_count);

#endif
