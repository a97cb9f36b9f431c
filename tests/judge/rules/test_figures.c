/* How figures are written: exactly, in the unit that a person would take. */
#include "judge/rules/figures.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum unit { SECONDS, KIBIBYTES, BYTES };

static const struct {
    enum unit unit;
    int64_t value;
    const char *text;
} rows[] = {
    {SECONDS, 0, "0 s"},
    {SECONDS, 1, "0.000001 s"},
    {SECONDS, 1003000, "1.003 s"},
    {SECONDS, 1000003, "1.000003 s"}, /* over a limit of 1 s */
    {SECONDS, 2000000, "2 s"},
    {SECONDS, 10000000, "10 s"}, /* its own zeros stay */
    {SECONDS, INT64_MAX, "9223372036854.775807 s"},
    {KIBIBYTES, 0, "0 KiB"},
    {KIBIBYTES, 300, "300 KiB"},
    {KIBIBYTES, 1023, "1023 KiB"},
    {KIBIBYTES, 1024, "1 MiB"},
    {KIBIBYTES, 1025, "1025 KiB"}, /* over a limit of 1 MiB */
    {KIBIBYTES, 2 * 1024 * 1024, "2048 MiB"},
    {KIBIBYTES, INT64_MAX, "9223372036854775807 KiB"},
    {BYTES, 0, "0 bytes"},
    {BYTES, 1023, "1023 bytes"},
    {BYTES, 1024, "1 KiB"},
    {BYTES, 70000, "70000 bytes"},
    {BYTES, 8192, "8 KiB"},
    {BYTES, 64 * 1024 * 1024, "64 MiB"},
    {BYTES, INT64_MAX, "9223372036854775807 bytes"},
};

static void test_figures(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct figure figure = rows[i].unit == SECONDS     ? figure_seconds(rows[i].value)
                               : rows[i].unit == KIBIBYTES ? figure_kibibytes(rows[i].value)
                                                           : figure_bytes(rows[i].value);

        assert_string_equal(figure.text, rows[i].text);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
