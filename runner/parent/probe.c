/* What this host enforces, found out by trying: never by reading versions or configuration.
 *
 * The acts are in runner/parent/probe_inside.c (by the program of a real cell) and here (what is
 * seen from outside meanwhile); isolation_facts names each. A start takes some 20 ms for it; `assay
 * doctor` also has a program killed for its memory, which a start spares the kernel's log.
 */
#include "base/fd.h"
#include "base/limits.h"
#include "base/memory.h"
#include "runner/cells/cell.h"
#include "runner/host/host.h"
#include "runner/host/landlock.h"
#include "runner/protocol.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct namespace_layer {
    enum isolation_layer layer;
    uint64_t flag;
} namespaces[] = {
    {LAYER_USER_NAMESPACE, CLONE_NEWUSER},     {LAYER_PID_NAMESPACE, CLONE_NEWPID},
    {LAYER_MOUNT_NAMESPACE, CLONE_NEWNS},      {LAYER_NET_NAMESPACE, CLONE_NEWNET},
    {LAYER_IPC_NAMESPACE, CLONE_NEWIPC},       {LAYER_UTS_NAMESPACE, CLONE_NEWUTS},
    {LAYER_CGROUP_NAMESPACE, CLONE_NEWCGROUP},
};
enum { NAMESPACE_COUNT = sizeof(namespaces) / sizeof(namespaces[0]) };

enum { PROBE_CPU_SECONDS = 60 };

/* What the host holds out to the cell's program, which must not reach it. */
struct bait {
    void *shm;
    int abstract, loopback; /* sockets, -1: none */
    struct utsname name;
    struct stat tmp;
    char text[PROBE_PATHS][sizeof(((struct utsname *)0)->nodename)];
};

/* A probe's cell and what its runs need. */
struct probe {
    struct host *host;
    /* the first profile; but for several processes a filter that lets everything through */
    struct host_profile profile;
    struct cell cell;
    struct bait bait;
};

static void set_missing(struct isolation *isolation, int layer, const char *why)
{
    isolation->state[layer] = ISOLATION_MISSING;
    snprintf(isolation->why[layer], sizeof(isolation->why[layer]), "%.159s", why);
}

static void set_enforced(struct isolation *isolation, int layer)
{
    isolation->state[layer] = ISOLATION_ENFORCED;
    isolation->why[layer][0] = '\0';
}

/* ---- namespaces ---- */

/* Whether every line of /proc/self/cgroup ends in the path "/". */
static int group_path_is_hidden(void)
{
    FILE *file = fopen("/proc/self/cgroup", "re");
    char line[4096];
    int hidden = file != NULL;

    while (file && hidden && fgets(line, sizeof(line), file)) {
        size_t size = strcspn(line, "\n");

        hidden = size >= 2 && memcmp(line + size - 2, ":/", 2) == 0;
    }
    if (file)
        fclose(file);
    return hidden;
}

/* 0, or the errno of making that namespace (beside a user namespace, as a cell does). */
static int try_namespace(uint64_t flag)
{
    int status;
    pid_t pid = fork();

    if (pid < 0)
        return errno;
    if (pid == 0) {
        if (unshare((int)(flag | CLONE_NEWUSER)) < 0)
            _exit(errno);
        /* EXDEV is no error of unshare(2) */
        _exit(flag == CLONE_NEWCGROUP && !group_path_is_hidden() ? EXDEV : 0);
    }
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
            set_missing(&host->isolation, namespaces[i].layer,
                        error == EXDEV ? "the group's path is seen all the same" : strerror(error));
    }
    /* the rest of it is tried in the cell */
    if (host->namespaces & CLONE_NEWCGROUP)
        set_enforced(&host->isolation, LAYER_CGROUP_NAMESPACE);
}

static int has_namespace(const struct host *host, int layer)
{
    for (size_t i = 0; i < NAMESPACE_COUNT; i++)
        if ((int)namespaces[i].layer == layer)
            return (host->namespaces & namespaces[i].flag) != 0;
    return 1;
}

/* ---- Landlock ---- */

/* In a child that restricts itself as a program does, with no rule for /dev: reading /dev/null
 * stays allowed, writing to it becomes EACCES, which no mode and no mount would say. */
