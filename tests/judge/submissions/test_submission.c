/* Submissions as files and folders: what is found, what is opened, what is refused in which words,
 * and that no descriptor stays open, whatever happens. */
#include "base/buffer.h"
#include "base/fd.h"
#include "judge/submissions/products.h"
#include "judge/submissions/size_limits.h"
#include "judge/submissions/submission.h"
#include "tests/judge/built_in.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define PROGRAM "print(1)\n"

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info;
    (void)kind;
    (void)where;
    return remove(path);
}

/* Each test has an empty folder of its own, and is in it. */
static int enter(void **state)
{
    char folder[] = "/tmp/assay-submission-XXXXXX";

    if (!mkdtemp(folder) || chdir(folder) < 0)
        return -1;
    *state = strdup(folder);
    return 0;
}

static int leave(void **state)
{
    int failed = chdir("/") < 0 || nftw(*state, remove_one, 16, FTW_DEPTH | FTW_PHYS) < 0;

    free(*state);
    return failed;
}

static size_t count_descriptors(void)
{
    DIR *dir = opendir("/proc/self/fd");
    size_t count = 0;

    assert_non_null(dir);
    while (readdir(dir))
        count++;
    closedir(dir);
    return count;
}

static void make_file(const char *path, const char *text)
{
    FILE *stream = fopen(path, "we");

    assert_non_null(stream);
    fputs(text, stream);
    assert_int_equal(fclose(stream), 0);
}

static void make_folder(const char *path)
{
    assert_int_equal(mkdir(path, 0700), 0);
}

static void make_link(const char *target, const char *path)
{
    assert_int_equal(symlink(target, path), 0);
}

static int note_found(const struct submission_found *found, void *arg, struct error *err)
{
    struct buffer *said = arg;

    (void)err;
    buffer_format(said, "%s%s%s\n", found->path, found->passed_over ? ": " : "",
                  found->passed_over ? found->passed_over : "");
    return 0;
}

static int stop_at_b(const struct submission_found *found, void *arg, struct error *err)
{
    note_found(found, arg, err);
    return strcmp(found->path, "all/b.py") == 0 ? error_set(err, -ECANCELED, "stopped") : 0;
}

static void expect_walk(const char *path, int follow, submission_found_fn *fn, int result,
                        const char *expected)
{
    size_t before = count_descriptors();
    struct buffer said = BUFFER_INIT;
    struct error err;

    assert_int_equal(submission_walk(path, follow, fn, &said, &err), result);
    assert_string_equal(said.size > 0 ? said.data : "", expected);
    assert_int_equal(count_descriptors(), before);
    buffer_release(&said);
}

static void test_walks_in_order(void **state)
{
    (void)state;
    make_folder("all");
    make_folder("all/c");
    make_folder("all/__pycache__");
    make_folder("all/.git");
    make_file("all/b.py", PROGRAM);
    make_file("all/a b\n.py", PROGRAM);
    make_file("all/c/d.py", PROGRAM);
    make_file("all/.hidden.py", PROGRAM);
    make_file("all/.git/e.py", PROGRAM);
    make_file("all/__pycache__/b.py", PROGRAM);
    expect_walk("all", 0, note_found, 0, "all/a b\n.py\nall/b.py\nall/c/d.py\n");
    expect_walk("all///", 0, note_found, 0, "all/a b\n.py\nall/b.py\nall/c/d.py\n");
    expect_walk("all/b.py", 0, note_found, 0, "all/b.py\n");
    expect_walk("nowhere", 0, note_found, 0, "nowhere\n");
    expect_walk("all", 0, stop_at_b, -ECANCELED, "all/a b\n.py\nall/b.py\n");
    make_link("all", "link");
    expect_walk("link", 0, note_found, 0, "link\n"); /* opening it says why not */
    expect_walk("link", 1, note_found, 0, "link/a b\n.py\nlink/b.py\nlink/c/d.py\n");
}

static void test_says_what_it_passes_over(void **state)
{
    (void)state;
    make_folder("all");
    make_folder("other");
    make_file("other/x.py", PROGRAM);
    make_file("all/notes", "nothing that runs\n");
    make_file("all/script", "#!/usr/bin/python3\n");
    assert_int_equal(mkfifo("all/pipe", 0600), 0);
    assert_int_equal(mkfifo("all/pipe.py", 0600), 0);
    make_link("../other", "all/folder");
    make_link("script", "all/link");
    make_link("nowhere", "all/linked.py");
    expect_walk("all", 1, note_found, 0,
                "all/folder: a symbolic link\nall/link: a symbolic link\nall/linked.py\n"
                "all/notes: no known language\nall/pipe: not a regular file\n"
                "all/pipe.py: not a regular file\nall/script\n");
}

