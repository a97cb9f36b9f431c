#include "db/sqlite/sqlite.h"

#include "base/crash_point.h"
#include "base/memory.h"

#include <errno.h>
#include <string.h>

/* ---- errors ---- */

static int is_full(int errnum)
{
    return errnum == ENOSPC || errnum == EDQUOT;
}

/* What store.h promises, for a primary result code and errno of the system call behind it. */
static int code_of(int primary, int errnum)
{
    switch (primary) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return -EAGAIN;
    case SQLITE_FULL:
        return -ENOSPC;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_ERROR: /* a table or column is missing: our own SQL is tested against the schema */
        return -EUCLEAN;
    case SQLITE_READONLY:
        return errnum == EACCES ? -EACCES : -EROFS;
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return -EACCES;
    case SQLITE_TOOBIG:
        return -EFBIG;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
        return -EINVAL;
    case SQLITE_NOMEM:
        return -ENOMEM;
    case SQLITE_CANTOPEN:
        return errnum > 0 ? -errnum : -EIO;
    default:
        return -EIO;
    }
}

static const char *advice(int code)
{
    switch (code) {
    case -EAGAIN:
        return "; another program holds the database locked: close it or try again";
    case -ENOSPC:
    case -EDQUOT:
        return "; the disk is full: free some space and try again (what was stored is safe)";
    case -EUCLEAN:
        return "; the database is damaged: stop the judges and restore a backup, or save what can "
               "be read with the sqlite3 command .recover";
    case -EACCES:
    case -EROFS:
        return "; the database and its folder must be writable for this user";
    case -EFBIG:
        return "; it is larger than the database can hold";
    case -EINVAL:
        return "; the value is refused by the schema (docs/schema.md)";
    default:
        return "";
    }
}

int sqlite_error(sqlite3 *db, int rc, struct error *err, const char *what)
{
    int primary = rc & 0xff;
    int errnum = db != NULL ? sqlite3_system_errno(db) : 0;
    int system_failed = primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN;
    const char *words = sqlite3_errstr(rc);
    int code;

    if (db != NULL && sqlite3_extended_errcode(db) == rc)
        words = sqlite3_errmsg(db);
    if (system_failed && is_full(errnum))
        code = -ENOSPC;
    else
        code = code_of(primary, errnum);
    if (primary == SQLITE_NOTADB)
        return error_set(err, code,
                         "the file is not a database: it is another kind of file (name the "
                         "database with --db) or its header is damaged (restore a backup)");
    if (system_failed && errnum > 0)
        return error_set(err, code, "%s: %s (%s)%s", what, words, strerrordesc_np(errnum),
                         advice(code));
    return error_set(err, code, "%s: %s%s", what, words, advice(code));
}

/* ---- prepared statements ---- */

void query_start(struct query *q, struct store *store, enum store_statement id)
{
    sqlite3_stmt **cached = &store->statements[id];

    q->store = store;
    q->id = id;
    q->next = 0;
    q->rc = SQLITE_OK;
    if (*cached == NULL)
        q->rc = sqlite3_prepare_v3(store->db, store_sql[id].text, -1, SQLITE_PREPARE_PERSISTENT,
                                   cached, NULL);
    q->stmt = *cached;
}

static void bound(struct query *q, int rc)
{
    if (q->rc == SQLITE_OK)
        q->rc = rc;
}

void query_int(struct query *q, int64_t value)
{
    bound(q, sqlite3_bind_int64(q->stmt, ++q->next, value));
}

void query_optional_int(struct query *q, int64_t value)
{
    bound(q, value != 0 ? sqlite3_bind_int64(q->stmt, ++q->next, value)
                        : sqlite3_bind_null(q->stmt, ++q->next));
}

void query_real(struct query *q, double value)
{
    bound(q, sqlite3_bind_double(q->stmt, ++q->next, value));
}

