/* assay status: who judges, what is being judged, what waits. */
#include "base/clock.h"
#include "base/log.h"
#include "db/store.h"
#include "judge/commands/command.h"
#include "judge/report/result.h"
#include "judge/report/table.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_DB = 256, KEY_JSON, KEY_WATCH, ROWS_MAX = 10, WATCH_US = 1000 * 1000 };

struct arguments {
    const char *database;
    int json, watch;
};

static const struct argp_option options[] = {
    {"db", KEY_DB, "URI", 0, "The database (default: $ASSAY_DB, else ./assay.db)", 0},
    {"watch", KEY_WATCH, NULL, 0, "Show it again every second, until it is interrupted", 0},
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
    case KEY_WATCH:
        arguments->watch = 1;
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
    .doc = "Show which judges are alive, what each has in hand and for how long, what waits by "
           "priority, problem and user (those with most), since when, and what is held or paused.",
};

/* ---- collecting, as one JSON object, which the text is made of ---- */

struct look {
    json_t *object, *list; /* the list that is being filled */
    int64_t now_ms;
    int64_t graders, queued, running, held, late;
    double busy_ms; /* graders x mean of those alive */
};

static int add_judge(const struct store_judge *row, void *arg)
{
    struct look *look = arg;
    int alive = store_judge_is_alive(row, look->now_ms);

    if (alive)
        look->graders += row->graders;
    if (alive && row->mean_ms > look->busy_ms)
        look->busy_ms = row->mean_ms;
    json_array_append_new(look->list,
                          json_pack("{s:o,s:o,s:I,s:b,s:I,s:I,s:I,s:I,s:f,s:o}", "name",
                                    result_name(row->name), "host", result_name(row->host), "pid",
                                    (json_int_t)row->pid, "alive", alive, "silent_ms",
                                    (json_int_t)(look->now_ms - row->beat_ms), "graders",
                                    (json_int_t)row->graders, "started_ms",
                                    (json_int_t)row->started_ms, "judged", (json_int_t)row->judged,
                                    "mean_ms", row->mean_ms, "trouble", result_name(row->trouble)));
    return 0;
}

static int add_running(const struct store_row *row, void *arg)
{
    struct look *look = arg;
    int64_t since_ms = row->claimed_ms;

    json_array_append_new(look->list,
                          json_pack("{s:o,s:i,s:I,s:o,s:o,s:o,s:i,s:i,s:i,s:I}", "judge",
                                    result_name(row->judge_name), "grader", (int)row->grader,
                                    "submission", (json_int_t)row->submission, "problem",
                                    result_name(row->problem_name), "user", result_name(row->user),
                                    "language", result_name(row->language), "attempts",
                                    (int)row->attempts, "cases_done", (int)row->cases_done,
                                    "case_count", (int)row->case_count, "for_ms",
                                    (json_int_t)(since_ms > 0 ? look->now_ms - since_ms : 0)));
    return 0;
}

static int add_tally(const struct store_tally *row, void *arg)
{
    struct look *look = arg;

    json_array_append_new(
        look->list,
        json_pack("{s:o,s:I,s:I,s:I,s:I}", "name", result_name(row->name), "queued",
                  (json_int_t)row->queued, "running", (json_int_t)row->running, "held",
                  (json_int_t)row->held, "longest_wait_ms",
                  (json_int_t)(row->oldest_ms > 0 ? look->now_ms - row->oldest_ms : 0)));
    return 0;
}

/* What is paused or held with its problem, though its turn has not come and it is queued still. */
static int add_problem(const struct store_tally *row, void *arg)
{
    struct look *look = arg;
    const char *kept_back = "";
    size_t i;
    const json_t *hold;

    json_array_foreach(json_object_get(look->object, "holds"), i, hold)
    {
        int is_all = strcmp(result_text(hold, "kind"), "all") == 0;
        int is_it = strcmp(result_text(hold, "kind"), "problem") == 0 &&
                    strcmp(result_text(hold, "name"), row->name) == 0;

        if ((is_all || is_it) && json_is_true(json_object_get(hold, "closed")))
            kept_back = result_text(hold, "reason");
    }
    add_tally(row, arg);
    json_object_update_new(json_array_get(look->list, json_array_size(look->list) - 1),
                           json_pack("{s:s,s:o*}", "kept_back", kept_back, "inline_name",
                                     *row->problem_name ? result_name(row->problem_name) : NULL));
    return 0;
}

