#include "problems/polygon/polygon.h"

#include "base/buffer.h"
#include "base/fd.h"
#include "problems/limits.h"
#include "problems/package.h"
#include "problems/polygon/xml_tree.h"
#include "problems/yaml/schema.h"

#include <ctype.h>
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

struct polygon {
    const struct source *source;
    struct report *report;
    struct arena *arena;
    int dir_fd;
    struct problem *problem;
    const struct xml_node *root, *testset;
    const char *input_pattern, *answer_pattern;
};

static int fail(const struct polygon *polygon, const struct xml_node *node, const char *what)
{
    report_error_at(polygon->report, polygon->source, node->index, "%s", what);
    return -EINVAL;
}

static int mismatch(const struct polygon *polygon, const struct xml_node *node, const char *found,
                    const char *what)
{
    struct buffer shown = BUFFER_INIT;

    if (found) {
        buffer_append_escaped(&shown, found, strlen(found), 60);
        report_error_at(polygon->report, polygon->source, node->index, "found \"%s\", expected %s",
                        shown.data, what);
    } else {
        report_error_at(polygon->report, polygon->source, node->index, "found nothing, expected %s",
                        what);
    }
    buffer_release(&shown);
    return -EINVAL;
}

/* ---- values ---- */

static int read_integer(const struct polygon *polygon, const struct xml_node *node,
                        const char *text, const char *what, int64_t least, int64_t most,
                        int64_t *ret_number)
{
    int64_t number = 0;
    size_t size = text ? strlen(text) : 0;

    if (size == 0 || size > 18 || text[strspn(text, "0123456789")] != '\0')
        return mismatch(polygon, node, text, what);
    for (size_t i = 0; i < size; i++)
        number = number * 10 + (text[i] - '0');
    if (number < least || number > most)
        return mismatch(polygon, node, text, what);
    *ret_number = number;
    return 0;
}

static int read_points(const struct polygon *polygon, const struct xml_node *node,
                       double *ret_points)
{
    const char *text = xml_attribute(node, "points");
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    double points = 0;
    char *end = NULL;

    if (!text || plain == (locale_t)0)
        return -ENOENT;
    if (*text && text[strspn(text, "0123456789.")] == '\0')
        points = strtod_l(text, &end, plain);
    freelocale(plain);
    if (!end || *end != '\0' || points > 1e9)
        return mismatch(polygon, node, text, "points: a number from 0 to 1000000000");
    *ret_points = points;
    polygon->problem->has_points = 1;
    return 0;
}

static int find_file(const struct polygon *polygon, const struct xml_node *node, const char *path,
                     int64_t max, const char **ret_path, int64_t *ret_size)
{
    int64_t given = problem_maxima.values[PROBLEM_MAXIMUM_FILE] * 1024;
    struct error err;

    if (!path)
        return mismatch(polygon, node, NULL, "the path of a file in the package");
    if (package_find(polygon->arena, polygon->dir_fd, path, given < max ? given : max, ret_path,
                     ret_size, &err) == 0)
        return 0;
    report_failure_at(polygon->report, polygon->source, node->index, &err);
    return -EINVAL;
}

/* ---- limits ---- */

static void keep_limit(const struct polygon *polygon, const struct xml_node *node,
                       enum problem_limit which, int64_t value, int64_t *limit)
{
    char most[32];

    if (*limit >= 0)
        return; /* stated beside the package */
    if (value <= problem_maxima.values[which]) {
        *limit = value;
        return;
    }
    problem_maximum_show(which, problem_maxima.values[which], most, sizeof(most));
    report_error_at(polygon->report, polygon->source, node->index,
                    "the package asks for more than the operator gives at most: %s (`maxima`)",
                    most);
}

static void read_limits(const struct polygon *polygon)
{
    const struct xml_node *time = xml_find(polygon->testset, "time-limit");
    const struct xml_node *memory = xml_find(polygon->testset, "memory-limit");
    struct problem_limits *limits = &polygon->problem->limits;
    int64_t number;

    if (time && read_integer(polygon, time, time->text, "a time limit in ms, 1 to 3600000", 1,
                             3600000, &number) == 0)
        keep_limit(polygon, time, PROBLEM_LIMIT_TIME, number * 1000, &limits->time_us);
    if (memory && read_integer(polygon, memory, memory->text, "a memory limit in bytes, from 1 MiB",
                               1 << 20, INT64_C(1) << 40, &number) == 0)
        keep_limit(polygon, memory, PROBLEM_LIMIT_MEMORY, number / 1024, &limits->memory_kib);
}

