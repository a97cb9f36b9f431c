/* The line that says what is wrong: out of what real compilers and interpreters wrote (causes.txt),
 * for every language that is defined, and out of texts that mean harm. */
#include "base/buffer.h"
#include "base/fd.h"
#include "judge/languages/cause.h"
#include "judge/languages/language.h"
#include "problems/problem.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROWS(rows) (sizeof(rows) / sizeof((rows)[0]))

static int load(void **state)
{
    struct report report = REPORT_INIT;
    int failed = language_load_text("", "", 0, &report);

    (void)state;
    report_release(&report);
    return failed;
}

/* ---- samples ---- */

struct block {
    char language[LANGUAGE_NAME_MAX + 1];
    int is_compile;
    const char *message, *text;
    size_t text_size;
};

/* Takes the next block off `at`, which it cuts up; 0 when there is none. */
static int next_block(char **at, struct block *block)
{
    char *start = strstr(*at, "=== "), *line, *end;
    char what[8];

    if (!start)
        return 0;
    assert_int_equal(sscanf(start, "=== %32s %7s", block->language, what), 2);
    block->is_compile = strcmp(what, "compile") == 0;
    line = strchr(start, '\n') + 1;
    block->message = line;
    line = strstr(line, "---\n");
    assert_non_null(line);
    *line = '\0';
    block->text = line + strlen("---\n");
    end = strstr(block->text, "\n=== ");
    block->text_size = end ? (size_t)(end + 1 - block->text) : strlen(block->text);
    *at = (char *)block->text + block->text_size;
    return 1;
}

static int is_same(const char *const *left, const char *const *right)
{
    while (*left && *right && strcmp(*left, *right) == 0) {
        left++;
        right++;
    }
    return !*left && !*right;
}

static void test_samples(void **state)
{
    int shown[LANGUAGES_MAX] = {0};
    struct buffer file = BUFFER_INIT, message = BUFFER_INIT;
    int fd = open(SAMPLES, O_RDONLY | O_CLOEXEC);
    struct block block;
    struct error err;
    char *at;

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(fd_read_all(fd, 1 << 20, &file, SAMPLES, &err), 0);
    fd_close(&fd);
    at = file.data;
    while (next_block(&at, &block)) {
        const struct language *language = language_find(block.language);

        assert_non_null(language);
        shown[language_index(language)] = 1;
        buffer_clear(&message);
        cause_find(block.is_compile ? language->compile_causes : language->run_causes,
                   block.is_compile ? CAUSE_FIRST : CAUSE_LAST, block.text, block.text_size,
                   &message);
        if (message.size + 1 != strlen(block.message) ||
            strncmp(block.message, message.data, message.size) != 0)
            fail_msg("%s: expected %sfound %s", block.language, block.message, message.data);
    }
    /* every language has samples, or another has whose patterns are the same */
    for (size_t i = 0; i < language_count(); i++) {
        int has = !language_is_one(language_at(i));

        for (size_t j = 0; j < language_count() && !has; j++)
            has = shown[j] && is_same(language_at(i)->run_causes, language_at(j)->run_causes) &&
                  is_same(language_at(i)->compile_causes, language_at(j)->compile_causes);
        if (!has)
            fail_msg("%s has no sample", language_at(i)->name);
    }
    buffer_release(&file);
    buffer_release(&message);
}

/* ---- patterns ---- */

static const struct {
    const char *patterns[3];
    const char *text, *first, *last;
} found[] = {
    {{"^E: .*$"}, "E: 1\nx\nE: 2\ny\n", "E: 1", "E: 2"},
    {{"^Z$", "^E: .*$"}, "E: 1\nE: 2", "E: 1", "E: 2"},
    {{"^y$", "^E: .*$"}, "E: 1\ny\nE: 2\n", "y", "y"},
    {{"^E: .*$"}, "no such line\nthe last\n\n  \n", "the last", "the last"},
    {{"^at\\n.*$"}, "at\nhere\nat\nthere\n", "at here", "at there"},
    {{"^at$ >> \\n.*$"}, "at\n  here\n", "here", "here"},
    {{"^at$ >> z$"}, "at\nnothing follows", "nothing follows", "nothing follows"},
    {{"x*"}, "abc", "abc", "abc"}, /* matches, but nothing */
    {{"x*"}, "abxxc", "xx", "xx"},
    {{"^a"}, "aa", "a", "a"}, /* ^ is where a line begins and not where a search goes on */
    {{"\\."}, "a.b", ".", "."},
    {{NULL}, "", "", ""},
    {{NULL}, "\n \t\r\n", "", ""},
    {{NULL}, "one\ntwo", "two", "two"},
};

