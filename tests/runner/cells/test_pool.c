/* Two cells at once: the submission's and that of a program of the problem's author. As root;
 * skipped (77) for other users. */
#include "base/fd.h"
#include "base/packet.h"
#include "runner/protocol.h"
#include "tests/runner/lab.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char *const attack_file[] = {ATTACK_PATH, NULL};
#define ATTACK(...)                                                                                \
    (const char *const[])                                                                          \
    {                                                                                              \
        "/prog/attack", __VA_ARGS__, NULL                                                          \
    }
#define SHELL(script)                                                                              \
    (const char *const[])                                                                          \
    {                                                                                              \
        "/bin/sh", "-c", script, NULL                                                              \
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

static int open_both(void **state)
{
    open_lab(state);
    lab_author_cell(&lab, LAB_PLAIN, attack_file);
    return 0;
}

static int close_lab(void **state)
{
    (void)state;
    lab_close(&lab);
    return 0;
}

/* ---- two cells ---- */

static void run_in(enum cell_slot slot, const char *const *argv, struct lab_result *result)
{
    lab_run(&lab, &(struct lab_program){.argv = argv, .limits = lab_limits(), .slot = slot},
            result);
}

static void assert_exits(enum cell_slot slot, const char *status)
{
    struct lab_result result;

    run_in(slot, ATTACK("exit", status), &result);
    assert_int_equal(result.evidence.end, RUN_ENDED_ITSELF);
    assert_int_equal(result.evidence.exit_status, (int)strtol(status, NULL, 10));
    lab_release(&result);
}

static void test_slots_take_turns(void **state)
{
    (void)state;
    for (int i = 0; i < lab_rounds(50); i++) {
        assert_exits(SLOT_SUBMISSION, "3");
        assert_exits(SLOT_AUTHOR, "4");
    }
}

/* One is closed and opened again without the other noticing. */
static void test_slots_are_apart(void **state)
{
    struct lab_program program = {.argv = ATTACK("exit", "0"), .limits = lab_limits()};
    struct lab_result result;
    struct error err;

    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_exits(SLOT_AUTHOR, "4");
        lab_cell_close(&lab);
        assert_int_equal(lab_try_run(&lab, &program, &result, &err), -EINVAL);
        assert_exits(SLOT_AUTHOR, "5");
        lab_cell(&lab, LAB_BARE, attack_file);
        assert_exits(SLOT_SUBMISSION, "6");
    }
    program.slot = SLOT_AUTHOR;
    lab_author_close(&lab);
    assert_int_equal(lab_try_run(&lab, &program, &result, &err), -EINVAL);
    assert_exits(SLOT_SUBMISSION, "7");
    lab_author_cell(&lab, LAB_THREADS, attack_file);
    assert_exits(SLOT_AUTHOR, "8");
}

/* What is limited in one is not taken from the other. */
static void test_slots_have_limits_of_their_own(void **state)
{
    struct lab_program program = {
        .argv = ATTACK("exit", "0"), .limits = lab_limits(), .slot = SLOT_AUTHOR};
    struct lab_result result;

    (void)state;
    program.limits.memory_kib = 16 * 1024;
    program.argv = ATTACK("memory_touch");
    lab_run(&lab, &program, &result);
    assert_true(result.evidence.oom_kills > 0);
    lab_release(&result);
    program.slot = SLOT_SUBMISSION;
    program.limits.memory_kib = 64 * 1024;
    program.argv = ATTACK("exit", "0");
    lab_run(&lab, &program, &result);
    assert_int_equal(result.evidence.oom_kills, 0);
    assert_int_equal(result.evidence.exit_status, 0);
    assert_true(result.evidence.memory_kib < 16 * 1024);
    lab_release(&result);
}

/* ---- descriptor 3 ---- */

static void run_with_feedback(enum cell_slot slot, const char *const *argv, int64_t most,
                              struct buffer *feedback, struct lab_result *result)
{
    lab_run(&lab,
            &(struct lab_program){.argv = argv,
                                  .limits = lab_limits(),
                                  .slot = slot,
                                  .feedback = feedback,
                                  .feedback_bytes = most},
            result);
}

