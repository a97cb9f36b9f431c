#include "judge/grader/cases.h"

#include "base/fd.h"
#include "judge/checkers/checker.h"
#include "judge/grader/called.h"
#include "judge/grader/cell.h"
#include "judge/grader/evidence.h"
#include "judge/grader/generated.h"
#include "judge/grader/inputs.h"
#include "judge/grader/interactive.h"
#include "judge/grader/laid.h"
#include "judge/grader/outputs.h"
#include "judge/grader/passes.h"
#include "judge/grader/session.h"
#include "judge/grader/validator.h"
#include "judge/rules/disturbance.h"
#include "judge/rules/refusal.h"
#include "judge/rules/stop_after.h"
#include "problems/limits.h"
#include "problems/package.h"

#include <errno.h>
#include <math.h>
#include <string.h>

/* A case that ran. */
struct judged_case {
    size_t index;
    struct verdict_input input;
    struct checker_result check;
    struct verdict_result verdict;
    struct score_case given; /* what a validator gave for it */
    json_t *got;             /* what a call came to, in words; NULL: there was none. Owned */
    json_t *team, *judge;    /* what a validator says to either; NULL: nothing. Owned */
    const char *first;       /* who ended first, it or an interactor; NULL: there is none */
    json_t *conversation;    /* with an interactor; NULL: none was recorded. Owned */
    int is_watched;          /* it ran in a watched interpreter's cell */
    char *output;            /* the start of its stdout: one of the grading's two places */
    size_t output_size;
};

/* A case whose program runs. */
struct case_run {
    size_t index;
    struct judged_case *judged; /* which it becomes */
    size_t output_max;          /* how much of its stdout is kept */
    int answer;
    struct checker *checker;
    struct buffer called; /* what crossed of a call */
    struct error err;
    int failed; /* the answer could not be read */
};

/* Where nothing is compared, the output is what the run was for. */
static int keeps_all(const struct problem *problem)
{
    return problem->checker.kind == CHECKER_NONE;
}

static size_t output_max(const struct problem *problem)
{
    return keeps_all(problem) ? OUTPUT_FREE_MAX : OUTPUT_KEPT_MAX;
}

static void on_output(const void *data, size_t size, void *arg)
{
    struct case_run *run = arg;
    struct judged_case *judged = run->judged;
    size_t room = run->output_max - judged->output_size;

    memcpy(judged->output + judged->output_size, data, size < room ? size : room);
    judged->output_size += size < room ? size : room;
    if (!run->failed && checker_feed(run->checker, data, size, &run->err) < 0)
        run->failed = 1;
}

/* While the program runs, which has said nothing yet. */
static void open_checker(struct grading *grading, struct case_run *run)
{
    const struct problem *problem = grading->job.problem;

    run->answer = inputs_open_answer(&grading->job, run->index, &run->err);
    run->failed = run->answer < 0 || checker_open(validator_checker(problem, run->index),
                                                  run->answer, &run->checker, &run->err) < 0;
}

static int open_files(struct grading *grading, size_t index, struct error *err)
{
    int input = inputs_open(&grading->job, index, err);
    int failed = input;

    if (input >= 0 && (failed = run_files_open(input, &grading->ahead, err)) < 0)
        failed = err->code = -EIO; /* ours, whatever it was */

    fd_close(&input);
    grading->ahead_index = index;
    return failed;
}

/* What the next run will need, as far as it is quickly done. It may not come to one, and whatever
 * fails here fails again where it is needed. */
static void open_ahead(struct grading *grading, size_t index)
{
    enum { AHEAD_BYTES = 64 * 1024 };
    const struct problem *problem = grading->job.problem;
    struct error err;

    if (index < problem->case_count && problem->cases[index].same_as == index &&
        problem->cases[index].in.size <= AHEAD_BYTES)
        open_files(grading, index, &err);
}

static json_t *case_head(const struct grading *grading, size_t index)
{
    const struct problem_case *kase = &grading->job.problem->cases[index];

    json_t *head =
        json_pack("{s:i,s:s,s:s,s:s,s:s}", "number", (int)index + 1, "name", kase->name, "group",
                  grading->job.problem->groups[kase->group].name, "hint",
                  kase->hint ? kase->hint : "", "feedback", problem_feedback_name(kase->feedback));

    called_set_head(kase, language_name_in(grading->job.language, grading->job.problem), head);
    return head;
}

