/* Grading one submission: load the problem, build the cell, check the source, run the cases. */
#include "judge/grader/grading.h"

#include "judge/grader/author.h"
#include "judge/grader/cases.h"
#include "judge/grader/cell.h"
#include "judge/grader/compile.h"
#include "judge/grader/evidence.h"
#include "judge/grader/inputs.h"
#include "judge/grader/laid.h"
#include "judge/grader/outputs.h"
#include "judge/grader/session.h"
#include "judge/grader/sources.h"
#include "judge/grader/version.h"
#include "judge/submissions/image.h"
#include "judge/submissions/size_limits.h"
#include "problems/limits.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

enum { LOAD_PATIENCE_US = 60 * 1000000 };

static int64_t json_larger(const json_t *result, const char *key, int64_t so_far)
{
    int64_t value = json_integer_value(json_object_get(result, key));

    return value > so_far ? value : so_far;
}

/* As it is told: 0 where there is no maximum, and no score is below 0. */
static double told_points(double points)
{
    return isfinite(points) ? fmax(points, 0) : 0;
}

/* The most that the submission can get. */
static double told_max(const struct problem *problem)
{
    return problem->has_points ? told_points(score_max(problem)) : 1;
}

static void finish(struct grading *grading, enum verdict verdict, const char *reason,
                   const char *message)
{
    const struct problem *problem = grading->job.problem;
    int64_t cpu_us = 0, wall_us = 0, memory_kib = 0; /* the largest of the cases */
    double score = verdict == VERDICT_CE ? 0
                   : problem->has_points ? told_points(score_total(problem, grading->scores))
                                         : verdict == VERDICT_AC;
    json_t *result;

    for (size_t i = 0; i < problem->case_count && grading->results[i]; i++) {
        cpu_us = json_larger(grading->results[i], "cpu_us", cpu_us);
        wall_us = json_larger(grading->results[i], "wall_us", wall_us);
        memory_kib = json_larger(grading->results[i], "memory_kib", memory_kib);
    }
    /* a message may quote the submission, and be cut within a character */
    result = json_pack("{s:s,s:s,s:o,s:f,s:f,s:I,s:I,s:I}", "verdict", verdict_name(verdict),
                       "reason", reason, "message", execute_text_json(message, strlen(message)),
                       "score", score, "max_score", told_max(problem), "cpu_us", (json_int_t)cpu_us,
                       "wall_us", (json_int_t)wall_us, "memory_kib", (json_int_t)memory_kib);
    json_object_set_new(result, "compile", execute_compile_json(&grading->job));
    cases_tell(grading, LOAD_PATIENCE_US);
    grader_send(grading->job.session, json_pack("{s:s,s:o}", "event", "finished", "result", result),
                0);
}

/* The log itself goes with the compile step's figures. */
static void finish_compile_error(struct grading *grading)
{
    const char *log = json_string_value(json_object_get(grading->job.compile, "log"));
    json_t *message = execute_cause_json(&grading->job, CAUSE_FIRST, log, strlen(log));

    finish(grading, VERDICT_CE, "compile", json_string_value(message));
    json_decref(message);
}

/* What a submitter may see of a group: what he may see of every case in it. */
static enum problem_feedback group_feedback(const struct problem *problem,
                                            const struct problem_group *group)
{
    enum problem_feedback strictest = FEEDBACK_FIRST_DIFFERENCE;

    for (size_t i = group->first_case; i < group->end_case; i++)
        if (problem->cases[i].feedback < strictest)
            strictest = problem->cases[i].feedback;
    return strictest;
}

/* One event a group, since all of them together may not fit one packet. The root is the whole. */
static void tell_groups(struct grading *grading, const struct score_group *groups)
{
    const struct problem *problem = grading->job.problem;

    if (problem->group_count > 1)
        cases_tell(grading, LOAD_PATIENCE_US);
    for (size_t i = 1; i < problem->group_count; i++) {
        const struct problem_group *group = &problem->groups[i];
        const char *feedback = problem_feedback_name(group_feedback(problem, group));

        grader_send(grading->job.session,
                    json_pack("{s:s,s:{s:i,s:s,s:s,s:f,s:f,s:s}}", "event", "group", "group",
                              "number", (int)i, "name", group->name, "verdict",
                              verdict_name(groups[i].verdict), "score",
                              told_points(groups[i].score), "max_score",
                              told_points(groups[i].max_score), "feedback", feedback),
                    LOAD_PATIENCE_US);
    }
}

