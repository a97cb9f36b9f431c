/* tokens and floats: the semantics of ICPC's default validator
 * (https://icpc.io/problem-package-format, "Default Output Validator"), as a stream. */
#include "judge/checkers/parts.h"

#include "base/error.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static int is_digit(int byte)
{
    return byte >= '0' && byte <= '9';
}

static const char *skip_digits(const char *text)
{
    while (is_digit(*text))
        text++;
    return text;
}

/* [+-] digits [. digits] [e [+-] digits], with a digit before or after the point. strtod(3) takes
 * more: hexadecimal, inf, nan, and text after the number. */
static int is_decimal(const char *text, size_t size)
{
    const char *end = text + size, *digits;
    int count;

    if (*text == '+' || *text == '-')
        text++;
    digits = text;
    text = skip_digits(text);
    count = text > digits;
    if (*text == '.') {
        digits = ++text;
        text = skip_digits(text);
        count = count || text > digits;
    }
    if (!count)
        return 0;
    if (*text == 'e' || *text == 'E') {
        text++;
        if (*text == '+' || *text == '-')
            text++;
        digits = text;
        text = skip_digits(text);
        if (text == digits)
            return 0;
    }
    return text == end;
}

static int parse_number(const struct tokens *tokens, size_t size, double *ret_value)
{
    if (!is_decimal(tokens->number, size))
        return 0;
    *ret_value = strtod_l(tokens->number, NULL, tokens->locale);
    return isfinite(*ret_value);
}

static int tokens_open(struct checker *checker, struct error *err)
{
    struct tokens *tokens = &checker->tokens;

    tokens->locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (tokens->locale == (locale_t)0)
        return error_set_errno(err, errno, "cannot make the locale in which numbers are read");
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
 * space. `byte` and what follows it are shown by the collecting. */
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
        tokens->number[size++] = (char)answer_peek(answer);
        answer->offset++;
    }
    tokens->number[size] = '\0';
    if (!answer_is_in_token(answer) && parse_number(tokens, size, &tokens->value))
        return 1;
    answer->offset = tokens->answer_start;
    return 0;
}

static void start_token(struct checker *checker, unsigned char byte)
{
    struct tokens *tokens = &checker->tokens;
    struct answer *answer = &checker->answer;

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

static void end_number(struct checker *checker)
{
    struct tokens *tokens = &checker->tokens;
    double absolute = fmax(checker->options.absolute, 0);
    double relative = fmax(checker->options.relative, 0);
    double value, distance;

    if (tokens->size > CHECKER_NUMBER_MAX) {
        snprintf(checker->note, sizeof(checker->note), " (too long for a number)");
        differ_in_token(checker, 0, 1);
        return;
    }
    tokens->number[tokens->size] = '\0';
    if (!parse_number(tokens, (size_t)tokens->size, &value)) {
        snprintf(checker->note, sizeof(checker->note), " (not a finite decimal number)");
        differ_in_token(checker, 0, 1);
        return;
    }
    distance = fabs(value - tokens->value); /* infinite for the ends of the range: too far */
    if (isfinite(distance) && (distance <= absolute || distance <= relative * fabs(tokens->value)))
        return;
    snprintf(checker->note, sizeof(checker->note),
             " (differs by %.3g; allowed are %g absolute or %g relative)", distance, absolute,
             relative);
    differ_in_token(checker, 0, 1);
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

/* Returns 0 when `byte` is the first that differs: it is then shown by the collecting. */
static int take_byte(struct checker *checker, unsigned char byte)
{
    struct tokens *tokens = &checker->tokens;

    if (is_white(byte)) {
        if (tokens->in_token)
            end_token(checker);
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

static size_t tokens_feed(struct checker *checker, const unsigned char *data, size_t size)
{
    size_t i;

    for (i = 0; i < size && take_byte(checker, data[i]); i++)
        position_advance(&checker->position, data[i]);
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
