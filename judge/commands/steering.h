/* What the commands that steer the queue share: cancel, hold and release (submissions by id), pause
 * and resume (all, a problem, a language).
 *
 *     struct steering steering = {.takes_ids = 1};
 *     command_parse(&argp, argc, argv, &steering);      argp's parser is steering_parse
 *     return steering_each(&steering, store_cancel_one, "is cancelled");
 */
#ifndef JUDGE_STEERING_H
#define JUDGE_STEERING_H

#include "db/store.h"

#include <argp.h>

enum { STEERING_DB = 256 };

struct steering {
    int takes_ids; /* set before parsing */
    const char *database, *problem, *language, *reason;
    char **ids;
    size_t count;
};

#define STEERING_DB_OPTION                                                                         \
    {                                                                                              \
        "db", STEERING_DB, "URI", 0, "The database (default: $ASSAY_DB, else ./assay.db)", 0       \
    }

/* Takes --db, -p/--problem, -l/--language, -r/--reason and ids; which of them a command has is said
 * by its options. `reason` is "" unless said. */
error_t steering_parse(int key, char *arg, struct argp_state *state);

/* Does it to each submission and prints "submission N WORDS". Those that cannot be are named; the
 * others are done all the same. Returns the exit code. */
typedef int steering_act(struct store *store, int64_t submission, const struct steering *steering,
                         struct error *err);
int steering_each(const struct steering *steering, steering_act *act, const char *words);

/* Opens the database and finds what is meant: *ret_kind "all", "problem" or "language", *ret_name
 * its name as the store has it, which the caller frees. */
int steering_open(const struct steering *steering, struct store **ret_store, const char **ret_kind,
                  char **ret_name, struct error *err);

#endif
