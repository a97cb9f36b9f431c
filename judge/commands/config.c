#include "judge/commands/config.h"

#include "base/arena.h"
#include "base/fd.h"
#include "base/memory.h"
#include "judge/languages/maxima.h"
#include "problems/limits.h"
#include "problems/yaml/schema.h"
#include "problems/yaml/units.h"
#include "runner/evidence.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MAX = 1024 * 1024, VALUE_MAX = 4096 };

static const char *const switches[] = {"yes", "no", "true", "false", NULL};
static const char *const log_forms[] = {"auto", "text", "logfmt", NULL};
static const char *const log_levels[] = {"error", "warning", "info", "debug", NULL};
static const char *const priorities[] = {"contest", "interactive", "batch", "rejudge", NULL};

const struct config_setting CONFIG_SETTINGS[CONFIG_COUNT] = {
    [CONFIG_DATABASE] = {"database", "--db", "ASSAY_DB", CONFIG_PATH, .fallback = "assay.db",
                         .what = "the database: a path, or sqlite:PATH"},
    [CONFIG_DATABASE_GROUP] = {"database_group", "--database-group", "ASSAY_DATABASE_GROUP",
                               CONFIG_TEXT, .otherwise = "nobody but its owner",
                               .what = "the group of users that may open the database's files"},
    [CONFIG_LANGUAGES] = {"languages", NULL, "ASSAY_LANGUAGES", CONFIG_PATH,
                          .otherwise = "/etc/assay/languages.yaml where it exists",
                          .what = "the operator's definitions of languages"},
    [CONFIG_MAXIMA] = {"maxima", "--maxima", "ASSAY_MAXIMA", CONFIG_LIMITS,
                       .otherwise = "as wide as the format",
                       .what = "the most that a problem may ask for; each place replaces single "
                               "values of those behind it"},
    [CONFIG_CACHE] = {"cache", "--cache", "ASSAY_CACHE", CONFIG_PATH,
                      .otherwise = "beside the database; without one a folder of the user's own",
                      .what = "where compiled programs are kept, or none"},
    [CONFIG_ALLOW_MISSING] = {"allow_missing", "--allow-missing", "ASSAY_ALLOW_MISSING",
                              CONFIG_LAYERS, .otherwise = "no layer",
                              .what = "layers of the sandbox that may be missing; those of all "
                                      "places add up"},
    [CONFIG_GRADER_USER] = {"grader_user", "--grader-user", "ASSAY_GRADER_USER", CONFIG_TEXT,
                            .otherwise = "one of its own for each",
                            .what = "the unprivileged user of graders"},
    [CONFIG_EXEC] = {"exec", "--exec", "ASSAY_EXEC", CONFIG_SWITCH, .choices = switches,
                     .fallback = "no", .what = "no watched interpreters"},
    [CONFIG_JOBS] = {"jobs", "--jobs", "ASSAY_JOBS", CONFIG_NUMBER, 1, 256,
                     .otherwise = "one a CPU", .what = "graders at work at once"},
    [CONFIG_RECORD] = {"record", "--record", "ASSAY_RECORD", CONFIG_SWITCH, .choices = switches,
                       .fallback = "no", .is_live = 1,
                       .what = "record what interactors and submissions say to each other"},
    [CONFIG_PRIORITY] = {"priority", "--priority", "ASSAY_PRIORITY", CONFIG_NAMED_NUMBER, -1000,
                         1000, priorities, .fallback = "contest",
                         .what = "the priority of what submit queues"},
    [CONFIG_DEADLINE] = {"deadline", "--deadline", "ASSAY_DEADLINE", CONFIG_TIME, 1000,
                         24 * 3600 * 1000, .otherwise = "none",
                         .what = "how long what submit queues may wait before that is said"},
    [CONFIG_NAME] = {"name", "--name", "ASSAY_NAME", CONFIG_TEXT,
                     .otherwise = "the first free of HOST-1, HOST-2, ...",
                     .what = "the judge's name"},
    [CONFIG_LEASE] = {"lease", "--lease", "ASSAY_LEASE", CONFIG_TIME, 3000, 3600 * 1000,
                      .fallback = "30s", .is_live = 1,
                      .what = "take over another judge's work after this long without a sign of "
                              "life"},
    [CONFIG_GRACE] = {"grace", "--grace", "ASSAY_GRACE", CONFIG_TIME, 1, 3600 * 1000,
                      .fallback = "60s", .is_live = 1,
                      .what = "after SIGTERM: hand back what is not finished after this long"},
    [CONFIG_LOG] = {"log", "--log", "ASSAY_LOG", CONFIG_CHOICE, .choices = log_forms,
                    .fallback = "auto",
                    .what = "the judge's log: auto is text on a terminal, else logfmt"},
    [CONFIG_LOG_LEVEL] = {"log_level", "--log-level", "ASSAY_LOG_LEVEL", CONFIG_CHOICE,
                          .choices = log_levels, .fallback = "info", .is_live = 1,
                          .what = "the least grave lines that the judge's log has"},
};

