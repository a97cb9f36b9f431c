#include "problems/native/native.h"

#include "base/fd.h"
#include "problems/limits.h"
#include "problems/native/native_calls.h"
#include "problems/native/native_cases.h"
#include "problems/native/native_program.h"
#include "problems/package.h"

#include <errno.h>
#include <string.h>

static const char *const LABELS[] = {"AC",  "PA",  "WA", "TLE", "MLE",
                                     "OLE", "RTE", "SV", "CE",  NULL};

static void read_version(const struct native *native, const struct yaml_node *node)
{
    struct schema schema = native_schema(native);

    if (node->kind != YAML_KIND_SCALAR || strcmp(node->text, "1") != 0)
        schema_mismatch(&schema, node,
                        "1, the version of the format that this version of assay reads");
}

static int read_language(const struct native *native, const struct yaml_node *node,
                         const char **ret_language)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "_+.#-";
    static const char what[] = "the name of a language, such as python3";
    struct schema schema = native_schema(native);
    const char *language;

    if (schema_line(&schema, node, what, 32, &language) < 0)
        return -EINVAL;
    if (language[strspn(language, allowed)] != '\0')
        return schema_mismatch(&schema, node, what);
    *ret_language = language;
    return 0;
}

static int check_count(const struct native *native, const struct yaml_node *node, const char *what,
                       size_t max)
{
    if (node->count <= max)
        return 0;
    report_error_at(native->report, native->source, node->index,
                    "found %zu %s, expected at most %zu", node->count, what, max);
    return -EINVAL;
}

static void read_languages(const struct native *native, const struct yaml_node *node)
{
    struct schema schema = native_schema(native);
    const char **languages;
    size_t count = 0;

    if (schema_list(&schema, node, "a list of languages such as [python3, c]") < 0 ||
        check_count(native, node, "languages", PROBLEM_LANGUAGES_MAX) < 0)
        return;
    if (node->count == 0) {
        schema_mismatch(&schema, node, "at least one language; leave the key out to allow all");
        return;
    }
    languages = arena_alloc(&native->problem->arena, (node->count + 1) * sizeof(*languages));
    for (const struct yaml_node *item = node->first; item; item = item->next) {
        if (read_language(native, item, &languages[count]) < 0)
            continue;
        for (size_t i = 0; i < count; i++)
            if (strcmp(languages[i], languages[count]) == 0)
                report_error_at(native->report, native->source, item->index,
                                "found the language %s again, expected each once",
                                languages[count]);
        count++;
    }
    languages[count] = NULL;
    native->problem->languages = languages;
}

/* A key of `language_limits` or `include`: a language that the problem allows. */
static int read_language_key(const struct native *native, const struct yaml_node *key,
                             const char **ret_language)
{
    const struct problem *problem = native->problem;
    const char *nearest;

    if (key->kind != YAML_KIND_SCALAR) /* reported by the tree */
        return -EINVAL;
    if (read_language(native, key, ret_language) < 0)
        return -EINVAL;
    if (problem_allows_language(problem, *ret_language))
        return 0;
    nearest = schema_nearest(*ret_language, problem->languages);
    report_error_at(native->report, native->source, key->index,
                    "found the language %s, expected one of those in \"languages\"%s%s%s",
                    *ret_language, nearest ? "; did you mean \"" : "", nearest ? nearest : "",
                    nearest ? "\"?" : "");
    return -EINVAL;
}

static const struct problem_limits NO_LIMITS = {-1, -1, -1, -1, -1, -1};

static void read_language_limits(const struct native *native, const struct yaml_node *node)
{
    struct problem *problem = native->problem;
    struct schema schema = native_schema(native);
    struct problem_language_limits *limits;

    if (schema_mapping(&schema, node, "a mapping such as {python3: {time: 2s}}") < 0 ||
        check_count(native, node, "languages", PROBLEM_LANGUAGES_MAX) < 0)
        return;
    limits = arena_alloc(&problem->arena, node->count * sizeof(*limits));
    problem->language_limits = limits;
    for (const struct yaml_node *key = node->first; key; key = key->next->next) {
        struct problem_language_limits *slot = &limits[problem->language_limit_count];

        if (read_language_key(native, key, &slot->language) < 0)
            continue;
        slot->limits = NO_LIMITS;
        native_read_limits(native, key->next, &slot->limits);
        problem->language_limit_count++;
    }
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* The grader lays all of them into one folder under their file names. */
static void check_base_name(const struct native *native, const struct yaml_node *node,
                            const char *const *paths, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(base_name(paths[i]), base_name(paths[count])) == 0)
            report_error_at(native->report, native->source, node->index,
                            "found the file name \"%s\" again, expected each once in a language",
                            base_name(paths[count]));
}

