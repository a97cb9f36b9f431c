/* Blobs: files in the folder DATABASE.blobs, two digits of the name deep, never changed, mode 0444
 * in a folder that only the database's users can enter (so a descriptor of one can be handed to a
 * grader, who is nobody's friend).
 *
 * Why a manifest never names bytes that a power cut took: the file is written under another name,
 * renamed, and both it and its folder are synced before the transaction that names it
 * (blobs_sync, called by store_put_version). A row in the table `blob` says that all this was done;
 * a file without a row is believed nothing and written again.
 *
 * Why pruning takes no blob that somebody is about to name: both happen inside BEGIN IMMEDIATE;
 * pruning unlinks before it commits, and store_put_version looks for each file after it began. A
 * row whose file is gone (a crash in between) is no kept blob. */
#include "base/buffer.h"
#include "base/fd.h"
#include "base/memory.h"
#include "db/sqlite/sqlite.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <nettle/sha2.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    NAME_DIGITS = STORE_BLOB_NAME_SIZE - 1,
    SYNC_EACH_MAX = 64, /* more new files than that: the whole file system at once */
    STALE_S = 3600,     /* a file that somebody has begun to write and never ended */
};
static const char unfinished[] = ".new-";

struct store_blob {
    struct store *store;
    int fd;
    char path[64]; /* below the folder of blobs */
    struct sha256_ctx hash;
};

/* ---- the folder ---- */

/* Where the blobs are; :memory: has them in a temporary folder while it is open. */
static int find_place(struct store *store, struct error *err)
{
    struct buffer path = BUFFER_INIT;

    if (store->blobs_path)
        return 0;
    if (store->path) {
        buffer_format(&path, "%s.blobs", store->path);
    } else {
        const char *base = getenv("TMPDIR");

        buffer_format(&path, "%s/assay-blobs-XXXXXX", base && *base == '/' ? base : "/tmp");
        if (!mkdtemp(path.data)) {
            error_set_errno(err, errno, "cannot make a folder for the files of problems");
            buffer_release(&path);
            return err->code;
        }
    }
    store->blobs_path = buffer_take(&path);
    return 0;
}

/* Those who may open the database may enter its folders. */
static mode_t folder_mode(const struct store *store)
{
    struct stat status;
    mode_t mode = 0700;

    if (store->path && stat(store->path, &status) == 0)
        mode |= (status.st_mode & 060) == 060 ? 070 : 0;
    return mode;
}

