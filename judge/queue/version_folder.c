#include "judge/queue/version_folder.h"

#include "base/clock.h"
#include "base/fd.h"
#include "base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { UNFINISHED_S = 3600, DAY_S = 24 * 3600, DEPTH_MAX = 64 };
static const char new_prefix[] = ".new-", old_prefix[] = ".old-";
/* No package can have it: hidden files are no part of one. */
static const char nowhere[] = ".nowhere";

/* ---- removing ---- */

static void remove_tree(int parent, const char *name, int depth)
{
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *dir = fd < 0 || depth > DEPTH_MAX ? NULL : fdopendir(fd);

    for (struct dirent *entry = dir ? readdir(dir) : NULL; entry; entry = readdir(dir)) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (unlinkat(dirfd(dir), entry->d_name, 0) < 0)
            remove_tree(dirfd(dir), entry->d_name, depth + 1);
    }
    if (dir)
        closedir(dir);
    else
        fd_close(&fd);
    unlinkat(parent, name, AT_REMOVEDIR);
}

static int is_unused(int root, const char *name, int64_t seconds)
{
    struct stat status;

    return fstatat(root, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           time(NULL) - status.st_mtim.tv_sec > seconds;
}

static int has_prefix(const char *name, const char *prefix)
{
    return strncmp(name, prefix, strlen(prefix)) == 0;
}

static void remove_unused(struct store *store, int root)
{
    int own = fcntl(root, F_DUPFD_CLOEXEC, 3);
    DIR *dir = own < 0 ? NULL : fdopendir(own);
    struct error unused;

    for (struct dirent *entry = dir ? readdir(dir) : NULL; entry; entry = readdir(dir)) {
        const char *name = entry->d_name;

        if (((has_prefix(name, old_prefix) || has_prefix(name, new_prefix)) &&
             is_unused(root, name, UNFINISHED_S)) ||
            (name[0] != '.' && (is_unused(root, name, VERSION_FOLDER_DAYS * DAY_S) ||
                                store_has_version(store, name, &unused) == 0)))
            remove_tree(root, name, 0);
    }
    if (dir)
        closedir(dir);
    else
        fd_close(&own);
}

int version_folders_open(struct store *store, int *ret_root, struct error *err)
{
    char *path = store_local_path(store, ".versions");
    int root = -1, failed = 0;

    if (!path)
        return error_set(err, -ENOTSUP, "this database keeps no files on this host");
    if (mkdir(path, 0700) < 0 && errno != EEXIST)
        failed = error_set_errno(err, errno, "cannot make the folder %s", path);
    if (failed == 0 && (root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)) < 0)
        failed = error_set_errno(err, errno, "cannot open the folder %s", path);
    free(path);
    if (failed < 0)
        return failed;
    remove_unused(store, root);
    *ret_root = root;
    return 0;
}

void version_folder_discard(int root, const char *version)
{
    static int count;
    char old[112];
    int failed;

    do { /* an earlier life of the same number may have left one */
        snprintf(old, sizeof(old), "%s%ld-%d-%.64s", old_prefix, (long)getpid(), ++count, version);
        failed = renameat(root, version, root, old);
    } while (failed < 0 && (errno == ENOTEMPTY || errno == EEXIST));
    if (failed == 0)
        utimensat(root, old, NULL, AT_SYMLINK_NOFOLLOW);
}

int version_folder_find(int root, const char *version)
{
    int fd = openat(root, version, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);

    if (fd < 0)
        return -errno;
    futimens(fd, NULL);
    return fd;
}

/* ---- laying out ---- */

static int add_file(const struct store_file *row, void *arg)
{
    struct version_folder *folder = arg;
    size_t count = folder->count;

    if ((count & (count + 1)) == 0)
        folder->files = memory_grow(folder->files, 2 * count + 2, sizeof(*folder->files));
    folder->files[folder->count++] = (struct version_folder_file){
        .path = arena_strdup(&folder->arena, row->path),
        .blob = row->blob ? arena_strdup(&folder->arena, row->blob) : NULL,
        .is_folder = strcmp(row->kind, "folder") == 0,
    };
    return 0;
}

