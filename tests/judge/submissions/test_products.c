/* Streams of files as only an attacker writes them: each rule, its limit, and one beyond it. */
#include "base/buffer.h"
#include "base/fd.h"
#include "judge/submissions/products.h"
#include "runner/build/stream.h"
#include "runner/protocol.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define ROWS(rows) (sizeof(rows) / sizeof((rows)[0]))

static void add_entry(struct buffer *stream, uint32_t path_size, uint64_t size)
{
    const struct products_entry entry = {.path_size = path_size, .size = size};

    buffer_append(stream, &entry, sizeof(entry));
}

static void add_file(struct buffer *stream, const char *path, size_t path_size, const char *text)
{
    add_entry(stream, (uint32_t)path_size, strlen(text));
    buffer_append(stream, path, path_size);
    buffer_append_text(stream, text);
}

static void start(struct buffer *stream)
{
    buffer_clear(stream);
    buffer_append(stream, PRODUCTS_MAGIC, PRODUCTS_MAGIC_SIZE);
}

struct outcome {
    int result;
    struct arena arena;
    struct cell_file *files;
    size_t count;
    struct error err;
};

/* Reads the first `size` bytes of the stream. *ret_fd is to be closed. */
static void read_stream(const struct buffer *stream, size_t size, struct outcome *ret, int *ret_fd)
{
    *ret = (struct outcome){.arena = ARENA_INIT};
    *ret_fd = fd_memfd_with("stream", stream->data, size);
    assert_true(*ret_fd >= 0);
    ret->result = products_read(*ret_fd, &ret->arena, &ret->files, &ret->count, &ret->err);
    assert_true(ret->result == 0 || ret->result == -EINVAL);
    if (ret->result < 0) {
        assert_null(ret->files); /* untouched */
        assert_true(strlen(ret->err.text) > 0);
    }
}

static void end_outcome(struct outcome *outcome, int *fd)
{
    arena_release(&outcome->arena);
    fd_close(fd);
}

static void expect_refused(const struct buffer *stream, const char *label, const char *said)
{
    struct outcome outcome;
    int fd;

    read_stream(stream, stream->size, &outcome, &fd);
    if (outcome.result == 0 || !strstr(outcome.err.text, said))
        fail_msg("%s: expected %s, got %s", label, said,
                 outcome.result == 0 ? "success" : outcome.err.text);
    end_outcome(&outcome, &fd);
}

static void expect_accepted(const struct buffer *stream, const char *label, size_t count)
{
    struct outcome outcome;
    int fd;

    read_stream(stream, stream->size, &outcome, &fd);
    if (outcome.result < 0)
        fail_msg("%s: %s", label, outcome.err.text);
    assert_int_equal(outcome.count, count);
    end_outcome(&outcome, &fd);
}

/* ---- paths ---- */

static const struct {
    const char *path;
    size_t size; /* 0: of the text */
    const char *said;
} bad_paths[] = {
    {"/etc/passwd", 0, "plain relative path"},
    {"..", 0, "plain relative path"},
    {"../x", 0, "plain relative path"},
    {"a/../x", 0, "plain relative path"},
    {"a/..", 0, "plain relative path"},
    {".", 0, "plain relative path"},
    {"./x", 0, "plain relative path"},
    {"a/./x", 0, "plain relative path"},
    {"a//x", 0, "plain relative path"},
    {"a/", 0, "plain relative path"},
    {"a\nb", 0, "plain relative path"},
    {"a\x1b[31m", 0, "plain relative path"},
    {"caf\xe9", 0, "plain relative path"},
    {"\xe2\x80\xaexyz", 0, "plain relative path"}, /* turns the direction of writing */
    {"a\0b", 3, "plain relative path"},
    {"a\0", 2, "plain relative path"},
};

static const char *const good_paths[] = {"x",    "a/b/c.d", "...",      "..x",       "a/...", "a b",
                                         "$(x)", "-rf",     "\xc3\xa9", "a/.hidden", "\"'`"};

static void test_paths(void **state)
{
    struct buffer stream = BUFFER_INIT;

    (void)state;
    for (size_t i = 0; i < ROWS(bad_paths); i++) {
        start(&stream);
        add_file(&stream, bad_paths[i].path,
                 bad_paths[i].size ? bad_paths[i].size : strlen(bad_paths[i].path), "text");
        add_entry(&stream, 0, 0);
        expect_refused(&stream, bad_paths[i].path, bad_paths[i].said);
    }
    start(&stream);
    for (size_t i = 0; i < ROWS(good_paths); i++)
        add_file(&stream, good_paths[i], strlen(good_paths[i]), "text");
    add_entry(&stream, 0, 0);
    expect_accepted(&stream, "good paths", ROWS(good_paths));
    buffer_release(&stream);
}