/* The folder, made when `is_made`. */
static int open_place(struct store *store, int is_made, struct error *err)
{
    if (store->blobs_dir >= 0)
        return 0;
    if (find_place(store, err) < 0)
        return err->code;
    if (is_made && mkdir(store->blobs_path, 0700) < 0 && errno != EEXIST)
        return error_set_errno(err, errno, "cannot make the folder %s", store->blobs_path);
    store->blobs_dir = open(store->blobs_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (store->blobs_dir < 0)
        return error_set_errno(err, errno, "cannot open the folder %s", store->blobs_path);
    if (is_made)
        fchmod(store->blobs_dir, folder_mode(store)); /* EPERM: another of the group made it */
    return 0;
}

static int is_name(const char *name)
{
    return strspn(name, "0123456789abcdef") == NAME_DIGITS && name[NAME_DIGITS] == '\0';
}

/* "ab/cdef..." */
static void blob_path(const char *name, char path[static NAME_DIGITS + 2])
{
    snprintf(path, NAME_DIGITS + 2, "%.2s/%s", name, name + 2);
}

/* Whether the file is there, and as long as the row says. */
static int is_there(struct store *store, const char *name, int64_t bytes)
{
    char path[NAME_DIGITS + 2];
    struct stat status;
    struct error unused;

    if (open_place(store, 0, &unused) < 0)
        return 0;
    blob_path(name, path);
    return fstatat(store->blobs_dir, path, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISREG(status.st_mode) && (bytes < 0 || status.st_size == bytes);
}

/* The row of a blob: 1, with its number and size; 0; negative. */
static int find_row(struct store *store, const char *name, int64_t *ret_id, int64_t *ret_bytes,
                    struct error *err)
{
    struct query q;
    int rc;

    query_start(&q, store, SQL_FIND_BLOB);
    query_text(&q, name);
    rc = query_step(&q, err);
    if (rc != 1)
        return rc;
    *ret_id = query_column_int(&q, 0);
    *ret_bytes = query_column_int(&q, 1);
    query_end(&q);
    return 1;
}

int store_has_blob(struct store *store, const char *blob, struct error *err)
{
    int64_t id, bytes;
    int rc = find_row(store, blob, &id, &bytes, err);

    if (rc < 0)
        return error_prefix(err, "looking for a blob");
    return rc == 1 && is_there(store, blob, bytes);
}

/* ---- writing ---- */

int store_blob_begin(struct store *store, struct store_blob **ret_blob, struct error *err)
{
    struct store_blob *blob;

    if (open_place(store, 1, err) < 0)
        return err->code;
    blob = memory_alloc(sizeof(*blob));
    blob->store = store;
    for (;;) {
        snprintf(blob->path, sizeof(blob->path), "%s%ld-%lld", unfinished, (long)getpid(),
                 (long long)++store->blobs_begun);
        blob->fd =
            openat(store->blobs_dir, blob->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (blob->fd >= 0 || errno != EEXIST) /* of a process of another pid namespace */
            break;
    }
    if (blob->fd < 0) {
        error_set_errno(err, errno, "cannot write in the folder %s", store->blobs_path);
        free(blob);
        return err->code;
    }
    sha256_init(&blob->hash);
    *ret_blob = blob;
    return 0;
}

int store_blob_write(struct store_blob *blob, const void *data, size_t size, struct error *err)
{
    int failed = fd_write_full(blob->fd, data, size);

    if (failed < 0)
        return error_set_errno(err, -failed, "cannot write in the folder %s",
                               blob->store->blobs_path);
    sha256_update(&blob->hash, size, data);
    return 0;
}

static void free_blob(struct store_blob *blob)
{
    fd_close(&blob->fd);
    free(blob);
}

void store_blob_drop(struct store_blob *blob)
{
    if (!blob)
        return;
    unlinkat(blob->store->blobs_dir, blob->path, 0);
    free_blob(blob);
}

static void name_digest(struct sha256_ctx *hash, char name[static STORE_BLOB_NAME_SIZE])
{
    uint8_t digest[SHA256_DIGEST_SIZE];

    sha256_digest(hash, sizeof(digest), digest);
    for (size_t i = 0; i < sizeof(digest); i++)
        snprintf(name + 2 * i, 3, "%02x", digest[i]);
}

/* Remembers that the file is to be synced before it is named. */
static void note_unsynced(struct store *store, const char *name)
{
    store->unsynced =
        memory_grow(store->unsynced, store->unsynced_count + 1, sizeof(*store->unsynced));
    memcpy(store->unsynced[store->unsynced_count++], name, STORE_BLOB_NAME_SIZE);
}

int store_blob_end(struct store_blob *blob, char ret_name[STORE_BLOB_NAME_SIZE], struct error *err)
{
    struct store *store = blob->store;
    char name[STORE_BLOB_NAME_SIZE], path[NAME_DIGITS + 2], folder[3];
    int kept;

    name_digest(&blob->hash, name);
    kept = store_has_blob(store, name, err);
    if (kept != 0) {
        store_blob_drop(blob);
        if (kept > 0)
            memcpy(ret_name, name, sizeof(name));
        return kept < 0 ? kept : 0;
    }
    blob_path(name, path);
    snprintf(folder, sizeof(folder), "%.2s", name);
    if (mkdirat(store->blobs_dir, folder, 0700) == 0)
        fchmodat(store->blobs_dir, folder, folder_mode(store), 0);
    if (fchmod(blob->fd, 0444) < 0 ||
        renameat(store->blobs_dir, blob->path, store->blobs_dir, path) < 0) {
        error_set_errno(err, errno, "cannot write in the folder %s", store->blobs_path);
        store_blob_drop(blob);
        return err->code;
    }
    note_unsynced(store, name);
    free_blob(blob);
    memcpy(ret_name, name, sizeof(name));
    return 0;
}

static int sync_path(int dir, const char *path, int flags)
{
    int fd = openat(dir, path, O_RDONLY | O_CLOEXEC | flags);
    int failed = fd < 0 || (flags & O_DIRECTORY ? fsync(fd) : fdatasync(fd)) < 0 ? -errno : 0;

    fd_close(&fd);
    return failed;
}

/* What a thread brings to the disk. All of it is its own: it knows no store. */
struct blob_sync {
    pthread_t thread;
    int dir;
    char (*names)[STORE_BLOB_NAME_SIZE];
    size_t count;
    char *above; /* the folder above all of them; NULL: it is a temporary one */
    int failed;
    atomic_int is_over;
};

static int sync_each(const struct blob_sync *sync)
{
    int failed = 0;

    for (size_t i = 0; i < sync->count && failed == 0; i++) {
        char path[NAME_DIGITS + 2];

        blob_path(sync->names[i], path);
        failed = sync_path(sync->dir, path, 0);
        path[2] = '\0';
        if (failed == 0)
            failed = sync_path(sync->dir, path, O_DIRECTORY);
        if (failed == -ENOENT) /* pruned meanwhile: store_put_version will say so */
            failed = 0;
    }
    return failed == 0 ? sync_path(sync->dir, ".", O_DIRECTORY) : failed;
}

static void *run_sync(void *arg)
{
    struct blob_sync *sync = arg;

    sync->failed = sync->count <= SYNC_EACH_MAX ? sync_each(sync)
                   : syncfs(sync->dir) < 0      ? -errno
                                                : 0;
    if (sync->failed == 0 && sync->above)
        sync->failed = sync_path(AT_FDCWD, sync->above, O_DIRECTORY);
    atomic_store(&sync->is_over, 1);
    return NULL;
}

static struct blob_sync *take_unsynced(struct store *store)
{
    struct blob_sync *sync = memory_alloc(sizeof(*sync));
    char *path = memory_strdup(store->blobs_path);

    *sync = (struct blob_sync){.dir = fcntl(store->blobs_dir, F_DUPFD_CLOEXEC, 3),
                               .names = store->unsynced,
                               .count = store->unsynced_count,
                               .above = store->path ? memory_strdup(dirname(path)) : NULL};
    free(path);
    store->unsynced = NULL;
    store->unsynced_count = 0;
    return sync;
}

/* What could not be brought to the disk is still to be brought there. */
static int end_sync(struct store *store, struct blob_sync *sync, struct error *err)
{
    int failed = sync->failed;

    for (size_t i = 0; failed < 0 && i < sync->count; i++)
        note_unsynced(store, sync->names[i]);
    fd_close(&sync->dir);
    free(sync->names);
    free(sync->above);
    free(sync);
    return failed < 0
               ? error_set_errno(err, -failed, "cannot write in the folder %s", store->blobs_path)
               : 0;
}

static int join_sync(struct store *store, struct error *err)
{
    struct blob_sync *sync = store->sync;

    store->sync = NULL;
    pthread_join(sync->thread, NULL);
    return end_sync(store, sync, err);
}

/* Signals are the loop's: the thread takes none. */
static int start_thread(struct blob_sync *sync)
{
    sigset_t all, before;
    int failed;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    failed = pthread_create(&sync->thread, NULL, run_sync, sync);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failed;
}

int blobs_sync(struct store *store, struct error *err)
{
    struct blob_sync *sync;

    if (store->sync && join_sync(store, err) < 0)
        return err->code;
    if (store->unsynced_count == 0)
        return 0;
    sync = take_unsynced(store);
    run_sync(sync);
    return end_sync(store, sync, err);
}

int store_sync_blobs(struct store *store, struct error *err)
{
    struct blob_sync *sync;

    if (store->sync && !atomic_load(&store->sync->is_over))
        return 1;
    if (store->sync && join_sync(store, err) < 0)
        return err->code;
    if (store->unsynced_count == 0)
        return 0;
    sync = take_unsynced(store);
    if (start_thread(sync) == 0) {
        store->sync = sync;
        return 1;
    }
    run_sync(sync); /* the host has no room for a thread */
    return end_sync(store, sync, err);
}

/* Adds the row where there is none; the file has to be there. */
int blobs_find_or_add(struct store *store, const char *name, int64_t bytes, int64_t *ret_id,
                      struct error *err)
{
    struct query q;
    int64_t kept_bytes = bytes;
    int rc = find_row(store, name, ret_id, &kept_bytes, err);

    if (rc < 0)
        return rc;
    if (!is_name(name) || kept_bytes != bytes || !is_there(store, name, bytes))
        return error_set(err, -ESTALE, "the blob %s of %lld bytes is not kept", name,
                         (long long)bytes);
    if (rc == 1)
        return 0;
    query_start(&q, store, SQL_ADD_BLOB);
    query_text(&q, name);
    query_int(&q, bytes);
    if (query_run(&q, err) < 0)
        return err->code;
    *ret_id = sqlite3_last_insert_rowid(store->db);
    return 0;
}

/* ---- reading ---- */

int store_open_blob(struct store *store, const char *blob, int *ret_fd, struct error *err)
{
    char path[NAME_DIGITS + 2];
    int kept = store_has_blob(store, blob, err), fd;

    if (kept < 0)
        return kept;
    if (kept == 0)
        return error_set(err, -ENOENT, "the blob %s is not kept", blob);
    blob_path(blob, path);
    fd = openat(store->blobs_dir, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY);
    if (fd < 0)
        return error_set_errno(err, errno, "cannot open the blob %s", blob);
    *ret_fd = fd;
    return 0;
}

struct store_blob_check {
    struct store *store;
    char name[STORE_BLOB_NAME_SIZE];
    int fd;
    struct sha256_ctx hash;
};

int store_blob_check_begin(struct store *store, const char *blob,
                           struct store_blob_check **ret_check, struct error *err)
{
    struct store_blob_check *check;
    int fd = -1, failed = store_open_blob(store, blob, &fd, err);

    if (failed == -ENOENT)
        return error_set(err, -EUCLEAN, "the blob %s is gone", blob);
    if (failed < 0)
        return failed;
    check = memory_alloc(sizeof(*check));
    check->store = store;
    check->fd = fd;
    snprintf(check->name, sizeof(check->name), "%s", blob);
    sha256_init(&check->hash);
    *ret_check = check;
    return 0;
}

void store_blob_check_end(struct store_blob_check *check)
{
    if (!check)
        return;
    fd_close(&check->fd);
    free(check);
}

/* Reads on: 1, or at the end whether the bytes are right. Changes nothing. */
static int compare_on(struct store_blob_check *check, int64_t bytes, struct error *err)
{
    enum { BLOCK = 64 * 1024 };
    char name[STORE_BLOB_NAME_SIZE];
    uint8_t *block = memory_alloc(BLOCK);
    ssize_t got = 1;

    while (bytes > 0 && (got = fd_read_full(check->fd, block, BLOCK)) > 0) {
        sha256_update(&check->hash, (size_t)got, block);
        bytes -= got;
    }
    free(block);
    if (got < 0)
        return error_set_errno(err, (int)-got, "cannot read the blob %s", check->name);
    if (got > 0)
        return 1;
    name_digest(&check->hash, name);
    return strcmp(name, check->name) == 0
               ? 0
               : error_set(err, -EUCLEAN, "the blob %s is damaged: its bytes are those of %s",
                           check->name, name);
}

int store_blob_check_step(struct store_blob_check *check, int64_t bytes, struct error *err)
{
    char path[NAME_DIGITS + 2];
    int result = compare_on(check, bytes, err);

    if (result == -EUCLEAN) {
        blob_path(check->name, path);
        unlinkat(check->store->blobs_dir, path, 0);
    }
    return result;
}

int blobs_compare(struct store *store, const char *blob, struct error *err)
{
    struct store_blob_check *check;
    int result = store_blob_check_begin(store, blob, &check, err);

    if (result < 0)
        return result;
    result = compare_on(check, INT64_MAX, err);
    store_blob_check_end(check);
    return result;
}

int store_check_blob(struct store *store, const char *blob, struct error *err)
{
    struct store_blob_check *check;
    int result = store_blob_check_begin(store, blob, &check, err);

    if (result < 0)
        return result;
    result = store_blob_check_step(check, INT64_MAX, err);
    store_blob_check_end(check);
    return result;
}

/* ---- the end of blobs ---- */

int blobs_remove(struct store *store, const char *name, struct error *err)
{
    char path[NAME_DIGITS + 2];

    if (store->keeps_blobs)
        return 0;
    if (open_place(store, 0, err) < 0)
        return err->code == -ENOENT ? 0 : err->code;
    blob_path(name, path);
    if (unlinkat(store->blobs_dir, path, 0) < 0 && errno != ENOENT)
        return error_set_errno(err, errno, "cannot remove the blob %s", name);
    return 0;
}

static int is_older(int dir, const char *name, int64_t seconds)
{
    struct stat status;

    return fstatat(dir, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           time(NULL) - status.st_mtim.tv_sec > seconds;
}

/* In one of the folders "ab": the files without a row that are not being written now. */
static int sweep_folder(struct store *store, const char *folder, int is_dry,
                        struct store_pruned *pruned, struct error *err)
{
    int fd = openat(store->blobs_dir, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    int rc = 0;

    if (!dir) {
        fd_close(&fd);
        return 0;
    }
    for (struct dirent *entry = readdir(dir); entry && rc >= 0; entry = readdir(dir)) {
        char name[STORE_BLOB_NAME_SIZE];
        struct stat status;
        int64_t id, bytes;

        if (strlen(entry->d_name) != NAME_DIGITS - 2)
            continue;
        snprintf(name, sizeof(name), "%.2s%.62s", folder, entry->d_name);
        if (!is_name(name) || !is_older(dirfd(dir), entry->d_name, STALE_S))
            continue;
        rc = find_row(store, name, &id, &bytes, err);
        if (rc != 0 || fstatat(dirfd(dir), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) < 0)
            continue;
        pruned->blobs++;
        pruned->bytes += status.st_size;
        if (!is_dry)
            unlinkat(dirfd(dir), entry->d_name, 0);
    }
    closedir(dir);
    return rc < 0 ? rc : 0;
}

int blobs_sweep(struct store *store, int is_dry, struct store_pruned *pruned, struct error *err)
{
    DIR *dir;
    int rc = 0;

    if (open_place(store, 0, err) < 0)
        return err->code == -ENOENT ? 0 : err->code;
    dir = opendir(store->blobs_path);
    for (struct dirent *entry = dir ? readdir(dir) : NULL; entry && rc == 0; entry = readdir(dir)) {
        if (strncmp(entry->d_name, unfinished, sizeof(unfinished) - 1) == 0) {
            if (!is_dry && is_older(dirfd(dir), entry->d_name, STALE_S))
                unlinkat(dirfd(dir), entry->d_name, 0);
        } else if (strlen(entry->d_name) == 2 && entry->d_name[0] != '.') {
            rc = sweep_folder(store, entry->d_name, is_dry, pruned, err);
        }
    }
    if (dir)
        closedir(dir);
    return rc;
}

/* :memory: leaves nothing behind. */
static void remove_temporary(struct store *store)
{
    DIR *dir = opendir(store->blobs_path);

    for (struct dirent *entry = dir ? readdir(dir) : NULL; entry; entry = readdir(dir)) {
        int fd = openat(dirfd(dir), entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
        DIR *inner = entry->d_name[0] == '.' || fd < 0 ? NULL : fdopendir(fd);

        for (struct dirent *file = inner ? readdir(inner) : NULL; file; file = readdir(inner))
            unlinkat(dirfd(inner), file->d_name, 0);
        if (inner)
            closedir(inner);
        else
            fd_close(&fd);
        unlinkat(dirfd(dir), entry->d_name, AT_REMOVEDIR);
        unlinkat(dirfd(dir), entry->d_name, 0);
    }
    if (dir)
        closedir(dir);
    rmdir(store->blobs_path);
}

void blobs_close(struct store *store)
{
    struct error unused;

    if (store->sync)
        join_sync(store, &unused);
    if (store->blobs_path && !store->path)
        remove_temporary(store);
    fd_close(&store->blobs_dir);
    free(store->blobs_path);
    free(store->unsynced);
}
