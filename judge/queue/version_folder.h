/* The folders that graders read: for each version of a problem one, DATABASE.versions/VERSION, laid
 * out from what the store keeps. A file is a hard link to its blob where that is possible, else a
 * copy; nobody writes to it (mode 0444), and the folder above can be entered by its owner alone: a
 * grader gets a descriptor. It appears under its name only when it is whole.
 *
 * Nothing here is believed for ever: whoever loads a problem hashes all of it and so notices a file
 * that was changed in its folder (the daemon compares the version that a grader says). Then
 * version_folder_discard.
 *
 *     version_folders_open(store, &root, &err);
 *     dir = version_folder_find(root, version);                   a descriptor, or -ENOENT
 *     version_folder_begin(&laying, store, root, version, &err);
 *     while ((rc = version_folder_step(&laying, until_us, &err)) == 1) ...
 *     version_folder_end(&laying); */
#ifndef JUDGE_VERSION_FOLDER_H
#define JUDGE_VERSION_FOLDER_H

#include "base/arena.h"
#include "db/store.h"

struct version_folder_file {
    const char *path;
    const char *blob; /* NULL: not a file */
    int is_folder;    /* else, without a blob, a name that leads nowhere */
};

struct version_folder {
    struct store *store;
    int root, dir; /* dir: where it is laid out, -1 */
    char unfinished[96], version[65];
    struct arena arena;
    struct version_folder_file *files;
    size_t count, at;
};

/* The folder of all of them: a descriptor, *ret_root. Removes what was left unfinished long ago,
 * and what nobody has used for VERSION_FOLDER_DAYS. */
enum { VERSION_FOLDER_DAYS = 30 };
int version_folders_open(struct store *store, int *ret_root, struct error *err);

/* The folder of a version that is laid out: a descriptor, the caller's, or -ENOENT. Notes that it
 * was used. */
int version_folder_find(int root, const char *version);

/* -ENOENT: the store does not keep this version. -EUCLEAN: not all of it. `into`: a folder of the
 * caller's to lay it out in, as copies, instead of a new one below `root`; -1: none. */
int version_folder_begin(struct version_folder *folder, struct store *store, int root, int into,
                         const char *version, struct error *err);
int version_folder_step(struct version_folder *folder, int64_t until_us, struct error *err);
void version_folder_end(struct version_folder *folder);

/* Its files are damaged, or no longer wanted. Whoever reads it now goes on: it only loses its name,
 * until a version_folders_open finds it an hour later. */
void version_folder_discard(int root, const char *version);

#endif
