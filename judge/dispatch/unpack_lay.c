/* Lays the files of a stream into a folder. */
#include "base/fd.h"
#include "judge/dispatch/unpack.h"
#include "runner/build/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE_MAX = 4096 };

struct laying {
    int stream, dir;
    off_t at, size; /* of the stream */
    int64_t left;   /* bytes that may still come */
    size_t count;
    struct buffer *members;
};

static int read_at(struct laying *laying, void *data, size_t size, struct error *err)
{
    if (laying->size - laying->at < (off_t)size ||
        pread(laying->stream, data, size, laying->at) != (ssize_t)size)
        return error_set(err, -EINVAL, "its files end in the middle");
    laying->at += (off_t)size;
    return 0;
}

/* "a/b.txt": no empty part, none that is hidden or leads up, not too many. */
static int is_plain(const char *path)
{
    int depth = 0;

    for (const char *at = path;; at++) {
        size_t size = strcspn(at, "/");

        if (size == 0 || size > 255 || at[0] == '.' || ++depth > UNPACK_DEPTH_MAX)
            return 0;
        at += size;
        if (*at == '\0')
            return 1;
    }
}

static int fail_path(const char *path, int code, struct error *err)
{
    struct buffer shown = BUFFER_INIT;

    buffer_append_escaped(&shown, path, strlen(path), 300);
    if (code == 0)
        error_set(err, -EINVAL, "\"%s\" is no plain relative path", shown.data);
    else if (code == -ENOTDIR || code == -EISDIR)
        error_set(err, -EINVAL, "\"%s\" is in the way of another file, or another of it",
                  shown.data);
    else
        error_set_errno(err, -code, "cannot write \"%s\"", shown.data);
    buffer_release(&shown);
    return err->code;
}

/* The folder in which `path` is to stand, made where it is not there; *ret_name is the rest. */
static int open_folder(int dir, const char *path, const char **ret_name)
{
    char part[256];
    int folder = fcntl(dir, F_DUPFD_CLOEXEC, 3), failed = folder < 0 ? -errno : 0;

    for (const char *slash; failed == 0 && (slash = strchr(path, '/')); path = slash + 1) {
        int inner;

        memcpy(part, path, (size_t)(slash - path));
        part[slash - path] = '\0';
        if (mkdirat(folder, part, 0755) < 0)
            failed = errno == EEXIST ? 0 : -errno;
        else if (fchmodat(folder, part, 0755, 0) < 0) /* whatever the umask is: graders read it */
            failed = -errno;
        inner =
            failed < 0 ? -1 : openat(folder, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (inner < 0 && failed == 0)
            failed = errno == ELOOP ? -ENOTDIR : -errno;
        fd_close(&folder);
        folder = inner;
    }
    if (failed < 0) {
        fd_close(&folder);
        return failed;
    }
    *ret_name = path;
    return folder;
}

static int copy(struct laying *laying, int to, int64_t size)
{
    off_t from = laying->at;

    while (size > 0) {
        ssize_t sent = sendfile(to, laying->stream, &from, (size_t)size);

        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return sent < 0 ? -errno : -EIO;
        size -= sent;
    }
    return 0;
}

static int lay_file(struct laying *laying, const char *path, int64_t size, struct error *err)
{
    const char *name = path;
    int folder = open_folder(laying->dir, path, &name), file, failed = 0;
    struct stat info;

    if (folder < 0)
        return fail_path(path, folder, err);
    file = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (file < 0 && errno == EEXIST)
        failed = fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) < 0 ? -errno
                 : S_ISREG(info.st_mode)                               ? 0
                                                                       : -EISDIR;
    else if (file < 0)
        failed = -errno;
    else
        failed = fchmod(file, 0644) < 0 ? -errno : copy(laying, file, size);
    fd_close(&file);
    fd_close(&folder);
    return failed < 0 ? fail_path(path, failed, err) : 0;
}

/* 1, 0 at the end, or negative. */
static int lay_next(struct laying *laying, struct error *err)
{
    struct products_entry entry;
    char path[PATH_SIZE_MAX];

    if (read_at(laying, &entry, sizeof(entry), err) < 0)
        return err->code;
    if (entry.path_size == 0)
        return 0;
    if (entry.path_size >= PATH_SIZE_MAX)
        return error_set(err, -EINVAL, "a file has a path of %u bytes", entry.path_size);
    if (read_at(laying, path, entry.path_size, err) < 0)
        return err->code;
    path[entry.path_size] = '\0';
    if (strlen(path) != entry.path_size || !is_plain(path))
        return fail_path(path, 0, err);
    if (++laying->count > UNPACK_FILES_MAX)
        return error_set(err, -EINVAL, "there are more than %d files", UNPACK_FILES_MAX);
    if (entry.size > (uint64_t)laying->left)
        return error_set(err, -EINVAL, "it unpacks to more bytes than it may");
    if (entry.size > (uint64_t)(laying->size - laying->at))
        return error_set(err, -EINVAL, "its files end in the middle");
    laying->left -= (int64_t)entry.size;
    if (laying->members)
        buffer_append(laying->members, path, entry.path_size + 1);
    if (lay_file(laying, path, (int64_t)entry.size, err) < 0)
        return err->code;
    laying->at += (off_t)entry.size;
    return 1;
}

int unpack_lay(int stream, int dir, int64_t bytes_max, struct buffer *members, struct error *err)
{
    struct laying laying = {.stream = stream, .dir = dir, .left = bytes_max, .members = members};
    char magic[PRODUCTS_MAGIC_SIZE];
    struct stat info;
    int got;

    if (fstat(stream, &info) < 0)
        return error_set_errno(err, errno, "cannot look at its files");
    laying.size = info.st_size;
    if (read_at(&laying, magic, sizeof(magic), err) < 0)
        return err->code;
    if (memcmp(magic, PRODUCTS_MAGIC, sizeof(magic)) != 0)
        return error_set(err, -EINVAL, "these are no files");
    while ((got = lay_next(&laying, err)) > 0)
        ;
    if (got == 0 && laying.at != laying.size)
        return error_set(err, -EINVAL, "there is something after its files");
    return got;
}