static void read_name(const struct polygon *polygon)
{
    const struct xml_node *names = xml_find(polygon->root, "names");
    const struct xml_node *name = xml_find(names, "name");
    const char *text = NULL;

    for (; name; name = xml_next(name)) {
        const char *language = xml_attribute(name, "language");

        if (!text || (language && strcmp(language, "english") == 0))
            text = xml_attribute(name, "value");
    }
    if (!text)
        text = xml_attribute(polygon->root, "short-name");
    if (text && *text && strlen(text) <= 200) {
        struct buffer shown = BUFFER_INIT;

        buffer_append_escaped(&shown, text, strlen(text), 200);
        polygon->problem->name = arena_strdup(polygon->arena, shown.data);
        buffer_release(&shown);
    }
}

/* ---- programs ---- */

/* "cpp.g++17" */
static const char *language_of(const char *type)
{
    static const struct {
        const char *prefix, *language;
    } types[] = {{"cpp.g++17", "cpp17"},
                 {"cpp.g++14", "cpp17"},
                 {"cpp.g++11", "cpp17"},
                 {"cpp", "cpp20"},
                 {"c.", "c"},
                 {"python.pypy3", "pypy3"},
                 {"python.pypy", "pypy3"},
                 {"python", "python3"},
                 {"java", "java"},
                 {"kotlin", "kotlin"},
                 {"rust", "rust"},
                 {"go", "go"},
                 {"pas", "pascal"},
                 {"csharp", "csharp"},
                 {"haskell", "haskell"}};

    for (size_t i = 0; type && i < sizeof(types) / sizeof(types[0]); i++)
        if (strncmp(type, types[i].prefix, strlen(types[i].prefix)) == 0)
            return types[i].language;
    return NULL;
}

/* files/testlib.h and the like, which a checker is compiled with. */
static const char *const *read_resources(const struct polygon *polygon)
{
    const struct xml_node *resources = xml_find(xml_find(polygon->root, "files"), "resources");
    const char **paths = arena_alloc(polygon->arena, (PROBLEM_ARGS_MAX + 1) * sizeof(*paths));
    size_t count = 0;

    for (const struct xml_node *file = xml_find(resources, "file");
         file && count < PROBLEM_ARGS_MAX; file = xml_next(file)) {
        const char *path = xml_attribute(file, "path");
        size_t size = path ? strlen(path) : 0;

        if (size > 2 && strcmp(path + size - 2, ".h") == 0 &&
            find_file(polygon, file, path, PACKAGE_SOURCE_MAX, &paths[count], NULL) == 0)
            count++;
    }
    return count > 0 ? paths : NULL;
}

static int read_program(const struct polygon *polygon, const struct xml_node *node,
                        struct problem_program *ret_program)
{
    const struct xml_node *source = xml_find(node, "source");
    struct problem_program program = {.limits = {-1, -1, -1, -1, -1, -1}, .compile_us = -1};

    if (!source)
        return fail(polygon, node,
                    "found a program without its source, expected <source path=...>");
    if (find_file(polygon, source, xml_attribute(source, "path"), PACKAGE_SOURCE_MAX, &program.path,
                  NULL) < 0)
        return -EINVAL;
    program.language = language_of(xml_attribute(source, "type"));
    program.files = read_resources(polygon);
    *ret_program = program;
    return 0;
}

static void read_checker(const struct polygon *polygon, const struct xml_node *assets)
{
    const struct xml_node *node = xml_find(assets, "checker");
    struct problem_checker *checker = &polygon->problem->checker;
    const char *type = xml_attribute(node, "type");
    struct problem_program *program;

    if (!node) {
        checker->kind = CHECKER_TOKENS; /* what Polygon takes without one: wcmp */
        checker->case_sensitive = 1;
        return;
    }
    if (type && strcmp(type, "testlib") != 0) {
        mismatch(polygon, node, type, "a checker of the type testlib");
        return;
    }
    program = arena_alloc(polygon->arena, sizeof(*program));
    checker->kind = CHECKER_PROGRAM;
    checker->protocol = PROTOCOL_TESTLIB;
    checker->programs = program;
    checker->program_count = 1;
    checker->gives_score = 1;
    read_program(polygon, node, program);
}

