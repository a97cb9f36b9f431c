/* Runs in a watched interpreter (docs/watched.md) through the client API, as root: the evidence
 * they give, what happens when somebody dies or is changed from outside, and interpreters that
 * cannot be watched. Skipped (77) for other users, who have none.
 *
 * What is done to them stands for what a program might do if it could: nothing here may hang, leave
 * anything behind or count against a program.
 */
#include "base/fd.h"
#include "base/packet.h"
#include "runner/filter/filter.h"
#include "runner/protocol.h"
#include "tests/runner/lab.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct lab lab;
static int log_fd = -1; /* what the runner says */
static int old_stderr = -1;

#define EXEC_PYTHON(text)                                                                          \
    (const char *const[])                                                                          \
    {                                                                                              \
        "/usr/bin/python3", "-c", text, NULL                                                       \
    }

/* With the runner's warnings kept. */
static int open_lab(void **state)
{
    (void)state;
    lab = (struct lab){.judge = -1, .runner = -1};
    fflush(stderr);
    log_fd = memfd_create("log", MFD_CLOEXEC);
    old_stderr = fcntl(2, F_DUPFD_CLOEXEC, 10);
    assert_true(log_fd >= 0 && old_stderr >= 0 && dup2(log_fd, 2) == 2);
    lab_open(&lab);
    dup2(old_stderr, 2);
    return 0;
}

static int close_lab(void **state)
{
    (void)state;
    lab_close(&lab);
    fd_close(&log_fd);
    fd_close(&old_stderr);
    return 0;
}

/* How often the runner has said `words`. */
static int count_said(const char *words)
{
    struct buffer text = BUFFER_INIT;
    struct error err;
    int count = 0;

    assert_true(lseek(log_fd, 0, SEEK_SET) == 0);
    assert_int_equal(fd_read_all(log_fd, 1 << 20, &text, "log", &err), 0);
    for (const char *at = text.data; (at = strstr(at, words)); at++)
        count++;
    buffer_release(&text);
    return count;
}

/* ---- runs ---- */

static void watch_text(const char *text)
{
    int opened = lab_try_watched(&lab, LAB_WATCHED, text);

    if (opened != 1)
        fail_msg("cell_open() said %d; the runner's last words are on its stderr", opened);
}

static struct lab_program watched_program(void)
{
    return (struct lab_program){
        .argv = lab_watched_argv, .file = "/prog/" LAB_WATCHED_FILE, .limits = lab_limits()};
}

/* What is open runs once more, with the usual limits. */
static void run_again(struct lab_result *result)
{
    struct lab_program program = watched_program();

    lab_run(&lab, &program, result);
    buffer_reserve(&result->output, 1)[0] = '\0';
}

static void run_limited(const char *text, const struct run_limits *limits,
                        struct lab_result *result)
{
    struct lab_program program = watched_program();

    program.limits = *limits;
    watch_text(text);
    lab_run(&lab, &program, result);
    buffer_reserve(&result->output, 1)[0] = '\0';
    lab_cell_close(&lab);
    assert_string_equal(result->evidence.failed_stage, "");
}

static void run(const char *text, struct lab_result *result)
{
    const struct run_limits limits = lab_limits();

    run_limited(text, &limits, result);
}

static void assert_says(const char *text, const char *output)
{
    struct lab_result result;

    run(text, &result);
    assert_string_equal(result.output.data, output);
    assert_int_equal(result.evidence.exit_status, 0);
    lab_release(&result);
}

/* ---- who is who ---- */

static pid_t runner_pid(void)
{
    return lab_child_of(lab.parent.pid, "assay-cell");
}

/* Of the interpreter and who stands by or runs; 0: there is none. */
struct family {
    pid_t init, interpreter, child;
};

static struct family family_of(pid_t init)
{
    pid_t members[16];
    struct family family = {.init = init};

    for (int j = lab_children(init, 0, members); j > 0; j--)
        if (lab_is_interpreter(members[j - 1]))
            family.interpreter = members[j - 1];
        else
            family.child = members[j - 1];
    return family;
}

/* The one that was started first has a submission's first run; its twin may have the second. */
static int find_families(struct family families[2])
{
    pid_t inits[16];
    int count = lab_children(runner_pid(), 0, inits), found = 0;

    families[0] = families[1] = (struct family){0};
    for (int i = 0; i < count; i++) {
        struct family family = family_of(inits[i]);

        if (!family.interpreter)
            continue;
        assert_true(found < 2);
        families[found++] = family;
    }
    if (found == 2 && families[1].interpreter < families[0].interpreter) {
        struct family first = families[1];

        families[1] = families[0];
        families[0] = first;
    }
    return found;
}

static struct family find_family(void)
{
    struct family families[2];

    find_families(families);
    return families[0];
}

