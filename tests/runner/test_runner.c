/* The client API against a real runner parent, as root: what runs report, what is refused, and what
 * dies with what. Skipped (77) for other users; test_user.c is theirs. */
#include "base/fd.h"
#include "base/packet.h"
#include "runner/filter/filter.h"
#include "runner/protocol.h"
#include "tests/runner/lab.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static const char *const attack_file[] = {ATTACK_PATH, NULL};
#define ATTACK(...)                                                                                \
    (const char *const[])                                                                          \
    {                                                                                              \
        "/prog/attack", __VA_ARGS__, NULL                                                          \
    }

static struct lab lab;

static int open_lab(void **state)
{
    (void)state;
    lab = (struct lab){.judge = -1, .runner = -1};
    lab_open(&lab);
    lab_cell(&lab, LAB_PLAIN, attack_file);
    return 0;
}

static int close_lab(void **state)
{
    (void)state;
    lab_close(&lab);
    return 0;
}

static void run(const char *const *argv, struct lab_result *result)
{
    lab_run(&lab, &(struct lab_program){.argv = argv, .limits = lab_limits()}, result);
}

/* ---- /proc ---- */

static pid_t runner_pid(void)
{
    return lab_child_of(lab.parent.pid, "assay-cell");
}

static long status_kib(pid_t pid, const char *key)
{
    char path[64], line[128];
    long value = -1;
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
    file = fopen(path, "re");
    assert_non_null(file);
    while (fgets(line, sizeof(line), file))
        if (strncmp(line, key, strlen(key)) == 0)
            value = strtol(line + strlen(key), NULL, 10);
    fclose(file);
    return value;
}

static void next_exit(struct runner_exit *ret_exit)
{
    struct pollfd polled = {.fd = lab.parent.socket, .events = POLLIN};
    struct error err;

    assert_int_equal(poll(&polled, 1, 10000), 1);
    assert_int_equal(runner_parent_next(&lab.parent, ret_exit, &err), 1);
}

/* ---- evidence ---- */

static void test_exit_codes(void **state)
{
    static const char *const codes[] = {"0", "3", "127", "255"};
    struct lab_result result;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        run(ATTACK("exit", codes[i]), &result);
        assert_int_equal(result.evidence.end, RUN_ENDED_ITSELF);
        assert_int_equal(result.evidence.exit_status, (int)strtol(codes[i], NULL, 10));
        assert_int_equal(result.evidence.term_signal, 0);
        assert_int_equal(result.evidence.stray_processes, 0);
        assert_int_equal(result.evidence.syscall, -1);
        assert_true(result.evidence.memory_kib > 0);
        assert_true(result.evidence.wall_us > 0);
        lab_release(&result);
    }
}

static void test_signals(void **state)
{
    static const char *const signals[] = {"1", "6", "9", "11", "15", "24", "34"};
    struct lab_result result;

    (void)state;
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
        run(ATTACK("die", signals[i]), &result);
        assert_int_equal(result.evidence.end, RUN_ENDED_ITSELF);
        assert_int_equal(result.evidence.exit_status, -1);
        assert_int_equal(result.evidence.term_signal, (int)strtol(signals[i], NULL, 10));
        assert_int_equal(result.evidence.foreign_abi, 0);
        lab_release(&result);
    }
}

static void test_input_to_output(void **state)
{
    static const char *const cat[] = {"/usr/bin/cat", NULL};
    struct lab_program program = {.argv = cat, .limits = lab_limits()};
    enum { SIZE = 4 << 20 };
    char *input = malloc(SIZE + 1);
    struct lab_result result;

    (void)state;
    for (size_t i = 0; i < SIZE; i++)
        input[i] = (char)('a' + i * 7 % 23);
    input[SIZE] = '\0';
    program.input = input;
    program.limits.output_bytes = SIZE;
    lab_run(&lab, &program, &result);
    assert_int_equal(result.evidence.exit_status, 0);
    assert_int_equal(result.evidence.end, RUN_ENDED_ITSELF);
    assert_int_equal(result.evidence.output_bytes, SIZE);
    assert_memory_equal(result.output.data, input, SIZE);
    lab_release(&result);
    free(input);
}

/* The same descriptor serves many runs: no program moves another's offset. */
static void test_input_again(void **state)
{
    const struct run_request request = {
        .argv = (const char *const[]){"/usr/bin/cat", NULL},
        .stdin_fd = fd_memfd_with("input", "again\n", 6),
        .limits = lab_limits(),
    };
    struct run_evidence evidence;
    struct error err;

    (void)state;
    for (int i = 0; i < 3; i++) {
        struct buffer out = BUFFER_INIT;

        assert_int_equal(cell_run(lab.runner, &request, lab_collect, &out, &evidence, &err), 0);
        assert_string_equal(out.data, "again\n");
        buffer_release(&out);
    }
    close(request.stdin_fd);
}

static void test_limits_are_evidence(void **state)
{
    struct lab_program program = {.argv = ATTACK("spin"), .limits = lab_limits()};
    struct lab_result result;

    (void)state;
    program.limits.cpu_us = 50 * 1000;
    lab_run(&lab, &program, &result);
    assert_int_equal(result.evidence.end, RUN_ENDED_CPU);
    assert_true(result.evidence.cpu_user_us + result.evidence.cpu_system_us > 50 * 1000);
    lab_release(&result);

    program = (struct lab_program){.argv = ATTACK("idle"), .limits = lab_limits()};
    program.limits.wall_us = 50 * 1000;
    lab_run(&lab, &program, &result);
    assert_int_equal(result.evidence.end, RUN_ENDED_WALL);
    assert_true(result.evidence.wall_us - result.evidence.run_delay_us > 50 * 1000);
    lab_release(&result);

    program = (struct lab_program){.argv = ATTACK("memory_touch"), .limits = lab_limits()};
    program.limits.memory_kib = 20 * 1024;
    lab_run(&lab, &program, &result);
    assert_true(result.evidence.oom_kills > 0);
    assert_int_equal(result.evidence.memory_kib, 20 * 1024);
    lab_release(&result);

    run(ATTACK("memory_reserve"), &result);
    assert_true(result.evidence.refused_bytes == 100LL << 30);
    lab_release(&result);
}

