#include "judge/report/result.h"

#include "judge/rules/verdict.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

json_t *result_new(const char *problem, const char *path, const char *language, json_t *isolation)
{
    return json_pack("{s:i,s:s,s:s,s:s,s:n,s:s,s:f,s:f,s:i,s:i,s:i,s:s,s:[],s:n,s:O}",
                     "schema_version", RESULT_SCHEMA_VERSION, "problem", problem, "path", path,
                     "language", language, "verdict", "reason", "", "score", 0.0, "max_score", 0.0,
                     "cpu_us", 0, "wall_us", 0, "memory_kib", 0, "message", "", "cases", "compile",
                     "isolation", isolation);
}

static void copy_keys(json_t *to, const json_t *from, const char *const *keys)
{
    for (; *keys; keys++) {
        json_t *value = json_object_get(from, *keys);

        if (value)
            json_object_set(to, *keys, value);
    }
}

void result_apply(json_t *result, const json_t *event)
{
    static const char *const started[] = {
        "version",   "problem_name", "language_version", "feedback",
        "max_score", "limits",       "case_count",       NULL};
    const char *kind = result_text(event, "event");

    if (strcmp(kind, "started") == 0) {
        copy_keys(result, event, started);
        json_array_clear(json_object_get(result, "cases"));
    } else if (strcmp(kind, "case") == 0) {
        json_array_append(json_object_get(result, "cases"), json_object_get(event, "case"));
    } else if (strcmp(kind, "finished") == 0) {
        json_object_update(result, json_object_get(event, "result"));
    } else if (strcmp(kind, "failed") == 0) {
        result_fail(result, result_text(event, "reason"), result_text(event, "message"));
    }
}

void result_fail(json_t *result, const char *reason, const char *message)
{
    json_object_set_new(result, "verdict", json_string("IE"));
    json_object_set_new(result, "reason", json_string(reason));
    json_object_set_new(result, "message", json_string(message));
    json_object_set_new(result, "score", json_real(0));
    json_array_clear(json_object_get(result, "cases"));
}

const char *result_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text ? text : "";
}

