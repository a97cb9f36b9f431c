#include "judge/checkers/value_compare.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int order_of(const struct value *left, const struct value *right);

static int is_number(const struct value *value)
{
    return value->kind == VALUE_BOOLEAN || value->kind == VALUE_INTEGER ||
           value->kind == VALUE_FLOAT;
}

/* ---- numbers ---- */

/* A whole number as its digits; `room` is for those of a boolean or a float. */
enum { DIGITS_ROOM = 330 };
struct digits {
    int is_negative;
    const char *at;
    size_t size;
};

static struct digits digits_of(const struct value *value, char room[DIGITS_ROOM])
{
    struct digits digits;
    const char *text = value->text;
    size_t size = value->size;

    if (value->kind != VALUE_INTEGER) {
        snprintf(room, DIGITS_ROOM, "%.0f",
                 value->kind == VALUE_BOOLEAN ? value->boolean : value->number + 0.0);
        text = room;
        size = strlen(room);
    }
    digits.is_negative = *text == '-';
    digits.at = text + digits.is_negative;
    digits.size = size - (size_t)digits.is_negative;
    if (digits.size == 1 && *digits.at == '0')
        digits.is_negative = 0; /* -0.0 */
    return digits;
}

static int order_of_digits(const struct digits *left, const struct digits *right)
{
    int order;

    if (left->is_negative != right->is_negative)
        return right->is_negative - left->is_negative;
    order = left->size != right->size ? (left->size < right->size ? -1 : 1)
                                      : memcmp(left->at, right->at, left->size);
    return left->is_negative ? -order : order;
}

static double number_of(const struct value *value)
{
    char text[DIGITS_ROOM];
    size_t size = value->size < sizeof(text) - 1 ? value->size : sizeof(text) - 1;

    if (value->kind == VALUE_FLOAT)
        return value->number;
    if (value->kind == VALUE_BOOLEAN)
        return value->boolean;
    if (value->size >= sizeof(text) - 1)
        return *value->text == '-' ? -(double)INFINITY : (double)INFINITY;
    memcpy(text, value->text, size);
    text[size] = '\0';
    return strtod(text, NULL);
}

static int is_whole(const struct value *value)
{
    return value->kind != VALUE_FLOAT ||
           (isfinite(value->number) && floor(value->number) >= value->number);
}

/* nan is the largest, so that there is an order. */
static int order_of_doubles(double left, double right)
{
    if (isnan(left) || isnan(right))
        return (isnan(left) != 0) - (isnan(right) != 0);
    return (left > right) - (left < right);
}

/* Exact: a whole number of any length and a float are equal only where the float is it. */
static int order_of_numbers(const struct value *left, const struct value *right)
{
    char left_room[DIGITS_ROOM], right_room[DIGITS_ROOM];
    struct digits left_digits, right_digits;

    if (!is_whole(left) || !is_whole(right) ||
        (left->kind == VALUE_FLOAT && right->kind == VALUE_FLOAT))
        return order_of_doubles(number_of(left), number_of(right));
    left_digits = digits_of(left, left_room);
    right_digits = digits_of(right, right_room);
    return order_of_digits(&left_digits, &right_digits);
}

static int is_near(const struct value_rules *rules, const struct value *got,
                   const struct value *expected)
{
    double left = number_of(got), right = number_of(expected);
    double room = fmax(rules->absolute, rules->relative * fabs(right));

    return isfinite(left) && isfinite(right) && room > 0 && fabs(left - right) <= room;
}

static int numbers_are_equal(const struct value_rules *rules, const struct value *got,
                             const struct value *expected)
{
    if (rules->numbers_apart && got->kind != expected->kind)
        return 0;
    if (order_of_numbers(got, expected) == 0)
        return 1;
    return (got->kind == VALUE_FLOAT || expected->kind == VALUE_FLOAT) &&
           is_near(rules, got, expected);
}

/* ---- an order of all values, in which equal ones are neighbours ---- */

static int rank_of(const struct value *value)
{
    return is_number(value) ? VALUE_BOOLEAN : (int)value->kind;
}

