#include "judge/dispatch/terms.h"

#include "base/limits.h"
#include "base/log.h"
#include "base/memory.h"
#include "judge/languages/language.h"
#include "judge/report/result.h"
#include "problems/limits.h"
#include "problems/load.h"

#include <stdlib.h>
#include <string.h>

static void entry_release(struct terms_entry *entry)
{
    free(entry->folder);
    free(entry->version);
    free(entry->language);
    *entry = (struct terms_entry){0};
}

void terms_memory_release(struct terms_memory *memory)
{
    for (size_t i = 0; i < TERMS_REMEMBERED; i++)
        entry_release(&memory->entries[i]);
}

static int64_t larger(int64_t left, int64_t right)
{
    return left > right ? left : right;
}

/* How far beyond its limits a run may go on. */
static double margin_of_request(const json_t *request)
{
    double margin = json_number_value(json_object_get(request, "margin"));

    return margin > 1 ? (margin < 10 ? margin : 10) : 1; /* MARGIN_MAX of graders */
}

void terms_of_request(const json_t *request, struct door_terms *ret_terms)
{
    static const struct {
        const char *kind;
        enum door_job job;
    } jobs[] = {{"grade", DOOR_GRADE},
                {"run", DOOR_RUN},
                {"version", DOOR_VERSION},
                {"watch", DOOR_WATCH},
                {"data", DOOR_DATA}};
    const struct language *language = language_find(result_text(request, "language"));
    const struct language *unpacker = language_unpacker();

    *ret_terms = (struct door_terms){.job = DOOR_GRADE, .case_count = -1, .group_count = -1};
    for (size_t i = 0; i < sizeof(jobs) / sizeof(jobs[0]); i++)
        if (strcmp(result_text(request, "kind"), jobs[i].kind) == 0)
            ret_terms->job = jobs[i].job;
    if (ret_terms->job == DOOR_RUN)
        ret_terms->wall_us = result_number(json_object_get(request, "limits"), "wall_us");
    if (ret_terms->job == DOOR_DATA) {
        ret_terms->case_count = result_number(request, "case_count");
        ret_terms->case_runs = result_number(request, "case_runs");
        ret_terms->author_wall_us = result_number(request, "author_wall_us");
    }
    ret_terms->margin = margin_of_request(request);
    if (language)
        ret_terms->compile_wall_us = language->compile_wall_us;
    if (unpacker) /* the submission may be an archive */
        ret_terms->compile_wall_us = larger(ret_terms->compile_wall_us, unpacker->compile_wall_us);
}

/* The longest wall limit of a run: what the language adds to CPU time it may add twice. */
static int64_t longest_wall_us(const struct problem *problem, const struct language *language,
                               int64_t time_us)
{
    struct problem_limits limits =
        problem_limits_timed(problem, language_name_in(language, problem), time_us);
    double more_us =
        (double)limits.time_us * (language->time_factor - 1) + (double)language->extra_time_us;
    int64_t wall_us = limits.wall_us + (more_us > 0 ? (int64_t)(2 * more_us) + 2 : 0);

    wall_us = larger(wall_us, LIMIT_TIME_MIN_US);
    return wall_us < LIMIT_WALL_MAX_US ? wall_us : LIMIT_WALL_MAX_US;
}

/* The longest time limit that the request names in place of the problem's; 0: none. */
static int64_t time_of_request(const json_t *request)
{
    int64_t time_us = result_number(request, "time_us");
    const char *version;
    json_t *measured;

    json_object_foreach(json_object_get(request, "calibrations"), version, measured)
    {
        time_us = larger(time_us, json_integer_value(measured));
    }
    return time_us;
}

static int64_t program_wall_us(const struct problem_program *program)
{
    return larger(problem_program_limits(program).wall_us, 2 * program->compile_us + 1000000);
}

/* Of the generators of cases: as longest_author_us. */
static int64_t longest_generator_us(const struct problem *problem)
{
    int64_t wall_us = 0;

    for (size_t i = 0; i < problem->case_count; i++)
        if (problem->cases[i].generator)
            wall_us = larger(wall_us, program_wall_us(problem->cases[i].generator->program));
    return wall_us;
}

/* How long a run of one of the author's programs may take, or a step that compiles one: of any
 * language, because only a grader looks into them; and as judge/grader/author.c has it. */
static int64_t longest_author_us(const struct problem *problem)
{
    int64_t wall_us = (2 * 60 + 1) * INT64_C(1000000);

    for (size_t i = 0; i < language_count(); i++)
        wall_us = larger(wall_us, language_at(i)->compile_wall_us);
    for (size_t i = 0; i <= problem->case_count; i++) {
        const struct problem_checker *checker =
            i < problem->case_count ? problem->cases[i].checker : &problem->checker;

        for (size_t j = 0; checker && j < checker->program_count; j++)
            wall_us = larger(wall_us, program_wall_us(&checker->programs[j]));
    }
    for (size_t i = 0; i < problem->input_validator_count; i++)
        wall_us = larger(wall_us, program_wall_us(&problem->input_validators[i]));
    if (problem->interaction.kind != INTERACTION_NONE && problem->interaction.program.path)
        wall_us = larger(wall_us, problem_program_limits(&problem->interaction.program).wall_us);
    return larger(wall_us, longest_generator_us(problem));
}

