/* base/error: messages are cut, never overrun, and keep the code. */
#include "base/error.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static char long_text[3000];

static void test_set(void **state)
{
    struct error err;

    (void)state;
    assert_int_equal(error_set(&err, -EINVAL, "case %d of %s", 3, "a"), -EINVAL);
    assert_int_equal(err.code, -EINVAL);
    assert_string_equal(err.text, "case 3 of a");
}

/* A reason without a failure. */
static void test_say(void **state)
{
    struct error err = {.code = -EIO};

    (void)state;
    assert_int_equal(error_say(&err, "it is turned off (%d)", 3), 0);
    assert_int_equal(err.code, 0);
    assert_string_equal(err.text, "it is turned off (3)");
}

static void test_set_errno(void **state)
{
    struct error err;

    (void)state;
    assert_int_equal(error_set_errno(&err, ENOENT, "cannot open %s", "x"), -ENOENT);
    assert_int_equal(err.code, -ENOENT);
    assert_string_equal(err.text, "cannot open x: No such file or directory");
}

static void test_errno_without_a_name(void **state)
{
    struct error err;

    (void)state;
    assert_int_equal(error_set_errno(&err, 9999, "cannot"), -9999);
    assert_string_equal(err.text, "cannot: error 9999");
}

static void test_prefixes_go_outward(void **state)
{
    struct error err;

    (void)state;
    error_set(&err, -EIO, "inner");
    assert_int_equal(error_prefix(&err, "middle %d", 2), -EIO);
    assert_int_equal(error_prefix(&err, "outer"), -EIO);
    assert_int_equal(err.code, -EIO);
    assert_string_equal(err.text, "outer: middle 2: inner");
}

static void test_long_messages_are_cut(void **state)
{
    struct error err;

    (void)state;
    error_set(&err, -EINVAL, "%s", long_text);
    assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
    error_set_errno(&err, ENOENT, "%s", long_text);
    assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
    error_set(&err, -EINVAL, "inner");
    assert_int_equal(error_prefix(&err, "%s", long_text), -EINVAL);
    assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
}

/* The longest message that fits is whole; one byte more loses one byte. */
static void test_cut_is_exact(void **state)
{
    struct error err;
    int fits = (int)sizeof(err.text) - 1 - 3;

    (void)state;
    error_set(&err, -EINVAL, "b");
    error_prefix(&err, "%.*s", fits, long_text);
    assert_string_equal(err.text + fits, ": b");
    error_set(&err, -EINVAL, "b");
    error_prefix(&err, "%.*s", fits + 1, long_text);
    assert_string_equal(err.text + fits + 1, ": ");
}

static void test_whose_failure(void **state)
{
    static const int host[] = {EMFILE, ENFILE, ENOMEM, ENOSPC, EIO};
    static const int others[] = {EINVAL, ENOENT, EACCES, ELOOP, EXDEV, EISDIR, EAGAIN};

    (void)state;
    for (size_t i = 0; i < sizeof(host) / sizeof(host[0]); i++)
        assert_true(error_is_host(-host[i]));
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        assert_false(error_is_host(-others[i]));
    assert_false(error_is_host(0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set),
        cmocka_unit_test(test_say),
        cmocka_unit_test(test_set_errno),
        cmocka_unit_test(test_errno_without_a_name),
        cmocka_unit_test(test_prefixes_go_outward),
        cmocka_unit_test(test_long_messages_are_cut),
        cmocka_unit_test(test_cut_is_exact),
        cmocka_unit_test(test_whose_failure),
    };

    memset(long_text, 'x', sizeof(long_text) - 1);
    return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
