/* What a grader may ask for, what a cell's init may report, and what of the host a cell's root
 * takes along. */
#include "base/limits.h"
#include "base/packet.h"
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
        {offsetof(struct run_limits, output_bytes), INT64_MAX},
        {offsetof(struct run_limits, stderr_bytes), INT64_MIN},
        {offsetof(struct run_limits, stderr_bytes), LIMIT_OUTPUT_MAX_KIB * 1024 + 1},
        {offsetof(struct run_limits, stderr_bytes), INT64_MAX},
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

static void test_memory(void **state)
{
    (void)state;
    assert_true(request_memory_is_sane(LIMIT_MEMORY_MIN_KIB));
    assert_true(request_memory_is_sane(LIMIT_MEMORY_MAX_KIB));
    assert_false(request_memory_is_sane(LIMIT_MEMORY_MIN_KIB - 1));
    assert_false(request_memory_is_sane(LIMIT_MEMORY_MAX_KIB + 1));
    assert_false(request_memory_is_sane(-1));
    assert_false(request_memory_is_sane(INT64_MIN));
    assert_false(request_memory_is_sane(INT64_MAX));
}

/* ---- a request to open a cell ---- */

struct opening {
    struct msg_cell_open head;
    struct msg_cell_file files[3];
    char text[16];
};

static struct opening sample_open(void)
{
    struct opening opening = {
        .head = {.kind = MSG_CELL_OPEN, .file_count = 3, .wants_watched = 1, .memory_kib = 65536},
        .files = {{.fd = 1, .size = -1}, {.fd = 0, .offset = 7, .size = 9}, {.fd = 1}},
    };

    memcpy(opening.text, "a\0b/c.py\0d", 11);
    return opening;
}
enum { OPENING = offsetof(struct opening, text) + 11 };

/* As large as the message and no larger, so that the sanitizer sees a look beyond. */
static const char *open_fault(const struct opening *opening, size_t size, size_t fd_count)
{
    static struct request_file files[RUNNER_FILES_MAX];
    char *bytes = malloc(size > 0 ? size : 1);
    const char *fault;

    assert_non_null(bytes);
    memcpy(bytes, opening, size);
    fault = request_read_open(bytes, size, fd_count, files);
    if (!fault) {
        assert_string_equal(files[1].path, "b/c.py");
        assert_int_equal(files[1].fd, 0);
        assert_int_equal(files[1].offset, 7);
        assert_int_equal(files[1].size, 9);
    }
    free(bytes);
    return fault;
}

static void test_openings(void **state)
{
    struct opening opening = sample_open();

    (void)state;
    assert_null(open_fault(&opening, OPENING, 2));
    for (size_t size = 0; size < OPENING; size++)
        assert_non_null(open_fault(&opening, size, 2));
    assert_non_null(open_fault(&opening, OPENING + 1, 2)); /* more text than paths */
    assert_non_null(open_fault(&opening, OPENING, 0));
    assert_non_null(open_fault(&opening, OPENING, 1));
    assert_non_null(open_fault(&opening, OPENING, 3)); /* one that no file is in */
    assert_non_null(open_fault(&opening, OPENING, RUNNER_OPEN_MAX + 1));
    assert_non_null(open_fault(&opening, OPENING, PACKET_FDS_MAX));
    opening.head.file_count = 2;
    assert_non_null(open_fault(&opening, OPENING, 2));
    opening.head.file_count = 4;
    assert_non_null(open_fault(&opening, OPENING, 2));
    opening.head.file_count = RUNNER_FILES_MAX + 1;
    assert_non_null(open_fault(&opening, OPENING, 2));
    opening.head.file_count = UINT32_MAX / sizeof(struct msg_cell_file) + 1;
    assert_non_null(open_fault(&opening, OPENING, 2));
    opening = sample_open();
    opening.head.wants_watched = 2;
    assert_non_null(open_fault(&opening, OPENING, 2));
    opening = sample_open();
    opening.files[2].fd = UINT32_MAX;
    assert_non_null(open_fault(&opening, OPENING, 2));
    opening.files[2].fd = 2;
    assert_non_null(open_fault(&opening, OPENING, 2));
    opening = sample_open();
    opening.files[0].unused = 1;
    assert_non_null(open_fault(&opening, OPENING, 2));
}