static void set_score(const struct grading *grading, size_t index, json_t *result)
{
    const struct problem *problem = grading->job.problem;
    double points = score_case_points(problem, index, &grading->scores[index]);
    double most = score_case_max(problem, index);

    json_object_set_new(result, "score", json_real(fmax(points, 0)));
    json_object_set_new(result, "max_score", json_real(isfinite(most) ? most : 0));
}

/* A name is told only where the case of it may be seen in full. */
static const char *why_skipped(struct grading *grading, size_t index)
{
    const struct problem *problem = grading->job.problem;
    const struct problem_case *kase = &problem->cases[index];

    for (size_t i = 0; i < kase->require_count; i++) {
        const struct problem_case *required = &problem->cases[kase->requires[i]];

        if (grading->scores[kase->requires[i]].verdict == VERDICT_AC)
            continue;
        return required->feedback == FEEDBACK_FIRST_DIFFERENCE
                   ? arena_format(&grading->job.arena,
                                  "not run: it depends on \"%s\", which did not pass",
                                  required->name)
                   : "not run: it depends on a test that did not pass";
    }
    return "";
}

static json_t *skipped_case(struct grading *grading, size_t index, enum stop_after why)
{
    json_t *result = case_head(grading, index);
    char message[STOP_AFTER_TEXT_MAX];

    stop_after_explain(grading->job.problem, why, message);
    json_object_update_new(
        result,
        json_pack("{s:s,s:s,s:i,s:i,s:i,s:s,s:s}", "verdict", "SK", "reason",
                  stop_after_reason(why), "cpu_us", 0, "wall_us", 0, "memory_kib", 0, "path", "",
                  "message", why == STOP_AFTER_NONE ? why_skipped(grading, index) : message));
    set_score(grading, index, result);
    return result;
}

/* What the checker, or the program itself, says is wrong; and what it was refused. "" where the
 * explanation of the rule says it all. */
static json_t *case_message(const struct grading *grading, const struct judged_case *judged)
{
    const struct run_evidence *run = &judged->input.run;
    char refused[VERDICT_TEXT_MAX / 2];
    json_t *message, *both;

    if (judged->team &&
        (judged->verdict.verdict == VERDICT_WA || judged->verdict.verdict == VERDICT_PA ||
         judged->verdict.verdict == VERDICT_AC))
        return json_incref(judged->team);
    if (judged->verdict.verdict == VERDICT_WA || judged->verdict.verdict == VERDICT_PA)
        message = execute_text_json(judged->check.message, strlen(judged->check.message));
    else if (judged->verdict.verdict == VERDICT_RTE)
        message =
            execute_cause_json(&grading->job, CAUSE_LAST, run->stderr_tail, run->stderr_tail_size);
    else
        return json_string("");
    refusal_describe(&judged->input, judged->verdict.verdict, refused, sizeof(refused));
    if (!refused[0] || json_string_length(message) == 0)
        return message;
    both = judged->verdict.verdict == VERDICT_WA
               ? json_sprintf("%s; %s", json_string_value(message), refused)
               : json_sprintf("%s (%s)", refused, json_string_value(message));
    json_decref(message);
    return both;
}

static const char *path_of(const struct grading *grading, const struct judged_case *judged)
{
    return grading->job.outputs ? "" : judged->is_watched ? "watched" : "exec";
}

/* What a case that ran comes to, as JSON. */
static json_t *case_json(const struct grading *grading, const struct judged_case *judged)
{
    const struct run_evidence *run = &judged->input.run;
    json_t *result = case_head(grading, judged->index);
    json_t *evidence = execute_evidence_json(&judged->input, judged->verdict.rule);
    char explanation[VERDICT_TEXT_MAX];

    verdict_explain(&judged->input, &judged->verdict, explanation, sizeof(explanation));
    json_object_set_new(evidence, "limits", execute_limits_json(&grading->job.limits));
    json_object_update_new(
        result,
        json_pack("{s:s,s:s,s:I,s:I,s:I,s:I,s:s,s:s,s:o}", "verdict",
                  verdict_name(judged->verdict.verdict), "reason", judged->verdict.reason, "cpu_us",
                  (json_int_t)(run->cpu_user_us + run->cpu_system_us), "wall_us",
                  (json_int_t)run->wall_us, "memory_kib", (json_int_t)run->memory_kib,
                  "output_bytes", (json_int_t)run->output_bytes, "path", path_of(grading, judged),
                  "explanation", explanation, "evidence", evidence));
    json_object_set_new(result, "message", case_message(grading, judged));
    if (judged->got)
        json_object_set(result, "got", judged->got);
    if (judged->conversation)
        json_object_set(result, "conversation", judged->conversation);
    if (grading->job.outputs)
        json_object_set_new(evidence, "path", json_string("output"));
    if (judged->first)
        json_object_set_new(evidence, "first_to_end", json_string(judged->first));
    if (judged->judge)
        json_object_set(result, "judge_message", judged->judge);
    json_object_set_new(result, "stderr",
                        execute_text_json(run->stderr_tail, run->stderr_tail_size));
    if (judged->verdict.verdict != VERDICT_AC || keeps_all(grading->job.problem))
        execute_set_output(result, judged->output, judged->output_size,
                           run->output_bytes > (int64_t)judged->output_size);
    set_score(grading, judged->index, result);
    return result;
}

