#include "problems/value.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    struct arena *arena;
    const char *text;
    size_t size, at;
    int depth;
    struct value_fault fault;
};

static int read_value(struct reader *reader, struct value *value);

static int fail(struct reader *reader, const char *what)
{
    if (!reader->fault.what)
        reader->fault = (struct value_fault){reader->at, what};
    return -EINVAL;
}

static int peek(const struct reader *reader)
{
    return reader->at < reader->size ? (unsigned char)reader->text[reader->at] : -1;
}

static void skip_white(struct reader *reader)
{
    while (peek(reader) == ' ' || peek(reader) == '\n' || peek(reader) == '\t' ||
           peek(reader) == '\r')
        reader->at++;
}

static int is_digit(int byte)
{
    return byte >= '0' && byte <= '9';
}

static int is_word(int byte)
{
    return is_digit(byte) || byte == '_' || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z') || byte >= 0x80;
}

/* ---- numbers ---- */

static size_t skip_digits(struct reader *reader)
{
    size_t start = reader->at;

    while (is_digit(peek(reader)))
        reader->at++;
    return reader->at - start;
}

static int read_float(struct reader *reader, size_t start, struct value *value)
{
    enum { NUMBER_MAX = 400 };
    size_t size = reader->at - start;
    char text[NUMBER_MAX + 1];

    if (size > NUMBER_MAX) {
        reader->at = start;
        return fail(reader, "a number with a point of at most 400 characters");
    }
    memcpy(text, reader->text + start, size);
    text[size] = '\0';
    *value = (struct value){.kind = VALUE_FLOAT, .number = strtod(text, NULL)};
    return 0;
}

/* Without zeros in front; 0 has no sign. */
static void take_integer(struct reader *reader, size_t start, struct value *value)
{
    const char *digits = reader->text + start;
    size_t size = reader->at - start;
    int is_negative = *digits == '-';
    char *text;

    if (*digits == '-' || *digits == '+') {
        digits++;
        size--;
    }
    while (size > 1 && *digits == '0') {
        digits++;
        size--;
    }
    is_negative = is_negative && *digits != '0';
    text = arena_alloc(reader->arena, size + 2);
    if (is_negative)
        text[0] = '-';
    memcpy(text + is_negative, digits, size);
    *value =
        (struct value){.kind = VALUE_INTEGER, .text = text, .size = size + (size_t)is_negative};
}

static int is_here(const struct reader *reader, const char *word)
{
    size_t size = strlen(word);

    return reader->size - reader->at >= size &&
           memcmp(reader->text + reader->at, word, size) == 0 &&
           (reader->size - reader->at == size ||
            !is_word((unsigned char)reader->text[reader->at + size]));
}

static int read_number(struct reader *reader, struct value *value)
{
    size_t start = reader->at;
    int is_float = 0;

    if (peek(reader) == '-' || peek(reader) == '+')
        reader->at++;
    if (is_here(reader, "inf") || is_here(reader, "nan")) {
        *value = (struct value){.kind = VALUE_FLOAT,
                                .number = is_here(reader, "nan")       ? (double)NAN
                                          : reader->text[start] == '-' ? -(double)INFINITY
                                                                       : (double)INFINITY};
        reader->at += 3;
        return 0;
    }
    if (skip_digits(reader) == 0)
        return fail(reader, "a digit");
    if (peek(reader) == '.') {
        is_float = 1;
        reader->at++;
        skip_digits(reader);
    }
    if (peek(reader) == 'e' || peek(reader) == 'E') {
        is_float = 1;
        reader->at++;
        if (peek(reader) == '-' || peek(reader) == '+')
            reader->at++;
        if (skip_digits(reader) == 0)
            return fail(reader, "the digits of an exponent");
    }
    if (is_word(peek(reader)))
        return fail(reader, "the end of the number");
    if (is_float)
        return read_float(reader, start, value);
    take_integer(reader, start, value);
    return 0;
}

/* ---- texts ---- */

