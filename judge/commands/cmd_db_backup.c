/* assay db backup: a copy of the database while judges work. */
#include "judge/commands/command.h"
#include "judge/commands/interrupt.h"
#include "judge/report/result.h"
#include "judge/report/table.h"

#include "db/store.h"

enum { KEY_DB = 256, KEY_JSON };

struct arguments {
    const char *database, *file;
    int replace, json;
};

static const struct argp_option options[] = {
    {"db", KEY_DB, "URI", 0, "The database (default: $ASSAY_DB, else ./assay.db)", 0},
    {"force", 'f', NULL, 0, "Replace FILE where it is there already", 0},
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
    case 'f':
        arguments->replace = 1;
        return 0;
    case KEY_JSON:
        arguments->json = 1;
        return 0;
    case ARGP_KEY_ARG:
        if (arguments->file)
            argp_error(state, "expected one file, found \"%s\" as well", arg);
        arguments->file = arg;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "expected the file that the copy shall be");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "FILE",
    .doc = "Copy the database to FILE while judges and clients go on. The copy is the database of "
           "one "
           "moment, in one file that its owner alone may open; it is read again and checked before "
           "it "
           "gets its name, so that FILE is a whole copy or not there.\vTo restore one: stop every "
           "judge, "
           "remove the database with its -wal and -shm, put the copy in its place.",
};

static int on_progress(int64_t done, int64_t total, void *arg)
{
    (void)arg;
    if (total > 0)
        progress_show("pages copied", done, total);
    return interrupt_seen();
}

static void print(const struct arguments *arguments, int64_t bytes)
{
    json_t *object;

    if (!arguments->json) {
        printf("%s: %s, checked\n", format_text(arguments->file),
               format_memory((bytes + 1023) / 1024));
        return;
    }
    object = json_pack("{s:i,s:o,s:I}", "schema_version", RESULT_SCHEMA_VERSION, "path",
                       result_name(arguments->file), "bytes", (json_int_t)bytes);
    result_print_json(object, stdout);
    json_decref(object);
}

static int run(int argc, char **argv)
{
    struct arguments arguments = {0};
    struct store_backup backup = {.progress = on_progress};
    struct store *store;
    struct error err;
    int64_t bytes = 0;
    int failed;

    command_parse(&argp, argc, argv, &arguments);
    backup.path = arguments.file;
    backup.replace = arguments.replace;
    if (store_open(command_database(arguments.database), STORE_OPEN_READ | STORE_OPEN_OLD, &store,
                   &err) < 0)
        return command_fail(&err);
    interrupt_watch();
    failed = store_backup(store, &backup, &bytes, &err);
    progress_clear();
    store_close(store);
    if (failed < 0)
        return command_fail(&err);
    print(&arguments, bytes);
    return EXIT_DONE;
}

const struct command cmd_db_backup = {
    .name = "db backup",
    .arguments = "FILE",
    .summary = "copy the database while judges work",
    .exits = {[EXIT_DONE] = "FILE is a whole copy, on the disk",
              [EXIT_USAGE] = "bad usage, a database that cannot be used, FILE is there already",
              [EXIT_NOT_FOUND] = "there is no such database or folder"},
    .example = "assay db backup --force /backup/contest.db",
    .run = run,
};
