#include "runner/host/cgroup.h"

#include "base/fd.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char *const controllers[CGROUP_PARTS] = {
    [CGROUP_MEMORY] = "memory", [CGROUP_PIDS] = "pids", [CGROUP_CPU] = "cpuacct"};

static int write_at(int dir, const char *file, const char *text)
{
    int fd = openat(dir, file, O_WRONLY | O_CLOEXEC);
    int failed;

    if (fd < 0)
        return -errno;
    failed = write(fd, text, strlen(text)) < 0 ? -errno : 0;
    close(fd);
    return failed;
}

static int write_number_at(int dir, const char *file, int64_t number)
{
    char text[32];

    snprintf(text, sizeof(text), "%lld", (long long)number);
    return write_at(dir, file, text);
}

/* ---- finding the hierarchies ---- */

static int has_option(const char *options, const char *name)
{
    size_t size = strlen(name);

    for (const char *at = options; at; at = strchr(at, ','), at = at ? at + 1 : NULL)
        if (strncmp(at, name, size) == 0 && (at[size] == ',' || at[size] == '\0'))
            return 1;
    return 0;
}

/* Where the hierarchy of `controller` (v1), or version 2 when it is NULL, is mounted. A mount point
 * with a blank in it is escaped in mountinfo and is not looked for. */
static int find_mount(const char *controller, char *ret_path, size_t size)
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
        found = controller ? strcmp(type, "cgroup") == 0 && has_option(options, controller)
                           : strcmp(type, "cgroup2") == 0;
        if (found)
            found = snprintf(ret_path, size, "%s", point) < (int)size;
    }
    if (mounts)
        fclose(mounts);
    return found;
}

/* ---- the parent's groups ---- */

/* Removes `name` below `dir` with the groups in it. What is still alive in there is killed where
 * the kernel can do it (version 2 since 5.14); one whose last process has just died can be busy for
 * a moment longer. */
static int remove_group(int dir, const char *name)
{
    enum { TRIES = 200, PAUSE_MS = 5 };
    int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = fd < 0 ? NULL : fdopendir(fd);
    const struct dirent *entry;
    int failed;

    while (list && (entry = readdir(list)))
        if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
            remove_group(dirfd(list), entry->d_name);
    for (int i = 0;; i++) {
        const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000 * 1000};

        failed = unlinkat(dir, name, AT_REMOVEDIR) < 0 ? -errno : 0;
        if (failed != -EBUSY || i == TRIES)
            break;
        if (list)
            write_at(dirfd(list), "cgroup.kill", "1");
        nanosleep(&pause, NULL);
    }
    if (list)
        closedir(list);
    return failed;
}

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
            remove_group(dirfd(list), entry->d_name);
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

        if (find_mount(controllers[part], mount, sizeof(mount)))
            make_base(host, part, mount);
        else
            snprintf(host->why[part], sizeof(host->why[part]), "no %s hierarchy is mounted",
                     controllers[part]);
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

/* Version 2 at the root of the mount: needs the memory and pids controllers there, for the groups
 * below. The root of the hierarchy may hold processes all the same; in a container the root of the
 * mount is an ordinary group, which may not (cgroups(7), "no internal processes"). */
static int open_host_v2(struct cgroup_host *host)
{
    char mount[CGROUP_PATH_MAX - 32];
    int dir, failed;

    if (!find_mount(NULL, mount, sizeof(mount)))
        return -ENOENT;
    dir = open(mount, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0)
        return -errno;
    failed = write_at(dir, "cgroup.subtree_control", "+memory +pids");
    fd_close(&dir);
    if (failed < 0) {
        snprintf(host->why[CGROUP_MEMORY], sizeof(host->why[CGROUP_MEMORY]), "%.30s: %.60s", mount,
                 enable_fault(failed));
        return failed;
    }
    failed = make_base(host, CGROUP_MEMORY, mount);
    if (failed < 0)
        return failed;
    failed = write_at(host->lock[CGROUP_MEMORY], "cgroup.subtree_control", "+memory +pids");
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
            !find_mount(controllers[part], mount, sizeof(mount)))
            memcpy(host->why[part], why, sizeof(why));
}

