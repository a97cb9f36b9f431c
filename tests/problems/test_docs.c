/* docs/problem-format.md shows real files and real messages: they are loaded and compared here. */
#include "base/fd.h"
#include "base/limits.h"
#include "problems/limits.h"
#include "tests/problems/folder.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char *page;

static int read_page(void **state)
{
    int fd = open(SOURCE_DIR "/docs/problem-format.md", O_RDONLY | O_CLOEXEC);
    struct buffer text = BUFFER_INIT;
    struct error err;

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(fd_read_all(fd, 1 << 20, &text, "the page", &err), 0);
    close(fd);
    page = buffer_take(&text);
    return 0;
}

static int free_page(void **state)
{
    (void)state;
    free(page);
    return 0;
}

/* The content of the first fenced block after `heading`; the caller frees it. */
static char *block_after(const char *heading)
{
    const char *at = strstr(page, heading), *start, *end;

    assert_non_null(at);
    start = strstr(at, "\n```");
    assert_non_null(start);
    start = strchr(start + 1, '\n') + 1;
    end = strstr(start, "```");
    assert_non_null(end);
    return strndup(start, (size_t)(end - start));
}

static void test_first_problem(void **state)
{
    char *yaml = block_after("\n## A first problem\n");
    struct folder folder;
    struct problem *problem;

    (void)state;
    folder_make(&folder);
    problem = folder_load_good(&folder, yaml);
    assert_int_equal(problem->case_count, 2);
    problem_free(problem);
    folder_remove(&folder);
    free(yaml);
}

static void test_entry(void **state)
{
    char *yaml = block_after("\n### Include files and the entry\n");
    struct folder folder;
    struct problem *problem;

    (void)state;
    folder_make(&folder);
    folder_write_text(&folder, "harness.py", "");
    problem = folder_load_good(&folder, yaml);
    assert_string_equal(problem_entry_for(problem, "python3"), "harness.py");
    problem_free(problem);
    folder_remove(&folder);
    free(yaml);
}

static void test_messages(void **state)
{
    char *yaml = block_after("\n## Error messages\n"), *messages = block_after("leap` prints:\n");
    struct report report = REPORT_INIT;
    struct problem *problem = NULL;
    struct folder folder;
    char *text;

    (void)state;
    folder_make(&folder);
    folder_write_text(&folder, "data/secret/1.in", "");
    folder_write_text(&folder, "problem.yaml", yaml);
    assert_true(problem_load(folder.fd, "leap", &problem, &report) < 0);
    text = report_text(&report);
    assert_string_equal(text, messages);
    free(text);
    free(yaml);
    free(messages);
    report_release(&report);
    folder_remove(&folder);
}

/* The numbers of the page are those of the one table. */
static void test_limits(void **state)
{
    (void)state;
    assert_non_null(
        strstr(page, "`processes` | processes at the same time, " LIMIT_PROCESSES_WORDS));
    assert_non_null(strstr(page, "`min` and is from " LIMIT_TIME_WORDS));
    assert_non_null(strstr(page, "and is from " LIMIT_OUTPUT_WORDS));
    assert_non_null(strstr(page, "`memory` is from " LIMIT_MEMORY_WORDS));
    assert_non_null(strstr(page, "`stack` from\n" LIMIT_STACK_WORDS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_problem),
        cmocka_unit_test(test_entry),
        cmocka_unit_test(test_messages),
        cmocka_unit_test(test_limits),
    };

    return cmocka_run_group_tests(tests, read_page, free_page);
}
