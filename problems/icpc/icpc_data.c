#include "problems/icpc/icpc_config.h"

#include "base/memory.h"
#include "problems/package.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HINT_SIZE_MAX = 4096, ENTRIES_MAX = 1000000 };

/* A folder of the test data as it lies there. */
struct node {
    const char *path;         /* "data/secret/1" */
    const char *const *names; /* all in it, in the order of their bytes */
    size_t count;
    const char *const *items; /* stems of cases, and folders (which end in '/'), in order */
    size_t item_count;
};

struct data {
    struct icpc *icpc;
    int uses_legacy; /* scores and configuration files are those of a legacy package */
    int uses_draft;  /* they are those of the first drafts of 2025-09 */
    struct problem_case *cases;
    size_t case_count;
    struct problem_group *groups;
    size_t group_count;
    const char *const **requires; /* of each group, names */
    double *case_scores;          /* of each group, as icpc_config has it */
    size_t entries;               /* looked at so far */
    int is_full;
};

static size_t add_group(struct data *data, const struct problem_group *group)
{
    size_t count = data->group_count;

    if (count == PROBLEM_GROUPS_MAX) {
        if (!data->is_full)
            icpc_error(data->icpc, icpc_in("data"), "the problem has more than %d groups",
                       PROBLEM_GROUPS_MAX);
        data->is_full = 1;
        return 0;
    }
    if ((count & (count + 1)) == 0) {
        data->groups = memory_grow(data->groups, 2 * count + 2, sizeof(*data->groups));
        data->requires = memory_grow(data->requires, 2 * count + 2, sizeof(*data->requires));
        data->case_scores =
            memory_grow(data->case_scores, 2 * count + 2, sizeof(*data->case_scores));
    }
    data->groups[count] = *group;
    data->groups[count].first_case = data->case_count;
    data->requires[count] = NULL;
    data->case_scores[count] = 0;
    return data->group_count++;
}

static struct problem_case *add_case(struct data *data, const char *path)
{
    size_t max = (size_t)problem_maxima.values[PROBLEM_MAXIMUM_CASES], count = data->case_count;

    if (count >= max) {
        if (!data->is_full)
            icpc_error(data->icpc, icpc_in(path), "the problem has more than %zu cases%s", max,
                       max < PROBLEM_CASES_MAX ? " (the operator's `maxima`)" : "");
        data->is_full = 1;
        return NULL;
    }
    if ((count & (count + 1)) == 0)
        data->cases = memory_grow(data->cases, 2 * count + 2, sizeof(*data->cases));
    data->cases[count] = (struct problem_case){.points = 1, .same_as = count};
    return &data->cases[data->case_count++];
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static int has_name(const struct node *node, const char *name)
{
    return bsearch(&name, node->names, node->count, sizeof(*node->names), compare_names) != NULL;
}

/* By the name of the case or folder alone, without ".in" or '/'. */
static int compare_items(const void *left, const void *right)
{
    const char *a = *(const char *const *)left, *b = *(const char *const *)right;
    size_t a_size = strcspn(a, "/"), b_size = strcspn(b, "/");
    int order = memcmp(a, b, a_size < b_size ? a_size : b_size);

    return order != 0 ? order : a_size != b_size ? (a_size < b_size ? -1 : 1) : strcmp(a, b);
}

/* Endings of what lies beside cases and is no folder of cases. */
static int is_other_file(const char *name)
{
    static const char *const endings[] = {
        ".ans",  ".out",  ".yaml",  ".hint",        ".desc",      ".png",   ".jpg",
        ".jpeg", ".svg",  ".files", ".interaction", ".statement", ".txt",   ".download",
        ".md5",  ".args", ".sh",    ".py",          ".cpp",       ".md5sum"};

    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
        if (icpc_has_suffix(name, endings[i]))
            return 1;
    return 0;
}

/* Which of the names are cases and which folders. */
static int read_node(struct data *data, const char *path, struct node *node)
{
    struct icpc *icpc = data->icpc;
    const char **items;

    *node = (struct node){.path = path};
    if (icpc_list(icpc, path, &node->names, &node->count) < 0)
        return -EINVAL;
    data->entries += node->count;
    if (data->entries > ENTRIES_MAX) {
        icpc_error(icpc, icpc_in(path), "the test data have more than %d files", ENTRIES_MAX);
        return -EINVAL;
    }
    items = arena_alloc(icpc->arena, (node->count + 1) * sizeof(*items));
    for (size_t i = 0; i < node->count; i++) {
        const char *name = node->names[i];
        size_t size = strlen(name);

        if (!icpc_is_name(name)) {
            if (icpc_has_suffix(name, ".in"))
                icpc_warn(icpc, icpc_in(arena_format(icpc->arena, "%s/%s", path, name)),
                          "this name may not be in a package (letters, digits, '_', '-' and '.' "
                          "may); the case is left out");
            continue;
        }
        if (icpc_has_suffix(name, ".in"))
            items[node->item_count++] = arena_memdup(icpc->arena, name, size - 3);
        else if (!is_other_file(name) &&
                 icpc_has_folder(icpc, arena_format(icpc->arena, "%s/%s", path, name)))
            items[node->item_count++] = arena_format(icpc->arena, "%s/", name);
        else if (icpc_has_suffix(name, ".ans") &&
                 !has_name(node, arena_format(icpc->arena, "%.*s.in", (int)size - 4, name)))
            icpc_warn(icpc, icpc_in(arena_format(icpc->arena, "%s/%s", path, name)),
                      "found an answer without an input");
    }
    if (node->item_count > 0)
        qsort(items, node->item_count, sizeof(*items), compare_items);
    node->items = items;
    return 0;
}

/* The files below NAME.files/, each under its name there. */
static void read_laid(struct data *data, const char *folder, const char *below, int depth,
                      struct problem_laid *laid, size_t *count)
{
    struct icpc *icpc = data->icpc;
    const char *const *names = NULL;
    size_t name_count = 0;