/* The interpreter serves on, and is who it was; or there is another. */
static void assert_serves(pid_t interpreter, int same)
{
    struct family families[2];

    assert_says("print(6 * 7)", "42\n");
    assert_true(find_families(families) > 0);
    assert_int_equal(
        interpreter == families[0].interpreter || interpreter == families[1].interpreter, same);
}

/* ---- evidence ---- */

static void test_exit_codes(void **state)
{
    static const struct {
        const char *text;
        int status;
    } exits[] = {{"", 0},
                 {"import sys; sys.exit(3)", 3},
                 {"import os; os._exit(127)", 127},
                 {"raise SystemExit(255)", 255},
                 {"raise SystemExit(256)", 0},
                 {"raise SystemExit('no')", 1},
                 {"1 / 0", 1},
                 {"this is no Python", 1}};
    struct lab_result result;

    (void)state;
    for (size_t i = 0; i < sizeof(exits) / sizeof(exits[0]); i++) {
        run(exits[i].text, &result);
        assert_int_equal(result.evidence.end, RUN_ENDED_ITSELF);
        assert_int_equal(result.evidence.exit_status, exits[i].status);
        assert_int_equal(result.evidence.term_signal, 0);
        assert_int_equal(result.evidence.stray_processes, 0);
        assert_int_equal(result.evidence.syscall, -1);
        assert_true(result.evidence.memory_kib > 0 && result.evidence.wall_us > 0);
        lab_release(&result);
    }
}

static void test_signals(void **state)
{
    static const int signals[] = {1, 2, 6, 9, 11, 15, 24, 34};
    struct lab_result result;
    char text[64];

    (void)state;
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
        snprintf(text, sizeof(text), "import os; os.kill(os.getpid(), %d)", signals[i]);
        run(text, &result);
        assert_int_equal(result.evidence.end, RUN_ENDED_ITSELF);
        assert_int_equal(result.evidence.exit_status, -1);
        assert_int_equal(result.evidence.term_signal, signals[i]);
        assert_int_equal(result.evidence.foreign_abi, 0);
        lab_release(&result);
    }
}

static void test_streams(void **state)
{
    static const char text[] = "import sys; sys.stderr.buffer.write(bytes(20000) + b'end\\n')";
    struct run_limits limits = lab_limits();
    struct lab_result result;

    (void)state;
    limits.stderr_bytes = 100;
    run_limited(text, &limits, &result);
    assert_int_equal(result.evidence.stderr_bytes, 20004);
    assert_int_equal(result.evidence.stderr_tail_size, 100);
    assert_memory_equal(result.evidence.stderr_tail + 95, "\0end\n", 5);
    assert_int_equal(result.output.size, 0);
    lab_release(&result);

    limits = lab_limits();
    limits.output_bytes = 4 << 20;
    run_limited("print('ab' * (2 << 20), end='')", &limits, &result);
    assert_int_equal(result.evidence.end, RUN_ENDED_ITSELF);
    assert_int_equal(result.evidence.output_bytes, 4 << 20);
    assert_int_equal(result.output.size, 4 << 20);
    assert_memory_equal(result.output.data, "abab", 4);
    lab_release(&result);
}

/* Each run of a submission reads the same input from its start. */
static void test_input(void **state)
{
    struct lab_program program = watched_program();
    struct lab_result result;

    (void)state;
    watch_text("import sys\nprint(sys.stdin.readline(), sys.stdin.read(), sep='|', end='')");
    for (int i = 0; i < 3; i++) {
        program.input = i == 1 ? "x\ny\nz\n" : "first\nsecond";
        lab_run(&lab, &program, &result);
        buffer_reserve(&result.output, 1)[0] = '\0';
        assert_string_equal(result.output.data, i == 1 ? "x\n|y\nz\n" : "first\n|second");
        lab_release(&result);
    }
    lab_cell_close(&lab);
}

static void test_times(void **state)
{
    struct run_limits limits = lab_limits();
    struct lab_result result;
    int64_t cpu;

    (void)state;
    limits.cpu_us = 50 * 1000 * slowness();
    run_limited("while True: pass", &limits, &result);
    cpu = result.evidence.cpu_user_us + result.evidence.cpu_system_us;
    assert_int_equal(result.evidence.end, RUN_ENDED_CPU);
    assert_true(cpu > limits.cpu_us && cpu < 2 * limits.cpu_us);
    lab_release(&result);

    limits = lab_limits();
    limits.wall_us = 300 * 1000;
    run_limited("import time; time.sleep(1000)", &limits, &result);
    cpu = result.evidence.cpu_user_us + result.evidence.cpu_system_us;
    assert_int_equal(result.evidence.end, RUN_ENDED_WALL);
    assert_true(result.evidence.wall_us - result.evidence.run_delay_us > limits.wall_us);
    assert_true(cpu * 20 < limits.wall_us * slowness()); /* what makes it idle */
    lab_release(&result);
}

