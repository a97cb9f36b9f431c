/* Opening, checking, migrating and closing a database; the log's checkpoints.
 *
 * Opening only ever asks SQLite about the file, never a descriptor of our own: closing one would
 * drop the POSIX locks that SQLite holds on the same file in this process
 * (https://sqlite.org/howtocorrupt.html, section 2.2). */
#include "db/store.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "base/crash_point.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/memory.h"
#include "db/sqlite/doorbell.h"
#include "db/sqlite/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    WAL_LARGE_BYTES = 4 * 1024 * 1024, /* the size to which a busy judge lets the log grow */
    CHECKPOINT_PAUSE_US = 10 * 1000 * 1000,
};

static const char memory_path[] = ":memory:";

/* ---- before SQLite sees the path: failures it would only call "unable to open" ---- */

static int parse_uri(const char *uri, const char **ret_path, struct error *err)
{
    const char *path = uri;

    if (strncmp(uri, "sqlite:", 7) == 0)
        path += 7;
    else if (strstr(uri, "://") != NULL)
        return error_set(err, -EPROTONOSUPPORT,
                         "'%s' is not a database this program can open: expected a path, "
                         "sqlite:PATH or :memory:",
                         uri);
    if (*path == '\0')
        return error_set(err, -EINVAL,
                         "the database has no name: expected a path, sqlite:PATH or :memory:");
    *ret_path = path;
    return 0;
}

static void folder_of(const char *path, char folder[PATH_MAX])
{
    char copy[PATH_MAX];

    if (realpath(path, copy) == NULL) /* the file is where its name's link leads */
        snprintf(copy, sizeof(copy), "%s", path);
    snprintf(folder, PATH_MAX, "%s", dirname(copy));
}

static int check_folder(const char *path, int flags, struct error *err)
{
    char folder[PATH_MAX];
    int mode = (flags & STORE_OPEN_READ) ? X_OK : W_OK | X_OK;

    folder_of(path, folder);
    if (faccessat(AT_FDCWD, folder, mode, AT_EACCESS) == 0)
        return 0;
    return error_set_errno(err, errno,
                           "cannot open the database '%s': its folder '%s' must exist and be "
                           "writable (the log is kept beside the database)",
                           path, folder);
}

static int check_missing(const char *path, int flags, struct error *err)
{
    if (!(flags & STORE_OPEN_CREATE))
        return error_set(err, -ENOENT,
                         "no database at '%s': create one with `assay init` or name another "
                         "with --db",
                         path);
    return check_folder(path, flags, err);
}

static int check_empty(const char *path, int flags, struct error *err)
{
    if (flags & STORE_OPEN_CREATE)
        return 0;
    return error_set(err, -ENOENT,
                     "there is no database in '%s' yet, the file is empty: fill it with `assay "
                     "init` or name another with --db",
                     path);
}

static int check_file(const char *path, int flags, struct error *err)
{
    struct stat status;
    int mode = (flags & STORE_OPEN_READ) ? R_OK : R_OK | W_OK;

    if (strlen(path) >= PATH_MAX - 128) /* room for the names of -journal and lock files */
        return error_set(err, -ENAMETOOLONG, "the database's path is too long: '%.80s...'", path);
    if (stat(path, &status) < 0) {
        if (errno == ENOENT)
            return check_missing(path, flags, err);
        return error_set_errno(err, errno, "cannot open the database '%s'", path);
    }
    if (S_ISDIR(status.st_mode))
        return error_set(err, -EISDIR,
                         "the database '%s' is a folder: expected a file, e.g. '%s/assay.db'", path,
                         path);
    if (!S_ISREG(status.st_mode))
        return error_set(err, -EINVAL, "the database '%s' is not a regular file", path);
    if (faccessat(AT_FDCWD, path, mode, AT_EACCESS) < 0)
        return error_set_errno(err, errno, "the database '%s' is not %s for this user", path,
                               (flags & STORE_OPEN_READ) ? "readable" : "readable and writable");
    if (status.st_size == 0 && check_empty(path, flags, err) < 0)
        return err->code;
    return check_folder(path, flags, err);
}

