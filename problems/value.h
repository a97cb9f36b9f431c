/* A value of a program, as text and as a tree: what a function test expects, and what a call in a
 * cell came to.
 *
 *     value_parse(&arena, text, size, &value, &fault);
 *     ... judge/checkers/value_compare.h ...
 *
 * The notation is Python's, whichever language the value comes from: None, True, False, whole
 * numbers of any length, floats (nan, inf), 'text', b'bytes', [lists], (tuples,), {sets}, set(),
 * {'dicts': 1}; and null, true, false of JSON. <'NAME'> stands for a value of a class NAME that
 * cannot be compared.
 *
 * The reader is strict, and bounded in depth, size and count, because a hostile program can write
 * any text in place of its value: tests/fuzz feeds it garbage. It allocates from the caller's
 * arena alone.
 */
#ifndef PROBLEMS_VALUE_H
#define PROBLEMS_VALUE_H

#include "base/arena.h"
#include "base/buffer.h"

#include <stddef.h>

enum {
    VALUE_SIZE_MAX = 1024 * 1024, /* bytes of text */
    VALUE_DEPTH_MAX = 100,
};

enum value_kind {
    VALUE_NONE,
    VALUE_BOOLEAN,
    VALUE_INTEGER,
    VALUE_FLOAT,
    VALUE_TEXT,
    VALUE_BYTES,
    VALUE_LIST,
    VALUE_TUPLE,
    VALUE_SET,
    VALUE_DICT,
    VALUE_OTHER, /* `text` names its class */
};

struct value {
    enum value_kind kind;
    int boolean;
    double number;       /* of a float */
    const char *text;    /* the digits of an integer, "-" in front where it is below 0; text,
                            which is UTF-8 but for lone surrogates; bytes */
    size_t size;         /* of that */
    struct value *items; /* of a dict: key, value, key, value */
    size_t count;        /* of items */
};

struct value_fault {
    size_t at;        /* a byte of the text */
    const char *what; /* static: what was expected there */
};

/* One value, and nothing behind it. -EINVAL, and *ret_fault, where it is none. What the tree
 * points to lives in the arena, or is `text`'s own. */
int value_parse(struct arena *arena, const char *text, size_t size, struct value *ret_value,
                struct value_fault *ret_fault);

/* The value at the start of the text; *ret_size is how much of that it took. */
int value_parse_start(struct arena *arena, const char *text, size_t size, struct value *ret_value,
                      size_t *ret_size, struct value_fault *ret_fault);

/* Appends the value as text, at most about `most` bytes of it, then "...". */
void value_show(const struct value *value, struct buffer *text, size_t most);

#endif
