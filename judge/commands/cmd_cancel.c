/* assay cancel: end judgings without a verdict. */
#include "base/clock.h"
#include "judge/commands/command.h"
#include "judge/commands/steering.h"

static const struct argp_option options[] = {
    STEERING_DB_OPTION,
    {0},
};

static const struct argp argp = {
    .options = options,
    .parser = steering_parse,
    .args_doc = "ID...",
    .doc = "Cancel submissions that are not judged yet: they get no verdict. One that is being "
           "judged is let "
           "go within a second. Of a submission that is being rejudged the old verdict stands.",
};

static int act(struct store *store, int64_t submission, const struct steering *steering,
               struct error *err)
{
    (void)steering;
    return store_cancel(store, submission, clock_realtime_ms(), err);
}

static int run(int argc, char **argv)
{
    struct steering steering = {.takes_ids = 1};

    command_parse(&argp, argc, argv, &steering);
    return steering_each(&steering, act, "is cancelled");
}

const struct command cmd_cancel = {
    .name = "cancel",
    .arguments = "ID...",
    .summary = "stop the judging of submissions",
    .exits = {[EXIT_DONE] = "cancelled",
              [EXIT_USAGE] = "bad usage, what is judged already, or a database that cannot be used",
              [EXIT_NOT_FOUND] = "there is no such submission or database",
              [EXIT_PARTIAL] = "some of several could not be"},
    .example = "assay cancel 12 13",
    .run = run,
};
