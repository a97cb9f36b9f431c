/* What a grader may say: honest jobs pass, and every field of every event is refused when it is
 * missing, of another type, out of range, or when the event comes at the wrong moment. */
#include "judge/dispatch/door.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SECOND_US INT64_C(1000000)
#define LIMITS                                                                                     \
    "{\"time_us\":1000000,\"wall_us\":3000000,\"memory_kib\":262144,\"stack_kib\":262144,"         \
    "\"output_bytes\":65536,\"processes\":1}"
#define STARTED                                                                                    \
    "{\"event\":\"started\",\"problem_version\":\"v\",\"problem_name\":\"n\",\"language_"          \
    "version\":"                                                                                   \
    "\"L 1\",\"feedback\":\"verdict\",\"max_score\":2.0,\"case_count\":2,\"limits\":" LIMITS       \
    ",\"next_within_us\":60000000}"
#define CASE(number)                                                                               \
    "{\"event\":\"case\",\"case\":{\"number\":" number                                             \
    ",\"name\":\"n\",\"group\":\"g\",\"hint\":\"h\",\"feedback\":\"none\",\"verdict\":\"WA\","     \
    "\"reason\":\"exit:3\",\"cpu_us\":1,\"wall_us\":2,\"memory_kib\":3,\"output_bytes\":4,"        \
    "\"path\":\"exec\",\"explanation\":\"e\",\"message\":\"m\",\"stderr\":\"s\",\"output\":\"o\"," \
    "\"output_base64\":\"bw==\",\"score\":0.0,\"max_score\":1.0,\"evidence\":{\"ended_by\":"       \
    "\"itself\",\"exit_status\":-1,\"tmpfs_full\":false,\"limits\":" LIMITS "}}}"
#define GROUP(number)                                                                              \
    "{\"event\":\"group\",\"group\":{\"number\":" number                                           \
    ",\"name\":\"g\",\"verdict\":\"WA\",\"score\":0.0,\"max_score\":2.0,\"feedback\":\"none\"}}"
#define COMPILE                                                                                    \
    "{\"status\":\"ok\",\"cpu_us\":1,\"wall_us\":2,\"memory_kib\":3,\"cached\":false,\"log\":"     \
    "\"\","                                                                                        \
    "\"path\":\"exec\"}"
#define GRADED(verdict)                                                                            \
    "{\"event\":\"finished\",\"result\":{\"verdict\":\"" verdict                                   \
    "\",\"reason\":\"\",\"message\":\"m\",\"score\":1.0,\"max_score\":2.0,\"cpu_us\":1,"           \
    "\"wall_us\":2,\"memory_kib\":3,\"compile\":" COMPILE "}}"
#define RAN                                                                                        \
    "{\"event\":\"finished\",\"result\":{\"verdict\":\"IE\",\"reason\":\"cpu\",\"explanation\":"   \
    "\"e\",\"cpu_us\":1,\"wall_us\":2,\"memory_kib\":3,\"evidence\":{},\"limits\":" LIMITS         \
    ",\"stderr\":\"s\",\"stdout_errno\":32,\"compile\":null}}"
#define CHECKED(number)                                                                            \
    "{\"event\":\"checked\",\"checked\":{\"number\":" number                                       \
    ",\"input\":\"i\",\"input_says\":\"s\",\"answer\":\"a\",\"answer_says\":\"t\"}}"
#define LOOKED                                                                                     \
    "{\"event\":\"finished\",\"result\":{\"inputs\":2,\"answers\":0,\"broken\":\"\",\"missing\":"  \
    "\"\"}}"
#define KEY    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define CACHED "{\"event\":\"cached\",\"key\":\"" KEY "\"}"
#define FAILED "{\"event\":\"failed\",\"reason\":\"internal\",\"message\":\"m\"}"

static const struct door_terms grade_terms = {.job = DOOR_GRADE,
                                              .case_count = 2,
                                              .group_count = 1,
                                              .wall_us = 3 * SECOND_US,
                                              .compile_wall_us = 30 * SECOND_US};

