/* Whether the file is still the one that was opened. SQLite goes on with a file that nobody can
 * find any more, and with one that was overwritten in its place, until it stumbles; what is
 * acknowledged meanwhile is lost.
 *
 * Each way of losing it has a look of its own: the name leads to another inode, or to none
 * (SQLITE_FCNTL_HAS_MOVED; the log's by stat(2)); the bytes are another database's (a connection of
 * its own reads the generation: the one at work would answer from its cache); the file is shorter
 * than its header says. We never open the file by a descriptor of ours (see open.c). */
#include "db/sqlite/sqlite.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { HEADER_BYTES = 100, SHORT_MAX = 2 };

static int is_gone(struct store *store, const char *what, struct error *err)
{
    /* closing must not merge the log into whatever is there now, or remove that one's log */
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    return error_set(
        err, -ENXIO,
        "the database '%s' is not the one that was opened: %s; what was put in its place "
        "is left alone: restore the file, or start a judge on the new one",
        store->path, what);
}

static int check_log(struct store *store, struct error *err)
{
    char path[PATH_MAX];
    struct stat status;
    int found;

    snprintf(path, sizeof(path), "%s-wal", store->path);
    found = stat(path, &status) == 0;
    if (!found && errno != ENOENT && errno != ENOTDIR)
        return 0; /* it cannot be told now */
    if (store->wal_inode == 0 && (found || store->name == NULL)) {
        store->wal_inode = found ? (uint64_t)status.st_ino : 0;
        return 0;
    }
    if (!found) /* a judge has used the database, and so there was one */
        return is_gone(store, "its log (-wal) was removed", err);
    return (uint64_t)status.st_ino != store->wal_inode
               ? is_gone(store, "its log (-wal) was replaced", err)
               : 0;
}

void store_note_log(struct store *store)
{
    char path[PATH_MAX];
    struct stat status;

    if (store->path == NULL)
        return;
    snprintf(path, sizeof(path), "%s-wal", store->path);
    if (stat(path, &status) == 0)
        store->wal_inode = (uint64_t)status.st_ino;
}

static int64_t big_endian(const unsigned char *bytes)
{
    return (int64_t)bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
}

/* While another judge merges its log the header may be a moment ahead of the file. */
static int check_header(struct store *store, struct error *err)
{
    unsigned char header[HEADER_BYTES];
    sqlite3_file *file = NULL;
    sqlite3_int64 size = 0;
    int64_t page_size;

    if (sqlite3_file_control(store->db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK ||
        file == NULL || file->pMethods == NULL ||
        file->pMethods->xFileSize(file, &size) != SQLITE_OK)
        return 0;
    if (size == 0)
        return is_gone(store, "it is empty", err);
    if (size < HEADER_BYTES || file->pMethods->xRead(file, header, HEADER_BYTES, 0) != SQLITE_OK)
        return ++store->short_seen < SHORT_MAX ? 0 : is_gone(store, "it was cut off", err);
    if (memcmp(header, "SQLite format 3", 16) != 0)
        return is_gone(store, "it was overwritten", err);
    page_size = header[16] << 8 | header[17];
    if (page_size == 1)
        page_size = 65536;
    if (size >= big_endian(header + 28) * page_size) {
        store->short_seen = 0;
        return 0;
    }
    return ++store->short_seen < SHORT_MAX ? 0 : is_gone(store, "it was cut off", err);
}

/* *ret_same: 0 or 1; 1 as well where that cannot be told now (no descriptors, a lock). */
static void compare_generation(const struct store *store, int *ret_same)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_open_v2(store->path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);

    *ret_same = 1;
    if (rc == SQLITE_OK) {
        sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        rc = sqlite3_prepare_v2(db, "SELECT id FROM generation LIMIT 1", -1, &stmt, NULL);
    }
    if (rc == SQLITE_OK)
        rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW) {
        const char *id = (const char *)sqlite3_column_text(stmt, 0);

        *ret_same = id != NULL && strcmp(id, store->generation) == 0;
    } else if (rc == SQLITE_DONE || rc == SQLITE_NOTADB || rc == SQLITE_CORRUPT ||
               rc == SQLITE_ERROR) {
        *ret_same = 0;
    }
    sqlite3_finalize(stmt);
    sqlite3_close(db);
}

/* Whether the file, its bytes or what is said of them, is as it was when the generation was
 * compared last. To compare costs a connection, a thousand times a look at the inode's time of
 * change, which no program can set. The kernel's clock for it moves by some milliseconds: a time
 * less than two seconds old, or one to come, proves nothing. */
static int is_untouched(struct store *store)
{
    struct timespec now;
    struct stat status;
    int same;

    if (stat(store->path, &status) < 0 || clock_gettime(CLOCK_REALTIME, &now) < 0)
        return 0;
    same = store->compared.tv_sec == status.st_ctim.tv_sec &&
           store->compared.tv_nsec == status.st_ctim.tv_nsec;
    store->compared = (struct timespec){0};
    if (status.st_ctim.tv_sec + 2 <= now.tv_sec)
        store->compared = status.st_ctim;
    return same && store->compared.tv_sec != 0;
}

int store_check_file(struct store *store, struct error *err)
{
    int moved = 0, same = 1;

    if (store->path == NULL)
        return 0;
    if (sqlite3_file_control(store->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK &&
        moved)
        return is_gone(store, "it was removed or replaced", err);
    if (check_log(store, err) < 0 || check_header(store, err) < 0)
        return err->code;
    /* SQLite takes an empty file for new, and removes its log */
    if (store->short_seen == 0 && !is_untouched(store))
        compare_generation(store, &same);
    return same ? 0 : is_gone(store, "another database was written over it", err);
}
