#include "runner/build/parts.h"

#include "runner/build/stream.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 4096, DEPTH_MAX = 16 };

_Noreturn void part_fail(const char *what)
{
    dprintf(2, "%s: %s: %s\n", part_program, what, strerror(errno));
    exit(BUILD_FAILED);
}

void part_write(int fd, const void *data, size_t size)
{
    const char *at = data;

    while (size > 0) {
        ssize_t wrote = write(fd, at, size);

        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            part_fail("cannot write");
        at += wrote;
        size -= (size_t)wrote;
    }
}

static void send_head(int to, const char *path, uint64_t size)
{
    const struct products_entry entry = {.path_size = (uint32_t)strlen(path), .size = size};

    part_write(to, &entry, sizeof(entry));
    part_write(to, path, entry.path_size);
}

void part_send_file(int to, const char *path, int from)
{
    struct stat info;
    uint64_t left;

    if (fstat(from, &info) < 0)
        part_fail(path);
    send_head(to, path, (uint64_t)info.st_size);
    for (left = (uint64_t)info.st_size; left > 0;) {
        ssize_t sent = sendfile(to, from, NULL, left);

        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0) {
            errno = sent < 0 ? errno : EIO;
            part_fail(path);
        }
        left -= (uint64_t)sent;
    }
}

void part_send_bytes(int to, const char *path, const void *data, size_t size)
{
    send_head(to, path, size);
    part_write(to, data, size);
}

/* What of a folder has been sent. */
struct sending {
    int to;
    uint64_t files_left, bytes_left;
    char path[PATH_SIZE];
};

static int send_folder(struct sending *sending, int folder, size_t length, int depth);

static int send_regular(struct sending *sending, int fd, const struct stat *info)
{
    uint64_t size = (uint64_t)info->st_size;

    if (sending->files_left == 0 || size > sending->bytes_left)
        return -1;
    sending->files_left--;
    sending->bytes_left -= size;
    part_send_file(sending->to, sending->path, fd);
    return 0;
}

static int send_entry(struct sending *sending, int folder, size_t length, const char *name,
                      int depth)
{
    size_t size = strlen(name);
    struct stat info;
    int fd, result;

    if (length + size + 2 > PATH_SIZE) {
        errno = ENAMETOOLONG;
        part_fail(name);
    }
    memcpy(sending->path + length, name, size + 1);
    if (fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) < 0)
        part_fail(sending->path);
    if (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode))
        return 0;
    fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        part_fail(sending->path);
    if (S_ISREG(info.st_mode)) {
        result = send_regular(sending, fd, &info);
        close(fd);
        return result;
    }
    if (depth == DEPTH_MAX) {
        dprintf(2, "%s: %s is more than %d folders deep\n", part_program, sending->path, DEPTH_MAX);
        exit(BUILD_FAILED);
    }
    sending->path[length + size] = '/';
    return send_folder(sending, fd, length + size + 1, depth + 1);
}

static int send_folder(struct sending *sending, int folder, size_t length, int depth)
{
    struct dirent **entries;
    int count = scandirat(folder, ".", &entries, NULL, alphasort);
    int result = 0;

    if (count < 0)
        part_fail("cannot list the products");
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;

        if (result == 0 && strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
            result = send_entry(sending, folder, length, name, depth);
        free(entries[i]);
    }
    free(entries);
    close(folder);
    return result;
}

int part_send_folder(int to, int folder, const char *prefix, uint64_t files_max, uint64_t bytes_max)
{
    static struct sending sending;
    size_t length = strlen(prefix);

    sending = (struct sending){.to = to, .files_left = files_max, .bytes_left = bytes_max};
    memcpy(sending.path, prefix, length);
    return send_folder(&sending, folder, length, 0);
}

static void copy_file(int from, int to)
{
    struct stat info;
    off_t at = 0;

    if (fstat(from, &info) < 0)
        part_fail("cannot copy a source");
    while (at < info.st_size)
        if (sendfile(to, from, &at, (size_t)(info.st_size - at)) <= 0 && errno != EINTR)
            part_fail("cannot copy a source");
    close(from);
    close(to);
}

static void copy_entry(int from, int to, const char *name)
{
    int source = openat(from, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat info;
    int copy;

    if (source < 0 || fstat(source, &info) < 0 ||
        (S_ISDIR(info.st_mode) && mkdirat(to, name, 0755) < 0))
        part_fail(name);
    copy = S_ISDIR(info.st_mode) ? openat(to, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
                                 : openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (copy < 0)
        part_fail(name);
    if (S_ISDIR(info.st_mode))
        part_copy_folder(source, copy);
    else
        copy_file(source, copy);
}

/* Takes both. */
void part_copy_folder(int from, int to)
{
    DIR *folder = fdopendir(from);
    struct dirent *entry;

    if (!folder)
        part_fail("cannot list the sources");
    while ((entry = readdir(folder)))
        if (entry->d_name[0] != '.')
            copy_entry(from, to, entry->d_name);
    closedir(folder);
    close(to);
}
