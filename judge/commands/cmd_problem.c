/* assay problem: the versions of problems that the store keeps. */
#include "base/buffer.h"
#include "base/fd.h"
#include "base/memory.h"
#include "db/store.h"
#include "judge/commands/command.h"
#include "judge/commands/lookup.h"
#include "judge/queue/version_folder.h"
#include "judge/report/result.h"
#include "judge/report/stored_report.h"
#include "judge/report/table.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_DB = 256, KEY_JSON, KEY_DRY, PREFIX_MIN = 4, SHOWN = 12 };

struct problem_arguments {
    const char *database;
    int json, is_dry;
    size_t act; /* of acts[] */
    char **names;
    size_t count;
};

static const struct argp_option options[] = {
    {"db", KEY_DB, "URI", 0, "The database (default: $ASSAY_DB, else ./assay.db)", 0},
    {"json", KEY_JSON, NULL, 0, "One JSON object a line", 0},
    {"dry-run", KEY_DRY, NULL, 0, "prune: only say what would go", 0},
    {0},
};

typedef int act_fn(struct store *store, const struct problem_arguments *arguments,
                   struct error *err);
static act_fn list_versions, show_version, diff_versions, export_version, prune_versions;
static const struct {
    const char *name;
    size_t least, most; /* names behind it */
    const char *expected;
    act_fn *run;
    int flags; /* of store_open */
} acts[] = {
    {"list", 0, 1, "list [PROBLEM]", list_versions, STORE_OPEN_READ},
    {"show", 1, 1, "show VERSION", show_version, STORE_OPEN_READ},
    {"diff", 1, 2, "diff VERSION [VERSION]", diff_versions, STORE_OPEN_READ},
    {"export", 2, 2, "export VERSION FOLDER", export_version, STORE_OPEN_READ},
    {"prune", 0, 1, "prune [PROBLEM]", prune_versions, 0},
};
enum { ACT_COUNT = sizeof(acts) / sizeof(acts[0]) };

static void take_words(struct problem_arguments *arguments, struct argp_state *state)
{
    const char *names[ACT_COUNT + 1] = {NULL};

    for (size_t i = 0; i < ACT_COUNT; i++)
        names[i] = acts[i].name;
    arguments->act = command_choice("what to do", state->argv[state->next], names, state);
    arguments->names = state->argv + state->next + 1;
    arguments->count = (size_t)(state->argc - state->next - 1);
    if (arguments->count < acts[arguments->act].least ||
        arguments->count > acts[arguments->act].most)
        argp_error(state, "expected `assay problem %s`", acts[arguments->act].expected);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct problem_arguments *arguments = state->input;

    switch (key) {
    case KEY_DB:
        arguments->database = arg;
        return 0;
    case KEY_JSON:
        arguments->json = 1;
        return 0;
    case KEY_DRY:
        arguments->is_dry = 1;
        return 0;
    case ARGP_KEY_ARGS:
        take_words(arguments, state);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "expected list, show, diff, export or prune");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "list [PROBLEM]\nshow VERSION\ndiff VERSION [VERSION]\nexport VERSION FOLDER\n"
                "prune [PROBLEM]",
    .doc = "The versions of problems that judgings were made with. VERSION is the start of a "
           "version's name (at least 4 digits), or a problem: its newest. `show` lists its files, "
           "`diff` what differs from the version before it, or between two, `export` writes its "
           "folder. `prune` lets go of the versions that nothing uses: no judging that counts or "
           "is open, and not the newest of their problem; judgings made with them cannot be "
           "repeated exactly any more.",
};

/* ---- which version ---- */

struct found {
    const char *text;   /* the start of a version's name; NULL: any */
    const char *folder; /* a problem's; NULL: any */
    size_t skip;        /* how many to pass over */
    char version[65], problem[4096];
    int count;
};

static int is_prefix(const char *text)
{
    size_t size = strlen(text);

    return size >= PREFIX_MIN && size <= 64 && strspn(text, "0123456789abcdef") == size;
}

