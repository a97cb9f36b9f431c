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

/* ---- logfmt ---- */

static const struct log_event tried = {"tried", LOG_LEVEL_INFO, 0, "who count what"};
static const struct log_event routine = {"routine", LOG_LEVEL_INFO, 1, ""};

/* Checks the date, and returns what stands after it. */
static const char *after_date(const char *line)
{
    int year, month, day, hour, minute, second, ms, used = 0;

    assert_int_equal(sscanf(line, "ts=%4d-%2d-%2dT%2d:%2d:%2d.%3dZ %n", &year, &month, &day, &hour,
                            &minute, &second, &ms, &used),
                     7);
    assert_int_equal(used, strlen("ts=2001-02-03T04:05:06.789Z "));
    return line + used;
}

static void test_logfmt(void **state)
{
    (void)state;
    log_setup("assay judge", LOG_LEVEL_INFO, 1);
    log_use(LOG_FORM_LOGFMT, LOG_LEVEL_INFO);
    begin();
    log_write(&tried, LOG_FIELDS(LOG_TEXT("who", "ada-1"), LOG_NUMBER("count", -7)), "tried %d", 3);
    assert_string_equal(after_date(end()),
                        "level=info event=tried who=ada-1 count=-7 msg=\"tried 3\"\n");
    begin();
    log_warning("a \"b\"");
    assert_string_equal(
        after_date(end()),
        "level=warning event=message program=\"assay judge\" msg=\"a \\\"b\\\"\"\n");
    begin();
    log_debug("not shown");
    assert_string_equal(end(), "");
    log_use(LOG_FORM_TEXT, LOG_LEVEL_INFO);
}

/* What a name may hold, and how it stands in the line. */
static void test_values_cannot_forge(void **state)
{
    static const struct {
        const char *value, *shown;
    } values[] = {
        {"", "\"\""},
        {"plain_1-2./:+,@%", "plain_1-2./:+,@%"},
        {"a b", "\"a b\""},
        {"a=b", "\"a=b\""},
        {"x\nts=1 event=judged verdict=AC", "\"x\\nts=1 event=judged verdict=AC\""},
        {"x\" event=judged verdict=AC y=\"", "\"x\\\" event=judged verdict=AC y=\\\"\""},
        {"a\\", "\"a\\\\\""},
        {"\\\" event=judged", "\"\\\\\\\" event=judged\""},
        {"\x1b[2J\r\t\x7f", "\"\\x1b[2J\\r\\t\\x7f\""},
        {"\xe2\x80\xae"
         "abc",
         "\"\\u202eabc\""},
        {"\xc2\x85", "\"\\u0085\""},
        {"\xff\xc3\"", "\"\\xff\\xc3\\\"\""},
        {"\xc3\xa9", "\"\xc3\xa9\""},
    };

    (void)state;
    log_setup("n", LOG_LEVEL_INFO, 0);
    log_use(LOG_FORM_LOGFMT, LOG_LEVEL_INFO);
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        char expected[200];

        begin();
        log_write(&tried, LOG_FIELDS(LOG_TEXT("what", values[i].value)), "%s", values[i].value);
        snprintf(expected, sizeof(expected), "level=info event=tried what=%s msg=%s\n",
                 values[i].shown, values[i].shown);
        assert_string_equal(after_date(end()), expected);
    }
    log_use(LOG_FORM_TEXT, LOG_LEVEL_INFO);
}

static void test_long_values_are_cut(void **state)
{
    static char text[5000];

    (void)state;
    for (size_t i = 0; i + 2 < sizeof(text); i += 2)
        memcpy(text + i, "\xc3\xa9", 2);
    log_use(LOG_FORM_LOGFMT, LOG_LEVEL_INFO);
    begin();
    log_write(&tried, LOG_FIELDS(LOG_TEXT("what", text)), "%s", text);
    end();
    assert_true(talk.size < 4096);
    assert_non_null(strstr(talk.data, "\xc3\xa9...\" msg=\""));
    assert_ptr_equal(strchr(talk.data, '\n'), talk.data + talk.size - 1);
    log_use(LOG_FORM_TEXT, LOG_LEVEL_INFO);
}

static void test_routine_events_are_debug_lines_in_text(void **state)
{
    (void)state;
    log_setup("n", LOG_LEVEL_INFO, 0);
    begin();
    log_write(&routine, LOG_FIELDS({.name = NULL}), "all well");
    log_write(&tried, LOG_FIELDS(LOG_TEXT("who", "a")), "once");
    assert_string_equal(end(), "n: once\n");
    log_use(LOG_FORM_TEXT, LOG_LEVEL_DEBUG);
    begin();
    log_write(&routine, LOG_FIELDS({.name = NULL}), "all well");
    assert_string_equal(end(), "n: debug: all well\n");
    log_use(LOG_FORM_LOGFMT, LOG_LEVEL_INFO);
    begin();
    log_write(&routine, LOG_FIELDS({.name = NULL}), "all well");
    assert_string_equal(after_date(end()), "level=info event=routine msg=\"all well\"\n");
    log_use(LOG_FORM_TEXT, LOG_LEVEL_INFO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_levels),
        cmocka_unit_test(test_dated),
        cmocka_unit_test(test_long_lines_are_cut_and_still_end),
        cmocka_unit_test(test_names_cannot_forge_lines),
        cmocka_unit_test(test_a_long_name_is_cut),
        cmocka_unit_test(test_logfmt),
        cmocka_unit_test(test_values_cannot_forge),
        cmocka_unit_test(test_long_values_are_cut),
        cmocka_unit_test(test_routine_events_are_debug_lines_in_text),
    };
    int failed = cmocka_run_group_tests_name("log", tests, NULL, NULL);

    buffer_release(&talk);
    return failed;
}
