#include "judge/report/stored_report.h"

#include "base/buffer.h"
#include "judge/report/result.h"
#include "judge/report/stored.h"

#include <errno.h>
#include <string.h>

/* ---- judgings ---- */

struct judgings {
    struct store *store;
    int is_public;
    json_t *judgings;
    struct error err;
};

static int on_judging(const struct store_row *row, void *arg)
{
    struct judgings *all = arg;
    json_t *result;

    if (all->is_public && row->is_aside)
        return 0;
    if (result_from_store(all->store, row, &result, &all->err) < 0)
        return all->err.code;
    json_array_append_new(all->judgings, result);
    return 0;
}

static int on_event(const struct store_event *row, void *arg)
{
    json_array_append_new(
        arg, json_pack("{s:I,s:i,s:o,s:o,s:o}", "at_ms", (json_int_t)row->at_ms, "attempt",
                       (int)row->attempt, "kind", result_name(row->kind), "judge",
                       result_name(row->judge_name), "detail", result_name(row->detail)));
    return 0;
}

int stored_judgings(struct store *store, int64_t submission, int is_public, json_t **ret_judgings,
                    struct error *err)
{
    struct judgings all = {.store = store, .is_public = is_public, .judgings = json_array()};
    int result = store_judgings(store, submission, on_judging, &all, err);
    size_t index;
    json_t *judging;

    if (all.err.code < 0)
        *err = all.err;
    json_array_foreach(all.judgings, index, judging)
    {
        json_t *events = json_array();

        json_object_set_new(judging, "events", events);
        if (result >= 0)
            result = store_events(store, result_number(judging, "judging"), on_event, events, err);
    }
    if (result < 0) {
        json_decref(all.judgings);
        return err->code;
    }
    *ret_judgings = all.judgings;
    return 0;
}

void stored_name_judgings(const json_t *judgings, struct buffer *text)
{
    for (size_t i = json_array_size(judgings); i-- > 0;)
        buffer_format(text, "%lld%s",
                      (long long)result_number(json_array_get(judgings, i), "judging"),
                      i > 1    ? ", "
                      : i == 1 ? " and "
                               : "");
}

int stored_find_judging(const json_t *judgings, int64_t number, size_t *ret_index,
                        struct error *err)
{
    const json_t *newest = json_array_get(judgings, 0);
    struct buffer names = BUFFER_INIT;

    for (size_t i = 0; i < json_array_size(judgings); i++) {
        const json_t *judging = json_array_get(judgings, i);

        if (number == 0 ? json_is_true(json_object_get(judging, "counts"))
                        : result_number(judging, "judging") == number) {
            *ret_index = i;
            return 0;
        }
    }
    stored_name_judgings(judgings, &names);
    error_set(err, -ENOENT, "submission %lld has no judging %lld; it has %s",
              (long long)result_number(newest, "submission"), (long long)number, names.data);
    buffer_release(&names);
    return err->code;
}

/* ---- versions ---- */

static int add_file(const struct store_file *row, void *arg)
{
    json_object_set_new_nocheck(arg, row->path,
                                json_pack("{s:o,s:s,s:I,s:s*}", "path", result_name(row->path),
                                          "kind", row->kind, "bytes", (json_int_t)row->bytes,
                                          "sha256", row->blob));
    return 0;
}

static int is_same_file(const json_t *left, const json_t *right)
{
    return strcmp(result_text(left, "kind"), result_text(right, "kind")) == 0 &&
           strcmp(result_text(left, "sha256"), result_text(right, "sha256")) == 0;
}

static void add_change(json_t *changes, json_t *before, json_t *after)
{
    json_t *change = json_object();

    json_object_set(change, "path", json_object_get(before ? before : after, "path"));
    json_object_set_new(change, "change",
                        json_string(!before  ? "added"
                                    : !after ? "removed"
                                             : "changed"));
    json_object_set(change, "before", before ? before : json_null());
    json_object_set(change, "after", after ? after : json_null());
    json_array_append_new(changes, change);
}

int stored_version_changes(struct store *store, const char *before, const char *after,
                           json_t **ret_changes, struct error *err)
{
    json_t *old = json_object(), *new = json_object(), *changes = json_array(), *file;
    int result = store_manifest(store, before, add_file, old, err);
    const char *path;

    if (result >= 0)
        result = store_manifest(store, after, add_file, new, err);
    json_object_foreach(old, path, file)
    {
        json_t *other = json_object_get(new, path);

        if (!other || !is_same_file(file, other))
            add_change(changes, file, other);
    }
    json_object_foreach(new, path, file)
    {
        if (!json_object_get(old, path))
            add_change(changes, NULL, file);
    }
    json_decref(old);
    json_decref(new);
    if (result < 0) {
        json_decref(changes);
        return err->code;
    }
    *ret_changes = changes;
    return 0;
}

/* The versions that the judgings were made with, newest first, each with what changed since the one
 * before it; `changes` is null where one of the two is not kept any more. */
