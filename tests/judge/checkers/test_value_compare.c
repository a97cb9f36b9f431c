/* Values as Python's == compares them, but for nan and tolerances. */
#include "judge/checkers/value_compare.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct value parse(struct arena *arena, const char *text)
{
    struct value_fault fault;
    struct value value;

    if (value_parse(arena, text, strlen(text), &value, &fault) < 0)
        fail_msg("%s: at %zu, expected %s", text, fault.at, fault.what);
    return value;
}

static int are_equal(const struct value_rules *rules, const char *got, const char *expected)
{
    struct arena arena = ARENA_INIT;
    struct value left = parse(&arena, got), right = parse(&arena, expected);
    int result = value_equals(rules, &left, &right);

    arena_release(&arena);
    return result;
}

static const struct value_rules plain = {0};
static const struct value_rules near = {.absolute = 1e-3};
static const struct value_rules relative = {.relative = 1e-3};
static const struct value_rules apart = {.numbers_apart = 1};
static const struct value_rules alike = {.sequences_alike = 1};

static const struct row {
    const struct value_rules *rules;
    const char *got, *expected;
    int equal;
} rows[] = {
    {&plain, "1", "1", 1},
    {&plain, "1", "1.0", 1},
    {&plain, "True", "1", 1},
    {&plain, "True", "1.0", 1},
    {&plain, "False", "0", 1},
    {&plain, "-0.0", "0", 1},
    {&plain, "1", "'1'", 0},
    {&plain, "None", "False", 0},
    {&plain, "None", "0", 0},
    {&plain, "''", "None", 0},
    {&plain, "'a'", "b'a'", 0},
    {&plain, "'A'", "'a'", 0},
    {&plain, "nan", "nan", 1},
    {&plain, "nan", "1.0", 0},
    {&plain, "inf", "inf", 1},
    {&plain, "inf", "-inf", 0},
    {&plain, "0.1", "0.10000000000000002", 0},
    /* exactly, as Python does */
    {&plain, "9007199254740993", "9007199254740992.0", 0},
    {&plain, "9007199254740992", "9007199254740992.0", 1},
    {&plain, "100000000000000000000000", "1e23", 0},
    {&plain, "99999999999999991611392", "1e23", 1},
    {&plain, "123456789012345678901234567890", "123456789012345678901234567891", 0},
    {&plain, "[1, 2]", "[1, 2]", 1},
    {&plain, "[1, 2]", "[2, 1]", 0},
    {&plain, "[1, 2]", "[1]", 0},
    {&plain, "[1, 2]", "(1, 2)", 0},
    {&plain, "[]", "()", 0},
    {&plain, "[]", "{}", 0},
    {&plain, "{}", "set()", 0},
    {&plain, "{1, 2, 3}", "{3, 2, 1}", 1},
    {&plain, "{1, 2}", "{1, 2, 3}", 0},
    {&plain, "{1, 1}", "{1}", 0}, /* forged: no set has an item twice */
    {&plain, "{1, 1}", "{1, 2}", 0},
    {&plain, "{1.0, 2}", "{2, 1}", 1},
    {&plain, "{(1.0, 'b'), (1, 'a')}", "{(1, 'a'), (1, 'b')}", 1},
    {&plain, "{'a': 1, 'b': 2}", "{'b': 2, 'a': 1}", 1},
    {&plain, "{'a': 1}", "{'a': 2}", 0},
    {&plain, "{'a': 1}", "{'b': 1}", 0},
    {&plain, "{1: 'x'}", "{1.0: 'x'}", 1},
    {&plain, "{'a': {1, 2}}", "{'a': {2, 1}}", 1},
    {&plain, "{'a', 1}", "{1: 'a'}", 0},
    {&plain, "<'x'>", "None", 0},
    {&plain, "[<'x'>]", "[1]", 0},
    {&near, "1.0005", "1", 1},
    {&near, "1.0005", "1.0", 1},
    {&near, "1.01", "1.0", 0},
    {&near, "1000", "1001", 0}, /* whole numbers are exact */
    {&near, "2", "2.0001", 1},
    {&near, "[1.0001, {'a': 2.0001}]", "[1, {'a': 2}]", 1},
    {&near, "{1.0001, 2.0}", "{2.0001, 1.0}", 1},
    {&near, "{1.0, 1.0006}", "{1.0005, 0.9999}", 1},
    {&near, "{1.0, 5.0}", "{1.0, 1.0001}", 0},
    {&near, "inf", "1.0", 0},
    {&near, "nan", "1.0", 0},
    {&near, "-inf", "inf", 0},
    {&near, "'1.0001'", "'1.0'", 0},
    {&relative, "1000.5", "1000.0", 1},
    {&relative, "0.0005", "0.0", 0},
    {&apart, "1", "1.0", 0},
    {&apart, "True", "1", 0},
    {&apart, "1", "1", 1},
    {&apart, "[1.0]", "[1]", 0},
    {&apart, "{1, 2.0}", "{2.0, 1}", 1},
    {&alike, "[1, (2, 3)]", "(1, [2, 3])", 1},
    {&alike, "[1]", "{1}", 0},
    {&alike, "{(1, 2): 3}", "{(1, 2): 3}", 1},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct row *row = &rows[i];

        if (are_equal(row->rules, row->got, row->expected) != row->equal)
            fail_msg("%s and %s: expected that they are %s", row->got, row->expected,
                     row->equal ? "equal" : "not");
        if (row->rules != &relative && are_equal(row->rules, row->expected, row->got) != row->equal)
            fail_msg("%s and %s: the other way round", row->expected, row->got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
