/* An SQLite VFS over the default one that remembers what of each file has been synced, so that it
 * can make the files that a power cut would leave: unsynced writes are lost, come in another order
 * or torn at a sector's border, a file's new length may be there without its bytes, a file that was
 * made or removed may still be gone or there.
 *
 *     power_vfs_install(folder);                files in it are watched
 *     power_vfs_start(on_change, arg);          called before each change of a file
 *       power_vfs_image(&seed, folder2);        in it: the files after a cut at this moment
 *     power_vfs_stop();
 */
#ifndef TESTS_POWER_VFS_H
#define TESTS_POWER_VFS_H

#include <stdint.h>

/* Becomes the default VFS of the process. */
void power_vfs_install(const char *folder);

/* What is in the folder now is on the disk. */
typedef void power_change_fn(void *arg);
void power_vfs_start(power_change_fn *fn, void *arg);
void power_vfs_stop(void);

/* Whether all that was written to the file of this name (without its folder) is on the disk. */
int power_vfs_is_synced(const char *name);

/* Writes the files of one image into a folder, which is empty. Repeatable by its seed. */
void power_vfs_image(uint64_t *seed, const char *folder);

#endif
