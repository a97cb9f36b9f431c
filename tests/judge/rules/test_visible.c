/* What may be seen of a test: every level, reader and moment. */
#include "judge/rules/visible.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_each_level(void **state)
{
    enum { WORDS = VISIBLE_VERDICT | VISIBLE_WORDS | VISIBLE_OUTPUT };
    static const struct {
        const char *feedback;
        enum visible_reader reader;
        int is_open;
        unsigned parts;
    } rows[] = {
        {"none", VISIBLE_TO_SUBMITTER, 1, 0},
        {"none", VISIBLE_TO_STUDENT, 1, 0},
        {"verdict", VISIBLE_TO_SUBMITTER, 1, VISIBLE_VERDICT},
        {"verdict", VISIBLE_TO_STUDENT, 1, VISIBLE_VERDICT},
        {"first_difference", VISIBLE_TO_SUBMITTER, 1, WORDS},
        {"first_difference", VISIBLE_TO_STUDENT, 1, WORDS | VISIBLE_DATA},
        {"first_difference", VISIBLE_TO_SUBMITTER, 0, 0},
        {"first_difference", VISIBLE_TO_STUDENT, 0, 0},
        {"verdict", VISIBLE_TO_STUDENT, 0, 0},
        {"", VISIBLE_TO_STUDENT, 1, 0},
        {"FIRST_DIFFERENCE", VISIBLE_TO_STUDENT, 1, 0},
        {"all", VISIBLE_TO_STUDENT, 1, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_int_equal(visible_parts(rows[i].feedback, rows[i].reader, rows[i].is_open),
                         rows[i].parts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_each_level)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
