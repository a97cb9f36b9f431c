#include "judge/commands/unpacked_folder.h"

#include "base/arena.h"
#include "base/fd.h"
#include "base/memory.h"
#include "judge/cache/cache.h"
#include "judge/dispatch/unpack.h"
#include "problems/limits.h"
#include "problems/load.h"
#include "problems/package.h"
#include "problems/unpacked.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { UNUSED_DAYS = 90, DEPTH_MAX = PACKAGE_DEPTH_MAX };

/* ---- removing ---- */

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status, (void)type, (void)place;
    return remove(path) < 0 && errno != ENOENT ? -1 : 0;
}

static void remove_all(const char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void remove_unused(const char *root)
{
    DIR *stream = opendir(root);
    time_t now = time(NULL);
    struct dirent *entry;

    while (stream && (entry = readdir(stream))) {
        struct stat status;

        if (entry->d_name[0] != '.' &&
            fstatat(dirfd(stream), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
            now - status.st_mtime > (time_t)UNUSED_DAYS * 24 * 3600) {
            struct buffer path = BUFFER_INIT;

            buffer_format(&path, "%s/%s", root, entry->d_name);
            remove_all(path.data);
            buffer_release(&path);
        }
    }
    if (stream)
        closedir(stream);
}

/* ---- making ---- */

struct making {
    const struct tree_options *options;
    const char *path; /* of the package */
    int from;         /* its folder, or the zip that it is */
    int is_zip;
    int to;       /* the new folder */
    int64_t left; /* bytes that may still be copied */
    size_t count;
};

static int copy_file(struct making *making, const char *path, struct error *err)
{
    int64_t size;
    int file = package_open(making->from, path, PACKAGE_FILE_MAX, &size, err);
    int to, failed = 0;

    if (file < 0)
        return file;
    if (size > making->left || making->count++ == PACKAGE_ENTRIES_MAX)
        failed = error_set(err, -EFBIG, "the package has too many files, or too large ones");
    making->left -= size;
    to = failed < 0
             ? -1
             : openat(making->to, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (failed == 0 && (to < 0 || fchmod(to, 0644) < 0))
        failed = error_set_errno(err, errno, "cannot write %s", path);
    while (failed == 0 && size > 0) {
        ssize_t sent = sendfile(to, file, NULL, (size_t)size);

        if (sent <= 0 && errno != EINTR)
            failed = error_set_errno(err, sent < 0 ? errno : EAGAIN, "cannot copy %s", path);
        size -= sent > 0 ? sent : 0;
    }
    fd_close(&to);
    fd_close(&file);
    return failed;
}

/* All files of the package, links followed, except `archive`. */
static int copy_folder(struct making *making, const char *folder, const char *archive, int depth,
                       struct error *err)
{
    struct arena arena = ARENA_INIT;
    const char *const *names;
    size_t count = 0;
    int failed = package_list(making->from, *folder ? folder : ".", &arena, &names, &count, err);

    if (depth > DEPTH_MAX)
        failed = error_set(err, -ELOOP, "folders are nested deeper than %d levels", DEPTH_MAX);
    for (size_t i = 0; i < count && failed == 0; i++) {
        const char *path = arena_format(&arena, "%s%s%s", folder, *folder ? "/" : "", names[i]);
        int fd = fd_open_beneath(making->from, path, O_PATH);
        struct stat status;

        if (fd < 0 || fstat(fd, &status) < 0 || strcmp(path, archive) == 0) {
            fd_close(&fd); /* also a link that leads nowhere or out, which is no file of it */
            continue;
        }
        fd_close(&fd);
        if (S_ISREG(status.st_mode))
            failed = copy_file(making, path, err);
        else if (S_ISDIR(status.st_mode) &&
                 (mkdirat(making->to, path, 0755) < 0 || fchmodat(making->to, path, 0755, 0) < 0))
            failed = error_set_errno(err, errno, "cannot make the folder %s", path);
        else if (S_ISDIR(status.st_mode))
            failed = copy_folder(making, path, archive, depth + 1, err);
    }
    arena_release(&arena);
    return failed;
}

static int64_t bytes_max(void)
{
    int64_t given = problem_maxima.values[PROBLEM_MAXIMUM_PACKAGE] * 1024;

    return given < UNPACK_BYTES_MAX ? given : UNPACK_BYTES_MAX;
}

/* Unpacks DMOJ's archive, which is in `from`, over the files in `to`. */
static int unpack_beside(struct making *making, int from, int to, const char *archive,
                         struct error *err)
{
    struct buffer members = BUFFER_INIT;
    int file = package_open(from, archive, PACKAGE_FILE_MAX, NULL, err), list = -1;
    int failed =
        file < 0 ? file
                 : unpack_archive(making->options, file, archive, to, bytes_max(), &members, err);

    if (failed == 0) {
        list = openat(to, UNPACKED_MEMBERS, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                      0644);
        if (list < 0 || fchmod(list, 0644) < 0 ||
            fd_write_full(list, members.data, members.size) < 0)
            failed = error_set_errno(err, errno, "cannot keep the list of %s", archive);
    }
    buffer_release(&members);
    fd_close(&list);
    fd_close(&file);
    return failed;
}

/* The folder in which the package's file is: `dir` itself, or the only one in it, as many zips
 * have it. Returns a descriptor, and its name in `dir` or "". */
static int find_package(int dir, struct arena *arena, const char **ret_name, struct error *err)
{
    const char *const *names;
    size_t count;

    *ret_name = "";
    if (package_list(dir, ".", arena, &names, &count, err) < 0)
        return err->code;
    if (count == 1) {
        int inner = openat(dir, names[0], O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

        if (inner >= 0) {
            *ret_name = names[0];
            return inner;
        }
    }
    return fcntl(dir, F_DUPFD_CLOEXEC, 3);
}

static int make(struct making *making, const char *archive, const char **ret_inner,
                struct arena *arena, struct error *err)
{
    int package, failed;

    *ret_inner = "";
    if (!making->is_zip) {
        failed = copy_folder(making, "", archive, 0, err);
        return failed < 0 ? failed : unpack_beside(making, making->from, making->to, archive, err);
    }
    failed = unpack_archive(making->options, making->from, making->path, making->to, bytes_max(),
                            NULL, err);
    if (failed < 0)
        return failed;
    package = find_package(making->to, arena, ret_inner, err);
    if (package < 0)
        return package;
    archive = problem_archive(package, arena);
    if (archive)
        failed = unpack_beside(making, package, package, archive, err);
    fd_close(&package);
    return failed;
}

/* ---- finding ---- */

/* Names a package as it is now. */
static int make_key(const char *path, int fd, int is_zip, char key[static 33], struct error *err)
{
    uint8_t digest[SHA256_DIGEST_SIZE];
    struct sha256_ctx hash;
    uint64_t fingerprint = 0;
    struct stat info;

    if (fstat(fd, &info) < 0)
        return error_set_errno(err, errno, "cannot look at %s", path);
    if (!is_zip && problem_fingerprint(fd, &fingerprint, err) < 0)
        return err->code;
    sha256_init(&hash);
    sha256_update(&hash, strlen(path) + 1, (const uint8_t *)path);
    sha256_update(&hash, sizeof(fingerprint), (const uint8_t *)&fingerprint);
    if (is_zip) {
        int64_t facts[] = {(int64_t)info.st_dev, (int64_t)info.st_ino, (int64_t)info.st_size,
                           info.st_mtim.tv_sec,  info.st_mtim.tv_nsec, info.st_ctim.tv_sec,
                           info.st_ctim.tv_nsec};

        sha256_update(&hash, sizeof(facts), (const uint8_t *)facts);
    }
    sha256_digest(&hash, sizeof(digest), digest);
    for (size_t i = 0; i < 16; i++)
        snprintf(key + 2 * i, 3, "%02x", digest[i]);
    return 0;
}

/* The folder of all unpacked packages; NULL: a temporary one has to do. */
static char *find_root(const struct tree_options *options)
{
    char *cache = cache_folder(options->cache, NULL);
    struct buffer path = BUFFER_INIT;
    struct stat info;

    if (!cache)
        return NULL;
    buffer_format(&path, "%s-packages", cache);
    free(cache);
    for (char *slash = strchr(path.data + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path.data, 0700);
        *slash = '/';
    }
    mkdir(path.data, 0700);
    if (lstat(path.data, &info) < 0 || !S_ISDIR(info.st_mode) || info.st_uid != geteuid() ||
        (info.st_mode & 022) != 0) {
        buffer_release(&path);
        return NULL;
    }
    return buffer_take(&path);
}

/* "KEY/NAME" below the root: the name is the package's, because messages show it. */
static const char *package_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash && slash[1] ? slash + 1 : "package";
}

static char *temporary_root(struct error *err)
{
    const char *base = getenv("TMPDIR");
    struct buffer path = BUFFER_INIT;

    buffer_format(&path, "%s/assay-package-XXXXXX", base && *base == '/' ? base : "/tmp");
    if (!mkdtemp(path.data)) {
        error_set_errno(err, errno, "cannot make the folder %s", path.data);
        buffer_release(&path);
        return NULL;
    }
    return buffer_take(&path);
}

/* The unpacked folder `whole`, if it is there: notes that it was used. */
static int find_made(const char *whole, const char *name, struct unpacked_folder *ret_folder)
{
    struct buffer link = BUFFER_INIT;
    char inner[4096];
    ssize_t size;
    int found = 0;

    buffer_format(&link, "%s/.package", whole); /* where the package's file is */
    size = readlink(link.data, inner, sizeof(inner) - 1);
    if (size > 0) {
        struct buffer path = BUFFER_INIT;

        inner[size] = '\0';
        utimensat(AT_FDCWD, whole, NULL, 0);
        buffer_format(&path, "%s/%s%s%s", whole, name, strcmp(inner, ".") == 0 ? "" : "/",
                      strcmp(inner, ".") == 0 ? "" : inner);
        *ret_folder = (struct unpacked_folder){.path = buffer_take(&path)};
        found = 1;
    }
    buffer_release(&link);
    return found;
}

/* Makes it under a name of its own and then gives it the right one; when another process was
 * faster, theirs is as good. */
static int make_new(struct making *making, const char *archive, const char *whole, const char *name,
                    struct error *err)
{
    struct buffer unfinished = BUFFER_INIT, path = BUFFER_INIT;
    struct arena arena = ARENA_INIT;
    const char *inner = "";
    int failed = 0;

    buffer_format(&unfinished, "%s.%ld", whole, (long)getpid());
    buffer_format(&path, "%s/%s", unfinished.data, name);
    remove_all(unfinished.data);
    if (mkdir(unfinished.data, 0755) < 0 || chmod(unfinished.data, 0755) < 0 ||
        mkdir(path.data, 0755) < 0 || chmod(path.data, 0755) < 0)
        failed = error_set_errno(err, errno, "cannot make the folder %s", path.data);
    making->to = failed < 0 ? -1 : open(path.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (failed == 0 && making->to < 0)
        failed = error_set_errno(err, errno, "cannot open the folder %s", path.data);
    if (failed == 0)
        failed = make(making, archive, &inner, &arena, err);
    buffer_clear(&path);
    buffer_format(&path, "%s/.package", unfinished.data);
    if (failed == 0 && symlink(*inner ? inner : ".", path.data) < 0)
        failed = error_set_errno(err, errno, "cannot write %s", path.data);
    if (failed == 0 && rename(unfinished.data, whole) < 0 && errno != EEXIST && errno != ENOTEMPTY)
        failed = error_set_errno(err, errno, "cannot keep %s", whole);
    remove_all(unfinished.data);
    fd_close(&making->to);
    arena_release(&arena);
    buffer_release(&unfinished);
    buffer_release(&path);
    return failed;
}

static int find_or_make(struct making *making, const char *archive, const char *root,
                        struct unpacked_folder *ret_folder, struct error *err)
{
    const char *name = package_name(making->path);
    struct buffer whole = BUFFER_INIT;
    char key[33];
    int failed = make_key(making->path, making->from, making->is_zip, key, err);

    buffer_format(&whole, "%s/%s", root, failed == 0 ? key : "");
    if (failed == 0 && !find_made(whole.data, name, ret_folder)) {
        remove_unused(root);
        failed = make_new(making, archive, whole.data, name, err);
        if (failed == 0 && !find_made(whole.data, name, ret_folder))
            failed = error_set(err, -EIO, "cannot find %s, which was just made", whole.data);
    }
    buffer_release(&whole);
    return failed < 0 ? failed : 1;
}

int unpacked_folder_open(const char *path, int fd, const struct tree_options *options,
                         struct unpacked_folder *ret_folder, struct error *err)
{
    struct making making = {
        .options = options, .path = path, .from = fd, .to = -1, .left = bytes_max()};
    char *root, *temporary = NULL;
    struct arena arena = ARENA_INIT;
    const char *archive = NULL;
    struct stat info;
    int result = 0;

    if (fstat(fd, &info) < 0)
        return error_set_errno(err, errno, "cannot look at %s", path);
    making.is_zip = S_ISREG(info.st_mode);
    if (!making.is_zip)
        archive = problem_archive(fd, &arena);
    if (making.is_zip || archive) {
        root = find_root(options);
        if (!root)
            root = temporary = temporary_root(err);
        result = root ? find_or_make(&making, archive, root, ret_folder, err) : err->code;
        if (temporary && result > 0)
            ret_folder->temporary = memory_strdup(temporary);
        else if (temporary)
            remove_all(temporary);
        free(root);
    }
    arena_release(&arena);
    return result;
}

void unpacked_folder_close(struct unpacked_folder *folder)
{
    if (folder->temporary)
        remove_all(folder->temporary);
    free(folder->temporary);
    free(folder->path);
    *folder = (struct unpacked_folder){0};
}
