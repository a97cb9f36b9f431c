#include "judge/commands/command.h"

#include "base/buffer.h"
#include "base/log.h"
#include "judge/commands/help.h"
#include "judge/commands/tree_options.h"
#include "judge/dispatch/batch.h"
#include "judge/languages/language.h"
#include "judge/languages/maxima.h"
#include "judge/report/events.h"
#include "problems/limits.h"
#include "problems/yaml/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The command that runs: its help is looked up here. */
static const struct command *running;

int command_fail(const struct error *err)
{
    log_write(&event_failed, LOG_FIELDS({.name = NULL}), "%s", err->text);
    switch (err->code) {
    case -ENOENT:
    case -ESRCH:
    case -ENODATA:
        return EXIT_NOT_FOUND;
    case -EINVAL:
    case -EACCES:
    case -EPERM:
    case -EROFS:
    case -EMEDIUMTYPE:
    case -EPROTO:
    case -EUCLEAN:
    case -EBUSY:
    case -EEXIST:
    case -ENOTSUP:
    case -EFBIG:
    case -ENOTDIR:
    case -EISDIR:
    case -ELOOP:
        return EXIT_USAGE;
    case -EINTR:
        return EXIT_INTERRUPTED;
    default:
        return EXIT_INTERNAL;
    }
}

int command_run(const struct command *command, int argc, char **argv)
{
    static char program[64];

    running = command;
    snprintf(program, sizeof(program), "assay %s", command->name);
    log_setup(program, LOG_LEVEL_WARNING, 0);
    argv[0] = program;
    program_invocation_name = program;
    return command->run(argc, argv);
}

/* ---- the settings ---- */

static const char *config_option;
static struct config *settings;

void command_use_config(const char *file)
{
    config_option = file;
}

const struct config *command_config(void)
{
    return settings;
}

int command_reread_config(struct config **ret_config, struct report *report)
{
    return config_open(config_option, ret_config, report);
}

const char *command_setting(enum config_key key)
{
    return settings ? config_value(settings, key)->text : NULL;
}

json_t *command_report_json(const struct report *report)
{
    json_t *entries = json_array();

    for (const struct report_entry *entry = report->first; entry; entry = entry->next)
        json_array_append_new(entries, json_pack("{s:s,s:s?,s:i,s:i,s:s}", "kind",
                                                 entry->is_warning ? "warning" : "error", "file",
                                                 entry->file, "line", entry->line, "column",
                                                 entry->column, "message", entry->message));
    return entries;
}

void command_print_report(const struct report *report)
{
    if (log_form_in_use() == LOG_FORM_TEXT) {
        report_print(report, stderr);
        return;
    }
    for (const struct report_entry *entry = report->first; entry; entry = entry->next)
        log_write(&event_bad_setting,
                  LOG_FIELDS(LOG_TEXT("file", entry->file), LOG_NUMBER("line", entry->line),
                             LOG_NUMBER("column", entry->column)),
                  "%s", entry->message);
}

static void free_settings(void)
{
    config_free(settings);
    settings = NULL;
}

/* Ends the program when they are bad: no command may run with half of them. */
static void load_settings(void)
{
    struct report report = REPORT_INIT;

    if (command_reread_config(&settings, &report) < 0) {
        command_print_report(&report);
        exit(EXIT_USAGE);
    }
    report_release(&report);
    atexit(free_settings);
}

/* The lists of --maxima, which may be given several times: they come after what is loaded. */
static const char *maxima[16];
static size_t maxima_count;

void command_maxima(const char *list)
{
    const size_t most = sizeof(maxima) / sizeof(maxima[0]);

    if (maxima_count == most) {
        log_error("--maxima is given more than %zu times: join the lists with commas", most);
        exit(EXIT_USAGE);
    }
    maxima[maxima_count++] = list;
}

static void set_maxima(const char *where, const char *list)
{
    struct error err;

    if (maxima_set_list(list, &err) == 0)
        return;
    log_error("%s: %s", where, err.text);
    exit(EXIT_USAGE);
}

static void load_maxima(void)
{
    const char *list = command_setting(CONFIG_MAXIMA);

    if (list)
        set_maxima("`maxima`", list);
    for (size_t i = 0; i < maxima_count; i++)
        set_maxima("--maxima", maxima[i]);
}

static void check_given(const char *option, int64_t value, enum problem_limit which)
{
    char most[32];

    if (value <= problem_maxima.values[which])
        return;
    problem_maximum_show(which, problem_maxima.values[which], most, sizeof(most));
    log_error("%s: this is more than the operator gives at most: %s (`maxima`)", option, most);
    exit(EXIT_USAGE);
}

/* Ends the program when the operator's file is bad: no command may run with half of it. */
static void load_languages(void)
{
    struct report report = REPORT_INIT;

    if (language_load(command_setting(CONFIG_LANGUAGES), &report) < 0) {
        command_print_report(&report);
        exit(EXIT_USAGE);
    }
    report_release(&report);
}

void command_parse_alone(const struct argp *argp, int argc, char **argv, void *input)
{
    argp_err_exit_status = EXIT_USAGE;
    help_check_options(argp, argc, argv);
    help_parse(running, argp, argc, argv, input);
}

