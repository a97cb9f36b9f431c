/* The time limit that accepted submissions call for, and what times say about it. */
#include "judge/rules/calibration.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { SECOND = 1000000 };
#define MOST_US (INT64_C(3600) * SECOND)

static void test_limit(void **state)
{
    static const struct {
        double factor;
        int64_t resolution_us, slowest_us, most_us, limit_us;
    } rows[] = {
        /* legacy: 5 times the slowest, whole seconds, at least one */
        {5, SECOND, 0, MOST_US, SECOND},
        {5, SECOND, 1, MOST_US, SECOND},
        {5, SECOND, 200000, MOST_US, SECOND},
        {5, SECOND, 200001, MOST_US, 2 * SECOND},
        {5, SECOND, 1234567, MOST_US, 7 * SECOND},
        {5, SECOND, 2000000, MOST_US, 10 * SECOND},
        /* 2025-09: 2 times, by its time_resolution */
        {2, SECOND, 1500000, MOST_US, 3 * SECOND},
        {2, SECOND, 1500001, MOST_US, 4 * SECOND},
        {2, 100000, 10, MOST_US, 100000},
        {2, 100000, 150000, MOST_US, 300000},
        {2, 100000, 150001, MOST_US, 400000},
        {2, 2 * SECOND, 1500000, MOST_US, 4 * SECOND},
        /* 1.1 x 1 s is 11 steps of 0.1 s, though the product of doubles is a little more */
        {1.1, 100000, 1000000, MOST_US, 1100000},
        {3, 100000, 700000, MOST_US, 2100000},
        /* the operator's maximum */
        {5, SECOND, 3000000, 10 * SECOND, 10 * SECOND},
        {5, SECOND, 10, 500000, 500000},
        {1000, SECOND, INT64_MAX / 2, MOST_US, MOST_US},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct problem_calibration calibration = {rows[i].factor, 2, rows[i].resolution_us};

        assert_int_equal(calibration_limit(&calibration, rows[i].slowest_us, rows[i].most_us),
                         rows[i].limit_us);
    }
}

static void test_without_language(void **state)
{
    (void)state;
    assert_int_equal(calibration_without_language(1000, 1, 0), 1000);
    assert_int_equal(calibration_without_language(1500, 2, 500), 500);
    assert_int_equal(calibration_without_language(1500, 0.5, 500), 2000);
    assert_int_equal(calibration_without_language(100, 2, 500), 0);
}

static void test_says(void **state)
{
    static const struct {
        int64_t limit_us, time_us;
        int of_time;
        enum calibration_says says;
    } rows[] = {
        {5 * SECOND, SECOND, 1, CALIBRATION_CLEAR},
        {5 * SECOND, SECOND + 1, 1, CALIBRATION_CLOSE},
        {5 * SECOND, SECOND + 1, 0, CALIBRATION_CLEAR},      /* nothing is said about its time */
        {5 * SECOND, 5 * SECOND - 1, -1, CALIBRATION_CLEAR}, /* it is no TLE at all */
        {5 * SECOND, 5 * SECOND, -1, CALIBRATION_OPEN},
        {5 * SECOND, 10 * SECOND - 1, -1, CALIBRATION_OPEN},
        {5 * SECOND, 10 * SECOND, -1, CALIBRATION_CLEAR},
    };
    static const struct problem_calibration calibration = {5, 2, SECOND}, none = {0, 0, 0};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_int_equal(
            calibration_says(&calibration, rows[i].limit_us, rows[i].time_us, rows[i].of_time),
            rows[i].says);
    assert_int_equal(calibration_says(&none, SECOND, SECOND, 1), CALIBRATION_CLEAR);
    assert_int_equal(calibration_says(&none, SECOND, SECOND, -1), CALIBRATION_CLEAR);
}

static void test_near(void **state)
{
    static const struct problem_calibration calibration = {5, 2, SECOND}, none = {0, 0, 0};

    (void)state;
    assert_false(calibration_is_near(&calibration, 1000, 499));
    assert_true(calibration_is_near(&calibration, 1000, 500));
    assert_true(calibration_is_near(&calibration, 1000, 2000));
    assert_false(calibration_is_near(&calibration, 1000, 2001));
    assert_false(calibration_is_near(&none, 1000, 999));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_without_language),
        cmocka_unit_test(test_says),
        cmocka_unit_test(test_near),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
