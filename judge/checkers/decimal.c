#include "judge/checkers/decimal.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static int is_digit(int byte)
{
    return byte >= '0' && byte <= '9';
}

static size_t skip_digits(const char *text, size_t size, size_t at)
{
    while (at < size && is_digit(text[at]))
        at++;
    return at;
}

static size_t skip_sign(const char *text, size_t size, size_t at)
{
    return at < size && (text[at] == '+' || text[at] == '-') ? at + 1 : at;
}

/* Digits that are few enough once the zeros in front are left out. */
static int is_exponent(const char *text, size_t size, size_t at)
{
    size_t end = skip_digits(text, size, at);

    if (end == at || end < size)
        return 0;
    while (at < end && text[at] == '0')
        at++;
    return end - at <= DECIMAL_EXPONENT_DIGITS;
}

int decimal_is_number(const char *text, size_t size)
{
    size_t start = skip_sign(text, size, 0), at = skip_digits(text, size, start);
    int has_digit = at > start;

    if (size > DECIMAL_TEXT_MAX)
        return 0;
    if (at < size && text[at] == '.') {
        start = at + 1;
        at = skip_digits(text, size, start);
        has_digit = has_digit || at > start;
    }
    if (!has_digit)
        return 0;
    if (at < size && (text[at] == 'e' || text[at] == 'E'))
        return is_exponent(text, size, skip_sign(text, size, at + 1));
    return at == size;
}

static int64_t parse_exponent(const char *text, size_t size, size_t at)
{
    const int64_t most = 1000000000000000; /* what decimal_is_number allows is below */
    int is_negative = at < size && text[at] == '-';
    int64_t value = 0;

    for (at = skip_sign(text, size, at); at < size && is_digit(text[at]); at++)
        value = value < most ? value * 10 + (text[at] - '0') : value;
    return is_negative ? -value : value;
}

/* Does not clear the digits: that takes longer than most sums. */
static void set_zero(struct decimal *number)
{
    number->is_negative = 0;
    number->exponent = 0;
    number->count = 0;
}

/* Without zeros at either end. */
static void trim(struct decimal *number)
{
    size_t zeros = 0;

    while (zeros < number->count && number->digits[zeros] == 0)
        zeros++;
    number->count -= zeros;
    memmove(number->digits, number->digits + zeros, number->count);
    while (number->count > 0 && number->digits[number->count - 1] == 0) {
        number->count--;
        number->exponent++;
    }
    if (number->count == 0)
        set_zero(number);
}

void decimal_parse(const char *text, size_t size, struct decimal *ret_number)
{
    int after_point = 0;
    size_t at = skip_sign(text, size, 0);

    assert(size <= DECIMAL_TEXT_MAX);
    ret_number->is_negative = size > 0 && text[0] == '-';
    ret_number->exponent = 0;
    ret_number->count = 0;
    for (; at < size && (is_digit(text[at]) || text[at] == '.'); at++) {
        if (text[at] == '.') {
            after_point = 1;
            continue;
        }
        ret_number->digits[ret_number->count++] = (uint8_t)(text[at] - '0');
        ret_number->exponent -= after_point;
    }
    if (at < size)
        ret_number->exponent += parse_exponent(text, size, at + 1);
    trim(ret_number);
}

/* The power of ten of the first digit. */
static int64_t top_of(const struct decimal *number)
{
    return number->exponent + (int64_t)number->count - 1;
}

static int digit_at(const struct decimal *number, int64_t power)
{
    if (number->count == 0 || power > top_of(number) || power < number->exponent)
        return 0;
    return number->digits[top_of(number) - power];
}

/* The highest power at `limit` or below at which a number has a digit; 0 when there is none. */
static int find_power(const struct decimal_term *terms, size_t count, int64_t limit,
                      int64_t *ret_power)
{
    int found = 0;

    for (size_t i = 0; i < count; i++) {
        const struct decimal *number = terms[i].number;
        int64_t power;

        if (number->count == 0 || number->exponent > limit)
            continue;
        power = top_of(number) < limit ? top_of(number) : limit;
        if (!found || power > *ret_power)
            *ret_power = power;
        found = 1;
    }
    return found;
}

/* From the most significant digit down. `ahead` is the sum so far in units of the digit last
 * looked at; what comes is less than one such unit for each term, so as soon as `ahead` is `count`
 * or more the sign is known, and else it stays a small number. Across a gap without digits it grows
 * tenfold at once. */
