/* A case of an interactive problem: the submission and the interactor of the problem's author speak
 * with each other, each in its cell (docs/packages.md, "Interactive problems").
 *
 *     interactive_run(&job, program, &question, record_bytes, &talk, &err);
 *     ... talk.answer.said, talk.run, talk.is_interactor_first ...
 *     interactive_release(&talk);
 *
 * The order in which the two decide is problemtools' (judge/execute.py): an interactor that does
 * what its protocol does not know is a fault of the package; one that ends first and rejects is
 * right; then the submission's limits and its end count, and then the interactor's word.
 */
#ifndef JUDGE_INTERACTIVE_H
#define JUDGE_INTERACTIVE_H

#include "judge/grader/job.h"
#include "judge/grader/validator.h"

#include <jansson.h>

struct interactive {
    struct run_evidence run; /* the submission's */
    struct validator_answer answer;
    int is_interactor_first;
    json_t *conversation; /* its text, or NULL where nothing was recorded */
};

/* The program that speaks with submissions; NULL: the problem has none. */
const struct problem_program *interactive_program(const struct problem *problem);
/* By which protocol it is called, and its exit is read. */
enum problem_protocol interactive_protocol(const struct problem *problem);

/* The submission's cell must be open. 0: both have ended, and the answer has the interactor's word,
 * which may be that it failed. -EAGAIN: to be done again (program_try_again). */
int interactive_run(struct job *job, const struct problem_program *program,
                    const struct validator_question *question, int64_t record_bytes,
                    struct interactive *ret_talk, struct error *err);

void interactive_release(struct interactive *talk);

#endif
