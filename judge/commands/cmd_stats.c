/* assay stats: verdicts counted, by problem, language or user. */
#include "base/clock.h"
#include "base/log.h"
#include "db/store.h"
#include "judge/commands/command.h"
#include "judge/report/result.h"
#include "judge/report/table.h"

#include <string.h>

enum { KEY_DB = 256, KEY_JSON };

struct arguments {
    const char *database, *by;
    int json;
};

static const struct argp_option options[] = {
    {"db", KEY_DB, "URI", 0, "The database (default: $ASSAY_DB, else ./assay.db)", 0},
    {"by", 'b', "WHAT", 0, "problem, language, user or verdict (default: problem)", 0},
    {"json", KEY_JSON, NULL, 0, "One JSON object a line", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;

    switch (key) {
    case KEY_DB:
        arguments->database = arg;
        return 0;
    case 'b':
        command_choice("--by", arg,
                       (const char *const[]){"problem", "language", "user", "verdict", NULL},
                       state);
        arguments->by = arg;
        return 0;
    case KEY_JSON:
        arguments->json = 1;
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
    .doc = "Count judgings: how many, how many accepted, the mean CPU time (of each judging's "
           "slowest case), the mean wait in the queue, and in compiled languages how many were "
           "compiled and how many came from the cache.",
};

struct stats {
    const struct arguments *arguments;
    struct table table;
    size_t count;
};

static int on_stat(const struct store_stat *row, void *arg)
{
    struct stats *stats = arg;
    json_t *object;

    stats->count++;
    if (!stats->arguments->json) {
        table_cell(&stats->table, "%s", *row->key ? row->key : "-");
        table_cell(&stats->table, "%lld", (long long)row->total);
        table_cell(&stats->table, "%lld", (long long)row->accepted);
        table_cell(&stats->table, "%lld", (long long)row->internal_errors);
        table_cell(&stats->table, "%s", format_time((int64_t)row->mean_cpu_us));
        table_cell(&stats->table, "%s", format_time((int64_t)(row->mean_wait_ms * 1000)));
        table_cell(&stats->table, "%lld", (long long)row->compiled);
        table_cell(&stats->table, "%lld", (long long)row->from_cache);
        return 0;
    }
    object = json_pack(
        "{s:i,s:s,s:o,s:I,s:I,s:I,s:f,s:f,s:I,s:I}", "schema_version", RESULT_SCHEMA_VERSION, "by",
        stats->arguments->by, "key", result_name(row->key), "total", (json_int_t)row->total,
        "accepted", (json_int_t)row->accepted, "internal_errors", (json_int_t)row->internal_errors,
        "mean_cpu_us", row->mean_cpu_us, "mean_wait_ms", row->mean_wait_ms, "compiled",
        (json_int_t)row->compiled, "from_cache", (json_int_t)row->from_cache);
    result_print_json(object, stdout);
    json_decref(object);
    return 0;
}

static int run(int argc, char **argv)
{
    struct arguments arguments = {.by = "problem"};
    const char *headers[] = {NULL,       "judged",    "accepted", "IE",
                             "mean CPU", "mean wait", "compiled", "from cache"};
    struct stats stats = {.arguments = &arguments,
                          .table = {.headers = headers, .columns = 8, .right = "01111111"}};
    struct store_backlog backlog;
    struct store *store;
    struct error err;
    int code = EXIT_DONE;

    command_parse(&argp, argc, argv, &arguments);
    headers[0] = arguments.by;
    if (store_open(command_database(arguments.database), STORE_OPEN_READ, &store, &err) < 0)
        return command_fail(&err);
    if (store_stats(store, arguments.by, on_stat, &stats, &err) < 0 ||
        store_backlog(store, clock_realtime_ms(), &backlog, &err) < 0) {
        code = command_fail(&err);
    } else if (stats.count == 0 && backlog.queued == 0 && backlog.running == 0) {
        log_error("nothing has been submitted yet");
        code = EXIT_NOT_FOUND;
    } else if (!arguments.json) {
        if (stats.count > 0)
            table_print(&stats.table, stdout);
        printf("%lld queued, %lld running\n", (long long)backlog.queued,
               (long long)backlog.running);
    }
    table_release(&stats.table);
    store_close(store);
    return code;
}

const struct command cmd_stats = {
    .name = "stats",
    .arguments = "",
    .summary = "count verdicts",
    .exits = {[EXIT_DONE] = "done",
              [EXIT_USAGE] = "bad usage, or a database that cannot be used",
              [EXIT_NOT_FOUND] = "nothing has been submitted, or there is no such database"},
    .example = "assay stats --by language",
    .run = run,
};
