#include "judge/grader/evidence.h"

#include "base/buffer.h"
#include "runner/filter/filter.h"

#include <elf.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

/* One argument with its placeholders replaced. */
static const char *fill_in(struct arena *arena, const char *pattern,
                           const struct execute_names *names)
{
    /* what a runtime may use of the stack: the rest is its own, and none takes more than 1 GiB */
    enum { STACK_MAX_KIB = 1000 * 1000 };
    const int64_t stack_kib = names->stack_kib / 16 * 15;
    const char *dir = names->dir ? names->dir : "/prog";
    const char *file = names->file ? names->file : "";
    const char *dot = strrchr(file, '.');
    size_t stem = dot && !strchr(dot, '/') ? (size_t)(dot - file) : strlen(file);
    struct buffer text = BUFFER_INIT;
    const char *filled;

    for (const char *at = pattern; *at;) {
        size_t plain = strcspn(at, "{");
        const struct {
            const char *name, *text;
            int64_t number;
        } places[] = {
            {"{file}", arena_format(arena, "%s/%s", dir, file), 0},
            {"{stem}", arena_format(arena, "%.*s", (int)stem, file), 0},
            {"{dir}", dir, 0},
            {"{out}", names->out, 0},
            {"{main}", names->main_class, 0},
            {"{memory_mib}", NULL, names->memory_kib / 1024},
            {"{stack_kib}", NULL, stack_kib < STACK_MAX_KIB ? stack_kib : STACK_MAX_KIB},
        };
        size_t place = 0, count = sizeof(places) / sizeof(places[0]);

        buffer_append(&text, at, plain);
        at += plain;
        while (place < count && strncmp(at, places[place].name, strlen(places[place].name)) != 0)
            place++;
        if (place < count && places[place].text)
            buffer_append_text(&text, places[place].text);
        else if (place < count)
            buffer_format(&text, "%lld", (long long)places[place].number);
        else if (*at)
            buffer_append_char(&text, *at);
        at += place < count ? strlen(places[place].name) : (size_t)(*at != '\0');
    }
    filled = arena_memdup(arena, text.data, text.size);
    buffer_release(&text);
    return filled;
}

static size_t length_of(const char *const *list)
{
    size_t length = 0;

    while (list && list[length])
        length++;
    return length;
}

const char *const *execute_argv(struct arena *arena, const char *const *pattern,
                                const struct execute_names *names)
{
    size_t sources = length_of(names->sources), count = 0;
    const char **argv =
        arena_alloc(arena, (length_of(pattern) * (sources + 1) + 1) * sizeof(*argv));

    for (; *pattern; pattern++) {
        if (strcmp(*pattern, "{sources}") != 0) {
            argv[count++] = fill_in(arena, *pattern, names);
            continue;
        }
        for (size_t i = 0; i < sources; i++)
            argv[count++] =
                arena_format(arena, "%s/%s", names->dir ? names->dir : "/prog", names->sources[i]);
    }
    return argv;
}

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

int execute_image_kib(int fd, int64_t *ret_kib, struct error *err)
{
    Elf64_Ehdr header;
    uint64_t total = 0;

    if (pread(fd, &header, sizeof(header), 0) != (ssize_t)sizeof(header) ||
        memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
        return error_set(err, -ENOEXEC, "not an ELF file");
    if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_machine != EM_X86_64)
        return error_set(err, -ENOEXEC, "an ELF file of another machine, expected x86-64");
    if ((header.e_type != ET_EXEC && header.e_type != ET_DYN) ||
        header.e_phentsize != sizeof(Elf64_Phdr))
        return error_set(err, -ENOEXEC, "an ELF file that is not a program");
    for (unsigned i = 0; i < header.e_phnum; i++) {
        Elf64_Phdr segment;
        off_t at = (off_t)(header.e_phoff + i * sizeof(segment));

        if (at < 0 || pread(fd, &segment, sizeof(segment), at) != (ssize_t)sizeof(segment))
            return error_set(err, -ENOEXEC, "an ELF file that is cut short");
        if (segment.p_type == PT_LOAD && __builtin_add_overflow(total, segment.p_memsz, &total))
            total = UINT64_MAX;
    }
    *ret_kib = (int64_t)(total / 1024);
    return 0;
}
