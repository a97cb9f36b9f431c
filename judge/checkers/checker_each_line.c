/* Lines compared one with one, in O(1) memory however long they are: rstripped, linecount and
 * linematches of DMOJ (dmoj/checkers/), white-diff of CMS (cms/grading/steps/whitediff.py).
 *
 * White space that may not count is compared as it comes, but a difference in it counts only once
 * more text follows in the line (checker_lines.c does the same). */
#include "judge/checkers/parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static int is_break(const struct checker *checker, int byte)
{
    return byte == '\n' || (byte == '\r' && !checker->options.lines.newline_only);
}

static void skip_breaks(struct checker *checker)
{
    struct answer *answer = &checker->answer;

    while (checker->options.lines.drops_empty && is_break(checker, answer_peek(answer)))
        answer->offset++;
}

static int counts(const struct checker *checker, int byte)
{
    return checker->options.lines.white == LINE_WHITE_COUNTS || !is_white(byte);
}

static void skip_left(struct checker *checker)
{
    struct answer *answer = &checker->answer;

    while (checker->options.lines.white >= LINE_WHITE_BOTH && is_white(answer_peek(answer)) &&
           !is_break(checker, answer_peek(answer)))
        answer->offset++;
}

/* Moves to the answer's next line: its first byte, or is_over. */
static void next_answer_line(struct checker *checker)
{
    struct each_line *lines = &checker->each_line;
    struct answer *answer = &checker->answer;
    int drops = checker->options.lines.drops_empty;

    if (lines->is_over)
        return;
    if (lines->has_started) {
        while (answer_peek(answer) != ANSWER_END && !is_break(checker, answer_peek(answer)))
            answer->offset++;
        lines->is_over = answer_peek(answer) == ANSWER_END;
        answer->offset += !lines->is_over;
    }
    lines->has_started = 1;
    skip_breaks(checker);
    lines->is_over |= drops && answer_peek(answer) == ANSWER_END;
    lines->answer_start = answer->offset;
    if (lines->is_over)
        return;
    lines->worth +=
        checker->options.lines.points && (size_t)lines->lines < checker->options.lines.point_count
            ? checker->options.lines.points[lines->lines]
            : 1;
    lines->lines++;
}

static void start_line(struct checker *checker)
{
    struct each_line *lines = &checker->each_line;

    next_answer_line(checker);
    lines->in_line = lines->is_equal = 1;
    lines->has_text = lines->is_parted = lines->in_white = 0;
    lines->has_any = 0;
    lines->size = 0;
    excerpt_clear(&lines->text);
    skip_left(checker);
}

static void part(struct checker *checker)
{
    struct each_line *lines = &checker->each_line;

    if (!lines->is_parted)
        lines->parted_column = checker->position.column;
    lines->is_parted = 1;
}

/* Text after white space, however much there was: the answer must have some here as well. */
static void take_run(struct checker *checker)
{
    struct each_line *lines = &checker->each_line;
    struct answer *answer = &checker->answer;

    if (!lines->in_white)
        return;
    lines->in_white = 0;
    if (!is_white(answer_peek(answer)) || is_break(checker, answer_peek(answer)))
        part(checker);
    skip_left(checker);
}

static void take(struct checker *checker, unsigned char byte)
{
    struct each_line *lines = &checker->each_line;
    struct answer *answer = &checker->answer;
    int is_text = counts(checker, byte);

    lines->size++;
    lines->has_any |= is_text;
    excerpt_add(&lines->text, byte);
    if (lines->is_over || !lines->is_equal ||
        (!is_text && !lines->has_text && checker->options.lines.white >= LINE_WHITE_BOTH))
        return;
    if (checker->options.lines.white == LINE_WHITE_RUNS) {
        lines->in_white |= !is_text;
        if (!is_text)
            return;
        take_run(checker);
    }
    lines->has_text |= is_text;
    if (!lines->is_parted && answer_peek(answer) == byte)
        answer->offset++;
    else
        part(checker);
    lines->is_equal = !lines->is_parted || !is_text;
}

/* Whether nothing that counts is left of the answer's line. */
static int answer_line_ends(struct checker *checker)
{
    struct answer *answer = &checker->answer;
    int byte;

    while ((byte = answer_peek(answer)) != ANSWER_END && !is_break(checker, byte)) {
        if (counts(checker, byte))
            return 0;
        answer->offset++;
    }
    return 1;
}

static size_t size_of_text(const struct excerpt *excerpt)
{
    size_t size = excerpt->size;

    while (size > 0 && is_white(excerpt->bytes[size - 1]))
        size--;
    return size;
}

/* Lines that differ in white space at their end, or are blank, are shown with it and their break:
 * without, nothing would be seen. */
