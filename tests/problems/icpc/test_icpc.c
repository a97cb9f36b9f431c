/* ICPC and Kattis packages: what each key of problem.yaml and each folder becomes. */
#include "problems/icpc/icpc.h"

#include "problems/limits.h"
#include "problems/same.h"
#include "tests/problems/folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct package {
    struct folder folder;
};

static int setup(void **state)
{
    static struct package package;

    folder_make(&package.folder);
    *state = &package;
    return 0;
}

static int teardown(void **state)
{
    struct package *package = *state;

    folder_remove(&package->folder);
    return 0;
}

static struct folder *of(void **state)
{
    return &((struct package *)*state)->folder;
}

static void put(struct folder *folder, const char *path, const char *text)
{
    folder_write_text(folder, path, text);
}

/* One case, "data/secret/1" with the answer 1. */
static void put_case(struct folder *folder)
{
    put(folder, "data/secret/1.in", "1\n");
    put(folder, "data/secret/1.ans", "1\n");
}

/* Loads and prints what was reported; the problem is NULL when the load fails. */
static struct problem *load(struct folder *folder, const char *yaml, char **ret_report)
{
    struct report report = REPORT_INIT;
    struct problem *problem = NULL;

    folder_load(folder, yaml, &problem, &report);
    *ret_report = report_text(&report);
    report_release(&report);
    return problem;
}

static struct problem *load_silent(struct folder *folder, const char *yaml)
{
    char *report;
    struct problem *problem = load(folder, yaml, &report);

    if (!problem || report[0])
        fail_msg("%s", report);
    free(report);
    return problem;
}

static void assert_reports(struct folder *folder, const char *yaml, int loads, const char *expected)
{
    char *report;
    struct problem *problem = load(folder, yaml, &report);

    if (!problem != !loads || !strstr(report, expected))
        fail_msg("%s: expected \"%s\" in:\n%s", problem ? "loaded" : "did not load", expected,
                 report);
    problem_free(problem);
    free(report);
}

/* The package as the reader leaves it, also where this version of assay refuses it. */
static struct problem *read_raw(struct folder *folder, const char *yaml, struct report *report)
{
    struct problem *problem = calloc(1, sizeof(*problem));
    struct yaml_tree tree = {0};
    struct source source;

    problem->folder = "p";
    source_init(&source, "p/problem.yaml", yaml, strlen(yaml));
    assert_int_equal(yaml_tree_parse(&source, &YAML_BOUNDS, &problem->arena, &tree, report), 0);
    if (icpc_read(folder->fd, &source, tree.root, problem, report) < 0) {
        report_print(report, stderr);
        fail_msg("cannot read:\n%s", yaml);
    }
    source_release(&source);
    return problem;
}

static void test_order(void **state)
{
    static const char *const names[] = {"B", "a", "10", "9", "9-x", "z/2", "z/1"};
    static const char *const expected[] = {"s", "10", "9", "9-x", "B", "a", "1", "2"};
    struct folder *folder = of(state);
    struct problem *problem;

    put(folder, "data/sample/s.in", "");
    put(folder, "data/sample/s.ans", "");
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char path[64];

        snprintf(path, sizeof(path), "data/secret/%s.in", names[i]);
        put(folder, path, names[i]);
        snprintf(path, sizeof(path), "data/secret/%s.ans", names[i]);
        put(folder, path, "");
    }
    put(folder, "data/secret/.hidden.in", "");
    put(folder, "data/secret/README.txt", "");
    problem = load_silent(folder, "name: Order\n");
    assert_int_equal(problem->format, PROBLEM_ICPC_LEGACY);
    assert_string_equal(problem->name, "Order");
    assert_int_equal(problem->case_count, sizeof(expected) / sizeof(expected[0]));
    for (size_t i = 0; i < problem->case_count; i++)
        assert_string_equal(problem->cases[i].name, expected[i]);
    assert_int_equal(problem->group_count, 4);
    assert_string_equal(problem->groups[1].name, "sample");
    assert_true(problem->groups[1].is_sample && problem->cases[0].is_sample);
    assert_string_equal(problem->groups[3].name, "secret/z");
    assert_int_equal(problem->groups[3].parent, 2);
    assert_int_equal(problem->cases[0].feedback, FEEDBACK_FIRST_DIFFERENCE);
    assert_int_equal(problem->cases[1].feedback, FEEDBACK_VERDICT);
    problem_free(problem);
}

