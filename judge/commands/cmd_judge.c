/* assay judge: the daemon that owns the queue. */
#include "base/clock.h"
#include "base/log.h"
#include "base/notify.h"
#include "judge/commands/command.h"
#include "judge/commands/tree_options.h"
#include "judge/dispatch/tree.h"
#include "judge/queue/daemon.h"
#include "judge/report/events.h"
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

enum {
    KEY_DB = 256,
    KEY_NAME,
    KEY_DRAIN,
    KEY_LEASE,
    KEY_GROUP,
    KEY_RECORD,
    KEY_GRACE,
    KEY_LOG,
    KEY_LOG_LEVEL,
};

struct arguments {
    struct tree_options tree;
    const char *database, *name, *group;
    const char *lease, *grace, *log, *log_level; /* as given; NULL: by the settings */
    int record;
    struct daemon_options daemon;
    struct config *reread; /* the settings as SIGHUP found them; NULL: as at the start */
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
    {"grace", KEY_GRACE, "TIME", 0,
     "After SIGTERM: hand back what is not finished after this long (default: 60s)", 0},
    {"log", KEY_LOG, "FORM", 0,
     "text, logfmt, or auto: text on a terminal, else logfmt (default: auto)", 0},
    {"log-level", KEY_LOG_LEVEL, "LEVEL", 0,
     "What to log at least: error, warning, info or debug (default: info)", 0},
    {"verbose", 'v', NULL, 0, "The same as --log-level=debug: a line for each verdict", 0},
    {0},
};

/* Checked as the setting of the same name is: a usage error, or the text. */
static const char *checked(enum config_key key, const char *text, struct argp_state *state)
{
    struct error err;

    if (config_check(&CONFIG_SETTINGS[key], text, &err) < 0)
        argp_error(state, "%s: %s", CONFIG_SETTINGS[key].option, err.text);
    return text;
}

/* Once the command line is known, so that what is wrong with the settings is logged in the right
 * form. */
static void choose_log(const struct arguments *arguments)
{
    const char *variable = getenv(CONFIG_SETTINGS[CONFIG_LOG].variable);
    const char *setting = command_setting(CONFIG_LOG);
    const char *form = arguments->log                  ? arguments->log
                       : setting                       ? setting
                       : variable && !command_config() ? variable
                                                       : "auto";
    int is_text =
        strcmp(form, "text") == 0 || (strcmp(form, "logfmt") != 0 && isatty(STDERR_FILENO));

    log_setup("assay judge", LOG_LEVEL_INFO, 1);
    log_use(is_text ? LOG_FORM_TEXT : LOG_FORM_LOGFMT, LOG_LEVEL_INFO);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;

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
        arguments->lease = checked(CONFIG_LEASE, arg, state);
        return 0;
    case KEY_RECORD:
        arguments->record = 1;
        return 0;
    case KEY_GRACE:
        arguments->grace = checked(CONFIG_GRACE, arg, state);
        return 0;
    case KEY_LOG:
        arguments->log = checked(CONFIG_LOG, arg, state);
        return 0;
    case KEY_LOG_LEVEL:
        arguments->log_level = checked(CONFIG_LOG_LEVEL, arg, state);
        return 0;
    case 'v':
        arguments->log_level = "debug";
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "expected no argument, found \"%s\"", arg);
        return 0;
    case ARGP_KEY_END:
        choose_log(arguments);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .doc =
        "Judge what is queued, until SIGTERM (submissions that are running are finished first, for "
        "as long as --grace; a second SIGTERM hands them back at once) or, with --drain, until "
        "nothing is left. SIGHUP reads the settings again.\vWhen root starts it, the judge becomes "
        "the user who "
        "owns the database and each grader an unprivileged user; only the runners keep privilege.",
    .children = (const struct argp_child[]){{&tree_argp, 0, "The sandbox:", 90}, {0}},
};

/* ---- settings that change while it runs ---- */

static const char *live_value(const struct arguments *arguments, enum config_key key,
                              const char *given)
{
    const struct config *config = arguments->reread ? arguments->reread : command_config();
    const char *text = given ? given : config_value(config, key)->text;

    return text ? text : CONFIG_SETTINGS[key].fallback;
}

