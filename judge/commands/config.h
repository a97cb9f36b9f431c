/* The operator's settings: one table of them, and their values in force.
 *
 *     config_open(file, &config, &report);       file: --config FILE, or NULL
 *     config_value(config, CONFIG_JOBS)->text    "4", or NULL where nobody says anything
 *     config_free(config);
 *
 * A value comes from the first of these that has one: the option of the command, the variable of
 * the environment (an empty one says nothing), the file, the default. Options are the commands'
 * own: they ask here for what they were not given (command_setting). The file is the one of
 * --config, else $ASSAY_CONFIG, else /etc/assay/assay.yaml where it exists; "none": none.
 *
 * Every value is text as the option takes it, and has been checked: a file or a variable with a bad
 * one is refused as a whole. docs/operators-guide.md has the table; a test compares the two. */
#ifndef JUDGE_CONFIG_H
#define JUDGE_CONFIG_H

#include "base/buffer.h"
#include "base/error.h"
#include "problems/yaml/source.h"

#include <stdint.h>

#define CONFIG_FILE_DEFAULT "/etc/assay/assay.yaml"

enum config_key {
    CONFIG_DATABASE,
    CONFIG_DATABASE_GROUP,
    CONFIG_LANGUAGES,
    CONFIG_MAXIMA,
    CONFIG_CACHE,
    CONFIG_ALLOW_MISSING,
    CONFIG_GRADER_USER,
    CONFIG_EXEC,
    CONFIG_JOBS,
    CONFIG_RECORD,
    CONFIG_PRIORITY,
    CONFIG_DEADLINE,
    CONFIG_NAME,
    CONFIG_LEASE,
    CONFIG_GRACE,
    CONFIG_LOG,
    CONFIG_LOG_LEVEL,
    CONFIG_COUNT,
};

enum config_kind {
    CONFIG_TEXT,
    CONFIG_PATH, /* in the file a relative one starts from the file's folder */
    CONFIG_NUMBER,
    CONFIG_TIME,
    CONFIG_SWITCH, /* yes or no */
    CONFIG_CHOICE,
    CONFIG_NAMED_NUMBER, /* one of the choices, or a number */
    CONFIG_LAYERS,       /* names with commas; in the file also a list */
    CONFIG_LIMITS,       /* LIMIT=VALUE with commas; in the file also a mapping */
};

struct config_setting {
    const char *key, *option, *variable; /* `option` NULL: there is none */
    enum config_kind kind;
    int64_t least, most;        /* of a number; of a time in milliseconds */
    const char *const *choices; /* NULL-terminated */
    const char *fallback;       /* the default as a value, or NULL and */
    const char *otherwise;      /* what happens then, in words */
    int is_live;                /* a judge at work takes a change after SIGHUP */
    const char *what;
};
extern const struct config_setting CONFIG_SETTINGS[CONFIG_COUNT];

enum config_origin {
    CONFIG_FROM_DEFAULT,
    CONFIG_FROM_FILE,
    CONFIG_FROM_VARIABLE,
    CONFIG_FROM_OPTION
};

struct config_value {
    const char *text; /* NULL: nobody says anything (the default is in CONFIG_SETTINGS) */
    enum config_origin origin;
    int line, column; /* in the file, where it has said something that still counts; else 0 */
};

struct config;

/* Reads the file, if there is one, and the environment. Returns 0, or a negative errno with the
 * errors in the report. Everything in it lives until config_free (NULL is allowed). */
int config_open(const char *file, struct config **ret_config, struct report *report);
void config_free(struct config *config);

const struct config_value *config_value(const struct config *config, enum config_key key);
/* The file that was read; NULL: none. */
const char *config_file(const struct config *config);

/* The value of an option goes before all others. -EINVAL when it is none. */
int config_give(struct config *config, enum config_key key, const char *text, struct error *err);

/* Whether a switch is on: yes, true (else no, false; NULL). */
int config_is_on(const char *text);

/* Whether `text` is a value of the setting: 0, or -EINVAL and what was found and expected. */
int config_check(const struct config_setting *setting, const char *text, struct error *err);

/* Appends the names of the settings whose values differ, "a, b": those that a judge at work takes
 * (`is_live`), or the others. */
void config_differences(const struct config *old, const struct config *now, int is_live,
                        struct buffer *names);

#endif