struct config {
    struct arena arena;
    const char *file;
    struct config_value values[CONFIG_COUNT];
};

/* ---- values ---- */

static int refuse_name(const char *text, const char *what, const char *const *names,
                       struct error *err)
{
    const char *nearest = schema_nearest(text, names);
    struct buffer expected = BUFFER_INIT, found = BUFFER_INIT;

    for (size_t i = 0; names[i]; i++)
        buffer_format(&expected, "%s%s", i == 0 ? "" : names[i + 1] ? ", " : " or ", names[i]);
    buffer_append_escaped(&found, text, strlen(text), 60);
    error_set(err, -EINVAL, "found \"%s\", expected %s%s%s%s%s", found.data, what, expected.data,
              nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
    buffer_release(&expected);
    buffer_release(&found);
    return -EINVAL;
}

static int is_one_of(const char *text, const char *const *names)
{
    for (; *names; names++)
        if (strcmp(text, *names) == 0)
            return 1;
    return 0;
}

static int check_number(const struct config_setting *setting, const char *text, struct error *err)
{
    char *end;
    long long value;

    errno = 0;
    value = strtoll(text, &end, 10);
    if (errno || end == text || *end || value < setting->least || value > setting->most)
        return error_set(err, -EINVAL, "found \"%.60s\", expected a whole number from %lld to %lld",
                         text, (long long)setting->least, (long long)setting->most);
    return 0;
}

static int check_time(const struct config_setting *setting, const char *text, struct error *err)
{
    int in_seconds = setting->least % 1000 == 0;
    int64_t time_us;

    if (units_parse_time(text, &time_us, err) < 0)
        return err->code;
    if (time_us / 1000 < setting->least || time_us / 1000 > setting->most)
        return error_set(err, -EINVAL, "found \"%.60s\", expected from %lld%s to %lldmin", text,
                         (long long)setting->least / (in_seconds ? 1000 : 1),
                         in_seconds ? "s" : "ms", (long long)setting->most / 60000);
    return 0;
}

static int check_layer(const char *name, struct error *err)
{
    const char *names[LAYER_COUNT + 1] = {NULL};

    for (size_t layer = 0; layer < LAYER_COUNT; layer++)
        names[layer] = isolation_layers[layer];
    if (is_one_of(name, names))
        return 0;
    refuse_name(name, "a layer: ", names, err);
    return err->code;
}

static int check_layers(const char *text, struct error *err)
{
    char *copy = memory_strdup(text), *rest = copy;
    int failed = 0;

    for (char *name = strsep(&rest, ","); name && failed == 0; name = strsep(&rest, ","))
        failed = *name ? check_layer(name, err) : 0;
    free(copy);
    return failed;
}

/* Only looks: what is in force is set once all places are known. */
static int check_limits(const char *text, struct error *err)
{
    struct problem_maxima kept = problem_maxima;
    int failed = maxima_set_list(text, err);

    problem_maxima = kept;
    return failed;
}

int config_check(const struct config_setting *setting, const char *text, struct error *err)
{
    if (!schema_is_line(text, strlen(text)))
        return error_set(err, -EINVAL, "found text with control characters in it, expected a line");
    switch (setting->kind) {
    case CONFIG_NUMBER:
        return check_number(setting, text, err);
    case CONFIG_TIME:
        return check_time(setting, text, err);
    case CONFIG_SWITCH:
    case CONFIG_CHOICE:
        return is_one_of(text, setting->choices) ? 0 : refuse_name(text, "", setting->choices, err);
    case CONFIG_NAMED_NUMBER:
        if (is_one_of(text, setting->choices))
            return 0;
        return *text >= 'a' && *text <= 'z' ? refuse_name(text, "", setting->choices, err)
                                            : check_number(setting, text, err);
    case CONFIG_LAYERS:
        return check_layers(text, err);
    case CONFIG_LIMITS:
        return check_limits(text, err);
    case CONFIG_TEXT:
    case CONFIG_PATH:
        break;
    }
    return 0;
}

int config_is_on(const char *text)
{
    return text && (strcmp(text, "yes") == 0 || strcmp(text, "true") == 0);
}

/* ---- the file ---- */

struct reading {
    struct schema schema;
    struct config *config;
};

/* One value, or one entry of a list, as text: 0, or -EINVAL and an error at its place. */
static int read_text(const struct reading *reading, const struct config_setting *setting,
                     const struct yaml_node *node, const char **ret_text)
{
    const char *text;
    struct error err;

    if (schema_line(&reading->schema, node, setting->what, VALUE_MAX, &text) < 0)
        return -EINVAL;
    if (config_check(setting, text, &err) < 0) {
        report_error_at(reading->schema.report, reading->schema.source, node->index, "%s",
                        err.text);
        return -EINVAL;
    }
    *ret_text = text;
    return 0;
}

/* A list of layers becomes text with commas. */
static int read_list(const struct reading *reading, const struct config_setting *setting,
                     const struct yaml_node *node, struct buffer *text)
{
    int failed = 0;

    for (const struct yaml_node *item = node->first; item; item = item->next) {
        const char *one;

        if (read_text(reading, setting, item, &one) < 0)
            failed = -EINVAL;
        else
            buffer_format(text, "%s%s", text->size ? "," : "", one);
    }
    return failed;
}

/* A mapping of limits does too. */
static int read_mapping(const struct reading *reading, const struct yaml_node *node,
                        struct buffer *text)
{
    struct problem_maxima ignored = problem_maxima;
    size_t errors = reading->schema.report->errors;