static int64_t live_time_ms(const struct arguments *arguments, enum config_key key,
                            const char *given)
{
    int64_t time_us = 0;
    struct error unused;

    units_parse_time(live_value(arguments, key, given), &time_us, &unused);
    return time_us / 1000;
}

/* Puts in force what a judge at work takes: those that CONFIG_SETTINGS calls live. */
static void take_live_settings(struct arguments *arguments)
{
    static const char *const levels[] = {"error", "warning", "info", "debug"};
    const char *level = live_value(arguments, CONFIG_LOG_LEVEL, arguments->log_level);
    size_t i = 0;

    while (strcmp(levels[i], level) != 0)
        i++;
    log_use(log_form_in_use(), (enum log_level)i);
    arguments->daemon.lease_ms = live_time_ms(arguments, CONFIG_LEASE, arguments->lease);
    arguments->daemon.grace_ms = live_time_ms(arguments, CONFIG_GRACE, arguments->grace);
    arguments->daemon.records =
        arguments->record || config_is_on(live_value(arguments, CONFIG_RECORD, NULL));
}

static const char *file_of(const struct config *config)
{
    return config && config_file(config) ? config_file(config) : "";
}

/* SIGHUP. A file that is not right changes nothing. */
static void reload(void *arg)
{
    struct arguments *arguments = arg;
    const struct config *before = arguments->reread ? arguments->reread : command_config();
    struct buffer changed = BUFFER_INIT, restart = BUFFER_INIT;
    struct report report = REPORT_INIT;
    struct config *fresh = NULL;

    if (command_reread_config(&fresh, &report) < 0) {
        log_write(&event_reload_refused, LOG_FIELDS(LOG_TEXT("config", report.first->file)),
                  "the old settings stay, because the new ones are not right: %s:%d:%d: %s",
                  report.first->file, report.first->line, report.first->column,
                  report.first->message);
        report_release(&report);
        return;
    }
    report_release(&report);
    config_differences(before, fresh, 1, &changed);
    config_differences(command_config(), fresh, 0, &restart);
    config_free(arguments->reread);
    arguments->reread = fresh;
    log_use(log_form_in_use(), LOG_LEVEL_INFO); /* who sent the signal wants to know */
    log_write(&event_reloaded,
              LOG_FIELDS(LOG_TEXT("config", file_of(fresh)), LOG_TEXT("changed", changed.data),
                         LOG_TEXT("restart", restart.data)),
              "the settings were read again; changed now: %s; only after a restart: %s",
              changed.size ? changed.data : "nothing", restart.size ? restart.data : "nothing");
    take_live_settings(arguments);
    buffer_release(&changed);
    buffer_release(&restart);
}

/* ---- starting ---- */

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
        result = store_name_acquire(
            store, arguments->name ? arguments->name : command_setting(CONFIG_NAME),
            clock_realtime_ms(), &requeued, err);
    if (result == 0) {
        if (requeued > 0)
            log_write(&event_requeued, LOG_FIELDS(LOG_NUMBER("count", requeued)),
                      "%d submissions that an earlier run left are queued again", requeued);
        log_write(&event_started,
                  LOG_FIELDS(LOG_TEXT("judge", store_name(store)),
                             LOG_TEXT("version", ASSAY_VERSION), LOG_TEXT("database", uri),
                             LOG_NUMBER("graders", arguments->daemon.jobs),
                             LOG_TEXT("config", file_of(command_config()))),
                  "%s judges %s with %d graders", store_name(store), uri, arguments->daemon.jobs);
        result = run_daemon(arguments, store, parent, err);
    }
    store_close(store);
    return result;
}

static int run(int argc, char **argv)
{
    struct arguments arguments = {.daemon = {.reload = reload, .reload_arg = &arguments}};
    struct runner_parent parent;
    struct error err;
    int code = EXIT_DONE;

    command_parse(&argp, argc, argv, &arguments);
    choose_log(&arguments);
    take_live_settings(&arguments);
    arguments.daemon.jobs = command_jobs(arguments.daemon.jobs);
    notify_open();
    if (tree_start(&arguments.tree, &parent, &err) < 0)
        return command_fail(&err);
    signal(SIGXFSZ, SIG_IGN); /* a write past a limit fails instead; the tree has started without */
    if (judge(&arguments, &parent, &err) < 0)
        code = command_fail(&err);
    runner_parent_stop(&parent);
    config_free(arguments.reread);
    notify_close();
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
