/* tokens and floats: the semantics of ICPC's default validator
 * (https://icpc.io/problem-package-format, "Default Output Validator"), as a stream. */
#include "judge/checkers/parts.h"

#include "base/error.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An option that is not stated is 0. */
static double read_tolerance(const struct checker *checker, const char *text)
{
    return text == NULL ? 0 : strtod_l(text, NULL, checker->tokens.locale);
}

static int tokens_open(struct checker *checker, struct error *err)
{
    struct tokens *tokens = &checker->tokens;

    tokens->locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (tokens->locale == (locale_t)0)
        return error_set_errno(err, errno, "cannot make the locale in which numbers are read");
    tokens->is_first = 1;
    tokens->absolute = read_tolerance(checker, checker->options.absolute);
    tokens->relative = read_tolerance(checker, checker->options.relative);
    return 0;
}

static void tokens_close(struct checker *checker)
{
    if (checker->tokens.locale != (locale_t)0)
        freelocale(checker->tokens.locale);
}

static int answer_is_in_token(struct answer *answer)
{
    int byte = answer_peek(answer);

    return byte != ANSWER_END && !is_white(byte);
}

static int fold(const struct checker *checker, int byte)
{
    if (!checker->options.case_sensitive && byte >= 'A' && byte <= 'Z')
        return byte - 'A' + 'a';
    return byte;
}

static void note_white(struct checker *checker)
{
    snprintf(checker->note, sizeof(checker->note), " (the white space must be the same)");
}

/* The output's token is not the answer's, with which it shares `shared` bytes. */
static void differ_in_token(struct checker *checker, int64_t shared, int is_complete)
{
    struct position start = checker->tokens.start;

    if (checker_expect(checker, checker->tokens.answer_start, shared, EXTENT_TOKEN))
        excerpt_clear(&checker->got);
    if (is_complete)
        checker_differ_now(checker, DIFFERENCE_TEXT, start, EXTENT_TOKEN);
    else
        checker_differ(checker, DIFFERENCE_TEXT, start, EXTENT_TOKEN);
}

/* The output goes on with `byte`, the answer with something of the other sort or another white
 * space. The message shows `byte` and what follows it. */
static void differ_in_sort(struct checker *checker, unsigned char byte)
{
    struct answer *answer = &checker->answer;
    int expected = answer_peek(answer);
    enum difference difference = DIFFERENCE_EXTRA;

    excerpt_clear(&checker->got);
    if (expected != ANSWER_END) {
        checker_expect(checker, answer->offset, 0,
                       is_white(expected) ? EXTENT_WHITE : EXTENT_TOKEN);
        difference = DIFFERENCE_TEXT;
    }
    if (expected != ANSWER_END || is_white(byte))
        note_white(checker);
    checker_differ(checker, difference, checker->position,
                   is_white(byte) ? EXTENT_WHITE : EXTENT_TOKEN);
}

/* Takes the answer's token if it is a number, and leaves it where it is if not. */
static int take_answer_number(struct checker *checker)
{
    struct tokens *tokens = &checker->tokens;
    struct answer *answer = &checker->answer;
    size_t size = 0;

    while (size < CHECKER_NUMBER_MAX && answer_is_in_token(answer)) {
        tokens->wanted[size++] = (char)answer_peek(answer);
        answer->offset++;
    }
    tokens->wanted[size] = '\0';
    tokens->wanted_size = (int64_t)size;
    if (!answer_is_in_token(answer) && decimal_is_number(tokens->wanted, size))
        return 1;
    answer->offset = tokens->answer_start;
    return 0;
}

static int is_break(int byte)
{
    return byte == '\n' || byte == '\r';
}

/* Whether there is a line break before the next token of the answer as there is in the output;
 * moves to that token. If not, the message shows the token and the white space before it. */