static void test_names_outside_the_specification(void **state)
{
    struct folder *folder = of(state);

    put_case(folder);
    put(folder, "data/secret/a b.in", "");
    put(folder, "data/secret/a b.ans", "");
    assert_reports(folder, "{}", 1, "p/data/secret/a b.in: warning: this name may not be in");
}

static void test_missing_answer(void **state)
{
    struct folder *folder = of(state);

    put_case(folder);
    put(folder, "data/secret/2.in", "");
    assert_reports(folder, "{}", 0,
                   "p/data/secret/2.in: error: found no answer to this input, expected "
                   "\"data/secret/2.ans\"");
}

static void test_no_cases(void **state)
{
    put(of(state), "data/secret/README", "");
    assert_reports(of(state), "{}", 0, "p/data: error: found no cases");
}

/* Without the key `assay`, and with nothing of a package around it. */
static void test_no_package(void **state)
{
    assert_reports(
        of(state), "name: x\nlimits: {time: 1}\n", 0,
        "p/problem.yaml:1:1: error: found no key \"assay\" and no folder \"data\", so this "
        "is neither a problem in assay's own format, which starts with \"assay: 1\", nor "
        "an ICPC or Kattis package");
}

static void test_package_without_data(void **state)
{
    put(of(state), "submissions/accepted/a.py", "");
    assert_reports(of(state), "license: cc by-sa\n", 0, "p/data: error: found no cases");
}

static void test_empty_problem_yaml(void **state)
{
    struct problem *problem;

    put_case(of(state));
    problem = load_silent(of(state), "# nothing\n\n");
    assert_int_equal(problem->case_count, 1);
    problem_free(problem);
}

static void test_links_and_equal_contents(void **state)
{
    struct folder *folder = of(state);
    struct problem *problem;

    put_case(folder);
    put(folder, "data/secret/2.in", "1\n");
    put(folder, "data/secret/2.ans", "2\n");
    put(folder, "data/secret/g/3.in", "1\n");
    put(folder, "data/secret/g/3.ans", "1\n");
    assert_int_equal(symlinkat("../1.in", folder->fd, "data/secret/g/4.in"), 0);
    assert_int_equal(symlinkat("../1.ans", folder->fd, "data/secret/g/4.ans"), 0);
    problem = load_silent(folder, "{}");
    assert_int_equal(problem->case_count, 4);
    assert_int_equal(problem->cases[0].same_as, 0);
    assert_int_equal(problem->cases[1].same_as, 1); /* another answer */
    assert_int_equal(problem->cases[2].same_as, 0);
    assert_int_equal(problem->cases[3].same_as, 0);
    problem_free(problem);
}

static void test_arguments_part_equal_contents(void **state)
{
    struct folder *folder = of(state);
    struct report report = REPORT_INIT;
    struct error err;
    struct problem *problem;

    put_case(folder);
    put(folder, "data/secret/2.in", "1\n");
    put(folder, "data/secret/2.ans", "1\n");
    put(folder, "data/secret/2.yaml", "args: [-x]\n");
    put(folder, "data/secret/3.in", "1\n");
    put(folder, "data/secret/3.ans", "1\n");
    put(folder, "data/secret/3.files/a/b.txt", "b");
    put(folder, "data/secret/4.in", "1\n");
    put(folder, "data/secret/4.ans", "1\n");
    put(folder, "data/secret/4.yaml", "args: [-x]\nhint: look\n");
    put(folder, "data/secret/5.in", "1\n");
    put(folder, "data/secret/5.ans", "1\n");
    put(folder, "data/secret/5.yaml", "output_validator_args: [case_sensitive]\n");
    problem = read_raw(folder, "problem_format_version: 2025-09\nname: x\n", &report);
    assert_int_equal(problem_share_runs(folder->fd, problem, &err), 0);
    assert_int_equal(problem->case_count, 5);
    assert_int_equal(problem->cases[1].same_as, 1);
    assert_string_equal(problem->cases[1].args[0], "-x");
    assert_int_equal(problem->cases[2].same_as, 2);
    assert_int_equal(problem->cases[2].laid_count, 1);
    assert_string_equal(problem->cases[2].laid[0].name, "a/b.txt");
    assert_int_equal(problem->cases[3].same_as, 1);
    assert_string_equal(problem->cases[3].hint, "look");
    assert_int_equal(problem->cases[4].same_as, 4);
    assert_true(problem->cases[4].checker->case_sensitive);
    problem_free(problem);
}

