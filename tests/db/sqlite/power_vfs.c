#include "power_vfs.h"

#include "base/memory.h"
#include "lab.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILES_MAX = 16, SECTOR = 512 };

/* A write, or a truncation (data NULL: to `offset` bytes), that no sync has followed. */
struct change {
    unsigned char *data;
    size_t size;
    int64_t offset;
};

struct disk_file {
    char name[80];
    unsigned char *data; /* what is on the disk */
    size_t size;
    struct change *changes;
    size_t change_count;
    int is_there;          /* now */
    int is_there_for_sure; /* after a cut; unless equal to is_there it may be either */
};

struct power_file {
    sqlite3_file base;
    struct disk_file *file; /* NULL: not watched */
    sqlite3_file *real;     /* in the same allocation, behind this one */
};

static struct {
    sqlite3_vfs vfs, *real;
    char folder[80];
    struct disk_file files[FILES_MAX];
    size_t file_count;
    power_change_fn *fn;
    void *arg;
} power;

static struct power_file *mine(sqlite3_file *file)
{
    return (struct power_file *)file;
}

static sqlite3_file *real_of(sqlite3_file *file)
{
    return mine(file)->real;
}

/* ---- the disk ---- */

static void changes_now(void)
{
    if (power.fn != NULL)
        power.fn(power.arg);
}

static struct disk_file *find(const char *name)
{
    for (size_t i = 0; i < power.file_count; i++) {
        if (strcmp(power.files[i].name, name) == 0)
            return &power.files[i];
    }
    return NULL;
}

static struct disk_file *find_or_add(const char *name)
{
    struct disk_file *file = find(name);

    if (file != NULL)
        return file;
    LAB_CHECK(power.file_count < FILES_MAX);
    file = &power.files[power.file_count++];
    snprintf(file->name, sizeof(file->name), "%s", name);
    return file;
}

static void drop_changes(struct disk_file *file)
{
    for (size_t i = 0; i < file->change_count; i++)
        free(file->changes[i].data);
    free(file->changes);
    file->changes = NULL;
    file->change_count = 0;
}

static void drop_file(struct disk_file *file)
{
    drop_changes(file);
    free(file->data);
    memset(file, 0, sizeof(*file));
}

static void add_change(struct disk_file *file, const void *data, size_t size, int64_t offset)
{
    struct change *change;

    file->changes = memory_grow(file->changes, file->change_count + 1, sizeof(*file->changes));
    change = &file->changes[file->change_count++];
    *change = (struct change){.size = size, .offset = offset};
    if (data != NULL) {
        change->data = memory_alloc(size);
        memcpy(change->data, data, size);
    }
}

static void resize(unsigned char **data, size_t *size, size_t new_size)
{
    *data = memory_grow(*data, new_size + 1, 1);
    if (new_size > *size)
        memset(*data + *size, 0, new_size - *size);
    *size = new_size;
}

/* Applies the bytes of a change from `from` to `to`. */
static void apply(unsigned char **data, size_t *size, const struct change *change, size_t from,
                  size_t to)
{
    size_t end = (size_t)change->offset + to;

    if (change->data == NULL) {
        resize(data, size, (size_t)change->offset);
        return;
    }
    if (end > *size)
        resize(data, size, end);
    memcpy(*data + change->offset + from, change->data + from, to - from);
}

static void sync_file(struct disk_file *file)
{
    for (size_t i = 0; i < file->change_count; i++)
        apply(&file->data, &file->size, &file->changes[i], 0, file->changes[i].size);
    drop_changes(file);
    file->is_there_for_sure = 1;
}

/* SQLite syncs the folder with a new journal or log, and where it says so when it removes one. */
static void sync_folder(void)
{
    for (size_t i = 0; i < power.file_count; i++)
        power.files[i].is_there_for_sure = power.files[i].is_there;
}

/* ---- the VFS ---- */

static int power_close(sqlite3_file *file)
{
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int power_read(sqlite3_file *file, void *data, int size, sqlite3_int64 offset)
{
    return real_of(file)->pMethods->xRead(real_of(file), data, size, offset);
}

static int power_write(sqlite3_file *file, const void *data, int size, sqlite3_int64 offset)
{
    if (mine(file)->file != NULL) {
        changes_now();
        add_change(mine(file)->file, data, (size_t)size, offset);
    }
    return real_of(file)->pMethods->xWrite(real_of(file), data, size, offset);
}

static int power_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    if (mine(file)->file != NULL) {
        changes_now();
        add_change(mine(file)->file, NULL, 0, size);
    }
    return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int power_sync(sqlite3_file *file, int flags)
{
    struct disk_file *disk = mine(file)->file;

    if (disk != NULL) {
        changes_now();
        if (!disk->is_there_for_sure)
            sync_folder();
        sync_file(disk);
    }
    return real_of(file)->pMethods->xSync(real_of(file), flags);
}

static int power_file_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int power_lock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int power_unlock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int power_check_reserved(sqlite3_file *file, int *reserved)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), reserved);
}

static int power_control(sqlite3_file *file, int op, void *arg)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), op, arg);
}

static int power_sector_size(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int power_characteristics(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int power_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **map)
{
    return real_of(file)->pMethods->xShmMap(real_of(file), region, size, extend, map);
}

static int power_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, n, flags);
}

