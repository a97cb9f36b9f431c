/* What a compile step made, as the cache keeps it: everything that it depends on is in its key, and
 * nothing that comes back from the cache is believed. */
#include "base/fd.h"
#include "base/memory.h"
#include "judge/grader/kept.h"
#include "judge/submissions/products.h"
#include "runner/build/stream.h"
#include "tests/folder.h"
#include "tests/judge/built_in.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- the key ---- */

/* All that goes into one, in its simplest form; a test changes one thing and asks again. */
struct inputs {
    const char *version, *name, *compiler;
    const char *argv[4], *environment[4];
    const char *paths[3], *texts[3];
    size_t first_size; /* of the first text; 0: as its length says */
    int64_t offset;    /* where the first file starts in what holds it */
};
#define INPUTS                                                                                     \
    {                                                                                              \
        .version = "L 1", .name = "lang", .compiler = "/nonexistent/compiler",                     \
        .argv = {"cc", "-O2"}, .environment = {"A=b"}, .paths = {"a.c", "b.c"},                    \
        .texts = {"one", "two"},                                                                   \
    }

static struct grader_session session;
static int is_sized; /* files state their size, as those in a stream do */

static void key_of(const struct inputs *inputs, char ret_key[CACHE_KEY_SIZE])
{
    const char *compile[] = {inputs->compiler, NULL};
    struct language *language = (struct language *)language_at(0), was = *language;
    struct cell_file files[3];
    struct program program = {.files = files, .code = -1};
    struct job job = {.session = &session, .language = language, .program = &program};
    struct error err;

    language->name = inputs->name;
    language->compile = compile;
    language->environment = inputs->environment;
    /* known, so that nobody is asked */
    for (size_t i = 0; i < LANGUAGES_MAX; i++) {
        free(session.versions[i]);
        session.versions[i] = memory_strdup(inputs->version);
    }
    for (size_t i = 0; i < 3 && inputs->paths[i]; i++) {
        int fd = fd_memfd("source");
        int64_t offset = i == 0 ? inputs->offset : 0;
        size_t size = i == 0 && inputs->first_size ? inputs->first_size : strlen(inputs->texts[i]);

        assert_int_equal(pwrite(fd, inputs->texts[i], size, offset), (ssize_t)size);
        files[program.count++] = (struct cell_file){.path = inputs->paths[i],
                                                    .fd = fd,
                                                    .offset = offset,
                                                    .size = is_sized ? (int64_t)size : -1};
    }
    assert_int_equal(kept_find_key(&job, inputs->argv, ret_key, &err), 0);
    assert_true(cache_key_is_plain(ret_key));
    for (size_t i = 0; i < program.count; i++)
        fd_close(&files[i].fd);
    *language = was;
}

static void expect_other(const struct inputs *inputs, const char *what)
{
    const struct inputs plain = INPUTS;
    char one[CACHE_KEY_SIZE], other[CACHE_KEY_SIZE];

    key_of(&plain, one);
    key_of(inputs, other);
    if (strcmp(one, other) == 0)
        fail_msg("%s makes no difference to the key", what);
}

static void test_all_that_a_step_depends_on_is_in_its_key(void **state)
{
    const struct inputs changed[] = {INPUTS, INPUTS, INPUTS, INPUTS, INPUTS, INPUTS, INPUTS};
    struct inputs row[sizeof(changed) / sizeof(changed[0])];

    (void)state;
    memcpy(row, changed, sizeof(row));
    row[0].version = "L 2";
    expect_other(&row[0], "the version");
    row[1].name = "other";
    expect_other(&row[1], "the language");
    row[2].argv[1] = "-O3";
    expect_other(&row[2], "an argument");
    row[3].environment[0] = "A=c";
    expect_other(&row[3], "the environment");
    row[4].paths[1] = "c.c";
    expect_other(&row[4], "a file's name");
    row[5].texts[1] = "tw0";
    expect_other(&row[5], "a file's text");
    row[6].paths[2] = "c.c";
    row[6].texts[2] = "";
    expect_other(&row[6], "one more file");
}

/* Where one thing ends and the next begins is in it too. */
static void test_nothing_runs_into_the_next(void **state)
{
    struct inputs row = INPUTS, moved = INPUTS;

    (void)state;
    row.argv[0] = "cc-";
    row.argv[1] = "O2";
    expect_other(&row, "where an argument ends");
    moved.argv[2] = "A=b";
    moved.environment[0] = NULL;
    expect_other(&moved, "whether it is an argument or of the environment");
    moved = (struct inputs)INPUTS;
    moved.texts[0] = "oneb.c\0two";
    moved.first_size = 10;
    moved.paths[1] = NULL;
    expect_other(&moved, "where a file ends");
}