static int landlock_holds(int abi)
{
    int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    int tmp = open("/tmp", O_PATH | O_DIRECTORY | O_CLOEXEC);
    const struct landlock_places places = {root, tmp, tmp, &root, 1};
    int ruleset = landlock_ruleset(abi, &places);

    return ruleset >= 0 && open("/dev/null", O_WRONLY | O_CLOEXEC) >= 0 &&
           prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && landlock_restrict(ruleset) == 0 &&
           open("/dev/null", O_RDONLY | O_CLOEXEC) >= 0 &&
           open("/dev/null", O_WRONLY | O_CLOEXEC) < 0 && errno == EACCES;
}

static void probe_landlock(struct host *host)
{
    int status = 0;
    pid_t pid;

    host->landlock_abi = landlock_abi();
    if (host->landlock_abi == 0) {
        set_missing(&host->isolation, LAYER_LANDLOCK, "the kernel (or the container) lacks it");
        return;
    }
    pid = fork();
    if (pid == 0)
        _exit(landlock_holds(host->landlock_abi) ? 0 : 1);
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (pid < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        set_missing(&host->isolation, LAYER_LANDLOCK, "/dev/null could be written without a rule");
        host->landlock_abi = 0;
    }
}

/* ---- users and groups ---- */

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

/* Claims the ids from `first` on for this tree: a name that one process of a network namespace can
 * have, and that goes with it however it ends. Returns the descriptor that holds it, or a negative
 * errno. */
static int claim_ids(uid_t first)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int length =
        snprintf(address.sun_path + 1, sizeof(address.sun_path) - 1, "assay-ids-%u", first);
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int failed = 0;

    if (fd < 0)
        return -errno;
    if (bind(fd, (struct sockaddr *)&address, size) < 0) {
        failed = -errno;
        fd_close(&fd);
    }
    return failed < 0 ? failed : fd;
}

/* Where to begin among the ranges: another place for each container, which may share ids with
 * others and sees none of their names. */
static uint64_t first_range(void)
{
    struct stat net = {0}, pids = {0};
    uint64_t seed;

    stat("/proc/self/ns/net", &net);
    stat("/proc/self/ns/pid", &pids);
    seed = (net.st_ino * 2654435761U) ^ pids.st_ino;
    seed = (seed ^ (seed >> 30)) * 0xbf58476d1ce4e5b9U; /* splitmix64 */
    seed = (seed ^ (seed >> 27)) * 0x94d049bb133111ebU;
    return seed ^ (seed >> 31);
}

/* Ids that no other tree on this host uses: one of many ranges, for cells and graders. */
static void choose_ids(struct host *host)
{
    enum { RANGE = 3 * (SLOTS_MAX + 1), TRIES = 1000 };
    /* far from anything adduser hands out; or the upper end of a container's 65536 */
    static const struct {
        uint64_t first, end;
    } areas[] = {{1900000000, INT32_MAX}, {60000, 60000 + 7 * RANGE}};
    uint64_t start = first_range();

    if (!host->is_root)
        return;
    for (size_t i = 0; i < sizeof(areas) / sizeof(areas[0]) && host->first_id == 0; i++) {
        uint64_t ranges = (areas[i].end - areas[i].first) / RANGE;

        if (!ids_exist("/proc/self/uid_map", areas[i].first, ranges * RANGE) ||
            !ids_exist("/proc/self/gid_map", areas[i].first, ranges * RANGE))
            continue;
        for (uint64_t try = 0; try < ranges && try < TRIES && host->first_id == 0; try++) {
            uid_t first = (uid_t)(areas[i].first + (start + try) % ranges * RANGE);

            host->ids_claim = claim_ids(first);
            if (host->ids_claim >= 0)
                host->first_id = first;
        }
    }
    if (host->first_id == 0)
        set_missing(&host->isolation, LAYER_OWN_UID,
                    "this root has no ids from 60000 to 65396 to give away, or other trees have "
                    "all of them; start assay as another user");
}