static void read_include_paths(const struct native *native, const struct yaml_node *node,
                               const char *const **ret_paths)
{
    struct schema schema = native_schema(native);
    const char **paths;
    size_t count = 0;

    if (schema_list(&schema, node, "a list of files such as [harness.py]") < 0 ||
        check_count(native, node, "files", PROBLEM_INCLUDES_MAX) < 0)
        return;
    paths = arena_alloc(&native->problem->arena, (node->count + 1) * sizeof(*paths));
    for (const struct yaml_node *item = node->first; item; item = item->next) {
        if (native_read_path(native, item, PACKAGE_SOURCE_MAX, &paths[count], NULL) < 0)
            continue;
        check_base_name(native, item, paths, count);
        count++;
    }
    paths[count] = NULL;
    *ret_paths = paths;
}

static void read_include(const struct native *native, const struct yaml_node *node)
{
    static const char *const none[] = {NULL};
    struct problem *problem = native->problem;
    struct schema schema = native_schema(native);
    struct problem_include *includes;

    if (schema_mapping(&schema, node, "a mapping such as {python3: [harness.py]}") < 0 ||
        check_count(native, node, "languages", PROBLEM_LANGUAGES_MAX) < 0)
        return;
    includes = arena_alloc(&problem->arena, node->count * sizeof(*includes));
    problem->includes = includes;
    for (const struct yaml_node *key = node->first; key; key = key->next->next) {
        struct problem_include *slot = &includes[problem->include_count];

        if (read_language_key(native, key, &slot->language) < 0)
            continue;
        slot->paths = none;
        read_include_paths(native, key->next, &slot->paths);
        problem->include_count++;
    }
}

static void read_entry(const struct native *native, const struct yaml_node *node)
{
    struct problem *problem = native->problem;
    const char *path;

    if (native_read_path(native, node, PACKAGE_SOURCE_MAX, &path, NULL) < 0)
        return;
    for (size_t i = 0; i < problem->include_count; i++)
        for (size_t j = 0; problem->includes[i].paths[j]; j++)
            if (strcmp(problem->includes[i].paths[j], path) == 0) {
                problem->entry = base_name(path);
                return;
            }
    report_error_at(native->report, native->source, node->index,
                    "found the entry \"%s\", expected one of the files in \"include\"", path);
}

static void read_tokens_options(const struct native *native, const struct yaml_node *node,
                                struct problem_checker *checker)
{
    enum { CASE, SPACE, KEYS };
    static const char *const names[] = {"case_sensitive", "space_change_sensitive", NULL};
    const struct yaml_node *values[KEYS] = {NULL};
    struct schema schema = native_schema(native);

    if (schema_fields(&schema, node, "the options of tokens", names, values) < 0)
        return;
    if (values[CASE])
        schema_boolean(&schema, values[CASE], "yes or no", &checker->case_sensitive);
    if (values[SPACE])
        schema_boolean(&schema, values[SPACE], "yes or no", &checker->space_change_sensitive);
}

/* The text is kept: a double would be another number. */
static void read_tolerance(const struct native *native, const struct yaml_node *node,
                           const char **ret_tolerance)
{
    static const char what[] = "a tolerance: a number, 0 or more, such as 1e-6";
    struct schema schema = native_schema(native);
    double number;

    if (schema_number(&schema, node, what, 0, 1e300, &number) < 0)
        return;
    if (node->size > PROBLEM_TOLERANCE_MAX)
        schema_mismatch(&schema, node, "a tolerance of at most 100 bytes");
    else
        *ret_tolerance = node->text;
}

static void read_floats_options(const struct native *native, const struct yaml_node *node,
                                struct problem_checker *checker)
{
    enum { ABSOLUTE, RELATIVE, CASE, SPACE, KEYS };
    static const char *const names[] = {"absolute", "relative", "case_sensitive",
                                        "space_change_sensitive", NULL};
    const struct yaml_node *values[KEYS] = {NULL};
    struct schema schema = native_schema(native);

