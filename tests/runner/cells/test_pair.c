/* Two programs that speak with each other: who ended first, who waits for whom, what each may use.
 * As root; skipped (77) for other users. */
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
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static const char *const attack_file[] = {ATTACK_PATH, NULL};
static struct lab lab;

static int open_lab(void **state)
{
    (void)state;
    lab = (struct lab){.judge = -1, .runner = -1};
    lab_open(&lab);
    lab_cell(&lab, LAB_PLAIN, attack_file);
    lab_author_cell(&lab, LAB_PLAIN, attack_file);
    return 0;
}

static int close_lab(void **state)
{
    (void)state;
    lab_close(&lab);
    return 0;
}

/* Shell scripts; an author's 42 lets the submission go on. */
struct talk {
    const char *submission, *author;
    int64_t record_bytes;
    struct buffer *feedback;
    struct run_limits limits[2]; /* cpu_us 0: the laboratory's */
};

static void speak(const struct talk *talk, struct pair_result *result)
{
    const char *const submission[] = {"/bin/sh", "-c", talk->submission, NULL};
    const char *const author[] = {"/bin/sh", "-c", talk->author, NULL};
    struct pair_request request = {
        .sides = {{submission, talk->limits[0]}, {author, talk->limits[1]}},
        .record_bytes = talk->record_bytes,
        .feedback = talk->feedback ? lab_collect : NULL,
        .feedback_arg = talk->feedback,
        .feedback_bytes = 100000,
        .material = -1,
    };
    struct error err;

    request.accepts[42 / 8] = 1 << 42 % 8;
    for (int i = 0; i < 2; i++)
        if (request.sides[i].limits.cpu_us == 0)
            request.sides[i].limits = lab_limits();
    if (cell_pair(lab.runner, &request, result, &err) < 0)
        fail_msg("%s", err.text);
}

static void assert_ended(const struct run_evidence *evidence, int status)
{
    assert_int_equal(evidence->end, RUN_ENDED_ITSELF);
    assert_int_equal(evidence->term_signal, 0);
    assert_int_equal(evidence->exit_status, status);
    assert_string_equal(evidence->failed_stage, "");
    assert_int_equal(evidence->exec_errno, 0);
}

/* ---- who ended first ---- */

static void test_words_pass(void **state)
{
    const struct talk talk = {
        .submission = "read x; echo \"got $x\"; echo said >&2; exit 0",
        .author = "echo hello; read y; [ \"$y\" = 'got hello' ] && exit 42; exit 43"};
    struct pair_result result;

    (void)state;
    for (int i = 0; i < 5; i++) {
        speak(&talk, &result);
        assert_ended(&result.evidence[SLOT_SUBMISSION], 0);
        assert_ended(&result.evidence[SLOT_AUTHOR], 42);
        assert_int_equal(result.outcome.author_status, 42 << 8);
        assert_int_equal(result.outcome.is_deadlock, 0);
        assert_int_equal(result.conversation, -1);
        assert_int_equal(result.evidence[SLOT_SUBMISSION].stderr_bytes, 5);
    }
}

/* Neither the end of file nor SIGPIPE may make the other one the first. */
static void test_author_first(void **state)
{
    static const char *const submissions[] = {"read x; exit 1", "exec cat /dev/zero", "exec cat",
                                              "read x; read y; kill -SEGV $$"};
    struct pair_result result;

    (void)state;
    for (int i = 0; i < lab_rounds(200); i++) {
        struct talk talk = {.submission = submissions[i % 4], .author = "exit 43"};

        /* what the pipe holds passes no limit */
        talk.limits[0] = lab_limits();
        talk.limits[0].output_bytes = 10000000;
        speak(&talk, &result);
        assert_int_equal(result.outcome.first, SLOT_AUTHOR);
        assert_int_equal(result.outcome.author_status, 43 << 8);
        assert_ended(&result.evidence[SLOT_AUTHOR], 43);
        assert_int_equal(result.evidence[SLOT_SUBMISSION].end, RUN_ENDED_PEER);
    }
}

static void test_submission_first(void **state)
{
    static const char *const authors[] = {"read x; exit 43", "exec cat", "read x; exit 1",
                                          "read x; i=0; while [ $i -lt 2000 ]; do i=$((i + 1)); "
                                          "echo 012345678901234567890123456789; done; exit 42"};
    static const int statuses[] = {43, 0, 1, 42};
    struct pair_result result;

    (void)state;
    for (int i = 0; i < lab_rounds(200); i++) {
        speak(&(struct talk){.submission = i % 2 ? "exit 3" : "exec 1>&-; exit 3",
                             .author = authors[i % 4]},
              &result);
        assert_int_equal(result.outcome.first, SLOT_SUBMISSION);
        assert_ended(&result.evidence[SLOT_SUBMISSION], 3);
        assert_ended(&result.evidence[SLOT_AUTHOR], statuses[i % 4]);
    }
}

