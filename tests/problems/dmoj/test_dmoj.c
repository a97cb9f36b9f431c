/* DMOJ's init.yml: what good files become, and what is said about bad ones. */
#include "base/fd.h"
#include "problems/dmoj/dmoj.h"
#include "problems/limits.h"
#include "problems/package.h"
#include "problems/unpacked.h"
#include "tests/problems/folder.h"

#include <errno.h>
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
    static const char members[] = "1.in\0"
                                  "1.out\0"
                                  "b.1.in\0"
                                  "b.1.out\0"
                                  "b.2.out\0"
                                  "b.2.in";

    (void)state;
    folder_make(&package);
    folder_write_text(&package, "1.in", "1\n");
    folder_write_text(&package, "1.out", "one\n");
    folder_write_text(&package, "b.1.in", "b1\n");
    folder_write_text(&package, "b.1.out", "B1\n");
    folder_write_text(&package, "b.2.in", "b2\n");
    folder_write_text(&package, "b.2.out", "B2\n");
    folder_write_text(&package, "dos.txt", "a\r\nb\rc");
    folder_write_text(&package, "check.cpp", "int main() {}\n");
    folder_write_text(&package, "testlib.h", "\n");
    folder_write_text(&package, "assay.yaml", "limits: {time: 1s, memory: 64MiB}\n");
    folder_write(&package, UNPACKED_MEMBERS, members, sizeof(members));
    assert_int_equal(symlinkat("/etc/passwd", package.fd, "outside"), 0);
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

    folder_write_text(&package, "init.yml", text);
    problem_load(package.fd, "p", &problem, report);
    return problem;
}

/* Fails the test with the report where there is anything in it. */
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

/* The first error or warning is at line:column and starts with `message`. */
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

static void test_list(void **state)
{
    struct problem *problem = load_good("archive: x.zip\n"
                                        "test_cases:\n"
                                        "- {in: 1.in, out: 1.out, points: 5}\n"
                                        "- {out: 1.out}\n"
                                        "- {}\n");

    (void)state;
    assert_int_equal(problem->format, PROBLEM_DMOJ);
    assert_int_equal(problem->case_count, 3);
    assert_int_equal(problem->group_count, 1);
    assert_int_equal(problem->groups[0].stop, STOP_NEVER);
    assert_int_equal(problem->has_points, 1);
    assert_string_equal(problem->cases[0].in.path, "1.in");
    assert_string_equal(problem->cases[0].out.path, "1.out");
    assert_true(problem->cases[0].points == 5 && problem->cases[1].points == 1);
    assert_null(problem->cases[1].in.path);
    assert_int_equal(problem->cases[2].out.size, 0);
    assert_int_equal(problem->limits.time_us, 1000000);
    assert_int_equal(problem->limits.wall_us, 3000000);
    assert_int_equal(problem->limits.memory_kib, 64 * 1024);
    assert_int_equal(problem->limits.output_kib, 24 * 1024);
    assert_int_equal(problem->checker.kind, CHECKER_TOKENS);
    assert_true(problem->checker.same_lines && problem->checker.case_sensitive);
    problem_free(problem);
}

/* `-` is `_`; what a case lacks its batch has, else the top. */
static void test_inheritance(void **state)
{
    struct problem *problem = load_good("points: 3\n"
                                        "in: 1.in\n"
                                        "output-limit-length: 2048\n"
                                        "test-cases:\n"
                                        "- batched:\n"
                                        "  - {out: 1.out}\n"
                                        "  - {in: b.2.in, output-limit-length: 4096}\n"
                                        "  - {in: null}\n"
                                        "  out: b.1.out\n"
                                        "  points: 10\n"
                                        "- {}\n");

    (void)state;
    assert_int_equal(problem->case_count, 4);
    assert_string_equal(problem->cases[0].in.path, "1.in");
    assert_string_equal(problem->cases[0].out.path, "1.out");
    assert_string_equal(problem->cases[1].in.path, "b.2.in");
    assert_string_equal(problem->cases[1].out.path, "b.1.out");
    assert_null(problem->cases[2].in.path);
    assert_string_equal(problem->cases[3].in.path, "1.in");
    assert_null(problem->cases[3].out.path);
    assert_true(problem->cases[2].points == 10 && problem->cases[3].points == 3);
    assert_int_equal(problem->cases[0].output_kib, 2);
    assert_int_equal(problem->cases[1].output_kib, 4);
    problem_free(problem);
}

