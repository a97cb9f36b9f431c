#include "problems/icpc/icpc_glob.h"
#include "problems/icpc/icpc_parts.h"

#include "base/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BIT(label) (1u << LABEL_##label)
/* What one of the four verdicts of 2025-09 may be called here. */
enum {
    SET_AC = BIT(AC) | BIT(PA),
    SET_WA = BIT(WA) | BIT(OLE),
    SET_TLE = BIT(TLE),
    SET_RTE = BIT(RTE) | BIT(MLE) | BIT(OLE) | BIT(SV),
};

/* The folders of the two families of the format: the final verdicts before 2025-09, the verdicts of
 * cases since. */
static const struct folder {
    const char *name, *label; /* of the final verdict; NULL: no folder of a legacy package */
    unsigned finals, permitted, required;
} FOLDERS[] = {
    {"accepted", "AC", BIT(AC), SET_AC, 0},
    {"partially_accepted", "PA", BIT(PA) | BIT(AC), 0, 0},
    {"wrong_answer", "WA", BIT(WA) | BIT(OLE), SET_AC | SET_WA, SET_WA},
    {"time_limit_exceeded", "TLE", BIT(TLE), SET_AC | SET_TLE, SET_TLE},
    {"run_time_error", "RTE", BIT(RTE) | BIT(MLE) | BIT(SV), SET_AC | SET_RTE, SET_RTE},
    {"rejected", NULL, 0, 0, SET_RTE | SET_TLE | SET_WA},
    {"brute_force", NULL, 0, SET_AC | SET_RTE | SET_TLE, SET_RTE | SET_TLE},
};
enum { FOLDER_COUNT = sizeof(FOLDERS) / sizeof(FOLDERS[0]) };

int icpc_expect_folder(const struct icpc *icpc, const char *folder,
                       struct problem_submission *submission)
{
    for (size_t i = 0; i < FOLDER_COUNT; i++) {
        if (strcmp(FOLDERS[i].name, folder) != 0)
            continue;
        if (icpc->is_2025) {
            submission->permitted = FOLDERS[i].permitted;
            submission->required = FOLDERS[i].required;
            return 1;
        }
        if (!FOLDERS[i].label)
            return 0;
        submission->label = FOLDERS[i].label;
        submission->finals = FOLDERS[i].finals;
        if (icpc->is_scoring && i == 0)
            submission->finals |= BIT(PA); /* the grader may accept it without all the points */
        return 1;
    }
    return 0;
}

/* The results of DOMjudge and BAPC, with '-' for '_'. */
static unsigned result_set(const char *name, size_t size, const char **ret_label)
{
    static const struct {
        const char *name, *label;
        unsigned set;
    } results[] = {
        {"CORRECT", "AC", BIT(AC) | BIT(PA)},
        {"ACCEPTED", "AC", BIT(AC) | BIT(PA)},
        {"WRONG-ANSWER", "WA", BIT(WA) | BIT(OLE)},
        {"PRESENTATION-ERROR", "WA", BIT(WA)},
        {"NO-OUTPUT", "WA", BIT(WA)},
        {"TIMELIMIT", "TLE", BIT(TLE)},
        {"TIMELIMIT-EXCEEDED", "TLE", BIT(TLE)},
        {"TIME-LIMIT-EXCEEDED", "TLE", BIT(TLE)},
        {"RUN-ERROR", "RTE", BIT(RTE) | BIT(MLE) | BIT(SV)},
        {"RUN-TIME-ERROR", "RTE", BIT(RTE) | BIT(MLE) | BIT(SV)},
        {"RUNTIME-ERROR", "RTE", BIT(RTE) | BIT(MLE) | BIT(SV)},
        {"MEMORY-LIMIT", "MLE", BIT(MLE) | BIT(RTE)},
        {"MEMORY-LIMIT-EXCEEDED", "MLE", BIT(MLE) | BIT(RTE)},
        {"OUTPUT-LIMIT", "OLE", BIT(OLE)},
        {"OUTPUT-LIMIT-EXCEEDED", "OLE", BIT(OLE)},
        {"COMPILER-ERROR", "CE", BIT(CE)},
        {"COMPILE-ERROR", "CE", BIT(CE)},
        {"CHECK-MANUALLY", NULL, (1u << LABEL_COUNT) - 1},
    };
    char plain[32];

    if (size >= sizeof(plain))
        return 0;
    for (size_t i = 0; i < size; i++)
        plain[i] = name[i] == '_'                     ? '-'
                   : name[i] >= 'a' && name[i] <= 'z' ? (char)(name[i] - 32)
                                                      : name[i];
    plain[size] = '\0';
    for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++)
        if (strcmp(results[i].name, plain) == 0) {
            *ret_label = results[i].label;
            return results[i].set;
        }
    return 0;
}

