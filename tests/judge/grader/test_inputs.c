/* A grader that has no descriptors left, and problems of more cases than it may have descriptors:
 * that is our failure, so no code may say that the problem (-EINVAL) or the submission (a reason)
 * is to blame, and nothing stays open. */
#include "base/fd.h"
#include "judge/grader/inputs.h"
#include "judge/grader/session.h"
#include "judge/grader/sources.h"
#include "problems/load.h"
#include "tests/base/exhausted.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CASES = 600, MOST_LEFT = 12 };

struct lab {
    char folder[64];
    int dir;
    struct grader_session session;
};

static void write_file(struct lab *lab, const char *name, const char *text)
{
    int fd = openat(lab->dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    assert_true(fd >= 0);
    assert_int_equal(fd_write_full(fd, text, strlen(text)), 0);
    close(fd);
}

static int open_lab(void **state)
{
    struct lab *lab = calloc(1, sizeof(*lab));
    struct buffer yaml = BUFFER_INIT;

    snprintf(lab->folder, sizeof(lab->folder), "exhausted.XXXXXX");
    assert_non_null(mkdtemp(lab->folder));
    lab->dir = open(lab->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    write_file(lab, "1.in", "1\n");
    write_file(lab, "1.ans", "1\n");
    write_file(lab, "h.py", "");
    buffer_append_text(&yaml, "assay: 1\ninclude: {python3: [h.py]}\ncases:\n"
                              "  - {in_file: 1.in, out_file: 1.ans}\n  - {glob: \"*.in\"}\n");
    for (int i = 2; i < CASES; i++)
        buffer_format(&yaml, "  - {in: \"%d\", out: \"1\"}\n", i);
    write_file(lab, "problem.yaml", yaml.data);
    buffer_release(&yaml);
    *state = lab;
    return 0;
}

static void forget_problem(struct lab *lab)
{
    struct problem *problem = lab->session.problem;

    for (size_t i = 0; problem && i < problem->case_count; i++)
        fd_close(&lab->session.inputs[i]);
    free(lab->session.inputs);
    problem_free(problem);
    lab->session = (struct grader_session){0};
}

static int close_lab(void **state)
{
    static const char *const names[] = {"1.in", "1.ans", "h.py", "problem.yaml"};
    struct lab *lab = *state;

    forget_problem(lab);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        unlinkat(lab->dir, names[i], 0);
    close(lab->dir);
    rmdir(lab->folder);
    free(lab);
    return 0;
}

static int load(struct lab *lab, struct error *err)
{
    return inputs_load_problem(&lab->session, lab->dir, "p", err);
}

/* With none left, then one, two, ...: until it succeeds each failure is ours. */
static void test_loading(void **state)
{
    struct lab *lab = *state;
    int before = descriptors_open(), result = -1, left;
    struct error err;

    for (left = 0; left < MOST_LEFT && result < 0; left++) {
        descriptors_leave((rlim_t)left);
        result = load(lab, &err);
        descriptors_restore();
        if (result < 0 && result != -EMFILE)
            fail_msg("with %d descriptors left: %d, %s", left, result, err.text);
        assert_int_equal(descriptors_open(), before);
    }
    assert_int_equal(result, 0);
    assert_true(left > 2); /* it did fail before */
}

/* As many as a process has, and more. */
static void test_many_cases(void **state)
{
    struct lab *lab = *state;
    struct job job = {.session = &lab->session, .dir = lab->dir};
    struct error err;

    assert_int_equal(load(lab, &err), 0);
    job.problem = lab->session.problem;
    assert_int_equal(job.problem->case_count, CASES);
    descriptors_leave(CASES / 2);
    for (int turn = 0; turn < 2; turn++) {
        for (size_t i = 0; i < CASES; i++) {
            int input = inputs_open(&job, i, &err);

            if (input < 0)
                fail_msg("case %zu of %d: %s", i + 1, CASES, err.text);
            fd_close(&input);
        }
    }
    descriptors_restore();
}

static void test_inputs(void **state)
{
    struct lab *lab = *state;
    struct job job = {.session = &lab->session, .dir = lab->dir};
    struct error err;

    assert_int_equal(load(lab, &err), 0);
    job.problem = lab->session.problem;
    for (size_t i = 0; i < 3; i++) { /* a file, the same by a pattern, one in place */
        int before = descriptors_open(), input = -1;

        for (int left = 0; left < MOST_LEFT && input < 0; left++) {
            descriptors_leave((rlim_t)left);
            input = inputs_open(&job, i, &err);
            descriptors_restore();
            if (input < 0)
                assert_int_not_equal(err.code, -EINVAL);
            assert_true(input >= 0 || left < 3);
        }
        assert_true(input >= 0);
        fd_close(&input);
        assert_int_equal(descriptors_open(), before + 1); /* the one that is kept */
    }
}

static void test_include_files(void **state)
{
    struct lab *lab = *state;
    struct language language = {.name = "python3", .source_name = "main.py"};
    int source = fd_memfd_with("source", "x", 1), result = -1, before;
    struct error err;

    assert_int_equal(load(lab, &err), 0);
    before = descriptors_open();
    for (int left = 0; left < MOST_LEFT && result < 0; left++) {
        struct job job = {.session = &lab->session,
                          .dir = lab->dir,
                          .source = source,
                          .file_name = "a.py",
                          .problem = lab->session.problem,
                          .language = &language,
                          .arena = ARENA_INIT};
        struct program program;
        const char *reason;

        descriptors_leave((rlim_t)left);
        result = program_open(&job, &program, &reason, &err);
        descriptors_restore();
        program_close(&program);
        arena_release(&job.arena);
        assert_null(reason);
        if (result < 0)
            assert_int_equal(result, -EMFILE);
        assert_int_equal(result < 0, left == 0);
        assert_int_equal(descriptors_open(), before);
    }
    assert_int_equal(result, 0);
    fd_close(&source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_loading, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_many_cases, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_inputs, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_include_files, open_lab, close_lab),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
