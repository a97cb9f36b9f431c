/* Versions of problems: which files each has (blobs.c keeps the bytes), where it was seen, and
 * which of them nothing uses any more. */
#include "base/memory.h"
#include "db/sqlite/sqlite.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- keeping ---- */

static int is_kept(struct store *store, const char *version, struct error *err)
{
    struct query q;
    int rc;

    query_start(&q, store, SQL_VERSION_KEPT);
    query_text(&q, version);
    rc = query_step(&q, err);
    query_end(&q);
    return rc;
}

int store_has_version(struct store *store, const char *version, struct error *err)
{
    int rc = is_kept(store, version, err);

    return rc < 0 ? error_prefix(err, "looking for a version of a problem") : rc;
}

static int add_file(struct store *store, const char *version, const struct store_file *file,
                    struct error *err)
{
    struct query q;
    int64_t blob = 0;

    if (file->blob && blobs_find_or_add(store, file->blob, file->bytes, &blob, err) < 0)
        return err->code;
    query_start(&q, store, SQL_ADD_VERSION_FILE);
    query_text(&q, version);
    query_text(&q, file->path);
    query_text(&q, file->kind);
    query_optional_int(&q, blob);
    return query_run(&q, err) < 0 ? err->code : 0;
}

static int keep_files(struct store *store, const struct store_version *version, struct error *err)
{
    struct query q;
    int64_t bytes = 0;

    query_start(&q, store, SQL_ADD_VERSION); /* it may have been judged before versions were kept */
    query_text(&q, version->version);
    query_text(&q, version->problem);
    query_text(&q, version->problem_name);
    query_int(&q, version->now_ms);
    if (query_run(&q, err) < 0)
        return err->code;
    for (size_t i = 0; i < version->file_count; i++) {
        if (add_file(store, version->version, &version->files[i], err) < 0)
            return err->code;
        bytes += version->files[i].blob ? version->files[i].bytes : 0;
    }
    query_start(&q, store, SQL_KEEP_VERSION);
    query_text(&q, version->version);
    query_int(&q, version->now_ms);
    query_int(&q, (int64_t)version->file_count);
    query_int(&q, bytes);
    return query_run(&q, err) < 0 ? err->code : 0;
}

/* A version that is kept: whether its bytes still are. */
static int check_files(struct store *store, const struct store_version *version, struct error *err)
{
    for (size_t i = 0; i < version->file_count; i++) {
        int64_t id;

        if (version->files[i].blob &&
            blobs_find_or_add(store, version->files[i].blob, version->files[i].bytes, &id, err) < 0)
            return err->code;
    }
    return 0;
}

static int put_version(struct store *store, const struct store_version *version, struct error *err)
{
    struct query q;
    int kept = is_kept(store, version->version, err);

    if (kept == 0)
        kept = keep_files(store, version, err);
    else if (kept > 0)
        kept = check_files(store, version, err);
    if (kept < 0)
        return kept;
    query_start(&q, store, SQL_SEE_VERSION);
    query_text(&q, version->problem);
    query_text(&q, version->version);
    query_text(&q, version->problem_name);
    query_int(&q, version->now_ms);
    return query_run(&q, err) < 0 ? err->code : 0;
}

int store_put_version(struct store *store, const struct store_version *version, struct error *err)
{
    int rc = blobs_sync(store, err);

    if (rc == 0)
        rc = store_begin(store, err);
    if (rc == 0)
        rc = store_end(store, put_version(store, version, err), err);
    return rc < 0 ? error_prefix(err, "keeping a version of %s", version->problem) : 0;
}

/* ---- reading ---- */

int store_manifest(struct store *store, const char *version, store_file_fn *fn, void *arg,
                   struct error *err)
{
    struct arena arena = ARENA_INIT;
    struct store_file *files = NULL;
    size_t count = 0;
    struct query q;
    int rc = store_has_version(store, version, err);

    if (rc == 0)
        return error_set(err, -ENOENT, "the version %s of a problem is not kept", version);
    if (rc < 0)
        return rc;
    query_start(&q, store, SQL_VERSION_FILES);
    query_text(&q, version);
    while ((rc = query_step(&q, err)) == 1) {
        if ((count & (count + 1)) == 0)
            files = memory_grow(files, 2 * count + 2, sizeof(*files));
        files[count].path = query_column_text(&q, 0, &arena);
        files[count].kind = query_column_text(&q, 1, &arena);
        files[count].blob =
            sqlite3_column_type(q.stmt, 2) == SQLITE_NULL ? NULL : query_column_text(&q, 2, &arena);
        files[count++].bytes = query_column_int(&q, 3);
    }
    if (rc < 0)
        error_prefix(err, "reading the files of version %.12s", version);
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = fn(&files[i], arg);
    free(files);
    arena_release(&arena);
    return rc;
}

struct blob_row {
    const char *name;
    int64_t bytes;
};

int store_blobs(struct store *store, const char *version, store_blob_fn *fn, void *arg,
                struct error *err)
{
    struct arena arena = ARENA_INIT;
    struct blob_row *rows = NULL;
    size_t count = 0;
    struct query q;
    int rc;

    query_start(&q, store, version ? SQL_BLOBS_OF_VERSION : SQL_BLOBS);
    if (version)
        query_text(&q, version);
    while ((rc = query_step(&q, err)) == 1) {
        if ((count & (count + 1)) == 0)
            rows = memory_grow(rows, 2 * count + 2, sizeof(*rows));
        rows[count++] =
            (struct blob_row){query_column_text(&q, 0, &arena), query_column_int(&q, 1)};
    }
    if (rc < 0)
        error_prefix(err, "reading which blobs there are");
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = fn(rows[i].name, rows[i].bytes, arg);
    free(rows);
    arena_release(&arena);
    return rc;
}

