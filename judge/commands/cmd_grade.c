/* assay grade: grade files or folders now, without a database. */
#include "base/fd.h"
#include "base/log.h"
#include "base/memory.h"
#include "judge/commands/command.h"
#include "judge/commands/given_limits.h"
#include "judge/commands/problem_folder.h"
#include "judge/commands/tree_options.h"
#include "judge/dispatch/batch.h"
#include "judge/report/csv.h"
#include "judge/report/result.h"
#include "judge/report/stored.h"
#include "judge/report/table.h"
#include "judge/submissions/submission.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_JSON = 256, KEY_CSV, KEY_PUBLIC, KEY_PROJECT, KEY_FOLLOW, KEY_DB, KEY_RECORD };

struct arguments {
    struct tree_options tree;
    const char *language, *csv, *database;
    int jobs, json, public_view, verbose, project, follow, record;
    char **paths; /* problem first */
    size_t path_count;
};

static const struct argp_option options[] = {
    {"jobs", 'j', "N", 0, "Graders at work at once (default: one a CPU)", 0},
    {"language", 'l', "NAME", 0, "The language of every submission (default: by name or contents)",
     0},
    {"json", KEY_JSON, NULL, 0, "One JSON object a submission, in order, on stdout", 0},
    {"csv", KEY_CSV, "FILE", 0,
     "Also write one row for each thing handed in to FILE; -: to stdout, and no table", 0},
    {"public", KEY_PUBLIC, NULL, 0, "Only what the submitter may see (obeys `feedback`)", 0},
    {"project", KEY_PROJECT, NULL, 0,
     "Each PATH is one submission; a folder is a submission of several files", 0},
    {"follow", KEY_FOLLOW, NULL, 0, "Follow a PATH that is a symbolic link", 0},
    {"db", KEY_DB, "URI", 0,
     "Use the time limit that `assay verify --db URI` measured, where the problem states none", 0},
    {"record", KEY_RECORD, NULL, 0,
     "Record what interactors and submissions say to each other (`conversation` of --json)", 0},
    {"verbose", 'v', NULL, 0, "Explain every submission, not only a single one", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[1] = &arguments->tree;
        return 0;
    case 'j':
        arguments->jobs = (int)command_number("--jobs", arg, 1, 256, state);
        return 0;
    case 'l':
        arguments->language = arg;
        return 0;
    case KEY_JSON:
        arguments->json = 1;
        return 0;
    case KEY_DB:
        arguments->database = arg;
        return 0;
    case KEY_CSV:
        arguments->csv = arg;
        return 0;
    case KEY_PUBLIC:
        arguments->public_view = 1;
        return 0;
    case KEY_FOLLOW:
        arguments->follow = 1;
        return 0;
    case KEY_PROJECT:
        arguments->project = 1;
        return 0;
    case KEY_RECORD:
        arguments->record = 1;
        return 0;
    case 'v':
        arguments->verbose = 1;
        return 0;
    case ARGP_KEY_ARGS:
        arguments->paths = state->argv + state->next;
        arguments->path_count = (size_t)(state->argc - state->next);
        return 0;
    case ARGP_KEY_END:
        if (arguments->path_count < 2)
            argp_error(state, "expected a problem's folder and at least one file or folder");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "PROBLEM PATH...",
    .doc = "Grade submissions against a problem. No database is needed. Each file in a folder is a "
           "submission; with --project the folder itself is one.",
    .children = (const struct argp_child[]){{&given_limits_argp, 0, "Limits:", 80},
                                            {&tree_argp, 0, "The sandbox:", 90},
                                            {0}},
};

struct grade {
    const struct arguments *arguments;
    struct problem_folder package;
    struct batch_item *items;
    size_t count;
    struct left_out *left_out;
    size_t left_out_count, left_out_shown;
    size_t passed_over, unreadable; /* of those */
    size_t accepted, internal, shown;
    int told_isolation;
    json_t *calibrations; /* of the problem's versions; NULL: none */
    int has_warned;
    struct csv_file csv;
    struct table table;
};

/* A file that was handed in and cannot be graded; its row stands where its result would stand. */
struct left_out {
    size_t before; /* the index of the item that comes after it */
    json_t *result;
};

/* Where an item's source is. */
struct place {
    const struct grade *grade;
    char *path;
    char *folder; /* the folder that was walked to find it, or NULL */
};

static json_t *user_of(const char *path, const char *folder)
{
    char *name = submission_user(path, folder);
    json_t *user = result_name(name);

    free(name);
    return user;
}

static void free_place(struct place *place)
{
    free(place->path);
    free(place->folder);
    free(place);
}

static int open_item(struct batch_item *item, struct error *err)
{
    const struct place *place = item->arg;
    struct submission source;

    const char *language = result_text(item->request, "language");
    int opened = place->grade->arguments->project
                     ? submission_open_any(place->path, language, place->grade->arguments->follow,
                                           &source, err)
                     : submission_open(place->path, place->folder, language,
                                       place->grade->arguments->follow, &source, err);

    if (opened < 0)
        return err->code;
    item->fds[0] = source.fd;
    item->fds[1] = fcntl(place->grade->package.dir, F_DUPFD_CLOEXEC, 3);
    item->fd_count = 2;
    return item->fds[1] < 0 ? error_set_errno(err, errno, "cannot pass on the problem") : 0;
}

/* A folder's language is known only when its files have been packed. */
static int find_language(const struct arguments *arguments, const char *path, const char *folder,
                         const struct language **ret_language, struct error *err)
{
    struct submission source;

    if (!arguments->project)
        return submission_language(path, folder, arguments->language, arguments->follow,
                                   ret_language, err);
    if (submission_open_any(path, arguments->language, arguments->follow, &source, err) < 0)
        return err->code;
    *ret_language = source.language;
    submission_close(&source);
    return 0;
}

/* Adds a row without a verdict; `reason` says in one word why, `message` in a sentence. */
static void leave_out(struct grade *grade, const struct submission_found *found, const char *reason,
                      const char *message)
{
    json_t *result = result_new(grade->package.problem->name, "", "", json_null());

    json_object_set_new(result, "path", result_name(found->path));
    json_object_set_new(result, "user", user_of(found->path, found->folder));
    json_object_set_new(result, "reason", json_string(reason));
    json_object_set_new(result, "message", result_name(message));
    grade->left_out =
        memory_grow(grade->left_out, grade->left_out_count + 1, sizeof(*grade->left_out));
    grade->left_out[grade->left_out_count++] = (struct left_out){grade->count, result};
}

static void add_item(struct grade *grade, const struct submission_found *found,
                     const struct language *language)
{
    json_t *name = result_name(found->path);
    struct batch_item *item;
    struct place *place;

    grade->items = memory_grow(grade->items, grade->count + 1, sizeof(*grade->items));
    item = &grade->items[grade->count++];
    place = memory_alloc(sizeof(*place));
    *place = (struct place){grade, memory_strdup(found->path),
                            found->folder ? memory_strdup(found->folder) : NULL};
    *item = (struct batch_item){.open = open_item, .arg = place};
    item->request = json_pack("{s:s,s:s,s:s,s:O}", "kind", "grade", "problem",
                              grade->package.folder, "language", language->name, "file_name", name);
    if (grade->calibrations)
        json_object_set(item->request, "calibrations", grade->calibrations);
    if (grade->arguments->record)
        json_object_set_new(item->request, "record", json_true());
    item->result = result_new(grade->package.problem->name, json_string_value(name), language->name,
                              json_null());
    json_object_set_new(item->result, "user", user_of(found->path, found->folder));
    json_decref(name);
}

/* Adds what the walk found. One bad file must not keep the others from being graded. */
static int add_submission(const struct submission_found *found, void *arg, struct error *err)
{
    struct grade *grade = arg;
    const struct language *language;

    if (found->is_unreadable) {
        log_error("%s", found->passed_over);
        leave_out(grade, found, "unreadable", found->passed_over);
        grade->unreadable++;
    } else if (found->passed_over) {
        leave_out(grade, found, "passed_over", found->passed_over);
        grade->passed_over++;
    } else if (find_language(grade->arguments, found->path, found->folder, &language, err) < 0) {
        log_error("%s", err->text);
        leave_out(grade, found, "unreadable", err->text);
        grade->unreadable++;
    } else {
        add_item(grade, found, language);
    }
    return 0;
}

static void table_row(struct table *table, const json_t *result, int has_groups)
{
    struct buffer line = BUFFER_INIT, groups = BUFFER_INIT;

    result_line(result, &line);
    result_groups_line(result, &groups);
    table_cell(table, "%s", result_text(result, "path"));
    table_cell(table, "%s", result_text(result, "verdict"));
    table_cell(table, "%s", result_text(result, "reason"));
    table_cell(table, "%s",
               format_points(json_number_value(json_object_get(result, "score")),
                             json_number_value(json_object_get(result, "max_score"))));
    table_cell(table, "%s", format_time(result_number(result, "cpu_us")));
    table_cell(table, "%s", format_memory(result_number(result, "memory_kib")));
    if (has_groups)
        table_cell(table, "%s", groups.size > 0 ? groups.data : "");
    table_cell(table, "%s", line.size > 0 ? line.data : "");
    buffer_release(&line);
    buffer_release(&groups);
}

static void show(struct grade *grade, const json_t *view)
{
    const struct arguments *arguments = grade->arguments;
    size_t rows = grade->count + grade->left_out_count;
    int is_graded = *result_text(view, "verdict") != '\0';

    progress_clear();
    grade->shown++;
    if (grade->csv.stream)
        csv_row(&grade->csv, view, grade->shown);
    if (grade->csv.stream == stdout)
        return;
    if (arguments->json) {
        result_print_stream(view, &grade->told_isolation, stdout);
        fflush(stdout);
    } else if (rows > 1 && !arguments->verbose) {
        table_row(&grade->table, view, grade->package.problem->group_count > 1);
    } else {
        if (rows > 1)
            printf("%s== %s\n", grade->shown > 1 ? "\n" : "",
                   format_text(result_text(view, "path")));
        if (is_graded)
            result_print(view, stdout);
        else
            printf("not graded: %s\n", format_text(result_text(view, "message")));
    }
}

/* Shows the files without a grade that come before item `index`. */
static void show_left_out(struct grade *grade, size_t index)
{
    while (grade->left_out_shown < grade->left_out_count &&
           grade->left_out[grade->left_out_shown].before <= index)
        show(grade, grade->left_out[grade->left_out_shown++].result);
}

static void warn_of_default(struct grade *grade, const json_t *result)
{
    if (grade->has_warned || !json_is_true(json_object_get(result, "uncalibrated")))
        return;
    grade->has_warned = 1;
    progress_clear();
    log_warning("%s states no time limit, and none was measured on this host, so that a default "
                "decides: %s; `assay verify` measures it, and --db here and there keeps it",
                grade->package.folder,
                format_time(result_number(json_object_get(result, "limits"), "time_us")));
}

static void on_done(struct batch_item *item, size_t index, void *arg)
{
    struct grade *grade = arg;
    json_t *view =
        grade->arguments->public_view ? result_public(item->result) : json_incref(item->result);
    const char *verdict = result_text(view, "verdict");

    grade->accepted += strcmp(verdict, "AC") == 0;
    grade->internal += strcmp(verdict, "IE") == 0;
    warn_of_default(grade, item->result);
    show_left_out(grade, index);
    show(grade, view);
    progress_show("graded", (int64_t)grade->shown, (int64_t)(grade->count + grade->left_out_count));
    json_decref(view);
}

static int exit_code(const struct grade *grade)
{
    if (grade->count == 0)
        return EXIT_USAGE;
    if (grade->count == 1 && grade->unreadable == 0 && grade->internal == 1)
        return EXIT_INTERNAL;
    if (grade->internal > 0 || grade->unreadable > 0)
        return EXIT_PARTIAL;
    return grade->accepted == grade->count ? EXIT_DONE : EXIT_NOT_ACCEPTED;
}

static int collect(struct grade *grade, struct error *err)
{
    const struct arguments *arguments = grade->arguments;

    for (size_t i = 1; i < arguments->path_count; i++) {
        const char *path = arguments->paths[i];
        size_t before = grade->count + grade->left_out_count;

        if (arguments->project
                ? add_submission(&(struct submission_found){path, NULL, NULL, 0}, grade, err) < 0
                : submission_walk(path, arguments->follow, add_submission, grade, err) < 0)
            return err->code;
        if (grade->count + grade->left_out_count == before)
            log_warning("%s: nothing was handed in there", path);
    }
    if (grade->passed_over > 0)
        log_warning("%zu file%s passed over; the rows without a verdict say why%s",
                    grade->passed_over, grade->passed_over == 1 ? "" : "s",
                    grade->package.problem->is_output_only
                        ? "; --project takes a folder of outputs as one submission"
                        : "");
    if (grade->count == 0)
        log_error("there is nothing to grade");
    return arguments->csv ? csv_open(&grade->csv, arguments->csv, grade->package.problem,
                                     arguments->public_view, err)
                          : 0;
}

/* Prints the table and closes the CSV, after an interrupted batch too. */
static int finish(struct grade *grade, struct error *err)
{
    show_left_out(grade, SIZE_MAX);
    progress_clear();
    if (!grade->arguments->json && grade->table.count > 0) {
        size_t others = grade->passed_over + grade->unreadable;

        table_print(&grade->table, stdout);
        printf("%zu of %zu accepted", grade->accepted, grade->count);
        if (others > 0)
            printf(", %zu not graded", others);
        printf("\n");
    }
    return csv_close(&grade->csv, err);
}

static int grade_all(struct grade *grade, struct error *err)
{
    const struct arguments *arguments = grade->arguments;
    struct error closing;
    int failed = batch_run(&arguments->tree, arguments->jobs, grade->items, grade->count, on_done,
                           grade, err);

    if (failed < 0 && failed != -EINTR)
        return failed;
    if (finish(grade, &closing) < 0) {
        *err = closing;
        return err->code;
    }
    return failed;
}

/* Checks the language once, so that an unknown one is not an error of each file. */
static int check_language(const struct arguments *arguments, struct error *err)
{
    const struct language *language;

    return arguments->language ? language_find_named(arguments->language, &language, err) : 0;
}

static int find_calibrations(struct grade *grade, struct error *err)
{
    struct store *store;
    int result;

    if (!grade->arguments->database)
        return 0;
    if (store_open(grade->arguments->database, STORE_OPEN_READ, &store, err) < 0)
        return err->code;
    result = stored_calibrations(store, grade->package.folder, &grade->calibrations, err);
    store_close(store);
    return result;
}

static int run(int argc, char **argv)
{
    static const char *const headers[] = {"submission", "verdict", "reason", "score",
                                          "CPU",        "memory",  "message"};
    static const char *const with_groups[] = {"submission", "verdict", "reason", "score",
                                              "CPU",        "memory",  "groups", "message"};
    struct arguments arguments = {0};
    struct grade grade = {.arguments = &arguments,
                          .table = {.headers = headers, .columns = 7, .right = "0v011100"}};
    struct error err;
    int code = EXIT_INTERNAL;

    command_parse(&argp, argc, argv, &arguments);
    arguments.jobs = command_jobs(arguments.jobs);
    arguments.record |= config_is_on(command_setting(CONFIG_RECORD));
    if (problem_folder_open(arguments.paths[0], &grade.package, &err) < 0)
        return problem_folder_exit(&err);
    if (grade.package.problem->is_output_only && !arguments.language)
        arguments.language = PROBLEM_OUTPUTS;
    if (grade.package.problem->group_count > 1) {
        grade.table.headers = with_groups;
        grade.table.columns++;
    }
    if (check_language(&arguments, &err) < 0 || find_calibrations(&grade, &err) < 0 ||
        collect(&grade, &err) < 0 || grade_all(&grade, &err) < 0)
        code = command_fail(&err);
    else
        code = exit_code(&grade);
    for (size_t i = 0; i < grade.count; i++) {
        json_decref(grade.items[i].request);
        json_decref(grade.items[i].result);
        free_place(grade.items[i].arg);
    }
    free(grade.items);
    for (size_t i = 0; i < grade.left_out_count; i++)
        json_decref(grade.left_out[i].result);
    free(grade.left_out);
    json_decref(grade.calibrations);
    csv_discard(&grade.csv);
    table_release(&grade.table);
    problem_folder_close(&grade.package);
    return code;
}

const struct command cmd_grade = {
    .name = "grade",
    .arguments = "PROBLEM PATH...",
    .summary = "grade files or folders now, no database",
    .exits = {[EXIT_DONE] = "all were graded and accepted",
              [EXIT_NOT_ACCEPTED] = "graded, but not all accepted",
              [EXIT_USAGE] = "bad usage, a bad problem, nothing to grade",
              [EXIT_NOT_FOUND] = "there is no such database (--db)",
              [EXIT_PARTIAL] = "some of a batch could not be graded"},
    .example = "assay grade problems/leap submissions/ --csv marks.csv",
    .run = run,
};
