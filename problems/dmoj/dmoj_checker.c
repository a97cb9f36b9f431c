/* What judges an output: a checker of DMOJ's own, one of the author's in a cell, or an interactor.
 */
#include "problems/dmoj/dmoj_parts.h"
#include "problems/limits.h"

#include <errno.h>
#include <string.h>

static const struct yaml_node *find_argument(const struct yaml_node *args, const char *name)
{
    return args ? dmoj_find_here(args, name) : NULL;
}

static void read_precision(const struct dmoj *dmoj, const struct yaml_node *args,
                           struct problem_checker *checker, int absolute, int relative)
{
    const struct yaml_node *node = find_argument(args, "precision");
    const char *tolerance;
    int64_t precision = 6;

    if (node)
        schema_integer(&dmoj->schema, node, "a number of decimals, 0 to 99", 0, 99, &precision);
    tolerance = arena_format(dmoj->arena, "1e-%d", (int)precision);
    checker->kind = CHECKER_FLOATS;
    checker->same_lines = checker->case_sensitive = 1;
    checker->absolute = absolute ? tolerance : NULL;
    checker->relative = relative ? tolerance : NULL;
}

static void read_floats(const struct dmoj *dmoj, const struct yaml_node *args,
                        struct problem_checker *checker)
{
    static const char *const modes[] = {"default", "absolute", "relative", NULL};
    const struct yaml_node *node = find_argument(args, "error_mode");
    size_t mode = 0;

    if (node)
        schema_choice(&dmoj->schema, node, "an error mode", modes, &mode);
    read_precision(dmoj, args, checker, mode != 2, mode != 1);
}

static void read_floatsabs(const struct dmoj *dmoj, const struct yaml_node *args,
                           struct problem_checker *checker)
{
    read_precision(dmoj, args, checker, 1, 0);
}

static void read_floatsrel(const struct dmoj *dmoj, const struct yaml_node *args,
                           struct problem_checker *checker)
{
    read_precision(dmoj, args, checker, 0, 1);
}

static void read_standard(const struct dmoj *dmoj, const struct yaml_node *args,
                          struct problem_checker *checker)
{
    (void)dmoj, (void)args;
    checker->kind = CHECKER_TOKENS;
    checker->same_lines = checker->case_sensitive = 1;
}

static void read_easy(const struct dmoj *dmoj, const struct yaml_node *args,
                      struct problem_checker *checker)
{
    (void)dmoj, (void)args;
    checker->kind = CHECKER_LETTERS;
}

/* `pe_allowed` only changes what DMOJ says of white space; our message shows where it differs. */
static void read_identical(const struct dmoj *dmoj, const struct yaml_node *args,
                           struct problem_checker *checker)
{
    (void)dmoj, (void)args;
    checker->kind = CHECKER_EXACT;
}

static void read_sorted(const struct dmoj *dmoj, const struct yaml_node *args,
                        struct problem_checker *checker)
{
    static const char *const units[] = {"lines", "whitespace", NULL};
    const struct yaml_node *node = find_argument(args, "split_on");
    size_t unit = 0;

    if (node)
        schema_choice(&dmoj->schema, node, "what is sorted", units, &unit);
    checker->kind = CHECKER_UNORDERED;
    checker->unordered = unit == 0 ? UNORDERED_TOKEN_LINES : UNORDERED_TOKENS;
}

static void read_unordered(const struct dmoj *dmoj, const struct yaml_node *args,
                           struct problem_checker *checker)
{
    (void)dmoj, (void)args;
    checker->kind = CHECKER_UNORDERED;
    checker->unordered = UNORDERED_TOKENS;
}

static void read_rstripped(const struct dmoj *dmoj, const struct yaml_node *args,
                           struct problem_checker *checker)
{
    const struct yaml_node *node = find_argument(args, "filter_new_line");

    checker->kind = CHECKER_EACH_LINE;
    checker->lines = (struct problem_line_rules){.white = LINE_WHITE_RIGHT};
    if (node)
        dmoj_read_boolean(dmoj, node, &checker->lines.drops_empty);
}

static void read_linecount(const struct dmoj *dmoj, const struct yaml_node *args,
                           struct problem_checker *checker)
{
    (void)dmoj, (void)args; /* `feedback`: whether DMOJ shows which lines are right */
    checker->kind = CHECKER_EACH_LINE;
    checker->lines = (struct problem_line_rules){
        .white = LINE_WHITE_BOTH, .drops_empty = 1, .may_be_fewer = 1, .is_partial = 1};
}