static size_t put_utf8(unsigned long code, char out[4])
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xc0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xe0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3f));
        out[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3f));
    out[2] = (char)(0x80 | (code >> 6 & 0x3f));
    out[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

static int hex_of(int byte)
{
    if (is_digit(byte))
        return byte - '0';
    if (byte >= 'a' && byte <= 'f')
        return byte - 'a' + 10;
    return byte >= 'A' && byte <= 'F' ? byte - 'A' + 10 : -1;
}

static int read_hex(struct reader *reader, int digits, unsigned long *ret_code)
{
    unsigned long code = 0;

    for (int i = 0; i < digits; i++) {
        int value = hex_of(peek(reader));

        if (value < 0)
            return fail(reader, "a hexadecimal digit");
        code = code << 4 | (unsigned long)value;
        reader->at++;
    }
    *ret_code = code;
    return 0;
}

/* Behind the backslash. */
static int read_escape(struct reader *reader, int is_bytes, char out[4], size_t *ret_size)
{
    static const char plain[] = "\\'\"nrtabfv0", meant[] = "\\'\"\n\r\t\a\b\f\v\0";
    int byte = peek(reader);
    const char *found = byte > 0 ? strchr(plain, byte) : NULL;
    int digits = byte == 'x' ? 2 : is_bytes ? 0 : byte == 'u' ? 4 : byte == 'U' ? 8 : 0;
    unsigned long code;

    *ret_size = 1;
    if (found) {
        out[0] = meant[found - plain];
        reader->at++;
        return 0;
    }
    if (digits == 0)
        return fail(reader, "an escape: \\n, \\t, \\x41, \\u0041");
    reader->at++;
    if (read_hex(reader, digits, &code) < 0)
        return -EINVAL;
    if (code > 0x10ffff)
        return fail(reader, "a character up to \\U0010ffff");
    if (is_bytes)
        out[0] = (char)code;
    else
        *ret_size = put_utf8(code, out);
    return 0;
}

/* At the quote. No escape is shorter than what it stands for. */
static int read_text(struct reader *reader, enum value_kind kind, struct value *value)
{
    int quote = peek(reader);
    size_t end = ++reader->at, size = 0;
    char *text;

    while (end < reader->size && reader->text[end] != quote)
        end += reader->text[end] == '\\' ? 2 : 1;
    if (end >= reader->size)
        return fail(reader, "the quote that ends the text");
    text = arena_alloc(reader->arena, end - reader->at + 4);
    while (peek(reader) != quote) {
        char out[4];
        size_t got = 1;

        if (peek(reader) == '\n' || peek(reader) == '\0')
            return fail(reader, "an escape such as \\n in place of a control character");
        if (peek(reader) >= 0x80 && kind == VALUE_BYTES)
            return fail(reader, "an escape such as \\xff in bytes");
        if (peek(reader) != '\\') {
            out[0] = reader->text[reader->at++];
        } else {
            reader->at++;
            if (read_escape(reader, kind == VALUE_BYTES, out, &got) < 0)
                return -EINVAL;
        }
        memcpy(text + size, out, got);
        size += got;
    }
    reader->at++;
    *value = (struct value){.kind = kind, .text = text, .size = size};
    return 0;
}

/* ---- containers ---- */

struct list {
    struct value *items;
    size_t count, room;
};

static struct value *add_item(struct reader *reader, struct list *list)
{
    if (list->count == list->room) {
        size_t room = list->room ? 2 * list->room : 4;
        struct value *items = arena_alloc(reader->arena, room * sizeof(*items));

        if (list->count > 0)
            memcpy(items, list->items, list->count * sizeof(*items));
        list->items = items;
        list->room = room;
    }
    list->items[list->count] = (struct value){.kind = VALUE_NONE};
    return &list->items[list->count++];
}

static int read_item(struct reader *reader, struct list *list)
{
    struct value item;

    if (read_value(reader, &item) < 0)
        return -EINVAL;
    *add_item(reader, list) = item;
    skip_white(reader);
    return 0;
}

/* The one between braces is a set, or, where a colon is after the first, a dict. */
static int read_items(struct reader *reader, int end, struct list *list, int *ret_is_dict,
                      int *ret_has_comma)
{
    *ret_is_dict = *ret_has_comma = 0;
    for (skip_white(reader); peek(reader) != end; skip_white(reader)) {
        int is_first = list->count == 0;

        if (!is_first && !*ret_has_comma)
            return fail(reader, "a comma, or the end of the list");
        if (read_item(reader, list) < 0)
            return -EINVAL;
        if (end == '}' && is_first)
            *ret_is_dict = peek(reader) == ':';
        if (*ret_is_dict) {
            if (peek(reader) != ':')
                return fail(reader, "a colon behind the key");
            reader->at++;
            if (read_item(reader, list) < 0)
                return -EINVAL;
        }
        *ret_has_comma = peek(reader) == ',';
        if (*ret_has_comma)
            reader->at++;
    }
    reader->at++;
    return 0;
}

static int read_container(struct reader *reader, struct value *value)
{
    struct list list = {0};
    int opening = peek(reader), is_dict, has_comma;
    int end = opening == '[' ? ']' : opening == '(' ? ')' : '}';

    if (++reader->depth > VALUE_DEPTH_MAX)
        return fail(reader, "lists in each other at most 100 deep");
    reader->at++;
    if (read_items(reader, end, &list, &is_dict, &has_comma) < 0)
        return -EINVAL;
    reader->depth--;
    if (opening == '(' && list.count == 1 && !has_comma) {
        *value = list.items[0]; /* one in parentheses */
        return 0;
    }
    *value = (struct value){.kind = opening == '['               ? VALUE_LIST
                                    : opening == '('             ? VALUE_TUPLE
                                    : is_dict || list.count == 0 ? VALUE_DICT
                                                                 : VALUE_SET,
                            .items = list.items,
                            .count = list.count};
    return 0;
}

static int read_other(struct reader *reader, struct value *value)
{
    reader->at++;
    if (peek(reader) != '\'' && peek(reader) != '"')
        return fail(reader, "the name of a class in quotes");
    if (read_text(reader, VALUE_OTHER, value) < 0)
        return -EINVAL;
    if (peek(reader) != '>')
        return fail(reader, "\">\"");
    reader->at++;
    return 0;
}

static int read_word(struct reader *reader, struct value *value)
{
    static const struct {
        const char *word;
        struct value value;
    } words[] = {
        {"None", {.kind = VALUE_NONE}},
        {"null", {.kind = VALUE_NONE}},
        {"True", {.kind = VALUE_BOOLEAN, .boolean = 1}},
        {"true", {.kind = VALUE_BOOLEAN, .boolean = 1}},
        {"False", {.kind = VALUE_BOOLEAN}},
        {"false", {.kind = VALUE_BOOLEAN}},
    };

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (is_here(reader, words[i].word)) {
            *value = words[i].value;
            reader->at += strlen(words[i].word);
            return 0;
        }
    if (is_here(reader, "inf") || is_here(reader, "nan"))
        return read_number(reader, value);
    if (reader->size - reader->at >= 5 && memcmp(reader->text + reader->at, "set()", 5) == 0) {
        *value = (struct value){.kind = VALUE_SET};
        reader->at += 5;
        return 0;
    }
    return fail(reader, "a value: a number, True, False, None, 'text' in quotes, b'bytes', [a, b], "
                        "(a, b), {a, b} or {'key': value}");
}

static int read_value(struct reader *reader, struct value *value)
{
    int byte;

    skip_white(reader);
    byte = peek(reader);
    if (byte == '[' || byte == '(' || byte == '{')
        return read_container(reader, value);
    if (byte == '\'' || byte == '"')
        return read_text(reader, VALUE_TEXT, value);
    if (byte == '-' || byte == '+' || is_digit(byte))
        return read_number(reader, value);
    if (byte == '<')
        return read_other(reader, value);
    if (byte == 'b' && reader->size - reader->at > 1 &&
        (reader->text[reader->at + 1] == '\'' || reader->text[reader->at + 1] == '"')) {
        reader->at++;
        return read_text(reader, VALUE_BYTES, value);
    }
    return read_word(reader, value);
}

int value_parse_start(struct arena *arena, const char *text, size_t size, struct value *ret_value,
                      size_t *ret_size, struct value_fault *ret_fault)
{
    struct reader reader = {.arena = arena, .text = text, .size = size};
    struct value value;

    if (size > VALUE_SIZE_MAX) {
        *ret_fault = (struct value_fault){0, "a value of at most 1 MiB of text"};
        return -EINVAL;
    }
    if (read_value(&reader, &value) < 0) {
        *ret_fault = reader.fault;
        return -EINVAL;
    }
    *ret_value = value;
    *ret_size = reader.at;
    return 0;
}

int value_parse(struct arena *arena, const char *text, size_t size, struct value *ret_value,
                struct value_fault *ret_fault)
{
    struct value value;
    size_t at;

    if (value_parse_start(arena, text, size, &value, &at, ret_fault) < 0)
        return -EINVAL;
    while (at < size && strchr(" \t\r\n", text[at]) && text[at])
        at++;
    if (at < size) {
        *ret_fault = (struct value_fault){at, "nothing behind the value"};
        return -EINVAL;
    }
    *ret_value = value;
    return 0;
}

/* ---- as text ---- */

static void show_bytes(const struct value *value, struct buffer *text, size_t most)
{
    buffer_append_text(text, "b'");
    for (size_t i = 0; i < value->size && text->size < most; i++) {
        unsigned char byte = (unsigned char)value->text[i];

        if (byte < 0x20 || byte >= 0x7f || byte == '\'' || byte == '\\')
            buffer_format(text, "\\x%02x", byte);
        else
            buffer_append_char(text, (char)byte);
    }
    buffer_append_text(text, text->size >= most ? "..." : "'");
}

static void show_text(const struct value *value, struct buffer *text, size_t most)
{
    char quote = memchr(value->text, '\'', value->size) ? '"' : '\'';
    size_t room = most > text->size ? most - text->size : 0;

    buffer_append_char(text, quote);
    buffer_append_escaped(text, value->text, value->size, room);
    buffer_append_char(text, quote);
}

/* The shortest that is read as the same number, as Python's repr. */
static void show_float(double number, struct buffer *text)
{
    char digits[40];

    if (!isfinite(number)) {
        buffer_append_text(text, isnan(number) ? "nan" : number < 0 ? "-inf" : "inf");
        return;
    }
    if (fabs(number) < 1e16 && floor(number) >= number) {
        buffer_format(text, "%.1f", number);
        return;
    }
    for (int precision = 1; precision <= 17; precision++) {
        snprintf(digits, sizeof(digits), "%.*g", precision, number);
        if (strtod(digits, NULL) == number) /* NOLINT: it is to be the same */
            break;
    }
    buffer_append_text(text, digits);
}

static void show_items(const struct value *value, struct buffer *text, size_t most)
{
    const char *ends = value->kind == VALUE_LIST ? "[]" : value->kind == VALUE_TUPLE ? "()" : "{}";

    if (value->kind == VALUE_SET && value->count == 0) {
        buffer_append_text(text, "set()");
        return;
    }
    buffer_append_char(text, ends[0]);
    for (size_t i = 0; i < value->count; i++) {
        if (i > 0)
            buffer_append_text(text, value->kind == VALUE_DICT && i % 2 == 1 ? ": " : ", ");
        if (text->size >= most) {
            buffer_append_text(text, "...");
            break;
        }
        value_show(&value->items[i], text, most);
    }
    if (value->kind == VALUE_TUPLE && value->count == 1)
        buffer_append_char(text, ',');
    buffer_append_char(text, ends[1]);
}

void value_show(const struct value *value, struct buffer *text, size_t most)
{
    size_t room = most > text->size ? most - text->size : 1;

    switch (value->kind) {
    case VALUE_NONE:
        buffer_append_text(text, "None");
        return;
    case VALUE_BOOLEAN:
        buffer_append_text(text, value->boolean ? "True" : "False");
        return;
    case VALUE_INTEGER:
        buffer_append_shown_most(text, value->text, value->size, room);
        return;
    case VALUE_FLOAT:
        show_float(value->number, text);
        return;
    case VALUE_TEXT:
        show_text(value, text, most);
        return;
    case VALUE_BYTES:
        show_bytes(value, text, most);
        return;
    case VALUE_OTHER:
        buffer_append_text(text, "a value of class ");
        buffer_append_shown_most(text, value->text, value->size, 100);
        return;
    case VALUE_LIST:
    case VALUE_TUPLE:
    case VALUE_SET:
    case VALUE_DICT:
        show_items(value, text, most);
        return;
    }
}