    maxima_read(&reading->schema, node, &ignored);
    if (reading->schema.report->errors > errors)
        return -EINVAL;
    for (const struct yaml_node *key = node->first; key; key = key->next->next)
        buffer_format(text, "%s%s=%s", text->size ? "," : "", key->text, key->next->text);
    return 0;
}

/* "cache" in /etc/assay/assay.yaml is /etc/assay/cache. */
static const char *from_folder(struct config *config, const char *path)
{
    const char *slash = strrchr(config->file, '/');
    const char *prefix = strncmp(path, "sqlite:", 7) == 0 ? "sqlite:" : "";
    const char *rest = path + strlen(prefix);

    if (*rest == '/' || *rest == ':' || strstr(path, "://") || strcmp(path, "none") == 0 || !slash)
        return path;
    return arena_format(&config->arena, "%s%.*s/%s", prefix, (int)(slash - config->file),
                        config->file, rest);
}

static void read_setting(const struct reading *reading, enum config_key key,
                         const struct yaml_node *node)
{
    const struct config_setting *setting = &CONFIG_SETTINGS[key];
    struct config *config = reading->config;
    struct config_value *value = &config->values[key];
    struct buffer joined = BUFFER_INIT;
    const char *text = NULL;
    int failed;

    if (setting->kind == CONFIG_LAYERS && node->kind == YAML_KIND_SEQUENCE)
        failed = read_list(reading, setting, node, &joined);
    else if (setting->kind == CONFIG_LIMITS && node->kind == YAML_KIND_MAPPING)
        failed = read_mapping(reading, node, &joined);
    else
        failed = read_text(reading, setting, node, &text);
    if (failed == 0) {
        text = arena_strdup(&config->arena, text ? text : joined.data);
        value->text = setting->kind == CONFIG_PATH ? from_folder(config, text) : text;
        value->origin = CONFIG_FROM_FILE;
        source_locate(reading->schema.source, node->index, &value->line, &value->column);
    }
    buffer_release(&joined);
}

static void read_document(const struct reading *reading, const struct yaml_node *root)
{
    const char *names[CONFIG_COUNT + 2] = {NULL};
    const struct yaml_node *nodes[CONFIG_COUNT + 1] = {NULL};
    int64_t version;

    for (size_t i = 0; i < CONFIG_COUNT; i++)
        names[i] = CONFIG_SETTINGS[i].key;
    names[CONFIG_COUNT] = "assay_config";
    if (schema_fields(&reading->schema, root, "the configuration", names, nodes) < 0)
        return;
    if (nodes[CONFIG_COUNT])
        schema_integer(&reading->schema, nodes[CONFIG_COUNT], "1, the version of this format", 1, 1,
                       &version);
    for (size_t i = 0; i < CONFIG_COUNT; i++)
        if (nodes[i])
            read_setting(reading, (enum config_key)i, nodes[i]);
}

/* A file without a value in it, only comments perhaps, sets nothing. */
static int is_blank(const struct buffer *text)
{
    const char *at = text->data;

    while (*(at += strspn(at, " \t\r\n")) == '#')
        at += strcspn(at, "\n");
    return at == text->data + text->size;
}

static int read_file(struct config *config, const struct buffer *text, struct report *report)
{
    struct arena nodes = ARENA_INIT;
    struct yaml_tree tree = {0};
    struct source source;
    struct reading reading = {.schema = {.source = &source, .report = report}, .config = config};
    size_t errors = report->errors;

    source_init(&source, config->file, text->data, text->size);
    if (source_check(&source, report) == 0 && !is_blank(text) &&
        yaml_tree_parse(&source, &YAML_BOUNDS, &nodes, &tree, report) == 0)
        read_document(&reading, tree.root);
    source_release(&source);
    arena_release(&nodes);
    return report->errors > errors ? -EINVAL : 0;
}

static int load_file(const char *path, struct buffer *text, struct error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat info;
    int failed = 0;

    if (fd < 0 || fstat(fd, &info) < 0)
        failed = error_set_errno(err, errno, "cannot read it");
    else if (!S_ISREG(info.st_mode))
        failed = error_set(err, -EINVAL, "cannot read it: it is no file");
    else
        failed = fd_read_all(fd, FILE_MAX, text, path, err);
    fd_close(&fd);
    return failed;
}

/* Which file is read; NULL: none. */
static const char *choose_file(const char *option)
{
    const char *variable = getenv("ASSAY_CONFIG");
    const char *named = option ? option : variable && *variable ? variable : NULL;

    if (named)
        return strcmp(named, "none") == 0 ? NULL : named;
    return access(CONFIG_FILE_DEFAULT, F_OK) < 0 && errno == ENOENT ? NULL : CONFIG_FILE_DEFAULT;
}

/* ---- the environment ---- */

/* Layers add up, and limits replace single ones of those before: both by being said later. */
static void put_over(struct config *config, enum config_key key, const char *text,
                     enum config_origin origin)
{
    enum config_kind kind = CONFIG_SETTINGS[key].kind;
    struct config_value *value = &config->values[key];
    int adds = value->text && (kind == CONFIG_LAYERS || kind == CONFIG_LIMITS);

