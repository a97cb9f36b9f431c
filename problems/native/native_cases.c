#include "problems/native/native_cases.h"

#include "base/fd.h"
#include "base/memory.h"
#include "problems/limits.h"
#include "problems/native/native_calls.h"
#include "problems/native/native_groups.h"
#include "problems/native/native_program.h"
#include "problems/native/native_tests.h"
#include "problems/package.h"

#include <assert.h>
#include <errno.h>
#include <fnmatch.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_SIZE_MAX = 200, HINT_SIZE_MAX = 4096, CASE_REQUIRES_MAX = 100 };
static const double POINTS_MAX = 1e9;
static const char POINTS_WHAT[] = "points: a number from 0 to 1000000000";

/* A case before it has its name. */
struct draft {
    struct problem_case kase;
    size_t index;                     /* of its node in the source */
    const struct yaml_node *bonus;    /* where it says that it is one */
    const struct yaml_node *requires; /* where it says so */
    const char *stem;                 /* of the input file, or NULL */
    size_t number;                    /* within its group, from 1 */
};
struct drafts {
    const struct native *native;
    struct schema schema;
    struct arena *arena;
    struct draft *cases;
    size_t case_count;
    struct problem_group *groups;
    struct native_group *group_nodes; /* of each group in the source */
    size_t *group_numbers;            /* cases directly in each group so far */
    size_t group_count;
    int is_full; /* reported that there are too many */
};

static void read_list(struct drafts *drafts, const struct yaml_node *node, size_t group);

static int has_room(struct drafts *drafts, const struct yaml_node *node, size_t count, size_t max,
                    const char *what)
{
    if (count < max)
        return 1;
    if (!drafts->is_full)
        report_error_at(drafts->native->report, drafts->native->source, node->index,
                        "the problem has more than %zu %s, expected fewer", max, what);
    drafts->is_full = 1;
    return 0;
}

/* A new case with what it inherits; NULL when there are too many. */
static struct draft *add_case(struct drafts *drafts, const struct yaml_node *node, size_t group)
{
    size_t max = (size_t)problem_maxima.values[PROBLEM_MAXIMUM_CASES];
    struct draft *draft;

    if (!has_room(drafts, node, drafts->case_count, max,
                  max < PROBLEM_CASES_MAX ? "cases (the operator's `maxima`)" : "cases"))
        return NULL;
    if ((drafts->case_count & (drafts->case_count + 1)) == 0)
        drafts->cases =
            memory_grow(drafts->cases, 2 * drafts->case_count + 2, sizeof(*drafts->cases));
    draft = &drafts->cases[drafts->case_count++];
    *draft = (struct draft){
        .kase = {.points = 1,
                 .group = group,
                 .place = node->index,
                 .feedback = drafts->groups[group].feedback},
        .index = node->index,
        .number = ++drafts->group_numbers[group],
    };
    draft->kase.in.data = draft->kase.out.data = "";
    return draft;
}

static size_t add_group(struct drafts *drafts, const struct native_group *node,
                        const struct problem_group *group)
{
    size_t count = drafts->group_count;

    if ((count & (count + 1)) == 0) {
        drafts->groups = memory_grow(drafts->groups, 2 * count + 2, sizeof(*drafts->groups));
        drafts->group_nodes =
            memory_grow(drafts->group_nodes, 2 * count + 2, sizeof(*drafts->group_nodes));
        drafts->group_numbers =
            memory_grow(drafts->group_numbers, 2 * count + 2, sizeof(*drafts->group_numbers));
    }
    drafts->groups[count] = *group;
    drafts->groups[count].first_case = drafts->case_count;
    if (drafts->native->problem->checker.kind == CHECKER_PROGRAM)
        drafts->groups[count].case_score = CASE_SCORE_EITHER;
    drafts->group_nodes[count] = *node;
    drafts->group_numbers[count] = 0;
    return drafts->group_count++;
}

static void read_points(struct drafts *drafts, const struct yaml_node *node, double *points)
{
    if (!node)
        return;
    schema_number(&drafts->schema, node, POINTS_WHAT, 0, POINTS_MAX, points);
    drafts->native->problem->has_points = 1;
}

static void read_counts(struct drafts *drafts, const struct yaml_node *bonus,
                        const struct yaml_node *optional, struct draft *draft)
{
    struct native_counts counts;

    native_read_counts(drafts->native, bonus, optional, &counts);
    draft->kase.is_bonus = counts.is_bonus;
    draft->kase.is_optional = counts.is_optional;
    draft->bonus = counts.is_bonus ? bonus : NULL;
}

