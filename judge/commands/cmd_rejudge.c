/* assay rejudge: a new judging of old submissions; the old one stays. */
#include "base/clock.h"
#include "db/store.h"
#include "judge/commands/command.h"
#include "judge/report/result.h"

#include <stdio.h>
#include <stdlib.h>

enum { KEY_DB = 256, KEY_JSON, KEY_PRIORITY };

struct arguments {
    const char *database;
    int priority, json;
    char **ids;
    size_t count;
};

static const struct argp_option options[] = {
    {"db", KEY_DB, "URI", 0, "The database (default: $ASSAY_DB, else ./assay.db)", 0},
    {"priority", KEY_PRIORITY, "PRIORITY", 0, COMMAND_PRIORITY_HELP " (default rejudge)", 0},
    {"json", KEY_JSON, NULL, 0, "One JSON object a submission", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;

    switch (key) {
    case KEY_DB:
        arguments->database = arg;
        return 0;
    case KEY_PRIORITY:
        arguments->priority = command_priority(arg, state);
        return 0;
    case KEY_JSON:
        arguments->json = 1;
        return 0;
    case ARGP_KEY_ARGS:
        arguments->ids = state->argv + state->next;
        arguments->count = (size_t)(state->argc - state->next);
        for (size_t i = 0; i < arguments->count; i++)
            command_number("ID", arguments->ids[i], 1, 1LL << 62, state);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "expected at least one submission's id");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "ID...",
    .doc = "Queue submissions for another judging. Earlier judgings stay in the database. A "
           "submission that is still queued stays queued, once.",
};

static int stop(const struct store_row *row, void *arg)
{
    (void)row;
    (void)arg;
    return 1;
}

/* Looks for all of them before the first is queued. */
static int check_ids(struct store *store, const struct arguments *arguments, struct error *err)
{
    for (size_t i = 0; i < arguments->count; i++)
        if (store_judgings(store, strtoll(arguments->ids[i], NULL, 10), stop, NULL, err) < 0) {
            error_prefix(err, "nothing is queued");
            return err->code;
        }
    return 0;
}

static int rejudge(struct store *store, const struct arguments *arguments, struct error *err)
{
    for (size_t i = 0; i < arguments->count; i++) {
        int64_t id = strtoll(arguments->ids[i], NULL, 10), judging;
        int was_queued =
            store_rejudge(store, id, arguments->priority, clock_realtime_ms(), &judging, err);
        json_t *object;

        if (was_queued < 0)
            return error_prefix(err, "queued %zu of %zu", i, arguments->count);
        if (!arguments->json) {
            printf(was_queued ? "submission %lld is still queued: nothing is added\n"
                              : "submission %lld is queued again\n",
                   (long long)id);
            continue;
        }
        object =
            json_pack("{s:i,s:I,s:I,s:s}", "schema_version", RESULT_SCHEMA_VERSION, "submission",
                      (json_int_t)id, "judging", (json_int_t)judging, "state", "queued");
        result_print_json(object, stdout);
        json_decref(object);
    }
    return 0;
}

static int run(int argc, char **argv)
{
    struct arguments arguments = {.priority = PRIORITY_REJUDGE};
    struct store *store;
    struct error err;
    int code = EXIT_DONE;

    command_parse(&argp, argc, argv, &arguments);
    if (store_open(command_database(arguments.database), 0, &store, &err) < 0)
        return command_fail(&err);
    if (check_ids(store, &arguments, &err) < 0 || rejudge(store, &arguments, &err) < 0)
        code = command_fail(&err);
    store_ring(store);
    store_close(store);
    return code;
}

const struct command cmd_rejudge = {
    .name = "rejudge",
    .arguments = "ID...",
    .summary = "judge old submissions again",
    .exits = {[EXIT_DONE] = "queued again",
              [EXIT_USAGE] = "bad usage, or a database that cannot be used",
              [EXIT_NOT_FOUND] = "there is no such submission or database; nothing is queued"},
    .example = "assay rejudge 12 13",
    .run = run,
};
