/* Decimal numbers as text, compared exactly: a double holds neither 0.1 nor 2^53 + 1, so with
 * doubles a number exactly at a tolerance is accepted on one side and refused on the other.
 *
 *     if (decimal_is_number(text, size)) decimal_parse(text, size, &number);
 *     sign = decimal_sum_sign((struct decimal_term[]){{1, &a}, {-1, &b}}, 2);
 *
 * Nothing is ever scaled to a common exponent, so 1e999999999 costs no more than its 11 bytes: time
 * is linear in the digits and memory is fixed. Pure: no I/O, no locale, no allocation.
 */
#ifndef JUDGE_CHECKER_DECIMAL_H
#define JUDGE_CHECKER_DECIMAL_H

#include <stddef.h>
#include <stdint.h>

enum {
    DECIMAL_TEXT_MAX = 4096,       /* bytes of a number */
    DECIMAL_FACTOR_MAX = 128,      /* bytes of the smaller factor of a product */
    DECIMAL_SHOWN_MAX = 48,        /* bytes that decimal_show writes, the NUL among them */
    DECIMAL_SHOWN_DIGITS = 20,     /* the most digits that it shows */
    DECIMAL_EXPONENT_DIGITS = 12,  /* an exponent with more of them makes a word of the token */
    DECIMAL_DIGITS_MAX = 3 * 4096, /* the widest result: a difference of two numbers */
};

/* digits[0] is the most significant and not 0; the last one stands for 10^exponent. */
struct decimal {
    int is_negative;
    int64_t exponent;
    size_t count; /* of digits; 0: the number is 0 */
    uint8_t digits[DECIMAL_DIGITS_MAX];
};

struct decimal_term {
    int sign; /* 1 or -1: the number is added or subtracted */
    const struct decimal *number;
};

/* [+-] digits [. digits] [e [+-] digits], with a digit before or after the point. Not: inf, nan,
 * hexadecimal, more than DECIMAL_TEXT_MAX bytes. */
int decimal_is_number(const char *text, size_t size);

/* Reads a text for which decimal_is_number holds. */
void decimal_parse(const char *text, size_t size, struct decimal *ret_number);

/* The sign (-1, 0, 1) of the sum of a few terms, 9 at most. */
int decimal_sum_sign(const struct decimal_term *terms, size_t count);

/* |left - right|. If they lie so far apart that the digits do not fit, it leaves out the last
 * digits of the smaller number. */
void decimal_distance(const struct decimal *left, const struct decimal *right,
                      struct decimal *ret_distance);

/* |left| * |right|; `right` was read from at most DECIMAL_FACTOR_MAX bytes. */
void decimal_product(const struct decimal *left, const struct decimal *right,
                     struct decimal *ret_product);

/* Rounds to at most `digits` digits. */
enum decimal_rounding { DECIMAL_NEAREST, DECIMAL_UP, DECIMAL_DOWN };
void decimal_round(struct decimal *number, size_t digits, enum decimal_rounding rounding);

/* The magnitude of a number of at most DECIMAL_SHOWN_DIGITS digits as people write it: 0.0011,
 * 2e308. */
void decimal_show(const struct decimal *number, char text[static DECIMAL_SHOWN_MAX]);

#endif
