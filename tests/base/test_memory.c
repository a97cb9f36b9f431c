/* base/memory, base/arena and base/clock. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/memory.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

/* Lets the sanitizer return NULL as the plain allocator does, so that our own check is reached. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1";
}

/* Runs `fn` in a child, which must die of abort(). Its talk is dropped. */
static void assert_aborts(void (*fn)(void))
{
    int status = 0;
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) {
        struct rlimit none = {0};

        setrlimit(RLIMIT_CORE, &none);
        signal(SIGABRT, SIG_DFL); /* cmocka's handler would go on */
        dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO);
        fn();
        _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
}

/* ---- memory ---- */

static void test_alloc_is_zeroed(void **state)
{
    char *bytes = memory_alloc(4096);

    (void)state;
    for (size_t i = 0; i < 4096; i++)
        assert_int_equal(bytes[i], 0);
    free(bytes);
    free(memory_alloc(0));
}

static void test_grow_keeps_contents(void **state)
{
    int *numbers = NULL;

    (void)state;
    for (size_t i = 0; i < 1000; i++) {
        numbers = memory_grow(numbers, i + 1, sizeof(*numbers));
        numbers[i] = (int)i;
    }
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(numbers[i], i);
    free(numbers);
}

static void test_strdup(void **state)
{
    char *copy = memory_strdup("text"), *empty = memory_strdup("");

    (void)state;
    assert_string_equal(copy, "text");
    assert_string_equal(empty, "");
    free(copy);
    free(empty);
}

static void allocate_too_much(void)
{
    free(memory_alloc(SIZE_MAX / 2));
}

static void overflow_the_product(void)
{
    free(memory_grow(NULL, SIZE_MAX / 2, 4)); /* would wrap to a few bytes */
}

static void test_failure_ends_the_process(void **state)
{
    (void)state;
    assert_aborts(allocate_too_much);
    assert_aborts(overflow_the_product);
}

/* ---- arena ---- */

static void test_arena_is_aligned_and_zeroed(void **state)
{
    struct arena arena = ARENA_INIT;
    char *last = NULL;

    (void)state;
    for (size_t size = 1; size < 3000; size += 7) {
        char *got = arena_alloc(&arena, size);

        assert_int_equal((uintptr_t)got % _Alignof(max_align_t), 0);
        assert_ptr_not_equal(got, last);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(got[i], 0);
        memset(got, 0xff, size); /* would show through in the next, if they overlapped */
        last = got;
    }
    arena_release(&arena);
}

static void test_arena_pointers_stay(void **state)
{
    enum { COUNT = 5000 };
    static const char *texts[COUNT];
    struct arena arena = ARENA_INIT;
    char expected[32];

    (void)state;
    for (int i = 0; i < COUNT; i++)
        texts[i] = arena_format(&arena, "number %d", i);
    assert_true(arena.total >= COUNT * strlen("number 0"));
    for (int i = 0; i < COUNT; i++) {
        snprintf(expected, sizeof(expected), "number %d", i);
        assert_string_equal(texts[i], expected);
    }
    arena_release(&arena);
    assert_int_equal(arena.total, 0);
    assert_null(arena.blocks);
    assert_string_equal(arena_strdup(&arena, "used again"), "used again");
    arena_release(&arena);
}

static void test_arena_copies(void **state)
{
    struct arena arena = ARENA_INIT;
    char big[100000];
    char *copy;

    (void)state;
    assert_string_equal(arena_memdup(&arena, "abcdef", 3), "abc");
    assert_string_equal(arena_memdup(&arena, NULL, 0), "");
    assert_string_equal(arena_strdup(&arena, ""), "");
    assert_string_equal(arena_format(&arena, "%s", ""), "");
    memset(big, 'x', sizeof(big)); /* larger than a block */
    copy = arena_memdup(&arena, big, sizeof(big));
    assert_memory_equal(copy, big, sizeof(big));
    assert_int_equal(copy[sizeof(big)], '\0');
    arena_release(&arena);
}

static void copy_a_negative_size(void)
{
    struct arena arena = ARENA_INIT;

    arena_memdup(&arena, "", SIZE_MAX);
}

static void allocate_a_negative_size(void)
{
    struct arena arena = ARENA_INIT;

    arena_alloc(&arena, SIZE_MAX - 4);
}

static void test_arena_refuses_sizes_that_wrap(void **state)
{
    (void)state;
    assert_aborts(copy_a_negative_size);
    assert_aborts(allocate_a_negative_size);
}

/* ---- clock ---- */

static void test_clocks_and_their_units(void **state)
{
    time_t before = time(NULL), after;
    int64_t now_ms = clock_realtime_ms();
    struct timespec first, second;
    int64_t monotonic_us, boottime_ms;

    (void)state;
    after = time(NULL);
    assert_true(now_ms / 1000 >= before - 1); /* time() is the coarse clock, up to a tick behind */
    assert_true(now_ms / 1000 <= after + 1);

    clock_gettime(CLOCK_MONOTONIC, &first);
    monotonic_us = clock_monotonic_us();
    clock_gettime(CLOCK_MONOTONIC, &second);
    assert_in_range(monotonic_us, first.tv_sec * 1000000 + first.tv_nsec / 1000,
                    second.tv_sec * 1000000 + second.tv_nsec / 1000);

    clock_gettime(CLOCK_BOOTTIME, &first);
    boottime_ms = clock_boottime_ms();
    clock_gettime(CLOCK_BOOTTIME, &second);
    assert_in_range(boottime_ms, first.tv_sec * 1000 + first.tv_nsec / 1000000,
                    second.tv_sec * 1000 + second.tv_nsec / 1000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alloc_is_zeroed),
        cmocka_unit_test(test_grow_keeps_contents),
        cmocka_unit_test(test_strdup),
        cmocka_unit_test(test_failure_ends_the_process),
        cmocka_unit_test(test_arena_is_aligned_and_zeroed),
        cmocka_unit_test(test_arena_pointers_stay),
        cmocka_unit_test(test_arena_copies),
        cmocka_unit_test(test_arena_refuses_sizes_that_wrap),
        cmocka_unit_test(test_clocks_and_their_units),
    };

    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
