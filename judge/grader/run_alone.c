#include "judge/grader/run_alone.h"

#include "base/fd.h"
#include "judge/grader/cell.h"
#include "judge/grader/compile.h"
#include "judge/grader/evidence.h"
#include "judge/grader/inputs.h"
#include "judge/grader/sources.h"
#include "judge/submissions/image.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where the output goes; `failed`: 0, or why it could not (negative errno), and then the program
 * runs on to its verdict all the same. */
struct forward {
    int fd;
    int failed;
};

static void on_forward(const void *data, size_t size, void *arg)
{
    struct forward *forward = arg;

    if (forward->failed == 0)
        forward->failed = fd_write_full(forward->fd, data, size);
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

static json_t *run_result(const struct job *job, struct verdict_input *input)
{
    struct verdict_result verdict;
    char explanation[VERDICT_TEXT_MAX];
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
    json_object_set_new(evidence, "path", json_string(job->is_watched ? "watched" : "exec"));
    json_object_set_new(result, "evidence", evidence);
    json_object_set_new(result, "limits", execute_limits_json(&job->limits));
    json_object_set_new(result, "stderr",
                        execute_text_json(input->run.stderr_tail, input->run.stderr_tail_size));
    return result;
}

/* What a program that does not compile comes to, as if it had run and said `log`. */
static json_t *compile_result(const struct job *job, const char *reason, const char *log)
{
    return json_pack("{s:s,s:s,s:s,s:I,s:I,s:I,s:o,s:o,s:{}}", "verdict", "CE", "reason", reason,
                     "explanation", "it does not compile", "cpu_us", (json_int_t)0, "wall_us",
                     (json_int_t)0, "memory_kib", (json_int_t)0, "stderr",
                     execute_text_json(log, strlen(log)), "limits",
                     execute_limits_json(&job->limits), "evidence");
}

/* The same for an empty source, which no compiler sees: what grading says (grading.c). */
static json_t *empty_result(const struct job *job)
{
    json_t *result = compile_result(job, "empty_source", "");

    json_object_set_new(result, "explanation", json_string("the source is empty"));
    return result;
}

/* The language's vector and, behind it, what the request gives the program itself. */
static const char *const *with_arguments(struct job *job, const json_t *arguments)
{
    const char *const *argv = program_argv(job);
    size_t count = 0, index;
    const char **whole;
    json_t *text;

    while (argv[count])
        count++;
    whole = arena_alloc(&job->arena, (count + json_array_size(arguments) + 1) * sizeof(*whole));
    memcpy(whole, argv, count * sizeof(*whole));
    json_array_foreach(arguments, index, text) whole[count++] = json_string_value(text);
    whole[count] = NULL;
    return whole;
}

static int run_once_to(struct job *job, const json_t *arguments, int stdin_fd,
                       struct forward *forward, struct run_evidence *run, struct error *err)
{
    return program_run_counted(job,
                               &(struct program_call){.action = program_action(job),
                                                      .argv = with_arguments(job, arguments),
                                                      .stdin_fd = stdin_fd,
                                                      .limits = &job->limits,
                                                      .fn = on_forward,
                                                      .arg = forward},
                               run, err);
}

static int forward_kept(int kept, struct forward *forward, struct error *err)
{
    char bytes[65536];
    ssize_t got;

    if (lseek(kept, 0, SEEK_SET) < 0)
        return error_set_errno(err, errno, "cannot read the output that was kept");
    while ((got = read(kept, bytes, sizeof(bytes))) > 0)
        on_forward(bytes, (size_t)got, forward);
    return got < 0 ? error_set_errno(err, errno, "cannot read the output that was kept") : 0;
}

/* A run that does not count is done again; so its output is kept until it is known to count. */
static int run_forwarded(struct job *job, const json_t *arguments, int stdin_fd,
                         struct forward *forward, struct run_evidence *run, struct error *err)
{
    struct forward kept = {.fd = fd_memfd("output")};
    int tries = 0, failed;

    if (kept.fd < 0)
        return error_set_errno(err, -kept.fd, "cannot keep the output");
    do {
        if (ftruncate(kept.fd, 0) < 0 || lseek(kept.fd, 0, SEEK_SET) < 0)
            failed = error_set_errno(err, errno, "cannot keep the output");
        else
            failed = run_once_to(job, arguments, stdin_fd, &kept, run, err);
    } while (failed == -EAGAIN && (failed = program_try_again(job, &tries, err)) == 0);
    if (failed == 0 && kept.failed < 0)
        failed = error_set_errno(err, -kept.failed, "cannot keep the output");
    if (failed == 0)
        failed = forward_kept(kept.fd, forward, err);
    fd_close(&kept.fd);
    return failed;
}

static int run_in_cell(struct job *job, const json_t *request, int stdin_fd, int stdout_fd,
                       json_t **ret_result, struct error *err)
{
    const json_t *arguments = json_object_get(request, "arguments");
    struct forward forward = {.fd = stdout_fd};
    struct run_evidence run;
    struct verdict_input input;
    json_t *compile;
    int result, is_too_large;

    if (job->image_kib > job->limits.memory_kib) {
        execute_image_input(job, &input);
        *ret_result = run_result(job, &input);
        return 0;
    }
    result = program_compile(job, err);
    is_too_large = result > 0 && program_is_too_large(job);
    if (is_too_large)
        execute_image_input(job, &input);
    else if (result > 0)
        result = run_forwarded(job, arguments, stdin_fd, &forward, &run, err) < 0 ? err->code : 1;
    program_close_cell(job);
    if (result < 0)
        return result;
    compile = execute_compile_json(job);
    if (result == 0) {
        *ret_result =
            compile_result(job, "compile", json_string_value(json_object_get(compile, "log")));
    } else {
        if (!is_too_large)
            execute_verdict_input(job->language, &job->limits, &run, job->session->has_cgroup,
                                  &input);
        *ret_result = run_result(job, &input);
        if (forward.failed < 0)
            json_object_set_new(*ret_result, "stdout_errno", json_integer(-forward.failed));
    }
    json_object_set_new(*ret_result, "compile", compile);
    return 0;
}

int grade_run(struct grader_session *session, const json_t *request, const int *fds,
              struct error *err)
{
    const char *language = json_string_value(json_object_get(request, "language"));
    struct job job = {.session = session,
                      .source = fds[0],
                      .file_name = job_file_name(request),
                      .arena = ARENA_INIT};
    struct program program;
    json_t *result = NULL;
    const char *reason;
    struct error image;
    struct stat info;
    int stdin_fd, failed;

    job.language = language ? language_find(language) : NULL;
    if (!job.language || job.language == language_outputs())
        return error_set(err, -EINVAL, "there is no language \"%s\"", language ? language : "");
    if (request_limits(request, job.language, session->has_cgroup, &job.limits, err) < 0)
        return err->code;
    if (fstat(job.source, &info) == 0 && info.st_size == 0) {
        grader_send(session,
                    json_pack("{s:s,s:o}", "event", "finished", "result", empty_result(&job)), 0);
        return 0;
    }
    job.wants_watched = job_wants_watched(&job, request) &&
                        json_array_size(json_object_get(request, "arguments")) == 0;
    if (job.language->is_image && execute_image_kib(job.source, &job.image_kib, &image) < 0)
        return error_set(err, -EINVAL, "%s", image.text);
    stdin_fd = inputs_copy(fds[1], err);
    if (stdin_fd < 0)
        return stdin_fd;
    failed = program_open(&job, &program, &reason, err);
    if (failed == 0)
        failed = run_in_cell(&job, request, stdin_fd, fds[2], &result, err);
    else if (reason) {
        result = compile_result(&job, reason, err->text);
        failed = 0;
    }
    program_close(&program);
    fd_close(&stdin_fd);
    json_decref(job.compile);
    arena_release(&job.arena);
    if (failed < 0)
        return failed;
    grader_send(session, json_pack("{s:s,s:o}", "event", "finished", "result", result), 0);
    return 0;
}
