/* A submission's program and one of the problem's author, started together, each with the other's
 * stdout as its stdin (runner/cells/conversation.h), and watched to the end of both.
 *
 * Who has ended first is decided before anything of it can be noticed by the other side. Where both
 * have ended by the time that the runner looks, neither did so because of the other, and the
 * author's program counts as the first: its word rests on what the submission had written.
 */
#ifndef RUNNER_PAIR_H
#define RUNNER_PAIR_H

#include "runner/cells/cell.h"

/* Descriptors of the grader's; they stay its. */
struct pair_order {
    struct cell_run_order sides[2]; /* by enum cell_slot; their descriptors are filled here */
    int errors[2];                  /* stderr of each */
    int report, report_end; /* the author's descriptor 3, and the end to read from; -1: none */
    int material;           /* its descriptor 4, or -1 */
    const unsigned char *accepts;
    int64_t record_bytes;
};

/* `cells` by enum cell_slot. The conversation is the caller's, -1 where none was asked for. -EPIPE:
 * the grader is gone; other errors mean that both cells must be ended. */
int pair_run(struct cell *cells[2], const struct pair_order *order, int grader,
             struct pair_outcome *ret_outcome, struct run_evidence ret_evidence[2],
             int *ret_conversation, struct error *err);

#endif
