#include "problems/icpc/icpc_parts.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SMALL_FILE_MAX = 1 << 16 };

/* A number above 0 in a unit of `factor` microseconds or KiB; -1 and reported: it is not one. */
static int64_t read_amount(const struct icpc *icpc, const struct yaml_node *node, double factor,
                           const char *what)
{
    struct schema schema = icpc_schema(icpc, icpc->source);
    double number;

    if (schema_number(&schema, node, what, 1e-6, 1e9, &number) < 0)
        return -1;
    return (int64_t)llround(ceil(number * factor));
}

static const char SECONDS[] = "seconds: a number above 0";
static const char MEBIBYTES[] = "MiB: a number above 0";

/* A limit of the submissions' runs: one that a runner can give. */
static void read_limit(const struct icpc *icpc, const struct yaml_node *node,
                       enum problem_limit which, double factor, const char *what, int64_t *limit)
{
    const struct problem_limit_range *range = &PROBLEM_LIMIT_RANGES[which];
    struct schema schema = icpc_schema(icpc, icpc->source);
    int64_t value;

    if (!node)
        return;
    value = read_amount(icpc, node, factor, what);
    if (value < 0)
        return;
    if (value < range->least || value > range->most)
        schema_mismatch(&schema, node, range->what);
    else if (icpc_check_maximum(icpc, icpc->source, node, (enum problem_maximum)which, value) == 0)
        *limit = value;
}

static void read_factor(const struct icpc *icpc, const struct yaml_node *node, double least,
                        double *factor)
{
    struct schema schema = icpc_schema(icpc, icpc->source);

    if (node)
        schema_number(&schema, node, least > 0 ? "a factor, 1 or more" : "a factor above 0",
                      least > 0 ? least : 1e-3, 1e6, factor);
}

static void read_multipliers(const struct icpc *icpc, const struct yaml_node *node)
{
    enum { LOWER, UPPER, KEYS };
    static const char *const names[] = {"ac_to_time_limit", "time_limit_to_tle", NULL};
    const struct yaml_node *values[KEYS] = {NULL};
    struct problem_calibration *calibration = &icpc->problem->calibration;
    struct schema schema = icpc_schema(icpc, icpc->source);

    if (schema_fields(&schema, node, "time_multipliers", names, values) < 0)
        return;
    read_factor(icpc, values[LOWER], 1, &calibration->factor);
    read_factor(icpc, values[UPPER], 1, &calibration->margin);
}

enum {
    TIME_MULTIPLIER,
    TIME_SAFETY_MARGIN,
    TIME_MULTIPLIERS,
    TIME_LIMIT,
    TIME_RESOLUTION,
    MEMORY,
    OUTPUT,
    CODE,
    COMPILATION_TIME,
    COMPILATION_MEMORY,
    VALIDATION_TIME,
    VALIDATION_MEMORY,
    VALIDATION_OUTPUT,
    VALIDATION_PASSES,
    KEYS,
};
static const char *const KEY_NAMES[] = {"time_multiplier",
                                        "time_safety_margin",
                                        "time_multipliers",
                                        "time_limit",
                                        "time_resolution",
                                        "memory",
                                        "output",
                                        "code",
                                        "compilation_time",
                                        "compilation_memory",
                                        "validation_time",
                                        "validation_memory",
                                        "validation_output",
                                        "validation_passes",
                                        NULL};

static void read_time(const struct icpc *icpc, const struct yaml_node *const *values)
{
    struct problem_calibration *calibration = &icpc->problem->calibration;

    read_factor(icpc, values[TIME_MULTIPLIER], 0, &calibration->factor);
    read_factor(icpc, values[TIME_SAFETY_MARGIN], 0, &calibration->margin);
    if (values[TIME_MULTIPLIERS])
        read_multipliers(icpc, values[TIME_MULTIPLIERS]);
    if (values[TIME_RESOLUTION]) {
        int64_t us = read_amount(icpc, values[TIME_RESOLUTION], 1e6, SECONDS);

        if (us > 0)
            calibration->resolution_us = us;
    }
    read_limit(icpc, values[TIME_LIMIT], PROBLEM_LIMIT_TIME, 1e6, SECONDS,
               &icpc->problem->limits.time_us);
}

