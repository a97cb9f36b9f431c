/* What this host enforces, found out by trying: never by reading versions or configuration. */
#include "base/fd.h"
#include "base/memory.h"
#include "runner/cell.h"
#include "runner/host.h"
#include "runner/landlock.h"
#include "runner/protocol.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct namespace_layer {
    enum isolation_layer layer;
    uint64_t flag;
    const char *file;
} namespaces[] = {
    {LAYER_USER_NAMESPACE, CLONE_NEWUSER, "user"},       {LAYER_PID_NAMESPACE, CLONE_NEWPID, "pid"},
    {LAYER_MOUNT_NAMESPACE, CLONE_NEWNS, "mnt"},         {LAYER_NET_NAMESPACE, CLONE_NEWNET, "net"},
    {LAYER_IPC_NAMESPACE, CLONE_NEWIPC, "ipc"},          {LAYER_UTS_NAMESPACE, CLONE_NEWUTS, "uts"},
    {LAYER_CGROUP_NAMESPACE, CLONE_NEWCGROUP, "cgroup"},
};
enum { NAMESPACE_COUNT = sizeof(namespaces) / sizeof(namespaces[0]) };

/* How to mend what is missing; the layers that no configuration can do without have `needed`. */
static const struct mend {
    int needed;
    const char *how;
} mends[LAYER_COUNT] = {
    [LAYER_USER_NAMESPACE] = {1, "allow user namespaces (sysctl user.max_user_namespaces, "
                                 "kernel.unprivileged_userns_clone, or the container's profile)"},
    [LAYER_PID_NAMESPACE] = {1, "allow pid namespaces (sysctl user.max_pid_namespaces)"},
    [LAYER_MOUNT_NAMESPACE] = {1, "allow mount namespaces (sysctl user.max_mnt_namespaces)"},
    [LAYER_NET_NAMESPACE] = {0, "allow network namespaces (sysctl user.max_net_namespaces)"},
    [LAYER_IPC_NAMESPACE] = {0, "use a kernel with CONFIG_IPC_NS"},
    [LAYER_UTS_NAMESPACE] = {0, "use a kernel with CONFIG_UTS_NS"},
    [LAYER_CGROUP_NAMESPACE] = {0, "use a kernel with CONFIG_CGROUPS"},
    [LAYER_OWN_ROOT] = {1, "let mount(2) and pivot_root(2) be used inside of user namespaces"},
    [LAYER_OWN_UID] = {0, "start assay as root"},
    [LAYER_NO_CAPABILITIES] = {1, "report this as a bug"},
    [LAYER_NO_NEW_PRIVS] = {1, "report this as a bug"},
    [LAYER_RLIMITS] = {1, "report this as a bug"},
    [LAYER_SECCOMP] = {1, "use a kernel with CONFIG_SECCOMP_FILTER"},
    [LAYER_LANDLOCK] = {0, "use a kernel with Landlock enabled (lsm=...,landlock)"},
    [LAYER_CGROUP_MEMORY] = {0, "start assay as root on a host with the memory controller"},
    [LAYER_CGROUP_PIDS] = {0, "start assay as root on a host with the pids controller"},
    [LAYER_CGROUP_CPU] = {0, "start assay as root on a host with the cpu accounting controller"},
};

static void set_missing(struct isolation *isolation, int layer, const char *why)
{
    isolation->state[layer] = ISOLATION_MISSING;
    snprintf(isolation->why[layer], sizeof(isolation->why[layer]), "%s", why);
}

static void set_enforced(struct isolation *isolation, int layer)
{
    isolation->state[layer] = ISOLATION_ENFORCED;
    isolation->why[layer][0] = '\0';
}

/* ---- inside of the probe's cell ---- */

static int has_no_capabilities(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct sets[2] = {{0}};

    if (syscall(SYS_capget, &header, sets) < 0)
        return 0;
    for (int i = 0; i < 2; i++)
        if (sets[i].effective || sets[i].permitted || sets[i].inheritable)
            return 0;
    for (int cap = 0; cap <= CAP_LAST_CAP; cap++)
        if (prctl(PR_CAPBSET_READ, cap, 0, 0, 0) > 0)
            return 0;
    return 1;
}

static int has_limits(void)
{
    struct rlimit core, tasks;

    return getrlimit(RLIMIT_CORE, &core) == 0 && getrlimit(RLIMIT_NPROC, &tasks) == 0 &&
           core.rlim_max <= 1 && tasks.rlim_max != RLIM_INFINITY;
}

static int has_own_root(void)
{
    return access("/proc", F_OK) < 0 && access("/sys", F_OK) < 0 && mkdir("/x", 0700) < 0;
}

int host_probe_inside(void)
{
    const struct {
        enum isolation_layer layer;
        int seen;
    } looks[] = {
        {LAYER_OWN_ROOT, has_own_root()},
        {LAYER_OWN_UID, geteuid() == CELL_UID && getegid() == CELL_UID},
        {LAYER_NO_CAPABILITIES, has_no_capabilities()},
        {LAYER_NO_NEW_PRIVS, prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1},
        {LAYER_RLIMITS, has_limits()},
        {LAYER_SECCOMP, prctl(PR_GET_SECCOMP, 0, 0, 0, 0) == 2},
    };

    for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++)
        if (looks[i].seen)
            printf("%s ", isolation_layers[looks[i].layer]);
    return 0;
}

