/* assay config: the settings in force and where each comes from; whether a file of them is right.
 */
#include "base/log.h"
#include "judge/commands/command.h"
#include "judge/report/result.h"
#include "judge/report/table.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

enum { KEY_JSON = 256, KEY_ORIGIN, KEY_SETTING = 1000, OWN_OPTIONS = 2 };

struct arguments {
    const char *words[2];
    int json, origin;
    const char *given[CONFIG_COUNT];
};

/* --json and --origin, and the options of all settings. */
static struct argp_option options[OWN_OPTIONS + CONFIG_COUNT + 1] = {
    {"json", KEY_JSON, NULL, 0, "One JSON object a setting; of check one a file", 0},
    {"origin", KEY_ORIGIN, NULL, 0, "show: also where each value comes from", 0},
};

static void fill_options(void)
{
    size_t count = OWN_OPTIONS;

    for (int i = 0; i < CONFIG_COUNT; i++) {
        const struct config_setting *setting = &CONFIG_SETTINGS[i];

        if (setting->option)
            options[count++] = (struct argp_option){
                .name = setting->option + 2,
                .key = KEY_SETTING + i,
                .arg = setting->kind == CONFIG_SWITCH ? NULL : "VALUE",
                .doc = "show: as if a command were given it",
                .group = 1,
            };
    }
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;

    if (key >= KEY_SETTING && key < KEY_SETTING + CONFIG_COUNT) {
        arguments->given[key - KEY_SETTING] = arg ? arg : "yes";
        return 0;
    }
    switch (key) {
    case KEY_JSON:
        arguments->json = 1;
        return 0;
    case KEY_ORIGIN:
        arguments->origin = 1;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num == 0)
            command_choice("config", arg, (const char *const[]){"show", "check", NULL}, state);
        if (state->arg_num > (strcmp(state->arg_num ? arguments->words[0] : arg, "check") == 0))
            argp_error(state, "expected no more arguments, found \"%s\"", arg);
        arguments->words[state->arg_num] = arg;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "expected show or check");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "show\ncheck [FILE]",
    .doc = "Show the settings in force, or check the file of settings.\vA value is that of the "
           "option of the command, else of the environment's variable, else of the file, else the "
           "default.",
};

/* ---- show ---- */

static const char *const origins[] = {[CONFIG_FROM_DEFAULT] = "default",
                                      [CONFIG_FROM_FILE] = "file",
                                      [CONFIG_FROM_VARIABLE] = "environment",
                                      [CONFIG_FROM_OPTION] = "option"};

/* "$ASSAY_JOBS", "--jobs", "FILE:LINE:COLUMN", or "default"; of values that add up also what they
 * were added to. */
static void describe_origin(const struct config *config, enum config_key key, struct buffer *text)
{
    const struct config_value *value = config_value(config, key);
    const struct config_setting *setting = &CONFIG_SETTINGS[key];

    if (value->origin == CONFIG_FROM_VARIABLE)
        buffer_format(text, "$%s", setting->variable);
    else if (value->origin == CONFIG_FROM_OPTION)
        buffer_append_text(text, setting->option);
    if (value->line > 0)
        buffer_format(text, "%s%s:%d:%d", text->size ? ", and " : "", config_file(config),
                      value->line, value->column);
    if (text->size == 0)
        buffer_append_text(text, "default");
}

static void show_json(const struct config *config, enum config_key key, const char *text,
                      const char *from)
{
    const struct config_setting *setting = &CONFIG_SETTINGS[key];
    json_t *object = json_pack("{s:i,s:s,s:s?,s:s,s:s,s:s?,s:s?,s:s,s:b}", "schema_version",
                               RESULT_SCHEMA_VERSION, "setting", setting->key, "value", text,
                               "origin", origins[config_value(config, key)->origin], "from", from,
                               "default", setting->fallback, "option", setting->option, "variable",
                               setting->variable, "live", setting->is_live);

    result_print_json(object, stdout);
    json_decref(object);
}

