/* An SQLite VFS over the default one that fails the Nth change of a file: write, truncate, sync, or
 * growing the shared memory. Anomaly tests fail N = 1, 2, 3, ... until a run is clean.
 *
 *     fault_vfs_install();
 *     fault_vfs_arm(n, persistent); ...; hit = fault_vfs_disarm();
 */
#ifndef TESTS_FAULT_VFS_H
#define TESTS_FAULT_VFS_H

/* Becomes the default VFS of the process. */
void fault_vfs_install(void);

/* The nth change from now on fails with SQLITE_IOERR_* (writes: SQLITE_FULL when n is even), and
 * all later ones too when `persistent`. */
void fault_vfs_arm(int nth, int persistent);

/* Whether the fault was reached. */
int fault_vfs_disarm(void);

#endif