static void test_output_cap(void **state)
{
    struct run_limits limits = lab_limits();
    struct lab_result result;

    (void)state;
    limits.output_bytes = 1000;
    for (int i = 0; i < 5; i++) {
        run_limited("while True: print('flood')", &limits, &result);
        assert_int_equal(result.evidence.end, RUN_ENDED_OUTPUT);
        assert_int_equal(result.output.size, 1000);
        assert_true(result.evidence.output_bytes > 1000);
        lab_release(&result);
    }
}

static void test_memory(void **state)
{
    struct run_limits limits = lab_limits();
    struct lab_result result;

    (void)state;
    limits.memory_kib = 40 * 1024;
    run_limited("keep = []\nwhile True: keep.append(b'x' * 100000 + bytes(len(keep)))", &limits,
                &result);
    assert_true(result.evidence.oom_kills > 0);
    assert_int_equal(result.evidence.term_signal, SIGKILL);
    assert_in_range(result.evidence.memory_kib, 40 * 1024 - 4, 40 * 1024);
    lab_release(&result);

    run("bytearray(100 << 30)", &result);
    assert_true(result.evidence.refused_bytes >= 100LL << 30);
    assert_int_equal(result.evidence.exit_status, 1);
    lab_release(&result);

    run("import os\ntry:\n  for i in range(10**6): os.close(os.open('/tmp/%d' % i, 64))\n"
        "except OSError: os._exit(3)",
        &result);
    assert_int_equal(result.evidence.exit_status, 3);
    assert_true(result.evidence.tmpfs_full);
    lab_release(&result);
    assert_says("import os; print(os.listdir('/tmp'))", "[]\n");
}

/* A bare interpreter's memory is part of what is told, so that both paths can be compared. */
static void test_memory_compares(void **state)
{
    static const char *const texts[] = {
        "pass", "x = list(range(200000))", "x = b'x' * (20 << 20)",
        "import json, re, collections, random\nprint(len('x' * 10**6))"};
    struct lab_program by_exec = {.limits = lab_limits()};
    struct lab_result result;

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        int64_t exec_kib, watched_kib, difference;

        lab_cell(&lab, LAB_PLAIN, NULL);
        by_exec.argv = EXEC_PYTHON(texts[i]);
        lab_run(&lab, &by_exec, &result);
        exec_kib = result.evidence.memory_kib;
        lab_release(&result);
        lab_cell_close(&lab);
        run(texts[i], &result);
        watched_kib = result.evidence.memory_kib;
        lab_release(&result);
        difference = watched_kib - exec_kib;
        if (difference > 1536 || difference < -1536)
            fail_msg("%s: %lld KiB by exec, %lld KiB watched", texts[i], (long long)exec_kib,
                     (long long)watched_kib);
    }
}

/* What start-up costs is not the program's: a module that burns three seconds of CPU time when it
 * is preloaded, before any run, costs no run that much. */
static void test_cpu_leaves_start_out(void **state)
{
    enum { BURNT_US = 3 * 1000 * 1000 }; /* tests/watched/modules/burns_cpu.py */
    struct lab_program program = watched_program();
    struct lab_result result;

    (void)state;
    assert_int_equal(
        lab_try_watched(&lab, LAB_PRELOADS_COSTLY, "import burns_cpu\nprint(burns_cpu.BURNT > 3)"),
        1);
    for (int i = 0; i < 2; i++) {
        lab_run(&lab, &program, &result);
        buffer_reserve(&result.output, 1)[0] = '\0';
        assert_string_equal(result.output.data, "True\n");
        assert_true(result.evidence.cpu_user_us + result.evidence.cpu_system_us < BURNT_US / 2);
        lab_release(&result);
    }
    lab_cell_close(&lab);
}

/* The filter's words about a child come through as about any program. */
static void test_filter_reports(void **state)
{
    static const char int80[] =
        "import ctypes, mmap\n"
        "code = mmap.mmap(-1, 4096, prot=7)\n"
        "code.write(bytes.fromhex('b814000000cd80c3'))\n"
        "ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()\n";
    static const char x32[] = "import ctypes\n"
                              "ctypes.CDLL(None).syscall(ctypes.c_long(0x40000000 + 39))\n";
    struct lab_result result;
    char name[64];

    (void)state;
    for (int i = 0; i < 3; i++) {
        run("import ctypes; ctypes.CDLL(None).ptrace(0, 0, 0, 0)", &result);
        assert_int_equal(result.evidence.end, RUN_ENDED_SYSCALL);
        filter_syscall_name(result.evidence.syscall, name, sizeof(name));
        assert_string_equal(name, "ptrace");
        lab_release(&result);
        run(x32, &result);
        assert_int_equal(result.evidence.foreign_abi, 1);
        assert_int_equal(result.evidence.term_signal, SIGSYS);
        lab_release(&result);
        if (!lab_has_int80())
            continue;
        run(int80, &result);
        assert_int_equal(result.evidence.foreign_abi, 1);
        assert_int_equal(result.evidence.term_signal, SIGSYS);
        lab_release(&result);
    }
}

