/* The file system of a cell: a tmpfs root with nothing in it but what the profile names.
 *
 *     root_plan_add(&plan, path, &err);         once a profile: what to make, links resolved
 *     root_open_trees(&plan, trees, &err);      per cell: clones of the mounts, read-only
 *     root_build(&plan, trees, 0, &prog, &err); init, in its own mount namespace; pivots into it
 *     root_lay(prog, files, count, &err);       the runner, per submission: its files
 *
 * Started by root, the runner clones the trees (it can reach what root can); started by a user,
 * init does, in its own user namespace. No path is looked up after a program has run in the cell.
 */
#ifndef RUNNER_ROOT_H
#define RUNNER_ROOT_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

enum { ROOT_ENTRIES_MAX = 256 };
#define ROOT_FILES_BYTES (256LL * 1024 * 1024) /* of the files laid, in all */
/* Of the tmpfs that they lie in: each can waste a page; the rest is directories
 * (judge/submissions/products.h) and links, which cost inodes. */
#define ROOT_BYTES       (ROOT_FILES_BYTES + 8 * 1024 * 1024)
#define ROOT_INODES      12288
/* Where a cell has a proc file system that is not for programs, below "/". */
#define ROOT_FD_PROC     ".proc"

struct root_entry {
    char *path;   /* in the cell and on the host, no symbolic link in it but the last component */
    char *target; /* a symbolic link's; NULL: a mount */
    int is_directory;
    int is_device;
};
struct root_plan {
    struct root_entry entries[ROOT_ENTRIES_MAX];
    size_t count;
};

/* Adds what `path` needs: the links on the way to it and a bind of where they lead. A path that
 * does not exist is left out; one below /tmp, /prog, /dev or /proc is refused. */
int root_plan_add(struct root_plan *plan, const char *path, struct error *err);
int root_plan_add_devices(struct root_plan *plan, struct error *err);
/* Whether a cell has something at `path`. */
int root_plan_has(const struct root_plan *plan, const char *path);
void root_plan_release(struct root_plan *plan);

/* trees[i] becomes the detached mount of entry i, -1 for a link. All or nothing. */
int root_open_trees(const struct root_plan *plan, int trees[ROOT_ENTRIES_MAX], struct error *err);
void root_close_trees(int trees[ROOT_ENTRIES_MAX]);

struct root_file {
    const char *path; /* checked: relative, plain */
    int fd;
    int64_t offset, size; /* where in it */
};

/* Makes the root, pivots and lets the host's tree go. Takes the trees. With `has_proc` /proc holds
 * the processes of the cell and nothing else (subset=pid, proc(5), Linux 5.8); without there is
 * none, but the same at ROOT_FD_PROC, which Landlock keeps shut: what leads there is /dev/fd and
 * /dev/stdin, stdout and stderr. These are missing where the host's own /proc is masked, which the
 * kernel lets nobody mount again. The cell's "/" is a directory of
 * the new root and not the root itself, by chroot: who has another root directory than its mount
 * namespace may not make a user namespace (user_namespaces(7), EPERM). All of it is read-only;
 * *ret_prog, the caller's, is /prog in a mount of its own that no namespace has, and the one way to
 * write there. */
int root_build(const struct root_plan *plan, int trees[ROOT_ENTRIES_MAX], int has_proc,
               int *ret_prog, struct error *err);
/* A tmpfs for files of ROOT_BYTES and ROOT_INODES that is mounted nowhere yet (fsmount(2), Linux
 * 5.2): its top directory, the caller's, or a negative errno. */
int root_make_tmpfs(void);
/* Lays the files below a cell's /prog, or below a submission's own in a watched interpreter's
 * cell. No program of the submission's has run in the cell. */
int root_lay(int prog, const struct root_file *files, size_t count, struct error *err);

#endif
