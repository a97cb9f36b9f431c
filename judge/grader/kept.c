#include "judge/grader/kept.h"

#include "base/fd.h"
#include "judge/grader/build.h"
#include "judge/grader/version.h"
#include "judge/submissions/products.h"
#include "runner/build/stream.h"

#include <errno.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

/* What is kept: the stream of the products with the note on the compile step before them. */
#define NOTE_NAME ".assay-compile"
enum { NOTE_SIZE_MAX = 128 * 1024 }; /* of one with the longest log, escaped (build.c) */
#define FIGURE_MAX (INT64_C(1) << 50)

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

int kept_find_key(struct job *job, const char *const *argv, char key[CACHE_KEY_SIZE],
                  struct error *err)
{
    const struct language *language = job->language;
    const char *version;
    struct sha256_ctx hash;
    struct stat info = {0};
    int failed = 0;

    if (grader_language_version(job->session, language, &version, err) < 0)
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
    for (size_t i = 0; i < job->program->count && failed == 0; i++)
        failed = hash_file(&hash, &job->program->files[i], err);
    if (failed < 0)
        return failed;
    cache_key_digest(&hash, key);
    return 0;
}

int kept_write(const struct job *job, int made, struct error *err)
{
    char *note = json_dumps(job->compile, JSON_COMPACT);
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

/* Whether it is what note_step (build.c) writes. It goes to the judge, who loses a grader that says
 * anything else: a grader that was taken over could have kept it to have others lost. Test:
 * test_a_forged_note_is_damage. */
static int is_note(const json_t *note)
{
    const char *status, *log, *path = "exec";
    json_int_t figures[3] = {0};
    int cached;

    if (json_unpack((json_t *)note, "{s:s,s?I,s?I,s?I,s?b,s:s,s?s!}", "status", &status, "cpu_us",
                    &figures[0], "wall_us", &figures[1], "memory_kib", &figures[2], "cached",
                    &cached, "log", &log, "path", &path) < 0)
        return 0;
    for (size_t i = 0; i < 3; i++)
        if (figures[i] < 0 || figures[i] > FIGURE_MAX)
            return 0;
    return strcmp(status, "ok") == 0 && strcmp(path, "exec") == 0;
}

/* The note of a kept file, as the job's. */
static int read_note(struct job *job, const struct cell_file *file, int cached)
{
    char *text;

    if (file->size > NOTE_SIZE_MAX)
        return -EINVAL;
    text = arena_alloc(&job->arena, (size_t)file->size + 1);
    if (pread(file->fd, text, (size_t)file->size, file->offset) != (ssize_t)file->size)
        return -EIO;
    json_decref(job->compile);
    job->compile = json_loads(text, 0, NULL);
    if (!is_note(job->compile))
        return -EINVAL;
    json_object_set_new(job->compile, "cached", json_boolean(cached));
    return 0;
}

int kept_take(struct job *job, int kept, int cached, struct error *err)
{
    struct program *program = job->program;
    struct cell_file *files;
    size_t count;

    if (products_read(kept, &job->arena, &files, &count, err) < 0)
        return cached ? err->code : build_refuse(job, err->text);
    if (count == 0 || strcmp(files[0].path, NOTE_NAME) != 0 ||
        read_note(job, &files[0], cached) < 0)
        return error_set(err, -EIO, "what was compiled has no note");
    if (count == 1)
        return build_refuse(job, "the compile step made no file");
    if (job->language->has_main_class) {
        program->names.main_class =
            products_main_class(files + 1, count - 1, program->names.file, &job->arena);
        if (!program->names.main_class)
            return build_refuse(job, "there is no class with public static void main(String[])");
    }
    program->files = files + 1;
    program->count = count - 1;
    program->own_bytes = program_size(program);
    program->fds[program->fd_count++] = kept;
    return 1;
}