/* ---- read-only media ---- */

/* Even a reader needs the log's shared memory next to the database. Where nobody can make it
 * because the medium is read-only, nothing can change the file either, so we may tell SQLite that
 * the file is immutable, unless there is a log that was never merged. */
static int reads_as_immutable(const char *path, int flags, int *ret_immutable, struct error *err)
{
    char folder[PATH_MAX], beside[PATH_MAX];
    struct stat status;

    *ret_immutable = 0;
    folder_of(path, folder);
    snprintf(beside, sizeof(beside), "%s-shm", path);
    if (!(flags & STORE_OPEN_READ) || faccessat(AT_FDCWD, folder, W_OK, AT_EACCESS) == 0)
        return 0;
    if (errno != EROFS) {
        if (stat(beside, &status) == 0)
            return 0; /* a judge keeps it there; SQLite can use it without writing */
        return error_set(err, -EACCES,
                         "cannot read the database '%s': its folder '%s' is not writable for this "
                         "user and no judge has the database open; read a copy of it",
                         path, folder);
    }
    snprintf(beside, sizeof(beside), "%s-wal", path);
    if (stat(beside, &status) == 0 && status.st_size > 0)
        return error_set(err, -EROFS,
                         "cannot read the database '%s': its log '%s' is not merged and the file "
                         "system is read-only; copy both to a writable folder",
                         path, beside);
    *ret_immutable = 1;
    return 0;
}

/* "file:PATH?immutable=1" with what is special in a URI escaped. */
static void append_immutable_uri(struct buffer *uri, const char *path)
{
    buffer_append_text(uri, "file:");
    for (; *path != '\0'; path++) {
        if (strchr("%?#", *path) != NULL)
            buffer_format(uri, "%%%02X", (unsigned char)*path);
        else
            buffer_append_char(uri, *path);
    }
    buffer_append_text(uri, "?immutable=1");
}

static int open_connection(struct store *store, const char *path, int flags, struct error *err)
{
    struct buffer name = BUFFER_INIT;
    int in_memory = strcmp(path, memory_path) == 0;
    int how = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    int immutable = 0, rc;
    mode_t before;

    if (!in_memory && reads_as_immutable(path, flags, &immutable, err) < 0)
        return err->code;
    if (immutable) {
        how |= SQLITE_OPEN_URI;
        append_immutable_uri(&name, path);
    } else { /* "./": a file may have any name, ":x" included, without meaning anything to SQLite */
        buffer_format(&name, "%s%s", *path == '/' || in_memory ? "" : "./", path);
    }
    if (flags & STORE_OPEN_READ)
        how |= SQLITE_OPEN_READONLY;
    else
        how |= SQLITE_OPEN_READWRITE | ((flags & STORE_OPEN_CREATE) ? SQLITE_OPEN_CREATE : 0);
    /* a new file is its owner's alone; the log and its shared memory get the file's mode */
    before = umask(0077);
    rc = sqlite3_open_v2(name.data, &store->db, how, NULL);
    umask(before);
    buffer_release(&name);
    if (rc != SQLITE_OK)
        return sqlite_error(store->db, rc, err, "opening the database");
    return 0;
}

/* ---- settings ---- */

/* `what` describes the statement to people: SQL has no place in a message. */
static int execute(struct store *store, const char *sql, const char *what, struct error *err)
{
    int rc = sqlite3_exec(store->db, sql, NULL, NULL, NULL);

    return rc == SQLITE_OK ? 0 : sqlite_error(store->db, rc, err, what);
}

static int read_number(struct store *store, const char *sql, int64_t *ret_value, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL);

    if (rc == SQLITE_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        *ret_value = sqlite3_column_int64(stmt, 0);
        rc = SQLITE_OK;
    }
    if (rc != SQLITE_OK)
        sqlite_error(store->db, rc, err, "reading the database");
    sqlite3_finalize(stmt);
    return rc == SQLITE_OK ? 0 : err->code;
}