static json_t *event_of(const char *text)
{
    json_t *event = json_loads(text, 0, NULL);

    if (!event)
        fail_msg("this is no JSON: %s", text);
    return event;
}

static enum door_word say(struct door *door, const char *text)
{
    char why[DOOR_WHY_SIZE] = "";
    json_t *event = event_of(text);
    enum door_word word = door_check(door, event, why);

    if ((word == DOOR_REFUSED) != (why[0] != '\0'))
        fail_msg("%s: %s", text, why);
    json_decref(event);
    return word;
}

/* A door that these have passed. */
static struct door after(const struct door_terms *terms, const char *const *texts)
{
    struct door door;

    door_open(&door, terms, 0);
    for (; *texts; texts++)
        if (say(&door, *texts) == DOOR_REFUSED)
            fail_msg("refused: %s", *texts);
    return door;
}

static void test_honest_jobs_pass(void **state)
{
    static const struct {
        enum door_job job;
        const char *texts[9];
    } jobs[] = {
        {DOOR_GRADE,
         {"{\"event\":\"step\",\"next_within_us\":1}", STARTED, CACHED, "{\"event\":\"compiled\"}",
          CASE("1"), CASE("2"), GROUP("1"), GRADED("WA")}},
        {DOOR_GRADE, {STARTED, GRADED("CE")}},
        {DOOR_GRADE, {STARTED, CASE("1"), FAILED}},
        {DOOR_GRADE, {FAILED}},
        {DOOR_RUN, {"{\"event\":\"step\"}", CACHED, RAN}},
        {DOOR_RUN, {FAILED}},
        {DOOR_DATA, {"{\"event\":\"step\"}", CHECKED("1"), CHECKED("2"), LOOKED}},
        {DOOR_DATA, {CHECKED("1"), FAILED}},
        {DOOR_VERSION, {"{\"event\":\"finished\",\"result\":{\"version\":\"L 1\"}}"}},
        {DOOR_WATCH,
         {"{\"event\":\"finished\",\"result\":{\"watched\":false,\"watched_why\":"
          "\"no\"}}"}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(jobs) / sizeof(jobs[0]); i++) {
        struct door_terms terms = grade_terms;
        struct door door;

        terms.job = jobs[i].job;
        door = after(&terms, jobs[i].texts);
        assert_true(door.has_ended);
        assert_int_equal(say(&door, "{\"event\":\"step\"}"), DOOR_REFUSED);
    }
}

/* ---- each field ---- */

/* An event that passes when these were there before it; `inner`: where in it fields are tried. */
static const struct sample {
    const char *name;
    enum door_job job;
    const char *before[5];
    const char *text;
    const char *inner[3];
    const char *optional; /* of the keys there, space on both sides */
} samples[] = {
    {"started", DOOR_GRADE, {NULL}, STARTED, {NULL}, " problem_name next_within_us "},
    {"limits", DOOR_GRADE, {NULL}, STARTED, {"limits"}, ""},
    {"case event", DOOR_GRADE, {STARTED}, CASE("1"), {NULL}, ""},
    {"case",
     DOOR_GRADE,
     {STARTED},
     CASE("1"),
     {"case"},
     " output_bytes output output_base64 explanation evidence stderr "},
    {"evidence",
     DOOR_GRADE,
     {STARTED},
     CASE("1"),
     {"case", "evidence"},
     " ended_by exit_status tmpfs_full limits "},
    {"finished", DOOR_GRADE, {STARTED, CASE("1"), CASE("2"), GROUP("1")}, GRADED("WA"), {NULL}, ""},
    {"graded",
     DOOR_GRADE,
     {STARTED, CASE("1"), CASE("2"), GROUP("1")},
     GRADED("WA"),
     {"result"},
     " compile "},
    {"compile",
     DOOR_GRADE,
     {STARTED, CASE("1"), CASE("2"), GROUP("1")},
     GRADED("WA"),
     {"result", "compile"},
     " cpu_us wall_us memory_kib cached path "},
    {"ran",
     DOOR_RUN,
     {NULL},
     RAN,
     {"result"},
     " explanation evidence stderr stdout_errno compile "},
    {"version",
     DOOR_VERSION,
     {NULL},
     "{\"event\":\"finished\",\"result\":{\"version\":\"1\"}}",
     {"result"},
     ""},
    {"watch",
     DOOR_WATCH,
     {NULL},
     "{\"event\":\"finished\",\"result\":{\"watched\":true,\"watched_why\":\"\"}}",
     {"result"},
     ""},
    {"failed", DOOR_GRADE, {NULL}, FAILED, {NULL}, ""},
    {"cached", DOOR_GRADE, {STARTED}, CACHED, {NULL}, ""},
    {"group event", DOOR_GRADE, {STARTED, CASE("1"), CASE("2")}, GROUP("1"), {NULL}, ""},
    {"group", DOOR_GRADE, {STARTED, CASE("1"), CASE("2")}, GROUP("1"), {"group"}, ""},
    {"checked event", DOOR_DATA, {NULL}, CHECKED("1"), {NULL}, ""},
    {"checked",
     DOOR_DATA,
     {CHECKED("1")},
     CHECKED("2"),
     {"checked"},
     " input input_says answer answer_says "},
    {"data", DOOR_DATA, {CHECKED("1"), CHECKED("2")}, LOOKED, {"result"}, ""},
};
enum { SAMPLES = sizeof(samples) / sizeof(samples[0]) };

/* The sample with the key's value changed (NULL: removed); what the door says. */
static enum door_word try_with(const struct sample *sample, const char *key, json_t *value)
{
    struct door_terms terms = grade_terms;
    char why[DOOR_WHY_SIZE];
    json_t *event = event_of(sample->text), *object = event;
    struct door door;
    enum door_word word;

    terms.job = sample->job;
    door = after(&terms, sample->before);
    for (size_t i = 0; i < 3 && sample->inner[i]; i++)
        object = json_object_get(object, sample->inner[i]);
    if (value)
        json_object_set(object, key, value);
    else
        json_object_del(object, key);
    word = door_check(&door, event, why);
    json_decref(event);
    return word;
}

static void keys_of(const struct sample *sample, char keys[32][32], size_t *ret_count)
{
    json_t *event = event_of(sample->text), *object = event, *value;
    const char *key;

    *ret_count = 0;
    for (size_t i = 0; i < 3 && sample->inner[i]; i++)
        object = json_object_get(object, sample->inner[i]);
    json_object_foreach(object, key, value) snprintf(keys[(*ret_count)++], 32, "%s", key);
    json_decref(event);
}

static void test_what_is_missing(void **state)
{
    char keys[32][32], spaced[40];
    size_t count;

    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        keys_of(&samples[i], keys, &count);
        for (size_t j = 0; j < count; j++) {
            enum door_word word = try_with(&samples[i], keys[j], NULL);

            snprintf(spaced, sizeof(spaced), " %s ", keys[j]);
            if ((word == DOOR_REFUSED) != !strstr(samples[i].optional, spaced))
                fail_msg("%s without %s: %d", samples[i].name, keys[j], (int)word);
        }
    }
}