static void test_long_paths(void **state)
{
    struct buffer stream = BUFFER_INIT, path = BUFFER_INIT;

    (void)state;
    for (int i = 0; i < FILE_PATH_MAX; i++)
        buffer_append_char(&path, 'x');
    start(&stream);
    add_file(&stream, path.data, path.size, "");
    add_entry(&stream, 0, 0);
    expect_accepted(&stream, "255 bytes", 1);
    buffer_append_char(&path, 'x');
    start(&stream);
    add_file(&stream, path.data, path.size, "");
    add_entry(&stream, 0, 0);
    expect_refused(&stream, "256 bytes", "a path of 256 bytes");
    start(&stream);
    add_entry(&stream, UINT32_MAX, 0);
    expect_refused(&stream, "4 GiB", "a path of 4294967295 bytes");
    buffer_release(&stream);
    buffer_release(&path);
}

static const struct {
    const char *one, *other;
    int clash;
} pairs[] = {{"a", "a", 1},      {"a", "a/b", 1},       {"a/b", "a", 1},  {"a/b", "a/b/c/d", 1},
             {"a", "ab", 0},     {"ab", "a", 0},        {"a/b", "ab", 0}, {"a/b", "a/c", 0},
             {"a/b", "a/bc", 0}, {"a/b/c", "a/b/c", 1}, {"A", "a", 0}};

static void test_clashes(void **state)
{
    struct buffer stream = BUFFER_INIT;

    (void)state;
    for (size_t i = 0; i < ROWS(pairs); i++) {
        start(&stream);
        add_file(&stream, "before", 6, "");
        add_file(&stream, pairs[i].one, strlen(pairs[i].one), "1");
        add_file(&stream, "between", 7, "");
        add_file(&stream, pairs[i].other, strlen(pairs[i].other), "2");
        add_entry(&stream, 0, 0);
        if (pairs[i].clash)
            expect_refused(&stream, pairs[i].other, pairs[i].other);
        else
            expect_accepted(&stream, pairs[i].other, 4);
    }
    buffer_release(&stream);
}

/* ---- sizes ---- */

static const uint64_t sizes[] = {1,          2,          UINT32_MAX,     INT64_MAX,
                                 1ULL << 63, UINT64_MAX, UINT64_MAX - 15};

static void test_sizes(void **state)
{
    struct buffer stream = BUFFER_INIT;

    (void)state;
    for (size_t i = 0; i < ROWS(sizes); i++) {
        start(&stream);
        add_entry(&stream, 1, sizes[i]);
        buffer_append_char(&stream, 'x'); /* its path, and nothing of it */
        expect_refused(&stream, "a size", "x ends in the middle");
        /* bytes enough, but then no end: they are another entry's */
        if (sizes[i] < 16)
            continue;
        add_entry(&stream, 0, 0);
        expect_refused(&stream, "a size", "x ends in the middle");
    }
    buffer_release(&stream);
}

/* A stream of several files, cut at every byte or with something after it, is refused; whole, its
 * files are where they are. */
static void test_cut_anywhere(void **state)
{
    struct buffer stream = BUFFER_INIT;
    struct outcome outcome;
    char text[8] = "";
    int fd;

    (void)state;
    start(&stream);
    add_file(&stream, "a", 1, "first");
    add_file(&stream, "b/c", 3, "");
    add_file(&stream, "d", 1, "last");
    add_entry(&stream, 0, 0);
    for (size_t size = 0; size < stream.size; size++) {
        read_stream(&stream, size, &outcome, &fd);
        assert_int_equal(outcome.result, -EINVAL);
        assert_int_equal(products_are_in(fd), size >= PRODUCTS_MAGIC_SIZE);
        end_outcome(&outcome, &fd);
    }
    read_stream(&stream, stream.size, &outcome, &fd);
    assert_int_equal(outcome.result, 0);
    assert_int_equal(outcome.count, 3);
    assert_string_equal(outcome.files[1].path, "b/c");
    assert_int_equal(outcome.files[1].size, 0);
    assert_string_equal(outcome.files[2].path, "d");
    assert_int_equal(outcome.files[2].size, 4);
    assert_int_equal(outcome.files[2].fd, fd);
    assert_int_equal(pread(fd, text, 4, outcome.files[2].offset), 4);
    assert_string_equal(text, "last");
    end_outcome(&outcome, &fd);
    buffer_append_char(&stream, '\0');
    expect_refused(&stream, "a byte more", "something after the files");
    buffer_release(&stream);
}

