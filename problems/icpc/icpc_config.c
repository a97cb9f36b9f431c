#include "problems/icpc/icpc_config.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HINT_SIZE_MAX = 4096 };
static const double SCORE_MAX_ABS = 1e9;

struct icpc_config icpc_config_default(const struct icpc *icpc)
{
    return (struct icpc_config){
        .verdict = icpc->is_2025 ? GROUP_VERDICT_DECIDER : GROUP_VERDICT_WORST,
        .score = SCORE_SUM,
        .accept_score = 1,
        .full_feedback = -1,
    };
}

/* "min", "first_error" ... as the default grader knows them. */
static void take_grader_flag(struct icpc *icpc, struct icpc_place place, const char *flag,
                             struct icpc_config *config)
{
    static const struct {
        const char *name;
        int is_score, value;
    } modes[] = {
        {"sum", 1, SCORE_SUM},
        {"avg", 1, SCORE_AVERAGE},
        {"min", 1, SCORE_MIN},
        {"max", 1, SCORE_MAX},
        {"worst_error", 0, GROUP_VERDICT_WORST},
        {"no_errors", 0, GROUP_VERDICT_WORST}, /* its old name */
        {"first_error", 0, GROUP_VERDICT_FIRST},
        {"always_accept", 0, GROUP_VERDICT_ACCEPT},
    };
    struct buffer shown = BUFFER_INIT;

    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
        if (strcmp(modes[i].name, flag) == 0) {
            if (modes[i].is_score)
                config->score = (enum problem_score)modes[i].value;
            else
                config->verdict = (enum problem_group_verdict)modes[i].value;
            return;
        }
    if (strcmp(flag, "ignore_sample") == 0) {
        config->ignores_sample = 1;
    } else if (strcmp(flag, "accept_if_any_accepted") == 0) {
        config->any_accepted = 1;
    } else {
        buffer_append_escaped(&shown, flag, strlen(flag), 60);
        icpc_warn(icpc, place, "unknown grader flag \"%s\"; it is left out", shown.data);
        buffer_release(&shown);
    }
}

static void read_grader_flags(struct icpc *icpc, struct icpc_place place, const char *text,
                              struct icpc_config *config)
{
    config->verdict = GROUP_VERDICT_WORST;
    config->score = SCORE_SUM;
    config->any_accepted = config->ignores_sample = 0;
    for (const char *const *flag = icpc_split(icpc, text); flag && *flag; flag++)
        take_grader_flag(icpc, place, *flag, config);
}

/* "0 100", "-inf +inf". */
static int parse_range(const char *text, double *least, double *most)
{
    char *end;

    if (text[strspn(text, "0123456789.eE+-inftyINFTY \t")] != '\0')
        return -EINVAL;
    *least = strtod(text, &end);
    if (end == text || (*end != ' ' && *end != '\t'))
        return -EINVAL;
    text = end;
    *most = strtod(text, &end);
    if (end == text || end[strspn(end, " \t")] != '\0' || !(*least <= *most))
        return -EINVAL;
    return 0;
}

static void take_range(const struct icpc *icpc, struct icpc_place place, const char *text,
                       struct icpc_config *config)
{
    if (parse_range(text, &config->least, &config->most) < 0)
        icpc_error(icpc, place,
                   "found something else than two numbers with a space between them in \"range\", "
                   "expected the least and the greatest score, such as 0 100");
    else
        config->has_range = 1;
}

static void read_flags(const struct icpc *icpc, const struct icpc_yaml *yaml,
                       const struct yaml_node *node, struct icpc_config *config)
{
    const struct yaml_node *flags = node;

    if (node->kind == YAML_KIND_MAPPING) /* of one validator by its name: all get them */
        flags = schema_find(node, "flags");
    if (!flags)
        return;
    if (flags->kind == YAML_KIND_SCALAR)
        config->checker_args = icpc_split(icpc, flags->text);
    else if (icpc_read_texts(icpc, &yaml->source, flags, "the arguments of the validator",
                             PROBLEM_ARGS_MAX, &config->checker_args) < 0)
        return;
    config->checker_args = icpc_join(icpc, icpc->flags, config->checker_args);
}

