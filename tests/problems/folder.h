/* A package in a temporary folder, for the tests of problems/. */
#ifndef TESTS_PROBLEMS_FOLDER_H
#define TESTS_PROBLEMS_FOLDER_H

#include "problems/load.h"
#include "tests/folder.h"

/* problem.yaml and problem_load, under the name "p". */
int folder_load(struct folder *folder, const char *yaml, struct problem **ret_problem,
                struct report *report);

/* Fails the test with the whole report unless the load succeeds. */
struct problem *folder_load_good(struct folder *folder, const char *yaml);

/* Everything report_print writes; the caller frees it. */
char *report_text(const struct report *report);

#endif