int store_wait_busy(void *arg, int count)
{
    struct store *store = arg;
    int64_t now_us = clock_monotonic_us(), waited_ms;
    unsigned random = 0;

    if (count == 0) {
        store->busy_since_us = now_us;
        store->busy_was_said = 0;
    }
    waited_ms = (now_us - store->busy_since_us) / 1000;
    if (waited_ms >= store->busy_limit_ms)
        return 0;
    if (waited_ms >= STORE_BUSY_SAID_MS && !store->busy_was_said) {
        log_warning("another program holds the database locked: waiting for it");
        store->busy_was_said = 1;
    }
    if (getrandom(&random, sizeof(random), GRND_NONBLOCK) != (ssize_t)sizeof(random))
        random = (unsigned)now_us;
    usleep(500 + random % (waited_ms < 100 ? 1500 : 8000));
    return 1;
}

/* Sets up a connection before it touches the file. DEFENSIVE, and a schema that is not trusted: a
 * database file that an attacker prepared can hold wrong data and do nothing else. Closing merges
 * the log only for judges (store_name_acquire turns it on). */
static int configure(struct store *store, struct error *err)
{
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    store->busy_limit_ms = STORE_BUSY_MS;
    sqlite3_busy_handler(store->db, store_wait_busy, store);
    return execute(store,
                   "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;"
                   "PRAGMA wal_autocheckpoint = 0",
                   "reading the database", err);
}

/* A connection that switches a new file to WAL needs the file for itself, and SQLite does not call
 * the busy handler while another process does the same; so this waits itself. */
static int set_wal(struct store *store, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    int rc = SQLITE_OK, wal = 0;

    for (int waited_ms = 0; waited_ms <= STORE_BUSY_MS; waited_ms += 20) {
        rc = sqlite3_prepare_v2(store->db, "PRAGMA journal_mode = WAL", -1, &stmt, NULL);
        if (rc == SQLITE_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
            wal = strcmp((const char *)sqlite3_column_text(stmt, 0), "wal") == 0;
            rc = SQLITE_OK;
        }
        if (rc != SQLITE_OK)
            sqlite_error(store->db, rc, err, "turning on the write-ahead log");
        sqlite3_finalize(stmt);
        if ((rc & 0xff) != SQLITE_BUSY)
            break;
        usleep(20 * 1000);
    }
    if (rc != SQLITE_OK)
        return err->code;
    if (!wal && store->path != NULL)
        return error_set(err, -ENOTSUP,
                         "the database '%s' cannot have a write-ahead log here: put it on a local "
                         "file system",
                         store->path);
    return 0;
}

/* ---- whose database, and which schema ---- */

static const char *shown_path(const struct store *store)
{
    return store->path != NULL ? store->path : memory_path;
}

/* Learns the schema's version; 0 when there is none yet. */
static int identify(struct store *store, int64_t *ret_version, struct error *err)
{
    int64_t application, version, objects;

    if (read_number(store, "SELECT count(*) FROM sqlite_schema", &objects, err) < 0 ||
        read_number(store, "PRAGMA application_id", &application, err) < 0 ||
        read_number(store, "PRAGMA user_version", &version, err) < 0)
        return error_prefix(err, "opening the database '%s'", shown_path(store));
    if (application != STORE_APPLICATION_ID && (application != 0 || version != 0 || objects != 0))
        return error_set(err, -EMEDIUMTYPE,
                         "the database '%s' belongs to another program (application id 0x%llx, "
                         "expected 0x%x): name another with --db",
                         shown_path(store), (unsigned long long)application, STORE_APPLICATION_ID);
    if (version > store_migration_count)
        return error_set(err, -EPROTO,
                         "the database '%s' has schema version %lld, newer than this program's "
                         "%d: use a newer assay",
                         shown_path(store), (long long)version, store_migration_count);
    *ret_version = version;
    return 0;
}

/* One migration in one transaction; another process may have been faster. */
static int migrate_one(struct store *store, int64_t from, struct error *err)
{
    const struct store_migration *migration = &store_migrations[from];
    char stamp[96];
    int64_t version;
    int rc;

    rc = store_begin(store, err);
    if (rc < 0)
        return rc;
    rc = identify(store, &version, err);
    if (rc == 0 && version == from) {
        snprintf(stamp, sizeof(stamp), "PRAGMA application_id = %d; PRAGMA user_version = %lld",
                 STORE_APPLICATION_ID, (long long)from + 1);
        rc = execute(store, migration->sql, migration->name, err);
        if (rc < 0)
            error_prefix(err, "migration");
        else
            rc = execute(store, stamp, "writing the schema's version", err);
        crash_point("migration");
    }
    return store_end(store, rc, err);
}

