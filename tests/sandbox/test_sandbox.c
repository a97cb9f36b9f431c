/* Runs each attack in a cell of its own and holds it against what must have come of it: how the run
 * ended, what the runner saw, what the program could say, the verdict, and that the host is as it
 * was. The
 * attacks are in attack.c, huge.c and attack.py; docs/threat-model.md refers to them by name.
 *
 * Needs root and is skipped (77) without; tests/runner/test_user.c is for an unprivileged start.
 */
#include "base/buffer.h"
#include "base/fd.h"
#include "judge/execute.h"
#include "judge/language.h"
#include "judge/verdict.h"
#include "runner/filter.h"
#include "tests/runner/lab.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { C, PYTHON, HUGE }; /* the program */
enum { NONE, SOME, ANY }; /* what a count must be */
enum { MEMORY_KIB = 65536, END_ANY = 99, EXIT_ANY = -2 };

struct attack {
    const char *name; /* unique; the words are attack's arguments where `arguments` is NULL */
    int program;
    const char *arguments[6];
    uint32_t profile;
    int processes;                       /* 0: 1 */
    int64_t cpu_ms, wall_ms, memory_kib; /* 0: the usual */
    int landlock; /* skipped where the kernel's Landlock is older than this ABI */

    /* what must come of it */
    const char *verdict; /* with its reason, as the rules decide; NULL: "AC"; '|' between two that
                            may both be */
    int end;             /* enum run_end, or END_ANY */
    int exit_status;     /* -1: a signal; EXIT_ANY */
    int signal;
    const char *says; /* the whole output; NULL: "held\n" */
    const char *syscall;
    int oom, refused, full, strays, foreign; /* NONE, SOME or ANY */
};

