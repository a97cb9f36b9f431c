#include "tests/judge/checkers/reference.h"

#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

struct piece {
    struct bytes text;
    size_t at; /* where it starts in the whole */
};

struct pieces {
    struct piece *list;
    size_t count;
};

static int white(unsigned char byte)
{
    return byte != '\0' && strchr(" \t\n\v\f\r", byte) != NULL;
}

static struct pieces no_pieces(struct bytes whole)
{
    return (struct pieces){calloc(whole.size + 1, sizeof(struct piece)), 0};
}

static void add_piece(struct pieces *pieces, struct bytes whole, size_t start, size_t end)
{
    pieces->list[pieces->count++] = (struct piece){{whole.data + start, end - start}, start};
}

/* Tokens, and where it matters each byte of white space as a piece of its own. */
static struct pieces cut_tokens(struct bytes whole, int with_white)
{
    struct pieces pieces = no_pieces(whole);
    size_t end;

    for (size_t start = 0; start < whole.size; start = end) {
        end = start + 1;
        if (white(whole.data[start])) {
            if (with_white)
                add_piece(&pieces, whole, start, end);
            continue;
        }
        while (end < whole.size && !white(whole.data[end]))
            end++;
        add_piece(&pieces, whole, start, end);
    }
    return pieces;
}

/* Lines without trailing white space, the blank ones left out. */
static struct pieces cut_lines(struct bytes whole)
{
    struct pieces pieces = no_pieces(whole);
    size_t end, stripped;

    for (size_t start = 0; start < whole.size; start = end + 1) {
        end = start;
        while (end < whole.size && whole.data[end] != '\n')
            end++;
        stripped = end;
        while (stripped > start && white(whole.data[stripped - 1]))
            stripped--;
        if (stripped > start)
            add_piece(&pieces, whole, start, stripped);
    }
    return pieces;
}

static int same(struct bytes one, struct bytes other)
{
    return one.size == other.size && memcmp(one.data, other.data, one.size) == 0;
}

static int same_folded(struct bytes one, struct bytes other)
{
    for (size_t i = 0; i < one.size && one.size == other.size; i++) {
        unsigned char a = one.data[i], b = other.data[i];

        if (a != b && (a >= 128 || b >= 128 ||
                       strchr("abcdefghijklmnopqrstuvwxyz"
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                              a) == NULL ||
                       a == 0 || (a ^ b) != 0x20))
            return 0;
    }
    return one.size == other.size;
}

/* Numbers by the arithmetic that is taught at school: digits one below the other, places[i] in
 * units of 10^(low + i). */
enum { HIGHEST = 4000, LOWEST = -4400, PLACES = 20000 };
struct number {
    int negative;
    long exponent; /* of the last digit */
    size_t size;   /* of the digits */
    char digits[4097];
    signed char places[PLACES];
};

static int is_number(struct bytes text)
{
    static regex_t pattern;
    static int is_compiled;
    char copy[4097];

    if (!is_compiled) {
        assert_int_equal(regcomp(&pattern,
                                 "^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?0*[0-9]{1,12})?$",
                                 REG_EXTENDED | REG_NOSUB),
                         0);
        is_compiled = 1;
    }
    if (text.size > 4096)
        return 0;
    memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    return strlen(copy) == text.size && regexec(&pattern, copy, 0, NULL, 0) == 0;
}

static void read_number(struct bytes text, struct number *number)
{
    char exponent[4097];
    int after_point = 0;
    size_t i = 0;

    number->negative = text.data[0] == '-';
    number->exponent = 0;
    number->size = 0;
    for (; i < text.size && text.data[i] != 'e' && text.data[i] != 'E'; i++) {
        if (text.data[i] == '.')
            after_point = 1;
        else if (text.data[i] >= '0' && text.data[i] <= '9')
            number->digits[number->size++] = (char)text.data[i];
        number->exponent -= after_point && text.data[i] != '.';
    }
    while (number->size > 0 && number->digits[number->size - 1] == '0') {
        number->size--;
        number->exponent++;
    }
    if (i < text.size) {
        memcpy(exponent, text.data + i + 1, text.size - i - 1);
        exponent[text.size - i - 1] = '\0';
        number->exponent += strtol(exponent, NULL, 10);
    }
    if (number->size == 0)
        number->exponent = 0;
}

static void lay(struct number *number, long low, long count)
{
    assert_true(count <= PLACES);
    memset(number->places, 0, (size_t)count);
    for (size_t i = 0; i < number->size; i++)
        number->places[number->exponent - low + (long)(number->size - 1 - i)] =
            (signed char)(number->digits[i] - '0');
}

/* The sign of left - right, both without signs. */
static int compare_places(const signed char *left, const signed char *right, long count)
{
    while (count-- > 0)
        if (left[count] != right[count])
            return left[count] < right[count] ? -1 : 1;
    return 0;
}

static void distance_of(const struct number *left, const struct number *right, signed char *out,
                        long count)
{
    const signed char *large = left->places, *small = right->places;
    int sign = left->negative == right->negative ? -1 : 1, carry = 0;

    if (sign < 0 && compare_places(large, small, count) < 0) {
        large = right->places;
        small = left->places;
    }
    for (long i = 0; i < count; i++) {
        int sum = large[i] + sign * small[i] + carry;

        carry = sum < 0 ? -1 : sum / 10;
        out[i] = (signed char)((sum + 10) % 10);
    }
}

/* |number| * factor, in the same places. */
static void product_of(const struct number *number, const struct number *factor, signed char *out,
                       long count)
{
    memset(out, 0, (size_t)count);
    for (size_t digit = 0; digit < factor->size; digit++) {
        long shift = factor->exponent + (long)(factor->size - 1 - digit);
        int carry = 0;

        for (long i = 0; i < count; i++) {
            int sum = out[i] + carry;

            if (i - shift >= 0 && i - shift < count)
                sum += number->places[i - shift] * (factor->digits[digit] - '0');
            out[i] = (signed char)(sum % 10);
            carry = sum / 10;
        }
    }
}