static void test_output_cap(void **state)
{
    struct lab_program program = {.argv = ATTACK("flood"), .limits = lab_limits()};
    struct lab_result result;

    (void)state;
    program.limits.output_bytes = 1000;
    for (int i = 0; i < 5; i++) {
        lab_run(&lab, &program, &result);
        assert_int_equal(result.evidence.end, RUN_ENDED_OUTPUT);
        assert_int_equal(result.output.size, 1000); /* no more than the cap is handed on */
        assert_true(result.evidence.output_bytes > 1000);
        lab_release(&result);
    }
    /* one that has ended when the word of its cap arrives leaves nothing to the next */
    program.argv = (const char *const[]){"/usr/bin/printf", "%2000d", "7", NULL};
    for (int i = 0; i < 20; i++) {
        lab_run(&lab, &program, &result);
        assert_int_equal(result.evidence.output_bytes, 2000);
        assert_true(result.evidence.end == RUN_ENDED_ITSELF ||
                    result.evidence.end == RUN_ENDED_OUTPUT);
        lab_release(&result);
        run(ATTACK("exit", "5"), &result);
        assert_int_equal(result.evidence.exit_status, 5);
        lab_release(&result);
    }
}

static void test_stderr_tail(void **state)
{
    static const char script[] = "/usr/bin/head -c 20000 /dev/zero >&2; echo end >&2";
    struct lab_program program = {.argv = (const char *const[]){"/usr/bin/sh", "-c", script, NULL},
                                  .limits = lab_limits()};
    struct lab_result result;

    (void)state;
    program.limits.processes = 4;
    program.limits.stderr_bytes = 100;
    lab_run(&lab, &program, &result);
    assert_int_equal(result.evidence.end, RUN_ENDED_ITSELF);
    assert_int_equal(result.evidence.stderr_bytes, 20004);
    assert_int_equal(result.evidence.stderr_tail_size, 100);
    assert_memory_equal(result.evidence.stderr_tail + 96, "end\n", 4);
    assert_int_equal(result.evidence.stderr_tail[0], 0);
    lab_release(&result);

    program.limits.stderr_bytes = 1 << 20;
    lab_run(&lab, &program, &result);
    assert_int_equal(result.evidence.stderr_tail_size, EVIDENCE_STDERR_MAX);
    assert_memory_equal(result.evidence.stderr_tail + EVIDENCE_STDERR_MAX - 4, "end\n", 4);
    lab_release(&result);

    program.limits.stderr_bytes = 0;
    lab_run(&lab, &program, &result);
    assert_int_equal(result.evidence.stderr_tail_size, 0);
    lab_release(&result);
}

static void test_exec_failures(void **state)
{
    static const struct {
        const char *path;
        int error;
    } programs[] = {{"/prog/missing", ENOENT}, {"/usr", EACCES}, {"/usr/bin", EACCES}};
    struct lab_result result;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        run((const char *const[]){programs[i].path, NULL}, &result);
        assert_int_equal(result.evidence.exec_errno, programs[i].error);
        assert_string_equal(result.evidence.failed_stage, "");
        lab_release(&result);
    }
    lab_cell_close(&lab);
    lab_cell_with(&lab, LAB_PLAIN, "text", "no program\n");
    run((const char *const[]){"/prog/text", NULL}, &result);
    assert_int_equal(result.evidence.exec_errno, ENOEXEC);
    lab_release(&result);
    lab_cell_close(&lab);
    lab_cell_with(&lab, LAB_PLAIN, "dir/script", "#!/bin/sh\necho $0 $*\n");
    run((const char *const[]){"/prog/dir/script", "a", "b c", NULL}, &result);
    assert_string_equal(result.output.data, "/prog/dir/script a b c\n");
    lab_release(&result);
}

/* What is opened in the background makes the counts go up and down; a leak goes up alone. */
enum { DESCRIPTORS_SLACK = 100 };

static void test_many_runs_in_a_cell(void **state)
{
    pid_t runner = runner_pid(), init = lab_child_of(runner, NULL);
    int runner_descriptors = lab_descriptors(runner), init_descriptors = lab_descriptors(init);
    struct lab_result result;

    (void)state;
    for (int i = 0; i < 3 * DESCRIPTORS_SLACK; i++) {
        run(ATTACK("exit", "7"), &result);
        assert_int_equal(result.evidence.exit_status, 7);
        lab_release(&result);
    }
    assert_true(lab_descriptors(runner) < runner_descriptors + DESCRIPTORS_SLACK);
    assert_true(lab_descriptors(init) < init_descriptors + DESCRIPTORS_SLACK);
    assert_int_equal(lab_child_of(runner, NULL), init);
}

/* What a run leaves charged to its group, here names that the kernel remembers, is not charged to
 * the next ones. */
static void test_residue(void **state)
{
    enum { NEXT_RUNS = 4, NOTHING_MUCH_KIB = 4096 };
    struct lab_program program = {.argv = ATTACK("missing_names"), .limits = lab_limits()};
    struct lab_result result;

    (void)state;
    program.limits.cpu_us *= 4;
    for (int i = 0; i < NEXT_RUNS; i++) { /* until both cells of the submission had it */
        lab_run(&lab, &program, &result);
        assert_int_equal(result.evidence.exit_status, 0);
        lab_release(&result);
    }
    for (int i = 0; i < NEXT_RUNS; i++) {
        run(ATTACK("exit", "0"), &result);
        assert_true(result.evidence.memory_kib < NOTHING_MUCH_KIB);
        lab_release(&result);
    }
}

/* Bytes of the kernel's own memory that are charged to the parent's group and those below it, also
 * to removed ones. */
static long long kernel_bytes(void)
{
    char group[PATH_MAX], path[PATH_MAX + 40], line[128];
    long long bytes = -1;
    FILE *file;

    lab_group(&lab, group);
    snprintf(path, sizeof(path), "%s/memory.kmem.usage_in_bytes", group);
    file = fopen(path, "re");
    if (file) { /* version 1 */
        assert_int_equal(fscanf(file, "%lld", &bytes), 1);
    } else {
        snprintf(path, sizeof(path), "%s/memory.stat", group);
        file = fopen(path, "re");
        assert_non_null(file);
        while (fgets(line, sizeof(line), file))
            if (strncmp(line, "slab ", 5) == 0)
                bytes = strtoll(line + 5, NULL, 10);
    }
    fclose(file);
    return bytes;
}

