/* Pages: whatever texts hold, they stay text. */
#include "judge/report/bytes.h"
#include "judge/report/page.h"
#include "judge/report/page_submission.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROWS(rows) (sizeof(rows) / sizeof((rows)[0]))

static void assert_page(const struct buffer *out, const char *expected)
{
    assert_string_equal(out->data, expected);
}

static void test_html_escapes(void **state)
{
    static const struct {
        enum page_place place;
        const char *text;
        size_t size;
        const char *html;
    } rows[] = {
        {PAGE_IN_LINE, "a<b>&\"'", 7, "a&lt;b&gt;&amp;&quot;&#39;"},
        {PAGE_IN_LINE, "\x1b[2J", 4, "<span class=\"u\">\\x1b</span>[2J"},
        {PAGE_IN_LINE, "a\0b", 3, "a<span class=\"u\">\\x00</span>b"},
        {PAGE_IN_LINE, "\xff<", 2, "<span class=\"u\">\\xff</span>&lt;"},
        {PAGE_IN_LINE, "\xe2\x80\xae", 3, "<span class=\"u\">\\u202e</span>"},
        {PAGE_IN_LINE, "a\nb", 3, "a<span class=\"u\">\\n</span>b"},
        {PAGE_IN_LINES, "a\n\tb", 4, "a\n\tb"},
        {PAGE_IN_MARKED_LINES, "a b ", 4, "a b<span class=\"u\">\xc2\xb7</span>"},
        {PAGE_IN_MARKED_LINES, "\t", 1, "<span class=\"u\">\xe2\x86\x92\t</span>"},
        {PAGE_IN_LINE, "\xc3\xa9", 2, "\xc3\xa9"},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct buffer out = BUFFER_INIT;

        page_escape(&out, PAGE_HTML, rows[i].place, rows[i].text, rows[i].size);
        assert_page(&out, rows[i].html);
        buffer_release(&out);
    }
}

static void test_markdown_is_no_markup(void **state)
{
    static const char *const rows[][2] = {
        {"*a* _b_ `c`", "\\*a\\* \\_b\\_ \\`c\\`"},
        {"[x](http://e)", "\\[x\\](http\\://e)"},
        {"<img>", "\\<img\\>"},
        {"www.e.org", "www\\.e.org"},
        {"me@e.org", "me\\@e.org"},
        {"# x", "\\# x"},
        {"1. x", "1\\. x"},
        {"1.5 s", "1\\.5 s"},
        {"- x", "\\- x"},
        {"a | b", "a \\| b"},
        {"of 1.5 s (2)", "of 1.5 s (2)"},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct buffer out = BUFFER_INIT;

        page_escape(&out, PAGE_MARKDOWN, PAGE_IN_LINE, rows[i][0], strlen(rows[i][0]));
        assert_page(&out, rows[i][1]);
        buffer_release(&out);
    }
}

static void test_no_fence_is_closed_from_inside(void **state)
{
    struct buffer out = BUFFER_INIT;
    struct page page;

    (void)state;
    page_begin(&page, &out, PAGE_MARKDOWN, "t");
    page_block(&page, PAGE_PLAIN, "a\n````\n<b>", 10, 100);
    assert_page(&out, "`````\na\n````\n<b>\n`````\n\n");
    buffer_release(&out);
}

static void test_links_lead_nowhere_else(void **state)
{
    static const char *const rows[][2] = {
        {"submission-1.html#case-2", "<a href=\"submission-1.html#case-2\">x</a>"},
        {"javascript:alert(1)", "x"},
        {"//e.org", "x"},
        {"../x", "x"},
        {"", "x"},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct buffer out = BUFFER_INIT;
        struct page page = {.out = &out, .format = PAGE_HTML};

        page_link(&page, rows[i][0], "x");
        assert_page(&out, rows[i][1]);
        buffer_release(&out);
    }
}

/* A line of a megabyte is cut around the place where it differs. */
static void test_long_lines_are_cut(void **state)
{
    enum { SIZE = 1 << 20, AT = SIZE / 2 };
    struct buffer out = BUFFER_INIT;
    struct page page = {.out = &out, .format = PAGE_HTML};
    char *left = malloc(SIZE), *right = malloc(SIZE);
    struct page_side one = {"expected", left, SIZE, SIZE, AT};
    struct page_side other = {"got", right, SIZE, SIZE, AT};

    (void)state;
    memset(left, 'a', SIZE);
    memset(right, 'a', SIZE);
    memcpy(right + AT, "bcd ", 4);
    page_sides(&page, &one, &other, 1);
    assert_true(out.size < 4000);
    assert_non_null(strstr(out.data, "<mark>bcd</mark>"));
    assert_non_null(strstr(out.data, "bytes ... "));
    assert_non_null(strstr(out.data, "more bytes"));
    buffer_clear(&out);
    page_block(&page, PAGE_MARKED, left, SIZE, SIZE);
    assert_true(out.size < 4000);
    buffer_release(&out);
    free(left);
    free(right);
}

