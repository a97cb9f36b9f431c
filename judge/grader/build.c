#include "judge/grader/build.h"

#include "base/buffer.h"
#include "base/fd.h"
#include "judge/grader/cell.h"
#include "judge/grader/compile_log.h"
#include "judge/grader/evidence.h"
#include "judge/grader/shown_paths.h"
#include "judge/languages/embedded.h"
#include "judge/languages/vector.h"
#include "judge/rules/disturbance.h"
#include "runner/build/stream.h"
#include "runner/protocol.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUILD_NAME ".assay-build"

/* What a compile step says: the start of its stdout, when it has no products there. */
struct build_output {
    struct buffer text;
    int products; /* memfd, -1: this is text */
    int failed;
};

static void on_build_output(const void *data, size_t size, void *arg)
{
    struct build_output *output = arg;
    size_t room = COMPILE_LOG_MAX - output->text.size;

    if (output->products < 0)
        buffer_append(&output->text, data, size < room ? size : room);
    else if (output->failed == 0)
        output->failed = fd_write_full(output->products, data, size);
}

static void note_step(struct job *job, const struct run_evidence *run, int passed,
                      struct buffer *log)
{
    json_decref(job->compile); /* of a step that did not count, or a note that was damaged */
    job->compile = json_pack("{s:s,s:I,s:I,s:I}", "status", passed ? "ok" : "failed", "cpu_us",
                             (json_int_t)(run->cpu_user_us + run->cpu_system_us), "wall_us",
                             (json_int_t)run->wall_us, "memory_kib", (json_int_t)run->memory_kib);
    if (job->language->has_products)
        json_object_set_new(job->compile, "cached", json_false());
    json_object_set_new(job->compile, "log", compile_log_json(log));
}

int build_refuse(struct job *job, const char *why)
{
    if (!job->compile)
        job->compile = json_pack("{s:i,s:i,s:i}", "cpu_us", 0, "wall_us", 0, "memory_kib", 0);
    json_object_set_new(job->compile, "status", json_string("failed"));
    json_object_set_new(job->compile, "log", execute_text_json(why, strlen(why)));
    return 0;
}

int build_fits_cell(const char *const *argv)
{
    size_t count = 0, bytes = 0;

    for (; argv[count]; count++)
        bytes += strlen(argv[count]) + 1;
    return count <= ARGV_MAX && bytes <= ARGV_BYTES;
}

/* Whether what a compiler says at its end is that a process of its was killed. gcc: "Killed signal
 * terminated program cc1"; collect2: "ld terminated with signal 9 [Killed]"; rustc: "signal: 9,
 * SIGKILL: kill"; go: "signal: killed"; a shell: "Killed". */
