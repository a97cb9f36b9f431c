/* assay check: load problem packages and report everything that is wrong with them. */
#include "base/log.h"
#include "judge/checkers/checker.h"
#include "judge/commands/command.h"
#include "judge/commands/given_limits.h"
#include "judge/commands/problem_folder.h"
#include "judge/languages/language.h"
#include "judge/report/result.h"
#include "judge/report/table.h"
#include "problems/data.h"
#include "problems/load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_JSON = 256, KEY_MAXIMA };

struct arguments {
    int json;
    char **problems;
    size_t count;
};

static const struct argp_option options[] = {
    {"json", KEY_JSON, NULL, 0, "One JSON object a problem, with its errors and warnings", 0},
    {"maxima", KEY_MAXIMA, "LIMIT=VALUE,...", 0, COMMAND_MAXIMA_HELP, 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;

    switch (key) {
    case KEY_JSON:
        arguments->json = 1;
        return 0;
    case KEY_MAXIMA:
        command_maxima(arg);
        return 0;
    case ARGP_KEY_ARGS:
        arguments->problems = state->argv + state->next;
        arguments->count = (size_t)(state->argc - state->next);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "expected at least one problem's folder");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "PROBLEM...",
    .doc =
        "Check problem packages: everything that is wrong with each, with file, line and column.",
    .children = (const struct argp_child[]){{&given_limits_argp, 0, "Limits:", 80}, {0}},
};

/* Warns of languages that the problem names and this build does not know. That is no error: the
 * package may be meant for another host. */
static void warn_of_languages(const char *path, const struct problem *problem)
{
    for (const char *const *name = problem->languages; name && *name; name++) {
        const struct language *language;
        struct error err;

        if (language_find_named(*name, &language, &err) < 0)
            log_warning("%s: `languages`: %s", path, err.text);
    }
}

/* The author's programs that would decide about answers: they are run by graders, and this command
 * starts none. */
static json_t *list_not_asked(const struct problem *problem)
{
    const struct problem_checker *last = NULL;
    json_t *list = json_array();

    for (size_t i = 0; i < problem->case_count; i++) {
        const struct problem_checker *own = problem->cases[i].checker;
        const struct problem_checker *checker = own ? own : &problem->checker;

        for (size_t j = 0; checker != last && j < checker->program_count; j++)
            json_array_append_new(list, json_string(checker->programs[j].path));
        last = checker;
    }
    return list;
}

static json_t *report_json(const char *path, const struct problem *problem,
                           const struct report *report)
{
    json_t *object =
        json_pack("{s:i,s:s,s:b,s:o}", "schema_version", RESULT_SCHEMA_VERSION, "problem", path,
                  "ok", problem != NULL, "entries", command_report_json(report));

    if (problem) {
        json_object_set_new(object, "name", json_string(problem->name));
        json_object_set_new(object, "problem_version", json_string(problem->version));
        json_object_set_new(object, "cases", json_integer((json_int_t)problem->case_count));
        json_object_set_new(object, "not_asked", list_not_asked(problem));
    }
    return object;
}

/* Runs the checker on the answer itself, as grading does for a program that prints it. */
static int accepts(const struct problem_checker *wanted, int answer_fd, struct error *err)
{
    static char block[1 << 16];
    struct checker_result result = {0};
    struct checker *checker = NULL;
    int64_t offset = 0;
    ssize_t got = 1;
    int failed;

    if (wanted->kind == CHECKER_PROGRAM)
        return 1; /* `assay verify` has programs to ask it about */
    failed = checker_open(wanted, answer_fd, &checker, err);

    while (failed == 0 && got > 0) {
        got = pread(answer_fd, block, sizeof(block), offset);
        if (got < 0)
            failed = error_set_errno(err, errno, "cannot read the answer of a case");
        else if (checker_feed(checker, block, (size_t)got, err) < 0)
            failed = err->code;
        offset += got;
    }
    if (failed == 0)
        failed = checker_finish(checker, &result, err);
    checker_close(checker);
    if (failed < 0)
        return failed;
    return result.accepted ? 1 : error_say(err, "%s", result.message);
}

static void print_good(const char *path, const struct problem *problem)
{
    json_t *programs = list_not_asked(problem);
    const json_t *program;
    size_t i;

    printf("%s: good: \"%s\", %zu cases, %zu labelled submissions, version %.12s\n",
           format_text(path), format_text(problem->name), problem->case_count,
           problem->submission_count, problem->version);
    json_array_foreach(programs, i, program)
    {
        printf("%s%s", i > 0 ? ", " : "  the answers were not shown to ",
               format_text(json_string_value(program)));
    }
    if (i > 0)
        printf("; `assay verify` asks %s\n", i > 1 ? "them" : "it");
    json_decref(programs);
}

static void print_text(const char *path, const struct problem *problem, const struct report *report)
{
    report_print(report, stderr);
    if (problem)
        print_good(path, problem);
    else
        printf("%s: %zu error%s\n", format_text(path), report->errors,
               report->errors == 1 ? "" : "s");
}

/* Returns the exit code that this package calls for. */
static int check(const char *path, int json)
{
    struct report report = REPORT_INIT;
    struct problem *problem = NULL;
    struct problem_folder package;
    struct error err;
    json_t *object;
    int failed;

    if (problem_folder_find(path, &package, &err) < 0) {
        log_error("%s", err.text);
        return problem_folder_exit(&err);
    }
    failed = problem_load(package.dir, path, &problem, &report);
    if (failed == 0)
        failed = problem_check_data(package.dir, problem, accepts, &report);
    if (failed < 0) {
        problem_free(problem);
        problem = NULL;
    }
    if (json) {
        object = report_json(path, problem, &report);
        result_print_json(object, stdout);
        json_decref(object);
    } else {
        print_text(path, problem, &report);
    }
    if (problem)
        warn_of_languages(path, problem);
    problem_folder_close(&package);
    report_release(&report);
    problem_free(problem);
    return failed == 0 ? EXIT_DONE : error_is_host(failed) ? EXIT_INTERNAL : EXIT_USAGE;
}

static int run(int argc, char **argv)
{
    struct arguments arguments = {0};
    int code = EXIT_DONE;

    command_parse(&argp, argc, argv, &arguments);
    for (size_t i = 0; i < arguments.count; i++) {
        int ended = check(arguments.problems[i], arguments.json);

        code = ended > code ? ended : code;
    }
    return code;
}

const struct command cmd_check = {
    .name = "check",
    .arguments = "PROBLEM...",
    .summary = "validate problem packages",
    .exits = {[EXIT_DONE] = "all problems are good (warnings allowed)",
              [EXIT_USAGE] = "bad usage, or at least one is not good"},
    .example = "assay check problems/*",
    .run = run,
};