/* The name of a program in a package: of its file or folder; some leave out the ending. */
static int is_called(const struct problem_program *program, const char *name)
{
    const char *base = icpc_base_name(program->path);
    size_t size = strlen(name);

    return strncmp(base, name, size) == 0 && (base[size] == '\0' || base[size] == '.');
}

static int read_arguments(const struct icpc *icpc, const struct icpc_yaml *yaml,
                          const struct yaml_node *node, const char *const **ret_args)
{
    if (node->kind == YAML_KIND_SCALAR && !icpc->is_2025) {
        *ret_args = icpc_split(icpc, node->text);
        return 0;
    }
    return icpc_read_texts(icpc, &yaml->source, node, "arguments of the input validator",
                           PROBLEM_ARGS_MAX, ret_args);
}

/* The arguments of the validators that are called so. */
static void set_input_args(const struct icpc *icpc, const struct icpc_yaml *yaml,
                           const struct yaml_node *place, const char *name, const char *const *args,
                           const char *const **lists)
{
    const struct problem *problem = icpc->problem;
    struct buffer shown = BUFFER_INIT;
    size_t found = 0;

    for (size_t i = 0; i < problem->input_validator_count; i++)
        if (is_called(&problem->input_validators[i], name)) {
            lists[i] = args;
            found++;
        }
    buffer_append_escaped(&shown, name, strlen(name), 60);
    if (found == 0)
        icpc_warn(icpc, icpc_at(&yaml->source, place),
                  "found arguments for \"%s\", and no input validator has this name", shown.data);
    buffer_release(&shown);
}

/* Arguments for all input validators; or for those that are named: {NAME: ARGUMENTS, ...} in
 * 2025-09, {name: NAME, flags: ARGUMENTS} before it. The others get none. */
static void read_input_args(const struct icpc *icpc, const struct icpc_yaml *yaml,
                            const struct yaml_node *node, struct icpc_config *config)
{
    size_t count = icpc->problem->input_validator_count;
    const char *const *args = NULL;
    const char *const **lists;

    if (count == 0)
        return;
    lists = arena_alloc(icpc->arena, count * sizeof(*lists));
    for (size_t i = 0; i < count; i++)
        lists[i] = NULL;
    if (node->kind != YAML_KIND_MAPPING) {
        if (read_arguments(icpc, yaml, node, &args) < 0)
            return;
        for (size_t i = 0; i < count; i++)
            lists[i] = args;
    } else if (schema_find(node, "flags") && !icpc->is_2025) {
        const struct yaml_node *name = schema_find(node, "name");

        if (read_arguments(icpc, yaml, schema_find(node, "flags"), &args) < 0)
            return;
        if (name && name->kind == YAML_KIND_SCALAR)
            set_input_args(icpc, yaml, name, name->text, args, lists);
    } else {
        for (const struct yaml_node *key = node->first; key; key = key->next->next)
            if (key->kind == YAML_KIND_SCALAR && read_arguments(icpc, yaml, key->next, &args) == 0)
                set_input_args(icpc, yaml, key, key->text, args, lists);
    }
    config->input_args = lists;
}

/* With the default validator other arguments are another checker. */
static void settle_checker(const struct icpc *icpc, struct icpc_place place,
                           struct icpc_config *config)
{
    struct problem_checker checker;

    if (icpc->is_custom || icpc_default_checker(icpc, place, config->checker_args, &checker) < 0)
        return;
    config->checker = arena_memdup(icpc->arena, &checker, sizeof(checker));
}

