#include "judge/grader/inputs.h"

#include "base/fd.h"
#include "base/memory.h"
#include "judge/grader/author.h"
#include "judge/grader/generated.h"
#include "problems/load.h"
#include "problems/package.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <unistd.h>

/* A problem may have more cases than a process may have descriptors. */
enum { INPUTS_KEPT_BYTES = 64 * 1024 * 1024, INPUTS_KEPT_MAX = 256 };

static void drop_problem(struct grader_session *session)
{
    for (size_t i = 0; session->problem && i < session->problem->case_count; i++)
        fd_close(&session->inputs[i]);
    free(session->inputs);
    session->inputs = NULL;
    generated_drop(session);
    session->inputs_bytes = 0;
    session->inputs_kept = 0;
    authors_drop(session);
    problem_free(session->problem);
    session->problem = NULL;
}

/* `code`: what problem_load returned. */
static int fail_load(const struct report *report, const char *folder, int code, struct error *err)
{
    const struct report_entry *entry = report->first;

    while (entry && entry->is_warning)
        entry = entry->next;
    if (!error_is_host(code))
        code = -EINVAL;
    if (!entry)
        return error_set(err, code, "problem %s cannot be loaded", folder);
    if (entry->line > 0)
        return error_set(err, code, "problem %s: %s:%d:%d: %s", folder, entry->file, entry->line,
                         entry->column, entry->message);
    return error_set(err, code, "problem %s: %s", folder, entry->message);
}

int inputs_load_problem(struct grader_session *session, int dir, const char *folder,
                        struct error *err)
{
    struct report report = REPORT_INIT;
    struct problem *problem;
    uint64_t fingerprint;
    int result;

    if (problem_fingerprint(dir, &fingerprint, err) < 0)
        return error_prefix(err, "problem %s", folder);
    if (session->problem && fingerprint == session->fingerprint &&
        strcmp(session->problem->folder, folder) == 0)
        return 0;
    drop_problem(session);
    result = problem_load(dir, folder, &problem, &report);
    if (result < 0) {
        result = fail_load(&report, folder, result, err);
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

int inputs_copy(int from, struct error *err)
{
    int memfd = fd_memfd("input");
    ssize_t sent;

    if (memfd < 0)
        return error_set_errno(err, -memfd, "cannot make an input");
    do
        sent = sendfile(memfd, from, NULL, 1 << 30);
    while (sent > 0 || (sent < 0 && errno == EINTR));
    if (sent < 0 || fd_seal(memfd) < 0) {
        error_set_errno(err, errno, "cannot copy an input");
        fd_close(&memfd);
        return err->code = -EIO; /* ours, whatever it was */
    }
    return memfd;
}

/* What a generator made of a case: the caller's, at its start. */
static int open_made(struct job *job, size_t index, int is_answer, struct error *err)
{
    const struct generated *made = generated_find(job, index);
    char path[64];
    int fd;

    if (!made)
        return error_set(err, -EAGAIN, "nothing was generated yet");
    snprintf(path, sizeof(path), "/proc/self/fd/%d", is_answer ? made->answer : made->in);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    return fd < 0 ? error_set_errno(err, errno, "cannot open what was generated") : fd;
}

int inputs_open_answer(struct job *job, size_t index, struct error *err)
{
    const struct problem_case *kase = &job->problem->cases[index];

    return kase->generator && kase->generator->makes_out
               ? open_made(job, index, 1, err)
               : problem_data_open(job->dir, &kase->out, err);
}

int inputs_open(struct job *job, size_t index, struct error *err)
{
    struct grader_session *session = job->session;
    const struct problem_case *kase = &job->problem->cases[index];
    const struct problem_data *data = &kase->in;
    int memfd = session->inputs[index];
    int file;

    if (kase->generator && kase->generator->makes_in)
        return open_made(job, index, 0, err);

    if (memfd < 0) {
        file = problem_data_open(job->dir, data, err);
        if (file < 0)
            return error_prefix(err, "input of case %s", job->problem->cases[index].name);
        memfd = data->path ? inputs_copy(file, err) : file;
        if (data->path)
            fd_close(&file);
        if (memfd < 0 || session->inputs_bytes + (int64_t)data->size > INPUTS_KEPT_BYTES ||
            session->inputs_kept == INPUTS_KEPT_MAX)
            return memfd;
        session->inputs[index] = memfd;
        session->inputs_kept++;
        session->inputs_bytes += (int64_t)data->size;
    }
    /* what a run gets is a copy (runner/client/client_cell.c) */
    memfd = fcntl(memfd, F_DUPFD_CLOEXEC, 3);
    return memfd < 0 ? error_set_errno(err, errno, "cannot keep an input open") : memfd;
}