/* What follows the tag on its line, or NULL. */
static const char *find_tag(const char *text, const char *tag, size_t *ret_size)
{
    const char *at = strstr(text, tag);

    if (!at)
        return NULL;
    at += strlen(tag);
    at += strspn(at, " \t");
    *ret_size = strcspn(at, "\r\n");
    return at;
}

static int take_results(const struct icpc *icpc, const char *path, const char *at, size_t size,
                        struct problem_submission *submission)
{
    static const char ends[] = ", \t";
    const char *end = at + size, *label = NULL;
    unsigned finals = 0;

    while (at < end) {
        const char *one = NULL;
        size_t word = strcspn(at, ", \t\r\n");
        unsigned set = result_set(at, word, &one);

        if (word == 0) {
            at++;
            continue;
        }
        if (set == 0)
            break; /* the end of a comment, say */
        label = finals == 0 ? one : label;
        finals |= set;
        at += word;
        while (at < end && strchr(ends, *at))
            at++;
    }
    if (finals == 0) {
        icpc_warn(icpc, icpc_in(path), "found no result that is known after @EXPECTED_RESULTS@:");
        return 0;
    }
    submission->finals = finals;
    submission->label = label;
    return 1;
}

int icpc_expect_tags(const struct icpc *icpc, const char *path, const char *text, size_t size,
                     struct problem_submission *submission)
{
    size_t length;
    const char *at = find_tag(text, "@EXPECTED_RESULTS@:", &length);
    int found = 0;

    (void)size; /* beyond a NUL is no text */
    if (at)
        found = take_results(icpc, path, at, length, submission);
    at = find_tag(text, "@EXPECTED_SCORE@:", &length);
    if (at && length > 0 && strspn(at, "0123456789.") > 0) {
        submission->points = strtod(at, NULL);
        found = 1;
        if (submission->points > 1e9)
            submission->points = 1e9;
    }
    return found;
}

/* What one pattern of submissions.yaml demands. */
struct demand {
    unsigned permitted, required; /* 0: not stated */
    double least, most;
    int has_score;
    const char *message;
    int use; /* for the time limit: -1 not stated, 0 no, 1 yes, 2 lower, 3 upper */
    const char *language, *entry;
};

/* A pattern of test cases under a pattern of submissions, and the cases it is about. */
struct scope {
    struct demand demand;
    size_t group; /* that it names; 0: none alone */
    const size_t *cases;
    size_t case_count;
    size_t *groups; /* all groups that it matches */
    size_t group_count;
};

struct rule {
    const char *const *patterns;
    size_t pattern_count;
    const char *folder; /* the pattern is the name of a folder, whose default it replaces */
    struct demand demand;
    struct scope *scopes;
    size_t scope_count;
};

struct expect {
    const struct icpc *icpc;
    const struct source *source;
    struct schema schema;
    size_t work; /* cases looked at */
};

static int read_set(struct expect *expect, const struct yaml_node *node, unsigned *set)
{
    static const char *const names[] = {"AC", "WA", "TLE", "RTE", NULL};
    static const unsigned sets[] = {SET_AC, SET_WA, SET_TLE, SET_RTE};
    const char *const *texts;
    unsigned found = 0;

    if (icpc_read_texts(expect->icpc, expect->source, node, "a list of AC, WA, TLE and RTE", 8,
                        &texts) < 0)
        return -EINVAL;
    for (; *texts; texts++) {
        size_t i = 0;

        while (names[i] && strcmp(names[i], *texts) != 0)
            i++;
        if (!names[i])
            return schema_mismatch(&expect->schema, node, "a list of AC, WA, TLE and RTE");
        found |= sets[i];
    }
    *set = found;
    return found ? 0 : schema_mismatch(&expect->schema, node, "at least one of AC, WA, TLE, RTE");
}

