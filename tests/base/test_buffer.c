/* base/buffer: growth, and what is let through to a terminal. */
#include "base/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- growing ---- */

static void test_starts_as_an_empty_string(void **state)
{
    struct buffer buffer = BUFFER_INIT;

    (void)state;
    assert_string_equal(buffer.data, "");
    buffer_clear(&buffer);
    buffer_append(&buffer, "", 0);
    buffer_append(&buffer, NULL, 0);
    buffer_format(&buffer, "%s", "");
    assert_int_equal(buffer.size, 0);
    assert_string_equal(buffer.data, "");
    buffer_release(&buffer);
    buffer_release(&buffer);
}

static void test_appends(void **state)
{
    struct buffer buffer = BUFFER_INIT;

    (void)state;
    buffer_append_text(&buffer, "one ");
    buffer_append_char(&buffer, '2');
    buffer_format(&buffer, " %d%s", 3, "!");
    buffer_append(&buffer, "a\0b", 3);
    assert_int_equal(buffer.size, 11);
    assert_memory_equal(buffer.data, "one 2 3!a\0b", 12); /* the NUL behind it too */
    buffer_clear(&buffer);
    assert_int_equal(buffer.size, 0);
    assert_string_equal(buffer.data, "");
    buffer_append_text(&buffer, "again");
    assert_string_equal(buffer.data, "again");
    buffer_release(&buffer);
    assert_string_equal(buffer.data, "");
}

static void test_grows(void **state)
{
    struct buffer buffer = BUFFER_INIT;

    (void)state;
    for (size_t i = 0; i < 100000; i++) {
        buffer_append_char(&buffer, (char)('a' + i % 26));
        assert_int_equal(buffer.data[buffer.size], '\0');
    }
    assert_int_equal(buffer.size, 100000);
    for (size_t i = 0; i < 100000; i++)
        assert_int_equal(buffer.data[i], 'a' + i % 26);
    buffer_release(&buffer);
}

static void test_format_longer_than_any_room(void **state)
{
    struct buffer buffer = BUFFER_INIT;
    char text[5000];

    (void)state;
    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    buffer_format(&buffer, "<%s>", text);
    assert_int_equal(buffer.size, sizeof(text) - 1 + 2);
    assert_memory_equal(buffer.data + 1, text, sizeof(text) - 1);
    assert_string_equal(buffer.data + sizeof(text), ">");
    buffer_release(&buffer);
}

static void test_reserve_leaves_the_size(void **state)
{
    struct buffer buffer = BUFFER_INIT;
    char *room;

    (void)state;
    buffer_append_text(&buffer, "ab");
    room = buffer_reserve(&buffer, 1000);
    assert_ptr_equal(room, buffer.data + 2);
    assert_int_equal(buffer.size, 2);
    assert_string_equal(buffer.data, "ab");
    memset(room, 'x', 1000); /* all of it is ours */
    buffer_release(&buffer);
}

static void test_take(void **state)
{
    struct buffer buffer = BUFFER_INIT;
    char *empty, *text;

    (void)state;
    empty = buffer_take(&buffer);
    assert_string_equal(empty, "");
    buffer_append_text(&buffer, "text");
    text = buffer_take(&buffer);
    assert_string_equal(text, "text");
    assert_int_equal(buffer.size, 0);
    buffer_append_text(&buffer, "more");
    assert_string_equal(text, "text");
    free(empty);
    free(text);
    buffer_release(&buffer);
}

/* ---- escaping ---- */

struct escape {
    const char *what, *in, *out;
    size_t size;
};
#define BYTES(text) text, .size = sizeof(text) - 1

