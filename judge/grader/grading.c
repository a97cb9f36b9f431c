/* Grading one submission: load the problem, build the cell, check the source, run the cases. */
#include "judge/grader/grading.h"
#include "base/fd.h"
#include "base/memory.h"
#include "judge/checkers/checker.h"
#include "judge/submissions/image.h"
#include "judge/submissions/size_limits.h"
#include "problems/limits.h"
#include "problems/load.h"
#include "problems/package.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

enum { INPUTS_KEPT_BYTES = 64 * 1024 * 1024, LOAD_PATIENCE_US = 60 * 1000000 };

/* ---- the problem ---- */
static void drop_problem(struct grader_session *session)
{
    for (size_t i = 0; session->problem && i < session->problem->case_count; i++)
        fd_close(&session->inputs[i]);
    free(session->inputs);
    session->inputs = NULL;
    session->inputs_bytes = 0;
    problem_free(session->problem);
    session->problem = NULL;
}

static int report_failure(struct report *report, const char *folder, struct error *err)
{
    const struct report_entry *entry = report->first;

    while (entry && entry->is_warning)
        entry = entry->next;
    if (!entry)
        return error_set(err, -EINVAL, "problem %s cannot be loaded", folder);
    if (entry->line > 0)
        return error_set(err, -EINVAL, "problem %s: %s:%d:%d: %s", folder, entry->file, entry->line,
                         entry->column, entry->message);
    return error_set(err, -EINVAL, "problem %s: %s", folder, entry->message);
}

/* Loads the problem unless it is the one we have, unchanged. */
static int load_problem(struct grader_session *session, int dir, const char *folder,
                        struct error *err)
{
    struct report report = REPORT_INIT;
    struct problem *problem;
    uint64_t fingerprint;
    int result = 0;

    if (problem_fingerprint(dir, &fingerprint, err) < 0)
        return error_prefix(err, "problem %s", folder);
    if (session->problem && fingerprint == session->fingerprint &&
        strcmp(session->problem->folder, folder) == 0)
        return 0;
    drop_problem(session);
    if (problem_load(dir, folder, &problem, &report) < 0) {
        result = report_failure(&report, folder, err);
    } else {
        session->problem = problem;
        session->fingerprint = fingerprint;
        session->inputs = memory_alloc(sizeof(int) * problem->case_count);
        for (size_t i = 0; i < problem->case_count; i++)
            session->inputs[i] = -1;
    }
    report_release(&report);
    return result;
}

static int copy_to_memfd(int from, struct error *err)
{
    int memfd = fd_memfd("input");
    ssize_t sent;

    if (memfd < 0)
        return error_set_errno(err, -memfd, "cannot make an input");
    do
        sent = sendfile(memfd, from, NULL, 1 << 30);
    while (sent > 0 || (sent < 0 && errno == EINTR));
    if (sent < 0 || fd_seal(memfd) < 0) {
        int saved = errno;

        fd_close(&memfd);
        return error_set_errno(err, saved, "cannot copy an input");
    }
    return memfd;
}

/* A case's input, the caller's. Small ones are kept for the next submission. */
static int open_input(struct grading *grading, size_t index, struct error *err)
{
    struct grader_session *session = grading->session;
    const struct problem_data *data = &grading->problem->cases[index].in;
    int memfd = session->inputs[index];
    int file;

    if (memfd < 0) {
        file = problem_data_open(grading->dir, data, err);
        if (file < 0)
            return error_prefix(err, "input of case %s", grading->problem->cases[index].name);
        memfd = data->path ? copy_to_memfd(file, err) : file;
        if (data->path)
            fd_close(&file);
        if (memfd < 0 || session->inputs_bytes + (int64_t)data->size > INPUTS_KEPT_BYTES)
            return memfd;
        session->inputs[index] = memfd;
        session->inputs_bytes += (int64_t)data->size;
    }
    /* what a run gets is a copy (runner/client/client_cell.c) */
    memfd = fcntl(memfd, F_DUPFD_CLOEXEC, 3);
    return memfd < 0 ? error_set_errno(err, errno, "cannot keep an input open") : memfd;
}