static void test_batches(void **state)
{
    struct problem *problem = load_good("test_cases:\n"
                                        "- batched: [{in: 1.in}, {in: b.1.in}]\n"
                                        "  points: 4\n"
                                        "- {in: 1.in, points: 2}\n"
                                        "- batched: [{in: 1.in, points: 3}, {points: 7}]\n"
                                        "  dependencies: [1]\n");
    const struct problem_group *groups = problem->groups;

    (void)state;
    assert_int_equal(problem->group_count, 3);
    assert_string_equal(groups[1].name, "batch 1");
    assert_int_equal(groups[1].score, SCORE_MIN);
    assert_int_equal(groups[1].stop, STOP_FIRST);
    assert_true(groups[1].points == 4 && !groups[1].is_unscaled);
    assert_int_equal(groups[1].first_case, 0);
    assert_int_equal(groups[1].end_case, 2);
    assert_int_equal(problem->cases[2].group, 0);
    assert_true(groups[2].points == 7 && groups[2].is_unscaled);
    assert_int_equal(groups[2].require_count, 1);
    assert_int_equal(groups[2].requires[0], 1);
    assert_int_equal(groups[0].end_case, 5);
    problem_free(problem);
}

static void test_patterns(void **state)
{
    struct problem *problem =
        load_good("archive: x.zip\n"
                  "test_cases:\n"
                  "  input_format: ((?P<batch>\\w+)\\.)?(?P<case>\\d+)\\.in\n"
                  "  output_format: ((?P<batch>\\w+)\\.)?(?P<case>\\d+)\\.out\n"
                  "  case_points: [4, 1]\n");

    (void)state;
    assert_int_equal(problem->case_count, 3);
    assert_int_equal(problem->group_count, 2);
    /* words come before numbers */
    assert_string_equal(problem->cases[0].in.path, "b.1.in");
    assert_string_equal(problem->cases[1].out.path, "b.2.out");
    assert_true(problem->groups[1].points == 4);
    assert_string_equal(problem->cases[2].in.path, "1.in");
    assert_int_equal(problem->cases[2].group, 0);
    assert_true(problem->cases[2].points == 1);
    problem_free(problem);
}

static void test_default_patterns(void **state)
{
    static const char members[] = "data/2.in\0data/2.out\0data/10.IN\0data/10.OUT\0read.me";
    struct problem *problem;

    (void)state;
    folder_write(&package, UNPACKED_MEMBERS, members, sizeof(members));
    folder_write_text(&package, "data/2.in", "2");
    folder_write_text(&package, "data/2.out", "2");
    folder_write_text(&package, "data/10.IN", "10");
    folder_write_text(&package, "data/10.OUT", "10");
    problem = load_good("archive: x.zip\npoints: 2\n");
    assert_int_equal(problem->case_count, 2);
    assert_string_equal(problem->cases[0].in.path, "data/2.in");
    assert_string_equal(problem->cases[1].out.path, "data/10.OUT");
    assert_true(problem->cases[0].points == 2);
    problem_free(problem);
    remove_package(NULL);
    make_package(NULL);
}

static void test_checkers(void **state)
{
    static const struct {
        const char *text;
        enum problem_checker_kind kind;
    } checkers[] = {
        {"standard", CHECKER_TOKENS},
        {"easy", CHECKER_LETTERS},
        {"floats", CHECKER_FLOATS},
        {"floatsabs", CHECKER_FLOATS},
        {"floatsrel", CHECKER_FLOATS},
        {"identical", CHECKER_EXACT},
        {"linecount", CHECKER_EACH_LINE},
        {"linematches", CHECKER_EACH_LINE},
        {"sorted", CHECKER_UNORDERED},
        {"unordered", CHECKER_UNORDERED},
        {"rstripped", CHECKER_EACH_LINE},
        {"{name: identical, args: {pe_allowed: False}}", CHECKER_EXACT},
    };
    char text[200];

    (void)state;
    for (size_t i = 0; i < sizeof(checkers) / sizeof(checkers[0]); i++) {
        struct problem *problem;

        snprintf(text, sizeof(text), "checker: %s\ntest_cases: [{}]\n", checkers[i].text);
        problem = load_good(text);
        assert_int_equal(problem->checker.kind, checkers[i].kind);
        problem_free(problem);
    }
}