/* What is left of runs goes with their cells, and does not stay with a group that nobody sees. */
static void test_residue_goes_with_its_cell(void **state)
{
    enum { CELLS = 6, LEFT_MAX = 4 * 1024 * 1024, WAIT_MS = 20000, STEP_MS = 50 };
    struct lab_program program = {.argv = ATTACK("missing_names"), .limits = lab_limits()};
    struct lab_result result;
    long long before;

    (void)state;
    lab_cell_close(&lab);
    before = kernel_bytes();
    program.limits.cpu_us *= 4;
    for (int i = 0; i < CELLS; i++) {
        lab_cell(&lab, LAB_BARE, attack_file);
        lab_run(&lab, &program, &result);
        assert_int_equal(result.evidence.exit_status, 0);
        lab_release(&result);
        lab_cell_close(&lab);
    }
    for (int waited = 0; waited < WAIT_MS && kernel_bytes() > before + LEFT_MAX;
         waited += STEP_MS) {
        lab_cell(&lab, LAB_BARE,
                 attack_file); /* the runner looks after the closed ones meanwhile */
        lab_cell_close(&lab);
        usleep(STEP_MS * 1000);
    }
    assert_true(kernel_bytes() <= before + LEFT_MAX);
    lab_cell(&lab, LAB_PLAIN, attack_file);
}

static void test_many_cells(void **state)
{
    int descriptors = lab_descriptors(runner_pid());
    struct lab_result result;

    (void)state;
    for (int i = 0; i < 2 * DESCRIPTORS_SLACK; i++) {
        lab_cell_close(&lab);
        lab_cell(&lab, LAB_BARE, attack_file);
        run(ATTACK("exit", "0"), &result);
        assert_int_equal(result.evidence.exit_status, 0);
        lab_release(&result);
    }
    assert_true(lab_descriptors(runner_pid()) < descriptors + DESCRIPTORS_SLACK);
}

/* ---- the program's group ---- */

/* What the program's group was while it ran. */
struct seen {
    pid_t program;
    char group[PATH_MAX], outside[PATH_MAX], inside[PATH_MAX]; /* memory's, as seen from where */
    char memory[32], swap[32], tasks[32];
    ino_t own_root, init_root, program_root; /* cgroup namespaces */
};

/* The path of a process's memory group ("4:memory:PATH", or "0::PATH"), as the caller sees it. */
static void group_of(pid_t pid, char path[PATH_MAX])
{
    char file_name[64], line[PATH_MAX];
    FILE *file;

    path[0] = '\0';
    snprintf(file_name, sizeof(file_name), "/proc/%d/cgroup", (int)pid);
    file = fopen(file_name, "re");
    while (file && fgets(line, sizeof(line), file)) {
        const char *at = strstr(line, ":memory:")                   ? strstr(line, ":memory:") + 8
                         : strncmp(line, "0::", 3) == 0 && !path[0] ? line + 3
                                                                    : NULL;

        line[strcspn(line, "\n")] = '\0';
        if (at)
            snprintf(path, PATH_MAX, "%s", at);
    }
    if (file)
        fclose(file);
}

/* The same as seen from the process's own cgroup namespace. */
static void group_inside(pid_t pid, char path[PATH_MAX])
{
    char name[64];
    int fd, ends[2];
    pid_t child;

    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    child = fork();
    if (child == 0) {
        char seen[PATH_MAX];

        snprintf(name, sizeof(name), "/proc/%d/ns/cgroup", (int)pid);
        fd = open(name, O_RDONLY | O_CLOEXEC);
        if (fd < 0 || setns(fd, CLONE_NEWCGROUP) < 0)
            _exit(1);
        group_of(pid, seen);
        _exit(write(ends[1], seen, strlen(seen) + 1) < 0);
    }
    close(ends[1]);
    path[0] = '\0';
    assert_true(read(ends[0], path, PATH_MAX) > 0);
    close(ends[0]);
    assert_int_equal(waitpid(child, NULL, 0), child);
}

static ino_t cgroup_namespace(pid_t pid)
{
    char path[64];
    struct stat info = {0};

    snprintf(path, sizeof(path), "/proc/%d/ns/cgroup", (int)pid);
    assert_int_equal(stat(path, &info), 0);
    return info.st_ino;
}

static void read_limit(const struct seen *seen, const char *name, char text[32])
{
    char path[PATH_MAX + 64];
    FILE *file;

    snprintf(path, sizeof(path), "/sys/fs/cgroup/%s/%s", seen->group, name);
    file = fopen(path, "re");
    text[0] = '\0';
    if (file && fgets(text, 32, file))
        text[strcspn(text, "\n")] = '\0';
    if (file)
        fclose(file);
}

static void look_at_group(const void *data, size_t size, void *arg)
{
    struct seen *seen = arg;
    pid_t init = lab_child_of(runner_pid(), NULL);
    int is_v2 = strcmp(lab.parent.isolation.cgroup, "v2") == 0;

    (void)data;
    (void)size;
    if (seen->program)
        return;
    seen->program = lab_child_of(init, NULL);
    group_of(seen->program, seen->outside);
    snprintf(seen->group, sizeof(seen->group), "%s%.4000s", is_v2 ? "" : "memory", seen->outside);
    read_limit(seen, is_v2 ? "memory.max" : "memory.limit_in_bytes", seen->memory);
    read_limit(seen, is_v2 ? "memory.swap.max" : "memory.swappiness", seen->swap);
    read_limit(seen, "pids.max", seen->tasks); /* "" with version 1: another hierarchy's */
    group_inside(seen->program, seen->inside);
    seen->own_root = cgroup_namespace(getpid());
    seen->init_root = cgroup_namespace(init);
    seen->program_root = cgroup_namespace(seen->program);
    kill(seen->program, SIGKILL);
}

/* The program is in a group of its own with its limits, which init is not, and its cgroup namespace
 * is not the host's. */