static const struct escape escapes[] = {
    {"nothing", .in = BYTES(""), .out = ""},
    {"printable ASCII, all of it", .in = BYTES(" !\"#$%&'()*+,-./0129:;<=>?@AZ[]^_`az{|}~"),
     .out = " !\"#$%&'()*+,-./0129:;<=>?@AZ[]^_`az{|}~"},
    {"backslash, or \\n could be either", .in = BYTES("\\n"), .out = "\\\\n"},
    {"white space", .in = BYTES("a\tb\nc\rd"), .out = "a\\tb\\nc\\rd"},
    {"NUL", .in = BYTES("a\0b"), .out = "a\\x00b"},
    {"ESC: colour", .in = BYTES("\x1b[31mred"), .out = "\\x1b[31mred"},
    {"ESC: window title", .in = BYTES("\x1b]0;x\x07"), .out = "\\x1b]0;x\\x07"},
    {"backspace and delete", .in = BYTES("\x08\x7f"), .out = "\\x08\\x7f"},
    {"C1 in 8 bits (CSI)",
     .in = BYTES("\x9b"
                 "31m"),
     .out = "\\x9b31m"},
    {"C1 in UTF-8 (CSI)",
     .in = BYTES("\xc2\x9b"
                 "31m"),
     .out = "\\u009b31m"},
    {"C1, first and last", .in = BYTES("\xc2\x80\xc2\x9f"), .out = "\\u0080\\u009f"},
    {"U+00A1, behind C1 and the no-break space", .in = BYTES("\xc2\xa1"), .out = "\xc2\xa1"},
    {"2 bytes", .in = BYTES("\xc3\xa9"), .out = "\xc3\xa9"},
    {"3 bytes", .in = BYTES("\xe2\x82\xac"), .out = "\xe2\x82\xac"},
    {"4 bytes", .in = BYTES("\xf0\x9f\x98\x80"), .out = "\xf0\x9f\x98\x80"},
    {"U+10FFFD, the last character", .in = BYTES("\xf4\x8f\xbf\xbd"), .out = "\xf4\x8f\xbf\xbd"},
    {"U+10FFFF, the last", .in = BYTES("\xf4\x8f\xbf\xbf"), .out = "\\u{10ffff}"},
    {"U+110000, behind it", .in = BYTES("\xf4\x90\x80\x80"), .out = "\\xf4\\x90\\x80\\x80"},
    {"F5", .in = BYTES("\xf5\x80\x80\x80"), .out = "\\xf5\\x80\\x80\\x80"},
    {"FF", .in = BYTES("\xff"), .out = "\\xff"},
    {"overlong ESC, 2 bytes", .in = BYTES("\xc0\x9b"), .out = "\\xc0\\x9b"},
    {"overlong, C1 lead", .in = BYTES("\xc1\xbf"), .out = "\\xc1\\xbf"},
    {"overlong, 3 bytes", .in = BYTES("\xe0\x9f\xbf"), .out = "\\xe0\\x9f\\xbf"},
    {"U+0800, the first of 3", .in = BYTES("\xe0\xa0\x80"), .out = "\xe0\xa0\x80"},
    {"overlong, 4 bytes", .in = BYTES("\xf0\x8f\xbf\xbf"), .out = "\\xf0\\x8f\\xbf\\xbf"},
    {"surrogate", .in = BYTES("\xed\xa0\x80"), .out = "\\xed\\xa0\\x80"},
    {"U+D7FF, before them", .in = BYTES("\xed\x9f\xbf"), .out = "\xed\x9f\xbf"},
    {"bidirectional override", .in = BYTES("\xe2\x80\xae"), .out = "\\u202e"},
    {"bidirectional isolate", .in = BYTES("\xe2\x81\xa6"), .out = "\\u2066"},
    {"byte order mark", .in = BYTES("\xef\xbb\xbf"), .out = "\\ufeff"},
    {"zero width space", .in = BYTES("\xe2\x80\x8b"), .out = "\\u200b"},
    {"no-break space", .in = BYTES("\xc2\xa0"), .out = "\\u00a0"},
    {"soft hyphen", .in = BYTES("\xc2\xad"), .out = "\\u00ad"},
    {"line separator", .in = BYTES("\xe2\x80\xa8"), .out = "\\u2028"},
    {"C1 control", .in = BYTES("\xc2\x9b"), .out = "\\u009b"},
    {"Hangul filler", .in = BYTES("\xe3\x85\xa4"), .out = "\\u3164"},
    {"tag character", .in = BYTES("\xf3\xa0\x81\x81"), .out = "\\u{e0041}"},
    {"no character", .in = BYTES("\xef\xbf\xbf"), .out = "\\uffff"},
    {"ideographic space", .in = BYTES("\xe3\x80\x80"), .out = "\xe3\x80\x80"},
    {"combining accent", .in = BYTES("e\xcc\x81"), .out = "e\xcc\x81"},
    {"emoji", .in = BYTES("\xf0\x9f\x98\x80"), .out = "\xf0\x9f\x98\x80"},
    {"lone continuation",
     .in = BYTES("\x80"
                 "a"),
     .out = "\\x80a"},
    {"a sequence that ends early", .in = BYTES("\xe2\x82z"), .out = "\\xe2\\x82z"},
    {"a sequence cut by the end", .in = BYTES("a\xf0\x9f\x98"), .out = "a\\xf0\\x9f\\x98"},
    {"good behind bad", .in = BYTES("\xe2\xc3\xa9"), .out = "\\xe2\xc3\xa9"},
};

