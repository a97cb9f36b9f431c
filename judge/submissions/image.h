/* Submissions that are executables themselves (ELF images): what the headers say of one, without
 * running it. Nothing in the file is believed beyond its size. */
#ifndef JUDGE_IMAGE_H
#define JUDGE_IMAGE_H

#include "base/error.h"

#include <stdint.h>

/* KiB that the segments of an ELF64 image in `fd` would take when loaded (elf(5), PT_LOAD p_memsz).
 * -ENOEXEC when it is not an x86-64 executable that could run; `err` says why. */
int execute_image_kib(int fd, int64_t *ret_kib, struct error *err);

#endif
