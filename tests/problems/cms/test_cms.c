/* CMS's task.yaml and gen/GEN: what good tasks become, and what is said about bad ones. */
#include "problems/cms/cms.h"
#include "tests/problems/folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct folder package;

static void write_cases(int count)
{
    char path[64];

    for (int i = 0; i < count; i++) {
        snprintf(path, sizeof(path), "input/input%d.txt", i);
        folder_write_text(&package, path, "1\n");
        snprintf(path, sizeof(path), "output/output%d.txt", i);
        folder_write_text(&package, path, "2\n");
    }
}

static int make_package(void **state)
{
    (void)state;
    folder_make(&package);
    write_cases(4);
    return 0;
}

static int remove_package(void **state)
{
    (void)state;
    folder_remove(&package);
    return 0;
}

#define HEAD "name: sums\ntitle: Sums\ntime_limit: 1.5\nmemory_limit: 64\ninfile: ''\noutfile: ''\n"

static struct problem *load(const char *text, struct report *report)
{
    struct problem *problem = NULL;

    folder_write_text(&package, "task.yaml", text);
    problem_load(package.fd, "p", &problem, report);
    return problem;
}

static struct problem *load_good(const char *text)
{
    struct report report = REPORT_INIT;
    struct problem *problem = load(text, &report);

    if (!problem || report.first) {
        report_print(&report, stderr);
        fail_msg("expected to load without a word:\n%s", text);
    }
    report_release(&report);
    return problem;
}

static void check_said(const char *text, int is_error, const char *file, int line,
                       const char *message)
{
    struct report report = REPORT_INIT;
    struct problem *problem = load(text, &report);

    if (!report.first || (problem == NULL) != is_error || report.first->line != line ||
        strcmp(report.first->file, file) != 0 ||
        strncmp(report.first->message, message, strlen(message)) != 0) {
        report_print(&report, stderr);
        fail_msg("expected %s:%d: %s\nfor\n%s", file, line, message, text);
    }
    problem_free(problem);
    report_release(&report);
}

static void test_sum(void **state)
{
    struct problem *problem = load_good(HEAD "n_input: 4\n");

    (void)state;
    assert_int_equal(problem->format, PROBLEM_CMS);
    assert_string_equal(problem->name, "Sums");
    assert_int_equal(problem->limits.time_us, 1500000);
    assert_int_equal(problem->limits.memory_kib, 64 * 1024);
    assert_int_equal(problem->case_count, 4);
    assert_int_equal(problem->group_count, 1);
    assert_string_equal(problem->cases[2].name, "002");
    assert_string_equal(problem->cases[2].in.path, "input/input2.txt");
    assert_string_equal(problem->cases[2].out.path, "output/output2.txt");
    assert_true(problem->cases[0].points == 25 && problem->has_points);
    assert_int_equal(problem->checker.kind, CHECKER_EACH_LINE);
    problem_free(problem);
}

static void test_file_names(void **state)
{
    struct problem *problem = load_good("n_input: 1\n");

    (void)state;
    assert_string_equal(problem->input_name, "input.txt");
    assert_string_equal(problem->output_name, "output.txt");
    problem_free(problem);
    problem = load_good("n_input: 1\ninfile: ''\noutfile: sums.out\n");
    assert_null(problem->input_name);
    assert_string_equal(problem->output_name, "sums.out");
    problem_free(problem);
}

static void test_old_names(void **state)
{
    struct problem *problem = load_good("nome_breve: sums\nnome: Somme\ntimeout: 2\nmemlimit: 32\n"
                                        "infile: \"\"\noutfile: \"\"\nn_input: 2\n"
                                        "total_value: 10\n");

    (void)state;
    assert_string_equal(problem->name, "Somme");
    assert_int_equal(problem->limits.time_us, 2000000);
    assert_true(problem->cases[1].points == 5);
    problem_free(problem);
}

static void test_gen(void **state)
{
    struct problem *problem;

    (void)state;
    folder_write_text(&package, "gen/GEN",
                      "# a comment\n"
                      "# ST: 40\n"
                      "1 2  # why\n"
                      "\n"
                      "#COPY: extra.txt\n"
                      " #ST: 60 \n"
                      "3\n"
                      "4");
    problem = load_good(HEAD);
    assert_int_equal(problem->case_count, 4);
    assert_int_equal(problem->group_count, 3);
    assert_true(problem->groups[1].points == 40 && problem->groups[2].points == 60);
    assert_int_equal(problem->groups[1].score, SCORE_MIN);
    assert_int_equal(problem->groups[2].first_case, 2);
    assert_int_equal(problem->groups[2].end_case, 4);
    assert_string_equal(problem->groups[1].name, "subtask 1");
    problem_free(problem);
    check_said(HEAD "n_input: 3\n", 1, "p/task.yaml", 7, "found 3 cases here and 4 in gen/GEN");
    folder_write_text(&package, "gen/GEN", "1\n\xc3\xa4\n# ST: 3\n");
    check_said(HEAD, 1, "p/gen/GEN", 3, "found the first subtask after a test case");
    folder_write_text(&package, "gen/GEN", "# ST: many\n1\n");
    check_said(HEAD, 1, "p/gen/GEN", 1, "expected the points of a subtask");
    folder_write_text(&package, "gen/GEN", "# ST: 100\n1 # COPY: x\n");
    check_said(HEAD, 1, "p/gen/GEN", 2, "found a test case and a command");
    unlinkat(package.fd, "gen/GEN", 0);
}