enum {
    ON_REJECT,
    GRADING,
    GRADER_FLAGS,
    INPUT_FLAGS,
    OUTPUT_FLAGS,
    ACCEPT_SCORE,
    REJECT_SCORE,
    RANGE,
    MAX_SCORE,
    AGGREGATION,
    STATIC_SCORE,
    REQUIRE_PASS,
    ARGS,
    INPUT_ARGS,
    STATIC_ARGS,
    OUTPUT_ARGS,
    INPUT_VISUALIZER,
    OUTPUT_VISUALIZER,
    FULL_FEEDBACK,
    SCORING,
    KEYS,
};
static const char *const KEY_NAMES[] = {"on_reject",
                                        "grading",
                                        "grader_flags",
                                        "input_validator_flags",
                                        "output_validator_flags",
                                        "accept_score",
                                        "reject_score",
                                        "range",
                                        "max_score",
                                        "score_aggregation",
                                        "static_validation_score",
                                        "require_pass",
                                        "args",
                                        "input_validator_args",
                                        "static_validator_args",
                                        "output_validator_args",
                                        "input_visualizer_args",
                                        "output_visualizer_args",
                                        "full_feedback",
                                        "scoring",
                                        NULL};

static void read_legacy_scores(struct icpc *icpc, const struct icpc_yaml *yaml,
                               const struct yaml_node *const *values, struct icpc_config *config)
{
    static const char *const rejects[] = {"break", "continue", NULL};
    static const char *const gradings[] = {"default", "custom", NULL};
    struct schema schema = icpc_schema(icpc, &yaml->source);
    size_t choice;

    if (values[ON_REJECT] &&
        schema_choice(&schema, values[ON_REJECT], "what to do after a case that is not accepted",
                      rejects, &choice) == 0)
        config->continues = choice == 1;
    if (values[GRADING] &&
        schema_choice(&schema, values[GRADING], "a grader", gradings, &choice) == 0 && choice == 1)
        icpc_error(icpc, icpc_at(&yaml->source, values[GRADING]),
                   "found \"grading: custom\", a program that computes scores, which this version "
                   "of assay does not support");
    if (values[GRADER_FLAGS] && values[GRADER_FLAGS]->kind == YAML_KIND_SCALAR)
        read_grader_flags(icpc, icpc_at(&yaml->source, values[GRADER_FLAGS]),
                          values[GRADER_FLAGS]->text, config);
    else if (values[GRADER_FLAGS])
        schema_mismatch(&schema, values[GRADER_FLAGS], "flags with spaces between them");
    if (!icpc->is_scoring)
        return;
    if (values[ACCEPT_SCORE])
        schema_number(&schema, values[ACCEPT_SCORE], "a score", -SCORE_MAX_ABS, SCORE_MAX_ABS,
                      &config->accept_score);
    if (values[REJECT_SCORE])
        schema_number(&schema, values[REJECT_SCORE], "a score", -SCORE_MAX_ABS, SCORE_MAX_ABS,
                      &config->reject_score);
    if (values[RANGE] && values[RANGE]->kind == YAML_KIND_SCALAR)
        take_range(icpc, icpc_at(&yaml->source, values[RANGE]), values[RANGE]->text, config);
    else if (values[RANGE])
        schema_mismatch(&schema, values[RANGE], "two numbers, such as 0 100");
}

/* `scoring` of the first drafts of 2025-09: {score: 30, max_score: 30, aggregation: min}. */
static void read_draft_scoring(const struct icpc *icpc, const struct icpc_yaml *yaml,
                               const struct yaml_node *node, struct icpc_config *config)
{
    enum { SCORE, MAX, MODE, D_KEYS };
    static const char *const names[] = {"score", "max_score", "aggregation", NULL};
    static const char *const modes[] = {"sum", "min", NULL};
    static const char what[] = "points: a number, 0 or more";
    const struct yaml_node *values[D_KEYS] = {NULL};
    struct schema schema = icpc_schema(icpc, &yaml->source);
    size_t choice;

    if ((node->kind == YAML_KIND_SCALAR && node->size == 0) ||
        schema_fields(&schema, node, "scoring", names, values) < 0)
        return;
    if (values[SCORE])
        schema_number(&schema, values[SCORE], what, 0, SCORE_MAX_ABS, &config->case_score);
    if (values[MAX] &&
        schema_number(&schema, values[MAX], what, 0, SCORE_MAX_ABS, &config->max_score) == 0)
        config->has_max = 1;
    if (values[MODE] &&
        schema_choice(&schema, values[MODE], "how a group scores", modes, &choice) == 0) {
        config->has_aggregation = 1;
        config->aggregation = choice == 0 ? SCORE_SUM : SCORE_MIN;
    }
}

