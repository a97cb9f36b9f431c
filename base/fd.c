#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

void fd_close(int *fd)
{
    int saved = errno;

    if (*fd >= 0)
        close(*fd);
    *fd = -1;
    errno = saved;
}

void fd_close_foreign(int *fd)
{
    const struct linger none = {0};
    int saved = errno;

    if (*fd >= 0)
        setsockopt(*fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none)); /* others are no sockets */
    errno = saved;
    fd_close(fd);
}

ssize_t fd_read_full(int fd, void *data, size_t size)
{
    size_t done = 0;

    while (done < size) {
        ssize_t got = read(fd, (char *)data + done, size - done);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -errno;
        if (got == 0)
            break;
        done += (size_t)got;
    }
    return (ssize_t)done;
}

int fd_write_full(int fd, const void *data, size_t size)
{
    size_t done = 0;

    while (done < size) {
        ssize_t put = write(fd, (const char *)data + done, size - done);

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return -errno;
        done += (size_t)put;
    }
    return 0;
}

int fd_read_all(int fd, size_t limit, struct buffer *out, const char *name, struct error *err)
{
    enum { STEP = 64 * 1024 };
    size_t start = out->size;

    for (;;) {
        ssize_t got = read(fd, buffer_reserve(out, STEP), STEP);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_set_errno(err, errno, "cannot read %s", name);
        if (got == 0)
            return 0;
        out->size += (size_t)got;
        out->data[out->size] = '\0';
        if (out->size - start > limit)
            return error_set(err, -EFBIG, "%s is larger than the limit of %zu bytes", name, limit);
    }
}

/* openat2 answers EAGAIN when a rename elsewhere kept it from being sure of a ".."; that passes. It
 * also does so, for as long as 45 s, for O_NONBLOCK on a file whose owner holds a lease. So we
 * count the tries, and nobody can hold us up here. */
enum { OPEN_TRIES = 64 };

static int open_resolved(int dir, const char *path, int extra_flags, unsigned long long resolve)
{
    struct open_how how = {
        .flags = (unsigned)(O_RDONLY | O_CLOEXEC | extra_flags),
        .resolve = resolve,
    };
    int tries = 0;
    long fd;

    do
        fd = syscall(SYS_openat2, dir, path, &how, sizeof(how));
    while (fd < 0 && (errno == EINTR || (errno == EAGAIN && ++tries < OPEN_TRIES)));
    return fd < 0 ? -errno : (int)fd;
}

int fd_open_beneath(int dir, const char *path, int extra_flags)
{
    return open_resolved(dir, path, extra_flags, RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS);
}

int fd_open_plain(int dir, const char *path, int extra_flags)
{
    return open_resolved(dir, path, extra_flags, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
}

int fd_memfd(const char *name)
{
    int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);

    return fd < 0 ? -errno : fd;
}

int fd_seal(int fd)
{
    if (lseek(fd, 0, SEEK_SET) < 0 ||
        fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) < 0)
        return -errno;
    return 0;
}

int fd_is_sealed(int fd)
{
    enum { SEALS = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE };
    int seals = fcntl(fd, F_GET_SEALS);

    return seals >= 0 && (seals & SEALS) == SEALS;
}

int fd_memfd_with(const char *name, const void *data, size_t size)
{
    int fd = fd_memfd(name);
    int failed;

    if (fd < 0)
        return fd;
    failed = fd_write_full(fd, data, size);
    if (failed == 0)
        failed = fd_seal(fd);
    if (failed < 0) {
        fd_close(&fd);
        return failed;
    }
    return fd;
}

static int set_flag(int fd, int get, int set, int flag, int on)
{
    int flags = fcntl(fd, get);

    if (flags < 0 || fcntl(fd, set, on ? flags | flag : flags & ~flag) < 0)
        return -errno;
    return 0;
}

int fd_set_cloexec(int fd, int on)
{
    return set_flag(fd, F_GETFD, F_SETFD, FD_CLOEXEC, on);
}

int fd_set_nonblock(int fd, int on)
{
    return set_flag(fd, F_GETFL, F_SETFL, O_NONBLOCK, on);
}

static int compare_fds(const void *left, const void *right)
{
    return *(const int *)left - *(const int *)right;
}

int fd_close_all_but(int first, int *keep, size_t count)
{
    qsort(keep, count, sizeof(keep[0]), compare_fds);
    for (size_t i = 0; i < count; i++) {
        if (keep[i] > first && close_range((unsigned)first, (unsigned)keep[i] - 1, 0) < 0)
            return -errno;
        if (keep[i] >= first)
            first = keep[i] + 1;
    }
    return close_range((unsigned)first, ~0U, 0) < 0 ? -errno : 0;
}

int fd_write_file(int dir, const char *path, const char *text)
{
    int fd = openat(dir, path, O_WRONLY | O_CLOEXEC);
    int failed;

    if (fd < 0)
        return -errno;
    failed = write(fd, text, strlen(text)) < 0 ? -errno : 0;
    close(fd);
    return failed;
}
