/* A graded submission as one JSON object: what `assay grade --json` prints, `show --json` holds,
 * and the text views are made from (docs/json.md). */
#ifndef JUDGE_RESULT_H
#define JUDGE_RESULT_H

#include "base/buffer.h"

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

enum { RESULT_SCHEMA_VERSION = 2 };

/* A result without a verdict yet (null). All keys of the schema stand from the start. `isolation`
 * is shared (a reference is taken). */
json_t *result_new(const char *problem, const char *path, const char *language, json_t *isolation);

/* A name in any bytes as text: as it is where that is valid UTF-8, else escaped
 * (buffer_append_escaped). A new reference. */
json_t *result_name(const char *bytes);

/* Adds what a grader's event says (judge/grader/grader.h); what it checked of the data are cases.
 */
void result_apply(json_t *result, const json_t *event);

/* Ends it as IE. */
void result_fail(json_t *result, const char *reason, const char *message);

/* The submitter's view, a new object: each case obeys its own feedback, and what is left of the
 * whole (reason, message, figures) is taken from the cases that may be seen, not from the whole. */
json_t *result_public(const json_t *result);

const char *result_text(const json_t *object, const char *key); /* "" when absent */
int64_t result_number(const json_t *object, const char *key);   /* 0 when absent */

/* The case that decides the verdict, borrowed, or NULL: a score above 0 decides by itself, and a
 * failure of the judge's own comes from no case. */
const json_t *result_decider(const json_t *result);

/* For people: the per-case table, the limits in force, what was measured, the first difference, the
 * end of stderr. */
void result_print(const json_t *result, FILE *stream);

/* The notes of a submission (stored_notes); nothing where there are none. */
void result_print_notes(const json_t *notes, FILE *stream);

/* The message in one line for a table, appended to `line`, escaped: of a compile error the last
 * line of the message; after a run-time error without a message the last line of the program's
 * stderr (where this view has it). */
void result_line(const json_t *result, struct buffer *line);

/* The groups in one line, appended to `line`, escaped: "easy 40/40, hard 0/60"; nothing without
 * groups. One whose name is hidden is "group N". */
void result_groups_line(const json_t *result, struct buffer *line);

/* From now on every allocation of JSON in this process ends it when memory has run out
 * (base/memory.h). Without that, Jansson leaves out what it could not allocate, and an object that
 * lacks a key would be printed. `main` calls it before all else. */
void result_check_memory(void);

/* Prints one line of JSON. `object` is one of ours: an object that can be printed. */
void result_print_json(const json_t *object, FILE *stream);

/* The same for one of several: `isolation` is in the first that has it, because it is the same for
 * all. *told is 0 before the first. */
void result_print_stream(const json_t *result, int *told, FILE *stream);

#endif
