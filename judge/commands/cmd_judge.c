/* assay judge: the daemon that owns the queue. */
#include "base/clock.h"
#include "base/log.h"
#include "judge/commands/command.h"
#include "judge/commands/tree_options.h"
#include "judge/dispatch/batch.h"
#include "judge/dispatch/tree.h"
#include "judge/queue/daemon.h"
#include "problems/yaml/units.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_DB = 256, KEY_NAME, KEY_DRAIN, KEY_LEASE, KEY_GROUP, KEY_RECORD };

struct arguments {
    struct tree_options tree;
    const char *database, *name, *group;
    struct daemon_options daemon;
    int verbose;
};

static const struct argp_option options[] = {
    {"db", KEY_DB, "URI", 0, "The database (default: $ASSAY_DB, else ./assay.db)", 0},
    {"database-group", KEY_GROUP, "GROUP", 0,
     "Let this group of users open the database's files and write in its folder (default: "
     "$ASSAY_DATABASE_GROUP, else nobody but their owner)",
     0},
    {"jobs", 'j', "N", 0, "Graders at work at once (default: one a CPU)", 0},
    {"name", KEY_NAME, "NAME", 0, "This judge's name (default: the first free of HOST-1, ...)", 0},
    {"drain", KEY_DRAIN, NULL, 0, "Exit 0 when nothing is queued or running", 0},
    {"lease", KEY_LEASE, "TIME", 0,
     "Take over another judge's work after this long without a sign of life (default: 30s)", 0},
    {"record", KEY_RECORD, NULL, 0,
     "Record what interactors and submissions say to each other, for `show --conversation`", 0},
    {"verbose", 'v', NULL, 0, "A line for each verdict", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    struct error err;
    int64_t lease_us;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &arguments->tree;
        return 0;
    case KEY_DB:
        arguments->database = arg;
        return 0;
    case KEY_GROUP:
        arguments->group = arg;
        return 0;
    case 'j':
        arguments->daemon.jobs = (int)command_number("--jobs", arg, 1, 256, state);
        return 0;
    case KEY_NAME:
        arguments->name = arg;
        return 0;
    case KEY_DRAIN:
        arguments->daemon.drain = 1;
        return 0;
    case KEY_LEASE:
        if (units_parse_time(arg, &lease_us, &err) < 0)
            argp_error(state, "--lease: %s", err.text);
        arguments->daemon.lease_ms = lease_us / 1000;
        if (arguments->daemon.lease_ms < 3000)
            argp_error(state, "--lease: found %s, expected at least 3s (three heartbeats)", arg);
        return 0;
    case KEY_RECORD:
        arguments->daemon.records = 1;
        return 0;
    case 'v':
        arguments->verbose = 1;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "expected no argument, found \"%s\"", arg);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .doc =
        "Judge what is queued, until SIGTERM (submissions that are running are finished first) or, "
        "with --drain, until nothing is left.\vWhen root starts it, the judge becomes the user who "
        "owns the database and each grader an unprivileged user; only the runners keep privilege.",
    .children = (const struct argp_child[]){{&tree_argp, 0, "The sandbox:", 90}, {0}},
};

/* Root is needed for cells, not for the queue: become the user whom the store wants. */
static int become_owner(const char *uri, struct error *err)
{
    int64_t owner = store_judge_uid(uri);
    struct passwd *entry;

    if (getuid() != 0 || owner <= 0)
        return 0;
    entry = getpwuid((uid_t)owner);
    if (!entry)
        return error_set(err, -EINVAL, "the database belongs to user %lld, who does not exist here",
                         (long long)owner);
    if (initgroups(entry->pw_name, entry->pw_gid) < 0 ||
        setresgid(entry->pw_gid, entry->pw_gid, entry->pw_gid) < 0 ||
        setresuid((uid_t)owner, (uid_t)owner, (uid_t)owner) < 0)
        return error_set_errno(err, errno, "cannot become %s, the owner of the database",
                               entry->pw_name);
    return 0;
}

/* Compiled programs are kept beside the database, where it is on this host: what its owner may
 * write is there already. */
static int run_daemon(const struct arguments *arguments, struct store *store,
                      struct runner_parent *parent, struct error *err)
{
    char *beside = store_local_path(store, ".cache");
    struct cache *cache;
    int result = tree_cache(&arguments->tree, beside, &cache, err);

    if (result == 0) {
        result = daemon_run(&arguments->daemon, store, parent, cache, err);
        cache_close(cache);
    }
    free(beside);
    return result;
}

static int judge(const struct arguments *arguments, struct runner_parent *parent, struct error *err)
{
    const char *uri = command_database(arguments->database);
    struct store *store;
    int requeued = 0;
    int result;

    if (become_owner(uri, err) < 0 || store_open(uri, 0, &store, err) < 0)
        return err->code;
    result = store_refuse_shared(store, command_database_group(arguments->group), err);
    if (result == 0)
        result = store_name_acquire(store, arguments->name, clock_realtime_ms(), &requeued, err);
    if (result == 0) {
        if (requeued > 0)
            log_warning("%d submissions that an earlier run left are queued again", requeued);
        log_info("%s judges %s with %d graders", store_name(store), uri, arguments->daemon.jobs);
        result = run_daemon(arguments, store, parent, err);
    }
    store_close(store);
    return result;
}

static int run(int argc, char **argv)
{
    struct arguments arguments = {.daemon = {.jobs = batch_default_jobs(), .lease_ms = 30 * 1000}};
    struct runner_parent parent;
    struct error err;
    int code = EXIT_DONE;

    command_parse(&argp, argc, argv, &arguments);
    log_setup("assay judge", arguments.verbose ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO, 1);
    if (tree_start(&arguments.tree, &parent, &err) < 0)
        return command_fail(&err);
    signal(SIGXFSZ, SIG_IGN); /* a write past a limit fails instead; the tree has started without */
    if (judge(&arguments, &parent, &err) < 0)
        code = command_fail(&err);
    runner_parent_stop(&parent);
    return code;
}

const struct command cmd_judge = {
    .name = "judge",
    .arguments = "",
    .summary = "judge what is queued (the daemon)",
    .exits = {[EXIT_DONE] = "ended as asked, by SIGTERM, SIGINT or --drain",
              [EXIT_USAGE] = "bad usage, a database that cannot be used, a layer that is missing",
              [EXIT_NOT_FOUND] = "there is no such database"},
    .example = "assay judge -j 4 --drain",
    .run = run,
};
