/* Cases that need no run (skipped, shared, or too large an image), and telling the judge of them.
 */
#include "base/packet.h"
#include "judge/grader/cases.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { CASES = 4 };

struct lab {
    struct problem_group groups[2];
    struct problem_case cases[CASES];
    struct problem problem;
    struct language language;
    struct grader_session session;
    int judge; /* the judge's end of the socket */
    struct grading grading;
    struct error err;
};

static const char *const none[] = {NULL};

static int open_lab(void **state)
{
    struct lab *lab = calloc(1, sizeof(*lab));
    int ends[2];

    assert_non_null(lab);
    lab->groups[0] = (struct problem_group){.name = "",
                                            .parent = PROBLEM_NO_GROUP,
                                            .points = -1,
                                            .stop = STOP_FIRST,
                                            .end_case = CASES};
    lab->groups[1] = (struct problem_group){.name = "large", .stop = STOP_UNSTATED, .points = -1};
    for (size_t i = 0; i < CASES; i++)
        lab->cases[i] = (struct problem_case){.name = "",
                                              .points = (double)(i + 1),
                                              .feedback = FEEDBACK_FIRST_DIFFERENCE,
                                              .same_as = i};
    lab->problem = (struct problem){.folder = "p",
                                    .cases = lab->cases,
                                    .case_count = CASES,
                                    .groups = lab->groups,
                                    .group_count = 2};
    lab->language = (struct language){
        .name = "executable", .memory_errors = none, .run_causes = none, .time_factor = 1};
    assert_int_equal(packet_pair(ends), 0);
    lab->session.judge = ends[0];
    lab->judge = ends[1];
    lab->grading.job = (struct job){.session = &lab->session,
                                    .problem = &lab->problem,
                                    .language = &lab->language,
                                    .limits.memory_kib = 1000,
                                    .arena = ARENA_INIT};
    cases_open(&lab->grading);
    *state = lab;
    return 0;
}

static int close_lab(void **state)
{
    struct lab *lab = *state;

    cases_close(&lab->grading);
    arena_release(&lab->grading.job.arena);
    close(lab->session.judge);
    close(lab->judge);
    free(lab);
    return 0;
}

/* Decides a case without a run: its image alone is over the memory limit. */
static void judge_image(struct lab *lab, size_t index)
{
    lab->grading.job.image_kib = 1001;
    assert_int_equal(cases_grade(&lab->grading, index, &lab->err), 0);
    lab->grading.job.image_kib = 0;
}

static const char *text(struct lab *lab, size_t index, const char *key)
{
    const char *value = json_string_value(json_object_get(lab->grading.results[index], key));

    return value ? value : "";
}

static double number(struct lab *lab, size_t index, const char *key)
{
    return json_number_value(json_object_get(lab->grading.results[index], key));
}

/* The next thing that the judge hears; NULL: nothing. To be released. */
static json_t *hear(struct lab *lab)
{
    struct pollfd polled = {.fd = lab->judge, .events = POLLIN};
    static char bytes[64 * 1024];
    ssize_t got;

    if (poll(&polled, 1, 0) <= 0)
        return NULL;
    got = packet_recv(lab->judge, bytes, sizeof(bytes), NULL, NULL);
    assert_true(got > 0);
    return json_loadb(bytes, (size_t)got, 0, NULL);
}

/* The judge hears of cases `first` to `last` (1-based), in this order, and of nothing else. */
static void expect_told(struct lab *lab, int first, int last)
{
    json_t *event;

    for (int i = first; i <= last; i++) {
        event = hear(lab);
        assert_non_null(event);
        assert_string_equal(json_string_value(json_object_get(event, "event")), "case");
        assert_int_equal(
            json_integer_value(json_object_get(json_object_get(event, "case"), "number")), i);
        assert_int_equal(json_integer_value(json_object_get(event, "next_within_us")), 77);
        json_decref(event);
    }
    assert_null(hear(lab));
}

static void expect_sign_of_life(struct lab *lab)
{
    json_t *event = hear(lab);

    assert_non_null(event);
    assert_string_equal(json_string_value(json_object_get(event, "event")), "step");
    json_decref(event);
    assert_null(hear(lab));
}

/* ---- what is decided ---- */

static void test_an_image_over_the_limit_is_not_run(void **state)
{
    struct lab *lab = *state;

    lab->cases[1].name = "big";
    lab->cases[1].group = 1;
    lab->cases[1].hint = "less";
    judge_image(lab, 1);
    assert_int_equal(lab->grading.scores[1].verdict, VERDICT_MLE);
    assert_int_equal(lab->grading.scores[1].given, GIVEN_NOTHING);
    assert_null(lab->grading.results[1]); /* it is put there while the next program runs */
    cases_settle(&lab->grading);
    assert_string_equal(text(lab, 1, "verdict"), "MLE");
    assert_string_equal(text(lab, 1, "name"), "big");
    assert_string_equal(text(lab, 1, "group"), "large");
    assert_string_equal(text(lab, 1, "hint"), "less");
    assert_string_equal(text(lab, 1, "feedback"), "first_difference");
    assert_string_equal(text(lab, 1, "path"), "exec");
    assert_true(text(lab, 1, "explanation")[0] != '\0');
    assert_true(number(lab, 1, "number") == 2);
    assert_true(json_is_object(
        json_object_get(json_object_get(lab->grading.results[1], "evidence"), "limits")));
}