struct capture {
    struct buffer text;
    size_t limit;
};

static void on_capture(const void *data, size_t size, void *arg)
{
    struct capture *capture = arg;
    size_t room = capture->limit - capture->text.size;

    buffer_append(&capture->text, data, size < room ? size : room);
}

/* ---- one case ---- */

/* A case that ran. */
struct judged_case {
    size_t index;
    struct verdict_input input;
    struct checker_result check;
    struct verdict_result verdict;
    int is_watched; /* it ran in a watched interpreter's cell */
};

/* A case whose program runs. */
struct case_run {
    size_t index;
    int answer;
    struct checker *checker;
    struct error err;
    int failed; /* the answer could not be read */
};

static void on_output(const void *data, size_t size, void *arg)
{
    struct case_run *run = arg;

    if (!run->failed && checker_feed(run->checker, data, size, &run->err) < 0)
        run->failed = 1;
}

/* While the program runs, which has said nothing yet. */
static void open_checker(struct grading *grading, struct case_run *run)
{
    const struct problem *problem = grading->problem;

    run->answer = problem_data_open(grading->dir, &problem->cases[run->index].out, &run->err);
    run->failed = run->answer < 0 ||
                  checker_open(&problem->checker, run->answer, &run->checker, &run->err) < 0;
}

static int open_files(struct grading *grading, size_t index, struct error *err)
{
    int input = open_input(grading, index, err);
    int failed = input < 0 ? input : run_files_open(input, &grading->ahead, err);

    fd_close(&input);
    grading->ahead_index = index;
    return failed;
}

/* What the next run will need, as far as it is quickly done. It may not come to one, and whatever
 * fails here fails again where it is needed. */
static void open_ahead(struct grading *grading, size_t index)
{
    enum { AHEAD_BYTES = 64 * 1024 };
    const struct problem *problem = grading->problem;
    struct error err;

    if (index < problem->case_count && problem->cases[index].same_as == index &&
        problem->cases[index].in.size <= AHEAD_BYTES)
        open_files(grading, index, &err);
}

/* Runs case `index` and lets the checker see its output. */
static int run_case_once(struct grading *grading, size_t index, struct judged_case *judged,
                         struct error *err)
{
    struct case_run run = {.index = index, .answer = -1};
    struct run_evidence evidence = {.syscall = -1};
    int result = 0;

    if (grading->ahead_index != index)
        run_files_close(&grading->ahead);
    if (grading->ahead.input < 0)
        result = open_files(grading, index, err);
    grading->running = &run;
    if (result == 0)
        result = program_run(grading,
                             &(struct program_call){.action = program_action(grading),
                                                    .argv = program_argv(grading),
                                                    .files = &grading->ahead,
                                                    .limits = &grading->limits,
                                                    .fn = on_output,
                                                    .arg = &run},
                             &evidence, err);
    grading->running = NULL;
    if (result == 0 && (run.failed || checker_finish(run.checker, &judged->check, &run.err) < 0)) {
        *err = run.err;
        result = err->code;
    }
    if (result == 0) {
        execute_verdict_input(grading->language, &grading->limits, &evidence,
                              grading->session->has_cgroup, &judged->input);
        judged->input.image_kib = grading->image_kib;
        judged->input.check = judged->check.accepted ? CHECK_ACCEPTED : CHECK_WRONG;
    }
    checker_close(run.checker);
    fd_close(&run.answer);
    return result;
}

/* The same; what a watched interpreter has spoilt is done again without one. */
static int run_case(struct grading *grading, size_t index, struct judged_case *judged,
                    struct error *err)
{
    int failed = run_case_once(grading, index, judged, err);

    if (failed == -EAGAIN && grading->is_watched && program_leave_watched(grading, err) == 0)
        failed = run_case_once(grading, index, judged, err);
    judged->is_watched = grading->is_watched;
    return failed;
}

