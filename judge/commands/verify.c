#include "judge/commands/verify.h"

#include "base/fd.h"
#include "base/log.h"
#include "base/memory.h"
#include "judge/dispatch/batch.h"
#include "judge/dispatch/terms.h"
#include "judge/report/result.h"
#include "judge/rules/expectation.h"
#include "judge/submissions/submission.h"
#include "problems/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What the accepted submissions get where the limit is measured by them. */
enum { GENEROUS_US = 60 * 1000000 };

/* ---- opening ---- */
/* The submission as a path without links, which may not lead out of the package. */
static int find_path(struct verify *verify, struct verify_submission *item, struct error *err)
{
    const char *folder = verify->package.folder;
    size_t length = strlen(folder);
    char *full = memory_strdup(arena_format(&verify->arena, "%s/%s", folder, item->labelled->path));
    char *real = realpath(full, NULL);
    struct stat info;
    int failed = 0;

    if (!real)
        failed = error_set_errno(err, errno, "cannot open %s", full);
    else if (strncmp(real, folder, length) != 0 || real[length] != '/')
        failed = error_set(err, -EXDEV, "%s is a link that leads out of the package", full);
    else if (stat(real, &info) < 0)
        failed = error_set_errno(err, errno, "cannot look at %s", full);
    if (failed == 0) {
        item->path = arena_strdup(&verify->arena, real);
        item->is_folder = S_ISDIR(info.st_mode);
    }
    free(real);
    free(full);
    return failed;
}

static int open_source(const struct verify *verify, const struct verify_submission *item,
                       const char *language, struct submission *ret_source, struct error *err)
{
    return item->is_folder
               ? submission_open_folder(item->path, language, 0, ret_source, err)
               : submission_open(item->path, verify->package.folder, language, 0, ret_source, err);
}

static int find_language(const struct verify *verify, const struct verify_submission *item,
                         const struct language **ret_language, struct error *err)
{
    const char *stated =
        verify->package.problem->is_output_only ? PROBLEM_OUTPUTS : item->labelled->language;
    struct submission source;

    if (stated && !language_find(stated))
        return error_set(err, -EINVAL, "the language %s is not known here", stated);
    if (!item->is_folder)
        return submission_language(item->path, verify->package.folder, stated, 0, ret_language,
                                   err);
    if (open_source(verify, item, stated, &source, err) < 0)
        return err->code;
    *ret_language = source.language;
    submission_close(&source);
    return 0;
}

static void set_expected(const struct problem_submission *labelled, json_t *result)
{
    struct buffer words = BUFFER_INIT;

    if (labelled->label)
        buffer_append_text(&words, labelled->label);
    else
        expectation_words(labelled, &words);
    json_object_set_new(result, "expected", json_string(words.data));
    if (labelled->points >= 0)
        json_object_set_new(result, "expected_score", json_real(labelled->points));
    buffer_release(&words);
}

/* A submission that this host cannot run is none that differs. */
static void prepare(struct verify *verify, size_t index)
{
    const struct problem *problem = verify->package.problem;
    struct verify_submission *item = &verify->submissions[index];
    const struct language *language = NULL;
    struct error err;
    int failed;

    item->labelled = &problem->submissions[index];
    item->slowest_us = -1;
    failed = find_path(verify, item, &err);
    if (failed == 0)
        failed = find_language(verify, item, &language, &err);
    item->is_run = failed == 0;
    item->result = result_new(problem->name, "", language ? language->name : "", json_null());
    json_object_set_new(item->result, "path", result_name(item->labelled->path));
    set_expected(item->labelled, item->result);
    if (failed == 0)
        return;
    verify->not_run++;
    json_object_set_new(item->result, "reason",
                        json_string(failed == -EINVAL ? "language" : "unreadable"));
    json_object_set_new(item->result, "message", result_name(err.text));
    json_object_set_new(item->result, "as_labelled", json_null());
}

int verify_open(const char *path, struct verify *ret_verify, struct error *err)
{
    struct verify verify = {.arena = ARENA_INIT};

    if (problem_folder_open(path, &verify.package, err) < 0)
        return err->code;
    verify.count = verify.package.problem->submission_count;
    verify.submissions = memory_alloc(sizeof(*verify.submissions) * (verify.count + 1));
    memset(verify.submissions, 0, sizeof(*verify.submissions) * (verify.count + 1));
    for (size_t i = 0; i < verify.count; i++)
        prepare(&verify, i);
    *ret_verify = verify;
    return 0;
}

