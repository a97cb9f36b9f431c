/* What a compile step comes to: whose fault its end is, and what its log says of it. */
#include "judge/grader/compile_log.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define ROWS(rows) (sizeof(rows) / sizeof((rows)[0]))

static const struct run_limits limits = {
    .cpu_us = 10000000, .wall_us = 30500000, .output_bytes = 8192, .memory_kib = 524288};

/* What the step said is "a.c:1: bad" in each of these. */
static const struct {
    struct run_evidence run;
    const char *line; /* NULL: nothing is added */
} rows[] = {
    {{.end = RUN_ENDED_CPU, .exit_status = -1, .term_signal = 9},
     "the compile step took more than its 10 s of CPU time"},
    {{.end = RUN_ENDED_WALL, .exit_status = -1, .term_signal = 9},
     "the compile step took more than its 30.5 s"},
    {{.end = RUN_ENDED_OUTPUT, .exit_status = -1, .term_signal = 9},
     "the compile step wrote more than its 8 KiB"},
    {{.end = RUN_ENDED_SYSCALL, .exit_status = -1, .term_signal = 9},
     "the compile step made a call that is not allowed"},
    {{.exit_status = -1, .term_signal = 9, .oom_kills = 1},
     "the compile step took more than its 512 MiB of memory"},
    {{.exit_status = 4, .oom_kills = 1}, "the compile step took more than its 512 MiB of memory"},
    {{.exit_status = 1, .tmpfs_full = 1}, "the compile step filled its temporary folder"},
    {{.exit_status = 1, .refused_processes = 3, .task_limit = 64},
     "the compile step was refused a second process"},
    {{.exit_status = 1, .refused_tasks = 3, .task_limit = 64},
     "the compile step was refused a process, the limit is 64 processes and threads at once"},
    {{.exit_status = -1, .term_signal = 11}, "the compile step was ended by signal 11"},
    {{.exit_status = 1}, NULL},
    /* the cause, of several that there may be */
    {{.end = RUN_ENDED_CPU, .exit_status = -1, .term_signal = 9, .oom_kills = 1},
     "the compile step took more than its 10 s of CPU time"},
    {{.exit_status = 1, .oom_kills = 1, .tmpfs_full = 1, .refused_tasks = 1},
     "the compile step took more than its 512 MiB of memory"},
    {{.exit_status = 1, .tmpfs_full = 1, .refused_tasks = 1, .refused_processes = 1},
     "the compile step filled its temporary folder"},
    {{.exit_status = -1, .term_signal = 6, .refused_tasks = 1, .task_limit = 9},
     "the compile step was refused a process, the limit is 9 processes and threads at once"},
};

static void add_stderr(struct run_evidence *run, const char *text)
{
    run->stderr_tail_size = (uint32_t)strlen(text);
    memcpy(run->stderr_tail, text, run->stderr_tail_size);
}

static void test_the_log_says_what_ended_the_step(void **state)
{
    static const char *const said[] = {"", "a.c:1: bad", "a.c:1: bad\n"};

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++)
        for (size_t j = 0; j < ROWS(said); j++) {
            struct run_evidence run = rows[i].run;
            struct buffer log = BUFFER_INIT, expected = BUFFER_INIT;
            struct error err;

            add_stderr(&run, said[j]);
            buffer_append_text(&expected, said[j]);
            if (rows[i].line)
                buffer_format(&expected, "%s%s", j == 1 ? "\n" : "", rows[i].line);
            else if (j == 0)
                buffer_append_text(&expected, "the compile step exited with status 1");
            assert_int_equal(compile_log_end(&log, &run, &limits, &err), 0);
            assert_string_equal(log.data, expected.data);
            buffer_release(&log);
            buffer_release(&expected);
        }
}

/* A step that ended well passed, whatever it was refused on the way; its warnings are kept behind
 * what it wrote to stdout. */
static void test_a_step_that_passes(void **state)
{
    struct run_evidence run = {.refused_tasks = 1, .refused_processes = 1, .tmpfs_full = 1};
    struct buffer log = BUFFER_INIT;
    struct error err;

    (void)state;
    buffer_append_text(&log, "[1/1] a.c\n");
    add_stderr(&run, "a.c:1: warning");
    assert_int_equal(compile_log_end(&log, &run, &limits, &err), 1);
    assert_string_equal(log.data, "[1/1] a.c\na.c:1: warning");
    buffer_release(&log);
}

/* Status 0 is no success of a step that a limit ended: the builder may have left half of it. */
static void test_a_step_that_was_ended_does_not_pass(void **state)
{
    static const enum run_end ends[] = {RUN_ENDED_CPU, RUN_ENDED_WALL, RUN_ENDED_OUTPUT,
                                        RUN_ENDED_SYSCALL};

    (void)state;
    for (size_t i = 0; i < ROWS(ends); i++) {
        struct run_evidence run = {.end = ends[i]};
        struct buffer log = BUFFER_INIT;
        struct error err;

        assert_int_equal(compile_log_end(&log, &run, &limits, &err), 0);
        buffer_release(&log);
    }
}

static void test_what_is_not_the_submissions_fault(void **state)
{
    static const struct {
        struct run_evidence run;
        const char *text;
    } ours[] = {
        {{.end = RUN_ENDED_HARD, .exit_status = -1, .term_signal = 9},
         "the step was not done at its hard stop"},
        {{.exit_status = 127, .exec_errno = ENOEXEC},
         "the step could not be started: Exec format error"},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(ours); i++) {
        struct buffer log = BUFFER_INIT;
        struct error err;

        assert_int_equal(compile_log_end(&log, &ours[i].run, &limits, &err), -EIO);
        assert_string_equal(err.text, ours[i].text);
        assert_int_equal(log.size, 0);
        buffer_release(&log);
    }
}

static void test_the_log_as_json(void **state)
{
    static const struct {
        const char *log, *text;
    } logs[] = {
        {"", ""},
        {"/tmp/src/a.c:1: bad \xff\n", "a.c:1: bad \\xff\n"},
        {"/tmp/ccX.o: f", "ccX.o: f"},
        {"/prog/solution.py, line 2", "solution.py, line 2"},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(logs); i++) {
        struct buffer log = BUFFER_INIT;
        json_t *string;

        buffer_append_text(&log, logs[i].log);
        string = compile_log_json(&log);
        assert_string_equal(json_string_value(string), logs[i].text);
        json_decref(string);
        buffer_release(&log);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_log_says_what_ended_the_step),
        cmocka_unit_test(test_a_step_that_passes),
        cmocka_unit_test(test_a_step_that_was_ended_does_not_pass),
        cmocka_unit_test(test_what_is_not_the_submissions_fault),
        cmocka_unit_test(test_the_log_as_json),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