static json_t *case_head(const struct grading *grading, size_t index)
{
    const struct problem_case *test = &grading->problem->cases[index];

    return json_pack("{s:i,s:s,s:s,s:s,s:s}", "number", (int)index + 1, "name", test->name, "group",
                     grading->problem->groups[test->group].name, "hint",
                     test->hint ? test->hint : "", "feedback",
                     problem_feedback_name(test->feedback));
}

static void set_score(const struct grading *grading, size_t index, json_t *result)
{
    double points = grading->problem->has_points ? grading->problem->cases[index].points : 1.0;

    json_object_set_new(result, "score", json_real(points * grading->scores[index].fraction));
    json_object_set_new(result, "max_score", json_real(points));
}

static json_t *skipped_case(const struct grading *grading, size_t index)
{
    json_t *result = case_head(grading, index);

    json_object_update_new(result, json_pack("{s:s,s:s,s:i,s:i,s:i,s:s,s:s}", "verdict", "SK",
                                             "reason", "", "cpu_us", 0, "wall_us", 0, "memory_kib",
                                             0, "path", "", "message", ""));
    set_score(grading, index, result);
    return result;
}

/* What a case that ran comes to, as JSON. */
static json_t *case_json(const struct grading *grading, const struct judged_case *judged)
{
    const struct run_evidence *run = &judged->input.run;
    json_t *result = case_head(grading, judged->index);
    json_t *evidence = execute_evidence_json(&judged->input, judged->verdict.rule);
    char explanation[256];

    verdict_explain(&judged->input, &judged->verdict, explanation, sizeof(explanation));
    json_object_set_new(evidence, "limits", execute_limits_json(&grading->limits));
    json_object_update_new(
        result, json_pack("{s:s,s:s,s:I,s:I,s:I,s:I,s:s,s:s,s:o}", "verdict",
                          verdict_name(judged->verdict.verdict), "reason", judged->verdict.reason,
                          "cpu_us", (json_int_t)(run->cpu_user_us + run->cpu_system_us), "wall_us",
                          (json_int_t)run->wall_us, "memory_kib", (json_int_t)run->memory_kib,
                          "output_bytes", (json_int_t)run->output_bytes, "path",
                          judged->is_watched ? "watched" : "exec", "explanation", explanation,
                          "evidence", evidence));
    json_object_set_new(
        result, "message",
        judged->verdict.verdict == VERDICT_WA
            ? execute_text_json(judged->check.message, strlen(judged->check.message))
            : json_string(""));
    json_object_set_new(result, "stderr",
                        execute_text_json(run->stderr_tail, run->stderr_tail_size));
    set_score(grading, judged->index, result);
    return result;
}

/* Puts the last case that ran among the results. */
static void settle_judged(struct grading *grading)
{
    if (grading->judged)
        grading->results[grading->judged->index] = case_json(grading, grading->judged);
    grading->judged = NULL;
}

static json_t *shared_case(struct grading *grading, size_t index)
{
    size_t twin = grading->problem->cases[index].same_as;
    json_t *result = json_deep_copy(grading->results[twin]);

    grading->scores[index] = grading->scores[twin];
    json_object_update_new(result, case_head(grading, index));
    json_object_set_new(result, "path", json_string("shared"));
    set_score(grading, index, result);
    return result;
}

/* An image too large for the limit is MLE before it runs. */
static void judge_image(struct grading *grading, struct verdict_input *ret_input)
{
    struct run_evidence none = {.syscall = -1, .exit_status = -1};

    execute_verdict_input(grading->language, &grading->limits, &none, grading->session->has_cgroup,
                          ret_input);
    ret_input->image_kib = grading->image_kib;
}

/* Runs a case and decides it. What it is told of as waits for grading_meanwhile: the next case's
 * program can run in that time. */