/* It comes to its own end, and writes as much as it likes to nobody. */
static void test_author_lets_go_on(void **state)
{
    struct talk talk = {.submission = "read x; exec head -c 3000000 /dev/zero",
                        .author = "exit 42"};
    struct pair_result result;

    (void)state;
    talk.limits[0] = lab_limits();
    talk.limits[0].output_bytes = 10000000;
    speak(&talk, &result);
    assert_int_equal(result.outcome.first, SLOT_AUTHOR);
    assert_int_equal(result.evidence[SLOT_SUBMISSION].end, RUN_ENDED_ITSELF);
    assert_int_equal(result.evidence[SLOT_SUBMISSION].term_signal, 0);
    assert_int_equal(result.evidence[SLOT_SUBMISSION].exit_status, 0);
}

/* ---- waiting ---- */

static void assert_deadlock(const char *submission, const char *author)
{
    struct talk talk = {.submission = submission, .author = author};
    struct pair_result result;

    talk.limits[0] = lab_limits();
    talk.limits[0].output_bytes = 10000000;
    speak(&talk, &result);
    assert_int_equal(result.outcome.is_deadlock, 1);
    assert_int_equal(result.outcome.first, SLOT_SUBMISSION);
    assert_int_equal(result.evidence[SLOT_SUBMISSION].end, RUN_ENDED_IDLE);
    /* long before any limit; 100 ms where there is a processor for it */
    assert_true(result.evidence[SLOT_SUBMISSION].wall_us < (int64_t)slowness() * 2000 * 1000);
    /* and the author has its say */
    assert_ended(&result.evidence[SLOT_AUTHOR], 43);
}

static void test_deadlock(void **state)
{
    (void)state;
    assert_deadlock("read x", "read y; exit 43");
    assert_deadlock("echo 1; read x; read y", "read y; echo 2; read z; exit 43");
    assert_deadlock("exec cat", "trap 'exit 43' PIPE; read y; exit 43");
    /* both write, and nobody reads */
    assert_deadlock("exec cat /dev/zero",
                    "exec python3 -c \"import os; os.write(1, b'0' * 3000000); os._exit(43)\"");
}

/* Who closes stdout for good says that this was all: the other reads the end of file. */
static void test_closed_early(void **state)
{
    struct pair_result result;

    (void)state;
    speak(&(struct talk){.submission = "exec 1>&-; read x; exit 0", .author = "read y; exit 43"},
          &result);
    assert_int_equal(result.outcome.is_deadlock, 0);
    assert_int_equal(result.outcome.first, SLOT_AUTHOR);
    assert_ended(&result.evidence[SLOT_AUTHOR], 43);
    speak(&(struct talk){.submission = "read x; exit 3", .author = "exec 1>&-; read y; exit 42"},
          &result);
    assert_int_equal(result.outcome.is_deadlock, 0);
    assert_int_equal(result.outcome.first, SLOT_SUBMISSION);
    assert_ended(&result.evidence[SLOT_SUBMISSION], 3);
    assert_ended(&result.evidence[SLOT_AUTHOR], 42);
}

/* Whoever sleeps, computes or has a clock is not in a deadlock. */
static void test_no_deadlock(void **state)
{
    static const char *const submissions[] = {
        "exec sleep 0.5", "exec python3 -c \"import time; time.sleep(0.3); print(1)\"",
        "exec python3 -c \"import select; select.select([0], [], [], 0.3)\"",
        "exec python3 -c \"import signal, sys; signal.signal(signal.SIGALRM, lambda *a: "
        "sys.exit(0)); signal.setitimer(signal.ITIMER_REAL, 0.3); sys.stdin.read()\"",
        "i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); done"};
    struct pair_result result;

    (void)state;
    for (size_t i = 0; i < sizeof(submissions) / sizeof(submissions[0]); i++) {
        speak(&(struct talk){.submission = submissions[i], .author = "read x; exit 42"}, &result);
        assert_int_equal(result.outcome.is_deadlock, 0);
        assert_ended(&result.evidence[SLOT_SUBMISSION], 0);
        assert_ended(&result.evidence[SLOT_AUTHOR], 42);
    }
}

