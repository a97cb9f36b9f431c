#include "judge/grader/evidence.h"

#include "base/buffer.h"
#include "runner/filter/filter.h"

#include <string.h>

/* The problem's processes, and on top those that the language's own constructs take, as far as
 * runners count processes at all. */
static int32_t processes_of(const struct language *language, int64_t processes, int has_cgroup)
{
    enum { PROCESSES_MAX = 512 }; /* of a runner (runner/request.c) */
    int64_t with_extra = processes + language->extra_processes;

    if (!has_cgroup || processes >= PROCESSES_MAX)
        return (int32_t)processes;
    return (int32_t)(with_extra < PROCESSES_MAX ? with_extra : PROCESSES_MAX);
}

struct run_limits execute_limits(const struct language *language,
                                 const struct problem_limits *limits, int has_cgroup)
{
    int64_t time_us =
        (int64_t)((double)limits->time_us * language->time_factor) + language->extra_time_us;
    int64_t more_us = time_us - limits->time_us;

    return (struct run_limits){
        .cpu_us = time_us,
        .wall_us = limits->wall_us + (more_us > 0 ? 2 * more_us : 0),
        .memory_kib = limits->memory_kib + language->extra_memory_kib,
        .stack_kib = limits->stack_kib,
        .output_bytes = limits->output_kib * 1024,
        .stderr_bytes = EVIDENCE_STDERR_MAX,
        .processes = processes_of(language, limits->processes, has_cgroup),
    };
}

struct run_limits execute_compile_limits(const struct language *language)
{
    return (struct run_limits){
        .cpu_us = language->compile_us,
        .wall_us = language->compile_wall_us,
        .memory_kib = language->compile_memory_kib,
        .stack_kib = language->compile_memory_kib,
        .output_bytes = language->compile_output_kib * 1024,
        .stderr_bytes = EVIDENCE_STDERR_MAX,
        .processes = language->has_products ? (int32_t)language->compile_processes : 1,
    };
}

int64_t execute_patience_us(const struct run_limits *limits)
{
    return 10 * limits->wall_us + 30 * INT64_C(1000000);
}

json_t *execute_limits_json(const struct run_limits *limits)
{
    return json_pack("{s:I,s:I,s:I,s:I,s:I,s:i}", "time_us", (json_int_t)limits->cpu_us, "wall_us",
                     (json_int_t)limits->wall_us, "memory_kib", (json_int_t)limits->memory_kib,
                     "stack_kib", (json_int_t)limits->stack_kib, "output_bytes",
                     (json_int_t)limits->output_bytes, "processes", (int)limits->processes);
}

static const char *end_name(enum run_end end)
{
    switch (end) {
    case RUN_ENDED_ITSELF:
        return "itself";
    case RUN_ENDED_CPU:
        return "cpu_limit";
    case RUN_ENDED_WALL:
        return "wall_limit";
    case RUN_ENDED_HARD:
        return "hard_stop";
    case RUN_ENDED_OUTPUT:
        return "output_limit";
    case RUN_ENDED_SYSCALL:
        return "syscall";
    }
    return "unknown";
}

json_t *execute_evidence_json(const struct verdict_input *input, const char *rule)
{
    const struct run_evidence *run = &input->run;
    json_t *object = json_pack(
        "{s:s,s:s,s:i,s:i,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:b,s:I,s:I,s:I,s:I,s:i}", "ended_by",
        end_name(run->end), "rule", rule, "exit_status", run->exit_status, "signal",
        run->term_signal, "cpu_user_us", (json_int_t)run->cpu_user_us, "cpu_system_us",
        (json_int_t)run->cpu_system_us, "wall_us", (json_int_t)run->wall_us, "run_delay_us",
        (json_int_t)run->run_delay_us, "memory_kib", (json_int_t)run->memory_kib, "oom_kills",
        (json_int_t)run->oom_kills, "refused_bytes", (json_int_t)run->refused_bytes, "tmpfs_full",
        (int)run->tmpfs_full, "output_bytes", (json_int_t)run->output_bytes, "stderr_bytes",
        (json_int_t)run->stderr_bytes, "voluntary_switches", (json_int_t)run->voluntary_switches,
        "involuntary_switches", (json_int_t)run->involuntary_switches, "stray_processes",
        run->stray_processes);

    if (input->syscall_name)
        json_object_set_new(object, "syscall", json_string(input->syscall_name));
    if (run->failed_stage[0]) {
        json_object_set_new(object, "failed_stage", json_string(run->failed_stage));
        json_object_set_new(object, "failed_errno", json_integer(run->failed_errno));
    }
    if (run->exec_errno)
        json_object_set_new(object, "exec_errno", json_integer(run->exec_errno));
    if (run->foreign_abi)
        json_object_set_new(object, "foreign_abi", json_true());
    if (input->memory_error)
        json_object_set_new(object, "memory_error", json_true());
    if (input->memory_is_capped)
        json_object_set_new(object, "memory_is_capped", json_true());
    if (input->image_kib)
        json_object_set_new(object, "image_kib", json_integer(input->image_kib));
    return object;
}

