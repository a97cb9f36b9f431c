#include "runner/host/cgroup_parts.h"

#include "base/fd.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Lets the slot's init start programs in groups below `dir`, or in it. */
static int give_procs(const struct cgroup_leaf *leaf, int dir)
{
    uid_t id = leaf->host->first_id + 2 * leaf->slot;

    if (leaf->host->first_id == 0)
        return 0;
    return fchownat(dir, "cgroup.procs", id, (gid_t)-1, AT_SYMLINK_NOFOLLOW) < 0 ? -errno : 0;
}

/* The slot's group; an earlier leaf or runner may have made it, not always to its end. */
int cgroup_v2_open(struct cgroup_leaf *leaf, struct error *err)
{
    char path[CGROUP_PATH_MAX + 48];
    int failed;

    cgroup_leaf_path(leaf, CGROUP_MEMORY, path, sizeof(path));
    if (mkdir(path, 0755) < 0 && errno != EEXIST)
        return error_set_errno(err, errno, "cannot make the control group %s", path);
    leaf->above = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (leaf->above < 0)
        return error_set_errno(err, errno, "cannot open the control group %s", path);
    failed = mkdirat(leaf->above, "init", 0755) < 0 && errno != EEXIST ? -errno : 0;
    if (failed == 0)
        failed = fd_write_file(leaf->above, "cgroup.subtree_control", "+memory +pids");
    if (failed == 0)
        failed = give_procs(leaf, leaf->above);
    return failed < 0 ? error_set_errno(err, -failed, "cannot set up the control group %s", path)
                      : 0;
}

/* Removes the groups of runs in a slot's, of the leaf with this number (0: of all). With `kill`
 * whoever is still alive in one goes with it, otherwise the kernel keeps one that is in use, for
 * the next time. None of the leaf's may have been made for a process that is still to come. */
void cgroup_v2_remove_runs(int above, uint64_t number, int kill)
{
    int copy = openat(above, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = copy < 0 ? NULL : fdopendir(copy);
    const struct dirent *entry;
    int dir;

    while (list && (entry = readdir(list))) {
        if (entry->d_type != DT_DIR || !isdigit((unsigned char)entry->d_name[0]) ||
            (number != 0 && strtoull(entry->d_name, NULL, 10) != number))
            continue;
        dir = openat(above, entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (dir >= 0)
            cgroup_reclaim_kernel(1, dir);
        fd_close(&dir);
        if (kill)
            cgroup_remove_group(above, entry->d_name);
        else
            unlinkat(above, entry->d_name, AT_REMOVEDIR);
    }
    if (list)
        closedir(list);
    else
        fd_close(&copy);
}

/* Makes the group of the next run, with what does not depend on the run. */
static int make_run(struct cgroup_leaf *leaf, struct error *err)
{
    int *dir = &leaf->dir[CGROUP_MEMORY];
    char name[64];
    int failed;

    snprintf(name, sizeof(name), "%llu-%llu", (unsigned long long)leaf->serial,
             (unsigned long long)cgroup_next_serial());
    if (mkdirat(leaf->above, name, 0755) < 0)
        return error_set_errno(err, errno, "cannot make a control group for a run");
    *dir = openat(leaf->above, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*dir < 0)
        return error_set_errno(err, errno, "cannot open the control group of a run");
    failed = give_procs(leaf, *dir);
    if (failed == 0)
        failed = fd_write_file(*dir, "memory.oom.group", "1");
    if (failed < 0)
        return error_set_errno(err, -failed, "cannot set up the control group of a run");
    failed = fd_write_file(*dir, "memory.swap.max", "0");
    if (failed < 0 && failed != -ENOENT) /* it is missing where swap is not accounted for */
        return error_set_errno(err, -failed, "cannot keep a run's control group from swapping");
    return cgroup_leaf_open_files(leaf, err);
}

/* Another leaf's may be made and not yet joined. */
void cgroup_v2_close(struct cgroup_leaf *leaf)
{
    cgroup_v2_remove_runs(leaf->above, leaf->serial, 0);
    fd_close(&leaf->above);
}

int cgroup_v2_prepare(struct cgroup_leaf *leaf, int64_t memory_kib, int32_t tasks,
                      struct error *err)
{
    int dir, failed;

    /* A group whose process stands by in vain is busy until init has let it go. */
    cgroup_leaf_close_files(leaf);
    cgroup_v2_remove_runs(leaf->above, leaf->serial, 0);
    failed = make_run(leaf, err);
    if (failed < 0) {
        cgroup_leaf_close_files(leaf);
        return failed;
    }
    dir = leaf->dir[CGROUP_MEMORY];
    if ((failed = cgroup_write_number(dir, "memory.max", memory_kib * 1024)) < 0 ||
        (failed = cgroup_write_number(dir, "pids.max", tasks)) < 0)
        return error_set_errno(err, -failed, "cannot set the limits of the control group");
    return 0;
}
