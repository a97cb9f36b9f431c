/* What a command says about itself, and about options that it does not have.
 *
 * --help is made from the command's argp (what it does, options with their defaults), from
 * `exits` and from `example`; tests/cli/commands.bats compares it with the operator's guide. */
#ifndef JUDGE_HELP_H
#define JUDGE_HELP_H

#include "judge/commands/command.h"

/* Looks at each option before getopt does. One that `argp` and its children do not have ends the
 * program with EXIT_USAGE and the nearest that they have. */
void help_check_options(const struct argp *argp, int argc, char **argv);

/* argp_parse, with -h, --help and --usage. */
void help_parse(const struct command *command, const struct argp *argp, int argc, char **argv,
                void *input);

/* Says that there is no such command, and the nearest of `names`. */
void help_refuse_command(const char *name, const char *const *names);

/* What exit code `code` means for `command`, or NULL. */
const char *help_exit(const struct command *command, int code);

#endif
