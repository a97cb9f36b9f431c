#include "judge/checkers/verdict_file.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_MAX = 64 }; /* bytes of a number that anybody writes */

void validator_fail(struct validator_said *said, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(said->why, sizeof(said->why), format, arguments);
    va_end(arguments);
    said->word = VALIDATOR_FAILED;
    said->kind = VALIDATOR_NO_SCORE;
    said->score = 0;
    said->wants_pass = 0;
}

static void fail_ending(struct validator_said *said, const struct validator_left *left,
                        const char *expected)
{
    if (left->exit_status < 0)
        validator_fail(said, "was ended by signal %d (%s), expected exit status %s", left->signal,
                       sigdescr_np(left->signal) ? sigdescr_np(left->signal) : "unknown", expected);
    else
        validator_fail(said, "ended with exit status %d, expected %s", left->exit_status, expected);
}

/* ---- numbers and lines in texts ---- */

/* The decimal number that the bytes are, without white space around it; not hexadecimal, infinite
 * or no number, which strtod takes as well. */
static int read_number(const char *text, size_t size, double *ret_number)
{
    char copy[NUMBER_MAX + 1];
    char *end;
    double number;

    while (size > 0 && isspace((unsigned char)text[0])) {
        text++;
        size--;
    }
    while (size > 0 && isspace((unsigned char)text[size - 1]))
        size--;
    if (size == 0 || size > NUMBER_MAX)
        return 0;
    memcpy(copy, text, size);
    copy[size] = '\0';
    if (strspn(copy, "0123456789+-.eE") != size)
        return 0;
    number = strtod(copy, &end);
    if (end != copy + size || !isfinite(number))
        return 0;
    *ret_number = number;
    return 1;
}

/* Takes the next line off the text. 0 at its end. */
static int take_line(struct validator_text *text, struct validator_text *ret_line)
{
    const char *newline;

    if (text->size == 0)
        return 0;
    newline = memchr(text->data, '\n', text->size);
    *ret_line = (struct validator_text){text->data,
                                        newline ? (size_t)(newline - text->data) : text->size, 1};
    text->size -= ret_line->size + (newline != NULL);
    text->data += ret_line->size + (newline != NULL);
    return 1;
}

/* What follows the words at the start of a line. */
static int follows(const struct validator_text *line, const char *words,
                   struct validator_text *ret_rest)
{
    size_t size = strlen(words);

    if (line->size < size || memcmp(line->data, words, size) != 0)
        return 0;
    *ret_rest = (struct validator_text){line->data + size, line->size - size, 1};
    return 1;
}

static int is_blank(const struct validator_text *line)
{
    for (size_t i = 0; i < line->size; i++)
        if (!isspace((unsigned char)line->data[i]))
            return 0;
    return 1;
}

/* The number up to the next byte that is in `ends`, which is taken off with it. */
static int take_number(struct validator_text *text, const char *ends, double *ret_number)
{
    size_t size = 0;

    while (size < text->size && !strchr(ends, text->data[size]))
        size++;
    if (!read_number(text->data, size, ret_number))
        return 0;
    size += size < text->size;
    text->data += size;
    text->size -= size;
    return 1;
}

/* ---- scores ---- */

static void set_factor(struct validator_said *said, double factor)
{
    said->kind = VALIDATOR_FACTOR;
    said->score = factor;
    said->word = factor >= 1  ? VALIDATOR_ACCEPTED
                 : factor > 0 ? VALIDATOR_PARTIAL
                              : VALIDATOR_WRONG;
}

static void set_points(struct validator_said *said, double points)
{
    said->kind = VALIDATOR_POINTS;
    said->score = points;
    said->word = VALIDATOR_PARTIAL;
}

/* ---- ICPC ---- */

static void read_icpc_score(const struct validator_left *left, struct validator_said *said)
{
    const struct validator_text *text = left->score.is_there ? &left->score : &left->multiplier;
    const char *name = left->score.is_there ? "score.txt" : "score_multiplier.txt";
    double number;

    if (!text->is_there)
        return;
    if (left->score.is_there && left->multiplier.is_there)
        validator_fail(said, "wrote both score.txt and score_multiplier.txt, expected one of them");
    else if (!read_number(text->data, text->size, &number))
        validator_fail(said, "wrote no number into %s", name);
    else if (number < 0 || (!left->score.is_there && number > 1))
        validator_fail(said, "wrote %g into %s, expected a number %s", number, name,
                       left->score.is_there ? "of 0 or more" : "from 0 to 1");
    else if (left->score.is_there)
        set_points(said, number);
    else
        set_factor(said, number);
    /* 42 with nothing to earn is accepted all the same */
    if (said->word == VALIDATOR_WRONG)
        said->word = VALIDATOR_PARTIAL;
}

