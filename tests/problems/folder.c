#include "tests/problems/folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

int folder_load(struct folder *folder, const char *yaml, struct problem **ret_problem,
                struct report *report)
{
    folder_write_text(folder, "problem.yaml", yaml);
    return problem_load(folder->fd, "p", ret_problem, report);
}

struct problem *folder_load_good(struct folder *folder, const char *yaml)
{
    struct problem *problem = NULL;
    struct report report = REPORT_INIT;
    int failed = folder_load(folder, yaml, &problem, &report);

    if (failed < 0) {
        report_print(&report, stderr);
        fail_msg("cannot load (%s):\n%s", strerror(-failed), yaml);
    }
    assert_int_equal(report.errors, 0);
    report_release(&report);
    return problem;
}

char *report_text(const struct report *report)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    assert_non_null(stream);
    report_print(report, stream);
    fclose(stream);
    return text;
}
