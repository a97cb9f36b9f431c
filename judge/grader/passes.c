#include "judge/grader/passes.h"

#include "base/fd.h"
#include "judge/checkers/checker.h"
#include "judge/grader/cell.h"
#include "judge/grader/inputs.h"
#include "judge/grader/interactive.h"
#include "judge/grader/laid.h"
#include "judge/grader/outputs.h"
#include "judge/grader/validator.h"
#include "judge/rules/disturbance.h"
#include "judge/submissions/products.h"
#include "problems/package.h"
#include "runner/build/validate.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/sendfile.h>
#include <unistd.h>

/* A case on its way. */
struct passage {
    struct job *job;
    size_t index;
    const struct problem_checker *checker;
    struct passes *passes;
    int input, answer;                /* of this pass, of the case */
    int output;                       /* this pass's stdout, a file */
    int failed;                       /* it could not be kept */
    int before[PROBLEM_PROGRAMS_MAX]; /* what each validator left in the last pass */
};

/* What the validators said of one pass. */
struct consent {
    enum validator_word word;
    enum score_given given; /* by the last that gave something */
    double value;
    const struct problem_program *giver;
    int next; /* the input of one more pass, or -1 */
};

static void on_output(const void *data, size_t size, void *arg)
{
    struct passage *passage = arg;
    struct passes *passes = passage->passes;
    size_t room = sizeof(passes->output) - passes->output_size;

    memcpy(passes->output + passes->output_size, data, size < room ? size : room);
    passes->output_size += size < room ? size : room;
    if (passage->failed == 0)
        passage->failed = fd_write_full(passage->output, data, size);
}

static int run_once(struct passage *passage, struct run_evidence *ret_run, struct error *err)
{
    struct job *job = passage->job;
    int result;

    passage->passes->output_size = 0; /* of a run that did not count */
    passage->failed = 0;
    if (ftruncate(passage->output, 0) < 0 || lseek(passage->output, 0, SEEK_SET) < 0)
        return error_set_errno(err, errno, "cannot empty an output");
    result = program_run_counted(job,
                                 &(struct program_call){.action = program_action(job),
                                                        .argv = laid_argv(job, passage->index),
                                                        .stdin_fd = passage->input,
                                                        .limits = &job->stop,
                                                        .fn = on_output,
                                                        .arg = passage},
                                 ret_run, err);
    if (result == 0 && passage->failed < 0)
        result = error_set_errno(err, -passage->failed, "cannot keep an output");
    return result;
}

/* Keeps the figures of a pass; whether nothing in them decides. */
static int ended_well(struct passage *passage, const struct run_evidence *run)
{
    const struct job *job = passage->job;
    struct run_evidence *kept = &passage->passes->run;
    struct verdict_input input;
    struct verdict_result verdict;

    execute_verdict_input(job->language, &job->limits, run, job->session->has_cgroup, &input);
    input.image_kib = job->image_kib;
    input.check = CHECK_ACCEPTED;
    verdict_decide(&input, &verdict);
    if (verdict.verdict != VERDICT_AC ||
        run->cpu_user_us + run->cpu_system_us >= kept->cpu_user_us + kept->cpu_system_us)
        *kept = *run;
    return verdict.verdict == VERDICT_AC;
}

/* What was handed in, in place of a run. 1: validators are to look at it; 0: it is not there. */
static int take_submitted(struct passage *passage, struct error *err)
{
    struct job *job = passage->job;
    int64_t size = outputs_size(job, passage->index);

    if (size < 0) {
        passage->passes->team = json_string(outputs_missing(job, passage->index));
        passage->passes->check = CHECK_WRONG;
        return 0;
    }
    if (outputs_read(job, passage->index, on_output, passage, err) < 0)
        return err->code;
    if (passage->failed < 0)
        return error_set_errno(err, -passage->failed, "cannot keep an output");
    passage->passes->run.output_bytes = size;
    return 1;
}

/* Runs the program until the run counts. 1: validators are to look at its output; 0: the run
 * itself decides. */
