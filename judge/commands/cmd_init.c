/* assay init: create the database, or bring an older one up to date. */
#include "base/log.h"
#include "db/store.h"
#include "judge/commands/command.h"
#include "judge/report/table.h"

#include <stdio.h>

enum { KEY_DB = 256 };

static const struct argp_option options[] = {
    {"db", KEY_DB, "URI", 0, "The database (default: $ASSAY_DB, else ./assay.db)", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    const char **database = state->input;

    switch (key) {
    case KEY_DB:
        *database = arg;
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
        "Create the database, or bring the schema of an older one up to date. What is in it stays.",
};

static int run(int argc, char **argv)
{
    const char *database = NULL;
    struct store *store;
    struct error err;

    command_parse(&argp, argc, argv, &database);
    if (store_open(command_database(database), STORE_OPEN_CREATE, &store, &err) < 0)
        return command_fail(&err);
    store_close(store);
    printf("%s is ready\n", format_text(command_database(database)));
    return EXIT_DONE;
}

const struct command cmd_init = {
    .name = "init",
    .arguments = "",
    .summary = "create the database",
    .exits = {[EXIT_DONE] = "the database is there and up to date",
              [EXIT_USAGE] = "bad usage, or a database that cannot be used"},
    .example = "assay init --db contest.db",
    .run = run,
};