/* Bytes in place or in a file. Returns whether either was given. */
static int read_data(struct drafts *drafts, const struct yaml_node *bytes,
                     const struct yaml_node *file, const char *key, struct problem_data *data)
{
    const struct native *native = drafts->native;
    int64_t size = 0;

    if (bytes && file)
        report_error_at(native->report, native->source, file->index,
                        "found both \"%s\" and \"%s_file\", expected one of them", key, key);
    if (file) {
        if (native_read_path(native, file, PACKAGE_FILE_MAX, &data->path, &size) == 0)
            *data = (struct problem_data){.path = data->path, .size = (size_t)size};
    } else if (bytes) {
        if (schema_bytes(&drafts->schema, bytes, "text; write \"\" where it is empty") == 0)
            *data = (struct problem_data){.data = bytes->text, .size = bytes->size};
    }
    return bytes || file;
}

/* "big" of "data/big.in". */
static const char *stem_of(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');

    return dot ? arena_memdup(arena, name, (size_t)(dot - name)) : name;
}

/* The checker none looks at no answer, so one that is there was meant for another. */
static void read_answer(struct drafts *drafts, const struct yaml_node *node,
                        const struct yaml_node *bytes, const struct yaml_node *file,
                        struct draft *draft)
{
    const struct native *native = drafts->native;
    int is_given = read_data(drafts, bytes, file, "out", &draft->kase.out);
    int is_wanted = native->problem->checker.kind != CHECKER_NONE;

    if (!is_given && is_wanted)
        report_error_at(native->report, native->source, node->index,
                        "found a case without an answer, expected \"out\" or \"out_file\"");
    else if (is_given && !is_wanted)
        report_error_at(native->report, native->source, (bytes ? bytes : file)->index,
                        "found an answer, expected none: the problem's checker is none, which "
                        "compares nothing");
}

static void refuse_answer(struct drafts *drafts, const struct yaml_node *answer)
{
    if (answer)
        report_error_at(drafts->native->report, drafts->native->source, answer->index,
                        "found an answer beside a call, expected \"prints\" for what the call "
                        "prints");
}

enum {
    CASE_NAME,
    CASE_IN,
    CASE_IN_FILE,
    CASE_OUT,
    CASE_OUT_FILE,
    CASE_POINTS,
    CASE_BONUS,
    CASE_OPTIONAL,
    CASE_HINT,
    CASE_FEEDBACK,
    CASE_ARGS,
    CASE_FILES,
    CASE_DESCRIPTION,
    CASE_REQUIRES,
    CASE_CALL,
    CASE_SETUP,
    CASE_RETURNS,
    CASE_RETURNS_LITERAL,
    CASE_RAISES,
    CASE_PRINTS,
    CASE_COMPARE,
    CASE_KEYS
};
static const char *const CASE_NAMES[] = {
    "name",        "in",       "in_file", "out",      "out_file", "points",
    "bonus",       "optional", "hint",    "feedback", "args",     "files",
    "description", "requires", "call",    "setup",    "returns",  "returns_literal",
    "raises",      "prints",   "compare", NULL};

/* What the case is to come to: an answer, or what a call is to. */
static void read_outcome(struct drafts *drafts, const struct yaml_node *node,
                         const struct yaml_node *const *values, struct draft *draft)
{
    const struct native_call_nodes nodes = {.self = node,
                                            .call = values[CASE_CALL],
                                            .setup = values[CASE_SETUP],
                                            .returns = values[CASE_RETURNS],
                                            .returns_literal = values[CASE_RETURNS_LITERAL],
                                            .raises = values[CASE_RAISES],
                                            .prints = values[CASE_PRINTS],
                                            .compare = values[CASE_COMPARE]};
    const struct yaml_node *answer = values[CASE_OUT] ? values[CASE_OUT] : values[CASE_OUT_FILE];

    if (native_read_call(drafts->native, &nodes, &draft->kase))
        refuse_answer(drafts, answer);
    else
        read_answer(drafts, node, values[CASE_OUT], values[CASE_OUT_FILE], draft);
}

