/* A copy of the database while others work on it.
 *
 * Why it is the database of one moment: the copy is read within one read transaction, so that no
 * commit of others makes SQLite's backup begin anew (it does when it reads page by page without
 * one). Judges cannot merge the log meanwhile, which costs log space and no time (store_maintain).
 *
 * Why no half of it is ever seen: it is written under another name beside it, synced by SQLite,
 * opened again and checked, and only then renamed. */
#include "base/fd.h"
#include "base/log.h"
#include "base/memory.h"
#include "db/sqlite/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STEP_PAGES = 256, GENERATION_SINCE = 8, BLOBS_SINCE = 10 };

static char *joined(const char *path, const char *suffix)
{
    char *text;

    if (asprintf(&text, "%s%s", path, suffix) < 0)
        abort();
    return text;
}

/* ---- where the copy goes ---- */

static int is_same_file(const struct store *store, const struct stat *status)
{
    struct stat own;

    return store->path != NULL && stat(store->path, &own) == 0 && own.st_dev == status->st_dev &&
           own.st_ino == status->st_ino;
}

static int check_target(const struct store *store, const struct store_backup *backup,
                        struct error *err)
{
    char *log = joined(backup->path, "-wal");
    struct stat status;
    int found = stat(backup->path, &status) == 0, has_log = access(log, F_OK) == 0;

    free(log);
    if (found && is_same_file(store, &status))
        return error_set(err, -EBUSY, "'%s' is the database itself: name another file",
                         backup->path);
    if (found && !S_ISREG(status.st_mode))
        return error_set(err, S_ISDIR(status.st_mode) ? -EISDIR : -EINVAL,
                         "'%s' is not a file: name the file that the copy shall be", backup->path);
    if (found && !backup->replace)
        return error_set(err, -EEXIST, "'%s' is there already: --force replaces it", backup->path);
    /* SQLite would merge that log into the copy */
    if (has_log)
        return error_set(err, -EBUSY,
                         "'%s-wal' is there: somebody has a database of this name open, or left "
                         "its log; name another file",
                         backup->path);
    return 0;
}

/* Makes an empty file beside the target, which only its owner may open. */
static int make_partial(const struct store_backup *backup, char **ret_partial, struct error *err)
{
    char *partial = joined(backup->path, ".partial-XXXXXX");
    int fd = mkostemp(partial, O_CLOEXEC);

    if (fd < 0) {
        error_set_errno(err, errno, "cannot write '%s'", backup->path);
        free(partial);
        return err->code;
    }
    fd_close(&fd); /* before SQLite has it open: see open.c */
    *ret_partial = partial;
    return 0;
}

static void remove_partial(const char *partial)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};

    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        char *path = joined(partial, suffixes[i]);

        unlink(path);
        free(path);
    }
}

static int sync_folder(const char *path, struct error *err)
{
    char *copy = memory_strdup(path);
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int failed = fd < 0 || fsync(fd) < 0 ? -errno : 0;

    fd_close(&fd);
    free(copy);
    return failed < 0 ? error_set_errno(err, -failed, "cannot sync the folder of '%s'", path) : 0;
}

/* Gives the copy its name. Where it must not replace anything, link(2) refuses what has come since
 * it was looked for. */
static int put_in_place(const struct store_backup *backup, const char *partial, struct error *err)
{
    int failed = backup->replace ? rename(partial, backup->path) : link(partial, backup->path);

    if (failed < 0 && errno == EEXIST)
        return error_set(err, -EEXIST, "'%s' is there already: --force replaces it", backup->path);
    if (failed < 0)
        return error_set_errno(err, errno, "cannot rename the copy to '%s'", backup->path);
    if (!backup->replace)
        unlink(partial);
    return sync_folder(backup->path, err);
}

/* ---- copying ---- */

static int open_copy(const char *partial, int flags, sqlite3 **ret_copy, struct error *err)
{
    int rc = sqlite3_open_v2(partial, ret_copy, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                             NULL);

    if (rc != SQLITE_OK)
        return sqlite_error(*ret_copy, rc, err, "opening the copy");
    sqlite3_db_config(*ret_copy, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    return 0;
}

static int run_on(sqlite3 *db, const char *sql, const char *what, struct error *err)
{
    int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);

    return rc == SQLITE_OK ? 0 : sqlite_error(db, rc, err, what);
}

