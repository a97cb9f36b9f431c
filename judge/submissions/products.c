#include "judge/submissions/products.h"

#include "base/buffer.h"
#include "base/fd.h"
#include "problems/yaml/schema.h"
#include "runner/build/stream.h"
#include "runner/protocol.h"
#include "runner/request.h"

#include <errno.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

int products_are_in(int fd)
{
    char magic[PRODUCTS_MAGIC_SIZE];

    return pread(fd, magic, sizeof(magic), 0) == (ssize_t)sizeof(magic) &&
           memcmp(magic, PRODUCTS_MAGIC, sizeof(magic)) == 0;
}

int products_is_archive(int fd)
{
    static const struct {
        off_t offset;
        const char *magic;
        size_t size;
    } kinds[] = {{0, "PK\3\4", 4},
                 {0, "\37\213\10", 3},
                 {0, "\3757zXZ", 5},
                 {4, "1AY&SY", 6}, /* bzip2's first block: a program may well start with BZh */
                 {257, "ustar", 5}};
    char bytes[8];

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (pread(fd, bytes, kinds[i].size, kinds[i].offset) == (ssize_t)kinds[i].size &&
            memcmp(bytes, kinds[i].magic, kinds[i].size) == 0)
            return 1;
    return 0;
}

static int read_at(int fd, void *data, size_t size, int64_t offset)
{
    return pread(fd, data, size, offset) == (ssize_t)size;
}

/* The message is UTF-8, even if the name is not. */
static int refuse_path(const char *path, struct error *err)
{
    struct buffer shown = BUFFER_INIT;

    buffer_append_escaped(&shown, path, strlen(path), 300);
    error_set(err, -EINVAL, "\"%s\" is no plain relative path", shown.data);
    buffer_release(&shown);
    return err->code;
}

/* Reads the entry at *offset and moves it past the file. 1, 0 at the end, -EINVAL. */
static int read_entry(int fd, int64_t total, int64_t *offset, struct arena *arena,
                      struct cell_file *ret_file, struct error *err)
{
    char path[FILE_PATH_MAX + 1];
    struct products_entry entry;

    if (!read_at(fd, &entry, sizeof(entry), *offset))
        return error_set(err, -EINVAL, "the files end in the middle");
    *offset += (int64_t)sizeof(entry);
    if (entry.path_size == 0)
        return *offset == total ? 0 : error_set(err, -EINVAL, "there is something after the files");
    if (entry.path_size > FILE_PATH_MAX || !read_at(fd, path, entry.path_size, *offset))
        return error_set(err, -EINVAL, "a file has a path of %u bytes, the limit is %d",
                         entry.path_size, FILE_PATH_MAX);
    path[entry.path_size] = '\0';
    *offset += entry.path_size;
    if (strlen(path) != entry.path_size || !schema_is_line(path, entry.path_size) ||
        !request_path_is_plain(path))
        return refuse_path(path, err);
    if (entry.size > (uint64_t)(total - *offset))
        return error_set(err, -EINVAL, "%s ends in the middle", path);
    *ret_file = (struct cell_file){.path = arena_strdup(arena, path),
                                   .fd = fd,
                                   .offset = *offset,
                                   .size = (int64_t)entry.size};
    *offset += (int64_t)entry.size;
    return 1;
}

/* Whether the first of two different paths is a folder on the way to the second. */
static int is_folder_of(const char *folder, const char *path)
{
    size_t size = strlen(folder);

    return strncmp(folder, path, size) == 0 && path[size] == '/';
}

static size_t count_slashes(const char *path)
{
    size_t count = 0;

    for (; *path; path++)
        count += *path == '/';
    return count;
}

/* A cell's file system has no room for more folders, and the request for a cell has no room for
 * more names (attack: "files of which no cell can be built", tests/cli/compile-attacks.bats). */
struct sums {
    size_t folders, names;
};

static int check_file(const struct cell_file *file, const struct cell_file *files, size_t count,
                      struct sums *sums, struct error *err)
{
    if (count == PRODUCTS_FILES_MAX)
        return error_set(err, -EINVAL, "there are more than %d files", PRODUCTS_FILES_MAX);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(files[i].path, file->path) == 0)
            return error_set(err, -EINVAL, "%s is there twice", file->path);
        if (products_clash(files[i].path, file->path))
            return error_set(err, -EINVAL, "%s and %s cannot both be files", files[i].path,
                             file->path);
    }
    sums->folders += count_slashes(file->path);
    sums->names += strlen(file->path) + 1;
    if (sums->folders > PRODUCTS_FOLDERS_MAX)
        return error_set(err, -EINVAL, "the paths of the files have more than %d folders",
                         PRODUCTS_FOLDERS_MAX);
    if (sums->names > PRODUCTS_NAMES_MAX)
        return error_set(err, -EINVAL, "the names of the files take more than %d KiB",
                         PRODUCTS_NAMES_MAX / 1024);
    return 0;
}

int products_clash(const char *left, const char *right)
{
    return is_folder_of(left, right) || is_folder_of(right, left);
}

int products_read(int fd, struct arena *arena, struct cell_file **ret_files, size_t *ret_count,
                  struct error *err)
{
    struct cell_file *files = arena_alloc(arena, PRODUCTS_FILES_MAX * sizeof(*files));
    int64_t offset = PRODUCTS_MAGIC_SIZE;
    struct cell_file file;
    struct sums sums = {0};
    size_t count = 0;
    struct stat info;
    int got;

    if (!products_are_in(fd) || fstat(fd, &info) < 0)
        return error_set(err, -EINVAL, "these are no files");
    while ((got = read_entry(fd, info.st_size, &offset, arena, &file, err)) > 0) {
        if (check_file(&file, files, count, &sums, err) < 0)
            return err->code;
        files[count++] = file;
    }
    if (got < 0)
        return got;
    *ret_files = files;
    *ret_count = count;
    return 0;
}

/* ---- writing ---- */

int products_write_magic(int fd)
{
    return fd_write_full(fd, PRODUCTS_MAGIC, PRODUCTS_MAGIC_SIZE);
}

int products_write_file(int fd, const char *path, int from, int64_t size)
{
    const struct products_entry entry = {.path_size = (uint32_t)strlen(path),
                                         .size = (uint64_t)size};
    int failed = fd_write_full(fd, &entry, sizeof(entry));

    if (failed == 0)
        failed = fd_write_full(fd, path, entry.path_size);
    while (failed == 0 && size > 0) {
        ssize_t sent = sendfile(fd, from, NULL, (size_t)size);

        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            failed = sent < 0 ? -errno : -EIO; /* the file shrank */
        else
            size -= sent;
    }
    return failed;
}

int products_write_end(int fd)
{
    static const struct products_entry end;

    return fd_write_full(fd, &end, sizeof(end));
}
