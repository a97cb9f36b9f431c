#include "db/sqlite/doorbell.h"

#include "base/fd.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
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

/* Whether `entry`, in the database's folder, is the doorbell of one of its judges. */
static int is_doorbell(const char *entry, const char *database)
{
    static const char middle[] = ".judge.", end[] = ".sock";
    size_t base = strlen(database), size = strlen(entry);

    return size > base + strlen(middle) + strlen(end) && strncmp(entry, database, base) == 0 &&
           strncmp(entry + base, middle, strlen(middle)) == 0 &&
           strcmp(entry + size - strlen(end), end) == 0;
}

/* The folder is read, not matched by glob(3): a path may hold what is a pattern there. */
int doorbell_ring(const char *database)
{
    char *for_dir = strdup(database), *for_base = strdup(database);
    const char *base = basename(for_base);
    const char *folder = dirname(for_dir);
    DIR *dir = opendir(folder);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int heard = 0;

    for (struct dirent *entry = dir && fd >= 0 ? readdir(dir) : NULL; entry; entry = readdir(dir)) {
        char *path;

        if (!is_doorbell(entry->d_name, base))
            continue;
        if (asprintf(&path, "%s/%s", folder, entry->d_name) < 0)
            abort();
        heard += ring_one(fd, path);
        free(path);
    }
    if (dir)
        closedir(dir);
    fd_close(&fd);
    free(for_dir);
    free(for_base);
    return heard;
}