static void read_score(struct expect *expect, const struct yaml_node *node, struct demand *demand)
{
    static const char what[] = "a score, or a list of the least and the most";
    const struct yaml_node *first = node, *second = node;

    if (node->kind == YAML_KIND_SEQUENCE) {
        if (node->count != 2) {
            schema_mismatch(&expect->schema, node, what);
            return;
        }
        first = node->first;
        second = first->next;
    }
    if (schema_number(&expect->schema, first, what, -1e9, 1e9, &demand->least) == 0 &&
        schema_number(&expect->schema, second, what, -1e9, 1e9, &demand->most) == 0)
        demand->has_score = 1;
}

static const char *const DEMAND_KEYS[] = {"permitted",          "required", "score",      "message",
                                          "use_for_time_limit", "language", "entrypoint", "authors",
                                          "model_solution",     NULL};
enum { D_PERMITTED, D_REQUIRED, D_SCORE, D_MESSAGE, D_USE, D_LANGUAGE, D_ENTRY, D_KEYS = 9 };

static void read_use(struct expect *expect, const struct yaml_node *node, struct demand *demand)
{
    static const char *const uses[] = {"false", "true", "lower", "upper", "no", "yes", NULL};
    size_t choice;

    if (schema_choice(&expect->schema, node, "true, false, lower or upper", uses, &choice) == 0)
        demand->use = choice >= 4 ? (int)choice - 4 : (int)choice;
}

/* The values of a mapping's known keys; the others are patterns of test cases. */
static void read_demand(struct expect *expect, const struct yaml_node *node, struct demand *demand)
{
    const struct yaml_node *values[D_KEYS];

    *demand = (struct demand){.use = -1};
    for (size_t i = 0; i < D_KEYS; i++)
        values[i] = schema_find(node, DEMAND_KEYS[i]);
    if (values[D_PERMITTED])
        read_set(expect, values[D_PERMITTED], &demand->permitted);
    if (values[D_REQUIRED])
        read_set(expect, values[D_REQUIRED], &demand->required);
    if (values[D_SCORE])
        read_score(expect, values[D_SCORE], demand);
    if (values[D_MESSAGE] && values[D_MESSAGE]->kind == YAML_KIND_SCALAR &&
        values[D_MESSAGE]->size > 0)
        schema_text(&expect->schema, values[D_MESSAGE], "a text", 1000, &demand->message);
    if (values[D_USE])
        read_use(expect, values[D_USE], demand);
    if (values[D_LANGUAGE])
        schema_line(&expect->schema, values[D_LANGUAGE], "the code of a language", 32,
                    &demand->language);
    if (values[D_ENTRY])
        schema_line(&expect->schema, values[D_ENTRY], "the name of a file or class", 200,
                    &demand->entry);
    if (demand->language)
        demand->language = icpc_language_name(demand->language);
}

static int expand(struct expect *expect, const struct yaml_node *key,
                  const char *const **ret_patterns, size_t *ret_count)
{
    int failed = strlen(key->text) != key->size
                     ? -EINVAL
                     : icpc_glob_expand(expect->icpc->arena, key->text, ret_patterns, ret_count);

    if (failed == -E2BIG)
        icpc_error(expect->icpc, icpc_at(expect->source, key),
                   "the pattern stands for more than %d patterns", ICPC_GLOB_MAX);
    else if (failed < 0)
        icpc_error(expect->icpc, icpc_at(expect->source, key),
                   "the pattern has a brace that is not closed");
    return failed;
}

static int matches_any(const char *const *patterns, size_t count, const char *path)
{
    for (size_t i = 0; i < count; i++)
        if (icpc_glob_matches(patterns[i], path))
            return 1;
    return 0;
}