/* ---- limits and files that change ---- */

/* Who stands by has the last run's limits, and must go where those of this one are others. */
static void test_changing_limits(void **state)
{
    struct lab_program program = watched_program();
    int rounds = lab_rounds(120);
    struct lab_result result;
    pid_t interpreter;

    (void)state;
    watch_text("import resource\nprint(resource.getrlimit(resource.RLIMIT_STACK)[0])");
    interpreter = find_family().interpreter;
    for (int i = 0; i < rounds; i++) {
        char expected[32];

        program.limits.stack_kib = 1024 * (8 + i * 5 % 7);
        program.limits.memory_kib = 1024 * (64 + i % 3);
        lab_run(&lab, &program, &result);
        buffer_reserve(&result.output, 1)[0] = '\0';
        snprintf(expected, sizeof(expected), "%lld\n", (long long)program.limits.stack_kib * 1024);
        assert_string_equal(result.output.data, expected);
        lab_release(&result);
    }
    lab_cell_close(&lab);
    assert_serves(interpreter, 1);
}

/* Somebody stands by for the next submission before its files are there. */
static void test_many_submissions(void **state)
{
    int rounds = lab_rounds(200);
    pid_t interpreter;

    (void)state;
    assert_says("print('first')", "first\n");
    interpreter = find_family().interpreter;
    for (int i = 0; i < rounds; i++) {
        char text[64], expected[32];

        snprintf(text, sizeof(text), "print('submission', %d)", i);
        snprintf(expected, sizeof(expected), "submission %d\n", i);
        assert_says(text, expected);
    }
    assert_serves(interpreter, 1);
}

/* In turns with cells of other profiles, as a grader has them. */
static void test_in_turns(void **state)
{
    const struct lab_program other = {.argv = (const char *const[]){"/usr/bin/cat", NULL},
                                      .input = "meow",
                                      .limits = lab_limits()};
    struct lab_result result;
    pid_t interpreter;

    (void)state;
    assert_says("print(1)", "1\n");
    interpreter = find_family().interpreter;
    for (int i = 0; i < 20; i++) {
        watch_text("print(2)");
        for (int j = 0; j < 3; j++) {
            run_again(&result);
            assert_string_equal(result.output.data, "2\n");
            lab_release(&result);
        }
        lab_cell_close(&lab);
        lab_cell(&lab, i % 2 ? LAB_PLAIN : LAB_THREADS, NULL);
        for (int j = 0; j < 3; j++) {
            lab_run(&lab, &other, &result);
            assert_memory_equal(result.output.data, "meow", 4);
            lab_release(&result);
        }
        lab_cell_close(&lab);
    }
    assert_serves(interpreter, 1);
    lab_assert_groups_empty(&lab);
}

/* Files below folders, with names that are odd: the main source is the one that the order names. */
static void test_odd_names(void **state)
{
    static const char *const names[] = {"a b.py", "x/y/z.py",     "\xc3\xa4\xe2\x82\xac.py",
                                        "-c",     "new\nline.py", "no_suffix",
                                        "\xff.py"};

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char path[64];
        struct lab_program program = watched_program();
        struct lab_result result;

        snprintf(path, sizeof(path), "/prog/%s", names[i]);
        program.argv = (const char *const[]){"/usr/bin/python3", path, NULL};
        program.file = path;
        lab_cell_with(&lab, LAB_WATCHED, names[i],
                      "import os, sys\nos.write(1, os.fsencode(__file__))\n"
                      "assert sys.argv == [__file__] and __name__ == '__main__'");
        lab_run(&lab, &program, &result);
        lab_cell_close(&lab);
        buffer_reserve(&result.output, 1)[0] = '\0';
        assert_string_equal(result.output.data, path);
        assert_int_equal(result.evidence.exit_status, 0);
        lab_release(&result);
    }
}

/* Of an interpreter that forks nobody: while it does it holds what the child is to get. */
static int idle_descriptors(pid_t interpreter)
{
    int least = lab_descriptors(interpreter);

    for (int i = 0; i < 20; i++) {
        int now;

        usleep(5 * 1000);
        now = lab_descriptors(interpreter);
        if (now < least)
            least = now;
    }
    return least;
}

/* A submission of four runs. */
static void run_four(void)
{
    struct lab_result result;

    watch_text("print(1)");
    for (int j = 0; j < 4; j++) {
        run_again(&result);
        assert_string_equal(result.output.data, "1\n");
        lab_release(&result);
    }
    lab_cell_close(&lab);
}