static void test_walks_no_bottomless_folder(void **state)
{
    struct buffer path = BUFFER_INIT, expected = BUFFER_INIT;

    (void)state;
    buffer_append_text(&path, "all");
    make_folder(path.data);
    for (int depth = 1; depth <= 33; depth++) {
        if (depth == 33)
            expect_walk("all", 0, note_found, 0, "");
        buffer_append_text(&path, "/d");
        make_folder(path.data);
    }
    make_file("all/e.py", PROGRAM); /* what comes after it is found all the same */
    buffer_clear(&expected);
    buffer_format(&expected,
                  "%s: cannot list the folder %s: it lies too many folders deep\nall/e.py\n",
                  path.data, path.data);
    expect_walk("all", 0, note_found, 0, expected.data);
    buffer_release(&expected);
    buffer_release(&path);
}

static void expect_user(const char *path, const char *folder, const char *expected)
{
    char *user = submission_user(path, folder);

    assert_string_equal(user, expected);
    free(user);
}

static void test_users_are_told_by_place(void **state)
{
    (void)state;
    expect_user("all/ann/sum.py", "all", "ann");
    expect_user("all/ann/deep/sum.py", "all", "ann");
    expect_user("all/ann.py", "all", "ann");
    expect_user("all/.py", "all", ".py");
    expect_user("some/where/ben.tar.gz", NULL, "ben.tar");
    expect_user("ben", NULL, "ben");
    expect_user("all/caf\xe9\n.py", "all", "caf\xe9\n");
}

typedef int open_fn(const char *path, const char *language, int follow,
                    struct submission *ret_submission, struct error *err);

/* What `open` says is in `said`, and nothing stays open. */
static void expect_refused(open_fn *open, const char *path, const char *language, int code,
                           const char *said)
{
    size_t before = count_descriptors();
    struct submission source = {.fd = -1};
    struct error err = {0};
    int result = open(path, language, 0, &source, &err);

    if (result != code || !strstr(err.text, said))
        fail_msg("%s: got %d, \"%s\"; expected %d, \"%s\"", path, result, err.text, code, said);
    assert_int_equal(source.fd, -1);
    assert_int_equal(count_descriptors(), before);
}

static void expect_opened(const char *path, const char *language, int follow, off_t size)
{
    size_t before = count_descriptors();
    struct submission source;
    struct error err;

    if (submission_open_any(path, language, follow, &source, &err) < 0)
        fail_msg("%s: %s", path, err.text);
    assert_string_equal(source.language->name, "python3");
    if (size >= 0) {
        assert_int_equal(source.size, size);
        assert_true(fd_is_sealed(source.fd));
    }
    assert_int_equal(count_descriptors(), before + 1);
    submission_close(&source);
    assert_int_equal(count_descriptors(), before);
}

static void test_opens_files(void **state)
{
    (void)state;
    make_file("a.py", PROGRAM);
    make_file("notes", "nothing that runs\n");
    make_file("a.zip", "no archive\n");
    make_link("a.py", "link.py");
    assert_int_equal(mkfifo("pipe.py", 0600), 0);
    expect_opened("a.py", NULL, 0, (off_t)strlen(PROGRAM));
    expect_opened("notes", "python3", 0, 18);
    expect_opened("link.py", NULL, 1, (off_t)strlen(PROGRAM));
    expect_refused(submission_open_any, "link.py", NULL, -ELOOP, "--follow takes what it leads to");
    expect_refused(submission_open_any, "nowhere.py", NULL, -ENOENT, "cannot open nowhere.py");
    expect_refused(submission_open_any, "pipe.py", NULL, -EINVAL, "is not a regular file");
    expect_refused(submission_open_any, "notes", NULL, -EINVAL, "cannot tell the language");
    expect_refused(submission_open_any, "a.py", "klingon", -EINVAL, "no language \"klingon\"");
    expect_refused(submission_open_any, "a.zip", NULL, -EINVAL, "called like an archive");
    expect_refused(submission_open_any, "a.zip", "python3", -EINVAL, "called like an archive");
}

/* Below a folder that was walked no link is followed, be it the last part or one on the way. */
static void test_follows_no_link_in_a_folder(void **state)
{
    static const char *const paths[] = {"all/link.py", "all/folder/x.py"};
    struct submission source = {.fd = -1};
    size_t before;
    struct error err;

    (void)state;
    make_folder("all");
    make_folder("other");
    make_file("other/x.py", PROGRAM);
    make_link("../other/x.py", "all/link.py");
    make_link("../other", "all/folder");
    before = count_descriptors();
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        assert_int_equal(submission_open(paths[i], "all", NULL, 1, &source, &err), -ELOOP);
        assert_non_null(strstr(err.text, "symbolic link, which is not followed"));
        assert_int_equal(count_descriptors(), before);
    }
}

