#include "judge/grader/validator.h"

#include "base/fd.h"
#include "judge/grader/author.h"
#include "judge/grader/cell.h"
#include "judge/grader/evidence.h"
#include "judge/rules/figures.h"
#include "judge/submissions/products.h"
#include "problems/package.h"
#include "runner/build/stream.h"
#include "runner/build/validate.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FEEDBACK_FILES_MAX = 500,
    CASE_STEP_KIB = 16 * 1024, /* runs with the same limits start faster */
    MESSAGE_MAX = 4 * 1024,    /* of a text for people: it goes into an event (base/packet.h) */
};
#define FEEDBACK_BYTES_MAX   (INT64_C(256) << 20)
#define VALIDATOR_REPORT_MAX (FEEDBACK_BYTES_MAX + FEEDBACK_FILES_MAX * 4096 + 4096 * 1024)

const struct problem_checker *validator_checker(const struct problem *problem, size_t index)
{
    return problem->cases[index].checker ? problem->cases[index].checker : &problem->checker;
}

/* ---- asking ---- */

/* Adds a whole file to the stream of a case. */
static int add_part(int to, const char *name, int from)
{
    struct stat info;

    if (fstat(from, &info) < 0 || lseek(from, 0, SEEK_SET) < 0)
        return -errno;
    return products_write_file(to, name, from, info.st_size);
}

static int add_laid(int to, const struct validator_question *question, struct error *err)
{
    int failed = 0;

    for (size_t i = 0; failed == 0 && i < question->laid_count; i++) {
        int from = problem_data_open(question->dir, &question->laid[i].data, err);

        if (from < 0)
            return from;
        failed = add_part(to, question->laid[i].name, from);
        fd_close(&from);
    }
    return failed;
}

/* What the pass before left in the feedback folder, but for its wish for this one. */
static int add_feedback(int to, int before, struct arena *arena, struct error *err)
{
    struct cell_file *files;
    size_t count;
    int failed = 0;

    if (before < 0)
        return 0;
    if (products_read(before, arena, &files, &count, err) < 0)
        return err->code;
    for (size_t i = 0; failed == 0 && i < count; i++) {
        if (strncmp(files[i].path, VALIDATE_FEEDBACK, strlen(VALIDATE_FEEDBACK)) != 0 ||
            strcmp(files[i].path, VALIDATE_FEEDBACK "nextpass.in") == 0)
            continue;
        if (lseek(before, files[i].offset, SEEK_SET) < 0)
            failed = -errno;
        else
            failed = products_write_file(to, files[i].path, before, files[i].size);
    }
    return failed;
}

/* The stream for the validator's stdin: the caller's. */
int validator_write_case(const struct validator_question *question, struct arena *arena,
                         struct error *err)
{
    int to = fd_memfd("case");
    int failed = to < 0 ? to : products_write_magic(to);

    if (failed == 0 && question->input >= 0)
        failed = add_part(to, VALIDATE_INPUT, question->input);
    if (failed == 0)
        failed = add_laid(to, question, err);
    if (failed == 0 && question->answer >= 0)
        failed = add_part(to, VALIDATE_ANSWER, question->answer);
    if (failed == 0 && question->output >= 0)
        failed = add_part(to, VALIDATE_OUTPUT, question->output);
    if (failed == 0)
        failed = add_feedback(to, question->before, arena, err);
    if (failed == 0)
        failed = products_write_end(to);
    if (failed == 0)
        failed = fd_seal(to);
    if (failed < 0) {
        fd_close(&to);
        return error_set_errno(err, -failed, "cannot hand a case to a validator");
    }
    return to;
}

static size_t count_of(const char *const *list)
{
    size_t count = 0;

    while (list && list[count])
        count++;
    return count;
}

#define AT(name) "/tmp/" name

/* An argument of DMOJ's own format, with the files where it names them. */
static const char *fill_places(struct arena *arena, const char *arg, int is_talk)
{
    const char *const places[][2] = {
        {"{input_file}", AT(VALIDATE_INPUT)},
        {"{output_file}", is_talk ? AT(VALIDATE_FEEDBACK) TALK_OUTPUT : AT(VALIDATE_OUTPUT)},
        {"{answer_file}", AT(VALIDATE_ANSWER)}};

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
        for (const char *found; (found = strstr(arg, places[i][0]));)
            arg = arena_format(arena, "%.*s%s%s", (int)(found - arg), arg, places[i][1],
                               found + strlen(places[i][0]));
    return arg;
}

