/* Results as CSV (RFC 4180): a row for each thing handed in, columns for each group and case of the
 * problem (docs/operators-guide.md, "CSV", has their meaning).
 *
 *     csv_open(), csv_row() ..., csv_close()    or csv_discard(), and the file is as it was
 *
 * The rows go to a temporary file next to the named one, which csv_close replaces: it is there
 * whole or not at all.
 */
#ifndef JUDGE_CSV_H
#define JUDGE_CSV_H

#include "base/error.h"
#include "problems/problem.h"

#include <jansson.h>
#include <stdio.h>

struct csv_file {
    FILE *stream;                   /* NULL: not open */
    const char *path;               /* the caller's */
    char *partial_path;             /* NULL: stdout */
    size_t group_count, case_count; /* columns of each; the root group has none */
};

/* Opens the file ("-": stdout) and writes the names of the columns. In the submitter's view
 * cases and groups are numbers: a secret one's name says too much. `path` stays the caller's. */
int csv_open(struct csv_file *file, const char *path, const struct problem *problem,
             int public_view, struct error *err);

/* One result (judge/report/result.h), perhaps a public one: a case or group that is not in it is
 * empty. */
void csv_row(struct csv_file *file, const json_t *result, size_t id);

/* Puts the file in its place. Does nothing when it is not open. */
int csv_close(struct csv_file *file, struct error *err);

/* Removes the temporary file, unless csv_close has put it in its place. */
void csv_discard(struct csv_file *file);

/* For other tables: a field of text, and the character after it; 0: none. */
void csv_field(FILE *stream, const char *text, char after);

#endif