static int tell(const struct store_backup *backup, int64_t done, int64_t total, struct error *err)
{
    if (backup->progress != NULL && backup->progress(done, total, backup->arg) != 0)
        return error_set(err, -EINTR, "interrupted");
    return 0;
}

static int copy_pages(const struct store *store, const struct store_backup *backup, sqlite3 *copy,
                      struct error *err)
{
    sqlite3_backup *pages = sqlite3_backup_init(copy, "main", store->db, "main");
    int rc = SQLITE_OK, told = 0, finished;

    if (pages == NULL)
        return sqlite_error(copy, sqlite3_extended_errcode(copy), err, "copying");
    while (told == 0 && rc == SQLITE_OK) {
        rc = sqlite3_backup_step(pages, STEP_PAGES);
        if (rc == SQLITE_OK || rc == SQLITE_DONE) {
            int64_t total = sqlite3_backup_pagecount(pages);

            told = tell(backup, total - sqlite3_backup_remaining(pages), total, err);
        }
    }
    finished = sqlite3_backup_finish(pages);
    if (told < 0)
        return told;
    if (rc != SQLITE_DONE || finished != SQLITE_OK)
        return sqlite_error(copy, rc != SQLITE_DONE ? rc : finished, err, "copying the database");
    return 0;
}

/* The pages of one moment, in the file, on the disk. */
static int copy_moment(const struct store *store, const struct store_backup *backup,
                       const char *partial, struct error *err)
{
    sqlite3 *copy = NULL;
    int failed = open_copy(partial, SQLITE_OPEN_READWRITE, &copy, err);

    if (failed == 0) /* nothing in it is worth a journal: it is removed when this fails */
        failed = run_on(copy, "PRAGMA synchronous = FULL; PRAGMA journal_mode = OFF",
                        "opening the copy", err);
    if (failed == 0)
        failed = run_on(store->db, "BEGIN; SELECT count(*) FROM sqlite_schema",
                        "reading the database", err);
    if (failed == 0)
        failed = copy_pages(store, backup, copy, err);
    if (!sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    sqlite3_close(copy);
    return failed;
}

/* Makes the copy one file without a log, and another database than the one it is a copy of. */
static int settle_copy(const char *partial, int64_t version, struct error *err)
{
    sqlite3 *copy = NULL;
    int failed = open_copy(partial, SQLITE_OPEN_READWRITE, &copy, err);

    if (failed == 0)
        failed = run_on(copy, "PRAGMA synchronous = FULL; PRAGMA journal_mode = DELETE",
                        "merging the copy's log", err);
    if (failed == 0 && version >= GENERATION_SINCE)
        failed = run_on(copy, "UPDATE generation SET id = lower(hex(randomblob(16)))",
                        "naming the copy", err);
    sqlite3_close(copy);
    return failed;
}

/* ---- checking ---- */

struct asked {
    int64_t number;
    char text[200]; /* the first row */
};

static int ask(sqlite3 *db, const char *sql, struct asked *ret_asked, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);

    *ret_asked = (struct asked){0};
    if (rc == SQLITE_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(stmt, 0);

        ret_asked->number = sqlite3_column_int64(stmt, 0);
        snprintf(ret_asked->text, sizeof(ret_asked->text), "%s", text != NULL ? text : "");
        rc = SQLITE_OK;
    }
    if (rc != SQLITE_OK && rc != SQLITE_DONE)
        sqlite_error(db, rc, err, "reading the copy");
    sqlite3_finalize(stmt);
    return rc == SQLITE_OK || rc == SQLITE_DONE ? 0 : err->code;
}

static int on_step(void *arg)
{
    const struct store_backup *backup = arg;

    return backup->progress != NULL && backup->progress(0, 0, backup->arg) != 0;
}

static int check_asked(sqlite3 *copy, int64_t version, struct error *err)
{
    struct asked found;

    if (ask(copy, "PRAGMA integrity_check(1)", &found, err) < 0)
        return err->code;
    if (strcmp(found.text, "ok") != 0)
        return error_set(err, -EUCLEAN,
                         "the copy is damaged, so the database probably is: %s; `assay db check` "
                         "says more",
                         found.text);
    if (ask(copy, "PRAGMA foreign_key_check", &found, err) < 0)
        return err->code;
    if (*found.text != '\0')
        return error_set(err, -EUCLEAN,
                         "rows of the table '%s' refer to rows that are not there; `assay db "
                         "check` says more",
                         found.text);
    if (ask(copy, "PRAGMA user_version", &found, err) < 0)
        return err->code;
    if (found.number != version)
        return error_set(err, -EUCLEAN, "the copy has schema version %lld, expected %lld",
                         (long long)found.number, (long long)version);
    return 0;
}

