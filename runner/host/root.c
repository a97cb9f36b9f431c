#include "runner/host/root.h"

#include "base/fd.h"
#include "base/memory.h"
#include "runner/host/layers.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/mount.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* glibc 2.36's <sys/mount.h> and <linux/mount.h> both declare these; older ones neither. */
#ifndef OPEN_TREE_CLOEXEC
#define OPEN_TREE_CLOEXEC O_CLOEXEC
#endif

#define READ_ONLY  (LAYER_ON(read_only_root) ? (__u64)MOUNT_ATTR_RDONLY : 0)
/* What becomes "/" in a cell, below the root of its mounts. */
#define INNER_ROOT (LAYER_ON(chroot) ? "cell" : ".")

static const char *const devices[] = {"/dev/null", "/dev/zero", "/dev/full", "/dev/random",
                                      "/dev/urandom"};

/* ---- the plan ---- */

static struct root_entry *find(struct root_plan *plan, const char *path)
{
    for (size_t i = 0; i < plan->count; i++)
        if (strcmp(plan->entries[i].path, path) == 0)
            return &plan->entries[i];
    return NULL;
}

static int append(struct root_plan *plan, const char *path, const char *target, int is_directory,
                  struct error *err)
{
    if (find(plan, path))
        return 0;
    if (plan->count == ROOT_ENTRIES_MAX)
        return error_set(err, -E2BIG, "a profile needs more than %d mounts and links",
                         ROOT_ENTRIES_MAX);
    plan->entries[plan->count++] = (struct root_entry){
        .path = memory_strdup(path),
        .target = target ? memory_strdup(target) : NULL,
        .is_directory = is_directory,
    };
    return 0;
}

static int is_below(const char *path, const char *directory)
{
    size_t size = strlen(directory);

    return strncmp(path, directory, size) == 0 && (path[size] == '\0' || path[size] == '/');
}

/* Joins two parts of a path; -ENAMETOOLONG. `out` may be neither. */
static int join(char out[PATH_MAX], const char *first, const char *second)
{
    return snprintf(out, PATH_MAX, "%s/%s", first, second) < PATH_MAX ? 0 : -ENAMETOOLONG;
}

/* Takes one component off `rest` into `name`; 0 when there is none left. */
static int next_component(char rest[PATH_MAX], char name[NAME_MAX + 1])
{
    size_t start = strspn(rest, "/");
    size_t size = strcspn(rest + start, "/");

    if (size == 0 || size > NAME_MAX)
        return 0;
    memcpy(name, rest + start, size);
    name[size] = '\0';
    memmove(rest, rest + start + size, strlen(rest + start + size) + 1);
    return 1;
}

/* One step of the walk: `done` is free of links; a link puts its target in front of `rest`. */
static int step(struct root_plan *plan, char done[PATH_MAX], char rest[PATH_MAX], const char *name,
                struct stat *info, struct error *err)
{
    char path[PATH_MAX], target[PATH_MAX], longer[PATH_MAX];
    ssize_t size;

    if (strcmp(name, ".") == 0)
        return 0;
    if (strcmp(name, "..") == 0) {
        char *slash = strrchr(done, '/');

        if (slash)
            *slash = '\0';
        return 0;
    }
    if (join(path, done, name) < 0)
        return -ENAMETOOLONG;
    if (lstat(path, info) < 0)
        return -errno;
    if (!S_ISLNK(info->st_mode)) {
        memcpy(done, path, sizeof(path));
        return 0;
    }
    size = readlink(path, target, sizeof(target) - 1);
    if (size < 0)
        return -errno;
    target[size] = '\0';
    if (join(longer, target, rest) < 0)
        return -ENAMETOOLONG;
    memcpy(rest, longer, sizeof(longer));
    if (target[0] == '/')
        done[0] = '\0';
    return append(plan, path, target, 0, err);
}