/* 2025-09: a group that comes to more than its maximum is a fault of the package. */
static int check_groups(const struct problem *problem, const struct score_group *groups,
                        struct error *err)
{
    for (size_t i = problem->group_count; i-- > 0;) /* the innermost first */
        if (groups[i].is_out_of_range && problem->format == PROBLEM_ICPC_2025)
            return error_set(err, -EINVAL, "the group \"%s\" earned more than its max_score, %.15g",
                             problem->groups[i].name, groups[i].max_score);
    return 0;
}

static int finish_by_cases(struct grading *grading, struct error *err)
{
    const struct problem *problem = grading->job.problem;
    struct score_group *groups =
        arena_alloc(&grading->job.arena, problem->group_count * sizeof(*groups));
    const char *reason = "", *message = "";
    ptrdiff_t decides;

    score_groups(problem, grading->scores, groups);
    if (check_groups(problem, groups, err) < 0)
        return err->code;
    decides = groups[0].decider;
    cases_settle(grading);
    if (decides >= 0) {
        reason = json_string_value(json_object_get(grading->results[decides], "reason"));
        message = json_string_value(json_object_get(grading->results[decides], "message"));
        if (!*message)
            message = json_string_value(json_object_get(grading->results[decides], "explanation"));
    }
    tell_groups(grading, groups);
    /* nothing failed, but its time for all cases is over */
    if (groups[0].verdict == VERDICT_SK && decides >= 0)
        finish(grading, VERDICT_TLE, "total", message);
    else
        finish(grading, groups[0].verdict, reason ? reason : "", message ? message : "");
    return 0;
}

/* What is wrong with the source itself, before anything runs: NULL, or the reason of a CE. */
static const char *refuse_source(struct job *job, struct error *err)
{
    struct stat info;
    off_t limit = job->language->is_image ? IMAGE_SIZE_MAX
                  : program_has_files(job->source) || job->problem->is_output_only
                      ? FILES_SIZE_MAX
                      : SOURCE_SIZE_MAX;

    if (!problem_allows_language(job->problem, language_name_in(job->language, job->problem))) {
        error_set(err, -EINVAL, "the problem does not take %s", job->language->name);
        return "language";
    }
    if (!laid_suits(job->problem, job->language)) {
        error_set(err, -EINVAL,
                  "the problem does not take %s: its programs open files that lead to stdin and "
                  "stdout, which this language cannot",
                  job->language->name);
        return "language";
    }
    /* an output may be empty */
    if (fstat(job->source, &info) < 0 || (info.st_size == 0 && !job->problem->is_output_only)) {
        error_set(err, -EINVAL, "the source is empty");
        return "empty_source";
    }
    if (info.st_size > limit) {
        error_set(err, -EFBIG, "the source has %lld bytes, the limit is %lld",
                  (long long)info.st_size, (long long)limit);
        return "source_too_large";
    }
    if (job->problem->code_kib > 0 && !program_has_files(job->source) &&
        info.st_size > job->problem->code_kib * 1024) {
        error_set(err, -EFBIG, "the source has %lld bytes, the problem's limit is %lld KiB",
                  (long long)info.st_size, (long long)job->problem->code_kib);
        return "source_too_large";
    }
    if (job->language->is_image && execute_image_kib(job->source, &job->image_kib, err) < 0)
        return "not_executable";
    return NULL;
}

static int send_started(struct grading *grading, struct error *err)
{
    struct job *job = &grading->job;
    const struct problem *problem = job->problem;
    const char *version;

    if (grader_language_version(job->session, job->language, &version, err) < 0)
        return error_prefix(err, "asking %s for its version", job->language->name);
    grader_send(job->session,
                json_pack("{s:s,s:s,s:s,s:s,s:s,s:f,s:i,s:o*,s:o}", "event", "started",
                          "problem_version", problem->version, "problem_name", problem->name,
                          "language_version", version, "feedback",
                          problem_feedback_name(problem->feedback), "max_score", told_max(problem),
                          "case_count", (int)problem->case_count, "uncalibrated",
                          grading->is_uncalibrated ? json_true() : NULL, "limits",
                          execute_limits_json(&job->limits)),
                LOAD_PATIENCE_US);
    return 0;
}

static int grade_cases(struct grading *grading, struct error *err)
{
    for (size_t i = 0; i < grading->job.problem->case_count; i++)
        if (cases_grade(grading, i, err) < 0)
            return err->code;
    return finish_by_cases(grading, err);
}