static void read_case(struct drafts *drafts, const struct yaml_node *node, size_t group)
{
    const struct native *native = drafts->native;
    const struct yaml_node *values[CASE_KEYS] = {NULL};
    struct draft *draft;

    if (schema_fields(&drafts->schema, node,
                      "a test case (or, with the key \"group\" or \"glob\", a group or files)",
                      CASE_NAMES, values) < 0)
        return;
    draft = add_case(drafts, node, group);
    if (!draft)
        return;
    if (values[CASE_NAME])
        schema_line(&drafts->schema, values[CASE_NAME], "a name on one line", NAME_SIZE_MAX,
                    &draft->kase.name);
    read_data(drafts, values[CASE_IN], values[CASE_IN_FILE], "in", &draft->kase.in);
    if (draft->kase.in.path)
        draft->stem = stem_of(drafts->arena, draft->kase.in.path);
    read_outcome(drafts, node, values, draft);
    if (values[CASE_DESCRIPTION])
        schema_text(&drafts->schema, values[CASE_DESCRIPTION], "what the case tests", HINT_SIZE_MAX,
                    &draft->kase.description);
    draft->requires = values[CASE_REQUIRES];
    read_points(drafts, values[CASE_POINTS], &draft->kase.points);
    read_counts(drafts, values[CASE_BONUS], values[CASE_OPTIONAL], draft);
    if (values[CASE_HINT])
        schema_text(&drafts->schema, values[CASE_HINT], "a hint", HINT_SIZE_MAX, &draft->kase.hint);
    native_read_feedback(native, values[CASE_FEEDBACK], &draft->kase.feedback);
    native_read_furnishing(native, values[CASE_ARGS], values[CASE_FILES], &draft->kase);
}

static int has_suffix(const char *name, const char *suffix)
{
    size_t size = strlen(name), length = strlen(suffix);

    return size > length && strcmp(name + size - length, suffix) == 0;
}

/* What a glob makes of each file it matches. */
struct glob {
    const struct yaml_node *node; /* the pattern, for messages */
    const char *folder;           /* "" or "data/secret/" */
    const char *pattern;          /* of the name */
    const char *const *names;     /* all in the folder, in natural order */
    size_t name_count;
    double points;
    const struct yaml_node *bonus, *optional;
    const char *hint;
    enum problem_feedback feedback;
};

static int compare_name(const void *key, const void *element)
{
    return package_natural_order(key, *(const char *const *)element);
}

static int open_globbed(struct drafts *drafts, const struct glob *glob, const char *path,
                        struct problem_data *data)
{
    const struct native *native = drafts->native;
    struct error err;
    int64_t size;
    int fd = package_open(native->dir_fd, path, native_file_max(PACKAGE_FILE_MAX), &size, &err);

    if (fd < 0) {
        report_failure_at(native->report, native->source, glob->node->index, &err);
        return -EINVAL;
    }
    fd_close(&fd);
    *data = (struct problem_data){.path = path, .size = (size_t)size};
    return 0;
}

/* NAME.ans or NAME.out in the folder of NAME.in, and not both. */
static const char *find_answer(struct drafts *drafts, const struct glob *glob, const char *stem)
{
    const struct native *native = drafts->native;
    const char *ans = arena_format(drafts->arena, "%s.ans", stem);
    const char *out = arena_format(drafts->arena, "%s.out", stem);
    int has_ans =
        bsearch(ans, glob->names, glob->name_count, sizeof(*glob->names), compare_name) != NULL;
    int has_out =
        bsearch(out, glob->names, glob->name_count, sizeof(*glob->names), compare_name) != NULL;

    if (has_ans != has_out)
        return arena_format(drafts->arena, "%s%s", glob->folder, has_ans ? ans : out);
    report_error_at(native->report, native->source, glob->node->index,
                    has_ans ? "found two answers to \"%s%s.in\", expected one of \"%s\" and \"%s\""
                            : "found no answer to \"%s%s.in\", expected \"%s\" or \"%s\" beside it",
                    glob->folder, stem, ans, out);
    return NULL;
}

/* Returns 0 when there is no room for more cases. */
static int add_globbed(struct drafts *drafts, const struct glob *glob, const char *name,
                       size_t group)
{
    const struct native *native = drafts->native;
    struct draft *draft = add_case(drafts, glob->node, group);
    const char *answer;

    if (!draft)
        return 0;
    draft->kase.points = glob->points;
    read_counts(drafts, glob->bonus, glob->optional, draft);
    draft->kase.hint = glob->hint;
    draft->kase.feedback = glob->feedback;
    draft->stem = stem_of(drafts->arena, name);
    if (!schema_is_line(name, strlen(name)) || strchr(name, '\\')) {
        struct buffer shown = BUFFER_INIT;

        buffer_append_escaped(&shown, name, strlen(name), NAME_SIZE_MAX);
        report_error_at(native->report, native->source, glob->node->index,
                        "found the file name \"%s\", expected printable UTF-8 without a backslash",
                        shown.data);
        buffer_release(&shown);
        return 1;
    }
    answer = native->problem->checker.kind == CHECKER_NONE ? NULL
                                                           : find_answer(drafts, glob, draft->stem);
    if (answer)
        open_globbed(drafts, glob, answer, &draft->kase.out);
    open_globbed(drafts, glob, arena_format(drafts->arena, "%s%s", glob->folder, name),
                 &draft->kase.in);
    return 1;
}

