#include "problems/icpc/icpc.h"

#include "problems/constants.h"
#include "problems/icpc/icpc_parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct problem_limits NO_LIMITS = {-1, -1, -1, -1, -1, -1};

enum {
    VERSION,
    NAME,
    TYPE,
    VALIDATION,
    VALIDATOR_FLAGS,
    LIMITS,
    GRADING,
    LANGUAGES,
    ALLOW_FILE_WRITING,
    CONSTANTS,
    READ_KEYS,
};
static const char *const KEY_NAMES[] = {
    "problem_format_version", "name", "type", "validation", "validator_flags", "limits", "grading",
    "languages", "allow_file_writing", "constants",
    /* about the problem, not about judging */
    "uuid", "version", "author", "credits", "source", "source_url", "license", "rights_owner",
    "embargo_until", "keywords", NULL};
enum { KEYS = sizeof(KEY_NAMES) / sizeof(KEY_NAMES[0]) };

static void read_version(struct icpc *icpc, const struct yaml_node *node)
{
    static const char *const versions[] = {"legacy",        "legacy-icpc",   "2025-09", "2023-07",
                                           "2023-07-draft", "2025-09-draft", "draft",   NULL};
    struct schema schema = icpc_schema(icpc, icpc->source);
    size_t choice = 0;

    if (node && schema_choice(&schema, node, "a version of the format that assay reads", versions,
                              &choice) == 0)
        icpc->is_2025 = choice >= 2;
    icpc->problem->format = icpc->is_2025 ? PROBLEM_ICPC_2025 : PROBLEM_ICPC_LEGACY;
}

/* One name, or a name for each natural language. */
static void read_name(struct icpc *icpc, const struct yaml_node *node)
{
    struct schema schema = icpc_schema(icpc, icpc->source);

    if (node->kind == YAML_KIND_MAPPING) {
        const struct yaml_node *english = schema_find(node, "en");

        node = english ? english : node->first ? node->first->next : NULL;
    }
    if (node && node->kind == YAML_KIND_SCALAR && node->size == 0)
        return;
    if (node)
        schema_line(&schema, node, "a name on one line", 500, &icpc->problem->name);
}

static void read_type(struct icpc *icpc, const struct yaml_node *node)
{
    static const char *const types[] = {"pass-fail",  "scoring",       "interactive",
                                        "multi-pass", "submit-answer", NULL};
    const char *const *texts;
    struct schema schema = icpc_schema(icpc, icpc->source);
    unsigned found = 0;

    if (icpc_read_texts(icpc, icpc->source, node, "the type of the problem, or a list of types", 8,
                        &texts) < 0)
        return;
    if (texts[0] && !texts[1])
        texts = icpc_split(icpc, texts[0]); /* "pass-fail interactive" */
    for (; texts && *texts; texts++) {
        size_t i = 0;

        while (types[i] && strcmp(types[i], *texts) != 0)
            i++;
        if (!types[i]) {
            schema_mismatch(&schema, node,
                            "pass-fail or scoring, and with it interactive, multi-pass or "
                            "submit-answer");
            return;
        }
        found |= 1u << i;
    }
    if ((found & 3) == 3)
        icpc_error(icpc, icpc_at(icpc->source, node),
                   "found both pass-fail and scoring, expected one of them");
    if ((found & 16) && (found & 12))
        icpc_error(icpc, icpc_at(icpc->source, node),
                   "found submit-answer together with interactive or multi-pass, expected one of "
                   "them");
    icpc->is_scoring = (found & 2) != 0;
    icpc->is_interactive = (found & 4) != 0;
    icpc->is_multi_pass = (found & 8) != 0;
    icpc->problem->is_output_only = (found & 16) != 0;
}

/* "custom interactive score": the first word, and what else holds. Returns whether it is custom. */
static int read_validation(struct icpc *icpc, const struct yaml_node *node)
{
    static const char what[] = "default, or custom with score, interactive and multi-pass after it";
    struct schema schema = icpc_schema(icpc, icpc->source);
    const char *const *words = node->kind == YAML_KIND_SCALAR ? icpc_split(icpc, node->text) : NULL;
    int is_custom = words && strcmp(words[0], "custom") == 0;

    if (!words || (!is_custom && (strcmp(words[0], "default") != 0 || words[1]))) {
        schema_mismatch(&schema, node, what);
        return 0;
    }
    for (words++; *words; words++) {
        if (strcmp(*words, "score") == 0)
            icpc->has_custom_score = 1;
        else if (strcmp(*words, "interactive") == 0)
            icpc->is_interactive = 1;
        else if (strcmp(*words, "multi-pass") == 0)
            icpc->is_multi_pass = 1;
        else {
            schema_mismatch(&schema, node, what);
            return is_custom;
        }
    }
    return is_custom;
}

/* A number of the old keys of `grading`, as text. */
static void keep_number(struct icpc *icpc, const struct yaml_node *node, const char **text)
{
    struct schema schema = icpc_schema(icpc, icpc->source);
    double number;

    if (node && schema_number(&schema, node, "a score", -1e9, 1e9, &number) == 0)
        *text = node->text;
}

