/* The checkers by tables and against the naive reference, each pair fed at once, byte by byte and
 * in random pieces with identical results. */
#include "base/fd.h"
#include "judge/checkers/checker.h"
#include "judge/checkers/siphash.h"
#include "tests/judge/checkers/feeding.h"
#include "tests/judge/checkers/reference.h"

#include <errno.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { T = CHECKER_TOKENS, E = CHECKER_EXACT, L = CHECKER_LINES, U = CHECKER_UNORDERED };
enum { F = CHECKER_FLOATS };
enum { CASED = 1, SPACED = 2 }; /* case_sensitive, space_change_sensitive */

struct row {
    int kind, flags;
    const char *answer, *output;
    const char *message; /* NULL: accepted */
};

/* The bytes of a row end at the literal's NUL; \0 inside has tests of its own. */
static const struct row rows[] = {
    /* exact: every byte */
    {E, 0, "", "", NULL},
    {E, 0, "a b\n", "a b\n", NULL},
    {E, 0, "a b\n", "a b", "output ends early at line 1, column 4: expected \"\\n\""},
    {E, 0, "a b", "a b\n", "line 1, column 4: expected end of output, got \"\\n\""},
    {E, 0, "a\nbcd\ne\n", "a\nbxd\ne\n", "line 2, column 2: expected \"cd\\n\", got \"xd\\n\""},
    {E, 0, "a\n", "a\r\n", "line 1, column 2: expected \"\\n\", got \"\\r\\n\""},
    {E, 0, "a\n", "A\n", "line 1, column 1: expected \"a\\n\", got \"A\\n\""},
    {E, 0, "a\n", "", "there is no output: expected \"a\\n\""},
    {E, 0, "", "x\ny\n", "line 1, column 1: expected end of output, got \"x\\n\""},
    {E, 0, "a\n\nb\n", "a\nb\n", "line 2, column 1: expected \"\\n\", got \"b\\n\""},
    /* lines: trailing white space and blank lines do not count, nothing else is forgiven */
    {L, 0, "", "", NULL},
    {L, 0, "", " \n\t\r\n\n", NULL},
    {L, 0, "\n \n", "", NULL},
    {L, 0, "a b\nc\n", "a b  \r\n\n\nc", NULL},
    {L, 0, "a b \t\n\nc", "a b\nc\n", NULL},
    {L, 0, "a\t\n", "a \n", NULL},
    {L, 0, "a", "  \na", NULL},
    {L, 0, "  a", " \n  a", NULL},
    {L, 0, "a b\n", "a  b\n", "line 1, column 3: expected \"a b\", got \"a  b\""},
    {L, 0, "a b\n", "a\tb\n", "line 1, column 2: expected \"a b\", got \"a\\tb\""},
    {L, 0, "a b\n", " a b\n", "line 1, column 1: expected \"a b\", got \" a b\""},
    {L, 0, " a\n", "a\n", "line 1, column 1: expected \" a\", got \"a\""},
    {L, 0, "a b\n", "a\nb\n", "line 1, column 2: expected \"a b\", got \"a\""},
    {L, 0, "a\nb\n", "a b\n", "line 1, column 2: expected \"a\", got \"a b\""},
    {L, 0, "a  \nb\n", "a b\n", "line 1, column 2: expected \"a\", got \"a b\""},
    {L, 0, "a \n", "a \tb  \n", "line 1, column 2: expected \"a\", got \"a \\tb\""},
    {L, 0, "ab", "abc  ", "line 1, column 3: expected \"ab\", got \"abc\""},
    {L, 0, "abc", "ab  ", "line 1, column 3: expected \"abc\", got \"ab\""},
    {L, 0, "a\nb\n", "a\n\n  \n", "output ends early at line 4, column 1: expected \"b\""},
    {L, 0, "a\nb\n", "a", "output ends early at line 1, column 2: expected \"b\""},
    {L, 0, "a\n", "a\n\n b \n", "line 3, column 1: expected end of output, got \" b\""},
    {L, 0, "a\n", "A\n", "line 1, column 1: expected \"a\", got \"A\""},
    {L, 0, "a\n", " \n", "output ends early at line 2, column 1: expected \"a\""},
    {L, 0, "a\n", "", "there is no output: expected \"a\""},
    /* tokens: ICPC's default validator */
    {T, 0, "", "", NULL},
    {T, 0, "", " \n\r\n", NULL},
    {T, 0, "12 13\n", "12\r\n\v13\f", NULL},
    {T, 0, "Yes NO\n", "yES no", NULL},
    {T, 0, "a\n", "  a", NULL},
    {T, 0, "[", "{", "line 1, column 1: expected \"[\", got \"{\""}, /* no letters */
    {T, 0, "@", "`", "line 1, column 1: expected \"@\", got \"`\""},
    {T, 0, "\xc3\x84", "\xc3\xa4", "line 1, column 1: expected \"\xc3\x84\", got \"\xc3\xa4\""},
    {T, 0, "x\n1 12\n", "x\n1 13\n", "line 2, column 3: expected \"12\", got \"13\""},
    {T, 0, "12\n", "1\n", "line 1, column 1: expected \"12\", got \"1\""},
    {T, 0, "1\n", "12\n", "line 1, column 1: expected \"1\", got \"12\""},
    {T, 0, "12", "1 2", "line 1, column 1: expected \"12\", got \"1\""},
    {T, 0, "1 2", "12", "line 1, column 1: expected \"1\", got \"12\""},
    {T, 0, "1.0", "1.00", "line 1, column 1: expected \"1.0\", got \"1.00\""},
    {T, 0, "1\n2\n3\n", "1 2\n", "output ends early at line 2, column 1: expected \"3\""},
    {T, 0, "1\n", "1\n\n 2 3\n", "line 3, column 2: expected end of output, got \"2\""},
    {T, 0, "1\n", "", "there is no output: expected \"1\""},
    {T, 0, "1\n", "\n", "output ends early at line 2, column 1: expected \"1\""},
    {T, 0, "a\n", "\x1b[2Ja", "line 1, column 1: expected \"a\", got \"\\x1b[2Ja\""},
    {T, 0, "a\n", "\xff", "line 1, column 1: expected \"a\", got \"\\xff\""},
    {T, 0, "\xff\n", "\xff", NULL},
    {T, CASED, "Yes\n", "Yes", NULL},
    {T, CASED, "Yes\n", "yes", "line 1, column 1: expected \"Yes\", got \"yes\""},
    {T, SPACED, "a  b\n", "A  B\n", NULL},
    {T, SPACED, "a b\n", "a  b\n",
     "line 1, column 3: expected \"b\", got \" \" (the white space must be the same)"},
    {T, SPACED, "a  b\n", "a b\n",
     "line 1, column 3: expected \" \", got \"b\" (the white space must be the same)"},
    {T, SPACED, "a b", "a\t b",
     "line 1, column 2: expected \" \", got \"\\t \" (the white space must be the same)"},
    {T, SPACED, "a", "a\n",
     "line 1, column 2: expected end of output, got \"\\n\" (the white space must be the same)"},
    {T, SPACED, "a\n", "a",
     "output ends early at line 1, column 2: expected \"\\n\" (the white space must be the same)"},
    {T, SPACED, "a\nb", "a\n", "output ends early at line 2, column 1: expected \"b\""},
    {T, SPACED, "a\n", "a\nb", "line 2, column 1: expected end of output, got \"b\""},
    {T, SPACED, "a\n", "a\r\n",
     "line 1, column 2: expected \"\\n\", got \"\\r\\n\" (the white space must be the same)"},
    {T, SPACED, " a", "a",
     "line 1, column 1: expected \" \", got \"a\" (the white space must be the same)"},
    {T, SPACED | CASED, "Ab c", "ab c", "line 1, column 1: expected \"Ab\", got \"ab\""},
    /* floats: absolute 1e-3 or relative 1e-2 */
    {F, 0, "", "", NULL},
    {F, 0, "1.5\n", "1.5000\n", NULL},
    {F, 0, "1.5 x\n", "15e-1 X\n", NULL},
    {F, 0, "100\n", "101", NULL},
    {F, 0, "100\n", "99", NULL},
    {F, 0, "100\n", "101.1",
     "line 1, column 1: expected \"100\", got \"101.1\" (differs by 1.1; allowed are 0.001 "
     "absolute or 0.01 relative, here 1)"},
    {F, 0, "0\n", "0.001", NULL},
    {F, 0, "0\n", "-0", NULL},
    {F, 0, "0\n", "0.0011",
     "line 1, column 1: expected \"0\", got \"0.0011\" (differs by 0.0011; allowed are 0.001 "
     "absolute or 0.01 relative, here 0.001)"},
    {F, 0, "+.5e+1 1.", "5 1", NULL},
    {F, 0, "5", "five",
     "line 1, column 1: expected \"5\", got \"five\" (not a finite decimal number)"},
    {F, 0, "5", "5x", "line 1, column 1: expected \"5\", got \"5x\" (not a finite decimal number)"},
    {F, 0, "16", "0x10",
     "line 1, column 1: expected \"16\", got \"0x10\" (not a finite decimal number)"},
    {F, 0, "0x10", "0X10", NULL}, /* text */
    {F, 0, "0x10", "16", "line 1, column 1: expected \"0x10\", got \"16\""},
    {F, 0, "5", "nan",
     "line 1, column 1: expected \"5\", got \"nan\" (not a finite decimal number)"},
    {F, 0, "5", "inf",
     "line 1, column 1: expected \"5\", got \"inf\" (not a finite decimal number)"},
    {F, 0, "5", "1e999",
     "line 1, column 1: expected \"5\", got \"1e999\" (differs by 1e999; allowed are 0.001 "
     "absolute or 0.01 relative, here 0.05)"},
    {F, 0, "5", "1e1000000000000", /* 13 digits */
     "line 1, column 1: expected \"5\", got \"1e1000000000000\" (not a finite decimal number)"},
    {F, 0, "inf nan -Inf", "INF NaN -inf", NULL},
    {F, 0, "inf", "-inf", "line 1, column 1: expected \"inf\", got \"-inf\""},
    {F, 0, "1e999", "1e999", NULL},
    {F, 0, "1e999", "1.009e999", NULL},
    {F, 0, "1e999", "2e999",
     "line 1, column 1: expected \"1e999\", got \"2e999\" (differs by 1e999; allowed are 0.001 "
     "absolute or 0.01 relative, here 1e997)"},
    {F, 0, "1e-400", "2e-400 ", NULL},
    {F, 0, "1e999999999", "1e999999998",
     "line 1, column 1: expected \"1e999999999\", got \"1e999999998\" (differs by 9e999999998; "
     "allowed are 0.001 absolute or 0.01 relative, here 1e999999997)"},
    {F, 0, "1e308", "-1e308",
     "line 1, column 1: expected \"1e308\", got \"-1e308\" (differs by 2e308; allowed are "
     "0.001 absolute or 0.01 relative, here 1e306)"},
    {F, 0, "5", "5.", NULL},
    {F, 0, "5", "5,0",
     "line 1, column 1: expected \"5\", got \"5,0\" (not a finite decimal number)"},
    {F, 0, "5", ".", "line 1, column 1: expected \"5\", got \".\" (not a finite decimal number)"},
    {F, 0, "5", "5e", "line 1, column 1: expected \"5\", got \"5e\" (not a finite decimal number)"},
    {F, 0, "5", "+-5",
     "line 1, column 1: expected \"5\", got \"+-5\" (not a finite decimal number)"},
    {F, 0, "a 5", "a", "output ends early at line 1, column 2: expected \"5\""},
    {F, 0, "5", "5 6", "line 1, column 3: expected end of output, got \"6\""},
    {F, SPACED, "1.0 2\n", "1 2.0\n", NULL},
    {F, SPACED, "1.0 2\n", "1  2.0\n",
     "line 1, column 3: expected \"2\", got \" \" (the white space must be the same)"},
    {F, CASED, "1 Yes", "1.0 yes", "line 1, column 5: expected \"Yes\", got \"yes\""},
    /* what the eye does not see, or takes for something else, is shown as an escape */
    {T, 0, "a b",
     "\xef\xbb\xbf"
     "a b",
     "line 1, column 1: expected \"a\", got \"\\ufeffa\""},
    {T, 0, "a b",
     "a\xc2\xa0"
     "b",
     "line 1, column 1: expected \"a\", got \"a\\u00a0b\""},
    {T, 0, "a b", "a\xe2\x80\x8b b", "line 1, column 1: expected \"a\", got \"a\\u200b\""},
    {T, 0, "a b", "\xd0\xb0 b", "line 1, column 1: expected \"a\", got \"\\u0430\""},
    {T, 0, "\xd0\xb0", "a", "line 1, column 1: expected \"\\u0430\", got \"a\""},
    {T, 0, "\xd0\xb0", "A", "line 1, column 1: expected \"\\u0430\", got \"A\""},
    {T, 0, "\xc3\xa9", "e\xcc\x81", "line 1, column 1: expected \"\\u00e9\", got \"e\\u0301\""},
    {T, 0, "-5",
     "\xe2\x88\x92"
     "5",
     "line 1, column 1: expected \"-5\", got \"\\u22125\""},
    {T, 0, "\xd9\xa3", "\xdb\xb3", "line 1, column 1: expected \"\\u0663\", got \"\\u06f3\""},
    {T, 0, "x", "\xf0\x9d\x91\xa5", "line 1, column 1: expected \"x\", got \"\\U0001d465\""},
    {T, 0, "K", "\xe2\x84\xaa", "line 1, column 1: expected \"K\", got \"\\u212a\""},
    {T, 0, "...", "\xe2\x80\xa6", "line 1, column 1: expected \"...\", got \"\\u2026\""},
    {T, 0, "ab",
     "a\xe2\x80\xae"
     "b",
     "line 1, column 1: expected \"ab\", got \"a\\u202eb\""},
    {T, 0, "yes", "\xd0\xb4\xd0\xb0",
     "line 1, column 1: expected \"yes\", got \"\xd0\xb4\xd0\xb0\""},
    {T, 0, "\xe4\xb8\xad", "\xe5\x9b\xbd",
     "line 1, column 1: expected \"\xe4\xb8\xad\", got \"\xe5\x9b\xbd\""},
    {T, 0,
     "gr\xc3\xb6\xc3\x9f"
     "er",
     "gr\xc3\xb6sser",
     "line 1, column 1: expected \"gr\xc3\xb6\xc3\x9f"
     "er\", got \"gr\xc3\xb6sser\""},
    {E, 0, "a\n", "a\xe3\x80\x80\n", "line 1, column 2: expected \"\\n\", got \"\\u3000\\n\""},
    {L, 0, "a b", "a\tb", "line 1, column 2: expected \"a b\", got \"a\\tb\""},
    {L, 0, "a b",
     "a\xc2\xa0"
     "b",
     "line 1, column 2: expected \"a b\", got \"a\\u00a0b\""},
    {F, 0, "5", "5\xe2\x80\x8b",
     "line 1, column 1: expected \"5\", got \"5\\u200b\" (not a finite decimal number)"},
    {U, 0, "a b\n", "a \xd1\x8c\n",
     "line 1, column 1: expected \"a b\", got \"a \\u044c\" (in any order; this line is not in "
     "the answer)"},
    /* unordered */
    {U, 0, "", "", NULL},
    {U, 0, "", "\n \r\n", NULL},
    {U, 0, "a\nb b\nc\n", "c\r\n\nb b  \na", NULL},
    {U, 0, "a\na\nb\n", "a\nb\na\n", NULL},
    {U, 0, "a\n\t\nb", "b\na", NULL},
    {U, 0, " a\n", " a\t\n", NULL},
    {U, 0, "a\nb\n", "b\nx \n",
     "line 2, column 1: expected \"a\", got \"x\" (in any order; this line is not in the answer)"},
    {U, 0, "a\nb\nb\n", "a\n\na\n",
     "line 3, column 1: expected \"b\", got \"a\" (in any order; this line comes too often)"},
    {U, 0, "e\nd\nc\nb\na\n1\n2\n3\n4\n5\n", "e\nx\n",
     "line 2, column 1: expected \"d\", got \"x\" (in any order; this line is not in the answer)"},
    {U, 0, "a\n", "a\na\n", "line 2, column 1: expected end of output, got \"a\""},
    {U, 0, "a\n", "A\n",
     "line 1, column 1: expected \"a\", got \"A\" (in any order; this line is not in the answer)"},
    {U, 0, "a\n", " a\n",
     "line 1, column 1: expected \"a\", got \" a\" (in any order; this line is not in the answer)"},
    {U, 0, "a\nb\nc\n", "c\na\n",
     "output ends early at line 3, column 1: expected \"b\" (in any order)"},
    {U, 0, "a b\n", "", "there is no output: expected \"a b\" (in any order)"},
};