static int judge_case(struct grading *grading, size_t index, struct error *err)
{
    static struct judged_case slots[2]; /* the last one is still needed while this one runs */
    struct judged_case *judged = &slots[index % 2];
    char explanation[256];

    memset(judged, 0, sizeof(*judged));
    judged->index = index;
    if (grading->image_kib > grading->limits.memory_kib)
        judge_image(grading, &judged->input);
    else if (run_case(grading, index, judged, err) < 0)
        return err->code;
    settle_judged(grading);
    verdict_decide(&judged->input, &judged->verdict);
    grading->scores[index].verdict = judged->verdict.verdict;
    grading->scores[index].fraction = judged->verdict.verdict == VERDICT_AC ? 1 : 0;
    if (judged->verdict.verdict == VERDICT_IE) {
        verdict_explain(&judged->input, &judged->verdict, explanation, sizeof(explanation));
        return error_set(err, -EIO, "%s", explanation);
    }
    grading->judged = judged;
    return 0;
}

static int grade_case(struct grading *grading, size_t index, struct error *err)
{
    const struct problem_case *test = &grading->problem->cases[index];

    if (score_skips(grading->problem, grading->scores, index)) {
        settle_judged(grading);
        grading->scores[index].verdict = VERDICT_SK;
        grading->results[index] = skipped_case(grading, index);
    } else if (test->same_as < index && grading->scores[test->same_as].verdict != VERDICT_SK) {
        settle_judged(grading);
        grading->results[index] = shared_case(grading, index);
    } else if (judge_case(grading, index, err) < 0) {
        return error_prefix(err, "case %s", test->name);
    }
    return 0;
}

static void tell(struct grading *grading, int64_t patience_us)
{
    size_t count = grading->problem ? grading->problem->case_count : 0;
    size_t before = grading->told_count;

    settle_judged(grading);
    while (grading->told_count < count && grading->results[grading->told_count]) {
        json_t *result = grading->results[grading->told_count++];

        grader_send(grading->session, json_pack("{s:s,s:O}", "event", "case", "case", result),
                    patience_us);
    }
    if (grading->told_count == before)
        grader_send(grading->session, json_pack("{s:s}", "event", "step"), patience_us);
}

void grading_meanwhile(struct grading *grading, int64_t patience_us)
{
    struct case_run *run = grading->running;

    if (run)
        open_checker(grading, run);
    tell(grading, patience_us);
    if (run)
        open_ahead(grading, run->index + 1);
}

/* ---- the judging ---- */
static int64_t json_larger(const json_t *result, const char *key, int64_t so_far)
{
    int64_t value = json_integer_value(json_object_get(result, key));

    return value > so_far ? value : so_far;
}

/* What the request says that the submission was handed in as. */
static const char *requested_name(const json_t *request)
{
    const char *name = json_string_value(json_object_get(request, "file_name"));

    return name ? name : "";
}

static void finish(struct grading *grading, enum verdict verdict, const char *reason,
                   const char *message)
{
    const struct problem *problem = grading->problem;
    double max = problem->has_points ? score_max(problem) : 1;
    double score = verdict == VERDICT_CE ? 0
                   : problem->has_points ? score_total(problem, grading->scores)
                                         : verdict == VERDICT_AC;
    json_t *result;

    for (size_t i = 0; i < problem->case_count && grading->results[i]; i++) {
        grading->cpu_us = json_larger(grading->results[i], "cpu_us", grading->cpu_us);
        grading->wall_us = json_larger(grading->results[i], "wall_us", grading->wall_us);
        grading->memory_kib = json_larger(grading->results[i], "memory_kib", grading->memory_kib);
    }
    /* a message may quote the submission, and be cut within a character */
    result =
        json_pack("{s:s,s:s,s:o,s:f,s:f,s:I,s:I,s:I}", "verdict", verdict_name(verdict), "reason",
                  reason, "message", execute_text_json(message, strlen(message)), "score", score,
                  "max_score", max, "cpu_us", (json_int_t)grading->cpu_us, "wall_us",
                  (json_int_t)grading->wall_us, "memory_kib", (json_int_t)grading->memory_kib);
    json_object_set(result, "compile", grading->compile ? grading->compile : json_null());
    tell(grading, LOAD_PATIENCE_US);
    grader_send(grading->session, json_pack("{s:s,s:o}", "event", "finished", "result", result), 0);
}