/* ---- limits ---- */

static void test_limits_of_the_submission(void **state)
{
    struct talk talk = {.submission = "while :; do :; done", .author = "read x; exit 43"};
    struct pair_result result;

    (void)state;
    talk.limits[0] = lab_limits();
    talk.limits[0].cpu_us = (int64_t)slowness() * 200 * 1000;
    speak(&talk, &result);
    assert_int_equal(result.outcome.first, SLOT_SUBMISSION);
    assert_int_equal(result.evidence[SLOT_SUBMISSION].end, RUN_ENDED_CPU);
    assert_ended(&result.evidence[SLOT_AUTHOR], 43);

    talk.submission = "exec sleep 100";
    talk.limits[0].wall_us = (int64_t)slowness() * 300 * 1000;
    speak(&talk, &result);
    assert_int_equal(result.evidence[SLOT_SUBMISSION].end, RUN_ENDED_WALL);

    talk.limits[0] = lab_limits();
    talk.limits[0].memory_kib = 16 * 1024;
    talk.submission = "exec /prog/attack memory_touch";
    speak(&talk, &result);
    assert_true(result.evidence[SLOT_SUBMISSION].oom_kills > 0);
    assert_int_equal(result.evidence[SLOT_AUTHOR].oom_kills, 0);

    talk.limits[0] = lab_limits();
    talk.submission = "exec cat /dev/zero";
    talk.author = "exec head -c 1000000000 /dev/stdin";
    speak(&talk, &result);
    assert_int_equal(result.outcome.first, SLOT_SUBMISSION);
    assert_int_not_equal(result.evidence[SLOT_SUBMISSION].end, RUN_ENDED_ITSELF);

    talk.submission = "exec /prog/attack fork_once";
    talk.author = "read x; exit 43";
    speak(&talk, &result);
    assert_true(result.evidence[SLOT_SUBMISSION].refused_processes > 0);
}

/* Each of these is the author's, whatever the submission does meanwhile. */
static void test_limits_of_the_author(void **state)
{
    struct talk talk = {.submission = "read x; exit 1", .author = "while :; do :; done"};
    struct pair_result result;

    (void)state;
    talk.limits[1] = lab_limits();
    talk.limits[1].cpu_us = (int64_t)slowness() * 200 * 1000;
    speak(&talk, &result);
    assert_int_equal(result.outcome.first, SLOT_AUTHOR);
    assert_int_equal(result.outcome.author_status, -1);
    assert_int_equal(result.evidence[SLOT_AUTHOR].end, RUN_ENDED_CPU);
    assert_int_equal(result.evidence[SLOT_SUBMISSION].end, RUN_ENDED_PEER);

    /* it never reads, and the time for which the submission waits is not its own */
    talk.submission = "exec cat /dev/zero";
    talk.author = "exec sleep 100";
    talk.limits[0] = talk.limits[1] = lab_limits();
    talk.limits[0].wall_us = (int64_t)slowness() * 300 * 1000;
    talk.limits[0].output_bytes = 10000000;
    talk.limits[1].wall_us = (int64_t)slowness() * 1000 * 1000;
    speak(&talk, &result);
    assert_int_equal(result.outcome.first, SLOT_AUTHOR);
    assert_int_equal(result.evidence[SLOT_AUTHOR].end, RUN_ENDED_WALL);
    assert_int_equal(result.evidence[SLOT_SUBMISSION].end, RUN_ENDED_PEER);
    assert_true(result.evidence[SLOT_SUBMISSION].waited_us > 0);

    talk = (struct talk){.submission = "read x", .author = "kill -SEGV $$"};
    speak(&talk, &result);
    assert_int_equal(result.outcome.author_status, SIGSEGV);
    assert_int_equal(result.evidence[SLOT_AUTHOR].term_signal, SIGSEGV);
}

/* ---- the author's program below one of ours ---- */

