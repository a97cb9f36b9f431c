/* assay verify: run the jury submissions of problems and compare with what they should come to. */
#include "base/buffer.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "judge/cache/cache.h"
#include "judge/commands/command.h"
#include "judge/commands/given_limits.h"
#include "judge/commands/tree_options.h"
#include "judge/commands/verify.h"
#include "judge/dispatch/batch.h"
#include "judge/report/jury.h"
#include "judge/report/result.h"
#include "judge/report/stored.h"
#include "judge/report/table.h"
#include "judge/rules/time_advice.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_JSON = 256, KEY_HTML, KEY_DATA, KEY_DB, KEY_NO_DATA, KEY_RECORD };

struct arguments {
    struct tree_options tree;
    const char *html, *database;
    int jobs, json, with_data, no_data, record;
    char **problems;
    size_t problem_count;
};

static const struct argp_option options[] = {
    {"jobs", 'j', "N", 0, "Graders at work at once (default: one a CPU)", 0},
    {"json", KEY_JSON, NULL, 0, "One JSON object a submission, with `expected`", 0},
    {"db", KEY_DB, "URI", 0,
     "Keep the time limits that are measured in this database, for `judge` and `grade --db`", 0},
    {"html", KEY_HTML, "FILE", 0, "Also write one page, to be sent to a co-author, to FILE", 0},
    {"with-data", KEY_DATA, NULL, 0,
     "Let that page quote what validators and programs said about secret cases", 0},
    {"record", KEY_RECORD, NULL, 0,
     "Record what interactors and submissions say to each other (`conversation` of --json)", 0},
    {"no-data", KEY_NO_DATA, NULL, 0, "Do not look at inputs and answers, only at submissions", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[1] = &arguments->tree;
        return 0;
    case 'j':
        arguments->jobs = (int)command_number("--jobs", arg, 1, 256, state);
        return 0;
    case KEY_JSON:
        arguments->json = 1;
        return 0;
    case KEY_DB:
        arguments->database = arg;
        return 0;
    case KEY_HTML:
        arguments->html = arg;
        return 0;
    case KEY_DATA:
        arguments->with_data = 1;
        return 0;
    case KEY_RECORD:
        arguments->record = 1;
        return 0;
    case KEY_NO_DATA:
        arguments->no_data = 1;
        return 0;
    case ARGP_KEY_ARGS:
        arguments->problems = state->argv + state->next;
        arguments->problem_count = (size_t)(state->argc - state->next);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "expected a problem's folder");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "PROBLEM...",
    .doc = "Run the problems' jury submissions, say which do not come to what their package says "
           "they should (a verdict, verdicts of cases, points), and which time limit their times "
           "call for. Where a package states no time limit, its accepted submissions run first, "
           "and the slowest of them gives the limit. Input validators look at the inputs, and "
           "output validators at the answers, as if those were outputs.\vdocs/packages.md, "
           "\"Verifying\", says what "
           "each format expects of a submission.",
    .children = (const struct argp_child[]){{&given_limits_argp, 0, "Limits:", 80},
                                            {&tree_argp, 0, "The sandbox:", 90},
                                            {0}},
};

/* All packages of one command. */
struct command_run {
    const struct arguments *arguments;
    struct runner_parent parent;
    struct cache *cache;
    struct batch *batch; /* NULL: the tree does not run yet */
    int has_tree;
    int told_isolation;
    size_t packages, unreadable; /* verified; not even read */
    size_t as_labelled, differing, not_run, borderline, internal, findings, warnings;
    struct store *store; /* NULL: measured limits are only printed */
    FILE *page;
    char *partial_path; /* of the page until it is whole */
};

/* ---- what one package came to ---- */
static void on_done(struct verify *verify, size_t index, void *arg)
{
    struct command_run *command = arg;

    if (command->arguments->json) {
        progress_clear();
        result_print_stream(verify->submissions[index].result, &command->told_isolation, stdout);
        fflush(stdout);
    }
    progress_show("verified", (int64_t)(verify->done + verify->not_run), (int64_t)verify->count);
}

static json_t *cases_json(const struct problem *problem)
{
    json_t *cases = json_array();

    for (size_t i = 0; i < problem->case_count; i++) {
        const struct problem_case *kase = &problem->cases[i];
        const struct problem_group *group = &problem->groups[kase->group];

        json_array_append_new(cases, json_pack("{s:o,s:o,s:b}", "name", result_name(kase->name),
                                               "group", result_name(group->name), "is_sample",
                                               kase->is_sample || group->is_sample));
    }
    return cases;
}

