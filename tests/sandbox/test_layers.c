/* Finds out which layer stops a forbidden act by itself, all other ones that could being off, and
 * holds the table that comes of it against the one in docs/threat-model.md: an act that fewer than
 * two layers stop (but for those that are known and said there), or a layer that stops nothing, is
 * a failure. Layers that no cell can do without
 * (the other namespaces, the root, no_new_privs) are looked at from outside.
 *
 * The runner is assay-runner-layers, which is told by $ASSAY_LAYERS_OFF (runner/host/layers.h).
 */
#include "base/buffer.h"
#include "base/fd.h"
#include "tests/runner/lab.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum {
    SECCOMP,
    LANDLOCK,
    RLIMITS,
    OWN_UID,
    NO_CAPABILITIES,
    READ_ONLY_ROOT,
    CHROOT,
    TMPFS_SIZE,
    NET_NAMESPACE,
    IPC_NAMESPACE,
    CGROUP_MEMORY,
    CGROUP_PIDS,
    CPU_CLOCK,
    WALL_CLOCK,
    LAYERS
};
static const char *const layers[LAYERS] = {
    [SECCOMP] = "seccomp",
    [LANDLOCK] = "landlock",
    [RLIMITS] = "rlimits",
    [OWN_UID] = "own_uid",
    [NO_CAPABILITIES] = "no_capabilities",
    [READ_ONLY_ROOT] = "read_only_root",
    [CHROOT] = "chroot",
    [TMPFS_SIZE] = "tmpfs_size",
    [NET_NAMESPACE] = "net_namespace",
    [IPC_NAMESPACE] = "ipc_namespace",
    [CGROUP_MEMORY] = "cgroup_memory",
    [CGROUP_PIDS] = "cgroup_pids",
    [CPU_CLOCK] = "cpu_clock",
    [WALL_CLOCK] = "wall_clock",
};
enum { NO_LAYER = LAYERS, CELL_KIB = 64 * 1024 };

static const struct act {
    const char *words; /* in the table */
    const char *name;  /* of attack_layers.c */
    const char *argument;
    uint32_t profile;
    int processes; /* 0: 1 */
    unsigned only; /* it takes seconds to try: these alone, one by one, and the others together */
    int is_held_by_one; /* known to be, and said in the document: two are a reason to mend it */
} acts[] = {
    {"change the program", "act_change_program", NULL, LAB_PLAIN, 0, 0, 0},
    {"add to the root", "act_add_to_root", NULL, LAB_PLAIN, 0, 0, 0},
    {"use memory beyond the limit", "act_use_memory", NULL, LAB_TIGHT, 0, 0, 0},
    {"reserve 100 GiB", "act_reserve_memory", NULL, LAB_PLAIN, 0, 0, 0},
    {"fill /tmp", "act_fill_tmp", NULL, LAB_PLAIN, 0, 0, 0},
    {"multiply", "act_multiply", NULL, LAB_PLAIN, 8, 0, 0},
    {"compute for ever", "act_compute", NULL, LAB_PLAIN, 0,
     1U << RLIMITS | 1U << CPU_CLOCK | 1U << WALL_CLOCK, 0},
    {"mount", "act_mount", NULL, LAB_PLAIN, 0, 0, 0},
    {"rename the host", "act_rename_host", NULL, LAB_PLAIN, 0, 0, 0},
    {"make a namespace", "act_new_namespace", NULL, LAB_PLAIN, 0, 0, 0},
    {"set init's limits", "act_limit_init", NULL, LAB_PLAIN, 0, 0, 0},
    {"signal init", "act_signal_init", NULL, LAB_PLAIN, 0, 0, 0},
    {"reach the host by UDP", "act_reach_udp", "PORT", LAB_PLAIN, 0, 0, 0},
    {"reach the host by TCP", "act_reach_tcp", "PORT", LAB_PLAIN, 0, 0, 0},
    {"reach an abstract socket", "act_reach_abstract", "NAME", LAB_PLAIN, 0, 0, 0},
    {"attach the host's memory", "act_attach_memory", "SHM", LAB_PLAIN, 0, 0, 0},
    {"make a user namespace", "act_user_namespace", NULL, LAB_PLAIN, 0, 0, 0},
    {"use io_uring", "act_io_uring", NULL, LAB_PLAIN, 0, 0, 1},
    {"keep a key", "act_key", NULL, LAB_PLAIN, 0, 0, 1},
    {"lock a host's file", "act_lock", NULL, LAB_PLAIN, 0, 0, 1},
};
enum { ACTS = sizeof(acts) / sizeof(acts[0]) };