static int grade_in_cell(struct grading *grading, struct error *err)
{
    int result = program_compile(&grading->job, err);

    if (result == 0)
        finish_compile_error(grading);
    return result > 0 ? grade_cases(grading, err) : result;
}

static int grade_program(struct grading *grading, struct error *err)
{
    struct error refusal;
    struct program program;
    const char *reason;
    int result = program_open(&grading->job, &program, &reason, &refusal);

    if (reason) {
        finish(grading, VERDICT_CE, reason, refusal.text);
        result = 0;
    } else if (result < 0) {
        *err = refusal;
    } else {
        result = grade_in_cell(grading, err);
        /* the verdict is out; the next cell_open will say if the runner is ill */
        program_close_cell(&grading->job);
    }
    program_close(&program);
    return result;
}

static int grade_outputs(struct grading *grading, struct error *err)
{
    struct error refusal;
    const char *reason;
    int result = outputs_open(&grading->job, &reason, &refusal);

    if (reason) {
        finish(grading, VERDICT_CE, reason, refusal.text);
        result = 0;
    } else if (result < 0) {
        *err = refusal;
    } else {
        result = grade_cases(grading, err);
    }
    outputs_close(&grading->job);
    return result;
}

/* Sets the limits that decide, and those that end a run. A time limit that the request names comes
 * before one that was measured, and that before the problem's. */
static void set_limits(struct grading *grading, const json_t *request)
{
    struct job *job = &grading->job;
    const struct problem *problem = job->problem;
    const json_t *measured =
        json_object_get(json_object_get(request, "calibrations"), problem->version);
    int64_t time_us = json_integer_value(json_object_get(request, "time_us"));
    double margin = json_number_value(json_object_get(request, "margin"));
    struct problem_limits limits;

    if (time_us <= 0 && problem_is_uncalibrated(problem))
        time_us = json_integer_value(measured);
    limits = problem_limits_timed(problem, language_name_in(job->language, problem), time_us);
    job->limits = execute_limits(job->language, &limits, job->session->has_cgroup);
    job->compile_us = problem->compile_us;
    job->compile_memory_kib = problem->compile_memory_kib;
    /* runtimes that keep files in /tmp are not watched */
    if (!problem->may_write)
        job->limits.read_only = job->language->watch > 0 ? RUN_READS : RUN_READS_DIRECTORY;
    job->stop = job->limits;
    if (margin > 1)
        execute_extend(&job->stop, margin);
    grading->is_uncalibrated = time_us <= 0 && problem_is_uncalibrated(problem);
    job->puts_constants = json_is_true(json_object_get(request, "is_example"));
    job->record_bytes = json_is_true(json_object_get(request, "record"))
                            ? CONVERSATION_RECORD_BYTES
                            : problem->interaction.record_bytes;
    grading->runs_all = json_is_true(json_object_get(request, "all_cases"));
}

static int grade(struct grading *grading, const json_t *request, struct error *err)
{
    struct error refusal;
    const char *reason;
    int result;

    set_limits(grading, request);
    grading->job.wants_watched =
        job_wants_watched(&grading->job, request) && !laid_needs_exec(grading->job.problem);
    if (send_started(grading, err) < 0)
        return err->code;
    reason = refuse_source(&grading->job, &refusal);
    if (reason) {
        finish(grading, VERDICT_CE, reason, refusal.text);
        return 0;
    }
    result = grading->job.problem->is_output_only ? grade_outputs(grading, err)
                                                  : grade_program(grading, err);
    author_close_cell(grading->job.session);
    return result;
}

int grade_submission(struct grader_session *session, const json_t *request, const int *fds,
                     struct error *err)
{
    const char *folder = json_string_value(json_object_get(request, "problem"));
    const char *language = json_string_value(json_object_get(request, "language"));
    struct grading grading = {.job = {.session = session,
                                      .source = fds[0],
                                      .entry = json_string_value(json_object_get(request, "entry")),
                                      .file_name = job_file_name(request),
                                      .dir = fds[1],
                                      .arena = ARENA_INIT}};
    int result;

    grading.job.language = language ? language_find(language) : NULL;
    if (!folder || !grading.job.language)
        return error_set(err, -EINVAL, "there is no language \"%s\"", language ? language : "");
    if (inputs_load_problem(session, fds[1], folder, err) < 0)
        return err->code;
    grading.job.problem = session->problem;
    cases_open(&grading);
    result = grade(&grading, request, err);
    cases_close(&grading);
    json_decref(grading.job.compile);
    arena_release(&grading.job.arena);
    return result;
}
