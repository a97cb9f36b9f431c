#include "runner/host/cgroup_parts.h"

#include "base/fd.h"
#include "runner/protocol.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

/* ---- finding the hierarchies ---- */

int cgroup_has_controller(const char *options, const char *name)
{
    size_t size = strlen(name);

    for (const char *at = options; at; at = strchr(at, ','), at = at ? at + 1 : NULL)
        if (strncmp(at, name, size) == 0 && (at[size] == ',' || at[size] == '\0'))
            return 1;
    return 0;
}

int cgroup_find_mount(const char *controller, char *ret_path, size_t size)
{
    FILE *mounts = fopen("/proc/self/mountinfo", "re");
    char line[4096];
    int found = 0;

    while (mounts && !found && fgets(line, sizeof(line), mounts)) {
        char point[1024], type[64], options[1024];
        const char *rest = strstr(line, " - ");

        if (!rest || sscanf(line, "%*s %*s %*s %*s %1023s", point) != 1 ||
            sscanf(rest, " - %63s %*s %1023s", type, options) != 2)
            continue;
        found = controller
                    ? strcmp(type, "cgroup") == 0 && cgroup_has_controller(options, controller)
                    : strcmp(type, "cgroup2") == 0;
        if (found)
            found = snprintf(ret_path, size, "%s", point) < (int)size;
    }
    if (mounts)
        fclose(mounts);
    return found;
}

/* ---- the parent's groups ---- */

static int is_our_name(const char *name)
{
    static const char prefix[] = "assay-";

    if (strncmp(name, prefix, sizeof(prefix) - 1) != 0 || !name[sizeof(prefix) - 1])
        return 0;
    for (const char *at = name + sizeof(prefix) - 1; *at; at++)
        if (!isdigit((unsigned char)*at))
            return 0;
    return 1;
}

/* What killed parents left: nobody holds its lock. (A pid would not tell: another container's
 * parent may share the hierarchy but not the pids.) */
static void sweep(const char *mount)
{
    DIR *list = opendir(mount);
    const struct dirent *entry;

    while (list && (entry = readdir(list))) {
        int fd;

        if (!is_our_name(entry->d_name))
            continue;
        fd = openat(dirfd(list), entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
            cgroup_remove_group(dirfd(list), entry->d_name);
        fd_close(&fd);
    }
    if (list)
        closedir(list);
}

/* Makes the group and locks it. Between the two a starting parent may take it for a dead one's and
 * remove it, so the name must still be there once the lock is held: -EAGAIN when it is not. */
static int make_locked(const char *path, int *ret_lock)
{
    struct stat named, locked;
    int lock;

    if (mkdir(path, 0755) < 0)
        return -errno;
    lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0 && fstat(lock, &locked) == 0 &&
        stat(path, &named) == 0 && named.st_ino == locked.st_ino) {
        *ret_lock = lock;
        return 0;
    }
    fd_close(&lock);
    rmdir(path);
    return -EAGAIN;
}

/* Makes assay-PID below `mount` and locks it. */
static int make_base(struct cgroup_host *host, enum cgroup_part part, const char *mount)
{
    enum { TRIES = 20 };
    char *path = host->base[part];
    int failed = -EAGAIN;

    sweep(mount);
    if (snprintf(path, CGROUP_PATH_MAX, "%s/assay-%d", mount, (int)getpid()) >= CGROUP_PATH_MAX)
        failed = -ENAMETOOLONG;
    for (int i = 0; i < TRIES && failed == -EAGAIN; i++)
        failed = make_locked(path, &host->lock[part]);
    if (failed < 0) {
        snprintf(host->why[part], sizeof(host->why[part]), "mkdir in %.40s: %.32s", mount,
                 strerror(-failed));
        path[0] = '\0';
    }
    return failed;
}

static void open_host_v1(struct cgroup_host *host)
{
    for (int part = 0; part < CGROUP_PARTS; part++) {
        char mount[CGROUP_PATH_MAX - 32];

        if (cgroup_find_mount(cgroup_controllers[part], mount, sizeof(mount)))
            make_base(host, part, mount);
        else
            snprintf(host->why[part], sizeof(host->why[part]), "no %s hierarchy is mounted",
                     cgroup_controllers[part]);
    }
    if (host->base[CGROUP_MEMORY][0])
        host->version = CGROUP_V1;
}