    if (icpc_list(icpc, folder, &names, &name_count) < 0)
        return;
    for (size_t i = 0; i < name_count; i++) {
        const char *path = arena_format(icpc->arena, "%s/%s", folder, names[i]);
        const char *name = arena_format(icpc->arena, "%s%s", below, names[i]);
        int64_t size;

        if (!icpc_is_name(names[i]))
            continue;
        if (icpc_has_folder(icpc, path)) {
            if (depth < 8)
                read_laid(data, path, arena_format(icpc->arena, "%s/", name), depth + 1, laid,
                          count);
            continue;
        }
        if (*count == PROBLEM_INCLUDES_MAX) {
            icpc_error(icpc, icpc_in(folder), "found more than %d files of a case, expected fewer",
                       PROBLEM_INCLUDES_MAX);
            return;
        }
        if (icpc_look(icpc, path, PACKAGE_SOURCE_MAX, &size) < 0)
            continue;
        laid[(*count)++] =
            (struct problem_laid){.name = name, .data = {.path = path, .size = (size_t)size}};
    }
}

static void read_hint(struct data *data, const char *path, const char **ret_hint)
{
    struct buffer text = BUFFER_INIT;

    if (icpc_read_text(data->icpc, path, HINT_SIZE_MAX, &text) == 0 && text.size > 0 &&
        strlen(text.data) == text.size)
        *ret_hint = arena_memdup(data->icpc->arena, text.data, text.size);
    buffer_release(&text);
}

/* Arguments that DOMjudge reads: a line in NAME.args, split on spaces. */
static void read_args_file(struct data *data, const char *path, struct icpc_config *config)
{
    struct buffer text = BUFFER_INIT;

    if (icpc_read_text(data->icpc, path, 1 << 16, &text) == 0 && strlen(text.data) == text.size)
        config->args = icpc_split(data->icpc, text.data);
    buffer_release(&text);
}

/* What of a case stands in other files than .in and .ans. */
static void read_extras(struct data *data, const struct node *node, const char *stem,
                        struct problem_case *kase, struct icpc_config *config)
{
    struct icpc *icpc = data->icpc;
    const char *base = arena_format(icpc->arena, "%s/%s", node->path, stem);
    const char *name;

