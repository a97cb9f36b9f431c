#include "judge/commands/clics.h"

#include "base/memory.h"
#include "judge/languages/language.h"
#include "judge/report/result.h"

#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MINUTE_MS = 60000, HASH_BYTES = 4, KEPT = 26 };

/* ---- names and times ---- */

static int is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static int is_id(const char *name)
{
    size_t size = strlen(name);

    if (size == 0 || size >= CLICS_ID_SIZE || !is_letter(name[0]) || name[size - 1] == '.')
        return 0;
    for (size_t i = 0; i < size; i++) {
        if (!is_letter(name[i]) && name[i] != '.' && name[i] != '-')
            return 0;
    }
    return 1;
}

/* `hashed` is what makes it differ from others. */
static void make_id(const char *name, const char *hashed, char id[CLICS_ID_SIZE])
{
    uint8_t digest[SHA256_DIGEST_SIZE];
    struct sha256_ctx context;
    size_t size = 0;

    for (; *name != '\0' && size < KEPT; name++)
        id[size++] = is_letter(*name) ? *name : '_';
    if (size == 0)
        id[size++] = '_';
    sha256_init(&context);
    sha256_update(&context, strlen(hashed), (const uint8_t *)hashed);
    sha256_digest(&context, sizeof(digest), digest);
    id[size++] = '-';
    for (size_t i = 0; i < HASH_BYTES; i++, size += 2)
        snprintf(id + size, 3, "%02x", digest[i]);
}

void clics_id(const char *name, char ret_id[CLICS_ID_SIZE])
{
    if (is_id(name))
        snprintf(ret_id, CLICS_ID_SIZE, "%s", name);
    else
        make_id(name, name, ret_id);
}

void clics_duration(int64_t ms, char ret_text[CLICS_TIME_SIZE])
{
    int64_t amount = ms < 0 ? -ms : ms;

    snprintf(ret_text, CLICS_TIME_SIZE, "%s%lld:%02d:%02d.%03d", ms < 0 ? "-" : "",
             (long long)(amount / 3600000), (int)(amount / MINUTE_MS % 60),
             (int)(amount / 1000 % 60), (int)(amount % 1000));
}

void clics_time(int64_t realtime_ms, char ret_text[CLICS_TIME_SIZE])
{
    time_t seconds = (time_t)(realtime_ms / 1000);
    struct tm parts = {0};
    size_t size;

    gmtime_r(&seconds, &parts); /* a year that no int holds is 1900 */
    size = strftime(ret_text, CLICS_TIME_SIZE, "%FT%T", &parts);
    snprintf(ret_text + size, CLICS_TIME_SIZE - size, ".%03dZ", (int)(realtime_ms % 1000));
}

/* ---- notifications ---- */

struct feed {
    struct store *store;
    FILE *stream;
    int64_t start_ms;
    int has_scores;
    struct feed_problem {
        char *folder; /* in order */
        char id[CLICS_ID_SIZE];
    } * problems;
    size_t problem_count;
    struct error *err;
};

static void set(json_t *object, const char *key, json_t *value)
{
    json_object_set_new(object, key, value);
}

/* Takes the object. `id` NULL: it is alone of its type. */
static void notify(const struct feed *feed, const char *type, const char *id, json_t *data)
{
    json_t *event = json_pack("{s:s,s:s?,s:o}", "type", type, "id", id, "data", data);

    json_dumpf(event, feed->stream, JSON_COMPACT | JSON_REAL_PRECISION(15));
    fputc('\n', feed->stream);
    json_decref(event);
}

static void set_time(const struct feed *feed, json_t *object, const char *key,
                     const char *contest_key, int64_t at_ms)
{
    char text[CLICS_TIME_SIZE];

    clics_time(at_ms, text);
    set(object, key, json_string(text));
    clics_duration(at_ms - feed->start_ms, text);
    set(object, contest_key, json_string(text));
}