/* What the errors of giving controllers to groups below mean to whoever has to mend them. */
static const char *enable_fault(int failed)
{
    switch (-failed) {
    case EBUSY:
        return "it holds processes itself; move them to a group below";
    case ENOENT:
    case EINVAL:
        return "it has no memory and pids controllers to give";
    default:
        return strerror(-failed);
    }
}

/* ---- a group that a service manager gave away: Delegate= of systemd.resource-control(5) ---- */

/* Where it moves processes out of the way of groups with limits ("no internal processes"). */
#define SUBGROUP "main"

/* systemd marks what it delegates. */
static int is_delegated(const char *path)
{
    static const char *const marks[] = {"trusted.delegate", "user.delegate"};

    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        char value;

        if (getxattr(path, marks[i], &value, 1) == 1 && value == '1')
            return 1;
    }
    return 0;
}

/* The group of this process where it was delegated: only there may we make groups then. It may be
 * the one above, when an earlier assay of the same service has moved us below it. A mount of
 * another group than the root of the hierarchy shows other paths: none is found then. */
static int find_delegated(const char *mount, char *path, size_t size)
{
    FILE *groups = fopen("/proc/self/cgroup", "re");
    char line[CGROUP_PATH_MAX];
    int found = 0;

    while (groups && !found && fgets(line, sizeof(line), groups)) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "0::/", 4) != 0 || line[4] == '\0' ||
            snprintf(path, size, "%s%s", mount, line + 3) >= (int)size)
            continue;
        found = is_delegated(path);
        if (!found && strcmp(strrchr(path, '/'), "/" SUBGROUP) == 0) {
            *strrchr(path, '/') = '\0';
            found = is_delegated(path);
        }
    }
    if (groups)
        fclose(groups);
    return found;
}

