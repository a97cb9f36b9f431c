#include "db/sqlite/doorbell.h"

#include "base/fd.h"
#include "base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* sun_path holds 108 bytes; a folder's path can have 4095 and a file's name 255. So no socket is
 * bound or reached by its own name here (unix(7), proc(5)):
 * - it is bound as /proc/self/fd/FOLDER/.doorbell-RANDOM and then renamed: the kernel finds a
 *   socket by its inode, so it goes on listening under the new name;
 * - it is reached as /proc/self/fd/SOCKET, an O_PATH descriptor of it. */
static struct sockaddr_un address_of(int fd, const char *below)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    snprintf(address.sun_path, sizeof(address.sun_path), "/proc/self/fd/%d%s%s", fd,
             *below ? "/" : "", below);
    return address;
}

static char *socket_path(const char *database, const char *name)
{
    char *path;

    if (asprintf(&path, "%s.judge.%s.sock", database, name) < 0)
        abort();
    return path;
}

/* Gives the socket its name in `folder`; what had the name before is replaced. */
static int bind_in(int fd, int folder, const char *name)
{
    struct sockaddr_un address;
    char draft[40], aside[256];
    struct stat place;
    uint64_t random;
    int failed = 0;

    if (getrandom(&random, sizeof(random), 0) != sizeof(random))
        return -EIO;
    snprintf(draft, sizeof(draft), ".doorbell-%016llx", (unsigned long long)random);
    address = address_of(folder, draft);
    /* bind(2) gives the file the socket's own mode, so nobody else can ring in between */
    if (fchmod(fd, 0600) < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
        return -errno;
    /* a folder is replaced by none */
    if (fstatat(folder, name, &place, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(place.st_mode)) {
        snprintf(aside, sizeof(aside), "%.240s.foreign", name);
        renameat(folder, name, folder, aside);
    }
    if (renameat(folder, draft, folder, name) < 0) {
        failed = -errno;
        unlinkat(folder, draft, 0);
    }
    return failed;
}

int doorbell_open(const char *database, const char *name, struct error *err)
{
    char *path = socket_path(database, name);
    char *for_dir = memory_strdup(path), *for_base = memory_strdup(path);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int folder = open(dirname(for_dir), O_PATH | O_DIRECTORY | O_CLOEXEC);
    int failed = fd < 0 || folder < 0 ? -errno : bind_in(fd, folder, basename(for_base));

    if (failed < 0) {
        fd_close(&fd);
        error_set_errno(err, -failed, "cannot open the doorbell %s", path);
    }
    fd_close(&folder);
    free(for_dir);
    free(for_base);
    free(path);
    return failed < 0 ? failed : fd;
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

    for (int i = 0; i < DOORBELL_RINGS_MAX && recv(fd, &byte, sizeof(byte), 0) >= 0; i++)
        continue;
}

static int ring_one(int fd, int folder, const char *name)
{
    int bell = openat(folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    struct sockaddr_un address = address_of(bell, "");
    int heard = bell >= 0 && sendto(fd, "!", 1, MSG_DONTWAIT | MSG_NOSIGNAL,
                                    (struct sockaddr *)&address, sizeof(address)) == 1;

    fd_close(&bell);
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

/* Reads the folder, and does not use glob(3), which would take some characters of a path for a
 * pattern. */
int doorbell_ring(const char *database)
{
    char *for_dir = memory_strdup(database), *for_base = memory_strdup(database);
    const char *base = basename(for_base);
    DIR *dir = opendir(dirname(for_dir));
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int heard = 0;

    for (struct dirent *entry = dir && fd >= 0 ? readdir(dir) : NULL; entry; entry = readdir(dir)) {
        if (is_doorbell(entry->d_name, base))
            heard += ring_one(fd, dirfd(dir), entry->d_name);
    }
    if (dir)
        closedir(dir);
    fd_close(&fd);
    free(for_dir);
    free(for_base);
    return heard;
}