static void test_score_types(void **state)
{
    struct problem *problem = load_good(HEAD "n_input: 4\nscore_type: GroupMul\n"
                                             "score_type_parameters: [[30, 1], [70, 3]]\n");

    (void)state;
    assert_int_equal(problem->groups[1].score, SCORE_PRODUCT);
    assert_int_equal(problem->groups[2].end_case, 4);
    problem_free(problem);
    problem = load_good(HEAD "n_input: 4\nscore_type: GroupThreshold\n"
                             "score_type_parameters: [[100, 4, 20]]\n");
    assert_int_equal(problem->groups[1].case_score, CASE_SCORE_UP_TO);
    assert_true(problem->groups[1].case_most == 20);
    problem_free(problem);
    problem = load_good(HEAD "n_input: 4\nscore_type: Sum\nscore_type_parameters: 5\n");
    assert_true(problem->cases[3].points == 5);
    problem_free(problem);
    check_said(HEAD "n_input: 4\nscore_type: GroupMin\nscore_type_parameters: [[100, 3]]\n", 1,
               "p/task.yaml", 7, "the subtasks together have another number");
    check_said(HEAD "n_input: 4\nscore_type: GroupMin\nscore_type_parameters: [[100, '0.*']]\n", 1,
               "p/task.yaml", 9, "found \"0.*\", expected a number of cases");
    check_said(HEAD "n_input: 4\nscore_type: Relative\nscore_type_parameters: 1\n", 1,
               "p/task.yaml", 8, "found \"Relative\", expected a score type");
}

static void test_programs(void **state)
{
    struct problem *problem;

    (void)state;
    folder_write_text(&package, "check/checker.cpp", "");
    folder_write_text(&package, "sol/grader.cpp", "");
    folder_write_text(&package, "sol/sums.h", "");
    problem = load_good(HEAD "n_input: 1\n");
    assert_int_equal(problem->checker.kind, CHECKER_PROGRAM);
    assert_int_equal(problem->checker.protocol, PROTOCOL_CMS);
    assert_string_equal(problem->checker.programs[0].path, "check/checker.cpp");
    assert_int_equal(problem->include_count, 2);
    assert_string_equal(problem->includes[0].language, "cpp20");
    assert_string_equal(problem->includes[0].paths[0], "sol/grader.cpp");
    assert_string_equal(problem->includes[0].paths[1], "sol/sums.h");
    problem_free(problem);
    /* what the author built comes before its source */
    folder_write_text(&package, "check/checker", "");
    problem = load_good(HEAD "n_input: 1\n");
    assert_string_equal(problem->checker.programs[0].path, "check/checker");
    problem_free(problem);
    folder_write_text(&package, "cor/manager.cpp", "");
    problem = load_good("n_input: 1\n");
    assert_int_equal(problem->interaction.kind, INTERACTION_CMS);
    assert_int_equal(problem->interaction.over_fifos, 0);
    assert_int_equal(problem->checker.program_count, 0);
    assert_null(problem->cases[0].args);
    problem_free(problem);
    folder_write_text(&package, "sol/stub.cpp", "");
    folder_write_text(&package, "sol/stub.py", "");
    problem = load_good("name: talk\nn_input: 1\n");
    assert_int_equal(problem->interaction.over_fifos, 1);
    assert_string_equal(problem->includes[0].paths[0], "sol/stub.cpp");
    assert_null(problem->includes[0].entry);
    assert_string_equal(problem->includes[2].entry, "stub.py");
    assert_string_equal(problem->includes[2].own_name, "talk");
    assert_string_equal(problem->cases[0].args[0], "/dev/stdin");
    assert_string_equal(problem->cases[0].args[1], "/dev/stdout");
    problem_free(problem);
    problem = load_good("n_input: 1\nuser_io: std_io\n");
    assert_null(problem->cases[0].args);
    problem_free(problem);
    check_said("n_input: 1\nnum_processes: 2\n", 1, "p/task.yaml", 2,
               "found a manager that speaks with 2 processes");
    problem = load_good("n_input: 1\noutput_only: true\n");
    assert_int_equal(problem->is_output_only, 1);
    problem_free(problem);
    remove_package(NULL);
    make_package(NULL);
}

static void test_errors(void **state)
{
    (void)state;
    check_said("n_input: 1\ninfile: a/b\n", 1, "p/task.yaml", 2,
               "found \"a/b\", expected the name of a file without a folder");
    check_said("n_input: 1\ninfile: output.txt\noutfile: output.txt\n", 1, "p/task.yaml", 3,
               "found the same name for the input and the output");
    check_said(HEAD, 1, "p/task.yaml", 1, "found neither `n_input` nor gen/GEN");
    check_said(HEAD "n_input: 5\n", 1, "p/task.yaml", 1,
               "the file \"input/input4.txt\" does not exist");
    check_said("infile: ''\noutfile: ''\ntime_limit: long\nn_input: 1\n", 1, "p/task.yaml", 3,
               "found \"long\", expected a time limit");
    check_said(HEAD "n_input: 1\nnum_inputs: 3\n", 0, "p/task.yaml", 8,
               "the unknown key \"num_inputs\"");
    check_said(HEAD "n_input: 1\nscore_type: Sum\n", 0, "p/task.yaml", 8,
               "the score type holds only where");
    check_said("[]\n", 1, "p/task.yaml", 1, "found an empty list");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sum),         cmocka_unit_test(test_file_names),
        cmocka_unit_test(test_old_names),   cmocka_unit_test(test_gen),
        cmocka_unit_test(test_score_types), cmocka_unit_test(test_programs),
        cmocka_unit_test(test_errors),
    };

    return cmocka_run_group_tests(tests, make_package, remove_package);
}
