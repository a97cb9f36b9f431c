/* Fuzz target: any bytes as the files of an ICPC package that its author writes: problem.yaml,
 * testdata.yaml, test_group.yaml, a case's .yaml, domjudge-problem.ini, submissions.yaml, the head
 * of a source. A load succeeds, or fails with at least one error.
 *
 * The input's lines that start with "%%" part the files: "%% data/testdata.yaml". What stands
 * before the first is problem.yaml. libFuzzer provides main where it is built with ASSAY_FUZZ;
 * replay.c does otherwise.
 */
#include "problems/load.h"
#include "problems/same.h"

#include <assert.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What an input may write; the others are as empty as they were made. */
static const char *const WRITTEN[] = {"data/testdata.yaml",
                                      "data/secret/testdata.yaml",
                                      "data/secret/g/testdata.yaml",
                                      "data/secret/g/test_group.yaml",
                                      "data/secret/g/2.yaml",
                                      "data/secret/g/2.args",
                                      ".timelimit",
                                      "domjudge-problem.ini",
                                      "submissions/submissions.yaml",
                                      "submissions/mixed/b.py"};
static const char *const MADE[] = {
    "data/sample/1.in",          "data/sample/1.ans",       "data/secret/g/2.in",
    "data/secret/g/2.ans",       "data/secret/g/3.in",      "data/secret/g/3.ans",
    "submissions/accepted/a.py", "include/python3/main.py", "output_validators/v.py"};
static const char *const FOLDERS[] = {"data",
                                      "data/sample",
                                      "data/secret",
                                      "data/secret/g",
                                      "submissions",
                                      "submissions/accepted",
                                      "submissions/mixed",
                                      "include",
                                      "include/python3",
                                      "output_validators"};
#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static char folder[] = "/tmp/assay-fuzz-XXXXXX";

static void remove_package(void)
{
    if (chdir(folder) < 0)
        return;
    for (size_t i = 0; i < COUNT(WRITTEN); i++)
        unlink(WRITTEN[i]);
    for (size_t i = 0; i < COUNT(MADE); i++)
        unlink(MADE[i]);
    for (size_t i = COUNT(FOLDERS); i-- > 0;)
        rmdir(FOLDERS[i]);
    rmdir(folder);
}

static int make_package(void)
{
    int dir_fd;

    if (!mkdtemp(folder))
        abort();
    atexit(remove_package);
    dir_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (size_t i = 0; i < COUNT(FOLDERS); i++)
        if (dir_fd < 0 || mkdirat(dir_fd, FOLDERS[i], 0700) < 0)
            abort();
    for (size_t i = 0; i < COUNT(MADE); i++)
        close(openat(dir_fd, MADE[i], O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    return dir_fd;
}

static void write_file(int dir_fd, const char *path, const void *data, size_t size)
{
    int fd = openat(dir_fd, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    close(fd);
}

/* Where the next line that starts with "%%" is, or the end. */
static const char *next_part(const char *at, const char *end)
{
    while (at < end) {
        const char *line = memchr(at, '\n', (size_t)(end - at));

        if (end - at >= 3 && memcmp(at, "%% ", 3) == 0)
            return at;
        at = line ? line + 1 : end;
    }
    return end;
}

/* Writes the parts after the first. Returns the size of the first. */
static size_t write_parts(int dir_fd, const char *data, size_t size)
{
    const char *end = data + size, *first = next_part(data, end), *at = first;

    for (size_t i = 0; i < COUNT(WRITTEN); i++)
        unlinkat(dir_fd, WRITTEN[i], 0);
    while (at < end) {
        const char *line = memchr(at, '\n', (size_t)(end - at));
        const char *body = line ? line + 1 : end, *next = next_part(body, end);

        for (size_t i = 0; i < COUNT(WRITTEN); i++)
            if (strlen(WRITTEN[i]) + 4 == (size_t)(body - at) &&
                memcmp(at + 3, WRITTEN[i], strlen(WRITTEN[i])) == 0)
                write_file(dir_fd, WRITTEN[i], body, (size_t)(next - body));
        at = next;
    }
    return (size_t)(first - data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int dir_fd = -1;
    struct report report = REPORT_INIT;
    struct problem *problem = NULL;
    struct error err;
    size_t first;
    int failed;

    if (dir_fd < 0)
        dir_fd = make_package();
    first = write_parts(dir_fd, (const char *)data, size);
    failed = problem_load_text(dir_fd, "fuzz", "problem.yaml", (const char *)data, first, &problem,
                               &report);
    assert((failed == 0) == (problem != NULL));
    assert((failed < 0) == (report.errors > 0));
    if (problem && problem->format != PROBLEM_NATIVE)
        assert(problem_share_runs(dir_fd, problem, &err) == 0);
    for (size_t i = 0; problem && i < problem->case_count; i++) {
        assert(problem->cases[i].name && problem->cases[i].same_as <= i);
        assert(problem->cases[i].group < problem->group_count);
    }
    for (size_t i = 1; problem && i < problem->group_count; i++) {
        assert(problem->groups[i].parent >= 0 && (size_t)problem->groups[i].parent < i);
        for (size_t r = 0; r < problem->groups[i].require_count; r++)
            assert(problem->groups[i].requires[r] < i);
    }
    problem_free(problem);
    report_release(&report);
    return 0;
}
