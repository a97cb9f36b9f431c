/* assay show: everything about one submission, so that a person sees why its verdict is what it is.
 */
#include "base/buffer.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/memory.h"
#include "db/store.h"
#include "judge/commands/command.h"
#include "judge/report/result.h"
#include "judge/report/stored.h"
#include "judge/report/stored_report.h"
#include "judge/report/table.h"
#include "judge/submissions/products.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_DB = 256, KEY_JSON, KEY_PUBLIC, KEY_SOURCE, KEY_FILE, KEY_JUDGING, KEY_CONVERSATION };

struct arguments {
    const char *database;
    const char *file;              /* NULL: all */
    long long submission, judging; /* judging 0: the one that counts */
    int json, public_view, source, conversation;
};

static const struct argp_option options[] = {
    {"db", KEY_DB, "URI", 0, "The database (default: $ASSAY_DB, else ./assay.db)", 0},
    {"json", KEY_JSON, NULL, 0, "One JSON object, with all judgings and their cases", 0},
    {"public", KEY_PUBLIC, NULL, 0, "Only what the submitter may see (obeys `feedback`)", 0},
    {"judging", KEY_JUDGING, "N", 0, "This judging instead of the one that counts", 0},
    {"source", KEY_SOURCE, NULL, 0,
     "Print the submitted source, byte for byte, and nothing else; of several files each below a "
     "line with its name",
     0},
    {"conversation", KEY_CONVERSATION, NULL, 0,
     "Print what an interactor and the submission said to each other, as far as it was recorded "
     "(`assay judge --record`, or `interactor: {record: yes}` of the problem), and nothing else",
     0},
    {"file", KEY_FILE, "NAME", 0, "Print this one of its files, byte for byte", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;

    switch (key) {
    case KEY_DB:
        arguments->database = arg;
        return 0;
    case KEY_JSON:
        arguments->json = 1;
        return 0;
    case KEY_PUBLIC:
        arguments->public_view = 1;
        return 0;
    case KEY_SOURCE:
        arguments->source = 1;
        return 0;
    case KEY_CONVERSATION:
        arguments->conversation = 1;
        return 0;
    case KEY_FILE:
        arguments->file = arg;
        return 0;
    case KEY_JUDGING:
        arguments->judging = command_number("--judging", arg, 1, 1LL << 62, state);
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 0)
            argp_error(state, "expected one submission's id");
        arguments->submission = command_number("ID", arg, 1, 1LL << 62, state);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "expected a submission's id");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "ID",
    .doc = "Explain a verdict: the cases, the limits in force, what was measured, the first "
           "difference, "
           "the end of stderr, and what happened to the submission in the queue.",
};

static void print_events(const json_t *judging)
{
    size_t index;
    json_t *event;

    if (result_number(judging, "attempts") <= 1)
        return;
    printf("\nwhat happened in the queue:\n");
    json_array_foreach(json_object_get(judging, "events"), index, event) printf(
        "    %s  attempt %lld  %s  %s  %s\n", format_date(result_number(event, "at_ms")),
        (long long)result_number(event, "attempt"), result_text(event, "kind"),
        format_text(result_text(event, "judge_name")), format_text(result_text(event, "detail")));
}

static void print_other_judgings(const json_t *judgings, const json_t *shown)
{
    struct buffer names = BUFFER_INIT;

    stored_name_judgings(judgings, &names);
    if (json_array_size(judgings) > 1)
        printf("\nthis is judging %lld of %s (--judging N shows another)%s\n",
               (long long)result_number(shown, "judging"), names.data,
               json_is_true(json_object_get(shown, "counts")) ? "" : "; it does not count");
    buffer_release(&names);
}