int64_t result_number(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

/* ---- the submitter's view ---- */
/* What a submitter sees of a case, by its feedback; NULL: nothing. */
static json_t *public_case(const json_t *test)
{
    static const char *const at_verdict[] = {"number",     "verdict",  "score",
                                             "max_score",  "cpu_us",   "wall_us",
                                             "memory_kib", "feedback", NULL};
    static const char *const at_difference[] = {"name",        "group", "reason", "message",
                                                "explanation", "hint",  "stderr", NULL};
    const char *feedback = result_text(test, "feedback");
    int shows_all = strcmp(feedback, "first_difference") == 0;
    json_t *shown;

    if (!shows_all && strcmp(feedback, "verdict") != 0)
        return NULL;
    shown = json_object();
    copy_keys(shown, test, at_verdict);
    if (shows_all)
        copy_keys(shown, test, at_difference);
    return shown;
}

/* The message that a case gives the whole judging (judge/grader/grading.c). */
static const char *case_message(const json_t *test)
{
    const char *message = result_text(test, "message");

    return *message ? message : result_text(test, "explanation");
}

/* Whether reason and message of the whole may be shown: they are the source's own (CE), or those of
 * a case that may be seen in full. */
static int shows_reason(const json_t *result)
{
    const char *verdict = result_text(result, "verdict");
    size_t index;
    json_t *test;

    if (strcmp(verdict, "CE") == 0)
        return 1;
    json_array_foreach(json_object_get(result, "cases"), index, test)
    {
        if (strcmp(result_text(test, "verdict"), verdict) == 0 &&
            strcmp(result_text(test, "reason"), result_text(result, "reason")) == 0 &&
            strcmp(case_message(test), result_text(result, "message")) == 0)
            return strcmp(result_text(test, "feedback"), "first_difference") == 0;
    }
    return 0;
}

json_t *result_public(const json_t *result)
{
    static const char *const kept[] = {
        "schema_version", "problem",     "problem_name",     "path",       "language", "verdict",
        "score",          "max_score",   "compile",          "submission", "state",    "user",
        "submitted_ms",   "finished_ms", "language_version", "limits",     NULL};
    static const char *const explained[] = {"reason", "message", NULL};
    static const char *const largest[] = {"cpu_us", "wall_us", "memory_kib"};
    json_t *shown = json_object(), *cases = json_array(), *test;
    size_t index;

    copy_keys(shown, result, kept);
    json_object_set_new(shown, "reason", json_string(""));
    json_object_set_new(shown, "message", json_string(""));
    if (shows_reason(result))
        copy_keys(shown, result, explained);
    for (size_t i = 0; i < sizeof(largest) / sizeof(largest[0]); i++)
        json_object_set_new(shown, largest[i], json_integer(0));
    json_array_foreach(json_object_get(result, "cases"), index, test)
    {
        json_t *part = public_case(test);

        if (!part)
            continue;
        json_array_append_new(cases, part);
        for (size_t i = 0; i < sizeof(largest) / sizeof(largest[0]); i++) {
            if (result_number(test, largest[i]) > result_number(shown, largest[i]))
                json_object_set(shown, largest[i], json_object_get(test, largest[i]));
        }
    }
    json_object_set_new(shown, "cases", cases);
    return shown;
}

/* ---- to and from the store ---- */
void result_case_to_store(const json_t *test, struct store_case *ret_case, char **ret_evidence)
{
    json_t *evidence = json_deep_copy(json_object_get(test, "evidence"));

    if (!evidence)
        evidence = json_object();
    json_object_set(evidence, "explanation", json_object_get(test, "explanation"));
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

static json_t *parse_or_null(const char *text)
{
    json_t *value = text && *text ? json_loads(text, 0, NULL) : NULL;

    return value ? value : json_null();
}

static int add_case(const struct store_case *row, void *arg)
{
    json_t *evidence = parse_or_null(row->evidence_json);
    json_t *test = json_pack(
        "{s:i,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:f,s:f,s:I,s:I,s:I,s:I}", "number", (int)row->number,
        "name", row->name, "group", row->group, "verdict", row->verdict, "reason", row->reason,
        "message", row->message, "feedback", row->feedback, "hint", row->hint, "path", row->path,
        "score", row->score, "max_score", row->max_score, "cpu_us", (json_int_t)row->cpu_us,
        "wall_us", (json_int_t)row->wall_us, "memory_kib", (json_int_t)row->memory_kib,
        "output_bytes", (json_int_t)row->output_bytes);

    if (json_object_get(evidence, "explanation"))
        json_object_set(test, "explanation", json_object_get(evidence, "explanation"));
    json_object_del(evidence, "explanation");
    json_object_set_new(test, "evidence", evidence);
    json_object_set_new(test, "stderr",
                        json_stringn(row->stderr_tail ? row->stderr_tail : "", row->stderr_size));
    json_array_append_new(arg, test);
    return 0;
}

int result_from_store(struct store *store, const struct store_row *row, json_t **ret_result,
                      struct error *err)
{
    json_t *cases = json_array();
    json_t *result;
    int failed = store_cases(store, row->judging, add_case, cases, err);

    if (failed < 0) {
        json_decref(cases);
        return failed;
    }
    result = json_pack(
        "{s:i,s:s,s:s,s:s,s:s,s:s,s:f,s:f,s:I,s:I,s:I,s:s,s:o,s:o,s:o,s:o,s:I,s:I,s:s}",
        "schema_version", RESULT_SCHEMA_VERSION, "problem", row->problem_name, "path",
        row->file_name, "language", row->language, "verdict", row->verdict, "reason", row->reason,
        "score", row->score, "max_score", row->max_score, "cpu_us", (json_int_t)row->cpu_us,
        "wall_us", (json_int_t)row->wall_us, "memory_kib", (json_int_t)row->memory_kib, "message",
        row->message, "cases", cases, "compile", parse_or_null(row->compile_json), "isolation",
        parse_or_null(row->isolation_json), "limits", parse_or_null(row->limits_json), "submission",
        (json_int_t)row->submission, "judging", (json_int_t)row->judging, "state", row->state);
    json_object_update_new(
        result, json_pack("{s:s,s:i,s:I,s:I,s:I,s:s,s:s,s:s,s:s,s:s,s:i,s:i}", "user", row->user,
                          "attempts", (int)row->attempts, "submitted_ms",
                          (json_int_t)row->submitted_ms, "started_ms", (json_int_t)row->started_ms,
                          "finished_ms", (json_int_t)row->finished_ms, "version", row->version,
                          "judge", row->judge_name, "feedback", row->feedback, "language_version",
                          row->language_version, "problem_folder", row->problem, "cases_done",
                          (int)row->cases_done, "case_count", (int)row->case_count));
    *ret_result = result;
    return 0;
}

void result_print_json(const json_t *object, FILE *stream)
{
    json_dumpf(object, stream, JSON_COMPACT | JSON_REAL_PRECISION(12));
    fputc('\n', stream);
}
