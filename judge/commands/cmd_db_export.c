/* assay db export: all results, for other programs. */
#include "db/store.h"
#include "judge/commands/clics.h"
#include "judge/commands/command.h"
#include "judge/report/csv.h"
#include "judge/report/result.h"
#include "judge/report/stored.h"
#include "judge/report/table.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { KEY_DB = 256, KEY_CSV, KEY_JSON, KEY_CLICS, KEY_NAME, KEY_START, KEY_DURATION };

enum form { FORM_NONE, FORM_CSV, FORM_JSON, FORM_CLICS };

struct arguments {
    const char *database;
    enum form form;
    struct clics_contest contest;
    int has_contest;
};

static const struct argp_option options[] = {
    {"db", KEY_DB, "URI", 0, "The database (default: $ASSAY_DB, else ./assay.db)", 0},
    {"csv", KEY_CSV, NULL, 0, "A table, one line a submission (the default)", 1},
    {"json", KEY_JSON, NULL, 0, "One JSON object a submission, with its cases", 1},
    {"clics", KEY_CLICS, NULL, 0,
     "The event feed of the CLICS Contest API (2023-06), one notification a line", 1},
    {"name", KEY_NAME, "NAME", 0, "--clics: the contest's name (default: assay)", 2},
    {"start", KEY_START, "DATE", 0,
     "--clics: when the contest starts, 2026-01-31T09:00:00Z (default: the first submission)", 2},
    {"duration", KEY_DURATION, "H:MM", 0,
     "--clics: how long it takes (default: until the last submission)", 2},
    {0},
};

static void take_form(struct arguments *arguments, enum form form, struct argp_state *state)
{
    if (arguments->form != FORM_NONE && arguments->form != form)
        argp_error(state, "expected one of --csv, --json and --clics");
    arguments->form = form;
}

static int64_t parse_start(const char *text, struct argp_state *state)
{
    struct tm parts = {0};
    const char *end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &parts);

    if (!end || *end)
        argp_error(state, "--start: found \"%s\", expected a date in UTC: 2026-01-31T09:00:00Z",
                   text);
    return (int64_t)timegm(&parts) * 1000;
}

static int64_t parse_duration(const char *text, struct argp_state *state)
{
    char *end;
    long hours = strtol(text, &end, 10), minutes = 0;
    int good = end != text && *end == ':' && end[1] >= '0' && end[1] <= '5';

    if (good) {
        minutes = strtol(end + 1, &end, 10);
        good = *end == '\0' && minutes < 60;
    }
    if (!good || hours < 0 || hours > 100000 || hours + minutes == 0)
        argp_error(state, "--duration: found \"%s\", expected hours and minutes: 5:00", text);
    return ((int64_t)hours * 60 + minutes) * 60000;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;

    if (key >= KEY_NAME && key <= KEY_DURATION)
        arguments->has_contest = 1;
    switch (key) {
    case KEY_DB:
        arguments->database = arg;
        return 0;
    case KEY_CSV:
        take_form(arguments, FORM_CSV, state);
        return 0;
    case KEY_JSON:
        take_form(arguments, FORM_JSON, state);
        return 0;
    case KEY_CLICS:
        take_form(arguments, FORM_CLICS, state);
        return 0;
    case KEY_NAME:
        arguments->contest.name = arg;
        return 0;
    case KEY_START:
        arguments->contest.start_ms = parse_start(arg, state);
        return 0;
    case KEY_DURATION:
        arguments->contest.duration_ms = parse_duration(arg, state);
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "expected no argument, found \"%s\"; --db names the database", arg);
        return 0;
    case ARGP_KEY_END:
        if (arguments->has_contest && arguments->form != FORM_CLICS)
            argp_error(state, "--name, --start and --duration go with --clics");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .doc = "Print the result of every submission, oldest first: the judging that counts. It is "
           "written "
           "row by row, whatever the size of the database. What is printed is the operator's view.",
};

struct export
{
    struct store *store;
    struct error *err;
};

static void print_name(const char *bytes, char after)
{
    json_t *name = result_name(bytes);

    csv_field(stdout, json_string_value(name), after);
    json_decref(name);
}

static int print_csv(const struct store_row *row, void *arg)
{
    (void)arg;
    printf("%lld,%lld,", (long long)row->submission, (long long)row->judging);
    print_name(row->problem_name, ',');
    print_name(row->user, ',');
    print_name(row->file_name, ',');
    print_name(row->language, ',');
    printf("%s,%s,", row->state, row->verdict);
    print_name(row->reason, ',');
    printf("%s,%s,%lld,%lld,%lld,%d,%lld,%lld,", format_score(row->score),
           format_score(row->max_score), (long long)row->cpu_us, (long long)row->wall_us,
           (long long)row->memory_kib, row->attempts, (long long)row->submitted_ms,
           (long long)row->finished_ms);
    print_name(row->judge_name, ',');
    print_name(row->version, ',');
    print_name(row->message, '\n');
    return 0;
}

static int print_json(const struct store_row *row, void *arg)
{
    struct export *export = arg;
    json_t *result, *notes;

    if (result_from_store(export->store, row, &result, export->err) < 0)
        return export->err->code;
    if (stored_notes(export->store, row->submission, &notes, export->err) < 0) {
        json_decref(result);
        return export->err->code;
    }
    json_object_set_new(result, "notes", notes);
    result_print_json(result, stdout);
    json_decref(result);
    return 0;
}

static int print_all(const struct arguments *arguments, struct store *store, struct error *err)
{
    struct export export = {store, err};

    if (arguments->form == FORM_CLICS)
        return clics_print(store, &arguments->contest, stdout, err);
    if (arguments->form == FORM_JSON)
        return store_list(store, NULL, print_json, &export, err);
    printf("submission,judging,problem,user,path,language,state,verdict,reason,score,max_score,"
           "cpu_us,wall_us,memory_kib,attempts,submitted_ms,finished_ms,judge_name,"
           "problem_version,message\n");
    return store_list(store, NULL, print_csv, NULL, err);
}

static int run(int argc, char **argv)
{
    struct arguments arguments = {.contest = {.name = "assay"}};
    struct store *store;
    struct error err;
    int failed;

    command_parse(&argp, argc, argv, &arguments);
    if (store_open(command_database(arguments.database), STORE_OPEN_READ, &store, &err) < 0)
        return command_fail(&err);
    failed = print_all(&arguments, store, &err);
    store_close(store);
    return failed < 0 ? command_fail(&err) : EXIT_DONE;
}

const struct command cmd_db_export = {
    .name = "db export",
    .arguments = "",
    .summary = "print all results for other programs",
    .exits = {[EXIT_DONE] = "done",
              [EXIT_USAGE] = "bad usage, or a database that cannot be used",
              [EXIT_NOT_FOUND] = "there is no such database"},
    .example = "assay db export --clics --start 2026-01-31T09:00:00Z --duration 5:00",
    .run = run,
};
