/* From a submission to the files of a program: the rules of judge/grader/sources.h. */
#include "base/fd.h"
#include "judge/grader/sources.h"
#include "judge/submissions/products.h"
#include "tests/folder.h"
#include "tests/judge/built_in.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define BOM "\xef\xbb\xbf"

struct lab {
    struct folder folder; /* of the problem */
    struct problem problem;
    struct job job;
    struct program program;
    const char *reason;
    struct error err;
};

static int open_lab(void **state)
{
    struct lab *lab = calloc(1, sizeof(*lab));

    assert_non_null(lab);
    folder_make(&lab->folder);
    lab->problem.folder = "p";
    lab->job = (struct job){.problem = &lab->problem,
                            .dir = lab->folder.fd,
                            .source = -1,
                            .file_name = "",
                            .arena = ARENA_INIT};
    lab->program.code = -1;
    *state = lab;
    return 0;
}

static void drop_program(struct lab *lab)
{
    program_close(&lab->program);
    fd_close(&lab->job.source);
}

static int close_lab(void **state)
{
    struct lab *lab = *state;

    drop_program(lab);
    arena_release(&lab->job.arena);
    folder_remove(&lab->folder);
    free(lab);
    return 0;
}

static int open_program(struct lab *lab)
{
    return program_open(&lab->job, &lab->program, &lab->reason, &lab->err);
}

/* A submission of one file. */
static int open_one(struct lab *lab, const char *language, const char *file_name, const char *text)
{
    drop_program(lab);
    lab->job.language = language_find(language);
    assert_non_null(lab->job.language);
    lab->job.file_name = file_name;
    lab->job.source = fd_memfd_with("source", text, strlen(text));
    return open_program(lab);
}

/* A submission of several files with these names; each contains its own. */
static int open_several(struct lab *lab, const char *language, const char *const *names)
{
    drop_program(lab);
    lab->job.language = language_find(language);
    lab->job.source = fd_memfd("stream");
    assert_int_equal(products_write_magic(lab->job.source), 0);
    for (; *names; names++) {
        int file = fd_memfd_with("file", *names, strlen(*names));

        assert_int_equal(
            products_write_file(lab->job.source, *names, file, (int64_t)strlen(*names)), 0);
        fd_close(&file);
    }
    assert_int_equal(products_write_end(lab->job.source), 0);
    return open_program(lab);
}

/* What the cell would see below this name; NULL: no such file. */
static const char *text_of(const struct lab *lab, const char *path)
{
    static char text[64];

    for (size_t i = 0; i < lab->program.count; i++) {
        const struct cell_file *file = &lab->program.files[i];
        size_t size = file->size < 0 || file->size > 60 ? 60 : (size_t)file->size;
        ssize_t got;

        if (strcmp(file->path, path) != 0)
            continue;
        got = pread(file->fd, text, size, file->offset);
        assert_true(got >= 0);
        text[got] = '\0';
        return text;
    }
    return NULL;
}

/* ---- one file ---- */

static const struct {
    const char *language, *file_name, *text, *path;
} singles[] = {
    {"python3", "", "x", "solution.py"},          {"python3", "mine.py", "x", "solution.py"},
    {"fortran", "mine.f", "x", "solution.f"}, /* the form goes by the extension */
    {"fortran", "mine.txt", "x", "solution.f90"}, {"java", "", "public class Deep {}", "Deep.java"},
    {"java", "", "class Deep {}", "Main.java"},
};

static void test_one_file_has_the_name_of_its_language(void **state)
{
    struct lab *lab = *state;

    for (size_t i = 0; i < sizeof(singles) / sizeof(singles[0]); i++) {
        assert_int_equal(open_one(lab, singles[i].language, singles[i].file_name, singles[i].text),
                         0);
        assert_int_equal(lab->program.count, 1);
        assert_string_equal(lab->program.files[0].path, singles[i].path);
        assert_string_equal(lab->program.names.file, singles[i].path);
        assert_string_equal(lab->program.own_file, singles[i].path);
        assert_string_equal(lab->program.names.sources[0], singles[i].path);
        assert_null(lab->program.names.sources[1]);
        assert_string_equal(text_of(lab, singles[i].path), singles[i].text);
    }
}

static void test_marks_and_line_ends_of_other_systems_are_left_out(void **state)
{
    struct lab *lab = *state;

    assert_int_equal(open_one(lab, "java", "", BOM "class A {}"), 0);
    assert_string_equal(text_of(lab, "Main.java"), "class A {}");
    assert_int_equal(open_one(lab, "python3", "", BOM "x = 1"), 0);
    /* Python reads it: with one, another encoding on the first line is an error */
    assert_string_equal(text_of(lab, "solution.py"), BOM "x = 1");
    assert_int_equal(open_one(lab, "python3", "", "x = 1\r\n"), 0);
    assert_string_equal(text_of(lab, "solution.py"), "x = 1\r\n"); /* Python takes them */
    assert_int_equal(open_one(lab, "bash", "", BOM "x=1\r\nls\r\n"), 0);
    assert_string_equal(text_of(lab, "solution.sh"), "x=1\nls\n");
    assert_int_equal(open_one(lab, "java", "", "\xef\xbb"), 0);
    assert_string_equal(text_of(lab, "Main.java"), "\xef\xbb");
}

