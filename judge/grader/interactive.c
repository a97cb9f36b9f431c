#include "judge/grader/interactive.h"

#include "base/buffer.h"
#include "base/fd.h"
#include "judge/grader/author.h"
#include "judge/grader/cell.h"
#include "judge/grader/evidence.h"
#include "judge/languages/language.h"
#include "runner/build/notice.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum {
    CONVERSATION_MAX =
        32 * 1024, /* of its text: a line more may follow, and it goes into an event */
};

const struct problem_program *interactive_program(const struct problem *problem)
{
    switch (problem->interaction.kind) {
    case INTERACTION_NONE:
        return NULL;
    case INTERACTION_ICPC:
        return problem->checker.programs;
    case INTERACTION_TESTLIB:
    case INTERACTION_DMOJ:
    case INTERACTION_CMS:
        break;
    }
    return &problem->interaction.program;
}

enum problem_protocol interactive_protocol(const struct problem *problem)
{
    switch (problem->interaction.kind) {
    case INTERACTION_TESTLIB:
        return PROTOCOL_TESTLIB;
    case INTERACTION_DMOJ:
        return problem->interaction.protocol;
    case INTERACTION_CMS:
        return PROTOCOL_CMS;
    case INTERACTION_NONE:
    case INTERACTION_ICPC:
        break;
    }
    return PROTOCOL_ICPC;
}

/* ---- the run ---- */

struct report_copy {
    int to;
    size_t skipped; /* of the notice in front */
    int failed;
};

static void on_report(const void *data, size_t size, void *arg)
{
    struct report_copy *copy = arg;
    size_t skip = sizeof(struct author_notice) - copy->skipped;

    if (skip > size)
        skip = size;
    copy->skipped += skip;
    if (copy->failed == 0)
        copy->failed = fd_write_full(copy->to, (const char *)data + skip, size - skip);
}

/* With which exit statuses the submission may come to its own end. */
static void set_accepts(enum problem_protocol protocol, unsigned char accepts[32])
{
    int first = protocol == PROTOCOL_ICPC ? 42 : 0;

    memset(accepts, 0, 32);
    accepts[first / 8] |= (unsigned char)(1 << first % 8);
    if (protocol == PROTOCOL_TESTLIB || protocol == PROTOCOL_COCI || protocol == PROTOCOL_DMOJ)
        accepts[0] |= 1 << 7; /* points */
    if (protocol == PROTOCOL_TESTLIB)
        memset(accepts + 2, 0xff, 30); /* and shares of them */
}

static int run_both(struct job *job, struct author *author,
                    const struct validator_question *question, int material, int64_t record_bytes,
                    struct interactive *talk, struct pair_result *result, struct error *err)
{
    struct report_copy copy = {.to = talk->answer.left};
    struct run_limits limits = validator_limits(author, material);
    struct pair_request request = {
        .sides = {{.argv = question->submission},
                  {validator_argv(author, question, &talk->answer.arena), limits}},
        .record_bytes =
            record_bytes < CONVERSATION_RECORD_BYTES ? record_bytes : CONVERSATION_RECORD_BYTES,
        .feedback = on_report,
        .feedback_arg = &copy,
        .feedback_bytes = limits.output_bytes,
        .material = material};
    int failed = author_open_cell(author, limits.memory_kib, err);

    set_accepts(question->checker->protocol, request.accepts);
    if (failed == 0)
        failed = program_run_pair(job, &request, result, err);
    if (failed == 0 && copy.failed < 0)
        failed = error_set_errno(err, -copy.failed, "cannot keep an interactor's report");
    if (failed < 0) /* in doubt */
        author_close_cell(job->session);
    return failed;
}

/* ---- what was recorded ---- */

/* Each line of a chunk on a line of its own, with who wrote it and when. A line that goes on in the
 * next chunk ends with "...". */
static void add_chunk(struct buffer *text, const struct conversation_chunk *chunk, const char *data,
                      size_t size)
{
    const char *who = chunk->writer == SLOT_AUTHOR ? "interactor" : "submission";

    for (size_t at = 0; at < size && text->size < CONVERSATION_MAX;) {
        const char *newline = memchr(data + at, '\n', size - at);
        size_t length = newline ? (size_t)(newline - data) - at : size - at;
        json_t *line = execute_text_json(data + at, length);

        buffer_format(text, "%9.3f ms  %s: %s%s\n", (double)chunk->at_us / 1000, who,
                      json_string_value(line), newline ? "" : "...");
        json_decref(line);
        at += length + 1;
    }
}

static json_t *conversation_json(const struct pair_result *result)
{
    struct buffer text = BUFFER_INIT;
    struct conversation_chunk chunk;
    char data[CONVERSATION_RECORD_BYTES];
    json_t *string;

    if (result->conversation < 0)
        return NULL;
    while (text.size < CONVERSATION_MAX &&
           fd_read_full(result->conversation, &chunk, sizeof(chunk)) == (ssize_t)sizeof(chunk) &&
           chunk.size <= sizeof(data) &&
           fd_read_full(result->conversation, data, chunk.size) == (ssize_t)chunk.size)
        add_chunk(&text, &chunk, data, chunk.size);
    if (text.size > CONVERSATION_MAX)
        buffer_format(&text, "...\n");
    if (result->outcome.unrecorded > 0)
        buffer_format(&text, "%lld bytes more\n", (long long)result->outcome.unrecorded);
    string = json_string(text.data);
    buffer_release(&text);
    return string;
}

static int talk_with(struct job *job, struct author *author,
                     const struct validator_question *question, int64_t record_bytes,
                     struct interactive *talk, struct error *err)
{
    struct pair_result result = {.conversation = -1};
    int material = validator_write_case(question, &talk->answer.arena, err);
    int failed;

    if (material < 0)
        return material;
    talk->answer.left = fd_memfd("report");
    failed = talk->answer.left < 0
                 ? error_set_errno(err, -talk->answer.left, "cannot make a file for a report")
                 : run_both(job, author, question, material, record_bytes, talk, &result, err);
    fd_close(&material);
    if (failed < 0)
        return failed;
    talk->run = result.evidence[SLOT_SUBMISSION];
    talk->is_interactor_first = result.outcome.first == SLOT_AUTHOR;
    talk->conversation = conversation_json(&result);
    fd_close(&result.conversation);
    return validator_read(author, &result.evidence[SLOT_AUTHOR], question, &talk->answer, err);
}

int interactive_run(struct job *job, const struct problem_program *program,
                    const struct validator_question *question, int64_t record_bytes,
                    struct interactive *ret_talk, struct error *err)
{
    struct interactive talk = {.answer = {.arena = ARENA_INIT, .left = -1, .next_pass = -1}};
    int failed = author_build(job, program, err);

    if (failed == 0)
        failed =
            talk_with(job, author_find(job->session, program), question, record_bytes, &talk, err);
    if (failed < 0) {
        interactive_release(&talk);
        return error_prefix(err, "interactor %s", program->path);
    }
    *ret_talk = talk;
    return 0;
}

void interactive_release(struct interactive *talk)
{
    validator_answer_release(&talk->answer);
    json_decref(talk->conversation);
    talk->conversation = NULL;
}