static void test_counts(void **state)
{
    struct buffer stream = BUFFER_INIT, path = BUFFER_INIT;

    (void)state;
    for (int count = PRODUCTS_FILES_MAX; count <= PRODUCTS_FILES_MAX + 1; count++) {
        start(&stream);
        for (int i = 0; i < count; i++) {
            buffer_clear(&path);
            buffer_format(&path, "f%d", i);
            add_file(&stream, path.data, path.size, "");
        }
        add_entry(&stream, 0, 0);
        if (count == PRODUCTS_FILES_MAX)
            expect_accepted(&stream, "as many as there may be", (size_t)count);
        else
            expect_refused(&stream, "one more", "more than 1000 files");
    }
    start(&stream);
    for (int i = 0; i * 251 <= PRODUCTS_NAMES_MAX; i++) {
        buffer_clear(&path);
        buffer_format(&path, "%0250d", i);
        add_file(&stream, path.data, path.size, "");
    }
    add_entry(&stream, 0, 0);
    expect_refused(&stream, "long names", "the names of the files take more");
    start(&stream);
    for (int i = 0; i * 100 <= PRODUCTS_FOLDERS_MAX; i++) {
        buffer_clear(&path);
        buffer_format(&path, "%d", i);
        for (int depth = 0; depth < 100; depth++)
            buffer_append_text(&path, "/d");
        add_file(&stream, path.data, path.size, "");
    }
    add_entry(&stream, 0, 0);
    expect_refused(&stream, "deep ones", "folders");
    start(&stream);
    add_entry(&stream, 0, 0);
    expect_accepted(&stream, "none", 0);
    buffer_release(&stream);
    buffer_release(&path);
}

/* What is written is what is read. */
static void test_written(void **state)
{
    int fd = fd_memfd("stream"), from = fd_memfd_with("file", "0123456789", 10);
    struct outcome outcome = {.arena = ARENA_INIT};
    char text[8] = "";

    (void)state;
    assert_int_equal(products_write_magic(fd), 0);
    assert_true(products_are_in(fd));
    assert_int_equal(lseek(from, 2, SEEK_SET), 2);
    assert_int_equal(products_write_file(fd, "a/b", from, 3), 0);
    assert_int_equal(products_write_file(fd, "c", from, 0), 0);
    assert_int_equal(products_write_end(fd), 0);
    assert_int_equal(
        products_read(fd, &outcome.arena, &outcome.files, &outcome.count, &outcome.err), 0);
    assert_int_equal(outcome.count, 2);
    assert_int_equal(pread(fd, text, 3, outcome.files[0].offset), 3);
    assert_string_equal(text, "234");
    /* a file that is shorter than was said */
    assert_int_equal(products_write_file(fd, "d", from, 100), -EIO);
    arena_release(&outcome.arena);
    fd_close(&fd);
    fd_close(&from);
}

static const struct {
    const char *bytes;
    size_t size;
    int is_archive;
} heads[] = {
    {"PK\3\4", 4, 1},    {"PK\3", 3, 0},       {"PK\5\6", 4, 0}, {"\37\213\10", 3, 1},
    {"\37\213", 2, 0},   {"\3757zXZ\0", 6, 1}, {"BZh", 3, 0},    {"BZh91AY&SY", 10, 1},
    {"BZh = 1\n", 8, 0}, {"#include", 8, 0},   {"", 0, 0},       {"ustar", 5, 0},
};

static void test_archives(void **state)
{
    char tar[512] = "name";
    int fd;

    (void)state;
    for (size_t i = 0; i < ROWS(heads); i++) {
        fd = fd_memfd_with("head", heads[i].bytes, heads[i].size);
        if (products_is_archive(fd) != heads[i].is_archive)
            fail_msg("%s: %d", heads[i].bytes, !heads[i].is_archive);
        fd_close(&fd);
    }
    memcpy(tar + 257, "ustar", 5);
    fd = fd_memfd_with("tar", tar, 262);
    assert_true(products_is_archive(fd));
    fd_close(&fd);
    fd = fd_memfd_with("tar", tar, 261);
    assert_false(products_is_archive(fd));
    fd_close(&fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths),   cmocka_unit_test(test_long_paths),
        cmocka_unit_test(test_clashes), cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_counts),  cmocka_unit_test(test_cut_anywhere),
        cmocka_unit_test(test_written), cmocka_unit_test(test_archives),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