static void test_group_of_program(void **state)
{
    const struct run_request request = {
        .argv = ATTACK("speak"), .stdin_fd = fd_memfd_with("x", "", 0), .limits = lab_limits()};
    int is_v2 = strcmp(lab.parent.isolation.cgroup, "v2") == 0;
    struct seen seen = {0};
    struct run_evidence evidence;
    char before[PATH_MAX] = "", start[64], init_group[PATH_MAX];
    struct error err;

    (void)state;
    snprintf(start, sizeof(start), is_v2 ? "/assay-%d/0/" : "/assay-%d/0-", (int)lab.parent.pid);
    for (int i = 0; i < 3; i++) {
        seen = (struct seen){0};
        assert_int_equal(cell_run(lab.runner, &request, look_at_group, &seen, &evidence, &err), 0);
        assert_string_equal(evidence.failed_stage, "");
        assert_int_equal(evidence.term_signal, SIGKILL);
        if (strncmp(seen.outside, start, strlen(start)) != 0)
            fail_msg("the group is %s, expected %sNUMBER", seen.outside, start);
        if (is_v2) /* one for each run */
            assert_string_not_equal(seen.outside, before);
        memcpy(before, seen.outside, sizeof(before));
        assert_string_equal(seen.memory, "67108864");
        assert_string_equal(seen.swap, "0");
        assert_string_equal(seen.tasks, is_v2 ? "1" : "");
        assert_int_not_equal(seen.program_root, seen.own_root);
        if (is_v2) { /* a namespace of its own, in which its group is all there is */
            assert_string_equal(seen.inside, "/");
            assert_int_not_equal(seen.program_root, seen.init_root);
        }
        group_of(lab_child_of(runner_pid(), NULL), init_group);
        assert_string_not_equal(init_group, seen.outside);
    }
    close(request.stdin_fd);
    lab_assert_groups_empty(&lab);
}

static void test_small(void **state)
{
    struct lab_result result;

    (void)state;
    run(ATTACK("exit", "0"), &result);
    lab_release(&result);
    /* docs/runner.md: under 2 MiB, because a program's own peak starts from it */
    assert_true(status_kib(lab.parent.pid, "VmHWM:") < 2048);
    assert_true(status_kib(runner_pid(), "VmHWM:") < 2048);
    assert_true(status_kib(lab_child_of(runner_pid(), NULL), "VmHWM:") < 2048);
}

/* ---- what is refused ---- */