static void expect_size(const char *path, off_t size, int result)
{
    size_t before = count_descriptors();
    struct submission source;
    struct error err;

    make_file(path, "");
    assert_int_equal(truncate(path, size), 0);
    assert_int_equal(submission_open_any(path, NULL, 0, &source, &err), 0);
    assert_int_equal(submission_check(&source, path, &err), result);
    submission_close(&source);
    assert_int_equal(count_descriptors(), before);
}

static void test_limits_sizes(void **state)
{
    (void)state;
    expect_size("a.py", 0, 0); /* its verdict says what it lacks */
    expect_size("a.py", SOURCE_SIZE_MAX, 0);
    expect_size("a.py", SOURCE_SIZE_MAX + 1, -EFBIG);
    expect_size("a.py", (off_t)FILES_SIZE_MAX + 1, -EFBIG);
}

static void test_opens_folders(void **state)
{
    (void)state;
    make_folder("one");
    make_folder("one/lib");
    make_folder("one/.git");
    make_file("one/main.py", PROGRAM);
    make_file("one/lib/x.py", PROGRAM);
    make_file("one/notes", "nothing that runs\n");
    make_link("nowhere", "one/.git/link");
    expect_opened("one", NULL, 0, -1);
    make_link("one", "link");
    expect_opened("link", NULL, 1, -1);
    expect_refused(submission_open_any, "link", NULL, -ELOOP, "link");
    expect_refused(submission_open_folder, "link", NULL, -ENOTDIR, "cannot open link");
    expect_refused(submission_open_any, "one", "klingon", -EINVAL, "no language \"klingon\"");
    make_file("one/b.c", "int main(void) { return 0; }\n");
    expect_refused(submission_open_any, "one", NULL, -EINVAL, "several languages");
    expect_opened("one", "python3", 0, -1);
}

static void test_refuses_what_is_in_folders(void **state)
{
    (void)state;
    make_folder("none");
    expect_refused(submission_open_any, "none", NULL, -EINVAL, "none has no files");
    make_file("none/notes", "nothing that runs\n");
    expect_refused(submission_open_any, "none", NULL, -EINVAL, "no known language");

    make_folder("linked");
    make_link("../none/notes", "linked/a.py");
    expect_refused(submission_open_any, "linked", NULL, -EINVAL, "links are not followed");
    make_folder("piped");
    assert_int_equal(mkfifo("piped/a.py", 0600), 0);
    expect_refused(submission_open_any, "piped", NULL, -EINVAL, "no file that can be read");
    make_folder("odd");
    make_file("odd/a\nb.py", PROGRAM);
    expect_refused(submission_open_any, "odd", NULL, -EINVAL, "found the file name");
    make_folder("large");
    make_file("large/a.py", PROGRAM);
    assert_int_equal(truncate("large/a.py", (off_t)FILES_SIZE_MAX + 1), 0);
    expect_refused(submission_open_any, "large", NULL, -EFBIG, "files or 16 MiB");
}

static void test_refuses_deep_and_crowded_folders(void **state)
{
    struct buffer path = BUFFER_INIT;
    char name[32];

    (void)state;
    buffer_append_text(&path, "deep");
    make_folder(path.data);
    make_file("deep/a.py", PROGRAM);
    for (int depth = 1; depth <= 17; depth++) {
        if (depth == 17)
            expect_opened("deep", NULL, 0, -1);
        buffer_append_text(&path, "/d");
        make_folder(path.data);
    }
    expect_refused(submission_open_any, "deep", NULL, -EINVAL, "more than 16 folders deep");
    buffer_release(&path);

    make_folder("crowd");
    for (int i = 0; i <= PRODUCTS_FILES_MAX; i++) {
        if (i == PRODUCTS_FILES_MAX)
            expect_opened("crowd", NULL, 0, -1);
        snprintf(name, sizeof(name), "crowd/%d.py", i);
        make_file(name, "");
    }
    expect_refused(submission_open_any, "crowd", NULL, -EFBIG, "more than");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_walks_in_order, enter, leave),
        cmocka_unit_test_setup_teardown(test_says_what_it_passes_over, enter, leave),
        cmocka_unit_test_setup_teardown(test_walks_no_bottomless_folder, enter, leave),
        cmocka_unit_test(test_users_are_told_by_place),
        cmocka_unit_test_setup_teardown(test_opens_files, enter, leave),
        cmocka_unit_test_setup_teardown(test_follows_no_link_in_a_folder, enter, leave),
        cmocka_unit_test_setup_teardown(test_limits_sizes, enter, leave),
        cmocka_unit_test_setup_teardown(test_opens_folders, enter, leave),
        cmocka_unit_test_setup_teardown(test_refuses_what_is_in_folders, enter, leave),
        cmocka_unit_test_setup_teardown(test_refuses_deep_and_crowded_folders, enter, leave),
    };

    return cmocka_run_group_tests(tests, load_built_in_languages, NULL);
}
