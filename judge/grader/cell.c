#include "judge/grader/cell.h"

#include "base/fd.h"
#include "base/limits.h"
#include "base/log.h"
#include "judge/grader/build.h"
#include "judge/grader/evidence.h"
#include "judge/grader/session.h"
#include "judge/languages/vector.h"
#include "judge/rules/disturbance.h"

#include <errno.h>
#include <string.h>

/* Of one run, and of opening one cell. A host that disturbs each of these is for the judge to try
 * later. */
enum { TRIES_MAX = 5 };

void program_close_cell(struct job *job)
{
    struct error closing;

    cell_close_slot(job->session->runner, job->slot, &closing);
}

/* A cell whose init was killed before it was used cannot be opened; another one can. */
static int open_cell(struct job *job, const struct cell_request *request, struct error *err)
{
    int opened = cell_open(job->session->runner, request, err);

    for (int i = 1; i < TRIES_MAX && (opened == -EIO || opened == -EPIPE); i++) {
        program_close_cell(job);
        opened = cell_open(job->session->runner, request, err);
    }
    return opened;
}

int program_open_profile(struct job *job, size_t profile, int64_t memory_kib, struct error *err)
{
    const struct cell_request request = {
        .profile = (uint32_t)(2 * language_index(job->language) + profile),
        .files = job->program->files,
        .file_count = job->program->count,
        .memory_kib = memory_kib,
        .slot = job->slot,
        .wants_watched = profile == 0 && job->wants_watched,
    };
    int opened = open_cell(job, &request, err);

    if (opened < 0) {
        error_prefix(err, "building a cell");
        return err->code = -EIO; /* ours, whatever it was */
    }
    job->is_watched = opened;
    job->cell_profile = profile;
    job->cell_memory_kib = memory_kib;
    return 0;
}

int program_open_cell(struct job *job, struct error *err)
{
    int64_t memory_kib = job->limits.memory_kib;

    /* a check has its limits in the same cell */
    if (!job->language->has_products && memory_kib < build_limits(job).memory_kib)
        memory_kib = build_limits(job).memory_kib;
    return program_open_profile(job, 0, memory_kib, err);
}

int program_open_version_cell(struct job *job, struct error *err)
{
    return program_open_profile(job, job->language->has_products ? 1 : 0, job->limits.memory_kib,
                                err);
}

enum run_action program_action(const struct job *job)
{
    return job->is_watched ? RUN_WATCHED : RUN_EXEC;
}

int program_try_again(struct job *job, int *tries, struct error *err)
{
    if (++*tries == TRIES_MAX) {
        error_prefix(err, "tried %d times", TRIES_MAX);
        return err->code = -EIO;
    }
    /* what a watched interpreter cannot give is done by exec, as it should be */
    if (!job->is_watched || job->wants_watched)
        log_warning("a run does not count and is done again: %s", err->text);
    program_close_cell(job);
    return program_open_profile(job, job->cell_profile, job->cell_memory_kib, err);
}

struct started_run {
    const struct job *job;
    const struct program_call *call;
};

static void on_started(void *arg)
{
    const struct started_run *run = arg;
    int64_t patience_us = execute_patience_us(run->call->limits);

    if (run->call->meanwhile)
        run->call->meanwhile(patience_us, run->call->meanwhile_arg);
    else
        grader_send(run->job->session, json_pack("{s:s}", "event", "step"), patience_us);
}

int program_run(struct job *job, const struct program_call *call, struct run_evidence *ret_run,
                struct error *err)
{
    struct started_run run = {job, call};
    struct run_request request = {
        .slot = job->slot,
        .action = call->action,
        .argv = call->argv,
        .file = arena_format(&job->arena, "/prog/%s",
                             job->program->names.file ? job->program->names.file : ""),
        .code_fd = call->action == RUN_WATCHED ? job->program->code : -1,
        .stdin_fd = call->stdin_fd,
        .files = call->files,
        .limits = *call->limits,
        .meanwhile = on_started,
        .meanwhile_arg = &run,
        .feedback = call->feedback,
        .feedback_arg = call->feedback_arg,
        .feedback_bytes = call->feedback_bytes};
    enum disturbance disturbance;
    int empty = -1;
    int result;