/* `judging`: one of them. */
static void print_text(const json_t *judgings, const json_t *judging, const json_t *notes,
                       int public_view)
{
    json_t *view = public_view ? result_public(judging) : json_deep_copy(judging);

    printf("submission %lld: %s, for \"%s\", in %s",
           (long long)result_number(judging, "submission"),
           format_text(result_text(judging, "path")), format_text(result_text(judging, "problem")),
           format_text(result_text(judging, "language")));
    if (store_own_version(result_text(judging, "problem_folder")))
        printf(" (the problem was given inline)");
    if (*result_text(judging, "language_version"))
        printf(" (%s)", format_text(result_text(judging, "language_version")));
    if (*result_text(judging, "user"))
        printf(", by %s", format_text(result_text(judging, "user")));
    printf("\nsubmitted %s, judged %s", format_date(result_number(judging, "submitted_ms")),
           format_date(result_number(judging, "finished_ms")));
    if (!public_view)
        printf(" by %s, attempt %lld, problem version %.12s",
               format_text(result_text(judging, "judge_name")),
               (long long)result_number(judging, "attempts"),
               result_text(judging, "problem_version"));
    printf("\n");
    if (result_number(judging, "rescored_from") > 0)
        printf("computed from what judging %lld kept; nothing was run\n",
               (long long)result_number(judging, "rescored_from"));
    printf("\n");
    result_print(view, stdout);
    if (!public_view)
        print_events(judging);
    print_other_judgings(judgings, judging);
    if (json_array_size(notes) > 0)
        printf("\n");
    result_print_notes(notes, stdout);
    json_decref(view);
}

/* One object: the keys of the judging that is shown at the top, all judgings below. */
static void print_json(const json_t *judgings, size_t shown, json_t *notes, int public_view)
{
    json_t *views = json_array(), *object;
    size_t index;
    json_t *judging;

    json_array_foreach(judgings, index, judging)
        json_array_append_new(views, public_view ? result_public(judging) : json_incref(judging));
    object = json_copy(json_array_get(views, shown));
    json_object_set_new(object, "judgings", views);
    if (!public_view)
        json_object_set(object, "notes", notes);
    result_print_json(object, stdout);
    json_decref(object);
}

/* Of each case that has one. */
static int print_conversations(const json_t *judging, struct error *err)
{
    size_t index, count = 0;
    json_t *test;

    json_array_foreach(json_object_get(judging, "cases"), index, test)
    {
        const char *line = result_text(test, "conversation");

        if (!json_object_get(test, "conversation"))
            continue;
        printf("%scase %s: %s\n", count++ > 0 ? "\n" : "", format_text(result_text(test, "name")),
               result_text(test, "verdict"));
        while (*line) {
            size_t size = strcspn(line, "\n");
            char *text = memory_strdup(line);

            text[size] = '\0';
            printf("    %s\n", format_text(text));
            free(text);
            line += size + (line[size] == '\n');
        }
    }
    return count > 0 ? 0
                     : error_set(err, -ENOENT,
                                 "no conversation of submission %lld is recorded; expected a "
                                 "judge that was started with --record, or a problem with "
                                 "`interactor: {..., record: yes}`",
                                 (long long)result_number(judging, "submission"));
}

/* ---- sources ---- */
/* Prints what lies in `file`, byte for byte. */
static int print_file(const struct cell_file *file, struct error *err)
{
    char bytes[16 * 1024];

    for (int64_t done = 0; done < file->size;) {
        size_t room = sizeof(bytes);
        ssize_t got;

        if (file->size - done < (int64_t)room)
            room = (size_t)(file->size - done);
        got = pread(file->fd, bytes, room, file->offset + done);
        if (got <= 0)
            return error_set_errno(err, got < 0 ? errno : EIO, "cannot read the source");
        fwrite(bytes, 1, (size_t)got, stdout);
        done += got;
    }
    return 0;
}

static int ends_line(const struct cell_file *file)
{
    char last = '\n';

    return file->size == 0 ||
           (pread(file->fd, &last, 1, file->offset + file->size - 1) == 1 && last == '\n');
}

/* Each file below a line with its name and size. */
static int print_files(const struct cell_file *files, size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        printf("%s==> %s (%lld byte%s) <==\n", i > 0 ? "\n" : "", format_text(files[i].path),
               (long long)files[i].size, files[i].size == 1 ? "" : "s");
        if (print_file(&files[i], err) < 0)
            return err->code;
        if (!ends_line(&files[i]))
            printf("\n");
    }
    return 0;
}

static int print_named(const struct cell_file *files, size_t count, const char *name,
                       struct error *err)
{
    struct buffer names = BUFFER_INIT;

