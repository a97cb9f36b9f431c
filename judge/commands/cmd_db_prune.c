/* assay db prune: remove what nobody needs any more. */
#include "base/clock.h"
#include "base/log.h"
#include "db/store.h"
#include "judge/commands/command.h"
#include "judge/commands/interrupt.h"
#include "judge/report/result.h"
#include "judge/report/table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { KEY_DB = 256, KEY_JSON, KEY_OLDER, KEY_SOURCES, KEY_OUTPUTS, KEY_EVENTS, KEY_DRY, KEY_KEEP };

struct arguments {
    const char *database;
    struct store_prune prune;
    int json;
};

static const struct argp_option options[] = {
    {"db", KEY_DB, "URI", 0, "The database (default: $ASSAY_DB, else ./assay.db)", 0},
    {"older-than", KEY_OLDER, "AGE", 0,
     "What was over before this date (2026-01-31, in UTC) or for so long (36h, 90d, 8w)", 1},
    {"sources", KEY_SOURCES, NULL, 0, "Sources, and what compilers printed", 2},
    {"outputs", KEY_OUTPUTS, NULL, 0, "What programs printed, and checkers' messages", 2},
    {"events", KEY_EVENTS, NULL, 0, "The events of judgings, and late results", 2},
    {"dry-run", KEY_DRY, NULL, 0, "Only say how much it would be", 3},
    {"keep-space", KEY_KEEP, NULL, 0,
     "Leave the file as large as it is; what becomes free in it is used again", 3},
    {"json", KEY_JSON, NULL, 0, "One JSON object", 3},
    {0},
};

/* A date, or an age; ms since 1970. */
static int64_t parse_older(const char *text, int64_t now_ms, struct argp_state *state)
{
    static const struct {
        char letter;
        int64_t ms;
    } units[] = {{'h', 3600000}, {'d', 86400000}, {'w', 604800000}};
    struct tm parts = {0};
    const char *rest = strptime(text, "%Y-%m-%d", &parts);
    long long amount;
    char *end;

    if (rest && *rest == '\0')
        return (int64_t)timegm(&parts) * 1000;
    amount = strtoll(text, &end, 10);
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (end != text && end[0] == units[i].letter && end[1] == '\0' && amount >= 0 &&
            amount <= 1000000)
            return now_ms - amount * units[i].ms;
    }
    argp_error(state,
               "--older-than: found \"%s\", expected a date (2026-01-31) or an age (36h, 90d, "
               "8w)",
               text);
    return 0;
}

static void check(const struct arguments *arguments, struct argp_state *state)
{
    if (arguments->prune.before_ms == 0)
        argp_error(state, "expected --older-than: what is younger is kept");
    if (arguments->prune.kinds == 0)
        argp_error(state, "expected what is to be removed: --sources, --outputs, --events");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;

    switch (key) {
    case KEY_DB:
        arguments->database = arg;
        return 0;
    case KEY_OLDER:
        arguments->prune.before_ms = parse_older(arg, arguments->prune.now_ms, state);
        return 0;
    case KEY_SOURCES:
        arguments->prune.kinds |= STORE_PRUNE_SOURCES;
        return 0;
    case KEY_OUTPUTS:
        arguments->prune.kinds |= STORE_PRUNE_OUTPUTS;
        return 0;
    case KEY_EVENTS:
        arguments->prune.kinds |= STORE_PRUNE_EVENTS;
        return 0;
    case KEY_DRY:
        arguments->prune.is_dry_run = 1;
        return 0;
    case KEY_KEEP:
        arguments->prune.keep_space = 1;
        return 0;
    case KEY_JSON:
        arguments->json = 1;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "expected no argument, found \"%s\"; --db names the database", arg);
        return 0;
    case ARGP_KEY_END:
        check(arguments, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .doc =
        "Remove sources, outputs or events of what was judged long ago. Verdicts, scores, figures "
        "and "
        "who submitted what and when stay; nothing of what still is to be judged is removed. "
        "Judges may "
        "be at work; they wait while the file is made smaller at the end.\vA submission whose "
        "source was "
        "removed cannot be judged again.",
};

static int on_progress(int64_t done, int64_t total, void *arg)
{
    (void)arg;
    if (total > 0)
        progress_show("looked at", done, total);
    return interrupt_seen();
}

static void print_json(const struct store_prune *prune, const struct store_removed *pruned)
{
    json_t *object = json_pack(
        "{s:i,s:b,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "schema_version",
        RESULT_SCHEMA_VERSION, "dry_run", prune->is_dry_run, "before_ms",
        (json_int_t)prune->before_ms, "sources", (json_int_t)pruned->sources, "source_bytes",
        (json_int_t)pruned->source_bytes, "compile_logs", (json_int_t)pruned->compile_logs,
        "compile_log_bytes", (json_int_t)pruned->compile_log_bytes, "cases",
        (json_int_t)pruned->cases, "case_bytes", (json_int_t)pruned->case_bytes, "events",
        (json_int_t)pruned->events, "bytes_before", (json_int_t)pruned->bytes_before, "bytes_after",
        (json_int_t)pruned->bytes_after);

    result_print_json(object, stdout);
    json_decref(object);
}

static void print_text(const struct store_prune *prune, const struct store_removed *pruned)
{
    const char *words = prune->is_dry_run ? "would be removed" : "removed";

    printf("over before %s:\n", format_date(prune->before_ms));
    if (prune->kinds & STORE_PRUNE_SOURCES)
        printf("%lld sources (%s) and %lld compilers' logs (%s) %s\n", (long long)pruned->sources,
               format_memory((pruned->source_bytes + 1023) / 1024), (long long)pruned->compile_logs,
               format_memory((pruned->compile_log_bytes + 1023) / 1024), words);
    if (prune->kinds & STORE_PRUNE_OUTPUTS)
        printf("outputs and messages of %lld cases (%s) %s\n", (long long)pruned->cases,
               format_memory((pruned->case_bytes + 1023) / 1024), words);
    if (prune->kinds & STORE_PRUNE_EVENTS)
        printf("%lld events %s\n", (long long)pruned->events, words);
    if (!prune->is_dry_run)
        printf("the file had %s and has %s\n", format_memory(pruned->bytes_before / 1024),
               format_memory(pruned->bytes_after / 1024));
}

static int run(int argc, char **argv)
{
    struct arguments arguments = {
        .prune = {.now_ms = clock_realtime_ms(), .progress = on_progress}};
    struct store_removed pruned = {0};
    struct store *store;
    struct error err;
    int failed;

    command_parse(&argp, argc, argv, &arguments);
    if (store_open(command_database(arguments.database),
                   arguments.prune.is_dry_run ? STORE_OPEN_READ : 0, &store, &err) < 0)
        return command_fail(&err);
    interrupt_watch();
    failed = store_prune(store, &arguments.prune, &pruned, &err);
    progress_clear();
    store_close(store);
    if (arguments.json)
        print_json(&arguments.prune, &pruned);
    else
        print_text(&arguments.prune, &pruned);
    return failed < 0 ? command_fail(&err) : EXIT_DONE;
}

const struct command cmd_db_prune = {
    .name = "db prune",
    .arguments = "",
    .summary = "remove what nobody needs any more",
    .exits = {[EXIT_DONE] = "done",
              [EXIT_USAGE] = "bad usage, or a database that cannot be used",
              [EXIT_NOT_FOUND] = "there is no such database"},
    .example = "assay db prune --older-than 90d --sources --outputs --dry-run",
    .run = run,
};
