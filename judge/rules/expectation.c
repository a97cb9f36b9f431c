#include "judge/rules/expectation.h"

#include <math.h>
#include <string.h>

#define BIT(label) (1U << (label))
enum { EVERY_LABEL = (1 << LABEL_COUNT) - 1 };

/* 0 for a verdict that no label is. */
static unsigned bit_of(enum verdict verdict)
{
    static const struct {
        enum verdict verdict;
        enum problem_label label;
    } labels[] = {
        {VERDICT_AC, LABEL_AC},   {VERDICT_PA, LABEL_PA},   {VERDICT_WA, LABEL_WA},
        {VERDICT_TLE, LABEL_TLE}, {VERDICT_MLE, LABEL_MLE}, {VERDICT_OLE, LABEL_OLE},
        {VERDICT_RTE, LABEL_RTE}, {VERDICT_SV, LABEL_SV},   {VERDICT_CE, LABEL_CE},
    };

    for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
        if (labels[i].verdict == verdict)
            return BIT(labels[i].label);
    return 0;
}

static unsigned set_of_name(const char *label)
{
    enum verdict verdict;

    return label && verdict_parse(label, &verdict) == 0 ? bit_of(verdict) : 0;
}

/* The verdicts of the whole that are right; 0: any. */
static unsigned finals_of(const struct problem_submission *submission)
{
    return submission->finals ? submission->finals : set_of_name(submission->label);
}

/* "AC, PA or WA" */
static void append_set(struct buffer *words, unsigned set)
{
    static const char *const names[LABEL_COUNT] = {"AC",  "PA",  "WA", "TLE", "MLE",
                                                   "OLE", "RTE", "SV", "CE"};
    unsigned left = set;

    for (int i = 0; i < LABEL_COUNT; i++) {
        if (!(left & BIT(i)))
            continue;
        left &= ~BIT(i);
        buffer_format(words, "%s%s", names[i],
                      left == 0             ? ""
                      : (left & (left - 1)) ? ", "
                                            : " or ");
    }
}

/* Points as people write them. */
static void append_points(struct buffer *words, double points)
{
    buffer_format(words, "%.10g", points);
}

static void append_range(struct buffer *words, double least, double most)
{
    append_points(words, least);
    if (most > least) {
        buffer_append_text(words, " to ");
        append_points(words, most);
    }
}

/* ---- one demand ---- */
/* Which cases a demand is about: some of them, or a group's. */
struct scope {
    const size_t *cases; /* NULL: those from first on */
    size_t first, count;
    const char *group; /* for messages; NULL: all cases */
};

struct check {
    const struct problem *problem;
    const struct expectation_result *result;
    struct buffer *why;
    int fits;
};

/* Begins another part of what differs. */
static struct buffer *differ(struct check *check)
{
    check->fits = 0;
    if (check->why->size > 0)
        buffer_append_text(check->why, "; ");
    return check->why;
}

static size_t case_at(const struct scope *scope, size_t index)
{
    return scope->cases ? scope->cases[index] : scope->first + index;
}

static void append_case(struct buffer *why, const struct problem *problem, size_t index)
{
    const struct problem_case *kase = &problem->cases[index];
    const char *group = problem->groups[kase->group].name;

    buffer_format(why, "case %s%s%s", group, *group ? "/" : "", kase->name);
}

static void append_scope(struct buffer *why, const struct scope *scope)
{
    if (scope->group)
        buffer_format(why, " of group %s", scope->group);
    else if (scope->cases)
        buffer_append_text(why, " that its pattern matches");
}

/* Every case that ran has one of the verdicts. */
static void check_permitted(struct check *check, unsigned permitted, const struct scope *scope)
{
    size_t others = 0;

    for (size_t i = 0; i < scope->count; i++) {
        size_t index = case_at(scope, i);
        enum verdict verdict = check->result->cases[index].verdict;

        if (verdict == VERDICT_SK || permitted & bit_of(verdict))
            continue;
        if (others++ > 0)
            continue;
        differ(check);
        append_case(check->why, check->problem, index);
        buffer_format(check->why, " got %s, permitted is ", verdict_name(verdict));
        append_set(check->why, permitted);
    }
    if (others > 1)
        buffer_format(check->why, " (and %zu more)", others - 1);
}

/* At least one case has one of the verdicts. */
static void check_required(struct check *check, unsigned required, const struct scope *scope)
{
    for (size_t i = 0; i < scope->count; i++)
        if (required & bit_of(check->result->cases[case_at(scope, i)].verdict))
            return;
    buffer_append_text(differ(check), "no case");
    append_scope(check->why, scope);
    buffer_append_text(check->why, " got ");
    append_set(check->why, required);
    buffer_append_text(check->why, ", which one must");
}

static void check_message(struct check *check, const char *message, const struct scope *scope)
{
    for (size_t i = 0; i < scope->count; i++)
        if (strstr(check->result->cases[case_at(scope, i)].message, message))
            return;
    buffer_append_text(differ(check), "no validator said \"");
    buffer_append_escaped(check->why, message, strlen(message), 80);
    buffer_append_char(check->why, '"');
    append_scope(check->why, scope);
}