/* A distribution's patch need not change the version. */
static void test_the_compiler_itself_is_in_it(void **state)
{
    struct folder folder;
    struct inputs row = INPUTS;
    char path[80], keys[3][CACHE_KEY_SIZE];
    const struct timespec times[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};

    (void)state;
    folder_make(&folder);
    snprintf(path, sizeof(path), "%s/cc", folder.path);
    row.compiler = path;
    folder_write_text(&folder, "cc", "compiler");
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    key_of(&row, keys[0]);
    folder_write_text(&folder, "cc", "compiler, larger");
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    key_of(&row, keys[1]);
    folder_write_text(&folder, "cc", "compiler, newer!");
    key_of(&row, keys[2]);
    assert_string_not_equal(keys[0], keys[1]);
    assert_string_not_equal(keys[1], keys[2]);
    folder_remove(&folder);
}

/* The same sources handed in in another way are the same step. */
static void test_what_makes_no_difference_is_not_in_it(void **state)
{
    const struct inputs plain = INPUTS;
    struct inputs packed = INPUTS;
    char one[CACHE_KEY_SIZE], other[CACHE_KEY_SIZE];

    (void)state;
    key_of(&plain, one);
    key_of(&plain, other);
    assert_string_equal(one, other);
    is_sized = 1;
    packed.offset = 100; /* as in a stream */
    key_of(&packed, other);
    is_sized = 0;
    assert_string_equal(one, other);
}

static void test_a_source_that_cannot_be_read_has_no_key(void **state)
{
    const char *argv[] = {NULL};
    struct cell_file file = {.path = "a", .size = 10, .fd = fd_memfd_with("short", "123", 3)};
    struct program program = {.files = &file, .count = 1, .code = -1};
    struct job job = {.session = &session, .language = language_find("c"), .program = &program};
    char key[CACHE_KEY_SIZE] = "untouched";
    struct error err;

    (void)state;
    free(session.versions[language_index(job.language)]);
    session.versions[language_index(job.language)] = memory_strdup("L 1");
    assert_int_equal(kept_find_key(&job, argv, key, &err), -EIO);
    assert_string_equal(key, "untouched");
    fd_close(&file.fd);
}

/* ---- what is kept ---- */

struct step {
    struct language language;
    struct program program;
    struct job job;
    struct error err;
};

static void open_step(struct step *step)
{
    *step = (struct step){.language = *language_find("c"), .program.code = -1};
    step->program.names.file = "a.c";
    step->job = (struct job){.language = &step->language,
                             .program = &step->program,
                             .arena = ARENA_INIT,
                             .compile = json_pack("{s:s,s:i,s:b,s:s}", "status", "ok", "cpu_us", 7,
                                                  "cached", 0, "log", "a warning")};
}

static void close_step(struct step *step)
{
    program_close(&step->program);
    json_decref(step->job.compile);
    arena_release(&step->job.arena);
}

static const char *compile_text(const struct step *step, const char *key)
{
    const char *text = json_string_value(json_object_get(step->job.compile, key));

    return text ? text : "";
}

/* What a cell writes: a stream with these files. */
static int make_stream(const char *const *names)
{
    int fd = fd_memfd("made");

    assert_int_equal(products_write_magic(fd), 0);
    for (; *names; names++) {
        int file = fd_memfd_with("file", *names, strlen(*names));

        assert_int_equal(products_write_file(fd, *names, file, (int64_t)strlen(*names)), 0);
        fd_close(&file);
    }
    assert_int_equal(products_write_end(fd), 0);
    return fd;
}

static void test_what_was_written_is_what_is_taken(void **state)
{
    static const char *const names[] = {"program", "lib/data", NULL};
    int made = make_stream(names), kept;
    struct step step;

    (void)state;
    for (int cached = 0; cached < 2; cached++) {
        char text[8] = "";

        open_step(&step);
        kept = kept_write(&step.job, made, &step.err);
        assert_true(kept >= 0);
        assert_true(fd_is_sealed(kept)); /* the judge takes no other */
        json_decref(step.job.compile);
        step.job.compile = NULL; /* another grader's job */
        assert_int_equal(kept_take(&step.job, kept, cached, &step.err), 1);
        assert_int_equal(step.program.count, 2);
        assert_string_equal(step.program.files[0].path, "program");
        assert_string_equal(step.program.files[1].path, "lib/data");
        assert_int_equal(pread(step.program.files[0].fd, text, 7, step.program.files[0].offset), 7);
        assert_string_equal(text, "program");
        assert_int_equal(json_is_true(json_object_get(step.job.compile, "cached")), cached);
        assert_string_equal(compile_text(&step, "log"), "a warning");
        assert_int_equal(json_integer_value(json_object_get(step.job.compile, "cpu_us")), 7);
        close_step(&step); /* which closes it */
    }
    fd_close(&made);
}

