/* assay run: one program in a cell, no problem. */
#include "base/fd.h"
#include "base/log.h"
#include "judge/checkers/checker.h"
#include "judge/commands/command.h"
#include "judge/commands/given_limits.h"
#include "judge/commands/tree_options.h"
#include "judge/dispatch/batch.h"
#include "judge/report/result.h"
#include "judge/report/table.h"
#include "judge/rules/verdict.h"
#include "judge/submissions/submission.h"
#include "problems/limits.h"
#include "problems/yaml/units.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/base64.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    KEY_JSON = 256,
    KEY_STDIN,
    KEY_TIME,
    KEY_WALL,
    KEY_MEMORY,
    KEY_OUTPUT,
    KEY_FOLLOW,
    KEY_EXPECT,
    KEY_CHECKER,
    KEY_PROJECT
};
/* what --json shows of the output; what the arguments may take */
enum { SHOWN_MAX = 1 << 20, ARGUMENTS_MAX = 100, ARGUMENTS_SIZE_MAX = 32 << 10 };

struct arguments {
    struct tree_options tree;
    const char *file, *language, *stdin_path, *expect;
    struct problem_checker checker;
    char **program_arguments;
    int program_argument_count;
    int64_t time_us, wall_us, memory_kib, output_kib;
    int json, follow;
};

static const struct argp_option options[] = {
    {"language", 'l', "NAME", 0, "The program's language (default: by name or contents)", 0},
    {"stdin", KEY_STDIN, "FILE", 0,
     "What it reads (default: our own stdin, or nothing on a terminal)", 0},
    {"expect", KEY_EXPECT, "FILE", 0, "Compare what it prints with FILE; a difference is WA", 0},
    {"checker", KEY_CHECKER, "CHECKER", 0,
     "How to compare: tokens, exact, lines or unordered (default: tokens)", 0},
    {"time", KEY_TIME, "TIME", 0, "CPU time limit, with its unit: 500ms, 2s (default: 2s)", 0},
    {"wall", KEY_WALL, "TIME", 0, "Wall time limit (default: 2 x CPU + 1s)", 0},
    {"memory", KEY_MEMORY, "SIZE", 0, "Memory limit, with its unit: 64MiB (default: 256MiB)", 0},
    {"output", KEY_OUTPUT, "SIZE", 0, "Output cap (default: 64MiB)", 0},
    {"project", KEY_PROJECT, NULL, 0,
     "FILE is one submission, even if it is a folder (without this option too)", 0},
    {"follow", KEY_FOLLOW, NULL, 0, "Follow a FILE that is a symbolic link", 0},
    {"json", KEY_JSON, NULL, 0, "One JSON object with the verdict, the figures and stdout", 0},
    {0},
};

static void take_checker(const char *text, struct problem_checker *checker,
                         struct argp_state *state)
{
    static const char *const names[] = {"tokens", "exact", "lines", "unordered", NULL};

    checker->kind = (enum problem_checker_kind)(
        CHECKER_TOKENS + (int)command_choice("--checker", text, names, state));
}

/* The first argument is the program; the others are the program's own. */
static void take_arguments(struct arguments *arguments, struct argp_state *state)
{
    size_t size = 0;

    arguments->file = state->argv[state->next];
    arguments->program_arguments = state->argv + state->next + 1;
    arguments->program_argument_count = state->argc - state->next - 1;
    for (int i = 0; i < arguments->program_argument_count; i++)
        size += strlen(arguments->program_arguments[i]) + 1;
    if (arguments->program_argument_count > ARGUMENTS_MAX || size > ARGUMENTS_SIZE_MAX)
        argp_error(state, "a program may be given %d arguments of %d bytes in all", ARGUMENTS_MAX,
                   ARGUMENTS_SIZE_MAX);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &arguments->tree;
        return 0;
    case 'l':
        arguments->language = arg;
        return 0;
    case KEY_STDIN:
        arguments->stdin_path = arg;
        return 0;
    case KEY_TIME:
        given_limits_time("--time", arg, &arguments->time_us, state);
        return 0;
    case KEY_WALL:
        given_limits_time("--wall", arg, &arguments->wall_us, state);
        return 0;
    case KEY_MEMORY:
        given_limits_size("--memory", arg, PROBLEM_LIMIT_MEMORY, &arguments->memory_kib, state);
        return 0;
    case KEY_OUTPUT:
        given_limits_size("--output", arg, PROBLEM_LIMIT_OUTPUT, &arguments->output_kib, state);
        return 0;
    case KEY_FOLLOW:
        arguments->follow = 1;
        return 0;
    case KEY_PROJECT: /* `run` takes one program in any case */
        return 0;
    case KEY_JSON:
        arguments->json = 1;
        return 0;
    case KEY_EXPECT:
        arguments->expect = arg;
        return 0;
    case KEY_CHECKER:
        take_checker(arg, &arguments->checker, state);
        return 0;
    case ARGP_KEY_ARGS:
        take_arguments(arguments, state);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "expected a program");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "FILE [ARGUMENT...]",
    .doc = "Run one program, a file or a folder, in a cell under limits and say what happened. The "
           "program's stdout goes to stdout unchanged; the verdict and the end of its stderr go to "
           "stderr. With - as FILE the program itself comes from stdin, in the language that "
           "--language names. Put arguments that look like options after --.",
    .children = (const struct argp_child[]){{&tree_argp, 0, "The sandbox:", 90}, {0}},
};