static int add_priority(const struct store_tally *row, void *arg)
{
    struct look *look = arg;

    look->queued += row->queued;
    look->running += row->running;
    look->held += row->held;
    add_tally(row, arg);
    json_object_set_new(json_array_get(look->list, json_array_size(look->list) - 1), "name",
                        json_string(command_priority_name(strtoll(row->name, NULL, 10))));
    return 0;
}

static int add_hold(const struct store_hold *row, void *arg)
{
    struct look *look = arg;

    json_array_append_new(look->list,
                          json_pack("{s:o,s:o,s:o,s:b,s:o,s:o,s:I,s:I}", "kind",
                                    result_name(row->kind), "name", result_name(row->name), "by",
                                    result_name(row->origin), "closed", row->is_closed, "reason",
                                    result_name(row->reason), "message", result_name(row->message),
                                    "since_ms", (json_int_t)row->made_ms, "next_try_ms",
                                    (json_int_t)row->next_try_ms));
    return 0;
}

static void begin(struct look *look, const char *key)
{
    look->list = json_array();
    json_object_set_new(look->object, key, look->list);
}

static int collect(struct store *store, struct look *look, struct error *err)
{
    const struct store_filter running = {.state = "running"};

    begin(look, "judges");
    if (store_judges(store, add_judge, look, err) < 0)
        return err->code;
    begin(look, "in_hand");
    if (store_list(store, &running, add_running, look, err) < 0)
        return err->code;
    begin(look, "holds");
    if (store_holds(store, add_hold, look, err) < 0)
        return err->code;
    begin(look, "priorities");
    if (store_tallies(store, "priority", 1000, add_priority, look, err) < 0)
        return err->code;
    begin(look, "problems");
    if (store_tallies(store, "problem", ROWS_MAX, add_problem, look, err) < 0)
        return err->code;
    begin(look, "users");
    if (store_tallies(store, "user", ROWS_MAX, add_tally, look, err) < 0)
        return err->code;
    if (store_count_late(store, look->now_ms, &look->late, err) < 0)
        return err->code;
    json_object_set_new(look->object, "late", json_integer(look->late));
    json_object_update_new(look->object,
                           json_pack("{s:i,s:I,s:I,s:I,s:I}", "schema_version",
                                     RESULT_SCHEMA_VERSION, "queued", (json_int_t)look->queued,
                                     "running", (json_int_t)look->running, "held",
                                     (json_int_t)look->held, "expected_ms",
                                     (json_int_t)(look->graders > 0 && look->busy_ms > 0
                                                      ? (double)(look->queued + look->running) *
                                                            look->busy_ms / (double)look->graders
                                                      : -1)));
    return 0;
}

/* ---- showing ---- */

static int64_t number(const json_t *row, const char *key)
{
    return json_integer_value(json_object_get(row, key));
}

static const char *text(const json_t *row, const char *key)
{
    return format_text(result_text(row, key));
}

static void print_judges(const json_t *rows)
{
    size_t i;
    const json_t *row;

    if (json_array_size(rows) == 0)
        printf("nobody judges: start `assay judge`\n");
    json_array_foreach(rows, i, row)
    {
        printf("judge %s: ", text(row, "name"));
        if (!json_is_true(json_object_get(row, "alive")))
            printf("no sign of life for %s (pid %lld on %s)\n",
                   format_time(number(row, "silent_ms") * 1000), (long long)number(row, "pid"),
                   text(row, "host"));
        else
            printf("alive, %lld graders, %lld judged%s%s\n", (long long)number(row, "graders"),
                   (long long)number(row, "judged"),
                   *result_text(row, "trouble") ? "; takes no new work: " : "",
                   text(row, "trouble"));
    }
}

static void print_running(const json_t *rows)
{
    static const char *const headers[] = {"judge", "grader", "submission", "problem",
                                          "user",  "cases",  "for"};
    struct table table = {.headers = headers, .columns = 7, .right = "0110011"};
    size_t i;
    const json_t *row;

    json_array_foreach(rows, i, row)
    {
        table_cell(&table, "%s", result_text(row, "judge"));
        if (number(row, "grader") > 0)
            table_cell(&table, "%lld", (long long)number(row, "grader"));
        else /* it has not started */
            table_cell(&table, "-");
        table_cell(&table, "%lld", (long long)number(row, "submission"));
        table_cell(&table, "%s", result_text(row, "problem"));
        table_cell(&table, "%s", result_text(row, "user"));
        table_cell(&table, "%lld/%lld", (long long)number(row, "cases_done"),
                   (long long)number(row, "case_count"));
        table_cell(&table, "%s", format_time(number(row, "for_ms") * 1000));
    }
    if (i > 0) {
        printf("\n");
        table_print(&table, stdout);
    }
    table_release(&table);
}

