/* What a grader may ask for, and what of the host a cell's root takes along. */
#include "base/limits.h"
#include "runner/host/root.h"
#include "runner/protocol.h"
#include "runner/request.h"

#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static void test_paths(void **state)
{
    static const char *const good[] = {"a", "a.py", "a/b/c.py", "...", "..a", "a..", "-", " "};
    static const char *const bad[] = {"",    "/",    "/a",   "a/",  "a//b",   ".", "..",
                                      "./a", "../a", "a/..", "a/.", "a/../b", "//"};
    char longest[FILE_PATH_MAX + 2];

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        assert_true(request_path_is_plain(good[i]));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(request_path_is_plain(bad[i]));
    memset(longest, 'a', sizeof(longest));
    longest[FILE_PATH_MAX + 1] = '\0';
    assert_false(request_path_is_plain(longest));
    longest[FILE_PATH_MAX] = '\0';
    assert_true(request_path_is_plain(longest));
}

static const struct run_limits fine = {
    .cpu_us = 1000, .wall_us = 1000, .memory_kib = 1024, .stack_kib = 64, .processes = 1};

static void test_limits(void **state)
{
    static const struct {
        size_t offset;
        int64_t value;
    } bad[] = {
        {offsetof(struct run_limits, cpu_us), 0},
        {offsetof(struct run_limits, cpu_us), -1},
        {offsetof(struct run_limits, cpu_us), LIMIT_TIME_MIN_US - 1},
        {offsetof(struct run_limits, cpu_us), LIMIT_TIME_MAX_US + 1},
        {offsetof(struct run_limits, cpu_us), INT64_MAX},
        {offsetof(struct run_limits, wall_us), 0},
        {offsetof(struct run_limits, wall_us), INT64_MIN},
        {offsetof(struct run_limits, wall_us), INT64_MAX / 10},
        {offsetof(struct run_limits, memory_kib), 1023},
        {offsetof(struct run_limits, memory_kib), 4097},
        {offsetof(struct run_limits, memory_kib), INT64_MAX},
        {offsetof(struct run_limits, stack_kib), 63},
        {offsetof(struct run_limits, stack_kib), INT64_MAX},
        {offsetof(struct run_limits, wall_us), LIMIT_WALL_MAX_US + 1},
        {offsetof(struct run_limits, stack_kib), LIMIT_STACK_MAX_KIB + 1},
        {offsetof(struct run_limits, output_bytes), -1},
        {offsetof(struct run_limits, output_bytes), LIMIT_OUTPUT_MAX_KIB * 1024 + 1},
        {offsetof(struct run_limits, stderr_bytes), INT64_MIN},
    };
    struct run_limits limits = fine;

    (void)state;
    assert_null(request_limits_fault(&limits, 4096, 1));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        limits = fine;
        memcpy((char *)&limits + bad[i].offset, &bad[i].value, sizeof(int64_t));
        if (!request_limits_fault(&limits, 4096, 1))
            fail_msg("fault %zu was not seen", i);
    }
    limits = (struct run_limits){.cpu_us = LIMIT_TIME_MIN_US,
                                 .wall_us = LIMIT_TIME_MIN_US,
                                 .memory_kib = LIMIT_MEMORY_MIN_KIB,
                                 .stack_kib = LIMIT_STACK_MIN_KIB,
                                 .output_bytes = 1024 * LIMIT_OUTPUT_MIN_KIB,
                                 .processes = LIMIT_PROCESSES_MIN};
    assert_null(request_limits_fault(&limits, LIMIT_MEMORY_MIN_KIB, 1));
    limits = (struct run_limits){.cpu_us = LIMIT_TIME_MAX_US,
                                 .wall_us = LIMIT_WALL_MAX_US,
                                 .memory_kib = LIMIT_MEMORY_MAX_KIB,
                                 .stack_kib = LIMIT_MEMORY_MAX_KIB,
                                 .output_bytes = 1024 * LIMIT_MEMORY_MAX_KIB,
                                 .processes = LIMIT_PROCESSES_MAX};
    assert_null(request_limits_fault(&limits, LIMIT_MEMORY_MAX_KIB, 1));
    limits = fine;
    limits.processes = 0;
    assert_non_null(request_limits_fault(&limits, 4096, 1));
    limits.processes = LIMIT_PROCESSES_MAX + 1;
    assert_non_null(request_limits_fault(&limits, 4096, 1));
    limits.processes = 2;
    assert_null(request_limits_fault(&limits, 4096, 1));
    assert_non_null(request_limits_fault(&limits, 4096, 0));
}