static void read_icpc(const struct validator_rules *rules, const struct validator_left *left,
                      struct validator_said *said)
{
    int has_score = left->score.is_there || left->multiplier.is_there;

    said->judge = left->judge_message;
    said->team = left->team_message;
    if (left->exit_status != 42 && left->exit_status != 43) {
        fail_ending(said, left, "42 (accepted) or 43 (wrong)");
        return;
    }
    said->word = left->exit_status == 42 ? VALIDATOR_ACCEPTED : VALIDATOR_WRONG;
    if (has_score && left->exit_status == 43)
        validator_fail(said, "wrote a score for an output that it rejects");
    else if (has_score && !rules->gives_score)
        validator_fail(said, "wrote a score, which this problem does not take from it");
    else if (left->next_pass.is_there && left->exit_status == 43)
        validator_fail(said, "wrote nextpass.in for an output that it rejects");
    else if (left->next_pass.is_there && rules->pass >= rules->passes)
        validator_fail(said,
                       rules->passes > 1 ? "asked for pass %lld, the problem has %lld at most"
                                         : "wrote nextpass.in, but the problem has one pass",
                       (long long)rules->pass + 1, (long long)rules->passes);
    else {
        said->wants_pass = left->next_pass.is_there;
        read_icpc_score(left, said);
    }
}

/* ---- testlib ---- */

/* "partially correct (40) ...": what testlib says last. The exit status is 40, 16 + 40 or 50 + 40,
 * by how testlib was compiled. Whatever a validator quotes of the output stands before it, and in
 * no other line is it believed: an output must not earn points by what is in it. */
static int read_partially(const struct validator_left *left, double *ret_percent)
{
    static const int bases[] = {0, 16, 50};
    struct validator_text errs = left->errs, line, rest, last = {"", 0, 0};

    while (take_line(&errs, &line))
        if (!is_blank(&line))
            last = line;
    if (!follows(&last, "partially correct (", &rest) || !take_number(&rest, ")", ret_percent))
        return 0;
    for (size_t i = 0; i < sizeof(bases) / sizeof(bases[0]); i++)
        if (left->exit_status == bases[i] + *ret_percent)
            return 1;
    return 0;
}

static void read_percent(struct validator_said *said, double percent)
{
    if (percent < 0 || percent > 100)
        validator_fail(said, "called the output right by %g per cent, expected 0 to 100", percent);
    else
        set_factor(said, percent / 100);
}

/* The last line that starts with the words: what is quoted of the output stands before it. */
static int find_last(const struct validator_left *left, const char *words,
                     struct validator_text *ret_rest)
{
    struct validator_text errs = left->errs, line;
    int found = 0;

    while (take_line(&errs, &line))
        found |= follows(&line, words, ret_rest);
    return found;
}

static void read_testlib_points(const struct validator_left *left, struct validator_said *said)
{
    struct validator_text rest;
    double points;

    if (!find_last(left, "points ", &rest) || !take_number(&rest, " \t\r", &points))
        validator_fail(said,
                       "gave points (exit status 7), expected \"points NUMBER\" in its stderr");
    else if (points < 0)
        validator_fail(said, "gave %g points, expected 0 or more", points);
    else
        set_points(said, points);
}

/* 0 to 3, which COCI's protocol has as well. 0: it is none of them. */
static int read_testlib_word(const struct validator_left *left, struct validator_said *said)
{
    struct validator_text errs = left->errs, line = {"", 0, 0};

    said->judge = left->errs;
    switch (left->exit_status) {
    case 0:
        said->word = VALIDATOR_ACCEPTED;
        return 1;
    case 1:
    case 2:
        said->word = VALIDATOR_WRONG;
        return 1;
    case 3:
        take_line(&errs, &line);
        validator_fail(said, "says that the package is wrong (exit status 3)%s%.*s",
                       line.size ? ": " : "", (int)(line.size < 200 ? line.size : 200), line.data);
        return 1;
    }
    return 0;
}

static void read_testlib(const struct validator_left *left, struct validator_said *said)
{
    enum { DIRT = 4, POINTS = 7, UNEXPECTED_END = 8, PARTIALLY = 16 };
    double percent;

    said->judge = left->errs;
    if (left->exit_status != 3 && read_partially(left, &percent))
        read_percent(said, percent);
    else if (read_testlib_word(left, said))
        return;
    else if (left->exit_status == DIRT || left->exit_status == UNEXPECTED_END)
        said->word = VALIDATOR_WRONG;
    else if (left->exit_status == POINTS)
        read_testlib_points(left, said);
    else if (left->exit_status >= PARTIALLY)
        read_percent(said, left->exit_status - PARTIALLY);
    else
        fail_ending(said, left, "one of testlib's (0 to 4, 7, 8, 16 and above)");
}