static void test_report(void **state)
{
    struct buffer feedback = BUFFER_INIT;
    struct talk talk = {.submission = "read x; exit 0",
                        /* the notice: its program has ended with 43, and the report after that */
                        .author =
                            "printf '!dne\\000\\053\\000\\000' >&3; i=0; while [ $i -lt 3000 ]; do "
                            "i=$((i + 1)); echo 012345678901234567890123456789 >&3; done; exit 0",
                        .feedback = &feedback};
    struct pair_result result;

    (void)state;
    speak(&talk, &result);
    assert_int_equal(result.outcome.first, SLOT_AUTHOR);
    assert_int_equal(result.outcome.author_status, 43 << 8);
    assert_int_equal(result.evidence[SLOT_SUBMISSION].end, RUN_ENDED_PEER);
    assert_ended(&result.evidence[SLOT_AUTHOR], 0);
    assert_int_equal(feedback.size, 8 + 3000 * 31);
    assert_memory_equal(feedback.data, "!dne\0\053\0\0", 8);
    buffer_release(&feedback);

    /* no notice is no word */
    talk.author = "echo something else >&3; exit 42";
    speak(&talk, &result);
    assert_int_equal(result.outcome.author_status, -1);
    assert_int_equal(result.evidence[SLOT_SUBMISSION].end, RUN_ENDED_PEER);
    buffer_release(&feedback);
}

/* ---- what is recorded ---- */

static size_t next_chunk(int fd, struct conversation_chunk *chunk, char *data, size_t size)
{
    if (fd_read_full(fd, chunk, sizeof(*chunk)) != (ssize_t)sizeof(*chunk))
        return 0;
    assert_true(chunk->size < size);
    assert_int_equal(fd_read_full(fd, data, chunk->size), chunk->size);
    data[chunk->size] = '\0';
    return chunk->size;
}

static void test_recording(void **state)
{
    static const struct {
        uint32_t writer;
        const char *text;
    } expected[] = {{SLOT_AUTHOR, "hello\n"},
                    {SLOT_SUBMISSION, "got hello\n"},
                    {SLOT_AUTHOR, "bye\n"},
                    {SLOT_SUBMISSION, "got bye\n"}};
    const struct talk talk = {.submission = "while read x; do echo \"got $x\"; done; exit 0",
                              .author = "echo hello; read y; echo bye; read y; exit 42",
                              .record_bytes = 1000};
    struct conversation_chunk chunk;
    struct pair_result result;
    int64_t before = 0;
    char data[100];

    (void)state;
    speak(&talk, &result);
    assert_ended(&result.evidence[SLOT_SUBMISSION], 0);
    assert_ended(&result.evidence[SLOT_AUTHOR], 42);
    assert_int_equal(result.evidence[SLOT_SUBMISSION].output_bytes, 18);
    for (size_t i = 0; i < 4; i++) {
        assert_true(next_chunk(result.conversation, &chunk, data, sizeof(data)) > 0);
        assert_int_equal(chunk.writer, expected[i].writer);
        assert_string_equal(data, expected[i].text);
        assert_true(chunk.at_us >= before);
        before = chunk.at_us;
    }
    assert_int_equal(next_chunk(result.conversation, &chunk, data, sizeof(data)), 0);
    assert_int_equal(result.outcome.unrecorded, 0);
    close(result.conversation);
}

/* What is beyond the cap passes all the same. */
static void test_recording_is_capped(void **state)
{
    struct talk talk = {.submission = "exec head -c 3000000 /dev/zero",
                        .author = "exec python3 -c \"import sys; n = len(sys.stdin.buffer.read()); "
                                  "sys.exit(42 if n == 3000000 else 43)\"",
                        .record_bytes = 70000};
    struct pair_result result;

    (void)state;
    talk.limits[0] = lab_limits();
    talk.limits[0].output_bytes = 10000000;
    speak(&talk, &result);
    assert_ended(&result.evidence[SLOT_AUTHOR], 42);
    assert_int_equal(result.evidence[SLOT_SUBMISSION].output_bytes, 3000000);
    assert_int_equal(result.outcome.unrecorded, 3000000 - 70000);
    close(result.conversation);
}

/* ---- what a side has ---- */

/* 0, 1, 2 and nothing else. */
#define HAS_NO_MORE                                                                                \
    "exec python3 -c \"import fcntl, sys\n"                                                        \
    "for fd in range(3, 4096):\n"                                                                  \
    "    try:\n"                                                                                   \
    "        fcntl.fcntl(fd, fcntl.F_GETFD)\n"                                                     \
    "    except OSError:\n"                                                                        \
    "        continue\n"                                                                           \
    "    sys.exit(9)\n"                                                                            \
    "sys.exit(42)\""

static void test_descriptors(void **state)
{
    struct talk talk = {.submission = HAS_NO_MORE, .author = HAS_NO_MORE};
    struct pair_result result;

    (void)state;
    for (int i = 0; i < 2; i++) {
        talk.record_bytes = i * 1000;
        speak(&talk, &result);
        assert_ended(&result.evidence[SLOT_SUBMISSION], 42);
        assert_ended(&result.evidence[SLOT_AUTHOR], 42);
        fd_close(&result.conversation);
    }
}