/* What is opened between runs goes up and down; a leak goes up alone. */
static void test_no_leaks(void **state)
{
    enum { SLACK = 20 };
    int rounds = lab_rounds(500);
    struct family families[2], later[2];
    pid_t runner = runner_pid();
    int of_runner, of_init[2], of_interpreter[2];

    (void)state;
    run_four();
    run_four();
    assert_int_equal(find_families(families), 2);
    of_runner = lab_descriptors(runner);
    for (int i = 0; i < 2; i++) {
        of_init[i] = lab_descriptors(families[i].init);
        of_interpreter[i] = idle_descriptors(families[i].interpreter);
    }
    for (int i = 0; i < rounds; i++)
        run_four();
    assert_int_equal(find_families(later), 2);
    assert_true(lab_descriptors(runner) < of_runner + SLACK);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(later[i].interpreter, families[i].interpreter);
        assert_true(lab_descriptors(families[i].init) < of_init[i] + SLACK);
        assert_int_equal(idle_descriptors(families[i].interpreter), of_interpreter[i]);
    }
}

static const char identify[] =
    "import os\n"
    "print(open('/prog/" LAB_WATCHED_FILE "').read() == open(__file__).read(), "
    "id(os))\n";

/* Runs in turn by two interpreters from the second submission of many runs on: seen by where their
 * objects lie, which is another place in each. */
static void test_twins_take_turns(void **state)
{
    struct family families[2];
    char *said[6] = {NULL};
    struct lab_result result;

    (void)state;
    run_four();
    for (int round = 0; round < 3; round++) {
        watch_text(identify);
        for (int i = 0; i < 6; i++) {
            run_again(&result);
            assert_int_equal(result.evidence.exit_status, 0);
            assert_int_equal(strncmp(result.output.data, "True ", 5), 0);
            said[i] = strdup(result.output.data);
            lab_release(&result);
        }
        lab_cell_close(&lab);
        assert_int_equal(find_families(families), 2);
        assert_string_not_equal(said[0], said[1]);
        for (int i = 2; i < 6; i++)
            assert_string_equal(said[i], said[i % 2]);
        for (int i = 0; i < 6; i++)
            free(said[i]);
    }
}

/* The one of two whose turn it is not dies: nothing is lost, and it is replaced when it is wanted.
 */
static void test_twin_killed(void **state)
{
    struct family families[2], later[2];
    struct lab_result result;

    (void)state;
    run_four();
    run_four();
    assert_int_equal(find_families(families), 2);
    for (int i = 0; i < 2; i++) {
        kill(families[i].interpreter, SIGKILL);
        lab_assert_dies(families[i].init);
        watch_text("print(3)");
        for (int j = 0; j < 4; j++) {
            run_again(&result);
            assert_string_equal(result.output.data, "3\n");
            lab_release(&result);
        }
        lab_cell_close(&lab);
        run_four();
        assert_int_equal(find_families(later), 2);
        assert_int_not_equal(later[0].interpreter, families[i].interpreter);
        assert_int_not_equal(later[1].interpreter, families[i].interpreter);
        memcpy(families, later, sizeof(families));
    }
    lab_assert_groups_empty(&lab);
}

/* ---- deaths ---- */

/* Something that is done to the family while a program runs, which says so. */
struct deed {
    void (*act)(const struct family *family);
    struct family family;
};

static void do_deed(const void *data, size_t size, void *arg)
{
    struct deed *deed = arg;

    (void)data;
    (void)size;
    if (deed->family.interpreter)
        return;
    deed->family = find_family();
    assert_int_not_equal(deed->family.interpreter, 0);
    deed->act(&deed->family);
}

/* Sleeps for a moment in each run. */
static const char sleepy[] = "import time\nprint('here', flush=True)\ntime.sleep(0.2)";

/* What cell_run() says when `act` is done while the sleepy program that is open runs. */
static int run_again_with_deed(void (*act)(const struct family *), struct deed *deed,
                               struct run_evidence *evidence)
{
    struct run_request request = {
        .action = RUN_WATCHED,
        .argv = lab_watched_argv,
        .file = "/prog/" LAB_WATCHED_FILE,
        .code_fd = -1,
        .stdin_fd = fd_memfd_with("input", "", 0),
        .limits = lab_limits(),
    };
    struct error err;
    int failed;

    *deed = (struct deed){.act = act};
    failed = cell_run(lab.runner, &request, do_deed, deed, evidence, &err);
    fd_close(&request.stdin_fd);
    return failed;
}

static int run_with_deed(void (*act)(const struct family *), struct deed *deed,
                         struct run_evidence *evidence)
{
    watch_text(sleepy);
    return run_again_with_deed(act, deed, evidence);
}