static int same_type(const json_t *left, const json_t *right)
{
    return json_typeof(left) == json_typeof(right) ||
           (json_is_boolean(left) && json_is_boolean(right)) ||
           (json_is_integer(left) && json_is_real(right));
}

/* In the place of each field: a value of each other type, and of its own type what is too large. */
static void test_values_of_any_shape(void **state)
{
    static const char *const odd[] = {"null",
                                      "true",
                                      "-1",
                                      "-0.5",
                                      "1e300",
                                      "9223372036854775807",
                                      "-9223372036854775808",
                                      "\"\\u001b[2J\"",
                                      "[]",
                                      "[[[[]]]]",
                                      "{}",
                                      "{\"a\":{\"b\":[]}}"};
    char keys[32][32];
    size_t count, refused = 0;

    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        keys_of(&samples[i], keys, &count);
        for (size_t j = 0; j < count; j++)
            for (size_t k = 0; k < sizeof(odd) / sizeof(odd[0]); k++) {
                json_t *value = json_loads(odd[k], JSON_DECODE_ANY, NULL);
                json_t *event = event_of(samples[i].text), *object = event;
                enum door_word word = try_with(&samples[i], keys[j], value);

                for (size_t l = 0; l < 3 && samples[i].inner[l]; l++)
                    object = json_object_get(object, samples[i].inner[l]);
                /* only a type that the field may have gets through, and null for no compile step */
                if (word != DOOR_REFUSED && strcmp(samples[i].name, "evidence") != 0 &&
                    !same_type(json_object_get(object, keys[j]), value) &&
                    !(json_is_null(value) && strcmp(keys[j], "compile") == 0) &&
                    !(json_is_real(json_object_get(object, keys[j])) && json_is_integer(value)))
                    fail_msg("%s: %s is %s and passes", samples[i].name, keys[j], odd[k]);
                /* no number of ours is below 0 or as large as this, but what was measured */
                if (word != DOOR_REFUSED && k >= 2 && k <= 6 &&
                    strcmp(samples[i].name, "evidence") != 0)
                    fail_msg("%s: %s is %s and passes", samples[i].name, keys[j], odd[k]);
                refused += word == DOOR_REFUSED;
                json_decref(value);
                json_decref(event);
            }
    }
    assert_true(refused > 800);
}