static void read_rest(const struct icpc *icpc, const struct yaml_node *const *values,
                      struct problem_program *program)
{
    struct problem *problem = icpc->problem;

    read_limit(icpc, values[MEMORY], PROBLEM_LIMIT_MEMORY, 1024, MEBIBYTES,
               &problem->limits.memory_kib);
    read_limit(icpc, values[OUTPUT], PROBLEM_LIMIT_OUTPUT, 1024, MEBIBYTES,
               &problem->limits.output_kib);
    if (values[CODE])
        problem->code_kib = read_amount(icpc, values[CODE], 1, "KiB: a number above 0");
    read_limit(icpc, values[COMPILATION_TIME], PROBLEM_LIMIT_TIME, 1e6, SECONDS,
               &problem->compile_us);
    read_limit(icpc, values[COMPILATION_MEMORY], PROBLEM_LIMIT_MEMORY, 1024, MEBIBYTES,
               &problem->compile_memory_kib);
    read_limit(icpc, values[VALIDATION_TIME], PROBLEM_LIMIT_TIME, 1e6, SECONDS,
               &program->limits.time_us);
    read_limit(icpc, values[VALIDATION_MEMORY], PROBLEM_LIMIT_MEMORY, 1024, MEBIBYTES,
               &program->limits.memory_kib);
    read_limit(icpc, values[VALIDATION_OUTPUT], PROBLEM_LIMIT_OUTPUT, 1024, MEBIBYTES,
               &program->limits.output_kib);
}

void icpc_read_limits(const struct icpc *icpc, const struct yaml_node *node,
                      struct problem_program *program)
{
    const struct yaml_node *values[KEYS] = {NULL};
    struct problem *problem = icpc->problem;
    struct schema schema = icpc_schema(icpc, icpc->source);

    problem->calibration = (struct problem_calibration){
        .factor = icpc->is_2025 ? 2 : 5,
        .margin = icpc->is_2025 ? 1.5 : 2,
        .resolution_us = 1000000,
    };
    problem->passes = icpc->is_multi_pass ? 2 : 1;
    if (!node || (node->kind == YAML_KIND_SCALAR && node->size == 0) ||
        schema_fields(&schema, node, "limits", KEY_NAMES, values) < 0)
        return;
    read_time(icpc, values);
    read_rest(icpc, values, program);
    if (values[VALIDATION_PASSES] && icpc->is_multi_pass)
        schema_integer(&schema, values[VALIDATION_PASSES], "passes: a number from 2 to 1000", 2,
                       1000, &problem->passes);
}

/* "key = value", ';' or '#' before a comment, quotes around the value as the author likes. Returns
 * 0 for a line without a key. */
static int split_line(char *line, char **ret_key, char **ret_value)
{
    static const char spaces[] = " \t\r";
    char *equals = strchr(line, '='), *end;

    line += strspn(line, spaces);
    if (!equals || line[0] == ';' || line[0] == '#' || line[0] == '[')
        return 0;
    for (end = equals; end > line && strchr(spaces, end[-1]); end--)
        ;
    *end = '\0';
    *ret_key = line;
    line = equals + 1;
    line += strspn(line, spaces);
    if (line[0] == '"' || line[0] == '\'') {
        end = strchr(line + 1, line[0]);
        if (end)
            *end = '\0';
        line++;
    } else {
        line[strcspn(line, ";#")] = '\0';
        for (end = line + strlen(line); end > line && strchr(spaces, end[-1]); end--)
            ;
        *end = '\0';
    }
    *ret_value = line;
    return 1;
}

