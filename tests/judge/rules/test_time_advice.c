/* The time limit that the times of labelled submissions suggest. */
#include "judge/rules/time_advice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_limit(void **state)
{
    static const struct {
        int64_t slowest_us, limit_us;
    } rows[] = {
        {0, 100000},         {1, 100000},         {50000, 100000},      {50001, 200000},
        {430000, 900000},    {500000, 1000000},   {500001, 1500000},    {1250000, 2500000},
        {4800000, 10000000}, {5000001, 11000000}, {12300000, 25000000},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_int_equal(time_advice_limit(rows[i].slowest_us), rows[i].limit_us);
}

static void test_parts(void **state)
{
    (void)state;
    assert_true(time_advice_parts(1000, 500, 1001));
    assert_true(time_advice_parts(1000, 1000, 2000));
    assert_false(time_advice_parts(1000, 1001, 2000));
    assert_false(time_advice_parts(1000, 500, 1000));
    assert_true(time_advice_parts(1000, 500, -1));
    assert_true(time_advice_parts(1000, -1, 1001));
    assert_false(time_advice_parts(1000, -1, 900));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_parts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
