#include "judge/grader/data.h"

#include "base/buffer.h"
#include "base/fd.h"
#include "judge/grader/author.h"
#include "judge/grader/evidence.h"
#include "judge/grader/generated.h"
#include "judge/grader/inputs.h"
#include "judge/grader/validator.h"
#include "problems/package.h"

#include <errno.h>
#include <string.h>

/* Programs that can be asked are those that could be built. */
struct looking {
    struct job job;
    const struct problem_checker *input; /* how input validators are called */
    struct buffer broken, missing;       /* why programs could not be built: a line each */
    int64_t inputs, answers;             /* that were looked at */
};

/* ---- which cases ---- */
static int same_texts(const char *const *a, const char *const *b)
{
    size_t i = 0;

    if (!a || !b)
        return a == b;
    while (a[i] && b[i] && strcmp(a[i], b[i]) == 0)
        i++;
    return !a[i] && !b[i];
}

static const char *const *input_args(const struct problem_case *kase, size_t program)
{
    return kase->input_args ? kase->input_args[program] : NULL;
}

/* Whether an input validator was asked the very same about an earlier case: then that one names
 * what it found. */
static int is_asked(const struct problem *problem, size_t index, size_t program)
{
    const struct problem_case *kase = &problem->cases[index];

    return kase->same_as < index && same_texts(input_args(kase, program),
                                               input_args(&problem->cases[kase->same_as], program));
}

/* Whether output validators can be asked about answers: no conversation is in them, and no wish
 * for one more pass. */
static int answers_are_outputs(const struct problem *problem)
{
    return problem->interaction.kind == INTERACTION_NONE && problem->passes <= 1;
}

/* A case of DMOJ's need not have an answer: then its checker looks at the output alone. Elsewhere
 * packages whose validator needs no answer have empty ones, but samples show theirs. */
static int has_answer(const struct problem *problem, size_t index)
{
    const struct problem_case *kase = &problem->cases[index];

    if (problem->format != PROBLEM_DMOJ)
        return kase->out.size > 0 || kase->is_sample;
    return kase->out.path || (kase->generator && kase->generator->makes_out);
}

static int asks_about_answer(const struct problem *problem, size_t index)
{
    return has_answer(problem, index) && answers_are_outputs(problem) &&
           problem->cases[index].same_as == index &&
           validator_checker(problem, index)->kind == CHECKER_PROGRAM;
}

/* ---- building ---- */
/* Adds a text as one line: what a compiler says has several. */
static void add_line(struct buffer *lines, const char *text)
{
    enum { MOST = 500 };
    size_t start;

    if (lines->size > 0)
        buffer_append_char(lines, '\n');
    start = lines->size;
    while (*text && lines->size - start < MOST) {
        size_t size = strcspn(text, "\n");

        buffer_append(lines, text, size);
        text += size;
        text += strspn(text, " \n");
        if (*text)
            buffer_append_text(lines, " / ");
    }
}

static int build(struct looking *looking, const struct problem_program *program, struct error *err)
{
    int is_missing;
    int failed = author_build_here(&looking->job, program, &is_missing, err);

    if (failed != -EINVAL)
        return failed;
    error_prefix(err, "validator %s", program->path);
    add_line(is_missing ? &looking->missing : &looking->broken, err->text);
    return 0;
}

static int build_all(struct looking *looking, struct error *err)
{
    const struct problem *problem = looking->job.problem;
    const struct problem_checker *last = NULL;
    int failed = 0;

    for (size_t i = 0; failed == 0 && i < problem->input_validator_count; i++)
        failed = build(looking, &problem->input_validators[i], err);
    for (size_t i = 0; failed == 0 && i < problem->case_count; i++) {
        const struct problem_checker *checker = validator_checker(problem, i);

        if (!asks_about_answer(problem, i) || checker == last)
            continue;
        last = checker;
        for (size_t j = 0; failed == 0 && j < checker->program_count; j++)
            failed = build(looking, &checker->programs[j], err);
    }
    return failed;
}

/* ---- asking ---- */
/* Asks one program. 1: it accepts; 0: `finding` says under `key` what it does instead. */
static int ask(struct looking *looking, const struct problem_program *program,
               const struct validator_question *question, const char *key, json_t *finding,
               struct error *err)
{
    struct validator_answer answer;
    struct arena names = ARENA_INIT;
    const char *what = "";
    int failed = validator_ask(&looking->job, program, question, &answer, err);
    int accepts;

    if (failed < 0)
        return failed;
    accepts = answer.said.word == VALIDATOR_ACCEPTED || answer.said.word == VALIDATOR_PARTIAL;
    if (!accepts) {
        what = answer.said.why[0] ? answer.said.why : "rejects it";
        json_object_set_new(finding, key,
                            json_string(arena_format(&names, "%s %s", program->path, what)));
        json_object_set_new(finding, arena_format(&names, "%s_says", key),
                            execute_text_json(answer.said.judge.data, answer.said.judge.size));
    }
    validator_answer_release(&answer);
    arena_release(&names);
    return accepts;
}

