#include "judge/report/stored.h"

#include "judge/report/result.h"

#include <string.h>
#include <unistd.h>

/* Parts of a case that have no column: they are stored in its evidence. */
static const char *const in_evidence[] = {
    "explanation", "output", "output_base64", "judge_message", "conversation", "description",
    "setup",       "call",   "expected",      "got",           "is_forgeable", NULL};

void result_case_to_store(const json_t *test, struct store_case *ret_case, char **ret_evidence)
{
    json_t *evidence = json_object_get(test, "evidence");

    evidence = json_is_object(evidence) ? json_deep_copy(evidence) : json_object();
    for (const char *const *key = in_evidence; *key; key++)
        json_object_set(evidence, *key, json_object_get(test, *key));
    *ret_evidence = json_dumps(evidence, JSON_COMPACT);
    json_decref(evidence);
    *ret_case = (struct store_case){
        .number = (int32_t)result_number(test, "number"),
        .name = result_text(test, "name"),
        .group = result_text(test, "group"),
        .verdict = result_text(test, "verdict"),
        .reason = result_text(test, "reason"),
        .message = result_text(test, "message"),
        .feedback = result_text(test, "feedback"),
        .hint = result_text(test, "hint"),
        .path = result_text(test, "path"),
        .score = json_number_value(json_object_get(test, "score")),
        .max_score = json_number_value(json_object_get(test, "max_score")),
        .cpu_us = result_number(test, "cpu_us"),
        .wall_us = result_number(test, "wall_us"),
        .memory_kib = result_number(test, "memory_kib"),
        .output_bytes = result_number(test, "output_bytes"),
        .evidence_json = *ret_evidence,
        .stderr_tail = result_text(test, "stderr"),
        .stderr_size = strlen(result_text(test, "stderr")),
    };
}

void result_group_to_store(const json_t *group, struct store_group *ret_group)
{
    *ret_group = (struct store_group){
        .number = (int32_t)result_number(group, "number"),
        .name = result_text(group, "name"),
        .verdict = result_text(group, "verdict"),
        .feedback = result_text(group, "feedback"),
        .score = json_number_value(json_object_get(group, "score")),
        .max_score = json_number_value(json_object_get(group, "max_score")),
    };
}

static json_t *parse_or_null(const char *text)
{
    json_t *value = text && *text ? json_loads(text, 0, NULL) : NULL;

    return value ? value : json_null();
}

/* What was kept is text, unless the row is damaged. */
static json_t *tail_json(const struct store_case *row)
{
    const char *tail = row->stderr_tail ? row->stderr_tail : "";
    json_t *text = json_stringn(tail, row->stderr_size);

    return text ? text : result_name(tail);
}

static int add_case(const struct store_case *row, void *arg)
{
    json_t *evidence = parse_or_null(row->evidence_json);
    json_t *test = json_pack(
        "{s:i,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:f,s:f,s:I,s:I,s:I,s:I}", "number", (int)row->number,
        "name", result_name(row->name), "group", result_name(row->group), "verdict",
        result_name(row->verdict), "reason", result_name(row->reason), "message",
        result_name(row->message), "feedback", result_name(row->feedback), "hint",
        result_name(row->hint), "path", result_name(row->path), "score", row->score, "max_score",
        row->max_score, "cpu_us", (json_int_t)row->cpu_us, "wall_us", (json_int_t)row->wall_us,
        "memory_kib", (json_int_t)row->memory_kib, "output_bytes", (json_int_t)row->output_bytes);

    for (const char *const *key = in_evidence; *key; key++) {
        json_object_set(test, *key, json_object_get(evidence, *key));
        json_object_del(evidence, *key);
    }
    json_object_set_new(test, "evidence", evidence);
    json_object_set_new(test, "stderr", tail_json(row));
    json_array_append_new(arg, test);
    return 0;
}

static int add_group(const struct store_group *row, void *arg)
{
    json_array_append_new(arg,
                          json_pack("{s:i,s:o,s:o,s:o,s:f,s:f}", "number", (int)row->number, "name",
                                    result_name(row->name), "verdict", result_name(row->verdict),
                                    "feedback", result_name(row->feedback), "score", row->score,
                                    "max_score", row->max_score));
    return 0;
}