int root_plan_add(struct root_plan *plan, const char *path, struct error *err)
{
    static const char *const ours[] = {"/tmp", "/prog", "/dev", "/proc"};
    char done[PATH_MAX] = "", rest[PATH_MAX], name[NAME_MAX + 1];
    struct stat info = {0};

    if (path[0] != '/' || strlen(path) >= sizeof(rest))
        return error_set(err, -EINVAL, "a profile's bind \"%s\": expected an absolute path", path);
    snprintf(rest, sizeof(rest), "%s", path);
    for (int steps = 0; next_component(rest, name); steps++) {
        int failed = steps < 256 ? step(plan, done, rest, name, &info, err) : -ELOOP;

        if (failed == -ENOENT || failed == -ENOTDIR)
            return 0;
        if (failed < 0)
            return error_set_errno(err, -failed, "a profile's bind \"%s\"", path);
    }
    for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
        if (is_below(done, ours[i]))
            return error_set(err, -EINVAL,
                             "a profile's bind \"%s\" lies in %s, which is the cell's own", path,
                             ours[i]);
    if (done[0] == '\0' || (!S_ISDIR(info.st_mode) && !S_ISREG(info.st_mode)))
        return error_set(err, -EINVAL,
                         "a profile's bind \"%s\": expected a directory or a file below /", path);
    return append(plan, done, NULL, S_ISDIR(info.st_mode), err);
}

int root_plan_add_devices(struct root_plan *plan, struct error *err)
{
    for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++) {
        int failed = append(plan, devices[i], NULL, 0, err);

        if (failed < 0)
            return failed;
        plan->entries[plan->count - 1].is_device = 1;
    }
    return append(plan, "/dev/shm", "/tmp", 0, err);
}

int root_plan_has(const struct root_plan *plan, const char *path)
{
    for (size_t i = 0; i < plan->count; i++)
        if (is_below(path, plan->entries[i].path) || is_below(plan->entries[i].path, path))
            return 1;
    return 0;
}

void root_plan_release(struct root_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        free(plan->entries[i].path);
        free(plan->entries[i].target);
    }
    plan->count = 0;
}

/* ---- the trees ---- */

/* A detached, read-only clone of the mount at `path`. Mounts below it are left behind; in a user
 * namespace of our own they are locked to it and must come along, as read-only as it is. */
static int open_tree_at(const struct root_entry *entry)
{
    struct mount_attr attr = {.attr_set = MOUNT_ATTR_NOSUID | READ_ONLY};
    int recursive = 0;
    int fd = (int)syscall(SYS_open_tree, AT_FDCWD, entry->path,
                          OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_SYMLINK_NOFOLLOW);

    if (fd < 0 && errno == EINVAL) {
        recursive = AT_RECURSIVE;
        fd = (int)syscall(SYS_open_tree, AT_FDCWD, entry->path,
                          OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_SYMLINK_NOFOLLOW | AT_RECURSIVE);
    }
    if (fd < 0)
        return -errno;
    attr.attr_set |= entry->is_device ? MOUNT_ATTR_NOEXEC : MOUNT_ATTR_NODEV;
    if (syscall(SYS_mount_setattr, fd, "", AT_EMPTY_PATH | recursive, &attr, sizeof(attr)) < 0) {
        int failed = -errno;

        close(fd);
        return failed;
    }
    return fd;
}

int root_open_trees(const struct root_plan *plan, int trees[ROOT_ENTRIES_MAX], struct error *err)
{
    for (size_t i = 0; i < ROOT_ENTRIES_MAX; i++)
        trees[i] = -1;
    for (size_t i = 0; i < plan->count; i++) {
        const struct root_entry *entry = &plan->entries[i];

        if (entry->target)
            continue;
        trees[i] = open_tree_at(entry);
        if (trees[i] < 0) {
            int failed = trees[i];

            trees[i] = -1;
            root_close_trees(trees);
            return error_set_errno(err, -failed, "cannot bind %s into a cell", entry->path);
        }
    }
    return 0;
}

void root_close_trees(int trees[ROOT_ENTRIES_MAX])
{
    for (size_t i = 0; i < ROOT_ENTRIES_MAX; i++)
        fd_close(&trees[i]);
}

/* ---- the root ---- */

/* Makes the directories on the way to the relative `path`, and the last component as well when it
 * is one. What an earlier bind brought along is there already (and read-only). */
static int make_directories(int root, const char *path, int whole)
{
    char part[PATH_MAX];

    for (size_t i = 1; path[i - 1]; i++) {
        if (path[i] != '/' && (path[i] != '\0' || !whole))
            continue;
        memcpy(part, path, i);
        part[i] = '\0';
        if (mkdirat(root, part, 0755) < 0 && errno != EEXIST && errno != EROFS)
            return -errno;
    }
    return 0;
}