static void print_contest(const struct feed *feed, const struct clics_contest *contest,
                          int64_t duration_ms)
{
    char id[CLICS_ID_SIZE], start[CLICS_TIME_SIZE], duration[CLICS_TIME_SIZE];
    json_t *data;

    clics_id(contest->name, id);
    clics_time(feed->start_ms, start);
    clics_duration(duration_ms, duration);
    data = json_pack("{s:s,s:o,s:s,s:s,s:s}", "id", id, "name", result_name(contest->name),
                     "start_time", start, "duration", duration, "scoreboard_type",
                     feed->has_scores ? "score" : "pass-fail");
    if (!feed->has_scores)
        set(data, "penalty_time", json_integer(20));
    notify(feed, "contest", NULL, data);
}

static const struct judgement_type {
    const char *verdict, *id, *name;
    int is_solved, has_penalty;
} types[] = {
    {"AC", "AC", "Accepted", 1, 0},
    {"PA", "RE", "Rejected (partially accepted)", 0, 1},
    {"WA", "WA", "Wrong Answer", 0, 1},
    {"TLE", "TLE", "Time Limit Exceeded", 0, 1},
    {"MLE", "MLE", "Memory Limit Exceeded", 0, 1},
    {"OLE", "OLE", "Output Limit Exceeded", 0, 1},
    {"RTE", "RTE", "Run-Time Error", 0, 1},
    {"SV", "SV", "Security Violation", 0, 1},
    {"CE", "CE", "Compile Error", 0, 0},
    {"IE", "JE", "Judging Error", 0, 0},
};
enum { TYPES = sizeof(types) / sizeof(types[0]) };

static void print_types(const struct feed *feed)
{
    for (size_t i = 0; i < TYPES; i++) {
        json_t *data = json_pack("{s:s,s:s,s:b}", "id", types[i].id, "name", types[i].name,
                                 "solved", types[i].is_solved);

        if (!feed->has_scores)
            set(data, "penalty", json_boolean(types[i].has_penalty));
        notify(feed, "judgement-types", types[i].id, data);
    }
}

static const char *type_of(const char *verdict)
{
    for (size_t i = 0; i < TYPES; i++) {
        if (strcmp(types[i].verdict, verdict) == 0)
            return types[i].id;
    }
    return "JE"; /* SK: nothing was judged */
}

/* ---- languages ---- */

/* Languages in which the specification asks where a program starts. */
static const char *entry_point_name(const char *language)
{
    static const char *const classes[] = {"java", "kotlin", "scala"};
    static const char *const files[] = {"python", "pypy", "javascript", "php"};

    for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
        if (strncmp(language, classes[i], strlen(classes[i])) == 0 &&
            strcmp(language, "javascript") != 0)
            return "Main class";
    }
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        if (strncmp(language, files[i], strlen(files[i])) == 0)
            return "Main file";
    }
    return NULL;
}

static int print_language(const char *name, void *arg)
{
    const struct language *language = language_find(name);
    const char *entry = entry_point_name(name);
    json_t *extensions = json_array(), *data;
    char id[CLICS_ID_SIZE];

    for (size_t i = 0; language && language->extensions && language->extensions[i]; i++)
        json_array_append_new(extensions, json_string(language->extensions[i] + 1));
    clics_id(name, id);
    data = json_pack("{s:s,s:o,s:b,s:o}", "id", id, "name",
                     result_name(language ? language->title : name), "entry_point_required",
                     entry != NULL, "extensions", extensions);
    if (entry)
        set(data, "entry_point_name", json_string(entry));
    notify(arg, "languages", id, data);
    return 0;
}

/* ---- problems and teams ---- */

struct newest {
    char *name;
    int cases;
    double max_score;
};

static int take_newest(const struct store_row *row, void *arg)
{
    struct newest *newest = arg;

    newest->name = memory_strdup(row->problem_name);
    newest->cases = row->case_count;
    newest->max_score = row->max_score;
    return 1;
}

static int look_up(struct feed *feed, const char *folder, struct newest *ret_newest)
{
    const struct store_filter filter = {.problem = folder, .limit = 1};

    *ret_newest = (struct newest){0};
    return store_list(feed->store, &filter, take_newest, ret_newest, feed->err);
}

