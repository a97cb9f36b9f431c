#include "judge/commands/rescore.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/memory.h"
#include "judge/checkers/checker.h"
#include "judge/grader/evidence.h"
#include "judge/languages/language.h"
#include "judge/queue/snapshot.h"
#include "judge/queue/version_folder.h"
#include "judge/report/result.h"
#include "judge/report/stored.h"
#include "problems/limits.h"
#include "problems/load.h"
#include "problems/package.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <nettle/base64.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A version of a problem, from the store. */
struct version {
    char name[65];
    int dir;
    struct problem *problem;
    json_t *files;             /* path: SHA-256 */
    char why[RESCORE_WHY_MAX]; /* it cannot be had; "" */
};
/* What a problem's folder holds now. */
struct folder {
    char *path, version[65], why[RESCORE_WHY_MAX];
};
/* The two versions of a problem that were compared last. */
struct pair {
    const struct version *old, *now;
    int is_same;
    char why[RESCORE_WHY_MAX];
};

/* One new result. */
struct rescoring {
    struct store_rescored rescored; /* first: it is what is handed out */
    struct store_start start;
    struct store_finish finish;
    json_t *result, *limits_json;
    char *limits, *isolation, *compile, **evidence;
    struct store_case *cases;
    struct store_group *groups;
    struct score_case *scores;
    struct score_group *sums;
};

struct rescorer {
    struct store *store;
    int root; /* of the folders of versions */
    struct version **versions;
    size_t version_count;
    struct folder *folders;
    size_t folder_count;
    struct pair pair;
    struct rescoring **all;
    size_t count;
};

static __attribute__((format(printf, 2, 3))) int refuse(char why[static RESCORE_WHY_MAX],
                                                        const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(why, RESCORE_WHY_MAX, format, args);
    va_end(args);
    return 0;
}

/* ---- versions ---- */

static int note_file(const struct store_file *row, void *arg)
{
    json_object_set_new(arg, row->path, json_string(row->blob ? row->blob : row->kind));
    return 0;
}

/* Its folder, as judges have it. */
static int open_folder(struct rescorer *rescorer, const char *name, struct error *err)
{
    struct version_folder laying;
    int result, dir = version_folder_find(rescorer->root, name);

    if (dir != -ENOENT)
        return dir < 0 ? error_set_errno(err, -dir, "cannot open version %.12s", name) : dir;
    if (version_folder_begin(&laying, rescorer->store, rescorer->root, -1, name, err) < 0)
        return err->code;
    result = version_folder_step(&laying, INT64_MAX, err);
    version_folder_end(&laying);
    dir = result < 0 ? result : version_folder_find(rescorer->root, name);
    return result < 0 ? err->code
           : dir < 0  ? error_set_errno(err, -dir, "cannot open version %.12s", name)
                      : dir;
}

static void load_version(struct rescorer *rescorer, struct version *version)
{
    struct report report = REPORT_INIT;
    struct error err;

    version->files = json_object();
    version->dir = open_folder(rescorer, version->name, &err);
    if (version->dir < 0 ||
        store_manifest(rescorer->store, version->name, note_file, version->files, &err) < 0)
        snprintf(version->why, sizeof(version->why), "%.250s", err.text);
    else if (problem_load(version->dir, ".", &version->problem, &report) < 0)
        snprintf(version->why, sizeof(version->why), "version %.12s cannot be loaded: %.200s",
                 version->name, report.first ? report.first->message : "");
    report_release(&report);
}

static struct version *find_version(struct rescorer *rescorer, const char *name)
{
    struct version *version;

    for (size_t i = 0; i < rescorer->version_count; i++)
        if (strcmp(rescorer->versions[i]->name, name) == 0)
            return rescorer->versions[i];
    version = memory_alloc(sizeof(*version));
    *version = (struct version){.dir = -1};
    snprintf(version->name, sizeof(version->name), "%s", name);
    rescorer->versions =
        memory_grow(rescorer->versions, rescorer->version_count + 1, sizeof(*rescorer->versions));
    rescorer->versions[rescorer->version_count++] = version;
    load_version(rescorer, version);
    return version;
}

