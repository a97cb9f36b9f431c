#include "problems/package.h"

#include "base/fd.h"
#include "base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int belongs(const char *name, size_t size)
{
    /* the hidden files that say something */
    static const char *const told[] = {".timelimit", UNPACKED_MEMBERS};

    for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
        if (size == strlen(told[i]) && memcmp(name, told[i], size) == 0)
            return 1;
    }
    return size > 0 && name[0] != '.' && name[size - 1] != '~';
}

int package_path(struct arena *arena, const char *path, const char **ret_path, struct error *err)
{
    struct buffer clean = BUFFER_INIT, shown = BUFFER_INIT;
    const char *problem = path[0] == '/'         ? "an absolute path"
                          : strlen(path) >= 4096 ? "a path that is too long"
                                                 : NULL;

    for (const char *at = path; *at && !problem; at += strspn(at, "/")) {
        size_t size = strcspn(at, "/");

        if (size == 2 && memcmp(at, "..", 2) == 0)
            problem = "a path with \"..\"";
        else if (size > 255)
            problem = "a name that is too long";
        else if (!(size == 1 && at[0] == '.') && !belongs(at, size))
            problem = "a hidden file or a backup, which is not part of a package";
        else if (!(size == 1 && at[0] == '.'))
            buffer_format(&clean, "%s%.*s", clean.size > 0 ? "/" : "", (int)size, at);
        at += size;
    }
    if (!problem && clean.size == 0)
        problem = "no file name";
    if (problem) {
        buffer_append_escaped(&shown, path, strlen(path), 100);
        error_set(err, -EINVAL, "found \"%s\", %s, expected a path inside the package", shown.data,
                  problem);
    } else {
        *ret_path = arena_strdup(arena, clean.data);
    }
    buffer_release(&clean);
    buffer_release(&shown);
    return problem ? -EINVAL : 0;
}

/* What is wrong with opening `path`, in words an author understands. */
static int fail_open(struct error *err, int code, const char *path)
{
    struct buffer shown = BUFFER_INIT;

    buffer_append_escaped(&shown, path, strlen(path), 200);
    if (code == -ENOENT || code == -ENOTDIR)
        error_set(err, code, "the file \"%s\" does not exist", shown.data);
    else if (code == -EXDEV)
        error_set(err, code, "the link \"%s\" leads out of the package", shown.data);
    else if (code == -ENXIO)
        error_set(err, code, "\"%s\" is not a regular file", shown.data);
    else if (code == -EACCES)
        error_set(
            err, code,
            "the user with uid %u, who reads it, may not open %s%s%s; `chmod -R o+rX` on the "
            "problem's folder lets everybody read it, --grader-user has graders be a user who "
            "may",
            (unsigned)geteuid(), *path ? "\"" : "the folder itself", shown.data, *path ? "\"" : "");
    else
        error_set_errno(err, -code, "cannot open \"%s\"", shown.data);
    buffer_release(&shown);
    return code;
}

int package_open(int dir_fd, const char *path, int64_t max, int64_t *ret_size, struct error *err)
{
    int fd = fd_open_beneath(dir_fd, path, O_NONBLOCK | O_NOCTTY);
    struct buffer shown = BUFFER_INIT;
    struct stat status;
    int failed = 0;

    if (fd < 0)
        return fail_open(err, fd, path);
    buffer_append_escaped(&shown, path, strlen(path), 200);
    if (fstat(fd, &status) < 0)
        failed = error_set_errno(err, errno, "cannot look at \"%s\"", shown.data);
    else if (!S_ISREG(status.st_mode))
        failed = error_set(err, -EINVAL, "\"%s\" is %s, expected a regular file", shown.data,
                           S_ISDIR(status.st_mode)    ? "a folder"
                           : S_ISFIFO(status.st_mode) ? "a FIFO"
                                                      : "a device or socket");
    else if (status.st_size > max)
        failed = error_set(err, -EFBIG, "\"%s\" has %lld bytes, expected at most %lld", shown.data,
                           (long long)status.st_size, (long long)max);
    buffer_release(&shown);
    if (failed < 0) {
        fd_close(&fd);
        return failed;
    }
    if (ret_size)
        *ret_size = status.st_size;
    return fd;
}