/* Moves all that is in the group itself into the one below; what is started meanwhile too. */
static int move_processes(int dir, const char *below)
{
    enum { ROUNDS = 100 };
    int failed = mkdirat(dir, below, 0755) < 0 && errno != EEXIST ? -errno : 0;
    int to = failed < 0 ? -1 : openat(dir, below, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    for (int i = 0, found = 1; failed == 0 && found && i < ROUNDS; i++) {
        int fd = openat(dir, "cgroup.procs", O_RDONLY | O_CLOEXEC);
        FILE *list = fd < 0 ? NULL : fdopen(fd, "re");
        char pid[32];

        found = 0;
        while (list && fgets(pid, sizeof(pid), list) && failed == 0) {
            found = 1;
            failed = fd_write_file(to, "cgroup.procs", pid);
            if (failed == -ESRCH) /* it has ended */
                failed = 0;
        }
        if (list)
            fclose(list);
        else
            failed = -errno;
    }
    fd_close(&to);
    return failed;
}

/* Version 2 at the root of the mount, or in the delegated group: needs the memory and pids
 * controllers there, for the groups below. The root of the hierarchy may hold processes all the
 * same; in a container the root of the mount is an ordinary group, which may not (cgroups(7), "no
 * internal processes"). */
static int open_host_v2(struct cgroup_host *host)
{
    char mount[CGROUP_PATH_MAX - 32], delegated[CGROUP_PATH_MAX - 32];
    int dir, failed = 0;

    if (!cgroup_find_mount(NULL, mount, sizeof(mount)))
        return -ENOENT;
    if (find_delegated(mount, delegated, sizeof(delegated)))
        memcpy(mount, delegated, sizeof(mount));
    else
        delegated[0] = '\0';
    dir = open(mount, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0)
        return -errno;
    if (delegated[0])
        failed = move_processes(dir, SUBGROUP);
    if (failed == 0)
        failed = fd_write_file(dir, "cgroup.subtree_control", "+memory +pids");
    fd_close(&dir);
    if (failed < 0) {
        snprintf(host->why[CGROUP_MEMORY], sizeof(host->why[CGROUP_MEMORY]), "%.30s: %.60s", mount,
                 enable_fault(failed));
        return failed;
    }
    failed = make_base(host, CGROUP_MEMORY, mount);
    if (failed < 0)
        return failed;
    failed = fd_write_file(host->lock[CGROUP_MEMORY], "cgroup.subtree_control", "+memory +pids");
    if (failed < 0) {
        snprintf(host->why[CGROUP_MEMORY], sizeof(host->why[CGROUP_MEMORY]), "%.40s: %.40s",
                 host->base[CGROUP_MEMORY], strerror(-failed));
        rmdir(host->base[CGROUP_MEMORY]);
        host->base[CGROUP_MEMORY][0] = '\0';
        fd_close(&host->lock[CGROUP_MEMORY]);
        return failed;
    }
    for (int part = CGROUP_MEMORY + 1; part < CGROUP_PARTS; part++)
        memcpy(host->base[part], host->base[CGROUP_MEMORY], CGROUP_PATH_MAX);
    host->version = CGROUP_V2;
    return 0;
}

void cgroup_host_open(struct cgroup_host *host)
{
    char why[sizeof(host->why[0])], mount[CGROUP_PATH_MAX];

    *host = (struct cgroup_host){.lock = {-1, -1, -1}};
    if (open_host_v2(host) == 0)
        return;
    memcpy(why, host->why[CGROUP_MEMORY], sizeof(why));
    open_host_v1(host);
    for (int part = 0; part < CGROUP_PARTS; part++)
        if (host->version == CGROUP_NONE && why[0] &&
            !cgroup_find_mount(cgroup_controllers[part], mount, sizeof(mount)))
            memcpy(host->why[part], why, sizeof(why));
}

void cgroup_host_close(struct cgroup_host *host)
{
    int parts = host->version == CGROUP_V2 ? 1 : CGROUP_PARTS;

    for (int part = 0; part < CGROUP_PARTS; part++) {
        if (part < parts && host->base[part][0])
            cgroup_remove_group(AT_FDCWD, host->base[part]);
        fd_close(&host->lock[part]);
        host->base[part][0] = '\0';
    }
    host->version = CGROUP_NONE;
}

/* What it has in memory, and nothing beside it on the host's swap: memfds would go there. Without
 * accounting of swap the files are missing. */
static int limit_grader(int dir, int is_v2)
{
    const char *swap = is_v2 ? "memory.swap.max" : "memory.memsw.limit_in_bytes";
    int failed = cgroup_write_number(dir, is_v2 ? "memory.max" : "memory.limit_in_bytes",
                                     grader_memory_bytes());

    if (failed == 0)
        failed = cgroup_write_number(dir, swap, is_v2 ? 0 : grader_memory_bytes());
    return failed == -ENOENT ? 0 : failed;
}

int cgroup_open_grader(const struct cgroup_host *host, unsigned slot, struct error *err)
{
    int is_v2 = host->version == CGROUP_V2;
    char path[CGROUP_PATH_MAX + 32];
    int dir, fd = -1, failed = 0;

    if (host->version == CGROUP_NONE)
        return -ENOTSUP;
    snprintf(path, sizeof(path), "%s/grader-%u", host->base[CGROUP_MEMORY], slot);
    /* an earlier grader's will do: what it left there counts */
    if (mkdir(path, 0755) < 0 && errno != EEXIST)
        return error_set_errno(err, errno, "cannot make the control group of a grader");
    dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    failed = dir < 0 ? -errno : limit_grader(dir, is_v2);
    if (failed == 0 && !is_v2 && (fd = openat(dir, "tasks", O_WRONLY | O_CLOEXEC)) < 0)
        failed = -errno;
    if (!is_v2 || failed < 0)
        fd_close(&dir);
    if (failed < 0)
        return error_set_errno(err, -failed, "cannot limit the memory of a grader");
    return is_v2 ? dir : fd;
}

void cgroup_sweep_slot(const struct cgroup_host *host, unsigned slot)
{
    for (int part = 0; part < (host->version == CGROUP_V1 ? CGROUP_PARTS : 1); part++) {
        DIR *list = host->base[part][0] ? opendir(host->base[part]) : NULL;
        const struct dirent *entry;

        while (list && (entry = readdir(list))) {
            int above = -1;
            char *end;

            if (!isdigit((unsigned char)entry->d_name[0]) ||
                strtoul(entry->d_name, &end, 10) != slot)
                continue;
            if (*end == '-')
                cgroup_remove_group(dirfd(list), entry->d_name);
            else if (*end == '\0') /* v2: its inits may still be dying, and disturb nobody */
                above = openat(dirfd(list), entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
            if (above >= 0)
                cgroup_v2_remove_runs(above, 0, 1);
            fd_close(&above);
        }
        if (list)
            closedir(list);
    }
}
