/* Reads streams of files (runner/build/stream.h): the products of a compile step, or a submission
 * of several files. The reader believes nothing in them. */
#ifndef JUDGE_PRODUCTS_H
#define JUDGE_PRODUCTS_H

#include "base/arena.h"
#include "base/error.h"
#include "runner/runner.h"

enum {
    PRODUCTS_FILES_MAX = 1000,
    PRODUCTS_FOLDERS_MAX =
        10 * 1000,                   /* in all paths together (runner/host/root.c has the inodes) */
    PRODUCTS_NAMES_MAX = 120 * 1024, /* of all paths together (a packet, base/packet.h) */
};

/* Whether `fd` starts like a stream. */
int products_are_in(int fd);

/* Whether `fd` starts like an archive: zip, gzip, xz, bzip2 or tar. */
int products_is_archive(int fd);

/* Lists the files of the whole stream in `fd` as places in it; names and list live in `arena`.
 * -EINVAL when it is no stream, has a path that is not plain and relative, has a path twice or as
 * the folder of another, or has too many files. */
int products_read(int fd, struct arena *arena, struct cell_file **ret_files, size_t *ret_count,
                  struct error *err);

/* Whether two different paths cannot both be files: one is a folder on the way to the other. */
int products_clash(const char *left, const char *right);

/* Appends a file, or the end, to a stream that is being written to `fd` (which starts with the
 * magic). 0 or a negative errno. */
int products_write_magic(int fd);
int products_write_file(int fd, const char *path, int from, int64_t size);
int products_write_end(int fd);

/* The class among the files that has `public static void main(String[])`: its name with dots, in
 * `arena`. Of several classes: the one with the name of the source `main_file` (NULL: there is
 * none), or the one that Kotlin makes of that file; else one that is in no other class; else the
 * first in order. A class whose file lies elsewhere than its name says does not count. NULL: there
 * is none. (The class file format is in chapter 4 of The Java Virtual Machine Specification.) */
const char *products_main_class(const struct cell_file *files, size_t count, const char *main_file,
                                struct arena *arena);

#endif