static void test_link_that_leads_out(void **state)
{
    struct folder *folder = of(state);

    put_case(folder);
    assert_int_equal(symlinkat("/etc/passwd", folder->fd, "data/secret/2.in"), 0);
    put(folder, "data/secret/2.ans", "");
    assert_reports(folder, "{}", 0, "p/data/secret/2.in: error:");
}

static void test_folder_in_itself(void **state)
{
    struct folder *folder = of(state);

    put_case(folder);
    assert_int_equal(symlinkat(".", folder->fd, "data/secret/loop"), 0);
    assert_reports(folder, "{}", 0, "folders are nested deeper than");
}

static void test_limits(void **state)
{
    struct folder *folder = of(state);
    struct problem *problem;
    struct problem_limits limits;

    put_case(folder);
    problem = load_silent(folder, "{}");
    limits = problem_limits_for(problem, "c");
    assert_int_equal(problem->limits.time_us, -1);
    assert_int_equal(limits.time_us, 10000000);
    assert_int_equal(limits.memory_kib, 2048 * 1024);
    assert_int_equal(limits.stack_kib, 2048 * 1024);
    assert_int_equal(limits.output_kib, 8 * 1024);
    assert_true(problem->calibration.factor == 5 && problem->calibration.margin == 2);
    assert_int_equal(problem->calibration.resolution_us, 1000000);
    problem_free(problem);
    problem = load_silent(folder, "limits:\n  time_multiplier: 2\n  time_safety_margin: 1.5\n"
                                  "  memory: 64\n  output: 1\n  code: 100\n"
                                  "  compilation_time: 30\n  compilation_memory: 512\n"
                                  "  validation_time: 7\n  validation_memory: 100\n"
                                  "  validation_output: 3\n");
    assert_true(problem->calibration.factor == 2 && problem->calibration.margin == 1.5);
    assert_int_equal(problem->limits.memory_kib, 64 * 1024);
    assert_int_equal(problem->limits.output_kib, 1024);
    assert_int_equal(problem->code_kib, 100);
    assert_int_equal(problem->compile_us, 30000000);
    assert_int_equal(problem->compile_memory_kib, 512 * 1024);
    problem_free(problem);
    problem =
        load_silent(folder, "problem_format_version: 2025-09\nname: x\nlimits:\n"
                            "  time_limit: 0.5\n  time_resolution: 0.1\n"
                            "  time_multipliers: {ac_to_time_limit: 3, time_limit_to_tle: 4}\n");
    assert_int_equal(problem->limits.time_us, 500000);
    assert_true(problem->calibration.factor == 0 && problem->calibration.margin == 4);
    assert_int_equal(problem->calibration.resolution_us, 100000);
    assert_false(problem->may_write);
    problem_free(problem);
    assert_reports(folder, "limits: {time_limit: 0}\n", 0, "p/problem.yaml:1:22: error:");
    assert_reports(folder, "limits: {memroy: 5}\n", 1,
                   "p/problem.yaml:1:10: warning: unknown key \"memroy\" in limits; did you mean "
                   "\"memory\"?");
}