    name = arena_format(icpc->arena, "%s.yaml", stem);
    if (has_name(node, name) && strcmp(name, "testdata.yaml") != 0 &&
        strcmp(name, "test_group.yaml") != 0)
        icpc_read_case_yaml(icpc, arena_format(icpc->arena, "%s.yaml", base), config, &kase->hint);
    if (has_name(node, arena_format(icpc->arena, "%s.hint", stem)))
        read_hint(data, arena_format(icpc->arena, "%s.hint", base), &kase->hint);
    if (has_name(node, arena_format(icpc->arena, "%s.args", stem)))
        read_args_file(data, arena_format(icpc->arena, "%s.args", base), config);
    if (has_name(node, arena_format(icpc->arena, "%s.files", stem))) {
        struct problem_laid *laid = arena_alloc(icpc->arena, PROBLEM_INCLUDES_MAX * sizeof(*laid));

        read_laid(data, arena_format(icpc->arena, "%s.files", base), "", 0, laid,
                  &kase->laid_count);
        kase->laid = laid;
    }
}

static void read_case(struct data *data, const struct node *node, const char *stem,
                      const char *name, size_t group, const struct icpc_config *inherited)
{
    struct icpc *icpc = data->icpc;
    struct icpc_config config = *inherited;
    const char *in = arena_format(icpc->arena, "%s/%s.in", node->path, stem);
    const char *ans = arena_format(icpc->arena, "%s/%s.ans", node->path, stem);
    struct problem_case kase = {.name = name, .group = group, .points = 1}, *slot;
    int64_t size;

    if (!has_name(node, arena_format(icpc->arena, "%s.ans", stem))) {
        icpc_error(icpc, icpc_in(in), "found no answer to this input, expected \"%s\"", ans);
        return;
    }
    if (icpc_look(icpc, in, PACKAGE_FILE_MAX, &size) == 0)
        kase.in = (struct problem_data){.path = in, .size = (size_t)size};
    if (icpc_look(icpc, ans, PACKAGE_FILE_MAX, &size) == 0)
        kase.out = (struct problem_data){.path = ans, .size = (size_t)size};
    if (!kase.in.path || !kase.out.path)
        return;
    read_extras(data, node, stem, &kase, &config);
    kase.args = config.args;
    kase.checker_args = icpc->is_custom ? config.checker_args : NULL;
    kase.input_args = config.input_args;
    kase.checker = config.checker;
    kase.is_sample = data->groups[group].is_sample;
    kase.feedback = (config.full_feedback >= 0 ? config.full_feedback : kase.is_sample)
                        ? FEEDBACK_FIRST_DIFFERENCE
                        : FEEDBACK_VERDICT;
    if (data->uses_legacy && icpc->is_scoring) {
        kase.points = config.accept_score;
        kase.reject_points = config.reject_score;
    }
    slot = add_case(data, in);
    if (slot) {
        kase.same_as = slot->same_as;
        *slot = kase;
    }
}

static void fill_legacy(const struct data *data, const struct icpc_config *config,
                        struct problem_group *group)
{
    group->stop = config->continues ? STOP_NEVER : STOP_FIRST;
    group->verdict = config->verdict;
    group->any_accepted = config->any_accepted;
    if (!data->icpc->is_scoring)
        return;
    group->score = config->score;
    group->is_unscaled = 1;
    group->case_score = data->icpc->has_custom_score ? CASE_SCORE_POINTS : CASE_SCORE_NONE;
    group->leaves_samples = config->ignores_sample;
    if (config->has_range && config->most > 0 && isfinite(config->most))
        group->points = config->most;
    if (config->has_range) {
        group->least = config->least;
        group->most = config->most;
    }
}

/* The scores of 2025-09: `secret` and its groups; `is_secret` for the former. */
static void fill_scores(const struct data *data, const struct icpc_config *config, int is_secret,
                        struct problem_group *group)
{
    int is_unbounded = config->has_max ? config->is_unbounded : !is_secret;

    if (data->uses_draft && !config->has_max)
        is_unbounded = config->case_score <= 0; /* settled when its cases are counted */

