/* A command that is made of actions, each with options and a help of its own: `assay db backup`.
 *
 *     static int run(int argc, char **argv) { return actions_run(&cmd_db, actions, argc, argv); }
 *
 * An action is a `struct command` whose name is both words ("db backup"). */
#ifndef JUDGE_ACTIONS_H
#define JUDGE_ACTIONS_H

#include "judge/commands/command.h"

/* `actions` ends with NULL. */
int actions_run(const struct command *command, const struct command *const *actions, int argc,
                char **argv);

#endif