static void record_cgroups(struct host *host)
{
    static const char *const versions[] = {
        [CGROUP_NONE] = "none", [CGROUP_V1] = "v1", [CGROUP_V2] = "v2"};
    static const enum isolation_layer layers[CGROUP_PARTS] = {[CGROUP_MEMORY] = LAYER_CGROUP_MEMORY,
                                                              [CGROUP_PIDS] = LAYER_CGROUP_PIDS,
                                                              [CGROUP_CPU] = LAYER_CGROUP_CPU};
    char path[CGROUP_PATH_MAX + 40];

    snprintf(host->isolation.cgroup, sizeof(host->isolation.cgroup), "%s",
             versions[host->cgroup.version]);
    for (int part = 0; part < CGROUP_PARTS; part++)
        if (host->cgroup.version == CGROUP_NONE || !host->cgroup.base[part][0])
            set_missing(&host->isolation, (int)layers[part], host->cgroup.why[part]);
    snprintf(path, sizeof(path), "%s/%s", host->cgroup.base[CGROUP_MEMORY],
             host->cgroup.version == CGROUP_V2 ? "memory.swap.max" : "memory.memsw.limit_in_bytes");
    host->isolation.swap_is_capped = host->cgroup.version != CGROUP_NONE && access(path, F_OK) == 0;
}

static int has_group(const struct host *host, enum cgroup_part part)
{
    return host->cgroup.version != CGROUP_NONE && host->cgroup.base[part][0];
}

/* ---- the bait ---- */

static void lay_shm(struct bait *bait)
{
    int id = shmget(IPC_PRIVATE, 4096, 0666);

    bait->shm = id < 0 ? (void *)-1 : shmat(id, NULL, 0);
    if (id >= 0)
        shmctl(id, IPC_RMID, NULL); /* goes with us; until then its id can be attached to */
    snprintf(bait->text[PROBE_SHM_ID], sizeof(bait->text[0]), "%d",
             bait->shm == (void *)-1 ? -1 : id);
}

/* An abstract socket with a name of the kernel's choice, unix(7). */
static void lay_abstract(struct bait *bait)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    socklen_t size = sizeof(address.sun_family);

    bait->abstract = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (bait->abstract < 0 || bind(bait->abstract, (struct sockaddr *)&address, size) < 0)
        return;
    size = sizeof(address);
    if (getsockname(bait->abstract, (struct sockaddr *)&address, &size) == 0)
        snprintf(bait->text[PROBE_ABSTRACT], sizeof(bait->text[0]), "%.*s",
                 (int)(size - offsetof(struct sockaddr_un, sun_path) - 1), address.sun_path + 1);
}

/* Where loopback is down or there is no IP the port stays 0. */
static void lay_loopback(struct bait *bait)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof(address);

    bait->loopback = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (bait->loopback < 0 ||
        bind(bait->loopback, (struct sockaddr *)&address, sizeof(address)) < 0 ||
        getsockname(bait->loopback, (struct sockaddr *)&address, &size) < 0)
        address.sin_port = 0;
    snprintf(bait->text[PROBE_PORT], sizeof(bait->text[0]), "%d", ntohs(address.sin_port));
}

static void lay_bait(const struct host *host, struct bait *bait)
{
    snprintf(bait->text[PROBE_LANDLOCK_ABI], sizeof(bait->text[0]), "%d", host->landlock_abi);
    lay_shm(bait);
    lay_abstract(bait);
    lay_loopback(bait);
    uname(&bait->name);
    memcpy(bait->text[PROBE_HOST_NAME], bait->name.nodename, sizeof(bait->name.nodename));
    memcpy(bait->text[PROBE_DOMAIN_NAME], bait->name.domainname, sizeof(bait->name.domainname));
    if (stat("/tmp", &bait->tmp) < 0)
        bait->tmp.st_dev = 0;
}

static void take_bait_away(struct bait *bait)
{
    if (bait->shm != (void *)-1)
        shmdt(bait->shm);
    fd_close(&bait->abstract);
    fd_close(&bait->loopback);
}

