/* A list of submissions through graders: each rule of judge/dispatch/batch.h, with graders by
 * script. */
#include "base/fd.h"
#include "judge/dispatch/batch.h"
#include "judge/report/result.h"
#include "tests/judge/scripted.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { ITEMS_MAX = 8 };

struct lab {
    struct runner_parent parent;
    struct batch_item items[ITEMS_MAX];
    size_t count;
    size_t told; /* how many the batch has told of, each in its turn */
    struct error err;
};

static int open_lab(void **state)
{
    struct lab *lab = calloc(1, sizeof(*lab));

    assert_non_null(lab);
    scripted_start(NULL, &lab->parent);
    *state = lab;
    return 0;
}

static int close_lab(void **state)
{
    struct lab *lab = *state;

    scripted_stop(&lab->parent);
    for (size_t i = 0; i < lab->count; i++) {
        json_decref(lab->items[i].request);
        json_decref(lab->items[i].result);
        for (size_t j = 0; j < lab->items[i].fd_count; j++)
            fd_close(&lab->items[i].fds[j]);
    }
    free(lab);
    return 0;
}

static struct batch_item *add(struct lab *lab, const char *script)
{
    struct batch_item *item = &lab->items[lab->count++];

    item->request = json_pack("{s:s}", "kind", "grade");
    item->result = result_new("p", "a.py", "python3", json_null());
    item->fds[0] = fd_memfd_with("source", script, strlen(script));
    item->fd_count = 1;
    return item;
}

static void on_done(struct batch_item *item, size_t index, void *arg)
{
    struct lab *lab = arg;

    assert_ptr_equal(item, &lab->items[index]);
    assert_int_equal(index, lab->told++); /* in the list's order */
    assert_int_equal(item->state, ITEM_DONE);
}

static int grade(struct lab *lab, int jobs)
{
    struct batch *batch;
    int result = batch_open(&lab->parent, NULL, jobs, &batch, &lab->err);

    assert_int_equal(result, 0);
    result = batch_go(batch, lab->items, lab->count, on_done, lab, &lab->err);
    batch_close(batch);
    return result;
}

static const char *text(const struct batch_item *item, const char *key)
{
    return result_text(item->result, key);
}

/* ---- the rules ---- */

static void test_results_come_in_the_lists_order(void **state)
{
    struct lab *lab = *state;

    /* the first ends last, and its grader is not the one that the others had */
    add(lab, "until 3\n" SCRIPT_GRADED("AC"));
    add(lab, SCRIPT_GRADED("WA"));
    add(lab, SCRIPT_GRADED("TLE"));
    add(lab, SCRIPT_GRADED("CE"));
    assert_int_equal(grade(lab, 2), 0);
    assert_int_equal(lab->told, 4);
    assert_string_equal(text(&lab->items[0], "verdict"), "AC");
    assert_string_equal(text(&lab->items[1], "verdict"), "WA");
    assert_string_equal(text(&lab->items[2], "verdict"), "TLE");
    assert_string_equal(text(&lab->items[3], "verdict"), "CE");
}

/* Lists one after the other have the same graders. */
static void test_graders_stay_for_the_next_list(void **state)
{
    struct lab *lab = *state;
    struct batch *batch;

    add(lab, SCRIPT_GRADED("WA"));
    add(lab, SCRIPT_GRADED("AC"));
    assert_int_equal(batch_open(&lab->parent, NULL, 1, &batch, &lab->err), 0);
    assert_int_equal(batch_go(batch, NULL, 0, on_done, lab, &lab->err), 0);
    assert_int_equal(lab->told, 0);
    for (int i = 0; i < 2; i++) {
        lab->told = 0;
        lab->items[0].state = lab->items[1].state = ITEM_WAITING;
        assert_int_equal(batch_go(batch, lab->items, 2, on_done, lab, &lab->err), 0);
        assert_int_equal(lab->told, 2);
        assert_int_equal(lab->items[0].attempts, i + 1);
        assert_string_equal(text(&lab->items[0], "verdict"), "WA");
        assert_string_equal(text(&lab->items[1], "verdict"), "AC");
    }
    batch_close(batch);
}

static void test_every_result_says_what_was_in_force(void **state)
{
    struct lab *lab = *state;
    json_t *request;

    lab->parent.isolation.state[LAYER_SECCOMP] = ISOLATION_MISSING;
    lab->parent.isolation.state[LAYER_CGROUP_MEMORY] = ISOLATION_UNKNOWN;
    add(lab, "request\n");
    add(lab, SCRIPT_GRADED("AC"));
    assert_int_equal(grade(lab, 1), 0);
    for (size_t i = 0; i < 2; i++) {
        json_t *isolation = json_object_get(lab->items[i].result, "isolation");

        assert_true(json_is_false(json_object_get(isolation, "seccomp")));
        assert_true(json_is_true(json_object_get(isolation, "own_root")));
        assert_string_equal(json_string_value(json_object_get(isolation, "cgroup")), "v2");
    }
    request = json_loads(text(&lab->items[0], "message"), 0, NULL);
    assert_string_equal(result_text(request, "kind"), "grade");
    assert_true(json_is_false(json_object_get(request, "has_cgroup"))); /* unknown is missing */
    json_decref(request);
}