static int place(int root, const struct root_entry *entry, int *tree)
{
    const char *path = entry->path + 1;
    int failed = make_directories(root, path, !entry->target && entry->is_directory);
    int file;

    if (failed < 0)
        return failed;
    if (entry->target)
        return symlinkat(entry->target, root, path) < 0 && errno != EEXIST && errno != EROFS
                   ? -errno
                   : 0;
    if (!entry->is_directory && faccessat(root, path, F_OK, AT_SYMLINK_NOFOLLOW) < 0) {
        file = openat(root, path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0444);
        if (file < 0)
            return -errno;
        close(file);
    }
    if (syscall(SYS_move_mount, *tree, "", root, path, MOVE_MOUNT_F_EMPTY_PATH) < 0)
        return -errno;
    fd_close(tree);
    return 0;
}

static int lay_file(int prog, const struct root_file *file)
{
    int failed = make_directories(prog, file->path, 0);
    off_t from = file->offset, end = file->offset + file->size;
    int to;

    if (failed < 0)
        return failed;
    to = openat(prog, file->path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0555);
    if (to < 0)
        return -errno;
    while (from < end && failed == 0) {
        ssize_t sent = sendfile(to, file->fd, &from, (size_t)(end - from));

        if (sent < 0 && errno != EINTR)
            failed = -errno;
        else if (sent == 0)
            failed = -ENODATA;
    }
    /* umask or a default must not decide */
    if (failed == 0 && fchmod(to, 0555) < 0)
        failed = -errno;
    close(to);
    return failed;
}

int root_make_tmpfs(void)
{
    char bytes[32], inodes[32];
    const char *const options[][2] = {
        {"source", "assay"}, {"mode", "0755"}, {"size", bytes}, {"nr_inodes", inodes}};
    int fs = (int)syscall(SYS_fsopen, "tmpfs", FSOPEN_CLOEXEC);
    int failed = fs < 0 ? -errno : 0, top = -1;

    snprintf(bytes, sizeof(bytes), "%lld", ROOT_BYTES);
    snprintf(inodes, sizeof(inodes), "%d", ROOT_INODES);
    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]) && failed == 0; i++)
        if (syscall(SYS_fsconfig, fs, FSCONFIG_SET_STRING, options[i][0], options[i][1], 0) < 0)
            failed = -errno;
    /* Large pages: a program of a megabyte is laid, mapped and taken away in a third of the time. A
     * kernel without transparent huge pages knows no such option. */
    if (failed == 0)
        (void)!syscall(SYS_fsconfig, fs, FSCONFIG_SET_STRING, "huge", "within_size", 0);
    if (failed == 0 && syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
        failed = -errno;
    if (failed == 0) {
        top = (int)syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
        failed = top < 0 ? -errno : 0;
    }
    fd_close(&fs);
    return failed < 0 ? failed : top;
}

/* Mounts the tmpfs over a directory that every host has; the host's tree stays reachable (and so
 * nothing is lost) until the pivot. */
static int mount_root(int *ret_root, struct error *err)
{
    static const char place_for_it[] = "/tmp";
    int root;

    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
        return error_set_errno(err, errno, "cannot make the cell's mounts private");
    root = root_make_tmpfs();
    if (root < 0)
        return error_set_errno(err, -root, "cannot make the cell's root (fsopen, fsmount)");
    if (syscall(SYS_move_mount, root, "", AT_FDCWD, place_for_it, MOVE_MOUNT_F_EMPTY_PATH) < 0) {
        int failed =
            error_set_errno(err, errno, "cannot mount the cell's root over %s", place_for_it);

        fd_close(&root);
        return failed;
    }
    *ret_root = root;
    return 0;
}

static int pivot(int root, struct error *err)
{
    /* pivot_root(2): "." twice stacks the old root on the new one, and umount takes it away */
    if (fchdir(root) < 0 || syscall(SYS_pivot_root, ".", ".") < 0)
        return error_set_errno(err, errno, "cannot pivot into the cell's root");
    if (umount2(".", MNT_DETACH) < 0)
        return error_set_errno(err, errno, "cannot let go of the host's file system");
    if (fchdir(root) < 0 || chroot(INNER_ROOT) < 0 || chdir("/") < 0)
        return error_set_errno(err, errno, "cannot enter the cell's root");
    return 0;
}

