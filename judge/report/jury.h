/* The jury submissions of one package as `assay verify` found them: a table for the terminal, and a
 * page that one can send to a co-author. Both are made from one JSON object:
 *
 *     {"problem": NAME, "folder": PATH, "limit": TEXT, "summary": TEXT,
 *      "cases": [{"name", "group", "is_sample"}, ...],        in the problem's order
 *      "submissions": [RESULT, ...],                          as of `assay verify --json`
 *      "data": {"inputs", "answers", "missing", "findings"}}  the same; it may not be there
 */
#ifndef JUDGE_JURY_H
#define JUDGE_JURY_H

#include "base/buffer.h"

#include <jansson.h>
#include <stdio.h>

/* Submissions x cases, with times in seconds of CPU. Where there are more cases than columns fit
 * into `room` (0: no terminal), a column is a group, with the largest time in it and the first
 * verdict that is not AC; where there are too many groups too, one column counts verdicts. */
void jury_print(const json_t *jury, FILE *stream, int room);

/* "12 inputs and 12 answers looked at", appended to `line`. */
void jury_data_line(const json_t *data, struct buffer *line);

/* A page of several packages: self-contained, no scripts, nothing from elsewhere. What validators
 * and programs said about cases that are not samples is in it only `with_data`, because it quotes
 * inputs and answers. */
void jury_html_begin(FILE *stream);
void jury_html_package(const json_t *jury, int with_data, FILE *stream);
void jury_html_end(const char *summary, FILE *stream);

/* ---- for these two ---- */
/* Neighbouring cases that share a column. */
struct jury_column {
    const char *name;
    size_t first, end;
};
/* Cases, else groups, as long as they are at most `most`; else one for all. free() it. */
struct jury_column *jury_columns(const json_t *jury, size_t most, size_t *ret_count);
/* What the cases of a column came to: the first verdict that is neither AC nor SK, else AC, else
 * SK; and the largest CPU time. NULL: none of them ran. */
const char *jury_cell(const json_t *submission, const struct jury_column *column,
                      int64_t *ret_cpu_us);

#endif