/* What an attempt that failed has told is forgotten. */
static void test_a_failure_of_ours_is_tried_again(void **state)
{
    struct lab *lab = *state;

    add(lab, SCRIPT_STARTED "1:" SCRIPT_CASE("1", "RTE") "1:" SCRIPT_FAILED SCRIPT_CASE("1", "AC")
                 SCRIPT_CASE("2", "AC") SCRIPT_FINISHED("AC"));
    add(lab, "1:die\n2:die\n" SCRIPT_GRADED("WA"));
    assert_int_equal(grade(lab, 2), 0);
    assert_string_equal(text(&lab->items[0], "verdict"), "AC");
    assert_int_equal(json_array_size(json_object_get(lab->items[0].result, "cases")), 2);
    assert_int_equal(lab->items[0].attempts, 2);
    assert_string_equal(text(&lab->items[1], "verdict"), "WA");
    assert_int_equal(lab->items[1].attempts, BATCH_ATTEMPTS_MAX);
}

static void test_then_it_is_an_internal_error(void **state)
{
    struct lab *lab = *state;

    add(lab, SCRIPT_STARTED SCRIPT_CASE("1", "AC") SCRIPT_FAILED);
    add(lab, "die\n");
    add(lab, SCRIPT_GRADED("AC"));
    assert_int_equal(grade(lab, 1), 0);
    assert_int_equal(lab->told, 3);
    assert_string_equal(text(&lab->items[0], "verdict"), "IE");
    assert_string_equal(text(&lab->items[0], "reason"), "sandbox");
    assert_string_equal(text(&lab->items[0], "message"), "it broke");
    assert_int_equal(json_array_size(json_object_get(lab->items[0].result, "cases")), 0);
    assert_int_equal(lab->items[0].attempts, BATCH_ATTEMPTS_MAX);
    assert_string_equal(text(&lab->items[1], "reason"), "grader_lost");
    assert_int_equal(lab->items[1].attempts, BATCH_ATTEMPTS_MAX);
    assert_string_equal(text(&lab->items[2], "verdict"), "AC");
}

/* ---- items that are opened in their turn ---- */

static int opened; /* a descriptor that the last call has left in its item */

static int open_script(struct batch_item *item, struct error *err)
{
    const char *script = item->arg;

    item->fds[0] = opened = fd_memfd_with("source", script, strlen(script));
    item->fd_count = 1;
    return *script ? 0 : error_set(err, -ENOENT, "it has gone");
}

static struct batch_item *add_later(struct lab *lab, const char *script)
{
    struct batch_item *item = &lab->items[lab->count++];

    item->request = json_pack("{s:s}", "kind", "grade");
    item->result = result_new("p", "a.py", "python3", json_null());
    item->open = open_script;
    item->arg = (void *)script;
    return item;
}

static void test_one_that_cannot_be_opened_is_one_result(void **state)
{
    struct lab *lab = *state;

    add(lab, SCRIPT_GRADED("WA"));
    add_later(lab, "");
    assert_int_equal(grade(lab, 1), 0);
    assert_string_equal(text(&lab->items[0], "verdict"), "WA");
    assert_string_equal(text(&lab->items[1], "verdict"), "IE");
    assert_string_equal(text(&lab->items[1], "reason"), "internal");
    assert_string_equal(text(&lab->items[1], "message"), "it has gone");
    assert_int_equal(lab->items[1].fds[0], -1); /* what it had opened by then is closed */
    assert_true(fcntl(opened, F_GETFD) < 0);
}

static void test_what_was_opened_is_closed_and_opened_again(void **state)
{
    struct lab *lab = *state;

    add_later(lab, "1:" SCRIPT_FAILED SCRIPT_GRADED("AC"));
    assert_int_equal(grade(lab, 1), 0);
    assert_string_equal(text(&lab->items[0], "verdict"), "AC");
    assert_int_equal(lab->items[0].attempts, 2);
    assert_int_equal(lab->items[0].fds[0], -1);
}

/* ---- the end ---- */

static void test_nothing_to_grade_is_done_at_once(void **state)
{
    struct lab *lab = *state;

    assert_int_equal(grade(lab, 1), 0);
    assert_int_equal(lab->told, 0);
}

static void test_an_interrupt_ends_it_with_what_is_done(void **state)
{
    struct lab *lab = *state;

    add(lab, SCRIPT_GRADED("AC"));
    add(lab, "signal INT\n");
    add(lab, SCRIPT_GRADED("AC"));
    assert_int_equal(grade(lab, 1), -EINTR);
    assert_int_equal(lab->told, 1);
    assert_int_equal(lab->items[2].state, ITEM_WAITING);
}

static void test_a_tree_that_breaks_down_ends_it(void **state)
{
    struct lab *lab = *state;

    add(lab, "break\n");
    assert_int_equal(grade(lab, 1), -EIO);
    assert_true(lab->err.text[0] != '\0');
    assert_int_equal(lab->told, 0);
}

/* It never can be handed over, so that it ends the batch instead of turning round and round. */
static void test_a_request_that_is_too_long(void **state)
{
    struct lab *lab = *state;
    char *path = calloc(1, 200 * 1024 + 1);

    memset(path, 'x', 200 * 1024);
    json_object_set_new(add(lab, SCRIPT_GRADED("AC"))->request, "problem", json_string(path));
    free(path);
    assert_int_equal(grade(lab, 1), -EINVAL);
    assert_non_null(strstr(lab->err.text, "too long"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_lab, close_lab)
    const struct CMUnitTest tests[] = {
        TEST(test_results_come_in_the_lists_order),
        TEST(test_graders_stay_for_the_next_list),
        TEST(test_every_result_says_what_was_in_force),
        TEST(test_a_failure_of_ours_is_tried_again),
        TEST(test_then_it_is_an_internal_error),
        TEST(test_one_that_cannot_be_opened_is_one_result),
        TEST(test_what_was_opened_is_closed_and_opened_again),
        TEST(test_nothing_to_grade_is_done_at_once),
        TEST(test_an_interrupt_ends_it_with_what_is_done),
        TEST(test_a_tree_that_breaks_down_ends_it),
        TEST(test_a_request_that_is_too_long),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