void verify_close(struct verify *verify)
{
    for (size_t i = 0; i < verify->count; i++)
        json_decref(verify->submissions[i].result);
    free(verify->submissions);
    json_decref(verify->data);
    arena_release(&verify->arena);
    problem_folder_close(&verify->package);
}

/* ---- comparing ---- */
/* A result of the grader as the rules take it. */
struct compared {
    struct expectation_result result;
    struct expectation_case *cases;
    double *group_scores;
};

static enum verdict verdict_in(const json_t *object)
{
    enum verdict verdict = VERDICT_IE;

    verdict_parse(result_text(object, "verdict"), &verdict);
    return verdict;
}

static double points_in(const json_t *object)
{
    return json_number_value(json_object_get(object, "score"));
}

static void compared_init(const struct problem *problem, const json_t *result,
                          struct compared *ret_compared)
{
    const json_t *cases = json_object_get(result, "cases"), *groups, *part;
    struct compared compared = {{verdict_in(result), points_in(result), NULL, NULL}, NULL, NULL};
    size_t i;

    groups = json_object_get(result, "groups");
    if (json_array_size(cases) == problem->case_count && problem->case_count > 0) {
        compared.cases = memory_alloc(sizeof(*compared.cases) * problem->case_count);
        compared.group_scores = memory_alloc(sizeof(double) * problem->group_count);
        memset(compared.group_scores, 0, sizeof(double) * problem->group_count);
        compared.group_scores[0] = compared.result.score;
        json_array_foreach(cases, i, part)
        {
            const char *judges = result_text(part, "judge_message");

            compared.cases[i] = (struct expectation_case){
                verdict_in(part), *judges ? judges : result_text(part, "message")};
        }
        json_array_foreach(groups, i, part)
        {
            if (i + 1 < problem->group_count)
                compared.group_scores[i + 1] = points_in(part);
        }
    }
    compared.result.cases = compared.cases;
    compared.result.group_scores = compared.group_scores;
    *ret_compared = compared;
}

static void compared_release(struct compared *compared)
{
    free(compared->cases);
    free(compared->group_scores);
}

/* The CPU time of the slowest case that ran, as if the language gave nothing to the limit. */
static int64_t slowest_of(const json_t *result, size_t *ret_case)
{
    const struct language *language = language_find(result_text(result, "language"));
    int64_t slowest_us = -1;
    const json_t *part;
    size_t i;

    json_array_foreach(json_object_get(result, "cases"), i, part)
    {
        if (verdict_in(part) == VERDICT_SK || result_number(part, "cpu_us") <= slowest_us)
            continue;
        slowest_us = result_number(part, "cpu_us");
        *ret_case = i;
    }
    if (slowest_us < 0 || !language)
        return slowest_us;
    return calibration_without_language(slowest_us, language->time_factor, language->extra_time_us);
}

/* The limit that decides, without what the language adds: where it is stated, languages may have
 * limits of their own. */
static int64_t limit_for(const struct verify *verify, const struct verify_submission *item)
{
    const struct language *language = language_find(result_text(item->result, "language"));
    int64_t time_us = result_number(json_object_get(item->result, "limits"), "time_us");

    if (verify->limit != VERIFY_LIMIT_STATED || !language)
        return verify->time_us;
    return calibration_without_language(time_us, language->time_factor, language->extra_time_us);
}

/* What its times leave open, in words; NULL: nothing. */
static const char *find_borderline(const struct verify *verify,
                                   const struct verify_submission *item)
{
    const struct problem_calibration *calibration = &verify->package.problem->calibration;
    int of_time = expectation_of_time(item->labelled);
    int is_tle = strcmp(result_text(item->result, "verdict"), "TLE") == 0;
    int64_t time_us = item->slowest_us, limit_us = limit_for(verify, item);

    if (time_us < 0 || limit_us <= 0)
        return NULL;
    if (!item->fits)
        return (is_tle || of_time < 0) && calibration_is_near(calibration, limit_us, time_us)
                   ? "only its time differs, and that is close to the limit"
                   : NULL;
    switch (calibration_says(calibration, limit_us, time_us, of_time)) {
    case CALIBRATION_CLOSE:
        return "its time is close to the limit";
    case CALIBRATION_OPEN:
        return "it is over the limit by less than the package's margin, so its label says nothing";
    case CALIBRATION_CLEAR:
        break;
    }
    return of_time > 0 && calibration->factor <= 0 && calibration->margin > 1 &&
                   calibration_is_near(calibration, limit_us, time_us)
               ? "its time is close to the limit"
               : NULL;
}

