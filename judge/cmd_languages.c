/* assay languages: what this build knows and this host has. */
#include "base/buffer.h"
#include "base/log.h"
#include "judge/batch.h"
#include "judge/command.h"
#include "judge/language.h"
#include "judge/result.h"
#include "judge/table.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_JSON = 256 };

struct arguments {
    struct tree_options tree;
    int json;
};

static const struct argp_option options[] = {
    {"json", KEY_JSON, NULL, 0, "One JSON object a language", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &arguments->tree;
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
    .doc = "List the languages, with the versions that run in the cells of this host.",
    .children = (const struct argp_child[]){{&tree_argp, 0, "The sandbox:", 90}, {0}},
};

static void on_done(struct batch_item *item, size_t index, void *arg)
{
    (void)item;
    (void)index;
    (void)arg;
}

static json_t *text_list(const char *const *list)
{
    json_t *array = json_array();

    for (; *list; list++)
        json_array_append_new(array, json_string(*list));
    return array;
}

static char *join(const char *const *list)
{
    struct buffer text = BUFFER_INIT;

    for (; *list; list++)
        buffer_format(&text, "%s%s", text.size ? " " : "", *list);
    return buffer_take(&text);
}

static void print(const struct language *language, const json_t *result, struct table *table)
{
    int installed = language_installed(language);
    char *aliases = join(language->aliases), *extensions = join(language->extensions);

    table_cell(table, "%s", language->name);
    table_cell(table, "%s", language->title);
    table_cell(table, "%s", extensions);
    table_cell(table, "%s", aliases);
    if (!installed)
        table_cell(table, "not installed");
    else if (strcmp(result_text(result, "verdict"), "IE") == 0)
        table_cell(table, "does not run: %s", result_text(result, "message"));
    else
        table_cell(table, "%s", language->version ? result_text(result, "version") : "ready");
    free(aliases);
    free(extensions);
}

static void print_json(const struct language *language, const json_t *result)
{
    int works = language_installed(language) && strcmp(result_text(result, "verdict"), "IE") != 0;
    json_t *object =
        json_pack("{s:i,s:s,s:s,s:b,s:s,s:o,s:o}", "schema_version", RESULT_SCHEMA_VERSION,
                  "language", language->name, "title", language->title, "installed", works,
                  "version", result_text(result, "version"), "aliases",
                  text_list(language->aliases), "extensions", text_list(language->extensions));

    result_print_json(object, stdout);
    json_decref(object);
}

static int run(int argc, char **argv)
{
    static const char *const headers[] = {"language", "", "extensions", "aliases", "version"};
    struct arguments arguments = {0};
    struct table table = {.headers = headers, .columns = 5};
    struct batch_item items[LANGUAGES_MAX] = {0};
    struct error err;
    int code = EXIT_DONE;

    command_parse(&argp, argc, argv, &arguments);
    for (size_t i = 0; i < language_count(); i++) {
        items[i].request =
            json_pack("{s:s,s:s}", "kind", "version", "language", language_at(i)->name);
        items[i].result = result_new("", "", language_at(i)->name, json_null());
    }
    if (batch_run(&arguments.tree, 1, items, language_count(), on_done, NULL, &err) < 0) {
        code = command_fail(&err);
        goto out;
    }
    for (size_t i = 0; i < language_count(); i++) {
        if (language_at(i)->is_archive)
            continue;
        if (arguments.json)
            print_json(language_at(i), items[i].result);
        else
            print(language_at(i), items[i].result, &table);
    }
    if (!arguments.json)
        table_print(&table, stdout);
out:
    for (size_t i = 0; i < language_count(); i++) {
        json_decref(items[i].request);
        json_decref(items[i].result);
    }
    table_release(&table);
    return code;
}

const struct command cmd_languages = {
    .name = "languages", .arguments = "", .summary = "list languages and versions", .run = run};
