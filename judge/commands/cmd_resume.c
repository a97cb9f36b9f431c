/* assay resume: judge again what was paused. */
#include "base/clock.h"
#include "judge/commands/command.h"
#include "judge/commands/steering.h"

#include <stdio.h>
#include <stdlib.h>

static const struct argp_option options[] = {
    STEERING_DB_OPTION,
    {"problem", 'p', "PROBLEM", 0, "Only this problem: its name, its folder or the folder's name",
     0},
    {"language", 'l', "NAME", 0, "Only this language", 0},
    {0},
};

static const struct argp argp = {
    .options = options,
    .parser = steering_parse,
    .doc = "End a pause of all, of a problem or of a language. What it held is queued again at its "
           "old "
           "place.",
};

static int run(int argc, char **argv)
{
    struct steering steering = {0};
    struct store *store;
    const char *kind;
    struct error err;
    int code = EXIT_DONE;
    char *name;

    command_parse(&argp, argc, argv, &steering);
    if (steering_open(&steering, &store, &kind, &name, &err) < 0)
        return command_fail(&err);
    if (store_resume(store, kind, name, clock_realtime_ms(), &err) < 0)
        code = command_fail(&err);
    else
        printf("%s%s%s goes on\n", *name ? kind : "judging", *name ? " " : "", name);
    store_ring(store);
    store_close(store);
    free(name);
    return code;
}

const struct command cmd_resume = {
    .name = "resume",
    .arguments = "",
    .summary = "judge again what was paused",
    .exits = {[EXIT_DONE] = "done",
              [EXIT_USAGE] = "bad usage, or a database that cannot be used",
              [EXIT_NOT_FOUND] = "that is not paused, or there is no such problem or database"},
    .example = "assay resume --problem leap",
    .run = run,
};
