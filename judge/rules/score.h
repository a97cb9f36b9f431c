/* Scoring and the verdict of a judging: one model for all formats (docs/scoring.md). Pure: no I/O.
 *
 * A case earns its points when it is AC, or what its validator gave. A group makes one number of
 * what is directly in it, its cases and groups alike: by default it takes their shares (0 to 1) and
 * gives its own points times the result; an unscaled group takes the points as they are. A group
 * without stated points is worth what the same rule makes of what can be earned in it. Without
 * points in the problem the verdicts alone count.
 */
#ifndef JUDGE_SCORE_H
#define JUDGE_SCORE_H

#include "judge/rules/verdict.h"
#include "problems/problem.h"

#include <stddef.h>

/* What a validator said beside its verdict. */
enum score_given {
    GIVEN_NOTHING,
    GIVEN_POINTS, /* score.txt of ICPC; points of testlib's and PEG's checkers */
    GIVEN_FACTOR, /* score_multiplier.txt; COCI's partial X/Y; the outcome of CMS */
};

struct score_case {
    enum verdict verdict; /* VERDICT_SK: not run */
    enum score_given given;
    double value; /* what was given, of an AC or a PA case; one that gives nothing earns all its
                     points where it is AC, and none where it is PA */
};

/* What one case earns, and the most that it can; INFINITY: no bound is known. In a problem without
 * points the case is worth 1. */
double score_case_points(const struct problem *problem, size_t index,
                         const struct score_case *result);
double score_case_max(const struct problem *problem, size_t index);

/* What is wrong with what the validator gave for case `index`: words that follow "the validator",
 * or NULL. It makes an IE of the case: the package is at fault. */
const char *score_refusal(const struct problem *problem, size_t index,
                          const struct score_case *result);

/* The most the problem gives; 0 for a problem without points, INFINITY where there is no bound. */
double score_max(const struct problem *problem);

/* What the cases earn; `cases` has problem->case_count entries. Rounded to 9 decimals, so that sums
 * of tenths come out as people write them. 0 for a problem without points. */
double score_total(const struct problem *problem, const struct score_case *cases);

struct score_group {
    double score, max_score; /* 0 or 1 of 1 in a problem without points; max_score INFINITY: no
                                bound is known */
    enum verdict verdict;    /* as score_verdict, of the cases in it (its subgroups' included) */
    ptrdiff_t decider;       /* the case that decides the verdict, or -1 */
    int is_accepted;         /* what `requires` asks for: AC, or PA where `verdict` of the group is
                                not decided by the score */
    int is_out_of_range;     /* it came to more than its points or out of least .. most, and `score`
                                is held to its points: the package's fault where the format says so */
};

/* What each group comes to: `ret_groups` has problem->group_count entries, the first is the root.
 */
void score_groups(const struct problem *problem, const struct score_case *cases,
                  struct score_group *ret_groups);

/* Whether case `index` need not run any more, given the cases before it (later entries of `cases`
 * are not looked at). An IE ends the judging, and so does the failure of a case that stops_all. A
 * group that `requires` another which was not accepted is skipped. Otherwise, for each earlier case
 * that failed and is not optional, the innermost group that holds both decides: its `stop`, or its
 * parent's where it states none; at the root `never` with points and `first` without. A case does
 * not count as failed in a group that is accepted in spite of it. */
int score_skips(const struct problem *problem, const struct score_case *cases, size_t index);

/* The same where every case is to run that can, whatever comes of those before it: an IE ends the
 * judging, and a group that requires another which was not accepted is skipped. */
int score_forbids(const struct problem *problem, const struct score_case *cases, size_t index);

/* The index of the case that decides where no score does: the first CE or IE, else the first that
 * failed, else the first that was not run; -1 when all are AC. */
ptrdiff_t score_decider(const struct score_case *cases, size_t count);

/* The verdict of the judging goes to *ret_verdict. Returns the index of the case that decides it,
 * or -1 when all are AC or the score decides (AC at the maximum, PA between 0 and it). CE and IE of
 * a case come before everything; then the root's `verdict` says how. A problem without cases is IE,
 * -1: nothing was judged. */
ptrdiff_t score_verdict(const struct problem *problem, const struct score_case *cases,
                        enum verdict *ret_verdict);

#endif