#define CALL(label, number, ...)                                                                   \
    {                                                                                              \
        .name = "call " label, .arguments = {"call", number, ##__VA_ARGS__},                       \
        .verdict = "SV syscall:" label, .end = RUN_ENDED_SYSCALL, .exit_status = -1,               \
        .signal = SIGKILL, .says = "", .syscall = label                                            \
    }
#define TEXT_OF(x)  #x
#define NUMBER(x)   TEXT_OF(x)
#define REPORTED(x) CALL(#x, NUMBER(__NR_##x), "0", "0", "0")
#define HELD        .exit_status = 0

static const struct attack attacks[] = {
    /* processes */
    {.name = "fork_once", HELD},
    {.name = "fork_bomb", .processes = 8, HELD, .says = "7 children\nheld\n", .strays = SOME},
    /* its dead tasks' stacks are charged to the group until RCU lets them go, which can fill it
       first */
    {.name = "fork_storm",
     .verdict = "TLE cpu|MLE oom_kill",
     .processes = 16,
     .cpu_ms = 500,
     .end = END_ANY,
     .exit_status = -1,
     .signal = SIGKILL,
     .says = "",
     .strays = SOME,
     .oom = ANY},
    {.name = "daemonize", .processes = 4, HELD, .strays = SOME},
    {.name = "keep_pipes", .processes = 4, HELD, .strays = SOME},
    {.name = "orphans", .processes = 8, .wall_ms = 20000, HELD, .strays = ANY},
    {.name = "thread_bomb", .profile = LAB_THREADS, .exit_status = 0, .says = "15 threads\n"},
    {.name = "exec_loop",
     .verdict = "TLE cpu",
     .cpu_ms = 300,
     .end = RUN_ENDED_CPU,
     .exit_status = -1,
     .signal = SIGKILL,
     .says = ""},
    {.name = "signal_others", HELD},
    {.name = "signal_init", .processes = 4, HELD},
    {.name = "limit_others", HELD},
    {.name = "raise_limits", HELD},
    /* memory */
    {.name = "memory_touch",
     .verdict = "MLE oom_kill",
     .exit_status = -1,
     .signal = SIGKILL,
     .says = "",
     .oom = SOME},
    {.name = "memory_touch children",
     .verdict = "MLE oom_kill",
     .arguments = {"memory_touch"},
     .processes = 4,
     .exit_status = -1,
     .signal = SIGKILL,
     .says = "",
     .oom = SOME},
    {.name = "memory_reserve", HELD, .refused = SOME},
    {.name = "memory_remap", HELD, .refused = SOME},
    {.name = "memory_reserve_pieces", HELD},
    {.name = "memory_files",
     .verdict = "MLE oom_kill",
     .exit_status = -1,
     .signal = SIGKILL,
     .says = "",
     .oom = SOME},
    {.name = "memory_pipes",
     .verdict = "MLE oom_kill",
     .exit_status = -1,
     .signal = SIGKILL,
     .says = "",
     .oom = SOME},
    /* before Linux 6.17 a socket's buffer ends at 208 KiB, and there are 256 descriptors */
    {.name = "memory_sockets",
     .verdict = "MLE oom_kill",
     .memory_kib = 32 * 1024,
     .exit_status = -1,
     .signal = SIGKILL,
     .says = "",
     .oom = SOME},
    {.name = "lock_memory", HELD},
    {.name = "stack_overflow",
     .verdict = "RTE signal:11",
     .exit_status = -1,
     .signal = SIGSEGV,
     .says = ""},
    {.name = "huge image",
     .verdict = "MLE image",
     .program = HUGE,
     .exit_status = -1,
     .signal = SIGSEGV,
     .says = ""},
    /* files */
    {.name = "tmpfs_fill",
     .verdict = "MLE oom_kill",
     .exit_status = -1,
     .signal = SIGKILL,
     .says = "",
     .oom = SOME,
     .full = ANY},
    {.name = "tmpfs_inodes",
     .verdict = "MLE tmpfs_full",
     .exit_status = 3,
     .says = "",
     .full = SOME},
    {.name = "sparse_file", HELD},
    {.name = "read_host", .arguments = {"read_host", "CANARY"}, HELD},
    {.name = "walk_out", HELD},
    {.name = "inherited_descriptors", HELD},
    {.name = "write_outside", HELD},
    {.name = "devices", HELD},
    {.name = "locks", HELD},
    /* privilege */
    {.name = "become_root", HELD},
    {.name = "no_new_privs", HELD},
    {.name = "landlock_device", .landlock = 5, HELD},
    /* system calls */
    {.name = "refused_calls", HELD},
    REPORTED(ptrace),
    REPORTED(process_vm_readv),
    REPORTED(process_vm_writev),
    REPORTED(kcmp),
    REPORTED(pidfd_getfd),
    REPORTED(mount),
    REPORTED(umount2),
    REPORTED(pivot_root),
    REPORTED(chroot),
    REPORTED(open_tree),
    REPORTED(move_mount),
    REPORTED(mount_setattr),
    REPORTED(fsopen),
    REPORTED(unshare),
    REPORTED(setns),
    REPORTED(bpf),
    REPORTED(perf_event_open),
    REPORTED(userfaultfd),
    REPORTED(keyctl),
    REPORTED(add_key),
    REPORTED(request_key),
    REPORTED(open_by_handle_at),
    REPORTED(name_to_handle_at),
    REPORTED(fanotify_init),
    REPORTED(init_module),
    REPORTED(finit_module),
    REPORTED(delete_module),
    REPORTED(kexec_load),
    REPORTED(reboot),
    REPORTED(swapon),
    REPORTED(acct),
    REPORTED(quotactl),
    REPORTED(syslog),
    REPORTED(iopl),
    REPORTED(ioperm),
    REPORTED(settimeofday),
    REPORTED(clock_settime),
    REPORTED(adjtimex),
    REPORTED(sethostname),
    REPORTED(personality),
    CALL("clone", NUMBER(__NR_clone), "0x10000011"), /* CLONE_NEWUSER | SIGCHLD */
    {.name = "int80",
     .verdict = "SV syscall:foreign_abi",
     .exit_status = -1,
     .signal = SIGSYS,
     .says = "",
     .foreign = SOME},
    {.name = "int80_in_thread",
     .verdict = "SV syscall:foreign_abi",
     .profile = LAB_THREADS,
     .exit_status = -1,
     .signal = SIGSYS,
     .says = "",
     .foreign = SOME},
    {.name = "x32",
     .verdict = "SV syscall:foreign_abi",
     .exit_status = -1,
     .signal = SIGSYS,
     .says = "",
     .foreign = SOME},
    /* time and output */
    {.name = "spin",
     .verdict = "TLE cpu",
     .cpu_ms = 300,
     .end = RUN_ENDED_CPU,
     .exit_status = -1,
     .signal = SIGKILL,
     .says = ""},
    {.name = "spin_threads",
     .verdict = "TLE cpu",
     .profile = LAB_THREADS,
     .cpu_ms = 300,
     .end = RUN_ENDED_CPU,
     .exit_status = -1,
     .signal = SIGKILL,
     .says = ""},
    {.name = "spin_children",
     .verdict = "TLE cpu",
     .processes = 8,
     .cpu_ms = 300,
     .end = RUN_ENDED_CPU,
     .exit_status = -1,
     .signal = SIGKILL,
     .says = "",
     .strays = ANY /* those that die before their parent, who ignores it, are never ours */},
    {.name = "idle",
     .verdict = "TLE idle",
     .wall_ms = 200,
     .end = RUN_ENDED_WALL,
     .exit_status = -1,
     .signal = SIGKILL,
     .says = ""},
    {.name = "stop_itself",
     .verdict = "TLE idle",
     .wall_ms = 200,
     .end = RUN_ENDED_WALL,
     .exit_status = -1,
     .signal = SIGKILL,
     .says = ""},
    {.name = "flood",
     .verdict = "OLE output",
     .end = RUN_ENDED_OUTPUT,
     .exit_status = -1,
     .signal = SIGKILL,
     .says = NULL},
    {.name = "flood stderr", .arguments = {"flood", "2"}, HELD},
    {.name = "close_output", .exit_status = 0, .says = ""},
    {.name = "die 15",
     .verdict = "RTE signal:15",
     .arguments = {"die", "15"},
     .exit_status = -1,
     .signal = SIGTERM,
     .says = ""},
    /* Python's ways */
    {.name = "py fork", .program = PYTHON, .arguments = {"fork"}, HELD},
    {.name = "py subprocesses", .program = PYTHON, .arguments = {"subprocesses"}, HELD},
    {.name = "py shell", .program = PYTHON, .arguments = {"shell"}, HELD},
    {.name = "py processes_pool", .program = PYTHON, .arguments = {"processes_pool"}, HELD},
    {.name = "py sockets", .program = PYTHON, .arguments = {"sockets"}, HELD},
    {.name = "py asyncio",
     .program = PYTHON,
     .arguments = {"asyncio_works"},
     .profile = LAB_THREADS,
     HELD},
    {.name = "py threads",
     .program = PYTHON,
     .arguments = {"threads_work"},
     .profile = LAB_THREADS,
     HELD},
    {.name = "py thread_bomb",
     .program = PYTHON,
     .arguments = {"thread_bomb"},
     .profile = LAB_THREADS,
     HELD},
    {.name = "py memory_error",
     .verdict = "MLE alloc_refused",
     .program = PYTHON,
     .arguments = {"memory_error"},
     .exit_status = 1,
     .says = "",
     .refused = SOME},
    {.name = "py memory_touch",
     .verdict = "MLE oom_kill",
     .program = PYTHON,
     .arguments = {"memory_touch"},
     .exit_status = -1,
     .signal = SIGKILL,
     .says = "",
     .oom = SOME},
    {.name = "py host_files", .program = PYTHON, .arguments = {"host_files", "CANARY"}, HELD},
    {.name = "py environment", .program = PYTHON, .arguments = {"environment"}, HELD},
    {.name = "py ptrace",
     .verdict = "SV syscall:ptrace",
     .program = PYTHON,
     .arguments = {"ptrace"},
     .end = RUN_ENDED_SYSCALL,
     .exit_status = -1,
     .signal = SIGKILL,
     .says = "",
     .syscall = "ptrace"},
    {.name = "py unshare",
     .verdict = "SV syscall:unshare",
     .program = PYTHON,
     .arguments = {"unshare"},
     .end = RUN_ENDED_SYSCALL,
     .exit_status = -1,
     .signal = SIGKILL,
     .says = "",
     .syscall = "unshare"},
    {.name = "py segfault",
     .verdict = "RTE signal:11",
     .program = PYTHON,
     .arguments = {"segfault"},
     .exit_status = -1,
     .signal = SIGSEGV,
     .says = ""},
    {.name = "py libraries", .program = PYTHON, .arguments = {"libraries_work"}, HELD},
};
enum { ATTACK_COUNT = sizeof(attacks) / sizeof(attacks[0]) };

static struct lab lab;
static char canary[64];

/* ---- the host ---- */

static void read_text(const char *path, struct buffer *out)
{
    struct error err;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    buffer_clear(out);
    if (fd >= 0)
        assert_int_equal(fd_read_all(fd, 1 << 20, out, path, &err), 0);
    fd_close(&fd);
}

static int count_lines(const char *path)
{
    struct buffer text = BUFFER_INIT;
    int count = 0;

    read_text(path, &text);
    for (size_t i = 0; i < text.size; i++)
        count += text.data[i] == '\n';
    buffer_release(&text);
    return count;
}

/* Programs below the inits of the parent's two children, or beside those; zombies as well. */
static int count_programs(void)
{
    pid_t pair[16], inits[16], programs[16];
    int found = 0;

    assert_int_equal(lab_children(lab.parent.pid, 0, pair), 2);
    for (int i = 0; i < 2; i++) {
        int count = lab_children(pair[i], 0, inits);

        for (int j = 0; j < count; j++)
            found += lab_children(inits[j], 1, programs);
    }
    return found;
}

/* Nobody is left but who stands by for a run. The program's own zombie is kept until the runner has
 * told of the run, and is gone a moment later. */
static void assert_processes(void)
{
    enum { TRIES = 400, PAUSE_MS = 5 };
    const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000 * 1000};

    for (int i = 0; i < TRIES; i++) {
        if (count_programs() == 0)
            return;
        nanosleep(&pause, NULL);
    }
    fail_msg("a program of the attack is left");
}