static int is_in_same_line(struct checker *checker)
{
    struct tokens *tokens = &checker->tokens;
    struct answer *answer = &checker->answer;
    struct excerpt *expected = &checker->expected;
    int saw_break = 0, got_break = tokens->saw_break;

    for (; is_white(answer_peek(answer)); answer->offset++)
        saw_break |= is_break(answer_peek(answer));
    tokens->saw_break = 0;
    if (tokens->is_first || !answer_is_in_token(answer) || saw_break == got_break) {
        tokens->is_first = 0;
        return 1;
    }
    checker_expect(checker, answer->offset, 0, EXTENT_TOKEN);
    expected->size -= expected->size == EXCERPT_MAX;
    memmove(expected->bytes + 1, expected->bytes, expected->size++);
    expected->bytes[0] = saw_break ? '\n' : ' ';
    excerpt_clear(&checker->got);
    excerpt_add(&checker->got, got_break ? '\n' : ' ');
    snprintf(checker->note, sizeof(checker->note), " (%s line)",
             saw_break ? "it starts a new" : "it is in the same");
    checker_differ(checker, DIFFERENCE_TEXT, checker->position, EXTENT_TOKEN);
    return 0;
}

static void start_token(struct checker *checker, unsigned char byte)
{
    struct tokens *tokens = &checker->tokens;
    struct answer *answer = &checker->answer;

    if (checker->options.same_lines && !is_in_same_line(checker))
        return;
    while (!checker->options.space_change_sensitive && is_white(answer_peek(answer)))
        answer->offset++;
    if (!answer_is_in_token(answer)) {
        differ_in_sort(checker, byte);
        return;
    }
    excerpt_clear(&checker->got);
    tokens->in_token = 1;
    tokens->start = checker->position;
    tokens->size = 0;
    tokens->answer_start = answer->offset;
    tokens->is_number = checker->options.kind == CHECKER_FLOATS && take_answer_number(checker);
}

static void take_token_byte(struct checker *checker, unsigned char byte)
{
    struct tokens *tokens = &checker->tokens;
    struct answer *answer = &checker->answer;

    if (tokens->is_number) {
        if (tokens->size < CHECKER_NUMBER_MAX)
            tokens->number[tokens->size] = (char)byte;
    } else if (!answer_is_in_token(answer) ||
               fold(checker, answer_peek(answer)) != fold(checker, byte)) {
        differ_in_token(checker, tokens->size, 0);
        return;
    } else {
        answer->offset++;
    }
    excerpt_add(&checker->got, byte);
    tokens->size++;
}

/* Whether doubles tell the two numbers apart from the border of the tolerance, and then which side
 * they are on: within (1) or not (0). -1: too near, or beyond what a double holds. Both numbers and
 * the tolerances are off by half a unit in the last place, and so is each of the few operations on
 * them. */
static int compare_roughly(const struct tokens *tokens)
{
    double wanted = strtod_l(tokens->wanted, NULL, tokens->locale);
    double value = strtod_l(tokens->number, NULL, tokens->locale);
    double allowed = fmax(tokens->absolute, tokens->relative * fabs(wanted));
    double margin = 8 * DBL_EPSILON * (fabs(wanted) + fabs(value) + allowed) + DBL_MIN;
    double left = allowed - fabs(value - wanted);

    if (!isfinite(margin) || !isfinite(left) || fabs(left) <= margin)
        return -1;
    return left > 0;
}

static void parse_tolerance(const char *text, struct decimal *ret_tolerance)
{
    if (text == NULL)
        text = "0";
    decimal_parse(text, strlen(text), ret_tolerance);
}

/* How far the output's number may be from the answer's: the larger of the two. */
struct allowance {
    struct decimal absolute, relative;
};
static const struct decimal *find_allowed(const struct checker *checker,
                                          const struct decimal *wanted, struct allowance *room)
{
    struct decimal stated;

    parse_tolerance(checker->options.absolute, &room->absolute);
    if (checker->options.relative == NULL)
        return &room->absolute;
    parse_tolerance(checker->options.relative, &stated);
    decimal_product(wanted, &stated, &room->relative);
    return decimal_sum_sign((struct decimal_term[]){{1, &room->relative}, {-1, &room->absolute}},
                            2) > 0
               ? &room->relative
               : &room->absolute;
}

