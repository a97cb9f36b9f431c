#include "tests/judge/checkers/reference.h"

#include <math.h>
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

static int is_number(struct bytes text, double *ret_value)
{
    static regex_t pattern;
    static int is_compiled;
    char copy[4097];

    if (!is_compiled) {
        assert_int_equal(regcomp(&pattern, "^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$",
                                 REG_EXTENDED | REG_NOSUB),
                         0);
        is_compiled = 1;
    }
    if (text.size > 4096)
        return 0;
    memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    if (strlen(copy) != text.size || regexec(&pattern, copy, 0, NULL, 0) != 0)
        return 0;
    *ret_value = strtod(copy, NULL);
    return isfinite(*ret_value);
}

static int tokens_match(const struct problem_checker *options, struct bytes answer,
                        struct bytes output)
{
    double want, have;

    if (options->kind == CHECKER_FLOATS && is_number(answer, &want)) {
        if (!is_number(output, &have))
            return 0;
        if (have == want)
            return 1;
        return fabs(have - want) <= options->absolute ||
               fabs(have - want) <= options->relative * fabs(want);
    }
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
    case CHECKER_PROGRAM:
        break;
    }
    fail_msg("no reference for checker %d", (int)options->kind);
    return accepted;
}
