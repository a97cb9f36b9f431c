/* What a grader says is not believed: events of any shape leave a result that can be printed,
 * stored and shown, and the submitter's view holds nothing that a case's feedback hides. */
#include "judge/report/csv.h"
#include "judge/report/result.h"
#include "judge/report/stored.h"
#include "judge/rules/verdict.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROWS(rows) (sizeof(rows) / sizeof((rows)[0]))

#define CASE                                                                                       \
    "{'number':1,'name':'n','group':'g','verdict':'RTE','reason':'r','message':'m',"               \
    "'explanation':'e','score':0,'max_score':1,'cpu_us':1,'wall_us':2,'memory_kib':3,"             \
    "'output_bytes':4,'hint':'h','feedback':'first_difference','path':'exec','stderr':'s',"        \
    "'output':'o','output_base64':'b','evidence':{'rule':'x'}}"

#define GROUP                                                                                      \
    "{'number':1,'name':'g','verdict':'PA','score':0.5,'max_score':1,'feedback':"                  \
    "'first_difference'}"

/* An event of each kind with all that it may say. */
static const char *const events[] = {
    "{'event':'started','problem_version':'v','problem_name':'p','language_version':'l',"
    "'feedback':'verdict','max_score':1,'case_count':1,'limits':{'time_us':1,'wall_us':1,"
    "'memory_kib':1,'stack_kib':1,'output_bytes':1,'processes':1}}",
    "{'event':'case','case':" CASE "}",
    "{'event':'group','group':" GROUP "}",
    "{'event':'finished','result':{'schema_version':2,'problem':'p','path':'x','language':'c',"
    "'verdict':'RTE','reason':'r','message':'m','score':0.5,'max_score':1,'cpu_us':1,'wall_us':2,"
    "'memory_kib':3,'state':'done','cases':[" CASE "],'groups':[" GROUP
    "],'compile':{'status':'ok','log':'c'},"
    "'isolation':{'seccomp':false}}}",
    "{'event':'failed','reason':'r','message':'m'}",
};

/* What stands in the place of each value in turn. */
static const char *const values[] = {
    "null",
    "true",
    "false",
    "0",
    "-1",
    "9223372036854775807",
    "-9223372036854775808",
    "1e308",
    "-1.5e308",
    "4e-320",
    "''",
    "'NaN'",
    "'AC'",
    "'CE'",
    "'SK'",
    "'first_difference'",
    "'\\u001b[2J\\u0007\\r\\n\\u009b1m\\u202e'",
    "[]",
    "[null,1,'x',[],{}]",
    "[[{'verdict':'AC'}]]",
    "{}",
    "{'\\u001b[2J':false,'number':{},'log':[]}",
};

/* JSON written with ' for ". */
static json_t *parse(const char *text)
{
    char *copy = strdup(text);
    json_error_t error;
    json_t *value;

    for (char *at = copy; *at; at++)
        if (*at == '\'')
            *at = '"';
    value = json_loads(copy, JSON_DECODE_ANY, &error);
    if (!value)
        fail_msg("%s: %s", text, error.text);
    free(copy);
    return value;
}

static json_t *new_result(void)
{
    json_t *isolation = json_pack("{s:b}", "seccomp", 1);
    json_t *result = result_new("problem", "path", "c", isolation);

    json_decref(isolation);
    assert_non_null(result);
    return result;
}

/* Nothing but lines of text: no control character, no C1 control in UTF-8. */
static void assert_still(const char *text, const char *what)
{
    for (const unsigned char *at = (const unsigned char *)text; *at; at++)
        if ((*at < 0x20 && *at != '\n') || *at == 0x7f ||
            (*at == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0))
            fail_msg("%.300s moves the cursor: byte %#x", what, *at);
}

static void print_all(const json_t *result, const char *what)
{
    struct csv_file csv = {.case_count = 2, .group_count = 2};
    struct buffer line = BUFFER_INIT;
    char *text = NULL, *rows = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    int told = 0;

    result_print(result, stream);
    fclose(stream);
    assert_still(text, what);
    free(text);
    result_line(result, &line);
    if (line.size > 0)
        assert_still(line.data, what);
    buffer_release(&line);
    result_groups_line(result, &line);
    if (line.size > 0)
        assert_still(line.data, what);
    buffer_release(&line);
    csv.stream = stream = open_memstream(&rows, &size);
    csv_row(&csv, result, 1);
    result_print_json(result, stream);
    result_print_stream(result, &told, stream);
    fclose(stream);
    free(rows);
}

