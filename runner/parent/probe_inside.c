/* The forbidden acts of the probe, tried by assay-runner itself as the program of a real cell.
 *
 * Layers overlap: under the filter no other one would be met. So "acts" runs in a cell whose filter
 * lets everything through, and each act is chosen so that the errno tells which layer refused it;
 * "breach" runs under the filter that programs get. Nothing here is dangerous where the layer is
 * missing: signals are 0, files are opened with O_PATH, and so on.
 */
#include "runner/host/host.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STRANGER = 4242 /* an id that no cell maps */, CPU_BURNT_NS = PROBE_BURNT_US * 1000 };

/* What came of the acts of one layer: the first that was not refused as it should is its fault. */
struct look {
    int is_broken;
    char fault[128];
};

/* `result` of a call that must have failed with `expected`. */
static void must_fail(struct look *look, const char *what, long result, int expected)
{
    int error = errno;

    if (look->is_broken || (result < 0 && error == expected))
        return;
    look->is_broken = 1;
    snprintf(look->fault, sizeof(look->fault), "in a cell, %s%s%s", what,
             result >= 0 ? " worked" : ": ", result >= 0 ? "" : strerror(error));
}

static void must(struct look *look, const char *fault, int holds)
{
    if (look->is_broken || holds)
        return;
    look->is_broken = 1;
    snprintf(look->fault, sizeof(look->fault), "in a cell, %s", fault);
}

static void tell(enum isolation_layer layer, const struct look *look)
{
    printf("%s %s\n", isolation_layers[layer], look->is_broken ? look->fault : "held");
}

/* ---- namespaces ---- */

/* An id that is not mapped does not exist: EINVAL comes before the question of the capability. */
static void look_user(struct look *look, char **args)
{
    (void)args;
    must_fail(look, "becoming a user of the host", syscall(SYS_setresuid, STRANGER, -1, -1),
              EINVAL);
}

/* kill(2): init and the caller are left out, so there is nobody. */
static void look_pid(struct look *look, char **args)
{
    (void)args;
    must_fail(look, "signalling everybody", kill(-1, 0), ESRCH);
}

/* Both sockets wait outside. Landlock may refuse the abstract one too, but is asked only when there
 * is one to be found. */
static void look_net(struct look *look, char **args)
{
    struct sockaddr_un local = {.sun_family = AF_UNIX};
    struct sockaddr_in loopback = {
        .sin_family = AF_INET,
        .sin_addr = {htonl(INADDR_LOOPBACK)},
        .sin_port = htons((in_port_t)strtol(args[PROBE_PORT], NULL, 10)),
    };
    size_t size = strlen(args[PROBE_ABSTRACT]);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    memcpy(local.sun_path + 1, args[PROBE_ABSTRACT],
           size < sizeof(local.sun_path) ? size : sizeof(local.sun_path) - 1);
    must_fail(look, "sending to a socket of the host",
              sendto(fd, "x", 1, 0, (struct sockaddr *)&local,
                     (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + size)),
              ECONNREFUSED);
    fd = loopback.sin_port ? socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0) : -1;
    if (fd >= 0)
        must_fail(look, "sending to the host's loopback",
                  sendto(fd, "x", 1, 0, (struct sockaddr *)&loopback, sizeof(loopback)),
                  ENETUNREACH);
}

static void look_ipc(struct look *look, char **args)
{
    int id = (int)strtol(args[PROBE_SHM_ID], NULL, 10);
    void *memory;

    if (id < 0)
        return; /* the kernel has no System V IPC */
    memory = shmat(id, NULL, SHM_RDONLY);
    must_fail(look, "attaching the host's shared memory", memory == (void *)-1 ? -1 : 0, EINVAL);
}

/* Init has renamed the cell; what the host is called now, the parent looks at. */
static void look_uts(struct look *look, char **args)
{
    struct utsname name;

    uname(&name);
    must(look, "the host's name is seen",
         strcmp(name.nodename, args[PROBE_HOST_NAME]) != 0 ||
             strcmp(name.domainname, args[PROBE_DOMAIN_NAME]) != 0);
}

/* ---- the root and the user ---- */

static void look_root(struct look *look, char **args)
{
    for (char **path = args + PROBE_PATHS; *path; path++)
        must_fail(look, *path, open(*path, O_PATH | O_CLOEXEC), ENOENT);
    must_fail(look, "/../etc/passwd", open("/../../../etc/passwd", O_PATH | O_CLOEXEC), ENOENT);
    must_fail(look, "making a directory in /", mkdir("/x", 0700), EROFS);
    must_fail(look, "making a directory in /prog", mkdir("/prog/x", 0700), EROFS);
}

/* The input belongs to whoever started assay. */
static void look_uid(struct look *look, char **args)
{
    (void)args;
    must(look, "the program is not user 1000", geteuid() == CELL_UID && getegid() == CELL_UID);
    must_fail(look, "changing a file of the user who started assay", fchmod(0, 0600), EPERM);
}

static void look_capabilities(struct look *look, char **args)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct sets[2] = {{0}};

    (void)args;
    must_fail(look, "chroot", chroot("/tmp"), EPERM);
    must_fail(look, "sethostname", sethostname("x", 1), EPERM);
    must_fail(look, "making a mount namespace", unshare(CLONE_NEWNS), EPERM);
    must(look, "capget failed", syscall(SYS_capget, &header, sets) == 0);
    for (int i = 0; i < 2; i++)
        must(look, "a set of capabilities is not empty",
             !sets[i].effective && !sets[i].permitted && !sets[i].inheritable);
    for (int cap = 0; cap <= CAP_LAST_CAP; cap++)
        must(look, "the bounding set is not empty", prctl(PR_CAPBSET_READ, cap, 0, 0, 0) <= 0);
}

