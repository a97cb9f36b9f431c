/* Results as CSV (RFC 4180): a row for each submission, a column for each case of the problem. */
#ifndef JUDGE_CSV_H
#define JUDGE_CSV_H

#include "problems/problem.h"

#include <jansson.h>
#include <stdio.h>

/* The names of the columns. In the submitter's view the cases are numbers: a secret case's name
 * says too much. */
void csv_header(FILE *stream, const struct problem *problem, int public_view);

/* One result (judge/report/result.h), perhaps a public one: a case that is not in it is empty. */
void csv_row(FILE *stream, const json_t *result, size_t case_count);

#endif