static void compare(struct verify *verify, struct verify_submission *item)
{
    const struct problem *problem = verify->package.problem;
    struct buffer why = BUFFER_INIT;
    struct compared compared;
    const char *borderline;
    size_t slowest;

    compared_init(problem, item->result, &compared);
    item->slowest_us = slowest_of(item->result, &slowest);
    item->fits = expectation_fits(problem, item->labelled, &compared.result, &why);
    borderline = find_borderline(verify, item);
    item->is_borderline = borderline != NULL;
    json_object_set_new(item->result, "as_labelled", json_boolean(item->fits));
    json_object_set_new(item->result, "differs", result_name(why.data));
    json_object_set_new(item->result, "borderline", json_string(borderline ? borderline : ""));
    compared_release(&compared);
    buffer_release(&why);
}

/* ---- inputs and answers ---- */
/* Whether any of the author's programs can say something about them. */
static int has_data_programs(const struct problem *problem)
{
    if (problem->input_validator_count > 0)
        return 1;
    if (problem->interaction.kind != INTERACTION_NONE || problem->passes > 1)
        return 0;
    for (size_t i = 0; i < problem->case_count; i++) {
        const struct problem_checker *own = problem->cases[i].checker;

        if ((own ? own : &problem->checker)->kind == CHECKER_PROGRAM)
            return 1;
    }
    return 0;
}

static int is_icpc(const struct problem *problem)
{
    return problem->format == PROBLEM_ICPC_LEGACY || problem->format == PROBLEM_ICPC_2025;
}

static const char *case_name(struct verify *verify, size_t index)
{
    const struct problem *problem = verify->package.problem;
    const struct problem_case *kase = &problem->cases[index];
    const char *group = problem->groups[kase->group].name;

    return arena_format(&verify->arena, "%s%s%s", group, *group ? "/" : "", kase->name);
}

/* `index` < 0: it is about no case. */
static void add_finding(struct verify *verify, ptrdiff_t index, const char *of, const char *message,
                        const char *says)
{
    const struct problem *problem = verify->package.problem;
    const struct problem_case *kase = index < 0 ? NULL : &problem->cases[index];
    int is_sample = kase && (kase->is_sample || problem->groups[kase->group].is_sample);
    /* a secret answer may be what only the validator reads, such as the length of the best way */
    int is_warning = kase && !is_sample && strcmp(of, "answer") == 0 && is_icpc(problem);
    json_t *finding = json_pack("{s:o,s:s,s:b,s:b,s:s,s:s}", "case",
                                kase ? result_name(case_name(verify, (size_t)index)) : json_null(),
                                "of", of, "is_sample", is_sample, "is_warning", is_warning,
                                "message", message, "says", says);

    json_array_append_new(json_object_get(verify->data, "findings"), finding);
    if (is_warning)
        verify->warnings++;
    else
        verify->findings++;
}

/* One finding for each line of what could not be built. */
static void add_broken(struct verify *verify, const char *lines)
{
    char *copy = memory_strdup(lines), *rest = copy, *line;

    while ((line = strsep(&rest, "\n")))
        if (*line)
            add_finding(verify, -1, "program", line, "");
    free(copy);
}

/* What a look at the data came to: the cases of `result` are what was found in each. */
static void take_data(struct verify *verify, const json_t *result)
{
    const json_t *checked;
    size_t i;

    verify->data =
        json_pack("{s:s,s:s,s:I,s:I,s:s,s:[]}", "problem", verify->package.problem->name, "folder",
                  verify->package.folder, "inputs", (json_int_t)result_number(result, "inputs"),
                  "answers", (json_int_t)result_number(result, "answers"), "missing",
                  result_text(result, "missing"), "findings");
    if (strcmp(result_text(result, "verdict"), "IE") == 0) {
        add_finding(verify, -1, "program", result_text(result, "message"), "");
        verify->internal++;
        return;
    }
    add_broken(verify, result_text(result, "broken"));
    json_array_foreach(json_object_get(result, "cases"), i, checked)
    {
        if (*result_text(checked, "input"))
            add_finding(verify, (ptrdiff_t)i, "input", result_text(checked, "input"),
                        result_text(checked, "input_says"));
        if (*result_text(checked, "answer"))
            add_finding(verify, (ptrdiff_t)i, "answer", result_text(checked, "answer"),
                        result_text(checked, "answer_says"));
    }
}