static int add_versions(struct store *store, json_t *report, struct error *err)
{
    json_t *versions = json_array(), *last = NULL, *judging, *changes;
    size_t index;

    json_object_set_new(report, "versions", versions);
    json_array_foreach(json_object_get(report, "judgings"), index, judging)
    {
        const char *version = result_text(judging, "problem_version");

        if (!*version || (last && strcmp(result_text(last, "version"), version) == 0))
            continue;
        changes = NULL;
        if (last && store_has_version(store, version, err) > 0 &&
            store_has_version(store, result_text(last, "version"), err) > 0 &&
            stored_version_changes(store, version, result_text(last, "version"), &changes, err) < 0)
            return err->code;
        if (last)
            json_object_set_new(last, "changes", changes ? changes : json_null());
        last = json_pack("{s:s,s:o,s:n}", "version", version, "judging",
                         json_incref(json_object_get(judging, "judging")), "changes");
        json_array_append_new(versions, last);
    }
    return 0;
}

/* ---- what else was handed in ---- */

struct tries {
    json_t *list;
    int64_t submission; /* not this one */
    int has_user, has_problem;
};

static int add_try(const struct store_row *row, void *arg)
{
    struct tries *tries = arg;
    json_t *one;

    if (row->submission == tries->submission)
        return 0;
    one = json_pack("{s:I,s:o,s:I,s:o,s:s,s:o,s:f,s:f}", "submission", (json_int_t)row->submission,
                    "path", result_name(row->file_name), "submitted_ms",
                    (json_int_t)row->submitted_ms, "language", result_name(row->language), "state",
                    row->state, "verdict", *row->verdict ? result_name(row->verdict) : json_null(),
                    "score", row->score, "max_score", row->max_score);
    if (tries->has_user)
        json_object_set_new(one, "user", result_name(row->user));
    if (tries->has_problem)
        json_object_set_new(one, "problem", result_name(row->problem_name));
    json_array_append_new(tries->list, one);
    return 0;
}

/* The user's other submissions to the problem, the newest TRIES_MAX, oldest first. */
static int add_tries(struct store *store, json_t *report, int64_t submission, struct error *err)
{
    enum { TRIES_MAX = 100 };
    struct tries tries = {.list = json_array(), .submission = submission};
    struct store_filter filter = {.user = result_text(report, "user"),
                                  .problem_name = result_text(report, "problem"),
                                  .limit = TRIES_MAX};

    json_object_set_new(report, "tries", tries.list);
    if (!*filter.user) /* nobody said who it was */
        return 0;
    return store_list(store, &filter, add_try, &tries, err) < 0 ? err->code : 0;
}

static int add_equal(struct store *store, json_t *report, int64_t submission, struct error *err)
{
    enum { EQUAL_MAX = 100 };
    struct tries equal = {.list = json_array(), .has_user = 1};

    json_object_set_new(report, "equal", equal.list);
    return store_equal_sources(store, submission, EQUAL_MAX, add_try, &equal, err) < 0 ? err->code
                                                                                       : 0;
}

int stored_report(struct store *store, int64_t submission, int is_public, json_t **ret_report,
                  struct error *err)
{
    json_t *judgings, *shown = json_array(), *report, *judging;
    size_t counts, index;

    if (stored_judgings(store, submission, is_public, &judgings, err) < 0) {
        json_decref(shown);
        return err->code;
    }
    if (stored_find_judging(judgings, 0, &counts, err) < 0) {
        json_decref(judgings);
        json_decref(shown);
        return err->code;
    }
    json_array_foreach(judgings, index, judging)
        json_array_append_new(shown, is_public ? result_public(judging) : json_incref(judging));
    report = json_copy(json_array_get(shown, counts));
    json_object_del(report, "events");
    json_object_set_new(report, "judgings", shown);
    json_object_set_new(report, "is_public", json_boolean(is_public));
    json_decref(judgings);
    if (add_tries(store, report, submission, err) < 0 ||
        (!is_public &&
         (add_versions(store, report, err) < 0 || add_equal(store, report, submission, err) < 0))) {
        json_decref(report);
        return err->code;
    }
    *ret_report = report;
    return 0;
}

/* ---- a problem ---- */

enum { BINS = 11 }; /* ten times ten per cent, and what is above or all */

struct problem_counts {
    json_t *languages; /* by name */
    int64_t submissions, done, time_us, times[BINS], scores[BINS];
};

static void count_in(json_t *object, const char *key)
{
    json_object_set_new(object, key, json_integer(result_number(object, key) + 1));
}

static void count_verdict(struct problem_counts *counts, const struct store_row *row)
{
    json_t *name = result_name(row->language);
    json_t *language = json_object_get(counts->languages, json_string_value(name));

    if (!language) {
        language = json_pack("{s:O,s:i,s:{}}", "language", name, "submissions", 0, "verdicts");
        json_object_set_new(counts->languages, json_string_value(name), language);
    }
    count_in(language, "submissions");
    name = (json_decref(name), result_name(*row->verdict ? row->verdict : row->state));
    count_in(json_object_get(language, "verdicts"), json_string_value(name));
    json_decref(name);
}

