/* Whether what a jury submission came to is what its package says it should come to (struct
 * problem_submission): a final verdict, sets of the verdicts that its cases may and must have,
 * points, a validator's words, for the whole and for parts. Pure: no I/O. docs/packages.md,
 * "Verifying", has the rules for people.
 */
#ifndef JUDGE_EXPECTATION_H
#define JUDGE_EXPECTATION_H

#include "base/buffer.h"
#include "judge/rules/verdict.h"
#include "problems/problem.h"

#include <stddef.h>

struct expectation_case {
    enum verdict verdict; /* VERDICT_SK: it did not run */
    const char *message;  /* of its validator; "" none */
};
/* What the submission came to. */
struct expectation_result {
    enum verdict verdict;
    double score;
    const struct expectation_case *cases; /* of each case; NULL: none ran (CE, IE) */
    const double *group_scores;           /* of each group, the root's first; NULL: none ran */
};

/* Whether the result has all that the submission should have. What differs is appended to `why`,
 * part by part, in words: "got WA, expected AC; ...". An IE never fits: nothing was found out. */
int expectation_fits(const struct problem *problem, const struct problem_submission *submission,
                     const struct expectation_result *result, struct buffer *why);

/* What is expected, appended to `words`: "AC", "AC or PA", "PA 50", "cases AC or WA, one WA". */
void expectation_words(const struct problem_submission *submission, struct buffer *words);

/* Whether every case has to run, whatever comes of those before it: where sets of the verdicts of
 * cases are given, or what one of them must say. */
int expectation_needs_all(const struct problem_submission *submission);

/* Whether it should end in time (1), or over the time limit (-1), or that is left open (0). */
int expectation_of_time(const struct problem_submission *submission);

#endif
