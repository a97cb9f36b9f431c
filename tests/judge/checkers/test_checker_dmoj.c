/* The checkers that DMOJ's names stand for, with the cases of its own tests (dmoj/tests/) and those
 * that follow from dmoj/checkers/, and CMS's white-diff. Each pair is fed at once, byte by byte and
 * in random pieces. */
#include "base/fd.h"
#include "judge/checkers/checker.h"
#include "tests/judge/checkers/feeding.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const double FOUR_SIX[] = {4, 6};

static const struct problem_checker STANDARD = {
    .kind = CHECKER_TOKENS, .case_sensitive = 1, .same_lines = 1};
static const struct problem_checker FLOATS = {.kind = CHECKER_FLOATS,
                                              .case_sensitive = 1,
                                              .same_lines = 1,
                                              .absolute = "1e-2",
                                              .relative = "1e-2"};
static const struct problem_checker FLOATSREL = {
    .kind = CHECKER_FLOATS, .case_sensitive = 1, .same_lines = 1, .relative = "1e-2"};
static const struct problem_checker EASY = {.kind = CHECKER_LETTERS};
static const struct problem_checker SORTED = {.kind = CHECKER_UNORDERED,
                                              .unordered = UNORDERED_TOKEN_LINES};
static const struct problem_checker WORDS = {.kind = CHECKER_UNORDERED,
                                             .unordered = UNORDERED_TOKENS};
static const struct problem_checker RSTRIPPED = {.kind = CHECKER_EACH_LINE,
                                                 .lines = {.white = LINE_WHITE_RIGHT}};
static const struct problem_checker FILTERED = {
    .kind = CHECKER_EACH_LINE, .lines = {.white = LINE_WHITE_RIGHT, .drops_empty = 1}};
static const struct problem_checker LINECOUNT = {
    .kind = CHECKER_EACH_LINE,
    .lines = {.white = LINE_WHITE_BOTH, .drops_empty = 1, .may_be_fewer = 1, .is_partial = 1}};
static const struct problem_checker LINEMATCHES = {
    .kind = CHECKER_EACH_LINE,
    .lines = {.drops_empty = 1, .is_partial = 1, .points = FOUR_SIX, .point_count = 2}};
static const struct problem_checker LOOSE = {.kind = CHECKER_EACH_LINE,
                                             .lines = {.drops_empty = 1,
                                                       .may_be_fewer = 1,
                                                       .may_be_more = 1,
                                                       .is_partial = 1,
                                                       .points = FOUR_SIX,
                                                       .point_count = 2}};

static struct bytes bytes_of(const char *text, size_t size)
{
    return (struct bytes){(const unsigned char *)text, size};
}

static const struct problem_checker WHITE_DIFF = {
    .kind = CHECKER_EACH_LINE,
    .lines = {.white = LINE_WHITE_RUNS, .newline_only = 1, .leaves_blank_end = 1}};

struct row {
    const struct problem_checker *checker;
    const char *answer, *output;
    double fraction;
    const char *message; /* NULL: not looked at */
};