/* Returns a descriptor with all of the program's input; the grader copies it into a memfd of its
 * own.
 */
static int open_stdin(const struct arguments *arguments, struct error *err)
{
    struct buffer text = BUFFER_INIT;
    int fd;

    if (arguments->stdin_path) {
        struct stat info;

        fd = open(arguments->stdin_path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (fd < 0)
            return error_set_errno(err, errno, "cannot open %s", arguments->stdin_path);
        if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode))
            return fd;
        fd_close(&fd);
        return error_set(err, -EINVAL, "%s is not a regular file", arguments->stdin_path);
    }
    if (strcmp(arguments->file, "-") != 0 && !isatty(STDIN_FILENO) &&
        fd_read_all(STDIN_FILENO, SIZE_MAX >> 1, &text, "the standard input", err) < 0) {
        buffer_release(&text);
        return err->code;
    }
    fd = fd_memfd_with("stdin", text.data, text.size);
    buffer_release(&text);
    return fd < 0 ? error_set_errno(err, -fd, "cannot keep the standard input") : fd;
}

static void on_done(struct batch_item *item, size_t index, void *arg)
{
    (void)item;
    (void)index;
    (void)arg;
}

/* The size of `text` without a character that its end cuts. */
static size_t whole_characters(const struct buffer *text)
{
    const unsigned char *bytes = (const unsigned char *)text->data;
    size_t lead = text->size, length;

    while (lead > 0 && text->size - lead < 3 && (bytes[lead - 1] & 0xc0) == 0x80)
        lead--;
    if (lead == 0 || bytes[lead - 1] < 0xc0)
        return text->size;
    lead--;
    length = bytes[lead] < 0xe0 ? 2 : bytes[lead] < 0xf0 ? 3 : 4;
    return text->size - lead < length ? lead : text->size;
}

static json_t *base64(const struct buffer *bytes)
{
    struct buffer text = BUFFER_INIT;
    json_t *string;

    base64_encode_raw(buffer_reserve(&text, BASE64_ENCODE_RAW_LENGTH(bytes->size)), bytes->size,
                      (const uint8_t *)bytes->data);
    string = json_stringn(text.data, BASE64_ENCODE_RAW_LENGTH(bytes->size));
    buffer_release(&text);
    return string;
}

static int read_back(int fd, json_t *result, struct error *err)
{
    struct buffer text = BUFFER_INIT;
    off_t size = lseek(fd, 0, SEEK_END);
    json_t *string;
    int failed;

    lseek(fd, 0, SEEK_SET);
    buffer_reserve(&text, SHOWN_MAX);
    failed = (int)fd_read_full(fd, text.data, SHOWN_MAX);
    if (failed < 0)
        return error_set_errno(err, -failed, "cannot read the output back");
    text.size = (size_t)failed;
    if (size > SHOWN_MAX)
        text.size = whole_characters(&text);
    string = json_stringn(text.data, text.size);
    json_object_set_new(result, "stdout_is_text", json_boolean(string != NULL));
    if (!string) {
        struct buffer safe = BUFFER_INIT;

        json_object_set_new(result, "stdout_base64", base64(&text));
        buffer_append_escaped(&safe, text.data, text.size, text.size);
        string = json_string(safe.data);
        buffer_release(&safe);
    }
    json_object_set_new(result, "stdout", string);
    json_object_set_new(result, "stdout_is_cut", json_boolean(size > SHOWN_MAX));
    buffer_release(&text);
    return 0;
}