static void test_checker_arguments(void **state)
{
    struct problem *problem =
        load_good("checker: {name: floats, args: {precision: 2, error_mode: relative}}\n"
                  "test_cases:\n"
                  "- {}\n"
                  "- {checker: {name: sorted, args: {split_on: whitespace}}}\n"
                  "- {checker: {name: linematches, args: {point_distribution: [4, 6],\n"
                  "    filler_lines_required: False}}}\n"
                  "- {checker: {name: rstripped, args: {filter_new_line: True}}}\n");

    (void)state;
    assert_null(problem->checker.absolute);
    assert_string_equal(problem->checker.relative, "1e-2");
    assert_null(problem->cases[0].checker);
    assert_int_equal(problem->cases[1].checker->unordered, UNORDERED_TOKENS);
    assert_int_equal(problem->cases[2].checker->lines.point_count, 2);
    assert_true(problem->cases[2].checker->lines.points[1] == 6);
    assert_true(problem->cases[2].checker->lines.may_be_more);
    assert_int_equal(problem->cases[3].checker->lines.drops_empty, 1);
    problem_free(problem);
}

/* Cases with the same files are run once, unless their checkers differ. */
static void test_same_runs(void **state)
{
    struct problem *problem = load_good("test_cases:\n"
                                        "- {in: 1.in}\n"
                                        "- {in: 1.in}\n"
                                        "- {in: 1.in, checker: sorted}\n"
                                        "- {in: 1.in, checker: unordered}\n"
                                        "- {in: 1.in, checker: linecount}\n"
                                        "- {in: 1.in, checker: rstripped}\n"
                                        "- {in: 1.in, output_limit_length: 2048}\n");

    (void)state;
    assert_int_equal(problem->cases[1].same_as, 0);
    for (size_t i = 2; i < problem->case_count; i++)
        assert_int_equal(problem->cases[i].same_as, i);
    problem_free(problem);
}

static void test_bridged(void **state)
{
    struct problem *problem = load_good("checker:\n"
                                        "  name: bridged\n"
                                        "  args:\n"
                                        "    files: [check.cpp, testlib.h]\n"
                                        "    lang: CPP17\n"
                                        "    type: testlib\n"
                                        "    time_limit: 2.5\n"
                                        "    memory_limit: 65536\n"
                                        "test_cases: [{}]\n");
    const struct problem_program *program = problem->checker.programs;

    (void)state;
    assert_int_equal(problem->checker.kind, CHECKER_PROGRAM);
    assert_int_equal(problem->checker.protocol, PROTOCOL_TESTLIB);
    assert_int_equal(problem->checker.program_count, 1);
    assert_string_equal(program->path, "check.cpp");
    assert_string_equal(program->files[0], "testlib.h");
    assert_null(program->files[1]);
    assert_string_equal(program->language, "cpp17");
    assert_int_equal(program->limits.time_us, 2500000);
    assert_int_equal(program->limits.memory_kib, 65536);
    problem_free(problem);
}

static void test_interactor(void **state)
{
    struct problem *problem = load_good("interactive: {files: check.cpp, preprocessing_time: 4}\n"
                                        "test_cases: [{in: 1.in}]\n");

    (void)state;
    assert_int_equal(problem->interaction.kind, INTERACTION_DMOJ);
    assert_int_equal(problem->interaction.protocol, PROTOCOL_DMOJ);
    assert_string_equal(problem->interaction.program.path, "check.cpp");
    assert_int_equal(problem->interaction.program.limits.time_us, 5000000);
    /* it outlives the submission, whose wall limit is 3 s */
    assert_int_equal(problem->interaction.program.limits.wall_us, 12000000);
    problem_free(problem);
    check_said("interactive:\n"
               "  files: check.cpp\n"
               "  type: peg\n"
               "test_cases: [{}]\n",
               1, 3, 9, "found \"peg\", expected an interactor of another type");
    check_said("interactive:\n"
               "  files: check.cpp\n"
               "  type: odd\n"
               "test_cases: [{}]\n",
               1, 3, 9, "found \"odd\", expected how it is called");
}

