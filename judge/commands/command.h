/* One command, one file: each cmd_NAME.c defines a `const struct command` and main is the table.
 * Options are parsed with argp(3); every command has --help. */
#ifndef JUDGE_COMMAND_H
#define JUDGE_COMMAND_H

#include "base/error.h"
#include "judge/commands/config.h"

#include <argp.h>
#include <jansson.h>

/* Exit codes (docs/operators-guide.md, "Exit codes"). */
enum {
    EXIT_DONE = 0,         /* done, and accepted where the command grades */
    EXIT_NOT_ACCEPTED = 1, /* graded, but not all accepted */
    EXIT_USAGE = 2,        /* bad options, a bad problem, a bad database */
    EXIT_INTERNAL = 3,     /* an internal error, ours or the problem's */
    EXIT_NOT_FOUND = 4,
    EXIT_PARTIAL = 5,       /* some of a batch could not be graded */
    EXIT_KINDS,             /* the number of those above */
    EXIT_INTERRUPTED = 130, /* after Ctrl-C, as a shell tells SIGINT */
    EXIT_READER_GONE =
        141, /* the reader of our output went away first (as a shell tells SIGPIPE) */
};

struct command {
    const char *name;
    const char *arguments;         /* as shown in the usage line */
    const char *summary;           /* one line, for `assay --help` */
    const char *exits[EXIT_KINDS]; /* what each code means here; NULL: it does not exit so. The
                                      common ones (help_exit) need not stand here */
    const char *example;           /* a command line, for --help */
    int hidden;
    int (*run)(int argc, char **argv); /* argv[0] is "assay NAME"; returns the exit code */
};

extern const struct command cmd_grade, cmd_run, cmd_submit, cmd_judge, cmd_list, cmd_show, cmd_note,
    cmd_rejudge, cmd_cancel, cmd_hold, cmd_release, cmd_pause, cmd_resume, cmd_status, cmd_stats,
    cmd_check, cmd_verify, cmd_doctor, cmd_languages, cmd_init, cmd_config, cmd_grader, cmd_problem,
    cmd_report, cmd_db, cmd_db_backup, cmd_db_check, cmd_db_prune, cmd_db_export;

/* Runs a command: argv[0] becomes "assay NAME", which also starts what it logs. */
int command_run(const struct command *command, int argc, char **argv);

/* Called first, once: from then on every way to end the program but _exit looks whether all that
 * was printed to stdout has arrived. If not, the program ends with EXIT_INTERNAL and says why, or,
 * when the reader of a pipe is gone, with EXIT_READER_GONE and no word. */
void command_watch_output(void);

/* Ends the program in the same way when another process failed to write to our stdout for us. */
void command_output_failed(int errnum) __attribute__((noreturn));

/* Prints "assay NAME: message" and returns the exit code that fits err->code: -ENOENT and -ESRCH
 * are not found, -EINVAL and what the user can mend are usage, -EINTR (SIGINT, SIGTERM) is
 * EXIT_INTERRUPTED, the rest internal. */
int command_fail(const struct error *err);

/* --config FILE: where the settings stand (judge/commands/config.h). */
void command_use_config(const char *file);

/* What the environment, else the file, says of a setting; NULL: nothing, or nothing was parsed. A
 * command asks for what it was not given as an option. */
const char *command_setting(enum config_key key);

/* The settings of this process, since command_parse; NULL before. They stay as they are. */
const struct config *command_config(void);
/* The settings as they stand in the file now; the caller's, config_free. */
int command_reread_config(struct config **ret_config, struct report *report);

/* --jobs, else the setting, else one a processor. `given` 0: no option. */
int command_jobs(int given);

/* --maxima LIST: to be in force once all is parsed, over the operator's files and $ASSAY_MAXIMA. */
#define COMMAND_MAXIMA_HELP                                                                        \
    "The most that a problem may ask for (time, wall, memory, output, stack, processes, cases, "   \
    "file, package); over those of $ASSAY_MAXIMA and of languages.yaml"
void command_maxima(const char *list);

/* Prints a report on stderr; where the log is in logfmt, a line for each entry. */
void command_print_report(const struct report *report);
/* The errors and warnings of a report as a JSON array: a new reference. */
json_t *command_report_json(const struct report *report);

/* argp_parse with -h, --help, --config and suggestions (judge/commands/help.h), then the settings,
 * language_load and the operator's maxima: exits 2 on bad usage, settings and definitions. */
void command_parse(const struct argp *argp, int argc, char **argv, void *input);
/* Only the first of these: the command looks at the settings itself. */
void command_parse_alone(const struct argp *argp, int argc, char **argv, void *input);

/* "--db URI", else $ASSAY_DB, else `database` of the configuration, else ./assay.db. */
const char *command_database(const char *option);

/* The group of users that may open the files of the database: `--database-group GROUP`, else
 * $ASSAY_DATABASE_GROUP, else `database_group` of the configuration, else -1, nobody. A group that
 * is not there is a usage error, which ends the program. */
long long command_database_group(const char *option);

/* An option's whole number in [low, high], or a usage error that ends the program. */
long long command_number(const char *option, const char *text, long long low, long long high,
                         struct argp_state *state);

/* --priority: a name (contest, interactive, batch, rejudge) or a whole number, or a usage error
 * that ends the program. */
#define COMMAND_PRIORITY_HELP                                                                      \
    "contest (0), interactive (-100), batch (-200), rejudge (-300) or a whole number from -1000 "  \
    "to "                                                                                          \
    "1000; higher is judged first"
enum { PRIORITY_CONTEST = 0, PRIORITY_REJUDGE = -300 };
int command_priority(const char *text, struct argp_state *state);
/* The priority of what is submitted without the option. */
int command_priority_setting(void);
/* The name of a priority, or its number: a static buffer. */
const char *command_priority_name(long long priority);

/* Refuses `text` as the value of an option unless it is one of `names` (NULL-terminated): a usage
 * error with all of them and the nearest, which ends the program. Returns its index. */
size_t command_choice(const char *option, const char *text, const char *const *names,
                      struct argp_state *state);

#endif
