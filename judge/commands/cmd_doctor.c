/* assay doctor: what this host can enforce, found out by trying, and how to mend what it cannot. */
#include "base/log.h"
#include "db/store.h"
#include "judge/commands/command.h"
#include "judge/commands/timing.h"
#include "judge/commands/tree_options.h"
#include "judge/dispatch/tree.h"
#include "judge/dispatch/watches.h"
#include "judge/languages/language.h"
#include "judge/report/result.h"
#include "judge/report/table.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { KEY_DB = 256, KEY_JSON, KEY_GROUP };

struct arguments {
    struct tree_options tree;
    const char *database, *group;
    int json;
};

static const struct argp_option options[] = {
    {"db", KEY_DB, "URI", 0, "Also look at this database (default: $ASSAY_DB, else ./assay.db)", 0},
    {"database-group", KEY_GROUP, "GROUP", 0,
     "The group of users that may open the database's files (default: $ASSAY_DATABASE_GROUP, else "
     "nobody but their owner)",
     0},
    {"json", KEY_JSON, NULL, 0, "One JSON object", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &arguments->tree;
        return 0;
    case KEY_DB:
        arguments->database = arg;
        return 0;
    case KEY_GROUP:
        arguments->group = arg;
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
    .doc =
        "Say what this host can enforce, by trying each layer with what it forbids, and what makes "
        "times vary. When a layer is missing, the other commands run no program unless "
        "--allow-missing (or $ASSAY_ALLOW_MISSING) names it; some layers must always be there.",
    .children = (const struct argp_child[]){{&tree_argp, 0, "The sandbox:", 90}, {0}},
};

/* The value of --allow-missing with which programs would run here; NULL when none helps, because a
 * layer is missing without which no program runs. */
static const char *needed_option(const struct isolation *isolation, char *list, size_t size)
{
    list[0] = '\0';
    for (size_t i = 0; i < LAYER_COUNT; i++) {
        size_t used = strlen(list);

        if (isolation->state[i] == ISOLATION_ENFORCED)
            continue;
        if (isolation_facts[i].is_needed || (i == LAYER_OWN_UID && getuid() == 0))
            return NULL;
        snprintf(list + used, size - used, "%s%s", used ? "," : "", isolation_layers[i]);
    }
    return list;
}

static json_t *examine(const struct isolation *isolation)
{
    static const char *const states[] = {[ISOLATION_MISSING] = "missing",
                                         [ISOLATION_ENFORCED] = "enforced",
                                         [ISOLATION_UNKNOWN] = "unknown"};
    json_t *layers = json_array();
    char allow[LAYER_COUNT * 24];
    struct utsname host;

    for (size_t i = 0; i < LAYER_COUNT; i++) {
        int enforced = isolation->state[i] == ISOLATION_ENFORCED;

        json_array_append_new(layers,
                              json_pack("{s:s,s:s,s:b,s:s,s:s,s:s}", "layer", isolation_layers[i],
                                        "state", states[isolation->state[i]], "enforced", enforced,
                                        "act", isolation_facts[i].act, "why", isolation->why[i],
                                        "mend", enforced ? "" : isolation_facts[i].mend));
    }
    uname(&host);
    return json_pack("{s:i,s:s,s:s,s:b,s:s,s:o,s:s?,s:o,s:[]}", "schema_version",
                     RESULT_SCHEMA_VERSION, "assay", ASSAY_VERSION, "kernel", host.release, "root",
                     getuid() == 0, "cgroup", isolation->cgroup, "layers", layers, "allow_missing",
                     needed_option(isolation, allow, sizeof(allow)), "timing",
                     timing_examine(isolation->swap_is_capped), "notes");
}

/* ---- watched interpreters ---- */

/* The options with which the tree of processes runs as much as this host can. */
static struct tree_options lenient_tree(const struct tree_options *tree,
                                        const struct isolation *isolation)
{
    struct tree_options lenient = *tree;

    lenient.examine = 0;
    lenient.allow_count = 0;
    for (size_t i = 0; i < LAYER_COUNT; i++)
        if (isolation->state[i] != ISOLATION_ENFORCED)
            lenient.allow_missing[lenient.allow_count++] = isolation_layers[i];
    return lenient;
}

static void on_tried(struct batch_item *item, size_t index, void *arg)
{
    (void)item;
    (void)index;
    (void)arg;
}

/* Fills the report's "watched": each language that is to be watched, and whether this host can
 * watch it. */
static void try_watching(const struct tree_options *tree, const struct isolation *isolation,
                         json_t *report)
{
    static struct batch_item items[LANGUAGES_MAX];
    struct tree_options lenient = lenient_tree(tree, isolation);
    json_t *list = json_array();
    struct error err = {0};
    size_t count = 0;

    for (size_t i = 0; i < language_count(); i++)
        if (language_at(i)->watch && language_installed(language_at(i)))
            watches_ask(language_at(i), &items[count++]);
    if (batch_run(&lenient, 1, items, count, on_tried, NULL, &err) < 0)
        for (size_t i = 0; i < count; i++)
            result_fail(items[i].result, "internal", err.text);
    for (size_t i = 0; i < count; i++) {
        json_t *answer = watches_answer(&items[i]);

        json_object_set(answer, "language", json_object_get(items[i].result, "language"));
        json_array_append_new(list, answer);
        json_decref(items[i].request);
        json_decref(items[i].result);
    }
    json_object_set_new(report, "watched", list);
}

/* Prints ", watched" or why not; nothing for a language that is not to be watched. */
static void print_watched(const json_t *report, const struct language *language)
{
    size_t index;
    json_t *answer;

    json_array_foreach(json_object_get(report, "watched"), index, answer)
    {
        if (strcmp(result_text(answer, "language"), language->name) != 0)
            continue;
        if (json_is_true(json_object_get(answer, "watched")))
            printf(", watched");
        else
            printf(", not watched: %s", result_text(answer, "watched_why"));
    }
}

/* ---- */

static void note(json_t *report, json_t *text)
{
    json_array_append_new(json_object_get(report, "notes"), text);
}

/* Whether a judge would take the database, if there is one. */
static int look_at_database(const char *uri, long long group, json_t *report)
{
    struct store *store;
    struct error err;
    int refused;

    if (store_open(uri, STORE_OPEN_READ, &store, &err) < 0) {
        json_object_set_new(report, "database", json_sprintf("%s", err.text));
        return 1;
    }
    refused = store_refuse_shared(store, group, &err) < 0;
    json_object_set_new(report, "database",
                        refused ? json_sprintf("REFUSED by judges: %s", err.text)
                                : json_sprintf("%s can be read", uri));
    if (store_may_be_entered(store))
        note(report, json_sprintf("others may enter the folder of %s; they cannot open the "
                                  "database, but see names and sizes: `chmod 0700` on the folder "
                                  "keeps them out",
                                  uri));
    if (store_judge_uid(uri) == 0 && getuid() == 0)
        note(report, json_sprintf("root owns %s, so the judge stays root; give the database "
                                  "to a user of its own and the judge becomes that user",
                                  uri));
    store_close(store);
    return !refused;
}

static void print_layers(const json_t *report)
{
    static const char *const headers[] = {"layer", "state", "what was tried"};
    struct table table = {.headers = headers, .columns = 3};
    size_t index;
    json_t *entry;

    json_array_foreach(json_object_get(report, "layers"), index, entry)
    {
        const char *state = result_text(entry, "state");

        table_cell(&table, "%s", result_text(entry, "layer"));
        table_cell(&table, "%s",
                   strcmp(state, "missing") == 0   ? "MISSING"
                   : strcmp(state, "unknown") == 0 ? "not tried"
                                                   : state);
        table_cell(&table, "%s", result_text(entry, "act"));
    }
    table_print(&table, stdout);
    table_release(&table);
}

static void print_missing(const json_t *report)
{
    const char *allow = json_string_value(json_object_get(report, "allow_missing"));
    size_t index, count = 0;
    json_t *entry;

    json_array_foreach(json_object_get(report, "layers"), index, entry)
    {
        if (strcmp(result_text(entry, "state"), "missing") == 0)
            printf("%s%s: %s\n    to mend: %s\n", count++ ? "" : "\nmissing\n",
                   result_text(entry, "layer"), result_text(entry, "why"),
                   result_text(entry, "mend"));
    }
    if (!allow)
        printf("no program can run on this host as it is: no option allows what is missing\n");
    else if (*allow)
        printf("to run all the same: --allow-missing %s\n", allow);
    else
        printf("every layer is enforced\n");
}

static void print_timing(const json_t *report)
{
    static const char *const headers[] = {"timing", "state", "found"};
    struct table table = {.headers = headers, .columns = 3};
    size_t index;
    json_t *entry;

    json_array_foreach(json_object_get(report, "timing"), index, entry)
    {
        table_cell(&table, "%s", result_text(entry, "source"));
        table_cell(&table, "%s", result_text(entry, "state"));
        table_cell(&table, "%s", result_text(entry, "found"));
    }
    printf("\n");
    table_print(&table, stdout);
    table_release(&table);
    json_array_foreach(json_object_get(report, "timing"), index, entry)
    {
        if (*result_text(entry, "advice"))
            printf("%s: %s\n", result_text(entry, "source"), result_text(entry, "advice"));
    }
}

static void print(const json_t *report)
{
    size_t index;
    json_t *entry;

    printf("assay %s on Linux %s, %s, cgroup %s\n\n", result_text(report, "assay"),
           result_text(report, "kernel"),
           json_is_true(json_object_get(report, "root")) ? "as root" : "as a user",
           result_text(report, "cgroup"));
    print_layers(report);
    print_missing(report);
    print_timing(report);
    for (size_t i = 0; i < language_count(); i++) {
        printf("%s%s: %s", i == 0 ? "\n" : "", language_at(i)->name,
               language_installed(language_at(i)) ? "installed" : "not installed");
        print_watched(report, language_at(i));
        printf("\n");
    }
    printf("database: %s\n", format_text(result_text(report, "database")));
    json_array_foreach(json_object_get(report, "notes"), index, entry)
        printf("note: %s\n", format_text(json_string_value(entry)));
}

static int run(int argc, char **argv)
{
    struct arguments arguments = {0};
    struct runner_parent parent;
    struct error err;
    json_t *report;
    int code = EXIT_DONE;

    command_parse(&argp, argc, argv, &arguments);
    arguments.tree.examine = 1;
    if (tree_start(&arguments.tree, &parent, &err) < 0)
        return command_fail(&err);
    report = examine(&parent.isolation);
    runner_parent_stop(&parent);
    try_watching(&arguments.tree, &parent.isolation, report);
    if (!look_at_database(command_database(arguments.database),
                          command_database_group(arguments.group), report))
        code = EXIT_NOT_ACCEPTED;
    for (size_t i = 0; i < LAYER_COUNT; i++) {
        if (parent.isolation.state[i] != ISOLATION_ENFORCED)
            code = EXIT_NOT_ACCEPTED;
    }
    if (arguments.json)
        result_print_json(report, stdout);
    else
        print(report);
    json_decref(report);
    return code;
}

const struct command cmd_doctor = {
    .name = "doctor",
    .arguments = "",
    .summary = "say what this host can enforce",
    .exits = {[EXIT_DONE] = "every layer is enforced",
              [EXIT_NOT_ACCEPTED] = "some are missing, or judges refuse the database"},
    .example = "assay doctor --json",
    .run = run,
};
