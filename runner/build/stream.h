/* What a compile step leaves, as one stream: the files below its output folder.
 *
 * `assay-build SOURCES OUT PROGRAM ARGUMENT...` is the program that runs in the cell of a compile
 * step: it copies /prog to SOURCES, makes OUT, starts the compiler in SOURCES, passes on the start
 * of what that says to stderr, ends as the compiler does, and after a success writes the stream to
 * stdout:
 *
 *     PRODUCTS_MAGIC, then for each file: struct products_entry, its path, its bytes;
 *     a struct products_entry of zeroes ends it
 *
 * Paths are relative to OUT. Like all output of a cell it is believed by nobody:
 * judge/submissions/products.c reads it.
 */
#ifndef RUNNER_PRODUCTS_H
#define RUNNER_PRODUCTS_H

#include <stdint.h>

#define PRODUCTS_MAGIC     "assay-products-1"
/* What assay-build says last on stderr with BUILD_COMPILER_SIGNALLED; the number follows. */
#define BUILD_SIGNAL_WORDS "the compiler was ended by signal "
enum {
    PRODUCTS_MAGIC_SIZE = 16,
    /* Exit statuses of assay-build's own, which a compiler's never passes for. */
    BUILD_FAILED = 125,
    BUILD_COMPILER_SIGNALLED = 124, /* a signal ended the compiler, stderr says which */
    PRODUCTS_LOG_MAX = 7 * 1024,    /* bytes of the compiler's words; how many more follows them */
};

struct products_entry {
    uint32_t path_size; /* without a NUL */
    uint32_t unused;
    uint64_t size;
};

#endif
