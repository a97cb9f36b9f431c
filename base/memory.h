/* Allocation that cannot fail: running out of memory in our own processes is not a condition any
 * caller could repair, so it ends the process with a message (the level above notices and retries).
 * It first writes out what was printed to stdout by then, so that no line ends in the middle. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

/* Zeroed; freed with free(). `size` 0 is allowed. */
void *memory_alloc(size_t size);

/* Like reallocarray(3), overflow checked; the new tail is not zeroed. */
void *memory_grow(void *old, size_t count, size_t size);

/* A NUL-terminated copy; freed with free(). */
char *memory_strdup(const char *text);

#endif