/* ---- DMOJ ---- */

static void read_dmoj(const struct validator_left *left, struct validator_said *said)
{
    said->judge = left->errs;
    said->team = left->out;
    if (left->exit_status == 0 || left->exit_status == 1)
        said->word = left->exit_status == 0 ? VALIDATOR_ACCEPTED : VALIDATOR_WRONG;
    else
        fail_ending(said, left, "0 (accepted) or 1 (wrong)");
}

static void read_coci(const struct validator_left *left, struct validator_said *said)
{
    struct validator_text rest;
    double part, whole;

    said->team = left->out;
    if (read_testlib_word(left, said))
        return;
    if (left->exit_status != 7) {
        fail_ending(said, left, "0 to 3 or 7");
        return;
    }
    if (!find_last(left, "partial ", &rest) || !take_number(&rest, "/", &part) ||
        !take_number(&rest, "", &whole) || whole <= 0)
        validator_fail(said, "gave a part (exit status 7), expected \"partial X/Y\" in its stderr");
    else if (part < 0 || part > whole)
        validator_fail(said, "gave %g of %g, expected a share from 0 to 1", part, whole);
    else
        set_factor(said, part / whole);
}

static void read_peg(const struct validator_left *left, struct validator_said *said)
{
    struct validator_text out = left->out, line;
    double number, before = 0;
    int had_number = 0;

    read_dmoj(left, said);
    while (said->word != VALIDATOR_FAILED && take_line(&out, &line)) {
        int has_number = read_number(line.data, line.size, &number);

        if (has_number && had_number && number != 0 && before / number > 0) {
            if (before / number > 1)
                validator_fail(said, "gave %g of %g, expected a share from 0 to 1", before, number);
            else
                set_factor(said, before / number);
            return;
        }
        had_number = has_number;
        before = number;
    }
}

/* ---- CMS ---- */

static void read_cms(const struct validator_left *left, struct validator_said *said)
{
    static const char mark[] = "ADMIN_MESSAGE:";
    struct validator_text out = left->out, errs = left->errs, line = {"", 0, 0};
    const char *admin;
    double share;

    if (left->errs.size > 0 && (admin = memmem(errs.data, errs.size, mark, sizeof(mark) - 1))) {
        admin += sizeof(mark) - 1;
        said->judge = (struct validator_text){admin, (size_t)(errs.data + errs.size - admin), 1};
    }
    if (take_line(&errs, &said->team) && follows(&said->team, mark, &line))
        said->team = (struct validator_text){"", 0, 0};
    line = (struct validator_text){"", 0, 0};
    if (left->exit_status != 0)
        fail_ending(said, left, "0");
    else if (!take_line(&out, &line) || !read_number(line.data, line.size, &share))
        validator_fail(said, "wrote no number into the first line of its stdout");
    else if (share < 0 || share > 1)
        validator_fail(said, "wrote %g into its stdout, expected a number from 0 to 1", share);
    else
        set_factor(said, share);
}

/* ---- inputs ---- */

static void read_input(const struct validator_left *left, int accepts, struct validator_said *said)
{
    char expected[8];

    snprintf(expected, sizeof(expected), "%d", accepts);
    said->judge = is_blank(&left->errs) ? left->out : left->errs;
    if (left->exit_status == accepts) {
        said->word = VALIDATOR_ACCEPTED;
        return;
    }
    fail_ending(said, left, expected);
    if (left->exit_status >= 0)
        said->word = VALIDATOR_WRONG;
}

void verdict_file_read(const struct validator_rules *rules, const struct validator_left *left,
                       struct validator_said *ret_said)
{
    struct validator_said said = {.word = VALIDATOR_FAILED};

    switch (rules->protocol) {
    case PROTOCOL_ICPC:
        read_icpc(rules, left, &said);
        break;
    case PROTOCOL_TESTLIB:
        read_testlib(left, &said);
        break;
    case PROTOCOL_DMOJ:
        read_dmoj(left, &said);
        break;
    case PROTOCOL_COCI:
        read_coci(left, &said);
        break;
    case PROTOCOL_PEG:
        read_peg(left, &said);
        break;
    case PROTOCOL_CMS:
        read_cms(left, &said);
        break;
    case PROTOCOL_INPUT:
    case PROTOCOL_INPUT_TESTLIB:
        read_input(left, rules->protocol == PROTOCOL_INPUT ? 42 : 0, &said);
        break;
    }
    *ret_said = said;
}