static int open_data(struct batch_item *item, struct error *err)
{
    const struct verify *verify = item->arg;

    item->fds[0] = fcntl(verify->package.dir, F_DUPFD_CLOEXEC, 3);
    item->fd_count = 1;
    return item->fds[0] < 0 ? error_set_errno(err, errno, "cannot pass on the problem") : 0;
}

static struct batch_item data_item(struct verify *verify)
{
    const struct problem *problem = verify->package.problem;
    struct batch_item item = {.open = open_data, .arg = verify};

    item.request = json_pack("{s:s,s:s}", "kind", "data", "problem", verify->package.folder);
    terms_set_data(problem, item.request);
    item.result = result_new(problem->name, "", "", json_null());
    return item;
}

/* ---- running ---- */
/* One batch of submissions, all under one time limit. */
struct phase {
    struct verify *verify;
    struct batch_item *items;
    size_t *indices; /* of the submissions */
    size_t count;
    int is_last; /* its results are what is told, and the data are looked at in the end */
};

/* What an item needs to be opened when its turn has come. */
struct place {
    const struct verify *verify;
    const struct verify_submission *submission;
};

static int open_item(struct batch_item *item, struct error *err)
{
    const struct place *place = item->arg;
    struct submission source;

    if (open_source(place->verify, place->submission, result_text(item->request, "language"),
                    &source, err) < 0)
        return err->code;
    item->fds[0] = source.fd;
    item->fds[1] = fcntl(place->verify->package.dir, F_DUPFD_CLOEXEC, 3);
    item->fd_count = 2;
    return item->fds[1] < 0 ? error_set_errno(err, errno, "cannot pass on the problem") : 0;
}

static json_t *request_for(const struct phase *phase, const struct verify_submission *item)
{
    const struct verify *verify = phase->verify;
    const struct problem *problem = verify->package.problem;
    json_t *request = json_pack(
        "{s:s,s:s,s:s,s:O}", "kind", "grade", "problem", verify->package.folder, "language",
        result_text(item->result, "language"), "file_name", json_object_get(item->result, "path"));

    if (verify->limit != VERIFY_LIMIT_STATED)
        json_object_set_new(request, "time_us", json_integer(verify->time_us));
    if (phase->is_last && problem->calibration.margin > 1 &&
        expectation_of_time(item->labelled) != 0)
        json_object_set_new(request, "margin", json_real(problem->calibration.margin));
    if (item->labelled->entry)
        json_object_set_new(request, "entry", result_name(item->labelled->entry));
    if (verify->records)
        json_object_set_new(request, "record", json_true());
    if (problem->constant_count > 0)
        json_object_set_new(request, "is_example", json_true());
    if (expectation_needs_all(item->labelled))
        json_object_set_new(request, "all_cases", json_true());
    return request;
}

static void on_done(struct batch_item *batch_item, size_t index, void *arg)
{
    struct phase *phase = arg;
    struct verify *verify = phase->verify;
    struct verify_submission *item;

    if (index == phase->count) {
        take_data(verify, batch_item->result);
        return;
    }
    item = &verify->submissions[phase->indices[index]];
    compare(verify, item);
    if (!phase->is_last)
        return; /* the limit is not known yet */
    verify->done++;
    if (verify->on_done)
        verify->on_done(verify, phase->indices[index], verify->arg);
}

static int run_phase(struct phase *phase, struct batch *batch, struct error *err)
{
    struct verify *verify = phase->verify;
    struct place *places = arena_alloc(&verify->arena, sizeof(*places) * (phase->count + 1));
    size_t total = phase->count;
    int result;

    phase->items = memory_alloc(sizeof(*phase->items) * (phase->count + 1));
    if (phase->is_last && !verify->leaves_data && has_data_programs(verify->package.problem))
        phase->items[total++] = data_item(verify);
    for (size_t i = 0; i < phase->count; i++) {
        const struct verify_submission *item = &verify->submissions[phase->indices[i]];

        places[i] = (struct place){verify, item};
        phase->items[i] = (struct batch_item){.open = open_item,
                                              .arg = &places[i],
                                              .request = request_for(phase, item),
                                              .result = json_incref(item->result)};
    }
    result = batch_go(batch, phase->items, total, on_done, phase, err);
    for (size_t i = 0; i < total; i++) {
        json_decref(phase->items[i].request);
        json_decref(phase->items[i].result);
    }
    free(phase->items);
    return result;
}

/* ---- the time limit ---- */
/* Whether the limit is to leave the submission time (2025-09: whatever may not end as TLE; else the
 * accepted ones). */