void command_parse(const struct argp *argp, int argc, char **argv, void *input)
{
    command_parse_alone(argp, argc, argv, input);
    load_settings();
    load_languages();
    load_maxima();
    tree_options_complete();
    check_given("--time", problem_given.time_us, PROBLEM_LIMIT_TIME);
    check_given("--memory", problem_given.memory_kib, PROBLEM_LIMIT_MEMORY);
}

const char *command_database(const char *option)
{
    const char *setting = command_setting(CONFIG_DATABASE);

    if (option)
        return option;
    return setting ? setting : CONFIG_SETTINGS[CONFIG_DATABASE].fallback;
}

long long command_database_group(const char *option)
{
    const char *name = option ? option : command_setting(CONFIG_DATABASE_GROUP);
    struct group *entry;

    if (!name || !*name)
        return -1;
    entry = getgrnam(name);
    if (!entry) {
        log_error("%s: there is no group \"%s\" on this host",
                  option ? "--database-group" : "`database_group`", name);
        exit(EXIT_USAGE);
    }
    return entry->gr_gid;
}

int command_jobs(int given)
{
    const char *setting = command_setting(CONFIG_JOBS);

    if (given > 0)
        return given;
    return setting ? (int)strtol(setting, NULL, 10) : batch_default_jobs();
}

long long command_number(const char *option, const char *text, long long low, long long high,
                         struct argp_state *state)
{
    char *end;
    long long value;

    errno = 0;
    value = strtoll(text, &end, 10);
    if (errno || end == text || *end || value < low || value > high)
        argp_error(state, "%s: found \"%s\", expected a whole number from %lld to %lld", option,
                   text, low, high);
    return value;
}

static const struct {
    const char *name;
    int priority;
} priorities[] = {{"contest", PRIORITY_CONTEST},
                  {"interactive", -100},
                  {"batch", -200},
                  {"rejudge", PRIORITY_REJUDGE}};
enum { PRIORITIES = sizeof(priorities) / sizeof(priorities[0]) };

int command_priority(const char *text, struct argp_state *state)
{
    for (size_t i = 0; i < PRIORITIES; i++) {
        if (strcmp(text, priorities[i].name) == 0)
            return priorities[i].priority;
    }
    if (*text >= 'a' && *text <= 'z') {
        const char *names[PRIORITIES + 1] = {NULL};

        for (size_t i = 0; i < PRIORITIES; i++)
            names[i] = priorities[i].name;
        command_choice("--priority", text, names, state);
    }
    return (int)command_number("--priority", text, -1000, 1000, state);
}

int command_priority_setting(void)
{
    const char *setting = command_setting(CONFIG_PRIORITY);

    return setting ? command_priority(setting, NULL) : PRIORITY_CONTEST;
}

const char *command_priority_name(long long priority)
{
    static char number[24];

    for (size_t i = 0; i < PRIORITIES; i++) {
        if (priority == priorities[i].priority)
            return priorities[i].name;
    }
    snprintf(number, sizeof(number), "%lld", priority);
    return number;
}

size_t command_choice(const char *option, const char *text, const char *const *names,
                      struct argp_state *state)
{
    const char *nearest = schema_nearest(text, names);
    struct buffer expected = BUFFER_INIT;

    for (size_t i = 0; names[i]; i++)
        if (strcmp(names[i], text) == 0)
            return i;
    for (size_t i = 0; names[i]; i++)
        buffer_format(&expected, "%s%s", i == 0 ? "" : names[i + 1] ? ", " : " or ", names[i]);
    argp_error(state, "%s: found \"%s\", expected %s%s%s%s", option, text, expected.data,
               nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
    exit(EXIT_USAGE); /* argp_error has ended it */
}

/* ---- the standard output ---- */

static pid_t owner; /* the process that checks its stdout; its children do not */

/* Whether the reader of our output is gone. The write that failed may be long past, so this asks
 * again. */
static int is_reader_gone(int write_errno)
{
    struct pollfd pipe = {.fd = STDOUT_FILENO, .events = POLLOUT};

    return write_errno == EPIPE || (poll(&pipe, 1, 0) == 1 && (pipe.revents & POLLERR));
}

void command_output_failed(int errnum)
{
    if (is_reader_gone(errnum))
        _exit(EXIT_READER_GONE);
    log_error("cannot write to the standard output%s%s; the output is not complete",
              errnum ? ": " : "", errnum ? strerrordesc_np(errnum) : "");
    _exit(EXIT_INTERNAL);
}

static void check_output(void)
{
    int failed, saved;

    if (getpid() != owner)
        return;
    errno = 0;
    failed = ferror(stdout) | (fflush(stdout) != 0);
    saved = errno;
    if (failed && is_reader_gone(saved))
        _exit(EXIT_READER_GONE);
    errno = saved;
    if (close(STDOUT_FILENO) != 0) /* some file systems say only here that they are full */
        failed = 1;
    if (!failed)
        return;
    command_output_failed(errno);
}

/* If 0, 1 or 2 is closed, the kernel gives that number to the next file that we open, perhaps the
 * database, and what we print would go there. */
static void hold_closed_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) >= 0)
            continue;
        /* open(2) takes the lowest free number, which is `fd`. Stdout is opened for reading, so
         * that printing to it fails, as it should */
        if (open("/dev/null", fd == STDERR_FILENO ? O_WRONLY : O_RDONLY) != fd)
            _exit(EXIT_INTERNAL);
    }
}

void command_watch_output(void)
{
    hold_closed_descriptors();
    owner = getpid();
    if (atexit(check_output) != 0)
        abort();
}