/* Whether a line starts with the words; a * in them stands for anything. */
static int starts_with(const char *line, size_t size, const char *words)
{
    size_t head = strcspn(words, "*");
    const char *rest = words[head] ? words + head + 1 : "";

    return size >= head && memcmp(line, words, head) == 0 &&
           memmem(line + head, size - head, rest, strlen(rest)) != NULL;
}

/* Whether a line of what is kept of stderr (its end) starts with what the runtime says when it is
 * out of memory. (A trace of where it happened may follow, so the last line alone would not do.) */
static int says_memory_error(const struct language *language, const struct run_evidence *run)
{
    const char *end = run->stderr_tail + run->stderr_tail_size;

    while (end > run->stderr_tail) {
        size_t size = (size_t)(end - run->stderr_tail);
        const char *newline = memrchr(run->stderr_tail, '\n', size);
        const char *start = newline ? newline + 1 : run->stderr_tail;

        for (const char *const *words = language->memory_errors; *words; words++)
            if (starts_with(start, (size_t)(end - start), *words))
                return 1;
        end = newline ? newline : run->stderr_tail;
    }
    return 0;
}

void execute_verdict_input(const struct language *language, const struct run_limits *limits,
                           const struct run_evidence *run, int has_cgroup,
                           struct verdict_input *ret_input)
{
    static char syscall_name[64]; /* until the next run: one run at a time */

    if (run->syscall >= 0)
        filter_syscall_name(run->syscall, syscall_name, sizeof(syscall_name));
    *ret_input = (struct verdict_input){
        .run = *run,
        .limits = {.cpu_us = limits->cpu_us,
                   .wall_us = limits->wall_us,
                   .memory_kib = limits->memory_kib,
                   .output_bytes = limits->output_bytes},
        .syscall_name = run->syscall >= 0 ? syscall_name : NULL,
        .memory_error = says_memory_error(language, run),
        .memory_is_capped = !has_cgroup,
        .check = CHECK_NOT_RUN,
    };
}

/* The length of the valid UTF-8 sequence at `text`, 0 when there is none. NUL counts as none: a
 * JSON text of ours is a C string. So do U+0080 to U+009F, which some terminals obey: JSON escapes
 * only the controls below them. */
static size_t utf8_length(const char *text, size_t size)
{
    size_t length = 1;
    char probe[5];
    json_t *string;

    if ((unsigned char)text[0] < 0x80)
        return text[0] != '\0';
    if (size > 1 && (unsigned char)text[0] == 0xc2 && (unsigned char)text[1] < 0xa0)
        return 0;
    for (length = 2; length <= 4 && length <= size; length++) {
        memcpy(probe, text, length);
        probe[length] = '\0';
        string = json_stringn(probe, length);
        if (string) {
            json_decref(string);
            return length;
        }
    }
    return 0;
}

json_t *execute_text_json(const char *bytes, size_t size)
{
    struct buffer text = BUFFER_INIT;
    json_t *string;

    for (size_t i = 0; i < size;) {
        size_t length = utf8_length(bytes + i, size - i);

        if (length > 0)
            buffer_append(&text, bytes + i, length);
        else
            buffer_format(&text, "\\x%02x", (unsigned char)bytes[i]);
        i += length > 0 ? length : 1;
    }
    string = json_string(text.data);
    buffer_release(&text);
    return string;
}