static struct problem_checker options_of(int kind, int flags)
{
    return (struct problem_checker){.kind = (enum problem_checker_kind)kind,
                                    .case_sensitive = (flags & CASED) != 0,
                                    .space_change_sensitive = (flags & SPACED) != 0,
                                    .absolute = "0.001",
                                    .relative = "0.01"};
}

static struct bytes text(const char *bytes)
{
    return (struct bytes){(const unsigned char *)bytes, strlen(bytes)};
}

static void assert_same(const struct checker_result *one, const struct checker_result *other)
{
    assert_int_equal(one->accepted, other->accepted);
    assert_int_equal(one->line, other->line);
    assert_int_equal(one->column, other->column);
    assert_string_equal(one->expected, other->expected);
    assert_string_equal(one->got, other->got);
    assert_string_equal(one->message, other->message);
}

/* All ways of feeding, with the reference's verdict and position. */
static void check_all_ways(const struct problem_checker *options, int fd, struct bytes answer,
                           struct bytes output, struct checker_result *ret_result)
{
    struct reference_result reference = reference_check(options, answer, output);
    struct checker_result other;

    feed_all(options, fd, output, FEED_AT_ONCE, 0, ret_result);
    for (int i = 0; i < 2 * FEED_COUNT; i++) {
        feed_all(options, fd, output, (enum feeding)(i / 2), i % 2, &other);
        assert_same(ret_result, &other);
    }
    if (ret_result->accepted != reference.accepted || ret_result->line != reference.line ||
        ret_result->column != reference.column) {
        print_message("checker %d: answer %zu bytes, output %zu bytes: \"%s\"\n",
                      (int)options->kind, answer.size, output.size, ret_result->message);
        fail_msg("reference: accepted %d, line %d, column %d", reference.accepted,
                 (int)reference.line, (int)reference.column);
    }
}

