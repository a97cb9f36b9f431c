#include "judge/report/result.h"

#include "base/memory.h"
#include "judge/rules/score.h"
#include "judge/rules/visible.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

json_t *result_new(const char *problem, const char *path, const char *language, json_t *isolation)
{
    return json_pack("{s:i,s:s,s:s,s:s,s:n,s:s,s:f,s:f,s:i,s:i,s:i,s:s,s:[],s:[],s:n,s:O}",
                     "schema_version", RESULT_SCHEMA_VERSION, "problem", problem, "path", path,
                     "language", language, "verdict", "reason", "", "score", 0.0, "max_score", 0.0,
                     "cpu_us", 0, "wall_us", 0, "memory_kib", 0, "message", "", "cases", "groups",
                     "compile", "isolation", isolation);
}

json_t *result_name(const char *bytes)
{
    json_t *name = json_string(bytes);

    if (!name) {
        struct buffer shown = BUFFER_INIT;

        buffer_append_escaped(&shown, bytes, strlen(bytes), strlen(bytes));
        name = json_string(shown.data);
        buffer_release(&shown);
    }
    return name;
}

static void copy_keys(json_t *to, const json_t *from, const char *const *keys)
{
    for (; *keys; keys++) {
        json_t *value = json_object_get(from, *keys);

        if (value)
            json_object_set(to, *keys, value);
    }
}

/* Sets a key of the result to the value that a grader sent. A key keeps its type, so that readers
 * of a result need not check it; but an object may become null, and the verdict, null at first,
 * becomes a name. */
static void take_key(json_t *result, const char *key, json_t *value)
{
    const json_t *old = json_object_get(result, key);
    int fits = !old || json_typeof(old) == json_typeof(value) ||
               (json_is_number(old) && json_is_number(value)) ||
               (json_is_object(old) && json_is_null(value));
    enum verdict unused;

    if (strcmp(key, "verdict") == 0)
        fits = json_is_string(value) && verdict_parse(json_string_value(value), &unused) == 0;
    else if (json_is_null(old))
        fits = 1;
    if (fits)
        json_object_set(result, key, value);
}

static void take_part(json_t *parts, json_t *part)
{
    if (json_is_object(part))
        json_array_append(parts, part);
}

static void clear_parts(json_t *result)
{
    json_array_clear(json_object_get(result, "cases"));
    json_array_clear(json_object_get(result, "groups"));
}