static int take_version(const struct store_version_row *row, void *arg)
{
    struct found *found = arg;

    if (row->kept_ms == 0 ||
        (found->text && strncmp(row->version, found->text, strlen(found->text)) != 0) ||
        strcmp(row->version, found->version) == 0)
        return 0;
    if (found->skip > 0) {
        found->skip--;
        return 0;
    }
    if (found->count++ == 0) {
        snprintf(found->version, sizeof(found->version), "%s", row->version);
        snprintf(found->problem, sizeof(found->problem), "%s", row->problem);
    }
    return found->folder ? 1 : 0; /* the newest comes first */
}

/* By the start of its name. 1, or 0 when there is none. */
static int find_by_prefix(struct store *store, const char *text, struct found *found,
                          struct error *err)
{
    *found = (struct found){.text = text};
    if (!is_prefix(text))
        return 0;
    if (store_versions(store, NULL, take_version, found, err) < 0)
        return err->code;
    if (found->count > 1)
        return error_set(err, -EINVAL,
                         "several versions start with \"%s\"; expected more of the name", text);
    return found->count;
}

/* What the text names: a version, or a problem's newest; `skip`: that many before it. */
static int find_version(struct store *store, const char *text, struct found *ret_found,
                        struct error *err)
{
    int result = find_by_prefix(store, text, ret_found, err);
    char *folder;

    if (result != 0)
        return result < 0 ? result : 0;
    if (lookup_problem(store, text, &folder, err) < 0)
        return err->code;
    *ret_found = (struct found){.folder = folder};
    result = store_versions(store, folder, take_version, ret_found, err);
    if (result >= 0 && ret_found->count == 0)
        result = error_set(err, -ENOENT, "no version of %s is kept", folder);
    ret_found->folder = NULL;
    free(folder);
    return result < 0 ? result : 0;
}

/* ---- list ---- */

struct listing {
    const struct problem_arguments *arguments;
    struct table table;
};

/* What people are told of where a problem is. */
static const char *place_of(const char *problem)
{
    return store_own_version(problem) ? "given inline" : problem;
}

static int list_row(const struct store_version_row *row, void *arg)
{
    struct listing *listing = arg;
    json_t *object;

    if (listing->arguments->json) {
        object =
            json_pack("{s:i,s:s,s:s,s:s,s:b,s:b,s:I,s:I,s:I,s:I}", "schema_version",
                      RESULT_SCHEMA_VERSION, "problem", row->problem_name, "folder", row->problem,
                      "version", row->version, "kept", row->kept_ms != 0, "used", row->is_used,
                      "seen_ms", (json_int_t)row->seen_ms, "files", (json_int_t)row->file_count,
                      "bytes", (json_int_t)row->bytes, "judgings", (json_int_t)row->judgings);
        result_print_json(object, stdout);
        json_decref(object);
        return 0;
    }
    table_cell(&listing->table, "%s", row->problem_name);
    table_cell(&listing->table, "%.*s", SHOWN, row->version);
    table_cell(&listing->table, "%s", format_date(row->seen_ms));
    table_cell(&listing->table, "%lld", (long long)row->file_count);
    table_cell(&listing->table, "%s", format_memory((row->bytes + 1023) / 1024));
    table_cell(&listing->table, "%lld", (long long)row->judgings);
    table_cell(&listing->table, "%s",
               row->kept_ms == 0 ? "not kept"
               : row->is_used    ? "used"
                                 : "unused");
    table_cell(&listing->table, "%s", place_of(row->problem));
    return 0;
}

static int list_versions(struct store *store, const struct problem_arguments *arguments,
                         struct error *err)
{
    static const char *const headers[] = {"PROBLEM", "VERSION",  "SEEN",  "FILES",
                                          "SIZE",    "JUDGINGS", "STATE", "FOLDER"};
    struct listing listing = {.arguments = arguments,
                              .table = {.headers = headers, .columns = 8, .right = "00011100"}};
    char *folder = NULL;
    int result = 0;

    if (arguments->count > 0)
        result = lookup_problem(store, arguments->names[0], &folder, err);
    if (result >= 0)
        result = store_versions(store, folder, list_row, &listing, err);
    if (result >= 0 && !arguments->json)
        table_print(&listing.table, stdout);
    table_release(&listing.table);
    free(folder);
    return result;
}

