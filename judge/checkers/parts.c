#include "judge/checkers/parts.h"

int extent_holds(enum extent extent, int byte)
{
    switch (extent) {
    case EXTENT_TOKEN:
        return !is_white(byte);
    case EXTENT_WHITE:
        return is_white(byte);
    case EXTENT_LINE:
        return byte != '\n';
    case EXTENT_LINE_BREAK:
        break;
    }
    return 1;
}

int checker_expect(struct checker *checker, int64_t offset, int64_t shared, enum extent extent)
{
    struct answer *answer = &checker->answer;
    struct excerpt *expected = &checker->expected;
    int byte;

    excerpt_clear(expected);
    expected->starts_late = shared > CHECKER_SHOWN_MAX / 2;
    answer->offset = expected->starts_late ? offset + shared : offset;
    while (expected->size < EXCERPT_MAX && (byte = answer_peek(answer)) != ANSWER_END &&
           extent_holds(extent, byte)) {
        excerpt_add(expected, (unsigned char)byte);
        answer->offset++;
        if (extent == EXTENT_LINE_BREAK && byte == '\n')
            break;
    }
    return expected->starts_late;
}

void checker_differ(struct checker *checker, enum difference difference, struct position where,
                    enum extent extent)
{
    checker->state = CHECK_COLLECTING;
    checker->difference = difference;
    checker->where = where;
    checker->got_extent = extent;
    checker->got.starts_late = checker->expected.starts_late;
}

void checker_differ_now(struct checker *checker, enum difference difference, struct position where,
                        enum extent extent)
{
    checker_differ(checker, difference, where, extent);
    checker->state = CHECK_DECIDED;
}