static void release_words(struct judged_case *judged)
{
    json_decref(judged->conversation);
    json_decref(judged->got);
    judged->conversation = judged->got = NULL;
    json_decref(judged->team);
    json_decref(judged->judge);
    judged->team = judged->judge = NULL;
}

void cases_settle(struct grading *grading)
{
    if (!grading->has_judged)
        return;
    grading->results[grading->judged->index] = case_json(grading, grading->judged);
    release_words(grading->judged);
    grading->has_judged = 0;
}

static json_t *shared_case(struct grading *grading, size_t index)
{
    size_t twin = grading->job.problem->cases[index].same_as;
    json_t *result = json_deep_copy(grading->results[twin]);

    grading->scores[index] = grading->scores[twin];
    json_object_update_new(result, case_head(grading, index));
    json_object_set_new(result, "path", json_string("shared"));
    set_score(grading, index, result);
    return result;
}

void cases_tell(struct grading *grading, int64_t patience_us)
{
    size_t count = grading->job.problem ? grading->job.problem->case_count : 0;
    size_t before = grading->told_count;

    cases_settle(grading);
    while (grading->told_count < count && grading->results[grading->told_count]) {
        json_t *result = grading->results[grading->told_count++];

        grader_send(grading->job.session, json_pack("{s:s,s:O}", "event", "case", "case", result),
                    patience_us);
    }
    if (grading->told_count == before)
        grader_send(grading->job.session, json_pack("{s:s}", "event", "step"), patience_us);
}

/* While a case's program runs: what the grader has to do anyway, and what the judge has not heard.
 */
static void meanwhile(int64_t patience_us, void *arg)
{
    struct grading *grading = arg;

    open_checker(grading, grading->running);
    cases_tell(grading, patience_us);
    open_ahead(grading, grading->running->index + 1);
}

/* A case may have an output limit of its own. */
static struct run_limits limits_of_case(const struct job *job, struct run_limits limits,
                                        size_t index)
{
    if (job->problem->cases[index].output_kib > 0)
        limits.output_bytes = job->problem->cases[index].output_kib * 1024;
    return limits;
}

/* What a built-in checker found: a share of the points counts where there are points. */
static void take_check(const struct problem *problem, struct judged_case *judged)
{
    const struct checker_result *check = &judged->check;

    judged->input.check = check->accepted ? CHECK_ACCEPTED : CHECK_WRONG;
    if (check->accepted || check->fraction <= 0 || !problem->has_points)
        return;
    judged->input.check = CHECK_PARTIAL;
    judged->given =
        (struct score_case){.verdict = VERDICT_PA, .given = GIVEN_FACTOR, .value = check->fraction};
}

/* Of a function test: the checker has seen what was printed. */
static void take_call(const struct problem_call *call, const struct buffer *text,
                      struct judged_case *judged)
{
    struct called_result called;

    called_decide(call, text, &judged->check, &called);
    json_decref(judged->got);
    judged->got = execute_text_json(called.got.data, called.got.size);
    judged->input.is_call = 1;
    judged->input.allowed_exit = called.has_raised ? CALLED_EXIT : 0;
    buffer_release(&called.got);
}