static int read_versions(struct store *store, const char *problem, struct arena *arena,
                         struct store_version_row **ret_rows, size_t *ret_count, struct error *err)
{
    struct store_version_row *rows = NULL;
    size_t count = 0;
    struct query q;
    int rc;

    query_start(&q, store, SQL_VERSIONS);
    query_optional_text(&q, problem);
    while ((rc = query_step(&q, err)) == 1) {
        if ((count & (count + 1)) == 0)
            rows = memory_grow(rows, 2 * count + 2, sizeof(*rows));
        rows[count++] = (struct store_version_row){
            .problem = query_column_text(&q, 0, arena),
            .problem_name = query_column_text(&q, 1, arena),
            .version = query_column_text(&q, 2, arena),
            .seen_ms = query_column_int(&q, 3),
            .kept_ms = query_column_int(&q, 4),
            .file_count = query_column_int(&q, 5),
            .bytes = query_column_int(&q, 6),
            .judgings = query_column_int(&q, 7),
            .is_used = query_column_int32(&q, 8) || query_column_int32(&q, 9),
        };
    }
    if (rc < 0) {
        free(rows);
        return error_prefix(err, "reading the versions of problems");
    }
    *ret_rows = rows;
    *ret_count = count;
    return 0;
}

int store_versions(struct store *store, const char *problem, store_version_fn *fn, void *arg,
                   struct error *err)
{
    struct arena arena = ARENA_INIT;
    struct store_version_row *rows = NULL;
    size_t count = 0;
    int rc = read_versions(store, problem, &arena, &rows, &count, err);

    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = fn(&rows[i], arg);
    free(rows);
    arena_release(&arena);
    return rc;
}

/* ---- pruning ---- */

static int run_text(struct store *store, enum store_statement id, const char *text,
                    struct error *err)
{
    struct query q;

    query_start(&q, store, id);
    query_text(&q, text);
    return query_run(&q, err);
}

/* A version may have been seen in several folders: one that is used in any of them stays. */
static int is_used_anywhere(const struct store_version_row *rows, size_t count, const char *version)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i].is_used && strcmp(rows[i].version, version) == 0)
            return 1;
    return 0;
}

/* What was judged with it stays listed, as not kept. */
static int let_go(struct store *store, const struct store_version_row *row, struct error *err)
{
    if (run_text(store, SQL_UNKEEP_VERSION, row->version, err) < 0 ||
        run_text(store, SQL_DROP_VERSION_FILES, row->version, err) < 0 ||
        (row->judgings == 0 && run_text(store, SQL_UNSEE_VERSION, row->version, err) < 0))
        return err->code;
    return 0;
}

/* The blobs of no version: their rows, and inside the same transaction their files (blobs.c). */
static int drop_blobs(struct store *store, struct store_pruned *pruned, struct error *err)
{
    struct arena arena = ARENA_INIT;
    struct blob_row *rows = NULL;
    size_t count = 0;
    struct query q;
    int rc;

    query_start(&q, store, SQL_BLOBS_OF_NONE);
    while ((rc = query_step(&q, err)) == 1) {
        if ((count & (count + 1)) == 0)
            rows = memory_grow(rows, 2 * count + 2, sizeof(*rows));
        rows[count++] =
            (struct blob_row){query_column_text(&q, 0, &arena), query_column_int(&q, 1)};
    }
    for (size_t i = 0; rc == 0 && i < count; i++) {
        rc = run_text(store, SQL_DROP_BLOB, rows[i].name, err) < 0
                 ? err->code
                 : blobs_remove(store, rows[i].name, err);
        pruned->blobs++;
        pruned->bytes += rows[i].bytes;
    }
    free(rows);
    arena_release(&arena);
    return rc;
}

static int prune(struct store *store, const char *problem, struct store_pruned *pruned,
                 struct error *err)
{
    struct arena arena = ARENA_INIT;
    struct store_version_row *rows = NULL;
    size_t count = 0;
    int rc = read_versions(store, NULL, &arena, &rows, &count, err);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        const struct store_version_row *row = &rows[i];

        if ((problem && strcmp(row->problem, problem) != 0) || row->kept_ms == 0 ||
            is_used_anywhere(rows, count, row->version))
            continue;
        rc = let_go(store, row, err);
        pruned->versions++;
        for (size_t j = i + 1; j < count; j++) /* let go once */
            if (strcmp(rows[j].version, row->version) == 0)
                rows[j].kept_ms = 0;
    }
    if (rc == 0)
        rc = drop_blobs(store, pruned, err);
    free(rows);
    arena_release(&arena);
    return rc;
}

/* A dry run does everything but the removing of files, and is rolled back. */
static int prune_dry(struct store *store, const char *problem, struct store_pruned *pruned,
                     struct error *err)
{
    int rc;

    store->keeps_blobs = 1;
    rc = prune(store, problem, pruned, err);
    store->keeps_blobs = 0;
    if (rc == 0)
        error_set(err, -ECANCELED, "nothing is removed");
    return rc == 0 ? -ECANCELED : rc;
}

int store_prune_versions(struct store *store, const char *problem, int is_dry,
                         struct store_pruned *ret_pruned, struct error *err)
{
    struct store_pruned pruned = {0};
    int rc = store_begin(store, err);

    if (rc == 0)
        rc = store_end(store,
                       is_dry ? prune_dry(store, problem, &pruned, err)
                              : prune(store, problem, &pruned, err),
                       err);
    if (rc == -ECANCELED && is_dry)
        rc = 0;
    if (rc == 0)
        rc = blobs_sweep(store, is_dry, &pruned, err);
    if (rc < 0)
        return error_prefix(err, "letting go of versions of problems");
    *ret_pruned = pruned;
    return 0;
}