static void read_scores(const struct icpc *icpc, const struct icpc_yaml *yaml,
                        const struct yaml_node *const *values, struct icpc_config *config)
{
    static const char *const modes[] = {"pass-fail", "sum", "min", NULL};
    struct schema schema = icpc_schema(icpc, &yaml->source);
    size_t choice;

    if (values[STATIC_SCORE] || values[STATIC_ARGS])
        icpc_error(icpc,
                   icpc_at(&yaml->source,
                           values[STATIC_SCORE] ? values[STATIC_SCORE] : values[STATIC_ARGS]),
                   "found a static validation test case, which this version of assay does not "
                   "support");
    if (!icpc->is_scoring) {
        if (values[MAX_SCORE] || values[AGGREGATION])
            icpc_warn(
                icpc,
                icpc_at(&yaml->source, values[MAX_SCORE] ? values[MAX_SCORE] : values[AGGREGATION]),
                "found a score in a problem whose type is not scoring; it is left out");
        return;
    }
    if (values[SCORING])
        read_draft_scoring(icpc, yaml, values[SCORING], config);
    if (values[MAX_SCORE]) {
        config->has_max = 1;
        config->is_unbounded = values[MAX_SCORE]->kind == YAML_KIND_SCALAR &&
                               strcmp(values[MAX_SCORE]->text, "unbounded") == 0;
        if (!config->is_unbounded)
            schema_number(&schema, values[MAX_SCORE],
                          "the most points: a number, 0 or more, or unbounded", 0, SCORE_MAX_ABS,
                          &config->max_score);
    }
    if (values[AGGREGATION] &&
        schema_choice(&schema, values[AGGREGATION], "how a group scores", modes, &choice) == 0) {
        config->has_aggregation = 1;
        config->aggregation = choice == 0 ? SCORE_ALL : choice == 1 ? SCORE_SUM : SCORE_MIN;
    }
    if (values[REQUIRE_PASS])
        icpc_read_texts(icpc, &yaml->source, values[REQUIRE_PASS],
                        "the name of a group, or a list of them", PROBLEM_REQUIRES_MAX,
                        &config->requires);
}

/* What a folder and a case may both say. */
static void read_args(const struct icpc *icpc, const struct icpc_yaml *yaml,
                      const struct yaml_node *args, const struct yaml_node *input_args,
                      const struct yaml_node *output_args, const struct yaml_node *full_feedback,
                      struct icpc_config *config)
{
    struct schema schema = icpc_schema(icpc, &yaml->source);

    if (input_args)
        read_input_args(icpc, yaml, input_args, config);
    if (args)
        icpc_read_texts(icpc, &yaml->source, args, "a list of arguments", PROBLEM_ARGS_MAX,
                        &config->args);
    if (output_args &&
        icpc_read_texts(icpc, &yaml->source, output_args, "a list of arguments of the validator",
                        PROBLEM_ARGS_MAX, &config->checker_args) == 0)
        settle_checker(icpc, icpc_at(&yaml->source, output_args), config);
    if (full_feedback)
        schema_boolean(&schema, full_feedback, "true or false", &config->full_feedback);
}

