/* Which tests a file has, read off its text. */
#include "problems/native/native_tests.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void check(const char *text, const char *const *expected)
{
    struct arena arena = ARENA_INIT;
    const char *const *names;
    size_t count = native_find_tests(&arena, text, strlen(text), &names);

    for (size_t i = 0; i < count; i++) {
        if (!expected[i])
            fail_msg("found %s, expected no more", names[i]);
        assert_string_equal(names[i], expected[i]);
    }
    assert_null(expected[count]);
    arena_release(&arena);
}

static void test_files(void **state)
{
    static const char text[] = "\"\"\"Tests.\n"
                               "def test_in_text(): pass\n"
                               "\"\"\"\n"
                               "import unittest\n"
                               "class Helper:\n"
                               "    def test_no(self): pass\n"
                               "class RomanTest(unittest.TestCase):\n"
                               "    '''Of one line.'''\n"
                               "    def setUp(self):\n"
                               "        def test_inner(): pass\n"
                               "    def test_one(self): pass\n"
                               "\n"
                               "# def test_comment(): pass\n"
                               "    @unittest.skip('no')\n"
                               "    def test_two(self): x = \"\"\"\n"
                               "    def test_text(self): pass\n"
                               "\"\"\"\n"
                               "    def helper_test(self): pass\n"
                               "class TestPlain:\n"
                               "\tdef test_tab(self): pass\n"
                               "def test_alone():\r\n"
                               "    pass\n"
                               "    def test_inner(): pass\n"
                               "async def test_async(): pass\n"
                               "if True:\n"
                               "    def test_hidden(): pass\n"
                               "def testing_last(): pass";
    static const char *const names[] = {"RomanTest.test_one",
                                        "RomanTest.test_two",
                                        "TestPlain.test_tab",
                                        "test_alone",
                                        "test_async",
                                        "testing_last",
                                        NULL};
    static const char *const none[] = {NULL};

    (void)state;
    check(text, names);
    check("", none);
    check("def test", (const char *const[]){"test", NULL});
    check("class", none);
    check("\"\"\"", none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_files)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
