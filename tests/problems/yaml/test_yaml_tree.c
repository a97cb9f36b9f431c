/* The bounded tree: what it holds, what it refuses, and that its bounds hold. */
#include "base/buffer.h"
#include "problems/yaml/yaml_tree.h"
#include "tests/problems/folder.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Parses, and returns the report's text (freed by the caller). */
static char *parse_bounded(const char *text, size_t size, const struct yaml_bounds *bounds,
                           struct yaml_tree *ret_tree, struct arena *arena, int *ret_code)
{
    struct report report = REPORT_INIT;
    struct source source;
    char *got;

    source_init(&source, "f", text, size);
    *ret_code = yaml_tree_parse(&source, bounds, arena, ret_tree, &report);
    assert_true((*ret_code == 0) == (ret_tree->root != NULL));
    got = report_text(&report);
    report_release(&report);
    source_release(&source);
    return got;
}

static void expect(const char *text, size_t size, int code, const char *message)
{
    struct arena arena = ARENA_INIT;
    struct yaml_tree tree = {0};
    int got_code;
    char *got = parse_bounded(text, size, &YAML_BOUNDS, &tree, &arena, &got_code);

    if (got_code != code || strcmp(got, message) != 0)
        fail_msg("%s\ngave %d and\n%sexpected %d and\n%s", text, got_code, got, code, message);
    free(got);
    arena_release(&arena);
}

static void test_tree(void **state)
{
    static const char text[] = "a: [1, 'no', \"\\0\"]\nb: {c: }\n";
    struct arena arena = ARENA_INIT;
    struct yaml_tree tree;
    const struct yaml_node *list, *item;
    int code;
    char *got = parse_bounded(text, strlen(text), &YAML_BOUNDS, &tree, &arena, &code);

    (void)state;
    assert_string_equal(got, "");
    assert_int_equal(tree.nodes, 10);
    assert_int_equal(tree.depth, 2);
    assert_int_equal(tree.root->kind, YAML_KIND_MAPPING);
    assert_int_equal(tree.root->count, 2);
    assert_string_equal(tree.root->first->text, "a");
    list = tree.root->first->next;
    assert_int_equal(list->count, 3);
    item = list->first;
    assert_string_equal(item->text, "1");
    assert_true(item->plain);
    item = item->next;
    assert_string_equal(item->text, "no");
    assert_false(item->plain);
    item = item->next;
    assert_int_equal(item->size, 1);
    assert_null(item->next);
    free(got);
    arena_release(&arena);
}