static int order_of_items(const struct value *left, const struct value *right)
{
    int order = (left->count > right->count) - (left->count < right->count);

    for (size_t i = 0; i < left->count && order == 0; i++)
        order = order_of(&left->items[i], &right->items[i]);
    return order;
}

static int order_of_bytes(const struct value *left, const struct value *right)
{
    int order = (left->size > right->size) - (left->size < right->size);

    return order || left->size == 0 ? order : memcmp(left->text, right->text, left->size);
}

static int order_of(const struct value *left, const struct value *right)
{
    int order = rank_of(left) - rank_of(right);

    if (order)
        return order;
    if (is_number(left))
        return order_of_numbers(left, right);
    if (left->kind == VALUE_TEXT || left->kind == VALUE_BYTES || left->kind == VALUE_OTHER)
        return order_of_bytes(left, right);
    return order_of_items(left, right);
}

static int order_of_elements(const void *left, const void *right)
{
    return order_of(left, right);
}

/* Puts sets and dicts within the value in order, the innermost first. */
static void sort_all(struct value *value)
{
    for (size_t i = 0; i < value->count; i++)
        sort_all(&value->items[i]);
    if (value->count < 2)
        return;
    if (value->kind == VALUE_SET)
        qsort(value->items, value->count, sizeof(*value->items), order_of_elements);
    else if (value->kind == VALUE_DICT) /* by its keys: each with its value */
        qsort(value->items, value->count / 2, 2 * sizeof(*value->items), order_of_elements);
}

/* ---- equality ---- */

static int equals(const struct value_rules *rules, const struct value *got,
                  const struct value *expected);

static int items_are_equal(const struct value_rules *rules, const struct value *got,
                           const struct value *expected, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!equals(rules, &got[i], &expected[i]))
            return 0;
    return 1;
}

enum { MATCHED_MAX = 1000 };

/* Where the rules take for equal what the order puts apart (a tolerance), or the reverse (1 and
 * 1.0): each with the first that is free. `width` values are one item. */
static int match_any(const struct value_rules *rules, const struct value *got,
                     const struct value *expected, size_t width)
{
    size_t count = got->count / width;
    unsigned char taken[MATCHED_MAX] = {0};

    if (count > MATCHED_MAX)
        return 0;
    for (size_t i = 0; i < count; i++) {
        size_t j = 0;

        while (j < count && (taken[j] || !items_are_equal(rules, &got->items[i * width],
                                                          &expected->items[j * width], width)))
            j++;
        if (j == count)
            return 0;
        taken[j] = 1;
    }
    return 1;
}

static int unordered_are_equal(const struct value_rules *rules, const struct value *got,
                               const struct value *expected)
{
    return items_are_equal(rules, got->items, expected->items, got->count) ||
           match_any(rules, got, expected, got->kind == VALUE_DICT ? 2 : 1);
}

static int is_sequence(const struct value *value)
{
    return value->kind == VALUE_LIST || value->kind == VALUE_TUPLE;
}

static int equals(const struct value_rules *rules, const struct value *got,
                  const struct value *expected)
{
    if (is_number(got) && is_number(expected))
        return numbers_are_equal(rules, got, expected);
    if (got->kind == VALUE_OTHER || expected->kind == VALUE_OTHER)
        return 0;
    if (got->kind != expected->kind &&
        !(rules->sequences_alike && is_sequence(got) && is_sequence(expected)))
        return 0;
    if (got->kind == VALUE_TEXT || got->kind == VALUE_BYTES)
        return order_of_bytes(got, expected) == 0;
    if (got->count != expected->count)
        return 0;
    if (got->kind == VALUE_SET || got->kind == VALUE_DICT)
        return unordered_are_equal(rules, got, expected);
    return items_are_equal(rules, got->items, expected->items, got->count);
}

int value_equals(const struct value_rules *rules, struct value *got, struct value *expected)
{
    sort_all(got);
    sort_all(expected);
    return equals(rules, got, expected);
}
