/* The cases of init.yml: listed, in batches, or found in the archive. */
#include "base/memory.h"
#include "problems/dmoj/dmoj_parts.h"
#include "problems/limits.h"
#include "problems/package.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const double POINTS_MAX = 1e9;
static const char POINTS_WHAT[] = "points: a number from 0 to 1000000000";

/* What DMOJ gives where nothing is stated. */
enum { OUTPUT_BYTES = 25165824 };

struct drafts {
    const struct dmoj *dmoj;
    struct problem_case *cases;
    size_t case_count;
    struct problem_group *groups;
    size_t group_count;
    size_t *batches; /* of each batch's number, from 1: its group */
    size_t batch_count;
    double points; /* of all cases so far */
    int is_pretest;
    int is_full;                            /* reported that there are too many */
    const struct yaml_node *generator_node; /* the last that was read */
    struct problem_generator generator;
};

static const char *const CASE_KEYS[] = {"in",
                                        "out",
                                        "points",
                                        "batched",
                                        "dependencies",
                                        "generator",
                                        "generator_args",
                                        "generator_in",
                                        "checker",
                                        "binary_data",
                                        "symlinks",
                                        "output_limit_length",
                                        "output_prefix_length",
                                        "wall_time_factor",
                                        "short_circuit",
                                        "name",
                                        NULL};

static double read_points(const struct dmoj *dmoj, const struct dmoj_scope *scope)
{
    const struct yaml_node *node = dmoj_find(scope, "points");
    double points = 1;

    if (node)
        schema_number(&dmoj->schema, node, POINTS_WHAT, 0, POINTS_MAX, &points);
    return points;
}

static struct problem_case *add_case(struct drafts *drafts, const struct yaml_node *node,
                                     size_t group, double points)
{
    const struct dmoj *dmoj = drafts->dmoj;
    size_t max = (size_t)problem_maxima.values[PROBLEM_MAXIMUM_CASES];
    struct problem_case *kase;

    if (drafts->case_count == max) {
        if (!drafts->is_full)
            report_error_at(dmoj->report, dmoj->source, node->index,
                            "the problem has more than %zu cases, expected fewer", max);
        drafts->is_full = 1;
        return NULL;
    }
    if ((drafts->case_count & (drafts->case_count + 1)) == 0)
        drafts->cases =
            memory_grow(drafts->cases, 2 * drafts->case_count + 2, sizeof(*drafts->cases));
    kase = &drafts->cases[drafts->case_count++];
    *kase = (struct problem_case){
        .name = arena_format(dmoj->arena, "%zu", drafts->case_count),
        .group = group,
        .place = node->index,
        .same_as = drafts->case_count - 1,
        .feedback = dmoj->problem->feedback,
        .points = drafts->is_pretest ? 0 : points,
    };
    kase->stops_all = kase->points <= 0;
    kase->in.data = kase->out.data = "";
    drafts->points += kase->points;
    return kase;
}

static size_t add_group(struct drafts *drafts, const struct problem_group *group)
{
    size_t count = drafts->group_count;

    if ((count & (count + 1)) == 0)
        drafts->groups = memory_grow(drafts->groups, 2 * count + 2, sizeof(*drafts->groups));
    drafts->groups[count] = *group;
    drafts->groups[count].first_case = drafts->case_count;
    return drafts->group_count++;
}

static void read_data(const struct dmoj *dmoj, const struct yaml_node *node, int is_binary,
                      struct problem_data *data)
{
    const char *path;
    int64_t size;

    if (node && dmoj_read_path(dmoj, node, PACKAGE_FILE_MAX, &path, &size) == 0)
        *data = (struct problem_data){.path = path, .size = (size_t)size, .is_text = !is_binary};
}

/* {name: /dev/stdin}: programs find their input under that name as well. */
static void read_links(const struct dmoj *dmoj, const struct yaml_node *node,
                       struct problem_case *kase)
{
    static const char what[] = "links: {NAME: /dev/stdin}, with names without a folder";
    const char **names;
    size_t count = 0;

