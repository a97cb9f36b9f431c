/* The options of every command that starts the process tree (judge/dispatch/tree.h): --grader-user,
 * --allow-missing, --cache, --exec, and the settings (judge/commands/config.h) that stand in for
 * them. */
#ifndef JUDGE_TREE_OPTIONS_H
#define JUDGE_TREE_OPTIONS_H

#include "judge/dispatch/tree.h"

#include <argp.h>

/* An argp child (argp(3)). Its input is a struct tree_options, which it fills; the strings are
 * those of argv, of the settings, or live for ever. */
extern const struct argp tree_argp;

/* Puts the settings where the command line said nothing: command_parse, once it has them. */
void tree_options_complete(void);

/* The options that this process was given, or what the settings say where its command takes none:
 * how a package is unpacked in a cell. They live as long as the command's arguments. */
const struct tree_options *tree_options_given(void);

#endif