static int has_id(const struct feed *feed, const char *id)
{
    for (size_t i = 0; i < feed->problem_count; i++) {
        if (strcmp(feed->problems[i].id, id) == 0)
            return 1;
    }
    return 0;
}

/* The name of the folder, and where several have it also a hash of its path. */
static int add_problem(const char *folder, void *arg)
{
    struct feed *feed = arg;
    const char *name = strrchr(folder, '/') ? strrchr(folder, '/') + 1 : folder;
    struct feed_problem *problem;
    struct newest newest;
    int failed = look_up(feed, folder, &newest);

    if (failed < 0)
        return failed;
    feed->problems = memory_grow(feed->problems, feed->problem_count + 1, sizeof(*feed->problems));
    problem = &feed->problems[feed->problem_count];
    problem->folder = memory_strdup(folder);
    clics_id(name, problem->id);
    if (has_id(feed, problem->id))
        make_id(name, folder, problem->id);
    feed->problem_count++;
    if (newest.max_score > 1)
        feed->has_scores = 1;
    free(newest.name);
    return 0;
}

/* A, B, ..., Z, AA, AB, ... */
static void label_of(size_t index, char ret_label[16])
{
    char text[16];
    size_t size = 0;

    for (size_t left = index + 1; left > 0 && size < sizeof(text); left = (left - 1) / 26)
        text[size++] = (char)('A' + (left - 1) % 26);
    for (size_t i = 0; i < size && i < 15; i++)
        ret_label[i] = text[size - 1 - i];
    ret_label[size < 15 ? size : 15] = '\0';
}

static int print_problems(struct feed *feed)
{
    for (size_t i = 0; i < feed->problem_count; i++) {
        struct newest newest;
        char label[16];
        json_t *data;

        if (look_up(feed, feed->problems[i].folder, &newest) < 0)
            return feed->err->code;
        label_of(i, label);
        data = json_pack("{s:s,s:s,s:o,s:I,s:i}", "id", feed->problems[i].id, "label", label,
                         "name", result_name(newest.name ? newest.name : feed->problems[i].id),
                         "ordinal", (json_int_t)i + 1, "test_data_count", newest.cases);
        if (feed->has_scores)
            set(data, "max_score", json_real(newest.max_score));
        notify(feed, "problems", feed->problems[i].id, data);
        free(newest.name);
    }
    return 0;
}

static int print_team(const char *user, void *arg)
{
    char id[CLICS_ID_SIZE];

    clics_id(user, id);
    notify(arg, "teams", id,
           json_pack("{s:s,s:o,s:s}", "id", id, "name", result_name(*user ? user : "(no name)"),
                     "label", id));
    return 0;
}

/* ---- submissions and judgements ---- */

static int compare_folder(const void *key, const void *problem)
{
    return strcmp(key, ((const struct feed_problem *)problem)->folder);
}

/* Of one that came after the problems were listed: by its folder's name. */
static void problem_id(const struct feed *feed, const char *folder, char ret_id[CLICS_ID_SIZE])
{
    const struct feed_problem *found = feed->problems
                                           ? bsearch(folder, feed->problems, feed->problem_count,
                                                     sizeof(*feed->problems), compare_folder)
                                           : NULL;

    if (found)
        snprintf(ret_id, CLICS_ID_SIZE, "%s", found->id);
    else
        make_id(strrchr(folder, '/') ? strrchr(folder, '/') + 1 : folder, folder, ret_id);
}

static json_t *entry_point(const struct store_row *row)
{
    const char *kind = entry_point_name(row->language);
    const char *end = strrchr(row->file_name, '.');

    if (!kind)
        return json_null();
    if (strcmp(kind, "Main file") == 0 || !end)
        return result_name(row->file_name);
    return json_stringn(row->file_name, (size_t)(end - row->file_name))
               ?: result_name(row->file_name);
}