static void power_shm_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int power_shm_unmap(sqlite3_file *file, int remove)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2, /* no memory-mapped reads */
    .xClose = power_close,
    .xRead = power_read,
    .xWrite = power_write,
    .xTruncate = power_truncate,
    .xSync = power_sync,
    .xFileSize = power_file_size,
    .xLock = power_lock,
    .xUnlock = power_unlock,
    .xCheckReservedLock = power_check_reserved,
    .xFileControl = power_control,
    .xSectorSize = power_sector_size,
    .xDeviceCharacteristics = power_characteristics,
    .xShmMap = power_shm_map,
    .xShmLock = power_shm_lock,
    .xShmBarrier = power_shm_barrier,
    .xShmUnmap = power_shm_unmap,
};

/* The name of a file in the folder that is watched, or NULL. */
static const char *watched(const char *path)
{
    size_t size = strlen(power.folder);

    if (power.fn == NULL || path == NULL || strncmp(path, power.folder, size) != 0 ||
        path[size] != '/' || strchr(path + size + 1, '/') != NULL)
        return NULL;
    return path + size + 1;
}

static int power_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                      int *ret_flags)
{
    struct power_file *opened = mine(file);
    const char *base = watched(name);
    int rc;

    (void)vfs;
    opened->base.pMethods = NULL;
    opened->real = (sqlite3_file *)(opened + 1);
    rc = power.real->xOpen(power.real, name, opened->real, flags, ret_flags);
    if (opened->real->pMethods != NULL)
        opened->base.pMethods = &methods;
    opened->file = base != NULL && rc == SQLITE_OK ? find_or_add(base) : NULL;
    if (opened->file != NULL && !opened->file->is_there) { /* made anew */
        drop_changes(opened->file);
        opened->file->size = 0;
        opened->file->is_there = 1;
    }
    return rc;
}

static int power_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    const char *base = watched(name);
    struct disk_file *file = base != NULL ? find(base) : NULL;

    (void)vfs;
    if (file != NULL) {
        changes_now();
        file->is_there = 0;
        if (sync)
            sync_folder();
    }
    return power.real->xDelete(power.real, name, sync);
}

void power_vfs_install(const char *folder)
{
    power.real = sqlite3_vfs_find(NULL);
    LAB_CHECK(power.real != NULL);
    snprintf(power.folder, sizeof(power.folder), "%s", folder);
    power.vfs = *power.real;
    power.vfs.zName = "power";
    power.vfs.szOsFile = (int)sizeof(struct power_file) + power.real->szOsFile;
    power.vfs.xOpen = power_open;
    power.vfs.xDelete = power_delete;
    sqlite3_vfs_register(&power.vfs, 1);
}

/* ---- a run ---- */

static void forget(void)
{
    for (size_t i = 0; i < power.file_count; i++)
        drop_file(&power.files[i]);
    power.file_count = 0;
}

void power_vfs_start(power_change_fn *fn, void *arg)
{
    DIR *dir = opendir(power.folder);

    forget();
    LAB_CHECK(dir != NULL);
    for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
        struct lab_bytes bytes;
        struct disk_file *file;

        if (entry->d_name[0] == '.')
            continue;
        file = find_or_add(entry->d_name);
        bytes = lab_read(lab_path(entry->d_name));
        file->data = bytes.data;
        file->size = bytes.size;
        file->is_there = file->is_there_for_sure = 1;
    }
    closedir(dir);
    power.fn = fn;
    power.arg = arg;
}

void power_vfs_stop(void)
{
    power.fn = NULL;
    forget();
}

int power_vfs_is_synced(const char *name)
{
    const struct disk_file *file = find(name);

    return file != NULL && file->is_there_for_sure && file->change_count == 0;
}

/* ---- images ---- */

/* What a write leaves: nothing, all, or the sectors that happened to be written. */
static void apply_by_chance(unsigned char **data, size_t *size, const struct change *change,
                            uint64_t *seed)
{
    uint64_t luck = lab_chance(seed, 4);

    if (luck == 0)
        return;
    if (luck != 1 || change->data == NULL) {
        apply(data, size, change, 0, change->size);
        return;
    }
    for (size_t at = 0; at < change->size;) {
        size_t border = SECTOR - ((size_t)change->offset + at) % SECTOR;
        size_t end = at + border < change->size ? at + border : change->size;

        if (lab_chance(seed, 2))
            apply(data, size, change, at, end);
        at = end;
    }
}

static void image_of(const struct disk_file *file, uint64_t *seed, const char *folder)
{
    unsigned char *data = memory_alloc(file->size + 1);
    size_t size = file->size, *order = memory_alloc((file->change_count + 1) * sizeof(*order));
    char path[200];

    memcpy(data, file->data != NULL ? file->data : (const unsigned char *)"", file->size);
    for (size_t i = 0; i < file->change_count; i++)
        order[i] = i;
    if (lab_chance(seed, 2)) { /* in another order */
        for (size_t i = file->change_count; i > 1; i--) {
            size_t other = (size_t)lab_chance(seed, i), kept = order[i - 1];

            order[i - 1] = order[other];
            order[other] = kept;
        }
    }
    for (size_t i = 0; i < file->change_count; i++)
        apply_by_chance(&data, &size, &file->changes[order[i]], seed);
    snprintf(path, sizeof(path), "%s/%s", folder, file->name);
    lab_write(path, data, size);
    free(order);
    free(data);
}

void power_vfs_image(uint64_t *seed, const char *folder)
{
    for (size_t i = 0; i < power.file_count; i++) {
        const struct disk_file *file = &power.files[i];
        int there =
            file->is_there == file->is_there_for_sure ? file->is_there : (int)lab_chance(seed, 2);

        if (there)
            image_of(file, seed, folder);
    }
}