/* The message is the start of the log: both travel in one packet, and escaped each byte may be six.
 */
static void finish_compile_error(struct grading *grading)
{
    enum { MESSAGE_MAX = 4096 };
    const char *log = json_string_value(json_object_get(grading->compile, "log"));
    char message[MESSAGE_MAX + 1];
    size_t size = strnlen(log, MESSAGE_MAX);

    /* not in the middle of a character */
    while (size > 0 && ((unsigned char)log[size] & 0xc0) == 0x80)
        size--;
    memcpy(message, log, size);
    message[size] = '\0';
    finish(grading, VERDICT_CE, "compile", message);
}

static void finish_by_cases(struct grading *grading)
{
    enum verdict verdict;
    ptrdiff_t decides = score_verdict(grading->problem, grading->scores, &verdict);
    const char *reason = "", *message = "";

    settle_judged(grading);
    if (decides >= 0) {
        reason = json_string_value(json_object_get(grading->results[decides], "reason"));
        message = json_string_value(json_object_get(grading->results[decides], "message"));
        if (!*message)
            message = json_string_value(json_object_get(grading->results[decides], "explanation"));
    }
    finish(grading, verdict, reason ? reason : "", message ? message : "");
}

/* What is wrong with the source itself, before anything runs: NULL, or the reason of a CE. */
static const char *refuse_source(struct grading *grading, struct error *err)
{
    struct stat info;
    off_t limit = grading->language->is_image          ? IMAGE_SIZE_MAX
                  : program_has_files(grading->source) ? FILES_SIZE_MAX
                                                       : SOURCE_SIZE_MAX;

    if (!problem_allows_language(grading->problem,
                                 language_name_in(grading->language, grading->problem))) {
        error_set(err, -EINVAL, "the problem does not take %s", grading->language->name);
        return "language";
    }
    if (fstat(grading->source, &info) < 0 || info.st_size == 0) {
        error_set(err, -EINVAL, "the source is empty");
        return "empty_source";
    }
    if (info.st_size > limit) {
        error_set(err, -EFBIG, "the source has %lld bytes, the limit is %lld",
                  (long long)info.st_size, (long long)limit);
        return "source_too_large";
    }
    if (grading->language->is_image &&
        execute_image_kib(grading->source, &grading->image_kib, err) < 0)
        return "not_executable";
    return NULL;
}

static int send_started(struct grading *grading, struct error *err)
{
    const struct problem *problem = grading->problem;
    const char *version;

    if (grader_language_version(grading->session, grading->language, &version, err) < 0)
        return error_prefix(err, "asking %s for its version", grading->language->name);
    grader_send(grading->session,
                json_pack("{s:s,s:s,s:s,s:s,s:s,s:f,s:i,s:o}", "event", "started", "version",
                          problem->version, "problem_name", problem->name, "language_version",
                          version, "feedback", problem_feedback_name(problem->feedback),
                          "max_score", problem->has_points ? score_max(problem) : 1.0, "case_count",
                          (int)problem->case_count, "limits",
                          execute_limits_json(&grading->limits)),
                LOAD_PATIENCE_US);
    return 0;
}

static int grade_in_cell(struct grading *grading, struct error *err)
{
    int result = program_compile(grading, err);

    if (result == 0)
        finish_compile_error(grading);
    for (size_t i = 0; result > 0 && i < grading->problem->case_count; i++) {
        if (grade_case(grading, i, err) < 0)
            result = err->code;
    }
    if (result > 0)
        finish_by_cases(grading);
    return result < 0 ? result : 0;
}

/* Only one process, which can be ended by its pidfd, is ever watched. */
static int wants_watched(const struct grading *grading, const json_t *request)
{
    return grading->language->watch > 0 && grading->limits.processes == 1 &&
           !json_is_true(json_object_get(request, "exec"));
}