/* While the cell lives: its mounts and its name must not be the host's. */
static void look_outside(struct host *host, const struct bait *bait)
{
    struct utsname name;
    struct stat tmp;

    if (stat("/tmp", &tmp) == 0 && tmp.st_dev == bait->tmp.st_dev && tmp.st_ino == bait->tmp.st_ino)
        set_enforced(&host->isolation, LAYER_MOUNT_NAMESPACE);
    else
        set_missing(&host->isolation, LAYER_MOUNT_NAMESPACE, "a cell's mount over /tmp is seen");
    uname(&name);
    if (strcmp(name.nodename, bait->name.nodename) != 0 ||
        strcmp(name.domainname, bait->name.domainname) != 0)
        set_missing(&host->isolation, LAYER_UTS_NAMESPACE, "naming a cell renamed the host");
}

/* ---- runs ---- */

/* A stage before the program that fails says which layer cannot be had. */
static int layer_of_stage(const char *stage)
{
    static const struct {
        const char *stage;
        enum isolation_layer layer;
    } stages[] = {
        {"clone", LAYER_CGROUP_MEMORY}, /* version 2: into the group */
        {"join_group", LAYER_CGROUP_MEMORY}, {"cgroup_namespace", LAYER_CGROUP_NAMESPACE},
        {"limits", LAYER_RLIMITS},           {"privilege", LAYER_NO_CAPABILITIES},
        {"landlock", LAYER_LANDLOCK},        {"seccomp", LAYER_SECCOMP},
    };

    for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++)
        if (strcmp(stage, stages[i].stage) == 0)
            return (int)stages[i].layer;
    return LAYER_OWN_ROOT;
}

/* Takes "LAYER held" and "LAYER FAULT", a line each. The first fault of a layer stays. */
static void take_words(struct host *host, char *words)
{
    char *rest = words;

    for (char *line = strsep(&rest, "\n"); line; line = strsep(&rest, "\n")) {
        char *space = strchr(line, ' ');
        int layer = 0;

        if (!space)
            continue;
        *space = '\0';
        while (layer < LAYER_COUNT && strcmp(line, isolation_layers[layer]) != 0)
            layer++;
        if (layer == LAYER_COUNT || !has_namespace(host, layer) ||
            host->isolation.state[layer] == ISOLATION_MISSING)
            continue;
        if (strcmp(space + 1, "held") == 0)
            set_enforced(&host->isolation, layer);
        else
            set_missing(&host->isolation, layer,
                        layer == LAYER_OWN_UID && !host->is_root
                            ? "started by a user, programs run as that user"
                            : space + 1);
    }
}

/* Whether the program ran at all; when not, the layer to blame has been noted. */
static int check_started(struct host *host, const struct run_evidence *evidence, struct error *err)
{
    int layer;

    if (!evidence->failed_stage[0] && evidence->exec_errno == 0)
        return 0;
    layer = evidence->failed_stage[0] ? layer_of_stage(evidence->failed_stage) : LAYER_OWN_ROOT;
    error_set(err, -ENOTSUP, "in a cell, %s: %s",
              evidence->failed_stage[0] ? evidence->failed_stage : "exec",
              strerror(evidence->failed_stage[0] ? evidence->failed_errno : evidence->exec_errno));
    set_missing(&host->isolation, layer, err->text);
    return err->code;
}

/* Runs "assay-runner look WHAT ARGS..." in the cell and takes what it says. `rlimit_tasks` 0: one
 * process, under the real filter; otherwise two, without it. */
static int run_look(struct probe *probe, const char *const *args, int rlimit_tasks,
                    struct run_evidence *ret_evidence, struct error *err)
{
    const struct run_limits limits = {
        /* No look needs a hundredth of this on any machine that can judge; an emulated one took
         * more than 2 s of CPU time for the look at memory, which then seemed not to be limited. */
        .cpu_us = (int64_t)PROBE_CPU_SECONDS * 1000000,
        .wall_us = (int64_t)PROBE_CPU_SECONDS * 2 * 1000000,
        .memory_kib = PROBE_MEMORY_KIB,
        .stack_kib = 1024,
        .processes = rlimit_tasks > 0 ? 2 : 1,
    };
    char argv[2048], words[4096];
    int out[2] = {-1, -1};
    int in = fd_memfd_with("probe", "", 0);
    struct cell_run_order order = {.limits = &limits, .argv = argv};
    struct cell_run run;
    ssize_t got;
    int failed;

