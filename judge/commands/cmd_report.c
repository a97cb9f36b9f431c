/* assay report: pages that show why a verdict is what it is. */
#include "base/buffer.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/memory.h"
#include "db/store.h"
#include "judge/commands/command.h"
#include "judge/commands/version_data.h"
#include "judge/report/bytes.h"
#include "judge/report/page_submission.h"
#include "judge/report/result.h"
#include "judge/report/stored_report.h"
#include "judge/report/table.h"
#include "judge/submissions/products.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_DB = 256, KEY_JSON, KEY_PUBLIC, KEY_MARKDOWN, KEY_PROBLEM, KEY_USER };

struct arguments {
    const char *database, *output;
    const char *problem, *user; /* one of them in place of ids */
    int json, is_public;
    enum page_format format;
    long long *ids;
    size_t count;
};

static const struct argp_option options[] = {
    {"db", KEY_DB, "URI", 0, "The database (default: $ASSAY_DB, else ./assay.db)", 0},
    {"output", 'o', "FOLDER", 0,
     "Write a file for each page into this folder, which is made where it is not there; without "
     "it a single page goes to stdout",
     0},
    {"problem", KEY_PROBLEM, "NAME", 0, "The page of a problem instead", 0},
    {"user", KEY_USER, "NAME", 0, "The page of a user instead", 0},
    {"public", KEY_PUBLIC, NULL, 0, "Only what the submitter may see (obeys `feedback`)", 0},
    {"markdown", KEY_MARKDOWN, NULL, 0, "Markdown instead of HTML", 0},
    {"json", KEY_JSON, NULL, 0, "What the pages are made from, one JSON object a line", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct arguments *arguments = state->input;

    switch (key) {
    case KEY_DB:
        arguments->database = arg;
        return 0;
    case 'o':
        arguments->output = arg;
        return 0;
    case KEY_PUBLIC:
        arguments->is_public = 1;
        return 0;
    case KEY_MARKDOWN:
        arguments->format = PAGE_MARKDOWN;
        return 0;
    case KEY_PROBLEM:
        arguments->problem = arg;
        return 0;
    case KEY_USER:
        arguments->user = arg;
        return 0;
    case KEY_JSON:
        arguments->json = 1;
        return 0;
    case ARGP_KEY_ARG:
        arguments->ids = memory_grow(arguments->ids, arguments->count + 1, sizeof(*arguments->ids));
        arguments->ids[arguments->count++] = command_number("ID", arg, 1, 1LL << 62, state);
        return 0;
    case ARGP_KEY_SUCCESS:
        if ((arguments->count > 0) + (arguments->problem != NULL) + (arguments->user != NULL) != 1)
            argp_error(state, "expected ids of submissions, or --problem, or --user");
        if (arguments->is_public && arguments->count == 0)
            argp_error(state, "only the page of a submission is made for its submitter; expected "
                              "an id with --public");
        if (arguments->count > 1 && !arguments->output && !arguments->json)
            argp_error(state, "several pages need a folder to be in; expected -o FOLDER");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "ID...\n--problem NAME\n--user NAME",
    .doc = "Make a page of each submission that shows why its verdict is what it is: the rule "
           "that decided, time and memory against their limits, the cases, what went wrong with "
           "input, expected and got side by side, the source, all judgings and what changed "
           "between them, the user's other tries. Or a page of a problem: verdicts by language, "
           "distributions of scores and times, the hardest cases, runs near the time limit; or of "
           "a user: what they handed in. A page is one file, self-contained and without "
           "scripts.",
};

/* ---- sources ---- */

enum { SOURCE_SHOWN = 256 * 1024, FILES_SHOWN = 64 };

static void add_file(json_t *files, const char *name, const struct cell_file *file)
{
    size_t most = file->size < SOURCE_SHOWN ? (size_t)file->size : SOURCE_SHOWN, size = 0;
    char *text = memory_alloc(most + 1);
    json_t *object =
        json_pack("{s:o,s:I}", "path", result_name(name), "bytes", (json_int_t)file->size);

    while (size < most) {
        ssize_t got =
            pread(file->fd, text + size, most - size, (off_t)(file->offset + (int64_t)size));

        if (got <= 0)
            break;
        size += (size_t)got;
    }
    bytes_put(object, "text", text, size);
    json_array_append_new(files, object);
    free(text);
}

/* Several files are those of a folder; an archive is one file. */
static int read_files(int fd, const char *name, json_t *files, struct error *err)
{
    struct cell_file only = {.fd = fd, .size = lseek(fd, 0, SEEK_END)}, *all = NULL;
    struct arena arena = ARENA_INIT;
    size_t count = 0;
    int failed = 0;

    if (!products_are_in(fd))
        add_file(files, name, &only);
    else if ((failed = products_read(fd, &arena, &all, &count, err)) >= 0)
        for (size_t i = 0; i < count && i < FILES_SHOWN; i++)
            add_file(files, all[i].path, &all[i]);
    arena_release(&arena);
    return failed;
}

/* `source`, or in `source_missing` why there is none. */
static void add_source(struct store *store, json_t *report, int64_t submission)
{
    json_t *files = json_array();
    void *source = NULL;
    size_t size = 0;
    struct error err;
    int failed = store_source(store, submission, &source, &size, &err), fd = -1;

    if (failed >= 0) {
        fd = fd_memfd_with("source", source, size);
        failed = fd < 0 ? error_set_errno(&err, -fd, "cannot read the source")
                        : read_files(fd, result_text(report, "path"), files, &err);
    }
    if (failed < 0)
        json_object_set_new(report, "source_missing", result_name(err.text));
    json_object_set_new(report, "source", files);
    fd_close(&fd);
    free(source);
}

/* What its cases were given and should have said: the operator's, and never a submitter's. */
static void add_data(struct store *store, json_t *report)
{
    char *missing;
    json_t *data = version_data(store, report, &missing);

    json_object_set_new(report, "data", data ? data : json_array());
    if (missing)
        json_object_set_new(report, "data_missing", result_name(missing));
    free(missing);
}

/* ---- pages ---- */

struct beside {
    const struct arguments *arguments;
    int folder;
};

/* Whether the page of another submission is made now, or lies in the folder. */
static int is_beside(int64_t submission, void *arg)
{
    const struct beside *beside = arg;
    char name[PAGE_FILE_MAX];

    for (size_t i = 0; i < beside->arguments->count; i++)
        if (beside->arguments->ids[i] == submission)
            return 1;
    return faccessat(beside->folder,
                     page_submission_file(name, beside->arguments->format, submission), F_OK,
                     0) == 0;
}

/* A page into the folder, whole or not at all, or to stdout. */
static int write_page(const struct arguments *arguments, int folder, const char *name,
                      const struct buffer *page, struct error *err)
{
    char unfinished[PAGE_FILE_MAX + 8];
    int fd, failed = 0;

    if (folder < 0) {
        fwrite(page->data, 1, page->size, stdout);
        return 0;
    }
    snprintf(unfinished, sizeof(unfinished), ".%s.new", name);
    fd = openat(folder, unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    for (size_t done = 0; fd >= 0 && failed == 0 && done < page->size;) {
        ssize_t put = write(fd, page->data + done, page->size - done);

        if (put < 0 && errno != EINTR)
            failed = -errno;
        done += put > 0 ? (size_t)put : 0;
    }
    if (fd < 0 || failed < 0 || renameat(folder, unfinished, folder, name) < 0)
        failed = error_set_errno(err, failed < 0 ? -failed : errno, "cannot write %s/%s",
                                 arguments->output, name);
    fd_close(&fd);
    return failed;
}

static int report_one(struct store *store, const struct arguments *arguments, int folder,
                      int64_t submission, struct error *err)
{
    struct beside beside = {arguments, folder};
    struct page_links links = {folder >= 0 ? is_beside : NULL, &beside};
    struct buffer page = BUFFER_INIT;
    char name[PAGE_FILE_MAX];
    json_t *report;
    int failed = stored_report(store, submission, arguments->is_public, &report, err);

    if (failed < 0)
        return failed;
    add_source(store, report, submission);
    if (!arguments->is_public)
        add_data(store, report);
    if (arguments->json) {
        result_print_json(report, stdout);
    } else {
        page_submission(&page, arguments->format, report, &links);
        failed = write_page(arguments, folder,
                            page_submission_file(name, arguments->format, submission), &page, err);
    }
    buffer_release(&page);
    json_decref(report);
    return failed;
}

/* The page of a problem or a user. */
static int report_other(struct store *store, const struct arguments *arguments, int folder,
                        struct error *err)
{
    struct beside beside = {arguments, folder};
    struct page_links links = {folder >= 0 ? is_beside : NULL, &beside};
    struct buffer page = BUFFER_INIT;
    char name[PAGE_FILE_MAX];
    json_t *report;
    int failed = arguments->problem ? stored_problem_report(store, arguments->problem, &report, err)
                                    : stored_user_report(store, arguments->user, &report, err);

    if (failed < 0)
        return failed;
    snprintf(name, sizeof(name), "%s.%s", arguments->problem ? "problem" : "user",
             arguments->format == PAGE_HTML ? "html" : "md");
    if (arguments->json)
        result_print_json(report, stdout);
    else if (arguments->problem)
        page_problem(&page, arguments->format, report, &links);
    else
        page_user(&page, arguments->format, report, &links);
    if (!arguments->json)
        failed = write_page(arguments, folder, name, &page, err);
    buffer_release(&page);
    json_decref(report);
    return failed;
}

static int open_folder(const char *path, struct error *err)
{
    int fd;

    if (mkdir(path, 0777) < 0 && errno != EEXIST)
        return error_set(err, -EINVAL, "cannot make the folder %s: %s", path,
                         strerrordesc_np(errno));
    fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd < 0 ? error_set(err, -EINVAL, "cannot open the folder %s: %s", path,
                              strerrordesc_np(errno))
                  : fd;
}

static int report_all(struct store *store, const struct arguments *arguments, struct error *err)
{
    int folder = -1, failed = 0;
    size_t pages = arguments->count > 0 ? arguments->count : 1;

    if (arguments->output && !arguments->json && (folder = open_folder(arguments->output, err)) < 0)
        return folder;
    for (size_t i = 0; failed >= 0 && i < arguments->count; i++) {
        progress_show("pages", (int64_t)i, (int64_t)arguments->count);
        failed = report_one(store, arguments, folder, arguments->ids[i], err);
    }
    progress_clear();
    if (failed >= 0 && arguments->count == 0)
        failed = report_other(store, arguments, folder, err);
    if (failed >= 0 && folder >= 0)
        printf("%zu page%s in %s\n", pages, pages == 1 ? "" : "s", format_text(arguments->output));
    fd_close(&folder);
    return failed;
}

static int run(int argc, char **argv)
{
    struct arguments arguments = {.format = PAGE_HTML};
    struct store *store;
    struct error err;
    int code = EXIT_DONE;

    command_parse(&argp, argc, argv, &arguments);
    if (store_open(command_database(arguments.database), STORE_OPEN_READ, &store, &err) < 0)
        return command_fail(&err);
    if (report_all(store, &arguments, &err) < 0)
        code = command_fail(&err);
    store_close(store);
    free(arguments.ids);
    return code;
}

const struct command cmd_report = {
    .name = "report",
    .arguments = "ID...|--problem NAME|--user NAME",
    .summary = "pages that show why a verdict is what it is",
    .exits = {[EXIT_DONE] = "done",
              [EXIT_USAGE] = "bad usage, or a database or folder that cannot be used",
              [EXIT_NOT_FOUND] = "there is no such submission, problem, user or database"},
    .example = "assay report 12 > page.html",
    .run = run,
};
