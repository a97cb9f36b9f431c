/* The folder: which files count, the version, the fingerprint, and odd things named problem.yaml.
 */
#include "base/arena.h"
#include "base/fd.h"
#include "problems/package.h"
#include "tests/problems/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const char YAML[] = "assay: 1\ncases: [{in_file: data/a.in, out_file: data/a.ans}]\n";

static void fill(struct folder *folder)
{
    folder_make(folder);
    folder_write_text(folder, "problem.yaml", YAML);
    folder_write_text(folder, "data/a.in", "in");
    folder_write_text(folder, "data/a.ans", "ans");
}

static void get_version(struct folder *folder, char *ret_version)
{
    struct error err;

    if (package_version(folder->fd, PACKAGE_TOTAL_MAX >> 10, ret_version, &err) < 0)
        fail_msg("%s", err.text);
}

/* The layout that is hashed, independently: path, NUL, SHA-256 of the content, sorted by path. */
static void test_version_known(void **state)
{
    struct folder folder;
    char version[65];

    (void)state;
    folder_make(&folder);
    get_version(&folder, version);
    assert_string_equal(version,
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    folder_write_text(&folder, "b", "22");
    folder_write_text(&folder, "a", "1");
    get_version(&folder, version);
    /* in Python: sha256(b"a\0" + sha256(b"1").digest() + b"b\0" + sha256(b"22").digest()) */
    assert_string_equal(version,
                        "43f36c3cf3978e47594db5f6ef30a7aa8cc0f65814d764121a1081959a18ab0d");
    /* + b"c/d/\0" + b"e//\0" */
    assert_int_equal(mkdirat(folder.fd, "c", 0700), 0);
    assert_int_equal(mkdirat(folder.fd, "c/d", 0700), 0);
    assert_int_equal(symlinkat("nowhere", folder.fd, "e"), 0);
    get_version(&folder, version);
    assert_string_equal(version,
                        "7d9cd8c3fa021b999a99f0310ed081afbb830876703d404f247346a2a70dcddd");
    folder_remove(&folder);
}

static void test_version(void **state)
{
    static const struct timespec times[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    char first[65], now[65];
    struct folder folder;

    (void)state;
    fill(&folder);
    get_version(&folder, first);
    assert_int_equal(utimensat(folder.fd, "data/a.in", times, 0), 0);
    get_version(&folder, now);
    assert_string_equal(now, first);

    folder_write_text(&folder, ".git/HEAD", "x");
    folder_write_text(&folder, "problem.yaml~", "x");
    get_version(&folder, now);
    assert_string_equal(now, first);
    /* a name that a glob of the package finds, and that cannot be read */
    assert_int_equal(mkfifoat(folder.fd, "data/b.in", 0600), 0);
    get_version(&folder, now);
    assert_string_not_equal(now, first);
    assert_int_equal(unlinkat(folder.fd, "data/b.in", 0), 0);
    assert_int_equal(symlinkat("/etc/passwd", folder.fd, "data/b.in"), 0);
    get_version(&folder, now);
    assert_string_not_equal(now, first);
    assert_int_equal(unlinkat(folder.fd, "data/b.in", 0), 0);
    get_version(&folder, now);
    assert_string_equal(now, first);

    folder_write_text(&folder, "data/a.ans", "ANS");
    get_version(&folder, now);
    assert_string_not_equal(now, first);
    folder_write_text(&folder, "data/a.ans", "ans");
    get_version(&folder, now);
    assert_string_equal(now, first);

    assert_int_equal(renameat(folder.fd, "data/a.in", folder.fd, "data/b.in"), 0);
    get_version(&folder, now);
    assert_string_not_equal(now, first);
    folder_remove(&folder);
}

/* Where a link leads is what counts, for files and for folders. */
static void test_version_links(void **state)
{
    char first[65], now[65];
    struct folder folder;

    (void)state;
    fill(&folder);
    folder_write_text(&folder, ".store/1/x.in", "one");
    folder_write_text(&folder, ".store/2/x.in", "two");
    assert_int_equal(symlinkat(".store/1", folder.fd, "linked"), 0);
    assert_int_equal(symlinkat("../.store/1/x.in", folder.fd, "data/x.in"), 0);
    get_version(&folder, first);
    assert_int_equal(unlinkat(folder.fd, "linked", 0), 0);
    assert_int_equal(symlinkat(".store/2", folder.fd, "linked"), 0);
    get_version(&folder, now);
    assert_string_not_equal(now, first);
    folder_write_text(&folder, ".store/2/x.in", "one");
    get_version(&folder, now);
    assert_string_equal(now, first);
    folder_write_text(&folder, ".store/1/x.in", "ONE");
    get_version(&folder, now);
    assert_string_not_equal(now, first);
    folder_remove(&folder);
}

static void test_version_loop(void **state)
{
    struct folder folder;
    char version[65] = "untouched";
    struct error err;

    (void)state;
    fill(&folder);
    assert_int_equal(symlinkat("..", folder.fd, "data/up"), 0);
    assert_int_equal(package_version(folder.fd, PACKAGE_TOTAL_MAX >> 10, version, &err), -ELOOP);
    assert_string_equal(version, "untouched");
    assert_non_null(strstr(err.text, "nested deeper than 32 levels"));
    folder_remove(&folder);
}

/* Larger than one block of the reader. */
static void test_version_large(void **state)
{
    enum { SIZE = 200000 };
    char first[65], now[65];
    struct folder folder;
    char *data = calloc(1, SIZE);

    (void)state;
    folder_make(&folder);
    folder_write(&folder, "big", data, SIZE);
    get_version(&folder, first);
    data[SIZE - 1] = 1;
    folder_write(&folder, "big", data, SIZE);
    get_version(&folder, now);
    assert_string_not_equal(now, first);
    free(data);
    folder_remove(&folder);
}

static void test_fingerprint(void **state)
{
    static const struct timespec times[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    uint64_t first = 0, now = 0;
    struct folder folder;
    struct error err;

    (void)state;
    fill(&folder);
    assert_int_equal(problem_fingerprint(folder.fd, &first, &err), 0);
    assert_int_equal(problem_fingerprint(folder.fd, &now, &err), 0);
    assert_true(now == first);
    assert_int_equal(utimensat(folder.fd, "data/a.in", times, 0), 0);
    assert_int_equal(problem_fingerprint(folder.fd, &now, &err), 0);
    assert_true(now != first);
    first = now;
    folder_write_text(&folder, "data/new", "");
    assert_int_equal(problem_fingerprint(folder.fd, &now, &err), 0);
    assert_true(now != first);
    folder_remove(&folder);
}

static void test_natural_order(void **state)
{
    static const char *const ordered[] = {"",     "01",   "1",     "1a", "2",   "10", "a",
                                          "a1b1", "a1b2", "a1b10", "a2", "a10", "b"};
    enum { COUNT = sizeof(ordered) / sizeof(ordered[0]) };

    (void)state;
    for (int i = 0; i < COUNT; i++)
        for (int j = 0; j < COUNT; j++) {
            int order = package_natural_order(ordered[i], ordered[j]);

            if ((order > 0) - (order < 0) != (i > j) - (i < j))
                fail_msg("\"%s\" and \"%s\" gave %d", ordered[i], ordered[j], order);
        }
}

static void test_paths(void **state)
{
    static const struct {
        const char *path, *clean; /* clean NULL: refused */
    } rows[] = {
        {"a", "a"},       {"./a//b/./c", "a/b/c"},
        {"a/", "a"},      {"a b", "a b"},
        {"", NULL},       {".", NULL},
        {"/a", NULL},     {"..", NULL},
        {"a/..", NULL},   {"a/../b", NULL},
        {".git/x", NULL}, {"a/.x", NULL},
        {"x~", NULL},     {"a~/b", NULL},
        {"...", NULL},    {"a/..b", NULL},
    };
    struct arena arena = ARENA_INIT;
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *clean = "untouched";
        int failed = package_path(&arena, rows[i].path, &clean, &err);

        assert_int_equal(failed, rows[i].clean ? 0 : -EINVAL);
        assert_string_equal(clean, rows[i].clean ? rows[i].clean : "untouched");
    }
    arena_release(&arena);
}

static void read_descriptor(int fd, const char *expected)
{
    struct buffer text = BUFFER_INIT;
    struct error err;

    assert_true(fd >= 0);
    assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
    assert_int_equal(fd_read_all(fd, 1000, &text, "data", &err), 0);
    assert_string_equal(text.data, expected);
    buffer_release(&text);
    close(fd);
}

static void test_data_open(void **state)
{
    static const struct problem_data inline_data = {.data = "abc\n", .size = 4};
    static const struct problem_data empty = {.data = "", .size = 0};
    struct folder folder;
    struct problem *problem;
    struct error err;
    int fd;

    (void)state;
    fill(&folder);
    problem = folder_load_good(&folder, YAML);
    read_descriptor(problem_data_open(folder.fd, &problem->cases[0].in, &err), "in");
    read_descriptor(problem_data_open(folder.fd, &empty, &err), "");
    fd = problem_data_open(folder.fd, &inline_data, &err);
    assert_true(fcntl(fd, F_GET_SEALS) & F_SEAL_WRITE);
    read_descriptor(fd, "abc\n");

    folder_write_text(&folder, "data/a.in", "longer");
    assert_int_equal(problem_data_open(folder.fd, &problem->cases[0].in, &err), -ESTALE);
    assert_string_equal(err.text, "\"data/a.in\" has changed since the problem was loaded (2 bytes "
                                  "then, 6 now), load it again");
    assert_int_equal(unlinkat(folder.fd, "data/a.in", 0), 0);
    assert_int_equal(mkfifoat(folder.fd, "data/a.in", 0600), 0);
    assert_int_equal(problem_data_open(folder.fd, &problem->cases[0].in, &err), -EINVAL);
    problem_free(problem);
    folder_remove(&folder);
}

static void expect_load(struct folder *folder, const char *name, int code, const char *message)
{
    struct problem *problem = NULL;
    struct report report = REPORT_INIT;
    int failed = problem_load(folder->fd, name, &problem, &report);
    char *text = report_text(&report);

    assert_null(problem);
    if (failed != code || strncmp(text, message, strlen(message)) != 0)
        fail_msg("gave %d and\n%s\nexpected %d and\n%s", failed, text, code, message);
    free(text);
    report_release(&report);
}

static void test_odd_files(void **state)
{
    struct folder folder;

    (void)state;
    folder_make(&folder);
    expect_load(&folder, "x/y/", -ENOENT,
                "x/y/problem.yaml: error: the file does not exist, expected a folder with a "
                "problem.yaml in it\n");
    folder_write_text(&folder, "problem.yml", "assay: 1\n");
    expect_load(&folder, ".", -EINVAL,
                "problem.yaml: error: found problem.yml, expected problem.yaml; rename it\n");
    folder_write_text(&folder, "problem.yaml", "");
    expect_load(&folder, "p", -EINVAL,
                "p/problem.yaml:1:1: error: the file is empty, expected a problem");
    folder_write(&folder, "problem.yaml",
                 "\x7f"
                 "ELF\0\1",
                 6);
    expect_load(&folder, "p", -EINVAL,
                "p/problem.yaml:1:1: error: found the control character U+007F, expected text");
    assert_int_equal(unlinkat(folder.fd, "problem.yaml", 0), 0);
    assert_int_equal(mkfifoat(folder.fd, "problem.yaml", 0600), 0);
    expect_load(&folder, "p", -EINVAL,
                "p/problem.yaml: error: \"problem.yaml\" is a FIFO, expected a regular file\n");
    assert_int_equal(unlinkat(folder.fd, "problem.yaml", 0), 0);
    assert_int_equal(symlinkat("/etc/passwd", folder.fd, "problem.yaml"), 0);
    expect_load(&folder, "p", -EXDEV,
                "p/problem.yaml: error: the link \"problem.yaml\" leads out of the package\n");
    assert_int_equal(unlinkat(folder.fd, "problem.yaml", 0), 0);
    folder_write_text(&folder, "problem.yaml/x", "");
    expect_load(&folder, "p", -EINVAL,
                "p/problem.yaml: error: \"problem.yaml\" is a folder, expected a regular file\n");
    folder_remove(&folder);
}

static void test_unreadable(void **state)
{
    struct folder folder;
    char expected[300];

    (void)state;
    if (geteuid() == 0)
        skip(); /* root may read everything */
    fill(&folder);
    assert_int_equal(fchmodat(folder.fd, "problem.yaml", 0, 0), 0);
    snprintf(expected, sizeof(expected),
             "p/problem.yaml: error: the user with uid %u, who reads it, may not open "
             "\"problem.yaml\"; `chmod -R o+rX` on the problem's folder lets everybody read it, "
             "--grader-user has graders be a user who may\n",
             (unsigned)geteuid());
    expect_load(&folder, "p", -EACCES, expected);
    folder_remove(&folder);
}

/* Sparse: refused by its size, before a byte is read. */
static void test_huge(void **state)
{
    struct folder folder;
    int fd;

    (void)state;
    fill(&folder);
    fd = openat(folder.fd, "problem.yaml", O_WRONLY | O_CLOEXEC);
    assert_int_equal(ftruncate(fd, 65 << 20), 0);
    close(fd);
    expect_load(&folder, "p", -EFBIG,
                "p/problem.yaml: error: \"problem.yaml\" has 68157440 bytes, expected at most "
                "67108864\n");
    folder_write_text(&folder, "problem.yaml", YAML);
    fd = openat(folder.fd, "data/a.in", O_WRONLY | O_CLOEXEC);
    assert_int_equal(ftruncate(fd, ((off_t)1 << 30) + 1), 0);
    close(fd);
    expect_load(&folder, "p", -EINVAL,
                "p/problem.yaml:2:19: error: \"data/a.in\" has 1073741825 bytes, expected at most "
                "1073741824\n");
    folder_remove(&folder);
}

static void test_byte_order_mark(void **state)
{
    struct folder folder;
    struct problem *problem;

    (void)state;
    folder_make(&folder);
    problem = folder_load_good(&folder, "\xef\xbb\xbf"
                                        "assay: 1\r\ncases: [{out: x}]\r\n");
    assert_int_equal(problem->case_count, 1);
    problem_free(problem);
    folder_remove(&folder);
}

/* The default name is the folder's own, also when it is given as ".". */
static void test_default_name(void **state)
{
    struct report report = REPORT_INIT;
    struct problem *problem = NULL;
    struct folder folder;

    (void)state;
    fill(&folder);
    assert_int_equal(problem_load(folder.fd, "problems/leap/", &problem, &report), 0);
    assert_string_equal(problem->name, "leap");
    problem_free(problem);
    assert_int_equal(problem_load(folder.fd, ".", &problem, &report), 0);
    assert_string_equal(problem->name, strrchr(folder.path, '/') + 1);
    problem_free(problem);
    report_release(&report);
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_version_known),   cmocka_unit_test(test_version),
        cmocka_unit_test(test_version_links),   cmocka_unit_test(test_version_loop),
        cmocka_unit_test(test_version_large),   cmocka_unit_test(test_fingerprint),
        cmocka_unit_test(test_natural_order),   cmocka_unit_test(test_paths),
        cmocka_unit_test(test_data_open),       cmocka_unit_test(test_odd_files),
        cmocka_unit_test(test_unreadable),      cmocka_unit_test(test_huge),
        cmocka_unit_test(test_byte_order_mark), cmocka_unit_test(test_default_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