static int speaks_of_a_kill(const char *text, size_t size)
{
    static const char *const words[] = {"illed", "SIGKILL", "signal: killed"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (memmem(text, size, words[i], strlen(words[i])))
            return 1;
    return 0;
}

/* Of a step whose compiler a signal ended: assay-build's last line, which nobody else can write,
 * says which. */
static int was_sent_a_signal(const struct run_evidence *run)
{
    static const char words[] = BUILD_SIGNAL_WORDS;
    const char *found = NULL, *end = run->stderr_tail + run->stderr_tail_size;
    char number[8] = "";
    long which;

    for (const char *at = run->stderr_tail; at < end;) {
        found = memmem(at, (size_t)(end - at), words, sizeof(words) - 1);
        if (!found)
            break;
        at = found + sizeof(words) - 1;
        snprintf(number, sizeof(number), "%.*s", (int)(end - at), at);
    }
    which = strtol(number, NULL, 10);
    return which > 0 && which <= 64 && disturbance_can_be_sent((int)which) &&
           !disturbance_is_own(run, (int)which);
}

/* Whether a failed step must be done again: the compiler, or a process of its, was killed from
 * outside. Of the compiler assay-build knows it; of its processes there is only the compiler's
 * word, which can be forged, so that it is believed no more than DOUBTS_MAX times. */
static int is_doubtful(struct job *job, enum run_action action, const struct run_evidence *run,
                       const struct buffer *said, struct error *err)
{
    enum { DOUBTS_MAX = 2 };

    if (run->end != RUN_ENDED_ITSELF || run->exit_status <= 0 || run->oom_kills > 0 ||
        action != RUN_EXEC || !job->language->has_products)
        return 0;
    if (run->exit_status == BUILD_COMPILER_SIGNALLED && was_sent_a_signal(run)) {
        error_set(err, -EAGAIN, "compiling: a signal from outside of the cell ended the compiler");
        return 1;
    }
    if (disturbance_is_own(run, SIGKILL) || job->doubted_steps == DOUBTS_MAX ||
        (!speaks_of_a_kill(said->data, said->size) &&
         !speaks_of_a_kill(run->stderr_tail, run->stderr_tail_size)))
        return 0;
    job->doubted_steps++;
    error_set(err, -EAGAIN, "compiling: the compiler says that a process of its was killed");
    return 1;
}

/* An author's program has headers of thousands of lines: where its package states nothing it has as
 * long as problemtools gives it (compilation_time). */
struct run_limits build_limits(const struct job *job)
{
    enum { AUTHORS_US = 60 * 1000000 };
    struct run_limits limits = execute_compile_limits(job->language);
    int64_t cpu_us = job->compile_us;

    if (cpu_us <= 0 && job->is_authors && limits.cpu_us < AUTHORS_US)
        cpu_us = AUTHORS_US;
    if (cpu_us > 0) {
        limits.cpu_us = cpu_us;
        limits.wall_us = 2 * cpu_us + 1000000;
    }
    if (job->compile_memory_kib > 0)
        limits.memory_kib = limits.stack_kib = job->compile_memory_kib;
    return limits;
}

int build_run_step(struct job *job, enum run_action action, const char *const *argv, int products,
                   struct error *err)
{
    struct build_output output = {.text = BUFFER_INIT, .products = products};
    struct run_limits limits = build_limits(job);
    struct run_evidence run;
    int passed;

    if (products < 0)
        limits.output_bytes = COMPILE_LOG_MAX;
    /* of a step that did not count */
    else if (ftruncate(products, 0) < 0 || lseek(products, 0, SEEK_SET) < 0)
        return error_set_errno(err, errno, "cannot empty a file for what is compiled");
    if (program_run(job,
                    &(struct program_call){.action = action,
                                           .argv = argv,
                                           .stdin_fd = -1,
                                           .limits = &limits,
                                           .fn = on_build_output,
                                           .arg = &output},
                    &run, err) < 0) {
        buffer_release(&output.text);
        return error_prefix(err, "compiling");
    }
    if (output.failed < 0) {
        buffer_release(&output.text);
        return error_set_errno(err, -output.failed, "cannot keep what was compiled");
    }
    if (is_doubtful(job, action, &run, &output.text, err)) {
        buffer_release(&output.text);
        return -EAGAIN;
    }
    passed = compile_log_end(&output.text, &run, &limits, err);
    if (passed < 0) {
        buffer_release(&output.text);
        return error_prefix(err, "compiling");
    }
    note_step(job, &run, passed, &output.text);
    json_object_set_new(job->compile, "path", json_string(action == RUN_EXEC ? "exec" : "watched"));
    buffer_release(&output.text);
    return passed;
}

const char *const *build_argv(struct job *job)
{
    struct execute_names *names = &job->program->names;
    const char *const *vector, *const *flag = job->flags;
    const char **argv;
    size_t count = 0, flag_count = 0;

    names->out = BUILD_OUT;
    names->dir = BUILD_FROM;
    names->memory_kib = names->stack_kib = build_limits(job).memory_kib;
    vector = execute_argv(&job->arena, job->language->compile, names);
    while (vector[count])
        count++;
    while (flag && flag[flag_count])
        flag_count++;
    argv = arena_alloc(&job->arena, (count + flag_count + 4) * sizeof(*argv));
    names->dir = NULL;
    argv[0] = "/prog/" BUILD_NAME;
    argv[1] = BUILD_FROM;
    argv[2] = BUILD_OUT;
    memcpy(argv + 3, vector, count * sizeof(*argv));
    for (size_t i = 0; i < flag_count; i++)
        argv[3 + count + i] = flag[i];
    return argv;
}

int build_products(struct job *job, const char *const *argv, int products, struct error *err)
{
    struct cell_file builder = {.path = BUILD_NAME, .size = -1};
    int tries = 0, result;

    builder.fd = fd_memfd_with("build", embedded_build, embedded_build_size);
    if (builder.fd < 0)
        return error_set_errno(err, -builder.fd, "cannot make a file for a compile step");
    result = program_add_file(job->program, &builder, err);
    if (result == 0)
        result = program_open_profile(job, 1, build_limits(job).memory_kib, err);
    fd_close(&builder.fd);
    if (result < 0)
        return result;
    do
        result = build_run_step(job, RUN_EXEC, argv, products, err);
    while (result == -EAGAIN && (result = program_try_again(job, &tries, err)) == 0);
    program_close_cell(job);
    return result;
}

static int unpack(struct job *unpacking, int source, struct error *err)
{
    const struct cell_file archive = {
        .path = unpacking->language->source_name, .fd = source, .size = -1};
    int stream = fd_memfd("files");
    const char *log;
    int passed;

    if (stream < 0)
        return error_set_errno(err, -stream, "cannot make a file for an archive's files");
    unpacking->program->names.file = archive.path;
    passed = program_add_file(unpacking->program, &archive, err);
    if (passed == 0)
        passed = build_products(unpacking, build_argv(unpacking), stream, err);
    if (passed == 0) {
        log = json_string_value(json_object_get(unpacking->compile, "log"));
        passed = error_set(err, -EINVAL, "the archive cannot be unpacked: %s", log ? log : "");
    } else if (passed > 0 && fd_seal(stream) < 0) {
        passed = error_set_errno(err, errno, "cannot seal an archive's files");
    }
    if (passed < 0)
        fd_close(&stream);
    return passed < 0 ? passed : stream;
}

int program_unpack(struct job *job, int source, struct error *err)
{
    struct program program = {
        .code = -1, .files = arena_alloc(&job->arena, RUNNER_FILES_MAX * sizeof(*program.files))};
    struct job unpacking = {.session = job->session,
                            .language = language_unpacker(),
                            .arena = ARENA_INIT,
                            .program = &program};
    int stream;

    if (!unpacking.language)
        return error_set(err, -EINVAL, "archives are not taken here (no language has `archive`)");
    stream = unpack(&unpacking, source, err);
    json_decref(unpacking.compile);
    arena_release(&unpacking.arena);
    return stream;
}