/* Runs case `index` and lets the checker see its output. */
static int run_case_once(struct grading *grading, size_t index, struct judged_case *judged,
                         struct error *err)
{
    struct case_run run = {.index = index,
                           .judged = judged,
                           .output_max = output_max(grading->job.problem),
                           .answer = -1,
                           .called = BUFFER_INIT};
    const struct problem_call *call = grading->job.problem->cases[index].call;
    const struct run_limits limits = limits_of_case(&grading->job, grading->job.limits, index);
    const struct run_limits stop = limits_of_case(&grading->job, grading->job.stop, index);
    struct run_evidence evidence = {.syscall = -1};
    int result = 0;

    judged->output_size = 0; /* of a run that did not count */
    if (laid_prepare(&grading->job, index, err) < 0)
        return err->code;
    if (grading->ahead_index != index)
        run_files_close(&grading->ahead);
    if (grading->ahead.input < 0)
        result = open_files(grading, index, err);
    grading->running = &run;
    if (result == 0)
        result = program_run_counted(&grading->job,
                                     &(struct program_call){.action = program_action(&grading->job),
                                                            .argv = laid_argv(&grading->job, index),
                                                            .files = &grading->ahead,
                                                            .limits = &stop,
                                                            .fn = on_output,
                                                            .feedback = call ? called_take : NULL,
                                                            .feedback_arg = &run.called,
                                                            .feedback_bytes = CALLED_BYTES_MAX,
                                                            .meanwhile = meanwhile,
                                                            .meanwhile_arg = grading,
                                                            .arg = &run},
                                     &evidence, err);
    grading->running = NULL;
    if (result == 0 && (run.failed || checker_finish(run.checker, &judged->check, &run.err) < 0)) {
        *err = run.err;
        result = err->code;
    }
    if (result == 0) {
        execute_verdict_input(grading->job.language, &limits, &evidence,
                              grading->job.session->has_cgroup, &judged->input);
        judged->input.image_kib = grading->job.image_kib;
        if (call)
            take_call(call, &run.called, judged);
        take_check(grading->job.problem, judged);
    }
    /* it may have looked at a clock of its own */
    if (result == 0 && evidence.pauses > 0 && !judged->check.accepted &&
        evidence.end == RUN_ENDED_ITSELF)
        result = error_set(err, -EAGAIN, "%s", disturbance_words(DISTURBANCE_PAUSED));
    checker_close(run.checker);
    fd_close(&run.answer);
    buffer_release(&run.called);
    return result;
}

/* The same for an output that was handed in. */
static int take_output(struct grading *grading, size_t index, struct judged_case *judged,
                       struct error *err)
{
    struct job *job = &grading->job;
    struct case_run run = {
        .index = index, .judged = judged, .output_max = output_max(job->problem), .answer = -1};
    struct run_evidence evidence = {.syscall = -1};
    int64_t size = outputs_size(job, index);
    int failed = 0;

    open_checker(grading, &run);
    if (size >= 0)
        failed = outputs_read(job, index, on_output, &run, err);
    if (failed == 0 && (run.failed || checker_finish(run.checker, &judged->check, &run.err) < 0)) {
        *err = run.err;
        failed = err->code;
    }
    if (failed == 0) {
        evidence.output_bytes = size > 0 ? size : 0;
        execute_verdict_input(job->language, &job->limits, &evidence, job->session->has_cgroup,
                              &judged->input);
        take_check(job->problem, judged);
        if (size < 0) {
            judged->input.check = CHECK_WRONG;
            snprintf(judged->check.message, sizeof(judged->check.message), "%s",
                     outputs_missing(job, index));
        }
    }
    checker_close(run.checker);
    fd_close(&run.answer);
    return failed;
}

/* The same for a case about which programs of the author decide. */
static int run_passes_once(struct grading *grading, size_t index, struct judged_case *judged,
                           struct error *err)
{
    struct job *job = &grading->job;
    struct passes passes;

    cases_tell(grading, execute_patience_us(&job->limits));
    if (passes_run(job, index, &passes, err) < 0)
        return err->code;
    execute_verdict_input(job->language, &job->limits, &passes.run, job->session->has_cgroup,
                          &judged->input);
    judged->input.image_kib = job->image_kib;
    judged->input.check = passes.check;
    judged->input.rejected_first = passes.rejected_first;
    judged->conversation = passes.conversation;
    judged->first = passes.first;
    judged->given = passes.given;
    judged->team = passes.team;
    judged->judge = passes.judge;
    judged->output_size = passes.output_size;
    memcpy(judged->output, passes.output, passes.output_size);
    return 0;
}