static void test_calls(void **state)
{
    struct problem *problem =
        load_good("checker:\n"
                  "  name: bridged\n"
                  "  args:\n"
                  "    files: check.cpp\n"
                  "    flags: [-DFLAG, -O3]\n"
                  "    args_format_string: '{output_file} \"two words\" x\\ y=\\\"{input_file}'\n"
                  "test_cases: [{}]\n");
    const struct problem_checker *checker = &problem->checker;

    (void)state;
    assert_string_equal(checker->programs->flags[0], "-DFLAG");
    assert_string_equal(checker->programs->flags[1], "-O3");
    assert_null(checker->programs->flags[2]);
    assert_true(checker->args_are_all);
    assert_string_equal(checker->args[0], "{output_file}");
    assert_string_equal(checker->args[1], "two words");
    assert_string_equal(checker->args[2], "x y=\"{input_file}");
    assert_null(checker->args[3]);
    problem_free(problem);
    check_said("interactive:\n"
               "  files: check.cpp\n"
               "  args_format_string: \"{case}\"\n"
               "test_cases: [{}]\n",
               1, 3, 23, "found \"{case}\", expected arguments, with the files as {input_file}");
    check_said("interactive:\n"
               "  files: check.cpp\n"
               "  args_format_string: \"'open\"\n"
               "test_cases: [{}]\n",
               1, 3, 23, "found \"'open\", expected at most 64 words, with quotes that are closed");
    check_said("interactive:\n"
               "  files: check.cpp\n"
               "  lang: PY3\n"
               "  flags: [-O2]\n"
               "test_cases: [{}]\n",
               0, 4, 10, "found flags for the compiler of a program that is neither C nor C++");
}

static void check_text(const struct problem_data *data, const char *text)
{
    struct buffer read = BUFFER_INIT;
    struct error err;
    int fd = problem_data_open(package.fd, data, &err);

    assert_true(fd >= 0);
    assert_int_equal(fd_read_all(fd, 1000, &read, "", &err), 0);
    assert_string_equal(read.data, text);
    fd_close(&fd);
    buffer_release(&read);
}

static void test_line_ends(void **state)
{
    struct problem *problem = load_good("test_cases:\n"
                                        "- {in: dos.txt, out: 1.out}\n"
                                        "- {in: dos.txt, binary_data: True}\n");

    (void)state;
    check_text(&problem->cases[0].in, "a\nb\nc\n");
    check_text(&problem->cases[0].out, "one\n");
    check_text(&problem->cases[1].in, "a\r\nb\rc");
    problem_free(problem);
}

static void test_links(void **state)
{
    struct problem *problem = load_good("symlinks: {in_link: /dev/stdin}\n"
                                        "test_cases: [{in: 1.in}]\n");

    (void)state;
    assert_int_equal(problem->cases[0].laid_count, 0);
    assert_string_equal(problem->cases[0].input_names[0], "in_link");
    assert_null(problem->cases[0].input_names[1]);
    problem_free(problem);
    check_said("symlinks: {a/b: /dev/stdin}\ntest_cases: [{}]\n", 1, 1, 12,
               "found \"a/b\", expected links");
}

static void test_generators(void **state)
{
    struct problem *problem =
        load_good("generator: {source: [check.cpp, testlib.h], args: [7, x],\n"
                  "            flags: [-DX], time_limit: 3}\n"
                  "test_cases:\n"
                  "- {generator_args: [1, two], generator_in: 1.in}\n"
                  "- {out: 1.out}\n"
                  "- {in: 1.in}\n"
                  "- {in: 1.in, out: 1.out}\n"
                  "- {out: 1.out, binary_data: yes, generator: testlib.h}\n");
    const struct problem_generator *first = problem->cases[0].generator;
    const struct problem_generator *second = problem->cases[1].generator;

    (void)state;
    assert_string_equal(first->program->path, "check.cpp");
    assert_string_equal(first->program->files[0], "testlib.h");
    assert_string_equal(first->program->flags[0], "-DX");
    assert_int_equal(first->program->limits.time_us, 3000000);
    assert_string_equal(first->args[0], "1");
    assert_string_equal(first->args[1], "two");
    assert_string_equal(first->in.path, "1.in");
    assert_true(first->makes_in && first->makes_out && first->is_text);
    /* one program for all of them */
    assert_ptr_equal(second->program, first->program);
    assert_string_equal(second->args[0], "7");
    assert_true(second->makes_in && !second->makes_out);
    assert_true(!problem->cases[2].generator->makes_in && problem->cases[2].generator->makes_out);
    assert_null(problem->cases[3].generator);
    assert_string_equal(problem->cases[4].generator->program->path, "testlib.h");
    assert_false(problem->cases[4].generator->is_text);
    /* cases of which nothing is known yet are not the same */
    assert_int_equal(problem->cases[1].same_as, 1);
    problem_free(problem);
    check_said("generator: check.cpp\n"
               "test_cases: [{in: 1.in, generator_args: [1]}]\n",
               1, 2, 41, "found an input of the case and something for its generator");
    check_said("generator: missing.cpp\ntest_cases: [{}, {}]\n", 1, 1, 12,
               "the file \"missing.cpp\" does not exist");
}