void cgroup_host_close(struct cgroup_host *host)
{
    int parts = host->version == CGROUP_V2 ? 1 : CGROUP_PARTS;

    for (int part = 0; part < CGROUP_PARTS; part++) {
        if (part < parts && host->base[part][0])
            remove_group(AT_FDCWD, host->base[part]);
        fd_close(&host->lock[part]);
        host->base[part][0] = '\0';
    }
    host->version = CGROUP_NONE;
}

/* ---- a runner's group ---- */

static int64_t read_number(int fd)
{
    char text[64];
    ssize_t got = fd < 0 ? -1 : pread(fd, text, sizeof(text) - 1, 0);

    if (got <= 0)
        return -1;
    text[got] = '\0';
    return strtoll(text, NULL, 10);
}

/* The number after `key` in a file of "key number" lines. */
static int64_t read_key(int fd, const char *key)
{
    char text[2048];
    ssize_t got = fd < 0 ? -1 : pread(fd, text, sizeof(text) - 1, 0);
    size_t size = strlen(key);

    if (got <= 0)
        return -1;
    text[got] = '\0';
    for (const char *at = text; at && *at; at = strchr(at, '\n'), at = at ? at + 1 : NULL)
        if (strncmp(at, key, size) == 0 && at[size] == ' ')
            return strtoll(at + size + 1, NULL, 10);
    return -1;
}

static int64_t read_cpu_us(const struct cgroup_leaf *leaf)
{
    int64_t number;

    if (leaf->host->version == CGROUP_V2)
        return read_key(leaf->usage, "usage_usec");
    number = read_number(leaf->usage);
    return number < 0 ? -1 : number / 1000;
}

static void close_files(struct cgroup_leaf *leaf)
{
    for (int part = 0; part < CGROUP_PARTS; part++) {
        fd_close(&leaf->dir[part]);
        fd_close(&leaf->join[part]);
    }
    fd_close(&leaf->peak);
    fd_close(&leaf->oom);
    fd_close(&leaf->usage);
}

/* v1: a leaf's group; v2: the slot's, with those of its runs in it. */
static void leaf_path(const struct cgroup_leaf *leaf, int part, char *path, size_t size)
{
    if (leaf->host->version == CGROUP_V2)
        snprintf(path, size, "%s/%u", leaf->host->base[part], leaf->slot);
    else
        snprintf(path, size, "%s/%u-%llu", leaf->host->base[part], leaf->slot,
                 (unsigned long long)leaf->serial);
}

/* Of a runner's groups: none has the name of another. */
static uint64_t next_serial(void)
{
    static uint64_t last;

    return ++last;
}

/* The counters of the groups in leaf->dir. */
static int open_files(struct cgroup_leaf *leaf, struct error *err)
{
    int is_v2 = leaf->host->version == CGROUP_V2;
    int memory = leaf->dir[CGROUP_MEMORY];
    int cpu = leaf->dir[is_v2 ? CGROUP_MEMORY : CGROUP_CPU];

    leaf->peak = openat(memory, is_v2 ? "memory.peak" : "memory.max_usage_in_bytes",
                        (is_v2 ? O_RDONLY : O_RDWR) | O_CLOEXEC);
    leaf->oom =
        openat(memory, is_v2 ? "memory.events" : "memory.oom_control", O_RDONLY | O_CLOEXEC);
    if (cpu >= 0)
        leaf->usage = openat(cpu, is_v2 ? "cpu.stat" : "cpuacct.usage", O_RDONLY | O_CLOEXEC);
    /* memory.peak is there since Linux 5.19; without it the peak is the process's own */
    if (leaf->oom < 0 || (leaf->peak < 0 && !is_v2))
        return error_set_errno(err, errno, "the memory control group lacks its counters");
    return 0;
}

/* ---- version 1 ---- */

/* Makes one group and opens it and its file to join by. */
static int open_v1_part(struct cgroup_leaf *leaf, int part, struct error *err)
{
    char path[CGROUP_PATH_MAX + 48];

    leaf_path(leaf, part, path, sizeof(path));
    if (mkdir(path, 0755) < 0)
        return error_set_errno(err, errno, "cannot make the control group %s", path);
    leaf->dir[part] = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (leaf->dir[part] >= 0)
        leaf->join[part] = openat(leaf->dir[part], "tasks", O_WRONLY | O_CLOEXEC);
    if (leaf->join[part] < 0)
        return error_set_errno(err, errno, "cannot open the control group %s", path);
    return 0;
}