static void read_grading(struct icpc *icpc, const struct yaml_node *node)
{
    enum { OBJECTIVE, SHOW, ACCEPT, REJECT, RANGE, ON_REJECT, G_KEYS };
    static const char *const names[] = {
        "objective", "show_test_data_groups", "accept_score", "reject_score", "range", "on_reject",
        NULL};
    static const char *const objectives[] = {"max", "min", NULL};
    const struct yaml_node *values[G_KEYS] = {NULL};
    struct schema schema = icpc_schema(icpc, icpc->source);
    size_t choice;

    if ((node->kind == YAML_KIND_SCALAR && node->size == 0) ||
        schema_fields(&schema, node, "grading", names, values) < 0)
        return;
    if (values[OBJECTIVE] &&
        schema_choice(&schema, values[OBJECTIVE], "an objective", objectives, &choice) == 0 &&
        choice == 1)
        icpc_warn(icpc, icpc_at(icpc->source, values[OBJECTIVE]),
                  "the least score is the best in this problem; assay shows the scores as they "
                  "are, and takes the greatest for the best where it compares them");
    keep_number(icpc, values[ACCEPT], &icpc->old_accept);
    keep_number(icpc, values[REJECT], &icpc->old_reject);
    if (values[RANGE] && values[RANGE]->kind == YAML_KIND_SCALAR)
        icpc->old_range = values[RANGE]->text;
    if (values[ON_REJECT] && values[ON_REJECT]->kind == YAML_KIND_SCALAR)
        icpc->old_on_reject = values[ON_REJECT]->text;
}

static int add_constant(struct icpc *icpc, struct problem_constant *constants, size_t max,
                        const char *name, const struct yaml_node *value)
{
    struct schema schema = icpc_schema(icpc, icpc->source);
    struct problem *problem = icpc->problem;

    if (value->kind != YAML_KIND_SCALAR || strlen(value->text) != value->size)
        return schema_mismatch(&schema, value, "a constant: a number or a text");
    if (!problem_is_constant_name(name, strlen(name))) {
        icpc_error(icpc, icpc_at(icpc->source, value),
                   "found a constant whose name has other characters than letters, digits and '_'");
        return -EINVAL;
    }
    if (problem->constant_count == max)
        return -E2BIG;
    constants[problem->constant_count++] =
        (struct problem_constant){.name = name, .value = value->text};
    return 0;
}

static void read_constants(struct icpc *icpc, const struct yaml_node *node)
{
    enum { MAX = 1000 };
    struct schema schema = icpc_schema(icpc, icpc->source);
    struct problem_constant *constants;

    if (schema_mapping(&schema, node, "constants: a mapping of names to values") < 0)
        return;
    constants = arena_alloc(icpc->arena, MAX * sizeof(*constants));
    icpc->problem->constants = constants;
    for (const struct yaml_node *key = node->first; key; key = key->next->next) {
        const struct yaml_node *value = key->next;
        int failed = 0;

        if (key->kind != YAML_KIND_SCALAR)
            continue;
        if (value->kind != YAML_KIND_MAPPING) {
            failed = add_constant(icpc, constants, MAX, key->text, value);
        } else {
            const struct yaml_node *plain = schema_find(value, "value");

            if (!plain)
                failed = schema_mismatch(&schema, value, "a mapping with the key \"value\"");
            else
                failed = add_constant(icpc, constants, MAX, key->text, plain);
            for (const struct yaml_node *inner = value->first; inner && failed == 0;
                 inner = inner->next->next)
                if (inner->kind == YAML_KIND_SCALAR)
                    failed = add_constant(
                        icpc, constants, MAX,
                        arena_format(icpc->arena, "%s.%s", key->text, inner->text), inner->next);
        }
        if (failed == -E2BIG) {
            icpc_error(icpc, icpc_at(icpc->source, key), "found more than %d constants", MAX);
            return;
        }
    }
}

