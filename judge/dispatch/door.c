#include "judge/dispatch/door.h"

#include "base/limits.h"
#include "judge/cache/cache.h"
#include "judge/rules/verdict.h"
#include "problems/problem.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* The objects that are checked, as bits. The first are events, in the order of enum door_word. */
enum {
    STARTED = 1 << DOOR_STARTED,
    CASE_EVENT = 1 << DOOR_CASE,
    GROUP_EVENT = 1 << DOOR_GROUP,
    CHECKED_EVENT = 1 << DOOR_CHECKED,
    STEP = 1 << DOOR_STEP,
    FINISHED = 1 << DOOR_FINISHED,
    FAILED = 1 << DOOR_FAILED,
    CACHED = 1 << DOOR_CACHED,
    COMPILED = 1 << DOOR_COMPILED,
    EVENTS = STARTED | CASE_EVENT | GROUP_EVENT | CHECKED_EVENT | STEP | FINISHED | FAILED |
             CACHED | COMPILED,
    CASE = 1 << DOOR_WORD_COUNT,
    GROUP = CASE << 1,
    GRADED = CASE << 2, /* the results of the kinds of jobs */
    RAN = CASE << 3,
    VERSION = CASE << 4,
    WATCH = CASE << 5,
    COMPILE_STEP = CASE << 6,
    LIMITS = CASE << 7,
    CHECKED = CASE << 8,
    DATA = CASE << 9,
};

enum type {
    WORD,    /* 1 to `most` visible ASCII characters */
    MARK,    /* the same, or nothing */
    TEXT,    /* at most `most` bytes */
    COUNT,   /* a whole number from 0 to `most` */
    POINTS,  /* a number from 0 to `most` */
    FLAG,    /* true or false */
    VERDICT, /* a name of enum verdict */
    FEEDBACK,
    PATH,
    KEY,      /* of the cache */
    EVIDENCE, /* measures: plain keys, small values */
    OBJECT,   /* of a kind in this table: `inside` */
    RESULT,   /* of the kind of the job */
};

#define BIG (INT64_C(1) << 53)
#define POINTS_MOST                                                                                \
    (INT64_C(100) * 1000 * 1000 * 1000 * 1000) /* 1e9 for each of PROBLEM_CASES_MAX */

/* The one schema. `needed`: of the objects in `of`, those that must have the key. Texts are as long
 * as honest graders make them (bytes of programs stand as \xNN, four for one). */