int result_from_store(struct store *store, const struct store_row *row, json_t **ret_result,
                      struct error *err)
{
    json_t *cases = json_array(), *groups = json_array();
    json_t *result;

    if (store_cases(store, row->judging, add_case, cases, err) < 0 ||
        store_groups(store, row->judging, add_group, groups, err) < 0) {
        json_decref(cases);
        json_decref(groups);
        return err->code;
    }
    result = json_pack(
        "{s:i,s:o,s:o,s:o,s:o,s:o,s:f,s:f,s:I,s:I,s:I,s:o,s:o,s:o,s:o,s:o,s:I,s:I,s:s}",
        "schema_version", RESULT_SCHEMA_VERSION, "problem", result_name(row->problem_name), "path",
        result_name(row->file_name), "language", result_name(row->language), "verdict",
        *row->verdict ? result_name(row->verdict) : json_null(), "reason", result_name(row->reason),
        "score", row->score, "max_score", row->max_score, "cpu_us", (json_int_t)row->cpu_us,
        "wall_us", (json_int_t)row->wall_us, "memory_kib", (json_int_t)row->memory_kib, "message",
        result_name(row->message), "cases", cases, "compile", parse_or_null(row->compile_json),
        "isolation", parse_or_null(row->isolation_json), "limits", parse_or_null(row->limits_json),
        "submission", (json_int_t)row->submission, "judging", (json_int_t)row->judging, "state",
        row->state);
    json_object_set_new(result, "groups", groups);
    json_object_update_new(
        result,
        json_pack("{s:o,s:i,s:I,s:I,s:I,s:o,s:o,s:o,s:o,s:o,s:i,s:i}", "user",
                  result_name(row->user), "attempts", (int)row->attempts, "submitted_ms",
                  (json_int_t)row->submitted_ms, "started_ms", (json_int_t)row->started_ms,
                  "finished_ms", (json_int_t)row->finished_ms, "problem_version",
                  result_name(row->version), "judge_name", result_name(row->judge_name), "feedback",
                  result_name(row->feedback), "language_version",
                  result_name(row->language_version), "problem_folder", result_name(row->problem),
                  "cases_done", (int)row->cases_done, "case_count", (int)row->case_count));
    json_object_set_new(result, "counts", json_boolean(row->counts));
    if (row->rejudge_set != 0)
        json_object_set_new(result, "rejudge_set", json_integer(row->rejudge_set));
    if (row->rescored_from != 0)
        json_object_set_new(result, "rescored_from", json_integer(row->rescored_from));
    *ret_result = result;
    return 0;
}

static int add_note(const struct store_note *row, void *arg)
{
    json_array_append_new(arg, json_pack("{s:I,s:I,s:o,s:I,s:o,s:o}", "note", (json_int_t)row->id,
                                         "judging", (json_int_t)row->judging, "verdict",
                                         *row->verdict ? result_name(row->verdict) : json_null(),
                                         "written_ms", (json_int_t)row->written_ms, "author",
                                         result_name(row->author), "text", result_name(row->text)));
    return 0;
}

int stored_notes(struct store *store, int64_t submission, json_t **ret_notes, struct error *err)
{
    json_t *notes = json_array();

    if (store_notes(store, submission, add_note, notes, err) < 0) {
        json_decref(notes);
        return err->code;
    }
    *ret_notes = notes;
    return 0;
}

const char *stored_host(void)
{
    static char host[256];

    if (!host[0] && (gethostname(host, sizeof(host) - 1) < 0 || !host[0]))
        memcpy(host, "localhost", sizeof("localhost"));
    return host;
}

static int add_calibration(const struct store_calibration *row, void *arg)
{
    json_t **calibrations = arg;

    if (!*calibrations)
        *calibrations = json_object();
    json_object_set_new(*calibrations, row->version, json_integer(row->time_us));
    return 0;
}

int stored_calibrations(struct store *store, const char *folder, json_t **ret_calibrations,
                        struct error *err)
{
    enum { VERSIONS_MAX = 8 }; /* a package that changed while submissions wait has two or three */
    json_t *calibrations = NULL;
    int result = store_calibrations(store, stored_host(), folder, VERSIONS_MAX, add_calibration,
                                    &calibrations, err);

    if (result < 0) {
        json_decref(calibrations);
        return result;
    }
    *ret_calibrations = calibrations;
    return 0;
}