/* At the limit it is run, for which there is nobody here. */
static void test_an_image_at_the_limit_is_run(void **state)
{
    static const char *const run[] = {"{file}", NULL};
    struct program program = {.code = -1, .names.file = "solution"};
    struct lab *lab = *state;
    int inputs[CASES] = {-1, -1, -1, -1};

    lab->session.inputs = inputs;
    lab->session.runner = -1;
    lab->language.run = run;
    lab->cases[0].in = (struct problem_data){.data = "", .size = 0};
    lab->grading.job.program = &program;
    lab->grading.job.image_kib = 1000;
    assert_true(cases_grade(&lab->grading, 0, &lab->err) < 0);
    assert_int_equal(lab->grading.scores[0].verdict, VERDICT_SK);
    close(inputs[0]);
}

/* What lies ready for the program is its memory, whoever the kernel charges it to. */
static void test_files_over_the_limit_are_not_run(void **state)
{
    struct program program = {.code = -1, .own_bytes = 1001 * 1024};
    struct lab *lab = *state;

    lab->grading.job.program = &program;
    assert_int_equal(cases_grade(&lab->grading, 0, &lab->err), 0);
    cases_settle(&lab->grading);
    assert_string_equal(text(lab, 0, "verdict"), "MLE");
    assert_string_equal(text(lab, 0, "reason"), "image");
    assert_int_equal(json_integer_value(json_object_get(
                         json_object_get(lab->grading.results[0], "evidence"), "image_kib")),
                     1001);
}

static void test_cases_behind_a_failure_are_skipped(void **state)
{
    struct lab *lab = *state;

    judge_image(lab, 0);
    assert_int_equal(cases_grade(&lab->grading, 1, &lab->err), 0);
    assert_int_equal(lab->grading.scores[1].verdict, VERDICT_SK);
    assert_string_equal(text(lab, 0, "verdict"), "MLE"); /* the one before is told first */
    assert_string_equal(text(lab, 1, "verdict"), "SK");
    assert_string_equal(text(lab, 1, "path"), ""); /* it took none */
    assert_true(number(lab, 1, "cpu_us") == 0);
    assert_true(number(lab, 1, "number") == 2);
}

/* A case with the input and answer of an earlier one has that one's result, under its own name. */
static void test_twins_share_a_result(void **state)
{
    struct lab *lab = *state;

    lab->groups[0].stop = STOP_NEVER;
    lab->cases[2].same_as = 0;
    lab->cases[2].name = "twin";
    lab->cases[2].group = 1;
    lab->cases[2].feedback = FEEDBACK_VERDICT;
    lab->problem.has_points = 1;
    judge_image(lab, 0);
    assert_int_equal(cases_grade(&lab->grading, 2, &lab->err), 0);
    assert_int_equal(lab->grading.scores[2].verdict, VERDICT_MLE);
    assert_string_equal(text(lab, 2, "verdict"), "MLE");
    assert_string_equal(text(lab, 2, "name"), "twin");
    assert_string_equal(text(lab, 2, "group"), "large");
    assert_string_equal(text(lab, 2, "feedback"), "verdict");
    assert_string_equal(text(lab, 2, "path"), "shared");
    assert_string_equal(text(lab, 2, "explanation"), text(lab, 0, "explanation"));
    assert_true(number(lab, 2, "number") == 3);
    assert_true(number(lab, 2, "max_score") == 3);
    assert_string_equal(text(lab, 0, "path"), "exec"); /* and the first keeps its own */
    assert_true(number(lab, 0, "max_score") == 1);
}

/* One that was skipped has no result to share. */
static void test_a_skipped_twin_shares_nothing(void **state)
{
    struct lab *lab = *state;

    lab->groups[0].stop = STOP_NEVER;
    lab->cases[2].same_as = 0;
    judge_image(lab, 2);
    assert_int_equal(lab->grading.scores[2].verdict, VERDICT_MLE);
    cases_settle(&lab->grading);
    assert_string_equal(text(lab, 2, "path"), "exec");
}

/* Without points each case counts 1; with points its own. */
static void test_what_a_case_is_worth(void **state)
{
    struct lab *lab = *state;

    judge_image(lab, 3);
    cases_settle(&lab->grading);
    assert_true(number(lab, 3, "max_score") == 1);
    assert_true(number(lab, 3, "score") == 0);
    json_decref(lab->grading.results[3]);
    lab->grading.results[3] = NULL;
    lab->problem.has_points = 1;
    judge_image(lab, 3);
    cases_settle(&lab->grading);
    assert_true(number(lab, 3, "max_score") == 4);
}

/* ---- what the judge hears ---- */

static void test_results_are_told_in_order_and_once(void **state)
{
    struct lab *lab = *state;

    lab->groups[0].stop = STOP_NEVER;
    cases_tell(&lab->grading, 77);
    expect_sign_of_life(lab);
    judge_image(lab, 1);
    cases_tell(&lab->grading, 77);
    expect_sign_of_life(lab); /* case 1 is not there yet, and comes first */
    judge_image(lab, 0);
    cases_tell(&lab->grading, 77); /* the last one that ran is put among the results */
    expect_told(lab, 1, 2);
    judge_image(lab, 2);
    judge_image(lab, 3);
    cases_tell(&lab->grading, 77);
    expect_told(lab, 3, 4);
    cases_tell(&lab->grading, 77);
    expect_sign_of_life(lab);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_lab, close_lab)
    const struct CMUnitTest tests[] = {
        TEST(test_an_image_over_the_limit_is_not_run),
        TEST(test_an_image_at_the_limit_is_run),
        TEST(test_files_over_the_limit_are_not_run),
        TEST(test_cases_behind_a_failure_are_skipped),
        TEST(test_twins_share_a_result),
        TEST(test_a_skipped_twin_shares_nothing),
        TEST(test_what_a_case_is_worth),
        TEST(test_results_are_told_in_order_and_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