static void store_all(const json_t *result)
{
    json_t *test, *evidence;
    struct store_group group;
    size_t index;

    json_array_foreach(json_object_get(result, "groups"), index, test)
    {
        result_group_to_store(test, &group);
        assert_true(group.name && group.verdict && group.feedback);
    }
    json_array_foreach(json_object_get(result, "cases"), index, test)
    {
        struct store_case row;
        char *text = NULL;

        result_case_to_store(test, &row, &text);
        assert_non_null(text);
        evidence = json_loads(text, 0, NULL);
        assert_true(json_is_object(evidence));
        json_decref(evidence);
        free(text);
    }
}

/* What every reader of a result takes for granted. */
static void assert_keeps_types(const json_t *result, const char *what)
{
    static const char *const texts[] = {"problem", "path", "language", "reason", "message"};
    static const char *const numbers[] = {"schema_version", "score",   "max_score",
                                          "cpu_us",         "wall_us", "memory_kib"};
    const json_t *verdict = json_object_get(result, "verdict");
    enum verdict unused;
    size_t index;
    json_t *test;

    for (size_t i = 0; i < ROWS(texts); i++)
        if (!json_is_string(json_object_get(result, texts[i])))
            fail_msg("%.300s: %s is no text", what, texts[i]);
    for (size_t i = 0; i < ROWS(numbers); i++)
        if (!json_is_number(json_object_get(result, numbers[i])))
            fail_msg("%.300s: %s is no number", what, numbers[i]);
    /* null: there is none yet */
    if (!json_is_null(verdict) && verdict_parse(result_text(result, "verdict"), &unused) < 0)
        fail_msg("%.300s: verdict is none", what);
    if (!json_is_array(json_object_get(result, "cases")) ||
        !json_is_array(json_object_get(result, "groups")))
        fail_msg("%.300s: cases or groups is no list", what);
    json_array_foreach(json_object_get(result, "cases"), index, test)
    {
        if (!json_is_object(test) && !strstr(what, "\"cases\":"))
            fail_msg("%.300s: case %zu is no object", what, index);
    }
}

/* Applies the event after an innocent start, case and group, and does all that is done with a
 * result. */
static void use(const json_t *event)
{
    char *what = json_dumps(event, JSON_COMPACT | JSON_ENCODE_ANY);
    json_t *result = new_result(), *shown;

    assert_non_null(what);
    for (size_t i = 0; i < 3; i++) {
        json_t *before = parse(events[i]);

        result_apply(result, before);
        json_decref(before);
    }
    result_apply(result, event);
    assert_keeps_types(result, what);
    print_all(result, what);
    store_all(result);
    shown = result_public(result);
    print_all(shown, what);
    json_decref(shown);
    json_decref(result);
    free(what);
}

/* Every key of the object, and of the objects in it, is left out and gets each value. `event` is
 * the whole, of which `part` is a part. */
static void bend(json_t *event, json_t *part)
{
    json_t *keys = json_copy(part), *value;
    const char *key;

    json_object_foreach(keys, key, value)
    {
        json_t *kept = json_incref(value);
        char *name = strdup(key);

        for (size_t i = 0; i < ROWS(values); i++) {
            json_object_set_new(part, name, parse(values[i]));
            use(event);
        }
        json_object_set(part, name, kept);
        if (json_is_object(kept))
            bend(event, kept);
        json_object_del(part, name);
        use(event);
        json_object_set(part, name, kept);
        json_decref(kept);
        free(name);
    }
    json_decref(keys);
}

static void test_events_of_any_shape(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(values); i++) {
        json_t *event = parse(values[i]);

        use(event);
        json_decref(event);
    }
    for (size_t i = 0; i < ROWS(events); i++) {
        json_t *event = parse(events[i]);

        use(event);
        bend(event, event);
        json_decref(event);
    }
}