/* An answer without its input is most likely an input that was forgotten. */
static void warn_about_orphans(struct drafts *drafts, const struct glob *glob)
{
    const struct native *native = drafts->native;

    for (size_t i = 0; i < glob->name_count; i++) {
        const char *name = glob->names[i], *input;

        if ((!has_suffix(name, ".ans") && !has_suffix(name, ".out")) ||
            !schema_is_line(name, strlen(name)))
            continue;
        input = arena_format(drafts->arena, "%s.in", stem_of(drafts->arena, name));
        if (!bsearch(input, glob->names, glob->name_count, sizeof(*glob->names), compare_name))
            report_warning_at(native->report, native->source, glob->node->index,
                              "found the answer \"%s%s\" without an input \"%s\"", glob->folder,
                              name, input);
    }
}

/* Splits "data/secret/a*.in" into folder and pattern. */
static int split_pattern(struct drafts *drafts, struct glob *glob)
{
    const struct native *native = drafts->native;
    const char *path, *slash;
    struct error err;

    if (schema_line(&drafts->schema, glob->node, "a pattern such as data/secret/*.in", 4096,
                    &path) < 0)
        return -EINVAL;
    if (package_path(drafts->arena, path, &path, &err) < 0) {
        report_failure_at(native->report, native->source, glob->node->index, &err);
        return -EINVAL;
    }
    slash = strrchr(path, '/');
    glob->folder = arena_memdup(drafts->arena, path, slash ? (size_t)(slash + 1 - path) : 0);
    glob->pattern = slash ? slash + 1 : path;
    if (strpbrk(glob->folder, "*?["))
        return schema_mismatch(&drafts->schema, glob->node,
                               "a pattern with wildcards in the file name only");
    if (!has_suffix(glob->pattern, ".in"))
        return schema_mismatch(&drafts->schema, glob->node,
                               "a pattern that ends with \".in\" (the answers are NAME.ans or "
                               "NAME.out beside each NAME.in)");
    return 0;
}

static void read_glob_files(struct drafts *drafts, struct glob *glob, size_t group)
{
    const struct native *native = drafts->native;
    size_t matches = 0;
    struct error err;

    if (package_list(native->dir_fd, glob->folder[0] ? glob->folder : ".", drafts->arena,
                     &glob->names, &glob->name_count, &err) < 0) {
        report_failure_at(native->report, native->source, glob->node->index, &err);
        return;
    }
    for (size_t i = 0; i < glob->name_count; i++) {
        if (fnmatch(glob->pattern, glob->names[i], FNM_PERIOD) != 0)
            continue;
        matches++;
        if (!add_globbed(drafts, glob, glob->names[i], group))
            return;
    }
    if (matches == 0)
        schema_mismatch(&drafts->schema, glob->node,
                        "a pattern that matches at least one file of the package");
    warn_about_orphans(drafts, glob);
}

/* What files, or the tests of one, say for each case that they become; `key` names them. */
static struct glob read_glob_head(struct drafts *drafts, const struct yaml_node *node, size_t group,
                                  const char *what, const char *key)
{
    enum { GLOB, POINTS, BONUS, OPTIONAL, HINT, FEEDBACK, KEYS };
    const char *const names[] = {key, "points", "bonus", "optional", "hint", "feedback", NULL};
    const struct yaml_node *values[KEYS] = {NULL};
    struct glob glob = {.points = 1, .feedback = drafts->groups[group].feedback};

    schema_fields(&drafts->schema, node, what, names, values);
    glob.node = values[GLOB];
    glob.bonus = values[BONUS];
    glob.optional = values[OPTIONAL];
    read_points(drafts, values[POINTS], &glob.points);
    if (values[HINT])
        schema_text(&drafts->schema, values[HINT], "a hint", HINT_SIZE_MAX, &glob.hint);
    native_read_feedback(drafts->native, values[FEEDBACK], &glob.feedback);
    return glob;
}

static void read_glob(struct drafts *drafts, const struct yaml_node *node, size_t group)
{
    struct glob glob = read_glob_head(drafts, node, group, "a glob", "glob");

    if (split_pattern(drafts, &glob) == 0)
        read_glob_files(drafts, &glob, group);
}

/* A case for a test of the file. */
static int add_test(struct drafts *drafts, const struct glob *glob, const char *path,
                    const char *name, size_t group)
{
    struct draft *draft = add_case(drafts, glob->node, group);
    struct problem_call_text *text;
    struct problem_call *call;

    if (!draft)
        return -E2BIG;
    text = arena_alloc(drafts->arena, sizeof(*text));
    *text = (struct problem_call_text){.language = "python3", .setup = "", .call = name};
    call = arena_alloc(drafts->arena, sizeof(*call));
    *call = (struct problem_call){.texts = text, .text_count = 1, .test = path};
    draft->kase.call = call;
    draft->kase.points = glob->points;
    read_counts(drafts, glob->bonus, glob->optional, draft);
    draft->kase.hint = glob->hint;
    draft->kase.feedback = glob->feedback;
    draft->stem = name;
    return 0;
}