/* The run does not count, everybody of that family goes, and the next submission has another. */
static void assert_spoilt(void (*act)(const struct family *))
{
    struct run_evidence evidence;
    struct error err;
    struct deed deed;

    assert_int_equal(run_with_deed(act, &deed, &evidence), -EAGAIN);
    lab_assert_dies(deed.family.interpreter);
    lab_assert_dies(deed.family.init);
    if (deed.family.child)
        lab_assert_dies(deed.family.child);
    cell_close(lab.runner, &err);
    assert_serves(deed.family.interpreter, 0);
    lab_assert_groups_empty(&lab);
}

static void kill_interpreter(const struct family *family)
{
    kill(family->interpreter, SIGKILL);
}

static void kill_init(const struct family *family)
{
    kill(family->init, SIGKILL);
}

static void kill_child(const struct family *family)
{
    kill(family->child, SIGKILL);
}

static void test_killed_during_a_run(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_spoilt(kill_interpreter);
        assert_spoilt(kill_init);
    }
    assert_int_equal(count_said("warning: runner 0: "), 6);
}

static void kill_twin(const struct family *family)
{
    struct family families[2];

    (void)family;
    assert_int_equal(find_families(families), 2);
    kill(families[1].interpreter, SIGKILL);
}

/* Good runs of the first say nothing of a twin whose runs fail each time: after three it is not
 * started again, and the first goes on alone. */
static void test_twin_of_no_use(void **state)
{
    struct run_evidence evidence;
    struct lab_result result;
    struct family families[2];
    struct error err;
    pid_t first;

    (void)state;
    run_four();
    first = find_family().interpreter;
    for (int i = 0; i < 3; i++) {
        struct deed deed;

        run_four();
        watch_text(sleepy);
        run_again(&result);
        lab_release(&result);
        assert_int_equal(run_again_with_deed(kill_twin, &deed, &evidence), -EAGAIN);
        cell_close(lab.runner, &err);
    }
    run_four();
    run_four();
    assert_int_equal(find_families(families), 1);
    assert_int_equal(families[0].interpreter, first);
    assert_int_equal(count_said("(as the second of two)"), 3);
    assert_int_equal(count_said("not tried again"), 1);
    lab_assert_groups_empty(&lab);
}

/* A program that is killed has been killed, whoever did it; the interpreter has no part in it. */
static void test_child_killed(void **state)
{
    struct run_evidence evidence;
    struct deed deed;

    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(run_with_deed(kill_child, &deed, &evidence), 0);
        assert_int_equal(evidence.term_signal, SIGKILL);
        assert_int_equal(evidence.end, RUN_ENDED_ITSELF);
        lab_cell_close(&lab);
        assert_serves(deed.family.interpreter, 1);
    }
}

static void test_killed_while_idle(void **state)
{
    (void)state;
    for (int i = 0; i < 6; i++) {
        struct family family;

        assert_says("print(1)", "1\n");
        family = find_family();
        assert_int_not_equal(family.interpreter, 0);
        if (i % 3 == 1)
            usleep(100 * 1000); /* the next one stands by */
        if (i % 3 == 2)
            kill_init(&family);
        else
            kill_interpreter(&family);
        lab_assert_dies(family.interpreter);
        assert_serves(family.interpreter, 0);
        lab_assert_dies(family.init);
    }
}

/* Between a submission's opening and its runs. A run that another one of the interpreter's children
 * has done all the same counts. */
static void test_killed_while_standing_by(void **state)
{
    (void)state;
    for (int i = 0; i < 6; i++) {
        struct lab_program program = watched_program();
        struct lab_result result;
        struct family family;
        struct error err;
        int failed;

        watch_text("print(1)");
        run_again(&result);
        lab_release(&result);
        usleep(20 * 1000);
        family = find_family();
        if (i % 2 == 1) /* another one must be forked */
            program.limits.stack_kib += 64;
        if (i % 3 == 2 && family.child) {
            kill_child(&family);
            lab_assert_dies(family.child); /* or it might have its order first */
        } else {
            kill_interpreter(&family);
        }
        failed = lab_try_run(&lab, &program, &result, &err);
        if (failed == 0) {
            assert_int_equal(i % 3, 2);
            assert_memory_equal(result.output.data, "1\n", 2);
            assert_int_equal(result.evidence.exit_status, 0);
        } else {
            assert_int_equal(failed, -EAGAIN);
            lab_assert_dies(family.interpreter);
            lab_assert_dies(family.init);
        }
        lab_release(&result);
        cell_close(lab.runner, &err);
        assert_serves(family.interpreter, failed == 0);
    }
}