/* The files of the case as the protocol orders them, NULL-terminated. */
static const char *const *files_of(enum problem_protocol protocol)
{
    static const char *const icpc[] = {AT(VALIDATE_INPUT), AT(VALIDATE_ANSWER),
                                       AT(VALIDATE_FEEDBACK), NULL};
    static const char *const testlib[] = {AT(VALIDATE_INPUT), AT(VALIDATE_OUTPUT),
                                          AT(VALIDATE_ANSWER), NULL};
    static const char *const peg[] = {AT(VALIDATE_ANSWER), AT(VALIDATE_OUTPUT), AT(VALIDATE_INPUT),
                                      NULL};
    static const char *const cms[] = {AT(VALIDATE_INPUT), AT(VALIDATE_ANSWER), AT(VALIDATE_OUTPUT),
                                      NULL};
    static const char *const none[] = {NULL};

    switch (protocol) {
    case PROTOCOL_INPUT:
    case PROTOCOL_INPUT_TESTLIB:
        return none;
    case PROTOCOL_ICPC:
        return icpc;
    case PROTOCOL_PEG:
        return peg;
    case PROTOCOL_CMS:
        return cms;
    case PROTOCOL_TESTLIB:
    case PROTOCOL_DMOJ:
    case PROTOCOL_COCI:
        break;
    }
    return testlib;
}

/* Those of an interactor. testlib's writes an output of its own, which its checker looks at: it
 * goes where what is left is reported. */
static const char *const *talk_files_of(enum problem_protocol protocol)
{
    static const char *const testlib[] = {AT(VALIDATE_INPUT), AT(VALIDATE_FEEDBACK) TALK_OUTPUT,
                                          AT(VALIDATE_ANSWER), NULL};
    static const char *const dmoj[] = {AT(VALIDATE_INPUT), AT(VALIDATE_ANSWER), NULL};
    static const char *const cms[] = {VALIDATE_FROM_PROGRAM, VALIDATE_TO_PROGRAM, NULL};

    switch (protocol) {
    case PROTOCOL_TESTLIB:
        return testlib;
    case PROTOCOL_ICPC:
        return files_of(protocol);
    case PROTOCOL_CMS:
        return cms;
    case PROTOCOL_DMOJ:
    case PROTOCOL_COCI:
    case PROTOCOL_PEG:
    case PROTOCOL_INPUT:
    case PROTOCOL_INPUT_TESTLIB:
        break;
    }
    return dmoj;
}

static const char *act_of(const struct validator_question *question)
{
    if (question->is_making)
        return "make";
    if (!question->is_talk)
        return "check";
    return question->checker->protocol == PROTOCOL_CMS ? "manage" : "talk";
}

const char *const *validator_argv(const struct author *author,
                                  const struct validator_question *question, struct arena *arena)
{
    const char *const *own = author->argv;
    const char *const *files = question->is_talk ? talk_files_of(question->checker->protocol)
                                                 : files_of(question->checker->protocol);
    size_t room = count_of(own) + count_of(question->args) + count_of(files) + 6;
    const char **argv = arena_alloc(arena, room * sizeof(*argv));
    int is_all = question->checker->args_are_all || question->is_making;
    size_t count = 0;

    argv[count++] = "/prog/" AUTHOR_HELPER;
    argv[count++] = act_of(question);
    argv[count++] = arena_format(arena, "%lld", (long long)author->job.limits.output_bytes);
    argv[count++] = arena_format(arena, "%d", FEEDBACK_FILES_MAX);
    argv[count++] = arena_format(arena, "%lld", (long long)FEEDBACK_BYTES_MAX);
    while (*own)
        argv[count++] = *own++;
    while (!is_all && *files)
        argv[count++] = *files++;
    for (const char *const *arg = question->args; arg && *arg; arg++)
        argv[count++] =
            question->checker->args_are_all ? fill_places(arena, *arg, question->is_talk) : *arg;
    return argv;
}

struct report_copy {
    int to;
    int failed;
};

static void on_report(const void *data, size_t size, void *arg)
{
    struct report_copy *copy = arg;

    if (copy->failed == 0)
        copy->failed = fd_write_full(copy->to, data, size);
}

/* ---- reading what it left ---- */

/* How a run ended that left no report: the validator's fault. */
static void blame(const struct author *author, const struct run_evidence *run,
                  struct validator_said *said)
{
    const struct run_limits *limits = &author->job.limits;
    struct verdict_input input;
    struct verdict_result result;
    char words[VERDICT_TEXT_MAX];

