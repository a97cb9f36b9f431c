/* assay hold: keep submissions from being judged. */
#include "base/clock.h"
#include "judge/commands/command.h"
#include "judge/commands/steering.h"

static const struct argp_option options[] = {
    STEERING_DB_OPTION,
    {"reason", 'r', "TEXT", 0, "Why, for those who look", 0},
    {0},
};

static const struct argp argp = {
    .options = options,
    .parser = steering_parse,
    .args_doc = "ID...",
    .doc = "Keep submissions from being judged until they are released. What is being judged "
           "already cannot be "
           "held.",
};

static int act(struct store *store, int64_t submission, const struct steering *steering,
               struct error *err)
{
    return store_hold(store, submission, steering->reason, clock_realtime_ms(), err);
}

static int run(int argc, char **argv)
{
    struct steering steering = {.takes_ids = 1};

    command_parse(&argp, argc, argv, &steering);
    return steering_each(&steering, act, "is held");
}

const struct command cmd_hold = {
    .name = "hold",
    .arguments = "ID...",
    .summary = "keep submissions from being judged",
    .exits = {[EXIT_DONE] = "held",
              [EXIT_USAGE] = "bad usage, what is judged already, or a database that cannot be used",
              [EXIT_NOT_FOUND] = "there is no such submission or database",
              [EXIT_PARTIAL] = "some of several could not be"},
    .example = "assay hold 12 --reason \"handed in late\"",
    .run = run,
};
