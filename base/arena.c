#include "base/arena.h"

#include "base/memory.h"

#include <assert.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct arena_block {
    struct arena_block *next;
    size_t used;
    size_t capacity;
    alignas(max_align_t) char data[];
};

enum { BLOCK_SIZE = 16 * 1024 };

void arena_release(struct arena *arena)
{
    while (arena->blocks) {
        struct arena_block *next = arena->blocks->next;

        free(arena->blocks);
        arena->blocks = next;
    }
    arena->total = 0;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    struct arena_block *block = arena->blocks;
    size_t aligned;
    void *got;

    assert(size < SIZE_MAX / 2); /* a size that went below 0 must not round up to nothing */
    aligned = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);

    if (!block || block->capacity - block->used < aligned) {
        size_t capacity = aligned > BLOCK_SIZE ? aligned : BLOCK_SIZE;

        block = memory_alloc(sizeof(*block) + capacity);
        block->capacity = capacity;
        block->next = arena->blocks;
        arena->blocks = block;
    }
    got = block->data + block->used;
    block->used += aligned;
    arena->total += aligned;
    return got;
}

void *arena_memdup(struct arena *arena, const void *data, size_t size)
{
    char *copy;

    assert(size < SIZE_MAX / 2);
    copy = arena_alloc(arena, size + 1);
    if (size > 0)
        memcpy(copy, data, size);
    return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
    return arena_memdup(arena, text, strlen(text));
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list args;
    int length;
    char *text;

    va_start(args, format);
    length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    text = arena_alloc(arena, (size_t)(length > 0 ? length : 0) + 1);
    va_start(args, format);
    vsnprintf(text, (size_t)(length > 0 ? length : 0) + 1, format, args);
    va_end(args);
    return text;
}