    if (!call->files && call->stdin_fd < 0) {
        empty = fd_memfd_with("empty", "", 0);
        if (empty < 0)
            return error_set_errno(err, -empty, "cannot make an empty input");
        request.stdin_fd = empty;
    }
    result = cell_run(job->session->runner, &request, call->fn, call->arg, ret_run, err);
    fd_close(&empty);
    if (result == -EAGAIN && call->action != RUN_EXEC)
        job->wants_watched = 0;
    /* what we ask for in a wrong way stays wrong */
    if (result < 0)
        return err->code = result == -EINVAL || result == -E2BIG ? -EIO : -EAGAIN;
    if (ret_run->failed_stage[0])
        return error_set(err, -EAGAIN, "the cell failed at %s: %s", ret_run->failed_stage,
                         strerrordesc_np(ret_run->failed_errno));
    disturbance = disturbance_of(ret_run, call->limits->cpu_us);
    return disturbance == DISTURBANCE_NONE
               ? 0
               : error_set(err, -EAGAIN, "%s", disturbance_words(disturbance));
}

/* What is counted of the files: less than a MiB of them is what every small program has, and would
 * only make one run's limits differ from another's (runner/cells/standby.c has them ready). */
static int64_t counted_kib(const struct job *job)
{
    return job->session->has_cgroup ? job->program->own_bytes / (1024 * 1024) * 1024 : 0;
}

int program_run_counted(struct job *job, const struct program_call *call,
                        struct run_evidence *ret_run, struct error *err)
{
    int64_t counted = counted_kib(job);
    struct run_limits limits = *call->limits;
    struct program_call counted_call = *call;
    int failed;

    limits.memory_kib -= counted;
    if (limits.memory_kib < LIMIT_MEMORY_MIN_KIB)
        limits.memory_kib = LIMIT_MEMORY_MIN_KIB;
    counted_call.limits = &limits;
    failed = program_run(job, &counted_call, ret_run, err);
    if (failed == 0)
        ret_run->memory_kib += counted;
    return failed;
}

struct started_pair {
    const struct job *job;
    int64_t patience_us;
};

static void on_pair_started(void *arg)
{
    const struct started_pair *pair = arg;

    grader_send(pair->job->session, json_pack("{s:s}", "event", "step"), pair->patience_us);
}

int program_run_pair(struct job *job, struct pair_request *request, struct pair_result *ret_result,
                     struct error *err)
{
    struct run_limits *limits = &request->sides[SLOT_SUBMISSION].limits;
    const struct run_limits *beside = &request->sides[SLOT_AUTHOR].limits;
    struct started_pair pair = {job,
                                execute_patience_us(&job->limits) + execute_patience_us(beside)};
    int64_t counted = counted_kib(job);
    int result;

    *limits = job->limits;
    limits->memory_kib -= counted;
    if (limits->memory_kib < LIMIT_MEMORY_MIN_KIB)
        limits->memory_kib = LIMIT_MEMORY_MIN_KIB;
    request->meanwhile = on_pair_started;
    request->meanwhile_arg = &pair;
    result = cell_pair(job->session->runner, request, ret_result, err);
    /* what we ask for in a wrong way stays wrong */
    if (result < 0)
        return err->code = result == -EINVAL || result == -E2BIG ? -EIO : -EAGAIN;
    for (int i = 0; i < 2; i++) {
        const struct run_evidence *run = &ret_result->evidence[i];
        enum disturbance disturbance = disturbance_of(run, request->sides[i].limits.cpu_us);

        if (run->failed_stage[0])
            result = error_set(err, -EAGAIN, "the cell failed at %s: %s", run->failed_stage,
                               strerrordesc_np(run->failed_errno));
        else if (disturbance != DISTURBANCE_NONE)
            result = error_set(err, -EAGAIN, "%s", disturbance_words(disturbance));
    }
    if (result < 0)
        fd_close(&ret_result->conversation);
    ret_result->evidence[SLOT_SUBMISSION].memory_kib += counted;
    return result;
}

int program_is_too_large(struct job *job)
{
    int64_t files_kib = job->program ? job->program->own_bytes / 1024 : 0;

    if (files_kib > job->image_kib)
        job->image_kib = files_kib;
    return job->image_kib > job->limits.memory_kib;
}

const char *const *program_argv(struct job *job)
{
    struct execute_names *names = &job->program->names;

    /* the allowance is for what a runtime has beside its heap */
    names->memory_kib = job->limits.memory_kib - job->language->extra_memory_kib;
    names->stack_kib = job->limits.stack_kib;
    return execute_argv(&job->arena, job->language->run, names);
}
