#include "judge/queue/snapshot.h"

#include "base/clock.h"
#include "base/crash_point.h"
#include "base/fd.h"
#include "base/memory.h"
#include "problems/limits.h"

#include <errno.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define RACY_NS (INT64_C(20) * 1000 * 1000) /* more than a tick, at 100 a second */

enum {
    BLOCK_SIZE = 256 * 1024,
    ROUNDS_MAX = 8,
    AGAIN = 2, /* what was read is not what was looked at: look again */
};

enum file_state {
    UNREAD,
    RACY, /* read, and to be read again the next time */
    READ,
};

void snapshot_init(struct snapshot *snapshot, struct store *store)
{
    *snapshot = (struct snapshot){.store = store, .dir = -1, .fd = -1};
}

static void end_file(struct snapshot *snapshot)
{
    fd_close(&snapshot->fd);
    store_blob_drop(snapshot->blob);
    snapshot->blob = NULL;
    free(snapshot->hash);
    snapshot->hash = NULL;
}

static void release_files(struct snapshot *snapshot)
{
    package_files_release(&snapshot->files);
    free(snapshot->digests);
    free(snapshot->states);
    snapshot->digests = snapshot->states = NULL;
}

void snapshot_release(struct snapshot *snapshot)
{
    end_file(snapshot);
    release_files(snapshot);
    free(snapshot->folder);
    free(snapshot->name);
    snapshot->folder = snapshot->name = NULL;
}

void snapshot_forget(struct snapshot *snapshot)
{
    end_file(snapshot);
    release_files(snapshot);
    snapshot->version[0] = '\0';
}

/* The moment by which the kernel stamps what is changed now. */
static int64_t kernel_now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

/* ---- looking ---- */

/* What is known of files that are still the same. Both lists are sorted by path. */
static void carry_over(struct snapshot *snapshot, struct package_files *files, uint8_t *digests,
                       uint8_t *states)
{
    size_t old = 0;

    for (size_t i = 0; i < files->count; i++) {
        const struct package_file *file = &files->files[i], *before = NULL;

        if (file->size < 0)
            states[i] = READ;
        while (old < snapshot->files.count &&
               strcmp(snapshot->files.files[old].path, file->path) < 0)
            old++;
        if (old < snapshot->files.count)
            before = &snapshot->files.files[old];
        if (file->size < 0 || !before || !package_is_same_file(file, before))
            continue;
        states[i] = snapshot->states[old];
        memcpy(digests + i * PACKAGE_DIGEST_SIZE, snapshot->digests + old * PACKAGE_DIGEST_SIZE,
               PACKAGE_DIGEST_SIZE);
    }
}

static int is_same_list(const struct package_files *left, const struct package_files *right)
{
    if (left->count != right->count)
        return 0;
    for (size_t i = 0; i < left->count; i++)
        if (!package_is_same_file(&left->files[i], &right->files[i]))
            return 0;
    return 1;
}

/* *ret_same: whether nothing has changed since it was last looked at. */
static int look(struct snapshot *snapshot, int *ret_same, struct error *err)
{
    struct package_files files;
    uint8_t *digests, *states;
    int failed =
        package_files(snapshot->dir, problem_maxima.values[PROBLEM_MAXIMUM_PACKAGE], &files, err);

    if (failed == -EFBIG) {
        char most[32];

        problem_maximum_show(PROBLEM_MAXIMUM_PACKAGE,
                             problem_maxima.values[PROBLEM_MAXIMUM_PACKAGE], most, sizeof(most));
        return error_set(err, failed,
                         "the files of the package %s have more than %s together, the operator's "
                         "maximum (`maxima`)",
                         snapshot->folder, most);
    }
    if (failed < 0)
        return error_prefix(err, "problem %s", snapshot->folder);
    digests = memory_alloc(files.count * PACKAGE_DIGEST_SIZE);
    states = memory_alloc(files.count);
    carry_over(snapshot, &files, digests, states);
    *ret_same = is_same_list(&files, &snapshot->files);
    release_files(snapshot);
    snapshot->files = files;
    snapshot->digests = digests;
    snapshot->states = states;
    snapshot->at = 0;
    return 0;
}

int snapshot_begin(struct snapshot *snapshot, int dir, const char *folder, const char *name,
                   struct error *err)
{
    int same;