    if (schema_mapping(&dmoj->schema, node, what) < 0)
        return;
    if (node->count > PROBLEM_ARGS_MAX) {
        schema_mismatch(&dmoj->schema, node, "at most 64 links");
        return;
    }
    names = arena_alloc(dmoj->arena, (node->count + 1) * sizeof(*names));
    for (const struct yaml_node *key = node->first; key; key = key->next->next) {
        const char *target;

        if (schema_line(&dmoj->schema, key, what, 200, &names[count]) < 0 ||
            schema_line(&dmoj->schema, key->next, "what a link leads to", 4096, &target) < 0)
            continue;
        if (strcmp(target, "/dev/stdin") != 0)
            report_error_at(dmoj->report, dmoj->source, key->next->index,
                            "found a link to \"%s\", expected /dev/stdin: a cell has nothing else "
                            "of DMOJ's that it could lead to",
                            target);
        else if (!package_is_name(names[count]))
            schema_mismatch(&dmoj->schema, key, what);
        else
            count++;
    }
    kase->input_names = count > 0 ? names : NULL;
}

static void read_output_limit(const struct dmoj *dmoj, const struct dmoj_scope *scope,
                              struct problem_case *kase)
{
    const struct yaml_node *node = dmoj_find(scope, "output_limit_length");
    int64_t bytes, least = PROBLEM_LIMIT_RANGES[PROBLEM_LIMIT_OUTPUT].least * 1024;
    int64_t most = problem_maxima.values[PROBLEM_LIMIT_OUTPUT] * 1024;

    if (node && schema_integer(&dmoj->schema, node, "a number of bytes", 0, most, &bytes) == 0)
        kase->output_kib = (bytes < least ? least : bytes) / 1024;
}

/* What makes a case besides its files, for one that is listed and one that was found alike. */
static void read_rest(struct drafts *drafts, const struct dmoj_scope *scope,
                      struct problem_case *kase)
{
    const struct dmoj *dmoj = drafts->dmoj;
    const struct yaml_node *links = dmoj_find(scope, "symlinks");
    const struct yaml_node *checker = dmoj_find(scope, "checker");

    read_output_limit(dmoj, scope, kase);
    if (links)
        read_links(dmoj, links, kase);
    if (checker != dmoj_find(&dmoj->top, "checker") &&
        dmoj->problem->interaction.kind == INTERACTION_NONE) {
        struct problem_checker *own = arena_alloc(dmoj->arena, sizeof(*own));

        if (dmoj_read_checker(dmoj, scope, own) == 0)
            kase->checker = own;
    }
}

/* What of the case its generator makes, if there is one. */
static void read_generator(struct drafts *drafts, const struct dmoj_scope *scope, int is_binary,
                           struct problem_case *kase)
{
    const struct dmoj *dmoj = drafts->dmoj;
    const struct yaml_node *node = dmoj_find(scope, "generator");
    const struct yaml_node *args = dmoj_find(scope, "generator_args");
    const struct yaml_node *in = dmoj_find(scope, "generator_in");
    struct problem_generator *generator = arena_alloc(dmoj->arena, sizeof(*generator));

    if (!node || (kase->in.path && kase->out.path))
        return;
    if (kase->in.path && (args || in)) {
        report_error_at(dmoj->report, dmoj->source, (args ? args : in)->index,
                        "found an input of the case and something for its generator, expected one "
                        "of them");
        return;
    }
    if (drafts->generator_node != node) { /* most often one for all cases, built once */
        drafts->generator_node = node;
        drafts->generator = (struct problem_generator){0};
        dmoj_read_generator(dmoj, node, &drafts->generator);
    }
    *generator = drafts->generator;
    if (!generator->program) /* reported */
        return;
    if (args)
        dmoj_read_words(dmoj, args, "arguments of the generator: [1, word]", &generator->args);
    generator->in.data = "";
    if (in) /* DMOJ hands it over as it is */
        read_data(dmoj, in, 1, &generator->in);
    generator->is_text = !is_binary;
    generator->makes_in = !kase->in.path;
    generator->makes_out = !kase->out.path;
    kase->generator = generator;
}

static void read_case(struct drafts *drafts, const struct dmoj_scope *scope, size_t group)
{
    const struct dmoj *dmoj = drafts->dmoj;
    const struct yaml_node *binary = dmoj_find(scope, "binary_data");
    struct problem_case *kase = add_case(drafts, scope->mapping, group, read_points(dmoj, scope));
    int is_binary = 0;

    if (!kase)
        return;
    if (binary)
        dmoj_read_boolean(dmoj, binary, &is_binary);
    read_data(dmoj, dmoj_find(scope, "in"), is_binary, &kase->in);
    read_data(dmoj, dmoj_find(scope, "out"), is_binary, &kase->out);
    read_generator(drafts, scope, is_binary, kase);
    read_rest(drafts, scope, kase);
}

