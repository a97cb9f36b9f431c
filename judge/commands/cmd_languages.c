/* assay languages: what is defined and what this host has; with --test whether it works. */
#include "base/buffer.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/memory.h"
#include "judge/commands/command.h"
#include "judge/commands/selftest.h"
#include "judge/commands/tree_options.h"
#include "judge/dispatch/batch.h"
#include "judge/dispatch/watches.h"
#include "judge/languages/language.h"
#include "judge/report/result.h"
#include "judge/report/table.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_JSON = 256, KEY_TEST };

struct arguments {
    struct tree_options tree;
    int json, test, jobs;
    char **names;
    size_t name_count;
};

static const struct argp_option options[] = {
    {"json", KEY_JSON, NULL, 0, "One JSON object a language", 0},
    {"test", KEY_TEST, NULL, 0,
     "Test each installed language in a cell: a program that is accepted, wrong, too slow, too "
     "large, "
     "crashes, reads and writes 1 MB, multiplies in 64 bits, recurses 100,000 deep; and a text "
     "that "
     "does not compile. A watched language runs by both paths",
     0},
    {"jobs", 'j', "N", 0, "Graders at work at once (default: one a CPU)", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &arguments->tree;
        return 0;
    case KEY_JSON:
        arguments->json = 1;
        return 0;
    case KEY_TEST:
        arguments->test = 1;
        return 0;
    case 'j':
        arguments->jobs = (int)command_number("--jobs", arg, 1, 256, state);
        return 0;
    case ARGP_KEY_ARGS:
        arguments->names = state->argv + state->next;
        arguments->name_count = (size_t)(state->argc - state->next);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "[NAME...]",
    .doc = "List the languages, with the versions that run in the cells of this host.",
    .children = (const struct argp_child[]){{&tree_argp, 0, "The sandbox:", 90}, {0}},
};

/* What was asked about one language, and what came back. */
struct row {
    const struct language *language;
    int installed;
    struct batch_item *version, *watch; /* NULL: was not asked */
    struct proof {
        struct batch_item *test, *garbage; /* NULL: was not asked */
        json_t *report;                    /* of the self-test, or NULL */
    } proofs[2];     /* by the language's own way, and for a watched language by exec too */
    json_t *watched; /* NULL: it is not to be watched */
};

struct listing {
    const struct arguments *arguments;
    struct row rows[LANGUAGES_MAX];
    size_t row_count;
    struct batch_item items[6 * LANGUAGES_MAX];
    size_t item_count;
    size_t done;
    int problem; /* the self-test's folder */
    char folder[SELFTEST_PATH_MAX];
};

static void on_done(struct batch_item *item, size_t index, void *arg)
{
    struct listing *listing = arg;

    (void)item;
    (void)index;
    if (listing->arguments->test)
        progress_show("tested", (int64_t)++listing->done, (int64_t)listing->item_count);
}

/* ---- what to ask ---- */

static struct batch_item *add_item(struct listing *listing, json_t *request, const char *language)
{
    struct batch_item *item = &listing->items[listing->item_count++];

    item->request = request;
    item->result = result_new("", "", language, json_null());
    return item;
}

static struct batch_item *add_grading(struct listing *listing, const char *language, int source,
                                      int exec)
{
    struct batch_item *item =
        add_item(listing,
                 json_pack("{s:s,s:s,s:s,s:s,s:b}", "kind", "grade", "problem", listing->folder,
                           "language", language, "file_name", "selftest", "exec", exec),
                 language);

    item->fds[0] = source;
    item->fds[1] = listing->problem;
    item->fd_count = 2;
    return item;
}

static int add_test(struct listing *listing, const struct language *language, int exec,
                    struct proof *proof, struct error *err)
{
    int program = selftest_program(language), garbage = selftest_garbage();

    if (program < 0 || garbage < 0)
        return error_set_errno(err, program < 0 ? -program : -garbage, "cannot make a program");
    proof->test = add_grading(listing, language->name, program, exec);
    proof->garbage = add_grading(listing, language->name, garbage, exec);
    return 0;
}

static int is_to_be_watched(const struct listing *listing, const struct language *language)
{
    return language->watch && !listing->arguments->tree.exec;
}

static int add_tests(struct listing *listing, struct row *row, struct error *err)
{
    int paths = is_to_be_watched(listing, row->language) ? 2 : 1;

    for (int i = 0; i < paths; i++)
        if (add_test(listing, row->language, i > 0, &row->proofs[i], err) < 0)
            return err->code;
    return 0;
}

static int is_named(const struct arguments *arguments, const struct language *language)
{
    for (size_t i = 0; i < arguments->name_count; i++)
        if (language_find(arguments->names[i]) == language)
            return 1;
    return arguments->name_count == 0;
}

static int collect(struct listing *listing, struct error *err)
{
    const struct arguments *arguments = listing->arguments;
    const struct language *named;

    for (size_t i = 0; i < arguments->name_count; i++)
        if (language_find_named(arguments->names[i], &named, err) < 0)
            return err->code = -ENOENT;
    for (size_t i = 0; i < language_count(); i++) {
        struct row *row = &listing->rows[listing->row_count];

        if (!language_is_one(language_at(i)) || !is_named(arguments, language_at(i)))
            continue;
        *row = (struct row){.language = language_at(i),
                            .installed = language_installed(language_at(i))};
        listing->row_count++;
        if (!row->installed)
            continue;
        row->version = add_item(
            listing, json_pack("{s:s,s:s}", "kind", "version", "language", row->language->name),
            row->language->name);
        if (is_to_be_watched(listing, row->language))
            watches_ask(row->language, row->watch = &listing->items[listing->item_count++]);
        if (arguments->test && selftest_has(row->language) && add_tests(listing, row, err) < 0)
            return err->code;
    }
    return 0;
}

/* ---- what is shown ---- */

static json_t *text_list(const char *const *list)
{
    json_t *array = json_array();

    for (; *list; list++)
        json_array_append_new(array, json_string(*list));
    return array;
}

static char *join(const char *const *list)
{
    struct buffer text = BUFFER_INIT;

    for (; *list; list++)
        buffer_format(&text, "%s%s", text.size ? " " : "", *list);
    return buffer_take(&text);
}

static const char *field(const struct row *row, const char *key)
{
    return row->version ? result_text(row->version->result, key) : "";
}

static int runs(const struct row *row)
{
    return row->installed && strcmp(field(row, "verdict"), "IE") != 0;
}

/* The version, or why there is none. */
static void version_cell(const struct row *row, struct table *table)
{
    if (!row->installed)
        table_cell(table, "not installed");
    else if (!runs(row))
        table_cell(table, "does not run: %s", field(row, "message"));
    else
        table_cell(table, "%s", row->language->version ? field(row, "version") : "ready");
}

static const char *watched_word(const struct row *row)
{
    if (!row->watched)
        return "";
    return json_is_true(json_object_get(row->watched, "watched")) ? "yes" : "no";
}

static void print_row(const struct row *row, struct table *table)
{
    char *aliases = join(row->language->aliases), *extensions = join(row->language->extensions);

    table_cell(table, "%s", row->language->name);
    table_cell(table, "%s", row->language->title);
    table_cell(table, "%s", extensions);
    table_cell(table, "%s", aliases);
    version_cell(row, table);
    table_cell(table, "%s", watched_word(row));
    free(aliases);
    free(extensions);
}

static void print_tested(const struct row *row, const json_t *report, struct table *table)
{
    const json_t *wrong = json_object_get(report, "wrong");

    table_cell(table, "%s", row->language->name);
    version_cell(row, table);
    if (!report) {
        table_cell(table, "%s", "");
        table_cell(table, "%s", row->installed ? "no test" : "skipped");
        for (int i = 0; i < 4; i++)
            table_cell(table, "%s", "");
        return;
    }
    table_cell(table, "%s", result_text(report, "path"));
    if (json_array_size(wrong) == 0)
        table_cell(table, "ok");
    else
        table_cell(table, "%zu wrong", json_array_size(wrong));
    table_cell(table, "%s", format_time(result_number(report, "compile_us")));
    table_cell(table, "%s", format_time(result_number(report, "start_cpu_us")));
    table_cell(table, "%s", format_time(result_number(report, "start_wall_us")));
    table_cell(table, "%s", format_memory(result_number(report, "start_memory_kib")));
}

static void print_json(const struct row *row)
{
    const struct language *language = row->language;
    json_t *object = json_pack(
        "{s:i,s:s,s:s,s:b,s:s,s:o,s:o,s:s,s:I,s:o,s:b,s:o}", "schema_version",
        RESULT_SCHEMA_VERSION, "language", language->name, "title", language->title, "installed",
        runs(row), "language_version", field(row, "version"), "aliases",
        text_list(language->aliases), "extensions", text_list(language->extensions), "highlight",
        language->highlight, "judge0_id", (json_int_t)language->judge0_id, "packages",
        text_list(language->packages), "watched", 0, "preload", text_list(language->preload));

    if (row->watched)
        json_object_update(object, row->watched);
    for (int i = 0; i < 2; i++)
        if (row->proofs[i].report)
            json_object_set(object, i ? "test_exec" : "test", row->proofs[i].report);
    result_print_json(object, stdout);
    json_decref(object);
}

static void print_all(const struct listing *listing)
{
    static const char *const plain[] = {"language", "",        "extensions",
                                        "aliases",  "version", "watched"};
    static const char *const tested[] = {"language", "version",   "path",       "test",
                                         "compile",  "start CPU", "start wall", "memory"};
    int test = listing->arguments->test;
    struct table table = {.headers = test ? tested : plain,
                          .columns = test ? 8 : 6,
                          .right = test ? "00001111" : NULL};

    for (size_t i = 0; i < listing->row_count; i++) {
        const struct row *row = &listing->rows[i];

        if (listing->arguments->json)
            print_json(row);
        else if (!test)
            print_row(row, &table);
        for (int j = 0; test && !listing->arguments->json && j < 2; j++)
            if (j == 0 || row->proofs[j].report)
                print_tested(row, row->proofs[j].report, &table);
    }
    if (!listing->arguments->json)
        table_print(&table, stdout);
    table_release(&table);
}

/* Prints what is wrong in one report; returns whether anything is. */
static int explain_proof(const struct row *row, const json_t *report, const char *path)
{
    size_t index;
    json_t *line;

    json_array_foreach(json_object_get(report, "wrong"), index, line)
    {
        log_error("%s%s: %s", row->language->name, path, json_string_value(line));
    }
    return json_array_size(json_object_get(report, "wrong")) > 0;
}

/* Prints what is wrong in all reports; returns whether anything is. */
static int explain(const struct listing *listing)
{
    int failed = 0;

    for (size_t i = 0; i < listing->row_count; i++) {
        const struct row *row = &listing->rows[i];

        if (row->installed && !runs(row))
            failed = 1;
        for (int j = 0; j < 2; j++)
            failed |= explain_proof(row, row->proofs[j].report, j ? ", by exec" : "");
        if (listing->arguments->test && !row->installed)
            log_warning("%s: skipped, it is not installed (scripts/install-languages %s)",
                        row->language->name, row->language->name);
    }
    return failed;
}

/* ---- the command ---- */

static int open_problem(struct listing *listing, struct error *err)
{
    listing->problem = -1;
    if (!listing->arguments->test)
        return 0;
    if (selftest_write(listing->folder, err) < 0)
        return err->code;
    listing->problem = open(listing->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return listing->problem < 0
               ? error_set_errno(err, errno, "cannot open the folder %s", listing->folder)
               : 0;
}

static void release(struct listing *listing)
{
    for (size_t i = 0; i < listing->item_count; i++) {
        json_decref(listing->items[i].request);
        json_decref(listing->items[i].result);
        if (listing->items[i].fd_count == 2)
            fd_close(&listing->items[i].fds[0]);
    }
    for (size_t i = 0; i < listing->row_count; i++) {
        json_decref(listing->rows[i].watched);
        for (int j = 0; j < 2; j++)
            json_decref(listing->rows[i].proofs[j].report);
    }
    fd_close(&listing->problem);
    if (listing->folder[0])
        selftest_remove(listing->folder);
}

static int run(int argc, char **argv)
{
    static struct listing listing;
    struct arguments arguments = {0};
    struct error err;
    int code = EXIT_DONE;

    command_parse(&argp, argc, argv, &arguments);
    arguments.jobs = command_jobs(arguments.jobs);
    listing.arguments = &arguments;
    if (open_problem(&listing, &err) < 0 || collect(&listing, &err) < 0 ||
        batch_run(&arguments.tree, arguments.jobs, listing.items, listing.item_count, on_done,
                  &listing, &err) < 0) {
        code = command_fail(&err);
        goto out;
    }
    progress_clear();
    for (size_t i = 0; i < listing.row_count; i++) {
        struct row *row = &listing.rows[i];

        if (row->watch)
            row->watched = watches_answer(row->watch);
        for (int j = 0; j < 2; j++) {
            struct proof *proof = &row->proofs[j];

            if (proof->test)
                proof->report =
                    selftest_report(row->language, proof->test->result, proof->garbage->result);
        }
    }
    print_all(&listing);
    if (arguments.test && explain(&listing))
        code = EXIT_NOT_ACCEPTED;
    for (size_t i = 0; i < listing.row_count; i++)
        if (arguments.name_count > 0 && !listing.rows[i].installed)
            code = EXIT_NOT_FOUND;
out:
    release(&listing);
    return code;
}

const struct command cmd_languages = {
    .name = "languages",
    .arguments = "[NAME...]",
    .summary = "list languages and versions; test them",
    .exits = {[EXIT_DONE] = "done (with --test: every installed one passed)",
              [EXIT_NOT_ACCEPTED] = "with --test: at least one did not pass",
              [EXIT_USAGE] = "bad usage or definitions",
              [EXIT_NOT_FOUND] = "a language that was named is not there"},
    .example = "assay languages python3 --test",
    .run = run,
};