/* The memory group, which every run joins. */
static int open_v1(struct cgroup_leaf *leaf, struct error *err)
{
    int failed = open_v1_part(leaf, CGROUP_MEMORY, err);

    return failed < 0 ? failed : open_files(leaf, err);
}

/* The others, for the first run of several processes. */
static int open_v1_others(struct cgroup_leaf *leaf, struct error *err)
{
    for (int part = CGROUP_MEMORY + 1; part < CGROUP_PARTS; part++) {
        int failed = 0;

        if (leaf->host->base[part][0] && leaf->dir[part] < 0)
            failed = open_v1_part(leaf, part, err);
        if (failed < 0)
            return failed;
    }
    if (leaf->usage < 0 && leaf->dir[CGROUP_CPU] >= 0)
        leaf->usage = openat(leaf->dir[CGROUP_CPU], "cpuacct.usage", O_RDONLY | O_CLOEXEC);
    return 0;
}

static void close_v1(struct cgroup_leaf *leaf)
{
    for (int part = 0; part < CGROUP_PARTS; part++) {
        char path[CGROUP_PATH_MAX + 48];

        leaf_path(leaf, part, path, sizeof(path));
        if (leaf->dir[part] >= 0)
            remove_group(AT_FDCWD, path);
    }
}

/* ---- version 2 ---- */

/* Lets the slot's init start programs in groups below `dir`, or in it. */
static int give_procs(const struct cgroup_leaf *leaf, int dir)
{
    uid_t id = leaf->host->first_id + 2 * leaf->slot;

    if (leaf->host->first_id == 0)
        return 0;
    return fchownat(dir, "cgroup.procs", id, (gid_t)-1, AT_SYMLINK_NOFOLLOW) < 0 ? -errno : 0;
}

/* The slot's group; an earlier leaf or runner may have made it, not always to its end. */
static int open_slot(struct cgroup_leaf *leaf, struct error *err)
{
    char path[CGROUP_PATH_MAX + 48];
    int failed;

    leaf_path(leaf, CGROUP_MEMORY, path, sizeof(path));
    if (mkdir(path, 0755) < 0 && errno != EEXIST)
        return error_set_errno(err, errno, "cannot make the control group %s", path);
    leaf->above = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (leaf->above < 0)
        return error_set_errno(err, errno, "cannot open the control group %s", path);
    failed = mkdirat(leaf->above, "init", 0755) < 0 && errno != EEXIST ? -errno : 0;
    if (failed == 0)
        failed = write_at(leaf->above, "cgroup.subtree_control", "+memory +pids");
    if (failed == 0)
        failed = give_procs(leaf, leaf->above);
    return failed < 0 ? error_set_errno(err, -failed, "cannot set up the control group %s", path)
                      : 0;
}

/* Removes the groups of runs in a slot's, of the leaf with this number (0: of all). With `kill`
 * whoever is still alive in one goes with it, otherwise the kernel keeps one that is in use, for
 * the next time. None of the leaf's may have been made for a process that is still to come. */