/* ---- one attack ---- */

static void check_count(const char *what, int64_t count, int expected)
{
    if (expected == NONE && count != 0)
        fail_msg("%s: %lld, expected none", what, (long long)count);
    if (expected == SOME && count <= 0)
        fail_msg("%s: %lld, expected some", what, (long long)count);
}

static void check_words(const struct attack *attack, const struct lab_result *result)
{
    const char *says = attack->says ? attack->says : "held\n";

    if (attack->end == RUN_ENDED_OUTPUT) {
        assert_true(result->output.size == 64 * 1024);
        assert_true(result->evidence.output_bytes > 64 * 1024);
        return;
    }
    if (strcmp(result->output.data, says) != 0)
        fail_msg("it said \"%s\", expected \"%s\"; stderr: %.*s", result->output.data, says,
                 (int)result->evidence.stderr_tail_size, result->evidence.stderr_tail);
}

static void check(const struct attack *attack, const struct lab_result *result)
{
    const struct run_evidence *evidence = &result->evidence;
    char name[64] = "none";

    if (evidence->syscall >= 0)
        filter_syscall_name(evidence->syscall, name, sizeof(name));
    assert_string_equal(evidence->failed_stage, "");
    assert_int_equal(evidence->exec_errno, 0);
    assert_string_equal(name, attack->syscall ? attack->syscall : "none");
    check_words(attack, result);
    if (attack->end != END_ANY && (int)evidence->end != attack->end)
        fail_msg("ended %d, expected %d; exit status %d, signal %d, cpu %lld us, wall %lld us, "
                 "memory %lld KiB, oom kills %lld",
                 (int)evidence->end, attack->end, evidence->exit_status, evidence->term_signal,
                 (long long)(evidence->cpu_user_us + evidence->cpu_system_us),
                 (long long)evidence->wall_us, (long long)evidence->memory_kib,
                 (long long)evidence->oom_kills);
    assert_int_equal(evidence->exit_status, attack->exit_status);
    assert_int_equal(evidence->term_signal, attack->signal);
    check_count("oom kills", evidence->oom_kills, attack->oom);
    check_count("refused bytes", evidence->refused_bytes, attack->refused);
    check_count("full tmpfs", evidence->tmpfs_full, attack->full);
    check_count("stray processes", evidence->stray_processes, attack->strays);
    check_count("foreign ABI", evidence->foreign_abi, attack->foreign);
    assert_true(evidence->memory_kib <= (attack->memory_kib ? attack->memory_kib : MEMORY_KIB));
}

