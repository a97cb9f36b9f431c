/* A grader that was taken over, played by script: what it does stands in the submission itself, in
 * comments that start with "# taken: ", a step each:
 *
 *     # taken: started {"case_count":3}
 *     # taken: say {"event":"step"}
 *
 * The build tests/grader/assay is the program with this in it (two functions are wrapped by the
 * linker); nothing else has it, and a test looks. The steps are done in the first attempt only;
 * then the submission is graded honestly, which shows that the judge and the queue live. A script
 * that ends without "honest" goes on to lie: its submission gets RTE, and that must not be
 * believed.
 */
#ifndef TESTS_TAKEN_H
#define TESTS_TAKEN_H

#include <jansson.h>

struct act {
    int judge, runner; /* the grader's sockets */
    const char *text;  /* what stands behind the verb, "" */
    const json_t *request;
    const char *harm; /* set by an act that did what no grader may: how */
};

struct verb {
    const char *name;
    void (*act)(struct act *act);
};
/* The verbs, the last without a name. */
extern const struct verb verbs[];

#endif