static void remove_runs(int above, uint64_t number, int kill)
{
    int copy = openat(above, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = copy < 0 ? NULL : fdopendir(copy);
    const struct dirent *entry;

    while (list && (entry = readdir(list))) {
        if (entry->d_type != DT_DIR || !isdigit((unsigned char)entry->d_name[0]) ||
            (number != 0 && strtoull(entry->d_name, NULL, 10) != number))
            continue;
        if (kill)
            remove_group(above, entry->d_name);
        else
            unlinkat(above, entry->d_name, AT_REMOVEDIR);
    }
    if (list)
        closedir(list);
}

/* Makes the group of the next run, with what does not depend on the run. */
static int make_run(struct cgroup_leaf *leaf, struct error *err)
{
    int *dir = &leaf->dir[CGROUP_MEMORY];
    char name[64];
    int failed;

    snprintf(name, sizeof(name), "%llu-%llu", (unsigned long long)leaf->serial,
             (unsigned long long)next_serial());
    if (mkdirat(leaf->above, name, 0755) < 0)
        return error_set_errno(err, errno, "cannot make a control group for a run");
    *dir = openat(leaf->above, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*dir < 0)
        return error_set_errno(err, errno, "cannot open the control group of a run");
    failed = give_procs(leaf, *dir);
    if (failed == 0)
        failed = write_at(*dir, "memory.oom.group", "1");
    if (failed < 0)
        return error_set_errno(err, -failed, "cannot set up the control group of a run");
    failed = write_at(*dir, "memory.swap.max", "0");
    if (failed < 0 && failed != -ENOENT) /* it is missing where swap is not accounted for */
        return error_set_errno(err, -failed, "cannot keep a run's control group from swapping");
    return open_files(leaf, err);
}

/* Another leaf's may be made and not yet joined. */
static void close_v2(struct cgroup_leaf *leaf)
{
    remove_runs(leaf->above, leaf->serial, 0);
    fd_close(&leaf->above);
}

/* ---- both ---- */

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
                remove_group(dirfd(list), entry->d_name);
            else if (*end == '\0') /* v2: its inits may still be dying, and disturb nobody */
                above = openat(dirfd(list), entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
            if (above >= 0)
                remove_runs(above, 0, 1);
            fd_close(&above);
        }
        if (list)
            closedir(list);
    }
}

int cgroup_leaf_open(const struct cgroup_host *host, unsigned slot, struct cgroup_leaf *ret_leaf,
                     struct error *err)
{
    struct cgroup_leaf leaf = {
        .host = host,
        .slot = slot,
        .serial = next_serial(),
        .above = -1,
        .dir = {-1, -1, -1},
        .join = {-1, -1, -1},
        .peak = -1,
        .oom = -1,
        .usage = -1,
    };
    int failed = 0;

    if (host->version == CGROUP_V1)
        failed = open_v1(&leaf, err);
    else if (host->version == CGROUP_V2)
        failed = open_slot(&leaf, err);
    if (failed < 0) {
        cgroup_leaf_close(&leaf);
        return failed;
    }
    *ret_leaf = leaf;
    return 0;
}

void cgroup_leaf_close(struct cgroup_leaf *leaf)
{
    if (leaf->host && leaf->host->version == CGROUP_V1)
        close_v1(leaf);
    close_files(leaf);
    if (leaf->above >= 0)
        close_v2(leaf);
}