static void append_limit(const struct verify *verify, struct buffer *text)
{
    const struct problem *problem = verify->package.problem;
    const char *path;

    buffer_format(text, "time limit %s", format_time(verify->time_us));
    switch (verify->limit) {
    case VERIFY_LIMIT_STATED:
        return;
    case VERIFY_LIMIT_DEFAULT:
        buffer_append_text(text, ", by default: the package states none, and none of its accepted "
                                 "submissions gave a time");
        return;
    case VERIFY_LIMIT_MEASURED:
        path = result_text(verify->submissions[verify->slowest].result, "path");
        buffer_format(text, ", measured: %g x %s, which %s took for case %s, rounded up",
                      problem->calibration.factor, format_time(verify->slowest_us),
                      format_text(path), format_text(verify->slowest_case));
    }
}

static void append_counts(size_t as_labelled, size_t differing, size_t not_run, size_t borderline,
                          size_t findings, size_t warnings, struct buffer *text)
{
    buffer_format(text, "%zu of %zu as labelled", as_labelled, as_labelled + differing);
    if (not_run > 0)
        buffer_format(text, ", %zu not run", not_run);
    if (borderline > 0)
        buffer_format(text, ", %zu close in time", borderline);
    if (findings > 0)
        buffer_format(text, ", %zu finding%s in the test data", findings, findings == 1 ? "" : "s");
    if (warnings > 0)
        buffer_format(text, ", %zu warning%s about answers", warnings, warnings == 1 ? "" : "s");
}

static json_t *jury_json(const struct verify *verify, int is_kept)
{
    struct buffer limit = BUFFER_INIT, summary = BUFFER_INIT;
    json_t *jury, *submissions = json_array();

    append_limit(verify, &limit);
    if (is_kept)
        buffer_format(&limit, "; kept for %s", stored_host());
    append_counts(verify->as_expected, verify->differing, verify->not_run, verify->borderline,
                  verify->findings, verify->warnings, &summary);
    for (size_t i = 0; i < verify->count; i++)
        json_array_append(submissions, verify->submissions[i].result);
    jury = json_pack("{s:s,s:s,s:s,s:o,s:o}", "problem", verify->package.problem->name, "limit",
                     limit.data, "summary", summary.data, "cases",
                     cases_json(verify->package.problem), "submissions", submissions);
    if (verify->data)
        json_object_set(jury, "data", verify->data);
    buffer_release(&limit);
    buffer_release(&summary);
    return jury;
}

/* Times of the submissions under one CPU time limit; -1 and NULL: there is no such submission. */
struct times {
    int64_t limit_us, slowest_ac_us, fastest_tle_us;
    const char *slowest, *fastest;
};

/* Adds a submission that got the verdict of its label: for an AC the time of its longest case, for
 * a TLE the time after which it was stopped. A TLE that only waits adds nothing. */
static void add_time(struct times *times, const json_t *result)
{
    int64_t cpu_us = result_number(result, "cpu_us");
    const char *verdict = result_text(result, "verdict");

    if (strcmp(verdict, result_text(result, "expected")) != 0)
        return;
    if (strcmp(verdict, "AC") == 0 && cpu_us > times->slowest_ac_us) {
        times->slowest_ac_us = cpu_us;
        times->slowest = result_text(result, "path");
    }
    if (strcmp(verdict, "TLE") == 0 && strcmp(result_text(result, "reason"), "cpu") == 0 &&
        (times->fastest_tle_us < 0 || cpu_us < times->fastest_tle_us)) {
        times->fastest_tle_us = cpu_us;
        times->fastest = result_text(result, "path");
    }
}

static void print_times(const struct times *times)
{
    int64_t limit_us = times->limit_us;

    if (times->slowest_ac_us < 0 && times->fastest_tle_us < 0)
        return;
    printf("time limit %s:", format_time(limit_us));
    if (times->slowest)
        printf(" slowest AC %s (%s),", format_time(times->slowest_ac_us),
               format_text(times->slowest));
    else
        printf(" no AC,");
    if (times->fastest)
        printf(" fastest TLE %s (%s)", format_time(times->fastest_tle_us),
               format_text(times->fastest));
    else
        printf(" no TLE");
    if (times->slowest) {
        limit_us = time_advice_limit(times->slowest_ac_us);
        printf("; suggested limit %s (twice the slowest AC, rounded up)", format_time(limit_us));
    }
    printf("\n");
    if (!time_advice_parts(limit_us, times->slowest_ac_us, times->fastest_tle_us))
        printf("warning: a limit of %s is not between the slowest AC and the fastest TLE; set it "
               "and run verify again to see what then ends in time\n",
               format_time(limit_us));
}

