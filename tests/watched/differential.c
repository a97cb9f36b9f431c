/* Runs programs both ways, by the watched interpreter and by exec, and compares what came of them.
 *
 *     watched_differential [OPTION...] FOLDER...               each program both ways
 *     watched_differential [OPTION...] --poison FOLDER         hostile, innocent, hostile, ...
 *
 * All of it is one batch of one grader, so that one watched interpreter serves every program, in an
 * order shuffled by a seed that is printed. --poison takes the folders `hostile` and `innocent` in
 * FOLDER: after each hostile program every innocent one must come to what it comes to by exec.
 *
 * This program is its own `assay grader` (judge/dispatch/tree.c looks for assay-runner beside it).
 * Exit: 0, 1 there were differences, 2 bad usage, 77 skipped (not root).
 */
#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/memory.h"
#include "judge/commands/command.h"
#include "judge/commands/tree_options.h"
#include "judge/dispatch/batch.h"
#include "judge/report/result.h"
#include "judge/submissions/submission.h"
#include "tests/slowness.h"
#include "tests/watched/outcome.h"
#include "tests/watched/program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_SKIPPED = 77, KEY_EXEC = 256, KEY_SEED, KEY_LEAST, KEY_POISON, KEY_ROUNDS };

struct arguments {
    struct tree_options tree;
    struct program_list programs;
    const char *poison;
    long long seed, least, rounds, jobs;
    int exec_alone;
};

/* One run of one program. */
struct trial {
    const struct program *program;
    const struct trial *other; /* an earlier one, to be compared with; NULL: none */
    int by_exec;
    int must_differ; /* from `other`, in what the program says */
    int stdout_fd;
    struct outcome outcome;
};

struct session {
    struct arguments *arguments;
    struct batch_item *items;
    struct trial *trials;
    size_t count, room;
    size_t differences, compared, watched;
};

static const struct argp_option options[] = {
    {"exec", KEY_EXEC, NULL, 0, "Take the exec path both times: tries the programs themselves", 0},
    {"seed", KEY_SEED, "N", 0, "The order (default: by the clock)", 0},
    {"least", KEY_LEAST, "N", 0, "Fail when fewer programs were found", 0},
    {"poison", KEY_POISON, "FOLDER", 0, "Hostile and innocent programs in turn", 0},
    {"rounds", KEY_ROUNDS, "N", 0, "How often, with --poison (default: 3)", 0},
    {"jobs", 'j', "N", 0, "Graders, each with a watched interpreter (default: 1)", 0},
    {0},
};

static long long parse_number(const char *text, long long low, struct argp_state *state)
{
    char *end;
    long long value = strtoll(text, &end, 10);

    if (!*text || *end || value < low)
        argp_error(state, "found \"%s\", expected a whole number, %lld or more", text, low);
    return value;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    struct error err;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &arguments->tree;
        return 0;
    case KEY_EXEC:
        arguments->exec_alone = 1;
        return 0;
    case KEY_SEED:
        arguments->seed = parse_number(arg, 0, state);
        return 0;
    case KEY_LEAST:
        arguments->least = parse_number(arg, 0, state);
        return 0;
    case KEY_POISON:
        arguments->poison = arg;
        return 0;
    case KEY_ROUNDS:
        arguments->rounds = parse_number(arg, 1, state);
        return 0;
    case 'j':
        arguments->jobs = parse_number(arg, 1, state);
        return 0;
    case ARGP_KEY_ARG:
        if (program_list_add(&arguments->programs, arg, &err) < 0)
            argp_error(state, "%s", err.text);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "FOLDER...",
    .doc = "Run programs by the watched interpreter and by exec, and compare.",
    .children = (const struct argp_child[]){{&tree_argp, 0, "The sandbox:", 90}, {0}},
};

/* ---- one run ---- */

static int open_trial(struct batch_item *item, struct error *err)
{
    struct trial *trial = item->arg;
    const struct program *program = trial->program;
    struct submission source = {.fd = -1};

    item->fds[0] = item->fds[1] = item->fds[2] = -1;
    fd_close(&trial->stdout_fd);
    if (submission_open_any(program->path, program->language, 1, &source, err) < 0)
        return err->code;
    item->fds[0] = source.fd;
    item->fds[1] = fd_memfd_with("stdin", program->input.data, program->input.size);
    item->fds[2] = fd_memfd("stdout");
    trial->stdout_fd = item->fds[2] < 0 ? -1 : fcntl(item->fds[2], F_DUPFD_CLOEXEC, 3);
    if (item->fds[1] >= 0 && trial->stdout_fd >= 0)
        return 0;
    for (int i = 0; i < 3; i++)
        fd_close(&item->fds[i]);
    return error_set(err, -EMFILE, "%s: cannot make its files", program->name);
}