static void print_tallies(const json_t *rows, const char *what)
{
    const char *const headers[] = {what, "queued", "running", "held", "longest wait"};
    int has_wait = strcmp(what, "priority") == 0;
    struct table table = {.headers = headers, .columns = has_wait ? 5 : 4, .right = "01111"};
    size_t i;
    const json_t *row;

    json_array_foreach(rows, i, row)
    {
        const char *kept_back = result_text(row, "kept_back");
        const char *inlined = result_text(row, "inline_name"), *name = result_text(row, "name");

        table_cell(&table, "%s%s%s%s%s",
                   *inlined ? inlined
                   : *name  ? name
                            : "-",
                   *inlined ? ", given inline" : "", *kept_back ? " (" : "", kept_back,
                   *kept_back ? ")" : "");
        table_cell(&table, "%lld", (long long)number(row, "queued"));
        table_cell(&table, "%lld", (long long)number(row, "running"));
        table_cell(&table, "%lld", (long long)number(row, "held"));
        if (has_wait)
            table_cell(&table, "%s", format_time(number(row, "longest_wait_ms") * 1000));
    }
    if (i > 0) {
        printf("\n");
        table_print(&table, stdout);
    }
    table_release(&table);
}

static void print_holds(const json_t *rows)
{
    size_t i;
    const json_t *row;

    json_array_foreach(rows, i, row)
    {
        int is_all = strcmp(result_text(row, "kind"), "all") == 0;
        int is_pause = strcmp(result_text(row, "by"), "operator") == 0;

        printf("%s%s%s%s %s%s%s\n", i == 0 ? "\n" : "",
               is_all ? "judging" : result_text(row, "kind"), is_all ? "" : " ", text(row, "name"),
               is_pause ? "is paused" : "is held", *result_text(row, "message") ? ": " : "",
               text(row, "message"));
    }
}

static void print_text(const struct look *look)
{
    int64_t expected_ms = number(look->object, "expected_ms");

    print_judges(json_object_get(look->object, "judges"));
    printf("%lld queued, %lld running, %lld held", (long long)look->queued,
           (long long)look->running, (long long)look->held);
    if (expected_ms > 0)
        printf("; about %s until all is judged", format_time(expected_ms * 1000));
    printf("\n");
    if (look->late > 0)
        printf("%lld%s wait beyond their deadline (`assay list`)\n", (long long)look->late,
               look->late == STORE_LATE_COUNTED_MAX ? " or more" : "");
    print_running(json_object_get(look->object, "in_hand"));
    print_tallies(json_object_get(look->object, "priorities"), "priority");
    print_tallies(json_object_get(look->object, "problems"), "problem");
    print_tallies(json_object_get(look->object, "users"), "user");
    print_holds(json_object_get(look->object, "holds"));
}

static int show(struct store *store, const struct arguments *arguments, struct error *err)
{
    struct look look = {.object = json_object(), .now_ms = clock_realtime_ms()};
    int result = collect(store, &look, err);

    if (result == 0 && arguments->json) {
        result_print_json(look.object, stdout);
    } else if (result == 0) {
        if (arguments->watch && isatty(STDOUT_FILENO))
            printf("\033[H\033[J");
        print_text(&look);
    }
    fflush(stdout);
    json_decref(look.object);
    return result;
}

static int run(int argc, char **argv)
{
    struct arguments arguments = {0};
    struct store *store;
    struct error err;
    int result;

    command_parse(&argp, argc, argv, &arguments);
    if (store_open(command_database(arguments.database), STORE_OPEN_READ, &store, &err) < 0)
        return command_fail(&err);
    result = show(store, &arguments, &err);
    while (result == 0 && arguments.watch) {
        usleep(WATCH_US);
        result = show(store, &arguments, &err);
    }
    store_close(store);
    return result < 0 ? command_fail(&err) : EXIT_DONE;
}

const struct command cmd_status = {
    .name = "status",
    .arguments = "",
    .summary = "show who judges, and what waits",
    .exits = {[EXIT_DONE] = "done",
              [EXIT_USAGE] = "bad usage, or a database that cannot be used",
              [EXIT_NOT_FOUND] = "there is no such database"},
    .example = "assay status --watch",
    .run = run,
};
