#include "db/sqlite/doorbell.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* sun_path holds 108 bytes and database paths can be longer, so the socket is named through a
 * descriptor of its folder: /proc/self/fd/N/FILE (unix(7), proc(5)). */
static int address_of(const char *path, struct sockaddr_un *address, int *ret_dir)
{
    char *for_dir = strdup(path), *for_base = strdup(path);
    const char *base = basename(for_base);
    int dir = open(dirname(for_dir), O_PATH | O_DIRECTORY | O_CLOEXEC);
    int length = -1;

    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (dir >= 0)
        length = snprintf(address->sun_path, sizeof(address->sun_path), "/proc/self/fd/%d/%s", dir,
                          base);
    free(for_dir);
    free(for_base);
    if (length < 0 || (size_t)length >= sizeof(address->sun_path)) {
        int saved = dir < 0 ? errno : ENAMETOOLONG;

        fd_close(&dir);
        return -saved;
    }
    *ret_dir = dir;
    return 0;
}

static char *socket_path(const char *database, const char *name)
{
    char *path;

    if (asprintf(&path, "%s.judge.%s.sock", database, name) < 0)
        abort();
    return path;
}

int doorbell_open(const char *database, const char *name, struct error *err)
{
    char *path = socket_path(database, name);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    struct sockaddr_un address;
    int dir = -1;
    int result = fd < 0 ? -errno : address_of(path, &address, &dir);

    if (result == 0) {
        unlink(path);
        if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
            result = -errno;
        else
            chmod(path, 0622); /* whoever may submit may ring */
    }
    fd_close(&dir);
    if (result < 0) {
        fd_close(&fd);
        error_set_errno(err, -result, "cannot open the doorbell %s", path);
    }
    free(path);
    return result < 0 ? result : fd;
}

void doorbell_close(int *fd, const char *database, const char *name)
{
    char *path = socket_path(database, name);

    if (*fd >= 0)
        unlink(path);
    fd_close(fd);
    free(path);
}

void doorbell_drain(int fd)
{
    char byte;

    while (recv(fd, &byte, sizeof(byte), 0) >= 0)
        continue;
}

static int ring_one(int fd, const char *path)
{
    struct sockaddr_un address;
    int dir = -1;
    int heard = 0;

    if (address_of(path, &address, &dir) == 0)
        heard = sendto(fd, "!", 1, MSG_DONTWAIT | MSG_NOSIGNAL, (struct sockaddr *)&address,
                       sizeof(address)) == 1;
    fd_close(&dir);
    return heard;
}

int doorbell_ring(const char *database)
{
    char *pattern = socket_path(database, "*");
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int heard = 0;
    glob_t found;

    if (fd >= 0 && glob(pattern, GLOB_NOSORT, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++)
            heard += ring_one(fd, found.gl_pathv[i]);
        globfree(&found);
    }
    fd_close(&fd);
    free(pattern);
    return heard;
}
