/* Function tests of the native format: what they become, and what is said about bad ones. */
#include "problems/calls/calls.h"
#include "problems/limits.h"
#include "tests/problems/folder.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct folder package;

static int make_package(void **state)
{
    (void)state;
    folder_make(&package);
    folder_write_text(&package, "helper.py", "x = 1\n");
    folder_write_text(&package, "check.py", "x = 1\n");
    folder_write_text(&package, "tests/test_leap.py",
                      "import unittest\n"
                      "class LeapTest(unittest.TestCase):\n"
                      "    def test_one(self): pass\n"
                      "    def test_two(self): pass\n");
    return 0;
}

static int remove_package(void **state)
{
    (void)state;
    folder_remove(&package);
    return 0;
}

static void test_full(void **state)
{
    struct problem *problem = folder_load_good(
        &package, "assay: 1\n"
                  "file: leap.py\n"
                  "compare: {tolerance: {relative: 1e-9}, numbers: apart}\n"
                  "include: {python3: [helper.py]}\n"
                  "cases:\n"
                  "  - {call: \"leap(2000)\", returns: true, description: a leap year}\n"
                  "  - {name: bad, call: \"leap('x')\", raises: ValueError, requires: [\"1\"]}\n"
                  "  - {setup: \"x = 1\", call: \"show(x)\", prints: \"1\\n\", in: \"7\\n\",\n"
                  "     compare: {tolerance: 0.5, sequences: alike}}\n");
    const struct problem_call *call = problem->cases[0].call;
    const struct problem_include *include = problem_include_for(problem, "python3");

    (void)state;
    assert_string_equal(problem->languages[0], "python3");
    assert_null(problem->languages[1]);
    assert_int_equal(problem->stop, STOP_NEVER);
    assert_string_equal(problem_entry_for(problem, "python3"), "assay_call.py");
    assert_string_equal(include->own_name, "leap");
    assert_string_equal(include->paths[0], "helper.py");
    assert_string_equal(include->made[0].name, "assay_call.py");
    assert_string_equal(call->returns, "true");
    assert_string_equal(calls_text(call, "python3")->call, "leap(2000)");
    assert_string_equal(calls_text(call, "python3")->setup, "");
    assert_true(call->numbers_apart && !call->sequences_alike);
    assert_true(call->relative > 0 && call->absolute <= 0);
    assert_string_equal(problem->cases[0].description, "a leap year");
    assert_string_equal(problem->cases[1].call->raises, "ValueError");
    assert_int_equal(problem->cases[1].require_count, 1);
    assert_int_equal(problem->cases[1].requires[0], 0);
    assert_true(problem->cases[2].call->prints && problem->cases[2].call->sequences_alike);
    assert_string_equal(calls_text(problem->cases[2].call, "python3")->setup, "x = 1");
    assert_int_equal(problem->cases[2].in.size, 2);
    assert_int_equal(problem->cases[2].same_as, 2);
    problem_free(problem);
}

static void test_test_files(void **state)
{
    struct problem *problem =
        folder_load_good(&package, "assay: 1\n"
                                   "cases:\n"
                                   "  - {tests: tests/test_leap.py, points: 2}\n"
                                   "  - {call: \"f()\", returns: 1}\n");
    const struct problem_include *include = problem_include_for(problem, "python3");

    (void)state;
    assert_int_equal(problem->case_count, 3);
    assert_string_equal(problem->cases[1].name, "LeapTest.test_two");
    assert_string_equal(problem->cases[1].call->test, "tests/test_leap.py");
    assert_true(problem->cases[1].points > 1);
    assert_null(problem->cases[2].call->test);
    assert_string_equal(include->paths[0], "tests/test_leap.py");
    assert_null(include->paths[1]);
    problem_free(problem);
}

/* As it stands in YAML, and as it is compared. */
static const char *const values[][2] = {
    {"5", "5"},
    {"-1.5", "-1.5"},
    {"true", "true"},
    {"\"leap\"", "'leap'"},
    {"'it''s'", "'it\\x27s'"},
    {"\"a\\nb\"", "'a\\x0ab'"},
    {"\"5\"", "'5'"},
    {"[1, [2, \"x\"], null]", "[1,[2,'x',],null,]"},
    {"{a: 1, \"b c\": [2], 3: x3}", NULL},
    {"{a: 1, \"b c\": [2], 3: 4}", "{'a':1,'b c':[2,],3:4,}"},
    {"{1, 2}", "{1,2,}"},
    {"{}", "{}"},
    {"[]", "[]"},
    {"set()", "set()"},
    {"None", "None"},
    {"b'ab'", "b'ab'"},
};

static void test_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        struct report report = REPORT_INIT;
        struct problem *problem = NULL;
        char yaml[200];
        int failed;

        snprintf(yaml, sizeof(yaml), "assay: 1\ncases:\n  - call: f()\n    returns: %s\n",
                 values[i][0]);
        failed = folder_load(&package, yaml, &problem, &report);
        if ((failed < 0) != (values[i][1] == NULL))
            fail_msg("%s: %s", values[i][0], failed < 0 ? "is refused" : "is taken");
        if (failed == 0)
            assert_string_equal(problem->cases[0].call->returns, values[i][1]);
        report_release(&report);
        problem_free(problem);
    }
}