static int migrate(struct store *store, int64_t version, int flags, struct error *err)
{
    if (version == store_migration_count || ((flags & STORE_OPEN_OLD) && version > 0))
        return 0;
    if (!(flags & STORE_OPEN_CREATE))
        return error_set(err, version == 0 ? -ENOENT : -EPROTO,
                         "the database '%s' has schema version %lld, this program needs %d: run "
                         "`assay init` on it",
                         shown_path(store), (long long)version, store_migration_count);
    /* a table that is made anew is dropped, which would count as deleting all that others refer to;
     * this pragma does nothing inside a transaction */
    if (execute(store, "PRAGMA foreign_keys = OFF", "preparing the database", err) < 0)
        return err->code;
    for (; version < store_migration_count; version++) {
        if (migrate_one(store, version, err) < 0)
            return error_prefix(err, "preparing the database '%s'", shown_path(store));
    }
    return execute(store, "PRAGMA foreign_keys = ON", "preparing the database", err);
}

static int probe(struct store *store, struct error *err)
{
    struct query q;

    query_start(&q, store, SQL_PROBE);
    if (query_run(&q, err) < 0)
        return error_prefix(err, "opening the database '%s'", shown_path(store));
    return 0;
}

int store_check_usable(struct store *store, struct error *err)
{
    struct query q;

    query_start(&q, store, SQL_PROBE);
    if (query_run(&q, err) < 0)
        return err->code;
    query_start(&q, store, SQL_BACKLOG);
    return query_run(&q, err) < 0 ? err->code : 0;
}

static int read_data_version(struct store *store, int64_t *ret_version, struct error *err)
{
    struct query q;
    int rc;

    query_start(&q, store, SQL_DATA_VERSION);
    rc = query_step(&q, err);
    if (rc < 0)
        return rc;
    *ret_version = query_column_int(&q, 0);
    query_end(&q);
    return 0;
}

/* SQLite has opened the file by now, and made it if there was none. */
static void learn_path(struct store *store)
{
    const char *name = sqlite3_db_filename(store->db, "main");

    if (name != NULL && *name != '\0')
        store->path = memory_strdup(name);
}

static int read_generation(struct store *store, struct error *err)
{
    struct arena arena = ARENA_INIT;
    struct query q;
    int rc;

    query_start(&q, store, SQL_GENERATION);
    rc = query_step(&q, err);
    if (rc == 1)
        snprintf(store->generation, sizeof(store->generation), "%s",
                 query_column_text(&q, 0, &arena));
    query_end(&q);
    arena_release(&arena);
    return rc < 0 ? error_prefix(err, "opening the database '%s'", shown_path(store)) : 0;
}

static int open_checked(struct store *store, const char *path, int flags, struct error *err)
{
    int64_t version;

    if (strcmp(path, memory_path) != 0 && check_file(path, flags, err) < 0)
        return err->code;
    if (open_connection(store, path, flags, err) < 0 || configure(store, err) < 0)
        return error_prefix(err, "opening the database '%s'", path);
    learn_path(store);
    if (identify(store, &version, err) < 0)
        return err->code;
    if (!(flags & STORE_OPEN_READ) && set_wal(store, err) < 0)
        return error_prefix(err, "opening the database '%s'", path);
    if (migrate(store, version, flags, err) < 0)
        return err->code;
    if ((flags & STORE_OPEN_OLD) && version < store_migration_count)
        return 0;
    if (probe(store, err) < 0 || read_generation(store, err) < 0)
        return err->code;
    return read_data_version(store, &store->data_version, err);
}

