/* Who may touch the files of a database: its owner alone, or a group that the operator names.
 *
 * Whoever reads them reads every source that was handed in; whoever opens a lock holds a judge's
 * name; and whoever writes in the folder puts another log beside the database, which SQLite merges
 * into it. Our files are made with 0600, but an earlier version's, or a copy, may have another
 * mode, and folders are the operator's. */
#include "base/memory.h"
#include "db/sqlite/sqlite.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char remedy[] =
    "`chmod go-rwx` on it, or name the group that may with --database-group";

/* Whether the file beside the database is one of its own. */
static int is_own(const char *entry, const char *database)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal", ".blobs", ".versions"};
    size_t size = strlen(database);

    if (strncmp(entry, database, size) != 0)
        return 0;
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
        if (strcmp(entry + size, ends[i]) == 0)
            return 1;
    return strncmp(entry + size, ".judge.", strlen(".judge.")) == 0;
}

/* Our folders beside the database; what else is a folder lies in the place of a file. */
static int is_own_folder(const char *entry)
{
    const char *end = strrchr(entry, '.');

    return end && (strcmp(end, ".blobs") == 0 || strcmp(end, ".versions") == 0);
}

static int check_file(int folder, const char *entry, int64_t group, struct error *err)
{
    struct stat status;
    mode_t mode;

    if (fstatat(folder, entry, &status, AT_SYMLINK_NOFOLLOW) < 0)
        return errno == ENOENT ? 0 : error_set_errno(err, errno, "cannot look at '%s'", entry);
    /* what only lies in the place of a lock or a doorbell is moved aside (store_name.c) */
    if (!S_ISREG(status.st_mode) && !S_ISSOCK(status.st_mode) &&
        !(S_ISDIR(status.st_mode) && is_own_folder(entry)))
        return 0;
    mode = status.st_mode & 0777;
    if ((mode & 077) == 0 || (group == (int64_t)status.st_gid && (mode & 07) == 0))
        return 0;
    return error_set(err, -EACCES,
                     "others than its owner may open '%s', %s of the database (its mode is "
                     "%04o, expected %s): %s",
                     entry, S_ISDIR(status.st_mode) ? "a folder" : "a file", (unsigned)mode,
                     S_ISDIR(status.st_mode) ? "0700" : "0600", remedy);
}

static int check_folder(int folder, const char *path, int64_t group, struct error *err)
{
    struct stat status;
    mode_t mode;

    if (fstat(folder, &status) < 0)
        return error_set_errno(err, errno, "cannot look at the folder '%s'", path);
    mode = status.st_mode & 0777;
    /* a group of the same number is the owner's own, where every user has one */
    if (group == (int64_t)status.st_gid || status.st_gid == status.st_uid)
        mode &= (mode_t)~020;
    if ((mode & 022) == 0)
        return 0;
    return error_set(err, -EACCES,
                     "others than its owner may write in '%s', the folder of the database (its "
                     "mode is %04o, expected 0700): %s",
                     path, (unsigned)(status.st_mode & 07777), remedy);
}

int store_refuse_shared(const struct store *store, int64_t group, struct error *err)
{
    char *for_dir, *for_base;
    const char *path, *base;
    DIR *dir;
    int failed;

    if (store->path == NULL)
        return 0;
    for_dir = memory_strdup(store->path);
    for_base = memory_strdup(store->path);
    path = dirname(for_dir);
    base = basename(for_base);
    dir = opendir(path);
    failed =
        dir ? check_folder(dirfd(dir), path, group, err)
            : error_set_errno(err, errno, "cannot list '%s', the folder of the database", path);
    for (struct dirent *entry = failed == 0 ? readdir(dir) : NULL; entry && failed == 0;
         entry = readdir(dir)) {
        if (is_own(entry->d_name, base))
            failed = check_file(dirfd(dir), entry->d_name, group, err);
    }
    if (dir)
        closedir(dir);
    free(for_dir);
    free(for_base);
    return failed;
}

int store_may_be_entered(const struct store *store)
{
    char *copy = store->path ? memory_strdup(store->path) : NULL;
    struct stat status;
    int entered = copy && stat(dirname(copy), &status) == 0 && (status.st_mode & 011) != 0;

    free(copy);
    return entered;
}
