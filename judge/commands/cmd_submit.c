/* assay submit: queue submissions, and wait for their verdicts when asked to. */
#include "base/buffer.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/memory.h"
#include "db/store.h"
#include "judge/commands/command.h"
#include "judge/commands/given_limits.h"
#include "judge/commands/inline_problem.h"
#include "judge/commands/problem_folder.h"
#include "judge/report/result.h"
#include "judge/report/stored.h"
#include "judge/report/table.h"
#include "judge/submissions/submission.h"
#include "problems/limits.h"
#include "problems/yaml/units.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    KEY_DB = 256,
    KEY_JSON,
    KEY_WAIT,
    KEY_PRIORITY,
    KEY_KEY,
    KEY_FOLLOW,
    KEY_PROJECT,
    KEY_MAXIMA,
    KEY_DEADLINE,
    KEY_INLINE,
    KEY_FREE,
    KEY_STDIN,
    KEY_TIME,
    KEY_MEMORY,
    KEEP_TRIES_MAX = 5,
    WAIT_STEP_US = 50 * 1000,
    WAIT_STEPS_SAID = 40 /* after 2 s it is said that nobody judges */
};

struct arguments {
    const char *database, *user, *language, *key;
    const char *inline_file, *input, *deadline;
    struct inline_limits limits; /* of a free run */
    int priority, has_priority, wait, json, follow, project, is_free;
    const char *problem; /* NULL: it is given inline */
    char **paths;
    size_t path_count;
};

static const struct argp_option options[] = {
    {"db", KEY_DB, "URI", 0, "The database (default: $ASSAY_DB, else ./assay.db)", 0},
    {"user", 'u', "USER", 0,
     "Who submits; users take turns in the queue (default: for a file found in a folder the user "
     "that `grade` shows, else nobody)",
     0},
    {"language", 'l', "NAME", 0, "The language (default: by name or contents)", 0},
    {"priority", KEY_PRIORITY, "PRIORITY", 0, COMMAND_PRIORITY_HELP " (default contest)", 0},
    {"deadline", KEY_DEADLINE, "TIME", 0,
     "How long each may wait before the judge, status and list say so: 90s, 5min (default: none)",
     0},
    {"key", KEY_KEY, "KEY", 0,
     "A name of your own for what this command submits: the same key with the same contents "
     "submits "
     "nothing again and prints the same ids",
     0},
    {"project", KEY_PROJECT, NULL, 0,
     "Each PATH is one submission; a folder is a submission of several files", 0},
    {"follow", KEY_FOLLOW, NULL, 0, "Follow a PATH that is a symbolic link", 0},
    {"maxima", KEY_MAXIMA, "LIMIT=VALUE,...", 0, COMMAND_MAXIMA_HELP, 0},
    {"inline", KEY_INLINE, "FILE", 0,
     "The problem is the text of FILE (- : stdin), in the native format, and there is no PROBLEM; "
     "the database keeps it",
     0},
    {"free", KEY_FREE, NULL, 0,
     "There is no PROBLEM: each PATH is run once, and what it prints is kept and compared with "
     "nothing",
     0},
    {"stdin", KEY_STDIN, "FILE", 0, "With --free: what the program reads (default: nothing)", 0},
    {"time", KEY_TIME, "TIME", 0,
     "With --free: CPU time limit, with its unit: 500ms, 2s (default: 2s)", 0},
    {"memory", KEY_MEMORY, "SIZE", 0, "With --free: memory limit: 64MiB (default: 256MiB)", 0},
    {"wait", KEY_WAIT, NULL, 0, "Wait for the verdicts", 0},
    {"json", KEY_JSON, NULL, 0, "One JSON object a submission, with its id", 0},
    {0},
};