static void test_rows(void **state)
{
    int fd = -1;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct row *row = &rows[i];
        struct problem_checker options = options_of(row->kind, row->flags);
        struct checker_result result;

        random_state = i;
        fd = answer_file(fd, text(row->answer));
        check_all_ways(&options, fd, text(row->answer), text(row->output), &result);
        if (row->message == NULL && !result.accepted)
            fail_msg("row %zu should be accepted: %s", i, result.message);
        assert_string_equal(result.message, row->message == NULL ? "" : row->message);
    }
    fd_close(&fd);
}

/* Texts whose first difference lies far inside a token or line are shown from there on. */
static void test_long_texts_are_cut(void **state)
{
    char answer[1000], output[1000];
    struct problem_checker options;
    struct checker_result result;
    int fd;

    (void)state;
    memset(answer, 'a', sizeof(answer));
    memset(output, 'a', sizeof(output));
    answer[999] = output[999] = '\0';
    output[50] = 'x';
    fd = answer_file(-1, text(answer));
    options = options_of(T, 0);
    check_all_ways(&options, fd, text(answer), text(output), &result);
    assert_int_equal(result.column, 1);
    assert_int_equal(strlen(result.got), CHECKER_SHOWN_MAX + 3);
    assert_memory_equal(result.got + 49, "axa", 3);
    assert_string_equal(result.got + CHECKER_SHOWN_MAX, "...");

    output[50] = 'a';
    output[500] = 'x';
    check_all_ways(&options, fd, text(answer), text(output), &result);
    assert_memory_equal(result.got, "...xaa", 6);
    assert_memory_equal(result.expected, "...aaa", 6);
    options = options_of(L, 0);
    check_all_ways(&options, fd, text(answer), text(output), &result);
    assert_int_equal(result.column, 501);
    assert_memory_equal(result.got, "...xaa", 6);

    output[500] = ' '; /* counts only because of what follows */
    check_all_ways(&options, fd, text(answer), text(output), &result);
    assert_int_equal(result.column, 501);
    assert_memory_equal(result.got, "... aaa", 7);
    output[501] = '\0';
    check_all_ways(&options, fd, text(answer), text(output), &result);
    assert_int_equal(result.column, 501);
    assert_string_equal(result.got, "...");
    fd_close(&fd);
}

