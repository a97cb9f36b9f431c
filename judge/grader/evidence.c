#include "judge/grader/evidence.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "judge/grader/shown_paths.h"
#include "judge/rules/disturbance.h"
#include "judge/rules/refusal.h"
#include "problems/limits.h"
#include "runner/filter/filter.h"

#include <assert.h>
#include <math.h>
#include <nettle/base64.h>
#include <string.h>

/* The problem's processes, and on top those that the language's own constructs take, as far as
 * runners count processes at all. */
static int32_t processes_of(const struct language *language, int64_t processes, int has_cgroup)
{
    int64_t with_extra = processes + language->extra_processes;

    if (!has_cgroup || processes >= LIMIT_PROCESSES_MAX)
        return (int32_t)processes;
    return (int32_t)(with_extra < LIMIT_PROCESSES_MAX ? with_extra : LIMIT_PROCESSES_MAX);
}

/* A language's allowance never leads out of what a run may have, which the runner would refuse. */
static int64_t within(int64_t limit, int64_t least, int64_t most)
{
    if (limit < least)
        return least;
    return limit < most ? limit : most;
}

struct run_limits execute_limits(const struct language *language,
                                 const struct problem_limits *limits, int has_cgroup)
{
    int64_t time_us =
        (int64_t)((double)limits->time_us * language->time_factor) + language->extra_time_us;
    int64_t more_us = time_us - limits->time_us;

    return (struct run_limits){
        .cpu_us = within(time_us, LIMIT_TIME_MIN_US, LIMIT_TIME_MAX_US),
        .wall_us = within(limits->wall_us + (more_us > 0 ? 2 * more_us : 0), LIMIT_TIME_MIN_US,
                          LIMIT_WALL_MAX_US),
        .memory_kib = within(limits->memory_kib + language->extra_memory_kib, LIMIT_MEMORY_MIN_KIB,
                             LIMIT_MEMORY_MAX_KIB),
        .stack_kib = limits->stack_kib,
        .output_bytes = limits->output_kib * 1024,
        .stderr_bytes = EVIDENCE_STDERR_MAX,
        .processes = processes_of(language, limits->processes, has_cgroup),
    };
}

void execute_extend(struct run_limits *limits, double margin)
{
    int64_t cpu_us = (int64_t)((double)limits->cpu_us * fmin(margin, MARGIN_MAX));
    int64_t wall_us = (int64_t)((double)limits->wall_us * fmin(margin, MARGIN_MAX));
    int64_t most_cpu_us = problem_maxima.values[PROBLEM_LIMIT_TIME];
    int64_t most_wall_us = problem_maxima.values[PROBLEM_LIMIT_WALL];

    /* a language may have more than the maxima already: never less than the limits */
    limits->cpu_us =
        within(cpu_us, limits->cpu_us, most_cpu_us > limits->cpu_us ? most_cpu_us : limits->cpu_us);
    limits->wall_us = within(wall_us, limits->wall_us,
                             most_wall_us > limits->wall_us ? most_wall_us : limits->wall_us);
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
    case RUN_ENDED_IDLE:
        return "deadlock";
    case RUN_ENDED_PEER:
        return "peer";
    }
    return "unknown";
}

/* Only what there was: most runs are refused nothing. */
static void set_refusals(json_t *object, const struct run_evidence *run)
{
    const struct {
        const char *key;
        int64_t count;
    } counts[] = {
        {"refused_processes", run->refused_processes}, {"refused_tasks", run->refused_tasks},
        {"threads_started", run->threads_started},     {"tasks_seen", run->tasks_seen},
        {"descriptors_seen", run->descriptors_seen},   {"tmpfs_kib", run->tmpfs_kib},
    };

    if (run->refused_processes + run->refused_tasks + run->threads_started + run->tasks_seen > 0)
        json_object_set_new(object, "task_limit", json_integer(run->task_limit));
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
        if (counts[i].count > 0)
            json_object_set_new(object, counts[i].key, json_integer(counts[i].count));
    if (run->tmpfs_files_full)
        json_object_set_new(object, "tmpfs_files_full", json_true());
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
    set_refusals(object, run);
    if (run->foreign_abi)
        json_object_set_new(object, "foreign_abi", json_true());
    if (run->stack_kib > 0 && run->oom_kills > 0)
        json_object_set_new(object, "stack_kib", json_integer(run->stack_kib));
    if (run->paused_us > 0)
        json_object_set_new(object, "paused_us", json_integer(run->paused_us));
    if (run->waited_us > 0)
        json_object_set_new(object, "waited_us", json_integer(run->waited_us));
    if (run->host_oom_kills > 0)
        json_object_set_new(object, "host_oom_kills", json_integer(run->host_oom_kills));
    if (disturbance_can_be_sent(run->term_signal) && run->end == RUN_ENDED_ITSELF)
        json_object_set_new(object, "own_signal",
                            json_boolean(disturbance_is_own(run, run->term_signal)));
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

        /* Java's word for a thread that it cannot have is that it is out of memory */
        for (const char *const *words = language->memory_errors; *words; words++)
            if (!memmem(start, (size_t)(end - start), "native thread", 13) &&
                starts_with(start, (size_t)(end - start), *words))
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
                   .output_bytes = limits->output_bytes,
                   .processes = limits->processes},
        .syscall_name = run->syscall >= 0 ? syscall_name : NULL,
        .memory_error = says_memory_error(language, run),
        .said = refusal_words(run->stderr_tail, run->stderr_tail_size),
        .memory_is_capped = !has_cgroup,
        .check = CHECK_NOT_RUN,
    };
}

