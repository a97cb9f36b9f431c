/* What is found of a call, by the text that crossed: as a caller writes it, and as programs forge
 * it. */
#include "judge/grader/called.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct problem_call two = {.returns = "2"};
static const struct problem_call fails = {.raises = "ValueError"};
static const struct problem_call decodes = {.raises = "json.decoder.JSONDecodeError"};
static const struct problem_call own = {.raises = "Odd"};
static const struct problem_call prints = {.prints = 1};
static const struct problem_call both = {.returns = "2", .prints = 1};

static const struct problem_call test = {.test = "test_roman.py"};

static const struct row {
    const struct problem_call *call;
    const char *text;
    int printed; /* what it should */
    int accepted, has_raised;
    const char *message; /* a part */
} rows[] = {
    {&two, "returned 2", 0, 1, 0, ""},
    {&two, "returned 2.0", 0, 1, 0, ""},
    {&two, "returned 3", 1, 0, 0, "returned 3, expected a call that returns 2"},
    {&two, "returned <'solution.Odd'>", 1, 0, 0, "a value of class solution.Odd"},
    {&two, "", 1, 0, 0, "did not come to its end"},
    {&two, "returned 2returned 2", 1, 0, 0, "no value"},
    {&two, "returned 2 returned 3", 1, 0, 0, "no value"},
    {&two, "returned", 1, 0, 0, "no value"},
    {&two, "returned ", 1, 0, 0, "no value"},
    {&two, "2", 1, 0, 0, "no value"},
    {&two, "AC", 1, 0, 0, "no value"},
    {&two, "raised ['ValueError', 'Exception'] '2'", 1, 0, 0, "raised ValueError: 2"},
    {&fails, "raised ['ValueError', 'Exception'] 'no'", 1, 1, 1, ""},
    {&fails, "raised ['UnicodeError', 'ValueError', 'Exception'] ''", 1, 1, 1, ""},
    {&fails, "raised ['solution.Mine', 'ValueError'] ''", 1, 1, 1, ""},
    {&fails, "raised ['Exception'] 'ValueError'", 1, 0, 1,
     "raised Exception: ValueError, expected"},
    {&fails, "raised ['solution:ValueError', 'Exception'] ''", 1, 0, 1, "raised"},
    {&fails, "raised ['NotValueError'] ''", 1, 0, 1, "raised"},
    {&fails, "raised [] 'no'", 1, 0, 0, "no value"},
    {&fails, "raised ['ValueError']", 1, 0, 0, "no value"},
    {&fails, "raised ['ValueError'] 'a' 'b'", 1, 0, 0, "no value"},
    {&fails, "raised [1] 'a'", 1, 0, 0, "no value"},
    {&fails, "returned 'ValueError'", 1, 0, 0, "expected a call that raises ValueError"},
    {&decodes, "raised ['json.decoder.JSONDecodeError', 'ValueError'] ''", 0, 1, 1, ""},
    {&decodes, "raised ['solution.JSONDecodeError', 'ValueError'] ''", 0, 0, 1, "raised"},
    {&own, "raised ['solution.Odd', 'Exception'] ''", 0, 1, 1, ""},
    {&own, "raised ['solution.NotOdd', 'Exception'] ''", 0, 0, 1, "raised"},
    {&prints, "returned None", 1, 1, 0, ""},
    {&prints, "returned <'solution.Odd'>", 1, 1, 0, ""},
    {&prints, "returned None", 0, 0, 0, "line 1"},
    {&prints, "", 1, 0, 0, "did not come to its end"},
    {&test, "returned True", 0, 1, 0, ""},
    {&test, "returned False", 1, 0, 0, "returned False, expected a call that passes"},
    {&test, "returned 1", 1, 0, 0, "returned 1"},
    {&test, "", 1, 0, 0, "did not come to its end"},
    {&test, "raised ['AssertionError'] '5 != 6'", 1, 0, 0,
     "the test raised AssertionError: 5 != 6"},
    {&both, "returned 2", 1, 1, 0, ""},
    {&both, "returned 2", 0, 0, 0, "line 1"},
    {&both, "returned 3", 1, 0, 0, "returned 3"},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct checker_result check = {.accepted = rows[i].printed, .message = "line 1"};
        struct buffer text = BUFFER_INIT;
        struct called_result called;

        called_take(rows[i].text, strlen(rows[i].text), &text);
        called_decide(rows[i].call, &text, &check, &called);
        if (check.accepted != rows[i].accepted || called.has_raised != rows[i].has_raised)
            fail_msg("row %zu, %s: accepted %d, raised %d: %s", i, rows[i].text, check.accepted,
                     called.has_raised, check.message);
        if (!rows[i].accepted && !strstr(check.message, rows[i].message))
            fail_msg("row %zu: \"%s\" lacks \"%s\"", i, check.message, rows[i].message);
        buffer_release(&called.got);
        buffer_release(&text);
    }
}

/* A case's JSON has what is expected in words. */
static void test_head(void **state)
{
    static const struct problem_call_text texts[] = {
        {.language = "", .setup = "", .call = "f(1)"},
        {.language = "java", .setup = "int x = 1;", .call = "F.f(x)"},
    };
    const struct problem_call call = {
        .texts = texts, .text_count = 2, .returns = "[1,2,]", .prints = 1};
    const struct problem_case kase = {
        .description = "adds", .call = &call, .out = {.data = "x\n", .size = 2}};
    json_t *head = json_object();

    (void)state;
    called_set_head(&kase, "java", head);
    assert_string_equal(json_string_value(json_object_get(head, "call")), "F.f(x)");
    assert_string_equal(json_string_value(json_object_get(head, "setup")), "int x = 1;");
    assert_string_equal(json_string_value(json_object_get(head, "description")), "adds");
    assert_string_equal(json_string_value(json_object_get(head, "expected")),
                        "returns [1, 2] and prints \"x\\n\"");
    json_decref(head);
    head = json_object();
    called_set_head(&kase, "python3", head);
    assert_string_equal(json_string_value(json_object_get(head, "call")), "f(1)");
    assert_null(json_object_get(head, "setup"));
    json_decref(head);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_head)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