/* Where a file is said to lie, and what the others take already. */
static void test_ranges(void **state)
{
    static const struct {
        int64_t offset, size, file_size, before;
        int code;
        int64_t found;
    } rows[] = {
        {0, -1, 10, 0, 0, 10},
        {10, -1, 10, 0, 0, 0},
        {3, 7, 10, 0, 0, 7},
        {3, 4, 10, 96, 0, 4},
        {0, 0, 0, 100, 0, 0},
        {3, 8, 10, 0, -EINVAL, 0},
        {11, -1, 10, 0, -EINVAL, 0},
        {11, 0, 10, 0, -EINVAL, 0},
        {-1, 5, 10, 0, -EINVAL, 0},
        {INT64_MIN, -1, 10, 0, -EINVAL, 0},
        {INT64_MIN, INT64_MAX, INT64_MAX, 0, -EINVAL, 0},
        {INT64_MAX, 1, INT64_MAX, 0, -EINVAL, 0},
        {1, INT64_MAX, INT64_MAX, 0, -EINVAL, 0},
        {0, -2, 10, 0, -EINVAL, 0},
        {0, INT64_MIN, 10, 0, -EINVAL, 0},
        {0, -1, -1, 0, -EINVAL, 0},
        {0, 5, INT64_MIN, 0, -EINVAL, 0},
        {0, -1, 101, 0, -EFBIG, 0},
        {0, 5, 10, 96, -EFBIG, 0},
        {0, 1, 10, 100, -EFBIG, 0},
        {0, -1, INT64_MAX, 100, -EFBIG, 0},
        {1, -1, INT64_MAX, 1, -EFBIG, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct request_file file = {"x", 0, rows[i].offset, rows[i].size};
        int64_t total = rows[i].before, size = 0;

        if (request_find_range(&file, rows[i].file_size, 100, &total, &size) != rows[i].code ||
            size != rows[i].found || total != rows[i].before + rows[i].found)
            fail_msg("row %zu: %lld bytes, %lld in all", i, (long long)size, (long long)total);
    }
}

/* ---- a request to run ---- */

struct order {
    struct msg_run head;
    char text[32];
};
#define ORDER_TEXT "/prog/a.py\0/bin/python\0-x\0"
enum { ORDER = offsetof(struct order, text) + sizeof(ORDER_TEXT) - 1 };

static struct order sample_order(void)
{
    struct order order = {.head = {.kind = MSG_RUN, .argc = 2, .action = RUN_WATCHED}};

    memcpy(order.text, ORDER_TEXT, sizeof(ORDER_TEXT) - 1);
    return order;
}

static const char *run_fault(const struct order *order, size_t size, size_t fd_count)
{
    char *bytes = malloc(size > 0 ? size : 1);
    struct request_run run;
    const char *fault;

    assert_non_null(bytes);
    memcpy(bytes, order, size);
    fault = request_read_run(bytes, size, fd_count, &run);
    if (!fault) {
        assert_ptr_equal(run.file, bytes + sizeof(order->head));
        assert_ptr_equal(run.argv + run.argv_size, bytes + size);
    }
    free(bytes);
    return fault;
}

static void test_orders(void **state)
{
    struct order order = sample_order();

    (void)state;
    assert_null(run_fault(&order, ORDER, 3));
    for (size_t size = 0; size < ORDER; size++)
        assert_non_null(run_fault(&order, size, 3));
    assert_non_null(run_fault(&order, ORDER + 1, 3));
    for (size_t count = 0; count <= PACKET_FDS_MAX; count++)
        assert_int_equal(run_fault(&order, ORDER, count) == NULL, count == 3);
    order.head.has_code = 1;
    assert_null(run_fault(&order, ORDER, 4));
    assert_non_null(run_fault(&order, ORDER, 3));
    order.head.has_code = UINT32_MAX; /* 3 descriptors and 4294967295 are 2 */
    assert_non_null(run_fault(&order, ORDER, 2));
    order.head.has_code = 1;
    order.head.action = RUN_WATCHED_COMPILE;
    assert_non_null(run_fault(&order, ORDER, 4));
    order = sample_order();
    order.head.action = RUN_WATCHED_COMPILE + 1;
    assert_non_null(run_fault(&order, ORDER, 3));
    order.head.action = UINT32_MAX;
    assert_non_null(run_fault(&order, ORDER, 3));
    order.head.action = RUN_EXEC; /* which has no file */
    assert_non_null(run_fault(&order, ORDER, 3));
    order = sample_order();
    for (uint32_t argc = 0; argc < 5; argc++) {
        order.head.argc = argc;
        assert_int_equal(run_fault(&order, ORDER, 3) == NULL, argc == 2);
    }
    order.head.argc = ARGV_MAX + 1;
    assert_non_null(run_fault(&order, ORDER, 3));
    order.head.argc = UINT32_MAX;
    assert_non_null(run_fault(&order, ORDER, 3));
    order = sample_order();
    order.text[11] = 'b'; /* the program's path is absolute */
    assert_non_null(run_fault(&order, ORDER, 3));
}

static void test_long_file(void **state)
{
    char *long_file = calloc(1, sizeof(struct msg_run) + RUN_FILE_MAX + 8);
    struct order order = sample_order();
    struct request_run run;

    (void)state;
    assert_non_null(long_file);
    order.head.argc = 1;
    memcpy(long_file, &order.head, sizeof(order.head));
    memset(long_file + sizeof(order.head), '/', RUN_FILE_MAX + 4);
    long_file[sizeof(order.head) + RUN_FILE_MAX] = '\0';
    assert_null(request_read_run(long_file, sizeof(order.head) + RUN_FILE_MAX + 5, 3, &run));
    memmove(long_file + sizeof(order.head) + RUN_FILE_MAX + 1, "\0//", 4);
    long_file[sizeof(order.head) + RUN_FILE_MAX] = '/';
    assert_non_null(request_read_run(long_file, sizeof(order.head) + RUN_FILE_MAX + 5, 3, &run));
    free(long_file);
}

/* ---- what a cell's init reports ---- */

static const struct msg_init_done done_fine = {.kind = MSG_INIT_DONE,
                                               .wait_status = 3 << 8,
                                               .syscall = -1,
                                               .tmpfs_full = 1,
                                               .threads_started = 4,
                                               .own_signals = UINT64_MAX,
                                               .refused_bytes = INT64_MAX,
                                               .user_us = 5,
                                               .max_rss_kib = 6};

static void test_reports(void **state)
{
#define WIDE(field)                                                                                \
    {                                                                                              \
        offsetof(struct msg_init_done, field), 8                                                   \
    }
#define NARROW(field)                                                                              \
    {                                                                                              \
        offsetof(struct msg_init_done, field), 4                                                   \
    }
    static const struct {
        size_t offset, size;
    } counts[] = {WIDE(tmpfs_kib),
                  WIDE(refused_bytes),
                  WIDE(user_us),
                  WIDE(system_us),
                  WIDE(max_rss_kib),
                  WIDE(voluntary_switches),
                  WIDE(involuntary_switches),
                  NARROW(stray_processes),
                  NARROW(tmpfs_full),
                  NARROW(tmpfs_files_full),
                  NARROW(refused_processes),
                  NARROW(threads_started),
                  NARROW(ended_by_init),
                  NARROW(exec_errno),
                  NARROW(failed_errno)};
    struct msg_init_done done = done_fine;

    (void)state;
    assert_null(request_done_fault(&done));
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        const int64_t least = INT64_MIN, minus = -1, most = INT64_MAX - (counts[i].size == 8);

        done = done_fine;
        memcpy((char *)&done + counts[i].offset, &minus, counts[i].size);
        assert_non_null(request_done_fault(&done));
        memcpy((char *)&done + counts[i].offset, (const char *)&least + 8 - counts[i].size,
               counts[i].size);
        assert_non_null(request_done_fault(&done));
        memcpy((char *)&done + counts[i].offset, (const char *)&most, counts[i].size);
        if (counts[i].size == 8 &&
            counts[i].offset != offsetof(struct msg_init_done, refused_bytes))
            assert_non_null(request_done_fault(&done));
    }
}