/* SQLITE_STATIC everywhere: the caller owns what is bound, and keeps it until the function that
 * bound it resets the statement and clears its bindings, before it returns. */
void query_text(struct query *q, const char *text)
{
    bound(q, sqlite3_bind_text(q->stmt, ++q->next, text != NULL ? text : "", -1, SQLITE_STATIC));
}

void query_optional_text(struct query *q, const char *text)
{
    bound(q, sqlite3_bind_text(q->stmt, ++q->next, text, -1, SQLITE_STATIC));
}

void query_blob(struct query *q, const void *data, size_t size)
{
    if (size == 0) /* a NULL pointer would be bound as NULL */
        bound(q, sqlite3_bind_zeroblob(q->stmt, ++q->next, 0));
    else
        bound(q, sqlite3_bind_blob64(q->stmt, ++q->next, data, size, SQLITE_STATIC));
}

void query_end(struct query *q)
{
    if (q->stmt == NULL)
        return;
    sqlite3_reset(q->stmt);
    sqlite3_clear_bindings(q->stmt);
}

int query_step(struct query *q, struct error *err)
{
    int rc = q->rc != SQLITE_OK ? q->rc : sqlite3_step(q->stmt);
    int code = 0;

    if (rc == SQLITE_ROW)
        return 1;
    if (rc != SQLITE_DONE)
        code = sqlite_error(q->store->db, rc, err, store_sql[q->id].name);
    query_end(q);
    return code;
}

int query_run(struct query *q, struct error *err)
{
    int rc;

    while ((rc = query_step(q, err)) == 1)
        continue;
    return rc < 0 ? rc : sqlite3_changes(q->store->db);
}

int64_t query_column_int(const struct query *q, int column)
{
    return sqlite3_column_int64(q->stmt, column);
}

int32_t query_column_int32(const struct query *q, int column)
{
    return sqlite3_column_int(q->stmt, column);
}

double query_column_real(const struct query *q, int column)
{
    return sqlite3_column_double(q->stmt, column);
}

const char *query_column_text(const struct query *q, int column, struct arena *arena)
{
    const void *text = sqlite3_column_text(q->stmt, column);

    if (text == NULL)
        return "";
    return arena_memdup(arena, text, (size_t)sqlite3_column_bytes(q->stmt, column));
}

char *query_column_strdup(const struct query *q, int column)
{
    const char *text = (const char *)sqlite3_column_text(q->stmt, column);

    return memory_strdup(text != NULL ? text : "");
}

/* ---- transactions ---- */

int store_begin(struct store *store, struct error *err)
{
    struct query q;

    query_start(&q, store, SQL_BEGIN);
    return query_run(&q, err) < 0 ? err->code : 0;
}

static void roll_back(struct store *store)
{
    struct query q;
    struct error ignored; /* the caller has to hear why we roll back, not that it failed */

    if (sqlite3_get_autocommit(store->db)) /* SQLite did it itself: disk full, I/O error */
        return;
    query_start(&q, store, SQL_ROLLBACK);
    query_run(&q, &ignored);
}

int store_end(struct store *store, int rc, struct error *err)
{
    struct query q;

    if (rc >= 0 || rc == -ESTALE) {
        struct error commit_err;

        crash_point("before_commit");
        query_start(&q, store, SQL_COMMIT);
        if (query_run(&q, &commit_err) >= 0) {
            crash_point("after_commit");
            return rc;
        }
        *err = commit_err;
        rc = err->code;
    }
    roll_back(store);
    return rc;
}

int store_add_event(struct store *store, int64_t judging, int32_t attempt, int64_t at_ms,
                    const char *kind, const char *detail, struct error *err)
{
    struct query q;

    query_start(&q, store, SQL_ADD_EVENT);
    query_int(&q, judging);
    query_int(&q, attempt);
    query_int(&q, at_ms);
    query_text(&q, kind);
    query_text(&q, store->name);
    query_text(&q, detail);
    return query_run(&q, err) < 0 ? err->code : 0;
}