/* Where the part that is shown is the same, the message says so. */
static void test_differences_beyond_what_is_shown(void **state)
{
    char answer[301], output[301];
    struct problem_checker options = options_of(U, 0);
    struct checker_result result;
    int fd;

    (void)state;
    memset(answer, 'a', 300);
    memset(output, 'a', 300);
    answer[300] = output[300] = '\0';
    output[250] = 'b';
    fd = answer_file(-1, text(answer));
    check_all_ways(&options, fd, text(answer), text(output), &result);
    assert_string_equal(result.expected, result.got);
    assert_non_null(strstr(result.message, "(they differ after the part that is shown)"));
    fd_close(&fd);
}

/* The widest that the fixed-size fields must hold. */
static void test_unprintable_texts_fit(void **state)
{
    unsigned char answer[600], output[600];
    struct checker_result result;
    int fd;

    (void)state;
    memset(answer, 0xff, sizeof(answer));
    memset(output, 0xff, sizeof(output));
    output[0] = 0;
    fd = answer_file(-1, (struct bytes){answer, sizeof(answer)});
    for (int kind = CHECKER_TOKENS; kind <= CHECKER_FLOATS; kind++) {
        struct problem_checker options = options_of(kind, 0);

        check_all_ways(&options, fd, (struct bytes){answer, sizeof(answer)},
                       (struct bytes){output, sizeof(output)}, &result);
        assert_int_equal(strlen(result.got), 4 * CHECKER_SHOWN_MAX + 3);
        assert_memory_equal(result.got, "\\x00\\xff", 8);
        assert_non_null(strstr(result.message, result.got));
        assert_non_null(strstr(result.message, result.expected));
    }
    fd_close(&fd);
}

