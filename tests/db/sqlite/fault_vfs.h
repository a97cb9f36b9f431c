/* An SQLite VFS over the default one that fails the Nth call of a kind. Anomaly tests fail N = 1,
 * 2, 3, ... until a run is clean.
 *
 *     fault_vfs_install();
 *     fault_vfs_arm(FAULT_FULL, n, persistent); ...; hit = fault_vfs_disarm();
 */
#ifndef TESTS_FAULT_VFS_H
#define TESTS_FAULT_VFS_H

enum fault {
    FAULT_FULL,  /* ENOSPC: no file can be made or grow */
    FAULT_IO,    /* EIO of every change: write, truncate, sync, shared memory */
    FAULT_SHORT, /* half of a write is there, then ENOSPC */
    FAULT_SYNC,  /* fsync alone fails with EIO */
    FAULT_READ,  /* reading fails with EIO */
    FAULT_KINDS,
};

/* Becomes the default VFS of the process. */
void fault_vfs_install(void);

/* The nth call from now on that can fail so does, and all later ones too when `persistent`. */
void fault_vfs_arm(enum fault fault, int nth, int persistent);

/* Whether the fault was reached. */
int fault_vfs_disarm(void);

const char *fault_name(enum fault fault);

#endif