/* "differs by 0.0101; allowed are 0.01 absolute". It shows the distance with as many digits as a
 * reader needs to see that it is above what is allowed. */
static void note_distance(struct checker *checker, const struct decimal *distance,
                          const struct decimal *allowed)
{
    const char *absolute = checker->options.absolute, *relative = checker->options.relative;
    char by[DECIMAL_SHOWN_MAX], here[DECIMAL_SHOWN_MAX];
    struct decimal shown = *distance;
    size_t digits = 3;

    decimal_round(&shown, digits, DECIMAL_NEAREST);
    while (decimal_sum_sign((struct decimal_term[]){{1, &shown}, {-1, allowed}}, 2) <= 0) {
        shown = *distance;
        digits++;
        decimal_round(&shown, digits, digits < DECIMAL_SHOWN_DIGITS ? DECIMAL_NEAREST : DECIMAL_UP);
    }
    decimal_show(&shown, by);
    shown = *allowed;
    decimal_round(&shown, 3, DECIMAL_DOWN);
    decimal_show(&shown, here);
    if (relative == NULL)
        snprintf(checker->note, sizeof(checker->note), " (differs by %s; allowed are %s absolute)",
                 by, absolute == NULL ? "0" : absolute);
    else
        snprintf(checker->note, sizeof(checker->note),
                 " (differs by %s; allowed are %s%s%s relative, here %s)", by,
                 absolute == NULL ? "" : absolute, absolute == NULL ? "" : " absolute or ",
                 relative, here);
}

/* Compares by decimal arithmetic. */
static void compare_exactly(struct checker *checker)
{
    struct tokens *tokens = &checker->tokens;
    struct decimal wanted, value, distance;
    const struct decimal *allowed;
    struct allowance room;
    int sign;

    decimal_parse(tokens->wanted, (size_t)tokens->wanted_size, &wanted);
    decimal_parse(tokens->number, (size_t)tokens->size, &value);
    allowed = find_allowed(checker, &wanted, &room);
    sign = decimal_sum_sign((struct decimal_term[]){{1, &value}, {-1, &wanted}}, 2);
    if (decimal_sum_sign((struct decimal_term[]){{sign, &value}, {-sign, &wanted}, {-1, allowed}},
                         3) <= 0)
        return;
    decimal_distance(&value, &wanted, &distance);
    note_distance(checker, &distance, allowed);
    differ_in_token(checker, 0, 1);
}

static void end_number(struct checker *checker)
{
    struct tokens *tokens = &checker->tokens;

    if (tokens->size == tokens->wanted_size &&
        memcmp(tokens->number, tokens->wanted, (size_t)tokens->size) == 0)
        return;
    if (tokens->size > CHECKER_NUMBER_MAX) {
        snprintf(checker->note, sizeof(checker->note), " (too long for a number)");
        differ_in_token(checker, 0, 1);
        return;
    }
    tokens->number[tokens->size] = '\0';
    if (!decimal_is_number(tokens->number, (size_t)tokens->size)) {
        snprintf(checker->note, sizeof(checker->note), " (not a finite decimal number)");
        differ_in_token(checker, 0, 1);
        return;
    }
    if (compare_roughly(tokens) != 1)
        compare_exactly(checker);
}

static void end_token(struct checker *checker)
{
    struct tokens *tokens = &checker->tokens;

    tokens->in_token = 0;
    if (tokens->is_number)
        end_number(checker);
    else if (answer_is_in_token(&checker->answer))
        differ_in_token(checker, tokens->size, 1);
}