int store_open(const char *uri, int flags, struct store **ret_store, struct error *err)
{
    struct store *store;
    const char *path;
    int rc;

    if (parse_uri(uri, &path, err) < 0)
        return err->code;
    if ((flags & STORE_OPEN_READ) && (flags & STORE_OPEN_CREATE))
        return error_set(err, -EINVAL,
                         "a database is opened to be created or to be read, not both");
    store = memory_alloc(sizeof(*store));
    store->name_fd = -1;
    store->bell = -1;
    store->blobs_dir = -1;
    rc = open_checked(store, path, flags, err);
    if (rc < 0) {
        store_close(store);
        return rc;
    }
    *ret_store = store;
    return 0;
}

void store_close(struct store *store)
{
    if (store == NULL)
        return;
    for (int i = 0; i < SQL_STATEMENT_COUNT; i++)
        sqlite3_finalize(store->statements[i]);
    sqlite3_close(store->db);
    if (store->bell >= 0)
        doorbell_close(&store->bell, store->path, store->name);
    fd_close(&store->name_fd); /* after the database: the name covers the last checkpoint */
    blobs_close(store);
    free(store->name);
    free(store->path);
    free(store->sightings);
    free(store->bad);
    free(store);
}

char *store_local_path(const struct store *store, const char *suffix)
{
    char *path = NULL;

    if (store->path != NULL && asprintf(&path, "%s%s", store->path, suffix) < 0)
        abort();
    return path;
}

int64_t store_judge_uid(const char *uri)
{
    const char *path;
    struct stat status;
    struct error unused;

    if (parse_uri(uri, &path, &unused) < 0 || strcmp(path, memory_path) == 0 ||
        stat(path, &status) < 0)
        return -1;
    return status.st_uid;
}

int store_changed(struct store *store, struct error *err)
{
    int64_t version;

    if (read_data_version(store, &version, err) < 0)
        return err->code;
    if (version == store->data_version)
        return 0;
    store->data_version = version;
    return 1;
}

/* ---- waking judges ---- */

int store_listen(struct store *store, int *ret_fd, struct error *err)
{
    if (store->name == NULL)
        return error_set(err, -EINVAL, "only a judge with a name can listen");
    if (store->path != NULL && store->bell < 0) {
        int fd = doorbell_open(store->path, store->name, err);

        if (fd < 0)
            return fd;
        store->bell = fd;
    }
    *ret_fd = store->bell;
    return 0;
}

void store_take_rings(struct store *store)
{
    if (store->bell >= 0)
        doorbell_drain(store->bell);
}

int store_ring(const struct store *store)
{
    return store->path != NULL ? doorbell_ring(store->path) : 0;
}

/* ---- checkpoints ---- */

static int64_t wal_bytes(const struct store *store)
{
    char path[PATH_MAX];
    struct stat status;

    snprintf(path, sizeof(path), "%s-wal", store->path);
    return stat(path, &status) == 0 ? status.st_size : 0;
}

/* TRUNCATE holds the writer's lock to its end, so no commit can race it (the WAL-reset bug of
 * SQLite up to 3.51.2). While it waits for a reader to finish, nobody can submit. So it waits less
 * long than writers do, and after it has waited in vain the next checkpoint comes only after a
 * while. */
int store_maintain(struct store *store, int idle, struct error *err)
{
    int64_t size, busy_limit_ms;
    int rc;

    if (store->name == NULL || store->path == NULL)
        return 0;
    size = wal_bytes(store);
    if (size == 0 || (!idle && size < WAL_LARGE_BYTES) ||
        clock_monotonic_us() < store->checkpoint_after_us)
        return 0;
    busy_limit_ms = store->busy_limit_ms;
    store->busy_limit_ms = STORE_CHECKPOINT_BUSY_MS;
    crash_point("before_checkpoint");
    rc = sqlite3_wal_checkpoint_v2(store->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    store->busy_limit_ms = busy_limit_ms;
    crash_point("after_checkpoint");
    if ((rc & 0xff) == SQLITE_BUSY) {
        store->checkpoint_after_us = clock_monotonic_us() + CHECKPOINT_PAUSE_US;
        return 0;
    }
    if (rc != SQLITE_OK)
        return sqlite_error(store->db, rc, err, "merging the log into the database");
    return 0;
}
