/* base/log: one line each, on stderr, filtered by level, never overrun. */
#include "base/log.h"

#include "base/fd.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static int real_stderr = -1;
static struct buffer talk = BUFFER_INIT;

static void begin(void)
{
    int file = fd_memfd("stderr");

    assert_true(file >= 0);
    real_stderr = dup(STDERR_FILENO);
    assert_true(dup2(file, STDERR_FILENO) >= 0);
    fd_close(&file);
}

/* Gives back the real stderr; what was written meanwhile is in `talk`. */
static const char *end(void)
{
    struct error err;

    buffer_clear(&talk);
    assert_int_equal(lseek(STDERR_FILENO, 0, SEEK_SET), 0);
    assert_int_equal(fd_read_all(STDERR_FILENO, 1000000, &talk, "stderr", &err), 0);
    dup2(real_stderr, STDERR_FILENO);
    fd_close(&real_stderr);
    return talk.data;
}

static void say_everything(void)
{
    log_error("e%d", 1);
    log_warning("w%d", 2);
    log_info("i%d", 3);
    log_debug("d%d", 4);
}

static void test_levels(void **state)
{
    static const char *const expected[] = {
        [LOG_LEVEL_ERROR] = "n: error: e1\n",
        [LOG_LEVEL_WARNING] = "n: error: e1\nn: warning: w2\n",
        [LOG_LEVEL_INFO] = "n: error: e1\nn: warning: w2\nn: i3\n",
        [LOG_LEVEL_DEBUG] = "n: error: e1\nn: warning: w2\nn: i3\nn: debug: d4\n",
    };

    (void)state;
    for (int level = LOG_LEVEL_ERROR; level <= LOG_LEVEL_DEBUG; level++) {
        log_setup("n", (enum log_level)level, 0);
        begin();
        say_everything();
        assert_string_equal(end(), expected[level]);
    }
}

static void test_dated(void **state)
{
    int year, month, day, hour, minute, second, zone, used = 0;

    (void)state;
    log_setup("assay judge", LOG_LEVEL_INFO, 1);
    begin();
    log_info("ready");
    assert_int_equal(sscanf(end(), "%4d-%2d-%2d %2d:%2d:%2d %5d %n", &year, &month, &day, &hour,
                            &minute, &second, &zone, &used),
                     7);
    assert_int_equal(used, strlen("2001-02-03 04:05:06 +0100 "));
    assert_string_equal(talk.data + used, "assay judge: ready\n");
}

static void test_long_lines_are_cut_and_still_end(void **state)
{
    static char text[5000];

    (void)state;
    memset(text, 'x', sizeof(text) - 1);
    log_setup("n", LOG_LEVEL_WARNING, 1);
    begin();
    log_error("%s", text);
    log_error("next");
    end();
    assert_int_equal(strchr(talk.data, '\n') - talk.data, 2047); /* one write, one line */
    assert_non_null(strstr(talk.data, "n: error: next\n"));
}

static void test_names_cannot_forge_lines(void **state)
{
    (void)state;
    log_setup("n", LOG_LEVEL_WARNING, 0);
    begin();
    log_error("no file %s", "a\\b\nn: error: \x1b[2J\xe2\x80\xae");
    assert_string_equal(end(), "n: error: no file a\\b\\nn: error: \\x1b[2J\\u202e\n");
}

static void test_a_long_name_is_cut(void **state)
{
    static char name[5000];

    (void)state;
    memset(name, 'n', sizeof(name) - 1);
    log_setup(name, LOG_LEVEL_WARNING, 0);
    begin();
    log_error("message %d", 1);
    end();
    assert_in_range(talk.size, 2000, 2048);
    assert_int_equal(talk.data[talk.size - 1], '\n');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_levels),
        cmocka_unit_test(test_dated),
        cmocka_unit_test(test_long_lines_are_cut_and_still_end),
        cmocka_unit_test(test_names_cannot_forge_lines),
        cmocka_unit_test(test_a_long_name_is_cut),
    };
    int failed = cmocka_run_group_tests_name("log", tests, NULL, NULL);

    buffer_release(&talk);
    return failed;
}
