#include "runner/host/cgroup_parts.h"

#include "base/fd.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

const char *const cgroup_controllers[CGROUP_PARTS] = {
    [CGROUP_MEMORY] = "memory", [CGROUP_PIDS] = "pids", [CGROUP_CPU] = "cpuacct"};

int cgroup_write_number(int dir, const char *file, int64_t number)
{
    char text[32];

    snprintf(text, sizeof(text), "%lld", (long long)number);
    return fd_write_file(dir, file, text);
}

/* Removes `name` below `dir` with the groups in it. What is still alive in there is killed where
 * the kernel can do it (version 2 since 5.14); one whose last process has just died can be busy for
 * a moment longer. */
int cgroup_remove_group(int dir, const char *name)
{
    enum { TRIES = 200, PAUSE_MS = 5 };
    int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = fd < 0 ? NULL : fdopendir(fd);
    const struct dirent *entry;
    int failed;

    while (list && (entry = readdir(list)))
        if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
            cgroup_remove_group(dirfd(list), entry->d_name);
    for (int i = 0;; i++) {
        const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000 * 1000};

        failed = unlinkat(dir, name, AT_REMOVEDIR) < 0 ? -errno : 0;
        if (failed != -EBUSY || i == TRIES)
            break;
        if (list)
            fd_write_file(dirfd(list), "cgroup.kill", "1");
        nanosleep(&pause, NULL);
    }
    if (list)
        closedir(list);
    else
        fd_close(&fd);
    return failed;
}

void cgroup_reclaim_kernel(int is_v2, int dir)
{
    enum { LITTLE_BYTES = 256 * 1024 };
    int fd =
        openat(dir, is_v2 ? "memory.stat" : "memory.kmem.usage_in_bytes", O_RDONLY | O_CLOEXEC);
    int64_t left = is_v2 ? cgroup_read_key(fd, "slab") : cgroup_read_number(fd);

    fd_close(&fd);
    if (left <= LITTLE_BYTES)
        return;
    /* memory.reclaim is there since Linux 5.19. What cannot be had back is the kernel's affair. */
    if (is_v2)
        cgroup_write_number(dir, "memory.reclaim", left);
    else
        fd_write_file(dir, "memory.force_empty", "0");
}

int64_t cgroup_read_number(int fd)
{
    char text[64];
    ssize_t got = fd < 0 ? -1 : pread(fd, text, sizeof(text) - 1, 0);

    if (got <= 0)
        return -1;
    text[got] = '\0';
    return strtoll(text, NULL, 10);
}

/* The number after `key` in a file of "key number" lines. */
int64_t cgroup_read_key(int fd, const char *key)
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

int64_t cgroup_read_cpu_us(const struct cgroup_leaf *leaf)
{
    int64_t number;

    if (leaf->host->version == CGROUP_V2)
        return cgroup_read_key(leaf->usage, "usage_usec");
    number = cgroup_read_number(leaf->usage);
    return number < 0 ? -1 : number / 1000;
}

void cgroup_leaf_close_files(struct cgroup_leaf *leaf)
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
void cgroup_leaf_path(const struct cgroup_leaf *leaf, int part, char *path, size_t size)
{
    if (leaf->host->version == CGROUP_V2)
        snprintf(path, size, "%s/%u", leaf->host->base[part], leaf->slot);
    else
        snprintf(path, size, "%s/%u-%llu", leaf->host->base[part], leaf->slot,
                 (unsigned long long)leaf->serial);
}

/* Of a runner's groups: none has the name of another. */
uint64_t cgroup_next_serial(void)
{
    static uint64_t last;

    return ++last;
}

/* The counters of the groups in leaf->dir. */
int cgroup_leaf_open_files(struct cgroup_leaf *leaf, struct error *err)
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