/* Returns 0 when `byte` is the first that differs; the message then shows it. */
static int take_byte(struct checker *checker, unsigned char byte)
{
    struct tokens *tokens = &checker->tokens;

    if (is_white(byte)) {
        if (tokens->in_token)
            end_token(checker);
        tokens->saw_break |= is_break(byte);
        if (checker->state == CHECK_COMPARING && checker->options.space_change_sensitive) {
            if (answer_peek(&checker->answer) == byte)
                checker->answer.offset++;
            else
                differ_in_sort(checker, byte);
        }
    } else {
        if (!tokens->in_token)
            start_token(checker, byte);
        if (checker->state == CHECK_COMPARING)
            take_token_byte(checker, byte);
    }
    return checker->state == CHECK_COMPARING;
}

/* How many bytes at the front are the same, eight at a time. */
static size_t same_size(const unsigned char *one, const unsigned char *other, size_t most)
{
    size_t size = 0;
    uint64_t left, right;

    for (; size + sizeof(left) <= most; size += sizeof(left)) {
        memcpy(&left, one + size, sizeof(left));
        memcpy(&right, other + size, sizeof(right));
        if (left != right)
            break;
    }
    while (size < most && one[size] == other[size])
        size++;
    return size;
}

static void advance(struct position *position, const unsigned char *data, size_t size)
{
    size_t since;
    int64_t lines = 0;

    for (size_t i = 0; i < size; i++)
        lines += data[i] == '\n';
    for (since = 0; lines > 0 && data[size - 1 - since] != '\n'; since++)
        ;
    position->column = lines > 0 ? (int64_t)since + 1 : position->column + (int64_t)size;
    position->line += lines;
}

/* Most outputs are the answer byte for byte. At a token's start: passes over the tokens, and the
 * white space between them, that are the same bytes in both, and ends behind a token. Returns how
 * many bytes of the output those are, and takes each byte of either in once. */
static size_t skip_same(struct checker *checker, const unsigned char *data, size_t size)
{
    struct answer *answer = &checker->answer;
    size_t at, same;

    if (checker->options.same_lines)
        return 0; /* which looks at the breaks before each token */
    while (!checker->options.space_change_sensitive && is_white(answer_peek(answer)))
        answer->offset++;
    if (answer_peek(answer) == ANSWER_END)
        return 0;
    at = (size_t)(answer->offset - answer->block_start);
    same = same_size(data, answer->block + at,
                     size < answer->block_size - at ? size : answer->block_size - at);
    /* what follows the token is white in both */
    while (same > 1 && !(is_white(data[same - 1]) && !is_white(data[same - 2])))
        same--;
    if (same < 2)
        return 0;
    same--;
    advance(&checker->position, data, same);
    answer->offset += (int64_t)same;
    return same;
}

static size_t tokens_feed(struct checker *checker, const unsigned char *data, size_t size)
{
    size_t i = 0;

    while (i < size) {
        if (!checker->tokens.in_token && !is_white(data[i]))
            i += skip_same(checker, data + i, size - i);
        if (!take_byte(checker, data[i]))
            break;
        position_advance(&checker->position, data[i++]);
    }
    return i;
}

static void tokens_finish(struct checker *checker)
{
    struct answer *answer = &checker->answer;
    int byte;

    if (checker->tokens.in_token)
        end_token(checker);
    if (checker->state != CHECK_COMPARING)
        return;
    while (!checker->options.space_change_sensitive && is_white(answer_peek(answer)))
        answer->offset++;
    byte = answer_peek(answer);
    if (byte == ANSWER_END)
        return;
    excerpt_clear(&checker->got);
    checker_expect(checker, answer->offset, 0, is_white(byte) ? EXTENT_WHITE : EXTENT_TOKEN);
    if (is_white(byte))
        note_white(checker);
    checker_differ_now(checker, DIFFERENCE_ENDS_EARLY, checker->position, EXTENT_TOKEN);
}

const struct checker_kind checker_tokens = {
    .open = tokens_open, .feed = tokens_feed, .finish = tokens_finish, .close = tokens_close};
