/* A case about which programs of the problem's author decide: its program runs, the validators look
 * at the output, and where they want it there is another pass with an input of theirs
 * (docs/packages.md, "Validators" and "Several passes"). */
#ifndef JUDGE_PASSES_H
#define JUDGE_PASSES_H

#include "judge/grader/evidence.h"
#include "judge/grader/job.h"
#include "judge/rules/score.h"

/* What a case came to. */
struct passes {
    struct run_evidence run;  /* of the pass that failed, else of the one that took most CPU time */
    enum check_outcome check; /* CHECK_NOT_RUN: the run itself decides */
    struct score_case given;  /* what a validator gave for the output; its verdict is unset */
    const char *first;        /* of a conversation: who ended first; NULL: there was none */
    int rejected_first;       /* an interactor did, before the program ended */
    json_t *conversation;     /* with it, of the last pass, or NULL; owned */
    json_t *team, *judge;     /* what the validators say, or NULL; owned */
    char output[OUTPUT_KEPT_MAX]; /* the start of the last pass's stdout */
    size_t output_size;
};

/* Runs case `index` in the job's cell. Negative: -EINVAL is the fault
 * of the package, which the error names; -EAGAIN: to be done again (program_try_again); others are
 * ours. */
int passes_run(struct job *job, size_t index, struct passes *ret_passes, struct error *err);

void passes_release(struct passes *passes);

#endif