static void read_test_file(struct drafts *drafts, const struct glob *glob, size_t group)
{
    const struct native *native = drafts->native;
    struct buffer text = BUFFER_INIT;
    const char *const *names;
    const char *path;
    struct error err;
    size_t count;
    int fd;

    if (native_read_path(native, glob->node, PACKAGE_SOURCE_MAX, &path, NULL) < 0)
        return;
    fd = package_open(native->dir_fd, path, PACKAGE_SOURCE_MAX, NULL, &err);
    if (fd < 0 || fd_read_all(fd, PACKAGE_SOURCE_MAX, &text, path, &err) < 0) {
        report_failure_at(native->report, native->source, glob->node->index, &err);
    } else {
        count = native_find_tests(drafts->arena, text.data, text.size, &names);
        if (count == 0)
            schema_mismatch(&drafts->schema, glob->node,
                            "a file with tests: methods test... of a TestCase, or functions "
                            "test...");
        for (size_t i = 0; i < count; i++)
            if (add_test(drafts, glob, path, names[i], group) < 0)
                break;
    }
    fd_close(&fd);
    buffer_release(&text);
}

/* {tests: test_roman.py}: as a glob, with a case for each test. */
static void read_tests(struct drafts *drafts, const struct yaml_node *node, size_t group)
{
    struct glob glob = read_glob_head(drafts, node, group, "a file of tests", "tests");

    read_test_file(drafts, &glob, group);
}

static void read_group_name(struct drafts *drafts, const struct yaml_node *node,
                            struct problem_group *group)
{
    static const char what[] = "the name of a group: one line without \"/\"";
    const char *outer = drafts->groups[group->parent].name, *name;

    /* No other message shows this name, because the load fails. */
    group->name = arena_format(drafts->arena, "?%zu", drafts->group_count);
    if (schema_line(&drafts->schema, node, what, NAME_SIZE_MAX, &name) < 0)
        return;
    if (strchr(name, '/'))
        schema_mismatch(&drafts->schema, node, what);
    else
        group->name = outer[0] ? arena_format(drafts->arena, "%s/%s", outer, name) : name;
}

enum {
    GROUP,
    POINTS,
    SCORE,
    STOP,
    ON_REJECT,
    REQUIRES,
    THRESHOLDS,
    BONUS,
    OPTIONAL,
    FEEDBACK,
    CASES,
    GROUP_KEYS,
};
static const char *const GROUP_NAMES[] = {"group",     "points",   "score",      "stop",
                                          "on_reject", "requires", "thresholds", "bonus",
                                          "optional",  "feedback", "cases",      NULL};

/* What a group says, but for what is in it. */
static size_t read_group_head(struct drafts *drafts, const struct yaml_node *const *values,
                              size_t parent)
{
    const struct native *native = drafts->native;
    struct problem_group group = {
        .parent = (ptrdiff_t)parent,
        .points = -1,
        .score = SCORE_ALL,
        .feedback = drafts->groups[parent].feedback,
    };
    struct native_counts counts;

    read_group_name(drafts, values[GROUP], &group);
    read_points(drafts, values[POINTS], &group.points);
    native_read_score(native, values[SCORE], &group.score);
    native_read_group_stop(native, values[STOP], values[ON_REJECT], &group.stop);
    native_read_feedback(native, values[FEEDBACK], &group.feedback);
    native_read_counts(native, values[BONUS], values[OPTIONAL], &counts);
    group.is_bonus = counts.is_bonus;
    group.is_optional = counts.is_optional;
    return add_group(drafts,
                     &(struct native_group){
                         .name = values[GROUP],
                         .requires = values[REQUIRES],
                         .thresholds = values[THRESHOLDS],
                         .bonus = counts.is_bonus ? values[BONUS] : NULL,
                     },
                     &group);
}

static void read_group(struct drafts *drafts, const struct yaml_node *node, size_t parent)
{
    const struct yaml_node *values[GROUP_KEYS] = {NULL};
    size_t cases_before = drafts->case_count, errors = drafts->native->report->errors;
    size_t position;

    if (!has_room(drafts, node, drafts->group_count, PROBLEM_GROUPS_MAX, "groups"))
        return;
    schema_fields(&drafts->schema, node, "a group", GROUP_NAMES, values);
    position = read_group_head(drafts, values, parent);
    if (values[CASES])
        read_list(drafts, values[CASES], position);
    drafts->groups[position].end_case = drafts->case_count;
    if (drafts->case_count == cases_before && drafts->native->report->errors == errors)
        report_error_at(drafts->native->report, drafts->native->source, node->index,
                        "found a group without cases, expected at least one in \"cases\"");
}