int package_find(struct arena *arena, int dir_fd, const char *path, int64_t max,
                 const char **ret_path, int64_t *ret_size, struct error *err)
{
    int failed = package_path(arena, path, ret_path, err);
    int fd = failed < 0 ? failed : package_open(dir_fd, *ret_path, max, ret_size, err);

    if (fd < 0)
        return fd;
    fd_close(&fd);
    return 0;
}

int package_is_name(const char *name)
{
    return name[0] && name[0] != '.' && name[0] != '-' && !strchr(name, '/');
}

int package_natural_order(const char *left, const char *right)
{
    const char *a = left, *b = right;

    while (*a && *b) {
        if (*a >= '0' && *a <= '9' && *b >= '0' && *b <= '9') {
            size_t a_size, b_size;
            int order;

            a += strspn(a, "0");
            b += strspn(b, "0");
            a_size = strspn(a, "0123456789");
            b_size = strspn(b, "0123456789");
            if (a_size != b_size)
                return a_size < b_size ? -1 : 1;
            order = memcmp(a, b, a_size);
            if (order != 0)
                return order;
            a += a_size;
            b += b_size;
        } else if (*a != *b) {
            return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
        } else {
            a++;
            b++;
        }
    }
    if (*a || *b)
        return *a ? 1 : -1;
    return strcmp(left, right);
}

static int compare_natural(const void *left, const void *right)
{
    return package_natural_order(*(const char *const *)left, *(const char *const *)right);
}

/* Names in the order the folder has them; the array is the caller's to free, the names stand in
 * `arena`. `room` is how many more there may be. */
static int read_names(int folder_fd, size_t room, struct arena *arena, const char ***ret_names,
                      size_t *ret_count, struct error *err)
{
    int own = fcntl(folder_fd, F_DUPFD_CLOEXEC, 0);
    DIR *stream = own < 0 ? NULL : fdopendir(own);
    const char **names = NULL;
    size_t count = 0;
    struct dirent *entry;
    int failed = 0;

    if (!stream) {
        failed = error_set_errno(err, errno, "cannot list a folder of the package");
        fd_close(&own);
        return failed;
    }
    rewinddir(stream); /* the descriptor shares its offset with earlier listings */
    for (errno = 0; (entry = readdir(stream)); errno = 0) {
        if (!belongs(entry->d_name, strlen(entry->d_name)))
            continue;
        if (count == room) {
            failed = error_set(err, -E2BIG, "the package has more than %d files, expected fewer",
                               PACKAGE_ENTRIES_MAX);
            goto out;
        }
        if ((count & (count + 1)) == 0)
            names = memory_grow(names, 2 * count + 2, sizeof(*names));
        names[count++] = arena_strdup(arena, entry->d_name);
    }
    if (errno != 0)
        failed = error_set_errno(err, errno, "cannot list a folder of the package");
out:
    closedir(stream);
    if (failed < 0) {
        free(names);
        return failed;
    }
    *ret_names = names;
    *ret_count = count;
    return 0;
}

int package_list(int dir_fd, const char *folder, struct arena *arena, const char *const **ret_names,
                 size_t *ret_count, struct error *err)
{
    int fd = fd_open_beneath(dir_fd, folder, O_DIRECTORY);
    const char **names = NULL;
    size_t count;
    int failed;

    if (fd == -ENOENT || fd == -ENOTDIR) {
        struct buffer shown = BUFFER_INIT;

        size_t size = strlen(folder);

        while (size > 1 && folder[size - 1] == '/')
            size--;
        buffer_append_escaped(&shown, folder, size, 200);
        failed = error_set(err, fd, "the folder \"%s\" does not exist", shown.data);
        buffer_release(&shown);
        return failed;
    }
    if (fd < 0)
        return fail_open(err, fd, folder);
    failed = read_names(fd, PACKAGE_ENTRIES_MAX, arena, &names, &count, err);
    fd_close(&fd);
    if (failed < 0)
        return failed;
    if (count > 0)
        qsort(names, count, sizeof(*names), compare_natural);
    *ret_names = arena_memdup(arena, names, count * sizeof(*names));
    *ret_count = count;
    free(names);
    return 0;
}