static void read_validators(const struct polygon *polygon, const struct xml_node *assets)
{
    const struct xml_node *validators = xml_find(assets, "validators");
    struct problem_program *programs =
        arena_alloc(polygon->arena, PROBLEM_PROGRAMS_MAX * sizeof(*programs));
    struct problem *problem = polygon->problem;

    problem->input_protocol = PROTOCOL_INPUT_TESTLIB;
    problem->input_validators = programs;
    for (const struct xml_node *node = xml_find(validators, "validator");
         node && problem->input_validator_count < PROBLEM_PROGRAMS_MAX; node = xml_next(node))
        if (read_program(polygon, node, &programs[problem->input_validator_count]) == 0)
            problem->input_validator_count++;
}

static void read_interactor(const struct polygon *polygon, const struct xml_node *assets)
{
    const struct xml_node *node = xml_find(assets, "interactor");

    if (!node)
        return;
    polygon->problem->interaction.kind = INTERACTION_TESTLIB;
    polygon->problem->interaction.protocol = PROTOCOL_TESTLIB;
    read_program(polygon, node, &polygon->problem->interaction.program);
}

/* ---- submissions ---- */

/* What each tag says of the verdict of the whole. */
static const struct tag {
    const char *name, *label;
    unsigned finals;
} TAGS[] = {
    {"main", "AC", 0},
    {"accepted", "AC", 0},
    {"wrong-answer", "WA", 0},
    {"presentation-error", "WA", 0},
    {"time-limit-exceeded", "TLE", 0},
    {"memory-limit-exceeded", "MLE", 0},
    {"failed", "RTE", 0},
    {"time-limit-exceeded-or-accepted", NULL, 1 << LABEL_TLE | 1 << LABEL_AC},
    {"time-limit-exceeded-or-memory-limit-exceeded", NULL, 1 << LABEL_TLE | 1 << LABEL_MLE},
    {"rejected", NULL,
     1 << LABEL_PA | 1 << LABEL_WA | 1 << LABEL_TLE | 1 << LABEL_MLE | 1 << LABEL_OLE |
         1 << LABEL_RTE | 1 << LABEL_SV},
};

static void read_submissions(const struct polygon *polygon, const struct xml_node *assets)
{
    const struct xml_node *solution = xml_find(xml_find(assets, "solutions"), "solution");
    struct problem *problem = polygon->problem;
    struct problem_submission *slots;
    size_t count = 0;

    for (const struct xml_node *at = solution; at; at = xml_next(at))
        count++;
    if (count > PROBLEM_SUBMISSIONS_MAX) {
        fail(polygon, solution, "found more than 10000 solutions");
        return;
    }
    slots = arena_alloc(polygon->arena, count * sizeof(*slots));
    problem->submissions = slots;
    for (; solution; solution = xml_next(solution)) {
        const struct xml_node *source = xml_find(solution, "source");
        const char *name = xml_attribute(solution, "tag");
        struct problem_submission *slot = &slots[problem->submission_count];
        const struct tag *tag = TAGS, *end = TAGS + sizeof(TAGS) / sizeof(TAGS[0]);
        int column;

        if (!source || !name || strcmp(name, "do-not-run") == 0)
            continue;
        while (tag < end && strcmp(tag->name, name) != 0)
            tag++;
        if (tag == end) {
            report_warning_at(polygon->report, polygon->source, solution->index,
                              "the tag \"%.60s\" of a solution is not known, so nothing is "
                              "expected of it",
                              name);
            continue;
        }
        if (find_file(polygon, source, xml_attribute(source, "path"), PACKAGE_SOURCE_MAX,
                      &slot->path, NULL) < 0)
            continue;
        slot->label = tag->label;
        slot->finals = tag->finals;
        slot->points = -1;
        slot->language = language_of(xml_attribute(source, "type"));
        slot->is_left_out = strcmp(tag->name, "time-limit-exceeded-or-accepted") == 0;
        source_locate(polygon->source, solution->index, &slot->line, &column);
        problem->submission_count++;
    }
}

/* ---- tests ---- */