static int check_copy(const struct store_backup *backup, const char *partial, int64_t version,
                      struct error *err)
{
    sqlite3 *copy = NULL;
    int failed = open_copy(partial, SQLITE_OPEN_READONLY, &copy, err);

    if (failed == 0) {
        sqlite3_progress_handler(copy, STORE_PROGRESS_STEPS, on_step, (void *)(uintptr_t)backup);
        failed = check_asked(copy, version, err);
    }
    sqlite3_close(copy);
    return failed;
}

/* ---- blobs ---- */

struct blob_copying {
    struct store *from, *to;
    const struct store_backup *backup;
    struct error *err;
};

static int copy_bytes(struct blob_copying *copying, int fd, char name[STORE_BLOB_NAME_SIZE])
{
    static char block[64 * 1024];
    struct store_blob *blob;
    ssize_t got;

    if (store_blob_begin(copying->to, &blob, copying->err) < 0)
        return copying->err->code;
    while ((got = fd_read_full(fd, block, sizeof(block))) > 0) {
        if (store_blob_write(blob, block, (size_t)got, copying->err) < 0)
            break;
    }
    if (got == 0)
        return store_blob_end(blob, name, copying->err);
    store_blob_drop(blob);
    return got < 0 ? error_set_errno(copying->err, (int)-got, "cannot read a blob")
                   : copying->err->code;
}

/* One that was let go of since is not kept in the copy either. One that is damaged is said to be,
 * and keeps nobody from having a copy of the rest. */
static int copy_blob(const char *blob, int64_t bytes, void *arg)
{
    struct blob_copying *copying = arg;
    char name[STORE_BLOB_NAME_SIZE];
    struct error unused;
    int fd = -1, failed;

    (void)bytes;
    if (tell(copying->backup, 0, 0, copying->err) < 0)
        return copying->err->code;
    if (blobs_compare(copying->to, blob, &unused) == 0)
        return 0;
    failed = store_open_blob(copying->from, blob, &fd, copying->err);
    if (failed == -ENOENT)
        return 0;
    if (failed == 0)
        failed = copy_bytes(copying, fd, name);
    if (failed == 0 && strcmp(name, blob) != 0)
        log_warning("the blob %s is damaged and not in the copy; `assay db check` says more", blob);
    fd_close(&fd);
    return failed;
}

/* Into the folder that the copy will have; what is left there when this fails is in nobody's way.
 */
static int copy_blobs(struct store *store, const struct store_backup *backup, const char *partial,
                      struct error *err)
{
    struct blob_copying copying = {.from = store, .backup = backup, .err = err};
    int failed = store_open(partial, STORE_OPEN_READ | STORE_OPEN_OLD, &copying.to, err);

    if (failed < 0)
        return failed;
    copying.to->blobs_path = joined(backup->path, ".blobs");
    failed = store_blobs(copying.to, NULL, copy_blob, &copying, err);
    if (failed == 0)
        failed = blobs_sync(copying.to, err);
    store_close(copying.to);
    return failed;
}

static int copy_all(struct store *store, const struct store_backup *backup, const char *partial,
                    struct error *err)
{
    struct asked version;

    if (ask(store->db, "PRAGMA user_version", &version, err) < 0 ||
        copy_moment(store, backup, partial, err) < 0 ||
        settle_copy(partial, version.number, err) < 0 ||
        check_copy(backup, partial, version.number, err) < 0)
        return err->code;
    if (version.number >= BLOBS_SINCE && copy_blobs(store, backup, partial, err) < 0)
        return err->code;
    return put_in_place(backup, partial, err);
}

int store_backup(struct store *store, const struct store_backup *backup, int64_t *ret_bytes,
                 struct error *err)
{
    struct stat status;
    char *partial = NULL;
    int failed = check_target(store, backup, err);

    if (failed == 0)
        failed = make_partial(backup, &partial, err);
    if (failed == 0)
        failed = copy_all(store, backup, partial, err);
    if (failed == 0 && ret_bytes != NULL)
        *ret_bytes = stat(backup->path, &status) == 0 ? status.st_size : 0;
    if (failed < 0 && partial != NULL)
        remove_partial(partial);
    free(partial);
    return failed < 0 ? error_prefix(err, "backing the database up") : 0;
}