/* ---- outside ---- */

/* 0, or the errno of making that namespace (beside a user namespace, as a cell does). */
static int try_namespace(uint64_t flag)
{
    int status;
    pid_t pid = fork();

    if (pid < 0)
        return errno;
    if (pid == 0)
        _exit(unshare((int)(flag | CLONE_NEWUSER)) < 0 ? errno : 0);
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return errno;
    return WIFEXITED(status) ? WEXITSTATUS(status) : EIO;
}

static void probe_namespaces(struct host *host)
{
    for (size_t i = 0; i < NAMESPACE_COUNT; i++) {
        int error = try_namespace(namespaces[i].flag);

        if (error == 0)
            host->namespaces |= namespaces[i].flag;
        else
            set_missing(&host->isolation, namespaces[i].layer, strerror(error));
    }
}

/* A namespace counts when init's is another than ours. */
static void compare_namespaces(struct host *host, pid_t init)
{
    for (size_t i = 0; i < NAMESPACE_COUNT; i++) {
        char path[64];
        struct stat ours, theirs;

        if (!(host->namespaces & namespaces[i].flag))
            continue;
        snprintf(path, sizeof(path), "/proc/self/ns/%s", namespaces[i].file);
        if (stat(path, &ours) < 0)
            continue;
        snprintf(path, sizeof(path), "/proc/%d/ns/%s", (int)init, namespaces[i].file);
        if (stat(path, &theirs) == 0 && theirs.st_ino != ours.st_ino)
            set_enforced(&host->isolation, namespaces[i].layer);
    }
}

/* Whether all ids of the slots exist in the user namespace we are in ourselves (a container's may
 * have 65536). */
static int ids_exist(const char *map, uint64_t first, uint64_t count)
{
    FILE *file = fopen(map, "re");
    unsigned long long inside, outside, length;
    int found = 0;

    while (file && !found && fscanf(file, "%llu %llu %llu", &inside, &outside, &length) == 3)
        found = first >= inside && first + count <= inside + length;
    if (file)
        fclose(file);
    return found;
}

static void choose_ids(struct host *host)
{
    /* far from anything adduser hands out; or the upper end of a container's 65536 */
    static const uid_t firsts[] = {1900000000, 60000};
    const uint64_t count = 3 * (SLOTS_MAX + 1); /* cells' and graders' */

    for (size_t i = 0; i < sizeof(firsts) / sizeof(firsts[0]) && host->first_id == 0; i++)
        if (ids_exist("/proc/self/uid_map", firsts[i], count) &&
            ids_exist("/proc/self/gid_map", firsts[i], count))
            host->first_id = firsts[i];
}

static void record_cgroups(struct host *host)
{
    static const char *const versions[] = {
        [CGROUP_NONE] = "none", [CGROUP_V1] = "v1", [CGROUP_V2] = "v2"};
    static const enum isolation_layer layers[CGROUP_PARTS] = {[CGROUP_MEMORY] = LAYER_CGROUP_MEMORY,
                                                              [CGROUP_PIDS] = LAYER_CGROUP_PIDS,
                                                              [CGROUP_CPU] = LAYER_CGROUP_CPU};

    snprintf(host->isolation.cgroup, sizeof(host->isolation.cgroup), "%s",
             versions[host->cgroup.version]);
    for (int part = 0; part < CGROUP_PARTS; part++)
        if (host->cgroup.version != CGROUP_NONE && host->cgroup.base[part][0])
            set_enforced(&host->isolation, (int)layers[part]);
        else
            set_missing(&host->isolation, (int)layers[part], host->cgroup.why[part]);
}

/* Runs assay-runner itself in the cell; its words go to `seen`. */
static int look_inside(struct cell *cell, char *seen, size_t size, struct error *err)
{
    static const char argv[] = "/prog/assay-runner\0look";
    const struct run_limits limits = {
        .cpu_us = 2 * 1000000,
        .wall_us = 10 * 1000000,
        .memory_kib = 16 * 1024,
        .stack_kib = 1024,
        .processes = 1,
    };
    int out[2] = {-1, -1};
    int in = fd_memfd_with("probe", "", 0);
    struct run_evidence evidence;
    struct cell_run run;
    ssize_t got;
    int failed;

    if (in < 0 || pipe2(out, O_CLOEXEC | O_NONBLOCK) < 0) {
        failed = error_set_errno(err, errno, "cannot make the probe's descriptors");
        goto out;
    }
    failed = cell_run_start(cell,
                            &(struct cell_run_order){.limits = &limits,
                                                     .argv = argv,
                                                     .argv_size = sizeof(argv),
                                                     .argc = 2,
                                                     .descriptors = (int[]){in, out[1], out[1]}},
                            &run, err);
    if (failed == 0)
        failed = cell_run_finish(&run, -1, &evidence, err);
    if (failed < 0)
        goto out;
    if (evidence.failed_stage[0] || evidence.exec_errno != 0 || evidence.exit_status != 0) {
        failed = error_set(err, -EIO,
                           "the probe's program failed: stage \"%s\" errno %d, exec errno %d, exit "
                           "status %d, signal %d",
                           evidence.failed_stage, evidence.failed_errno, evidence.exec_errno,
                           evidence.exit_status, evidence.term_signal);
        goto out;
    }
    got = read(out[0], seen, size - 1);
    seen[got < 0 ? 0 : got] = '\0';
out:
    fd_close(&in);
    fd_close(&out[0]);
    fd_close(&out[1]);
    return failed;
}