static int grade(struct grading *grading, const json_t *request, struct error *err)
{
    struct problem_limits limits =
        problem_limits_for(grading->problem, language_name_in(grading->language, grading->problem));
    struct error refusal, closing;
    struct program program;
    const char *reason;
    int result;

    grading->limits = execute_limits(grading->language, &limits, grading->session->has_cgroup);
    grading->wants_watched = wants_watched(grading, request);
    if (send_started(grading, err) < 0)
        return err->code;
    reason = refuse_source(grading, &refusal);
    if (reason) {
        finish(grading, VERDICT_CE, reason, refusal.text);
        return 0;
    }
    result = program_open(grading, &program, &reason, &refusal);
    if (reason) {
        finish(grading, VERDICT_CE, reason, refusal.text);
        result = 0;
    } else if (result < 0) {
        *err = refusal;
    } else {
        result = grade_in_cell(grading, err);
        /* the verdict is out; the next cell_open will say if the runner is ill */
        cell_close(grading->session->runner, &closing);
    }
    program_close(&program);
    return result;
}

int grade_submission(struct grader_session *session, const json_t *request, const int *fds,
                     struct error *err)
{
    const char *folder = json_string_value(json_object_get(request, "problem"));
    const char *language = json_string_value(json_object_get(request, "language"));
    struct grading grading = {.session = session,
                              .source = fds[0],
                              .file_name = requested_name(request),
                              .dir = fds[1],
                              .arena = ARENA_INIT,
                              .ahead = RUN_FILES_NONE};
    int result;

    grading.language = language ? language_find(language) : NULL;
    if (!folder || !grading.language)
        return error_set(err, -EINVAL, "there is no language \"%s\"", language ? language : "");
    if (load_problem(session, grading.dir, folder, err) < 0)
        return err->code;
    grading.problem = session->problem;
    grading.scores =
        arena_alloc(&grading.arena, sizeof(*grading.scores) * session->problem->case_count);
    for (size_t i = 0; i < session->problem->case_count; i++)
        grading.scores[i].verdict = VERDICT_SK;
    grading.results =
        arena_alloc(&grading.arena, sizeof(*grading.results) * session->problem->case_count);
    result = grade(&grading, request, err);
    run_files_close(&grading.ahead);
    for (size_t i = 0; i < session->problem->case_count; i++)
        json_decref(grading.results[i]);
    json_decref(grading.compile);
    arena_release(&grading.arena);
    return result;
}

/* ---- `assay run` and versions: a program without a problem ---- */
struct forward {
    int fd;
    int failed;
};

static void on_forward(const void *data, size_t size, void *arg)
{
    struct forward *forward = arg;

    if (!forward->failed && fd_write_full(forward->fd, data, size) < 0)
        forward->failed = 1; /* the reader is gone; the program runs on to its verdict */
}

static int request_limits(const json_t *request, const struct language *language, int has_cgroup,
                          struct run_limits *ret_limits, struct error *err)
{
    json_int_t time_us, wall_us, memory_kib, output_bytes;

    if (json_unpack((json_t *)request, "{s:{s:I,s:I,s:I,s:I}}", "limits", "time_us", &time_us,
                    "wall_us", &wall_us, "memory_kib", &memory_kib, "output_bytes",
                    &output_bytes) < 0)
        return error_set(err, -EINVAL, "the request states no limits");
    *ret_limits = execute_limits(language,
                                 &(struct problem_limits){.time_us = time_us,
                                                          .wall_us = wall_us,
                                                          .memory_kib = memory_kib,
                                                          .stack_kib = memory_kib,
                                                          .output_kib = 0,
                                                          .processes = 1},
                                 has_cgroup);
    ret_limits->output_bytes = output_bytes;
    return 0;
}

