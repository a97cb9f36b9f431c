/* assay show: everything about one submission, so that a person sees why its verdict is what it is.
 */
#include "base/log.h"
#include "db/store.h"
#include "judge/commands/command.h"
#include "judge/report/result.h"
#include "judge/report/stored.h"
#include "judge/report/table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_DB = 256, KEY_JSON, KEY_PUBLIC, KEY_SOURCE };

struct arguments {
    const char *database;
    long long submission;
    int json, public_view, source;
};

static const struct argp_option options[] = {
    {"db", KEY_DB, "URI", 0, "The database (default: $ASSAY_DB, else ./assay.db)", 0},
    {"json", KEY_JSON, NULL, 0, "One JSON object, with all judgings and their cases", 0},
    {"public", KEY_PUBLIC, NULL, 0, "Only what the submitter may see (obeys `feedback`)", 0},
    {"source", KEY_SOURCE, NULL, 0, "Print the submitted source, byte for byte, and nothing else",
     0},
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
    case KEY_PUBLIC:
        arguments->public_view = 1;
        return 0;
    case KEY_SOURCE:
        arguments->source = 1;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 0)
            argp_error(state, "expected one submission's id");
        arguments->submission = command_number("ID", arg, 1, 1LL << 62, state);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "expected a submission's id");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "ID",
    .doc = "Explain a verdict: the cases, the limits in force, what was measured, the first "
           "difference, "
           "the end of stderr, and what happened to the submission in the queue.",
};

struct show {
    struct store *store;
    json_t *judgings; /* newest first */
    struct error err;
};

static int on_judging(const struct store_row *row, void *arg)
{
    struct show *show = arg;
    json_t *result;

    if (result_from_store(show->store, row, &result, &show->err) < 0)
        return show->err.code;
    json_array_append_new(show->judgings, result);
    return 0;
}

struct event_list {
    json_t *events;
};

static int on_store_event(const struct store_event *row, void *arg)
{
    struct event_list *list = arg;

    json_array_append_new(list->events,
                          json_pack("{s:I,s:i,s:s,s:s,s:s}", "at_ms", (json_int_t)row->at_ms,
                                    "attempt", (int)row->attempt, "kind", row->kind, "judge",
                                    row->judge_name, "detail", row->detail));
    return 0;
}

static int add_events(struct show *show, struct error *err)
{
    size_t index;
    json_t *judging;

    json_array_foreach(show->judgings, index, judging)
    {
        struct event_list list = {.events = json_array()};

        json_object_set_new(judging, "events", list.events);
        if (store_events(show->store, result_number(judging, "judging"), on_store_event, &list,
                         err) < 0)
            return err->code;
    }
    return 0;
}

static void print_events(const json_t *judging)
{
    size_t index;
    json_t *event;

    if (result_number(judging, "attempts") <= 1)
        return;
    printf("\nwhat happened in the queue:\n");
    json_array_foreach(json_object_get(judging, "events"), index, event) printf(
        "    %s  attempt %lld  %s  %s  %s\n", format_date(result_number(event, "at_ms")),
        (long long)result_number(event, "attempt"), result_text(event, "kind"),
        format_text(result_text(event, "judge_name")), format_text(result_text(event, "detail")));
}

static void print_text(const json_t *judgings, int public_view)
{
    const json_t *newest = json_array_get(judgings, 0);
    json_t *view = public_view ? result_public(newest) : json_deep_copy(newest);

    printf("submission %lld: %s, for \"%s\", in %s", (long long)result_number(newest, "submission"),
           format_text(result_text(newest, "path")), format_text(result_text(newest, "problem")),
           format_text(result_text(newest, "language")));
    if (*result_text(newest, "language_version"))
        printf(" (%s)", format_text(result_text(newest, "language_version")));
    if (*result_text(newest, "user"))
        printf(", by %s", format_text(result_text(newest, "user")));
    printf("\nsubmitted %s, judged %s", format_date(result_number(newest, "submitted_ms")),
           format_date(result_number(newest, "finished_ms")));
    if (!public_view)
        printf(" by %s, attempt %lld, problem version %.12s",
               format_text(result_text(newest, "judge_name")),
               (long long)result_number(newest, "attempts"),
               result_text(newest, "problem_version"));
    printf("\n\n");
    result_print(view, stdout);
    if (!public_view)
        print_events(newest);
    if (json_array_size(judgings) > 1)
        printf("\n%zu earlier judgings; --json shows them\n", json_array_size(judgings) - 1);
    json_decref(view);
}

/* One object: the newest judging's keys at the top, all judgings below. */
static void print_json(const json_t *judgings, int public_view)
{
    json_t *views = json_array(), *object;
    size_t index;
    json_t *judging;

    json_array_foreach(judgings, index, judging)
        json_array_append_new(views, public_view ? result_public(judging) : json_incref(judging));
    object = json_copy(json_array_get(views, 0));
    json_object_set_new(object, "judgings", views);
    result_print_json(object, stdout);
    json_decref(object);
}

static int print_source(struct store *store, long long id, struct error *err)
{
    void *source;
    size_t size;

    if (store_source(store, id, &source, &size, err) < 0)
        return command_fail(err);
    fwrite(source, 1, size, stdout);
    free(source);
    return EXIT_DONE;
}

static int show_submission(struct store *store, const struct arguments *arguments,
                           struct error *err)
{
    struct show show = {.store = store, .judgings = json_array()};
    int result = store_judgings(store, arguments->submission, on_judging, &show, err);
    int code = EXIT_DONE;

    if (show.err.code < 0)
        *err = show.err;
    if (result < 0 || add_events(&show, err) < 0)
        code = command_fail(err);
    else if (arguments->json)
        print_json(show.judgings, arguments->public_view);
    else
        print_text(show.judgings, arguments->public_view);
    json_decref(show.judgings);
    return code;
}

static int run(int argc, char **argv)
{
    struct arguments arguments = {0};
    struct store *store;
    struct error err;
    int code;

    command_parse(&argp, argc, argv, &arguments);
    if (store_open(command_database(arguments.database), STORE_OPEN_READ, &store, &err) < 0)
        return command_fail(&err);
    code = arguments.source ? print_source(store, arguments.submission, &err)
                            : show_submission(store, &arguments, &err);
    store_close(store);
    return code;
}

const struct command cmd_show = {
    .name = "show",
    .arguments = "ID",
    .summary = "explain a submission's verdict",
    .exits = {[EXIT_DONE] = "done",
              [EXIT_USAGE] = "bad usage, or a database that cannot be used",
              [EXIT_NOT_FOUND] = "there is no such submission or database"},
    .example = "assay show 12",
    .run = run,
};
