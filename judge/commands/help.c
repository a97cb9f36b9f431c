#include "judge/commands/help.h"

#include "base/buffer.h"
#include "base/log.h"
#include "base/memory.h"
#include "problems/yaml/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- options that are not there ---- */

enum { KEY_USAGE = 0x10000, KEY_CONFIG, NAMES_MAX = 64 };

static const struct argp_option own_options[] = {
    {"help", 'h', NULL, 0, "Print this text", -1},
    {NULL, '?', NULL, OPTION_HIDDEN, NULL, -1},
    {"usage", KEY_USAGE, NULL, 0, "Print the options in short", -1},
    {"config", KEY_CONFIG, "FILE", 0,
     "The file of settings (default: $ASSAY_CONFIG, else " CONFIG_FILE_DEFAULT "; \"none\": none)",
     -1},
    {0},
};

/* The options of a command, of what it shares with others, and ours. */
struct known {
    const struct argp_option *options[NAMES_MAX];
    size_t count;
};

static void collect_options(struct known *known, const struct argp_option *options)
{
    for (; options->name || options->key; options++)
        if (known->count < NAMES_MAX)
            known->options[known->count++] = options;
}

static void collect_argp(struct known *known, const struct argp *argp)
{
    if (argp->options)
        collect_options(known, argp->options);
    for (const struct argp_child *child = argp->children; child && child->argp; child++)
        collect_argp(known, child->argp);
}

static const struct argp_option *find_short(const struct known *known, char key)
{
    for (size_t i = 0; i < known->count; i++)
        if (known->options[i]->key == key)
            return known->options[i];
    return NULL;
}

/* The option of this name, or the first that the name abbreviates; getopt refuses an ambiguous
 * one. */
static const struct argp_option *find_long(const struct known *known, const char *name,
                                           size_t length)
{
    const struct argp_option *found = NULL;

    for (size_t i = 0; i < known->count; i++) {
        const char *full = known->options[i]->name;

        if (!full || strncmp(full, name, length) != 0)
            continue;
        if (full[length] == '\0')
            return known->options[i];
        found = known->options[i];
    }
    return found;
}

static void refuse(const struct known *known, const char *option, const char *long_name)
{
    const char *names[NAMES_MAX + 1] = {NULL};
    const char *nearest = NULL;
    size_t count = 0;

    for (size_t i = 0; i < known->count; i++)
        if (known->options[i]->name)
            names[count++] = known->options[i]->name;
    if (long_name)
        nearest = schema_nearest(long_name, names);
    if (nearest)
        log_error("there is no option %s; did you mean --%s?", option, nearest);
    else
        log_error("there is no option %s; --help lists them", option);
    exit(EXIT_USAGE);
}

/* Checks "--name" or "--name=value"; returns whether the next argument is the option's value. */
static int check_long(const struct known *known, const char *argument)
{
    size_t length = strcspn(argument + 2, "=");
    const struct argp_option *option = find_long(known, argument + 2, length);
    char *name;

    if (option)
        return option->arg && argument[2 + length] == '\0';
    if (asprintf(&name, "%.*s", (int)length + 2, argument) < 0)
        abort();
    refuse(known, name, name + 2);
    free(name);
    return 0;
}

/* "-abc" or "-nVALUE". */
static int check_short(const struct known *known, const char *argument)
{
    for (const char *key = argument + 1; *key; key++) {
        const struct argp_option *option = find_short(known, *key);
        char name[] = {'-', *key, '\0'};

        if (!option)
            refuse(known, name, NULL);
        else if (option->arg)
            return key[1] == '\0';
    }
    return 0;
}

void help_check_options(const struct argp *argp, int argc, char **argv)
{
    struct known known = {.count = 0};

    collect_options(&known, own_options);
    collect_argp(&known, argp);
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] != '-' || !argv[i][1]) {
            if (getenv("POSIXLY_CORRECT"))
                return; /* then getopt takes no option behind the first argument */
            continue;
        }
        if (strcmp(argv[i], "--") == 0)
            return;
        i += argv[i][1] == '-' ? check_long(&known, argv[i]) : check_short(&known, argv[i]);
    }
}

void help_refuse_command(const char *name, const char *const *names)
{
    const char *nearest = schema_nearest(name, names);

    if (nearest)
        log_error("there is no command \"%s\"; did you mean \"%s\"?", name, nearest);
    else
        log_error("there is no command \"%s\"; `assay help` lists them", name);
}

/* ---- help ---- */

/* The exit codes that every command has; a command names them itself only to say more. */
static const char *const common_exits[EXIT_KINDS] = {
    [EXIT_DONE] = "done",
    [EXIT_USAGE] = "bad usage",
    [EXIT_INTERNAL] = "an internal error, or what was printed could not be written",
};

const char *help_exit(const struct command *command, int code)
{
    return command->exits[code] ? command->exits[code] : common_exits[code];
}

static error_t parse_own(int key, char *arg, struct argp_state *state)
{
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = state->input;
        return 0;
    case 'h':
    case '?':
        argp_state_help(state, stdout, ARGP_HELP_STD_HELP);
        return 0;
    case KEY_CONFIG:
        command_use_config(arg);
        return 0;
    case KEY_USAGE:
        argp_state_help(state, stdout, ARGP_HELP_USAGE | ARGP_HELP_EXIT_OK);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void append_exits(struct buffer *text, const struct command *command)
{
    buffer_append_text(text, "Exit codes:\n");
    for (int code = 0; code < EXIT_KINDS; code++)
        if (help_exit(command, code))
            buffer_format(text, "  %d  %s\n", code, help_exit(command, code));
    buffer_format(text, "  %d after Ctrl-C, %d when the reader of the output went away\n",
                  EXIT_INTERRUPTED, EXIT_READER_GONE);
}

void help_parse(const struct command *command, const struct argp *argp, int argc, char **argv,
                void *input)
{
    const char *notes = argp->doc ? strchr(argp->doc, '\v') : NULL;
    size_t about = notes ? (size_t)(notes - argp->doc) : argp->doc ? strlen(argp->doc) : 0;
    struct buffer doc = BUFFER_INIT;
    struct argp bare = *argp;
    const struct argp_child children[] = {{&bare, 0, NULL, 0}, {0}};
    struct argp whole = {.options = own_options, .parser = parse_own, .children = children};

    bare.doc = NULL;
    if (about)
        buffer_append(&doc, argp->doc, about);
    buffer_append_char(&doc, '\v');
    if (notes)
        buffer_format(&doc, "%s\n\n", notes + 1);
    append_exits(&doc, command);
    if (command->example)
        buffer_format(&doc, "\nExample:\n  %s", command->example);
    whole.doc = doc.data;
    argp_parse(&whole, argc, argv, ARGP_NO_HELP, NULL, input);
    buffer_release(&doc);
}