static json_t *run_result(const struct grading *grading, struct verdict_input *input)
{
    struct verdict_result verdict;
    char explanation[256];
    json_t *result, *evidence;

    input->check = CHECK_ACCEPTED; /* there is no answer to compare with */
    verdict_decide(input, &verdict);
    verdict_explain(input, &verdict, explanation, sizeof(explanation));
    result =
        json_pack("{s:s,s:s,s:s,s:I,s:I,s:I}", "verdict", verdict_name(verdict.verdict), "reason",
                  verdict.reason, "explanation", explanation, "cpu_us",
                  (json_int_t)(input->run.cpu_user_us + input->run.cpu_system_us), "wall_us",
                  (json_int_t)input->run.wall_us, "memory_kib", (json_int_t)input->run.memory_kib);
    evidence = execute_evidence_json(input, verdict.rule);
    /* "path" of the result is the submission's */
    json_object_set_new(evidence, "path", json_string(grading->is_watched ? "watched" : "exec"));
    json_object_set_new(result, "evidence", evidence);
    json_object_set_new(result, "limits", execute_limits_json(&grading->limits));
    json_object_set_new(result, "stderr",
                        execute_text_json(input->run.stderr_tail, input->run.stderr_tail_size));
    return result;
}

/* What a program that does not compile comes to, as if it had run and said `log`. */
static json_t *compile_result(const struct grading *grading, const char *reason, const char *log)
{
    return json_pack("{s:s,s:s,s:s,s:I,s:I,s:I,s:o,s:o,s:{}}", "verdict", "CE", "reason", reason,
                     "explanation", "it does not compile", "cpu_us", (json_int_t)0, "wall_us",
                     (json_int_t)0, "memory_kib", (json_int_t)0, "stderr",
                     execute_text_json(log, strlen(log)), "limits",
                     execute_limits_json(&grading->limits), "evidence");
}

static int run_once_to(struct grading *grading, int stdin_fd, int stdout_fd,
                       struct run_evidence *run, struct error *err)
{
    struct forward forward = {.fd = stdout_fd};

    return program_run(grading,
                       &(struct program_call){.action = program_action(grading),
                                              .argv = program_argv(grading),
                                              .stdin_fd = stdin_fd,
                                              .limits = &grading->limits,
                                              .fn = on_forward,
                                              .arg = &forward},
                       run, err);
}

/* The reader may be gone: that is no failure of the run's. */
static int forward_kept(int kept, int stdout_fd, struct error *err)
{
    char bytes[65536];
    ssize_t got;

    if (lseek(kept, 0, SEEK_SET) < 0)
        return error_set_errno(err, errno, "cannot read the output that was kept");
    while ((got = read(kept, bytes, sizeof(bytes))) > 0)
        if (fd_write_full(stdout_fd, bytes, (size_t)got) < 0)
            return 0;
    return got < 0 ? error_set_errno(err, errno, "cannot read the output that was kept") : 0;
}

/* What a watched interpreter has spoilt is done again without one; so its output is kept until it
 * is known to count. */
static int run_forwarded(struct grading *grading, int stdin_fd, int stdout_fd,
                         struct run_evidence *run, struct error *err)
{
    int kept, failed;

    if (!grading->is_watched)
        return run_once_to(grading, stdin_fd, stdout_fd, run, err);
    kept = fd_memfd("output");
    if (kept < 0)
        return error_set_errno(err, -kept, "cannot keep the output");
    failed = run_once_to(grading, stdin_fd, kept, run, err);
    if (failed == 0)
        failed = forward_kept(kept, stdout_fd, err);
    else if (failed == -EAGAIN && (failed = program_leave_watched(grading, err)) == 0)
        failed = run_once_to(grading, stdin_fd, stdout_fd, run, err);
    fd_close(&kept);
    return failed;
}

static int run_in_cell(struct grading *grading, int stdin_fd, int stdout_fd, json_t **ret_result,
                       struct error *err)
{
    struct run_evidence run;
    struct verdict_input input;
    struct error closing;
    int result;

