#include "runner/host/cgroup_parts.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Makes one group and opens it and its file to join by. */
static int open_v1_part(struct cgroup_leaf *leaf, int part, struct error *err)
{
    char path[CGROUP_PATH_MAX + 48];

    cgroup_leaf_path(leaf, part, path, sizeof(path));
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
int cgroup_v1_open(struct cgroup_leaf *leaf, struct error *err)
{
    int failed = open_v1_part(leaf, CGROUP_MEMORY, err);

    return failed < 0 ? failed : cgroup_leaf_open_files(leaf, err);
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

void cgroup_v1_close(struct cgroup_leaf *leaf)
{
    if (leaf->dir[CGROUP_MEMORY] >= 0)
        cgroup_reclaim_kernel(0, leaf->dir[CGROUP_MEMORY]);
    for (int part = 0; part < CGROUP_PARTS; part++) {
        char path[CGROUP_PATH_MAX + 48];

        cgroup_leaf_path(leaf, part, path, sizeof(path));
        if (leaf->dir[part] >= 0)
            cgroup_remove_group(AT_FDCWD, path);
    }
}

/* Memory and swap together may never be below memory alone, so the cap on both is lifted first.
 * Where swap is not accounted for the file is missing, and `doctor` says that swap is on. */
static int set_v1_memory(int dir, int64_t memory_kib)
{
    int failed;

    fd_write_file(dir, "memory.memsw.limit_in_bytes", "-1");
    fd_write_file(dir, "memory.swappiness", "0");
    failed = cgroup_write_number(dir, "memory.limit_in_bytes", memory_kib * 1024);
    if (failed == 0)
        failed = cgroup_write_number(dir, "memory.memsw.limit_in_bytes", memory_kib * 1024);
    return failed == -ENOENT ? 0 : failed;
}

int cgroup_v1_prepare(struct cgroup_leaf *leaf, int64_t memory_kib, int32_t tasks, int single,
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
        failed = cgroup_write_number(leaf->dir[CGROUP_PIDS], "pids.max", tasks);
        if (failed < 0)
            return error_set_errno(err, -failed, "cannot limit the group's tasks to %d", tasks);
        leaf->tasks = tasks;
    }
    return 0;
}