static void read_dependencies(struct drafts *drafts, const struct dmoj_scope *scope,
                              struct problem_group *group)
{
    static const char what[] = "the numbers of earlier batches, from 1: [1, 2]";
    const struct dmoj *dmoj = drafts->dmoj;
    const struct yaml_node *node = dmoj_find(scope, "dependencies");
    size_t *requires;

    if (!node || schema_list(&dmoj->schema, node, what) < 0)
        return;
    if (node->count > PROBLEM_REQUIRES_MAX) {
        schema_mismatch(&dmoj->schema, node, "at most 1000 dependencies");
        return;
    }
    requires = arena_alloc(dmoj->arena, node->count * sizeof(*requires));
    group->requires = requires;
    for (const struct yaml_node *item = node->first; item; item = item->next) {
        int64_t number;

        if (schema_integer(&dmoj->schema, item, what, 1, (int64_t)drafts->batch_count, &number) ==
            0)
        requires[group->require_count++] = drafts->batches[number - 1];
    }
}

/* The worst case decides, and after a failure nothing is left to win. */
static size_t start_batch(struct drafts *drafts, const struct dmoj_scope *scope)
{
    const struct dmoj *dmoj = drafts->dmoj;
    struct problem_group group = {
        .name = arena_format(dmoj->arena, "batch %zu", drafts->batch_count + 1),
        .parent = 0,
        .score = SCORE_MIN,
        .stop = STOP_FIRST,
        .feedback = dmoj->problem->feedback,
        .case_score = CASE_SCORE_EITHER,
    };

    if (scope)
        read_dependencies(drafts, scope, &group);
    if ((drafts->batch_count & (drafts->batch_count + 1)) == 0)
        drafts->batches =
            memory_grow(drafts->batches, 2 * drafts->batch_count + 2, sizeof(*drafts->batches));
    drafts->batches[drafts->batch_count++] = drafts->group_count;
    return add_group(drafts, &group);
}

/* A batch is worth what its cases are; where they are worth different points, it earns the fewest
 * of those that they earn, as DMOJ's site has it. */
static void end_batch(struct drafts *drafts, size_t at)
{
    struct problem_group *group = &drafts->groups[at];
    double least = -1, most = 0;

    group->end_case = drafts->case_count;
    for (size_t i = group->first_case; i < group->end_case; i++) {
        double points = drafts->cases[i].points;

        least = least < 0 || points < least ? points : least;
        most = points > most ? points : most;
        drafts->points -= points;
    }
    group->points = most;
    group->is_unscaled = least < most;
    drafts->points += most;
}

static void read_batch(struct drafts *drafts, const struct dmoj_scope *scope,
                       const struct yaml_node *cases)
{
    const struct dmoj *dmoj = drafts->dmoj;
    size_t group;

    if (drafts->group_count == PROBLEM_GROUPS_MAX ||
        schema_list(&dmoj->schema, cases, "the cases of a batch") < 0)
        return;
    group = start_batch(drafts, scope);
    for (const struct yaml_node *item = cases->first; item; item = item->next) {
        struct dmoj_scope inner = {.mapping = item, .outer = scope};

        if (schema_mapping(&dmoj->schema, item, "a case: {in: ..., out: ...}") < 0)
            continue;
        dmoj_check_keys(dmoj, item, "a case", CASE_KEYS);
        if (dmoj_find_here(item, "batched"))
            schema_mismatch(&dmoj->schema, item, "a case, as batches have no batches in them");
        else
            read_case(drafts, &inner, group);
    }
    end_batch(drafts, group);
    if (cases->count == 0)
        schema_mismatch(&dmoj->schema, cases, "at least one case in a batch");
}

static void read_list(struct drafts *drafts, const struct yaml_node *list)
{
    const struct dmoj *dmoj = drafts->dmoj;

    for (const struct yaml_node *item = list->first; item && !drafts->is_full; item = item->next) {
        struct dmoj_scope scope = {.mapping = item, .outer = &dmoj->top};
        const struct yaml_node *batched;

        if (schema_mapping(&dmoj->schema, item, "a case: {in: ..., out: ..., points: ...}") < 0)
            continue;
        dmoj_check_keys(dmoj, item, "a case", CASE_KEYS);
        batched = dmoj_find_here(item, "batched");
        if (batched)
            read_batch(drafts, &scope, batched);
        else
            read_case(drafts, &scope, 0);
    }
}