static void read_list(struct drafts *drafts, const struct yaml_node *node, size_t group)
{
    if (schema_list(&drafts->schema, node,
                    "a list of cases, such as [{in: \"1 2\\n\", out: \"3\\n\"}]") < 0)
        return;
    for (const struct yaml_node *item = node->first; item && !drafts->is_full; item = item->next) {
        if (schema_find(item, "group"))
            read_group(drafts, item, group);
        else if (schema_find(item, "tests"))
            read_tests(drafts, item, group);
        else if (schema_find(item, "glob"))
            read_glob(drafts, item, group);
        else
            read_case(drafts, item, group);
    }
}

/* A name in its scope; what tsearch(3) orders. */
struct used_name {
    size_t scope; /* the group a case or group stands in; groups are apart from cases */
    int is_group;
    const char *name;
};

static int compare_used(const void *left, const void *right)
{
    const struct used_name *a = left, *b = right;

    if (a->scope != b->scope)
        return a->scope < b->scope ? -1 : 1;
    if (a->is_group != b->is_group)
        return a->is_group - b->is_group;
    return strcmp(a->name, b->name);
}

/* 1 when the name was free and is now taken. */
static int take_name(struct drafts *drafts, void **used, size_t scope, int is_group,
                     const char *name)
{
    struct used_name *entry = arena_alloc(drafts->arena, sizeof(*entry));
    void *found;

    *entry = (struct used_name){.scope = scope, .is_group = is_group, .name = name};
    found = tsearch(entry, used, compare_used);
    assert(found); /* NULL only without memory */
    return *(struct used_name **)found == entry;
}

static void keep_entry(void *entry)
{
    (void)entry; /* in the arena */
}

/* Stated names come first. Then each other case gets its file's stem or its number; if that name is
 * taken, its number follows the name. */
static void name_cases(struct drafts *drafts)
{
    const struct native *native = drafts->native;
    void *used = NULL;

    for (size_t i = 1; i < drafts->group_count; i++)
        if (!take_name(drafts, &used, (size_t)drafts->groups[i].parent, 1, drafts->groups[i].name))
            report_error_at(native->report, native->source, drafts->group_nodes[i].name->index,
                            "found the group \"%s\" again, expected each name once",
                            drafts->groups[i].name);
    for (size_t i = 0; i < drafts->case_count; i++) {
        struct draft *draft = &drafts->cases[i];

        if (draft->kase.name && !take_name(drafts, &used, draft->kase.group, 0, draft->kase.name))
            report_error_at(
                native->report, native->source, draft->index,
                "found the case name \"%s\" again, expected each name once in its group",
                draft->kase.name);
    }
    for (size_t i = 0; i < drafts->case_count; i++) {
        struct draft *draft = &drafts->cases[i];
        const char *name = draft->stem;

        if (draft->kase.name)
            continue;
        if (!name)
            name = arena_format(drafts->arena, "%zu", draft->number);
        while (!take_name(drafts, &used, draft->kase.group, 0, name))
            name = arena_format(drafts->arena, "%s-%zu", name, draft->number);
        draft->kase.name = name;
    }
    tdestroy(used, keep_entry);
}

/* The earlier case of the group that the node names. */
static int find_required(struct drafts *drafts, const struct draft *draft,
                         const struct yaml_node *node, size_t *ret_index)
{
    const char *name;

    if (schema_line(&drafts->schema, node, "the name of a case", NAME_SIZE_MAX, &name) < 0)
        return -EINVAL;
    for (size_t i = 0; &drafts->cases[i] < draft; i++)
        if (drafts->cases[i].kase.group == draft->kase.group &&
            strcmp(drafts->cases[i].kase.name, name) == 0) {
            *ret_index = i;
            return 0;
        }
    report_error_at(drafts->native->report, drafts->native->source, node->index,
                    "found \"%s\", expected the name of a case that stands before this one in "
                    "its group",
                    name);
    return -EINVAL;
}

/* Names are known by now. */
static void read_case_requires(struct drafts *drafts, struct draft *draft)
{
    static const char what[] = "a list of the names of earlier cases, such as [empty, short]";
    size_t *indices;

    if (schema_list(&drafts->schema, draft->requires, what) < 0)
        return;
    if (draft->requires->count == 0 || draft->requires->count > CASE_REQUIRES_MAX) {
        schema_mismatch(&drafts->schema, draft->requires, what);
        return;
    }
    indices = arena_alloc(drafts->arena, draft->requires->count * sizeof(*indices));
    draft->kase.requires = indices;
    for (const struct yaml_node *item = draft->requires->first; item; item = item->next)
        if (find_required(drafts, draft, item, &indices[draft->kase.require_count]) == 0)
            draft->kase.require_count++;
}

