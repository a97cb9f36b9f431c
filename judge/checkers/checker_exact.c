#include "judge/checkers/parts.h"

#include <string.h>

static size_t common_prefix(const unsigned char *one, const unsigned char *other, size_t size)
{
    size_t same = 0;

    if (memcmp(one, other, size) == 0)
        return size;
    while (one[same] == other[same])
        same++;
    return same;
}

static void advance(struct position *position, const unsigned char *data, size_t size)
{
    const unsigned char *newline;

    while ((newline = memchr(data, '\n', size)) != NULL) {
        position->line++;
        position->column = 1;
        size -= (size_t)(newline + 1 - data);
        data = newline + 1;
    }
    position->column += (int64_t)size;
}

static size_t exact_feed(struct checker *checker, const unsigned char *data, size_t size)
{
    struct answer *answer = &checker->answer;
    size_t at, room, same;

    if (answer_peek(answer) == ANSWER_END) {
        checker_differ(checker, DIFFERENCE_EXTRA, checker->position, EXTENT_LINE_BREAK);
        return 0;
    }
    at = (size_t)(answer->offset - answer->block_start);
    room = answer->block_size - at;
    if (size > room)
        size = room;
    same = common_prefix(answer->block + at, data, size);
    advance(&checker->position, data, same);
    answer->offset += (int64_t)same;
    if (same < size) {
        checker_expect(checker, answer->offset, 0, EXTENT_LINE_BREAK);
        checker_differ(checker, DIFFERENCE_TEXT, checker->position, EXTENT_LINE_BREAK);
    }
    return same;
}

static void exact_finish(struct checker *checker)
{
    if (answer_peek(&checker->answer) == ANSWER_END)
        return;
    checker_expect(checker, checker->answer.offset, 0, EXTENT_LINE_BREAK);
    checker_differ_now(checker, DIFFERENCE_ENDS_EARLY, checker->position, EXTENT_LINE_BREAK);
}

const struct checker_kind checker_exact = {.feed = exact_feed, .finish = exact_finish};