static int run_program(struct passage *passage, struct error *err)
{
    struct job *job = passage->job;
    struct run_evidence run = {.syscall = -1};
    int tries = 0;
    int result = laid_prepare(job, passage->index, err);

    if (result < 0)
        return result;
    do
        result = run_once(passage, &run, err);
    while (result == -EAGAIN && (result = program_try_again(job, &tries, err)) == 0);
    if (result < 0)
        return result;
    return ended_well(passage, &run);
}

/* ---- what a validator said ---- */

/* The package's fault, with what the validator itself says about it. */
static int refuse(const struct problem_program *program, const struct validator_said *said,
                  struct error *err)
{
    json_t *words = execute_text_json(said->judge.data, said->judge.size);
    const char *text = json_string_value(words);

    error_set(err, -EINVAL, "the validator %s %s%s%.*s", program->path, said->why,
              *text ? "; it says: " : "", (int)strcspn(text, "\n"), text);
    json_decref(words);
    return err->code;
}

/* Keeps the words of a validator that rejects, else the first ones. */
static void keep_words(json_t **words, const struct validator_text *text, int replaces)
{
    if (text->size == 0 || (*words && !replaces))
        return;
    json_decref(*words);
    *words = execute_text_json(text->data, text->size);
}

static int hear(struct passage *passage, const struct problem_program *program, size_t which,
                struct validator_answer *answer, struct consent *consent, struct error *err)
{
    const struct validator_said *said = &answer->said;

    if (said->word == VALIDATOR_FAILED)
        return refuse(program, said, err);
    keep_words(&passage->passes->team, &said->team, said->word == VALIDATOR_WRONG);
    keep_words(&passage->passes->judge, &said->judge, said->word == VALIDATOR_WRONG);
    if (said->word == VALIDATOR_WRONG)
        consent->word = VALIDATOR_WRONG;
    if (said->kind != VALIDATOR_NO_SCORE) {
        consent->given = said->kind == VALIDATOR_POINTS ? GIVEN_POINTS : GIVEN_FACTOR;
        consent->value = said->score;
        consent->giver = program;
    }
    fd_close(&passage->before[which]);
    passage->before[which] = answer->left;
    answer->left = -1;
    if (answer->next_pass >= 0) {
        fd_close(&consent->next);
        consent->next = answer->next_pass;
        answer->next_pass = -1;
    }
    return 0;
}

/* All of them must accept; the first that does not is the last that is asked. */
static int ask_all(struct passage *passage, int64_t pass, struct consent *consent,
                   struct error *err)
{
    const struct problem *problem = passage->job->problem;
    const struct problem_case *kase = &problem->cases[passage->index];
    struct validator_question question = {
        .checker = passage->checker,
        .args = kase->checker_args ? kase->checker_args : passage->checker->args,
        .input = passage->input,
        .answer = passage->answer,
        .output = passage->output,
        .pass = pass,
        .passes = problem->passes > 0 ? problem->passes : 1,
    };
    int failed = 0;

    for (size_t i = 0;
         failed == 0 && i < passage->checker->program_count && consent->word != VALIDATOR_WRONG;
         i++) {
        struct validator_answer answer;

        question.before = passage->before[i];
        failed =
            validator_ask(passage->job, &passage->checker->programs[i], &question, &answer, err);
        if (failed == 0) {
            failed = hear(passage, &passage->checker->programs[i], i, &answer, consent, err);
            validator_answer_release(&answer);
        }
    }
    return failed;
}

/* ---- an interactive problem ---- */

/* What testlib's interactor wrote is what its checker looks at. */
static int take_output(struct passage *passage, int left, struct error *err)
{
    struct arena arena = ARENA_INIT;
    struct cell_file *files;
    size_t count;
    int failed = products_read(left, &arena, &files, &count, err);

    if (ftruncate(passage->output, 0) < 0 || lseek(passage->output, 0, SEEK_SET) < 0)
        failed = error_set_errno(err, errno, "cannot empty an output");
    for (size_t i = 0; failed == 0 && i < count; i++) {
        off_t from = files[i].offset;
        int64_t size = files[i].size;

        if (strcmp(files[i].path, VALIDATE_FEEDBACK TALK_OUTPUT) != 0)
            continue;
        while (failed == 0 && size > 0) {
            ssize_t sent = sendfile(passage->output, files[i].fd, &from, (size_t)size);

            if (sent <= 0)
                failed = error_set_errno(err, sent < 0 ? errno : EIO, "cannot keep an output");
            size -= sent;
        }
    }
    arena_release(&arena);
    return failed;
}