    switch (run->end) {
    case RUN_ENDED_CPU:
        validator_fail(said, "used more than its limit of %s of CPU time",
                       figure_seconds(limits->cpu_us).text);
        return;
    case RUN_ENDED_WALL:
    case RUN_ENDED_HARD:
        validator_fail(said, "took more than its limit of %s",
                       figure_seconds(limits->wall_us).text);
        return;
    case RUN_ENDED_OUTPUT:
        validator_fail(said, "left more than %lld MiB", (long long)FEEDBACK_BYTES_MAX >> 20);
        return;
    case RUN_ENDED_ITSELF:
    case RUN_ENDED_SYSCALL:
    case RUN_ENDED_IDLE:
    case RUN_ENDED_PEER:
        break;
    }
    execute_verdict_input(author->job.language, limits, run, author->job.session->has_cgroup,
                          &input);
    verdict_decide(&input, &result);
    if (result.verdict == VERDICT_SV || result.verdict == VERDICT_MLE) {
        verdict_explain(&input, &result, words, sizeof(words));
        validator_fail(said, "%s", words);
    } else {
        validator_fail(said, "left no report: %.*s", (int)run->stderr_tail_size, run->stderr_tail);
    }
}

static const struct cell_file *find_left(const struct cell_file *files, size_t count,
                                         const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(files[i].path, name) == 0)
            return &files[i];
    return NULL;
}

/* The start of a file, or with `keeps_end` its end. */
static struct validator_text text_of(const struct cell_file *files, size_t count, const char *name,
                                     size_t most, struct arena *arena)
{
    const struct cell_file *file = find_left(files, count, name);
    struct validator_text text = {"", 0, file != NULL};
    char *bytes;
    ssize_t got;

    if (!file)
        return text;
    if (file->size < (int64_t)most)
        most = (size_t)file->size;
    bytes = arena_alloc(arena, most + 1);
    got = pread(file->fd, bytes, most, file->offset);
    text.data = bytes;
    text.size = got > 0 ? (size_t)got : 0;
    return text;
}

/* "exit 42": 0 when the status says that it has no exit of its own, and `said` why. */
static int read_status(const char *status, const struct run_evidence *run,
                       const struct run_limits *limits, struct validator_left *left,
                       struct validator_said *said)
{
    int number;

    if (sscanf(status, "exit %d", &number) == 1) {
        left->exit_status = number;
    } else if (sscanf(status, "signal %d", &number) == 1) {
        left->exit_status = -1;
        left->signal = number;
    } else if (sscanf(status, "exec %d", &number) == 1) {
        validator_fail(said, "cannot be started: %s", strerror(number));
        return 0;
    } else if (strcmp(status, "flood") == 0) {
        validator_fail(said, "wrote more than %lld KiB to its stdout and stderr",
                       (long long)limits->output_bytes / 1024);
        return 0;
    } else {
        validator_fail(said, "left a report that cannot be read");
        return 0;
    }
    if (left->exit_status < 0 && run->oom_kills > 0) {
        validator_fail(said, "needed more memory than its limit of %s",
                       figure_kibibytes(limits->memory_kib).text);
        return 0;
    }
    return 1;
}

/* The white space that ends a message is none of it. */
static void cut(struct validator_text *text)
{
    if (text->size > MESSAGE_MAX)
        text->size = MESSAGE_MAX;
    while (text->size > 0 && isspace((unsigned char)text->data[text->size - 1]))
        text->size--;
}

static int take_next_pass(const struct cell_file *files, size_t count,
                          struct validator_answer *answer, struct error *err)
{
    const struct cell_file *next = find_left(files, count, VALIDATE_FEEDBACK "nextpass.in");
    int memfd = fd_memfd("input");
    int failed = memfd < 0 ? memfd : 0;
    char block[64 * 1024];

    for (int64_t at = 0; failed == 0 && at < next->size;) {
        int64_t left = next->size - at;
        ssize_t got =
            pread(next->fd, block, left < (int64_t)sizeof(block) ? (size_t)left : sizeof(block),
                  next->offset + at);

        failed = got <= 0 ? -EIO : fd_write_full(memfd, block, (size_t)got);
        at += got;
    }
    if (failed == 0)
        failed = fd_seal(memfd);
    if (failed < 0) {
        fd_close(&memfd);
        return error_set_errno(err, -failed, "cannot keep the input of the next pass");
    }
    answer->next_pass = memfd;
    return 0;
}

/* What the report of a run that ended by itself comes to. */
static int read_report(const struct author *author, const struct run_evidence *run,
                       const struct validator_question *question, struct validator_answer *answer,
                       struct error *err)
{
    const struct validator_rules rules = {.protocol = question->checker->protocol,
                                          .gives_score = question->checker->gives_score,
                                          .pass = question->pass,
                                          .passes = question->passes};
    struct arena *arena = &answer->arena;
    struct validator_left left = {0};
    struct cell_file *files;
    struct error why;
    size_t count;

