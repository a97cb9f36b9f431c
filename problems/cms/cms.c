#include "problems/cms/cms.h"

#include "base/buffer.h"
#include "base/fd.h"
#include "problems/cms/cms_gen.h"
#include "problems/limits.h"
#include "problems/package.h"
#include "problems/yaml/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>

enum { GEN_SIZE_MAX = 16 << 20 };

struct cms {
    const struct source *source;
    struct report *report;
    struct schema schema;
    struct arena *arena;
    int dir_fd;
    struct problem *problem;
    const struct yaml_node *root;
    const char *short_name; /* of the task, where it can be that of a file; else NULL */
    struct cms_subtask *subtasks;
    size_t subtask_count, case_count;
    enum problem_score score; /* of a subtask */
    enum problem_case_score case_score;
    const double *thresholds; /* of each subtask (GroupThreshold) */
    double case_points;       /* without subtasks */
};

/* What the judging does not depend on, too, so that a slip of the pen is seen. */
static const char *const KEYS[] = {"name",
                                   "nome_breve",
                                   "title",
                                   "nome",
                                   "time_limit",
                                   "timeout",
                                   "memory_limit",
                                   "memlimit",
                                   "infile",
                                   "outfile",
                                   "n_input",
                                   "total_value",
                                   "output_only",
                                   "score_type",
                                   "score_type_parameters",
                                   "public_testcases",
                                   "risultati",
                                   "feedback_level",
                                   "num_processes",
                                   "user_io",
                                   "score_mode",
                                   "score_precision",
                                   "primary_language",
                                   "token_mode",
                                   "token_max_number",
                                   "token_min_interval",
                                   "token_gen_initial",
                                   "token_gen_number",
                                   "token_gen_interval",
                                   "token_gen_max",
                                   "token_initial",
                                   "token_total",
                                   "token_max",
                                   "token_gen_time",
                                   "max_submission_number",
                                   "max_user_test_number",
                                   "min_submission_interval",
                                   "min_user_test_interval",
                                   "output_only_testcases",
                                   "output_optional_testcases",
                                   "submission_format",
                                   "difficulty",
                                   NULL};

static const struct yaml_node *find(const struct cms *cms, const char *name, const char *old_name)
{
    const struct yaml_node *node = schema_find(cms->root, name);

    if (!node && old_name)
        node = schema_find(cms->root, old_name);
    return node && node->kind == YAML_KIND_SCALAR && node->plain && node->size == 0 ? NULL : node;
}

static void warn_of_keys(const struct cms *cms)
{
    for (const struct yaml_node *key = cms->root->first; key; key = key->next->next) {
        const char *const *name = KEYS;
        struct buffer shown = BUFFER_INIT;
        const char *nearest;

        if (key->kind != YAML_KIND_SCALAR)
            continue;
        while (*name && strcmp(*name, key->text) != 0)
            name++;
        if (*name)
            continue;
        nearest = schema_nearest(key->text, KEYS);
        buffer_append_escaped(&shown, key->text, key->size, 60);
        report_warning_at(cms->report, cms->source, key->index,
                          "the unknown key \"%s\" in a task of CMS is ignored%s%s%s", shown.data,
                          nearest ? "; did you mean \"" : "", nearest ? nearest : "",
                          nearest ? "\"?" : "");
        buffer_release(&shown);
    }
}

static void refuse(const struct cms *cms, const struct yaml_node *node, const char *why)
{
    report_error_at(cms->report, cms->source, node ? node->index : cms->root->index, "%s", why);
}

/* ---- limits ---- */

static int keep_limit(const struct cms *cms, const struct yaml_node *node, enum problem_limit which,
                      int64_t value, int64_t *limit)
{
    if (value > problem_maxima.values[which]) {
        char most[32];

        problem_maximum_show(which, problem_maxima.values[which], most, sizeof(most));
        report_error_at(cms->report, cms->source, node->index,
                        "the package asks for more than the operator gives at most: %s (`maxima`)",
                        most);
        return -EINVAL;
    }
    if (*limit < 0)
        *limit = value;
    return 0;
}

static void read_limits(const struct cms *cms)
{
    const struct yaml_node *time = find(cms, "time_limit", "timeout");
    const struct yaml_node *memory = find(cms, "memory_limit", "memlimit");
    struct problem_limits *limits = &cms->problem->limits;
    double seconds;
    int64_t mib;

    if (time && schema_number(&cms->schema, time, "a time limit in seconds, 0.001 to 3600", 0.001,
                              3600, &seconds) == 0)
        keep_limit(cms, time, PROBLEM_LIMIT_TIME, (int64_t)llround(seconds * 1e6),
                   &limits->time_us);
    if (memory && schema_integer(&cms->schema, memory, "a memory limit in MiB, 1 to 1048576", 1,
                                 1 << 20, &mib) == 0)
        keep_limit(cms, memory, PROBLEM_LIMIT_MEMORY, mib * 1024, &limits->memory_kib);
}