/* Which groups and cases the patterns match. */
static int find_scope(struct expect *expect, const struct yaml_node *key, struct scope *scope)
{
    enum { WORK_MAX = 5000000 };
    const struct problem *problem = expect->icpc->problem;
    struct arena *arena = expect->icpc->arena;
    const char *const *patterns;
    size_t *cases, count;
    struct buffer path = BUFFER_INIT;

    if (expand(expect, key, &patterns, &count) < 0)
        return -EINVAL;
    expect->work += (problem->case_count + problem->group_count) * count;
    if (expect->work > WORK_MAX) {
        icpc_error(expect->icpc, icpc_at(expect->source, key),
                   "the file has too many patterns of test cases for %zu cases",
                   problem->case_count);
        return -EINVAL;
    }
    scope->groups = arena_alloc(arena, (problem->group_count + 1) * sizeof(*scope->groups));
    for (size_t g = 1; g < problem->group_count; g++)
        for (size_t i = 0; i < count; i++)
            if (icpc_glob_matches(patterns[i], problem->groups[g].name)) {
                scope->groups[scope->group_count++] = g;
                break;
            }
    for (size_t g = 1; count == 1 && g < problem->group_count; g++)
        if (strcmp(problem->groups[g].name, patterns[0]) == 0)
            scope->group = g;
    if (scope->group > 0) {
        scope->groups[0] = scope->group;
        scope->group_count = 1;
        return 0;
    }
    cases = arena_alloc(arena, (problem->case_count + 1) * sizeof(*cases));
    for (size_t i = 0; i < problem->case_count; i++) {
        buffer_clear(&path);
        buffer_format(&path, "%s/%s", problem->groups[problem->cases[i].group].name,
                      problem->cases[i].name);
        if (matches_any(patterns, count, path.data))
            cases[scope->case_count++] = i;
    }
    buffer_release(&path);
    scope->cases = cases;
    return 0;
}

static int is_demand_key(const char *text)
{
    for (size_t i = 0; DEMAND_KEYS[i]; i++)
        if (strcmp(DEMAND_KEYS[i], text) == 0)
            return 1;
    return 0;
}

static int read_rule(struct expect *expect, const struct yaml_node *key, struct rule *rule)
{
    const struct yaml_node *value = key->next;

    if (key->kind != YAML_KIND_SCALAR || expand(expect, key, &rule->patterns, &rule->pattern_count))
        return -EINVAL;
    if (value->kind == YAML_KIND_SCALAR && value->size == 0) {
        rule->demand.use = -1;
        return 0;
    }
    if (schema_mapping(&expect->schema, value, "what the submissions are to get") < 0)
        return -EINVAL;
    if (icpc_is_name(key->text) && !strchr(key->text, '/'))
        rule->folder = key->text;
    read_demand(expect, value, &rule->demand);
    rule->scopes = arena_alloc(expect->icpc->arena, (value->count + 1) * sizeof(*rule->scopes));
    for (const struct yaml_node *inner = value->first; inner; inner = inner->next->next) {
        struct scope *scope = &rule->scopes[rule->scope_count];

        if (inner->kind != YAML_KIND_SCALAR || is_demand_key(inner->text))
            continue;
        if (inner->next->kind != YAML_KIND_MAPPING) {
            icpc_warn(expect->icpc, icpc_at(expect->source, inner),
                      "unknown key \"%.60s\" in submissions.yaml; it is left out", inner->text);
            continue;
        }
        read_demand(expect, inner->next, &scope->demand);
        if (find_scope(expect, inner, scope) == 0)
            rule->scope_count++;
    }
    return 0;
}

/* What submissions are for when the time limit is looked for (section "Timelimit inference"). */
static void add_bounds(const struct demand *demand, unsigned permitted, unsigned required,
                       struct problem_submission *submission)
{
    unsigned lower = 1u << TIME_BOUND_LOWER, upper = 1u << TIME_BOUND_UPPER;

    if (demand->use == 0)
        submission->is_left_out = 1;
    if (demand->use == 0)
        return;
    if (demand->use == 2 || (permitted && !(permitted & SET_TLE)))
        submission->time_bounds |= lower;
    if (demand->use == 3 || required == SET_TLE)
        submission->time_bounds |= upper;
}

/* More demands on one submission. */
struct demands {
    struct problem_expectation *items;
    size_t count;
};

static void add_expectation(struct demands *demands, const struct problem_expectation *expectation)
{
    if ((demands->count & (demands->count + 1)) == 0)
        demands->items =
            memory_grow(demands->items, 2 * demands->count + 2, sizeof(*demands->items));
    demands->items[demands->count++] = *expectation;
}

static void apply_demand(const struct demand *demand, struct problem_submission *submission,
                         struct demands *demands)
{
    if (demand->permitted)
        submission->permitted =
            submission->permitted ? submission->permitted & demand->permitted : demand->permitted;
    if (demand->required && submission->required && submission->required != demand->required)
        add_expectation(demands, &(struct problem_expectation){.required = demand->required});
    else if (demand->required)
        submission->required = demand->required;
    if (demand->has_score) {
        submission->least_points = demand->least;
        submission->most_points = demand->most;
        submission->has_points_range = 1;
    }
    if (demand->message && submission->message)
        add_expectation(demands, &(struct problem_expectation){.message = demand->message});
    else if (demand->message)
        submission->message = demand->message;
    if (demand->language)
        submission->language = demand->language;
    if (demand->entry)
        submission->entry = demand->entry;
    add_bounds(demand, demand->permitted, demand->required, submission);
}

