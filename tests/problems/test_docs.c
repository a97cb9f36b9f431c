/* docs/problem-format.md shows real files and real messages: they are loaded and compared here. */
#include "base/fd.h"
#include "problems/limits.h"
#include "problems/yaml/units.h"
#include "tests/problems/folder.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
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

/* The table of limits, the texts of the messages and the numbers of base/limits.h say the same. */
static void test_limits(void **state)
{
    (void)state;
    for (size_t i = 0; i < PROBLEM_LIMIT_COUNT; i++) {
        const struct problem_limit_range *range = &PROBLEM_LIMIT_RANGES[i];
        int64_t least, most;
        char row[64], text[2][32], column[80];
        const char *line, *end;
        struct error err;

        assert_int_equal(
            sscanf(strstr(range->what, " from "), " from %31s to %31s", text[0], text[1]), 2);
        if (i == PROBLEM_LIMIT_PROCESSES) {
            least = strtoll(text[0], NULL, 10);
            most = strtoll(text[1], NULL, 10);
        } else if (i == PROBLEM_LIMIT_TIME || i == PROBLEM_LIMIT_WALL) {
            assert_int_equal(units_parse_time(text[0], &least, &err), 0);
            assert_int_equal(units_parse_time(text[1], &most, &err), 0);
        } else {
            assert_int_equal(units_parse_size(text[0], &least, &err), 0);
            assert_int_equal(units_parse_size(text[1], &most, &err), 0);
        }
        assert_int_equal(least, range->least);
        assert_int_equal(most, range->most);
        snprintf(row, sizeof(row), "\n| `%s` | ", range->key);
        snprintf(column, sizeof(column), " | %s | %s | ", text[0], text[1]);
        line = strstr(strstr(page, "\n## Limits\n"), row);
        assert_non_null(line);
        end = strchr(line + 1, '\n');
        line = strstr(line, column);
        if (line == NULL || line > end)
            fail_msg("the row of %s lacks \"%s\"", range->key, column);
    }
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_problem),
        cmocka_unit_test(test_entry),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_messages),
    };

    return cmocka_run_group_tests(tests, read_page, free_page);
}