/* As deep as a packet's JSON may be, in each place. */
static void test_deep_events(void **state)
{
    enum { DEPTH = 2000 };
    static const char *const keys[] = {"event", "case", "result", "limits", "reason"};
    char text[2 * DEPTH + 1];

    (void)state;
    memset(text, '[', DEPTH);
    memset(text + DEPTH, ']', DEPTH);
    text[2 * DEPTH] = '\0';
    for (size_t i = 0; i < ROWS(events); i++) {
        for (size_t j = 0; j < ROWS(keys); j++) {
            json_t *event = parse(events[i]);

            json_object_set_new(event, keys[j], parse(text));
            use(event);
            json_object_set_new(event, keys[j],
                                json_pack("{s:o,s:o,s:o}", "evidence", parse(text), "compile",
                                          parse(text), "verdict", parse(text)));
            use(event);
            json_decref(event);
        }
    }
}

/* Of a key that stands twice the last counts, and nothing of the first is left. */
static void test_keys_that_stand_twice(void **state)
{
    json_t *event = parse("{'event':'case','event':'finished','result':{'verdict':'AC'},"
                          "'result':{'verdict':'WA','verdict':[]}}");
    json_t *result = new_result();

    (void)state;
    result_apply(result, event);
    assert_string_equal(result_text(result, "verdict"), "");
    assert_int_equal(json_array_size(json_object_get(result, "cases")), 0);
    json_decref(event);
    json_decref(result);
}

/* ---- what the submitter's view holds ---- */

/* In every key of a case, and of the whole, stands a text or a number of its own. */
static const char *const case_keys[] = {"name",          "group", "reason",   "message",
                                        "explanation",   "hint",  "stderr",   "output",
                                        "output_base64", "path",  "evidence", "unheard_of"};
static const char *const whole_keys[] = {
    "judging",    "problem_folder", "problem_version", "judge_name", "isolation", "events",
    "expected",   "attempts",       "explanation",     "evidence",   "stderr",    "stdout",
    "cases_done", "case_count",     "feedback",        "unheard_of"};

static json_t *canary_case(const char *feedback, const char *mark, int64_t figure)
{
    json_t *test =
        json_pack("{s:i,s:s,s:f,s:f,s:I,s:I,s:I,s:I}", "number", 1, "verdict", "RTE", "score", 0.0,
                  "max_score", 1.0, "cpu_us", (json_int_t)figure, "wall_us", (json_int_t)figure,
                  "memory_kib", (json_int_t)figure, "output_bytes", (json_int_t)figure);

    if (feedback)
        json_object_set_new(test, "feedback", json_string(feedback));
    for (size_t i = 0; i < ROWS(case_keys); i++)
        json_object_set_new(test, case_keys[i], json_sprintf("%s-%s", mark, case_keys[i]));
    return test;
}

/* The view of a result of which one case has this feedback; what the whole says is none of it.
 * NULL: the case does not say. The caller's (free()). */
static char *view_of(const char *feedback)
{
    json_t *result = new_result(), *shown;
    char *text;

    for (size_t i = 0; i < ROWS(whole_keys); i++)
        json_object_set_new(result, whole_keys[i], json_sprintf("WHOLE-%s", whole_keys[i]));
    json_object_set_new(result, "verdict", json_string("RTE"));
    json_object_set_new(result, "reason", json_string("WHOLE-reason"));
    json_object_set_new(result, "message", json_string("WHOLE-message"));
    json_object_set_new(result, "cpu_us", json_integer(777777));
    json_object_set_new(result, "wall_us", json_integer(777777));
    json_object_set_new(result, "memory_kib", json_integer(777777));
    json_array_append_new(json_object_get(result, "cases"), canary_case(feedback, "CASE", 777777));
    shown = result_public(result);
    text = json_dumps(shown, 0);
    assert_non_null(text);
    json_decref(shown);
    json_decref(result);
    return text;
}