static void test_reported_ends(void **state)
{
    /* stopped, continued, a signal that there is not, more than a status has */
    static const int32_t ends[] = {-2, INT32_MIN, 0x137f, 0xffff, 65, 0x10000, INT32_MAX};
    struct msg_init_done done;

    (void)state;
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        done = done_fine;
        done.wait_status = ends[i];
        if (!request_done_fault(&done))
            fail_msg("an end by %d passes", ends[i]);
    }
    for (int signal = 1; signal <= 64; signal++) {
        done = done_fine;
        done.wait_status = signal | 0x80;
        assert_null(request_done_fault(&done));
    }
    done = done_fine;
    done.wait_status = -1;
    assert_null(request_done_fault(&done));
    done.failed_errno = 4095;
    memset(done.failed_stage, 'x', sizeof(done.failed_stage) - 1);
    assert_null(request_done_fault(&done));
    done.failed_stage[sizeof(done.failed_stage) - 1] = 'x'; /* no end */
    assert_non_null(request_done_fault(&done));
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
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_openings),
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_orders),
        cmocka_unit_test(test_long_file),
        cmocka_unit_test(test_reports),
        cmocka_unit_test(test_reported_ends),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_plan_follows_links),
        cmocka_unit_test(test_plan_refuses),
    };

    return cmocka_run_group_tests_name("request", tests, make_place, remove_place);
}
