/* The files of an unpacked archive: whatever the cell says, they stay below their folder. */
#include "base/fd.h"
#include "judge/dispatch/unpack.h"
#include "runner/build/stream.h"
#include "tests/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static void add(struct buffer *stream, const char *path, size_t size, const char *bytes)
{
    struct products_entry entry = {.path_size = (uint32_t)strlen(path), .size = size};

    buffer_append(stream, &entry, sizeof(entry));
    buffer_append_text(stream, path);
    buffer_append_text(stream, bytes);
}

/* Lays one file, and the end. */
static int lay(const char *path, size_t size, const char *bytes, int dir, int64_t most,
               struct error *err)
{
    static const struct products_entry end;
    struct buffer stream = BUFFER_INIT;
    int fd, result;

    buffer_append(&stream, PRODUCTS_MAGIC, PRODUCTS_MAGIC_SIZE);
    add(&stream, path, size, bytes);
    buffer_append(&stream, &end, sizeof(end));
    fd = fd_memfd_with("stream", stream.data, stream.size);
    assert_true(fd >= 0);
    result = unpack_lay(fd, dir, most, NULL, err);
    fd_close(&fd);
    buffer_release(&stream);
    return result;
}

static void check_file(const struct folder *folder, const char *path, const char *bytes)
{
    struct buffer text = BUFFER_INIT;
    int fd = openat(folder->fd, path, O_RDONLY | O_CLOEXEC);
    struct stat info;
    struct error err;

    assert_true(fd >= 0);
    assert_int_equal(fstat(fd, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0644);
    assert_int_equal(fd_read_all(fd, 1000, &text, path, &err), 0);
    assert_string_equal(text.data, bytes);
    buffer_release(&text);
    fd_close(&fd);
}

static void test_good(void **state)
{
    struct folder folder;
    struct error err;

    (void)state;
    folder_make(&folder);
    folder_write_text(&folder, "plain", "mine");
    chmod(folder.path, 0755);
    assert_int_equal(lay("a/b/c.txt", 2, "hi", folder.fd, 100, &err), 0);
    check_file(&folder, "a/b/c.txt", "hi");
    assert_int_equal(lay("a/b/d", 0, "", folder.fd, 100, &err), 0);
    check_file(&folder, "a/b/d", "");
    /* a file that is there stays */
    assert_int_equal(lay("plain", 2, "hi", folder.fd, 100, &err), 0);
    fchmodat(folder.fd, "plain", 0644, 0);
    check_file(&folder, "plain", "mine");
    folder_remove(&folder);
}

static void test_refused(void **state)
{
    static const struct {
        const char *path;
        size_t size;
        const char *message;
    } rows[] = {
        {"../x", 2, "is no plain relative path"},
        {"/etc/x", 2, "is no plain relative path"},
        {"a/../../x", 2, "is no plain relative path"},
        {"a//b", 2, "is no plain relative path"},
        {"a/", 2, "is no plain relative path"},
        {".assay-members", 2, "is no plain"},
        {"./x", 2, "is no plain relative path"},
        {"link/x", 2, "is in the way"},
        {"plain/x", 2, "is in the way"},
        {"folder", 2, "is in the way"},
        {"out", 2, "is in the way"},
        {"x", 101, "it unpacks to more bytes"},
        {"x", 99, "its files end in the middle"},
    };
    struct folder folder;
    struct error err;

    (void)state;
    folder_make(&folder);
    folder_write_text(&folder, "plain", "mine");
    folder_write_text(&folder, "folder/x", "mine");
    assert_int_equal(symlinkat("folder", folder.fd, "link"), 0);
    assert_int_equal(symlinkat("/tmp/assay-never-made", folder.fd, "out"), 0);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(lay(rows[i].path, rows[i].size, "hi", folder.fd, 100, &err), -EINVAL);
        if (!strstr(err.text, rows[i].message))
            fail_msg("\"%s\": %s", rows[i].path, err.text);
    }
    assert_int_equal(access("/tmp/assay-never-made", F_OK), -1);
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