    if (grading->image_kib > grading->limits.memory_kib) {
        judge_image(grading, &input);
        *ret_result = run_result(grading, &input);
        return 0;
    }
    result = program_compile(grading, err);
    if (result > 0)
        result = run_forwarded(grading, stdin_fd, stdout_fd, &run, err) < 0 ? err->code : 1;
    cell_close(grading->session->runner, &closing);
    if (result < 0)
        return result;
    if (result == 0) {
        *ret_result = compile_result(grading, "compile",
                                     json_string_value(json_object_get(grading->compile, "log")));
    } else {
        execute_verdict_input(grading->language, &grading->limits, &run,
                              grading->session->has_cgroup, &input);
        *ret_result = run_result(grading, &input);
    }
    json_object_set(*ret_result, "compile", grading->compile ? grading->compile : json_null());
    return 0;
}

int grade_run(struct grader_session *session, const json_t *request, const int *fds,
              struct error *err)
{
    const char *language = json_string_value(json_object_get(request, "language"));
    struct grading grading = {.session = session,
                              .source = fds[0],
                              .file_name = requested_name(request),
                              .arena = ARENA_INIT};
    struct program program;
    json_t *result = NULL;
    const char *reason;
    struct error image;
    int stdin_fd, failed;

    grading.language = language ? language_find(language) : NULL;
    if (!grading.language)
        return error_set(err, -EINVAL, "there is no language \"%s\"", language ? language : "");
    if (request_limits(request, grading.language, session->has_cgroup, &grading.limits, err) < 0)
        return err->code;
    grading.wants_watched = wants_watched(&grading, request);
    if (grading.language->is_image &&
        execute_image_kib(grading.source, &grading.image_kib, &image) < 0)
        return error_set(err, -EINVAL, "%s", image.text);
    stdin_fd = copy_to_memfd(fds[1], err);
    if (stdin_fd < 0)
        return stdin_fd;
    failed = program_open(&grading, &program, &reason, err);
    if (failed == 0)
        failed = run_in_cell(&grading, stdin_fd, fds[2], &result, err);
    else if (reason) {
        result = compile_result(&grading, reason, err->text);
        failed = 0;
    }
    program_close(&program);
    fd_close(&stdin_fd);
    json_decref(grading.compile);
    arena_release(&grading.arena);
    if (failed < 0)
        return failed;
    grader_send(session, json_pack("{s:s,s:o}", "event", "finished", "result", result), 0);
    return 0;
}

int grader_language_version(struct grader_session *session, const struct language *language,
                            const char **ret_version, struct error *err)
{
    char **slot = &session->versions[language_index(language)];
    struct capture output = {.text = BUFFER_INIT, .limit = 1024};
    struct grading grading = {
        .session = session, .language = language, .limits = execute_compile_limits(language)};
    struct program program = {.code = -1};
    struct run_evidence run;
    struct error closing;
    json_t *line;
    int result;

    if (!*slot && !language->version)
        *slot = memory_strdup("");
    if (*slot) {
        *ret_version = *slot;
        return 0;
    }
    grading.program = &program;
    result = program_open_version_cell(&grading, err);
    if (result < 0)
        return result;
    result = program_run(&grading,
                         &(struct program_call){.argv = language->version,
                                                .stdin_fd = -1,
                                                .limits = &grading.limits,
                                                .fn = on_capture,
                                                .arg = &output},
                         &run, err);
    cell_close(session->runner, &closing);
    if (result == 0 && (run.exit_status != 0 || run.exec_errno != 0))
        result = error_set(err, -ENOENT, "its version command failed; is it installed?");
    if (result == 0) {
        if (output.text.size == 0) /* where some say it */
            buffer_append(&output.text, run.stderr_tail, run.stderr_tail_size);
        line = execute_text_json(output.text.data, strcspn(output.text.data, "\n"));
        *slot = memory_strdup(json_string_value(line));
        json_decref(line);
        *ret_version = *slot;
    }
    buffer_release(&output.text);
    return result;
}