static const struct field {
    const char *key;
    enum type type;
    unsigned of, needed;
    int64_t most;
    unsigned inside;
} fields[] = {
    {"event", WORD, EVENTS, EVENTS, 16, 0},
    {"next_within_us", COUNT, EVENTS, 0, BIG, 0},

    {"problem_version", TEXT, STARTED, STARTED, 64, 0},
    {"problem_name", TEXT, STARTED, 0, 16 << 10, 0},
    {"language_version", TEXT, STARTED, STARTED, 4 << 10, 0},
    {"case_count", COUNT, STARTED, STARTED, PROBLEM_CASES_MAX, 0},
    {"uncalibrated", FLAG, STARTED, 0, 0, 0},
    {"feedback", FEEDBACK, STARTED | CASE | GROUP, STARTED | CASE | GROUP, 0, 0},
    {"limits", OBJECT, STARTED | RAN, STARTED | RAN, 0, LIMITS},

    {"case", OBJECT, CASE_EVENT, CASE_EVENT, 0, CASE},
    {"number", COUNT, CASE, CASE, PROBLEM_CASES_MAX, 0},
    {"name", TEXT, CASE, CASE, 1 << 10, 0},
    {"group", TEXT, CASE, CASE, 16 << 10, 0},
    {"group", OBJECT, GROUP_EVENT, GROUP_EVENT, 0, GROUP},
    {"number", COUNT, GROUP, GROUP, PROBLEM_GROUPS_MAX, 0},
    {"name", TEXT, GROUP, GROUP, 16 << 10, 0},
    {"hint", TEXT, CASE, CASE, 8 << 10, 0},
    {"is_forgeable", FLAG, CASE, 0, 0, 0},
    {"description", TEXT, CASE, 0, 8 << 10, 0},
    {"setup", TEXT, CASE, 0, 8 << 10, 0},
    {"call", TEXT, CASE, 0, 8 << 10, 0},
    {"expected", TEXT, CASE, 0, 32 << 10, 0},
    {"got", TEXT, CASE, 0, 64 << 10, 0},
    {"path", PATH, CASE | COMPILE_STEP, CASE, 0, 0},
    {"output_bytes", COUNT, CASE, 0, BIG, 0},
    {"output", TEXT, CASE, 0, 16 << 10, 0},
    {"output_base64", TEXT, CASE, 0, 16 << 10, 0},

    {"checked", OBJECT, CHECKED_EVENT, CHECKED_EVENT, 0, CHECKED},
    {"number", COUNT, CHECKED, CHECKED, PROBLEM_CASES_MAX, 0},
    {"input", TEXT, CHECKED, 0, 8 << 10, 0},
    {"input_says", TEXT, CHECKED, 0, 16 << 10, 0},
    {"answer", TEXT, CHECKED, 0, 8 << 10, 0},
    {"answer_says", TEXT, CHECKED, 0, 16 << 10, 0},
    {"inputs", COUNT, DATA, DATA, PROBLEM_CASES_MAX, 0},
    {"answers", COUNT, DATA, DATA, PROBLEM_CASES_MAX, 0},
    {"broken", TEXT, DATA, DATA, 32 << 10, 0},
    {"missing", TEXT, DATA, DATA, 32 << 10, 0},

    {"result", RESULT, FINISHED, FINISHED, 0, 0},
    {"verdict", VERDICT, CASE | GROUP | GRADED | RAN, CASE | GROUP | GRADED | RAN, 0, 0},
    {"reason", MARK, CASE | GRADED | RAN, CASE | GRADED | RAN, VERDICT_REASON_MAX, 0},
    {"message", TEXT, CASE | GRADED, CASE | GRADED, 16 << 10, 0},
    {"judge_message", TEXT, CASE, 0, 16 << 10, 0},
    {"conversation", TEXT, CASE, 0, 64 << 10, 0},
    {"explanation", TEXT, CASE | RAN, 0, 4 * VERDICT_TEXT_MAX, 0},
    {"score", POINTS, CASE | GROUP | GRADED, CASE | GROUP | GRADED, POINTS_MOST, 0},
    {"max_score", POINTS, STARTED | CASE | GROUP | GRADED, STARTED | CASE | GROUP | GRADED,
     POINTS_MOST, 0},
    {"cpu_us", COUNT, CASE | GRADED | RAN | COMPILE_STEP, CASE | GRADED | RAN, BIG, 0},
    {"wall_us", COUNT, CASE | GRADED | RAN | COMPILE_STEP, CASE | GRADED | RAN, BIG, 0},
    {"memory_kib", COUNT, CASE | GRADED | RAN | COMPILE_STEP, CASE | GRADED | RAN, BIG, 0},
    {"evidence", EVIDENCE, CASE | RAN, 0, 0, 0},
    {"stderr", TEXT, CASE | RAN, 0, 80 << 10, 0},
    {"stdout_errno", COUNT, RAN, 0, 4095, 0},
    {"compile", OBJECT, GRADED | RAN, 0, 0, COMPILE_STEP},

    {"status", WORD, COMPILE_STEP, COMPILE_STEP, 16, 0},
    {"cached", FLAG, COMPILE_STEP, 0, 0, 0},
    {"log", TEXT, COMPILE_STEP, COMPILE_STEP, 80 << 10, 0},

    {"version", TEXT, VERSION, VERSION, 4 << 10, 0},
    {"watched", FLAG, WATCH, WATCH, 0, 0},
    {"watched_why", TEXT, WATCH, WATCH, 4 << 10, 0},

    {"reason", WORD, FAILED, FAILED, VERDICT_REASON_MAX, 0},
    {"message", TEXT, FAILED, FAILED, 8 << 10, 0},
    {"key", KEY, CACHED, CACHED, 0, 0},

    {"time_us", COUNT, LIMITS, LIMITS, LIMIT_TIME_MAX_US, 0},
    {"wall_us", COUNT, LIMITS, LIMITS, LIMIT_WALL_MAX_US, 0},
    {"memory_kib", COUNT, LIMITS, LIMITS, LIMIT_MEMORY_MAX_KIB, 0},
    {"stack_kib", COUNT, LIMITS, LIMITS, LIMIT_STACK_MAX_KIB, 0},
    {"output_bytes", COUNT, LIMITS, LIMITS, BIG, 0},
    {"processes", COUNT, LIMITS, LIMITS, LIMIT_PROCESSES_MAX, 0},
};
enum { FIELDS = sizeof(fields) / sizeof(fields[0]) };

