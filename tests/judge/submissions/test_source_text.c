/* Byte order marks and carriage returns of sources: what is left out, of which files, and what is
 * left alone. */
#include "base/fd.h"
#include "judge/submissions/source_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define ROWS(rows) (sizeof(rows) / sizeof((rows)[0]))
#define MARK       "\xef\xbb\xbf"

static const char *const extensions[] = {".sh", NULL};

static struct language make_language(int skips_bom, int skips_cr)
{
    return (struct language){.name = "bash",
                             .source_name = "solution.sh",
                             .extensions = extensions,
                             .skips_bom = skips_bom,
                             .skips_cr = skips_cr};
}

static void assert_text(const struct cell_file *file, const char *expected)
{
    char text[64] = "";
    size_t size = file->size < 0 ? sizeof(text) - 1 : (size_t)file->size;
    ssize_t got = pread(file->fd, text, size, file->offset);

    assert_int_equal(got, strlen(expected));
    assert_memory_equal(text, expected, (size_t)got);
}

static const struct {
    int skips_bom, skips_cr;
    const char *path, *text, *expected;
} singles[] = {
    {1, 0, "a.sh", MARK "echo\r\n", "echo\r\n"},
    {0, 0, "a.sh", MARK "echo\r\n", MARK "echo\r\n"},
    {1, 1, "a.sh", MARK "echo\r\n\r\nls\r\n", "echo\n\nls\n"},
    {0, 1, "a.sh", "echo\r\n", "echo\n"},
    {0, 1, "a.sh", "echo 1\necho 2\r\n", "echo 1\necho 2\n"}, /* mixed */
    {0, 1, "a.sh", "a\rb\r\r\n", "a\rb\r\n"},                 /* only those at ends */
    {0, 1, "a.sh", "echo\r", "echo"},
    {0, 1, "a.sh", "\r", ""},
    {0, 1, "a.sh", "", ""},
    {0, 1, "a.sh", "echo\n", "echo\n"},
    {1, 1, "data.txt", MARK "a\r\n", MARK "a\r\n"}, /* no source */
    {1, 1, "a.sh", MARK, ""},
    {1, 1, "a.sh", "\xef\xbb", "\xef\xbb"},
    {1, 1, "a.sh", MARK MARK "ls\n", MARK "ls\n"},
    {1, 1, "a.sh", "ls" MARK "\n", "ls" MARK "\n"},
};

static void test_single(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(singles); i++) {
        const struct language language = make_language(singles[i].skips_bom, singles[i].skips_cr);
        int fd = fd_memfd_with("source", singles[i].text, strlen(singles[i].text)), mended;
        struct error err = {0};

        assert_true(fd >= 0);
        for (int sized = 0; sized < 2; sized++) {
            struct cell_file file = {.path = singles[i].path, .fd = fd, .size = -1};

            if (sized)
                file.size = (int64_t)strlen(singles[i].text);
            assert_int_equal(source_text_mend(&language, &file, 1, &mended, &err), 0);
            assert_text(&file, singles[i].expected);
            assert_int_equal(mended >= 0, file.fd != fd);
            fd_close(&mended);
        }
        fd_close(&fd);
    }
}

/* Several in one stream: the changed ones share a file that nobody can change. */
static void test_several(void **state)
{
    static const char stream[] = "one\r\n" MARK "two\r\nthree\n!!!" MARK "data\r\n";
    const struct language language = make_language(1, 1);
    struct cell_file files[] = {{"one.sh", -1, 0, 5},
                                {"lib/two.sh", -1, 5, 8},
                                {"three.sh", -1, 13, 6},
                                {"data", -1, 22, 9}};
    int fd = fd_memfd_with("stream", stream, sizeof(stream) - 1), mended;
    struct error err = {0};

    (void)state;
    for (size_t i = 0; i < ROWS(files); i++)
        files[i].fd = fd;
    assert_int_equal(source_text_mend(&language, files, ROWS(files), &mended, &err), 0);
    assert_text(&files[0], "one\n");
    assert_text(&files[1], "two\n");
    assert_text(&files[2], "three\n");
    assert_text(&files[3], MARK "data\r\n");
    assert_true(files[0].fd == mended && files[1].fd == mended && fd_is_sealed(mended));
    assert_true(files[2].fd == fd && files[3].fd == fd);
    fd_close(&mended);
    fd_close(&fd);
}

static void test_unreadable(void **state)
{
    const struct language language = make_language(0, 1);
    struct cell_file file = {"one.sh", -1, 0, 5};
    struct error err = {0};
    int mended;

    (void)state;
    assert_true(source_text_mend(&language, &file, 1, &mended, &err) < 0);
    assert_int_equal(mended, -1);
    assert_non_null(strstr(err.text, "cannot copy the sources"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_single),
        cmocka_unit_test(test_several),
        cmocka_unit_test(test_unreadable),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