static int compare_data(const struct problem_data *a, const struct problem_data *b)
{
    if (!a->path != !b->path)
        return a->path ? 1 : -1;
    if (a->path)
        return strcmp(a->path, b->path);
    if (a->size != b->size)
        return a->size < b->size ? -1 : 1;
    return memcmp(a->data, b->data, a->size);
}

static int is_furnished(const struct problem_case *kase)
{
    return kase->args || kase->laid || kase->call;
}

/* A case with a call, arguments or files is like none but itself. */
static int compare_cases(const void *left, const void *right)
{
    const struct problem_case *a = left, *b = right;
    int order = compare_data(&a->in, &b->in);

    if (order == 0)
        order = compare_data(&a->out, &b->out);
    if (order == 0)
        order = is_furnished(a) - is_furnished(b);
    if (order == 0 && is_furnished(a))
        order = (a > b) - (a < b);
    return order;
}

static void find_same(struct problem_case *cases, size_t count)
{
    void *seen = NULL;

    for (size_t i = 0; i < count; i++) {
        void *found = tsearch(&cases[i], &seen, compare_cases);

        assert(found);
        cases[i].same_as = (size_t)(*(struct problem_case **)found - cases);
    }
    tdestroy(seen, keep_entry);
}

/* A bonus makes up for what was lost elsewhere, which only a sum can. */
static void check_bonus(struct drafts *drafts, const struct yaml_node *node, size_t group)
{
    const struct native *native = drafts->native;

    if (!node)
        return;
    if (!native->problem->has_points)
        report_error_at(native->report, native->source, node->index,
                        "found a bonus in a problem without points, expected \"points\" somewhere");
    else if (drafts->groups[group].score != SCORE_SUM)
        report_error_at(native->report, native->source, node->index,
                        "found a bonus in the group \"%s\", expected it in a group with "
                        "\"score: sum\" or in none",
                        drafts->groups[group].name);
}

static void check_bonuses(struct drafts *drafts)
{
    for (size_t i = 0; i < drafts->case_count; i++)
        check_bonus(drafts, drafts->cases[i].bonus, drafts->cases[i].kase.group);
    for (size_t i = 1; i < drafts->group_count; i++)
        check_bonus(drafts, drafts->group_nodes[i].bonus, (size_t)drafts->groups[i].parent);
}

/* Where nothing can fail, everybody is accepted. */
static void check_optional(struct drafts *drafts)
{
    const struct native *native = drafts->native;

    for (size_t i = 0; i < drafts->case_count; i++) {
        const struct problem_case *one = &drafts->cases[i].kase;
        int decides = !one->is_optional && !one->is_bonus;

        for (ptrdiff_t at = (ptrdiff_t)one->group; at > 0; at = drafts->groups[at].parent)
            decides = decides && !drafts->groups[at].is_optional && !drafts->groups[at].is_bonus;
        if (decides)
            return;
    }
    report_error_at(native->report, native->source, drafts->group_nodes[0].name->index,
                    "all cases are optional or a bonus, so that every submission is accepted; "
                    "expected one that is neither");
}

/* If nobody could win points, every submission would be accepted. */
static void check_points(struct drafts *drafts)
{
    const struct native *native = drafts->native;
    double *sums = memory_alloc(drafts->group_count * sizeof(*sums));

    for (size_t i = 0; i < drafts->case_count; i++)
        if (!drafts->cases[i].kase.is_bonus)
            sums[drafts->cases[i].kase.group] += drafts->cases[i].kase.points;
    for (size_t i = drafts->group_count; i-- > 1;) {
        struct problem_group *group = &drafts->groups[i];
        double worth = group->points >= 0 ? group->points : sums[i];

        if (group->points > 0 && sums[i] <= 0 && group->score == SCORE_SUM)
            report_error_at(native->report, native->source, drafts->group_nodes[i].name->index,
                            "the cases of the group \"%s\" share its points but have none "
                            "themselves, expected points above 0",
                            group->name);
        if (drafts->group_nodes[i].thresholds)
            native_read_thresholds(native, &drafts->group_nodes[i], worth, group);
        if (!group->is_bonus)
            sums[group->parent] += worth;
    }
    if (sums[0] <= 0)
        report_error_at(native->report, native->source, drafts->group_nodes[0].name->index,
                        "all cases and groups together have 0 points, expected more");
    free(sums);
}

