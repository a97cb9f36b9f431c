#include "judge/commands/rejudge_show.h"

#include "base/memory.h"
#include "judge/report/result.h"
#include "judge/report/table.h"
#include "judge/rules/verdict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- sets ---- */

static json_t *set_json(const struct store_set *row)
{
    return json_pack("{s:i,s:I,s:o,s:s,s:b,s:b,s:I,s:I,s:I,s:I,s:I}", "schema_version",
                     RESULT_SCHEMA_VERSION, "set", (json_int_t)row->id, "selectors",
                     result_name(row->selectors), "state", row->state, "same_version",
                     row->is_same_version, "applies", row->applies, "made_ms",
                     (json_int_t)row->made_ms, "ended_ms", (json_int_t)row->ended_ms, "submissions",
                     (json_int_t)row->submissions, "judged", (json_int_t)row->judged, "changed",
                     (json_int_t)row->changed);
}

static int print_set_json(const struct store_set *row, void *arg)
{
    json_t *object = set_json(row);

    (void)arg;
    result_print_json(object, stdout);
    json_decref(object);
    return 0;
}

static int print_set_row(const struct store_set *row, void *arg)
{
    struct table *table = arg;

    table_cell(table, "%lld", (long long)row->id);
    table_cell(table, "%s", row->state);
    table_cell(table, "%s", format_date(row->made_ms));
    table_cell(table, "%lld", (long long)row->submissions);
    table_cell(table, "%lld", (long long)row->judged);
    table_cell(table, "%lld", (long long)row->changed);
    table_cell(table, "%s", row->selectors);
    return 0;
}

int rejudge_show_sets(struct store *store, int64_t set, int json, struct error *err)
{
    static const char *const headers[] = {"SET",    "STATE",   "MADE",     "SUBMISSIONS",
                                          "JUDGED", "CHANGED", "SELECTORS"};
    struct table table = {.headers = headers, .columns = 7, .right = "1001110"};
    int result = store_sets(store, set, json ? print_set_json : print_set_row, &table, err);

    if (result >= 0 && !json)
        table_print(&table, stdout);
    table_release(&table);
    return result;
}

/* ---- one set ---- */

/* The rows and columns of the matrix: the verdicts, and none. */
enum { NONE = VERDICT_COUNT, KINDS };

struct comparing {
    int64_t counts[KINDS][KINDS];
    struct table changed;
    json_t *items;
};

static size_t kind_of(const char *verdict)
{
    enum verdict kind;

    return *verdict && verdict_parse(verdict, &kind) == 0 ? (size_t)kind : NONE;
}

static const char *kind_name(size_t kind)
{
    return kind == NONE ? "-" : verdict_name((enum verdict)kind);
}

static int is_changed(const struct store_set_item *row)
{
    return strcmp(row->new_state, "done") == 0 &&
           (strcmp(row->old_verdict, row->new_verdict) != 0 || row->old_score < row->new_score ||
            row->old_score > row->new_score);
}

static json_t *side_json(int64_t judging, const char *verdict, double score, const char *version)
{
    return json_pack("{s:I,s:s?,s:f,s:s}", "judging", (json_int_t)judging, "verdict",
                     *verdict ? verdict : NULL, "score", score, "problem_version", version);
}

static void add_changed(struct table *table, const struct store_set_item *row)
{
    table_cell(table, "%lld", (long long)row->submission);
    table_cell(table, "%s", row->user);
    table_cell(table, "%s", row->problem_name);
    table_cell(table, "%s", row->language);
    table_cell(table, "%s", *row->old_verdict ? row->old_verdict : "-");
    table_cell(table, "%s", row->new_verdict);
    table_cell(table, "%s", format_score(row->old_score));
    table_cell(table, "%s", format_score(row->new_score));
}