void execute_image_input(const struct job *job, struct verdict_input *ret_input)
{
    struct run_evidence none = {.syscall = -1, .exit_status = -1};

    execute_verdict_input(job->language, &job->limits, &none, job->session->has_cgroup, ret_input);
    ret_input->image_kib = job->image_kib;
}

/* The length of the valid UTF-8 sequence at `text` (RFC 3629), 0 when there is none. NUL counts as
 * none: a JSON text of ours is a C string. So do U+0080 to U+009F, which some terminals obey: JSON
 * escapes only the controls below them. */
static size_t utf8_length(const char *text, size_t size)
{
    static const struct {
        unsigned char first, last;     /* of the first byte */
        unsigned char lowest, highest; /* of the second */
        unsigned char length;
    } forms[] = {
        {0x01, 0x7f, 0, 0, 1},       {0xc2, 0xc2, 0xa0, 0xbf, 2}, {0xc3, 0xdf, 0x80, 0xbf, 2},
        {0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3},
        {0xee, 0xef, 0x80, 0xbf, 3}, {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4},
        {0xf4, 0xf4, 0x80, 0x8f, 4},
    };
    const unsigned char *bytes = (const unsigned char *)text;

    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        if (bytes[0] < forms[i].first || bytes[0] > forms[i].last)
            continue;
        if (size < forms[i].length)
            return 0;
        if (forms[i].length > 1 && (bytes[1] < forms[i].lowest || bytes[1] > forms[i].highest))
            return 0;
        for (size_t j = 2; j < forms[i].length; j++)
            if ((bytes[j] & 0xc0) != 0x80)
                return 0;
        return forms[i].length;
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

/* Patterns are made for what is really written, so names are put in afterwards. */
static json_t *named_text(const struct job *job, const char *text, size_t size, int is_build)
{
    struct shown_names names = {job->program ? job->program->laid_name : NULL, job->file_name};
    struct buffer shown = BUFFER_INIT;
    json_t *string;

    shown_paths(&shown, text, size, &names, is_build);
    string = execute_text_json(shown.data, shown.size);
    buffer_release(&shown);
    return string;
}

json_t *execute_cause_json(const struct job *job, enum cause_which which, const char *text,
                           size_t size)
{
    int is_build = which == CAUSE_FIRST;
    struct buffer message = BUFFER_INIT;
    json_t *string;

    cause_find(is_build ? job->language->compile_causes : job->language->run_causes, which, text,
               size, &message);
    string = named_text(job, message.data, message.size, is_build);
    buffer_release(&message);
    return string;
}

json_t *execute_compile_json(const struct job *job)
{
    const json_t *log = json_object_get(job->compile, "log");
    json_t *compile;

    if (!job->compile)
        return json_null();
    compile = json_copy(job->compile);
    if (json_is_string(log))
        json_object_set_new(compile, "log",
                            named_text(job, json_string_value(log), json_string_length(log), 1));
    return compile;
}

/* Whether the few bytes are a character of several that was cut. */
static int is_cut_character(const char *bytes, size_t size)
{
    if (size > 3 || (unsigned char)bytes[0] < 0xc2 || (unsigned char)bytes[0] > 0xf4)
        return 0;
    for (size_t i = 1; i < size; i++)
        if (((unsigned char)bytes[i] & 0xc0) != 0x80)
            return 0;
    return 1;
}

void execute_set_output(json_t *object, const char *bytes, size_t size, int is_cut)
{
    char encoded[BASE64_ENCODE_RAW_LENGTH(OUTPUT_FREE_MAX)];
    size_t at = 0, length;

    assert(size <= OUTPUT_FREE_MAX);
    while (at < size && (length = utf8_length(bytes + at, size - at)) > 0)
        at += length;
    if (at == size || (is_cut && is_cut_character(bytes + at, size - at))) {
        json_object_set_new(object, "output", json_stringn(bytes, at));
        return;
    }
    base64_encode_raw(encoded, size, (const uint8_t *)bytes);
    json_object_set_new(object, "output_base64",
                        json_stringn(encoded, BASE64_ENCODE_RAW_LENGTH(size)));
}