    end_file(snapshot);
    free(snapshot->folder);
    free(snapshot->name);
    snapshot->folder = memory_strdup(folder);
    snapshot->name = memory_strdup(name);
    snapshot->dir = dir;
    snapshot->rounds = 0;
    snapshot->is_our_fault = 0;
    if (look(snapshot, &same, err) < 0) {
        snapshot->is_our_fault = error_is_host(err->code);
        return err->code;
    }
    snapshot->is_changed = !same;
    for (size_t i = 0; i < snapshot->files.count; i++)
        if (snapshot->states[i] == RACY)
            snapshot->states[i] = UNREAD;
    return 0;
}

/* ---- reading ---- */

static int our_fault(struct snapshot *snapshot, const struct error *err)
{
    snapshot->is_our_fault = 1;
    return err->code;
}

static int open_file(struct snapshot *snapshot, struct error *err)
{
    const struct package_file *file = &snapshot->files.files[snapshot->at];
    int64_t size;

    snapshot->fd = package_open(snapshot->dir, file->path, INT64_MAX, &size, err);
    if (snapshot->fd == -ENOENT || snapshot->fd == -EINVAL || snapshot->fd == -ENXIO) {
        snapshot->fd = -1;
        return AGAIN;
    }
    if (snapshot->fd < 0) {
        snapshot->is_our_fault = error_is_host(snapshot->fd);
        snapshot->fd = -1;
        return error_prefix(err, "problem %s", snapshot->folder);
    }
    /* known by ctime, which is stamped by this clock */
    snapshot->states[snapshot->at] = file->ctime_ns >= kernel_now_ns() - RACY_NS ? RACY : READ;
    snapshot->left = size;
    snapshot->hash = memory_alloc(sizeof(*snapshot->hash));
    sha256_init(snapshot->hash);
    return size == file->size ? 0 : AGAIN;
}

static void digest_name(const uint8_t *digest, char name[static STORE_BLOB_NAME_SIZE])
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < PACKAGE_DIGEST_SIZE; i++) {
        name[2 * i] = digits[digest[i] >> 4];
        name[2 * i + 1] = digits[digest[i] & 15];
    }
    name[2 * PACKAGE_DIGEST_SIZE] = '\0';
}

/* After the first pass, which hashes: a second copies what the store has not. */
static int end_hashing(struct snapshot *snapshot, struct error *err)
{
    uint8_t *digest = snapshot->digests + snapshot->at * PACKAGE_DIGEST_SIZE;
    char name[STORE_BLOB_NAME_SIZE];
    int kept;

    sha256_digest(snapshot->hash, PACKAGE_DIGEST_SIZE, digest);
    digest_name(digest, name);
    kept = store_has_blob(snapshot->store, name, err);
    if (kept < 0)
        return our_fault(snapshot, err);
    snapshot->is_changed = 1;
    if (kept) {
        end_file(snapshot);
        snapshot->at++;
        return 0;
    }
    if (lseek(snapshot->fd, 0, SEEK_SET) < 0)
        return error_set_errno(err, errno, "cannot read a file of %s", snapshot->folder);
    snapshot->left = snapshot->files.files[snapshot->at].size;
    return store_blob_begin(snapshot->store, &snapshot->blob, err) < 0 ? our_fault(snapshot, err)
                                                                       : 0;
}

static int end_copying(struct snapshot *snapshot, struct error *err)
{
    char name[STORE_BLOB_NAME_SIZE], copied[STORE_BLOB_NAME_SIZE];
    int failed = store_blob_end(snapshot->blob, copied, err);

    crash_point("snapshot_kept");
    snapshot->blob = NULL;
    if (failed < 0)
        return our_fault(snapshot, err);
    digest_name(snapshot->digests + snapshot->at * PACKAGE_DIGEST_SIZE, name);
    if (strcmp(name, copied) != 0) /* it changed between the passes */
        return AGAIN;
    end_file(snapshot);
    snapshot->at++;
    return 0;
}

static int read_block(struct snapshot *snapshot, struct error *err)
{
    static uint8_t block[BLOCK_SIZE];
    size_t want = snapshot->left < BLOCK_SIZE ? (size_t)snapshot->left : BLOCK_SIZE;
    ssize_t got = want > 0 ? fd_read_full(snapshot->fd, block, want) : 0;

    if (got < 0) {
        snapshot->is_our_fault = error_is_host((int)got);
        return error_set_errno(err, (int)-got, "problem %s: cannot read \"%s\"", snapshot->folder,
                               snapshot->files.files[snapshot->at].path);
    }
    if ((size_t)got < want)
        return AGAIN;
    snapshot->left -= got;
    if (!snapshot->blob)
        sha256_update(snapshot->hash, (size_t)got, block);
    else if (store_blob_write(snapshot->blob, block, (size_t)got, err) < 0)
        return our_fault(snapshot, err);
    else
        crash_point("snapshot_copy");
    if (snapshot->left > 0)
        return 0;
    return snapshot->blob ? end_copying(snapshot, err) : end_hashing(snapshot, err);
}