static void check_made(const struct problem_laid *made, const char *name, const char *text)
{
    assert_string_equal(made->name, name);
    assert_int_equal(made->data.size, strlen(text));
    assert_memory_equal(made->data.data, text, strlen(text));
}

static void test_signature(void **state)
{
    struct problem *problem = load_good("signature_grader: {entry: check.cpp, header: testlib.h}\n"
                                        "test_cases: [{in: 1.in}]\n");

    (void)state;
    assert_string_equal(problem->languages[0], "c");
    assert_int_equal(problem->include_count, 3);
    assert_string_equal(problem->includes[0].language, "c");
    assert_int_equal(problem->includes[0].made_count, 2);
    check_made(&problem->includes[0].made[0], "assay_entry.c",
               "#define SIGNATURE_GRADER 1\n#line 1 \"check.cpp\"\nint main() {}\n");
    check_made(&problem->includes[1].made[0], "assay_entry.cpp",
               "#define SIGNATURE_GRADER 1\n#line 1 \"check.cpp\"\nint main() {}\n");
    check_made(&problem->includes[1].made[1], "testlib.h", "\n");
    assert_string_equal(problem->includes[2].prefix,
                        "#define SIGNATURE_GRADER 1\n#include \"testlib.h\"\n"
                        "#define main main_of_the_submission\n#line 1\n");
    problem_free(problem);
    problem = load_good("signature_grader: {entry: check.cpp, header: testlib.h, allow_main: yes}\n"
                        "test_cases: [{in: 1.in}]\n");
    assert_string_equal(problem->includes[0].prefix,
                        "#define SIGNATURE_GRADER 1\n#include \"testlib.h\"\n#line 1\n");
    problem_free(problem);
    check_said("signature_grader: {entry: check.cpp}\ntest_cases: [{}]\n", 1, 1, 19,
               "found a mapping, expected a signature grader");
}

static void test_pretests(void **state)
{
    struct problem *problem = load_good("pretest_test_cases: [{in: 1.in, points: 5}]\n"
                                        "test_cases: [{in: b.1.in, points: 5}]\n");

    (void)state;
    assert_int_equal(problem->case_count, 2);
    assert_string_equal(problem->cases[0].in.path, "1.in");
    assert_true(problem->cases[0].points == 0 && problem->cases[1].points == 5);
    assert_true(problem->cases[0].stops_all && !problem->cases[1].stops_all);
    problem_free(problem);
}

