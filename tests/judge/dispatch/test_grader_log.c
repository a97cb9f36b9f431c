/* What a grader writes to its stderr: shown whole, escaped, and bounded. */
#include "judge/dispatch/grader_log.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

enum { TURN_US = 20000 };

struct lab {
    struct loop *loop;
    struct loop_timer *turn;
    struct grader_log *log;
    int write_end;
    int shown, saved; /* a file in place of our stderr, and that */
};

static void on_turn(struct loop *loop, struct loop_timer *timer, void *arg)
{
    (void)timer;
    (void)arg;
    loop_stop(loop);
}

static int open_lab(void **state)
{
    struct lab *lab = calloc(1, sizeof(*lab));
    struct error err;
    int ends[2];

    assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    assert_int_equal(loop_open(&lab->loop, &err), 0);
    assert_int_equal(loop_add_timer(lab->loop, on_turn, lab, &lab->turn, &err), 0);
    assert_int_equal(grader_log_open(lab->loop, 7, ends[0], &lab->log, &err), 0);
    lab->write_end = ends[1];
    lab->shown = memfd_create("shown", MFD_CLOEXEC);
    lab->saved = dup(2);
    assert_int_equal(dup2(lab->shown, 2), 2);
    *state = lab;
    return 0;
}

static int close_lab(void **state)
{
    struct lab *lab = *state;

    dup2(lab->saved, 2);
    grader_log_close(lab->log);
    fd_close(&lab->write_end);
    fd_close(&lab->shown);
    fd_close(&lab->saved);
    loop_close(lab->loop);
    free(lab);
    return 0;
}

/* Lets the judge do what it has to. */
static void turn(struct lab *lab)
{
    struct error err;

    loop_set_timer(lab->turn, TURN_US);
    assert_int_equal(loop_run(lab->loop, &err), 0);
}

/* All that was shown so far. */
static const char *shown(struct lab *lab)
{
    static char text[1024 * 1024];
    ssize_t got = pread(lab->shown, text, sizeof(text) - 1, 0);

    text[got < 0 ? 0 : got] = '\0';
    return text;
}

static void say(struct lab *lab, const char *data, size_t size)
{
    assert_int_equal(write(lab->write_end, data, size), size);
}

static void test_lines(void **state)
{
    struct lab *lab = *state;

    say(lab, "one\n\ntw", 7);
    turn(lab);
    assert_string_equal(shown(lab), "assay: warning: grader 7: one\n");
    say(lab, "o\nthree", 7);
    turn(lab);
    assert_non_null(strstr(shown(lab), "grader 7: two\n"));
    assert_null(strstr(shown(lab), "three"));
    /* what is not a whole line is shown at the end */
    fd_close(&lab->write_end);
    turn(lab);
    assert_non_null(strstr(shown(lab), "grader 7: three\n"));
}

static void test_closing_shows_the_rest(void **state)
{
    struct lab *lab = *state;

    say(lab, "last\nwords", 10);
    grader_log_close(lab->log);
    lab->log = NULL;
    assert_string_equal(shown(lab),
                        "assay: warning: grader 7: last\nassay: warning: grader 7: words\n");
}

/* Nothing that it says moves the cursor of the operator's terminal, or forges a line. */
static void test_escaped(void **state)
{
    struct lab *lab = *state;
    static const char words[] = "\033[2Jred\r\0\xff \xe2\x80\xae\n";

    say(lab, words, sizeof(words) - 1);
    turn(lab);
    assert_string_equal(shown(lab), "assay: warning: grader 7: \\x1b[2Jred\\r?\\xff \\u202e\n");
}

static void test_long_line_is_cut(void **state)
{
    struct lab *lab = *state;
    char line[3 * GRADER_LOG_LINE_MAX];

    memset(line, 'x', sizeof(line));
    line[sizeof(line) - 1] = '\n';
    say(lab, line, sizeof(line));
    say(lab, "next\n", 5);
    turn(lab);
    line[GRADER_LOG_LINE_MAX] = '\0';
    assert_non_null(strstr(shown(lab), line));
    line[GRADER_LOG_LINE_MAX] = 'x';
    line[GRADER_LOG_LINE_MAX + 1] = '\0';
    assert_null(strstr(shown(lab), line));
    assert_non_null(strstr(shown(lab), "x...\n"));
    assert_non_null(strstr(shown(lab), "grader 7: next\n"));
}

/* Writes until the pipe is full, over and over: in the end nobody reads. */
static size_t flood(struct lab *lab, const char *data, size_t size)
{
    size_t written = 0;

    for (int round = 0; round < 20; round++) {
        ssize_t got;

        while ((got = write(lab->write_end, data, size)) > 0)
            written += (size_t)got;
        assert_int_equal(errno, EAGAIN);
        turn(lab);
    }
    return written;
}

static void test_floods(void **state)
{
    enum { PIPE_BYTES = 64 * 1024, ROUNDS_BYTES = 16 * 1024 };
    static char lines[4096], blanks[4096];
    struct lab *lab = *state;

    for (size_t i = 0; i < sizeof(lines); i++)
        lines[i] = i % 2 ? '\n' : 'x';
    memset(blanks, '\n', sizeof(blanks));
    assert_true(flood(lab, lines, sizeof(lines)) <= PIPE_BYTES + GRADER_LOG_BYTES + ROUNDS_BYTES);
    assert_true(strlen(shown(lab)) <= GRADER_LOG_BYTES);
    close_lab(state);
    open_lab(state);
    lab = *state;
    assert_true(flood(lab, blanks, sizeof(blanks)) <= PIPE_BYTES + GRADER_LOG_BYTES + ROUNDS_BYTES);
}

/* It goes on a little every second, so that what an honest one says is not lost for good. */
static void test_goes_on(void **state)
{
    static char blanks[4096];
    struct lab *lab = *state;
    size_t before, after = 0;

    memset(blanks, '\n', sizeof(blanks));
    before = flood(lab, blanks, sizeof(blanks));
    for (int i = 0; i < 500 && after == 0; i++)
        after = flood(lab, blanks, 1);
    assert_true(before > 0 && after > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_lines, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_closing_shows_the_rest, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_escaped, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_long_line_is_cut, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_floods, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_goes_on, open_lab, close_lab),
    };

    return cmocka_run_group_tests_name("grader_log", tests, NULL, NULL);
}