static void show_white(struct checker *checker, enum difference difference)
{
    struct each_line *lines = &checker->each_line;
    size_t size = size_of_text(&checker->got);
    int64_t start = lines->answer_start;

    lines->extent = EXTENT_LINE;
    if (size != size_of_text(&checker->expected) ||
        memcmp(checker->got.bytes, checker->expected.bytes, size) != 0)
        return;
    lines->extent = EXTENT_LINE_BREAK;
    /* where a blank line is missing, so is the break before it */
    if (difference == DIFFERENCE_ENDS_EARLY && start > 0)
        start--;
    if (difference != DIFFERENCE_EXTRA)
        checker_expect(checker, start, 0, EXTENT_LINE_BREAK);
    if (difference != DIFFERENCE_ENDS_EARLY)
        excerpt_add(&checker->got, '\n');
}

/* Keeps the first difference for the message, and decides where lines have no points. */
static void differ(struct checker *checker, enum difference difference)
{
    struct each_line *lines = &checker->each_line;
    struct answer *answer = &checker->answer;
    int64_t offset = answer->offset;
    int64_t column = lines->is_parted ? lines->parted_column : lines->size + 1;

    if (!lines->has_difference) {
        lines->has_difference = 1;
        lines->difference = difference;
        checker->where =
            (struct position){checker->position.line, difference == DIFFERENCE_TEXT ? column : 1};
        if (difference == DIFFERENCE_ENDS_EARLY)
            checker->where = checker->position;
        if (difference != DIFFERENCE_EXTRA)
            checker_expect(checker, lines->answer_start, 0, EXTENT_LINE);
        checker->got = lines->text;
        show_white(checker, difference);
        answer->offset = offset;
    }
    if (!checker->options.lines.is_partial)
        checker_differ_now(checker, lines->difference, checker->where, lines->extent);
}

static void end_line(struct checker *checker)
{
    struct each_line *lines = &checker->each_line;
    const struct problem_line_rules *rules = &checker->options.lines;

    lines->in_line = 0;
    if (lines->is_over) {
        if (rules->may_be_more || (rules->leaves_blank_end && !lines->has_any))
            return;
        differ(checker, DIFFERENCE_EXTRA);
        lines->earned = 0;
        if (checker->state == CHECK_COMPARING)
            checker_differ_now(checker, lines->difference, checker->where, lines->extent);
        return;
    }
    if (!lines->is_equal || !answer_line_ends(checker)) {
        differ(checker, DIFFERENCE_TEXT);
        return;
    }
    lines->right++;
    lines->earned += rules->points && (size_t)lines->lines <= rules->point_count
                         ? rules->points[lines->lines - 1]
                         : 1;
}

static size_t each_line_feed(struct checker *checker, const unsigned char *data, size_t size)
{
    struct each_line *lines = &checker->each_line;
    size_t i;

    for (i = 0; i < size && checker->state == CHECK_COMPARING; i++) {
        int ends = is_break(checker, data[i]);

        if (!lines->in_line && (!ends || !checker->options.lines.drops_empty))
            start_line(checker);
        if (!ends)
            take(checker, data[i]);
        else if (lines->in_line)
            end_line(checker);
        position_advance(&checker->position, data[i]);
    }
    return i;
}

/* Lines of the answer that the output does not have. */
static void count_missing(struct checker *checker)
{
    struct each_line *lines = &checker->each_line;
    const struct problem_line_rules *rules = &checker->options.lines;

    next_answer_line(checker);
    while (rules->leaves_blank_end && !lines->is_over && answer_line_ends(checker))
        next_answer_line(checker);
    if (lines->is_over)
        return;
    excerpt_clear(&lines->text);
    differ(checker, DIFFERENCE_ENDS_EARLY);
    if (!rules->may_be_fewer)
        lines->earned = 0;
    while (!lines->is_over && checker->state == CHECK_COMPARING)
        next_answer_line(checker);
}

static void each_line_finish(struct checker *checker)
{
    struct each_line *lines = &checker->each_line;
    const struct problem_line_rules *rules = &checker->options.lines;

    if (!lines->in_line && !rules->drops_empty)
        start_line(checker);
    if (lines->in_line)
        end_line(checker);
    if (checker->state == CHECK_COMPARING)
        count_missing(checker);
    if (rules->points && (size_t)lines->lines != rules->point_count &&
        (lines->is_over || (size_t)lines->lines > rules->point_count))
        snprintf(checker->fault, sizeof(checker->fault),
                 "the answer has %" PRId64 " lines, but the checker has points for %zu",
                 lines->lines, rules->point_count);
    if (checker->state != CHECK_COMPARING || !lines->has_difference)
        return;
    checker->fraction = lines->worth > 0 ? lines->earned / lines->worth : 0;
    if (checker->fraction > 0)
        snprintf(checker->note, sizeof(checker->note),
                 " (%" PRId64 " of %" PRId64 " lines are right)", lines->right, lines->lines);
    checker_differ_now(checker, lines->difference, checker->where, lines->extent);
}

const struct checker_kind checker_each_line = {.feed = each_line_feed, .finish = each_line_finish};