/* The folder's file: test_group.yaml in 2025-09, testdata.yaml before it; some hold the other. */
static int open_config(const struct icpc *icpc, const char *folder, struct icpc_yaml *yaml)
{
    static const char *const names[] = {"testdata.yaml", "test_group.yaml"};

    for (int i = 0; i < 2; i++) {
        const char *path =
            arena_format(icpc->arena, "%s/%s", folder, names[icpc->is_2025 ? 1 - i : i]);
        int failed = icpc_open_yaml(icpc, path, icpc->is_2025, yaml);

        if (failed != -ENOENT)
            return failed;
    }
    return -ENOENT;
}

static void apply_old(struct icpc *icpc, struct icpc_config *config)
{
    struct icpc_place place = {.source = icpc->source};

    if (icpc->old_on_reject)
        config->continues = strcmp(icpc->old_on_reject, "grade") == 0;
    if (!icpc->is_scoring)
        return;
    if (icpc->old_accept)
        config->accept_score = strtod(icpc->old_accept, NULL);
    if (icpc->old_reject)
        config->reject_score = strtod(icpc->old_reject, NULL);
    if (icpc->old_range)
        take_range(icpc, place, icpc->old_range, config);
}

int icpc_read_config(struct icpc *icpc, const char *folder, int is_root, int uses_legacy,
                     struct icpc_config *config)
{
    const struct yaml_node *values[KEYS] = {NULL};
    struct schema schema;
    struct icpc_yaml yaml;
    int found = open_config(icpc, folder, &yaml);

    config->ignores_sample = config->has_max = config->is_unbounded = config->has_aggregation = 0;
    config->requires = NULL;
    config->case_score = 0;
    if (found < 0) {
        apply_old(icpc, config);
        return found == -EINVAL;
    }
    schema = icpc_schema(icpc, &yaml.source);
    if (yaml.root && schema_fields(&schema, yaml.root, "the test data", KEY_NAMES, values) == 0) {
        if (uses_legacy)
            read_legacy_scores(icpc, &yaml, values, config);
        else
            read_scores(icpc, &yaml, values, config);
        if (values[OUTPUT_FLAGS]) {
            read_flags(icpc, &yaml, values[OUTPUT_FLAGS], config);
            settle_checker(icpc, icpc_at(&yaml.source, values[OUTPUT_FLAGS]), config);
        }
        read_args(icpc, &yaml, values[ARGS],
                  values[INPUT_ARGS] ? values[INPUT_ARGS] : values[INPUT_FLAGS],
                  values[OUTPUT_ARGS], values[FULL_FEEDBACK], config);
        if (config->ignores_sample && !is_root)
            icpc_warn(icpc, icpc_at(&yaml.source, values[GRADER_FLAGS]),
                      "found \"ignore_sample\", which has a meaning in data/testdata.yaml alone");
    }
    apply_old(icpc, config);
    icpc_close_yaml(&yaml);
    return 1;
}

void icpc_read_case_yaml(const struct icpc *icpc, const char *path, struct icpc_config *config,
                         const char **ret_hint)
{
    enum { C_ARGS, C_OUTPUT, C_FULL, C_HINT, C_DESCRIPTION, C_INPUT, C_KEYS };
    static const char *const names[] = {
        "args",        "output_validator_args", "full_feedback",         "hint",
        "description", "input_validator_args",  "input_visualizer_args", "output_visualizer_args",
        NULL};
    const struct yaml_node *values[8] = {NULL};
    struct schema schema;
    struct icpc_yaml yaml;

    if (icpc_open_yaml(icpc, path, 0, &yaml) < 0)
        return;
    schema = icpc_schema(icpc, &yaml.source);
    if (yaml.root && schema_fields(&schema, yaml.root, "a test case", names, values) == 0) {
        read_args(icpc, &yaml, values[C_ARGS], values[C_INPUT], values[C_OUTPUT], values[C_FULL],
                  config);
        if (values[C_HINT] && values[C_HINT]->size > 0)
            schema_text(&schema, values[C_HINT], "a hint", HINT_SIZE_MAX, ret_hint);
    }
    icpc_close_yaml(&yaml);
}