static void test_a_step_that_made_nothing_is_a_compile_error(void **state)
{
    static const char *const none[] = {NULL};
    int made = make_stream(none), kept;
    struct step step;

    (void)state;
    open_step(&step);
    kept = kept_write(&step.job, made, &step.err);
    assert_int_equal(kept_take(&step.job, kept, 0, &step.err), 0);
    assert_string_equal(compile_text(&step, "status"), "failed");
    assert_string_equal(compile_text(&step, "log"), "the compile step made no file");
    fd_close(&kept);
    fd_close(&made);
    close_step(&step);
}

static void test_java_needs_a_class_with_main(void **state)
{
    static const char *const names[] = {"A.class", NULL};
    int made = make_stream(names), kept;
    struct step step;

    (void)state;
    open_step(&step);
    step.language.has_main_class = 1;
    kept = kept_write(&step.job, made, &step.err);
    assert_int_equal(kept_take(&step.job, kept, 0, &step.err), 0);
    assert_non_null(strstr(compile_text(&step, "log"), "public static void main"));
    fd_close(&kept);
    fd_close(&made);
    close_step(&step);
}

/* Damaged in the cache: ours, and made anew. What a step wrote itself is the submission's fault. */
static void test_what_is_no_kept_file(void **state)
{
    static const char *const names[] = {"program", NULL};
    int no_note = make_stream(names), cut = fd_memfd_with("cut", "assay", 5);
    struct step step;

    (void)state;
    open_step(&step);
    assert_true(kept_take(&step.job, no_note, 1, &step.err) < 0);
    assert_non_null(strstr(step.err.text, "has no note"));
    assert_true(kept_take(&step.job, cut, 1, &step.err) < 0);
    assert_string_equal(compile_text(&step, "status"), "ok");
    assert_int_equal(kept_take(&step.job, cut, 0, &step.err), 0);
    assert_string_equal(compile_text(&step, "status"), "failed");
    assert_true(fcntl(cut, F_GETFD) >= 0); /* it stays the caller's */
    fd_close(&no_note);
    fd_close(&cut);
    close_step(&step);
}

/* By a grader that was taken over: what another grader would pass on to the judge, who loses those
 * that say such things. It is made anew instead. */
static void test_a_forged_note_is_damage(void **state)
{
    static const char *const notes[] = {
        "[]",
        "{\"log\":\"\"}",
        "{\"status\":\"ok\"}",
        "{\"status\":\"failed\",\"log\":\"\"}",
        "{\"status\":\"ok\",\"log\":7}",
        "{\"status\":\"ok\",\"log\":\"\",\"more\":1}",
        "{\"status\":\"ok\",\"log\":\"\",\"path\":\"ZZ\"}",
        "{\"status\":\"ok\",\"log\":\"\",\"cpu_us\":-1}",
        "{\"status\":\"ok\",\"log\":\"\",\"cpu_us\":9223372036854775807}",
        "{\"status\":\"ok\",\"log\":\"\",\"wall_us\":0.5}",
        "{\"status\":\"ok\",\"log\":\"\",\"memory_kib\":\"1\"}",
    };
    static const char *const names[] = {"program", NULL};
    int made = make_stream(names);
    struct step step;

    (void)state;
    for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]); i++) {
        int kept;

        open_step(&step);
        json_decref(step.job.compile);
        step.job.compile = json_loads(notes[i], 0, NULL);
        assert_non_null(step.job.compile);
        kept = kept_write(&step.job, made, &step.err);
        assert_true(kept >= 0);
        if (kept_take(&step.job, kept, 1, &step.err) >= 0)
            fail_msg("believed: %s", notes[i]);
        assert_non_null(strstr(step.err.text, "has no note"));
        fd_close(&kept);
        close_step(&step);
    }
    fd_close(&made);
}

static int forget_versions(void **state)
{
    (void)state;
    for (size_t i = 0; i < LANGUAGES_MAX; i++)
        free(session.versions[i]);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_that_a_step_depends_on_is_in_its_key),
        cmocka_unit_test(test_nothing_runs_into_the_next),
        cmocka_unit_test(test_the_compiler_itself_is_in_it),
        cmocka_unit_test(test_what_makes_no_difference_is_not_in_it),
        cmocka_unit_test(test_a_source_that_cannot_be_read_has_no_key),
        cmocka_unit_test(test_what_was_written_is_what_is_taken),
        cmocka_unit_test(test_a_step_that_made_nothing_is_a_compile_error),
        cmocka_unit_test(test_a_forged_note_is_damage),
        cmocka_unit_test(test_java_needs_a_class_with_main),
        cmocka_unit_test(test_what_is_no_kept_file),
    };

    return cmocka_run_group_tests(tests, load_built_in_languages, forget_versions);
}
