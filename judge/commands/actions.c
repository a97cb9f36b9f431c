#include "judge/commands/actions.h"

#include "base/buffer.h"
#include "base/log.h"
#include "problems/yaml/schema.h"

#include <string.h>

enum { ACTIONS_MAX = 32 };

/* "backup" of "db backup" */
static const char *own_name(const struct command *action)
{
    return strchr(action->name, ' ') + 1;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    switch (key) {
    case ARGP_KEY_ARG: /* behind an option: the action comes first */
        argp_error(state, "expected an action before all options, found \"%s\"", arg);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "expected an action; --help lists them");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void print_help(const struct command *command, const struct command *const *actions,
                       int argc, char **argv)
{
    struct buffer doc = BUFFER_INIT;
    struct argp argp = {.parser = parse, .args_doc = "ACTION [OPTION...]"};

    buffer_format(&doc, "The actions of `assay %s`; each has its own --help.\n\v", command->name);
    for (const struct command *const *action = actions; *action; action++)
        buffer_format(&doc, "  %-8s %s\n", own_name(*action), (*action)->summary);
    argp.doc = doc.data;
    command_parse(&argp, argc, argv, NULL);
    buffer_release(&doc);
}

int actions_run(const struct command *command, const struct command *const *actions, int argc,
                char **argv)
{
    const char *names[ACTIONS_MAX] = {NULL};
    const char *nearest;

    if (argc < 2 || argv[1][0] == '-') {
        print_help(command, actions, argc, argv);
        return EXIT_USAGE;
    }
    for (size_t i = 0; actions[i]; i++) {
        names[i] = own_name(actions[i]);
        if (strcmp(names[i], argv[1]) == 0)
            return command_run(actions[i], argc - 1, argv + 1);
    }
    nearest = schema_nearest(argv[1], names);
    log_error("there is no action \"%s\"%s%s%s", argv[1], nearest ? "; did you mean \"" : "",
              nearest ? nearest : "", nearest ? "\"?" : "; --help lists them");
    return EXIT_USAGE;
}
