/* The compile step: a check in the cell of the runs, or products made in a cell of its own, or
 * taken from the cache. */
#include "judge/grader/grading.h"

#include "base/fd.h"
#include "base/log.h"
#include "judge/cache/cache.h"
#include "judge/languages/embedded.h"
#include "judge/languages/watch_kinds.h"
#include "judge/submissions/products.h"
#include "runner/build/stream.h"
#include "runner/protocol.h"

#include <ctype.h>
#include <errno.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUILD_NAME ".assay-build"
#define BUILD_OUT  "/tmp/out"
#define BUILD_FROM "/tmp/src"

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

/* Whether a path may start after this byte. */
static int ends_path(char byte)
{
    return !isalnum((unsigned char)byte) && !strchr("/._-", byte);
}

/* The log with the cell's folders taken off the names of files. */
static json_t *log_json(struct buffer *log)
{
    static const char *const folders[] = {"/prog/", BUILD_FROM "/", BUILD_OUT "/", "/tmp/"};
    struct buffer text = BUFFER_INIT;
    json_t *string;

    for (size_t i = 0; i < log->size;) {
        size_t skip = 0;

        for (size_t j = 0; j < sizeof(folders) / sizeof(folders[0]) && skip == 0; j++)
            if ((i == 0 || ends_path(log->data[i - 1])) &&
                strncmp(log->data + i, folders[j], strlen(folders[j])) == 0)
                skip = strlen(folders[j]);
        if (skip == 0)
            buffer_append_char(&text, log->data[i++]);
        i += skip;
    }
    string = execute_text_json(text.data, text.size);
    buffer_release(&text);
    return string;
}

/* What a step that a limit ended says about it. */
static void describe_end(const struct run_evidence *run, const struct run_limits *limits,
                         struct buffer *log)
{
    const char *newline = log->size > 0 && log->data[log->size - 1] != '\n' ? "\n" : "";

    if (run->end == RUN_ENDED_CPU)
        buffer_format(log, "%sthe compile step took more than its %g s of CPU time", newline,
                      (double)limits->cpu_us / 1e6);
    else if (run->end == RUN_ENDED_WALL)
        buffer_format(log, "%sthe compile step took more than its %g s", newline,
                      (double)limits->wall_us / 1e6);
    else if (run->end == RUN_ENDED_OUTPUT)
        buffer_format(log, "%sthe compile step wrote more than its %lld MiB", newline,
                      (long long)limits->output_bytes >> 20);
    else if (run->oom_kills > 0)
        buffer_format(log, "%sthe compile step took more than its %lld MiB of memory", newline,
                      (long long)limits->memory_kib >> 10);
    else if (run->end == RUN_ENDED_SYSCALL)
        buffer_format(log, "%sthe compile step made a call that is not allowed", newline);
    else if (run->tmpfs_full && run->exit_status != 0)
        buffer_format(log, "%sthe compile step filled its temporary folder", newline);
    else if (run->term_signal)
        buffer_format(log, "%sthe compile step was ended by signal %d", newline, run->term_signal);
    else if (log->size == 0)
        buffer_format(log, "the compile step exited with status %d", run->exit_status);
}

static void note_step(struct grading *grading, const struct run_evidence *run, int passed,
                      struct buffer *log)
{
    grading->compile =
        json_pack("{s:s,s:I,s:I,s:I}", "status", passed ? "ok" : "failed", "cpu_us",
                  (json_int_t)(run->cpu_user_us + run->cpu_system_us), "wall_us",
                  (json_int_t)run->wall_us, "memory_kib", (json_int_t)run->memory_kib);
    if (grading->language->has_products)
        json_object_set_new(grading->compile, "cached", json_false());
    json_object_set_new(grading->compile, "log", log_json(log));
}

/* A compile error of ours to tell: what the step left is of no use, or it cannot be started. */
static int refuse(struct grading *grading, const char *why)
{
    if (!grading->compile)
        grading->compile = json_pack("{s:i,s:i,s:i}", "cpu_us", 0, "wall_us", 0, "memory_kib", 0);
    json_object_set_new(grading->compile, "status", json_string("failed"));
    json_object_set_new(grading->compile, "log", execute_text_json(why, strlen(why)));
    return 0;
}

/* Whether a cell takes the vector: {sources} can be more than it does (the problem's author and the
 * operator wrote the rest). */