    if (schema_fields(&schema, node, "the options of floats", names, values) < 0)
        return;
    if (values[ABSOLUTE] || values[RELATIVE])
        checker->absolute = checker->relative = NULL;
    if (values[ABSOLUTE])
        read_tolerance(native, values[ABSOLUTE], &checker->absolute);
    if (values[RELATIVE])
        read_tolerance(native, values[RELATIVE], &checker->relative);
    if (values[CASE])
        schema_boolean(&schema, values[CASE], "yes or no", &checker->case_sensitive);
    if (values[SPACE])
        schema_boolean(&schema, values[SPACE], "yes or no", &checker->space_change_sensitive);
}

static const char *const CHECKER_NAMES[] = {"tokens", "exact", "lines", "unordered",
                                            "floats", "none",  NULL};

/* {floats: {absolute: 1e-6}}: one key, its options as the value. */
static void read_checker_mapping(const struct native *native, const struct yaml_node *node,
                                 struct problem_checker *checker)
{
    struct schema schema = native_schema(native);
    size_t kind;

    if (schema_find(node, "program")) {
        native_read_program(native, node, checker);
        return;
    }
    if (node->count != 1) {
        schema_mismatch(&schema, node,
                        "one checker, such as {floats: {absolute: 1e-6, relative: 1e-6}}");
        return;
    }
    if (node->first->kind != YAML_KIND_SCALAR ||
        schema_choice(&schema, node->first, "a checker", CHECKER_NAMES, &kind) < 0)
        return;
    checker->kind = (enum problem_checker_kind)kind;
    if (checker->kind == CHECKER_TOKENS)
        read_tokens_options(native, node->first->next, checker);
    else if (checker->kind == CHECKER_FLOATS)
        read_floats_options(native, node->first->next, checker);
    else if (schema_mapping(&schema, node->first->next, "a mapping") == 0 &&
             node->first->next->count > 0)
        report_error_at(native->report, native->source, node->first->next->index,
                        "found options, expected none: the checker %s has no options",
                        CHECKER_NAMES[kind]);
}

static void read_checker(const struct native *native, const struct yaml_node *node)
{
    struct problem_checker *checker = &native->problem->checker;
    struct schema schema = native_schema(native);
    size_t kind;

    if (node->kind == YAML_KIND_MAPPING)
        read_checker_mapping(native, node, checker);
    else if (schema_choice(&schema, node, "a checker", CHECKER_NAMES, &kind) == 0)
        checker->kind = (enum problem_checker_kind)kind;
}

/* The file of a labelled submission: in the folder of problem.yaml, or in its folder
 * submissions. */
static int read_submission_path(const struct native *native, const struct yaml_node *key,
                                const char **ret_path)
{
    struct arena *arena = &native->problem->arena;
    struct schema schema = native_schema(native);
    const char *path;
    struct error err;
    int fd;

    if (schema_line(&schema, key, "the path of a submission", 4096, &path) < 0)
        return -EINVAL;
    if (package_path(arena, path, &path, &err) < 0)
        goto fail;
    fd = package_open(native->dir_fd, path, native_file_max(PACKAGE_SOURCE_MAX), NULL, &err);
    if (fd == -ENOENT) {
        const char *below = arena_format(arena, "submissions/%s", path);

        fd = package_open(native->dir_fd, below, native_file_max(PACKAGE_SOURCE_MAX), NULL, &err);
        if (fd == -ENOENT || fd == -ENOTDIR)
            error_set(&err, -ENOENT,
                      "the file \"%s\" does not exist, neither in the package nor in its folder "
                      "submissions",
                      path);
        path = below;
    }
    if (fd < 0)
        goto fail;
    fd_close(&fd);
    *ret_path = path;
    return 0;
fail:
    report_failure_at(native->report, native->source, key->index, &err);
    return -EINVAL;
}

/* "WA", or "PA 50": a verdict, and the points that the submission should get. */
static int read_label(const struct native *native, const struct yaml_node *node,
                      struct problem_submission *slot)
{
    static const char POINTS_WHAT[] = "the points after the verdict: a number from 0 to 1000000000";
    struct arena *arena = &native->problem->arena;
    struct schema schema = native_schema(native);
    struct yaml_node verdict = *node, points = *node;
    const char *space = node->kind == YAML_KIND_SCALAR ? strchr(node->text, ' ') : NULL;
    size_t label;