/* What the checker would say: the output is what the attack says. */
static enum check_outcome checked(const struct attack *attack, const struct lab_result *result)
{
    const char *says = attack->says ? attack->says : "held\n";

    return result->output.size == strlen(says) &&
                   memcmp(result->output.data, says, strlen(says)) == 0
               ? CHECK_ACCEPTED
               : CHECK_WRONG;
}

/* Whether `text` is one of those that `list` has, with '|' between them. */
static int is_one_of(const char *list, const char *text)
{
    size_t size = strlen(text);

    for (const char *at = list; at; at = strchr(at, '|'), at = at ? at + 1 : NULL)
        if (strncmp(at, text, size) == 0 && (at[size] == '|' || at[size] == '\0'))
            return 1;
    return 0;
}

/* The verdict, found the way a grader finds it. */
static void check_verdict(const struct attack *attack, const struct run_limits *limits,
                          const struct lab_result *result)
{
    const struct language *language =
        language_find(attack->program == PYTHON ? "python3" : "executable");
    int has_group = lab.parent.isolation.state[LAYER_CGROUP_MEMORY] == ISOLATION_ENFORCED;
    struct verdict_result verdict;
    struct verdict_input input;
    char got[2 * VERDICT_REASON_MAX];
    struct error err;
    int image;

    execute_verdict_input(language, limits, &result->evidence, has_group, &input);
    if (attack->program == HUGE) {
        image = open(HUGE_PATH, O_RDONLY | O_CLOEXEC);
        assert_int_equal(execute_image_kib(image, &input.image_kib, &err), 0);
        fd_close(&image);
    }
    input.check = checked(attack, result);
    verdict_decide(&input, &verdict);
    snprintf(got, sizeof(got), "%s%s%s", verdict_name(verdict.verdict),
             verdict.reason[0] ? " " : "", verdict.reason);
    if (!is_one_of(attack->verdict ? attack->verdict : "AC", got))
        fail_msg("the verdict is %s, expected %s", got, attack->verdict ? attack->verdict : "AC");
}