static void look_privs(struct look *look, char **args)
{
    (void)args;
    must_fail(look, "taking no_new_privs back", prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0), EINVAL);
    must(look, "no_new_privs is not set", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
}

/* ---- limits ---- */

static int fork_once(void)
{
    pid_t pid = fork();

    if (pid == 0)
        _exit(0);
    if (pid > 0)
        waitpid(pid, NULL, 0);
    return (int)pid;
}

static void look_limits(struct look *look, char **args)
{
    const struct rlimit core = {2, 2};
    int file = open("/tmp/long", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    void *memory;

    (void)args;
    signal(SIGXFSZ, SIG_IGN);
    must_fail(look, "a file beyond RLIMIT_FSIZE",
              ftruncate(file, (PROBE_MEMORY_KIB + 1) * (off_t)1024), EFBIG);
    must_fail(look, "a descriptor beyond RLIMIT_NOFILE", fcntl(0, F_DUPFD_CLOEXEC, 1 << 20),
              EINVAL);
    must_fail(look, "a process beyond RLIMIT_NPROC", fork_once(), EAGAIN);
    must_fail(look, "raising RLIMIT_CORE", setrlimit(RLIMIT_CORE, &core), EPERM);
    memory = mmap(NULL, 8UL << 30, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    must_fail(look, "8 GiB beyond RLIMIT_AS", memory == MAP_FAILED ? -1 : 0, ENOMEM);
    close(file);
}

/* Since ABI 5 a call that is Landlock's alone to refuse; older ones are tried outside. */
static void look_landlock(struct look *look, char **args)
{
    char mode[64];
    int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (strtol(args[PROBE_LANDLOCK_ABI], NULL, 10) >= 5)
        must_fail(look, "an ioctl on a device", ioctl(fd, 0x5401 /* TCGETS */, mode), EACCES);
}

/* For the group's peak, which the parent reads. 0, or 1 where the memory was refused. */
static int touch(size_t kib)
{
    char *memory =
        mmap(NULL, kib * 1024, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (memory == MAP_FAILED)
        return 1;
    for (size_t i = 0; i < kib * 1024; i += 4096)
        ((volatile char *)memory)[i] = 1;
    return 0;
}

static int acts(char **args)
{
    static const struct {
        enum isolation_layer layer;
        void (*look)(struct look *look, char **args);
    } all[] = {
        {LAYER_USER_NAMESPACE, look_user}, {LAYER_PID_NAMESPACE, look_pid},
        {LAYER_NET_NAMESPACE, look_net},   {LAYER_IPC_NAMESPACE, look_ipc},
        {LAYER_UTS_NAMESPACE, look_uts},   {LAYER_OWN_ROOT, look_root},
        {LAYER_OWN_UID, look_uid},         {LAYER_NO_CAPABILITIES, look_capabilities},
        {LAYER_NO_NEW_PRIVS, look_privs},  {LAYER_RLIMITS, look_limits},
        {LAYER_LANDLOCK, look_landlock},
    };

    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        struct look look = {0};

        all[i].look(&look, args);
        tell(all[i].layer, &look);
    }
    return touch(PROBE_TOUCHED_KIB);
}

/* ---- several processes: the groups ---- */

_Noreturn static void burn(int wait_for)
{
    struct timespec used = {0};
    char byte;

    (void)!read(wait_for, &byte, 1);
    while (used.tv_sec == 0 && used.tv_nsec < CPU_BURNT_NS)
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    _exit(0);
}

/* Two may live. The first waits until the second was tried; then it burns CPU time that only the
 * group can count, because with SIGCHLD ignored nobody is told of it. */
static int several(void)
{
    struct look look = {0};
    int gate[2];
    pid_t pid;

    signal(SIGCHLD, SIG_IGN);
    if (pipe2(gate, O_CLOEXEC) < 0)
        return 1;
    pid = fork();
    if (pid == 0) {
        close(gate[1]);
        burn(gate[0]);
    }
    must(&look, "two processes were not let be", pid > 0);
    pid = fork();
    if (pid == 0)
        _exit(0);
    must_fail(&look, "one process too many", pid, EAGAIN);
    close(gate[1]);
    while (wait(NULL) > 0 || errno == EINTR)
        ;
    tell(LAYER_CGROUP_PIDS, &look);
    return 0;
}

/* ---- under the filter ---- */

static int breach(void)
{
    struct look look = {0};

    must_fail(&look, "opening a socket", socket(AF_UNIX, SOCK_DGRAM, 0), EPERM);
    tell(LAYER_SECCOMP, &look);
    fflush(stdout);
    ptrace(PTRACE_TRACEME, 0, NULL, NULL); /* does not return */
    return 1;
}

int host_probe_inside(int argc, char **argv)
{
    if (strcmp(argv[0], "acts") == 0 && argc > PROBE_PATHS)
        return acts(argv + 1);
    if (strcmp(argv[0], "several") == 0)
        return several();
    if (strcmp(argv[0], "breach") == 0)
        return breach();
    if (strcmp(argv[0], "hog") == 0)
        return touch((size_t)PROBE_MEMORY_KIB * 3);
    return 0;
}