/* "tests/%02d" with a number in it: the one conversion must be %d, with zeros and a width. */
static const char *make_path(const struct polygon *polygon, const struct xml_node *node,
                             const char *pattern, size_t number)
{
    const char *percent = strchr(pattern, '%'), *end;
    size_t width = 0;

    if (!percent)
        goto fail;
    end = percent + 1;
    while (isdigit((unsigned char)*end) && width < 100)
        width = width * 10 + (size_t)(*end++ - '0');
    if (*end != 'd' || width > 20 || strchr(end, '%') || (percent[1] != '0' && width > 0))
        goto fail;
    return arena_format(polygon->arena, "%.*s%0*zu%s", (int)(percent - pattern), pattern,
                        (int)width, number, end + 1);
fail:
    mismatch(polygon, node, pattern, "a pattern of names with one number, such as tests/%02d");
    return NULL;
}

static void read_data(const struct polygon *polygon, const struct xml_node *node,
                      const char *pattern, size_t number, struct problem_data *data)
{
    const char *path = make_path(polygon, node, pattern, number);
    int64_t size;

    if (path && find_file(polygon, node, path, PACKAGE_FILE_MAX, &path, &size) == 0)
        *data = (struct problem_data){.path = path, .size = (size_t)size};
}

struct drafts {
    const struct polygon *polygon;
    struct problem_case *cases;
    size_t case_count;
    struct problem_group *groups;
    const struct xml_node **group_nodes; /* <group> of each; NULL: there is none */
    size_t group_count;
};

static const char *group_name(const struct xml_node *test)
{
    const char *name = xml_attribute(test, "group");

    return name && *name ? name : NULL;
}

static const struct xml_node *find_group(const struct polygon *polygon, const char *name)
{
    const struct xml_node *group = xml_find(xml_find(polygon->testset, "groups"), "group");

    while (group &&
           (!xml_attribute(group, "name") || strcmp(xml_attribute(group, "name"), name) != 0))
        group = xml_next(group);
    return group;
}

/* With `complete-group` all of its points or none; with `each-test` the sum of its tests. */
static size_t add_group(struct drafts *drafts, const struct xml_node *test, const char *name)
{
    const struct polygon *polygon = drafts->polygon;
    const struct xml_node *node = find_group(polygon, name);
    const char *policy = xml_attribute(node, "points-policy");
    struct problem_group *group = &drafts->groups[drafts->group_count];
    int is_complete = policy && strcmp(policy, "complete-group") == 0;

    if (policy && !is_complete && strcmp(policy, "each-test") != 0)
        mismatch(polygon, node, policy, "a points policy: complete-group or each-test");
    if (strchr(name, '/') || strlen(name) > 200)
        mismatch(polygon, test, name, "the name of a group, without \"/\"");
    *group = (struct problem_group){
        .name = name,
        .points = -1,
        .score = is_complete ? SCORE_ALL : SCORE_SUM,
        .stop = is_complete ? STOP_FIRST : STOP_NEVER,
        .feedback = polygon->problem->feedback,
        .first_case = drafts->case_count,
        .case_score = CASE_SCORE_EITHER,
    };
    if (node && xml_attribute(node, "points"))
        read_points(polygon, node, &group->points);
    drafts->group_nodes[drafts->group_count] = node;
    return drafts->group_count++;
}

/* What Polygon tells validators: the set of tests and the group. The same for each of them. */
static const char *const *const *validator_args(const struct polygon *polygon,
                                                const struct xml_node *test)
{
    size_t count = polygon->problem->input_validator_count;
    const char *testset = xml_attribute(polygon->testset, "name"), *group = group_name(test);
    const char **args = arena_alloc(polygon->arena, 5 * sizeof(*args));
    const char *const **lists = arena_alloc(polygon->arena, (count + 1) * sizeof(*lists));

    args[0] = "--testset";
    args[1] = testset ? testset : "tests";
    args[2] = group ? "--group" : NULL;
    args[3] = group;
    args[4] = NULL;
    for (size_t i = 0; i < count; i++)
        lists[i] = args;
    return lists;
}

