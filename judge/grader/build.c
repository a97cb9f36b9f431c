#include "judge/grader/build.h"

#include "base/buffer.h"
#include "base/fd.h"
#include "judge/grader/cell.h"
#include "judge/grader/compile_log.h"
#include "judge/grader/evidence.h"
#include "judge/grader/shown_paths.h"
#include "judge/languages/embedded.h"
#include "judge/languages/vector.h"
#include "runner/build/stream.h"
#include "runner/protocol.h"

#include <errno.h>
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

int build_run_step(struct job *job, enum run_action action, const char *const *argv, int products,
                   struct error *err)
{
    struct build_output output = {.text = BUFFER_INIT, .products = products};
    struct run_limits limits = execute_compile_limits(job->language);
    struct run_evidence run;
    int passed;

    if (products < 0)
        limits.output_bytes = COMPILE_LOG_MAX;
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
    const char *const *vector;
    const char **argv;
    size_t count = 0;

    names->out = BUILD_OUT;
    names->dir = BUILD_FROM;
    names->memory_kib = job->language->compile_memory_kib;
    names->stack_kib = job->language->compile_memory_kib;
    vector = execute_argv(&job->arena, job->language->compile, names);
    while (vector[count])
        count++;
    argv = arena_alloc(&job->arena, (count + 4) * sizeof(*argv));
    names->dir = NULL;
    argv[0] = "/prog/" BUILD_NAME;
    argv[1] = BUILD_FROM;
    argv[2] = BUILD_OUT;
    memcpy(argv + 3, vector, count * sizeof(*argv));
    return argv;
}

int build_products(struct job *job, const char *const *argv, int products, struct error *err)
{
    struct cell_file builder = {.path = BUILD_NAME, .size = -1};
    struct error closing;
    int result;

    builder.fd = fd_memfd_with("build", embedded_build, embedded_build_size);
    if (builder.fd < 0)
        return error_set_errno(err, -builder.fd, "cannot make a file for a compile step");
    result = program_add_file(job->program, &builder, err);
    if (result == 0)
        result = program_open_profile(job, 1, job->language->compile_memory_kib, err);
    fd_close(&builder.fd);
    if (result < 0)
        return result;
    result = build_run_step(job, RUN_EXEC, argv, products, err);
    cell_close(job->session->runner, &closing);
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