/* Of several files the sources lose it, and nothing else does. */
static void test_sources_of_several_files_lose_their_mark_too(void **state)
{
    static const char *const names[] = {"Main.java", "notes.txt"};
    struct lab *lab = *state;

    lab->job.language = language_find("java");
    lab->job.source = fd_memfd("stream");
    assert_int_equal(products_write_magic(lab->job.source), 0);
    for (size_t i = 0; i < 2; i++) {
        int file = fd_memfd_with("file", BOM "ab", 5);

        assert_int_equal(products_write_file(lab->job.source, names[i], file, 5), 0);
        fd_close(&file);
    }
    assert_int_equal(products_write_end(lab->job.source), 0);
    assert_int_equal(open_program(lab), 0);
    assert_string_equal(text_of(lab, "Main.java"), "ab");
    assert_string_equal(text_of(lab, "notes.txt"), BOM "ab");
}

/* ---- several files ---- */

static const struct {
    const char *language, *names[5];
    const char *start; /* NULL: nothing tells */
} several[] = {
    {"python3", {"a.py", "main.py", "solution.py"}, "solution.py"}, /* as one file is called */
    {"python3", {"a.py", "index.py", "main.py"}, "main.py"},
    {"python3", {"a.py", "main.txt", "__main__.py"}, "__main__.py"},
    {"python3", {"a.py", "b.py", "deep/main.py"}, "deep/main.py"},
    {"python3", {"a.txt", "only.py"}, "only.py"},
    {"python3", {"a.py", "b.py"}, NULL},
    {"python3", {"maintain.py", "other.py"}, NULL},
    {"python3", {"m.py", "other.py"}, NULL},
    {"cpp17", {"main.cc", "util.cpp", "util.h"}, "main.cc"},
};

static void test_which_of_several_files_starts(void **state)
{
    struct lab *lab = *state;

    for (size_t i = 0; i < sizeof(several) / sizeof(several[0]); i++) {
        int result = open_several(lab, several[i].language, several[i].names);

        if (several[i].start) {
            assert_int_equal(result, 0);
            assert_string_equal(lab->program.names.file, several[i].start);
        } else {
            assert_int_equal(result, -EINVAL);
            assert_string_equal(lab->reason, "files");
            assert_non_null(strstr(lab->err.text, "call one of them solution.py or main.py"));
        }
    }
}

/* Where the class with main is looked for, no file needs to tell. */
static void test_java_needs_no_file_to_start_with(void **state)
{
    static const char *const names[] = {"A.java", "B.java", "notes.txt", NULL};
    struct lab *lab = *state;

    assert_int_equal(open_several(lab, "java", names), 0);
    assert_null(lab->program.names.file);
    assert_string_equal(lab->program.names.sources[0], "A.java");
    assert_string_equal(lab->program.names.sources[1], "B.java");
    assert_null(lab->program.names.sources[2]); /* what is no source is none */
}

/* ".assay-build" is the builder's. */
static void test_hidden_files_are_refused(void **state)
{
    static const char *const bad[][3] = {{"main.py", ".assay-build"}, {"main.py", "a/.b"}};
    struct lab *lab = *state;

    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(open_several(lab, "python3", bad[i]), -EINVAL);
        assert_string_equal(lab->reason, "files");
        assert_non_null(strstr(lab->err.text, "is a hidden file"));
    }
}

/* ---- files of the problem ---- */

static void include(struct lab *lab, const char *language, const char *path)
{
    static const char *paths[2];
    static struct problem_include one;

    paths[0] = path;
    one = (struct problem_include){.language = language, .paths = paths};
    lab->problem.includes = &one;
    lab->problem.include_count = 1;
}

static void test_the_problems_files_lie_over_the_submissions(void **state)
{
    static const char *const names[] = {"main.py", "grade.py", NULL};
    struct lab *lab = *state;

    folder_write_text(&lab->folder, "include/grade.py", "the problem's");
    include(lab, "py3", "include/grade.py"); /* any of the language's names */
    assert_int_equal(open_several(lab, "python3", names), 0);
    assert_int_equal(lab->program.count, 2);
    assert_int_equal(lab->program.own_bytes, strlen("main.py") + strlen("grade.py"));
    assert_string_equal(text_of(lab, "grade.py"), "the problem's");
    assert_string_equal(text_of(lab, "main.py"), "main.py");
    assert_int_equal(open_one(lab, "python3", "", "mine"), 0);
    assert_int_equal(lab->program.count, 2);
    assert_int_equal(open_one(lab, "cpp17", "", "mine"), 0); /* those of its language alone */
    assert_int_equal(lab->program.count, 1);
}

