/* Packages that are, or have, a zip: their files as a folder that everything else can read.
 *
 * A package's own folder is never written to. What is unpacked goes to a folder of the user's own
 * beside the cache of compiled programs (0700, so nobody else can put files into it), named by the
 * package's path and by what its files are (inodes, sizes, times): the next command finds it there.
 * It appears under its name only when it is whole. Those that nobody has used for 90 days are
 * removed. Where there is no cache it is a temporary folder, removed by unpacked_folder_close.
 *
 * For DMOJ a plain file of the package wins over a member of its archive (problems/unpacked.h).
 */
#ifndef JUDGE_UNPACKED_FOLDER_H
#define JUDGE_UNPACKED_FOLDER_H

#include "base/error.h"
#include "judge/dispatch/tree.h"

struct unpacked_folder {
    char *path;      /* absolute */
    char *temporary; /* to be removed with all that is in it; NULL: nothing */
};

/* `path` is absolute, `fd` is the folder or regular file there and stays the caller's. Returns 1
 * and the folder to read in its place; 0: the package is to be read where it is; or negative. */
int unpacked_folder_open(const char *path, int fd, const struct tree_options *options,
                         struct unpacked_folder *ret_folder, struct error *err);
void unpacked_folder_close(struct unpacked_folder *folder);

#endif
