#include "runner/host/cgroup.h"

#include "base/fd.h"
#include "runner/host/cgroup_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int cgroup_leaf_open(const struct cgroup_host *host, unsigned slot, struct cgroup_leaf *ret_leaf,
                     struct error *err)
{
    struct cgroup_leaf leaf = {
        .host = host,
        .slot = slot,
        .serial = cgroup_next_serial(),
        .above = -1,
        .dir = {-1, -1, -1},
        .join = {-1, -1, -1},
        .peak = -1,
        .oom = -1,
        .usage = -1,
    };
    int failed = 0;

    if (host->version == CGROUP_V1)
        failed = cgroup_v1_open(&leaf, err);
    else if (host->version == CGROUP_V2)
        failed = cgroup_v2_open(&leaf, err);
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
        cgroup_v1_close(leaf);
    cgroup_leaf_close_files(leaf);
    if (leaf->above >= 0)
        cgroup_v2_close(leaf);
}

int cgroup_leaf_init(const struct cgroup_leaf *leaf)
{
    int fd;

    if (leaf->host->version != CGROUP_V2)
        return -ENOTSUP;
    fd = openat(leaf->above, "init", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

int cgroup_leaf_prepare(struct cgroup_leaf *leaf, int64_t memory_kib, int32_t tasks, int single,
                        int ret_join[CGROUP_JOIN_MAX], int *ret_count, struct error *err)
{
    int failed = 0;
    int count = 0;

    if (leaf->host->version == CGROUP_V1)
        failed = cgroup_v1_prepare(leaf, memory_kib, tasks, single, err);
    else if (leaf->host->version == CGROUP_V2)
        failed = cgroup_v2_prepare(leaf, memory_kib, tasks, err);
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

int cgroup_counts_tasks(const struct cgroup_host *host, int single)
{
    return host->version == CGROUP_V2 ||
           (host->version == CGROUP_V1 && !single && host->base[CGROUP_PIDS][0]);
}

/* Opened each time: few runs have anything to ask. */
static int64_t read_refused(const struct cgroup_leaf *leaf)
{
    int part = leaf->host->version == CGROUP_V2 ? CGROUP_MEMORY : CGROUP_PIDS;
    int events =
        leaf->dir[part] < 0 ? -1 : openat(leaf->dir[part], "pids.events", O_RDONLY | O_CLOEXEC);
    int64_t refused = events < 0 ? 0 : cgroup_read_key(events, "max");

    fd_close(&events);
    return refused < 0 ? 0 : refused;
}

int cgroup_leaf_start(struct cgroup_leaf *leaf, struct error *err)
{
    leaf->oom_before = cgroup_read_key(leaf->oom, "oom_kill");
    leaf->cpu_before_us = cgroup_read_cpu_us(leaf);
    /* the group of version 2 is new */
    leaf->refused_before = leaf->host->version == CGROUP_V2 ? 0 : read_refused(leaf);
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
           cgroup_read_number(leaf->peak) <= ALWAYS_BYTES + STOCK_BYTES * processors;
}

int64_t cgroup_leaf_cpu_us(const struct cgroup_leaf *leaf)
{
    int64_t now = cgroup_read_cpu_us(leaf);

    return now < 0 || leaf->cpu_before_us < 0 ? -1 : now - leaf->cpu_before_us;
}

/* Whether the group has been at its limit. The kernel counts a kill where the victim is, whoever
 * was short of memory: `oom_kill` alone says less than it seems to. */
static int was_full(const struct cgroup_leaf *leaf, int64_t peak)
{
    enum { ROOM_BYTES = 1024 * 1024 }; /* more than is asked for at once, when memory is short */

    if (leaf->host->version == CGROUP_V2)
        return cgroup_read_key(leaf->oom, "oom") != 0; /* the group is new, and so is its count */
    return peak > leaf->memory_kib * 1024 - ROOM_BYTES;
}

int cgroup_leaf_read(struct cgroup_leaf *leaf, struct cgroup_usage *ret_usage, struct error *err)
{
    struct cgroup_usage usage = {.peak_kib = -1, .cpu_us = -1};
    int64_t peak, oom;

    if (leaf->host->version == CGROUP_NONE) {
        *ret_usage = usage;
        return 0;
    }
    peak = cgroup_read_number(leaf->peak);
    oom = cgroup_read_key(leaf->oom, "oom_kill");
    if (oom < 0 || leaf->oom_before < 0 || (peak < 0 && leaf->peak >= 0))
        return error_set(err, -EIO, "cannot read the counters of the control group");
    usage.peak_kib = peak < 0 ? -1 : peak / 1024;
    if (oom > leaf->oom_before && was_full(leaf, peak))
        usage.oom_kills = oom - leaf->oom_before;
    else
        usage.host_oom_kills = oom - leaf->oom_before;
    usage.cpu_us = cgroup_leaf_cpu_us(leaf);
    usage.refused_tasks = read_refused(leaf) - leaf->refused_before;
    if (leaf->host->version == CGROUP_V2)
        cgroup_leaf_close_files(leaf); /* each run has its own */
    *ret_usage = usage;
    return 0;
}
