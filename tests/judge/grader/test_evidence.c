/* What a language's definition makes of a run's limits. */
#include "base/limits.h"
#include "judge/grader/evidence.h"
#include "problems/limits.h"
#include "runner/request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define ROWS(rows) (sizeof(rows) / sizeof((rows)[0]))

static const struct {
    double factor;
    int64_t extra_us, extra_kib;
    int64_t cpu_us, wall_us, memory_kib;
} allowances[] = {
    {1, 0, 0, 1000000, 3000000, 65536},         {2, 0, 0, 2000000, 5000000, 65536},
    {1, 500000, 1024, 1500000, 4000000, 66560}, {2.5, 500000, 0, 3000000, 7000000, 65536},
    {0.5, 0, 0, 500000, 3000000, 65536}, /* a wall limit is not shortened */
};

static void test_limits(void **state)
{
    const struct problem_limits limits = {.time_us = 1000000,
                                          .wall_us = 3000000,
                                          .memory_kib = 65536,
                                          .output_kib = 2,
                                          .stack_kib = 8192,
                                          .processes = 3};

    (void)state;
    for (size_t i = 0; i < ROWS(allowances); i++) {
        const struct language language = {.time_factor = allowances[i].factor,
                                          .extra_time_us = allowances[i].extra_us,
                                          .extra_memory_kib = allowances[i].extra_kib};
        struct run_limits got = execute_limits(&language, &limits, 1);

        assert_int_equal(got.cpu_us, allowances[i].cpu_us);
        assert_int_equal(got.wall_us, allowances[i].wall_us);
        assert_int_equal(got.memory_kib, allowances[i].memory_kib);
        assert_int_equal(got.output_bytes, 2048);
        assert_int_equal(got.stack_kib, 8192);
        assert_int_equal(got.processes, 3);
    }
}

static const struct {
    int64_t extra, asked;
    int has_cgroup;
    int32_t expected;
} processes[] = {
    {0, 1, 1, 1},     {31, 1, 1, 32},    {31, 4, 1, 35},    {31, 1, 0, 1},     {31, 4, 0, 4},
    {0, 512, 1, 512}, {31, 500, 1, 512}, {31, 512, 1, 512}, {31, 600, 1, 600}, /* is refused as it
                                                                                  is */
};

/* What a problem may state, the runner takes in every language. */
static void test_allowances_stay_within(void **state)
{
    const struct language generous = {.time_factor = 100,
                                      .extra_time_us = LIMIT_TIME_MAX_US,
                                      .extra_memory_kib = LIMIT_MEMORY_MAX_KIB};
    const struct language mean = {.time_factor = 0.1};
    const struct problem_limits most = {.time_us = LIMIT_TIME_MAX_US,
                                        .wall_us = LIMIT_TIME_MAX_US,
                                        .memory_kib = LIMIT_MEMORY_MAX_KIB};
    const struct problem_limits least = {.time_us = LIMIT_TIME_MIN_US,
                                         .wall_us = LIMIT_TIME_MIN_US,
                                         .memory_kib = LIMIT_MEMORY_MIN_KIB};
    struct run_limits got = execute_limits(&generous, &most, 1);

    (void)state;
    assert_int_equal(got.cpu_us, LIMIT_TIME_MAX_US);
    assert_int_equal(got.wall_us, LIMIT_WALL_MAX_US);
    assert_int_equal(got.memory_kib, LIMIT_MEMORY_MAX_KIB);
    assert_int_equal(execute_limits(&mean, &least, 1).cpu_us, LIMIT_TIME_MIN_US);
}

/* The two ends of what a problem may state of each limit (problems/limits.h), alone and together
 * with the ends of all others: the runner takes them. */
static void test_runner_takes_what_problems_may_state(void **state)
{
    const struct language language = {.time_factor = 1};

    (void)state;
    for (unsigned ends = 0; ends < 1U << PROBLEM_LIMIT_COUNT; ends++) {
        int64_t chosen[PROBLEM_LIMIT_COUNT];
        struct run_limits got;
        const char *fault;

        for (unsigned i = 0; i < PROBLEM_LIMIT_COUNT; i++)
            chosen[i] =
                ends >> i & 1 ? PROBLEM_LIMIT_RANGES[i].most : PROBLEM_LIMIT_RANGES[i].least;
        got = execute_limits(&language,
                             &(struct problem_limits){.time_us = chosen[PROBLEM_LIMIT_TIME],
                                                      .wall_us = chosen[PROBLEM_LIMIT_WALL],
                                                      .memory_kib = chosen[PROBLEM_LIMIT_MEMORY],
                                                      .output_kib = chosen[PROBLEM_LIMIT_OUTPUT],
                                                      .stack_kib = chosen[PROBLEM_LIMIT_STACK],
                                                      .processes = chosen[PROBLEM_LIMIT_PROCESSES]},
                             1);
        fault = request_limits_fault(&got, got.memory_kib, 1);
        if (fault || !request_memory_is_sane(got.memory_kib))
            fail_msg("ends %#x: %s", ends, fault ? fault : "the memory");
    }
}

