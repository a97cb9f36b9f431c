#include "judge/grader/compile_log.h"

#include "judge/grader/evidence.h"
#include "judge/grader/shown_paths.h"
#include "judge/rules/figures.h"

#include <errno.h>
#include <string.h>

/* What a step that failed says about its end. */
static void describe_end(const struct run_evidence *run, const struct run_limits *limits,
                         struct buffer *log)
{
    const char *newline = log->size > 0 && log->data[log->size - 1] != '\n' ? "\n" : "";

    if (run->end == RUN_ENDED_CPU)
        buffer_format(log, "%sthe compile step took more than its %s of CPU time", newline,
                      figure_seconds(limits->cpu_us).text);
    else if (run->end == RUN_ENDED_WALL)
        buffer_format(log, "%sthe compile step took more than its %s", newline,
                      figure_seconds(limits->wall_us).text);
    else if (run->end == RUN_ENDED_OUTPUT)
        buffer_format(log, "%sthe compile step wrote more than its %s", newline,
                      figure_bytes(limits->output_bytes).text);
    else if (run->oom_kills > 0)
        buffer_format(log, "%sthe compile step took more than its %s of memory", newline,
                      figure_kibibytes(limits->memory_kib).text);
    else if (run->end == RUN_ENDED_SYSCALL)
        buffer_format(log, "%sthe compile step made a call that is not allowed", newline);
    else if (run->tmpfs_full && run->exit_status != 0)
        buffer_format(log, "%sthe compile step filled its temporary folder", newline);
    else if (run->refused_processes > 0 && run->exit_status != 0)
        buffer_format(log, "%sthe compile step was refused a second process", newline);
    else if (run->refused_tasks > 0 && run->exit_status != 0)
        buffer_format(log,
                      "%sthe compile step was refused a process, the limit is %d processes and "
                      "threads at once",
                      newline, run->task_limit);
    else if (run->term_signal)
        buffer_format(log, "%sthe compile step was ended by signal %d", newline, run->term_signal);
    else if (log->size == 0)
        buffer_format(log, "the compile step exited with status %d", run->exit_status);
}

int compile_log_end(struct buffer *log, const struct run_evidence *run,
                    const struct run_limits *limits, struct error *err)
{
    if (run->end == RUN_ENDED_HARD)
        return error_set(err, -EIO, "the step was not done at its hard stop");
    if (run->exec_errno != 0)
        return error_set(err, -EIO, "the step could not be started: %s", strerror(run->exec_errno));
    buffer_append(log, run->stderr_tail, run->stderr_tail_size);
    if (run->end == RUN_ENDED_ITSELF && run->exit_status == 0)
        return 1;
    describe_end(run, limits, log);
    return 0;
}

json_t *compile_log_json(const struct buffer *log)
{
    struct buffer text = BUFFER_INIT;
    json_t *string;

    shown_paths(&text, log->data, log->size, NULL, 1);
    string = execute_text_json(text.data, text.size);
    buffer_release(&text);
    return string;
}