static void test_faults_are_told(void **state)
{
    struct lab_program program = {.argv = ATTACK("exit", "0"), .limits = lab_limits()};
    struct run_request request = {.argv = program.argv, .limits = lab_limits()};
    struct cell_file file = {"../x", fd_memfd_with("x", "x", 1), 0, -1};
    struct cell_request cell = {.files = &file, .file_count = 1, .memory_kib = 65536};
    struct lab_result result;
    struct run_evidence evidence;
    struct error err;

    (void)state;
    program.limits.memory_kib = 1 << 30; /* more than the cell was opened for */
    assert_int_equal(lab_try_run(&lab, &program, &result, &err), -EINVAL);
    program.limits = lab_limits();
    program.limits.processes = 0;
    assert_int_equal(lab_try_run(&lab, &program, &result, &err), -EINVAL);
    request.stdin_fd = -1;
    assert_int_equal(cell_run(lab.runner, &request, lab_collect, NULL, &evidence, &err), -EBADF);
    program.argv = (const char *const[]){"relative", NULL};
    assert_int_equal(lab_try_run(&lab, &program, &result, &err), -E2BIG);

    assert_int_equal(cell_open(lab.runner, &cell, &err), -EINVAL); /* the path */
    file.path = "x";
    assert_int_equal(cell_open(lab.runner, &cell, &err), -EBUSY);
    lab_cell_close(&lab);
    program = (struct lab_program){.argv = ATTACK("exit", "0"), .limits = lab_limits()};
    assert_int_equal(lab_try_run(&lab, &program, &result, &err), -EINVAL); /* no cell */
    cell.memory_kib = 10;
    assert_int_equal(cell_open(lab.runner, &cell, &err), -EINVAL);
    cell.memory_kib = 65536;
    close(file.fd);
    file.fd = open("/usr", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_int_equal(cell_open(lab.runner, &cell, &err), -EINVAL); /* a directory */
    close(file.fd);
    /* and the runner still serves */
    lab_cell(&lab, LAB_PLAIN, attack_file);
    run(ATTACK("exit", "4"), &result);
    assert_int_equal(result.evidence.exit_status, 4);
    lab_release(&result);
}

struct garbage {
    const char *what;
    const void *bytes;
    size_t size;
    int descriptors;
};

static void assert_refused(const struct garbage *garbage)
{
    struct pollfd polled;
    struct runner_exit notice;
    int fds[4];
    char byte;

    open_lab(NULL);
    for (int i = 0; i < 4; i++)
        fds[i] = fd_memfd_with("x", "x", 1);
    assert_int_equal(
        packet_send(lab.runner, garbage->bytes, garbage->size, fds, (size_t)garbage->descriptors),
        0);
    /* it says nothing and is gone, its grader with it */
    polled = (struct pollfd){.fd = lab.runner, .events = POLLIN};
    assert_int_equal(poll(&polled, 1, 10000), 1);
    if (read(lab.runner, &byte, 1) > 0)
        fail_msg("%s was answered", garbage->what);
    next_exit(&notice);
    assert_int_equal(notice.runner_died, 1);
    for (int i = 0; i < 4; i++)
        close(fds[i]);
    close_lab(NULL);
}

static void test_garbage(void **state)
{
    static char huge[PACKET_SIZE_MAX];
    static struct {
        struct msg_run run;
        char text[16];
    } ran = {.run = {.kind = MSG_RUN}};
    const struct msg_plain unknown = {.kind = 77}, early = {.kind = MSG_CELL_OPEN},
                           for_init = {.kind = MSG_INIT_FINISH};
    struct msg_cell_open open = {.kind = MSG_CELL_OPEN, .memory_kib = 65536};
    struct {
        struct msg_cell_open open;
        char text[8];
    } named = {{.kind = MSG_CELL_OPEN, .file_count = 2, .memory_kib = 65536}, "a\0b"};

    (void)state;
    assert_refused(&(struct garbage){"a byte", "x", 1, 0});
    assert_refused(&(struct garbage){"zeros", huge, sizeof(huge), 0});
    assert_refused(&(struct garbage){"an unknown kind", &unknown, sizeof(unknown), 0});
    assert_refused(&(struct garbage){"init's message", &for_init, sizeof(for_init), 0});
    assert_refused(&(struct garbage){"a short open", &early, sizeof(early), 0});
    open.profile = 1000000;
    assert_refused(&(struct garbage){"a profile far out", &open, sizeof(open), 0});
    open.profile = 0;
    open.file_count = 3;
    assert_refused(&(struct garbage){"files that are not there", &open, sizeof(open), 0});
    assert_refused(&(struct garbage){"files without names", &open, sizeof(open), 3});
    open.file_count = 0;
    assert_refused(&(struct garbage){"a descriptor without files", &open, sizeof(open), 1});
    open.file_count = UINT32_MAX;
    assert_refused(&(struct garbage){"four billion files", &open, sizeof(open), 1});
    assert_refused(&(struct garbage){"more text than names", &named, sizeof(named), 2});
    named.open.file_count = 0;
    assert_refused(&(struct garbage){"names without files", &named, sizeof(named), 0});
    assert_refused(&(struct garbage){"no argv", &ran, sizeof(ran.run), 3});
    ran.run.argc = 1;
    memcpy(ran.text, "\0/prog/x", 9); /* no file, one argument */
    assert_refused(&(struct garbage){"no descriptors", &ran, sizeof(ran.run) + 9, 0});
    assert_refused(&(struct garbage){"argv without an end", &ran, sizeof(ran.run) + 8, 3});
    assert_refused(&(struct garbage){"argv and more", &ran, sizeof(ran.run) + 12, 3});
    ran.run.argc = 1000;
    assert_refused(&(struct garbage){"a thousand arguments", &ran, sizeof(ran.run) + 9, 3});
    ran.run.argc = 1;
    ran.run.action = 7;
    assert_refused(&(struct garbage){"an unknown action", &ran, sizeof(ran.run) + 9, 3});
    ran.run.action = RUN_EXEC;
    ran.run.has_code = 1;
    assert_refused(&(struct garbage){"code for an exec", &ran, sizeof(ran.run) + 9, 4});
    ran.run.action = RUN_WATCHED;
    assert_refused(&(struct garbage){"code that is not there", &ran, sizeof(ran.run) + 9, 3});
    ran.run.action = RUN_EXEC;
    ran.run.has_code = 0;
    memcpy(ran.text, "\0prog/x", 8);
    assert_refused(&(struct garbage){"a relative program", &ran, sizeof(ran.run) + 8, 3});
}

/* The same while a program runs, when there is one thing to say. */
static void test_garbage_during_a_run(void **state)
{
    struct {
        struct msg_run run;
        char text[19];
    } message = {{.kind = MSG_RUN, .argc = 2, .limits = lab_limits()}, "\0/prog/attack\0idle"};
    const struct msg_plain second = {.kind = MSG_CELL_CLOSE};
    struct runner_exit notice;
    int fds[3], ends[2];
    char byte;

    (void)state;
    open_lab(NULL);
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    fds[0] = fd_memfd_with("x", "x", 1);
    fds[1] = fds[2] = ends[1];
    assert_int_equal(packet_send(lab.runner, &message,
                                 offsetof(typeof(message), text) + sizeof(message.text), fds, 3),
                     0);
    assert_int_equal(packet_send(lab.runner, &second, sizeof(second), NULL, 0), 0);
    if (read(lab.runner, &byte, 1) > 0)
        fail_msg("a request during a run was answered");
    next_exit(&notice);
    assert_int_equal(notice.runner_died, 1);
    close(fds[0]);
    close(ends[0]);
    close(ends[1]);
    close_lab(NULL);
}

/* Where a grader says that its files are: a mistake is told, whatever the numbers are. */
static void test_places_checked(void **state)
{
    static const struct {
        int64_t offset, size;
        int code;
    } rows[] = {
        {-1, -1, -EINVAL},       {INT64_MIN, -1, -EINVAL}, {INT64_MIN, INT64_MAX, -EINVAL},
        {INT64_MAX, 1, -EINVAL}, {INT64_MAX, -1, -EINVAL}, {1, INT64_MAX, -EINVAL},
        {0, INT64_MIN, -EINVAL}, {0, -2, -EINVAL},         {0, -1, -EFBIG},
        {4096, -1, -EFBIG},      {0, 257LL << 20, -EFBIG}, {1LL << 62, 1LL << 61, -EFBIG},
        {1LL << 62, 4096, 0},
    };
    struct {
        struct msg_cell_open open;
        struct msg_cell_file files[2];
        char text[4];
    } message = {{.kind = MSG_CELL_OPEN, .file_count = 2, .memory_kib = 65536},
                 {{.size = 4096}, {.size = 0}},
                 "a\0b"};
    int fd = fd_memfd("sparse");
    struct msg_reply reply;

    (void)state;
    assert_int_equal(ftruncate(fd, INT64_MAX - 4095), 0);
    lab_cell_close(&lab);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        message.files[1].offset = rows[i].offset;
        message.files[1].size = rows[i].size;
        assert_int_equal(packet_send(lab.runner, &message,
                                     offsetof(typeof(message), text) + sizeof(message.text), &fd,
                                     1),
                         0);
        assert_int_equal(packet_recv(lab.runner, &reply, sizeof(reply), NULL, NULL),
                         (ssize_t)sizeof(reply));
        if (reply.code != rows[i].code)
            fail_msg("row %zu: %d, %s", i, reply.code, reply.text);
    }
    close(fd);
}