static void test_long_numbers_are_text(void **state)
{
    enum { SIZE = CHECKER_NUMBER_MAX };
    static char answer[SIZE + 2], output[SIZE + 2];
    struct problem_checker options = options_of(F, 0);
    struct checker_result result;
    int fd = -1;

    (void)state;
    for (int size = SIZE - 1; size <= SIZE + 1; size++) { /* 0.000...01 and 0.000...02 */
        memset(answer, '0', sizeof(answer));
        memset(output, '0', sizeof(output));
        answer[1] = output[1] = '.';
        answer[size - 1] = '1';
        output[size - 1] = '2';
        answer[size] = output[size] = '\0';
        fd = answer_file(fd, text(answer));
        check_all_ways(&options, fd, text(answer), text(output), &result);
        assert_int_equal(result.accepted, size <= SIZE);
        check_all_ways(&options, fd, text(answer), text(answer), &result);
        assert_true(result.accepted);
    }
    fd = answer_file(fd, text("0"));
    check_all_ways(&options, fd, text("0"), text(output), &result);
    assert_non_null(strstr(result.message, "(too long for a number)"));
    fd_close(&fd);
}

static void test_tolerances_not_stated(void **state)
{
    struct problem_checker options = {.kind = CHECKER_FLOATS, .absolute = NULL, .relative = NULL};
    struct checker_result result;
    int fd = answer_file(-1, text("1.5 100"));

    (void)state;
    feed_all(&options, fd, text("15e-1 1e2"), FEED_AT_ONCE, 0, &result);
    assert_true(result.accepted);
    feed_all(&options, fd, text("1.5 100.5"), FEED_AT_ONCE, 0, &result);
    assert_string_equal(result.message,
                        "line 1, column 5: expected \"100\", got \"100.5\" (differs "
                        "by 0.5; allowed are 0 absolute)");
    feed_all(&options, fd, text("1.5 100.0000001"), FEED_AT_ONCE, 0, &result);
    assert_false(result.accepted);
    options.relative = "1e-6";
    feed_all(&options, fd, text("1.5 100.0000001"), FEED_AT_ONCE, 0, &result);
    assert_true(result.accepted);
    fd_close(&fd);
}

/* Where distance and tolerance are both beyond what a double holds. */
static void test_beyond_doubles(void **state)
{
    struct problem_checker options = {.kind = CHECKER_FLOATS, .relative = "10"};
    struct checker_result result;
    int fd = answer_file(-1, text("1e308"));

    (void)state;
    feed_all(&options, fd, text("-9.0000000000000000001e308"), FEED_AT_ONCE, 0, &result);
    assert_string_equal(result.message,
                        "line 1, column 1: expected \"1e308\", got "
                        "\"-9.0000000000000000001e308\" (differs by 1.0000000000000000001e309; "
                        "allowed are 10 relative, here 1e309)");
    feed_all(&options, fd, text("-9e308"), FEED_AT_ONCE, 0, &result);
    assert_true(result.accepted);
    fd_close(&fd);
}

struct tolerance_row {
    const char *absolute, *relative, *answer, *output, *note; /* NULL: accepted */
};