enum { EVERY_JOB = DOOR_GRADE | DOOR_RUN | DOOR_VERSION | DOOR_WATCH | DOOR_DATA };

/* When an event may come: in which jobs, and in a job that grades, whether before or after
 * "started". */
static const struct {
    const char *name;
    unsigned jobs;
    int before_started, after_started;
} words[DOOR_WORD_COUNT] = {
    [DOOR_STARTED] = {"started", DOOR_GRADE, 1, 0},
    [DOOR_CASE] = {"case", DOOR_GRADE, 0, 1},
    [DOOR_GROUP] = {"group", DOOR_GRADE, 0, 1},
    [DOOR_CHECKED] = {"checked", DOOR_DATA, 0, 1},
    [DOOR_STEP] = {"step", EVERY_JOB, 1, 1},
    [DOOR_FINISHED] = {"finished", EVERY_JOB, 0, 1},
    [DOOR_FAILED] = {"failed", EVERY_JOB, 1, 1},
    [DOOR_CACHED] = {"cached", DOOR_GRADE | DOOR_RUN, 0, 1},
    [DOOR_COMPILED] = {"compiled", DOOR_GRADE | DOOR_RUN, 0, 1},
};

static int is_plain_key(const char *key)
{
    size_t size = strspn(key, "abcdefghijklmnopqrstuvwxyz_0123456789");

    return size > 0 && size <= 32 && key[size] == '\0';
}

/* The words get into results, so nothing of the event stands in them but a plain key. */
static int refuse(char why[DOOR_WHY_SIZE], const char *key, const char *what)
{
    snprintf(why, DOOR_WHY_SIZE, "\"%s\" %s", is_plain_key(key) ? key : "?", what);
    return 0;
}

/* ---- one value ---- */
static int is_mark(const json_t *value, int64_t least, int64_t most)
{
    const char *text = json_string_value(value);
    int64_t size = (int64_t)json_string_length(value);

    if (!text || size < least || size > most)
        return 0;
    for (; *text; text++)
        if (*text <= ' ' || *text > '~')
            return 0;
    return 1;
}

static int is_one_of(const json_t *value, const char *const *names)
{
    const char *text = json_string_value(value);

    for (; text && *names; names++)
        if (strcmp(text, *names) == 0)
            return 1;
    return 0;
}

static int is_verdict(const json_t *value, unsigned which)
{
    const char *text = json_string_value(value);
    enum verdict verdict;

    if (!text || verdict_parse(text, &verdict) < 0)
        return 0;
    if (which == CASE ||
        which == GROUP) /* a case of ours ends the job as "failed", and none is compiled */
        return verdict != VERDICT_IE && verdict != VERDICT_CE;
    return verdict != VERDICT_SK && (which == RAN || verdict != VERDICT_IE);
}

static int is_points(const json_t *value, int64_t most)
{
    return json_is_number(value) && json_number_value(value) >= 0 &&
           json_number_value(value) <= (double)most;
}

static int is_count(const json_t *value, int64_t most)
{
    return json_is_integer(value) && json_integer_value(value) >= 0 &&
           json_integer_value(value) <= most;
}

static int check_object(const json_t *object, unsigned which, unsigned result,
                        char why[DOOR_WHY_SIZE]);

/* Readers add these and take them from each other. Only a program's request for memory is as large
 * as the program says. */
static int is_measure(const char *key, const json_t *value)
{
    double number = json_number_value(value);

    if (json_is_integer(value) && strcmp(key, "refused_bytes") == 0)
        return json_integer_value(value) >= 0;
    return json_is_number(value) && number >= -(double)BIG && number <= (double)BIG;
}