static void test_feedback_hides(void **state)
{
    static const struct {
        const char *feedback;
        int shows_figures, shows_texts;
    } rows[] = {
        {"none", 0, 0}, {"verdict", 1, 0}, {"first_difference", 1, 1}, {"", 0, 0},
        {NULL, 0, 0},   {"VERDICT", 0, 0}, {"verdict ", 0, 0},         {"first_differenc", 0, 0},
        {"all", 0, 0}};

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        char *text = view_of(rows[i].feedback);

        if (strstr(text, "WHOLE-"))
            fail_msg("%s: the whole leaks: %s", rows[i].feedback, text);
        if (!!strstr(text, "CASE-") != rows[i].shows_texts)
            fail_msg("%s: texts: %s", rows[i].feedback, text);
        if (!!strstr(text, "777777") != rows[i].shows_figures)
            fail_msg("%s: figures: %s", rows[i].feedback, text);
        if (strstr(text, "CASE-path") || strstr(text, "evidence") || strstr(text, "unheard_of") ||
            strstr(text, "output_bytes"))
            fail_msg("%s: what no submitter sees: %s", rows[i].feedback, text);
        free(text);
    }
}

/* A case that may be seen does not show what another one hides, nor the whole what that one gave.
 */
static void test_cases_do_not_tell_on_each_other(void **state)
{
    static const char *const hidden[] = {"none", "verdict"};

    (void)state;
    for (size_t i = 0; i < ROWS(hidden); i++) {
        json_t *result = new_result(), *cases = json_object_get(result, "cases"), *shown;
        char *text;

        json_object_set_new(result, "verdict", json_string("RTE"));
        json_object_set_new(result, "reason", json_string("HIDDEN-reason"));
        json_object_set_new(result, "message", json_string("HIDDEN-message"));
        /* the first of them decides */
        json_array_append_new(cases, canary_case(hidden[i], "HIDDEN", 777777));
        json_array_append_new(cases, canary_case("first_difference", "SEEN", 5));
        shown = result_public(result);
        text = json_dumps(shown, 0);
        assert_null(strstr(text, "HIDDEN-"));
        assert_non_null(strstr(text, "SEEN-stderr"));
        assert_int_equal(!!strstr(text, "777777"), i == 1);
        assert_string_equal(result_text(shown, "reason"), "");
        assert_int_equal(result_number(shown, "cpu_us"), i == 1 ? 777777 : 5);
        free(text);
        json_decref(shown);
        json_decref(result);
    }
}

/* A group shows what the case in it that shows least does: its points and verdict, its name, or
 * nothing. */
/* A wall time over its limit that is no fault is explained. */
static void test_waits_are_told(void **state)
{
    json_t *result =
        json_pack("{s:s,s:s,s:[{s:i,s:s,s:I,s:{s:I,s:I,s:{s:I}}},{s:i,s:s,s:I,s:{s:I,s:{s:I}}}]}",
                  "verdict", "AC", "reason", "", "cases", "number", 1, "verdict", "AC", "wall_us",
                  (json_int_t)9200000, "evidence", "run_delay_us", (json_int_t)5200000, "paused_us",
                  (json_int_t)3000000, "limits", "wall_us", (json_int_t)3000000, "number", 2,
                  "verdict", "AC", "wall_us", (json_int_t)1000000, "evidence", "run_delay_us",
                  (json_int_t)900000, "limits", "wall_us", (json_int_t)3000000);
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);

    (void)state;
    assert_non_null(result);
    result_print(result, stream);
    fclose(stream);
    assert_non_null(strstr(text,
                           "case 1 waited 5.200 s for a processor and stood still for 3.000 s: "
                           "of its wall time 1.000 s counts against the limit of 3.000 s\n"));
    assert_null(strstr(text, "case 2 waited"));
    free(text);
    json_decref(result);
}

static void test_groups_obey_feedback(void **state)
{
    static const struct {
        const char *feedback, *shown;
    } rows[] = {
        {"'none'", "[]"},
        {"'verdict'",
         "[{'number':3,'verdict':'PA','score':0.5,'max_score':1,'feedback':'verdict'}]"},
        {"'first_difference'", "[{'number':3,'verdict':'PA','score':0.5,'max_score':1,'feedback':"
                               "'first_difference','name':'GROUPNAME'}]"},
        {"''", "[]"},
        {"null", "[]"},
        {"'Verdict'", "[]"},
        {"['verdict']", "[]"},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        json_t *result = new_result(), *shown, *expected = parse(rows[i].shown);
        json_t *group = parse("{'number':3,'name':'GROUPNAME','verdict':'PA','score':0.5,"
                              "'max_score':1,'unheard_of':'GROUPNAME'}");

        json_object_set_new(group, "feedback", parse(rows[i].feedback));
        json_array_append_new(json_object_get(result, "groups"), group);
        shown = result_public(result);
        if (!json_equal(json_object_get(shown, "groups"), expected))
            fail_msg("%s: %s", rows[i].feedback, json_dumps(shown, 0));
        json_decref(expected);
        json_decref(shown);
        json_decref(result);
    }
}

