/* assay pause: judge nothing, or nothing of a problem or in a language. */
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
    {"reason", 'r', "TEXT", 0, "Why, for those who look", 0},
    {0},
};

static const struct argp argp = {
    .options = options,
    .parser = steering_parse,
    .doc = "Judge nothing more, or nothing more of one problem or in one language, until it is "
           "resumed. What is "
           "being judged is finished. Submissions are taken all the same; when their turn comes, "
           "those of a "
           "problem or language are held.",
};

static int run(int argc, char **argv)
{
    struct steering steering = {0};
    struct store *store;
    const char *kind;
    struct error err;
    int code = EXIT_DONE, was_paused;
    char *name;

    command_parse(&argp, argc, argv, &steering);
    if (steering_open(&steering, &store, &kind, &name, &err) < 0)
        return command_fail(&err);
    was_paused = store_pause(store, kind, name, steering.reason, clock_realtime_ms(), &err);
    if (was_paused < 0)
        code = command_fail(&err);
    else
        printf("%s%s%s is paused%s\n", *name ? kind : "judging", *name ? " " : "", name,
               was_paused ? " already" : "");
    store_ring(store);
    store_close(store);
    free(name);
    return code;
}

const struct command cmd_pause = {
    .name = "pause",
    .arguments = "",
    .summary = "judge nothing more for now",
    .exits = {[EXIT_DONE] = "done",
              [EXIT_USAGE] = "bad usage, or a database that cannot be used",
              [EXIT_NOT_FOUND] = "there is no such problem or database"},
    .example = "assay pause --problem leap --reason \"new test data\"",
    .run = run,
};