static int compare_item(const struct store_set_item *row, void *arg)
{
    struct comparing *comparing = arg;
    json_t *new = side_json(row->new_judging, row->new_verdict, row->new_score, row->new_version);

    comparing->counts[kind_of(row->old_verdict)][kind_of(row->new_verdict)]++;
    if (is_changed(row))
        add_changed(&comparing->changed, row);
    json_object_set_new(new, "state", json_string(row->new_state));
    json_object_set_new(new, "rescored", json_boolean(row->is_rescored));
    json_array_append_new(
        comparing->items,
        json_pack("{s:I,s:s,s:o,s:s,s:b,s:o,s:o}", "submission", (json_int_t)row->submission,
                  "problem", row->problem_name, "user", result_name(row->user), "language",
                  row->language, "changed", is_changed(row), "old",
                  side_json(row->old_judging, row->old_verdict, row->old_score, row->old_version),
                  "new", new));
    return 0;
}

/* Whether the verdict stands anywhere in the matrix. */
static int is_in(const struct comparing *comparing, size_t kind, int is_new)
{
    for (size_t other = 0; other < KINDS; other++)
        if ((is_new ? comparing->counts[other][kind] : comparing->counts[kind][other]) > 0)
            return 1;
    return 0;
}

static void print_matrix(const struct comparing *comparing)
{
    const char *headers[KINDS + 1] = {"OLD \\ NEW"};
    char right[KINDS + 2] = "0";
    struct table table = {.headers = headers, .columns = 1, .right = right};

    for (size_t kind = 0; kind < KINDS; kind++)
        if (is_in(comparing, kind, 1)) {
            headers[table.columns] = kind_name(kind);
            right[table.columns++] = '1';
        }
    for (size_t old = 0; old < KINDS; old++) {
        if (!is_in(comparing, old, 0))
            continue;
        table_cell(&table, "%s", kind_name(old));
        for (size_t new = 0; new < KINDS; new ++)
            if (is_in(comparing, new, 1))
                table_cell(&table, "%lld", (long long)comparing->counts[old][new]);
    }
    table_print(&table, stdout);
    table_release(&table);
}

static json_t *matrix_json(const struct comparing *comparing)
{
    json_t *matrix = json_array();

    for (size_t old = 0; old < KINDS; old++)
        for (size_t new = 0; new < KINDS; new ++)
            if (comparing->counts[old][new] > 0)
                json_array_append_new(
                    matrix, json_pack("{s:s?,s:s?,s:I}", "old", old == NONE ? NULL : kind_name(old),
                                      "new", new == NONE ? NULL : kind_name(new), "count",
                                      (json_int_t)comparing->counts[old][new]));
    return matrix;
}

static int note_set(const struct store_set *row, void *arg)
{
    *(json_t **)arg = set_json(row);
    return 0;
}

static void print_set(const json_t *set, const struct comparing *comparing)
{
    printf("set %lld, %s: %s\n%lld of %lld judged, %lld changed\n\n",
           (long long)result_number(set, "set"), result_text(set, "state"),
           format_text(result_text(set, "selectors")), (long long)result_number(set, "judged"),
           (long long)result_number(set, "submissions"), (long long)result_number(set, "changed"));
    print_matrix(comparing);
    if (comparing->changed.count == 0)
        return;
    printf("\n");
    table_print(&comparing->changed, stdout);
}

int rejudge_show_set(struct store *store, int64_t set, int json, struct error *err)
{
    static const char *const headers[] = {"SUBMISSION", "USER", "PROBLEM",   "LANGUAGE",
                                          "OLD",        "NEW",  "OLD SCORE", "NEW SCORE"};
    struct comparing *comparing = memory_alloc(sizeof(*comparing));
    json_t *object = NULL;
    int result = store_sets(store, set, note_set, &object, err);

    comparing->changed = (struct table){.headers = headers, .columns = 8, .right = "1000vv11"};
    comparing->items = json_array();
    if (result >= 0)
        result = store_set_items(store, set, compare_item, comparing, err);
    if (result >= 0 && json) {
        json_object_set_new(object, "matrix", matrix_json(comparing));
        json_object_set(object, "items", comparing->items);
        result_print_json(object, stdout);
    } else if (result >= 0) {
        print_set(object, comparing);
    }
    json_decref(object);
    json_decref(comparing->items);
    table_release(&comparing->changed);
    free(comparing);
    return result;
}