static void read_name(struct cms *cms)
{
    const struct yaml_node *title = find(cms, "title", "nome");
    const struct yaml_node *name = find(cms, "name", "nome_breve");

    if (name && schema_line(&cms->schema, name, "a name", 60, &cms->short_name) == 0 &&
        !package_is_name(cms->short_name))
        cms->short_name = NULL;
    if (!title)
        title = name;
    if (title)
        schema_line(&cms->schema, title, "a title on one line", 200, &cms->problem->name);
}

/* ---- programs ---- */

static int is_there(const struct cms *cms, const char *path)
{
    struct error err;
    int fd = package_open(cms->dir_fd, path, PACKAGE_FILE_MAX, NULL, &err);
    int found = fd >= 0;

    fd_close(&fd);
    return found;
}

/* CMS wants a program that its author built; where only its source is there, that is built. */
static int find_program(const struct cms *cms, const char *const *stems,
                        struct problem_program *ret_program)
{
    static const char *const endings[] = {"", ".cpp", ".cc", ".c", ".py", ".pas"};

    for (; *stems; stems++)
        for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
            const char *path = arena_format(cms->arena, "%s%s", *stems, endings[i]);

            if (!is_there(cms, path))
                continue;
            *ret_program = (struct problem_program){
                .path = path, .limits = {-1, -1, -1, -1, -1, -1}, .compile_us = -1};
            return 1;
        }
    return 0;
}

static void read_checker(const struct cms *cms)
{
    static const char *const stems[] = {"check/checker", "cor/correttore", NULL};
    struct problem_checker *checker = &cms->problem->checker;
    struct problem_program program;

    if (find_program(cms, stems, &program)) {
        checker->kind = CHECKER_PROGRAM;
        checker->programs = arena_memdup(cms->arena, &program, sizeof(program));
        checker->program_count = 1;
        checker->protocol = PROTOCOL_CMS;
        checker->gives_score = 1;
    } else {
        checker->kind = CHECKER_EACH_LINE; /* white-diff */
        checker->lines = (struct problem_line_rules){
            .white = LINE_WHITE_RUNS, .newline_only = 1, .leaves_blank_end = 1};
    }
}

static int read_manager(const struct cms *cms)
{
    static const char *const stems[] = {"check/manager", "cor/manager", NULL};
    static const char *const ways[] = {"std_io", "fifo_io", NULL};
    struct problem_interaction *interaction = &cms->problem->interaction;
    const struct yaml_node *processes = find(cms, "num_processes", NULL);
    const struct yaml_node *way = find(cms, "user_io", NULL);
    size_t which = 0;

    if (!find_program(cms, stems, &interaction->program))
        return 0;
    interaction->kind = INTERACTION_CMS;
    interaction->protocol = PROTOCOL_CMS;
    if (processes)
        schema_integer(&cms->schema, processes, "a number of processes, 1 to 100", 1, 100,
                       &interaction->processes);
    if (way)
        schema_choice(&cms->schema, way, "how a process speaks with the manager", ways, &which);
    interaction->over_fifos = way ? which == 1 : -1;
    if (interaction->processes > 1)
        report_error_at(cms->report, cms->source, processes->index,
                        "found a manager that speaks with %d processes of a submission, expected "
                        "1: assay runs one beside it",
                        (int)interaction->processes);
    return 1;
}