static void read_found_data(const struct dmoj *dmoj, const struct yaml_node *place,
                            const char *name, struct problem_data *data)
{
    struct yaml_node node = {.kind = YAML_KIND_SCALAR,
                             .index = place->index,
                             .text = name,
                             .size = name ? strlen(name) : 0};
    const struct yaml_node *binary = dmoj_find(&dmoj->top, "binary_data");
    int is_binary = 0;

    if (binary)
        dmoj_read_boolean(dmoj, binary, &is_binary);
    if (name)
        read_data(dmoj, &node, is_binary, data);
}

static void read_found(struct drafts *drafts, const struct yaml_node *node)
{
    const struct dmoj *dmoj = drafts->dmoj;
    const struct yaml_node *place = node ? node : dmoj->archive;
    struct dmoj_match *matches = NULL;
    size_t count = 0, group = 0;

    if (dmoj_match_cases(dmoj, node, &matches, &count) < 0)
        return;
    for (size_t i = 0; i < count && !drafts->is_full; i++) {
        const struct dmoj_match *match = &matches[i];
        struct problem_case *kase;

        if (match->batch > drafts->batch_count)
            group = start_batch(drafts, NULL);
        kase = add_case(drafts, place, match->batch > 0 ? group : 0, match->points);
        if (kase) {
            read_found_data(dmoj, place, match->in, &kase->in);
            read_found_data(dmoj, place, match->out, &kase->out);
            read_rest(drafts, &dmoj->top, kase);
        }
        if (match->batch > 0 && (i + 1 == count || matches[i + 1].batch != match->batch))
            end_batch(drafts, group);
    }
    free(matches);
}

static void read_test_cases(struct drafts *drafts)
{
    const struct dmoj *dmoj = drafts->dmoj;
    const struct yaml_node *pretests = dmoj_find(&dmoj->top, "pretest_test_cases");
    const struct yaml_node *node = dmoj_find(&dmoj->top, "test_cases");

    if (pretests && schema_list(&dmoj->schema, pretests, "a list of cases") == 0) {
        drafts->is_pretest = 1;
        read_list(drafts, pretests);
        drafts->is_pretest = 0;
    }
    if (node && node->kind == YAML_KIND_SEQUENCE)
        read_list(drafts, node);
    else if (!node || schema_mapping(&dmoj->schema, node,
                                     "a list of cases, or patterns for files in the archive") == 0)
        read_found(drafts, node);
}

static void publish(struct drafts *drafts)
{
    const struct dmoj *dmoj = drafts->dmoj;
    struct problem *problem = dmoj->problem;

    drafts->groups[0].end_case = drafts->case_count;
    problem->cases =
        arena_memdup(dmoj->arena, drafts->cases, drafts->case_count * sizeof(*drafts->cases));
    problem->case_count = drafts->case_count;
    problem->groups =
        arena_memdup(dmoj->arena, drafts->groups, drafts->group_count * sizeof(*drafts->groups));
    problem->group_count = drafts->group_count;
    problem->has_points = drafts->points > 0;
}

void dmoj_read_cases(const struct dmoj *dmoj)
{
    struct problem_group root = {.name = "",
                                 .parent = PROBLEM_NO_GROUP,
                                 .points = -1,
                                 .score = SCORE_SUM,
                                 .stop = STOP_NEVER,
                                 .feedback = dmoj->problem->feedback,
                                 .case_score = CASE_SCORE_EITHER};
    struct drafts drafts = {.dmoj = dmoj};
    size_t errors = dmoj->report->errors;

    if (dmoj->problem->limits.output_kib < 0)
        dmoj->problem->limits.output_kib = OUTPUT_BYTES / 1024;
    add_group(&drafts, &root);
    read_test_cases(&drafts);
    if (drafts.case_count == 0 && dmoj->report->errors == errors)
        report_error_at(dmoj->report, dmoj->source, dmoj->top.mapping->index,
                        "found no cases, expected at least one");
    if (dmoj->report->errors == errors)
        publish(&drafts);
    free(drafts.cases);
    free(drafts.groups);
    free(drafts.batches);
}