static int gives_limit(const struct problem *problem, const struct problem_submission *labelled)
{
    if (labelled->is_left_out)
        return 0;
    if (problem->format == PROBLEM_ICPC_2025)
        return labelled->time_bounds == 1U << TIME_BOUND_LOWER;
    return labelled->label && strcmp(labelled->label, "AC") == 0;
}

static void name_slowest(struct verify *verify)
{
    size_t index = 0;

    slowest_of(verify->submissions[verify->slowest].result, &index);
    verify->slowest_case = case_name(verify, index);
}

static void set_limit(struct verify *verify, const struct phase *phase)
{
    const struct problem *problem = verify->package.problem;

    verify->slowest_us = -1;
    for (size_t i = 0; i < phase->count; i++) {
        const struct verify_submission *item = &verify->submissions[phase->indices[i]];

        if (item->fits && item->slowest_us > verify->slowest_us) {
            verify->slowest = phase->indices[i];
            verify->slowest_us = item->slowest_us;
        }
    }
    if (verify->slowest_us < 0) {
        verify->limit = VERIFY_LIMIT_DEFAULT;
        verify->time_us = problem_limits_for(problem, "").time_us;
        return;
    }
    verify->limit = VERIFY_LIMIT_MEASURED;
    verify->time_us = calibration_limit(&problem->calibration, verify->slowest_us,
                                        problem_maxima.values[PROBLEM_LIMIT_TIME]);
    name_slowest(verify);
}

/* Runs those that the limit depends on. What they came to stays, but for those that needed longer
 * than the limit: they are run again under it. */
static int calibrate(struct verify *verify, struct batch *batch, int *is_settled, struct error *err)
{
    const struct problem *problem = verify->package.problem;
    struct phase phase = {.verify = verify};
    int64_t most_us = problem_maxima.values[PROBLEM_LIMIT_TIME];
    int result;

    phase.indices = arena_alloc(&verify->arena, sizeof(size_t) * (verify->count + 1));
    for (size_t i = 0; i < verify->count; i++)
        if (verify->submissions[i].is_run && gives_limit(problem, &problem->submissions[i]))
            phase.indices[phase.count++] = i;
    verify->limit = VERIFY_LIMIT_MEASURED;
    verify->time_us = GENEROUS_US < most_us ? GENEROUS_US : most_us;
    result = run_phase(&phase, batch, err);
    if (result < 0)
        return result;
    set_limit(verify, &phase);
    for (size_t i = 0; i < phase.count; i++) {
        struct verify_submission *item = &verify->submissions[phase.indices[i]];

        if (item->slowest_us > verify->time_us)
            continue;
        is_settled[phase.indices[i]] = 1;
        compare(verify, item);
        verify->done++;
        if (verify->on_done)
            verify->on_done(verify, phase.indices[i], verify->arg);
    }
    return 0;
}

static void count_all(struct verify *verify)
{
    for (size_t i = 0; i < verify->count; i++) {
        const struct verify_submission *item = &verify->submissions[i];

        if (!item->is_run)
            continue;
        verify->as_expected += (size_t)item->fits;
        verify->differing += (size_t)!item->fits;
        verify->borderline += (size_t)item->is_borderline;
        verify->internal += strcmp(result_text(item->result, "verdict"), "IE") == 0;
    }
}

int verify_run(struct verify *verify, struct batch *batch, struct error *err)
{
    const struct problem *problem = verify->package.problem;
    struct phase phase = {.verify = verify, .is_last = 1};
    int *is_settled = arena_alloc(&verify->arena, sizeof(int) * (verify->count + 1));
    int result = 0;

    memset(is_settled, 0, sizeof(int) * (verify->count + 1));
    verify->time_us = problem_limits_for(problem, "").time_us;
    for (size_t i = 0; i < verify->count; i++)
        if (!verify->submissions[i].is_run && verify->on_done)
            verify->on_done(verify, i, verify->arg);
    if (problem_is_uncalibrated(problem))
        result = calibrate(verify, batch, is_settled, err);
    phase.indices = arena_alloc(&verify->arena, sizeof(size_t) * (verify->count + 1));
    for (size_t i = 0; result == 0 && i < verify->count; i++)
        if (verify->submissions[i].is_run && !is_settled[i])
            phase.indices[phase.count++] = i;
    if (result == 0)
        result = run_phase(&phase, batch, err);
    if (result == 0)
        count_all(verify);
    return result;
}