/* The arguments of the validator and, in 2025-09, those of the submission after them. */
static void join_args(const struct problem *problem, size_t index, size_t program,
                      const char *all[2 * PROBLEM_ARGS_MAX + 1])
{
    const struct problem_case *kase = &problem->cases[index];
    const char *const *own = input_args(kase, program);
    const char *const *rest = problem->format == PROBLEM_ICPC_2025 ? kase->args : NULL;
    size_t count = 0;

    for (; own && *own && count < PROBLEM_ARGS_MAX; own++)
        all[count++] = *own;
    for (; rest && *rest && count < 2 * PROBLEM_ARGS_MAX; rest++)
        all[count++] = *rest;
    all[count] = NULL;
}

static int look_at_input(struct looking *looking, size_t index, json_t *finding, struct error *err)
{
    struct job *job = &looking->job;
    const struct problem_case *kase = &job->problem->cases[index];
    struct validator_question question = {.checker = looking->input,
                                          .input = -1,
                                          .answer = -1,
                                          .output = -1,
                                          .laid = kase->laid,
                                          .laid_count = kase->laid_count,
                                          .dir = job->dir,
                                          .before = -1,
                                          .pass = 1,
                                          .passes = 1};
    const char *args[2 * PROBLEM_ARGS_MAX + 1];
    int result = 1, was_asked = 0;

    for (size_t i = 0; result > 0 && i < job->problem->input_validator_count; i++) {
        const struct problem_program *program = &job->problem->input_validators[i];

        if (!author_find(job->session, program) || is_asked(job->problem, index, i))
            continue;
        if (question.output < 0 && (question.output = inputs_open(job, index, err)) < 0)
            return question.output;
        join_args(job->problem, index, i, args);
        question.args = args;
        was_asked = 1;
        result = ask(looking, program, &question, "input", finding, err);
    }
    looking->inputs += was_asked;
    fd_close(&question.output);
    return result < 0 ? result : 0;
}

static int look_at_answer(struct looking *looking, size_t index, json_t *finding, struct error *err)
{
    struct job *job = &looking->job;
    const struct problem_case *kase = &job->problem->cases[index];
    const struct problem_checker *checker = validator_checker(job->problem, index);
    struct validator_question question = {.checker = checker,
                                          .args = kase->checker_args ? kase->checker_args
                                                                     : checker->args,
                                          .input = -1,
                                          .answer = -1,
                                          .output = -1,
                                          .before = -1,
                                          .pass = 1,
                                          .passes = 1};
    int result = generated_prepare(job, index, err) < 0 ? err->code : 1, was_asked = 0;

    if (result > 0 && (question.input = inputs_open(job, index, err)) < 0)
        result = question.input;
    if (result > 0 && (question.answer = inputs_open_answer(job, index, err)) < 0)
        result = question.answer;
    question.output = question.answer; /* each is read from its start, one after the other */
    for (size_t i = 0; result > 0 && i < checker->program_count; i++) {
        if (!author_find(job->session, &checker->programs[i]))
            continue;
        was_asked = 1;
        result = ask(looking, &checker->programs[i], &question, "answer", finding, err);
    }
    looking->answers += was_asked;
    fd_close(&question.input);
    fd_close(&question.answer);
    return result < 0 ? result : 0;
}

static int look_at_all(struct looking *looking, struct error *err)
{
    enum { PATIENCE_US = 60 * 1000000 };
    const struct problem *problem = looking->job.problem;
    int failed = build_all(looking, err);

    for (size_t i = 0; failed == 0 && i < problem->case_count; i++) {
        json_t *finding = json_pack("{s:i}", "number", (int)i + 1);

        failed = look_at_input(looking, i, finding, err);
        if (failed == 0 && asks_about_answer(problem, i))
            failed = look_at_answer(looking, i, finding, err);
        if (failed < 0)
            json_decref(finding);
        else
            grader_send(looking->job.session,
                        json_pack("{s:s,s:o}", "event", "checked", "checked", finding),
                        PATIENCE_US);
    }
    author_close_cell(looking->job.session);
    return failed;
}

static json_t *lines_json(const struct buffer *lines)
{
    enum { MOST = 8 * 1024 }; /* of bytes, which may take four times as many (door.c) */

    return execute_text_json(lines->data, lines->size < MOST ? lines->size : MOST);
}

static void finish(struct looking *looking)
{
    json_t *result =
        json_pack("{s:I,s:I,s:o,s:o}", "inputs", (json_int_t)looking->inputs, "answers",
                  (json_int_t)looking->answers, "broken", lines_json(&looking->broken), "missing",
                  lines_json(&looking->missing));

    grader_send(looking->job.session, json_pack("{s:s,s:o}", "event", "finished", "result", result),
                0);
}

int grade_data(struct grader_session *session, const json_t *request, const int *fds,
               struct error *err)
{
    const char *folder = json_string_value(json_object_get(request, "problem"));
    struct looking looking = {
        .job = {.session = session, .source = -1, .dir = fds[0], .arena = ARENA_INIT},
        .broken = BUFFER_INIT,
        .missing = BUFFER_INIT};
    struct problem_checker input;
    int failed;

    if (!folder)
        return error_set(err, -EINVAL, "the request names no problem");
    if (inputs_load_problem(session, fds[0], folder, err) < 0)
        return err->code;
    input = (struct problem_checker){.kind = CHECKER_PROGRAM,
                                     .protocol = session->problem->input_protocol};
    looking.input = &input;
    looking.job.problem = session->problem;
    failed = look_at_all(&looking, err);
    if (failed == 0)
        finish(&looking);
    buffer_release(&looking.broken);
    buffer_release(&looking.missing);
    arena_release(&looking.job.arena);
    return failed;
}