/* Neither sees, signals or finds anything of the other. */
static void test_apart(void **state)
{
    struct pair_result result;

    (void)state;
    speak(&(struct talk){.submission = "exec /prog/attack signal_others",
                         .author = "read x; exit 42"},
          &result);
    assert_ended(&result.evidence[SLOT_AUTHOR], 42);
    speak(&(struct talk){.submission = "read x; [ -e /tmp/mark ] && exit 7; exit 0",
                         .author = "echo > /tmp/mark; echo; exit 42"},
          &result);
    assert_ended(&result.evidence[SLOT_SUBMISSION], 0);
}

/* The runner is as good as before afterwards. */
static void test_runs_between(void **state)
{
    const char *const argv[] = {"/prog/attack", "exit", "4", NULL};
    struct lab_program program = {.argv = argv, .limits = lab_limits()};
    struct pair_result result;
    struct lab_result alone;

    (void)state;
    for (int i = 0; i < 10; i++) {
        speak(&(struct talk){.submission = "read x; exit 5", .author = "echo; exit 42"}, &result);
        assert_ended(&result.evidence[SLOT_SUBMISSION], 5);
        program.slot = i % 2 ? SLOT_AUTHOR : SLOT_SUBMISSION;
        lab_run(&lab, &program, &alone);
        assert_ended(&alone.evidence, 4);
        lab_release(&alone);
    }
    lab_author_close(&lab);
    {
        const char *const vector[] = {"/bin/true", NULL};
        struct pair_request request = {.sides = {{vector, lab_limits()}, {vector, lab_limits()}},
                                       .material = -1};
        struct error err;

        assert_int_equal(cell_pair(lab.runner, &request, &result, &err), -EINVAL);
    }
}

/* ---- what is malformed ---- */

static void assert_ends_runner(struct msg_pair *pair, size_t fds_sent)
{
    struct {
        struct msg_pair pair;
        char text[6];
    } message = {*pair, "/a\0/b"};
    int fds[8], ends[2];
    char byte;

    open_lab(NULL);
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    for (size_t i = 0; i < 8; i++)
        fds[i] = dup(ends[1]);
    assert_int_equal(packet_send(lab.runner, &message, sizeof(*pair) + 6, fds, fds_sent), 0);
    assert_true(read(lab.runner, &byte, 1) <= 0);
    for (size_t i = 0; i < 8; i++)
        close(fds[i]);
    close(ends[0]);
    close(ends[1]);
    close_lab(NULL);
}

static void test_malformed(void **state)
{
    const struct msg_pair good = {
        .kind = MSG_PAIR, .argc = {1, 1}, .limits = {lab_limits(), lab_limits()}};
    struct msg_pair bad = good;

    (void)state;
    assert_ends_runner(&bad, 3);
    bad.has_report = 2;
    assert_ends_runner(&bad, 6);
    bad = good;
    bad.has_material = 1;
    assert_ends_runner(&bad, 3);
    bad = good;
    bad.record_bytes = PAIR_RECORD_MAX + 1;
    assert_ends_runner(&bad, 2);
    bad = good;
    bad.argc[1] = 2;
    assert_ends_runner(&bad, 2);
    bad.argc[1] = 0;
    assert_ends_runner(&bad, 2);
}

int main(int argc, char **argv)
{
#define WITH_LAB(test) cmocka_unit_test_setup_teardown(test, open_lab, close_lab)
    const struct CMUnitTest tests[] = {
        WITH_LAB(test_words_pass),
        WITH_LAB(test_author_first),
        WITH_LAB(test_submission_first),
        WITH_LAB(test_author_lets_go_on),
        WITH_LAB(test_deadlock),
        WITH_LAB(test_closed_early),
        WITH_LAB(test_no_deadlock),
        WITH_LAB(test_limits_of_the_submission),
        WITH_LAB(test_limits_of_the_author),
        WITH_LAB(test_report),
        WITH_LAB(test_recording),
        WITH_LAB(test_recording_is_capped),
        WITH_LAB(test_descriptors),
        WITH_LAB(test_apart),
        WITH_LAB(test_runs_between),
        cmocka_unit_test(test_malformed),
    };

    lab_grader(argc, argv);
    if (geteuid() != 0)
        return 77;
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests_name("pair", tests, NULL, NULL);
}