/* What was measured grows with the runner, so its keys are not in the table. */
static int check_evidence(const json_t *evidence, char why[DOOR_WHY_SIZE])
{
    enum { KEYS_MAX = 64, TEXT_MAX = 256 };
    const char *key;
    json_t *value;

    if (!json_is_object(evidence) || json_object_size(evidence) > KEYS_MAX)
        return refuse(why, "evidence", "is no object of measures");
    json_object_foreach((json_t *)evidence, key, value)
    {
        int fits = json_is_boolean(value) || is_measure(key, value) ||
                   (json_is_string(value) && json_string_length(value) <= TEXT_MAX);

        if (!is_plain_key(key))
            return refuse(why, key, "is no key of evidence");
        if (strcmp(key, "limits") == 0 ? !check_object(value, LIMITS, 0, why) : !fits)
            return refuse(why, key, "of the evidence is no measure");
    }
    return 1;
}

static int check_value(const struct field *field, const json_t *value, unsigned which,
                       unsigned result, char why[DOOR_WHY_SIZE])
{
    static const char *const feedbacks[] = {"none", "verdict", "first_difference", NULL};
    static const char *const paths[] = {"exec", "watched", "shared", "", NULL};
    const char *text = json_string_value(value);

    switch (field->type) {
    case WORD:
        return is_mark(value, 1, field->most) || refuse(why, field->key, "is no word");
    case MARK:
        return is_mark(value, 0, field->most) || refuse(why, field->key, "is no word");
    case TEXT:
        return (text && (int64_t)json_string_length(value) <= field->most) ||
               refuse(why, field->key, "is no text, or too long");
    case COUNT:
        return is_count(value, field->most) ||
               refuse(why, field->key, "is no whole number, or out of range");
    case POINTS:
        return is_points(value, field->most) ||
               refuse(why, field->key, "is no number, or out of range");
    case FLAG:
        return json_is_boolean(value) || refuse(why, field->key, "is neither true nor false");
    case VERDICT:
        return is_verdict(value, which) || refuse(why, field->key, "is none that may stand here");
    case FEEDBACK:
        return is_one_of(value, feedbacks) || refuse(why, field->key, "is none");
    case PATH:
        return is_one_of(value, paths) || refuse(why, field->key, "is none");
    case KEY:
        return (text && cache_key_is_plain(text)) || refuse(why, field->key, "is none");
    case EVIDENCE:
        return check_evidence(value, why);
    case OBJECT:
        if (field->inside == COMPILE_STEP && json_is_null(value))
            return 1; /* there was none */
        return json_is_object(value) ? check_object(value, field->inside, result, why)
                                     : refuse(why, field->key, "is no object");
    case RESULT:
        return json_is_object(value) ? check_object(value, result, result, why)
                                     : refuse(why, field->key, "is no object");
    }
    return 0;
}

/* ---- one object ---- */
static const struct field *find_field(const char *key, unsigned which)
{
    for (size_t i = 0; i < FIELDS; i++)
        if (fields[i].of & which && strcmp(fields[i].key, key) == 0)
            return &fields[i];
    return NULL;
}

static int check_object(const json_t *object, unsigned which, unsigned result,
                        char why[DOOR_WHY_SIZE])
{
    const char *key;
    json_t *value;

    if (!json_is_object(object))
        return refuse(why, "limits", "are no object"); /* of the evidence: the rest was looked at */
    json_object_foreach((json_t *)object, key, value)
    {
        const struct field *field = find_field(key, which);

        if (!field)
            return refuse(why, key, "is no key that may stand there");
        if (!check_value(field, value, which, result, why))
            return 0;
    }
    for (size_t i = 0; i < FIELDS; i++)
        if (fields[i].needed & which && !json_object_get(object, fields[i].key))
            return refuse(why, fields[i].key, "is missing");
    return 1;
}

/* ---- one event, at this point of the job ---- */
static enum door_word word_of(const json_t *event)
{
    const char *name = json_string_value(json_object_get(event, "event"));

    for (int word = DOOR_REFUSED + 1; name && word < DOOR_WORD_COUNT; word++)
        if (strcmp(name, words[word].name) == 0)
            return (enum door_word)word;
    return DOOR_REFUSED;
}

static unsigned result_of(enum door_job job)
{
    switch (job) {
    case DOOR_GRADE:
        return GRADED;
    case DOOR_RUN:
        return RAN;
    case DOOR_VERSION:
        return VERSION;
    case DOOR_WATCH:
        return WATCH;
    case DOOR_DATA:
        return DATA;
    }
    return 0;
}

