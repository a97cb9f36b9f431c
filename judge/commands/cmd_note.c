/* assay note: the record of an appeal, beside what was judged. */
#include "base/buffer.h"
#include "base/clock.h"
#include "db/store.h"
#include "judge/commands/command.h"
#include "judge/report/result.h"
#include "judge/report/stored.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_DB = 256, KEY_BY, KEY_JSON, AUTHOR_SIZE_MAX = 200 };

struct arguments {
    const char *database, *author, *text; /* `text` NULL: only look */
    long long submission;
    int json;
};

static const struct argp_option options[] = {
    {"db", KEY_DB, "URI", 0, "The database (default: $ASSAY_DB, else ./assay.db)", 0},
    {"by", KEY_BY, "NAME", 0, "Who writes it (default: the user of this process)", 0},
    {"json", KEY_JSON, NULL, 0, "The notes as one JSON object a line", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;

    switch (key) {
    case KEY_DB:
        arguments->database = arg;
        return 0;
    case KEY_BY:
        if (!*arg || strlen(arg) > AUTHOR_SIZE_MAX)
            argp_error(state, "--by: expected a name of 1 to %d bytes", AUTHOR_SIZE_MAX);
        arguments->author = arg;
        return 0;
    case KEY_JSON:
        arguments->json = 1;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num == 0)
            arguments->submission = command_number("ID", arg, 1, 1LL << 62, state);
        else if (state->arg_num == 1)
            arguments->text = arg;
        else
            argp_error(state, "expected one text, found \"%s\" behind it; put the note in quotes",
                       arg);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "expected a submission's id");
        return 0;
    case ARGP_KEY_END:
        if (arguments->author && !arguments->text)
            argp_error(state, "--by goes with the text of a note");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "ID [TEXT]",
    .doc =
        "Keep a note about a submission (an appeal, and what came of it), with who wrote it, when, "
        "and which judging counted then; without TEXT, print the notes. TEXT - is read from stdin. "
        "A note never changes and is never deleted, and the submitter's view does not show it.",
};

static const char *user_name(void)
{
    static char number[32];
    const struct passwd *entry = getpwuid(getuid());

    if (entry && *entry->pw_name)
        return entry->pw_name;
    snprintf(number, sizeof(number), "uid %lld", (long long)getuid());
    return number;
}

/* All of stdin, one byte more than may be kept at most; a line end behind it does not count. */
static int read_text(struct buffer *text, struct error *err)
{
    char part[4096];
    size_t got;

    while (text->size <= STORE_NOTE_SIZE_MAX && (got = fread(part, 1, sizeof(part), stdin)) > 0)
        buffer_append(text, part, got);
    if (ferror(stdin))
        return error_set_errno(err, errno, "cannot read the note from stdin");
    if (text->size > 0 && memchr(text->data, '\0', text->size))
        return error_set(err, -EINVAL, "the note holds a NUL byte, expected text");
    if (text->size > 0 && text->data[text->size - 1] == '\n')
        text->data[--text->size] = '\0';
    return 0;
}

static int add(struct store *store, const struct arguments *arguments, struct error *err)
{
    struct store_note note = {.submission = arguments->submission,
                              .written_ms = clock_realtime_ms(),
                              .author = arguments->author ? arguments->author : user_name(),
                              .text = arguments->text};
    struct buffer text = BUFFER_INIT;
    int failed = 0;
    int64_t id;

    if (strcmp(arguments->text, "-") == 0) {
        failed = read_text(&text, err);
        note.text = text.size > 0 ? text.data : "";
    }
    if (failed == 0)
        failed = store_add_note(store, &note, &id, err);
    buffer_release(&text);
    if (failed == 0 && !arguments->json)
        printf("note %lld of submission %lld is kept\n", (long long)id,
               (long long)arguments->submission);
    return failed;
}

static int is_there(const struct store_row *row, void *arg)
{
    (void)row;
    (void)arg;
    return 1;
}

static int print(struct store *store, const struct arguments *arguments, struct error *err)
{
    json_t *notes, *note;
    size_t index, count;

    if (store_judgings(store, arguments->submission, is_there, NULL, err) < 0 ||
        stored_notes(store, arguments->submission, &notes, err) < 0)
        return err->code;
    count = json_array_size(notes);
    if (arguments->json) {
        json_array_foreach(notes, index, note)
        {
            if (arguments->text && index + 1 < count)
                continue; /* the one that was kept just now is the last */
            json_object_set_new(note, "schema_version", json_integer(RESULT_SCHEMA_VERSION));
            json_object_set_new(note, "submission", json_integer(arguments->submission));
            result_print_json(note, stdout);
        }
    } else if (count == 0) {
        printf("submission %lld has no notes\n", arguments->submission);
    } else {
        result_print_notes(notes, stdout);
    }
    json_decref(notes);
    return 0;
}

static int run(int argc, char **argv)
{
    struct arguments arguments = {0};
    struct store *store;
    struct error err;
    int failed = 0;

    command_parse(&argp, argc, argv, &arguments);
    if (store_open(command_database(arguments.database), arguments.text ? 0 : STORE_OPEN_READ,
                   &store, &err) < 0)
        return command_fail(&err);
    if (arguments.text)
        failed = add(store, &arguments, &err);
    if (failed == 0 && (!arguments.text || arguments.json))
        failed = print(store, &arguments, &err);
    store_close(store);
    return failed < 0 ? command_fail(&err) : EXIT_DONE;
}

const struct command cmd_note = {
    .name = "note",
    .arguments = "ID [TEXT]",
    .summary = "keep a note about a submission, or print its notes",
    .exits = {[EXIT_DONE] = "done",
              [EXIT_USAGE] = "bad usage, an empty or too long text, or a database that cannot be "
                             "used",
              [EXIT_NOT_FOUND] = "there is no such submission or database"},
    .example = "assay note 12 \"appeal of Nov 30: the statement was unclear; 2 points by hand\"",
    .run = run,
};