/* Without points there is nothing to take steps in. */
static void refuse_thresholds(struct drafts *drafts)
{
    const struct native *native = drafts->native;

    for (size_t i = 1; i < drafts->group_count; i++)
        if (drafts->group_nodes[i].thresholds)
            report_error_at(native->report, native->source,
                            drafts->group_nodes[i].thresholds->index,
                            "found thresholds in a problem without points, expected \"points\" "
                            "somewhere");
}

/* What can be said only when all of it is known. */
static void check_scoring(struct drafts *drafts, size_t errors)
{
    const struct native *native = drafts->native;

    native_read_requires(native, drafts->groups, drafts->group_nodes, drafts->group_count);
    if (native->report->errors > errors)
        return;
    check_bonuses(drafts);
    check_optional(drafts);
    if (native->problem->has_points)
        check_points(drafts);
    else
        refuse_thresholds(drafts);
}

/* The smallest output limit of a language that the problem allows; that language, or "" where it is
 * every language's without limits of its own. */
static int64_t least_output_kib(const struct problem *problem, const char **ret_language)
{
    int64_t least = INT64_MAX;
    const char *language = "";

    for (size_t i = 0; i < problem->language_limit_count; i++) {
        const char *name = problem->language_limits[i].language;
        int64_t kib = problem_limits_for(problem, name).output_kib;

        if (kib < least) {
            least = kib;
            language = name;
        }
    }
    for (size_t i = 0; problem->languages && problem->languages[i]; i++) {
        int64_t kib = problem_limits_for(problem, problem->languages[i]).output_kib;

        if (kib < least) {
            least = kib;
            language = problem->languages[i];
        }
    }
    if (!problem->languages && problem_limits_for(problem, "").output_kib <= least) {
        least = problem_limits_for(problem, "").output_kib;
        language = "";
    }
    *ret_language = language;
    return least;
}

/* With an answer over the output limit the right program is OLE. */
static void check_answers(struct drafts *drafts)
{
    const struct native *native = drafts->native;
    const char *language;
    int64_t output_kib = least_output_kib(native->problem, &language);

    for (size_t i = 0; i < drafts->case_count; i++) {
        const struct draft *draft = &drafts->cases[i];

        if (draft->kase.out.size / 1024 < (size_t)output_kib ||
            draft->kase.out.size == (size_t)output_kib * 1024)
            continue;
        report_error_at(native->report, native->source, draft->index,
                        "the answer of the case \"%s\" has %zu bytes, but the output limit%s%s is "
                        "%lld KiB (%lld bytes), so no program can print it; expected a shorter "
                        "answer or a higher limit \"output\"",
                        draft->kase.name, draft->kase.out.size, language[0] ? " of " : "", language,
                        (long long)output_kib, (long long)output_kib * 1024);
    }
}

static void publish(struct drafts *drafts)
{
    struct problem *problem = drafts->native->problem;
    struct problem_case *cases =
        arena_alloc(drafts->arena, drafts->case_count * sizeof(*problem->cases));

    for (size_t i = 0; i < drafts->case_count; i++)
        cases[i] = drafts->cases[i].kase;
    find_same(cases, drafts->case_count);
    problem->cases = cases;
    problem->case_count = drafts->case_count;
    problem->groups =
        arena_memdup(drafts->arena, drafts->groups, drafts->group_count * sizeof(*drafts->groups));
    problem->group_count = drafts->group_count;
}

void native_read_cases(const struct native *native, const struct yaml_node *node)
{
    struct problem *problem = native->problem;
    struct drafts drafts = {
        .native = native,
        .schema = native_schema(native),
        .arena = &problem->arena,
    };
    struct problem_group root = {.name = "",
                                 .parent = PROBLEM_NO_GROUP,
                                 .points = -1,
                                 .score = SCORE_SUM,
                                 .stop = problem->stop,
                                 .feedback = problem->feedback};
    size_t errors = native->report->errors;

    add_group(&drafts, &(struct native_group){.name = node}, &root);
    read_list(&drafts, node, 0);
    drafts.groups[0].end_case = drafts.case_count;
    if (drafts.case_count == 0 && native->report->errors == errors)
        report_error_at(native->report, native->source, node->index,
                        "found no cases, expected at least one");
    name_cases(&drafts);
    for (size_t i = 0; i < drafts.case_count; i++) {
        if (drafts.cases[i].requires)
            read_case_requires(&drafts, &drafts.cases[i]);
        /* of tests each says something of its own */
        if (drafts.cases[i].kase.call && drafts.groups[0].stop == STOP_UNSTATED)
            drafts.groups[0].stop = problem->stop = STOP_NEVER;
    }
    if (drafts.case_count > 0)
        check_scoring(&drafts, errors);
    check_answers(&drafts);
    publish(&drafts);
    free(drafts.cases);
    free(drafts.groups);
    free(drafts.group_nodes);
    free(drafts.group_numbers);
}