static int64_t limit_of(const struct verify *verify, size_t index)
{
    const json_t *limits = json_object_get(verify->submissions[index].result, "limits");

    return result_number(limits, "time_us"); /* 0: no limits were in force yet when it ended */
}

/* One line for each time limit that was in force: languages may have their own. */
static void print_all_times(const struct verify *verify)
{
    for (size_t i = 0; i < verify->count; i++) {
        struct times times = {limit_of(verify, i), -1, -1, NULL, NULL};
        size_t first = 0;

        while (limit_of(verify, first) != times.limit_us)
            first++;
        if (first < i) /* this limit has its line already */
            continue;
        for (size_t j = i; j < verify->count; j++) {
            if (limit_of(verify, j) == times.limit_us)
                add_time(&times, verify->submissions[j].result);
        }
        print_times(&times);
    }
}

/* A line of its own, after those of the submissions. */
static void print_data(const struct verify *verify)
{
    json_t *line = json_pack("{s:i}", "schema_version", RESULT_SCHEMA_VERSION);

    progress_clear();
    json_object_update(line, verify->data);
    result_print_json(line, stdout);
    fflush(stdout);
    json_decref(line);
}

static void print_package(const struct command_run *command, const struct verify *verify,
                          const json_t *jury)
{
    progress_clear();
    if (command->arguments->problem_count > 1)
        printf("%s== %s\n", command->packages > 1 ? "\n" : "", format_text(verify->package.folder));
    jury_print(jury, stdout, terminal_columns(stdout));
    if (verify->limit == VERIFY_LIMIT_STATED)
        print_all_times(verify);
    else
        printf("%s\n", result_text(jury, "limit"));
    printf("%s\n", result_text(jury, "summary"));
}

/* ---- all of them ---- */
static int start_tree(struct command_run *command, struct error *err)
{
    const struct arguments *arguments = command->arguments;

    if (command->has_tree)
        return 0;
    if (tree_start(&arguments->tree, &command->parent, err) < 0)
        return err->code;
    command->has_tree = 1;
    if (tree_cache(&arguments->tree, NULL, &command->cache, err) < 0)
        return err->code;
    return batch_open(&command->parent, command->cache, arguments->jobs, &command->batch, err);
}

static void stop_tree(struct command_run *command)
{
    if (!command->has_tree)
        return;
    batch_close(command->batch);
    cache_close(command->cache);
    runner_parent_stop(&command->parent);
}

static void count_package(struct command_run *command, const struct verify *verify)
{
    command->packages++;
    command->as_labelled += verify->as_expected;
    command->differing += verify->differing;
    command->not_run += verify->not_run;
    command->borderline += verify->borderline;
    command->internal += verify->internal;
    command->findings += verify->findings;
    command->warnings += verify->warnings;
}

/* Keeps the limit that was measured, if there is one and a database. *ret_kept: whether. */
static int keep_limit(struct command_run *command, const struct verify *verify, int *ret_kept,
                      struct error *err)
{
    const struct problem *problem = verify->package.problem;
    struct store_calibration row = {
        .host = stored_host(),
        .problem = verify->package.folder,
        .version = problem->version,
        .time_us = verify->time_us,
        .factor = problem->calibration.factor,
        .slowest_us = verify->slowest_us,
        .slowest_case = verify->slowest_case,
        .measured_ms = clock_realtime_ms(),
    };

    *ret_kept = 0;
    if (!command->store || verify->limit != VERIFY_LIMIT_MEASURED)
        return 0;
    row.slowest_path = result_text(verify->submissions[verify->slowest].result, "path");
    if (store_put_calibration(command->store, &row, err) < 0)
        return err->code;
    *ret_kept = 1;
    return 0;
}

/* Negative: nothing more can be done. A package that cannot be read does not keep the others from
 * being verified; *ret_code says what is wrong with it. */
static int verify_one(struct command_run *command, const char *path, int *ret_code,
                      struct error *err)
{
    struct verify verify;
    json_t *jury;
    int failed, is_kept = 0;

