/* assay submit: queue submissions, and wait for their verdicts when asked to. */
#include "base/buffer.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/memory.h"
#include "db/store.h"
#include "judge/commands/command.h"
#include "judge/commands/problem_folder.h"
#include "judge/report/result.h"
#include "judge/report/table.h"
#include "judge/submissions/submission.h"
#include "problems/limits.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { KEY_DB = 256, KEY_JSON, KEY_WAIT, KEY_PRIORITY, KEY_FOLLOW, WAIT_STEP_US = 50 * 1000 };

struct arguments {
    const char *database, *user, *language;
    int priority, wait, json, follow;
    char **paths; /* the problem first */
    size_t path_count;
};

static const struct argp_option options[] = {
    {"db", KEY_DB, "URI", 0, "The database (default: $ASSAY_DB, else ./assay.db)", 0},
    {"user", 'u', "USER", 0, "Who submits; users take turns in the queue", 0},
    {"language", 'l', "NAME", 0, "The language (default: by name or contents)", 0},
    {"priority", KEY_PRIORITY, "N", 0, "Higher is judged first (-1000 to 1000, default 0)", 0},
    {"follow", KEY_FOLLOW, NULL, 0, "Take what a FILE that is a symbolic link leads to", 0},
    {"wait", KEY_WAIT, NULL, 0, "Wait for the verdicts", 0},
    {"json", KEY_JSON, NULL, 0, "One JSON object a submission, with its id", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;

    switch (key) {
    case KEY_DB:
        arguments->database = arg;
        return 0;
    case 'u':
        arguments->user = arg;
        return 0;
    case 'l':
        arguments->language = arg;
        return 0;
    case KEY_PRIORITY:
        arguments->priority = (int)command_number("--priority", arg, -1000, 1000, state);
        return 0;
    case KEY_FOLLOW:
        arguments->follow = 1;
        return 0;
    case KEY_WAIT:
        arguments->wait = 1;
        return 0;
    case KEY_JSON:
        arguments->json = 1;
        return 0;
    case ARGP_KEY_ARGS:
        arguments->paths = state->argv + state->next;
        arguments->path_count = (size_t)(state->argc - state->next);
        return 0;
    case ARGP_KEY_END:
        if (arguments->path_count < 2)
            argp_error(state, "expected a problem's folder and at least one file");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "PROBLEM FILE...",
    .doc = "Queue files for judging. Nothing is queued unless all of them can be.",
};

struct submit {
    const struct arguments *arguments;
    struct store *store;
    struct problem_folder package;
    struct submission *sources;
    int64_t *ids;
    size_t count, opened;
};

static int refuse_language(const struct submit *submit, size_t index, struct error *err)
{
    const struct problem *problem = submit->package.problem;
    struct buffer taken = BUFFER_INIT;

    for (size_t i = 0; problem->languages[i]; i++)
        buffer_format(&taken, "%s%s", i > 0 ? ", " : "", problem->languages[i]);
    error_set(err, -EINVAL, "the problem \"%s\" does not take %s, which %s is in; it takes %s",
              problem->name, submit->sources[index].language->name,
              submit->arguments->paths[index + 1], taken.data);
    buffer_release(&taken);
    return err->code;
}

/* Every source is looked at before the first is queued. */
static int open_sources(struct submit *submit, struct error *err)
{
    for (size_t i = 0; i < submit->count; i++) {
        const char *path = submit->arguments->paths[i + 1];

        if (submission_open_any(path, submit->arguments->language, submit->arguments->follow,
                                &submit->sources[i], err) < 0)
            return err->code == -ENOENT ? error_set(err, -EINVAL, "there is no file %s", path)
                                        : err->code;
        submit->opened++;
        if (submission_check(&submit->sources[i], path, err) < 0)
            return err->code;
        if (!problem_allows_language(
                submit->package.problem,
                language_name_in(submit->sources[i].language, submit->package.problem)))
            return refuse_language(submit, i, err);
    }
    return 0;
}

static int queue_one(struct submit *submit, size_t index, struct error *err)
{
    const struct arguments *arguments = submit->arguments;
    const char *path = arguments->paths[index + 1];
    const struct submission *source = &submit->sources[index];
    json_t *name = result_name(strrchr(path, '/') ? strrchr(path, '/') + 1 : path);
    json_t *user = result_name(arguments->user ? arguments->user : "");
    /* nothing cannot be mapped */
    void *bytes = source->size == 0
                      ? NULL
                      : mmap(NULL, (size_t)source->size, PROT_READ, MAP_PRIVATE, source->fd, 0);
    struct store_submission submission = {
        .problem = submit->package.folder,
        .problem_name = submit->package.problem->name,
        .user = json_string_value(user),
        .language = source->language->name,
        .file_name = json_string_value(name),
        .source = bytes,
        .source_size = (size_t)source->size,
        .priority = arguments->priority,
        .now_ms = clock_realtime_ms(),
    };
    int result;

    if (bytes == MAP_FAILED) {
        result = error_set_errno(err, errno, "cannot read %s", path);
    } else {
        result = store_submit(submit->store, &submission, &submit->ids[index], err);
        if (bytes)
            munmap(bytes, (size_t)source->size);
    }
    json_decref(name);
    json_decref(user);
    return result;
}

static int queue_all(struct submit *submit, struct error *err)
{
    const char *uri = command_database(submit->arguments->database);

    if (open_sources(submit, err) < 0 || store_open(uri, 0, &submit->store, err) < 0)
        return err->code;
    for (size_t i = 0; i < submit->count; i++) {
        if (queue_one(submit, i, err) < 0)
            return error_prefix(err, "queued %zu of %zu", i, submit->count);
    }
    store_ring(submit->store);
    return 0;
}

/* The newest judging of a submission, when it is done. */
static int take_if_done(const struct store_row *row, void *arg)
{
    json_t **result = arg;

    if (strcmp(row->state, "done") == 0)
        *result = json_pack("{s:s,s:s}", "verdict", row->verdict, "reason", row->reason);
    return 1; /* only the first */
}

static int wait_for(struct submit *submit, size_t index, json_t **ret_result, struct error *err)
{
    json_t *result = NULL;

    for (;;) {
        if (store_judgings(submit->store, submit->ids[index], take_if_done, &result, err) < 0)
            return err->code;
        if (result)
            break;
        progress_show("judged", (int64_t)index, (int64_t)submit->count);
        usleep(WAIT_STEP_US);
    }
    *ret_result = result;
    return 0;
}

static void print_one(const struct submit *submit, size_t index, const json_t *result)
{
    const char *path = submit->arguments->paths[index + 1];
    json_t *object;

    progress_clear();
    if (!submit->arguments->json) {
        printf("submission %lld: %s", (long long)submit->ids[index], format_text(path));
        if (result)
            printf(": %s%s%s%s", result_text(result, "verdict"),
                   *result_text(result, "reason") ? " (" : "", result_text(result, "reason"),
                   *result_text(result, "reason") ? ")" : "");
        printf("\n");
        return;
    }
    object =
        json_pack("{s:i,s:I,s:s,s:s,s:s,s:n,s:s}", "schema_version", RESULT_SCHEMA_VERSION,
                  "submission", (json_int_t)submit->ids[index], "problem",
                  submit->package.problem->name, "language", submit->sources[index].language->name,
                  "state", result ? "done" : "queued", "verdict", "reason", "");
    json_object_set_new(object, "path", result_name(path));
    if (result)
        json_object_update(object, (json_t *)result);
    result_print_json(object, stdout);
    fflush(stdout);
    json_decref(object);
}

static int report(struct submit *submit, struct error *err)
{
    int code = EXIT_DONE;

    for (size_t i = 0; i < submit->count; i++) {
        json_t *result = NULL;
        const char *verdict;

        if (submit->arguments->wait && wait_for(submit, i, &result, err) < 0)
            return command_fail(err);
        print_one(submit, i, result);
        verdict = result_text(result, "verdict");
        if (result && strcmp(verdict, "IE") == 0)
            code = EXIT_INTERNAL;
        else if (result && strcmp(verdict, "AC") != 0 && code == EXIT_DONE)
            code = EXIT_NOT_ACCEPTED;
        json_decref(result);
    }
    return code;
}

static int run(int argc, char **argv)
{
    struct arguments arguments = {0};
    struct submit submit = {.arguments = &arguments};
    struct error err;
    int code;

    command_parse(&argp, argc, argv, &arguments);
    if (problem_folder_open(arguments.paths[0], &submit.package, &err) < 0)
        return EXIT_USAGE;
    submit.count = arguments.path_count - 1;
    submit.sources = memory_alloc(sizeof(*submit.sources) * submit.count);
    submit.ids = memory_alloc(sizeof(*submit.ids) * submit.count);
    code = queue_all(&submit, &err) < 0 ? command_fail(&err) : report(&submit, &err);
    for (size_t i = 0; i < submit.opened; i++)
        submission_close(&submit.sources[i]);
    free(submit.sources);
    free(submit.ids);
    store_close(submit.store);
    problem_folder_close(&submit.package);
    return code;
}

const struct command cmd_submit = {
    .name = "submit",
    .arguments = "PROBLEM FILE...",
    .summary = "queue files for judging",
    .exits = {[EXIT_DONE] = "queued (with --wait: and accepted)",
              [EXIT_NOT_ACCEPTED] = "with --wait: judged, but not all accepted",
              [EXIT_USAGE] = "bad usage, a bad source, problem or database",
              [EXIT_NOT_FOUND] = "there is no such database"},
    .example = "assay submit problems/leap solution.py --user ada --wait",
    .run = run,
};
