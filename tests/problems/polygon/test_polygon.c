/* Polygon's problem.xml: what good packages become, and what is said about bad ones, hostile XML
 * included. */
#include "problems/polygon/polygon.h"
#include "tests/problems/folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct folder package;

static int make_package(void **state)
{
    static const char *const files[] = {"tests/01",        "tests/01.a",        "tests/02",
                                        "tests/02.a",      "tests/03",          "tests/03.a",
                                        "files/check.cpp", "files/testlib.h",   "files/inter.cpp",
                                        "solutions/a.cpp", "solutions/slow.py", "solutions/b.cpp"};

    (void)state;
    folder_make(&package);
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
        folder_write_text(&package, files[i], "1\n");
    return 0;
}

static int remove_package(void **state)
{
    (void)state;
    folder_remove(&package);
    return 0;
}

static struct problem *load(const char *text, struct report *report)
{
    struct problem *problem = NULL;

    folder_write_text(&package, "problem.xml", text);
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

static void check_said(const char *text, int is_error, int line, int column, const char *message)
{
    struct report report = REPORT_INIT;
    struct problem *problem = load(text, &report);

    if (!report.first || (problem == NULL) != is_error || report.first->line != line ||
        report.first->column != column ||
        strncmp(report.first->message, message, strlen(message)) != 0) {
        report_print(&report, stderr);
        fail_msg("expected %d:%d: %s\nfor\n%s", line, column, message, text);
    }
    problem_free(problem);
    report_release(&report);
}

#define TESTSET(groups, tests)                                                                     \
    "<judging input-file=\"\" output-file=\"\"><testset name=\"tests\">\n"                         \
    "<time-limit>2000</time-limit>\n"                                                              \
    "<memory-limit>268435456</memory-limit>\n"                                                     \
    "<input-path-pattern>tests/%02d</input-path-pattern>\n"                                        \
    "<answer-path-pattern>tests/%02d.a</answer-path-pattern>\n"                                    \
    "<tests>" tests "</tests>\n" groups "</testset></judging>\n"
#define PROBLEM(groups, tests, assets)                                                             \
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"                                                 \
    "<problem short-name=\"sum\"><names><name language=\"english\" value=\"Sum\"/></names>\n"      \
    "<files><resources><file path=\"files/testlib.h\" "                                            \
    "type=\"h.g++\"/></resources></files>\n" TESTSET(groups, tests) "<assets>" assets              \
                                                                    "</assets></problem>\n"
#define CHECKER                                                                                    \
    "<checker name=\"std::wcmp.cpp\" type=\"testlib\">"                                            \
    "<source path=\"files/check.cpp\" type=\"cpp.g++17\"/></checker>"

static void test_plain(void **state)
{
    struct problem *problem = load_good(
        PROBLEM("", "<test method=\"manual\" sample=\"true\"/><test method=\"generated\"/>",
                CHECKER "<solutions>"
                        "<solution tag=\"main\"><source path=\"solutions/a.cpp\" "
                        "type=\"cpp.g++17\"/></solution>"
                        "<solution tag=\"time-limit-exceeded\"><source path=\"solutions/slow.py\" "
                        "type=\"python.3\"/></solution>"
                        "<solution tag=\"rejected\"><source path=\"solutions/b.cpp\" "
                        "type=\"cpp.g++17\"/></solution>"
                        "</solutions>"));

    (void)state;
    assert_int_equal(problem->format, PROBLEM_POLYGON);
    assert_string_equal(problem->name, "Sum");
    assert_int_equal(problem->limits.time_us, 2000000);
    assert_int_equal(problem->limits.memory_kib, 256 * 1024);
    assert_int_equal(problem->case_count, 2);
    assert_string_equal(problem->cases[1].in.path, "tests/02");
    assert_string_equal(problem->cases[1].out.path, "tests/02.a");
    assert_true(problem->cases[0].is_sample && !problem->cases[1].is_sample);
    assert_int_equal(problem->has_points, 0);
    assert_int_equal(problem->checker.protocol, PROTOCOL_TESTLIB);
    assert_string_equal(problem->checker.programs[0].path, "files/check.cpp");
    assert_string_equal(problem->checker.programs[0].language, "cpp17");
    assert_string_equal(problem->checker.programs[0].files[0], "files/testlib.h");
    assert_int_equal(problem->submission_count, 3);
    assert_string_equal(problem->submissions[0].label, "AC");
    assert_string_equal(problem->submissions[1].label, "TLE");
    assert_string_equal(problem->submissions[1].language, "python3");
    assert_null(problem->submissions[2].label);
    assert_int_equal(problem->submissions[2].finals & 1 << LABEL_AC, 0);
    assert_true((problem->submissions[2].finals & 1 << LABEL_RTE) != 0);
    problem_free(problem);
}

static void test_groups(void **state)
{
    struct problem *problem = load_good(
        PROBLEM("<groups><group name=\"0\" points-policy=\"each-test\"/>"
                "<group name=\"1\" points=\"60\" points-policy=\"complete-group\"><dependencies>"
                "<dependency group=\"0\"/></dependencies></group></groups>",
                "<test group=\"0\" points=\"10\"/><test group=\"0\" points=\"30.0\"/>"
                "<test group=\"1\"/>",
                CHECKER));
    const struct problem_group *groups = problem->groups;

    (void)state;
    assert_int_equal(problem->group_count, 3);
    assert_true(problem->has_points);
    assert_int_equal(groups[1].score, SCORE_SUM);
    assert_true(groups[1].points == 40);
    assert_int_equal(groups[2].score, SCORE_ALL);
    assert_true(groups[2].points == 60);
    assert_int_equal(groups[2].require_count, 1);
    assert_int_equal(groups[2].requires[0], 1);
    assert_int_equal(groups[2].first_case, 2);
    problem_free(problem);
}

static void test_interactor(void **state)
{
    struct problem *problem = load_good(
        PROBLEM("", "<test/>",
                CHECKER "<interactor><source path=\"files/inter.cpp\" type=\"cpp.g++17\"/>"
                        "</interactor>"));

    (void)state;
    assert_int_equal(problem->interaction.kind, INTERACTION_TESTLIB);
    assert_string_equal(problem->interaction.program.path, "files/inter.cpp");
    problem_free(problem);
}

static void test_errors(void **state)
{
    (void)state;
    check_said("<problem>", 1, 1, 10, "XML: no element found");
    check_said("<a/>", 1, 1, 1, "found \"a\", expected a problem of Polygon");
    check_said("<problem>\n</problem>", 1, 1, 1, "found no tests");
    check_said(PROBLEM("", "", CHECKER), 1, 9, 1, "found no tests, expected at least one");
    check_said(PROBLEM("", "<test/><test/><test/><test/>", CHECKER), 1, 9, 29,
               "the file \"tests/04\" does not exist");
    check_said(PROBLEM("", "<test points=\"many\"/>", CHECKER), 1, 9, 8,
               "found \"many\", expected points");
    check_said(PROBLEM("", "<test group=\"a\"/><test group=\"b\"/><test group=\"a\"/>", CHECKER), 1,
               9, 42, "found \"a\", expected the tests of a group one after another");
    check_said(PROBLEM("", "<test/>", "<checker><source path=\"../check.cpp\"/></checker>"), 1, 11,
               18, "found \"../check.cpp\"");
    check_said(PROBLEM("", "<test/>", "<checker name=\"x\" type=\"odd\"/>"), 1, 11, 9,
               "found \"odd\", expected a checker of the type testlib");
    check_said("<problem><judging input-file=\"a/in\" output-file=\"\"><testset name=\"tests\">"
               "<input-path-pattern>tests/%02d</input-path-pattern>"
               "<answer-path-pattern>tests/%02d.a</answer-path-pattern><tests><test/></tests>"
               "</testset></judging></problem>",
               1, 1, 10, "found \"a/in\", expected the name of a file without a folder");
    check_said("<problem><judging><testset name=\"tests\">"
               "<input-path-pattern>tests/%s</input-path-pattern>"
               "<answer-path-pattern>x</answer-path-pattern><tests><test/></tests>"
               "</testset></judging></problem>",
               1, 1, 141, "found \"tests/%s\", expected a pattern");
    check_said(PROBLEM("", "<test/>",
                       CHECKER "<solutions><solution tag=\"odd\"><source path=\"solutions/a.cpp\"/>"
                               "</solution></solutions>"),
               0, 11, 124, "the tag \"odd\" of a solution is not known");
}

/* Entities are refused with the document type that defines them, whatever they are. */
static void test_hostile(void **state)
{
    char *deep = malloc(100 * 4 + 1);
    char *at = deep;

    (void)state;
    check_said("<!DOCTYPE problem [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<problem>&x;"
               "</problem>",
               1, 1, 19, "found a document type");
    check_said("<!DOCTYPE lolz [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><problem>&b;</problem>",
               1, 1, 16, "found a document type");
    check_said("<!DOCTYPE problem SYSTEM \"http://example.org/x.dtd\"><problem/>", 1, 1, 52,
               "found a document type");
    assert_non_null(deep);
    for (int i = 0; i < 100; i++, at += 3)
        memcpy(at, "<a>", 4);
    check_said(deep, 1, 1, 97, "elements are nested deeper than 32 levels");
    free(deep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),      cmocka_unit_test(test_groups),
        cmocka_unit_test(test_interactor), cmocka_unit_test(test_errors),
        cmocka_unit_test(test_hostile),
    };

    return cmocka_run_group_tests(tests, make_package, remove_package);
}