static void test_time_limit_of_other_files(void **state)
{
    struct folder *folder = of(state);
    struct problem *problem;
    char version[65];

    put_case(folder);
    put(folder, ".timelimit", "3\n");
    problem = load_silent(folder, "{}");
    assert_int_equal(problem->limits.time_us, 3000000);
    memcpy(version, problem->version, sizeof(version));
    problem_free(problem);
    put(folder, ".timelimit", "4\n");
    problem = load_silent(folder, "{}");
    assert_string_not_equal(problem->version, version);
    problem_free(problem);
    put(folder, "domjudge-problem.ini", "; a comment\nname = 'Ini'\ntimelimit='4'\ncolor=red\n");
    problem = load_silent(folder, "{}");
    assert_string_equal(problem->name, "Ini");
    problem_free(problem);
    put(folder, "domjudge-problem.ini", "timelimit=5\n");
    assert_reports(folder, "{}", 0, "p/domjudge-problem.ini: error: found a time limit of 5 s");
    put(folder, "domjudge-problem.ini", "special_compare = diff\nhue = 3\n");
    assert_reports(folder, "{}", 0, "a program of DOMjudge's that is not in the package");
    assert_reports(folder, "{}", 0, "warning: unknown key \"hue\"");
    put(folder, ".timelimit", "soon\n");
    assert_reports(folder, "{}", 0, "p/.timelimit: error: found the time limit \"soon\\n\"");
}

static void test_default_validator(void **state)
{
    struct folder *folder = of(state);
    struct problem *problem;

    put_case(folder);
    problem = load_silent(folder, "validation: default\n");
    assert_int_equal(problem->checker.kind, CHECKER_TOKENS);
    assert_false(problem->checker.case_sensitive);
    problem_free(problem);
    problem = load_silent(folder, "validator_flags: case_sensitive  space_change_sensitive\n");
    assert_int_equal(problem->checker.kind, CHECKER_TOKENS);
    assert_true(problem->checker.case_sensitive && problem->checker.space_change_sensitive);
    problem_free(problem);
    problem = load_silent(folder, "validator_flags: float_tolerance 1e-6\n");
    assert_int_equal(problem->checker.kind, CHECKER_FLOATS);
    assert_string_equal(problem->checker.absolute, "1e-6");
    assert_string_equal(problem->checker.relative, "1e-6");
    problem_free(problem);
    problem = load_silent(folder, "validator_flags: float_absolute_tolerance 0.5\n");
    assert_string_equal(problem->checker.absolute, "0.5");
    assert_null(problem->checker.relative);
    problem_free(problem);
    assert_reports(folder, "validator_flags: float_tolerence 1e-6\n", 0,
                   "p/problem.yaml:1:18: error: found the validator argument \"float_tolerence\", "
                   "expected one that the default validator knows; did you mean "
                   "\"float_tolerance\"?");
    assert_reports(folder, "validator_flags: float_tolerance\n", 0,
                   "found no number after the validator argument");
    assert_reports(folder, "validation: magic\n", 0, "p/problem.yaml:1:13: error:");
}

static void test_flags_of_folders(void **state)
{
    struct folder *folder = of(state);
    struct problem *problem;

    put_case(folder);
    put(folder, "data/secret/g/2.in", "2\n");
    put(folder, "data/secret/g/2.ans", "2\n");
    put(folder, "data/secret/testdata.yaml", "output_validator_flags: case_sensitive\n");
    put(folder, "data/secret/g/testdata.yaml", "# inherits\n");
    problem = load_silent(folder, "validator_flags: float_tolerance 1e-3\n");
    assert_int_equal(problem->case_count, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_non_null(problem->cases[i].checker);
        assert_int_equal(problem->cases[i].checker->kind, CHECKER_FLOATS);
        assert_true(problem->cases[i].checker->case_sensitive);
    }
    problem_free(problem);
}