static int show(const struct arguments *arguments, struct config *config)
{
    static const char *const headers[] = {"setting", "value", "from"};
    struct table table = {.headers = headers, .columns = arguments->origin ? 3 : 2};
    struct error err;

    for (int key = 0; key < CONFIG_COUNT; key++)
        if (arguments->given[key] &&
            config_give(config, (enum config_key)key, arguments->given[key], &err) < 0)
            return command_fail(&err);
    for (int key = 0; key < CONFIG_COUNT; key++) {
        const struct config_setting *setting = &CONFIG_SETTINGS[key];
        const char *text = config_value(config, (enum config_key)key)->text;
        struct buffer from = BUFFER_INIT;

        text = text ? text : setting->fallback;
        describe_origin(config, (enum config_key)key, &from);
        if (arguments->json) {
            show_json(config, (enum config_key)key, text, from.data);
        } else {
            table_cell(&table, "%s", setting->key);
            table_cell(&table, text ? "%s" : "(%s)", text ? text : setting->otherwise);
            if (arguments->origin)
                table_cell(&table, "%s", from.data);
        }
        buffer_release(&from);
    }
    if (!arguments->json)
        table_print(&table, stdout);
    table_release(&table);
    return EXIT_DONE;
}

/* ---- check ---- */

/* What a file can be right about and this host not. */
static void check_host(const struct config *config, struct report *report)
{
    const struct config_value *group = config_value(config, CONFIG_DATABASE_GROUP);
    const struct config_value *user = config_value(config, CONFIG_GRADER_USER);
    const struct passwd *entry = user->text ? getpwnam(user->text) : NULL;
    struct buffer from = BUFFER_INIT;

    describe_origin(config, CONFIG_DATABASE_GROUP, &from);
    if (group->text && !getgrnam(group->text))
        report_error_file(report, from.data, "there is no group \"%s\" on this host", group->text);
    buffer_clear(&from);
    describe_origin(config, CONFIG_GRADER_USER, &from);
    if (user->text && !entry)
        report_error_file(report, from.data, "there is no user \"%s\" on this host", user->text);
    else if (entry && entry->pw_uid == 0)
        report_error_file(report, from.data, "graders must not be root");
    buffer_release(&from);
}

static void print_check(const struct arguments *arguments, const char *file,
                        const struct report *report)
{
    json_t *object;

    if (arguments->json) {
        object = json_pack("{s:i,s:s?,s:b,s:o}", "schema_version", RESULT_SCHEMA_VERSION, "file",
                           file, "ok", report->errors == 0, "entries", command_report_json(report));
        result_print_json(object, stdout);
        json_decref(object);
        return;
    }
    report_print(report, stderr);
    if (report->errors > 0)
        printf("%s: %zu error%s\n", file ? format_text(file) : "the settings", report->errors,
               report->errors == 1 ? "" : "s");
    else if (file)
        printf("%s: good\n", format_text(file));
    else
        puts("there is no file of settings (" CONFIG_FILE_DEFAULT "); the environment is good");
}

static int check(const struct arguments *arguments)
{
    const char *file = arguments->words[1];
    struct report report = REPORT_INIT;
    struct config *config = NULL;
    int failed, code;

    if (file)
        command_use_config(file);
    failed = command_reread_config(&config, &report);
    if (failed == 0) {
        check_host(config, &report);
        file = config_file(config);
    }
    print_check(arguments, file, &report);
    code = failed == -ENOENT ? EXIT_NOT_FOUND : report.errors > 0 ? EXIT_USAGE : EXIT_DONE;
    if (error_is_host(failed))
        code = EXIT_INTERNAL;
    config_free(config);
    report_release(&report);
    return code;
}

static int run(int argc, char **argv)
{
    struct arguments arguments = {0};
    struct report report = REPORT_INIT;
    struct config *config;
    int code;

    fill_options();
    command_parse_alone(&argp, argc, argv, &arguments);
    if (strcmp(arguments.words[0], "check") == 0)
        return check(&arguments);
    if (command_reread_config(&config, &report) < 0) {
        report_print(&report, stderr);
        report_release(&report);
        return EXIT_USAGE;
    }
    report_release(&report);
    code = show(&arguments, config);
    config_free(config);
    return code;
}

const struct command cmd_config = {
    .name = "config",
    .arguments = "show | check [FILE]",
    .summary = "show or check the settings",
    .exits = {[EXIT_DONE] = "done; check: the settings are good",
              [EXIT_USAGE] = "bad usage, or bad settings",
              [EXIT_NOT_FOUND] = "check: there is no such file"},
    .example = "assay config show --origin",
    .run = run,
};