/* The directory that becomes "/", made in the root of the mounts. */
static int make_inner(int mount, int *ret_root, struct error *err)
{
    if (mkdirat(mount, INNER_ROOT, 0755) < 0 && errno != EEXIST)
        return error_set_errno(err, errno, "cannot make the cell's root directory");
    *ret_root = openat(mount, INNER_ROOT, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return *ret_root < 0 ? error_set_errno(err, errno, "cannot open the cell's root directory") : 0;
}

/* Keeps a way to write to /prog, and makes the root's mount read-only. */
static int close_root(int mount, int root, int *ret_prog, struct error *err)
{
    struct mount_attr attr = {.attr_set = MOUNT_ATTR_NOSUID | READ_ONLY};
    int prog = (int)syscall(SYS_open_tree, root, "prog", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    int failed = 0;

    if (prog < 0)
        failed = error_set_errno(err, errno, "cannot open /prog in a cell");
    else if (syscall(SYS_mount_setattr, mount, "", AT_EMPTY_PATH, &attr, sizeof(attr)) < 0)
        failed = error_set_errno(err, errno, "cannot make the cell's root read-only");
    if (failed < 0)
        fd_close(&prog);
    else
        *ret_prog = prog;
    return failed;
}

/* While the host's own /proc can still be seen: in a user namespace only what is seen already may
 * be mounted (user_namespaces(7)). */
static int mount_proc(int root, const char *name)
{
    char place[64];

    snprintf(place, sizeof(place), "/proc/self/fd/%d/%s", root, name);
    if (mkdirat(root, name, 0555) < 0 ||
        mount("proc", place, "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY,
              "subset=pid,hidepid=invisible") < 0)
        return -errno;
    return 0;
}

/* /dev/fd and its like, as every host has them: the kernel opens a pipe or a memfd by a path only
 * through proc. */
static int link_descriptors(int root, const char *proc)
{
    static const struct {
        const char *name, *below;
    } links[] = {{"dev/fd", ""}, {"dev/stdin", "/0"}, {"dev/stdout", "/1"}, {"dev/stderr", "/2"}};

    for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
        char target[64];

        snprintf(target, sizeof(target), "/%s/self/fd%s", proc, links[i].below);
        if (symlinkat(target, root, links[i].name) < 0)
            return -errno;
    }
    return 0;
}

static int give_proc(int root, int has_proc, struct error *err)
{
    const char *name = has_proc ? "proc" : ROOT_FD_PROC;
    int failed = mount_proc(root, name);

    /* a container that masks /proc (EPERM), or whose profile wants proc at /proc alone (EACCES): no
     * path leads to a descriptor then */
    if ((failed == -EPERM || failed == -EACCES) && !has_proc)
        return 0;
    if (failed < 0)
        return error_set_errno(err, -failed,
                               "cannot mount /proc in a cell (a container needs its own /proc "
                               "unmasked for that)");
    failed = link_descriptors(root, name);
    return failed < 0 ? error_set_errno(err, -failed, "cannot make /dev/fd in a cell") : 0;
}

int root_build(const struct root_plan *plan, int trees[ROOT_ENTRIES_MAX], int has_proc,
               int *ret_prog, struct error *err)
{
    int mount = -1, root = -1;
    int failed = mount_root(&mount, err);

    if (failed == 0)
        failed = make_inner(mount, &root, err);

    for (size_t i = 0; i < plan->count && failed == 0; i++) {
        failed = place(root, &plan->entries[i], &trees[i]);
        if (failed < 0)
            error_set_errno(err, -failed, "cannot place %s in a cell", plan->entries[i].path);
    }
    if (failed == 0 && (mkdirat(root, "prog", 0755) < 0 || mkdirat(root, "tmp", 0755) < 0))
        failed = error_set_errno(err, errno, "cannot make /prog in a cell");
    if (failed == 0)
        failed = give_proc(root, has_proc, err);
    if (failed == 0)
        failed = pivot(mount, err);
    if (failed == 0)
        failed = close_root(mount, root, ret_prog, err);
    fd_close(&root);
    fd_close(&mount);
    return failed;
}

int root_lay(int prog, const struct root_file *files, size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        int failed = lay_file(prog, &files[i]);

        if (failed < 0)
            return error_set_errno(err, -failed, "cannot lay /prog/%s into a cell", files[i].path);
    }
    return 0;
}