static void read_text(const char *text, struct number *number)
{
    read_number((struct bytes){(const unsigned char *)text, strlen(text)}, number);
}

static long larger(long one, long other)
{
    return one > other ? one : other;
}

/* Exponents that fit no table are brought into it: both together where they are large, which leaves
 * a relative tolerance what it is and an absolute one nothing to say; one alone where it is so far
 * below all else that any small number does in its place. */
static int numbers_match(const struct problem_checker *options, struct bytes answer,
                         struct bytes output)
{
    static struct number want, have, absolute, relative;
    static signed char far[PLACES], allowed[PLACES];
    long top, low, count;

    read_number(answer, &want);
    read_number(output, &have);
    read_text(options->absolute == NULL ? "0" : options->absolute, &absolute);
    read_text(options->relative == NULL ? "0" : options->relative, &relative);
    top = larger(want.exponent + (long)want.size, have.exponent + (long)have.size);
    if (top > HIGHEST) {
        want.exponent -= top - HIGHEST;
        have.exponent -= top - HIGHEST;
        absolute.size = 0;
        absolute.exponent = 0;
        top = HIGHEST;
    }
    want.exponent = larger(want.exponent, LOWEST);
    have.exponent = larger(have.exponent, LOWEST);
    low = -larger(-want.exponent, larger(-have.exponent, -absolute.exponent)) -
          labs(relative.exponent);
    count = larger(top, absolute.exponent + (long)absolute.size) - low + (long)relative.size +
            labs(relative.exponent) + 2;
    lay(&want, low, count);
    lay(&have, low, count);
    lay(&absolute, low, count);
    distance_of(&have, &want, far, count);
    product_of(&want, &relative, allowed, count);
    return compare_places(far, absolute.places, count) <= 0 ||
           compare_places(far, allowed, count) <= 0;
}

static int tokens_match(const struct problem_checker *options, struct bytes answer,
                        struct bytes output)
{
    if (options->kind == CHECKER_FLOATS && is_number(answer))
        return is_number(output) && numbers_match(options, answer, output);
    return options->case_sensitive ? same(answer, output) : same_folded(answer, output);
}

static struct reference_result at(struct bytes output, size_t offset)
{
    struct reference_result result = {.line = 1, .column = 1};

    for (size_t i = 0; i < offset; i++) {
        result.column++;
        if (output.data[i] == '\n') {
            result.line++;
            result.column = 1;
        }
    }
    return result;
}

static const struct reference_result accepted = {.accepted = 1};

static struct reference_result check_exact(struct bytes answer, struct bytes output)
{
    size_t i = 0;

    if (same(answer, output))
        return accepted;
    while (i < answer.size && i < output.size && answer.data[i] == output.data[i])
        i++;
    return at(output, i);
}

static struct reference_result check_tokens(const struct problem_checker *options,
                                            struct bytes answer, struct bytes output)
{
    struct pieces want = cut_tokens(answer, options->space_change_sensitive);
    struct pieces have = cut_tokens(output, options->space_change_sensitive);
    struct reference_result result = accepted;
    size_t i = 0;

    while (i < want.count && i < have.count &&
           tokens_match(options, want.list[i].text, have.list[i].text))
        i++;
    if (i < want.count || i < have.count)
        result = at(output, i < have.count ? have.list[i].at : output.size);
    free(want.list);
    free(have.list);
    return result;
}

static struct reference_result check_lines(struct bytes answer, struct bytes output)
{
    struct pieces want = cut_lines(answer), have = cut_lines(output);
    struct reference_result result = accepted;
    size_t i = 0, shared = 0;

    while (i < want.count && i < have.count && same(want.list[i].text, have.list[i].text))
        i++;
    if (i < want.count && i < have.count) {
        struct bytes one = want.list[i].text, other = have.list[i].text;

        while (shared < one.size && shared < other.size && one.data[shared] == other.data[shared])
            shared++;
    }
    if (i < want.count || i < have.count)
        result = at(output, i < have.count ? have.list[i].at + shared : output.size);
    free(want.list);
    free(have.list);
    return result;
}

static struct reference_result check_unordered(struct bytes answer, struct bytes output)
{
    struct pieces want = cut_lines(answer), have = cut_lines(output);
    struct reference_result result = accepted;

    for (size_t i = 0; i < have.count && result.accepted; i++) {
        size_t j = 0;

        while (j < want.count && !same(want.list[j].text, have.list[i].text))
            j++;
        if (j == want.count)
            result = at(output, have.list[i].at);
        else
            want.list[j] = want.list[--want.count];
    }
    if (result.accepted && want.count > 0)
        result = at(output, output.size);
    free(want.list);
    free(have.list);
    return result;
}

struct reference_result reference_check(const struct problem_checker *options, struct bytes answer,
                                        struct bytes output)
{
    switch (options->kind) {
    case CHECKER_EXACT:
        return check_exact(answer, output);
    case CHECKER_LINES:
        return check_lines(answer, output);
    case CHECKER_UNORDERED:
        return check_unordered(answer, output);
    case CHECKER_TOKENS:
    case CHECKER_FLOATS:
        return check_tokens(options, answer, output);
    case CHECKER_NONE:
        return accepted;
    case CHECKER_LETTERS:
    case CHECKER_EACH_LINE:
    case CHECKER_PROGRAM:
        break;
    }
    fail_msg("no reference for checker %d", (int)options->kind);
    return accepted;
}
