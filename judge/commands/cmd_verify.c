/* assay verify: run a problem's labelled submissions and compare with their labels. */
#include "base/fd.h"
#include "base/log.h"
#include "base/memory.h"
#include "judge/commands/command.h"
#include "judge/commands/problem_folder.h"
#include "judge/commands/tree_options.h"
#include "judge/dispatch/batch.h"
#include "judge/report/result.h"
#include "judge/report/table.h"
#include "judge/rules/time_advice.h"
#include "judge/submissions/submission.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_JSON = 256 };

struct arguments {
    struct tree_options tree;
    const char *problem;
    int jobs, json;
};

static const struct argp_option options[] = {
    {"jobs", 'j', "N", 0, "Graders at work at once (default: one a CPU)", 0},
    {"json", KEY_JSON, NULL, 0, "One JSON object a submission, with `expected`", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &arguments->tree;
        return 0;
    case 'j':
        arguments->jobs = (int)command_number("--jobs", arg, 1, 256, state);
        return 0;
    case KEY_JSON:
        arguments->json = 1;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 0)
            argp_error(state, "expected one problem");
        arguments->problem = arg;
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
    .args_doc = "PROBLEM",
    .doc = "Run the problem's labelled jury submissions (`submissions:` in problem.yaml) and say "
           "which do not get the verdict (and the points) that they should, and which time limit "
           "the times of those labelled AC and TLE suggest.",
    .children = (const struct argp_child[]){{&tree_argp, 0, "The sandbox:", 90}, {0}},
};

struct verify {
    const struct arguments *arguments;
    struct problem_folder package;
    struct batch_item *items;
    size_t as_labelled, internal, shown;
    int told_isolation;
    struct table table;
};

static int prepare(struct verify *verify, size_t index, struct error *err)
{
    const struct problem *problem = verify->package.problem;
    struct batch_item *item = &verify->items[index];
    const char *path = problem->submissions[index].path;
    struct submission source;
    char *full;

    if (asprintf(&full, "%s/%s", verify->package.folder, path) < 0)
        abort();
    if (submission_open(full, NULL, NULL, 1, &source, err) < 0) {
        free(full);
        return err->code;
    }
    free(full);
    *item = (struct batch_item){.fds = {source.fd, verify->package.dir}, .fd_count = 2};
    item->request =
        json_pack("{s:s,s:s,s:s,s:s}", "kind", "grade", "problem", verify->package.folder,
                  "language", source.language->name, "file_name", path);
    item->result = result_new(problem->name, path, source.language->name, json_null());
    if (!item->request || !item->result)
        return error_set(err, -EINVAL, "the path of a submission is not valid UTF-8");
    return 0;
}

/* Whether the result has the label's verdict, and its points where the label names them. */
static int fits_label(const struct problem_submission *labelled, const json_t *result)
{
    double score = json_number_value(json_object_get(result, "score"));

    if (strcmp(labelled->label, result_text(result, "verdict")) != 0)
        return 0;
    return labelled->points < 0 || fabs(labelled->points - score) < 1e-6;
}

static void add_row(struct verify *verify, const struct problem_submission *labelled,
                    const json_t *result, int fits)
{
    struct buffer line = BUFFER_INIT;
    struct table *table = &verify->table;
    int has_points = labelled->points >= 0;

    table_cell(table, "%s", result_text(result, "path"));
    table_cell(table, "%s", labelled->label);
    table_cell(table, "%s", result_text(result, "verdict"));
    table_cell(table, "%s", result_text(result, "reason"));
    table_cell(table, "%s", fits ? "as labelled" : "DIFFERS");
    if (!fits && has_points)
        buffer_format(&line, "got %s points, expected %s; ",
                      format_score(json_number_value(json_object_get(result, "score"))),
                      format_score(labelled->points));
    if (!fits)
        result_line(result, &line);
    table_cell(table, "%s", line.size > 0 ? line.data : "");
    buffer_release(&line);
}