static int fits_cell(const char *const *argv)
{
    size_t count = 0, bytes = 0;

    for (; argv[count]; count++)
        bytes += strlen(argv[count]) + 1;
    return count <= ARGV_MAX && bytes <= ARGV_BYTES;
}

/* Runs a compile vector in the open cell. Returns 1 when it passes, 0 when not, negative: ours.
 * What it writes to stdout goes to `products`, where that is none it is part of the log. */
static int run_step(struct grading *grading, enum run_action action, const char *const *argv,
                    int products, struct error *err)
{
    struct build_output output = {.text = BUFFER_INIT, .products = products};
    struct run_limits limits = execute_compile_limits(grading->language);
    struct run_evidence run;
    int passed;

    if (products < 0)
        limits.output_bytes = COMPILE_LOG_MAX;
    if (program_run(grading,
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
    if (run.end == RUN_ENDED_HARD) { /* the machine is at fault (docs/verdicts.md, R1) */
        buffer_release(&output.text);
        return error_set(err, -EIO, "compiling: the step was not done at its hard stop");
    }
    passed = run.end == RUN_ENDED_ITSELF && run.exit_status == 0;
    buffer_append(&output.text, run.stderr_tail, run.stderr_tail_size);
    if (!passed)
        describe_end(&run, &limits, &output.text);
    note_step(grading, &run, passed, &output.text);
    json_object_set_new(grading->compile, "path",
                        json_string(action == RUN_EXEC ? "exec" : "watched"));
    buffer_release(&output.text);
    return passed;
}

/* The check of a watched interpreter's, which keeps the code that comes of it. */
static int check_watched(struct grading *grading, const char *const *argv, struct error *err)
{
    int code = fd_memfd("code");
    struct stat info;
    int passed = code < 0 ? error_set_errno(err, -code, "cannot make a file for what is compiled")
                          : run_step(grading, RUN_WATCHED_COMPILE, argv, code, err);

    if (passed > 0 && fd_seal(code) < 0)
        passed = error_set_errno(err, errno, "cannot seal what was compiled");
    /* without code each run compiles for itself */
    if (passed > 0 && fstat(code, &info) == 0 && info.st_size > 0)
        grading->program->code = code;
    else
        fd_close(&code);
    return passed;
}

/* A step that no watched interpreter takes, in a cell of its own. */
static int check_apart(struct grading *grading, const char *const *argv, struct error *err)
{
    int wants_watched = grading->wants_watched;
    struct error closing;
    int passed;

    grading->wants_watched = 0;
    passed = program_open_cell(grading, err);
    if (passed == 0)
        passed = run_step(grading, RUN_EXEC, argv, -1, err);
    grading->wants_watched = wants_watched;
    if (passed > 0 && wants_watched) {
        cell_close(grading->session->runner, &closing);
        passed = program_open_cell(grading, err) < 0 ? err->code : 1;
    }
    return passed;
}

static int check_in_cell(struct grading *grading, struct error *err)
{
    const struct language *language = grading->language;
    const struct watch_kind *kind =
        grading->wants_watched ? &watch_kinds[language->watch - 1] : NULL;
    struct execute_names names = grading->program->names;
    const char *const *argv;
    int result;

    if (!language->compile)
        return program_open_cell(grading, err) < 0 ? err->code : 1;
    names.file = grading->program->own_file; /* the problem's entry is not the submitter's */
    argv = execute_argv(&grading->arena, language->compile, &names);
    if (!fits_cell(argv))
        return refuse(grading, "there are too many sources, or their names are too long");
    if (!kind || !kind->compiles || !kind->compiles(argv))
        return check_apart(grading, argv, err);
    result = program_open_cell(grading, err);
    if (result == 0 && grading->is_watched)
        result = check_watched(grading, argv, err);
    else if (result == 0)
        return run_step(grading, RUN_EXEC, argv, -1, err);
    if (result == -EAGAIN && program_leave_watched(grading, err) == 0)
        return run_step(grading, RUN_EXEC, argv, -1, err);
    return result < 0 ? err->code : result;
}

/* The vector of a compile step below the builder (runner/build/stream.h). */
static const char *const *build_argv(struct grading *grading)
{
    struct execute_names *names = &grading->program->names;
    const char *const *vector;
    const char **argv;
    size_t count = 0;

    names->out = BUILD_OUT;
    names->dir = BUILD_FROM;
    names->memory_kib = grading->language->compile_memory_kib;
    names->stack_kib = grading->language->compile_memory_kib;
    vector = execute_argv(&grading->arena, grading->language->compile, names);
    while (vector[count])
        count++;
    argv = arena_alloc(&grading->arena, (count + 4) * sizeof(*argv));
    names->dir = NULL;
    argv[0] = "/prog/" BUILD_NAME;
    argv[1] = BUILD_FROM;
    argv[2] = BUILD_OUT;
    memcpy(argv + 3, vector, count * sizeof(*argv));
    return argv;
}

/* Compiles in a cell of its own. The products are written to `products`. */
static int build(struct grading *grading, const char *const *argv, int products, struct error *err)
{
    struct cell_file builder = {.path = BUILD_NAME, .size = -1};
    struct error closing;
    int result;

    builder.fd = fd_memfd_with("build", embedded_build, embedded_build_size);
    if (builder.fd < 0)
        return error_set_errno(err, -builder.fd, "cannot make a file for a compile step");
    result = program_add_file(grading->program, &builder, err);
    if (result == 0)
        result = program_open_profile(grading, 1, grading->language->compile_memory_kib, err);
    fd_close(&builder.fd);
    if (result < 0)
        return result;
    result = run_step(grading, RUN_EXEC, argv, products, err);
    cell_close(grading->session->runner, &closing);
    return result;
}

/* ---- archives ---- */

static int unpack(struct grading *unpacking, int source, struct error *err)
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
        passed = build(unpacking, build_argv(unpacking), stream, err);
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

int program_unpack(struct grading *grading, int source, struct error *err)
{
    struct program program = {
        .code = -1,
        .files = arena_alloc(&grading->arena, RUNNER_FILES_MAX * sizeof(*program.files))};
    struct grading unpacking = {.session = grading->session,
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

/* ---- the cache ---- */

/* What is kept: the stream of the products with the note on the compile step before them. */
#define NOTE_NAME ".assay-compile"

static void hash_text(struct sha256_ctx *hash, const char *text)
{
    sha256_update(hash, strlen(text) + 1, (const uint8_t *)text);
}

static void hash_number(struct sha256_ctx *hash, int64_t number)
{
    sha256_update(hash, sizeof(number), (const uint8_t *)&number);
}

static int hash_file(struct sha256_ctx *hash, const struct cell_file *file, struct error *err)
{
    static uint8_t block[64 * 1024];
    int64_t at = file->offset, end = file->offset + file->size;
    struct stat info;
    ssize_t got = 1;

    if (file->size < 0) {
        if (fstat(file->fd, &info) < 0)
            return error_set_errno(err, errno, "cannot look at %s", file->path);
        end = info.st_size;
    }
    hash_text(hash, file->path);
    hash_number(hash, end - at);
    for (; at < end && got > 0; at += got) {
        size_t want = end - at < (int64_t)sizeof(block) ? (size_t)(end - at) : sizeof(block);

        got = pread(file->fd, block, want, at);
        if (got > 0)
            sha256_update(hash, (size_t)got, block);
    }
    return got > 0 ? 0 : error_set_errno(err, got < 0 ? errno : EIO, "cannot read %s", file->path);
}

/* The key of what a compile step would make: everything that it depends on. The program's size and
 * times stand for what its version does not say (a distribution's patch). */
static int find_key(struct grading *grading, const char *const *argv, char key[CACHE_KEY_SIZE],
                    struct error *err)
{
    const struct language *language = grading->language;
    const char *version;
    struct sha256_ctx hash;
    struct stat info = {0};
    int failed = 0;

    if (grader_language_version(grading->session, language, &version, err) < 0)
        return error_prefix(err, "asking %s for its version", language->name);
    sha256_init(&hash);
    hash_text(&hash, "assay compile 1");
    hash_text(&hash, language->name);
    hash_text(&hash, version);
    if (stat(language->compile[0], &info) == 0) {
        hash_number(&hash, info.st_size);
        hash_number(&hash, info.st_mtim.tv_sec);
    }
    for (; *argv; argv++)
        hash_text(&hash, *argv);
    hash_text(&hash, "");
    for (const char *const *entry = language->environment; *entry; entry++)
        hash_text(&hash, *entry);
    hash_text(&hash, "");
    for (size_t i = 0; i < grading->program->count && failed == 0; i++)
        failed = hash_file(&hash, &grading->program->files[i], err);
    if (failed < 0)
        return failed;
    cache_key_digest(&hash, key);
    return 0;
}

/* The products of a step that passed, ready to be kept: a sealed memfd of the note and of what the
 * cell wrote to `made`. */
static int write_kept(const struct grading *grading, int made, struct error *err)
{
    char *note = json_dumps(grading->compile, JSON_COMPACT);
    int note_fd = fd_memfd_with("note", note, strlen(note));
    int kept = fd_memfd("products");
    off_t from = PRODUCTS_MAGIC_SIZE;
    int failed = note_fd < 0 ? note_fd : kept < 0 ? kept : products_write_magic(kept);
    ssize_t sent = 1;

    if (failed == 0)
        failed = products_write_file(kept, NOTE_NAME, note_fd, (int64_t)strlen(note));
    while (failed == 0 && sent > 0) {
        sent = sendfile(kept, made, &from, 1 << 30);
        if (sent < 0 && errno != EINTR)
            failed = -errno;
        else if (sent < 0)
            sent = 1;
    }
    if (failed == 0)
        failed = fd_seal(kept);
    free(note);
    fd_close(&note_fd);
    if (failed < 0) {
        fd_close(&kept);
        return error_set_errno(err, -failed, "cannot keep what was compiled");
    }
    return kept;
}

/* The note of a kept file, as the grading's. */
static int read_note(struct grading *grading, const struct cell_file *file, int cached)
{
    char *text = arena_alloc(&grading->arena, (size_t)file->size + 1);

    if (pread(file->fd, text, (size_t)file->size, file->offset) != (ssize_t)file->size)
        return -EIO;
    json_decref(grading->compile);
    grading->compile = json_loads(text, 0, NULL);
    if (!json_is_object(grading->compile))
        return -EINVAL;
    json_object_set_new(grading->compile, "cached", json_boolean(cached));
    return 0;
}

/* Lays what is kept in the place of the sources. 1, 0 when there is nothing to run, or negative
 * when it is not what was kept. */
static int take_kept(struct grading *grading, int kept, int cached, struct error *err)
{
    struct program *program = grading->program;
    struct cell_file *files;
    size_t count;

    if (products_read(kept, &grading->arena, &files, &count, err) < 0)
        return cached ? err->code : refuse(grading, err->text);
    if (count == 0 || strcmp(files[0].path, NOTE_NAME) != 0 ||
        read_note(grading, &files[0], cached) < 0)
        return error_set(err, -EIO, "what was compiled has no note");
    if (count == 1)
        return refuse(grading, "the compile step made no file");
    if (grading->language->has_main_class) {
        program->names.main_class =
            products_main_class(files + 1, count - 1, program->names.file, &grading->arena);
        if (!program->names.main_class)
            return refuse(grading, "there is no class with public static void main(String[])");
    }
    program->files = files + 1;
    program->count = count - 1;
    program->fds[program->fd_count++] = kept;
    return 1;
}

/* Compiles and offers the result to the cache. */
static int compile_anew(struct grading *grading, const char *const *argv, struct error *err)
{
    int made = fd_memfd("products"), kept = -1;
    int result;

    if (made < 0)
        return error_set_errno(err, -made, "cannot make a file for what is compiled");
    result = build(grading, argv, made, err);
    if (result > 0) {
        kept = write_kept(grading, made, err);
        result = kept < 0 ? kept : take_kept(grading, kept, 0, err);
        if (result > 0)
            grader_send_file(grading->session, json_pack("{s:s}", "event", "compiled"), 0, kept);
        else
            fd_close(&kept);
    }
    fd_close(&made);
    return result;
}

static int compile_products(struct grading *grading, struct error *err)
{
    const char *const *argv = build_argv(grading);
    struct run_limits limits = execute_compile_limits(grading->language);
    char key[CACHE_KEY_SIZE];
    int kept, result = 0;

    if (!fits_cell(argv))
        return refuse(grading, "there are too many sources, or their names are too long");
    if (find_key(grading, argv, key, err) < 0)
        return err->code;
    /* another grader may be compiling it */
    kept = grader_ask_cached(grading->session, key, 2 * execute_patience_us(&limits));
    if (kept >= 0) {
        result = take_kept(grading, kept, 1, err);
        if (result <= 0) {
            log_warning("a damaged file in the cache of compiled programs is made anew");
            fd_close(&kept);
        }
    }
    if (result <= 0)
        result = compile_anew(grading, argv, err);
    if (result > 0)
        result = program_open_cell(grading, err) < 0 ? err->code : 1;
    return result;
}

int program_compile(struct grading *grading, struct error *err)
{
    return grading->language->has_products ? compile_products(grading, err)
                                           : check_in_cell(grading, err);
}
