/* Tables and figures: widths, escapes, cutting, alignment. */
#include "judge/report/table.h"
#include "judge/report/width.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static void test_widths(void **state)
{
    static const struct {
        const char *text;
        int width;
    } rows[] = {
        {"", 0},
        {"plain", 5},
        {"\xc3\xa9t\xc3\xa9", 3},                    /* e with its accent, in one character */
        {"e\xcc\x81t", 2},                           /* and in two */
        {"\xe6\xbc\xa2\xe5\xad\x97", 4},             /* CJK */
        {"\xed\x95\x9c\xea\xb5\xad", 4},             /* Hangul syllables */
        {"\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", 2}, /* a Hangul syllable in its parts */
        {"\xf0\x9f\x98\x80", 2},                     /* emoji */
        {"\xef\xbc\xa1", 2},                         /* full-width A */
        {"\xef\xbd\xb1", 1},                         /* half-width katakana */
        {"\xe3\x80\x80", 2},                         /* ideographic space */
        {"\xd7\xa9\xd7\x81", 1},                     /* Hebrew with a point */
        {"\xe2\x80\xa6", 1},                         /* the ellipsis itself */
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (width_of(rows[i].text) != rows[i].width)
            fail_msg("row %zu: got %d, expected %d", i, width_of(rows[i].text), rows[i].width);
}

static void test_fits(void **state)
{
    int width;

    (void)state;
    assert_int_equal(width_fit("abc", 2, &width), 2);
    assert_int_equal(width, 2);
    /* half of a wide character does not fit; what joins a character goes with it */
    assert_int_equal(width_fit("a\xe6\xbc\xa2", 2, &width), 1);
    assert_int_equal(width, 1);
    assert_int_equal(width_fit("e\xcc\x81x", 1, &width), 3);
    assert_int_equal(width, 1);
    assert_int_equal(width_fit("abc", 0, NULL), 0);
    assert_int_equal(width_fit("abc", -1, NULL), 3);
}

/* What a table of two rows prints in `room` columns. Freed by the caller. */
static char *print(const char *right, const char *const cells[4], int room)
{
    static const char *const headers[] = {"name", "n"};
    struct table table = {.headers = headers, .columns = 2, .right = right};
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);

    assert_non_null(stream);
    for (size_t i = 0; i < 4; i++)
        table_cell(&table, "%s", cells[i]);
    table_print_within(&table, stream, room);
    table_release(&table);
    fclose(stream);
    return text;
}

static void expect(const char *right, const char *const cells[4], int room, const char *expected)
{
    char *text = print(right, cells, room);

    if (strcmp(text, expected) != 0)
        fail_msg("got\n%s\nexpected\n%s", text, expected);
    free(text);
}

static void test_alignment(void **state)
{
    (void)state;
    expect("01", (const char *const[]){"a", "1", "long", "100"}, 0,
           "name    n\n"
           "a       1\n"
           "long  100\n");
    expect("10", (const char *const[]){"a", "x", "long", "y"}, 0,
           "name  n\n"
           "   a  x\n"
           "long  y\n");
    /* wide characters and joined ones keep the column */
    expect("01",
           (const char *const[]){"\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2", "1", "e\xcc\x81", "22"}, 0,
           "name     n\n"
           "\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2   1\n"
           "e\xcc\x81       22\n");
}

static void test_escapes(void **state)
{
    (void)state;
    expect("00",
           (const char *const[]){"\x1b[31m", "a\nb",
                                 "\xe2\x80\xae"
                                 "x",
                                 "\xff"},
           0,
           "name      n\n"
           "\\x1b[31m  a\\nb\n"
           "\\u202ex   \\xff\n");
}

static void test_cutting(void **state)
{
    const char *const cells[] = {"0123456789abcdef", "1", "short", "2"};

    (void)state;
    expect("01", cells, 0, "name              n\n0123456789abcdef  1\nshort             2\n");
    expect("01", cells, 19, "name              n\n0123456789abcdef  1\nshort             2\n");
    expect("01", cells, 15, "name          n\n0123456789a\xe2\x80\xa6  1\nshort         2\n");
    /* never below eight columns, and no figure is cut */
    expect("01", cells, 5, "name      n\n0123456\xe2\x80\xa6  1\nshort     2\n");
    expect("10", (const char *const[]){"0123456789abcdef", "x", "1", "y"}, 10,
           "            name  n\n0123456789abcdef  x\n               1  y\n");
    /* a wide character that would be halved is left out, and the column keeps its width */
    expect("01", (const char *const[]){"aaaaaa\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2", "1", "b", "2"},
           11, "name      n\naaaaaa\xe2\x80\xa6   1\nb         2\n");
}

static void test_a_terminal_alone_has_columns(void **state)
{
    FILE *stream = tmpfile();

    (void)state;
    assert_non_null(stream);
    setenv("COLUMNS", "40", 1);
    assert_int_equal(terminal_columns(stream), 0);
    assert_int_equal(terminal_colour(stream), 0);
    fclose(stream);
}

static void test_figures(void **state)
{
    (void)state;
    assert_string_equal(format_time(0), "-");
    assert_string_equal(format_time(1500), "1.5 ms");
    assert_string_equal(format_time(12345), "12 ms");
    assert_string_equal(format_time(1003120), "1.003 s");
    assert_string_equal(format_memory(0), "-");
    assert_string_equal(format_memory(12), "12 KiB");
    assert_string_equal(format_memory(9120), "8.9 MiB");
    assert_string_equal(format_score(2.5), "2.5");
    assert_string_equal(format_points(2.5, 10), "2.5/10");
    assert_string_equal(format_points(0, 0), "0/0");
    assert_string_equal(format_points(1234.5, 0), "1234.5"); /* there is no maximum */
    assert_string_equal(format_text("a\x1b[2J\\"), "a\\x1b[2J\\");
    assert_string_equal(format_date(0), "-");
    setenv("TZ", "XYZ-5:30", 1);
    tzset();
    assert_string_equal(format_date(1000000000000), "2001-09-09 07:16:40 +0530");
    /* ms hold no year beyond an int's, so this is what they may be at most */
    assert_string_equal(format_date(INT64_MAX), "292278994-08-17 12:42:55 +0530");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_widths),    cmocka_unit_test(test_fits),
        cmocka_unit_test(test_alignment), cmocka_unit_test(test_escapes),
        cmocka_unit_test(test_cutting),   cmocka_unit_test(test_a_terminal_alone_has_columns),
        cmocka_unit_test(test_figures),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