static void test_text(void **state)
{
    static const char bytes[] = "one\0\0three\0cut";
    struct text text = {bytes, bytes + sizeof(bytes) - 1};

    (void)state;
    assert_string_equal(text_next(&text), "one");
    assert_string_equal(text_next(&text), "");
    assert_string_equal(text_next(&text), "three");
    assert_null(text_next(&text));
    assert_null(text_next(&text));
}

/* ---- the plan of a root ---- */

static char place[] = "/var/tmp/assay-plan-XXXXXX";

static const char *at(const char *name)
{
    static char path[4][PATH_MAX];
    static int turn;

    turn = (turn + 1) % 4;
    snprintf(path[turn], sizeof(path[turn]), "%s/%s", place, name);
    return path[turn];
}

static const struct root_entry *entry_of(const struct root_plan *plan, const char *path)
{
    for (size_t i = 0; i < plan->count; i++)
        if (strcmp(plan->entries[i].path, path) == 0)
            return &plan->entries[i];
    return NULL;
}

static void test_plan_follows_links(void **state)
{
    struct root_plan plan = {0};
    struct error err;

    (void)state;
    /* link -> real, real/inner -> ../other/deep */
    assert_int_equal(root_plan_add(&plan, at("link/inner"), &err), 0);
    assert_string_equal(entry_of(&plan, at("link"))->target, "real");
    assert_string_equal(entry_of(&plan, at("real/inner"))->target, "../other/deep");
    assert_null(entry_of(&plan, at("other/deep"))->target);
    assert_true(entry_of(&plan, at("other/deep"))->is_directory);
    assert_int_equal(plan.count, 3);
    /* again: nothing new */
    assert_int_equal(root_plan_add(&plan, at("link/../link/./inner"), &err), 0);
    assert_int_equal(plan.count, 3);
    root_plan_release(&plan);
}

static void test_plan_refuses(void **state)
{
    static const char *const bad[] = {"relative",   "/",    "/tmp",      "/tmp/x",       "/proc",
                                      "/proc/self", "/dev", "/dev/null", "/usr/../proc", "/.."};
    struct root_plan plan = {0};
    struct error err;

    (void)state;
    mkdir("/tmp/x", 0700);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (root_plan_add(&plan, bad[i], &err) == 0 && plan.count > 0)
            fail_msg("%s became part of a root", bad[i]);
    rmdir("/tmp/x");
    assert_int_equal(root_plan_add(&plan, at("loop"), &err), -ELOOP);
    /* what is not there is left out, also at the end of a link */
    root_plan_release(&plan);
    assert_int_equal(root_plan_add(&plan, at("missing"), &err), 0);
    assert_int_equal(root_plan_add(&plan, at("other/file/below"), &err), 0);
    assert_int_equal(plan.count, 0);
    root_plan_release(&plan);
}

static int make_place(void **state)
{
    FILE *file;

    (void)state;
    if (!mkdtemp(place) || mkdir(at("real"), 0755) || mkdir(at("other"), 0755) ||
        mkdir(at("other/deep"), 0755) || symlink("real", at("link")) ||
        symlink("../other/deep", at("real/inner")) || symlink("loop", at("loop")))
        return -1;
    file = fopen(at("other/file"), "w");
    return file ? fclose(file) : -1;
}

static int remove_place(void **state)
{
    static const char *const files[] = {"loop", "real/inner", "link", "other/file"};
    static const char *const folders[] = {"other/deep", "other", "real"};

    (void)state;
    for (size_t i = 0; i < 4; i++)
        unlink(at(files[i]));
    for (size_t i = 0; i < 3; i++)
        rmdir(at(folders[i]));
    return rmdir(place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths),        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_text),         cmocka_unit_test(test_plan_follows_links),
        cmocka_unit_test(test_plan_refuses),
    };

    return cmocka_run_group_tests_name("request", tests, make_place, remove_place);
}