static json_t *make_request(const struct program *program, int by_exec)
{
    /* a start by exec stays far below the CPU use at which a program that waits is not called idle
     */
    json_t *request = json_pack(
        "{s:s,s:s,s:s,s:{s:I,s:I,s:I,s:I}}", "kind", "run", "language", program->language,
        "file_name", program->path, "limits", "time_us", (json_int_t)program->time_us, "wall_us",
        (json_int_t)(3 * program->time_us * slowness()), "memory_kib",
        (json_int_t)program->memory_kib, "output_bytes", (json_int_t)program->output_kib * 1024);

    if (by_exec)
        json_object_set_new(request, "exec", json_true());
    return request;
}

/* The pointers into `trials` hold, because there is room for all of them from the start. */
static struct trial *add_trial(struct session *session, const struct program *program, int by_exec,
                               const struct trial *other)
{
    struct batch_item *item = &session->items[session->count];
    struct trial *trial = &session->trials[session->count];

    if (session->count++ == session->room)
        abort();
    *trial = (struct trial){.program = program,
                            .other = other,
                            .by_exec = by_exec || session->arguments->exec_alone,
                            .stdout_fd = -1};
    item->open = open_trial;
    item->arg = trial;
    item->fd_count = 3;
    item->request = make_request(program, trial->by_exec);
    item->result = result_new("", program->path, program->language, json_null());
    return trial;
}

static void make_room(struct session *session, size_t room)
{
    session->room = room;
    session->items = memory_alloc(room * sizeof(*session->items));
    session->trials = memory_alloc(room * sizeof(*session->trials));
}

/* ---- judging a run ---- */

static size_t complain(const struct trial *trial, const char *what)
{
    printf("    %s: %s\n", trial->program->name, what);
    return 1;
}

static size_t check_path(const struct session *session, const struct trial *trial)
{
    const struct outcome *outcome = &trial->outcome;

    /* what does not compile is not run */
    if (session->arguments->exec_alone || strcmp(outcome->verdict, "CE") == 0)
        return 0;
    if (trial->by_exec && strcmp(outcome->path, "exec") != 0)
        return complain(trial, "was to run by exec and did not");
    if (!trial->by_exec && !trial->program->may_be_exec && strcmp(outcome->path, "watched") != 0)
        return complain(trial, "was to be watched and was not");
    return 0;
}

static size_t check_other(const struct trial *trial)
{
    const struct program *program = trial->program;
    const struct trial *other = trial->other;

    if (!other)
        return 0;
    if (trial->must_differ)
        return outcome_equals_in(&trial->outcome, &other->outcome, program->differs)
                   ? complain(trial, "two runs said the same, and must not")
                   : 0;
    if (!outcome_differs(&other->outcome, &trial->outcome, program->varies, stdout))
        return 0;
    printf("  ^ %s\n", program->name);
    return 1;
}

static void on_done(struct batch_item *item, size_t index, void *arg)
{
    struct session *session = arg;
    struct trial *trial = &session->trials[index];
    size_t found;

    outcome_init(&trial->outcome, item->result, trial->stdout_fd, trial->program->addresses);
    fd_close(&trial->stdout_fd);
    json_decref(item->result);
    item->result = NULL;
    session->watched += strcmp(trial->outcome.path, "watched") == 0;
    session->compared += trial->other != NULL;
    found = check_path(session, trial);
    if (strcmp(trial->outcome.verdict, trial->program->verdict) != 0) {
        printf("    expected %s, found:\n%s    stderr: %s\n", trial->program->verdict,
               trial->outcome.words.data, trial->outcome.errors.data);
        found += complain(trial, "is not what it is meant to be");
    }
    found += check_other(trial);
    session->differences += found > 0;
    fflush(stdout);
}

/* ---- the two modes ---- */

static void plan_both_ways(struct session *session)
{
    struct program_list *list = &session->arguments->programs;

    make_room(session, 3 * list->count);
    program_list_shuffle(list, (uint64_t)session->arguments->seed);
    for (size_t i = 0; i < list->count; i++) {
        const struct trial *watched = add_trial(session, &list->programs[i], 0, NULL);

        add_trial(session, &list->programs[i], 1, watched);
        if (list->programs[i].differs)
            add_trial(session, &list->programs[i], 0, watched)->must_differ = 1;
    }
}

static void plan_innocents(struct session *session, const struct program_list *innocent,
                           size_t first)
{
    for (size_t i = 0; i < innocent->count; i++) {
        size_t which = (first + i) % innocent->count;

        add_trial(session, &innocent->programs[which], 0, &session->trials[which]);
    }
}

