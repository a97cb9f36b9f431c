#include "judge/grader/generated.h"

#include "base/fd.h"
#include "base/memory.h"
#include "judge/grader/author.h"
#include "judge/grader/validator.h"
#include "judge/submissions/products.h"
#include "problems/package.h"
#include "runner/build/validate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <unistd.h>

/* What is kept beyond the case that runs. */
enum { KEPT_BYTES = 256 * 1024 * 1024 };

static void release(struct generated *made)
{
    fd_close(&made->in);
    fd_close(&made->answer);
    made->bytes = 0;
}

void generated_drop(struct grader_session *session)
{
    for (size_t i = 0; session->generated && i < session->problem->case_count; i++)
        release(&session->generated[i]);
    free(session->generated);
    session->generated = NULL;
    session->generated_bytes = 0;
}

const struct generated *generated_find(const struct job *job, size_t index)
{
    const struct generated *made = job->session->generated ? &job->session->generated[index] : NULL;

    return made && made->in >= 0 ? made : NULL;
}

/* A sealed copy of one of the files that were left. */
static int take(const struct cell_file *files, size_t count, const char *name, int64_t *ret_bytes,
                struct error *err)
{
    const struct cell_file *file = NULL;
    off_t from;
    int to, failed = 0;

    for (size_t i = 0; i < count; i++)
        if (strcmp(files[i].path, name) == 0)
            file = &files[i];
    if (!file)
        return error_set(err, -EINVAL, "took away what it had made");
    to = fd_memfd("made");
    if (to < 0)
        return error_set_errno(err, -to, "cannot keep what was made");
    from = file->offset;
    for (int64_t left = file->size; failed == 0 && left > 0;) {
        ssize_t sent = sendfile(to, file->fd, &from, (size_t)left);

        if (sent <= 0)
            failed = sent < 0 ? -errno : -EIO;
        left -= sent;
    }
    if (failed == 0)
        failed = fd_seal(to);
    if (failed == 0 && lseek(to, 0, SEEK_SET) < 0)
        failed = -errno;
    if (failed < 0) {
        fd_close(&to);
        return error_set_errno(err, -failed, "cannot keep what was made");
    }
    *ret_bytes += file->size;
    return to;
}

static int keep(const struct problem_generator *generator, const struct validator_answer *answer,
                struct generated *ret_made, struct error *err)
{
    struct generated made = {-1, -1, 0};
    struct arena arena = ARENA_INIT;
    struct cell_file *files;
    size_t count;
    int failed = products_read(answer->left, &arena, &files, &count, err);

    if (failed == 0)
        failed = made.in = take(files, count, VALIDATE_MADE_IN, &made.bytes, err);
    if (failed >= 0)
        failed = made.answer = take(files, count, VALIDATE_MADE_ANSWER, &made.bytes, err);
    if (failed >= 0 && generator->is_text)
        failed = made.answer = problem_text_open(made.answer, "an answer", err);
    arena_release(&arena);
    if (failed < 0)
        release(&made);
    else
        *ret_made = made;
    return failed < 0 ? failed : 0;
}

static int make(struct job *job, const struct problem_generator *generator,
                struct generated *ret_made, struct error *err)
{
    const struct problem_checker protocol = {.protocol = PROTOCOL_DMOJ};
    struct validator_question question = {.checker = &protocol,
                                          .args = generator->args,
                                          .input = -1,
                                          .answer = -1,
                                          .before = -1,
                                          .pass = 1,
                                          .passes = 1,
                                          .is_making = 1};
    struct validator_answer answer;
    int failed;

    question.output = problem_data_open(job->dir, &generator->in, err);
    if (question.output < 0)
        return error_prefix(err, "input of a generator");
    failed = validator_ask(job, generator->program, &question, &answer, err);
    fd_close(&question.output);
    if (failed < 0)
        return failed;
    if (answer.said.word == VALIDATOR_WRONG)
        failed = error_set(err, -EINVAL, "ended with exit status 1, expected 0");
    else if (answer.said.word == VALIDATOR_FAILED)
        failed = error_set(err, -EINVAL, "%s", answer.said.why);
    else
        failed = keep(generator, &answer, ret_made, err);
    validator_answer_release(&answer);
    return failed < 0 ? error_prefix(err, "the generator %s", generator->program->path) : 0;
}

int generated_prepare(struct job *job, size_t index, struct error *err)
{
    const struct problem_generator *generator = job->problem->cases[index].generator;
    struct grader_session *session = job->session;
    struct generated made;

    if (!generator || generated_find(job, index))
        return 0;
    if (make(job, generator, &made, err) < 0)
        return err->code;
    if (session->generated && session->generated_bytes + made.bytes > KEPT_BYTES)
        generated_drop(session);
    if (!session->generated) {
        size_t count = job->problem->case_count;

        session->generated = memory_alloc(count * sizeof(*session->generated));
        for (size_t i = 0; i < count; i++)
            session->generated[i] = (struct generated){-1, -1, 0};
    }
    session->generated[index] = made;
    session->generated_bytes += made.bytes;
    return 0;
}