/* Whichever decides, until the run counts. */
static int run_case(struct grading *grading, size_t index, struct judged_case *judged,
                    struct error *err)
{
    int is_program = validator_checker(grading->job.problem, index)->kind == CHECKER_PROGRAM ||
                     interactive_program(grading->job.problem);
    int (*once)(struct grading *, size_t, struct judged_case *, struct error *) =
        is_program             ? run_passes_once
        : grading->job.outputs ? take_output
                               : run_case_once;
    int tries = 0;
    int failed = generated_prepare(&grading->job, index, err);

    if (failed == 0)
        failed = once(grading, index, judged, err);
    while (failed == -EAGAIN && (failed = program_try_again(&grading->job, &tries, err)) == 0)
        failed = once(grading, index, judged, err);
    judged->is_watched = grading->job.is_watched;
    return failed;
}

/* Runs a case and decides it. Its result is told later, while the next case's program runs. */
static int judge_case(struct grading *grading, size_t index, struct error *err)
{
    struct judged_case judged = {.index = index,
                                 .output = grading->outputs[grading->output_turn ^= 1]};
    char explanation[VERDICT_TEXT_MAX];

    if (program_is_too_large(&grading->job))
        execute_image_input(&grading->job, &judged.input);
    else if (run_case(grading, index, &judged, err) < 0)
        return err->code;
    cases_settle(grading);
    verdict_decide(&judged.input, &judged.verdict);
    grading->spent_us += verdict_cost_us(&judged.input);
    grading->scores[index].verdict = judged.verdict.verdict;
    grading->scores[index].given = judged.given.given;
    grading->scores[index].value = judged.given.value;
    if (judged.verdict.verdict == VERDICT_IE) {
        verdict_explain(&judged.input, &judged.verdict, explanation, sizeof(explanation));
        return error_set(err, -EIO, "%s", explanation);
    }
    *grading->judged = judged;
    grading->has_judged = 1;
    return 0;
}

/* Whether the case is not to run; *ret_why: whether that is because the judging has cost enough. */
static int is_skipped(const struct grading *grading, size_t index, enum stop_after *ret_why)
{
    const struct problem *problem = grading->job.problem;

    *ret_why = STOP_AFTER_NONE;
    if (grading->runs_all)
        return score_forbids(problem, grading->scores, index);
    if (score_skips(problem, grading->scores, index))
        return 1;
    *ret_why = stop_after_case(problem, grading->scores, index, grading->spent_us);
    return *ret_why != STOP_AFTER_NONE;
}

int cases_grade(struct grading *grading, size_t index, struct error *err)
{
    const struct problem_case *kase = &grading->job.problem->cases[index];
    enum stop_after why;
    const char *refusal;

    if (is_skipped(grading, index, &why)) {
        cases_settle(grading);
        grading->scores[index].verdict = VERDICT_SK;
        grading->results[index] = skipped_case(grading, index, why);
    } else if (kase->same_as < index && grading->scores[kase->same_as].verdict != VERDICT_SK) {
        cases_settle(grading);
        grading->results[index] = shared_case(grading, index);
    } else if (judge_case(grading, index, err) < 0) {
        return error_prefix(err, "case %s", kase->name);
    }
    refusal = score_refusal(grading->job.problem, index, &grading->scores[index]);
    if (refusal)
        return error_set(err, -EIO, "case %s: the validator %s", kase->name, refusal);
    return 0;
}

void cases_open(struct grading *grading)
{
    const struct problem *problem = grading->job.problem;
    struct arena *arena = &grading->job.arena;

    grading->ahead = (struct run_files)RUN_FILES_NONE;
    grading->scores = arena_alloc(arena, sizeof(*grading->scores) * problem->case_count);
    for (size_t i = 0; i < problem->case_count; i++)
        grading->scores[i].verdict = VERDICT_SK;
    grading->results = arena_alloc(arena, sizeof(json_t *) * problem->case_count);
    grading->judged = arena_alloc(arena, sizeof(*grading->judged));
    for (size_t i = 0; i < 2; i++)
        grading->outputs[i] = arena_alloc(arena, output_max(problem));
}

void cases_close(struct grading *grading)
{
    run_files_close(&grading->ahead);
    release_words(grading->judged);
    for (size_t i = 0; i < grading->job.problem->case_count; i++)
        json_decref(grading->results[i]);
}
