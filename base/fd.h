/* Descriptors: opened O_CLOEXEC, owned like pointers, -1 when there is none.
 *
 *     int fd = -1;
 *     ...
 *     out:
 *         fd_close(&fd);
 */
#ifndef BASE_FD_H
#define BASE_FD_H

#include "base/buffer.h"
#include "base/error.h"

#include <stddef.h>
#include <sys/types.h>

/* Closes unless -1 and sets -1. errno is preserved. */
void fd_close(int *fd);

/* The same for a descriptor that somebody made who is not believed: closing a socket of theirs may
 * not wait for it to be drained (SO_LINGER). */
void fd_close_foreign(int *fd);

/* Reads until `size` bytes or the end; returns the bytes read or a negative errno. */
ssize_t fd_read_full(int fd, void *data, size_t size);

/* Writes all of it. Returns 0 or a negative errno. */
int fd_write_full(int fd, const void *data, size_t size);

/* Opens a file that is there, relative to `dir` as in openat(2), and writes the text by one call,
 * as the kernel's own files want it. Returns 0 or a negative errno. */
int fd_write_file(int dir, const char *path, const char *text);

/* Appends the rest of `fd` to `out`. -EFBIG when there are more than `limit` bytes (what was read
 * stays in `out`). `name` is for the message. */
int fd_read_all(int fd, size_t limit, struct buffer *out, const char *name, struct error *err);

/* Opens `path` below the directory `dir`, O_RDONLY | O_CLOEXEC | extra_flags; neither "..", an
 * absolute path nor a symbolic link leads out of `dir` (openat2(2), RESOLVE_BENEATH, Linux 5.6).
 * Links inside the folder are followed. Returns the descriptor or a negative errno (-EXDEV: the
 * path leaves the folder; -EAGAIN: the folder keeps changing, or its owner holds a lease). */
int fd_open_beneath(int dir, const char *path, int extra_flags);
/* The same, but no link is followed at all (-ELOOP). */
int fd_open_plain(int dir, const char *path, int extra_flags);

/* An anonymous file (memfd_create(2)); fd_seal makes it read-only for everybody and for ever and
 * rewinds it. Both return the descriptor / 0 or a negative errno. */
int fd_memfd(const char *name);
int fd_seal(int fd);

/* Whether it is a memfd that nobody can change any more. It does not matter who made it. */
int fd_is_sealed(int fd);

/* A sealed memfd with these bytes in it, or a negative errno. */
int fd_memfd_with(const char *name, const void *data, size_t size);

/* Sets or clears FD_CLOEXEC / O_NONBLOCK. Returns 0 or a negative errno. */
int fd_set_cloexec(int fd, int on);
int fd_set_nonblock(int fd, int on);

/* Closes everything from `first` on but these, whose order is changed. 0 or a negative errno. */
int fd_close_all_but(int first, int *keep, size_t count);

#endif