    if (!data->icpc->is_scoring)
        return;
    group->score = config->has_aggregation ? config->aggregation
                   : is_secret             ? SCORE_SUM
                                           : SCORE_ALL;
    group->stop = group->score == SCORE_SUM ? STOP_NEVER : STOP_FIRST;
    group->points = is_unbounded || (data->uses_draft && !config->has_max) ? -1
                    : config->has_max                                      ? config->max_score
                                                                           : 100;
    group->is_unscaled = group->score != SCORE_ALL;
    group->case_score = group->score == SCORE_ALL ? CASE_SCORE_NONE
                        : is_unbounded            ? CASE_SCORE_POINTS
                                                  : CASE_SCORE_FACTOR;
    if (!is_unbounded && group->points > 0)
        group->most = group->points;
}

static void read_folder(struct data *data, const char *path, size_t group, const char *below,
                        const struct icpc_config *config, int depth);

/* A folder in the test data: a group of its own, or, in 2025-09 without test_group.yaml, only a
 * part of the name of its cases. */
static void read_subfolder(struct data *data, const char *path, size_t parent, const char *below,
                           const struct icpc_config *inherited, int depth)
{
    struct icpc *icpc = data->icpc;
    struct icpc_config config = *inherited;
    struct problem_group group = {.name = path + strlen("data/"),
                                  .parent = (ptrdiff_t)parent,
                                  .points = -1,
                                  .score = SCORE_SUM,
                                  .feedback = FEEDBACK_VERDICT,
                                  .is_sample = data->groups[parent].is_sample};
    int is_top = parent == 0, has_file;
    size_t position;

    if (depth > PACKAGE_DEPTH_MAX) {
        icpc_error(icpc, icpc_in(path),
                   "folders are nested deeper than %d levels (does a link lead back to a folder "
                   "above it?)",
                   PACKAGE_DEPTH_MAX);
        return;
    }
    has_file = icpc_read_config(icpc, path, 0, data->uses_legacy, &config);
    if (!data->uses_legacy && !is_top && !has_file) {
        read_folder(data, path, parent,
                    arena_format(icpc->arena, "%s%s/", below, icpc_base_name(path)), inherited,
                    depth);
        return;
    }
    if (!data->uses_legacy && depth > 2)
        icpc_error(icpc, icpc_in(path),
                   "found a group in a group, expected groups in data/secret alone");
    if (is_top && strcmp(group.name, "sample") == 0)
        group.is_sample = 1;
    if (data->uses_legacy)
        fill_legacy(data, &config, &group);
    else if (!group.is_sample)
        fill_scores(data, &config, is_top, &group);
    position = add_group(data, &group);
    if (position == 0)
        return;
    data->requires[position] = config.requires;
    data->case_scores[position] = config.case_score;
    read_folder(data, path, position, "", &config, depth);
    data->groups[position].end_case = data->case_count;
    if (data->groups[position].first_case == data->case_count)
        data->group_count = position; /* the groups in it were empty too, and are gone */
}

static void read_folder(struct data *data, const char *path, size_t group, const char *below,
                        const struct icpc_config *config, int depth)
{
    struct icpc *icpc = data->icpc;
    struct node node;

    if (read_node(data, path, &node) < 0)
        return;
    for (size_t i = 0; i < node.item_count && !data->is_full; i++) {
        const char *item = node.items[i];
        size_t size = strlen(item);

        if (item[size - (size > 0)] == '/')
            read_subfolder(data, arena_format(icpc->arena, "%s/%.*s", path, (int)size - 1, item),
                           group, below, config, depth + 1);
        else if (size > 0)
            read_case(data, &node, item,
                      below[0] ? arena_format(icpc->arena, "%s%s", below, item) : item, group,
                      config);
    }
}

/* The share of its group that each case is worth in 2025-09. */
static void share_points(struct data *data)
{
    for (size_t g = 1; g < data->group_count; g++) {
        const struct problem_group *group = &data->groups[g];
        size_t count = 0;

        for (size_t i = group->first_case; i < group->end_case; i++)
            count += data->cases[i].group == g;
        for (size_t i = group->first_case; i < group->end_case; i++)
            if (data->cases[i].group == g)
                data->cases[i].points = group->is_sample            ? 0
                                        : data->case_scores[g] > 0  ? data->case_scores[g]
                                        : group->points < 0         ? 0
                                        : group->score == SCORE_SUM ? group->points / (double)count
                                                                    : group->points;
    }
}

static size_t find_group(const struct data *data, const char *name, size_t before)
{
    for (size_t g = 1; g < before; g++)
        if (strcmp(data->groups[g].name, name) == 0)
            return g;
    return 0;
}

static void settle_requires(struct data *data)
{
    struct icpc *icpc = data->icpc;

    for (size_t g = 1; g < data->group_count; g++) {
        const char *const *names = data->requires[g];
        size_t *indices, count = 0;

        while (names && names[count])
            count++;
        if (count == 0)
            continue;
        indices = arena_alloc(icpc->arena, count * sizeof(*indices));
        for (size_t i = 0; i < count; i++) {
            size_t found = find_group(data, names[i], g);
            struct buffer shown = BUFFER_INIT;

            buffer_append_escaped(&shown, names[i], strlen(names[i]), 100);
            if (found == 0 || data->groups[found].end_case > data->groups[g].first_case)
                icpc_error(icpc,
                           icpc_in(arena_format(icpc->arena, "data/%s", data->groups[g].name)),
                           "found \"require_pass: %s\", expected sample or the name of a group "
                           "before this one, such as secret/group1",
                           shown.data);
            buffer_release(&shown);
            indices[data->groups[g].require_count++] = found;
        }
        data->groups[g].requires = indices;
    }
}

/* Whether the folder's testdata.yaml says scores as a legacy package does: problemtools reads the
 * draft of 2025-09 so, and packages are written for it. `scoring:` is of the first drafts. */
static int has_legacy_file(struct data *data, const char *folder)
{
    const char *path = arena_format(data->icpc->arena, "%s/testdata.yaml", folder);
    struct icpc_yaml yaml;
    int is_legacy = 0;

    if (!icpc_has_file(data->icpc, path) || icpc_open_yaml(data->icpc, path, 1, &yaml) < 0)
        return 0;
    if (yaml.root && yaml.root->kind == YAML_KIND_MAPPING && schema_find(yaml.root, "scoring"))
        data->uses_draft = 1;
    else
        is_legacy = yaml.root != NULL;
    icpc_close_yaml(&yaml);
    return is_legacy;
}

static void find_legacy(struct data *data)
{
    static const char *const folders[] = {"data", "data/secret", "data/sample"};
    struct icpc *icpc = data->icpc;
    const char *const *names = NULL;
    size_t count = 0;
    int found = !icpc->is_2025;

    for (size_t i = 0; i < 3 && !found; i++)
        found = has_legacy_file(data, folders[i]);
    if (!found && icpc_list(icpc, "data/secret", &names, &count) == 0)
        for (size_t i = 0; i < count && !found; i++)
            found = has_legacy_file(data, arena_format(icpc->arena, "data/secret/%s", names[i]));
    data->uses_legacy = found && !data->uses_draft;
}

static void check_answers(struct data *data)
{
    int64_t kib = problem_limits_for(data->icpc->problem, "").output_kib;

    for (size_t i = 0; i < data->case_count; i++) {
        const struct problem_case *kase = &data->cases[i];

        if (data->icpc->is_custom || data->icpc->problem->is_output_only ||
            kase->out.size <= (size_t)kib * 1024)
            continue;
        icpc_error(data->icpc, icpc_in(kase->out.path),
                   "the answer has %zu bytes, but the output limit is %lld KiB, so no program can "
                   "print it; expected a shorter answer or a higher limit \"output\"",
                   kase->out.size, (long long)kib);
    }
}

static void publish(struct data *data)
{
    struct problem *problem = data->icpc->problem;

    problem->cases =
        arena_memdup(data->icpc->arena, data->cases, data->case_count * sizeof(*data->cases));
    problem->case_count = data->case_count;
    problem->groups =
        arena_memdup(data->icpc->arena, data->groups, data->group_count * sizeof(*data->groups));
    problem->group_count = data->group_count;
}

void icpc_read_data(struct icpc *icpc)
{
    static const char *const tops[] = {"data/sample", "data/secret"};
    struct data data = {.icpc = icpc};
    struct icpc_config config = icpc_config_default(icpc);
    struct problem_group root = {.name = "",
                                 .parent = PROBLEM_NO_GROUP,
                                 .points = -1,
                                 .score = SCORE_SUM,
                                 .feedback = FEEDBACK_VERDICT};
    size_t errors = icpc->report->errors;

    find_legacy(&data);
    if (data.uses_legacy && icpc->is_2025)
        config.verdict = GROUP_VERDICT_WORST;
    icpc_read_config(icpc, "data", 1, data.uses_legacy, &config);
    icpc->problem->has_points = icpc->is_scoring;
    if (data.uses_legacy) {
        fill_legacy(&data, &config, &root);
        root.has_reject_points = icpc->is_scoring; /* a rejected submission has no score */
    } else if (icpc->is_scoring) {
        root.is_unscaled = root.leaves_samples = 1;
        root.stop = STOP_NEVER;
    }
    add_group(&data, &root);
    for (int i = 0; i < 2; i++)
        if (icpc_has_folder(icpc, tops[i]))
            read_subfolder(&data, arena_strdup(icpc->arena, tops[i]), 0, "", &config, 1);
    data.groups[0].end_case = data.case_count;
    if (data.case_count == 0 && icpc->report->errors == errors)
        icpc_error(icpc, icpc_in("data"),
                   "found no cases, expected at least one NAME.in with its "
                   "NAME.ans in data/sample or data/secret");
    if (!data.uses_legacy && icpc->is_scoring)
        share_points(&data);
    settle_requires(&data);
    check_answers(&data);
    publish(&data);
    free(data.cases);
    free(data.groups);
    free(data.requires);
    free(data.case_scores);
}
