#include "fault_vfs.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include <sqlite3.h>

struct fault_file {
    sqlite3_file base;
    sqlite3_file *real; /* in the same allocation, behind this one */
};

static struct {
    sqlite3_vfs vfs, *real;
    enum fault kind;
    int left;       /* calls until the fault; 0: unarmed or reached */
    int persistent; /* fail on after it */
    int armed, hit;
} fault;

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct fault_file *)file)->real;
}

/* What a call is, by the faults that it can suffer. */
#define SUFFERS(kind) (1u << (kind))

static int fails(unsigned suffers)
{
    if (!fault.armed || !(suffers & SUFFERS(fault.kind)))
        return 0;
    /* what sqlite3_system_errno would say of a real one */
    errno = fault.kind == FAULT_FULL || fault.kind == FAULT_SHORT ? ENOSPC : EIO;
    if (fault.left > 0 && --fault.left == 0) {
        fault.hit = 1;
        return 1;
    }
    return fault.left == 0 && fault.persistent;
}

static int fault_close(sqlite3_file *file)
{
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int fault_read(sqlite3_file *file, void *data, int size, sqlite3_int64 offset)
{
    if (fails(SUFFERS(FAULT_READ)))
        return SQLITE_IOERR_READ;
    return real_of(file)->pMethods->xRead(real_of(file), data, size, offset);
}

static int fault_write(sqlite3_file *file, const void *data, int size, sqlite3_int64 offset)
{
    if (fails(SUFFERS(FAULT_FULL) | SUFFERS(FAULT_IO) | SUFFERS(FAULT_SHORT))) {
        int saved = errno;

        if (fault.kind == FAULT_SHORT)
            real_of(file)->pMethods->xWrite(real_of(file), data, size / 2, offset);
        errno = saved;
        return fault.kind == FAULT_IO ? SQLITE_IOERR_WRITE : SQLITE_FULL;
    }
    return real_of(file)->pMethods->xWrite(real_of(file), data, size, offset);
}

static int fault_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    if (fails(SUFFERS(FAULT_IO)))
        return SQLITE_IOERR_TRUNCATE;
    return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int fault_sync(sqlite3_file *file, int flags)
{
    if (fails(SUFFERS(FAULT_IO) | SUFFERS(FAULT_SYNC)))
        return SQLITE_IOERR_FSYNC;
    return real_of(file)->pMethods->xSync(real_of(file), flags);
}

static int fault_file_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int fault_lock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int fault_unlock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int fault_check_reserved(sqlite3_file *file, int *reserved)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), reserved);
}

static int fault_control(sqlite3_file *file, int op, void *arg)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), op, arg);
}

static int fault_sector_size(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int fault_characteristics(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int fault_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **map)
{
    if (extend && fails(SUFFERS(FAULT_IO) | SUFFERS(FAULT_FULL)))
        return SQLITE_IOERR_SHMSIZE;
    return real_of(file)->pMethods->xShmMap(real_of(file), region, size, extend, map);
}

static int fault_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, n, flags);
}

static void fault_shm_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int fault_shm_unmap(sqlite3_file *file, int remove)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2, /* no memory-mapped reads */
    .xClose = fault_close,
    .xRead = fault_read,
    .xWrite = fault_write,
    .xTruncate = fault_truncate,
    .xSync = fault_sync,
    .xFileSize = fault_file_size,
    .xLock = fault_lock,
    .xUnlock = fault_unlock,
    .xCheckReservedLock = fault_check_reserved,
    .xFileControl = fault_control,
    .xSectorSize = fault_sector_size,
    .xDeviceCharacteristics = fault_characteristics,
    .xShmMap = fault_shm_map,
    .xShmLock = fault_shm_lock,
    .xShmBarrier = fault_shm_barrier,
    .xShmUnmap = fault_shm_unmap,
};

static int fault_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                      int *ret_flags)
{
    struct fault_file *mine = (struct fault_file *)file;
    int rc;

    (void)vfs;
    mine->base.pMethods = NULL;
    if ((flags & SQLITE_OPEN_CREATE) && fails(SUFFERS(FAULT_FULL)))
        return SQLITE_CANTOPEN;
    mine->real = (sqlite3_file *)(mine + 1);
    rc = fault.real->xOpen(fault.real, name, mine->real, flags, ret_flags);
    if (mine->real->pMethods != NULL)
        mine->base.pMethods = &methods;
    return rc;
}

void fault_vfs_install(void)
{
    fault.real = sqlite3_vfs_find(NULL);
    assert(fault.real != NULL);
    fault.vfs = *fault.real;
    fault.vfs.zName = "fault";
    fault.vfs.szOsFile = (int)sizeof(struct fault_file) + fault.real->szOsFile;
    fault.vfs.xOpen = fault_open;
    sqlite3_vfs_register(&fault.vfs, 1);
}

void fault_vfs_arm(enum fault kind, int nth, int persistent)
{
    fault.kind = kind;
    fault.left = nth;
    fault.persistent = persistent;
    fault.hit = 0;
    fault.armed = 1;
}

int fault_vfs_disarm(void)
{
    fault.armed = 0;
    return fault.hit;
}

const char *fault_name(enum fault kind)
{
    static const char *const names[FAULT_KINDS] = {"ENOSPC", "EIO", "short write", "failed fsync",
                                                   "EIO of a read"};

    return names[kind];
}
