/* The folder of a problem: which files belong to it, opening them, and hashing them.
 *
 * The files of a package are the regular files below its folder, links followed, except hidden ones
 * (a name that starts with ".", but ".timelimit") and editors' backups (one that ends with "~").
 * Exactly these are hashed, and exactly these may be named in problem.yaml, so nothing that can
 * change a verdict is left out of the version.
 */
#ifndef PROBLEMS_PACKAGE_H
#define PROBLEMS_PACKAGE_H

#include "base/arena.h"
#include "base/error.h"
#include "problems/problem.h"

enum {
    PACKAGE_ENTRIES_MAX = 300000, /* files in a package; two for each of PROBLEM_CASES_MAX fit */
    PACKAGE_DEPTH_MAX = 32,       /* folders in each other */
};
#define PACKAGE_FILE_MAX   ((int64_t)1 << 30)  /* bytes of one test file */
#define PACKAGE_SOURCE_MAX ((int64_t)1 << 24)  /* bytes of an include file or a submission */
#define PACKAGE_TOTAL_MAX  ((int64_t)64 << 30) /* bytes of all files */

/* In the folder of a package whose archive was unpacked into it (problems/unpacked.h): the names of
 * the members, each with a NUL behind it. */
#define UNPACKED_MEMBERS ".assay-members"

/* `path` as the package writes it: "./" and double slashes removed, in `arena`. -EINVAL for one
 * that may not be named: empty, absolute, with "..", hidden, a backup. */
int package_path(struct arena *arena, const char *path, const char **ret_path, struct error *err);

/* Opens a regular file of the package for reading; a FIFO or device neither hangs nor is read.
 * -ENOENT when there is none; -EXDEV when a link leads out; -EFBIG above `max` bytes. Returns the
 * descriptor; *ret_size may be NULL. */
int package_open(int dir_fd, const char *path, int64_t max, int64_t *ret_size, struct error *err);

/* Looks for a file that the package names: as package_path and package_open, without keeping it
 * open. 0, or what they return. */
int package_find(struct arena *arena, int dir_fd, const char *path, int64_t max,
                 const char **ret_path, int64_t *ret_size, struct error *err);

/* The names in a folder of the package that belong to it, in natural order (2 before 10), in
 * `arena`. -E2BIG above PACKAGE_ENTRIES_MAX. */
int package_list(int dir_fd, const char *folder, struct arena *arena, const char *const **ret_names,
                 size_t *ret_count, struct error *err);

/* Whether it can be the name of a file in a program's working directory: one without a folder, that
 * starts with neither "." nor "-". */
int package_is_name(const char *name);

/* Digits compare as numbers, the rest as bytes; different texts are never equal. */
int package_natural_order(const char *left, const char *right);

/* What belongs to a package, sorted by path: its files, folders with nothing in them, and names
 * that can be opened as neither (a link that leads nowhere or out, a FIFO): whoever lists a folder
 * sees them too, and a package may be faulty by them. */
enum { PACKAGE_EMPTY_FOLDER = -1, PACKAGE_NOTHING = -2 };
struct package_file {
    const char *path;
    int64_t size; /* or one of those, of which nothing more is told */
    uint64_t device, inode;
    int64_t mtime_ns, ctime_ns;
};
struct package_files {
    struct arena arena; /* of the paths */
    struct package_file *files;
    size_t count;
    int64_t bytes; /* of all */
};
/* Looks at every file and reads none. -EFBIG: they have more than `max` KiB together. */
int package_files(int dir_fd, int64_t max_kib, struct package_files *ret_files, struct error *err);
void package_files_release(struct package_files *files);
/* The same file with the same content, as far as stat(2) tells: whoever writes to a file changes
 * its ctime, which nobody can set back but by setting the clock back. */
int package_is_same_file(const struct package_file *left, const struct package_file *right);

/* The version of a package: SHA-256 over its files sorted by path: path, NUL, the SHA-256 of the
 * content; of an empty folder path, slash, NUL; of a name that leads nowhere path, two slashes,
 * NUL. So a version can be named from the hashes of its files. `digests`: of each file
 * PACKAGE_DIGEST_SIZE bytes, of others any. */
enum { PACKAGE_DIGEST_SIZE = 32 };
void package_version_of(const struct package_file *files, const uint8_t *digests, size_t count,
                        char ret_version[static 65]);
/* The same of a folder, all of which is read. -EFBIG: as package_files. */
int package_version(int dir_fd, int64_t max_kib, char ret_version[static 65], struct error *err);

/* A cheap fingerprint of the folder (paths, inodes, sizes, mtimes, ctimes; no file is read): while
 * it is unchanged a loaded problem need not be loaded again. */
int problem_fingerprint(int dir_fd, uint64_t *ret_fingerprint, struct error *err);

/* Opens a case's input or answer and returns a descriptor at its start: a sealed memfd for inline
 * bytes and for text that is not as `is_text` wants it, the file itself otherwise. `dir_fd` is the
 * package. Returns the descriptor or a negative
 * errno (-ESTALE: the file's size is not what it was at load). */
int problem_data_open(int dir_fd, const struct problem_data *data, struct error *err);

/* The text in `fd`, which is at its start, with the line ends of `is_text`: `fd` itself, or a
 * sealed memfd in its place. `path`: what messages call it. */
int problem_text_open(int fd, const char *path, struct error *err);

#endif