static void print_submission(const struct feed *feed, const struct store_row *row)
{
    char id[24], language[CLICS_ID_SIZE], problem[CLICS_ID_SIZE], team[CLICS_ID_SIZE];
    json_t *data;

    snprintf(id, sizeof(id), "%lld", (long long)row->submission);
    clics_id(row->language, language);
    clics_id(row->user, team);
    problem_id(feed, row->problem, problem);
    data = json_pack("{s:s,s:s,s:s,s:s}", "id", id, "language_id", language, "problem_id", problem,
                     "team_id", team);
    set_time(feed, data, "time", "contest_time", row->submitted_ms);
    set(data, "entry_point", entry_point(row));
    set(data, "files", json_array());
    notify(feed, "submissions", id, data);
}

/* The judging that counts: the specification knows no others. */
static void print_judgement(const struct feed *feed, const struct store_row *row)
{
    int is_done = *row->verdict != '\0';
    int64_t start_ms = row->started_ms ? row->started_ms : row->queued_ms;
    char id[24], submission[24];
    json_t *data;

    snprintf(id, sizeof(id), "%lld", (long long)row->judging);
    snprintf(submission, sizeof(submission), "%lld", (long long)row->submission);
    data = json_pack("{s:s,s:s,s:s?}", "id", id, "submission_id", submission, "judgement_type_id",
                     is_done ? type_of(row->verdict) : NULL);
    set_time(feed, data, "start_time", "start_contest_time", start_ms);
    if (is_done) {
        set_time(feed, data, "end_time", "end_contest_time", row->finished_ms);
        set(data, "max_run_time", json_real((double)(row->cpu_us / 1000) / 1000));
    } else {
        set(data, "end_time", json_null());
        set(data, "end_contest_time", json_null());
    }
    if (feed->has_scores)
        set(data, "score", json_real(row->score));
    notify(feed, "judgements", id, data);
}

static int print_row(const struct store_row *row, void *arg)
{
    print_submission(arg, row);
    if (*row->verdict || strcmp(row->state, "running") == 0)
        print_judgement(arg, row);
    return 0;
}

/* ---- the whole ---- */

static int take_date(const struct store_row *row, void *arg)
{
    *(int64_t *)arg = row->submitted_ms;
    return 1;
}

static int find_dates(struct feed *feed, const struct clics_contest *contest,
                      int64_t *ret_duration_ms)
{
    const struct store_filter newest = {.limit = 1};
    int64_t first = 0, last = 0;

    if (store_list(feed->store, NULL, take_date, &first, feed->err) < 0 ||
        store_list(feed->store, &newest, take_date, &last, feed->err) < 0)
        return feed->err->code;
    feed->start_ms = contest->start_ms > 0 ? contest->start_ms : first;
    *ret_duration_ms = contest->duration_ms;
    if (contest->duration_ms == 0 && last > feed->start_ms)
        *ret_duration_ms = (last - feed->start_ms) / MINUTE_MS * MINUTE_MS + MINUTE_MS;
    return 0;
}

static int print_all(struct feed *feed, const struct clics_contest *contest)
{
    int64_t duration_ms;

    if (find_dates(feed, contest, &duration_ms) < 0 ||
        store_names(feed->store, "folder", add_problem, feed, feed->err) < 0)
        return feed->err->code;
    print_contest(feed, contest, duration_ms);
    print_types(feed);
    if (store_names(feed->store, "language", print_language, feed, feed->err) < 0 ||
        print_problems(feed) < 0 ||
        store_names(feed->store, "user", print_team, feed, feed->err) < 0)
        return feed->err->code;
    return store_list(feed->store, NULL, print_row, feed, feed->err);
}

int clics_print(struct store *store, const struct clics_contest *contest, FILE *stream,
                struct error *err)
{
    struct feed feed = {.store = store, .stream = stream, .err = err};
    int failed = print_all(&feed, contest);

    for (size_t i = 0; i < feed.problem_count; i++)
        free(feed.problems[i].folder);
    free(feed.problems);
    return failed;
}