static const struct {
    const char *text;
    int code;
    const char *message;
} REFUSED[] = {
    {"", -EINVAL,
     "f:1:1: error: the file is empty, expected a problem (a mapping with the key \"assay\")\n"
     "    \n    ^\n"},
    {"# only this\n", -EINVAL,
     "f:1:1: error: the file is empty, expected a problem (a mapping with the key \"assay\")\n"
     "    # only this\n    ^\n"},
    {"a: 1\nb: 2\na: 3\n", 0,
     "f:3:1: error: found the key \"a\" again, expected each key once; it also stands in line "
     "1, column 1\n    a: 3\n    ^\n"},
    {"a: &x 1\n", 0,
     "f:1:4: error: found the anchor &x, expected a plain value; anchors and aliases are not "
     "allowed, write the value out\n    a: &x 1\n       ^\n"},
    {"a: *x\n", 0,
     "f:1:4: error: found the alias *x, expected a plain value; anchors and aliases are not "
     "allowed, write the value out\n    a: *x\n       ^\n"},
    {"a: !!int 1\n", 0,
     "f:1:4: error: found the tag tag:yaml.org,2002:int, expected a plain value; remove the "
     "tag\n    a: !!int 1\n       ^\n"},
    {"a: ! x\n", 0,
     "f:1:4: error: found the tag !, expected a plain value; remove the tag\n    a: ! x\n      "
     " "
     "^\n"},
    {"%YAML 1.1\n---\na: 1\n", 0,
     "f:1:1: error: found a % directive above, expected none; remove it\n    %YAML 1.1\n    "
     "^\n"},
    {"a: 1\n---\nb: 2\n", -EINVAL,
     "f:2:1: error: found a second document, expected the end of the file\n    ---\n    ^\n"},
    {"[a, b]: 1\n", 0,
     "f:1:1: error: found a list as a key, expected text\n    [a, b]: 1\n    ^\n"},
    {"a: [1, 2\n", -EINVAL,
     "f:2:1: error: YAML: did not find expected ',' or ']', while parsing a flow sequence "
     "(line 1, column 4)\n    \n    ^\n"},
    {"a: \"x\n", -EINVAL,
     "f:2:1: error: YAML: found unexpected end of stream, while scanning a quoted scalar (line "
     "1, column 4)\n    \n    ^\n"},
    {"a:\n\tb: 1\n", -EINVAL,
     "f:2:1: error: YAML: found a character that cannot stand here (text that starts with one "
     "of @ ` % needs quotes; a tab cannot indent, use spaces), while scanning for the next "
     "token (line 2, column 1)\n     b: 1\n    ^\n"},
    {"a: \xff\n", -EINVAL,
     "f:1:4: error: found the byte 0xff, which is not UTF-8, expected UTF-8 text; keep binary "
     "data in files (in_file, out_file)\n    a: \\xff\n       ^\n"},
    {"a: \x1b[0m\n", -EINVAL,
     "f:1:4: error: found the control character U+001B, expected text; write it as an escape "
     "in double quotes, or keep binary data in files\n    a: \\x1b[0m\n       ^\n"},
    {"\xc3\xa9: \xc3\xa9\n\xc3\xa9: 2\n", 0,
     "f:2:1: error: found the key \"\xc3\xa9\" again, expected each key once; it also stands "
     "in line 1, column 1\n    \xc3\xa9: 2\n    ^\n"},
    {"a: \xc3\xa9 \xc3\xa9\nb: [\xc3\xa9, *x]\n", 0,
     "f:2:8: error: found the alias *x, expected a plain value; anchors and aliases are not "
     "allowed, write the value out\n    b: [\xc3\xa9, *x]\n           ^\n"},
    /* libyaml counts U+2028 as a line's end, editors do not. */
    {"a: \"\xe2\x80\xa8\"\nb: *x\n", 0,
     "f:2:4: error: found the alias *x, expected a plain value; anchors and aliases are not "
     "allowed, write the value out\n    b: *x\n       ^\n"},
    {"a: 1\r\nb: *x\r\n", 0,
     "f:2:4: error: found the alias *x, expected a plain value; anchors and aliases are not "
     "allowed, write the value out\n    b: *x\n       ^\n"},
    {"\xef\xbb\xbf"
     "a: *x\n",
     0,
     "f:1:4: error: found the alias *x, expected a plain value; anchors and aliases are not "
     "allowed, write the value out\n    a: *x\n       ^\n"},
};

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(REFUSED) / sizeof(REFUSED[0]); i++)
        expect(REFUSED[i].text, strlen(REFUSED[i].text), REFUSED[i].code, REFUSED[i].message);
}

static void test_not_utf8(void **state)
{
    (void)state;
    expect("\xff\xfe"
           "a\0:\0 \0001\0",
           10, -EINVAL,
           "f:1:1: error: found UTF-16 text, expected UTF-8; save it as UTF-8\n"
           "    \\xff\\xfea\\x00:\\x00 \\x001\\x00\n    ^\n");
    expect("a: \0\n", 5, -EINVAL,
           "f:1:4: error: found the control character U+0000, expected text; write it as an escape "
           "in double quotes, or keep binary data in files\n    a: \\x00\n       ^\n");
    expect("a: \xe2\x82", 5, -EINVAL,
           "f:1:4: error: found the byte 0xe2, which is not UTF-8, expected UTF-8 text; keep "
           "binary data in files (in_file, out_file)\n    a: \\xe2\\x82\n       ^\n");
}

/* The caret stays below its character in a line that is cut, and under tabs. */
static void test_excerpt(void **state)
{
    char text[400], message[600];

    (void)state;
    snprintf(text, sizeof(text), "a: [%0100d, *x, %0100d]\n", 1, 2);
    snprintf(message, sizeof(message),
             "f:1:107: error: found the alias *x, expected a plain value; anchors and aliases are "
             "not allowed, write the value out\n    ...%038d, *x, %056d...\n    %43s^\n",
             1, 0, "");
    expect(text, strlen(text), 0, message);
    expect("a:\t*x\n", 6, 0,
           "f:1:4: error: found the alias *x, expected a plain value; anchors and aliases are not "
           "allowed, write the value out\n    a: *x\n       ^\n");
}