/* Compares what was printed, which is in `fd`, with the file: AC becomes WA where they differ. */
static int compare(const struct arguments *arguments, int fd, json_t *result, struct error *err)
{
    static struct checker_result found;
    int answer = open(arguments->expect, O_RDONLY | O_CLOEXEC);
    struct checker *checker = NULL;
    char bytes[65536];
    ssize_t got = 0;
    int failed;

    if (answer < 0)
        return error_set_errno(err, errno, "cannot open %s", arguments->expect);
    failed = checker_open(&arguments->checker, answer, &checker, err);
    for (off_t at = 0; failed >= 0 && (got = pread(fd, bytes, sizeof(bytes), at)) > 0; at += got)
        failed = checker_feed(checker, bytes, (size_t)got, err);
    if (failed >= 0 && got < 0)
        failed = error_set_errno(err, errno, "cannot read the output back");
    if (failed >= 0)
        failed = checker_finish(checker, &found, err);
    checker_close(checker);
    fd_close(&answer);
    if (failed < 0)
        return failed;
    if (!found.accepted && strcmp(result_text(result, "verdict"), "AC") == 0) {
        json_object_set_new(result, "verdict", json_string("WA"));
        json_object_set_new(result, "message", json_string(found.message));
        json_object_set_new(result, "explanation", json_string(found.message));
    }
    return 0;
}

/* Writes the output that was kept for the comparison to stdout, where it would have gone. */
static int pass_on(int fd, json_t *result, struct error *err)
{
    char bytes[65536];
    ssize_t got;
    int failed = 0;

    for (off_t at = 0; (got = pread(fd, bytes, sizeof(bytes), at)) > 0 && !failed; at += got)
        failed = fd_write_full(STDOUT_FILENO, bytes, (size_t)got);
    if (got < 0)
        return error_set_errno(err, errno, "cannot read the output back");
    if (failed < 0)
        json_object_set_new(result, "stdout_errno", json_integer(-failed));
    return 0;
}

static void print(const json_t *result)
{
    const char *verdict = result_text(result, "verdict");
    int colour = terminal_colour(stderr);
    const char *text = result_text(result, "stderr");
    int ended_well = strcmp(verdict, "AC") == 0;

    if (*text)
        fprintf(stderr, "%s%s", text, text[strlen(text) - 1] == '\n' ? "" : "\n");
    fprintf(stderr, "%s%s%s", terminal_verdict_colour(verdict, colour),
            ended_well ? "ended by itself" : verdict, terminal_reset(colour));
    if (*result_text(result, "reason"))
        fprintf(stderr, " (%s)", result_text(result, "reason"));
    if (!ended_well)
        fprintf(stderr, ": %s",
                *result_text(result, "explanation") ? result_text(result, "explanation")
                                                    : result_text(result, "message"));
    if (strcmp(verdict, "CE") == 0) {
        fputc('\n', stderr);
        return;
    }
    fprintf(stderr, "; CPU %s, wall %s, memory %s\n", format_time(result_number(result, "cpu_us")),
            format_time(result_number(result, "wall_us")),
            format_memory(result_number(result, "memory_kib")));
}

/* The program itself on stdin, as if it were a file. */
static int read_source(const struct arguments *arguments, struct submission *source,
                       struct error *err)
{
    const struct language *language;
    struct buffer text = BUFFER_INIT;
    int result;

    if (!arguments->language)
        return error_set(err, -EINVAL,
                         "a program on the standard input has no name that tells its "
                         "language; --language names it");
    if (language_find_named(arguments->language, &language, err) < 0)
        return err->code;
    result = fd_read_all(STDIN_FILENO, SIZE_MAX >> 1, &text, "the standard input", err);
    if (result >= 0) {
        source->language = language;
        source->size = (off_t)text.size;
        source->fd = fd_memfd_with("source", text.data, text.size);
        result = source->fd < 0 ? error_set_errno(err, -source->fd, "cannot keep the program") : 0;
    }
    buffer_release(&text);
    return result;
}

static json_t *argument_list(const struct arguments *arguments)
{
    json_t *list = json_array();

    for (int i = 0; i < arguments->program_argument_count; i++) {
        json_t *text = json_string(arguments->program_arguments[i]);

        if (!text) {
            json_decref(list);
            return NULL;
        }
        json_array_append_new(list, text);
    }
    return list;
}

/* 0 stands for what was not stated. */
static int64_t stated(int64_t value)
{
    return value ? value : -1;
}

static json_t *make_request(const struct arguments *arguments, const struct submission *source)
{
    const struct problem asked = {.limits = {.time_us = stated(arguments->time_us),
                                             .wall_us = stated(arguments->wall_us),
                                             .memory_kib = stated(arguments->memory_kib),
                                             .output_kib = stated(arguments->output_kib),
                                             .stack_kib = -1,
                                             .processes = -1}};
    struct problem_limits limits = problem_limits_for(&asked, "");

    return json_pack("{s:s,s:o,s:s,s:s,s:{s:I,s:I,s:I,s:I}}", "kind", "run", "arguments",
                     argument_list(arguments), "language", source->language->name, "file_name",
                     arguments->file, "limits", "time_us", (json_int_t)limits.time_us, "wall_us",
                     (json_int_t)limits.wall_us, "memory_kib", (json_int_t)limits.memory_kib,
                     "output_bytes", (json_int_t)limits.output_kib * 1024);
}

