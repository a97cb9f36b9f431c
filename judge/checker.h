/* Built-in checkers: compare a program's output with the answer while it streams in.
 *
 *     checker_open(&problem->checker, answer_fd, &checker, &err);
 *     while (...) checker_feed(checker, bytes, size);
 *     checker_finish(checker, &result, &err);
 *     checker_close(checker);
 *
 * Memory is bounded whatever the output's size: the output is never kept; `unordered` keeps one
 * fixed-size hash per line of the answer. Everything is bytes: NULs and invalid UTF-8 are compared
 * like any other. Rules (docs/problem-format.md, "Checkers"): exact      every byte. lines trailing
 * white space of a line and blank lines, anywhere, are ignored. tokens     ICPC's default
 * validator: white-space separated tokens, case-insensitive (ASCII) unless case_sensitive; with
 * space_change_sensitive the white space must be the same too. floats     tokens, but where the
 * answer's token is a number the output's must be one within the absolute or the relative
 * tolerance. unordered  the same multiset of lines, trailing white space and blank lines ignored.
 */
#ifndef JUDGE_CHECKER_H
#define JUDGE_CHECKER_H

#include "base/error.h"
#include "problems/problem.h"

#include <stddef.h>
#include <stdint.h>

struct checker;

enum { CHECKER_SHOWN_MAX = 120 }; /* bytes of expected / got that a message shows */

struct checker_result {
    int accepted;
    int64_t line,
        column; /* of the first difference in the output, 1-based, in bytes; 0 when accepted */
    char expected[8 * CHECKER_SHOWN_MAX]; /* escaped and cut; "" when accepted */
    char got[8 * CHECKER_SHOWN_MAX];
    char message[16 * CHECKER_SHOWN_MAX + 200]; /* one line: what differs, where, expected, got */
};

/* Starts comparing with the bytes of `answer_fd`, read with pread(2) from offset 0; it stays the
 * caller's and open until checker_close. -ENOTSUP for CHECKER_PROGRAM. */
int checker_open(const struct problem_checker *options, int answer_fd, struct checker **ret_checker,
                 struct error *err);

/* The next bytes of the output. Returns 1 once the answer is known to be WA (more may still be fed
 * and is ignored), 0 while it may be right, negative when the answer cannot be read. */
int checker_feed(struct checker *checker, const void *data, size_t size, struct error *err);

/* The end of the output. 0, or negative when the answer cannot be read (an IE, not a WA). */
int checker_finish(struct checker *checker, struct checker_result *ret_result, struct error *err);
void checker_close(struct checker *checker); /* NULL is allowed */

#endif