static int64_t case_runs(const struct door *door)
{
    return door->terms.case_runs > 0 ? door->terms.case_runs : 1;
}

/* As many as honest graders have use for: they run again what the host disturbed. */
static int64_t steps_most(const struct door *door)
{
    return 64 + 16 * door->case_count * case_runs(door);
}

static int may_come(const struct door *door, enum door_word word, char why[DOOR_WHY_SIZE])
{
    int is_early = door->terms.job == DOOR_GRADE && !door->has_started;

    if (door->has_ended || !(words[word].jobs & door->terms.job) ||
        (is_early ? !words[word].before_started : !words[word].after_started))
        return refuse(why, words[word].name, "came when it may not");
    if ((word == DOOR_CACHED && door->has_asked) || (word == DOOR_COMPILED && door->has_compiled))
        return refuse(why, words[word].name, "came twice");
    if (word == DOOR_STEP && door->steps >= steps_most(door))
        return refuse(why, words[word].name, "came more often than the job has steps");
    return 1;
}

static double points_of(const json_t *object, const char *key)
{
    return json_number_value(json_object_get(object, key));
}

/* No more than there is to get; sums of fractions may be off in the last digit. A maximum of 0 is
 * none: a problem whose validator gives what points it likes. */
static int has_fair_score(const json_t *object, char why[DOOR_WHY_SIZE])
{
    double most = points_of(object, "max_score");

    return most == 0 || points_of(object, "score") <= most * (1 + 1e-9) ||
           refuse(why, "score", "is more than there is to get");
}

static int check_started(const struct door *door, const json_t *event, char why[DOOR_WHY_SIZE])
{
    const json_t *limits = json_object_get(event, "limits");
    int64_t count = json_integer_value(json_object_get(event, "case_count"));
    int64_t wall_us = json_integer_value(json_object_get(limits, "wall_us"));

    if (door->terms.case_count >= 0 && count != door->terms.case_count)
        return refuse(why, "case_count", "is not that of the problem");
    if (door->terms.wall_us > 0 && wall_us > door->terms.wall_us)
        return refuse(why, "wall_us", "is more than the problem allows");
    return 1;
}

/* Cases come in order, each once. */
static int is_next_case(const struct door *door, const json_t *test, char why[DOOR_WHY_SIZE])
{
    int64_t number = json_integer_value(json_object_get(test, "number"));

    if (number != door->cases + 1 || number > door->case_count)
        return refuse(why, "number", "is not that of the next case");
    return 1;
}

static int check_case(const struct door *door, const json_t *test, char why[DOOR_WHY_SIZE])
{
    return is_next_case(door, test, why) && has_fair_score(test, why);
}

/* They come after the cases, in order, each once. */
static int check_group(const struct door *door, const json_t *group, char why[DOOR_WHY_SIZE])
{
    int64_t most = door->terms.group_count < 0 ? PROBLEM_GROUPS_MAX : door->terms.group_count;
    int64_t number = json_integer_value(json_object_get(group, "number"));

    if (door->cases < door->case_count)
        return refuse(why, "group", "came with cases left");
    if (number != door->groups + 1 || number > most)
        return refuse(why, "number", "is not that of the next group");
    return has_fair_score(group, why);
}

static int check_finished(const struct door *door, const json_t *result, char why[DOOR_WHY_SIZE])
{
    const char *verdict = json_string_value(json_object_get(result, "verdict"));

    if (door->terms.job == DOOR_DATA && door->cases < door->case_count)
        return refuse(why, "finished", "came with cases left");
    if (door->terms.job != DOOR_GRADE)
        return 1;
    if (points_of(result, "max_score") != door->max_score)
        return refuse(why, "max_score", "is not what it was");
    if (strcmp(verdict, "CE") == 0 ? door->cases > 0 : door->cases < door->case_count)
        return refuse(why, "finished", "came with cases left, or a CE after a case");
    if (door->cases > 0 && door->terms.group_count >= 0 && door->groups < door->terms.group_count)
        return refuse(why, "finished", "came with groups left");
    return has_fair_score(result, why);
}