static int read_on(struct snapshot *snapshot, struct error *err)
{
    int result;

    if (snapshot->states[snapshot->at] != UNREAD && snapshot->fd < 0) {
        snapshot->at++;
        return 0;
    }
    result = snapshot->fd < 0 ? open_file(snapshot, err) : read_block(snapshot, err);
    if (result != 0) {
        end_file(snapshot);
        snapshot->states[snapshot->at] = UNREAD;
    }
    return result;
}

/* ---- the end ---- */

static int put(struct snapshot *snapshot, const char *version, struct error *err)
{
    size_t count = snapshot->files.count;
    struct store_file *files = memory_alloc(count * sizeof(*files));
    char(*names)[STORE_BLOB_NAME_SIZE] = memory_alloc(count * sizeof(*names));
    int failed;

    for (size_t i = 0; i < count; i++) {
        const struct package_file *file = &snapshot->files.files[i];

        files[i] = (struct store_file){.path = file->path,
                                       .kind = file->size == PACKAGE_EMPTY_FOLDER ? "folder"
                                               : file->size == PACKAGE_NOTHING    ? "nothing"
                                                                                  : "file"};
        if (file->size < 0)
            continue;
        digest_name(snapshot->digests + i * PACKAGE_DIGEST_SIZE, names[i]);
        files[i].blob = names[i];
        files[i].bytes = file->size;
    }
    crash_point("snapshot_put");
    failed = store_put_version(snapshot->store,
                               &(struct store_version){.version = version,
                                                       .problem = snapshot->folder,
                                                       .problem_name = snapshot->name,
                                                       .now_ms = clock_realtime_ms(),
                                                       .files = files,
                                                       .file_count = count},
                               err);
    free(files);
    free(names);
    return failed;
}

/* All is read. */
static int finish(struct snapshot *snapshot, struct error *err)
{
    char version[65];
    int failed = 0;

    package_version_of(snapshot->files.files, snapshot->digests, snapshot->files.count, version);
    failed = put(snapshot, version, err);
    if (failed == -ESTALE) { /* what we knew to be kept was pruned */
        memset(snapshot->states, UNREAD, snapshot->files.count);
        for (size_t i = 0; i < snapshot->files.count; i++)
            if (snapshot->files.files[i].size < 0)
                snapshot->states[i] = READ;
        return AGAIN;
    }
    if (failed < 0)
        return our_fault(snapshot, err);
    memcpy(snapshot->version, version, sizeof(version));
    return 0;
}

static int look_again(struct snapshot *snapshot, struct error *err)
{
    int same;

    if (snapshot->rounds++ >= ROUNDS_MAX)
        return error_set(err, -EAGAIN, "problem %s: its files keep changing while they are read",
                         snapshot->folder);
    if (look(snapshot, &same, err) < 0) {
        snapshot->is_our_fault = error_is_host(err->code);
        return err->code;
    }
    return same ? 0 : 1;
}

/* All files were read: whether they are still what they were. `waits`: for the disk too. */
static int settle(struct snapshot *snapshot, int waits, struct error *err)
{
    int result;

    if (snapshot->version[0] != '\0' && !snapshot->is_changed)
        return 0;
    if (!waits && (result = store_sync_blobs(snapshot->store, err)) != 0) {
        snapshot->is_syncing = result > 0;
        return result < 0 ? our_fault(snapshot, err) : result;
    }
    result = look_again(snapshot, err);
    if (result == 0)
        result = finish(snapshot, err);
    return result;
}

int snapshot_step(struct snapshot *snapshot, int64_t until_us, struct error *err)
{
    int result;

    snapshot->is_syncing = 0;
    do {
        if (snapshot->at < snapshot->files.count)
            result = read_on(snapshot, err);
        else if ((result = settle(snapshot, until_us == INT64_MAX, err)) == 0)
            return 0;
        if (result == AGAIN)
            result = look_again(snapshot, err);
    } while (result >= 0 && !snapshot->is_syncing && clock_monotonic_us() < until_us);
    return result < 0 ? result : 1;
}