static void test_feedback(void **state)
{
    struct buffer feedback = BUFFER_INIT;
    struct lab_result result;

    (void)state;
    for (int i = 0; i < 6; i++) {
        enum cell_slot slot = i % 2 ? SLOT_AUTHOR : SLOT_SUBMISSION;

        run_with_feedback(slot, SHELL("echo to 1; echo to 3 >&3; echo to 2 >&2; exit 42"), 1000,
                          &feedback, &result);
        assert_int_equal(result.evidence.exit_status, 42);
        assert_string_equal(result.output.data, "to 1\n");
        assert_string_equal(feedback.data, "to 3\n");
        lab_release(&result);
        buffer_release(&feedback);
        /* and the run after it has none */
        run_in(slot, SHELL("echo to 3 >&3"), &result);
        assert_int_not_equal(result.evidence.exit_status, 0);
        lab_release(&result);
    }
}

/* More than a pipe holds passes, and what is more than was asked for goes nowhere. */
static void test_much_feedback(void **state)
{
    enum { MOST = 300000 };
    struct buffer feedback = BUFFER_INIT;
    struct lab_result result;

    (void)state;
    run_with_feedback(SLOT_AUTHOR,
                      SHELL("i=0; while [ $i -lt 8000 ]; do i=$((i + 1)); echo "
                            "0123456789012345678901234567890123456789012345678 >&3; "
                            "done"),
                      MOST, &feedback, &result);
    assert_int_equal(result.evidence.exit_status, 0);
    assert_int_equal(feedback.size, MOST);
    lab_release(&result);
    buffer_release(&feedback);
}

/* ---- what is malformed ---- */

struct malformed {
    struct msg_run run;
    char text[16];
};

static void assert_ends_runner(const void *message, size_t size, int pipes)
{
    int fds[5], ends[2];
    char byte;

    open_both(NULL);
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    for (int i = 0; i < 5; i++)
        fds[i] = i < 5 - pipes ? fd_memfd_with("x", "x", 1) : dup(ends[1]);
    assert_int_equal(packet_send(lab.runner, message, size, fds + 1, 4), 0);
    assert_true(read(lab.runner, &byte, 1) <= 0);
    for (int i = 0; i < 5; i++)
        close(fds[i]);
    close(ends[0]);
    close(ends[1]);
    close_lab(NULL);
}

static void test_malformed(void **state)
{
    struct malformed message = {{.kind = MSG_RUN, .argc = 1, .limits = lab_limits()}, "\0/prog/xx"};
    size_t size = sizeof(message.run) + 10;
    const struct msg_cell_close close_third = {.kind = MSG_CELL_CLOSE, .slot = 2};
    const struct msg_cell_open open_third = {.kind = MSG_CELL_OPEN, .slot = 2, .memory_kib = 65536};

    (void)state;
    message.run.slot = 2;
    message.run.has_feedback = 1;
    assert_ends_runner(&message, size, 4);
    message.run.slot = 0;
    message.run.has_feedback = 2;
    assert_ends_runner(&message, size, 4);
    message.run.has_feedback = 1;
    message.run.action = RUN_WATCHED_COMPILE;
    assert_ends_runner(&message, size, 4);
    assert_ends_runner(&close_third, sizeof(close_third), 4);
    assert_ends_runner(&open_third, sizeof(open_third), 4);
}

int main(int argc, char **argv)
{
#define WITH_BOTH(test) cmocka_unit_test_setup_teardown(test, open_both, close_lab)
    const struct CMUnitTest tests[] = {
        WITH_BOTH(test_slots_take_turns),
        WITH_BOTH(test_slots_are_apart),
        WITH_BOTH(test_slots_have_limits_of_their_own),
        WITH_BOTH(test_feedback),
        WITH_BOTH(test_much_feedback),
        cmocka_unit_test(test_malformed),
    };

    lab_grader(argc, argv);
    if (geteuid() != 0)
        return 77;
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests_name("pool", tests, NULL, NULL);
}
