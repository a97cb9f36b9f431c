/* Fuzz target: any bytes as problem.yaml (or FUZZ_FILE, another format's). A load succeeds, or
 * fails with at least one error.
 *
 * The package it loads from holds the few files that the corpus names, so that what opens files is
 * reached too. libFuzzer provides main where it is built with ASSAY_FUZZ; replay.c does otherwise.
 */
#include "problems/load.h"

#include <assert.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#ifndef FUZZ_FILE
#define FUZZ_FILE "problem.yaml"
#endif

static const char *const FILES[] = {".assay-members", "harness.py", "submissions/good.py",
                                    "data/1.in",      "data/1.ans", "data/2.in",
                                    "data/2.out",     "data/10.in", "data/10.ans"};
static const char MEMBERS[] = "data/1.in\0data/1.ans\0data/10.in"; /* problems/unpacked.h */
enum { FILE_COUNT = sizeof(FILES) / sizeof(FILES[0]) };

static char folder[] = "/tmp/assay-fuzz-XXXXXX";

static void remove_package(void)
{
    if (chdir(folder) < 0)
        return;
    for (int i = 0; i < FILE_COUNT; i++)
        unlink(FILES[i]);
    rmdir("data");
    rmdir("submissions");
    rmdir(folder);
}

static int make_package(void)
{
    int dir_fd;

    if (!mkdtemp(folder))
        abort();
    atexit(remove_package);
    dir_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir_fd < 0 || mkdirat(dir_fd, "data", 0700) < 0 || mkdirat(dir_fd, "submissions", 0700) < 0)
        abort();
    for (int i = 0; i < FILE_COUNT; i++) {
        int fd = openat(dir_fd, FILES[i], O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

        if (fd < 0 || (i == 0 && write(fd, MEMBERS, sizeof(MEMBERS)) != sizeof(MEMBERS)))
            abort();
        close(fd);
    }
    return dir_fd;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int dir_fd = -1;
    struct report report = REPORT_INIT;
    struct problem *problem = NULL;
    int failed;

    if (dir_fd < 0)
        dir_fd = make_package();
    failed =
        problem_load_text(dir_fd, "fuzz", FUZZ_FILE, (const char *)data, size, &problem, &report);
    assert((failed == 0) == (problem != NULL));
    assert((failed < 0) == (report.errors > 0));
    for (size_t i = 0; problem && i < problem->case_count; i++) {
        assert(problem->cases[i].name && problem->cases[i].same_as <= i);
        assert(problem->cases[i].group < problem->group_count);
    }
    problem_free(problem);
    report_release(&report);
    return 0;
}
