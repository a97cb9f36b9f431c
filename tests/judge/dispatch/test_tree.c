/* What a command's process tree is started with, as far as no process is needed for it. */
#include "base/log.h"
#include "judge/cache/cache.h"
#include "judge/dispatch/tree.h"
#include "tests/folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_isolation_is_what_was_proved(void **state)
{
    struct isolation isolation = {.cgroup = "v1"};
    json_t *object;

    (void)state;
    isolation.state[LAYER_SECCOMP] = ISOLATION_ENFORCED;
    isolation.state[LAYER_LANDLOCK] = ISOLATION_UNKNOWN;
    object = tree_isolation_json(&isolation);
    assert_int_equal(json_object_size(object), LAYER_COUNT + 1);
    assert_string_equal(json_string_value(json_object_get(object, "cgroup")), "v1");
    for (size_t i = 0; i < LAYER_COUNT; i++) {
        const json_t *layer = json_object_get(object, isolation_layers[i]);

        assert_true(json_is_boolean(layer));
        assert_int_equal(json_is_true(layer), i == LAYER_SECCOMP); /* unknown is not in force */
    }
    json_decref(object);
}

/* A cache that the user named must work; of its own one the judge only warns. */
static void test_a_cache_that_was_named_must_work(void **state)
{
    struct folder folder;
    struct tree_options options = {0};
    struct cache *cache = NULL;
    struct error err;
    char good[80], bad[80];

    (void)state;
    folder_make(&folder);
    folder_write_text(&folder, "file", "no folder");
    snprintf(good, sizeof(good), "%s/cache", folder.path);
    snprintf(bad, sizeof(bad), "%s/file", folder.path);
    unsetenv("ASSAY_CACHE");
    assert_int_equal(tree_cache(&options, good, &cache, &err), 0);
    assert_non_null(cache);
    cache_close(cache);
    assert_int_equal(tree_cache(&options, bad, &cache, &err), 0);
    assert_null(cache);
    options.cache = bad;
    assert_true(tree_cache(&options, good, &cache, &err) < 0);
    options.cache = "none";
    assert_int_equal(tree_cache(&options, good, &cache, &err), 0);
    assert_null(cache);
    options.cache = NULL;
    setenv("ASSAY_CACHE", bad, 1);
    assert_true(tree_cache(&options, good, &cache, &err) < 0);
    folder_remove(&folder);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_isolation_is_what_was_proved),
        cmocka_unit_test(test_a_cache_that_was_named_must_work),
    };

    log_setup("test", LOG_LEVEL_ERROR, 0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
