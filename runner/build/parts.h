/* What our programs in cells share (assay-build, assay-validate): they have no more privilege than
 * what they start, are linked statically, and end when anything fails. */
#ifndef RUNNER_BUILD_PARTS_H
#define RUNNER_BUILD_PARTS_H

#include <stddef.h>
#include <stdint.h>

/* "assay-build": what messages start with. Each program defines its own. */
extern const char part_program[];

/* Says what failed, with errno, on stderr and exits with BUILD_FAILED. */
_Noreturn void part_fail(const char *what);

void part_write(int fd, const void *data, size_t size);

/* Writes one file of a stream (stream.h) to `to`: a regular file, or bytes. */
void part_send_file(int to, const char *path, int from);
void part_send_bytes(int to, const char *path, const void *data, size_t size);

/* Writes the regular files below the folder, which it closes, in the order of names, so that the
 * same files make the same stream. Neither a link nor a device is sent. Their paths start with
 * `prefix` ("" or one that ends in a slash). Fails where they are more than `files_max` files or
 * `bytes_max` bytes: returns -1 then and has sent some of them. */
int part_send_folder(int to, int folder, const char *prefix, uint64_t files_max,
                     uint64_t bytes_max);

/* Copies the files and folders below `from` into `to`, but for hidden ones, and closes both. */
void part_copy_folder(int from, int to);

#endif