    slot->points = -1;
    if (space) {
        verdict.size = (size_t)(space - node->text);
        verdict.text = arena_format(arena, "%.*s", (int)verdict.size, node->text);
        points.text = space + strspn(space, " ");
        points.size = node->size - (size_t)(points.text - node->text);
    }
    if (schema_choice(&schema, &verdict, "a verdict", LABELS, &label) < 0 ||
        (space && schema_number(&schema, &points, POINTS_WHAT, 0, 1e9, &slot->points) < 0))
        return -EINVAL;
    slot->label = LABELS[label];
    if (!space)
        return 0;
    if (!native->problem->has_points)
        return schema_mismatch(&schema, node, "a verdict alone: the problem has no points");
    if ((slot->points > 0) != (strcmp(slot->label, "AC") == 0 || strcmp(slot->label, "PA") == 0))
        return schema_mismatch(&schema, node, "more than 0 points after AC or PA, else 0 points");
    return 0;
}

static void read_submissions(const struct native *native, const struct yaml_node *node)
{
    struct problem *problem = native->problem;
    struct problem_submission *submissions;
    struct schema schema = native_schema(native);

    if (schema_mapping(&schema, node, "a mapping such as {good.py: AC}") < 0 ||
        check_count(native, node, "submissions", PROBLEM_SUBMISSIONS_MAX) < 0)
        return;
    submissions = arena_alloc(&problem->arena, node->count * sizeof(*submissions));
    problem->submissions = submissions;
    for (const struct yaml_node *key = node->first; key; key = key->next->next) {
        struct problem_submission *slot = &submissions[problem->submission_count];
        int column;

        if (key->kind != YAML_KIND_SCALAR)
            continue;
        if (read_label(native, key->next, slot) < 0 ||
            read_submission_path(native, key, &slot->path) < 0)
            continue;
        source_locate(native->source, key->index, &slot->line, &column);
        problem->submission_count++;
    }
}

/* Allowed (several processes use more CPU time than wall time), but seldom meant. */
static void warn_about_wall(const struct native *native, const struct yaml_node *node,
                            const char *language)
{
    struct problem_limits limits = problem_limits_for(native->problem, language);

    if (limits.wall_us < limits.time_us && limits.processes == 1)
        report_warning_at(native->report, native->source, node->index,
                          "the wall limit (%lld ms%s%s) is below the CPU time limit (%lld ms), so "
                          "the CPU time limit is never reached",
                          (long long)(limits.wall_us / 1000), language[0] ? " for " : "", language,
                          (long long)(limits.time_us / 1000));
}

enum {
    ASSAY,
    NAME,
    LANGUAGES,
    LIMITS,
    LANGUAGE_LIMITS,
    CHECKER,
    INTERACTOR,
    INCLUDE,
    ENTRY,
    FEEDBACK,
    STOP,
    STOP_AFTER,
    CASES,
    SUBMISSIONS,
    FILE_NAME,
    COMPARE,
    KEYS,
};
static const char *const KEY_NAMES[] = {
    "assay",   "name",    "languages", "limits", "language_limits", "checker", "interactor",
    "include", "entry",   "feedback",  "stop",   "stop_after",      "cases",   "submissions",
    "file",    "compare", NULL};

static void read_limits_keys(const struct native *native, const struct yaml_node *const *values)
{
    struct problem *problem = native->problem;

    if (values[LANGUAGES])
        read_languages(native, values[LANGUAGES]);
    if (values[LIMITS]) {
        native_read_limits(native, values[LIMITS], &problem->limits);
        warn_about_wall(native, values[LIMITS], "");
    }
    if (values[LANGUAGE_LIMITS]) {
        read_language_limits(native, values[LANGUAGE_LIMITS]);
        for (size_t i = 0; i < problem->language_limit_count; i++)
            warn_about_wall(native, values[LANGUAGE_LIMITS], problem->language_limits[i].language);
    }
}