    for (; args[order.argc]; order.argc++)
        order.argv_size += (size_t)snprintf(argv + order.argv_size, sizeof(argv) - order.argv_size,
                                            "%s", args[order.argc]) +
                           1;

    if (in < 0 || pipe2(out, O_CLOEXEC | O_NONBLOCK) < 0) {
        failed = error_set_errno(err, errno, "cannot make the probe's descriptors");
        goto out;
    }
    order.descriptors = (int[]){in, out[1], out[1]};
    order.descriptor_count = 3;
    probe->cell.rlimit_tasks = rlimit_tasks;
    failed = cell_run_start(&probe->cell, &order, &run, err);
    if (failed == 0)
        failed = cell_run_finish(&run, -1, ret_evidence, err);
    if (failed == 0)
        failed = check_started(probe->host, ret_evidence, err);
    if (failed < 0)
        goto out;
    got = read(out[0], words, sizeof(words) - 1);
    words[got < 0 ? 0 : got] = '\0';
    take_words(probe->host, words);
out:
    fd_close(&in);
    fd_close(&out[0]);
    fd_close(&out[1]);
    return failed;
}

/* The acts, in a cell for one process but for its filter. */
static int try_acts(struct probe *probe, struct error *err)
{
    static const char *const paths[] = {"/etc/passwd", "/proc/self", "/sys", "/boot",
                                        "/home",       "/root",      "/var", "/run"};
    const char *args[3 + PROBE_PATHS + sizeof(paths) / sizeof(paths[0]) + 1] = {
        "/prog/assay-runner", "look", "acts"};
    struct run_evidence evidence;
    size_t count = 3;
    int failed;

    for (size_t i = 0; i < PROBE_PATHS; i++)
        args[count++] = probe->bait.text[i];
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
        if (access(paths[i], F_OK) == 0 && !root_plan_has(probe->profile.plan, paths[i]))
            args[count++] = paths[i];
    /* with one mapped uid init is one of the user's processes in there */
    failed = run_look(probe, args, probe->host->is_root ? 1 : 2, &evidence, err);
    if (failed == 0 && evidence.exit_status != 0)
        failed = error_set(err, -EIO, "the probe's program ended with status %d, signal %d",
                           evidence.exit_status, evidence.term_signal);
    if (failed < 0 || !has_group(probe->host, CGROUP_MEMORY))
        return failed;
    if (evidence.memory_kib >= PROBE_TOUCHED_KIB)
        set_enforced(&probe->host->isolation, LAYER_CGROUP_MEMORY);
    else
        set_missing(&probe->host->isolation, LAYER_CGROUP_MEMORY,
                    "the group does not count what a program touches");
    return 0;
}

/* The limits of the groups, met by two processes and a third. */
static int try_groups(struct probe *probe, struct error *err)
{
    static const char *const args[] = {"/prog/assay-runner", "look", "several", NULL};
    struct isolation *isolation = &probe->host->isolation;
    struct run_evidence evidence;
    int failed;

    if (!has_group(probe->host, CGROUP_PIDS) && !has_group(probe->host, CGROUP_CPU))
        return 0;
    failed = run_look(probe, args, 64, &evidence, err);
    if (failed < 0 || !has_group(probe->host, CGROUP_CPU))
        return failed;
    if (evidence.cpu_user_us + evidence.cpu_system_us >= PROBE_BURNT_US)
        set_enforced(isolation, LAYER_CGROUP_CPU);
    else
        set_missing(isolation, LAYER_CGROUP_CPU,
                    "CPU time of a process that nobody waited for is lost");
    return 0;
}

/* Under the filter of a program; ptrace must have been reported. */
static int try_filter(struct probe *probe, struct error *err)
{
    static const char *const args[] = {"/prog/assay-runner", "look", "breach", NULL};
    struct run_evidence evidence;
    int failed = run_look(probe, args, 0, &evidence, err);

    if (failed == 0 && (evidence.end != RUN_ENDED_SYSCALL || evidence.syscall != SYS_ptrace))
        set_missing(&probe->host->isolation, LAYER_SECCOMP, "ptrace was not reported");
    return failed;
}

