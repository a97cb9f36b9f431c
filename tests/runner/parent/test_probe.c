/* The probe's acts where nothing forbids them: assay-runner as a plain program of the host. Each
 * must report its layer as missing; an act that cannot fail would prove nothing in a cell. */
#include "base/buffer.h"
#include "base/fd.h"
#include "runner/evidence.h"
#include "tests/runner/lab.h"

#include <errno.h>
#include <grp.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char moved[PATH_MAX];
static const char *runner;

/* Runs `assay-runner look ARGS...`, with a file of ours as its input; what it says. */
static void look(char *const *args, struct buffer *words)
{
    int out[2], in = fd_memfd_with("input", "", 0);
    char part[512];
    ssize_t got;
    pid_t pid;

    assert_true(in >= 0);
    assert_int_equal(pipe(out), 0);
    pid = fork();
    if (pid == 0) {
        dup2(in, 0);
        dup2(out[1], 1);
        execv(runner, args);
        _exit(127);
    }
    close(out[1]);
    while ((got = read(out[0], part, sizeof(part))) > 0)
        buffer_append(words, part, (size_t)got);
    close(out[0]);
    close(in);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
}

/* Exactly these layers were looked at, and each has a fault. */
static void expect_faults(const struct buffer *words, const enum isolation_layer *layers,
                          size_t count)
{
    char line[256];
    size_t lines = 0;

    for (size_t i = 0; i < words->size; i++)
        lines += words->data[i] == '\n';
    assert_int_equal(lines, count);
    for (size_t i = 0; i < count; i++) {
        snprintf(line, sizeof(line), "%s in a cell, ", isolation_layers[layers[i]]);
        if (!memmem(words->data, words->size, line, strlen(line)))
            fail_msg("%s is no fault in: %s", isolation_layers[layers[i]], words->data);
    }
}

static void test_acts(void **state)
{
    static const enum isolation_layer all[] = {
        LAYER_USER_NAMESPACE, LAYER_PID_NAMESPACE, LAYER_NET_NAMESPACE, LAYER_IPC_NAMESPACE,
        LAYER_UTS_NAMESPACE,  LAYER_OWN_ROOT,      LAYER_OWN_UID,       LAYER_NO_CAPABILITIES,
        LAYER_NO_NEW_PRIVS,   LAYER_RLIMITS,       LAYER_LANDLOCK,
    };
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    socklen_t size = sizeof(address.sun_family);
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    int id = shmget(IPC_PRIVATE, 4096, 0600);
    char shm[16], name[32];
    struct buffer words = BUFFER_INIT;
    struct utsname host;

    (void)state;
    assert_true(id >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, size), 0);
    size = sizeof(address);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    snprintf(shm, sizeof(shm), "%d", id);
    snprintf(name, sizeof(name), "%.*s", (int)(size - offsetof(struct sockaddr_un, sun_path) - 1),
             address.sun_path + 1);
    uname(&host);
    look((char *const[]){"assay-runner", "look", "acts", "5", shm, name, "0", host.nodename,
                         host.domainname, "/etc/passwd", NULL},
         &words);
    expect_faults(&words, all, sizeof(all) / sizeof(all[0]));
    buffer_release(&words);
    shmctl(id, IPC_RMID, NULL);
    close(fd);
    unlink("/tmp/long");
}

static void test_groups(void **state)
{
    static const enum isolation_layer pids[] = {LAYER_CGROUP_PIDS};
    struct buffer words = BUFFER_INIT;

    (void)state;
    look((char *const[]){"assay-runner", "look", "several", NULL}, &words);
    expect_faults(&words, pids, 1);
    buffer_release(&words);
}

static void test_filter(void **state)
{
    static const enum isolation_layer seccomp[] = {LAYER_SECCOMP};
    struct buffer words = BUFFER_INIT;

    (void)state;
    look((char *const[]){"assay-runner", "look", "breach", NULL}, &words);
    expect_faults(&words, seccomp, 1);
    buffer_release(&words);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_acts),
        cmocka_unit_test(test_groups),
        cmocka_unit_test(test_filter),
    };

    (void)argc;
    (void)argv;
    /* as root the acts would do harm: one of them becomes another user */
    if (geteuid() == 0 && (setgroups(0, NULL) < 0 || setresgid(65534, 65534, 65534) < 0 ||
                           setresuid(65534, 65534, 65534) < 0))
        return 1;
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0); /* it was lost with the user; ASan reads /proc/self */
    runner = lab_path(ASSAY_RUNNER_PATH, moved);
    return cmocka_run_group_tests_name("probe", tests, NULL, NULL);
}
