/* Many small things with one lifetime: a parse result lives in an arena and is freed once.
 *
 *     struct arena arena = ARENA_INIT;
 *     name = arena_strdup(&arena, text);
 *     arena_release(&arena);
 *
 * Nothing is freed on its own. Pointers stay valid until arena_release.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena_block;
struct arena {
    struct arena_block *blocks; /* newest first */
    size_t total;               /* bytes handed out, for callers that bound a parse */
};
#define ARENA_INIT                                                                                 \
    {                                                                                              \
        0                                                                                          \
    }

/* Frees everything and leaves an empty, usable arena. */
void arena_release(struct arena *arena);

/* Zeroed and aligned for any type. Never NULL (see base/memory.h). */
void *arena_alloc(struct arena *arena, size_t size);

/* A copy of `size` bytes with a NUL after it. */
void *arena_memdup(struct arena *arena, const void *data, size_t size);
char *arena_strdup(struct arena *arena, const char *text);
char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