/* The message shows the distance with as many digits as it takes. */
static void test_borders(void **state)
{
    static const struct tolerance_row border[] = {
        {"0.001", NULL, "5", "5.001", NULL},
        {"0.001", NULL, "5", "4.999", NULL},
        {"0.01", NULL, "0.1", "0.11", NULL},
        {"0.01", NULL, "0.1", "0.09", NULL},
        {"1e-2", NULL, "-.1e0", "-0.1100", NULL},
        {"0.01", NULL, "0.1", "0.1100001", "(differs by 0.0100001; allowed are 0.01 absolute)"},
        {"0.01", NULL, "0.1", "0.0899999", "(differs by 0.0100001; allowed are 0.01 absolute)"},
        {"0.01", NULL, "0", "0.01000000000000000000000000000001",
         "(differs by 0.010000000000000000001; allowed are 0.01 absolute)"},
        {"0.1", NULL, "9007199254740993", "9007199254740992",
         "(differs by 1; allowed are 0.1 absolute)"},
        {"1", NULL, "9007199254740993", "9007199254740992", NULL},
        {"0", NULL, "0.3", "0.30000000000000004", "(differs by 4e-17; allowed are 0 absolute)"},
        {"0", NULL, "12345678901234567890", "1234567890123456789e1", NULL},
        {NULL, "0.1", "3", "3.3", NULL},
        {NULL, "0.1", "-3", "-2.7", NULL},
        {NULL, "0.1", "-3", "-2.6999", "(differs by 0.3001; allowed are 0.1 relative, here 0.3)"},
        {NULL, "1e-6", "1e400", "1.000001e400", NULL},
        {NULL, "1e-6", "1e400", "1.0000011e400",
         "(differs by 1.1e394; allowed are 1e-6 relative, here 1e394)"},
        {NULL, "1e-6", "0", "1e-400", "(differs by 1e-400; allowed are 1e-6 relative, here 0)"},
        {"1e-400", NULL, "0", "1e-400", NULL},
        {"1e-400", NULL, "0", "2e-400", "(differs by 2e-400; allowed are 1e-400 absolute)"},
        {"1e300", NULL, "1e999999999", "0", "(differs by 1e999999999; allowed are 1e300 absolute)"},
        {"1e300", NULL, "1e999999999999", "-1e-999999999999",
         "(differs by 1e999999999999; allowed are 1e300 absolute)"},
        {"0.1", "0.1", "1", "1.1", NULL},
        {"0.1", "0.2", "0.25", "0.351",
         "(differs by 0.101; allowed are 0.1 absolute or 0.2 relative, here 0.1)"},
        {"0.999", NULL, "0", "0.9999", "(differs by 1; allowed are 0.999 absolute)"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(border) / sizeof(border[0]); i++) {
        const struct tolerance_row *row = &border[i];
        struct problem_checker options = {
            .kind = CHECKER_FLOATS, .absolute = row->absolute, .relative = row->relative};
        struct checker_result result;
        int fd = answer_file(-1, text(row->answer));

        check_all_ways(&options, fd, text(row->answer), text(row->output), &result);
        if (row->note == NULL && !result.accepted)
            fail_msg("row %zu should be accepted: %s", i, result.message);
        if (row->note != NULL && strstr(result.message, row->note) == NULL)
            fail_msg("row %zu: \"%s\" lacks \"%s\"", i, result.message, row->note);
        fd_close(&fd);
    }
}

/* What Python's fractions say (make_floats.py): pairs at the tolerance, and a last digit off it. */
static const struct tolerance_row fractions[] = {
#include "tests/judge/checkers/floats.inc"
};

static void test_against_fractions(void **state)
{
    size_t accepted = 0, count = sizeof(fractions) / sizeof(fractions[0]);
    int fd = -1;

    (void)state;
    for (size_t i = 0; i < count; i++) {
        const struct tolerance_row *row = &fractions[i];
        struct problem_checker options = {
            .kind = CHECKER_FLOATS, .absolute = row->absolute, .relative = row->relative};
        struct checker_result result;

        fd = answer_file(fd, text(row->answer));
        check_all_ways(&options, fd, text(row->answer), text(row->output), &result);
        if (result.accepted != (row->note == NULL))
            fail_msg("row %zu: answer %s, output %s: %s", i, row->answer, row->output,
                     result.message);
        accepted += (size_t)result.accepted;
    }
    assert_true(accepted > count / 4 && accepted < count / 4 * 3);
    fd_close(&fd);
}

/* Digits by the thousand and exponents of any size take no time that a test would notice. */
static void test_long_exact_comparisons(void **state)
{
    static char answer[CHECKER_NUMBER_MAX + 1], output[CHECKER_NUMBER_MAX + 1];
    struct problem_checker options = {.kind = CHECKER_FLOATS, .absolute = "1e-4000"};
    struct checker_result result;
    int fd;

    (void)state;
    memset(answer, '3', sizeof(answer) - 1);
    answer[50] = '.';
    memcpy(output, answer, sizeof(output));
    output[50 + 4000] = '4';
    fd = answer_file(-1, text(answer));
    check_all_ways(&options, fd, text(answer), text(output), &result);
    assert_true(result.accepted);
    output[50 + 4001] = '4';
    check_all_ways(&options, fd, text(answer), text(output), &result);
    assert_non_null(strstr(result.message, "(differs by 1.1e-4000; allowed are 1e-4000 absolute)"));
    fd_close(&fd);
}

/* A wrong token without an end need not be waited for. */
static void test_wrong_is_known_early(void **state)
{
    char endless[1000];
    struct checker *checker;
    struct error err;
    int fd = answer_file(-1, text("b\n"));

    (void)state;
    memset(endless, 'a', sizeof(endless));
    for (int kind = CHECKER_TOKENS; kind <= CHECKER_LINES; kind++) {
        struct problem_checker options = options_of(kind, 0);

        assert_int_equal(checker_open(&options, fd, &checker, &err), 0);
        assert_int_equal(checker_feed(checker, endless, sizeof(endless), &err), 1);
        checker_close(checker);
    }
    fd_close(&fd);
}

/* The decimal point of the program's locale must not change what a number is. */
static void test_locale_does_not_matter(void **state)
{
    static const char *const with_comma[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "fr_FR"};
    struct problem_checker options = options_of(F, 0);
    struct checker_result result;
    int fd;

    (void)state;
    for (size_t i = 0; i < sizeof(with_comma) / sizeof(with_comma[0]); i++) {
        if (setlocale(LC_NUMERIC, with_comma[i]) != NULL)
            break;
    }
    if (strcmp(localeconv()->decimal_point, ",") != 0)
        skip(); /* this host has no such locale */
    fd = answer_file(-1, text("1.5"));
    feed_all(&options, fd, text("1.9"), FEED_AT_ONCE, 0, &result);
    assert_false(result.accepted); /* with a comma, both would be 1 */
    feed_all(&options, fd, text("1.50"), FEED_AT_ONCE, 0, &result);
    assert_true(result.accepted);
    setlocale(LC_NUMERIC, "C");
    fd_close(&fd);
}

struct text_buffer {
    unsigned char data[256];
    size_t size;
};

static void draw_text(struct text_buffer *buffer, const unsigned char *alphabet, unsigned letters)
{
    buffer->size = draw(24);
    for (size_t i = 0; i < buffer->size; i++)
        buffer->data[i] = alphabet[draw(letters)];
}

/* A few edits: most outputs are nearly right. */
static void edit(struct text_buffer *buffer, const unsigned char *alphabet, unsigned letters)
{
    for (unsigned edits = draw(4); edits > 0; edits--) {
        size_t at = draw((unsigned)buffer->size + 1);
        size_t rest = buffer->size - at;

        if (draw(2) == 0) {
            memmove(buffer->data + at + 1, buffer->data + at, rest);
            buffer->data[at] = alphabet[draw(letters)];
            buffer->size++;
        } else if (rest > 0) {
            if (draw(2) == 0) {
                memmove(buffer->data + at, buffer->data + at + 1, rest - 1);
                buffer->size--;
            } else {
                buffer->data[at] = alphabet[draw(letters)];
            }
        }
    }
}

static void compare_random(int kind, int flags, const char *letters, size_t letter_count)
{
    const unsigned char *alphabet = (const unsigned char *)letters;
    struct problem_checker options = options_of(kind, flags);
    int fd = -1, accepted = 0;

    for (unsigned i = 0; i < 5000; i++) {
        struct text_buffer answer, output;
        struct checker_result result, other;
        struct reference_result reference;
        struct bytes want, have;

        random_state = i;
        draw_text(&answer, alphabet, (unsigned)letter_count);
        output = answer;
        edit(&output, alphabet, (unsigned)letter_count);
        want = (struct bytes){answer.data, answer.size};
        have = (struct bytes){output.data, output.size};
        fd = answer_file(fd, want);
        feed_all(&options, fd, have, FEED_BYTES, 0, &result);
        feed_all(&options, fd, have, FEED_RANDOM, 1, &other);
        assert_same(&result, &other);
        feed_all(&options, fd, have, FEED_AT_ONCE, 0, &other);
        assert_same(&result, &other);
        reference = reference_check(&options, want, have);
        if (result.accepted != reference.accepted || result.line != reference.line ||
            result.column != reference.column)
            fail_msg("checker %d, flags %d, seed %u: %s, but the reference has %d, line %d, "
                     "column %d",
                     kind, flags, i, result.message, reference.accepted, (int)reference.line,
                     (int)reference.column);
        accepted += result.accepted;
    }
    assert_true(accepted > 500 && accepted < 4500); /* both sides were put to the test */
    fd_close(&fd);
}

/* 20,000 pairs for each checker. A wide alphabet finds odd bytes, a narrow one odd shapes. */
static void compare_alphabets(int kind, int flags)
{
    static const char wide[] = "aAbB[{ \t\n\r\v\f\0\xff\xc3\xa4z", narrow[] = "ab \n";
    static const char numbers[] = "0123456789.e-+ \n", shapes[] = "1. \nei";

    compare_random(kind, flags, wide, sizeof(wide) - 1);
    compare_random(kind, flags, narrow, sizeof(narrow) - 1);
    compare_random(kind, flags, numbers, sizeof(numbers) - 1);
    compare_random(kind, flags, shapes, sizeof(shapes) - 1);
}

static void test_exact_against_reference(void **state)
{
    (void)state;
    compare_alphabets(E, 0);
}

static void test_lines_against_reference(void **state)
{
    (void)state;
    compare_alphabets(L, 0);
}

static void test_tokens_against_reference(void **state)
{
    (void)state;
    compare_alphabets(T, 0);
}

static void test_strict_tokens_against_reference(void **state)
{
    (void)state;
    compare_alphabets(T, CASED | SPACED);
}

static void test_floats_against_reference(void **state)
{
    (void)state;
    compare_alphabets(F, 0);
}

static void test_unordered_against_reference(void **state)
{
    (void)state;
    compare_alphabets(U, 0);
}

enum { LARGE = 300000 };

/* Tokens, lines and runs of white space up to many thousand bytes, so that they lie across the
 * blocks in which the answer is read. */
static size_t draw_large(unsigned char *data)
{
    static const char alphabet[] = "aA1. \t\n\n";
    size_t size = 0;

    while (size < LARGE - 1000) {
        size_t run = draw(3) == 0 ? draw(70000) : draw(20);
        int byte = alphabet[draw(sizeof(alphabet) - 1)];

        if (run > LARGE - 1000 - size)
            run = LARGE - 1000 - size;
        memset(data + size, byte, run);
        size += run;
    }
    return size;
}

static void test_large_against_reference(void **state)
{
    unsigned char *answer = malloc(LARGE), *output = malloc(LARGE);
    int fd = -1, wrong = 0;

    (void)state;
    for (unsigned i = 0; i < 60; i++) {
        struct problem_checker options =
            options_of((int)(i % (CHECKER_FLOATS + 1)), i % 4 == 3 ? SPACED : 0);
        struct bytes want = {answer, 0}, have = {output, 0};
        struct reference_result reference;
        struct checker_result result, other;

        random_state = i;
        want.size = have.size = draw_large(answer);
        memcpy(output, answer, want.size);
        if (draw(4) != 0)
            output[draw((unsigned)have.size)] = (unsigned char)"b \n"[draw(3)];
        if (draw(4) == 0)
            have.size -= draw(100);
        fd = answer_file(fd, want);
        feed_all(&options, fd, have, FEED_AT_ONCE, 0, &result);
        feed_all(&options, fd, have, FEED_RANDOM, 1, &other);
        assert_same(&result, &other);
        reference = reference_check(&options, want, have);
        if (result.accepted != reference.accepted || result.line != reference.line ||
            result.column != reference.column)
            fail_msg("seed %u: %.200s, but the reference has %d, line %d, column %d", i,
                     result.message, reference.accepted, (int)reference.line,
                     (int)reference.column);
        wrong += !result.accepted;
    }
    assert_true(wrong > 10 && wrong < 55);
    fd_close(&fd);
    free(answer);
    free(output);
}

/* An answer that cannot be read is an error of ours, at every point where it can show. */
static void test_none_accepts_all_and_reads_no_answer(void **state)
{
    const struct problem_checker options = {.kind = CHECKER_NONE};
    struct checker_result result;
    struct checker *checker = NULL;
    struct error err;

    (void)state;
    assert_int_equal(checker_open(&options, -1, &checker, &err), 0);
    assert_int_equal(checker_feed(checker, "a\0b\xff", 4, &err), 0);
    assert_int_equal(checker_finish(checker, &result, &err), 0);
    assert_true(result.accepted);
    assert_string_equal(result.message, "");
    checker_close(checker);
}

static void test_unreadable_answer(void **state)
{
    struct problem_checker options;
    struct checker *checker = NULL;
    struct checker_result result = {.line = 77};
    struct error err;
    int fd = fd_memfd("answer");

    (void)state;
    for (int kind = CHECKER_TOKENS; kind <= CHECKER_FLOATS; kind++) {
        options = options_of(kind, 0);
        if (kind == CHECKER_UNORDERED) {
            assert_int_equal(checker_open(&options, -1, &checker, &err), -EBADF);
            continue;
        }
        assert_int_equal(checker_open(&options, -1, &checker, &err), 0);
        assert_int_equal(checker_feed(checker, "a", 1, &err), -EBADF);
        assert_int_equal(checker_feed(checker, "b\n", 2, &err), -EBADF);
        assert_int_equal(checker_finish(checker, &result, &err), -EBADF);
        assert_non_null(strstr(err.text, "cannot read the answer at offset 0"));
        checker_close(checker);
        assert_int_equal(checker_open(&options, -1, &checker, &err), 0);
        assert_int_equal(checker_finish(checker, &result, &err), -EBADF);
        checker_close(checker);
    }
    assert_int_equal(result.line, 77); /* untouched */
    options = options_of(CHECKER_PROGRAM, 0);
    assert_int_equal(checker_open(&options, fd, &checker, &err), -ENOTSUP);
    checker_close(NULL);
    fd_close(&fd);
}

/* Known answers, made with OpenSSL's SIPHASH (size 16), for the key 00 01 .. 0f and the inputs
 * "", 00, 00 .. 06, 00 .. 07, 00 .. 0e and 00 .. 3e. */
static void test_siphash(void **state)
{
    static const struct {
        size_t size;
        unsigned char hash[16];
    } vectors[] = {
        {0,
         {0xa3, 0x81, 0x7f, 0x04, 0xba, 0x25, 0xa8, 0xe6, 0x6d, 0xf6, 0x72, 0x14, 0xc7, 0x55, 0x02,
          0x93}},
        {1,
         {0xda, 0x87, 0xc1, 0xd8, 0x6b, 0x99, 0xaf, 0x44, 0x34, 0x76, 0x59, 0x11, 0x9b, 0x22, 0xfc,
          0x45}},
        {7,
         {0xa1, 0xf1, 0xeb, 0xbe, 0xd8, 0xdb, 0xc1, 0x53, 0xc0, 0xb8, 0x4a, 0xa6, 0x1f, 0xf0, 0x82,
          0x39}},
        {8,
         {0x3b, 0x62, 0xa9, 0xba, 0x62, 0x58, 0xf5, 0x61, 0x0f, 0x83, 0xe2, 0x64, 0xf3, 0x14, 0x97,
          0xb4}},
        {15,
         {0x54, 0x93, 0xe9, 0x99, 0x33, 0xb0, 0xa8, 0x11, 0x7e, 0x08, 0xec, 0x0f, 0x97, 0xcf, 0xc3,
          0xd9}},
        {63,
         {0x51, 0x50, 0xd1, 0x77, 0x2f, 0x50, 0x83, 0x4a, 0x50, 0x3e, 0x06, 0x9a, 0x97, 0x3f, 0xbd,
          0x7c}},
    };
    unsigned char input[64];
    uint64_t key[2], words[2];

    (void)state;
    for (unsigned char i = 0; i < sizeof(input); i++)
        input[i] = i;
    memcpy(key, input, sizeof(key)); /* little-endian, as all our hosts are */
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        for (size_t cut = 0; cut <= vectors[i].size; cut++) {
            struct siphash hash;

            siphash_start(&hash, key);
            siphash_feed(&hash, input, cut);
            siphash_feed(&hash, input + cut, vectors[i].size - cut);
            siphash_finish(&hash, words);
            assert_memory_equal(words, vectors[i].hash, 16);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_long_texts_are_cut),
        cmocka_unit_test(test_differences_beyond_what_is_shown),
        cmocka_unit_test(test_unprintable_texts_fit),
        cmocka_unit_test(test_long_numbers_are_text),
        cmocka_unit_test(test_tolerances_not_stated),
        cmocka_unit_test(test_beyond_doubles),
        cmocka_unit_test(test_borders),
        cmocka_unit_test(test_against_fractions),
        cmocka_unit_test(test_long_exact_comparisons),
        cmocka_unit_test(test_wrong_is_known_early),
        cmocka_unit_test(test_locale_does_not_matter),
        cmocka_unit_test(test_exact_against_reference),
        cmocka_unit_test(test_lines_against_reference),
        cmocka_unit_test(test_tokens_against_reference),
        cmocka_unit_test(test_strict_tokens_against_reference),
        cmocka_unit_test(test_floats_against_reference),
        cmocka_unit_test(test_unordered_against_reference),
        cmocka_unit_test(test_large_against_reference),
        cmocka_unit_test(test_none_accepts_all_and_reads_no_answer),
        cmocka_unit_test(test_unreadable_answer),
        cmocka_unit_test(test_siphash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