/* The argument vector of an attack, with CANARY replaced. */
static void make_argv(const struct attack *attack, const char *argv[12])
{
    int count = 0;

    if (attack->program == PYTHON)
        argv[count++] = "/usr/bin/python3";
    argv[count++] = attack->program == PYTHON ? "/prog/attack.py"
                    : attack->program == HUGE ? "/prog/huge"
                                              : "/prog/attack";
    if (!attack->arguments[0])
        argv[count++] = attack->name;
    for (int i = 0; i < 6 && attack->arguments[i]; i++)
        argv[count++] = strcmp(attack->arguments[i], "CANARY") == 0 ? canary : attack->arguments[i];
    argv[count] = NULL;
}

static struct run_limits limits_of(const struct attack *attack)
{
    struct run_limits limits = lab_limits();

    if (attack->processes)
        limits.processes = attack->processes;
    if (attack->cpu_ms)
        limits.cpu_us = attack->cpu_ms * 1000;
    if (attack->wall_ms)
        limits.wall_us = attack->wall_ms * 1000;
    if (attack->memory_kib)
        limits.memory_kib = attack->memory_kib;
    return limits;
}

static void test_attack(void **state)
{
    static const char *const files[] = {ATTACK_PATH, HUGE_PATH, ATTACK_PY, NULL};
    const struct attack *attack = *state;
    const char *argv[12];
    const struct run_limits limits = limits_of(attack);
    struct lab_result result;
    int mounts = count_lines("/proc/self/mountinfo");

    if (syscall(SYS_landlock_create_ruleset, NULL, 0, 1) < attack->landlock) {
        print_message("the kernel's Landlock is older than ABI %d\n", attack->landlock);
        skip();
    }
    make_argv(attack, argv);
    lab_cell(&lab, attack->profile, files);
    lab_run(&lab, &(struct lab_program){.argv = argv, .limits = limits}, &result);
    check(attack, &result);
    check_verdict(attack, &limits, &result);
    lab_release(&result);
    assert_processes();
    lab_assert_groups_empty(&lab);
    lab_cell_close(&lab);
    assert_processes();
    assert_int_equal(count_lines("/proc/self/mountinfo"), mounts);
}

