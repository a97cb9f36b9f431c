#include "judge/grader/version.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "judge/grader/cell.h"
#include "judge/grader/evidence.h"

#include <errno.h>
#include <string.h>

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

int grader_language_version(struct grader_session *session, const struct language *language,
                            const char **ret_version, struct error *err)
{
    char **slot;
    struct capture output = {.text = BUFFER_INIT, .limit = 1024};
    struct job job = {
        .session = session, .language = language, .limits = execute_compile_limits(language)};
    struct program program = {.code = -1};
    struct run_evidence run;
    struct error closing;
    json_t *line;
    int tries = 0, result;

    if (language == language_outputs()) {
        *ret_version = "";
        return 0;
    }
    slot = &session->versions[language_index(language)];
    if (!*slot && !language->version)
        *slot = memory_strdup("");
    if (*slot) {
        *ret_version = *slot;
        return 0;
    }
    job.program = &program; /* opens nothing, so only the arena is to be released */
    result = program_open_version_cell(&job, err);
    if (result < 0)
        return result;
    do {
        output.text.size = 0; /* of a run that did not count */
        result = program_run(&job,
                             &(struct program_call){.argv = language->version,
                                                    .stdin_fd = -1,
                                                    .limits = &job.limits,
                                                    .fn = on_capture,
                                                    .arg = &output},
                             &run, err);
    } while (result == -EAGAIN && (result = program_try_again(&job, &tries, err)) == 0);
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
    arena_release(&job.arena);
    return result;
}

int grader_watches(struct grader_session *session, const struct language *language,
                   struct error *why)
{
    struct program none = {.code = -1};
    struct job job = {.session = session,
                      .language = language,
                      .limits = execute_compile_limits(language),
                      .wants_watched = 1,
                      .program = &none};
    struct error closing;

    if (program_open_cell(&job, why) < 0)
        return 0;
    cell_close(session->runner, &closing);
    return job.is_watched;
}