/* Each pass has a run of the submission and one of each program. */
static int64_t most_runs(const struct problem *problem)
{
    size_t programs = problem->checker.program_count;

    for (size_t i = 0; i < problem->case_count; i++)
        if (problem->cases[i].checker && problem->cases[i].checker->program_count > programs)
            programs = problem->cases[i].checker->program_count;
    programs += problem->interaction.kind != INTERACTION_NONE;
    programs += longest_generator_us(problem) > 0;
    return larger(problem->passes, 1) * (1 + (int64_t)programs);
}

void terms_set_data(const struct problem *problem, json_t *request)
{
    int64_t runs = most_runs(problem) + (int64_t)problem->input_validator_count;

    json_object_set_new(request, "case_count", json_integer((json_int_t)problem->case_count));
    json_object_set_new(request, "case_runs", json_integer(runs));
    json_object_set_new(request, "author_wall_us", json_integer(longest_author_us(problem)));
}

static const struct terms_entry *find(const struct terms_memory *memory, const char *folder,
                                      const char *language, int64_t time_us)
{
    for (size_t i = 0; i < TERMS_REMEMBERED; i++) {
        const struct terms_entry *entry = &memory->entries[i];

        if (entry->folder && strcmp(entry->folder, folder) == 0 &&
            strcmp(entry->language, language) == 0 && entry->time_us == time_us)
            return entry;
    }
    return NULL;
}

/* In the place of what is remembered of the folder and the language, if anything is. */
static const struct terms_entry *remember(struct terms_memory *memory, struct terms_entry entry)
{
    struct terms_entry *place =
        (struct terms_entry *)find(memory, entry.folder, entry.language, entry.time_us);

    if (!place)
        place = &memory->entries[memory->next++ % TERMS_REMEMBERED];
    entry_release(place);
    *place = entry;
    return place;
}

/* NULL: the judge cannot. */
static const struct terms_entry *read_problem(struct terms_memory *memory, int dir,
                                              const char *folder, const char *version,
                                              const struct language *language, int64_t time_us)
{
    struct report report = REPORT_INIT;
    const struct terms_entry *entry = NULL;
    struct problem *problem;

    if (problem_load_unversioned(dir, folder, &problem, &report) == 0) {
        int64_t case_runs = most_runs(problem);
        int64_t wall_us = longest_wall_us(problem, language, 0);

        /* the version may be one that nobody has measured */
        if (time_us > 0)
            wall_us = larger(wall_us, longest_wall_us(problem, language, time_us));
        entry = remember(
            memory,
            (struct terms_entry){
                .folder = memory_strdup(folder),
                .version = memory_strdup(version),
                .language = memory_strdup(language->name),
                .time_us = time_us,
                .case_count = (int64_t)problem->case_count,
                .group_count = (int64_t)problem->group_count - 1,
                .wall_us = wall_us,
                .compile_wall_us = problem->compile_us > 0 ? 2 * problem->compile_us + 1000000 : 0,
                .author_wall_us = case_runs > 1 ? longest_author_us(problem) : 0,
                .case_runs = case_runs});
        problem_free(problem);
    } else {
        log_warning("problem %s: the judge cannot read it, and takes a grader's word for its "
                    "number of cases and its limits: %s",
                    folder, report.first ? report.first->message : "");
    }
    report_release(&report);
    return entry;
}

void terms_add_problem(struct terms_memory *memory, int dir, const json_t *request,
                       const json_t *started, struct door_terms *terms)
{
    const char *folder = result_text(request, "problem");
    const char *version = result_text(started, "problem_version");
    const struct language *language = language_find(result_text(request, "language"));
    int64_t time_us = time_of_request(request);
    const struct terms_entry *known =
        language ? find(memory, folder, language->name, time_us) : NULL;

    if (!language || dir < 0)
        return;
    if (!known || strcmp(known->version, version) != 0 ||
        result_number(started, "case_count") != known->case_count ||
        result_number(json_object_get(started, "limits"), "wall_us") > known->wall_us)
        known = read_problem(memory, dir, folder, version, language, time_us);
    if (known) {
        terms->case_count = known->case_count;
        terms->group_count = known->group_count;
        terms->author_wall_us = known->author_wall_us;
        terms->case_runs = known->case_runs;
        terms->wall_us = known->wall_us;
        terms->compile_wall_us = larger(terms->compile_wall_us, known->compile_wall_us);
    }
}
