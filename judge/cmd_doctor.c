/* assay doctor: what this host can enforce, found out by trying, and how to mend what it cannot. */
#include "base/log.h"
#include "db/store.h"
#include "judge/command.h"
#include "judge/language.h"
#include "judge/result.h"
#include "judge/table.h"
#include "judge/tree.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { KEY_DB = 256, KEY_JSON };

struct arguments {
    struct tree_options tree;
    const char *database;
    int json;
};

static const struct argp_option options[] = {
    {"db", KEY_DB, "URI", 0, "Also look at this database (default: $ASSAY_DB, else ./assay.db)", 0},
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
        "Say what this host can enforce, by trying it. A layer that is missing is refused by the "
        "other commands unless --allow-missing names it.\v"
        "Exit code: 0 every layer is enforced, 1 some are missing.",
    .children = (const struct argp_child[]){{&tree_argp, 0, "The sandbox:", 90}, {0}},
};

/* The first word of a file, or "" when it cannot be read. */
static void read_word(const char *path, char *word, size_t size)
{
    FILE *file = fopen(path, "re");

    word[0] = '\0';
    if (!file)
        return;
    if (fgets(word, (int)size, file))
        word[strcspn(word, "\n")] = '\0';
    fclose(file);
}

/* What makes times noisy or evidence weaker on this host; each a line for people. */
static void look_for_noise(json_t *notes)
{
    char word[256];

    read_word("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", word, sizeof(word));
    if (word[0] && strcmp(word, "performance") != 0)
        json_array_append_new(notes, json_sprintf("CPU frequency governor is \"%s\": times vary; "
                                                  "set it to performance",
                                                  word));
    read_word("/sys/devices/system/cpu/smt/active", word, sizeof(word));
    if (strcmp(word, "1") == 0)
        json_array_append_new(notes, json_string("SMT is on: siblings slow each other; run one "
                                                 "grader a core, or switch it off"));
    read_word("/proc/sys/kernel/core_pattern", word, sizeof(word));
    if (word[0] == '|')
        json_array_append_new(notes,
                              json_string("core_pattern pipes to a program: crashes cost host time "
                                          "although cells make no cores"));
}

static void look_for_swap(json_t *notes)
{
    FILE *file = fopen("/proc/swaps", "re");
    char line[256];
    int lines = 0;

    while (file && fgets(line, sizeof(line), file))
        lines++;
    if (file)
        fclose(file);
    if (lines > 1)
        json_array_append_new(notes, json_string("swap is on: programs near their memory limit "
                                                 "slow down; `swapoff -a` on judging hosts"));
}

static json_t *examine(const struct isolation *isolation)
{
    json_t *layers = json_array(), *notes = json_array();
    struct utsname host;

    for (size_t i = 0; i < LAYER_COUNT; i++)
        json_array_append_new(
            layers, json_pack("{s:s,s:b,s:s}", "layer", isolation_layers[i], "enforced",
                              isolation->state[i] == ISOLATION_ENFORCED, "why", isolation->why[i]));
    uname(&host);
    look_for_noise(notes);
    look_for_swap(notes);
    return json_pack("{s:i,s:s,s:s,s:b,s:s,s:o,s:o}", "schema_version", RESULT_SCHEMA_VERSION,
                     "assay", ASSAY_VERSION, "kernel", host.release, "root", getuid() == 0,
                     "cgroup", isolation->cgroup, "layers", layers, "notes", notes);
}

static void look_at_database(const char *uri, json_t *report)
{
    struct store *store;
    struct error err;

    if (store_open(uri, STORE_OPEN_READ, &store, &err) < 0) {
        json_object_set_new(report, "database", json_sprintf("%s", err.text));
        return;
    }
    json_object_set_new(report, "database", json_sprintf("%s can be read", uri));
    if (store_uri_owner(uri) == 0 && getuid() == 0)
        json_array_append_new(
            json_object_get(report, "notes"),
            json_sprintf("root owns %s, so the judge stays root; give the database "
                         "to a user of its own and the judge becomes that user",
                         uri));
    store_close(store);
}

static void print(const json_t *report)
{
    static const char *const headers[] = {"layer", "", "why"};
    struct table table = {.headers = headers, .columns = 3};
    size_t index;
    json_t *entry;

    printf("assay %s on Linux %s, %s, cgroup %s\n\n", result_text(report, "assay"),
           result_text(report, "kernel"),
           json_is_true(json_object_get(report, "root")) ? "as root" : "as a user",
           result_text(report, "cgroup"));
    json_array_foreach(json_object_get(report, "layers"), index, entry)
    {
        table_cell(&table, "%s", result_text(entry, "layer"));
        table_cell(&table, "%s",
                   json_is_true(json_object_get(entry, "enforced")) ? "enforced" : "MISSING");
        table_cell(&table, "%s", result_text(entry, "why"));
    }
    table_print(&table, stdout);
    table_release(&table);
    for (size_t i = 0; i < language_count(); i++)
        printf("%s%s: %s\n", i == 0 ? "\n" : "", language_at(i)->name,
               language_installed(language_at(i)) ? "installed" : "not installed");
    printf("database: %s\n", result_text(report, "database"));
    json_array_foreach(json_object_get(report, "notes"), index, entry)
        printf("note: %s\n", json_string_value(entry));
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
    look_at_database(command_database(arguments.database), report);
    for (size_t i = 0; i < LAYER_COUNT; i++) {
        if (parent.isolation.state[i] != ISOLATION_ENFORCED)
            code = EXIT_NOT_ACCEPTED;
    }
    if (arguments.json)
        result_print_json(report, stdout);
    else
        print(report);
    json_decref(report);
    runner_parent_stop(&parent);
    return code;
}

const struct command cmd_doctor = {
    .name = "doctor", .arguments = "", .summary = "say what this host can enforce", .run = run};
