/* Whether the value that a call returned is the one that a function test expects. Pure.
 *
 * Values are compared as Python's == compares them, whichever language they come from: 1 is 1.0 and
 * is True, a list is no tuple, sets and dicts have no order. The exceptions: nan is nan, and a
 * float may differ by the tolerance wherever it stands.
 */
#ifndef JUDGE_VALUE_COMPARE_H
#define JUDGE_VALUE_COMPARE_H

#include "problems/value.h"

struct value_rules {
    double absolute, relative; /* a float may differ by the larger of the two; 0: not at all */
    int numbers_apart;         /* 1, 1.0 and True are three values */
    int sequences_alike;       /* a tuple is the list of the same items */
};

/* Both trees may be put in another order. Returns 1 when they are equal, else 0. The time is
 * bounded by what both have, but for sets with a tolerance, which 1,000 items bound. */
int value_equals(const struct value_rules *rules, struct value *got, struct value *expected);

#endif