static void apply_scope(const struct scope *scope, struct problem_submission *submission,
                        struct demands *demands)
{
    const struct demand *demand = &scope->demand;

    add_bounds(demand, demand->permitted, demand->required, submission);
    if (demand->permitted || demand->required || demand->message)
        add_expectation(demands, &(struct problem_expectation){.group = scope->group,
                                                               .cases = scope->cases,
                                                               .case_count = scope->case_count,
                                                               .permitted = demand->permitted,
                                                               .required = demand->required,
                                                               .message = demand->message});
    for (size_t i = 0; demand->has_score && i < scope->group_count; i++)
        add_expectation(demands, &(struct problem_expectation){.group = scope->groups[i],
                                                               .least_points = demand->least,
                                                               .most_points = demand->most,
                                                               .has_points_range = 1});
}

/* The default of the folder, with the keys that submissions.yaml gives it instead. */
static void apply_folder(const struct rule *rules, size_t count, const char *folder, size_t size,
                         struct problem_submission *submission)
{
    struct demand none = {.use = -1}, demand;
    const struct demand *own = &none;

    for (size_t r = 0; r < count; r++)
        if (rules[r].folder && strlen(rules[r].folder) == size &&
            memcmp(rules[r].folder, folder, size) == 0)
            own = &rules[r].demand;
    demand = *own;
    if (demand.permitted)
        submission->permitted = demand.permitted;
    if (demand.required)
        submission->required = demand.required;
    demand.permitted = demand.required = 0;
    apply_demand(&demand, submission, &(struct demands){NULL, 0});
    add_bounds(&demand, submission->permitted, submission->required, submission);
}

static void apply_rules(struct expect *expect, const struct rule *rules, size_t count,
                        struct problem_submission *submission)
{
    const char *path = submission->path + strlen("submissions/");
    struct demands demands = {NULL, 0};

    apply_folder(rules, count, path, strcspn(path, "/"), submission);
    for (size_t r = 0; r < count; r++) {
        if (!matches_any(rules[r].patterns, rules[r].pattern_count, path))
            continue;
        if (!rules[r].folder)
            apply_demand(&rules[r].demand, submission, &demands);
        for (size_t i = 0; i < rules[r].scope_count; i++)
            apply_scope(&rules[r].scopes[i], submission, &demands);
    }
    submission->expectations =
        arena_memdup(expect->icpc->arena, demands.items, demands.count * sizeof(*demands.items));
    submission->expectation_count = demands.count;
    free(demands.items);
}

void icpc_expect_yaml(const struct icpc *icpc, struct problem_submission *submissions, size_t count)
{
    enum { RULES_MAX = 1000, WORK_MAX = 1000000 };
    struct expect expect = {.icpc = icpc};
    struct rule *rules = NULL;
    size_t rule_count = 0;
    struct icpc_yaml yaml = {0};
    int failed = icpc_open_yaml(icpc, "submissions/submissions.yaml", 0, &yaml);

    expect.source = &yaml.source;
    expect.schema = icpc_schema(icpc, &yaml.source);
    if (failed == 0 && yaml.root &&
        schema_mapping(&expect.schema, yaml.root, "patterns of submissions") == 0) {
        if (yaml.root->count > RULES_MAX || yaml.root->count * count > WORK_MAX) {
            icpc_error(icpc, icpc_at(&yaml.source, yaml.root),
                       "found %zu patterns for %zu submissions, expected fewer", yaml.root->count,
                       count);
        } else {
            rules = arena_alloc(icpc->arena, (yaml.root->count + 1) * sizeof(*rules));
            for (const struct yaml_node *key = yaml.root->first; key; key = key->next->next)
                rule_count += read_rule(&expect, key, &rules[rule_count]) == 0;
        }
    }
    for (size_t i = 0; i < count; i++)
        apply_rules(&expect, rules, rule_count, &submissions[i]);
    if (failed == 0)
        icpc_close_yaml(&yaml);
}
