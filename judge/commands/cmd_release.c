/* assay release: let judges have what was held. */
#include "base/clock.h"
#include "judge/commands/command.h"
#include "judge/commands/steering.h"

#include <stdio.h>
#include <stdlib.h>

static const struct argp_option options[] = {
    STEERING_DB_OPTION,
    {"problem", 'p', "PROBLEM", 0,
     "What judges hold of this problem: its name, its folder or the folder's name", 0},
    {0},
};

static const struct argp argp = {
    .options = options,
    .parser = steering_parse,
    .args_doc = "ID...\n-p PROBLEM",
    .doc =
        "Queue held submissions again, at their old places: single ones, or all that judges hold "
        "because of a fault of their problem. (What was paused, `resume` releases.)",
};

static int act(struct store *store, int64_t submission, const struct steering *steering,
               struct error *err)
{
    (void)steering;
    return store_release(store, submission, clock_realtime_ms(), err);
}

static int release_problem(const struct steering *steering)
{
    struct store *store;
    const char *kind;
    struct error err;
    int code = EXIT_DONE;
    char *name;

    if (steering_open(steering, &store, &kind, &name, &err) < 0)
        return command_fail(&err);
    if (store_release_problem(store, name, clock_realtime_ms(), &err) < 0)
        code = command_fail(&err);
    else
        printf("the problem %s is released\n", name);
    store_ring(store);
    store_close(store);
    free(name);
    return code;
}

static int run(int argc, char **argv)
{
    struct steering steering = {.takes_ids = 1};

    command_parse(&argp, argc, argv, &steering);
    return steering.problem ? release_problem(&steering)
                            : steering_each(&steering, act, "is queued again");
}

const struct command cmd_release = {
    .name = "release",
    .arguments = "ID... | -p PROBLEM",
    .summary = "let judges have what was held",
    .exits = {[EXIT_DONE] = "queued again",
              [EXIT_USAGE] = "bad usage, what is not held, or a database that cannot be used",
              [EXIT_NOT_FOUND] = "there is no such submission, nothing is held of the problem, or "
                                 "there is no such database",
              [EXIT_PARTIAL] = "some of several could not be"},
    .example = "assay release --problem leap",
    .run = run,
};