static void test_errors(void **state)
{
    (void)state;
    check_said("test_cases++: |\n  node = 1\n", 1, 1, 1, "found the key \"test_cases++\"");
    check_said("test_cases: [{points+: '1+1'}]\n", 1, 1, 15, "found the key \"points+\"");
    check_said("checker: check.py\ntest_cases: [{}]\n", 1, 1, 10, "found a checker in Python");
    check_said("custom_judge: judge.py\ntest_cases: [{}]\n", 1, 1, 15, "found a custom judge");
    check_said("checker: sortd\ntest_cases: [{}]\n", 1, 1, 10, "found \"sortd\", expected");
    check_said("test_cases: [{in: missing}]\n", 1, 1, 19, "the file \"missing\" does not exist");
    check_said("test_cases: [{in: ../1.in}]\n", 1, 1, 19, "found \"../1.in\"");
    check_said("test_cases: [{in: outside}]\n", 1, 1, 19, "the link \"outside\" leads out");
    check_said("test_cases: [{in: /etc/passwd}]\n", 1, 1, 19, "found \"/etc/passwd\"");
    check_said("test_cases: [{points: -1}]\n", 1, 1, 23, "found \"-1\", expected points");
    check_said("points: 1\n", 1, 1, 1, "found no list of cases");
    check_said("test_cases: []\n", 1, 1, 1, "found no cases");
    check_said("test_cases: [{batched: []}]\n", 1, 1, 24, "found an empty list");
    check_said("test_cases: [{batched: [{batched: [{}]}]}]\n", 1, 1, 25, "found a mapping");
    check_said("test_cases: [{batched: [{}], dependencies: [1]}]\n", 1, 1, 45, "found \"1\"");
    check_said("archive: x.zip\ntest_cases: {input_format: '('}\n", 1, 2, 28,
               "this is no regular expression");
    check_said("archive: x.zip\ntest_cases: {input_format: '.*'}\n", 1, 2, 28,
               "the pattern matches a name without its group \"case\"");
    check_said("archive: x.zip\ntest_cases: {case_points: [1]}\n", 1, 2, 27,
               "there are fewer points");
    check_said("checker: {name: bridged, args: {files: check.cpp, type: odd}}\n"
               "test_cases: [{}]\n",
               1, 1, 57, "found \"odd\"");
    check_said("checker: {name: bridged, args: {files: check.cpp, flags: yes}}\n"
               "test_cases: [{}]\n",
               1, 1, 58, "found \"yes\", expected flags");
    check_said("symlinks: {x: /etc/passwd}\ntest_cases: [{}]\n", 1, 1, 15,
               "found a link to \"/etc/passwd\"");
    check_said("- a\n", 1, 1, 1, "found a list");
    check_said("tset_cases: []\ntest_cases: [{}]\n", 0, 1, 1,
               "the unknown key \"tset_cases\" in a DMOJ problem is ignored");
    check_said("unbuffered: yes\ntest_cases: [{}]\n", 0, 1, 13,
               "DMOJ gives programs an unbuffered stdout");
}

/* A pattern that would take exponential time is an error, and soon. */
static void test_slow_pattern(void **state)
{
    char name[80], members[200];
    size_t size;

    (void)state;
    memset(name, 'a', 60);
    name[60] = '\0';
    size = (size_t)snprintf(members, sizeof(members), "%s!", name) + 1;
    folder_write(&package, UNPACKED_MEMBERS, members, size);
    check_said("archive: x.zip\ntest_cases: {input_format: '((a|aa)+)+(?P<case>[bc])'}\n", 1, 2, 28,
               "looking for cases with this pattern took too long");
    remove_package(NULL);
    make_package(NULL);
}

/* Without a sidecar there are defaults, and a word about them. */
static void test_limits(void **state)
{
    (void)state;
    unlinkat(package.fd, "assay.yaml", 0);
    check_said("test_cases: [{}]\n", 0, 1, 1, "init.yml states no time limit");
    folder_write_text(&package, "assay.yaml", "limits: {time: 1s}\nchecker: exact\n");
    check_said("test_cases: [{}]\n", 1, 2, 1, "unknown key \"checker\"");
    remove_package(NULL);
    make_package(NULL);
}

static void test_not_unpacked(void **state)
{
    (void)state;
    unlinkat(package.fd, UNPACKED_MEMBERS, 0);
    check_said("archive: x.zip\ntest_cases: [{in: 1.in}]\n", 1, 1, 10,
               "the archive has not been unpacked");
    remove_package(NULL);
    make_package(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_list),
        cmocka_unit_test(test_inheritance),
        cmocka_unit_test(test_batches),
        cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_default_patterns),
        cmocka_unit_test(test_checkers),
        cmocka_unit_test(test_checker_arguments),
        cmocka_unit_test(test_same_runs),
        cmocka_unit_test(test_bridged),
        cmocka_unit_test(test_interactor),
        cmocka_unit_test(test_calls),
        cmocka_unit_test(test_generators),
        cmocka_unit_test(test_signature),
        cmocka_unit_test(test_line_ends),
        cmocka_unit_test(test_links),
        cmocka_unit_test(test_pretests),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_slow_pattern),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_not_unpacked),
    };

    return cmocka_run_group_tests(tests, make_package, remove_package);
}