static void on_done(struct batch_item *item, size_t index, void *arg)
{
    struct verify *verify = arg;
    const struct problem_submission *labelled = &verify->package.problem->submissions[index];
    int fits = fits_label(labelled, item->result);

    verify->as_labelled += (size_t)fits;
    verify->internal += strcmp(result_text(item->result, "verdict"), "IE") == 0;
    json_object_set_new(item->result, "expected", json_string(labelled->label));
    if (labelled->points >= 0)
        json_object_set_new(item->result, "expected_score", json_real(labelled->points));
    json_object_set_new(item->result, "as_labelled", json_boolean(fits));
    if (verify->arguments->json) {
        progress_clear();
        result_print_stream(item->result, &verify->told_isolation, stdout);
    }
    add_row(verify, labelled, item->result, fits);
    progress_show("verified", (int64_t)++verify->shown,
                  (int64_t)verify->package.problem->submission_count);
}

static int verify_all(struct verify *verify, struct error *err)
{
    size_t count = verify->package.problem->submission_count;

    for (size_t i = 0; i < count; i++) {
        if (prepare(verify, i, err) < 0)
            return err->code;
    }
    return batch_run(&verify->arguments->tree, verify->arguments->jobs, verify->items, count,
                     on_done, verify, err);
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
    const json_t *limits = json_object_get(verify->items[index].result, "limits");

    return result_number(limits, "time_us"); /* 0: no limits were in force yet when it ended */
}

/* One line for each time limit that was in force: languages may have their own. */
static void print_all_times(const struct verify *verify)
{
    size_t count = verify->package.problem->submission_count;

    for (size_t i = 0; i < count; i++) {
        struct times times = {limit_of(verify, i), -1, -1, NULL, NULL};
        size_t first = 0;

        while (limit_of(verify, first) != times.limit_us)
            first++;
        if (first < i) /* this limit has its line already */
            continue;
        for (size_t j = i; j < count; j++) {
            if (limit_of(verify, j) == times.limit_us)
                add_time(&times, verify->items[j].result);
        }
        print_times(&times);
    }
}

static int run(int argc, char **argv)
{
    static const char *const headers[] = {"submission", "label", "verdict", "reason", "", ""};
    struct arguments arguments = {.jobs = batch_default_jobs()};
    struct verify verify = {.arguments = &arguments,
                            .table = {.headers = headers, .columns = 6, .right = "0vv000"}};
    struct error err;
    size_t count;
    int code;

    command_parse(&argp, argc, argv, &arguments);
    if (problem_folder_open(arguments.problem, &verify.package, &err) < 0)
        return problem_folder_exit(&err);
    count = verify.package.problem->submission_count;
    if (count == 0) {
        log_error("%s labels no submissions; label them under `submissions:` in problem.yaml",
                  arguments.problem);
        problem_folder_close(&verify.package);
        return EXIT_USAGE;
    }
    verify.items = memory_alloc(sizeof(*verify.items) * count);
    if (verify_all(&verify, &err) < 0) {
        code = command_fail(&err);
    } else {
        progress_clear();
        if (!arguments.json) {
            table_print(&verify.table, stdout);
            print_all_times(&verify);
            printf("%zu of %zu as labelled\n", verify.as_labelled, count);
        }
        code = verify.as_labelled == count ? EXIT_DONE
               : verify.internal           ? EXIT_INTERNAL
                                           : EXIT_NOT_ACCEPTED;
    }
    for (size_t i = 0; i < count; i++) {
        json_decref(verify.items[i].request);
        json_decref(verify.items[i].result);
        if (verify.items[i].fd_count > 1)
            fd_close(&verify.items[i].fds[0]);
    }
    free(verify.items);
    table_release(&verify.table);
    problem_folder_close(&verify.package);
    return code;
}

const struct command cmd_verify = {
    .name = "verify",
    .arguments = "PROBLEM",
    .summary = "run a problem's labelled jury submissions",
    .exits = {[EXIT_DONE] = "all got the verdict (and points) of their label",
              [EXIT_NOT_ACCEPTED] = "at least one did not",
              [EXIT_USAGE] = "bad usage or a bad problem"},
    .example = "assay verify problems/leap",
    .run = run,
};
