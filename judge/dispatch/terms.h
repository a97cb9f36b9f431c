/* What the judge knows of a job without asking the grader: its kind and the limits of compile steps
 * from the request, the number of cases and the longest run from the problem itself.
 *
 *     terms_of_request(request, &terms);
 *     terms_add_problem(memory, dir, request, started, &terms);    when the grader has "started"
 *
 * A grader's "started" that says what the problem said before costs a comparison. Any other has the
 * judge read problem.yaml (problem_load_unversioned): once for each version and language, or when a
 * grader lies. */
#ifndef JUDGE_TERMS_H
#define JUDGE_TERMS_H

#include "judge/dispatch/door.h"

#include <jansson.h>

struct problem;

enum { TERMS_REMEMBERED = 32 };

/* The problems asked about last; all zero at first. */
struct terms_memory {
    struct terms_entry {
        char *folder, *version, *language;
        int64_t time_us; /* of the request, in place of the problem's; 0: none */
        int64_t case_count, group_count, wall_us, author_wall_us, case_runs;
        int64_t compile_wall_us; /* as the package states it; 0: it does not */
    } entries[TERMS_REMEMBERED];
    size_t next;
};
void terms_memory_release(struct terms_memory *memory);

void terms_of_request(const json_t *request, struct door_terms *ret_terms);

/* What a request to look at the problem's data tells the judge itself of it. */
void terms_set_data(const struct problem *problem, json_t *request);

/* Where the judge cannot read the problem it says so and leaves the terms as wide as problems may
 * be. `dir` stays the caller's. */
void terms_add_problem(struct terms_memory *memory, int dir, const json_t *request,
                       const json_t *started, struct door_terms *terms);

#endif