/* Its pipes have the names of the two FIFOs, in the order in which CMS gives them. */
static const char *const *process_args(const struct cms *cms)
{
    static const char *const names[] = {"/dev/stdin", "/dev/stdout", NULL};

    return cms->problem->interaction.kind == INTERACTION_CMS && cms->problem->interaction.over_fifos
               ? names
               : NULL;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* sol/grader.EXT, and headers: compiled with the submission. `stem`: "grader" or "stub". */
static void read_include(const struct cms *cms, const char *stem)
{
    static const struct {
        const char *ending;
        const char *languages[3];
        int is_entry; /* it is what runs, and finds the submission by the task's name */
    } kinds[] = {{".c", {"c"}, 0},       {".cpp", {"cpp20", "cpp17"}, 0},
                 {".java", {"java"}, 0}, {".pas", {"pascal"}, 1},
                 {".cs", {"csharp"}, 0}, {".py", {"python3", "pypy3"}, 1},
                 {".rs", {"rust"}, 0},   {".hs", {"haskell"}, 0}};
    enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };
    struct problem_include *includes = arena_alloc(cms->arena, 3 * KINDS * sizeof(*includes));
    const char *const *names = NULL;
    struct problem *problem = cms->problem;
    size_t name_count = 0;
    struct error err;

    if (package_list(cms->dir_fd, "sol", cms->arena, &names, &name_count, &err) < 0)
        return;
    for (size_t i = 0; i < KINDS; i++) {
        const char *grader = arena_format(cms->arena, "sol/%s%s", stem, kinds[i].ending);
        const char **paths;
        size_t count = 0;

        if (!is_there(cms, grader))
            continue;
        paths = arena_alloc(cms->arena, (PROBLEM_INCLUDES_MAX + 1) * sizeof(*paths));
        paths[count++] = grader;
        for (size_t j = 0; j < name_count && count < PROBLEM_INCLUDES_MAX; j++) {
            const char *dot = strrchr(names[j], '.');

            if (dot &&
                (strcmp(dot, ".h") == 0 || strcmp(dot, ".hpp") == 0 || strcmp(dot, "lib.pas") == 0))
                paths[count++] = arena_format(cms->arena, "sol/%s", names[j]);
        }
        for (size_t j = 0; kinds[i].languages[j]; j++)
            includes[problem->include_count++] =
                (struct problem_include){.language = kinds[i].languages[j],
                                         .paths = paths,
                                         .own_name = kinds[i].is_entry ? cms->short_name : NULL,
                                         .entry = kinds[i].is_entry ? base_name(grader) : NULL};
    }
    problem->includes = includes;
}

/* ---- the score ---- */

/* [[points, cases], ...], and a threshold behind them for GroupThreshold. */
static void read_parameters(struct cms *cms, const struct yaml_node *node, int has_thresholds)
{
    static const char what[] = "the subtasks: [[points, number of cases], ...]";
    double *thresholds;
    size_t count = 0;

    if (schema_list(&cms->schema, node, what) < 0)
        return;
    if (node->count >= PROBLEM_GROUPS_MAX) {
        schema_mismatch(&cms->schema, node, "fewer subtasks");
        return;
    }
    cms->subtasks = arena_alloc(cms->arena, node->count * sizeof(*cms->subtasks));
    thresholds = arena_alloc(cms->arena, node->count * sizeof(*thresholds));
    for (const struct yaml_node *item = node->first; item; item = item->next) {
        const struct yaml_node *value;
        int64_t cases = 0;

        if (schema_list(&cms->schema, item, what) < 0)
            return;
        if (item->count != (has_thresholds ? 3u : 2u)) {
            schema_mismatch(&cms->schema, item, what);
            return;
        }
        value = item->first;
        schema_number(&cms->schema, value, "the points of a subtask", 0, 1e9,
                      &cms->subtasks[count].points);
        if (schema_integer(&cms->schema, value->next,
                           "a number of cases (patterns for their names are not supported)", 1,
                           PROBLEM_CASES_MAX, &cases) == 0)
            cms->subtasks[count].cases = (size_t)cases;
        if (has_thresholds)
            schema_number(&cms->schema, value->next->next, "a threshold", 0, 1e12,
                          &thresholds[count]);
        count++;
    }
    cms->subtask_count = count;
    cms->thresholds = has_thresholds ? thresholds : NULL;
}

static void read_score_type(struct cms *cms)
{
    static const char *const types[] = {"Sum", "GroupMin", "GroupMul", "GroupThreshold", NULL};
    const struct yaml_node *node = find(cms, "score_type", NULL);
    const struct yaml_node *parameters = find(cms, "score_type_parameters", NULL);
    size_t type;

    if (schema_choice(&cms->schema, node, "a score type", types, &type) < 0)
        return;
    if (type == 0) {
        schema_number(&cms->schema, parameters, "the points of a case", 0, 1e9, &cms->case_points);
        return;
    }
    cms->score = type == 2 ? SCORE_PRODUCT : SCORE_MIN;
    cms->case_score = type == 3 ? CASE_SCORE_UP_TO : CASE_SCORE_FACTOR;
    read_parameters(cms, parameters, type == 3);
}