/* Reason and message of the whole come from the case that decides, whatever the whole itself says,
 * and from nowhere where a hidden case, the score or the judge decides. */
static void test_the_whole_tells_on_no_case(void **state)
{
    static const struct {
        const char *verdict;
        double score;
        const char *cases, *reason, *message;
    } rows[] = {
        /* the case that decides may be seen: its words, never those of the whole */
        {"RTE", 0, "[{'verdict':'RTE','feedback':'first_difference','reason':'r','message':'m'}]",
         "r", "m"},
        {"TLE", 0,
         "[{'verdict':'TLE','feedback':'first_difference','reason':'cpu','explanation':"
         "'e'}]",
         "cpu", "e"},
        {"WA", 0,
         "[{'verdict':'AC','feedback':'none','message':'HIDDEN'},"
         "{'verdict':'WA','feedback':'first_difference','message':'m'},"
         "{'verdict':'WA','feedback':'none','message':'HIDDEN'}]",
         "", "m"},
        {"WA", 0, "[{'verdict':'WA','feedback':'first_difference'}]", "", ""},
        /* it may not be seen, or it does not say so in its own right */
        {"WA", 0,
         "[{'verdict':'WA','feedback':'none','message':'HIDDEN'},"
         "{'verdict':'WA','feedback':'first_difference','message':'m'}]",
         "", ""},
        {"WA", 0, "[{'verdict':'WA','feedback':'verdict','message':'HIDDEN'}]", "", ""},
        {"WA", 0, "[{'verdict':'WA','message':'HIDDEN'}]", "", ""},
        /* the whole has a verdict that no case gives it */
        {"WA", 0, "[{'verdict':'RTE','feedback':'first_difference','message':'m'}]", "", ""},
        {"WA", 0, "[]", "", ""},
        {"CE", 0, "[{'verdict':'WA','feedback':'none','message':'HIDDEN'}]", "", ""},
        {"CE", 0, "[{}]", "", ""},
        {"IE", 0, "[]", "", ""},
        {"", 0, "[]", "", ""},
        /* the score decides */
        {"PA", 0.5, "[{'verdict':'PA','feedback':'first_difference','message':'m'}]", "", ""},
        /* a source that was refused before any case ran */
        {"CE", 0, "[]", "WHOLE-reason", "WHOLE-message"},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        json_t *result = new_result(), *shown;
        char *text;

        json_object_set_new(result, "verdict", json_string(rows[i].verdict));
        json_object_set_new(result, "reason", json_string("WHOLE-reason"));
        json_object_set_new(result, "message", json_string("WHOLE-message"));
        json_object_set_new(result, "score", json_real(rows[i].score));
        json_object_set_new(result, "cases", parse(rows[i].cases));
        shown = result_public(result);
        text = json_dumps(shown, 0);
        if (strstr(text, "HIDDEN"))
            fail_msg("row %zu leaks: %s", i, text);
        if (strcmp(result_text(shown, "reason"), rows[i].reason) != 0 ||
            strcmp(result_text(shown, "message"), rows[i].message) != 0)
            fail_msg("row %zu: %s", i, text);
        free(text);
        json_decref(shown);
        json_decref(result);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_events_of_any_shape),
        cmocka_unit_test(test_deep_events),
        cmocka_unit_test(test_keys_that_stand_twice),
        cmocka_unit_test(test_feedback_hides),
        cmocka_unit_test(test_cases_do_not_tell_on_each_other),
        cmocka_unit_test(test_waits_are_told),
        cmocka_unit_test(test_groups_obey_feedback),
        cmocka_unit_test(test_the_whole_tells_on_no_case),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