void result_apply(json_t *result, const json_t *event)
{
    static const char *const started[] = {"problem_version", "problem_name", "language_version",
                                          "feedback",        "max_score",    "limits",
                                          "case_count",      "uncalibrated", NULL};
    const char *kind = result_text(event, "event"), *key;
    json_t *value;

    if (strcmp(kind, "started") == 0) {
        for (const char *const *name = started; *name; name++)
            if ((value = json_object_get(event, *name)))
                take_key(result, *name, value);
        clear_parts(result);
    } else if (strcmp(kind, "case") == 0) {
        take_part(json_object_get(result, "cases"), json_object_get(event, "case"));
    } else if (strcmp(kind, "checked") == 0) {
        json_t *part = json_object_get(event, "checked");

        if (result_number(part, "number") == 1) /* there is no "started" before it */
            clear_parts(result);
        take_part(json_object_get(result, "cases"), part);
    } else if (strcmp(kind, "group") == 0) {
        take_part(json_object_get(result, "groups"), json_object_get(event, "group"));
    } else if (strcmp(kind, "finished") == 0) {
        json_object_foreach(json_object_get(event, "result"), key, value)
        {
            take_key(result, key, value);
        }
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
    clear_parts(result);
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
/* What a submitter may see of a case or a group, by its feedback: a set of visible_part. */
static unsigned parts_of(const json_t *part)
{
    return visible_parts(result_text(part, "feedback"), VISIBLE_TO_SUBMITTER, 1);
}

/* What a submitter sees of a case; NULL: nothing. */
static json_t *public_case(const json_t *test)
{
    static const char *const at_verdict[] = {"number",      "verdict", "score",      "max_score",
                                             "cpu_us",      "wall_us", "memory_kib", "feedback",
                                             "description", NULL};
    static const char *const at_words[] = {"name", "group", "reason", "message",  "explanation",
                                           "hint", "setup", "call",   "expected", NULL};
    static const char *const at_output[] = {"stderr", "output", "output_base64", "got", NULL};
    unsigned parts = parts_of(test);
    json_t *shown;

    if (!(parts & VISIBLE_VERDICT))
        return NULL;
    shown = json_object();
    copy_keys(shown, test, at_verdict);
    if (parts & VISIBLE_WORDS)
        copy_keys(shown, test, at_words);
    if (parts & VISIBLE_OUTPUT)
        copy_keys(shown, test, at_output);
    return shown;
}

/* The same of a group, whose feedback is that of the case in it that shows least: its name is a
 * case's `group`. */
static json_t *public_group(const json_t *group)
{
    static const char *const at_verdict[] = {"number",    "verdict",  "score",
                                             "max_score", "feedback", NULL};
    unsigned parts = parts_of(group);
    json_t *shown;

    if (!(parts & VISIBLE_VERDICT))
        return NULL;
    shown = json_object();
    copy_keys(shown, group, at_verdict);
    if (parts & VISIBLE_WORDS)
        json_object_set(shown, "name", json_object_get(group, "name"));
    return shown;
}

static json_t *public_groups(const json_t *result)
{
    json_t *groups = json_array(), *group, *shown;
    size_t index;

    json_array_foreach(json_object_get(result, "groups"), index, group)
    {
        shown = public_group(group);
        if (shown)
            json_array_append_new(groups, shown);
    }
    return groups;
}

const json_t *result_decider(const json_t *result)
{
    const json_t *cases = json_object_get(result, "cases"), *test;
    size_t count = json_array_size(cases);
    struct score_case *scores;
    ptrdiff_t decider;

    if (json_number_value(json_object_get(result, "score")) > 0)
        return NULL;
    scores = memory_alloc((count + 1) * sizeof(*scores));
    for (size_t i = 0; i < count; i++) {
        if (verdict_parse(result_text(json_array_get(cases, i), "verdict"), &scores[i].verdict) < 0)
            scores[i].verdict = VERDICT_SK;
    }
    decider = score_decider(scores, count);
    free(scores);
    test = decider < 0 ? NULL : json_array_get(cases, (size_t)decider);
    if (strcmp(result_text(test, "verdict"), result_text(result, "verdict")) != 0)
        return NULL;
    return test;
}

/* Gives the submitter's view its reason and message. They are copied from the case that decides,
 * where it may be seen in full, and never from the whole: a result that contradicts itself (its
 * message is another case's) would show what that case hides. Only a source that was refused before
 * any case ran (CE) speaks for itself. Test: test_the_whole_tells_on_no_case. */
static void explain(json_t *shown, const json_t *result)
{
    const char *reason = "", *message = "";
    const json_t *test = result_decider(result);

    if (parts_of(test) & VISIBLE_WORDS) {
        reason = result_text(test, "reason");
        message = result_text(test, "message");
        if (!*message)
            message = result_text(test, "explanation");
    } else if (strcmp(result_text(result, "verdict"), "CE") == 0 &&
               json_array_size(json_object_get(result, "cases")) == 0) {
        reason = result_text(result, "reason");
        message = result_text(result, "message");
    }
    json_object_set_new(shown, "reason", json_string(reason));
    json_object_set_new(shown, "message", json_string(message));
}

json_t *result_public(const json_t *result)
{
    static const char *const kept[] = {
        "schema_version", "problem",     "problem_name",     "path",       "language", "verdict",
        "score",          "max_score",   "compile",          "submission", "state",    "user",
        "submitted_ms",   "finished_ms", "language_version", "limits",     NULL};
    static const char *const largest[] = {"cpu_us", "wall_us", "memory_kib"};
    json_t *shown = json_object(), *cases = json_array(), *test;
    size_t index;

    copy_keys(shown, result, kept);
    explain(shown, result);
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
    json_object_set_new(shown, "groups", public_groups(result));
    return shown;
}

void result_check_memory(void)
{
    json_set_alloc_funcs(memory_alloc, free);
}

void result_print_json(const json_t *object, FILE *stream)
{
    /* whole or not at all: json_dumpf would stop in the middle when memory runs out */
    char *text = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(12));

    assert(text); /* an object of ours that cannot be printed is a bug */
    fprintf(stream, "%s\n", text);
    free(text);
}

void result_print_stream(const json_t *result, int *told, FILE *stream)
{
    json_t *copy = json_copy((json_t *)result);

    if (*told)
        json_object_del(copy, "isolation");
    else
        *told = json_is_object(json_object_get(copy, "isolation"));
    result_print_json(copy, stream);
    json_decref(copy);
}