static void test_runner_killed(void **state)
{
    struct run_evidence evidence;
    struct runner_exit notice;
    struct family family;
    struct error err;
    pid_t runner = runner_pid();

    (void)state;
    assert_says("print(1)", "1\n");
    family = find_family();
    assert_int_not_equal(family.interpreter, 0);
    kill(runner, SIGKILL);
    assert_int_equal(cell_run(lab.runner,
                              &(struct run_request){.action = RUN_WATCHED,
                                                    .argv = lab_watched_argv,
                                                    .file = "/prog/" LAB_WATCHED_FILE,
                                                    .code_fd = -1,
                                                    .stdin_fd = fd_memfd_with("x", "", 0),
                                                    .limits = lab_limits()},
                              lab_collect, NULL, &evidence, &err) < 0,
                     1);
    lab_assert_dies(family.interpreter);
    lab_assert_dies(family.init);
    lab_assert_dies(runner);
    while (runner_parent_next(&lab.parent, &notice, &err) == 0)
        usleep(10 * 1000);
    assert_int_equal(notice.runner_died, 1);
}

/* ---- what no run may change ---- */

static void lower_descriptors(const struct family *family)
{
    const struct rlimit limit = {16, 16};

    assert_int_equal(prlimit(family->interpreter, RLIMIT_NOFILE, &limit, NULL), 0);
}

static void lower_processes(const struct family *family)
{
    const struct rlimit limit = {1, 1};

    assert_int_equal(prlimit(family->interpreter, RLIMIT_NPROC, &limit, NULL), 0);
}

static void change_processors(const struct family *family)
{
    cpu_set_t one;

    CPU_ZERO(&one);
    CPU_SET(0, &one);
    assert_int_equal(sched_setaffinity(family->interpreter, sizeof(one), &one), 0);
}

static void change_priority(const struct family *family)
{
    assert_int_equal(setpriority(PRIO_PROCESS, (id_t)family->interpreter, 5), 0);
}

static void change_policy(const struct family *family)
{
    const struct sched_param none = {0};

    assert_int_equal(sched_setscheduler(family->interpreter, SCHED_BATCH, &none), 0);
}

static void test_changed_from_outside(void **state)
{
    (void)state;
    assert_spoilt(lower_descriptors);
    assert_spoilt(lower_processes);
    if (sysconf(_SC_NPROCESSORS_ONLN) > 1)
        assert_spoilt(change_processors);
    assert_spoilt(change_priority);
    assert_spoilt(change_policy);
    assert_int_equal(count_said("is not as it was before the run"),
                     sysconf(_SC_NPROCESSORS_ONLN) > 1 ? 5 : 4);
    assert_int_equal(count_said("not tried again"), 0); /* there was a good run after each */
}

/* ---- those that cannot be watched ---- */

static void test_cannot_be_watched(void **state)
{
    static const struct {
        uint32_t profile;
        const char *said;
    } cases[] = {
        {LAB_NO_MODULE, "the watched interpreter of no_module: "},
        {LAB_NO_INTERPRETER, "the watched interpreter of no_interpreter: the interpreter cannot "
                             "be executed"},
        {LAB_NOT_PYTHON, "the watched interpreter of not_python: the interpreter exited with "
                         "status 0 while it started"},
        {LAB_PYTHON_EXITS, "the watched interpreter of python_exits: the interpreter exited with "
                           "status 3 while it started"},
        {LAB_PRELOADS_NOTHING, "the watched interpreter of preloads_nothing: "
                               "ModuleNotFoundError: No module named 'no_such_module'"},
        {LAB_PRELOADS_THREADS, "the watched interpreter of preloads_threads: it has several "
                               "threads"},
        {LAB_PRELOADS_DEATH, "the watched interpreter of preloads_death: the interpreter ended by "
                             "signal 11 while it started"},
    };
    const struct lab_program by_exec = {.argv = EXEC_PYTHON("print(6 * 7)"),
                                        .limits = lab_limits()};
    struct lab_result result;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        for (int j = 0; j < 4; j++) {
            assert_int_equal(lab_try_watched(&lab, cases[i].profile, "print(1)"), 0);
            lab_run(&lab, &by_exec, &result);
            assert_int_equal(result.evidence.exit_status, 0);
            assert_memory_equal(result.output.data, "42\n", 3);
            lab_release(&result);
            lab_cell_close(&lab);
        }
        /* it was tried three times, and then no more */
        if (count_said(cases[i].said) != 3)
            fail_msg("\"%s\" was said %d times", cases[i].said, count_said(cases[i].said));
        assert_int_equal(count_said("not tried again"), (int)i + 1);
    }
    assert_says("print(1)", "1\n"); /* which is no matter of the others */
}

/* What a preloaded module wants done around forks is done whole: a lock that it lets go after one
 * was taken before it (as that of logging, before Python 3.9). */
static void test_preloaded_hooks(void **state)
{
    struct lab_program program = watched_program();
    struct lab_result result;

    (void)state;
    assert_int_equal(lab_try_watched(&lab, LAB_PRELOADS_LOCKS,
                                     "import locks_at_forks\nprint(locks_at_forks.lock.locked())"),
                     1);
    lab_run(&lab, &program, &result);
    assert_int_equal(result.evidence.exit_status, 0);
    assert_memory_equal(result.output.data, "False\n", 6);
    lab_release(&result);
    lab_cell_close(&lab);
}