static void read_linematches(const struct dmoj *dmoj, const struct yaml_node *args,
                             struct problem_checker *checker)
{
    static const char what[] = "the points of each line: a list of numbers, 0 or more";
    const struct yaml_node *node = find_argument(args, "point_distribution");
    const struct yaml_node *filler = find_argument(args, "filler_lines_required");
    double *points = arena_alloc(dmoj->arena, sizeof(*points));
    size_t count = 0;
    double sum = 0;
    int is_same = 1;

    points[count++] = sum = 1;
    if (node && schema_list(&dmoj->schema, node, what) == 0) {
        points = arena_alloc(dmoj->arena, node->count * sizeof(*points));
        count = 0;
        sum = 0;
        for (const struct yaml_node *item = node->first; item; item = item->next) {
            schema_number(&dmoj->schema, item, what, 0, 1e9, &points[count]);
            sum += points[count++];
        }
        if (sum <= 0)
            schema_mismatch(&dmoj->schema, node, "points above 0 in all");
    }
    if (filler)
        dmoj_read_boolean(dmoj, filler, &is_same);
    checker->kind = CHECKER_EACH_LINE;
    checker->lines = (struct problem_line_rules){.white = LINE_WHITE_COUNTS,
                                                 .drops_empty = 1,
                                                 .may_be_fewer = !is_same,
                                                 .may_be_more = !is_same,
                                                 .is_partial = 1,
                                                 .points = points,
                                                 .point_count = count};
}

static int read_type(const struct dmoj *dmoj, const struct yaml_node *mapping,
                     enum problem_protocol *ret_protocol)
{
    static const char *const types[] = {"default", "testlib", "coci", "peg", NULL};
    static const enum problem_protocol protocols[] = {PROTOCOL_DMOJ, PROTOCOL_TESTLIB,
                                                      PROTOCOL_COCI, PROTOCOL_PEG};
    const struct yaml_node *node = dmoj_find_here(mapping, "type");
    size_t type = 0;

    if (node && schema_choice(&dmoj->schema, node, "how it is called", types, &type) < 0)
        return -EINVAL;
    *ret_protocol = protocols[type];
    return 0;
}

static void read_bridged(const struct dmoj *dmoj, const struct yaml_node *args,
                         struct problem_checker *checker)
{
    static const char *const keys[] = {"files",
                                       "lang",
                                       "type",
                                       "time_limit",
                                       "memory_limit",
                                       "compiler_time_limit",
                                       "flags",
                                       "feedback",
                                       "args_format_string",
                                       "cached",
                                       NULL};
    struct problem_program *program = arena_alloc(dmoj->arena, sizeof(*program));

    checker->kind = CHECKER_PROGRAM;
    checker->programs = program;
    checker->program_count = 1;
    checker->gives_score = 1;
    dmoj_check_keys(dmoj, args, "the arguments of a bridged checker", keys);
    if (dmoj_read_format(dmoj, args, &checker->args, &checker->args_are_all) == 0 &&
        read_type(dmoj, args, &checker->protocol) == 0)
        dmoj_read_program(dmoj, args, dmoj_find_here(args, "files"), program);
}

/* As long as the submission may take, and what the author wants before that. */
static void set_patience(const struct dmoj *dmoj, const struct yaml_node *node,
                         struct problem_limits *limits)
{
    struct problem_limits own = problem_limits_for(dmoj->problem, "");
    const struct yaml_node *more = dmoj_find_here(node, "preprocessing_time");
    double seconds = 2;
    int64_t wall_us;

    if (more)
        schema_number(&dmoj->schema, more, "a time in seconds", 0, 3600, &seconds);
    limits->time_us = own.time_us + (int64_t)(seconds * 1e6);
    wall_us = own.wall_us + 2 * (int64_t)(seconds * 1e6) + 1000000;
    if (wall_us > problem_maxima.values[PROBLEM_LIMIT_WALL])
        wall_us = problem_maxima.values[PROBLEM_LIMIT_WALL];
    limits->wall_us = wall_us;
}

/* DMOJ's interactors need not flush, unless they say so. */
static void unbuffer(const struct dmoj *dmoj, const struct yaml_node *node,
                     struct problem_program *program)
{
    const struct yaml_node *unbuffered = dmoj_find_here(node, "unbuffered");
    const char *ending = dmoj_c_ending(program);
    int is_unbuffered = 1;

