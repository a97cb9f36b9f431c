/* assay rejudge: old submissions judged again, aside, in a set that is applied or discarded. */
#include "base/buffer.h"
#include "base/clock.h"
#include "base/memory.h"
#include "db/store.h"
#include "judge/commands/command.h"
#include "judge/commands/rejudge_select.h"
#include "judge/commands/rejudge_show.h"
#include "judge/commands/rescore.h"
#include "judge/report/result.h"
#include "judge/report/table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEY_DB = 256,
    KEY_JSON,
    KEY_PRIORITY,
    KEY_DRY,
    KEY_SAME,
    KEY_APPLY,
    KEY_AT_ONCE,
    KEY_PARTIAL,
    KEY_RESCORE,
    KEY_OR_RUN,
    KEY_VERSION,
    KEY_SINCE,
    KEY_UNTIL,
};

struct rejudge_arguments {
    const char *database;
    struct rejudge_selectors selectors;
    int priority, json, is_dry, is_same_version, applies, is_at_once, is_partial;
    int rescores, or_run;
    const char *act; /* list, show, apply, discard; NULL: rejudge */
    int64_t set;
};

static const struct argp_option options[] = {
    {"db", KEY_DB, "URI", 0, "The database (default: $ASSAY_DB, else ./assay.db)", 0},
    {"problem", 'p', "PROBLEM", 0, "Those to this problem: its name, its folder or that's name", 0},
    {"user", 'u', "USER", 0, "Those of this user", 0},
    {"language", 'l', "NAME", 0, "Those in this language", 0},
    {"verdict", 'v', "VERDICT", 0, "Those with this verdict", 0},
    {"version", KEY_VERSION, "VERSION", 0,
     "Those judged by this version of their problem (the start of its name)", 0},
    {"since", KEY_SINCE, "DATE", 0, "Those submitted from then on: YYYY-MM-DD[ HH:MM[:SS]]", 0},
    {"until", KEY_UNTIL, "DATE", 0, "Those submitted before then", 0},
    {"dry-run", KEY_DRY, NULL, 0, "Only say which, and how many", 0},
    {"same-version", KEY_SAME, NULL, 0,
     "Repeat each exactly, by the version of the problem that it was judged by", 0},
    {"rescore", KEY_RESCORE, NULL, 0,
     "Run nothing: compute each verdict from what was kept, where only points, tolerances or a "
     "lower time limit changed; what else there is is left out, and the reason named",
     0},
    {"or-run", KEY_OR_RUN, NULL, 0, "With --rescore: judge what cannot be computed", 0},
    {"apply", KEY_APPLY, NULL, 0,
     "Apply the set as soon as all of it is judged, unless a judging ends as IE", 0},
    {"at-once", KEY_AT_ONCE, NULL, 0, "No set: the old verdicts stop counting now", 0},
    {"partial", KEY_PARTIAL, NULL, 0,
     "apply: also while some are not judged, or ended as IE; these keep their old verdicts", 0},
    {"priority", KEY_PRIORITY, "PRIORITY", 0, COMMAND_PRIORITY_HELP " (default rejudge)", 0},
    {"json", KEY_JSON, NULL, 0, "One JSON object a line", 0},
    {0},
};

static void take_words(struct rejudge_arguments *arguments, struct argp_state *state)
{
    static const char *const acts[] = {"list", "show", "apply", "discard", NULL};
    char **words = state->argv + state->next;
    size_t count = (size_t)(state->argc - state->next);

    for (const char *const *act = acts; *act; act++)
        if (strcmp(words[0], *act) == 0)
            arguments->act = *act;
    if (!arguments->act) {
        for (size_t i = 0; i < count; i++)
            rejudge_take_range(&arguments->selectors, words[i], state);
        return;
    }
    if (strcmp(arguments->act, "list") == 0 ? count != 1 : count != 2)
        argp_error(state, "expected `assay rejudge %s%s`", arguments->act,
                   strcmp(arguments->act, "list") == 0 ? "" : " SET");
    if (count == 2)
        arguments->set = command_number("SET", words[1], 1, 1LL << 62, state);
}

