/* assay list: the submissions with their newest judging. */
#include "base/clock.h"
#include "base/log.h"
#include "db/store.h"
#include "judge/commands/command.h"
#include "judge/commands/lookup.h"
#include "judge/languages/language.h"
#include "judge/report/result.h"
#include "judge/report/table.h"
#include "judge/rules/verdict.h"
#include "problems/yaml/schema.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_DB = 256, KEY_JSON, KEY_PUBLIC };

struct arguments {
    const char *database, *language;
    struct store_filter filter;
    int json, public_view;
};

static const struct argp_option options[] = {
    {"db", KEY_DB, "URI", 0, "The database (default: $ASSAY_DB, else ./assay.db)", 0},
    {"user", 'u', "USER", 0, "Only this user's", 1},
    {"problem", 'p', "PROBLEM", 0,
     "Only of this problem: its name, its folder or the folder's name", 1},
    {"language", 'l', "NAME", 0, "Only in this language", 1},
    {"verdict", 'v', "VERDICT", 0, "Only with this verdict (AC, WA, ...)", 1},
    {"state", 's', "STATE", 0, "Only queued, held, running, done or cancelled", 1},
    {"limit", 'n', "N", 0, "The newest N (default: all)", 1},
    {"json", KEY_JSON, NULL, 0, "One JSON object a line", 2},
    {"public", KEY_PUBLIC, NULL, 0, "Only what submitters may see", 2},
    {0},
};

/* Takes a verdict by its letters; a verdict in words is an error that names the letters. */
static void take_verdict(const char *text, struct arguments *arguments, struct argp_state *state)
{
    const char *names[VERDICT_COUNT + 1] = {NULL}, *words[VERDICT_COUNT + 1] = {NULL};
    const char *nearest;
    enum verdict verdict;

    arguments->filter.verdict = text;
    if (verdict_parse(text, &verdict) == 0)
        return;
    for (int i = 0; i < VERDICT_COUNT; i++) {
        names[i] = verdict_name((enum verdict)i);
        words[i] = verdict_words((enum verdict)i);
    }
    nearest = schema_nearest(text, words);
    for (int i = 0; nearest && i < VERDICT_COUNT; i++)
        if (nearest == words[i])
            argp_error(state, "--verdict: found \"%s\"; did you mean \"%s\"?", text, names[i]);
    command_choice("--verdict", text, names, state);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;

    switch (key) {
    case KEY_DB:
        arguments->database = arg;
        return 0;
    case 'u':
        arguments->filter.user = arg;
        return 0;
    case 'p':
        arguments->filter.problem_name = arg;
        return 0;
    case 'l':
        arguments->language = arg;
        return 0;
    case 'v':
        take_verdict(arg, arguments, state);
        return 0;
    case 's':
        command_choice(
            "--state", arg,
            (const char *const[]){"queued", "held", "running", "done", "cancelled", NULL}, state);
        arguments->filter.state = arg;
        return 0;
    case 'n':
        arguments->filter.limit = command_number("--limit", arg, 1, 1000000000, state);
        return 0;
    case KEY_JSON:
        arguments->json = 1;
        return 0;
    case KEY_PUBLIC:
        arguments->public_view = 1;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "expected no argument, found \"%s\"", arg);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .doc = "List submissions, oldest first, each with its newest judging.",
};

struct list {
    const struct arguments *arguments;
    struct table table;
    size_t count;
};

static json_t *row_json(const struct store_row *row, int public_view)
{
    json_t *object = json_pack(
        "{s:i,s:I,s:s,s:o,s:o,s:o,s:o,s:o,s:f,s:f,s:I,s:I,s:i,s:i}", "schema_version",
        RESULT_SCHEMA_VERSION, "submission", (json_int_t)row->submission, "state", row->state,
        "problem", result_name(row->problem_name), "user", result_name(row->user), "language",
        result_name(row->language), "verdict",
        *row->verdict ? result_name(row->verdict) : json_null(), "path",
        result_name(row->file_name), "score", row->score, "max_score", row->max_score,
        "submitted_ms", (json_int_t)row->submitted_ms, "finished_ms", (json_int_t)row->finished_ms,
        "cases_done", (int)row->cases_done, "case_count", (int)row->case_count);

    if (public_view)
        return object; /* reason, message and figures obey each case's feedback: `show --public` */
    json_object_update_new(
        object,
        json_pack("{s:I,s:b,s:o,s:o,s:i,s:I,s:I,s:I,s:o,s:o}", "deadline_ms",
                  (json_int_t)row->deadline_ms, "late", store_row_is_late(row, clock_realtime_ms()),
                  "reason", result_name(row->reason), "message", result_name(row->message),
                  "attempts", (int)row->attempts, "cpu_us", (json_int_t)row->cpu_us, "wall_us",
                  (json_int_t)row->wall_us, "memory_kib", (json_int_t)row->memory_kib, "judge_name",
                  result_name(row->judge_name), "problem_version", result_name(row->version)));
    return object;
}