static int add_test(struct drafts *drafts, const struct xml_node *node, size_t number, size_t group)
{
    const struct polygon *polygon = drafts->polygon;
    struct problem_case *kase = &drafts->cases[drafts->case_count];
    const char *sample = xml_attribute(node, "sample");
    size_t errors = polygon->report->errors;

    *kase = (struct problem_case){
        .name = arena_format(polygon->arena, "%zu", number),
        .points = 1,
        .feedback = polygon->problem->feedback,
        .group = group,
        .place = node->index,
        .is_sample = sample && strcmp(sample, "true") == 0,
        .same_as = drafts->case_count,
        .input_args = validator_args(polygon, node),
    };
    if (polygon->problem->has_points) /* a test without stated points is worth none */
        kase->points = 0;
    read_points(polygon, node, &kase->points);
    read_data(polygon, node, polygon->input_pattern, number, &kase->in);
    if (polygon->report->errors == errors)
        read_data(polygon, node, polygon->answer_pattern, number, &kase->out);
    drafts->groups[group].end_case = ++drafts->case_count;
    return polygon->report->errors == errors ? 0 : -EINVAL;
}

/* Tests of a group stand together; then those without one, in the root. */
static int add_tests(struct drafts *drafts, const struct xml_node *first)
{
    const struct xml_node *test = first;
    size_t number = 1, group = 0;
    const char *name = NULL;

    for (; test; test = xml_next(test), number++) {
        const char *own = group_name(test);

        if (own && (!name || strcmp(own, name) != 0)) {
            for (size_t i = 1; i < drafts->group_count; i++)
                if (strcmp(drafts->groups[i].name, own) == 0)
                    return mismatch(drafts->polygon, test, own,
                                    "the tests of a group one after another: it had some before");
            if (drafts->group_count == PROBLEM_GROUPS_MAX)
                return fail(drafts->polygon, test, "found more than 10000 groups");
            group = add_group(drafts, test, own);
        }
        name = own;
        if (add_test(drafts, test, number, own ? group : 0) < 0)
            return -EINVAL;
    }
    return 0;
}

static void read_dependencies(struct drafts *drafts, size_t at)
{
    const struct polygon *polygon = drafts->polygon;
    const struct xml_node *node = xml_find(drafts->group_nodes[at], "dependencies");
    const struct xml_node *dependency = xml_find(node, "dependency");
    struct problem_group *group = &drafts->groups[at];
    size_t *requires = arena_alloc(polygon->arena, PROBLEM_REQUIRES_MAX * sizeof(*requires));

    group->requires = requires;
    for (; dependency; dependency = xml_next(dependency)) {
        const char *name = xml_attribute(dependency, "group");
        size_t i = 1;

        while (i < at && (!name || strcmp(drafts->groups[i].name, name) != 0))
            i++;
        if (i == at || group->require_count == PROBLEM_REQUIRES_MAX)
            mismatch(polygon, dependency, name, "the name of an earlier group");
        else
        requires[group->require_count++] = i;
    }
}

/* Points of the tests are what a group is worth unless it states its own. */
static void weigh_groups(struct drafts *drafts)
{
    for (size_t i = 1; i < drafts->group_count; i++) {
        struct problem_group *group = &drafts->groups[i];
        double sum = 0;

        for (size_t j = group->first_case; j < group->end_case; j++)
            sum += drafts->cases[j].points;
        if (group->points < 0)
            group->points = sum;
        if (sum <= 0) /* the group's points are shared evenly */
            for (size_t j = group->first_case; j < group->end_case; j++)
                drafts->cases[j].points = 1;
        read_dependencies(drafts, i);
    }
}

static int has_points(const struct polygon *polygon, const struct xml_node *test)
{
    const struct xml_node *group = xml_find(xml_find(polygon->testset, "groups"), "group");

    for (; test; test = xml_next(test))
        if (xml_attribute(test, "points"))
            return 1;
    for (; group; group = xml_next(group))
        if (xml_attribute(group, "points"))
            return 1;
    return 0;
}

static void read_tests(struct polygon *polygon)
{
    const struct xml_node *tests = xml_find(polygon->testset, "tests");
    const struct xml_node *test = xml_find(tests, "test");
    struct problem *problem = polygon->problem;
    struct drafts drafts = {.polygon = polygon, .group_count = 1};
    size_t count = 0;

    for (const struct xml_node *at = test; at; at = xml_next(at))
        count++;
    if (count == 0 || count > (size_t)problem_maxima.values[PROBLEM_MAXIMUM_CASES]) {
        fail(polygon, tests ? tests : polygon->testset,
             count == 0 ? "found no tests, expected at least one" : "found too many tests");
        return;
    }
    problem->has_points = has_points(polygon, test);
    drafts.cases = arena_alloc(polygon->arena, count * sizeof(*drafts.cases));
    drafts.groups = arena_alloc(polygon->arena, (count + 1) * sizeof(*drafts.groups));
    drafts.group_nodes = arena_alloc(polygon->arena, (count + 1) * sizeof(*drafts.group_nodes));
    drafts.groups[0] = (struct problem_group){.name = "",
                                              .parent = PROBLEM_NO_GROUP,
                                              .points = -1,
                                              .score = SCORE_SUM,
                                              .stop = problem->stop,
                                              .feedback = problem->feedback,
                                              .case_score = CASE_SCORE_EITHER};
    if (add_tests(&drafts, test) < 0)
        return;
    drafts.groups[0].end_case = drafts.case_count;
    if (problem->has_points)
        weigh_groups(&drafts);
    problem->cases = drafts.cases;
    problem->case_count = drafts.case_count;
    problem->groups = drafts.groups;
    problem->group_count = drafts.group_count;
}

