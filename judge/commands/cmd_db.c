/* assay db: keep the database itself. */
#include "judge/commands/actions.h"

static int run(int argc, char **argv)
{
    static const struct command *const actions[] = {&cmd_db_backup, &cmd_db_check, &cmd_db_prune,
                                                    &cmd_db_export, NULL};

    return actions_run(&cmd_db, actions, argc, argv);
}

const struct command cmd_db = {
    .name = "db",
    .arguments = "ACTION",
    .summary = "back up, check, prune or export the database",
    .exits = {[EXIT_DONE] = "done",
              [EXIT_USAGE] = "bad usage, or a database that cannot be used",
              [EXIT_NOT_FOUND] = "there is no such database"},
    .example = "assay db backup /backup/contest.db",
    .run = run,
};