/* Keeps what the folder holds now, as a judge does before it hands out a submission. */
static void look_at_folder(struct rescorer *rescorer, struct folder *folder,
                           const char *problem_name)
{
    struct snapshot snapshot;
    struct error err;
    int dir = open(folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int result =
        dir < 0 ? error_set_errno(&err, errno, "cannot open the problem %s", folder->path) : 0;

    snapshot_init(&snapshot, rescorer->store);
    if (result == 0)
        result = snapshot_begin(&snapshot, dir, folder->path, problem_name, &err);
    while (result >= 0 && (result = snapshot_step(&snapshot, INT64_MAX, &err)) == 1)
        ;
    if (result < 0)
        snprintf(folder->why, sizeof(folder->why), "%.250s", err.text);
    else
        memcpy(folder->version, snapshot.version, sizeof(folder->version));
    snapshot_release(&snapshot);
    fd_close(&dir);
}

/* The version that a submission to this problem would be judged by now; NULL: none, and why. */
static const char *version_now(struct rescorer *rescorer, const struct store_row *row,
                               char why[static RESCORE_WHY_MAX])
{
    struct folder *folder = NULL;

    if (store_own_version(row->problem))
        return store_own_version(row->problem);
    for (size_t i = 0; i < rescorer->folder_count; i++)
        if (strcmp(rescorer->folders[i].path, row->problem) == 0)
            folder = &rescorer->folders[i];
    if (!folder) {
        rescorer->folders =
            memory_grow(rescorer->folders, rescorer->folder_count + 1, sizeof(*rescorer->folders));
        folder = &rescorer->folders[rescorer->folder_count++];
        *folder = (struct folder){.path = memory_strdup(row->problem)};
        look_at_folder(rescorer, folder, row->problem_name);
    }
    if (*folder->why)
        refuse(why, "%s", folder->why);
    return *folder->why ? NULL : folder->version;
}

/* ---- what changed ---- */

/* Files that say how a problem is judged: what they say is compared. */
static int is_description(const char *path)
{
    static const char *const names[] = {"problem.yaml",    "assay.yaml",
                                        "init.yml",        "problem.xml",
                                        "task.yaml",       "testdata.yaml",
                                        "test_group.yaml", "domjudge-problem.ini",
                                        ".timelimit",      NULL};
    const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;

    for (size_t i = 0; names[i]; i++)
        if (strcmp(name, names[i]) == 0)
            return 1;
    return 0;
}

/* Those that no judging reads. */
static int is_of_no_matter(const struct problem *problem, const char *path)
{
    for (size_t i = 0; i < problem->submission_count; i++)
        if (strcmp(problem->submissions[i].path, path) == 0)
            return 1;
    return 0;
}

static int compare_files(const struct version *left, const struct version *right,
                         char why[static RESCORE_WHY_MAX])
{
    const char *path;
    json_t *digest;

    json_object_foreach(left->files, path, digest)
    {
        if (!json_equal(digest, json_object_get(right->files, path)) && !is_description(path) &&
            !is_of_no_matter(left->problem, path) && !is_of_no_matter(right->problem, path))
            return refuse(why, "the file %.200s changed", path);
    }
    return 1;
}

static int compare(struct rescorer *rescorer, const struct version *old, const struct version *now,
                   char why[static RESCORE_WHY_MAX])
{
    struct pair *pair = &rescorer->pair;

    if (pair->old != old || pair->now != now) {
        *pair = (struct pair){.old = old, .now = now};
        pair->is_same = compare_files(old, now, pair->why) && compare_files(now, old, pair->why) &&
                        rescore_is_same_shape(old->problem, now->problem, pair->why);
    }
    return pair->is_same ? 1 : refuse(why, "%s", pair->why);
}

/* ---- what was kept of a case ---- */

static int is_on(const json_t *object, const char *key)
{
    return json_is_true(json_object_get(object, key));
}

static enum run_end end_of(const char *name)
{
    static const char *const names[] = {"itself",       "cpu_limit", "wall_limit", "hard_stop",
                                        "output_limit", "syscall",   "deadlock",   "peer"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(names[i], name) == 0)
            return (enum run_end)i;
    return RUN_ENDED_HARD;
}

static void take_figures(const json_t *evidence, struct run_evidence *run)
{
    const struct {
        const char *key;
        int64_t *value;
    } numbers[] = {{"cpu_user_us", &run->cpu_user_us},
                   {"cpu_system_us", &run->cpu_system_us},
                   {"wall_us", &run->wall_us},
                   {"run_delay_us", &run->run_delay_us},
                   {"paused_us", &run->paused_us},
                   {"waited_us", &run->waited_us},
                   {"stack_kib", &run->stack_kib},
                   {"memory_kib", &run->memory_kib},
                   {"oom_kills", &run->oom_kills},
                   {"host_oom_kills", &run->host_oom_kills},
                   {"refused_bytes", &run->refused_bytes},
                   {"tmpfs_kib", &run->tmpfs_kib},
                   {"output_bytes", &run->output_bytes},
                   {"stderr_bytes", &run->stderr_bytes}};

    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        *numbers[i].value = result_number(evidence, numbers[i].key);
    run->end = end_of(result_text(evidence, "ended_by"));
    run->exit_status = (int)result_number(evidence, "exit_status");
    run->term_signal = (int)result_number(evidence, "signal");
    run->tmpfs_full = is_on(evidence, "tmpfs_full");
    run->tmpfs_files_full = is_on(evidence, "tmpfs_files_full");
    run->foreign_abi = is_on(evidence, "foreign_abi");
    run->exec_errno = (int)result_number(evidence, "exec_errno");
    run->own_signals = is_on(evidence, "own_signal") ? UINT64_MAX : 0;
    run->syscall = *result_text(evidence, "syscall") ? 0 : -1;
}

static void take_limits(const json_t *limits, struct verdict_limits *ret_limits)
{
    *ret_limits = (struct verdict_limits){.cpu_us = result_number(limits, "time_us"),
                                          .wall_us = result_number(limits, "wall_us"),
                                          .memory_kib = result_number(limits, "memory_kib"),
                                          .output_bytes = result_number(limits, "output_bytes"),
                                          .processes = (int32_t)result_number(limits, "processes")};
}

static enum check_outcome check_of(enum verdict verdict)
{
    return verdict == VERDICT_AC   ? CHECK_ACCEPTED
           : verdict == VERDICT_PA ? CHECK_PARTIAL
           : verdict == VERDICT_WA ? CHECK_WRONG
                                   : CHECK_NOT_RUN;
}

static void take_input(const json_t *test, enum verdict verdict, struct verdict_input *input)
{
    const json_t *evidence = json_object_get(test, "evidence");

    verdict_input_init(input);
    take_figures(evidence, &input->run);
    take_limits(json_object_get(evidence, "limits"), &input->limits);
    if (*result_text(evidence, "syscall"))
        input->syscall_name = result_text(evidence, "syscall");
    input->image_kib = result_number(evidence, "image_kib");
    input->memory_error = is_on(evidence, "memory_error");
    input->memory_is_capped = is_on(evidence, "memory_is_capped");
    input->check = check_of(verdict);
    input->rejected_first =
        verdict == VERDICT_WA && strcmp(result_text(evidence, "first_to_end"), "interactor") == 0;
}

/* ---- one case ---- */

/* What it printed, if all of it was kept: the caller's. */
static int take_output(const json_t *test, struct buffer *output)
{
    const char *text = result_text(test, "output"), *encoded = result_text(test, "output_base64");

    if (*encoded) {
        size_t size = BASE64_DECODE_LENGTH(strlen(encoded));
        struct base64_decode_ctx decode;
        uint8_t *bytes = memory_alloc(size + 1);

        base64_decode_init(&decode);
        if (base64_decode_update(&decode, &size, bytes, strlen(encoded), encoded))
            buffer_append(output, bytes, size);
        free(bytes);
    } else {
        buffer_append_text(output, text);
    }
    return (int64_t)output->size == result_number(test, "output_bytes");
}

static int check_output(const struct version *now, size_t index, const struct buffer *output,
                        struct checker_result *ret_result, char why[static RESCORE_WHY_MAX])
{
    const struct problem_case *kase = &now->problem->cases[index];
    struct checker *checker = NULL;
    struct error err = {0};
    int answer = problem_data_open(now->dir, &kase->out, &err);
    int failed = answer < 0;

    failed = failed ||
             checker_open(kase->checker ? kase->checker : &now->problem->checker, answer, &checker,
                          &err) < 0 ||
             checker_feed(checker, output->data, output->size, &err) < 0 ||
             checker_finish(checker, ret_result, &err) < 0;
    checker_close(checker);
    fd_close(&answer);
    return failed ? refuse(why, "%.250s", err.text) : 1;
}

/* By another tolerance: *verdict and the message of the case may change. */
static int check_again(const struct version *old, const struct version *now, size_t index,
                       json_t *test, enum verdict *verdict, char why[static RESCORE_WHY_MAX])
{
    const struct problem_case *then = &old->problem->cases[index];
    const struct problem_case *kase = &now->problem->cases[index];
    enum rescore_tolerance change =
        rescore_compare_tolerance(then->checker ? then->checker : &old->problem->checker,
                                  kase->checker ? kase->checker : &now->problem->checker);
    struct checker_result result = {0};
    struct buffer output = BUFFER_INIT;
    int is_told = 1;

    if (change == TOLERANCE_SAME || (*verdict != VERDICT_AC && *verdict != VERDICT_WA) ||
        (change == TOLERANCE_WIDER && *verdict == VERDICT_AC))
        return 1;
    if (kase->call)
        return refuse(why, "the tolerance changed, and it is a function test");
    if (*verdict == VERDICT_AC)
        return refuse(why, "the tolerance is narrower, and the output of an accepted case is not "
                           "kept");
    if (!take_output(test, &output))
        is_told = change == TOLERANCE_NARROWER ? 1 : refuse(why, "its output was not kept whole");
    else if ((is_told = check_output(now, index, &output, &result, why))) {
        *verdict = result.accepted ? VERDICT_AC : VERDICT_WA;
        json_object_set_new(test, "message", json_string(result.message));
        if (result.accepted)
            json_object_del(test, "output");
    }
    buffer_release(&output);
    return is_told;
}

static void put_decision(json_t *test, const struct verdict_input *input,
                         const struct verdict_result *decided, const json_t *limits)
{
    json_t *evidence = json_object_get(test, "evidence");
    char explanation[VERDICT_TEXT_MAX];

    verdict_explain(input, decided, explanation, sizeof(explanation));
    json_object_set_new(test, "verdict", json_string(verdict_name(decided->verdict)));
    json_object_set_new(test, "reason", json_string(decided->reason));
    json_object_set_new(test, "explanation", json_string(explanation));
    json_object_set_new(evidence, "rule", json_string(decided->rule ? decided->rule : ""));
    json_object_set(evidence, "limits", (json_t *)limits);
}

/* A case that ran: its verdict now. */
static int decide_case(const struct version *old, const struct version *now, size_t index,
                       json_t *test, const json_t *limits, enum verdict *verdict,
                       char why[static RESCORE_WHY_MAX])
{
    enum verdict kept = *verdict;
    struct verdict_input input;
    struct verdict_result decided;
    struct verdict_limits then_limits, now_limits;

    take_input(test, kept, &input);
    input.is_call = now->problem->cases[index].call != NULL;
    take_limits(limits, &now_limits);
    then_limits = input.limits;
    if (now->problem->cases[index].output_kib > 0)
        now_limits.output_bytes = then_limits.output_bytes;
    if ((now_limits.cpu_us != then_limits.cpu_us || now_limits.wall_us != then_limits.wall_us) &&
        (now->problem->interaction.kind != INTERACTION_NONE || now->problem->passes > 1))
        return refuse(why, "the time limit changed, which holds for each pass of several");
    if (!rescore_decide(&input, kept, &now_limits, &decided, why))
        return 0;
    if (decided.verdict == kept && !check_again(old, now, index, test, verdict, why))
        return 0;
    if (decided.verdict != kept) {
        *verdict = decided.verdict;
        json_object_set_new(test, "message", json_string(""));
    } else if (*verdict != kept) {
        input.check = check_of(*verdict);
        input.limits = now_limits;
        verdict_decide(&input, &decided);
    }
    input.limits.cpu_us = now_limits.cpu_us;
    input.limits.wall_us = now_limits.wall_us;
    put_decision(test, &input, &decided, limits);
    return 1;
}

static void put_names(const struct problem *problem, size_t index, const struct score_case *score,
                      json_t *test)
{
    const struct problem_case *kase = &problem->cases[index];
    double most = score_case_max(problem, index);

    json_object_update_new(test, json_pack("{s:s,s:s,s:s,s:s,s:f,s:f}", "name", kase->name, "group",
                                           problem->groups[kase->group].name, "hint",
                                           kase->hint ? kase->hint : "", "feedback",
                                           problem_feedback_name(kase->feedback), "score",
                                           fmax(score_case_points(problem, index, score), 0),
                                           "max_score", isfinite(most) ? most : 0));
}

static int rescore_case(const struct version *old, const struct version *now, size_t index,
                        json_t *test, const json_t *limits, struct score_case *scores,
                        char why[static RESCORE_WHY_MAX])
{
    double points = json_number_value(json_object_get(test, "score"));
    int is_skipped = score_skips(now->problem, scores, index);
    enum verdict kept, verdict;

    if (verdict_parse(result_text(test, "verdict"), &kept) < 0 || kept == VERDICT_IE)
        return refuse(why, "it ended as IE");
    verdict = kept;
    if (kept == VERDICT_SK && !is_skipped)
        return refuse(why, "it was not run");
    scores[index] = (struct score_case){.verdict = VERDICT_SK};
    if (kept != VERDICT_SK && is_skipped) {
        json_object_update_new(test, json_pack("{s:s,s:s,s:s,s:s}", "verdict", "SK", "reason", "",
                                               "message", "", "explanation", ""));
    } else if (kept != VERDICT_SK) {
        if (!decide_case(old, now, index, test, limits, &verdict, why))
            return 0;
        if (verdict != kept)
            scores[index] = (struct score_case){.verdict = verdict};
        else if (!rescore_given(old->problem, now->problem, index, verdict, points, &scores[index]))
            return refuse(why, "its validator gave points, and what the case is worth changed");
    }
    put_names(now->problem, index, &scores[index], test);
    return 1;
}

/* ---- the whole ---- */

static double told_points(double points)
{
    return isfinite(points) ? fmax(points, 0) : 0;
}

static const char *group_feedback(const struct problem *problem, const struct problem_group *group)
{
    enum problem_feedback strictest = FEEDBACK_FIRST_DIFFERENCE;

    for (size_t i = group->first_case; i < group->end_case; i++)
        if (problem->cases[i].feedback < strictest)
            strictest = problem->cases[i].feedback;
    return problem_feedback_name(strictest);
}

static void sum_up(struct rescoring *new, const struct version *now)
{
    const struct problem *problem = now->problem;
    const json_t *cases = json_object_get(new->result, "cases"), *decider;

    new->sums = memory_alloc(problem->group_count * sizeof(*new->sums));
    new->groups = memory_alloc(problem->group_count * sizeof(*new->groups));
    score_groups(problem, new->scores, new->sums);
    for (size_t i = 1; i < problem->group_count; i++)
        new->groups[i - 1] =
            (struct store_group){.number = (int32_t)i,
                                 .name = problem->groups[i].name,
                                 .verdict = verdict_name(new->sums[i].verdict),
                                 .feedback = group_feedback(problem, &problem->groups[i]),
                                 .score = told_points(new->sums[i].score),
                                 .max_score = told_points(new->sums[i].max_score)};
    decider =
        new->sums[0].decider >= 0 ? json_array_get(cases, (size_t) new->sums[0].decider) : NULL;
    new->finish.verdict = verdict_name(new->sums[0].verdict);
    new->finish.reason = result_text(decider, "reason");
    new->finish.message = *result_text(decider, "message") ? result_text(decider, "message")
                                                           : result_text(decider, "explanation");
    new->finish.score = problem->has_points ? told_points(score_total(problem, new->scores))
                                            : new->sums[0].verdict == VERDICT_AC;
    new->finish.groups = new->groups;
    new->finish.group_count = problem->group_count - 1;
}

static void put_cases(struct rescoring *new)
{
    const json_t *cases = json_object_get(new->result, "cases");
    size_t count = json_array_size(cases);

    new->cases = memory_alloc((count + 1) * sizeof(*new->cases));
    new->evidence = memory_alloc((count + 1) * sizeof(*new->evidence));
    for (size_t i = 0; i < count; i++)
        result_case_to_store(json_array_get(cases, i), &new->cases[i], &new->evidence[i]);
    new->finish.cases = new->cases;
    new->finish.case_count = count;
}

static char *dumped(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    return json_is_object(value) ? json_dumps(value, JSON_COMPACT) : NULL;
}

/* All but what the cases come to. */
static void prepare(struct rescoring *new, const struct version *now)
{
    const json_t *result = new->result;
    const struct problem *problem = now->problem;
    double most = problem->has_points ? told_points(score_max(problem)) : 1;

    new->limits = json_dumps(new->limits_json, JSON_COMPACT);
    new->isolation = dumped(result, "isolation");
    new->compile = dumped(result, "compile");
    new->start = (struct store_start){
        .version = now->name,
        .limits_json = new->limits ? new->limits : "",
        .isolation_json = new->isolation ? new->isolation : "",
        .language_version = result_text(result, "language_version"),
        .feedback = problem_feedback_name(problem->feedback),
        .max_score = most,
        .case_count = (int32_t)problem->case_count,
        .now_ms = clock_realtime_ms(),
    };
    new->finish = (struct store_finish){
        .verdict = result_text(result, "verdict"),
        .reason = result_text(result, "reason"),
        .message = result_text(result, "message"),
        .max_score = most,
        .cpu_us = result_number(result, "cpu_us"),
        .wall_us = result_number(result, "wall_us"),
        .memory_kib = result_number(result, "memory_kib"),
        .compile_json = new->compile ? new->compile : "",
        .now_ms = clock_realtime_ms(),
    };
    new->rescored = (struct store_rescored){
        .from = result_number(result, "judging"), .start = &new->start, .finish = &new->finish};
}

static json_t *limits_now(const struct version *now, const json_t *result,
                          char why[static RESCORE_WHY_MAX])
{
    const struct language *language = language_find(result_text(result, "language"));
    const json_t *kept = json_object_get(result, "limits");
    struct problem_limits limits;
    struct run_limits run;
    json_t *object;

    if (!language || problem_is_uncalibrated(now->problem) || !json_is_object(kept)) {
        refuse(why, !language ? "its language is not known here"
                              : "no time limit is stated, or none was kept");
        return NULL;
    }
    limits = problem_limits_timed(now->problem, language_name_in(language, now->problem), 0);
    run = execute_limits(language, &limits, 1);
    object = json_deep_copy(kept);
    json_object_set_new(object, "time_us", json_integer(run.cpu_us));
    json_object_set_new(object, "wall_us", json_integer(run.wall_us));
    return object;
}

static int rescore_all(struct rescoring *new, const struct version *old, const struct version *now,
                       char why[static RESCORE_WHY_MAX])
{
    json_t *cases = json_object_get(new->result, "cases"), *test;
    size_t count = now->problem->case_count, index;
    char case_why[RESCORE_WHY_MAX];

    if (strcmp(result_text(new->result, "verdict"), "CE") == 0)
        return 1;
    if (json_array_size(cases) != count)
        return refuse(why, "not all of its cases were kept");
    new->scores = memory_alloc(count * sizeof(*new->scores));
    for (size_t i = 0; i < count; i++)
        new->scores[i].verdict = VERDICT_SK;
    json_array_foreach(cases, index, test)
    {
        if (!rescore_case(old, now, index, test, new->limits_json, new->scores, case_why))
            return refuse(why, "case %zu: %.270s", index + 1, case_why);
        if (score_refusal(now->problem, index, &new->scores[index]))
            return refuse(why, "case %zu: the validator %s", index + 1,
                          score_refusal(now->problem, index, &new->scores[index]));
    }
    sum_up(new, now);
    return 1;
}

static void free_rescoring(struct rescoring *new)
{
    for (size_t i = 0; new->evidence &&i < new->finish.case_count; i++)
        free(new->evidence[i]);
    free(new->evidence);
    free(new->cases);
    free(new->groups);
    free(new->scores);
    free(new->sums);
    free(new->limits);
    free(new->isolation);
    free(new->compile);
    json_decref(new->result);
    json_decref(new->limits_json);
    free(new);
}

/* ---- a submission ---- */

struct asking {
    struct rescorer *rescorer;
    struct rescoring *new; /* or NULL */
    char *why;
    int result;
    struct error *err;
};

static int try_row(struct asking *asking, const struct store_row *row)
{
    struct rescorer *rescorer = asking->rescorer;
    struct rescoring *new = asking->new;
    const struct version *old, *now;
    const char *name;

    if (strcmp(row->state, "done") != 0 || strcmp(row->verdict, "IE") == 0)
        return refuse(asking->why,
                      strcmp(row->state, "done") != 0 ? "it has no verdict yet" : "it ended as IE");
    name = version_now(rescorer, row, asking->why);
    if (!name)
        return 0;
    if (strcmp(name, row->version) == 0)
        return refuse(asking->why, "it was judged by this version of its problem already");
    old = find_version(rescorer, row->version);
    now = find_version(rescorer, name);
    if (*old->why || *now->why)
        return refuse(asking->why, "%s", *old->why ? old->why : now->why);
    if (!compare(rescorer, old, now, asking->why))
        return 0;
    if (result_from_store(rescorer->store, row, &new->result, asking->err) < 0)
        return asking->err->code;
    new->limits_json = limits_now(now, new->result, asking->why);
    if (!new->limits_json)
        return 0;
    prepare(new, now);
    if (!rescore_all(new, old, now, asking->why))
        return 0;
    put_cases(new);
    return 1;
}

static int take_counting(const struct store_row *row, void *arg)
{
    struct asking *asking = arg;

    if (!row->counts)
        return 0;
    asking->result = try_row(asking, row);
    return 1;
}

int rescorer_try(struct rescorer *rescorer, int64_t submission,
                 const struct store_rescored **ret_rescored, char why[static RESCORE_WHY_MAX],
                 struct error *err)
{
    struct asking asking = {.rescorer = rescorer,
                            .new = memory_alloc(sizeof(struct rescoring)),
                            .why = why,
                            .err = err};

    why[0] = '\0';
    if (store_judgings(rescorer->store, submission, take_counting, &asking, err) < 0)
        asking.result = err->code;
    if (asking.result != 1) {
        free_rescoring(asking.new);
        return asking.result;
    }
    rescorer->all = memory_grow(rescorer->all, rescorer->count + 1, sizeof(struct rescoring *));
    rescorer->all[rescorer->count++] = asking.new;
    *ret_rescored = &asking.new->rescored;
    return 1;
}

int rescorer_open(struct store *store, struct rescorer **ret_rescorer, struct error *err)
{
    struct rescorer *rescorer = memory_alloc(sizeof(*rescorer));

    *rescorer = (struct rescorer){.store = store, .root = -1};
    if (version_folders_open(store, &rescorer->root, err) < 0) {
        free(rescorer);
        return err->code;
    }
    *ret_rescorer = rescorer;
    return 0;
}

void rescorer_close(struct rescorer *rescorer)
{
    if (!rescorer)
        return;
    for (size_t i = 0; i < rescorer->count; i++)
        free_rescoring(rescorer->all[i]);
    for (size_t i = 0; i < rescorer->version_count; i++) {
        problem_free(rescorer->versions[i]->problem);
        json_decref(rescorer->versions[i]->files);
        fd_close(&rescorer->versions[i]->dir);
        free(rescorer->versions[i]);
    }
    for (size_t i = 0; i < rescorer->folder_count; i++)
        free(rescorer->folders[i].path);
    free(rescorer->versions);
    free(rescorer->folders);
    free(rescorer->all);
    fd_close(&rescorer->root);
    free(rescorer);
}
