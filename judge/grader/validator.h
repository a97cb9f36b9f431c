/* Validators: programs of a problem's author that decide about an output (docs/packages.md,
 * "Validators"). Each is built once for a version of the problem (author.h).
 *
 *     validator_ask(&job, program, &question, &answer, &err);
 *     validator_answer_release(&answer);
 *
 * A validator runs in a cell of its own, below assay-validate (runner/build/validate.h). It sees
 * the input, the answer and the output of one case, and has no network. It is believed no more than
 * a submission: what it says passes judge/checkers/verdict_file.h, and everything else that it does
 * is a fault of the package (VALIDATOR_FAILED), which names it.
 */
#ifndef JUDGE_VALIDATOR_H
#define JUDGE_VALIDATOR_H

#include "judge/checkers/verdict_file.h"
#include "judge/grader/job.h"

/* Which checker decides about a case. */
const struct problem_checker *validator_checker(const struct problem *problem, size_t index);

/* What a validator is asked about. */
struct validator_question {
    const struct problem_checker *checker;
    const char *const *args;   /* NULL: none */
    int input, answer, output; /* files, -1: none; each is read from its start. The program has
                                  `output` as its stdin */
    const struct problem_laid *laid; /* of the package `dir`, beside them */
    size_t laid_count;
    int dir;
    int before; /* what the validator left in the pass before; -1: this is the first */
    int64_t pass, passes;
    int is_making; /* it is a generator: `output` is its stdin, -1 the other two; what it makes is
                      in what it left, and 0 is the one exit status that is right */
    int is_talk;   /* it speaks with the submission: there is no output, -1 */
    const char *const *submission; /* and this is that one's vector */
};

/* What testlib's interactor leaves for the checker, in the feedback folder. */
#define TALK_OUTPUT "assay-output"

struct author;

struct validator_answer {
    struct validator_said said; /* its texts live in the arena */
    struct arena arena;
    int left;      /* the stream of what it left, or -1 */
    int next_pass; /* a sealed input, where it wants one more pass; else -1 */
};

/* Asks one of the checker's programs, which is built first where it is not. 0: it has answered, or
 * it failed (`said`). -EINVAL: it cannot be built; others are ours. */
int validator_ask(struct job *job, const struct problem_program *program,
                  const struct validator_question *question, struct validator_answer *ret_answer,
                  struct error *err);

/* The parts of asking, for who runs the program beside a submission (interactive.h). The stream of
 * the case, sealed; the vector; the limits of a run that is given this stream; and what its report,
 * answer->left, comes to. */
int validator_write_case(const struct validator_question *question, struct arena *arena,
                         struct error *err);
const char *const *validator_argv(const struct author *author,
                                  const struct validator_question *question, struct arena *arena);
struct run_limits validator_limits(const struct author *author, int material);
int validator_read(const struct author *author, const struct run_evidence *run,
                   const struct validator_question *question, struct validator_answer *answer,
                   struct error *err);

void validator_answer_release(struct validator_answer *answer);

#endif
