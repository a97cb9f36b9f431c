#include "judge/commands/tree_options.h"

#include "base/memory.h"
#include "judge/commands/command.h"
#include "problems/yaml/schema.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_CACHE = 600, KEY_EXEC, KEY_MAXIMA };

static const struct argp_option options[] = {
    {"grader-user", 'U', "USER", 0,
     "When started by root: the unprivileged user of graders (default: one of its own for each)",
     90},
    {"allow-missing", 'M', "LAYER,...", 0,
     "Run although this host cannot enforce these layers of the sandbox (see `assay doctor`); "
     "added "
     "to those of $ASSAY_ALLOW_MISSING",
     90},
    {"cache", KEY_CACHE, "FOLDER", 0,
     "Where compiled programs are kept (default: $ASSAY_CACHE, else a folder of the user's own; "
     "\"none\": nowhere)",
     90},
    {"exec", KEY_EXEC, NULL, 0,
     "Start an interpreter for every run: no watched interpreters (see `watched` in "
     "languages.yaml)",
     90},
    {"maxima", KEY_MAXIMA, "LIMIT=VALUE,...", 0, COMMAND_MAXIMA_HELP, 90},
    {0},
};

/* Returns the layer's name as a string that lives for ever, or ends with a usage error. */
static const char *find_layer(const char *name, struct argp_state *state)
{
    const char *names[LAYER_COUNT + 1] = {NULL};
    const char *nearest;

    for (size_t layer = 0; layer < LAYER_COUNT; layer++) {
        names[layer] = isolation_layers[layer];
        if (strcmp(name, names[layer]) == 0)
            return names[layer];
    }
    nearest = schema_nearest(name, names);
    argp_error(state,
               "--allow-missing: there is no layer \"%s\"%s%s%s; `assay "
               "doctor` lists them",
               name, nearest ? "; did you mean \"" : "", nearest ? nearest : "",
               nearest ? "\"?" : "");
    return NULL;
}

static int is_allowed(const struct tree_options *tree, const char *layer)
{
    for (size_t i = 0; i < tree->allow_count; i++)
        if (tree->allow_missing[i] == layer)
            return 1;
    return 0;
}

static void allow_layers(struct tree_options *tree, const char *list, struct argp_state *state)
{
    char *copy = memory_strdup(list);
    char *rest = copy;

    for (char *name = strsep(&rest, ","); name; name = strsep(&rest, ",")) {
        const char *layer = *name ? find_layer(name, state) : NULL;

        if (layer && !is_allowed(tree, layer))
            tree->allow_missing[tree->allow_count++] = layer;
    }
    free(copy);
}

static struct tree_options *given;

/* Only what the command line has not said; layers add up. */
static void take_settings(struct tree_options *tree)
{
    const char *layers = command_setting(CONFIG_ALLOW_MISSING);

    if (!tree->grader_user)
        tree->grader_user = command_setting(CONFIG_GRADER_USER);
    if (!tree->cache)
        tree->cache = command_setting(CONFIG_CACHE);
    if (!tree->exec)
        tree->exec = config_is_on(command_setting(CONFIG_EXEC));
    if (layers)
        allow_layers(tree, layers, NULL);
}

void tree_options_complete(void)
{
    if (given)
        take_settings(given);
}

const struct tree_options *tree_options_given(void)
{
    static struct tree_options plain;

    if (!given) {
        given = &plain;
        take_settings(given);
    }
    return given;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct tree_options *tree = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        given = tree;
        return 0;
    case 'U':
        tree->grader_user = arg;
        return 0;
    case 'M':
        allow_layers(tree, arg, state);
        return 0;
    case KEY_EXEC:
        tree->exec = 1;
        return 0;
    case KEY_MAXIMA:
        command_maxima(arg);
        return 0;
    case KEY_CACHE:
        tree->cache = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp tree_argp = {.options = options, .parser = parse};