/* What a program did that is to be killed for its memory, and was not. */
static const char *say_survival(const struct run_evidence *evidence)
{
    if (evidence->end == RUN_ENDED_CPU || evidence->end == RUN_ENDED_WALL ||
        evidence->end == RUN_ENDED_HARD)
        return "could not be tried: the program did not come to use its memory within the probe's "
               "60 s of CPU time";
    if (evidence->term_signal != 0)
        return "a program three times over the limit was killed, but not by its group";
    if (evidence->exit_status != 0)
        return "could not be tried: the program was refused the memory before it used it";
    return "a program three times over the limit was not killed";
}

/* Only for doctor: each leaves a report in the kernel's log. */
static int try_memory(struct probe *probe, struct error *err)
{
    static const char *const args[] = {"/prog/assay-runner", "look", "hog", NULL};
    struct run_evidence evidence;
    int failed;

    if (!probe->host->examine || !has_group(probe->host, CGROUP_MEMORY))
        return 0;
    failed = run_look(probe, args, 64, &evidence, err);
    if (failed == 0 && evidence.oom_kills == 0)
        set_missing(&probe->host->isolation, LAYER_CGROUP_MEMORY, say_survival(&evidence));
    return failed;
}

/* ---- the cell ---- */

/* A whole cell, as a grader would get it. */
static int build_cell(struct probe *probe, struct error *err)
{
    struct root_file file = {.path = "assay-runner", .fd = -1};
    struct host *host = probe->host;
    struct stat info;
    int failed;

    file.fd = open(host->runner_path, O_RDONLY | O_CLOEXEC);
    if (file.fd < 0 || fstat(file.fd, &info) < 0) {
        failed = error_set_errno(err, errno, "cannot open %s", host->runner_path);
        goto out;
    }
    file.size = info.st_size;
    failed = cell_start(host, SLOTS_MAX, &probe->profile, 0, &probe->cell, err);
    if (failed == 0)
        failed = cell_lay(&probe->cell, &file, 1, PROBE_MEMORY_KIB, err);
    if (failed < 0)
        set_missing(&host->isolation, LAYER_OWN_ROOT, err->text);
out:
    fd_close(&file.fd);
    return failed;
}