/* The author's programs, or the default validator with its arguments. */
static void read_checker(struct icpc *icpc, const struct yaml_node *validation,
                         const struct yaml_node *flags, int is_custom,
                         const struct problem_program *model)
{
    const char *folder = icpc->is_2025 && icpc_has_folder(icpc, "output_validator")
                             ? "output_validator"
                             : "output_validators";
    struct problem_checker *checker = &icpc->problem->checker;
    struct icpc_place place = icpc_at(icpc->source, flags ? flags : validation);

    if (flags && flags->kind == YAML_KIND_SCALAR)
        icpc->flags = icpc_split(icpc, flags->text);
    else if (flags)
        icpc_read_texts(icpc, icpc->source, flags, "the arguments of the validator",
                        PROBLEM_ARGS_MAX, &icpc->flags);
    icpc_find_programs(icpc, folder, icpc->is_2025 && strcmp(folder, "output_validator") == 0,
                       model, &checker->programs, &checker->program_count);
    if (icpc->is_2025 && !validation)
        is_custom = checker->program_count > 0;
    if (is_custom && checker->program_count == 0)
        icpc_error(
            icpc, icpc_at(icpc->source, validation),
            "found \"validation: custom\" and no program in %s/, expected the validator there",
            folder);
    if (!is_custom && checker->program_count > 0)
        icpc_warn(icpc, icpc_in(folder),
                  "found programs, and no \"validation: custom\" in problem.yaml, so the default "
                  "validator decides");
    icpc->is_custom = is_custom;
    if (is_custom) {
        checker->kind = CHECKER_PROGRAM;
        checker->protocol = PROTOCOL_ICPC;
        checker->args = icpc->flags;
        checker->gives_score =
            icpc->is_scoring && (icpc->has_custom_score || icpc->is_2025 || icpc->is_multi_pass);
        return;
    }
    icpc_default_checker(icpc, place, icpc->flags, checker);
    if (icpc->is_interactive || icpc->is_multi_pass)
        icpc_error(icpc, icpc_at(icpc->source, validation),
                   "found an interactive or multi-pass problem and no program in %s/, expected the "
                   "validator there",
                   folder);
}

/* Programs that look at the inputs; the limits of validation do not hold for them. */
static void read_input_validators(struct icpc *icpc)
{
    static const char *const folders[] = {"input_validators", "input_validator",
                                          "input_format_validators"};
    const struct problem_program model = {.limits = NO_LIMITS,
                                          .compile_us = icpc->problem->compile_us,
                                          .compile_memory_kib = icpc->problem->compile_memory_kib};
    struct problem *problem = icpc->problem;

    problem->input_protocol = PROTOCOL_INPUT;
    for (size_t i = 0; i < 3 && problem->input_validator_count == 0; i++) {
        icpc_find_programs(icpc, folders[i], i == 1, &model, &problem->input_validators,
                           &problem->input_validator_count);
        icpc_warn_grammars(icpc, folders[i]);
    }
}

static void read_keys(struct icpc *icpc, const struct yaml_node *const *values)
{
    struct problem *problem = icpc->problem;
    struct problem_program model = {.limits = NO_LIMITS, .compile_us = -1};
    struct schema schema = icpc_schema(icpc, icpc->source);
    int is_custom = 0;

    if (values[TYPE])
        read_type(icpc, values[TYPE]);
    if (values[VALIDATION])
        is_custom = read_validation(icpc, values[VALIDATION]);
    icpc_read_limits(icpc, values[LIMITS], &model);
    model.compile_us = problem->compile_us;
    model.compile_memory_kib = problem->compile_memory_kib;
    if (values[GRADING])
        read_grading(icpc, values[GRADING]);
    if (values[LANGUAGES])
        icpc_read_languages(icpc, values[LANGUAGES]);
    problem->may_write = !icpc->is_2025;
    if (values[ALLOW_FILE_WRITING])
        schema_boolean(&schema, values[ALLOW_FILE_WRITING], "true or false", &problem->may_write);
    if (values[CONSTANTS] && icpc->is_2025)
        read_constants(icpc, values[CONSTANTS]);
    else if (values[CONSTANTS])
        icpc_warn(icpc, icpc_at(icpc->source, values[CONSTANTS]),
                  "found \"constants\", which a legacy package does not have; they are left out");
    read_checker(icpc, values[VALIDATION], values[VALIDATOR_FLAGS], is_custom, &model);
    read_input_validators(icpc);
    problem->interaction.kind = icpc->is_interactive ? INTERACTION_ICPC : INTERACTION_NONE;
    problem->interaction.protocol = PROTOCOL_ICPC;
    if (icpc->is_2025)
        icpc->has_custom_score = icpc->is_scoring && icpc->is_custom;
}

int icpc_read(int dir_fd, const struct source *source, const struct yaml_node *root,
              struct problem *problem, struct report *report)
{
    struct icpc icpc = {.source = source,
                        .report = report,
                        .dir_fd = dir_fd,
                        .problem = problem,
                        .arena = &problem->arena};
    const struct yaml_node *values[KEYS] = {NULL};
    struct schema schema = icpc_schema(&icpc, source);
    size_t errors = report->errors;

    problem->limits = NO_LIMITS;
    problem->feedback = FEEDBACK_VERDICT;
    if (root && schema_fields(&schema, root, "a package", KEY_NAMES, values) < 0)
        return -EINVAL;
    read_version(&icpc, values[VERSION]);
    if (values[NAME])
        read_name(&icpc, values[NAME]);
    read_keys(&icpc, values);
    icpc_read_domjudge(&icpc, values[NAME] != NULL);
    icpc_read_includes(&icpc);
    icpc_read_data(&icpc);
    problem->stop = problem->group_count > 0 ? problem->groups[0].stop : STOP_UNSTATED;
    icpc_read_submissions(&icpc);
    return report->errors > errors ? -EINVAL : 0;
}