/* Descriptors that a grader must not be able to hand to a program. */
static void test_descriptors_checked(void **state)
{
    struct {
        struct msg_run run;
        char text[16];
    } message = {{.kind = MSG_RUN, .argc = 1, .limits = lab_limits()}, "\0/prog/xxxxxxxx"};
    int directory = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int sealed = fd_memfd_with("x", "x", 1), open_memfd = fd_memfd("y");
    char path[] = "/tmp/test-runner-fifo-XXXXXX"; /* one of the host's, which keeps its mode */
    int ends[2], fifo;
    struct msg_done done;
    struct stat info;

    (void)state;
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    fd_close(&(int){mkstemp(path)});
    assert_true(unlink(path) == 0 && mkfifo(path, 0600) == 0);
    fifo = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    assert_true(fifo >= 0);
    {
        const int sets[][3] = {{directory, ends[1], ends[1]},  {sealed, ends[1], fifo},
                               {open_memfd, ends[1], ends[1]}, {sealed, directory, ends[1]},
                               {sealed, ends[1], sealed},      {sealed, ends[1], lab.runner}};

        for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
            assert_int_equal(packet_send(lab.runner, &message, sizeof(message), sets[i], 3), 0);
            assert_int_equal(packet_recv(lab.runner, &done, sizeof(done), NULL, NULL),
                             (ssize_t)sizeof(done));
            assert_int_equal(done.code, -EINVAL);
        }
    }
    assert_int_equal(fstat(fifo, &info), 0);
    assert_int_equal(info.st_mode & 07777, 0600);
    unlink(path);
    close(fifo);
    close(directory);
    close(sealed);
    close(open_memfd);
    close(ends[0]);
    close(ends[1]);
}

/* ---- signals from outside ---- */

struct outside {
    int signal;
    long cpu_s; /* its RLIMIT_CPU */
};

/* The one that runs: in the cell itself or in its twin, which take turns. */
static pid_t find_program(void)
{
    pid_t inits[16];

    for (int i = lab_children(runner_pid(), 0, inits); i > 0; i--) {
        pid_t program = lab_child_of(inits[i - 1], "attack");

        if (program > 0 && status_kib(program, "VmRSS:") > 0)
            return program;
    }
    return -1;
}

static void kill_program(const void *data, size_t size, void *arg)
{
    struct outside *outside = arg;
    pid_t program = find_program();
    struct rlimit limit;

    (void)data;
    (void)size;
    assert_true(program > 0);
    assert_int_equal(prlimit(program, RLIMIT_CPU, NULL, &limit), 0);
    outside->cpu_s = (long)limit.rlim_cur;
    kill(program, outside->signal);
}

/* Who sent a signal is known, and no error of sampling reaches the backstop. */
static void test_signals_from_outside(void **state)
{
    static const int signals[] = {SIGKILL, SIGTERM, SIGXCPU, SIGHUP};
    struct run_request request = {
        .argv = ATTACK("speak"), .stdin_fd = fd_memfd_with("x", "", 0), .limits = lab_limits()};
    struct run_evidence evidence;
    struct lab_result result;
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
        struct outside outside = {.signal = signals[i]};

        assert_int_equal(cell_run(lab.runner, &request, kill_program, &outside, &evidence, &err),
                         0);
        assert_int_equal(evidence.end, RUN_ENDED_ITSELF);
        assert_int_equal(evidence.term_signal, signals[i]);
        assert_true(evidence.own_signals == 0);
        assert_true(outside.cpu_s > 10 * request.limits.wall_us / 1000000);
    }
    close(request.stdin_fd);
    run(ATTACK("die", "9"), &result);
    assert_true(result.evidence.own_signals == 1ULL << (SIGKILL - 1));
    lab_release(&result);
    run(ATTACK("die_by_timer"), &result);
    assert_int_equal(result.evidence.term_signal, SIGKILL);
    assert_true(result.evidence.own_signals >> (SIGKILL - 1) & 1);
    lab_release(&result);
}

/* ---- stops ---- */

struct stop {
    pid_t (*find)(void);
    int pause_ms;
    int is_over;
};

static pid_t find_init(void)
{
    pid_t program = find_program(), inits[16], programs[16];

    for (int i = lab_children(runner_pid(), 0, inits); i > 0; i--)
        for (int j = lab_children(inits[i - 1], 0, programs); j > 0; j--)
            if (programs[j - 1] == program)
                return inits[i - 1];
    return -1;
}

/* Stops it, and goes on while somebody else waits to continue it. */
static void stop_for_a_while(const void *data, size_t size, void *arg)
{
    struct stop *stop = arg;
    const struct timespec pause = {.tv_sec = stop->pause_ms / 1000,
                                   .tv_nsec = stop->pause_ms % 1000 * 1000000L};
    pid_t pid = stop->find();

    (void)data;
    (void)size;
    assert_true(pid > 0);
    if (stop->is_over)
        return;
    stop->is_over = 1;
    kill(pid, SIGSTOP);
    if (fork() == 0) {
        nanosleep(&pause, NULL);
        kill(pid, SIGCONT);
        _exit(0);
    }
}

/* Time in which a run stood still does not count against its wall limit, and is told. */
static void test_stops_do_not_count(void **state)
{
    static const struct stop stops[] = {
        {find_program, 2000, 0}, {find_init, 800, 0}, {runner_pid, 2000, 0}};
    struct run_request request = {
        .argv = ATTACK("speak"), .stdin_fd = fd_memfd_with("x", "", 0), .limits = lab_limits()};
    struct run_evidence evidence;
    struct lab_result result;
    struct error err;

    (void)state;
    request.limits.wall_us = 2500 * 1000;
    for (size_t i = 0; i < sizeof(stops) / sizeof(stops[0]); i++) {
        struct stop stop = stops[i];
        int64_t pause_us = (int64_t)stop.pause_ms * 1000;

        assert_int_equal(cell_run(lab.runner, &request, stop_for_a_while, &stop, &evidence, &err),
                         0);
        assert_int_equal(evidence.end, RUN_ENDED_WALL);
        assert_true(evidence.pauses > 0);
        /* a stop of the runner at a run's start hides in what it may do ahead then */
        assert_true(evidence.paused_us > pause_us - 300 * 1000);
        assert_true(evidence.wall_us - evidence.paused_us >= request.limits.wall_us);
        assert_int_equal(waitpid(-1, NULL, 0) > 0, 1);
    }
    close(request.stdin_fd);
    /* what it does itself does count */
    lab_run(&lab, &(struct lab_program){.argv = ATTACK("stop_itself"), .limits = request.limits},
            &result);
    assert_int_equal(result.evidence.end, RUN_ENDED_WALL);
    assert_int_equal(result.evidence.pauses, 0);
    assert_true(result.evidence.wall_us - result.evidence.paused_us > request.limits.wall_us);
    lab_release(&result);
}