/* The problem's fault is ours to tell of, and no compile error. */
static void test_an_include_that_is_not_there_is_the_problems_fault(void **state)
{
    struct lab *lab = *state;

    include(lab, "python3", "gone.py");
    assert_int_equal(open_one(lab, "python3", "", "mine"), -EINVAL);
    assert_null(lab->reason);
    assert_non_null(strstr(lab->err.text, "problem p: cannot open gone.py"));
}

static void test_a_folder_cannot_lie_where_the_problem_has_a_file(void **state)
{
    static const char *const names[] = {"main.py", "grade.py/x.py", NULL};
    struct lab *lab = *state;

    folder_write_text(&lab->folder, "grade.py", "the problem's");
    include(lab, "python3", "grade.py");
    assert_int_equal(open_several(lab, "python3", names), -EINVAL);
    assert_string_equal(lab->reason, "files");
    assert_non_null(strstr(lab->err.text, "a folder called grade.py"));
}

/* What would be imported in the include's place is not there. */
static void test_nothing_hides_the_problems_files(void **state)
{
    static const char *const names[] = {"main.py", "grade/__init__.py", "grade.abi3.so",
                                        "grade/other.py", NULL};
    static const char *const around[] = {"src/main.py", "src/grade/__init__.py", "src/grade.py",
                                         "grade.py", NULL};
    struct lab *lab = *state;

    folder_write_text(&lab->folder, "grade.py", "the problem's");
    include(lab, "python3", "grade.py");
    assert_int_equal(open_several(lab, "python3", names), 0);
    assert_int_equal(lab->program.count, 3);
    assert_string_equal(text_of(lab, "grade.py"), "the problem's");
    assert_null(text_of(lab, "grade/__init__.py"));
    assert_non_null(text_of(lab, "grade/other.py"));
    /* and it lies where the file to start with looks first */
    assert_int_equal(open_several(lab, "python3", around), 0);
    assert_string_equal(lab->program.names.file, "src/main.py");
    assert_string_equal(text_of(lab, "src/grade.py"), "the problem's");
    assert_null(text_of(lab, "src/grade/__init__.py"));
    assert_string_equal(text_of(lab, "grade.py"), "grade.py");
    /* with an entry, which lies in the submission's folder, there */
    lab->problem.entry = "grade.py";
    assert_int_equal(open_several(lab, "python3", around), 0);
    assert_string_equal(text_of(lab, "grade.py"), "the problem's");
    assert_string_equal(text_of(lab, "src/grade.py"), "src/grade.py");
}

static void test_what_hides_a_file_of_the_problem_is_not_started(void **state)
{
    static const char *const names[] = {"__pycache__/grade.main.py", "a.txt", NULL};
    struct lab *lab = *state;

    folder_write_text(&lab->folder, "grade.py", "the problem's");
    include(lab, "python3", "grade.py");
    lab->problem.entry = "grade.py";
    assert_int_equal(open_several(lab, "python3", names), -EINVAL);
    assert_string_equal(lab->reason, "files");
    assert_non_null(strstr(lab->err.text, "would be taken for grade.py"));
}

static void test_the_entry_is_run_in_the_submissions_place(void **state)
{
    struct lab *lab = *state;

    folder_write_text(&lab->folder, "harness.py", "import solution");
    include(lab, "python3", "harness.py");
    lab->problem.entry = "harness.py";
    assert_int_equal(open_one(lab, "python3", "", "mine"), 0);
    assert_string_equal(lab->program.names.file, "harness.py");
    assert_string_equal(lab->program.own_file, "solution.py");    /* what compile steps look at */
    assert_int_equal(open_one(lab, "cpp17", "a.cpp", "mine"), 0); /* has no such include */
    assert_string_equal(lab->program.names.file, lab->program.own_file);
}

/* A run without a problem has none of all that. */
static void test_without_a_problem(void **state)
{
    struct lab *lab = *state;

    lab->job.problem = NULL;
    assert_int_equal(open_one(lab, "python3", "", "mine"), 0);
    assert_int_equal(lab->program.count, 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_lab, close_lab)
    const struct CMUnitTest tests[] = {
        TEST(test_one_file_has_the_name_of_its_language),
        TEST(test_marks_and_line_ends_of_other_systems_are_left_out),
        TEST(test_sources_of_several_files_lose_their_mark_too),
        TEST(test_which_of_several_files_starts),
        TEST(test_java_needs_no_file_to_start_with),
        TEST(test_hidden_files_are_refused),
        TEST(test_the_problems_files_lie_over_the_submissions),
        TEST(test_an_include_that_is_not_there_is_the_problems_fault),
        TEST(test_a_folder_cannot_lie_where_the_problem_has_a_file),
        TEST(test_nothing_hides_the_problems_files),
        TEST(test_what_hides_a_file_of_the_problem_is_not_started),
        TEST(test_the_entry_is_run_in_the_submissions_place),
        TEST(test_without_a_problem),
    };

    return cmocka_run_group_tests(tests, load_built_in_languages, NULL);
}