static int probe_cell(struct host *host, struct error *err)
{
    static struct sock_filter let_through[] = {BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    struct filter_image filter = *host->profiles[0].filter;
    struct probe probe = {
        .host = host,
        .profile = host->profiles[0],
        .cell = CELL_NONE,
        .bait = {.shm = (void *)-1, .abstract = -1, .loopback = -1},
    };
    int failed;

    probe.profile.filter = &filter;
    probe.profile.threads = 1;
    probe.profile.address_kib = (int64_t)PROBE_MEMORY_KIB * 4;
    filter.multi = (struct filter_program){.code = let_through, .count = 1};
    lay_bait(host, &probe.bait);
    failed = build_cell(&probe, err);
    if (failed == 0)
        failed = try_acts(&probe, err);
    if (failed == 0)
        look_outside(host, &probe.bait);
    if (failed == 0)
        failed = try_filter(&probe, err);
    if (failed == 0)
        failed = try_groups(&probe, err);
    if (failed == 0)
        failed = try_memory(&probe, err);
    if (probe.cell.socket >= 0) {
        cell_end(&probe.cell);
        cell_is_gone(&probe.cell, 1);
    }
    take_bait_away(&probe.bait);
    return failed;
}

/* ---- the judgement ---- */

static int is_needed(const struct host *host, int layer)
{
    /* root inside of the cells would be root outside */
    return isolation_facts[layer].is_needed || (layer == LAYER_OWN_UID && host->is_root);
}

/* The first layer in this state that nothing can do without, or -1. */
static int find_needed(const struct host *host, enum isolation_state state)
{
    for (int layer = 0; layer < LAYER_COUNT; layer++)
        if (host->isolation.state[layer] == state && is_needed(host, layer))
            return layer;
    return -1;
}

/* All layers that are missing and must not be, in one message. */
static int judge_missing(const struct host *host, struct error *err)
{
    char names[512] = "", reasons[512] = "";
    int needed = find_needed(host, ISOLATION_MISSING);

    if (needed >= 0)
        return error_set(err, -ENOTSUP,
                         "this host does not enforce \"%s\" (%s), without which no program is run: "
                         "%s",
                         isolation_layers[needed], host->isolation.why[needed],
                         isolation_facts[needed].mend);
    for (int layer = 0; layer < LAYER_COUNT; layer++) {
        size_t used = strlen(names), said = strlen(reasons);

        if (host->isolation.state[layer] == ISOLATION_ENFORCED ||
            ((host->allow_missing >> layer) & 1))
            continue;
        snprintf(names + used, sizeof(names) - used, "%s%s", used ? "," : "",
                 isolation_layers[layer]);
        snprintf(reasons + said, sizeof(reasons) - said, "%s\"%s\" (%s)", said ? ", " : "",
                 isolation_layers[layer], host->isolation.why[layer]);
    }
    if (!names[0])
        return 0;
    return error_set(err, -ENOTSUP,
                     "this host does not enforce %s; mend it (`assay doctor` says how), or allow "
                     "what is missing by name: --allow-missing %s",
                     reasons, names);
}

/* When the cell could not be tried to the end. */
static void explain_unknown(struct host *host, const char *why)
{
    for (int layer = 0; layer < LAYER_COUNT; layer++)
        if (host->isolation.state[layer] == ISOLATION_UNKNOWN)
            snprintf(host->isolation.why[layer], sizeof(host->isolation.why[layer]),
                     "not tried: %.140s", why);
}

/* Programs get hard limits of their own, and an unprivileged init can raise none: languages without
 * a cap of their address space need an infinite one (otherwise the first Java program would find
 * out). */
static void look_at_hard_limits(struct host *host)
{
    enum { DESCRIPTORS = 4 * LIMIT_DESCRIPTORS };
    static const struct {
        int resource;
        rlim_t least;
        const char *what, *flag;
    } needed[] = {
        {RLIMIT_NOFILE, DESCRIPTORS, "descriptors", "-n"},
        {RLIMIT_AS, RLIM_INFINITY, "address space", "-v"},
        {RLIMIT_DATA, RLIM_INFINITY, "data", "-d"},
        {RLIMIT_STACK, RLIM_INFINITY, "stack", "-s"},
        {RLIMIT_FSIZE, RLIM_INFINITY, "file size", "-f"},
        {RLIMIT_CPU, RLIM_INFINITY, "CPU time", "-t"},
    };

    for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
        struct rlimit now;
        char least[32] = "none", why[160];

        if (getrlimit((__rlimit_resource_t)needed[i].resource, &now) < 0 ||
            now.rlim_max >= needed[i].least)
            continue;
        if (needed[i].least != RLIM_INFINITY)
            snprintf(least, sizeof(least), "%llu", (unsigned long long)needed[i].least);
        snprintf(why, sizeof(why), "the hard limit of %s is %llu, expected %s (ulimit -H %s)",
                 needed[i].what, (unsigned long long)now.rlim_max, least, needed[i].flag);
        set_missing(&host->isolation, LAYER_RLIMITS, why);
        return;
    }
}

int host_probe(struct host *host, struct error *err)
{
    int failed = 0;

    for (int layer = 0; layer < LAYER_COUNT; layer++)
        host->isolation.state[layer] = ISOLATION_UNKNOWN;
    explain_unknown(host, "another layer is missing");
    cgroup_host_open(&host->cgroup);
    record_cgroups(host);
    probe_landlock(host);
    choose_ids(host);
    host->cgroup.first_id = host->is_root ? host->first_id : 0;
    probe_namespaces(host);
    look_at_hard_limits(host);
    /* without one of these there is no cell to probe: init must be pid 1, or its kill(-1) would
     * mean the host's processes */
    if (find_needed(host, ISOLATION_MISSING) < 0)
        failed = probe_cell(host, err);
    if (failed < 0)
        explain_unknown(host, err->text);
    if (host->examine)
        return 0;
    if (failed < 0 && find_needed(host, ISOLATION_MISSING) < 0)
        return error_prefix(err, "a cell cannot be tried on this host");
    return judge_missing(host, err);
}