static int read_gen(struct cms *cms, size_t *ret_count)
{
    struct buffer text = BUFFER_INIT;
    struct error err;
    int fd = package_open(cms->dir_fd, "gen/GEN", GEN_SIZE_MAX, NULL, &err);
    struct source source;
    int failed;

    if (fd == -ENOENT)
        return 0;
    failed = fd < 0 ? fd : fd_read_all(fd, GEN_SIZE_MAX, &text, "gen/GEN", &err);
    fd_close(&fd);
    if (failed < 0) {
        report_failure_at(cms->report, cms->source, cms->root->index, &err);
    } else {
        const char *name =
            arena_format(cms->arena, "%.*sgen/GEN",
                         (int)(strlen(cms->source->file) - strlen("task.yaml")), cms->source->file);

        source_init(&source, name, text.data, text.size);
        failed = cms_gen_read(&source, cms->arena, cms->report, &cms->subtasks, &cms->subtask_count,
                              ret_count);
        source_release(&source);
    }
    buffer_release(&text);
    return failed < 0 ? failed : 1;
}

/* How many cases there are, and what they are worth: stated in task.yaml, else in gen/GEN. */
static void read_score(struct cms *cms)
{
    const struct yaml_node *number = find(cms, "n_input", NULL);
    const struct yaml_node *type = find(cms, "score_type", NULL);
    const struct yaml_node *parameters = find(cms, "score_type_parameters", NULL);
    const struct yaml_node *total = find(cms, "total_value", NULL);
    int64_t stated = -1;
    double worth = 100;
    size_t found = 0;
    int gen;

    if (number)
        schema_integer(&cms->schema, number, "a number of test cases", 1, PROBLEM_CASES_MAX,
                       &stated);
    if (total)
        schema_number(&cms->schema, total, "points", 0, 1e9, &worth);
    if (number && type && parameters) {
        cms->case_count = stated > 0 ? (size_t)stated : 0;
        read_score_type(cms);
        return;
    }
    if (type || parameters)
        report_warning_at(cms->report, cms->source, (type ? type : parameters)->index,
                          "the score type holds only where `score_type`, `score_type_parameters` "
                          "and `n_input` are all stated; it is ignored");
    gen = read_gen(cms, &found);
    if (gen < 0)
        return;
    if (gen == 0 && !number)
        refuse(cms, NULL,
               "found neither `n_input` nor gen/GEN, so the number of test cases is "
               "not known; expected one of them");
    cms->case_count = gen > 0 ? found : stated > 0 ? (size_t)stated : 0;
    if (gen > 0 && stated >= 0 && (size_t)stated != found)
        report_error_at(cms->report, cms->source, number->index,
                        "found %lld cases here and %zu in gen/GEN, expected the same number",
                        (long long)stated, found);
    cms->case_points = cms->case_count > 0 ? worth / (double)cms->case_count : 0;
}

/* ---- cases ---- */

static void read_data(const struct cms *cms, const char *path, struct problem_data *data)
{
    int64_t most = problem_maxima.values[PROBLEM_MAXIMUM_FILE] * 1024, size;
    struct error err;
    int fd = package_open(cms->dir_fd, path, most < PACKAGE_FILE_MAX ? most : PACKAGE_FILE_MAX,
                          &size, &err);

    if (fd < 0)
        report_failure_at(cms->report, cms->source, cms->root->index, &err);
    else
        *data = (struct problem_data){.path = path, .size = (size_t)size};
    fd_close(&fd);
}

static void add_cases(const struct cms *cms, struct problem_case *cases, size_t group, size_t first,
                      size_t end, double points)
{
    size_t errors = cms->report->errors;

    for (size_t i = first; i < end && cms->report->errors == errors; i++) {
        cases[i] = (struct problem_case){
            .name = arena_format(cms->arena, "%03zu", i),
            .points = points,
            .feedback = cms->problem->feedback,
            .group = group,
            .place = cms->root->index,
            .same_as = i,
            .args = process_args(cms),
        };
        read_data(cms, arena_format(cms->arena, "input/input%zu.txt", i), &cases[i].in);
        read_data(cms, arena_format(cms->arena, "output/output%zu.txt", i), &cases[i].out);
    }
}

