/* Lines without their trailing white space, blank lines left out, in O(1) memory however long the
 * lines or the runs of white space are.
 *
 * White space of the output is compared as it comes, but a difference in it counts only once more
 * text follows in the line: until then the line may yet turn out to end here. The column of the
 * difference is where the two lines part after both have lost their trailing white space. */
#include "judge/checkers/parts.h"

/* Moves to the start of the answer's next line that is not blank. */
static void find_line(struct checker *checker)
{
    struct lines *lines = &checker->lines;
    struct answer *answer = &checker->answer;
    int byte;

    lines->answer_start = answer->offset;
    while (is_white(byte = answer_peek(answer))) {
        answer->offset++;
        if (byte == '\n')
            lines->answer_start = answer->offset;
    }
    lines->answer_is_over = byte == ANSWER_END;
    lines->have_line = 1;
    answer->offset = lines->answer_start;
}

/* Moves to the end of the answer's line; returns whether only white space was left in it. */
static int skip_blank_rest(struct answer *answer)
{
    int byte;

    while ((byte = answer_peek(answer)) != ANSWER_END && byte != '\n') {
        if (!is_white(byte))
            return 0;
        answer->offset++;
    }
    return 1;
}

static void start_line(struct checker *checker)
{
    struct lines *lines = &checker->lines;

    if (!lines->have_line)
        find_line(checker);
    checker->answer.offset = lines->answer_start;
    lines->in_line = 1;
    lines->is_started = 0;
    lines->text_end = 1;
    lines->parted_column = 0;
    excerpt_clear(&lines->tail);
    excerpt_clear(&checker->got);
}

/* The lines differ from `column` on; is_complete: the output's line ends here. */
static void differ(struct checker *checker, int64_t column, int is_complete)
{
    struct lines *lines = &checker->lines;
    struct position where = {checker->position.line, column};

    if (lines->answer_is_over) {
        checker_differ(checker, DIFFERENCE_EXTRA, where, EXTENT_LINE);
        return;
    }
    if (checker_expect(checker, lines->answer_start, lines->text_end - 1, EXTENT_LINE))
        checker->got = lines->tail;
    if (is_complete)
        checker_differ_now(checker, DIFFERENCE_TEXT, where, EXTENT_LINE);
    else
        checker_differ(checker, DIFFERENCE_TEXT, where, EXTENT_LINE);
}

static void end_line(struct checker *checker)
{
    struct lines *lines = &checker->lines;
    struct answer *answer = &checker->answer;

    if (lines->is_started) {
        if (!skip_blank_rest(answer)) {
            differ(checker, lines->text_end, 1);
            return;
        }
        lines->have_line = 0;
    }
    lines->in_line = 0;
}

static void take_white(struct checker *checker, unsigned char byte)
{
    struct lines *lines = &checker->lines;

    excerpt_add(&lines->tail, byte);
    if (lines->answer_is_over || lines->parted_column > 0)
        return;
    if (answer_peek(&checker->answer) == byte)
        checker->answer.offset++;
    else
        lines->parted_column = checker->position.column;
}

static void take_text(struct checker *checker, unsigned char byte)
{
    struct lines *lines = &checker->lines;
    struct answer *answer = &checker->answer;
    int64_t column = lines->parted_column > 0 ? lines->parted_column : checker->position.column;

    lines->is_started = 1;
    if (lines->answer_is_over) {
        differ(checker, 1, 0);
    } else if (lines->parted_column == 0 && answer_peek(answer) == byte) {
        answer->offset++;
        lines->text_end = column + 1;
        excerpt_clear(&lines->tail);
    } else {
        excerpt_add(&lines->tail, byte);
        /* White space that both lines have is trailing, and so does not count, if the answer's line
         * has nothing else after it. */
        differ(checker, skip_blank_rest(answer) ? lines->text_end : column, 0);
    }
}

static size_t lines_feed(struct checker *checker, const unsigned char *data, size_t size)
{
    struct lines *lines = &checker->lines;
    size_t i;

    for (i = 0; i < size && checker->state == CHECK_COMPARING; i++) {
        if (!lines->in_line)
            start_line(checker);
        if (data[i] == '\n') {
            end_line(checker);
        } else {
            excerpt_add(&checker->got, data[i]);
            if (is_white(data[i]))
                take_white(checker, data[i]);
            else
                take_text(checker, data[i]);
        }
        position_advance(&checker->position, data[i]);
    }
    return i;
}

static void lines_finish(struct checker *checker)
{
    struct lines *lines = &checker->lines;

    if (lines->in_line)
        end_line(checker);
    if (checker->state != CHECK_COMPARING)
        return;
    start_line(checker);
    if (lines->answer_is_over)
        return;
    checker_expect(checker, lines->answer_start, 0, EXTENT_LINE);
    checker_differ_now(checker, DIFFERENCE_ENDS_EARLY, checker->position, EXTENT_LINE);
}

const struct checker_kind checker_lines = {.feed = lines_feed, .finish = lines_finish};