static void test_programs(void **state)
{
    struct folder *folder = of(state);
    struct report report = REPORT_INIT;
    struct problem *problem;

    put_case(folder);
    put(folder, "output_validators/a.cpp", "int main() {}\n");
    put(folder, "output_validators/validate.h", "");
    put(folder, "output_validators/b/run", "#!/bin/sh\n");
    put(folder, "output_validators/notes.txt", "");
    put(folder, "data/secret/testdata.yaml", "output_validator_flags: -q\n");
    problem = read_raw(folder,
                       "type: scoring\nvalidation: custom interactive score\n"
                       "validator_flags: -a b\nlimits: {validation_time: 7}\n",
                       &report);
    assert_int_equal(problem->checker.kind, CHECKER_PROGRAM);
    assert_int_equal(problem->checker.protocol, PROTOCOL_ICPC);
    assert_int_equal(problem->checker.program_count, 2);
    assert_string_equal(problem->checker.programs[0].path, "output_validators/a.cpp");
    assert_string_equal(problem->checker.programs[0].files[0], "output_validators/validate.h");
    assert_null(problem->checker.programs[0].files[1]);
    assert_string_equal(problem->checker.programs[1].path, "output_validators/b");
    assert_null(problem->checker.programs[1].files);
    assert_int_equal(problem->checker.programs[1].limits.time_us, 7000000);
    assert_string_equal(problem->checker.args[1], "b");
    assert_true(problem->checker.gives_score);
    assert_int_equal(problem->interaction.kind, INTERACTION_ICPC);
    assert_string_equal(problem->cases[0].checker_args[0], "-a");
    assert_string_equal(problem->cases[0].checker_args[2], "-q");
    assert_null(problem->cases[0].checker_args[3]);
    assert_int_equal(problem->groups[1].case_score, CASE_SCORE_POINTS);
    problem_free(problem);
    report_release(&report);
    put(folder, "data/secret/testdata.yaml", "");
    assert_reports(folder, "validation: default\n", 1, "so the default validator decides");
}

static void test_programs_of_2025(void **state)
{
    struct folder *folder = of(state);
    struct report report = REPORT_INIT;
    struct problem *problem;

    put_case(folder);
    put(folder, "output_validator/a.cpp", "int main() {}\n");
    problem = read_raw(folder,
                       "problem_format_version: 2025-09\nname: x\ntype: multi-pass\n"
                       "limits: {validation_passes: 4}\n",
                       &report);
    assert_string_equal(problem->checker.programs[0].path, "output_validator/a.cpp");
    assert_int_equal(problem->passes, 4);
    problem_free(problem);
    put(folder, "output_validator/b.cpp", "");
    problem = read_raw(folder, "problem_format_version: 2025-09\nname: x\n", &report);
    assert_int_equal(problem->checker.program_count, 1);
    assert_string_equal(problem->checker.programs[0].path, "output_validator");
    problem_free(problem);
    report_release(&report);
}

static void test_custom_without_program(void **state)
{
    put_case(of(state));
    assert_reports(of(state), "validation: custom\n", 0,
                   "p/problem.yaml:1:13: error: found \"validation: custom\" and no program in "
                   "output_validators/");
}

static void test_types(void **state)
{
    struct folder *folder = of(state);
    struct report report = REPORT_INIT;
    struct problem *problem;

    put_case(folder);
    problem = read_raw(folder,
                       "problem_format_version: 2025-09\nname: x\ntype: [scoring, submit-answer]\n"
                       "allow_file_writing: true\n",
                       &report);
    assert_int_equal(problem->format, PROBLEM_ICPC_2025);
    assert_true(problem->is_output_only && problem->has_points && problem->may_write);
    problem_free(problem);
    report_release(&report);
    assert_reports(folder, "problem_format_version: 2025-09\nname: x\ntype: [scoring, pass-fail]\n",
                   0, "p/problem.yaml:3:7: error: found both pass-fail and scoring");
    assert_reports(folder, "problem_format_version: 2030-01\n", 0, "p/problem.yaml:1:25: error:");
    assert_reports(folder, "type: magic\n", 0, "p/problem.yaml:1:7: error:");
}

