/* Memory that does not grow with the output. Allocations are counted (the linker's --wrap puts the
 * functions below in front of malloc and its like), not guessed from the process's size. */
#include "base/fd.h"
#include "judge/checkers/checker.h"
#include "judge/checkers/parts.h"
#include "tests/judge/checkers/feeding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static size_t allocated; /* bytes asked for since it was last set */

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_reallocarray(void *old, size_t count, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_reallocarray(void *old, size_t count, size_t size);

void *__wrap_malloc(size_t size)
{
    allocated += size;
    return __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    allocated += count * size;
    return __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    allocated += size;
    return __real_realloc(old, size);
}

void *__wrap_reallocarray(void *old, size_t count, size_t size)
{
    allocated += count * size;
    return __real_reallocarray(old, count, size);
}

enum {
    PIECE = 1 << 20,
    STATE_MAX = 80 * 1024,   /* of a checker without a table: a block of the answer and a number */
    MESSAGE_MAX = 16 * 1024, /* of the texts of one result */
};

/* An output without an end: `head`, then `body` again and again, then `tail`. */
struct stream {
    const char *label;
    enum problem_checker_kind kind;
    const char *answer; /* NULL: `size` NULs in one line, as a file with a hole */
    const char *head;
    char body[8];
    size_t body_size;
    const char *tail;
    int64_t size;
    int accepted;
    int64_t line, column;
};

#define MIB (INT64_C(1024) * 1024)
static const struct stream streams[] = {
    {"equal, one line", CHECKER_EXACT, NULL, "", "\0", 1, "", 256 * MIB, 1, 0, 0},
    {"equal, one line", CHECKER_LINES, NULL, "", "\0", 1, "\n", 16 * MIB, 1, 0, 0},
    {"equal, one token", CHECKER_TOKENS, NULL, "", "\0", 1, "\n", 16 * MIB, 1, 0, 0},
    {"equal, one token", CHECKER_FLOATS, NULL, "", "\0", 1, "\n", 16 * MIB, 1, 0, 0},
    {"equal, one line", CHECKER_UNORDERED, NULL, "", "\0", 1, "\n", 16 * MIB, 1, 0, 0},
    {"one byte more", CHECKER_EXACT, NULL, "", "\0", 1, "x", 256 * MIB, 0, 1, 256 * MIB + 1},
    {"one byte more", CHECKER_TOKENS, NULL, "", "\0", 1, "x", 16 * MIB, 0, 1, 1},
    {"one byte more", CHECKER_LINES, NULL, "", "\0", 1, "x", 16 * MIB, 0, 1, 16 * MIB + 1},
    {"white space after", CHECKER_TOKENS, "1\n", "1", " \t", 2, "", 16 * MIB, 1, 0, 0},
    {"white space after", CHECKER_LINES, "1\n", "1", " \t", 2, "", 16 * MIB, 1, 0, 0},
    {"white space after", CHECKER_UNORDERED, "1\n", "1", " \t", 2, "", 16 * MIB, 1, 0, 0},
    {"white space within", CHECKER_LINES, "1 2\n", "1", " \t", 2, "2", 16 * MIB, 0, 1, 3},
    {"white space before", CHECKER_UNORDERED, "1\n", "", " \t", 2, "1", 16 * MIB, 0, 1, 1},
    {"blank lines before", CHECKER_TOKENS, "1\n", "", " \n", 2, "1", 16 * MIB, 1, 0, 0},
    {"blank lines before", CHECKER_LINES, "1\n", "", " \n", 2, "1", 16 * MIB, 1, 0, 0},
    {"blank lines before", CHECKER_UNORDERED, "1\n", "", " \n", 2, "1", 16 * MIB, 1, 0, 0},
    {"a number without an end", CHECKER_FLOATS, "1\n", "", "1", 1, "", 16 * MIB, 0, 1, 1},
    {"a line without an end", CHECKER_UNORDERED, "1\n", "", "1", 1, "", 16 * MIB, 0, 1, 1},
    {"wrong from the start", CHECKER_TOKENS, "x\n", "", "1 \n", 3, "", 256 * MIB, 0, 1, 1},
    {"too much", CHECKER_LINES, "1\n", "1\n", "1 \n", 3, "", 256 * MIB, 0, 2, 1},
    {"too much", CHECKER_UNORDERED, "1\n", "1\n", "1 \n", 3, "", 256 * MIB, 0, 2, 1},
    {"too much", CHECKER_EXACT, "1\n", "1\n", "1 \n", 3, "", 256 * MIB, 0, 2, 1},
};

static int answer_of(const struct stream *stream)
{
    int fd = fd_memfd("answer");

    assert_true(fd >= 0);
    if (stream->answer == NULL)
        assert_int_equal(ftruncate(fd, stream->size), 0);
    else
        assert_int_equal(pwrite(fd, stream->answer, strlen(stream->answer), 0),
                         (ssize_t)strlen(stream->answer));
    return fd;
}

static void run_stream(const struct stream *stream, unsigned char *piece)
{
    struct problem_checker options = {.kind = stream->kind, .absolute = "1", .relative = "1"};
    struct checker *checker;
    struct checker_result result;
    struct error err;
    int fd = answer_of(stream);

    for (size_t i = 0; i < PIECE / stream->body_size * stream->body_size; i++)
        piece[i] = (unsigned char)stream->body[i % stream->body_size];
    allocated = 0;
    assert_int_equal(checker_open(&options, fd, &checker, &err), 0);
    assert_true(allocated <= STATE_MAX);

    allocated = 0;
    assert_true(checker_feed(checker, stream->head, strlen(stream->head), &err) >= 0);
    for (int64_t left = stream->size; left > 0;) {
        int64_t whole = PIECE / (int64_t)stream->body_size * (int64_t)stream->body_size;
        int64_t size = left < whole ? left : whole;

        assert_true(checker_feed(checker, piece, (size_t)size, &err) >= 0);
        left -= size;
    }
    assert_true(checker_feed(checker, stream->tail, strlen(stream->tail), &err) >= 0);
    assert_int_equal(allocated, 0); /* not a byte, whatever came */
    assert_int_equal(checker_finish(checker, &result, &err), 0);
    assert_true(allocated <= MESSAGE_MAX);
    checker_close(checker);
    if (result.accepted != stream->accepted || result.line != stream->line ||
        result.column != stream->column)
        fail_msg("%s, checker %d: accepted %d, %.300s", stream->label, (int)stream->kind,
                 result.accepted, result.message);
    fd_close(&fd);
}

static void test_streams(void **state)
{
    unsigned char *piece = malloc(PIECE);

    (void)state;
    for (size_t i = 0; i < sizeof(streams) / sizeof(streams[0]); i++)
        run_stream(&streams[i], piece);
    free(piece);
}

/* The counting itself: a table for many lines has to show in it. */
static void test_unordered_memory_follows_the_answer(void **state)
{
    enum { LINES = 50000, WIDTH = 40 };
    char *answer = malloc(LINES * (WIDTH + 1) + 1), *at = answer;
    struct problem_checker options = {.kind = CHECKER_UNORDERED};
    struct checker *checker;
    struct error err;
    size_t lines;
    int fd;

    (void)state;
    for (int i = 0; i < LINES; i++, at += WIDTH + 1)
        snprintf(at, WIDTH + 2, "%0*d\n", WIDTH, i);
    fd = answer_file(-1, (struct bytes){(unsigned char *)answer, (size_t)(at - answer)});
    allocated = 0;
    assert_int_equal(checker_open(&options, fd, &checker, &err), 0);
    lines = allocated;
    /* Every size of the table that grew, together: below 4 slots of 32 bytes for a line. */
    assert_true(lines > LINES * 32 && lines < LINES * 32 * 6 + STATE_MAX);
    checker_close(checker);

    for (int i = 0; i < LINES; i++) /* the same number of lines, all equal: one entry */
        memset(answer + i * (WIDTH + 1), 'x', WIDTH);
    answer_file(fd, (struct bytes){(unsigned char *)answer, (size_t)(at - answer)});
    allocated = 0;
    assert_int_equal(checker_open(&options, fd, &checker, &err), 0);
    assert_true(allocated <= STATE_MAX);
    checker_close(checker);
    fd_close(&fd);
    free(answer);
}

enum { COUNT = 20000, LINE_SIZE = 8 };

static void swap_lines(char *lines, unsigned one, unsigned other)
{
    char kept[LINE_SIZE];

    memcpy(kept, lines + one * LINE_SIZE, LINE_SIZE);
    memmove(lines + one * LINE_SIZE, lines + other * LINE_SIZE, LINE_SIZE);
    memcpy(lines + other * LINE_SIZE, kept, LINE_SIZE);
}

/* Each line three times, shuffled; then one line's third copy is exchanged for a fourth of another:
 * the set of the lines and their number stay, the multiset does not. */
static void test_unordered_multiset(void **state)
{
    char *lines = malloc(COUNT * LINE_SIZE + 1);
    struct problem_checker options = {.kind = CHECKER_UNORDERED};
    struct bytes output = {(unsigned char *)lines, COUNT * LINE_SIZE};
    struct checker_result result;
    int fd;

    (void)state;
    random_state = 7;
    for (unsigned i = 0; i < COUNT; i++)
        snprintf(lines + i * LINE_SIZE, LINE_SIZE + 1, "%07u\n", i / 3);
    fd = answer_file(-1, output);
    for (unsigned i = COUNT - 1; i > 0; i--)
        swap_lines(lines, i, draw(i + 1));
    feed_all(&options, fd, output, FEED_RANDOM, 0, &result);
    assert_true(result.accepted);

    memcpy(lines + (COUNT - 1) * LINE_SIZE, "0000005\n", LINE_SIZE);
    feed_all(&options, fd, output, FEED_RANDOM, 0, &result);
    assert_false(result.accepted);
    assert_non_null(strstr(result.message, "comes too often"));
    memcpy(lines + 99 * LINE_SIZE, "000000\0\n", LINE_SIZE);
    feed_all(&options, fd, output, FEED_RANDOM, 0, &result);
    assert_int_equal(result.line, 100);
    assert_non_null(strstr(result.message, "is not in the answer"));
    fd_close(&fd);
    free(lines);
}

/* Nobody can aim for equal hashes: each checker has a key of its own. */
static void test_unordered_keys_differ(void **state)
{
    struct problem_checker options = {.kind = CHECKER_UNORDERED};
    struct checker *one, *other;
    struct error err;
    int fd = answer_file(-1, (struct bytes){(const unsigned char *)"a\n", 2});

    (void)state;
    assert_int_equal(checker_open(&options, fd, &one, &err), 0);
    assert_int_equal(checker_open(&options, fd, &other, &err), 0);
    assert_true(one->unordered.key[0] != other->unordered.key[0]);
    assert_true(one->unordered.key[1] != other->unordered.key[1]);
    checker_close(one);
    checker_close(other);
    fd_close(&fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_streams),
        cmocka_unit_test(test_unordered_memory_follows_the_answer),
        cmocka_unit_test(test_unordered_multiset),
        cmocka_unit_test(test_unordered_keys_differ),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
