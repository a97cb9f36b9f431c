#include "problems/constants.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_texts(void **state)
{
    static const struct problem_constant constants[] = {
        {"n", "5"}, {"n.tex", "five"}, {"long_name", "{{n}}"}, {"e", ""}};
    static const struct problem problem = {.constants = constants, .constant_count = 4};
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"", ""},
        {"plain {n} }}", "plain {n} }}"},
        {"{{n}}", "5"},
        {"a{{n}}b{{n.tex}}c", "a5bfivec"},
        {"{{long_name}}", "{{n}}"}, /* values are not looked into */
        {"{{m}}{{n.x}}{{ n }}", "{{m}}{{n.x}}{{ n }}"},
        {"{{{n}}}", "{5}"},
        {"{{n", "{{n"},
        {"{{e}}", ""},
        {"{{{{n}}", "{{5"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct buffer text = BUFFER_INIT;

        buffer_append_text(&text, rows[i].text);
        problem_put_constants(&problem, &text);
        assert_string_equal(text.data, rows[i].expected);
        assert_int_equal(text.size, strlen(rows[i].expected));
        buffer_release(&text);
    }
}

/* A NUL in the text is a byte like others, and braces without end take no time. */
static void test_bytes(void **state)
{
    static const struct problem_constant constants[] = {{"n", "5"}};
    static const struct problem problem = {.constants = constants, .constant_count = 1};
    struct buffer text = BUFFER_INIT;

    (void)state;
    buffer_append(&text, "\0{{n}}\0", 7);
    assert_int_equal(problem_put_constants(&problem, &text), 1);
    assert_int_equal(text.size, 3);
    assert_memory_equal(text.data, "\0005\0", 3);
    buffer_clear(&text);
    memset(buffer_reserve(&text, 1 << 20), '{', 1 << 20);
    text.size = 1 << 20;
    assert_int_equal(problem_put_constants(&problem, &text), 0);
    assert_int_equal(text.size, 1 << 20);
    buffer_release(&text);
}

static void test_names(void **state)
{
    (void)state;
    assert_true(problem_is_constant_name("a_1", 3));
    assert_true(problem_is_constant_name("a.tex", 5));
    assert_false(problem_is_constant_name("1a", 2));
    assert_false(problem_is_constant_name("a.", 2));
    assert_false(problem_is_constant_name("a.b.c", 5));
    assert_false(problem_is_constant_name("", 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