static int64_t worked_us(void)
{
    struct timespec time;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

/* Longer than a grader may be late, like a checker of much output. */
static void work_for_long(const void *data, size_t size, void *arg)
{
    int64_t end_us = worked_us() + 1000 * 1000;

    (void)data;
    (void)size;
    (void)arg;
    while (worked_us() < end_us)
        ;
}

/* A grader that is busy has not stood still: the run counts, but for the time that it may have
 * waited for the grader. */
static void test_work_is_no_pause(void **state)
{
    struct run_request request = {
        .argv = ATTACK("speak"), .stdin_fd = fd_memfd_with("x", "", 0), .limits = lab_limits()};
    struct run_evidence evidence;
    struct error err;

    (void)state;
    request.limits.wall_us = 2500 * 1000;
    assert_int_equal(cell_run(lab.runner, &request, work_for_long, NULL, &evidence, &err), 0);
    assert_int_equal(evidence.end, RUN_ENDED_WALL);
    assert_int_equal(evidence.pauses, 0);
    assert_true(evidence.paused_us > 500 * 1000);
    close(request.stdin_fd);
}

/* ---- what dies with what ---- */

static void kill_init_once(const void *data, size_t size, void *arg)
{
    (void)data;
    (void)size;
    (void)arg;
    kill(lab_child_of(runner_pid(), NULL), SIGKILL);
}

static void test_init_dies(void **state)
{
    const struct run_request request = {
        .argv = ATTACK("speak"), .stdin_fd = fd_memfd_with("x", "", 0), .limits = lab_limits()};
    struct run_evidence evidence;
    struct lab_result result;
    struct error err;

    (void)state;
    assert_int_equal(cell_run(lab.runner, &request, kill_init_once, NULL, &evidence, &err), -EIO);
    close(request.stdin_fd);
    /* the cell is gone, the runner is not */
    assert_int_equal(
        lab_try_run(&lab,
                    &(struct lab_program){.argv = ATTACK("exit", "0"), .limits = lab_limits()},
                    &result, &err),
        -EINVAL);
    lab_cell(&lab, LAB_PLAIN, attack_file);
    run(ATTACK("exit", "6"), &result);
    assert_int_equal(result.evidence.exit_status, 6);
    lab_release(&result);
}

static void kill_runner_once(const void *data, size_t size, void *arg)
{
    (void)data;
    (void)size;
    *(pid_t *)arg = lab_child_of(runner_pid(), NULL);
    kill(runner_pid(), SIGKILL);
}

static void test_runner_dies(void **state)
{
    const struct run_request request = {
        .argv = ATTACK("speak"), .stdin_fd = fd_memfd_with("x", "", 0), .limits = lab_limits()};
    struct run_evidence evidence;
    struct runner_exit notice;
    pid_t init = 0;
    struct error err;

    (void)state;
    assert_int_equal(cell_run(lab.runner, &request, kill_runner_once, &init, &evidence, &err),
                     -EIO);
    close(request.stdin_fd);
    next_exit(&notice);
    assert_int_equal(notice.id, 1);
    assert_int_equal(notice.runner_died, 1);
    assert_true(WIFSIGNALED(notice.grader_status) && WTERMSIG(notice.grader_status) == SIGKILL);
    lab_assert_dies(init);
    /* its slot, and the group that it left, serve the next */
    close(lab.judge);
    close(lab.runner);
    lab_borrow(&lab, 2);
    lab_cell(&lab, LAB_PLAIN, attack_file);
    {
        struct lab_result result;

        run(ATTACK("exit", "0"), &result);
        assert_int_equal(result.evidence.exit_status, 0);
        lab_release(&result);
    }
}

static void test_grader_ends(void **state)
{
    pid_t runner = runner_pid(), init = lab_child_of(runner, NULL);
    struct runner_exit notice;
    struct error err;

    (void)state;
    assert_int_equal(runner_parent_next(&lab.parent, &notice, &err), 0); /* no news */
    fd_close(&lab.judge);                                                /* it exits 0 */
    next_exit(&notice);
    assert_int_equal(notice.grader_status, 0);
    assert_int_equal(notice.runner_died, 0);
    lab_assert_dies(runner);
    lab_assert_dies(init);
}

static void test_grader_killed(void **state)
{
    struct runner_exit notice;
    struct error err;

    (void)state;
    assert_int_equal(runner_parent_kill(&lab.parent, 99, &err), 0); /* nobody's: no matter */
    assert_int_equal(runner_parent_kill(&lab.parent, 1, &err), 0);
    next_exit(&notice);
    assert_int_equal(notice.id, 1);
    assert_true(WIFSIGNALED(notice.grader_status));
}

static void test_several_graders(void **state)
{
    struct lab labs[3];
    struct runner_exit notice;
    struct lab_result result;

    (void)state;
    for (uint32_t i = 0; i < 3; i++) {
        labs[i] = lab;
        lab_borrow(&labs[i], 10 + i);
        lab_cell(&labs[i], LAB_PLAIN, attack_file);
    }
    for (int i = 0; i < 3; i++) {
        lab_run(&labs[i],
                &(struct lab_program){.argv = ATTACK("exit", "2"), .limits = lab_limits()},
                &result);
        assert_int_equal(result.evidence.exit_status, 2);
        lab_release(&result);
    }
    for (int i = 0; i < 3; i++) {
        fd_close(&labs[i].judge);
        fd_close(&labs[i].runner);
        next_exit(&notice);
        assert_int_equal(notice.id, 10 + i);
    }
}

static void test_parent_stops(void **state)
{
    char group[PATH_MAX];
    pid_t runner = runner_pid(), init = lab_child_of(runner, NULL);

    (void)state;
    lab_group(&lab, group);
    assert_int_equal(access(group, F_OK), 0);
    runner_parent_stop(&lab.parent);
    lab_assert_dies(runner);
    lab_assert_dies(init);
    assert_int_equal(access(group, F_OK), -1);
}

static void test_parent_killed(void **state)
{
    char group[PATH_MAX];
    pid_t runner = runner_pid(), init = lab_child_of(runner, NULL);
    pid_t grader = lab_child_of(lab.parent.pid, NULL);
    struct runner_exit notice;
    struct error err;

    (void)state;
    lab_group(&lab, group);
    kill(lab.parent.pid, SIGKILL);
    waitpid(lab.parent.pid, NULL, 0);
    lab.parent.pid = -1;
    assert_int_equal(runner_parent_next(&lab.parent, &notice, &err), -EPIPE);
    lab_assert_dies(runner);
    lab_assert_dies(init);
    lab_assert_dies(grader);
    assert_int_equal(access(group, F_OK), 0);
    /* the group stays behind until the next parent starts, whoever's that is */
    close_lab(NULL);
    open_lab(NULL);
    assert_int_equal(access(group, F_OK), -1);
}

static void test_two_parents(void **state)
{
    struct lab_result result;
    struct runner_parent other;
    struct error err;

    (void)state;
    /* starting and stopping another sweeps nothing of ours */
    assert_int_equal(lab_start(&other, NULL, &err), 0);
    runner_parent_stop(&other);
    run(ATTACK("exit", "0"), &result);
    assert_int_equal(result.evidence.exit_status, 0);
    lab_release(&result);
}

/* ---- starting ---- */

static void test_isolation(void **state)
{
    (void)state;
    for (int i = 0; i < LAYER_COUNT; i++)
        if (lab.parent.isolation.state[i] != ISOLATION_ENFORCED)
            fail_msg("%s is missing: %s", isolation_layers[i], lab.parent.isolation.why[i]);
}

static void test_bad_starts(void **state)
{
    struct runner_parent parent;
    struct error err;
    struct runner_profile profile = {.name = "x", .threads = 1};
    int filter = 0;
    struct runner_config config = {.runner_path = "/nowhere/assay-runner",
                                   .grader_path = "/bin/true",
                                   .grader_uid = 65534,
                                   .grader_gid = 65534,
                                   .filters = &filter,
                                   .filter_count = 1,
                                   .profiles = &profile,
                                   .profile_count = 1};
    const char *const unknown[] = {"moat", NULL};
    /* numbers that would not fit once they are multiplied by limits */
    const struct runner_profile profiles[] = {
        {.name = "x", .threads = 0},
        {.name = "x", .threads = RUNNER_THREADS_MAX + 1},
        {.name = "x", .threads = INT32_MAX},
        {.name = "x", .threads = 1, .address_kib = -2},
        {.name = "x", .threads = 1, .address_kib = INT64_MIN},
        {.name = "x", .threads = 1, .address_kib = INT64_MAX},
        {.name = "x", .threads = 1, .filter = 1},
        {.name = "x", .threads = 1, .filter = SIZE_MAX},
    };

    (void)state;
    assert_int_equal(lab_start(&parent, unknown, &err), -EINVAL);
    assert_non_null(strstr(err.text, "moat"));
    filter = fd_memfd_with("x", "not a filter", 12);
    assert_int_equal(runner_parent_start(&config, &parent, &err), -EIO);
    config.runner_path = ASSAY_RUNNER_PATH;
    assert_int_equal(runner_parent_start(&config, &parent, &err), -EINVAL);
    assert_non_null(strstr(err.text, "filter"));
    config.grader_uid = 0;
    assert_int_equal(runner_parent_start(&config, &parent, &err), -EINVAL);
    assert_non_null(strstr(err.text, "root"));
    config.profile_count = 0;
    assert_int_equal(runner_parent_start(&config, &parent, &err), -EINVAL);
    close(filter);
    filter = filter_compile(&(struct filter_options){0}, &err);
    assert_true(filter >= 0);
    config.grader_uid = 65534;
    config.profile_count = 1;
    for (size_t i = 0; i < sizeof(profiles) / sizeof(profiles[0]); i++) {
        profile = profiles[i];
        assert_int_equal(runner_parent_start(&config, &parent, &err), -EINVAL);
        assert_non_null(strstr(err.text, "malformed profile"));
    }
    close(filter);
}

int main(int argc, char **argv)
{
#define WITH_LAB(test) cmocka_unit_test_setup_teardown(test, open_lab, close_lab)
    const struct CMUnitTest tests[] = {
        WITH_LAB(test_isolation),
        WITH_LAB(test_exit_codes),
        WITH_LAB(test_signals),
        WITH_LAB(test_signals_from_outside),
        WITH_LAB(test_stops_do_not_count),
        WITH_LAB(test_work_is_no_pause),
        WITH_LAB(test_input_to_output),
        WITH_LAB(test_input_again),
        WITH_LAB(test_limits_are_evidence),
        WITH_LAB(test_output_cap),
        WITH_LAB(test_stderr_tail),
        WITH_LAB(test_exec_failures),
        WITH_LAB(test_many_runs_in_a_cell),
        WITH_LAB(test_residue),
        WITH_LAB(test_residue_goes_with_its_cell),
        WITH_LAB(test_many_cells),
        WITH_LAB(test_group_of_program),
        WITH_LAB(test_small),
        WITH_LAB(test_faults_are_told),
        cmocka_unit_test(test_garbage),
        WITH_LAB(test_descriptors_checked),
        WITH_LAB(test_places_checked),
        cmocka_unit_test(test_garbage_during_a_run),
        WITH_LAB(test_init_dies),
        WITH_LAB(test_runner_dies),
        WITH_LAB(test_grader_ends),
        WITH_LAB(test_grader_killed),
        WITH_LAB(test_several_graders),
        WITH_LAB(test_parent_stops),
        WITH_LAB(test_parent_killed),
        WITH_LAB(test_two_parents),
        cmocka_unit_test(test_bad_starts),
    };

    lab_grader(argc, argv);
    if (geteuid() != 0)
        return 77;
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests_name("runner", tests, NULL, NULL);
}