/* A checker of ours looks at it. */
static int check_output(struct passage *passage, struct consent *consent, struct error *err)
{
    struct checker *checker = NULL;
    struct checker_result check;
    char data[64 * 1024];
    ssize_t got = 1;
    int failed = checker_open(passage->checker, passage->answer, &checker, err);

    if (failed == 0 && lseek(passage->output, 0, SEEK_SET) < 0)
        failed = error_set_errno(err, errno, "cannot read an output");
    while (failed == 0 && got > 0) {
        got = read(passage->output, data, sizeof(data));
        if (got < 0)
            failed = error_set_errno(err, errno, "cannot read an output");
        else if (got > 0 && checker_feed(checker, data, (size_t)got, err) < 0)
            failed = err->code;
    }
    if (failed == 0 && checker_finish(checker, &check, err) < 0)
        failed = err->code;
    if (failed == 0 && !check.accepted)
        consent->word = VALIDATOR_WRONG;
    checker_close(checker);
    return failed;
}

/* testlib's interactor has accepted, and the submission has ended well. */
static int check_talk(struct passage *passage, int64_t pass, int left, struct consent *consent,
                      struct error *err)
{
    int failed = take_output(passage, left, err);

    if (failed < 0)
        return failed;
    return passage->checker->kind == CHECKER_PROGRAM ? ask_all(passage, pass, consent, err)
                                                     : check_output(passage, consent, err);
}

static int talk_once(struct passage *passage, int64_t pass, struct interactive *ret_talk,
                     struct error *err)
{
    const struct problem *problem = passage->job->problem;
    const struct problem_case *kase = &problem->cases[passage->index];
    struct problem_checker protocol = *passage->checker;
    struct validator_question question = {
        .checker = &protocol,
        .input = passage->input,
        .answer = passage->answer,
        .output = -1,
        .before = passage->before[0],
        .pass = pass,
        .passes = problem->passes > 0 ? problem->passes : 1,
        .is_talk = 1,
        .submission = laid_argv(passage->job, passage->index),
    };

    protocol.protocol = interactive_protocol(problem);
    protocol.args_are_all = problem->interaction.args_are_all;
    question.args = problem->interaction.args;
    if (problem->interaction.kind == INTERACTION_ICPC)
        question.args = kase->checker_args ? kase->checker_args : passage->checker->args;
    return interactive_run(passage->job, interactive_program(problem), &question,
                           passage->job->record_bytes, ret_talk, err);
}

/* As run_program() and ask_all() together. 1: what the interactor said counts; 0: the run itself
 * decides. */
static int talk(struct passage *passage, int64_t pass, struct consent *consent, struct error *err)
{
    struct passes *passes = passage->passes;
    struct interactive talk;
    int tries = 0;
    int result = laid_prepare(passage->job, passage->index, err);

    if (result < 0)
        return result;
    do
        result = talk_once(passage, pass, &talk, err);
    while (result == -EAGAIN && (result = program_try_again(passage->job, &tries, err)) == 0);
    if (result < 0)
        return result;
    json_decref(passes->conversation);
    passes->first = talk.is_interactor_first ? "interactor" : "submission";
    passes->conversation = talk.conversation;
    talk.conversation = NULL;
    result =
        hear(passage, interactive_program(passage->job->problem), 0, &talk.answer, consent, err);
    if (result == 0) {
        int is_well = ended_well(passage, &talk.run);

        passes->rejected_first = talk.is_interactor_first && consent->word == VALIDATOR_WRONG;
        result = is_well || passes->rejected_first;
        if (result && consent->word != VALIDATOR_WRONG &&
            passage->job->problem->interaction.kind == INTERACTION_TESTLIB &&
            check_talk(passage, pass, passage->before[0], consent, err) < 0)
            result = err->code;
    }
    interactive_release(&talk);
    return result;
}