/* A failed test leaves its cell open. */
static int close_cell(void **state)
{
    struct error err;

    (void)state;
    return cell_close(lab.runner, &err);
}

/* What one run leaves in the writable places, the next of the same cell must not find. */
static void test_left_things(void **state)
{
    static const char *const files[] = {ATTACK_PATH, NULL};
    static const char *const leave[] = {"/prog/attack", "leave_things", NULL};
    static const char *const find[] = {"/prog/attack", "find_things", NULL};
    struct lab_result result;

    (void)state;
    lab_cell(&lab, LAB_PLAIN, files);
    for (int i = 0; i < 4; i++) {
        lab_run(&lab, &(struct lab_program){.argv = i % 2 ? find : leave, .limits = lab_limits()},
                &result);
        assert_string_equal(result.output.data, "held\n");
        lab_release(&result);
    }
    lab_cell_close(&lab);
}

/* ---- the canary: a file of the host's that anybody may read ---- */

static char canary_place[32] = "/tmp/assay-canary-XXXXXX";

static int set_up(void **state)
{
    int fd;

    (void)state;
    if (!mkdtemp(canary_place) || chmod(canary_place, 0755) < 0)
        return -1;
    snprintf(canary, sizeof(canary), "%s/canary", canary_place);
    fd = open(canary, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    fd_close(&fd);
    lab_open(&lab);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    lab_close(&lab);
    unlink(canary);
    rmdir(canary_place);
    return 0;
}

int main(int argc, char **argv)
{
    static struct CMUnitTest tests[ATTACK_COUNT + 1];

    lab_grader(argc, argv);
    if (geteuid() != 0)
        return 77;
    for (size_t i = 0; i < ATTACK_COUNT; i++)
        tests[i] = (struct CMUnitTest){attacks[i].name, test_attack, NULL, close_cell,
                                       (void *)&attacks[i]};
    tests[ATTACK_COUNT] =
        (struct CMUnitTest)cmocka_unit_test_teardown(test_left_things, close_cell);
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests_name("sandbox", tests, set_up, tear_down);
}