    if (verify_open(path, &verify, err) < 0) {
        *ret_code = problem_folder_exit(err);
        command->unreadable++;
        return 0;
    }
    if (verify.count == 0) {
        log_error("%s labels no submissions; label them under `submissions:` in problem.yaml, or "
                  "put them into the folders of the package's format",
                  path);
        *ret_code = EXIT_USAGE;
        command->unreadable++;
        verify_close(&verify);
        return 0;
    }
    verify.records = command->arguments->record;
    verify.leaves_data = command->arguments->no_data;
    verify.on_done = on_done;
    verify.arg = command;
    failed = start_tree(command, err);
    if (failed == 0)
        failed = verify_run(&verify, command->batch, err);
    if (failed == 0)
        failed = keep_limit(command, &verify, &is_kept, err);
    if (failed == 0) {
        count_package(command, &verify);
        jury = jury_json(&verify, is_kept);
        if (command->arguments->json && verify.data)
            print_data(&verify);
        else if (!command->arguments->json)
            print_package(command, &verify, jury);
        if (command->page)
            jury_html_package(jury, command->arguments->with_data, command->page);
        json_decref(jury);
    }
    verify_close(&verify);
    return failed;
}

/* The page gets its name only when it is whole. */
static int open_page(struct command_run *command, struct error *err)
{
    struct buffer partial = BUFFER_INIT;

    if (!command->arguments->html)
        return 0;
    buffer_format(&partial, "%s.partial-%d", command->arguments->html, (int)getpid());
    command->partial_path = buffer_take(&partial);
    command->page = fopen(command->partial_path, "wxe");
    if (!command->page)
        return error_set_errno(err, errno, "cannot write %s", command->arguments->html);
    jury_html_begin(command->page);
    return 0;
}

static int close_page(struct command_run *command, const char *summary, struct error *err)
{
    FILE *page = command->page;
    int failed = 0;

    if (!page)
        return 0;
    jury_html_end(summary, page);
    command->page = NULL;
    failed = ferror(page);
    if (fclose(page) != 0 || failed ||
        rename(command->partial_path, command->arguments->html) < 0) {
        error_set_errno(err, errno, "cannot write %s", command->arguments->html);
        unlink(command->partial_path);
        return err->code;
    }
    return 0;
}

static void discard_page(struct command_run *command)
{
    if (command->page) {
        fclose(command->page);
        unlink(command->partial_path);
    }
    free(command->partial_path);
}

static int finish(struct command_run *command, struct error *err)
{
    struct buffer summary = BUFFER_INIT;
    int failed;

    append_counts(command->as_labelled, command->differing, command->not_run, command->borderline,
                  command->findings, command->warnings, &summary);
    buffer_format(&summary, " in %zu package%s", command->packages,
                  command->packages == 1 ? "" : "s");
    if (command->unreadable > 0)
        buffer_format(&summary, "; %zu could not be verified", command->unreadable);
    progress_clear();
    if (!command->arguments->json && command->arguments->problem_count > 1 && command->packages > 0)
        printf("\nin all: %s\n", summary.data);
    failed = close_page(command, summary.data, err);
    buffer_release(&summary);
    return failed;
}

static int exit_code(const struct command_run *command, int bad_code)
{
    if (command->packages == 0)
        return bad_code;
    if (command->unreadable > 0)
        return EXIT_PARTIAL;
    if (command->differing == 0 && command->findings == 0)
        return EXIT_DONE;
    return command->internal ? EXIT_INTERNAL : EXIT_NOT_ACCEPTED;
}

static int run(int argc, char **argv)
{
    struct arguments arguments = {0};
    struct command_run command = {.arguments = &arguments};
    struct error err;
    int bad_code = EXIT_USAGE, failed, code;

    command_parse(&argp, argc, argv, &arguments);
    arguments.jobs = command_jobs(arguments.jobs);
    arguments.record |= config_is_on(command_setting(CONFIG_RECORD));
    if (arguments.database && store_open(arguments.database, 0, &command.store, &err) < 0)
        return command_fail(&err);
    failed = open_page(&command, &err);
    for (size_t i = 0; failed == 0 && i < arguments.problem_count; i++)
        failed = verify_one(&command, arguments.problems[i], &bad_code, &err);
    if (failed == 0)
        failed = finish(&command, &err);
    progress_clear();
    code = failed < 0 ? command_fail(&err) : exit_code(&command, bad_code);
    discard_page(&command);
    store_close(command.store);
    stop_tree(&command);
    return code;
}

const struct command cmd_verify = {
    .name = "verify",
    .arguments = "PROBLEM...",
    .summary = "run problems' labelled jury submissions",
    .exits = {[EXIT_DONE] = "all came to what their package expects",
              [EXIT_NOT_ACCEPTED] = "at least one did not, or a validator rejects an input or an "
                                    "answer",
              [EXIT_USAGE] = "bad usage or a bad problem",
              [EXIT_NOT_FOUND] = "there is no such database (--db), or no folder for the page",
              [EXIT_PARTIAL] = "some of the problems could not be read"},
    .example = "assay verify problems/leap --html leap.html",
    .run = run,
};