    for (size_t i = 0; i < count; i++)
        if (strcmp(files[i].path, name) == 0)
            return print_file(&files[i], err);
    for (size_t i = 0; i < count && i < 20; i++)
        buffer_format(&names, "%s%s", i > 0 ? ", " : "", format_text(files[i].path));
    error_set(err, -ENOENT, "there is no file \"%s\" in the submission; it has %s%s",
              format_text(name), count > 0 ? names.data : "none", count > 20 ? ", ..." : "");
    buffer_release(&names);
    return err->code;
}

struct submitted {
    struct cell_file only; /* of a single file: with its name */
    char *name;
};

/* The name that a single file was handed in by. */
static int take_name(const struct store_row *row, void *arg)
{
    struct submitted *submitted = arg;

    submitted->name = memory_strdup(row->file_name);
    return 1;
}

/* Several files are those of a folder (runner/build/stream.h); an archive is one file. */
static int print_submitted(struct store *store, const struct arguments *arguments, int fd,
                           struct arena *arena, struct error *err)
{
    struct submitted submitted = {.only = {.fd = fd, .size = lseek(fd, 0, SEEK_END)}};
    struct cell_file *files = &submitted.only;
    size_t count = 1;
    int failed = 0;

    if (products_are_in(fd))
        failed = products_read(fd, arena, &files, &count, err);
    else if (arguments->file)
        failed = store_judgings(store, arguments->submission, take_name, &submitted, err);
    submitted.only.path = submitted.name ? submitted.name : "";
    if (failed >= 0 && arguments->file)
        failed = print_named(files, count, arguments->file, err);
    else if (failed >= 0 && files != &submitted.only)
        failed = print_files(files, count, err);
    else if (failed >= 0)
        failed = print_file(&submitted.only, err);
    free(submitted.name);
    return failed < 0 ? err->code : 0;
}

static int print_source(struct store *store, const struct arguments *arguments, struct error *err)
{
    struct arena arena = ARENA_INIT;
    void *source;
    size_t size;
    int fd, failed;

    if (store_source(store, arguments->submission, &source, &size, err) < 0)
        return command_fail(err);
    fd = fd_memfd_with("source", source, size);
    free(source);
    failed = fd < 0 ? error_set_errno(err, -fd, "cannot read the source")
                    : print_submitted(store, arguments, fd, &arena, err);
    fd_close(&fd);
    arena_release(&arena);
    return failed < 0 ? command_fail(err) : EXIT_DONE;
}

static int show_submission(struct store *store, const struct arguments *arguments,
                           struct error *err)
{
    json_t *judgings = NULL, *notes = NULL;
    int code = EXIT_DONE;
    size_t index = 0;

    if (stored_judgings(store, arguments->submission, arguments->public_view, &judgings, err) < 0 ||
        stored_find_judging(judgings, arguments->judging, &index, err) < 0 ||
        (!arguments->public_view && stored_notes(store, arguments->submission, &notes, err) < 0))
        code = command_fail(err);
    else if (arguments->conversation)
        code = print_conversations(json_array_get(judgings, index), err) < 0 ? command_fail(err)
                                                                             : EXIT_DONE;
    else if (arguments->json)
        print_json(judgings, index, notes, arguments->public_view);
    else
        print_text(judgings, json_array_get(judgings, index), notes, arguments->public_view);
    json_decref(judgings);
    json_decref(notes);
    return code;
}

static int run(int argc, char **argv)
{
    struct arguments arguments = {0};
    struct store *store;
    struct error err;
    int code;

    command_parse(&argp, argc, argv, &arguments);
    if (store_open(command_database(arguments.database), STORE_OPEN_READ, &store, &err) < 0)
        return command_fail(&err);
    code = arguments.source || arguments.file ? print_source(store, &arguments, &err)
                                              : show_submission(store, &arguments, &err);
    store_close(store);
    return code;
}

const struct command cmd_show = {
    .name = "show",
    .arguments = "ID",
    .summary = "explain a submission's verdict",
    .exits = {[EXIT_DONE] = "done",
              [EXIT_USAGE] = "bad usage, or a database that cannot be used",
              [EXIT_NOT_FOUND] = "there is no such submission or database"},
    .example = "assay show 12",
    .run = run,
};