int decimal_sum_sign(const struct decimal_term *terms, size_t count)
{
    int64_t power = INT64_MAX, last = 0;
    int ahead = 0;

    assert(count < 10);
    while (find_power(terms, count, power, &power)) {
        if (ahead != 0 && power < last - 1)
            break;
        ahead *= 10;
        for (size_t i = 0; i < count; i++) {
            int sign = terms[i].number->is_negative ? -terms[i].sign : terms[i].sign;

            ahead += sign * digit_at(terms[i].number, power);
        }
        if (ahead >= (int)count || ahead <= -(int)count)
            break;
        last = power--;
    }
    return (ahead > 0) - (ahead < 0);
}

void decimal_distance(const struct decimal *left, const struct decimal *right,
                      struct decimal *ret_distance)
{
    const struct decimal_term terms[] = {{1, left}, {-1, right}};
    int64_t top = 0, low;
    int sign = decimal_sum_sign(terms, 2), carry = 0;

    set_zero(ret_distance);
    if (sign == 0)
        return;
    find_power(terms, 2, INT64_MAX, &top);
    top++; /* room for a carry */
    low = right->count == 0 || (left->count > 0 && left->exponent < right->exponent)
              ? left->exponent
              : right->exponent;
    /* Two numbers whose digits do not fit into one have a gap between them, so the digits left out
     * are far below the result. */
    if (top - low >= DECIMAL_DIGITS_MAX)
        low = top - DECIMAL_DIGITS_MAX + 1;
    ret_distance->exponent = low;
    ret_distance->count = (size_t)(top - low) + 1;
    for (int64_t power = low; power <= top; power++) {
        int sum = carry + sign * (left->is_negative ? -1 : 1) * digit_at(left, power) -
                  sign * (right->is_negative ? -1 : 1) * digit_at(right, power);

        carry = sum < 0 ? -(9 - sum) / 10 : sum / 10;
        ret_distance->digits[top - power] = (uint8_t)(sum - 10 * carry);
    }
    trim(ret_distance);
}

void decimal_product(const struct decimal *left, const struct decimal *right,
                     struct decimal *ret_product)
{
    uint32_t sums[DECIMAL_TEXT_MAX + DECIMAL_FACTOR_MAX];
    size_t count = left->count + right->count;
    uint32_t carry = 0;

    assert(left->count <= DECIMAL_TEXT_MAX && right->count <= DECIMAL_FACTOR_MAX);
    set_zero(ret_product);
    if (left->count == 0 || right->count == 0)
        return;
    memset(sums, 0, count * sizeof(sums[0]));
    for (size_t i = 0; i < left->count; i++)
        for (size_t j = 0; j < right->count; j++)
            sums[i + j + 1] += (uint32_t)left->digits[i] * right->digits[j];
    for (size_t i = count; i-- > 0;) {
        carry += sums[i];
        ret_product->digits[i] = (uint8_t)(carry % 10);
        carry /= 10;
    }
    ret_product->count = count;
    ret_product->exponent = left->exponent + right->exponent;
    trim(ret_product);
}

void decimal_round(struct decimal *number, size_t digits, enum decimal_rounding rounding)
{
    size_t left_out = number->count > digits ? number->count - digits : 0, i = digits;
    int goes_up;

    if (left_out == 0)
        return;
    goes_up =
        rounding == DECIMAL_UP || (rounding == DECIMAL_NEAREST && number->digits[digits] >= 5);
    number->count = digits;
    number->exponent += (int64_t)left_out;
    while (goes_up && i > 0 && number->digits[i - 1] == 9)
        number->digits[--i] = 0;
    if (goes_up && i > 0) {
        number->digits[i - 1]++;
    } else if (goes_up) {
        number->digits[0] = 1; /* 9.99 became 10.0 */
        number->exponent++;
    }
    trim(number);
}

void decimal_show(const struct decimal *number, char text[static DECIMAL_SHOWN_MAX])
{
    enum { PLAIN_FROM = -5, PLAIN_TO = 15 }; /* powers of the first digit */
    int64_t top = top_of(number), power = top < 0 && top >= PLAIN_FROM ? 0 : top;
    int64_t end = number->exponent;
    size_t size = 0;

    assert(number->count <= DECIMAL_SHOWN_DIGITS);
    if (number->count == 0) {
        snprintf(text, DECIMAL_SHOWN_MAX, "0");
        return;
    }
    if (top >= PLAIN_FROM && top <= PLAIN_TO) {
        for (end = end < 0 ? end : 0; power >= end; power--) {
            if (power == -1)
                text[size++] = '.';
            text[size++] = (char)('0' + digit_at(number, power));
        }
        text[size] = '\0';
        return;
    }
    for (; power >= end; power--) {
        if (power == top - 1)
            text[size++] = '.';
        text[size++] = (char)('0' + digit_at(number, power));
    }
    snprintf(text + size, DECIMAL_SHOWN_MAX - size, "e%" PRId64, top);
}