static struct lab lab;
/* [act][layer]: stopped with that layer alone; the last column with none of them. */
static int stopped[ACTS][LAYERS + 1];
static char port[8], name[40], shm[16];
static int tcp = -1, udp = -1, abstract = -1, shm_id = -1;

/* ---- what the acts aim at ---- */

static int open_port(int type, in_port_t number, in_port_t *ret_number)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(number)};
    socklen_t size = sizeof(address);
    int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);

    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    if (type == SOCK_STREAM)
        assert_int_equal(listen(fd, 64), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    *ret_number = ntohs(address.sin_port);
    return fd;
}

static int set_up(void **state)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    in_port_t number = 0;

    (void)state;
    tcp = open_port(SOCK_STREAM, 0, &number);
    udp = open_port(SOCK_DGRAM, number, &number);
    snprintf(port, sizeof(port), "%u", number);
    snprintf(name, sizeof(name), "assay-layers-%d", (int)getpid());
    memcpy(address.sun_path + 1, name, strlen(name));
    abstract = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(abstract, (struct sockaddr *)&address,
                          (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name))),
                     0);
    shm_id = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0666);
    assert_true(shm_id >= 0);
    snprintf(shm, sizeof(shm), "%d", shm_id);
    lab_runner = LAYERS_RUNNER_PATH;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    shmctl(shm_id, IPC_RMID, NULL);
    fd_close(&tcp);
    fd_close(&udp);
    fd_close(&abstract);
    return 0;
}

static const char *argument_of(const struct act *act)
{
    if (!act->argument)
        return NULL;
    return strcmp(act->argument, "PORT") == 0   ? port
           : strcmp(act->argument, "NAME") == 0 ? name
                                                : shm;
}

/* ---- one act under one set of layers ---- */

/* All off but those of `kept`, a bit each. */
static void start_lab(unsigned kept)
{
    struct buffer off = BUFFER_INIT;

    for (int i = 0; i < LAYERS; i++)
        if (!(kept >> i & 1))
            buffer_format(&off, "%s%s", off.size > 0 ? "," : "", layers[i]);
    assert_int_equal(setenv("ASSAY_LAYERS_OFF", off.data, 1), 0);
    buffer_release(&off);
    /* a socket that nobody reads takes no more than ten (net.unix.max_dgram_qlen) */
    while (recv(abstract, NULL, 0, MSG_DONTWAIT) == 0)
        continue;
    lab_open(&lab);
}

static int is_stopped(const struct act *act)
{
    const char *const argv[] = {"/prog/attack", act->name, argument_of(act), NULL};
    struct run_limits limits = lab_limits();
    struct cell_file files[2] = {{"attack", open(ATTACK_PATH, O_RDONLY | O_CLOEXEC), 0, -1},
                                 {"victim", fd_memfd_with("victim", "x", 1), 0, -1}};
    const struct cell_request request = {
        .profile = act->profile, .files = files, .file_count = 2, .memory_kib = CELL_KIB};
    struct lab_result result;
    struct error err;
    int worked;

    /* the acts that only limits of time stop go on for seconds, whatever the machine; others have
     * work to do */
    limits.cpu_us = (int64_t)300 * 1000 * (act->only ? 1 : slowness());
    limits.wall_us = act->only ? 100 * 1000 : (int64_t)1000 * 1000 * slowness();
    if (act->processes)
        limits.processes = act->processes;
    if (cell_open(lab.runner, &request, &err) < 0)
        fail_msg("%s", err.text);
    lab_run(&lab, &(struct lab_program){.argv = argv, .limits = limits}, &result);
    if (result.evidence.failed_stage[0] || result.evidence.exec_errno)
        fail_msg("%s did not start: %s %d", act->name, result.evidence.failed_stage,
                 result.evidence.failed_errno);
    worked = strcmp(result.output.data, "worked\n") == 0;
    if (!worked && result.output.size > 0 && strcmp(result.output.data, "stopped\n") != 0)
        fail_msg("%s said \"%s\"", act->name, result.output.data);
    lab_release(&result);
    lab_cell_close(&lab);
    for (int i = 0; i < 2; i++)
        fd_close(&files[i].fd);
    return !worked;
}