static size_t bin_of(double value, double most)
{
    double bin = most > 0 ? value / most * (BINS - 1) : 0;

    return bin < 0 ? 0 : bin >= BINS - 1 ? BINS - 1 : (size_t)bin;
}

static int count_row(const struct store_row *row, void *arg)
{
    struct problem_counts *counts = arg;
    json_t *limits = *row->limits_json ? json_loads(row->limits_json, 0, NULL) : NULL;
    int64_t time_us = result_number(limits, "time_us");

    counts->submissions++;
    count_verdict(counts, row);
    if (*row->verdict) {
        counts->done++;
        counts->time_us = time_us > 0 ? time_us : counts->time_us;
        if (row->cpu_us > 0)
            counts->times[bin_of((double)row->cpu_us, (double)time_us)]++;
        counts->scores[bin_of(row->score, row->max_score)]++;
    }
    json_decref(limits);
    return 0;
}

static json_t *bins_json(const int64_t *bins, const char *last)
{
    json_t *array = json_array();
    char label[32];

    for (int i = 0; i < BINS; i++) {
        snprintf(label, sizeof(label), "%d-%d", i * 10, i * 10 + 10);
        json_array_append_new(array, json_pack("{s:s,s:I}", "percent", i == BINS - 1 ? last : label,
                                               "count", (json_int_t)bins[i]));
    }
    return array;
}

static int add_case_stat(const struct store_case_stat *row, void *arg)
{
    json_array_append_new(
        arg,
        json_pack("{s:i,s:o,s:o,s:I,s:I,s:I,s:I,s:I,s:I}", "number", (int)row->number, "name",
                  result_name(row->name), "group", result_name(row->group), "judgings",
                  (json_int_t)row->judgings, "accepted", (json_int_t)row->accepted, "failed",
                  (json_int_t)row->failed, "skipped", (json_int_t)row->skipped, "max_cpu_us",
                  (json_int_t)row->max_cpu_us, "max_memory_kib", (json_int_t)row->max_memory_kib));
    return 0;
}

static int add_near_limit(const struct store_near_limit *row, void *arg)
{
    json_array_append_new(
        arg, json_pack("{s:I,s:I,s:o,s:o,s:i,s:o,s:o,s:I,s:I}", "submission",
                       (json_int_t)row->submission, "judging", (json_int_t)row->judging, "user",
                       result_name(row->user), "language", result_name(row->language), "number",
                       (int)row->number, "name", result_name(row->name), "verdict",
                       result_name(row->verdict), "cpu_us", (json_int_t)row->cpu_us, "time_us",
                       (json_int_t)row->time_us));
    return 0;
}

static json_t *values_of(const json_t *object)
{
    json_t *array = json_array(), *value;
    const char *key;

    json_object_foreach((json_t *)(uintptr_t)object, key, value) json_array_append(array, value);
    return array;
}

int stored_problem_report(struct store *store, const char *problem_name, json_t **ret_report,
                          struct error *err)
{
    enum { NEAR_PERCENT = 80, NEAR_MAX = 50 };
    struct problem_counts counts = {.languages = json_object()};
    struct store_filter filter = {.problem_name = problem_name};
    json_t *cases = json_array(), *near = json_array();
    int result = store_list(store, &filter, count_row, &counts, err);

    if (result >= 0 && counts.submissions == 0)
        result = error_set(err, -ENOENT, "nothing was submitted to a problem \"%s\"", problem_name);
    if (result >= 0)
        result = store_case_stats(store, problem_name, add_case_stat, cases, err);
    if (result >= 0)
        result = store_near_limits(store, problem_name, NEAR_PERCENT, NEAR_MAX, add_near_limit,
                                   near, err);
    if (result >= 0)
        *ret_report = json_pack(
            "{s:i,s:o,s:I,s:I,s:I,s:o,s:o,s:o,s:O,s:O}", "schema_version", RESULT_SCHEMA_VERSION,
            "problem", result_name(problem_name), "submissions", (json_int_t)counts.submissions,
            "judged", (json_int_t)counts.done, "time_us", (json_int_t)counts.time_us, "languages",
            values_of(counts.languages), "times", bins_json(counts.times, "over"), "scores",
            bins_json(counts.scores, "100"), "cases", cases, "near_limits", near);
    json_decref(counts.languages);
    json_decref(cases);
    json_decref(near);
    return result < 0 ? err->code : 0;
}

int stored_user_report(struct store *store, const char *user, json_t **ret_report,
                       struct error *err)
{
    struct tries tries = {.list = json_array(), .has_problem = 1};
    struct store_filter filter = {.user = user, .limit = USER_SHOWN};
    int result = store_list(store, &filter, add_try, &tries, err);

    if (result >= 0 && json_array_size(tries.list) == 0)
        result = error_set(err, -ENOENT, "the user \"%s\" has submitted nothing", user);
    if (result < 0) {
        json_decref(tries.list);
        return err->code;
    }
    *ret_report = json_pack("{s:i,s:o,s:o}", "schema_version", RESULT_SCHEMA_VERSION, "user",
                            result_name(user), "submissions", tries.list);
    return 0;
}