static const struct row rows[] = {
    {&STANDARD, "a", "a", 1, NULL},
    {&STANDARD, "a b", "a  b", 1, NULL},
    {&STANDARD, "a b   \n", "a b", 1, NULL},
    {&STANDARD, "\n\na b \n    ", "a b", 1, NULL},
    {&STANDARD, "a b", "\n\na b \n    ", 1, NULL},
    {&STANDARD, "a\n\n\nb", "a\nb", 1, NULL},
    {&STANDARD, "a\nb", "a\r\n\r\nb\r\n", 1, NULL},
    {&STANDARD, "a\nb", "a\rb", 1, NULL},
    {&STANDARD, "  a   \n\n", "\n\n\n  a   \n", 1, NULL},
    {&STANDARD, "", " \n", 1, NULL},
    {&STANDARD, "a", "b", 0, "line 1, column 1: expected \"a\", got \"b\""},
    {&STANDARD, "Yes", "yes", 0, NULL},
    {&STANDARD, "a b", "\n\n\na \n b\n", 0,
     "line 5, column 2: expected \" b\", got \"\\nb\" (it is in the same line)"},
    {&STANDARD, "a\n\n\nb", "a b", 0,
     "line 1, column 3: expected \"\\nb\", got \" b\" (it starts a new line)"},
    {&STANDARD, "a b", "ab", 0, NULL},
    {&STANDARD, "ab", "a b", 0, NULL},
    {&STANDARD, "a b", "a", 0, NULL},
    {&STANDARD, "a", "a\nb", 0, NULL},
    {&FLOATS, "abc 0.68 def 0.70", "abc 0.681 def 0.7", 1, NULL},
    {&FLOATS, "0.5\n", "0.51\n", 1, NULL},
    {&FLOATS, "0.5\n", "0.511\n", 0, NULL},
    {&FLOATS, "1000\n", "1009\n", 1, NULL},
    {&FLOATS, "1 2\n", "1\n2\n", 0, NULL},
    {&FLOATS, "x", "X", 0, NULL},
    {&FLOATS, "1", "one", 0, NULL},
    {&FLOATSREL, "1000\n", "1010\n", 1, NULL},
    {&FLOATSREL, "0.5\n", "0.51\n", 0, NULL},
    {&EASY, "aB c\n", "CBA", 1, NULL},
    {&EASY, "", " \n", 1, NULL},
    {&EASY, "aab", "ab", 0,
     "output ends early at line 1, column 3: expected \"a\" (in any order; 1 times more)"},
    {&EASY, "ab", "aab", 0,
     "line 1, column 2: expected end of output, got \"a\" (in any order; it comes too often "
     "here)"},
    {&EASY, "\xc3\x84", "\xc3\xa4", 0, NULL},
    {&SORTED, "1 2 3", "3 2 1", 0, NULL},
    {&SORTED, "1 2 3", " 1  2\t3 \n\n", 1, NULL},
    {&SORTED, "1 2 2", "1 2 3", 0, NULL},
    {&SORTED, "1 2", "1", 0, NULL},
    {&SORTED, "1\n2", "1", 0, NULL},
    {&SORTED, "12", "1 2", 0, NULL},
    {&SORTED, "1 2\n3", "3\r1 2", 1, NULL},
    {&SORTED, "1 2\n3", "3\n2 1", 0, NULL},
    {&SORTED, "a\n", "a\n \n", 0, NULL}, /* a line without tokens is a line */
    {&SORTED, "a\n \n", "\t\na\n", 1, NULL},
    {&WORDS, "1 2 3", "3 2 1", 1, NULL},
    {&WORDS, "1 2\n3", "3\n2 1\n\n", 1, NULL},
    {&WORDS, "1 2 3", "3 2 4", 0,
     "line 1, column 5: expected \"1\", got \"4\" (in any order; this word is not in the answer)"},
    {&WORDS, "12", "1 2", 0, NULL},
    {&WORDS, "a", "A", 0, NULL},
    {&RSTRIPPED, "a\nb\n", "a  \nb\t\n", 1, NULL},
    {&RSTRIPPED, "a\n", "a", 0, "output ends early at line 1, column 2: expected \"\\n\""},
    {&RSTRIPPED, "a\n", "a\n\n", 0, "line 3, column 1: expected end of output, got \"\\n\""},
    {&LINEMATCHES, "a\nb", "a \nb", 0.6,
     "line 1, column 2: expected \"a\\n\", got \"a \\n\" (1 of 2 lines are right)"},
    {&RSTRIPPED, "a\nb\n", "a\nb", 0, NULL}, /* the line behind the last \n is one too */
    {&RSTRIPPED, "a\n", "a\n\n", 0, NULL},
    {&RSTRIPPED, "a\n", " a\n", 0, "line 1, column 1: expected \"a\", got \" a\""},
    {&RSTRIPPED, "a b\n", "a  b\n", 0, NULL},
    {&RSTRIPPED, "a \t\n", "a\n", 1, NULL},
    {&RSTRIPPED, "a\n", "a\r\n", 0, NULL}, /* \r ends a line of its own */
    {&RSTRIPPED, "", "", 1, NULL},
    {&RSTRIPPED, "", "\n", 0, NULL},
    {&FILTERED, "a\nb\n", "\na\r\n\nb", 1, NULL},
    {&FILTERED, "a\nb\n", "a\n \nb\n", 0, NULL},
    {&LINECOUNT, "a\nb\n", "a\n b \n", 1, NULL},
    {&LINECOUNT, "a\nb\nc\nd\n", "a\nx\nc\n", 0.5,
     "line 2, column 1: expected \"b\", got \"x\" (2 of 4 lines are right)"},
    {&LINECOUNT, "a\nb\n", "a\nb\nc\n", 0, NULL},
    {&LINECOUNT, "a\nb\n", "x\ny\n", 0, "line 1, column 1: expected \"a\", got \"x\""},
    {&LINECOUNT, "a\n", "", 0, NULL},
    {&LINECOUNT, "", "\n", 1, NULL},
    {&LINECOUNT, "a\nb\n", "a\n", 0.5, NULL},
    {&LINEMATCHES, "1\n2", "1", 0, NULL},
    {&LINEMATCHES, "1\n2", "1\n2\n3", 0, NULL},
    {&LINEMATCHES, "1\n2", "1\n3", 0.4, NULL},
    {&LINEMATCHES, "1\n2", "3\n2", 0.6, NULL},
    {&LINEMATCHES, "1\n2", "1\n2", 1, NULL},
    {&LINEMATCHES, "1\n2", "1 \n2", 0.6, NULL},
    {&WHITE_DIFF, "a b\nc\n", " a \t b\r\nc", 1, NULL},
    {&WHITE_DIFF, "a b", "a\vb\n \n\n", 1, NULL},
    {&WHITE_DIFF, "a\n\n \n", "a", 1, NULL},
    {&WHITE_DIFF, "", "\n \n", 1, NULL},
    {&WHITE_DIFF, "a b", "ab", 0, NULL},
    {&WHITE_DIFF, "ab", "a b", 0, NULL},
    {&WHITE_DIFF, "a b", "a\nb", 0, NULL},
    {&WHITE_DIFF, "a\nb", "a\n\nb", 0, NULL}, /* blank lines count in the middle */
    {&WHITE_DIFF, "a", "a\nb", 0, NULL},
    {&WHITE_DIFF, "a\nb", "a", 0, NULL},
    {&WHITE_DIFF, "a", "A", 0, NULL},
    {&WHITE_DIFF, "a b ", "a b c", 0, NULL},
    {&LOOSE, "1\n2", "1", 0.4, NULL},
    {&LOOSE, "1\n2", "1\n2\n3", 1, NULL},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct row *row = &rows[i];
        struct bytes answer = bytes_of(row->answer, strlen(row->answer));
        struct bytes output = bytes_of(row->output, strlen(row->output));
        int fd = answer_file(-1, answer);

        for (int feeding = 0; feeding < FEED_COUNT; feeding++) {
            struct checker_result result;

            feed_all(row->checker, fd, output, (enum feeding)feeding, 0, &result);
            if (result.fraction != row->fraction || result.accepted != (row->fraction == 1))
                fail_msg("row %zu: \"%s\" for \"%s\": fraction %g, expected %g (%s)", i,
                         row->output, row->answer, result.fraction, row->fraction, result.message);
            if (row->message && strcmp(result.message, row->message) != 0)
                fail_msg("row %zu: %s", i, result.message);
        }
        fd_close(&fd);
    }
}