static void test_processes(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(processes); i++) {
        const struct language language = {.time_factor = 1, .extra_processes = processes[i].extra};
        const struct problem_limits limits = {.processes = processes[i].asked};

        assert_int_equal(execute_limits(&language, &limits, processes[i].has_cgroup).processes,
                         processes[i].expected);
    }
}

static void test_compile_limits(void **state)
{
    struct language language = {.compile_us = 1,
                                .compile_wall_us = 2,
                                .compile_memory_kib = 3,
                                .compile_output_kib = 4,
                                .compile_processes = 5};
    struct run_limits got = execute_compile_limits(&language);

    (void)state;
    assert_int_equal(got.cpu_us, 1);
    assert_int_equal(got.wall_us, 2);
    assert_int_equal(got.memory_kib, 3);
    assert_int_equal(got.output_bytes, 4096);
    assert_int_equal(got.processes, 1); /* a check is one program */
    language.has_products = 1;
    assert_int_equal(execute_compile_limits(&language).processes, 5);
    assert_true(execute_patience_us(&got) > 10 * got.wall_us);
}

static const struct {
    const char *label, *bytes;
    size_t size;
    int is_cut;
    const char *key, *kept;
} outputs[] = {
    {"nothing", "", 0, 0, "output", ""},
    {"text", "1 2\n", 4, 0, "output", "1 2\n"},
    {"characters of two to four bytes", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 9, 0, "output",
     "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"},
    {"cut within a character", "a\xe2\x82", 3, 1, "output", "a"},
    {"ends within a character", "a\xe2\x82", 3, 0, "output_base64", "YeKC"},
    {"cut, but wrong before", "\xff\xe2\x82", 3, 1, "output_base64", "/+KC"},
    {"cut after a stray byte", "a\x82", 2, 1, "output_base64", "YYI="},
    {"a NUL", "a\0b", 3, 0, "output_base64", "YQBi"},
    {"an overlong form", "\xc0\xaf", 2, 0, "output_base64", "wK8="},
    {"a surrogate", "\xed\xa0\x80", 3, 0, "output_base64", "7aCA"},
    {"past U+10FFFF", "\xf4\x90\x80\x80", 4, 0, "output_base64", "9JCAgA=="},
    {"a control that terminals obey", "\xc2\x9b", 2, 0, "output_base64", "wps="},
};

static void test_outputs(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(outputs); i++) {
        json_t *object = json_object();
        const char *kept;

        execute_set_output(object, outputs[i].bytes, outputs[i].size, outputs[i].is_cut);
        kept = json_string_value(json_object_get(object, outputs[i].key));
        if (json_object_size(object) != 1 || !kept || strcmp(kept, outputs[i].kept) != 0)
            fail_msg("%s: %s", outputs[i].label, kept ? kept : "nothing of that name");
        json_decref(object);
    }
}

/* The largest that is kept, both ways: it fits, and nothing is lost. */
static void test_largest_output(void **state)
{
    char bytes[OUTPUT_KEPT_MAX];
    json_t *object = json_object();

    (void)state;
    memset(bytes, 'x', sizeof(bytes));
    execute_set_output(object, bytes, sizeof(bytes), 1);
    assert_int_equal(json_string_length(json_object_get(object, "output")), sizeof(bytes));
    json_object_clear(object);
    memset(bytes, 0xff, sizeof(bytes));
    execute_set_output(object, bytes, sizeof(bytes), 1);
    assert_int_equal(json_string_length(json_object_get(object, "output_base64")),
                     (sizeof(bytes) + 2) / 3 * 4);
    json_decref(object);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_allowances_stay_within),
        cmocka_unit_test(test_runner_takes_what_problems_may_state),
        cmocka_unit_test(test_processes),
        cmocka_unit_test(test_compile_limits),
        cmocka_unit_test(test_outputs),
        cmocka_unit_test(test_largest_output),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