static int plan_poison(struct session *session, struct program_list *hostile,
                       struct program_list *innocent, struct error *err)
{
    const struct arguments *arguments = session->arguments;
    struct buffer path = BUFFER_INIT;
    size_t rounds = (size_t)arguments->rounds;
    int failed;

    buffer_format(&path, "%s/hostile", arguments->poison);
    failed = program_list_add(hostile, path.data, err);
    buffer_clear(&path);
    buffer_format(&path, "%s/innocent", arguments->poison);
    if (failed == 0)
        failed = program_list_add(innocent, path.data, err);
    buffer_release(&path);
    if (failed < 0 || innocent->count == 0)
        return failed < 0 ? failed : error_set(err, -EINVAL, "there is no innocent program");
    make_room(session, innocent->count + rounds * hostile->count * (1 + innocent->count));
    for (size_t i = 0; i < innocent->count; i++)
        add_trial(session, &innocent->programs[i], 1, NULL);
    program_list_shuffle(hostile, (uint64_t)arguments->seed);
    for (size_t round = 0; round < rounds; round++) {
        for (size_t i = 0; i < hostile->count; i++) {
            add_trial(session, &hostile->programs[i], 0, NULL);
            plan_innocents(session, innocent, round + i);
        }
    }
    return 0;
}

static void close_session(struct session *session)
{
    for (size_t i = 0; i < session->count; i++) {
        json_decref(session->items[i].request);
        json_decref(session->items[i].result);
        fd_close(&session->trials[i].stdout_fd);
        outcome_release(&session->trials[i].outcome);
    }
    free(session->items);
    free(session->trials);
}

static int report(const struct session *session, int64_t took_us)
{
    const struct arguments *arguments = session->arguments;
    size_t programs = arguments->programs.count;

    if (arguments->poison)
        printf("%zu runs, %zu of them watched; %zu innocent ones compared, %zu differences, "
               "%.1f s\n",
               session->count, session->watched, session->compared, session->differences,
               (double)took_us / 1e6);
    else
        printf("%zu programs, %zu differences (%zu runs, %zu of them watched, %.1f s)\n", programs,
               session->differences, session->count, session->watched, (double)took_us / 1e6);
    if (!arguments->poison && programs < (size_t)arguments->least) {
        printf("expected %lld programs at least\n", arguments->least);
        return EXIT_NOT_ACCEPTED;
    }
    return session->differences ? EXIT_NOT_ACCEPTED : EXIT_DONE;
}

static int run_session(struct arguments *arguments, struct error *err)
{
    struct session session = {.arguments = arguments};
    struct program_list hostile = {0}, innocent = {0};
    int64_t start_us = clock_monotonic_us();
    int result = 0;

    if (arguments->poison)
        result = plan_poison(&session, &hostile, &innocent, err);
    else
        plan_both_ways(&session);
    printf("seed %lld\n", arguments->seed);
    if (result == 0)
        result = batch_run(&arguments->tree, (int)arguments->jobs, session.items, session.count,
                           on_done, &session, err);
    if (result == 0)
        result = report(&session, clock_monotonic_us() - start_us);
    close_session(&session);
    program_list_release(&hostile);
    program_list_release(&innocent);
    return result;
}

int main(int argc, char **argv)
{
    struct arguments arguments = {.tree = {.cache = "none"}, .rounds = 3, .jobs = 1, .seed = -1};
    struct report languages = REPORT_INIT;
    struct error err;
    int result;

    signal(SIGPIPE, SIG_IGN);
    log_setup("watched_differential", LOG_LEVEL_WARNING, 0);
    if (argc == 2 && strcmp(argv[1], "grader") == 0)
        return cmd_grader.run(argc - 1, argv + 1);
    argp_err_exit_status = EXIT_USAGE;
    argp_parse(&argp, argc, argv, 0, NULL, &arguments);
    if (language_load(getenv("ASSAY_LANGUAGES"), &languages) < 0) {
        report_print(&languages, stderr);
        return EXIT_USAGE;
    }
    report_release(&languages);
    if (!arguments.poison && arguments.programs.count == 0) {
        log_error("expected a folder of programs");
        return EXIT_USAGE;
    }
    if (geteuid() != 0) {
        printf("skipped: cells with every layer take root\n");
        return EXIT_SKIPPED;
    }
    if (arguments.seed < 0)
        arguments.seed = clock_monotonic_us();
    result = run_session(&arguments, &err);
    program_list_release(&arguments.programs);
    if (result < 0)
        log_error("%s", err.text);
    return result < 0 ? EXIT_INTERNAL : result;
}
