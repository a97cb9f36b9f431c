#include "judge/rules/rescore.h"

#include "base/buffer.h"
#include "judge/rules/score.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the shape of a problem: all that a run depends on, as lines "what<TAB>value" ---- */

static void put(struct buffer *shape, const char *what, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void put(struct buffer *shape, const char *what, const char *format, ...)
{
    char value[512];
    va_list args;

    va_start(args, format);
    vsnprintf(value, sizeof(value), format, args);
    va_end(args);
    buffer_format(shape, "%s\t%s\n", what, value);
}

/* Bytes of any length, escaped, so that they are one line. */
static void put_bytes(struct buffer *shape, const char *what, const char *bytes, size_t size)
{
    buffer_format(shape, "%s\t", what);
    buffer_append_escaped(shape, bytes ? bytes : "-", bytes ? size : 1, SIZE_MAX >> 1);
    buffer_append_text(shape, "\n");
}

static void put_text(struct buffer *shape, const char *what, const char *text)
{
    put_bytes(shape, what, text, text ? strlen(text) : 0);
}

static void put_texts(struct buffer *shape, const char *what, const char *const *texts)
{
    for (; texts && *texts; texts++)
        put_text(shape, what, *texts);
}

static void put_data(struct buffer *shape, const char *what, const struct problem_data *data)
{
    put_text(shape, what, data->path);
    if (!data->path)
        put_bytes(shape, what, data->data, data->size);
    put(shape, what, "%zu %d", data->size, data->is_text);
}

static void put_laid(struct buffer *shape, const char *what, const struct problem_laid *laid,
                     size_t count)
{
    for (size_t i = 0; i < count; i++) {
        put_text(shape, what, laid[i].name);
        put_data(shape, what, &laid[i].data);
    }
}

static void put_program(struct buffer *shape, const char *what,
                        const struct problem_program *program)
{
    put_text(shape, what, program->path);
    put_text(shape, what, program->language);
    put_texts(shape, what, program->files);
    put_laid(shape, what, program->made, program->made_count);
    put_texts(shape, what, program->flags);
    put(shape, what, "%lld %lld %lld %lld %lld", (long long)program->limits.time_us,
        (long long)program->limits.memory_kib, (long long)program->limits.wall_us,
        (long long)program->compile_us, (long long)program->compile_memory_kib);
}

/* Without the tolerance. */
static void put_checker(struct buffer *shape, const struct problem_checker *checker)
{
    static const char what[] = "the checker";
    const struct problem_line_rules *lines = &checker->lines;

    put(shape, what, "%d %d %d %d %d %d %d %d %d", (int)checker->kind, checker->case_sensitive,
        checker->space_change_sensitive, checker->same_lines, (int)checker->unordered,
        (int)checker->protocol, checker->args_are_all, checker->gives_score,
        (int)checker->program_count);
    put(shape, what, "%d %d %d %d %d %d %d %zu", (int)lines->white, lines->newline_only,
        lines->leaves_blank_end, lines->drops_empty, lines->may_be_fewer, lines->may_be_more,
        lines->is_partial, lines->point_count);
    for (size_t i = 0; i < lines->point_count; i++)
        put(shape, what, "%.17g", lines->points[i]);
    for (size_t i = 0; i < checker->program_count; i++)
        put_program(shape, what, &checker->programs[i]);
    put_texts(shape, what, checker->args);
}

static void put_call(struct buffer *shape, const char *what, const struct problem_call *call)
{
    for (size_t i = 0; i < call->text_count; i++) {
        put_text(shape, what, call->texts[i].language);
        put_text(shape, what, call->texts[i].setup);
        put_text(shape, what, call->texts[i].call);
    }
    put_text(shape, what, call->returns);
    put_text(shape, what, call->raises);
    put_text(shape, what, call->test);
    put(shape, what, "%d %.17g %.17g %d %d", call->prints, call->absolute, call->relative,
        call->numbers_apart, call->sequences_alike);
}

static void put_case(struct buffer *shape, const struct problem_case *kase, size_t index)
{
    char what[64];

    snprintf(what, sizeof(what), "the data of case %zu", index + 1);
    put_data(shape, what, &kase->in);
    put_data(shape, what, &kase->out);
    put_texts(shape, what, kase->input_names);
    put_texts(shape, what, kase->args);
    put_texts(shape, what, kase->checker_args);
    put_laid(shape, what, kase->laid, kase->laid_count);
    put(shape, what, "%zu %lld", kase->same_as, (long long)kase->output_kib);
    if (kase->generator) {
        put_program(shape, what, kase->generator->program);
        put_texts(shape, what, kase->generator->args);
        put_data(shape, what, &kase->generator->in);
        put(shape, what, "%d %d %d", kase->generator->is_text, kase->generator->makes_in,
            kase->generator->makes_out);
    }
    if (kase->checker)
        put_checker(shape, kase->checker);
    if (kase->call)
        put_call(shape, what, kase->call);
}

/* Without the time limits. */
static void put_limits(struct buffer *shape, const char *language,
                       const struct problem_limits *limits)
{
    put(shape, "the limits", "%s %lld %lld %lld %lld", language, (long long)limits->memory_kib,
        (long long)limits->output_kib, (long long)limits->stack_kib, (long long)limits->processes);
}

static void put_include(struct buffer *shape, const struct problem_include *include)
{
    static const char what[] = "the included files";

    put_text(shape, what, include->language);
    put_texts(shape, what, include->paths);
    put_laid(shape, what, include->made, include->made_count);
    put_text(shape, what, include->prefix);
    put_text(shape, what, include->own_name);
    put_text(shape, what, include->entry);
}

static void put_interaction(struct buffer *shape, const struct problem *problem)
{
    static const char what[] = "the interactor";
    const struct problem_interaction *interaction = &problem->interaction;

    put(shape, what, "%d %d %d %lld %d %lld", (int)interaction->kind, (int)interaction->protocol,
        interaction->args_are_all, (long long)interaction->processes, interaction->over_fifos,
        (long long)problem->passes);
    if (interaction->program.path)
        put_program(shape, what, &interaction->program);
    put_texts(shape, what, interaction->args);
}

static void put_problem(struct buffer *shape, const struct problem *problem)
{
    put(shape, "the format", "%d %d %d", (int)problem->format, problem->is_output_only,
        problem->may_write);
    put_texts(shape, "the languages", problem->languages);
    put_limits(shape, "", &problem->limits);
    for (size_t i = 0; i < problem->language_limit_count; i++)
        put_limits(shape, problem->language_limits[i].language,
                   &problem->language_limits[i].limits);
    put(shape, "the limits", "%lld %lld %lld", (long long)problem->code_kib,
        (long long)problem->compile_us, (long long)problem->compile_memory_kib);
    put_text(shape, "the name of its input", problem->input_name);
    put_text(shape, "the name of its output", problem->output_name);
    for (size_t i = 0; i < problem->constant_count; i++) {
        put_text(shape, "the constants", problem->constants[i].name);
        put_text(shape, "the constants", problem->constants[i].value);
    }
    for (size_t i = 0; i < problem->include_count; i++)
        put_include(shape, &problem->includes[i]);
    put_text(shape, "the entry", problem->entry);
    put_checker(shape, &problem->checker);
    put_interaction(shape, problem);
    put(shape, "the number of cases", "%zu", problem->case_count);
    for (size_t i = 0; i < problem->case_count; i++)
        put_case(shape, &problem->cases[i], i);
}

int rescore_is_same_shape(const struct problem *old, const struct problem *now,
                          char why[static RESCORE_WHY_MAX])
{
    struct buffer shapes[2] = {BUFFER_INIT, BUFFER_INIT};
    const char *left, *right;
    int is_same;

    /* another limit changes which cases run at all */
    if (old->stop_after_tle > 0 || old->stop_after_total_us > 0 || now->stop_after_tle > 0 ||
        now->stop_after_total_us > 0) {
        snprintf(why, RESCORE_WHY_MAX, "stop_after is in force");
        return 0;
    }
    put_problem(&shapes[0], old);
    put_problem(&shapes[1], now);
    left = shapes[0].data;
    right = shapes[1].data;
    while (*left && strcspn(left, "\n") == strcspn(right, "\n") &&
           memcmp(left, right, strcspn(left, "\n")) == 0) {
        left += strcspn(left, "\n") + 1;
        right += strcspn(right, "\n") + 1;
    }
    is_same = !*left && !*right;
    if (!is_same)
        snprintf(why, RESCORE_WHY_MAX, "%.*s changed", (int)strcspn(*left ? left : right, "\t"),
                 *left ? left : right);
    buffer_release(&shapes[0]);
    buffer_release(&shapes[1]);
    return is_same;
}

/* ---- tolerance ---- */

static double tolerance(const char *text)
{
    return text ? strtod(text, NULL) : 0;
}

static int is_same_text(const char *left, const char *right)
{
    return left && right ? strcmp(left, right) == 0 : left == right;
}

enum rescore_tolerance rescore_compare_tolerance(const struct problem_checker *old,
                                                 const struct problem_checker *now)
{
    double absolute = tolerance(now->absolute) - tolerance(old->absolute);
    double relative = tolerance(now->relative) - tolerance(old->relative);

    if (old->kind != CHECKER_FLOATS ||
        (is_same_text(old->absolute, now->absolute) && is_same_text(old->relative, now->relative)))
        return TOLERANCE_SAME;
    if (absolute > 0 ? relative >= 0 : relative > 0 && absolute >= 0)
        return TOLERANCE_WIDER;
    if (absolute < 0 ? relative <= 0 : relative < 0 && absolute <= 0)
        return TOLERANCE_NARROWER;
    return TOLERANCE_OTHER;
}

/* ---- one case ---- */

int rescore_decide(const struct verdict_input *input, enum verdict kept,
                   const struct verdict_limits *now, struct verdict_result *ret_result,
                   char why[static RESCORE_WHY_MAX])
{
    struct verdict_input again = *input;

    verdict_decide(&again, ret_result);
    if (ret_result->verdict != kept) { /* so that nothing rests on what we have lost */
        snprintf(why, RESCORE_WHY_MAX,
                 "what was kept of the run leads to %s, and the verdict was %s",
                 verdict_name(ret_result->verdict), verdict_name(kept));
        return 0;
    }
    if (kept == VERDICT_TLE &&
        (now->cpu_us > input->limits.cpu_us || now->wall_us > input->limits.wall_us)) {
        snprintf(why, RESCORE_WHY_MAX, "the lower time limit of then ended the run");
        return 0;
    }
    again.limits.cpu_us = now->cpu_us;
    again.limits.wall_us = now->wall_us;
    verdict_decide(&again, ret_result);
    return 1;
}

int rescore_given(const struct problem *old, const struct problem *now, size_t index,
                  enum verdict verdict, double points, struct score_case *ret_case)
{
    struct score_case plain = {.verdict = verdict};
    double most = score_case_max(old, index);
    enum problem_case_score kind = old->groups[old->cases[index].group].case_score;
    int is_same = fabs(most - score_case_max(now, index)) < 1e-9;

    *ret_case = plain;
    if (fabs(score_case_points(old, index, &plain) - points) < 1e-9)
        return 1;
    if (kind == CASE_SCORE_NONE || kind == CASE_SCORE_FACTOR) { /* a share of the points */
        ret_case->given = GIVEN_FACTOR;
        ret_case->value = most > 0 ? points / most : 0;
        return isfinite(most) && most > 0;
    }
    ret_case->given = GIVEN_POINTS;
    ret_case->value = points;
    return is_same;
}