static int open_new(struct version_folder *folder, struct error *err)
{
    static int count;

    snprintf(folder->unfinished, sizeof(folder->unfinished), "%s%s-%ld-%d", new_prefix,
             store_name(folder->store) ? store_name(folder->store) : "", (long)getpid(), ++count);
    remove_tree(folder->root, folder->unfinished, 0); /* an earlier life's, of the same number */
    if (mkdirat(folder->root, folder->unfinished, 0755) < 0 ||
        fchmodat(folder->root, folder->unfinished, 0755, 0) < 0)
        return error_set_errno(err, errno, "cannot lay out a version of a problem");
    folder->dir =
        openat(folder->root, folder->unfinished, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    return folder->dir < 0 ? error_set_errno(err, errno, "cannot lay out a version of a problem")
                           : 0;
}

int version_folder_begin(struct version_folder *folder, struct store *store, int root, int into,
                         const char *version, struct error *err)
{
    int failed;

    *folder = (struct version_folder){.store = store, .root = root, .dir = -1};
    snprintf(folder->version, sizeof(folder->version), "%s", version);
    failed = store_manifest(store, version, add_file, folder, err);
    if (failed == 0 && into >= 0) {
        folder->dir = fcntl(into, F_DUPFD_CLOEXEC, 3);
        failed = folder->dir < 0 ? error_set_errno(err, errno, "cannot keep a folder open") : 0;
    } else if (failed == 0) {
        failed = open_new(folder, err);
    }
    if (failed < 0)
        version_folder_end(folder);
    return failed;
}

/* Makes the folders above the file; a path of the store's own stays below: it was walked to. */
static int make_parents(int dir, const char *path, struct error *err)
{
    char *copy = memory_strdup(path);
    int failed = 0;

    for (char *slash = strchr(copy, '/'); slash && failed == 0; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdirat(dir, copy, 0755) == 0)
            fchmodat(dir, copy, 0755, 0);
        else if (errno != EEXIST)
            failed = error_set_errno(err, errno, "cannot make the folder \"%s\"", copy);
        *slash = '/';
    }
    free(copy);
    return failed;
}

/* Whether a manifest may name it: nothing that leads out of the folder. */
static int is_below(const char *path)
{
    if (path[0] == '/' || path[0] == '\0')
        return 0;
    for (const char *at = path; *at; at += strspn(at, "/")) {
        size_t size = strcspn(at, "/");

        if (size == 2 && memcmp(at, "..", 2) == 0)
            return 0;
        at += size;
    }
    return 1;
}

static int copy_blob(int from, int dir, const char *path, struct error *err)
{
    int to = openat(dir, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
    ssize_t sent = to < 0 ? -1 : 1;

    while (sent > 0 || (sent < 0 && to >= 0 && errno == EINTR))
        sent = sendfile(to, from, NULL, 1 << 30);
    if (sent < 0) {
        error_set_errno(err, errno, "cannot write \"%s\"", path);
        fd_close(&to);
        return err->code;
    }
    fd_close(&to);
    return 0;
}

static int link_blob(int from, int dir, const char *path)
{
    char name[64];

    snprintf(name, sizeof(name), "/proc/self/fd/%d", from);
    return linkat(AT_FDCWD, name, dir, path, AT_SYMLINK_FOLLOW) == 0;
}

static int lay_blob(struct version_folder *folder, const struct version_folder_file *file,
                    struct error *err)
{
    int from = -1, failed = store_open_blob(folder->store, file->blob, &from, err);

    if (failed == -ENOENT)
        failed = error_set(err, -EUCLEAN, "the file \"%s\" of version %.12s is lost", file->path,
                           folder->version);
    else if (failed == 0 && (!*folder->unfinished || !link_blob(from, folder->dir, file->path))) {
        failed = copy_blob(from, folder->dir, file->path, err);
        if (failed == 0 && *folder->unfinished)
            fchmodat(folder->dir, file->path, 0444, 0);
    }
    fd_close(&from);
    return failed;
}

static int lay_next(struct version_folder *folder, struct error *err)
{
    const struct version_folder_file *file = &folder->files[folder->at++];
    int failed = is_below(file->path)
                     ? make_parents(folder->dir, file->path, err)
                     : error_set(err, -EUCLEAN, "the file \"%s\" of version %.12s leads out of it",
                                 file->path, folder->version);

    if (failed == 0 && file->blob)
        return lay_blob(folder, file, err);
    if (failed == 0 && file->is_folder && mkdirat(folder->dir, file->path, 0755) == 0)
        fchmodat(folder->dir, file->path, 0755, 0);
    else if (failed == 0 && !file->is_folder && symlinkat(nowhere, folder->dir, file->path) < 0)
        failed = error_set_errno(err, errno, "cannot make the link \"%s\"", file->path);
    return failed;
}

int version_folder_step(struct version_folder *folder, int64_t until_us, struct error *err)
{
    while (folder->at < folder->count) {
        if (lay_next(folder, err) < 0)
            return err->code;
        if (clock_monotonic_us() >= until_us)
            return 1;
    }
    if (!*folder->unfinished)
        return 0;
    if (renameat(folder->root, folder->unfinished, folder->root, folder->version) < 0 &&
        errno != EEXIST && errno != ENOTEMPTY) /* else another judge was faster */
        return error_set_errno(err, errno, "cannot lay out version %.12s", folder->version);
    return 0;
}

void version_folder_end(struct version_folder *folder)
{
    fd_close(&folder->dir);
    if (*folder->unfinished)
        remove_tree(folder->root, folder->unfinished, 0);
    free(folder->files);
    arena_release(&folder->arena);
    folder->files = NULL;
    folder->unfinished[0] = '\0';
}