static error_t parse_flags(int key, char *arg, struct argp_state *state)
{
    struct rejudge_arguments *arguments = state->input;

    switch (key) {
    case KEY_DB:
        arguments->database = arg;
        return 0;
    case KEY_JSON:
        arguments->json = 1;
        return 0;
    case KEY_DRY:
        arguments->is_dry = 1;
        return 0;
    case KEY_SAME:
        arguments->is_same_version = 1;
        return 0;
    case KEY_APPLY:
        arguments->applies = 1;
        return 0;
    case KEY_AT_ONCE:
        arguments->is_at_once = 1;
        return 0;
    case KEY_PARTIAL:
        arguments->is_partial = 1;
        return 0;
    case KEY_RESCORE:
        arguments->rescores = 1;
        return 0;
    case KEY_OR_RUN:
        arguments->or_run = 1;
        return 0;
    case KEY_PRIORITY:
        arguments->priority = command_priority(arg, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct rejudge_arguments *arguments = state->input;
    struct store_filter *filter = &arguments->selectors.filter;

    switch (key) {
    case 'p':
        filter->problem_name = arg;
        return 0;
    case 'u':
        filter->user = arg;
        return 0;
    case 'l':
        filter->language = arg;
        return 0;
    case 'v':
        filter->verdict = rejudge_verdict(arg, state);
        return 0;
    case KEY_VERSION:
        filter->version = arg;
        return 0;
    case KEY_SINCE:
        filter->since_ms = rejudge_date("--since", arg, state);
        return 0;
    case KEY_UNTIL:
        filter->until_ms = rejudge_date("--until", arg, state) - 1;
        return 0;
    case ARGP_KEY_ARGS:
        take_words(arguments, state);
        return 0;
    case ARGP_KEY_END:
        if (!arguments->act && rejudge_selects_all(&arguments->selectors))
            argp_error(state, "expected submissions (their ids, or --problem, --user, ...), or "
                              "list, show, apply or discard");
        if (arguments->is_at_once && (arguments->is_same_version || arguments->applies))
            argp_error(state, "--at-once makes no set: it does not go with --same-version or "
                              "--apply");
        if (arguments->rescores && (arguments->is_same_version || arguments->is_at_once))
            argp_error(state, "--rescore goes with neither --same-version nor --at-once");
        if (arguments->or_run && !arguments->rescores)
            argp_error(state, "--or-run goes with --rescore");
        return 0;
    default:
        return parse_flags(key, arg, state);
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "[ID|FIRST-LAST...]\nlist\nshow SET\napply SET\ndiscard SET",
    .doc = "Judge submissions again, at a low priority, while their old verdicts count. What is "
           "chosen becomes a set: `show` compares old and new, `apply` makes the new verdicts "
           "count, all at once, `discard` leaves the old ones. Of several selectors all must hold. "
           "Every judging stays in the database. A submission that is still queued, or is in a set "
           "that is neither applied nor discarded, is left out.",
};

/* ---- a new set ---- */

static const char *state_of(const struct store_rejudged *row, int is_dry)
{
    if (row->outcome == STORE_REJUDGED && row->rescored)
        return is_dry ? "would_be_rescored" : "rescored";
    return row->outcome == STORE_REJUDGED       ? (is_dry ? "would_be_queued" : "queued")
           : row->outcome == STORE_STILL_QUEUED ? "queued"
                                                : "in_open_set";
}

static void print_row(const struct rejudge_arguments *arguments, const struct store_rejudged *row,
                      int64_t set)
{
    json_t *object;

    if (arguments->json) {
        object = json_pack("{s:i,s:I,s:s}", "schema_version", RESULT_SCHEMA_VERSION, "submission",
                           (json_int_t)row->submission, "state", state_of(row, arguments->is_dry));
        if (row->outcome != STORE_REJUDGED || !arguments->is_dry)
            json_object_set_new(object, "judging", json_integer(row->judging));
        if (row->outcome == STORE_REJUDGED && set != 0)
            json_object_set_new(object, "set", json_integer(set));
        else if (row->outcome == STORE_IN_OPEN_SET)
            json_object_set_new(object, "set", json_integer(row->set));
        result_print_json(object, stdout);
        json_decref(object);
    } else if (row->outcome == STORE_STILL_QUEUED) {
        printf("submission %lld is still queued: nothing is added\n", (long long)row->submission);
    } else if (row->outcome == STORE_IN_OPEN_SET) {
        printf("submission %lld is in set %lld, which is neither applied nor discarded: nothing is "
               "added\n",
               (long long)row->submission, (long long)row->set);
    } else {
        printf("submission %lld %s %s\n", (long long)row->submission,
               arguments->is_dry ? "would be" : "is",
               row->rescored ? "decided again from what was kept" : "queued again");
    }
}

static void print_set(const struct rejudge_arguments *arguments, size_t count, int64_t set)
{
    if (arguments->json)
        return;
    if (arguments->is_dry)
        printf("%zu submission%s would be %s again\n", count, count == 1 ? "" : "s",
               arguments->rescores ? "decided" : "judged");
    else if (set != 0)
        printf("set %lld: %zu submission%s; the old verdicts count until `assay rejudge apply "
               "%lld`%s\n",
               (long long)set, count, count == 1 ? "" : "s", (long long)set,
               arguments->applies ? ", which is done as soon as all are judged" : "");
}

static int make_set(struct store *store, const struct rejudge_arguments *arguments,
                    struct store_rejudged *rows, size_t count, struct error *err)
{
    const struct store_rejudge what = {.selectors = arguments->selectors.words.data,
                                       .priority = arguments->priority,
                                       .is_same_version = arguments->is_same_version,
                                       .applies = arguments->applies,
                                       .is_dry = arguments->is_dry,
                                       .now_ms = clock_realtime_ms()};
    size_t queued = 0;
    int64_t set;

    if (store_rejudge_set(store, &what, rows, count, &set, err) < 0)
        return err->code;
    for (size_t i = 0; i < count; i++) {
        print_row(arguments, &rows[i], set);
        queued += rows[i].outcome == STORE_REJUDGED;
    }
    print_set(arguments, queued, set);
    return 0;
}

/* --at-once */
static int queue_at_once(struct store *store, const struct rejudge_arguments *arguments,
                         struct store_rejudged *rows, size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        int was_queued = 0;

        if (!arguments->is_dry)
            was_queued = store_rejudge(store, rows[i].submission, arguments->priority,
                                       clock_realtime_ms(), &rows[i].judging, err);
        if (was_queued < 0)
            return error_prefix(err, "queued %zu of %zu", i, count);
        rows[i].outcome = was_queued ? STORE_STILL_QUEUED : STORE_REJUDGED;
        print_row(arguments, &rows[i], 0);
    }
    return 0;
}

/* ---- rescoring ---- */

static void print_refusal(const struct rejudge_arguments *arguments, int64_t submission,
                          const char *why)
{
    json_t *object;

    if (!arguments->json) {
        printf("submission %lld cannot be decided from what was kept: %s%s\n",
               (long long)submission, format_text(why),
               arguments->or_run ? "" : "; it is left out");
        return;
    }
    if (arguments->or_run)
        return; /* its line comes: it is queued */
    object = json_pack("{s:i,s:I,s:s,s:o}", "schema_version", RESULT_SCHEMA_VERSION, "submission",
                       (json_int_t)submission, "state", "not_rescored", "why", result_name(why));
    result_print_json(object, stdout);
    json_decref(object);
}

/* Those that cannot be decided leave the rows, unless they are to be run. */
static int rescore_rows(struct rescorer *rescorer, const struct rejudge_arguments *arguments,
                        struct store_rejudged *rows, size_t *count, struct error *err)
{
    size_t kept = 0;

    for (size_t i = 0; i < *count; i++) {
        char why[RESCORE_WHY_MAX];
        int result = rescorer_try(rescorer, rows[i].submission, &rows[i].rescored, why, err);

        if (result < 0)
            return result;
        if (result == 0)
            print_refusal(arguments, rows[i].submission, why);
        if (result > 0 || arguments->or_run)
            rows[kept++] = rows[i];
    }
    *count = kept;
    return 0;
}

static int make_rescored_set(struct store *store, const struct rejudge_arguments *arguments,
                             struct store_rejudged *rows, size_t count, struct error *err)
{
    struct rescorer *rescorer = NULL;
    int result = rescorer_open(store, &rescorer, err);

    if (result == 0)
        result = rescore_rows(rescorer, arguments, rows, &count, err);
    if (result == 0)
        result = make_set(store, arguments, rows, count, err);
    rescorer_close(rescorer);
    return result;
}

static int rejudge(struct store *store, struct rejudge_arguments *arguments, struct error *err)
{
    struct store_rejudged *rows = NULL;
    size_t count = 0;
    int result = rejudge_select(store, &arguments->selectors, &rows, &count, err);

    if (result >= 0)
        result = arguments->is_at_once ? queue_at_once(store, arguments, rows, count, err)
                 : arguments->rescores ? make_rescored_set(store, arguments, rows, count, err)
                                       : make_set(store, arguments, rows, count, err);
    free(rows);
    return result;
}

/* ---- sets ---- */

static int apply_set(struct store *store, const struct rejudge_arguments *arguments,
                     struct error *err)
{
    int64_t applied;

    if (store_apply_set(store, arguments->set, arguments->is_partial, clock_realtime_ms(), &applied,
                        err) < 0)
        return err->code;
    if (!arguments->json)
        printf("set %lld is applied: %lld new verdict%s\n", (long long)arguments->set,
               (long long)applied, applied == 1 ? "" : "s");
    return arguments->json ? rejudge_show_sets(store, arguments->set, 1, err) : 0;
}

static int discard_set(struct store *store, const struct rejudge_arguments *arguments,
                       struct error *err)
{
    if (store_discard_set(store, arguments->set, clock_realtime_ms(), err) < 0)
        return err->code;
    if (!arguments->json)
        printf("set %lld is discarded: the old verdicts stand\n", (long long)arguments->set);
    return arguments->json ? rejudge_show_sets(store, arguments->set, 1, err) : 0;
}

static int act(struct store *store, struct rejudge_arguments *arguments, struct error *err)
{
    if (!arguments->act)
        return rejudge(store, arguments, err);
    if (strcmp(arguments->act, "list") == 0)
        return rejudge_show_sets(store, 0, arguments->json, err);
    if (strcmp(arguments->act, "show") == 0)
        return rejudge_show_set(store, arguments->set, arguments->json, err);
    return strcmp(arguments->act, "apply") == 0 ? apply_set(store, arguments, err)
                                                : discard_set(store, arguments, err);
}

static int run(int argc, char **argv)
{
    struct rejudge_arguments arguments = {.priority = PRIORITY_REJUDGE,
                                          .selectors = REJUDGE_SELECTORS_INIT};
    struct store *store;
    struct error err;
    int code = EXIT_DONE;

    command_parse(&argp, argc, argv, &arguments);
    for (int i = 1; i < argc; i++)
        buffer_format(&arguments.selectors.words, "%s%s", i > 1 ? " " : "", argv[i]);
    if (store_open(command_database(arguments.database), 0, &store, &err) < 0)
        return command_fail(&err);
    if (act(store, &arguments, &err) < 0)
        code = command_fail(&err);
    if (!arguments.act && !arguments.is_dry)
        store_ring(store);
    store_close(store);
    rejudge_selectors_release(&arguments.selectors);
    return code;
}

const struct command cmd_rejudge = {
    .name = "rejudge",
    .arguments = "ID...|list|show|apply|discard ...",
    .summary = "judge old submissions again, in sets",
    .exits = {[EXIT_DONE] = "done",
              [EXIT_USAGE] = "bad usage, a version that is not kept, a set that cannot be applied, "
                             "or a database that cannot be used",
              [EXIT_NOT_FOUND] = "there is no such submission, set or database; nothing is queued"},
    .example = "assay rejudge --problem leap --verdict WA",
    .run = run,
};