static void test_escapes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(escapes) / sizeof(escapes[0]); i++) {
        struct buffer buffer = BUFFER_INIT;
        char *exact = malloc(escapes[i].size + 1); /* so that reading past the end is seen */

        assert_non_null(exact);
        memcpy(exact, escapes[i].in, escapes[i].size);
        exact = realloc(exact, escapes[i].size > 0 ? escapes[i].size : 1);
        buffer_append_escaped(&buffer, exact, escapes[i].size, 1000);
        if (strcmp(buffer.data, escapes[i].out) != 0)
            fail_msg("%s: got \"%s\"", escapes[i].what, buffer.data);
        free(exact);
        buffer_release(&buffer);
    }
}

struct cut {
    const char *in;
    size_t limit;
    const char *out;
};
static const struct cut cuts[] = {
    {"abc", 3, "abc"},
    {"abcd", 3, "abc..."},
    {"a", 0, "..."},
    {"", 0, ""},
    {"\x1b[31m", 1, "\\x1b..."},
    /* at most `limit` bytes of it, and no half sequence */
    {"\xe2\x82\xac", 3, "\xe2\x82\xac"},
    {"\xe2\x82\xac", 2, "..."},
    {"a\xe2\x82\xac", 3, "a..."},
    {"a\xe2\x82\xac", 2, "a..."},
    {"a\xc3\xa9z", 3, "a\xc3\xa9..."},
    {"a\xf0\x9f\x98\x80", 4, "a..."},
};

static void test_cuts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
        struct buffer buffer = BUFFER_INIT;

        buffer_append_escaped(&buffer, cuts[i].in, strlen(cuts[i].in), cuts[i].limit);
        if (strcmp(buffer.data, cuts[i].out) != 0)
            fail_msg("row %zu: got \"%s\", expected \"%s\"", i, buffer.data, cuts[i].out);
        buffer_release(&buffer);
    }
}

/* Whatever two bytes come: no control byte and no 8-bit control comes out. */
static void test_no_pair_gets_a_control_through(void **state)
{
    struct buffer buffer = BUFFER_INIT;

    (void)state;
    for (unsigned pair = 0; pair < 65536; pair++) {
        unsigned char in[2] = {(unsigned char)(pair >> 8), (unsigned char)pair};
        int wide; /* the output is either the one valid sequence of two bytes, or all ASCII */

        buffer_clear(&buffer);
        buffer_append_escaped(&buffer, in, 2, 2);
        wide = buffer.size == 2 && memcmp(buffer.data, in, 2) == 0 && in[0] >= 0xc2;
        if (wide && in[0] == 0xc2)
            assert_in_range(in[1], 0xa0, 0xbf);
        for (size_t i = 0; i < buffer.size && !wide; i++)
            assert_in_range(buffer.data[i], 0x20, 0x7e);
    }
    buffer_release(&buffer);
}

static void test_shown_keeps_a_backslash(void **state)
{
    const char in[] = "a\\b\x1b[2J\n\xe2\x80\xae";
    struct buffer buffer = BUFFER_INIT;

    (void)state;
    buffer_append_shown(&buffer, in, sizeof(in) - 1);
    assert_string_equal(buffer.data, "a\\b\\x1b[2J\\n\\u202e");
    buffer_release(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_starts_as_an_empty_string),
        cmocka_unit_test(test_appends),
        cmocka_unit_test(test_grows),
        cmocka_unit_test(test_format_longer_than_any_room),
        cmocka_unit_test(test_reserve_leaves_the_size),
        cmocka_unit_test(test_take),
        cmocka_unit_test(test_escapes),
        cmocka_unit_test(test_cuts),
        cmocka_unit_test(test_shown_keeps_a_backslash),
        cmocka_unit_test(test_no_pair_gets_a_control_through),
    };

    return cmocka_run_group_tests_name("buffer", tests, NULL, NULL);
}