/* What the walk finds: every regular file that problem.yaml could name, links followed. */
struct walk {
    int dir_fd;
    struct package_files *found;
    size_t seen; /* names looked at, folders too */
    int64_t max; /* bytes */
};

static int walk_folder(struct walk *walk, const char *path, int depth, struct error *err);

static void add_entry(struct walk *walk, struct package_file entry)
{
    struct package_files *found = walk->found;

    if ((found->count & (found->count + 1)) == 0)
        found->files = memory_grow(found->files, 2 * found->count + 2, sizeof(*found->files));
    found->files[found->count++] = entry;
}

static int64_t in_ns(struct timespec time)
{
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static int add_file(struct walk *walk, const char *path, const struct stat *status,
                    struct error *err)
{
    if (walk->found->bytes > walk->max - status->st_size)
        return error_set(err, -EFBIG, "the files of the package have more than %lld KiB together",
                         (long long)(walk->max >> 10));
    add_entry(walk, (struct package_file){.path = path,
                                          .size = status->st_size,
                                          .device = status->st_dev,
                                          .inode = status->st_ino,
                                          .mtime_ns = in_ns(status->st_mtim),
                                          .ctime_ns = in_ns(status->st_ctim)});
    walk->found->bytes += status->st_size;
    return 0;
}

static int walk_entry(struct walk *walk, const char *path, int depth, struct error *err)
{
    int fd = fd_open_beneath(walk->dir_fd, path, O_PATH);
    struct stat status;
    int failed;

    /* A link that leads nowhere or out cannot be opened as a file of the package either. */
    if (fd == -ENOENT || fd == -EXDEV || fd == -ELOOP) {
        add_entry(walk, (struct package_file){.path = path, .size = PACKAGE_NOTHING});
        return 0;
    }
    if (fd < 0)
        return fail_open(err, fd, path);
    failed = fstat(fd, &status) < 0 ? -errno : 0;
    fd_close(&fd);
    if (failed < 0)
        return fail_open(err, failed, path);
    if (S_ISDIR(status.st_mode))
        return walk_folder(walk, path, depth + 1, err);
    if (S_ISREG(status.st_mode))
        return add_file(walk, path, &status, err);
    add_entry(walk, (struct package_file){.path = path, .size = PACKAGE_NOTHING});
    return 0;
}

static int walk_folder(struct walk *walk, const char *path, int depth, struct error *err)
{
    struct arena *arena = &walk->found->arena;
    const char **names = NULL;
    size_t count = 0;
    int fd, failed;

    if (depth > PACKAGE_DEPTH_MAX)
        return error_set(err, -ELOOP,
                         "folders are nested deeper than %d levels (does a link lead back to a "
                         "folder above it?)",
                         PACKAGE_DEPTH_MAX);
    fd = fd_open_beneath(walk->dir_fd, depth == 0 ? "." : path, O_DIRECTORY);
    if (fd < 0)
        return fail_open(err, fd, path);
    failed = read_names(fd, PACKAGE_ENTRIES_MAX - walk->seen, arena, &names, &count, err);
    fd_close(&fd);
    walk->seen += count;
    if (failed == 0 && count == 0 && depth > 0)
        add_entry(walk, (struct package_file){.path = path, .size = PACKAGE_EMPTY_FOLDER});
    for (size_t i = 0; i < count && failed == 0; i++)
        failed = walk_entry(
            walk, depth == 0 ? names[i] : arena_format(arena, "%s/%s", path, names[i]), depth, err);
    free(names);
    return failed;
}

static int compare_files(const void *left, const void *right)
{
    return strcmp(((const struct package_file *)left)->path,
                  ((const struct package_file *)right)->path);
}

int package_files(int dir_fd, int64_t max_kib, struct package_files *ret_files, struct error *err)
{
    struct package_files found = {.arena = ARENA_INIT};
    struct walk walk = {.dir_fd = dir_fd, .max = max_kib * 1024, .found = &found};
    int failed = walk_folder(&walk, "", 0, err);

    if (failed < 0) {
        package_files_release(&found);
        return failed;
    }
    if (found.count > 0)
        qsort(found.files, found.count, sizeof(*found.files), compare_files);
    *ret_files = found;
    return 0;
}

void package_files_release(struct package_files *files)
{
    arena_release(&files->arena);
    free(files->files);
    *files = (struct package_files){.arena = ARENA_INIT};
}

static void hash_number(struct sha256_ctx *hash, uint64_t number)
{
    uint8_t bytes[8];

    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(number >> (56 - 8 * i));
    sha256_update(hash, sizeof(bytes), bytes);
}

/* `block` is scratch space for reading. */
enum { BLOCK_SIZE = 64 * 1024 };
static int hash_file(int dir_fd, const struct package_file *file, uint8_t *block,
                     uint8_t ret_digest[static PACKAGE_DIGEST_SIZE], struct error *err)
{
    struct sha256_ctx hash;
    int64_t size, left;
    int fd = package_open(dir_fd, file->path, INT64_MAX, &size, err);
    ssize_t got = 0;

    if (fd < 0)
        return fd;
    sha256_init(&hash);
    for (left = size; left > 0; left -= got) {
        got = fd_read_full(fd, block, left < BLOCK_SIZE ? (size_t)left : BLOCK_SIZE);
        if (got <= 0)
            break;
        sha256_update(&hash, (size_t)got, block);
    }
    fd_close(&fd);
    if (got < 0)
        return error_set_errno(err, (int)-got, "cannot read \"%s\"", file->path);
    if (left > 0)
        return error_set(err, -EAGAIN, "\"%s\" shrank while it was read, try again", file->path);
    sha256_digest(&hash, PACKAGE_DIGEST_SIZE, ret_digest);
    return 0;
}

void package_version_of(const struct package_file *files, const uint8_t *digests, size_t count,
                        char ret_version[static 65])
{
    uint8_t digest[SHA256_DIGEST_SIZE];
    struct sha256_ctx hash;

    sha256_init(&hash);
    for (size_t i = 0; i < count; i++) {
        sha256_update(&hash, strlen(files[i].path), (const uint8_t *)files[i].path);
        if (files[i].size == PACKAGE_EMPTY_FOLDER) /* no path ends in a slash of its own */
            sha256_update(&hash, sizeof("/"), (const uint8_t *)"/");
        else if (files[i].size == PACKAGE_NOTHING)
            sha256_update(&hash, sizeof("//"), (const uint8_t *)"//");
        else
            sha256_update(&hash, sizeof(""), (const uint8_t *)"");
        if (files[i].size >= 0)
            sha256_update(&hash, PACKAGE_DIGEST_SIZE, digests + i * PACKAGE_DIGEST_SIZE);
    }
    sha256_digest(&hash, sizeof(digest), digest);
    for (size_t i = 0; i < sizeof(digest); i++)
        snprintf(ret_version + 2 * i, 3, "%02x", digest[i]);
}

int package_version(int dir_fd, int64_t max_kib, char ret_version[static 65], struct error *err)
{
    uint8_t *block, *digests;
    struct package_files found;
    int failed = package_files(dir_fd, max_kib, &found, err);

    if (failed < 0)
        return failed;
    block = memory_alloc(BLOCK_SIZE);
    digests = memory_alloc(found.count * PACKAGE_DIGEST_SIZE);
    for (size_t i = 0; i < found.count && failed == 0; i++)
        if (found.files[i].size >= 0)
            failed =
                hash_file(dir_fd, &found.files[i], block, digests + i * PACKAGE_DIGEST_SIZE, err);
    if (failed == 0)
        package_version_of(found.files, digests, found.count, ret_version);
    free(block);
    free(digests);
    package_files_release(&found);
    return failed;
}

int package_is_same_file(const struct package_file *left, const struct package_file *right)
{
    return strcmp(left->path, right->path) == 0 && left->size == right->size &&
           left->device == right->device && left->inode == right->inode &&
           left->mtime_ns == right->mtime_ns && left->ctime_ns == right->ctime_ns;
}

int problem_fingerprint(int dir_fd, uint64_t *ret_fingerprint, struct error *err)
{
    uint8_t digest[SHA256_DIGEST_SIZE];
    struct package_files found;
    struct sha256_ctx hash;
    uint64_t value = 0;
    int failed = package_files(dir_fd, PACKAGE_TOTAL_MAX >> 10, &found, err);

    if (failed < 0)
        return failed;
    sha256_init(&hash);
    for (size_t i = 0; i < found.count; i++) {
        const struct package_file *file = &found.files[i];

        sha256_update(&hash, strlen(file->path) + 1, (const uint8_t *)file->path);
        hash_number(&hash, file->device);
        hash_number(&hash, file->inode);
        hash_number(&hash, (uint64_t)file->size);
        hash_number(&hash, (uint64_t)file->mtime_ns);
        hash_number(&hash, (uint64_t)file->ctime_ns);
    }
    sha256_digest(&hash, sizeof(digest), digest);
    for (int i = 0; i < 8; i++)
        value = value << 8 | digest[i];
    *ret_fingerprint = value;
    package_files_release(&found);
    return 0;
}

/* Whether the text has to be changed before it is read: 1, 0, or a negative errno. */
static int needs_line_ends(int fd, uint8_t *block)
{
    ssize_t got;
    off_t at = 0;
    int last = '\n';

    while ((got = pread(fd, block, BLOCK_SIZE, at)) > 0 || (got < 0 && errno == EINTR)) {
        if (got < 0)
            continue;
        if (memchr(block, '\r', (size_t)got))
            return 1;
        last = block[got - 1];
        at += got;
    }
    return got < 0 ? -errno : last != '\n';
}

/* Copies `from` with \n in place of \r\n and of \r, and behind a last line that lacks it. */
static int copy_lines(int from, int to, uint8_t *block)
{
    uint8_t *out = memory_alloc(BLOCK_SIZE + 1);
    int after_cr = 0, last = '\n', failed = 0;
    ssize_t got = 0;

    while (failed == 0 && (got = fd_read_full(from, block, BLOCK_SIZE)) > 0) {
        size_t size = 0;

        for (ssize_t i = 0; i < got; i++) {
            if (block[i] != '\n' || !after_cr)
                out[size++] = block[i] == '\r' ? '\n' : block[i];
            after_cr = block[i] == '\r';
        }
        if (size > 0) {
            last = out[size - 1];
            failed = fd_write_full(to, out, size);
        }
    }
    if (failed == 0 && got < 0)
        failed = (int)got;
    if (failed == 0 && last != '\n')
        failed = fd_write_full(to, "\n", 1);
    free(out);
    return failed;
}

int problem_text_open(int fd, const char *path, struct error *err)
{
    uint8_t *block = memory_alloc(BLOCK_SIZE);
    int needs = needs_line_ends(fd, block), copy = -1, failed = needs < 0 ? needs : 0;

    if (needs > 0) {
        copy = fd_memfd("problem-text");
        failed = copy < 0 ? copy : copy_lines(fd, copy, block);
        if (failed == 0)
            failed = fd_seal(copy);
    }
    free(block);
    if (failed == 0 && needs == 0)
        return fd;
    fd_close(&fd);
    if (failed == 0)
        return copy;
    fd_close(&copy);
    return error_set_errno(err, -failed, "cannot read \"%s\" as text", path);
}

int problem_data_open(int dir_fd, const struct problem_data *data, struct error *err)
{
    int64_t size;
    int fd;

    if (!data->path) {
        fd = fd_memfd_with("problem-data", data->data, data->size);
        return fd < 0
                   ? error_set_errno(err, -fd, "cannot make a memory file of %zu bytes", data->size)
                   : fd;
    }
    fd = package_open(dir_fd, data->path, PACKAGE_FILE_MAX, &size, err);
    if (fd >= 0 && (size_t)size != data->size) {
        fd_close(&fd);
        return error_set(err, -ESTALE,
                         "\"%s\" has changed since the problem was loaded (%zu bytes then, %lld "
                         "now), load it again",
                         data->path, data->size, (long long)size);
    }
    return fd >= 0 && data->is_text ? problem_text_open(fd, data->path, err) : fd;
}