/* {TLE: 3, total: 60s} */
static void read_stop_after(const struct native *native, const struct yaml_node *node)
{
    enum { TLE, TOTAL, AFTER_KEYS };
    static const char *const names[] = {"TLE", "total", NULL};
    const struct yaml_node *values[AFTER_KEYS] = {NULL};
    struct schema schema = native_schema(native);
    struct problem *problem = native->problem;
    int64_t total_us;

    if (schema_fields(&schema, node, "when to stop a judging, such as {TLE: 3, total: 60s}", names,
                      values) < 0)
        return;
    if (!values[TLE] && !values[TOTAL])
        schema_mismatch(&schema, node, "TLE, total or both, such as {TLE: 3, total: 60s}");
    if (values[TLE])
        schema_integer(&schema, values[TLE], "a number of cases from 1 to 100000", 1,
                       PROBLEM_CASES_MAX, &problem->stop_after_tle);
    if (!values[TOTAL] || schema_time(&schema, values[TOTAL], &total_us) < 0)
        return;
    if (total_us < problem_limits_for(problem, "").time_us)
        report_error_at(native->report, native->source, values[TOTAL]->index,
                        "found a total of %lld ms, expected at least the time limit of one case, "
                        "%lld ms",
                        (long long)(total_us / 1000),
                        (long long)(problem_limits_for(problem, "").time_us / 1000));
    else
        problem->stop_after_total_us = total_us;
}

int native_read(int dir_fd, const struct source *source, const struct yaml_node *root,
                struct problem *problem, struct report *report)
{
    struct native native = {
        .source = source, .report = report, .dir_fd = dir_fd, .problem = problem};
    const struct yaml_node *values[KEYS] = {NULL};
    struct schema schema = native_schema(&native);
    struct problem_call *compare;
    size_t errors = report->errors;

    problem->limits = NO_LIMITS;
    problem->feedback = FEEDBACK_VERDICT;
    problem->checker.absolute = problem->checker.relative = "1e-6";
    if (schema_fields(&schema, root, "a problem", KEY_NAMES, values) < 0)
        return -EINVAL;
    if (values[ASSAY])
        read_version(&native, values[ASSAY]);
    if (values[NAME])
        schema_line(&schema, values[NAME], "a name on one line", 200, &problem->name);
    read_limits_keys(&native, values);
    if (values[CHECKER])
        read_checker(&native, values[CHECKER]);
    if (values[INTERACTOR])
        native_read_interactor(&native, values[INTERACTOR], values[CHECKER]);
    if (values[INCLUDE])
        read_include(&native, values[INCLUDE]);
    if (values[ENTRY])
        read_entry(&native, values[ENTRY]);
    native_read_feedback(&native, values[FEEDBACK], &problem->feedback);
    native_read_stop(&native, values[STOP], &problem->stop);
    if (values[COMPARE]) {
        compare = arena_alloc(&problem->arena, sizeof(*compare));
        native_read_compare(&native, values[COMPARE], compare);
        problem->compare = compare;
    }
    if (values[STOP_AFTER])
        read_stop_after(&native, values[STOP_AFTER]);
    if (values[CASES])
        native_read_cases(&native, values[CASES]);
    else
        report_error_at(report, source, root->index,
                        "found no key \"cases\", expected at least one test case");
    native_finish_calls(&native, values[FILE_NAME]);
    if (values[SUBMISSIONS])
        read_submissions(&native, values[SUBMISSIONS]);
    return report->errors > errors ? -EINVAL : 0;
}

int native_read_sidecar(int dir_fd, const struct source *source, const struct yaml_node *root,
                        struct problem *problem, struct report *report)
{
    static const char *const names[] = {"name",     "languages", "limits", "language_limits",
                                        "feedback", NULL};
    enum { SIDE_NAME, SIDE_LANGUAGES, SIDE_LIMITS, SIDE_LANGUAGE_LIMITS, SIDE_FEEDBACK, SIDE_KEYS };
    struct native native = {
        .source = source, .report = report, .dir_fd = dir_fd, .problem = problem};
    const struct yaml_node *side[SIDE_KEYS] = {NULL}, *values[KEYS] = {NULL};
    struct schema schema = native_schema(&native);
    size_t errors = report->errors;

    if (schema_fields(&schema, root, "limits beside a package", names, side) < 0)
        return -EINVAL;
    if (side[SIDE_NAME])
        schema_line(&schema, side[SIDE_NAME], "a name on one line", 200, &problem->name);
    values[LANGUAGES] = side[SIDE_LANGUAGES];
    values[LIMITS] = side[SIDE_LIMITS];
    values[LANGUAGE_LIMITS] = side[SIDE_LANGUAGE_LIMITS];
    read_limits_keys(&native, values);
    native_read_feedback(&native, side[SIDE_FEEDBACK], &problem->feedback);
    return report->errors > errors ? -EINVAL : 0;
}