static int on_row(const struct store_row *row, void *arg)
{
    struct list *list = arg;
    int public_view = list->arguments->public_view;
    int done = strcmp(row->state, "done") == 0;
    int is_late = store_row_is_late(row, clock_realtime_ms());

    list->count++;
    if (list->arguments->json) {
        json_t *object = row_json(row, public_view);

        result_print_json(object, stdout);
        json_decref(object);
        return 0;
    }
    table_cell(&list->table, "%lld", (long long)row->submission);
    table_cell(&list->table, "%s", format_date(row->submitted_ms));
    table_cell(&list->table, "%s", row->problem_name);
    table_cell(&list->table, "%s", row->user);
    table_cell(&list->table, "%s", row->file_name);
    table_cell(&list->table, "%s%s", done ? row->verdict : row->state,
               !done && is_late ? ", late" : "");
    table_cell(&list->table, "%s", public_view ? "" : row->reason);
    if (done)
        table_cell(&list->table, "%s/%s", format_score(row->score), format_score(row->max_score));
    else
        table_cell(&list->table, "%d/%d cases", row->cases_done, row->case_count);
    table_cell(&list->table, "%s", public_view ? "" : format_time(row->cpu_us));
    table_cell(&list->table, "%s", public_view ? "" : format_memory(row->memory_kib));
    if (list->table.count >= TABLE_PART_CELLS)
        table_print_part(&list->table, stdout);
    return 0;
}

static int is_filtered(const struct store_filter *filter)
{
    return filter->user || filter->problem_name || filter->language || filter->verdict ||
           filter->state;
}

/* Lists submissions. When there is none, looks whether the names in the filter are known, perhaps
 * as a problem's folder. */
static int list_all(struct store *store, struct list *list, struct store_filter filter,
                    struct error *err)
{
    char *folder;
    int again;

    if (store_list(store, &filter, on_row, list, err) < 0)
        return err->code;
    if (list->count > 0)
        return 0;
    again = lookup_filter(store, &filter, &folder, err);
    if (again > 0)
        again = store_list(store, &filter, on_row, list, err);
    free(folder);
    return again;
}

static int run(int argc, char **argv)
{
    static const char *const headers[] = {"id",      "submitted", "problem", "user", "file",
                                          "verdict", "reason",    "score",   "CPU",  "memory"};
    struct arguments arguments = {0};
    struct list list = {.arguments = &arguments,
                        .table = {.headers = headers, .columns = 10, .right = "10000v0111"}};
    struct store *store;
    struct error err;
    int code = EXIT_DONE, failed;

    command_parse(&argp, argc, argv, &arguments);
    /* by any of its names; a language that is no longer defined may still have submissions */
    arguments.filter.language = arguments.language && language_find(arguments.language)
                                    ? language_find(arguments.language)->name
                                    : arguments.language;
    if (store_open(command_database(arguments.database), STORE_OPEN_READ, &store, &err) < 0)
        return command_fail(&err);
    failed = list_all(store, &list, arguments.filter, &err);
    if (list.count > 0 && !arguments.json)
        table_print(&list.table, stdout);
    if (failed < 0)
        code = command_fail(&err);
    else if (list.count == 0)
        log_warning("no submission is listed: %s", is_filtered(&arguments.filter)
                                                       ? "no submission fits all of the options"
                                                       : "nothing has been submitted yet");
    table_release(&list.table);
    store_close(store);
    return code;
}

const struct command cmd_list = {
    .name = "list",
    .arguments = "",
    .summary = "list submissions and verdicts",
    .exits = {[EXIT_DONE] = "done",
              [EXIT_USAGE] = "bad usage, an unknown verdict, a database that cannot be used",
              [EXIT_NOT_FOUND] = "there is no such problem, user, language or database"},
    .example = "assay list --problem leap --verdict WA --limit 20",
    .run = run,
};
