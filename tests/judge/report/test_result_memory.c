/* Memory that runs out never leaves half an object on stdout: each allocation of building, changing
 * and printing results fails in turn, until a run needs no more of them. */
#include "judge/report/result.h"
#include "judge/report/stored.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { RESULTS = 2, TEXT_SIZE = 3000 }; /* more than what stdio holds back */

static long countdown = -1; /* allocations until one fails; below 0: none does */

static int fails_now(void)
{
    return countdown >= 0 && countdown-- == 0;
}

void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size)
{
    return fails_now() ? NULL : __real_calloc(count, size);
}

void *__real_reallocarray(void *old, size_t count, size_t size);
void *__wrap_reallocarray(void *old, size_t count, size_t size);
void *__wrap_reallocarray(void *old, size_t count, size_t size)
{
    return fails_now() ? NULL : __real_reallocarray(old, count, size);
}

/* What a grader says, and what becomes of it. */
static void build_and_print(void)
{
    char long_text[TEXT_SIZE + 1];
    int told = 0;

    memset(long_text, 'x', TEXT_SIZE);
    long_text[TEXT_SIZE] = '\0';
    for (int i = 0; i < RESULTS; i++) {
        json_t *isolation = json_pack("{s:b,s:s}", "seccomp", 0, "cgroup", "v2");
        json_t *result = result_new("double", "a.py", "python3", isolation), *view, *event;
        struct store_case row;
        char *evidence;

        event = json_pack("{s:s,s:s,s:s,s:{s:i}}", "event", "started", "problem_name", "Double it",
                          "feedback", "verdict", "limits", "time_us", 1000000);
        result_apply(result, event);
        json_decref(event);
        event = json_pack("{s:s,s:{s:i,s:s,s:s,s:s,s:s,s:f,s:i,s:{s:s}}}", "event", "case", "case",
                          "number", 1, "verdict", "WA", "feedback", "first_difference", "message",
                          long_text, "output", "5\n", "score", 0.5, "cpu_us", 7, "evidence", "rule",
                          "w");
        result_apply(result, event);
        result_case_to_store(json_object_get(event, "case"), &row, &evidence);
        puts(evidence);
        free(evidence);
        json_decref(event);
        event = json_pack("{s:s,s:{s:s,s:f,s:o}}", "event", "finished", "result", "verdict", "WA",
                          "score", 0.5, "path", result_name("bad \xff name"));
        result_apply(result, event);
        json_decref(event);
        view = result_public(result);
        result_print_json(view, stdout);
        result_print_stream(result, &told, stdout);
        result_fail(result, "sandbox", "it broke");
        result_print_json(result, stdout);
        json_decref(view);
        json_decref(result);
        json_decref(isolation);
    }
}

/* What it prints when allocation number `fail_at` fails (below 0: none), which the caller frees;
 * whether it came to its end. The child is a process of its own, as a command is. */
static char *run(long fail_at, int *ret_done)
{
    int out = memfd_create("stdout", MFD_CLOEXEC), status;
    char *text;
    off_t size;
    pid_t pid;

    assert_true(out >= 0);
    fflush(NULL);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        dup2(out, STDOUT_FILENO);
        if (!freopen("/dev/null", "w", stderr))
            _exit(2);
        result_check_memory();
        countdown = fail_at;
        build_and_print();
        countdown = -1;
        fflush(stdout);
        _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    *ret_done = WIFEXITED(status);
    assert_true(*ret_done ? WEXITSTATUS(status) == 0 : WTERMSIG(status) == SIGABRT);
    size = lseek(out, 0, SEEK_END);
    text = calloc(1, (size_t)size + 1);
    assert_non_null(text);
    assert_int_equal(pread(out, text, (size_t)size, 0), size);
    close(out);
    return text;
}

static void test_each_allocation_fails_once(void **state)
{
    int done = 0;
    char *whole = run(-1, &done);
    long fail_at = 0;
    size_t most = 0;

    (void)state;
    assert_true(done);
    for (done = 0; !done; fail_at++) {
        char *part = run(fail_at, &done);
        size_t size = strlen(part);

        if (strncmp(part, whole, size) != 0)
            fail_msg("allocation %ld fails, and another text is printed: %.500s", fail_at, part);
        if (size > 0 && part[size - 1] != '\n')
            fail_msg("allocation %ld fails, and the last line is cut: ...%.60s", fail_at,
                     size > 60 ? part + size - 60 : part);
        if (done)
            assert_int_equal(size, strlen(whole));
        else if (size > most)
            most = size;
        free(part);
    }
    assert_true(fail_at > 100);            /* there were allocations to fail */
    assert_true(most > strlen(whole) / 2); /* and lines before the failure */
    free(whole);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_allocation_fails_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
