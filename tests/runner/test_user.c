/* The same tree started by an unprivileged user: one mapped uid, no control groups. As root the
 * test becomes "nobody" first. */
#include "base/fd.h"
#include "tests/runner/lab.h"

#include <errno.h>
#include <grp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cmocka.h>

static const char *attack_file[] = {ATTACK_PATH, NULL};
static struct lab lab;

static void attack(const char *name, struct run_limits limits, struct lab_result *result)
{
    const char *const argv[] = {"/prog/attack", name, NULL};

    lab_run(&lab, &(struct lab_program){.argv = argv, .limits = limits}, result);
    assert_string_equal(result->evidence.failed_stage, "");
}

/* Nothing may be missing unless it is named, and the refusal says what and how to mend it. */
static void test_refused(void **state)
{
    static const char *const some[] = {"own_uid", NULL};
    static const char *const needed[] = {"seccomp",       "pid_namespace", "cgroup_pids",
                                         "cgroup_memory", "cgroup_cpu",    NULL};
    struct runner_parent parent;
    struct error err;

    (void)state;
    assert_int_equal(lab_start(&parent, NULL, &err), -ENOTSUP);
    assert_non_null(strstr(err.text, "\"own_uid\""));
    assert_non_null(strstr(err.text, "that user"));
    assert_non_null(
        strstr(err.text, "--allow-missing own_uid,cgroup_memory,cgroup_pids,cgroup_cpu"));
    assert_int_equal(lab_start(&parent, some, &err), -ENOTSUP);
    assert_non_null(strstr(err.text, "\"cgroup_memory\""));
    assert_null(strstr(err.text, "\"own_uid\""));
    assert_int_equal(lab_start(&parent, needed, &err), -ENOTSUP);
    assert_non_null(strstr(err.text, "\"own_uid\""));
}

static void test_isolation(void **state)
{
    const struct isolation *isolation = &lab.parent.isolation;

    (void)state;
    assert_string_equal(isolation->cgroup, "none");
    for (int i = 0; i < LAYER_COUNT; i++) {
        int expected = i != LAYER_OWN_UID && i != LAYER_CGROUP_MEMORY && i != LAYER_CGROUP_PIDS &&
                       i != LAYER_CGROUP_CPU;

        if (isolation->state[i] != expected)
            fail_msg("%s is %d: %s", isolation_layers[i], isolation->state[i], isolation->why[i]);
        assert_int_equal(isolation->why[i][0] != '\0', !expected);
    }
}

/* What must hold without own uids and groups as it does with them. */
static void test_attacks_hold(void **state)
{
    static const char *const names[] = {
        "fork_once",       "signal_others",
        "limit_others",    "raise_limits",
        "read_host",       "walk_out",
        "write_outside",   "devices",
        "locks",           "no_new_privs",
        "lock_memory",     "refused_calls",
        "sparse_file",     "inherited_descriptors",
        "landlock_device", "memory_reserve_pieces",
        "find_things",     "leave_things",
        "find_things",
    };
    struct lab_result result;

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        attack(names[i], lab_limits(), &result);
        if (strcmp(result.output.data, "held\n") != 0)
            fail_msg("%s said \"%s\"", names[i], result.output.data);
        lab_release(&result);
    }
}

static void test_threads_counted(void **state)
{
    struct lab_result result;

    (void)state;
    lab_cell_close(&lab);
    lab_cell(&lab, LAB_THREADS, attack_file);
    attack("thread_bomb", lab_limits(), &result);
    assert_string_equal(result.output.data, "15 threads\n");
    lab_release(&result);
}

/* Without a group: refused when it asks for too much at once, ended when it has become too large.
 */
static void test_memory(void **state)
{
    struct lab_result result;

    (void)state;
    attack("memory_reserve", lab_limits(), &result);
    assert_true(result.evidence.refused_bytes == 100LL << 30);
    lab_release(&result);
    attack("memory_touch", lab_limits(), &result);
    assert_true(result.evidence.oom_kills > 0);
    assert_true(result.evidence.memory_kib > 60 * 1024);
    assert_true(result.evidence.memory_kib < 140 * 1024); /* the cap: limit and allowance */
    lab_release(&result);
}

static void test_time(void **state)
{
    struct run_limits limits = lab_limits();
    struct lab_result result;

    (void)state;
    limits.cpu_us = 50 * 1000;
    attack("spin", limits, &result);
    assert_int_equal(result.evidence.end, RUN_ENDED_CPU);
    assert_true(result.evidence.cpu_user_us + result.evidence.cpu_system_us > 50 * 1000);
    lab_release(&result);
    limits = lab_limits();
    limits.wall_us = 50 * 1000;
    attack("idle", limits, &result);
    assert_int_equal(result.evidence.end, RUN_ENDED_WALL);
    lab_release(&result);
}

static void test_one_process(void **state)
{
    static const char *const argv[] = {"/prog/attack", "exit", "0", NULL};
    struct lab_program program = {.argv = argv, .limits = lab_limits()};
    struct lab_result result;
    struct error err;

    (void)state;
    program.limits.processes = 2;
    assert_int_equal(lab_try_run(&lab, &program, &result, &err), -EINVAL);
    assert_non_null(strstr(err.text, "processes: 1"));
}

static void test_python(void **state)
{
    static const char *const argv[] = {"/usr/bin/python3", "-c",
                                       "import os; print(os.getuid(), os.listdir('/tmp'))", NULL};
    struct lab_result result;

    (void)state;
    lab_run(&lab, &(struct lab_program){.argv = argv, .limits = lab_limits()}, &result);
    assert_string_equal(result.output.data, "1000 []\n");
    assert_int_equal(result.evidence.exit_status, 0);
    lab_release(&result);
}

static int open_lab(void **state)
{
    static const char *const allowed[] = {"own_uid", "cgroup_memory", "cgroup_pids", "cgroup_cpu",
                                          NULL};
    struct error err;

    (void)state;
    lab = (struct lab){.judge = -1, .runner = -1};
    if (lab_start(&lab.parent, allowed, &err) < 0)
        fail_msg("%s", err.text);
    lab_borrow(&lab, 1);
    lab_cell(&lab, LAB_PLAIN, attack_file);
    return 0;
}

static int close_lab(void **state)
{
    (void)state;
    lab_close(&lab);
    return 0;
}

int main(int argc, char **argv)
{
#define WITH_LAB(test) cmocka_unit_test_setup_teardown(test, open_lab, close_lab)
    static char moved[PATH_MAX];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused), WITH_LAB(test_isolation), WITH_LAB(test_attacks_hold),
        WITH_LAB(test_threads_counted), WITH_LAB(test_memory),    WITH_LAB(test_time),
        WITH_LAB(test_one_process),     WITH_LAB(test_python),
    };

    lab_grader(argc, argv);
    if (geteuid() == 0 && (setgroups(0, NULL) < 0 || setresgid(65534, 65534, 65534) < 0 ||
                           setresuid(65534, 65534, 65534) < 0))
        return 1;
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0); /* it was lost with the user; ASan reads /proc/self */
    attack_file[0] = lab_path(ATTACK_PATH, moved);
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests_name("user", tests, NULL, NULL);
}