/* Lines far longer than any buffer: nothing of them is kept. */
static void test_long_lines(void **state)
{
    static const struct problem_checker *const checkers[] = {&STANDARD, &EASY,      &SORTED,
                                                             &WORDS,    &RSTRIPPED, &LINECOUNT};
    size_t size = 1 << 20;
    char *text = malloc(size);

    (void)state;
    assert_non_null(text);
    memset(text, 'x', size);
    text[size / 2] = ' ';
    text[size - 1] = '\n';
    for (size_t i = 0; i < sizeof(checkers) / sizeof(checkers[0]); i++) {
        struct checker_result result;
        int fd = answer_file(-1, bytes_of(text, size));

        feed_all(checkers[i], fd, bytes_of(text, size), FEED_AT_ONCE, 0, &result);
        assert_int_equal(result.accepted, 1);
        feed_all(checkers[i], fd, bytes_of(text + 1, size - 1), FEED_AT_ONCE, 0, &result);
        assert_int_equal(result.accepted, 0);
        fd_close(&fd);
    }
    free(text);
}

/* What points are stated for must be there; else nobody can be right. */
static void test_wrong_number_of_points(void **state)
{
    struct bytes answer = bytes_of("1\n2\n3\n", 6);
    int fd = answer_file(-1, answer);
    struct checker_result result;
    struct checker *checker;
    struct error err;

    (void)state;
    assert_int_equal(checker_open(&LOOSE, fd, &checker, &err), 0);
    assert_true(checker_feed(checker, "1\n", 2, &err) >= 0);
    assert_int_equal(checker_finish(checker, &result, &err), -EINVAL);
    assert_string_equal(err.text, "the answer has 3 lines, but the checker has points for 2");
    checker_close(checker);
    fd_close(&fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_long_lines),
        cmocka_unit_test(test_wrong_number_of_points),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