    if (unbuffered && !dmoj_is_nothing(unbuffered))
        dmoj_read_boolean(dmoj, unbuffered, &is_unbuffered);
    if (!is_unbuffered || !ending)
        return;
    program->made = arena_alloc(dmoj->arena, sizeof(*program->made));
    *(struct problem_laid *)program->made = dmoj_unbuffered(dmoj, ending);
    program->made_count = 1;
}

void dmoj_read_interactor(const struct dmoj *dmoj, const struct yaml_node *node)
{
    static const char *const keys[] = {"files",
                                       "lang",
                                       "type",
                                       "preprocessing_time",
                                       "memory_limit",
                                       "compiler_time_limit",
                                       "flags",
                                       "args_format_string",
                                       "feedback",
                                       "unbuffered",
                                       NULL};
    struct problem_interaction *interaction = &dmoj->problem->interaction;

    if (schema_mapping(&dmoj->schema, node, "an interactor, such as {files: interactor.cpp}") < 0)
        return;
    dmoj_check_keys(dmoj, node, "an interactor", keys);
    interaction->kind = INTERACTION_DMOJ;
    interaction->processes = 1;
    dmoj->problem->checker.gives_score = 1;
    if (dmoj_read_format(dmoj, node, &interaction->args, &interaction->args_are_all) < 0 ||
        read_type(dmoj, node, &interaction->protocol) < 0 ||
        dmoj_read_program(dmoj, node, dmoj_find_here(node, "files"), &interaction->program) < 0)
        return;
    if (interaction->protocol == PROTOCOL_PEG && !interaction->args_are_all)
        schema_mismatch(&dmoj->schema, dmoj_find_here(node, "type"),
                        "an interactor of another type, or `args_format_string`: peg says nothing "
                        "of how one is called");
    set_patience(dmoj, node, &interaction->program.limits);
    unbuffer(dmoj, node, &interaction->program);
}

static const struct {
    const char *name;
    void (*read)(const struct dmoj *dmoj, const struct yaml_node *args,
                 struct problem_checker *checker);
} CHECKERS[] = {
    {"standard", read_standard},   {"easy", read_easy},
    {"floats", read_floats},       {"floatsabs", read_floatsabs},
    {"floatsrel", read_floatsrel}, {"identical", read_identical},
    {"linecount", read_linecount}, {"linematches", read_linematches},
    {"sorted", read_sorted},       {"unordered", read_unordered},
    {"rstripped", read_rstripped}, {"bridged", read_bridged},
};
enum { CHECKER_COUNT = sizeof(CHECKERS) / sizeof(CHECKERS[0]) };

static int read_named(const struct dmoj *dmoj, const struct yaml_node *name,
                      const struct yaml_node *args, struct problem_checker *checker)
{
    const char *names[CHECKER_COUNT + 1] = {NULL};
    size_t which;

    for (size_t i = 0; i < CHECKER_COUNT; i++)
        names[i] = CHECKERS[i].name;
    if (name->kind == YAML_KIND_SCALAR && strchr(name->text, '.')) {
        report_error_at(dmoj->report, dmoj->source, name->index,
                        "found a checker in Python: a module that DMOJ loads into the judge, with "
                        "access to all of it; assay does not run it. Write it as a program "
                        "(name: bridged), which runs in a cell");
        return -EINVAL;
    }
    if (schema_choice(&dmoj->schema, name, "a checker", names, &which) < 0)
        return -EINVAL;
    if (args && schema_mapping(&dmoj->schema, args, "the arguments of a checker") < 0)
        return -EINVAL;
    if (CHECKERS[which].read == read_bridged && !args)
        return schema_mismatch(&dmoj->schema, name, "a bridged checker with `args`");
    CHECKERS[which].read(dmoj, args, checker);
    return 0;
}

int dmoj_read_checker(const struct dmoj *dmoj, const struct dmoj_scope *scope,
                      struct problem_checker *ret_checker)
{
    const struct yaml_node *node = dmoj_find(scope, "checker"), *name = node, *args = NULL;

    if (!node) {
        read_standard(dmoj, NULL, ret_checker);
        return 0;
    }
    if (node->kind == YAML_KIND_MAPPING) {
        name = dmoj_find_here(node, "name");
        args = dmoj_find_here(node, "args");
        if (!name)
            return schema_mismatch(&dmoj->schema, node, "a checker: {name: ..., args: {...}}");
        if (args && dmoj_is_nothing(args))
            args = NULL;
    }
    return read_named(dmoj, name, args, ret_checker);
}