static void test_texts_have_an_end(void **state)
{
    enum { LONG = 100 * 1024 };
    char *text = malloc(LONG + 1);
    char keys[32][32];
    json_t *value;
    size_t count;

    (void)state;
    assert_non_null(text);
    memset(text, 'x', LONG);
    text[LONG] = '\0';
    value = json_string(text);
    for (size_t i = 0; i < SAMPLES; i++) {
        keys_of(&samples[i], keys, &count);
        for (size_t j = 0; j < count; j++)
            if (try_with(&samples[i], keys[j], value) != DOOR_REFUSED)
                fail_msg("%s: %s has no bound", samples[i].name, keys[j]);
    }
    json_decref(value);
    free(text);
}

static void test_no_other_keys(void **state)
{
    json_t *value = json_integer(1);

    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        assert_int_equal(try_with(&samples[i], "Other", value), DOOR_REFUSED);
        assert_int_equal(try_with(&samples[i], "", value), DOOR_REFUSED);
        assert_int_equal(try_with(&samples[i], "\x1b[2J\xc2\x9b", value), DOOR_REFUSED);
    }
    json_decref(value);
}

static void test_evidence_is_small(void **state)
{
    json_t *value = json_object(), *one = json_integer(1);
    const struct sample *sample = &samples[3];
    char key[16];

    (void)state;
    for (int i = 0; i < 64; i++) {
        snprintf(key, sizeof(key), "k%d", i);
        json_object_set(value, key, one);
    }
    assert_int_equal(try_with(sample, "evidence", value), DOOR_CASE);
    json_object_set(value, "k64", one);
    assert_int_equal(try_with(sample, "evidence", value), DOOR_REFUSED);
    json_decref(value);
    json_decref(one);
}