/* Whether what was given is less than there is to get, as far as that is known. */
static int is_partial(const struct passage *passage, const struct score_case *given)
{
    double most = score_case_max(passage->job->problem, passage->index);

    return given->given != GIVEN_NOTHING && isfinite(most) &&
           score_case_points(passage->job->problem, passage->index, given) < most;
}

/* What the last pass comes to. */
static int conclude(const struct passage *passage, const struct consent *consent, struct error *err)
{
    struct score_case given = {
        .verdict = VERDICT_PA, .given = consent->given, .value = consent->value};
    const char *refusal;

    if (consent->word == VALIDATOR_WRONG) {
        passage->passes->check = CHECK_WRONG;
        return 0;
    }
    if (given.given == GIVEN_NOTHING)
        given.verdict = VERDICT_AC;
    refusal = score_refusal(passage->job->problem, passage->index, &given);
    if (refusal)
        return error_set(err, -EINVAL, "the validator %s %s",
                         (consent->giver ? consent->giver : passage->checker->programs)->path,
                         refusal);
    passage->passes->check = is_partial(passage, &given) ? CHECK_PARTIAL : CHECK_ACCEPTED;
    passage->passes->given = given;
    return 0;
}

static int pass_all(struct passage *passage, struct error *err)
{
    struct consent consent = {.next = -1};
    int result = 0;

    for (int64_t pass = 1; pass == 1 || consent.next >= 0; pass++) {
        if (pass > 1) {
            fd_close(&passage->input);
            passage->input = consent.next;
        }
        consent = (struct consent){.word = VALIDATOR_ACCEPTED, .next = -1};
        if (interactive_program(passage->job->problem)) {
            result = talk(passage, pass, &consent, err);
        } else {
            result =
                passage->job->outputs ? take_submitted(passage, err) : run_program(passage, err);
            if (result > 0)
                result = ask_all(passage, pass, &consent, err) < 0 ? err->code : 1;
        }
        if (result <= 0)
            break;
        if (consent.word == VALIDATOR_WRONG)
            fd_close(&consent.next);
        if (consent.next < 0 && conclude(passage, &consent, err) < 0)
            result = err->code;
    }
    if (result == 0 && !passage->job->outputs)
        passage->passes->check = CHECK_NOT_RUN;
    fd_close(&consent.next);
    return result < 0 ? result : 0;
}

/* A program that stood still may have looked at a clock of its own. */
static int is_doubtful(const struct passes *passes)
{
    return passes->run.pauses > 0 && passes->check != CHECK_ACCEPTED &&
           passes->run.end == RUN_ENDED_ITSELF;
}

int passes_run(struct job *job, size_t index, struct passes *ret_passes, struct error *err)
{
    struct passes passes = {.run = {.syscall = -1}};
    struct passage passage = {.job = job,
                              .index = index,
                              .checker = validator_checker(job->problem, index),
                              .passes = &passes,
                              .input = inputs_open(job, index, err),
                              .answer = -1,
                              .output = -1};
    int failed = passage.input < 0 ? passage.input : 0;

    for (size_t i = 0; i < PROBLEM_PROGRAMS_MAX; i++)
        passage.before[i] = -1;
    if (failed == 0)
        failed = passage.answer = inputs_open_answer(job, index, err);
    if (failed >= 0 && (passage.output = fd_memfd("output")) < 0)
        failed = error_set_errno(err, -passage.output, "cannot make a file for an output");
    if (failed >= 0)
        failed = pass_all(&passage, err);
    if (failed == 0 && is_doubtful(&passes))
        failed = error_set(err, -EAGAIN, "%s", disturbance_words(DISTURBANCE_PAUSED));
    fd_close(&passage.input);
    fd_close(&passage.answer);
    fd_close(&passage.output);
    for (size_t i = 0; i < PROBLEM_PROGRAMS_MAX; i++)
        fd_close(&passage.before[i]);
    if (failed < 0)
        passes_release(&passes);
    else
        *ret_passes = passes;
    return failed;
}

void passes_release(struct passes *passes)
{
    json_decref(passes->team);
    json_decref(passes->judge);
    json_decref(passes->conversation);
    passes->team = passes->judge = passes->conversation = NULL;
}
