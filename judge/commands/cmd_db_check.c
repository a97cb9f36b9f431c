/* assay db check: whether what is stored is whole. */
#include "db/store.h"
#include "judge/commands/command.h"
#include "judge/commands/interrupt.h"
#include "judge/report/result.h"
#include "judge/report/table.h"

#include <errno.h>

enum { KEY_DB = 256, KEY_JSON };

struct arguments {
    const char *database;
    int json;
};

static const struct argp_option options[] = {
    {"db", KEY_DB, "URI", 0, "The database (default: $ASSAY_DB, else ./assay.db)", 0},
    {"json", KEY_JSON, NULL, 0, "One JSON object", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;

    switch (key) {
    case KEY_DB:
        arguments->database = arg;
        return 0;
    case KEY_JSON:
        arguments->json = 1;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "expected no argument, found \"%s\"; --db names the database", arg);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .doc =
        "Look whether the database is whole: the structure of the file, references between rows, "
        "the "
        "values in each row, and what is tallied beforehand against a count. Changes nothing, and "
        "judges "
        "may be at work. Also for a copy (`assay db backup`), and for an older version's database.",
};

struct look {
    json_t *faults;
    struct store_census census;
};

static void add_fault(const struct store_fault *fault, void *arg)
{
    struct look *look = arg;

    progress_clear();
    json_array_append_new(look->faults, json_pack("{s:s,s:o}", "kind", fault->kind, "message",
                                                  result_name(fault->message)));
}

static int on_progress(int64_t done, int64_t total, void *arg)
{
    (void)done;
    (void)total;
    (void)arg;
    return interrupt_seen();
}

/* A database that cannot be opened because it is damaged is a finding, and no failure to look. */
static int look_at(const char *database, struct look *look, struct error *err)
{
    struct store *store;
    int failed = store_open(database, STORE_OPEN_READ | STORE_OPEN_OLD, &store, err);

    if (failed == 0) {
        failed = store_check(store, add_fault, on_progress, look, &look->census, err);
        store_close(store);
    }
    if (failed != -EUCLEAN)
        return failed;
    add_fault(&(const struct store_fault){.kind = "structure", .message = err->text}, look);
    look->census.faults++;
    return 0;
}

static void print_json(const char *database, const struct look *look)
{
    const struct store_census *census = &look->census;
    json_t *object =
        json_pack("{s:i,s:o,s:b,s:I,s:O}", "schema_version", RESULT_SCHEMA_VERSION, "database",
                  result_name(database), "ok", census->faults == 0, "database_schema",
                  (json_int_t)census->schema_version, "faults", look->faults);

    json_object_update_new(
        object,
        json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "submissions",
                  (json_int_t)census->submissions, "judgings", (json_int_t)census->judgings,
                  "queued", (json_int_t)census->queued, "running", (json_int_t)census->running,
                  "held", (json_int_t)census->held, "done", (json_int_t)census->done, "cancelled",
                  (json_int_t)census->cancelled, "cases", (json_int_t)census->cases, "events",
                  (json_int_t)census->events, "bytes", (json_int_t)census->bytes, "free_bytes",
                  (json_int_t)census->free_bytes));
    result_print_json(object, stdout);
    json_decref(object);
}

static void print_text(const char *database, const struct look *look)
{
    const struct store_census *census = &look->census;
    size_t i;
    json_t *fault;

    printf("schema version %lld\n", (long long)census->schema_version);
    printf("%lld submissions, %lld judgings: %lld queued, %lld running, %lld held, %lld done, %lld "
           "cancelled; %lld cases, %lld events\n",
           (long long)census->submissions, (long long)census->judgings, (long long)census->queued,
           (long long)census->running, (long long)census->held, (long long)census->done,
           (long long)census->cancelled, (long long)census->cases, (long long)census->events);
    printf("%s, of which %s are free to be used again\n", format_memory(census->bytes / 1024),
           format_memory(census->free_bytes / 1024));
    json_array_foreach(look->faults, i, fault)
    {
        printf("%s: %s\n", result_text(fault, "kind"), format_text(result_text(fault, "message")));
    }
    if (i == 0)
        printf("%s is whole\n", format_text(database));
    else
        printf("%s has faults: stop the judges, and restore a backup or save what can be read with "
               "the sqlite3 command .recover\n",
               format_text(database));
}

static int run(int argc, char **argv)
{
    struct arguments arguments = {0};
    struct look look = {0};
    const char *database;
    struct error err;
    int failed, code;

    command_parse(&argp, argc, argv, &arguments);
    database = command_database(arguments.database);
    look.faults = json_array();
    interrupt_watch();
    failed = look_at(database, &look, &err);
    if (failed < 0)
        code = command_fail(&err);
    else
        code = look.census.faults > 0 ? EXIT_USAGE : EXIT_DONE;
    if (failed == 0 && arguments.json)
        print_json(database, &look);
    else if (failed == 0)
        print_text(database, &look);
    json_decref(look.faults);
    return code;
}

const struct command cmd_db_check = {
    .name = "db check",
    .arguments = "",
    .summary = "look whether what is stored is whole",
    .exits = {[EXIT_DONE] = "all of it is whole",
              [EXIT_USAGE] = "bad usage, or a database that is damaged or cannot be used",
              [EXIT_NOT_FOUND] = "there is no such database"},
    .example = "assay db check --db /backup/contest.db",
    .run = run,
};