/* ---- values that only some places may have ---- */
static void test_names(void **state)
{
    static const struct {
        size_t sample;
        const char *key, *value;
        int passes;
    } rows[] = {
        {3, "verdict", "AC", 1},      {3, "verdict", "SK", 1},    {3, "verdict", "ZZ", 0},
        {3, "verdict", "IE", 0},      {3, "verdict", "CE", 0},    {3, "verdict", "", 0},
        {3, "verdict", "ac", 0},      {6, "verdict", "PA", 1},    {6, "verdict", "SK", 0},
        {6, "verdict", "IE", 0},      {6, "verdict", "CE", 0},    {8, "verdict", "CE", 1},
        {8, "verdict", "SK", 0},      {3, "path", "watched", 1},  {3, "path", "", 1},
        {3, "path", "/etc", 0},       {3, "feedback", "all", 0},  {0, "feedback", "", 0},
        {3, "reason", "a b", 0},      {3, "reason", "\x1b[m", 0}, {3, "reason", "syscall:x", 1},
        {3, "reason", "\xc3\xa4", 0}, {11, "reason", "", 0},      {3, "reason", "", 1},
        {12, "key", "../../x", 0},    {12, "key", "", 0},         {2, "event", "cases", 0},
        {14, "verdict", "PA", 1},     {14, "verdict", "SK", 1},   {14, "verdict", "IE", 0},
        {14, "verdict", "CE", 0},     {14, "verdict", "ZZ", 0},   {14, "feedback", "all", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        json_t *value = json_string(rows[i].value);
        enum door_word word = try_with(&samples[rows[i].sample], rows[i].key, value);

        if ((word != DOOR_REFUSED) != rows[i].passes)
            fail_msg("%s: %s is \"%s\": %d", samples[rows[i].sample].name, rows[i].key,
                     rows[i].value, (int)word);
        json_decref(value);
    }
}

static void test_numbers(void **state)
{
    static const struct {
        size_t sample;
        const char *key, *value;
        int passes;
    } rows[] = {
        {0, "case_count", "1", 0},
        {0, "case_count", "3", 0},
        {0, "case_count", "-1", 0},
        {0, "case_count", "2.0", 0},
        {0, "max_score", "0", 1},
        {0, "max_score", "1e15", 0},
        {1, "wall_us", "3000001", 0},
        {1, "wall_us", "1", 1},
        {1, "processes", "513", 0},
        {3, "number", "-5", 0},
        {3, "number", "0", 0},
        {3, "number", "2", 0},
        {3, "number", "1.0", 0},
        {3, "score", "1", 1},
        {3, "score", "1.1", 0},
        {3, "cpu_us", "1.5", 0},
        {6, "score", "2", 1},
        {6, "score", "2.1", 0},
        {6, "max_score", "3", 0},
        {6, "max_score", "1.9", 0},
        {4, "exit_status", "-1", 1},
        {0, "next_within_us", "0", 1},
        {0, "next_within_us", "-1", 0},
        {14, "number", "0", 0},
        {14, "number", "2", 0},
        {14, "number", "-1", 0},
        {14, "score", "2.1", 0},
        {14, "score", "2", 1},
        {4, "exit_status", "9007199254740992", 1},
        {4, "exit_status", "9223372036854775807", 0},
        {4, "exit_status", "-9223372036854775808", 0},
        {4, "wall_us", "1e17", 0},
        {4, "refused_bytes", "9223372036854775807", 1},
        {4, "refused_bytes", "-1", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        json_t *value = json_loads(rows[i].value, JSON_DECODE_ANY, NULL);
        enum door_word word = try_with(&samples[rows[i].sample], rows[i].key, value);

        if ((word != DOOR_REFUSED) != rows[i].passes)
            fail_msg("%s: %s is %s: %d", samples[rows[i].sample].name, rows[i].key, rows[i].value,
                     (int)word);
        json_decref(value);
    }
}

/* A maximum of 0 is none, then and only then a score may be any; and it stays what it was. */
static void test_no_maximum(void **state)
{
    static const struct {
        size_t sample;
        double score, max_score;
        int passes;
    } rows[] = {{3, 7, 0, 1}, {3, 7, 6, 0}, {14, 1e6, 0, 1}, {14, 7, 6, 0}, {6, 7, 0, 0}};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct sample *sample = &samples[rows[i].sample];
        json_t *event = event_of(sample->text), *object = event;
        char why[DOOR_WHY_SIZE];
        struct door door = after(&grade_terms, sample->before);

        for (size_t j = 0; j < 3 && sample->inner[j]; j++)
            object = json_object_get(object, sample->inner[j]);
        json_object_set_new(object, "score", json_real(rows[i].score));
        json_object_set_new(object, "max_score", json_real(rows[i].max_score));
        if ((door_check(&door, event, why) != DOOR_REFUSED) != rows[i].passes)
            fail_msg("%s: %g of %g", sample->name, rows[i].score, rows[i].max_score);
        json_decref(event);
    }
}

/* ---- moments ---- */
static void test_moments(void **state)
{
    static const struct {
        enum door_job job;
        const char *before[6];
        const char *text;
    } rows[] = {
        {DOOR_GRADE, {NULL}, CASE("1")},
        {DOOR_GRADE, {NULL}, CACHED},
        {DOOR_GRADE, {NULL}, "{\"event\":\"compiled\"}"},
        {DOOR_GRADE, {NULL}, GRADED("CE")},
        {DOOR_GRADE, {STARTED}, STARTED},
        {DOOR_GRADE, {STARTED, CASE("1")}, STARTED},
        {DOOR_GRADE, {STARTED}, CASE("2")},
        {DOOR_GRADE, {STARTED, CASE("1")}, CASE("1")},
        {DOOR_GRADE, {STARTED, CASE("1"), CASE("2")}, CASE("3")},
        {DOOR_GRADE, {STARTED}, GRADED("AC")},
        {DOOR_GRADE, {NULL}, GROUP("1")},
        {DOOR_GRADE, {STARTED}, GROUP("1")},
        {DOOR_GRADE, {STARTED, CASE("1")}, GROUP("1")},
        {DOOR_GRADE, {STARTED, CASE("1"), CASE("2"), GROUP("1")}, GROUP("1")},
        {DOOR_GRADE, {STARTED, CASE("1"), CASE("2"), GROUP("1")}, GROUP("2")},
        {DOOR_GRADE, {STARTED, CASE("1"), CASE("2")}, GRADED("WA")},
        {DOOR_RUN, {NULL}, GROUP("1")},
        {DOOR_GRADE, {STARTED}, CHECKED("1")},
        {DOOR_DATA, {NULL}, CHECKED("2")},
        {DOOR_DATA, {CHECKED("1"), CHECKED("2")}, CHECKED("3")},
        {DOOR_DATA, {CHECKED("1")}, LOOKED},
        {DOOR_DATA, {NULL}, CACHED},
        {DOOR_DATA, {NULL}, STARTED},
        {DOOR_GRADE, {STARTED, CASE("1")}, GRADED("WA")},
        {DOOR_GRADE, {STARTED, CASE("1")}, GRADED("CE")},
        {DOOR_GRADE, {STARTED, CASE("1"), CASE("2"), GROUP("1"), GRADED("WA")}, GRADED("AC")},
        {DOOR_GRADE, {FAILED}, FAILED},
        {DOOR_GRADE, {STARTED, CACHED}, CACHED},
        {DOOR_GRADE, {STARTED, "{\"event\":\"compiled\"}"}, "{\"event\":\"compiled\"}"},
        {DOOR_GRADE, {STARTED}, RAN},
        {DOOR_GRADE, {STARTED}, "{\"event\":\"finished\"}"},
        {DOOR_GRADE, {NULL}, "{}"},
        {DOOR_GRADE, {NULL}, "[]"},
        {DOOR_GRADE, {NULL}, "{\"event\":7}"},
        {DOOR_RUN, {NULL}, STARTED},
        {DOOR_RUN, {NULL}, CASE("1")},
        {DOOR_RUN, {NULL}, GRADED("AC")},
        {DOOR_RUN, {NULL}, "{\"event\":\"finished\",\"result\":{\"version\":\"1\"}}"},
        {DOOR_VERSION, {NULL}, RAN},
        {DOOR_VERSION, {NULL}, CACHED},
        {DOOR_WATCH, {NULL}, STARTED},
        {DOOR_WATCH, {NULL}, "{\"event\":\"compiled\"}"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct door_terms terms = grade_terms;
        struct door door;

        terms.job = rows[i].job;
        door = after(&terms, rows[i].before);
        if (say(&door, rows[i].text) != DOOR_REFUSED)
            fail_msg("row %zu passes: %s", i, rows[i].text);
    }
}

static void test_signs_of_life_have_an_end(void **state)
{
    const char *const started[] = {STARTED, NULL};
    struct door door = after(&grade_terms, started);
    int said = 0;

    (void)state;
    while (said < 1000 && say(&door, "{\"event\":\"step\"}") == DOOR_STEP)
        said++;
    assert_true(said >= 2 * 16 && said < 1000);
}

/* Where the judge does not know the problem, bounds hold that any problem keeps. */
static void test_an_unknown_problem(void **state)
{
    const struct door_terms terms = {.job = DOOR_GRADE, .case_count = -1};
    json_t *event = event_of(STARTED), *count = json_integer(100001);
    char why[DOOR_WHY_SIZE];
    struct door door;

    (void)state;
    door_open(&door, &terms, 0);
    assert_int_equal(say(&door, STARTED), DOOR_STARTED);
    door_open(&door, &terms, 0);
    json_object_set(event, "case_count", count);
    assert_int_equal(door_check(&door, event, why), DOOR_REFUSED);
    json_decref(event);
    json_decref(count);
}

/* ---- time ---- */
static void test_patience(void **state)
{
    const char *const none[] = {NULL}, *const started[] = {STARTED, NULL};
    struct door door = after(&grade_terms, none);
    json_t *soon = event_of("{\"next_within_us\":5}");
    json_t *never = event_of("{\"next_within_us\":9007199254740992}");
    json_t *unstated = event_of("{}");
    int64_t before_us = door_total_us(&door), most_us = 2 * (10 * 30 + 30) * SECOND_US;

    (void)state;
    assert_int_equal(door_patience_us(&door, NULL, 0), 60 * SECOND_US);
    assert_int_equal(door_patience_us(&door, soon, 0), 5);
    assert_int_equal(door_patience_us(&door, never, 0), most_us);
    assert_int_equal(door_patience_us(&door, unstated, 0), most_us);
    /* the whole job has an end, which no event puts off */
    assert_int_equal(door_patience_us(&door, never, before_us - 7), 7);
    assert_int_equal(door_patience_us(&door, never, before_us), 0);
    assert_int_equal(door_patience_us(&door, never, before_us + 1), 0);
    /* once it has started: two cases of a wall limit of 3 s */
    door = after(&grade_terms, started);
    assert_int_equal(door_total_us(&door), before_us + 2 * 4 * (10 * 3 + 5) * SECOND_US);
    /* runs that may go on beyond their limit */
    door.terms.margin = 2.5;
    assert_int_equal(door_total_us(&door), before_us + 2 * 4 * (10 * 3 * 5 / 2 + 5) * SECOND_US);
    door.terms.margin = 1;
    /* a run that may take longer than a compile step */
    door.terms.wall_us = 7201 * SECOND_US;
    assert_int_equal(door_patience_us(&door, never, 0), (72010 + 30) * SECOND_US);
    /* a validator that may take longer than the program, and is asked in each of two passes */
    door = after(&grade_terms, started);
    door.terms.author_wall_us = 600 * SECOND_US;
    door.terms.case_runs = 4;
    assert_int_equal(door_patience_us(&door, never, 0), (6000 + 30) * SECOND_US);
    assert_int_equal(door_total_us(&door), before_us + 4 * 2 * 4 * (10 * 600 + 5) * SECOND_US);
    json_decref(soon);
    json_decref(never);
    json_decref(unstated);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_honest_jobs_pass),
        cmocka_unit_test(test_what_is_missing),
        cmocka_unit_test(test_no_maximum),
        cmocka_unit_test(test_values_of_any_shape),
        cmocka_unit_test(test_texts_have_an_end),
        cmocka_unit_test(test_no_other_keys),
        cmocka_unit_test(test_evidence_is_small),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_moments),
        cmocka_unit_test(test_signs_of_life_have_an_end),
        cmocka_unit_test(test_an_unknown_problem),
        cmocka_unit_test(test_patience),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