/* More than one process, a limit that the interpreter alone would take, a stack without end. */
static void test_limits_that_do_not_suit(void **state)
{
    struct lab_program program = watched_program();
    struct lab_result result;
    struct error err;

    (void)state;
    for (int i = 0; i < 3; i++) {
        program.limits = lab_limits();
        if (i == 0)
            program.limits.processes = 2;
        if (i == 1)
            program.limits.memory_kib = 2 * 1024;
        if (i == 2)
            program.limits.stack_kib = 65LL << 20;
        watch_text("print(1)");
        assert_int_equal(lab_try_run(&lab, &program, &result, &err), -EAGAIN);
        lab_release(&result);
        cell_close(lab.runner, &err);
    }
}

/* ---- what is refused ---- */

static void test_faults_are_told(void **state)
{
    struct run_request request = {.action = RUN_EXEC,
                                  .argv = lab_watched_argv,
                                  .file = "/prog/" LAB_WATCHED_FILE,
                                  .code_fd = -1,
                                  .stdin_fd = fd_memfd_with("input", "", 0),
                                  .limits = lab_limits()};
    int open_code = fd_memfd("code");
    struct lab_result result;
    struct run_evidence evidence;
    struct error err;

    (void)state;
    watch_text("print(1)");
    assert_int_equal(cell_run(lab.runner, &request, lab_collect, NULL, &evidence, &err), -EINVAL);
    request.action = RUN_WATCHED;
    request.code_fd = open_code; /* somebody could still write to it */
    assert_int_equal(cell_run(lab.runner, &request, lab_collect, NULL, &evidence, &err), -EINVAL);
    run_again(&result); /* and it serves on */
    assert_string_equal(result.output.data, "1\n");
    lab_release(&result);
    lab_cell_close(&lab);

    lab_cell_with(&lab, LAB_PLAIN, LAB_WATCHED_FILE, "print(2)");
    request.code_fd = -1;
    assert_int_equal(cell_run(lab.runner, &request, lab_collect, NULL, &evidence, &err), -EINVAL);
    request.action = RUN_EXEC;
    assert_int_equal(cell_run(lab.runner, &request, lab_collect, NULL, &evidence, &err), 0);
    assert_int_equal(evidence.exit_status, 0);
    lab_cell_close(&lab);
    close(open_code);
    close(request.stdin_fd);
}

/* Sealed, but no code: the run fails as a program does, and harms nobody. */
static void test_code_that_is_none(void **state)
{
    static const char *const codes[] = {"x", "\xe3", "not marshalled", "N.", "i\1\0\0\0"};
    struct run_request request = {.action = RUN_WATCHED,
                                  .argv = lab_watched_argv,
                                  .file = "/prog/" LAB_WATCHED_FILE,
                                  .stdin_fd = fd_memfd_with("input", "", 0),
                                  .limits = lab_limits()};
    struct run_evidence evidence;
    struct error err;
    pid_t interpreter;

    (void)state;
    assert_says("print(1)", "1\n");
    interpreter = find_family().interpreter;
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        watch_text("print(1)");
        request.code_fd = fd_memfd_with("code", codes[i], strlen(codes[i]));
        assert_int_equal(cell_run(lab.runner, &request, lab_collect, NULL, &evidence, &err), 0);
        assert_true(evidence.exit_status != 0);
        fd_close(&request.code_fd);
        lab_cell_close(&lab);
    }
    close(request.stdin_fd);
    assert_serves(interpreter, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_lab, close_lab)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_exit_codes),
        TEST(test_signals),
        TEST(test_streams),
        TEST(test_input),
        TEST(test_times),
        TEST(test_output_cap),
        TEST(test_memory),
        TEST(test_memory_compares),
        TEST(test_cpu_leaves_start_out),
        TEST(test_filter_reports),
        TEST(test_changing_limits),
        TEST(test_many_submissions),
        TEST(test_in_turns),
        TEST(test_odd_names),
        TEST(test_no_leaks),
        TEST(test_twins_take_turns),
        TEST(test_twin_killed),
        TEST(test_killed_during_a_run),
        TEST(test_twin_of_no_use),
        TEST(test_child_killed),
        TEST(test_killed_while_idle),
        TEST(test_killed_while_standing_by),
        TEST(test_runner_killed),
        TEST(test_changed_from_outside),
        TEST(test_cannot_be_watched),
        TEST(test_preloaded_hooks),
        TEST(test_limits_that_do_not_suit),
        TEST(test_faults_are_told),
        TEST(test_code_that_is_none),
    };

    lab_grader(argc, argv);
    if (geteuid() != 0)
        return 77;
    lab_watches = 1;
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests_name("watched", tests, NULL, NULL);
}