int cgroup_leaf_init(const struct cgroup_leaf *leaf)
{
    int fd;

    if (leaf->host->version != CGROUP_V2)
        return -ENOTSUP;
    fd = openat(leaf->above, "init", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

/* Memory and swap together may never be below memory alone, so the cap on both is lifted first.
 * Where swap is not accounted for the file is missing, and `doctor` says that swap is on. */
static int set_v1_memory(int dir, int64_t memory_kib)
{
    int failed;

    write_at(dir, "memory.memsw.limit_in_bytes", "-1");
    write_at(dir, "memory.swappiness", "0");
    failed = write_number_at(dir, "memory.limit_in_bytes", memory_kib * 1024);
    if (failed == 0)
        failed = write_number_at(dir, "memory.memsw.limit_in_bytes", memory_kib * 1024);
    return failed == -ENOENT ? 0 : failed;
}

static int prepare_v1(struct cgroup_leaf *leaf, int64_t memory_kib, int32_t tasks, int single,
                      struct error *err)
{
    int failed = single ? 0 : open_v1_others(leaf, err);

    if (failed < 0)
        return failed;
    if (memory_kib != leaf->memory_kib) {
        leaf->memory_kib = -1; /* a change that fails half-way leaves neither */
        failed = set_v1_memory(leaf->dir[CGROUP_MEMORY], memory_kib);
    }
    if (failed < 0)
        return error_set_errno(err, -failed, "cannot limit the group's memory to %lld KiB",
                               (long long)memory_kib);
    leaf->memory_kib = memory_kib;
    if (leaf->dir[CGROUP_PIDS] >= 0 && tasks != leaf->tasks) {
        failed = write_number_at(leaf->dir[CGROUP_PIDS], "pids.max", tasks);
        if (failed < 0)
            return error_set_errno(err, -failed, "cannot limit the group's tasks to %d", tasks);
        leaf->tasks = tasks;
    }
    return 0;
}

static int prepare_v2(struct cgroup_leaf *leaf, int64_t memory_kib, int32_t tasks,
                      struct error *err)
{
    int dir, failed;

    /* A group whose process stands by in vain is busy until init has let it go. */
    close_files(leaf);
    remove_runs(leaf->above, leaf->serial, 0);
    failed = make_run(leaf, err);
    if (failed < 0) {
        close_files(leaf);
        return failed;
    }
    dir = leaf->dir[CGROUP_MEMORY];
    if ((failed = write_number_at(dir, "memory.max", memory_kib * 1024)) < 0 ||
        (failed = write_number_at(dir, "pids.max", tasks)) < 0)
        return error_set_errno(err, -failed, "cannot set the limits of the control group");
    return 0;
}

int cgroup_leaf_prepare(struct cgroup_leaf *leaf, int64_t memory_kib, int32_t tasks, int single,
                        int ret_join[CGROUP_JOIN_MAX], int *ret_count, struct error *err)
{
    int failed = 0;
    int count = 0;

    if (leaf->host->version == CGROUP_V1)
        failed = prepare_v1(leaf, memory_kib, tasks, single, err);
    else if (leaf->host->version == CGROUP_V2)
        failed = prepare_v2(leaf, memory_kib, tasks, err);
    if (failed < 0)
        return failed;
    if (leaf->host->version == CGROUP_V2)
        ret_join[count++] = leaf->dir[CGROUP_MEMORY];
    for (int part = 0; part < CGROUP_PARTS; part++)
        if (leaf->join[part] >= 0 && (part == CGROUP_MEMORY || !single))
            ret_join[count++] = leaf->join[part];
    *ret_count = count;
    return 0;
}

int cgroup_leaf_start(struct cgroup_leaf *leaf, struct error *err)
{
    leaf->oom_before = read_key(leaf->oom, "oom_kill");
    leaf->cpu_before_us = read_cpu_us(leaf);
    if (leaf->host->version == CGROUP_V1 && pwrite(leaf->peak, "0", 1, 0) != 1)
        return error_set_errno(err, errno, "cannot reset the group's memory peak");
    return 0;
}

/* What the kernel keeps ready for a group on each processor (MEMCG_CHARGE_BATCH of 64 pages) is
 * counted as used; beyond that an empty group has next to nothing. */
int cgroup_leaf_is_clean(const struct cgroup_leaf *leaf)
{
    enum { STOCK_BYTES = 64 * 4096, ALWAYS_BYTES = 256 * 1024 };
    static long processors; /* asking costs opening a file */

    if (processors == 0)
        processors = sysconf(_SC_NPROCESSORS_ONLN);
    /* the peak has just been reset to the usage */
    return leaf->host->version != CGROUP_V1 ||
           read_number(leaf->peak) <= ALWAYS_BYTES + STOCK_BYTES * processors;
}

int64_t cgroup_leaf_cpu_us(const struct cgroup_leaf *leaf)
{
    int64_t now = read_cpu_us(leaf);

    return now < 0 || leaf->cpu_before_us < 0 ? -1 : now - leaf->cpu_before_us;
}

int cgroup_leaf_read(struct cgroup_leaf *leaf, struct cgroup_usage *ret_usage, struct error *err)
{
    struct cgroup_usage usage = {.peak_kib = -1, .cpu_us = -1};
    int64_t peak, oom;

    if (leaf->host->version == CGROUP_NONE) {
        *ret_usage = usage;
        return 0;
    }
    peak = read_number(leaf->peak);
    oom = read_key(leaf->oom, "oom_kill");
    if (oom < 0 || leaf->oom_before < 0 || (peak < 0 && leaf->peak >= 0))
        return error_set(err, -EIO, "cannot read the counters of the control group");
    usage.peak_kib = peak < 0 ? -1 : peak / 1024;
    usage.oom_kills = oom - leaf->oom_before;
    usage.cpu_us = cgroup_leaf_cpu_us(leaf);
    if (leaf->host->version == CGROUP_V2)
        close_files(leaf); /* each run has its own */
    *ret_usage = usage;
    return 0;
}