static void note(struct door *door, enum door_word word, const json_t *event)
{
    if (word == DOOR_STARTED) {
        door->has_started = 1;
        door->case_count = json_integer_value(json_object_get(event, "case_count"));
        door->max_score = points_of(event, "max_score");
        door->terms.wall_us =
            json_integer_value(json_object_get(json_object_get(event, "limits"), "wall_us"));
    }
    door->cases += word == DOOR_CASE || word == DOOR_CHECKED;
    door->groups += word == DOOR_GROUP;
    door->steps += word == DOOR_STEP;
    door->has_asked |= word == DOOR_CACHED;
    door->has_compiled |= word == DOOR_COMPILED;
    door->has_ended |= word == DOOR_FINISHED || word == DOOR_FAILED;
}

enum door_word door_check(struct door *door, const json_t *event, char why[DOOR_WHY_SIZE])
{
    enum door_word word = word_of(event);
    int passes = word != DOOR_REFUSED || refuse(why, "event", "is none that there is");

    passes = passes && may_come(door, word, why) &&
             check_object(event, 1U << word, result_of(door->terms.job), why);
    if (passes && word == DOOR_STARTED)
        passes = check_started(door, event, why);
    else if (passes && word == DOOR_CASE)
        passes = check_case(door, json_object_get(event, "case"), why);
    else if (passes && word == DOOR_CHECKED)
        passes = is_next_case(door, json_object_get(event, "checked"), why);
    else if (passes && word == DOOR_GROUP)
        passes = check_group(door, json_object_get(event, "group"), why);
    else if (passes && word == DOOR_FINISHED)
        passes = check_finished(door, json_object_get(event, "result"), why);
    if (!passes)
        return DOOR_REFUSED;
    note(door, word, event);
    return word;
}

/* ---- time ---- */
#define SECOND_US INT64_C(1000000)

enum {
    LOAD_S = 60,     /* to load a problem, or to say a first word */
    HARD_STOPS = 10, /* a run is ended for good at this many times its wall limit */
    SPARE_S = 30,    /* of one step on a busy host */
    CASE_SPARE_S = 5,
    COMPILE_STEPS = 6, /* a version, an archive, a step; and one of another grader, twice as long */
    TRIES = 4,         /* of a case: watched and not, and again where the host disturbed it */
};

static int64_t patience_us(int64_t wall_us)
{
    return HARD_STOPS * wall_us + SPARE_S * SECOND_US;
}

/* Nothing is known of a job's runs until it has started. */
static int64_t run_wall_us(const struct door *door)
{
    double wall_us = (double)door->terms.wall_us;

    if (door->terms.job == DOOR_GRADE && !door->has_started)
        return 0;
    if (door->terms.margin > 1)
        wall_us *= door->terms.margin;
    return wall_us < (double)LIMIT_WALL_MAX_US ? (int64_t)wall_us : LIMIT_WALL_MAX_US;
}

int64_t door_total_us(const struct door *door)
{
    int64_t runs = door->terms.job == DOOR_RUN ? 1 : door->case_count;
    int64_t author_us = runs > 0 ? door->terms.author_wall_us : 0;
    int64_t longest_us = run_wall_us(door) > author_us ? run_wall_us(door) : author_us;
    int64_t run_us = HARD_STOPS * longest_us + CASE_SPARE_S * SECOND_US;

    return 2 * LOAD_S * SECOND_US + COMPILE_STEPS * patience_us(door->terms.compile_wall_us) +
           TRIES * runs * case_runs(door) * run_us;
}

int64_t door_patience_us(const struct door *door, const json_t *event, int64_t now_us)
{
    int64_t said_us = json_integer_value(json_object_get(event, "next_within_us"));
    int64_t left_us = door->began_us + door_total_us(door) - now_us;
    int64_t most_us = 2 * patience_us(door->terms.compile_wall_us);

    if (patience_us(run_wall_us(door)) > most_us)
        most_us = patience_us(run_wall_us(door));
    if (patience_us(door->terms.author_wall_us) > most_us)
        most_us = patience_us(door->terms.author_wall_us);
    if (!event)
        most_us = LOAD_S * SECOND_US;
    else if (said_us > 0 && said_us < most_us)
        most_us = said_us;
    if (left_us < 0)
        left_us = 0;
    return most_us < left_us ? most_us : left_us;
}

void door_open(struct door *door, const struct door_terms *terms, int64_t now_us)
{
    *door = (struct door){.terms = *terms,
                          .began_us = now_us,
                          .case_count = terms->job == DOOR_DATA ? terms->case_count : 0};
}