/* The end of a side is marked where it is too short, and no read goes beyond it. */
static void test_sides_end(void **state)
{
    static const struct {
        const char *left, *right;
        size_t left_at, right_at;
    } rows[] = {
        {"a\nb\n", "a\n", 2, 2}, {"", "x", 0, 0},
        {"x", "", 0, 0},         {"a", "a", 1, 1},
        {"a\n", "a\nb\n", 2, 2}, {"", "", 0, 0},
        {"a b", "a", 2, 1},      {"\xc3\xa9", "\xc3\xa8", 1, 1},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct buffer out = BUFFER_INIT;
        struct page page = {.out = &out, .format = PAGE_HTML};
        size_t left = strlen(rows[i].left), right = strlen(rows[i].right);
        char *first = left > 0 ? malloc(left) : NULL, *second = right > 0 ? malloc(right) : NULL;
        struct page_side one = {"expected", first, left, (int64_t)left, rows[i].left_at};
        struct page_side other = {"got", second, right, (int64_t)right, rows[i].right_at};

        if (first)
            memcpy(first, rows[i].left, left);
        if (second)
            memcpy(second, rows[i].right, right);
        page_sides(&page, &one, &other, 1);
        assert_non_null(strstr(out.data, "<mark>"));
        buffer_release(&out);
        free(first);
        free(second);
    }
}

static void test_bytes_come_back(void **state)
{
    static const struct {
        const char *data;
        size_t size;
    } rows[] = {{"text", 4}, {"", 0}, {"a\0b", 3}, {"\xff\xfe", 2}, {"\xc3\xa9", 2}};

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        json_t *object = json_object();
        struct buffer got = BUFFER_INIT;

        bytes_put(object, "key", rows[i].data, rows[i].size);
        assert_int_equal(bytes_get(object, "key", &got), 1);
        assert_int_equal(got.size, rows[i].size);
        assert_memory_equal(got.data, rows[i].data, rows[i].size);
        buffer_clear(&got);
        assert_int_equal(bytes_get(object, "other", &got), 0);
        buffer_release(&got);
        json_decref(object);
    }
}

/* Any report makes a page: what is missing is left out. */
static void test_any_report(void **state)
{
    static const char *const reports[] = {
        "{}",
        "{\"submission\":1,\"verdict\":\"WA\",\"cases\":[{}],\"data\":[{}],\"judgings\":[{},{}]}",
        "{\"cases\":[1,null,\"x\",[]],\"source\":[1],\"tries\":[2],\"versions\":[3,4],"
        "\"groups\":7,\"compile\":[],\"limits\":1}",
        "{\"verdict\":\"<b>\",\"path\":\"<b>\",\"user\":\"<b>\",\"cases\":[{\"verdict\":\"<b>\","
        "\"name\":\"<b>\",\"group\":\"<b>\",\"reason\":\"<b>\",\"hint\":\"<b>\",\"stderr\":\"<b>\","
        "\"message\":\"<b>\",\"output\":\"<b>\",\"conversation\":\"<b>\"}],\"compile\":{\"log\":"
        "\"<b>\",\"status\":\"<b>\"},\"source\":[{\"path\":\"<b>\",\"text\":\"<b>\"}],\"data\":["
        "{\"number\":0,\"input\":\"<b>\",\"answer\":\"<b>\"}],\"data_missing\":\"<b>\","
        "\"source_missing\":\"<b>\"}",
    };

    (void)state;
    for (size_t i = 0; i < ROWS(reports); i++) {
        json_t *report = json_loads(reports[i], 0, NULL);
        struct buffer out = BUFFER_INIT;

        assert_non_null(report);
        page_submission(&out, PAGE_MARKDOWN, report, NULL);
        buffer_clear(&out);
        page_submission(&out, PAGE_HTML, report, NULL);
        assert_null(strstr(out.data + strlen("<!DOCTYPE"), "<b>\""));
        assert_null(strstr(out.data, "style="));
        assert_null(strstr(out.data, "<script"));
        /* line numbers are the only <b> */
        for (const char *at = out.data; (at = strstr(at, "<b>")); at++)
            assert_true(at[3] >= '1' && at[3] <= '9');
        buffer_release(&out);
        json_decref(report);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_html_escapes),
        cmocka_unit_test(test_markdown_is_no_markup),
        cmocka_unit_test(test_no_fence_is_closed_from_inside),
        cmocka_unit_test(test_links_lead_nowhere_else),
        cmocka_unit_test(test_long_lines_are_cut),
        cmocka_unit_test(test_sides_end),
        cmocka_unit_test(test_bytes_come_back),
        cmocka_unit_test(test_any_report),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