static void test_measure(void **state)
{
    (void)state;
    for (int kept = 0; kept <= NO_LAYER; kept++) {
        start_lab(kept == NO_LAYER ? 0 : 1U << kept);
        for (int i = 0; i < ACTS; i++)
            if (!acts[i].only || kept == NO_LAYER || acts[i].only >> kept & 1)
                stopped[i][kept] = is_stopped(&acts[i]);
        lab_close(&lab);
    }
    for (int i = 0; i < ACTS; i++) {
        if (!acts[i].only)
            continue;
        start_lab(~acts[i].only);
        if (is_stopped(&acts[i]))
            fail_msg("%s: a layer stops it that is not named", acts[i].words);
        lab_close(&lab);
    }
}

/* ---- the table ---- */

static void format_row(int act, struct buffer *out)
{
    const char *comma = "";

    buffer_format(out, "| %s | ", acts[act].words);
    for (int i = 0; i < LAYERS; i++)
        if (stopped[act][i]) {
            buffer_format(out, "%s%s", comma, layers[i]);
            comma = ", ";
        }
    buffer_append_text(out, " |\n");
}

static void format_table(struct buffer *out)
{
    buffer_append_text(out, "| act | layers that stop it alone |\n|---|---|\n");
    for (int i = 0; i < ACTS; i++)
        format_row(i, out);
}

static void test_two_layers(void **state)
{
    struct buffer table = BUFFER_INIT;
    int faults = 0;

    (void)state;
    format_table(&table);
    print_message("%s", table.data);
    buffer_release(&table);
    for (int i = 0; i < ACTS; i++) {
        int count = 0;

        for (int j = 0; j < LAYERS; j++)
            count += stopped[i][j];
        if (stopped[i][NO_LAYER] || (acts[i].is_held_by_one ? count != 1 : count < 2)) {
            print_message("%s: %s\n", acts[i].words,
                          stopped[i][NO_LAYER] ? "something else stops it"
                                               : "not as many layers as expected");
            faults++;
        }
    }
    for (int j = 0; j < LAYERS; j++) {
        int count = 0;

        for (int i = 0; i < ACTS; i++)
            count += stopped[i][j];
        if (count == 0) {
            print_message("%s stops nothing\n", layers[j]);
            faults++;
        }
    }
    assert_int_equal(faults, 0);
}

/* What Landlock can do grows with the kernel; the table is that of one that can do it all. */
static void test_document(void **state)
{
    enum { ALL_OF_IT = 6 };
    struct buffer table = BUFFER_INIT, text = BUFFER_INIT;
    struct error err;
    int is_same, fd;

    (void)state;
    if (syscall(SYS_landlock_create_ruleset, NULL, 0, 1) < ALL_OF_IT)
        skip();
    fd = open(THREAT_MODEL, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(fd_read_all(fd, 1 << 20, &text, THREAT_MODEL, &err), 0);
    fd_close(&fd);
    format_table(&table);
    is_same = strstr(text.data, table.data) != NULL;
    buffer_release(&table);
    buffer_release(&text);
    if (!is_same)
        fail_msg("docs/threat-model.md has another table");
}

/* ---- what cannot be switched off ---- */

/* Nothing where the process has gone meanwhile. */
static void read_of(pid_t pid, const char *file, struct buffer *out)
{
    struct error err;
    char path[64];
    int fd;

    snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, file);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    buffer_clear(out);
    if (fd < 0 || fd_read_all(fd, 1 << 20, out, path, &err) < 0)
        buffer_clear(out);
    buffer_reserve(out, 1)[0] = '\0';
    fd_close(&fd);
}

/* Who stands by for a run in the open cell: the program, but for its exec. Waits until the filter
 * is loaded, which is the last thing. */
static pid_t find_standby(void)
{
    enum { TRIES = 400, PAUSE_MS = 5 };
    const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000 * 1000};
    pid_t pair[16], inits[16], programs[16];
    struct buffer status = BUFFER_INIT;
    pid_t found = 0;

    for (int tries = 0; tries < TRIES * slowness() && !found; tries++) {
        for (int i = lab_children(lab.parent.pid, 0, pair); i > 0; i--)
            for (int j = lab_children(pair[i - 1], 0, inits); j > 0; j--)
                if (lab_children(inits[j - 1], 0, programs) == 1) {
                    read_of(programs[0], "status", &status);
                    if (strstr(status.data, "\nSeccomp:\t2\n") &&
                        !strstr(status.data, "\nState:\tZ"))
                        found = programs[0];
                }
        nanosleep(&pause, NULL);
    }
    buffer_release(&status);
    assert_true(found > 0);
    return found;
}

