/* Built-in checkers: compare a program's output with the answer while it streams in.
 *
 *     checker_open(&problem->checker, answer_fd, &checker, &err);
 *     while (...) checker_feed(checker, bytes, size, &err);
 *     checker_finish(checker, &result, &err);
 *     checker_close(checker);
 *
 * Memory is bounded whatever the output's size: the output is never kept; `unordered` keeps one
 * fixed-size hash for each line of the answer. Everything is bytes: NULs and invalid UTF-8 are
 * compared like any other. White space is the ASCII space, \t, \n, \v, \f and \r, so a \r before
 * the end of a line matters to `exact` only (and where white space must be the same).
 *
 * The rules (docs/problem-format.md, "Checkers"):
 *
 * - exact: every byte.
 *
 * - lines: trailing white space of a line and blank lines, anywhere, are ignored.
 *
 * - tokens: ICPC's default validator: tokens separated by white space, letters of ASCII compared
 *   without case unless case_sensitive; with space_change_sensitive the white space must be the
 *   same too, at the start and at the end as well.
 *
 * - floats: tokens, but where the answer's token is a finite decimal number the output's must be
 *   one within the absolute or the relative tolerance (of the answer's value), by decimal
 *   arithmetic on the texts: exactly at the tolerance is accepted. What is not stated is 0. inf,
 *   nan, hexadecimal and tokens over CHECKER_NUMBER_MAX bytes are text.
 *
 * With same_lines, tokens and floats want a line break (\n or \r) between two tokens exactly where
 * the answer has one (DMOJ's `standard`).
 *
 * - unordered: the same multiset of lines; trailing white space and blank lines are ignored. Or of
 *   lines of tokens, in which white space does not count, or of tokens.
 *
 * - letters: each byte as often as in the answer; white space does not count, nor case in ASCII.
 *
 * - none: nothing is compared.
 *
 * - each line: the lines, ended by \n or \r, compared one with one as `lines` of the options says;
 *   where is_partial, each that is right earns its share.
 */
#ifndef JUDGE_CHECKER_H
#define JUDGE_CHECKER_H

#include "base/error.h"
#include "problems/problem.h"

#include <stddef.h>
#include <stdint.h>

struct checker;

enum {
    CHECKER_SHOWN_MAX = 120,   /* bytes of expected / got that a message shows */
    CHECKER_NUMBER_MAX = 4096, /* longer tokens are not numbers */
};

/* The position is that of the first difference in the output, 1-based, the column in bytes: the
 * byte (exact), the start of the token (tokens, floats), the byte at which the lines part without
 * their trailing white space (lines), the start of the line that is too many (unordered), or the
 * end of an output that is too short. */
struct checker_result {
    int accepted;
    double fraction;      /* of the points: 1 when accepted, else less, and most often 0 */
    int64_t line, column; /* 0 when accepted */
    char expected[8 * CHECKER_SHOWN_MAX]; /* escaped and cut; "" when accepted, or nothing is */
    char got[8 * CHECKER_SHOWN_MAX];
    char message[16 * CHECKER_SHOWN_MAX + 600]; /* one line: what differs, where, expected, got */
};

/* Starts comparing with the bytes of `answer_fd`, read with pread(2) from offset 0; it stays the
 * caller's and open until checker_close. -ENOTSUP for CHECKER_PROGRAM. */
int checker_open(const struct problem_checker *options, int answer_fd, struct checker **ret_checker,
                 struct error *err);

/* The next bytes of the output. Returns 1 once the output is known to be wrong and the message is
 * complete (more may still be fed and is ignored), 0 before, negative when the answer cannot be
 * read. The result is the same however the caller cuts the output into pieces. */
int checker_feed(struct checker *checker, const void *data, size_t size, struct error *err);

/* The end of the output; once. 0, or negative when the answer cannot be read or is not what the
 * checker is made for (an IE, not a WA). */
int checker_finish(struct checker *checker, struct checker_result *ret_result, struct error *err);
void checker_close(struct checker *checker); /* NULL is allowed */

#endif