static void test_languages(void **state)
{
    struct folder *folder = of(state);
    struct problem *problem;

    put_case(folder);
    put(folder, "include/default/common.txt", "");
    put(folder, "include/default/main.h", "");
    put(folder, "include/cpp/main.h", "");
    put(folder, "include/python3/__main__.py", "");
    problem = load_silent(folder, "problem_format_version: 2025-09\nname: x\n"
                                  "languages: [cpp, python3]\n");
    assert_true(problem_allows_language(problem, "cpp"));
    assert_true(problem_allows_language(problem, "cpp17"));
    assert_true(problem_allows_language(problem, "pypy3"));
    assert_false(problem_allows_language(problem, "java"));
    assert_string_equal(problem_include_for(problem, "cpp")->paths[0], "include/cpp/main.h");
    assert_string_equal(problem_include_for(problem, "cpp17")->paths[1],
                        "include/default/common.txt");
    assert_null(problem_include_for(problem, "cpp17")->paths[2]);
    assert_string_equal(problem_include_for(problem, "rust")->paths[1], "include/default/main.h");
    assert_string_equal(problem_entry_for(problem, "python3"), "__main__.py");
    assert_null(problem_entry_for(problem, "cpp"));
    problem_free(problem);
}

static void test_constants(void **state)
{
    struct folder *folder = of(state);
    struct report report = REPORT_INIT;
    struct problem *problem;

    put(folder, "data/secret/g/1.in", "");
    put(folder, "data/secret/g/1.ans", "");
    put(folder, "data/secret/g/test_group.yaml", "args: ['{{n}}', '{{n.tex}}', '{{m}}']\n");
    problem = read_raw(folder,
                       "problem_format_version: 2025-09\nname: x\nconstants:\n"
                       "  n: {value: 5, tex: five}\n  k: 3\n",
                       &report);
    assert_int_equal(problem->constant_count, 4);
    assert_string_equal(problem->cases[0].args[0], "5");
    assert_string_equal(problem->cases[0].args[1], "five");
    assert_string_equal(problem->cases[0].args[2], "{{m}}");
    problem_free(problem);
}

static void test_unknown_keys_warn(void **state)
{
    put_case(of(state));
    assert_reports(of(state), "colour: red\n", 1,
                   "p/problem.yaml:1:1: warning: unknown key \"colour\" in a package; it is left "
                   "out");
    put(of(state), "data/secret/testdata.yaml", "on_rejekt: break\n");
    assert_reports(of(state), "{}", 1, "p/data/secret/testdata.yaml:1:1: warning:");
    put(of(state), "data/secret/testdata.yaml", "on_reject: perhaps\n");
    assert_reports(of(state), "{}", 0, "p/data/secret/testdata.yaml:1:12: error:");
}

static void test_operators_maxima(void **state)
{
    int64_t before = problem_maxima.values[PROBLEM_LIMIT_MEMORY];

    put_case(of(state));
    problem_maxima.values[PROBLEM_LIMIT_MEMORY] = 1024 * 1024;
    assert_reports(of(state), "limits: {memory: 2048}\n", 0, "the operator gives at most 1GiB");
    assert_reports(of(state), "{}", 1, "");
    problem_maxima.values[PROBLEM_LIMIT_MEMORY] = before;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        T(test_order),
        T(test_names_outside_the_specification),
        T(test_missing_answer),
        T(test_no_cases),
        T(test_no_package),
        T(test_package_without_data),
        T(test_empty_problem_yaml),
        T(test_links_and_equal_contents),
        T(test_arguments_part_equal_contents),
        T(test_link_that_leads_out),
        T(test_folder_in_itself),
        T(test_limits),
        T(test_time_limit_of_other_files),
        T(test_default_validator),
        T(test_flags_of_folders),
        T(test_programs),
        T(test_programs_of_2025),
        T(test_custom_without_program),
        T(test_types),
        T(test_languages),
        T(test_constants),
        T(test_unknown_keys_warn),
        T(test_operators_maxima),
#undef T
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