    if (products_read(answer->left, arena, &files, &count, &why) < 0) {
        validator_fail(&answer->said, "left what is no report: %s", why.text);
        return 0;
    }
    left.out = text_of(files, count, VALIDATE_STDOUT, VALIDATE_TEXT_MAX, arena);
    left.errs = text_of(files, count, VALIDATE_STDERR, VALIDATE_TEXT_MAX, arena);
    left.judge_message =
        text_of(files, count, VALIDATE_FEEDBACK "judgemessage.txt", MESSAGE_MAX, arena);
    left.team_message =
        text_of(files, count, VALIDATE_FEEDBACK "teammessage.txt", MESSAGE_MAX, arena);
    left.score = text_of(files, count, VALIDATE_FEEDBACK "score.txt", 1024, arena);
    left.multiplier = text_of(files, count, VALIDATE_FEEDBACK "score_multiplier.txt", 1024, arena);
    left.next_pass = text_of(files, count, VALIDATE_FEEDBACK "nextpass.in", 0, arena);
    if (find_left(files, count, VALIDATE_FULL)) {
        validator_fail(&answer->said, "left more than %d files or %lld MiB in its feedback folder",
                       FEEDBACK_FILES_MAX, (long long)FEEDBACK_BYTES_MAX >> 20);
        return 0;
    }
    if (!read_status(
            arena_format(arena, "%.*s", 32, text_of(files, count, VALIDATE_STATUS, 31, arena).data),
            run, &author->job.limits, &left, &answer->said))
        return 0;
    verdict_file_read(&rules, &left, &answer->said);
    cut(&answer->said.judge);
    cut(&answer->said.team);
    return answer->said.wants_pass ? take_next_pass(files, count, answer, err) : 0;
}

/* ---- one run ---- */

static int run(struct author *author, const char *const *argv, int input,
               const struct run_limits *limits, struct validator_answer *answer,
               struct run_evidence *ret_run, struct error *err)
{
    struct report_copy copy = {.to = answer->left};
    int tries = 0;
    int result = author_open_cell(author, limits->memory_kib, err);

    if (result < 0)
        return result;
    do {
        if (ftruncate(copy.to, 0) < 0 || lseek(copy.to, 0, SEEK_SET) < 0)
            result = error_set_errno(err, errno, "cannot empty a report");
        else
            result = program_run(&author->job,
                                 &(struct program_call){.action = RUN_EXEC,
                                                        .argv = argv,
                                                        .stdin_fd = input,
                                                        .limits = limits,
                                                        .fn = on_report,
                                                        .arg = &copy},
                                 ret_run, err);
    } while (result == -EAGAIN && (result = program_try_again(&author->job, &tries, err)) == 0);
    if (result == 0 && copy.failed < 0)
        result = error_set_errno(err, -copy.failed, "cannot keep a validator's report");
    return result;
}

int validator_read(const struct author *author, const struct run_evidence *run,
                   const struct validator_question *question, struct validator_answer *answer,
                   struct error *err)
{
    if (run->end == RUN_ENDED_ITSELF && run->exit_status == 0)
        return read_report(author, run, question, answer, err);
    blame(author, run, &answer->said);
    return 0;
}

struct run_limits validator_limits(const struct author *author, int material)
{
    struct run_limits limits = author->job.limits;
    struct stat info;

    /* the case lies in its /tmp, which counts as its memory */
    if (fstat(material, &info) == 0)
        limits.memory_kib += (info.st_size / 1024 / CASE_STEP_KIB + 1) * CASE_STEP_KIB;
    limits.output_bytes = VALIDATOR_REPORT_MAX;
    return limits;
}

static int ask(struct author *author, const struct validator_question *question,
               struct validator_answer *answer, struct error *err)
{
    struct run_evidence evidence = {.syscall = -1};
    struct run_limits limits;
    int input = validator_write_case(question, &answer->arena, err);
    int failed;

    if (input < 0)
        return input;
    answer->left = fd_memfd("report");
    failed = answer->left < 0
                 ? error_set_errno(err, -answer->left, "cannot make a file for a report")
                 : 0;
    if (failed == 0) {
        limits = validator_limits(author, input);
        failed = run(author, validator_argv(author, question, &answer->arena), input, &limits,
                     answer, &evidence, err);
    }
    fd_close(&input);
    return failed < 0 ? failed : validator_read(author, &evidence, question, answer, err);
}

int validator_ask(struct job *job, const struct problem_program *program,
                  const struct validator_question *question, struct validator_answer *ret_answer,
                  struct error *err)
{
    struct validator_answer answer = {.arena = ARENA_INIT, .left = -1, .next_pass = -1};
    int failed = author_build(job, program, err);

    if (failed == 0)
        failed = ask(author_find(job->session, program), question, &answer, err);
    if (failed < 0) {
        validator_answer_release(&answer);
        return error_prefix(err, "%s %s", question->is_making ? "generator" : "validator",
                            program->path);
    }
    *ret_answer = answer;
    return 0;
}

void validator_answer_release(struct validator_answer *answer)
{
    fd_close(&answer->left);
    fd_close(&answer->next_pass);
    arena_release(&answer->arena);
}