/* The options of a problem without a folder. */
static error_t parse_inline(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;

    switch (key) {
    case KEY_INLINE:
        arguments->inline_file = arg;
        return 0;
    case KEY_FREE:
        arguments->is_free = 1;
        return 0;
    case KEY_STDIN:
        arguments->input = arg;
        return 0;
    case KEY_TIME:
        given_limits_time("--time", arg, &arguments->limits.time_us, state);
        return 0;
    case KEY_MEMORY:
        given_limits_size("--memory", arg, PROBLEM_LIMIT_MEMORY, &arguments->limits.memory_kib,
                          state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* Which of the words is the problem, if there is one. */
static void settle(struct arguments *arguments, struct argp_state *state)
{
    int has_limits = arguments->limits.time_us > 0 || arguments->limits.memory_kib > 0;

    if (arguments->inline_file && arguments->is_free)
        argp_error(state, "found both --inline and --free, expected one of them");
    if (!arguments->is_free && (arguments->input || has_limits))
        argp_error(state, "--stdin, --time and --memory go with --free; a problem states its own");
    if (arguments->inline_file || arguments->is_free) {
        if (arguments->path_count < 1)
            argp_error(state, "expected at least one file or folder");
        return;
    }
    if (arguments->path_count < 2)
        argp_error(state, "expected a problem's folder and at least one file or folder");
    arguments->problem = arguments->paths[0];
    arguments->paths++;
    arguments->path_count--;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    struct error err;

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
        arguments->priority = command_priority(arg, state);
        arguments->has_priority = 1;
        return 0;
    case KEY_DEADLINE:
        arguments->deadline = arg;
        if (config_check(&CONFIG_SETTINGS[CONFIG_DEADLINE], arg, &err) < 0)
            argp_error(state, "--deadline: %s", err.text);
        return 0;
    case KEY_KEY:
        if (*arg == '\0' || strlen(arg) > STORE_KEY_SIZE_MAX)
            argp_error(state, "--key: expected 1 to %d bytes, found %zu", STORE_KEY_SIZE_MAX,
                       strlen(arg));
        arguments->key = arg;
        return 0;
    case KEY_PROJECT:
        arguments->project = 1;
        return 0;
    case KEY_MAXIMA:
        command_maxima(arg);
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
        settle(arguments, state);
        return 0;
    default:
        return parse_inline(key, arg, state);
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "PROBLEM PATH...\n--inline FILE PATH...\n--free PATH...",
    .doc = "Queue submissions for judging. Nothing is queued unless all of them can be. Each file "
           "in a folder is a submission, and files that are no programs are named and passed over; "
           "with --project the folder itself is a submission.",
};

struct submit {
    const struct arguments *arguments;
    struct store *store;
    struct inline_problem inlined; /* or its package alone: a folder */
    struct entry *entries;
    size_t count;
    size_t found_count; /* those that are passed over too */
    int said_held, said_nobody;
    int is_repeated; /* the key was used before: nothing is new */
};

/* One submission, and where it is. */
struct entry {
    char *path;
    char *folder; /* the folder that was walked to find it, or NULL */
    const struct language *language;
    int64_t id;
};

static int refuse_language(const struct submit *submit, size_t index, struct error *err)
{
    const struct problem *problem = submit->inlined.package.problem;
    struct buffer taken = BUFFER_INIT;

    for (size_t i = 0; problem->languages && problem->languages[i]; i++)
        buffer_format(&taken, "%s%s", i > 0 ? ", " : "", problem->languages[i]);
    if (taken.size == 0)
        buffer_append_text(&taken, "programs");
    error_set(err, -EINVAL, "the problem \"%s\" does not take %s, which %s is in; it takes %s",
              problem->name, submit->entries[index].language->name, submit->entries[index].path,
              taken.data);
    buffer_release(&taken);
    return err->code;
}

static int open_entry(const struct submit *submit, size_t index, struct submission *ret_source,
                      struct error *err)
{
    const struct arguments *arguments = submit->arguments;
    const struct entry *entry = &submit->entries[index];
    int failed = arguments->project
                     ? submission_open_any(entry->path, arguments->language, arguments->follow,
                                           ret_source, err)
                     : submission_open(entry->path, entry->folder, arguments->language,
                                       arguments->follow, ret_source, err);

    if (failed == -ENOENT)
        return error_set(err, -EINVAL, "there is no file %s", entry->path);
    if (failed == 0 && (failed = submission_check(ret_source, entry->path, err)) < 0)
        submission_close(ret_source);
    return failed;
}

static int check_entry(struct submit *submit, size_t index, struct error *err)
{
    struct submission source;

    if (open_entry(submit, index, &source, err) < 0)
        return err->code;
    submission_close(&source);
    submit->entries[index].language = source.language;
    if (!problem_allows_language(
            submit->inlined.package.problem,
            language_name_in(source.language, submit->inlined.package.problem)))
        return refuse_language(submit, index, err);
    return 0;
}

static int add_entry(const struct submission_found *found, void *arg, struct error *err)
{
    struct submit *submit = arg;

    submit->found_count++;
    if (found->is_unreadable)
        return error_set(err, -EINVAL, "%s", found->passed_over);
    if (found->passed_over) {
        log_warning("%s is passed over: %s", found->path, found->passed_over);
        return 0;
    }
    submit->entries = memory_grow(submit->entries, submit->count + 1, sizeof(*submit->entries));
    submit->entries[submit->count++] =
        (struct entry){.path = memory_strdup(found->path),
                       .folder = found->folder ? memory_strdup(found->folder) : NULL};
    return check_entry(submit, submit->count - 1, err);
}

/* Looks at every source before the first is queued, and closes it again: there may be more sources
 * than descriptors. */
static int collect(struct submit *submit, struct error *err)
{
    const struct arguments *arguments = submit->arguments;

    for (size_t i = 0; i < arguments->path_count; i++) {
        struct submission_found named = {arguments->paths[i], NULL, NULL, 0};
        size_t before = submit->found_count;

        if (arguments->project
                ? add_entry(&named, submit, err) < 0
                : submission_walk(named.path, arguments->follow, add_entry, submit, err) < 0)
            return err->code;
        if (submit->found_count == before)
            log_warning("%s: nothing was handed in there", named.path);
    }
    return submit->count > 0 ? 0 : error_set(err, -EINVAL, "there is nothing to submit");
}

/* The name of the user who hands it in; "" when nobody said. */
static json_t *user_of(const struct submit *submit, const struct entry *entry)
{
    char *name = submit->arguments->user ? memory_strdup(submit->arguments->user)
                 : entry->folder         ? submission_user(entry->path, entry->folder)
                                         : memory_strdup("");
    json_t *user = result_name(name);

    free(name);
    return user;
}

/* The last part of a path, also of "folder/". */
static json_t *own_name(const char *path)
{
    size_t length = strlen(path);
    char *trimmed = memory_strdup(path);
    json_t *name;

    while (length > 1 && trimmed[length - 1] == '/')
        trimmed[--length] = '\0';
    name = result_name(strrchr(trimmed, '/') && length > 1 ? strrchr(trimmed, '/') + 1 : trimmed);
    free(trimmed);
    return name;
}

/* What the store is told of one submission, until the next is asked for. */
struct told {
    struct submit *submit;
    struct submission source;
    json_t *name, *user;
    void *bytes; /* mapped, or NULL */
    int is_open;
    int64_t may_wait_ms; /* 0: any time */
};

static void release_told(struct told *told)
{
    if (!told->is_open)
        return;
    if (told->bytes)
        munmap(told->bytes, (size_t)told->source.size);
    json_decref(told->name);
    json_decref(told->user);
    submission_close(&told->source);
    told->is_open = 0;
}

static int tell(size_t index, struct store_submission *ret_submission, void *arg, struct error *err)
{
    struct told *told = arg;
    const struct submit *submit = told->submit;
    struct entry *entry = &submit->entries[index];
    int64_t now_ms = clock_realtime_ms();
    void *bytes = NULL;

    release_told(told);
    if (open_entry(submit, index, &told->source, err) < 0)
        return err->code;
    if (told->source.size > 0) /* mmap(2) refuses a length of 0 */
        bytes = mmap(NULL, (size_t)told->source.size, PROT_READ, MAP_PRIVATE, told->source.fd, 0);
    if (bytes == MAP_FAILED) {
        error_set_errno(err, errno, "cannot read %s", entry->path);
        submission_close(&told->source);
        return err->code;
    }
    told->is_open = 1;
    told->bytes = bytes;
    told->name = own_name(entry->path);
    told->user = user_of(submit, entry);
    *ret_submission = (struct store_submission){
        .problem = submit->inlined.package.opened,
        .problem_name = submit->inlined.package.problem->name,
        .user = json_string_value(told->user),
        .language = told->source.language->name,
        .file_name = json_string_value(told->name),
        .source = bytes,
        .source_size = (size_t)told->source.size,
        .priority = submit->arguments->priority,
        .version = submit->arguments->problem ? NULL : submit->inlined.package.problem->version,
        .now_ms = now_ms,
        .deadline_ms = told->may_wait_ms > 0 ? now_ms + told->may_wait_ms : 0,
    };
    return 0;
}

static int64_t may_wait_ms(const struct arguments *arguments)
{
    const char *text = arguments->deadline ? arguments->deadline : command_setting(CONFIG_DEADLINE);
    int64_t time_us = 0;
    struct error unused;

    return text && units_parse_time(text, &time_us, &unused) == 0 ? time_us / 1000 : 0;
}

/* All in one transaction: all are queued, or none. A problem without a folder is kept first; it may
 * be pruned again before anything is submitted to it. */
static int submit_all(struct submit *submit, int64_t *ids, struct error *err)
{
    int result = -ESTALE;

    for (int i = 0; i < KEEP_TRIES_MAX && result == -ESTALE; i++) {
        struct told told = {.submit = submit, .may_wait_ms = may_wait_ms(submit->arguments)};

        result = submit->arguments->problem
                     ? 0
                     : inline_problem_keep(&submit->inlined, submit->store, err);
        if (result == 0)
            result = store_submit_all(submit->store, submit->arguments->key, submit->count, tell,
                                      &told, ids, err);
        release_told(&told);
    }
    return result;
}

static int queue_all(struct submit *submit, struct error *err)
{
    const char *uri = command_database(submit->arguments->database);
    int64_t *ids;
    int result;

    if (collect(submit, err) < 0 || store_open(uri, 0, &submit->store, err) < 0)
        return err->code;
    ids = memory_alloc(submit->count * sizeof(*ids));
    result = submit_all(submit, ids, err);
    for (size_t i = 0; result >= 0 && i < submit->count; i++)
        submit->entries[i].id = ids[i];
    free(ids);
    submit->is_repeated = result > 0;
    if (result >= 0)
        store_ring(submit->store);
    return result;
}

struct waiting {
    struct store *store;
    char held[300]; /* why it is held, or "" */
    json_t *result; /* NULL: not done yet */
    struct error err;
};

/* The judging of a submission that counts, when it is done. */
static int take_if_done(const struct store_row *row, void *arg)
{
    struct waiting *waiting = arg;

    if (!row->counts) /* a rejudge, aside */
        return 0;
    if ((strcmp(row->state, "done") == 0 || strcmp(row->state, "cancelled") == 0) &&
        result_from_store(waiting->store, row, &waiting->result, &waiting->err) < 0)
        return waiting->err.code;
    snprintf(waiting->held, sizeof(waiting->held), "%s",
             strcmp(row->state, "held") != 0 ? ""
             : *row->message                 ? row->message
                                             : row->reason);
    return 1; /* only the first */
}

struct alive {
    int64_t now_ms;
    int count;
};

static int count_alive(const struct store_judge *row, void *arg)
{
    struct alive *alive = arg;

    alive->count += store_judge_is_alive(row, alive->now_ms);
    return 0;
}

/* Says once why it takes long, where nothing will come of waiting alone. */
static void say_why(struct submit *submit, const struct waiting *waiting, size_t index)
{
    struct alive alive = {.now_ms = clock_realtime_ms()};
    struct error unused;

    if (*waiting->held && !submit->said_held) {
        log_warning("submission %lld is held: %s", (long long)submit->entries[index].id,
                    waiting->held);
        submit->said_held = 1;
    }
    if (!submit->said_nobody && store_judges(submit->store, count_alive, &alive, &unused) == 0 &&
        alive.count == 0) {
        log_warning("nobody judges this database now: start `assay judge`; it is waited for");
        submit->said_nobody = 1;
    }
}

static int wait_for(struct submit *submit, size_t index, json_t **ret_result, struct error *err)
{
    struct waiting waiting = {.store = submit->store};
    int steps = 0;

    for (;;) {
        if (store_judgings(submit->store, submit->entries[index].id, take_if_done, &waiting, err) <
            0) {
            if (waiting.err.code < 0)
                *err = waiting.err;
            return err->code;
        }
        if (waiting.result)
            break;
        progress_show("judged", (int64_t)index, (int64_t)submit->count);
        usleep(WAIT_STEP_US);
        if (++steps % WAIT_STEPS_SAID == 0)
            say_why(submit, &waiting, index);
    }
    *ret_result = waiting.result;
    return 0;
}

static double points(const json_t *result, const char *key)
{
    return json_number_value(json_object_get(result, key));
}

static void print_line(const struct submit *submit, size_t index, const json_t *result)
{
    const char *reason = result_text(result, "reason");
    struct buffer groups = BUFFER_INIT;

    printf("submission %lld: %s", (long long)submit->entries[index].id,
           format_text(submit->entries[index].path));
    if (result)
        printf(": %s%s%s%s", result_text(result, "verdict"), *reason ? " (" : "", reason,
               *reason ? ")" : "");
    if (result && submit->inlined.package.problem->has_points)
        printf(", score %s%s%s", format_score(points(result, "score")),
               points(result, "max_score") > 0 ? " of " : "",
               points(result, "max_score") > 0 ? format_score(points(result, "max_score")) : "");
    result_groups_line(result, &groups);
    if (groups.size > 0)
        printf(": %s", groups.data);
    printf("\n");
    buffer_release(&groups);
}

static void print_one(const struct submit *submit, size_t index, const json_t *result)
{
    static const char *const keys[] = {"state", "verdict",   "reason",
                                       "score", "max_score", "groups"};
    const char *path = submit->entries[index].path;
    json_t *object;

    progress_clear();
    if (!submit->arguments->json) {
        print_line(submit, index, result);
        return;
    }
    object = json_pack("{s:i,s:I,s:s,s:s,s:s,s:n,s:s,s:f,s:f,s:[]}", "schema_version",
                       RESULT_SCHEMA_VERSION, "submission", (json_int_t)submit->entries[index].id,
                       "problem", submit->inlined.package.problem->name, "language",
                       submit->entries[index].language->name, "state", result ? "done" : "queued",
                       "verdict", "reason", "", "score", 0.0, "max_score", 0.0, "groups");
    json_object_set_new(object, "path", result_name(path));
    if (submit->is_repeated)
        json_object_set_new(object, "repeated", json_true());
    for (size_t i = 0; result && i < sizeof(keys) / sizeof(keys[0]); i++)
        json_object_set(object, keys[i], json_object_get(result, keys[i]));
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

static int open_problem(const struct arguments *arguments, struct inline_problem *ret_inlined,
                        struct error *err)
{
    if (arguments->is_free)
        return inline_problem_free(arguments->input, &arguments->limits, ret_inlined, err);
    if (arguments->inline_file)
        return inline_problem_open(arguments->inline_file, ret_inlined, err);
    return problem_folder_open(arguments->problem, &ret_inlined->package, err);
}

static int run(int argc, char **argv)
{
    struct arguments arguments = {0};
    struct submit submit = {.arguments = &arguments};
    struct error err;
    int code;

    command_parse(&argp, argc, argv, &arguments);
    if (!arguments.has_priority)
        arguments.priority = command_priority_setting();
    signal(SIGXFSZ, SIG_IGN); /* a write past a limit fails instead, and nothing is queued */
    if (open_problem(&arguments, &submit.inlined, &err) < 0)
        return problem_folder_exit(&err);
    if (submit.inlined.package.problem->is_output_only && !arguments.language)
        arguments.language = PROBLEM_OUTPUTS;
    code = queue_all(&submit, &err) < 0 ? command_fail(&err) : report(&submit, &err);
    for (size_t i = 0; i < submit.count; i++) {
        free(submit.entries[i].path);
        free(submit.entries[i].folder);
    }
    free(submit.entries);
    store_close(submit.store);
    inline_problem_close(&submit.inlined);
    return code;
}

const struct command cmd_submit = {
    .name = "submit",
    .arguments = "[PROBLEM] PATH...",
    .summary = "queue files or folders for judging",
    .exits = {[EXIT_DONE] = "queued (with --wait: and accepted)",
              [EXIT_NOT_ACCEPTED] = "with --wait: judged, but not all accepted",
              [EXIT_USAGE] = "bad usage, a bad source, problem or database",
              [EXIT_NOT_FOUND] = "there is no such database"},
    .example = "assay submit problems/leap solution.py --user ada --wait",
    .run = run,
};