static int is_within(double points, double least, double most)
{
    return points >= least - 1e-6 && points <= most + 1e-6;
}

static void check_points(struct check *check, double points, double least, double most,
                         const char *group)
{
    if (is_within(points, least, most))
        return;
    differ(check);
    if (group)
        buffer_format(check->why, "group %s: ", group);
    buffer_append_text(check->why, "got ");
    append_points(check->why, points);
    buffer_append_text(check->why, " points, expected ");
    append_range(check->why, least, most);
}

static void check_part(struct check *check, const struct problem_expectation *part)
{
    const struct problem_group *group = &check->problem->groups[part->group];
    struct scope scope = {part->cases, group->first_case, group->end_case - group->first_case,
                          *group->name ? group->name : NULL};

    if (part->cases)
        scope = (struct scope){part->cases, 0, part->case_count, NULL};
    if (part->permitted)
        check_permitted(check, part->permitted, &scope);
    if (part->required)
        check_required(check, part->required, &scope);
    if (part->message)
        check_message(check, part->message, &scope);
    if (part->has_points_range)
        check_points(check, check->result->group_scores[part->group], part->least_points,
                     part->most_points, *group->name ? group->name : NULL);
}

static void check_case_labels(struct check *check, const char *const *labels)
{
    for (size_t i = 0; i < check->problem->case_count; i++) {
        enum verdict verdict = check->result->cases[i].verdict;

        if (!labels[i] || strcmp(labels[i], verdict_name(verdict)) == 0)
            continue;
        differ(check);
        append_case(check->why, check->problem, i);
        buffer_format(check->why, " got %s, expected %s", verdict_name(verdict), labels[i]);
        return; /* the first tells enough */
    }
}

/* What is asked of cases: of none that ran, nothing can be said but that. */
static void check_cases(struct check *check, const struct problem_submission *submission)
{
    struct scope all = {NULL, 0, check->problem->case_count, NULL};

    if (!check->result->cases) {
        if ((expectation_needs_all(submission) || submission->case_labels) && check->fits)
            buffer_format(differ(check), "got %s, and no case ran",
                          verdict_name(check->result->verdict));
        return;
    }
    if (submission->permitted)
        check_permitted(check, submission->permitted, &all);
    if (submission->required)
        check_required(check, submission->required, &all);
    if (submission->message)
        check_message(check, submission->message, &all);
    if (submission->case_labels)
        check_case_labels(check, submission->case_labels);
    for (size_t i = 0; i < submission->expectation_count; i++)
        check_part(check, &submission->expectations[i]);
}

int expectation_fits(const struct problem *problem, const struct problem_submission *submission,
                     const struct expectation_result *result, struct buffer *why)
{
    struct check check = {problem, result, why, 1};
    unsigned finals = finals_of(submission);

    if (result->verdict == VERDICT_IE) {
        buffer_append_text(differ(&check), "it could not be judged");
        return 0;
    }
    if (finals && !(finals & bit_of(result->verdict))) {
        buffer_format(differ(&check), "got %s, expected ", verdict_name(result->verdict));
        append_set(why, finals);
    }
    check_cases(&check, submission);
    if (submission->points >= 0)
        check_points(&check, result->score, submission->points, submission->points, NULL);
    if (submission->has_points_range)
        check_points(&check, result->score, submission->least_points, submission->most_points,
                     NULL);
    return check.fits;
}

/* ---- in words ---- */
void expectation_words(const struct problem_submission *submission, struct buffer *words)
{
    unsigned finals = finals_of(submission), permitted = submission->permitted;
    size_t before = words->size;

    if (submission->label)
        buffer_append_text(words, submission->label);
    else if (finals)
        append_set(words, finals);
    if (words->size == before && permitted && permitted != EVERY_LABEL) {
        buffer_append_text(words, "all ");
        append_set(words, permitted);
    }
    if (!finals && submission->required) {
        buffer_append_text(words, words->size > before ? ", one " : "one ");
        append_set(words, submission->required);
    }
    if (submission->points >= 0) {
        buffer_append_text(words, words->size > before ? " " : "points ");
        append_points(words, submission->points);
    }
    if (submission->has_points_range) {
        buffer_append_text(words, words->size > before ? ", points " : "points ");
        append_range(words, submission->least_points, submission->most_points);
    }
    if (words->size == before)
        buffer_append_text(words, "any");
}

/* ---- what it means for a run ---- */
int expectation_needs_all(const struct problem_submission *submission)
{
    return submission->permitted || submission->required || submission->message ||
           submission->expectation_count > 0;
}

int expectation_of_time(const struct problem_submission *submission)
{
    const unsigned tle = BIT(LABEL_TLE), upper = BIT(TIME_BOUND_UPPER);
    unsigned finals = finals_of(submission);

    if (submission->time_bounds & upper || submission->required == tle || finals == tle)
        return -1;
    if (submission->time_bounds & BIT(TIME_BOUND_LOWER))
        return 1;
    if (submission->permitted && !(submission->permitted & tle))
        return 1;
    return finals && !(finals & tle) ? 1 : 0;
}