#define VALUE_WHAT                                                                                 \
    "expected a value: a number, True, False, None, 'text' in quotes, b'bytes', [a, b], (a, b), "  \
    "{a, b} or {'key': value}; text stands in quotes"
#define HEAD "assay: 1\n"

static const struct {
    const char *yaml, *error;
} bad[] = {
    {HEAD "cases: [{call: f(), returns: leap}]\n", "2:30: error: found \"leap\", " VALUE_WHAT},
    {HEAD "cases: [{call: f(), returns: no}]\n", "2:30: error: found \"no\", " VALUE_WHAT},
    {HEAD "cases: [{call: f(), returns: [1, two]}]\n", "2:34: error: found \"two\", " VALUE_WHAT},
    {HEAD "cases:\n  - call: f()\n    returns: (1, [2, x])\n",
     "4:22: error: found \"x])\", expected a value"},
    {HEAD "cases: [{call: f(), returns: 0x10}]\n",
     "2:31: error: found \"x10\", expected the end of the number"},
    {HEAD "cases: [{call: f(), returns: }]\n", "2:30: error: found the end, " VALUE_WHAT},
    {HEAD "cases: [{call: f(), returns: <'x'>}]\n",
     "2:30: error: found \"<'x'>\", expected a value that can be compared"},
    {HEAD "cases: [{call: f(), returns_literal: \"[1\"}]\n",
     "2:38: error: found the end, expected a comma, or the end of the list"},
    {HEAD "cases: [{call: f(), returns_literal: [1]}]\n",
     "2:38: error: found a list, expected a value in Python's notation, in quotes"},
    {HEAD "cases: [{call: f(), returns: 1, raises: E}]\n",
     "2:41: error: found two outcomes of one call"},
    {HEAD "cases: [{call: f(), returns: 1, returns_literal: \"1\"}]\n",
     "2:50: error: found two outcomes of one call"},
    {HEAD "cases: [{call: f()}]\n", "2:9: error: found a call without an outcome"},
    {HEAD "cases: [{call: f(), raises: \"not a name\"}]\n",
     "2:29: error: found \"not a name\", expected the name of an exception"},
    {HEAD "cases: [{call: f(), returns: 1, out: x}]\n",
     "2:38: error: found an answer beside a call, expected \"prints\""},
    {HEAD "cases: [{out: x, returns: 1}]\n",
     "2:27: error: found what is expected of a call in a case without one"},
    {HEAD "cases: [{call: f(), returns: 1}, {out: x}]\n",
     "2:34: error: found a case without a call in a problem with function tests"},
    {HEAD "languages: [rust]\ncases: [{call: f(), returns: 1}]\n",
     "the problem takes the language \"rust\", which has no function tests"},
    {HEAD "cases: [{call: {rust: f()}, returns: 1}]\n",
     "2:17: error: found the language \"rust\", expected one that has function tests"},
    {HEAD "cases: [{call: {python3: f()}, setup: {c: x}, returns: 1}]\n",
     "2:40: error: found a setup for \"c\""},
    {HEAD "include: {python3: [helper.py]}\nentry: helper.py\ncases: [{call: f(), returns: 1}]\n",
     "found an entry in a problem with function tests"},
    {HEAD "checker: {program: check.py}\ncases: [{call: f(), returns: 1}]\n",
     "found a program as the checker in a problem with function tests"},
    {HEAD "file: x.py\ncases: [{out: x}]\n", "2:7: error: found the name of a submission's file"},
    {HEAD "file: assay_call.py\ncases: [{call: f(), returns: 1}]\n",
     "2:7: error: found \"assay_call.py\", expected the name of a submission's file"},
    {HEAD "cases: [{call: f(), returns: 1, compare: {tolerance: -1}}]\n",
     "2:54: error: found \"-1\", expected a tolerance"},
    {HEAD "cases: [{call: f(), returns: 1, compare: {numbers: maybe}}]\n",
     "2:52: error: found \"maybe\", expected alike or apart"},
    {HEAD "cases: [{out: x, requires: [\"2\"]}, {out: y}]\n",
     "2:29: error: found \"2\", expected the name of a case that stands before this one"},
    {HEAD "cases: [{out: x, requires: [\"1\"]}]\n",
     "2:29: error: found \"1\", expected the name of a case that stands before this one"},
    {HEAD "cases: [{tests: helper.py}]\n",
     "2:17: error: found \"helper.py\", expected a file with tests"},
    {HEAD "languages: [c]\ncases: [{tests: tests/test_leap.py}]\n",
     "found no call for the language \"c\""},
    {HEAD "cases: [{out: x, requires: []}]\n",
     "2:28: error: found an empty list, expected a list of the names of earlier cases"},
};

static void test_bad(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct report report = REPORT_INIT;
        struct problem *problem = NULL;
        char *text;

        if (folder_load(&package, bad[i].yaml, &problem, &report) == 0)
            fail_msg("%s: is taken", bad[i].yaml);
        text = report_text(&report);
        if (!strstr(text, bad[i].error))
            fail_msg("%s: \"%s\" lacks \"%s\"", bad[i].yaml, text, bad[i].error);
        free(text);
        report_release(&report);
        problem_free(problem);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_full),
        cmocka_unit_test(test_test_files),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_bad),
    };

    return cmocka_run_group_tests(tests, make_package, remove_package);
}