    if (!adds)
        *value = (struct config_value){0};
    value->text =
        arena_format(&config->arena, "%s%s%s", adds ? value->text : "", adds ? "," : "", text);
    value->origin = origin;
}

static int read_environment(struct config *config, struct report *report)
{
    int failed = 0;

    for (size_t i = 0; i < CONFIG_COUNT; i++) {
        const char *text = getenv(CONFIG_SETTINGS[i].variable);
        struct error err;

        if (!text || !*text)
            continue;
        if (config_check(&CONFIG_SETTINGS[i], text, &err) < 0) {
            report_error_file(report, "environment", "$%s: %s", CONFIG_SETTINGS[i].variable,
                              err.text);
            failed = -EINVAL;
            continue;
        }
        put_over(config, (enum config_key)i, text, CONFIG_FROM_VARIABLE);
    }
    return failed;
}

/* ---- all of it ---- */

int config_open(const char *file, struct config **ret_config, struct report *report)
{
    struct config *config = memory_alloc(sizeof(*config));
    const char *path = choose_file(file);
    struct buffer text = BUFFER_INIT;
    struct error err;
    int failed = 0, bad;

    *config = (struct config){.arena = ARENA_INIT};
    if (path) {
        config->file = arena_strdup(&config->arena, path);
        failed = load_file(path, &text, &err);
        if (failed < 0)
            report_failure_file(report, config->file, &err);
        else
            failed = read_file(config, &text, report);
        buffer_release(&text);
    }
    bad = read_environment(config, report);
    failed = failed < 0 ? failed : bad;
    if (failed < 0)
        config_free(config);
    else
        *ret_config = config;
    return failed;
}

void config_free(struct config *config)
{
    if (!config)
        return;
    arena_release(&config->arena);
    free(config);
}

const struct config_value *config_value(const struct config *config, enum config_key key)
{
    return &config->values[key];
}

const char *config_file(const struct config *config)
{
    return config->file;
}

int config_give(struct config *config, enum config_key key, const char *text, struct error *err)
{
    if (config_check(&CONFIG_SETTINGS[key], text, err) < 0)
        return error_prefix(err, "%s", CONFIG_SETTINGS[key].option);
    put_over(config, key, text, CONFIG_FROM_OPTION);
    return 0;
}

static int is_same(const char *left, const char *right)
{
    return left == right || (left && right && strcmp(left, right) == 0);
}

void config_differences(const struct config *old, const struct config *now, int is_live,
                        struct buffer *names)
{
    for (size_t i = 0; i < CONFIG_COUNT; i++)
        if (!CONFIG_SETTINGS[i].is_live == !is_live &&
            !is_same(old->values[i].text, now->values[i].text))
            buffer_format(names, "%s%s", names->size ? "," : "", CONFIG_SETTINGS[i].key);
}