/* 20,000 levels would cost libyaml seconds; reading stops at the 33rd. */
static void test_depth(void **state)
{
    enum { DEEP = 20000 };
    static const char *const openings[] = {"[", "{a: ", "- ", "? "};

    (void)state;
    for (size_t i = 0; i < sizeof(openings) / sizeof(openings[0]); i++) {
        struct buffer text = BUFFER_INIT;
        struct arena arena = ARENA_INIT;
        struct yaml_tree tree = {0};
        int code;
        char *got;

        for (int level = 0; level < DEEP; level++)
            buffer_append_text(&text, openings[i]);
        got = parse_bounded(text.data, text.size, &YAML_BOUNDS, &tree, &arena, &code);
        assert_int_equal(code, -EINVAL);
        assert_non_null(strstr(got, "lists and mappings are nested deeper than 32 levels"));
        assert_int_equal(tree.depth, 32);
        assert_true(tree.nodes <= 64);
        free(got);
        arena_release(&arena);
        buffer_release(&text);
    }
}

static void test_depth_is_allowed(void **state)
{
    char text[80];
    struct arena arena = ARENA_INIT;
    struct yaml_tree tree;
    int code;
    char *got;

    (void)state;
    memset(text, '[', 32);
    memset(text + 32, ']', 32);
    got = parse_bounded(text, 64, &YAML_BOUNDS, &tree, &arena, &code);
    assert_int_equal(code, 0);
    assert_int_equal(tree.depth, 32);
    free(got);
    arena_release(&arena);
}

/* Small text can be a large tree: two bytes a node. */
static void test_bytes(void **state)
{
    const struct yaml_bounds bounds = {.depth = 32, .bytes = 100000, .cpu_us = 1000000000};
    struct buffer text = BUFFER_INIT;
    struct arena arena = ARENA_INIT;
    struct yaml_tree tree = {0};
    int code;
    char *got;

    (void)state;
    buffer_append_char(&text, '[');
    for (int i = 0; i < 20000; i++)
        buffer_append_text(&text, "a,");
    got = parse_bounded(text.data, text.size, &bounds, &tree, &arena, &code);
    assert_int_equal(code, -EINVAL);
    assert_non_null(strstr(got, "the file needs more than"));
    assert_true(arena.total <= bounds.bytes);
    assert_true(tree.nodes > 100 && tree.nodes < 2000);
    free(got);
    arena_release(&arena);
    buffer_release(&text);
}

static void test_time(void **state)
{
    const struct yaml_bounds bounds = {.depth = 32, .bytes = 1 << 20, .cpu_us = 0};
    struct arena arena = ARENA_INIT;
    struct yaml_tree tree = {0};
    int code;
    char *got = parse_bounded("a: 1\n", 5, &bounds, &tree, &arena, &code);

    (void)state;
    assert_int_equal(code, -EINVAL);
    assert_non_null(strstr(got, "f:1:1: error: reading took more than 0 ms"));
    assert_int_equal(tree.nodes, 0);
    free(got);
    arena_release(&arena);
}

/* "Billion laughs": aliases are never followed, and only the first 50 errors are kept. */
static void test_laughs(void **state)
{
    struct buffer text = BUFFER_INIT;
    struct arena arena = ARENA_INIT;
    struct yaml_tree tree = {0};
    int code;
    char *got;

    (void)state;
    buffer_append_text(&text, "a0: &a0 [x, x]\n");
    for (int i = 1; i < 40; i++)
        buffer_format(&text, "a%d: &a%d [*a%d, *a%d, *a%d]\n", i, i, i - 1, i - 1, i - 1);
    got = parse_bounded(text.data, text.size, &YAML_BOUNDS, &tree, &arena, &code);
    assert_int_equal(code, 0);
    assert_int_equal(tree.nodes, 1 + 40 * 2 + 2 + 39 * 3);
    assert_non_null(strstr(got, "... and 107 more errors\n"));
    free(got);
    arena_release(&arena);
    buffer_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tree),     cmocka_unit_test(test_refused),
        cmocka_unit_test(test_not_utf8), cmocka_unit_test(test_excerpt),
        cmocka_unit_test(test_depth),    cmocka_unit_test(test_depth_is_allowed),
        cmocka_unit_test(test_bytes),    cmocka_unit_test(test_time),
        cmocka_unit_test(test_laughs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