static int saw(const char *seen, const char *layer)
{
    size_t size = strlen(layer);

    for (const char *at = strstr(seen, layer); at; at = strstr(at + 1, layer))
        if ((at == seen || at[-1] == ' ') && at[size] == ' ')
            return 1;
    return 0;
}

/* A whole cell, as a grader would get it. */
static int probe_cell(struct host *host, struct error *err)
{
    static const enum isolation_layer layers[] = {LAYER_OWN_ROOT,        LAYER_OWN_UID,
                                                  LAYER_NO_CAPABILITIES, LAYER_NO_NEW_PRIVS,
                                                  LAYER_RLIMITS,         LAYER_SECCOMP};
    struct root_file file = {.path = "assay-runner", .fd = -1};
    struct cell cell = CELL_NONE;
    struct stat info;
    char seen[512] = "";
    int failed;

    file.fd = open(host->runner_path, O_RDONLY | O_CLOEXEC);
    if (file.fd < 0 || fstat(file.fd, &info) < 0) {
        failed = error_set_errno(err, errno, "cannot open %s", host->runner_path);
        goto out;
    }
    file.size = info.st_size;
    failed = cell_start(host, SLOTS_MAX, &host->profiles[0], &cell, err);
    if (failed == 0)
        failed = cell_lay(&cell, &file, 1, 16 * 1024, err);
    if (failed < 0)
        goto out;
    compare_namespaces(host, cell.init);
    failed = look_inside(&cell, seen, sizeof(seen), err);
    for (size_t i = 0; failed == 0 && i < sizeof(layers) / sizeof(layers[0]); i++)
        if (saw(seen, isolation_layers[layers[i]]))
            set_enforced(&host->isolation, (int)layers[i]);
        else
            set_missing(&host->isolation, (int)layers[i], "not seen from inside of a cell");
    /* of version 2 the program takes it, and a program that could not would have failed here */
    if (failed == 0 && host->cgroup.version == CGROUP_V2 && (host->namespaces & CLONE_NEWCGROUP))
        set_enforced(&host->isolation, LAYER_CGROUP_NAMESPACE);
    if (failed == 0 && host->landlock_abi > 0)
        set_enforced(&host->isolation, LAYER_LANDLOCK);
    if (failed == 0 && !host->is_root)
        set_missing(&host->isolation, LAYER_OWN_UID,
                    "started by a user, programs run as that user");
out:
    if (cell.socket >= 0) {
        cell_end(&cell);
        cell_is_gone(&cell, 1);
    }
    fd_close(&file.fd);
    return failed;
}

/* The first missing layer that may not be missing is the error. */
static int judge_missing(const struct host *host, struct error *err)
{
    for (int layer = 0; layer < LAYER_COUNT; layer++) {
        int allowed = (host->allow_missing >> layer) & 1;

        if (host->isolation.state[layer] == ISOLATION_ENFORCED || (allowed && !mends[layer].needed))
            continue;
        return error_set(err, -ENOTSUP, "this host does not enforce \"%s\" (%s): %s%s",
                         isolation_layers[layer], host->isolation.why[layer], mends[layer].how,
                         mends[layer].needed ? "" : ", or allow it to be missing by this name");
    }
    return 0;
}

int host_probe(struct host *host, struct error *err)
{
    struct error inner = {0};
    int failed;

    for (int layer = 0; layer < LAYER_COUNT; layer++)
        set_missing(&host->isolation, layer, "not probed, because an earlier layer failed");
    cgroup_host_open(&host->cgroup);
    record_cgroups(host);
    host->landlock_abi = landlock_abi();
    if (host->landlock_abi == 0)
        set_missing(&host->isolation, LAYER_LANDLOCK, "the kernel does not offer it");
    choose_ids(host);
    host->cgroup.first_id = host->is_root ? host->first_id : 0;
    if (host->is_root && host->first_id == 0)
        set_missing(&host->isolation, LAYER_OWN_UID, "no free range of ids in this namespace");
    probe_namespaces(host);
    /* without one of these there is no cell to probe: init must be pid 1, or its kill(-1) would
     * mean the host's processes */
    for (size_t i = 0; i < NAMESPACE_COUNT; i++)
        if (!(host->namespaces & namespaces[i].flag) && mends[namespaces[i].layer].needed)
            return judge_missing(host, err);
    failed = probe_cell(host, &inner);
    if (failed < 0) {
        *err = inner;
        return error_prefix(err, "a cell cannot be built on this host");
    }
    return judge_missing(host, err);
}