static void check_namespaces(pid_t pid)
{
    static const char *const spaces[] = {"user", "pid", "mnt", "net", "ipc", "uts", "cgroup"};

    for (size_t i = 0; i < sizeof(spaces) / sizeof(spaces[0]); i++) {
        char path[64], ours[64] = "", theirs[64] = "";

        snprintf(path, sizeof(path), "/proc/self/ns/%s", spaces[i]);
        assert_true(readlink(path, ours, sizeof(ours) - 1) > 0);
        snprintf(path, sizeof(path), "/proc/%d/ns/%s", (int)pid, spaces[i]);
        assert_true(readlink(path, theirs, sizeof(theirs) - 1) > 0);
        if (strcmp(ours, theirs) == 0)
            fail_msg("the cell's %s namespace is the host's", spaces[i]);
    }
}

/* Every mount is nosuid, none but /tmp can be written, none but the five devices' has devices, and
 * of the kernel's own there is the proc file system of the cell's processes. */
static void check_mounts(pid_t pid)
{
    struct buffer mounts = BUFFER_INIT;
    char *rest, *line;

    read_of(pid, "mountinfo", &mounts);
    rest = mounts.data;
    while ((line = strsep(&rest, "\n"))) {
        char point[256], options[256];

        if (sscanf(line, "%*s %*s %*s %*s %255s %255s", point, options) != 2)
            continue;
        if (!strstr(options, "nosuid"))
            fail_msg("%s is not nosuid: %s", point, options);
        if (strcmp(point, "/tmp") != 0 && strncmp(options, "ro,", 3) != 0)
            fail_msg("%s can be written: %s", point, options);
        if (strncmp(point, "/dev/", 5) != 0 && !strstr(options, "nodev"))
            fail_msg("%s may have devices: %s", point, options);
        if (strncmp(point, "/dev/", 5) == 0 && !strstr(options, "noexec"))
            fail_msg("%s may be run: %s", point, options);
        if (strstr(line, " - sysfs ") ||
            (strstr(line, " - proc ") &&
             (strcmp(point, "/.proc") != 0 || !strstr(line, "hidepid=invisible,subset=pid"))))
            fail_msg("%s is the kernel's: %s", point, line);
    }
    buffer_release(&mounts);
}

static void check_status(pid_t pid)
{
    static const char *const lines[] = {
        "\nNoNewPrivs:\t1\n",
        "\nSeccomp:\t2\n",
        "\nCapInh:\t0000000000000000\n",
        "\nCapPrm:\t0000000000000000\n",
        "\nCapEff:\t0000000000000000\n",
        "\nCapBnd:\t0000000000000000\n",
        "\nCapAmb:\t0000000000000000\n",
        "\nGroups:\t \n",
    };
    struct buffer status = BUFFER_INIT;
    unsigned uid = 0;

    read_of(pid, "status", &status);
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        if (!strstr(status.data, lines[i]))
            fail_msg("expected \"%s\" in:\n%s", lines[i] + 1, status.data);
    assert_int_equal(sscanf(strstr(status.data, "\nUid:"), "\nUid:\t%u", &uid), 1);
    assert_true(uid > 65535);
    buffer_release(&status);
}

/* With the runner that programs get, and one cell, so that there is one standby. */
static void test_observed(void **state)
{
    static const char *const files[] = {ATTACK_PATH, NULL};
    static const char *const argv[] = {"/prog/attack", "plain", NULL};
    struct lab_result result;
    pid_t pid;

    (void)state;
    unsetenv("ASSAY_LAYERS_OFF");
    lab_runner = NULL;
    lab_open(&lab);
    lab_cell(&lab, LAB_PLAIN, files);
    /* the limits are known from the first run on */
    lab_run(&lab, &(struct lab_program){.argv = argv, .limits = lab_limits()}, &result);
    lab_release(&result);
    pid = find_standby();
    check_namespaces(pid);
    check_mounts(pid);
    check_status(pid);
    lab_cell_close(&lab);
    lab_close(&lab);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_measure),
        cmocka_unit_test(test_two_layers),
        cmocka_unit_test(test_document),
        cmocka_unit_test(test_observed),
    };

    lab_grader(argc, argv);
    if (geteuid() != 0)
        return 77;
    return cmocka_run_group_tests_name("layers", tests, set_up, tear_down);
}
