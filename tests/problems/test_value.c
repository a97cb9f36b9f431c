/* The notation of values: what is one, what is none, and what it is shown as. */
#include "problems/value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* As shown; NULL: the same text. */
static const struct {
    const char *text, *shown;
} good[] = {
    {"None", NULL},
    {"null", "None"},
    {"true", "True"},
    {"False", NULL},
    {"0", NULL},
    {"-0", "0"},
    {"007", "7"},
    {"-12345678901234567890123456789012345678901234567890", NULL},
    {"1.5", NULL},
    {"1.0", NULL},
    {"1e3", "1000.0"},
    {"-inf", NULL},
    {"+inf", "inf"},
    {"nan", NULL},
    {"0.1", NULL},
    {"0.30000000000000004", NULL},
    {"'a'", NULL},
    {"\"it's\"", NULL},
    {"'\\x41\\u00e9\\U0001f600\\n'", "'A\303\251\360\237\230\200\\n'"},
    {"b'\\x00a\\xff'", NULL},
    {"[]", NULL},
    {"[1, [2, 3]]", NULL},
    {"[1,]", "[1]"},
    {"()", NULL},
    {"(1)", "1"},
    {"(1,)", NULL},
    {"(1, 2)", NULL},
    {"{}", NULL},
    {"set()", NULL},
    {"{1, 2}", NULL},
    {"{'a': 1, (1, 2): [None]}", NULL},
    {" [ 1 ,\n2 ] ", "[1, 2]"},
    {"<'solution.Odd'>", "a value of class solution.Odd"},
};

static void test_good(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        struct arena arena = ARENA_INIT;
        struct buffer shown = BUFFER_INIT;
        struct value_fault fault;
        struct value value;

        if (value_parse(&arena, good[i].text, strlen(good[i].text), &value, &fault) < 0)
            fail_msg("%s: at %zu, expected %s", good[i].text, fault.at, fault.what);
        value_show(&value, &shown, 1000);
        assert_string_equal(shown.data, good[i].shown ? good[i].shown : good[i].text);
        buffer_release(&shown);
        arena_release(&arena);
    }
}

static const struct {
    const char *text;
    size_t at;
    const char *what;
} bad[] = {
    {"", 0, "a value"},
    {"none", 0, "a value"},
    {"Nonesuch", 0, "a value"},
    {"abc", 0, "a value"},
    {"1 2", 2, "nothing behind"},
    {"1x", 1, "the end of the number"},
    {"1.5.2", 3, "nothing behind"},
    {"1e", 2, "exponent"},
    {"-", 1, "a digit"},
    {"- 1", 1, "a digit"},
    {"0x10", 1, "the end of the number"},
    {"1_000", 1, "the end of the number"},
    {"'a", 1, "the quote"},
    {"'a\\'", 1, "the quote"},
    {"'a\\", 1, "the quote"},
    {"'\\q'", 2, "an escape"},
    {"'\\xg1'", 3, "hexadecimal"},
    {"'\\U00110000'", 11, "\\U0010ffff"},
    {"b'\\u0041'", 3, "an escape"},
    {"b'\303\251'", 2, "in bytes"},
    {"'a\nb'", 2, "control"},
    {"[1", 2, "a comma"},
    {"[1 2]", 3, "a comma"},
    {"[,]", 1, "a value"},
    {"[1,,2]", 3, "a value"},
    {"(1]", 2, "a comma"},
    {"{1: 2, 3}", 8, "a colon"},
    {"{1, 2: 3}", 5, "a comma"},
    {"{1: }", 4, "a value"},
    {"<x>", 1, "the name of a class"},
    {"<'x'", 4, "\">\""},
    {"set(1)", 0, "a value"},
    {"__import__('os')", 0, "a value"},
};

static void test_bad(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct arena arena = ARENA_INIT;
        struct value_fault fault = {0};
        struct value value;

        if (value_parse(&arena, bad[i].text, strlen(bad[i].text), &value, &fault) == 0)
            fail_msg("%s: is taken", bad[i].text);
        if (fault.at != bad[i].at || !strstr(fault.what, bad[i].what))
            fail_msg("%s: at %zu expected \"%s\"", bad[i].text, fault.at, fault.what);
        arena_release(&arena);
    }
}

static int parses(const char *text, size_t size)
{
    struct arena arena = ARENA_INIT;
    struct value_fault fault;
    struct value value;
    int failed = value_parse(&arena, text, size, &value, &fault);

    arena_release(&arena);
    return failed == 0;
}

static void test_bounds(void **state)
{
    char *text = malloc(VALUE_SIZE_MAX + 1);

    (void)state;
    assert_non_null(text);
    memset(text, '[', VALUE_DEPTH_MAX + 1);
    memset(text + VALUE_DEPTH_MAX + 1, ']', VALUE_DEPTH_MAX + 1);
    assert_true(parses(text + 1, 2 * VALUE_DEPTH_MAX));
    assert_false(parses(text, 2 * VALUE_DEPTH_MAX + 2));
    memset(text, '[', VALUE_SIZE_MAX); /* no deeper than the bound */
    assert_false(parses(text, VALUE_SIZE_MAX));
    memset(text, '7', VALUE_SIZE_MAX + 1);
    assert_true(parses(text, VALUE_SIZE_MAX));
    assert_false(parses(text, VALUE_SIZE_MAX + 1));
    text[1] = '.';
    assert_false(parses(text, 1000)); /* a float has an end */
    assert_false(parses("1\0", 2));
    free(text);
}

static void test_shown_is_cut(void **state)
{
    struct arena arena = ARENA_INIT;
    struct buffer shown = BUFFER_INIT;
    char text[3000];
    struct value_fault fault;
    struct value value;

    (void)state;
    for (size_t i = 0; i < 900; i++)
        memcpy(text + 3 * i, "1, ", 3);
    memcpy(text, "[1,", 3);
    snprintf(text + 2700, sizeof(text) - 2700, "'\033[31m']");
    assert_int_equal(value_parse(&arena, text, strlen(text), &value, &fault), 0);
    value_show(&value, &shown, 100);
    assert_true(shown.size < 120);
    assert_non_null(strstr(shown.data, "..."));
    buffer_clear(&shown);
    value_show(&value, &shown, 10000);
    assert_null(strchr(shown.data, '\033'));
    buffer_release(&shown);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_shown_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
