/* Unpacks an archive of a package: a zip becomes files below a folder.
 *
 * No process of ours reads an archive, because its bytes are anybody's. A Python program does that
 * in a cell (as for archives of submissions) and writes what it finds as one stream
 * (runner/build/stream.h), which is believed no more: unpack_lay opens every path below the folder,
 * follows no link (one in the archive is a copy of its target by then), makes regular files and
 * folders alone, and counts. So neither `..`, an absolute path, a link nor a bomb gets past it,
 * whatever the cell says.
 */
#ifndef JUDGE_UNPACK_H
#define JUDGE_UNPACK_H

#include "base/buffer.h"
#include "judge/dispatch/tree.h"

enum {
    UNPACK_FILES_MAX = 300000, /* members */
    UNPACK_DEPTH_MAX = 32,     /* folders in each other */
};
#define UNPACK_BYTES_MAX (INT64_C(1) << 30) /* of all members, unpacked */

/* Unpacks the zip in `archive` (a regular file; stays the caller's) into the folder `dir`. A file
 * that is there already stays, and the member of its name is left out. `bytes_max`: fewer than
 * UNPACK_BYTES_MAX, or 0. The names of all members go to `members`, each with a NUL behind it;
 * NULL: nobody asks. -EINVAL: it is no zip, or one that is not taken; `name` is for the message. */
int unpack_archive(const struct tree_options *options, int archive, const char *name, int dir,
                   int64_t bytes_max, struct buffer *members, struct error *err);

/* The second half: the files of the stream in `stream`. */
int unpack_lay(int stream, int dir, int64_t bytes_max, struct buffer *members, struct error *err);

#endif