/* ---- the whole ---- */

static int find_testset(struct polygon *polygon, const struct xml_node *judging)
{
    const struct xml_node *testset = xml_find(judging, "testset");
    const struct xml_node *input, *answer;

    polygon->testset = testset;
    for (; testset; testset = xml_next(testset)) {
        const char *name = xml_attribute(testset, "name");

        if (name && strcmp(name, "tests") == 0)
            polygon->testset = testset;
    }
    if (!polygon->testset)
        return fail(polygon, judging ? judging : polygon->root,
                    "found no tests, expected <judging><testset name=\"tests\">");
    input = xml_find(polygon->testset, "input-path-pattern");
    answer = xml_find(polygon->testset, "answer-path-pattern");
    if (!input || !answer)
        return fail(polygon, polygon->testset,
                    "found no patterns of the names of tests, expected <input-path-pattern> and "
                    "<answer-path-pattern>");
    polygon->input_pattern = input->text;
    polygon->answer_pattern = answer->text;
    return 0;
}

static const char *read_file_name(const struct polygon *polygon, const struct xml_node *judging,
                                  const char *key)
{
    const char *name = xml_attribute(judging, key);

    if (!name || !*name)
        return NULL;
    if (package_is_name(name) && strlen(name) <= 200 && schema_is_line(name, strlen(name)))
        return name;
    mismatch(polygon, judging, name, "the name of a file without a folder");
    return NULL;
}

/* Files that programs read and write in place of stdin and stdout. */
static void read_file_names(const struct polygon *polygon, const struct xml_node *judging)
{
    struct problem *problem = polygon->problem;

    problem->input_name = read_file_name(polygon, judging, "input-file");
    problem->output_name = read_file_name(polygon, judging, "output-file");
    if (problem->input_name && problem->output_name &&
        strcmp(problem->input_name, problem->output_name) == 0)
        mismatch(polygon, judging, problem->input_name, "two files, one of them for the output");
    if ((problem->input_name || problem->output_name) &&
        problem->interaction.kind != INTERACTION_NONE)
        fail(polygon, judging,
             "found files of the program's (input-file, output-file) beside an interactor, with "
             "which it speaks on stdin and stdout; expected both to be empty");
}

int polygon_read(int dir_fd, const struct source *source, struct problem *problem,
                 struct report *report)
{
    struct polygon polygon = {.source = source,
                              .report = report,
                              .arena = &problem->arena,
                              .dir_fd = dir_fd,
                              .problem = problem};
    const struct xml_node *judging, *assets;
    size_t errors = report->errors;

    polygon.root = xml_tree_parse(source, &problem->arena, report);
    if (!polygon.root)
        return -EINVAL;
    if (strcmp(polygon.root->name, "problem") != 0)
        return mismatch(&polygon, polygon.root, polygon.root->name,
                        "a problem of Polygon: <problem>");
    problem->format = PROBLEM_POLYGON;
    problem->passes = problem->interaction.processes = 1;
    problem->may_write = 1;
    judging = xml_find(polygon.root, "judging");
    assets = xml_find(polygon.root, "assets");
    if (find_testset(&polygon, judging) < 0)
        return -EINVAL;
    read_name(&polygon);
    read_limits(&polygon);
    read_file_names(&polygon, judging);
    read_checker(&polygon, assets);
    read_validators(&polygon, assets);
    read_interactor(&polygon, assets);
    read_tests(&polygon);
    read_submissions(&polygon, assets);
    return report->errors > errors ? -EINVAL : 0;
}