/* Seconds of a whole text, in microseconds; -1: they are none that a runner can give. */
static int64_t parse_seconds(const char *text)
{
    static const char digits[] = "0123456789.eE+-";
    size_t size;
    char *end;
    double seconds;

    text += strspn(text, " \t\r\n");
    size = strspn(text, digits);
    if (size == 0 || text[size + strspn(text + size, " \t\r\n")] != '\0')
        return -1;
    seconds = strtod(text, &end);
    if (end != text + size || !(seconds * 1e6 >= (double)PROBLEM_LIMIT_RANGES[0].least) ||
        !(seconds * 1e6 <= (double)PROBLEM_LIMIT_RANGES[0].most))
        return -1;
    return (int64_t)llround(seconds * 1e6);
}

/* One more file that states the time limit. */
static void take_time(const struct icpc *icpc, const char *path, const char *text)
{
    int64_t us = parse_seconds(text), *limit = &icpc->problem->limits.time_us;
    int64_t most = problem_maxima.values[PROBLEM_LIMIT_TIME];
    struct buffer shown = BUFFER_INIT;

    buffer_append_escaped(&shown, text, strlen(text), 60);
    if (us < 0)
        icpc_error(icpc, icpc_in(path), "found the time limit \"%s\", expected %s", shown.data,
                   SECONDS);
    else if (us > most)
        icpc_error(icpc, icpc_in(path),
                   "the package asks for a time of %s s, and the operator gives at most %lld ms "
                   "(`maxima`)",
                   shown.data, (long long)(most / 1000));
    else if (*limit >= 0 && *limit != us)
        icpc_error(icpc, icpc_in(path),
                   "found a time limit of %g s, expected the %g s that is stated elsewhere in the "
                   "package; state it once",
                   (double)us / 1e6, (double)*limit / 1e6);
    else
        *limit = us;
    buffer_release(&shown);
}

static void take_ini(const struct icpc *icpc, const char *path, const char *key, const char *value,
                     int has_name)
{
    static const char *const known[] = {"points",   "color",        "externalid",  "short-name",
                                        "probid",   "allow_submit", "allow_judge", "shortname",
                                        "memlimit", "outputlimit",  NULL};
    struct buffer shown = BUFFER_INIT;
    size_t i = 0;

    buffer_append_escaped(&shown, key, strlen(key), 60);
    while (known[i] && strcmp(known[i], key) != 0)
        i++;
    if (strcmp(key, "timelimit") == 0) {
        take_time(icpc, path, value);
    } else if (strcmp(key, "name") == 0) {
        if (!has_name && value[0] && schema_is_line(value, strlen(value)))
            icpc->problem->name = arena_strdup(icpc->arena, value);
    } else if (strcmp(key, "special_run") == 0 || strcmp(key, "special_compare") == 0) {
        icpc_error(icpc, icpc_in(path),
                   "found \"%s\", which names a program of DOMjudge's that is not in the package; "
                   "put the validator into the package",
                   shown.data);
    } else if (!known[i]) {
        icpc_warn(icpc, icpc_in(path), "unknown key \"%s\"; it is left out", shown.data);
    }
    buffer_release(&shown);
}

void icpc_read_domjudge(const struct icpc *icpc, int has_name)
{
    static const char file[] = ".timelimit", ini[] = "domjudge-problem.ini";
    struct buffer text = BUFFER_INIT;
    char *line, *rest, *key, *value;

    if (icpc_read_text(icpc, file, SMALL_FILE_MAX, &text) == 0)
        take_time(icpc, file, text.data);
    buffer_clear(&text);
    if (icpc_read_text(icpc, ini, SMALL_FILE_MAX, &text) == 0)
        for (rest = text.data; (line = strsep(&rest, "\n"));)
            if (split_line(line, &key, &value))
                take_ini(icpc, ini, key, value, has_name);
    buffer_release(&text);
    if (icpc->problem->limits.time_us >= 0)
        icpc->problem->calibration.factor = 0;
}
