/* What somebody who handed in may see of a test: the one decision that every output obeys, whatever
 * its format. Pure.
 *
 * A test has a level (`feedback` of the problem: none, verdict, first_difference), and an
 * assignment says when it may be seen at all (always, after the due date, after release, never;
 * `is_open` is what that comes to now, for this student). */
#ifndef JUDGE_VISIBLE_H
#define JUDGE_VISIBLE_H

enum visible_part {
    VISIBLE_VERDICT = 1, /* that there is such a test: number, verdict, points, time, memory,
                            description */
    VISIBLE_WORDS = 2,  /* name, group, reason, message, explanation, hint; of a function's test the
                           call and what was expected */
    VISIBLE_OUTPUT = 4, /* what the program printed, the end of its stderr */
    VISIBLE_DATA = 8,   /* the input and the answer */
};

/* Who reads: the submitter of a contest learns of a difference no more than the message says, so
 * that nobody collects the test data; a student learns from the whole test. */
enum visible_reader { VISIBLE_TO_SUBMITTER, VISIBLE_TO_STUDENT };

/* A set of visible_part; of a level that is none of the three nothing. */
unsigned visible_parts(const char *feedback, enum visible_reader reader, int is_open);

#endif