/* ---- show ---- */

static int file_json(const struct store_file *row, void *arg)
{
    json_t *file = json_pack("{s:o,s:s,s:I,s:s*}", "path", result_name(row->path), "kind",
                             row->kind, "bytes", (json_int_t)row->bytes, "sha256", row->blob);

    json_array_append_new(arg, file);
    return 0;
}

static int file_line(const struct store_file *row, void *arg)
{
    struct table *table = arg;
    int is_file = strcmp(row->kind, "file") == 0;

    table_cell(table, "%.*s", SHOWN, is_file ? row->blob : "-");
    table_cell(table, "%s", is_file ? format_memory((row->bytes + 1023) / 1024) : "-");
    table_cell(table, "%s%s", row->path,
               is_file                            ? ""
               : strcmp(row->kind, "folder") == 0 ? "/ (nothing in it)"
                                                  : " (leads nowhere)");
    return 0;
}

static int show_version(struct store *store, const struct problem_arguments *arguments,
                        struct error *err)
{
    static const char *const headers[] = {"SHA-256", "SIZE", "FILE"};
    struct table table = {.headers = headers, .columns = 3, .right = "010"};
    struct found found;
    json_t *files = json_array(), *object;
    int result = find_version(store, arguments->names[0], &found, err);

    if (result >= 0)
        result = store_manifest(store, found.version, arguments->json ? file_json : file_line,
                                arguments->json ? (void *)files : &table, err);
    if (result >= 0 && arguments->json) {
        object = json_pack("{s:i,s:s,s:s,s:O}", "schema_version", RESULT_SCHEMA_VERSION, "folder",
                           found.problem, "version", found.version, "files", files);
        result_print_json(object, stdout);
        json_decref(object);
    } else if (result >= 0) {
        printf("version %s of %s\n\n", found.version,
               format_text(store_own_version(found.problem) ? "a problem that was given inline"
                                                            : found.problem));
        table_print(&table, stdout);
    }
    table_release(&table);
    json_decref(files);
    return result;
}

/* ---- diff ---- */

static void print_change(const struct problem_arguments *arguments, json_t *change)
{
    const json_t *before = json_object_get(change, "before");
    const json_t *after = json_object_get(change, "after");
    json_t *object;

    if (!arguments->json) {
        printf("%-8s %s", result_text(change, "change"), format_text(result_text(change, "path")));
        if (json_is_object(before))
            printf("  %lld", (long long)result_number(before, "bytes"));
        printf("%s", json_is_object(before) && json_is_object(after) ? " ->" : "");
        if (json_is_object(after))
            printf(" %lld", (long long)result_number(after, "bytes"));
        printf(" bytes\n");
        return;
    }
    object = json_pack("{s:i}", "schema_version", RESULT_SCHEMA_VERSION);
    json_object_update(object, change);
    result_print_json(object, stdout);
    json_decref(object);
}

/* The version of the folder that was seen before this one. */
struct before {
    const char *version;
    int is_past;
    char found[65];
};

static int take_before(const struct store_version_row *row, void *arg)
{
    struct before *before = arg;

    if (strcmp(row->version, before->version) == 0) {
        before->is_past = 1;
    } else if (before->is_past && row->kept_ms != 0) {
        snprintf(before->found, sizeof(before->found), "%s", row->version);
        return 1;
    }
    return 0;
}

static int find_before(struct store *store, const struct found *found, char ret_version[65],
                       struct error *err)
{
    struct before before = {.version = found->version};

    if (store_versions(store, found->problem, take_before, &before, err) < 0)
        return err->code;
    if (!*before.found)
        return error_set(err, -ENOENT, "no version of %s before %.*s is kept", found->problem,
                         SHOWN, found->version);
    memcpy(ret_version, before.found, sizeof(before.found));
    return 0;
}

static int diff_versions(struct store *store, const struct problem_arguments *arguments,
                         struct error *err)
{
    json_t *changes = NULL, *change;
    size_t index;
    struct found first, second;
    char before[65];
    int result = find_version(store, arguments->names[0], &first, err);