static void read_cases(const struct cms *cms)
{
    struct problem *problem = cms->problem;
    size_t count = cms->case_count, next = 0;
    struct problem_case *cases = arena_alloc(cms->arena, count * sizeof(*cases));
    struct problem_group *groups =
        arena_alloc(cms->arena, (cms->subtask_count + 1) * sizeof(*groups));

    groups[0] = (struct problem_group){.name = "",
                                       .parent = PROBLEM_NO_GROUP,
                                       .points = -1,
                                       .score = SCORE_SUM,
                                       .stop = STOP_NEVER,
                                       .feedback = problem->feedback,
                                       .end_case = count,
                                       .case_score = CASE_SCORE_FACTOR};
    for (size_t i = 0; i < cms->subtask_count; i++) {
        size_t end = next + cms->subtasks[i].cases;

        if (end > count || (i + 1 == cms->subtask_count && end < count)) {
            refuse(cms, find(cms, "n_input", NULL),
                   "the subtasks together have another number of cases than there are");
            return;
        }
        groups[i + 1] = (struct problem_group){
            .name = arena_format(cms->arena, "subtask %zu", i + 1),
            .points = cms->subtasks[i].points,
            .score = cms->score,
            .feedback = problem->feedback,
            .first_case = next,
            .end_case = end,
            .case_score = cms->case_score,
            .case_most = cms->thresholds ? cms->thresholds[i] : 0,
        };
        add_cases(cms, cases, i + 1, next, end, 1);
        next = end;
    }
    if (cms->subtask_count == 0)
        add_cases(cms, cases, 0, 0, count, cms->case_points);
    problem->cases = cases;
    problem->case_count = count;
    problem->groups = groups;
    problem->group_count = cms->subtask_count + 1;
    problem->has_points = 1;
}

/* A file of the working directory; NULL: stdin or stdout. */
static const char *read_file_name(const struct cms *cms, const char *key, const char *usual)
{
    const struct yaml_node *node = schema_find(cms->root, key);
    const char *name;

    if (!node)
        return usual;
    if (node->kind == YAML_KIND_SCALAR && node->size == 0)
        return NULL;
    if (schema_line(&cms->schema, node, "the name of a file", 200, &name) < 0)
        return NULL;
    if (!package_is_name(name)) {
        schema_mismatch(&cms->schema, node,
                        "the name of a file without a folder, or \"\" for stdin or stdout");
        return NULL;
    }
    return name;
}

/* `infile` and `outfile`, which both have a usual name. */
static void read_file_names(const struct cms *cms)
{
    struct problem *problem = cms->problem;

    problem->input_name = read_file_name(cms, "infile", "input.txt");
    problem->output_name = read_file_name(cms, "outfile", "output.txt");
    if (problem->input_name && problem->output_name &&
        strcmp(problem->input_name, problem->output_name) == 0)
        refuse(cms, find(cms, "outfile", NULL),
               "found the same name for the input and the output, expected two files");
}

static void read_kind(struct cms *cms)
{
    const struct yaml_node *output_only = find(cms, "output_only", NULL);
    static const char *const mixed[] = {"output_only_testcases", "output_optional_testcases"};

    for (size_t i = 0; i < 2; i++) {
        const struct yaml_node *node = find(cms, mixed[i], NULL);

        if (node && node->size > 0)
            refuse(cms, node,
                   "found cases that are judged by an output handed in, beside others; "
                   "this version of assay takes programs or outputs, not both");
    }
    if (output_only)
        schema_boolean(&cms->schema, output_only, "true or false", &cms->problem->is_output_only);
    read_checker(cms);
    if (cms->problem->is_output_only)
        return;
    if (read_manager(cms)) {
        cms->problem->checker = (struct problem_checker){.gives_score = 1}; /* it decides alone */
        read_include(cms, "stub");
        if (cms->problem->interaction.over_fifos < 0) /* with stubs they know their names */
            cms->problem->interaction.over_fifos = cms->problem->include_count > 0;
        return;
    }
    read_file_names(cms);
    read_include(cms, "grader");
}

int cms_read(int dir_fd, const struct source *source, struct problem *problem,
             struct report *report)
{
    struct cms cms = {.source = source,
                      .report = report,
                      .schema = {.source = source, .report = report},
                      .arena = &problem->arena,
                      .dir_fd = dir_fd,
                      .problem = problem,
                      .score = SCORE_MIN,
                      .case_score = CASE_SCORE_FACTOR};
    struct yaml_tree tree = {0};
    size_t errors = report->errors;
    int failed = yaml_tree_parse(source, &YAML_BOUNDS, &problem->arena, &tree, report);

    if (failed < 0)
        return failed;
    if (schema_mapping(&cms.schema, tree.root, "a task of CMS: a mapping") < 0)
        return -EINVAL;
    cms.root = tree.root;
    problem->format = PROBLEM_CMS;
    problem->passes = problem->interaction.processes = 1;
    problem->may_write = 1;
    problem->stop = STOP_NEVER;
    warn_of_keys(&cms);
    read_name(&cms);
    read_limits(&cms);
    read_kind(&cms);
    read_score(&cms);
    if (report->errors == errors && cms.case_count == 0)
        refuse(&cms, NULL, "found no test cases, expected at least one");
    if (report->errors == errors)
        read_cases(&cms);
    return report->errors > errors ? -EINVAL : 0;
}