static void test_patterns(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(found); i++) {
        struct buffer first = BUFFER_INIT, last = BUFFER_INIT;

        cause_find(found[i].patterns, CAUSE_FIRST, found[i].text, strlen(found[i].text), &first);
        cause_find(found[i].patterns, CAUSE_LAST, found[i].text, strlen(found[i].text), &last);
        if (strcmp(first.data, found[i].first) != 0 || strcmp(last.data, found[i].last) != 0)
            fail_msg("%s: found %s and %s", found[i].text, first.data, last.data);
        buffer_release(&first);
        buffer_release(&last);
    }
}

static void test_check(void **state)
{
    static const char *const good[] = {"^a.*$", "a >> b", "a\\nb", "[[:space:]]", "(a|b)+"};
    static const char *const bad[] = {"", "(", "[a", "a >> (", " >> b", "a >> ", "a{2"};
    char why[CAUSE_WHY_MAX];

    (void)state;
    for (size_t i = 0; i < ROWS(good); i++)
        assert_int_equal(cause_check(good[i], why), 0);
    for (size_t i = 0; i < ROWS(bad); i++) {
        why[0] = '\0';
        if (cause_check(bad[i], why) == 0 || !why[0])
            fail_msg("accepted: %s", bad[i]);
    }
}

/* ---- what is shown ---- */

static const struct {
    const char *text, *shown;
} shown[] = {
    {"\ta\tb", "a\\tb"},
    {"a\rb", "a\\rb"},
    {"\033[31mred\007\177", "\\x1b[31mred\\x07\\x7f"},
    {"caf\xc3\xa9 \xe2\x80\x98x\xe2\x80\x99", "caf\xc3\xa9 \xe2\x80\x98x\xe2\x80\x99"},
    {"a\xc2\xa0"
     "b\xe2\x80\x8b"
     "c\xef\xbb\xbf",
     "a\\u{a0}b\\u{200b}c\\u{feff}"},
    {"\xe2\x80\xae"
     "evil",
     "\\u{202e}evil"},
    {"a\xc2\x85", "a\\u{85}"},
    {"\xff\xfe", "\\xff\\xfe"},
    {"cut \xe2\x80", "cut \\xe2\\x80"},
    {"\xed\xa0\x80 \xc0\x80 \xf5\x80\x80\x80", "\\xed\\xa0\\x80 \\xc0\\x80 \\xf5\\x80\\x80\\x80"},
    {"back\\slash", "back\\slash"},
    {"a\r\n", "a"},
};

static void test_shown(void **state)
{
    static const char *const none[] = {NULL};

    (void)state;
    for (size_t i = 0; i < ROWS(shown); i++) {
        struct buffer message = BUFFER_INIT;

        cause_find(none, CAUSE_LAST, shown[i].text, strlen(shown[i].text), &message);
        assert_string_equal(message.data, shown[i].shown);
        buffer_release(&message);
    }
}

/* A long line is cut between characters, wherever they begin. */
static void test_cut(void **state)
{
    static const char *const none[] = {NULL};

    (void)state;
    for (size_t before = 0; before < 5; before++) {
        struct buffer text = BUFFER_INIT, message = BUFFER_INIT;

        for (size_t i = 0; i < before; i++)
            buffer_append_char(&text, 'a');
        for (size_t i = 0; i < 1000; i++)
            buffer_append_text(&text, "\xf0\x9f\x98\x80");
        cause_find(none, CAUSE_LAST, text.data, text.size, &message);
        assert_in_range(message.size, CAUSE_MAX, CAUSE_MAX + 8);
        assert_string_equal(message.data + message.size - 7, "\xf0\x9f\x98\x80...");
        assert_int_equal((message.size - 3 - before) % 4, 0);
        buffer_release(&text);
        buffer_release(&message);
    }
}

/* Texts that make a search long: what is kept of stderr is 8 KiB, and a log not much more. */
static void test_hostile(void **state)
{
    static const char *const units[] = {
        "a", " ", "Traceback x:\n", " \n", "\n", "Error: ", "at x ", "^", "File error: "};

    (void)state;
    for (size_t i = 0; i < ROWS(units); i++) {
        struct buffer text = BUFFER_INIT;

        while (text.size < 8192)
            buffer_append_text(&text, units[i]);
        for (size_t j = 0; j < language_count(); j++) {
            struct buffer message = BUFFER_INIT;

            cause_find(language_at(j)->run_causes, CAUSE_LAST, text.data, text.size, &message);
            cause_find(language_at(j)->compile_causes, CAUSE_FIRST, text.data, text.size, &message);
            assert_true(message.size <= 2 * (CAUSE_MAX + 16));
            buffer_release(&message);
        }
        buffer_release(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples), cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_check),   cmocka_unit_test(test_shown),
        cmocka_unit_test(test_cut),     cmocka_unit_test(test_hostile),
    };

    return cmocka_run_group_tests(tests, load, NULL);
}