static int run_one(const struct arguments *arguments, struct batch_item *item, struct error *err)
{
    struct submission source = {.fd = -1};
    int result = -EINVAL;

    item->fd_count = 3;
    item->fds[0] = item->fds[1] = item->fds[2] = -1;
    if (strcmp(arguments->file, "-") == 0
            ? read_source(arguments, &source, err) < 0
            : submission_open_any(arguments->file, arguments->language, arguments->follow, &source,
                                  err) < 0)
        return err->code;
    item->fds[0] = source.fd;
    if (source.language == language_outputs())
        return error_set(err, -EINVAL, "outputs cannot be run, expected the language of a program");
    if (submission_check(&source, arguments->file, err) < 0)
        return err->code;
    item->fds[1] = open_stdin(arguments, err);
    if (item->fds[1] < 0)
        return err->code;
    item->fds[2] = arguments->json || arguments->expect ? fd_memfd("stdout")
                                                        : fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    if (item->fds[2] < 0)
        return error_set_errno(err, errno, "cannot set up the output");
    item->request = make_request(arguments, &source);
    item->result = result_new("", arguments->file, source.language->name, json_null());
    if (!item->request || !item->result)
        return error_set(err, -EINVAL,
                         "the path of the program, or an argument, is not valid UTF-8");
    result = batch_run(&arguments->tree, 1, item, 1, on_done, NULL, err);
    if (result == 0 && arguments->expect)
        result = compare(arguments, item->fds[2], item->result, err);
    if (result == 0 && arguments->json)
        result = read_back(item->fds[2], item->result, err);
    else if (result == 0 && arguments->expect)
        result = pass_on(item->fds[2], item->result, err);
    return result;
}

/* Options obey the operator's maxima as problems do: whoever starts `run` for others may pass on
 * what those ask for. */
static void refuse_limits(const struct arguments *arguments)
{
    const struct {
        enum problem_limit which;
        int64_t value;
    } asked[] = {{PROBLEM_LIMIT_TIME, arguments->time_us},
                 {PROBLEM_LIMIT_WALL, arguments->wall_us},
                 {PROBLEM_LIMIT_MEMORY, arguments->memory_kib},
                 {PROBLEM_LIMIT_OUTPUT, arguments->output_kib}};
    char most[32];

    for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
        if (asked[i].value <= problem_maxima.values[asked[i].which])
            continue;
        problem_maximum_show(asked[i].which, problem_maxima.values[asked[i].which], most,
                             sizeof(most));
        log_error("--%s: the operator gives at most %s (`maxima`)",
                  PROBLEM_MAXIMUM_RANGES[asked[i].which].key, most);
        exit(EXIT_USAGE);
    }
}

static int run(int argc, char **argv)
{
    struct arguments arguments = {0};
    struct batch_item item = {0};
    const char *verdict;
    struct error err;
    int code;

    command_parse(&argp, argc, argv, &arguments);
    refuse_limits(&arguments);
    if (run_one(&arguments, &item, &err) < 0) {
        code = command_fail(&err);
    } else {
        json_object_del(item.result, "cases");
        json_object_del(item.result, "problem");
        if (arguments.json)
            result_print_json(item.result, stdout);
        else
            print(item.result);
        verdict = result_text(item.result, "verdict");
        if (result_number(item.result, "stdout_errno"))
            command_output_failed((int)result_number(item.result, "stdout_errno"));
        code = strcmp(verdict, "AC") == 0   ? EXIT_DONE
               : strcmp(verdict, "IE") == 0 ? EXIT_INTERNAL
                                            : EXIT_NOT_ACCEPTED;
    }
    json_decref(item.request);
    json_decref(item.result);
    for (size_t i = 0; i < item.fd_count; i++)
        fd_close(&item.fds[i]);
    return code;
}

const struct command cmd_run = {
    .name = "run",
    .arguments = "FILE [ARGUMENT...]",
    .summary = "run one program in a cell, no problem",
    .exits = {[EXIT_DONE] =
                  "it ended by itself with status 0 (with --expect: and its output is right)",
              [EXIT_NOT_ACCEPTED] = "it did not",
              [EXIT_USAGE] = "bad usage, or a program that cannot be run here",
              [EXIT_NOT_FOUND] = "there is no such file"},
    .example = "echo 21 | assay run --time 1s double.py",
    .run = run,
};