    if (result >= 0 && arguments->count == 2) {
        result = find_version(store, arguments->names[1], &second, err);
    } else if (result >= 0) {
        second = first;
        result = find_before(store, &second, before, err);
        if (result >= 0)
            memcpy(first.version, before, sizeof(before));
    }
    if (result >= 0)
        result = stored_version_changes(store, first.version, second.version, &changes, err);
    json_array_foreach(changes, index, change) print_change(arguments, change);
    json_decref(changes);
    return result;
}

/* ---- export, prune ---- */

static int lay_out(struct store *store, const char *version, int into, struct error *err)
{
    struct version_folder folder;
    int result = version_folder_begin(&folder, store, -1, into, version, err);

    if (result < 0)
        return result;
    result = version_folder_step(&folder, INT64_MAX, err);
    version_folder_end(&folder);
    return result;
}

static int export_version(struct store *store, const struct problem_arguments *arguments,
                          struct error *err)
{
    const char *path = arguments->names[1];
    struct found found;
    int into, result = find_version(store, arguments->names[0], &found, err);

    if (result < 0)
        return result;
    if (mkdir(path, 0777) < 0)
        return error_set(err, -EINVAL, "cannot make the folder %s: %s%s", path,
                         strerrordesc_np(errno),
                         errno == EEXIST ? "; expected a name that is not there yet" : "");
    into = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    result = into < 0 ? error_set_errno(err, errno, "cannot open the folder %s", path)
                      : lay_out(store, found.version, into, err);
    fd_close(&into);
    if (result >= 0)
        printf("version %.*s of %s is in %s\n", SHOWN, found.version,
               format_text(store_own_version(found.problem) ? "a problem that was given inline"
                                                            : found.problem),
               format_text(path));
    return result;
}

static int prune_versions(struct store *store, const struct problem_arguments *arguments,
                          struct error *err)
{
    struct store_pruned pruned;
    char *folder = NULL;
    json_t *object;
    int result = 0, root;
    struct error unused;

    if (arguments->count > 0)
        result = lookup_problem(store, arguments->names[0], &folder, err);
    if (result >= 0)
        result = store_prune_versions(store, folder, arguments->is_dry, &pruned, err);
    free(folder);
    if (result < 0)
        return result;
    /* their folders, which judges read, go with them */
    if (!arguments->is_dry && version_folders_open(store, &root, &unused) == 0)
        fd_close(&root);
    if (arguments->json) {
        object = json_pack("{s:i,s:b,s:I,s:I,s:I}", "schema_version", RESULT_SCHEMA_VERSION,
                           "dry_run", arguments->is_dry, "versions", (json_int_t)pruned.versions,
                           "blobs", (json_int_t)pruned.blobs, "bytes", (json_int_t)pruned.bytes);
        result_print_json(object, stdout);
        json_decref(object);
    } else {
        printf("%lld version%s, %lld file%s, %lld bytes %s\n", (long long)pruned.versions,
               pruned.versions == 1 ? "" : "s", (long long)pruned.blobs,
               pruned.blobs == 1 ? "" : "s", (long long)pruned.bytes,
               arguments->is_dry ? "would be let go" : "let go");
    }
    return 0;
}

static int run(int argc, char **argv)
{
    struct problem_arguments arguments = {0};
    struct store *store;
    struct error err;
    int code = EXIT_DONE;

    command_parse(&argp, argc, argv, &arguments);
    if (store_open(command_database(arguments.database), acts[arguments.act].flags, &store, &err) <
        0)
        return command_fail(&err);
    if (acts[arguments.act].run(store, &arguments, &err) < 0)
        code = command_fail(&err);
    store_close(store);
    return code;
}

const struct command cmd_problem = {
    .name = "problem",
    .arguments = "list|show|diff|export|prune ...",
    .summary = "the versions of problems that are kept",
    .exits = {[EXIT_DONE] = "done",
              [EXIT_USAGE] = "bad usage, or a database that cannot be used",
              [EXIT_NOT_FOUND] = "there is no such problem, version or database"},
    .example = "assay problem list",
    .run = run,
};
